/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the reports: building sections, and the facts several reports share. */
#ifndef SHOAL_MODEL_REPORT_INT_H
#define SHOAL_MODEL_REPORT_INT_H

#include "model/class_views.h"
#include "model/report.h"

#define T(en_, zh_)                                                                                \
  {                                                                                                \
    {(en_), sizeof(en_) - 1}, {                                                                    \
      (zh_), sizeof(zh_) - 1                                                                       \
    }                                                                                              \
  }

extern const struct report_def report_overview, report_rfm, report_aipl, report_lifecycle,
    report_new_old, report_payers, report_value, report_class;

/* Starts a report with room for n sections. */
void report_begin(struct report *r, const struct report_def *def, const struct report_params *p,
                  uint32_t n, struct arena *out);
/* A section of n_rows rows with zeroed (absent) cells. */
struct report_section *report_add(struct report *r, const char *id, struct class_text title,
                                  const struct report_column *columns, uint32_t n_columns,
                                  uint32_t n_rows, struct arena *out);
static inline struct report_cell *report_at(struct report_section *s, uint32_t row,
                                            uint32_t column) {
  return &s->cells[(size_t)row * s->n_columns + column];
}
void cell_put_text(struct report_cell *c, struct str s);
void cell_put_title(struct report_cell *c, struct class_text t);
void cell_put_number(struct report_cell *c, int64_t v);
void cell_put_dec(struct report_cell *c, struct dec v);
void cell_put_ratio(struct report_cell *c, double part, double whole); /* absent when whole is 0 */
void cell_put_real(struct report_cell *c, double v);
void cell_put_day(struct report_cell *c, int32_t day);
struct dec dec_ratio(struct dec a, int64_t n, uint8_t scale); /* a / n rounded; 0 when n is 0 */

extern const struct class_text none_title; /* of the people in no class */

/* Orders and net revenue of the 365 days to as-of, per person.  Lives in `out`. */
struct person_money {
  const struct query_column *orders, *revenue;
};
bool money_of_people(const struct report_params *p, struct arena *out, struct person_money *ret,
                     struct err *err);
/* Adds what one person bought.  ERR_number_overflow, here and below. */
bool money_add(const struct person_money *m, uint32_t subject, struct class_totals *t,
               struct err *err);
bool class_sums(const struct person_money *m, const struct classification_result *r,
                struct arena *out, struct class_totals **ret, struct err *err);

/* The same, per class of a result (index n_classes = none). */
bool class_totals(const struct report_params *p, const struct classification_result *r,
                  struct arena *out, struct class_totals **ret, struct err *err);
/* The section every classification has: people, share, revenue of each class. */
bool add_classes(struct report *rep, const struct report_params *p,
                 const struct classification_result *r, const char *id, struct class_text title,
                 struct arena *out, struct err *err);
/* A whole report of one classification: classes, and daily counts and flow when asked. */
bool class_report(const struct report_def *def, struct str slug, const struct report_params *p,
                  struct arena *out, struct report *ret, struct err *err);

/* ---- orders of periods (orders.c) ---- */

struct order_period {
  int32_t from, to; /* civil days, inclusive */
  int64_t until;    /* ms, inclusive: it ends earlier than its last day does; 0 = it does not */
  int64_t orders, refunds, buyers, new_buyers, new_orders,
      repeat_buyers;                /* repeat: two or more orders in the period */
  int64_t year_buyers, year_repeat; /* the same of the 365 days that end with it */
  struct dec gmv, refunded, new_gmv;
};
struct order_series { /* periods that follow each other without overlap */
  struct order_period *p;
  uint32_t n;
};
/* Fills periods and series (from, to and until set) from events with time ≤ p->as_of.  A buyer is
 * new in a period when their first order ever lies in it. */
bool orders_of(const struct report_params *p, struct order_period *periods, uint32_t n,
               const struct order_series *series, uint32_t n_series, struct err *err);
int64_t order_period_end(const struct order_period *k, const struct tz *tz); /* ms, inclusive */
/* Until when (ms, inclusive) what a period up to day `to` is compared with goes, `shift` days
 * before: as long into the counterpart of today as today is old; a day that is over is whole. */
int64_t order_until_before(const struct tz *tz, int64_t as_of, int32_t to, int32_t shift);

/* The same for people who did anything at all (a changed attribute is not something done). */
bool people_active(const struct report_params *p, const struct order_period *periods, uint32_t n,
                   const struct order_series *series, uint32_t n_series, int64_t *ret_periods,
                   int64_t *const *ret_series, struct err *err);

#endif
