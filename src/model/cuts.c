/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cutting a measure.  Quantile thresholds are values that occur, so equal values can never fall on
 * two sides: with n values in ascending order x_1 … x_n, t_i = x_⌈i·n/k⌉ is the smallest value with
 * at least i/k of the population at or below it, and score(x) = 1 + #{i : x > t_i}.  Descending
 * scores are the same rule on −x: t_i = x_(n+1−⌈i·n/k⌉), score(x) = 1 + #{i : x < t_i}. Fixed
 * thresholds are the first value of the better score, as people write them (orders ≥ 2, days ≤ 30):
 * score(x) = 1 + #{i : x ≥ t_i}, descending 1 + #{i : x ≤ t_i}. The mean is rounded half-even to 6
 * digits below the measure's own; the median of an even number is the middle of the two. */
#include <stdlib.h>

#include "model/model_int.h"

static int by_value(const void *a, const void *b) {
  i128 x = *(const i128 *)a, y = *(const i128 *)b;
  return x < y ? -1 : x > y;
}

void population_values(const struct query_column *column, const roaring_bitmap_t *population,
                       struct arena *out, struct population_values *ret) {
  roaring_uint32_iterator_t it;
  uint64_t most = roaring_bitmap_get_cardinality(population);
  *ret = (struct population_values){.v = arena_alloc(out, most * sizeof(i128) + 1),
                                    .scale = column->scale};
  roaring_init_iterator(population, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value;
    if (s < column->n && column->present[s >> 6] >> (s & 63) & 1) ret->v[ret->n++] = column->num[s];
  }
  qsort(ret->v, ret->n, sizeof *ret->v, by_value);
}

static struct dec mean(const struct population_values *p) {
  i128 sum = 0;
  struct dec d = {0, p->scale}, ret = {0, p->scale};
  for (uint64_t i = 0; i < p->n; i++)
    if (__builtin_add_overflow(sum, p->v[i], &sum)) return ret;
  d.m = sum;
  uint8_t scale = p->scale + 6 > DEC_SCALE_MAX ? DEC_SCALE_MAX : (uint8_t)(p->scale + 6);
  return dec_div(d, dec_int((int64_t)p->n), scale, &ret) ? dec_normal(ret) : ret;
}

static struct dec median(const struct population_values *p) {
  struct dec a = {p->v[(p->n - 1) / 2], p->scale}, b = {p->v[p->n / 2], p->scale}, sum, ret = a;
  if (a.m == b.m || !dec_add(a, b, &sum)) return a;
  uint8_t scale = p->scale < DEC_SCALE_MAX ? (uint8_t)(p->scale + 1) : p->scale;
  return dec_div(sum, dec_int(2), scale, &ret) ? dec_normal(ret) : a;
}

bool reference_value(const struct population_values *p, const struct measure_def *m,
                     struct dec *ret) {
  if (m->method == CUT_FIXED) {
    *ret = m->fixed[0];
    return true;
  }
  if (p->n == 0) return false;
  *ret = m->method == CUT_MEAN ? mean(p) : median(p);
  return true;
}

bool cut_thresholds(const struct population_values *p, const struct measure_def *m, struct dec *ret,
                    struct err *err) {
  for (uint32_t i = 1; i < m->bins; i++) {
    uint64_t rank = p->n ? ((unsigned __int128)i * p->n + m->bins - 1) / m->bins : 0;
    switch (m->method) {
    case CUT_FIXED:
      ret[i - 1] = m->fixed[i - 1];
      break;
    case CUT_MEAN:
    case CUT_MEDIAN:
      ret[i - 1] = DEC_ZERO;
      reference_value(p, m, &ret[i - 1]);
      break;
    case CUT_QUANTILE:
      ret[i - 1] = (struct dec){p->n ? p->v[m->descending ? p->n - rank : rank - 1] : 0, p->scale};
      break;
    }
  }
  return true;
}

uint32_t cut_score(const struct measure_def *m, const struct dec *thresholds, struct dec value) {
  uint32_t score = 1;
  for (uint32_t i = 0; i + 1 < m->bins; i++) {
    int c = dec_cmp(value, thresholds[i]);
    if (m->descending) c = -c;
    score += m->method == CUT_FIXED ? c >= 0 : c > 0;
  }
  return score;
}
