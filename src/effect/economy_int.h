/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the economy of a currency: what its sections are made of. */
#ifndef SHOAL_EFFECT_ECONOMY_INT_H
#define SHOAL_EFFECT_ECONOMY_INT_H

#include "effect/points_int.h"
#include "resource/coupon.h"
#include "resource/resource.h"

struct economy {
  const struct effect_in *in;
  const struct effect_points *ask;
  struct arena *out;
  struct currency c;
  int64_t number; /* in SQL; 0: nothing was ever posted */
  unsigned money; /* decimals of the workspace's currency */
  struct flows flows;
  struct lots lots;
  struct earners earners;
  int32_t today;
  struct flow now, burn; /* all that was posted; of the last POINTS_BURN_DAYS */
  struct paper paper;
};

/* points.c: sales of the n spans between `start`; what was spent of what was issued lately, −1:
 * nothing was. */
bool economy_revenue(const struct economy *e, enum grain grain, const int64_t *start, uint32_t n,
                     struct dec *ret, struct err *err);
double economy_burn_rate(const struct economy *e);
/* points_alarm.c */
bool economy_add_alarms(struct economy *e, struct err *err);

#endif
