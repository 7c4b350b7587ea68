/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which variant runs, and the parts of its loops that are not hot.
 *
 * A pointer set by a constructor and not an ifunc: sanitizers, static linking and musl all know
 * what to do with it, and a test can call each variant by name. */
#include "kernel/ops.h"

const struct kernel_ops *kernel = &kernel_portable;

bool kernel_has_avx2(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return kernel_avx2.name && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
#else
  return false;
#endif
}

bool kernel_has_avx512(void) {
#if defined(__x86_64__)
  return kernel_has_avx2() && kernel_avx512.name && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

__attribute__((constructor)) static void choose(void) {
  if (kernel_has_avx2()) kernel = &kernel_avx2;
  if (kernel_has_avx512()) kernel = &kernel_avx512;
}

void tally_fold(uint32_t *pairs, unsigned shift, uint64_t *count) {
  uint32_t n = 1u << shift;
  for (uint32_t table = 0; table < 2; table++)
    for (uint32_t high = 0; high < n; high++) {
      uint64_t sum = 0;
      for (uint32_t low = 0; low < n; low++) {
        uint32_t *p = &pairs[(table << 2 * shift) + (high << shift) + low];
        count[low] += *p;
        sum += *p;
        *p = 0;
      }
      count[high] += sum;
    }
}

/* The classical bound: with x < 2^31 and 2^k ≥ odd, mul = ⌊2^(31+k) / odd⌋ + 1 < 2^33 / 2 gives the
 * exact quotient, because the excess of mul over 2^(31+k) / odd is at most 1 ≤ 2^k / odd. */
bool slot_div_make(int64_t from, int64_t width, uint32_t n, struct slot_div *ret) {
  if (width <= 0 || n == 0) return false;
  unsigned shift = (unsigned)__builtin_ctzll((uint64_t)width);
  uint64_t odd = (uint64_t)width >> shift, span;
  if (odd >> 31 || __builtin_mul_overflow((uint64_t)width, (uint64_t)n, &span) ||
      span >> shift >> 31)
    return false;
  unsigned k = pack_width(odd - 1);
  *ret = (struct slot_div){.from = from,
                           .low = from,
                           .span = span,
                           .shift = shift,
                           .mul = (UINT64_C(1) << (31 + k)) / odd + 1,
                           .mul_shift = 31 + k,
                           .none = n};
  return true;
}
