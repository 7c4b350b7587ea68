/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mixpanel: bodies and answers, whom an event is about, operations on people and groups. */
#include "said.h"

static struct said s;

static int release(void **state) {
  said_release(&s);
  return 0;
}

static const char *post(const char *path, const char *json) {
  said_post(&s, path, form_of(&s, "data", json));
  return said_text(&s);
}

#define SIMPLE "{\"event\":\"A\",\"properties\":{\"distinct_id\":\"u\",\"token\":\"t\"}}"
#define SAID   "track A user_id=u {\"distinct_id\":\"u\",\"token\":\"t\"}\n"

static void bodies(void **state) {
  assert_string_equal(post("/track/", SIMPLE), SAID);
  assert_true(str_is(s.b.answer_body, "1") && s.b.answer == WIRE_ANSWER_TEXT);
  assert_true(s.b.n_keys == 1 && str_is(s.b.keys[0], "t"));
  assert_string_equal(post("/track?verbose=1", "[" SIMPLE "," SIMPLE "]"), SAID SAID);
  assert_true(str_is(s.b.answer_body, "{\"error\":null,\"status\":1}"));
  said_post(&s, "/track",
            STR("verbose=1&data=" SIMPLE)); /* JSON as it is, and the wish in the form */
  expect_said(&s, SAID);
  assert_true(str_is(s.b.answer_body, "{\"error\":null,\"status\":1}"));
  struct str form = form_of(&s, "data", SIMPLE);
  said_get(&s, arena_cstr(&s.a, arena_printf(&s.a, "/track?ip=0&verbose=0&%.*s", STRF(form))));
  expect_said(&s, SAID);
  assert_true(str_is(s.b.answer_body, "1"));
  said_get(&s, arena_cstr(&s.a, arena_printf(&s.a, "/mixpanel/track?img=1&%.*s", STRF(form))));
  assert_int_equal(s.b.answer, WIRE_ANSWER_PIXEL);
  /* import: by form the one byte, by JSON the count */
  assert_string_equal(post("/import", "[" SIMPLE "]"), SAID);
  assert_true(str_is(s.b.answer_body, "1"));
  said_post(&s, "/import?strict=1", STR("[" SIMPLE ",{\"event\":\"\"}]"));
  expect_said(&s, SAID "!wire_no_event\n");
  assert_true(
      str_is(s.b.answer_body, "{\"code\":200,\"status\":\"OK\",\"num_records_imported\":1}"));
  assert_int_equal(s.b.total, 2);
  said_post(&s, "/import", STR(SIMPLE "\n" SIMPLE "\n"));
  expect_said(&s, SAID SAID);
  s.q.authorization = STR("Basic dG9rOg==");
  said_post(&s, "/import", STR("[" SIMPLE "]"));
  assert_true(s.b.n_keys == 2 && str_is(s.b.keys[0], "tok") && str_is(s.b.keys[1], "t"));
  said_post(&s, "/mixpanel/track", STR("data=!"));
  expect_said(&s, "failed wire_bad_field\n");
  said_get(&s, "/mixpanel/track");
  expect_said(&s, "failed wire_empty\n");
  struct wire_batch b = {0};
  wire_answer_error(WIRE_MIXPANEL, &s.err, &s.a, &b);
  assert_true(b.status == 400 && str_ends(b.answer_body, STR(",\"status\":0}")));
}

#define EVENT(event, properties) "{\"event\":\"" event "\",\"properties\":{" properties "}}"

static const char *ids(const char *json) {
  static char text[500];
  snprintf(text, sizeof text, "%s", post("/track", json));
  char *end = strstr(text, " {");
  assert_non_null(end);
  *end = 0;
  return text;
}

static void whom(void **state) {
  assert_string_equal(ids(EVENT("A", "\"distinct_id\":\"$device:d\",\"$device_id\":\"d\"")),
                      "track A anonymous_id=d");
  assert_string_equal(
      ids(EVENT("A", "\"distinct_id\":\"u\",\"$device_id\":\"d\",\"$user_id\":\"u\"")),
      "track A user_id=u anonymous_id=d");
  assert_string_equal(ids(EVENT("A", "\"distinct_id\":17")), "track A user_id=17");
  /* before simplified identities, an anonymous distinct_id is the device's, bare */
  assert_string_equal(ids(EVENT("A", "\"distinct_id\":\"d\",\"$device_id\":\"d\"")),
                      "track A anonymous_id=d");
  assert_string_equal(post("/track", EVENT("A", "\"a\":1")), "!wire_no_id\n");
  assert_string_equal(post("/track", "{\"event\":\"A\"}"), "!wire_no_id\n");
  assert_string_equal(
      ids(EVENT("$identify", "\"distinct_id\":\"u\",\"$user_id\":\"u\",\"$device_id\":\"d\","
                             "\"$anon_distinct_id\":\"$device:d\"")),
      "identify $identify user_id=u anonymous_id=d");
  /* a log-in after another: the former user is no device */
  assert_string_equal(
      ids(EVENT("$identify", "\"distinct_id\":\"v\",\"$user_id\":\"v\",\"$device_id\":\"d\","
                             "\"$anon_distinct_id\":\"u\"")),
      "identify $identify user_id=v anonymous_id=d");
  assert_string_equal(ids(EVENT("$identify", "\"$identified_id\":\"u\",\"$anon_id\":\"a\"")),
                      "identify $identify user_id=u anonymous_id=a");
  assert_string_equal(ids(EVENT("$create_alias", "\"distinct_id\":\"u\",\"alias\":\"b\"")),
                      "alias $create_alias user_id=u was distinct_id=b");
  assert_string_equal(ids(EVENT("$create_alias", "\"distinct_id\":\"u\",\"alias\":\"$device:b\"")),
                      "alias $create_alias user_id=u was anonymous_id=b");
  assert_string_equal(post("/track", EVENT("$create_alias", "\"distinct_id\":\"u\"")),
                      "!wire_no_id\n");
  assert_string_equal(ids(EVENT("$merge", "\"$distinct_ids\":[\"u\",\"$device:d\"]")),
                      "bind $merge user_id=u anonymous_id=d");
}

static void times_and_libraries(void **state) {
  assert_string_equal(
      post("/track", EVENT("A", "\"$user_id\":\"u\",\"time\":1795302029.275,\"mp_lib\":\"web\","
                                "\"$lib_version\":\"2.8\"")),
      "track A user_id=u @1795302029275 {\"$lib_version\":\"2.8\",\"$user_id\":\"u\","
      "\"mp_lib\":\"web\",\"time\":1795302029.275} web/2.8 repeats client\n");
  assert_string_equal(
      post("/track", EVENT("A", "\"$user_id\":\"u\",\"time\":1795302029275,\"mp_lib\":\"node\"")),
      "track A user_id=u @1795302029275 {\"$user_id\":\"u\",\"mp_lib\":\"node\","
      "\"time\":1795302029275} node\n");
}

static struct str id_of(const char *path, const char *json) {
  post(path, json);
  assert_int_equal(s.b.n_messages, 1);
  return s.b.messages[0].message_id;
}

static void repetitions(void **state) {
  assert_true(
      str_is(id_of("/track", EVENT("A", "\"$user_id\":\"u\",\"$insert_id\":\"I\"")), "mp:I"));
  struct str a = id_of("/track", EVENT("A", "\"$user_id\":\"u\",\"time\":1795302029"));
  assert_true(str_starts(a, STR("mh:")) && a.n == 35);
  assert_true(str_eq(a, id_of("/track", EVENT("A", "\"time\":1795302029,\"$user_id\":\"u\""))));
  assert_false(str_eq(a, id_of("/track", EVENT("A", "\"time\":1795302030,\"$user_id\":\"u\""))));
  /* points may well be added twice */
  post("/engage",
       "[{\"$distinct_id\":\"u\",\"$add\":{\"p\":1}},{\"$distinct_id\":\"u\",\"$add\":{\"p\":1}}]");
  assert_int_equal(s.b.n_messages, 2);
  assert_false(str_eq(s.b.messages[0].message_id, s.b.messages[1].message_id));
}

#define OP(op) "{\"$token\":\"t\",\"$distinct_id\":\"u\"," op "}"

static void operations(void **state) {
  assert_string_equal(post("/engage", OP("\"$set\":{\"a\":1}")), "set user_id=u traits{\"a\":1}\n");
  assert_true(str_is(s.b.keys[0], "t"));
  assert_string_equal(post("/engage", OP("\"$set_once\":{\"a\":1}")),
                      "set_once user_id=u traits{\"a\":1}\n");
  assert_string_equal(post("/engage", OP("\"$add\":{\"a\":1}")),
                      "increment user_id=u traits{\"a\":1}\n");
  assert_string_equal(post("/engage", OP("\"$append\":{\"a\":1}")),
                      "append user_id=u traits{\"a\":1}\n");
  assert_string_equal(post("/engage", OP("\"$union\":{\"a\":[1]}")),
                      "union user_id=u traits{\"a\":[1]}\n");
  assert_string_equal(post("/engage", OP("\"$remove\":{\"a\":1}")),
                      "remove user_id=u traits{\"a\":1}\n");
  assert_string_equal(post("/engage", OP("\"$unset\":[\"a\",\"b\"]")),
                      "unset user_id=u traits{\"a\":true,\"b\":true}\n");
  assert_string_equal(post("/engage", OP("\"$delete\":\"\"")), "delete user_id=u\n");
  assert_string_equal(
      post("/engage", OP("\"$time\":1795302029,\"$set\":{\"a\":1},\"$add\":{\"b\":2}")),
      "set user_id=u @1795302029000 traits{\"a\":1}\nincrement user_id=u @1795302029000 "
      "traits{\"b\":2}\n");
  assert_true(str_eq(s.b.messages[0].message_id, s.b.messages[1].message_id));
  assert_string_equal(post("/engage", "{\"$distinct_id\":\"$device:d\",\"$set\":{\"a\":1}}"),
                      "set anonymous_id=d traits{\"a\":1}\n");
  /* all or nothing of one */
  assert_string_equal(post("/engage", OP("\"$set\":{\"a\":1},\"$add\":5")), "!wire_bad_field\n");
  assert_string_equal(post("/engage", OP("\"$sing\":{\"a\":1}")), "!wire_unknown_type\n");
  assert_string_equal(post("/engage", "{\"$set\":{\"a\":1}}"), "!wire_no_id\n");
}

static void groups(void **state) {
#define GROUP(op) "{\"$token\":\"t\",\"$group_key\":\"company\",\"$group_id\":\"acme\"," op "}"
  assert_string_equal(post("/groups", GROUP("\"$set\":{\"a\":1}")),
                      "item_set [company acme] {\"a\":1}\n");
  assert_string_equal(post("/groups", GROUP("\"$delete\":\"\"")), "item_delete [company acme]\n");
  assert_string_equal(post("/groups", GROUP("\"$union\":{\"a\":[1]}")), "!wire_unknown_type\n");
  assert_string_equal(post("/groups", "{\"$set\":{\"a\":1}}"), "!wire_no_id\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(bodies, release),
      cmocka_unit_test_teardown(whom, release),
      cmocka_unit_test_teardown(times_and_libraries, release),
      cmocka_unit_test_teardown(repetitions, release),
      cmocka_unit_test_teardown(operations, release),
      cmocka_unit_test_teardown(groups, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
