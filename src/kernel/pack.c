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

/* Numbers of a group stand vertically; those of the tail in a row (pack.h).  Where a number begins:
 * its word, and how many words further its upper bits are, if it has any there. */
struct place {
  size_t word, next;
  unsigned shift;
};

static inline struct place place_of(size_t n, unsigned width, size_t i, size_t lanes,
                                    unsigned bits) {
  size_t g = i / PACK_GROUP, in_group = i % PACK_GROUP;
  size_t bit = g == n / PACK_GROUP ? in_group * width : in_group / lanes * width;
  struct place p = {g * width * lanes, lanes, bit % bits};
  if (g == n / PACK_GROUP) {
    p.word += bit / bits;
    p.next = 1;
  } else {
    p.word += bit / bits * lanes + i % lanes;
  }
  if (p.shift + width <= bits) p.next = 0;
  return p;
}

static inline struct place place32(size_t n, unsigned width, size_t i) {
  return place_of(n, width, i, LANES32, 32);
}

static inline struct place place64(size_t n, unsigned width, size_t i) {
  return place_of(n, width, i, LANES64, 64);
}

/* A number within one word gets its own bits again above, where the mask takes them away: whether
 * it crosses is as good as random, and a branch would be mispredicted. */
static inline uint32_t one32(const uint32_t *in, struct place p, uint32_t mask) {
  uint64_t v = in[p.word] | (uint64_t)in[p.word + p.next] << 32;
  return (uint32_t)(v >> p.shift) & mask;
}

static inline uint64_t one64(const uint64_t *in, struct place p, uint64_t mask) {
  return (in[p.word] >> p.shift | in[p.word + p.next] << 1 << (63 - p.shift)) & mask;
}

static inline uint32_t mask32(unsigned width) {
  return width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
}

static inline uint64_t mask64(unsigned width) {
  return width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

uint32_t pick32(const void *in, size_t n, unsigned width, size_t i) {
  return width ? one32(in, place32(n, width, i), mask32(width)) : 0;
}

uint64_t pick64(const void *in, size_t n, unsigned width, size_t i) {
  return width ? one64(in, place64(n, width, i), mask64(width)) : 0;
}

/* Few of many: each is a line of memory of its own, asked for AHEAD numbers before it is needed. */
#define AHEAD 24

void pick32_many(const void *in, size_t n, unsigned width, const uint32_t *idx, size_t n_idx,
                 uint32_t *out) {
  const uint32_t *from = in, mask = mask32(width);
  if (width == 0) {
    memset(out, 0, n_idx * sizeof *out);
    return;
  }
  for (size_t k = 0; k < n_idx; k++) {
    if (k + AHEAD < n_idx) {
      struct place p = place32(n, width, idx[k + AHEAD]);
      __builtin_prefetch(from + p.word);
      __builtin_prefetch(from + p.word + p.next);
    }
    out[k] = one32(from, place32(n, width, idx[k]), mask);
  }
}

void pick64_many(const void *in, size_t n, unsigned width, const uint32_t *idx, size_t n_idx,
                 uint64_t *out) {
  const uint64_t *from = in, mask = mask64(width);
  if (width == 0) {
    memset(out, 0, n_idx * sizeof *out);
    return;
  }
  for (size_t k = 0; k < n_idx; k++) {
    if (k + AHEAD < n_idx) {
      struct place p = place64(n, width, idx[k + AHEAD]);
      __builtin_prefetch(from + p.word);
      __builtin_prefetch(from + p.word + p.next);
    }
    out[k] = one64(from, place64(n, width, idx[k]), mask);
  }
}
