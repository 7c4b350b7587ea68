/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person against everybody: values, classes and reasons of each person equal what the shared
 * scans say; counts of clauses equal counts asked one by one. */
#include "../query/texts.h"
#include "base/json.h"
#include "model/clauses.h"
#include "model/person.h"

#define EXPRS 12
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 12
#else
#define ROUNDS 150
#endif

static const char tier_yaml[] =
    "kind: classification\n"
    "slug: tier\n"
    "title: {en: Tier, zh: 等级}\n"
    "measures:\n"
    "  n: count(buy)\n"
    "  v: sum(buy.amount) + sum(view.qty)\n"
    "  t: last(buy)\n"
    "  points: sum(pay.amount) - count(buy)\n"
    "population: n > 0\n"
    "scores:\n"
    "  N: {of: n, by: quantile, bins: 3}\n"
    "  V: {of: v, by: quantile, bins: 4, descending: true}\n"
    "  W: {of: v, by: fixed, thresholds: [0.5, 700]}\n"
    "references:\n"
    "  v_mean: {of: v, by: mean}\n"
    "  n_mid: {of: n, by: median}\n"
    "classes:\n"
    "  - {name: gold, title: {en: Gold, zh: 金}, when: V <= 2 and N >= 2 or W = 3 and t exists}\n"
    "  - {name: silver, title: {en: Silver, zh: 银}, when: v > v_mean or n < n_mid and did(pay)}\n";

struct scene {
  struct world w;
  const struct classification *tier;
  struct classification_env env;
};

static bool find_tier(void *ctx, struct str slug, const struct classification **ret,
                      struct err *err) {
  *ret = ((struct scene *)ctx)->tier;
  return true;
}

static void scene_make(struct scene *s, uint64_t seed, struct pool *pool) {
  static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
  struct rng r;
  struct err err;
  const struct tz *tz;
  struct json *doc;
  struct classification *c;
  rng_init(&r, seed, 1, 0);
  must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
  world_open(&s->w, tz);
  world_fill(&s->w, &r, (enum world_place)(seed % 3));
  world_names(&s->w);
  s->w.names.measure = NULL; /* m0 … are attributes nobody has */
  must_ok(yaml_parse(STR(tier_yaml), &s->w.trees, &doc, &err), &err);
  must_ok(classification_parse(doc, &s->w.names, &s->w.trees, &c, &err), &err);
  s->tier = c;
  s->env = (struct classification_env){.ctx = s, .find = find_tier, .tz = tz, .pool = pool};
}

static void person_load(struct scene *s, uint32_t subject, struct arena *a,
                        struct person_model *ret) {
  struct err err;
  struct person_event *events;
  *ret = (struct person_model){.snapshot = s->w.snap, .env = s->env};
  must_ok(query_person_events(s->w.snap, subject, TIME_MAX, a, &events, &ret->history.n, &err),
          &err);
  ret->history.events = events;
  ret->history.subject = subject;
}

static void check_reasons(const struct why *y) {
  bool all = true, any = false;
  for (uint32_t i = 0; i < y->n_kids; i++) {
    check_reasons(&y->kids[i]);
    all &= y->kids[i].holds;
    any |= y->kids[i].holds;
  }
  if (y->n_kids && y->node->kind == N_AND) assert_int_equal(y->holds, all);
  if (y->n_kids && y->node->kind == N_OR) assert_int_equal(y->holds, any);
  if (y->n_kids && y->node->kind == N_NOT) assert_int_equal(y->holds, !any);
  if (y->n_kids && y->node->kind == N_SEGMENT) assert_int_equal(y->holds, any);
  for (uint32_t i = 0; i < y->n_actuals; i++)
    assert_true(y->actuals[i].en.n > 0 && y->actuals[i].zh.n > 0);
}

static unsigned check_tree(struct scene *s, const char *text, const struct node *tree,
                           int64_t as_of, uint64_t seed) {
  struct arena a;
  struct err err;
  struct query_output *o;
  struct query_expr e = {tree, as_of};
  unsigned members = 0;
  arena_init(&a, "check");
  if (expressions_run(&e, 1, s->w.snap, &s->env, &a, &o, &err)) {
    for (uint32_t i = 0; i < s->w.n_subjects; i++) {
      struct person_model p;
      struct why why;
      person_load(s, s->w.subjects[i], &a, &p);
      must_ok(person_why(&p, tree, as_of, &a, &why, &err), &err);
      bool in = roaring_bitmap_contains(o[0].set, s->w.subjects[i]);
      if (why.holds != in)
        fail_msg("seed %llu, person %u, as of %lld: %s: %s", (unsigned long long)seed,
                 s->w.subjects[i], (long long)as_of, text, in ? "is in" : "is not in");
      if (p.history.n && p.history.events[0].time <= as_of) check_reasons(&why);
      members += in;
    }
    query_outputs_release(o, 1);
  } else if (err.code != ERR_number_overflow) {
    must_ok(false, &err);
  }
  arena_release(&a);
  return members;
}

static void test_why(void **state) {
  struct pool *pool = pool_new(2);
  unsigned members = 0;
  static struct scene s;
  print_message("# seeds 1 to %d\n", ROUNDS);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct buf text = BUF_INIT;
    rng_init(&r, seed, 2, 0);
    scene_make(&s, seed, pool);
    for (unsigned i = 0; i < EXPRS; i++) {
      while (random_text(&r, &text) != LT_BOOL) {
      }
      const struct node *tree = world_tree(&s.w, text.p, LT_BOOL);
      members += check_tree(&s, text.p, tree, random_moment(&r), seed);
    }
    buf_release(&text);
    world_close(&s.w);
  }
  print_message("# %u memberships\n", members);
  assert_true(members > ROUNDS);
  pool_free(pool);
}

static void test_classes(void **state) {
  struct pool *pool = pool_new(2);
  unsigned in_some = 0;
  static struct scene s;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct arena a;
    struct err err;
    int64_t as_of[3];
    struct classification_result full[3];
    struct classification_cuts cuts[3];
    rng_init(&r, seed, 3, 0);
    arena_init(&a, "classes");
    scene_make(&s, seed, pool);
    for (int t = 0; t < 3; t++)
      as_of[t] = random_moment(&r);
    must_ok(classification_run(s.tier, s.w.snap, as_of, 3, &s.env, &a, full, &err), &err);
    must_ok(classification_cuts(s.tier, s.w.snap, as_of, 3, &s.env, &a, cuts, &err), &err);
    for (int t = 0; t < 3; t++) {
      for (uint32_t m = 0; m < s.tier->n_measures; m++) {
        const struct measure_def *d = &s.tier->measures[m];
        uint32_t n = d->kind == MEASURE_SCORE ? d->bins - 1 : d->kind == MEASURE_REFERENCE;
        for (uint32_t k = 0; k < n; k++)
          assert_int_equal(dec_cmp(full[t].thresholds[m][k], cuts[t].of[m][k]), 0);
      }
      for (uint32_t i = 0; i < s.w.n_subjects; i++) {
        struct person_model p;
        uint8_t got;
        uint32_t who = s.w.subjects[i];
        person_load(&s, who, &a, &p);
        must_ok(person_class(&p, s.tier, as_of[t], &a, &got, &err), &err);
        uint8_t want = who < full[t].n_subjects ? full[t].class_of[who] : QUERY_CLASS_NONE;
        if (got != want)
          fail_msg("seed %llu, person %u: class %u, not %u", (unsigned long long)seed, who, got,
                   want);
        in_some += got != QUERY_CLASS_NONE;
      }
      classification_result_release(&full[t]);
    }
    arena_release(&a);
    world_close(&s.w);
  }
  print_message("# %u in some class\n", in_some);
  assert_true(in_some > ROUNDS);
  pool_free(pool);
}

static uint64_t alone(struct scene *s, const struct node *tree, int64_t as_of, struct arena *a) {
  struct query_output *o;
  struct err err;
  struct query_expr e = {tree, as_of};
  must_ok(expressions_run(&e, 1, s->w.snap, &s->env, a, &o, &err), &err);
  uint64_t n = roaring_bitmap_get_cardinality(o[0].set);
  query_outputs_release(o, 1);
  return n;
}

/* An `and` of some of the kids of another. */
static uint64_t some(struct scene *s, const struct node *and_, uint32_t from, uint32_t to,
                     uint32_t except, int64_t as_of, struct arena *a) {
  struct node part = *and_;
  part.kids = arena_array(a, struct node *, and_->n_kids);
  part.n_kids = 0;
  for (uint32_t i = from; i < to; i++)
    if (i != except) part.kids[part.n_kids++] = and_->kids[i];
  return alone(s, &part, as_of, a);
}

static void check_clauses(struct scene *s, const struct clause *c, int64_t as_of, unsigned depth,
                          struct arena *a) {
  assert_int_equal(c->people, alone(s, c->node, as_of, a));
  for (uint32_t i = 0; i < c->n_kids; i++) {
    const struct clause *k = &c->kids[i];
    check_clauses(s, k, as_of, depth + 1, a);
    if (depth || c->node->kind != N_AND) continue;
    assert_int_equal(k->cumulative, some(s, c->node, 0, i + 1, UINT32_MAX, as_of, a));
    assert_int_equal(k->without, some(s, c->node, 0, c->n_kids, i, as_of, a));
  }
}

static void test_clauses(void **state) {
  static struct scene s;
  unsigned opened = 0;
  for (uint64_t seed = 1; seed <= ROUNDS / 2; seed++) {
    struct rng r;
    struct arena a;
    struct err err;
    struct buf text = BUF_INIT, one = BUF_INIT;
    uint64_t everyone;
    struct clause root;
    rng_init(&r, seed, 4, 0);
    arena_init(&a, "clauses");
    scene_make(&s, seed, NULL);
    for (unsigned i = 0, n = 2 + (unsigned)rng_below(&r, 4); i < n; i++) {
      while (random_text(&r, &one) != LT_BOOL) {
      }
      buf_printf(&text, "%s(%s)", i ? " and " : "", one.p);
    }
    const struct node *tree = world_tree(&s.w, text.p, LT_BOOL);
    int64_t as_of = random_moment(&r);
    if (clauses_count(tree, as_of, s.w.snap, &s.env, &a, &root, &everyone, &err)) {
      check_clauses(&s, &root, as_of, 0, &a);
      assert_int_equal(root.people, roaring_bitmap_get_cardinality(root.set));
      opened += root.n_kids;
      clauses_release(&root);
    } else {
      assert_int_equal(err.code, ERR_number_overflow);
    }
    buf_release(&text);
    buf_release(&one);
    arena_release(&a);
    world_close(&s.w);
  }
  assert_true(opened > ROUNDS);
}

/* More parts than are counted: the first level still is. */
static void test_many_clauses(void **state) {
  static struct scene s;
  struct arena a;
  struct err err;
  struct buf text = BUF_INIT;
  uint64_t everyone;
  struct clause root;
  arena_init(&a, "clauses");
  scene_make(&s, 5, NULL);
  for (int i = 0; i < 40; i++)
    buf_printf(&text, "%s(count(buy) > %d or did(view))", i ? " and " : "", i);
  const struct node *tree = world_tree(&s.w, text.p, LT_BOOL);
  must_ok(clauses_count(tree, TIME_MAX, s.w.snap, &s.env, &a, &root, &everyone, &err), &err);
  assert_int_equal(root.n_kids, 40);
  uint32_t nodes = 41;
  for (uint32_t i = 0; i < 40; i++)
    nodes += root.kids[i].n_kids;
  assert_true(nodes <= CLAUSES_MAX && nodes > 41);
  check_clauses(&s, &root, TIME_MAX, 0, &a);
  clauses_release(&root);
  buf_reset(&text);
  for (int i = 0; i < 100; i++)
    buf_printf(&text, "%scount(buy) != %d", i ? " and " : "", i);
  tree = world_tree(&s.w, text.p, LT_BOOL);
  must_ok(clauses_count(tree, TIME_MAX, s.w.snap, &s.env, &a, &root, &everyone, &err), &err);
  assert_int_equal(root.n_kids, 0);
  assert_int_equal(root.people, alone(&s, tree, TIME_MAX, &a));
  clauses_release(&root);
  buf_release(&text);
  arena_release(&a);
  world_close(&s.w);
}

/* The words. */
static void test_story(void **state) {
  static struct scene s;
  struct arena a;
  struct err err;
  struct person_model p;
  struct why why;
  arena_init(&a, "story");
  const struct tz *tz;
  must_ok(tz_load(STR("Asia/Shanghai"), &tz, &err), &err);
  world_open(&s.w, tz);
  world_row(&s.w, 0, "buy", JAN_2024, 0);
  world_put(&s.w, "amount", num_value("12.50"));
  world_row(&s.w, 0, "buy", JAN_2024 + MS_DAY, 0);
  world_put(&s.w, "amount", num_value("30"));
  world_row(&s.w, 0, EV_SET, JAN_2024 + MS_HOUR, 0);
  world_put(&s.w, "city", str_value("上海"));
  world_apply(&s.w, true);
  s.w.n_subjects = 1;
  s.w.snap = store_snapshot(s.w.store);
  world_names(&s.w);
  s.env = (struct classification_env){.ctx = &s, .find = find_tier, .tz = tz};
  person_load(&s, 0, &a, &p);
  static const struct {
    const char *text, *en, *zh;
  } cases[] = {
      {"did(buy)", "2 times, last on 2024-01-02 08:00", "2 次，最近一次在 2024-01-02 08:00"},
      {"count(buy, before 2024-01-02) = 1", "1 time, on 2024-01-01 08:00",
       "1 次，在 2024-01-01 08:00"},
      {"not did(view)", "not once", "没有发生"},
      {"sum(buy.amount) >= 40", "42.5 (2 times, last on 2024-01-02 08:00)",
       "42.5（2 次，最近一次在 2024-01-02 08:00）"},
      {"city = \"上海\"", "上海, since 2024-01-01 09:00", "上海，自 2024-01-01 09:00 起"},
      {"age > 3", "no value", "没有值"},
      {"days_since(last(buy)) <= 3", "2 days, since 2024-01-02 08:00",
       "2 天，自 2024-01-02 08:00 起"},
      {"last(buy) > 2024-01-01", "2024-01-02 08:00", "2024-01-02 08:00"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct node *tree = world_tree(&s.w, cases[i].text, LT_BOOL);
    must_ok(person_why(&p, tree, JAN_2024 + 3 * MS_DAY, &a, &why, &err), &err);
    const struct why *y = why.n_kids ? &why.kids[0] : &why;
    assert_int_equal(y->n_actuals, 1);
    assert_string_equal(y->actuals[0].en.p, cases[i].en);
    assert_string_equal(y->actuals[0].zh.p, cases[i].zh);
  }
  const struct node *tree = world_tree(&s.w, "sum(buy.amount) / count(buy) > 20", LT_BOOL);
  must_ok(person_why(&p, tree, JAN_2024 + 3 * MS_DAY, &a, &why, &err), &err);
  assert_int_equal(why.n_actuals, 3);
  assert_true(why.holds);
  assert_string_equal(why.actuals[2].en.p,
                      "the number of “buy”: 2 times, last on 2024-01-02 08:00");
  arena_release(&a);
  world_close(&s.w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_story), cmocka_unit_test(test_clauses),
                                     cmocka_unit_test(test_many_clauses),
                                     cmocka_unit_test(test_classes), cmocka_unit_test(test_why)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
