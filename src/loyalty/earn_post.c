/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effects of a step: caps, grants, what refunds take back, postings, and the cursor, in one
 * work.
 *
 * The cursor alone makes it once for ever: rows below it are done, and it is committed with them.
 * The keys of postings say the same to the ledger, should anybody else post for an event.  A
 * posting that the ledger refuses is the event's misfortune, counted and shown; the work goes on,
 * because one bad rule must not stop the others for ever. */
#include <stdio.h>

#include "loyalty/earn_post_int.h"
#include "loyalty/ledger.h"
#include "loyalty/loyalty_int.h"
#include "workspace/consumer.h"

/* ---- sums ---- */

static bool tally_of(struct earn_posting *p, struct state *s, const struct earn_active *a,
                     struct tally **ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  for (size_t i = 0; i < p->tallies.n; i++)
    if (p->tallies.p[i].rule->n == a->n) {
      *ret = &p->tallies.p[i];
      return true;
    }
  if (!state_query(s, "SELECT budget_used FROM earn_rule WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, a->n);
  if (!state_step(q, &row, err)) return false;
  vec_push(&p->tallies, ((struct tally){.rule = a, .budget_used = row ? state_int(q, 0) : 0}));
  state_reset(q);
  *ret = &p->tallies.p[p->tallies.n - 1];
  return true;
}

static void note_day(struct earn_posting *p, const struct earn_hit *h, int64_t points) {
  int64_t day = day_of(ws_tz(p->e->c.w), h->at_ms);
  for (size_t i = p->days.n; i-- > 0;) {
    struct by_day *d = &p->days.p[i];
    if (d->rule != h->rule->n || d->day != day) continue;
    d->grants++;
    d->points += points;
    return;
  }
  vec_push(&p->days, ((struct by_day){h->rule->n, day, 1, points}));
}

void earn_went_wrong(struct tally *t, const struct earn_hit *h, const struct err *why) {
  if (t->errors++ == 0) {
    t->first = h;
    t->why = *why;
  }
}

bool earn_refused(const struct err *why) {
  enum err_class c = err_class_of(why->code);
  return c == ERR_CLASS_INPUT || c == ERR_CLASS_LIMIT ||
         (c == ERR_CLASS_STATE && why->code != ERR_state_retry);
}

/* ---- caps ---- */

static const char *const spans[EARN_SPANS] = {"d", "w", "m", "t"};

static bool sum_of(struct state_stmt *q, int64_t *ret, struct err *err) {
  bool row;
  if (!state_step(q, &row, err)) return false;
  *ret += row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

static bool used_by(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                    unsigned span, int64_t day, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  *ret = 0;
  for (uint32_t i = 0; i < h->n_others; i++) {
    uint32_t holder = holder_find(p->e->c.l, h->others[i]);
    if (!holder) continue;
    if (!state_query(s,
                     "SELECT points FROM earn_use WHERE rule = ?1 AND holder = ?2 AND span = ?3 "
                     "AND day = ?4",
                     &q, err))
      return false;
    state_bind_int(q, 1, h->rule->n);
    state_bind_int(q, 2, holder);
    state_bind_str(q, 3, str_from(spans[span]));
    state_bind_int(q, 4, day);
    if (!sum_of(q, ret, err)) return false;
  }
  return true;
}

static bool used_by_order(struct state *s, const struct earn_hit *h, int64_t *ret,
                          struct err *err) {
  struct state_stmt *q;
  *ret = 0;
  if (!state_query(s,
                   h->rule->rule.caps_give_back
                       ? "SELECT CAST(coalesce(sum(points - taken_back), 0) AS @i64) FROM "
                         "earn_grant WHERE ref = ?1 AND rule = ?2"
                       : "SELECT CAST(coalesce(sum(points), 0) AS @i64) FROM earn_grant WHERE "
                         "ref = ?1 AND rule = ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, h->ref);
  state_bind_int(q, 2, h->rule->n);
  return sum_of(q, ret, err);
}

static void cut(int64_t *points, int64_t left, enum earn_cap cap, const char **ret_by) {
  if (left < 0) left = 0;
  if (*points <= left) return;
  *points = left;
  *ret_by = earn_cap_names[cap];
}

static bool apply_caps(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                       const struct tally *t, const int64_t days[EARN_SPANS], int64_t *points,
                       const char **ret_by, struct err *err) {
  const struct earn_active *a = h->rule;
  const bool *has = a->rule.has_cap;
  int64_t used;
  if (has[EARN_CAP_EVENT]) cut(points, a->cap[EARN_CAP_EVENT], EARN_CAP_EVENT, ret_by);
  if (has[EARN_CAP_ORDER] && h->ref.n) {
    if (!used_by_order(s, h, &used, err)) return false;
    cut(points, a->cap[EARN_CAP_ORDER] - used, EARN_CAP_ORDER, ret_by);
  }
  for (unsigned i = 0; i < EARN_SPANS; i++) {
    enum earn_cap cap = EARN_CAP_DAY + i;
    if (!has[cap]) continue;
    if (!used_by(p, s, h, i, days[i], &used, err)) return false;
    cut(points, a->cap[cap] - used, cap, ret_by);
  }
  if (has[EARN_CAP_BUDGET])
    cut(points, a->cap[EARN_CAP_BUDGET] - t->budget_used, EARN_CAP_BUDGET, ret_by);
  return true;
}

bool earn_use(struct state *s, const struct earn_active *a, uint32_t holder,
              const int64_t days[EARN_SPANS], int64_t points, struct err *err) {
  for (unsigned i = 0; i < EARN_SPANS; i++) {
    struct state_stmt *q;
    if (!a->rule.has_cap[EARN_CAP_DAY + i]) continue;
    if (!state_query(s,
                     "INSERT INTO earn_use (rule, holder, span, day, points) VALUES (?1, ?2, ?3, "
                     "?4, ?5) ON CONFLICT (rule, holder, span, day) DO UPDATE SET points = "
                     "earn_use.points + excluded.points",
                     &q, err))
      return false;
    state_bind_int(q, 1, a->n);
    state_bind_int(q, 2, holder);
    state_bind_str(q, 3, str_from(spans[i]));
    state_bind_int(q, 4, days[i]);
    state_bind_int(q, 5, points);
    if (!state_later(q, err)) return false;
  }
  return true;
}

/* ---- granting ---- */

static bool put_grant(struct state *s, const struct earn_hit *h, const struct granted *g,
                      const char *capped, struct err *err) {
  struct state_stmt *q;
  char base[DEC_TEXT_BYTES];
  if (!state_query(s,
                   "INSERT INTO earn_grant (rule, lsn, version, holder, txn, at_ms, ref, base, "
                   "times, raw, points, capped, refunded, taken_back) VALUES (?1, ?2, ?3, ?4, ?5, "
                   "?6, ?7, ?8, ?9, ?10, ?11, ?12, '0', 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->rule->n);
  state_bind_int(q, 2, (int64_t)h->lsn);
  state_bind_int(q, 3, h->rule->version);
  state_bind_int(q, 4, g->holder);
  state_bind_int(q, 5, g->txn);
  state_bind_int(q, 6, h->at_ms);
  state_bind_str(q, 7, h->ref);
  state_bind_str(q, 8, str_from(dec_text(dec_normal(h->base), base)));
  state_bind_str(q, 9, h->times);
  state_bind_int(q, 10, h->raw);
  state_bind_int(q, 11, g->points);
  state_bind_str(q, 12, str_from(capped));
  return state_later(q, err);
}

/* A period that a rule sets begins with the event, not when the consumer came to it. */
static int64_t later(const struct earn *e, int64_t at_ms, int32_t days) {
  const struct tz *tz = ws_tz(e->c.w);
  return day_start(tz, day_of(tz, at_ms) + days);
}

static bool pay(struct earn_posting *p, struct state *s, const struct earn_hit *h, int64_t points,
                int64_t *ret_txn, struct err *err) {
  const struct earn_rule *r = &h->rule->rule;
  struct ledger_posted posted;
  char key[LEDGER_TEXT_MAX];
  snprintf(key, sizeof key, "%.*s/%llu.0", STRF(h->rule->slug), (unsigned long long)h->lsn);
  struct ledger_post post = {.op = LEDGER_EARN,
                             .subject = h->subject,
                             .currency = r->currency,
                             .amount = points,
                             .actor = STR("earn"),
                             .key = str_from(key),
                             .reason = h->rule->slug,
                             .ref = h->ref.n <= LEDGER_TEXT_MAX ? h->ref : (struct str){0},
                             .cause = h->lsn};
  if (r->pending_days >= 0)
    post.pending_ms = r->pending_days ? later(p->e, h->at_ms, r->pending_days) : -1;
  if (r->expiry_days >= 0) post.expires_ms = later(p->e, h->at_ms, r->expiry_days + 1);
  if (!ledger_post(p->e->c.l, s, &post, &posted, err)) return false;
  *ret_txn = posted.txn;
  return true;
}

static bool grant(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                  struct tally *t, struct err *err) {
  const struct earn_active *a = h->rule;
  struct granted g = {.lsn = h->lsn, .subject = h->subject, .at_ms = h->at_ms, .base = h->base};
  const char *capped = "";
  struct err why = {0};
  int64_t days[EARN_SPANS];
  earn_spans(ws_tz(p->e->c.w), h->at_ms, days);
  g.points = h->raw;
  if (!apply_caps(p, s, h, t, days, &g.points, &capped, err)) return false;
  if (g.points > 0 && !pay(p, s, h, g.points, &g.txn, &why)) {
    if (!earn_refused(&why)) {
      *err = why;
      return false;
    }
    earn_went_wrong(t, h, &why);
    return true;
  }
  if (!holder_take(p->e->c.l, h->subject, s, &g.holder, err) || !put_grant(s, h, &g, capped, err))
    return false;
  t->grants++;
  t->granted += g.points;
  t->budget_used += g.points;
  note_day(p, h, g.points);
  if (g.points > 0 && !earn_use(s, a, g.holder, days, g.points, err)) return false;
  return h->ref.n == 0 || a->rule.refund == EARN_KEEPS || earn_catch_up(p, s, h, t, &g, err);
}

/* ---- the work ---- */

static bool put_tally(struct state *s, const struct tally *t, struct err *err) {
  struct state_stmt *q;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  if (t->errors) {
    err_render(&t->why, LANG_EN, &en);
    err_render(&t->why, LANG_ZH, &zh);
  }
  bool ok = state_query(
      s,
      "UPDATE earn_rule SET grants = grants + ?2, granted = granted + ?3, taken_back = taken_back "
      "+ ?4, budget_used = ?5, error_lsn = CASE WHEN errors = 0 THEN ?7 ELSE error_lsn END, "
      "error_en = CASE WHEN errors = 0 THEN ?8 ELSE error_en END, error_zh = CASE WHEN errors = 0 "
      "THEN ?9 ELSE error_zh END, errors = errors + ?6 WHERE n = ?1",
      &q, err);
  if (ok) {
    state_bind_int(q, 1, t->rule->n);
    state_bind_int(q, 2, t->grants);
    state_bind_int(q, 3, t->granted);
    state_bind_int(q, 4, t->taken_back);
    state_bind_int(q, 5, t->budget_used);
    state_bind_int(q, 6, t->errors);
    state_bind_int(q, 7, t->first ? (int64_t)t->first->lsn : 0);
    state_bind_str(q, 8, buf_str(&en));
    state_bind_str(q, 9, buf_str(&zh));
    ok = state_later(q, err);
  }
  buf_release(&en);
  buf_release(&zh);
  return ok;
}

static bool put_day(struct state *s, const struct by_day *d, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO earn_day (rule, day, grants, points) VALUES (?1, ?2, ?3, ?4) ON "
                   "CONFLICT (rule, day) DO UPDATE SET grants = earn_day.grants + "
                   "excluded.grants, points = earn_day.points + excluded.points",
                   &q, err))
    return false;
  state_bind_int(q, 1, d->rule);
  state_bind_int(q, 2, d->day);
  state_bind_int(q, 3, d->grants);
  state_bind_int(q, 4, d->points);
  return state_later(q, err);
}

static bool put_place(struct state *s, uint64_t cursor, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO earn_place (one, lsn) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE "
                   "SET lsn = excluded.lsn",
                   &q, err))
    return false;
  state_bind_int(q, 1, (int64_t)cursor);
  return state_later(q, err);
}

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct earn_posting *p = (struct earn_posting *)k;
  p->tallies.n = p->days.n = 0;
  arena_reset(&p->mem);
  for (size_t i = 0; i < p->n; i++) {
    const struct earn_hit *h = &p->hits[i];
    struct tally *t;
    if (!tally_of(p, s, h->rule, &t, err)) return false;
    if (people_erased(ws_people(p->e->c.w), h->subject)) continue;
    if (h->why)
      earn_went_wrong(t, h, h->why);
    else if (!(h->refund ? earn_refund(p, s, h, t, err) : grant(p, s, h, t, err)))
      return false;
  }
  for (size_t i = 0; i < p->tallies.n; i++)
    if (!put_tally(s, &p->tallies.p[i], err)) return false;
  for (size_t i = 0; i < p->days.n; i++)
    if (!put_day(s, &p->days.p[i], err)) return false;
  return put_place(s, p->cursor, err) && ws_cursor_save(p->e->c.w, EARN_CONSUMER, p->cursor, err);
}

bool earn_post(struct earn *e, struct earn_hit *hits, size_t n, uint64_t cursor, struct err *err) {
  struct earn_posting p = {.work = {.run = run}, .e = e, .hits = hits, .n = n, .cursor = cursor};
  arena_init(&p.mem, "earn post");
  bool ok = loyalty_do(e->c.l, &p.work, err);
  vec_free(&p.tallies);
  vec_free(&p.days);
  arena_release(&p.mem);
  return ok;
}
