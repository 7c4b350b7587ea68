/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points in orders, on the writer's thread: frozen with the reservation, spent out of the freeze
 * when the order is made (whatever became of the lots meanwhile), unfrozen when it is not, and
 * given back to the lots they came from.
 *
 * Postings are of the actor "checkout", under keys made of the row's number and a count: the
 * request as a whole is answered once by its own key (coupon.c). */
#include "loyalty/checkout_int.h"

#include <stdio.h>

#include "base/panic.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"

static bool refuse_state(const struct checkout *c, const char *wanted, struct err *err) {
  return err_fail(err, ERR_checkout_state, "%.*s" ERR_SEP "%s" ERR_SEP "%s", STRF(c->order),
                  checkout_status_names[c->status], wanted);
}

/* ---- postings ---- */

static bool post(struct loyalty *l, struct state *s, struct checkout *c, struct ledger_post p,
                 int64_t *ret_txn, struct err *err) {
  char key[64];
  struct ledger_posted d;
  snprintf(key, sizeof key, "checkout/%lld/%lld", (long long)c->n, (long long)++c->steps);
  p.actor = STR("checkout");
  p.key = str_from(key);
  p.ref = c->order;
  if (!ledger_post(l, s, &p, &d, err)) return false;
  if (ret_txn) *ret_txn = d.txn;
  return true;
}

/* Whatever is left of it; an operator may have unfrozen or refunded it by hand. */
static bool undo(struct loyalty *l, struct state *s, struct checkout *c, enum ledger_kind op,
                 int64_t of, struct err *err) {
  if (post(l, s, c, (struct ledger_post){.op = op, .of = of}, NULL, err)) return true;
  if (err->code != ERR_ledger_returned) return false;
  err_clear(err);
  return true;
}

/* Out of its order, unfrozen. */
static bool give_up(struct loyalty *l, struct state *s, struct checkout *c,
                    enum checkout_status status, struct err *err) {
  if (!undo(l, s, c, LEDGER_UNFREEZE, c->hold, err)) return false;
  c->status = status;
  c->due_ms = INT64_MIN;
  checkout_tell(l, c, "points_released", c->points, c->money);
  return true;
}

bool checkout_let_go(struct loyalty *l, struct state *s, struct checkout *c, struct err *err) {
  return give_up(l, s, c, CHECKOUT_LAPSED, err) && checkout_write(s, c, false, err);
}

/* ---- into an order ---- */

static bool of_person(struct coupon_work *x, const struct checkout *c, struct err *err) {
  const struct people *p = ws_people(x->l->w);
  uint32_t asks = x->q->subject;
  if (asks == SUBJECT_NONE || asks == c->subject) return true;
  if (c->subject != SUBJECT_NONE && person_of(p, asks) == person_of(p, c->subject)) return true;
  return err_fail(err, ERR_checkout_other, "%.*s", STRF(c->order));
}

static bool limited(const struct checkout_case *k, enum checkout_limit why, int64_t most,
                    struct err *err) {
  char text[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_checkout_limit, "%s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s",
                  currency_text(&k->currency, most, text), STRF(k->currency.slug),
                  checkout_limit_text(why, false), checkout_limit_text(why, true));
}

/* How many, by what the person has now: all that was asked for, but none that is worth nothing. */
static bool decide(struct coupon_work *x, struct checkout_case *k, struct checkout_most *ret,
                   struct err *err) {
  int64_t asked = x->q->points->points, now = x->now;
  const struct tz *z = ws_tz(x->l->w);
  uint32_t *holders, n = holders_of_person(x->l, x->q->subject, &x->mem, &holders);
  char step[CURRENCY_TEXT_BYTES], text[CURRENCY_TEXT_BYTES];
  struct checkout_most most;
  if (asked % k->terms.step)
    return err_fail(err, ERR_checkout_step, "%.*s" ERR_SEP "%s" ERR_SEP "%s",
                    STRF(k->currency.slug), currency_text(&k->currency, k->terms.step, step),
                    currency_text(&k->currency, asked, text));
  if (!ledger_available(x->l, x->s, x->q->subject, k->currency.slug, &k->balance, err) ||
      !checkout_used(x->s, holders, n, k->currency.slug, x->q->order, day_start(z, day_of(z, now)),
                     now, &k->used_today, err))
    return false;
  checkout_most(k, asked, ret);
  if (ret->points > 0 && (asked == 0 || ret->limit == CHECKOUT_ASKED)) return true;
  checkout_most(k, 0, &most);
  return limited(k, ret->limit == CHECKOUT_ASKED ? CHECKOUT_MINIMUM_POINTS : ret->limit,
                 most.points, err);
}

/* Anew into the order: reserved, or at once redeemed. */
static bool enter(struct coupon_work *x, struct checkout *c, bool there, struct err *err) {
  struct checkout_case k = x->q->points->c;
  bool reserve = x->q->op == COUPON_OP_RESERVE;
  struct checkout_most m;
  if (!decide(x, &k, &m, err) || !holder_take(x->l, x->q->subject, x->s, &c->holder, err))
    return false;
  k.lines = arena_array(&x->mem, struct checkout_line, k.n);
  memcpy(k.lines, x->q->points->c.lines, k.n * sizeof *k.lines);
  checkout_share(&k, m.points, m.money);
  if (!there) c->n = loyalty_number(x->l, x->l->checkouts.table);
  c->order = x->q->order;
  c->currency = k.currency.slug;
  c->decimals = k.currency.decimals;
  c->subject = x->q->subject;
  c->points = m.points, c->money = m.money;
  c->points_back = c->money_back = c->hold = c->spend = 0;
  c->at_ms = x->now;
  c->lines = k.lines, c->n_lines = k.n;
  c->status = reserve ? CHECKOUT_RESERVED : CHECKOUT_REDEEMED;
  c->due_ms = reserve ? x->now + (x->q->hold_ms ? x->q->hold_ms : COUPON_HOLD_MS) : INT64_MIN;
  const struct ledger_post p = {.op = reserve ? LEDGER_FREEZE : LEDGER_SPEND,
                                .subject = c->subject,
                                .currency = c->currency,
                                .amount = c->points};
  if (!post(x->l, x->s, c, p, reserve ? &c->hold : &c->spend, err) ||
      !checkout_write(x->s, c, !there, err))
    return false;
  checkout_tell(x->l, c, reserve ? "points_reserved" : "points_redeemed", c->points, c->money);
  return true;
}

/* With points in the request: what the order has reserved is replaced. */
static bool bring(struct coupon_work *x, struct checkout *c, bool there, struct err *err) {
  if (there && (c->status == CHECKOUT_REDEEMED || c->status == CHECKOUT_RETURNED))
    return refuse_state(c, "reserved, released, lapsed", err);
  if (there && c->status == CHECKOUT_RESERVED &&
      (!of_person(x, c, err) || !give_up(x->l, x->s, c, CHECKOUT_RELEASED, err)))
    return false;
  return enter(x, c, there, err);
}

/* What is reserved becomes spent. */
static bool redeem(struct coupon_work *x, struct checkout *c, struct err *err) {
  bool more = c->status == CHECKOUT_REDEEMED && x->q->n_uses; /* coupons that come later */
  if (more || c->status == CHECKOUT_RELEASED) return true;    /* … or it goes without points */
  if (c->status != CHECKOUT_RESERVED) return refuse_state(c, "reserved", err);
  const struct ledger_post p = {.op = LEDGER_SPEND, .of = c->hold, .amount = c->points};
  if (!of_person(x, c, err) || !post(x->l, x->s, c, p, &c->spend, err)) return false;
  c->status = CHECKOUT_REDEEMED;
  c->due_ms = INT64_MIN;
  if (!checkout_write(x->s, c, false, err)) return false;
  checkout_tell(x->l, c, "points_redeemed", c->points, c->money);
  return true;
}

/* ---- out of an order ---- */

static bool returned(struct coupon_work *x, struct checkout *c, int64_t points, int64_t money,
                     struct err *err) {
  c->points_back += points;
  c->money_back += money;
  if (c->points_back == c->points && c->money_back == c->money) c->status = CHECKOUT_RETURNED;
  if (!checkout_write(x->s, c, false, err)) return false;
  if (points || money) checkout_tell(x->l, c, "points_returned", points, money);
  x->points_back = (struct checkout_part){points, money};
  return true;
}

/* Also what has lapsed: then it is known that the order goes without. */
static bool release(struct coupon_work *x, struct checkout *c, struct err *err) {
  bool lapsed = c->status == CHECKOUT_LAPSED;
  c->status = CHECKOUT_RELEASED;
  return (lapsed || give_up(x->l, x->s, c, CHECKOUT_RELEASED, err)) &&
         checkout_write(x->s, c, false, err);
}

static bool reverse(struct coupon_work *x, struct checkout *c, struct err *err) {
  int64_t points = c->points - c->points_back, money = c->money - c->money_back;
  if (points && !undo(x->l, x->s, c, LEDGER_REFUND, c->spend, err)) return false;
  for (uint32_t i = 0; i < c->n_lines; i++)
    c->lines[i].returned = c->lines[i].quantity;
  return returned(x, c, points, money, err);
}

static bool return_line(struct checkout *c, const struct checkout_back *b, int64_t *points,
                        int64_t *money, struct err *err) {
  for (uint32_t i = 0; i < c->n_lines; i++) {
    struct checkout_line *l = &c->lines[i];
    if (!str_eq(l->id, b->line)) continue;
    if (b->quantity > l->quantity - l->returned)
      return err_fail(err, ERR_checkout_return, "%.*s" ERR_SEP "%u" ERR_SEP "%u", STRF(b->line),
                      b->quantity, l->quantity - l->returned);
    struct checkout_part before = checkout_returned(l, l->returned);
    l->returned += b->quantity;
    struct checkout_part after = checkout_returned(l, l->returned);
    *points += after.points - before.points;
    *money += after.money - before.money;
    return true;
  }
  return err_fail(err, ERR_checkout_return, "%.*s" ERR_SEP "%u" ERR_SEP "0", STRF(b->line),
                  b->quantity);
}

static bool give_back(struct coupon_work *x, struct checkout *c, struct err *err) {
  int64_t points = 0, money = 0;
  if (c->status != CHECKOUT_REDEEMED && c->status != CHECKOUT_RETURNED)
    return refuse_state(c, "redeemed", err);
  for (uint32_t i = 0; i < x->q->n_back; i++)
    if (!return_line(c, &x->q->back[i], &points, &money, err)) return false;
  const struct ledger_post p = {.op = LEDGER_REFUND, .of = c->spend, .amount = points};
  return (points == 0 || post(x->l, x->s, c, p, NULL, err)) && returned(x, c, points, money, err);
}

/* ---- of a request ---- */

/* The lines of the order that are named, or the whole order. */
static bool whole(const struct coupon_request *q) {
  return q->n_uses == 0;
}

static bool follow(struct coupon_work *x, struct checkout *c, bool *ret_any, struct err *err) {
  *ret_any = true;
  switch (x->q->op) {
  case COUPON_OP_REDEEM:
    return redeem(x, c, err);
  case COUPON_OP_RETURN:
    return give_back(x, c, err);
  case COUPON_OP_RELEASE:
    if (!whole(x->q) || (c->status != CHECKOUT_RESERVED && c->status != CHECKOUT_LAPSED)) break;
    return release(x, c, err);
  case COUPON_OP_REVERSE:
    if (!whole(x->q) || c->status != CHECKOUT_REDEEMED) break;
    return reverse(x, c, err);
  default:
    break;
  }
  *ret_any = false;
  return true;
}

bool checkout_use(struct coupon_work *x, bool *ret_any, struct err *err) {
  struct checkout *c = arena_new(&x->mem, struct checkout);
  bool there, brings = x->q->points != NULL;
  *ret_any = false;
  if (!checkout_load(x->s, x->q->order, &x->mem, c, &there, err)) return false;
  if (there && c->status == CHECKOUT_RESERVED && c->due_ms <= x->now &&
      !checkout_let_go(x->l, x->s, c, err))
    return false;
  if (!there && x->q->op == COUPON_OP_RETURN)
    return err_fail(err, ERR_unknown_checkout, "%.*s", STRF(x->q->order));
  *ret_any = brings;
  bool ok = brings ? bring(x, c, there, err) : !there || follow(x, c, ret_any, err);
  if (ok && *ret_any) x->points = c;
  return ok;
}

/* ---- and its coupons ---- */

static bool coupon_fits(struct coupon_work *x, const struct coupon *c, struct err *err) {
  const struct coupon_doc *d = NULL;
  if (!coupon_doc_of(x->l, c->kind, c->version, &d, err)) return false;
  bool fits = d->kind.with_points;
  coupon_doc_free(x->l, d);
  return fits || err_fail(err, ERR_checkout_coupon, "%.*s", STRF(c->id));
}

bool checkout_fits_coupons(struct coupon_work *x, struct err *err) {
  struct checkout c;
  struct checkout_case k;
  struct coupon *all;
  uint32_t n;
  bool there;
  if (!checkout_load(x->s, x->q->order, &x->mem, &c, &there, err)) return false;
  if (!there || (c.status != CHECKOUT_RESERVED && c.status != CHECKOUT_REDEEMED)) return true;
  if (!coupons_of_order(x, &all, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!coupon_fits(x, &all[i], err)) return false;
  if (n == 0) return true;
  if (!checkout_case_of(x->l, c.currency, &x->mem, &k, err)) return false;
  return k.terms.with_coupons || limited(&k, CHECKOUT_COUPONS, 0, err);
}
