/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Minimum, maximum, and the common step.  Times given in seconds or days, and prices in whole yuan,
 * share a divisor: dividing by it saves 10 to 26 bits a row, more than any cleverer integer code
 * would. */
#include "kernel/range.h"

#include "kernel/ops.h"

void range_i64(const int64_t *v, size_t n, int64_t *ret_min, int64_t *ret_max) {
  int64_t lo = v[0], hi = v[0];
  for (size_t i = 1; i < n; i++) {
    lo = v[i] < lo ? v[i] : lo;
    hi = v[i] > hi ? v[i] : hi;
  }
  *ret_min = lo;
  *ret_max = hi;
}

uint32_t range_max_u32(const uint32_t *v, size_t n) {
  return kernel->max_u32(v, n);
}

uint64_t range_sum_u32(const uint32_t *v, size_t n) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += v[i];
  return sum;
}

uint64_t range_step(const int64_t *v, size_t n, int64_t base) {
  uint64_t step = 0;
  for (size_t i = 0; i < n && step != 1; i++) {
    uint64_t a = (uint64_t)v[i] - (uint64_t)base;
    if (step && a % step == 0) continue;
    for (uint64_t b = step; b;) {
      uint64_t r = a % b;
      a = b;
      b = r;
    }
    step = a;
  }
  return step;
}

void range_divide(const int64_t *v, size_t n, int64_t base, uint64_t step, uint64_t *out) {
  if (step == 1) {
    for (size_t i = 0; i < n; i++)
      out[i] = (uint64_t)v[i] - (uint64_t)base;
    return;
  }
  for (size_t i = 0; i < n; i++)
    out[i] = ((uint64_t)v[i] - (uint64_t)base) / step;
}

void range_multiply(uint64_t *v, size_t n, int64_t base, uint64_t step) {
  for (size_t i = 0; i < n; i++)
    v[i] = (uint64_t)base + v[i] * step;
}

unsigned range_tens(const int64_t *v, size_t n, unsigned most) {
  int64_t p = 1;
  unsigned tens = 0;
  for (; tens < most && tens < 18; tens++, p *= 10)
    for (size_t i = 0; i < n; i++)
      if (v[i] % (p * 10) != 0) return tens;
  return tens;
}
