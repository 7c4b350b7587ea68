/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One coupon applied to what is left of a cart.
 *
 * All of it is whole numbers of smallest units; products are 128 bits wide, so an amount of
 * COUPON_MONEY_MAX is as exact as one of a cent. */
#include <string.h>

#include "loyalty/quote_int.h"

/* ---- what a kind gives ---- */

static bool offers_threshold(const struct coupon_kind *k, int64_t base, struct quote_offer *ret) {
  int64_t times = base / coupon_units(k->spend, k->decimals);
  if (times == 0) return false;
  if (times > k->repeat) times = k->repeat;
  ret->amount = times * coupon_units(k->amount, k->decimals);
  return true;
}

static bool offers_tier(const struct coupon_kind *k, int64_t base, uint64_t quantity,
                        struct quote_offer *ret) {
  for (uint32_t i = k->n_tiers; i-- > 0;) {
    const struct coupon_tier *t = &k->tiers[i];
    if (t->quantity ? quantity < t->quantity : base < coupon_units(t->spend, k->decimals)) continue;
    ret->amount = t->percent_bp ? 0 : coupon_units(t->amount, k->decimals);
    ret->percent_bp = t->percent_bp;
    return true;
  }
  return false;
}

bool quote_offers(const struct coupon_kind *k, int64_t base, uint64_t quantity,
                  struct quote_offer *ret) {
  if (base < coupon_units(k->minimum_spend, k->decimals) || quantity < k->minimum_quantity)
    return false;
  *ret = (struct quote_offer){0};
  switch (k->benefit) {
  case COUPON_AMOUNT_OFF:
    ret->amount = coupon_units(k->amount, k->decimals);
    return true;
  case COUPON_PERCENT_OFF:
    ret->percent_bp = k->percent_bp;
    return true;
  case COUPON_THRESHOLD:
    return offers_threshold(k, base, ret);
  case COUPON_TIERED:
    return offers_tier(k, base, quantity, ret);
  case COUPON_SHIPPING:
    ret->amount = k->shipping_free ? INT64_MAX : coupon_units(k->amount, k->decimals);
    return true;
  case COUPON_FIXED_PRICE:
  case COUPON_GIFT:
  case COUPON_BENEFITS:
    break;
  }
  return true;
}

int64_t quote_percent(int64_t amount, uint32_t bp, enum coupon_rounding rounding) {
  i128 x = (i128)amount * bp;
  int64_t whole = (int64_t)(x / 10000);
  unsigned over = (unsigned)(x % 10000);
  bool up = rounding == COUPON_UP          ? over > 0
            : rounding == COUPON_HALF_UP   ? over >= 5000
            : rounding == COUPON_HALF_EVEN ? over > 5000 || (over == 5000 && (whole & 1))
                                           : false;
  return whole + up;
}

/* ---- shares ---- */

/* amount · d / whole and what remains.  Small ones (products of 62 bits) by a product with the
 * reciprocal, which is right or one off; a division takes several times as long. */
static int64_t part_of(int64_t amount, int64_t d, int64_t whole, double each, int64_t *ret_over) {
  if (whole >= INT64_C(1) << 31) {
    u128 x = (u128)d * (u128)amount;
    *ret_over = (int64_t)(x % (u128)whole);
    return (int64_t)(x / (u128)whole);
  }
  int64_t x = d * amount, part = (int64_t)((double)amount * each), over = x - part * whole;
  if (over < 0) part--, over += whole;
  if (over >= whole) part++, over -= whole;
  *ret_over = over;
  return part;
}

/* `d` of `whole` among the lines in scope: in proportion to what is left of each, the units that
 * remain to the largest remainders, ties to the earlier line. */
static void share_out(const struct quote_candidate *c, int64_t d, int64_t whole, int64_t *line,
                      int64_t *share) {
  int64_t over[QUOTE_LINES_MAX], left = d;
  double each = (double)d / (double)whole;
  if (d == whole) {
    for (uint32_t j = 0; j < c->n; j++) {
      if (share) share[c->lines[j]] = line[c->lines[j]];
      line[c->lines[j]] = 0;
    }
    return;
  }
  for (uint32_t j = 0; j < c->n; j++) {
    uint8_t i = c->lines[j];
    int64_t part = part_of(line[i], d, whole, each, &over[j]);
    left -= part;
    line[i] -= part;
    if (share) share[i] = part;
  }
  for (; left > 0; left--) {
    uint32_t most = 0;
    for (uint32_t j = 1; j < c->n; j++)
      if (over[j] > over[most]) most = j;
    over[most] = -1;
    line[c->lines[most]]--;
    if (share) share[c->lines[most]]++;
  }
}

static int64_t sum_left(const struct quote_candidate *c, const int64_t *line) {
  int64_t sum = 0;
  for (uint32_t j = 0; j < c->n; j++)
    sum += line[c->lines[j]];
  return sum;
}

static int64_t take_from_lines(const struct quote_candidate *c, int64_t budget,
                               struct quote_left *left, int64_t *share) {
  int64_t whole = sum_left(c, left->line), d;
  struct quote_offer o = c->offer;
  if (c->kind->after_coupons && !quote_offers(c->kind, whole, c->quantity, &o)) return 0;
  d = o.percent_bp ? quote_percent(whole, o.percent_bp, c->kind->rounding) : o.amount;
  if (d > c->max_discount) d = c->max_discount;
  if (d > whole) d = whole;
  if (d == 0 || d > budget) return 0;
  share_out(c, d, whole, left->line, share);
  return d;
}

static int64_t take_from_shipping(const struct quote_candidate *c, int64_t budget,
                                  struct quote_left *left) {
  struct quote_offer o = c->offer;
  if (c->kind->after_coupons && !quote_offers(c->kind, sum_left(c, left->line), c->quantity, &o))
    return 0;
  int64_t d = o.amount < left->shipping ? o.amount : left->shipping;
  if (d > budget) return 0;
  left->shipping -= d;
  return d;
}

/* ---- new prices ---- */

/* Units of a line that become free must leave the rest of the scope its minimum. */
static uint32_t free_units(const struct quote_candidate *c, int64_t price, int64_t base,
                           uint64_t quantity, uint32_t n) {
  const struct coupon_kind *k = c->kind;
  uint64_t by_spend = (uint64_t)((base - c->minimum) / price);
  uint64_t by_quantity = quantity - k->minimum_quantity;
  if (n > by_spend) n = (uint32_t)by_spend;
  return n > by_quantity ? (uint32_t)by_quantity : n;
}

static int64_t take_units(const struct quote_problem *p, const struct quote_candidate *c,
                          int64_t budget, struct quote_left *left, int64_t *share) {
  const struct coupon_kind *k = c->kind;
  uint32_t units[QUOTE_LINES_MAX], most = k->quantity ? k->quantity : UINT32_MAX;
  int64_t base = k->after_coupons ? sum_left(c, left->line) : c->base, d = 0;
  uint64_t quantity = c->quantity;
  if (base < c->minimum || quantity < k->minimum_quantity) return 0;
  for (uint32_t j = 0; j < c->n_pick; j++) {
    uint8_t i = c->pick[j];
    const struct quote_line *l = &p->cart->lines[i];
    uint32_t n = l->quantity - left->taken[i];
    if (n > most) n = most;
    if (k->benefit == COUPON_GIFT && c->in_scope[i]) {
      n = free_units(c, l->price, base, quantity, n);
      base -= n * l->price, quantity -= n;
    }
    units[j] = n;
    most -= n;
    d += n * (l->price - c->price);
  }
  if (d == 0 || d > budget) return 0;
  for (uint32_t j = 0; j < c->n_pick; j++) {
    uint8_t i = c->pick[j];
    int64_t part = units[j] * (p->cart->lines[i].price - c->price);
    left->taken[i] += units[j];
    left->line[i] -= part;
    if (share) share[i] = part;
  }
  return d;
}

int64_t quote_take(const struct quote_problem *p, const struct quote_candidate *c, int64_t budget,
                   struct quote_left *left, int64_t *share) {
  if (c->step == STEP_PRICE) return take_units(p, c, budget, left, share);
  if (c->step == STEP_SHIPPING) return take_from_shipping(c, budget, left);
  return take_from_lines(c, budget, left, share);
}
