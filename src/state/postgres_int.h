/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the state room: PostgreSQL behind the door. */
#ifndef SHOAL_STATE_POSTGRES_INT_H
#define SHOAL_STATE_POSTGRES_INT_H

#include <libpq-fe.h>

#include "state/state_int.h"

#define PG_CONNECT_S       "10" /* to connect; an address may say connect_timeout=… itself */
#define PG_STATEMENT_S     60   /* one statement: ERR_state_timeout */
#define PG_AGAIN_MS        1000 /* after a failure to connect, nobody tries again so long */
#define PG_LEASE_WAIT_MS   5000 /* for a writer that has just gone: ERR_workspace_locked */
#define PG_LEASE_LOOK_MS   50   /* … looking so often */
#define PG_LATER_MAX       256  /* statements sent and not yet asked about */
#define PG_VERSION_MIN     130000
#define PG_VERSION_MIN_TXT "13"

/* Types of parameters and columns, from pg_type. */
enum pg_type {
  PG_UNKNOWN = 0,
  PG_BOOL = 16,
  PG_BYTEA = 17,
  PG_INT8 = 20,
  PG_INT2 = 21,
  PG_INT4 = 23,
  PG_TEXT = 25,
  PG_NUMERIC = 1700
};

struct pg_stmt;

struct pg {
  struct state s;
  PGconn *c; /* NULL or broken: connected again by the next statement outside a transaction */
  char *url; /* without the schema */
  char *schema;
  int64_t lease, turn; /* advisory locks: of the one writing process; of one transaction */
  uint64_t generation; /* of the connection; statements of an earlier one are prepared again */
  bool lost;           /* the open transaction has lost its connection */
  int64_t tried;       /* monotonic ms of the last failure to connect … */
  struct err why;      /* … which was this */
  char xid[24];        /* of the open transaction; "" = not known */
  int64_t changes;
  int64_t fresh_until; /* monotonic ms: no news before (state_changed) */
  VEC(struct pg_stmt *) sent; /* in the pipeline, unanswered, in order */
};

static inline struct pg *pg_of(struct state *s) {
  return (struct pg *)s;
}

/* ---- postgres_conn.c: connecting, and what PostgreSQL's failures mean ---- */
bool pg_connect(const char *path, bool write, const struct state_setup *setup, struct state **ret,
                struct err *err);
void pg_close(struct state *s);
bool pg_there(const char *path, bool *ret, struct err *err);
bool pg_remove(const char *path, struct err *err);
/* Outside a transaction: connected, again if need be. */
bool pg_ready(struct pg *p, struct err *err);
/* Turns a failed result (NULL: of the connection) into a named error and gives it back; false. */
bool pg_fail(struct pg *p, PGresult *r, const char *doing, struct err *err);
/* Runs SQL without parameters outside the pipeline.  *ret (may be NULL) is given back by PQclear.
 */
bool pg_simple(struct pg *p, const char *sql, PGresult **ret, struct err *err);

/* ---- postgres_stmt.c: statements and the pipeline ---- */
bool pg_prepare(struct state *s, const char *sql, struct str text, struct state_stmt **ret,
                struct err *err);
void pg_drop(struct state_stmt *q);
void pg_clear(struct state_stmt *q);
void pg_bind_int(struct state_stmt *q, int i, int64_t v);
void pg_bind_str(struct state_stmt *q, int i, struct str v);
void pg_bind_blob(struct state_stmt *q, int i, struct str v);
void pg_bind_null(struct state_stmt *q, int i);
bool pg_step(struct state_stmt *q, bool *ret_row, struct err *err);
bool pg_later(struct state_stmt *q, struct err *err);
void pg_reset(struct state_stmt *q);
int64_t pg_int(struct state_stmt *q, int col);
struct str pg_str(struct state_stmt *q, int col);
bool pg_is_null(struct state_stmt *q, int col);
/* The answer to a statement, whole; given back by PQclear. */
bool pg_ask(struct state_stmt *q, PGresult **ret, struct err *err);
bool pg_settle(struct state *s, struct err *err);
/* Reads and drops all answers that are due; the connection is out of the pipeline afterwards. */
void pg_drain(struct pg *p);

#endif
