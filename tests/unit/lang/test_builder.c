/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms: what becomes which row, back to the same text, and what is refused. */
#include "fixture.h"
#include "lang/builder.h"
#include "random_tree.h"

#define ROUNDS 20000

static struct str form_of(const struct node *tree, struct arena *a) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  lang_to_form(tree, &w);
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

static struct str text_of(const struct node *tree, struct arena *a) {
  struct buf b = BUF_INIT;
  lang_format(tree, &b);
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

/* Tree → form → text → tree: the same tree. */
static void check_back(const struct node *tree, struct arena *a, uint64_t seed) {
  struct err err = {0};
  struct json *form;
  struct str text, json = form_of(tree, a);
  struct node *again;
  bool ok = json_parse(json, a, &form, &err) && lang_from_form(form, a, &text, &err) &&
            lang_parse(text, a, &again, &err);
  if (!ok || !lang_equal(tree, again)) {
    struct str was = text_of(tree, a);
    fail_msg("seed %llu: %s\nwas  %.*s\nform %.*s\nnow  %.*s", (unsigned long long)seed,
             ok ? "another tree" : err_name(err.code), STRF(was), STRF(json), STRF(text));
  }
}

static void test_random_trees(void **state) {
  struct arena a;
  unsigned rows = 0, codes = 0;
  arena_init(&a, "trees");
  print_message("# seeds 1 to %d\n", ROUNDS);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct gen g = {.a = &a};
    rng_init(&g.rng, seed, 7, 0);
    struct node *tree = gen_any(&g, 4);
    check_back(tree, &a, seed);
    struct str json = form_of(tree, &a);
    rows += str_has(json, STR("\"kind\":\"attribute\"")) || str_has(json, STR("\"kind\":\"did\""));
    codes += str_has(json, STR("\"kind\":\"code\""));
    arena_reset(&a);
  }
  print_message("# %u with rows of their own, %u with code rows\n", rows, codes);
  assert_true(rows > ROUNDS / 100 && codes > ROUNDS / 100);
  arena_release(&a);
}

/* Everything a person can click together comes back as the row it was, never as code. */
static void test_every_row(void **state) {
  static const struct {
    const char *text, *form;
  } cases[] = {
      {"did(order_completed, last 30 days)",
       "{\"kind\":\"did\",\"not\":false,\"events\":[\"order_completed\"],\"where\":[],\"count\":"
       "null,"
       "\"window\":{\"kind\":\"last\",\"n\":30,\"unit\":\"day\"}}"},
      {"not did(支付订单 or order_refunded where amount >= 12.50 and channel in (\"a\", \"b\"), "
       "last 2 full weeks)",
       "{\"kind\":\"did\",\"not\":true,\"events\":[\"支付订单\",\"order_refunded\"],\"where\":[{"
       "\"prop\":\"amount\",\"op\":\">=\",\"type\":\"number\",\"values\":[\"12.50\"]},{\"prop\":"
       "\"channel\",\"op\":\"in\",\"type\":\"text\",\"values\":[\"a\",\"b\"]}],\"count\":null,"
       "\"window\":{\"kind\":\"last_full\",\"n\":2,\"unit\":\"week\"}}"},
      {"count(*, today) between 2 and 5",
       "{\"kind\":\"did\",\"not\":false,\"events\":[\"*\"],\"where\":[],\"count\":{\"op\":"
       "\"between\","
       "\"n\":\"2\",\"m\":\"5\"},\"window\":{\"kind\":\"this\",\"unit\":\"day\"}}"},
      {"sum((order_completed or order_refunded).amount, since 2026-01-01) > 100",
       "{\"kind\":\"aggregate\",\"fn\":\"sum\",\"events\":[\"order_completed\",\"order_refunded\"],"
       "\"prop\":\"amount\",\"where\":[],\"op\":\">\",\"value\":\"100\",\"window\":{\"kind\":"
       "\"since\",\"from\":\"2026-01-01\"}}"},
      {"distinct(order_completed.day where `day` exists, before 2026-01-01) >= 2",
       "{\"kind\":\"aggregate\",\"fn\":\"distinct\",\"events\":[\"order_completed\"],\"prop\":"
       "\"day\",\"where\":[{\"prop\":\"`day`\",\"op\":\"exists\",\"type\":\"text\",\"values\":[]}],"
       "\"op\":\">=\",\"value\":\"2\",\"window\":{\"kind\":\"before\",\"to\":\"2026-01-01\"}}"},
      {"days_since(last(order_completed)) <= 30",
       "{\"kind\":\"since\",\"fn\":\"last\",\"events\":[\"order_completed\"],\"where\":[],\"op\":"
       "\"<=\",\"days\":\"30\"}"},
      {"city not in (\"上海\", \"北京\")",
       "{\"kind\":\"attribute\",\"name\":\"city\",\"op\":\"not in\",\"type\":\"text\",\"values\":["
       "\"上海\",\"北京\"]}"},
      {"attr.age between 18 and 30",
       "{\"kind\":\"attribute\",\"name\":\"attr.age\",\"op\":\"between\",\"type\":\"number\","
       "\"values\":[\"18\",\"30\"]}"},
      {"class(rfm) in (\"champions\", \"lost\")",
       "{\"kind\":\"class\",\"slug\":\"rfm\",\"op\":\"in\",\"values\":[\"champions\",\"lost\"]}"},
      {"not segment(\"loyal\")", "{\"kind\":\"segment\",\"slug\":\"loyal\",\"not\":true}"},
      {"30 > age", "{\"kind\":\"code\",\"text\":\"30 > age\"}"},
      {"not (city = \"x\" or vip = true)", "{\"op\":\"or\",\"not\":true,\"items\":[{\"kind\":"
                                           "\"attribute\",\"name\":\"city\",\"op\":\"=\","
                                           "\"type\":\"text\",\"values\":[\"x\"]},{\"kind\":"
                                           "\"attribute\",\"name\":\"vip\",\"op\":\"=\","
                                           "\"type\":\"bool\",\"values\":[\"true\"]}]}"},
  };
  struct arena a;
  struct lang_names names = fixture_names();
  arena_init(&a, "trees");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct node *tree;
    struct err err;
    assert_true(lang_compile(str_from(cases[i].text), &names, &a, &tree, &err));
    struct str form = form_of(tree, &a);
    assert_string_equal(form.p, cases[i].form);
    check_back(tree, &a, i);
  }
  arena_release(&a);
}

/* Values never become syntax. */
static void test_refused(void **state) {
  static const struct {
    const char *form, *place;
  } cases[] = {
      {"{\"kind\":\"attribute\",\"name\":\"age\",\"op\":\">\",\"type\":\"number\",\"values\":[\"1 "
       "or "
       "true\"]}",
       "values"},
      {"{\"kind\":\"attribute\",\"name\":\"x\",\"op\":\"=\",\"type\":\"time\",\"values\":[\"2026-"
       "01-01 "
       "or true\"]}",
       "values"},
      {"{\"op\":\"and\",\"items\":[{\"op\":\"or\",\"items\":[]}]}", "items/0/items"},
      {"{\"op\":\"and\",\"items\":[{\"kind\":\"did\",\"not\":false,\"events\":[],\"where\":[],"
       "\"window\":{\"kind\":\"all\"}}]}",
       "items/0/events"},
      {"{\"kind\":\"did\",\"not\":false,\"events\":[\"a\"],\"where\":[],\"window\":{\"kind\":"
       "\"last\","
       "\"n\":3}}",
       "window"},
      {"{\"kind\":\"did\",\"not\":false,\"events\":[\"a\"],\"where\":[],\"count\":{\"op\":"
       "\"between\","
       "\"n\":\"1\"},\"window\":{\"kind\":\"all\"}}",
       "m"},
      {"{\"kind\":\"class\",\"slug\":\"rfm\",\"op\":\"=\",\"values\":[]}", "values"},
  };
  struct arena a;
  arena_init(&a, "forms");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct json *form;
    struct str text;
    struct err err = {0};
    assert_true(json_parse(str_from(cases[i].form), &a, &form, &err));
    assert_false(lang_from_form(form, &a, &text, &err));
    assert_string_equal(err_name(err.code), "bad_form");
    assert_string_equal(err.place.source, cases[i].place);
  }
  struct json *code;
  struct str text;
  struct err err = {0};
  assert_true(
      json_parse(STR("{\"kind\":\"code\",\"text\":\"age > 1) or (true\"}"), &a, &code, &err));
  assert_false(lang_from_form(code, &a, &text, &err));
  assert_int_equal(err.code, ERR_syntax);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_trees),
                                     cmocka_unit_test(test_every_row),
                                     cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
