/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SQL door: a small interface over SQLite and PostgreSQL for everything exact.
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
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"

struct state;
struct state_stmt;

/* An address of PostgreSQL: postgresql://USER:PASSWORD@HOST:PORT/DATABASE. */
bool state_is_url(const char *path);
/* Appends where the state of a workspace (slug empty: of the server) is in the database at `url`: a
 * schema of its own.  What is appended can be opened like a path; it may hold a password. */
void state_place(const char *url, struct str slug, struct buf *out);

/* path: file of the SQLite database, or a place in PostgreSQL (state_place); made if absent when
 * `write`.  "" = in memory (tests).  In PostgreSQL one process at a time has it open for writing,
 * by one connection: ERR_workspace_locked.  That can be lost, with the connection; the next
 * transaction then takes it again or fails.
 *
 * What comes from a database far away: ERR_state_down (not reached, or lost), ERR_state_denied,
 * ERR_state_timeout, ERR_state_unfit, ERR_bad_state_url; of a commit also ERR_state_unsure. */
bool state_open(const char *path, bool write, struct state **ret, struct err *err);
/* The same with the files in `io` (state_open: io_posix()).  Only over io_posix may other processes
 * have the database open too.  While it is open, nobody in this process may open and close the file
 * itself: POSIX would drop SQLite's locks. */
bool state_open_in(struct io *io, const char *path, bool write, struct state **ret,
                   struct err *err);
/* The same with the schema of the server (users, keys …) instead of a workspace's; also in
 * PostgreSQL several may have it open for writing. */
bool state_open_server(const char *path, bool write, struct state **ret, struct err *err);
void state_close(struct state *s);

/* Waits until no other thread has the state.  Any number of times; each needs its leave. */
void state_enter(struct state *s);
void state_leave(struct state *s);

/* Immediate: takes the write lock.  Enters; failing leaves again. */
bool state_begin(struct state *s, struct err *err);
/* One moment for all that is read until state_rollback; takes no lock from anybody.  Enters; failing
 * leaves again. */
bool state_begin_read(struct state *s, struct err *err);
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
/* The same, but its failure may be told by a later call of the connection, the commit at the
 * latest: where every answer costs a round trip, it is not waited for. */
bool state_later(struct state_stmt *q, struct err *err);
/* Waits for all that was done later. */
bool state_settle(struct state *s, struct err *err);
int64_t state_changes(struct state *s);
/* Whether another connection, of this process or not, may have changed the database since the last
 * call (true the first time, and when it cannot be told); outside a transaction, and whoever calls
 * holds the state.  Exact for a file; a database far away is believed unchanged for STATE_FAR_MS.
 */
#define STATE_FAR_MS 250
bool state_changed(struct state *s);
/* Statements that may have changed something, since opening; only grows. */
uint64_t state_writes(const struct state *s);

/* One savepoint inside a transaction: everything after it can be undone alone.  Each is released or
 * rolled back (which releases it) before the next. */
bool state_savepoint(struct state *s, struct err *err);
bool state_release(struct state *s, struct err *err);
bool state_rollback_to(struct state *s, struct err *err);

/* Another connection to the same database, for reading beside whoever writes; not of one in
 * memory. */
bool state_reader(const struct state *s, struct state **ret, struct err *err);

/* Copies the database in file `path` as of one moment to the new file `to`; beside a writer, of
 * this process too. */
bool state_snapshot(struct io *io, const char *path, const char *to, struct err *err);
/* Copies all rows of the database at `from` as of one moment into the one at `to`, either in a file
 * or in PostgreSQL, and compares what is there then; ERR_corrupt if they differ.  `to` is made if
 * absent, else what it holds is replaced. */
bool state_copy(struct io *io, const char *from, const char *to, bool server, uint64_t *ret_rows,
                struct err *err);
/* Is there a database (in PostgreSQL: a schema with tables)? */
bool state_there(struct io *io, const char *path, bool *ret, struct err *err);
/* Takes it away with all it holds; nobody has it open. */
bool state_remove(struct io *io, const char *path, struct err *err);
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
