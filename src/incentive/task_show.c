/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is so of each document: who began, completed, was given; what went wrong. */
#include "incentive/task_int.h"

static bool read_docs(struct state *s, struct arena *out, struct task_counts **ret,
                      int64_t **ret_numbers, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  VEC(struct task_counts) v = {0};
  VEC(int64_t) numbers = {0};
  bool row, ok;
  ok = state_query(s,
                   "SELECT d.n, d.kind, d.slug, d.first_ms, d.started, d.completed, d.given, "
                   "d.reopened, d.held, d.points, d.coupons, d.errors, d.error_lsn, d.error_en, "
                   "d.error_zh, (SELECT max(v.from_lsn) FROM task_version v WHERE v.doc = d.n) "
                   "FROM task_doc d ORDER BY d.kind, d.slug",
                   &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    vec_push(&numbers, state_int(q, 0));
    vec_push(&v, ((struct task_counts){.kind = arena_str(out, state_str(q, 1)),
                                       .slug = arena_str(out, state_str(q, 2)),
                                       .first_ms = state_int(q, 3),
                                       .started = state_int(q, 4),
                                       .completed = state_int(q, 5),
                                       .given = state_int(q, 6),
                                       .reopened = state_int(q, 7),
                                       .held = state_int(q, 8),
                                       .points = state_int(q, 9),
                                       .coupons = state_int(q, 10),
                                       .errors = state_int(q, 11),
                                       .error_lsn = (uint64_t)state_int(q, 12),
                                       .error_en = arena_str(out, state_str(q, 13)),
                                       .error_zh = arena_str(out, state_str(q, 14)),
                                       .from_lsn = (uint64_t)state_int(q, 15)}));
  }
  *ret = arena_array(out, struct task_counts, v.n + 1);
  *ret_numbers = arena_array(out, int64_t, v.n + 1);
  for (size_t i = 0; i < v.n; i++) {
    (*ret)[i] = v.p[i];
    (*ret_numbers)[i] = numbers.p[i];
  }
  *ret_n = (uint32_t)v.n;
  vec_free(&v);
  vec_free(&numbers);
  return ok;
}

/* One row of three numbers by document. */
static bool fill(struct state *s, const char *sql, struct task_counts *c, const int64_t *numbers,
                 uint32_t n, void (*set)(struct task_counts *, int64_t, int64_t),
                 struct err *err) {
  struct state_stmt *q;
  bool row, ok = state_query(s, sql, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    for (uint32_t i = 0; i < n; i++)
      if (numbers[i] == state_int(q, 0)) set(&c[i], state_int(q, 1), state_int(q, 2));
  return ok;
}

static void set_claimable(struct task_counts *c, int64_t claimable, int64_t people) {
  c->claimable = claimable;
  c->people = people;
}
static void set_held(struct task_counts *c, int64_t held, int64_t unused) {
  (void)unused;
  c->started_held = held;
}
static void set_having(struct task_counts *c, int64_t having, int64_t unused) {
  (void)unused;
  c->having = having;
}

bool task_counts(struct tasks *t, struct arena *out, struct task_counts **ret, uint32_t *ret_n,
                 struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  int64_t *numbers;
  if (!consumer_adopt(task_consumer(t), err)) return false;
  state_enter(s);
  bool ok =
      read_docs(s, out, ret, &numbers, ret_n, err) &&
      fill(s,
           "SELECT doc, CAST(sum(CASE WHEN status = 0 THEN 1 ELSE 0 END) AS @i64), count(DISTINCT "
           "CASE WHEN status IN (0, 1) THEN holder END) FROM task_done GROUP BY doc",
           *ret, numbers, *ret_n, set_claimable, err) &&
      fill(s, "SELECT doc, count(*), 0 FROM task_person WHERE held = 1 GROUP BY doc", *ret,
           numbers, *ret_n, set_held, err) &&
      fill(s, "SELECT doc, count(*), 0 FROM badge_award WHERE until_ms = 0 GROUP BY doc", *ret,
           numbers, *ret_n, set_having, err);
  state_leave(s);
  return ok;
}
