/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions.  Everybody's values are sorted once; bins follow from them, and a group is a part
 * of them in the same order, so nothing is sorted again but the groups' names. */
#include "query/distribution.h"

#include <stdlib.h>

#include "base/panic.h"
#include "query/numbers_int.h"

const uint32_t distribution_percents[DISTRIBUTION_PERCENTILES] = {10, 25, 50, 75, 90, 95, 99};

struct item {
  i128 v;
  uint32_t subject, group; /* group: n_group_names = none */
};

struct sized { /* a group before the largest are chosen */
  uint32_t group, n;
  uint32_t place; /* in the answer; top = other */
};

struct spreading {
  const struct distribution *d;
  struct distribution_result *ret;
  struct arena *out, tmp;
  uint8_t scale;
  struct item *items;
  uint32_t n;
  i128 *edges;     /* bin i is [edges[i], edges[i + 1]), but for open ends */
  uint32_t *place; /* per group */
};

static int compare_items(const void *x, const void *y) {
  const struct item *a = x, *b = y;
  if (a->v != b->v) return a->v < b->v ? -1 : 1;
  return a->subject < b->subject ? -1 : 1;
}

static void gather(struct spreading *s) {
  const struct distribution *d = s->d;
  const struct query_column *c = d->values;
  s->items = arena_alloc(&s->tmp, ((size_t)c->n + 1) * sizeof *s->items);
  for (uint32_t i = 0; i < c->n; i++) {
    if (!(c->present[i / 64] >> i % 64 & 1)) continue;
    if (d->people && !roaring_bitmap_contains(d->people, i)) continue;
    uint32_t group = d->group_of && i < d->n_group_of ? d->group_of[i] : UINT32_MAX;
    if (group > d->n_group_names) group = d->n_group_names;
    s->items[s->n++] = (struct item){c->num[i], i, group};
  }
  if (s->n) qsort(s->items, s->n, sizeof *s->items, compare_items);
}

/* ---- bins ---- */

static void new_bins(struct spreading *s, uint32_t n) {
  s->ret->bins = arena_array(s->out, struct distribution_bin, n + 1);
  s->edges = arena_array(&s->tmp, i128, n + 2);
}

static void add_bin(struct spreading *s, i128 from, i128 to, bool above) {
  uint32_t i = s->ret->n_bins++;
  s->edges[i] = from;
  s->edges[i + 1] = to;
  s->ret->bins[i] = (struct distribution_bin){.above = above,
                                              .from = dec_normal((struct dec){from, s->scale}),
                                              .to = dec_normal((struct dec){to, s->scale})};
}

static i128 floor_to(i128 v, i128 width) {
  i128 rest = v % width;
  return v - (rest < 0 ? rest + width : rest);
}

/* The smallest width 1, 2, 5 · 10^k of at most n bins from min to max. */
static i128 nice_width(i128 min, i128 max, uint32_t n) {
  static const unsigned steps[] = {1, 2, 5};
  for (unsigned k = 0; k < 36; k++)
    for (unsigned i = 0; i < 3; i++) {
      i128 width = dec_pow10(k) * steps[i];
      if ((floor_to(max, width) - floor_to(min, width)) / width < n) return width;
    }
  return max - min + 1;
}

static void nice_bins(struct spreading *s) {
  if (s->n == 0) return;
  i128 min = s->items[0].v, max = s->items[s->n - 1].v;
  i128 most = s->items[((uint64_t)(s->n - 1) * 99 + 99) / 100].v; /* of few the largest */
  i128 width = nice_width(min, most, s->d->n_bins), from = floor_to(min, width);
  i128 end = floor_to(most, width) + width;
  new_bins(s, s->d->n_bins + 1);
  for (; from < end; from += width)
    add_bin(s, from, from + width, false);
  if (max >= end) add_bin(s, end, end, true);
}

/* ---- edges that grow ---- */

struct growing {
  i128 at[DISTRIBUTION_BINS_MAX + 3];
  uint32_t n;
};

/* The edges with these digits, every `stride`-th, from the last one at or below lo to the first
 * above hi.  False when that is more than `max` bins. */
static bool grow(i128 lo, i128 hi, const char *digits, uint32_t stride, uint32_t max,
                 struct growing *ret) {
  uint32_t step = 0;
  ret->n = 0;
  for (unsigned k = 0; k < 37; k++)
    for (const char *digit = digits; *digit; digit++) {
      i128 at = dec_pow10(k) * (*digit - '0');
      if (step++ % stride) continue;
      if (at <= lo)
        ret->n = 0;
      else if (ret->n > max)
        return false;
      ret->at[ret->n++] = at;
      if (at > hi) return ret->n <= max + 1;
    }
  return false;
}

/* False: there are none for these values. */
static bool growing_edges(const struct spreading *s, i128 most, struct growing *ret) {
  static const char *const digits[] = {"1235", "125", "13", "1"};
  uint32_t nought = 0, max = s->d->n_bins;
  while (nought < s->n && s->items[nought].v <= 0)
    nought++;
  if (s->items[0].v < 0 || nought == s->n || most <= 0) return false;
  i128 lo = s->items[nought + (s->n - nought - 1) / 40].v, least = s->items[0].v;
  if (lo > most) lo = most;
  for (uint32_t i = 0, stride = 1; stride < 40; i++, stride += i >= 4) {
    if (!grow(lo, most, digits[i < 4 ? i : 3], stride, max, ret)) continue;
    bool below = least < ret->at[0], above = s->items[s->n - 1].v >= ret->at[ret->n - 1];
    if (ret->n - 1 + below + above > max) continue;
    if (below) {
      memmove(&ret->at[1], &ret->at[0], ret->n++ * sizeof ret->at[0]);
      ret->at[0] = 0;
    }
    return true;
  }
  return false;
}

/* Sorted, so those below an edge are the first ones. */
static uint32_t below(const struct spreading *s, i128 at) {
  uint32_t lo = 0, hi = s->n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (s->items[mid].v < at)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static uint32_t fullest(const struct spreading *s, const i128 *edges, uint32_t n_bins, bool open) {
  uint32_t ret = 0;
  for (uint32_t i = 0; i < n_bins; i++) {
    uint32_t end = open && i + 1 == n_bins ? s->n : below(s, edges[i + 1]);
    uint32_t n = end - below(s, edges[i]);
    if (n > ret) ret = n;
  }
  return ret;
}

/* One bar says little: edges that grow, if they tell people apart better. */
static void auto_bins(struct spreading *s) {
  struct growing g;
  nice_bins(s);
  if (s->n == 0) return;
  uint32_t n = s->ret->n_bins, equal = fullest(s, s->edges, n, s->ret->bins[n - 1].above);
  i128 most = s->items[((uint64_t)(s->n - 1) * 99 + 99) / 100].v;
  if ((uint64_t)equal * 2 <= s->n || !growing_edges(s, most, &g)) return;
  i128 end = g.at[g.n - 1];
  bool above = s->items[s->n - 1].v >= end;
  uint32_t grown = fullest(s, g.at, g.n - 1, false);
  if (above && s->n - below(s, end) > grown) grown = s->n - below(s, end);
  if (grown >= equal) return;
  s->ret->n_bins = 0;
  new_bins(s, g.n);
  for (uint32_t i = 0; i + 1 < g.n; i++)
    add_bin(s, g.at[i], g.at[i + 1], false);
  if (above) add_bin(s, end, end, true);
}

/* ---- edges as asked ---- */

/* Edges are finer than the values only in form: what lies at or above one is the same. */
static bool at_scale(struct dec edge, uint8_t scale, i128 *ret) {
  struct dec v;
  if (!dec_rescale(edge, scale, &v)) return false;
  *ret = v.m + (dec_cmp(v, edge) < 0);
  return true;
}

static bool given_bins(struct spreading *s, struct err *err) {
  const struct distribution *d = s->d;
  new_bins(s, d->n_edges + 1);
  for (uint32_t i = 0; i <= d->n_edges; i++) {
    struct distribution_bin *b = &s->ret->bins[i];
    b->below = i == 0;
    b->above = i == d->n_edges;
    if (!b->below) b->from = d->edges[i - 1];
    if (!b->above) b->to = d->edges[i];
    if (!b->above && !at_scale(d->edges[i], s->scale, &s->edges[i + 1]))
      return err_fail(err, ERR_number_overflow, "bins");
  }
  s->ret->n_bins = d->n_edges + 1;
  return true;
}

static void bins_of_each(struct spreading *s) {
  new_bins(s, DISTRIBUTION_BINS_MAX + 1);
  for (uint32_t i = 0; i < s->n; i++) {
    i128 v = s->items[i].v;
    if (i && v == s->items[i - 1].v) continue;
    bool last = s->ret->n_bins == DISTRIBUTION_BINS_MAX;
    add_bin(s, v, v + 1, last);
    if (last) break;
    s->ret->bins[s->ret->n_bins - 1].to = s->ret->bins[s->ret->n_bins - 1].from;
  }
}

static bool make_bins(struct spreading *s, struct err *err) {
  if (s->d->bins == DISTRIBUTION_EDGES) return given_bins(s, err);
  if (s->d->bins == DISTRIBUTION_EACH)
    bins_of_each(s);
  else if (s->d->bins == DISTRIBUTION_AUTO)
    auto_bins(s);
  else
    nice_bins(s);
  return true;
}

static uint32_t bin_of(const struct spreading *s, i128 v) {
  uint32_t lo = 0, hi = s->ret->n_bins;
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (s->edges[mid] <= v)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

/* ---- groups ---- */

static int compare_sized(const void *x, const void *y, void *ctx) {
  const struct sized *a = x, *b = y;
  const struct distribution *d = ctx;
  if (a->n != b->n) return a->n > b->n ? -1 : 1;
  if (a->group == d->n_group_names || b->group == d->n_group_names)
    return a->group == b->group ? 0 : a->group == d->n_group_names ? -1 : 1;
  return str_cmp(d->group_names[a->group], d->group_names[b->group]);
}

static void choose_groups(struct spreading *s) {
  const struct distribution *d = s->d;
  struct distribution_result *ret = s->ret;
  uint32_t n = d->n_group_names + 1, used = 0;
  s->place = arena_array(&s->tmp, uint32_t, n);
  if (!d->group_of) return;
  struct sized *g = arena_array(&s->tmp, struct sized, n);
  for (uint32_t i = 0; i < n; i++)
    g[i].group = i;
  for (uint32_t i = 0; i < s->n; i++)
    g[s->items[i].group].n++;
  qsort_r(g, n, sizeof *g, compare_sized, (void *)(uintptr_t)d);
  while (used < n && g[used].n)
    used++;
  ret->n_groups = used <= d->top ? used : d->top + 1;
  ret->groups = arena_array(s->out, struct distribution_group, ret->n_groups);
  for (uint32_t i = 0; i < used; i++) {
    bool other = i >= d->top;
    s->place[g[i].group] = other ? d->top : i;
    struct distribution_group *to = &ret->groups[other ? d->top : i];
    to->kind = other ? DISTRIBUTION_OTHER : DISTRIBUTION_VALUE;
    to->none = !other && g[i].group == d->n_group_names;
    if (!other && !to->none) to->name = arena_str(s->out, d->group_names[g[i].group]);
  }
}

/* ---- figures ---- */

/* of: n_groups = everybody. */
static bool tell_group(struct spreading *s, uint32_t of, struct distribution_group *to) {
  i128 *v = arena_alloc(&s->tmp, ((size_t)s->n + 1) * sizeof *v), sum = 0;
  uint32_t n = 0;
  to->counts = arena_array(s->out, uint64_t, s->ret->n_bins);
  for (uint32_t i = 0; i < s->n; i++) {
    if (of < s->ret->n_groups && s->place[s->items[i].group] != of) continue;
    v[n++] = s->items[i].v;
    to->counts[bin_of(s, s->items[i].v)]++;
    if (__builtin_add_overflow(sum, s->items[i].v, &sum)) return false;
  }
  to->people = n;
  if (n == 0) return true;
  to->min = (struct dec){v[0], s->scale};
  to->max = (struct dec){v[n - 1], s->scale};
  bool ok = dec_add((struct dec){sum, s->scale}, DEC_ZERO, &to->sum) &&
            dec_div(to->sum, dec_int(n), 12, &to->mean);
  for (uint32_t i = 0; ok && i < DISTRIBUTION_PERCENTILES; i++)
    ok = numbers_percentile(v, n, distribution_percents[i], s->scale, &to->percentiles[i]);
  return ok;
}

static roaring_bitmap_t *people_of(const struct spreading *s,
                                   const struct distribution_cell *cell) {
  roaring_bitmap_t *set = roaring_bitmap_create();
  uint32_t of = UINT32_MAX;
  for (uint32_t i = 0; i < s->ret->n_groups; i++) {
    const struct distribution_group *g = &s->ret->groups[i];
    bool other = g->kind == DISTRIBUTION_OTHER;
    if (cell->other ? other : !other && g->none == cell->none && str_eq(g->name, cell->name))
      of = i;
  }
  if (cell->grouped && of == UINT32_MAX) return set;
  for (uint32_t i = 0; i < s->n; i++) {
    const struct item *t = &s->items[i];
    if (cell->grouped && s->place[t->group] != of) continue;
    if (cell->whole || bin_of(s, t->v) == cell->bin) roaring_bitmap_add(set, t->subject);
  }
  return set;
}

static bool spread(struct spreading *s, const struct distribution_cell *cell,
                   roaring_bitmap_t **ret_people, struct err *err) {
  gather(s);
  choose_groups(s);
  if (!make_bins(s, err)) return false;
  bool ok = tell_group(s, s->ret->n_groups, &s->ret->all);
  for (uint32_t g = 0; ok && g < s->ret->n_groups; g++)
    ok = tell_group(s, g, &s->ret->groups[g]);
  if (!ok) return err_fail(err, ERR_number_overflow, "sum");
  if (cell) *ret_people = people_of(s, cell);
  return true;
}

bool query_distribution(const struct distribution *d, const struct distribution_cell *cell,
                        struct arena *out, struct distribution_result *ret,
                        roaring_bitmap_t **ret_people, struct err *err) {
  struct spreading s = {.d = d, .ret = ret, .out = out, .scale = d->values->scale};
  *ret = (struct distribution_result){0};
  arena_init(&s.tmp, "distribution");
  bool ok = spread(&s, cell, ret_people, err);
  arena_release(&s.tmp);
  return ok;
}
