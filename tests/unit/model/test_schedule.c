/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a kept question is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/question.h"

static bool read_text(const char *text, struct question_schedule *ret) {
  struct arena a;
  struct json *v;
  struct err err;
  arena_init(&a, "schedule");
  assert_true(json_parse(str_from(text), &a, &v, &err));
  bool ok = question_schedule_read(v, ret);
  arena_release(&a);
  return ok;
}

static void test_forms(void **state) {
  static const char *const bad[] = {
      "{}",
      "3",
      "{\"every\":\"day\"}",
      "{\"every\":\"hour\",\"at\":\"08:00\"}",
      "{\"every\":\"day\",\"at\":\"8:00\"}",
      "{\"every\":\"day\",\"at\":\"24:00\"}",
      "{\"every\":\"day\",\"at\":\"08:60\"}",
      "{\"every\":\"day\",\"at\":\"08-00\"}",
      "{\"every\":\"day\",\"day\":1,\"at\":\"08:00\"}",
      "{\"every\":\"week\",\"day\":8,\"at\":\"08:00\"}",
      "{\"every\":\"week\",\"day\":0,\"at\":\"08:00\"}",
      "{\"every\":\"month\",\"day\":32,\"at\":\"08:00\"}",
      "{\"every\":\"month\",\"day\":1.5,\"at\":\"08:00\"}",
      "{\"every\":\"day\",\"at\":\"08:00\",\"zone\":\"UTC\"}",
  };
  struct question_schedule s;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(read_text(bad[i], &s));
  assert_true(read_text("{\"every\":\"month\",\"day\":31,\"at\":\"23:59\"}", &s));
  assert_int_equal(s.every, EVERY_MONTH);
  assert_int_equal(s.day, 31);
  assert_int_equal(s.minute, 24 * 60 - 1);
}

static void test_due(void **state) {
  static const struct {
    const char *schedule, *zone, *now, *due;
  } cases[] = {
      {"{\"every\":\"day\",\"at\":\"08:00\"}", "Asia/Shanghai", "2026-11-22T00:00:00Z",
       "2026-11-22T00:00:00Z"},
      {"{\"every\":\"day\",\"at\":\"08:00\"}", "Asia/Shanghai", "2026-11-21T23:59:59.999Z",
       "2026-11-21T00:00:00Z"},
      {"{\"every\":\"week\",\"day\":1,\"at\":\"09:30\"}", "UTC", "2026-11-22T10:00:00Z",
       "2026-11-16T09:30:00Z"}, /* a Sunday */
      {"{\"every\":\"week\",\"day\":7,\"at\":\"09:30\"}", "UTC", "2026-11-22T09:00:00Z",
       "2026-11-15T09:30:00Z"},
      {"{\"every\":\"month\",\"day\":31,\"at\":\"00:00\"}", "UTC", "2026-03-01T00:00:00Z",
       "2026-02-28T00:00:00Z"},
      {"{\"every\":\"month\",\"day\":31,\"at\":\"00:00\"}", "UTC", "2026-03-31T00:00:00Z",
       "2026-03-31T00:00:00Z"},
      {"{\"every\":\"month\",\"at\":\"12:00\"}", "UTC", "2026-01-01T11:59:00Z",
       "2025-12-01T12:00:00Z"},
      /* the clocks leave out 02:30 on 2026-03-08: an hour later; and have 01:30 of
       * 2026-11-01 twice: the first */
      {"{\"every\":\"day\",\"at\":\"02:30\"}", "America/New_York", "2026-03-08T12:00:00Z",
       "2026-03-08T07:30:00Z"},
      {"{\"every\":\"day\",\"at\":\"01:30\"}", "America/New_York", "2026-11-01T12:00:00Z",
       "2026-11-01T05:30:00Z"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct question_schedule s;
    const struct tz *tz;
    struct err err;
    int64_t now, due;
    assert_true(read_text(cases[i].schedule, &s));
    assert_true(tz_load(str_from(cases[i].zone), &tz, &err));
    assert_true(time_parse_iso(str_from(cases[i].now), tz, &now, NULL, &err));
    assert_true(time_parse_iso(str_from(cases[i].due), tz, &due, NULL, &err));
    assert_int_equal(question_schedule_due(&s, tz, now), due);
  }
}

/* From minute to minute over two years: never in the future, never goes back, and the moments are
 * as many as there are days, weeks or months. */
static void test_two_years(void **state) {
  static const struct {
    const char *schedule;
    int times;
  } cases[] = {{"{\"every\":\"day\",\"at\":\"02:30\"}", 730},
               {"{\"every\":\"week\",\"day\":3,\"at\":\"02:30\"}", 104},
               {"{\"every\":\"month\",\"day\":30,\"at\":\"02:30\"}", 24}};
  const struct tz *tz;
  struct err err;
  assert_true(tz_load(STR("Europe/Berlin"), &tz, &err));
  int64_t from = day_start(tz, day_from_ymd(2025, 1, 1)),
          to = day_start(tz, day_from_ymd(2027, 1, 1));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct question_schedule s;
    assert_true(read_text(cases[i].schedule, &s));
    int64_t last = question_schedule_due(&s, tz, from);
    int times = 0;
    for (int64_t now = from; now < to; now += 10 * MS_MINUTE) {
      int64_t due = question_schedule_due(&s, tz, now);
      assert_true(due <= now && due >= last);
      times += due != last;
      last = due;
    }
    assert_in_range(times, cases[i].times, cases[i].times + 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_due),
                                     cmocka_unit_test(test_two_years)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
