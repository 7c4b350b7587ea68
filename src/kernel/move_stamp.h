/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of the text of all variants (ops_stamp.h): rows to dense values and back, by bits.
 *
 * Which lane goes where is computed, not looked up: a deposit of the numbers 0 … 7, a byte each,
 * into the bytes of the lanes that get a value, or an extract of those of the lanes that have one.
 */

static inline uint64_t extract(uint64_t x, uint64_t mask) {
#ifdef KERNEL_AVX2
  return _pext_u64(x, mask);
#else
  uint64_t out = 0;
  for (unsigned at = 0; mask; mask &= mask - 1, at++)
    out |= (x >> __builtin_ctzll(mask) & 1) << at;
  return out;
#endif
}

static size_t compact(const uint64_t *w, const uint64_t *mask, size_t words, uint64_t *out) {
  uint64_t part = 0;
  unsigned fill = 0;
  size_t full = 0;
  for (size_t i = 0; i < words; i++) {
    unsigned n = (unsigned)__builtin_popcountll(mask[i]);
    uint64_t x = extract(w[i], mask[i]);
    part |= x << fill;
    fill += n;
    if (fill < 64) continue;
    fill -= 64;
    out[full++] = part;
    part = fill ? x >> (n - fill) : 0;
  }
  if (fill) out[full] = part;
  return full * 64 + fill;
}

#define LANE_NUMBERS UINT64_C(0x0706050403020100)

#if defined(KERNEL_AVX512)
static inline void expand_word_32(uint32_t *v, size_t row, uint64_t w, size_t k) {
  for (unsigned at = 64; at > 0;) {
    at -= 16;
    __mmask16 m = (__mmask16)(w >> at);
    k -= (unsigned)__builtin_popcount(m);
    _mm512_storeu_si512(v + row + at, _mm512_maskz_expand_epi32(m, _mm512_loadu_si512(v + k)));
  }
}

static inline void expand_word_64(uint64_t *v, size_t row, uint64_t w, size_t k) {
  for (unsigned at = 64; at > 0;) {
    at -= 8;
    __mmask8 m = (__mmask8)(w >> at);
    k -= (unsigned)__builtin_popcount(m);
    _mm512_storeu_si512(v + row + at, _mm512_maskz_expand_epi64(m, _mm512_loadu_si512(v + k)));
  }
}

static inline void compress_word_32(const uint32_t *v, uint64_t w, uint32_t *out) {
  for (unsigned at = 0; at < 64; at += 16) {
    __mmask16 m = (__mmask16)(w >> at);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(m, _mm512_loadu_si512(v + at)));
    out += __builtin_popcount(m);
  }
}

static inline void compress_word_64(const uint64_t *v, uint64_t w, uint64_t *out) {
  for (unsigned at = 0; at < 64; at += 8) {
    __mmask8 m = (__mmask8)(w >> at);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi64(m, _mm512_loadu_si512(v + at)));
    out += __builtin_popcount(m);
  }
}
#elif defined(KERNEL_AVX2)
/* Bytes of the lanes of eight that m has; of four lanes of two bytes each. */
static inline uint64_t eight_lanes(uint64_t m) {
  return _pdep_u64(m, UINT64_C(0x0101010101010101)) * 0xff;
}
static inline uint64_t four_lanes(uint64_t m) {
  return _pdep_u64(m, UINT64_C(0x0001000100010001)) * 0xffff;
}
static inline __m256i permuted(const void *v, uint64_t lanes) {
  __m256i order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)lanes));
  return _mm256_permutevar8x32_epi32(_mm256_loadu_si256(v), order);
}

static inline void expand_word_32(uint32_t *v, size_t row, uint64_t w, size_t k) {
  for (unsigned at = 64; at > 0;) {
    at -= 8;
    uint64_t m = w >> at & 0xff;
    k -= (unsigned)__builtin_popcountll(m);
    _mm256_storeu_si256((void *)(v + row + at),
                        permuted(v + k, _pdep_u64(LANE_NUMBERS, eight_lanes(m))));
  }
}

static inline void expand_word_64(uint64_t *v, size_t row, uint64_t w, size_t k) {
  for (unsigned at = 64; at > 0;) {
    at -= 4;
    uint64_t m = w >> at & 0xf;
    k -= (unsigned)__builtin_popcountll(m);
    _mm256_storeu_si256((void *)(v + row + at),
                        permuted(v + k, _pdep_u64(LANE_NUMBERS, four_lanes(m))));
  }
}

static inline void compress_word_32(const uint32_t *v, uint64_t w, uint32_t *out) {
  for (unsigned at = 0; at < 64; at += 8) {
    uint64_t m = w >> at & 0xff;
    _mm256_storeu_si256((void *)out, permuted(v + at, _pext_u64(LANE_NUMBERS, eight_lanes(m))));
    out += __builtin_popcountll(m);
  }
}

static inline void compress_word_64(const uint64_t *v, uint64_t w, uint64_t *out) {
  for (unsigned at = 0; at < 64; at += 4) {
    uint64_t m = w >> at & 0xf;
    _mm256_storeu_si256((void *)out, permuted(v + at, _pext_u64(LANE_NUMBERS, four_lanes(m))));
    out += __builtin_popcountll(m);
  }
}
#else
#define MOVE_WORD(bits, type)                                                                      \
  static inline void expand_word_##bits(type *v, size_t row, uint64_t w, size_t k) {               \
    for (unsigned at = 64; at-- > 0;)                                                              \
      if (w >> at & 1) v[row + at] = v[--k];                                                       \
  }                                                                                                \
  static inline void compress_word_##bits(const type *v, uint64_t w, type *out) {                  \
    for (; w; w &= w - 1)                                                                          \
      *out++ = v[__builtin_ctzll(w)];                                                              \
  }
MOVE_WORD(32, uint32_t)
MOVE_WORD(64, uint64_t)
#undef MOVE_WORD
#endif

/* Expanding goes from the end, as a value's row is not before its place among the values; once both
 * are equal the rest lies where it belongs. */
#define MOVE(bits, type)                                                                           \
  static void expand_##bits(type *v, const uint64_t *w, size_t n) {                                \
    size_t words = n / 64, k = count_bits(w, words);                                               \
    uint64_t tail = n % 64 ? w[words] & ((UINT64_C(1) << n % 64) - 1) : 0;                         \
    k += (size_t)__builtin_popcountll(tail);                                                       \
    for (; tail; tail ^= UINT64_C(1) << (63 - __builtin_clzll(tail)))                              \
      v[words * 64 + 63 - (size_t)__builtin_clzll(tail)] = v[--k];                                 \
    for (size_t i = words; i-- > 0 && k < i * 64 + 64;) {                                          \
      if (w[i]) expand_word_##bits(v, i * 64, w[i], k);                                            \
      k -= (size_t)__builtin_popcountll(w[i]);                                                     \
    }                                                                                              \
  }                                                                                                \
  static size_t compress_##bits(const type *v, const uint64_t *w, size_t n, type *out) {           \
    size_t words = n / 64, k = 0;                                                                  \
    for (size_t i = 0; i < words; i++) {                                                           \
      if (w[i]) compress_word_##bits(v + i * 64, w[i], out + k);                                   \
      k += (size_t)__builtin_popcountll(w[i]);                                                     \
    }                                                                                              \
    uint64_t tail = n % 64 ? w[words] & ((UINT64_C(1) << n % 64) - 1) : 0;                         \
    for (; tail; tail &= tail - 1)                                                                 \
      out[k++] = v[words * 64 + (size_t)__builtin_ctzll(tail)];                                    \
    return k;                                                                                      \
  }
MOVE(32, uint32_t)
MOVE(64, uint64_t)
#undef MOVE
