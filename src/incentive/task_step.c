/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks as a consumer of the log.  People who become one, or are taken apart, are looked at where
 * that stands in the log: together they may have reached what neither had, and what a limit kept
 * from the one may be enough for each of the two. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/incentive_int.h"
#include "incentive/task_int.h"

static struct tasks *tasks_of(const struct consumer *c) {
  return (struct tasks *)c;
}

static bool update(struct consumer *c, struct err *err) {
  return task_set_update(tasks_of(c), err);
}

static bool listens(const struct consumer *c) {
  return tasks_of(c)->set.n > 0;
}

static bool hears(const struct consumer *c, struct str event) {
  const struct task_set *s = &tasks_of(c)->set;
  for (uint32_t k = 0; k < s->n; k++)
    if (task_listens(&s->p[k], event)) return true;
  return false;
}

static void begin(struct consumer *c) {
  view_begin(&tasks_of(c)->view);
}

/* Somebody whose seats nobody has seen has nothing that could be put together. */
static bool may_have(struct tasks *t, const struct task_hit *h) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (holder_find(t->c.l, h->others[i])) return true;
  for (size_t k = 0; k < t->hits.n; k++)
    for (uint32_t i = 0; i < h->n_others; i++)
      if (t->hits.p[k].subject == h->others[i]) return true;
  return false;
}

/* The person of the subject has other holders than before; once at one place. */
static void look_at(struct tasks *t, struct consumer_step *x, uint64_t lsn, uint32_t subject) {
  const struct earn_view *v = &t->view;
  struct task_hit h = {.what = HIT_MOVED, .lsn = lsn, .subject = subject};
  for (size_t k = t->hits.n; k-- > 0;) {
    const struct task_hit *o = &t->hits.p[k];
    if (o->what != HIT_MOVED || o->lsn != lsn) break;
    if (persons_of(&v->at, o->subject) == persons_of(&v->at, subject)) return;
  }
  h.n_others = view_subjects(v, subject, &x->out, &h.others);
  if (may_have(t, &h)) vec_push(&t->hits, h);
}

/* Moves that stand before lsn have happened.  Of people taken apart both are looked at: which of
 * them kept the number says nothing. */
static void move_to(struct tasks *t, struct consumer_step *x, uint64_t lsn) {
  struct earn_view *v = &t->view;
  while (v->next < v->n_changes && v->changes[v->next].lsn < lsn) {
    size_t first = v->next;
    view_move(v, v->changes[first].lsn + 1);
    for (size_t i = first; i < v->next; i++) {
      const struct person_change *c = &v->changes[i];
      look_at(t, x, c->lsn, c->subject);
      if (persons_of(&v->at, c->from) == c->from) look_at(t, x, c->lsn, c->from);
    }
  }
  view_move(v, lsn);
}

static bool row(struct consumer *c, struct consumer_step *x, const struct person_event *ev,
                struct err *err) {
  struct tasks *t = tasks_of(c);
  move_to(t, x, ev->lsn);
  return task_match(&t->view, t->set.p, t->set.n, ev, &x->out, &t->hits, err);
}

static void reached(struct consumer *c, struct consumer_step *x) {
  move_to(tasks_of(c), x, x->cursor);
}

static size_t hits(const struct consumer *c) {
  return tasks_of(c)->hits.n;
}

static bool effect(struct consumer *c, struct consumer_step *x, struct err *err) {
  struct tasks *t = tasks_of(c);
  return task_post(t, t->hits.p, t->hits.n, x->cursor, err);
}

static void end(struct consumer *c, bool ok) {
  struct tasks *t = tasks_of(c);
  t->hits.n = 0;
  if (ok)
    view_end(&t->view);
  else
    view_back(&t->view, c->cursor);
}

static const struct consumer_def def = {.name = TASK_CONSUMER,
                                        .place = "SELECT lsn FROM task_place",
                                        .rows_max = TASK_STEP_ROWS,
                                        .hits_max = TASK_STEP_HITS,
                                        .save_lsns = TASK_SAVE_LSNS,
                                        .update = update,
                                        .listens = listens,
                                        .hears = hears,
                                        .begin = begin,
                                        .row = row,
                                        .reached = reached,
                                        .hits = hits,
                                        .effect = effect,
                                        .end = end};

bool tasks_open(struct loyalty *l, struct tasks **ret, struct err *err) {
  static const char *const names[TASK_TABLES] = {"task_done", "task_act", "check_in_day",
                                                 "badge_award"};
  struct tasks *t = must_calloc(1, sizeof *t);
  bool ok = true;
  for (int i = 0; ok && i < TASK_TABLES; i++)
    ok = loyalty_table(l, names[i], &t->tables[i], err);
  if (!ok || !consumer_open(&t->c, &def, l, err)) {
    free(t);
    return false;
  }
  view_open(&t->view, t->c.w, t->c.cursor);
  *ret = t;
  return true;
}

void tasks_close(struct tasks *t) {
  if (!t) return;
  since_release(&t->set.set);
  view_close(&t->view);
  vec_free(&t->hits);
  consumer_close(&t->c);
  free(t);
}

struct consumer *task_consumer(struct tasks *t) {
  return &t->c;
}

#define TICK_STEPS 20

bool tasks_tick(struct tasks *t, struct err *err) {
  return consumer_steps(&t->c, TICK_STEPS, err) && badges_look(t, err);
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
