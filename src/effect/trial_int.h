/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: people that a kind of coupons was meant for, and what they did then. */
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
  int64_t discount;       /* of coupons of the kind they used; smallest units */
  uint32_t class_of;      /* index; n_classes: none */
};
struct trial_batch {
  int64_t n, started_ms;
};
struct trial {
  const struct effect_in *in;
  const struct effect_coupon *ask;
  struct arena *out;
  int64_t kind; /* its book's number; 0: nothing was ever made */
  unsigned decimals;
  uint32_t days;
  double rate;                     /* margin */
  VEC(struct target) targets;      /* by person */
  VEC(struct trial_batch) batches; /* by n */
  uint32_t unripe;                 /* targets that are not mature */
  struct orders_facts facts;
};
/* state_enter … state_leave is the caller's. */
bool trial_targets(struct trial *t, struct err *err);
bool trial_discounts(struct trial *t, struct err *err);
bool trial_outcomes(struct trial *t, struct err *err);
void trial_release(struct trial *t);

/* Both arms, or those of a class. */
struct arm {
  struct sample bought, orders, revenue, margin, profit; /* profit: margin − discount */
  uint32_t people, buyers;
};
struct contrast {
  struct arm issued, held; /* held.profit: its margin, without discounts */
  int64_t subsidy;         /* D, of the issued */
};
void contrast_add(struct contrast *c, const struct target *t, unsigned decimals);

/* coupon_days.c */
bool coupon_days(struct paper *p, const struct effect_in *in, const struct effect_coupon *ask,
                 int64_t kind, unsigned decimals, struct err *err);

#endif
