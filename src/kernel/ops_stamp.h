/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of all variants.  The including file sets OPS (the name of its table), OPS_NAME, and
 * compiles the rest for its processor; where they must differ for speed, KERNEL_AVX2 is defined and
 * says so, and KERNEL_AVX512 besides (wide_stamp.h). */
#include "kernel/ops.h"

#include <string.h>
#ifdef KERNEL_AVX2
#include <immintrin.h>
#endif

#define WIDTHS_32                                                                                  \
  X(0)                                                                                             \
  X(1)                                                                                             \
  X(2)                                                                                             \
  X(3)                                                                                             \
  X(4)                                                                                             \
  X(5)                                                                                             \
  X(6)                                                                                             \
  X(7)                                                                                             \
  X(8)                                                                                             \
  X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24)   \
      X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)
#define WIDTHS_64                                                                                  \
  WIDTHS_32 X(33) X(34) X(35) X(36) X(37) X(38) X(39) X(40) X(41) X(42) X(43) X(44) X(45) X(46)    \
      X(47) X(48) X(49) X(50) X(51) X(52) X(53) X(54) X(55) X(56) X(57) X(58) X(59) X(60) X(61)    \
          X(62) X(63) X(64)

#define WORD        uint32_t
#define BITS        32
#define LANES       8
#define VEC_T       vec8x32
#define UNPACK_ROWS unpack_rows32
#include "kernel/unpack_stamp.h"
#include "kernel/words.h"

#define X(w)                                                                                       \
  static void unpack32_##w(const uint32_t *in, uint32_t base, uint32_t *out) {                     \
    unpack_rows32(in, base, out, w);                                                               \
  }
WIDTHS_32
#undef X
#define X(w) unpack32_##w,
static unpack32_group_fn *const groups32[33] = {WIDTHS_32};
#undef X

#define WORD        uint64_t
#define BITS        64
#define LANES       4
#define VEC_T       vec4x64
#define UNPACK_ROWS unpack_rows64
#include "kernel/unpack_stamp.h"

#define X(w)                                                                                       \
  static void unpack64_##w(const uint64_t *in, uint64_t base, uint64_t *out) {                     \
    unpack_rows64(in, base, out, w);                                                               \
  }
WIDTHS_64
#undef X
#define X(w) unpack64_##w,
static unpack64_group_fn *const groups64[65] = {WIDTHS_64};
#undef X

static inline uint8_t is_member(const uint32_t *set, uint32_t v) {
  return v < MEMBERS_MAX && (set[v / 32] >> (v % 32) & 1);
}

static void members_any(const uint32_t *v, size_t n, const uint32_t *set, uint64_t *out) {
  EACH_WORD(n, out, is_member(set, v[i]));
}

#ifdef KERNEL_AVX2
/* Sets of the first 32 codes: shifted left by 31 - code the set's bit is the sign, and a shift by
 * more than 31 gives zero, which is what a code outside means. */
#define MEMBERS members_avx2
static void members_avx2(const uint32_t *v, size_t n, const uint32_t *set, uint64_t *out) {
  uint32_t more = 0;
  for (unsigned i = 1; i < MEMBERS_MAX / 32; i++)
    more |= set[i];
  if (more) {
    members_any(v, n, set, out);
    return;
  }
  uint32_t m = 0;
  for (unsigned i = 0; i < 32; i++)
    m |= (set[0] >> i & 1) << (31 - i);
  const __m256i mirrored = _mm256_set1_epi32((int)m);
  size_t words = n / 64;
  for (size_t w = 0; w < words; w++) {
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (unsigned k = 0; k < 8; k++) {
      __m256i x = _mm256_loadu_si256((const void *)(v + w * 64 + k * 8));
      __m256 sign = _mm256_castsi256_ps(_mm256_sllv_epi32(mirrored, x));
      bits |= (uint64_t)(unsigned)_mm256_movemask_ps(sign) << (8 * k);
    }
    out[w] = bits;
  }
  if (n % 64) members_any(v + words * 64, n % 64, set, out + words);
}

/* The same of packed numbers of up to 8 bits: four rows of eight lanes become 32 bits.  The set is
 * mirrored as above, a word per 32 codes; packing with saturation keeps signs, and the last
 * permutation brings the lanes into the order of rows. */
static inline __attribute__((always_inline)) void
packed_rows(const uint32_t *in, size_t groups, __m256i set, uint32_t *out, const unsigned width) {
  const __m256i *from = (const void *)in;
  const __m256i first = _mm256_permutevar8x32_epi32(set, _mm256_setzero_si256());
  const __m256i ones = _mm256_set1_epi32((int)((1u << width) - 1)), low = _mm256_set1_epi32(31);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  for (size_t g = 0; g < groups; g++, from += width, out += PACK_GROUP / 32) {
    pack_prefetch(from, sizeof *from * width);
#pragma GCC unroll 8
    for (unsigned q = 0; q < PACK_GROUP / 32; q++) {
      __m256i sign[4];
#pragma GCC unroll 4
      for (unsigned k = 0; k < 4; k++) {
        const unsigned bit = (q * 4 + k) * width, word = bit / 32, shift = bit % 32;
        __m256i v = _mm256_setzero_si256();
        if (width > 0) v = _mm256_srli_epi32(_mm256_loadu_si256(from + word), (int)shift);
        if (shift + width > 32)
          v = _mm256_or_si256(
              v, _mm256_slli_epi32(_mm256_loadu_si256(from + word + 1), (int)(32 - shift)));
        if (shift + width != 32) v = _mm256_and_si256(v, ones);
        sign[k] = width <= 5
                      ? _mm256_sllv_epi32(first, v)
                      : _mm256_sllv_epi32(_mm256_permutevar8x32_epi32(set, _mm256_srli_epi32(v, 5)),
                                          _mm256_and_si256(v, low));
      }
      __m256i bytes = _mm256_packs_epi16(_mm256_packs_epi32(sign[0], sign[1]),
                                         _mm256_packs_epi32(sign[2], sign[3]));
      out[q] = (uint32_t)_mm256_movemask_epi8(_mm256_permutevar8x32_epi32(bytes, order));
    }
  }
}
#define PACKED_WIDTHS X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define X(w)                                                                                       \
  static void packed_##w(const uint32_t *in, size_t groups, __m256i set, uint32_t *out) {          \
    packed_rows(in, groups, set, out, w);                                                          \
  }
PACKED_WIDTHS
#undef X
typedef void packed_fn(const uint32_t *in, size_t groups, __m256i set, uint32_t *out);
#define X(w) packed_##w,
static packed_fn *const packed[] = {PACKED_WIDTHS};
#undef X

static bool packed_narrow(const void *in, size_t groups, unsigned width, uint32_t base,
                          const uint32_t *set, uint64_t *out) {
  uint32_t mirrored[8] = {0};
  if (width >= sizeof packed / sizeof *packed) return false;
  for (uint32_t p = 0; p >> width == 0; p++)
    mirrored[p / 32] |= (uint32_t)is_member(set, base + p) << (31 - p % 32);
  packed[width](in, groups, _mm256_loadu_si256((const void *)mirrored), (void *)out);
  return true;
}
#else
#define MEMBERS members_any
static bool packed_narrow(const void *in, size_t groups, unsigned width, uint32_t base,
                          const uint32_t *set, uint64_t *out) {
  return false;
}
#endif

static void packed_members(const void *in, size_t groups, unsigned width, uint32_t base,
                           const uint32_t *set, uint64_t *out) {
  const uint32_t *from = in;
  if (packed_narrow(in, groups, width, base, set, out)) return;
  for (size_t g = 0; g < groups; g++, from += 8 * width, out += PACK_GROUP / 64) {
    uint32_t v[PACK_GROUP];
    groups32[width](from, base, v);
    MEMBERS(v, PACK_GROUP, set, out);
  }
}

static size_t count_bits(const uint64_t *w, size_t words) {
  size_t sum = 0;
  for (size_t i = 0; i < words; i++)
    sum += (size_t)__builtin_popcountll(w[i]);
  return sum;
}

#include "kernel/move_stamp.h"

/* Four positions are written whether they are there or not: how many a word has is the branch that
 * no processor guesses. */
#define POSITIONS positions_any
static size_t positions_any(const uint64_t *w, size_t words, uint32_t *pos) {
  size_t k = 0;
  for (size_t i = 0; i < words; i++) {
    uint64_t v = w[i];
    uint32_t row = (uint32_t)(i * 64);
    if (v == UINT64_MAX) {
      for (uint32_t j = 0; j < 64; j++)
        pos[k + j] = row + j;
      k += 64;
      continue;
    }
    uint32_t *to = pos + k;
    k += (size_t)__builtin_popcountll(v);
#pragma GCC unroll 4
    for (unsigned j = 0; j < 4; j++, v &= v - 1)
      to[j] = row + (uint32_t)__builtin_ctzll(v | UINT64_C(1) << 63);
    for (to += 4; v; v &= v - 1)
      *to++ = row + (uint32_t)__builtin_ctzll(v);
  }
  return k;
}

static void rank_words(const uint64_t *w, size_t words, uint32_t *rank) {
  uint32_t sum = 0;
#pragma GCC unroll 4
  for (size_t i = 0; i < words; i++) {
    rank[i] = sum;
    sum += (uint32_t)__builtin_popcountll(w[i]);
  }
  rank[words] = sum;
}

static uint32_t max_u32(const uint32_t *v, size_t n) {
  uint32_t max = 0;
  for (size_t i = 0; i < n; i++)
    max = v[i] > max ? v[i] : max;
  return max;
}

static inline uint64_t below(uint64_t w, uint32_t bit) {
#ifdef KERNEL_AVX2
  return _bzhi_u64(w, bit);
#else
  return w & ((UINT64_C(1) << bit) - 1);
#endif
}

static void rank_at(const uint64_t *w, const uint32_t *rank, const uint32_t *pos, size_t n,
                    uint32_t *out) {
#pragma GCC unroll 4
  for (size_t i = 0; i < n; i++) {
    uint32_t at = pos[i] / 64;
    out[i] = rank[at] + (uint32_t)__builtin_popcountll(below(w[at], pos[i] % 64));
  }
}

/* Two codes count as one of 4^shift pairs, which halves the stores; two tables, so that equal
 * neighbours do not wait for each other. */
static void tally(const uint32_t *v, unsigned shift, uint32_t *pairs) {
  uint32_t p[PACK_GROUP / 2], *other = pairs + ((size_t)1 << 2 * shift);
  for (unsigned i = 0; i < PACK_GROUP / 2; i++)
    p[i] = v[i] | v[PACK_GROUP / 2 + i] << shift;
  for (unsigned i = 0; i < PACK_GROUP / 2; i += 2) {
    pairs[p[i]]++;
    other[p[i + 1]]++;
  }
}

static void slots(const int64_t *t, const struct slot_div *d, uint32_t *slot) {
  const struct slot_div k = *d;
  for (unsigned i = 0; i < PACK_GROUP; i++) {
    uint64_t x = (uint64_t)t[i] - (uint64_t)k.from;
    uint32_t low = (uint32_t)(x >> k.shift), q = (uint32_t)((uint64_t)low * k.mul >> k.mul_shift);
    slot[i] = (uint64_t)t[i] - (uint64_t)k.low < k.span ? q : k.none;
  }
}

static void slots_within(const int64_t *t, const struct slot_div *d, uint32_t *slot) {
  const struct slot_div k = *d;
  for (unsigned i = 0; i < PACK_GROUP; i++) {
    uint32_t low = (uint32_t)(((uint64_t)t[i] - (uint64_t)k.from) >> k.shift);
    uint32_t q = (uint32_t)((uint64_t)low * k.mul >> k.mul_shift);
    slot[i] = q < k.none ? q : k.none;
  }
}

static uint64_t slot_set(const int64_t *t, const uint64_t *w, unsigned bit, size_t n,
                         const struct slot_div *d) {
  const struct slot_div k = *d;
  uint64_t set = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t x = (uint64_t)t[i] - (uint64_t)k.from;
    uint64_t q = (uint64_t)(uint32_t)(x >> k.shift) * k.mul >> k.mul_shift;
    set |= (x < k.span ? w[i] >> bit & 1 : 0) << (q & 63);
  }
  return set;
}

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

#ifdef KERNEL_AVX512
#include "kernel/wide_stamp.h"
#endif

const struct kernel_ops OPS = {.name = OPS_NAME,
                               .unpack32 = groups32,
                               .unpack64 = groups64,
                               .members = MEMBERS,
                               .packed_members = packed_members,
                               .count = count_bits,
                               .positions = POSITIONS,
                               .rank_words = rank_words,
                               .rank_at = rank_at,
                               .max_u32 = max_u32,
                               .tally = tally,
                               .slots = slots,
                               .slots_within = slots_within,
                               .slot_set = slot_set,
                               .compact = compact,
                               .expand_32 = expand_32,
                               .expand_64 = expand_64,
                               .compress_32 = compress_32,
                               .compress_64 = compress_64,
                               .range_i64 = RANGE,
                               .as_next_i64 = AS_NEXT,
                               .bits_after = bits_after,
                               .gaps = gaps,
                               .range_i128 = RANGE_WIDE,
                               .look = LOOK,
                               .equal_u32 = EQUAL,
                               .translate = TRANSLATE,
                               .reach = reach,
                               .days = days,
                               .hours = hours,
                               .weekdays = weekdays};
