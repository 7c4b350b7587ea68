/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by the files that answer questions about classifications. */
#ifndef SHOAL_API_CLASSIFICATION_INT_H
#define SHOAL_API_CLASSIFICATION_INT_H

#include "api/report_shapes.h"
#include "model/class_views.h"

/* classification_shapes.c */
extern const struct shape shape_classification, shape_classification_list,
    shape_classification_body, shape_class_preview_body, shape_class_preview, shape_class_values,
    shape_class_daily, shape_class_flow;

/* classification.c */
/* The definition of a slug as of the view.  ERR_unknown_resource. */
bool classification_of(struct call *c, const struct view *v, struct str slug,
                       const struct classification **ret, struct err *err);
/* Writes the whole Classification and sets its ETag. */
bool classification_answer(struct call *c, struct str slug, struct err *err);
void put_thresholds(struct jw *w, const struct classification_result *r);
extern const struct class_text classification_none_title;

bool api_list_classifications(struct call *c, struct err *err);
bool api_get_classification(struct call *c, struct err *err);
bool api_classification_versions(struct call *c, struct err *err);
bool api_diff_classification(struct call *c, struct err *err);
/* classification_write.c */
bool api_put_classification(struct call *c, struct err *err);
bool api_archive_classification(struct call *c, struct err *err);
bool api_preview_classification(struct call *c, struct err *err);
/* classification_values.c */
bool api_classification_values(struct call *c, struct err *err);
/* classification_flow.c */
bool api_classification_daily(struct call *c, struct err *err);
bool api_classification_flow(struct call *c, struct err *err);
bool api_flow_people(struct call *c, struct err *err);

#endif
