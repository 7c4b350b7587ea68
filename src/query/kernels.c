/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain arrays in, bit words out.
 *
 * `lo ≤ v ≤ hi` is one unsigned comparison, (v − lo) ≤ (hi − lo); callers never pass an empty
 * range.  The last word is filled up with zeros, so that words of rows can be counted without a
 * tail case.
 */
#include "kernel/ops.h"
#include "kernel/words.h"
#include "query/query_int.h"

void bits_range_i64(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out) {
  kernel->range_i64(v, n, lo, hi, out);
}

void bits_range_i128(const i128 *v, size_t n, i128 lo, i128 hi, uint64_t *out) {
  kernel->range_i128(v, n, lo, hi, out);
}

void bits_equal_u32(const uint32_t *v, size_t n, uint32_t x, uint64_t *out) {
  kernel->equal_u32(v, n, x, out);
}

void bits_table_u32(const uint32_t *v, size_t n, const uint8_t *table, uint64_t *out) {
  EACH_WORD(n, out, table[v[i]]);
}

void bits_as_before(const int32_t *v, size_t n, uint64_t *out) {
  EACH_WORD(n, out, v[i] == (v - 1)[i]);
}

void bits_with_rows(const uint64_t *bits, const uint32_t *rank, const uint32_t *begin, uint32_t n,
                    uint64_t *out) {
  uint32_t before[TILE + 1];
  kernel->rank_at(bits, rank, begin, n + 1, before);
  EACH_WORD(n, out, before[i + 1] != before[i]);
}

void bits_nonzero_u8(const uint8_t *v, size_t n, uint64_t *out) {
  EACH_WORD(n, out, v[i] != 0);
}
