/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Windows as ranges of rows: plan_window.c says why, accum_window.c does it. */
#ifndef SHOAL_QUERY_WINDOW_INT_H
#define SHOAL_QUERY_WINDOW_INT_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/intern.h"
#include "base/vec.h"

struct plan;
struct watch;
struct worker;

/* Rows of some events that pass a `where` and have a value, whenever they were: what filters of
 * several windows share (plan_window.c). */
struct base {
  uint32_t events, pred; /* NONE = no where */
  uint32_t col;          /* of the scan: its value is there; NONE = whatever */
};

/* Filters that differ in their window only need not each have bits: in rows in order a window is a
 * range of a person's rows, and its ends are the same for every event (plan_window.c). */
struct plan_windows {
  VEC(struct base) bases;
  VEC(int64_t) borders; /* moments, descending: a window's rows begin or end where they are */
  uint32_t *span_lo;    /* per span: border of its first row; NONE = the person's first row */
  uint32_t *span_hi;    /* … of the row after its last; NONE = after the person's last */
  uint32_t *acc_base;   /* per accumulator; NONE: it looks at its filter's bits */
  uint32_t *watch_base; /* per watch likewise */
  uint8_t *masked;      /* per filter: somebody looks at its bits (1), and at their ranks (3) */
  struct intern base_keys;
};
struct stretch { /* words w0 … w1 - 1 of a batch's rows, which begin with `row` */
  size_t w0, w1;
  uint32_t row, n;
};

struct base_rows { /* of a tile; made when somebody asks */
  uint64_t *bits;
  uint32_t *rank;
  uint32_t *ends; /* bits before each person's first row; and before the end */
  i128 *sums;     /* of the values of the first i bits; NULL: nobody adds them up */
  bool done, any, summed;
};

void plan_window(struct plan *p); /* after everything else of the plan */
/* mask.c: the rows at hand that are in the base; nonzero: there are some. */
uint64_t mask_base(struct worker *w, uint32_t base, uint64_t *to); /* nonzero: some rows pass */
/* accum_window.c */
void window_tile(struct worker *w, uint32_t p0, uint32_t n);                /* after mask_rows */
bool window_accum(struct worker *w, uint32_t acc, uint32_t p0, uint32_t n); /* false: no rows */
void window_watch(struct worker *w, const struct watch *x, uint32_t base, uint32_t p0, uint32_t n);

#endif
