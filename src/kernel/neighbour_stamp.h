/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of the text of all variants (ops_stamp.h): which rows stand beside each other. */

static void as_next_any(const int64_t *v, size_t n, uint64_t *out) {
  EACH_WORD(n, out, v[i] == (v + 1)[i]);
}

#ifdef KERNEL_AVX2
#define AS_NEXT as_next_avx2
static void as_next_avx2(const int64_t *v, size_t n, uint64_t *out) {
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 16
    for (unsigned k = 0; k < 16; k++) {
      const int64_t *at = v + w * 64 + k * 4;
      __m256i same = _mm256_cmpeq_epi64(_mm256_loadu_si256((const void *)at),
                                        _mm256_loadu_si256((const void *)(at + 1)));
      bits |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(same)) << (4 * k);
    }
    out[w] = bits;
  }
  if (n % 64) as_next_any(v + words * 64, n % 64, out + words);
}
#else
#define AS_NEXT as_next_any
#endif

/* A one put above each bit of a runs up through the ones of what is of neither, and stops at the
 * next bit of either, or of `first`. */
static void bits_after(const uint64_t *restrict a, const uint64_t *restrict b,
                       const uint64_t *restrict first, size_t words, uint64_t *restrict out) {
  uint64_t in = 0; /* from the word below; not both put and run through */
  for (size_t w = 0; w < words; w++) {
    uint64_t x = a[w], both = x | b[w], stop = first[w], sum;
    bool through = __builtin_add_overflow(~(both | stop), x << 1 | in, &sum);
    in = x >> 63 | through;
    out[w] = both & sum & ~stop;
  }
}

static size_t gaps(const uint64_t *first, const uint64_t *second, size_t words,
                   const int64_t *restrict t, const uint32_t *restrict owner,
                   int64_t *restrict begin, int64_t *restrict gap, uint32_t *restrict whose) {
  size_t near = 0, n = 0; /* near: the last bit of first in words below */
  for (size_t w = 0; w < words; w++) {
    uint64_t x = first[w];
    for (uint64_t m = second[w]; m; m &= m - 1) {
      uint64_t lower = x & ((m & -m) - 1);
      size_t i = w * 64 + (size_t)__builtin_ctzll(m);
      size_t h = lower ? w * 64 + ((size_t)__builtin_clzll(lower | 1) ^ 63) : near;
      int64_t at = t[h];
      begin[n] = at;
      gap[n] = t[i] - at;
      whose[n++] = owner[i];
    }
    near = x ? w * 64 + ((size_t)__builtin_clzll(x | 1) ^ 63) : near;
  }
  return n;
}
