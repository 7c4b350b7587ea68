/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How work over many bytes says how far it is, and learns that it is not wanted any more. */
#ifndef SHOAL_BASE_PACE_H
#define SHOAL_BASE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pace {
  bool (*on)(void *ctx, uint64_t bytes); /* so many more are done; false: stop.  Must be quick */
  void *ctx;
};

/* NULL: nobody asks.  ERR_canceled. */
static inline bool pace_on(const struct pace *p, uint64_t bytes, struct err *err) {
  return !p || p->on(p->ctx, bytes) || err_fail(err, ERR_canceled, NULL);
}

#endif
