/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bitmaps a word at a time.  Positions are taken with count-trailing-zeros, whose cost is per set
 * bit, not per row: presence of rare properties is the common case. */
#include "kernel/bits.h"

#include "kernel/ops.h"

#include <string.h>

void bits_fill(uint64_t *w, size_t n) {
  memset(w, 0xff, n / 64 * 8);
  if (n % 64) w[n / 64] = (UINT64_C(1) << (n % 64)) - 1;
}

static inline uint64_t last_word(const uint64_t *w, size_t n) {
  return w[n / 64] & ((UINT64_C(1) << (n % 64)) - 1);
}

size_t bits_count(const uint64_t *w, size_t n) {
  size_t sum = kernel->count(w, n / 64);
  return n % 64 ? sum + (size_t)__builtin_popcountll(last_word(w, n)) : sum;
}

size_t bits_positions(const uint64_t *w, size_t n, uint32_t *pos) {
  size_t k = kernel->positions(w, n / 64, pos);
  for (uint64_t v = n % 64 ? last_word(w, n) : 0; v; v &= v - 1)
    pos[k++] = (uint32_t)(n / 64 * 64) + (uint32_t)__builtin_ctzll(v);
  return k;
}

void bits_of_positions(const uint32_t *pos, size_t n_pos, size_t n, uint64_t *w) {
  memset(w, 0, bits_words(n) * 8);
  for (size_t i = 0; i < n_pos; i++)
    bits_set(w, pos[i]);
}

/* 64 bits of w from bit `from` on; words past the last of n bits are not touched. */
static inline uint64_t word_at(const uint64_t *w, size_t from, size_t end) {
  size_t i = from / 64;
  unsigned sh = from % 64;
  uint64_t v = w[i] >> sh;
  if (sh && (i + 1) * 64 < end) v |= w[i + 1] << (64 - sh);
  return v;
}

void bits_append(uint64_t *dst, size_t at, const uint64_t *src, size_t from, size_t n) {
  size_t end = from + n;
  for (size_t done = 0; done < n;) {
    size_t take = 64 - (at + done) % 64;
    if (take > n - done) take = n - done;
    uint64_t v = word_at(src, from + done, end);
    if (take < 64) v &= (UINT64_C(1) << take) - 1;
    dst[(at + done) / 64] |= v << ((at + done) % 64);
    done += take;
  }
}

void bits_gather(const uint64_t *w, const uint32_t *idx, size_t n, uint64_t *out) {
  for (size_t i = 0; i < n; i += 64) {
    size_t m = n - i < 64 ? n - i : 64;
    uint64_t v = 0;
    for (size_t j = 0; j < m; j++)
      v |= (uint64_t)bits_test(w, idx[i + j]) << j;
    out[i / 64] = v;
  }
}

/* How many of n ascending numbers stay neighbours; it is more than half of them, or less is said.
 */
static size_t together(const uint32_t *idx, size_t n) {
  size_t lo = n / 2, hi = n; /* lo + 1 are, hi + 1 are not */
  if (idx[lo] - idx[0] != lo) return 0;
  while (hi - lo > 1) {
    size_t mid = lo + (hi - lo) / 2;
    if (idx[mid] - idx[0] == mid)
      lo = mid;
    else
      hi = mid;
  }
  return lo + 1;
}

void bits_scatter(const uint64_t *w, size_t from, const uint32_t *idx, size_t n, uint64_t *dst) {
  for (size_t i = 0, m; i < n; i += m) {
    m = n - i < 64 ? n - i : 64;
    size_t some = m > 1 && idx[i + m - 1] - idx[i] != m - 1 ? together(idx + i, m - 1) : 0;
    if (some) m = some;
    uint64_t v = word_at(w, from + i, from + n);
    if (m < 64) v &= (UINT64_C(1) << m) - 1;
    if (idx[i + m - 1] - idx[i] == m - 1) {
      size_t at = idx[i] / 64;
      unsigned sh = idx[i] % 64;
      dst[at] |= v << sh;
      if (sh && v >> (64 - sh)) dst[at + 1] |= v >> (64 - sh);
      continue;
    }
    uint64_t bits = 0; /* of one word, as idx ascends */
    size_t word = idx[i] / 64;
    for (; v; v &= v - 1) {
      size_t at = idx[i + (size_t)__builtin_ctzll(v)];
      if (at / 64 != word) {
        dst[word] |= bits;
        word = at / 64;
        bits = 0;
      }
      bits |= UINT64_C(1) << at % 64;
    }
    dst[word] |= bits;
  }
}

void bits_of_bytes(const uint8_t *bytes, size_t n, uint64_t *out) {
  for (size_t i = 0; i < n; i += 64) {
    size_t m = n - i < 64 ? n - i : 64;
    uint64_t v = 0;
    for (size_t j = 0; j < m; j++)
      v |= (uint64_t)(bytes[i + j] != 0) << j;
    out[i / 64] = v;
  }
}

void bits_to_bytes(const uint64_t *w, size_t n, uint8_t *bytes) {
  for (size_t i = 0; i < n; i++)
    bytes[i] = bits_test(w, i);
}
