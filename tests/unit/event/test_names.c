/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "event/names.h"
#include "event/names_int.h"

static void assert_known(enum name_kind kind, const char *word, const char *name) {
  const struct known_name *k = known_name_find(kind, str_from(word));
  assert_string_equal(k ? k->name : "", name);
}

static void finding(void **state) {
  assert_known(NAME_EVENT, "支付", "order_completed");
  assert_known(NAME_EVENT, "Order Completed", "order_completed");
  assert_known(NAME_EVENT, "order_completed", "order_completed");
  assert_known(NAME_EVENT, "Product Viewed", "product_viewed");
  assert_known(NAME_EVENT, "加购", "product_added");
  assert_known(NAME_EVENT, "something else", "");
  assert_known(NAME_EVENT, "", "");
  assert_known(NAME_PROP, "InvoiceNo", "order_id");
  assert_known(NAME_PROP, "UnitPrice", "price");
  assert_known(NAME_PROP, "实付金额", "amount");
  assert_known(NAME_PROP, "Lineitem quantity", "quantity");
  assert_known(NAME_PROP, "number_of_cds", "quantity");
  assert_known(NAME_ATTR, "会员等级", "level");
  assert_known(NAME_ATTR, "E-MAIL", "email");
  assert_null(known_name_exact(NAME_EVENT, STR("支付")));
  assert_non_null(known_name_exact(NAME_ATTR, STR("birthday")));
}

/* Every alias leads to its own entry, so that no list shadows a later one by accident. */
static void aliases_are_unique(void **state) {
  for (size_t i = 0; i < known_names_n; i++) {
    const struct known_name *k = &known_names[i];
    assert_ptr_equal(known_name_find(k->kind, str_from(k->name)), k);
    struct str rest = str_from(k->aliases);
    while (rest.n > 0) {
      struct str alias = str_cut(&rest, '|');
      const struct known_name *found = known_name_find(k->kind, alias);
      if (found != k)
        print_message("%s: %.*s leads to %s\n", k->name, STRF(alias),
                      found ? found->name : "nothing");
      assert_ptr_equal(found, k);
    }
    assert_ptr_equal(known_name_find(k->kind, str_from(k->en)), k);
    assert_ptr_equal(known_name_find(k->kind, str_from(k->zh)), k);
  }
}

static void sameness(void **state) {
  assert_true(name_same(STR("Order ID"), STR("order_id")));
  assert_true(name_same(STR("orderId"), STR("ORDER-ID")));
  assert_false(name_same(STR("order"), STR("order id")));
  assert_true(name_in_list(STR("B c"), STR("a|bc|d")));
  assert_false(name_in_list(STR("bcd"), STR("a|bc|d")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finding), cmocka_unit_test(aliases_are_unique), cmocka_unit_test(sameness)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
