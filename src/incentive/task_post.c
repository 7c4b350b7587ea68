/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effects of a step: hits, completions, what is taken back, badges, and the cursor, in one
 * work.
 *
 * The cursor alone makes it once for ever: rows below it are done, and it is committed with them.
 */
#include "incentive/task_int.h"
#include "workspace/consumer.h"

struct posting {
  struct writer_work work;
  struct task_work k;
  struct task_hit *hits;
  size_t n;
  uint64_t cursor;
};

static bool went_wrong(struct task_work *k, const struct task_hit *h, struct err *err) {
  struct task_tally *t;
  if (!task_tally_of(k, h->doc->n, &t, err)) return false;
  if (t->errors++ == 0) {
    t->error_lsn = h->lsn;
    t->why = *h->why;
  }
  return true;
}

/* Some hit of the person, or its oldest seat, when nobody acts. */
static void seated(struct task_work *k, struct task_seats *seats, const struct task_hit *h) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (holder_find(k->t->c.l, h->others[i]) == seats->oldest) seats->subject = h->others[i];
}

/* ---- events that count ---- */

/* Whether the person has completed the task it must have completed before. */
static bool unlocked(struct task_work *k, const struct task *t, const struct task_seats *seats,
                     bool *ret, struct err *err) {
  struct task_dones d;
  uint32_t doc;
  *ret = true;
  if (!t->after.n) return true;
  if (!task_doc_find(k->s, TASK_DOC, t->after, &doc, err) ||
      !task_dones_of(k, doc, seats, 0, &d, err))
    return false;
  *ret = d.all > 0;
  return true;
}

/* Nothing more can come of it, and nothing of it can be taken back. */
static bool is_over(const struct task *t, const struct task_dones *d) {
  return d->period - d->period_open >= t->times ||
         (t->per_person && d->all - d->all_open >= t->per_person);
}

static bool put_hit(struct task_work *k, const struct task_hit *h, uint32_t seat, int64_t period,
                    struct err *err) {
  struct state_stmt *q;
  if (!state_query(k->s,
                   "INSERT INTO task_hit (doc, lsn, holder, period, at_ms, ref, value, amount, "
                   "unused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->doc->n);
  state_bind_int(q, 2, (int64_t)h->lsn);
  state_bind_int(q, 3, seat);
  state_bind_int(q, 4, period);
  state_bind_int(q, 5, h->at_ms);
  state_bind_str(q, 6, h->ref);
  state_bind_str(q, 7, h->value);
  state_bind_int(q, 8, h->amount);
  return state_later(q, err);
}

static bool among(const struct task_hit *h, uint32_t subject) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (h->others[i] == subject) return true;
  return false;
}

struct early {
  uint64_t lsn;
  int64_t amount;
};

static bool put_early(struct task_work *k, const struct task_hit *h, const struct early *e,
                      struct err *err) {
  struct state_stmt *q;
  bool gone = e->amount == 0;
  if (!state_query(k->s,
                   gone ? "DELETE FROM task_early WHERE doc = ?1 AND ref = ?2 AND lsn = ?3"
                        : "UPDATE task_early SET amount = ?4 WHERE doc = ?1 AND ref = ?2 AND lsn "
                          "= ?3",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->doc->n);
  state_bind_str(q, 2, h->ref);
  state_bind_int(q, 3, (int64_t)e->lsn);
  if (!gone) state_bind_int(q, 4, e->amount);
  return state_later(q, err);
}

/* What came back before it came. */
static bool catch_up(struct task_work *k, const struct task_hit *h, struct err *err) {
  struct state_stmt *q;
  VEC(struct early) v = {0};
  bool row, ok;
  if (h->ref.n == 0) return true;
  if (!state_query(k->s,
                   "SELECT e.lsn, h.subject, e.amount FROM task_early e JOIN holder h ON h.n = "
                   "e.holder WHERE e.ref = ?1 AND e.doc = ?2 ORDER BY e.lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, h->ref);
  state_bind_int(q, 2, h->doc->n);
  while ((ok = state_step(q, &row, err)) && row)
    if (among(h, holder_subject_at(q, 1)))
      vec_push(&v, ((struct early){(uint64_t)state_int(q, 0), state_int(q, 2)}));
  for (size_t i = 0; ok && i < v.n; i++) {
    ok = task_take_back(k, h->doc, h->lsn, &v.p[i].amount, err);
    if (v.p[i].amount < 0) v.p[i].amount = 0; /* all of it: done */
    ok = ok && put_early(k, h, &v.p[i], err);
  }
  vec_free(&v);
  return ok;
}

static bool event(struct task_work *k, const struct task_hit *h, struct err *err) {
  const struct task *t = &h->doc->task;
  int64_t period = task_period(t, ws_tz(k->t->c.w), h->at_ms);
  struct task_seats seats;
  struct task_dones d;
  struct task_begun who;
  bool open;
  task_seats_of(k, h->subject, h->others, h->n_others, &seats);
  if (!unlocked(k, t, &seats, &open, err) || !task_dones_of(k, h->doc->n, &seats, period, &d, err))
    return false;
  if (!open || is_over(t, &d)) return true;
  if (!task_begin(k, h->doc, &seats, h->at_ms, &who, err)) return false;
  if (h->what == HIT_VALUE)
    return task_complete(k, h->doc, &seats, &who, period, h->lsn, h->at_ms, h->amount, err);
  return put_hit(k, h, who.seat, period, err) && catch_up(k, h, err) &&
         task_complete(k, h->doc, &seats, &who, period, h->lsn, h->at_ms, -1, err);
}

/* ---- events that take back ---- */

struct counted {
  uint64_t lsn;
  int64_t period;
};

static bool keep_early(struct task_work *k, const struct task_hit *h, int64_t amount,
                       struct err *err) {
  struct state_stmt *q;
  uint32_t holder;
  if (!holder_take(k->t->c.l, h->subject, k->s, &holder, err) ||
      !state_query(k->s,
                   "INSERT INTO task_early (doc, ref, lsn, holder, amount) VALUES (?1, ?2, ?3, "
                   "?4, ?5)",
                   &q, err))
    return false;
  state_bind_int(q, 1, h->doc->n);
  state_bind_str(q, 2, h->ref);
  state_bind_int(q, 3, (int64_t)h->lsn);
  state_bind_int(q, 4, holder);
  state_bind_int(q, 5, amount);
  return state_later(q, err);
}

/* Hits of the reference, of the person, by LSN. */
static bool hits_of(struct task_work *k, const struct task_hit *h, struct counted **ret,
                    uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  VEC(struct counted) v = {0};
  bool row, ok;
  if (!state_query(k->s,
                   "SELECT t.lsn, h.subject, t.period FROM task_hit t JOIN holder h ON h.n = "
                   "t.holder WHERE t.ref = ?1 AND t.ref <> '' AND t.doc = ?2 ORDER BY t.lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, h->ref);
  state_bind_int(q, 2, h->doc->n);
  while ((ok = state_step(q, &row, err)) && row)
    if (among(h, holder_subject_at(q, 1)))
      vec_push(&v, ((struct counted){(uint64_t)state_int(q, 0), state_int(q, 2)}));
  *ret = arena_array(&k->mem, struct counted, v.n + 1);
  for (size_t i = 0; i < v.n; i++)
    (*ret)[i] = v.p[i];
  *ret_n = (uint32_t)v.n;
  vec_free(&v);
  return ok;
}

static bool undo(struct task_work *k, const struct task_hit *h, struct err *err) {
  struct counted *c;
  struct task_seats seats;
  struct task_begun who;
  uint32_t n;
  int64_t left = h->amount;
  if (!hits_of(k, h, &c, &n, err)) return false;
  for (uint32_t i = 0; i < n && left != 0; i++)
    if (!task_take_back(k, h->doc, c[i].lsn, &left, err)) return false;
  if ((h->amount < 0 && n == 0) || left > 0) {
    if (!keep_early(k, h, left, err)) return false;
  }
  if (n == 0) return true;
  /* What is free again may still be enough. */
  task_seats_of(k, h->subject, h->others, h->n_others, &seats);
  seated(k, &seats, h);
  if (!task_begin(k, h->doc, &seats, h->at_ms, &who, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!task_complete(k, h->doc, &seats, &who, c[i].period, h->lsn, h->at_ms, -1, err))
      return false;
  return true;
}

/* ---- people who became one, or two ---- */

struct open_period {
  uint32_t doc;
  int64_t period;
};

static bool opens_of(struct task_work *k, const struct task_seats *seats, struct open_period **ret,
                     uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  VEC(struct open_period) v = {0};
  bool row, ok = true;
  for (uint32_t i = 0; ok && i < seats->n; i++) {
    ok = state_query(k->s,
                     "SELECT DISTINCT doc, period FROM task_hit WHERE holder = ?1 AND unused > 0 "
                     "ORDER BY doc, period",
                     &q, err);
    if (ok) state_bind_int(q, 1, seats->p[i]);
    while (ok && (ok = state_step(q, &row, err)) && row) {
      struct open_period o = {(uint32_t)state_int(q, 0), state_int(q, 1)};
      bool have = false;
      for (size_t j = 0; j < v.n; j++)
        have |= v.p[j].doc == o.doc && v.p[j].period == o.period;
      if (!have) vec_push(&v, o);
    }
  }
  *ret = arena_array(&k->mem, struct open_period, v.n + 1);
  for (size_t i = 0; i < v.n; i++)
    (*ret)[i] = v.p[i];
  *ret_n = (uint32_t)v.n;
  vec_free(&v);
  return ok;
}

static const struct task_active *doc_at(const struct task_set *s, uint32_t n, uint64_t lsn) {
  for (uint32_t i = 0; i < s->n; i++) {
    const struct task_active *a = &s->p[i];
    if (a->n == n && lsn >= a->from_lsn && lsn < a->until_lsn)
      return a->broken || a->ended ? NULL : a;
  }
  return NULL;
}

static bool moved(struct task_work *k, const struct task_hit *h, struct err *err) {
  struct task_seats seats;
  struct open_period *open;
  uint32_t n;
  task_seats_of(k, h->subject, h->others, h->n_others, &seats);
  if (seats.n == 0) return true;
  seated(k, &seats, h);
  if (!opens_of(k, &seats, &open, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    const struct task_active *a = doc_at(&k->t->set, open[i].doc, h->lsn);
    struct task_begun who;
    if (!a) continue;
    if (!task_begin(k, a, &seats, k->now, &who, err) ||
        !task_complete(k, a, &seats, &who, open[i].period, h->lsn, k->now, -1, err))
      return false;
  }
  return true;
}

/* ---- the work ---- */

static bool award(struct task_work *k, const struct task_hit *h, struct err *err) {
  struct task_seats seats;
  task_seats_of(k, h->subject, h->others, h->n_others, &seats);
  return h->amount ? badge_award(k, h->doc, &seats, h->lsn, h->at_ms, err)
                   : badge_end(k, h->doc, &seats, h->at_ms, err);
}

static bool take(struct task_work *k, const struct task_hit *h, struct err *err) {
  if (h->why) return went_wrong(k, h, err);
  switch (h->what) {
  case HIT_UNDO:
    return undo(k, h, err);
  case HIT_BADGE:
    return award(k, h, err);
  case HIT_MOVED:
    return moved(k, h, err);
  default:
    return event(k, h, err);
  }
}

static bool put_place(struct state *s, uint64_t cursor, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO task_place (one, lsn) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE "
                   "SET lsn = excluded.lsn",
                   &q, err))
    return false;
  state_bind_int(q, 1, (int64_t)cursor);
  return state_later(q, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct posting *p = (struct posting *)w;
  struct task_work *k = &p->k;
  task_work_begin(k, s);
  for (size_t i = 0; i < p->n; i++) {
    if (people_erased(ws_people(k->t->c.w), p->hits[i].subject)) continue;
    if (!take(k, &p->hits[i], err)) return false;
  }
  return task_tallies_put(k, err) && put_place(s, p->cursor, err) &&
         ws_cursor_save(k->t->c.w, TASK_CONSUMER, p->cursor, err);
}

bool task_post(struct tasks *t, struct task_hit *hits, size_t n, uint64_t cursor, struct err *err) {
  struct posting p = {.work = {.run = run}, .k = {.t = t}, .hits = hits, .n = n, .cursor = cursor};
  arena_init(&p.k.mem, "task post");
  bool ok = loyalty_do(t->c.l, &p.work, err);
  vec_free(&p.k.tallies);
  arena_release(&p.k.mem);
  return ok;
}
