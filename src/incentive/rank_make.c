/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making standings: a base is sorted once; a change copies the overlay; a large overlay is merged
 * into a new base.
 *
 * Sorting is by digits of 11 bits from the lowest on, tie before key; a digit that is the same in
 * all costs one look.  It is stable and people come in order of their numbers, so these need no
 * pass. */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "incentive/rank_order_int.h"

/* ---- sorting ---- */

#define DIGIT_BITS 11
#define DIGITS     6 /* of 64 bits */
#define BUCKETS    (1u << DIGIT_BITS)

static uint32_t digit_of(int64_t v, int d) {
  return (uint32_t)(((uint64_t)v ^ UINT64_C(1) << 63) >> d * DIGIT_BITS) & (BUCKETS - 1);
}

static bool pass(const struct rank_entry *from, struct rank_entry *to, uint32_t n, uint32_t *count,
                 bool tie, int d) {
  uint32_t at = 0;
  for (uint32_t b = 0; b < BUCKETS; b++) {
    uint32_t k = count[b];
    if (k == n) return false;
    count[b] = at;
    at += k;
  }
  for (uint32_t i = 0; i < n; i++)
    to[count[digit_of(tie ? from[i].tie : from[i].key, d)]++] = from[i];
  return true;
}

/* Returns where the sorted ones are: in e or in tmp. */
static struct rank_entry *sort_entries(struct rank_entry *e, struct rank_entry *tmp, uint32_t n) {
  uint32_t(*count)[BUCKETS] = must_calloc(2 * DIGITS, sizeof *count);
  for (uint32_t i = 0; i < n; i++)
    for (int d = 0; d < DIGITS; d++) {
      count[d][digit_of(e[i].tie, d)]++;
      count[DIGITS + d][digit_of(e[i].key, d)]++;
    }
  for (int p = 0; n && p < 2 * DIGITS; p++)
    if (pass(e, tmp, n, count[p], p < DIGITS, p % DIGITS)) {
      struct rank_entry *x = e;
      e = tmp;
      tmp = x;
    }
  free(count);
  return e;
}

/* ---- a base ---- */

static struct rank_base *base_new(uint32_t n, uint32_t subjects, enum leaderboard_ties ties) {
  struct rank_base *b = must_calloc(1, sizeof *b);
  atomic_init(&b->refs, 1);
  b->ties = ties;
  b->n = n;
  b->subjects = subjects;
  b->key = must_malloc(((size_t)n + 1) * sizeof *b->key);
  b->tie = must_malloc(((size_t)n + 1) * sizeof *b->tie);
  b->person = must_malloc(((size_t)n + 1) * sizeof *b->person);
  b->place = must_malloc(((size_t)subjects + 1) * sizeof *b->place);
  memset(b->place, 0xff, ((size_t)subjects + 1) * sizeof *b->place);
  return b;
}

static void base_put(struct rank_base *b, uint32_t i, const struct rank_entry *e) {
  b->key[i] = e->key;
  b->tie[i] = e->tie;
  b->person[i] = e->person;
  b->place[e->person] = i;
}

static struct rank_order *of_base(struct rank_base *b) {
  struct rank_order *o = must_calloc(1, sizeof *o);
  atomic_init(&o->refs, 1);
  o->base = b;
  if (b->ties != RANK_DENSE) return o;
  b->dense = must_malloc(((size_t)b->n + 1) * sizeof *b->dense);
  for (uint32_t i = 0; i < b->n; i++) {
    if (i && b->key[i] != b->key[i - 1]) b->keys++;
    b->dense[i] = b->keys;
  }
  b->keys += b->n > 0;
  return o;
}

struct rank_order *rank_order_new(struct rank_entry *e, struct rank_entry *tmp, uint32_t n,
                                  uint32_t subjects, enum leaderboard_ties ties) {
  struct rank_base *b = base_new(n, subjects, ties);
  const struct rank_entry *sorted = sort_entries(e, tmp, n);
  for (uint32_t i = 0; i < n; i++)
    base_put(b, i, &sorted[i]);
  return of_base(b);
}

static struct rank_order *fold(const struct rank_order *o) {
  uint32_t n = rank_order_n(o), subjects = o->base->subjects, put = 0;
  struct rank_entry page[1024];
  for (uint32_t i = 0; i < o->n_seats; i++)
    if (o->seats[i].person >= subjects) subjects = o->seats[i].person + 1;
  struct rank_base *b = base_new(n, subjects, o->base->ties);
  while (put < n) {
    uint32_t k = rank_order_page(o, put, sizeof page / sizeof *page, page);
    for (uint32_t i = 0; i < k; i++)
      base_put(b, put++, &page[i]);
  }
  return of_base(b);
}

/* ---- a change ---- */

static bool says_the_same(const struct rank_order *o, const struct rank_change *c) {
  struct rank_entry e;
  const struct rank_seat *s = rank_seat_of(o, c->e.person);
  if (s)
    return s->listed == c->listed && (!s->listed || (s->key == c->e.key && s->tie == c->e.tie));
  bool there = c->e.person < o->base->subjects && o->base->place[c->e.person] != RANK_NOBODY;
  if (!there) return !c->listed;
  e = rank_base_at(o->base, o->base->place[c->e.person]);
  return c->listed && e.key == c->e.key && e.tie == c->e.tie;
}

static void put_seat(struct rank_order *r, const struct rank_seat *s) {
  r->seats[r->n_seats++] = *s;
  if (s->listed) r->over[r->n_over++] = (struct rank_entry){s->key, s->tie, s->person};
  if (s->person < r->base->subjects && r->base->place[s->person] != RANK_NOBODY)
    r->dead[r->n_dead++] = r->base->place[s->person];
}

static int by_order(const void *a, const void *b) {
  const struct rank_entry *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  if (x->tie != y->tie) return x->tie < y->tie ? -1 : 1;
  return x->person < y->person ? -1 : x->person > y->person;
}

static int by_place(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static int by_key(const void *a, const void *b) {
  const struct rank_step *x = a, *y = b;
  return x->key < y->key ? -1 : x->key > y->key;
}

/* What the overlay makes of the keys of the base: one more where it brings a new one, one less
 * where the last of the base with it is dead. */
static void count_keys(struct rank_order *r) {
  const struct rank_base *b = r->base;
  uint32_t n = 0;
  int64_t sum = 0;
  r->steps = must_malloc(((size_t)r->n_over + r->n_dead + 1) * sizeof *r->steps);
  for (uint32_t i = 0; i < r->n_over; i++)
    r->steps[n++].key = r->over[i].key;
  for (uint32_t i = 0; i < r->n_dead; i++)
    r->steps[n++].key = b->key[r->dead[i]];
  if (n) qsort(r->steps, n, sizeof *r->steps, by_key);
  for (uint32_t i = 0; i < n; i++) {
    int64_t key = r->steps[i].key;
    if (i && r->steps[r->n_steps - 1].key == key) continue;
    uint32_t from = rank_base_key(b, key, false), to = rank_base_key(b, key, true);
    bool was = to > from, is = to - from > rank_dead_before(r, to) - rank_dead_before(r, from) ||
                               rank_over_key(r, key, true) > rank_over_key(r, key, false);
    sum += is - was;
    r->steps[r->n_steps++] = (struct rank_step){key, sum};
  }
}

struct rank_order *rank_order_change(const struct rank_order *o, const struct rank_change *c,
                                     uint32_t n) {
  struct rank_order *r = must_calloc(1, sizeof *r);
  size_t most = (size_t)o->n_seats + n + 1;
  uint32_t i = 0;
  atomic_init(&r->refs, 1);
  r->base = o->base;
  atomic_fetch_add(&r->base->refs, 1);
  r->over = must_malloc(most * sizeof *r->over);
  r->dead = must_malloc(most * sizeof *r->dead);
  r->seats = must_malloc(most * sizeof *r->seats);
  for (uint32_t k = 0; k < n; k++) {
    if (says_the_same(o, &c[k])) continue;
    while (i < o->n_seats && o->seats[i].person < c[k].e.person)
      put_seat(r, &o->seats[i++]);
    if (i < o->n_seats && o->seats[i].person == c[k].e.person) i++;
    struct rank_seat s = {c[k].e.key, c[k].e.tie, c[k].e.person, c[k].listed};
    put_seat(r, &s);
  }
  while (i < o->n_seats)
    put_seat(r, &o->seats[i++]);
  if (r->n_over) qsort(r->over, r->n_over, sizeof *r->over, by_order);
  if (r->n_dead) qsort(r->dead, r->n_dead, sizeof *r->dead, by_place);
  if (r->base->ties == RANK_DENSE) count_keys(r);
  if (r->n_seats < RANK_FOLD_MIN || r->n_seats < r->base->n / RANK_FOLD_OF) return r;
  struct rank_order *folded = fold(r);
  rank_order_unref(r);
  return folded;
}
