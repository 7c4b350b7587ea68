/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is one person: from the wish to the record, and from the record to people and columns.
 *
 * A record is planned and written by whoever holds the pipeline, so that it stands behind every
 * event that was acknowledged before it, and planned and applied see the same people.  Applying is
 * the same as at replay.  The columns keep a partition of their own (docs/decisions/0010) and are
 * told every record, at opening the whole history before anything else: parts are sorted by it. */
#include "workspace/persons.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "workspace_int.h"

/* ---- telling the columns ---- */

bool persons_tell(struct workspace *w, uint64_t lsn, struct str body, struct err *err) {
  VEC(struct person_move) v = {0};
  struct person_ops ops;
  struct person_op op;
  bool ok = person_ops_begin(body, &ops, err);
  while (ok && person_ops_next(&ops, &op)) {
    if (op.what != PERSON_MOVES) continue;
    vec_push(&v, op.move);
    touched_moved(w, op.move.subject, lsn + 1);
    touched_moved(w, op.move.to, lsn + 1);
  }
  if (v.n) touched_left(w, lsn);
  if (ok && ops.c.bad)
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "a record of merged people", w->path);
  if (ok && v.n) ok = store_persons(w->store, lsn, v.p, (uint32_t)v.n, err);
  vec_free(&v);
  return ok;
}

bool persons_replay(struct workspace *w, const struct log_record *rec, struct err *err) {
  uint64_t next = rec->lsn + rec->n;
  if (rec->lsn >= people_lsn(w->people) &&
      !people_apply_persons(w->people, rec->body, rec->lsn, next, err))
    return false;
  if (rec->lsn < store_persons_lsn(w->store)) return true;
  return persons_tell(w, rec->lsn, rec->body, err) &&
         (!store_wants_settle(w->store) || store_settle(w->store, err));
}

/* What people's checkpoint knows. */
static bool tell_history(struct workspace *w, struct err *err) {
  struct person_change *c;
  size_t n = people_changes(w->people, store_persons_lsn(w->store), &c);
  bool ok = true;
  VEC(struct person_move) v = {0};
  for (size_t i = 0; ok && i < n; i++) {
    struct person_move m = {c[i].subject, c[i].to};
    vec_push(&v, m);
    if (i + 1 < n && c[i + 1].lsn == c[i].lsn) continue;
    ok = store_persons(w->store, c[i].lsn, v.p, (uint32_t)v.n, err);
    v.n = 0;
  }
  vec_free(&v);
  free(c);
  return ok;
}

/* A part may have been sorted by a record that people's checkpoint is too old for. */
bool persons_open(struct workspace *w, struct err *err) {
  uint64_t wanted = store_persons_wanted(w->store), from = people_lsn(w->people);
  struct log_iter *it;
  struct log_record rec;
  bool more = true;
  if (!tell_history(w, err)) return false;
  if (store_persons_lsn(w->store) >= wanted) return true;
  if (!log_iter_new(w->log, from ? from : 1, &it, err)) return false;
  bool ok = true;
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more && rec.lsn < wanted)
    if (rec.kind == LOG_PERSONS && rec.lsn >= store_persons_lsn(w->store))
      ok = persons_tell(w, rec.lsn, rec.body, err);
  log_iter_free(it);
  if (ok && store_persons_lsn(w->store) < wanted)
    ok = err_fail(err, ERR_corrupt,
                  "%s/store" ERR_SEP "sorted by people that the log does not know", w->path);
  return ok;
}

/* ---- reach ---- */

struct counting {
  const uint32_t *subjects; /* ascending */
  uint32_t n;
  uint64_t rows;
};

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static bool count_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  struct counting *k = ctx;
  (void)err;
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      uint32_t subject = b->subject ? b->subject[r] : b->person[p];
      k->rows += bsearch(&subject, k->subjects, k->n, sizeof subject, number_order) != NULL;
    }
  return true;
}

/* Rows of these subjects, which are of the persons they are of now. */
static bool events_of(struct workspace *w, const uint32_t *subjects, uint32_t n, uint64_t *ret,
                      struct err *err) {
  struct snapshot *snap = ws_snapshot(w);
  struct counting k = {.subjects = subjects, .n = n};
  uint32_t done = 0, *persons = must_malloc((n + 1) * sizeof *persons);
  bool ok = true;
  for (uint32_t i = 0; i < n; i++)
    persons[i] = person_of(w->people, subjects[i]);
  if (n) qsort(persons, n, sizeof *persons, number_order);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct scanner *s;
    if (i && persons[i] == persons[i - 1]) continue;
    struct scan_want want = {
        .all_events = true, .subjects = true, .t_max = INT64_MAX, .only = persons[i]};
    ok = scanner_new(snap, &want, &s, err);
    if (!ok) break;
    ok = scanner_run(s, persons[i] >> SCAN_CHUNK_BITS, count_rows, &k, err);
    scanner_free(s);
    done++;
  }
  free(persons);
  snapshot_free(snap);
  if (ok) *ret = k.rows;
  return ok;
}

/* ---- the wish ---- */

struct wish {
  enum { MERGE, UNMERGE, CLAIM } what;
  uint32_t into;
  const uint32_t *subjects;
  uint32_t n;
};

/* Whom it is about: those who join, or those who are named. */
static uint32_t meant(struct workspace *w, const struct wish *x, uint32_t **ret) {
  uint32_t n = 0, kept = 0, *v = NULL, into = person_of(w->people, x->into);
  for (uint32_t i = 0; i < x->n; i++) {
    if (x->what == MERGE && person_of(w->people, x->subjects[i]) == into) continue;
    uint32_t s = x->subjects[i],
             more = x->what == MERGE ? person_subjects(w->people, s, NULL, 0) : 1;
    v = must_realloc(v, n + more + 1, sizeof *v);
    v[n] = s;
    if (x->what == MERGE) person_subjects(w->people, s, v + n, more);
    n += more;
  }
  if (n) qsort(v, n, sizeof *v, number_order);
  for (uint32_t i = 0; i < n; i++)
    if (kept == 0 || v[kept - 1] != v[i]) v[kept++] = v[i];
  *ret = v;
  return kept;
}

static bool reach(struct workspace *w, const struct wish *x, struct ws_moved *r, struct err *err) {
  uint32_t *v, n = meant(w, x, &v);
  for (uint32_t i = 0; i < n; i++) {
    struct str type, value;
    for (uint32_t k = 0; people_subject_identity(w->people, v[i], k, &type, &value); k++)
      r->identities++;
  }
  bool ok = events_of(w, v, n, &r->events, err);
  free(v);
  return ok;
}

static bool plan(struct workspace *w, const struct wish *x, struct buf *body, struct ws_moved *r,
                 struct err *err) {
  switch (x->what) {
  case MERGE:
    return people_merge(w->people, x->into, x->subjects, x->n, body, &r->subjects, err);
  case UNMERGE:
    return people_unmerge(w->people, x->subjects, x->n, body, &r->subjects, err);
  default:
    return people_claim(w->people, x->into, x->subjects[0], body, &r->subjects, err);
  }
}

static bool not_frozen(struct workspace *w, uint32_t subject, struct err *err) {
  uint32_t person = person_of(w->people, subject);
  return !people_frozen(w->people, person) || err_fail(err, ERR_person_frozen, "~%u", person);
}

bool ws_may_merge(struct workspace *w, uint32_t into, const uint32_t *from, uint32_t n, bool force,
                  struct err *err) {
  struct people_conflict c;
  if (!not_frozen(w, into, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!not_frozen(w, from[i], err)) return false;
  return force || !people_conflicts(w->people, into, from, n, &c, 1) ||
         err_fail(err, ERR_merge_limit, "%.*s" ERR_SEP "%u" ERR_SEP "%u", STRF(c.type), c.n,
                  c.limit);
}

/* The detail finds the line again from the record (identity.c). */
bool persons_audit(struct workspace *w, const char *action, uint32_t person, uint64_t lsn,
                   struct str author, struct err *err) {
  struct state_stmt *q;
  char number[16], detail[48];
  snprintf(number, sizeof number, "~%u", person);
  snprintf(detail, sizeof detail, PERSONS_AUDIT_DETAIL, (unsigned long long)lsn);
  state_enter(w->state);
  bool ok = state_query(w->state,
                        "INSERT INTO audit (at_ms, author, action, kind, slug, version, detail) "
                        "VALUES (@now, ?1, ?2, 'person', ?3, 1, ?4)",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, author);
    state_bind_str(q, 2, str_from(action));
    state_bind_str(q, 3, str_from(number));
    state_bind_str(q, 4, str_from(detail));
    ok = state_exec(q, err);
  }
  state_leave(w->state);
  return ok;
}

/* The record is durable: the rest follows, or recovery sees to it. */
static bool take_effect(struct workspace *w, uint64_t lsn, struct str body, struct err *err) {
  uint64_t end = log_end(w->log);
  if (!people_apply_persons(w->people, body, lsn, end, err) || !persons_tell(w, lsn, body, err))
    return false;
  store_advance(w->store, end);
  if (!w->items_behind) w->items_lsn = end;
  return true;
}

bool persons_write(struct workspace *w, struct str body, uint64_t *ret_lsn, struct err *err) {
  bool ok = log_append(w->log, LOG_PERSONS, 1, body, ret_lsn, err) && log_commit(w->log, err) &&
            log_sync(w->log, err) && take_effect(w, *ret_lsn, body, err);
  if (!ok) {
    log_drop(w->log);
    pipeline_stop(w, err); /* memory or log may not show it: recovery looks */
  }
  return ok;
}

/* Planned once to know whether there is anything to do, and again when nobody can come between. */
static bool look(struct workspace *w, const struct wish *x, struct ws_moved *r, struct err *err) {
  struct buf body = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  bool ok = plan(w, x, &body, r, err) && (body.n == 0 || reach(w, x, r, err));
  buf_release(&body);
  return ok;
}

static const char *word_of(const struct wish *x) {
  static const char *const words[] = {"merge", "unmerge", "claim"};
  return words[x->what];
}

static bool move(struct workspace *w, const struct wish *x, struct str author, struct ws_moved *r,
                 struct err *err) {
  struct buf body = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  if (!pipeline_await_room(w, err) || !pipeline_hold(w, err)) return false;
  bool ok = plan(w, x, &body, r, err);
  if (ok && body.n) {
    ok = persons_write(w, buf_str(&body), &r->lsn, err) &&
         persons_audit(w, word_of(x),
                       person_of(w->people, x->what == UNMERGE ? x->subjects[0] : x->into), r->lsn,
                       author, err);
  }
  pipeline_let_go(w);
  if (body.n) ws_revise(w);
  buf_release(&body);
  return ok;
}

static bool change(struct workspace *w, const struct wish *x, enum ws_moving how, struct str author,
                   struct ws_moved *ret, struct err *err) {
  struct ws_moved r = {0};
  must(w->mode == WS_WRITE || how == WS_SHOWS);
  bool ok = look(w, x, &r, err);
  if (ok && how == WS_MOVES && r.subjects) ok = move(w, x, author, &r, err);
  if (!ok) return false;
  r.person = person_of(w->people, x->what == UNMERGE && x->n ? x->subjects[0] : x->into);
  *ret = r;
  return true;
}

bool ws_merge_people(struct workspace *w, uint32_t into, const uint32_t *from, uint32_t n,
                     enum ws_moving how, struct str author, struct ws_moved *ret, struct err *err) {
  return change(w, &(struct wish){MERGE, into, from, n}, how, author, ret, err);
}

bool ws_unmerge_people(struct workspace *w, const uint32_t *subjects, uint32_t n,
                       enum ws_moving how, struct str author, struct ws_moved *ret,
                       struct err *err) {
  return change(w, &(struct wish){UNMERGE, 0, subjects, n}, how, author, ret, err);
}

bool ws_claim_subject(struct workspace *w, uint32_t into, uint32_t subject, enum ws_moving how,
                      struct str author, struct ws_moved *ret, struct err *err) {
  return change(w, &(struct wish){CLAIM, into, &subject, 1}, how, author, ret, err);
}
