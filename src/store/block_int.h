/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by block.c (who is in a block) and block_rows.c (which of its rows are wanted). */
#ifndef SHOAL_STORE_BLOCK_INT_H
#define SHOAL_STORE_BLOCK_INT_H

#include "store/scan_int.h"

/* What is known of a block before its rows are read. */
struct view {
  uint32_t rows, people;
  int64_t time_min, time_max;
  bool any_event, all_events; /* some row's, every row's event is wanted */
  bool hide;                  /* somebody in it is left out */
  bool old;                   /* some wanted row may be too old to be shown */
  uint32_t only;              /* where the only person asked for is */
};

/* The wanted rows into d, whose people are decoded; unless *sel says all, which they are. */
bool block_rows_of_part(struct scanner *s, const struct part *p, uint32_t block,
                        const struct view *v, struct selection *sel, struct dblock *d,
                        struct err *err);
bool block_rows_of_run(struct scanner *s, const struct frozen *f, const struct frozen_block *b,
                       const struct view *v, struct selection *sel, struct dblock *d,
                       struct err *err);

#endif
