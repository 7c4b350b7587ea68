/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A copy of one moment, and getting rid of what was deleted.
 *
 * VACUUM INTO reads in one transaction of its own, so a writer may go on meanwhile; what it writes
 * is also smaller than the file.  Deleted content survives in three places: freed pages, the slack
 * of used ones, and the journal; VACUUM writes the file without the first two and the checkpoint
 * empties the third. */
#include "base/panic.h"
#include "state/state_int.h"

bool state_snapshot(struct io *io, const char *path, const char *to, struct err *err) {
  struct state s = {.path = (char *)(uintptr_t)path, .vfs = vfs_enter(io)};
  int rc =
      sqlite3_open_v2(path, &s.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, vfs_name(s.vfs));
  bool ok = rc == SQLITE_OK || state_fail(&s, rc, "open", err);
  if (ok) {
    sqlite3_busy_timeout(s.db, STATE_BUSY_MS);
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", to);
    must(sql);
    ok = state_run(&s, sql, err);
    sqlite3_free(sql);
  }
  sqlite3_close(s.db);
  vfs_leave(s.vfs);
  return ok;
}

bool state_scrub(struct state *s, struct err *err) {
  state_enter(s);
  bool ok =
      state_run(s, "PRAGMA secure_delete = ON; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);", err);
  state_leave(s);
  return ok;
}
