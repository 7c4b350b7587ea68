/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: reservations whose end has come put their units back on sale. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"
#include "loyalty/sweep.h"

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct sweep *x = (struct sweep *)k;
  struct arena mem;
  arena_init(&mem, "promotion sweep");
  struct promo_use *due = arena_array(&mem, struct promo_use, PROMO_SWEEP_ROWS);
  bool ok = promo_rows_due(s, clock_wall_ms(ws_clock(x->l->w)), &mem, due, &x->n, err);
  for (uint32_t i = 0; ok && i < x->n; i++)
    ok = promo_let_go(x->l, s, &due[i], PROMO_LAPSED, err);
  arena_release(&mem);
  return ok;
}

bool promos_tick(struct loyalty *l, struct err *err) {
  struct sweep x = {
      .work = {.run = run}, .l = l, .rows = PROMO_SWEEP_ROWS, .works = PROMO_SWEEP_WORKS};
  return sweep_due(&x, "SELECT 1 FROM promotion_use WHERE due_ms <= ?1 LIMIT 1", err);
}
