/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People in the order of their scores, as they stand at one moment: pure, no workspace.
 *
 *   base     everybody who was listed when it was made, sorted: key, tie, person in three arrays,
 *            and the place of each person                                     never changes
 *   overlay  who changed since: sorted, with the places of the base that hold no more
 *
 * A standing is a base and an overlay; each change makes another one, readers keep theirs as long
 * as they like.  Every question is a few binary searches in both.
 *
 * Key: the score, its sign turned where the highest is first, so that less is better.  Order: key,
 * then tie (when the score came to be), then number of the person: total and the same whoever asks.
 *
 * Memory: RANK_BYTES a person, RANK_DENSE_BYTES more where equal scores share dense ranks; while a
 * base is made another RANK_MAKING_BYTES.
 *
 * Threads: a standing never changes; taking and releasing by any.
 */
#ifndef SHOAL_INCENTIVE_RANK_ORDER_H
#define SHOAL_INCENTIVE_RANK_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "resource/leaderboard.h"

#define RANK_BYTES        24
#define RANK_DENSE_BYTES  4
#define RANK_MAKING_BYTES 48
#define RANK_NOBODY       UINT32_MAX
#define RANK_FOLD_MIN     16384 /* an overlay of so many … */
#define RANK_FOLD_OF      64    /* … and of one in so many of the base becomes part of it */

struct rank_entry {
  int64_t key, tie;
  uint32_t person;
};
struct rank_change {
  struct rank_entry e;
  bool listed; /* false: not any more, or never */
};

struct rank_order;

/* Sorts `e` (persons ascending, each once; it is used up but stays the caller's, as does `tmp`, of
 * the same size) and makes a standing of it.  subjects: more than every person. */
struct rank_order *rank_order_new(struct rank_entry *e, struct rank_entry *tmp, uint32_t n,
                                  uint32_t subjects, enum leaderboard_ties ties);
/* Another one with these (ascending by person, each once). */
struct rank_order *rank_order_change(const struct rank_order *o, const struct rank_change *c,
                                     uint32_t n);
struct rank_order *rank_order_ref(struct rank_order *o);
void rank_order_unref(struct rank_order *o); /* NULL is fine */

uint32_t rank_order_n(const struct rank_order *o); /* listed */
size_t rank_order_bytes(const struct rank_order *o);
/* Position from 0, or RANK_NOBODY; *ret is who stands there. */
uint32_t rank_order_find(const struct rank_order *o, uint32_t person, struct rank_entry *ret);
/* From position `from` on, at most n; how many there were. */
uint32_t rank_order_page(const struct rank_order *o, uint32_t from, uint32_t n,
                         struct rank_entry *ret);
/* Rank from 1 of who stands at position `at`. */
uint32_t rank_order_rank(const struct rank_order *o, uint32_t at, const struct rank_entry *e);
uint32_t rank_order_better(const struct rank_order *o, int64_t key); /* with a better key */
/* Checks every invariant; *ret_why says what does not hold.  For tests. */
bool rank_order_validate(const struct rank_order *o, const char **ret_why);

#endif
