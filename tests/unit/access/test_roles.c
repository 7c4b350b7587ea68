/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles: the ladder, the one question, and who may change whom. */
#include "support.h"

static struct actor actor_with(enum role role, const char *workspace) {
  static struct access_grant g[16];
  static int turn;
  turn = (turn + 1) % 16;
  g[turn] = (struct access_grant){str_from(workspace), role};
  return (struct actor){.kind = ACTOR_USER, .id = STR("usr_x"), .grants = &g[turn], .n_grants = 1};
}

static void test_ladder_of_roles(void **state) {
  (void)state;
  for (int has = ROLE_VIEWER; has < ROLE_count_; has++)
    for (int need = ROLE_VIEWER; need < ROLE_count_; need++) {
      struct actor a = actor_with((enum role)has, "tea"), all = actor_with((enum role)has, "*");
      struct err e = {0};
      assert_int_equal(access_may(&a, STR("tea"), (enum role)need, SCOPE_READ, &e), has >= need);
      assert_int_equal(access_may(&all, STR("tea"), (enum role)need, SCOPE_READ, &e), has >= need);
      assert_int_equal(access_may(&all, STR("*"), (enum role)need, SCOPE_READ, &e), has >= need);
      refused(ERR_no_workspace, access_may(&a, STR("silk"), (enum role)need, SCOPE_READ, &err));
      refused(ERR_forbidden, access_may(&a, STR("*"), (enum role)need, SCOPE_READ, &err));
    }
  refused(ERR_unauthenticated, access_may(NULL, STR("tea"), ROLE_VIEWER, SCOPE_READ, &err));
  struct actor nobody = {0};
  refused(ERR_unauthenticated, access_may(&nobody, STR("tea"), ROLE_VIEWER, SCOPE_READ, &err));
  ok(access_may(by_cli(), STR("anything"), ROLE_OWNER, SCOPE_ADMIN, &err));
}

static void test_scopes_follow_roles(void **state) {
  (void)state;
  unsigned before = 0, scopes;
  for (int r = ROLE_VIEWER; r < ROLE_count_; r++) {
    assert_int_equal(access_roles[r].scopes & before, before); /* each may what the last one may */
    before = access_roles[r].scopes;
    assert_int_equal(
        access_masks(&(struct actor){.kind = ACTOR_USER,
                                     .grants = &(struct access_grant){STR("tea"), (enum role)r},
                                     .n_grants = 1},
                     STR("tea")),
        r == ROLE_VIEWER);
  }
  assert_int_equal(access_ceiling(SCOPE_READ), ROLE_VIEWER);
  assert_int_equal(access_ceiling(SCOPE_PEOPLE), ROLE_ANALYST);
  assert_int_equal(access_ceiling(SCOPE_IMPORT), ROLE_OPERATOR);
  assert_int_equal(access_ceiling(SCOPE_READ | SCOPE_ADMIN), ROLE_ADMIN);
  assert_int_equal(access_ceiling(SCOPE_REWARDS), ROLE_OPERATOR);
  struct actor till = {.kind = ACTOR_KEY, .scopes = SCOPE_REWARDS, .n_grants = 1};
  till.grants = &(struct access_grant){STR("tea"), access_ceiling(till.scopes)};
  ok(access_may(&till, STR("tea"), ROLE_OPERATOR, SCOPE_REWARDS, &err));
  refused(ERR_missing_scope, access_may(&till, STR("tea"), ROLE_OPERATOR, SCOPE_WRITE, &err));
  refused(ERR_missing_scope, access_may(&till, STR("tea"), ROLE_VIEWER, SCOPE_READ, &err));
  till.scopes = SCOPE_WRITE; /* a key of before still may */
  ok(access_may(&till, STR("tea"), ROLE_OPERATOR, SCOPE_REWARDS, &err));
  assert_int_equal(access_ceiling(0), ROLE_NONE);
  ok(access_scopes_parse(STR("read, export"), &scopes, &err));
  assert_int_equal(scopes, SCOPE_READ | SCOPE_EXPORT);
  refused(ERR_unknown_scope, access_scopes_parse(STR("read,all"), &scopes, &err));
  refused(ERR_unknown_scope, access_scopes_parse(STR(" ,"), &scopes, &err));
}

static void test_first_user_is_owner_of_everything(void **state) {
  struct server *s = *state;
  struct access_user u;
  bool made = true;
  assert_int_equal(s->boss.n_grants, 1);
  assert_true(str_is(s->boss.grants[0].workspace, "*"));
  assert_int_equal(s->boss.grants[0].role, ROLE_OWNER);
  assert_true(str_is(s->boss.email, "boss@example.com"));
  assert_true(str_starts(s->boss.id, STR("usr_")) && s->boss.id.n == 30);
  ok(access_bootstrap(s->a, STR(""), LANG_ZH, &s->arena, &u, &made, &err));
  assert_false(made);
  assert_true(str_eq(u.id, s->boss.id));
}

static void test_bootstrap_makes_an_owner_once(void **state) {
  struct server *s = *state;
  struct access *b;
  struct access_user u;
  bool made = false;
  char dir[80];
  snprintf(dir, sizeof dir, "%s/other", s->dir);
  refused(ERR_server_missing, access_open(dir, ACCESS_EXISTING, NULL, &b, &err));
  ok(access_open(dir, ACCESS_CREATE, options_of(s), &b, &err));
  ok(access_bootstrap(b, STR(""), LANG_ZH, &s->arena, &u, &made, &err));
  assert_true(made && !u.has_password && u.locale == LANG_ZH);
  assert_true(str_is(u.email, "owner@localhost"));
  ok(access_bootstrap(b, STR("x@y.z"), LANG_ZH, &s->arena, &u, &made, &err));
  assert_false(made);
  access_close(b);
  struct stat st;
  snprintf(dir, sizeof dir, "%s/other/server.db", s->dir);
  assert_int_equal(stat(dir, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_addresses(void **state) {
  (void)state;
  static const char *const good[] = {"a@b", "A.B+c@Example.COM", " x@y.z ", "o'neil@a-b.co.uk"};
  static const char *const bad[] = {"",       "a",        "@b",     "a@",     "a@b..c", "a@-b",
                                    "a b@c",  ".a@b",     "a..b@c", "a.@b",   "a@b.",   "a@b@c",
                                    "张@b.c", "a@b\nc.d", "a@b c",  "a\"b@c", "<a@b>"};
  struct arena arena;
  struct str out;
  char longer[300];
  arena_init(&arena, "test");
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    ok(email_fold(str_from(good[i]), &arena, &out, &err));
  assert_true(str_is(out, "o'neil@a-b.co.uk"));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    refused(ERR_bad_email, email_fold(str_from(bad[i]), &arena, &out, &err));
  refused(ERR_bad_email, email_fold(STR("a\0b@c"), &arena, &out, &err));
  memset(longer, 'a', sizeof longer);
  memcpy(longer, "x@", 2);
  refused(ERR_bad_email, email_fold(str_of(longer, sizeof longer), &arena, &out, &err));
  arena_release(&arena);
}

static void test_admin_of_one_workspace(void **state) {
  struct server *s = *state;
  struct access_user admin = make_user(s, by_cli(), "admin@tea", "tea", ROLE_ADMIN);
  struct access_user silk = make_user(s, by_cli(), "ann@silk", "silk", ROLE_VIEWER);
  struct actor by = actor_of_user(&admin, NULL, &s->arena);
  struct access_user vera = make_user(s, &by, "vera@tea", "tea", ROLE_VIEWER), u;
  struct access_new_user n = {.email = STR("n@tea"), .workspace = STR("tea"), .role = ROLE_OWNER};
  struct access_user_change off = {.active = &(bool){false}};
  struct str token;
  int64_t ms;
  refused(ERR_forbidden, access_user_create(s->a, &by, &n, &s->arena, &u, &err));
  n.role = ROLE_VIEWER, n.workspace = STR("silk");
  refused(ERR_no_workspace, access_user_create(s->a, &by, &n, &s->arena, &u, &err));
  n.workspace = STR("*");
  refused(ERR_forbidden, access_user_create(s->a, &by, &n, &s->arena, &u, &err));
  ok(access_grant(s->a, &by, vera.id, STR("tea"), ROLE_ADMIN, &err));
  refused(ERR_forbidden, access_grant(s->a, &by, vera.id, STR("tea"), ROLE_OWNER, &err));
  refused(ERR_forbidden, access_grant(s->a, &by, admin.id, STR("tea"), ROLE_OWNER, &err));
  refused(ERR_no_workspace, access_grant(s->a, &by, vera.id, STR("silk"), ROLE_VIEWER, &err));
  refused(ERR_forbidden, access_grant(s->a, &by, vera.id, STR("*"), ROLE_VIEWER, &err));
  /* An account with a role elsewhere could be used there: not this admin's business. */
  ok(access_grant(s->a, by_cli(), vera.id, STR("silk"), ROLE_VIEWER, &err));
  refused(ERR_forbidden, access_password_set(s->a, &by, vera.id, PASSWORD, &err));
  refused(ERR_forbidden, access_link_make(s->a, &by, s->boss.id, 0, &s->arena, &token, &ms, &err));
  refused(ERR_forbidden, access_user_update(s->a, &by, silk.id, &off, &err));
  refused(ERR_forbidden, access_session_end(s->a, &by, s->boss.id, STR(""), &err));
  ok(access_grant(s->a, by_cli(), vera.id, STR("silk"), ROLE_NONE, &err));
  ok(access_password_set(s->a, &by, vera.id, PASSWORD, &err));
  refused(ERR_not_oneself, access_password_set(s->a, &by, admin.id, PASSWORD, &err));
  refused(ERR_not_oneself, access_link_make(s->a, &by, admin.id, 0, &s->arena, &token, &ms, &err));
  /* What it was when the request came in does not count. */
  ok(access_grant(s->a, by_cli(), admin.id, STR("tea"), ROLE_VIEWER, &err));
  refused(ERR_forbidden, access_grant(s->a, &by, vera.id, STR("tea"), ROLE_VIEWER, &err));
}

static void test_last_owner_stays(void **state) {
  struct server *s = *state;
  struct access_user_change off = {.active = &(bool){false}}, on = {.active = &(bool){true}};
  struct access_user u;
  refused(ERR_last_owner, access_grant(s->a, by_cli(), s->boss.id, STR("*"), ROLE_ADMIN, &err));
  refused(ERR_last_owner, access_grant(s->a, by_cli(), s->boss.id, STR("*"), ROLE_NONE, &err));
  refused(ERR_last_owner, access_user_update(s->a, &s->owner, s->boss.id, &off, &err));
  struct access_user two = make_user(s, by_cli(), "two@x", "*", ROLE_OWNER);
  ok(access_user_update(s->a, &s->owner, two.id, &off, &err));
  refused(ERR_last_owner, access_grant(s->a, by_cli(), s->boss.id, STR("*"), ROLE_NONE, &err));
  ok(access_user_update(s->a, &s->owner, two.id, &on, &err));
  ok(access_grant(s->a, &s->owner, s->boss.id, STR("*"), ROLE_VIEWER, &err));
  refused(ERR_last_owner, access_grant(s->a, by_cli(), two.id, STR("*"), ROLE_ADMIN, &err));
  ok(access_user_get(s->a, STR("BOSS@example.com"), &s->arena, &u, &err));
  assert_int_equal(u.grants[0].role, ROLE_VIEWER);
}

static void test_users_are_listed_by_place(void **state) {
  struct server *s = *state;
  struct access_user *u, one;
  uint32_t n;
  make_user(s, by_cli(), "a@tea", "tea", ROLE_VIEWER);
  make_user(s, by_cli(), "b@silk", "silk", ROLE_VIEWER);
  ok(access_users(s->a, STR("tea"), &s->arena, &u, &n, &err));
  assert_int_equal(n, 2);
  assert_true(str_is(u[0].email, "a@tea") && str_eq(u[1].id, s->boss.id));
  ok(access_users(s->a, STR("*"), &s->arena, &u, &n, &err));
  assert_int_equal(n, 3);
  struct access_new_user same = {
      .email = STR("A@TEA"), .workspace = STR("tea"), .role = ROLE_VIEWER};
  refused(ERR_user_exists, access_user_create(s->a, by_cli(), &same, &s->arena, &one, &err));
  same =
      (struct access_new_user){.email = STR("c@x"), .workspace = STR("nope"), .role = ROLE_VIEWER};
  refused(ERR_no_workspace, access_user_create(s->a, by_cli(), &same, &s->arena, &one, &err));
  refused(ERR_unknown_user, access_user_get(s->a, STR("c@x"), &s->arena, &one, &err));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ladder_of_roles),
      cmocka_unit_test(test_scopes_follow_roles),
      cmocka_unit_test(test_addresses),
      TEST(test_first_user_is_owner_of_everything),
      TEST(test_bootstrap_makes_an_owner_once),
      TEST(test_admin_of_one_workspace),
      TEST(test_last_owner_stays),
      TEST(test_users_are_listed_by_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
