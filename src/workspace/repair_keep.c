/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a repair keeps besides the log: SQL state, settings, up to when events are gone, and the
 * files of rejected rows (repair.c). */
#include "repair_pass_int.h"

#define COPY_BYTES_MAX ((size_t)256 << 20)

static bool copy_file(struct repair *r, const char *from, const char *to, struct err *err) {
  struct arena tmp;
  struct str text;
  arena_init(&tmp, "repair");
  bool ok = io_read_all(r->io, from, COPY_BYTES_MAX, &tmp, &text, err) &&
            io_write_atomic(r->io, to, text.p, text.n, err);
  arena_release(&tmp);
  return ok;
}

/* What people look at and nobody computes with; a file that cannot be read is said and left. */
void repair_keep_rejects(struct repair *r) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX], in[WS_PATH_MAX], out[WS_PATH_MAX];
  struct arena tmp;
  struct str *names;
  struct err what;
  size_t n;
  ws_join(from, r->from, "rejects");
  ws_join(to, r->to, "rejects");
  arena_init(&tmp, "rejects");
  if (!io_list(r->io, from, &tmp, &names, &n, &what)) {
    repair_bad(r, &what);
    n = 0;
  }
  for (size_t i = 0; i < n; i++) {
    ws_join(in, from, arena_cstr(&tmp, names[i]));
    ws_join(out, to, arena_cstr(&tmp, names[i]));
    if (!copy_file(r, in, out, &what)) repair_bad(r, &what);
  }
  arena_release(&tmp);
}

/* The new log has another id, and everything it feeds is derived again. */
static bool forget_positions(struct repair *r, struct err *err) {
  char path[WS_PATH_MAX];
  struct state *s;
  struct state_stmt *q;
  struct err what;
  uint32_t lost = 0;
  ws_join(path, r->to, "state.db");
  if (!state_open_in(r->io, path, true, &s, err)) return false;
  bool ok = state_begin(s, err);
  if (ok) {
    ok = state_query(s, "DELETE FROM cursor", &q, err) && state_exec(q, err) &&
         state_query(s, "DELETE FROM item", &q, err) && state_exec(q, err) &&
         /* Final places of people who had other numbers; those kept in order stand on seats. */
         state_query(s, "DELETE FROM rank_chunk", &q, err) && state_exec(q, err) &&
         repair_holders(&r->erased, s, &lost, err) && outbox_anew(s, &r->outbox, err);
    if (!ok) state_rollback(s);
    ok = ok && state_commit(s, err);
  }
  state_close(s);
  if (ok && lost) {
    err_clear(&what);
    err_fail(&what, ERR_corrupt, "%s" ERR_SEP "%u people who own something are lost", r->from,
             lost);
    repair_bad(r, &what);
  }
  return ok;
}

static bool save_state(struct repair *r, struct err *err) {
  static const char *const made[] = {"state.db", "state.db-wal", "state.db-shm"};
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) { /* of the creation: empty */
    ws_join(to, r->to, made[i]);
    if (!io_unlink(r->io, to, err)) return false;
  }
  ws_join(to, r->to, "state.db");
  if (state_is_url(
          r->state_at.p)) { /* PostgreSQL keeps its own house; the copy is ours to change */
    r->n.state_whole = true;
    return state_snapshot(r->io, r->state_at.p, to, err) && forget_positions(r, err);
  }
  ws_join(from, r->from, "state.db");
  return state_salvage(r->io, from, to, false, &r->n.state_whole, repair_bad, r, err) &&
         io_sync_dir(r->io, r->to, err) && forget_positions(r, err);
}

/* Settings as they are, if they can be believed; else those of a new workspace, and it is said. */
static bool save_settings(struct repair *r, bool whole, struct err *err) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  if (!whole) return true;
  ws_join(from, r->from, "workspace.json");
  ws_join(to, r->to, "workspace.json");
  return copy_file(r, from, to, err);
}

/* Up to when events are gone; what the rules say of today is known without it. */
static bool save_floors(struct repair *r, struct err *err) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  struct workspace old = {.io = r->io, .path = r->from};
  struct err what;
  ws_join(from, r->from, "retention.json");
  ws_join(to, r->to, "retention.json");
  if (!io_exists(r->io, from)) return true;
  bool whole = floors_load(&old, &what);
  floors_release(&old);
  if (whole) return copy_file(r, from, to, err);
  repair_bad(r, &what);
  return true;
}

bool repair_keep(struct repair *r, bool settings, struct err *err) {
  return save_state(r, err) && save_settings(r, settings, err) && save_floors(r, err);
}
