/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sweeps. */
#include "loyalty/sweep.h"

#include "loyalty/loyalty_int.h"

/* Asked by a reader first: nearly always there is nothing, and the writer is not to be woken. */
static bool anything(struct loyalty *l, const char *any, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok = state_query(l->reader, any, &q, err);
  if (ok) {
    state_bind_int(q, 1, clock_wall_ms(ws_clock(l->w)));
    ok = state_step(q, ret, err);
    if (ok) state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

bool sweep_due(struct sweep *x, const char *any, struct err *err) {
  bool more = false;
  if (!anything(x->l, any, &more, err)) return false;
  for (uint32_t i = 0; more && i < x->works; i++) {
    if (!loyalty_do(x->l, &x->work, err)) return false;
    more = x->n == x->rows;
  }
  return true;
}
