/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures: what a measure makes of the counts of a window.  All is exact; only divisions round. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/numbers_int.h"
#include "query/trend_int.h"

#define DIGITS 12 /* of a quotient */

struct window_of {      /* of one figure */
  uint32_t from, to;    /* slots, `to` excluded */
  uint64_t people, few; /* of the window; STICKINESS: of its last slot */
  uint64_t distinct;
  i128 min, max;
};

struct figuring {
  const struct trend *f;
  const struct trend_slots *slots;
  const struct trend_figures *figures;
  i128 *tmp;
  struct arena *mem;
};

int trend_compare_value(const struct value *a, const struct value *b) {
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  switch (a->type) {
  case V_STR:
    return str_cmp(a->str, b->str);
  case V_NUM:
    return dec_cmp(a->num, b->num);
  case V_TIME:
    return a->time < b->time ? -1 : a->time > b->time;
  default:
    return a->type == V_BOOL ? (int)a->b - (int)b->b : 0;
  }
}

/* ---- measures ---- */

static bool percentile_of(struct figuring *g, const struct trend_merged *l, uint32_t lane,
                          const struct window_of *w, uint32_t p, struct trend_number *ret) {
  uint64_t from = l->value_begin[w->from], n = l->value_begin[w->to] - from;
  ret->present = n > 0;
  if (n == 0) return true;
  memcpy(g->tmp, l->values + from, n * sizeof *g->tmp);
  numbers_sort(g->tmp, n, g->tmp + n);
  return numbers_percentile(g->tmp, n, p, g->figures->plans[lane].scale, &ret->v);
}

static bool divide(struct dec a, uint64_t by, struct trend_number *ret) {
  ret->present = by > 0;
  return by == 0 || dec_div(a, dec_int((int64_t)by), DIGITS, &ret->v);
}

static bool figure(struct figuring *g, uint32_t series, const struct trend_merged *l,
                   const struct window_of *w, struct trend_number *ret) {
  const struct trend_series *s = &g->f->series[series];
  uint32_t lane = g->figures->lane_of[series];
  uint8_t scale = g->figures->plans[lane].scale;
  struct dec rows = dec_int((int64_t)(l->rows[w->to] - l->rows[w->from]));
  uint64_t valued = l->valued ? l->valued[w->to] - l->valued[w->from] : 0;
  struct dec sum = {l->sum ? l->sum[w->to] - l->sum[w->from] : 0, scale};
  *ret = (struct trend_number){.present = true};
  switch (s->measure) {
  case TREND_EVENTS:
    ret->v = rows;
    return true;
  case TREND_PEOPLE:
    ret->v = dec_int((int64_t)w->people);
    return true;
  case TREND_PER_PERSON:
    return divide(rows, w->people, ret);
  case TREND_STICKINESS:
    return divide(dec_int((int64_t)w->few), w->people, ret);
  case TREND_SUM:
    ret->v = sum;
    return dec_add(sum, DEC_ZERO, &ret->v); /* in range */
  case TREND_AVG:
    return divide(sum, valued, ret);
  case TREND_SUM_PER_PERSON:
    return divide(sum, w->people, ret);
  case TREND_MIN:
    ret->present = valued > 0;
    ret->v = (struct dec){w->min, scale};
    return true;
  case TREND_MAX:
    ret->present = valued > 0;
    ret->v = (struct dec){w->max, scale};
    return true;
  case TREND_PERCENTILE:
    return percentile_of(g, l, lane, w, s->percent, ret);
  case TREND_DISTINCT:
    ret->v = dec_int((int64_t)w->distinct);
    return true;
  }
  return true;
}

static bool point(struct figuring *g, uint32_t series, const struct trend_merged *l, uint32_t slot,
                  struct trend_number *ret) {
  uint32_t reach = g->figures->plans[g->figures->lane_of[series]].reach;
  struct window_of w = {.from = slot, .to = slot + 1};
  if (reach == UINT32_MAX)
    w.from = g->slots->hidden;
  else
    w.from = slot + 1 > reach ? slot + 1 - reach : 0;
  if (l->people) w.few = l->people[slot];
  if (l->people) w.people = reach > 1 ? l->over[slot] : l->people[slot];
  if (l->distinct) w.distinct = l->distinct[slot];
  if (l->min) w.min = l->min[slot];
  if (l->max) w.max = l->max[slot];
  return figure(g, series, l, &w, ret);
}

static bool total(struct figuring *g, uint32_t series, const struct trend_merged *l,
                  struct trend_number *ret) {
  struct window_of w = {.from = g->slots->hidden,
                        .to = g->slots->n,
                        .people = l->total_people,
                        .distinct = l->total_distinct,
                        .min = l->total_min,
                        .max = l->total_max};
  if (g->f->series[series].measure == TREND_STICKINESS) {
    w.people = 0;
    for (uint32_t i = w.from; i < w.to; i++) {
      w.people += l->over[i];
      w.few += l->people[i];
    }
  }
  return figure(g, series, l, &w, ret);
}

bool trend_points(const struct trend *f, const struct trend_slots *slots,
                  const struct trend_figures *figures, uint32_t g, struct arena *out,
                  struct trend_number *points, struct trend_number *totals, struct err *err) {
  struct figuring of = {f, slots, figures, NULL, out};
  uint32_t n = slots->n - slots->hidden;
  uint64_t most = 0;
  const struct trend_merged *lanes = &figures->lanes[(size_t)g * figures->n_lanes];
  for (uint32_t k = 0; k < figures->n_lanes; k++)
    if (lanes[k].value_begin && lanes[k].value_begin[slots->n] > most)
      most = lanes[k].value_begin[slots->n];
  of.tmp = must_malloc((2 * most + 1) * sizeof *of.tmp);
  bool ok = true;
  for (uint32_t s = 0; ok && s < f->n_series; s++) {
    const struct trend_merged *l = &lanes[figures->lane_of[s]];
    for (uint32_t i = 0; ok && i < n; i++)
      ok = point(&of, s, l, slots->hidden + i, &points[(size_t)s * n + i]);
    ok = ok && total(&of, s, l, &totals[s]);
  }
  free(of.tmp);
  return ok || err_fail(err, ERR_number_overflow, "measure");
}
