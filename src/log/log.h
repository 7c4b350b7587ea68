/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The write-ahead log: one order of records per workspace, durable before anything is derived from
 * it.
 *
 * LSN: every event has one; a record of n events has [lsn, lsn + n).  Records without events take
 * one. LSN 0 is never used; the high 16 bits are the epoch (0 until the first restore).  Group
 * header: magic, per-file salt, length, first LSN, record count, LSN known durable when it was
 * written, XXH3 of header and body.  A bad group is a torn tail (cut at open) unless a later valid
 * header of the same file claims durability past it: then it is ERR_corrupt and opening fails.
 * Files log-<first lsn in hex>.shl of LOG_FILE_BYTES, preallocated and zeroed.
 *
 * Writing.  log_append stages records, log_submit makes what is staged one indivisible submission
 * and gives its ticket, log_wait returns when the ticket is acknowledged.  Those who wait lead in
 * turn: one packs and writes everything submitted so far as one commit group (one pwrite, one
 * fdatasync) while the others fill the next; so n waiting threads share one sync.
 *
 * Strict mode (the default): acknowledged means durable.  Nothing may be derived from a record,
 * answered or sent before that.  Relaxed mode (log_options.sync_ms): acknowledged means written to
 * the operating system; a sync follows at most sync_ms later, made by whoever writes next or by
 * log_sync.  A power failure then loses at most what was acknowledged after the last sync, always
 * from the end.  Memory may follow log_end; but nothing may be put into a file or a database, or
 * sent to anybody, that reaches beyond log_durable: call log_sync first.
 *
 * After a failed write or sync the log refuses everything (ERR_log_failed) until log_recover or
 * reopening has looked at what the disk kept.
 *
 * Threads: any thread may wait, sync and iterate at any time.  Appending, dropping and submitting
 * are one thread's at a time (the sequencer's); recovering needs that nobody appends or waits,
 * closing that nobody at all is in the log.
 */
#ifndef SHOAL_LOG_LOG_H
#define SHOAL_LOG_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/copy.h"
#include "base/err.h"
#include "base/io.h"
#include "base/pace.h"
#include "base/str.h"

#define LOG_RECORD_BYTES_MAX ((size_t)64 << 20)
#define LOG_LSN_SEQUENCE     ((uint64_t)1 << 48) /* LSNs in one epoch */

enum log_kind {                   /* on disk */
                LOG_EVENTS = 1,   /* an encoded ev_batch; n = its rows */
                LOG_SUBJECTS = 2, /* allotments of subject numbers (person room); stands before the
                                     events that use them */
                LOG_IMPORT =
                    3, /* progress of a file import (workspace room), in one group with its rows */
                LOG_ERASE = 4,   /* subjects that do not exist any more (workspace room) */
                LOG_PERSONS = 5, /* subjects that are of another person now (person room) */
                LOG_OUTBOX =
                    6,         /* the events before it are a batch of the outbox (workspace room) */
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

struct log_options {
  uint32_t sync_ms;    /* 0 = strict; else relaxed, at most LOG_SYNC_MS_MAX */
  struct clock *clock; /* NULL = clock_system(); relaxed mode counts by it */
};
#define LOG_SYNC_MS_MAX 60000u

/* Opens or (write) makes the log in dir.  Read-only opening never changes a byte and sees what was
 * durable; it may stand beside a writing process, whose group of this very moment it sees or does
 * not see. One writer at a time is the caller's business (the workspace's lock file). */
bool log_open(struct io *io, const char *dir, bool write, struct log **ret, struct err *err);
/* The same with options; o may be NULL. */
bool log_open_with(struct io *io, const char *dir, bool write, const struct log_options *o,
                   struct log **ret, struct err *err);
/* NULL is fine; what was not acknowledged is dropped, what was is synced. */
void log_close(struct log *log);

/* Stages one record; *ret_lsn (may be NULL) is its first LSN.  ERR_too_large, ERR_log_failed; then
 * what was staged before it is still staged. */
bool log_append(struct log *log, enum log_kind kind, uint32_t n, struct str body, uint64_t *ret_lsn,
                struct err *err);
/* Forgets what is staged. */
void log_drop(struct log *log);
/* What is staged becomes one submission: all of it will be acknowledged, or none.  The ticket is
 * the LSN behind its last record. */
uint64_t log_submit(struct log *log);
/* Until every LSN below the ticket is acknowledged.  On failure the cause (ERR_io, ERR_disk_full …)
 * or ERR_log_failed: the submission does not count as written, though the next opening or
 * log_recover may find it on the disk. */
bool log_wait(struct log *log, uint64_t ticket, struct err *err);
/* log_submit and log_wait. */
bool log_commit(struct log *log, struct err *err);
/* Makes durable what is acknowledged.  Nothing to do in strict mode. */
bool log_sync(struct log *log, struct err *err);
/* Makes the next file before it is needed, if the one in use is half full: filling it with zeros
 * would otherwise keep a commit waiting.  Beside the writer, by any thread.  A failure costs
 * nothing but that. */
bool log_prepare(struct log *log, struct err *err);
bool log_wants_prepare(struct log *log);
/* True after a failure; *ret_why (may be NULL) is its cause. */
bool log_is_failed(struct log *log, struct err *ret_why);
/* After a failure: looks at the disk as opening does, makes what it finds durable, and proves by
 * making a new file that there is room to go on.  log_end is then what is really there: at least
 * log_durable, perhaps with records whose tickets failed.  May be tried any number of times. */
bool log_recover(struct log *log, struct err *err);

struct log_stats {
  uint64_t groups, records, syncs; /* since opening */
  uint64_t raw_bytes, stored_bytes;
  int64_t synced_ms; /* wall clock of the last sync; 0 = none since opening */
};
void log_stats(struct log *log, struct log_stats *ret);

uint64_t log_end(const struct log *log);     /* first LSN not acknowledged */
uint64_t log_durable(const struct log *log); /* first LSN not durable; == log_end in strict mode */
uint64_t log_oldest(const struct log *log);  /* first LSN still kept; == log_end when empty */
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

/* Packs one full file better than a commit could (docs/FORMAT.md, L15); *ret_did false when there
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
/* From the record that contains `from` (log_oldest … log_end, else ERR_log_range) to log_end at
 * the time of the call.  Every group is checked before its first record is handed out. */
bool log_iter_new(struct log *log, uint64_t from, struct log_iter **ret, struct err *err);
/* *ret_more false at the end. */
bool log_iter_next(struct log_iter *it, struct log_record *ret, bool *ret_more, struct err *err);
void log_iter_free(struct log_iter *it);

/* Checks every group; calls `bad` for each damaged range and goes on behind it.  A torn tail is no
 * damage.  False only if there is no log or it cannot be read at all, or `pace` (or NULL) stops it.
 * Also beside a writer.  For `shoal verify`. */
bool log_verify(struct io *io, const char *dir, uint64_t *ret_groups, uint64_t *ret_events,
                void (*bad)(void *ctx, const struct err *what), void *ctx, const struct pace *pace,
                struct err *err);

/* As log_verify, and hands out every group that is whole, in order, record by record: `last` stands
 * on the last record of a group.  A record of kind 0 with n = 0 stands at the end of each epoch, on
 * the LSN where it ends, with `last` only after the last one.  Other LSNs skipped are lost.  Also
 * without log.json.  For `shoal repair`. */
typedef bool log_saved_fn(void *ctx, const struct log_record *rec, bool last, struct err *err);
bool log_salvage(struct io *io, const char *dir, log_saved_fn *saved,
                 void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err);

#endif
