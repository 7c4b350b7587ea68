/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/utf8.h"

#define SEED 20260204

/* The twin decodes by arithmetic and refuses what does not encode back to itself. */
static bool twin_valid(struct str s) {
  while (s.n) {
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t cp = n == 1 ? p[0] : p[0] & (0xFFu >> (n + 1));
    if (p[0] == 0 || n > s.n || (p[0] >= 0x80 && p[0] < 0xC0) || p[0] > 0xF7) return false;
    for (unsigned i = 1; i < n; i++) {
      if (p[i] >> 6 != 2) return false;
      cp = cp * 64 + (p[i] & 63);
    }
    unsigned least = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    if (least != n || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) return false;
    s = str_of(s.p + n, s.n - n);
  }
  return true;
}

static void validity_agrees_with_the_twin(void **state) {
  struct rng r;
  rng_init(&r, SEED, 1, 0);
  print_message("seed %d\n", SEED);
  int valid = 0;
  for (int round = 0; round < 200000; round++) {
    size_t n = rng_below(&r, 40), at = 0;
    char *s = malloc(n + 5); /* exact after realloc, so that sanitizers see a byte too far */
    while (at < n) {
      uint32_t cp = rng_chance(&r, 0.6)
                        ? 1 + (uint32_t)rng_below(&r, 127)
                        : 1 + (uint32_t)rng_below(&r, rng_chance(&r, 0.5) ? 0xFFFF : 0x10FFFF);
      at += utf8_put(cp, s + at);
    }
    if (n && rng_chance(&r, 0.5)) s[rng_below(&r, n)] = (char)rng_u64(&r);
    if (rng_chance(&r, 0.3)) at = n;
    s = realloc(s, at + !at);
    bool expected = twin_valid(str_of(s, at));
    assert_int_equal(utf8_valid(str_of(s, at)), expected);
    valid += expected;
    for (size_t max = 0; max <= at; max++) { /* a cut leaves whole code points */
      size_t cut = utf8_cut(str_of(s, at), max);
      assert_true(cut <= max && max - cut < 4);
      if (expected) assert_true(utf8_valid(str_of(s, cut)));
    }
    struct str rest = str_of(s, at);
    size_t steps = 0;
    while (rest.n) {
      uint32_t cp = utf8_next(&rest);
      assert_true(cp <= 0x10FFFF);
      steps++;
    }
    assert_int_equal(steps, utf8_count(str_of(s, at)));
    free(s);
  }
  assert_true(valid > 10000);
}

/* Long texts go another way: valid ones, with one byte spoilt, cut anywhere. */
static void long_texts_agree_with_the_twin(void **state) {
  struct rng r;
  rng_init(&r, SEED, 2, 0);
  int valid = 0;
  for (int round = 0; round < 20000; round++) {
    size_t n = 200 + rng_below(&r, 400), at = 0;
    char *s = malloc(n + 4);
    double ascii = rng_unit(&r);
    while (at < n) {
      uint32_t cp = rng_chance(&r, ascii) ? 1 + (uint32_t)rng_below(&r, 127)
                                          : 1 + (uint32_t)rng_below(&r, 0x10FFFF);
      at += utf8_put(cp, s + at);
    }
    if (rng_chance(&r, 0.5)) s[rng_below(&r, at)] = rng_chance(&r, 0.2) ? 0 : (char)rng_u64(&r);
    if (rng_chance(&r, 0.5)) at -= rng_below(&r, 4);
    s = realloc(s, at);
    bool expected = twin_valid(str_of(s, at));
    assert_int_equal(utf8_valid(str_of(s, at)), expected);
    valid += expected;
    free(s);
  }
  assert_true(valid > 5000);
}

static void every_code_point_round_trips(void **state) {
  for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
    if (cp >= 0xD800 && cp < 0xE000) continue;
    char bytes[4];
    struct str s = str_of(bytes, utf8_put(cp, bytes));
    assert_true(utf8_valid(s));
    if (utf8_next(&s) != cp || s.n) fail_msg("U+%04X", cp);
  }
  char bytes[4];
  assert_int_equal(utf8_put(0xD800, bytes), 3);
  assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
  assert_false(utf8_valid(str_of("a\0b", 3)));
  assert_false(utf8_valid(str_of("abcdefgh\0bcdefghi", 17)));
}

static void widths(void **state) {
  static const struct {
    const char *text;
    size_t width;
  } cases[] = {{"abc", 3},      {"订单", 4},    {"¥12", 3},  {"￥12", 4},   {"ａｂ", 4},
               {"é", 1},        {"e\u0301", 1}, {"한국", 4}, {"カナ", 4},   {"ｶﾅ", 2},
               {"😀", 2},        {"\u2705", 2},  {"→", 1},    {"“引号”", 6}, {"，。", 4},
               {"a\u200bb", 2}, {"\u00ad", 1},  {"𠀀", 2},   {"\t", 0},     {"❤\uFE0F", 1},
               {"ไทย", 3},      {"กำ", 2},      {"", 0},     {"│─┼", 3}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (utf8_width(str_from(cases[i].text)) != cases[i].width)
      fail_msg("%s: %zu", cases[i].text, utf8_width(str_from(cases[i].text)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(validity_agrees_with_the_twin),
      cmocka_unit_test(long_texts_agree_with_the_twin),
      cmocka_unit_test(every_code_point_round_trips),
      cmocka_unit_test(widths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
