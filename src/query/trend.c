/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trend in as few passes as it takes.
 *
 * Usually one: groups are met as rows come.  When there are more of them than are to be told apart
 * the pass stops; one that only ranks them says which they are, and a third counts these and the
 * rest, whose people cannot be had by adding groups up.  A comparison is a pass over its own
 * periods with the same groups; the people of a cell are a pass over its rows. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/trend_int.h"

struct asking {
  const struct snapshot *n;
  struct trend f;
  struct pool *pool;
  struct query_limits limits;
  double seconds; /* for all passes */
  struct mono started;
  struct trend_slots now, before;
  struct trend_groups groups;
  struct arena *out, *tmp;
};

static bool pass(struct asking *a, const struct trend *f, const struct trend_slots *slots,
                 struct trend_groups *groups, struct trend_collect *collect,
                 struct trend_figures *ret, struct err *err) {
  if (a->seconds > 0) {
    a->limits.seconds = a->seconds - clock_seconds_since(a->limits.clock, a->started);
    if (a->limits.seconds <= 0) return err_fail(err, ERR_query_timeout, "%g", a->seconds);
  }
  return trend_pass(a->n, f, slots, groups, a->pool, &a->limits, collect, a->tmp, ret, err);
}

/* ---- which groups ---- */

struct ranked {
  struct trend_key key;
  i128 size;
  uint32_t n_by, at; /* among the figures */
};

static int compare_ranked(const void *x, const void *y) {
  const struct ranked *a = x, *b = y;
  if (a->size != b->size) return a->size > b->size ? -1 : 1;
  for (uint32_t d = 0; d < a->n_by; d++) {
    int order = trend_compare_value(&a->key.value[d], &b->key.value[d]);
    if (order) return order;
  }
  return 0;
}

static i128 size_of(const struct trend *f, const struct trend_slots *s,
                    const struct trend_figures *figures, uint32_t g) {
  const struct trend_merged *l =
      &figures->lanes[(size_t)g * figures->n_lanes + figures->lane_of[0]];
  switch (f->series[0].measure) {
  case TREND_PEOPLE:
  case TREND_STICKINESS:
    return (i128)l->total_people;
  case TREND_SUM:
  case TREND_SUM_PER_PERSON:
    return l->sum[s->n] - l->sum[s->hidden];
  default:
    return (i128)(l->rows[s->n] - l->rows[s->hidden]);
  }
}

/* The groups found by a pass, largest first. */
static struct ranked *rank(struct asking *a, const struct trend *f, const struct trend_slots *s,
                           const struct trend_figures *figures, const struct trend_groups *groups) {
  struct ranked *r = arena_array(a->tmp, struct ranked, groups->n);
  for (uint32_t g = 0; g < groups->n; g++)
    r[g] = (struct ranked){groups->keys[g], size_of(f, s, figures, g + 1), f->n_by, g + 1};
  if (groups->n) qsort(r, groups->n, sizeof *r, compare_ranked);
  return r;
}

/* A pass that only says how large every group is. */
static bool rank_all(struct asking *a, struct err *err) {
  struct trend f = a->f;
  struct trend_series series[TREND_SERIES_MAX];
  struct trend_groups all = {.mode = TREND_RANK};
  struct trend_figures figures;
  struct trend_slots s = {.n = 1};
  for (uint32_t i = 0; i < f.n_series; i++) {
    series[i] = f.series[i];
    enum trend_measure m = series[i].measure;
    bool sum = m == TREND_SUM || m == TREND_SUM_PER_PERSON;
    bool people = m == TREND_PEOPLE || m == TREND_STICKINESS;
    series[i].measure = i || (!sum && !people) ? TREND_EVENTS : sum ? TREND_SUM : TREND_PEOPLE;
  }
  f.series = series;
  f.grain = GRAIN_NONE;
  f.rolling = 0;
  f.cumulative = false;
  int64_t end = a->now.from[a->now.cyclic ? 1 : a->now.n];
  trend_one_slot(a->now.from[0], end - 1, a->tmp, &s);
  if (a->now.hidden) { /* what lies before the range finds groups but does not make them large */
    s.from = arena_array(a->tmp, int64_t, 3);
    s.from[0] = a->now.from[0];
    s.from[1] = a->now.from[a->now.hidden];
    s.from[2] = end;
    s.n = 2;
    s.hidden = 1;
    trend_index_slots(&s, a->tmp);
  }
  s.empty = a->now.empty;
  if (!pass(a, &f, &s, &all, NULL, &figures, err)) return false;
  struct ranked *r = rank(a, &f, &s, &figures, &all);
  a->groups = (struct trend_groups){.mode = TREND_FIXED, .n = all.n};
  if (a->groups.n > f.top) a->groups.n = f.top;
  a->groups.keys = arena_array(a->tmp, struct trend_key, a->groups.n);
  for (uint32_t g = 0; g < a->groups.n; g++)
    a->groups.keys[g] = r[g].key;
  return true;
}

/* ---- the answer ---- */

static void new_points(struct asking *a, struct trend_group *g, const struct trend_result *res) {
  size_t n = (size_t)res->n_series * res->n_periods;
  g->points = arena_array(a->out, struct trend_number, n);
  g->totals = arena_array(a->out, struct trend_number, res->n_series);
  if (a->f.compare == TREND_COMPARE_NONE) return;
  g->before = arena_array(a->out, struct trend_number, n);
  g->totals_before = arena_array(a->out, struct trend_number, res->n_series);
}

static struct trend_group *group_at(struct trend_result *res, uint32_t g) {
  return g ? &res->groups[g - 1] : &res->all;
}

/* The groups of the answer, and where each is among the figures. */
static uint32_t *make_groups(struct asking *a, const struct trend_figures *figures,
                             struct trend_result *ret) {
  struct trend_groups *groups = &a->groups;
  ret->n_groups = groups->n + groups->others;
  ret->groups = arena_array(a->out, struct trend_group, ret->n_groups);
  uint32_t *at = arena_array(a->tmp, uint32_t, ret->n_groups + 1);
  for (uint32_t g = 0; g <= ret->n_groups; g++)
    at[g] = g;
  if (groups->mode == TREND_OPEN && groups->n) {
    struct ranked *r = rank(a, &a->f, &a->now, figures, groups);
    for (uint32_t g = 0; g < groups->n; g++) {
      groups->keys[g] = r[g].key;
      at[g + 1] = r[g].at;
    }
  }
  for (uint32_t g = 0; g < ret->n_groups; g++) {
    struct trend_group *to = &ret->groups[g];
    to->kind = g < groups->n ? TREND_VALUE : TREND_OTHER;
    for (uint32_t d = 0; g < groups->n && d < a->f.n_by; d++) {
      to->value[d] = groups->keys[g].value[d];
      if (to->value[d].type == V_STR) to->value[d].str = arena_str(a->out, to->value[d].str);
    }
  }
  for (uint32_t g = 0; g <= ret->n_groups; g++)
    new_points(a, group_at(ret, g), ret);
  return at;
}

static bool compare(struct asking *a, struct trend_result *ret, struct err *err) {
  struct trend_figures figures;
  struct trend_groups groups = a->groups;
  bool others = groups.others;
  groups.mode = TREND_FIXED;
  if (!pass(a, &a->f, &a->before, &groups, NULL, &figures, err)) return false;
  for (uint32_t g = 0; g <= a->groups.n + others; g++) {
    struct trend_group *to = group_at(ret, g);
    if (!trend_points(&a->f, &a->before, &figures, g, a->tmp, to->before, to->totals_before, err))
      return false;
  }
  return true;
}

/* ---- the people of a cell ---- */

static uint32_t cell_group(const struct asking *a, const struct trend_cell *cell) {
  if (!cell->grouped) return 0;
  if (cell->other) return a->groups.others ? a->groups.n + 1 : UINT32_MAX;
  for (uint32_t g = 0; g < a->groups.n; g++) {
    bool same = true;
    for (uint32_t d = 0; d < a->f.n_by; d++) {
      const struct value *v = &a->groups.keys[g].value[d];
      struct buf label = BUF_INIT;
      breakdown_label(v, &label);
      same &= (v->type == V_NONE) == cell->none[d] && str_eq(buf_str(&label), cell->label[d]);
      buf_release(&label);
    }
    if (same) return g + 1;
  }
  return UINT32_MAX;
}

static bool people_of(struct asking *a, const struct trend_cell *cell, roaring_bitmap_t **ret,
                      struct err *err) {
  const struct trend_slots *s = cell->before ? &a->before : &a->now;
  struct trend f = a->f;
  struct trend_series series = f.series[cell->series];
  struct trend_groups groups = a->groups;
  struct trend_collect c = {.group = cell_group(a, cell), .slot = UINT32_MAX};
  struct trend_slots one;
  uint32_t from = s->hidden, to = s->n;
  bool cyclic = s->cyclic && !cell->whole;
  if (!s->cyclic && !cell->whole) {
    uint32_t back = series.measure == TREND_STICKINESS || f.rolling < 2 ? 1 : f.rolling;
    if (cell->period < s->n - s->hidden) to = s->hidden + cell->period + 1;
    if (!f.cumulative) from = to > back ? to - back : 0;
  }
  *ret = NULL;
  if (c.group == UINT32_MAX || (!cell->whole && cell->period >= s->n - s->hidden)) {
    *ret = roaring_bitmap_create();
    return true;
  }
  trend_one_slot(s->from[s->cyclic ? 0 : from], s->from[s->cyclic ? 1 : to] - 1, a->tmp, &one);
  one.empty = s->empty;
  if (cyclic) {
    one = *s;
    c.slot = cell->period;
  }
  series.measure = TREND_PEOPLE;
  f.series = &series;
  f.n_series = 1;
  f.rolling = 0;
  f.cumulative = false;
  if (!cell->grouped) f.n_by = 0;
  groups.mode = TREND_FIXED;
  if (!pass(a, &f, &one, &groups, &c, NULL, err)) return false;
  *ret = c.set;
  return true;
}

/* ---- the whole ---- */

static bool ask(struct asking *a, const struct trend_cell *cell, struct trend_result *ret,
                roaring_bitmap_t **ret_people, struct err *err) {
  struct trend_figures figures;
  *ret = (struct trend_result){.n_series = a->f.n_series};
  if (!trend_slots(a->n, &a->f, a->out, ret, &a->now, &a->before, err)) return false;
  if (cell && !cell->grouped) return people_of(a, cell, ret_people, err);
  a->groups = (struct trend_groups){.mode = TREND_OPEN};
  if (!pass(a, &a->f, &a->now, &a->groups, NULL, &figures, err)) return false;
  if (a->groups.many &&
      (!rank_all(a, err) || !pass(a, &a->f, &a->now, &a->groups, NULL, &figures, err)))
    return false;
  uint32_t *at = make_groups(a, &figures, ret);
  if (cell) return people_of(a, cell, ret_people, err);
  for (uint32_t g = 0; g <= ret->n_groups; g++) {
    struct trend_group *to = group_at(ret, g);
    if (!trend_points(&a->f, &a->now, &figures, at[g], a->tmp, to->points, to->totals, err))
      return false;
  }
  return a->f.compare == TREND_COMPARE_NONE || compare(a, ret, err);
}

bool query_trend(const struct snapshot *n, const struct trend *f, struct pool *pool,
                 const struct query_limits *limits, const struct trend_cell *cell,
                 struct arena *out, struct trend_result *ret, roaring_bitmap_t **ret_people,
                 struct err *err) {
  struct arena tmp;
  struct asking a = {.n = n, .f = *f, .pool = pool, .out = out, .tmp = &tmp};
  if (limits) a.limits = *limits;
  if (!a.limits.clock) a.limits.clock = clock_system();
  a.seconds = a.limits.seconds;
  a.started = a.limits.clock->mono(a.limits.clock);
  if (a.f.to > TIME_MAX) a.f.to = TIME_MAX;
  arena_init(&tmp, "trend");
  bool ok = ask(&a, cell, ret, ret_people, err);
  arena_release(&tmp);
  return ok;
}
