/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The questions of a standing: searches in the base and in what changed since.
 *
 * Of the base, `dead` are the places whose people changed, ascending; so a place of the base is
 * place minus dead ones before it, and position i of the whole is found by one search over the
 * overlay and one over the dead. */
#include "incentive/rank_order_int.h"

#include <stdlib.h>

static bool before(const struct rank_entry *a, const struct rank_entry *b) {
  if (a->key != b->key) return a->key < b->key;
  if (a->tie != b->tie) return a->tie < b->tie;
  return a->person < b->person;
}

struct rank_entry rank_base_at(const struct rank_base *b, uint32_t i) {
  return (struct rank_entry){b->key[i], b->tie[i], b->person[i]};
}

uint32_t rank_base_lower(const struct rank_base *b, const struct rank_entry *e) {
  uint32_t lo = 0, n = b->n;
  while (n) {
    uint32_t half = n / 2, i = lo + half;
    struct rank_entry x = {b->key[i], 0, 0};
    if (x.key == e->key) x = rank_base_at(b, i);
    if (before(&x, e))
      lo = i + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

/* First place whose key is not below (not above: `past`). */
uint32_t rank_base_key(const struct rank_base *b, int64_t key, bool past) {
  uint32_t lo = 0, n = b->n;
  while (n) {
    uint32_t half = n / 2, i = lo + half;
    if (past ? b->key[i] <= key : b->key[i] < key)
      lo = i + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

static uint32_t over_lower(const struct rank_order *o, const struct rank_entry *e) {
  uint32_t lo = 0, n = o->n_over;
  while (n) {
    uint32_t half = n / 2;
    if (before(&o->over[lo + half], e))
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

uint32_t rank_over_key(const struct rank_order *o, int64_t key, bool past) {
  uint32_t lo = 0, n = o->n_over;
  while (n) {
    uint32_t half = n / 2;
    int64_t k = o->over[lo + half].key;
    if (past ? k <= key : k < key)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

/* Dead places below `place`. */
uint32_t rank_dead_before(const struct rank_order *o, uint32_t place) {
  uint32_t lo = 0, n = o->n_dead;
  while (n) {
    uint32_t half = n / 2;
    if (o->dead[lo + half] < place)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

static uint32_t alive_before(const struct rank_order *o, uint32_t place) {
  return place - rank_dead_before(o, place);
}

const struct rank_seat *rank_seat_of(const struct rank_order *o, uint32_t person) {
  uint32_t lo = 0, n = o->n_seats;
  while (n) {
    uint32_t half = n / 2;
    if (o->seats[lo + half].person < person)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return lo < o->n_seats && o->seats[lo].person == person ? &o->seats[lo] : NULL;
}

/* ---- asked ---- */

uint32_t rank_order_n(const struct rank_order *o) {
  return o->base->n - o->n_dead + o->n_over;
}

size_t rank_order_bytes(const struct rank_order *o) {
  const struct rank_base *b = o->base;
  return (size_t)b->n * (8 + 8 + 4 + (b->dense ? 4 : 0)) + (size_t)b->subjects * 4 +
         (size_t)o->n_over * sizeof *o->over + (size_t)o->n_dead * sizeof *o->dead +
         (size_t)o->n_seats * sizeof *o->seats + (size_t)o->n_steps * sizeof *o->steps;
}

static uint32_t position(const struct rank_order *o, const struct rank_entry *e) {
  return alive_before(o, rank_base_lower(o->base, e)) + over_lower(o, e);
}

uint32_t rank_order_find(const struct rank_order *o, uint32_t person, struct rank_entry *ret) {
  const struct rank_seat *s = rank_seat_of(o, person);
  const struct rank_base *b = o->base;
  struct rank_entry e;
  if (s) {
    if (!s->listed) return RANK_NOBODY;
    e = (struct rank_entry){s->key, s->tie, person};
  } else {
    if (person >= b->subjects || b->place[person] == RANK_NOBODY) return RANK_NOBODY;
    e = rank_base_at(b, b->place[person]);
  }
  *ret = e;
  return position(o, &e);
}

/* The place of the base that is its i-th alive one. */
static uint32_t alive_at(const struct rank_order *o, uint32_t i) {
  uint32_t lo = 0, n = o->n_dead;
  while (n) {
    uint32_t half = n / 2;
    if (o->dead[lo + half] - (lo + half) <= i)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return i + lo;
}

/* Entries of the overlay among the first i. */
static uint32_t over_among(const struct rank_order *o, uint32_t i) {
  uint32_t lo = 0, n = o->n_over;
  while (n) {
    uint32_t half = n / 2, j = lo + half;
    if (alive_before(o, rank_base_lower(o->base, &o->over[j])) + j < i)
      lo = j + 1, n -= half + 1;
    else
      n = half;
  }
  return lo;
}

uint32_t rank_order_page(const struct rank_order *o, uint32_t from, uint32_t n,
                         struct rank_entry *ret) {
  uint32_t all = rank_order_n(o);
  if (from >= all || n == 0) return 0;
  if (n > all - from) n = all - from;
  uint32_t j = over_among(o, from), i = alive_at(o, from - j), d = rank_dead_before(o, i);
  for (uint32_t k = 0; k < n; k++) {
    while (d < o->n_dead && o->dead[d] == i)
      d++, i++;
    struct rank_entry b = i < o->base->n ? rank_base_at(o->base, i) : (struct rank_entry){0};
    if (j < o->n_over && (i >= o->base->n || before(&o->over[j], &b)))
      ret[k] = o->over[j++];
    else
      ret[k] = b, i++;
  }
  return n;
}

uint32_t rank_order_better(const struct rank_order *o, int64_t key) {
  return alive_before(o, rank_base_key(o->base, key, false)) + rank_over_key(o, key, false);
}

/* Different keys before this one: those of the base, and what the overlay made more or less. */
static uint32_t keys_before(const struct rank_order *o, int64_t key) {
  const struct rank_base *b = o->base;
  uint32_t at = rank_base_key(b, key, false), lo = 0, n = o->n_steps;
  while (n) {
    uint32_t half = n / 2;
    if (o->steps[lo + half].key < key)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  int64_t more = lo ? o->steps[lo - 1].sum : 0;
  return (uint32_t)((at < b->n ? b->dense[at] : b->keys) + more);
}

uint32_t rank_order_rank(const struct rank_order *o, uint32_t at, const struct rank_entry *e) {
  switch (o->base->ties) {
  case RANK_FIRST:
    return at + 1;
  case RANK_DENSE:
    return keys_before(o, e->key) + 1;
  default:
    return rank_order_better(o, e->key) + 1;
  }
}

/* ---- keeping ---- */

struct rank_order *rank_order_ref(struct rank_order *o) {
  atomic_fetch_add(&o->refs, 1);
  return o;
}

void rank_base_unref(struct rank_base *b) {
  if (!b || atomic_fetch_sub(&b->refs, 1) != 1) return;
  free(b->key);
  free(b->tie);
  free(b->person);
  free(b->place);
  free(b->dense);
  free(b);
}

void rank_order_unref(struct rank_order *o) {
  if (!o || atomic_fetch_sub(&o->refs, 1) != 1) return;
  rank_base_unref(o->base);
  free(o->over);
  free(o->dead);
  free(o->seats);
  free(o->steps);
  free(o);
}

/* ---- for tests ---- */

static bool ascends(const struct rank_order *o, const char **why) {
  for (uint32_t i = 1; i < o->base->n; i++) {
    struct rank_entry a = rank_base_at(o->base, i - 1), b = rank_base_at(o->base, i);
    *why = "the base does not ascend";
    if (!before(&a, &b)) return false;
  }
  for (uint32_t i = 1; i < o->n_over; i++) {
    *why = "the overlay does not ascend";
    if (!before(&o->over[i - 1], &o->over[i])) return false;
  }
  for (uint32_t i = 1; i < o->n_dead; i++) {
    *why = "the dead do not ascend";
    if (o->dead[i - 1] >= o->dead[i]) return false;
  }
  return true;
}

bool rank_order_validate(const struct rank_order *o, const char **ret_why) {
  uint32_t listed = 0, dead = 0;
  if (!ascends(o, ret_why)) return false;
  for (uint32_t i = 0; i < o->base->n; i++) {
    *ret_why = "a place names somebody else";
    if (o->base->place[o->base->person[i]] != i) return false;
  }
  for (uint32_t i = 0; i < o->n_seats; i++) {
    const struct rank_seat *s = &o->seats[i];
    *ret_why = "seats do not ascend";
    if (i && s[-1].person >= s->person) return false;
    listed += s->listed;
    dead += s->person < o->base->subjects && o->base->place[s->person] != RANK_NOBODY;
  }
  *ret_why = "the overlay and its seats differ";
  return listed == o->n_over && dead == o->n_dead;
}
