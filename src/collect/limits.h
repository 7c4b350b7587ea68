/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allowances that fill up again: so many events a second for a key, for an address with a key.
 *
 * Memory is fixed.  Who has not been seen has a full allowance, so a bucket that has filled up
 * again says nothing and is the one given away when a place is needed; one in debt stays as long as
 * its set has another.  Any thread. */
#ifndef SHOAL_COLLECT_LIMITS_H
#define SHOAL_COLLECT_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define LIMITS_SETS 2048u
#define LIMITS_WAYS 8u /* of LIMITS_SETS: 16,384 keys and addresses at a time, 400 KB */

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l); /* NULL is fine */

/* What stands for somebody: a key, an address (may be empty). */
uint64_t limits_who(struct str key, struct str address);
/* Takes n of an allowance of `rate` a second (> 0), of which `burst_s` seconds' worth can gather.
 * Whoever has any left may take more than that, once: a batch is not cut in two.  False: none is
 * left; *ret_wait_s is when there will be.  n 0 only asks.  now_ns: monotonic. */
bool limits_take(struct limits *l, uint64_t who, uint32_t rate, uint32_t burst_s, uint32_t n,
                 int64_t now_ns, uint32_t *ret_wait_s);

#endif
