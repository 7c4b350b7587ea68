/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checking in: a day of the workspace's zone, once for the person, and how many in a row it makes.
 *
 * The days of a person are those of all its holders together, so people who become one have one
 * streak.  A day is given for once: what each of two had been given stays. */
#include "incentive/task_int.h"

#include <stdlib.h>

#include "base/json.h"

static int latest_first(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x > y ? -1 : x < y;
}

/* Days before `before`, the latest first, each once. */
bool check_in_days(struct state *s, uint32_t doc, const uint32_t *seats, uint32_t n_seats,
                   int64_t before, struct arena *out, int64_t **ret, uint32_t *ret_n,
                   struct err *err) {
  struct state_stmt *q;
  VEC(int64_t) v = {0};
  bool row, ok = true;
  for (uint32_t i = 0; ok && i < n_seats; i++) {
    ok = state_query(s,
                     "SELECT day FROM check_in_day WHERE doc = ?1 AND holder = ?2 AND day < ?3 "
                     "ORDER BY day DESC LIMIT ?4",
                     &q, err);
    if (!ok) break;
    state_bind_int(q, 1, doc);
    state_bind_int(q, 2, seats[i]);
    state_bind_int(q, 3, before);
    state_bind_int(q, 4, CHECK_IN_STREAK_MAX);
    while ((ok = state_step(q, &row, err)) && row)
      vec_push(&v, state_int(q, 0));
  }
  if (v.n > 1) qsort(v.p, v.n, sizeof *v.p, latest_first);
  *ret = arena_array(out, int64_t, v.n + 1);
  *ret_n = 0;
  for (size_t i = 0; i < v.n; i++)
    if (i == 0 || v.p[i] != v.p[i - 1]) (*ret)[(*ret_n)++] = v.p[i];
  vec_free(&v);
  return ok;
}

/* Of days in a row that end with `last`. */
int64_t check_in_streak(const int64_t *days, uint32_t n, int64_t last) {
  int64_t streak = 0;
  for (uint32_t i = 0; i < n && days[i] == last - streak; i++)
    streak++;
  return streak;
}

static void add(struct rewards *all, const struct rewards *r) {
  for (uint32_t i = 0; i < r->n; i++)
    all->p[all->n++] = r->p[i];
  all->points += r->points;
  all->coupons += r->coupons;
}

/* What a day that makes so many in a row gives. */
static struct rewards due(struct task_work *k, const struct check_in *c, int64_t streak) {
  struct rewards all = {.p = arena_array(&k->mem, struct reward, 2 * REWARDS_MAX + 1)};
  if (c->n_days) add(&all, &c->days[(streak - 1) % c->n_days]);
  for (uint32_t i = 0; i < c->n_milestones; i++)
    if (c->milestones[i].days == streak) add(&all, &c->milestones[i].rewards);
  return all;
}

static void answer(struct jw *w, const struct check_in *c, int64_t streak, const struct rewards *r,
                   bool given) {
  jw_begin_object(w);
  jw_key(w, "check_in"), jw_str(w, c->slug);
  jw_key(w, "streak"), jw_int(w, streak);
  jw_key(w, "rewards"), jw_begin_array(w);
  if (given) rewards_write(w, r, 1);
  jw_end_array(w);
  jw_end_object(w);
}

static bool put_day(struct task_work *k, uint32_t doc, uint32_t seat, int64_t day, int64_t streak,
                    bool given, int64_t *ret_n, struct err *err) {
  struct state_stmt *q;
  int64_t n = loyalty_number(k->t->c.l, k->t->tables[CHECK_IN_DAYS]);
  if (!state_query(k->s,
                   "INSERT INTO check_in_day (n, doc, holder, day, at_ms, streak, rewarded) VALUES "
                   "(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   &q, err))
    return false;
  const int64_t values[] = {n, doc, seat, day, k->now, streak, given};
  for (int i = 0; i < 7; i++)
    state_bind_int(q, i + 1, values[i]);
  *ret_n = n;
  return state_later(q, err);
}

static bool act(struct task_asking *x, struct jw *w, struct err *err) {
  struct task_work *k = &x->k;
  const struct check_in *c = &x->check_in;
  struct task_active a = {.kind = CHECK_IN_DOC, .slug = c->slug};
  struct task_seats seats;
  struct task_tally *t;
  struct task_begun who;
  int64_t *days, day = day_of(ws_tz(k->t->c.w), k->now), n;
  uint32_t n_days;
  task_seats_now(k, x->q.subject, &seats);
  if (!task_doc_find(k->s, CHECK_IN_DOC, c->slug, &a.n, err)) return false;
  if (a.n == 0) return err_fail(err, ERR_task_closed, "%.*s", STRF(c->slug));
  if (!check_in_days(k->s, a.n, seats.p, seats.n, day + 1, &k->mem, &days, &n_days, err))
    return false;
  if (n_days && days[0] == day) return err_fail(err, ERR_check_in_twice, "%.*s", STRF(c->slug));
  int64_t streak = 1 + check_in_streak(days, n_days, day - 1);
  struct rewards r = due(k, c, streak);
  a.task.launch = c->launch;
  if (!task_begin(k, &a, &seats, k->now, &who, err) || !task_tally_of(k, a.n, &t, err))
    return false;
  bool given = !who.held && task_budget_take(t, &c->launch, &r);
  t->completed++;
  t->held += who.held;
  struct ev_batch *b = loyalty_tell(k->t->c.l, x->q.subject, "checked_in");
  tell_text(b, "check_in", c->slug);
  tell_number(b, "streak", dec_int(streak));
  if (!put_day(k, a.n, who.seat, day, streak, given, &n, err) ||
      (given && !rewards_give(k, "check_in", n, STR("day"), c->slug, who.seat, &r, err)))
    return false;
  answer(w, c, streak, &r, given);
  return true;
}

static bool opens(const struct check_in *c, int64_t now, const struct tz *tz, struct err *err) {
  struct buf from = BUF_INIT, until = BUF_INIT;
  if (now >= c->launch.from && now < c->launch.until) return true;
  if (c->launch.from > TIME_MIN) time_format_minute(tz, c->launch.from, &from);
  if (c->launch.until < TIME_MAX) time_format_minute(tz, c->launch.until, &until);
  err_fail(err, ERR_check_in_not_open, "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s", STRF(c->slug),
           STRF(from.n ? buf_str(&from) : STR("–")), STRF(until.n ? buf_str(&until) : STR("–")));
  buf_release(&from);
  buf_release(&until);
  return false;
}

static bool look(struct task_asking *x, struct err *err) {
  struct tasks *t = x->k.t;
  bool active;
  if (!resource_check_in(t->c.w, x->q.slug, x->out, &x->check_in, &active, err)) return false;
  if (!active) return err_fail(err, ERR_task_closed, "%.*s", STRF(x->q.slug));
  return opens(&x->check_in, clock_wall_ms(ws_clock(t->c.w)), ws_tz(t->c.w), err) &&
         task_doc_known(t, CHECK_IN_DOC, x->check_in.slug, err);
}

const struct task_act_def task_act_check_in = {"check_in", look, act};
