/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: points of reservations that are over are unfrozen, each once, for it happens together
 * with the change of the row. */
#include "loyalty/checkout_int.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/sweep.h"

#define SWEEP_ROWS  100
#define SWEEP_WORKS 20

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

bool checkouts_tick(struct loyalty *l, struct err *err) {
  struct sweep x = {.work = {.run = run}, .l = l, .rows = SWEEP_ROWS, .works = SWEEP_WORKS};
  return sweep_due(&x, "SELECT 1 FROM checkout WHERE due_ms <= ?1 LIMIT 1", err);
}
