/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: what a programme takes in and gives, within [from, until). */
#ifndef SHOAL_EFFECT_MEMBER_MONEY_H
#define SHOAL_EFFECT_MEMBER_MONEY_H

#include "effect/effect_int.h"

struct member_money {
  int64_t terms, trials, coupons_used;
  struct dec fees, refunds; /* of terms sold, of terms refunded in the time */
  struct dec points;        /* given as gifts, at unit cost */
  struct dec coupons;       /* discounts of coupons that were gifts */
};
/* The caller holds the state. */
bool member_money(const struct effect_in *in, struct str programme, int64_t from, int64_t until,
                  unsigned decimals, struct arena *out, struct member_money *ret, struct err *err);

#endif
