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
  X(9)                                                                                             \
  X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25)  \
      X(26) X(27) X(28) X(29) X(30) X(31) X(32)
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

#include "kernel/calendar_stamp.h"
#include "kernel/compare_stamp.h"
#include "kernel/neighbour_stamp.h"
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
