/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: doses of subsidy and the response to them.
 *
 * A dose is a kind of coupons at one face value; its people are those of the kind's batches with a
 * holdout (trial_int.h), and its response is the difference to its own holdout, never to that of
 * another dose.  Per head of those meant to get it, with m the margin before the discount, s the
 * discounts given and V the variances of the means (Welch):
 *
 *   u = m₁ − m₀             response: margin that the dose brought
 *   profit = u − s
 *   step from dose a to b   Δprofit = profit_b − profit_a, Var = Σ V: arms are of different people,
 *                           or were drawn independently of each other (coupon_held_out)
 *   marginal profit         R = Δprofit ÷ Δs, a unit of subsidy more; interval by Fieller: all R
 * for which Δprofit − R Δs is not significantly different from 0.  There is none unless Δs > z √Var
 * Δs.
 *
 * The curve is the isotonic regression of u over the dose (pool adjacent violators, weights 1 ÷ V,
 * equal doses pooled first), not below 0: more subsidy is taken not to make people buy less, and no
 * subsidy does nothing.  Fitted profit = fitted u − s.
 *
 * The axis is what was offered where all doses say it in the same way (money, or percent), else
 * what was given: s.  That is an outcome too, so a curve over it is rougher.
 *
 * Sources: Barlow, Bartholomew, Bremner, Brunk, Statistical Inference under Order Restrictions
 * (1972); E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175. */
#ifndef SHOAL_EFFECT_DOSE_INT_H
#define SHOAL_EFFECT_DOSE_INT_H

#include "effect/trial_int.h"

/* ---- dose_fit.c ---- */

/* y[i] becomes its rising fit; points by rising x, those of equal x get one value; w > 0. */
void isotonic_fit(const double *x, const double *w, double *y, uint32_t n);

/* a ÷ b of two normal estimates with variances va, vb > 0 and covariance cab; b > 0.  False: b is
 * not surely above 0, so the ratio has no interval. */
bool fieller(double a, double b, double va, double vb, double cab, double z, struct interval *ret);

/* ---- dose_read.c ---- */

enum offer { OFFER_NONE, OFFER_MONEY, OFFER_PERCENT };

struct level {
  uint32_t trial; /* index */
  enum offer what;
  struct dec offer;          /* OFFER_PERCENT: 0.125 */
  int64_t first_ms, last_ms; /* when its batches began */
  struct contrast all, *of;  /* of: by class, the last of no class */
  uint32_t overlap, unripe;  /* mature people within the days of another dose too */
  bool enough;               /* COUPON_ARM_MIN of each arm */
  double x, given;           /* on the axis; s */
  struct interval bought, orders, revenue, margin, profit; /* a head: differences to the holdout */
  double fit_margin, fit_bought;
};
struct dose_kind {
  struct str slug;
  struct coupon_kind k; /* as it is now */
};
struct doses {
  const struct effect_in *in;
  const struct effect_doses *ask;
  struct arena *out;
  unsigned decimals;
  uint32_t days;
  double rate;
  const struct classification *classes; /* NULL: not asked */
  struct dose_kind *kinds;              /* by trial */
  struct trial *trials;
  uint32_t n_trials;
  uint32_t **level_of;  /* [trial][batch]: a level before they were ordered, or LEVEL_MIXED */
  struct level *levels; /* by dose, rising; those of too few people too */
  uint32_t n_levels;
  bool offered;    /* the axis is what was offered */
  bool more_kinds; /* there were more than DOSE_KINDS_MAX */
  uint32_t mixed;  /* batches whose face value changed while they ran: not compared */
  struct paper paper;
};
#define LEVEL_MIXED UINT32_MAX

/* Which doses there were, their people and what they did.  State is entered and left within. */
bool doses_read(struct doses *d, struct err *err);
void doses_release(struct doses *d);

/* ---- dose.c ---- */

struct class_text dose_title(const struct doses *d, const struct level *l);
/* Money a head, which has two digits more than money. */
struct dec dose_head(const struct doses *d, double v);
/* Value and both bounds, into three columns. */
void dose_put_head(const struct doses *d, struct report_section *s, uint32_t row, uint32_t column,
                   const struct interval *v);
void dose_put_share(struct report_section *s, uint32_t row, uint32_t column,
                    const struct interval *v);

/* Titles of bounds. */
#define DOSE_LOW  T("lower 95 %", "95% 下界")
#define DOSE_HIGH T("upper 95 %", "95% 上界")

/* ---- dose_best.c ---- */

/* Levels with enough people. */
uint32_t dose_n_enough(const struct doses *d);
double dose_fitted_profit(const struct level *l);
void dose_add_best(struct doses *d);
void dose_add_steps(struct doses *d);

/* ---- dose_say.c ---- */

/* Whether a dose's people were like those of the other doses before they got anything, and whether
 * the holdouts then behaved alike. */
struct likeness {
  struct interval bought, revenue; /* holdout of the dose less those of the others, 95 % */
  double smd_orders, smd_revenue;  /* in the days before, all targets: dose less the others */
  bool differs;
};
void doses_likeness(const struct doses *d, uint32_t level, struct likeness *ret);
void doses_say(struct doses *d);

#endif
