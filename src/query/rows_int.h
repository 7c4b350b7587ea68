/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loops over the rows of an accumulator (struct rows). */
#ifndef SHOAL_QUERY_ROWS_INT_H
#define SHOAL_QUERY_ROWS_INT_H

#include "query/query_int.h"

/* Of bits of word number `word` those of rows [r0, r1). */
static inline uint64_t word_between(uint64_t m, size_t word, size_t r0, size_t r1) {
  if (word == r0 / 64) m &= UINT64_MAX << (r0 % 64);
  if (r1 < word * 64 + 64) m &= (UINT64_C(1) << (r1 % 64)) - 1;
  return m;
}

/* For each row i of rows [r0, r1) that passes and has a value. */
#define EACH_ROW(s, r0, r1, BODY)                                                                  \
  for (size_t word = (r0) / 64; word * 64 < (r1); word++) {                                        \
    uint64_t m = word_between((s)->pass[word] & (s)->present[word], word, (r0), (r1));             \
    for (; m; m &= m - 1) {                                                                        \
      size_t i = word * 64 + (size_t)__builtin_ctzll(m);                                           \
      BODY;                                                                                        \
    }                                                                                              \
  }

#endif
