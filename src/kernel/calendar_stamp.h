/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of the text of all variants (ops_stamp.h): times, their days and hours. */

static bool reach_any(const int64_t *t, size_t n, int64_t floor, int64_t *low, int64_t *high) {
  bool before = false;
  for (size_t i = 0; i < n; i++) {
    int64_t x = t[i] > floor ? t[i] : INT64_MAX;
    before |= t[i] <= floor;
    *low = x < *low ? x : *low;
    *high = t[i] > *high ? t[i] : *high;
  }
  return before;
}

static bool reach(const int64_t *t, size_t n, int64_t floor, int64_t *ret_low, int64_t *ret_high) {
  int64_t low = INT64_MAX, high = INT64_MIN;
  bool before = false;
  size_t i = 0;
#ifdef KERNEL_AVX2
  const __m256i most = _mm256_set1_epi64x(INT64_MAX), from = _mm256_set1_epi64x(floor);
  __m256i lo = most, hi = _mm256_set1_epi64x(INT64_MIN), after = _mm256_set1_epi64x(-1);
  for (; i + 4 <= n; i += 4) {
    __m256i x = _mm256_loadu_si256((const void *)(t + i)), is = _mm256_cmpgt_epi64(x, from);
    __m256i y = _mm256_blendv_epi8(most, x, is);
    after = _mm256_and_si256(after, is);
    lo = _mm256_blendv_epi8(lo, y, _mm256_cmpgt_epi64(lo, y));
    hi = _mm256_blendv_epi8(hi, x, _mm256_cmpgt_epi64(x, hi));
  }
  int64_t lows[4], highs[4];
  _mm256_storeu_si256((void *)lows, lo);
  _mm256_storeu_si256((void *)highs, hi);
  for (unsigned k = 0; k < 4; k++) {
    low = lows[k] < low ? lows[k] : low;
    high = highs[k] > high ? highs[k] : high;
  }
  before = _mm256_movemask_epi8(after) != -1;
#endif
  before |= reach_any(t + i, n - i, floor, &low, &high);
  *ret_low = low;
  *ret_high = high;
  return before;
}

/* Divisions by constants, of 32 bits when what both have of powers of two is taken away: loops that
 * the compiler makes wide. */
#define DAY  UINT32_C(86400000) /* ms */
#define HOUR UINT32_C(3600000)

static void days(const int64_t *restrict t, size_t n, int64_t shift, int32_t *restrict out) {
  for (size_t i = 0; i < n; i++)
    out[i] =
        (int32_t)((uint32_t)(((uint64_t)t[i] + (uint64_t)shift) >> 10) / (uint32_t)(DAY >> 10));
}

static void hours(const int64_t *restrict t, const int32_t *restrict of, size_t n, int64_t shift,
                  int64_t *restrict out) {
  for (size_t i = 0; i < n; i++) {
    uint32_t in_day = (uint32_t)((uint64_t)t[i] + (uint64_t)shift) - (uint32_t)of[i] * DAY;
    out[i] = (in_day >> 7) / (HOUR >> 7);
  }
}

static void weekdays(const int32_t *restrict of, size_t n, int64_t *restrict out) {
  for (size_t i = 0; i < n; i++)
    out[i] = ((uint32_t)of[i] + 3) % 7; /* 1970-01-01 was a Thursday */
}
