/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: between the two files of what is so. */
#ifndef SHOAL_INCENTIVE_RANK_VIEW_INT_H
#define SHOAL_INCENTIVE_RANK_VIEW_INT_H

#include "incentive/rank_int.h"

struct rank_seen { /* a board as it is now */
  struct leaderboard l;
  uint32_t version, doc; /* doc 0: not met yet */
  bool active;
  int64_t first, used[3];
};
bool rank_seen_open(struct ranks *r, struct str slug, struct arena *out, struct rank_seen *ret,
                    struct err *err);
/* The period that holds `at`; 0: the newest that has begun.  *ret_settled: ret is its row; else
 * only from, until and state are set. */
bool rank_seen_period(struct ranks *r, const struct rank_seen *x, int64_t at, struct arena *tmp,
                      struct rank_row *ret, bool *ret_settled, struct err *err);

/* r may be NULL: erased people are not looked for. */
struct rank_place rank_place_at(struct ranks *r, const struct leaderboard *l,
                                const struct rank_order *o, uint32_t at,
                                const struct rank_entry *e);
uint32_t rank_order_places(struct ranks *r, const struct leaderboard *l, const struct rank_order *o,
                           uint32_t from, uint32_t n, struct arena *out, struct rank_place **ret);
struct rank_place rank_kept_place(struct ranks *r, const struct rank_kept *k);
/* Sets m->listed and m->place to where the person ended, the best of those who became one;
 * *ret_kept: among the places that are kept in order. */
bool rank_final_place(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                      uint32_t person, struct arena *tmp, struct rank_mine *m, bool *ret_kept,
                      struct err *err);

#endif
