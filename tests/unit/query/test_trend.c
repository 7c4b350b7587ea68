/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trends against their slow twin on random people: every measure, grain and breakdown, rolling and
 * cumulative windows, comparisons, the people of a cell; days that clocks change; memory, parts and
 * both; one thread and three.  And periods of the calendar by hand. */
#include "query/trend.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 40
#else
#define ROUNDS 300
#endif

static const char *const selectors[] = {
    "view", "buy", "*", "view or buy", "pay where amount >= 1", "* where cat = \"x\" and hour < 20",
    "never"};
static const char *const zones[] = {"America/New_York", "UTC", "Asia/Shanghai",
                                    "Australia/Lord_Howe"};
#define MARCH_2024 INT64_C(1709960400000) /* the hour before New York's clocks go forward */

static const struct node *selector(struct world *w, const char *text) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse_events(str_from(text), &w->trees, &tree, &err) &&
              lang_resolve(tree, &w->names, LT_ANY, &w->trees, &err),
          &err);
  return tree;
}

static void fill(struct world *w, struct rng *r, enum world_place place) {
  int64_t grain = rng_chance(r, 0.3) ? 17 * MS_MINUTE : 7 * MS_HOUR;
  uint32_t moments = 3 + (uint32_t)rng_below(r, 60);
  w->n_subjects = 1 + (uint32_t)rng_below(r, 20);
  for (uint32_t i = 0; i < w->n_subjects; i++)
    w->subjects[i] = i * 3 + (i > 15 ? 70000 : 0);
  for (uint32_t b = 0; b < 3; b++) {
    uint32_t rows = (uint32_t)rng_below(r, 10 * w->n_subjects);
    for (uint32_t i = 0; i < rows; i++) {
      uint32_t who = w->subjects[rng_below(r, w->n_subjects)];
      if (rng_chance(r, 0.3)) who = w->subjects[0];
      int64_t at = MARCH_2024 + (int64_t)rng_below(r, moments) * grain;
      bool set = rng_chance(r, 0.05);
      world_row(w, who, set ? EV_SET : world_events[rng_below(r, 4)], at,
                set && rng_chance(r, 0.5) ? EV_SINCE_EVER : 0);
      if (rng_chance(r, 0.8)) world_put(w, "cat", random_value(r, V_STR));
      if (rng_chance(r, 0.7)) world_put(w, "amount", random_num(r, false));
      if (rng_chance(r, 0.3)) world_put(w, "wide", random_num(r, true));
      if (rng_chance(r, 0.4)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
    }
    world_apply(w, place == IN_PARTS || (place == HALF_HALF && b == 0));
    if (rng_chance(r, 0.3)) world_merge(w, r);
  }
  w->snap = store_snapshot(w->store);
}

struct question {
  struct trend f;
  struct trend_series series[4];
  uint32_t *group_of;
  roaring_bitmap_t *people;
};

static void random_by(struct world *w, struct rng *r, struct question *q, struct trend_by *by) {
  static const struct str names[] = {{"north", 5}, {"south", 5}};
  static const char *const props[] = {"cat", "amount", "mixed", "unknown"};
  by->kind = (int)rng_below(r, 5);
  by->prop = str_from(props[rng_below(r, COUNT(props))]);
  random_item(w, r, &by->prop, &by->item);
  by->names = names;
  by->n_names = 2;
  by->n_group_of = w->subjects[w->n_subjects / 2] + 1;
  by->group_of = q->group_of;
}

static void random_question(struct world *w, struct rng *r, struct question *q) {
  static const uint32_t overs[] = {2, 3, 7, 30};
  struct trend *f = &q->f;
  memset(q, 0, sizeof *q);
  f->tz = w->tz;
  f->series = q->series;
  f->n_series = 1 + (uint32_t)rng_below(r, 4);
  f->grain = rng_chance(r, 0.4) ? GRAIN_DAY : (enum grain)rng_below(r, GRAIN_WEEKDAY_HOUR + 1);
  bool calendar = f->grain != GRAIN_NONE && f->grain != GRAIN_WEEKDAY_HOUR;
  if (calendar && rng_chance(r, 0.3)) f->rolling = 1 + (uint32_t)rng_below(r, 5);
  if (calendar && !f->rolling && rng_chance(r, 0.3)) f->cumulative = true;
  for (uint32_t i = 0; i < f->n_series; i++) {
    struct trend_series *s = &q->series[i];
    s->rows = selector(w, selectors[rng_below(r, COUNT(selectors))]);
    do
      s->measure = (enum trend_measure)rng_below(r, TREND_SUM_PER_PERSON + 1);
    while (s->measure == TREND_STICKINESS && (!calendar || f->cumulative || f->rolling));
    if (s->measure >= TREND_SUM) s->prop = rng_chance(r, 0.6) ? STR("amount") : STR("mixed");
    if (s->measure == TREND_MIN || s->measure == TREND_PERCENTILE)
      s->prop = rng_chance(r, 0.5) ? STR("wide") : STR("amount");
    if (s->measure == TREND_DISTINCT && rng_chance(r, 0.6)) s->prop = STR("cat");
    s->percent = 1 + (uint32_t)rng_below(r, 99);
    s->over = overs[rng_below(r, COUNT(overs))];
    if (i && rng_chance(r, 0.4)) s->rows = q->series[0].rows, s->prop = q->series[0].prop;
    if (i && s->measure >= TREND_SUM && !s->prop.n) s->prop = STR("amount");
  }
  int64_t minute = f->grain == GRAIN_MINUTE ? MS_HOUR : MS_DAY;
  f->as_of = MARCH_2024 + (int64_t)rng_below(r, 20) * MS_DAY + (int64_t)rng_below(r, MS_DAY);
  f->from = MARCH_2024 + (int64_t)rng_below(r, 9) * minute - 3 * minute;
  if (rng_chance(r, 0.5)) f->from = day_start(w->tz, day_of(w->tz, f->from));
  f->to = f->from + (int64_t)rng_below(r, 18) * minute + (int64_t)rng_below(r, MS_HOUR);
  if (rng_chance(r, 0.5)) f->to = day_start(w->tz, day_of(w->tz, f->to) + 1) - 1;
  if (f->to > f->from + 2 * MS_DAY && f->grain == GRAIN_MINUTE) f->to = f->from + 2 * MS_DAY;
  if (f->grain != GRAIN_MINUTE && rng_chance(r, 0.2)) f->from = TIME_MIN;
  if (rng_chance(r, 0.3)) f->compare = (enum trend_compare)rng_below(r, 3);
  q->group_of = arena_array(&w->trees, uint32_t, w->subjects[w->n_subjects / 2] + 1);
  for (uint32_t i = 0; i <= w->subjects[w->n_subjects / 2]; i++)
    q->group_of[i] = i % 5 ? i % 2 : UINT32_MAX;
  f->n_by = rng_chance(r, 0.3) ? 0 : 1 + (uint32_t)rng_below(r, 2);
  for (uint32_t d = 0; d < f->n_by; d++)
    random_by(w, r, q, &f->by[d]);
  f->top = 1 + (uint32_t)rng_below(r, rng_chance(r, 0.5) ? 4 : 60);
  if (rng_chance(r, 0.2)) {
    f->people = q->people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(q->people, w->subjects[i]);
  }
}

/* ---- what the twin says ---- */

struct hits {
  struct trend_hit *p;
  bool *in;
  uint32_t n;
};

static void ask_twin(struct world *w, const struct trend *f, struct arena *a, struct hits *ret) {
  VEC(struct trend_hit) all = {0};
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    uint32_t who = w->subjects[i], n, got;
    struct person_event *e;
    struct trend_hit *v;
    struct err err;
    if (f->people && !roaring_bitmap_contains(f->people, who)) continue;
    must_ok(query_person_events(w->snap, who, f->as_of, a, &e, &n, &err), &err);
    must_ok(trend_naive_hits(f, who, e, n, a, &v, &got, &err), &err);
    for (uint32_t k = 0; k < got; k++)
      vec_push(&all, v[k]);
  }
  ret->n = (uint32_t)all.n;
  ret->p = arena_array(a, struct trend_hit, all.n);
  ret->in = arena_array(a, bool, all.n);
  if (all.n) memcpy(ret->p, all.p, all.n * sizeof *all.p);
  vec_free(&all);
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

static bool of_value(const struct trend *f, const struct trend_group *g,
                     const struct trend_hit *h) {
  bool same = true;
  for (uint32_t d = 0; d < f->n_by; d++)
    same &= same_value(&g->value[d], &h->group[d]);
  return same;
}

static bool in_group(const struct trend *f, const struct trend_result *res,
                     const struct trend_group *g, const struct trend_hit *h) {
  if (g->kind == TREND_ALL) return true;
  if (g->kind == TREND_VALUE) return of_value(f, g, h);
  for (uint32_t i = 0; i < res->n_groups; i++)
    if (res->groups[i].kind == TREND_VALUE && of_value(f, &res->groups[i], h)) return false;
  return true;
}

static bool in_hour(const struct trend *f, uint32_t slot, const struct trend_hit *h) {
  return day_weekday(day_of(f->tz, h->time)) * 24 + civil_of(f->tz, h->time).hour == slot;
}

/* Which rows the period's figure is about: within [from, to], from `wide` on for what surrounds. */
static void window(const struct trend *f, const struct trend_result *res, uint32_t series,
                   uint32_t i, bool before, int64_t *from, int64_t *to, int64_t *wide) {
  const struct trend_period *p = res->periods;
  int64_t first = before ? p[0].before_from : p[0].from;
  int64_t back = f->rolling > 1 ? f->rolling : 1;
  bool sticky = f->series[series].measure == TREND_STICKINESS;
  *from = before ? p[i].before_from : p[i].from;
  *to = before ? p[i].before_to : p[i].to;
  *wide = *from;
  if (f->grain == GRAIN_NONE || f->grain == GRAIN_WEEKDAY_HOUR) return;
  if (f->cumulative) {
    *from = *wide = first;
    return;
  }
  if (sticky) back = f->series[series].over;
  int64_t at = (int64_t)i - back + 1;
  if (at >= 0)
    *wide = before ? p[at].before_from : p[at].from;
  else
    *wide = period_add(f->tz, f->grain, period_start(f->tz, f->grain, first), (int32_t)at);
  if (!sticky) *from = *wide;
}

static void same_number(const struct trend_number *a, const struct trend_number *b) {
  assert_int_equal(a->present, b->present);
  if (!a->present) return;
  if (dec_cmp(a->v, b->v) != 0) {
    char x[DEC_TEXT_BYTES], y[DEC_TEXT_BYTES];
    fail_msg("%s, expected %s", dec_text(a->v, x), dec_text(b->v, y));
  }
}

static void check_stickiness(const struct trend *f, const struct trend_result *res, uint32_t s,
                             struct hits *h, bool before, const struct trend_number *got) {
  struct dec few = DEC_ZERO, many = DEC_ZERO;
  struct trend g = *f;
  struct trend_series series[4];
  memcpy(series, f->series, f->n_series * sizeof *series);
  g.series = series;
  series[s].measure = TREND_PEOPLE;
  for (uint32_t i = 0; i < res->n_periods; i++) {
    int64_t from, to, wide;
    window(f, res, s, i, before, &from, &to, &wide);
    struct trend_number a = trend_naive(&g, s, h->p, h->in, h->n, from, to, from);
    struct trend_number b = trend_naive(&g, s, h->p, h->in, h->n, wide, to, wide);
    assert_true(dec_add(few, a.v, &few) && dec_add(many, b.v, &many));
  }
  struct trend_number want = {.present = many.m != 0};
  if (want.present) assert_true(dec_div(few, many, 12, &want.v));
  same_number(got, &want);
}

static void check_group(const struct trend *f, const struct trend_result *res,
                        const struct trend_group *g, struct hits *h, bool before) {
  const struct trend_number *points = before ? g->before : g->points;
  const struct trend_number *totals = before ? g->totals_before : g->totals;
  const struct trend_period *p = res->periods;
  bool *of = calloc(h->n + 1, 1);
  for (uint32_t i = 0; i < h->n; i++)
    of[i] = h->in[i] = in_group(f, res, g, &h->p[i]);
  for (uint32_t s = 0; s < f->n_series; s++) {
    for (uint32_t i = 0; i < res->n_periods; i++) {
      int64_t from, to, wide;
      for (uint32_t k = 0; f->grain == GRAIN_WEEKDAY_HOUR && k < h->n; k++)
        h->in[k] = of[k] && in_hour(f, i, &h->p[k]);
      window(f, res, s, i, before, &from, &to, &wide);
      struct trend_number want = trend_naive(f, s, h->p, h->in, h->n, from, to, wide);
      same_number(&points[s * res->n_periods + i], &want);
    }
    memcpy(h->in, of, h->n);
    uint32_t last = res->n_periods - 1;
    int64_t from = before ? p[0].before_from : p[0].from;
    int64_t to = before ? p[last].before_to : p[last].to;
    if (f->series[s].measure == TREND_STICKINESS) {
      check_stickiness(f, res, s, h, before, &totals[s]);
      continue;
    }
    struct trend_number want = trend_naive(f, s, h->p, h->in, h->n, from, to, from);
    same_number(&totals[s], &want);
  }
  free(of);
}

static void same_answer(const struct trend_result *a, const struct trend_result *b, bool compare) {
  assert_int_equal(a->n_groups, b->n_groups);
  assert_int_equal(a->n_periods, b->n_periods);
  for (uint32_t g = 0; g <= a->n_groups; g++) {
    const struct trend_group *x = g ? &a->groups[g - 1] : &a->all;
    const struct trend_group *y = g ? &b->groups[g - 1] : &b->all;
    assert_int_equal(x->kind, y->kind);
    for (uint32_t i = 0; i < a->n_series * a->n_periods; i++) {
      same_number(&x->points[i], &y->points[i]);
      if (compare) same_number(&x->before[i], &y->before[i]);
    }
  }
}

static void check_cell(struct world *w, struct question *q, const struct trend_result *res,
                       struct hits *h, struct rng *r, struct pool *pool, struct arena *a) {
  const struct trend *f = &q->f;
  struct trend_cell cell = {.series = (uint32_t)rng_below(r, f->n_series),
                            .whole = rng_chance(r, 0.2),
                            .period = (uint32_t)rng_below(r, res->n_periods),
                            .before = f->compare && rng_chance(r, 0.3)};
  const struct trend_group *g = &res->all;
  struct trend_result again;
  struct buf label[2] = {BUF_INIT, BUF_INIT};
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  int64_t from, to, wide;
  if (res->n_groups && rng_chance(r, 0.7)) {
    g = &res->groups[rng_below(r, res->n_groups)];
    cell.grouped = true;
    cell.other = g->kind == TREND_OTHER;
    for (uint32_t d = 0; !cell.other && d < f->n_by; d++) {
      cell.none[d] = g->value[d].type == V_NONE;
      breakdown_label(&g->value[d], &label[d]);
      cell.label[d] = buf_str(&label[d]);
    }
  }
  window(f, res, cell.series, cell.period, cell.before, &from, &to, &wide);
  if (cell.whole) {
    from = cell.before ? res->periods[0].before_from : res->periods[0].from;
    to = cell.before ? res->periods[res->n_periods - 1].before_to
                     : res->periods[res->n_periods - 1].to;
  }
  bool alike = false; /* groups of different types may be written alike: the larger is meant */
  for (uint32_t i = 0; g->kind == TREND_VALUE && i < res->n_groups && &res->groups[i] != g; i++) {
    bool same = res->groups[i].kind == TREND_VALUE;
    for (uint32_t d = 0; d < f->n_by; d++) {
      struct buf other = BUF_INIT;
      breakdown_label(&res->groups[i].value[d], &other);
      same &= (res->groups[i].value[d].type == V_NONE) == cell.none[d] &&
              str_eq(buf_str(&other), cell.label[d]);
      buf_release(&other);
    }
    alike |= same;
  }
  for (uint32_t i = 0; i < h->n; i++) {
    const struct trend_hit *t = &h->p[i];
    bool hour = f->grain != GRAIN_WEEKDAY_HOUR || cell.whole || in_hour(f, cell.period, t);
    if (hour && t->series >> cell.series & 1 && t->time >= from && t->time <= to &&
        in_group(f, res, g, t))
      roaring_bitmap_add(mine, t->subject);
  }
  must_ok(query_trend(w->snap, f, pool, NULL, &cell, a, &again, &people, &err), &err);
  if (!alike) assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
  buf_release(&label[0]);
  buf_release(&label[1]);
}

static uint32_t ask(struct world *w, struct rng *r, struct pool *pool) {
  struct question q;
  struct trend_result res, alone;
  struct hits h;
  struct arena a;
  struct err err;
  arena_init(&a, "trends");
  random_question(w, r, &q);
  must_ok(query_trend(w->snap, &q.f, pool, NULL, NULL, &a, &res, NULL, &err), &err);
  must_ok(query_trend(w->snap, &q.f, NULL, NULL, NULL, &a, &alone, NULL, &err), &err);
  same_answer(&res, &alone, q.f.compare);
  ask_twin(w, &q.f, &a, &h);
  bool empty = q.f.from > q.f.to || q.f.from > q.f.as_of;
  uint32_t found = 0;
  if (!empty) {
    for (uint32_t before = 0; before <= (q.f.compare != 0); before++) {
      check_group(&q.f, &res, &res.all, &h, before);
      for (uint32_t i = 0; i < res.n_groups; i++)
        check_group(&q.f, &res, &res.groups[i], &h, before);
    }
    check_cell(w, &q, &res, &h, r, pool, &a);
  }
  assert_true(res.n_groups <= q.f.top + 1);
  for (uint32_t i = 0; i < res.n_series; i++)
    found += res.all.totals[i].present && res.all.totals[i].v.m != 0;
  if (q.people) roaring_bitmap_free(q.people);
  arena_release(&a);
  return found;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t found = 0, one = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 0;
  for (uint64_t seed = one ? one : 1; seed <= (one ? one : ROUNDS); seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 61, 0);
    must_ok(tz_load(str_from(zones[seed % 4]), &tz, &err), &err);
    world_open(&w, tz);
    fill(&w, &r, (enum world_place)(seed / 4 % 3));
    world_names(&w);
    print_message("# seed %d\n", (int)seed);
    for (int i = 0; i < 12; i++)
      found += ask(&w, &r, pool);
    world_close(&w);
  }
  assert_true(one || found > ROUNDS * 6);
  pool_free(pool);
}

/* Somebody with more rows than a batch, between two who have few. */
static void test_huge(void **state) {
  struct world w;
  struct err err;
  struct trend_result res;
  world_open(&w, tz_utc());
  for (uint32_t i = 0; i < 150000; i++) {
    world_row(&w, 5, "view", MARCH_2024 + (int64_t)i * MS_MINUTE, 0);
    if (i % 50000 == 7) world_row(&w, 4 + i % 3, "view", MARCH_2024, 0);
    if (i % 20000 == 0) world_apply(&w, false);
  }
  world_apply(&w, true);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  struct trend_series series[] = {{.rows = selector(&w, "view"), .measure = TREND_EVENTS},
                                  {.rows = selector(&w, "view"), .measure = TREND_PEOPLE}};
  struct trend f = {.series = series,
                    .n_series = 2,
                    .top = 10,
                    .grain = GRAIN_DAY,
                    .from = MARCH_2024,
                    .to = MARCH_2024 + 120 * MS_DAY,
                    .as_of = TIME_MAX,
                    .tz = w.tz};
  must_ok(query_trend(w.snap, &f, NULL, NULL, NULL, &w.trees, &res, NULL, &err), &err);
  assert_int_equal(res.n_periods, 121);
  assert_int_equal((int64_t)res.all.totals[0].v.m, 150003);
  assert_int_equal((int64_t)res.all.points[1].v.m, 1440);
  assert_int_equal((int64_t)res.all.points[121 + 1].v.m, 1);
  assert_int_equal((int64_t)res.all.totals[1].v.m, 3);
  world_close(&w);
}

static void test_limits(void **state) {
  struct rng r;
  struct err err;
  struct world w;
  struct trend_result res;
  rng_init(&r, 3, 62, 0);
  world_open(&w, tz_utc());
  fill(&w, &r, IN_PARTS);
  world_names(&w);
  struct trend_series s = {.rows = selector(&w, "view where amount < 3"),
                           .measure = TREND_PERCENTILE,
                           .prop = STR("amount"),
                           .percent = 50};
  struct trend f = {.series = &s,
                    .n_series = 1,
                    .top = 1,
                    .grain = GRAIN_DAY,
                    .from = MARCH_2024,
                    .to = MARCH_2024 + 30 * MS_DAY,
                    .as_of = TIME_MAX,
                    .tz = w.tz};
  struct query_limits little = {.memory = 2000};
  assert_false(query_trend(w.snap, &f, NULL, &little, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_memory_limit);
  bool yes = true;
  struct query_limits stopped = {.cancel = &yes};
  assert_false(query_trend(w.snap, &f, NULL, &stopped, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_canceled);
  f.grain = GRAIN_MINUTE;
  assert_false(query_trend(w.snap, &f, NULL, NULL, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_trend_periods);
  f.to = f.from + MS_HOUR; /* sums that no decimal holds */
  world_row(&w, 1, "pay", MARCH_2024, 0);
  world_put(&w, "huge", num_value("999999999999999999999999999999999999"));
  world_row(&w, 1, "pay", MARCH_2024, 0);
  world_put(&w, "huge", num_value("999999999999999999999999999999999999"));
  world_apply(&w, false);
  snapshot_free(w.snap);
  w.snap = store_snapshot(w.store);
  s = (struct trend_series){selector(&w, "pay"), TREND_SUM, STR("huge"), 0, 0};
  assert_false(query_trend(w.snap, &f, NULL, NULL, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_number_overflow);
  world_close(&w);
}

static int64_t at(const struct tz *tz, const char *text) {
  struct err err;
  int64_t ms;
  must_ok(time_parse_iso(str_from(text), tz, &ms, NULL, &err), &err);
  return ms;
}

static void test_periods(void **state) {
  struct err err;
  const struct tz *ny;
  must_ok(tz_load(STR("America/New_York"), &ny, &err), &err);
  int64_t noon = at(ny, "2024-03-10T12:00:00");
  assert_true(period_start(ny, GRAIN_DAY, noon) == at(ny, "2024-03-10"));
  assert_true(period_add(ny, GRAIN_DAY, at(ny, "2024-03-10"), 1) - at(ny, "2024-03-10") ==
              23 * MS_HOUR);
  assert_true(period_add(ny, GRAIN_HOUR, at(ny, "2024-03-10"), 23) == at(ny, "2024-03-11"));
  assert_true(period_add(ny, GRAIN_HOUR, at(ny, "2024-03-11"), -23) == at(ny, "2024-03-10"));
  assert_true(period_start(ny, GRAIN_HOUR, noon + 5) == noon);
  assert_true(period_start(ny, GRAIN_WEEK, noon) == at(ny, "2024-03-04"));
  assert_true(period_start(ny, GRAIN_QUARTER, at(ny, "2024-05-31")) == at(ny, "2024-04-01"));
  assert_true(period_add(ny, GRAIN_QUARTER, at(ny, "2024-10-01"), 1) == at(ny, "2025-01-01"));
  assert_true(period_start(ny, GRAIN_YEAR, noon) == at(ny, "2024-01-01"));
  assert_true(period_add(ny, GRAIN_YEAR, at(ny, "2024-01-01"), -2) == at(ny, "2022-01-01"));
  assert_true(period_year_before(ny, GRAIN_DAY, at(ny, "2024-02-29")) == at(ny, "2023-02-28"));
  assert_true(period_year_before(ny, GRAIN_WEEK, at(ny, "2024-03-04")) == at(ny, "2023-03-06"));
  assert_true(period_year_before(ny, GRAIN_HOUR, at(ny, "2024-03-11T05:00")) ==
              at(ny, "2023-03-11T05:00"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_huge),
                                     cmocka_unit_test(test_limits), cmocka_unit_test(test_periods)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
