/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by dead.c (putting) and dead_read.c (looking). */
#ifndef SHOAL_COLLECT_DEAD_INT_H
#define SHOAL_COLLECT_DEAD_INT_H

#include "collect/dead.h"

/* All letters and the bytes of their texts; by whoever is in the state. */
bool dead_sum(struct state *s, uint64_t *ret_n, uint64_t *ret_bytes, struct err *err);

#endif
