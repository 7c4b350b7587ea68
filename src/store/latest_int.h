/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latest known value of each attribute of each person, as a hash: enough to tell whether a
 * value is news. */
#ifndef SHOAL_STORE_LATEST_INT_H
#define SHOAL_STORE_LATEST_INT_H

#include "event/value.h"
#include "store/store.h"

struct latest;

/* From the $set rows of a snapshot, and who has any row at all. */
bool latest_build(const struct snapshot *n, struct latest **ret, struct err *err);
void latest_free(struct latest *l);

uint64_t latest_hash(const struct value *v); /* equal values (12 and 12.00 too) hash equal */
/* The entry of (subject, prop): false if none. */
bool latest_get(const struct latest *l, uint32_t subject, uint32_t prop, uint64_t *ret_hash,
                int64_t *ret_time);
/* A row's value: replaces the entry when it is not older. */
void latest_put(struct latest *l, uint32_t subject, uint32_t prop, uint64_t hash, int64_t time);
bool latest_exists(const struct latest *l, uint32_t subject);
void latest_add_person(struct latest *l, uint32_t subject);

#endif
