/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows come in LSN order, so a stable sort by (subject, time) is the order of the parts.
 *
 * First a radix sort by subject, only over the bits that differ: two passes of 11 bits for a
 * million people.  Then each person's rows by time.  Files and streams are nearly always in time
 * order already, so that is one comparison a row; otherwise few rows go by insertion, many by
 * merging from the bottom up. A radix sort of the 64-bit times would cost four to six passes over
 * all rows for nothing. */
#include "kernel/sort.h"

#include <string.h>

#define RADIX_BITS    11
#define RADIX         (1u << RADIX_BITS)
#define INSERTION_MAX 24

static void radix_pass(const uint32_t *subject, unsigned shift, const uint32_t *from, size_t n,
                       uint32_t *to) {
  uint32_t start[RADIX] = {0};
  for (size_t i = 0; i < n; i++)
    start[subject[i] >> shift & (RADIX - 1)]++;
  uint32_t sum = 0;
  for (unsigned d = 0; d < RADIX; d++) {
    uint32_t count = start[d];
    start[d] = sum;
    sum += count;
  }
  for (size_t i = 0; i < n; i++) {
    uint32_t row = from ? from[i] : (uint32_t)i;
    to[start[subject[row] >> shift & (RADIX - 1)]++] = row;
  }
}

static void insertion(const int64_t *time, uint32_t *p, size_t n) {
  for (size_t i = 1; i < n; i++) {
    uint32_t row = p[i];
    size_t j = i;
    for (; j > 0 && time[p[j - 1]] > time[row]; j--)
      p[j] = p[j - 1];
    p[j] = row;
  }
}

static void merge(const int64_t *time, const uint32_t *a, size_t na, const uint32_t *b, size_t nb,
                  uint32_t *out) {
  while (na && nb) {
    if (time[*b] < time[*a]) {
      *out++ = *b++;
      nb--;
    } else {
      *out++ = *a++;
      na--;
    }
  }
  memcpy(out, na ? a : b, (na + nb) * sizeof *out);
}

static void sort_person(const int64_t *time, uint32_t *p, size_t n, uint32_t *tmp) {
  size_t sorted = 1;
  while (sorted < n && time[p[sorted - 1]] <= time[p[sorted]])
    sorted++;
  if (sorted >= n) return;
  if (n <= INSERTION_MAX) {
    insertion(time, p, n);
    return;
  }
  for (size_t i = 0; i < n; i += INSERTION_MAX)
    insertion(time, p + i, n - i < INSERTION_MAX ? n - i : INSERTION_MAX);
  uint32_t *from = p, *to = tmp;
  for (size_t run = INSERTION_MAX; run < n; run *= 2) {
    for (size_t i = 0; i < n; i += 2 * run) {
      size_t na = n - i < run ? n - i : run;
      size_t nb = n - i - na < run ? n - i - na : run;
      merge(time, from + i, na, from + i + na, nb, to + i);
    }
    uint32_t *t = from;
    from = to;
    to = t;
  }
  if (from != p) memcpy(p, from, n * sizeof *p);
}

void sort_rows(const uint32_t *subject, const int64_t *time, size_t n, uint32_t *perm,
               uint32_t *tmp) {
  uint32_t max = 0;
  for (size_t i = 0; i < n; i++)
    max = subject[i] > max ? subject[i] : max;
  unsigned passes = 1;
  while (passes * RADIX_BITS < 32 && max >> (passes * RADIX_BITS))
    passes++;
  /* The last pass must end in perm. */
  const uint32_t *from = NULL;
  for (unsigned p = 0; p < passes; p++) {
    uint32_t *to = (passes - p) % 2 ? perm : tmp;
    radix_pass(subject, p * RADIX_BITS, from, n, to);
    from = to;
  }
  for (size_t i = 0, end; i < n; i = end) {
    uint32_t s = subject[perm[i]];
    for (end = i + 1; end < n && subject[perm[end]] == s;)
      end++;
    sort_person(time, perm + i, end - i, tmp);
  }
}
