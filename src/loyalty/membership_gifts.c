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
#include "loyalty/ledger.h"
#include "loyalty/membership_int.h"

#define GIFT_AGAIN_MS INT64_C(60000)
#define GIFT_ACTOR    "programme"

struct handing {
  struct writer_work work;
  struct loyalty *l;
  int64_t n;
  uint32_t subject;
  struct str currency, coupon, key, reason;
  int64_t amount;   /* points */
  uint32_t coupons; /* how many */
};

static bool waits(struct state *s, int64_t n, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "SELECT 1 FROM member_gift WHERE n = ?1 AND status = 0", &q, err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, ret, err)) return false;
  state_reset(q);
  return true;
}

static bool mark_given(struct state *s, int64_t n, struct str ref, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE member_gift SET status = 1, ref = ?2 WHERE n = ?1", &q, err))
    return false;
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
                                .actor = STR(GIFT_ACTOR),
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
                                   .actor = STR(GIFT_ACTOR),
                                   .key = k->key,
                                   .kind = k->coupon,
                                   .subject = k->subject,
                                   .count = k->coupons,
                                   .source = STR(GIFT_ACTOR)};
  struct coupon_answer answer;
  k->work.run = run_mark;
  return coupon_do(l, &q, tmp, &answer, err) && loyalty_do(l, &k->work, err);
}

static bool next(struct loyalty *l, int64_t after, struct handing *k, struct str *ret_points,
                 struct arena *tmp, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        "SELECT g.n, h.subject, g.currency, g.points, m.programme, g.occasion, "
                        "g.coupon, g.coupons FROM "
                        "member_gift g JOIN member m ON m.n = g.member JOIN holder h ON "
                        "h.n = m.holder WHERE g.status = 0 AND h.subject >= 0 AND g.n > ?1 "
                        "ORDER BY g.n LIMIT 1",
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
    state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

bool membership_hand_over(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err) {
  struct member_numbers *m = &l->members;
  int64_t now = clock_wall_ms(ws_clock(l->w));
  struct arena tmp;
  uint32_t done = 0;
  bool ok = true, more = true;
  if (now >= m->gift_again_ms || now < m->gift_again_ms - GIFT_AGAIN_MS) {
    m->gift_after = 0;
    m->gift_again_ms = now + GIFT_AGAIN_MS;
  }
  arena_init(&tmp, "gifts");
  for (uint32_t i = 0; ok && more && i < max; i++) {
    struct handing k = {.l = l};
    struct str points;
    struct err why = {0};
    more = false;
    ok = next(l, m->gift_after, &k, &points, &tmp, &more, err);
    if (!ok || !more) break;
    m->gift_after = k.n;
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
