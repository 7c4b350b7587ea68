/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a document may give in points, a day, and where points may be spent: the half of the gate's
 * last clause (SPEC A8, P13) that documents know.  What was spent: effect/sinks.h.
 *
 * A document that is active gives at most what its budget says, spread evenly over the days from
 * `from` (absent: now) to `until` (absent: `review`).  The budget is in completions (times), of
 * which each gives what it gives at most, in points, in coupons where a completion gives some, or,
 * of a draw, in money: as many turns as prizes by their odds may cost, and no more prizes than
 * there are.  A leaderboard gives no more than its prizes of a period.  Of an earn rule only its
 * `caps.budget` says anything, and only with an end. */
#ifndef SHOAL_RESOURCE_ISSUE_H
#define SHOAL_RESOURCE_ISSUE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/tz.h"

#define ISSUE_SCALE 4 /* points are counted in units of 10^-4 */

struct issue {
  struct str currency;
  bool unlimited; /* nothing in the document says how many */
  int64_t a_day;  /* units, rounded up; INT64_MAX: at least so many */
};
struct issues {
  struct issue *p; /* one for each currency; none: it gives no points, is a draft, or is over */
  uint32_t n;
};

/* Of a canonical document that was judged good; lives in `out`.  Kinds that give no points have
 * none. */
bool resource_issues(struct str kind, struct str doc, const struct tz *tz, int64_t now,
                     struct arena *out, struct issues *ret, struct err *err);

bool resource_gives(struct str kind); /* whether documents of it may give any */

/* Where people may spend a currency now. */
struct spending {
  uint32_t items; /* of the mall, on sale */
  uint32_t draws; /* with a price in it, running */
  bool checkout;  /* as money in orders */
};
struct workspace;
bool resource_spending(struct workspace *w, struct str currency, int64_t now, struct arena *tmp,
                       struct spending *ret, struct err *err);

#endif
