/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hashes are spread evenly, so of all different things the share limit ÷ 2⁶⁴ has one below the
 * limit. A full table is halved at its median: the smaller half stays, and the limit is the
 * smallest that went. */
#include "base/sketch.h"

#include <stdlib.h>

#include "base/panic.h"

static uint64_t mix(uint64_t h) { /* SplitMix64 */
  h += UINT64_C(0x9e3779b97f4a7c15);
  h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
  return h ^ h >> 31;
}

uint64_t sketch_hash(uint64_t low, uint64_t high) {
  return mix(low ^ mix(high));
}

static bool put(struct sketch *s, uint64_t hash) {
  uint32_t at = (uint32_t)hash & (s->cap - 1);
  while (s->slots[at] && s->slots[at] != hash)
    at = (at + 1) & (s->cap - 1);
  bool fresh = s->slots[at] == 0;
  s->slots[at] = hash;
  s->n += fresh;
  return fresh;
}

static void rebuild(struct sketch *s, const uint64_t *hashes, uint32_t n, uint32_t cap) {
  uint64_t *slots = must_calloc(cap, sizeof *slots);
  s->slots = slots;
  s->cap = cap;
  s->n = 0;
  for (uint32_t i = 0; i < n; i++)
    put(s, hashes[i]);
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* The hashes side by side, where the slots were. */
static uint64_t *gather(struct sketch *s) {
  uint64_t *old = s->slots;
  uint32_t n = 0;
  for (uint32_t i = 0; i < s->cap; i++)
    if (old[i]) old[n++] = old[i];
  return old;
}

static void halve(struct sketch *s) {
  uint64_t *old = gather(s);
  qsort(old, SKETCH_MAX, sizeof *old, ascending);
  s->limit = old[SKETCH_KEEP];
  rebuild(s, old, SKETCH_KEEP, s->cap);
  free(old);
}

void sketch_add(struct sketch *s, uint64_t hash) {
  if (hash == 0) hash = 1; /* 0 is an empty slot */
  if (s->limit && hash >= s->limit) return;
  if (s->cap == 0) rebuild(s, NULL, 0, 16);
  if (!put(s, hash)) return;
  if (s->n == SKETCH_MAX) {
    halve(s);
  } else if (2 * s->n > s->cap) {
    uint32_t n = s->n;
    uint64_t *old = gather(s);
    rebuild(s, old, n, 2 * s->cap);
    free(old);
  }
}

uint64_t sketch_count(const struct sketch *s) {
  if (s->limit == 0) return s->n;
  return (uint64_t)((double)s->n / ((double)s->limit / 18446744073709551616.0) + 0.5);
}

void sketch_release(struct sketch *s) {
  free(s->slots);
  *s = (struct sketch){0};
}
