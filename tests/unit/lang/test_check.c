/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that is wrong with a text at once: each clause tells its first error and hides none of
 * its neighbours'; no text is ever judged otherwise than by parse and resolve. */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "fixture.h"

static const struct {
  const char *text;
  struct {
    uint32_t column;
    enum err_code code;
  } errs[5];
} cases[] = {
    {"vip and age > 3", {{0, ERR_none}}},
    {"", {{1, ERR_expression_empty}}},
    {"age = and city = 5 and did(order_complte) or vip",
     {{7, ERR_syntax}, {18, ERR_type_mismatch}, {28, ERR_unknown_name}}},
    {"vip and or age = \"x\"", {{9, ERR_syntax}, {18, ERR_type_mismatch}}},
    {"did(order_completed, lst 3 days) and agee > 3", {{22, ERR_syntax}, {38, ERR_unknown_name}}},
    {"did(a1 or order_completed whre x) and (vip or cty = 1)",
     {{27, ERR_syntax}, {47, ERR_unknown_name}}},
    {"not (vip and agee = 1) or citty exists", {{14, ERR_unknown_name}, {27, ERR_unknown_name}}},
    {"(vip and ) or age between 1 and and agee = 1", {{10, ERR_syntax}, {33, ERR_syntax}}},
    {"vip) and agee = 1", {{4, ERR_syntax}, {10, ERR_unknown_name}}},
    {"age ; 3 and city @ 1 and agee = 1",
     {{5, ERR_wrong_symbol}, {18, ERR_bad_character}, {26, ERR_unknown_name}}},
    {"vip and", {{8, ERR_syntax_end}}},
    {"agee = 1 and (vip and (city = \"x\"", {{1, ERR_unknown_name}, {34, ERR_syntax_end}}},
    {"sum(order_completed) > 1 and segmet(\"loyal\") and class(rfm) = \"lots\"",
     {{5, ERR_needs_property}, {30, ERR_unknown_name}, {63, ERR_unknown_name}}},
    {"age > $x and city = 5", {{7, ERR_parameter_missing}, {21, ERR_type_mismatch}}},
    {"age + 1", {{0, ERR_none}}},
};

static void each_clause_tells_its_error(void **state) {
  struct lang_names names = fixture_names();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct arena a;
    struct err errs[LANG_ERRORS_MAX];
    struct node *t = NULL;
    uint32_t n, want = 0;
    arena_init(&a, "test");
    lang_check(str_from(cases[i].text), &names, NULL, 0, &a, errs, LANG_ERRORS_MAX, &n, &t);
    while (want < 5 && cases[i].errs[want].code != ERR_none)
      want++;
    for (uint32_t k = 0; k < n && k < want; k++)
      if (errs[k].code != cases[i].errs[k].code || errs[k].place.column != cases[i].errs[k].column)
        fail_msg("%s: error %u is %s at %u", cases[i].text, k, err_name(errs[k].code),
                 errs[k].place.column);
    if (n < want) fail_msg("%s: %u errors", cases[i].text, n);
    assert_true((n == 0) == (t != NULL));
    arena_release(&a);
  }
}

/* Good texts have no errors, others have, the first as parse or resolve tells it; all are placed.
 */
static void agrees_with_parse(void **state) {
  static const char *const bits[] = {"(",
                                     ")",
                                     "and",
                                     "or",
                                     "not",
                                     "vip",
                                     "age",
                                     "> 3",
                                     "= \"x\"",
                                     "did(order_completed",
                                     "where",
                                     "amount > 1",
                                     ", last 3 days",
                                     "between 1 and 2",
                                     "@",
                                     "in (",
                                     "1",
                                     ",",
                                     "\"",
                                     "agee",
                                     "->",
                                     "sequence(",
                                     "$p",
                                     "as of yesterday",
                                     "中"};
  struct lang_names names = fixture_names();
  unsigned good = 0, several = 0;
  for (uint64_t i = 0; i < 20000; i++) {
    struct rng r;
    struct arena a;
    struct buf b = BUF_INIT;
    struct err errs[LANG_ERRORS_MAX], err = {0};
    struct node *t = NULL, *u = NULL;
    uint32_t n;
    rng_init(&r, 5, 5, i);
    arena_init(&a, "test");
    for (uint64_t k = 1 + rng_below(&r, 14); k > 0; k--)
      buf_printf(&b, "%s ", bits[rng_below(&r, sizeof bits / sizeof bits[0])]);
    lang_check(buf_str(&b), &names, NULL, 0, &a, errs, LANG_ERRORS_MAX, &n, &t);
    bool fine = lang_parse(buf_str(&b), &a, &u, &err) && lang_resolve(u, &names, LT_ANY, &a, &err);
    if (fine != (n == 0)) fail_msg("%s: %u errors", b.p, n);
    assert_true((t != NULL) == fine);
    for (uint32_t k = 0; k < n; k++)
      assert_true(errs[k].code != ERR_none && errs[k].place.line > 0 && errs[k].place.column > 0);
    good += fine;
    several += n > 1;
    buf_release(&b);
    arena_release(&a);
  }
  assert_true(good > 100 && several > 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_clause_tells_its_error),
                                     cmocka_unit_test(agrees_with_parse)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
