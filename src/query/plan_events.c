/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sets of events: which codes a name or `*` stands for, each set once. */
#include "kernel/ops.h"
#include "query/query_int.h"

static uint32_t put_events(struct plan *p, uint8_t *has) {
  uint32_t n = snapshot_events(p->snap), count = 0, last = NONE;
  for (uint32_t i = 0; i < n; i++) {
    count += has[i];
    if (has[i]) last = i;
  }
  uint32_t id = intern_put(&p->event_keys, str_of(has, n));
  if (id == p->event_sets.n) {
    uint32_t *few = n <= MEMBERS_MAX ? arena_array(p->mem, uint32_t, MEMBERS_MAX / 32) : NULL;
    for (uint32_t i = 0; few && i < n; i++)
      few[i / 32] |= (uint32_t)has[i] << i % 32;
    vec_push(&p->event_sets, ((struct event_set){count == n, count == 1 ? last : NONE, has, few}));
  }
  return id;
}

/* `*` is what people did: not $set, whose attributes are facts about a person, nor what else is
 * ev_undone. */
uint32_t plan_event_set(struct plan *p, const struct agg *agg, int64_t as_of) {
  uint32_t n = snapshot_events(p->snap), count = 0;
  uint8_t *has = arena_array(p->mem, uint8_t, n + 1);
  for (uint32_t i = 0; agg->any_event && i < n; i++) {
    has[i] = !ev_undone(snapshot_event(p->snap, i)->name);
  }
  for (uint32_t i = 0; !agg->any_event && i < agg->n_events; i++) {
    const struct str *names = agg->canonical ? agg->canonical : agg->events;
    uint32_t code = snapshot_event_code(p->snap, names[i]);
    if (code != INTERN_NONE) has[code] = 1;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!has[i]) continue;
    count++;
    p->want_event[i] = 1;
    if (!snapshot_reaches(p->snap, i, as_of, p->err)) return NONE;
  }
  return count ? put_events(p, has) : NONE;
}

uint32_t plan_either(struct plan *p, uint32_t a, uint32_t b) {
  const struct filter x = p->filters.p[a], y = p->filters.p[b];
  uint32_t n = snapshot_events(p->snap);
  uint8_t *has = arena_array(p->mem, uint8_t, n + 1);
  must(x.span == y.span && x.pred == y.pred);
  for (uint32_t i = 0; i < n; i++)
    has[i] = p->event_sets.p[x.events].has[i] | p->event_sets.p[y.events].has[i];
  return plan_filter(p, (struct filter){put_events(p, has), x.span, x.pred});
}
