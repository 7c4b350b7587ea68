/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: reservations whose end has come put their units back on sale. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

struct promo_sweep {
  struct writer_work work;
  struct loyalty *l;
  uint32_t n; /* rows settled */
};

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct promo_sweep *x = (struct promo_sweep *)k;
  struct arena mem;
  arena_init(&mem, "promotion sweep");
  struct promo_use *due = arena_array(&mem, struct promo_use, PROMO_SWEEP_ROWS);
  bool ok = promo_rows_due(s, clock_wall_ms(ws_clock(x->l->w)), &mem, due, &x->n, err);
  for (uint32_t i = 0; ok && i < x->n; i++)
    ok = promo_let_go(x->l, s, &due[i], PROMO_LAPSED, err);
  arena_release(&mem);
  return ok;
}

/* Asked by a reader first: nearly always there is nothing, and the writer is not to be woken. */
static bool anything(struct loyalty *l, bool *ret, struct err *err) {
  struct state_stmt *q;
  state_enter(l->reader);
  bool ok =
      state_query(l->reader, "SELECT 1 FROM promotion_use WHERE due_ms <= ?1 LIMIT 1", &q, err);
  if (ok) {
    state_bind_int(q, 1, clock_wall_ms(ws_clock(l->w)));
    ok = state_step(q, ret, err);
    if (ok) state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

bool promos_tick(struct loyalty *l, struct err *err) {
  struct promo_sweep x = {.work = {.run = run}, .l = l};
  bool more = false;
  if (!anything(l, &more, err)) return false;
  for (int i = 0; more && i < PROMO_SWEEP_WORKS; i++) {
    if (!loyalty_do(l, &x.work, err)) return false;
    more = x.n == PROMO_SWEEP_ROWS;
  }
  return true;
}
