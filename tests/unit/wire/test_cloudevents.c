/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CloudEvents: the three ways to send one, data of any kind, what must be there. */
#include "said.h"

static struct said s;

static int release(void **state) {
  said_release(&s);
  return 0;
}

static const char *post(const char *json) {
  said_post(&s, "/cloudevents", str_from(json));
  return said_text(&s);
}

#define HEAD(id)                                                                                   \
  "{\"specversion\":\"1.0\",\"id\":\"" id "\",\"source\":\"/shop\",\"type\":\"order.done\""
#define FULL(data)                                                                                 \
  HEAD("1") ",\"subject\":\"u\",\"time\":\"2024-06-01T08:00:00.123456789Z\"," data "}"
#define SAID "track order.done user_id=u @1717228800123"

static void structured(void **state) {
  assert_string_equal(post(FULL("\"data\":{\"a\":1.50}")), SAID " {\"a\":1.50}\n");
  assert_true(str_is(s.b.messages[0].message_id, "ce:/shop\x1f"
                                                 "1"));
  assert_true(s.b.status == 200 && s.b.answer == WIRE_ANSWER_JSON);
  assert_string_equal(post(HEAD("1") ",\"subject\":\"u\"}"), "track order.done user_id=u\n");
  /* data that is no object */
  assert_string_equal(post(FULL("\"data\":[1]")), SAID " {\"data\":[1]}\n");
  assert_string_equal(post(FULL("\"data\":\"x\"")), SAID " {\"data\":\"x\"}\n");
  assert_string_equal(post(FULL("\"data_base64\":\"eyJhIjoxfQ==\"")), SAID " {\"a\":1}\n");
  assert_string_equal(post(FULL("\"data_base64\":\"AAEC\"")), SAID " {\"data_base64\":\"AAEC\"}\n");
}

static void batches(void **state) {
  assert_string_equal(post("[" HEAD("1") ",\"subject\":\"u\"}," HEAD("2") ",\"subject\":7}," HEAD(
                          "3") "},{\"id\":\"4\"}]"),
                      "track order.done user_id=u\ntrack order.done user_id=7\n!wire_no_id\n"
                      "!wire_bad_field\n");
  assert_int_equal(s.b.total, 4);
  assert_string_equal(post("[]"), "");
  assert_string_equal(post("{"), "failed wire_json\n");
  assert_string_equal(post("{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\","
                           "\"subject\":\"u\"}"),
                      "!wire_bad_field\n");
}

static const char *const (*headers)[2];

static struct str header(void *ctx, const char *name) {
  for (size_t i = 0; headers[i][0]; i++)
    if (str_eq_nocase(str_from(headers[i][0]), str_from(name))) return str_from(headers[i][1]);
  return (struct str){0};
}

static void binary(void **state) {
  static const char *const given[][2] = {{"ce-specversion", "1.0"},
                                         {"ce-id", "1"},
                                         {"ce-source", "/shop"},
                                         {"ce-type", "order.done"},
                                         {"ce-subject", "%E5%BC%A0%20+1"},
                                         {"ce-time", "2024-06-01T08:00:00.123Z"},
                                         {NULL, NULL}};
#define SAID_ZHANG "track order.done user_id=\xe5\xbc\xa0 +1 @1717228800123"
  headers = given;
  s.q.header = header;
  assert_string_equal(post("{\"a\":1}"), SAID_ZHANG " {\"a\":1}\n");
  assert_string_equal(post(""), SAID_ZHANG "\n");
  assert_string_equal(post("plain \"text\"\n"),
                      SAID_ZHANG " {\"data\":\"plain \\\"text\\\"\\n\"}\n");
  said_post(&s, "/ce", STR("[1]"));
  expect_said(&s, SAID_ZHANG " {\"data\":[1]}\n");
  /* as it would be sent again */
  assert_true(str_starts(s.b.messages[0].text, STR("{\"specversion\":\"1.0\",\"id\":\"1\"")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(structured, release),
      cmocka_unit_test_teardown(batches, release),
      cmocka_unit_test_teardown(binary, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
