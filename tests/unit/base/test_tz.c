/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zones against the C library (in child processes, because it knows only TZ), the known awkward
 * days of several countries, and calendar arithmetic against counting days one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/tz.h"
#include "base/tz_int.h"

#define SEED 20260131

static const struct tz *zone(const char *name) {
  const struct tz *z = NULL;
  struct err err = {0};
  if (!tz_load(str_from(name), &z, &err)) fail_msg("%s: %s", name, err_name(err.code));
  const char *reason;
  if (!tz_validate(z, &reason)) fail_msg("%s: %s", name, reason);
  return z;
}

static int64_t at(const char *text, const struct tz *z) {
  int64_t ms = 0;
  struct err err = {0};
  if (!time_parse_iso(str_from(text), z, &ms, NULL, &err)) fail_msg("%s", text);
  return ms;
}

#define same_instant(z, local, utc) assert_int_equal(at(local, z), at(utc, tz_utc()))

/* What libc says about one zone for n instants. */
static void libc_offsets(const char *name, const int64_t *seconds, int32_t *offsets, size_t n) {
  int pipes[2];
  assert_int_equal(pipe(pipes), 0);
  pid_t child = fork();
  if (child == 0) {
    setenv("TZ", name, 1);
    tzset();
    for (size_t i = 0; i < n; i++) {
      time_t t = seconds[i];
      struct tm tm;
      localtime_r(&t, &tm);
      int32_t offset = (int32_t)tm.tm_gmtoff;
      if (write(pipes[1], &offset, sizeof offset) != sizeof offset) _exit(1);
    }
    _exit(0);
  }
  close(pipes[1]);
  FILE *f = fdopen(pipes[0], "r");
  assert_int_equal(fread(offsets, sizeof *offsets, n, f), n);
  fclose(f);
  int status;
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
}

static void agrees_with_libc(void **state) {
  static const char *const names[] = {
      "Europe/Berlin",     "America/New_York", "Asia/Shanghai",     "Australia/Lord_Howe",
      "America/Sao_Paulo", "Asia/Tehran",      "Africa/Casablanca", "Pacific/Apia",
      "America/St_Johns",  "Asia/Kathmandu",   "Europe/Dublin",     "America/Nuuk",
      "Asia/Gaza",         "Antarctica/Troll", "Africa/Monrovia",   "Pacific/Kwajalein",
      "Asia/Manila",       "America/Juneau",   "EST5EDT",           "Etc/GMT+8",
  };
  enum { N = 20000 };
  static int64_t seconds[N], ms[N];
  static int32_t expected[N], days[N];
  struct rng rng;
  rng_init(&rng, SEED, 1, 0);
  print_message("seed %d\n", SEED);
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    const struct tz *z = zone(names[k]);
    unsigned same = 0;
    for (size_t i = 0; i < N; i++) {
      /* 1900–2100, with half of the instants near a change of offset. */
      seconds[i] = -2208988800 + (int64_t)rng_below(&rng, UINT64_C(6311433600));
      if (z->n > 1 && rng_chance(&rng, 0.5)) {
        int64_t change = z->from[1 + rng_below(&rng, z->n < 250 ? z->n - 1 : 250)] / 1000;
        if (change < INT64_C(4102444800)) seconds[i] = change + (int64_t)rng_below(&rng, 5) - 2;
      }
    }
    libc_offsets(names[k], seconds, expected, N);
    for (size_t i = 0; i < N; i++) {
      ms[i] = seconds[i] * 1000 + (int64_t)rng_below(&rng, 1000);
      if (tz_offset_s(z, ms[i]) != expected[i])
        fail_msg("%s at %lld: %d, libc %d", names[k], (long long)seconds[i], tz_offset_s(z, ms[i]),
                 expected[i]);
    }
    for (size_t i = 1; i < N; i++) { /* months mostly, some of a century */
      int64_t to =
          ms[i] + (int64_t)rng_below(&rng, rng_chance(&rng, 0.9) ? 60 * MS_DAY : 36500 * MS_DAY);
      int32_t offset;
      if (!tz_one_offset(z, ms[i], to, &offset)) continue;
      for (unsigned tries = 0; tries < 4; tries++)
        assert_int_equal(
            offset, tz_offset_s(z, ms[i] + (int64_t)rng_below(&rng, (uint64_t)(to - ms[i]) + 1)));
      same++;
    }
    assert_true(same > 0);
    day_of_many(z, ms, N, days);
    for (size_t i = 0; i < N; i++) {
      struct civil c = civil_of(z, ms[i]);
      assert_true(civil_valid(c));
      assert_int_equal(days[i], day_of(z, ms[i]));
      assert_int_equal(days[i], day_from_ymd(c.year, c.month, c.day));
      int64_t back = civil_ms(z, c); /* the same instant, or the first of the two */
      assert_true(back <= ms[i]);
      if (back != ms[i]) assert_true(tz_offset_s(z, back) != tz_offset_s(z, ms[i]));
      struct civil again = civil_of(z, back);
      assert_true(again.year == c.year && again.month == c.month && again.day == c.day);
      assert_true(again.hour == c.hour && again.minute == c.minute && again.second == c.second &&
                  again.ms == c.ms);
      int64_t start = day_start(z, days[i]);
      assert_true(start <= ms[i] && day_of(z, start) == days[i] && day_of(z, start - 1) != days[i]);
    }
  }
}

static void gaps_and_overlaps(void **state) {
  const struct tz *berlin = zone("Europe/Berlin"), *york = zone("America/New_York");
  same_instant(berlin, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z");
  same_instant(berlin, "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"); /* missing: 03:30 summer */
  same_instant(berlin, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z");
  same_instant(berlin, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"); /* twice: the first */
  same_instant(berlin, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z");
  same_instant(york, "2026-03-08T02:30:00", "2026-03-08T07:30:00Z");
  same_instant(york, "2026-11-01T01:30:00", "2026-11-01T05:30:00Z");
  same_instant(york, "2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z");

  const struct tz *howe = zone("Australia/Lord_Howe");
  same_instant(howe, "2026-10-04T02:10:00", "2026-10-03T15:40:00Z"); /* gap of 30 min: 02:40 */
  same_instant(howe, "2026-04-05T01:45:00", "2026-04-04T14:45:00Z"); /* first, +11 */
  same_instant(howe, "2026-07-01T00:00:00", "2026-06-30T13:30:00Z");

  /* Midnight that does not exist: the day begins at 01:00. */
  const struct tz *paulo = zone("America/Sao_Paulo");
  int32_t day = day_from_ymd(2018, 11, 4);
  assert_int_equal(day_start(paulo, day), at("2018-11-04T03:00:00Z", paulo));
  assert_int_equal(day_start(paulo, day + 1) - day_start(paulo, day), 23 * MS_HOUR);
  /* A day that does not exist: it is empty. */
  const struct tz *apia = zone("Pacific/Apia");
  day = day_from_ymd(2011, 12, 30);
  assert_int_equal(day_start(apia, day), day_start(apia, day + 1));
  assert_int_equal(day_start(apia, day) - day_start(apia, day - 1), MS_DAY);
}

static void china(void **state) {
  const struct tz *z = zone("Asia/Shanghai");
  assert_int_equal(tz_offset_s(z, at("1900-12-31T00:00:00Z", z)), 8 * 3600 + 5 * 60 + 43);
  assert_int_equal(tz_offset_s(z, at("1901-01-02T00:00:00Z", z)), 8 * 3600);
  for (int year = 1986; year <= 1991; year++) {
    char text[32];
    snprintf(text, sizeof text, "%d-07-01T12:00:00Z", year);
    assert_int_equal(tz_offset_s(z, at(text, z)), 9 * 3600);
    snprintf(text, sizeof text, "%d-01-01T12:00:00Z", year);
    assert_int_equal(tz_offset_s(z, at(text, z)), 8 * 3600);
  }
  assert_int_equal(tz_offset_s(z, at("1992-07-01T12:00:00Z", z)), 8 * 3600);
  assert_int_equal(tz_offset_s(z, at("2500-07-01T12:00:00Z", z)), 8 * 3600);
  same_instant(z, "2026-01-31", "2026-01-30T16:00:00Z");
}

static void far_future(void **state) {
  const struct tz *berlin = zone("Europe/Berlin"), *york = zone("America/New_York");
  same_instant(berlin, "2500-07-01T12:00:00", "2500-07-01T10:00:00Z");
  same_instant(berlin, "2500-12-01T12:00:00", "2500-12-01T11:00:00Z");
  same_instant(berlin, "2500-03-28T02:30:00", "2500-03-28T01:30:00Z"); /* last Sunday of March */
  same_instant(york, "2500-03-14T01:59:59", "2500-03-14T06:59:59Z");   /* second Sunday */
  same_instant(york, "2500-03-14T03:00:00", "2500-03-14T07:00:00Z");
  same_instant(york, "9999-07-04T00:00:00", "9999-07-04T04:00:00Z");
  /* The calendar repeats after 400 years, so must the offsets, also across the folding point. */
  struct rng rng;
  rng_init(&rng, SEED, 2, 0);
  for (int i = 0; i < 20000; i++) {
    int64_t ms = at("2100-01-01", tz_utc()) + (int64_t)rng_below(&rng, 1600) * 365 * MS_DAY +
                 (int64_t)rng_below(&rng, 366 * MS_DAY);
    for (int64_t k = 1; ms + k * TZ_CYCLE_MS < TIME_MAX - MS_DAY; k++) {
      int64_t later = ms + k * TZ_CYCLE_MS;
      int32_t day;
      assert_int_equal(tz_offset_s(york, ms), tz_offset_s(york, later));
      day_of_many(york, &later, 1, &day);
      assert_int_equal(day, day_of(york, ms) + k * 146097);
    }
  }
}

static void calendar_by_counting(void **state) {
  int32_t y = 1, day = day_from_ymd(1, 1, 1);
  unsigned m = 1, d = 1, weekday = 0; /* 0001-01-01 was a Monday */
  assert_int_equal(day * MS_DAY, TIME_MIN);
  for (; y <= 9999; day++) {
    int32_t gy;
    unsigned gm, gd;
    day_to_ymd(day, &gy, &gm, &gd);
    if (gy != y || gm != m || gd != d || day_from_ymd(y, m, d) != day ||
        day_weekday(day) != weekday || day_week_start(day) != day - (int)weekday ||
        day_month_start(day) != day - (int)d + 1)
      fail_msg("%d-%u-%u", y, m, d);
    bool leap = (y % 4 == 0 && y % 100) || y % 400 == 0;
    unsigned length = m == 2 ? 28 + leap : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
    weekday = (weekday + 1) % 7;
    if (++d > length) d = 1, m++;
    if (m > 12) m = 1, y++;
  }
  assert_int_equal((day - 1) * MS_DAY + MS_DAY - 1, TIME_MAX);
  assert_int_equal(day_add_months(day_from_ymd(2024, 1, 31), 1), day_from_ymd(2024, 2, 29));
  assert_int_equal(day_add_months(day_from_ymd(2024, 3, 31), -13), day_from_ymd(2023, 2, 28));
  assert_int_equal(day_add_months(day_from_ymd(2024, 12, 15), 1), day_from_ymd(2025, 1, 15));
}

/* As an end, a date is that whole day, also where it has no midnight or 25 hours; nothing ends
 * after time does. */
static void iso_end(void **state) {
  static const struct {
    const char *zone, *text, *end;
  } cases[] = {
      {"Asia/Shanghai", "2026-01-31", "2026-01-31T16:00:00Z"},
      {"Asia/Shanghai", "2026-01-31T00:00:00", "2026-01-30T16:00:00Z"},
      {"Asia/Shanghai", "2026-01-31 10:00", "2026-01-31T02:00:00Z"},
      {"UTC", "2024-02-28", "2024-02-29T00:00:00Z"},
      {"Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z"},
      {"America/Santiago", "2025-09-06", "2025-09-07T04:00:00Z"}, /* no midnight follows */
      {"UTC", "9999-12-31", "9999-12-31T23:59:59.999Z"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct err err = {0};
    int64_t ms = 0;
    if (!time_parse_until(str_from(cases[i].text), zone(cases[i].zone), &ms, &err) ||
        ms != at(cases[i].end, tz_utc()))
      fail_msg("%s in %s: %lld", cases[i].text, cases[i].zone, (long long)ms);
  }
  int64_t ms = 7;
  struct err err = {0};
  assert_false(time_parse_until(STR("2026-02-30"), tz_utc(), &ms, &err));
  assert_int_equal(ms, 7);
  assert_int_equal(err.code, ERR_bad_date);
}

static void iso_text(void **state) {
  const struct tz *z = zone("Asia/Shanghai");
  int64_t ms;
  bool is_date;
  struct err err = {0};
  assert_true(time_parse_iso(STR("2026-01-31"), z, &ms, &is_date, &err) && is_date);
  assert_true(time_parse_iso(STR("2026-01-31 10:00"), z, &ms, &is_date, &err) && !is_date);
  same_instant(z, "2026-01-31 10:00", "2026-01-31T02:00:00.000Z");
  same_instant(z, "2026-01-31T10:00:00.1239999999", "2026-01-31T02:00:00.123Z");
  same_instant(z, "2026-01-31T10:00:00.5", "2026-01-31T02:00:00.500Z");
  same_instant(z, "2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00Z");
  same_instant(z, "2026-01-31T10:00-0330", "2026-01-31T13:30:00Z");
  same_instant(z, "2026-01-31T10:00:00.25+01", "2026-01-31T09:00:00.250Z");
  static const char *const bad[] = {
      "",
      "2026",
      "2026-1-31",
      "2026-02-29",
      "2026-13-01",
      "0000-01-01",
      "2026-01-00",
      "2026-01-31T",
      "2026-01-31T24:00:00",
      "2026-01-31T10",
      "2026/01/31",
      "2026-01-31x",
      "2026-01-31T10:60",
      "2026-01-31T10:00:60",
      "2026-01-31T10:00:00.",
      "2026-01-31T10:00:00+",
      "2026-01-31T10:00:00+8",
      "2026-01-31T10:00:00+08:",
      "2026-01-31T10:00Zx",
      "2026-01-31T10:00:00+19:00",
      "2026-01-31T10:00:0",
      "9999-12-31T23:59:59-01:00",
      "0001-01-01",
      "2026-01-31T10:00:00+080",
      "+026-01-31",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ms = 7;
    if (time_parse_iso(str_from(bad[i]), z, &ms, &is_date, &err)) fail_msg("accepted %s", bad[i]);
    assert_int_equal(ms, 7);
    assert_int_equal(err.code, ERR_bad_date);
  }
  struct buf b = BUF_INIT;
  ms = at("2026-01-31T10:02:03.004", z);
  time_format_date(z, ms, &b);
  buf_putc(&b, '|');
  time_format_minute(z, ms, &b);
  buf_putc(&b, '|');
  time_format_iso(ms, &b);
  buf_putc(&b, '|');
  day_format(day_of(z, ms), &b);
  assert_string_equal(b.p, "2026-01-31|2026-01-31 10:02:03|2026-01-31T02:02:03.004Z|2026-01-31");
  struct rng rng;
  rng_init(&rng, SEED, 3, 0);
  for (int i = 0; i < 20000; i++) {
    ms = TIME_MIN + (int64_t)rng_below(&rng, (uint64_t)(TIME_MAX - TIME_MIN + 1));
    buf_reset(&b);
    time_format_iso(ms, &b);
    assert_int_equal(at(b.p, z), ms);
  }
  buf_release(&b);
}

static void names(void **state) {
  const struct tz *z;
  struct err err = {0};
  assert_ptr_equal(zone("UTC"), tz_utc());
  assert_ptr_equal(zone("Europe/Berlin"), zone("Europe/Berlin"));
  assert_int_equal(tz_offset_s(zone("+08:00"), 0), 8 * 3600);
  assert_int_equal(tz_offset_s(zone("-03:30"), TIME_MAX), -(3 * 3600 + 1800));
  assert_true(str_is(tz_name(zone("-03:30")), "-03:30"));
  static const char *const bad[] = {"",
                                    "Mars/Olympus",
                                    "../zoneinfo/UTC",
                                    "/etc/passwd",
                                    "Asia",
                                    "Asia/",
                                    "Asia//Shanghai",
                                    "Europe/B\xC3\xA4rlin",
                                    "zone.tab",
                                    "leapseconds",
                                    "+8",
                                    "+19:00",
                                    "+08:60",
                                    "A\nB"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    z = NULL;
    if (tz_load(str_from(bad[i]), &z, &err)) fail_msg("accepted %s", bad[i]);
    assert_null(z);
    assert_int_equal(err.code, ERR_unknown_zone);
  }
}

/* Damaged files are refused or give a valid table; they never crash. */
static void damaged_files(void **state) {
  FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
  if (!f) skip();
  static char good[8192], bad[8192];
  size_t n = fread(good, 1, sizeof good, f);
  fclose(f);
  struct rng rng;
  rng_init(&rng, SEED, 4, 0);
  int accepted = 0;
  for (int round = 0; round < 5000; round++) {
    memcpy(bad, good, n);
    size_t length = rng_chance(&rng, 0.3) ? rng_below(&rng, n) : n;
    for (uint64_t k = 1 + rng_below(&rng, 3); k > 0; k--)
      bad[rng_chance(&rng, 0.3) ? rng_below(&rng, 44) : rng_below(&rng, n)] = (char)rng_u64(&rng);
    char *exact = malloc(length + 1); /* so that sanitizers see a byte too far */
    memcpy(exact, bad, length);
    struct tz z = {0};
    const char *reason = NULL;
    if (tz_read_tzif(str_of(exact, length), &z, &reason)) {
      accepted++;
      if (!tz_validate(&z, &reason)) fail_msg("%s", reason);
      free((void *)(uintptr_t)z.from);
      free((void *)(uintptr_t)z.offset_s);
    }
    free(exact);
  }
  assert_true(accepted > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_libc),
      cmocka_unit_test(gaps_and_overlaps),
      cmocka_unit_test(china),
      cmocka_unit_test(far_future),
      cmocka_unit_test(calendar_by_counting),
      cmocka_unit_test(iso_end),
      cmocka_unit_test(iso_text),
      cmocka_unit_test(names),
      cmocka_unit_test(damaged_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
