/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Joining by events: what `enrol` of a programme says, read from the log.
 *
 *   log ─▶ rows of the events named ─▶ who is not a member yet ─▶ one work: joins, gifts, cursor
 *
 * The cursor is saved in the transaction of the joins, so no event takes anybody in twice: who has
 * left since stays away.  What was in the log before the consumer first stood there is history, and
 * so is an event that came ENROL_LATE_MS after it happened (an import of last year).  A changed
 * document counts from the place where the log ended when the change was noted (since.h), whatever
 * crashes.
 *
 * Threads: as earn.h. */
#ifndef SHOAL_LOYALTY_ENROL_H
#define SHOAL_LOYALTY_ENROL_H

#include "loyalty/loyalty.h"

#define ENROL_LATE_MS   (INT64_C(7) * 24 * 3600 * 1000)
#define ENROL_STEP_HITS 256    /* joins of one transaction */
#define ENROL_STEP_ROWS 100000 /* rows looked at in one step */

struct enrol;

/* One per workspace; `l` outlives it. */
bool enrol_open(struct loyalty *l, struct enrol **ret, struct err *err);
void enrol_close(struct enrol *e); /* NULL is fine */
struct consumer;
/* Steps, adoptions, figures (loyalty/consumer.h); lives with `e`. */
struct consumer *enrol_consumer(struct enrol *e);

#endif
