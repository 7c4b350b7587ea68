/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of an attempt put together by the values that its runs must keep: a small hash table of
 * keys and a counting sort, so that it costs the same per row however many values there are. */
#include <stdlib.h>

#include "query/funnel_int.h"

bool funnel_key_whole(const struct funnel_plan *plan, const struct walk_person *p, uint32_t row,
                      uint32_t from) {
  for (uint32_t k = from; k < plan->n_key; k++)
    if (!p->code[k][row]) return false;
  return true;
}

static bool same_key(const struct walk_person *p, uint32_t a, uint32_t b, uint32_t n_key) {
  for (uint32_t k = 0; k < n_key; k++)
    if (p->code[k][a] != p->code[k][b]) return false;
  return true;
}

static uint32_t group_of_row(struct funnel_keys *keys, const struct walk_person *p, uint32_t row,
                             uint32_t n_key, uint32_t mask) {
  uint64_t hash = 0;
  for (uint32_t k = 0; k < n_key; k++)
    hash = (hash ^ p->code[k][row]) * UINT64_C(0x9e3779b97f4a7c15);
  uint32_t at = (uint32_t)(hash >> 32) & mask;
  for (; keys->slots.p[at]; at = (at + 1) & mask)
    if (same_key(p, keys->groups.p[keys->slots.p[at] - 1].first, row, n_key))
      return keys->slots.p[at] - 1;
  vec_push(&keys->groups, ((struct funnel_key){.first = row}));
  keys->slots.p[at] = (uint32_t)keys->groups.n;
  return (uint32_t)keys->groups.n - 1;
}

static int compare_each(const void *x, const void *y, void *ctx) {
  const uint32_t *each = ctx;
  const struct funnel_key *a = x, *b = y;
  if (each[a->first] != each[b->first]) return each[a->first] < each[b->first] ? -1 : 1;
  return a->first < b->first ? -1 : a->first > b->first;
}

/* The group of each row, and how many rows it has. */
static void count_rows(const struct funnel_plan *plan, const struct walk_person *p,
                       const uint32_t *rows, uint32_t n, struct funnel_keys *keys) {
  uint32_t size = 16, held = plan->f->by == FUNNEL_BY_EACH; /* where the held values begin */
  while (size < 2 * n)
    size *= 2;
  vec_reserve(&keys->slots, size);
  vec_reserve(&keys->group_of, n);
  memset(keys->slots.p, 0, size * sizeof *keys->slots.p);
  keys->groups.n = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint64_t m = p->mask[rows[i]];
    bool in = (m & plan->step_bits && funnel_key_whole(plan, p, rows[i], held)) ||
              (m & plan->exclude_bits && funnel_key_whole(plan, p, rows[i], 0));
    uint32_t g = in ? group_of_row(keys, p, rows[i], plan->n_key, size - 1) : UINT32_MAX;
    keys->group_of.p[i] = g;
    if (in) keys->groups.p[g].n++;
  }
}

void funnel_group_rows(const struct funnel_plan *plan, const struct walk_person *p,
                       const uint32_t *rows, uint32_t n, struct arena *mem,
                       struct funnel_keys *keys) {
  uint32_t at = 0;
  count_rows(plan, p, rows, n, keys);
  vec_reserve(&keys->order, n);
  uint32_t *place = arena_alloc(mem, (keys->groups.n + 1) * sizeof *place);
  for (uint32_t g = 0; g < keys->groups.n; g++)
    keys->groups.p[g].begin = g; /* its number, until it has a place */
  if (plan->f->by == FUNNEL_BY_EACH && keys->groups.n)
    qsort_r(keys->groups.p, keys->groups.n, sizeof *keys->groups.p, compare_each,
            (void *)(uintptr_t)p->code[0]);
  for (uint32_t g = 0; g < keys->groups.n; g++) {
    struct funnel_key *key = &keys->groups.p[g];
    place[key->begin] = at;
    key->begin = at;
    at += key->n;
  }
  for (uint32_t i = 0; i < n; i++)
    if (keys->group_of.p[i] != UINT32_MAX) keys->order.p[place[keys->group_of.p[i]]++] = rows[i];
}

void funnel_keys_release(struct funnel_keys *keys) {
  vec_free(&keys->order);
  vec_free(&keys->groups);
  vec_free(&keys->slots);
  vec_free(&keys->group_of);
}
