/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who was touched: a table of subjects, filled by whoever has the turn and emptied by the consumer.
 *
 * Rows are noted before they are applied.  So whoever takes a snapshot first and the notes second
 * misses nobody whose rows the snapshot has; who is noted too early is noted again for the next
 * time.  A batch costs one look-up per identity, not per row. */
#include "workspace/consumer.h"

#include <stdlib.h>

#include "base/panic.h"
#include "person/identity.h"
#include "workspace_int.h"

bool ws_cursor_load(struct workspace *w, const char *consumer, uint64_t *ret, struct err *err) {
  return cursor_load(w, consumer, ret, err);
}

bool ws_cursor_save(struct workspace *w, const char *consumer, uint64_t lsn, struct err *err) {
  return cursor_save(w, consumer, lsn, err);
}

/* The list of the erased is the turn's. */
bool ws_record_rows(struct workspace *w, const struct log_record *rec, struct ev_batch *b,
                    struct arena *out, uint32_t **ret_subjects, struct err *err) {
  struct row_subjects s;
  if (!ev_batch_decode(rec->body, b, err)) return false;
  if (b->rows.n != rec->n)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "record %llu: rows and LSNs differ", w->path,
                    (unsigned long long)rec->lsn);
  pipeline_take_turn(w);
  bool ok = ws_subjects(w, b, rec->lsn, out, &s, err);
  pipeline_give_turn(w);
  if (!ok) return false;
  uint32_t *by_row = arena_array(out, uint32_t, b->rows.n);
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    by_row[i] = row->flags & EV_ITEM ? SUBJECT_NONE : row->who ? s.by_row[i] : s.by_id[row->id];
  }
  *ret_subjects = by_row;
  return true;
}

/* ---- the table ---- */

static uint32_t home(const struct touched *t, uint32_t subject) {
  return (subject * UINT32_C(2654435769)) >> 7 & (t->cap - 1);
}

static uint32_t place(const struct touched *t, uint32_t subject) {
  uint32_t mask = t->cap - 1, i = home(t, subject);
  while (t->slot[i] && t->list.p[t->slot[i] - 1].subject != subject)
    i = (i + 1) & mask;
  return i;
}

static void grow(struct touched *t) {
  t->cap = t->cap ? t->cap * 2 : 1024;
  free(t->slot);
  t->slot = must_calloc(t->cap, sizeof *t->slot);
  for (uint32_t i = 0; i < t->list.n; i++)
    t->slot[place(t, t->list.p[i].subject)] = i + 1;
}

static void clear(struct touched *t) {
  vec_free(&t->list);
  free(t->slot);
  t->slot = NULL;
  t->cap = 0;
}

static void note(struct touched *t, struct ws_touched x) {
  if (t->all) return;
  if (t->list.n >= t->cap / 2) grow(t);
  uint32_t i = place(t, x.subject);
  if (t->slot[i] == 0) {
    vec_push(&t->list, x);
    t->slot[i] = (uint32_t)t->list.n;
  } else {
    struct ws_touched *have = &t->list.p[t->slot[i] - 1];
    have->moved |= x.moved;
    if (x.latest > have->latest) have->latest = x.latest;
    if (x.lsn > have->lsn) have->lsn = x.lsn;
  }
  if (t->list.n <= WS_TOUCHED_MAX) return;
  t->all = true;
  clear(t);
}

#define FAR  16 /* slots asked for ahead … */
#define NEAR 8  /* … and what they point to: each is a miss of the cache */

static void note_many(struct touched *t, const struct ws_touched *x, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (t->cap && i + FAR < n) __builtin_prefetch(&t->slot[home(t, x[i + FAR].subject)]);
    uint32_t soon = t->cap && i + NEAR < n ? t->slot[home(t, x[i + NEAR].subject)] : 0;
    if (soon) __builtin_prefetch(&t->list.p[soon - 1]);
    note(t, x[i]);
  }
}

/* ---- on the way in ---- */

/* Rows with a who of the same subject mostly follow one another. */
static size_t put_whos(struct ws_touched *out, const struct ev_batch *b, const uint32_t *by_row,
                       uint64_t end) {
  struct ws_touched x = {.subject = SUBJECT_NONE};
  size_t n = 0;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (!row->who || by_row[i] == SUBJECT_NONE) continue;
    if (by_row[i] == x.subject && row->time <= x.latest) continue;
    x = (struct ws_touched){.subject = by_row[i], .latest = row->time, .lsn = end};
    out[n++] = x;
  }
  return n;
}

/* One per identity and one per who. */
static size_t touched_of(const struct ev_batch *b, const struct row_subjects *s, uint64_t end,
                         struct arena *tmp, struct ws_touched **ret) {
  struct ws_touched *some = arena_alloc(tmp, (b->ids.n + b->rows.n) * sizeof *some);
  size_t n = 0;
  int64_t *latest = arena_array(tmp, int64_t, b->ids.n);
  for (uint32_t i = 0; i < b->ids.n; i++)
    latest[i] = INT64_MIN;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (!row->who && !(row->flags & EV_ITEM) && row->time > latest[row->id])
      latest[row->id] = row->time;
  }
  for (uint32_t i = 0; i < b->ids.n; i++)
    if (latest[i] != INT64_MIN && s->by_id[i] != SUBJECT_NONE)
      some[n++] = (struct ws_touched){.subject = s->by_id[i], .latest = latest[i], .lsn = end};
  *ret = some;
  return n + put_whos(some + n, b, s->by_row, end);
}

void touched_rows(struct workspace *w, const struct ev_batch *b, const struct row_subjects *s,
                  uint64_t end, struct arena *tmp) {
  struct ws_touched *some = NULL;
  size_t n = 0;
  for (int i = 0; i < WS_TOUCHERS; i++) {
    struct touched *t = &w->touched[i];
    pthread_mutex_lock(&t->lock);
    if (t->on && !t->all) {
      if (!some) n = touched_of(b, s, end, tmp, &some);
      note_many(t, some, n);
    }
    pthread_mutex_unlock(&t->lock);
  }
}

void touched_moved(struct workspace *w, uint32_t subject, uint64_t end) {
  struct ws_touched x = {.subject = subject, .moved = true, .latest = INT64_MIN, .lsn = end};
  for (int i = 0; i < WS_TOUCHERS; i++) {
    struct touched *t = &w->touched[i];
    pthread_mutex_lock(&t->lock);
    if (t->on) note(t, x);
    pthread_mutex_unlock(&t->lock);
  }
}

/* A record says to whom a subject went; whom it left has less than before, too. */
void touched_left(struct workspace *w, uint64_t lsn) {
  struct person_change *c;
  bool on = false;
  for (int i = 0; i < WS_TOUCHERS; i++) {
    pthread_mutex_lock(&w->touched[i].lock);
    on |= w->touched[i].on;
    pthread_mutex_unlock(&w->touched[i].lock);
  }
  if (!on) return;
  size_t n = people_changes(w->people, lsn, &c);
  for (size_t i = 0; i < n; i++)
    touched_moved(w, c[i].from, c[i].lsn + 1);
  free(c);
}

void touched_everybody(struct workspace *w) {
  for (int i = 0; i < WS_TOUCHERS; i++) {
    struct touched *t = &w->touched[i];
    pthread_mutex_lock(&t->lock);
    t->all |= t->on;
    if (t->all) clear(t);
    pthread_mutex_unlock(&t->lock);
  }
}

/* ---- out of the log ---- */

static bool moves_of(struct workspace *w, const struct log_record *rec, struct err *err) {
  struct person_ops ops;
  struct person_op op;
  if (!person_ops_begin(rec->body, &ops, err)) return false;
  while (person_ops_next(&ops, &op)) {
    if (op.what != PERSON_MOVES) continue;
    touched_moved(w, op.move.subject, rec->lsn + 1);
    touched_moved(w, op.move.to, rec->lsn + 1);
  }
  return true;
}

static bool rows_of(struct workspace *w, const struct log_record *rec, struct ev_batch *b,
                    struct arena *tmp, struct err *err) {
  struct row_subjects subjects;
  arena_reset(tmp);
  if (!ev_batch_decode(rec->body, b, err) || !ws_subjects(w, b, rec->lsn, tmp, &subjects, err))
    return false;
  touched_rows(w, b, &subjects, rec->lsn + rec->n, tmp);
  return true;
}

bool ws_touched_since(struct workspace *w, uint64_t lsn, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct ev_batch b;
  struct arena tmp;
  bool more = true;
  if (lsn >= log_end(w->log)) return true;
  if (!log_iter_new(w->log, lsn ? lsn : 1, &it, err)) return false;
  ev_batch_init(&b);
  arena_init(&tmp, "touched");
  bool ok = true;
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.kind == LOG_EVENTS) ok = rows_of(w, &rec, &b, &tmp, err);
    if (rec.kind == LOG_PERSONS) ok = moves_of(w, &rec, err);
  }
  if (ok) touched_left(w, lsn);
  log_iter_free(it);
  arena_release(&tmp);
  ev_batch_release(&b);
  return ok;
}

/* ---- the consumer's side ---- */

void ws_touched_begin(struct workspace *w, enum ws_toucher whom) {
  struct touched *t = &w->touched[whom];
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&t->lock);
  t->on = true;
  pthread_mutex_unlock(&t->lock);
}

void ws_touched_end(struct workspace *w, enum ws_toucher whom) {
  struct touched *t = &w->touched[whom];
  pthread_mutex_lock(&t->lock);
  clear(t);
  t->on = t->all = false;
  pthread_mutex_unlock(&t->lock);
}

void ws_touched_take(struct workspace *w, enum ws_toucher whom, uint64_t lsn, struct arena *out,
                     struct ws_touched **ret, uint32_t *ret_n, bool *ret_all) {
  struct touched *t = &w->touched[whom], old;
  pthread_mutex_lock(&t->lock);
  old = *t;
  t->list.p = NULL;
  t->list.n = t->list.cap = 0;
  t->slot = NULL;
  t->cap = 0;
  t->all = false;
  for (size_t i = 0; i < old.list.n; i++)
    if (old.list.p[i].lsn > lsn) note(t, old.list.p[i]);
  pthread_mutex_unlock(&t->lock);
  *ret = arena_array(out, struct ws_touched, old.list.n);
  if (old.list.n) memcpy(*ret, old.list.p, old.list.n * sizeof **ret);
  *ret_n = (uint32_t)old.list.n;
  *ret_all = old.all;
  clear(&old);
}

uint32_t ws_touched_count(struct workspace *w, enum ws_toucher whom) {
  struct touched *t = &w->touched[whom];
  pthread_mutex_lock(&t->lock);
  uint32_t n = t->all ? UINT32_MAX : (uint32_t)t->list.n;
  pthread_mutex_unlock(&t->lock);
  return n;
}
