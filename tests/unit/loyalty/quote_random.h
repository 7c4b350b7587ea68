/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random carts and coupons, small enough for the twin and mean enough to matter: prices that do not
 * divide, overlapping scopes, every benefit, every rule of stacking, minimums of both sorts. */
#ifndef SHOAL_TESTS_QUOTE_RANDOM_H
#define SHOAL_TESTS_QUOTE_RANDOM_H

#include <stdio.h>

#include "base/rng.h"
#include "loyalty/quote_int.h"

struct random_case {
  struct quote_cart cart;
  struct quote_line lines[QUOTE_LINES_MAX];
  struct quote_coupon coupons[QUOTE_COUPONS_MAX];
  struct coupon_kind kinds[QUOTE_COUPONS_MAX];
  uint32_t n, n_kinds;
};

static const struct str random_words[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}};

static inline struct coupon_names random_names(struct rng *r, double chance) {
  static const struct coupon_names sets[] = {{random_words, 1},     {random_words + 1, 1},
                                             {random_words, 2},     {random_words + 2, 1},
                                             {random_words + 1, 3}, {random_words, 4}};
  if (!rng_chance(r, chance)) return (struct coupon_names){0};
  return sets[rng_below(r, sizeof sets / sizeof *sets)];
}

static inline struct dec random_money(struct rng *r, int64_t max) {
  static const int64_t odd[] = {1, 2, 3, 7, 99, 100, 333, 500, 999, 1000, 3000, 6667};
  int64_t v = rng_chance(r, 0.7) ? odd[rng_below(r, 12)] : 1 + (int64_t)rng_below(r, (uint64_t)max);
  return (struct dec){v < max ? v : max, 2};
}

static inline void random_benefit(struct rng *r, struct coupon_tier *tiers, struct coupon_kind *k) {
  static const uint32_t percents[] = {1, 500, 1000, 1225, 3333, 5000, 10000};
  k->benefit = (enum coupon_benefit)rng_below(r, COUPON_BENEFITS);
  k->amount = random_money(r, 8000);
  k->percent_bp = 0;
  k->rounding = rng_chance(r, 0.5) ? COUPON_DOWN : (enum coupon_rounding)rng_below(r, 4);
  k->repeat = 1 + (uint32_t)rng_below(r, 3);
  k->quantity = (uint32_t)rng_below(r, 3);
  if (k->benefit == COUPON_PERCENT_OFF) k->percent_bp = percents[rng_below(r, 7)];
  if (k->benefit == COUPON_THRESHOLD) dec_add(k->amount, random_money(r, 9000), &k->spend);
  if (k->benefit == COUPON_GIFT) {
    k->quantity++;
    k->gifts = random_names(r, 1);
  }
  if (k->benefit == COUPON_SHIPPING) k->shipping_free = rng_chance(r, 0.5);
  if (k->benefit == COUPON_TIERED) {
    bool percent = rng_chance(r, 0.5), quantity = rng_chance(r, 0.4);
    k->tiers = tiers;
    k->n_tiers = 1 + (uint32_t)rng_below(r, 3);
    for (uint32_t i = 0; i < k->n_tiers; i++) {
      tiers[i] = (struct coupon_tier){.spend = {(int64_t)(i + 1) * 2500, 2}};
      if (quantity) tiers[i] = (struct coupon_tier){.quantity = 2 * (i + 1)};
      tiers[i].amount = (struct dec){percent ? 0 : (int64_t)(i + 1) * 333, 2};
      tiers[i].percent_bp = percent ? (i + 1) * 777 : 0;
    }
  }
  bool percents_off = k->percent_bp || (k->n_tiers && k->tiers[0].percent_bp);
  if (percents_off && rng_chance(r, 0.3)) k->max_discount = random_money(r, 3000);
}

static inline void random_kind(struct rng *r, uint32_t i, struct arena *mem, double stacks,
                               struct coupon_kind *k) {
  static const struct str groups[] = {{"g", 1}, {"h", 1}, {"i", 1}, {"default", 7}};
  static const struct str group_names[] = {{"g", 1}, {"h", 1}};
  *k = (struct coupon_kind){.slug = arena_printf(mem, "k%u", i),
                            .decimals = 2,
                            .from_ms = TIME_MIN,
                            .until_ms = TIME_MAX,
                            .weekdays = 0x7f,
                            .with_any = true,
                            .per_order = rng_chance(r, 0.6) ? 1 : 2 + (uint32_t)rng_below(r, 2)};
  random_benefit(r, arena_array(mem, struct coupon_tier, 3), k);
  k->in = (struct coupon_set){
      random_names(r, 0.2), random_names(r, 0.3), random_names(r, 0.2), {NULL, 0}};
  k->out = (struct coupon_set){
      random_names(r, 0.1), random_names(r, 0.05), random_names(r, 0.05), {NULL, 0}};
  if (rng_chance(r, 0.3)) k->minimum_spend = random_money(r, 9000);
  if (rng_chance(r, 0.15)) k->minimum_quantity = 1 + (uint32_t)rng_below(r, 4);
  k->after_coupons = rng_chance(r, 0.2);
  bool free = rng_chance(r, stacks);
  k->group = free ? k->slug : groups[rng_below(r, 4)];
  k->per_group = rng_chance(r, 0.5) ? 1 : 1 + (uint32_t)rng_below(r, 4);
  if (free) k->per_group = 9;
  k->exclusive = !free && rng_chance(r, 0.1);
  k->with_any = free || rng_chance(r, 0.8);
  k->with = (struct coupon_names){group_names, 2};
  k->priority = (int32_t)rng_below(r, 3);
  k->with_promotions = rng_chance(r, 0.8);
  k->with_member_price = rng_chance(r, 0.8);
  k->with_points = rng_chance(r, 0.9);
}

/* `lines`, `coupons`: how many; stacks: the chance of a kind to go with every other. */
static inline void random_make(struct rng *r, uint32_t lines, uint32_t coupons, double stacks,
                               struct arena *mem, struct random_case *c) {
  c->cart = (struct quote_cart){.lines = c->lines, .n = lines, .decimals = 2};
  c->cart.shipping = rng_chance(r, 0.6) ? (int64_t)rng_below(r, 2000) : 0;
  c->cart.points = rng_chance(r, 0.1);
  for (uint32_t i = 0; i < lines; i++) {
    c->lines[i] = (struct quote_line){.id = arena_printf(mem, "l%02u", (i * 7 + 3) % 101),
                                      .item = random_words[rng_below(r, 5)],
                                      .brand = random_words[rng_below(r, 5)],
                                      .categories = &random_words[rng_below(r, 4)],
                                      .n_categories = 1 + (uint32_t)rng_below(r, 2),
                                      .quantity = 1 + (uint32_t)rng_below(r, 4),
                                      .promoted = rng_chance(r, 0.1),
                                      .member_price = rng_chance(r, 0.1)};
    c->lines[i].price = rng_chance(r, 0.05) ? 0 : (int64_t)random_money(r, 20000).m;
  }
  c->n_kinds = coupons ? 1 + (uint32_t)rng_below(r, coupons) : 0;
  if (stacks >= 1) c->n_kinds = coupons;
  for (uint32_t i = 0; i < c->n_kinds; i++)
    random_kind(r, i, mem, stacks, &c->kinds[i]);
  c->n = coupons;
  for (uint32_t i = 0; i < coupons; i++) {
    uint32_t kind = i < c->n_kinds ? i : (uint32_t)rng_below(r, c->n_kinds);
    c->coupons[i] = (struct quote_coupon){
        .id = arena_printf(mem, "c%03u", (i * 37 + 11) % 211),
        .kind = &c->kinds[kind],
        .from_ms = rng_chance(r, 0.02) ? 2000 : 0,
        .until_ms = rng_chance(r, 0.02) ? 500 : 2000 + (int64_t)rng_below(r, 4),
        .budget_left = INT64_MAX,
        .uses_left = UINT32_MAX};
    if (rng_chance(r, 0.1)) c->coupons[i].budget_left = (int64_t)random_money(r, 2000).m;
    if (rng_chance(r, 0.1)) c->coupons[i].uses_left = (uint32_t)rng_below(r, 3);
  }
  /* What is of the kind is the same for all of its coupons. */
  for (uint32_t i = c->n_kinds; i < coupons; i++) {
    const struct quote_coupon *first = &c->coupons[c->coupons[i].kind - c->kinds];
    c->coupons[i].budget_left = first->budget_left, c->coupons[i].uses_left = first->uses_left;
  }
}

#endif
