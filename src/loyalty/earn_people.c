/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People as they were at a place of the log.
 *
 * Whoever consumes the log lags behind it, and who is one person may change meanwhile.  So the
 * partition is kept twice: as of the row being looked at, which the history of moves makes exact,
 * and as the snapshot has it, which says under which numbers the rows lie.  The events of a person
 * as of a place are those rows of its subjects of then that stand at or before that place, and its
 * attributes what was said of them. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"

static void move(struct persons *p, const struct person_change *c) {
  persons_move(p, c->lsn, c->subject, c->to);
}

void view_open(struct earn_view *v, struct workspace *w, uint64_t lsn) {
  struct person_change *all;
  size_t n = people_changes(ws_people(w), 0, &all);
  *v = (struct earn_view){.w = w};
  arena_init(&v->mem, "earn");
  arena_init(&v->scratch, "earn history");
  for (size_t i = 0; i < n && all[i].lsn < lsn; i++)
    move(&v->at, &all[i]);
  free(all);
}

static void forget(struct earn_view *v) {
  if (v->snap) persons_release(&v->shown);
  snapshot_free(v->snap);
  v->snap = NULL;
  v->shown = (struct persons){0};
  v->histories.n = 0;
  arena_reset(&v->mem);
}

void view_close(struct earn_view *v) {
  if (!v->w) return;
  view_end(v);
  persons_release(&v->at);
  vec_free(&v->histories);
  arena_release(&v->mem);
  arena_release(&v->scratch);
}

void view_begin(struct earn_view *v) {
  forget(v);
  v->n_changes = people_changes(ws_people(v->w), persons_lsn(&v->at), &v->changes);
  v->next = 0;
}

void view_end(struct earn_view *v) {
  forget(v);
  free(v->changes);
  v->changes = NULL;
  v->n_changes = v->next = 0;
}

void view_back(struct earn_view *v, uint64_t lsn) {
  struct workspace *w = v->w;
  view_close(v);
  view_open(v, w, lsn);
}

void view_move(struct earn_view *v, uint64_t lsn) {
  for (; v->next < v->n_changes && v->changes[v->next].lsn < lsn; v->next++)
    move(&v->at, &v->changes[v->next]);
}

uint32_t view_subjects(const struct earn_view *v, uint32_t subject, struct arena *out,
                       uint32_t **ret) {
  uint32_t n = 1;
  for (uint32_t s = persons_next(&v->at, subject); s != subject; s = persons_next(&v->at, s))
    n++;
  uint32_t *all = arena_array(out, uint32_t, n), i = 0;
  for (uint32_t s = subject; i < n; s = persons_next(&v->at, s))
    all[i++] = s;
  *ret = all;
  return n;
}

/* ---- histories ---- */

static void show(struct earn_view *v) {
  struct person_change *all;
  if (v->snap) return;
  v->snap = ws_snapshot(v->w);
  persons_copy_now(&v->shown, &v->at);
  size_t n = people_changes(ws_people(v->w), persons_lsn(&v->at), &all);
  for (size_t i = 0; i < n && all[i].lsn < snapshot_lsn(v->snap); i++)
    move(&v->shown, &all[i]);
  free(all);
}

static bool load(struct earn_view *v, uint32_t person, struct earn_history *ret, struct err *err) {
  struct earn_history h = {.person = person};
  for (size_t i = 0; i < v->histories.n; i++)
    if (v->histories.p[i].person == person) {
      *ret = v->histories.p[i];
      return true;
    }
  if (!query_person_said(v->snap, person, TIME_MAX, &v->mem, &h.events, &h.n, err)) return false;
  vec_push(&v->histories, h);
  *ret = h;
  return true;
}

static int by_time(const void *a, const void *b) {
  const struct person_event *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}

void view_trim(struct earn_view *v) {
  if (v->histories.n > EARN_HISTORIES) forget(v);
}

bool view_history(struct earn_view *v, uint32_t subject, uint64_t lsn, struct query_history *ret,
                  struct err *err) {
  struct arena *out = &v->scratch;
  arena_reset(out);
  uint32_t *subjects, n = view_subjects(v, subject, out, &subjects), n_loaded = 0, rows = 0;
  struct earn_history *loaded = arena_array(out, struct earn_history, n);
  show(v);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t person = persons_of(&v->shown, subjects[i]);
    bool have = false;
    for (uint32_t k = 0; k < n_loaded; k++)
      have |= loaded[k].person == person;
    if (have) continue;
    if (!load(v, person, &loaded[n_loaded], err)) return false;
    rows += loaded[n_loaded++].n;
    if (rows > EARN_HISTORY_MAX) return err_fail(err, ERR_earn_history, "%d", EARN_HISTORY_MAX);
  }
  struct person_event *events = arena_array(out, struct person_event, rows);
  uint32_t person = persons_of(&v->at, subject), kept = 0;
  for (uint32_t k = 0; k < n_loaded; k++)
    for (uint32_t i = 0; i < loaded[k].n; i++) {
      const struct person_event *ev = &loaded[k].events[i];
      if (ev->lsn <= lsn && persons_of(&v->at, ev->subject) == person) events[kept++] = *ev;
    }
  if (n_loaded > 1) qsort(events, kept, sizeof *events, by_time);
  query_combine(events, kept, &v->at, out);
  *ret = (struct query_history){.events = events, .n = kept, .subject = person};
  return true;
}
