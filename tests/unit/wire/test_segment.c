/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segment and RudderStack: envelopes, kinds, nulls, quirks, settings, answers. */
#include "said.h"

static void kinds(void **state) {
  struct said s = {0};
  said_post(&s, "/v1/batch",
            STR("{\"batch\":["
                "{\"type\":\"track\",\"event\":\"A\",\"userId\":12,\"anonymousId\":null,"
                "\"properties\":{\"x\":1},\"timestamp\":\"2026-01-01T00:00:00.123Z\"},"
                "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":1}},"
                "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"b\":1}}},"
                "{\"type\":\"page\",\"anonymousId\":\"a\",\"name\":\"P\",\"category\":\"C\","
                "\"properties\":{\"url\":\"u\"}},"
                "{\"type\":\"screen\",\"userId\":\"\",\"anonymousId\":\"a\",\"name\":\"S\"},"
                "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"n\":2}},"
                "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"a\"},"
                "{\"type\":\"alias\",\"userId\":\"u\",\"anonymousId\":\"a\",\"previousId\":\"a\"},"
                "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"u\"}"
                "],\"writeKey\":\"wk\"}"));
  expect_said(&s, "track A user_id=12 @1767225600123 {\"x\":1}\n"
                  "identify user_id=u traits{\"a\":1}\n"
                  "identify user_id=u traits{\"b\":1}\n"
                  "page P anonymous_id=a {\"category\":\"C\",\"url\":\"u\"}\n"
                  "screen S anonymous_id=a\n"
                  "group user_id=u {\"group_id\":\"g\",\"traits\":{\"n\":2}}\n"
                  "alias user_id=u was distinct_id=a\n"
                  "alias user_id=u anonymous_id=a was anonymous_id=a\n");
  assert_int_equal(s.b.n_keys, 1);
  assert_true(str_is(s.b.keys[0], "wk"));
  assert_int_equal(s.b.status, 200);
  assert_true(str_is(s.b.answer_body, "{\"success\":true}"));
  said_release(&s);
}

static void one_by_one(void **state) {
  static const char *const paths[] = {"/v1/t", "/v1/track", "/segment/v1/t/", "/v1/batch"};
  struct said s = {0};
  for (size_t i = 0; i < 3; i++) {
    said_post(&s, paths[i], STR("{\"event\":\"A\",\"userId\":\"u\",\"sentAt\":1767225600}"));
    expect_said(&s, "track A user_id=u ^1767225600000\n");
  }
  said_post(&s, paths[3], STR("{\"type\":\"nonsense\",\"userId\":\"u\"}"));
  expect_said(&s, "!wire_unknown_type\n");
  said_post(&s, "/v1/p", STR("{\"type\":\"identify\",\"userId\":\"u\"}"));
  expect_said(&s, "identify user_id=u\n");
  said_release(&s);
}

static void envelope(void **state) {
  struct said s = {0};
  said_post(&s, "/v1/batch?writeKey=q",
            STR("{\"context\":{\"library\":{\"name\":\"analytics-go\",\"version\":\"3\"},\"ip\":"
                "\"e\"},\"sentAt\":\"2026-01-01T00:00:01+00:00\","
                "\"batch\":[{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\","
                "\"originalTimestamp\":\"2026-01-01 "
                "00:00:00.5\",\"timestamp\":1,\"sentAt\":9,\"context\":{\"ip\":\"i\",\"direct\":"
                "true},\"writeKey\":\"item\"},"
                "{\"type\":\"track\",\"event\":\"B\",\"userId\":\"u\",\"context\":{\"active\":"
                "false,\"externalIds\":[{\"id\":\"o\",\"type\":\"android.id\",\"collection\":"
                "\"users\"},{\"id\":\"g\",\"type\":\"group_id\"}]}}]}"));
  expect_said(&s, "track A user_id=u @1767225600500 ^1767225601000 analytics-go/3 client\n"
                  "track B user_id=u android_id=o ^1767225601000 analytics-go/3 no_skew\n");
  assert_true(str_is(json_get_str(s.b.messages[0].context, "ip"), "i"));
  assert_int_equal(s.b.n_keys, 2);
  assert_true(str_is(s.b.keys[0], "item") && str_is(s.b.keys[1], "q"));
  said_release(&s);
}

static void keys(void **state) {
  struct said s = {0};
  const struct {
    const char *header, *key;
  } cases[] = {
      {"Basic d2s6", "wk"}, {"basic d2s=", "wk"}, {"Bearer tok", "tok"}, {"Basic !!", NULL}};
  for (size_t i = 0; i < 4; i++) {
    s.q.authorization = str_from(cases[i].header);
    said_post(&s, "/v1/t", STR("{\"event\":\"A\",\"userId\":\"u\",\"writeKey\":\"body\"}"));
    assert_int_equal(s.b.n_keys, cases[i].key ? 2 : 1);
    if (cases[i].key) assert_true(str_is(s.b.keys[0], cases[i].key));
    assert_true(str_is(s.b.keys[s.b.n_keys - 1], "body"));
  }
  said_release(&s);
}

static void refused(void **state) {
  struct said s = {0};
  said_post(&s, "/v1/batch",
            STR("{\"batch\":[{\"type\":\"track\",\"userId\":\"u\"},{\"type\":\"track\",\"event\":"
                "\"A\"},7,"
                "{\"type\":\"alias\",\"userId\":\"u\"},{\"type\":\"track\",\"event\":\"A\","
                "\"userId\":{\"x\":1}},"
                "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"a\":1,\"a\":2},"
                "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"good\"}]}"));
  expect_said(&s, "track A user_id=good\n"
                  "!wire_not_object\n!wire_message_json\n!wire_no_event\n!wire_no_id\n!wire_no_"
                  "id\n!wire_no_id\n");
  assert_int_equal(s.b.total, 7);
  assert_int_equal(s.b.messages[0].index, 6);
  said_post(&s, "/v1/batch", STR("{\"batch\":"));
  expect_said(&s, "failed wire_json\n");
  wire_answer_error(WIRE_SEGMENT, &s.err, &s.a, &s.b);
  assert_int_equal(s.b.status, 400);
  assert_true(
      str_has(s.b.answer_body, STR("\"success\":false,\"code\":\"wire_json\",\"message\":\"")));
  assert_true(str_has(s.b.answer_body, STR("\"hint\":\"Send JSON in UTF-8")));
  said_post(&s, "/v1/batch", STR("  "));
  expect_said(&s, "failed wire_empty\n");
  said_release(&s);
}

static void no_events(void **state) {
  struct said s = {0};
  said_post(&s, "/v1/m", STR("{\"series\":[]}"));
  assert_true(s.ok && s.b.discard && s.b.n_messages == 0);
  s.q.host = STR("h:1");
  said_get(&s, "/segment/v1/projects/wk_1/settings");
  assert_true(s.b.discard);
  assert_true(str_is(s.b.keys[0], "wk_1"));
  assert_true(str_is(
      s.b.answer_body,
      "{\"integrations\":{\"Segment.io\":{\"apiKey\":\"wk_1\",\"apiHost\":\"h:1/segment/v1\","
      "\"protocol\":\"http\"}},\"metrics\":{\"sampleRate\":0}}"));
  said_release(&s);
}

static void browsers(void **state) {
  struct said s = {0};
  said_post(&s, "/v1/t",
            STR("{\"event\":\"A\",\"userId\":null,\"anonymousId\":\"a\",\"context\":{\"library\":{"
                "\"name\":\"analytics.js\",\"version\":\"npm:next-1\"}}}"));
  expect_said(&s, "track A anonymous_id=a analytics.js/npm:next-1 repeats client\n");
  said_release(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(kinds),    cmocka_unit_test(one_by_one),
                                     cmocka_unit_test(envelope), cmocka_unit_test(keys),
                                     cmocka_unit_test(refused),  cmocka_unit_test(no_events),
                                     cmocka_unit_test(browsers)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
