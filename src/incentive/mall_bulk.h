/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same done to many orders of the mall: which they are, what it would mean, and doing it, many
 * in one commit.
 *
 * Threads: as loyalty.h. */
#ifndef SHOAL_INCENTIVE_MALL_BULK_H
#define SHOAL_INCENTIVE_MALL_BULK_H

#include "incentive/mall.h"

#define MALL_BULK_MAX       100000 /* orders of one request */
#define MALL_BULK_NAMED     500    /* … that are named one by one */
#define MALL_BULK_AT_ONCE   128    /* that wait for a commit together */
#define MALL_BULK_COINS_MAX 20     /* currencies of points that are told apart */

struct mall_bulk {
  enum mall_what what;   /* MALL_DO_READY, MALL_DO_DONE, MALL_DO_CANCEL */
  struct mall_find find; /* item, state, subject, from, until; state -1: every one it is done in */
  const int64_t *orders; /* or these, and `find` is not looked at */
  uint32_t n_orders;
};

struct mall_reach {
  int64_t *orders;            /* of which it can be done, ascending */
  uint32_t n, not_so, people; /* not_so: named ones in another state, or that are not there */
  bool more;                  /* there are more than MALL_BULK_MAX */
  int64_t pieces, money;      /* money: paid for them, of the workspace's currency */
  struct mall_coin_sum {
    struct str currency;
    uint8_t scale;
    int64_t points;
  } * points; /* that the orders cost */
  uint32_t n_points;
};
/* ERR_bad_field (what), ERR_mall_bulk_what. */
bool mall_bulk_reach(struct incentive *i, const struct mall_bulk *b, struct arena *out,
                     struct mall_reach *ret, struct err *err);

struct mall_outcome {
  bool ok, again;
  struct err why;
};
/* Each by itself, at most MALL_BULK_AT_ONCE; a system's failure is the answer to all. */
bool mall_do_many(struct incentive *i, const struct mall_ask *asks, uint32_t n,
                  struct mall_outcome *ret, struct err *err);

#endif
