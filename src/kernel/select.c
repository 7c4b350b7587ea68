/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Branch-free selection: the row number is always written and the end moves by 0 or 1, so that a
 * filter costs the same whatever it selects.
 *
 * Spreading works from the end: idx[i] ≥ i, so a value never lands on one that has yet to move.
 * That is what lets a sparse column be unpacked straight into its output array. */
#include "kernel/select.h"

void select_by_code(const uint32_t *code, size_t n, const uint8_t *table, uint8_t *keep) {
  for (size_t i = 0; i < n; i++)
    keep[i] = table[code[i]];
}

void select_and_le(const int64_t *v, size_t n, int64_t max, uint8_t *keep) {
  for (size_t i = 0; i < n; i++)
    keep[i] &= (uint8_t)(v[i] <= max);
}

size_t select_idx(const uint8_t *keep, size_t n, uint32_t *idx) {
  size_t k = 0;
  for (size_t i = 0; i < n; i++) {
    idx[k] = (uint32_t)i;
    k += keep[i];
  }
  return k;
}

void select_rank(const uint8_t *keep, size_t n, uint32_t *rank) {
  uint32_t k = 0;
  for (size_t i = 0; i < n; i++) {
    rank[i] = k;
    k += keep[i];
  }
  rank[n] = k;
}

#define STAMP(bits, type)                                                                          \
  void gather_##bits(const type *v, const uint32_t *idx, size_t n, type *out) {                    \
    for (size_t i = 0; i < n; i++)                                                                 \
      out[i] = v[idx[i]];                                                                          \
  }                                                                                                \
  void spread_##bits(type *v, const uint32_t *idx, size_t n) {                                     \
    for (size_t i = n; i-- > 0;)                                                                   \
      v[idx[i]] = v[i];                                                                            \
  }
STAMP(8, uint8_t)
STAMP(32, uint32_t)
STAMP(64, uint64_t)
STAMP(128, unsigned __int128)
