/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What some rows count for in the catalogue's facts, so that it can be taken off again. */
#ifndef SHOAL_STORE_TALLY_INT_H
#define SHOAL_STORE_TALLY_INT_H

#include "store/catalog_int.h"

#define TALLY_ROWS UINT32_MAX /* as prop: the rows themselves */

struct tally_cell {
  uint32_t event, prop;
  enum vtype type;
  uint64_t n;
};
struct tally {
  VEC(struct tally_cell) cells;
  uint64_t rows;
};

void tally_add(struct tally *t, uint32_t event, uint32_t prop, enum vtype type, uint64_t n);
void tally_free(struct tally *t); /* NULL is fine */
void tally_subtract(const struct tally *t, struct catalog *c);

#endif
