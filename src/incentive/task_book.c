/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts and budgets of documents, within a work: read when first needed, written at its end.
 *
 * Works follow one another, so what a work reads is what all before it left: a budget is never
 * exceeded, whoever asks at the same time. */
#include "incentive/task_int.h"

void task_work_begin(struct task_work *k, struct state *s) {
  k->s = s;
  k->now = clock_wall_ms(ws_clock(k->t->c.w));
  k->tallies.n = 0;
  arena_reset(&k->mem);
}

bool task_tally_of(struct task_work *k, uint32_t doc, struct task_tally **ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  for (size_t i = 0; i < k->tallies.n; i++)
    if (k->tallies.p[i].n == doc) {
      *ret = &k->tallies.p[i];
      return true;
    }
  if (!state_query(k->s, "SELECT given, points, coupons FROM task_doc WHERE n = ?1", &q, err))
    return false;
  state_bind_int(q, 1, doc);
  if (!state_step(q, &row, err)) return false;
  struct task_tally t = {.n = doc};
  if (row) {
    t.given = state_int(q, 0);
    t.points = state_int(q, 1);
    t.coupons = state_int(q, 2);
    state_reset(q);
  }
  vec_push(&k->tallies, t);
  *ret = &k->tallies.p[k->tallies.n - 1];
  return true;
}

static bool put(struct state *s, const struct task_tally *t, struct err *err) {
  struct state_stmt *q;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  if (t->errors) {
    err_render(&t->why, LANG_EN, &en);
    err_render(&t->why, LANG_ZH, &zh);
  }
  bool ok = state_query(
      s,
      "UPDATE task_doc SET given = ?2, points = ?3, coupons = ?4, started = started + ?5, "
      "completed = completed + ?6, reopened = reopened + ?7, held = held + ?8, error_lsn = CASE "
      "WHEN errors = 0 THEN ?10 ELSE error_lsn END, error_en = CASE WHEN errors = 0 THEN ?11 ELSE "
      "error_en END, error_zh = CASE WHEN errors = 0 THEN ?12 ELSE error_zh END, errors = errors "
      "+ ?9 WHERE n = ?1",
      &q, err);
  if (ok) {
    const int64_t values[] = {t->n,         t->given,    t->points, t->coupons, t->started,
                              t->completed, t->reopened, t->held,   t->errors,  (int64_t)t->error_lsn};
    for (int i = 0; i < 10; i++)
      state_bind_int(q, i + 1, values[i]);
    state_bind_str(q, 11, buf_str(&en));
    state_bind_str(q, 12, buf_str(&zh));
    ok = state_later(q, err);
  }
  buf_release(&en);
  buf_release(&zh);
  return ok;
}

bool task_tallies_put(struct task_work *k, struct err *err) {
  for (size_t i = 0; i < k->tallies.n; i++)
    if (!put(k->s, &k->tallies.p[i], err)) return false;
  return true;
}

/* A budget that was lowered below what is given is used up. */
static bool fits(int64_t used, int64_t more, int64_t budget) {
  return budget < 0 || more == 0 || (used <= budget && more <= budget - used);
}

bool task_budget_take(struct task_tally *t, const struct launch *l, const struct rewards *r) {
  if (!fits(t->given, 1, l->times) || !fits(t->points, r->points, l->points) ||
      !fits(t->coupons, r->coupons, l->coupons))
    return false;
  t->given++;
  t->points += r->points;
  t->coupons += r->coupons;
  return true;
}

/* ---- people ---- */

static void add_seat(struct task_seats *s, uint32_t seat) {
  if (!seat) return;
  s->p[s->n++] = seat;
  if (!s->oldest || seat < s->oldest) s->oldest = seat;
}

void task_seats_of(struct task_work *k, uint32_t subject, const uint32_t *others,
                   uint32_t n_others, struct task_seats *ret) {
  *ret = (struct task_seats){.p = arena_array(&k->mem, uint32_t, n_others + 2),
                             .subject = subject};
  add_seat(ret, holder_find(k->t->c.l, subject));
  for (uint32_t i = 0; i < n_others; i++)
    if (others[i] != subject) add_seat(ret, holder_find(k->t->c.l, others[i]));
}

void task_seats_now(struct task_work *k, uint32_t subject, struct task_seats *ret) {
  uint32_t *all, n = holders_of_person(k->t->c.l, subject, &k->mem, &all);
  *ret =
      (struct task_seats){.p = arena_array(&k->mem, uint32_t, n + 2), .subject = subject};
  for (uint32_t i = 0; i < n; i++)
    add_seat(ret, all[i]);
}

static bool own_seat(struct task_work *k, struct task_seats *seats, uint32_t *ret,
                     struct err *err) {
  if (!holder_take(k->t->c.l, seats->subject, k->s, ret, err)) return false;
  for (uint32_t i = 0; i < seats->n; i++)
    if (seats->p[i] == *ret) return true;
  add_seat(seats, *ret);
  return true;
}

static const struct launch *launch_of(const struct task_active *a) {
  return a->kind == BADGE_DOC ? NULL : &a->task.launch;
}

bool task_begin(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                int64_t at_ms, struct task_begun *ret, struct err *err) {
  struct state_stmt *q;
  struct task_tally *t;
  bool row = false;
  if (!own_seat(k, seats, &ret->seat, err) || !task_tally_of(k, a->n, &t, err)) return false;
  const struct launch *l = launch_of(a);
  ret->held = l && launch_held_out(l, a->slug, seats->oldest);
  for (uint32_t i = 0; !row && i < seats->n; i++) {
    if (!state_query(k->s, "SELECT 1 FROM task_person WHERE doc = ?1 AND holder = ?2", &q, err))
      return false;
    state_bind_int(q, 1, a->n);
    state_bind_int(q, 2, seats->p[i]);
    if (!state_step(q, &row, err)) return false;
    if (row) state_reset(q);
  }
  if (row) return true;
  if (!state_query(k->s,
                   "INSERT INTO task_person (doc, holder, at_ms, held) VALUES (?1, ?2, ?3, ?4)",
                   &q, err))
    return false;
  state_bind_int(q, 1, a->n);
  state_bind_int(q, 2, ret->seat);
  state_bind_int(q, 3, at_ms);
  state_bind_int(q, 4, ret->held);
  t->started++;
  return state_later(q, err);
}

bool task_tell(struct task_work *k, uint32_t subject, const char *event, const char *what,
               struct str slug, int64_t number, const char *number_name, struct err *err) {
  (void)err;
  struct ev_batch *b = loyalty_tell(k->t->c.l, subject, event);
  tell_text(b, what, slug);
  if (number_name) tell_number(b, number_name, dec_int(number));
  return true;
}
