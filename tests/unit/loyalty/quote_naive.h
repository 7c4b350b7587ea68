/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of quote_cart: every set of coupons, each rule as docs/COUPONS.md words it, nothing
 * shared with the search but the documents and their lists. */
#ifndef SHOAL_TESTS_QUOTE_NAIVE_H
#define SHOAL_TESTS_QUOTE_NAIVE_H

#include "loyalty/quote_int.h"

#define QUOTE_NAIVE_MAX 20 /* candidates */

struct world {
  const struct quote_cart *cart;
  const struct quote_coupon *coupon;
  uint32_t n;
  const struct tz *tz;
  int64_t now;
  uint32_t order[QUOTE_COUPONS_MAX];
};

static bool listed(const struct coupon_set *s, const struct quote_line *l, bool all) {
  bool category = false;
  for (uint32_t i = 0; i < l->n_categories; i++)
    category = category || coupon_names_have(&s->categories, l->categories[i]);
  bool item = coupon_names_have(&s->items, l->item);
  bool brand = coupon_names_have(&s->brands, l->brand);
  bool role = coupon_names_have(&s->roles, l->role);
  if (!all) return item || category || brand || role;
  return (item || !s->items.n) && (category || !s->categories.n) && (brand || !s->brands.n) &&
         (role || !s->roles.n);
}

static bool combines(const struct coupon_kind *k, const struct quote_line *l) {
  return (k->with_promotions || !l->promoted) && (k->with_member_price || !l->member_price);
}

static bool covers(const struct world *w, const struct coupon_kind *k, uint32_t line) {
  const struct quote_line *l = &w->cart->lines[line];
  return listed(&k->in, l, true) && !listed(&k->out, l, false) && combines(k, l);
}

static uint32_t covered(const struct world *w, const struct coupon_kind *k) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < w->cart->n; i++)
    n += covers(w, k, i);
  return n;
}

static int step_of(const struct coupon_kind *k) {
  if (k->benefit == COUPON_FIXED_PRICE || k->benefit == COUPON_GIFT) return 0;
  if (k->benefit == COUPON_SHIPPING) return 3;
  return k->benefit == COUPON_PERCENT_OFF || (k->n_tiers && k->tiers[0].percent_bp) ? 2 : 1;
}

static bool earlier(const struct world *w, uint32_t x, uint32_t y) {
  const struct quote_coupon *a = &w->coupon[x], *b = &w->coupon[y];
  if (step_of(a->kind) != step_of(b->kind)) return step_of(a->kind) < step_of(b->kind);
  if (a->kind->priority != b->kind->priority) return a->kind->priority > b->kind->priority;
  uint32_t n = covered(w, a->kind), m = covered(w, b->kind);
  if (n != m) return n < m;
  int d = str_cmp(a->kind->slug, b->kind->slug);
  if (d) return d < 0;
  if (a->version != b->version) return a->version < b->version;
  if (a->until_ms != b->until_ms) return a->until_ms < b->until_ms;
  return str_cmp(a->id, b->id) < 0;
}

/* ---- may these be together ---- */

static bool has(uint32_t set, uint32_t i) {
  return set >> i & 1;
}

static bool usable(const struct world *w, const struct quote_coupon *c) {
  const struct coupon_kind *k = c->kind;
  return c->blocked == QUOTE_used && w->now >= c->from_ms && w->now < c->until_ms &&
         coupon_hour_fits(k, w->tz, w->now) &&
         (!k->channels.n || coupon_names_have(&k->channels, w->cart->channel)) &&
         (!k->stores.n || coupon_names_have(&k->stores, w->cart->store)) &&
         (k->with_points || !w->cart->points) && covered(w, k) > 0;
}

static bool legal(const struct world *w, uint32_t set) {
  for (uint32_t i = 0; i < w->n; i++) {
    if (!has(set, i)) continue;
    const struct coupon_kind *k = w->coupon[i].kind;
    uint32_t group = 0, family = 0, all = 0;
    if (!usable(w, &w->coupon[i])) return false;
    for (uint32_t j = 0; j < w->n; j++) {
      if (!has(set, j)) continue;
      const struct coupon_kind *o = w->coupon[j].kind;
      bool mate = str_eq(k->group, o->group);
      all++, group += mate, family += str_eq(k->slug, o->slug);
      if (!mate && !k->with_any && !coupon_names_have(&k->with, o->group)) return false;
    }
    if ((k->exclusive && all > 1) || group > k->per_group || family > k->per_order ||
        family > w->coupon[i].uses_left)
      return false;
  }
  return true;
}

/* ---- what they take off ---- */

struct bag {
  int64_t line[QUOTE_LINES_MAX];
  uint32_t taken[QUOTE_LINES_MAX];
  int64_t shipping;
};

static int64_t money(struct dec d, const struct coupon_kind *k) {
  return coupon_units(d, k->decimals);
}

/* Amounts and percents: what the kind promises of `left`, when its base is `base`. */
static int64_t promised(const struct coupon_kind *k, int64_t base, uint64_t quantity,
                        int64_t left) {
  uint32_t bp = k->percent_bp;
  i128 amount = money(k->amount, k);
  if (k->benefit == COUPON_THRESHOLD) {
    int64_t times = base / money(k->spend, k);
    amount *= times < k->repeat ? times : k->repeat;
  }
  if (k->benefit == COUPON_TIERED) {
    amount = 0, bp = 0;
    for (uint32_t i = 0; i < k->n_tiers; i++) {
      const struct coupon_tier *t = &k->tiers[i];
      if (t->quantity ? quantity < t->quantity : base < money(t->spend, k)) continue;
      amount = money(t->amount, k), bp = t->percent_bp;
    }
  }
  if (bp) {
    i128 twice = (i128)left * bp * 2 / 10000, rest = (i128)left * bp % 10000;
    amount = twice / 2;
    if (k->rounding == COUPON_UP) amount += rest != 0;
    if (k->rounding == COUPON_HALF_UP) amount += twice % 2;
    if (k->rounding == COUPON_HALF_EVEN) amount += rest == 5000 ? amount % 2 : twice % 2;
    if (k->max_discount.m && amount > money(k->max_discount, k)) amount = money(k->max_discount, k);
  }
  return amount < left ? (int64_t)amount : left;
}

static void spread(const struct world *w, const struct coupon_kind *k, int64_t d, int64_t left,
                   struct bag *b) {
  i128 rest[QUOTE_LINES_MAX];
  int64_t over = d, had[QUOTE_LINES_MAX];
  for (uint32_t i = 0; i < w->cart->n; i++) {
    had[i] = b->line[i];
    rest[i] = -1;
    if (!covers(w, k, i)) continue;
    int64_t part = (int64_t)((i128)d * had[i] / left);
    rest[i] = (i128)d * had[i] % left;
    b->line[i] -= part, over -= part;
  }
  for (; over > 0; over--) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < w->cart->n; i++)
      if (rest[i] > rest[best] ||
          (rest[i] == rest[best] && str_cmp(w->cart->lines[i].id, w->cart->lines[best].id) < 0))
        best = i;
    b->line[best]--, rest[best] = -1;
  }
}

/* Unit after unit, the dearest first, ties by id; a gift leaves the others their minimum. */
static int64_t reprice(const struct world *w, const struct coupon_kind *k, int64_t base,
                       uint64_t quantity, struct bag *b) {
  bool gift = k->benefit == COUPON_GIFT, skip[QUOTE_LINES_MAX] = {false};
  int64_t price = gift ? 0 : money(k->amount, k), d = 0;
  for (uint32_t n = 0; k->quantity == 0 || n < k->quantity;) {
    uint32_t best = QUOTE_NONE;
    for (uint32_t i = 0; i < w->cart->n; i++) {
      const struct quote_line *l = &w->cart->lines[i], *m;
      bool fits = gift ? coupon_names_have(&k->gifts, l->item) && combines(k, l) : covers(w, k, i);
      if (!fits || skip[i] || b->taken[i] == l->quantity || l->price <= price) continue;
      m = best == QUOTE_NONE ? NULL : &w->cart->lines[best];
      if (!m || l->price > m->price || (l->price == m->price && str_cmp(l->id, m->id) < 0))
        best = i;
    }
    if (best == QUOTE_NONE) break;
    int64_t full = w->cart->lines[best].price;
    if (gift && covers(w, k, best)) {
      if (base - full < money(k->minimum_spend, k) || quantity - 1 < k->minimum_quantity) {
        skip[best] = true;
        continue;
      }
      base -= full, quantity--;
    }
    b->taken[best]++, b->line[best] -= full - price, d += full - price, n++;
  }
  return d;
}

static int64_t apply(const struct world *w, const struct coupon_kind *k, struct bag *b) {
  int64_t left = 0, gross = 0;
  uint64_t quantity = 0;
  for (uint32_t i = 0; i < w->cart->n; i++) {
    const struct quote_line *l = &w->cart->lines[i];
    if (!covers(w, k, i)) continue;
    left += b->line[i], gross += l->price * l->quantity, quantity += l->quantity;
  }
  int64_t base = k->after_coupons ? left : gross;
  if (base < money(k->minimum_spend, k) || quantity < k->minimum_quantity) return 0;
  if (step_of(k) == 0) return reprice(w, k, base, quantity, b);
  if (step_of(k) == 3) {
    int64_t d =
        k->shipping_free || money(k->amount, k) > b->shipping ? b->shipping : money(k->amount, k);
    b->shipping -= d;
    return d;
  }
  int64_t d = promised(k, base, quantity, left);
  if (d > 0) spread(w, k, d, left, b);
  return d;
}

/* False: some coupon of the set takes nothing off, or more than its budget. */
static bool price_of(const struct world *w, uint32_t set, int64_t *ret) {
  struct bag b = {.shipping = w->cart->shipping};
  int64_t spent[QUOTE_COUPONS_MAX] = {0}, pay;
  for (uint32_t i = 0; i < w->cart->n; i++)
    b.line[i] = w->cart->lines[i].price * w->cart->lines[i].quantity;
  for (uint32_t o = 0; o < w->n; o++) {
    uint32_t i = w->order[o], family = 0;
    if (!has(set, i)) continue;
    while (!str_eq(w->coupon[family].kind->slug, w->coupon[i].kind->slug))
      family++;
    int64_t d = apply(w, w->coupon[i].kind, &b);
    if (d == 0 || d > w->coupon[i].budget_left - spent[family]) return false;
    spent[family] += d;
  }
  pay = b.shipping;
  for (uint32_t i = 0; i < w->cart->n; i++)
    pay += b.line[i];
  *ret = pay;
  return true;
}

/* ---- ties ---- */

/* Whether set a is kept rather than b: from the latest end on, fewer of an end, then lower ids. */
static bool better(const struct world *w, uint32_t a, uint32_t b) {
  for (int64_t end = INT64_MAX;;) {
    int64_t next = INT64_MIN;
    uint32_t n = 0, m = 0, top = QUOTE_NONE;
    for (uint32_t i = 0; i < w->n; i++)
      if (w->coupon[i].until_ms < end && w->coupon[i].until_ms > next) next = w->coupon[i].until_ms;
    if (next == INT64_MIN) return false;
    end = next;
    for (uint32_t i = 0; i < w->n; i++) {
      if (w->coupon[i].until_ms != end) continue;
      n += has(a, i), m += has(b, i);
      if (has(a, i) != has(b, i) &&
          (top == QUOTE_NONE || str_cmp(w->coupon[i].id, w->coupon[top].id) > 0))
        top = i;
    }
    if (n != m) return n < m;
    if (top != QUOTE_NONE) return has(b, top);
  }
}

/* Every subset, with its own arithmetic.  The coupons used, as a set of indexes. */
static inline void quote_naive(const struct quote_cart *cart, const struct quote_coupon *coupons,
                               uint32_t n, const struct tz *tz, int64_t now_ms,
                               struct quote_set *ret_used, int64_t *ret_pay) {
  struct world w = {.cart = cart, .coupon = coupons, .n = n, .tz = tz, .now = now_ms};
  uint32_t best = 0;
  int64_t least = 0, pay;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = i;
    for (; at > 0 && earlier(&w, i, w.order[at - 1]); at--)
      w.order[at] = w.order[at - 1];
    w.order[at] = i;
  }
  for (uint32_t set = 0; set < UINT32_C(1) << n; set++) {
    if (!legal(&w, set) || !price_of(&w, set, &pay)) continue;
    if (set == 0 || pay < least || (pay == least && better(&w, set, best))) least = pay, best = set;
  }
  *ret_used = (struct quote_set){{best}};
  *ret_pay = least;
}

#endif
