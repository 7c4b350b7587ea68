/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of the text of all variants (ops_stamp.h): conditions on each of n values as bits, and
 * values by table. */

static void range_any(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out) {
  uint64_t from = (uint64_t)lo, width = (uint64_t)hi - (uint64_t)lo;
  EACH_WORD(n, out, (uint64_t)v[i] - from <= width);
}

#ifdef KERNEL_AVX2
#define RANGE range_avx2
static void range_avx2(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out) {
  const __m256i low = _mm256_set1_epi64x(lo), high = _mm256_set1_epi64x(hi);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t outside = 0;
#pragma GCC unroll 16
    for (unsigned k = 0; k < 16; k++) {
      __m256i x = _mm256_loadu_si256((const void *)(v + w * 64 + k * 4));
      __m256i off = _mm256_or_si256(_mm256_cmpgt_epi64(low, x), _mm256_cmpgt_epi64(x, high));
      outside |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(off)) << (4 * k);
    }
    out[w] = ~outside;
  }
  if (n % 64) range_any(v + words * 64, n % 64, lo, hi, out + words);
}
#else
#define RANGE range_any
#endif

static void equal_any(const uint32_t *v, size_t n, uint32_t x, uint64_t *out) {
  EACH_WORD(n, out, v[i] == x);
}

static void translate_any(uint32_t *v, size_t n, const uint32_t *table, uint32_t last) {
  for (size_t i = 0; i < n; i++)
    v[i] = table[v[i] < last ? v[i] : last];
}

#ifdef KERNEL_AVX2
#define EQUAL     equal_avx2
#define TRANSLATE translate_avx2
static void equal_avx2(const uint32_t *v, size_t n, uint32_t x, uint64_t *out) {
  const __m256i to = _mm256_set1_epi32((int)x);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (unsigned k = 0; k < 8; k++) {
      __m256i y = _mm256_loadu_si256((const void *)(v + w * 64 + k * 8));
      __m256 same = _mm256_castsi256_ps(_mm256_cmpeq_epi32(y, to));
      bits |= (uint64_t)(unsigned)_mm256_movemask_ps(same) << (8 * k);
    }
    out[w] = bits;
  }
  if (n % 64) equal_any(v + words * 64, n % 64, x, out + words);
}

static void translate_avx2(uint32_t *v, size_t n, const uint32_t *table, uint32_t last) {
  const __m256i most = _mm256_set1_epi32((int)last);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256i at = _mm256_min_epu32(_mm256_loadu_si256((const void *)(v + i)), most);
    _mm256_storeu_si256((void *)(v + i), _mm256_i32gather_epi32((const int *)table, at, 4));
  }
  translate_any(v + i, n - i, table, last);
}
#else
#define EQUAL     equal_any
#define TRANSLATE translate_any
#endif

static void range_wide_any(const __int128 *v, size_t n, __int128 lo, __int128 hi, uint64_t *out) {
  unsigned __int128 from = (unsigned __int128)lo, width = (unsigned __int128)hi - from;
  EACH_WORD(n, out, (unsigned __int128)v[i] - from <= width);
}

/* answer[v[i]], of greater numbers answer[last]; the gather takes three bytes more. */
static void look_any(const uint32_t *v, size_t n, const uint8_t *answer, uint32_t last,
                     uint64_t *first, uint64_t *second) {
  EACH_WORD(n, first, answer[v[i] < last ? v[i] : last] & 1);
  EACH_WORD(n, second, answer[v[i] < last ? v[i] : last] >> 1 & 1);
}

#ifdef KERNEL_AVX2
#define RANGE_WIDE range_wide_avx2
#define LOOK       look_avx2
/* Upper halves decide, lower ones where those are equal; compared without signs they have their
 * first bit turned. */
static void range_wide_avx2(const __int128 *v, size_t n, __int128 lo, __int128 hi, uint64_t *out) {
  const __m256i turn = _mm256_set1_epi64x(INT64_MIN);
  const __m256i lo_high = _mm256_set1_epi64x((int64_t)(lo >> 64)),
                hi_high = _mm256_set1_epi64x((int64_t)(hi >> 64)),
                lo_low = _mm256_xor_si256(_mm256_set1_epi64x((int64_t)lo), turn),
                hi_low = _mm256_xor_si256(_mm256_set1_epi64x((int64_t)hi), turn);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t outside = 0;
#pragma GCC unroll 16
    for (unsigned k = 0; k < 16; k++) {
      __m256i a = _mm256_loadu_si256((const void *)(v + w * 64 + k * 4));
      __m256i b = _mm256_loadu_si256((const void *)(v + w * 64 + k * 4 + 2));
      __m256i low = _mm256_xor_si256(_mm256_unpacklo_epi64(a, b), turn);
      __m256i high = _mm256_unpackhi_epi64(a, b);
      __m256i below = _mm256_or_si256(
          _mm256_cmpgt_epi64(lo_high, high),
          _mm256_and_si256(_mm256_cmpeq_epi64(lo_high, high), _mm256_cmpgt_epi64(lo_low, low)));
      __m256i above = _mm256_or_si256(
          _mm256_cmpgt_epi64(high, hi_high),
          _mm256_and_si256(_mm256_cmpeq_epi64(high, hi_high), _mm256_cmpgt_epi64(low, hi_low)));
      __m256i off = _mm256_permute4x64_epi64(_mm256_or_si256(below, above), 0xd8);
      outside |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(off)) << (4 * k);
    }
    out[w] = ~outside;
  }
  if (n % 64) range_wide_any(v + words * 64, n % 64, lo, hi, out + words);
}

static void look_avx2(const uint32_t *v, size_t n, const uint8_t *answer, uint32_t last,
                      uint64_t *first, uint64_t *second) {
  const __m256i most = _mm256_set1_epi32((int)last);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t one = 0, two = 0;
    for (unsigned k = 0; k < 8; k++) {
      __m256i at = _mm256_loadu_si256((const void *)(v + w * 64 + k * 8));
      __m256i x =
          _mm256_i32gather_epi32((const int *)(const void *)answer, _mm256_min_epu32(at, most), 1);
      __m256 a = _mm256_castsi256_ps(_mm256_slli_epi32(x, 31)),
             b = _mm256_castsi256_ps(_mm256_slli_epi32(x, 30));
      one |= (uint64_t)(unsigned)_mm256_movemask_ps(a) << (8 * k);
      two |= (uint64_t)(unsigned)_mm256_movemask_ps(b) << (8 * k);
    }
    first[w] = one;
    second[w] = two;
  }
  if (n % 64) look_any(v + words * 64, n % 64, answer, last, first + words, second + words);
}
#else
#define RANGE_WIDE range_wide_any
#define LOOK       look_any
#endif
