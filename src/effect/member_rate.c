/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders per month: of members while they are, of everybody else, and of all.
 *
 * Time counts from when somebody was first seen; months without an order count like any other.  A
 * month in which somebody was a member for a part counts as that part. */
#include "base/panic.h"
#include "effect/member_int.h"

struct span {
  int64_t from, until, length; /* until: as far as it has passed */
};

static void add(struct rate *r, int64_t parts, const struct tally *t) {
  r->parts += parts;
  r->orders += t->orders;
  r->amount += t->amount;
  if (t->orders) r->trading_parts += parts;
}

static void month_of(const struct life *l, const struct span *m, int64_t known,
                     struct rate ret[RATES], bool seen[RATES]) {
  int64_t from = known > m->from ? known : m->from, length = m->length;
  struct tally in = {0}, all = life_ordered(l, m->from, m->until);
  int64_t there = m->until - from;
  int64_t membered = life_membered(l, from, m->until);
  if (there <= 0) return;
  for (uint32_t i = 0; membered && i < l->n_orders; i++) {
    const struct life_order *o = &l->orders[i];
    if (o->time < m->from || o->time >= m->until || !life_member_at(l, o->time)) continue;
    in.orders++;
    in.amount += o->amount;
  }
  struct tally out = {all.orders - in.orders, all.amount - in.amount};
  int64_t all_parts = there * MONTH_PARTS / length, in_parts = membered * MONTH_PARTS / length;
  add(&ret[RATE_ALL], all_parts, &all);
  if (membered) add(&ret[RATE_MEMBERS], in_parts, &in);
  if (there > membered) add(&ret[RATE_OTHERS], all_parts - in_parts, &out);
  seen[RATE_ALL] = true;
  seen[RATE_MEMBERS] |= membered > 0;
  seen[RATE_OTHERS] |= there > membered;
}

void rates_of(const struct lives *l, int32_t month, uint32_t n, struct rate ret[RATES]) {
  const struct tz *tz = l->in->env.tz;
  struct span *m = must_calloc(n, sizeof *m);
  for (uint32_t i = 0; i < n; i++) {
    m[i].from = day_start(tz, day_add_months(month, (int32_t)i));
    m[i].until = day_start(tz, day_add_months(month, (int32_t)i + 1));
    m[i].length = m[i].until - m[i].from;
    if (m[i].until > l->in->now + 1) m[i].until = l->in->now + 1;
  }
  for (int i = 0; i < RATES; i++)
    ret[i] = (struct rate){0};
  for (uint32_t s = 0; s < l->n; s++) {
    bool seen[RATES] = {false};
    for (uint32_t i = 0; l->known[s] != INT64_MAX && i < n; i++)
      if (m[i].until > m[i].from) month_of(&l->of[s], &m[i], l->known[s], ret, seen);
    for (int i = 0; i < RATES; i++)
      ret[i].people += seen[i];
  }
  free(m);
}
