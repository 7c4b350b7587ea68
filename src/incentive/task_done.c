/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completions: made of hits that no other used, given, taken back.
 *
 * A completion names the parts of the hits it used, oldest place of the log first.  So what counts
 * for nothing else is known for ever, through people who become one and part again, and taking an
 * event back finds the completion that stood on it: one that nobody was given yet is reopened, and
 * its other parts are free again; what was given stays given. */
#include <stdio.h>
#include <stdlib.h>

#include "incentive/task_int.h"
#include "loyalty/gift.h"

enum { CLAIMABLE, GIVEN, REOPENED, HELD };

/* ---- how many there are ---- */

bool task_dones_of(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                   int64_t period, struct task_dones *ret, struct err *err) {
  struct state_stmt *q;
  bool row, ok = true;
  *ret = (struct task_dones){0};
  for (uint32_t i = 0; ok && i < seats->n; i++) {
    if (!state_query(k->s,
                     "SELECT period, status, count(*) FROM task_done WHERE holder = ?1 AND doc = "
                     "?2 AND status <> 2 GROUP BY period, status",
                     &q, err))
      return false;
    state_bind_int(q, 1, seats->p[i]);
    state_bind_int(q, 2, doc);
    while ((ok = state_step(q, &row, err)) && row) {
      int64_t n = state_int(q, 2), open = state_int(q, 1) == CLAIMABLE ? n : 0;
      bool here = state_int(q, 0) == period;
      ret->all += n;
      ret->all_open += open;
      if (here) ret->period += n;
      if (here) ret->period_open += open;
    }
  }
  return ok;
}

/* ---- hits that are free ---- */

struct free_hit {
  uint64_t lsn;
  int64_t unused, at_ms;
  struct str value;
};
typedef VEC(struct free_hit) free_hits;

#define FREE "holder = ?1 AND doc = ?2 AND period = ?3 AND unused > 0"

/* Different values are counted along the index, one step for each: who saw the same five things a
 * thousand times would be counted a thousand times otherwise, at each of the thousand. */
static const char *const free_sql[] = {
    "SELECT CAST(coalesce(sum(unused), 0) AS @i64) FROM task_hit WHERE " FREE,
    "WITH RECURSIVE v (value) AS (SELECT (SELECT min(value) FROM task_hit WHERE " FREE
    ") UNION ALL SELECT (SELECT min(t.value) FROM task_hit t WHERE t.holder = ?1 AND t.doc = ?2 "
    "AND t.period = ?3 AND t.unused > 0 AND t.value > v.value) FROM v WHERE v.value IS NOT NULL) "
    "SELECT CAST(count(value) * 10000 AS @i64) FROM v"};

static bool sum_free(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                     int64_t period, bool distinct, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret = 0;
  for (uint32_t i = 0; i < seats->n; i++) {
    if (!state_query(k->s, free_sql[distinct], &q, err)) return false;
    state_bind_int(q, 1, seats->p[i]);
    state_bind_int(q, 2, doc);
    state_bind_int(q, 3, period);
    if (!state_step(q, &row, err)) return false;
    if (row) {
      *ret += state_int(q, 0);
      state_reset(q);
    }
  }
  return true;
}

static int by_lsn(const void *a, const void *b) {
  const struct free_hit *x = a, *y = b;
  return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}

static bool load_free(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                      int64_t period, free_hits *ret, struct err *err) {
  struct state_stmt *q;
  bool row, ok = true;
  ret->n = 0;
  for (uint32_t i = 0; ok && i < seats->n; i++) {
    if (!state_query(k->s,
                     "SELECT lsn, unused, at_ms, value FROM task_hit WHERE holder = ?1 AND doc = "
                     "?2 AND period = ?3 AND unused > 0 ORDER BY lsn",
                     &q, err))
      return false;
    state_bind_int(q, 1, seats->p[i]);
    state_bind_int(q, 2, doc);
    state_bind_int(q, 3, period);
    while ((ok = state_step(q, &row, err)) && row)
      vec_push(ret, ((struct free_hit){(uint64_t)state_int(q, 0), state_int(q, 1), state_int(q, 2),
                                       arena_str(&k->mem, state_str(q, 3))}));
  }
  if (ok && seats->n > 1 && ret->n) qsort(ret->p, ret->n, sizeof *ret->p, by_lsn);
  return ok;
}

bool task_progress(struct task_work *k, uint32_t doc, const struct task *t,
                   const struct task_seats *seats, int64_t period, int64_t *ret, struct err *err) {
  free_hits v = {0};
  if (t->measure != TASK_DISTINCT || seats->n < 2)
    return sum_free(k, doc, seats, period, t->measure == TASK_DISTINCT, ret, err);
  bool ok = load_free(k, doc, seats, period, &v, err);
  *ret = 0;
  for (size_t i = 0; ok && i < v.n; i++) {
    bool again = false;
    for (size_t j = 0; !again && j < i; j++)
      again = str_eq(v.p[i].value, v.p[j].value);
    if (!again) *ret += TASK_UNIT;
  }
  vec_free(&v);
  return ok;
}

/* How much of each of the first hits makes one completion; false: they do not. */
static bool choose(const struct task *t, const free_hits *v, int64_t *parts, size_t *ret_n,
                   int64_t *ret_at_ms) {
  int64_t have = 0, at = INT64_MIN;
  size_t n = 0;
  for (; n < v->n && have < t->reach; n++) {
    const struct free_hit *h = &v->p[n];
    bool again = false;
    for (size_t i = 0; t->measure == TASK_DISTINCT && !again && i < n; i++)
      again = str_eq(v->p[i].value, h->value);
    int64_t left = t->reach - have;
    parts[n] = t->measure == TASK_SUM && h->unused > left ? left : h->unused;
    if (!again) have += t->measure == TASK_DISTINCT ? TASK_UNIT : parts[n];
    if (h->at_ms > at) at = h->at_ms;
  }
  *ret_n = n;
  *ret_at_ms = at;
  return have >= t->reach;
}

static bool use_part(struct task_work *k, uint32_t doc, int64_t done, uint64_t lsn, int64_t part,
                     struct err *err) {
  struct state_stmt *q;
  if (!state_query(k->s, "UPDATE task_hit SET unused = unused - ?3 WHERE doc = ?1 AND lsn = ?2", &q,
                   err))
    return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, (int64_t)lsn);
  state_bind_int(q, 3, part);
  if (!state_later(q, err) ||
      !state_query(k->s, "INSERT INTO task_part (done, doc, lsn, amount) VALUES (?1, ?2, ?3, ?4)",
                   &q, err))
    return false;
  state_bind_int(q, 1, done);
  state_bind_int(q, 2, doc);
  state_bind_int(q, 3, (int64_t)lsn);
  state_bind_int(q, 4, part);
  return state_later(q, err);
}

/* ---- giving ---- */

bool rewards_give(struct task_work *k, const char *origin, int64_t n, struct str occasion,
                  struct str slug, uint32_t seat, const struct rewards *r, struct err *err) {
  for (uint32_t i = 0; i < r->n; i++) {
    const struct gift g = {.origin = str_from(origin),
                           .origin_n = n,
                           .occasion = occasion,
                           .item = i,
                           .holder = seat,
                           .reason = slug,
                           .reward = r->p[i],
                           .at_ms = k->now};
    if (!gift_put(k->t->c.l, k->s, &g, err)) return false;
  }
  return true;
}

bool task_give(struct task_work *k, const struct task *t, int64_t done, uint32_t seat,
               uint32_t subject, int64_t nth, struct err *err) {
  return rewards_give(k, "task", done, STR("done"), t->slug, seat, &t->rewards, err) &&
         task_tell(k, subject, "task_claimed", "task", t->slug, nth, "nth", err);
}

/* ---- making ---- */

struct making {
  struct task_work *k;
  const struct task_active *a;
  struct task_seats *seats;
  int64_t period, at_ms;
  uint64_t lsn;
  uint32_t seat;
  bool held;
};

static bool put_done(struct making *m, int64_t n, int64_t nth, int status, struct err *err) {
  struct state_stmt *q;
  if (!state_query(m->k->s,
                   "INSERT INTO task_done (n, doc, version, holder, period, nth, lsn, at_ms, "
                   "status, given_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   &q, err))
    return false;
  const int64_t values[] = {
      n,   m->a->n,         m->a->version, m->seat, m->period,
      nth, (int64_t)m->lsn, m->at_ms,      status,  status == GIVEN ? m->k->now : 0};
  for (int i = 0; i < 10; i++)
    state_bind_int(q, i + 1, values[i]);
  return state_later(q, err);
}

static bool make(struct making *m, int64_t nth, int64_t *ret_n, struct err *err) {
  struct task_work *k = m->k;
  const struct task *t = &m->a->task;
  struct task_tally *tally;
  int64_t n = loyalty_number(k->t->c.l, k->t->tables[TASK_DONES]);
  if (!task_tally_of(k, m->a->n, &tally, err)) return false;
  *ret_n = n;
  tally->completed++;
  if (m->held) {
    tally->held++;
    return put_done(m, n, nth, HELD, err);
  }
  bool given = !t->by_person && task_budget_take(tally, &t->launch, &t->rewards);
  return put_done(m, n, nth, given ? GIVEN : CLAIMABLE, err) &&
         task_tell(k, m->seats->subject, "task_completed", "task", t->slug, nth, "nth", err) &&
         (!given || task_give(k, t, n, m->seat, m->seats->subject, nth, err));
}

static int64_t still_possible(const struct task *t, const struct task_dones *d) {
  int64_t n = t->times - d->period;
  if (t->per_person && t->per_person - d->all < n) n = t->per_person - d->all;
  return n > 0 ? n : 0;
}

/* One completion of hits; *ret: it was made. */
static bool complete_one(struct making *m, int64_t nth, bool *ret, struct err *err) {
  struct task_work *k = m->k;
  const struct task *t = &m->a->task;
  free_hits v = {0};
  size_t n = 0;
  int64_t done = 0, have = 0, *parts;
  *ret = false;
  if (!sum_free(k, m->a->n, m->seats, m->period, t->measure == TASK_DISTINCT, &have, err))
    return false;
  if (have < t->reach) return true; /* of distinct values the sum counts some twice */
  bool ok = load_free(k, m->a->n, m->seats, m->period, &v, err);
  parts = arena_array(&k->mem, int64_t, v.n + 1);
  *ret = ok && choose(t, &v, parts, &n, &m->at_ms);
  ok = ok && (!*ret || make(m, nth, &done, err));
  for (size_t i = 0; ok && *ret && i < n; i++)
    ok = use_part(k, m->a->n, done, v.p[i].lsn, parts[i], err);
  vec_free(&v);
  return ok;
}

bool task_complete(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                   const struct task_begun *who, int64_t period, uint64_t lsn, int64_t at_ms,
                   int64_t value, struct err *err) {
  const struct task *t = &a->task;
  struct making m = {.k = k,
                     .a = a,
                     .seats = seats,
                     .period = period,
                     .at_ms = at_ms,
                     .lsn = lsn,
                     .seat = who->seat,
                     .held = who->held};
  struct task_dones d;
  bool made = true, any = false;
  int64_t done;
  if (!task_dones_of(k, a->n, seats, period, &d, err)) return false;
  int64_t left = still_possible(t, &d);
  if (value >= 0) {
    int64_t reached = value / t->reach - d.period;
    if (reached < left) left = reached;
  }
  for (int64_t i = 0; made && i < left; i++) {
    if (value >= 0 ? !make(&m, d.period + i + 1, &done, err)
                   : !complete_one(&m, d.period + i + 1, &made, err))
      return false;
    any |= made;
  }
  return !any || m.held || badges_of_task(k, a->slug, a->n, seats, lsn, m.at_ms, err);
}

/* ---- taking back ---- */

struct stood_on { /* a completion that used some of the hit */
  int64_t n, nth;
  uint32_t holder;
  bool held;
};

/* The last completion on the hit that was not given; n 0: none. */
static bool last_open(struct task_work *k, uint32_t doc, uint64_t lsn, struct stood_on *ret,
                      struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret = (struct stood_on){0};
  if (!state_query(k->s,
                   "SELECT d.n, d.nth, d.holder, d.status FROM task_part p JOIN task_done d ON d.n "
                   "= p.done WHERE p.doc = ?1 AND p.lsn = ?2 AND d.status IN (0, 3) ORDER BY d.n "
                   "DESC LIMIT 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, (int64_t)lsn);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  *ret = (struct stood_on){state_int(q, 0), state_int(q, 1), (uint32_t)state_int(q, 2),
                           state_int(q, 3) == HELD};
  state_reset(q);
  return true;
}

static bool exec(struct task_work *k, const char *sql, int64_t done, struct err *err) {
  struct state_stmt *q;
  if (!state_query(k->s, sql, &q, err)) return false;
  state_bind_int(q, 1, done);
  return state_later(q, err);
}

static bool reopen(struct task_work *k, const struct task_active *a, const struct stood_on *d,
                   struct err *err) {
  struct task_tally *tally;
  uint32_t subject;
  struct err gone = {0};
  if (!task_tally_of(k, a->n, &tally, err)) return false;
  tally->reopened++;
  if (!exec(k,
            "UPDATE task_hit SET unused = unused + (SELECT p.amount FROM task_part p WHERE p.done "
            "= ?1 AND p.doc = task_hit.doc AND p.lsn = task_hit.lsn) WHERE EXISTS (SELECT 1 FROM "
            "task_part p WHERE p.done = ?1 AND p.doc = task_hit.doc AND p.lsn = task_hit.lsn) AND "
            "doc = (SELECT doc FROM task_done WHERE n = ?1) AND lsn IN (SELECT lsn FROM task_part "
            "WHERE done = ?1)",
            d->n, err) ||
      !exec(k, "DELETE FROM task_part WHERE done = ?1", d->n, err) ||
      !exec(k, "UPDATE task_done SET status = 2 WHERE n = ?1", d->n, err))
    return false;
  if (d->held || !holder_subject(k->s, d->holder, &subject, &gone)) return true;
  return task_tell(k, subject, "task_reopened", "task", a->slug, d->nth, "nth", err);
}

static bool hit_of(struct task_work *k, uint32_t doc, uint64_t lsn, int64_t *ret_amount,
                   int64_t *ret_unused, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(k->s, "SELECT amount, unused FROM task_hit WHERE doc = ?1 AND lsn = ?2", &q,
                   err))
    return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, (int64_t)lsn);
  if (!state_step(q, &row, err)) return false;
  *ret_amount = row ? state_int(q, 0) : 0;
  *ret_unused = row ? state_int(q, 1) : 0;
  if (row) state_reset(q);
  return true;
}

bool task_take_back(struct task_work *k, const struct task_active *a, uint64_t lsn, int64_t *left,
                    struct err *err) {
  struct state_stmt *q;
  struct stood_on d;
  int64_t amount, unused;
  if (!hit_of(k, a->n, lsn, &amount, &unused, err)) return false;
  int64_t take = *left < 0 || *left > amount ? amount : *left;
  if (*left >= 0) *left -= take;
  while (unused < take) {
    if (!last_open(k, a->n, lsn, &d, err)) return false;
    if (!d.n) break; /* given for: it stays given */
    if (!reopen(k, a, &d, err) || !hit_of(k, a->n, lsn, &amount, &unused, err)) return false;
  }
  int64_t gone = take < unused ? take : unused;
  if (!state_query(k->s,
                   "UPDATE task_hit SET amount = amount - ?3, unused = unused - ?3 WHERE doc = ?1 "
                   "AND lsn = ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, a->n);
  state_bind_int(q, 2, (int64_t)lsn);
  state_bind_int(q, 3, gone);
  return state_later(q, err);
}
