/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People or events as CSV or NDJSON: one implementation for the command line and for jobs.
 *
 * CSV: RFC 4180 quoting, lines end with \n, times of people in the workspace's zone to the second,
 * of events in UTC to the millisecond.  A cell that a spreadsheet would run as a formula (it begins
 * with = + - @, a tab or a carriage return) and is not a plain number gets an apostrophe before it.
 * NDJSON needs no such guard: numbers and booleans are JSON's own, absent values are left out. */
#ifndef SHOAL_JOB_EXPORT_H
#define SHOAL_JOB_EXPORT_H

#include <roaring/roaring.h>

#include "resource/resource.h"

#define EXPORT_COLUMNS_MAX 2000
#define EXPORT_FLUSH_BYTES ((size_t)1 << 20)

struct export_want {
  bool events; /* else people */
  bool ndjson, bom;
  bool masked; /* identifiers and attributes that tell who somebody is are hidden */
  int64_t as_of;
  const roaring_bitmap_t *people; /* whose */
  /* Of people: attributes, slugs of classifications, first_seen, last_seen, orders, revenue; an
   * attribute of such a name is `attribute.NAME`.  Of events: properties.  ERR_unknown_column. */
  const struct str *columns;
  uint32_t n_columns;
  bool all_columns; /* all attributes (properties), and `columns` behind them */
};

/* Takes what was written and resets b; called whenever there is much, and at the end. */
typedef bool export_write_fn(void *ctx, struct buf *b, struct err *err);
/* share of the work done, 0 … 1; false stops: ERR_canceled.  May be NULL. */
typedef bool export_progress_fn(void *ctx, double share);

struct export_to {
  export_write_fn *write;
  export_progress_fn *progress;
  void *ctx;
};

bool export_run(struct workspace *w, const struct snapshot *n, struct names_env *names,
                const struct query_limits *limits, const struct export_want *want,
                const struct export_to *to, uint64_t *ret_rows, struct err *err);

/* The people of a boolean expression ("" = everyone) at as_of; free the bitmap.  Errors carry
 * their place in the expression. */
bool export_people_of(struct workspace *w, const struct snapshot *n, struct names_env *names,
                      const struct query_limits *limits, struct str expression, int64_t as_of,
                      roaring_bitmap_t **ret, struct err *err);
/* The expression of a segment. */
bool export_segment(struct workspace *w, struct str slug, struct arena *out, struct str *ret,
                    struct err *err);

void csv_cell(struct buf *out, struct str s);         /* quoted when needed */
void csv_cell_guarded(struct buf *out, struct str s); /* and harmless in a spreadsheet */

#endif
