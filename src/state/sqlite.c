/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The connection to SQLite: opening, transactions, and what its result codes mean to people.
 *
 * WAL, because readers (reports) must not wait for the writer (import).  synchronous=FULL, because
 * what a commit acknowledges must survive the power going: in WAL mode NORMAL may lose the last
 * commits, and a cursor lost that way is harmless but a granted coupon is not; one fdatasync per
 * transaction is the price, and callers group their writes.  Pages of 2 KiB: rows are small, and
 * small pages were 30–60 % faster for ledger-like writes (DESIGN).  Writers begin IMMEDIATE: a
 * transaction that discovers only at its first write that another one writes cannot wait, it can
 * only fail.
 *
 * SQLite's own mutexes are off: one thread at a time has a connection (state.c).
 *
 * Result codes map to named errors once, here.  Those that are bugs of ours (bad SQL, misuse)
 * become ERR_internal with SQLite's message and the text; out of memory stops the program like
 * every other allocation.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/panic.h"
#include "state/sqlite_int.h"

bool lite_fail(const struct lite *l, int rc, const char *doing, struct err *err) {
  const char *msg = l->db ? sqlite3_errmsg(l->db) : sqlite3_errstr(rc);
  switch (rc & 0xff) {
  case SQLITE_NOMEM:
    panic("out of memory in SQLite");
  case SQLITE_FULL:
    return err_fail(err, ERR_disk_full, "%s", l->s.shown);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return err_fail(err, ERR_state_busy, "%s", l->s.shown);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", l->s.shown, msg);
  case SQLITE_READONLY:
    return err_fail(err, ERR_state_read_only, "%s", l->s.shown);
  case SQLITE_CONSTRAINT:
    return err_fail(err, ERR_state_constraint, "%s", msg);
  case SQLITE_TOOBIG:
    return err_fail(err, ERR_too_large, "a value for %s" ERR_SEP "1 GB", l->s.shown);
  case SQLITE_INTERRUPT:
    return err_fail(err, ERR_canceled, NULL);
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_NOLFS:
    if (rc == SQLITE_IOERR_NOMEM) panic("out of memory in SQLite");
    if (vfs_take_error(err)) return false;
    if (l->db && sqlite3_system_errno(l->db) != 0)
      return err_fail_errno(err, ERR_io, sqlite3_system_errno(l->db), "%s", l->s.shown);
    return err_fail(err, ERR_io, "%s" ERR_SEP "%s", l->s.shown, msg);
  default:
    return err_fail(err, ERR_internal, "SQL: %s in \"%.60s\"", msg, doing);
  }
}

bool lite_run(struct state *s, const char *sql, struct err *err) {
  int rc = sqlite3_exec(lite_of(s)->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK || lite_fail(lite_of(s), rc, sql, err);
}

/* @now: the clock seam, so that a fixed SHOAL_NOW reaches SQL too. */
static void sql_now(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  (void)v;
  sqlite3_result_int64(c, clock_wall_ms(clock_system()));
}

static bool configure(struct lite *l, int busy_ms, struct err *err) {
  sqlite3_extended_result_codes(l->db, 1);
  sqlite3_busy_timeout(l->db, busy_ms);
  int rc = sqlite3_create_function(l->db, "shoal_now", 0, SQLITE_UTF8, NULL, sql_now, NULL, NULL);
  if (rc != SQLITE_OK) return lite_fail(l, rc, "shoal_now", err);
  char *sql = sqlite3_mprintf("PRAGMA foreign_keys = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA cache_size = -%d;"
                              "PRAGMA wal_autocheckpoint = %d;",
                              l->s.write ? STATE_CACHE_KIB : STATE_CACHE_READ_KIB, STATE_WAL_PAGES);
  must(sql);
  bool ok = lite_run(&l->s, sql, err);
  sqlite3_free(sql);
  if (!ok || !l->s.write) return ok;
  /* Both only take before the first page is written; later they are without effect. */
  int reserve = STATE_SUM_BYTES;
  sqlite3_file_control(l->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
  sql = sqlite3_mprintf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL;", STATE_PAGE_BYTES);
  must(sql);
  ok = lite_run(&l->s, sql, err);
  sqlite3_free(sql);
  return ok;
}

static void lite_close(struct state *s) {
  struct lite *l = lite_of(s);
  must(sqlite3_close(l->db) == SQLITE_OK); /* an open transaction is rolled back */
  vfs_leave(l->vfs);
  state_end(s);
  free(l);
}

static bool open_file(struct lite *l, const char *path, struct io *io, struct err *err) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  flags |= l->s.write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (*path) l->vfs = vfs_enter(io ? io : io_posix());
  int rc =
      sqlite3_open_v2(*path ? path : ":memory:", &l->db, flags, l->vfs ? vfs_name(l->vfs) : NULL);
  if (rc == SQLITE_OK) return true;
  if (!l->s.write && l->db && sqlite3_system_errno(l->db) == ENOENT)
    return err_fail(err, ERR_state_missing, "%s", l->s.shown);
  return lite_fail(l, rc, "open", err);
}

static bool lite_connect(const char *path, bool write, const struct state_setup *setup,
                         struct state **ret, struct err *err) {
  must(write || *path); /* a database in memory that nobody may write is always empty */
  struct lite *l = must_calloc(1, sizeof *l);
  state_start(&l->s, &state_door_sqlite, path, *path ? path : "memory", write, setup);
  if (!open_file(l, path, setup->io, err) || !configure(l, setup->busy_ms, err)) {
    lite_close(&l->s);
    return false;
  }
  *ret = &l->s;
  return true;
}

static bool lite_begin(struct state *s, struct err *err) {
  return lite_run(s, "BEGIN IMMEDIATE", err);
}

static bool lite_begin_read(struct state *s, struct err *err) {
  return lite_run(s, "BEGIN", err);
}

/* Some failures (disk full) have rolled back already; SQLite then has nothing open. */
static void lite_rollback(struct state *s) {
  sqlite3 *db = lite_of(s)->db;
  state_reset_all(s);
  /* Fails only where SQLite rolls back at the next opening anyway. */
  if (!sqlite3_get_autocommit(db)) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

static bool lite_commit(struct state *s, struct err *err) {
  must(!sqlite3_get_autocommit(lite_of(s)->db));
  if (lite_run(s, "COMMIT", err)) return true;
  lite_rollback(s);
  return false;
}

static bool lite_settle(struct state *s, struct err *err) {
  (void)s, (void)err;
  return true; /* nothing is ever later here */
}

static bool lite_has_table(struct state *s, const char *name, bool *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1", &q,
                   err))
    return false;
  state_bind_str(q, 1, str_from(name));
  if (!state_step(q, &row, err)) return false;
  *ret = state_int(q, 0) > 0;
  state_reset(q);
  return true;
}

static int64_t lite_changes(struct state *s) {
  return sqlite3_changes64(lite_of(s)->db);
}

static bool lite_changed(struct state *s) {
  struct lite *l = lite_of(s);
  struct state_stmt *q;
  struct err ignored = {0};
  bool row = false;
  int64_t was = l->version;
  l->version = 0;
  if (!state_query(s, "PRAGMA data_version", &q, &ignored) || !state_step(q, &row, &ignored) ||
      !row)
    return true;
  l->version = state_int(q, 0);
  state_reset(q);
  return l->version != was;
}

static bool lite_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                        struct err *err) {
  struct state_stmt *q;
  bool row;
  struct err found;
  if (!state_query(s, "PRAGMA quick_check(100)", &q, err)) return false;
  for (;;) {
    if (!state_step(q, &row, &found)) { /* the check itself stumbles over bad pages */
      if (err_class_of(found.code) != ERR_CLASS_CORRUPT) {
        *err = found;
        return false;
      }
      bad(ctx, &found);
      return true;
    }
    if (!row) break;
    if (str_is(state_str(q, 0), "ok")) continue;
    err_clear(&found);
    err_fail(&found, ERR_corrupt, "%s" ERR_SEP "%.*s", s->shown, STRF(state_str(q, 0)));
    bad(ctx, &found);
  }
  if (!state_query(s, "PRAGMA foreign_key_check", &q, err)) return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    err_clear(&found);
    err_fail(&found, ERR_corrupt,
             "%s" ERR_SEP "a row of table %.*s refers to a missing row of %.*s", s->shown,
             STRF(state_str(q, 0)), STRF(state_str(q, 2)));
    bad(ctx, &found);
  }
}

const struct door state_door_sqlite = {.dialect = SQL_SQLITE,
                                       .connect = lite_connect,
                                       .close = lite_close,
                                       .begin = lite_begin,
                                       .begin_read = lite_begin_read,
                                       .commit = lite_commit,
                                       .rollback = lite_rollback,
                                       .run = lite_run,
                                       .settle = lite_settle,
                                       .has_table = lite_has_table,
                                       .changes = lite_changes,
                                       .changed = lite_changed,
                                       .scrub = lite_scrub,
                                       .verify = lite_verify,
                                       .prepare = lite_prepare,
                                       .drop = lite_drop,
                                       .clear = lite_clear,
                                       .bind_int = lite_bind_int,
                                       .bind_str = lite_bind_str,
                                       .bind_blob = lite_bind_blob,
                                       .bind_null = lite_bind_null,
                                       .step = lite_step,
                                       .later = lite_later,
                                       .reset = lite_reset,
                                       .as_int = lite_int,
                                       .as_str = lite_str,
                                       .is_null = lite_is_null};
