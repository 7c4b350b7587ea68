/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by run.c (rows of a run) and run_cols.c (its columns). */
#ifndef SHOAL_STORE_RUN_INT_H
#define SHOAL_STORE_RUN_INT_H

#include "store/mem_int.h"

static inline uint32_t run_input_rows(const struct run_input *in) {
  return in->seg ? in->seg->rows : in->run->rows;
}
/* The columns of f, whose rows are counted.  place: of each row of the inputs, in their order. */
void run_columns(struct frozen *f, const uint32_t *place, const struct run_input *in,
                 uint32_t n_in);

#endif
