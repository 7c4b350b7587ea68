/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files to documents: splitting, common fields, and where errors are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "resource/resource_int.h"

static struct arena arena;

static int begin(void **state) {
  (void)state;
  arena_init(&arena, "test");
  return 0;
}

static int end(void **state) {
  (void)state;
  arena_release(&arena);
  return 0;
}

static struct documents parse(const char *text) {
  struct resource_source src = {STR("a.yaml"), str_from(text)};
  struct documents docs;
  struct err err = {0};
  assert_true(documents_parse(&src, 1, &arena, &docs, &err));
  return docs;
}

static struct err refuse(const char *text, enum err_code code) {
  struct resource_source src = {STR("a.yaml"), str_from(text)};
  struct documents docs = {0};
  struct err err = {0};
  assert_false(documents_parse(&src, 1, &arena, &docs, &err));
  assert_int_equal(err.code, code);
  assert_null(docs.p);
  assert_true(code == ERR_no_documents || str_is(str_from(err.place.source), "a.yaml"));
  return err;
}

static void refuse_at(const char *text, enum err_code code, uint64_t line, uint32_t column) {
  struct err err = refuse(text, code);
  assert_int_equal(err.place.line, line);
  assert_int_equal(err.place.column, column);
}

static void test_common_fields(void **state) {
  (void)state;
  struct documents docs = parse("kind: segment\nslug: a\nexpression: true\n");
  assert_int_equal(docs.n, 1);
  assert_true(str_is(docs.p[0].slug, "a"));
  assert_true(str_is(docs.p[0].title_en, "a")); /* default: the slug */
  docs = parse("kind: segment\nslug: a\ntitle: VIP\nexpression: x\n");
  assert_true(str_is(docs.p[0].title_zh, "VIP"));
  docs = parse("kind: segment\nslug: a\ntitle: {en: VIP, zh: 贵宾}\nexpression: x\n");
  assert_true(str_is(docs.p[0].title_en, "VIP"));
  assert_true(str_is(docs.p[0].title_zh, "贵宾"));
  docs = parse("kind: segment\nslug: a\ntitle: {zh: 贵宾}\nexpression: x\n");
  assert_true(str_is(docs.p[0].title_en, "贵宾"));
}

static void test_canonical_form(void **state) {
  (void)state;
  struct documents a = parse("expression: x > 1.50 # comment\nslug: a\n\ntitle:\nkind: segment\n");
  struct documents b =
      parse("{\"kind\": \"segment\", \"slug\": \"a\", \"expression\": \"x > 1.50\"}");
  assert_true(str_is(a.p[0].canonical,
                     "{\"kind\":\"segment\",\"slug\":\"a\",\"expression\":\"x > 1.50\"}"));
  assert_true(str_eq(a.p[0].canonical, b.p[0].canonical));
  struct document d;
  struct err err = {0};
  assert_true(document_stored(STR("segment"), STR("a"), a.p[0].canonical, &arena, &d, &err));
  assert_true(str_eq(d.canonical, a.p[0].canonical));
}

static void test_several(void **state) {
  (void)state;
  const char *text =
      "\xef\xbb\xbf# two\n---\nkind: segment\nslug: a\nexpression: |\n  x\n--- # second\n"
      "kind: segment\nslug: b\nexpression: y\n---\n# nothing\n--- # either\n";
  struct documents docs = parse(text);
  assert_int_equal(docs.n, 2);
  assert_true(str_is(docs.p[1].slug, "b"));
  assert_int_equal(json_get(docs.p[1].tree, "expression")->line, 10);
  refuse("", ERR_no_documents);
  refuse("# nothing\n---\n", ERR_no_documents);
}

static void test_errors_have_places(void **state) {
  (void)state;
  refuse_at("kind: segmet\nslug: a\n", ERR_unknown_kind, 1, 7);
  refuse_at("kind: segment\nslug: Big\n", ERR_bad_slug, 2, 7);
  refuse_at("kind: segment\nslug: 12\n", ERR_bad_slug, 2, 7);
  refuse_at("kind: segment\nslug: a\ntitle: 3\n", ERR_bad_field, 3, 8);
  refuse_at("kind: segment\nslug: a\ntitle: {fr: x}\n", ERR_bad_field, 3, 8);
  refuse_at("kind: segment\nslug: a\nexpresion: x\n", ERR_unknown_field, 3, 12);
  refuse("slug: a\n", ERR_missing_field);
  refuse("kind: segment\n", ERR_missing_field);
  refuse("- a\n", ERR_not_a_document);
  refuse("just words\n", ERR_not_a_document);
  refuse("kind: segment\nslug: a\n---\nkind: segment\nslug: a\n", ERR_duplicate_document);
  struct err err = refuse("kind: segment\nslug: a\n---\nkind: [segment\nslug: b\n", ERR_bad_yaml);
  assert_true(err.place.line >= 4);
  err = refuse("kind: segment\nslug: a\nexpresion: x\n", ERR_unknown_field);
  assert_string_equal(err.args[2], "expression");
  refuse("{\"kind\": \"segment\", \"slug\": \"a\", \"expresion\": \"x\"}", ERR_unknown_field);
}

static void test_slugs(void **state) {
  (void)state;
  char longest[66];
  memset(longest, 'a', 65);
  longest[65] = 0;
  assert_true(slug_valid(STR("a")));
  assert_true(slug_valid(STR("a1-_z")));
  assert_true(slug_valid(str_of(longest, 64)));
  assert_false(slug_valid(str_of(longest, 65)));
  const char *bad[] = {"", "1a", "-a", "A", "a b", "a.b", "贵宾"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(slug_valid(str_from(bad[i])));
}

/* The error stands at `line`, `column` of the expression; where is that in the file? */
static void moves(const char *text, uint64_t line, uint32_t column, uint64_t want_line,
                  uint32_t want_column) {
  struct documents docs = parse(text);
  const struct document *d = &docs.p[docs.n - 1];
  struct err err = {.code = ERR_internal};
  err_at(&err, "expression", line, column, 2);
  document_place(d, json_get(d->tree, "expression"), &err);
  assert_string_equal(err.place.source, "a.yaml");
  assert_int_equal(err.place.line, want_line);
  assert_int_equal(err.place.column, want_column);
}

static void test_places_inside_expressions(void **state) {
  (void)state;
#define HEAD "kind: segment\nslug: a\n"
  moves(HEAD "expression: did(x)\n", 1, 5, 3, 17);
  moves(HEAD "expression: '城市 = 1'\n", 1, 4, 3, 17);
  moves(HEAD "expression: \"a = 1\"\n", 1, 3, 3, 16);
  moves(HEAD "expression: |\n  did(x)\n    or did(y)\n", 2, 6, 5, 8);
  moves(HEAD "expression: >\n  did(x)\n  or did(y)\n", 1, 8, 3, 13); /* folded: its beginning */
  moves(HEAD "expression: \"a = \\\"b\\\"\"\n", 1, 5, 3, 13);        /* escapes: its beginning */
  moves(HEAD "expression: x\n---\nkind: segment\nslug: b\nexpression: did(x)\n", 1, 5, 7, 17);
  struct documents docs = parse("{\"kind\":\"segment\",\"slug\":\"a\",\"expression\":\"did(x)\"}");
  struct err err = {.code = ERR_internal};
  err_at(&err, "expression", 1, 5, 1);
  document_place(&docs.p[0], json_get(docs.p[0].tree, "expression"), &err);
  assert_string_equal(err.place.source, "a.yaml: segment/a");
  assert_int_equal(err.place.column, 5);
}

static void test_limits(void **state) {
  (void)state;
  struct buf b = BUF_INIT;
  buf_puts(&b, "kind: segment\nslug: a\nexpression: ");
  for (size_t i = 0; i < RESOURCE_DOC_MAX; i++)
    buf_putc(&b, 'x');
  refuse(b.p, ERR_too_large);
  buf_reset(&b);
  for (int i = 0; i <= APPLY_DOCS_MAX; i++)
    buf_printf(&b, "---\nkind: segment\nslug: s%d\nexpression: x\n", i);
  struct resource_source src = {STR("a.yaml"), buf_str(&b)};
  struct documents docs;
  struct err err = {0};
  assert_false(documents_parse(&src, 1, &arena, &docs, &err));
  assert_int_equal(err.code, ERR_too_large);
  buf_release(&b);
}

static void test_words_for_hints(void **state) {
  (void)state;
  char out[ERR_ARG_BYTES];
  struct str few[] = {STR("alpha"), STR("beta")}, many[100];
  known_words(STR("alhpa"), few, 2, out);
  assert_string_equal(out, "alpha");
  known_words(STR("zzzzzzz"), few, 2, out);
  assert_string_equal(out, "alpha, beta");
  known_words(STR("x"), NULL, 0, out);
  assert_string_equal(out, ""); /* no hint */
  for (int i = 0; i < 100; i++)
    many[i] = STR("abcdefghij");
  known_words(STR("zzzzzzzzz"), many, 100, out);
  assert_true(str_ends(str_from(out), STR(", …")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_common_fields), cmocka_unit_test(test_canonical_form),
      cmocka_unit_test(test_several),       cmocka_unit_test(test_errors_have_places),
      cmocka_unit_test(test_slugs),         cmocka_unit_test(test_places_inside_expressions),
      cmocka_unit_test(test_limits),        cmocka_unit_test(test_words_for_hints),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
