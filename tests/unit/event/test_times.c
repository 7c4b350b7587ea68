/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/rng.h"

static struct time_reader reader;

static void assert_time(const char *format, const char *text, const char *expected) {
  const struct tz *zone;
  struct err err = {0};
  int64_t ms;
  assert_ok(tz_load(STR("Asia/Shanghai"), &zone, &err), &err);
  if (!time_reader_init(&reader, str_from(format), zone)) fail_msg("format %s", format);
  bool ok = time_read(&reader, str_from(text), &ms);
  struct buf got = BUF_INIT;
  if (ok)
    time_format_iso(ms, &got);
  else
    buf_puts(&got, "-");
  if (strcmp(got.p, expected) != 0) fail_msg("%s with %s gives %s", text, format, got.p);
  buf_release(&got);
}

static void formats(void **state) {
  assert_time("iso", "2026-01-03", "2026-01-02T16:00:00.000Z");
  assert_time("iso", "2026-01-03 10:05:06", "2026-01-03T02:05:06.000Z");
  assert_time("iso", "2026/1/3 8:5", "2026-01-03T00:05:00.000Z");
  assert_time("iso", "2026-01-03T10:05:06.1239+08:00", "2026-01-03T02:05:06.123Z");
  assert_time("iso", "2026-01-03T10:05:06Z", "2026-01-03T10:05:06.000Z");
  assert_time("iso", "2026-01-03 10:05:06 -0500", "2026-01-03T15:05:06.000Z");
  assert_time("iso", "2026-01-03 10:05:06 UTC", "2026-01-03T10:05:06.000Z");
  assert_time("iso", "2026年1月3日 10时05分", "2026-01-03T02:05:00.000Z");
  assert_time("iso", "2026年1月3日", "2026-01-02T16:00:00.000Z");
  assert_time("iso", "2026年01月03日 下午 1点", "2026-01-03T05:00:00.000Z");
  assert_time("iso", "2026年1月3日10时05分06秒", "2026-01-03T02:05:06.000Z");
  assert_time("iso", "2026.1.3 12:00 AM", "2026-01-02T16:00:00.000Z");
  assert_time("iso", "2026-02-30", "-");
  assert_time("iso", "2026-13-01", "-");
  assert_time("iso", "2026-01-03 25:00:00", "-");
  assert_time("iso", "2026-01-03 10:05:06 nonsense", "-");
  assert_time("iso", "26-01-03", "-");
  assert_time("iso", "", "-");
  assert_time("dmy", "03/01/2026 10:05", "2026-01-03T02:05:00.000Z");
  assert_time("mdy", "12/1/2010 8:26", "2010-12-01T00:26:00.000Z");
  assert_time("mdy", "1.3.26", "2026-01-02T16:00:00.000Z");
  assert_time("%Y%m%d", "19970101", "1996-12-31T16:00:00.000Z");
  assert_time("%Y%m%d", "19970132", "-");
  assert_time("%Y%m%d", "199701011", "-");
  assert_time("%d-%b-%y", "03-Jan-26", "2026-01-02T16:00:00.000Z");
  assert_time("%b %d, %Y %I:%M %p", "January 3, 2026 1:05 PM", "2026-01-03T05:05:00.000Z");
  assert_time("%a, %d %b %Y %T %z", "Sat, 03 Jan 2026 10:05:06 +0000", "2026-01-03T10:05:06.000Z");
  assert_time("%F %R", "2026-01-03 10:05", "2026-01-03T02:05:00.000Z");
  assert_time("%s", "1767405906", "2026-01-03T02:05:06.000Z");
  assert_time("unix", "1767405906.5", "2026-01-03T02:05:06.500Z");
  assert_time("unix_ms", "1767405906123", "2026-01-03T02:05:06.123Z");
  assert_time("unix", "99999999999999", "-");
  assert_time("excel", "46025.42020833333", "2026-01-03T02:05:06.000Z");
  assert_time("excel", "46025", "2026-01-02T16:00:00.000Z");
  struct time_reader *r = &reader;
  assert_false(time_reader_init(r, STR("yesterday"), tz_utc()));
  assert_false(time_reader_init(r, STR("%Q"), tz_utc()));
  assert_false(time_reader_init(r, STR("%"), tz_utc()));
}

/* The memo of days and the plain shape against base's reader, over days of clock changes too. */
static void agrees_with_base(void **state) {
  static const char *const zones[] = {"America/New_York", "UTC", "-03:30", "Asia/Shanghai"};
  struct rng g;
  const struct tz *zone;
  struct err err = {0};
  uint64_t seed = 21;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  for (int i = 0; i < 200000; i++) {
    if (i % 50000 == 0) {
      assert_ok(tz_load(str_from(zones[i / 50000]), &zone, &err), &err);
      assert_true(time_reader_init(&reader, STR("iso"), zone));
    }
    char text[64];
    int64_t expected, got;
    snprintf(text, sizeof text, "%04d-%02d-%02d%c%02d:%02d:%02d", (int)rng_below(&g, 60) + 1980,
             (int)rng_below(&g, 14), (int)rng_below(&g, 33), rng_chance(&g, 0.5) ? ' ' : 'T',
             (int)rng_below(&g, 25), (int)rng_below(&g, 61), (int)rng_below(&g, 60));
    bool ok = time_parse_iso(str_from(text), zone, &expected, NULL, &err);
    if (time_read(&reader, str_from(text), &got) != ok) fail_msg("%s", text);
    if (ok && got != expected) fail_msg("%s", text);
  }
}

static void assert_recognised(const char *values, const char *format, bool either) {
  struct str list[16], rest = str_from(values), found;
  size_t n = 0;
  bool got_either = false;
  while (rest.n > 0)
    list[n++] = str_cut(&rest, '|');
  bool ok = time_recognise(list, n, tz_utc(), &found, &got_either);
  if (!format) {
    assert_false(ok);
    return;
  }
  if (!ok || !str_is(found, format))
    fail_msg("%s: %.*s", values, ok ? (int)found.n : 1, ok ? found.p : "-");
  assert_int_equal(got_either, either);
}

static void recognition(void **state) {
  assert_recognised("2026-01-03|2026-01-04 10:00||2026-1-5", "iso", false);
  assert_recognised("2026年1月3日|2026年1月4日", "iso", false);
  assert_recognised("19970101|19970102|19980630", "%Y%m%d", false);
  assert_recognised("20260103100506|20260104000000", "%Y%m%d%H%M%S", false);
  assert_recognised("13/1/2026|1/2/2026", "dmy", false);
  assert_recognised("1/13/2026 8:26|1/2/2026 9:00", "mdy", false);
  assert_recognised("01/02/2026|02/02/2026|03/02/2026", "dmy", true);
  assert_recognised("11/05/2025|12/02/2025|12/03/2025", "mdy", true);
  assert_recognised("1767405906|1767405907", "unix", false);
  assert_recognised("1767405906123|1767405907123", "unix_ms", false);
  assert_recognised("Jan 3, 2026|Feb 4, 2026", "%b %d, %Y", false);
  assert_recognised("46025.42|46026", "excel", false);
  assert_recognised("1|2|3", NULL, false);
  assert_recognised("13800138000|13900139000", NULL, false);
  assert_recognised("", NULL, false);
  assert_recognised("hello|2026-01-03", NULL, false);
  assert_recognised("2026-01-03|2026-01-03|2026-01-03|2026-01-03|2026-02-31", "iso", false);
}

/* The plain shape is read at once; with a second blank the same text goes the careful way. */
static void plain_agrees_with_careful(void **state) {
  static const char *const tails[] = {"",       ".123",       ".5",    "Z",      ".999Z",  "+08:00",
                                      "-05:30", ".001+08:00", ".1234", "+19:00", "+08:60", "+0800",
                                      "z",      " PM",        ".12",   ".+1:00", ".1a2",   ",123"};
  struct rng g;
  const struct tz *zone;
  struct err err = {0};
  int read = 0;
  rng_init(&g, 5, 0, 0);
  assert_ok(tz_load(STR("America/New_York"), &zone, &err), &err);
  assert_true(time_reader_init(&reader, STR("iso"), zone));
  for (int i = 0; i < 200000; i++) {
    char plain[64], careful[65];
    const char *tail = tails[rng_below(&g, sizeof tails / sizeof tails[0])];
    char sep = rng_chance(&g, 0.5) ? '-' : '/', t = rng_chance(&g, 0.5) ? 'T' : ' ';
    int n = snprintf(plain, sizeof plain, "%04d%c%02d%c%02d%c%02d:%02d:%02d%s",
                     1960 + (int)rng_below(&g, 100), sep, (int)rng_below(&g, 14), sep,
                     (int)rng_below(&g, 33), t, (int)rng_below(&g, 25), (int)rng_below(&g, 61),
                     (int)rng_below(&g, 61), tail);
    if (rng_chance(&g, 0.1)) plain[rng_below(&g, (uint64_t)n)] = "0:-T x."[rng_below(&g, 7)];
    snprintf(careful, sizeof careful, "%.11s %s", plain, plain + 11);
    int64_t ms = 0, again = 0;
    bool ok = time_read(&reader, str_from(plain), &ms);
    if (ok != time_read(&reader, str_from(careful), &again) || ms != again)
      fail_msg("%s is %lld, %s is %lld", plain, (long long)ms, careful, (long long)again);
    read += ok;
  }
  assert_true(read > 50000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(formats), cmocka_unit_test(plain_agrees_with_careful),
      cmocka_unit_test(agrees_with_base), cmocka_unit_test(recognition)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
