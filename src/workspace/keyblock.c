/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocked Bloom filters, for small runs.
 *
 * A small run is soon merged into a larger one, so what its filter costs to build and to ask counts
 * more than its size: sixteen bits a key instead of 9.6, but sorted keys fill one line of memory
 * after the other (a tenth of what building a fuse filter takes), one line is all that a question
 * touches, and of absent keys one in a thousand passes instead of four, each of which reads a page.
 *
 * A block is 512 bits for 32 keys on average; its place is the highest bits of the key, and a key
 * sets one bit in each of its eight words.
 *
 * Encoded form: u64 blocks, the words. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "keyrun_int.h"

#define BLOCK_KEYS  32
#define BLOCK_WORDS KEYBLOCK_WORDS
#define MANY_MAX    64

static inline uint64_t bits_of(struct ev_key k) {
  uint64_t h = (k.lo ^ k.hi << 32 ^ k.hi >> 32) * UINT64_C(0x9e3779b97f4a7c15);
  return (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
}

/* The bit of word w: six bits of the higher 48. */
static inline uint64_t bit_of(uint64_t h, unsigned w) {
  return UINT64_C(1) << (h >> (16 + 6 * w) & 63);
}

static inline const uint64_t *block_of(const struct keyblocks *f, struct ev_key k) {
  return f->word + key_scale(k.hi, f->n) * BLOCK_WORDS;
}

void keyblocks_new(struct keyblocks *f, uint64_t keys) {
  f->n = keys / BLOCK_KEYS + 1;
  f->word = aligned_alloc(64, f->n * BLOCK_WORDS * sizeof *f->word);
  if (!f->word) panic("out of memory: a filter of %zu bytes", keyblocks_bytes(f));
  memset(f->word, 0, keyblocks_bytes(f));
}

void keyblocks_release(struct keyblocks *f) {
  free(f->word);
  *f = (struct keyblocks){0};
}

size_t keyblocks_bytes(const struct keyblocks *f) {
  return f->n * BLOCK_WORDS * sizeof *f->word;
}

void keyblocks_add(struct keyblocks *f, const struct ev_key *k, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t *b = f->word + key_scale(k[i].hi, f->n) * BLOCK_WORDS, h = bits_of(k[i]);
    for (unsigned w = 0; w < BLOCK_WORDS; w++)
      b[w] |= bit_of(h, w);
  }
}

void keyblocks_put(const struct keyblocks *f, struct buf *out) {
  buf_put_u64(out, f->n);
  for (uint64_t i = 0; i < f->n * BLOCK_WORDS; i++) {
    uint64_t le = htole64(f->word[i]);
    buf_put(out, &le, sizeof le);
  }
}

bool keyblocks_decode(struct cursor *c, struct keyblocks *ret) {
  uint64_t n = cur_u64(c);
  if (c->bad || n == 0 || n > cur_left(c) / (BLOCK_WORDS * sizeof *ret->word)) return false;
  keyblocks_new(ret, (n - 1) * BLOCK_KEYS);
  struct str words = cur_bytes(c, keyblocks_bytes(ret));
  memcpy(ret->word, words.p, words.n);
  for (uint64_t i = 0; i < n * BLOCK_WORDS; i++)
    ret->word[i] = le64toh(ret->word[i]);
  return true;
}

/* Of absent keys one in 40 passes the first half, so the jump is guessed right. */
static inline bool has_bits(const uint64_t *b, uint64_t h) {
  uint64_t missing = 0;
  for (unsigned w = 0; w < BLOCK_WORDS / 2; w++)
    missing |= ~b[w] & bit_of(h, w);
  if (missing) return false;
  for (unsigned w = BLOCK_WORDS / 2; w < BLOCK_WORDS; w++)
    missing |= ~b[w] & bit_of(h, w);
  return missing == 0;
}

bool keyblocks_may_have(const struct keyblocks *f, struct ev_key k) {
  return has_bits(block_of(f, k), bits_of(k));
}

void keyblocks_prefetch(const struct keyblocks *f, struct ev_key k) {
  __builtin_prefetch(block_of(f, k));
}

uint64_t keyblocks_may_have_many(const struct keyblocks *f, const struct ev_key *k, uint32_t n) {
  const uint64_t *b[MANY_MAX];
  uint64_t mask = 0;
  must(n <= MANY_MAX);
  for (uint32_t i = 0; i < n; i++) {
    b[i] = block_of(f, k[i]);
    __builtin_prefetch(b[i]);
  }
  for (uint32_t i = 0; i < n; i++)
    mask |= (uint64_t)has_bits(b[i], bits_of(k[i])) << i;
  return mask;
}
