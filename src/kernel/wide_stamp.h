/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of the text of the AVX-512 variant (ops_stamp.h): what a comparison that gives bits, and
 * lanes that move to the front of a register, do better than AVX2. */
#undef MEMBERS
#define MEMBERS members_wide
static void members_wide(const uint32_t *v, size_t n, const uint32_t *set, uint64_t *out) {
  uint32_t more = 0;
  for (unsigned i = 1; i < MEMBERS_MAX / 32; i++)
    more |= set[i];
  if (more) {
    members_any(v, n, set, out);
    return;
  }
  const __m512i first = _mm512_set1_epi32((int)set[0]), one = _mm512_set1_epi32(1);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++) {
      __m512i x = _mm512_loadu_si512(v + w * 64 + k * 16); /* a shift by more than 31 gives zero */
      bits |= (uint64_t)_mm512_test_epi32_mask(first, _mm512_sllv_epi32(one, x)) << (16 * k);
    }
    out[w] = bits;
  }
  if (n % 64) members_any(v + words * 64, n % 64, set, out + words);
}

#undef EQUAL
#define EQUAL equal_wide
static void equal_wide(const uint32_t *v, size_t n, uint32_t x, uint64_t *out) {
  const __m512i to = _mm512_set1_epi32((int)x);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++)
      bits |= (uint64_t)_mm512_cmpeq_epi32_mask(_mm512_loadu_si512(v + w * 64 + k * 16), to)
              << (16 * k);
    out[w] = bits;
  }
  if (n % 64) equal_any(v + words * 64, n % 64, x, out + words);
}

#undef RANGE
#define RANGE range_wide
static void range_wide(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out) {
  const __m512i low = _mm512_set1_epi64(lo), high = _mm512_set1_epi64(hi);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (unsigned k = 0; k < 8; k++) {
      __m512i x = _mm512_loadu_si512(v + w * 64 + k * 8);
      __mmask8 m = _mm512_cmpge_epi64_mask(x, low);
      bits |= (uint64_t)_mm512_mask_cmple_epi64_mask(m, x, high) << (8 * k);
    }
    out[w] = bits;
  }
  if (n % 64) range_any(v + words * 64, n % 64, lo, hi, out + words);
}

#undef RANGE_WIDE
#define RANGE_WIDE range_wide_wide
static void range_wide_wide(const __int128 *v, size_t n, __int128 lo, __int128 hi, uint64_t *out) {
  const __m512i lows = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14),
                highs = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
  const __m512i lo_high = _mm512_set1_epi64((int64_t)(lo >> 64)),
                hi_high = _mm512_set1_epi64((int64_t)(hi >> 64)),
                lo_low = _mm512_set1_epi64((int64_t)lo), hi_low = _mm512_set1_epi64((int64_t)hi);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t outside = 0;
#pragma GCC unroll 8
    for (unsigned k = 0; k < 8; k++) {
      __m512i a = _mm512_loadu_si512(v + w * 64 + k * 8);
      __m512i b = _mm512_loadu_si512(v + w * 64 + k * 8 + 4);
      __m512i low = _mm512_permutex2var_epi64(a, lows, b);
      __m512i high = _mm512_permutex2var_epi64(a, highs, b);
      __mmask8 off =
          _mm512_cmplt_epi64_mask(high, lo_high) | _mm512_cmpgt_epi64_mask(high, hi_high);
      off |= _mm512_mask_cmplt_epu64_mask(_mm512_cmpeq_epi64_mask(high, lo_high), low, lo_low);
      off |= _mm512_mask_cmpgt_epu64_mask(_mm512_cmpeq_epi64_mask(high, hi_high), low, hi_low);
      outside |= (uint64_t)off << (8 * k);
    }
    out[w] = ~outside;
  }
  if (n % 64) range_wide_any(v + words * 64, n % 64, lo, hi, out + words);
}

#undef POSITIONS
#define POSITIONS positions_wide
/* Sixteen places are written whether they are there or not; pos has room for 63 more. */
static size_t positions_wide(const uint64_t *w, size_t words, uint32_t *pos) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  size_t k = 0;
  for (size_t i = 0; i < words; i++) {
    uint64_t v = w[i];
    __m512i row = _mm512_add_epi32(_mm512_set1_epi32((int)(i * 64)), lanes);
    if (v == 0) continue;
#pragma GCC unroll 4
    for (unsigned at = 0; at < 64; at += 16) {
      __mmask16 m = (__mmask16)(v >> at);
      _mm512_storeu_si512(pos + k, _mm512_maskz_compress_epi32(m, row));
      row = _mm512_add_epi32(row, _mm512_set1_epi32(16));
      k += (size_t)__builtin_popcount(m);
    }
  }
  return k;
}
