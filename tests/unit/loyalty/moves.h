/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two of n people become one, or one of them leaves those he is one with: in the workspace, and in
 * what a twin says who is whose person. */
#ifndef SHOAL_TESTS_MOVES_H
#define SHOAL_TESTS_MOVES_H

#include "base/rng.h"
#include "shop.h"

static inline void shop_move(struct shop *x, struct rng *r, const uint32_t *users, int *person,
                             int n) {
  int a = (int)rng_below(r, (uint64_t)n), b = (int)rng_below(r, (uint64_t)n), heir = -1;
  struct ws_moved moved;
  struct err err;
  if (a == b) return;
  int gone = person[b];
  if (person[a] != gone) {
    must_ok(ws_merge_people(x->w, users[a], &users[b], 1, WS_MOVES, STR("ann"), &moved, &err),
            &err);
    for (int i = 0; i < n; i++)
      if (person[i] == gone) person[i] = person[a];
    return;
  }
  must_ok(ws_unmerge_people(x->w, &users[b], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  for (int i = 0; i < n; i++) /* b leaves alone */
    if (i != b && person[i] == gone && heir < 0) heir = i;
  for (int i = 0; i < n; i++)
    if (i != b && person[i] == gone) person[i] = heir;
  person[b] = b;
}

#endif
