/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terms of paid membership.
 *
 *   subscribe ─▶ [ term )[ term )[ … )  renew adds one at the end ─▶ end ─▶ grace ─▶ lapsed
 *                                       cancel: no grace, then left
 *
 * Terms lie one behind the other without gaps, so only the last can be given back without changing
 * others.  An order buys one term of a programme, ever. */
#include "loyalty/membership_int.h"
#include "resource/coupon.h"

static bool no_such_plan(const struct turn *t, struct str plan, struct err *err) {
  return err_fail(err, ERR_programme_no, "%.*s" ERR_SEP "plan" ERR_SEP "%.*s" ERR_SEP "套餐",
                  STRF(t->p->slug), STRF(plan));
}

static unsigned decimals_of(const struct turn *t) {
  return iso_currency_decimals(ws_currency(t->l->w));
}

static bool price_of(const struct turn *t, const struct membership_ask *a,
                     const struct programme_plan *l, struct dec *ret, struct err *err) {
  struct dec price = dec_normal(a->priced ? a->price : l->price);
  if (price.m < 0 || price.scale > decimals_of(t) || dec_cmp(price, dec_int(REWARD_AMOUNT_MAX)) > 0)
    return err_fail(err, ERR_bad_field, "price" ERR_SEP "0 … 10^14 (10^-%u)", decimals_of(t));
  *ret = price;
  return true;
}

static bool order_free(const struct turn *t, struct str order, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (order.n == 0) return err_fail(err, ERR_missing_field, "membership" ERR_SEP "order");
  if (!state_query(t->s, "SELECT 1 FROM member_term WHERE programme = ?1 AND order_ref = ?2", &q,
                   err))
    return false;
  state_bind_str(q, 1, t->p->slug);
  state_bind_str(q, 2, order);
  if (!state_step(q, &row, err)) return false;
  state_reset(q);
  return !row || err_fail(err, ERR_term_order, "%.*s", STRF(order));
}

static bool trial_free(const struct turn *t, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(t->s, "SELECT 1 FROM member_term WHERE member = ?1 AND trial = 1 LIMIT 1", &q,
                   err))
    return false;
  for (uint32_t i = 0; i < t->n_rows && !row; i++) {
    state_reset(q);
    state_bind_int(q, 1, t->rows[i].n);
    if (!state_step(q, &row, err)) return false;
  }
  state_reset(q);
  return !row || err_fail(err, ERR_trial_used, "%.*s", STRF(t->p->slug));
}

static bool term_insert(struct turn *t, const struct membership_ask *a, int64_t from, int64_t until,
                        struct dec price, struct err *err) {
  struct state_stmt *q;
  char text[DEC_TEXT_BYTES];
  if (!state_query(t->s,
                   "INSERT INTO member_term (n, member, programme, plan, from_ms, until_ms, trial, "
                   "price, order_ref, status, refund, refunded_ms, at_ms) VALUES (?1, ?2, ?3, ?4, "
                   "?5, ?6, ?7, ?8, ?9, 0, '', 0, ?10)",
                   &q, err))
    return false;
  state_bind_int(q, 1, member_number(t->l, MEMBER_TERMS));
  state_bind_int(q, 2, t->lead->n);
  state_bind_str(q, 3, t->p->slug);
  state_bind_str(q, 4, t->lead->plan);
  state_bind_int(q, 5, from);
  state_bind_int(q, 6, until);
  state_bind_int(q, 7, a->trial);
  state_bind_str(q, 8, str_from(dec_text(price, text)));
  if (a->trial)
    state_bind_null(q, 9);
  else
    state_bind_str(q, 9, a->order);
  state_bind_int(q, 10, t->now);
  return state_later(q, err);
}

/* The term is the last of the leading membership from now on. */
static bool set_term(struct turn *t, const struct membership_ask *a, const struct programme_plan *l,
                     int64_t from, int64_t until, struct dec price, struct membership_done *ret,
                     struct err *err) {
  struct membership *m = t->lead;
  if (until - t->now > MEMBERSHIP_AHEAD_MS)
    return err_fail(err, ERR_bad_field, "order" ERR_SEP "≤ 100 years");
  uint32_t grace = a->trial ? 0 : l->grace_days;
  m->plan = l->slug;
  m->paid_until = until;
  m->paid_grace = until;
  if (grace)
    m->paid_grace = programme_term_end(&(struct programme_plan){.days = grace}, t->z, until);
  m->ends = a->trial; /* a trial that nobody buys is over at its end */
  m->due_ms = turn_due(t, m);
  ret->until_ms = until;
  ret->amount = price;
  ret->changed = true;
  return term_insert(t, a, from, until, price, err) && member_update(t, m, err);
}

bool turn_subscribe(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                    struct err *err) {
  const struct programme_plan *l = programme_plan_find(t->p, a->plan);
  struct dec price = DEC_ZERO;
  if (t->p->join != PROGRAMME_PAID)
    return err_fail(err, ERR_programme_unpaid, "%.*s", STRF(t->p->slug));
  if (!l) return no_such_plan(t, a->plan, err);
  if (t->lead && t->lead->paid_grace) return err_fail(err, ERR_term_runs, "%.*s", STRF(t->p->slug));
  if (a->trial && l->trial_days == 0) return err_fail(err, ERR_bad_field, "trial" ERR_SEP "false");
  if (!(a->trial ? trial_free(t, err)
                 : order_free(t, a->order, err) && price_of(t, a, l, &price, err)))
    return false;
  const struct programme_plan trial = {.days = l->trial_days};
  return (t->lead || turn_join(t, a, err)) &&
         set_term(t, a, l, t->now, programme_term_end(a->trial ? &trial : l, t->z, t->now), price,
                  ret, err);
}

bool turn_renew(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                struct err *err) {
  struct membership *m = t->lead;
  if (!m || m->paid_grace == 0) return err_fail(err, ERR_not_member, "%.*s", STRF(t->p->slug));
  struct str plan = a->plan.n ? a->plan : m->plan;
  const struct programme_plan *l = programme_plan_find(t->p, plan);
  struct dec price;
  if (!l) return no_such_plan(t, plan, err);
  return order_free(t, a->order, err) && price_of(t, a, l, &price, err) &&
         set_term(t, a, l, m->paid_until, programme_term_end(l, t->z, m->paid_until), price, ret,
                  err);
}

bool turn_cancel(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                 struct err *err) {
  struct membership *m = t->lead;
  if (!m || m->paid_grace == 0) return err_fail(err, ERR_not_member, "%.*s", STRF(t->p->slug));
  ret->until_ms = a->at_once ? t->now : m->paid_until;
  ret->changed = a->at_once || !m->ends;
  /* In the days of grace the end of the term is past. */
  if (a->at_once || m->paid_until <= t->now)
    return turn_leave(t, m, MEMBERSHIP_LEFT, "canceled", err);
  m->ends = true;
  m->due_ms = turn_due(t, m);
  return member_update(t, m, err);
}

struct term {
  int64_t n, member, from, until;
  struct dec price;
  struct str plan;
  bool refunded;
};

static bool term_of(const struct turn *t, struct str order, struct term *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(t->s,
                   "SELECT n, member, from_ms, until_ms, price, plan, status FROM member_term "
                   "WHERE programme = ?1 AND order_ref = ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, t->p->slug);
  state_bind_str(q, 2, order);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_term_unknown, "%.*s", STRF(order));
  *ret = (struct term){.n = state_int(q, 0),
                       .member = state_int(q, 1),
                       .from = state_int(q, 2),
                       .until = state_int(q, 3),
                       .plan = arena_str(t->tmp, state_str(q, 5)),
                       .refunded = state_int(q, 6) != 0};
  bool ok = dec_parse(state_str(q, 4), &ret->price);
  state_reset(q);
  return ok || err_fail(err, ERR_corrupt, "state.db" ERR_SEP "the price of a term");
}

static bool term_refunded(struct turn *t, const struct term *k, struct dec amount,
                          struct err *err) {
  struct state_stmt *q;
  char text[DEC_TEXT_BYTES];
  if (!state_query(t->s,
                   "UPDATE member_term SET status = 1, refund = ?2, refunded_ms = ?3 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, k->n);
  state_bind_str(q, 2, str_from(dec_text(amount, text)));
  state_bind_int(q, 3, t->now);
  return state_later(q, err);
}

bool turn_refund(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                 struct err *err) {
  struct term k;
  struct membership *m = NULL;
  if (!term_of(t, a->order, &k, err)) return false;
  for (uint32_t i = 0; i < t->n_rows; i++)
    if (t->rows[i].n == k.member) m = &t->rows[i];
  if (!m) return err_fail(err, ERR_term_unknown, "%.*s", STRF(a->order)); /* somebody else's */
  const struct programme_plan *l = programme_plan_find(t->p, k.plan);
  if (!l) return no_such_plan(t, k.plan, err);
  if (l->refund == PROGRAMME_REFUND_NONE || k.refunded)
    return err_fail(err, ERR_term_no_refund, "%.*s", STRF(a->order));
  if (m->status == MEMBERSHIP_ACTIVE && k.until != m->paid_until)
    return err_fail(err, ERR_term_last, "%.*s", STRF(a->order));
  if (!programme_refund_of(l->refund, k.price, t->z, k.from, k.until, t->now, decimals_of(t),
                           &ret->amount))
    return err_fail(err, ERR_number_overflow, "price");
  if (!term_refunded(t, &k, ret->amount, err)) return false;
  ret->changed = true;
  t->lead = m;
  ret->until_ms = k.from < t->now ? t->now : k.from;
  if (m->status != MEMBERSHIP_ACTIVE) return true;
  m->paid_until = m->paid_grace = ret->until_ms;
  m->ends = true;
  if (m->paid_until <= t->now) return turn_leave(t, m, MEMBERSHIP_LEFT, "refunded", err);
  m->due_ms = turn_due(t, m);
  return member_update(t, m, err);
}
