/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Targets against twins that decode byte by byte and check by the words of path.h, on random input
 * that is mostly almost right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "http/path.h"

static uint64_t seed;

/* The twin: one pass with strtoul; -1 for a bad escape.  In a path (not plus) an encoded slash or
 * percent sign stays encoded. */
static int slow_decode(const char *raw, size_t n, bool plus, char *to) {
  int at = 0;
  for (size_t i = 0; i < n; i++) {
    if (raw[i] != '%') {
      to[at++] = plus && raw[i] == '+' ? ' ' : raw[i];
      continue;
    }
    char two[3] = {i + 1 < n ? raw[i + 1] : 'x', i + 2 < n ? raw[i + 2] : 'x', 0};
    if (strspn(two, "0123456789abcdefABCDEF") != 2) return -1;
    char c = (char)strtoul(two, NULL, 16);
    i += 2;
    if (!plus && (c == '/' || c == '%'))
      at += sprintf(to + at, c == '/' ? "%%2F" : "%%25");
    else
      to[at++] = c;
  }
  return at;
}

static bool slow_path(const char *raw, size_t n, char *to, int *ret_n) {
  int m = slow_decode(raw, n, false, to);
  if (m <= 0 || to[0] != '/' || !utf8_valid(str_of(to, (size_t)m))) return false;
  for (size_t i = 0; i < n; i++)
    if (raw[i] == '#') return false;
  to[m] = 0;
  for (int i = 0; i < m; i++)
    if ((unsigned char)to[i] < 32 || to[i] == 127 || to[i] == '\\') return false;
  char padded[600];
  snprintf(padded, sizeof padded, "%s/", to);
  /* A slash at the end is fine, so one is added only where there is none. */
  if (to[m - 1] == '/') padded[m] = 0;
  *ret_n = m;
  return !strstr(padded, "//") && !strstr(padded, "/./") && !strstr(padded, "/../");
}

static size_t random_target(struct rng *g, char *out) {
  static const char *const bits[] = {
      "/",         "/",   "a",    "info", ".",  "..",  "%2e", "%2F",
      "%2f",       "%25", "%41",  "%00",  "%",  "%4",  "%zz", "\xe9\xb1\xbc",
      "%E9%B1%BC", "%ff", "+",    "&",    "=",  "b=1", "#",   "\\",
      "%5c",       " ",   "\xff", "%20",  "/x", "&&",  "%7f", "~"};
  size_t n = 0;
  if (rng_chance(g, 0.9)) out[n++] = '/';
  for (uint64_t k = rng_below(g, 9); k > 0; k--) {
    const char *b = bits[rng_below(g, sizeof bits / sizeof bits[0])];
    memcpy(out + n, b, strlen(b));
    n += strlen(b);
  }
  out[n] = 0;
  return n;
}

static void paths_equal_the_twin(void **state) {
  struct arena a;
  struct rng g;
  char raw[300], want[300];
  unsigned good = 0;
  arena_init(&a, "test");
  rng_init(&g, seed, 0, 0);
  for (int i = 0; i < 200000; i++) {
    struct str got = {0};
    int n = 0;
    size_t raw_n = random_target(&g, raw);
    bool expected = slow_path(raw, raw_n, want, &n);
    bool fine = path_decode(str_of(raw, raw_n), &a, &got);
    if (fine != expected) print_error("%s\n", raw);
    assert_int_equal(fine, expected);
    if (fine) {
      assert_true(str_eq(got, str_of(want, (size_t)n)));
      assert_int_equal(got.p[got.n], 0);
    }
    good += fine;
    arena_reset(&a);
  }
  assert_true(good > 20000 && good < 180000);
  arena_release(&a);
}

static void queries_equal_the_twin(void **state) {
  struct arena a;
  struct rng g;
  char raw[300], name[300], value[300];
  unsigned good = 0;
  arena_init(&a, "test");
  rng_init(&g, seed, 1, 0);
  for (int i = 0; i < 200000; i++) {
    struct pair *pairs = NULL;
    uint32_t n = 0, k = 0;
    size_t raw_n = random_target(&g, raw);
    bool fine = query_decode(str_of(raw, raw_n), &a, &pairs, &n), expected = true;
    char *save = NULL;
    for (char *piece = strtok_r(raw, "&", &save); piece; piece = strtok_r(NULL, "&", &save)) {
      char *equals = strchr(piece, '=');
      size_t name_n = equals ? (size_t)(equals - piece) : strlen(piece);
      int nn = slow_decode(piece, name_n, true, name);
      int vn = equals ? slow_decode(equals + 1, strlen(equals + 1), true, value) : 0;
      if (nn < 0 || vn < 0 || !utf8_valid(str_of(name, (size_t)nn)) ||
          !utf8_valid(str_of(value, (size_t)vn))) {
        expected = false;
        break;
      }
      if (!fine) continue;
      assert_true(k < n);
      assert_true(str_eq(pairs[k].name, str_of(name, (size_t)nn)));
      assert_true(str_eq(pairs[k].value, str_of(value, (size_t)vn)));
      k++;
    }
    assert_int_equal(fine, expected);
    assert_true(!fine || k == n);
    good += fine;
    arena_reset(&a);
  }
  assert_true(good > 20000 && good < 180000);
  arena_release(&a);
}

static void parameters_have_a_limit(void **state) {
  struct arena a;
  struct pair *pairs = NULL;
  uint32_t n = 7;
  char raw[2 * HTTP_QUERY_MAX + 8] = "";
  arena_init(&a, "test");
  for (int i = 0; i < HTTP_QUERY_MAX; i++)
    strcat(raw, "a&");
  assert_true(query_decode(str_from(raw), &a, &pairs, &n));
  assert_int_equal(n, HTTP_QUERY_MAX);
  strcat(raw, "b");
  n = 7;
  assert_false(query_decode(str_from(raw), &a, &pairs, &n));
  assert_int_equal(n, 7);
  arena_release(&a);
}

static void the_log_keeps_no_values(void **state) {
  struct arena a;
  arena_init(&a, "test");
  struct str s = target_for_log(STR("/a b\n?token=secret&x&y=1=2&=3"), &a);
  assert_string_equal(s.p, "/a%20b%0A?token=&x&y=&=");
  s = target_for_log(STR("/\xe9\xb1\xbc\"?"), &a);
  assert_string_equal(s.p, "/%E9%B1%BC\"?");
  arena_release(&a);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_equal_the_twin),
      cmocka_unit_test(queries_equal_the_twin),
      cmocka_unit_test(parameters_have_a_limit),
      cmocka_unit_test(the_log_keeps_no_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
