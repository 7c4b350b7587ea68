/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latest known value of each attribute of each person, as a hash: enough to tell whether a
 * value is news. */
#ifndef SHOAL_STORE_LATEST_INT_H
#define SHOAL_STORE_LATEST_INT_H

#include "event/value.h"
#include "store/store.h"

struct latest;
struct latest_value {
  uint64_t hash;
  int64_t time;
  uint64_t lsn;
};

/* From the $set rows of a snapshot, and who has any row at all. */
bool latest_build(const struct snapshot *n, struct latest **ret, struct err *err);
void latest_free(struct latest *l);

/* Equal values (12 and 12.00 too) that came about in the same way hash equal; `operation` is the
 * row's EV_OPERATION, or empty. */
uint64_t latest_hash(const struct value *v, struct str operation);
/* The entry of (subject, prop), valid until the next put; NULL if none. */
const struct latest_value *latest_get(const struct latest *l, uint32_t subject, uint32_t prop);
/* A row's value: replaces the entry when it is not older. */
void latest_put(struct latest *l, uint32_t subject, uint32_t prop, struct latest_value v);
bool latest_exists(const struct latest *l, uint32_t subject);
void latest_add_person(struct latest *l, uint32_t subject);

#endif
