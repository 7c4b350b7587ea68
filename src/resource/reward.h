/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a document promises to give at once; handed over as a gift (loyalty/gift.h). */
#ifndef SHOAL_RESOURCE_REWARD_H
#define SHOAL_RESOURCE_REWARD_H

#include "base/decimal.h"
#include "base/str.h"

#define REWARD_COUPONS_MAX 100 /* of one kind */
#define REWARD_TURNS_MAX   100 /* of one draw */
/* Of points, thresholds and prices in documents: exact in int64 with four fraction digits. */
#define REWARD_AMOUNT_MAX INT64_C(100000000000000)

struct reward {        /* one of: */
  struct str coupon;   /* slug of a kind … */
  uint32_t coupons;    /* … and so many of it */
  struct str draw;     /* slug of a draw … */
  uint32_t turns;      /* … and so many turns in it */
  struct str currency; /* slug: neither of the two */
  struct dec points;   /* > 0, at most 4 fraction digits */
};

enum reward_what { REWARD_POINTS, REWARD_COUPONS, REWARD_TURNS, REWARD_WHATS };
enum reward_what reward_what(const struct reward *r);

#endif
