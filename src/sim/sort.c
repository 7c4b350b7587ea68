/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events into their total order: by time with a radix sort, as pieces are short and their times
 * have few digits, then the few that share a millisecond by who and what.  Events equal in all of
 * it make equal lines, so their order does not matter. */
#include "sim/sim_int.h"

#define RADIX_BITS 11
#define RADIX      (1u << RADIX_BITS)

static bool before(const struct ev *a, const struct ev *b) {
  if (a->person != b->person) return a->person < b->person;
  if (a->kind != b->kind) return a->kind < b->kind;
  if (a->order != b->order) return a->order < b->order;
  return a->line[0].item < b->line[0].item;
}

static void place(const struct sim_ref *from, struct sim_ref *to, size_t n, uint64_t low,
                  unsigned shift) {
  uint32_t at[RADIX] = {0}, sum = 0;
  for (size_t i = 0; i < n; i++)
    at[(from[i].key - low) >> shift & (RADIX - 1)]++;
  for (uint32_t d = 0; d < RADIX; d++) {
    uint32_t c = at[d];
    at[d] = sum;
    sum += c;
  }
  for (size_t i = 0; i < n; i++)
    to[at[(from[i].key - low) >> shift & (RADIX - 1)]++] = from[i];
}

void sim_sort(struct sim_sorter *s, struct sim_ref *r, size_t n) {
  uint64_t low = UINT64_MAX, high = 0;
  if (s->n < n) {
    free(s->tmp);
    s->tmp = must_calloc(n, sizeof *s->tmp);
    s->n = n;
  }
  for (size_t i = 0; i < n; i++) {
    low = r[i].key < low ? r[i].key : low;
    high = r[i].key > high ? r[i].key : high;
  }
  struct sim_ref *from = r, *to = s->tmp;
  for (unsigned shift = 0; n > 0 && shift < 64 && (high - low) >> shift > 0; shift += RADIX_BITS) {
    place(from, to, n, low, shift);
    struct sim_ref *swap = from;
    from = to;
    to = swap;
  }
  if (from != r) memcpy(r, from, n * sizeof *r);
  for (size_t i = 1; i < n; i++) {
    struct sim_ref x = r[i];
    size_t j = i;
    for (; j > 0 && r[j - 1].key == x.key && before(x.ev, r[j - 1].ev); j--)
      r[j] = r[j - 1];
    r[j] = x;
  }
}
