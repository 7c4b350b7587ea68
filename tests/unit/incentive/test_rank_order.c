/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standings against sorting everybody anew, after every change, with each way of ties.
 *
 *   SHOAL_RANK_SEED=n */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/rng.h"
#include "incentive/rank_order.h"

#define PEOPLE 3000

struct twin {
  struct rank_entry e[PEOPLE];
  bool listed[PEOPLE];
  struct rank_entry sorted[PEOPLE];
  uint32_t n;
};

static int by_order(const void *a, const void *b) {
  const struct rank_entry *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  if (x->tie != y->tie) return x->tie < y->tie ? -1 : 1;
  return x->person < y->person ? -1 : 1;
}

static void sort(struct twin *t) {
  t->n = 0;
  for (uint32_t p = 0; p < PEOPLE; p++)
    if (t->listed[p]) t->sorted[t->n++] = t->e[p];
  if (t->n) qsort(t->sorted, t->n, sizeof *t->sorted, by_order);
}

static uint32_t rank_in(const struct twin *t, enum leaderboard_ties ties, uint32_t at) {
  uint32_t rank = 1;
  if (ties == RANK_FIRST) return at + 1;
  for (uint32_t i = 1; i <= at; i++)
    if (t->sorted[i].key != t->sorted[i - 1].key) rank = ties == RANK_DENSE ? rank + 1 : i + 1;
  return rank;
}

static void same(const struct rank_order *o, struct twin *t, enum leaderboard_ties ties,
                 struct rng *r) {
  struct rank_entry page[PEOPLE], e;
  const char *why = "";
  sort(t);
  if (!rank_order_validate(o, &why)) fail_msg("%s", why);
  assert_int_equal(rank_order_n(o), t->n);
  uint32_t from = t->n ? (uint32_t)rng_below(r, t->n) : 0;
  uint32_t got = rank_order_page(o, from, 50, page);
  assert_int_equal(got, t->n - from < 50 ? t->n - from : 50);
  for (uint32_t i = 0; i < got; i++) {
    assert_memory_equal(&page[i].key, &t->sorted[from + i].key, 16);
    assert_int_equal(page[i].person, t->sorted[from + i].person);
  }
  for (int k = 0; k < 20 && t->n; k++) {
    uint32_t at = (uint32_t)rng_below(r, t->n);
    assert_int_equal(rank_order_find(o, t->sorted[at].person, &e), at);
    assert_int_equal(rank_order_rank(o, at, &e), rank_in(t, ties, at));
    assert_int_equal(rank_order_better(o, e.key), rank_in(t, RANK_SHARED, at) - 1);
  }
  uint32_t nobody = (uint32_t)rng_below(r, PEOPLE);
  if (!t->listed[nobody]) assert_int_equal(rank_order_find(o, nobody, &e), RANK_NOBODY);
  assert_int_equal(rank_order_find(o, PEOPLE + 7, &e), RANK_NOBODY);
}

static struct rank_entry any(struct rng *r, uint32_t person, int64_t spread) {
  return (struct rank_entry){.key = (int64_t)rng_below(r, (uint64_t)spread) - spread / 2,
                             .tie = (int64_t)rng_below(r, 5),
                             .person = person};
}

static struct rank_order *made(struct twin *t, uint32_t known, struct rng *r, int64_t spread,
                               enum leaderboard_ties ties) {
  struct rank_entry *e = must_malloc((known + 1) * sizeof *e),
                    *tmp = must_malloc((known + 1) * sizeof *tmp);
  uint32_t n = 0;
  memset(t, 0, sizeof *t);
  for (uint32_t p = 0; p < known; p++) {
    t->listed[p] = rng_below(r, 10) > 0;
    t->e[p] = any(r, p, spread);
    if (t->listed[p]) e[n++] = t->e[p];
  }
  struct rank_order *o = rank_order_new(e, tmp, n, known, ties);
  free(e);
  free(tmp);
  return o;
}

static uint32_t changes(struct twin *t, struct rng *r, int64_t spread, struct rank_change *c) {
  uint32_t n = 0, every = 1 + (uint32_t)rng_below(r, 300);
  for (uint32_t p = 0; p < PEOPLE; p++) {
    if (rng_below(r, every)) continue;
    t->listed[p] = rng_below(r, 4) > 0;
    if (rng_below(r, 5)) t->e[p] = any(r, p, spread);
    t->e[p].person = p;
    c[n++] = (struct rank_change){t->e[p], t->listed[p]};
  }
  return n;
}

static void random_life(enum leaderboard_ties ties, uint64_t seed) {
  static struct rank_change c[PEOPLE];
  static struct twin t;
  struct rng r;
  rng_init(&r, seed, 0, 0);
  for (int life = 0; life < 12; life++) {
    const int64_t spreads[] = {3, 40, 5000, INT64_C(1000000000000000000)};
    int64_t spread = spreads[rng_below(&r, 4)];
    struct rank_order *o = made(&t, (uint32_t)rng_below(&r, PEOPLE), &r, spread, ties);
    same(o, &t, ties, &r);
    for (int i = 0; i < 25; i++) {
      uint32_t n = changes(&t, &r, spread, c);
      struct rank_order *next = rank_order_change(o, c, n);
      rank_order_unref(o);
      o = next;
      same(o, &t, ties, &r);
    }
    rank_order_unref(o);
  }
}

static uint64_t seed_of(void) {
  const char *s = getenv("SHOAL_RANK_SEED");
  return s && *s ? strtoull(s, NULL, 10) : 1;
}

static void test_shared(void **state) {
  (void)state;
  random_life(RANK_SHARED, seed_of());
}
static void test_dense(void **state) {
  (void)state;
  random_life(RANK_DENSE, seed_of());
}
static void test_first(void **state) {
  (void)state;
  random_life(RANK_FIRST, seed_of());
}

/* A large overlay becomes part of the base, and who keeps the old standing still reads it. */
static void test_fold(void **state) {
  (void)state;
  const uint32_t n = 60000;
  struct rank_entry *e = must_malloc(n * sizeof *e), *tmp = must_malloc(n * sizeof *tmp), x;
  struct rank_change *c = must_malloc(n * sizeof *c);
  for (uint32_t p = 0; p < n; p++)
    e[p] = (struct rank_entry){.key = (int64_t)(n - p), .person = p};
  struct rank_order *o = rank_order_new(e, tmp, n, n, RANK_DENSE);
  for (uint32_t p = 0; p < n; p++)
    c[p] = (struct rank_change){{.key = p, .person = p}, true};
  struct rank_order *turned = rank_order_change(o, c, n);
  const char *why = "";
  if (!rank_order_validate(turned, &why)) fail_msg("%s", why);
  assert_int_equal(rank_order_find(turned, 7, &x), 7);
  assert_int_equal(rank_order_rank(turned, 7, &x), 8);
  assert_int_equal(rank_order_find(o, 7, &x), n - 8);
  assert_true(rank_order_bytes(turned) <= (size_t)n * (RANK_BYTES + RANK_DENSE_BYTES));
  rank_order_unref(o);
  rank_order_unref(turned);
  free(e);
  free(tmp);
  free(c);
}

static void test_nobody(void **state) {
  (void)state;
  struct rank_entry e[1], tmp[1];
  struct rank_order *o = rank_order_new(e, tmp, 0, 0, RANK_DENSE);
  assert_int_equal(rank_order_n(o), 0);
  assert_int_equal(rank_order_page(o, 0, 1, e), 0);
  const struct rank_change c = {{.key = 1, .person = 5}, true};
  struct rank_order *one = rank_order_change(o, &c, 1);
  assert_int_equal(rank_order_find(one, 5, e), 0);
  assert_int_equal(rank_order_rank(one, 0, e), 1);
  rank_order_unref(o);
  rank_order_unref(one);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared), cmocka_unit_test(test_dense),
                                     cmocka_unit_test(test_first), cmocka_unit_test(test_fold),
                                     cmocka_unit_test(test_nobody)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
