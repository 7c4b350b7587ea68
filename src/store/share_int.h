/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What some rows count for in the catalogue's facts, so that it can be taken off again. */
#ifndef SHOAL_STORE_SHARE_INT_H
#define SHOAL_STORE_SHARE_INT_H

#include "store/catalog_int.h"

#define SHARE_ROWS UINT32_MAX /* as prop: the rows themselves */

struct share_cell {
  uint32_t event, prop;
  enum vtype type; /* V_NONE: texts that unset, beside their V_STR */
  int64_t n;       /* < 0: more, not fewer */
};
struct share {
  VEC(struct share_cell) cells;
  int64_t rows;
};

void share_add(struct share *t, uint32_t event, uint32_t prop, enum vtype type, int64_t n);
/* A value of `row`; set: the code of $set, whose empty texts unset. */
void share_add_value(struct share *t, const struct scan_batch *b, const struct scan_col *col,
                     struct scan_col_want want, uint32_t row, uint32_t set,
                     const struct intern *strings);
void share_free(struct share *t); /* NULL is fine */
void share_subtract(const struct share *t, struct catalog *c);

#endif
