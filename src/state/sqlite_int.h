/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the state room: SQLite behind the door. */
#ifndef SHOAL_STATE_SQLITE_INT_H
#define SHOAL_STATE_SQLITE_INT_H

#include <sqlite3.h>

#include "state/state_int.h"

#define STATE_PAGE_BYTES 2048
/* Of who writes, who touches pages all over its tables; and of who reads. */
#define STATE_CACHE_KIB      32768
#define STATE_CACHE_READ_KIB 8192
/* Pages of the write-ahead log at which it is copied into the database.  A group of 512 postings
 * writes some thousand, and a page changed by many groups is copied once. */
#define STATE_WAL_PAGES 16384
#define STATE_SUM_BYTES 8 /* reserved at the end of each page for its checksum (vfs.c) */

struct vfs;

struct lite {
  struct state s;
  sqlite3 *db;
  struct vfs *vfs; /* NULL: in memory */
  int64_t version; /* when state_changed was asked last; 0 = never */
};

static inline struct lite *lite_of(struct state *s) {
  return (struct lite *)s;
}

/* Turns a SQLite result code into a named error; false. */
bool lite_fail(const struct lite *l, int rc, const char *doing, struct err *err);
bool lite_run(struct state *s, const char *sql, struct err *err);

/* ---- sqlite_stmt.c ---- */
bool lite_prepare(struct state *s, const char *sql, struct str text, struct state_stmt **ret,
                  struct err *err);
void lite_drop(struct state_stmt *q);
void lite_clear(struct state_stmt *q);
void lite_bind_int(struct state_stmt *q, int i, int64_t v);
void lite_bind_str(struct state_stmt *q, int i, struct str v);
void lite_bind_blob(struct state_stmt *q, int i, struct str v);
void lite_bind_null(struct state_stmt *q, int i);
bool lite_step(struct state_stmt *q, bool *ret_row, struct err *err);
bool lite_later(struct state_stmt *q, struct err *err);
void lite_reset(struct state_stmt *q);
int64_t lite_int(struct state_stmt *q, int col);
struct str lite_str(struct state_stmt *q, int col);
bool lite_is_null(struct state_stmt *q, int col);

/* ---- snapshot.c ---- */
bool lite_scrub(struct state *s, struct err *err);

/* ---- vfs.c: SQLite's files through io ---- */
struct vfs *vfs_enter(struct io *io);
void vfs_leave(struct vfs *v); /* after the last connection through it; NULL is fine */
const char *vfs_name(const struct vfs *v);
/* What io said when a file operation of this thread failed last; once. */
bool vfs_take_error(struct err *ret);

#endif
