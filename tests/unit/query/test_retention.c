/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention against its slow twin on random people: every grain, start, mode, clock, measure and
 * breakdown, brackets, many ties, zones with daylight saving; memory, parts and both; one thread
 * and three; counted at once and by records.  And a person of several batches, and limits. */
#include "query/retention.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 60
#else
#define ROUNDS 600
#endif

static const char *const selectors[] = {
    "view", "buy", "*", "pay", "view or buy", "pay where amount > 0", "buy where cat = \"x\""};
static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York",
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

/* Few moments, so that many rows share one. */
static void fill(struct world *w, struct rng *r, enum world_place place) {
  static const int64_t steps[] = {10 * MS_MINUTE, 7 * MS_HOUR, 31 * MS_HOUR, 9 * MS_DAY};
  static const char *const words[] = {"x", "y", ""};
  int64_t step = steps[rng_below(r, COUNT(steps))];
  uint32_t moments = 3 + (uint32_t)rng_below(r, 40);
  w->n_subjects = 1 + (uint32_t)rng_below(r, 20);
  for (uint32_t i = 0; i < w->n_subjects; i++)
    w->subjects[i] = i * 3 + (i > 15 ? 70000 : 0);
  for (uint32_t b = 0; b < 3; b++) {
    uint32_t rows = (uint32_t)rng_below(r, 8 * w->n_subjects);
    for (uint32_t i = 0; i < rows; i++) {
      uint32_t who = w->subjects[rng_below(r, w->n_subjects)];
      if (rng_chance(r, 0.3)) who = w->subjects[0];
      const char *event = rng_chance(r, 0.05) ? EV_SET : world_events[rng_below(r, 3)];
      world_row(w, who, event, MARCH_2024 + (int64_t)rng_below(r, moments) * step, 0);
      if (rng_chance(r, 0.8)) world_put(w, "cat", str_value(words[rng_below(r, 3)]));
      if (rng_chance(r, 0.7)) world_put(w, "amount", random_num(r, false));
      if (rng_chance(r, 0.3)) world_put(w, "wide", random_num(r, true));
      if (rng_chance(r, 0.3)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
    }
    world_apply(w, place == IN_PARTS || (place == HALF_HALF && b == 0));
    if (rng_chance(r, 0.3)) world_merge(w, r);
  }
  w->snap = store_snapshot(w->store);
}

struct question {
  struct retention f;
  struct retention_column columns[RETENTION_PERIODS_MAX + 1];
  uint32_t *group_of;
  roaring_bitmap_t *people;
};

static void random_columns(struct rng *r, struct question *q) {
  uint32_t n = 1 + (uint32_t)rng_below(r, rng_chance(r, 0.1) ? 80 : 7), at = 1;
  bool brackets = rng_chance(r, 0.3);
  for (uint32_t i = 1; i <= n; i++) {
    if (brackets && rng_chance(r, 0.4)) at += (uint32_t)rng_below(r, 3);
    q->columns[i].from = at;
    if (brackets) at += (uint32_t)rng_below(r, 3);
    q->columns[i].to = at++;
  }
  q->f.columns = q->columns;
  q->f.n_columns = n + 1;
}

static void random_question(struct world *w, struct rng *r, struct question *q) {
  static const struct str names[] = {{"north", 5}, {"south", 5}};
  struct retention *f = &q->f;
  memset(q, 0, sizeof *q);
  f->tz = w->tz;
  f->start = selector(w, selectors[rng_below(r, COUNT(selectors))]);
  f->again = rng_chance(r, 0.4) ? f->start : selector(w, selectors[rng_below(r, COUNT(selectors))]);
  f->grain = (enum grain)(GRAIN_HOUR + rng_below(r, 4));
  f->first = (enum retention_first)rng_below(r, 3);
  f->mode = rng_chance(r, 0.4) ? RETENTION_ON : (enum retention_mode)rng_below(r, 4);
  f->clock = rng_chance(r, 0.6) ? RETENTION_CALENDAR : RETENTION_ROLLING;
  f->measure = rng_chance(r, 0.5) ? RETENTION_PEOPLE : (enum retention_measure)rng_below(r, 3);
  f->sum = rng_chance(r, 0.5) ? STR("amount") : rng_chance(r, 0.5) ? STR("wide") : STR("mixed");
  random_columns(r, q);
  f->as_of = MARCH_2024 + (int64_t)rng_below(r, 60) * 13 * MS_HOUR;
  if (rng_chance(r, 0.3)) f->as_of += 300 * MS_DAY;
  f->from = rng_chance(r, 0.5) ? TIME_MIN : MARCH_2024 + (int64_t)rng_below(r, 9) * 9 * MS_HOUR;
  f->to = rng_chance(r, 0.5) ? f->as_of : MARCH_2024 + (int64_t)rng_below(r, 40) * 9 * MS_HOUR;
  if (f->grain == GRAIN_HOUR && f->to > MARCH_2024 + 30 * MS_DAY)
    f->to = MARCH_2024 + 30 * MS_DAY; /* within the limit of cohorts */
  f->by = rng_chance(r, 0.5) ? RETENTION_BY_NONE : (enum retention_by)rng_below(r, 3);
  f->prop = rng_chance(r, 0.6) ? STR("cat") : rng_chance(r, 0.5) ? STR("amount") : STR("mixed");
  random_item(w, r, &f->prop, &f->item);
  f->top = 1 + (uint32_t)rng_below(r, 4);
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

#define MEMBERS 2000
struct twins {
  struct retention_member *of[MEMBERS];
  uint32_t person[MEMBERS], n;
};

static void ask_twin(struct world *w, const struct retention *f, struct arena *a,
                     struct twins *ret) {
  ret->n = 0;
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    uint32_t who = w->subjects[i], n, got;
    struct person_event *e;
    struct retention_member *v;
    struct err err;
    if (f->people && !roaring_bitmap_contains(f->people, who)) continue;
    must_ok(query_person_events(w->snap, who, f->as_of, a, &e, &n, &err), &err);
    must_ok(retention_naive(f, e, n, a, &v, &got, &err), &err);
    for (uint32_t k = 0; k < got; k++) {
      assert_true(ret->n < MEMBERS);
      if (f->by == RETENTION_BY_GROUP) {
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

static bool in_group(const struct retention_result *res, const struct retention_group *g,
                     const struct retention_member *m) {
  if (g->kind == BREAKDOWN_ALL) return true;
  if (g->kind == BREAKDOWN_VALUE) return same_value(&g->value, &m->group);
  for (uint32_t i = 0; i + 1 < res->n_groups; i++)
    if (same_value(&res->groups[i].value, &m->group)) return false;
  return true;
}

static bool in_period(const struct retention_period *p, const struct retention_member *m) {
  return m->start >= p->from && m->start <= p->to;
}

/* Where the u-th period after a start at `s` begins. */
static int64_t begins(const struct retention *f, int64_t s, uint32_t u) {
  int32_t day = day_of(f->tz, s);
  struct civil c = civil_of(f->tz, s);
  if (f->clock == RETENTION_ROLLING) {
    int64_t hours = f->grain == GRAIN_HOUR ? 1 : f->grain == GRAIN_DAY ? 24 : 168;
    if (f->grain != GRAIN_MONTH) return s + (int64_t)u * hours * MS_HOUR;
    unsigned month, mday;
    day_to_ymd(day_add_months(day, (int32_t)u), &c.year, &month, &mday);
    c.month = (uint8_t)month;
    c.day = (uint8_t)mday;
    return civil_ms(f->tz, c);
  }
  if (f->grain == GRAIN_DAY) return day_start(f->tz, day + (int32_t)u);
  if (f->grain == GRAIN_WEEK) return day_start(f->tz, day_week_start(day) + 7 * (int32_t)u);
  if (f->grain == GRAIN_MONTH)
    return day_start(f->tz, day_add_months(day_month_start(day), (int32_t)u));
  int64_t t = day_start(f->tz, day);
  for (t += (s - t) / MS_HOUR * MS_HOUR; u > 0; u--) {
    t += MS_HOUR;
    if (t >= day_start(f->tz, day + 1)) t = day_start(f->tz, ++day);
  }
  return t;
}

static void check_periods(const struct retention *f, const struct retention_result *res) {
  int64_t to = f->to < f->as_of ? f->to : f->as_of;
  for (uint32_t i = 0; i < res->n_periods; i++) {
    const struct retention_period *p = &res->periods[i];
    int64_t end = begins(f, p->from, 0), last = p->to < f->as_of ? p->to : f->as_of;
    if (f->clock == RETENTION_CALENDAR) {
      assert_true(p->from == (end > f->from ? end : f->from));
      end = begins(f, p->from, 1) - 1;
      assert_true(p->to == (f->to < f->as_of && to < end ? to : end));
    }
    assert_true(p->incomplete == (f->as_of < p->to));
    for (uint32_t c = 0; c < f->n_columns; c++) {
      assert_true((c < p->n_cells) == (begins(f, p->from, f->columns[c].from) <= f->as_of));
      if (c >= p->n_cells) continue;
      assert_true(res->all.cohorts[i].cells[c].incomplete ==
                  (begins(f, last, f->columns[c].to + 1) - 1 > f->as_of));
    }
  }
}

static void add_cell(struct retention_cell *to, const struct retention_naive_cell *c) {
  to->of++;
  if (!c->counted) return;
  to->people++;
  to->events += c->events;
  assert_true(dec_add(to->sum, c->sum, &to->sum));
}

static void same_cell(const struct retention *f, const struct retention_cell *got,
                      const struct retention_cell *want) {
  assert_int_equal(got->people, want->people);
  assert_int_equal(got->of, want->of);
  if (f->measure != RETENTION_PEOPLE) assert_int_equal(got->events, want->events);
  if (f->measure == RETENTION_SUM) assert_int_equal(dec_cmp(got->sum, want->sum), 0);
}

static void check_group(const struct retention *f, const struct retention_result *res,
                        const struct retention_group *g, const struct twins *twin) {
  struct retention_cell average[RETENTION_PERIODS_MAX + 1] = {0};
  uint64_t size = 0;
  for (uint32_t i = 0; i < res->n_periods; i++) {
    const struct retention_cohort *cohort = &g->cohorts[i];
    uint64_t here = 0;
    for (uint32_t k = 0; k < twin->n; k++)
      here += in_period(&res->periods[i], twin->of[k]) && in_group(res, g, twin->of[k]);
    assert_int_equal(cohort->size, here);
    size += here;
    for (uint32_t c = 0; c < res->periods[i].n_cells; c++) {
      struct retention_cell want = {.people = 0};
      for (uint32_t k = 0; k < twin->n; k++) {
        if (!in_period(&res->periods[i], twin->of[k]) || !in_group(res, g, twin->of[k])) continue;
        add_cell(&want, &twin->of[k]->cells[c]);
        if (!cohort->cells[c].incomplete) add_cell(&average[c], &twin->of[k]->cells[c]);
      }
      same_cell(f, &cohort->cells[c], &want);
    }
  }
  for (uint32_t c = 0; c < f->n_columns; c++)
    same_cell(f, &g->cells[c], &average[c]);
  assert_int_equal(g->size, size);
  if (g->kind == BREAKDOWN_ALL) assert_int_equal(size, twin->n);
}

static void same_group(const struct retention_result *r, const struct retention_group *a,
                       const struct retention_group *b) {
  assert_true(a->kind == b->kind && a->size == b->size);
  assert_true(a->kind != BREAKDOWN_VALUE || same_value(&a->value, &b->value));
  assert_memory_equal(a->cells, b->cells, r->n_columns * sizeof *a->cells);
  for (uint32_t i = 0; i < r->n_periods; i++) {
    assert_int_equal(a->cohorts[i].size, b->cohorts[i].size);
    assert_memory_equal(a->cohorts[i].cells, b->cohorts[i].cells,
                        r->periods[i].n_cells * sizeof *a->cells);
  }
}

static void same_answer(const struct retention_result *a, const struct retention_result *b) {
  assert_int_equal(a->n_groups, b->n_groups);
  assert_int_equal(a->n_periods, b->n_periods);
  same_group(a, &a->all, &b->all);
  for (uint32_t i = 0; i < a->n_groups; i++)
    same_group(a, &a->groups[i], &b->groups[i]);
}

/* Groups of different types may be written alike. */
static bool picked(const struct retention_result *res, const struct retention_pick *pick,
                   const struct retention_member *m) {
  if (!pick->group.grouped) return true;
  for (uint32_t i = 0; i < res->n_groups; i++)
    if (breakdown_picks(&pick->group, res->groups[i].kind, &res->groups[i].value) &&
        in_group(res, &res->groups[i], m))
      return true;
  return false;
}

static void check_people(struct world *w, const struct retention *f,
                         const struct retention_result *res, const struct twins *twin,
                         struct rng *r, struct pool *pool, struct arena *a) {
  struct retention_pick pick = {.one = rng_chance(r, 0.6),
                                .column = (uint32_t)rng_below(r, f->n_columns),
                                .what = rng_below(r, 3)};
  uint32_t period = res->n_periods ? (uint32_t)rng_below(r, res->n_periods) : 0;
  struct buf label = BUF_INIT;
  struct retention_result again;
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  if (res->n_periods) pick.moment = res->periods[period].to;
  if (res->n_groups && rng_chance(r, 0.7)) {
    const struct retention_group *g = &res->groups[rng_below(r, res->n_groups)];
    pick.group.grouped = true;
    pick.group.other = g->kind == BREAKDOWN_OTHER;
    pick.group.none = !pick.group.other && g->value.type == V_NONE;
    if (!pick.group.other) breakdown_label(&g->value, &label);
    pick.group.label = buf_str(&label);
  }
  for (uint32_t k = 0; k < twin->n; k++) {
    const struct retention_member *m = twin->of[k];
    uint32_t i = 0;
    while (!in_period(&res->periods[i], m))
      i++;
    bool begun = pick.column < res->periods[i].n_cells;
    bool complete = begun && !res->all.cohorts[i].cells[pick.column].incomplete;
    if (pick.what == RETENTION_MEMBERS ? pick.one && i != period
                                       : !(pick.one ? i == period && begun : complete))
      continue;
    bool in = pick.what == RETENTION_MEMBERS ||
              m->cells[pick.column].counted == (pick.what == RETENTION_RETAINED);
    if (in && picked(res, &pick, m)) roaring_bitmap_add(mine, twin->person[k]);
  }
  must_ok(query_retention(w->snap, f, pool, NULL, &pick, a, &again, &people, &err), &err);
  same_answer(res, &again);
  assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
  buf_release(&label);
}

static uint64_t ask(struct world *w, struct rng *r, struct pool *pool) {
  struct question q;
  struct retention_result res, alone;
  struct arena a;
  struct err err;
  arena_init(&a, "retentions");
  random_question(w, r, &q);
  struct twins *twin = arena_new(&a, struct twins);
  must_ok(query_retention(w->snap, &q.f, pool, NULL, NULL, &a, &res, NULL, &err), &err);
  must_ok(query_retention(w->snap, &q.f, NULL, NULL, NULL, &a, &alone, NULL, &err), &err);
  same_answer(&res, &alone);
  ask_twin(w, &q.f, &a, twin);
  check_periods(&q.f, &res);
  check_group(&q.f, &res, &res.all, twin);
  for (uint32_t i = 0; i < res.n_groups; i++)
    check_group(&q.f, &res, &res.groups[i], twin);
  assert_true((q.f.by == RETENTION_BY_NONE) == (res.n_groups == 0) || twin->n == 0);
  assert_true(res.n_groups <= q.f.top + 1);
  check_people(w, &q.f, &res, twin, r, pool, &a);
  uint64_t back = 0;
  for (uint32_t c = 1; c < q.f.n_columns; c++)
    back += res.all.cells[c].people;
  if (q.people) roaring_bitmap_free(q.people);
  arena_release(&a);
  return back;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t back = 0, one = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 0;
  for (uint64_t seed = one ? one : 1; seed <= (one ? one : ROUNDS); seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 53, 0);
    must_ok(tz_load(str_from(zones[seed % 4]), &tz, &err), &err);
    world_open(&w, tz);
    fill(&w, &r, (enum world_place)(seed / 4 % 3));
    world_names(&w);
    print_message("# seed %d\n", (int)seed);
    for (int i = 0; i < 12; i++)
      back += ask(&w, &r, pool);
    world_close(&w);
  }
  assert_true(one || back > ROUNDS * 10); /* the questions are not all about nothing */
  pool_free(pool);
}

/* ---- by hand ---- */

#define MINUTES 150000 /* of one person, a row each: three batches, 104 days and 4 hours */

static void huge_world(struct world *w) {
  world_open(w, tz_utc());
  w->n_subjects = 3;
  for (uint32_t i = 0; i < 3; i++)
    w->subjects[i] = 5 + i;
  world_row(w, 5, "view", JAN_2024, 0);
  for (uint32_t i = 0; i < MINUTES; i++) {
    world_row(w, 6, "view", JAN_2024 + i * MS_MINUTE, 0);
    world_put(w, "amount", num_value("0.25"));
    if (i % 20000 == 0) world_apply(w, i < 100000);
  }
  world_row(w, 7, "view", JAN_2024 + MS_DAY, 0);
  world_apply(w, false);
  w->snap = store_snapshot(w->store);
  world_names(w);
}

static void test_huge(void **state) {
  static const struct retention_column columns[] = {{0, 0}, {1, 1}, {2, 2}, {3, 7}};
  struct world w;
  struct err err;
  struct arena a;
  huge_world(&w);
  arena_init(&a, "huge");
  struct retention f = {.start = selector(&w, "view"),
                        .again = selector(&w, "*"),
                        .grain = GRAIN_DAY,
                        .first = RETENTION_EACH,
                        .measure = RETENTION_SUM,
                        .sum = STR("amount"),
                        .columns = columns,
                        .n_columns = COUNT(columns),
                        .from = TIME_MIN,
                        .to = INT64_MAX / 2,
                        .as_of = JAN_2024 + 200 * MS_DAY,
                        .tz = w.tz};
  for (int clock = 0; clock < 2; clock++)
    for (int each = 0; each < 2; each++) {
      struct retention_result r;
      f.clock = (enum retention_clock)clock;
      f.first = each ? RETENTION_EACH : RETENTION_EVER;
      must_ok(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err), &err);
      assert_int_equal(r.n_periods, 105);
      assert_int_equal(r.all.size, each ? 107 : 3);
      for (uint32_t i = 0; i < (each ? 90 : 1); i++) {
        const struct retention_cohort *c = &r.all.cohorts[i];
        assert_int_equal(c->size, i < 2 ? 2 : 1);
        assert_int_equal(c->cells[0].events, 1439);
        assert_int_equal(c->cells[2].events, 1440);
        assert_int_equal(c->cells[3].events, 5 * 1440);
        assert_int_equal(dec_cmp(c->cells[3].sum, dec_int(5 * 360)), 0);
      }
    }
  struct query_limits little = {.memory = 100000};
  struct retention_result r;
  assert_false(query_retention(w.snap, &f, NULL, &little, NULL, &a, &r, NULL, &err));
  assert_int_equal(err.code, ERR_memory_limit);
  bool cancel = true;
  struct query_limits stopped = {.cancel = &cancel};
  assert_false(query_retention(w.snap, &f, NULL, &stopped, NULL, &a, &r, NULL, &err));
  assert_int_equal(err.code, ERR_canceled);
  f.grain = GRAIN_HOUR; /* 2501 hours */
  assert_false(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err));
  assert_int_equal(err.code, ERR_retention_cohorts);
  arena_release(&a);
  world_close(&w);
}

/* A sum that no decimal holds; cells past a limit. */
static void test_limits(void **state) {
  static struct retention_column columns[301];
  struct world w;
  struct err err;
  struct arena a;
  struct retention_result r;
  world_open(&w, tz_utc());
  arena_init(&a, "limits");
  for (uint32_t i = 0; i < 4; i++) {
    world_row(&w, 1, "view", JAN_2024 + i, 0);
    world_put(&w, "amount", num_value("600000000000000000000000000000000000"));
  }
  for (uint32_t i = 0; i < 40; i++) {
    char name[16];
    snprintf(name, sizeof name, "g%u", i);
    world_row(&w, 2 + i, "view", JAN_2024 + i * MS_DAY * 9, 0);
    world_put(&w, "cat", str_value(name));
  }
  world_apply(&w, true);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  for (uint32_t i = 0; i < COUNT(columns); i++)
    columns[i] = (struct retention_column){i, i};
  struct retention f = {.start = selector(&w, "view"),
                        .again = selector(&w, "view"),
                        .grain = GRAIN_DAY,
                        .measure = RETENTION_SUM,
                        .sum = STR("amount"),
                        .columns = columns,
                        .n_columns = COUNT(columns),
                        .from = TIME_MIN,
                        .to = INT64_MAX / 2,
                        .as_of = JAN_2024 + 2000 * MS_DAY,
                        .tz = w.tz,
                        .prop = STR("cat"),
                        .top = 40};
  assert_false(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err));
  assert_int_equal(err.code, ERR_number_overflow);
  f.measure = RETENTION_EVENTS;
  must_ok(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err), &err);
  assert_int_equal(r.all.cohorts[0].cells[0].events, 3);
  f.by = RETENTION_BY_PROP; /* 352 days × 301 columns × 42 */
  assert_false(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err));
  assert_int_equal(err.code, ERR_retention_cells);
  f.start = selector(&w, "nothing");
  f.by = RETENTION_BY_NONE;
  must_ok(query_retention(w.snap, &f, NULL, NULL, NULL, &a, &r, NULL, &err), &err);
  assert_true(r.n_periods == 0 && r.all.size == 0 && r.all.cells[5].of == 0);
  arena_release(&a);
  world_close(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_huge),
                                     cmocka_unit_test(test_limits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
