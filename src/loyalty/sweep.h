/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sweeps: rows whose end has come are settled, some in each work, until there are none or it was
 * enough for once.  For the rooms that write works. */
#ifndef SHOAL_LOYALTY_SWEEP_H
#define SHOAL_LOYALTY_SWEEP_H

#include "loyalty/loyalty.h"
#include "state/writer.h"

struct sweep {
  struct writer_work work; /* its run: at most `rows` of them, and sets n */
  struct loyalty *l;
  uint32_t rows, works; /* of a work; of a tick */
  uint32_t n;           /* rows that the work settled */
};

/* any: SQL that has a row when something is due at ?1. */
bool sweep_due(struct sweep *x, const char *any, struct err *err);

#endif
