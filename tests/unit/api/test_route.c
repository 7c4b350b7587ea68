/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The route table itself, and finding a route in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/route.h"

struct found {
  const struct route *r;
  struct str values[ROUTE_VALUES_MAX];
  bool other;
  struct arena arena;
};

static const char *find(struct found *f, enum http_method m, const char *path) {
  arena_reset(&f->arena);
  f->r = route_find(m, str_from(path), &f->arena, f->values, &f->other);
  return f->r ? f->r->id : "";
}

static void the_table_holds(void **state) {
  struct err err = {0};
  if (!route_check_all(&err)) fail_msg("%s: %s: %s", err_name(err.code), err.args[0], err.args[1]);
  uint32_t n = 0;
  for (; route_at(n); n++) {
    assert_int_equal(route_number(route_at(n)), n);
    assert_int_not_equal(route_at(n)->rule, RULE_NONE);
  }
  assert_true(n > 80);
}

/* Every route is found at its own path, whatever else would fit there. */
static void every_route_is_found(void **state) {
  struct found f;
  const struct route *r;
  arena_init(&f.arena, "test");
  for (uint32_t i = 0; (r = route_at(i)); i++)
    assert_string_equal(find(&f, r->method, r->path), r->id);
  arena_release(&f.arena);
}

static void values_are_taken_and_decoded(void **state) {
  struct found f;
  arena_init(&f.arena, "test");
  assert_string_equal(find(&f, HTTP_GET, "/api/w/tea/people/a%2Fb%25c/attributes/\xe5\x9f\x8e"),
                      "attributeHistory");
  assert_true(str_is(route_value(f.r, f.values, "workspace"), "tea"));
  assert_true(str_is(route_value(f.r, f.values, "id"), "a/b%c"));
  assert_true(str_is(route_value(f.r, f.values, "name"), "\xe5\x9f\x8e"));
  assert_null(route_value(f.r, f.values, "none").p);
  assert_string_equal(find(&f, HTTP_HEAD, "/api/me"), "me");
  /* an encoded slash does not make a segment */
  assert_string_equal(find(&f, HTTP_GET, "/api/w/tea%2Fusers"), "getWorkspace");
  assert_true(str_is(route_value(f.r, f.values, "workspace"), "tea/users"));
  arena_release(&f.arena);
}

static void literals_beat_parameters(void **state) {
  struct found f;
  arena_init(&f.arena, "test");
  assert_string_equal(find(&f, HTTP_POST, "/api/w/tea/classifications/preview"),
                      "previewClassification");
  assert_string_equal(find(&f, HTTP_GET, "/api/w/tea/classifications/preview"),
                      "getClassification");
  arena_release(&f.arena);
}

static void what_is_not_there(void **state) {
  static const char *const nowhere[] = {
      "",        "/",        "/api",      "/api/",   "/api/w",
      "/api/w/", "/api/me/", "/api/me/x", "/API/me", "/api/w//segments",
      "//api/me"};
  struct found f;
  struct buf allow = BUF_INIT;
  arena_init(&f.arena, "test");
  for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
    assert_string_equal(find(&f, HTTP_GET, nowhere[i]), "");
    assert_false(f.other);
  }
  assert_string_equal(find(&f, HTTP_DELETE, "/api/me"), "");
  assert_true(f.other);
  route_allow(STR("/api/me"), &allow);
  assert_string_equal(allow.p, "GET, HEAD, PATCH");
  buf_release(&allow);
  arena_release(&f.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_table_holds),
      cmocka_unit_test(every_route_is_found),
      cmocka_unit_test(values_are_taken_and_decoded),
      cmocka_unit_test(literals_beat_parameters),
      cmocka_unit_test(what_is_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
