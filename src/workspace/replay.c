/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replay: one pass over the end of the log for everything that is derived from it.
 *
 * Each consumer has its own position (people's checkpoint, the store's manifest, the cursors of
 * items and imports); the pass begins at the earliest and hands each record to those that have not
 * seen it.  A batch is decoded at most once, and not at all when nobody wants it.  A reader replays
 * only into memory and leaves the SQL consumers alone: what it shows of items is as of the writer's
 * last checkpoint or item import.
 *
 * SQL rows derived here and the items cursor are committed together at the end; a crash before that
 * repeats the work.  The imports cursor does not move: it also promises key files, which only a
 * checkpoint writes.
 */
#include "imports_int.h"
#include "workspace_int.h"

/* Decided when they came in; but for those who were erased since. */
static bool rows_of(struct workspace *w, const struct ev_batch *b, uint64_t lsn, struct arena *tmp,
                    uint32_t **ret, struct err *err) {
  *ret = NULL;
  if (b->whos.n == 0) return true;
  if (b->rows.n && b->subjects.n != b->rows.n)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "record %llu: nobody said whose its rows are",
                    w->path, (unsigned long long)lsn);
  uint32_t *by_row = arena_array(tmp, uint32_t, b->rows.n), known = people_count(w->people);
  for (size_t i = 0; i < b->rows.n; i++) {
    by_row[i] = b->subjects.p[i];
    if (!b->rows.p[i].who) continue;
    if (w->erasures.list.n && erasures_have(&w->erasures, by_row[i], lsn))
      by_row[i] = SUBJECT_NONE;
    else if (by_row[i] >= known)
      return err_fail(err, ERR_corrupt, "%s" ERR_SEP "record %llu: events of nobody", w->path,
                      (unsigned long long)lsn);
  }
  *ret = by_row;
  return true;
}

bool ws_subjects(struct workspace *w, const struct ev_batch *b, uint64_t lsn, struct arena *tmp,
                 struct row_subjects *ret, struct err *err) {
  struct batch_people who = ws_batch_people(b, tmp);
  uint32_t *subject_of = arena_array(tmp, uint32_t, b->ids.n);
  uint32_t *found = arena_array(tmp, uint32_t, who.n);
  for (uint32_t i = 0; i < b->ids.n; i++)
    subject_of[i] = SUBJECT_NONE;
  people_find_many(w->people, who.id, who.n, found);
  for (uint32_t i = 0; i < who.n; i++) {
    struct str type = who.id[i].type, value = who.id[i].value;
    if (str_is(type, "$erased")) continue; /* a row that the log was rewritten without */
    if (w->erasures.list.n && erasures_cover(&w->erasures, type, value, lsn)) continue;
    if (found[i] == SUBJECT_NONE)
      return err_fail(err, ERR_corrupt, "%s" ERR_SEP "events of %.*s \"%.*s\" without a subject",
                      w->path, STRF(type), STRF(value));
    subject_of[who.number[i]] = found[i];
  }
  ret->by_id = subject_of;
  return rows_of(w, b, lsn, tmp, &ret->by_row, err);
}

struct replay {
  struct workspace *w;
  bool write;
  bool marks; /* see marks of imports */
  struct ev_batch batch;
  struct arena tmp;
};

static bool on_events(struct replay *r, const struct log_record *rec, struct err *err) {
  struct workspace *w = r->w;
  bool store = rec->lsn >= store_durable_lsn(w->store) && rec->lsn >= store_applied_lsn(w->store);
  bool items = r->write && rec->lsn >= w->items_lsn;
  bool ids = r->write && rec->lsn + rec->n > w->ids_lsn;
  if (!store && !items && !ids) return true;
  if (!ev_batch_decode(rec->body, &r->batch, err)) return false;
  if (r->batch.rows.n != rec->n)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "record %llu: rows and LSNs differ", w->path,
                    (unsigned long long)rec->lsn);
  if (ids) ids_replay(w, &r->batch, rec->lsn + rec->n);
  if (store) {
    struct row_subjects s;
    arena_reset(&r->tmp);
    if (!ws_subjects(w, &r->batch, rec->lsn, &r->tmp, &s, err)) return false;
    store_apply_rows(w->store, &r->batch, s.by_id, s.by_row, rec->lsn);
    w->rows_in += rec->n;
  }
  return !items || !items_has(&r->batch) || items_apply(w, &r->batch, rec->lsn, err);
}

static bool on_record(struct replay *r, const struct log_record *rec, struct err *err) {
  struct workspace *w = r->w;
  uint64_t next = rec->lsn + rec->n;
  switch (rec->kind) {
  case LOG_SUBJECTS:
    if (rec->lsn >= people_lsn(w->people) && !people_apply(w->people, rec->body, next, err))
      return false;
    break;
  case LOG_EVENTS:
    if (!on_events(r, rec, err)) return false;
    break;
  case LOG_ERASE:
    if (!erase_replay(w, rec, err)) return false;
    break;
  case LOG_PERSONS:
    if (!persons_replay(w, rec, err)) return false;
    break;
  case LOG_IMPORT:
    if (r->marks && rec->lsn >= w->imports.lsn && !imports_see_mark(w, rec, err)) return false;
    break;
  case LOG_OUTBOX:
    if (r->write && !outbox_replay(w, rec, err)) return false;
    break;
  case LOG_LOST:
    break;
  default:
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "log record of kind %d", w->path,
                    (int)rec->kind);
  }
  if (next > store_applied_lsn(w->store)) store_advance(w->store, next);
  if (r->write && store_wants_flush(w->store)) return ws_flush(w, err);
  return true;
}

/* The earliest position, checked against what the log still has. */
static bool start_of(struct workspace *w, bool write, uint64_t outbox, uint64_t *ret,
                     struct err *err) {
  const struct {
    const char *what;
    uint64_t lsn;
  } at[] = {{"people", people_lsn(w->people)},
            {"store", store_durable_lsn(w->store)},
            {"items", write ? w->items_lsn : UINT64_MAX},
            {"erasures", w->erasures.has_key ? w->erasures.lsn : UINT64_MAX},
            {"ids", write ? ids_replay_from(w) : UINT64_MAX},
            {"imports", write ? w->imports.lsn : UINT64_MAX},
            {"outbox", outbox}};
  uint64_t from = UINT64_MAX, end = log_end(w->log);
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
    uint64_t lsn = at[i].lsn ? at[i].lsn : 1;
    if (at[i].lsn == UINT64_MAX) continue;
    if (!log_has(w->log, lsn))
      return err_fail(err, ERR_cursor_outside, "%s" ERR_SEP "%llu" ERR_SEP "%llu", at[i].what,
                      (unsigned long long)lsn, (unsigned long long)end);
    if (lsn < from) from = lsn;
  }
  *ret = from;
  return true;
}

static bool run(struct replay *r, uint64_t from, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true;
  if (!log_iter_new(r->w->log, from, &it, err)) return false;
  bool ok = true;
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more)
    ok = on_record(r, &rec, err);
  log_iter_free(it);
  return ok;
}

/* Everything from `from` on, and SQL in one transaction. */
static bool replay(struct replay *r, uint64_t from, struct err *err) {
  struct workspace *w = r->w;
  uint64_t end = log_end(w->log);
  ev_batch_init(&r->batch);
  arena_init(&r->tmp, "replay");
  bool ok = !r->write || state_begin(w->state, err);
  ok = ok && (!w->rebuilding || ws_rebuild_sql_begin(w, err));
  ok = ok && (from >= end || run(r, from, err));
  if (ok) {
    people_set_lsn(w->people, end);
    if (store_applied_lsn(w->store) < end) store_advance(w->store, end);
  }
  if (r->write) {
    ok = ok && cursor_save(w, "items", end, err) && outbox_replayed(w, end, err);
    ok = ok && (!w->rebuilding || ws_rebuild_sql_end(w, err));
    if (!ok) state_rollback(w->state);
    ok = ok && state_commit(w->state, err);
    items_settled(w, ok);
    if (ok) w->items_lsn = end;
  }
  ok = ok && erase_hide(w, err);
  ev_batch_release(&r->batch);
  arena_release(&r->tmp);
  return ok;
}

bool ws_replay(struct workspace *w, struct err *err) {
  bool write = w->mode == WS_WRITE;
  struct replay r = {.w = w, .write = write, .marks = write};
  uint64_t from = 0, outbox = UINT64_MAX;
  if (write && !outbox_open(w, &outbox, err)) return false;
  if (write && (!cursor_load(w, "items", &w->items_lsn, err) ||
                !cursor_load(w, "imports", &w->imports.lsn, err)))
    return false;
  if (w->rebuilding) w->items_lsn = w->imports.lsn = 0;
  return start_of(w, write, outbox, &from, err) && replay(&r, from, err);
}

/* Marks of imports beyond memory are of one that failed and has left: the caller has its lock. */
bool ws_catch_up(struct workspace *w, struct err *err) {
  struct replay r = {.w = w, .write = true, .marks = true};
  uint64_t from = people_lsn(w->people);
  if (store_applied_lsn(w->store) < from) from = store_applied_lsn(w->store);
  if (w->items_lsn < from) from = w->items_lsn;
  bool ok = replay(&r, from ? from : 1, err);
  if (ok) w->items_behind = false;
  touched_everybody(w);
  return ok;
}
