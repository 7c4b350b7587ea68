/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of docs/IDENTITY.md, one story each. */
#include "identity_case.h"

static const unsigned REPEATS = EV_WHO_REPEATS, SERVER = EV_WHO_SERVER;

static void login_claims_what_was_anonymous(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t before = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t again = says(&c, T0 + 3 * DAY, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t login = says(&c, T0 + 4 * DAY, EV_ASSOCIATES, REPEATS, "user_id=A anonymous_id=d", NULL);
  assert_true(same(&c, before, login));
  assert_true(same(&c, again, login));
  assert_int_equal(person_of(c.p, before), login); /* who has the account stays */
  assert_string_equal(people_external_id(c.p, person_of(c.p, before)).p ? "ok" : "", "ok");
  idcase_release(&c);
}

static void a_claim_reaches_90_days_back(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t old = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t recent = says(&c, T0 + 20 * DAY, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  assert_true(same(&c, old, recent));
  uint32_t login = says(&c, T0 + 100 * DAY, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  assert_true(same(&c, recent, login));
  assert_false(same(&c, old, login));
  idcase_release(&c);
}

static void after_a_logout_events_are_nobodys(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  uint32_t out = says(&c, T0 + MINUTE, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  assert_false(same(&c, a, out));
  uint32_t later = says(&c, T0 + 5 * HOUR, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  assert_true(same(&c, out, later));
  assert_int_not_equal(out, later); /* another session, which may be claimed apart */
  idcase_release(&c);
}

static void the_owner_who_comes_back_claims_again(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  uint32_t one = says(&c, T0 + HOUR, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t two = says(&c, T0 + 9 * HOUR, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  says(&c, T0 + 10 * HOUR, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  assert_true(same(&c, a, one) && same(&c, a, two));
  idcase_release(&c);
}

/* The shapes of goldens 08 … 12: the cookie stays, the login goes and comes. */
static void two_people_on_one_browser(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t anon = says(&c, T0, EV_OCCURS, REPEATS, "cookie_id=k anonymous_id=k", NULL);
  uint32_t a =
      says(&c, T0 + MINUTE, EV_ASSOCIATES, REPEATS, "user_id=A cookie_id=k", "anonymous_id=k");
  uint32_t out = says(&c, T0 + HOUR, EV_OCCURS, REPEATS, "cookie_id=k anonymous_id=k", NULL);
  uint32_t near = says(&c, T0 + 3 * HOUR, EV_OCCURS, REPEATS, "cookie_id=k anonymous_id=k", NULL);
  uint32_t b =
      says(&c, T0 + 3 * HOUR + 10 * MINUTE, EV_ASSOCIATES, REPEATS, "user_id=B cookie_id=k", NULL);
  assert_true(same(&c, anon, a));
  assert_false(same(&c, a, b));
  assert_false(same(&c, out, a) || same(&c, out, b)); /* another session: nobody's */
  assert_true(same(&c, near, b));                     /* the session of B's login */
  idcase_release(&c);
}

static void a_kiosk_is_nobodys(void **state) {
  struct idcase c;
  struct identity_stats stats;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A anonymous_id=d", NULL);
  uint32_t b = says(&c, T0 + HOUR, EV_OCCURS, 0, "user_id=B anonymous_id=d", NULL);
  uint32_t before = says(&c, T0 + 2 * HOUR, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t three = says(&c, T0 + 2 * HOUR + MINUTE, EV_OCCURS, 0, "user_id=C anonymous_id=d", NULL);
  uint32_t after = says(&c, T0 + 2 * HOUR + 2 * MINUTE, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_false(same(&c, a, b) || same(&c, b, three) || same(&c, a, three));
  assert_false(same(&c, before, three) || same(&c, after, three) || same(&c, after, b));
  people_identity_stats(c.p, &stats);
  assert_int_equal(stats.shared, 1);
  idcase_release(&c);
}

static void mini_program_bind_login_and_web(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t open = says(&c, T0, EV_OCCURS, REPEATS, "mp_id=m", NULL);
  uint32_t bind =
      says(&c, T0 + MINUTE, EV_BINDS, REPEATS, "mp_id=m wx_openid:app=o wx_unionid=u", NULL);
  assert_true(same(&c, open, bind));
  uint32_t login = says(&c, T0 + 2 * MINUTE, EV_ASSOCIATES, REPEATS,
                        "user_id=M mp_id=m wx_openid:app=o wx_unionid=u", NULL);
  assert_true(same(&c, open, login));
  /* The SDK sends openid and unionid no more after the login. */
  uint32_t order = says(&c, T0 + 3 * MINUTE, EV_OCCURS, REPEATS, "user_id=M mp_id=m", NULL);
  uint32_t web = says(&c, T0 + DAY, EV_OCCURS, REPEATS, "cookie_id=w", NULL);
  uint32_t member =
      says(&c, T0 + DAY + MINUTE, EV_ASSOCIATES, REPEATS, "user_id=M cookie_id=w", "cookie_id=w");
  assert_true(same(&c, order, open) && same(&c, web, open) && same(&c, member, open));
  assert_true(same(&c, found(&c, "wx_openid:app=o"), member));
  idcase_release(&c);
}

static void a_phone_moves_from_one_account_to_another(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_ASSOCIATES, SERVER, "user_id=A phone=138", NULL);
  uint32_t pos = says(&c, T0 + HOUR, EV_OCCURS, SERVER, "phone=138", NULL);
  assert_true(same(&c, a, pos));
  uint32_t b = says(&c, T0 + DAY, EV_ASSOCIATES, SERVER, "user_id=B phone=138", NULL);
  uint32_t next = says(&c, T0 + 2 * DAY, EV_OCCURS, SERVER, "phone=138", NULL);
  assert_false(same(&c, a, b));
  assert_true(same(&c, next, b));
  assert_true(same(&c, pos, a)); /* what was A's stays */
  idcase_release(&c);
}

static void two_accounts_with_one_phone_stay_two(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A phone=138", NULL);
  uint32_t b = says(&c, T0 + HOUR, EV_OCCURS, 0, "user_id=B phone=138", NULL);
  uint32_t phone = says(&c, T0 + 2 * HOUR, EV_OCCURS, 0, "phone=138", NULL);
  assert_false(same(&c, a, b));
  assert_true(same(&c, phone, a)); /* an event that merely carries it moves nothing */
  idcase_release(&c);
}

static void an_alias_of_oneself_says_nothing(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  uint32_t n = people_count(c.p);
  uint32_t alias = says(&c, T0 + HOUR, EV_ALIASES, REPEATS, "user_id=A", "user_id=A");
  assert_int_equal(a, alias);
  assert_int_equal(people_count(c.p), n);
  idcase_release(&c);
}

static void an_alias_of_a_device_claims_it(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t anon = says(&c, T0, EV_OCCURS, 0, "anonymous_id=d", NULL);
  uint32_t a = says(&c, T0 + HOUR, EV_ALIASES, 0, "user_id=A", "user_id=d");
  assert_true(same(&c, anon, a));
  uint32_t phone = says(&c, T0 + HOUR, EV_OCCURS, 0, "phone=1390", NULL);
  says(&c, T0 + 2 * HOUR, EV_ALIASES, 0, "user_id=A", "phone=1390");
  assert_true(same(&c, phone, a)); /* a person without an account */
  uint32_t b = says(&c, T0 + 3 * HOUR, EV_OCCURS, 0, "user_id=B", NULL);
  says(&c, T0 + 4 * HOUR, EV_ALIASES, 0, "user_id=A", "user_id=B");
  assert_false(same(&c, b, a)); /* another account */
  idcase_release(&c);
}

static void null_and_zero_are_nobody(void **state) {
  static const char *const values[] = {
      "null", "0", "000-0", "NULL", "\"undefined\"", "游客", "9774d56d682e549c", "[object Object]",
      "-1"};
  struct idcase c;
  struct identity_rules r;
  idcase_init(&c);
  identity_rules_default(&r);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    assert_true(identity_rejected(&r, str_from(values[i])));
  assert_false(identity_rejected(&r, STR("10086")));
  uint32_t d = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t e = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=e", NULL);
  uint32_t x = says(&c, T0 + 1, EV_ASSOCIATES, REPEATS, "user_id=null anonymous_id=d", NULL);
  uint32_t y = says(&c, T0 + 1, EV_ASSOCIATES, REPEATS, "user_id=0 anonymous_id=e", NULL);
  assert_int_equal(x, d); /* as if it were not there */
  assert_int_equal(y, e);
  assert_false(same(&c, x, y));
  uint32_t only = says(&c, T0 + 2, EV_ASSOCIATES, 0, "user_id=null", NULL);
  assert_false(same(&c, only, d));
  idcase_release(&c);
}

static void people_with_different_logins_never_merge(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_ASSOCIATES, SERVER, "user_id=A wx_unionid=u", NULL);
  uint32_t b = says(&c, T0 + HOUR, EV_BINDS, SERVER, "user_id=B wx_unionid=u", NULL);
  assert_false(same(&c, a, b));
  assert_true(same(&c, found(&c, "wx_unionid=u"), b)); /* a server that binds is believed */
  uint32_t both = says(&c, T0 + 2 * HOUR, EV_ASSOCIATES, SERVER, "user_id=A user_id=B", NULL);
  assert_true(same(&c, both, a));
  assert_false(same(&c, a, b));
  idcase_release(&c);
}

static void people_without_a_login_merge_when_told(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t phone = says(&c, T0, EV_OCCURS, SERVER, "phone=138", NULL);
  uint32_t mail = says(&c, T0, EV_OCCURS, SERVER, "email=a@b.c", NULL);
  says(&c, T0 + HOUR, EV_OCCURS, SERVER, "phone=138 email=a@b.c", NULL);
  assert_false(same(&c, phone, mail)); /* both had a past, and nobody says that they are one */
  says(&c, T0 + 2 * HOUR, EV_ASSOCIATES, SERVER, "phone=138 email=a@b.c", NULL);
  assert_true(same(&c, phone, mail));
  uint32_t a = says(&c, T0 + 3 * HOUR, EV_OCCURS, SERVER, "user_id=A phone=138", NULL);
  assert_true(same(&c, phone, a));
  assert_int_equal(person_of(c.p, phone), a); /* who has the account survives */
  idcase_release(&c);
}

static void limits_hold(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, SERVER, "user_id=A phone=1 email=1 wx_openid:x=1", NULL);
  says(&c, T0 + 1, EV_OCCURS, SERVER, "user_id=A phone=2 email=2 wx_openid:y=1", NULL);
  says(&c, T0 + 2, EV_OCCURS, SERVER, "user_id=A phone=3 email=3 wx_openid:x=2", NULL);
  says(&c, T0 + 3, EV_OCCURS, SERVER, "user_id=A email=4", NULL);
  assert_true(same(&c, found(&c, "phone=2"), a) && same(&c, found(&c, "email=3"), a));
  assert_true(same(&c, found(&c, "wx_openid:y=1"), a));
  assert_int_equal(found(&c, "phone=3"), SUBJECT_NONE);
  assert_int_equal(found(&c, "email=4"), SUBJECT_NONE);
  assert_int_equal(found(&c, "wx_openid:x=2"), SUBJECT_NONE);
  uint32_t three = says(&c, T0 + 4, EV_OCCURS, SERVER, "phone=3", NULL);
  assert_false(same(&c, three, a));
  idcase_release(&c);
}

static void an_unbound_identity_is_free(void **state) {
  struct idcase c;
  struct str type, value;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, SERVER, "user_id=A phone=138", NULL);
  uint32_t past = says(&c, T0 + 1, EV_OCCURS, SERVER, "phone=138", NULL);
  says(&c, T0 + 2, EV_UNBINDS, SERVER, "phone=138", NULL);
  assert_int_equal(found(&c, "phone=138"), SUBJECT_NONE);
  uint32_t now = says(&c, T0 + 3, EV_OCCURS, SERVER, "phone=138", NULL);
  assert_true(same(&c, past, a)); /* its past events stay */
  assert_false(same(&c, now, a));
  for (uint32_t i = 0; people_identity(c.p, a, i, &type, &value); i++)
    assert_false(str_is(type, "phone") || str_is(type, PEOPLE_FREE));
  uint32_t b = says(&c, T0 + 4, EV_ASSOCIATES, SERVER, "user_id=B phone=138", NULL);
  assert_true(same(&c, now, b));
  idcase_release(&c);
}

static void an_unbound_device_is_nobodys(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A anonymous_id=d", NULL);
  uint32_t soon = says(&c, T0 + HOUR, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_true(same(&c, a, soon)); /* a client that does not repeat the login */
  says(&c, T0 + 2 * HOUR, EV_UNBINDS, 0, "anonymous_id=d", NULL);
  uint32_t later = says(&c, T0 + 3 * HOUR, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_false(same(&c, a, later));
  idcase_release(&c);
}

static void stickiness_ends_after_30_days(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A anonymous_id=d", NULL);
  uint32_t in = says(&c, T0 + 30 * DAY, EV_OCCURS, 0, "anonymous_id=d", NULL);
  uint32_t out = says(&c, T0 + 30 * DAY + 1, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_true(same(&c, a, in));
  assert_false(same(&c, a, out));
  idcase_release(&c);
}

/* Who logs in second takes the session with him, although it was the first one's until then. */
static void a_switch_takes_the_session(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A anonymous_id=d", NULL);
  uint32_t early = says(&c, T0 + HOUR, EV_OCCURS, 0, "anonymous_id=d", NULL);
  uint32_t near = says(&c, T0 + 9 * HOUR, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_true(same(&c, early, a) && same(&c, near, a));
  uint32_t b =
      says(&c, T0 + 9 * HOUR + 20 * MINUTE, EV_OCCURS, 0, "user_id=B anonymous_id=d", NULL);
  assert_true(same(&c, early, a));
  assert_true(same(&c, near, b));
  uint32_t after = says(&c, T0 + 10 * HOUR, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_true(same(&c, after, b));
  idcase_release(&c);
}

static void a_late_event_switches_nothing(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A anonymous_id=d", NULL);
  c.received = T0 + 3 * DAY;
  uint32_t b = says(&c, T0 + DAY, EV_OCCURS, 0, "user_id=B anonymous_id=d phone=138", NULL);
  c.received = 0;
  uint32_t after = says(&c, T0 + 3 * DAY, EV_OCCURS, 0, "anonymous_id=d", NULL);
  assert_true(same(&c, after, a));
  assert_true(same(&c, found(&c, "phone=138"), b)); /* but it may attach */
  idcase_release(&c);
}

/* A batch that comes late and holds what was before the login does not log anybody out. */
static void a_late_batch_is_no_logout(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0 + HOUR, EV_OCCURS, REPEATS, "user_id=A anonymous_id=d", NULL);
  uint32_t before = says(&c, T0 + HOUR - MINUTE, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  uint32_t more = says(&c, T0 + HOUR - MINUTE + 1, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  assert_true(same(&c, before, a) && same(&c, more, a));
  idcase_release(&c);
}

static void untyped_means_the_account_then_the_device(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id=A", NULL);
  uint32_t d = says(&c, T0, EV_OCCURS, 0, "cookie_id=k", NULL);
  assert_int_equal(says(&c, T0 + 1, EV_OCCURS, 0, "distinct_id=A", NULL), a);
  assert_int_equal(says(&c, T0 + 1, EV_OCCURS, 0, "distinct_id=k", NULL), d);
  uint32_t n = says(&c, T0 + 2, EV_OCCURS, 0, "distinct_id=new", NULL);
  assert_int_equal(people_device_of(c.p, n), n);
  says(&c, T0 + 3, EV_ASSOCIATES, 0, "user_id=N", "distinct_id=new");
  assert_true(same(&c, n, found(&c, "user_id=N")));
  idcase_release(&c);
}

static void one_device_under_two_names(void **state) {
  struct idcase c;
  idcase_init(&c);
  uint32_t one = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=k cookie_id=k", NULL);
  uint32_t two = says(&c, T0 + 1, EV_OCCURS, REPEATS, "cookie_id=k", NULL);
  assert_int_equal(one, two);
  idcase_release(&c);
}

static void an_identity_of_everybody_is_blocked(void **state) {
  struct idcase c;
  struct identity_stats stats;
  idcase_init(&c);
  uint32_t first = says(&c, T0, EV_OCCURS, SERVER, "user_id=U0 phone=110", NULL);
  uint32_t past = says(&c, T0, EV_OCCURS, SERVER, "phone=110", NULL);
  for (int i = 1; i <= 25; i++) {
    char ids[64];
    snprintf(ids, sizeof ids, "user_id=U%d phone=110", i);
    says(&c, T0 + i * MINUTE, EV_OCCURS, SERVER, ids, NULL);
  }
  people_identity_stats(c.p, &stats);
  assert_int_equal(stats.blocked, 1);
  assert_true(people_blocked(c.p, found(&c, "phone=110")));
  assert_true(same(&c, past, first));
  uint32_t then = says(&c, T0 + HOUR, EV_OCCURS, SERVER, "phone=110", NULL);
  assert_false(same(&c, then, first));
  uint32_t u = says(&c, T0 + 2 * HOUR, EV_ASSOCIATES, SERVER, "user_id=new phone=110", NULL);
  assert_false(same(&c, then, u));
  idcase_release(&c);
}

static void who_merges_all_day_is_frozen(void **state) {
  struct idcase c;
  idcase_init(&c);
  struct identity_rules r;
  identity_rules_default(&r);
  r.person_merges = 2;
  r.n_types = 1;
  r.types[0] = (struct identity_type_rule){"phone", ID_STRONG, 40, 9};
  people_set_rules(c.p, &r);
  uint32_t a = says(&c, T0, EV_OCCURS, SERVER, "user_id=A", NULL);
  for (int i = 0; i < 4; i++) {
    char ids[64];
    snprintf(ids, sizeof ids, "phone=%d0", i + 1);
    says(&c, T0 + i, EV_OCCURS, SERVER, ids, NULL);
    snprintf(ids, sizeof ids, "user_id=A phone=%d0", i + 1);
    says(&c, T0 + i, EV_ASSOCIATES, SERVER, ids, NULL);
  }
  assert_true(people_frozen(c.p, person_of(c.p, a)));
  assert_true(same(&c, a, found(&c, "phone=30")));
  assert_false(same(&c, a, found(&c, "phone=40")));
  idcase_release(&c);
}

static void a_workspace_may_reject_values(void **state) {
  struct idcase c;
  struct identity_rules r;
  struct str rejects[] = {STR("13800000000")};
  idcase_init(&c);
  identity_rules_default(&r);
  r.rejects = rejects;
  r.n_rejects = 1;
  people_set_rules(c.p, &r);
  uint32_t a = says(&c, T0, EV_ASSOCIATES, SERVER, "user_id=A phone=13800000000", NULL);
  uint32_t b = says(&c, T0, EV_ASSOCIATES, SERVER, "user_id=B phone=13800000000", NULL);
  assert_false(same(&c, a, b));
  assert_int_equal(found(&c, "phone=13800000000"), SUBJECT_NONE);
  idcase_release(&c);
}

static bool reads(const char *json, struct identity_rules *r, struct arena *mem, struct err *err) {
  const struct json *at = NULL;
  struct json *doc;
  assert_true(json_parse(str_from(json), mem, &doc, err));
  return identity_rules_read(doc, mem, r, &at, err) || !at;
}

static void rules_are_a_document(void **state) {
  static const char *const wrong[] = {
      "{\"types\": {\"user_id\": {\"limit\": 2}}}",
      "{\"types\": {\"distinct_id\": {\"class\": \"device\"}}}",
      "{\"types\": {\"phone\": {\"class\": \"device\"}}}",
      "{\"types\": {\"cookie_id\": {\"limit\": 3}}}",
      "{\"types\": {\"phone\": {\"limit\": 0}}}",
      "{\"types\": {\"phone\": {\"priority\": 10}}}",
      "{\"types\": {\"card\": {\"class\": \"account\"}}}",
      "{\"types\": {\"$epoch\": {}}}",
      "{\"types\": {\"wx_openid:a\": {}}}",
      "{\"types\": []}",
      "{\"types\": {\"phone\": {\"most\": 1}}}",
      "{\"devices\": {\"session_minutes\": 0}}",
      "{\"devices\": {\"shared_accounts_7_days\": 5, \"shared_accounts_90_days\": 3}}",
      "{\"devices\": {\"sticky\": 3}}",
      "{\"breakers\": {\"people_per_identity\": 33}}",
      "{\"breakers\": {\"merges_per_person\": 1.5}}",
      "{\"reject\": [\"\"]}"};
  struct identity_rules r;
  struct arena mem;
  struct err err;
  arena_init(&mem, "rules");
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (reads(wrong[i], &r, &mem, &err)) fail_msg("taken: %s", wrong[i]);
  assert_true(reads("{\"types\": {\"phone\": {\"limit\": 7}, \"card\": {\"class\": \"strong\", "
                    "\"priority\": 45}, \"tv\": {\"class\": \"device\"}}, \"reject\": [\"x\"], "
                    "\"devices\": {\"sticky_days\": 0, \"shared_accounts_7_days\": 5}, "
                    "\"breakers\": {\"merges_per_person\": 3}}",
                    &r, &mem, &err));
  assert_int_equal(identity_type_of(&r, STR("phone")).limit, 7);
  assert_int_equal(identity_type_of(&r, STR("card:x")).priority, 45);
  assert_int_equal(identity_type_of(&r, STR("tv")).class, ID_DEVICE);
  assert_int_equal(identity_type_of(&r, STR("tv")).limit, 0);
  assert_int_equal(identity_type_of(&r, STR("email")).limit, 3);
  assert_int_equal(r.sticky_ms, 0);
  assert_int_equal(r.shared_week, 5);
  assert_int_equal(r.person_merges, 3);
  assert_true(identity_rejected(&r, STR("x")));
  arena_release(&mem);
}

/* A type that becomes a device begins anew: nothing of what it was is claimed. */
static void a_type_that_changes_its_kind_begins_anew(void **state) {
  struct idcase c;
  struct identity_rules r;
  idcase_init(&c);
  identity_rules_default(&r);
  uint32_t a = says(&c, T0, EV_ASSOCIATES, SERVER, "user_id=A tv=1", NULL);
  uint32_t was = found(&c, "tv=1");
  assert_true(same(&c, a, was));
  r.n_types = 1;
  r.types[0] = (struct identity_type_rule){"tv", ID_DEVICE, 119, 0};
  people_set_rules(c.p, &r);
  uint32_t anon = says(&c, T0 + HOUR, EV_OCCURS, SERVER, "tv=1", NULL);
  assert_int_not_equal(anon, was);
  uint32_t b = says(&c, T0 + HOUR, EV_OCCURS, SERVER, "user_id=B tv=1", NULL);
  assert_true(same(&c, b, anon));
  assert_true(same(&c, a, was));
  r.n_types = 0;
  people_set_rules(c.p, &r);
  says(&c, T0 + 2 * HOUR, EV_ASSOCIATES, SERVER, "user_id=C tv=1", NULL);
  assert_true(same(&c, found(&c, "tv=1"), found(&c, "user_id=C")));
  assert_true(same(&c, b, anon));
  idcase_release(&c);
}

/* The record says why. */
static void moves_carry_their_evidence(void **state) {
  struct idcase c;
  struct buf subjects = BUF_INIT, moves = BUF_INIT;
  struct person_ops o;
  struct person_op op;
  struct err err;
  uint32_t ret[1], n = 0;
  idcase_init(&c);
  uint32_t anon = says(&c, T0, EV_OCCURS, REPEATS, "anonymous_id=d", NULL);
  adds(&c, T0 + HOUR, EV_ASSOCIATES, REPEATS, "user_id=A anonymous_id=d", NULL);
  assert_true(people_decide(c.p, &c.b, &subjects, &moves, ret, &err));
  assert_true(person_ops_begin(buf_str(&moves), &o, &err));
  while (person_ops_next(&o, &op)) {
    if (op.what != PERSON_MOVES) continue;
    assert_int_equal(op.evidence.cause, MOVE_CLAIMED);
    assert_int_equal(op.move.subject, anon);
    assert_int_equal(op.evidence.a, ret[0]);
    assert_int_equal(op.evidence.b, anon);
    assert_int_equal(op.evidence.time, T0 + HOUR);
    assert_int_equal(op.evidence.key.hi, c.messages);
    n++;
  }
  assert_false(o.c.bad);
  assert_int_equal(n, 1);
  people_undo(c.p);
  ev_batch_reset(&c.b);
  buf_release(&subjects);
  buf_release(&moves);
  idcase_release(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(login_claims_what_was_anonymous),
      cmocka_unit_test(a_claim_reaches_90_days_back),
      cmocka_unit_test(after_a_logout_events_are_nobodys),
      cmocka_unit_test(the_owner_who_comes_back_claims_again),
      cmocka_unit_test(two_people_on_one_browser),
      cmocka_unit_test(a_kiosk_is_nobodys),
      cmocka_unit_test(mini_program_bind_login_and_web),
      cmocka_unit_test(a_phone_moves_from_one_account_to_another),
      cmocka_unit_test(two_accounts_with_one_phone_stay_two),
      cmocka_unit_test(an_alias_of_oneself_says_nothing),
      cmocka_unit_test(an_alias_of_a_device_claims_it),
      cmocka_unit_test(null_and_zero_are_nobody),
      cmocka_unit_test(people_with_different_logins_never_merge),
      cmocka_unit_test(people_without_a_login_merge_when_told),
      cmocka_unit_test(limits_hold),
      cmocka_unit_test(an_unbound_identity_is_free),
      cmocka_unit_test(an_unbound_device_is_nobodys),
      cmocka_unit_test(stickiness_ends_after_30_days),
      cmocka_unit_test(a_switch_takes_the_session),
      cmocka_unit_test(a_late_event_switches_nothing),
      cmocka_unit_test(a_late_batch_is_no_logout),
      cmocka_unit_test(untyped_means_the_account_then_the_device),
      cmocka_unit_test(one_device_under_two_names),
      cmocka_unit_test(an_identity_of_everybody_is_blocked),
      cmocka_unit_test(who_merges_all_day_is_frozen),
      cmocka_unit_test(a_workspace_may_reject_values),
      cmocka_unit_test(rules_are_a_document),
      cmocka_unit_test(a_type_that_changes_its_kind_begins_anew),
      cmocka_unit_test(moves_carry_their_evidence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
