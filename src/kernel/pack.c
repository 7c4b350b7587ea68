/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing, and unpacking of everything that is not a whole group.
 *
 * Reading happens a thousand times for each writing, so only unpacking of groups is stamped per
 * width (ops_stamp.h); packing is one loop whose width is a variable.  The vertical
 * layout makes even that loop independent per lane. */
#include "kernel/ops.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "packed integers are little-endian");

#define LANES32 8
#define LANES64 4

static void pack32_group(const uint32_t *in, unsigned width, uint32_t *out) {
  uint32_t acc[LANES32] = {0};
  unsigned fill = 0;
  for (unsigned row = 0; row < PACK_GROUP / LANES32; row++, in += LANES32) {
    for (unsigned l = 0; l < LANES32; l++)
      acc[l] |= in[l] << fill;
    fill += width;
    if (fill < 32) continue;
    memcpy(out, acc, sizeof acc);
    out += LANES32;
    fill -= 32;
    for (unsigned l = 0; l < LANES32; l++)
      acc[l] = fill ? in[l] >> (width - fill) : 0;
  }
}

static void pack64_group(const uint64_t *in, unsigned width, uint64_t *out) {
  uint64_t acc[LANES64] = {0};
  unsigned fill = 0;
  for (unsigned row = 0; row < PACK_GROUP / LANES64; row++, in += LANES64) {
    for (unsigned l = 0; l < LANES64; l++)
      acc[l] |= in[l] << fill;
    fill += width;
    if (fill < 64) continue;
    memcpy(out, acc, sizeof acc);
    out += LANES64;
    fill -= 64;
    for (unsigned l = 0; l < LANES64; l++)
      acc[l] = fill ? in[l] >> (width - fill) : 0;
  }
}

static void put_bits(uint64_t *words, size_t i, unsigned width, uint64_t v) {
  size_t bit = i * width, w = bit / 64;
  unsigned sh = bit % 64;
  words[w] |= v << sh;
  if (sh + width > 64) words[w + 1] |= v >> (64 - sh);
}

static uint64_t get_bits(const uint64_t *words, size_t i, unsigned width, uint64_t mask) {
  size_t bit = i * width, w = bit / 64;
  unsigned sh = bit % 64;
  uint64_t v = words[w] >> sh;
  if (sh + width > 64) v |= words[w + 1] << (64 - sh);
  return v & mask;
}

void pack32(const uint32_t *in, size_t n, unsigned width, void *out) {
  if (width == 0) return;
  size_t groups = n / PACK_GROUP, tail = n % PACK_GROUP;
  uint32_t *to = out;
  for (size_t g = 0; g < groups; g++, in += PACK_GROUP, to += (size_t)width * LANES32)
    pack32_group(in, width, to);
  if (tail) memset(to, 0, pack_bytes(tail, width));
  for (size_t i = 0; i < tail; i++)
    put_bits((uint64_t *)(void *)to, i, width, in[i]);
}

void pack64(const uint64_t *in, size_t n, unsigned width, void *out) {
  if (width == 0) return;
  size_t groups = n / PACK_GROUP, tail = n % PACK_GROUP;
  uint64_t *to = out;
  for (size_t g = 0; g < groups; g++, in += PACK_GROUP, to += (size_t)width * LANES64)
    pack64_group(in, width, to);
  if (tail) memset(to, 0, pack_bytes(tail, width));
  for (size_t i = 0; i < tail; i++)
    put_bits(to, i, width, in[i]);
}

void unpack32(const void *in, size_t n, unsigned width, uint32_t base, uint32_t *out) {
  size_t groups = n / PACK_GROUP, tail = n % PACK_GROUP;
  const uint32_t *from = in;
  unpack32_group_fn *fn = kernel->unpack32[width];
  for (size_t g = 0; g < groups; g++, from += (size_t)width * LANES32, out += PACK_GROUP)
    fn(from, base, out);
  uint64_t mask = (UINT64_C(1) << width) - 1;
  for (size_t i = 0; i < tail; i++)
    out[i] = base + (width ? (uint32_t)get_bits((const void *)from, i, width, mask) : 0);
}

void unpack64(const void *in, size_t n, unsigned width, uint64_t base, uint64_t *out) {
  size_t groups = n / PACK_GROUP, tail = n % PACK_GROUP;
  const uint64_t *from = in;
  unpack64_group_fn *fn = kernel->unpack64[width];
  for (size_t g = 0; g < groups; g++, from += (size_t)width * LANES64, out += PACK_GROUP)
    fn(from, base, out);
  uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
  for (size_t i = 0; i < tail; i++)
    out[i] = base + (width ? get_bits(from, i, width, mask) : 0);
}

/* Numbers of a group stand vertically; those of the tail in a row (pack.h). */
uint32_t pick32(const void *in, size_t n, unsigned width, size_t i) {
  if (width == 0) return 0;
  size_t groups = n / PACK_GROUP, g = i / PACK_GROUP;
  const uint32_t *from = (const uint32_t *)in + g * width * LANES32;
  uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
  if (g == groups) return (uint32_t)get_bits((const void *)from, i % PACK_GROUP, width, mask);
  unsigned bit = (unsigned)(i % PACK_GROUP) / LANES32 * width, shift = bit % 32;
  from += bit / 32 * LANES32 + i % LANES32;
  uint64_t v = *from;
  if (shift + width > 32) v |= (uint64_t)from[LANES32] << 32;
  return (uint32_t)(v >> shift) & mask;
}

uint64_t pick64(const void *in, size_t n, unsigned width, size_t i) {
  if (width == 0) return 0;
  size_t groups = n / PACK_GROUP, g = i / PACK_GROUP;
  const uint64_t *from = (const uint64_t *)in + g * width * LANES64;
  uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
  if (g == groups) return get_bits(from, i % PACK_GROUP, width, mask);
  unsigned bit = (unsigned)(i % PACK_GROUP) / LANES64 * width, shift = bit % 64;
  from += bit / 64 * LANES64 + i % LANES64;
  uint64_t v = *from >> shift;
  if (shift + width > 64) v |= from[LANES64] << (64 - shift);
  return v & mask;
}
