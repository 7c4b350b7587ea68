/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coupons in orders: reserved, redeemed, released, reversed; and revoked.
 *
 * All coupons of a request are looked at before the first is written, as far as they do not depend
 * on each other; what does (limits of one kind, budgets) is found by counting again after each
 * write, and then the whole request is undone by its savepoint. */
#include "base/panic.h"
#include "loyalty/checkout_int.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

struct used { /* a coupon of the request, with its kind */
  struct coupon c;
  int64_t kind;
  uint32_t book;
  int64_t discount; /* asked for */
};

/* ---- which coupons ---- */

static bool add(struct coupon_work *x, struct used *all, uint32_t *n, const struct coupon *c,
                int64_t kind, int64_t discount, struct err *err) {
  for (uint32_t i = 0; i < *n; i++)
    if (all[i].c.n == c->n) return err_fail(err, ERR_coupon_twice, "%.*s", STRF(c->id));
  all[*n] = (struct used){
      .c = *c, .kind = kind, .book = coupon_book_at(x->l, kind), .discount = discount};
  all[*n].c.kind = coupon_book_slug(&x->l->coupons, kind, &x->mem);
  ++*n;
  return true;
}

static bool named(struct coupon_work *x, struct used *all, uint32_t *n, struct err *err) {
  for (uint32_t i = 0; i < x->q->n_uses; i++) {
    const struct coupon_use *u = &x->q->uses[i];
    struct coupon c;
    int64_t kind;
    bool found;
    if (!coupon_load(x->s, u->coupon, &x->mem, &c, &kind, &found, err)) return false;
    if (!found) return coupon_not_found(u->coupon, err);
    if (!add(x, all, n, &c, kind, u->discount, err)) return false;
  }
  return true;
}

/* Those of the order that are in this state; with the discounts that they have. */
static bool of_order(struct coupon_work *x, enum coupon_status status, struct used *all,
                     uint32_t *n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  if (!state_query(x->s,
                   "SELECT " COUPON_COLUMNS COUPON_FROM
                   "WHERE c.order_ref = ?1 AND c.status = ?2 ORDER BY c.n LIMIT ?3",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->q->order);
  state_bind_str(q, 2, str_from(coupon_status_names[status]));
  state_bind_int(q, 3, COUPON_USES_MAX);
  while ((ok = state_step(q, &row, err)) && row) {
    struct coupon c;
    int64_t kind;
    coupon_row(q, &x->mem, &c, &kind);
    if (c.status == COUPON_IS_RESERVED && c.held_ms <= x->now) continue;
    if (!add(x, all, n, &c, kind, c.discount, err)) {
      state_reset(q);
      return false;
    }
  }
  return ok;
}

bool coupons_of_order(struct coupon_work *x, struct coupon **ret, uint32_t *ret_n,
                      struct err *err) {
  struct used *all = arena_array(&x->mem, struct used, 2 * COUPON_USES_MAX);
  uint32_t n = 0;
  if (!of_order(x, COUPON_IS_RESERVED, all, &n, err) ||
      !of_order(x, COUPON_IS_REDEEMED, all, &n, err))
    return false;
  *ret = arena_array(&x->mem, struct coupon, n);
  for (uint32_t i = 0; i < n; i++)
    (*ret)[i] = all[i].c;
  *ret_n = n;
  return true;
}

/* ---- what is in the way ---- */

static bool refuse_state(const struct coupon *c, const char *wanted, struct err *err) {
  return err_fail(err, ERR_coupon_state, "%.*s" ERR_SEP "%s" ERR_SEP "%s", STRF(c->id),
                  coupon_status_names[c->status], wanted);
}

static bool refuse_time(const struct coupon *c, enum err_code code, int64_t ms, struct err *err) {
  struct buf b = BUF_INIT_MAX(64);
  time_format_iso(ms, &b);
  err_fail(err, code, "%.*s" ERR_SEP "%.*s", STRF(c->id), STRF(buf_str(&b)));
  buf_release(&b);
  return false;
}

static bool of_person(struct coupon_work *x, const struct coupon *c, struct err *err) {
  const struct people *p = ws_people(x->l->w);
  if (c->holder == 0) return err_fail(err, ERR_coupon_unclaimed, "%.*s", STRF(c->id));
  if (x->q->subject == SUBJECT_NONE || c->subject == x->q->subject ||
      person_of(p, c->subject) == person_of(p, x->q->subject))
    return true;
  return err_fail(err, ERR_coupon_not_yours, "%.*s", STRF(c->id));
}

/* An issued coupon may enter an order now. */
static bool valid_now(struct coupon_work *x, const struct coupon *c, const struct coupon_kind *k,
                      struct err *err) {
  if (c->status != COUPON_IS_ISSUED) return refuse_state(c, "issued", err);
  if (c->until_ms <= x->now) return refuse_time(c, ERR_coupon_over, c->until_ms, err);
  if (c->from_ms > x->now) return refuse_time(c, ERR_coupon_early, c->from_ms, err);
  return coupon_hour_fits(k, ws_tz(x->l->w), x->now) ||
         err_fail(err, ERR_coupon_not_now, "%.*s", STRF(c->id));
}

static bool person_may_use(struct coupon_work *x, const struct used *u, const struct coupon_kind *k,
                           struct err *err) {
  const struct tz *z = ws_tz(x->l->w);
  uint32_t *holders, n;
  struct held h;
  if (!k->per_person_used && !k->per_person_used_per_day) return true;
  n = holders_of_person(x->l, u->c.subject, &x->mem, &holders);
  if (!coupon_held(x->s, u->kind, holders, n, x->now, day_start(z, day_of(z, x->now)), 0, &h, err))
    return false;
  if (k->per_person_used && (uint64_t)h.used >= k->per_person_used)
    return err_fail(err, ERR_coupon_limit_used, "%.*s" ERR_SEP "%u", STRF(k->slug),
                    k->per_person_used);
  if (k->per_person_used_per_day && (uint64_t)h.used_today >= k->per_person_used_per_day)
    return err_fail(err, ERR_coupon_limit_day, "%.*s" ERR_SEP "%u", STRF(k->slug),
                    k->per_person_used_per_day);
  return true;
}

/* `more` than is reserved or spent already. */
static bool budget_allows(struct coupon_work *x, const struct used *u, const struct coupon_kind *k,
                          int64_t more, struct err *err) {
  const struct coupons *c = &x->l->coupons;
  int64_t budget = coupon_units(k->budget_amount, k->decimals), spent;
  bool fits =
      !__builtin_add_overflow(coupon_book_count(c, u->book, COUNT_RESERVED_AMOUNT),
                              coupon_book_count(c, u->book, COUNT_REDEEMED_AMOUNT), &spent) &&
      !__builtin_add_overflow(spent, more, &spent);
  if (fits && (budget == 0 || more <= 0 || spent <= budget)) return true;
  return err_fail(err, ERR_coupon_budget, "%.*s", STRF(k->slug));
}

static bool order_takes(struct coupon_work *x, const struct used *u, const struct coupon_kind *k,
                        struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(x->s,
                   "SELECT count(*) FROM coupon WHERE order_ref = ?1 AND kind = ?2 AND n <> ?3 AND "
                   "(status = 'redeemed' OR (status = 'reserved' AND held_ms > ?4))",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->q->order);
  state_bind_int(q, 2, u->kind);
  state_bind_int(q, 3, u->c.n);
  state_bind_int(q, 4, x->now);
  if (!state_step(q, &row, err)) return false;
  int64_t there = state_int(q, 0);
  state_reset(q);
  if ((uint64_t)there < k->per_order) return true;
  return err_fail(err, ERR_coupon_limit_order, "%.*s" ERR_SEP "%u", STRF(k->slug), k->per_order);
}

/* ---- changes ---- */

static void count_amount(struct coupon_work *x, const struct used *u, int sign) {
  bool held = u->c.status == COUPON_IS_RESERVED;
  if (!held && u->c.status != COUPON_IS_REDEEMED) return;
  coupon_book_add(x->l, u->book, held ? COUNT_RESERVED : COUNT_REDEEMED, sign);
  coupon_book_add(x->l, u->book, held ? COUNT_RESERVED_AMOUNT : COUNT_REDEEMED_AMOUNT,
                  sign * u->c.discount);
}

/* Out of its order: what it had there is forgotten. */
static void take_out(struct coupon_work *x, struct used *u) {
  count_amount(x, u, -1);
  u->c.status = COUPON_IS_ISSUED;
  u->c.order = STR("");
  u->c.discount = u->c.order_total = 0;
  u->c.used_ms = u->c.held_ms = INT64_MIN;
}

static bool write(struct coupon_work *x, const struct used *u, struct err *err) {
  if (!coupon_update(x->s, &u->c, err)) return false;
  vec_push(&x->did, u->c);
  return true;
}

bool coupon_let_go(struct loyalty *l, struct state *s, struct coupon *c, uint32_t book, int64_t now,
                   struct err *err) {
  if (c->status == COUPON_IS_RESERVED && c->held_ms <= now) {
    coupon_book_add(l, book, COUNT_RESERVED, -1);
    coupon_book_add(l, book, COUNT_RESERVED_AMOUNT, -c->discount);
    c->status = COUPON_IS_ISSUED;
    coupon_tell(l, c, "coupon_released");
    c->order = STR("");
    c->discount = c->order_total = 0;
    c->used_ms = c->held_ms = INT64_MIN;
  }
  if (c->status == COUPON_IS_ISSUED && c->until_ms <= now) {
    c->status = COUPON_IS_EXPIRED;
    coupon_book_add(l, book, COUNT_EXPIRED, 1);
    coupon_tell(l, c, "coupon_expired");
  }
  return coupon_update(s, c, err);
}

/* A reservation that is over by itself is released before anything else is asked of the coupon. */
static bool settle(struct coupon_work *x, struct used *u, struct err *err) {
  if (u->c.status != COUPON_IS_RESERVED || u->c.held_ms > x->now) return true;
  if (u->c.until_ms <= x->now) return refuse_time(&u->c, ERR_coupon_over, u->c.until_ms, err);
  return coupon_let_go(x->l, x->s, &u->c, u->book, x->now, err);
}

/* Into the order, from issued: `status` reserved or redeemed. */
static bool enter(struct coupon_work *x, struct used *u, const struct coupon_kind *k,
                  enum coupon_status status, struct err *err) {
  if (!valid_now(x, &u->c, k, err) || !budget_allows(x, u, k, u->discount, err) ||
      !person_may_use(x, u, k, err) || !order_takes(x, u, k, err))
    return false;
  u->c.status = status;
  u->c.order = x->q->order;
  u->c.discount = u->discount;
  u->c.order_total = x->q->order_total;
  u->c.used_ms = x->now;
  u->c.held_ms = status == COUPON_IS_RESERVED
                     ? x->now + (x->q->hold_ms ? x->q->hold_ms : COUPON_HOLD_MS)
                     : INT64_MIN;
  count_amount(x, u, 1);
  return true;
}

static bool same_order(struct coupon_work *x, const struct used *u, struct err *err) {
  return str_eq(u->c.order, x->q->order) ||
         err_fail(err, ERR_coupon_other_order, "%.*s" ERR_SEP "%.*s", STRF(u->c.id),
                  STRF(u->c.order));
}

static bool reserve(struct coupon_work *x, struct used *u, const struct coupon_kind *k,
                    struct err *err) {
  if (!of_person(x, &u->c, err) || !settle(x, u, err)) return false;
  if (u->c.status == COUPON_IS_RESERVED) { /* again for the same order: anew, with the new sums */
    if (!same_order(x, u, err)) return false;
    take_out(x, u);
    if (!coupon_update(x->s, &u->c, err)) return false;
  }
  if (!enter(x, u, k, COUPON_IS_RESERVED, err) || !write(x, u, err)) return false;
  coupon_tell(x->l, &u->c, "coupon_reserved");
  return true;
}

static bool redeem(struct coupon_work *x, struct used *u, const struct coupon_kind *k,
                   struct err *err) {
  if (!of_person(x, &u->c, err) || !settle(x, u, err)) return false;
  if (u->c.status == COUPON_IS_RESERVED) {
    /* What was reserved is promised: limits and validity were those of that moment. */
    if (!same_order(x, u, err) || !budget_allows(x, u, k, u->discount - u->c.discount, err))
      return false;
    count_amount(x, u, -1);
    u->c.status = COUPON_IS_REDEEMED;
    u->c.discount = u->discount;
    u->c.order_total = x->q->order_total;
    u->c.used_ms = x->now;
    u->c.held_ms = INT64_MIN;
    count_amount(x, u, 1);
  } else if (!enter(x, u, k, COUPON_IS_REDEEMED, err)) {
    return false;
  }
  if (!write(x, u, err)) return false;
  coupon_tell(x->l, &u->c, "coupon_redeemed");
  return true;
}

static bool release(struct coupon_work *x, struct used *u, struct err *err) {
  if (u->c.status != COUPON_IS_RESERVED) return refuse_state(&u->c, "reserved", err);
  if (x->q->order.n && !same_order(x, u, err)) return false;
  struct coupon told = u->c;
  take_out(x, u);
  coupon_tell(x->l, &told, "coupon_released");
  return write(x, u, err);
}

/* The order was refunded; what becomes of the coupon is said by the kind as it was issued. */
static bool reverse(struct coupon_work *x, struct used *u, struct err *err) {
  const struct coupon_doc *d = NULL;
  if (u->c.status != COUPON_IS_REDEEMED) return refuse_state(&u->c, "redeemed", err);
  if (x->q->order.n && !same_order(x, u, err)) return false;
  if (!coupon_doc_of(x->l, u->c.kind, u->c.version, &d, err)) return false;
  enum coupon_refund rule = d->kind.refund;
  int64_t grace = x->now + d->kind.refund_days * MS_DAY;
  coupon_doc_free(x->l, d);
  if (rule == COUPON_STAYS_USED) {
    vec_push(&x->did, u->c);
    return true;
  }
  struct coupon told = u->c;
  told.status = COUPON_IS_ISSUED;
  take_out(x, u);
  if (rule == COUPON_BACK_FOR_DAYS && u->c.until_ms < grace) u->c.until_ms = grace;
  coupon_tell(x->l, &told, "coupon_reversed");
  return write(x, u, err);
}

static bool revoke(struct coupon_work *x, struct used *u, struct err *err) {
  if (u->c.status != COUPON_IS_ISSUED && u->c.status != COUPON_IS_RESERVED)
    return refuse_state(&u->c, "issued, reserved", err);
  struct coupon told = u->c;
  take_out(x, u);
  u->c.status = told.status = COUPON_IS_REVOKED;
  coupon_book_add(x->l, u->book, COUNT_REVOKED, 1);
  coupon_tell(x->l, &told, "coupon_revoked");
  return write(x, u, err);
}

/* ---- all of a request ---- */

static bool one(struct coupon_work *x, struct used *u, struct err *err) {
  const struct coupon_doc *d = NULL;
  enum coupon_op op = x->q->op;
  if (op == COUPON_OP_RELEASE) return release(x, u, err);
  if (op == COUPON_OP_REVERSE) return reverse(x, u, err);
  if (op == COUPON_OP_REVOKE) return revoke(x, u, err);
  if (!coupon_doc_of(x->l, u->c.kind, 0, &d, err)) return false;
  bool ok = (op == COUPON_OP_RESERVE ? reserve : redeem)(x, u, &d->kind, err);
  coupon_doc_free(x->l, d);
  return ok;
}

/* The named ones, or those of the order; none at all, where it brings something else. */
static bool all_coupons(struct coupon_work *x, uint32_t *ret_n, struct err *err) {
  struct used *all = arena_array(&x->mem, struct used, COUPON_USES_MAX);
  enum coupon_status of = x->q->op == COUPON_OP_REVERSE ? COUPON_IS_REDEEMED : COUPON_IS_RESERVED;
  uint32_t n = 0;
  bool ok = x->q->n_uses || x->q->op == COUPON_OP_RESERVE ? named(x, all, &n, err)
                                                          : of_order(x, of, all, &n, err);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = one(x, &all[i], err);
  *ret_n = n;
  return ok;
}

bool coupon_use_all(struct coupon_work *x, struct err *err) {
  enum coupon_op op = x->q->op;
  uint32_t n = 0;
  bool points = false, prices = false;
  /* Only these promotional units of the order, or only points of some of its lines. */
  bool units = op == COUPON_OP_REVERSE && x->q->n_prices, part = units || op == COUPON_OP_RETURN;
  if (!part && !all_coupons(x, &n, err)) return false;
  if (op != COUPON_OP_REVOKE && op != COUPON_OP_RETURN && !promo_use_all(x, &prices, err))
    return false;
  if (op != COUPON_OP_REVOKE && !units && !checkout_use(x, &points, err)) return false;
  if (n == 0 && !points && !prices)
    return err_fail(err, ERR_coupon_no_order, "%.*s", STRF(x->q->order));
  bool enters = op == COUPON_OP_RESERVE || op == COUPON_OP_REDEEM;
  return !enters || checkout_fits_coupons(x, err);
}
