/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What points, coupons and membership achieve: three reports from exact state (SQL) and the log.
 *
 *   effect_points      the economy of a currency: flows, what is owed, forecast, alarms
 *   effect_coupon      a kind of coupons by day, and against the people it was held back from
 *   effect_membership  a programme: frequency, retention, revenue, and against matched others
 *
 * Each makes a `struct report` (model/report.h), so the terminal, JSON, the API and the console
 * show the same.  docs/EFFECTS.md says every formula.  What was counted or owed is exact (integers
 * and decimals); what is estimated (rates, intervals) is a double.
 *
 * Where there is too little to tell, the figures are absent and the section `said` says why: a
 * report never fails for want of data.
 *
 * Threads: any; the state's connection is the caller's alone meanwhile. */
#ifndef SHOAL_EFFECT_EFFECT_H
#define SHOAL_EFFECT_EFFECT_H

#include "model/report.h"
#include "query/periods.h"
#include "state/state.h"
#include "workspace/workspace.h"

#define EFFECT_PERIODS_MAX 1000 /* of a range: ERR_trend_periods */
#define EFFECT_MONTHS_MAX  36   /* of a membership report */

struct effect_in {
  struct workspace *w;
  struct state *state; /* a reader */
  const struct snapshot *snapshot;
  const struct lang_names *names;
  struct classification_env env;
  int64_t now; /* events and postings with time ≤ now exist */
};

/* ---- P13 ---- */

#define POINTS_BURN_DAYS   90  /* spent ÷ (issued − reversed), and who earns most */
#define POINTS_BURN_LOW    0.4 /* alarms */
#define POINTS_BURN_HIGH   1.1
#define POINTS_OUTGROWS    0.10 /* liability's growth over a month above revenue's … */
#define POINTS_TOP_SHARE   0.3
#define POINTS_MATURE_MIN  200 /* lots that have come to their end, for a forecast */
#define POINTS_EARNERS_MIN 100 /* people, for the share of the top 1 % */
#define POINTS_AGE_DAYS    30  /* a step of age in the forecast */
#define POINTS_AGES        36  /* older lots are as old as this */
#define POINTS_COHORTS     24  /* months shown */

struct effect_points {
  struct str currency;
  enum grain grain; /* DAY, WEEK or MONTH */
  int32_t from, to; /* civil days, inclusive; both 0: the last twelve months */
};
/* ERR_unknown_resource, ERR_effect_range, ERR_trend_periods, ERR_number_overflow; errors of the
 * state and queries. */
bool effect_points(const struct effect_in *in, const struct effect_points *p, struct arena *out,
                   struct report *ret, struct err *err);

/* ---- P8 ---- */

#define COUPON_EFFECT_DAYS     30 /* of outcome, from the moment of targeting */
#define COUPON_EFFECT_DAYS_MAX 365
#define COUPON_ARM_MIN         100 /* people of each arm, for an effect */
#define COUPON_CLASS_MIN       50  /* the same of a class */
#define COUPON_MOMENTS_MAX     16 /* batches whose classes are looked up; later ones use the last */
#define MARGIN_ASSUMED         0.3 /* of list price, where nothing says better */

struct effect_coupon {
  struct str kind;
  int32_t from, to; /* civil days of the daily section; 0: the last 90 */
  uint32_t days;    /* of outcome; 0: COUPON_EFFECT_DAYS */
  bool margin_given;
  struct dec margin;         /* of list price, 0 … 1: for what the catalogue has no cost of */
  struct str classification; /* empty: none */
};
/* As above; ERR_effect_range, ERR_effect_days. */
bool effect_coupon(const struct effect_in *in, const struct effect_coupon *p, struct arena *out,
                   struct report *ret, struct err *err);

/* ---- P9 ---- */

#define MEMBER_EFFECT_DAYS 90  /* before and after, for the matched comparison */
#define MEMBER_MATCHED_MIN 100 /* matched members, and matched others */
#define MEMBER_SHARE_MIN   0.5 /* of members that find a match */
#define MEMBER_MONTHS_MIN  50  /* member-months, for a frequency */
#define MEMBER_COHORTS     12  /* months of joining that are compared */

struct effect_membership {
  struct str programme;
  int32_t from, to; /* days: whole months, those of these two among them; 0: the last three that
                       are over */
};
bool effect_membership(const struct effect_in *in, const struct effect_membership *p,
                       struct arena *out, struct report *ret, struct err *err);

#endif
