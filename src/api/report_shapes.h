/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes that reports, the overview and classifications share. */
#ifndef SHOAL_API_REPORT_SHAPES_H
#define SHOAL_API_REPORT_SHAPES_H

#include "api/route.h"
#include "model/report.h"

extern const struct shape shape_cell_type, shape_day_list, shape_rate, shape_decimals, shape_uses,
    shape_versions, shape_diff_lines, shape_report;

/* What the model's reports ask with: everything of the view, as of then. */
struct report_params report_params_of(struct call *c, const struct view *v, int64_t as_of);
/* A day of the query; 0 if absent. */
bool report_day(const struct call *c, const char *name, int32_t *ret, struct err *err);
/* A whole report as shape_report. */
void put_report(struct call *c, int64_t as_of, const struct view *v, const struct report *r);
void put_cell(struct jw *w, const struct report_cell *cell, enum cell_type type);

extern const struct route overview_routes[], report_routes[], classification_routes[];

#endif
