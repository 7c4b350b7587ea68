/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The nth value of each person, from the first or from the last.
 *
 * Rows are counted in words of bits; only the row that is wanted is read.  From the last, whoever
 * lies wholly in the batch is walked backwards; a person cut by its end leaves the last values in a
 * ring, because how many are still to come is not known. */
#include "query/query_int.h"

static uint64_t word_of(const struct rows *s, size_t word, size_t r0, size_t r1) {
  uint64_t m = s->pass[word] & s->present[word];
  if (word == r0 / 64) m &= UINT64_MAX << (r0 % 64);
  if (r1 < word * 64 + 64) m &= (UINT64_C(1) << (r1 % 64)) - 1;
  return m;
}

/* The row of the k-th bit set, k from 0. */
static unsigned select_bit(uint64_t m, int64_t k) {
  while (k-- > 0)
    m &= m - 1;
  return (unsigned)__builtin_ctzll(m);
}

static void from_first(const struct rows *s, enum rep rep, int64_t nth, size_t r0, size_t r1,
                       i128 *v, int64_t *n) {
  for (size_t word = r0 / 64; word * 64 < r1 && *n < nth; word++) {
    uint64_t m = word_of(s, word, r0, r1);
    int64_t some = __builtin_popcountll(m);
    if (*n + some >= nth) *v = accum_value(s->v, rep, word * 64 + select_bit(m, nth - 1 - *n));
    *n += some;
  }
}

static void from_last(const struct rows *s, enum rep rep, int64_t nth, size_t r0, size_t r1,
                      i128 *v, int64_t *n) {
  if (r0 == r1) return;
  for (size_t word = (r1 + 63) / 64; word * 64 > r0 && *n < nth;) {
    word--;
    uint64_t m = word_of(s, word, r0, r1);
    int64_t some = __builtin_popcountll(m);
    if (*n + some >= nth) *v = accum_value(s->v, rep, word * 64 + select_bit(m, *n + some - nth));
    *n += some;
  }
}

static void into_ring(const struct rows *s, enum rep rep, uint64_t nth, size_t r0, size_t r1,
                      struct ring *ring) {
  for (size_t word = r0 / 64; word * 64 < r1; word++) {
    for (uint64_t m = word_of(s, word, r0, r1); m; m &= m - 1) {
      size_t i = word * 64 + (unsigned)__builtin_ctzll(m);
      ring->v[ring->n++ % nth] = accum_value(s->v, rep, i);
    }
  }
}

void accum_nth(struct worker *w, const struct acc *a, const struct rows *src, uint32_t p0,
               uint32_t n, const struct acc_vec *to) {
  const struct scan_batch *b = w->batch;
  struct ring *ring = &w->rings[a->set];
  enum rep rep = a->src[0].rep;
  uint32_t rows[TILE];
  if (a->nth < 0) accum_rows(w, src, b->row_begin + p0, n, rows);
  for (uint32_t p = 0; p < n; p++) {
    size_t r0 = b->row_begin[p0 + p], r1 = b->row_begin[p0 + p + 1];
    if (a->nth > 0) {
      from_first(src, rep, a->nth, r0, r1, &to->v[p], &to->n[p]);
      continue;
    }
    uint64_t nth = (uint64_t)-a->nth;
    bool goes_on = b->first_continued && p0 + p == 0;
    bool more = b->last_continues && p0 + p + 1 == b->n_people;
    if (!goes_on) ring->n = 0;
    if (!goes_on && !more && rows[p] < nth) { /* most people: none of theirs is read */
      to->n[p] = rows[p];
      continue;
    }
    if (!goes_on && !more) {
      from_last(src, rep, (int64_t)nth, r0, r1, &to->v[p], &to->n[p]);
      continue;
    }
    into_ring(src, rep, nth, r0, r1, ring);
    to->n[p] = (int64_t)(ring->n < nth ? ring->n : nth);
    if (ring->n >= nth) to->v[p] = ring->v[ring->n % nth];
  }
}
