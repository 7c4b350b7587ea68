/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The write-ahead log: one order of records per workspace, durable before anything is derived from
 * it.
 *
 * LSN: every event has one; a record of n events has [lsn, lsn + n).  Records without events take
 * one. LSN 0 is never used; the high 16 bits are the epoch (0 until the first restore). Records are
 * buffered by log_append and become durable together in log_commit (one commit group, one
 * fdatasync).  Group header: magic, per-file salt, length, first LSN, record count, LSN known
 * durable when it was written, XXH3 of header and body.  A bad group is a torn tail (cut at open)
 * unless a later valid header of the same file claims durability past it: then it is ERR_corrupt
 * and opening fails. Files log-<first lsn in hex>.shl of LOG_FILE_BYTES, preallocated and zeroed.
 *
 * Threads: one writer; readers may iterate the durable prefix concurrently in the same process.
 * After a failed write or sync the log refuses all further appends (ERR_log_failed) until reopened.
 */
#ifndef SHOAL_LOG_LOG_H
#define SHOAL_LOG_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"

#define LOG_RECORD_BYTES_MAX ((size_t)64 << 20)

enum log_kind {                   /* on disk */
                LOG_EVENTS = 1,   /* an encoded ev_batch; n = its rows */
                LOG_SUBJECTS = 2, /* allotments of subject numbers (person room); stands before the
                                     events that use them */
                LOG_IMPORT =
                    3, /* progress of a file import (workspace room), in one group with its rows */
                LOG_LOST = 64, /* written by `shoal repair` where n LSNs could not be saved; says
                                  nothing */
};

struct log;

struct log_record {
  enum log_kind kind;
  uint64_t lsn;
  uint32_t n;      /* LSNs taken, ≥ 1 */
  struct str body; /* valid until the next call on the iterator */
};

/* Opens or (write) makes the log in dir.  Read-only opening never changes a byte and sees what was
 * durable; it may stand beside a writing process, whose group of this very moment it sees or does
 * not see. One writer at a time is the caller's business (the workspace's lock file). */
bool log_open(struct io *io, const char *dir, bool write, struct log **ret, struct err *err);
void log_close(struct log *log); /* NULL is fine; uncommitted records are dropped */

/* Buffers one record; *ret_lsn (may be NULL) is its first LSN. */
bool log_append(struct log *log, enum log_kind kind, uint32_t n, struct str body, uint64_t *ret_lsn,
                struct err *err);
/* Makes everything appended durable.  On failure nothing of the group counts as written (whether it
 * reached the disk all the same is only known to the next opening). */
bool log_commit(struct log *log, struct err *err);
/* Forgets everything appended since the last commit. */
void log_drop(struct log *log);

uint64_t log_end(const struct log *log);    /* first LSN not durable */
uint64_t log_oldest(const struct log *log); /* first LSN still kept; == log_end when empty */
/* Random 128-bit identity made with the log, as text; cursors carry it. */
struct str log_id(const struct log *log);
uint64_t log_bytes(const struct log *log);

struct log_iter;
/* From the record that contains `from` (log_oldest … log_end, else ERR_log_range) to the durable
 * end at the time of the call.  Every group is checked before its first record is handed out. */
bool log_iter_new(struct log *log, uint64_t from, struct log_iter **ret, struct err *err);
/* *ret_more false at the end. */
bool log_iter_next(struct log_iter *it, struct log_record *ret, bool *ret_more, struct err *err);
void log_iter_free(struct log_iter *it);

/* Checks every group; calls `bad` for each damaged range and goes on behind it.  A torn tail is no
 * damage.  False only if there is no log or it cannot be read at all.  For `shoal verify`. */
bool log_verify(struct io *io, const char *dir, uint64_t *ret_groups, uint64_t *ret_events,
                void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err);

/* As log_verify, and hands out every group that is whole, in order, record by record: `last` stands
 * on the last record of a group; one of kind 0 with n = 0 stands at the end.  LSNs skipped between
 * records are lost.  Also without log.json.  For `shoal repair`. */
typedef bool log_saved_fn(void *ctx, const struct log_record *rec, bool last, struct err *err);
bool log_salvage(struct io *io, const char *dir, log_saved_fn *saved,
                 void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err);

#endif
