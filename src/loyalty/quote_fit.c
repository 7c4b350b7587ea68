/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which coupons fit the cart and the moment at all, each for itself; those that do not get their
 * reason here, the others become candidates in order of application. */
#include <stdlib.h>

#include "loyalty/quote_int.h"

/* ---- scope ---- */

static bool of_category(const struct coupon_names *names, const struct quote_line *l) {
  for (uint32_t i = 0; i < l->n_categories; i++)
    if (coupon_names_have(names, l->categories[i])) return true;
  return false;
}

static bool in_set(const struct coupon_set *s, const struct quote_line *l) {
  return (s->items.n == 0 || coupon_names_have(&s->items, l->item)) &&
         (s->categories.n == 0 || of_category(&s->categories, l)) &&
         (s->brands.n == 0 || coupon_names_have(&s->brands, l->brand)) &&
         (s->roles.n == 0 || coupon_names_have(&s->roles, l->role));
}

static bool excluded(const struct coupon_set *s, const struct quote_line *l) {
  return coupon_names_have(&s->items, l->item) || of_category(&s->categories, l) ||
         coupon_names_have(&s->brands, l->brand) || coupon_names_have(&s->roles, l->role);
}

static enum quote_reason line_fits(const struct coupon_kind *k, const struct quote_line *l) {
  if (l->promoted && !k->with_promotions) return QUOTE_promoted;
  if (l->member_price && !k->with_member_price) return QUOTE_member_price;
  return QUOTE_used;
}

/* Lines in scope; QUOTE_used when there is one, else why there is none. */
static enum quote_reason scope(struct quote_problem *p, struct quote_candidate *c) {
  enum quote_reason why = QUOTE_no_item;
  c->lines = arena_alloc(p->mem, p->n_lines);
  c->in_scope = arena_array(p->mem, bool, p->n_lines);
  for (uint32_t i = 0; i < p->n_lines; i++) {
    const struct quote_line *l = &p->cart->lines[i];
    if (!in_set(&c->kind->in, l) || excluded(&c->kind->out, l)) continue;
    enum quote_reason line = line_fits(c->kind, l);
    if (line != QUOTE_used) {
      if (why == QUOTE_no_item) why = line;
      continue;
    }
    c->in_scope[i] = true;
    c->lines[c->n++] = (uint8_t)i;
    c->base += p->gross[i];
    c->quantity += l->quantity;
  }
  return c->n ? QUOTE_used : why;
}

/* Lines whose units get a new price, the dearest first. */
static void pick(struct quote_problem *p, struct quote_candidate *c) {
  bool gift = c->kind->benefit == COUPON_GIFT;
  c->price = gift ? 0 : coupon_units(c->kind->amount, c->kind->decimals);
  c->pick = arena_alloc(p->mem, p->n_lines);
  for (uint32_t i = 0; i < p->n_lines; i++) {
    const struct quote_line *l = &p->cart->lines[i];
    if (gift ? !coupon_names_have(&c->kind->gifts, l->item) || line_fits(c->kind, l) != QUOTE_used
             : !c->in_scope[i])
      continue;
    if (l->price <= c->price) continue;
    uint32_t at = c->n_pick++;
    for (; at > 0 && p->cart->lines[c->pick[at - 1]].price < l->price; at--)
      c->pick[at] = c->pick[at - 1];
    c->pick[at] = (uint8_t)i;
  }
}

/* ---- one coupon ---- */

static enum quote_reason moment(const struct quote_coupon *q, const struct tz *tz, int64_t now) {
  if (q->blocked != QUOTE_used) return q->blocked;
  if (now < q->from_ms) return QUOTE_not_started;
  if (now >= q->until_ms) return QUOTE_expired;
  return coupon_hour_fits(q->kind, tz, now) ? QUOTE_used : QUOTE_not_now;
}

static enum quote_reason place(const struct quote_coupon *q, const struct quote_cart *cart) {
  const struct coupon_kind *k = q->kind;
  if (k->channels.n && !coupon_names_have(&k->channels, cart->channel)) return QUOTE_channel;
  if (k->stores.n && !coupon_names_have(&k->stores, cart->store)) return QUOTE_store;
  if (cart->points && !k->with_points) return QUOTE_points;
  if (q->budget_left <= 0) return QUOTE_budget;
  return q->uses_left == 0 ? QUOTE_limit : QUOTE_used;
}

/* What has to be reached, from the minimum and from the benefit itself. */
static enum quote_reason minimum(struct quote_candidate *c, struct quote_unused *u) {
  const struct coupon_kind *k = c->kind;
  int64_t spend = coupon_units(k->minimum_spend, k->decimals);
  uint64_t quantity = k->minimum_quantity;
  c->minimum = spend;
  if (k->benefit == COUPON_THRESHOLD && coupon_units(k->spend, k->decimals) > spend)
    spend = coupon_units(k->spend, k->decimals);
  if (k->benefit == COUPON_TIERED) {
    if (k->tiers[0].quantity > quantity) quantity = k->tiers[0].quantity;
    if (!k->tiers[0].quantity && coupon_units(k->tiers[0].spend, k->decimals) > spend)
      spend = coupon_units(k->tiers[0].spend, k->decimals);
  }
  if (c->base < spend) {
    u->missing = spend - c->base, u->of = spend;
    return QUOTE_minimum;
  }
  if (c->quantity < quantity) {
    u->missing = (int64_t)(quantity - c->quantity), u->of = (int64_t)quantity;
    return QUOTE_minimum_quantity;
  }
  return quote_offers(k, c->base, c->quantity, &c->offer) ? QUOTE_used : QUOTE_nothing;
}

static enum quote_step step_of(const struct quote_candidate *c) {
  switch (c->kind->benefit) {
  case COUPON_FIXED_PRICE:
  case COUPON_GIFT:
    return STEP_PRICE;
  case COUPON_SHIPPING:
    return STEP_SHIPPING;
  default:
    return c->offer.percent_bp ? STEP_PERCENT : STEP_AMOUNT;
  }
}

static int64_t take_alone(struct quote_problem *p, const struct quote_candidate *c) {
  int64_t line[QUOTE_LINES_MAX];
  uint32_t taken[QUOTE_LINES_MAX] = {0};
  struct quote_left left = {line, taken, p->cart->shipping};
  for (uint32_t i = 0; i < p->n_lines; i++)
    line[i] = p->gross[i];
  return quote_take(p, c, INT64_MAX, &left, NULL);
}

static enum quote_reason fit(struct quote_problem *p, struct quote_candidate *c,
                             struct quote_unused *u, const struct tz *tz, int64_t now) {
  const struct coupon_kind *k = c->kind;
  enum quote_reason why = moment(c->coupon, tz, now);
  if (why == QUOTE_used) why = place(c->coupon, p->cart);
  if (why == QUOTE_used) why = scope(p, c);
  if (why == QUOTE_used) why = minimum(c, u);
  if (why != QUOTE_used) return why;
  c->step = step_of(c);
  c->max_discount = k->max_discount.m ? coupon_units(k->max_discount, k->decimals) : INT64_MAX;
  if (c->step == STEP_SHIPPING && p->cart->shipping == 0) return QUOTE_no_shipping;
  if (c->step == STEP_PRICE) pick(p, c);
  c->alone = take_alone(p, c);
  u->alone = c->alone;
  if (c->alone > 0) return QUOTE_used;
  return k->benefit == COUPON_GIFT ? QUOTE_no_gift : QUOTE_nothing;
}

/* ---- all ---- */

static int by_application(const void *x, const void *y) {
  const struct quote_candidate *a = x, *b = y;
  int d;
  if (a->step != b->step) return a->step < b->step ? -1 : 1;
  if (a->kind->priority != b->kind->priority) return a->kind->priority > b->kind->priority ? -1 : 1;
  if (a->n != b->n) return a->n < b->n ? -1 : 1;
  if ((d = str_cmp(a->kind->slug, b->kind->slug)) != 0) return d;
  if (a->coupon->version != b->coupon->version)
    return a->coupon->version < b->coupon->version ? -1 : 1;
  if (a->coupon->until_ms != b->coupon->until_ms)
    return a->coupon->until_ms < b->coupon->until_ms ? -1 : 1;
  return str_cmp(a->coupon->id, b->coupon->id);
}

void quote_fit(const struct quote_cart *cart, const struct quote_coupon *coupons, uint32_t n,
               const struct tz *tz, int64_t now_ms, struct arena *mem, struct quote_problem *p,
               struct quote_unused *fits) {
  *p = (struct quote_problem){.cart = cart, .n_lines = cart->n, .mem = mem};
  p->gross = arena_array(mem, int64_t, cart->n);
  p->c = arena_array(mem, struct quote_candidate, n);
  for (uint32_t i = 0; i < cart->n; i++)
    p->gross[i] = cart->lines[i].price * cart->lines[i].quantity;
  for (uint32_t i = 0; i < n; i++) {
    struct quote_candidate *c = &p->c[p->n];
    *c = (struct quote_candidate){.coupon = &coupons[i], .kind = coupons[i].kind, .index = i};
    fits[i] = (struct quote_unused){.coupon = i, .other = QUOTE_NONE};
    fits[i].reason = fit(p, c, &fits[i], tz, now_ms);
    p->n += fits[i].reason == QUOTE_used;
  }
  qsort(p->c, p->n, sizeof *p->c, by_application);
  quote_pairs(p);
}
