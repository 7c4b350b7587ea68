/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SQL door: a small interface over SQLite (and, later, PostgreSQL) for everything exact.
 *
 * SQL text is the common subset plus DESIGN's tokens (@i64 @blob @strict @now …), expanded here; no
 * dialect elsewhere.  Parameters are ?1 … ?n.  Migrations are numbered files, applied in order at
 * open, each in a transaction, recorded with a hash; a changed old migration is ERR_state_drift.
 *
 * Threads: one connection, which one thread at a time has.  Whoever queries outside a transaction
 * holds the state (state_enter … state_leave) from state_query to the last use of a row; a
 * transaction holds it from state_begin to its end.  Both nest within one thread.
 */
#ifndef SHOAL_STATE_STATE_H
#define SHOAL_STATE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"

struct state;
struct state_stmt;

/* path: file of the SQLite database; made if absent when `write`.  "" = in memory (tests). */
bool state_open(const char *path, bool write, struct state **ret, struct err *err);
/* The same with the files in `io` (state_open: io_posix()).  Only over io_posix may other processes
 * have the database open too.  While it is open, nobody in this process may open and close the file
 * itself: POSIX would drop SQLite's locks. */
bool state_open_in(struct io *io, const char *path, bool write, struct state **ret,
                   struct err *err);
/* The same with the schema of the server (users, keys …) instead of a workspace's. */
bool state_open_server(const char *path, bool write, struct state **ret, struct err *err);
void state_close(struct state *s);

/* Waits until no other thread has the state.  Any number of times; each needs its leave. */
void state_enter(struct state *s);
void state_leave(struct state *s);

/* Immediate: takes the write lock.  Enters; failing leaves again. */
bool state_begin(struct state *s, struct err *err);
/* Leaves, also on failure: then the transaction has been rolled back. */
bool state_commit(struct state *s, struct err *err);
/* Leaves.  Nothing if this thread has no transaction open. */
void state_rollback(struct state *s);

/* Prepared statements are cached by text; the pointer is valid until state_close.  state_query
 * resets and clears it. */
bool state_query(struct state *s, const char *sql, struct state_stmt **ret, struct err *err);
void state_bind_int(struct state_stmt *q, int i, int64_t v);
void state_bind_str(struct state_stmt *q, int i, struct str v); /* copied */
void state_bind_blob(struct state_stmt *q, int i, struct str v);
void state_bind_null(struct state_stmt *q, int i);
/* *ret_row true: a row is ready; false: done (and reset). */
bool state_step(struct state_stmt *q, bool *ret_row, struct err *err);
void state_reset(struct state_stmt *q);
int64_t state_int(struct state_stmt *q, int col);
struct str state_str(struct state_stmt *q, int col); /* valid until the next step; copy to keep */
bool state_is_null(struct state_stmt *q, int col);
/* Step expecting no rows. */
bool state_exec(struct state_stmt *q, struct err *err);
int64_t state_changes(struct state *s);

/* Copies the database in file `path` as of one moment to the new file `to`; beside a writer, of this
 * process too. */
bool state_snapshot(struct io *io, const char *path, const char *to, struct err *err);
/* Overwrites what deleted rows left in the file and its journal; outside a transaction. */
bool state_scrub(struct state *s, struct err *err);
/* Quick integrity check for `shoal verify`. */
bool state_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                  struct err *err);

/* Saves a database into a new file: as it is when every check holds (*ret_whole), else table by
 * table and row by row what can be read; `bad` says for each table how many rows are lost.  `from`
 * is not changed.  For `shoal repair`. */
bool state_salvage(struct io *io, const char *from, const char *to, bool server, bool *ret_whole,
                   void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err);

#endif
