/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Funnels against their slow twin on random people: every order, exclusions, optional steps, held
 * properties, breakdowns, sessions and conversions, trends; many ties; memory, parts and both; one
 * thread and three.  And the comparison of two rates against worked examples. */
#include <math.h>

#include "query/funnel_int.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 60
#else
#define ROUNDS 800
#endif

static const char *const selectors[] = {"view",
                                        "buy",
                                        "pay",
                                        "share",
                                        "view or buy",
                                        "pay where amount = 1",
                                        "buy where cat = \"x\"",
                                        "*",
                                        "view where amount < 3"};
static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
#define MARCH_2024 INT64_C(1709960400000) /* the hour before New York's clocks go forward */

static const struct node *selector(struct world *w, const char *text) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse_events(str_from(text), &w->trees, &tree, &err) &&
              lang_resolve(tree, &w->names, LT_ANY, &w->trees, &err),
          &err);
  return tree;
}

/* Few moments, so that many rows share one. */
static void fill(struct world *w, struct rng *r, enum world_place place) {
  static const char *const words[] = {"x", "y", ""};
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
      const char *event = rng_chance(r, 0.05) ? EV_SET : world_events[rng_below(r, 4)];
      world_row(w, who, event, MARCH_2024 + (int64_t)rng_below(r, moments) * grain, 0);
      if (rng_chance(r, 0.8)) world_put(w, "cat", str_value(words[rng_below(r, 3)]));
      if (rng_chance(r, 0.7)) {
        struct value v = {.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 4))};
        world_put(w, "amount", v);
      }
      if (rng_chance(r, 0.3)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
    }
    world_apply(w, place == IN_PARTS || (place == HALF_HALF && b == 0));
  }
  w->snap = store_snapshot(w->store);
}

struct question {
  struct funnel f;
  struct funnel_step steps[6];
  struct funnel_exclude excludes[3];
  struct str hold[2];
  uint32_t *group_of;
  roaring_bitmap_t *people;
};

static void random_question(struct world *w, struct rng *r, struct question *q) {
  static const struct str names[] = {{"north", 5}, {"south", 5}};
  static const int64_t windows[] = {0, MS_HOUR, 9 * MS_HOUR, 2 * MS_DAY, 14 * MS_DAY};
  struct funnel *f = &q->f;
  memset(q, 0, sizeof *q);
  f->tz = w->tz;
  f->steps = q->steps;
  f->excludes = q->excludes;
  f->hold = q->hold;
  f->n_steps = 1 + (uint32_t)rng_below(r, 5);
  uint32_t kinds = rng_chance(r, 0.6) ? 4 : COUNT(selectors);
  f->order = rng_chance(r, 0.4) ? FUNNEL_ORDERED : (enum funnel_order)rng_below(r, 3);
  for (uint32_t s = 0; s < f->n_steps; s++) {
    q->steps[s].rows = selector(w, selectors[rng_below(r, kinds)]);
    q->steps[s].optional = s && s + 1 < f->n_steps && f->order != FUNNEL_ANY && rng_chance(r, 0.2);
  }
  f->count = rng_chance(r, 0.5) ? FUNNEL_PEOPLE : (enum funnel_count)rng_below(r, 3);
  f->within = windows[rng_below(r, COUNT(windows))];
  f->gap = windows[1 + rng_below(r, 2)];
  for (uint32_t e = 0; f->n_steps > 1 && rng_chance(r, 0.3) && e < COUNT(q->excludes); e++) {
    uint32_t a = (uint32_t)rng_below(r, f->n_steps - 1);
    uint32_t b = a + 1 + (uint32_t)rng_below(r, f->n_steps - 1 - a);
    if (f->order == FUNNEL_ANY) a = 0, b = f->n_steps - 1;
    if (q->steps[a].optional || q->steps[b].optional) continue;
    q->excludes[f->n_excludes++] =
        (struct funnel_exclude){selector(w, selectors[rng_below(r, COUNT(selectors))]), a, b};
  }
  if (rng_chance(r, 0.3)) q->hold[f->n_hold++] = STR("amount");
  if (rng_chance(r, 0.15)) q->hold[f->n_hold++] = STR("cat");
  f->as_of = MARCH_2024 + (int64_t)rng_below(r, 12) * MS_DAY;
  f->from = rng_chance(r, 0.5) ? TIME_MIN : MARCH_2024 + (int64_t)rng_below(r, 3) * MS_DAY;
  f->to = rng_chance(r, 0.5) ? f->as_of : MARCH_2024 + (int64_t)rng_below(r, 8) * MS_DAY;
  f->others = selector(w, "*");
  f->by = rng_chance(r, 0.3) ? FUNNEL_BY_NONE : (enum funnel_by)rng_below(r, 6);
  f->prop = rng_chance(r, 0.6) ? STR("cat") : rng_chance(r, 0.5) ? STR("amount") : STR("mixed");
  random_item(w, r, &f->prop, &f->item);
  f->by_step = (uint32_t)rng_below(r, f->n_steps);
  f->top = 1 + (uint32_t)rng_below(r, 4);
  f->scale = rng_chance(r, 0.7) ? FUNNEL_DURATIONS : FUNNEL_LINEAR;
  f->bins = (uint32_t)rng_below(r, rng_chance(r, 0.5) ? 8 : FUNNEL_BINS_MAX + 1);
  f->trend = rng_chance(r, 0.6) ? FUNNEL_TREND_NONE : (enum funnel_trend)rng_below(r, 4);
  f->group_names = names;
  f->n_group_names = 2;
  f->n_group_of = w->subjects[w->n_subjects / 2] + 1;
  q->group_of = arena_array(&w->trees, uint32_t, f->n_group_of);
  for (uint32_t i = 0; i < f->n_group_of; i++)
    q->group_of[i] = i % 5 ? i % 2 : UINT32_MAX;
  f->group_of = q->group_of;
  if (rng_chance(r, 0.2)) {
    f->people = q->people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(q->people, w->subjects[i]);
  }
}

/* ---- what the twin says ---- */

#define ATTEMPTS 4000
struct naive_attempts {
  struct funnel_attempt *of[ATTEMPTS];
  uint32_t person[ATTEMPTS], n;
};

static void ask_twin(struct world *w, const struct funnel *f, struct arena *a,
                     struct naive_attempts *ret) {
  ret->n = 0;
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    uint32_t who = w->subjects[i], n, got;
    struct person_event *e;
    struct funnel_attempt *v;
    struct err err;
    if (f->people && !roaring_bitmap_contains(f->people, who)) continue;
    must_ok(query_person_events(w->snap, who, f->as_of, a, &e, &n, &err), &err);
    must_ok(funnel_naive(f, e, n, a, &v, &got, &err), &err);
    for (uint32_t k = 0; k < got; k++) {
      assert_true(ret->n < ATTEMPTS);
      if (f->by == FUNNEL_BY_GROUP) {
        uint32_t g = who < f->n_group_of ? f->group_of[who] : UINT32_MAX;
        v[k].group = (struct value){.type = V_NONE};
        if (g < 2) v[k].group = (struct value){.type = V_STR, .str = f->group_names[g]};
      }
      ret->of[ret->n] = &v[k];
      ret->person[ret->n++] = who;
    }
  }
}

static bool same_value(const struct value *a, const struct value *b) {
  struct buf x = BUF_INIT, y = BUF_INIT;
  breakdown_label(a, &x);
  breakdown_label(b, &y);
  bool same = a->type == b->type && str_eq(buf_str(&x), buf_str(&y));
  buf_release(&x);
  buf_release(&y);
  return same;
}

/* Whether the attempt belongs to group g of the answer. */
static bool in_group(const struct funnel_result *res, const struct funnel_group *g,
                     const struct funnel_attempt *t) {
  if (g->kind == BREAKDOWN_ALL) return true;
  if (g->kind == BREAKDOWN_VALUE) return same_value(&g->value, &t->group);
  for (uint32_t i = 0; i + 1 < res->n_groups; i++)
    if (same_value(&res->groups[i].value, &t->group)) return false;
  return true;
}

static int by_size(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static void check_times(const struct funnel_times *t, int64_t *ms, uint32_t n) {
  double sum = 0;
  assert_int_equal(t->n, n);
  if (n == 0) return;
  qsort(ms, n, sizeof *ms, by_size);
  for (uint32_t i = 0; i < n; i++)
    sum += (double)ms[i];
  assert_true(fabs(t->mean - sum / n) < 0.001);
  double mid = n % 2 ? (double)ms[n / 2] : ((double)ms[n / 2 - 1] + (double)ms[n / 2]) / 2;
  assert_true(fabs(t->median - mid) < 0.001);
  assert_true(t->p25 >= (double)ms[0] && t->p95 <= (double)ms[n - 1] && t->p25 <= t->p75);
}

/* Half-open, without gaps, at most as many as asked; each holds whom the twin puts there. */
static void check_bins(const struct funnel *f, const struct funnel_result *res, const int64_t *ms,
                       uint32_t n) {
  uint64_t binned = 0;
  assert_true(res->n_bins <= f->bins && (res->n_bins == 0) == (n == 0 || f->bins == 0));
  for (uint32_t b = 0; b < res->n_bins; b++) {
    const struct funnel_bin *bin = &res->bins[b];
    uint64_t here = 0;
    assert_true(bin->from < bin->to && (b == 0 || res->bins[b - 1].to == bin->from));
    for (uint32_t i = 0; i < n; i++)
      here += ms[i] >= bin->from && ms[i] < bin->to;
    assert_int_equal(bin->n, here);
    binned += here;
  }
  assert_int_equal(binned, f->bins ? n : 0);
}

static void check_group(const struct funnel *f, const struct funnel_result *res,
                        const struct funnel_group *g, const struct naive_attempts *twin) {
  int64_t ms[ATTEMPTS];
  for (uint32_t s = 0; s < f->n_steps; s++) {
    uint64_t reached = 0, dropped = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < twin->n; i++) {
      const struct funnel_attempt *t = twin->of[i];
      if (!in_group(res, g, t) || !(t->done >> s & 1)) continue;
      reached++;
      dropped += s + 1 < f->n_steps && t->done >> (s + 1) == 0;
      for (uint32_t k = s; k-- > 0;)
        if (t->done >> k & 1) {
          ms[n++] = t->at[s] - t->at[k];
          break;
        }
    }
    assert_int_equal(g->steps[s].reached, reached);
    assert_int_equal(g->steps[s].dropped, dropped);
    check_times(&g->steps[s].times, ms, n);
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < twin->n; i++)
    if (in_group(res, g, twin->of[i]) && twin->of[i]->done >> (f->n_steps - 1))
      ms[n++] = twin->of[i]->at[f->n_steps - 1] - twin->of[i]->at[0];
  check_times(&g->total, ms, n);
  if (g->kind != BREAKDOWN_ALL) return;
  check_bins(f, res, ms, n);
}

static void check_slots(struct world *w, const struct funnel *f, const struct funnel_result *res,
                        struct arena *a) {
  struct naive_attempts *twin = arena_new(a, struct naive_attempts);
  for (uint32_t i = 0; i < res->n_slots; i++) {
    struct funnel part = *f;
    part.from = res->slots[i].from;
    part.to = res->slots[i].to;
    /* the rows of the whole question are there, only runs begin within the slot */
    if (f->count == FUNNEL_SESSIONS || f->by == FUNNEL_BY_FIRST || f->by == FUNNEL_BY_LAST) return;
    ask_twin(w, &part, a, twin);
    for (uint32_t s = 0; s < f->n_steps; s++) {
      uint64_t reached = 0;
      for (uint32_t k = 0; k < twin->n; k++)
        reached += twin->of[k]->done >> s & 1;
      assert_int_equal(res->all.slots[i * f->n_steps + s], reached);
    }
    assert_true(!res->slots[i].incomplete == (res->slots[i].to + f->within <= f->as_of) ||
                res->slots[i].to == f->to || res->slots[i].to == f->as_of);
  }
}

static void check_cell(struct world *w, struct question *q, const struct funnel_result *res,
                       const struct naive_attempts *twin, struct rng *r, struct pool *pool,
                       struct arena *a) {
  const struct funnel *f = &q->f;
  struct funnel_cell cell = {.step = (uint32_t)rng_below(r, f->n_steps),
                             .dropped = rng_chance(r, 0.5)};
  const struct funnel_group *g = &res->all;
  if (res->n_bins && rng_chance(r, 0.5)) {
    const struct funnel_bin *bin = &res->bins[rng_below(r, res->n_bins)];
    cell = (struct funnel_cell){.step = rng_chance(r, 0.7) ? f->n_steps - 1 : cell.step,
                                .timed = true,
                                .from = bin->from,
                                .to = bin->to};
  }
  struct buf label = BUF_INIT;
  struct funnel_result again;
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  if (res->n_groups && rng_chance(r, 0.7)) {
    g = &res->groups[rng_below(r, res->n_groups)];
    cell.group.grouped = true;
    cell.group.other = g->kind == BREAKDOWN_OTHER;
    cell.group.none = !cell.group.other && g->value.type == V_NONE;
    if (!cell.group.other) breakdown_label(&g->value, &label);
    cell.group.label = buf_str(&label);
  }
  for (uint32_t i = 0; i < twin->n; i++) {
    const struct funnel_attempt *t = twin->of[i];
    bool in = cell.dropped ? t->done >> cell.step == 1 : t->done >> cell.step & 1;
    if (in && cell.timed) {
      int64_t first = t->at[__builtin_ctz(t->done)], took = t->at[cell.step] - first;
      in = took >= cell.from && took < cell.to;
    }
    /* groups of different types may be written alike */
    for (uint32_t k = 0; in && k < (cell.group.grouped ? res->n_groups : 1); k++) {
      const struct funnel_group *h = cell.group.grouped ? &res->groups[k] : g;
      struct buf other = BUF_INIT;
      if (cell.group.grouped && h->kind == BREAKDOWN_VALUE) breakdown_label(&h->value, &other);
      bool alike = h == g || (cell.group.grouped && h->kind == BREAKDOWN_VALUE &&
                              g->kind == BREAKDOWN_VALUE &&
                              (h->value.type == V_NONE) == (g->value.type == V_NONE) &&
                              str_eq(buf_str(&other), cell.group.label));
      buf_release(&other);
      if (alike && in_group(res, h, t)) roaring_bitmap_add(mine, twin->person[i]);
    }
  }
  must_ok(query_funnel(w->snap, f, pool, NULL, &cell, a, &again, &people, &err), &err);
  assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
  buf_release(&label);
}

static void same_answer(const struct funnel_result *a, const struct funnel_result *b) {
  assert_int_equal(a->n_groups, b->n_groups);
  assert_int_equal(a->n_slots, b->n_slots);
  assert_int_equal(a->n_bins, b->n_bins);
  for (uint32_t i = 0; i < a->n_bins; i++)
    assert_memory_equal(&a->bins[i], &b->bins[i], sizeof *a->bins);
  for (uint32_t i = 0; i <= a->n_groups; i++) {
    const struct funnel_group *x = i ? &a->groups[i - 1] : &a->all;
    const struct funnel_group *y = i ? &b->groups[i - 1] : &b->all;
    assert_true(x->kind == y->kind &&
                (x->kind != BREAKDOWN_VALUE || same_value(&x->value, &y->value)));
    assert_memory_equal(x->steps, y->steps, a->n_steps * sizeof *x->steps);
    assert_memory_equal(&x->total, &y->total, sizeof x->total);
    if (a->n_slots)
      assert_memory_equal(x->slots, y->slots, (size_t)a->n_slots * a->n_steps * sizeof *x->slots);
  }
}

static uint64_t ask(struct world *w, struct rng *r, struct pool *pool) {
  struct question q;
  struct funnel_result res, alone;
  struct arena a;
  struct err err;
  arena_init(&a, "funnels");
  random_question(w, r, &q);
  struct naive_attempts *twin = arena_new(&a, struct naive_attempts);
  must_ok(query_funnel(w->snap, &q.f, pool, NULL, NULL, &a, &res, NULL, &err), &err);
  must_ok(query_funnel(w->snap, &q.f, NULL, NULL, NULL, &a, &alone, NULL, &err), &err);
  same_answer(&res, &alone);
  ask_twin(w, &q.f, &a, twin);
  check_group(&q.f, &res, &res.all, twin);
  for (uint32_t i = 0; i < res.n_groups; i++)
    check_group(&q.f, &res, &res.groups[i], twin);
  assert_true((q.f.by == FUNNEL_BY_NONE) == (res.n_groups == 0) || twin->n == 0);
  assert_true(res.n_groups <= q.f.top + 1);
  check_slots(w, &q.f, &res, &a);
  check_cell(w, &q, &res, twin, r, pool, &a);
  uint64_t done = res.all.steps[q.f.n_steps - 1].reached;
  if (q.people) roaring_bitmap_free(q.people);
  arena_release(&a);
  return done;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t done = 0, one = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 0;
  for (uint64_t seed = one ? one : 1; seed <= (one ? one : ROUNDS); seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 52, 0);
    must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
    world_open(&w, tz);
    fill(&w, &r, (enum world_place)(seed / 3 % 3));
    world_names(&w);
    print_message("# seed %d\n", (int)seed);
    for (int i = 0; i < 12; i++)
      done += ask(&w, &r, pool);
    world_close(&w);
  }
  assert_true(done > (one ? 0 : ROUNDS * 5));
  pool_free(pool);
}

static void test_limits(void **state) {
  struct rng r;
  struct err err;
  struct world w;
  struct question q;
  struct funnel_result res;
  rng_init(&r, 3, 53, 0);
  world_open(&w, tz_utc());
  fill(&w, &r, IN_PARTS);
  world_names(&w);
  random_question(&w, &r, &q);
  struct query_limits little = {.memory = 2000};
  assert_false(query_funnel(w.snap, &q.f, NULL, &little, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_memory_limit);
  if (q.people) roaring_bitmap_free(q.people);
  world_row(&w, 1, "view", MARCH_2024 + 4000 * MS_DAY, 0);
  world_apply(&w, false);
  snapshot_free(w.snap);
  w.snap = store_snapshot(w.store);
  struct funnel_step step = {.rows = selector(&w, "view")};
  struct funnel f = {.steps = &step,
                     .n_steps = 1,
                     .within = FUNNEL_WITHIN,
                     .from = TIME_MIN,
                     .to = TIME_MAX,
                     .as_of = TIME_MAX,
                     .tz = tz_utc(),
                     .trend = FUNNEL_TREND_DAY};
  assert_false(query_funnel(w.snap, &f, NULL, NULL, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_funnel_slots);
  world_close(&w);
}

/* ---- borders ---- */

static uint32_t bins_of(uint64_t *ms, uint64_t n, uint32_t asked, struct arena *a,
                        struct funnel_bin **ret) {
  uint32_t n_bins;
  funnel_bins(ms, n, FUNNEL_DURATIONS, asked, a, ret, &n_bins);
  return n_bins;
}

static int by_ms(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Times of every spread: nobody is lost, no gaps, no more bins than asked. */
static void test_borders_random(void **state) {
  for (uint64_t seed = 1; seed <= 3000; seed++) {
    struct rng r;
    struct arena a;
    struct funnel_bin *bins;
    uint64_t ms[400];
    rng_init(&r, seed, 54, 0);
    arena_init(&a, "borders");
    uint64_t n = 1 + rng_below(&r, COUNT(ms));
    int least = (int)rng_below(&r, 30), more = 1 + (int)rng_below(&r, 12);
    uint32_t asked = 1 + (uint32_t)rng_below(&r, FUNNEL_BINS_MAX);
    for (uint64_t i = 0; i < n; i++) /* up to 2^42 ms: 139 years */
      ms[i] = rng_below(&r, UINT64_C(1) << (least + (int)rng_below(&r, (uint64_t)more)));
    qsort(ms, n, sizeof *ms, by_ms);
    uint32_t n_bins = bins_of(ms, n, asked, &a, &bins);
    uint64_t sum = 0;
    assert_true(n_bins >= 1 && n_bins <= asked);
    assert_true(bins[0].from <= (int64_t)ms[0] && bins[n_bins - 1].to > (int64_t)ms[n - 1]);
    for (uint32_t b = 0; b < n_bins; b++) {
      uint64_t here = 0;
      assert_true(bins[b].from < bins[b].to && (b == 0 || bins[b - 1].to == bins[b].from));
      for (uint64_t i = 0; i < n; i++)
        here += (int64_t)ms[i] >= bins[b].from && (int64_t)ms[i] < bins[b].to;
      assert_int_equal(bins[b].n, here);
      sum += here;
    }
    assert_int_equal(sum, n);
    arena_release(&a);
  }
}

static void check_borders(uint64_t *ms, uint64_t n, uint32_t asked, const int64_t *want,
                          uint32_t n_want) {
  struct arena a;
  struct funnel_bin *bins;
  arena_init(&a, "borders");
  uint32_t n_bins = bins_of(ms, n, asked, &a, &bins);
  for (uint32_t b = 0; b < n_bins; b++)
    print_message("# [%lld, %lld) %llu\n", (long long)bins[b].from, (long long)bins[b].to,
                  (unsigned long long)bins[b].n);
  assert_int_equal(n_bins + 1, n_want);
  for (uint32_t b = 0; b < n_bins; b++)
    assert_true(bins[b].from == want[b] && bins[b].to == want[b + 1]);
  arena_release(&a);
}
#define BORDERS(ms, n, asked, ...)                                                                 \
  check_borders(ms, n, asked, (const int64_t[]){__VA_ARGS__},                                      \
                sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* 1,000 people: most within minutes, some within hours, five within days, two at once. */
static void test_borders(void **state) {
  uint64_t ms[1000];
  for (int i = 0; i < 1000; i++) {
    if (i < 2)
      ms[i] = 0;
    else if (i < 900)
      ms[i] = (uint64_t)(40 + i) * MS_SECOND; /* 42 s … 15 min 39 s */
    else if (i < 995)
      ms[i] = (uint64_t)(i - 880) * 2 * MS_MINUTE; /* 40 min … 3 h 48 min */
    else
      ms[i] = (uint64_t)(i - 993) * MS_DAY; /* 2 … 6 d */
  }
  const int64_t s = MS_SECOND, m = MS_MINUTE, h = MS_HOUR, d = MS_DAY;
  BORDERS(ms, 1000, 20, 0, 30 * s, m, 2 * m, 5 * m, 10 * m, 15 * m, 30 * m, h, 2 * h, 3 * h, 6 * h,
          7 * d);
  BORDERS(ms, 1000, 10, 0, 15 * s, m, 5 * m, 15 * m, h, 3 * h, 12 * h, 7 * d);
  BORDERS(ms, 1000, 6, 0, s, m, h, d, 7 * d);
  BORDERS(ms, 1000, 4, 0, m, d, 30 * d);
  BORDERS(ms, 1000, 1, 0, 7 * d);
  /* within two minutes: the ladder would be one bin */
  for (int i = 0; i < 100; i++)
    ms[i] = (uint64_t)(600 + i) * MS_SECOND;
  BORDERS(ms, 100, 20, 600 * s, 605 * s, 610 * s, 615 * s, 620 * s, 625 * s, 630 * s, 635 * s,
          640 * s, 645 * s, 650 * s, 655 * s, 660 * s, 665 * s, 670 * s, 675 * s, 680 * s, 685 * s,
          690 * s, 695 * s, 700 * s);
  /* three people are not spread over more than five bins */
  ms[0] = 10 * m, ms[1] = 10 * m + 30 * s, ms[2] = 12 * m;
  BORDERS(ms, 3, 20, 10 * m, 10 * m + 30 * s, 11 * m, 11 * m + 30 * s, 12 * m, 12 * m + 30 * s);
  /* one moment: a bin of the ladder */
  ms[0] = ms[1] = ms[2] = 5 * m;
  BORDERS(ms, 3, 20, 5 * m, 10 * m);
  ms[0] = ms[1] = 0;
  BORDERS(ms, 2, 20, 0, s);
  /* the longest window that a question may have, inclusive: every second border of the coarsest */
  ms[0] = m, ms[1] = 3650 * d;
  BORDERS(ms, 2, 100, m, d, 30 * d, 3650 * d, 36500 * d);
}

/* Worked by hand (and by R's prop.test without correction, whose X² is z²). */
static void test_compare(void **state) {
  struct funnel_test t;
  funnel_compare((uint64_t[]){45, 30}, (uint64_t[]){100, 100}, &t);
  assert_true(t.told && fabs(t.z - 2.1908902) < 1e-6 && fabs(t.p - 0.0284597) < 1e-6);
  assert_true(fabs(t.low[0] - 0.3561454) < 1e-6 && fabs(t.high[0] - 0.5475540) < 1e-6);
  funnel_compare((uint64_t[]){30, 45}, (uint64_t[]){100, 100}, &t);
  assert_true(t.told && fabs(t.z + 2.1908902) < 1e-6 && fabs(t.p - 0.0284597) < 1e-6);
  funnel_compare((uint64_t[]){10, 10}, (uint64_t[]){29, 1000}, &t); /* too small a group */
  assert_false(t.told);
  funnel_compare((uint64_t[]){1, 3}, (uint64_t[]){50, 50}, &t); /* 2 expected of each */
  assert_false(t.told);
  funnel_compare((uint64_t[]){50, 50}, (uint64_t[]){50, 50}, &t); /* nobody failed */
  assert_false(t.told);
  assert_true(t.high[0] == 1 && fabs(t.low[0] - 0.9286524) < 1e-6);
  funnel_compare((uint64_t[]){0, 0}, (uint64_t[]){0, 0}, &t);
  assert_false(t.told);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_limits),
                                     cmocka_unit_test(test_compare), cmocka_unit_test(test_borders),
                                     cmocka_unit_test(test_borders_random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
