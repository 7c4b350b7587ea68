/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The imports consumer: from LOG_EVENTS and LOG_IMPORT to import_run rows and key sets.
 *
 * A mark names the events record of its group; the record keys of those events are keys of the
 * mark's source.  That is all a key set is made of, so any of them can be rebuilt by reading the
 * log.
 *
 * Position.  The SQL cursor "imports" promises two things for LSNs below it: import_run rows are
 * written, and every source's keys are in its files.  Opening replays marks from there, which saves
 * the rows and lists the sources that have them; the keys themselves are gathered when the set is
 * first asked for (an import, or the next checkpoint), by reading the log from the later of the
 * cursor and the set's own manifest.  A set found damaged, or missing though its source was
 * imported before, is gathered from the log's beginning: a pass over the log, and nothing is lost.
 */
#include "imports_int.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct keyset_options imports_keyset_options(const struct workspace *w, bool scratch) {
  /* a table is at worst three times larger than its keys; an eighth for filters */
  return (struct keyset_options){.mem_keys_max = w->memory / 8 / sizeof(struct ev_key) / 3,
                                 .filter_bytes_max = w->memory / 8,
                                 .scratch = scratch};
}

void imports_dir(const struct workspace *w, struct str source, const char *suffix,
                 char out[WS_PATH_MAX]) {
  XXH128_hash_t h = XXH3_128bits(source.p ? source.p : "", source.n);
  int n = snprintf(out, WS_PATH_MAX, "%s/imports/%016llx%016llx%s", w->path,
                   (unsigned long long)h.high64, (unsigned long long)h.low64, suffix);
  must(n > 0 && n < WS_PATH_MAX);
}

void imports_release(struct workspace *w) {
  struct imports *im = &w->imports;
  for (size_t i = 0; i < im->sources.n; i++) {
    keyset_free(im->sources.p[i].set);
    free(im->sources.p[i].name);
  }
  vec_free(&im->sources);
}

static bool source_known(struct workspace *w, struct str source, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(w->state);
  bool ok = state_query(w->state, "SELECT 1 FROM import_run WHERE source = ?1 LIMIT 1", &q, err);
  if (ok) {
    state_bind_str(q, 1, source);
    ok = state_step(q, ret, err);
    state_reset(q);
  }
  state_leave(w->state);
  return ok;
}

/* The entry of a source, made on first sight, when SQL must not know yet what is being replayed. */
static bool entry_of(struct workspace *w, struct str source, struct import_source **ret,
                     struct err *err) {
  struct imports *im = &w->imports;
  for (size_t i = 0; i < im->sources.n; i++) {
    if (!str_is(source, im->sources.p[i].name)) continue;
    *ret = &im->sources.p[i];
    return true;
  }
  struct import_source e = {0};
  if (!source_known(w, source, &e.before, err)) return false;
  e.name = must_malloc(source.n + 1);
  memcpy(e.name, source.p, source.n);
  e.name[source.n] = 0;
  vec_push(&im->sources, e);
  *ret = &im->sources.p[im->sources.n - 1];
  return true;
}

/* ---- keys from the log ---- */

/* A mark of ours met at lsn, and the events record before it. */
static bool add_group(struct keyset *set, const struct import_mark *m, uint64_t lsn,
                      struct str events, uint64_t events_lsn, struct ev_batch *tmp,
                      struct err *err) {
  if (m->events_lsn && m->events_lsn == events_lsn) {
    if (!ev_batch_decode(events, tmp, err)) return false;
    for (size_t i = 0; i < tmp->rows.n; i++)
      if (key_is_record(tmp->rows.p[i].key)) keyset_add(set, tmp->rows.p[i].key);
  }
  keyset_set_lsn(set, lsn + 1);
  return !keyset_wants_spill(set) || keyset_spill(set, err);
}

/* Keys of a source from `from` to the end of the log. */
static bool gather(struct workspace *w, struct str source, uint64_t from, struct keyset *set,
                   struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct import_mark m;
  struct ev_batch tmp;
  struct buf events = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX); /* decoded only if they are ours */
  uint64_t events_lsn = 0;
  bool more = true, ok = true;
  if (from < log_oldest(w->log)) from = log_oldest(w->log);
  if (from >= log_end(w->log)) return true;
  if (!log_iter_new(w->log, from, &it, err)) return false;
  ev_batch_init(&tmp);
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.kind == LOG_EVENTS) {
      buf_reset(&events);
      buf_put_str(&events, rec.body);
      events_lsn = rec.lsn;
    }
    if (rec.kind != LOG_IMPORT) continue;
    ok = import_mark_read(rec.body, &m, err);
    if (ok && str_eq(m.source, source))
      ok = add_group(set, &m, rec.lsn, buf_str(&events), events_lsn, &tmp, err);
  }
  ev_batch_release(&tmp);
  buf_release(&events);
  log_iter_free(it);
  return ok;
}

static bool open_set(struct workspace *w, struct import_source *e, struct err *err) {
  char dir[WS_PATH_MAX];
  struct keyset_options o = imports_keyset_options(w, false);
  struct str name = str_from(e->name);
  struct keyset *set;
  imports_dir(w, name, "", dir);
  if (!keyset_open(w->io, dir, name, &o, &set, err)) return false;
  bool lost = keyset_lsn(set) == 0 && (e->before || keyset_was_damaged(set));
  uint64_t from = lost ? 0 : keyset_lsn(set);
  if (!lost && from < w->imports.lsn) from = w->imports.lsn;
  /* Relaxed: what is gathered may go to a file at once, as keys of records that are in the log. */
  if (!log_sync(w->log, err) || !gather(w, name, from, set, err)) {
    keyset_free(set);
    return false;
  }
  keyset_set_lsn(set, log_durable(w->log));
  e->set = set;
  return true;
}

bool imports_keyset(struct workspace *w, struct str source, struct keyset **ret, struct err *err) {
  struct import_source *e;
  if (!entry_of(w, source, &e, err) || (!e->set && !open_set(w, e, err))) return false;
  *ret = e->set;
  return true;
}

void imports_forget(struct workspace *w, struct str source) {
  struct imports *im = &w->imports;
  for (size_t i = 0; i < im->sources.n; i++) {
    if (!str_is(source, im->sources.p[i].name)) continue;
    keyset_free(im->sources.p[i].set);
    im->sources.p[i].set = NULL;
  }
}

bool imports_spill(struct workspace *w, struct err *err) {
  struct imports *im = &w->imports;
  for (size_t i = 0; i < im->sources.n; i++) {
    struct import_source *e = &im->sources.p[i];
    if (!e->set && !open_set(w, e, err)) return false;
    keyset_set_lsn(e->set, log_durable(w->log));
    if (!keyset_spill(e->set, err)) return false;
  }
  imports_release(w);
  return true;
}

bool imports_see_mark(struct workspace *w, const struct log_record *rec, struct err *err) {
  struct import_mark m;
  struct import_source *e;
  return import_mark_read(rec->body, &m, err) && entry_of(w, m.source, &e, err) &&
         imports_save_run(w, &m, m.finished ? "done" : "running", (struct str){0}, err);
}

/* ---- runs ---- */

static bool save_run(struct workspace *w, const struct import_mark *m, const char *status,
                     struct str reject_path, struct err *err) {
  struct state_stmt *q;
  if (!state_query(w->state,
                   "INSERT INTO import_run (id, source, path, fingerprint, mapping, started_ms, "
                   "finished_ms, status, read, imported, duplicate, rejected, people, events, "
                   "bytes, resume_row, reject_path) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                   "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT (id) DO UPDATE SET "
                   "path = excluded.path, finished_ms = excluded.finished_ms, "
                   "status = excluded.status, read = excluded.read, "
                   "imported = excluded.imported, duplicate = excluded.duplicate, "
                   "rejected = excluded.rejected, people = excluded.people, "
                   "events = excluded.events, bytes = excluded.bytes, "
                   "resume_row = excluded.resume_row, reject_path = CASE WHEN "
                   "excluded.reject_path = '' THEN import_run.reject_path "
                   "ELSE excluded.reject_path END",
                   &q, err))
    return false;
  char mapping[17];
  snprintf(mapping, sizeof mapping, "%016llx", (unsigned long long)m->mapping);
  state_bind_int(q, 1, (int64_t)m->run);
  state_bind_str(q, 2, m->source);
  state_bind_str(q, 3, m->path);
  state_bind_str(q, 4, m->fingerprint);
  state_bind_str(q, 5, str_from(mapping));
  state_bind_int(q, 6, m->started_ms);
  if (m->finished)
    state_bind_int(q, 7, m->at_ms);
  else
    state_bind_null(q, 7);
  state_bind_str(q, 8, str_from(status));
  const uint64_t v[] = {m->read,   m->imported, m->duplicate, m->rejected,
                        m->people, m->events,   m->bytes,     m->resume_row};
  for (int i = 0; i < 8; i++)
    state_bind_int(q, 9 + i, (int64_t)v[i]);
  state_bind_str(q, 17, reject_path);
  return state_exec(q, err);
}

bool imports_save_run(struct workspace *w, const struct import_mark *m, const char *status,
                      struct str reject_path, struct err *err) {
  state_enter(w->state);
  bool ok = save_run(w, m, status, reject_path, err);
  state_leave(w->state);
  return ok;
}

static void read_run(struct state_stmt *q, struct arena *out, struct import_mark *ret) {
  struct import_mark m = {.run = (uint64_t)state_int(q, 0), .started_ms = state_int(q, 3)};
  m.source = arena_str(out, state_str(q, 1));
  m.path = arena_str(out, state_str(q, 4));
  m.mapping = strtoull(arena_cstr(out, state_str(q, 2)), NULL, 16);
  uint64_t *const v[] = {&m.read,   &m.imported, &m.duplicate, &m.rejected,
                         &m.people, &m.events,   &m.bytes,     &m.resume_row};
  for (int i = 0; i < 8; i++)
    *v[i] = (uint64_t)state_int(q, 5 + i);
  m.finished = str_is(state_str(q, 13), "done");
  *ret = m;
}

static bool last_run(struct workspace *w, struct str source, struct str fingerprint,
                     struct arena *out, struct import_mark *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state,
                   "SELECT id, source, mapping, started_ms, path, read, imported, duplicate, "
                   "rejected, people, events, bytes, resume_row, status FROM import_run "
                   "WHERE fingerprint = ?1 AND (?2 = '' OR source = ?2) ORDER BY id DESC LIMIT 1",
                   &q, err))
    return false;
  state_bind_str(q, 1, fingerprint);
  state_bind_str(q, 2, source);
  if (!state_step(q, &row, err)) return false;
  if (row) {
    read_run(q, out, ret);
    ret->fingerprint = arena_str(out, fingerprint);
    state_reset(q);
  }
  *ret_found = row;
  return true;
}

bool imports_last_run(struct workspace *w, struct str source, struct str fingerprint,
                      struct arena *out, struct import_mark *ret, bool *ret_found,
                      struct err *err) {
  if (fingerprint.n == 0) {
    *ret_found = false;
    return true;
  }
  state_enter(w->state);
  bool ok = last_run(w, source, fingerprint, out, ret, ret_found, err);
  state_leave(w->state);
  return ok;
}
