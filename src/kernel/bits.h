/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bitmaps over rows: bit i is bit i % 64 of word i / 64.  Bits past n in the last word are zero in
 * what these write, and not looked at in what they read. */
#ifndef SHOAL_KERNEL_BITS_H
#define SHOAL_KERNEL_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t bits_words(size_t n) {
  return (n + 63) / 64;
}
static inline bool bits_test(const uint64_t *w, size_t i) {
  return w[i >> 6] >> (i & 63) & 1;
}
static inline void bits_set(uint64_t *w, size_t i) {
  w[i >> 6] |= UINT64_C(1) << (i & 63);
}

void bits_fill(uint64_t *w, size_t n); /* n ones */
size_t bits_count(const uint64_t *w, size_t n);
/* Numbers of the set bits, ascending; returns how many.  pos must hold bits_count + 63. */
size_t bits_positions(const uint64_t *w, size_t n, uint32_t *pos);
/* Clears n bits, then sets those of pos (each < n). */
void bits_of_positions(const uint32_t *pos, size_t n_pos, size_t n, uint64_t *w);
/* ORs n bits of src from bit 0 into dst at bit `at`, whose bits there must be zero. */
void bits_append(uint64_t *dst, size_t at, const uint64_t *src, size_t from, size_t n);
/* Bit i of out = bit idx[i] of w. */
void bits_gather(const uint64_t *w, const uint32_t *idx, size_t n, uint64_t *out);
/* Sets bit idx[i] of dst where bit from + i of w is set, i < n; idx ascending. */
void bits_scatter(const uint64_t *w, size_t from, const uint32_t *idx, size_t n, uint64_t *dst);
/* Bit i of out = bytes[i] != 0, and back (0 or 1). */
void bits_of_bytes(const uint8_t *bytes, size_t n, uint64_t *out);
void bits_to_bytes(const uint64_t *w, size_t n, uint8_t *bytes);

#endif
