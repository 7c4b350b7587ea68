/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing. */
#include "touch/touch.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/panic.h"
#include "touch/webhook_int.h"

bool touch_open(struct loyalty *l, const struct touch_options *o, struct touch **ret,
                struct err *err) {
  struct touch *t = must_calloc(1, sizeof *t);
  t->l = l;
  t->w = loyalty_workspace(l);
  t->o = *o;
  t->o.dir = NULL;
  if (t->o.retry_ms == 0) t->o.retry_ms = WEBHOOK_RETRY_MS;
  if (!seal_load(io_posix(), o->dir, &t->seal, err) || !visits_open(t, err) || !webhooks_open(t, err)) {
    touch_close(t);
    return false;
  }
  *ret = t;
  return true;
}

void touch_close(struct touch *t) {
  if (!t) return;
  webhooks_close(t->webhooks);
  visits_close(t->visits);
  sodium_memzero(&t->seal, sizeof t->seal);
  free(t);
}
