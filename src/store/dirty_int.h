/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by dirty.c (who has left which part) and dirty_rows.c (their rows). */
#ifndef SHOAL_STORE_DIRTY_INT_H
#define SHOAL_STORE_DIRTY_INT_H

#include "store/store_int.h"

typedef VEC(uint32_t) numbers;

struct gathering {
  struct store *s;
  struct segment *seg;
  struct mem_strings *strings;
  struct intern *from; /* the scanner's */
  numbers code;        /* of its strings */
  numbers which;
  const struct scan_col_want *cols;
  uint32_t n_cols;
  size_t bytes;  /* of segment and strings, since the last piece */
  uint64_t rows; /* in all */
  size_t most;   /* bytes of a piece; 0 = everything stays in memory */
  size_t left;   /* of strings of the first piece, in the memtable */
  parts_gone pieces;
  bool refused;            /* a piece could not be written */
  struct mem_strings *own; /* of the pieces after the first */
  uint64_t version;
};

/* Rows of `who` that the part still shows, appended to g->seg. */
bool dirty_gather(struct store *s, struct part *p, const struct hidden *who, struct gathering *g,
                  struct err *err);
/* What is together becomes a piece, and the next one has strings of its own.  False: `refused`. */
bool dirty_spill(struct gathering *g, struct err *err);

#endif
