/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A database copied into another, whichever is behind either: backups of PostgreSQL are files of
 * SQLite, so that there is one format, and `shoal state move` goes both ways.
 *
 * Both have the same migrations, hence the same tables; which, with which columns and in which
 * order (what is referred to comes first), is read from an empty database in memory.  All is read
 * in one transaction, as of one moment, and written in one.  Afterwards the copy is read again and
 * compared: rows are counted and their hashes added up, in whatever order they come.
 *
 * The SQL here is made of names from our own schema, two statements a table.
 */
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "state/postgres_int.h"
#include "state/state_int.h"

#define FETCH_ROWS 1000 /* at a time from PostgreSQL */

struct table {
  const char *name;
  bool autoid;
  const char *id;   /* … the column that is numbered */
  struct str types; /* of each column: I, T or B */
  struct buf names; /* "a", "b" */
};

struct copying {
  struct arena a;
  VEC(struct table) tables;
};

struct sum {
  uint64_t rows, hash;
};

/* ---- tables ---- */

static bool read_columns(struct copying *c, struct state *plan, struct table *t, struct err *err) {
  struct state_stmt *q;
  bool row;
  struct buf types = BUF_INIT;
  if (!state_query(plan,
                   "SELECT name, substr(type, 1, 1), pk FROM pragma_table_info(?1) ORDER BY cid",
                   &q, err))
    return false;
  state_bind_str(q, 1, str_from(t->name));
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    buf_printf(&t->names, "%s\"%.*s\"", types.n ? ", " : "", STRF(state_str(q, 0)));
    buf_put_str(&types, state_str(q, 1));
    if (state_int(q, 2)) t->id = arena_cstr(&c->a, state_str(q, 0));
  }
  t->types = arena_str(&c->a, buf_str(&types));
  buf_release(&types);
  return true;
}

static bool read_tables(struct copying *c, struct state *plan, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(
          plan,
          "SELECT name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema WHERE type = 'table' "
          "AND name NOT LIKE 'sqlite_%' AND name <> 'migration' ORDER BY rowid",
          &q, err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    vec_push(&c->tables, ((struct table){.name = arena_cstr(&c->a, state_str(q, 0)),
                                         .autoid = state_int(q, 1),
                                         .names = BUF_INIT}));
  }
  for (size_t i = 0; i < c->tables.n; i++)
    if (!read_columns(c, plan, &c->tables.p[i], err)) return false;
  return true;
}

static void release(struct copying *c) {
  for (size_t i = 0; i < c->tables.n; i++)
    buf_release(&c->tables.p[i].names);
  vec_free(&c->tables);
  arena_release(&c->a);
}

/* ---- rows ---- */

static void add_row(const struct table *t, struct state_stmt *q, struct sum *sum) {
  uint64_t h = 0;
  for (size_t i = 0; i < t->types.n; i++) {
    int col = (int)i;
    struct str v = state_is_null(q, col) ? STR("\1null") : STR("");
    int64_t n = t->types.p[i] == 'I' ? state_int(q, col) : 0;
    if (v.n == 0 && t->types.p[i] == 'I') v = str_of(&n, sizeof n);
    if (v.n == 0) v = state_str(q, col);
    h = XXH3_64bits_withSeed(v.p ? v.p : "", v.n, h + v.n);
  }
  sum->rows++;
  sum->hash += h;
}

static bool put_row(const struct table *t, struct state_stmt *q, struct state *to, const char *sql,
                    struct err *err) {
  struct state_stmt *put;
  if (!state_query(to, sql, &put, err)) return false;
  for (size_t i = 0; i < t->types.n; i++) {
    int col = (int)i;
    if (state_is_null(q, col))
      state_bind_null(put, col + 1);
    else if (t->types.p[i] == 'I')
      state_bind_int(put, col + 1, state_int(q, col));
    else if (t->types.p[i] == 'B')
      state_bind_blob(put, col + 1, state_str(q, col));
    else
      state_bind_str(put, col + 1, state_str(q, col));
  }
  return state_later(put, err);
}

/* All rows of one statement; *ret_any: there were some. */
static bool take_rows(const struct table *t, struct state *from, const char *sql, struct state *to,
                      const char *put, struct sum *sum, bool *ret_any, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret_any = false;
  if (!state_query(from, sql, &q, err)) return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    *ret_any = true;
    add_row(t, q, sum);
    if (to && !put_row(t, q, to, put, err)) {
      state_reset(q);
      return false;
    }
  }
}

/* PostgreSQL would send the whole table at once: it is asked through a cursor. */
static bool each_row(const struct table *t, struct state *from, struct state *to, const char *put,
                     struct sum *sum, struct err *err) {
  struct buf sql = BUF_INIT, fetch = BUF_INIT;
  bool any = true, pg = from->door->dialect == SQL_POSTGRES, ok = true;
  if (pg) buf_printf(&sql, "DECLARE \"copy_%s\" NO SCROLL CURSOR FOR ", t->name);
  buf_printf(&sql, "SELECT %s FROM \"%s\"", t->names.p, t->name);
  if (pg) ok = state_run(from, sql.p, err);
  buf_printf(&fetch, "FETCH %d FROM \"copy_%s\"", FETCH_ROWS, t->name);
  for (bool more = true; ok && more; more = pg && any)
    ok = take_rows(t, from, pg ? fetch.p : sql.p, to, put, sum, &any, err);
  buf_release(&fetch);
  buf_release(&sql);
  return ok;
}

/* ---- numbers that are never given again ---- */

static bool last_number(struct state *s, const struct table *t, int64_t *ret, struct err *err) {
  struct buf sql = BUF_INIT;
  struct state_stmt *q;
  bool row;
  if (s->door->dialect == SQL_POSTGRES)
    buf_printf(&sql,
               "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('\"%s\"', "
               "'%s')::regclass), 0)",
               t->name, t->id);
  else
    buf_printf(&sql, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '%s'",
               t->name);
  bool ok = state_query(s, sql.p, &q, err) && state_step(q, &row, err);
  if (ok) {
    *ret = state_int(q, 0);
    state_reset(q);
  }
  buf_release(&sql);
  return ok;
}

static bool set_number(struct state *s, const struct table *t, int64_t n, struct err *err) {
  struct buf sql = BUF_INIT;
  struct state_stmt *q;
  bool row, ok;
  if (n == 0) return true;
  if (s->door->dialect == SQL_POSTGRES) {
    buf_printf(&sql, "SELECT setval(pg_get_serial_sequence('\"%s\"', '%s'), ?1)", t->name, t->id);
  } else {
    buf_printf(&sql, "DELETE FROM sqlite_sequence WHERE name = '%s'", t->name);
    if (!state_run(s, sql.p, err)) {
      buf_release(&sql);
      return false;
    }
    buf_reset(&sql);
    buf_printf(&sql, "INSERT INTO sqlite_sequence (name, seq) VALUES ('%s', ?1)", t->name);
  }
  ok = state_query(s, sql.p, &q, err);
  if (ok) {
    state_bind_int(q, 1, n);
    ok = state_step(q, &row, err);
    if (ok && row) state_reset(q);
  }
  buf_release(&sql);
  return ok;
}

/* ---- the whole ---- */

static bool copy_table(const struct table *t, struct state *from, struct state *to, struct sum *sum,
                       struct err *err) {
  struct buf put = BUF_INIT;
  int64_t last = 0;
  buf_printf(&put, "INSERT INTO \"%s\" (%s) VALUES (", t->name, t->names.p);
  for (size_t i = 1; i <= t->types.n; i++)
    buf_printf(&put, i > 1 ? ", ?%zu" : "?%zu", i);
  buf_putc(&put, ')');
  bool ok = each_row(t, from, to, put.p, sum, err);
  buf_release(&put);
  if (!ok || !t->autoid) return ok;
  return last_number(from, t, &last, err) && set_number(to, t, last, err);
}

/* What migrations have put there. */
static bool empty_tables(struct copying *c, struct state *to, struct err *err) {
  for (size_t i = c->tables.n; i-- > 0;) {
    char sql[128];
    snprintf(sql, sizeof sql, "DELETE FROM \"%s\"", c->tables.p[i].name);
    if (!state_run(to, sql, err)) return false;
  }
  return true;
}

static bool compare(struct copying *c, struct state *to, const struct sum *want, struct err *err) {
  if (!to->door->begin_read(to, err)) return false;
  state_enter(to);
  to->open = true;
  bool ok = true;
  for (size_t i = 0; ok && i < c->tables.n; i++) {
    struct sum got = {0};
    ok = each_row(&c->tables.p[i], to, NULL, NULL, &got, err);
    if (ok && (got.rows != want[i].rows || got.hash != want[i].hash))
      ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "table %s is not what was copied", to->shown,
                    c->tables.p[i].name);
  }
  state_rollback(to);
  return ok;
}

static bool transfer(struct copying *c, struct state *from, struct state *to, struct sum *sums,
                     struct err *err) {
  if (!from->door->begin_read(from, err)) return false;
  state_enter(from);
  from->open = true;
  bool ok = state_begin(to, err);
  if (ok) {
    ok = empty_tables(c, to, err);
    for (size_t i = 0; ok && i < c->tables.n; i++)
      ok = copy_table(&c->tables.p[i], from, to, &sums[i], err);
    if (!ok) state_rollback(to);
    ok = ok && state_commit(to, err);
  }
  state_rollback(from);
  return ok;
}

bool state_copy(struct io *io, const char *from, const char *to, bool server, uint64_t *ret_rows,
                struct err *err) {
  const struct state_setup in = {.migrations = server ? state_migrations_server : state_migrations,
                                 .busy_ms = STATE_BUSY_MS,
                                 .io = io};
  struct state_setup out = in;
  struct state *plan = NULL, *source = NULL, *target = NULL;
  struct copying c = {0};
  struct sum *sums = NULL;
  uint64_t rows = 0;
  out.alone = !server;
  arena_init(&c.a, "copy of a database");
  bool ok = state_open_with("", true, &in, &plan, err) && read_tables(&c, plan, err) &&
            state_open_with(from, false, &in, &source, err) &&
            state_open_with(to, true, &out, &target, err);
  if (ok) {
    sums = must_calloc(c.tables.n, sizeof *sums);
    ok = transfer(&c, source, target, sums, err) && compare(&c, target, sums, err);
    for (size_t i = 0; i < c.tables.n; i++)
      rows += sums[i].rows;
  }
  free(sums);
  state_close(target);
  state_close(source);
  state_close(plan);
  release(&c);
  if (ok) *ret_rows = rows;
  return ok;
}

bool state_there(struct io *io, const char *path, bool *ret, struct err *err) {
  if (state_is_url(path)) return pg_there(path, ret, err);
  *ret = io_exists(io, path);
  return true;
}

bool state_remove(struct io *io, const char *path, struct err *err) {
  static const char *const tails[] = {"", "-wal", "-shm"};
  struct buf b = BUF_INIT;
  bool ok = true;
  if (state_is_url(path)) return pg_remove(path, err);
  for (size_t i = 0; ok && i < sizeof tails / sizeof *tails; i++) {
    buf_reset(&b);
    buf_printf(&b, "%s%s", path, tails[i]);
    ok = io_unlink(io, b.p, err);
  }
  buf_release(&b);
  return ok;
}
