/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements of SQLite: each is one of its own, prepared once and reset.
 *
 * Binds fail only for lack of memory or for a value beyond 1 GB; the first such failure is kept and
 * reported by the step that follows. */
#include "base/panic.h"
#include "state/sqlite_int.h"

struct lite_stmt {
  struct state_stmt st;
  sqlite3_stmt *q;
  int bind_rc; /* the first bind that failed */
};

static struct lite_stmt *stmt_of(struct state_stmt *q) {
  return (struct lite_stmt *)q;
}

bool lite_prepare(struct state *s, const char *sql, struct str text, struct state_stmt **ret,
                  struct err *err) {
  struct lite *l = lite_of(s);
  sqlite3_stmt *q = NULL;
  int rc = sqlite3_prepare_v3(l->db, text.p, (int)text.n, SQLITE_PREPARE_PERSISTENT, &q, NULL);
  if (rc != SQLITE_OK) return lite_fail(l, rc, sql, err);
  must(q); /* an empty text or a comment alone */
  struct lite_stmt *st = must_calloc(1, sizeof *st);
  st->q = q;
  st->st.writes = !sqlite3_stmt_readonly(q);
  *ret = &st->st;
  return true;
}

void lite_drop(struct state_stmt *q) {
  sqlite3_finalize(stmt_of(q)->q);
  free(q);
}

void lite_clear(struct state_stmt *q) {
  lite_reset(q);
  sqlite3_clear_bindings(stmt_of(q)->q);
}

static void bound(struct state_stmt *q, int rc) {
  must(rc != SQLITE_RANGE &&
       rc != SQLITE_MISUSE); /* the text has no such parameter, or is mid-step */
  if (stmt_of(q)->bind_rc == SQLITE_OK) stmt_of(q)->bind_rc = rc;
}

void lite_bind_int(struct state_stmt *q, int i, int64_t v) {
  bound(q, sqlite3_bind_int64(stmt_of(q)->q, i, v));
}

void lite_bind_str(struct state_stmt *q, int i, struct str v) {
  bound(q,
        sqlite3_bind_text64(stmt_of(q)->q, i, v.n ? v.p : "", v.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void lite_bind_blob(struct state_stmt *q, int i, struct str v) {
  bound(q, sqlite3_bind_blob64(stmt_of(q)->q, i, v.n ? v.p : "", v.n, SQLITE_TRANSIENT));
}

void lite_bind_null(struct state_stmt *q, int i) {
  bound(q, sqlite3_bind_null(stmt_of(q)->q, i));
}

bool lite_step(struct state_stmt *q, bool *ret_row, struct err *err) {
  struct lite_stmt *st = stmt_of(q);
  int rc = st->bind_rc != SQLITE_OK ? st->bind_rc : sqlite3_step(st->q);
  if (rc == SQLITE_ROW) {
    *ret_row = true;
    return true;
  }
  if (rc != SQLITE_DONE) {
    lite_fail(lite_of(q->s), rc, sqlite3_sql(st->q), err);
    lite_reset(q);
    return false;
  }
  lite_reset(q);
  *ret_row = false;
  return true;
}

/* There is no round trip to save. */
bool lite_later(struct state_stmt *q, struct err *err) {
  bool row;
  if (!lite_step(q, &row, err)) return false;
  must(!row);
  return true;
}

void lite_reset(struct state_stmt *q) {
  sqlite3_reset(stmt_of(q)->q); /* its result repeats the last step's, which was reported then */
  stmt_of(q)->bind_rc = SQLITE_OK;
}

int64_t lite_int(struct state_stmt *q, int col) {
  return sqlite3_column_int64(stmt_of(q)->q, col);
}

struct str lite_str(struct state_stmt *q, int col) {
  sqlite3_stmt *st = stmt_of(q)->q;
  /* The pointer is asked for before the length: asking may convert the value. */
  const void *p = sqlite3_column_type(st, col) == SQLITE_BLOB ? sqlite3_column_blob(st, col)
                                                              : sqlite3_column_text(st, col);
  return str_of(p, p ? (size_t)sqlite3_column_bytes(st, col) : 0);
}

bool lite_is_null(struct state_stmt *q, int col) {
  return sqlite3_column_type(stmt_of(q)->q, col) == SQLITE_NULL;
}
