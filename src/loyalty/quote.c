/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A quote: check what was given, fit, search, and tell the outcome in the order the caller knows.
 *
 * Inside, lines stand in the order of their ids: then the order in which a client happens to send
 * them changes nothing, not even who gets the last cent. */
#include <stdlib.h>
#include <string.h>

#include "loyalty/quote_int.h"

/* ---- what was given ---- */

static bool line_wrong(const struct quote_line *l, const char *what, struct err *err) {
  return err_fail(err, ERR_quote_line, "%.*s" ERR_SEP "%s", STRF(l->id), what);
}

static bool check_cart(const struct quote_cart *cart, struct err *err) {
  i128 sum = cart->shipping;
  if (cart->n > QUOTE_LINES_MAX)
    return err_fail(err, ERR_too_large, "lines" ERR_SEP "%d", QUOTE_LINES_MAX);
  if (cart->shipping < 0) return err_fail(err, ERR_quote_line, "shipping" ERR_SEP "< 0");
  for (uint32_t i = 0; i < cart->n; i++) {
    const struct quote_line *l = &cart->lines[i];
    if (l->id.n == 0 || l->id.n > COUPON_ID_BYTES_MAX) return line_wrong(l, "id", err);
    if (l->price < 0) return line_wrong(l, "price", err);
    if (l->quantity == 0 || l->quantity > QUOTE_QUANTITY_MAX) return line_wrong(l, "quantity", err);
    sum += (i128)l->price * l->quantity;
  }
  if (sum <= COUPON_MONEY_MAX) return true;
  return err_fail(err, ERR_too_large, "cart" ERR_SEP "%lld", (long long)COUPON_MONEY_MAX);
}

static int by_text(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool check_coupons(const struct quote_cart *cart, const struct quote_coupon *coupons,
                          uint32_t n, struct arena *mem, struct err *err) {
  struct str *ids = arena_array(mem, struct str, n < QUOTE_COUPONS_MAX ? n : QUOTE_COUPONS_MAX);
  if (n > QUOTE_COUPONS_MAX)
    return err_fail(err, ERR_too_large, "coupons" ERR_SEP "%d", QUOTE_COUPONS_MAX);
  for (uint32_t i = 0; i < n; i++) {
    if (coupons[i].kind->decimals != cart->decimals)
      return err_fail(err, ERR_quote_coupon, "%.*s" ERR_SEP "%u / %u decimals", STRF(coupons[i].id),
                      coupons[i].kind->decimals, cart->decimals);
    ids[i] = coupons[i].id;
  }
  qsort(ids, n, sizeof *ids, by_text);
  for (uint32_t i = 1; i < n; i++)
    if (str_eq(ids[i - 1], ids[i]))
      return err_fail(err, ERR_quote_twice, "coupon" ERR_SEP "%.*s", STRF(ids[i]));
  return true;
}

static int by_id(const void *a, const void *b) {
  const struct quote_line *const *x = a, *const *y = b;
  return str_cmp((*x)->id, (*y)->id);
}

/* The cart with its lines by id; *ret_place: where each of them stands in the one that was given.
 */
static bool in_order(const struct quote_cart *cart, struct arena *mem, struct quote_cart *ret,
                     uint32_t **ret_place, struct err *err) {
  const struct quote_line **by = arena_array(mem, const struct quote_line *, cart->n);
  struct quote_line *lines = arena_array(mem, struct quote_line, cart->n);
  uint32_t *place = arena_array(mem, uint32_t, cart->n);
  for (uint32_t i = 0; i < cart->n; i++)
    by[i] = &cart->lines[i];
  qsort(by, cart->n, sizeof *by, by_id);
  for (uint32_t i = 0; i < cart->n; i++) {
    if (i > 0 && str_eq(by[i - 1]->id, by[i]->id))
      return err_fail(err, ERR_quote_twice, "line" ERR_SEP "%.*s", STRF(by[i]->id));
    lines[i] = *by[i];
    place[i] = (uint32_t)(by[i] - cart->lines);
  }
  *ret = *cart;
  ret->lines = lines;
  *ret_place = place;
  return true;
}

/* ---- the outcome ---- */

static struct quote_left fresh(const struct quote_problem *p) {
  struct quote_left left = {arena_array(p->mem, int64_t, p->n_lines),
                            arena_array(p->mem, uint32_t, p->n_lines), p->cart->shipping};
  memcpy(left.line, p->gross, p->n_lines * sizeof *left.line);
  return left;
}

/* Applies the used ones again, this time keeping who got what. */
static void tell_uses(const struct quote_problem *p, const struct quote_set *used,
                      const uint32_t *place, struct arena *out, struct quote *q) {
  struct quote_left left = fresh(p);
  q->uses = arena_array(out, struct quote_use, p->n);
  for (uint32_t i = 0; i < p->n; i++) {
    if (!set_has(used, i)) continue;
    struct quote_use *u = &q->uses[q->n_uses++];
    int64_t *share = arena_array(p->mem, int64_t, p->n_lines);
    int64_t *told = arena_array(out, int64_t, p->n_lines);
    int64_t shipping = left.shipping;
    u->coupon = p->c[i].index;
    u->discount = quote_take(p, &p->c[i], INT64_MAX, &left, share);
    u->shipping = shipping - left.shipping;
    for (uint32_t j = 0; j < p->n_lines; j++)
      told[place[j]] = share[j];
    u->share = told;
    q->discount += u->discount;
  }
}

/* Why candidate i stayed out beside those that are used. */
static enum quote_reason barred(const struct quote_problem *p, const struct quote_set *used,
                                uint32_t i, uint32_t *ret_other) {
  const struct quote_candidate *c = &p->c[i];
  uint32_t group = 0, family = 0, group_most = c->per_group, family_most = c->per_order;
  uint32_t in_group = QUOTE_NONE;
  for (uint32_t j = 0; j < p->n; j++) {
    if (!set_has(used, j)) continue;
    const struct quote_candidate *o = &p->c[j];
    enum quote_reason why = quote_bars(c, o);
    if (why != QUOTE_used) {
      *ret_other = o->index;
      return why;
    }
    if (o->group == c->group) {
      group++, in_group = o->index;
      if (o->per_group < group_most) group_most = o->per_group;
    }
    if (o->family != c->family) continue;
    family++;
    if (o->per_order < family_most) family_most = o->per_order;
  }
  if (family && family >= family_most) return QUOTE_per_order;
  *ret_other = in_group;
  return group && group >= group_most ? QUOTE_group : QUOTE_used;
}

/* Nothing bars it: what would happen if it joined? */
static enum quote_reason joined(const struct quote_problem *p, const struct quote_set *used,
                                uint32_t i, int64_t pay) {
  struct quote_left left = fresh(p);
  int64_t all = p->cart->shipping, spent = 0;
  bool reached = true;
  for (uint32_t j = 0; j < p->n_lines; j++)
    all += p->gross[j];
  for (uint32_t j = 0; j < p->n; j++) {
    if (!set_has(used, j) && j != i) continue;
    const struct quote_candidate *c = &p->c[j];
    int64_t budget = c->coupon->budget_left - (c->family == p->c[i].family ? spent : 0);
    int64_t whole = 0;
    struct quote_offer o;
    for (uint32_t k = 0; k < c->n; k++)
      whole += left.line[c->lines[k]];
    if (j == i && c->kind->after_coupons) reached = quote_offers(c->kind, whole, c->quantity, &o);
    int64_t d = quote_take(p, c, budget, &left, NULL);
    if (c->family == p->c[i].family) spent += d;
    if (j == i && d == 0 && reached && quote_take(p, c, INT64_MAX, &left, NULL) > 0)
      return QUOTE_budget;
    if (j == i && d == 0) return reached ? QUOTE_nothing : QUOTE_minimum_after;
    all -= d;
  }
  return all > pay ? QUOTE_less : QUOTE_kept;
}

static void tell_unused(const struct quote_problem *p, const struct quote_found *found,
                        struct quote_unused *fits, uint32_t n, struct quote *q) {
  for (uint32_t i = 0; i < p->n; i++) {
    struct quote_unused *u = &fits[p->c[i].index];
    if (set_has(&found->used, i)) continue;
    u->reason = p->c[i].alone > p->c[i].coupon->budget_left ? QUOTE_budget
                                                            : barred(p, &found->used, i, &u->other);
    if (u->reason == QUOTE_used) u->reason = joined(p, &found->used, i, found->pay);
    if (u->reason == QUOTE_less) u->missing = u->alone, u->of = q->discount;
    if (u->reason == QUOTE_per_order) u->of = p->c[i].per_order;
  }
  for (uint32_t i = 0; i < n; i++)
    if (fits[i].reason != QUOTE_used) q->unused[q->n_unused++] = fits[i];
}

static bool work_out(const struct quote_cart *given, const struct quote_coupon *coupons, uint32_t n,
                     const struct tz *tz, int64_t now_ms, struct arena *mem, struct arena *out,
                     struct quote *ret, struct err *err) {
  struct quote_problem p;
  struct quote_found found;
  struct quote_cart cart;
  uint32_t *place = NULL;
  if (!check_cart(given, err) || !check_coupons(given, coupons, n, mem, err) ||
      !in_order(given, mem, &cart, &place, err))
    return false;
  struct quote_unused *fits = arena_array(mem, struct quote_unused, n);
  struct quote q = {.shipping = cart.shipping};
  quote_fit(&cart, coupons, n, tz, now_ms, mem, &p, fits);
  quote_search(&p, &found);
  for (uint32_t i = 0; i < cart.n; i++)
    q.goods += p.gross[i];
  q.unused = arena_array(out, struct quote_unused, n);
  tell_uses(&p, &found.used, place, out, &q);
  tell_unused(&p, &found, fits, n, &q);
  q.pay = q.goods + q.shipping - q.discount;
  q.exact = found.exact, q.steps = found.steps;
  *ret = q;
  return true;
}

bool quote_cart(const struct quote_cart *cart, const struct quote_coupon *coupons, uint32_t n,
                const struct tz *tz, int64_t now_ms, struct arena *out, struct quote *ret,
                struct err *err) {
  struct arena mem;
  arena_init(&mem, "quote");
  bool ok = work_out(cart, coupons, n, tz, now_ms, &mem, out, ret, err);
  arena_release(&mem);
  return ok;
}
