/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distinct values of one person: a hash set whose clearing costs what was put in, not what it once
 * grew to, so that the person after a robot with a million items is as cheap as the one before.
 * Only people with many rows come here; accum.c counts the few values of everybody else in a small
 * array. */
#include <stdlib.h>

#include "query/query_int.h"

static uint32_t home(u128 key, uint32_t cap) {
  uint64_t h = (uint64_t)key ^ ((uint64_t)(key >> 64) * UINT64_C(0xd6e8feb86659fd93));
  h ^= h >> 32;
  h *= UINT64_C(0x9e3779b97f4a7c15);
  h ^= h >> 29;
  return (uint32_t)h & (cap - 1);
}

static bool grow(struct key_set *s, struct charge *c, struct err *err) {
  uint32_t cap = s->cap ? s->cap * 2 : 256;
  size_t each = 2 * sizeof *s->slots + sizeof *s->keys;
  if (!charge_add(c, (size_t)(cap - s->cap) * each, err)) return false;
  free(s->slots);
  s->slots = must_calloc(cap, sizeof *s->slots);
  s->pos = must_realloc(s->pos, cap, sizeof *s->pos);
  s->keys = must_realloc(s->keys, cap, sizeof *s->keys);
  s->cap = cap;
  for (uint32_t i = 0; i < s->n; i++) {
    uint32_t at = home(s->keys[i], cap);
    while (s->slots[at]) {
      at = (at + 1) & (cap - 1);
    }
    s->slots[at] = i + 1;
    s->pos[i] = at;
  }
  return true;
}

bool key_set_add(struct key_set *s, u128 key, struct charge *c, struct err *err) {
  if (s->n * 2 >= s->cap && !grow(s, c, err)) return false;
  uint32_t at = home(key, s->cap);
  while (s->slots[at]) {
    if (s->keys[s->slots[at] - 1] == key) return true;
    at = (at + 1) & (s->cap - 1);
  }
  s->keys[s->n] = key;
  s->pos[s->n] = at;
  s->slots[at] = ++s->n;
  return true;
}

bool key_set_marks(struct key_set *s, size_t n, struct charge *c, struct err *err) {
  if (n <= s->n_marks) return true;
  size_t cap = s->n_marks ? s->n_marks * 2 : 1024;
  while (cap < n)
    cap *= 2;
  if (!charge_add(c, (cap - s->n_marks) * sizeof *s->marks, err)) return false;
  s->marks = must_realloc(s->marks, cap, sizeof *s->marks);
  memset(s->marks + s->n_marks, 0, (cap - s->n_marks) * sizeof *s->marks);
  s->n_marks = cap;
  return true;
}

void key_set_clear(struct key_set *s) {
  for (uint32_t i = 0; i < s->n; i++) {
    s->slots[s->pos[i]] = 0;
  }
  s->n = 0;
}

void key_set_release(struct key_set *s) {
  free(s->keys);
  free(s->slots);
  free(s->pos);
  free(s->marks);
}
