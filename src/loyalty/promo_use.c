/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional units in orders, on the writer's thread: reserved, redeemed, released, returned,
 * together with the coupons of the order.
 *
 * Stock and budget are looked at in memory before anything is asked of SQL; limits of a person are
 * counted over the rows of all its holders, those just written among them. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

/* ---- counters ---- */

static int64_t off_of(const struct promo_use *u, int64_t units) {
  return (u->list - u->price) * units; /* checked when it entered */
}

/* Of the item and of the whole promotion. */
static void count(struct loyalty *l, const struct promo_use *u, enum promo_count what,
                  int64_t delta) {
  struct promos *m = l->promos;
  promo_book_add(m, promo_book_at(m, u->promotion, u->item), what, delta);
  promo_book_add(m, promo_book_at(m, u->promotion, STR("")), what, delta);
}

static void count_in(struct loyalty *l, const struct promo_use *u, int sign) {
  bool held = u->status == PROMO_RESERVED;
  count(l, u, held ? PROMO_HELD : PROMO_SOLD, sign * u->units);
  count(l, u, held ? PROMO_HELD_OFF : PROMO_SOLD_OFF, sign * off_of(u, u->units));
}

/* ---- what is in the way ---- */

static bool refuse_time(const struct promotion *p, const struct tz *z, int64_t now,
                        struct err *err) {
  struct buf b = BUF_INIT_MAX(64);
  bool early = now < p->from_ms;
  time_format_minute(z, early ? p->from_ms : p->until_ms, &b);
  err_fail(err, ERR_promotion_closed, "%.*s" ERR_SEP "%s %.*s" ERR_SEP "%.*s %s", STRF(p->slug),
           early ? "it begins at" : "it ended at", STRF(buf_str(&b)), STRF(buf_str(&b)),
           early ? "开始" : "结束");
  buf_release(&b);
  return false;
}

/* The item's entry, NULL for a share off the list price. */
static bool item_of(const struct promotion *p, const struct promo_ask *a,
                    const struct promotion_item **ret, struct err *err) {
  *ret = promotion_item_find(p, a->item);
  if (*ret || (p->percent_bp && a->in_scope)) return true;
  return err_fail(err, ERR_promotion_no_item, "%.*s" ERR_SEP "%.*s", STRF(p->slug), STRF(a->item));
}

bool promo_price_of(const struct promotion *p, const struct promotion_item *it, struct str item,
                    int64_t list, int64_t *ret, struct err *err) {
  if (!it && list < 0) return err_fail(err, ERR_promotion_no_list, "%.*s", STRF(item));
  *ret = it ? it->pays : promotion_percent_off(list, p->percent_bp);
  return true;
}

static bool sold_out(const struct promo_ask *a, int64_t left, struct err *err) {
  return err_fail(err, ERR_promotion_sold_out, "%.*s" ERR_SEP "%.*s" ERR_SEP "%lld" ERR_SEP "%lld",
                  STRF(a->promotion), STRF(a->item), (long long)left, (long long)a->units);
}

/* Stock; of what is counted by `what` only when `sure`: units that nothing can bring back here. */
static bool in_stock(struct loyalty *l, const struct promotion_item *it, const struct promo_ask *a,
                     bool sure, struct err *err) {
  struct promos *m = l->promos;
  if (!it || it->stock < 0) return true;
  uint32_t at = promo_book_at(m, a->promotion, a->item);
  int64_t left = it->stock - promo_book_now(m, at, PROMO_SOLD) - promo_book_now(m, at, PROMO_KEPT);
  if (!sure) left -= promo_book_now(m, at, PROMO_HELD);
  if (left < 0) left = 0;
  return a->units <= left || sold_out(a, left, err);
}

static bool in_budget(struct loyalty *l, const struct promotion *p, int64_t more, struct err *err) {
  struct promos *m = l->promos;
  uint32_t at = promo_book_at(m, p->slug, STR(""));
  int64_t sum;
  bool fits = !__builtin_add_overflow(promo_book_now(m, at, PROMO_HELD_OFF),
                                      promo_book_now(m, at, PROMO_SOLD_OFF), &sum) &&
              !__builtin_add_overflow(sum, more, &sum);
  if (fits && (p->budget == 0 || more == 0 || sum <= p->budget)) return true;
  return err_fail(err, ERR_promotion_budget, "%.*s", STRF(p->slug));
}

static bool in_limits(struct coupon_work *x, const struct promotion *p,
                      const struct promotion_item *it, const struct promo_ask *a, struct err *err) {
  int64_t most = it ? it->per_person : 0, has, all;
  uint32_t *holders, n;
  if (!most && !p->per_person) return true;
  n = holders_of_person(x->l, x->q->subject, &x->mem, &holders);
  if (!promo_rows_held(x->s, p->slug, a->item, holders, n, x->now, STR(""), &has, &all, err))
    return false;
  int64_t left = most > has ? most - has : 0;
  if (most && a->units > left)
    return err_fail(err, ERR_promotion_limit_item,
                    "%.*s" ERR_SEP "%.*s" ERR_SEP "%lld" ERR_SEP "%lld", STRF(p->slug),
                    STRF(a->item), (long long)left, (long long)a->units);
  left = p->per_person > all ? p->per_person - all : 0;
  if (!p->per_person || a->units <= left) return true;
  return err_fail(err, ERR_promotion_limit, "%.*s" ERR_SEP "%lld" ERR_SEP "%lld", STRF(p->slug),
                  (long long)left, (long long)a->units);
}

static bool same_price(struct coupon_work *x, const struct promo_ask *a, int64_t price,
                       struct err *err) {
  unsigned decimals = coupon_decimals(x->l);
  char is[DEC_TEXT_BYTES], seen[DEC_TEXT_BYTES];
  if (a->price < 0 || a->price == price) return true;
  return err_fail(err, ERR_promotion_price, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s",
                  STRF(a->promotion), STRF(a->item), dec_text(coupon_amount(price, decimals), is),
                  dec_text(coupon_amount(a->price, decimals), seen));
}

/* ---- into an order ---- */

static void did(struct coupon_work *x, const struct promo_use *u) {
  vec_push(&x->prices, *u);
}

static bool enter_as(struct coupon_work *x, const struct promo_doc *d, const struct promo_ask *a,
                     struct promo_use *u, struct err *err) {
  const struct promotion_item *it;
  const struct promotion *p = &d->p;
  if (!promo_runs(p, x->now)) return refuse_time(p, ws_tz(x->l->w), x->now, err);
  if (a->unchecked) return sold_out(a, 0, err);
  if (!item_of(p, a, &it, err) || !promo_price_of(p, it, a->item, a->list, &u->price, err) ||
      !same_price(x, a, u->price, err))
    return false;
  u->list = a->list > u->price ? a->list : u->price;
  i128 off = (i128)(u->list - u->price) * a->units;
  if (off > COUPON_MONEY_MAX)
    return err_fail(err, ERR_too_large, "list_price" ERR_SEP "%lld", (long long)COUPON_MONEY_MAX);
  return in_stock(x->l, it, a, false, err) && in_budget(x->l, p, (int64_t)off, err) &&
         in_limits(x, p, it, a, err) && holder_take(x->l, x->q->subject, x->s, &u->holder, err);
}

static bool enter(struct coupon_work *x, const struct promo_set *set, const struct promo_ask *a,
                  struct err *err) {
  const struct promo_doc *d;
  bool reserve = x->q->op == COUPON_OP_RESERVE;
  if (!promo_set_find(x->l, set, a->promotion, &d, err)) return false;
  struct promo_use u = {.promotion = a->promotion,
                        .item = a->item,
                        .order = x->q->order,
                        .version = d->version,
                        .subject = x->q->subject,
                        .status = reserve ? PROMO_RESERVED : PROMO_REDEEMED,
                        .units = a->units,
                        .at_ms = x->now,
                        .due_ms = INT64_MIN};
  if (reserve) u.due_ms = x->now + (x->q->hold_ms ? x->q->hold_ms : COUPON_HOLD_MS);
  if (!enter_as(x, d, a, &u, err)) return false;
  u.n = loyalty_number(x->l, x->l->promos->table);
  count_in(x->l, &u, 1);
  if (!promo_row_insert(x->s, &u, err)) return false;
  promo_tell(x->l, &u, reserve ? "promotion_reserved" : "promotion_redeemed", u.units);
  did(x, &u);
  return true;
}

static bool enter_all(struct coupon_work *x, const struct promo_set *set, struct err *err) {
  for (uint32_t i = 0; i < x->q->n_prices; i++)
    if (!enter(x, set, &x->q->prices[i], err)) return false;
  return true;
}

/* What is sold out whatever the order has reserved is refused before SQL is asked for that. */
static bool surely_left(struct coupon_work *x, const struct promo_set *set, struct err *err) {
  for (uint32_t i = 0; i < x->q->n_prices; i++) {
    const struct promo_ask *a = &x->q->prices[i];
    const struct promo_doc *d;
    if (!promo_set_find(x->l, set, a->promotion, &d, err) ||
        !in_stock(x->l, promotion_item_find(&d->p, a->item), a, true, err))
      return false;
  }
  return true;
}

/* ---- out of an order ---- */

bool promo_let_go(struct loyalty *l, struct state *s, struct promo_use *u, enum promo_status status,
                  struct err *err) {
  count_in(l, u, -1);
  u->status = status;
  u->due_ms = INT64_MIN;
  promo_tell(l, u, "promotion_released", u->units);
  return promo_row_update(s, u, err);
}

static bool redeem_row(struct coupon_work *x, struct promo_use *u, struct err *err) {
  count_in(x->l, u, -1);
  u->status = PROMO_REDEEMED;
  u->due_ms = INT64_MIN;
  u->at_ms = x->now;
  count_in(x->l, u, 1);
  promo_tell(x->l, u, "promotion_redeemed", u->units);
  did(x, u);
  return promo_row_update(x->s, u, err);
}

/* Returned units are for sale again, unless the promotion as it is now says otherwise. */
static bool return_row(struct coupon_work *x, const struct promo_set *set, struct promo_use *u,
                       int64_t units, struct err *err) {
  bool kept = false;
  for (uint32_t i = 0; i < promo_set_count(set); i++)
    if (str_eq(promo_set_at(set, i)->p.slug, u->promotion)) kept = !promo_set_at(set, i)->p.restock;
  u->returned += units;
  if (kept) u->kept += units;
  count(x->l, u, PROMO_SOLD, -units);
  count(x->l, u, PROMO_SOLD_OFF, -off_of(u, units));
  count(x->l, u, PROMO_RETURNED, units);
  if (kept) count(x->l, u, PROMO_KEPT, units);
  promo_tell(x->l, u, "promotion_reversed", units);
  did(x, u);
  return promo_row_update(x->s, u, err);
}

/* ---- of a request ---- */

struct order { /* what it has */
  struct promo_use *rows;
  uint32_t n;
  bool held, sold, lapsed;
};

static bool of_person(struct coupon_work *x, const struct promo_use *u, struct err *err) {
  const struct people *p = ws_people(x->l->w);
  uint32_t asks = x->q->subject;
  if (asks == SUBJECT_NONE || asks == u->subject) return true;
  if (u->subject != SUBJECT_NONE && person_of(p, asks) == person_of(p, u->subject)) return true;
  return err_fail(err, ERR_promotion_not_for_you, "%.*s", STRF(u->promotion));
}

/* Rows of the order; reservations that are over by itself are let go first. */
static bool load(struct coupon_work *x, struct order *o, struct err *err) {
  *o = (struct order){0};
  if (!promo_rows_of(x->s, x->q->order, &x->mem, &o->rows, &o->n, err)) return false;
  for (uint32_t i = 0; i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    bool over = u->status == PROMO_RESERVED && u->due_ms <= x->now;
    if (over && !promo_let_go(x->l, x->s, u, PROMO_LAPSED, err)) return false;
    o->held |= u->status == PROMO_RESERVED;
    o->sold |= u->status == PROMO_REDEEMED && u->returned < u->units;
    o->lapsed |= u->status == PROMO_LAPSED;
  }
  return true;
}

static bool refuse_state(struct coupon_work *x, enum promo_status is, const char *wanted,
                         struct err *err) {
  return err_fail(err, ERR_promotion_state, "%.*s" ERR_SEP "%s" ERR_SEP "%s", STRF(x->q->order),
                  promo_status_names[is], wanted);
}

/* Held ones back on sale, lapsed ones known as such: whoever asks goes on without them. */
static bool give_up(struct coupon_work *x, struct order *o, bool tell, struct err *err) {
  for (uint32_t i = 0; i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    if (u->status != PROMO_RESERVED && u->status != PROMO_LAPSED) continue;
    bool held = u->status == PROMO_RESERVED;
    if (held && !of_person(x, u, err)) return false;
    if (held && !promo_let_go(x->l, x->s, u, PROMO_RELEASED, err)) return false;
    u->status = PROMO_RELEASED;
    if (!held && !promo_row_update(x->s, u, err)) return false;
    if (tell) did(x, u);
  }
  return true;
}

static bool reserve(struct coupon_work *x, const struct promo_set *set, struct order *o,
                    struct err *err) {
  if (o->sold) return refuse_state(x, PROMO_REDEEMED, "reserved, released, lapsed", err);
  return give_up(x, o, false, err) && enter_all(x, set, err);
}

static bool the_same(const struct coupon_work *x, const struct order *o) {
  uint32_t same = 0, held = 0;
  for (uint32_t i = 0; i < o->n; i++) {
    const struct promo_use *u = &o->rows[i];
    if (u->status != PROMO_RESERVED) continue;
    held++;
    for (uint32_t k = 0; k < x->q->n_prices; k++) {
      const struct promo_ask *a = &x->q->prices[k];
      same +=
          str_eq(a->promotion, u->promotion) && str_eq(a->item, u->item) && a->units == u->units;
    }
  }
  return same == held && held == x->q->n_prices;
}

/* What is reserved is promised: limits, stock and time were those of that moment. */
static bool redeem(struct coupon_work *x, const struct promo_set *set, struct order *o,
                   struct err *err) {
  bool brings = x->q->n_prices > 0;
  if (brings && o->sold) return refuse_state(x, PROMO_REDEEMED, "reserved", err);
  if (!o->held && brings) return give_up(x, o, false, err) && enter_all(x, set, err);
  if (!o->held && o->lapsed && !o->sold) return refuse_state(x, PROMO_LAPSED, "reserved", err);
  if (brings && !the_same(x, o))
    return err_fail(err, ERR_promotion_differs, "%.*s", STRF(x->q->order));
  for (uint32_t i = 0; i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    if (u->status != PROMO_RESERVED) continue;
    if (!of_person(x, u, err) || !redeem_row(x, u, err)) return false;
  }
  return true;
}

/* So many of an item, over the rows that have it. */
static bool return_ask(struct coupon_work *x, const struct promo_set *set, struct order *o,
                       const struct promo_ask *a, struct err *err) {
  int64_t left = a->units, there = 0;
  for (uint32_t i = 0; i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    if (u->status == PROMO_REDEEMED && str_eq(u->promotion, a->promotion) &&
        str_eq(u->item, a->item))
      there += u->units - u->returned;
  }
  if (left > there)
    return err_fail(err, ERR_promotion_return, "%.*s" ERR_SEP "%.*s" ERR_SEP "%lld" ERR_SEP "%lld",
                    STRF(a->item), STRF(a->promotion), (long long)there, (long long)left);
  for (uint32_t i = 0; left > 0 && i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    int64_t can = u->units - u->returned, take = left < can ? left : can;
    if (u->status != PROMO_REDEEMED || !str_eq(u->promotion, a->promotion) ||
        !str_eq(u->item, a->item) || take == 0)
      continue;
    left -= take;
    if (!return_row(x, set, u, take, err)) return false;
  }
  return true;
}

static bool reverse(struct coupon_work *x, const struct promo_set *set, struct order *o,
                    struct err *err) {
  for (uint32_t i = 0; i < x->q->n_prices; i++)
    if (!return_ask(x, set, o, &x->q->prices[i], err)) return false;
  if (x->q->n_prices) return true;
  for (uint32_t i = 0; i < o->n; i++) {
    struct promo_use *u = &o->rows[i];
    if (u->status == PROMO_REDEEMED && u->returned < u->units &&
        !return_row(x, set, u, u->units - u->returned, err))
      return false;
  }
  return true;
}

static bool follow(struct coupon_work *x, const struct promo_set *set, struct err *err) {
  struct order o;
  bool whole = x->q->n_uses == 0, brings = x->q->n_prices > 0;
  if ((brings && x->q->op != COUPON_OP_REVERSE && !surely_left(x, set, err)) || !load(x, &o, err))
    return false;
  switch (x->q->op) {
  case COUPON_OP_RESERVE:
    return !brings || reserve(x, set, &o, err);
  case COUPON_OP_REDEEM:
    return redeem(x, set, &o, err);
  case COUPON_OP_RELEASE:
    return !whole || give_up(x, &o, true, err);
  case COUPON_OP_REVERSE:
    return (!whole && !brings) || reverse(x, set, &o, err);
  default:
    return true;
  }
}

bool promo_use_all(struct coupon_work *x, bool *ret_any, struct err *err) {
  struct promo_set *set;
  *ret_any = false;
  if (x->q->order.n == 0) return true;
  if (x->q->n_prices == 0 && x->l->promos->books.n == 0) return true; /* nobody ever had any */
  if (!promo_set_get(x->l, &set, err)) return false;
  bool ok = follow(x, set, err);
  promo_set_release(set);
  *ret_any = x->prices.n > 0;
  return ok;
}
