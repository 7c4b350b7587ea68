/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many questions of one pass, of which attributes are read apart from events: each answers what it
 * answers alone, and until when it holds is what one person is told.  Attributes and events lie in
 * parts of their own, in the same parts, in memory; some people have only one of both, are merged,
 * are larger than a tile. */
#include <malloc.h>

#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 20
#else
#define ROUNDS 300
#endif

static const char *const texts[] = {
    "city = \"x\"",
    "city != \"red\" and did(buy, last 60 days)",
    "city exists",
    "city not exists or count(view) > 1",
    "city in (\"上海\", \"a\")",
    "city contains \"red\"",
    "age > 3",
    "age exists and count(*, last 90 days) > 2",
    "age between -2 and 8 or sum(buy.amount, last 200 days) > 1",
    "member",
    "not member and count(pay) = 0",
    "born exists",
    "month(born) = 3",
    "anniversary(born) within next 40 days",
    "days_since(born) > 20 and age < 10",
    "(age > 2) as of 2024-06-01",
    "(city = \"x\" and did(view)) as of yesterday",
    "age > max(buy.amount)",
    "city = last(view.cat)",
    "sequence(view -> buy within 9 days)",
    "sequence(view -> not buy within 9 days)",
    "count(view where cat = \"x\", last 100 days) >= 1",
    "distinct(*.day) > 2",
};
#define EXPRS COUNT(texts)

static const char *const zones[] = {"UTC", "America/New_York", "Asia/Shanghai", "Europe/London"};

struct case_ {
  struct world w;
  struct query_input in;
  struct query_expr exprs[EXPRS];
  uint64_t seed;
};

static void blame(const struct case_ *c, size_t e, const char *what) {
  fail_msg("seed %llu: %s: %s", (unsigned long long)c->seed, what, texts[e]);
}

static void make_case(struct case_ *c, uint64_t seed) {
  struct rng r;
  struct err err;
  const struct tz *tz;
  rng_init(&r, seed, 1, 0);
  must_ok(tz_load(str_from(zones[rng_below(&r, COUNT(zones))]), &tz, &err), &err);
  c->seed = seed;
  world_open(&c->w, tz);
  world_fill(&c->w, &r, seed % 2 ? BY_EVENT : (enum world_place)rng_below(&r, PLACES));
  world_names(&c->w);
  int64_t as_of = random_moment(&r);
  for (size_t i = 0; i < EXPRS; i++) {
    struct node *tree;
    must_ok(lang_parse(str_from(texts[i]), &c->w.trees, &tree, &err) &&
                lang_resolve(tree, &c->w.names, LT_BOOL, &c->w.trees, &err),
            &err);
    c->exprs[i] = (struct query_expr){tree, as_of};
  }
  c->in = (struct query_input){.exprs = c->exprs, .n_exprs = EXPRS, .tz = tz};
}

static void check_alone(struct case_ *c, struct query_output *all) {
  for (size_t e = 0; e < EXPRS; e++) {
    struct query_input in = c->in;
    struct query_output *one;
    struct arena out;
    struct err err;
    in.exprs = &c->exprs[e];
    in.n_exprs = 1;
    arena_init(&out, "out");
    must_ok(query_run(c->w.snap, &in, NULL, NULL, &out, &one, &err), &err);
    if (!roaring_bitmap_equals(all[e].set, one->set)) blame(c, e, "differs alone");
    query_outputs_release(one, 1);
    arena_release(&out);
  }
}

static void check_each(struct case_ *c, struct query_output *all, const int64_t *until) {
  struct query_each *each;
  struct err err;
  must_ok(query_each_new(c->w.snap, &c->in, NULL, &each, &err), &err);
  for (uint32_t i = 0; i < c->w.n_subjects; i++) {
    struct query_asked a;
    uint32_t person = c->w.subjects[i];
    if (person >= snapshot_subjects(c->w.snap)) continue;
    must_ok(query_each_ask(each, person, &a, &err), &err);
    for (size_t e = 0; e < EXPRS; e++)
      if ((a.holds[e / 64] >> e % 64 & 1) != roaring_bitmap_contains(all[e].set, person))
        blame(c, e, "differs for a person");
    if (a.until != until[person]) blame(c, 0, "another moment");
  }
  query_each_free(each);
}

static void test_apart(void **state) {
  const char *fixed = getenv("SEED");
  uint64_t first = fixed ? strtoull(fixed, NULL, 10) : 1, n = fixed ? 1 : ROUNDS;
  struct pool *pool = pool_new(3);
  static struct case_ c;
  uint64_t members = 0;
  for (uint64_t seed = first; seed < first + n; seed++) {
    struct arena out;
    struct err err;
    struct query_output *all;
    struct query_limits few = {.tile_rows = 1 + (uint32_t)(seed * 37 % 301)};
    make_case(&c, seed);
    arena_init(&out, "out");
    uint32_t people = snapshot_subjects(c.w.snap);
    int64_t *until = c.in.until = arena_array(&out, int64_t, people + 1);
    for (uint32_t i = 0; i <= people; i++)
      until[i] = INT64_MAX;
    must_ok(query_run(c.w.snap, &c.in, seed % 3 ? NULL : pool, &few, &out, &all, &err), &err);
    must_ok(query_future(c.w.snap, c.exprs[0].as_of, until, &err), &err);
    c.in.until = NULL;
    for (size_t e = 0; e < EXPRS; e++)
      members += roaring_bitmap_get_cardinality(all[e].set);
    check_alone(&c, all);
    check_each(&c, all, until);
    query_outputs_release(all, EXPRS);
    arena_release(&out);
    world_close(&c.w);
  }
  assert_true(members > 20 * n);
  pool_free(pool);
}

int main(void) {
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_apart)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
