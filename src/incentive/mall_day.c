/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the orders of each day say as they are now, so that a report reads days and not orders.
 *
 * Every change of an order adds what it says now and takes away what it said; the changes of a
 * group become one statement for each day, item and currency at its end. */
#include <stdio.h>

#include "base/panic.h"
#include "incentive/mall_int.h"

/* ---- what one order says ---- */

static void add(struct mall_day_change *d, const struct mall_order *o, int sign) {
  bool counts = o->state >= MALL_PLACED && o->state <= MALL_DONE;
  bool costs = counts || (o->state > MALL_DONE && o->kept);
  if (counts) {
    d->orders += sign;
    d->pieces += sign * o->quantity;
    d->points += sign * o->points;
    d->money += sign * o->money;
  }
  if (costs) d->cost += sign * o->cost;
  if (costs && o->pool_n) d->codes += sign * o->quantity;
  d->awaiting += o->state == MALL_AWAITING ? sign : 0;
  d->back += o->state > MALL_DONE ? sign : 0;
}

static bool same_place(const struct mall_day_change *a, const struct mall_day_change *b) {
  return a->day == b->day && a->item == b->item && strcmp(a->currency, b->currency) == 0;
}

void mall_day_note(struct mall *m, int64_t item, const struct mall_order *was,
                   const struct mall_order *is) {
  struct mall_day_change d = {.item = item, .day = is->day, .scale = is->scale};
  must(is->currency.n < sizeof d.currency); /* a slug */
  memcpy(d.currency, is->currency.p, is->currency.n);
  if (was) add(&d, was, -1);
  add(&d, is, 1);
  vec_push(&m->days, d);
}

/* ---- in step ---- */

static void mark(void *ctx) {
  struct mall *m = ctx;
  m->marked_days = m->days.n;
}

static void undo(void *ctx) {
  struct mall *m = ctx;
  m->days.n = m->marked_days;
}

static void over(void *ctx, bool committed) {
  struct mall *m = ctx;
  (void)committed;
  m->days.n = 0;
  mark(m);
}

static void sum_up(struct mall_day_change *to, const struct mall_day_change *d) {
  to->orders += d->orders;
  to->pieces += d->pieces;
  to->points += d->points;
  to->money += d->money;
  to->cost += d->cost;
  to->awaiting += d->awaiting;
  to->back += d->back;
  to->codes += d->codes;
}

static bool write_day(struct state *s, const struct mall_day_change *d, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO mall_day (day, item, currency, scale, orders, pieces, points, "
                   "money, cost, awaiting, back, codes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                   "?9, ?10, ?11, ?12) ON CONFLICT (day, item, currency) DO UPDATE SET orders = "
                   "mall_day.orders + excluded.orders, pieces = mall_day.pieces + "
                   "excluded.pieces, points = mall_day.points + excluded.points, money = "
                   "mall_day.money + excluded.money, cost = mall_day.cost + excluded.cost, "
                   "awaiting = mall_day.awaiting + excluded.awaiting, back = mall_day.back + "
                   "excluded.back, codes = mall_day.codes + excluded.codes",
                   &q, err))
    return false;
  const int64_t v[] = {d->scale, d->orders,   d->pieces, d->points, d->money,
                       d->cost,  d->awaiting, d->back,   d->codes};
  state_bind_int(q, 1, d->day);
  state_bind_int(q, 2, d->item);
  state_bind_str(q, 3, str_from(d->currency));
  for (int i = 0; i < 9; i++)
    state_bind_int(q, 4 + i, v[i]);
  return state_later(q, err);
}

/* Few places have many changes of a group: the first of each place gathers them. */
static bool end(void *ctx, struct state *s, struct err *err) {
  struct mall *m = ctx;
  size_t n = 0;
  for (size_t i = 0; i < m->days.n; i++) {
    size_t k = 0;
    while (k < n && !same_place(&m->days.p[k], &m->days.p[i]))
      k++;
    if (k < n)
      sum_up(&m->days.p[k], &m->days.p[i]);
    else
      m->days.p[n++] = m->days.p[i];
  }
  m->days.n = n;
  for (size_t k = 0; k < n; k++)
    if (!write_day(s, &m->days.p[k], err)) return false;
  return true;
}

void mall_days_open(struct incentive *i) {
  loyalty_attach(i->l, &(struct loyalty_part){
                           .ctx = i->mall, .end = end, .mark = mark, .undo = undo, .over = over});
}
