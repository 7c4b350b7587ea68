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

/* Sorting took a third of an RFM of half a million people through qsort.  Recency and frequency
 * span few values, so they are counted; money is sorted byte by byte, skipping bytes that all
 * share; only numbers beyond 64 bits are compared. */
#define COUNTED_RANGE ((u128)1 << 20)

static int by_value(const void *a, const void *b) {
  i128 x = *(const i128 *)a, y = *(const i128 *)b;
  return x < y ? -1 : x > y;
}

static void sort_counted(i128 *v, uint64_t n, i128 least, uint32_t range, struct arena *tmp) {
  uint64_t *count = arena_array(tmp, uint64_t, (size_t)range + 1), at = 0;
  for (uint64_t i = 0; i < n; i++)
    count[v[i] - least]++;
  for (uint32_t k = 0; k <= range; k++)
    for (uint64_t c = count[k]; c > 0; c--)
      v[at++] = least + k;
}

static void sort_bytes(i128 *v, uint64_t n, i128 least, uint64_t range, struct arena *tmp) {
  uint64_t *from = arena_alloc(tmp, n * sizeof *from), *to = arena_alloc(tmp, n * sizeof *to);
  for (uint64_t i = 0; i < n; i++)
    from[i] = (uint64_t)(v[i] - least);
  for (unsigned shift = 0; shift < 64 && range >> shift; shift += 8) {
    uint64_t start[257] = {0};
    for (uint64_t i = 0; i < n; i++)
      start[(from[i] >> shift & 255) + 1]++;
    for (int k = 0; k < 256; k++)
      start[k + 1] += start[k];
    for (uint64_t i = 0; i < n; i++)
      to[start[from[i] >> shift & 255]++] = from[i];
    uint64_t *swap = from;
    from = to;
    to = swap;
  }
  for (uint64_t i = 0; i < n; i++)
    v[i] = least + (i128)from[i];
}

static void sort_values(i128 *v, uint64_t n, struct arena *tmp) {
  i128 least = n ? v[0] : 0, most = least;
  for (uint64_t i = 1; i < n; i++) {
    if (v[i] < least) least = v[i];
    if (v[i] > most) most = v[i];
  }
  u128 range = (u128)most - (u128)least;
  if (range < COUNTED_RANGE)
    sort_counted(v, n, least, (uint32_t)range, tmp);
  else if (range <= UINT64_MAX)
    sort_bytes(v, n, least, (uint64_t)range, tmp);
  else
    qsort(v, n, sizeof *v, by_value);
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
  sort_values(ret->v, ret->n, out);
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

/* A threshold at the column's scale, so that scoring compares plain integers.  One with more digits
 * than the column has is replaced by its neighbour on the side that keeps every comparison the
 * same. */
static i128 threshold_at(struct dec t, uint8_t scale, bool inclusive, bool descending) {
  struct dec r;
  if (!dec_rescale(t, scale, &r))
    return t.m < 0 ? -dec_pow10(DEC_DIGITS_MAX) : dec_pow10(DEC_DIGITS_MAX);
  int c = dec_cmp(r, t); /* where the rounded value lies */
  if (c == 0) return r.m;
  /* Between two values of the column every value is strictly on one side, so the question becomes x
   * > floor(t) or x < ceil(t); the inclusive forms ask x ≥ ceil(t) or x ≤ floor(t). */
  bool want_floor = inclusive == descending;
  if (want_floor && c > 0) return r.m - 1;
  if (!want_floor && c < 0) return r.m + 1;
  return r.m;
}

void cut_prepare(const struct measure_def *m, const struct dec *thresholds, uint8_t scale,
                 i128 *ret) {
  for (uint32_t i = 0; i + 1 < m->bins; i++)
    ret[i] = threshold_at(thresholds[i], scale, m->method == CUT_FIXED, m->descending);
}

uint32_t cut_score(const struct measure_def *m, const i128 *thresholds, i128 value) {
  uint32_t score = 1;
  bool inclusive = m->method == CUT_FIXED;
  for (uint32_t i = 0; i + 1 < m->bins; i++) {
    i128 t = thresholds[i];
    score += m->descending ? value < t || (inclusive && value == t)
                           : value > t || (inclusive && value == t);
  }
  return score;
}
