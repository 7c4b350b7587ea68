/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linear probing at load ≤ 1/2; the full hash is kept beside each string, so that growing does not
 * hash again and a probe compares bytes only when 64 bits agree. */
#include "base/intern.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"

void intern_init(struct intern *t, const char *name) {
  *t = (struct intern){0};
  arena_init(&t->bytes, name);
}

void intern_release(struct intern *t) {
  const char *name = t->bytes.name;
  arena_release(&t->bytes);
  free(t->at);
  free(t->hash);
  free(t->slot);
  intern_init(t, name);
}

void intern_reset(struct intern *t) {
  arena_reset(&t->bytes);
  t->n = 0;
  if (t->slot_cap) memset(t->slot, 0, (size_t)t->slot_cap * sizeof *t->slot);
}

static uint64_t hash_of(struct str s) {
  return XXH3_64bits(s.p ? s.p : "", s.n);
}

#define NUMBER(slot) ((uint32_t)(slot))
#define TAG(hash)    ((hash)&UINT64_C(0xffffffff00000000))

/* Most strings are short, and a call of memcmp costs more than they do. */
static inline bool same_bytes(const char *a, const char *b, size_t n) {
  uint64_t x, y, v, w;
  if (n > 16) return memcmp(a, b, n) == 0;
  if (n >= 8) {
    memcpy(&x, a, 8), memcpy(&y, b, 8);
    memcpy(&v, a + n - 8, 8), memcpy(&w, b + n - 8, 8);
    return ((x ^ y) | (v ^ w)) == 0;
  }
  for (size_t i = 0; i < n; i++)
    if (a[i] != b[i]) return false;
  return true;
}

/* The slot holding s, or the empty one where it belongs. */
static uint32_t probe(const struct intern *t, struct str s, uint64_t h) {
  uint32_t mask = t->slot_cap - 1, i = (uint32_t)h & mask;
  for (;; i = (i + 1) & mask) {
    uint64_t at = t->slot[i];
    if (at == 0) return i;
    if (TAG(at) != TAG(h)) continue;
    struct str known = t->at[NUMBER(at) - 1];
    if (known.n == s.n && same_bytes(known.p, s.p, s.n)) return i;
  }
}

static void grow(struct intern *t) {
  must(t->slot_cap < (1u << 31));
  uint32_t cap = t->slot_cap ? t->slot_cap * 2 : 16;
  free(t->slot);
  t->slot = must_calloc(cap, sizeof *t->slot);
  t->slot_cap = cap;
  for (uint32_t id = 0; id < t->n; id++) {
    uint32_t i = (uint32_t)t->hash[id] & (cap - 1);
    while (t->slot[i])
      i = (i + 1) & (cap - 1);
    t->slot[i] = TAG(t->hash[id]) | (id + 1);
  }
}

uint32_t intern_find(const struct intern *t, struct str s) {
  if (!t->slot_cap) return INTERN_NONE;
  uint64_t at = t->slot[probe(t, s, hash_of(s))];
  return at ? NUMBER(at) - 1 : INTERN_NONE;
}

uint32_t intern_put(struct intern *t, struct str s) {
  if (t->n >= t->slot_cap / 2) grow(t);
  uint64_t h = hash_of(s);
  uint32_t i = probe(t, s, h);
  if (t->slot[i]) return NUMBER(t->slot[i]) - 1;
  if (t->n == t->at_cap) {
    t->at_cap = t->at_cap ? t->at_cap * 2 : 8;
    t->at = must_realloc(t->at, t->at_cap, sizeof *t->at);
    t->hash = must_realloc(t->hash, t->at_cap, sizeof *t->hash);
  }
  t->at[t->n] = arena_str(&t->bytes, s);
  t->hash[t->n] = h;
  t->slot[i] = TAG(h) | ++t->n;
  return t->n - 1;
}
