/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bounds of windows: month ends, weeks from Monday, days of 23 and 25 hours, never past as-of. */
#include "fixture.h"

#include "base/rng.h"

static int64_t at(const struct tz *tz, const char *iso) {
  struct err err;
  int64_t ms = 0;
  assert_true(time_parse_iso(str_from(iso), tz, &ms, NULL, &err));
  return ms;
}

static struct window window_of(const char *text, const struct tz *tz, struct arena *a) {
  struct lang_names names = fixture_names();
  struct err err;
  struct node *t;
  names.tz = tz;
  struct str s = arena_printf(a, "did(*, %s)", text);
  assert_true(lang_compile(s, &names, a, &t, &err));
  return t->agg->window;
}

/* from and to as local times; the bound `from` is exclusive of the millisecond before. */
static const struct {
  const char *zone, *window, *as_of, *from, *to;
} cases[] = {
    {"Asia/Shanghai", "last 30 days", "2026-03-01T12:00", "2026-01-30T12:00:00.001",
     "2026-03-01T12:00"},
    {"Asia/Shanghai", "last 2 weeks", "2026-03-01T12:00", "2026-02-15T12:00:00.001",
     "2026-03-01T12:00"},
    {"Asia/Shanghai", "last 90 minutes", "2026-03-01T01:00", "2026-02-28T23:30:00.001",
     "2026-03-01T01:00"},
    {"Asia/Shanghai", "last 1 month", "2026-03-31T12:00", "2026-02-28T12:00:00.001",
     "2026-03-31T12:00"},
    {"Asia/Shanghai", "last 12 months", "2024-02-29T23:59", "2023-02-28T23:59:00.001",
     "2024-02-29T23:59"},
    {"Asia/Shanghai", "last 4 years", "2024-02-29T08:00", "2020-02-29T08:00:00.001",
     "2024-02-29T08:00"},
    {"Asia/Shanghai", "last 30 full days", "2026-03-01T12:00", "2026-01-30",
     "2026-02-28T23:59:59.999"},
    {"Asia/Shanghai", "last 1 full week", "2026-03-01T12:00", "2026-02-16",
     "2026-02-22T23:59:59.999"}, /* a Sunday */
    {"Asia/Shanghai", "last 1 full week", "2026-03-02T00:00", "2026-02-23",
     "2026-03-01T23:59:59.999"}, /* a Monday */
    {"Asia/Shanghai", "last 2 full months", "2026-03-31T12:00", "2026-01-01",
     "2026-02-28T23:59:59.999"},
    {"Asia/Shanghai", "last 1 full year", "2026-03-31T12:00", "2025-01-01",
     "2025-12-31T23:59:59.999"},
    {"Asia/Shanghai", "today", "2026-03-01T12:00", "2026-03-01", "2026-03-01T12:00"},
    {"Asia/Shanghai", "yesterday", "2026-03-01T12:00", "2026-02-28", "2026-02-28T23:59:59.999"},
    {"Asia/Shanghai", "this week", "2026-03-01T12:00", "2026-02-23", "2026-03-01T12:00"},
    {"Asia/Shanghai", "this month", "2026-03-31T12:00", "2026-03-01", "2026-03-31T12:00"},
    {"Asia/Shanghai", "this year", "2026-03-31T12:00", "2026-01-01", "2026-03-31T12:00"},
    {"Asia/Shanghai", "previous week", "2026-03-01T12:00", "2026-02-16", "2026-02-22T23:59:59.999"},
    {"Asia/Shanghai", "previous month", "2026-03-31T12:00", "2026-02-01",
     "2026-02-28T23:59:59.999"},
    {"Asia/Shanghai", "previous year", "2026-03-31T12:00", "2025-01-01", "2025-12-31T23:59:59.999"},
    {"Asia/Shanghai", "since 2026-01-01", "2026-03-01T12:00", "2026-01-01", "2026-03-01T12:00"},
    {"Asia/Shanghai", "between 2026-01-01 and 2026-01-31", "2026-03-01T12:00", "2026-01-01",
     "2026-01-31T23:59:59.999"},
    {"Asia/Shanghai", "between 2026-01-01 and 2026-12-31", "2026-03-01T12:00", "2026-01-01",
     "2026-03-01T12:00"},
    {"Asia/Shanghai", "between 2026-01-01 and 2026-01-31T10:00", "2026-03-01T12:00", "2026-01-01",
     "2026-01-31T10:00"},
    /* New York: 2026-03-08 has 23 hours, 2026-11-01 has 25. */
    {"America/New_York", "today", "2026-03-08T23:00", "2026-03-08", "2026-03-08T23:00"},
    {"America/New_York", "yesterday", "2026-03-09T01:00", "2026-03-08", "2026-03-08T23:59:59.999"},
    {"America/New_York", "yesterday", "2026-11-02T01:00", "2026-11-01", "2026-11-01T23:59:59.999"},
    {"America/New_York", "last 24 hours", "2026-11-02T00:00", "2026-11-01T01:00:00.001",
     "2026-11-02T00:00"},
    {"America/New_York", "last 1 month", "2026-04-08T02:30", "2026-03-08T03:30:00.001",
     "2026-04-08T02:30"},
    {"America/New_York", "last 1 full day", "2026-03-09T12:00", "2026-03-08",
     "2026-03-08T23:59:59.999"},
};

static void bounds_are_these(void **state) {
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const struct tz *tz;
    struct err err;
    struct arena a;
    int64_t from, to;
    arena_init(&a, "test");
    assert_true(tz_load(str_from(cases[i].zone), &tz, &err));
    struct window w = window_of(cases[i].window, tz, &a);
    window_bounds(&w, tz, at(tz, cases[i].as_of), &from, &to);
    if (from != at(tz, cases[i].from) || to != at(tz, cases[i].to)) {
      struct buf b = BUF_INIT;
      time_format_iso(from, &b);
      buf_puts(&b, " … ");
      time_format_iso(to, &b);
      fail_msg("%s %s as of %s: %s", cases[i].zone, cases[i].window, cases[i].as_of, b.p);
    }
    arena_release(&a);
  }
}

static void lengths_follow_the_clock_change(void **state) {
  const struct tz *tz;
  struct err err;
  struct arena a;
  int64_t from, to;
  arena_init(&a, "test");
  assert_true(tz_load(STR("America/New_York"), &tz, &err));
  struct window w = window_of("yesterday", tz, &a);
  window_bounds(&w, tz, at(tz, "2026-03-09T10:00"), &from, &to);
  assert_int_equal(to - from + 1, 23 * MS_HOUR);
  window_bounds(&w, tz, at(tz, "2026-11-02T10:00"), &from, &to);
  assert_int_equal(to - from + 1, 25 * MS_HOUR);
  w = window_of("last 1 day", tz, &a);
  window_bounds(&w, tz, at(tz, "2026-03-09T01:00"), &from, &to);
  assert_int_equal(to - from + 1, 24 * MS_HOUR);
  arena_release(&a);
}

static void edges_of_time_are_clamped(void **state) {
  struct arena a;
  int64_t from, to;
  arena_init(&a, "test");
  struct window w = window_of("last 200 years", tz_utc(), &a);
  window_bounds(&w, tz_utc(), at(tz_utc(), "0100-01-01"), &from, &to);
  assert_int_equal(from, TIME_MIN);
  w = window_of("last 200 full years", tz_utc(), &a);
  window_bounds(&w, tz_utc(), at(tz_utc(), "0100-01-01"), &from, &to);
  assert_int_equal(from, TIME_MIN);
  w = window_of("last 73000 days", tz_utc(), &a);
  window_bounds(&w, tz_utc(), TIME_MIN, &from, &to);
  assert_true(from == TIME_MIN && to == TIME_MIN);
  w = window_of("since 2026-01-01", tz_utc(), &a);
  window_bounds(&w, tz_utc(), at(tz_utc(), "2025-01-01"), &from, &to);
  assert_true(from > to);
  w = window_of("before 2026-01-01", tz_utc(), &a);
  window_bounds(&w, tz_utc(), at(tz_utc(), "2027-01-01"), &from, &to);
  assert_true(from == TIME_MIN && to == at(tz_utc(), "2026-01-01") - 1);
  arena_release(&a);
}

/* Whole periods tile time: the previous one ends where this one begins, n full ones end there too.
 */
static void periods_tile(void **state) {
  static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "Europe/London",
                                      "Australia/Lord_Howe", "UTC"};
  struct rng r;
  rng_init(&r, 5, 0, 0);
  for (int i = 0; i < 20000; i++) {
    const struct tz *tz;
    struct err err;
    int64_t this_from, from, to, full_from, full_to,
        as_of = (int64_t)rng_below(&r, 4000000000) * 1000;
    assert_true(tz_load(str_from(zones[rng_below(&r, 5)]), &tz, &err));
    struct window w = {.kind = W_THIS, .unit = (enum lang_unit)(LU_DAY + rng_below(&r, 4)), .n = 1};
    window_bounds(&w, tz, as_of, &this_from, &to);
    assert_true(this_from <= as_of && to == as_of);
    w.kind = W_PREVIOUS;
    window_bounds(&w, tz, as_of, &from, &to);
    assert_true(to == this_from - 1 && from <= to);
    w.kind = W_LAST_FULL;
    window_bounds(&w, tz, as_of, &full_from, &full_to);
    assert_true(full_from == from && full_to == to);
    w.kind = W_THIS; /* seen from inside the previous period, it begins at the same moment */
    window_bounds(&w, tz, full_to, &this_from, &to);
    assert_true(this_from == full_from);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bounds_are_these),
      cmocka_unit_test(lengths_follow_the_clock_change),
      cmocka_unit_test(edges_of_time_are_clamped),
      cmocka_unit_test(periods_tile),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
