/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions against their slow twin: values of random people, each asked one by one of their
 * events; every kind of bin, groups, the people of a cell; one thread and three. */
#include "query/distribution.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 30
#else
#define ROUNDS 200
#endif

static const char *const values[] = {
    "count(view)",     "sum(buy.amount)", "avg(pay.amount)",         "max(*.wide)",
    "distinct(*.cat)", "distinct(*.day)", "sum(*.amount) / count(*)"};

struct each { /* of one group, or of all */
  struct dec *v;
  uint32_t *who, n;
};

static void check_group(const struct distribution_result *r, const struct distribution_group *g,
                        const struct each *e) {
  uint64_t binned = 0;
  assert_int_equal(g->people, e->n);
  for (uint32_t i = 0; i < r->n_bins; i++) {
    binned += g->counts[i];
    assert_int_equal(g->counts[i], distribution_naive_count(e->v, e->n, &r->bins[i]));
  }
  assert_int_equal(binned, e->n);
  if (e->n == 0) return;
  struct dec sum = distribution_naive_sum(e->v, e->n), mean;
  assert_int_equal(dec_cmp(sum, g->sum), 0);
  assert_true(dec_div(sum, dec_int(e->n), 12, &mean) && dec_cmp(mean, g->mean) == 0);
  for (uint32_t i = 0; i < DISTRIBUTION_PERCENTILES; i++) {
    struct dec p = distribution_naive_percentile(e->v, e->n, distribution_percents[i]);
    assert_int_equal(dec_cmp(p, g->percentiles[i]), 0);
  }
  for (uint32_t i = 0; i < e->n; i++)
    assert_true(dec_cmp(e->v[i], g->min) >= 0 && dec_cmp(e->v[i], g->max) <= 0);
}

static void check_cell(const struct distribution *d, const struct distribution_result *r,
                       const struct distribution_group *g, const struct each *e, struct rng *rng,
                       struct arena *a) {
  struct distribution_cell cell = {.whole = rng_chance(rng, 0.2) || r->n_bins == 0,
                                   .grouped = g != &r->all,
                                   .other = g->kind == DISTRIBUTION_OTHER,
                                   .none = g->none,
                                   .name = g->name};
  struct distribution_result again;
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  if (!cell.whole) cell.bin = (uint32_t)rng_below(rng, r->n_bins);
  for (uint32_t i = 0; i < e->n; i++)
    if (cell.whole || distribution_naive_count(&e->v[i], 1, &r->bins[cell.bin]))
      roaring_bitmap_add(mine, e->who[i]);
  must_ok(query_distribution(d, &cell, a, &again, &people, &err), &err);
  assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
}

/* The people of a group, by asking each of them. */
static void by_hand(struct world *w, const struct node *tree, int64_t as_of,
                    const struct distribution *d, const struct distribution_result *r,
                    const struct distribution_group *g, struct arena *a, struct each *ret) {
  ret->n = 0;
  ret->v = arena_array(a, struct dec, w->n_subjects);
  ret->who = arena_array(a, uint32_t, w->n_subjects);
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *events;
    struct naive_value v;
    struct err err;
    uint32_t who = w->subjects[i], n, group = UINT32_MAX, at = UINT32_MAX;
    bool exists;
    if (d->people && !roaring_bitmap_contains(d->people, who)) continue;
    must_ok(query_person_events(w->snap, who, as_of, a, &events, &n, &err), &err);
    struct query_history h = {events, n, who};
    struct query_input in = {.tz = w->tz};
    must_ok(query_one_value(&h, tree, as_of, &in, &exists, &v, &err), &err);
    if (!exists || v.missing) continue;
    if (d->group_of && who < d->n_group_of) group = d->group_of[who];
    for (uint32_t k = 0; k < r->n_groups; k++) {
      const struct distribution_group *other = &r->groups[k];
      if (other->kind == DISTRIBUTION_VALUE &&
          (other->none ? group == UINT32_MAX
                       : group != UINT32_MAX && str_eq(other->name, d->group_names[group])))
        at = k;
    }
    if (g != &r->all && (at == UINT32_MAX ? g->kind != DISTRIBUTION_OTHER : g != &r->groups[at]))
      continue;
    ret->v[ret->n] = v.num;
    ret->who[ret->n++] = who;
  }
}

static uint64_t ask(struct world *w, struct rng *r, struct pool *pool) {
  static const struct str names[] = {{"north", 5}, {"south", 5}, {"west", 4}};
  static const struct dec edges[] = {{-5, 0}, {0, 0}, {15, 1}, {3, 0}, {12345, 2}};
  struct query_output *o;
  struct distribution_result res;
  struct arena a;
  struct err err;
  arena_init(&a, "distributions");
  int64_t as_of = random_moment(r);
  const struct node *tree = world_tree(w, values[rng_below(r, COUNT(values))], LT_NUM);
  struct query_expr expr = {tree, as_of};
  struct query_input in = {.exprs = &expr, .n_exprs = 1, .tz = w->tz};
  must_ok(query_run(w->snap, &in, pool, NULL, &a, &o, &err), &err);
  struct distribution d = {.values = &o[0].column,
                           .bins = (int)rng_below(r, 4),
                           .n_bins = 1 + (uint32_t)rng_below(r, 12),
                           .edges = edges,
                           .n_edges = 1 + (uint32_t)rng_below(r, COUNT(edges)),
                           .top = 1 + (uint32_t)rng_below(r, 4)};
  roaring_bitmap_t *people = NULL;
  if (rng_chance(r, 0.3)) {
    d.people = people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(people, w->subjects[i]);
  }
  if (rng_chance(r, 0.6)) {
    uint32_t *of = arena_array(&a, uint32_t, w->subjects[w->n_subjects / 2] + 1);
    d.n_group_of = w->subjects[w->n_subjects / 2] + 1;
    for (uint32_t i = 0; i < d.n_group_of; i++)
      of[i] = i % 5 ? i % 3 : UINT32_MAX;
    d.group_of = of;
    d.group_names = names;
    d.n_group_names = 3;
  }
  must_ok(query_distribution(&d, NULL, &a, &res, NULL, &err), &err);
  assert_true(res.n_groups <= d.top + 1 && (d.group_of || !res.n_groups));
  for (uint32_t i = 0; i <= res.n_groups; i++) {
    const struct distribution_group *g = i ? &res.groups[i - 1] : &res.all;
    struct each e;
    by_hand(w, tree, as_of, &d, &res, g, &a, &e);
    check_group(&res, g, &e);
    check_cell(&d, &res, g, &e, r, &a);
  }
  uint64_t n = res.all.people;
  if (people) roaring_bitmap_free(people);
  query_outputs_release(o, 1);
  arena_release(&a);
  return n;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t n = 0;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct world w;
    rng_init(&r, seed, 71, 0);
    world_open(&w, tz_utc());
    world_fill(&w, &r, (enum world_place)(seed % 3));
    world_names(&w);
    for (int i = 0; i < 10; i++)
      n += ask(&w, &r, seed % 2 ? pool : NULL);
    world_close(&w);
  }
  assert_true(n > ROUNDS * 20);
  pool_free(pool);
}

/* A thousand ordinary values and one that is enormous: it has a bin of its own. */
static void test_tail(void **state) {
  struct distribution_result r;
  struct arena a;
  struct err err;
  arena_init(&a, "tail");
  struct query_column c = {.type = LT_NUM, .n = 1001};
  c.num = arena_array(&a, i128, c.n);
  c.present = arena_array(&a, uint64_t, 16);
  for (uint32_t i = 0; i < c.n; i++) {
    c.num[i] = i < 1000 ? (i128)(i % 100) : 1000000;
    c.present[i / 64] |= UINT64_C(1) << i % 64;
  }
  struct distribution d = {.values = &c, .n_bins = 10, .top = 1};
  must_ok(query_distribution(&d, NULL, &a, &r, NULL, &err), &err);
  assert_int_equal(r.n_bins, 11);
  for (uint32_t i = 0; i < 10; i++) {
    assert_int_equal(dec_cmp(r.bins[i].from, dec_int((int64_t)i * 10)), 0);
    assert_int_equal(r.all.counts[i], 100);
  }
  assert_true(r.bins[10].above && r.all.counts[10] == 1);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_tail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
