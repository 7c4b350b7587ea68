/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: points of reservations that are over are unfrozen, each once, for it happens together
 * with the change of the row. */
#include "loyalty/checkout_int.h"
#include "loyalty/loyalty_int.h"

#define SWEEP_ROWS  100
#define SWEEP_WORKS 20

struct sweep {
  struct writer_work work;
  struct loyalty *l;
  uint32_t n;
};

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct sweep *x = (struct sweep *)k;
  struct arena mem;
  arena_init(&mem, "checkout sweep");
  struct checkout *due = arena_array(&mem, struct checkout, SWEEP_ROWS);
  bool ok = checkout_due(s, clock_wall_ms(ws_clock(x->l->w)), SWEEP_ROWS, &mem, due, &x->n, err);
  for (uint32_t i = 0; ok && i < x->n; i++)
    ok = checkout_let_go(x->l, s, &due[i], err);
  arena_release(&mem);
  return ok;
}

/* Asked by a reader first: nearly always there is nothing, and the writer is not to be woken. */
static bool anything(struct loyalty *l, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok = state_query(l->reader, "SELECT 1 FROM checkout WHERE due_ms <= ?1 LIMIT 1", &q, err);
  if (ok) {
    state_bind_int(q, 1, clock_wall_ms(ws_clock(l->w)));
    ok = state_step(q, ret, err);
    if (ok) state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

bool checkouts_tick(struct loyalty *l, struct err *err) {
  struct sweep x = {.work = {.run = run}, .l = l};
  bool more = false;
  if (!anything(l, &more, err)) return false;
  for (int i = 0; more && i < SWEEP_WORKS; i++) {
    if (!loyalty_do(l, &x.work, err)) return false;
    more = x.n == SWEEP_ROWS;
  }
  return true;
}
