/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The consumer: a piece of the log, what the documents say of its rows, and one work with the
 * effects.
 *
 * Built as that of earning (loyalty/earn.c): a step ends between two rows, the cursor names the next
 * one and is saved with the effects.  People who become one, or are taken apart, are looked at where
 * that stands in the log: together they may have reached what neither had, and what a limit kept
 * from the one may be enough for each of the two. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/incentive_int.h"
#include "incentive/task_int.h"
#include "workspace/consumer.h"

struct stepping {
  struct tasks *t;
  uint64_t end, cursor;
  task_hits hits;
  uint64_t rows;
  struct arena out, tmp;
  struct ev_batch batch;
};

static bool is_full(const struct stepping *x) {
  return x->hits.n >= TASK_STEP_HITS || x->rows >= TASK_STEP_ROWS;
}

static const uint8_t *heard(const struct stepping *x, struct arena *tmp) {
  const struct task_set *s = &x->t->set;
  uint8_t *by_name = arena_array(tmp, uint8_t, x->batch.names.n);
  for (uint32_t i = 0; i < x->batch.names.n; i++) {
    struct str name = intern_at(&x->batch.names, i);
    by_name[i] = 0;
    for (uint32_t k = 0; !by_name[i] && k < s->n; k++)
      by_name[i] = task_listens(&s->p[k], name);
  }
  return by_name;
}

/* Somebody whose seats nobody has seen has nothing that could be put together. */
static bool may_have(struct stepping *x, const struct task_hit *h) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (holder_find(x->t->l, h->others[i])) return true;
  for (size_t k = 0; k < x->hits.n; k++)
    for (uint32_t i = 0; i < h->n_others; i++)
      if (x->hits.p[k].subject == h->others[i]) return true;
  return false;
}

/* The person of the subject has other holders than before; once at one place. */
static void look_at(struct stepping *x, uint64_t lsn, uint32_t subject) {
  const struct earn_view *v = &x->t->view;
  struct task_hit h = {.what = HIT_MOVED, .lsn = lsn, .subject = subject};
  for (size_t k = x->hits.n; k-- > 0;) {
    const struct task_hit *o = &x->hits.p[k];
    if (o->what != HIT_MOVED || o->lsn != lsn) break;
    if (persons_of(&v->at, o->subject) == persons_of(&v->at, subject)) return;
  }
  h.n_others = view_subjects(v, subject, &x->out, &h.others);
  if (may_have(x, &h)) vec_push(&x->hits, h);
}

/* Moves that stand before lsn have happened.  Of people taken apart both are looked at: which of
 * them kept the number says nothing. */
static void move_to(struct stepping *x, uint64_t lsn) {
  struct earn_view *v = &x->t->view;
  while (v->next < v->n_changes && v->changes[v->next].lsn < lsn) {
    size_t first = v->next;
    view_move(v, v->changes[first].lsn + 1);
    for (size_t i = first; i < v->next; i++) {
      const struct person_change *c = &v->changes[i];
      look_at(x, c->lsn, c->subject);
      if (persons_of(&v->at, c->from) == c->from) look_at(x, c->lsn, c->from);
    }
  }
  view_move(v, lsn);
}

static bool take_rows(struct stepping *x, const struct log_record *rec, struct err *err) {
  struct tasks *t = x->t;
  uint32_t *subjects;
  arena_reset(&x->tmp);
  if (!ws_record_rows(t->w, rec, &x->batch, &x->tmp, &subjects, err)) return false;
  const uint8_t *by_name = heard(x, &x->tmp);
  size_t i = x->cursor > rec->lsn ? x->cursor - rec->lsn : 0;
  for (; i < x->batch.rows.n && !is_full(x); i++) {
    x->rows++;
    x->cursor = rec->lsn + i + 1;
    if (subjects[i] == SUBJECT_NONE || !by_name[x->batch.rows.p[i].name]) continue;
    move_to(x, rec->lsn + i);
    struct person_event ev = earn_event(&x->batch, i, rec->lsn + i, subjects[i], &x->out);
    if (!task_match(&t->view, t->set.p, t->set.n, &ev, &x->out, &x->hits, err)) return false;
  }
  return true;
}

static bool take_records(struct stepping *x, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  if (!log_iter_new(ws_log(x->t->w), x->cursor, &it, err)) return false;
  while (ok && !is_full(x) && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.lsn >= x->end) break;
    if (rec.kind == LOG_EVENTS)
      ok = take_rows(x, &rec, err);
    else
      x->cursor = rec.lsn + rec.n;
  }
  log_iter_free(it);
  return ok;
}

static uint64_t end_of(struct tasks *t) {
  uint64_t durable = log_durable(ws_log(t->w)), asked = ws_lsn(t->w);
  return durable < asked ? durable : asked;
}

static bool run_step(struct stepping *x, struct err *err) {
  struct tasks *t = x->t;
  if (t->set.n == 0)
    x->cursor = x->end;
  else if (!take_records(x, err))
    return false;
  move_to(x, x->cursor);
  if (x->hits.n == 0 && x->cursor - t->saved < TASK_SAVE_LSNS) return true;
  if (!task_post(t, x->hits.p, x->hits.n, x->cursor, err)) return false;
  t->saved = x->cursor;
  return true;
}

/* The caller has the turn. */
static bool step(struct tasks *t, uint64_t *ret_end, struct err *err) {
  struct stepping x = {.t = t, .end = end_of(t), .cursor = t->cursor};
  if (!task_set_update(t, err)) return false;
  *ret_end = x.end;
  if (x.cursor >= x.end) return true;
  arena_init(&x.out, "task step");
  arena_init(&x.tmp, "task rows");
  ev_batch_init(&x.batch);
  view_begin(&t->view);
  bool ok = run_step(&x, err);
  if (ok) {
    view_end(&t->view);
    t->cursor = x.cursor;
    pthread_mutex_lock(&t->lock);
    t->shown_cursor = x.cursor;
    pthread_mutex_unlock(&t->lock);
  } else {
    view_close(&t->view);
    view_open(&t->view, t->w, t->cursor);
  }
  ev_batch_release(&x.batch);
  vec_free(&x.hits);
  arena_release(&x.tmp);
  arena_release(&x.out);
  return ok;
}

/* ---- outside ---- */

/* The cursor; a repair forgets it, but not what was done. */
static bool load_place(struct workspace *w, uint64_t *ret, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  bool row = false;
  uint64_t lsn = 0;
  state_enter(s);
  bool ok = ws_cursor_load(w, TASK_CONSUMER, &lsn, err);
  if (ok && lsn == 0) {
    ok = state_query(s, "SELECT lsn FROM task_place", &q, err) && state_step(q, &row, err);
    if (ok && row) {
      lsn = (uint64_t)state_int(q, 0);
      state_reset(q);
    }
  }
  state_leave(s);
  if (ok && lsn && !log_has(ws_log(w), lsn))
    return err_fail(err, ERR_cursor_outside, "%s" ERR_SEP "%llu" ERR_SEP "%llu", TASK_CONSUMER,
                    (unsigned long long)lsn, (unsigned long long)log_end(ws_log(w)));
  if (ok) *ret = lsn ? lsn : log_oldest(ws_log(w));
  return ok;
}

bool tasks_open(struct loyalty *l, struct tasks **ret, struct err *err) {
  static const char *const names[TASK_TABLES] = {"task_done", "task_act", "check_in_day",
                                                 "badge_award"};
  struct workspace *w = loyalty_workspace(l);
  uint32_t tables[TASK_TABLES];
  uint64_t cursor = 0;
  for (int i = 0; i < TASK_TABLES; i++)
    if (!loyalty_table(l, names[i], &tables[i], err)) return false;
  if (!load_place(w, &cursor, err)) return false;
  struct tasks *t = must_calloc(1, sizeof *t);
  memcpy(t->tables, tables, sizeof tables);
  t->l = l;
  t->w = w;
  t->cursor = t->saved = t->shown_cursor = cursor;
  pthread_mutex_init(&t->turn, NULL);
  pthread_mutex_init(&t->lock, NULL);
  view_open(&t->view, w, cursor);
  *ret = t;
  return true;
}

void tasks_close(struct tasks *t) {
  if (!t) return;
  if (t->asked) task_set_release(&t->set);
  view_close(&t->view);
  pthread_mutex_destroy(&t->turn);
  pthread_mutex_destroy(&t->lock);
  free(t);
}

bool task_adopt(struct tasks *t, struct err *err) {
  pthread_mutex_lock(&t->turn);
  bool ok = task_set_update(t, err);
  pthread_mutex_unlock(&t->turn);
  return ok;
}

bool task_step(struct tasks *t, bool *ret_more, struct err *err) {
  uint64_t end = 0;
  pthread_mutex_lock(&t->turn);
  bool ok = step(t, &end, err);
  if (ok) *ret_more = t->cursor < end;
  pthread_mutex_unlock(&t->turn);
  return ok;
}

bool task_settle(struct tasks *t, struct err *err) {
  uint64_t until = log_end(ws_log(t->w));
  if (!log_sync(ws_log(t->w), err) || !ws_wait_lsn(t->w, until, WS_WAIT_LSN_MS_MAX, err))
    return false;
  for (bool done = false, more; !done;) {
    if (!task_step(t, &more, err)) return false;
    pthread_mutex_lock(&t->turn);
    done = t->cursor >= until;
    pthread_mutex_unlock(&t->turn);
  }
  return true;
}

#define TICK_STEPS 20

bool tasks_tick(struct tasks *t, struct err *err) {
  bool more = true;
  for (int i = 0; more && i < TICK_STEPS; i++)
    if (!task_step(t, &more, err)) return false;
  return badges_look(t, err);
}

void task_lag(struct tasks *t, uint64_t *ret_cursor, uint64_t *ret_lag) {
  uint64_t end = log_end(ws_log(t->w));
  pthread_mutex_lock(&t->lock);
  *ret_cursor = t->shown_cursor;
  pthread_mutex_unlock(&t->lock);
  *ret_lag = end > *ret_cursor ? end - *ret_cursor : 0;
}

/* ---- as a part of the room ---- */

bool tasks_part_open(struct incentive *i, struct err *err) {
  return tasks_open(i->l, &i->tasks, err);
}

void tasks_part_close(struct incentive *i) {
  tasks_close(i->tasks);
}

bool tasks_part_tick(struct incentive *i, struct err *err) {
  return tasks_tick(i->tasks, err);
}

struct tasks *incentive_tasks(const struct incentive *i) {
  return i->tasks;
}
