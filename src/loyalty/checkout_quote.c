/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What quotes and requests ask about points before anything is changed: which currency, by which
 * terms, and what a person has. */
#include "loyalty/checkout_int.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"
#include "resource/resource.h"

static bool terms_of(struct workspace *w, struct str slug, struct arena *out,
                     struct checkout_case *ret, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("currency"), slug, out, &r, err) || !json_parse(r.doc, out, &doc, err) ||
      !currency_read(doc, &ret->currency, &at, err) ||
      !checkout_terms_read(doc, &ret->currency, out, &ret->terms, &at, err))
    return false;
  ret->currency.slug = arena_str(out, slug);
  ret->decimals = iso_currency_decimals(ws_currency(w));
  ret->balance = INT64_MAX;
  return true;
}

/* The only active one that is money; how many there are. */
static bool only_one(struct workspace *w, struct arena *out, struct checkout_case *ret,
                     uint32_t *ret_n, struct err *err) {
  struct resource *all;
  uint32_t n;
  *ret_n = 0;
  if (!resource_list(w, STR("currency"), out, &all, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    struct checkout_case k = {0};
    struct err unreadable;
    if (!terms_of(w, all[i].slug, out, &k, &unreadable) || !k.terms.on) continue;
    if (++*ret_n == 1) *ret = k;
  }
  return true;
}

bool checkout_case_if_any(struct loyalty *l, struct str slug, struct arena *out,
                          struct checkout_case *ret, bool *ret_any, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  uint32_t n = 1;
  *ret = (struct checkout_case){0};
  if (slug.n ? !terms_of(w, slug, out, ret, err) : !only_one(w, out, ret, &n, err)) return false;
  *ret_any = ret->terms.on && n == 1;
  if (n > 1) return err_fail(err, ERR_checkout_which, "%u", n);
  return *ret_any || !slug.n || err_fail(err, ERR_checkout_off, "%.*s", STRF(slug));
}

bool checkout_case_of(struct loyalty *l, struct str slug, struct arena *out,
                      struct checkout_case *ret, struct err *err) {
  bool any = false;
  if (!checkout_case_if_any(l, slug, out, ret, &any, err)) return false;
  return any || err_fail(err, ERR_checkout_off, "points");
}

bool checkout_person(struct loyalty *l, uint32_t subject, struct str order, struct arena *tmp,
                     struct checkout_case *c, struct err *err) {
  const struct tz *z = ws_tz(l->w);
  int64_t now = clock_wall_ms(ws_clock(l->w));
  struct ledger_balance *all;
  struct checkout had = {0};
  uint32_t n, *holders;
  bool there = false;
  if (!ledger_balances(l, subject, tmp, &all, &n, err)) return false;
  c->balance = 0;
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(all[i].currency, c->currency.slug)) c->balance = all[i].available;
  n = holders_of_person(l, subject, tmp, &holders);
  state_enter(l->reader);
  bool ok = checkout_used(l->reader, holders, n, c->currency.slug, order,
                          day_start(z, day_of(z, now)), now, &c->used_today, err) &&
            checkout_load(l->reader, order, tmp, &had, &there, err);
  state_leave(l->reader);
  /* What the order has reserved is free for it. */
  if (there && had.status == CHECKOUT_RESERVED && had.due_ms > now &&
      str_eq(had.currency, c->currency.slug) && had.subject != SUBJECT_NONE &&
      person_of(ws_people(l->w), had.subject) == person_of(ws_people(l->w), subject))
    c->balance += had.points;
  return ok;
}

bool checkout_get(struct loyalty *l, struct str order, struct arena *out, struct checkout *ret,
                  struct err *err) {
  bool there = false;
  state_enter(l->reader);
  bool ok = checkout_load(l->reader, order, out, ret, &there, err);
  state_leave(l->reader);
  if (ok && !there) return err_fail(err, ERR_unknown_checkout, "%.*s", STRF(order));
  if (ok) checkout_look(ret, clock_wall_ms(ws_clock(l->w)));
  return ok;
}
