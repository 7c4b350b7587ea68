/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What points, coupons and membership achieve: reports from exact state (SQL) and the log.
 *
 *   effect_points      the economy of a currency: flows, what is owed, forecast, alarms
 *   effect_coupon      a kind of coupons by day, and against the people it was held back from
 *   effect_doses       kinds of different face values side by side: dose and response
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

/* Dose and response.  A dose is a kind of coupons at a face value (a kind whose value was changed
 * has several); each is compared with its own holdout, as in effect_coupon.  dose_int.h says how
 * the curve is fitted and what is told where the doses went to different people. */
#define DOSE_KINDS_MAX  20
#define DOSE_LEVELS_MAX 40 /* kinds × face values */
#define DOSE_APART_DAYS 7  /* doses that began further apart than this met another season */
#define DOSE_OVERLAP_MAX                                                                           \
  0.05               /* of a dose's people in another's trial as well: above it a warning */
#define DOSE_SMD 0.1 /* targets that differ more than this before are not alike */

struct effect_doses {
  struct str kinds; /* slugs with commas between; empty: every kind with a batch that held somebody
                       out, the latest DOSE_KINDS_MAX of them */
  int32_t from, to; /* civil days in which batches began; 0: whenever */
  uint32_t days;    /* as in effect_coupon: … */
  bool margin_given;
  struct dec margin;
  struct str classification;
};
/* As effect_coupon; ERR_effect_doses (too many kinds, or one of them twice). */
bool effect_doses(const struct effect_in *in, const struct effect_doses *p, struct arena *out,
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
