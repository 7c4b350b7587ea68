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

/* What is new of c, ascending by person. */
static uint32_t news_of(const struct rank_order *o, const struct rank_change *c, uint32_t n,
                        struct rank_seat *ret) {
  uint32_t k = 0;
  for (uint32_t i = 0; i < n; i++)
    if (!says_the_same(o, &c[i]))
      ret[k++] = (struct rank_seat){c[i].e.key, c[i].e.tie, c[i].e.person, c[i].listed};
  return k;
}

static bool among(const struct rank_seat *s, uint32_t n, uint32_t person) {
  uint32_t lo = 0;
  while (n) {
    uint32_t half = n / 2;
    if (s[lo + half].person == person) return true;
    if (s[lo + half].person < person)
      lo += half + 1, n -= half + 1;
    else
      n = half;
  }
  return false;
}

static void merge_seats(struct rank_order *r, const struct rank_order *o, const struct rank_seat *s,
                        uint32_t n) {
  uint32_t i = 0;
  for (uint32_t k = 0; k < n; k++) {
    while (i < o->n_seats && o->seats[i].person < s[k].person)
      r->seats[r->n_seats++] = o->seats[i++];
    if (i < o->n_seats && o->seats[i].person == s[k].person) i++;
    r->seats[r->n_seats++] = s[k];
  }
  while (i < o->n_seats)
    r->seats[r->n_seats++] = o->seats[i++];
}

/* Only what is new is sorted; what stood in the overlay does already. */
static void merge_over(struct rank_order *r, const struct rank_order *o, const struct rank_seat *s,
                       uint32_t n) {
  struct rank_entry *e = must_malloc(((size_t)n + 1) * sizeof *e);
  uint32_t k = 0, at = 0;
  for (uint32_t i = 0; i < n; i++)
    if (s[i].listed) e[k++] = (struct rank_entry){s[i].key, s[i].tie, s[i].person};
  if (k) qsort(e, k, sizeof *e, by_order);
  for (uint32_t i = 0; i < o->n_over; i++) {
    if (among(s, n, o->over[i].person)) continue;
    while (at < k && by_order(&e[at], &o->over[i]) < 0)
      r->over[r->n_over++] = e[at++];
    r->over[r->n_over++] = o->over[i];
  }
  while (at < k)
    r->over[r->n_over++] = e[at++];
  free(e);
}

static void merge_dead(struct rank_order *r, const struct rank_order *o, const struct rank_seat *s,
                       uint32_t n) {
  const struct rank_base *b = r->base;
  uint32_t *d = must_malloc(((size_t)n + 1) * sizeof *d), k = 0, at = 0;
  for (uint32_t i = 0; i < n; i++)
    if (s[i].person < b->subjects && b->place[s[i].person] != RANK_NOBODY &&
        !rank_seat_of(o, s[i].person))
      d[k++] = b->place[s[i].person];
  if (k) qsort(d, k, sizeof *d, by_place);
  for (uint32_t i = 0; i < o->n_dead; i++) {
    while (at < k && d[at] < o->dead[i])
      r->dead[r->n_dead++] = d[at++];
    r->dead[r->n_dead++] = o->dead[i];
  }
  while (at < k)
    r->dead[r->n_dead++] = d[at++];
  free(d);
}

struct rank_order *rank_order_change(const struct rank_order *o, const struct rank_change *c,
                                     uint32_t n) {
  struct rank_order *r = must_calloc(1, sizeof *r);
  struct rank_seat *news = must_malloc(((size_t)n + 1) * sizeof *news);
  size_t most = (size_t)o->n_seats + n + 1;
  uint32_t k = news_of(o, c, n, news);
  atomic_init(&r->refs, 1);
  r->base = o->base;
  atomic_fetch_add(&r->base->refs, 1);
  r->over = must_malloc(most * sizeof *r->over);
  r->dead = must_malloc(most * sizeof *r->dead);
  r->seats = must_malloc(most * sizeof *r->seats);
  merge_seats(r, o, news, k);
  merge_over(r, o, news, k);
  merge_dead(r, o, news, k);
  free(news);
  if (r->base->ties == RANK_DENSE) count_keys(r);
  if (r->n_seats < RANK_FOLD_MIN || r->n_seats < r->base->n / RANK_FOLD_OF) return r;
  struct rank_order *folded = fold(r);
  rank_order_unref(r);
  return folded;
}
