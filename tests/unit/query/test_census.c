/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The census against counting everybody's events by hand. */
#include "query/census.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 10
#else
#define ROUNDS 100
#endif
#define MARK "cat"

struct hand { /* counted by hand: one event */
  uint64_t rows, people, recent, week, marked, days[CENSUS_DAYS_MAX];
  int64_t first, last;
};

static void count_event(const struct world *w, uint32_t code, int64_t as_of, uint32_t n_days,
                        struct arena *a, struct hand *h) {
  int32_t last_day = day_of(w->tz, as_of);
  *h = (struct hand){.first = INT64_MAX, .last = INT64_MIN};
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *e;
    uint32_t n;
    struct err err;
    bool any = false;
    must_ok(query_person_said(w->snap, w->subjects[i], as_of, a, &e, &n, &err), &err);
    for (uint32_t k = 0; k < n; k++) {
      if (!str_eq(e[k].event, snapshot_event(w->snap, code)->name)) continue;
      any = true;
      h->rows++;
      if (e[k].time == TIME_MIN) continue;
      int32_t ago = last_day - day_of(w->tz, e[k].time);
      if (ago < (int32_t)n_days) h->days[n_days - 1 - (uint32_t)ago]++;
      h->recent += e[k].time > as_of - MS_DAY;
      bool week = e[k].time > as_of - 7 * MS_DAY;
      h->week += week;
      for (uint32_t p = 0; week && p < e[k].n_props; p++)
        h->marked += str_is(e[k].props[p], MARK);
      if (e[k].time < h->first) h->first = e[k].time;
      if (e[k].time > h->last) h->last = e[k].time;
    }
    h->people += any;
  }
}

static void check_events(const struct world *w, int64_t as_of, struct pool *pool) {
  struct arena a;
  struct err err;
  struct event_census *got, *alone;
  struct hand h;
  const uint32_t n_days = 40;
  arena_init(&a, "census");
  must_ok(query_event_census(w->snap, as_of, w->tz, n_days, STR(MARK), pool, &a, &got, &err), &err);
  must_ok(query_event_census(w->snap, as_of, w->tz, n_days, STR(MARK), NULL, &a, &alone, &err),
          &err);
  for (uint32_t e = 0; e < snapshot_events(w->snap); e++) {
    assert_memory_equal(&got[e], &alone[e], sizeof got[e]);
    count_event(w, e, as_of, n_days, &a, &h);
    assert_int_equal(got[e].rows, h.rows);
    assert_int_equal(got[e].people, h.people);
    assert_int_equal(got[e].recent, h.recent);
    assert_int_equal(got[e].week, h.week);
    assert_int_equal(got[e].marked, h.marked);
    assert_int_equal(got[e].first, h.first);
    assert_int_equal(got[e].last, h.last);
    assert_memory_equal(got[e].days, h.days, n_days * sizeof *h.days);
  }
  arena_release(&a);
}

static bool unsets(const struct person_event *e, uint32_t k) {
  return str_is(e->event, EV_SET) && value_unsets(&e->values[k]);
}

/* V_NONE: an attribute whose texts all unset it. */
static bool is_of(const struct world *w, const struct prop_census *p, const struct person_event *e,
                  uint32_t k) {
  if (p->type == V_NONE && !unsets(e, k)) return false;
  return str_eq(e->event, snapshot_event(w->snap, p->event)->name) &&
         str_eq(e->props[k], snapshot_prop(w->snap, p->prop)->name) &&
         e->values[k].type == (p->type == V_NONE ? V_STR : p->type);
}

static bool same_value(const struct value *a, const struct value *b) {
  return a->type == V_STR    ? str_eq(a->str, b->str)
         : a->type == V_NUM  ? dec_cmp(a->num, b->num) == 0
         : a->type == V_TIME ? a->time == b->time
                             : a->b == b->b;
}

static void check_prop(const struct world *w, const struct prop_census *p, int64_t as_of,
                       bool one_event, struct arena *a) {
  uint64_t rows = 0, yes = 0, top[CENSUS_TOP] = {0};
  struct dec sum = DEC_ZERO;
  int64_t first = INT64_MAX, last = INT64_MIN;
  struct value seen[4096]; /* the different ones */
  uint32_t n_seen = 0;
  bool min = false, max = false;
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *e;
    uint32_t n;
    struct err err;
    must_ok(query_person_said(w->snap, w->subjects[i], as_of, a, &e, &n, &err), &err);
    for (uint32_t j = 0; j < n; j++)
      for (uint32_t k = 0; k < e[j].n_props; k++) {
        const struct value *v = &e[j].values[k];
        if (!is_of(w, p, &e[j], k)) continue;
        if (e[j].time != TIME_MIN && e[j].time > last) last = e[j].time;
        if (e[j].time != TIME_MIN && e[j].time < first) first = e[j].time;
        if (unsets(&e[j], k)) continue;
        rows++;
        uint32_t known = 0;
        while (known < n_seen && !same_value(&seen[known], v))
          known++;
        if (known == n_seen) seen[n_seen++] = *v;
        assert_true(n_seen < 2048);
        if (v->type == V_BOOL) yes += v->b;
        for (uint32_t t = 0; v->type == V_STR && t < p->n_top; t++)
          top[t] += str_eq(v->str, p->top[t].value);
        if (v->type == V_NUM) {
          assert_true(dec_add(sum, v->num, &sum));
          assert_true(dec_cmp(v->num, p->min) >= 0 && dec_cmp(v->num, p->max) <= 0);
          min |= dec_cmp(v->num, p->min) == 0, max |= dec_cmp(v->num, p->max) == 0;
        }
        if (v->type == V_TIME) {
          assert_true(v->time >= p->time_min && v->time <= p->time_max);
          min |= v->time == p->time_min, max |= v->time == p->time_max;
        }
      }
  }
  assert_int_equal(p->rows, rows);
  assert_int_equal(p->type == V_NONE, rows == 0);
  assert_int_equal(p->first, first);
  assert_int_equal(p->last, last);
  assert_int_equal(p->distinct, one_event ? n_seen : 0);
  assert_true(p->distinct_exact);
  if (p->type == V_BOOL) assert_int_equal(p->yes, yes);
  if (p->type == V_NUM) assert_int_equal(dec_cmp(sum, p->sum), 0);
  if (p->type == V_NUM || p->type == V_TIME) assert_true(min && max);
  for (uint32_t t = 0; t < p->n_top; t++) {
    assert_int_equal(p->top[t].rows, top[t]);
    if (t > 0) assert_true(p->top[t - 1].rows >= p->top[t].rows);
  }
}

static uint64_t check_values(const struct world *w, int64_t as_of, uint32_t event) {
  struct arena a, tmp;
  struct err err;
  struct value_census v, cut;
  arena_init(&a, "census");
  arena_init(&tmp, "check");
  must_ok(query_value_census(w->snap, event, UINT8_MAX, as_of, UINT64_MAX, 5, NULL, &a, &v, &err),
          &err);
  assert_true(v.complete);
  for (uint32_t i = 0; i < v.n_props; i++) {
    assert_true(event == INTERN_NONE || v.props[i].event == event);
    check_prop(w, &v.props[i], as_of, event != INTERN_NONE, &tmp);
    arena_reset(&tmp);
  }
  uint64_t sum = 0;
  for (uint32_t e = 0; e < snapshot_events(w->snap); e++)
    sum += v.event_rows[e];
  assert_int_equal(sum, v.rows);
  if (event != INTERN_NONE) assert_int_equal(v.event_rows[event], v.rows);
  assert_int_equal(v.n_newest, v.rows < 5 ? v.rows : 5);
  for (uint32_t i = 1; i < v.n_newest; i++)
    assert_true(
        v.newest[i - 1].time > v.newest[i].time ||
        (v.newest[i - 1].time == v.newest[i].time && v.newest[i - 1].lsn >= v.newest[i].lsn));
  must_ok(query_value_census(w->snap, event, V_MASK(V_STR), as_of, 3, 0, NULL, &a, &cut, &err),
          &err);
  assert_int_equal(cut.rows, v.rows < 3 ? v.rows : 3);
  assert_int_equal(cut.complete, v.rows <= 3);
  for (uint32_t i = 0; i < cut.n_props; i++)
    assert_true(cut.props[i].type == V_STR || cut.props[i].rows == 0);
  arena_release(&a);
  arena_release(&tmp);
  return v.rows;
}

static void test_census(void **state) {
  static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
  struct pool *pool = pool_new(3);
  uint64_t rows = 0;
  print_message("# seeds 1 to %d\n", ROUNDS);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 9, 0);
    must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
    world_open(&w, tz);
    world_fill(&w, &r, (enum world_place)(seed % 3));
    int64_t as_of = random_moment(&r);
    check_events(&w, as_of, pool);
    rows += check_values(&w, as_of, INTERN_NONE);
    for (uint32_t e = 0; e < snapshot_events(w.snap); e++)
      check_values(&w, as_of, e);
    world_close(&w);
  }
  assert_true(rows > ROUNDS * 10);
  pool_free(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_census)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
