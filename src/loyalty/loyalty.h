/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a brand owes its customers, exactly: the state of points, coupons and membership.
 *
 *   request ─▶ work ─▶ SQL writer: one transaction of many works ─▶ answers
 *                         └─ events of the changes, in the same transaction ─▶ outbox ─▶ log
 *
 * Everything that changes goes through one writer per workspace (state/writer.h), so that between a
 * look and a change nobody else changes anything: limits are not exceeded, because whoever counts
 * is alone.  Readers have a connection of their own and see what is committed.
 *
 * Threads: everything here and in the parts' headers by any, unless said otherwise.  The writer's
 * thread runs works; nobody who holds a lock that a work takes may wait for one.
 */
#ifndef SHOAL_LOYALTY_LOYALTY_H
#define SHOAL_LOYALTY_LOYALTY_H

#include "state/writer.h"
#include "workspace/workspace.h"

struct loyalty;

/* `w` is opened for writing and outlives it; one per workspace. */
bool loyalty_open(struct workspace *w, struct loyalty **ret, struct err *err);
void loyalty_close(struct loyalty *l); /* does what waits first; NULL is fine */

struct workspace *loyalty_workspace(const struct loyalty *l);
/* A connection for reading; state_enter … state_leave around its use. */
struct state *loyalty_reader(const struct loyalty *l);
/* As writer_do and writer_add. */
bool loyalty_do(struct loyalty *l, struct writer_work *k, struct err *err);
bool loyalty_add(struct loyalty *l, struct writer_work *k, struct err *err);

/* Waits until the events of everything committed before the call are in the log, and can be asked
 * for. */
bool loyalty_settle(struct loyalty *l, struct err *err);

/* Whatever has come to an end by now is ended, in bounded portions: to be called about once a
 * second, by one thread at a time.  Nothing depends on it being in time. */
bool loyalty_tick(struct loyalty *l, struct err *err);

/* The subject of an identity, as it is written or in the form in which those of its type are
 * compared (event/identity.h).  An unknown one becomes a person (`make`), as if an event of it had
 * come now: it is in the log when this returns; else ERR_unknown_person. */
bool loyalty_subject(struct loyalty *l, struct str type, struct str value, bool make, uint32_t *ret,
                     struct err *err);

struct loyalty_stats {
  struct writer_stats writer;
  uint64_t events; /* sent to the log since opening */
  bool failing;    /* the last sending failed; it is tried again */
  struct err why;  /* … because */
};
void loyalty_stats(struct loyalty *l, struct loyalty_stats *ret);

#endif
