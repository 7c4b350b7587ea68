/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people_twin.h"

#include "person/idtypes.h"

static void the_part_before_the_colon_decides(void **state) {
  assert_int_equal(id_type_find(STR("user_id"))->class, ID_ACCOUNT);
  assert_int_equal(id_type_find(STR("phone"))->limit, 2);
  assert_ptr_equal(id_type_find(STR("wx_openid:wx12")), id_type_find(STR("wx_openid")));
  assert_string_equal(id_type_find(STR("wecom_ext:corp"))->name, "wecom_ext");
  assert_int_equal(id_type_find(STR("anonymous_id"))->class, ID_DEVICE);
  assert_int_equal(id_type_find(STR("distinct_id"))->class, ID_UNTYPED);
}

static void what_nobody_knows_is_strong_and_weakest(void **state) {
  const struct id_type *other = id_type_find(STR("loyalty:blue"));
  uint32_t n;
  const struct id_type *t = id_types(&n);
  assert_string_equal(other->name, "other");
  assert_ptr_equal(other, id_type_find(STR("")));
  assert_ptr_equal(other, &t[n - 1]);
  assert_int_equal(other->limit, 1);
  for (uint32_t i = 0; i + 1 < n; i++) {
    if (t[i].class == ID_ACCOUNT || t[i].class == ID_STRONG)
      assert_true(t[i].priority < other->priority);
    if (t[i].class == ID_DEVICE) assert_true(t[i].priority > other->priority);
  }
}

/* Priorities order identities, so they must not be equal; R3's numbers. */
static void priorities_differ(void **state) {
  uint32_t n;
  const struct id_type *t = id_types(&n);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < i; k++) {
      assert_int_not_equal(t[i].priority, t[k].priority);
      assert_string_not_equal(t[i].name, t[k].name);
    }
  assert_int_equal(id_type_find(STR("email"))->limit, 3);
  assert_int_equal(id_type_find(STR("user_id"))->limit, 1);
  assert_string_equal(id_class_name(ID_DEVICE), "device");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_part_before_the_colon_decides),
      cmocka_unit_test(what_nobody_knows_is_strong_and_weakest),
      cmocka_unit_test(priorities_differ),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
