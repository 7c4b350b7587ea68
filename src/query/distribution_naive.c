/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the distribution: every figure looks at every value. */
#include "base/panic.h"
#include "query/distribution.h"

uint64_t distribution_naive_count(const struct dec *values, uint32_t n,
                                  const struct distribution_bin *bin) {
  uint64_t count = 0;
  bool one = !bin->below && !bin->above && dec_cmp(bin->from, bin->to) == 0;
  for (uint32_t i = 0; i < n; i++)
    if (one)
      count += dec_cmp(values[i], bin->from) == 0;
    else
      count += (bin->below || dec_cmp(values[i], bin->from) >= 0) &&
               (bin->above || dec_cmp(values[i], bin->to) < 0);
  return count;
}

struct dec distribution_naive_sum(const struct dec *values, uint32_t n) {
  struct dec sum = DEC_ZERO;
  for (uint32_t i = 0; i < n; i++)
    must(dec_add(sum, values[i], &sum));
  return sum;
}

/* The value that exactly `rank` others stand before, of equal ones any. */
static struct dec ranked(const struct dec *values, uint32_t n, uint64_t rank) {
  for (uint32_t i = 0; i < n; i++) {
    uint64_t less = 0, equal = 0;
    for (uint32_t k = 0; k < n; k++) {
      less += dec_cmp(values[k], values[i]) < 0;
      equal += dec_cmp(values[k], values[i]) == 0;
    }
    if (less <= rank && rank < less + equal) return values[i];
  }
  panic("no value of rank %llu", (unsigned long long)rank);
}

struct dec distribution_naive_percentile(const struct dec *values, uint32_t n, uint32_t p) {
  uint64_t rank = (uint64_t)(n - 1) * p / 100, rest = (uint64_t)(n - 1) * p % 100;
  struct dec low = ranked(values, n, rank), step;
  if (rest == 0) return low;
  must(dec_sub(ranked(values, n, rank + 1), low, &step));
  must(dec_mul(step, (struct dec){(i128)rest, 2}, &step) && dec_add(low, step, &step));
  return step;
}
