/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The records: appended look by look, folded when somebody asks.
 *
 * A look is one transaction: its changes, the state of the segments it was about, and the cursor.
 * So after a crash either all of it happened or none, and what is compared with next time is what
 * was recorded.  The log is synced first: SQL is never ahead of it.  Every FOLD_AFTER changes of a
 * segment its set is written whole, and changes older than MEMBERS_KEEP_MS go: an opening reads one
 * set and a few changes per segment. */
#include "members_int.h"
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"

const char *const member_cause_names[MEMBER_CAUSES] = {"event",    "time", "definition",
                                                       "identity", "late", "baseline"};

bool member_cause_find(struct str name, enum member_cause *ret) {
  for (int c = 0; c < MEMBER_CAUSES; c++) {
    if (!str_eq(name, str_from(member_cause_names[c]))) continue;
    *ret = (enum member_cause)c;
    return true;
  }
  return false;
}

/* ---- folding ---- */

static bool step_change(struct state_stmt *q, roaring_bitmap_t *set, struct err *err) {
  roaring_bitmap_t *in = NULL, *out = NULL;
  bool ok = set_get(state_str(q, 1), &in, err) && set_get(state_str(q, 2), &out, err);
  if (ok) {
    roaring_bitmap_or_inplace(set, in);
    roaring_bitmap_andnot_inplace(set, out);
  }
  if (in) roaring_bitmap_free(in);
  if (out) roaring_bitmap_free(out);
  return ok;
}

/* Changes (after, …] with at_ms ≤ at, onto set. */
static bool fold(struct state *st, struct str id, int64_t after, int64_t at, roaring_bitmap_t *set,
                 int64_t *last, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  if (!state_query(st,
                   "SELECT n, entered, exited FROM member_change "
                   "WHERE segment = ?1 AND n > ?2 AND at_ms <= ?3 ORDER BY n",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, after);
  state_bind_int(q, 3, at);
  while ((ok = state_step(q, &row, err)) && row) {
    *last = state_int(q, 0);
    ok = step_change(q, set, err);
    if (!ok) break;
    ++*ret_n;
  }
  state_reset(q);
  return ok;
}

/* The set as it was written whole, and behind which change. */
static bool folded_set(struct state *st, struct str id, roaring_bitmap_t **ret, int64_t *ret_folded,
                       struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(st, "SELECT folded, folded_set FROM member_segment WHERE segment = ?1", &q, err))
    return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &row, err)) return false;
  bool ok = true;
  if (row) {
    *ret_folded = state_int(q, 0);
    ok = set_get(state_str(q, 1), ret, err);
  } else {
    *ret_folded = 0;
    *ret = roaring_bitmap_create();
  }
  state_reset(q);
  return ok;
}

/* Backwards from the set that was written whole, where `at` is before that. */
static bool unfold(struct state *st, struct str id, int64_t folded, int64_t at,
                   roaring_bitmap_t *set, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  if (!state_query(st,
                   "SELECT n, exited, entered FROM member_change "
                   "WHERE segment = ?1 AND n <= ?2 AND at_ms > ?3 ORDER BY n DESC",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, folded);
  state_bind_int(q, 3, at);
  while ((ok = state_step(q, &row, err)) && row) {
    ok = step_change(q, set, err);
    if (!ok) break;
  }
  state_reset(q);
  return ok;
}

bool record_fold(struct state *st, struct str id, int64_t at, roaring_bitmap_t **ret,
                 struct err *err) {
  roaring_bitmap_t *set;
  int64_t folded, last;
  uint32_t n = 0;
  state_enter(st);
  bool ok = folded_set(st, id, &set, &folded, err);
  if (ok) {
    ok = fold(st, id, folded, at, set, &last, &n, err) && unfold(st, id, folded, at, set, err);
    if (ok)
      *ret = set;
    else
      roaring_bitmap_free(set);
  }
  state_leave(st);
  return ok;
}

/* ---- opening ---- */

static char *copy(struct str s) {
  char *p = must_malloc(s.n + 1);
  memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

static bool load_rows(struct members *m, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  if (!state_query(
          ws_state(m->w),
          "SELECT s.segment, r.slug, s.meaning, s.asked_ms, s.last, s.folded, s.folded_set "
          "FROM member_segment s JOIN resource r ON r.id = s.segment",
          &q, err))
    return false;
  while ((ok = state_step(q, &row, err)) && row) {
    struct watched *s = must_calloc(1, sizeof *s);
    struct str meaning = state_str(q, 2);
    ok = meaning.n < MEANING_BYTES && set_get(state_str(q, 6), &s->set, err);
    if (!ok) {
      free(s);
      break;
    }
    memcpy(s->recorded, meaning.p, meaning.n);
    s->id = copy(state_str(q, 0));
    s->slug = copy(state_str(q, 1));
    s->met = true;
    s->asked_ms = state_int(q, 3);
    s->last = state_int(q, 4);
    s->folded = state_int(q, 5);
    if (s->asked_ms > m->now) m->now = s->asked_ms;
    vec_push(&m->segs, s);
  }
  state_reset(q);
  return ok;
}

bool record_load(struct members *m, struct err *err) {
  struct state *st = ws_state(m->w);
  state_enter(st);
  bool ok = load_rows(m, err);
  for (size_t i = 0; ok && i < m->segs.n; i++) {
    struct watched *s = m->segs.p[i];
    int64_t last = s->folded;
    ok = fold(st, str_from(s->id), s->folded, INT64_MAX, s->set, &last, &s->unfolded, err);
  }
  ok = ok && ws_cursor_load(m->w, CONSUMER, &m->cursor, err);
  state_leave(st);
  return ok;
}

/* ---- a look ---- */

static void apply(struct watched *s, const subjects *in, const subjects *out) {
  if (in->n) roaring_bitmap_add_many(s->set, in->n, in->p);
  for (size_t i = 0; i < out->n; i++)
    roaring_bitmap_remove(s->set, out->p[i]);
}

static bool add_change(const struct look *k, const struct watched *s, enum member_cause cause,
                       const subjects *in, const subjects *out, uint64_t people, int64_t *ret_n,
                       struct err *err) {
  struct state_stmt *q;
  struct buf b = BUF_INIT;
  bool row = false;
  if (!state_query(ws_state(k->m->w),
                   "INSERT INTO member_change (segment, version, at_ms, lsn, cause, entered, "
                   "exited, entered_n, exited_n, people) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING n",
                   &q, err))
    return false;
  state_bind_str(q, 1, str_from(s->id));
  state_bind_int(q, 2, s->version);
  state_bind_int(q, 3, k->now);
  state_bind_int(q, 4, (int64_t)snapshot_lsn(k->n));
  state_bind_str(q, 5, str_from(member_cause_names[cause]));
  set_put_list(in->p, (uint32_t)in->n, &b);
  state_bind_blob(q, 6, buf_str(&b));
  buf_reset(&b);
  set_put_list(out->p, (uint32_t)out->n, &b);
  state_bind_blob(q, 7, buf_str(&b));
  state_bind_int(q, 8, (int64_t)in->n);
  state_bind_int(q, 9, (int64_t)out->n);
  state_bind_int(q, 10, (int64_t)people);
  bool ok = state_step(q, &row, err);
  if (ok && row) *ret_n = state_int(q, 0);
  state_reset(q);
  buf_release(&b);
  return ok;
}

/* What a delta leaves of its segment; taken over when the transaction is committed. */
struct after {
  int64_t last, folded;
  uint64_t people;
  uint32_t changes;
  bool touched, folds;
};

static bool write_changes(const struct look *k, const struct delta *d, struct after *a,
                          struct err *err) {
  const struct watched *s = d->s;
  *a = (struct after){
      .last = s->last, .folded = s->folded, .people = roaring_bitmap_get_cardinality(s->set)};
  for (int c = 0; c < MEMBER_CAUSES; c++) {
    const subjects *in = &d->entered[c], *out = &d->exited[c];
    if (in->n + out->n == 0) continue;
    a->people += in->n;
    a->people -= out->n;
    a->changes++;
    if (!add_change(k, s, (enum member_cause)c, in, out, a->people, &a->last, err)) return false;
  }
  a->folds = s->unfolded + a->changes >= FOLD_AFTER;
  a->touched =
      a->changes || !s->met || strcmp(s->meaning, s->recorded) || (s->update.mode != SEGMENT_LIVE);
  return true;
}

static bool write_row(const struct look *k, const struct delta *d, struct after *a,
                      struct err *err) {
  struct state_stmt *q;
  const struct watched *s = d->s;
  struct buf empty = BUF_INIT;
  if (!state_query(ws_state(k->m->w),
                   "INSERT INTO member_segment (segment, meaning, asked_ms, people, last, folded, "
                   "folded_set) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) ON CONFLICT (segment) DO "
                   "UPDATE SET meaning = excluded.meaning, asked_ms = excluded.asked_ms, "
                   "people = excluded.people, last = excluded.last",
                   &q, err))
    return false;
  set_put_list(NULL, 0, &empty);
  state_bind_str(q, 1, str_from(s->id));
  state_bind_str(q, 2, str_from(s->meaning));
  state_bind_int(q, 3, k->now);
  state_bind_int(q, 4, (int64_t)a->people);
  state_bind_int(q, 5, a->last);
  state_bind_blob(q, 6, buf_str(&empty));
  buf_release(&empty);
  return state_exec(q, err);
}

/* The whole set, as it is behind its newest change; and the oldest changes go. */
static bool write_fold(const struct look *k, const struct delta *d, struct after *a,
                       struct err *err) {
  struct state_stmt *q;
  struct buf b = BUF_INIT;
  roaring_bitmap_t *set = roaring_bitmap_copy(d->s->set);
  struct watched tmp = {.set = set};
  for (int c = 0; c < MEMBER_CAUSES; c++)
    apply(&tmp, &d->entered[c], &d->exited[c]);
  set_put(set, &b);
  roaring_bitmap_free(set);
  bool ok = state_query(ws_state(k->m->w),
                        "UPDATE member_segment SET folded = ?2, folded_set = ?3 WHERE segment = ?1",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, str_from(d->s->id));
    state_bind_int(q, 2, a->last);
    state_bind_blob(q, 3, buf_str(&b));
    ok = state_exec(q, err);
  }
  buf_release(&b);
  ok = ok && state_query(ws_state(k->m->w),
                         "DELETE FROM member_change WHERE segment = ?1 AND at_ms < ?2", &q, err);
  if (!ok) return false;
  state_bind_str(q, 1, str_from(d->s->id));
  state_bind_int(q, 2, k->now - MEMBERS_KEEP_MS);
  a->folded = a->last;
  return state_exec(q, err);
}

static bool write_all(struct look *k, struct after *after, struct err *err) {
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    const struct delta *d = &k->deltas[i];
    struct after *a = &after[i];
    if (!d->s->tree && d->s->active) continue; /* cannot be answered: stays as it was */
    if (!write_changes(k, d, a, err) || !told_put(k, d, err) || (a->touched && !write_row(k, d, a, err)) ||
        (a->folds && !write_fold(k, d, a, err)))
      return false;
  }
  return ws_cursor_save(k->m->w, CONSUMER, snapshot_lsn(k->n), err);
}

static void take_over(struct look *k, const struct after *after) {
  struct members *m = k->m;
  pthread_mutex_lock(&m->lock);
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    struct watched *s = k->deltas[i].s;
    const struct after *a = &after[i];
    if (!a->touched) continue;
    for (int c = 0; c < MEMBER_CAUSES; c++)
      apply(s, &k->deltas[i].entered[c], &k->deltas[i].exited[c]);
    memcpy(s->recorded, s->meaning, sizeof s->recorded);
    s->met = true;
    s->asked_ms = k->now;
    s->last = a->last;
    s->unfolded = a->folds ? 0 : s->unfolded + a->changes;
    s->folded = a->folded;
  }
  pthread_mutex_unlock(&m->lock);
  m->cursor = snapshot_lsn(k->n);
  m->saved_ms = k->now;
}

static bool anything(const struct look *k) {
  const struct members *m = k->m;
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    const struct delta *d = &k->deltas[i];
    if (!d->s->met || strcmp(d->s->meaning, d->s->recorded) || d->s->update.mode != SEGMENT_LIVE)
      return true;
    for (int c = 0; c < MEMBER_CAUSES; c++)
      if (d->entered[c].n + d->exited[c].n) return true;
  }
  return snapshot_lsn(k->n) != m->cursor && k->now - m->saved_ms >= CURSOR_MS;
}

bool record_write(struct look *k, struct err *err) {
  struct state *st = ws_state(k->m->w);
  if (!anything(k)) return true;
  struct after *after = arena_array(k->tmp, struct after, k->n_deltas + 1);
  if (!log_sync(ws_log(k->m->w), err) || !state_begin(st, err)) return false;
  if (!write_all(k, after, err)) {
    state_rollback(st);
    return false;
  }
  if (!state_commit(st, err)) return false;
  take_over(k, after);
  return true;
}
