/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frame-of-reference bit-packing: n numbers of `width` bits each, in a layout that vector units
 * like.
 *
 * Whole groups of PACK_GROUP numbers stand vertically: a group is `width` words of each of L lanes
 * (32 bits × 8 lanes, or 64 bits × 4 lanes), number i of a group in lane i % L.  So one vector
 * shift unpacks L neighbours, and the output is written in order.  What is left at the end (fewer
 * than a group) is one plain bit string in 64-bit words, so that short columns stay short. Integers
 * are little-endian.
 *
 * Packed bytes are 8-byte aligned and pack32_bytes/pack64_bytes long; nothing is read past that.
 * unpack never fails: any bytes are some numbers.
 */
#ifndef SHOAL_KERNEL_PACK_H
#define SHOAL_KERNEL_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACK_GROUP 256

static inline unsigned pack_width(uint64_t max) {
  return max ? 64u - (unsigned)__builtin_clzll(max) : 0;
}
/* A multiple of 8. */
static inline size_t pack_bytes(size_t n, unsigned width) {
  return n / PACK_GROUP * (PACK_GROUP / 8) * width + (n % PACK_GROUP * width + 63) / 64 * 8;
}

/* Every in[i] must fit in width bits; width ≤ 32, ≤ 64. */
void pack32(const uint32_t *in, size_t n, unsigned width, void *out);
void pack64(const uint64_t *in, size_t n, unsigned width, void *out);

/* out[i] = base + number i, modulo 2^32, 2^64. */
void unpack32(const void *in, size_t n, unsigned width, uint32_t base, uint32_t *out);
void unpack64(const void *in, size_t n, unsigned width, uint64_t base, uint64_t *out);

/* Number i of n alone; for when few are wanted. */
uint32_t pick32(const void *in, size_t n, unsigned width, size_t i);
uint64_t pick64(const void *in, size_t n, unsigned width, size_t i);

/* Many of them: out[k] = number idx[k] of n.  In place of idx is fine for 32 bits. */
void pick32_many(const void *in, size_t n, unsigned width, const uint32_t *idx, size_t n_idx,
                 uint32_t *out);
void pick64_many(const void *in, size_t n, unsigned width, const uint32_t *idx, size_t n_idx,
                 uint64_t *out);

/* Groups that are read one after the other: asks for the memory a page further than these bytes,
 * because the processor's own prefetching ends with each page of a mapped file. */
static inline void pack_prefetch(const void *p, size_t bytes) {
  for (size_t i = 0; i < bytes; i += 64)
    __builtin_prefetch((const char *)p + 4096 + i);
}

/* One group of a known width (kernel/ops.h). */
typedef void unpack32_group_fn(const uint32_t *in, uint32_t base, uint32_t *out);
typedef void unpack64_group_fn(const uint64_t *in, uint64_t base, uint64_t *out);

#endif
