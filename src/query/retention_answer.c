/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memberships to the answer: counts per period and segment, which the mode turns into cells; groups
 * told apart; averages; the people of a cell.
 *
 * Of a membership only one segment is counted in most modes: the last with returns says all of
 * "on or after", the first all of "until", how many columns in a row all of "every"; sums over
 * segments make the cells of them. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/retention_int.h"

struct answering {
  const struct retention_answer *a;
  const struct retention_plan *plan;
  struct retention_result *ret;
  struct arena *out, tmp;
  struct breakdown groups;
};

/* ---- counting ---- */

size_t retention_counts_bytes(const struct retention_plan *p) {
  size_t cells = (size_t)p->n_periods * p->n_segments, each = 8;
  if (p->f->measure != RETENTION_PEOPLE) each += 8;
  if (p->f->measure == RETENTION_SUM) each += sizeof(struct wide);
  return p->n_periods * 8 + cells * each;
}

struct retention_counts retention_counts_new(const struct retention_plan *p, struct arena *mem) {
  size_t cells = (size_t)p->n_periods * p->n_segments;
  struct retention_counts c = {.size = arena_array(mem, uint64_t, p->n_periods),
                               .people = arena_array(mem, uint64_t, cells)};
  if (p->f->measure != RETENTION_PEOPLE) c.events = arena_array(mem, uint64_t, cells);
  if (p->f->measure == RETENTION_SUM) c.sum = arena_array(mem, struct wide, cells);
  return c;
}

void retention_counts_add(const struct retention_plan *p, struct retention_counts *to,
                          const struct retention_counts *from) {
  size_t cells = (size_t)p->n_periods * p->n_segments;
  for (uint32_t i = 0; i < p->n_periods; i++)
    to->size[i] += from->size[i];
  for (size_t i = 0; i < cells; i++)
    to->people[i] += from->people[i];
  for (size_t i = 0; to->events && i < cells; i++)
    to->events[i] += from->events[i];
  for (size_t i = 0; to->sum && i < cells; i++)
    wide_add(&to->sum[i], &from->sum[i]);
}

static bool has(const uint64_t *bits, uint32_t i) {
  return bits[i / 64] >> (i % 64) & 1;
}

/* The last column that they returned in, and in all between it and column 0. */
static uint32_t streak(const struct retention_plan *p, const uint64_t *bits) {
  uint32_t c = 0;
  while (c + 1 < p->f->n_columns && has(bits, p->segment[c + 1]))
    c++;
  return c;
}

static uint32_t lowest(const uint64_t *bits, uint32_t words) {
  for (uint32_t i = 0; i < words; i++)
    if (bits[i]) return i * 64 + (uint32_t)__builtin_ctzll(bits[i]);
  return UINT32_MAX;
}

static uint32_t highest(const uint64_t *bits, uint32_t words) {
  for (uint32_t i = words; i-- > 0;)
    if (bits[i]) return i * 64 + 63 - (uint32_t)__builtin_clzll(bits[i]);
  return UINT32_MAX;
}

static void count_people(const struct retention_plan *p, uint64_t *people, const uint64_t *bits) {
  uint32_t at;
  switch (p->f->mode) {
  case RETENTION_ON:
    for (uint32_t w = 0; w < p->words; w++)
      for (uint64_t m = bits[w]; m; m &= m - 1)
        people[w * 64 + (uint32_t)__builtin_ctzll(m)]++;
    return;
  case RETENTION_ON_OR_AFTER:
    at = highest(bits, p->words);
    break;
  case RETENTION_UNTIL:
    at = lowest(bits, p->words);
    break;
  default:
    at = streak(p, bits);
  }
  if (at != UINT32_MAX) people[at]++;
}

void retention_count(const struct retention_plan *p, struct retention_counts *to,
                     const struct retention_membership *m) {
  size_t base = (size_t)m->period * p->n_segments;
  uint32_t i = 0, until = UINT32_MAX;
  to->size[m->period]++;
  count_people(p, to->people + base, m->bits);
  if (!to->events) return;
  if (p->f->mode == RETENTION_EVERY) until = p->segment[streak(p, m->bits)];
  for (uint32_t w = 0; w < p->words; w++)
    for (uint64_t b = m->bits[w]; b; b &= b - 1, i++) {
      uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(b);
      if (s > until) return;
      to->events[base + s] += m->events[i];
      if (to->sum) wide_add(&to->sum[base + s], &m->sums[i]);
    }
}

/* Whether a membership is counted in a column; the same said of one. */
static bool counted(const struct retention_plan *p, const uint64_t *bits, uint32_t column) {
  uint32_t s = p->segment[column], at;
  switch (p->f->mode) {
  case RETENTION_ON:
    return has(bits, s);
  case RETENTION_ON_OR_AFTER:
    at = highest(bits, p->words);
    return at != UINT32_MAX && at >= s;
  case RETENTION_UNTIL:
    return lowest(bits, p->words) <= s;
  default:
    return streak(p, bits) >= column;
  }
}

/* ---- records ---- */

struct reading {
  const struct retention_records *r;
  size_t at;
};

static bool next_record(const struct retention_plan *p, struct reading *i,
                        struct retention_membership *ret) {
  uint32_t head[4];
  if (i->at == i->r->n) return false;
  const uint64_t *at = i->r->p + i->at;
  memcpy(head, at, sizeof head);
  *ret = (struct retention_membership){head[0], head[1], head[2], at + 2, NULL, NULL};
  at += 2 + p->words;
  if (p->f->measure != RETENTION_PEOPLE) {
    ret->events = at;
    at += head[3];
  }
  if (p->f->measure == RETENTION_SUM) {
    ret->sums = (const struct wide *)at;
    at += 3 * (size_t)head[3];
  }
  i->at = (size_t)(at - i->r->p);
  return true;
}

static struct breakdown_group *group_of(struct answering *g, const struct retention_records *r,
                                        const struct retention_membership *m) {
  const struct retention *f = g->plan->f;
  uint32_t i = f->by == RETENTION_BY_GROUP
                   ? breakdown_name(&g->groups, f->group_names, f->n_group_names, m->group)
                   : breakdown_code(&g->groups, r->worker, m->group);
  return &g->groups.groups.p[i];
}

/* ---- cells ---- */

static bool decimal(const struct answering *g, struct wide v, struct dec *ret, struct err *err) {
  struct dec d = {(i128)((u128)v.w[1] << 64 | v.w[0]), walk_scale(g->a->walk, 0)};
  bool fits = v.w[2] == (d.m < 0 ? UINT64_MAX : 0);
  i128 end = dec_pow10(DEC_DIGITS_MAX);
  while (fits && d.scale && d.m % 10 == 0) {
    d.m /= 10;
    d.scale--;
  }
  if (!fits || d.m >= end || d.m <= -end)
    return err_fail(err, ERR_number_overflow, "sum(%.*s)", STRF(g->plan->f->sum));
  *ret = d;
  return true;
}

struct sums { /* up to each segment of a period; n_segments + 1 */
  uint64_t *people, *events;
  struct wide *sum;
};

static void sum_segments(const struct retention_plan *p, const struct retention_counts *c,
                         uint32_t period, struct sums *to) {
  size_t base = (size_t)period * p->n_segments;
  for (uint32_t s = 0; s < p->n_segments; s++) {
    to->people[s + 1] = to->people[s] + c->people[base + s];
    if (c->events) to->events[s + 1] = to->events[s] + c->events[base + s];
    if (!c->sum) continue;
    to->sum[s + 1] = to->sum[s];
    wide_add(&to->sum[s + 1], &c->sum[base + s]);
  }
}

/* A column's share of the sums: segments [*from, *to). */
static void span_of(const struct retention_plan *p, uint32_t column, uint32_t *from, uint32_t *to) {
  uint32_t s = p->segment[column];
  *from = p->f->mode == RETENTION_UNTIL ? 0 : s;
  *to = p->f->mode == RETENTION_ON_OR_AFTER ? p->n_segments : s + 1;
}

struct average {
  struct retention_cell cell;
  struct wide sum;
};

static bool tell_cell(struct answering *g, const struct sums *sums, uint32_t column,
                      struct retention_cell *cell, struct average *average, struct err *err) {
  const struct retention_plan *p = g->plan;
  uint32_t from, to, streaks = p->f->mode == RETENTION_EVERY;
  span_of(p, column, &from, &to);
  cell->people = streaks ? sums->people[p->n_segments] - sums->people[column]
                         : sums->people[to] - sums->people[from];
  if (p->f->measure != RETENTION_PEOPLE) cell->events = sums->events[to] - sums->events[from];
  if (!cell->incomplete) {
    average->cell.people += cell->people;
    average->cell.of += cell->of;
    average->cell.events += cell->events;
  }
  if (p->f->measure != RETENTION_SUM) return true;
  struct wide sum = wide_minus(&sums->sum[to], &sums->sum[from]);
  if (!cell->incomplete) wide_add(&average->sum, &sum);
  return decimal(g, sum, &cell->sum, err);
}

static bool tell_group(struct answering *g, const struct retention_counts *c,
                       struct retention_group *to, struct err *err) {
  const struct retention_plan *p = g->plan;
  uint32_t n = p->f->n_columns, segments = p->n_segments + 1;
  struct average *averages = arena_array(&g->tmp, struct average, n);
  struct sums sums = {arena_array(&g->tmp, uint64_t, segments),
                      arena_array(&g->tmp, uint64_t, segments),
                      arena_array(&g->tmp, struct wide, segments)};
  to->cohorts = arena_array(g->out, struct retention_cohort, p->n_periods);
  to->cells = arena_array(g->out, struct retention_cell, n);
  for (uint32_t i = 0; i < p->n_periods; i++) {
    struct retention_cohort *k = &to->cohorts[i];
    k->size = c->size[i];
    to->size += k->size;
    k->cells = arena_array(g->out, struct retention_cell, p->periods[i].n_cells);
    sum_segments(p, c, i, &sums);
    for (uint32_t column = 0; column < p->periods[i].n_cells; column++) {
      struct retention_cell *cell = &k->cells[column];
      cell->of = k->size;
      cell->incomplete = retention_incomplete(p, i, column);
      if (!tell_cell(g, &sums, column, cell, &averages[column], err)) return false;
    }
  }
  for (uint32_t column = 0; column < n; column++) {
    to->cells[column] = averages[column].cell;
    if (p->f->measure == RETENTION_SUM &&
        !decimal(g, averages[column].sum, &to->cells[column].sum, err))
      return false;
  }
  return true;
}

/* ---- groups ---- */

static void count_groups(struct answering *g) {
  struct reading i;
  struct retention_membership m;
  for (uint32_t c = 0; c < g->a->n_chunks; c++)
    for (i = (struct reading){&g->a->chunks[c], 0}; next_record(g->plan, &i, &m);)
      group_of(g, i.r, &m)->size++;
}

static bool choose_groups(struct answering *g, struct err *err) {
  struct retention_result *ret = g->ret;
  const struct retention *f = g->plan->f;
  struct value *values;
  if (f->by == RETENTION_BY_NONE) return true;
  count_groups(g);
  ret->n_groups = breakdown_choose(&g->groups, f->top, &values);
  if ((uint64_t)ret->n_periods * ret->n_columns * (ret->n_groups + 1) > RETENTION_CELLS_MAX)
    return err_fail(err, ERR_retention_cells, "%d", RETENTION_CELLS_MAX);
  ret->groups = arena_array(g->out, struct retention_group, ret->n_groups);
  for (uint32_t i = 0; i < ret->n_groups; i++) {
    ret->groups[i].kind = i < f->top ? BREAKDOWN_VALUE : BREAKDOWN_OTHER;
    if (i < f->top) ret->groups[i].value = values[i];
  }
  return true;
}

/* Counts of all and of each group, from records; those of all may be there already. */
static bool tell(struct answering *g, struct err *err) {
  const struct retention_plan *p = g->plan;
  uint32_t n = g->ret->n_groups + 1;
  struct retention_counts *counts = arena_array(&g->tmp, struct retention_counts, n);
  struct retention_membership m;
  size_t cells = (size_t)p->n_periods * p->f->n_columns * sizeof(struct retention_cell);
  if (!walk_charge(g->a->walk, n * (retention_counts_bytes(p) + cells), err)) return false;
  for (uint32_t i = 0; i < n; i++)
    counts[i] = retention_counts_new(p, &g->tmp);
  for (uint32_t c = 0; c < g->a->n_chunks; c++)
    for (struct reading i = {&g->a->chunks[c], 0}; next_record(p, &i, &m);) {
      retention_count(p, &counts[0], &m);
      if (n > 1) retention_count(p, &counts[1 + group_of(g, i.r, &m)->place], &m);
    }
  if (g->a->all) counts[0] = *g->a->all;
  for (uint32_t i = 0; i < n; i++)
    if (!tell_group(g, &counts[i], i ? &g->ret->groups[i - 1] : &g->ret->all, err)) return false;
  return true;
}

/* ---- people ---- */

static bool of_period(const struct retention_plan *p, const struct retention_pick *pick,
                      uint32_t period) {
  bool begun = pick->column < p->periods[period].n_cells;
  if (pick->one) {
    bool there = pick->moment >= p->edge[period] && pick->moment < p->edge[period + 1];
    return there && (begun || pick->what == RETENTION_MEMBERS);
  }
  return pick->what == RETENTION_MEMBERS ||
         (begun && !retention_incomplete(p, period, pick->column));
}

static roaring_bitmap_t *people_of(struct answering *g, const struct retention_pick *pick) {
  const struct retention_plan *p = g->plan;
  roaring_bitmap_t *set = roaring_bitmap_create();
  bool *period = arena_array(&g->tmp, bool, p->n_periods);
  bool *group = arena_array(&g->tmp, bool, g->ret->n_groups);
  struct retention_membership m;
  for (uint32_t i = 0; i < p->n_periods; i++)
    period[i] = of_period(p, pick, i);
  for (uint32_t i = 0; pick->group.grouped && i < g->ret->n_groups; i++)
    group[i] = breakdown_picks(&pick->group, g->ret->groups[i].kind, &g->ret->groups[i].value);
  for (uint32_t c = 0; c < g->a->n_chunks; c++)
    for (struct reading i = {&g->a->chunks[c], 0}; next_record(p, &i, &m);) {
      if (!period[m.period]) continue;
      if (pick->group.grouped && !(g->ret->n_groups && group[group_of(g, i.r, &m)->place]))
        continue;
      if (pick->what == RETENTION_MEMBERS ||
          counted(p, m.bits, pick->column) == (pick->what == RETENTION_RETAINED))
        roaring_bitmap_add(set, m.person);
    }
  return set;
}

bool retention_answer(const struct retention_answer *a, const struct retention_pick *pick,
                      struct arena *out, struct retention_result *ret,
                      roaring_bitmap_t **ret_people, struct err *err) {
  const struct retention_plan *p = a->plan;
  struct answering g = {.a = a, .plan = p, .ret = ret, .out = out};
  *ret = (struct retention_result){
      .n_columns = p->f->n_columns, .periods = p->periods, .n_periods = p->n_periods};
  arena_init(&g.tmp, "retention answer");
  breakdown_init(&g.groups, a->walk, out);
  bool ok = choose_groups(&g, err) && tell(&g, err);
  if (ok && pick) *ret_people = people_of(&g, pick);
  breakdown_release(&g.groups);
  arena_release(&g.tmp);
  return ok;
}
