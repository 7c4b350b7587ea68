/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes of the workers of a walk to groups of an answer: numbered by value first, because only when
 * all are counted is it known which are the largest. */
#ifndef SHOAL_QUERY_BREAKDOWN_INT_H
#define SHOAL_QUERY_BREAKDOWN_INT_H

#include "base/vec.h"
#include "query/breakdown.h"
#include "query/walk.h"

struct breakdown_group {
  struct value value;
  uint64_t size;  /* the caller counts */
  uint32_t place; /* in the answer, after breakdown_choose; from its number of groups on: in none */
};

struct breakdown {
  const struct walk *walk;
  struct arena *out; /* texts of the values */
  VEC(struct breakdown_group) groups;
  struct intern index;
  uint32_t **number; /* per worker, by code: group + 1 */
  uint32_t *number_n;
};

void breakdown_init(struct breakdown *b, const struct walk *walk, struct arena *out);
void breakdown_release(struct breakdown *b);
/* The number of the group of a value that some worker delivered as `code`. */
uint32_t breakdown_code(struct breakdown *b, unsigned worker, uint32_t code);
/* … of a name; n and more: without. */
uint32_t breakdown_name(struct breakdown *b, const struct str *names, uint32_t n, uint32_t i);
/* Largest first, then by value; those of size 0 are dropped.  Groups from `top` on share the place
 * after.  *ret (in `out`) are the values of the places before; gives the number of places. */
uint32_t breakdown_choose(struct breakdown *b, uint32_t top, struct value **ret);

#endif
