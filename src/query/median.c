/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The middle of many numbers without sorting them: by their highest bits it is known in which of
 * 2048 ranges the middle one lies; only that range is looked at again, by the next bits.  Of an
 * even number the next larger one is wanted too: the smallest of those left behind above. */
#include "query/median.h"

#include <stdbool.h>

#define RADIX_BITS 11
#define RADIX      (1 << RADIX_BITS)

double query_median(uint64_t *v, uint64_t n) {
  uint64_t k = (n - 1) / 2, any = 0, above = 0;
  bool even = n % 2 == 0;
  for (uint64_t i = 0; i < n; i++)
    any |= v[i];
  int bits = any ? 64 - __builtin_clzll(any) : 0;
  for (int shift = bits > RADIX_BITS ? bits - RADIX_BITS : 0;; shift -= RADIX_BITS) {
    uint64_t at[RADIX] = {0}, bin = 0, kept = 0, over = UINT64_MAX;
    if (shift < 0) shift = 0;
    for (uint64_t i = 0; i < n; i++)
      at[v[i] >> shift & (RADIX - 1)]++;
    for (; at[bin] <= k; bin++)
      k -= at[bin];
    for (uint64_t i = 0; i < n; i++) {
      uint64_t here = v[i] >> shift & (RADIX - 1);
      if (here > bin && v[i] < over) over = v[i];
      if (here == bin) v[kept++] = v[i];
    }
    if (over != UINT64_MAX) above = over;
    n = kept;
    if (shift == 0 || kept == 1) break;
  }
  if (!even) return (double)v[0];
  return k + 1 < n ? (double)v[0] : ((double)v[0] + (double)above) / 2;
}
