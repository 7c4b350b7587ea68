/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows alone by event or time: counted where they lie, without batches (the store's tally). */
#include <stdlib.h>

#include "base/panic.h"
#include "query/trend_int.h"

bool trend_plan_tally(struct trend_pass *p) {
  const struct plan *plan = &p->run.plan;
  const struct trend *f = p->f;
  uint32_t events = snapshot_events(p->run.snap), n = 0;
  bool by_event = f->n_by == 1 && f->by[0].kind == TREND_BY_EVENT;
  if (f->people || (f->n_by && (!by_event || p->groups->mode == TREND_FIXED)) || p->slots->cyclic ||
      p->n_lanes > 1)
    return false;
  const struct trend_lane_plan *l = &p->lanes[0];
  if (l->filter == NONE || l->people || l->distinct || l->values || l->sums || l->extremes)
    return false;
  const struct filter *filter = &plan->filters.p[l->filter];
  if (filter->pred != NONE) return false;
  uint32_t *codes = arena_array(&p->mem, uint32_t, events);
  for (uint32_t i = 0; i < events; i++)
    if (plan->event_sets.p[filter->events].has[i]) codes[n++] = i;
  int64_t to = p->slots->from[p->slots->n] - 1;
  p->want = (struct scan_want){.all_events = n == events,
                               .events = codes,
                               .n_events = n,
                               .t_max = to < f->as_of ? to : f->as_of,
                               .only = UINT32_MAX};
  p->tally = (struct scan_tally){.by_event = by_event,
                                 .from = p->slots->from,
                                 .n_slots = p->slots->n,
                                 .t_min = p->slots->from[0]};
  p->n_codes = by_event ? events : 1;
  return true;
}

bool trend_tally_chunk(struct trend_pass *p, uint32_t chunk, unsigned worker, struct err *err) {
  struct run *run = &p->run;
  if (!query_may_go_on(run, err)) return false;
  if (!p->scanners[worker]) {
    size_t cells = (size_t)p->n_codes * p->tally.n_slots;
    if (!charge_add(&run->charge, cells * 8 + scanner_bytes(run->snap, &p->want), err) ||
        !scanner_new(run->snap, &p->want, &p->scanners[worker], err))
      return false;
    p->tallied[worker] = must_calloc(cells + 1, sizeof **p->tallied);
  }
  struct scan_tally t = p->tally;
  t.rows = p->tallied[worker];
  return scanner_tally(p->scanners[worker], chunk, &t, err);
}

/* As if one part had met the rows. */
bool trend_sum_tallies(struct trend_pass *p, struct err *err) {
  struct trend_part *r = &p->parts[0];
  uint32_t n = p->tally.n_slots;
  if (!worker_new(&p->run, &p->run.workers[0], err)) return false;
  r->pass = p;
  r->w = p->run.workers[0];
  intern_init(&r->keys, "trend values");
  intern_init(&r->pairs, "trend pairs");
  if (!trend_new_lanes(r, err)) return false;
  for (uint32_t code = 0; code < p->n_codes; code++) {
    uint64_t any = 0;
    uint32_t at = 0;
    for (unsigned k = 0; k < p->run.n_workers; k++)
      for (uint32_t i = 0; p->tallied[k] && i < n; i++)
        any |= p->tallied[k][(size_t)code * n + i];
    if (!any) continue;
    if (p->tally.by_event) {
      vec_push(&r->codes, code + 1);
      if (!trend_new_lanes(r, err)) return false;
      at = ++r->n_groups;
    }
    for (unsigned k = 0; k < p->run.n_workers; k++)
      for (uint32_t i = 0; p->tallied[k] && i < n; i++)
        r->lanes.p[at].rows[i] += p->tallied[k][(size_t)code * n + i];
  }
  return true;
}
