/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes: what passes, what is refused and where, and their schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "api/shape.h"

static const struct shape name_shape = {.kind = SHAPE_TEXT, .min = 1, .max = 5};
static const struct shape color = CHOICE("Color", "red|green");
static const struct shape node_shape;
static const struct shape nodes = LIST_MAX(node_shape, 3);
static const struct shape_field node_fields[] = {
    MUST("name", name_shape, "Its name.", "名称。"),
    MAY_OR_NULL("color", color, NULL, NULL),
    MAY("children", nodes, NULL, NULL),
    MAY("at", shape_time, NULL, NULL),
    MAY("day", shape_day, NULL, NULL),
    MAY("amount", shape_decimal, NULL, NULL),
    MAY("n", shape_count, NULL, NULL),
    {0},
};
static const struct shape node_shape = OBJECT("Node", node_fields, "A node.", "一个节点。");

static const struct shape kind_a = CHOICE(NULL, "a");
static const struct shape kind_b = CHOICE(NULL, "b");
static const struct shape_field a_fields[] = {
    MUST("kind", kind_a, NULL, NULL), MUST("x", shape_int, NULL, NULL), {0}};
static const struct shape_field b_fields[] = {
    MUST("kind", kind_b, NULL, NULL), MUST("y", shape_bool, NULL, NULL), {0}};
static const struct shape shape_a = OBJECT("A", a_fields, NULL, NULL);
static const struct shape shape_b = OBJECT("B", b_fields, NULL, NULL);
static const struct shape *const either_of[] = {&shape_a, &shape_b, NULL};
static const struct shape either = {.kind = SHAPE_ONE_OF, .name = "Either", .any_of = either_of};

static bool check(const struct shape *s, const char *text, bool answer, struct err *err) {
  struct arena a;
  struct json *v;
  arena_init(&a, "test");
  assert_true(json_parse(str_from(text), &a, &v, err));
  bool ok = answer ? shape_check_answer(s, v, err) : shape_check(s, v, "body", err);
  arena_release(&a);
  return ok;
}

static void good(const struct shape *s, const char *text) {
  struct err err = {0};
  if (!check(s, text, false, &err)) fail_msg("%s: %s %s", text, err_name(err.code), err.args[0]);
}

static void refused(const struct shape *s, const char *text, enum err_code code,
                    const char *pointer, const char *arg1) {
  struct err err = {0};
  assert_false(check(s, text, false, &err));
  assert_string_equal(err_name(err.code), err_name(code));
  assert_string_equal(err.place.source, pointer);
  if (arg1) assert_string_equal(err.args[1], arg1);
}

/* An entry of a list is called by the list's name. */
static void entries_are_named(void **state) {
  struct err err = {0};
  assert_false(
      check(&node_shape, "{\"name\":\"a\",\"children\":[{\"name\":\"b\"},5]}", false, &err));
  assert_string_equal(err.args[0], "children[1]");
  assert_string_equal(err.place.source, "/children/1");
}

static void values_are_checked(void **state) {
  good(&node_shape, "{\"name\":\"a\",\"color\":null,\"children\":[{\"name\":\"鱼群鱼群鱼\"}]}");
  good(&node_shape,
       "{\"name\":\"a\",\"at\":\"2026-01-31\",\"day\":\"2026-01-31\",\"amount\":\"-1.50\"}");
  refused(&node_shape, "{}", ERR_missing_field, "", "name");
  refused(&node_shape, "[]", ERR_bad_field, "", "{…}");
  refused(&node_shape, "{\"name\":\"\"}", ERR_bad_field, "/name", "string 1 … 5");
  refused(&node_shape, "{\"name\":\"鱼群鱼群鱼群\"}", ERR_bad_field, "/name", NULL);
  refused(&node_shape, "{\"name\":null}", ERR_bad_field, "/name", NULL);
  refused(&node_shape, "{\"name\":\"a\",\"color\":\"blue\"}", ERR_bad_field, "/color", "red|green");
  refused(&node_shape, "{\"name\":\"a\",\"n\":-1}", ERR_bad_field, "/n", "integer ≥ 0");
  refused(&node_shape, "{\"name\":\"a\",\"n\":1.5}", ERR_bad_field, "/n", NULL);
  refused(&node_shape, "{\"name\":\"a\",\"day\":\"2026-02-30\"}", ERR_bad_field, "/day", NULL);
  refused(&node_shape, "{\"name\":\"a\",\"amount\":\"1,5\"}", ERR_bad_field, "/amount", NULL);
  refused(&node_shape, "{\"name\":\"a\",\"children\":[{\"name\":\"b\"},{\"name\":7}]}",
          ERR_bad_field, "/children/1/name", NULL);
  refused(&node_shape,
          "{\"name\":\"a\",\"children\":[{\"name\":\"b\"},{\"name\":\"b\"},{\"name\":\"b\"},"
          "{\"name\":\"b\"}]}",
          ERR_bad_field, "/children", "[…] (≤ 3)");
}

static void unknown_fields_name_the_nearest(void **state) {
  struct err err = {0};
  assert_false(check(&node_shape, "{\"name\":\"a\",\"colour\":1}", false, &err));
  assert_int_equal(err.code, ERR_unknown_field);
  assert_string_equal(err.args[0], "Node");
  assert_string_equal(err.args[2], "color");
  assert_string_equal(err.place.source, "/colour");
  refused(&node_shape, "{\"name\":\"a\",\"a/b~c\":1}", ERR_unknown_field, "/a~1b~0c", NULL);
}

static void a_choice_complains_as_the_one_that_was_meant(void **state) {
  good(&either, "{\"kind\":\"a\",\"x\":1}");
  good(&either, "{\"kind\":\"b\",\"y\":true}");
  refused(&either, "{\"kind\":\"b\",\"y\":1}", ERR_bad_field, "/y", "true|false");
  refused(&either, "{\"kind\":\"b\"}", ERR_missing_field, "", "y");
  refused(&either, "{\"kind\":\"c\"}", ERR_bad_field, "", NULL);
  refused(&either, "7", ERR_bad_field, "", NULL);
}

static void count_errors(void *ctx, const struct err *what) {
  ++*(int *)ctx;
}

static void all_errors_are_told_up_to_a_limit(void **state) {
  struct arena a;
  struct json *v;
  struct err err;
  int n = 0;
  char many[4096] = "{";
  arena_init(&a, "test");
  assert_true(json_parse(STR("{\"color\":1,\"x\":2,\"n\":-1}"), &a, &v, &err));
  assert_false(shape_check_all(&node_shape, v, "body", count_errors, &n));
  assert_int_equal(n, 4); /* no name, bad color, unknown x, bad n */
  for (int i = 0; i < 50; i++)
    snprintf(many + strlen(many), 20, "%s\"k%d\":1", i ? "," : "", i);
  strcat(many, "}");
  n = 0;
  assert_true(json_parse(str_from(many), &a, &v, &err));
  assert_false(shape_check_all(&node_shape, v, "body", count_errors, &n));
  assert_int_equal(n, SHAPE_ERRORS_MAX);
  arena_release(&a);
}

static void answers_write_times_whole(void **state) {
  struct err err = {0};
  assert_true(
      check(&node_shape, "{\"name\":\"a\",\"at\":\"2026-01-31T00:00:00.000Z\"}", true, &err));
  assert_false(check(&node_shape, "{\"name\":\"a\",\"at\":\"2026-01-31\"}", true, &err));
  assert_string_equal(err.place.source, "/at");
}

static void parameters_are_checked(void **state) {
  static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = 500};
  static const struct shape colors = LIST_MAX(color, 2);
  struct err err = {0};
  assert_true(shape_check_text(&limit, STR("500"), "limit", &err));
  assert_false(shape_check_text(&limit, STR("501"), "limit", &err));
  assert_int_equal(err.code, ERR_bad_parameter);
  assert_string_equal(err.args[0], "limit");
  assert_string_equal(err.args[1], "integer 1 … 500");
  assert_false(shape_check_text(&limit, STR(""), "limit", &err));
  assert_false(shape_check_text(&limit, STR("1x"), "limit", &err));
  assert_true(shape_check_text(&shape_bool, STR("true"), "daily", &err));
  assert_false(shape_check_text(&shape_bool, STR("1"), "daily", &err));
  assert_true(shape_check_text(&colors, STR("red,green"), "c", &err));
  assert_false(shape_check_text(&colors, STR("red,blue"), "c", &err));
  assert_false(shape_check_text(&colors, STR("red,red,red"), "c", &err));
}

static void schemas_are_written(void **state) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  shape_schema(&nodes, LANG_EN, &w);
  assert_string_equal(b.p, "{\"type\":\"array\",\"maxItems\":3,\"items\":{\"$ref\":\"#/components/"
                           "schemas/Node\"}}");
  buf_reset(&b);
  jw_init(&w, &b, 0);
  shape_schema_open(&node_shape, LANG_ZH, &w);
  assert_non_null(strstr(b.p, "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,"
                              "\"description\":\"名称。\"}"));
  assert_non_null(strstr(b.p, "\"color\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Color\"},"
                              "{\"type\":\"null\"}]}"));
  assert_non_null(strstr(b.p, "\"required\":[\"name\"],\"additionalProperties\":false"));
  buf_release(&b);
}

struct seen {
  const struct shape *s[8];
  int n;
};

static bool note(void *ctx, const struct shape *s) {
  struct seen *seen = ctx;
  for (int i = 0; i < seen->n; i++)
    if (seen->s[i] == s) return false;
  seen->s[seen->n++] = s;
  return true;
}

static void the_walk_ends_in_shapes_that_mention_themselves(void **state) {
  struct seen seen = {0};
  shape_walk(&nodes, note, &seen);
  assert_int_equal(seen.n, 2); /* Node, Color */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_checked),
      cmocka_unit_test(entries_are_named),
      cmocka_unit_test(unknown_fields_name_the_nearest),
      cmocka_unit_test(a_choice_complains_as_the_one_that_was_meant),
      cmocka_unit_test(all_errors_are_told_up_to_a_limit),
      cmocka_unit_test(answers_write_times_whole),
      cmocka_unit_test(parameters_are_checked),
      cmocka_unit_test(schemas_are_written),
      cmocka_unit_test(the_walk_ends_in_shapes_that_mention_themselves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
