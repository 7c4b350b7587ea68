/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The walk against each person's events looked at one by one: random selectors with and without
 * conditions, bounds in time, properties of all types, numbers, some people only; rows in memory,
 * in parts and in both; a person larger than a batch; one thread and three. */
#include <pthread.h>

#include "query/walk.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 30
#else
#define ROUNDS 300
#endif

static const char *const selectors[] = {"view",
                                        "buy or pay",
                                        "*",
                                        "share",
                                        "nothing",
                                        "buy where amount > 0",
                                        "view or buy where cat = \"x\"",
                                        "* where hour < 12 and vip",
                                        "pay where qty exists"};
static const char *const props[] = {"cat", "amount", "wide", "vip", "due", "mixed", "absent"};

struct seen {
  struct world *w;
  const struct walk_query *q;
  struct walk *walk;
  pthread_mutex_t lock;
  uint64_t rows, people;
};

static uint64_t mask_by_hand(const struct seen *s, const struct person_event *e) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = s->w->tz};
  uint64_t mask = 0;
  for (uint32_t i = 0; i < s->q->n_selects; i++) {
    const struct walk_select *sel = &s->q->selects[i];
    struct query_rows got;
    struct err err;
    must_ok(query_one_rows(&h, sel->rows->agg, s->q->as_of, &in, &got, &err), &err);
    if (got.n && e->time >= sel->from && e->time <= sel->to) mask |= UINT64_C(1) << i;
  }
  return mask;
}

static bool same_value(struct value a, const struct value *b) {
  if (!b || a.type != b->type) return !b && a.type == V_NONE;
  return a.type == V_STR    ? str_eq(a.str, b->str)
         : a.type == V_NUM  ? dec_cmp(a.num, b->num) == 0
         : a.type == V_TIME ? a.time == b->time
                            : a.b == b->b;
}

static const struct value *value_by_hand(const struct person_event *e, struct str prop) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_eq(e->props[i], prop)) return &e->values[i];
  return NULL;
}

static bool on_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                      struct err *err) {
  struct seen *s = ctx;
  struct arena a;
  struct person_event *e;
  uint32_t n, at = 0;
  struct err e2;
  arena_init(&a, "by hand");
  pthread_mutex_lock(&s->lock);
  must_ok(query_person_events(s->w->snap, p->subject, s->q->as_of, &a, &e, &n, &e2), &e2);
  assert_int_equal(chunk, p->subject >> SCAN_CHUNK_BITS);
  if (s->q->people) assert_true(roaring_bitmap_contains(s->q->people, p->subject));
  for (uint32_t i = 0; i < n; i++) {
    uint64_t mask = mask_by_hand(s, &e[i]);
    if (!mask) continue;
    while (at < p->n && !p->mask[at])
      at++;
    assert_true(at < p->n);
    assert_true(p->mask[at] == mask);
    assert_true(p->time[at] == e[i].time);
    assert_true(!p->event == !s->q->events);
    if (p->event) assert_true(str_eq(snapshot_event(s->w->snap, p->event[at])->name, e[i].event));
    for (uint32_t k = 0; k < s->q->n_props; k++) {
      struct value v = walk_value(s->walk, worker, p->code[k][at]);
      assert_true(same_value(v, value_by_hand(&e[i], s->q->props[k])));
      bool empty = v.type == V_STR && v.str.n == 0;
      assert_true(empty == (p->code[k][at] == walk_empty(s->walk, worker)));
    }
    for (uint32_t k = 0; k < s->q->n_nums; k++) {
      const struct value *v = value_by_hand(&e[i], s->q->nums[k]);
      struct dec x = {p->num[k][at], walk_scale(s->walk, k)};
      assert_int_equal(dec_cmp(x, v && v->type == V_NUM ? v->num : DEC_ZERO), 0);
    }
    s->rows++;
    at++;
  }
  while (at < p->n && !p->mask[at])
    at++;
  assert_int_equal(at, p->n);
  s->people++;
  pthread_mutex_unlock(&s->lock);
  arena_release(&a);
  return true;
}

static uint64_t rows_by_hand(const struct seen *s) {
  uint64_t rows = 0;
  for (uint32_t i = 0; i < s->w->n_subjects; i++) {
    struct arena a;
    struct person_event *e;
    uint32_t n;
    struct err err;
    uint32_t who = s->w->subjects[i];
    if (s->q->people && !roaring_bitmap_contains(s->q->people, who)) continue;
    arena_init(&a, "by hand");
    must_ok(query_person_events(s->w->snap, who, s->q->as_of, &a, &e, &n, &err), &err);
    for (uint32_t k = 0; k < n; k++)
      rows += mask_by_hand(s, &e[k]) != 0;
    arena_release(&a);
  }
  return rows;
}

static uint64_t walk_all(struct world *w, const struct walk_query *q, struct pool *pool) {
  struct seen s = {.w = w, .q = q, .lock = PTHREAD_MUTEX_INITIALIZER};
  struct err err;
  must_ok(walk_new(w->snap, q, pool, NULL, &s.walk, &err), &err);
  must_ok(walk_run(s.walk, on_person, &s, &err), &err);
  assert_int_equal(s.rows, rows_by_hand(&s));
  walk_free(s.walk);
  return s.rows;
}

static const struct node *selector(struct world *w, const char *text) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse_events(str_from(text), &w->trees, &tree, &err) &&
              lang_resolve(tree, &w->names, LT_ANY, &w->trees, &err),
          &err);
  return tree;
}

static uint64_t ask_random(struct world *w, struct rng *r, struct pool *pool) {
  struct walk_select sel[8];
  struct str names[COUNT(props)], nums[WALK_NUMS_MAX];
  struct walk_query q = {
      .selects = sel, .props = names, .nums = nums, .as_of = random_moment(r), .tz = w->tz};
  bool bounded = rng_chance(r, 0.5), same = rng_chance(r, 0.5);
  uint32_t kinds = rng_chance(r, 0.5) ? 5 : (uint32_t)COUNT(selectors);
  roaring_bitmap_t *people = NULL;
  q.n_selects = 1 + (uint32_t)rng_below(r, COUNT(sel));
  q.events = rng_chance(r, 0.5);
  for (uint32_t i = 0; i < q.n_selects; i++) {
    sel[i] = (struct walk_select){selector(w, selectors[rng_below(r, kinds)]), TIME_MIN, q.as_of};
    if (bounded) sel[i].from = same && i ? sel[0].from : random_moment(r);
    if (bounded && same && i) sel[i].to = sel[0].to;
    if (bounded && !(same && i) && rng_chance(r, 0.5)) sel[i].to = random_moment(r);
  }
  for (uint32_t i = 0; i < COUNT(props); i++)
    if (rng_chance(r, 0.4)) names[q.n_props++] = str_from(props[i]);
  while (q.n_nums < WALK_NUMS_MAX && rng_chance(r, 0.4))
    nums[q.n_nums++] = str_from(props[rng_below(r, COUNT(props))]);
  if (rng_chance(r, 0.3)) {
    people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(people, w->subjects[i]);
    q.people = people;
  }
  uint64_t rows = walk_all(w, &q, pool);
  assert_int_equal(walk_all(w, &q, NULL), rows);
  if (people) roaring_bitmap_free(people);
  return rows;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t rows = 0;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 51, 0);
    must_ok(tz_load(seed % 2 ? STR("Asia/Shanghai") : STR("America/New_York"), &tz, &err), &err);
    world_open(&w, tz);
    world_fill(&w, &r, (enum world_place)(seed % 3));
    world_names(&w);
    for (int i = 0; i < 4; i++)
      rows += ask_random(&w, &r, pool);
    world_close(&w);
  }
  assert_true(rows > ROUNDS * 30);
  pool_free(pool);
}

/* One person of three batches between two small ones; limits. */
static void test_huge(void **state) {
  struct world w;
  struct err err;
  struct walk *walk;
  world_open(&w, tz_utc());
  w.n_subjects = 3;
  for (uint32_t i = 0; i < 3; i++)
    w.subjects[i] = 5 + i;
  for (uint32_t i = 0; i < 150000; i++) {
    world_row(&w, 6, world_events[i % 4], JAN_2024 + (int64_t)(i / 3) * 1000, 0);
    if (i % 2) world_put(&w, "cat", str_value(world_words[i % COUNT(world_words)]));
    if (i % 7 == 0) world_put(&w, "amount", num_value("1.50"));
    if (i % 50000 == 1) world_row(&w, 5, "view", JAN_2024, 0), world_row(&w, 7, "buy", JAN_2024, 0);
    if (i % 20000 == 0) world_apply(&w, i < 100000);
  }
  world_apply(&w, false);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  struct str names[] = {STR("cat"), STR("amount")};
  for (int filtered = 0; filtered < 2; filtered++) {
    struct walk_select sel[] = {
        {selector(&w, filtered ? "view where cat != \"x\"" : "view"), TIME_MIN, INT64_MAX / 2},
        {selector(&w, "pay"), TIME_MIN, INT64_MAX / 2}};
    struct walk_query q = {.selects = sel,
                           .n_selects = 2,
                           .props = names,
                           .n_props = 2,
                           .nums = names + 1,
                           .n_nums = 1,
                           .events = true,
                           .as_of = JAN_2024 + 90000000,
                           .tz = w.tz};
    assert_true(walk_all(&w, &q, NULL) > 50000);
    struct query_limits little = {.memory = 100000};
    must_ok(walk_new(w.snap, &q, NULL, &little, &walk, &err), &err);
    assert_false(walk_run(walk, on_person, NULL, &err));
    assert_int_equal(err.code, ERR_memory_limit);
    walk_free(walk);
    bool cancel = true;
    struct query_limits stopped = {.cancel = &cancel};
    must_ok(walk_new(w.snap, &q, NULL, &stopped, &walk, &err), &err);
    assert_false(walk_run(walk, on_person, NULL, &err));
    assert_int_equal(err.code, ERR_canceled);
    walk_free(walk);
  }
  world_close(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_huge)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
