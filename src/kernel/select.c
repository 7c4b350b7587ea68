/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Spreading works from the end: idx[i] ≥ i, so a value never lands on one that has yet to move.
 * That is what lets a sparse column be unpacked straight into its output array. */
#include "kernel/select.h"

#include <string.h>

#define TOGETHER 64 /* values whose places are looked at at once */

#define STAMP(bits, type)                                                                          \
  void gather_##bits(const type *v, const uint32_t *idx, size_t n, type *out) {                    \
    for (size_t i = 0; i < n; i++)                                                                 \
      out[i] = v[idx[i]];                                                                          \
  }                                                                                                \
  void spread_##bits(type *v, const uint32_t *idx, size_t n) {                                     \
    for (size_t i = n; i-- > 0;)                                                                   \
      v[idx[i]] = v[i];                                                                            \
  }                                                                                                \
  void scatter_##bits(const type *v, const uint32_t *idx, size_t n, type *out) {                   \
    for (size_t i = 0, m; i < n; i += m) {                                                         \
      m = n - i < TOGETHER ? n - i : TOGETHER;                                                     \
      if (idx[i + m - 1] - idx[i] == m - 1) {                                                      \
        memcpy(out + idx[i], v + i, m * sizeof *v);                                                \
        continue;                                                                                  \
      }                                                                                            \
      for (size_t k = i; k < i + m; k++)                                                           \
        out[idx[k]] = v[k];                                                                        \
    }                                                                                              \
  }
STAMP(8, uint8_t)
STAMP(32, uint32_t)
STAMP(64, uint64_t)
STAMP(128, unsigned __int128)
