/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by dirty.c (who has left which part) and dirty_rows.c (their rows). */
#ifndef SHOAL_STORE_DIRTY_INT_H
#define SHOAL_STORE_DIRTY_INT_H

#include "store/store_int.h"

typedef VEC(uint32_t) numbers;

struct gathering {
  struct segment *seg;
  struct mem_strings *strings;
  struct intern *from; /* the scanner's */
  numbers code;        /* of its strings */
  numbers which;
  const struct scan_col_want *cols;
  uint32_t n_cols;
  size_t bytes;
};

/* Rows of `who` that the part still shows, appended to g->seg. */
bool dirty_gather(struct store *s, struct part *p, const struct hidden *who, struct gathering *g,
                  struct err *err);

#endif
