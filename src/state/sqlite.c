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
 * One connection serves all threads of a process, one at a time: a recursive mutex that a
 * transaction holds from its beginning to its end.  Statements are cached and shared, so there
 * could not be two users at once even where SQLite would allow it; and a second connection would
 * see the first one's transaction as "busy" instead of waiting for it.  SQLite's own mutexes are
 * off.
 *
 * Result codes map to named errors once, here.  Those that are bugs of ours (bad SQL, misuse)
 * become ERR_internal with SQLite's message and the text; out of memory stops the program like
 * every other allocation.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/panic.h"
#include "state/state_int.h"

bool state_fail(const struct state *s, int rc, const char *doing, struct err *err) {
  const char *msg = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc);
  switch (rc & 0xff) {
  case SQLITE_NOMEM:
    panic("out of memory in SQLite");
  case SQLITE_FULL:
    return err_fail(err, ERR_disk_full, "%s", s->path);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return err_fail(err, ERR_state_busy, "%s", s->path);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", s->path, msg);
  case SQLITE_READONLY:
    return err_fail(err, ERR_state_read_only, "%s", s->path);
  case SQLITE_CONSTRAINT:
    return err_fail(err, ERR_state_constraint, "%s", msg);
  case SQLITE_TOOBIG:
    return err_fail(err, ERR_too_large, "a value for %s" ERR_SEP "1 GB", s->path);
  case SQLITE_INTERRUPT:
    return err_fail(err, ERR_canceled, NULL);
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_NOLFS:
    if (rc == SQLITE_IOERR_NOMEM) panic("out of memory in SQLite");
    if (vfs_take_error(err)) return false;
    if (s->db && sqlite3_system_errno(s->db) != 0)
      return err_fail_errno(err, ERR_io, sqlite3_system_errno(s->db), "%s", s->path);
    return err_fail(err, ERR_io, "%s" ERR_SEP "%s", s->path, msg);
  default:
    return err_fail(err, ERR_internal, "SQL: %s in \"%.60s\"", msg, doing);
  }
}

bool state_run(struct state *s, const char *sql, struct err *err) {
  int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK || state_fail(s, rc, sql, err);
}

/* @now: the clock seam, so that a fixed SHOAL_NOW reaches SQL too. */
static void sql_now(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  (void)v;
  sqlite3_result_int64(c, clock_wall_ms(clock_system()));
}

static bool configure(struct state *s, int busy_ms, struct err *err) {
  sqlite3_extended_result_codes(s->db, 1);
  sqlite3_busy_timeout(s->db, busy_ms);
  int rc = sqlite3_create_function(s->db, "shoal_now", 0, SQLITE_UTF8, NULL, sql_now, NULL, NULL);
  if (rc != SQLITE_OK) return state_fail(s, rc, "shoal_now", err);
  char *sql = sqlite3_mprintf("PRAGMA foreign_keys = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA cache_size = -%d;",
                              STATE_CACHE_KIB);
  must(sql);
  bool ok = state_run(s, sql, err);
  sqlite3_free(sql);
  if (!ok || !s->write) return ok;
  /* Both only take before the first page is written; later they are without effect. */
  int reserve = STATE_SUM_BYTES;
  sqlite3_file_control(s->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
  sql = sqlite3_mprintf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL;", STATE_PAGE_BYTES);
  must(sql);
  ok = state_run(s, sql, err);
  sqlite3_free(sql);
  return ok;
}

static bool connect(struct state *s, const char *path, struct io *io, struct err *err) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  flags |= s->write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (*path) s->vfs = vfs_enter(io ? io : io_posix());
  int rc =
      sqlite3_open_v2(*path ? path : ":memory:", &s->db, flags, s->vfs ? vfs_name(s->vfs) : NULL);
  if (rc == SQLITE_OK) return true;
  if (!s->write && s->db && sqlite3_system_errno(s->db) == ENOENT)
    return err_fail(err, ERR_state_missing, "%s", s->path);
  return state_fail(s, rc, "open", err);
}

bool state_open_with(const char *path, bool write, const struct state_setup *setup,
                     struct state **ret, struct err *err) {
  must(write || *path); /* a database in memory that nobody may write is always empty */
  struct state *s = must_calloc(1, sizeof *s);
  const char *shown = *path ? path : "memory";
  s->path = must_malloc(strlen(shown) + 1);
  strcpy(s->path, shown);
  s->write = write;
  intern_init(&s->sql, "sql texts");
  pthread_mutexattr_t again;
  pthread_mutexattr_init(&again);
  pthread_mutexattr_settype(&again, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&s->lock, &again);
  pthread_mutexattr_destroy(&again);
  if (!connect(s, path, setup->io, err) || !configure(s, setup->busy_ms, err) ||
      !state_migrate(s, setup->migrations, err)) {
    state_close(s);
    return false;
  }
  *ret = s;
  return true;
}

bool state_open(const char *path, bool write, struct state **ret, struct err *err) {
  return state_open_in(io_posix(), path, write, ret, err);
}

bool state_open_in(struct io *io, const char *path, bool write, struct state **ret,
                   struct err *err) {
  const struct state_setup setup = {
      .migrations = state_migrations, .busy_ms = STATE_BUSY_MS, .io = io};
  return state_open_with(path, write, &setup, ret, err);
}

bool state_open_server(const char *path, bool write, struct state **ret, struct err *err) {
  const struct state_setup setup = {.migrations = state_migrations_server,
                                    .busy_ms = STATE_BUSY_MS};
  return state_open_with(path, write, &setup, ret, err);
}

void state_close(struct state *s) {
  if (!s) return;
  for (size_t i = 0; i < s->stmts.n; i++) {
    sqlite3_finalize(s->stmts.p[i]->q);
    free(s->stmts.p[i]);
  }
  vec_free(&s->stmts);
  intern_release(&s->sql);
  must(sqlite3_close(s->db) == SQLITE_OK); /* an open transaction is rolled back */
  vfs_leave(s->vfs);
  pthread_mutex_destroy(&s->lock);
  free(s->path);
  free(s);
}

void state_enter(struct state *s) {
  must(pthread_mutex_lock(&s->lock) == 0);
}

void state_leave(struct state *s) {
  must(pthread_mutex_unlock(&s->lock) == 0);
}

bool state_begin(struct state *s, struct err *err) {
  state_enter(s);
  must(!s->open);
  /* SQLite would let a read-only connection begin and refuse the first write. */
  bool ok = s->write ? state_run(s, "BEGIN IMMEDIATE", err)
                     : err_fail(err, ERR_state_read_only, "%s", s->path);
  s->open = ok;
  if (!ok) state_leave(s);
  return ok;
}

/* Some failures (disk full) have rolled back already; SQLite then has nothing open. */
static void roll_back(struct state *s) {
  for (size_t i = 0; i < s->stmts.n; i++)
    state_reset(s->stmts.p[i]);
  /* Fails only where SQLite rolls back at the next opening anyway. */
  if (!sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

bool state_commit(struct state *s, struct err *err) {
  must(s->open && !sqlite3_get_autocommit(s->db));
  bool ok = state_run(s, "COMMIT", err);
  if (!ok) roll_back(s);
  s->open = false;
  state_leave(s);
  return ok;
}

void state_rollback(struct state *s) {
  state_enter(s); /* another thread's transaction is not ours to end: wait, then see */
  if (s->open) {
    roll_back(s);
    s->open = false;
    state_leave(s);
  }
  state_leave(s);
}

static bool verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
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
    err_fail(&found, ERR_corrupt, "%s" ERR_SEP "%.*s", s->path, STRF(state_str(q, 0)));
    bad(ctx, &found);
  }
  if (!state_query(s, "PRAGMA foreign_key_check", &q, err)) return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    err_clear(&found);
    err_fail(&found, ERR_corrupt,
             "%s" ERR_SEP "a row of table %.*s refers to a missing row of %.*s", s->path,
             STRF(state_str(q, 0)), STRF(state_str(q, 2)));
    bad(ctx, &found);
  }
}

bool state_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                  struct err *err) {
  state_enter(s);
  bool ok = verify(s, bad, ctx, err);
  state_leave(s);
  return ok;
}
