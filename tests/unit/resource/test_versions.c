/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Versions one by one, changes to a known version only, restoring, who uses it, the revision:
 * through a workspace, as the API does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../workspace/ws_test.h"
#include "resource/resource_int.h"

struct bench {
  struct place p;
  struct workspace *w;
  struct arena a;
};

static int begin(void **state) {
  static struct bench b;
  place_init(&b.p, 0);
  b.w = place_open(&b.p, WS_WRITE);
  arena_init(&b.a, "test");
  *state = &b;
  return 0;
}

static int end(void **state) {
  struct bench *b = *state;
  ws_close(b->w);
  place_release(&b->p);
  arena_release(&b->a);
  return 0;
}

static bool put(struct bench *b, const char *text, uint32_t if_version, struct err *err) {
  struct resource_source src = {STR("t.yaml"), str_from(text), if_version};
  struct resource_change *c;
  uint32_t n;
  err_clear(err);
  return resource_apply(b->w, &src, 1, STR("ann"), false, &b->a, &c, &n, err);
}

static struct resource get(struct bench *b, const char *slug) {
  struct resource r;
  struct err err;
  must_ok(resource_get(b->w, STR("segment"), str_from(slug), &b->a, &r, &err), &err);
  return r;
}

#define SEG(slug, expr) "kind: segment\nslug: " slug "\nexpression: " expr "\n"
#define BIN(s)          STR("segment"), STR(s)

static void only_the_version_that_was_seen(void **state) {
  struct bench *b = *state;
  struct err err;
  assert_false(put(b, SEG("vip", "age > 1"), 3, &err)); /* nothing there to change */
  assert_int_equal(err.code, ERR_resource_changed);
  assert_int_equal(err_http_status(err.code), 412);
  assert_string_equal(err.args[2], "0");
  assert_string_equal(err.args[3], "3");
  must_ok(put(b, SEG("vip", "age > 1"), RESOURCE_NEW, &err), &err);
  assert_false(put(b, SEG("vip", "age > 2"), RESOURCE_NEW, &err));
  assert_int_equal(err.code, ERR_resource_changed);
  assert_string_equal(err.args[2], "1");
  must_ok(put(b, SEG("vip", "age > 2"), 1, &err), &err);
  assert_false(put(b, SEG("vip", "age > 3"), 1, &err));
  assert_int_equal(err.code, ERR_resource_changed);
  assert_false(put(b, SEG("new", "true") "---\n" SEG("vip", "age > 3"), 2, &err)); /* all of it */
  assert_int_equal(err.code, ERR_resource_changed);
  assert_int_equal(get(b, "vip").version, 2);
  must_ok(put(b, SEG("vip", "age > 3"), 0, &err), &err);
  assert_int_equal(get(b, "vip").version, 3);
  uint32_t newest = get(b, "vip").version;
  assert_false(resource_archive(b->w, BIN("vip"), newest + 1, STR("ann"), &err));
  assert_int_equal(err.code, ERR_resource_changed);
  assert_string_equal(get(b, "vip").status.p, "active");
  must_ok(resource_archive(b->w, BIN("vip"), newest, STR("ann"), &err), &err);
  assert_false(put(b, SEG("vip", "age > 4"), 3, &err));
  must_ok(put(b, SEG("vip", "age > 4"), RESOURCE_NEW, &err), &err);
  assert_int_equal(get(b, "vip").version, 4);
}

static void versions_and_their_difference(void **state) {
  struct bench *b = *state;
  struct err err;
  struct resource one, two;
  struct str diff;
  must_ok(put(b, SEG("vip", "age > 1"), 0, &err), &err);
  must_ok(put(b, SEG("vip", "age > 2"), 0, &err), &err);
  must_ok(resource_version_get(b->w, BIN("vip"), 1, &b->a, &one, &err), &err);
  must_ok(resource_version_get(b->w, BIN("vip"), 2, &b->a, &two, &err), &err);
  assert_int_equal(one.version, 1);
  assert_int_equal(two.version, 2);
  must_ok(resource_diff_text(&one, &two, &b->a, &diff, &err), &err);
  assert_true(str_is(diff, "  kind: segment\n  slug: vip\n- expression: age > 1\n"
                           "+ expression: age > 2\n"));
  must_ok(resource_diff_text(&two, &one, &b->a, &diff, &err), &err);
  assert_true(str_has(diff, STR("- expression: age > 2\n+ expression: age > 1\n")));
  assert_false(resource_version_get(b->w, BIN("vip"), 3, &b->a, &one, &err));
  assert_int_equal(err.code, ERR_unknown_version);
  assert_string_equal(err.args[3], "2");
  assert_false(resource_version_get(b->w, BIN("vip"), 0, &b->a, &one, &err));
  assert_int_equal(err.code, ERR_unknown_version);
  assert_false(resource_version_get(b->w, BIN("nobody"), 1, &b->a, &one, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
}

static void users_keep_it_alive(void **state) {
  struct bench *b = *state;
  struct err err;
  struct resource_use *use;
  uint32_t n;
  must_ok(put(b, SEG("base", "age > 1"), 0, &err), &err);
  must_ok(resource_used_by(b->w, BIN("base"), &b->a, &use, &n, &err), &err);
  assert_int_equal(n, 0);
  must_ok(
      put(b,
          SEG("z",
              "segment(\"base\")") "---\nkind: segment\nslug: y\ntitle: {en: Why, zh: "
                                   "为何}\nexpression: segment(\"base\") and age > 2\n---\n" SEG(
                                       "far", "segment(\"y\")"),
          0, &err),
      &err);
  must_ok(resource_used_by(b->w, BIN("base"), &b->a, &use, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_true(str_is(use[0].slug, "y") && str_is(use[0].title_zh, "为何"));
  assert_true(str_is(use[1].slug, "z") && str_is(use[1].kind, "segment"));
  assert_true(str_is(use[0].title_en, "Why"));
  assert_false(resource_used_by(b->w, BIN("nobody"), &b->a, &use, &n, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
}

static void back_from_the_archive(void **state) {
  struct bench *b = *state;
  struct err err;
  must_ok(put(b, SEG("base", "age > 1") "---\n" SEG("top", "segment(\"base\")"), 0, &err), &err);
  struct resource was = get(b, "top");
  must_ok(resource_restore(b->w, BIN("top"), STR("bob"), &err), &err); /* lives: nothing */
  assert_int_equal(get(b, "top").version, 1);
  must_ok(resource_archive(b->w, BIN("top"), 0, STR("ann"), &err), &err);
  must_ok(resource_archive(b->w, BIN("base"), 0, STR("ann"), &err), &err);
  assert_false(resource_restore(b->w, BIN("top"), STR("bob"), &err)); /* what it needs is gone */
  assert_int_equal(err.code, ERR_unknown_name);
  must_ok(resource_restore(b->w, BIN("base"), STR("bob"), &err), &err);
  must_ok(resource_restore(b->w, BIN("top"), STR("bob"), &err), &err);
  struct resource is = get(b, "top");
  assert_true(str_is(is.status, "active") && str_eq(is.id, was.id) && str_eq(is.doc, was.doc));
  assert_int_equal(is.version, 2);
  assert_true(str_is(is.author, "bob"));
  struct audit_entry *log;
  uint32_t n;
  must_ok(resource_audit(b->w, 0, 1, &b->a, &log, &n, &err), &err);
  assert_true(str_is(log->action, "restore") && str_is(log->slug, "top"));
  assert_false(resource_restore(b->w, BIN("nobody"), STR("bob"), &err));
  assert_int_equal(err.code, ERR_unknown_resource);
}

static void the_revision_moves_with_changes_only(void **state) {
  struct bench *b = *state;
  struct err err;
  struct resource_source src = {STR("t.yaml"), STR(SEG("vip", "age > 2"))};
  struct resource_change *c;
  uint32_t n;
  uint64_t r = resource_revision(b->w);
  assert_true(r < UINT64_C(1) << 53);
#define MOVES(call)                                                                                \
  do {                                                                                             \
    must_ok(call, &err);                                                                           \
    assert_true(resource_revision(b->w) > r);                                                      \
    r = resource_revision(b->w);                                                                   \
  } while (0)
#define STAYS(call)                                                                                \
  do {                                                                                             \
    must_ok(call, &err);                                                                           \
    assert_int_equal(resource_revision(b->w), r);                                                  \
  } while (0)
  MOVES(put(b, SEG("vip", "age > 1"), 0, &err));
  STAYS(put(b, SEG("vip", "age > 1"), 0, &err));
  STAYS(resource_apply(b->w, &src, 1, STR("ann"), true, &b->a, &c, &n, &err));
  STAYS(!put(b, SEG("vip", "nothing >"), 0, &err));
  MOVES(resource_archive(b->w, BIN("vip"), 0, STR("ann"), &err));
  STAYS(resource_archive(b->w, BIN("vip"), 0, STR("ann"), &err));
  MOVES(resource_restore(b->w, BIN("vip"), STR("ann"), &err));
  STAYS(resource_restore(b->w, BIN("vip"), STR("ann"), &err));
  MOVES(ws_set_currency(b->w, STR("EUR"), &err));
  MOVES(ws_set_zone(b->w, STR("Europe/Berlin"), &err));
  STAYS(!ws_set_zone(b->w, STR("Mars/Base"), &err));
  ws_close(b->w);
  b->w = place_open(&b->p, WS_WRITE);
  assert_true(str_is(ws_currency(b->w), "EUR") && str_is(tz_name(ws_tz(b->w)), "Europe/Berlin"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(only_the_version_that_was_seen, begin, end),
      cmocka_unit_test_setup_teardown(versions_and_their_difference, begin, end),
      cmocka_unit_test_setup_teardown(users_keep_it_alive, begin, end),
      cmocka_unit_test_setup_teardown(back_from_the_archive, begin, end),
      cmocka_unit_test_setup_teardown(the_revision_moves_with_changes_only, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
