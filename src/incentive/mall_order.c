/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An order: everything that can refuse it is asked before its first write, first what is in memory,
 * so that a sold-out item costs nobody anything. */
#include <stdio.h>

#include "incentive/mall_int.h"
#include "person/person.h"
#include "resource/coupon.h"

/* ---- whether ---- */

static bool on_sale(const struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  if (!k->doc->on) return err_fail(err, ERR_mall_closed, "%.*s", STRF(m->slug));
  if (k->now < m->from_ms) return err_fail(err, ERR_mall_early, "%.*s", STRF(m->slug));
  if (k->now >= m->until_ms) return err_fail(err, ERR_mall_over, "%.*s", STRF(m->slug));
  if (people_erased(ws_people(loyalty_workspace(k->i->l)), k->a.subject))
    return err_fail(err, ERR_unknown_person, "%s", "");
  return k->may || err_fail(err, ERR_mall_audience, "%.*s", STRF(m->slug));
}

static bool plain(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
  return true;
}

static bool lacks(const struct mall_item *m, const char *what, int most, struct err *err) {
  return err_fail(err, ERR_mall_contact, "%.*s" ERR_SEP "%s (1 … %d B)", STRF(m->slug), what, most);
}

static bool contact_fits(const struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  const struct mall_contact *c = k->a.contact;
  if (m->hand != MALL_SHIP) return !c || err_fail(err, ERR_mall_no_contact, "%.*s", STRF(m->slug));
  if (!c || c->name.n == 0 || c->name.n > MALL_NAME_MAX || !plain(c->name))
    return lacks(m, "name", MALL_NAME_MAX, err);
  if (c->phone.n == 0 || c->phone.n > MALL_PHONE_MAX || !plain(c->phone))
    return lacks(m, "phone", MALL_PHONE_MAX, err);
  if (c->address.n == 0 || c->address.n > MALL_ADDRESS_MAX || !plain(c->address))
    return lacks(m, "address", MALL_ADDRESS_MAX, err);
  return (c->note.n <= MALL_NOTE_MAX && plain(c->note)) || lacks(m, "note", MALL_NOTE_MAX, err);
}

static bool store_fits(const struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  struct str store = k->a.store;
  char some[160] = "";
  int n = 0;
  if (m->hand != MALL_PICK_UP)
    return store.n == 0 || err_fail(err, ERR_bad_field, "store" ERR_SEP "hand: pick_up");
  bool known = m->n_stores == 0 && store.n > 0 && store.n <= MALL_STORE_BYTES && plain(store);
  for (uint32_t i = 0; i < m->n_stores; i++)
    known = known || str_eq(m->stores[i], store);
  if (known) return true;
  for (uint32_t i = 0; i < m->n_stores && n + m->stores[i].n + 6 < sizeof some; i++)
    n += snprintf(some + n, sizeof some - (size_t)n, "%s%.*s", n ? ", " : "", STRF(m->stores[i]));
  return err_fail(err, ERR_mall_store, "%.*s" ERR_SEP "%s", STRF(m->slug), n ? some : "…");
}

static bool asked_well(const struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  if (k->a.quantity < 1 || k->a.quantity > m->quantity)
    return err_fail(err, ERR_mall_quantity, "%.*s" ERR_SEP "%lld", STRF(m->slug),
                    (long long)m->quantity);
  if (!contact_fits(k, err) || !store_fits(k, err)) return false;
  if (k->no_gift.code == ERR_none) return true;
  *err = k->no_gift;
  return false;
}

/* ---- what it costs ---- */

static bool price(const struct mall_work *k, struct mall_order *o, struct err *err) {
  const struct mall_doc *d = k->doc;
  unsigned decimals = iso_currency_decimals(ws_currency(loyalty_workspace(k->i->l)));
  char points[DEC_TEXT_BYTES], money[DEC_TEXT_BYTES];
  o->points = mall_points(d, k->level) * k->a.quantity; /* ≤ 10^15 · 100, and so below */
  o->money = mall_money(d, k->level) * k->a.quantity;
  o->cost = d->m.unit_cost * k->a.quantity;
  struct dec all = currency_dec(&d->c, o->points);
  if (!k->a.expects || (dec_cmp(all, k->a.points) == 0 && o->money == k->a.money)) return true;
  return err_fail(err, ERR_mall_price, "%s" ERR_SEP "%s", dec_text(all, points),
                  dec_text((struct dec){o->money, (uint8_t)decimals}, money));
}

/* ---- what is left ---- */

static bool short_of(enum err_code code, const struct mall_work *k, int64_t left, struct err *err) {
  return err_fail(err, code, "%.*s" ERR_SEP "%lld" ERR_SEP "%lld", STRF(k->doc->m.slug),
                  (long long)(left > 0 ? left : 0), (long long)k->a.quantity);
}

static int64_t free_codes(const struct mall *m, struct str slug) {
  uint32_t pool = mall_pool_find(m, slug);
  return pool == MALL_NO_BOOK ? 0 : m->pools.p[pool].now[MALL_CODE_FREE];
}

static bool in_stock(const struct mall_work *k, uint32_t book, const struct mall_order *o,
                     struct err *err) {
  const struct mall_item *m = &k->doc->m;
  struct mall *all = k->i->mall;
  struct mall_counts c = {0};
  int64_t cost, today = 0;
  if (book != MALL_NO_BOOK) c = all->books.p[book].now.c;
  if (m->pool.n && free_codes(all, m->pool) < o->quantity)
    return short_of(ERR_mall_sold_out, k, free_codes(all, m->pool), err);
  int64_t left = m->stock - c.held - c.sold - c.gone;
  if (m->stock >= 0 && left < o->quantity) return short_of(ERR_mall_sold_out, k, left, err);
  if (__builtin_add_overflow(c.cost, o->cost, &cost))
    return err_fail(err, ERR_number_overflow, "cost");
  if (m->budget >= 0 && cost > m->budget)
    return err_fail(err, ERR_mall_budget, "%.*s", STRF(m->slug));
  if (m->stock_day < 0) return true;
  if (book != MALL_NO_BOOK && !mall_book_today(all, k->s, book, o->day, &today, err)) return false;
  return m->stock_day - today >= o->quantity ||
         short_of(ERR_mall_sold_out_day, k, m->stock_day - today, err);
}

static bool within_limits(struct mall_work *k, uint32_t book, const struct mall_order *o,
                          struct err *err) {
  const struct mall_item *m = &k->doc->m;
  struct mall_used used = {{0}};
  uint32_t *holders, n;
  if (!mall_limited(m)) return true;
  n = holders_of_person(k->i->l, k->a.subject, k->mem, &holders);
  if (book != MALL_NO_BOOK &&
      !mall_used(k->s, k->i->mall->books.p[book].n, holders, n, o->day, &used, err))
    return false;
  for (int i = 0; i < MALL_LIMITS; i++)
    if (m->limits[i] && used.n[i] + o->quantity > m->limits[i])
      return err_fail(err, ERR_mall_limit, "%.*s" ERR_SEP "%s" ERR_SEP "%lld" ERR_SEP "%lld",
                      STRF(m->slug), mall_limit_names[i], (long long)m->limits[i],
                      (long long)used.n[i]);
  return true;
}

/* ---- effects ---- */

static bool spend(struct mall_work *k, struct mall_order *o, struct err *err) {
  struct ledger_posted posted = {0};
  char key[40], ref[40];
  snprintf(key, sizeof key, "order:%lld", (long long)o->n);
  snprintf(ref, sizeof ref, "mall:%lld", (long long)o->n);
  const struct ledger_post p = {.op = LEDGER_SPEND,
                                .subject = k->a.subject,
                                .currency = o->currency,
                                .amount = o->points,
                                .actor = STR(MALL_NAME),
                                .key = str_from(key),
                                .reason = o->item,
                                .ref = str_from(ref)};
  if (o->points == 0)
    return ledger_available(k->i->l, k->s, k->a.subject, o->currency, &o->balance, err);
  if (!ledger_post(k->i->l, k->s, &p, &posted, err)) return false;
  o->balance = posted.balance;
  o->txn = posted.txn;
  return true;
}

static void count(struct mall_work *k, uint32_t book, const struct mall_order *o) {
  struct mall_row *r = mall_book_change(k->i->mall, book);
  *(o->state == MALL_AWAITING ? &r->c.held : &r->c.sold) += o->quantity;
  r->c.cost += o->cost;
  if (r->day == o->day) r->day_taken += o->quantity;
}

bool mall_hand_over(struct mall_work *k, const struct mall_order *o, struct err *err) {
  if (o->hand != MALL_REWARD) return true; /* and there may be no doc */
  struct reward r = k->doc->m.reward;
  r.coupons *= (uint32_t)o->quantity;
  r.points.m *= o->quantity; /* ≤ 10^18 · 100 */
  return gift_put(k->i->l, k->s,
                  &(struct gift){.origin = STR(MALL_NAME),
                                 .origin_n = o->n,
                                 .occasion = o->item,
                                 .holder = o->holder,
                                 .reason = o->item,
                                 .reward = r,
                                 .at_ms = k->now},
                  err);
}

void mall_tell(struct incentive *i, const struct mall_order *o, const char *event) {
  unsigned decimals = iso_currency_decimals(ws_currency(loyalty_workspace(i->l)));
  char n[24];
  struct ev_batch *b = o->subject == SUBJECT_NONE ? NULL : loyalty_tell(i->l, o->subject, event);
  snprintf(n, sizeof n, "%lld", (long long)o->n);
  tell_text(b, "mall_order", str_from(n));
  tell_text(b, "mall_item", o->item);
  tell_text(b, "status", str_from(mall_state_names[o->state]));
  tell_text(b, "currency", o->currency);
  tell_number(b, "quantity", dec_int(o->quantity));
  tell_number(b, "points", (struct dec){o->points, o->scale});
  tell_number(b, "money", (struct dec){o->money, (uint8_t)decimals});
  if (o->store.n) tell_text(b, "store", o->store);
  if (o->ref.n) tell_text(b, "ref", o->ref);
  if (o->carrier.n) tell_text(b, "carrier", o->carrier);
  if (o->tracking.n) tell_text(b, "tracking", o->tracking);
  if (o->reason.n) tell_text(b, "reason", o->reason);
}

static void describe(struct mall_work *k, struct mall_order *o) {
  const struct mall_doc *d = k->doc;
  struct workspace *w = loyalty_workspace(k->i->l);
  *o = (struct mall_order){.at_ms = k->now,
                           .changed_ms = k->now,
                           .day = day_of(ws_tz(w), k->now),
                           .version = d->version,
                           .subject = k->a.subject,
                           .quantity = k->a.quantity,
                           .hand = d->m.hand,
                           .scale = d->c.decimals,
                           .item = arena_str(k->mem, d->m.slug),
                           .currency = arena_str(k->mem, d->m.currency),
                           .pool = arena_str(k->mem, d->m.pool),
                           .store = arena_str(k->mem, k->a.store),
                           .ref = STR(""),
                           .carrier = STR(""),
                           .tracking = STR(""),
                           .reason = STR(""),
                           .has_contact = k->a.contact != NULL};
  if (k->a.contact) o->contact = *k->a.contact;
}

bool mall_place(struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  struct mall_order *o = &k->done.order;
  uint32_t book = mall_book_find(k->i->mall, m->slug);
  describe(k, o);
  if (!on_sale(k, err) || !asked_well(k, err) || !price(k, o, err) || !in_stock(k, book, o, err) ||
      !within_limits(k, book, o, err))
    return false;
  o->n = loyalty_number(k->i->l, k->i->mall->orders);
  o->state = o->money                              ? MALL_AWAITING
             : m->hand == MALL_REWARD || o->pool.n ? MALL_DONE
                                                   : MALL_PLACED;
  if (o->money) o->until_ms = k->now + m->pay_minutes * MS_MINUTE;
  uint32_t pool = mall_pool_find(k->i->mall, o->pool);
  if (pool != MALL_NO_BOOK) o->pool_n = k->i->mall->pools.p[pool].n;
  if (!spend(k, o, err) || !holder_take(k->i->l, k->a.subject, k->s, &o->holder, err) ||
      !mall_book_take(k->i, k->s, m->slug, &book, err) ||
      !mall_order_insert(k->s, o, k->i->mall->books.p[book].n, err) ||
      (o->pool_n && !mall_codes_take(k, o, pool, err)) || !mall_note(k, o->n, STR(""), err) ||
      (o->state == MALL_DONE && !mall_hand_over(k, o, err)))
    return false;
  count(k, book, o);
  mall_day_note(k->i->mall, k->i->mall->books.p[book].n, NULL, o);
  mall_tell(k->i, o, "mall_ordered");
  if (o->state == MALL_DONE) mall_tell(k->i, o, "mall_done");
  return true;
}
