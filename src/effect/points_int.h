/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: the parts of the points economy.  Amounts are in the currency's smallest unit; sums are
 * wide, because many amounts of int64 are added. */
#ifndef SHOAL_EFFECT_POINTS_INT_H
#define SHOAL_EFFECT_POINTS_INT_H

#include "effect/effect_int.h"
#include "loyalty/ledger.h"

/* ---- points_flow.c: what was posted ----
 *
 * issued    earned and granted                  reversed  taken back of it
 * spent     spent                               refunded  given back of it
 * expired   lapsed                              adjusted  by hand, < 0: taken
 * shortfall should have been taken back and was not there any more: it was written off
 *
 * What people have changes by issued − reversed − spent + refunded − expired + adjusted +
 * shortfall. */
struct flow {
  int32_t day;
  i128 issued, reversed, spent, refunded, expired, adjusted, shortfall;
  i128 bucket[3]; /* change of what people have: available, pending, frozen */
};
struct flows {
  VEC(struct flow) days; /* ascending, only those with postings */
};
bool flows_read(const struct effect_in *in, int64_t currency, struct flows *ret, struct err *err);
void flow_add(struct flow *to, const struct flow *x);
/* Of the days from … to, inclusive. */
struct flow flows_between(const struct flows *f, int32_t from, int32_t to);
static inline i128 flow_had(const struct flow *f) {
  return f->bucket[0] + f->bucket[1] + f->bucket[2];
}

/* How much of what was earned since `since` the top 1 % (at least one) of the earners have; what
 * was taken back of it does not count. */
struct earners {
  uint32_t people, top;
  i128 earned, by_top;
};
bool earners_read(const struct effect_in *in, int64_t currency, int64_t since, struct earners *ret,
                  struct err *err);

/* ---- points_lots.c: what is open, and what becomes of it ---- */

#define LOT_AGES  5  /* shown: younger than 30, 90, 180, 360 days, older */
#define LOT_AHEAD 12 /* months of expiry shown */

struct lot_cohort {
  int32_t month; /* its first day */
  int64_t lots;
  i128 granted, lapsed;
};
struct lots {
  int64_t open[LOT_AGES];
  i128 rest[LOT_AGES];        /* of open lots, frozen parts included, by age */
  i128 lapses[LOT_AGES];      /* of it, what will expire unused; 0 without a forecast */
  i128 ending[LOT_AHEAD + 1]; /* by month of expiry, this month first; then all later ones */
  i128 endless;               /* of lots that never expire */
  i128 overdue;               /* past its expiry, and not booked as expired yet, or frozen */
  i128 debt;                  /* accounts below zero, as a positive number */
  int64_t mature;             /* lots that came to their end: what the forecast rests on … */
  i128 granted, lapsed;       /* … and what they were */
  i128 unused[POINTS_AGES], lapsing[POINTS_AGES]; /* at that age; of lots that lived longer */
  VEC(struct lot_cohort) cohorts;                 /* of mature lots by month of grant */
  bool forecast;
  i128 will_lapse; /* sum of lapses, and what is overdue */
};
bool lots_read(const struct effect_in *in, int64_t currency, struct lots *ret, struct err *err);
void lots_release(struct lots *t);

#endif
