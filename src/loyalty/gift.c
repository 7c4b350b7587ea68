/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hands over gifts, with a key made of the gift's number: points as a grant of the ledger, with the
 * mark on the gift in one work; coupons as an issue and then the mark, so that what a crash leaves
 * in between is found by its key.  Not where the gift is made: that may be in the middle of a
 * posting, whose growth it follows from.
 *
 * What cannot be given now (sold out, archived, a limit) waits and keeps nobody: each pass goes on
 * behind the last gift it tried, and from the first on again only after GIFT_AGAIN_MS. */
#include <stdio.h>

#include "loyalty/coupon.h"
#include "loyalty/gift.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"

#define GIFT_AGAIN_MS INT64_C(60000)

/* ---- promised ---- */

bool gift_put(struct loyalty *l, struct state *s, const struct gift *g, struct err *err) {
  const struct reward *r = &g->reward;
  struct state_stmt *q;
  char points[DEC_TEXT_BYTES];
  if (!state_query(
          s,
          "INSERT INTO gift (n, origin, origin_n, occasion, item, until_ms, holder, reason, "
          "coupon, coupons, currency, points, at_ms, status, ref) VALUES (?1, ?2, ?3, ?4, "
          "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, '')",
          &q, err))
    return false;
  state_bind_int(q, 1, loyalty_number(l, l->gifts.table));
  state_bind_str(q, 2, g->origin);
  state_bind_int(q, 3, g->origin_n);
  state_bind_str(q, 4, g->occasion);
  state_bind_int(q, 5, g->item);
  state_bind_int(q, 6, g->until_ms);
  state_bind_int(q, 7, g->holder);
  state_bind_str(q, 8, g->reason);
  state_bind_str(q, 9, r->coupon);
  state_bind_int(q, 10, r->coupons);
  state_bind_str(q, 11, r->currency);
  state_bind_str(q, 12, r->coupon.n ? STR("") : str_from(dec_text(r->points, points)));
  state_bind_int(q, 13, g->at_ms);
  return state_later(q, err);
}

bool gift_promised(struct state *s, struct str origin, int64_t origin_n, struct str occasion,
                   int64_t now, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "SELECT 1 FROM gift WHERE origin = ?1 AND origin_n = ?2 AND occasion = ?3 AND "
                   "until_ms > ?4 LIMIT 1",
                   &q, err))
    return false;
  state_bind_str(q, 1, origin);
  state_bind_int(q, 2, origin_n);
  state_bind_str(q, 3, occasion);
  state_bind_int(q, 4, now);
  if (!state_step(q, ret, err)) return false;
  state_reset(q);
  return true;
}

bool gifts_of(struct state *s, struct str origin, int64_t origin_n, uint32_t limit,
              struct arena *out, struct gift_row **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT n, at_ms, occasion, coupon, coupons, currency, points, status, ref FROM "
                   "gift WHERE origin = ?1 AND origin_n = ?2 ORDER BY n DESC LIMIT ?3",
                   &q, err))
    return false;
  state_bind_str(q, 1, origin);
  state_bind_int(q, 2, origin_n);
  state_bind_int(q, 3, limit);
  *ret = arena_array(out, struct gift_row, limit + 1);
  *ret_n = 0;
  while (state_step(q, &row, err) && row)
    (*ret)[(*ret_n)++] = (struct gift_row){.n = state_int(q, 0),
                                           .at_ms = state_int(q, 1),
                                           .occasion = arena_str(out, state_str(q, 2)),
                                           .coupon = arena_str(out, state_str(q, 3)),
                                           .coupons = state_int(q, 4),
                                           .currency = arena_str(out, state_str(q, 5)),
                                           .points = arena_str(out, state_str(q, 6)),
                                           .given = state_int(q, 7) != 0,
                                           .ref = arena_str(out, state_str(q, 8))};
  return !row;
}

/* ---- handed over ---- */

struct handing {
  struct writer_work work;
  struct loyalty *l;
  int64_t n;
  uint32_t subject;
  struct str currency, coupon, key, reason, origin;
  int64_t amount;   /* points */
  uint32_t coupons; /* how many */
};

static bool waits(struct state *s, int64_t n, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "SELECT 1 FROM gift WHERE n = ?1 AND status = 0", &q, err)) return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, ret, err)) return false;
  state_reset(q);
  return true;
}

static bool mark_given(struct state *s, int64_t n, struct str ref, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE gift SET status = 1, ref = ?2 WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, ref);
  return state_later(q, err);
}

static bool run_points(struct writer_work *w, struct state *s, struct err *err) {
  struct handing *k = (struct handing *)w;
  const struct ledger_post p = {.op = LEDGER_GRANT,
                                .subject = k->subject,
                                .currency = k->currency,
                                .amount = k->amount,
                                .actor = k->origin,
                                .key = k->key,
                                .reason = k->reason};
  struct ledger_posted posted;
  char ref[24];
  bool still = false;
  if (!waits(s, k->n, &still, err)) return false;
  if (!still) return true;
  if (!ledger_post(k->l, s, &p, &posted, err)) return false;
  snprintf(ref, sizeof ref, "%lld", (long long)posted.txn);
  return mark_given(s, k->n, str_from(ref), err);
}

static bool run_mark(struct writer_work *w, struct state *s, struct err *err) {
  struct handing *k = (struct handing *)w;
  return mark_given(s, k->n, k->key, err);
}

static bool hand_points(struct loyalty *l, struct handing *k, struct str points, struct arena *tmp,
                        struct err *err) {
  struct currency c;
  k->work.run = run_points;
  return ledger_currency(l, k->currency, tmp, &c, err) &&
         currency_amount(&c, points, &k->amount, err) && loyalty_do(l, &k->work, err);
}

static bool hand_coupons(struct loyalty *l, struct handing *k, struct arena *tmp, struct err *err) {
  const struct coupon_request q = {.op = COUPON_OP_ISSUE,
                                   .actor = k->origin,
                                   .key = k->key,
                                   .kind = k->coupon,
                                   .subject = k->subject,
                                   .count = k->coupons,
                                   .source = k->origin};
  struct coupon_answer answer;
  k->work.run = run_mark;
  return coupon_do(l, &q, tmp, &answer, err) && loyalty_do(l, &k->work, err);
}

static bool next(struct loyalty *l, int64_t after, struct handing *k, struct str *ret_points,
                 struct arena *tmp, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        "SELECT g.n, h.subject, g.currency, g.points, g.reason, g.occasion, "
                        "g.coupon, g.coupons, g.origin FROM gift g JOIN holder h ON h.n = g.holder "
                        "WHERE g.status = 0 AND h.subject >= 0 AND g.n > ?1 ORDER BY g.n LIMIT 1",
                        &q, err);
  if (ok) state_bind_int(q, 1, after);
  ok = ok && state_step(q, ret, err);
  if (ok && *ret) {
    k->n = state_int(q, 0);
    k->subject = (uint32_t)state_int(q, 1);
    k->currency = arena_str(tmp, state_str(q, 2));
    *ret_points = arena_str(tmp, state_str(q, 3));
    k->key = arena_printf(tmp, "gift:%lld", (long long)k->n);
    k->reason = arena_printf(tmp, "%.*s %.*s", STRF(state_str(q, 4)), STRF(state_str(q, 5)));
    k->coupon = arena_str(tmp, state_str(q, 6));
    k->coupons = (uint32_t)state_int(q, 7);
    k->origin = arena_str(tmp, state_str(q, 8));
    state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

bool gifts_hand_over(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err) {
  struct gifts *m = &l->gifts;
  int64_t now = clock_wall_ms(ws_clock(l->w));
  struct arena tmp;
  uint32_t done = 0;
  bool ok = true, more = true;
  if (now >= m->again_ms || now < m->again_ms - GIFT_AGAIN_MS) {
    m->after = 0;
    m->again_ms = now + GIFT_AGAIN_MS;
  }
  arena_init(&tmp, "gifts");
  for (uint32_t i = 0; ok && more && i < max; i++) {
    struct handing k = {.l = l};
    struct str points;
    struct err why = {0};
    more = false;
    ok = next(l, m->after, &k, &points, &tmp, &more, err);
    if (!ok || !more) break;
    m->after = k.n;
    if (k.coupon.n ? hand_coupons(l, &k, &tmp, &why) : hand_points(l, &k, points, &tmp, &why))
      done++;
    else if (err_class_of(why.code) == ERR_CLASS_SYSTEM ||
             err_class_of(why.code) == ERR_CLASS_CORRUPT) {
      *err = why;
      ok = false;
    }
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  if (ok) *ret_done = done;
  return ok;
}
