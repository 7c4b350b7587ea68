/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events that a change of state made.
 *
 * Whoever changes state.db puts the events of the change into the outbox in the same transaction;
 * after its commit they are sent to the log, in order.  So an event is there exactly if the change
 * is, and once for ever: batches are numbered, the log keeps the numbers of those it has in the
 * submission of their events, and the next to be sent is the one behind the newest that it has.
 *
 * A state that is older than its log, a log that is older than its state, and a batch that is
 * missing are found by opening for writing: ERR_state_behind, ERR_log_behind (or
 * ERR_cursor_outside), ERR_corrupt.  `shoal repair` makes a workspace of what is there. */
#ifndef SHOAL_WORKSPACE_OUTBOX_H
#define SHOAL_WORKSPACE_OUTBOX_H

#include "workspace/workspace.h"

#define WS_OUTBOX_ROWS 5000 /* at most so many rows in one batch */

/* Inside a transaction, opened for writing.  Rows are of people known by their identity: whoever is
 * erased before they are sent gets none.  The rows have no keys and the batch no time of receipt
 * yet: they get ids of their own and now. */
bool ws_outbox_put(struct workspace *w, struct ev_batch *b, struct err *err);
/* Outside of one: sends what waits; returns when it is acknowledged.  One thread at a time, others
 * wait for it.  On failure what was not acknowledged waits on, and the next call sends it.
 * *ret_rows (may be NULL): rows sent. */
bool ws_outbox_send(struct workspace *w, uint64_t *ret_rows, struct err *err);
/* The same, but what was sent stays in SQL until the next batch is put (or ws_outbox_send): for who
 * sends all the time. */
bool ws_outbox_relay(struct workspace *w, uint64_t *ret_rows, struct err *err);
/* An identity of the very subject, as rows of it are to be named: they stay with it whatever is
 * merged or taken apart later.  False: nothing names it (any more).  Valid until the people are
 * closed. */
bool ws_outbox_identity(struct workspace *w, uint32_t subject, struct str *ret_type,
                        struct str *ret_value);
/* Batches that the log does not have; any thread. */
bool ws_outbox_waiting(struct workspace *w, uint64_t *ret, struct err *err);

#endif
