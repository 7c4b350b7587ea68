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
#include "base/buf.h"
#include "base/copy.h"
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
                LOG_ERASE = 4, /* subjects that do not exist any more (workspace room) */
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

/* True when lsn is a position of this log: oldest … end, and not in the part of an earlier epoch
 * that a restore left behind (LSN = epoch << 48 | sequence).  Any thread. */
bool log_has(struct log *log, uint64_t lsn);
/* Ends the file in use, so that everything before log_end can be sealed or rewritten.  The
 * writer's, with nothing appended.  Fails like a commit. */
bool log_roll(struct log *log, struct err *err);
/* Goes on in the next epoch: LSNs from here on are larger than any that the history before could
 * ever have reached.  As log_roll. */
bool log_begin_epoch(struct log *log, struct err *err);

/* Packs one full file better than a commit could (docs/FORMAT.md, L12); *ret_did false when there
 * is none left.  One thread at a time; beside the writer and readers.  A failure leaves the file as
 * it was. */
bool log_seal_step(struct log *log, bool *ret_did, struct err *err);
/* Replaces bodies of records, for erasures.  fn puts a new body into `out` (reset before) and says
 * *ret_changed, or leaves both; kind, LSN and n stay.  It is called twice per record of a file that
 * changes.  All files but the one in use are walked (log_roll before, if that one matters); each is
 * replaced whole or not at all.  One thread at a time, not beside log_seal_step. */
typedef bool log_rewrite_fn(void *ctx, const struct log_record *rec, struct buf *out,
                            bool *ret_changed, struct err *err);
bool log_rewrite(struct log *log, log_rewrite_fn *fn, void *ctx, uint32_t *ret_files,
                 struct err *err);
/* Hands out the log's files, beside a writer; what they hold ends at *ret_end. */
bool log_copy(struct io *io, const char *dir, copy_fn *fn, void *ctx, uint64_t *ret_end,
              struct err *err);
/* Gives the log in dir, which nobody may have open, a new random id: what a copy needs before it
 * goes its own way. */
bool log_new_identity(struct io *io, const char *dir, struct err *err);

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

#endif
