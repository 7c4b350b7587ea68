/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is left of personal data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/mask.h"

static void test_identities(void **state) {
  static const struct {
    const char *full, *masked;
  } cases[] = {{"13812345678", "138****5678"},
               {"user@example.com", "u***@…"},
               {"王@例.cn", "王***@…"},
               {"u000123", "u0****23"},
               {"abc", "a***"},
               {"", ""},
               {"张三", "张***"},
               {"+8613812345678", "+86****5678"},
               {"会员编号一二三四", "会员****三四"}};
  struct arena a;
  arena_init(&a, "mask");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct str got = mask_identity(str_from(cases[i].full), &a);
    assert_true(str_is(got, cases[i].masked));
  }
  assert_string_equal(mask_name(STR("张三丰"), &a).p, "张**");
  assert_string_equal(mask_name(STR("Ann"), &a).p, "A**");
  arena_release(&a);
}

static void test_values(void **state) {
  static const char *const personal[] = {"name",          "手机号",        "email",
                                         "Billing Email", "wechat_openid", "收货地址",
                                         "birthday",      "mobile2",       "full_name"};
  static const char *const others[] = {"city",  "gender",  "age",
                                       "level", "channel", "campaign_name"};
  struct arena a;
  arena_init(&a, "mask");
  for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
    assert_true(mask_personal(str_from(personal[i])));
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    assert_false(mask_personal(str_from(others[i])));
  assert_string_equal(mask_text(STR("name"), STR("张三"), &a).p, "张**");
  assert_string_equal(mask_text(STR("remark"), STR("13812345678"), &a).p, "138****5678");
  assert_string_equal(mask_text(STR("remark"), STR("a@b.c"), &a).p, "a***@…");
  assert_string_equal(mask_text(STR("city"), STR("上海"), &a).p, "上海");
  assert_string_equal(mask_text(STR("order_id"), STR("o1234567890"), &a).p, "o1234567890");
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_identities),
                                     cmocka_unit_test(test_values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
