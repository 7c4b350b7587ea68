/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prepared statements, cached by their text.
 *
 * Callers write the SQL where they use it and call state_query each time; the first call expands
 * the tokens and prepares, later ones find the statement by its text and only reset it.  So there
 * is no list of statements to keep in step with the code, and preparing (some 20 µs) happens once.
 * The cache never evicts: SQL is written by us and never built from data, so the number of texts is
 * the number of call sites; passing STATE_STMTS_MAX means that somebody pastes values into SQL, and
 * stops the program.
 *
 * Binds return nothing because they fail only for lack of memory or for a value beyond SQLite's 1
 * GB; the first such failure is kept and reported by the step that follows.
 */
#include "base/panic.h"
#include "state/state_int.h"

bool state_query(struct state *s, const char *sql, struct state_stmt **ret, struct err *err) {
  uint32_t i = intern_find(&s->sql, str_from(sql));
  if (i != INTERN_NONE) {
    struct state_stmt *q = s->stmts.p[i];
    state_reset(q);
    sqlite3_clear_bindings(q->q);
    *ret = q;
    return true;
  }
  must(s->stmts.n < STATE_STMTS_MAX);
  struct buf text = BUF_INIT;
  bool ok = sql_expand(SQL_SQLITE, str_from(sql), &text, err);
  sqlite3_stmt *q = NULL;
  if (ok) {
    int rc = sqlite3_prepare_v3(s->db, text.p, (int)text.n, SQLITE_PREPARE_PERSISTENT, &q, NULL);
    if (rc != SQLITE_OK) ok = state_fail(s, rc, sql, err);
  }
  buf_release(&text);
  if (!ok) return false;
  must(q); /* an empty text or a comment alone */
  i = intern_put(&s->sql, str_from(sql));
  must(i == s->stmts.n);
  struct state_stmt *st = must_calloc(1, sizeof *st);
  st->s = s;
  st->q = q;
  vec_push(&s->stmts, st);
  *ret = st;
  return true;
}

static void bound(struct state_stmt *q, int rc) {
  must(rc != SQLITE_RANGE &&
       rc != SQLITE_MISUSE); /* the text has no such parameter, or is mid-step */
  if (q->bind_rc == SQLITE_OK) q->bind_rc = rc;
}

void state_bind_int(struct state_stmt *q, int i, int64_t v) {
  bound(q, sqlite3_bind_int64(q->q, i, v));
}

void state_bind_str(struct state_stmt *q, int i, struct str v) {
  bound(q, sqlite3_bind_text64(q->q, i, v.n ? v.p : "", v.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void state_bind_blob(struct state_stmt *q, int i, struct str v) {
  bound(q, sqlite3_bind_blob64(q->q, i, v.n ? v.p : "", v.n, SQLITE_TRANSIENT));
}

void state_bind_null(struct state_stmt *q, int i) {
  bound(q, sqlite3_bind_null(q->q, i));
}

bool state_step(struct state_stmt *q, bool *ret_row, struct err *err) {
  int rc = q->bind_rc != SQLITE_OK ? q->bind_rc : sqlite3_step(q->q);
  if (rc == SQLITE_ROW) {
    *ret_row = true;
    return true;
  }
  if (rc != SQLITE_DONE) {
    state_fail(q->s, rc, sqlite3_sql(q->q), err);
    state_reset(q);
    return false;
  }
  state_reset(q);
  *ret_row = false;
  return true;
}

void state_reset(struct state_stmt *q) {
  sqlite3_reset(q->q); /* its result repeats the last step's, which was reported then */
  q->bind_rc = SQLITE_OK;
}

bool state_exec(struct state_stmt *q, struct err *err) {
  bool row;
  if (!state_step(q, &row, err)) return false;
  must(!row);
  return true;
}

int64_t state_int(struct state_stmt *q, int col) {
  return sqlite3_column_int64(q->q, col);
}

struct str state_str(struct state_stmt *q, int col) {
  /* The pointer is asked for before the length: asking may convert the value. */
  const void *p = sqlite3_column_type(q->q, col) == SQLITE_BLOB ? sqlite3_column_blob(q->q, col)
                                                                : sqlite3_column_text(q->q, col);
  return str_of(p, p ? (size_t)sqlite3_column_bytes(q->q, col) : 0);
}

bool state_is_null(struct state_stmt *q, int col) {
  return sqlite3_column_type(q->q, col) == SQLITE_NULL;
}

int64_t state_changes(struct state *s) {
  return sqlite3_changes64(s->db);
}
