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
 * Binds return nothing because they fail only for lack of memory or for a value beyond the
 * database's limit; the first such failure is kept and reported by the step that follows.
 */
#include "base/panic.h"
#include "state/state_int.h"

bool state_query(struct state *s, const char *sql, struct state_stmt **ret, struct err *err) {
  uint32_t i = intern_find(&s->sql, str_from(sql));
  if (i != INTERN_NONE) {
    s->door->clear(s->stmts.p[i]);
    *ret = s->stmts.p[i];
    return true;
  }
  must(s->stmts.n < STATE_STMTS_MAX);
  struct buf text = BUF_INIT;
  struct state_stmt *q;
  bool ok = sql_expand(s->door->dialect, str_from(sql), &text, err) &&
            s->door->prepare(s, sql, buf_str(&text), &q, err);
  buf_release(&text);
  if (!ok) return false;
  i = intern_put(&s->sql, str_from(sql));
  must(i == s->stmts.n);
  q->s = s;
  vec_push(&s->stmts, q);
  *ret = q;
  return true;
}

void state_bind_int(struct state_stmt *q, int i, int64_t v) {
  q->s->door->bind_int(q, i, v);
}

void state_bind_str(struct state_stmt *q, int i, struct str v) {
  q->s->door->bind_str(q, i, v);
}

void state_bind_blob(struct state_stmt *q, int i, struct str v) {
  q->s->door->bind_blob(q, i, v);
}

void state_bind_null(struct state_stmt *q, int i) {
  q->s->door->bind_null(q, i);
}

bool state_step(struct state_stmt *q, bool *ret_row, struct err *err) {
  q->s->writes += q->writes;
  return q->s->door->step(q, ret_row, err);
}

void state_reset(struct state_stmt *q) {
  q->s->door->reset(q);
}

bool state_exec(struct state_stmt *q, struct err *err) {
  bool row;
  if (!state_step(q, &row, err)) return false;
  must(!row);
  return true;
}

bool state_later(struct state_stmt *q, struct err *err) {
  q->s->writes += q->writes;
  return q->s->door->later(q, err);
}

int64_t state_int(struct state_stmt *q, int col) {
  return q->s->door->as_int(q, col);
}

struct str state_str(struct state_stmt *q, int col) {
  return q->s->door->as_str(q, col);
}

bool state_is_null(struct state_stmt *q, int col) {
  return q->s->door->is_null(q, col);
}

int64_t state_changes(struct state *s) {
  return s->door->changes(s);
}

uint64_t state_writes(const struct state *s) {
  return s->writes;
}
