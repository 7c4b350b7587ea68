/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths against their slow twin on random people: every rule of attempts, split values, grouping,
 * both counts; many ties; memory, parts and both; one thread and three; people longer than a batch.
 */
#include "query/median.h"
#include "query/paths.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 60
#else
#define ROUNDS 500
#endif

static const char *const selectors[] = {"*",
                                        "view",
                                        "buy",
                                        "pay or share",
                                        "view or buy",
                                        "pay where amount = 1",
                                        "buy where cat = \"x\"",
                                        "view where amount < 3",
                                        "* where cat = \"y\"",
                                        "`$set` or view"};
static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
static const char *const prop_names[] = {"cat", "amount", "mixed"};
#define MARCH_2024 INT64_C(1709960400000) /* the hour before New York's clocks go forward */

static const struct node *selector(struct world *w, const char *text) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse_events(str_from(text), &w->trees, &tree, &err) &&
              lang_resolve(tree, &w->names, LT_ANY, &w->trees, &err),
          &err);
  return tree;
}

static void random_event(struct world *w, struct rng *r, uint32_t who, int64_t when) {
  static const char *const words[] = {"x", "y", ""};
  world_row(w, who, rng_chance(r, 0.05) ? EV_SET : world_events[rng_below(r, 4)], when, 0);
  if (rng_chance(r, 0.8)) world_put(w, "cat", str_value(words[rng_below(r, 3)]));
  if (rng_chance(r, 0.7)) {
    struct value v = {.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 4))};
    world_put(w, "amount", v);
  }
  if (rng_chance(r, 0.3)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
}

/* Few moments, so that many rows share one. */
static void fill(struct world *w, struct rng *r, enum world_place place) {
  int64_t grain = rng_chance(r, 0.5) ? 10 * MS_MINUTE : 7 * MS_HOUR;
  uint32_t moments = 3 + (uint32_t)rng_below(r, 40);
  w->n_subjects = 1 + (uint32_t)rng_below(r, 20);
  for (uint32_t i = 0; i < w->n_subjects; i++)
    w->subjects[i] = i * 3 + (i > 15 ? 70000 : 0);
  for (uint32_t b = 0; b < 3; b++) {
    uint32_t rows = (uint32_t)rng_below(r, 10 * w->n_subjects);
    for (uint32_t i = 0; i < rows; i++) {
      uint32_t who = w->subjects[rng_below(r, w->n_subjects)];
      if (rng_chance(r, 0.3)) who = w->subjects[0];
      random_event(w, r, who, MARCH_2024 + (int64_t)rng_below(r, moments) * grain);
    }
    world_apply(w, place == IN_PARTS || (place == HALF_HALF && b == 0));
  }
  w->snap = store_snapshot(w->store);
}

struct question {
  struct paths p;
  struct paths_item items[3];
  struct paths_split splits[2];
  roaring_bitmap_t *people;
};

static const struct node *any_selector(struct world *w, struct rng *r) {
  return selector(w, selectors[rng_below(r, COUNT(selectors))]);
}

static void random_question(struct world *w, struct rng *r, struct question *q) {
  static const int64_t spans[] = {0, MS_HOUR, 9 * MS_HOUR, 2 * MS_DAY, 80 * MS_DAY};
  static const struct str titles[] = {{"paid", 4}, {"view", 4}, {"二", 3}};
  struct paths *p = &q->p;
  memset(q, 0, sizeof *q);
  p->tz = w->tz;
  p->items = q->items;
  p->splits = q->splits;
  p->n_items = rng_chance(r, 0.5) ? 1 : 1 + (uint32_t)rng_below(r, COUNT(q->items));
  for (uint32_t i = 0; i < p->n_items; i++) {
    q->items[i].rows = rng_chance(r, 0.5) ? selector(w, "*") : any_selector(w, r);
    if (rng_chance(r, 0.3)) q->items[i].title = titles[rng_below(r, COUNT(titles))];
  }
  if (rng_chance(r, 0.6)) p->start = any_selector(w, r);
  if (rng_chance(r, 0.5)) p->end = any_selector(w, r);
  uint32_t first = (uint32_t)rng_below(r, 4);
  for (uint32_t s = 0; s < COUNT(q->splits) && rng_chance(r, 0.4); s++) {
    struct paths_split *split = &q->splits[p->n_splits++];
    *split = (struct paths_split){str_from(world_events[(first + s) % 4]),
                                  str_from(prop_names[rng_below(r, COUNT(prop_names))]), NULL};
    random_item(w, r, &split->prop, &split->item);
  }
  p->top_values = 1 + (uint32_t)rng_below(r, 4);
  p->gap = spans[1 + rng_below(r, 2)];
  p->within = rng_chance(r, 0.5) ? -1 : spans[rng_below(r, COUNT(spans))];
  p->depth = 1 + (uint32_t)rng_below(r, rng_chance(r, 0.8) ? 6 : PATHS_DEPTH_MAX);
  p->fold = rng_chance(r, 0.6);
  p->converted_only = rng_chance(r, 0.2);
  p->count = (enum paths_count)rng_below(r, 2);
  p->top = 1 + (uint32_t)rng_below(r, 12);
  p->top_nodes = 1 + (uint32_t)rng_below(r, 5);
  p->min_share = rng_chance(r, 0.7) ? 0 : 0.2 * rng_unit(r);
  p->as_of = MARCH_2024 + (int64_t)rng_below(r, 12) * MS_DAY;
  p->from = rng_chance(r, 0.5) ? TIME_MIN : MARCH_2024 + (int64_t)rng_below(r, 3) * MS_DAY;
  p->to = rng_chance(r, 0.5) ? p->as_of : MARCH_2024 + (int64_t)rng_below(r, 8) * MS_DAY;
  p->others = selector(w, "*");
  if (rng_chance(r, 0.2)) {
    p->people = q->people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(q->people, w->subjects[i]);
  }
}

/* ---- what the twin's attempts say ---- */

struct twin {
  struct paths_attempt *v;
  uint32_t n;
  const struct paths *p;
  const struct paths_result *res;
};

/* What a number is about, and which attempts have part in it. */
struct about {
  const struct twin *t;
  uint32_t level, link_to, path; /* link_to: cell of the next level, or NO; path: NO, or OTHER */
  uint32_t cell;                 /* NO: none */
  bool ended, converted;
};
#define NO    UINT32_MAX
#define OTHER (UINT32_MAX - 1)

static struct str cell_key(const struct paths_result *res, uint32_t level, uint32_t cell) {
  return res->nodes[res->levels[level].cells[cell].node].key;
}

/* Whether the attempt's node of a level is in that cell. */
static bool in_cell(const struct about *b, const struct paths_attempt *t, uint32_t level,
                    uint32_t cell) {
  const struct paths_result *res = b->t->res;
  if (level >= t->n) return false;
  if (!str_is(cell_key(res, level, cell), "*"))
    return str_eq(cell_key(res, level, cell), t->key[level]);
  for (uint32_t c = 0; c < res->levels[level].n_cells; c++)
    if (str_eq(cell_key(res, level, c), t->key[level])) return false;
  return true;
}

static bool on_path(const struct paths_result *res, const struct paths_attempt *t, uint32_t i) {
  bool same = res->paths[i].n == t->n;
  for (uint32_t l = 0; same && l < t->n; l++)
    same = str_eq(res->nodes[res->paths[i].nodes[l]].key, t->key[l]);
  return same;
}

static bool takes_part(const struct about *b, const struct paths_attempt *t) {
  if (b->cell != NO && !in_cell(b, t, b->level, b->cell)) return false;
  if (b->link_to != NO && !in_cell(b, t, b->level + 1, b->link_to)) return false;
  if (b->ended && !(t->ended && t->n == b->level + 1)) return false;
  if (b->converted && !t->converted) return false;
  if (b->path == NO) return true;
  if (b->path != OTHER) return on_path(b->t->res, t, b->path);
  for (uint32_t i = 0; i < b->t->res->n_paths; i++)
    if (on_path(b->t->res, t, i)) return false;
  return true;
}

static int by_size(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static void check(const struct about *b, uint64_t count, const double *median) {
  static int64_t ms[100000];
  uint32_t n = 0;
  uint64_t people = 0;
  for (uint32_t i = 0, last = NO; i < b->t->n; i++) {
    const struct paths_attempt *t = &b->t->v[i];
    if (!takes_part(b, t)) continue;
    uint32_t from = b->path == NO ? b->level : 0, to = b->path == NO ? b->level + 1 : t->n - 1;
    if (median) ms[n] = llabs(t->at[to] - t->at[from]);
    n++;
    people += t->person != last;
    last = t->person;
  }
  assert_int_equal(count, b->t->p->count == PATHS_PEOPLE ? people : n);
  if (!median) return;
  qsort(ms, n, sizeof *ms, by_size);
  double mid = n % 2 ? (double)ms[n / 2] : ((double)ms[n / 2 - 1] + (double)ms[n / 2]) / 2;
  assert_true(*median == mid);
}

static void check_levels(const struct twin *t) {
  const struct paths_result *res = t->res;
  uint32_t links = 0;
  for (uint32_t l = 0; l < res->n_levels; l++)
    for (uint32_t c = 0; c < res->levels[l].n_cells; c++) {
      const struct paths_cell *cell = &res->levels[l].cells[c];
      bool rest = str_is(cell_key(res, l, c), "*");
      struct about b = {t, l, NO, NO, c, false, false};
      assert_true(cell->count > 0 && (!rest || c + 1 == res->levels[l].n_cells));
      if (c && !rest) {
        assert_true(cell[-1].count > cell->count ||
                    (cell[-1].count == cell->count &&
                     str_cmp(cell_key(res, l, c - 1), cell_key(res, l, c)) < 0));
      }
      assert_true(rest || (double)cell->count >= t->p->min_share * (double)res->count);
      check(&b, cell->count, NULL);
      b.ended = true;
      check(&b, cell->ended, NULL);
      for (uint32_t to = 0; l + 1 < res->n_levels && to < res->levels[l + 1].n_cells; to++) {
        const struct paths_link *k = &res->links[links];
        bool is = links < res->n_links && k->level == l && k->from == c && k->to == to;
        struct about link = {t, l, to, NO, c, false, false};
        check(&link, is ? k->count : 0, is ? &k->median : NULL);
        links += is;
      }
    }
  assert_int_equal(links, res->n_links);
}

static void check_paths(const struct twin *t) {
  const struct paths_result *res = t->res;
  for (uint32_t i = 0; i < res->n_paths; i++) {
    struct about b = {t, 0, NO, i, NO, false, false};
    check(&b, res->paths[i].count, &res->paths[i].median);
    b.converted = true;
    check(&b, res->paths[i].converted, NULL);
    assert_true(!i || res->paths[i - 1].count >= res->paths[i].count);
  }
  struct about rest = {t, 0, NO, OTHER, NO, false, false};
  check(&rest, res->other, NULL);
  assert_true(!res->other == !res->other_paths);
  struct about all = {t, 0, NO, NO, NO, false, false};
  check(&all, res->count, NULL);
  assert_int_equal(res->attempts, t->n);
  all.converted = true;
  check(&all, res->converted, NULL);
}

static void check_people(struct world *w, struct question *q, const struct twin *t, struct rng *r,
                         struct pool *pool, struct arena *a) {
  const struct paths_result *res = t->res;
  struct paths_ask ask = {.converted = rng_chance(r, 0.3)};
  struct about b = {t, 0, NO, NO, NO, false, ask.converted};
  struct str keys[PATHS_DEPTH_MAX];
  struct paths_result again;
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  uint32_t what = (uint32_t)rng_below(r, 5);
  if (what == 1 && res->n_levels) {
    ask.what = PATHS_OF_NODE;
    ask.level = b.level = (uint32_t)rng_below(r, res->n_levels);
    b.cell = (uint32_t)rng_below(r, res->levels[b.level].n_cells);
    ask.from = cell_key(res, b.level, b.cell);
    ask.ended = b.ended = rng_chance(r, 0.5);
  } else if (what == 2 && res->n_links) {
    const struct paths_link *k = &res->links[rng_below(r, res->n_links)];
    ask.what = PATHS_OF_LINK;
    ask.level = b.level = k->level;
    b.cell = k->from;
    b.link_to = k->to;
    ask.from = cell_key(res, k->level, k->from);
    ask.to = cell_key(res, k->level + 1, k->to);
  } else if (what == 3 && res->n_paths) {
    ask.what = PATHS_OF_PATH;
    b.path = (uint32_t)rng_below(r, res->n_paths);
    ask.n_path = res->paths[b.path].n;
    for (uint32_t l = 0; l < ask.n_path; l++)
      keys[l] = res->nodes[res->paths[b.path].nodes[l]].key;
    ask.path = keys;
  } else if (what == 4) {
    ask.what = PATHS_OF_OTHER_PATHS;
    b.path = OTHER;
  }
  for (uint32_t i = 0; i < t->n; i++)
    if (takes_part(&b, &t->v[i])) roaring_bitmap_add(mine, t->v[i].person);
  must_ok(query_paths(w->snap, &q->p, pool, NULL, &ask, a, &again, &people, &err), &err);
  assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
}

static void same_answer(const struct paths_result *a, const struct paths_result *b) {
  assert_true(a->count == b->count && a->people == b->people && a->attempts == b->attempts &&
              a->converted == b->converted && a->other == b->other &&
              a->other_paths == b->other_paths && a->n_levels == b->n_levels &&
              a->n_links == b->n_links && a->n_paths == b->n_paths && a->n_nodes == b->n_nodes);
  for (uint32_t l = 0; l < a->n_levels; l++) {
    assert_int_equal(a->levels[l].n_cells, b->levels[l].n_cells);
    assert_memory_equal(a->levels[l].cells, b->levels[l].cells,
                        a->levels[l].n_cells * sizeof *a->levels[l].cells);
  }
  for (uint32_t i = 0; i < a->n_links; i++)
    assert_true(a->links[i].level == b->links[i].level && a->links[i].from == b->links[i].from &&
                a->links[i].to == b->links[i].to && a->links[i].count == b->links[i].count &&
                a->links[i].median == b->links[i].median);
  for (uint32_t i = 0; i < a->n_paths; i++) {
    assert_true(a->paths[i].n == b->paths[i].n && a->paths[i].count == b->paths[i].count &&
                a->paths[i].converted == b->paths[i].converted &&
                a->paths[i].median == b->paths[i].median);
    assert_memory_equal(a->paths[i].nodes, b->paths[i].nodes, a->paths[i].n * sizeof(uint32_t));
  }
}

static uint64_t ask(struct world *w, struct rng *r, struct pool *pool) {
  struct question q;
  struct paths_result res, alone;
  struct arena a;
  struct err err;
  uint32_t people[256], n = 0;
  arena_init(&a, "paths");
  random_question(w, r, &q);
  for (uint32_t i = 0; i < w->n_subjects; i++)
    if (!q.people || roaring_bitmap_contains(q.people, w->subjects[i]))
      people[n++] = w->subjects[i];
  must_ok(query_paths(w->snap, &q.p, pool, NULL, NULL, &a, &res, NULL, &err), &err);
  must_ok(query_paths(w->snap, &q.p, NULL, NULL, NULL, &a, &alone, NULL, &err), &err);
  same_answer(&res, &alone);
  struct twin t = {.p = &q.p, .res = &res};
  must_ok(paths_naive(w->snap, &q.p, people, n, &a, &t.v, &t.n, &err), &err);
  check_levels(&t);
  check_paths(&t);
  check_people(w, &q, &t, r, pool, &a);
  if (q.people) roaring_bitmap_free(q.people);
  arena_release(&a);
  return t.n;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t attempts = 0, one = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 0;
  for (uint64_t seed = one ? one : 1; seed <= (one ? one : ROUNDS); seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 54, 0);
    must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
    world_open(&w, tz);
    fill(&w, &r, (enum world_place)(seed / 3 % 3));
    world_names(&w);
    print_message("# seed %d\n", (int)seed);
    for (int i = 0; i < 12; i++)
      attempts += ask(&w, &r, pool);
    world_close(&w);
  }
  assert_true(attempts > (one ? 0 : ROUNDS * 20));
  pool_free(pool);
}

/* One person of more rows than a batch; and what is charged. */
static void test_huge(void **state) {
  struct rng r;
  struct err err;
  struct world w;
  struct pool *pool = pool_new(3);
  rng_init(&r, 5, 55, 0);
  world_open(&w, tz_utc());
  w.n_subjects = 2;
  w.subjects[0] = 4, w.subjects[1] = 9;
  for (uint32_t i = 0; i < 50000; i++) {
    random_event(&w, &r, i % 5000 ? 4 : 9, MARCH_2024 + (int64_t)i * MS_MINUTE * 7);
    if (i % 11000 == 0) world_apply(&w, i < 30000);
  }
  world_apply(&w, false);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  for (int i = 0; i < 6; i++)
    assert_true(ask(&w, &r, pool) < 100000);
  struct question q;
  struct paths_result res;
  random_question(&w, &r, &q);
  q.p.as_of = q.p.to = MARCH_2024 + 1000 * MS_DAY;
  struct query_limits little = {.memory = 100000};
  assert_false(query_paths(w.snap, &q.p, NULL, &little, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_memory_limit);
  if (q.people) roaring_bitmap_free(q.people);
  world_close(&w);
  pool_free(pool);
}

static void test_median(void **state) {
  struct rng r;
  rng_init(&r, 7, 56, 0);
  for (int round = 0; round < 3000; round++) {
    uint64_t v[60], sorted[60], n = 1 + rng_below(&r, 60), span = UINT64_C(1) << rng_below(&r, 45);
    for (uint64_t i = 0; i < n; i++)
      v[i] = sorted[i] = rng_below(&r, span) + (rng_chance(&r, 0.1) ? span : 0);
    qsort(sorted, n, sizeof *sorted, by_size);
    double want = ((double)sorted[(n - 1) / 2] + (double)sorted[n / 2]) / 2;
    assert_true(query_median(v, n) == want);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_huge),
                                     cmocka_unit_test(test_median)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
