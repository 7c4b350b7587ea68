/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What rules gave and why: SQL, beside what is compiled. */
#include "loyalty/earn_int.h"
#include "loyalty/ledger.h"

static const struct earn_active *newest(const struct earn *e, uint32_t n) {
  for (uint32_t i = 0; i < e->rules.n; i++)
    if (e->rules.p[i].n == n && e->rules.p[i].until_lsn == UINT64_MAX) return &e->rules.p[i];
  return NULL;
}

static void fill(const struct earn *e, uint32_t n, struct arena *out, struct earn_state *x) {
  const struct earn_active *a = newest(e, n);
  if (!a) return;
  x->version = a->version;
  x->from_lsn = a->from_lsn;
  x->decimals = a->decimals;
  x->problem = a->problem;
  if (a->broken) return;
  x->currency = arena_str(out, a->rule.currency);
  x->has_budget = a->rule.has_cap[EARN_CAP_BUDGET];
  if (!x->has_budget) return;
  x->budget_left = a->cap[EARN_CAP_BUDGET] - x->budget_left; /* used, until here */
  if (x->budget_left < 0) x->budget_left = 0;
}

static bool read_states(struct earn *e, struct arena *out, struct earn_state **ret, uint32_t *ret_n,
                        struct err *err) {
  struct state *s = loyalty_reader(e->c.l);
  struct state_stmt *q;
  VEC(struct earn_state) v = {0};
  VEC(uint32_t) numbers = {0};
  bool row, ok;
  state_enter(s);
  ok = state_query(s,
                   "SELECT r.n, r.slug, r.first_lsn, r.first_ms, r.grants, r.granted, "
                   "r.taken_back, r.budget_used, r.errors, r.error_lsn, r.error_en, r.error_zh, "
                   "coalesce(d.points, 0) FROM earn_rule r LEFT JOIN earn_day d ON d.rule = r.n "
                   "AND d.day = ?1 ORDER BY r.slug",
                   &q, err);
  if (ok) state_bind_int(q, 1, day_of(ws_tz(e->c.w), clock_wall_ms(ws_clock(e->c.w))));
  while (ok && (ok = state_step(q, &row, err)) && row) {
    vec_push(&numbers, (uint32_t)state_int(q, 0));
    vec_push(&v, ((struct earn_state){.slug = arena_str(out, state_str(q, 1)),
                                      .first_lsn = (uint64_t)state_int(q, 2),
                                      .first_ms = state_int(q, 3),
                                      .grants = state_int(q, 4),
                                      .granted = state_int(q, 5),
                                      .taken_back = state_int(q, 6),
                                      .budget_left = state_int(q, 7),
                                      .errors = state_int(q, 8),
                                      .error_lsn = (uint64_t)state_int(q, 9),
                                      .error_en = arena_str(out, state_str(q, 10)),
                                      .error_zh = arena_str(out, state_str(q, 11)),
                                      .granted_today = state_int(q, 12)}));
  }
  state_leave(s);
  for (size_t i = 0; ok && i < v.n; i++)
    fill(e, numbers.p[i], out, &v.p[i]);
  if (ok) {
    *ret = arena_array(out, struct earn_state, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  vec_free(&numbers);
  return ok;
}

bool earn_states(struct earn *e, struct arena *out, struct earn_state **ret, uint32_t *ret_n,
                 struct err *err) {
  pthread_mutex_lock(&e->c.turn);
  bool ok = rules_update(e, err) && read_states(e, out, ret, ret_n, err);
  pthread_mutex_unlock(&e->c.turn);
  return ok;
}

static uint8_t decimals_of(const struct earn *e, uint32_t n) {
  const struct earn_active *a = newest(e, n);
  return a ? a->decimals : 0;
}

/* An order may be named together with a line: "o1\nl1". */
#define WHY                                                                                        \
  "SELECT g.rule, r.slug, g.version, g.lsn, g.at_ms, h.subject, g.ref, g.base, g.times, "          \
  "g.capped, "                                                                                     \
  "g.raw, g.points, g.taken_back FROM earn_grant g JOIN earn_rule r ON r.n = g.rule JOIN holder "  \
  "h "                                                                                             \
  "ON h.n = g.holder WHERE "

static bool read_why(struct earn *e, uint64_t lsn, struct str ref, struct arena *out,
                     struct earn_reason **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(e->c.l);
  struct state_stmt *q;
  VEC(struct earn_reason) v = {0};
  struct buf next = BUF_INIT;
  bool row, ok;
  state_enter(s);
  ok = state_query(s,
                   lsn ? WHY "g.lsn = ?1 ORDER BY g.lsn, r.slug LIMIT ?2"
                       : WHY "(g.ref = ?1 OR (g.ref >= ?3 AND g.ref < ?4)) ORDER BY g.lsn, r.slug "
                             "LIMIT ?2",
                   &q, err);
  if (ok) {
    if (lsn)
      state_bind_int(q, 1, (int64_t)lsn);
    else {
      state_bind_str(q, 1, ref);
      buf_printf(&next, "%.*s\n", STRF(ref));
      state_bind_str(q, 3, buf_str(&next));
      next.p[next.n - 1] = '\n' + 1;
      state_bind_str(q, 4, buf_str(&next));
    }
    state_bind_int(q, 2, EARN_WHY_MAX);
  }
  while (ok && (ok = state_step(q, &row, err)) && row)
    vec_push(&v, ((struct earn_reason){.rule = arena_str(out, state_str(q, 1)),
                                       .version = (uint32_t)state_int(q, 2),
                                       .lsn = (uint64_t)state_int(q, 3),
                                       .at_ms = state_int(q, 4),
                                       .subject = holder_subject_at(q, 5),
                                       .decimals = decimals_of(e, (uint32_t)state_int(q, 0)),
                                       .ref = arena_str(out, state_str(q, 6)),
                                       .base = arena_str(out, state_str(q, 7)),
                                       .times = arena_str(out, state_str(q, 8)),
                                       .capped = arena_str(out, state_str(q, 9)),
                                       .raw = state_int(q, 10),
                                       .points = state_int(q, 11),
                                       .taken_back = state_int(q, 12)}));
  state_leave(s);
  buf_release(&next);
  if (ok) {
    *ret = arena_array(out, struct earn_reason, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool earn_why(struct earn *e, uint64_t lsn, struct str ref, struct arena *out,
              struct earn_reason **ret, uint32_t *ret_n, struct err *err) {
  pthread_mutex_lock(&e->c.turn);
  bool ok = rules_update(e, err) && read_why(e, lsn, ref, out, ret, ret_n, err);
  pthread_mutex_unlock(&e->c.turn);
  return ok;
}
