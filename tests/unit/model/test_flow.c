/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flows of random people between random days: rows and columns are the counts of both days, the
 * identities balance, and every cell is as large as the set that its expression selects.  A preview
 * against itself moves nobody; against another it is the flow of one day between two definitions.
 */
#include "../query/texts.h"
#include "base/json.h"
#include "model/class_views.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 10
#else
#define ROUNDS 120
#endif

static const char tier_yaml[] = "kind: classification\n"
                                "slug: tier\n"
                                "measures:\n"
                                "  n: count(buy)\n"
                                "  v: sum(buy.amount) + sum(view.qty)\n"
                                "population: n > 0\n"
                                "scores:\n"
                                "  V: {of: v, by: quantile, bins: 4}\n"
                                "classes:\n"
                                "  - {name: low, rank: 1, when: V = 1}\n"
                                "  - {name: gold, rank: 9, when: V >= 3 and n > 1}\n"
                                "  - {name: silver, rank: 5, when: V exists or did(view)}\n";
static const char other_yaml[] = "kind: classification\n"
                                 "slug: tier\n"
                                 "classes:\n"
                                 "  - {name: gold, when: count(buy) > 2}\n"
                                 "  - {name: new, when: did(pay)}\n";

struct scene {
  struct world w;
  const struct classification *tier;
  struct report_params p;
};

/* The world's own names know only two classes of any classification. */
static bool tier_classes(void *ctx, struct str slug, struct arena *out, struct str **ret,
                         uint32_t *ret_n, struct err *err) {
  static struct str names[] = {{"low", 3}, {"gold", 4}, {"silver", 6}};
  *ret = names;
  *ret_n = 3;
  return true;
}

static bool find_tier(void *ctx, struct str slug, const struct classification **ret,
                      struct err *err) {
  *ret = ((struct scene *)ctx)->tier;
  return true;
}

static const struct classification *parse(struct scene *s, struct str yaml) {
  struct json *doc;
  struct classification *c;
  struct err err;
  must_ok(yaml_parse(yaml, &s->w.trees, &doc, &err), &err);
  must_ok(classification_parse(doc, &s->w.names, &s->w.trees, &c, &err), &err);
  return c;
}

static void scene_make(struct scene *s, uint64_t seed, struct pool *pool) {
  static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
  struct rng r;
  struct err err;
  const struct tz *tz;
  rng_init(&r, seed, 1, 0);
  must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
  world_open(&s->w, tz);
  world_fill(&s->w, &r, (enum world_place)(seed % 3));
  world_names(&s->w);
  s->w.names.measure = NULL;
  s->w.names.classes = tier_classes;
  s->tier = parse(s, STR(tier_yaml));
  s->p = (struct report_params){.snapshot = s->w.snap,
                                .names = &s->w.names,
                                .env = {.ctx = s, .find = find_tier, .tz = tz, .pool = pool},
                                .as_of = TIME_MAX - MS_DAY};
}

static int64_t selected(struct scene *s, struct str expression, struct arena *a) {
  struct query_output *o;
  struct node *tree;
  struct err err;
  must_ok(lang_compile(expression, &s->w.names, a, &tree, &err), &err);
  struct query_expr e = {tree, s->p.as_of};
  must_ok(expressions_run(&e, 1, s->w.snap, &s->p.env, a, &o, &err), &err);
  int64_t n = (int64_t)roaring_bitmap_get_cardinality(o[0].set);
  query_outputs_release(o, 1);
  return n;
}

static void check_identity(const struct class_flow *f, uint32_t none, const int64_t *start,
                           const int64_t *end) {
  uint32_t width = none + 2;
  for (uint32_t i = 0; i <= none; i++) {
    const struct flow_identity *k = &f->identity[i];
    int64_t row = 0, column = 0;
    for (uint32_t j = 0; j < width; j++) {
      row += f->matrix[i * width + j];
      column += f->matrix[j * width + i];
    }
    assert_int_equal(row, start[i]);
    assert_int_equal(column, end[i]);
    assert_int_equal(k->start, start[i]);
    assert_int_equal(k->end, end[i]);
    assert_int_equal(k->start, k->stayed + k->up + k->down + k->lost);
    assert_int_equal(k->end, k->stayed + k->arrived + k->entered);
  }
  /* low < silver < gold by rank, whatever their order */
  assert_int_equal(f->identity[0].up, f->matrix[1] + f->matrix[2]);
  assert_int_equal(f->identity[0].down, 0);
  assert_int_equal(f->identity[1].up, 0);
  assert_int_equal(f->identity[2].up, f->matrix[2 * width + 1]);
  assert_int_equal(f->identity[2].down, f->matrix[2 * width]);
}

static unsigned check_cells(struct scene *s, const struct class_flow *f, int32_t from, int32_t to,
                            struct arena *a) {
  static const struct str names[] = {STR("low"), STR("gold"), STR("silver"), STR("none"),
                                     STR("absent")};
  struct err err;
  struct str expression;
  unsigned moves = 0;
  for (uint32_t i = 0; i < 5; i++)
    for (uint32_t j = 0; j < 4; j++) {
      must_ok(class_flow_expression(s->tier, from, to, names[i], names[j], a, &expression, &err),
              &err);
      assert_int_equal(selected(s, expression, a), f->matrix[i * 5 + j]);
      moves += i != j && f->matrix[i * 5 + j] > 0;
    }
  return moves;
}

static void test_flow(void **state) {
  struct pool *pool = pool_new(2);
  unsigned moves = 0;
  static struct scene s;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct arena a;
    struct err err;
    struct class_flow f;
    int64_t *start, *end;
    rng_init(&r, seed, 5, 0);
    arena_init(&a, "flow");
    scene_make(&s, seed, pool);
    int32_t from = day_of(s.p.env.tz, random_moment(&r)),
            to = day_of(s.p.env.tz, random_moment(&r));
    if (from > to) {
      assert_false(class_flow(&s.p, s.tier, from, to, &a, &f, &err));
      assert_int_equal(err.code, ERR_bad_period);
      int32_t swap = from;
      from = to;
      to = swap;
    }
    must_ok(class_flow(&s.p, s.tier, from, to, &a, &f, &err), &err);
    must_ok(class_daily(&s.p, s.tier, &from, from, 1, &a, &start, &err), &err);
    must_ok(class_daily(&s.p, s.tier, &to, to, 1, &a, &end, &err), &err);
    check_identity(&f, 3, start, end);
    moves += check_cells(&s, &f, from, to, &a);
    arena_release(&a);
    world_close(&s.w);
  }
  print_message("# %u cells of moves\n", moves);
  assert_true(moves > ROUNDS);
  pool_free(pool);
}

static void test_unknown_class(void **state) {
  static struct scene s;
  struct arena a;
  struct err err;
  struct str expression;
  arena_init(&a, "flow");
  scene_make(&s, 1, NULL);
  assert_false(class_flow_expression(s.tier, 1, 2, STR("golf"), STR(""), &a, &expression, &err));
  assert_int_equal(err.code, ERR_unknown_class);
  assert_string_equal(err.args[2], "gold");
  assert_false(class_flow_expression(s.tier, 1, 2, STR(""), STR("absent"), &a, &expression, &err));
  assert_int_equal(err.code, ERR_unknown_class);
  arena_release(&a);
  world_close(&s.w);
}

static void test_preview(void **state) {
  struct pool *pool = pool_new(2);
  unsigned moved = 0;
  static struct scene s;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct arena a;
    struct err err;
    struct class_preview same, other, fresh;
    arena_init(&a, "preview");
    scene_make(&s, seed, pool);
    const struct classification *c = parse(&s, STR(other_yaml));
    must_ok(class_preview_run(&s.p, s.tier, s.tier, &a, &same, &err), &err);
    must_ok(class_preview_run(&s.p, s.tier, c, &a, &other, &err), &err);
    must_ok(class_preview_run(&s.p, NULL, c, &a, &fresh, &err), &err);
    assert_int_equal(same.moved, 0);
    int64_t people = 0;
    for (uint32_t i = 0; i < 4; i++)
      for (uint32_t j = 0; j < 3; j++)
        people += other.matrix[i * 3 + j];
    assert_int_equal(people, roaring_bitmap_get_cardinality(other.then.people));
    /* gold stays gold, none stays none, everybody else has another name */
    assert_int_equal(other.moved, people - other.matrix[1 * 3] - other.matrix[3 * 3 + 2]);
    assert_int_equal(other.was[0], (int64_t)other.now.counts[1]);
    assert_int_equal(other.was[1], 0);
    assert_int_equal(fresh.moved, (int64_t)(fresh.then.counts[0] + fresh.then.counts[1]));
    assert_int_equal(fresh.was[2], people);
    moved += (unsigned)other.moved;
    struct class_preview *all[] = {&same, &other, &fresh};
    for (int i = 0; i < 3; i++) {
      classification_result_release(&all[i]->now);
      classification_result_release(&all[i]->then);
    }
    arena_release(&a);
    world_close(&s.w);
  }
  assert_true(moved > ROUNDS);
  pool_free(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_flow), cmocka_unit_test(test_preview),
                                     cmocka_unit_test(test_unknown_class)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
