/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: people that a kind of coupons was meant for, and what they did before and then. */
#ifndef SHOAL_EFFECT_TRIAL_INT_H
#define SHOAL_EFFECT_TRIAL_INT_H

#include "effect/effect_int.h"
#include "resource/coupon.h"

/* A person who was in the target of a batch of which a share was held out.  Of several batches the
 * first counts: from then on they were treated as their arm is. */
struct target {
  uint32_t person;
  uint32_t batch; /* index into trial.batches */
  int64_t at;
  bool held;
  bool mature;  /* the days of outcome have passed */
  bool got_one; /* held, and got a coupon of the kind some other way */
  /* In [at, at + days): */
  uint32_t orders;
  double revenue, margin; /* margin: of list prices, before the coupon's discount */
  uint32_t before_orders; /* in [at − days, at) */
  double before_revenue;
  int64_t discount;  /* of coupons of the kind they used; smallest units */
  uint32_t class_of; /* index; n_classes: none */
};
struct trial_batch {
  int64_t n, started_ms;
};
struct trial {
  const struct effect_in *in;
  struct arena *out;
  int64_t kind;        /* its book's number; 0: nothing was ever made */
  int64_t from, until; /* batches that began in [from, until) count */
  unsigned decimals;
  uint32_t days;
  double rate;                     /* margin */
  VEC(struct target) targets;      /* by person */
  VEC(struct trial_batch) batches; /* by n */
  uint32_t unripe;                 /* targets that are not mature */
  uint32_t erased;                 /* rows of people who were erased: nobody knows what they did */
  struct orders_facts facts;
};
/* state_enter … state_leave is the caller's. */
bool trial_targets(struct trial *t, struct err *err);
bool trial_discounts(struct trial *t, struct err *err);
/* Of several trials at once: orders are read in one walk. */
bool trial_outcomes(struct trial *t, uint32_t n, struct err *err);
/* Sets class_of: as of when each batch began, for people are targeted by what they were then. */
bool trial_classes(struct trial *t, const struct classification *c, struct err *err);
struct target *trial_target(struct trial *t, uint32_t person); /* NULL: was not meant */
void trial_release(struct trial *t);
/* Whether days and margin are within their limits.  ERR_effect_days. */
bool trial_asked(uint32_t days, bool margin_given, struct dec margin, struct err *err);

/* Both arms, or those of a class. */
struct arm {
  struct sample bought, orders, revenue, margin, profit; /* profit: margin − discount */
  struct sample discount, before_orders, before_revenue;
  uint32_t people, buyers;
};
struct contrast {
  struct arm issued, held; /* held.profit: its margin, without discounts; held.discount: 0 */
  int64_t subsidy;         /* D, of the issued */
};
void contrast_add(struct contrast *c, const struct target *t, unsigned decimals);
bool contrast_enough(const struct contrast *c, uint32_t least); /* people of each arm */

/* Of the profit of issuing. */
enum advice { ADVICE_FEW, ADVICE_STOP, ADVICE_WORKS, ADVICE_OPEN };
enum advice contrast_advice(const struct contrast *c, uint32_t least);
const char *advice_id(enum advice a);
struct class_text advice_text(enum advice a);
/* Of issuing to all of them: n₁ (m₁ − m₀) − D. */
struct interval contrast_profit(const struct contrast *c, double z);
double contrast_precision(const struct contrast *c); /* NAN where nobody bought */
/* D min(1, p₀ ÷ p₁), in money; all of it when nobody bought. */
double contrast_wasted(const struct contrast *c, unsigned decimals);
struct dec money_of(double v, unsigned decimals);

/* How margins were found: facts of the walk, the rate, and whether it was given. */
void say_margin(struct paper *p, const struct orders_facts *f, double rate, bool given);
void say_erased(struct paper *p, uint32_t n);
void say_moments(struct paper *p); /* classes are of the first COUPON_MOMENTS_MAX batches */

/* coupon_days.c */
bool coupon_days(struct paper *p, const struct effect_in *in, const struct effect_coupon *ask,
                 int64_t kind, unsigned decimals, struct err *err);

#endif
