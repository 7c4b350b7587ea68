/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The history of imports, for people to look at.  Best effort by nature: the marks in the log are
 * the truth, and rows that a crash kept from being written come back with the next opening. */
#include "import_int.h"

static void read_row(struct state_stmt *q, struct arena *out, struct import_run *ret) {
  struct import_run r = {.id = (uint64_t)state_int(q, 0),
                         .source = arena_str(out, state_str(q, 1)),
                         .path = arena_str(out, state_str(q, 2)),
                         .fingerprint = arena_str(out, state_str(q, 3)),
                         .status = arena_str(out, state_str(q, 4)),
                         .reject_path = arena_str(out, state_str(q, 5)),
                         .started_ms = state_int(q, 6),
                         .finished_ms = state_is_null(q, 7) ? 0 : state_int(q, 7)};
  uint64_t *const v[] = {&r.read,   &r.imported, &r.duplicate, &r.rejected,
                         &r.people, &r.events,   &r.bytes};
  for (int i = 0; i < 7; i++)
    *v[i] = (uint64_t)state_int(q, 8 + i);
  *ret = r;
}

static bool select_rows(struct workspace *w, const struct import_filter *f, struct arena *out,
                        struct import_run **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  uint32_t n = 0;
  if (!state_query(w->state,
                   "SELECT id, source, path, fingerprint, status, reject_path, started_ms, "
                   "finished_ms, read, imported, duplicate, rejected, people, events, bytes "
                   "FROM import_run WHERE (?1 = 0 OR id = ?1) AND (?2 = '' OR path = ?2) AND "
                   "(?3 = '' OR fingerprint = ?3) AND (?4 = 0 OR id < ?4) "
                   "ORDER BY id DESC LIMIT ?5",
                   &q, err))
    return false;
  state_bind_int(q, 1, (int64_t)f->id);
  state_bind_str(q, 2, f->path);
  state_bind_str(q, 3, f->fingerprint);
  state_bind_int(q, 4, (int64_t)f->before);
  state_bind_int(q, 5, f->limit);
  struct import_run *v = arena_array(out, struct import_run, f->limit);
  while ((ok = state_step(q, &row, err)) && row)
    read_row(q, out, &v[n++]);
  if (!ok) return false;
  *ret = v;
  *ret_n = n;
  return true;
}

bool ws_import_runs(struct workspace *w, const struct import_filter *f, struct arena *out,
                    struct import_run **ret, uint32_t *ret_n, struct err *err) {
  state_enter(w->state);
  bool ok = select_rows(w, f, out, ret, ret_n, err);
  state_leave(w->state);
  return ok;
}
