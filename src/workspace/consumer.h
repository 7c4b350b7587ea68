/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For rooms that derive something of their own from events: where they stand in the log, and who
 * was touched since.
 *
 * A consumer keeps its cursor in the transaction that stores what it derived (DESIGN, law).  What
 * it looks at are people, not records: whose history changed between two snapshots is noted on the
 * way in, and after an opening read once from the log.
 */
#ifndef SHOAL_WORKSPACE_CONSUMER_H
#define SHOAL_WORKSPACE_CONSUMER_H

#include "event/batch.h"
#include "log/log.h"
#include "workspace/workspace.h"

/* Position of a consumer; 0 = it never stood anywhere.  ERR_cursor_outside when it names another
 * log or a place that this one does not have.  Inside state_enter or a transaction. */
bool ws_cursor_load(struct workspace *w, const char *consumer, uint64_t *ret, struct err *err);
/* Inside a transaction.  Nothing beyond what is durable: log_sync before. */
bool ws_cursor_save(struct workspace *w, const char *consumer, uint64_t lsn, struct err *err);

/* The rows of a LOG_EVENTS record, decoded into b, and in `out` the subject of each, as it was
 * decided when they came; SUBJECT_NONE: of the catalogue, or of somebody erased since.  Opened for
 * writing; any thread that is not in the writers' queue. */
bool ws_record_rows(struct workspace *w, const struct log_record *rec, struct ev_batch *b,
                    struct arena *out, uint32_t **ret_subjects, struct err *err);

#define WS_TOUCHED_MAX (1u << 20) /* people noted; beyond, everybody counts as touched */

struct ws_touched {
  uint32_t subject;
  bool moved;     /* became of another person, or was erased */
  int64_t latest; /* time of its latest row that came; INT64_MIN: none did */
  uint64_t lsn;   /* behind the newest record that touched it */
};

/* For whom touched subjects are noted, each with a table of its own. */
enum ws_toucher { WS_FOR_MEMBERS, WS_FOR_RANKS, WS_TOUCHERS };
/* From now on touched subjects are noted, for one consumer.  Opened for writing. */
void ws_touched_begin(struct workspace *w, enum ws_toucher whom);
void ws_touched_end(struct workspace *w, enum ws_toucher whom); /* forgets them */
/* Notes those of log records from `lsn` on as well, for all that have begun, up to log_end at the
 * call.  Writers go on. */
bool ws_touched_since(struct workspace *w, uint64_t lsn, struct err *err);
/* Those noted so far, in `out`; who was touched by records at or behind `lsn` (snapshot_lsn) stays
 * noted too, because that snapshot has only part of it.  Everything below the LSN of a snapshot was
 * noted when the snapshot was made.  *ret_all: they were too many, or recovery read the log again.
 */
void ws_touched_take(struct workspace *w, enum ws_toucher whom, uint64_t lsn, struct arena *out,
                     struct ws_touched **ret, uint32_t *ret_n, bool *ret_all);
uint32_t ws_touched_count(struct workspace *w, enum ws_toucher whom); /* waiting; any thread */

#endif
