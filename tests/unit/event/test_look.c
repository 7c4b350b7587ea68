/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is shown of a file nobody has described. */
#include "support.h"

static void look(const char *path, const struct look_hints *hints, struct arena *a,
                 struct look *ret) {
  struct err err = {0};
  assert_ok(mapping_look(path, hints, a, ret, &err), &err);
  for (uint32_t i = 0; i < ret->n_columns; i++)
    assert_true(ret->columns[i].note.en.n == 0 || ret->columns[i].note.zh.n > 0);
}

static void columns_say_what_they_hold_and_what_is_wrong(void **state) {
  static const char text[] = "会员号,付款时间,实付金额,订单号,备注,code\n"
                             "13800000001,2026-01-03 10:00:00,12.50,1.23E+17,,007\n"
                             "13800000002,2026-01-04 11:00:00,8,1.24E+17,,008\n"
                             "13800000003,2026-01-05 12:00:00,99.00,1.25E+17,x,009\n";
  const char *path = temp_text(text);
  struct arena a;
  struct look l;
  arena_init(&a, "test");
  look(path, NULL, &a, &l);
  assert_true(l.guessed);
  assert_string_equal(l.encoding, "utf-8");
  assert_int_equal(l.delimiter, ',');
  assert_true(l.header);
  assert_int_equal(l.n_columns, 6);
  static const char *const types[] = {"id", "time", "number", "id", "text", "id"};
  for (uint32_t i = 0; i < 6; i++)
    assert_string_equal(l.columns[i].type, types[i]);
  assert_true(l.columns[2].confidence == 1);
  assert_true(l.columns[3].confidence == 0);
  assert_true(str_has(l.columns[3].note.en, STR("1.23E+17")));
  assert_true(l.columns[4].note.en.n > 0); /* mostly empty */
  assert_int_equal(l.columns[0].n_samples, 3);
  assert_true(str_is(l.columns[1].format, "iso"));
  assert_int_equal(l.n_rows, 4);
  assert_int_equal(l.row_cells, 6);
  assert_true(str_is(l.rows[0], "会员号"));
  assert_true(str_is(l.rows[6 + 3], "1.23E+17"));
  arena_release(&a);
  unlink(path);
}

static void what_the_person_knows_better_wins(void **state) {
  static const char text[] = "a;b,1\nc;d,2\ne;f,3\n";
  const char *path = temp_text(text);
  struct arena a;
  struct look l;
  struct look_hints h = LOOK_HINTS_NONE;
  arena_init(&a, "test");
  assert_true(mapping_delimiter(STR(";"), &h.delimiter));
  h.header = 1;
  look(path, &h, &a, &l);
  assert_int_equal(l.delimiter, ';');
  assert_true(l.header);
  assert_int_equal(l.n_columns, 2);
  assert_true(str_is(l.columns[1].name, "b,1"));
  assert_false(l.guessed); /* nothing names a person: the form alone, and a word about it */
  assert_true(l.n_doubts == 1);
  assert_int_equal(l.mapping.delimiter, ';');
  h.header = 0;
  look(path, &h, &a, &l);
  assert_false(l.header);
  assert_true(str_is(l.columns[0].name, "1"));
  int d;
  assert_true(mapping_delimiter(STR("\\t"), &d) && d == '\t');
  assert_true(mapping_delimiter(STR("blank"), &d) && d == 0);
  assert_false(mapping_delimiter(STR("ab"), &d));
  assert_false(mapping_delimiter(STR("\n"), &d));
  arena_release(&a);
  unlink(path);
}

static void lines_of_json_and_other_encodings_are_shown_as_text(void **state) {
  static const char ndjson[] = "{\"user_id\":\"u1\",\"event\":\"buy\",\"time\":\"2026-01-03\"}\n"
                               "{\"user_id\":\"u2\",\"event\":\"buy\",\"time\":\"2026-01-04\"}\n";
  static const char gb[] = "\xbb\xe1\xd4\xb1\xba\xc5,\xb3\xc7\xca\xd0\nm1,\xc9\xcf\xba\xa3\n";
  struct arena a;
  struct look l;
  arena_init(&a, "test");
  const char *path = temp_text(ndjson);
  look(path, NULL, &a, &l);
  assert_int_equal(l.format, MAP_NDJSON);
  assert_int_equal(l.n_rows, 2);
  assert_int_equal(l.row_cells, 1);
  assert_true(str_starts(l.rows[1], STR("{\"user_id\":\"u2\"")));
  unlink(path);
  path = temp_text(gb);
  look(path, NULL, &a, &l);
  assert_string_equal(l.encoding, "gb18030");
  assert_true(str_is(l.columns[1].name, "城市"));
  assert_true(str_is(l.columns[1].samples[0], "上海"));
  unlink(path);
  struct err err = {0};
  path = temp_text("word\nword\n");
  assert_false(mapping_look(path, NULL, &a, &l, &err));
  assert_int_equal(err.code, ERR_cannot_guess);
  unlink(path);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_say_what_they_hold_and_what_is_wrong),
      cmocka_unit_test(what_the_person_knows_better_wins),
      cmocka_unit_test(lines_of_json_and_other_encodings_are_shown_as_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
