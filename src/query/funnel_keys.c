/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of an attempt put together by the values that its runs must keep: a small hash table of
 * keys and a counting sort, so that it costs the same per row however many values there are. */
#include <string.h>

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

/* Brings keys of one first value together, values and keys in order of their first row.  A counting
 * sort: sorting by comparison was a fifth of a funnel per category of fifty million events. */
static void bring_together(const struct walk_person *p, struct arena *mem,
                           struct funnel_keys *keys) {
  uint32_t n = (uint32_t)keys->groups.n, n_values = 0, size = 16, at = 0;
  while (size < 2 * n)
    size *= 2;
  uint32_t *slots = keys->slots.p; /* at least as large as count_rows made it */
  uint32_t *value_of = arena_alloc(mem, n * sizeof *value_of);
  uint32_t *code = arena_alloc(mem, n * sizeof *code);
  uint32_t *place = arena_array(mem, uint32_t, n);
  struct funnel_key *sorted = arena_alloc(mem, n * sizeof *sorted);
  memset(slots, 0, size * sizeof *slots);
  for (uint32_t g = 0; g < n; g++) {
    uint32_t c = p->code[0][keys->groups.p[g].first];
    uint32_t s = (uint32_t)(c * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (size - 1);
    while (slots[s] && code[slots[s] - 1] != c)
      s = (s + 1) & (size - 1);
    if (!slots[s]) {
      code[n_values++] = c;
      slots[s] = n_values;
    }
    value_of[g] = slots[s] - 1;
    place[value_of[g]]++;
  }
  for (uint32_t v = 0; v < n_values; v++) {
    uint32_t count = place[v];
    place[v] = at;
    at += count;
  }
  for (uint32_t g = 0; g < n; g++)
    sorted[place[value_of[g]]++] = keys->groups.p[g];
  memcpy(keys->groups.p, sorted, n * sizeof *sorted);
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
  if (plan->f->by == FUNNEL_BY_EACH && keys->groups.n > 2) bring_together(p, mem, keys);
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
