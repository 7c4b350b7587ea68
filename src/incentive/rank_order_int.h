/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: the two files of a standing.
 *
 *   rank_order.c   questions
 *   rank_make.c    sorting, changing, folding */
#ifndef SHOAL_INCENTIVE_RANK_ORDER_INT_H
#define SHOAL_INCENTIVE_RANK_ORDER_INT_H

#include <stdatomic.h>

#include "incentive/rank_order.h"

struct rank_base {
  atomic_uint refs;
  enum leaderboard_ties ties;
  uint32_t n, subjects;
  int64_t *key, *tie; /* by place */
  uint32_t *person;
  uint32_t *place; /* by person; RANK_NOBODY: not listed */
  uint32_t *dense; /* by place: different keys before; NULL unless RANK_DENSE */
  uint32_t keys;   /* different ones */
};

struct rank_seat { /* somebody who changed since the base was made */
  int64_t key, tie;
  uint32_t person;
  bool listed;
};

struct rank_step { /* the key and all before it are so many more keys than in the base */
  int64_t key, sum;
};

struct rank_order {
  atomic_uint refs;
  struct rank_base *base;
  struct rank_entry *over; /* in order */
  uint32_t *dead;          /* places of the base whose people have a seat */
  struct rank_seat *seats; /* by person */
  struct rank_step *steps; /* RANK_DENSE */
  uint32_t n_over, n_dead, n_seats, n_steps;
};

struct rank_entry rank_base_at(const struct rank_base *b, uint32_t i);
uint32_t rank_base_lower(const struct rank_base *b, const struct rank_entry *e);
uint32_t rank_base_key(const struct rank_base *b, int64_t key, bool past);
uint32_t rank_over_key(const struct rank_order *o, int64_t key, bool past);
uint32_t rank_dead_before(const struct rank_order *o, uint32_t place);
const struct rank_seat *rank_seat_of(const struct rank_order *o, uint32_t person);
void rank_base_unref(struct rank_base *b);

#endif
