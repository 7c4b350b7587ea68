/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What refunds take back of what was earned: by the order, rule by rule, of the grants in the order
 * they were made.  A refund may come before its order: then it waits, and is caught up with. */
#include <stdio.h>

#include "loyalty/earn_post_int.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"

static struct dec dec_of(struct str text) {
  struct dec d = DEC_ZERO;
  dec_parse(text, &d); /* written by us, or empty */
  return d;
}

/* How much of the points goes when so much of the order is given back in all. */
static bool due_back(const struct earn_hit *h, const struct granted *g, struct dec refunded,
                     int64_t *ret, struct err *why) {
  struct dec left;
  int64_t kept = 0;
  if (h->rule->rule.refund == EARN_PROPORTIONAL && g->base.m > 0) {
    if (!dec_sub(g->base, refunded, &left) ||
        !earn_left(g->points, left, g->base, h->rule->rule.rounding, &kept))
      return err_fail(why, ERR_number_overflow, "%.*s", STRF(h->ref));
  }
  *ret = g->points - kept - g->taken_back;
  return true;
}

/* Takes what it can of `left` (which may be NULL: all of it) for this grant. */
static bool take_back(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                      struct tally *t, struct granted *g, struct dec *left, uint64_t cause,
                      struct err *err) {
  struct earn *e = p->e;
  const struct earn_rule *r = &h->rule->rule;
  struct dec open = DEC_ZERO, refunded = g->base;
  struct err why = {0};
  struct ledger_posted posted;
  int64_t back = 0, days[EARN_SPANS];
  char key[LEDGER_TEXT_MAX], text[DEC_TEXT_BYTES];
  struct state_stmt *q;
  if (left && g->base.m > 0) {
    bool fine = dec_sub(g->base, g->refunded, &open);
    if (fine && dec_cmp(*left, open) < 0) open = *left;
    fine = fine && dec_add(g->refunded, open, &refunded) && dec_sub(*left, open, left);
    if (!fine) {
      err_fail(&why, ERR_number_overflow, "%.*s", STRF(h->ref));
      earn_went_wrong(t, h, &why);
      return true;
    }
  }
  if (!due_back(h, g, refunded, &back, &why)) {
    earn_went_wrong(t, h, &why);
    return true;
  }
  if (back > 0) {
    snprintf(key, sizeof key, "%.*s/%llu.%llu", STRF(h->rule->slug), (unsigned long long)cause,
             (unsigned long long)g->lsn);
    const struct ledger_post post = {.op = LEDGER_CLAWBACK,
                                     .currency = r->currency,
                                     .amount = back,
                                     .actor = STR("earn"),
                                     .key = str_from(key),
                                     .reason = h->rule->slug,
                                     .cause = cause,
                                     .of = g->txn};
    if (!ledger_post(e->c.l, s, &post, &posted, &why)) {
      if (!earn_refused(&why)) {
        *err = why;
        return false;
      }
      earn_went_wrong(t, h, &why);
      return true;
    }
  }
  g->refunded = refunded;
  g->taken_back += back;
  t->taken_back += back;
  if (!state_query(s,
                   "UPDATE earn_grant SET refunded = ?3, taken_back = ?4 WHERE rule = ?1 AND lsn = "
                   "?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->rule->n);
  state_bind_int(q, 2, (int64_t)g->lsn);
  state_bind_str(q, 3, str_from(dec_text(dec_normal(refunded), text)));
  state_bind_int(q, 4, g->taken_back);
  if (!state_later(q, err)) return false;
  if (!r->caps_give_back || back == 0) return true;
  t->budget_used -= back;
  earn_spans(ws_tz(e->c.w), g->at_ms, days);
  return earn_use(s, h->rule, g->holder, days, -back, err);
}

static bool among(const struct earn_hit *h, uint32_t subject) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (h->others[i] == subject) return true;
  return false;
}

/* Grants of the order to the person, by LSN. */
static bool grants_of(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                      struct granted **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  VEC(struct granted) v = {0};
  bool row, ok;
  if (!state_query(s,
                   "SELECT g.lsn, g.holder, h.subject, g.txn, g.at_ms, g.points, g.taken_back, "
                   "g.base, g.refunded FROM earn_grant g JOIN holder h ON h.n = g.holder WHERE "
                   "g.ref = ?1 AND g.rule = ?2 ORDER BY g.lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, h->ref);
  state_bind_int(q, 2, h->rule->n);
  while ((ok = state_step(q, &row, err)) && row) {
    struct granted g = {.lsn = (uint64_t)state_int(q, 0),
                        .holder = (uint32_t)state_int(q, 1),
                        .subject = holder_subject_at(q, 2),
                        .txn = state_int(q, 3),
                        .at_ms = state_int(q, 4),
                        .points = state_int(q, 5),
                        .taken_back = state_int(q, 6),
                        .base = dec_of(state_str(q, 7)),
                        .refunded = dec_of(state_str(q, 8))};
    if (among(h, g.subject)) vec_push(&v, g);
  }
  if (ok) {
    *ret = arena_array(&p->mem, struct granted, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

/* A refund that found too little to refund waits for its order. */
static bool keep_early(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                       const char *amount, struct err *err) {
  struct state_stmt *q;
  uint32_t holder;
  if (!holder_take(p->e->c.l, h->subject, s, &holder, err) ||
      !state_query(s,
                   "INSERT INTO earn_early (rule, ref, lsn, holder, amount) VALUES (?1, ?2, ?3, "
                   "?4, ?5)",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->rule->n);
  state_bind_str(q, 2, h->ref);
  state_bind_int(q, 3, (int64_t)h->lsn);
  state_bind_int(q, 4, holder);
  state_bind_str(q, 5, str_from(amount));
  return state_later(q, err);
}

bool earn_refund(struct earn_posting *p, struct state *s, const struct earn_hit *h, struct tally *t,
                 struct err *err) {
  bool all = h->rule->rule.refund == EARN_ALL;
  struct dec left = h->base;
  struct granted *g;
  uint32_t n;
  char text[DEC_TEXT_BYTES];
  if (h->ref.n == 0 || (!all && left.m <= 0)) return true;
  if (!grants_of(p, s, h, &g, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!take_back(p, s, h, t, &g[i], all ? NULL : &left, h->lsn, err)) return false;
  if (all) return n > 0 || keep_early(p, s, h, "", err);
  return left.m == 0 || keep_early(p, s, h, dec_text(dec_normal(left), text), err);
}

struct early {
  uint64_t lsn;
  struct str amount;
};

static bool put_early(struct state *s, const struct earn_hit *h, const struct early *x,
                      struct dec left, struct err *err) {
  struct state_stmt *q;
  char text[DEC_TEXT_BYTES];
  bool gone = left.m == 0;
  if (!state_query(s,
                   gone ? "DELETE FROM earn_early WHERE rule = ?1 AND ref = ?2 AND lsn = ?3"
                        : "UPDATE earn_early SET amount = ?4 WHERE rule = ?1 AND ref = ?2 AND "
                          "lsn = ?3",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->rule->n);
  state_bind_str(q, 2, h->ref);
  state_bind_int(q, 3, (int64_t)x->lsn);
  if (!gone) state_bind_str(q, 4, str_from(dec_text(dec_normal(left), text)));
  return state_later(q, err);
}

bool earn_catch_up(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                   struct tally *t, struct granted *g, struct err *err) {
  struct state_stmt *q;
  VEC(struct early) v = {0};
  bool row, ok, all = h->rule->rule.refund == EARN_ALL;
  if (!state_query(s,
                   "SELECT e.lsn, h.subject, e.amount FROM earn_early e JOIN holder h ON h.n = "
                   "e.holder WHERE e.rule = ?1 AND e.ref = ?2 ORDER BY e.lsn",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->rule->n);
  state_bind_str(q, 2, h->ref);
  while ((ok = state_step(q, &row, err)) && row)
    if (among(h, holder_subject_at(q, 1)))
      vec_push(&v,
               ((struct early){(uint64_t)state_int(q, 0), arena_str(&p->mem, state_str(q, 2))}));
  for (size_t i = 0; ok && i < v.n; i++) {
    struct dec left = dec_of(v.p[i].amount);
    bool whole = all || v.p[i].amount.n == 0;
    ok = take_back(p, s, h, t, g, whole ? NULL : &left, v.p[i].lsn, err) &&
         put_early(s, h, &v.p[i], whole ? DEC_ZERO : left, err);
  }
  vec_free(&v);
  return ok;
}
