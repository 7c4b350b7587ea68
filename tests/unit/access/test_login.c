/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Logging in: throttling and expiry under a clock that the test turns, links, passwords. */
#include "support.h"

static const struct access_client here = {STR("192.0.2.1"), STR("test")};

static bool try_login(struct server *s, const char *email, const char *password,
                      const char *address, struct err *err) {
  struct access_client c = {str_from(address), STR("test")};
  struct access_login l;
  return access_login(s->a, str_from(email), str_from(password), &c, &s->arena, &l, err);
}

/* Seconds to wait; 0 = the attempt was judged (and wrong). */
static long wrong(struct server *s, const char *email, const char *address) {
  struct err err = {0};
  assert_false(try_login(s, email, "not the password", address, &err));
  if (err.code == ERR_bad_credentials) return 0;
  assert_int_equal(err.code, ERR_login_throttled);
  return strtol(err.args[0], NULL, 10);
}

static void test_login_gives_a_session(void **state) {
  struct server *s = *state;
  struct str token, other;
  struct actor a;
  struct actor l = log_in(s, "BOSS@EXAMPLE.COM", &token);
  log_in(s, "boss@example.com", &other);
  assert_int_equal(token.n, ACCESS_TOKEN_CHARS);
  assert_false(str_eq(token, other));
  ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  assert_true(str_eq(a.id, s->boss.id) && str_eq(a.session, l.session) && str_eq(a.csrf, l.csrf));
  assert_true(access_csrf_ok(&a, l.csrf));
  assert_false(access_csrf_ok(&a, STR("")));
  assert_false(access_csrf_ok(&a, str_of(l.csrf.p, l.csrf.n - 1)));
  struct actor o;
  ok(access_session(s->a, other, &here, &s->arena, &o, &err));
  assert_false(access_csrf_ok(&o, l.csrf)); /* of another session */
  assert_false(access_csrf_ok(by_cli(), STR("")));
  struct str forged = arena_str(&s->arena, token);
  ((char *)forged.p)[0] ^= 1;
  refused(ERR_unauthenticated, access_session(s->a, forged, &here, &s->arena, &a, &err));
  refused(ERR_unauthenticated, access_session(s->a, STR(""), &here, &s->arena, &a, &err));
}

static void test_what_is_stored_is_no_secret(void **state) {
  struct server *s = *state;
  struct str token, link, secret;
  struct access_key_info k;
  int64_t ms;
  char path[96];
  log_in(s, "boss@example.com", &token);
  ok(access_link_make(s->a, by_cli(), s->boss.id, 5, &s->arena, &link, &ms, &err));
  ok(access_key_create(s->a, by_cli(), STR("tea"), STR("k"), SCOPE_READ, 0, &s->arena, &k, &secret,
                       &err));
  access_close(s->a);
  s->a = NULL;
  snprintf(path, sizeof path, "%s/server.db", s->dir);
  struct str all;
  ok(io_read_all(io_posix(), path, 1 << 24, &s->arena, &all, &err));
  assert_true(str_has(all, s->boss.id)); /* the search would find them */
  assert_false(str_has(all, token));
  assert_false(str_has(all, link));
  assert_false(str_has(all, secret));
  assert_false(str_has(all, PASSWORD));
}

static void test_sessions_end_by_themselves(void **state) {
  struct server *s = *state;
  struct str token;
  struct actor a;
  struct access_session_info *i;
  uint32_t n;
  log_in(s, "boss@example.com", &token);
  s->clock.ms += (ACCESS_SESSION_IDLE_DAYS * MS_DAY) - 1;
  ok(access_session(s->a, token, &here, &s->arena, &a, &err)); /* and is seen */
  ok(access_sessions(s->a, s->boss.id, &s->arena, &i, &n, &err));
  assert_int_equal(n, 1);
  assert_int_equal(i[0].seen_ms, s->clock.ms);
  s->clock.ms += ACCESS_SESSION_IDLE_DAYS * MS_DAY;
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
  refused(ERR_unauthenticated, access_still(s->a, &a, &err));
  log_in(s, "boss@example.com", &token);
  for (int day = 0; day < ACCESS_SESSION_DAYS - 1; day++) {
    s->clock.ms += MS_DAY;
    ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  }
  s->clock.ms += MS_DAY; /* used every day, ends all the same */
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
  log_in(s, "boss@example.com", &token);
  ok(access_setting_set(s->a, by_cli(), STR("session_idle_days"), STR("2"), &err));
  s->clock.ms += 2 * MS_DAY;
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
}

static void test_seen_is_written_once_a_minute(void **state) {
  struct server *s = *state;
  struct str token;
  struct actor a;
  struct access_session_info *i;
  uint32_t n;
  log_in(s, "boss@example.com", &token);
  int64_t start = s->clock.ms;
  s->clock.ms += ACCESS_SEEN_MS - 1;
  ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  ok(access_sessions(s->a, s->boss.id, &s->arena, &i, &n, &err));
  assert_int_equal(i[0].seen_ms, start);
  s->clock.ms += 1;
  ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  ok(access_sessions(s->a, s->boss.id, &s->arena, &i, &n, &err));
  assert_int_equal(i[0].seen_ms, start + ACCESS_SEEN_MS);
}

static void test_sessions_have_a_ceiling(void **state) {
  struct server *s = *state;
  struct str first, token;
  struct actor a;
  struct access_session_info *i;
  uint32_t n;
  log_in(s, "boss@example.com", &first);
  for (int k = 0; k < ACCESS_SESSIONS_MAX; k++) {
    s->clock.ms += 1;
    log_in(s, "boss@example.com", &token);
  }
  ok(access_sessions(s->a, s->boss.id, &s->arena, &i, &n, &err));
  assert_int_equal(n, ACCESS_SESSIONS_MAX);
  refused(ERR_unauthenticated, access_session(s->a, first, &here, &s->arena, &a, &err));
  ok(access_session_end(s->a, &s->owner, s->boss.id, i[1].id, &err));
  refused(ERR_unknown_session, access_session_end(s->a, &s->owner, s->boss.id, i[1].id, &err));
  ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  ok(access_session_end(s->a, by_cli(), s->boss.email, STR(""), &err));
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
}

static void test_failures_wait_longer_and_longer(void **state) {
  struct server *s = *state;
  for (int i = 0; i < 5; i++)
    assert_int_equal(wrong(s, "boss@example.com", ""), 0);
  long wait = 1;
  for (int i = 0; i < 14; i++) {
    assert_int_equal(wrong(s, "boss@example.com", ""), wait);
    refused(ERR_login_throttled, try_login(s, "boss@example.com", PASSWORD.p, "", &err));
    s->clock.ms += wait * 1000 - 1;
    assert_int_equal(wrong(s, "boss@example.com", ""), 1);
    s->clock.ms += 1;
    assert_int_equal(wrong(s, "boss@example.com", ""), 0);
    wait = wait * 2 > 900 ? 900 : wait * 2;
  }
  /* It survives a restart, and a right password after the wait clears it. */
  access_close(s->a);
  ok(access_open(s->dir, ACCESS_EXISTING, options_of(s), &s->a, &err));
  assert_int_equal(wrong(s, "boss@example.com", ""), 900);
  s->clock.ms += 900 * 1000;
  ok(try_login(s, "boss@example.com", PASSWORD.p, "", &err));
  for (int i = 0; i < 5; i++)
    assert_int_equal(wrong(s, "boss@example.com", ""), 0);
  s->clock.ms -= MS_DAY; /* a clock that was wrong and set back */
  assert_true(wrong(s, "boss@example.com", "") <= 900);
}

static void test_addresses_wait_too(void **state) {
  struct server *s = *state;
  char email[32];
  for (int i = 0; i < 5; i++) {
    snprintf(email, sizeof email, "u%d@x", i);
    assert_int_equal(wrong(s, email, i % 2 ? "2001:db8:1:2::1" : "2001:db8:1:2:ffff::9"), 0);
  }
  assert_int_equal(wrong(s, "new@x", "2001:db8:1:2:3:4:5:6"), 1); /* the same /64 */
  assert_int_equal(wrong(s, "new@x", "2001:db8:1:3::1"), 0);
  for (int i = 0; i < 5; i++)
    assert_int_equal(wrong(s, "four@x", i % 2 ? "192.0.2.7" : "::ffff:192.0.2.7"), 0);
  assert_int_equal(wrong(s, "five@x", "192.0.2.7"), 1);
  /* Right logins of one's own do not clear the way to others' accounts. */
  s->clock.ms += 1000;
  ok(try_login(s, "boss@example.com", PASSWORD.p, "192.0.2.7", &err));
  assert_int_equal(wrong(s, "six@x", "192.0.2.7"), 0);
  assert_int_equal(wrong(s, "seven@x", "192.0.2.7"), 2);
}

static void test_strangers_and_the_disabled_are_told_the_same(void **state) {
  struct server *s = *state;
  struct access_user u = make_user(s, by_cli(), "off@x", "tea", ROLE_VIEWER);
  struct access_user_change off = {.active = &(bool){false}};
  struct str token, link;
  struct actor a;
  struct access_login l;
  int64_t ms;
  log_in(s, "off@x", &token);
  ok(access_link_make(s->a, by_cli(), u.id, 5, &s->arena, &link, &ms, &err));
  ok(access_user_update(s->a, &s->owner, u.id, &off, &err));
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
  refused(ERR_bad_link, access_login_link(s->a, link, &here, &s->arena, &l, &err));
  refused(ERR_bad_credentials, try_login(s, "off@x", PASSWORD.p, "", &err));
  refused(ERR_bad_credentials, try_login(s, "nobody@x", PASSWORD.p, "", &err));
  refused(ERR_bad_credentials, try_login(s, "not an address", PASSWORD.p, "", &err));
  refused(ERR_bad_credentials, try_login(s, "boss@example.com", "", "", &err));
}

static void test_links_work_once_and_not_for_long(void **state) {
  struct server *s = *state;
  struct access_login l;
  struct str link;
  int64_t ms;
  ok(access_link_make(s->a, by_cli(), s->boss.email, 0, &s->arena, &link, &ms, &err));
  assert_int_equal(ms, s->clock.ms + ACCESS_LINK_MINUTES * MS_MINUTE);
  ok(access_login_link(s->a, link, &here, &s->arena, &l, &err));
  assert_true(str_eq(l.actor.id, s->boss.id));
  refused(ERR_bad_link, access_login_link(s->a, link, &here, &s->arena, &l, &err));
  ok(access_link_make(s->a, by_cli(), s->boss.id, 1, &s->arena, &link, &ms, &err));
  s->clock.ms += MS_MINUTE;
  refused(ERR_bad_link, access_login_link(s->a, link, &here, &s->arena, &l, &err));
  refused(ERR_bad_link, access_login_link(s->a, STR("x"), &here, &s->arena, &l, &err));
  refused(ERR_bad_link_minutes,
          access_link_make(s->a, by_cli(), s->boss.id, 1441, &s->arena, &link, &ms, &err));
  assert_true(
      str_is(access_link_url(STR("https://x/y/"), STR("t"), &s->arena), "https://x/y/login#token=t"));
}

static void test_passwords_change(void **state) {
  struct server *s = *state;
  struct str kept, other, link;
  struct access_login l;
  struct actor a;
  int64_t ms;
  struct actor me = log_in(s, "boss@example.com", &kept);
  log_in(s, "boss@example.com", &other);
  ok(access_link_make(s->a, by_cli(), s->boss.id, 5, &s->arena, &link, &ms, &err));
  refused(ERR_wrong_password,
          access_password_change(s->a, &me, STR("wrong one here"), STR("another good one"), &err));
  ok(access_password_change(s->a, &me, PASSWORD, STR("another good one"), &err));
  ok(access_session(s->a, kept, &here, &s->arena, &a, &err));
  refused(ERR_unauthenticated, access_session(s->a, other, &here, &s->arena, &a, &err));
  refused(ERR_bad_link, access_login_link(s->a, link, &here, &s->arena, &l, &err));
  refused(ERR_bad_credentials, try_login(s, "boss@example.com", PASSWORD.p, "", &err));
  ok(try_login(s, "boss@example.com", "another good one", "", &err));
  /* A fresh login by link does instead of the old password; an old one does not. */
  ok(access_link_make(s->a, by_cli(), s->boss.id, 5, &s->arena, &link, &ms, &err));
  ok(access_login_link(s->a, link, &here, &s->arena, &l, &err));
  ok(access_password_change(s->a, &l.actor, STR(""), PASSWORD, &err));
  s->clock.ms += ACCESS_LINK_MINUTES * MS_MINUTE;
  refused(ERR_wrong_password,
          access_password_change(s->a, &l.actor, STR(""), STR("another good one"), &err));
  ok(access_password_set(s->a, by_cli(), s->boss.id, STR("set by somebody"), &err));
  refused(ERR_unauthenticated, access_session(s->a, l.token, &here, &s->arena, &a, &err));
}

static void test_password_rules(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum err_code code;
  } bad[] = {{"short", ERR_password_short},
             {"九个字的密码不够长", ERR_password_short},
             {"Password123", ERR_password_common},
             {"QWERTYUIOP", ERR_password_common},
             {"Ann.Long@Example.com", ERR_password_is_email},
             {"ann.long\nann.long", ERR_password_bad_text},
             {"bad \xff bytes here", ERR_password_bad_text}};
  char many[300];
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    refused(bad[i].code, password_check(str_from(bad[i].text), STR("ann.long@example.com"), &err));
  memset(many, 'x', sizeof many);
  refused(ERR_password_long, password_check(str_of(many, 257), STR("a@b"), &err));
  ok(password_check(str_of(many, 256), STR("a@b"), &err));
  ok(password_check(STR("十个字的密码就已经够长"), STR("a@b"), &err));
}

static struct str stored(struct server *s) {
  struct state_stmt *q = NULL;
  bool row;
  struct state *db = read_enter(s->a);
  ok(sql_query(db, &q, &err, "SELECT password FROM account WHERE id = ?1", "s", s->boss.id) &&
     state_step(q, &row, &err) && row);
  struct str text = arena_str(&s->arena, state_str(q, 0));
  state_reset(q);
  read_leave(s->a);
  return text;
}

static void test_raised_cost_hashes_anew(void **state) {
  struct server *s = *state;
  struct str before = stored(s);
  log_in(s, "boss@example.com", NULL);
  assert_true(str_eq(before, stored(s)));
  s->a->hash_passes += 1;
  log_in(s, "boss@example.com", NULL);
  struct str after = stored(s);
  assert_false(str_eq(before, after));
  assert_true(str_has(after, STR(",t=2,")) && str_starts(after, STR("$argon2id$")));
  log_in(s, "boss@example.com", NULL);
  assert_true(str_eq(after, stored(s)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_login_gives_a_session),
      TEST(test_what_is_stored_is_no_secret),
      TEST(test_sessions_end_by_themselves),
      TEST(test_seen_is_written_once_a_minute),
      TEST(test_sessions_have_a_ceiling),
      TEST(test_failures_wait_longer_and_longer),
      TEST(test_addresses_wait_too),
      TEST(test_strangers_and_the_disabled_are_told_the_same),
      TEST(test_links_work_once_and_not_for_long),
      TEST(test_passwords_change),
      cmocka_unit_test(test_password_rules),
      TEST(test_raised_cost_hashes_anew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
