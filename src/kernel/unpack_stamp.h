/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stamps the group unpackers for one word type.  The including file defines
 *   WORD, BITS, LANES, VEC_T, UNPACK_ROWS    and gets    UNPACK_ROWS(in, base, out, width)
 * (the names are gone again after it) to be inlined with a constant width: the row loop unrolls
 * completely, every shift and word number becomes a constant.  Vector types of the compiler, not
 * intrinsics: SSE2, AVX2 and NEON come out of the same text. */
typedef WORD VEC_T
    __attribute__((vector_size(sizeof(WORD) * LANES), aligned(sizeof(WORD)), may_alias));

static inline __attribute__((always_inline)) void UNPACK_ROWS(const WORD *in, WORD base, WORD *out,
                                                              const unsigned width) {
  const VEC_T *from = (const VEC_T *)(const void *)in;
  VEC_T *to = (VEC_T *)(void *)out;
  const WORD ones = width == BITS ? ~(WORD)0 : (WORD)(((WORD)1 << (width % BITS)) - 1);
#pragma GCC unroll 64
  for (unsigned row = 0; row < PACK_GROUP / LANES; row++) {
    const unsigned bit = row * width, word = bit / BITS, shift = bit % BITS;
    VEC_T v = {0};
    if (width > 0) v = from[word] >> shift;
    if (shift + width > BITS) v |= from[word + 1] << (BITS - shift);
    if (shift + width != BITS) v &= ones;
    to[row] = v + base;
  }
}
#undef WORD
#undef BITS
#undef LANES
#undef VEC_T
#undef UNPACK_ROWS
