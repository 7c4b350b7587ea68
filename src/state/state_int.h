/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the state room: the connection, the token expander, the migrations. */
#ifndef SHOAL_STATE_STATE_INT_H
#define SHOAL_STATE_STATE_INT_H

#include <pthread.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/vec.h"
#include "state/state.h"

/* Distinct SQL texts of one connection.  SQL is written by us, never built from data, so more is a
 * bug. */
#define STATE_STMTS_MAX  512
#define STATE_BUSY_MS    5000
#define STATE_PAGE_BYTES 2048
#define STATE_CACHE_KIB  8192
#define STATE_SUM_BYTES  8 /* reserved at the end of each page for its checksum (vfs.c) */

struct state_stmt {
  struct state *s;
  sqlite3_stmt *q;
  int bind_rc; /* the first bind that failed; reported by the next step */
};

struct vfs;

struct state {
  sqlite3 *db;
  struct vfs *vfs; /* NULL: in memory */
  char *path;      /* as given; "memory" for "" (messages) */
  bool write;
  pthread_mutex_t lock;           /* recursive; guards all below and the connection */
  bool open;                      /* a transaction, of whoever holds the lock */
  struct intern sql;              /* texts of the cached statements … */
  VEC(struct state_stmt *) stmts; /* … by the same number */
};

/* A numbered migration file.  Tables of them end with {NULL}; generated from migrations/ (of a
 * workspace) and migrations_server/ by tools/embed.py. */
struct embedded {
  const char *name; /* "0001_first.sql" */
  const char *text;
};
extern const struct embedded state_migrations[], state_migrations_server[];

/* How to open; tests bring migrations of their own. */
struct state_setup {
  const struct embedded *migrations;
  int busy_ms;
  struct io *io; /* NULL = io_posix() */
};
bool state_open_with(const char *path, bool write, const struct state_setup *setup,
                     struct state **ret, struct err *err);

/* ---- vfs.c: SQLite's files through io ---- */
struct vfs *vfs_enter(struct io *io);
void vfs_leave(struct vfs *v); /* after the last connection through it; NULL is fine */
const char *vfs_name(const struct vfs *v);
/* What io said when a file operation of this thread failed last; once. */
bool vfs_take_error(struct err *ret);

/* Brings the schema up to date (write) or checks that it is (read). */
bool state_migrate(struct state *s, const struct embedded *migrations, struct err *err);

enum sql_dialect { SQL_SQLITE, SQL_POSTGRES };
/* Appends sql with its tokens expanded.  ERR_internal for a token that is not in the table. */
bool sql_expand(enum sql_dialect dialect, struct str sql, struct buf *out, struct err *err);

/* Runs statements without parameters or results, as they are (already expanded). */
bool state_run(struct state *s, const char *sql, struct err *err);
/* Turns a SQLite result code into a named error; false. */
bool state_fail(const struct state *s, int rc, const char *doing, struct err *err);

#endif
