/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the state room: what every connection has, the two doors behind it, the token
 * expander, the migrations. */
#ifndef SHOAL_STATE_STATE_INT_H
#define SHOAL_STATE_STATE_INT_H

#include <pthread.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/vec.h"
#include "state/state.h"

/* Distinct SQL texts of one connection.  SQL is written by us, never built from data, so more is a
 * bug. */
#define STATE_STMTS_MAX 512
#define STATE_BUSY_MS   5000

enum sql_dialect { SQL_SQLITE, SQL_POSTGRES };

/* The common part; each door has a struct that begins with it. */
struct state_stmt {
  struct state *s;
  bool writes; /* it is no SELECT */
};

struct embedded;

/* How to open; tests bring migrations of their own. */
struct state_setup {
  const struct embedded *migrations;
  int busy_ms;
  struct io *io; /* of SQLite's files; NULL = io_posix() */
  bool alone;    /* nobody else may have it open for writing (PostgreSQL: the lease) */
};

/* The common part of a connection; each door has a struct that begins with it. */
struct state {
  const struct door *door;
  char *path;  /* as given, to open it again */
  char *shown; /* for messages: no secrets */
  bool write;
  struct state_setup setup;
  pthread_mutex_t turn; /* of who waits for the lock; see state_enter */
  pthread_mutex_t lock; /* guards all below and the connection; had `depth` times by `owner` */
  _Atomic(pthread_t) owner;
  uint32_t depth;
  uint64_t writes;
  bool open;                      /* a transaction, of whoever holds the lock */
  struct intern sql;              /* texts of the cached statements … */
  VEC(struct state_stmt *) stmts; /* … by the same number */
};

/* What a database has to be able to do.  All as in state.h, but locks, the cache of statements and
 * `open` are the callers'. */
struct door {
  enum sql_dialect dialect;
  /* Allocates and connects (not yet migrated); on failure nothing is left. */
  bool (*connect)(const char *path, bool write, const struct state_setup *setup, struct state **ret,
                  struct err *err);
  void (*close)(struct state *s); /* after its statements; frees */

  bool (*begin)(struct state *s, struct err *err);
  /* For reading everything as of one moment; ended by rollback. */
  bool (*begin_read)(struct state *s, struct err *err);
  bool (*commit)(struct state *s, struct err *err); /* failing: rolled back */
  void (*rollback)(struct state *s);
  /* Statements without parameters or results, already expanded. */
  bool (*run)(struct state *s, const char *sql, struct err *err);
  bool (*settle)(struct state *s, struct err *err);
  bool (*has_table)(struct state *s, const char *name, bool *ret, struct err *err);
  int64_t (*changes)(struct state *s);
  bool (*changed)(struct state *s);
  bool (*scrub)(struct state *s, struct err *err);
  bool (*verify)(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                 struct err *err);

  /* `text` is `sql` expanded, NUL-terminated; neither outlives the call. */
  bool (*prepare)(struct state *s, const char *sql, struct str text, struct state_stmt **ret,
                  struct err *err);
  void (*drop)(struct state_stmt *q);
  void (*clear)(struct state_stmt *q); /* resets and forgets the parameters */
  void (*bind_int)(struct state_stmt *q, int i, int64_t v);
  void (*bind_str)(struct state_stmt *q, int i, struct str v);
  void (*bind_blob)(struct state_stmt *q, int i, struct str v);
  void (*bind_null)(struct state_stmt *q, int i);
  bool (*step)(struct state_stmt *q, bool *ret_row, struct err *err);
  bool (*later)(struct state_stmt *q, struct err *err);
  void (*reset)(struct state_stmt *q);
  int64_t (*as_int)(struct state_stmt *q, int col);
  struct str (*as_str)(struct state_stmt *q, int col);
  bool (*is_null)(struct state_stmt *q, int col);
};
extern const struct door state_door_sqlite, state_door_postgres;

/* The common part of a new connection. */
void state_start(struct state *s, const struct door *door, const char *path, const char *shown,
                 bool write, const struct state_setup *setup);
void state_end(struct state *s); /* frees what state_start made, not s */

bool state_open_with(const char *path, bool write, const struct state_setup *setup,
                     struct state **ret, struct err *err);
void state_reset_all(struct state *s);

/* A numbered migration file.  Tables of them end with {NULL}; generated from migrations/ (of a
 * workspace) and migrations_server/ by tools/embed.py. */
struct embedded {
  const char *name; /* "0001_first.sql" */
  const char *text;
};
extern const struct embedded state_migrations[], state_migrations_server[];

/* Brings the schema up to date (write) or checks that it is (read). */
bool state_migrate(struct state *s, const struct embedded *migrations, struct err *err);

/* Appends sql with its tokens expanded.  ERR_internal for a token that is not in the table. */
bool sql_expand(enum sql_dialect dialect, struct str sql, struct buf *out, struct err *err);

/* Runs statements without parameters or results, as they are (already expanded). */
static inline bool state_run(struct state *s, const char *sql, struct err *err) {
  return s->door->run(s, sql, err);
}

#endif
