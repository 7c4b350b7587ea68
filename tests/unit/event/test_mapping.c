/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

static const char full[] =
    "kind: orders\n"
    "source: shop-erp\n"
    "format: csv\n"
    "encoding: gb18030\n"
    "delimiter: \"\\t\"\n"
    "quote: none\n"
    "header: true\n"
    "skip_lines: 2\n"
    "decimal_comma: true\n"
    "columns:\n"
    "  person: {column: 手机, type: phone}\n"
    "  time: {column: 付款时间, format: '%Y%m%d', zone: Asia/Shanghai}\n"
    "  amount: 金额\n"
    "  order_amount: 总额\n"
    "  order_id: 7\n"
    "  item_id: 货号\n"
    "  category: 类目\n"
    "  id: 流水\n"
    "event: order_completed\n"
    "properties: {渠道: channel, n: {column: 数量, type: number}, d: {column: x, format: dmy}}\n"
    "attributes: [城市]\n"
    "rest: drop\n"
    "line_items: true\n"
    "refunds: {negative_amount: false, order_id_prefix: C, column: 状态, values: [已退款, true]}\n"
    "leave_out: {column: 状态, values: 待付款}\n";

static void everything(void **state) {
  struct arena a;
  struct mapping m, again;
  struct err err = {0};
  arena_init(&a, "test");
  assert_ok(mapping_parse(STR(full), "m.yaml", &a, &m, &err), &err);
  assert_int_equal(m.kind, MAP_ORDERS);
  assert_int_equal(m.encoding, MAP_GB18030);
  assert_int_equal(m.delimiter, '\t');
  assert_int_equal(m.quote, 0);
  assert_int_equal(m.skip_lines, 2);
  assert_true(str_is(m.person.to, "phone"));
  assert_true(str_is(m.order_id.column, "7"));
  assert_true(str_is(tz_name(m.zone), "Asia/Shanghai"));
  assert_int_equal(m.properties[1].type, V_NUM);
  assert_int_equal(m.properties[2].type, V_TIME);
  assert_true(str_is(m.attributes[0].to, "城市"));
  assert_false(m.refund_negative);
  assert_int_equal(m.n_refund_values, 2);
  assert_true(str_is(m.refund_values[1], "true"));
  assert_int_equal(m.n_leave_out_values, 1);
  struct buf text = BUF_INIT, twice = BUF_INIT;
  mapping_write(&m, &text);
  assert_ok(mapping_parse(buf_str(&text), "m.yaml", &a, &again, &err), &err);
  mapping_write(&again, &twice);
  assert_string_equal(text.p, twice.p);
  buf_release(&text);
  buf_release(&twice);
  arena_release(&a);
}

static void assert_wrong(const char *yaml, enum err_code code, uint64_t line, const char *arg) {
  struct arena a;
  struct mapping m = {.skip_lines = 77};
  struct err err = {0};
  arena_init(&a, "test");
  assert_false(mapping_parse(str_from(yaml), "m.yaml", &a, &m, &err));
  if (err.code != code) fail_msg("%s: %s", yaml, err_name(err.code));
  assert_int_equal(err.place.line, line);
  assert_string_equal(err.place.source, "m.yaml");
  if (arg) assert_non_null(strstr(err.args[err.n_args - 1], arg));
  assert_int_equal(m.skip_lines, 77);
  arena_release(&a);
}

static void mistakes(void **state) {
  assert_wrong("kind: orders\ncolumms: {}\n", ERR_map_unknown_key, 2, "columns");
  assert_wrong("kind: order\n", ERR_map_bad_value, 1, "orders|events");
  assert_wrong("kind: orders\n", ERR_map_missing, 1, "person");
  assert_wrong("columns:\n  persn: a\n", ERR_map_unknown_key, 2, "person");
  assert_wrong("columns: {person: a, order_id: {column: b, type: c}}\n", ERR_map_unknown_key, 1,
               "column");
  assert_wrong("columns: {person: a, time: {column: b, format: soon}}\n", ERR_map_bad_value, 1,
               "iso");
  assert_wrong("columns: {person: a}\nzone: Mars\n", ERR_unknown_zone, 2, NULL);
  assert_wrong("columns: {person: a}\ndelimiter: ab\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\nheader: maybe\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\nproperties: 5\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\nproperties: {p: {type: text}}\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\nproperties: {p: {column: c, type: money}}\n",
               ERR_map_bad_value, 2, "number");
  assert_wrong("columns: {person: a, time: b}\ntime: 2026-01-01\n", ERR_map_both, 1, NULL);
  assert_wrong("kind: events\ncolumns: {person: a}\n", ERR_map_missing, 1, "event");
  assert_wrong("kind: items\ncolumns: {person: a}\n", ERR_map_missing, 1, "item_id");
  assert_wrong("columns: {person: a}\nline_items: true\n", ERR_map_missing, 1, "order_id");
  assert_wrong("columns: {person: a}\nrefunds: {column: b}\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\nskip_lines: -1\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("columns: {person: a}\ntime: soon\n", ERR_map_bad_value, 2, NULL);
  assert_wrong("- a\n- b\n", ERR_map_bad_value, 1, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(everything), cmocka_unit_test(mistakes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
