/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records of everybody to the answer: groups told apart, counts, times, the people of a cell.
 *
 * Durations are exact, so their percentiles need them sorted: a radix sort, since there are as many
 * as people. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/funnel_int.h"

struct durations {
  uint64_t *ms;
  uint64_t n;
};

struct answering {
  const struct funnel_answer *a;
  struct funnel_result *ret;
  struct arena *out, tmp;
  struct breakdown groups;
  struct durations *times; /* [(place + 1) * (n_steps + 1) + step]; the last is the total */
};

/* ---- groups ---- */

static uint32_t group_number(struct answering *g, unsigned worker, uint32_t group) {
  const struct funnel *f = g->a->f;
  return f->by == FUNNEL_BY_GROUP
             ? breakdown_name(&g->groups, f->group_names, f->n_group_names, group)
             : breakdown_code(&g->groups, worker, group);
}

/* ---- records ---- */

/* Records one by one; `next` moves over the times behind a head. */
static struct funnel_record head_at(const struct funnel_records *r, size_t i) {
  struct funnel_record head;
  memcpy(&head, &r->p[i], sizeof head);
  return head;
}

static size_t after(const struct funnel_record *head, size_t i) {
  return i + 2 + (head->slot == NO_SLOT ? (uint32_t)__builtin_popcount(head->done) : 0);
}

static void number_records(struct answering *g) {
  for (uint32_t c = 0; c < g->a->n_chunks; c++) {
    const struct funnel_records *r = &g->a->chunks[c];
    for (size_t i = 0; i < r->n;) {
      struct funnel_record head = head_at(r, i);
      size_t at = i;
      i = after(&head, i);
      head.group = group_number(g, r->worker, head.group);
      memcpy(&r->p[at], &head, sizeof head);
      g->groups.groups.p[head.group].size += head.slot == NO_SLOT;
    }
  }
}

static void start_group(struct answering *g, struct funnel_group *to) {
  to->steps = arena_array(g->out, struct funnel_cell_step, g->ret->n_steps);
  if (g->ret->n_slots)
    to->slots = arena_array(g->out, uint64_t, (size_t)g->ret->n_slots * g->ret->n_steps);
}

/* Those without an attempt of the whole range have some in a slot only: they began before another's
 * start. */
static void choose_groups(struct answering *g) {
  struct funnel_result *ret = g->ret;
  uint32_t top = g->a->f->top;
  struct value *values;
  ret->n_groups = breakdown_choose(&g->groups, top, &values);
  ret->groups = arena_array(g->out, struct funnel_group, ret->n_groups);
  for (uint32_t i = 0; i < ret->n_groups; i++) {
    ret->groups[i].kind = i < top ? BREAKDOWN_VALUE : BREAKDOWN_OTHER;
    if (i < top) ret->groups[i].value = values[i];
    start_group(g, &ret->groups[i]);
  }
}

/* ---- counts and times ---- */

static uint32_t furthest_of(uint32_t done) {
  return 31 - (uint32_t)__builtin_clz(done);
}

static void count(struct answering *g, struct funnel_group *to, const struct funnel_record *head) {
  uint32_t n = g->ret->n_steps;
  for (uint32_t m = head->done; m; m &= m - 1) {
    uint32_t s = (uint32_t)__builtin_ctz(m);
    if (head->slot == NO_SLOT)
      to->steps[s].reached++;
    else
      to->slots[(size_t)head->slot * n + s]++;
  }
  uint32_t furthest = furthest_of(head->done);
  if (head->slot == NO_SLOT && furthest + 1 < n) to->steps[furthest].dropped++;
}

static void time_to(struct durations *d, const struct funnel_record *head, const uint64_t *at,
                    uint32_t n_steps) {
  uint32_t k = 1;
  for (uint32_t m = head->done & (head->done - 1); m; m &= m - 1, k++) {
    struct durations *to = &d[__builtin_ctz(m)];
    to->ms[to->n++] = at[k] - at[k - 1];
  }
  if (furthest_of(head->done) + 1 == n_steps) d[n_steps].ms[d[n_steps].n++] = at[k - 1] - at[0];
}

static void sort_ms(uint64_t *v, uint64_t n, uint64_t *tmp) {
  uint64_t max = 0;
  for (uint64_t i = 0; i < n; i++)
    if (v[i] > max) max = v[i];
  for (unsigned shift = 0; shift < 64 && max >> shift; shift += 11) {
    uint64_t at[2048] = {0}, sum = 0;
    for (uint64_t i = 0; i < n; i++)
      at[v[i] >> shift & 2047]++;
    for (unsigned b = 0; b < 2048; b++) {
      uint64_t here = at[b];
      at[b] = sum;
      sum += here;
    }
    for (uint64_t i = 0; i < n; i++)
      tmp[at[v[i] >> shift & 2047]++] = v[i];
    memcpy(v, tmp, n * sizeof *v);
  }
}

static double percentile(const struct durations *d, double q) {
  double at = q * (double)(d->n - 1);
  uint64_t i = (uint64_t)at;
  if (i + 1 >= d->n) return (double)d->ms[d->n - 1];
  return (double)d->ms[i] + (at - (double)i) * (double)(d->ms[i + 1] - d->ms[i]);
}

static struct funnel_times times_of(const struct durations *d) {
  u128 sum = 0;
  if (d->n == 0) return (struct funnel_times){0};
  for (uint64_t i = 0; i < d->n; i++)
    sum += d->ms[i];
  return (struct funnel_times){.n = d->n,
                               .mean = (double)sum / (double)d->n,
                               .p25 = percentile(d, 0.25),
                               .median = percentile(d, 0.5),
                               .p75 = percentile(d, 0.75),
                               .p90 = percentile(d, 0.9),
                               .p95 = percentile(d, 0.95)};
}

static struct funnel_group *group_at(struct answering *g, uint32_t i) {
  return i ? &g->ret->groups[i - 1] : &g->ret->all;
}

/* Room for as many durations as were counted. */
static bool reserve_times(struct answering *g, uint64_t *ret_max, struct err *err) {
  uint32_t n = g->ret->n_steps;
  uint64_t all = 0;
  g->times = arena_array(&g->tmp, struct durations, (size_t)(g->ret->n_groups + 1) * (n + 1));
  *ret_max = 0;
  for (uint32_t i = 0; i <= g->ret->n_groups; i++)
    for (uint32_t s = 1; s <= n; s++) {
      uint64_t want = group_at(g, i)->steps[s < n ? s : n - 1].reached;
      all += want;
      if (want > *ret_max) *ret_max = want;
    }
  if (!walk_charge(g->a->walk, (all + *ret_max) * 8, err)) return false;
  for (uint32_t i = 0; i <= g->ret->n_groups; i++)
    for (uint32_t s = 1; s <= n; s++)
      g->times[(size_t)i * (n + 1) + s].ms =
          arena_alloc(&g->tmp, group_at(g, i)->steps[s < n ? s : n - 1].reached * 8);
  return true;
}

static bool tell_times(struct answering *g, struct err *err) {
  uint32_t n = g->ret->n_steps;
  uint64_t most;
  if (!reserve_times(g, &most, err)) return false;
  uint64_t *tmp = arena_alloc(&g->tmp, most * sizeof *tmp);
  for (uint32_t c = 0; c < g->a->n_chunks; c++) {
    const struct funnel_records *r = &g->a->chunks[c];
    for (size_t i = 0; i < r->n;) {
      struct funnel_record head = head_at(r, i);
      const uint64_t *at = &r->p[i + 2];
      i = after(&head, i);
      if (head.slot != NO_SLOT) continue;
      time_to(g->times, &head, at, n);
      if (g->ret->n_groups)
        time_to(&g->times[(size_t)(1 + g->groups.groups.p[head.group].place) * (n + 1)], &head, at,
                n);
    }
  }
  for (uint32_t i = 0; i <= g->ret->n_groups; i++)
    for (uint32_t s = 1; s <= n; s++) {
      struct durations *d = &g->times[(size_t)i * (n + 1) + s];
      sort_ms(d->ms, d->n, tmp);
      struct funnel_times t = times_of(d);
      if (s < n)
        group_at(g, i)->steps[s].times = t;
      else
        group_at(g, i)->total = t;
    }
  funnel_bins(g->times[n].ms, g->times[n].n, g->a->f->scale, g->a->f->bins, g->out, &g->ret->bins,
              &g->ret->n_bins);
  return true;
}

/* ---- a cell ---- */

/* Whether the attempt did the step, and within the times asked for; or stopped there. */
static bool in_cell(const struct funnel_cell *c, const struct funnel_record *head,
                    const uint64_t *at) {
  if (c->dropped) return furthest_of(head->done) == c->step;
  if (!(head->done >> c->step & 1)) return false;
  if (!c->timed) return true;
  uint32_t before = head->done & ((UINT32_C(1) << c->step) - 1);
  int64_t took = (int64_t)(at[__builtin_popcount(before)] - at[0]);
  return took >= c->from && took < c->to;
}

static roaring_bitmap_t *people_of(struct answering *g, const struct funnel_cell *cell) {
  roaring_bitmap_t *set = roaring_bitmap_create();
  bool *wanted = arena_array(&g->tmp, bool, g->ret->n_groups);
  for (uint32_t i = 0; cell->group.grouped && i < g->ret->n_groups; i++)
    wanted[i] = breakdown_picks(&cell->group, g->ret->groups[i].kind, &g->ret->groups[i].value);
  for (uint32_t c = 0; c < g->a->n_chunks; c++) {
    const struct funnel_records *r = &g->a->chunks[c];
    for (size_t i = 0; i < r->n;) {
      struct funnel_record head = head_at(r, i);
      const uint64_t *at = &r->p[i + 2];
      i = after(&head, i);
      if (head.slot != NO_SLOT) continue;
      if (cell->group.grouped &&
          !(g->ret->n_groups && wanted[g->groups.groups.p[head.group].place]))
        continue;
      if (in_cell(cell, &head, at)) roaring_bitmap_add(set, head.person);
    }
  }
  return set;
}

static bool answer(struct answering *g, const struct funnel_cell *cell,
                   roaring_bitmap_t **ret_people, struct err *err) {
  const struct funnel_answer *a = g->a;
  if (a->f->by != FUNNEL_BY_NONE) {
    number_records(g);
    choose_groups(g);
  }
  start_group(g, &g->ret->all);
  for (uint32_t c = 0; c < a->n_chunks; c++) {
    const struct funnel_records *r = &a->chunks[c];
    for (size_t i = 0; i < r->n;) {
      struct funnel_record head = head_at(r, i);
      i = after(&head, i);
      count(g, &g->ret->all, &head);
      uint32_t place = g->ret->n_groups ? g->groups.groups.p[head.group].place : UINT32_MAX;
      if (place < g->ret->n_groups) count(g, &g->ret->groups[place], &head);
    }
  }
  if (!tell_times(g, err)) return false;
  if (cell) *ret_people = people_of(g, cell);
  return true;
}

bool funnel_answer(const struct funnel_answer *a, const struct funnel_cell *cell, struct arena *out,
                   struct funnel_result *ret, roaring_bitmap_t **ret_people, struct err *err) {
  struct answering g = {.a = a, .ret = ret, .out = out};
  *ret = (struct funnel_result){.n_steps = a->f->n_steps, .slots = a->slots, .n_slots = a->n_slots};
  arena_init(&g.tmp, "funnel answer");
  breakdown_init(&g.groups, a->walk, out);
  bool ok = answer(&g, cell, ret_people, err);
  breakdown_release(&g.groups);
  arena_release(&g.tmp);
  return ok;
}
