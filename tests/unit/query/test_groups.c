/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups against counting everybody's events by hand: by event, by time, by value; with people and
 * without (two different ways through the code); with windows and predicates; one thread and three.
 */
#include "query/groups.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 10
#else
#define ROUNDS 80
#endif

/* The second has a predicate, and means the same as the first for `buy`. */
static const char *const counts[] = {"count(*)",
                                     "count(* where event = \"buy\")",
                                     "count(buy)",
                                     "count(*, last 20 days)",
                                     "count(pay, last 400 days)",
                                     "count(nothing)"};

static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};

static bool counted(const struct agg *agg, const struct person_event *e) {
  if (agg->where) return str_is(e->event, "buy");
  if (agg->any_event) return !str_is(e->event, EV_SET);
  for (uint32_t i = 0; i < agg->n_events; i++)
    if (str_eq(e->event, agg->events[i])) return true;
  return false;
}

/* Whether the event belongs to group g. */
static bool belongs(const struct groups_query *q, const struct query_group *g,
                    const struct person_event *e) {
  if (q->by == GROUP_EVENT) return str_eq(e->event, g->text);
  if (q->by == GROUP_VALUE) {
    for (uint32_t i = 0; i < e->n_props; i++) {
      const struct value *v = &e->values[i];
      if (!str_eq(e->props[i], q->prop)) continue;
      if (v->type != g->type) return false;
      return g->type == V_STR    ? str_eq(v->str, g->text)
             : g->type == V_NUM  ? dec_cmp(v->num, g->num) == 0
             : g->type == V_BOOL ? v->b == g->yes
                                 : v->time == g->time;
    }
    return g->type == V_NONE;
  }
  int32_t day = day_of(q->tz, e->time);
  if (q->by == GROUP_WEEK) day -= (int32_t)day_weekday(day);
  if (q->by == GROUP_MONTH) day = day_month_start(day);
  return day_start(q->tz, day) == g->time;
}

static uint64_t check(const struct world *w, const struct groups_query *q,
                      const struct query_group *g, uint32_t n) {
  struct arena a;
  uint64_t grouped = 0, all = 0;
  int64_t from, to;
  uint64_t *rows = calloc(n + 1, sizeof *rows), *people = calloc(n + 1, sizeof *people);
  window_bounds(&q->rows->agg->window, q->tz, q->as_of, &from, &to);
  arena_init(&a, "by hand");
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *e;
    struct err err;
    uint32_t n_events;
    uint64_t *before = calloc(n + 1, sizeof *before);
    memcpy(before, rows, n * sizeof *rows);
    must_ok(query_person_events(w->snap, w->subjects[i], q->as_of, &a, &e, &n_events, &err), &err);
    for (uint32_t k = 0; k < n_events; k++) {
      if (!counted(q->rows->agg, &e[k]) || e[k].time < from || e[k].time > to) continue;
      all += q->by == GROUP_EVENT || q->by == GROUP_VALUE || e[k].time != TIME_MIN;
      for (uint32_t j = 0; j < n; j++)
        rows[j] += belongs(q, &g[j], &e[k]);
    }
    for (uint32_t j = 0; j < n; j++)
      people[j] += rows[j] != before[j];
    free(before);
  }
  for (uint32_t j = 0; j < n; j++) {
    assert_int_equal(g[j].rows, rows[j]);
    assert_true(g[j].rows > 0);
    assert_int_equal(g[j].people, q->people ? people[j] : 0);
    grouped += g[j].rows;
  }
  assert_int_equal(grouped, all);
  free(rows);
  free(people);
  arena_release(&a);
  return all;
}

static void same(const struct query_group *a, const struct query_group *b) {
  assert_int_equal(a->type, b->type);
  assert_int_equal(a->rows, b->rows);
  assert_int_equal(a->people, b->people);
  if (a->type == V_STR) assert_true(str_eq(a->text, b->text));
  if (a->type == V_TIME) assert_true(a->time == b->time);
  if (a->type == V_NUM) assert_int_equal(dec_cmp(a->num, b->num), 0);
}

static uint64_t ask(struct world *w, struct pool *pool, struct groups_query *q) {
  struct query_group *g, *alone;
  struct arena a;
  struct err err;
  uint32_t n, n_alone;
  arena_init(&a, "groups");
  must_ok(query_groups(w->snap, q, pool, NULL, &a, &g, &n, &err), &err);
  must_ok(query_groups(w->snap, q, NULL, NULL, &a, &alone, &n_alone, &err), &err);
  assert_int_equal(n, n_alone);
  for (uint32_t i = 0; i < n; i++)
    same(&g[i], &alone[i]);
  uint64_t rows = check(w, q, g, n);
  arena_release(&a);
  return rows;
}

static void test_groups(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t rows = 0;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 29, 0);
    must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
    world_open(&w, tz);
    world_fill(&w, &r, (enum world_place)(seed / 3 % 3));
    world_names(&w);
    for (unsigned k = 0; k < COUNT(counts); k++) {
      struct node *tree;
      must_ok(lang_parse(str_from(counts[k]), &w.trees, &tree, &err) &&
                  lang_resolve(tree, &w.names, LT_ANY, &w.trees, &err),
              &err);
      struct groups_query q = {.rows = tree, .as_of = random_moment(&r), .tz = tz};
      for (q.by = GROUP_EVENT; q.by < GROUP_VALUE; q.by++)
        for (int people = 0; people < 2; people++) {
          q.people = people;
          rows += ask(&w, pool, &q);
        }
      q.by = GROUP_VALUE;
      for (uint32_t p = 0; p < snapshot_props(w.snap); p++) {
        q.prop = snapshot_prop(w.snap, p)->name;
        rows += ask(&w, pool, &q);
      }
    }
    world_close(&w);
  }
  assert_true(rows > ROUNDS * 100);
  pool_free(pool);
}

/* Only a count has rows to group. */
static void test_refused(void **state) {
  struct rng r;
  struct err err;
  struct world w;
  struct node *tree;
  struct query_group *g;
  uint32_t n;
  const struct tz *tz;
  rng_init(&r, 7, 30, 0);
  must_ok(tz_load(STR("UTC"), &tz, &err), &err);
  world_open(&w, tz);
  world_fill(&w, &r, IN_PARTS);
  world_names(&w);
  must_ok(lang_parse(STR("count(buy) > 1"), &w.trees, &tree, &err) &&
              lang_resolve(tree, &w.names, LT_ANY, &w.trees, &err),
          &err);
  struct groups_query q = {.rows = tree, .as_of = random_moment(&r), .tz = tz};
  assert_false(query_groups(w.snap, &q, NULL, NULL, &w.trees, &g, &n, &err));
  assert_int_equal(err.code, ERR_not_a_count);
  /* a scan asks for its memory before it takes it */
  struct query_limits little = {.memory = 1000};
  must_ok(lang_parse(STR("count(buy)"), &w.trees, &tree, &err) &&
              lang_resolve(tree, &w.names, LT_ANY, &w.trees, &err),
          &err);
  q.rows = tree;
  for (int people = 0; people < 2; people++) {
    q.people = people;
    assert_false(query_groups(w.snap, &q, NULL, &little, &w.trees, &g, &n, &err));
    assert_int_equal(err.code, ERR_memory_limit);
  }
  world_close(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_groups), cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
