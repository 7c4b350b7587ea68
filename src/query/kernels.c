/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain arrays in, bit words out.
 *
 * A comparison of 64 values makes 64 bytes of 0 or 1, which the compiler vectorises, and a
 * multiplication packs eight of them into eight bits.  `lo ≤ v ≤ hi` is one unsigned comparison, (v
 * − lo) ≤ (hi − lo); callers never pass an empty range.  The last word is filled up with zeros, so
 * that words of rows can be counted without a tail case.
 */
#include "kernel/ops.h"
#include "query/query_int.h"

static inline uint64_t pack_bits(const uint8_t b[64]) {
  uint64_t w = 0;
  for (unsigned i = 0; i < 8; i++) {
    uint64_t x;
    memcpy(&x, b + 8 * i, 8);
    w |= ((x * UINT64_C(0x0102040810204080)) >> 56) << (8 * i);
  }
  return w;
}

/* CONDITION sees `v[i]`; its result is 0 or 1. */
#define STAMP_BITS(n, out, CONDITION)                                                              \
  do {                                                                                             \
    size_t words = (n) / 64;                                                                       \
    for (size_t w = 0; w < words; w++) {                                                           \
      uint8_t b[64];                                                                               \
      for (size_t k = 0; k < 64; k++) {                                                            \
        size_t i = w * 64 + k;                                                                     \
        b[k] = (CONDITION);                                                                        \
      }                                                                                            \
      (out)[w] = pack_bits(b);                                                                     \
    }                                                                                              \
    if ((n) % 64) {                                                                                \
      uint64_t tail = 0;                                                                           \
      for (size_t i = words * 64; i < (n); i++) {                                                  \
        tail |= (uint64_t)(CONDITION) << (i % 64);                                                 \
      }                                                                                            \
      (out)[words] = tail;                                                                         \
    }                                                                                              \
  } while (0)

void bits_range_i64(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out) {
  kernel->range_i64(v, n, lo, hi, out);
}

void bits_range_i128(const i128 *v, size_t n, i128 lo, i128 hi, uint64_t *out) {
  u128 from = (u128)lo, width = (u128)hi - (u128)lo;
  STAMP_BITS(n, out, (u128)v[i] - from <= width);
}

void bits_equal_u32(const uint32_t *v, size_t n, uint32_t x, uint64_t *out) {
  STAMP_BITS(n, out, v[i] == x);
}

void bits_table_u32(const uint32_t *v, size_t n, const uint8_t *table, uint64_t *out) {
  STAMP_BITS(n, out, table[v[i]]);
}

void bits_nonzero_u8(const uint8_t *v, size_t n, uint64_t *out) {
  STAMP_BITS(n, out, v[i] != 0);
}
