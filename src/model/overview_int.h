/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by overview.c (period, metrics), overview_bars.c and overview_changes.c. */
#ifndef SHOAL_MODEL_OVERVIEW_INT_H
#define SHOAL_MODEL_OVERVIEW_INT_H

#include "model/overview.h"
#include "model/report_int.h"

/* The canonical text of an expression, in `out`. */
struct str expression_text(struct arena *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* class(slug) = "name" */
struct str class_expression(struct arena *out, struct str slug, struct str name);

bool overview_bars(const struct report_params *p, const struct person_money *money,
                   struct arena *out, struct overview *v, struct err *err);
/* k: the period and, if compared, the one before. */
bool overview_changes(const struct report_params *p, const struct person_money *money,
                      const struct order_period k[2], struct arena *out, struct overview *v,
                      struct err *err);

#endif
