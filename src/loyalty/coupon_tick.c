/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: reservations and coupons whose end has come are told so.  Nothing depends on it being
 * in time, for whoever reads or uses a coupon looks at its end; it frees budgets that were reserved
 * and makes the events. */
#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/sweep.h"

struct due {
  struct coupon c;
  int64_t kind;
};

static bool due_rows(struct sweep *x, struct state *s, int64_t now, struct arena *mem,
                     struct due *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  if (!state_query(s,
                   "SELECT " COUPON_COLUMNS COUPON_FROM
                   "WHERE c.due_ms <= ?1 ORDER BY c.due_ms, c.n LIMIT ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, now);
  state_bind_int(q, 2, COUPON_SWEEP_ROWS);
  while ((ok = state_step(q, &row, err)) && row) {
    struct due *d = &ret[x->n++];
    coupon_row(q, mem, &d->c, &d->kind);
    d->c.kind = coupon_book_slug(&x->l->coupons, d->kind, mem);
  }
  return ok;
}

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct sweep *x = (struct sweep *)k;
  struct arena mem;
  int64_t now = clock_wall_ms(ws_clock(x->l->w));
  arena_init(&mem, "coupon sweep");
  struct due *due = arena_array(&mem, struct due, COUPON_SWEEP_ROWS);
  x->n = 0;
  bool ok = due_rows(x, s, now, &mem, due, err);
  for (uint32_t i = 0; ok && i < x->n; i++)
    ok = coupon_let_go(x->l, s, &due[i].c, coupon_book_at(x->l, due[i].kind), now, err);
  arena_release(&mem);
  return ok;
}

bool coupons_tick(struct loyalty *l, struct err *err) {
  struct sweep x = {
      .work = {.run = run}, .l = l, .rows = COUPON_SWEEP_ROWS, .works = COUPON_SWEEP_WORKS};
  return sweep_due(&x, "SELECT 1 FROM coupon WHERE due_ms <= ?1 LIMIT 1", err);
}
