/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The diff says what it must: without the "+" lines it is the old text, without the "-" lines the
 * new one, and it keeps as many lines as any subsequence can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "resource/resource_int.h"

static void diff(const char *old, const char *new, struct buf *out, uint32_t *added,
                 uint32_t *removed) {
  struct arena tmp;
  arena_init(&tmp, "test");
  buf_reset(out);
  diff_lines(str_from(old), str_from(new), &tmp, out, added, removed);
  arena_release(&tmp);
}

static void test_examples(void **state) {
  (void)state;
  struct buf b = BUF_INIT;
  uint32_t added, removed;
  diff("a\nb\nc\n", "a\nx\nc\nd\n", &b, &added, &removed);
  assert_true(str_is(buf_str(&b), "  a\n- b\n+ x\n  c\n+ d\n"));
  assert_int_equal(added, 2);
  assert_int_equal(removed, 1);
  diff("", "a\nb\n", &b, &added, &removed);
  assert_true(str_is(buf_str(&b), "+ a\n+ b\n"));
  diff("a\n", "", &b, &added, &removed);
  assert_true(str_is(buf_str(&b), "- a\n"));
  diff("a\nb\n", "a\nb\n", &b, &added, &removed);
  assert_true(str_is(buf_str(&b), "  a\n  b\n"));
  assert_int_equal(added + removed, 0);
  buf_release(&b);
}

/* The text that remains when lines with `mark` are left out. */
static void without(char mark, struct str diff, struct buf *out) {
  buf_reset(out);
  while (diff.n > 0) {
    struct str line = str_cut(&diff, '\n');
    if (line.p[0] == mark) continue;
    buf_put(out, line.p + 2, line.n - 2);
    buf_putc(out, '\n');
  }
}

/* Longest common subsequence of two texts of one-letter lines, straight from its definition. */
static uint32_t lcs(const char *a, const char *b) {
  if (!*a || !*b) return 0;
  if (*a == *b) return 1 + lcs(a + 2, b + 2);
  uint32_t x = lcs(a + 2, b), y = lcs(a, b + 2);
  return x > y ? x : y;
}

static void random_text(struct rng *r, char *out) {
  size_t n = rng_below(r, 9);
  for (size_t i = 0; i < n; i++) {
    *out++ = (char)('a' + rng_below(r, 3));
    *out++ = '\n';
  }
  *out = 0;
}

static void test_random(void **state) {
  (void)state;
  const uint64_t seed = 11;
  struct buf b = BUF_INIT, side = BUF_INIT;
  struct rng r;
  rng_init(&r, seed, 1, 0);
  print_message("# seed %llu\n", (unsigned long long)seed);
  for (int round = 0; round < 5000; round++) {
    char old[24], new[24];
    uint32_t added, removed, kept = 0;
    random_text(&r, old);
    random_text(&r, new);
    diff(old, new, &b, &added, &removed);
    without('+', buf_str(&b), &side);
    assert_true(str_is(buf_str(&side), old));
    without('-', buf_str(&b), &side);
    assert_true(str_is(buf_str(&side), new));
    for (struct str rest = buf_str(&b); rest.n > 0;)
      kept += str_cut(&rest, '\n').p[0] == ' ';
    assert_int_equal(kept, lcs(old, new));
    assert_int_equal(added, strlen(new) / 2 - kept);
    assert_int_equal(removed, strlen(old) / 2 - kept);
  }
  buf_release(&b);
  buf_release(&side);
}

static void test_too_long_for_the_table(void **state) {
  (void)state;
  struct buf old = BUF_INIT, new = BUF_INIT, b = BUF_INIT, side = BUF_INIT;
  uint32_t added, removed;
  buf_puts(&old, "head\n");
  buf_puts(&new, "head\n");
  for (int i = 0; i < 5000; i++) {
    buf_printf(&old, "old %d\n", i);
    buf_printf(&new, "new %d\n", i);
  }
  diff(old.p, new.p, &b, &added, &removed);
  assert_int_equal(added, 5000);
  assert_int_equal(removed, 5000);
  assert_true(str_starts(buf_str(&b), STR("  head\n- old 0\n")));
  without('-', buf_str(&b), &side);
  assert_true(str_is(buf_str(&side), new.p));
  buf_release(&old);
  buf_release(&new);
  buf_release(&b);
  buf_release(&side);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_examples),
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_too_long_for_the_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
