/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be asked about one classification: what its classes are worth, the R × F grid, how the
 * measures are spread, how counts moved day by day, who went where between two days, and what a
 * changed definition would do.  Every group of people comes with the expression that selects it. */
#ifndef SHOAL_MODEL_CLASS_VIEWS_H
#define SHOAL_MODEL_CLASS_VIEWS_H

#include "model/report.h"

/* What score(slug, name) and class(slug) are worth: orders and net revenue of 365 days. */
struct class_totals {
  int64_t people, buyers, orders;
  struct dec revenue;
};

/* ---- values ---- */

#define HISTOGRAM_BINS 20

struct histogram_bin {
  struct dec from, to; /* to excluded */
  bool open;           /* no upper end; `to` is not meant */
  int64_t people;
  struct str expression;
};
struct histogram {
  const struct measure_def *measure;
  struct histogram_bin *bins;
  uint32_t n;
};

struct grid_cell {
  uint32_t r, f; /* from 1 */
  struct class_totals totals;
  bool has_mean;
  struct dec mean_m; /* of the measure m */
  int64_t *classes;  /* people per class, then none */
  struct str expression;
};

struct class_values {
  struct classification_result result; /* release with classification_result_release */
  struct class_totals *totals;         /* per class, then none */
  struct str *expressions;             /* the same */
  struct grid_cell *cells;             /* r from the highest, f from 1; NULL: no scores R and F */
  uint32_t n_cells;
  struct histogram *histograms; /* of each numeric measure that somebody of the population has */
  uint32_t n_histograms;
};
/* As of p->as_of; in `out`. */
bool class_values_run(const struct report_params *p, const struct classification *c,
                      struct arena *out, struct class_values *ret, struct err *err);

/* ---- days and flows ---- */

#define CLASS_DAILY_MAX 400 /* days of one series: ERR_bad_period */

/* counts[i][class, then none] as of the end of day *from + i · step (or p->as_of if that is
 * earlier); step divides to − *from.  *from moves on, by steps, to the first day as of which its
 * events are kept; ERR_as_of_too_old when there is none. */
bool class_daily(const struct report_params *p, const struct classification *c, int32_t *from,
                 int32_t to, int32_t step, struct arena *out, int64_t **ret_counts,
                 struct err *err);

struct flow_identity {
  int64_t start, stayed, up, down, lost; /* start = stayed + up + down + lost */
  int64_t arrived, entered, end;         /* end = stayed + arrived + entered */
};
struct class_flow {
  int64_t *matrix;                /* (n_classes + 2)²: from row to column; classes, none, absent */
  struct flow_identity *identity; /* classes, none */
};
/* From the end of day `from` to the end of day `to`.  up: to a class of greater rank, lost: to
 * none; of none every move is up.  ERR_bad_period. */
bool class_flow(const struct report_params *p, const struct classification *c, int32_t from,
                int32_t to, struct arena *out, struct class_flow *ret, struct err *err);
/* Who moved; names are classes, none or absent (from only), empty = any.  ERR_unknown_class. */
bool class_flow_expression(const struct classification *c, int32_t from, int32_t to,
                           struct str from_class, struct str to_class, struct arena *out,
                           struct str *ret, struct err *err);

/* ---- preview ---- */

struct class_preview {
  struct classification_result now, then; /* `now` is zeroed when there is none; release both */
  int64_t *was;    /* per proposed class, then none: people in the class of that name now */
  int64_t *matrix; /* [class now, then none][proposed class, then none] */
  int64_t moved;   /* people whose class would have another name */
};
/* c: in force, or NULL. */
bool class_preview_run(const struct report_params *p, const struct classification *c,
                       const struct classification *proposed, struct arena *out,
                       struct class_preview *ret, struct err *err);

#endif
