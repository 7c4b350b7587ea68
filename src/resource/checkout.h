/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points as money: what a currency says about its use in orders.
 *
 *   worth: 0.01                        # of the currency: money, of one unit
 *   checkout:
 *     step: 100                        # used in multiples of it; default: the smallest unit
 *     max_share: 0.5                   # of what is to be paid for the lines that may; default 1
 *     minimum_order: 50                # money, after coupons; default 0
 *     minimum_points: 100              # fewer are not used; default 0
 *     per_order: 5000                  # points at most; default none
 *     per_day: 10000                   # of a person, by the day of the workspace's zone; likewise
 *     with_coupons: yes                # default yes
 *     shipping: no                     # they pay for shipping too; default no
 *     exclude: {items: [gift-card], categories: [gold], brands: []}
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_CHECKOUT_H
#define SHOAL_RESOURCE_CHECKOUT_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/json.h"
#include "resource/coupon.h"

#define CHECKOUT_EXCLUDED_MAX 1000 /* of each list */

struct currency;

struct checkout_terms {
  bool on;                                    /* there is a `checkout`, and a worth */
  int64_t step;                               /* ≥ 1; smallest units, as all of these */
  int64_t minimum_points, per_order, per_day; /* INT64_MAX of the last two: no limit */
  struct dec max_share, minimum_order;
  bool with_coupons, shipping;
  struct coupon_names items, categories, brands; /* excluded */
};

/* Of the document of a currency, which is read already; without an arena the lists are checked, but
 * left out.  False: as currency_read. */
bool checkout_terms_read(const struct json *doc, const struct currency *c, struct arena *out,
                         struct checkout_terms *ret, const struct json **ret_at, struct err *err);

#endif
