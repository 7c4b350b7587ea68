/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a programme takes in and gives, from SQL: terms that were paid and refunded, gifts of points
 * at their unit cost, discounts of coupons that came as gifts. */
#include "effect/member_money.h"
#include "base/panic.h"
#include "resource/currency.h"
#include "resource/resource.h"

struct reading {
  const struct effect_in *in;
  struct str programme;
  int64_t from, until;
  struct arena *out;
  unsigned decimals;
  struct member_money *to;
};

static bool ask(const struct reading *x, const char *sql, struct state_stmt **ret,
                struct err *err) {
  if (!state_query(x->in->state, sql, ret, err)) return false;
  state_bind_str(*ret, 1, x->programme);
  state_bind_int(*ret, 2, x->from);
  state_bind_int(*ret, 3, x->until);
  return true;
}

static bool overflow(const struct reading *x, struct err *err) {
  return err_fail(err, ERR_number_overflow, "%.*s", STRF(x->programme));
}

/* Money is text in these columns; what is none counts as nothing. */
static bool add_text(const struct reading *x, struct dec *to, struct str text, struct err *err) {
  struct dec v;
  if (!dec_parse(text, &v)) return true;
  return dec_add(*to, v, to) || overflow(x, err);
}

static bool fees(struct reading *x, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!ask(x,
           "SELECT price, refund, trial, CASE WHEN at_ms >= ?2 AND at_ms < ?3 THEN 1 ELSE 0 END, "
           "CASE WHEN status = 1 AND refunded_ms >= ?2 AND refunded_ms < ?3 THEN 1 ELSE 0 END FROM "
           "member_term WHERE programme = ?1 AND ((at_ms >= ?2 AND at_ms < ?3) OR (refunded_ms >= "
           "?2 AND refunded_ms < ?3))",
           &q, err))
    return false;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    bool trial = state_int(q, 2) != 0, sold = state_int(q, 3), back = state_int(q, 4);
    x->to->trials += sold && trial;
    x->to->terms += sold && !trial;
    if ((sold && !trial && !add_text(x, &x->to->fees, state_str(q, 0), err)) ||
        (back && !add_text(x, &x->to->refunds, state_str(q, 1), err)))
      return false;
  }
  return true;
}

static bool unit_cost(const struct reading *x, struct str slug, struct dec *ret, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  struct currency c;
  if (!resource_get(x->in->w, STR("currency"), slug, x->out, &r, err) ||
      !json_parse(r.doc, x->out, &doc, err) || !currency_read(doc, &c, &at, err))
    return false;
  *ret = c.unit_cost;
  return true;
}

struct gift {
  struct str currency, points;
  int64_t n;
};

/* The currencies are few, the gifts many: amounts come by currency and text. */
static bool points(struct reading *x, struct err *err) {
  struct state_stmt *q;
  bool row = true, ok = true;
  VEC(struct gift) gifts = {0};
  if (!ask(
          x,
          "SELECT currency, points, count(*) FROM gift WHERE origin = 'programme' AND reason = ?1 "
          "AND status = 1 AND coupon = '' AND at_ms >= ?2 AND at_ms < ?3 GROUP BY currency, points",
          &q, err))
    return false;
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct gift g = {arena_str(x->out, state_str(q, 0)), arena_str(x->out, state_str(q, 1)),
                     state_int(q, 2)};
    vec_push(&gifts, g);
  }
  for (size_t i = 0; ok && i < gifts.n; i++) {
    struct dec cost, v;
    ok = unit_cost(x, gifts.p[i].currency, &cost, err);
    if (!ok || !dec_parse(gifts.p[i].points, &v)) continue;
    ok = (dec_mul(v, dec_int(gifts.p[i].n), &v) && dec_mul(v, cost, &v) &&
          dec_add(x->to->points, v, &x->to->points)) ||
         overflow(x, err);
  }
  vec_free(&gifts);
  return ok;
}

static bool coupons(struct reading *x, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!ask(x,
           "SELECT count(*), CAST(coalesce(sum(c.discount), 0) AS @i64) FROM coupon c JOIN "
           "coupon_book b ON b.n = c.kind WHERE c.source = 'programme' AND c.status = 'redeemed' "
           "AND "
           "c.used_ms >= ?2 AND c.used_ms < ?3 AND b.slug IN (SELECT "
           "coupon FROM gift WHERE origin = 'programme' AND reason = ?1)",
           &q, err) ||
      !state_step(q, &row, err))
    return false;
  x->to->coupons_used = state_int(q, 0);
  x->to->coupons = (struct dec){state_int(q, 1), (uint8_t)x->decimals};
  state_reset(q);
  return true;
}

bool member_money(const struct effect_in *in, struct str programme, int64_t from, int64_t until,
                  unsigned decimals, struct arena *out, struct member_money *ret, struct err *err) {
  struct reading x = {in, programme, from, until, out, decimals, ret};
  *ret = (struct member_money){0};
  return fees(&x, err) && points(&x, err) && coupons(&x, err);
}
