/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the coupons of a person may do, for a quote: the worth by the version each was issued with,
 * budgets and limits by the newest one, as redeeming will ask. */
#include "loyalty/coupon_hand.h"

#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

struct left { /* of a kind */
  struct str slug;
  int64_t budget;
  uint32_t uses;
};

struct taking {
  struct loyalty *l;
  struct arena *out;
  struct coupon_hand *h;
  struct str order;
  int64_t now;
  uint32_t subject;
  struct coupon *all;
  uint32_t n;
  struct left *left;
  uint32_t n_left;
};

static bool doc(struct taking *x, struct str slug, uint32_t version, const struct coupon_doc **ret,
                struct err *err) {
  if (!coupon_doc_of(x->l, slug, version, ret, err)) return false;
  x->h->docs[x->h->n_docs++] = *ret;
  return true;
}

static bool list(struct taking *x, enum coupon_status status, struct err *err) {
  const struct coupon_filter f = {
      .of_person = true, .subject = x->subject, .status = (int)status, .limit = QUOTE_COUPONS_MAX};
  struct coupon *found;
  int64_t next;
  uint32_t n;
  if (!coupon_list_of(x->l, &f, x->out, &found, &n, &next, err)) return false;
  x->h->more |= next != 0;
  for (uint32_t i = 0; i < n; i++)
    if (x->n < QUOTE_COUPONS_MAX)
      x->all[x->n++] = found[i];
    else
      x->h->more = true;
  return true;
}

static bool ours(const struct taking *x, const struct coupon *c) {
  return c->status == COUPON_IS_RESERVED && x->order.n && str_eq(c->order, x->order);
}

/* Of the budget, with what this order has reserved of it. */
static int64_t budget_of(const struct taking *x, const struct coupon_kind *k) {
  struct coupon_counts sum;
  int64_t budget = coupon_units(k->budget_amount, k->decimals);
  if (budget == 0) return INT64_MAX;
  coupon_counts_of(x->l, k->slug, &sum);
  budget -= sum.reserved_amount + sum.redeemed_amount;
  for (uint32_t i = 0; i < x->n; i++)
    if (ours(x, &x->all[i]) && str_eq(x->all[i].kind, k->slug)) budget += x->all[i].discount;
  return budget > 0 ? budget : 0;
}

static uint32_t less(uint32_t limit, int64_t used) {
  return used >= (int64_t)limit ? 0 : limit - (uint32_t)used;
}

static bool uses_of(struct taking *x, const struct coupon_kind *k, uint32_t *ret, struct err *err) {
  const struct tz *z = ws_tz(x->l->w);
  uint32_t *holders, n, left = UINT32_MAX, own = 0;
  struct held h;
  *ret = left;
  if (!k->per_person_used && !k->per_person_used_per_day) return true;
  n = holders_of_person(x->l, x->subject, x->out, &holders);
  state_enter(x->l->reader);
  bool ok = coupon_held(x->l->reader, coupon_book_number(&x->l->coupons, k->slug), holders, n,
                        x->now, day_start(z, day_of(z, x->now)), 0, &h, err);
  state_leave(x->l->reader);
  if (!ok) return false;
  for (uint32_t i = 0; i < x->n; i++)
    own += ours(x, &x->all[i]) && str_eq(x->all[i].kind, k->slug);
  if (k->per_person_used) left = less(k->per_person_used, h.used - own);
  if (k->per_person_used_per_day) {
    uint32_t today = less(k->per_person_used_per_day, h.used_today - own);
    if (today < left) left = today;
  }
  *ret = left;
  return true;
}

static bool left_of(struct taking *x, struct str slug, const struct left **ret, struct err *err) {
  const struct coupon_doc *newest;
  for (uint32_t i = 0; i < x->n_left; i++)
    if (str_eq(x->left[i].slug, slug)) {
      *ret = &x->left[i];
      return true;
    }
  struct left *k = &x->left[x->n_left];
  if (!doc(x, slug, 0, &newest, err) || !uses_of(x, &newest->kind, &k->uses, err)) return false;
  k->slug = slug;
  k->budget = budget_of(x, &newest->kind);
  x->n_left++;
  *ret = k;
  return true;
}

static bool take(struct taking *x, const struct coupon *c, struct quote_coupon *ret,
                 struct err *err) {
  const struct coupon_doc *d;
  const struct left *left;
  if (!doc(x, c->kind, c->version, &d, err) || !left_of(x, c->kind, &left, err)) return false;
  bool taken = c->status == COUPON_IS_RESERVED && !ours(x, c);
  *ret = (struct quote_coupon){.id = c->id,
                               .kind = &d->kind,
                               .version = c->version,
                               .from_ms = c->from_ms,
                               .until_ms = c->until_ms,
                               .budget_left = left->budget,
                               .uses_left = left->uses,
                               .blocked = taken ? QUOTE_reserved : QUOTE_used};
  return true;
}

bool coupon_hand(struct loyalty *l, uint32_t subject, struct str order, int64_t now,
                 struct arena *out, struct coupon_hand *ret, struct err *err) {
  struct taking x = {.l = l,
                     .out = out,
                     .h = ret,
                     .order = order,
                     .now = now,
                     .subject = subject,
                     .all = arena_array(out, struct coupon, QUOTE_COUPONS_MAX),
                     .left = arena_array(out, struct left, QUOTE_COUPONS_MAX)};
  *ret = (struct coupon_hand){
      .coupons = arena_array(out, struct quote_coupon, QUOTE_COUPONS_MAX),
      .docs = arena_array(out, const struct coupon_doc *, 2 * QUOTE_COUPONS_MAX)};
  bool ok = list(&x, COUPON_IS_RESERVED, err) && list(&x, COUPON_IS_ISSUED, err);
  for (uint32_t i = 0; ok && i < x.n; i++)
    ok = take(&x, &x.all[i], &ret->coupons[ret->n], err) && ++ret->n;
  return ok;
}

void coupon_hand_free(struct loyalty *l, struct coupon_hand *h) {
  for (uint32_t i = 0; i < h->n_docs; i++)
    coupon_doc_free(l, h->docs[i]);
  h->n_docs = 0;
}
