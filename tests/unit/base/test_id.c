/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Base32 against RFC 4648's own examples; ids that never repeat and use every bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/id.h"

#define IDS 2000

static void test_base32_of_the_rfc(void **state) {
  (void)state;
  static const char *const want[] = {"",        "my",       "mzxq",      "mzxw6",
                                     "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"};
  struct arena a;
  arena_init(&a, "test");
  for (size_t n = 0; n <= 6; n++)
    assert_string_equal(base32_text("foobar", n, &a).p, want[n]);
  arena_release(&a);
}

static int by_text(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void test_ids_are_all_different(void **state) {
  (void)state;
  static struct str id[IDS];
  uint8_t seen[26][128] = {{0}};
  struct arena a;
  arena_init(&a, "test");
  for (int i = 0; i < IDS; i++) {
    id[i] = id_new("usr_", &a);
    assert_int_equal(id[i].n, 30);
    for (int k = 0; k < 26; k++)
      seen[k][(uint8_t)id[i].p[4 + k]] = 1;
  }
  qsort(id, IDS, sizeof *id, by_text);
  for (int i = 1; i < IDS; i++)
    assert_false(str_eq(id[i - 1], id[i]));
  /* Every place takes all 32 letters (missing one has a chance below 1e-24), the last one 8: 128
   * bits are 25 letters and 3 bits. */
  for (int k = 0; k < 26; k++) {
    int letters = 0;
    for (int c = 0; c < 128; c++)
      letters += seen[k][c];
    assert_int_equal(letters, k < 25 ? 32 : 8);
  }
  assert_int_equal(id_random("", 32, &a).n, 52);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_base32_of_the_rfc),
      cmocka_unit_test(test_ids_are_all_different),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
