/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hands over gifts, each by the giver of its kind, with a key made of the gift's number: points as
 * a grant of the ledger, with the mark on the gift in one work; coupons as an issue and then the
 * mark, so that what a crash leaves in between is found by its key.  Not where the gift is made:
 * that may be in the middle of a posting, whose growth it follows from.
 *
 * What cannot be given now (sold out, archived, a limit) waits and keeps nobody: each pass goes on
 * behind the last gift it tried, and from the first on again only after GIFT_AGAIN_MS. */
#include <stdio.h>

#include "loyalty/coupon.h"
#include "loyalty/gift.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"

#define GIFT_AGAIN_MS INT64_C(60000)

/* ---- once ---- */

struct handing {
  struct writer_work work;
  const struct gift_due *g;
  bool (*give)(void *ctx, struct state *s, const struct gift_due *g, char ref[GIFT_REF_MAX],
               struct err *err);
  void *ctx;
  struct str ref;
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

static bool run_give(struct writer_work *w, struct state *s, struct err *err) {
  struct handing *k = (struct handing *)w;
  char ref[GIFT_REF_MAX] = "";
  bool still = false;
  if (!waits(s, k->g->n, &still, err)) return false;
  if (!still) return true;
  return k->give(k->ctx, s, k->g, ref, err) && mark_given(s, k->g->n, str_from(ref), err);
}

bool gift_give(struct loyalty *l, const struct gift_due *g,
               bool (*give)(void *ctx, struct state *s, const struct gift_due *g,
                            char ref[GIFT_REF_MAX], struct err *err),
               void *ctx, struct err *err) {
  struct handing k = {.work = {.run = run_give}, .g = g, .give = give, .ctx = ctx};
  return loyalty_do(l, &k.work, err);
}

static bool run_mark(struct writer_work *w, struct state *s, struct err *err) {
  struct handing *k = (struct handing *)w;
  return mark_given(s, k->g->n, k->ref, err);
}

bool gift_given(struct loyalty *l, const struct gift_due *g, struct str ref, struct err *err) {
  struct handing k = {.work = {.run = run_mark}, .g = g, .ref = ref};
  return loyalty_do(l, &k.work, err);
}

/* ---- this room's ---- */

struct grant {
  struct loyalty *l;
  int64_t amount;
};

static bool give_points(void *ctx, struct state *s, const struct gift_due *g,
                        char ref[GIFT_REF_MAX], struct err *err) {
  const struct grant *x = ctx;
  const struct ledger_post p = {.op = LEDGER_GRANT,
                                .subject = g->subject,
                                .currency = g->reward.currency,
                                .amount = x->amount,
                                .actor = g->origin,
                                .key = g->key,
                                .reason = g->reason};
  struct ledger_posted posted;
  if (!ledger_post(x->l, s, &p, &posted, err)) return false;
  snprintf(ref, GIFT_REF_MAX, "%lld", (long long)posted.txn);
  return true;
}

static bool hand_points(void *ctx, struct loyalty *l, const struct gift_due *g, struct arena *tmp,
                        struct err *err) {
  struct grant x = {.l = l};
  struct currency c;
  char text[DEC_TEXT_BYTES];
  (void)ctx;
  return ledger_currency(l, g->reward.currency, tmp, &c, err) &&
         currency_amount(&c, str_from(dec_text(g->reward.points, text)), &x.amount, err) &&
         gift_give(l, g, give_points, &x, err);
}

static bool hand_coupons(void *ctx, struct loyalty *l, const struct gift_due *g, struct arena *tmp,
                         struct err *err) {
  const struct coupon_request q = {.op = COUPON_OP_ISSUE,
                                   .actor = g->origin,
                                   .key = g->key,
                                   .kind = g->reward.coupon,
                                   .subject = g->subject,
                                   .count = g->reward.coupons,
                                   .source = g->origin};
  struct coupon_answer answer;
  (void)ctx;
  return coupon_do(l, &q, tmp, &answer, err) && gift_given(l, g, g->key, err);
}

static const struct gift_giver own[REWARD_WHATS] = {
    [REWARD_POINTS] = {.hand = hand_points},
    [REWARD_COUPONS] = {.hand = hand_coupons},
};

void gift_attach(struct loyalty *l, enum reward_what what, const struct gift_giver *giver) {
  l->gifts.givers[what] = *giver;
}

static const struct gift_giver *giver_of(const struct loyalty *l, enum reward_what what) {
  const struct gift_giver *g = own[what].hand ? &own[what] : &l->gifts.givers[what];
  return g->hand ? g : NULL;
}

/* ---- what waits ---- */

static bool read_due(struct state_stmt *q, struct gift_due *g, struct arena *tmp, struct err *err) {
  struct str points = state_str(q, 3);
  *g = (struct gift_due){
      .n = state_int(q, 0),
      .subject = (uint32_t)state_int(q, 1),
      .origin = arena_str(tmp, state_str(q, 8)),
      .reason = arena_printf(tmp, "%.*s %.*s", STRF(state_str(q, 4)), STRF(state_str(q, 5)))};
  g->key = arena_printf(tmp, "gift:%lld", (long long)g->n);
  g->reward = (struct reward){.currency = arena_str(tmp, state_str(q, 2)),
                              .coupon = arena_str(tmp, state_str(q, 6)),
                              .coupons = (uint32_t)state_int(q, 7),
                              .draw = arena_str(tmp, state_str(q, 9)),
                              .turns = (uint32_t)state_int(q, 10),
                              .points = DEC_ZERO};
  return points.n == 0 || dec_parse(points, &g->reward.points) ||
         err_fail(err, ERR_corrupt, "the points of gift %lld", (long long)g->n);
}

static bool next(struct loyalty *l, int64_t after, struct gift_due *g, struct arena *tmp, bool *ret,
                 struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        "SELECT g.n, h.subject, g.currency, g.points, g.reason, g.occasion, "
                        "g.coupon, g.coupons, g.origin, g.draw, g.turns FROM gift g JOIN holder h "
                        "ON h.n = g.holder WHERE g.status = 0 AND h.subject >= 0 AND g.n > ?1 "
                        "ORDER BY g.n LIMIT 1",
                        &q, err);
  if (ok) state_bind_int(q, 1, after);
  ok = ok && state_step(q, ret, err);
  if (ok && *ret) {
    ok = read_due(q, g, tmp, err);
    state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

/* Refused is no failure; *ret_given. */
static bool hand(struct loyalty *l, const struct gift_due *g, struct arena *tmp, bool *ret_given,
                 struct err *err) {
  const struct gift_giver *giver = giver_of(l, reward_what(&g->reward));
  struct err why = {0};
  *ret_given = giver && giver->hand(giver->ctx, l, g, tmp, &why);
  if (*ret_given || !giver ||
      (err_class_of(why.code) != ERR_CLASS_SYSTEM && err_class_of(why.code) != ERR_CLASS_CORRUPT))
    return true;
  *err = why;
  return false;
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
    struct gift_due g;
    bool given;
    more = false;
    ok = next(l, m->after, &g, &tmp, &more, err);
    if (!ok || !more) break;
    m->after = g.n;
    ok = hand(l, &g, &tmp, &given, err);
    done += ok && given;
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  if (ok) *ret_done = done;
  return ok;
}
