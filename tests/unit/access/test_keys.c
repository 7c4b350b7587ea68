/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * API keys, the audit trail, settings, and what the schema itself refuses. */
#include "support.h"

static const struct access_client here = {STR("192.0.2.1"), STR("test")};

static void test_key_does_what_its_scopes_say(void **state) {
  struct server *s = *state;
  struct access_key_info k, *list;
  struct str secret;
  struct actor a;
  uint32_t n;
  ok(access_key_create(s->a, &s->owner, STR("tea"), STR("夜间报表"), SCOPE_READ | SCOPE_EXPORT, 0,
                       &s->arena, &k, &secret, &err));
  assert_true(str_starts(secret, k.prefix) && k.prefix.n == 12 && secret.n == 56);
  ok(access_key(s->a, secret, &here, &s->arena, &a, &err));
  assert_true(str_eq(a.id, k.id) && str_is(a.label, "夜间报表"));
  ok(access_may(&a, STR("tea"), ROLE_OPERATOR, SCOPE_EXPORT, &err));
  ok(access_may(&a, STR("tea"), ROLE_VIEWER, SCOPE_READ, &err));
  refused(ERR_missing_scope, access_may(&a, STR("tea"), ROLE_ANALYST, SCOPE_PEOPLE, &err));
  refused(ERR_forbidden, access_may(&a, STR("tea"), ROLE_ADMIN, SCOPE_ADMIN, &err));
  refused(ERR_no_workspace, access_may(&a, STR("silk"), ROLE_VIEWER, SCOPE_READ, &err));
  refused(ERR_forbidden, access_may(&a, STR("*"), ROLE_VIEWER, SCOPE_READ, &err));
  assert_true(access_masks(&a, STR("tea")));
  ok(access_keys(s->a, STR("tea"), &s->arena, &list, &n, &err));
  assert_int_equal(n, 1);
  assert_int_equal(list[0].last_used_ms, s->clock.ms);
  assert_true(str_is(list[0].created_by, "boss@example.com"));
  ok(access_still(s->a, &a, &err));
  ok(access_key_revoke(s->a, &s->owner, k.id, &err));
  ok(access_key_revoke(s->a, &s->owner, k.id, &err));
  refused(ERR_unauthenticated, access_key(s->a, secret, &here, &s->arena, &a, &err));
  refused(ERR_unauthenticated, access_still(s->a, &a, &err));
  refused(ERR_unauthenticated, access_key(s->a, k.id, &here, &s->arena, &a, &err));
}

static void test_keys_end_and_have_limits(void **state) {
  struct server *s = *state;
  struct access_key_info k;
  struct str secret;
  struct actor a;
  ok(access_key_create(s->a, by_cli(), STR("tea"), STR("t"), SCOPE_READ, 1, &s->arena, &k, &secret,
                       &err));
  s->clock.ms += MS_DAY - 1;
  ok(access_key(s->a, secret, &here, &s->arena, &a, &err));
  s->clock.ms += 1;
  refused(ERR_unauthenticated, access_key(s->a, secret, &here, &s->arena, &a, &err));
  for (int i = 1; i < ACCESS_KEYS_MAX; i++)
    ok(access_key_create(s->a, by_cli(), STR("tea"), STR("t"), SCOPE_READ, 0, &s->arena, &k,
                         &secret, &err));
#define CREATE(by, ws, title, scopes, days)                                                        \
  access_key_create(s->a, by, STR(ws), STR(title), scopes, days, &s->arena, &k, &secret, &err)
  refused(ERR_too_many_keys, CREATE(by_cli(), "tea", "t", SCOPE_READ, 0));
  refused(ERR_bad_name, CREATE(by_cli(), "silk", " ", SCOPE_READ, 0));
  refused(ERR_bad_key_days, CREATE(by_cli(), "silk", "t", SCOPE_READ, 3651));
  refused(ERR_unknown_scope, CREATE(by_cli(), "silk", "t", 0, 0));
  refused(ERR_unknown_scope, CREATE(by_cli(), "silk", "t", 128, 0));
  refused(ERR_no_workspace, CREATE(by_cli(), "*", "t", SCOPE_READ, 0));
  refused(ERR_no_workspace, CREATE(by_cli(), "nope", "t", SCOPE_READ, 0));
}

/* What another program changes in the file counts with the next request. */
static void test_keys_are_not_remembered_too_long(void **state) {
  struct server *s = *state;
  struct access *other;
  struct access_key_info k;
  struct str secret;
  struct actor a;
  ok(access_key_create(s->a, by_cli(), STR("tea"), STR("t"), SCOPE_READ, 0, &s->arena, &k, &secret,
                       &err));
  for (int i = 0; i < 3; i++)
    ok(access_key(s->a, secret, &here, &s->arena, &a, &err));
  ok(access_open(s->dir, ACCESS_EXISTING, NULL, &other, &err));
  ok(access_key_revoke(other, by_cli(), k.id, &err));
  refused(ERR_unauthenticated, access_key(s->a, secret, &here, &s->arena, &a, &err));
  access_close(other);
}

/* Whoever hides behind keys that make keys is found. */
static void test_keys_have_owners(void **state) {
  struct server *s = *state;
  struct access_key_info first, second, k;
  struct actor machine;
  struct str secret, owner;
  ok(access_key_create(s->a, &s->owner, STR("tea"), STR("one"), SCOPE_ADMIN, 0, &s->arena, &first,
                       &secret, &err));
  ok(access_key(s->a, secret, &here, &s->arena, &machine, &err));
  ok(access_key_create(s->a, &machine, STR("tea"), STR("two"), SCOPE_READ, 0, &s->arena, &second,
                       &secret, &err));
  ok(access_key_revoke(s->a, &s->owner, first.id, &err));
  ok(access_key_get(s->a, second.id, &s->arena, &k, &owner, &err));
  assert_true(str_eq(owner, s->owner.id) && str_is(k.title, "two"));
  ok(access_key_create(s->a, by_cli(), STR("tea"), STR("three"), SCOPE_READ, 0, &s->arena, &k,
                       &secret, &err));
  ok(access_key_get(s->a, k.id, &s->arena, &k, &owner, &err));
  assert_true(str_is(owner, "cli"));
  refused(ERR_unknown_key, access_key_get(s->a, STR("key_none"), &s->arena, &k, &owner, &err));
}

static void test_keys_are_the_admins_business(void **state) {
  struct server *s = *state;
  struct access_user operator_ = make_user(s, by_cli(), "op@tea", "tea", ROLE_OPERATOR);
  struct access_user silk = make_user(s, by_cli(), "ad@silk", "silk", ROLE_ADMIN);
  struct actor op = actor_of_user(&operator_, NULL, &s->arena), other, machine;
  struct access_key_info k;
  struct str secret;
  other = actor_of_user(&silk, NULL, &s->arena);
  refused(ERR_forbidden, CREATE(&op, "tea", "t", SCOPE_READ, 0));
  refused(ERR_no_workspace, CREATE(&other, "tea", "t", SCOPE_READ, 0));
  ok(CREATE(by_cli(), "tea", "machine", SCOPE_ADMIN, 0));
  ok(access_key(s->a, secret, &here, &s->arena, &machine, &err));
  refused(ERR_forbidden, access_key_revoke(s->a, &op, k.id, &err));
  refused(ERR_unknown_key, access_key_revoke(s->a, &other, k.id, &err));
  refused(ERR_unknown_key, access_key_revoke(s->a, &s->owner, STR("key_nope"), &err));
  ok(CREATE(&machine, "tea", "made by a key", SCOPE_READ, 0));
  refused(ERR_no_workspace, CREATE(&machine, "silk", "t", SCOPE_READ, 0));
  ok(access_key_revoke(s->a, by_cli(), str_from(machine.id.p), &err));
  refused(ERR_no_workspace, CREATE(&machine, "tea", "t", SCOPE_READ, 0)); /* revoked meanwhile */
}

static void test_audit_tells_every_change(void **state) {
  struct server *s = *state;
  struct access_audit *e;
  uint32_t n;
  int64_t next;
  struct access_user u = make_user(s, &s->owner, "a@tea", "tea", ROLE_VIEWER);
  ok(access_grant(s->a, &s->owner, u.id, STR("tea"), ROLE_ADMIN, &err));
  log_in(s, "a@tea", NULL);
  ok(access_audit_add(s->a, &s->owner, "import.done", STR("imp_1"), STR("silk"),
                      STR("{\"rows\":7}"), &err));
  refused(ERR_bad_audit_detail,
          access_audit_add(s->a, &s->owner, "import.done", STR(""), STR("silk"), STR("[1]"), &err));
  struct access_audit_filter f = {0};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  static const char *const want[] = {"import.done", "login.ok", "role.changed", "user.created",
                                     "user.created"};
  assert_int_equal(n, 5);
  assert_int_equal(next, 0);
  for (uint32_t i = 0; i < n; i++)
    assert_true(str_is(e[i].action, want[i]));
  assert_true(str_is(e[0].detail, "{\"rows\":7}") && str_is(e[0].label, "boss@example.com"));
  assert_true(str_is(e[1].address, "192.0.2.1") && str_eq(e[1].actor, u.id));
  assert_true(str_is(e[2].detail, "{\"role\":\"admin\",\"was\":\"viewer\"}"));
  f = (struct access_audit_filter){.workspace = STR("tea")};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  assert_int_equal(n, 2);
  f = (struct access_audit_filter){.server = true};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  assert_int_equal(n, 2);
  f = (struct access_audit_filter){.action = STR("user"), .actor = STR("boss@example.com")};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  assert_int_equal(n, 1);
  f = (struct access_audit_filter){.action = STR("use")};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  assert_int_equal(n, 0);
}

static void test_audit_pages(void **state) {
  struct server *s = *state;
  struct access_audit *e;
  uint32_t n, seen = 0;
  int64_t next = 0, last = INT64_MAX;
  for (int i = 0; i < 24; i++)
    ok(access_audit_add(s->a, NULL, "x.y", STR(""), STR("tea"), STR(""), &err));
  do {
    struct access_audit_filter f = {.before = next, .limit = 10};
    ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
    for (uint32_t i = 0; i < n; i++, seen++) {
      assert_true(e[i].id < last);
      last = e[i].id;
    }
    ok(access_audit_add(s->a, NULL, "x.y", STR(""), STR("tea"), STR(""), &err)); /* moves no page */
  } while (next);
  assert_int_equal(seen, 25);
}

static void test_failed_logins_do_not_fill_the_audit(void **state) {
  struct server *s = *state;
  struct access_audit *e;
  struct access_login l;
  uint32_t n;
  int64_t next;
  char email[32], address[32];
  for (int i = 0; i < 100; i++) {
    snprintf(email, sizeof email, "u%d@x", i);
    snprintf(address, sizeof address, "10.0.0.%d", i);
    struct access_client c = {str_from(address), STR("")};
    refused(ERR_bad_credentials,
            access_login(s->a, str_from(email), STR("whatever it is"), &c, &s->arena, &l, &err));
  }
  struct access_audit_filter f = {.action = STR("login.failed"), .limit = 1000};
  ok(access_audit_list(s->a, &f, &s->arena, &e, &n, &next, &err));
  assert_int_equal(n, 60);
}

static void test_settings(void **state) {
  struct server *s = *state;
  struct str v;
  for (const struct setting_def *d = access_settings; d->name; d++) {
    ok(access_setting(s->a, str_from(d->name), &s->arena, &v, &err));
    assert_true(str_is(v, d->otherwise));
  }
#define SET(by, name, value) access_setting_set(s->a, by, STR(name), STR(value), &err)
  ok(SET(&s->owner, "public_url", "https://crm.example.com:8443/shoal"));
  ok(access_setting(s->a, STR("public_url"), &s->arena, &v, &err));
  assert_true(str_is(v, "https://crm.example.com:8443/shoal"));
  refused(ERR_bad_setting, SET(&s->owner, "public_url", "javascript:alert(1)"));
  refused(ERR_bad_setting, SET(&s->owner, "public_url", "https://a\"b"));
  refused(ERR_bad_setting, SET(&s->owner, "public_url", "https://"));
  refused(ERR_bad_setting, SET(&s->owner, "session_idle_days", "0"));
  refused(ERR_bad_setting, SET(&s->owner, "session_idle_days", "91"));
  refused(ERR_bad_setting, SET(&s->owner, "session_idle_days", "1e1"));
  refused(ERR_unknown_setting, SET(&s->owner, "nope", "1"));
  struct access_user admin = make_user(s, by_cli(), "ad@x", "*", ROLE_ADMIN);
  struct actor by = actor_of_user(&admin, NULL, &s->arena);
  refused(ERR_forbidden, SET(&by, "session_idle_days", "3"));
  ok(SET(&s->owner, "public_url", ""));
  ok(access_setting(s->a, STR("public_url"), &s->arena, &v, &err));
  assert_int_equal(v.n, 0);
}

/* The last line of defence, should code above it be wrong one day. */
static void test_schema_refuses(void **state) {
  struct server *s = *state;
  static const char *const bad[] = {
      "INSERT INTO account SELECT 'usr_2', email, '', NULL, 'en', 'active', 1, 0 FROM account",
      "INSERT INTO account VALUES ('usr_2', 'A@b', '', NULL, 'en', 'active', 1, 0)",
      "INSERT INTO account VALUES ('usr_2', 'a@b', '', NULL, 'fr', 'active', 1, 0)",
      "INSERT INTO account VALUES ('usr_2', 'a@b', '', NULL, 'en', 'gone', 1, 0)",
      "INSERT INTO account_role VALUES ('usr_none', 'tea', 1)",
      "INSERT INTO account_role SELECT id, 'tea', 6 FROM account",
      "INSERT INTO account_role SELECT id, 'tea', 0 FROM account",
      "INSERT INTO account_role SELECT id, '', 1 FROM account",
      "INSERT INTO session SELECT 'ses_1', 'token', id, 'password', '', '', 1, 1 FROM account",
      "INSERT INTO session SELECT 'ses_1', zeroblob(32), id, 'magic', '', '', 1, 1 FROM account",
      "INSERT INTO session VALUES ('ses_1', zeroblob(32), 'usr_none', 'link', '', '', 1, 1)",
      "INSERT INTO login_link SELECT zeroblob(31), id, 1, 2 FROM account",
      "INSERT INTO login_link SELECT zeroblob(32), id, 2, 2 FROM account",
      "INSERT INTO api_key VALUES ('key_1', zeroblob(32), 'p', 't', '*', 1, '', 1, 0, 0, 0, '')",
      "INSERT INTO api_key VALUES ('key_1', zeroblob(32), 'p', 't', 'tea', 0, '', 1, 0, 0, 0, '')",
      ("INSERT INTO api_key VALUES ('key_1', zeroblob(32), 'p', 't', 'tea', 128, '', 1, 0, 0, 0, "
       "'')"),
      "INSERT INTO throttle VALUES (zeroblob(32), -1, 0, 0)",
      "DELETE FROM account",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct tx t;
    struct err err = {0};
    assert_true(tx_begin(s->a, &t, &err));
    bool done = sql_do(t.s, &err, bad[i], "");
    tx_end(&t, false, &err);
    if (done || err.code != ERR_state_constraint) fail_msg("%s: %s", bad[i], err_name(err.code));
  }
}

static void on_bad(void *ctx, const struct err *what) {
  (void)what;
  ++*(int *)ctx;
}

static void test_verify_finds_nothing(void **state) {
  struct server *s = *state;
  int found = 0;
  ok(access_verify(s->a, on_bad, &found, &err));
  assert_int_equal(found, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_key_does_what_its_scopes_say),
      TEST(test_keys_end_and_have_limits),
      TEST(test_keys_are_not_remembered_too_long),
      TEST(test_keys_have_owners),
      TEST(test_keys_are_the_admins_business),
      TEST(test_audit_tells_every_change),
      TEST(test_audit_pages),
      TEST(test_failed_logins_do_not_fill_the_audit),
      TEST(test_settings),
      TEST(test_schema_refuses),
      TEST(test_verify_finds_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
