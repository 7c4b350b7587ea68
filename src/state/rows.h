/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of rows, each as a question that has no answer while it does. */
#ifndef SHOAL_STATE_ROWS_H
#define SHOAL_STATE_ROWS_H

#include "state/state.h"

struct rows_check {
  const char *what; /* # stands for the number that the question answers */
  const char *sql;  /* one number a row: whose */
};

/* Tells `bad` of every answer: ERR_corrupt.  False only when asking fails. */
bool rows_verify(struct state *s, const struct rows_check *checks, size_t n,
                 void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err);

#endif
