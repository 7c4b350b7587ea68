/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal repair` for a database: a copy when it is whole, else what can be read of it.
 *
 * The source is only read, byte by byte: opening it with SQLite would recover its -wal in place.
 * The copy is opened instead, which merges the -wal as far as it is valid.  When a check of the
 * copy fails, a new database gets the tables' rows one statement per row: rows on pages that cannot
 * be read are looked for again through rowids above and below, in steps that double, so that a
 * damaged page costs its own rows and not those behind it.  Constraints hold in the new database; a
 * row that breaks one (its partner is lost) is lost too, and counted. */
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "state/sqlite_int.h"

#define COPY_BYTES ((size_t)256 << 10)
#define STEP_MAX   ((int64_t)1 << 40) /* of rowids: past the last readable row */
#define SQL_BYTES  512

static bool copy_file(struct io *io, const char *from, const char *to, struct err *err) {
  struct io_file *in, *out = NULL;
  struct err why;
  if (!io_open(io, from, IO_READ, &in, &why)) {
    if (why.code == ERR_not_found_file) return true;
    *err = why;
    return false;
  }
  char *chunk = must_malloc(COPY_BYTES);
  bool ok = io_open(io, to, IO_CREATE_PRIVATE, &out, err) && io_truncate(io, out, 0, err);
  for (uint64_t off = 0; ok;) {
    size_t n;
    ok = io_pread(io, in, chunk, COPY_BYTES, off, &n, err);
    if (!ok || n == 0) break;
    ok = io_pwrite(io, out, chunk, n, off, err);
    off += n;
  }
  ok = ok && io_sync(io, out, err);
  io_close(io, in);
  io_close(io, out);
  free(chunk);
  return ok;
}

static void count_bad(void *ctx, const struct err *what) {
  (void)what;
  ++*(uint64_t *)ctx;
}

struct salvage {
  struct state *to;
  sqlite3 *from;
  void (*bad)(void *ctx, const struct err *what);
  void *ctx;
  const char *shown; /* the source, for messages */
};

/* INSERT of all columns, as many as `rows` has after the rowid. */
static sqlite3_stmt *insert_into(struct salvage *v, const char *table, int columns) {
  struct buf sql = BUF_INIT;
  sqlite3_stmt *put = NULL;
  buf_printf(&sql, "INSERT OR IGNORE INTO \"%s\" VALUES (", table);
  for (int i = 1; i <= columns; i++)
    buf_printf(&sql, i > 1 ? ", ?%d" : "?%d", i);
  buf_putc(&sql, ')');
  if (sqlite3_prepare_v2(lite_of(v->to)->db, sql.p, -1, &put, NULL) != SQLITE_OK) put = NULL;
  buf_release(&sql);
  return put;
}

/* Copies rows with rowids above *last until one cannot be read (false); *last is the last one that
 * could. */
static bool copy_rows(struct salvage *v, const char *table, int64_t *last, uint64_t *copied,
                      uint64_t *refused) {
  char sql[SQL_BYTES];
  sqlite3_stmt *rows = NULL, *put = NULL;
  int rc = SQLITE_ERROR;
  snprintf(sql, sizeof sql, "SELECT rowid, * FROM \"%s\" WHERE rowid > ?1 ORDER BY rowid", table);
  if (sqlite3_prepare_v2(v->from, sql, -1, &rows, NULL) != SQLITE_OK) return false;
  int columns = sqlite3_column_count(rows) - 1;
  put = insert_into(v, table, columns);
  sqlite3_bind_int64(rows, 1, *last);
  while (put && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
    *last = sqlite3_column_int64(rows, 0);
    for (int i = 1; i <= columns; i++)
      sqlite3_bind_value(put, i, sqlite3_column_value(rows, i));
    bool done = sqlite3_step(put) == SQLITE_DONE && sqlite3_changes64(lite_of(v->to)->db) > 0;
    ++*(done ? copied : refused);
    sqlite3_reset(put);
  }
  sqlite3_finalize(rows);
  sqlite3_finalize(put);
  return rc == SQLITE_DONE;
}

static void copy_table(struct salvage *v, const char *table) {
  uint64_t copied = 0, refused = 0, holes = 0;
  int64_t last = INT64_MIN;
  struct err what;
  for (int64_t step = 1; !copy_rows(v, table, &last, &copied, &refused) && step < STEP_MAX;) {
    uint64_t before = copied;
    if (last == INT64_MIN) last = 0;
    last += step;
    step = copied > before ? 1 : step * 2;
    holes++;
  }
  if (holes + refused == 0) return;
  err_fail(&what, ERR_corrupt,
           "%s" ERR_SEP "table %s: %llu rows saved, %llu refused, %llu ranges unreadable", v->shown,
           table, (unsigned long long)copied, (unsigned long long)refused,
           (unsigned long long)holes);
  v->bad(v->ctx, &what);
}

/* Tables in the order of their making: what is referred to comes first. */
static bool copy_tables(struct salvage *v, struct err *err) {
  VEC(char *) names = {0};
  sqlite3_stmt *q = NULL;
  bool ok = sqlite3_prepare_v2(lite_of(v->to)->db,
                               "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name "
                               "NOT LIKE 'sqlite_%' AND name <> 'migration' ORDER BY rowid",
                               -1, &q, NULL) == SQLITE_OK;
  while (ok && sqlite3_step(q) == SQLITE_ROW) {
    char *copy = strdup((const char *)sqlite3_column_text(q, 0));
    must(copy);
    vec_push(&names, copy);
  }
  sqlite3_finalize(q);
  ok = ok && state_run(v->to, "BEGIN IMMEDIATE", err);
  for (size_t i = 0; i < names.n; i++) {
    if (ok) copy_table(v, names.p[i]);
    free(names.p[i]);
  }
  vec_free(&names);
  return ok && state_run(v->to, "COMMIT", err);
}

/* Two connections: an unreadable page rolls back the transaction of the connection that met it. */
static bool table_by_table(struct io *io, const char *copy, const char *to, bool server,
                           struct salvage *v, struct err *err) {
  const struct state_setup setup = {.migrations =
                                        server ? state_migrations_server : state_migrations,
                                    .busy_ms = STATE_BUSY_MS,
                                    .io = io};
  if (!state_open_with(to, true, &setup, &v->to, err)) return false;
  struct vfs *vfs = vfs_enter(io);
  sqlite3_open_v2(copy, &v->from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_PRIVATECACHE, vfs_name(vfs));
  must(v->from);
  bool ok = copy_tables(v, err);
  must(sqlite3_close(v->from) == SQLITE_OK);
  vfs_leave(vfs);
  state_close(v->to);
  return ok;
}

bool state_salvage(struct io *io, const char *from, const char *to, bool server, bool *ret_whole,
                   void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  static const char *const tails[] = {"", "-wal", "-journal", "-shm"};
  char in[4096], copy[4096], path[4096];
  struct state *s;
  struct err why, ignored;
  uint64_t problems = 0;
  bool ok = true;
  for (int i = 0; ok && i < 3; i++) {
    snprintf(in, sizeof in, "%s%s", from, tails[i]);
    snprintf(copy, sizeof copy, "%s.damaged%s", to, tails[i]);
    ok = copy_file(io, in, copy, err);
  }
  if (!ok) return false;
  snprintf(copy, sizeof copy, "%s.damaged", to);
  const struct state_setup setup = {.migrations =
                                        server ? state_migrations_server : state_migrations,
                                    .busy_ms = STATE_BUSY_MS,
                                    .io = io};
  bool whole = state_open_with(copy, true, &setup, &s, &why);
  if (whole) {
    whole = state_verify(s, count_bad, &problems, &why) && problems == 0;
    state_close(s);
  }
  if (whole) {
    ok = io_rename(io, copy, to, err);
  } else {
    struct salvage v = {.bad = bad, .ctx = ctx, .shown = from};
    ok = table_by_table(io, copy, to, server, &v, err);
  }
  for (int i = 0; i < 4; i++) {
    snprintf(path, sizeof path, "%s.damaged%s", to, tails[i]);
    io_unlink(io, path, &ignored);
  }
  if (ok) *ret_whole = whole;
  return ok;
}
