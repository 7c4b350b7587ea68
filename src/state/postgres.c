/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PostgreSQL behind the door: transactions, and looking after the tables.
 *
 * A transaction asks for its number at its beginning.  When the connection is lost while it is
 * being committed, that number tells afterwards whether it was; only when the database does not
 * come back within PG_SETTLE_TRIES the answer is ERR_state_unsure.
 *
 * With the lease nobody else writes, so the beginning needs no answer and travels with the first
 * statement that does.
 */
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/panic.h"
#include "state/postgres_int.h"

#define PG_SETTLE_TRIES 10
#define PG_SETTLE_NS    300000000

static bool later(struct state *s, const char *sql, struct err *err) {
  struct state_stmt *q;
  return state_query(s, sql, &q, err) && state_later(q, err);
}

static bool begin_in_turn(struct pg *p, struct err *err) {
  char sql[128];
  PGresult *r;
  snprintf(sql, sizeof sql, "BEGIN; SELECT pg_advisory_xact_lock(%lld); SELECT txid_current()",
           (long long)p->turn);
  if (!pg_simple(p, sql, &r, err)) {
    struct err ignored;
    if (PQstatus(p->c) == CONNECTION_OK) pg_simple(p, "ROLLBACK", NULL, &ignored);
    return false;
  }
  snprintf(p->xid, sizeof p->xid, "%s", PQgetvalue(r, 0, 0));
  PQclear(r);
  return true;
}

static bool pg_begin(struct state *s, struct err *err) {
  struct pg *p = pg_of(s);
  p->xid[0] = 0;
  p->lost = false;
  if (!pg_ready(p, err)) return false;
  if (!s->setup.alone) return begin_in_turn(p, err);
  s->open = true; /* so that what is done later is */
  bool ok = later(s, "BEGIN", err) && later(s, "SELECT txid_current()", err);
  s->open = false;
  if (!ok && p->c && PQstatus(p->c) == CONNECTION_OK) {
    struct err ignored;
    pg_drain(p);
    pg_simple(p, "ROLLBACK", NULL, &ignored);
  }
  return ok;
}

static bool pg_begin_read(struct state *s, struct err *err) {
  struct pg *p = pg_of(s);
  p->lost = false;
  return pg_ready(p, err) &&
         pg_simple(p, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, err);
}

static void pg_rollback(struct state *s) {
  struct pg *p = pg_of(s);
  struct err ignored;
  pg_drain(p);
  state_reset_all(s);
  if (!p->lost) pg_simple(p, "ROLLBACK", NULL, &ignored); /* failing: the connection is lost */
}

/* The connection was lost while the answer to COMMIT was awaited. */
static bool was_committed(struct pg *p, struct err *err) {
  struct buf sql = BUF_INIT;
  PGresult *r;
  struct err why;
  bool known = false, done = false;
  buf_printf(&sql, "SELECT txid_status(%s)", p->xid);
  p->s.open = false;
  for (int i = 0; p->xid[0] && !known && i < PG_SETTLE_TRIES; i++) {
    err_clear(&p->why); /* try at once */
    if (pg_ready(p, &why) && pg_simple(p, sql.p, &r, &why)) {
      done = strcmp(PQgetvalue(r, 0, 0), "committed") == 0;
      known = done || strcmp(PQgetvalue(r, 0, 0), "aborted") == 0;
      PQclear(r);
    }
    if (!known) nanosleep(&(struct timespec){.tv_nsec = PG_SETTLE_NS}, NULL);
  }
  p->s.open = true;
  buf_release(&sql);
  if (done) {
    err_clear(err);
    return true;
  }
  return known ? false : err_fail(err, ERR_state_unsure, "%s", p->s.shown);
}

/* COMMIT travels with what was done later.  A commit after a statement that failed is a rollback,
 * which PostgreSQL does not call a failure. */
static bool pg_commit(struct state *s, struct err *err) {
  struct pg *p = pg_of(s);
  struct state_stmt *q;
  PGresult *r;
  if (!state_query(s, "COMMIT", &q, err)) return false;
  if (!pg_ask(q, &r, err)) {
    if (p->lost) return was_committed(p, err);
    pg_rollback(s);
    return false;
  }
  bool ok = strcmp(PQcmdStatus(r), "COMMIT") == 0;
  PQclear(r);
  return ok || err_fail(err, ERR_internal, "SQL: commit after a statement that failed");
}

static bool pg_run(struct state *s, const char *sql, struct err *err) {
  struct pg *p = pg_of(s);
  return (s->open || pg_ready(p, err)) && pg_settle(s, err) && pg_simple(p, sql, NULL, err);
}

static bool pg_has_table(struct state *s, const char *name, bool *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND "
                   "tablename = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, str_from(name));
  if (!state_step(q, &row, err)) return false;
  *ret = state_int(q, 0) > 0;
  state_reset(q);
  return true;
}

static int64_t pg_changes(struct state *s) {
  return pg_of(s)->changes;
}

/* Runs `format` for each table, whose quoted name takes the place of {}. */
static bool each_table(struct pg *p, const char *format, struct err *err,
                       void (*failed)(void *ctx, const struct err *what), void *ctx) {
  PGresult *tables = NULL;
  struct buf sql = BUF_INIT;
  bool ok = pg_ready(p, err) &&
            pg_simple(p,
                      "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = "
                      "current_schema() ORDER BY tablename",
                      &tables, err);
  for (int i = 0; ok && i < PQntuples(tables); i++) {
    const char *at = strstr(format, "{}");
    buf_reset(&sql);
    buf_printf(&sql, "%.*s%s%s", (int)(at - format), format, PQgetvalue(tables, i, 0), at + 2);
    ok = pg_simple(p, sql.p, NULL, err);
    if (!ok && failed && err_class_of(err->code) == ERR_CLASS_CORRUPT) {
      failed(ctx, err);
      err_clear(err);
      ok = true;
    }
  }
  buf_release(&sql);
  PQclear(tables);
  return ok;
}

/* FULL writes each table anew without what was deleted, as long as that takes. */
static bool pg_scrub(struct state *s, struct err *err) {
  struct pg *p = pg_of(s);
  struct err ignored;
  if (!pg_ready(p, err) || !pg_simple(p, "SET statement_timeout = 0", NULL, err)) return false;
  bool ok = each_table(p, "VACUUM (FULL) {}", err, NULL, NULL);
  char sql[48];
  snprintf(sql, sizeof sql, "SET statement_timeout = '%ds'", PG_STATEMENT_S);
  if (p->c) pg_simple(p, sql, NULL, &ignored);
  return ok;
}

/* To ask would be the very round trip that whoever asks this wants to save. */
static bool pg_changed(struct state *s) {
  struct clock *c = clock_system();
  int64_t now = c->mono(c).ns / 1000000;
  if (now < pg_of(s)->fresh_until) return false;
  pg_of(s)->fresh_until = now + STATE_FAR_MS;
  return true;
}

/* References and constraints are PostgreSQL's to keep; whether every row can be read is seen by
 * reading it. */
static bool pg_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                      struct err *err) {
  return each_table(pg_of(s), "SELECT sum(length(t::text)) FROM {} t", err, bad, ctx);
}

const struct door state_door_postgres = {.dialect = SQL_POSTGRES,
                                         .connect = pg_connect,
                                         .close = pg_close,
                                         .begin = pg_begin,
                                         .begin_read = pg_begin_read,
                                         .commit = pg_commit,
                                         .rollback = pg_rollback,
                                         .run = pg_run,
                                         .settle = pg_settle,
                                         .has_table = pg_has_table,
                                         .changes = pg_changes,
                                         .changed = pg_changed,
                                         .scrub = pg_scrub,
                                         .verify = pg_verify,
                                         .prepare = pg_prepare,
                                         .drop = pg_drop,
                                         .clear = pg_clear,
                                         .bind_int = pg_bind_int,
                                         .bind_str = pg_bind_str,
                                         .bind_blob = pg_bind_blob,
                                         .bind_null = pg_bind_null,
                                         .step = pg_step,
                                         .later = pg_later,
                                         .reset = pg_reset,
                                         .as_int = pg_int,
                                         .as_str = pg_str,
                                         .is_null = pg_is_null};
