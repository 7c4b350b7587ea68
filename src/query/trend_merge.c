/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the threads counted, put together: groups by value, counts by addition, people by addition
 * too (a person is met by one thread alone), values for percentiles by slot, distinct values by
 * being the same value.  Then windows: counts become running sums, of which two make any window. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/trend_int.h"

struct merging {
  struct trend_pass *p;
  struct arena *out;
  struct trend_figures *to;
  struct intern index; /* keys of groups as text */
  VEC(struct trend_key) keys;
  uint32_t **group; /* [worker][its group]: group + 1 here */
};

void trend_key_text(const struct trend_key *k, uint32_t n_by, struct buf *out) {
  for (uint32_t d = 0; d < n_by; d++) {
    struct buf label = BUF_INIT;
    breakdown_label(&k->value[d], &label);
    buf_printf(out, "%c%zu:", 'a' + (char)k->value[d].type, label.n);
    buf_put_str(out, buf_str(&label));
    buf_release(&label);
  }
}

/* ---- groups ---- */

static uint32_t group_here(struct merging *m, const struct trend_part *r, uint32_t g) {
  uint32_t n_by = m->p->f->n_by;
  struct trend_key key = {0};
  struct buf text = BUF_INIT;
  for (uint32_t d = 0; d < n_by; d++)
    key.value[d] = trend_code_value(r, d, r->codes.p[g * n_by + d]);
  trend_key_text(&key, n_by, &text);
  uint32_t i = intern_put(&m->index, buf_str(&text));
  buf_release(&text);
  if (i == m->keys.n) {
    for (uint32_t d = 0; d < n_by; d++)
      if (key.value[d].type == V_STR) key.value[d].str = arena_str(m->out, key.value[d].str);
    vec_push(&m->keys, key);
  }
  return i + 1;
}

static void number_groups(struct merging *m) {
  struct trend_pass *p = m->p;
  struct trend_groups *groups = p->groups;
  bool fixed = groups->mode == TREND_FIXED && p->f->n_by;
  m->group = arena_array(&p->mem, uint32_t *, p->run.n_workers);
  for (unsigned w = 0; w < p->run.n_workers; w++) {
    const struct trend_part *r = &p->parts[w];
    m->group[w] = arena_array(&p->mem, uint32_t, r->n_groups + 1);
    for (uint32_t g = 0; g < r->n_groups; g++)
      m->group[w][g] = fixed ? g + 1 : group_here(m, r, g);
  }
  m->to->n_groups = fixed ? groups->n + 1 : (uint32_t)m->keys.n;
  if (fixed) return;
  groups->n = (uint32_t)m->keys.n;
  groups->keys = arena_array(m->out, struct trend_key, groups->n);
  if (groups->n) memcpy(groups->keys, m->keys.p, groups->n * sizeof *groups->keys);
  groups->many = groups->mode == TREND_OPEN && groups->n > p->f->top;
}

/* ---- counts ---- */

static size_t merged_bytes(const struct trend_lane_plan *l, size_t n) {
  return n *
         (8 + 16 * l->people + 24 * l->sums + 40 * l->extremes + 8 * l->distinct + 8 * l->values);
}

static bool new_merged(struct merging *m, struct err *err) {
  struct trend_pass *p = m->p;
  size_t n = p->slots->n + 1, lanes = (size_t)(1 + m->to->n_groups) * p->n_lanes, bytes = 0;
  for (uint32_t k = 0; k < p->n_lanes; k++)
    bytes += (1 + m->to->n_groups) * (merged_bytes(&p->lanes[k], n) + sizeof(struct trend_merged));
  if (!charge_add(&p->run.charge, bytes, err)) return false;
  m->to->lanes = arena_array(m->out, struct trend_merged, lanes);
  for (size_t i = 0; i < lanes; i++) {
    const struct trend_lane_plan *l = &p->lanes[i % p->n_lanes];
    struct trend_merged *to = &m->to->lanes[i];
    to->rows = arena_array(m->out, uint64_t, n);
    if (l->people) to->people = arena_array(m->out, uint64_t, n);
    if (l->people) to->over = arena_array(m->out, uint64_t, n);
    if (l->sums || l->extremes) to->valued = arena_array(m->out, uint64_t, n);
    if (l->sums) to->sum = arena_array(m->out, i128, n);
    if (l->extremes) to->min = arena_array(m->out, i128, n);
    if (l->extremes) to->max = arena_array(m->out, i128, n);
    if (l->distinct) to->distinct = arena_array(m->out, uint64_t, n);
    if (l->values) to->value_begin = arena_array(m->out, uint64_t, n);
  }
  return true;
}

static bool add_lane(struct trend_merged *to, const struct trend_lane *l, uint32_t n, bool people,
                     bool counts) {
  bool ok = true;
  to->total_people += people ? l->total_people : 0;
  for (uint32_t i = 0; i <= n; i++) {
    if (people && to->people) to->people[i] += l->people[i];
    if (people && to->people) to->over[i] += (uint64_t)l->over[i];
    if (!counts) continue;
    to->rows[i] += l->rows[i];
    if (to->sum) ok &= !__builtin_add_overflow(to->sum[i], l->sum[i], &to->sum[i]);
    bool first = to->valued && !to->valued[i], some = l->valued && l->valued[i];
    if (to->min && some && (first || l->min[i] < to->min[i])) to->min[i] = l->min[i];
    if (to->min && some && (first || l->max[i] > to->max[i])) to->max[i] = l->max[i];
    if (to->valued) to->valued[i] += l->valued[i];
  }
  return ok;
}

/* All has people of its own; its other counts are those of the groups. */
static bool add_counts(struct merging *m, struct err *err) {
  struct trend_pass *p = m->p;
  bool ok = true, grouped = p->f->n_by > 0;
  for (unsigned w = 0; w < p->run.n_workers; w++) {
    const struct trend_part *r = &p->parts[w];
    for (size_t i = 0; i < r->lanes.n; i++) {
      uint32_t k = i % p->n_lanes, g = (uint32_t)(i / p->n_lanes);
      uint32_t to = g ? m->group[w][g - 1] : 0;
      const struct trend_lane *l = &r->lanes.p[i];
      ok &= add_lane(&m->to->lanes[to * p->n_lanes + k], l, p->slots->n, true, g || !grouped);
      if (g) ok &= add_lane(&m->to->lanes[k], l, p->slots->n, false, true);
    }
  }
  return ok || err_fail(err, ERR_number_overflow, "sum");
}

/* ---- windows ---- */

static uint32_t window_begin(uint32_t slot, uint32_t reach, uint32_t hidden) {
  if (reach == UINT32_MAX) return hidden;
  return slot + 1 > reach ? slot + 1 - reach : 0;
}

static void running_extremes(struct trend_merged *l, const struct trend_slots *s) {
  bool any = false;
  i128 min = 0, max = 0;
  for (uint32_t i = s->hidden; i < s->n; i++) {
    if (l->valued[i] && (!any || l->min[i] < min)) min = l->min[i];
    if (l->valued[i] && (!any || l->max[i] > max)) max = l->max[i];
    any |= l->valued[i] > 0;
    l->min[i] = min;
    l->max[i] = max;
  }
}

static void rolling_extremes(struct trend_merged *l, uint32_t reach, const struct trend_slots *s,
                             struct arena *tmp) {
  size_t bytes = s->n * sizeof(i128);
  i128 *min = arena_alloc(tmp, bytes), *max = arena_alloc(tmp, bytes);
  memcpy(min, l->min, bytes);
  memcpy(max, l->max, bytes);
  for (uint32_t i = s->hidden; i < s->n; i++) {
    bool any = false;
    for (uint32_t k = window_begin(i, reach, s->hidden); k <= i; k++) {
      if (!l->valued[k]) continue;
      if (!any || min[k] < l->min[i]) l->min[i] = min[k];
      if (!any || max[k] > l->max[i]) l->max[i] = max[k];
      any = true;
    }
  }
}

static void window_extremes(struct trend_merged *l, uint32_t reach, const struct trend_slots *s,
                            struct arena *tmp) {
  bool any = false;
  for (uint32_t i = s->hidden; i < s->n; i++) {
    if (!l->valued[i]) continue;
    if (!any || l->min[i] < l->total_min) l->total_min = l->min[i];
    if (!any || l->max[i] > l->total_max) l->total_max = l->max[i];
    any = true;
  }
  if (reach == UINT32_MAX)
    running_extremes(l, s);
  else if (reach > 1)
    rolling_extremes(l, reach, s, tmp);
}

/* x[i] becomes the sum of all before i. */
static void running(uint64_t *x, uint32_t n) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i <= n; i++) {
    uint64_t here = x[i];
    x[i] = sum;
    sum += here;
  }
}

static bool make_windows(struct merging *m, struct err *err) {
  struct trend_pass *p = m->p;
  uint32_t n = p->slots->n;
  bool ok = true;
  for (size_t i = 0; i < (size_t)(1 + m->to->n_groups) * p->n_lanes; i++) {
    struct trend_merged *l = &m->to->lanes[i];
    if (l->min) window_extremes(l, p->lanes[i % p->n_lanes].reach, p->slots, &p->mem);
    running(l->rows, n);
    if (l->valued) running(l->valued, n);
    for (uint32_t k = 0; l->over && k < n; k++)
      l->over[k + 1] += l->over[k]; /* starts less ends: those who are in */
    i128 sum = 0;
    for (uint32_t k = 0; l->sum && k <= n; k++) {
      i128 here = l->sum[k];
      l->sum[k] = sum;
      ok &= !__builtin_add_overflow(sum, here, &sum);
    }
  }
  return ok || err_fail(err, ERR_number_overflow, "sum");
}

/* ---- values ---- */

/* Where each slot's values begin, for the group and for all; then the values themselves. */
static bool merge_values(struct merging *m, struct err *err) {
  struct trend_pass *p = m->p;
  uint32_t n = p->slots->n;
  bool grouped = p->f->n_by > 0;
  size_t lanes = (size_t)(1 + m->to->n_groups) * p->n_lanes, count = 0;
  for (unsigned w = 0; w < p->run.n_workers; w++)
    count += p->parts[w].values.v.n;
  if (!charge_add(&p->run.charge, count * sizeof(i128) * (1 + grouped), err)) return false;
  for (int fill = 0; fill < 2; fill++) {
    for (unsigned w = 0; w < p->run.n_workers; w++) {
      const struct trend_part *r = &p->parts[w];
      for (size_t i = 0; i < r->values.v.n; i++) {
        uint32_t lane = (uint32_t)(r->values.at.p[i] >> 32), slot = (uint32_t)r->values.at.p[i];
        uint32_t k = lane % p->n_lanes, g = lane / p->n_lanes;
        for (uint32_t both = 0; both < 1 + (g > 0); both++) {
          uint32_t to = both ? m->group[w][g - 1] : 0;
          struct trend_merged *l = &m->to->lanes[to * p->n_lanes + k];
          if (fill)
            l->values[l->value_begin[slot]++] = r->values.v.p[i];
          else
            l->value_begin[slot]++;
        }
      }
    }
    for (size_t i = 0; i < lanes; i++) {
      struct trend_merged *l = &m->to->lanes[i];
      if (!l->value_begin) continue;
      if (fill) { /* each begin has moved to its end */
        memmove(l->value_begin + 1, l->value_begin, n * sizeof *l->value_begin);
        l->value_begin[0] = 0;
      } else {
        running(l->value_begin, n);
        l->values = arena_alloc(m->out, l->value_begin[n] * sizeof *l->values);
      }
    }
  }
  return true;
}

/* ---- distinct values ---- */

struct met { /* a value in a slot of a group, of one lane */
  uint64_t group_value;
  uint32_t slot;
};

static int compare_met(const void *x, const void *y) {
  const struct met *a = x, *b = y;
  if (a->group_value != b->group_value) return a->group_value < b->group_value ? -1 : 1;
  return a->slot < b->slot ? -1 : a->slot > b->slot;
}

/* A value counts like a person: in the windows from where it was met to where they end. */
static void count_met(struct merging *m, uint32_t k, const struct met *met, size_t n) {
  struct trend_pass *p = m->p;
  const struct trend_slots *s = p->slots;
  uint32_t reach = p->lanes[k].reach;
  int64_t covered = -1;
  bool visible = false;
  for (size_t i = 0; i < n; i++) {
    bool fresh = i == 0 || met[i].group_value != met[i - 1].group_value;
    struct trend_merged *l = &m->to->lanes[(met[i].group_value >> 32) * p->n_lanes + k];
    if (fresh) covered = -1, visible = false;
    if (!visible && met[i].slot >= s->hidden) l->total_distinct++;
    visible |= met[i].slot >= s->hidden;
    int64_t from = met[i].slot > covered ? met[i].slot : covered + 1;
    int64_t to = reach > s->n - met[i].slot ? s->n - 1 : (int64_t)met[i].slot + reach - 1;
    for (; from <= to; from++)
      l->distinct[from]++;
    if (to > covered) covered = to;
  }
}

static void number_met(struct merging *m, unsigned w, struct intern *values, uint32_t lane,
                       struct met *to, size_t *n) {
  struct trend_pass *p = m->p;
  const struct trend_part *r = &p->parts[w];
  VEC(uint32_t) number = {0}; /* by code */
  for (size_t i = 0; i < r->set.cap; i++) {
    uint64_t key = r->set.p[i], at = key >> 32;
    uint32_t code = (uint32_t)key, slot = at & ((1u << TREND_SLOT_BITS) - 1);
    uint32_t k = (uint32_t)(at >> TREND_SLOT_BITS), g = k / p->n_lanes;
    if (!key || k % p->n_lanes != lane) continue;
    while (number.n <= code)
      vec_push(&number, 0);
    if (!number.p[code]) {
      struct trend_key value = {.value = {trend_code_value(r, UINT32_MAX, code)}};
      struct buf text = BUF_INIT;
      trend_key_text(&value, 1, &text);
      number.p[code] = intern_put(values, buf_str(&text)) + 1;
      buf_release(&text);
    }
    to[(*n)++] = (struct met){number.p[code], slot};
    if (g) to[(*n)++] = (struct met){(uint64_t)m->group[w][g - 1] << 32 | number.p[code], slot};
  }
  vec_free(&number);
}

static bool merge_distinct(struct merging *m, struct err *err) {
  struct trend_pass *p = m->p;
  size_t most = 0;
  for (unsigned w = 0; w < p->run.n_workers; w++)
    most += p->parts[w].set.n * (p->f->n_by ? 2 : 1);
  if (!most) return true;
  if (!charge_add(&p->run.charge, most * sizeof(struct met), err)) return false;
  struct met *met = must_malloc(most * sizeof *met);
  for (uint32_t k = 0; k < p->n_lanes; k++) {
    struct intern values;
    size_t n = 0;
    if (!p->lanes[k].distinct) continue;
    intern_init(&values, "distinct values");
    for (unsigned w = 0; w < p->run.n_workers; w++)
      number_met(m, w, &values, k, met, &n);
    if (n) qsort(met, n, sizeof *met, compare_met);
    count_met(m, k, met, n);
    intern_release(&values);
  }
  free(met);
  return true;
}

/* ---- the whole ---- */

/* Whether any row was of none of the groups given. */
static bool met_others(const struct merging *m) {
  bool any = false;
  for (uint32_t k = 0; k < m->p->n_lanes; k++) {
    const struct trend_merged *l = &m->to->lanes[(size_t)m->to->n_groups * m->p->n_lanes + k];
    any |= l->rows[m->p->slots->n] > 0;
    for (uint32_t i = 0; l->people && !any && i < m->p->slots->n; i++)
      any |= l->people[i] > 0;
  }
  return any;
}

bool trend_merge(struct trend_pass *p, struct arena *out, struct trend_figures *ret,
                 struct err *err) {
  struct merging m = {.p = p, .out = out, .to = ret};
  struct trend_lane_plan *plans = arena_array(out, struct trend_lane_plan, TREND_SERIES_MAX);
  uint32_t *lane_of = arena_array(out, uint32_t, TREND_SERIES_MAX);
  memcpy(plans, p->lanes, sizeof p->lanes);
  memcpy(lane_of, p->lane_of, sizeof p->lane_of);
  *ret = (struct trend_figures){.plans = plans, .lane_of = lane_of, .n_lanes = p->n_lanes};
  intern_init(&m.index, "trend groups");
  number_groups(&m);
  bool ok =
      p->groups->many || (new_merged(&m, err) && add_counts(&m, err) && merge_values(&m, err) &&
                          merge_distinct(&m, err) && make_windows(&m, err));
  if (ok && p->groups->mode == TREND_FIXED && p->f->n_by) p->groups->others = met_others(&m);
  intern_release(&m.index);
  vec_free(&m.keys);
  return ok;
}
