/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: a quote while it is worked out. */
#ifndef SHOAL_LOYALTY_QUOTE_INT_H
#define SHOAL_LOYALTY_QUOTE_INT_H

#include "loyalty/quote.h"

enum quote_step { STEP_PRICE, STEP_AMOUNT, STEP_PERCENT, STEP_SHIPPING };

#define QUOTE_WORDS ((QUOTE_COUPONS_MAX + 63) / 64)
struct quote_set { /* of candidates */
  uint64_t w[QUOTE_WORDS];
};
static inline bool set_has(const struct quote_set *s, uint32_t i) {
  return s->w[i / 64] >> (i % 64) & 1;
}
static inline void set_add(struct quote_set *s, uint32_t i) {
  s->w[i / 64] |= UINT64_C(1) << (i % 64);
}
static inline void set_drop(struct quote_set *s, uint32_t i) {
  s->w[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

struct quote_offer { /* what a coupon gives for a base: one of them is not 0 */
  int64_t amount;
  uint32_t percent_bp;
};

/* A coupon that fits cart and moment; candidates stand in order of application. */
struct quote_candidate {
  const struct quote_coupon *coupon;
  const struct coupon_kind *kind;
  uint32_t index; /* of the coupon */
  enum quote_step step;
  uint8_t *lines; /* in scope, in order */
  uint32_t n;
  uint8_t *pick; /* STEP_PRICE: lines whose units it prices anew, dearest first */
  uint32_t n_pick;
  bool *in_scope;         /* of each line */
  int64_t minimum, price; /* price of STEP_PRICE */
  int64_t max_discount;   /* INT64_MAX: none */
  int64_t base;           /* Σ of the lines in scope before coupons */
  uint64_t quantity;
  struct quote_offer offer; /* for that base */
  int64_t alone;
  /* the search's */
  uint32_t previous; /* the one of the same kind before it, or QUOTE_NONE */
  uint32_t group, family, rank, per_group, per_order;
  uint32_t pool;         /* of quote_problem.pool, or QUOTE_NONE */
  struct quote_set bars; /* those it cannot be used with */
  double slack;          /* smallest units by which its rounding may beat exact arithmetic */
};

struct quote_pool { /* candidates of which only so many can be used together */
  uint32_t most, size;
  bool sells, ships; /* there are members for goods, for shipping */
};

struct quote_problem {
  const struct quote_cart *cart;
  int64_t *gross;
  uint32_t n_lines; /* of the cart; in order of their ids */
  struct quote_candidate *c;
  uint32_t n;
  uint32_t n_groups, n_families;
  struct quote_pool *pool;
  uint32_t n_pools;
  struct arena *mem;
};

/* What is left while coupons apply. */
struct quote_left {
  int64_t *line;   /* amount */
  uint32_t *taken; /* units that have a new price */
  int64_t shipping;
};

/* ---- quote_fit.c ---- */
/* Candidates in order of application; a refusal (or QUOTE_used) for every coupon. */
void quote_fit(const struct quote_cart *cart, const struct quote_coupon *coupons, uint32_t n,
               const struct tz *tz, int64_t now_ms, struct arena *mem, struct quote_problem *p,
               struct quote_unused *fits);

/* ---- quote_pairs.c ---- */
/* Who goes with whom: previous, bars, groups, families, pools, ranks, slack. */
void quote_pairs(struct quote_problem *p);
/* Why two candidates are not used together; QUOTE_used: they may be. */
enum quote_reason quote_bars(const struct quote_candidate *a, const struct quote_candidate *b);

/* ---- quote_take.c ---- */
/* What the kind gives for a base and a quantity in scope; false: its minimum is not reached. */
bool quote_offers(const struct coupon_kind *k, int64_t base, uint64_t quantity,
                  struct quote_offer *ret);
/* Applies a candidate to what is left, if it takes anything off and at most `budget`: the discount,
 * else 0 and nothing is changed.  share: of each line, added to nothing (may be NULL). */
int64_t quote_take(const struct quote_problem *p, const struct quote_candidate *c, int64_t budget,
                   struct quote_left *left, int64_t *share);
/* A share of an amount; 0 ≤ bp ≤ 10000. */
int64_t quote_percent(int64_t amount, uint32_t bp, enum coupon_rounding rounding);

/* ---- quote_search.c ---- */
struct quote_found {
  struct quote_set used; /* candidates */
  int64_t pay;
  bool exact;
  uint32_t steps;
};
void quote_search(struct quote_problem *p, struct quote_found *ret);
/* ---- quote_bound.c ---- */
struct quote_bounder; /* scratch of one search */
struct quote_bounder *quote_bounder_new(const struct quote_problem *p);
/* A payment that no choice among the candidates from `at` on that are not dead can go below;
 * pool_used: of each pool, how many are used already. */
int64_t quote_bound(struct quote_bounder *b, uint32_t at, const struct quote_set *dead,
                    const uint32_t *pool_used, const struct quote_left *left);

#endif
