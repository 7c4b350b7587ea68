/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people are asked to do and what they may win or buy with points: on top of loyalty, whose
 * writer makes all changes (loyalty/work.h) and which hands over what was promised
 * (loyalty/gift.h).
 *
 * Threads: as loyalty.h.
 */
#ifndef SHOAL_INCENTIVE_INCENTIVE_H
#define SHOAL_INCENTIVE_INCENTIVE_H

#include "loyalty/loyalty.h"

struct incentive;

/* One per workspace, before any work is given to `l`, which outlives it. */
bool incentive_open(struct loyalty *l, struct incentive **ret, struct err *err);
void incentive_close(struct incentive *i); /* NULL is fine */

struct loyalty *incentive_loyalty(const struct incentive *i);
/* The parts, each as its header says. */
struct tasks *incentive_tasks(const struct incentive *i);

/* What the clock and the log bring about, in bounded portions: about once a second, by one thread
 * at a time.  Leaderboards are not among it: they look at everybody (rank_look of rank.h). */
bool incentive_tick(struct incentive *i, struct err *err);

#endif
