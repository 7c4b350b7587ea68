/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must be said of an incentive before it may begin (docs/TASKS.md): whoever gives away says
 * what it may cost, until when, and how it will be known whether it did anything.
 *
 *   active: true                     # absent or false: a draft, of which all this may be missing
 *   budget: {times: 1000, points: 50000, coupons: 1000}      # at least one
 *   unit_cost: 2.5                   # of one completion, in the workspace's currency
 *   from: 2026-01-01
 *   until: 2026-03-31                # that whole day; or review: when somebody looks again
 *   holdout: 10%                     # of people see and get nothing
 *
 * Prize draws and items of the mall say the same of money (LAUNCH_PRICED): budget: 5000 is what all
 * of it may cost, and holdout: 0.1 is a share of one.  A draw
 * is never a draft, ends, and says what each prize costs; an item has no holdout, because whoever
 * has points may spend them. */
#ifndef SHOAL_RESOURCE_LAUNCH_H
#define SHOAL_RESOURCE_LAUNCH_H

#include "base/decimal.h"
#include "base/str.h"

#define LAUNCH_CLAUSES_MAX 3    /* conditions of a rule that is active */
#define LAUNCH_HOLDOUT_MAX 5000 /* basis points */
#define LAUNCH_TIMES_MAX   INT64_C(1000000000000)
#define LAUNCH_SCALE       4 /* points are counted in units of 10^-4 */

struct launch {
  bool active;
  int64_t times, coupons, points; /* −1: no limit; points in units of 10^-4 */
  bool has_money;
  struct dec money; /* what all of it may cost, in the workspace's currency */
  bool has_cost, has_until, has_review, has_holdout;
  struct dec unit_cost;
  int64_t from, until; /* of the event's time, [from, until) */
  int64_t review;
  uint32_t holdout_bp;
};

/* What somebody gets and what it takes of a budget. */
struct rewards {
  struct reward *p;
  uint32_t n;
  int64_t points, coupons; /* sums; points in units of 10^-4 */
};
#define REWARDS_MAX 20

/* Whether the person whose oldest seat is `seat` gets nothing of the document `slug`: a share of
 * seats that has nothing to do with anything else about them. */
bool launch_held_out(const struct launch *l, struct str slug, uint32_t seat);

#endif
