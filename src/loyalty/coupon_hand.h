/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A person's own coupons as a quote takes them: with what is left of budgets and limits now. */
#ifndef SHOAL_LOYALTY_COUPON_HAND_H
#define SHOAL_LOYALTY_COUPON_HAND_H

#include "loyalty/coupon.h"
#include "loyalty/quote.h"

struct coupon_hand {
  struct quote_coupon
      *coupons; /* issued ones, and those that an order has reserved; newest first */
  uint32_t n;
  bool more; /* there are more than QUOTE_COUPONS_MAX */
  const struct coupon_doc **docs;
  uint32_t n_docs;
};
/* Of all holders of the person.  What `order` (empty: none) has reserved is free for it; what
 * another has is `reserved`.  It says how things are: nothing is promised until it is reserved.
 * Coupons live in `out` until coupon_hand_free, also after a failure. */
bool coupon_hand(struct loyalty *l, uint32_t subject, struct str order, int64_t now,
                 struct arena *out, struct coupon_hand *ret, struct err *err);
void coupon_hand_free(struct loyalty *l, struct coupon_hand *h);

#endif
