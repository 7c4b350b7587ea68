/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What some rows count for in the catalogue's facts, so that it can be taken off again. */
#ifndef SHOAL_STORE_SHARE_INT_H
#define SHOAL_STORE_SHARE_INT_H

#include "store/catalog_int.h"

#define SHARE_ROWS UINT32_MAX /* as prop: the rows themselves */

struct share_cell {
  uint32_t event, prop;
  enum vtype type;
  int64_t n; /* < 0: more, not fewer */
};
struct share {
  VEC(struct share_cell) cells;
  int64_t rows;
};

void share_add(struct share *t, uint32_t event, uint32_t prop, enum vtype type, int64_t n);
void share_free(struct share *t); /* NULL is fine */
void share_subtract(const struct share *t, struct catalog *c);

#endif
