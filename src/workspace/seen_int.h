/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Message ids seen within a window of time: what makes a repeated delivery a duplicate.
 *
 * Ids are 128-bit keys.  Fresh ones lie in tables in memory, older ones in sorted runs on disk
 * behind filters in memory (1.3 bytes an id, 2.1 in the slot that goes on); a filter's "perhaps" is
 * confirmed on disk, so nothing new is ever taken for a duplicate.  Everything is derived from the
 * log: the manifest says up to which LSN the ids are in files, and whoever opens the set replays
 * the rest.
 *
 * Time.  The set has a time of its own, which the times of receipt of batches move forward:
 *   - by at most SEEN_STEP_MAX at once: a clock that ran wild, or a long silence, forgets no more;
 *   - never back: an earlier batch is taken to come now.  When the clock was set back by more than
 *     SEEN_BACK_MAX, time goes on from there at the clock's pace.
 * The window is cut into SEEN_SLOTS slots of (window / SEEN_SLOTS, rounded up) milliseconds, slot
 * of t = t / width.  An id of slot a is known in slot b exactly if b - a <= SEEN_SLOTS: at least
 * the window, at most a seventh more.
 *
 * Ceilings.  At memory_max or disk_max the oldest ids are forgotten, and seen_stats says since when
 * they are known.  Forgetting may let a duplicate in; it never loses an event.
 *
 * Groups.  What is added is provisional until its group is durable: seen_mark ends a group (one
 * batch) and gives it a ticket, its records' end LSN; seen_keep makes groups final; seen_undo
 * forgets all that are not.  Whoever drops a row as a duplicate of a provisional one acknowledges
 * it only when seen_last_mark of that moment is durable.
 *
 * Threads: add/mark/keep/undo/replay by whoever holds the sequencer's lock; seen_maintain and
 * seen_flush by any other thread at the same time; stats by any.  The lock inside is held for a
 * batch at most.
 */
#ifndef SHOAL_WORKSPACE_SEEN_INT_H
#define SHOAL_WORKSPACE_SEEN_INT_H

#include "keyrun_int.h"

#define SEEN_WINDOW_MS  ((int64_t)7 * 24 * 3600 * 1000)
#define SEEN_MEMORY_MAX ((size_t)256 << 20)
#define SEEN_MEMORY_MIN ((size_t)1 << 20) /* a smaller ceiling is raised to this */
#define SEEN_DISK_MAX   ((uint64_t)8 << 30)
#define SEEN_DISK_MIN   ((uint64_t)4 << 20)
#define SEEN_SLOTS      7
#define SEEN_STEP_MAX   ((int64_t)24 * 3600 * 1000)
#define SEEN_BACK_MAX   ((int64_t)3600 * 1000)

struct seen_options { /* 0 = the default */
  int64_t window_ms;
  size_t memory_max;
  uint64_t disk_max;
};

struct seen;

/* A missing, foreign or damaged manifest or run is no error: seen_lsn then says from where to
 * replay.  Fails on ERR_io and its kind only. */
bool seen_open(struct io *io, const char *dir, struct str log_id, const struct seen_options *o,
               struct seen **ret, struct err *err);
void seen_free(struct seen *s); /* NULL is fine; what is not in files is for the next replay */

/* ---- replay, before the first add ---- */

/* Ids of log records below this are in files; 0: of none. */
uint64_t seen_lsn(const struct seen *s);
/* Where replay begins: above seen_lsn, when the log no longer reaches back.  Ids of before are then
 * unknown, and stats say so. */
void seen_replay_from(struct seen *s, uint64_t lsn);
/* An events record that ends before `lsn_end`, with its time of receipt (> 0), in log order, also
 * if it has no ids.  Then seen_maintain if seen_wants_maintain. */
void seen_replay(struct seen *s, const struct ev_key *k, size_t n, int64_t received_ms,
                 uint64_t lsn_end);

/* ---- the sequencer ---- */

/* For every batch with a time of receipt (> 0), also without ids.  ret_dup[i] = 1: seen within the
 * window, or twice in this call; 0: new and remembered, or {0, 0}, which is no id. */
void seen_add_many(struct seen *s, const struct ev_key *k, size_t n, int64_t received_ms,
                   uint8_t *ret_dup);
bool seen_add(struct seen *s, struct ev_key k, int64_t received_ms); /* true = new */
/* Ends the group (one batch): its records end before lsn_end (ascending).  0: nothing of it was
 * logged (all were duplicates, or appending failed), and what was new in it is forgotten. */
void seen_mark(struct seen *s, uint64_t lsn_end);
void seen_keep(struct seen *s, uint64_t lsn); /* all groups marked with at most this are durable */
void seen_undo(struct seen *s);               /* all others never will be */
uint64_t seen_last_mark(const struct seen *s);

/* As seen_add_many for the rows of a batch with a time of receipt; rows with bit 0 of key.lo set
 * share the fate of the row before.  Returns how many are duplicates; if any, `less` (initialised
 * by the caller) becomes the batch without them. */
uint32_t seen_judge(struct seen *s, const struct ev_batch *b, struct ev_batch *less);
/* As seen_replay for a decoded batch; does nothing for one that is in files or from an import. */
void seen_replay_batch(struct seen *s, const struct ev_batch *b, uint64_t lsn_end);

/* ---- maintenance ---- */

bool seen_wants_maintain(struct seen *s);
/* Full tables that wait to be written; any thread, without the lock. */
uint32_t seen_backlog(const struct seen *s);
/* Records below `lsn` are durable.  Tables to runs, runs to larger runs (at most one merge), old
 * ones dropped, ceilings kept.  A failure (disk full) leaves all that is known known and may be
 * tried again. */
bool seen_maintain(struct seen *s, uint64_t lsn, int64_t now_ms, struct err *err);
/* As seen_maintain, and everything durable goes to files: seen_lsn of the next opening is `lsn`. */
bool seen_flush(struct seen *s, uint64_t lsn, struct err *err);

struct seen_stats {
  uint64_t ids, memory, disk;         /* count, bytes, bytes */
  uint64_t duplicates;                /* found since opening */
  int64_t window_ms, asked_window_ms; /* ids of the last window_ms are known */
  bool shrunk;                        /* window_ms < asked_window_ms: a ceiling, or damage */
  bool damaged; /* a file was found damaged; opening again repairs from the log */
  uint32_t runs;
};
struct seen_stats seen_stats(struct seen *s);

/* Reads every file of a set that nobody writes, calls `bad` for each damaged one.  For `shoal
 * verify`. */
/* While they look: no file of the set changes. */
void seen_hold(struct seen *s);
void seen_let_go(struct seen *s);
void seen_verify(struct io *io, const char *dir, struct str log_id,
                 void (*bad)(void *ctx, const struct err *what), void *ctx);

#endif
