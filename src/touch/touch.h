/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a brand and the world outside meet, of one workspace.
 *
 * Threads: everything here and in the parts' headers by any, unless said otherwise. */
#ifndef SHOAL_TOUCH_TOUCH_H
#define SHOAL_TOUCH_TOUCH_H

#include "loyalty/loyalty.h"

struct touch;

/* dir: the data directory, where the key of secrets is (seal.h).  `l` outlives it; one per
 * workspace. */
bool touch_open(struct loyalty *l, const char *dir, struct touch **ret, struct err *err);
void touch_close(struct touch *t); /* NULL is fine */

#endif
