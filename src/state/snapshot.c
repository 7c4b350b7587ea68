/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A copy of one moment, and getting rid of what was deleted.
 *
 * Of PostgreSQL the copy is a file of SQLite too (copy.c).  Of SQLite, VACUUM INTO reads in one
 * transaction of its own, so a writer may go on meanwhile; what it writes is also smaller than the
 * file.  Deleted content survives in three places: freed pages, the slack of used ones, and the
 * journal; VACUUM writes the file without the first two and the checkpoint empties the third. */
#include "base/panic.h"
#include "state/sqlite_int.h"

static bool of_server(const char *place) {
  return str_ends(str_from(place), STR("#shoal_server"));
}

bool state_snapshot(struct io *io, const char *path, const char *to, struct err *err) {
  uint64_t rows;
  if (state_is_url(path)) return state_copy(io, path, to, of_server(path), &rows, err);
  char *shown = (char *)(uintptr_t)path;
  struct lite l = {.s = {.path = shown, .shown = shown}, .vfs = vfs_enter(io)};
  int rc =
      sqlite3_open_v2(path, &l.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, vfs_name(l.vfs));
  bool ok = rc == SQLITE_OK || lite_fail(&l, rc, "open", err);
  if (ok) {
    sqlite3_busy_timeout(l.db, STATE_BUSY_MS);
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", to);
    must(sql);
    ok = lite_run(&l.s, sql, err);
    sqlite3_free(sql);
  }
  sqlite3_close(l.db);
  vfs_leave(l.vfs);
  return ok;
}

bool lite_scrub(struct state *s, struct err *err) {
  return lite_run(s, "PRAGMA secure_delete = ON; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);", err);
}
