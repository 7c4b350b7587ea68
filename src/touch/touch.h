/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a brand and the world outside meet, of one workspace.
 *
 * Threads: everything here and in the parts' headers by any, unless said otherwise. */
#ifndef SHOAL_TOUCH_TOUCH_H
#define SHOAL_TOUCH_TOUCH_H

#include "loyalty/loyalty.h"

struct touch;

struct touch_options {
  const char *dir;       /* the data directory, where the key of secrets is (base/seal.h) */
  bool private_webhooks; /* webhooks may go to loopback and private networks, and without TLS */
  bool idle;             /* nothing is sent by itself: a tool, not a server */
  int64_t retry_ms;      /* before the second try of a webhook; 0 = WEBHOOK_RETRY_MS */
};
/* `l` outlives it; one per workspace. */
bool touch_open(struct loyalty *l, const struct touch_options *o, struct touch **ret,
                struct err *err);
void touch_close(struct touch *t); /* NULL is fine */

#endif
