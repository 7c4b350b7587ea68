/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of the outbox, and the marks that the log keeps of them.
 *
 *   O1  A batch gets the next number of outbox_head in the transaction that puts it: numbers of an
 * id have no gaps and are in the order of commits. O2  A LOG_OUTBOX record (mark) says (id, number,
 * rows) and stands behind the events of the batch in the same submission: so the log has the mark
 * exactly if it has the events. O3  The relay sends number n only when the newest mark of the id in
 * the log is n - 1.  Whatever SQL forgot or the clock says, the log decides. O4  A batch leaves SQL
 * only when its mark is durable, together with a note of number and LSN of the mark and a cursor:
 * below the cursor there is no mark with a larger number. O5  Opening for writing reads the marks
 * from the cursor on.  It refuses when the log has a number that SQL never gave (ERR_state_behind),
 * when the mark of the note is not where it was (ERR_log_behind), and when a batch between is
 * missing (ERR_corrupt). O6  Who puts a state and a log together anew (restore, repair) gives a new
 * id, and numbers from 1: what a mark of another id says is of no consequence. */
#ifndef SHOAL_WORKSPACE_OUTBOX_INT_H
#define SHOAL_WORKSPACE_OUTBOX_INT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/vec.h"
#include "state/state.h"

#define OUTBOX_ID_BYTES 16

struct outbox_mark {
  uint8_t id[OUTBOX_ID_BYTES];
  uint64_t seq;
  uint32_t rows; /* events right before the mark */
};
void outbox_mark_write(const struct outbox_mark *m, struct buf *out);
bool outbox_mark_read(struct str body, struct outbox_mark *ret, struct err *err);

/* What SQL says; *ret_found false: nothing yet. */
struct outbox_head {
  uint8_t id[OUTBOX_ID_BYTES];
  uint64_t seq, logged, logged_lsn;
};
bool outbox_head_read(struct state *s, struct outbox_head *ret, bool *ret_found, struct err *err);

/* ---- outbox_anew.c ---- */

/* The newest marks of each id in a log. */
struct outbox_seen {
  VEC(struct outbox_mark) newest;
};
void outbox_see(struct outbox_seen *v, const struct outbox_mark *m);
void outbox_seen_release(struct outbox_seen *v);
/* O6, inside a transaction: batches that the log has (`seen`, or NULL: none) go, the others are
 * numbered from 1 under a new id. */
bool outbox_anew(struct state *s, const struct outbox_seen *seen, struct err *err);

/* A restored workspace at path `ws`, its log of a new epoch, nobody else there.  The copy of the
 * state is of a moment before that of the log: batches in between are in the log and their changes
 * are nowhere.  Their events are taken out, and the numbering begins anew.  *ret_rows: how many. */
bool outbox_restored(struct io *io, const char *ws, uint64_t *ret_rows, struct err *err);

#endif
