/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PostHog: bodies, whom an event is about, what it changes, times, stubs. */
#include "said.h"

static struct said s;

static int release(void **state) {
  said_release(&s);
  return 0;
}

static const char *post(const char *body) {
  said_post(&s, "/e/", str_from(body));
  return said_text(&s);
}

#define SIMPLE "{\"event\":\"A\",\"distinct_id\":\"x\"}"

static void bodies(void **state) {
  static const char *const paths[] = {
      "/e/",        "/e", "/capture/", "/i/v0/e/", "/batch/", "/posthog/track", "/posthog/engage/",
      "/posthog/e/"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    said_post(&s, paths[i], STR("{\"api_key\":\"k\",\"batch\":[" SIMPLE "," SIMPLE "]}"));
    expect_said(&s, "track A distinct_id=x\ntrack A distinct_id=x\n");
    assert_true(s.b.n_keys == 1 && str_is(s.b.keys[0], "k"));
    assert_int_equal(s.b.total, 2);
    assert_true(str_is(s.b.answer_body, "{\"status\":1}") && s.b.answer == WIRE_ANSWER_JSON);
  }
  assert_string_equal(post("[" SIMPLE ",7," SIMPLE "]"),
                      "track A distinct_id=x\ntrack A distinct_id=x\n!wire_not_object\n");
  assert_string_equal(post(SIMPLE), "track A distinct_id=x\n");
  assert_string_equal(
      post("{\"event\":\"A\",\"distinct_id\":\"x\",\"properties\":{\"token\":\"t\"}}"),
      "track A distinct_id=x {\"token\":\"t\"}\n");
  assert_true(s.b.n_keys == 1 && str_is(s.b.keys[0], "t"));
  assert_string_equal(post("{\"api_key\":\"a\",\"batch\":[]}"), "");
  assert_true(str_is(s.b.keys[0], "a"));
  /* old browsers: base64 in a form, or in the query */
  struct str form = form_of(&s, "data", SIMPLE);
  said_post(&s, "/e/?compression=base64", form);
  expect_said(&s, "track A distinct_id=x\n");
  said_get(&s, arena_cstr(&s.a, arena_printf(&s.a, "/e/?%.*s&ip=1", STRF(form))));
  expect_said(&s, "track A distinct_id=x\n");
  said_post(&s, "/e/", base64_of(&s, STR(SIMPLE)));
  expect_said(&s, "track A distinct_id=x\n");
  said_post(&s, "/e/", STR("data=" SIMPLE));
  expect_said(&s, "track A distinct_id=x\n");
  said_post(&s, "/e/", STR("data=???"));
  expect_said(&s, "failed wire_bad_field\n");
  said_post(&s, "/e/", STR("{\"event\""));
  expect_said(&s, "failed wire_json\n");
  said_get(&s, "/e/");
  expect_said(&s, "failed wire_empty\n");
}

#define EVENT(properties) "{\"event\":\"A\",\"distinct_id\":\"x\",\"properties\":{" properties "}}"

/* What is before the properties. */
static const char *ids(const char *body) {
  post(body);
  static char text[500];
  snprintf(text, sizeof text, "%s", said_text(&s));
  char *end = strstr(text, " {");
  assert_non_null(end);
  *end = 0;
  return text;
}

static void whom(void **state) {
  /* browsers say it */
  assert_string_equal(ids(EVENT("\"$device_id\":\"x\",\"$is_identified\":false,\"$lib\":\"web\"")),
                      "track A anonymous_id=x");
  assert_string_equal(ids(EVENT("\"$device_id\":\"d\",\"$is_identified\":true,\"$user_id\":\"x\"")),
                      "track A user_id=x anonymous_id=d");
  assert_string_equal(ids(EVENT("\"$device_id\":\"d\",\"$is_identified\":true")),
                      "track A user_id=x anonymous_id=d");
  assert_string_equal(ids(EVENT("\"$is_identified\":false")), "track A anonymous_id=x");
  assert_string_equal(ids(EVENT("\"$is_identified\":false,\"$device_id\":\"d\"")),
                      "track A distinct_id=x anonymous_id=d");
  /* servers name users, unless they say that it is nobody */
  assert_string_equal(ids(EVENT("\"$lib\":\"posthog-python\"")), "track A user_id=x");
  assert_string_equal(ids(EVENT("\"$is_server\":true")), "track A user_id=x");
  assert_string_equal(ids(EVENT("\"$lib\":\"posthog-node\",\"$process_person_profile\":false")),
                      "track A distinct_id=x");
  /* who says nothing */
  assert_string_equal(ids(EVENT("\"a\":1")), "track A distinct_id=x");
  assert_string_equal(ids("{\"event\":\"A\",\"properties\":{\"distinct_id\":5}}"),
                      "track A distinct_id=5");
  assert_string_equal(post("{\"event\":\"A\"}"), "!wire_no_id\n");
  assert_string_equal(post("{\"distinct_id\":\"x\"}"), "!wire_no_event\n");
}

static void identify_and_alias(void **state) {
  assert_string_equal(
      post("{\"event\":\"$identify\",\"distinct_id\":\"u\",\"properties\":{\"$user_id\":\"u\","
           "\"$device_id\":\"d\",\"$anon_distinct_id\":\"d\",\"$lib\":\"web\",\"$lib_version\":"
           "\"1\"},"
           "\"$set\":{\"p\":1},\"$set_once\":{\"q\":2}}"),
      "identify $identify user_id=u anonymous_id=d "
      "{\"$anon_distinct_id\":\"d\",\"$device_id\":\"d\","
      "\"$lib\":\"web\",\"$lib_version\":\"1\",\"$user_id\":\"u\"} traits{\"p\":1} web/1 repeats "
      "client\n"
      "set_once user_id=u anonymous_id=d traits{\"q\":2} web/1 repeats client\n");
  assert_string_equal(
      ids("{\"event\":\"$identify\",\"distinct_id\":\"u\",\"properties\":{"
          "\"$is_identified\":true,\"$anon_distinct_id\":\"a\",\"$device_id\":\"d\"}}"),
      "identify $identify user_id=u anonymous_id=d anonymous_id=a");
  assert_string_equal(ids("{\"event\":\"$create_alias\",\"distinct_id\":\"u\",\"properties\":{"
                          "\"alias\":\"b\",\"$lib\":\"posthog-node\"}}"),
                      "alias $create_alias user_id=u was distinct_id=b");
  assert_string_equal(ids("{\"event\":\"$merge_dangerously\",\"distinct_id\":\"u\",\"properties\":{"
                          "\"alias\":\"d\",\"$device_id\":\"d\",\"$is_identified\":true}}"),
                      "alias $merge_dangerously user_id=u anonymous_id=d was anonymous_id=d");
  assert_string_equal(post("{\"event\":\"$create_alias\",\"distinct_id\":\"u\"}"), "!wire_no_id\n");
}

static void attributes(void **state) {
  /* at the top or among the properties; one id, one index for all that one event says */
  assert_string_equal(
      post("[{\"event\":\"A\",\"distinct_id\":\"x\"},{\"uuid\":\"U\",\"event\":\"B\","
           "\"distinct_id\":\"x\",\"$set\":{\"a\":1},\"$set_once\":{\"b\":2},"
           "\"properties\":{\"$unset\":[\"c\",\"d\",\"c\",null]}}]"),
      "track A distinct_id=x\n"
      "track B distinct_id=x {\"$unset\":[\"c\",\"d\",\"c\",null]}\n"
      "set distinct_id=x traits{\"a\":1}\n"
      "set_once distinct_id=x traits{\"b\":2}\n"
      "unset distinct_id=x traits{\"c\":true,\"d\":true}\n");
  for (uint32_t i = 1; i < s.b.n_messages; i++) {
    assert_true(str_is(s.b.messages[i].message_id, "ph:U"));
    assert_int_equal(s.b.messages[i].index, 1);
  }
  assert_string_equal(
      post("{\"event\":\"A\",\"distinct_id\":\"x\",\"properties\":{\"$set\":{\"a\":1},"
           "\"$set_once\":{}}}"),
      "track A distinct_id=x {\"$set\":{\"a\":1},\"$set_once\":{}}\n"
      "set distinct_id=x traits{\"a\":1}\n");
  /* nothing but attributes */
  assert_string_equal(post("{\"event\":\"$set\",\"distinct_id\":\"x\",\"$set\":{\"a\":1}}"),
                      "set distinct_id=x traits{\"a\":1}\n");
  assert_string_equal(post("{\"$token\":\"t\",\"$distinct_id\":\"x\",\"$set\":{\"a\":1}}"),
                      "set distinct_id=x traits{\"a\":1}\n");
  assert_true(str_is(s.b.keys[0], "t"));
}

static void groups(void **state) {
  /* a server's has no person */
  assert_string_equal(
      post("{\"event\":\"$groupidentify\",\"distinct_id\":\"$company_acme\",\"properties\":{"
           "\"$group_type\":\"company\",\"$group_key\":\"acme\",\"$group_set\":{\"name\":\"Acme\"}}"
           "}"),
      "item_set [company acme] {\"name\":\"Acme\"}\n");
  assert_string_equal(
      post("{\"event\":\"$groupidentify\",\"distinct_id\":\"u\",\"properties\":{\"$user_id\":\"u\","
           "\"$group_type\":\"company\",\"$group_key\":\"acme\"}}"),
      "item_set [company acme]\ngroup $groupidentify user_id=u "
      "{\"$group_key\":\"acme\",\"$group_type\":\"company\",\"$user_id\":\"u\"}\n");
}

static void times(void **state) {
  assert_string_equal(post("{\"api_key\":\"k\",\"sent_at\":\"2026-11-21T23:00:25.275Z\",\"batch\":["
                           "{\"event\":\"A\",\"distinct_id\":\"x\","
                           "\"timestamp\":\"2026-11-21T23:00:22.295Z\"}]}"),
                      "track A distinct_id=x @1795302022295 ^1795302025275\n");
  assert_string_equal(
      post("{\"event\":\"A\",\"distinct_id\":\"x\",\"timestamp\":"
           "\"2026-11-22T07:00:22.295123+08:00\",\"sent_at\":\"2026-11-21T23:00:25Z\"}"),
      "track A distinct_id=x @1795302022295 ^1795302025000\n");
  said_post(
      &s, "/e/?_=1795302025275",
      STR("{\"event\":\"A\",\"distinct_id\":\"x\",\"timestamp\":\"2026-11-21T23:00:22.295Z\"}"));
  expect_said(&s, "track A distinct_id=x @1795302022295 ^1795302025275\n");
  /* so long ago, by its own clock */
  assert_string_equal(post("{\"event\":\"A\",\"distinct_id\":\"x\",\"offset\":1500}"),
                      "track A distinct_id=x @1795299998500 no_skew\n");
  assert_string_equal(post("{\"event\":\"A\",\"distinct_id\":\"x\",\"offset\":-5}"),
                      "track A distinct_id=x\n");
  assert_string_equal(post("{\"event\":\"A\",\"distinct_id\":\"x\",\"properties\":{"
                           "\"$ignore_sent_at\":true},\"timestamp\":\"2020-01-01\"}"),
                      "track A distinct_id=x @1577836800000 {\"$ignore_sent_at\":true} no_skew\n");
}

static struct str id_of(const char *body) {
  post(body);
  assert_int_equal(s.b.n_messages, 1);
  return s.b.messages[0].message_id;
}

static void repetitions(void **state) {
  assert_true(str_is(id_of("{\"uuid\":\"U\",\"event\":\"A\",\"distinct_id\":\"x\"}"), "ph:U"));
  assert_true(str_is(id_of("{\"event\":\"A\",\"distinct_id\":\"x\",\"properties\":{"
                           "\"$insert_id\":\"I\"}}"),
                     "ph:I"));
  /* neither, but a time: the same is the same; without one, each is new */
  struct str a = id_of("{\"event\":\"A\",\"distinct_id\":\"x\",\"timestamp\":\"2026-01-01\"}");
  assert_true(
      str_eq(a, id_of("{\"timestamp\":\"2026-01-01\",\"event\":\"A\",\"distinct_id\":\"x\"}")));
  assert_false(
      str_eq(a, id_of("{\"timestamp\":\"2026-01-02\",\"event\":\"A\",\"distinct_id\":\"x\"}")));
  post("[" SIMPLE "," SIMPLE "]");
  assert_int_equal(s.b.n_messages, 2);
  assert_false(str_eq(s.b.messages[0].message_id, s.b.messages[1].message_id));
}

static void stubs(void **state) {
  said_get(&s, "/array/phc_x/config?ip=0");
  assert_true(s.b.discard && s.b.answer == WIRE_ANSWER_JSON &&
              str_has(s.b.answer_body, STR("\"hasFeatureFlags\":false")));
  said_get(&s, "/array/phc_x/config.js");
  assert_true(s.b.discard && s.b.answer == WIRE_ANSWER_SCRIPT);
  said_post(&s, "/flags/?v=2", STR("{\"token\":\"t\"}"));
  assert_true(s.b.discard && str_has(s.b.answer_body, STR("\"featureFlags\":{}")));
  said_post(&s, "/decide/?v=3", STR("anything"));
  assert_true(s.b.discard && s.b.n_messages == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(bodies, release),
      cmocka_unit_test_teardown(whom, release),
      cmocka_unit_test_teardown(identify_and_alias, release),
      cmocka_unit_test_teardown(attributes, release),
      cmocka_unit_test_teardown(groups, release),
      cmocka_unit_test_teardown(times, release),
      cmocka_unit_test_teardown(repetitions, release),
      cmocka_unit_test_teardown(stubs, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
