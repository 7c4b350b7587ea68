/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GA4's Measurement Protocol: events, attributes, times, ids; it never refuses. */
#include "said.h"

static struct said s;

static int release(void **state) {
  said_release(&s);
  return 0;
}

static const char *post(const char *json) {
  said_post(&s, "/mp/collect?measurement_id=G-1&api_secret=S", str_from(json));
  assert_true(s.ok && s.b.status == 204 && s.b.answer == WIRE_ANSWER_EMPTY);
  return said_text(&s);
}

static void events(void **state) {
  assert_string_equal(
      post("{\"client_id\":\"1.2\",\"user_id\":\"u\",\"timestamp_micros\":"
           "\"1795302029275999\",\"events\":[{\"name\":\"view\",\"params\":{\"a\":1}},"
           "{\"name\":\"b\",\"timestamp_micros\":1795302029000000}]}"),
      "track view user_id=u ga_client_id=1.2 @1795302029275 {\"a\":1}\n"
      "track b user_id=u ga_client_id=1.2 @1795302029000\n");
  assert_true(s.b.n_keys == 2 && str_is(s.b.keys[0], "S") && str_is(s.b.keys[1], "G-1"));
  assert_string_equal(post("{\"app_instance_id\":\"i\",\"events\":[{\"name\":\"a\"}]}"),
                      "track a ga_client_id=i\n");
  assert_string_equal(post("{\"events\":[{\"name\":\"a\"}]}"), "!wire_no_id\n");
  assert_string_equal(post("{\"client_id\":\"c\",\"events\":[{\"name\":\"\"},7]}"),
                      "!wire_not_object\n!wire_no_event\n");
  assert_string_equal(post("{\"client_id\":\"c\"}"), "!wire_bad_field\n");
  assert_string_equal(post("nonsense"), "!wire_json\n");
  assert_int_equal(s.b.total, 1);
}

static void purchase(void **state) {
  assert_string_equal(
      post("{\"client_id\":\"c\",\"events\":[{\"name\":\"purchase\",\"params\":{"
           "\"transaction_id\":\"T1\",\"value\":30.50,\"items\":[{\"item_id\":\"P\"}]}}]}"),
      "track purchase ga_client_id=c {\"items\":[{\"item_id\":\"P\"}],\"transaction_id\":\"T1\","
      "\"value\":30.50}\n");
  assert_true(str_is(s.b.messages[0].message_id, "ga:purchase:T1"));
}

static void attributes(void **state) {
  assert_string_equal(post("{\"user_id\":\"u\",\"user_properties\":{\"plan\":{\"value\":\"gold\"},"
                           "\"gone\":{\"value\":null},\"bare\":1},\"events\":[{\"name\":\"a\"}]}"),
                      "track a user_id=u\nset user_id=u traits{\"plan\":\"gold\"}\n");
  assert_int_equal(s.b.messages[1].index, 1);
  assert_int_equal(s.b.total, 2);
}

static void many(void **state) {
  struct buf t = BUF_INIT;
  buf_puts(&t, "{\"client_id\":\"c\",\"events\":[");
  for (int i = 0; i < 30; i++)
    buf_printf(&t, "%s{\"name\":\"e%d\"}", i ? "," : "", i);
  buf_puts(&t, "]}");
  post(t.p);
  assert_int_equal(s.b.n_messages, 25);
  assert_int_equal(s.b.n_rejects, 5);
  assert_string_equal(err_name(s.b.rejects[0].why.code), "wire_too_many");
  buf_release(&t);
}

static struct str id_of(const char *json) {
  post(json);
  assert_int_equal(s.b.n_messages, 1);
  return s.b.messages[0].message_id;
}

static void repetitions(void **state) {
#define E(client, time)                                                                            \
  "{\"client_id\":\"" client "\",\"events\":[{\"name\":\"a\",\"timestamp_micros\":" time "}]}"
  struct str a = id_of(E("c", "1795302029275000"));
  assert_true(str_starts(a, STR("ga:")));
  assert_true(str_eq(a, id_of(E("c", "1795302029275000"))));
  assert_false(str_eq(a, id_of(E("d", "1795302029275000"))));
  assert_false(str_eq(a, id_of(E("c", "1795302029275001"))));
  /* refunds of one order may be several */
  post("{\"client_id\":\"c\",\"events\":[{\"name\":\"refund\",\"params\":{\"transaction_id\":\"T\"}"
       "},"
       "{\"name\":\"refund\",\"params\":{\"transaction_id\":\"T\"}}]}");
  assert_false(str_eq(s.b.messages[0].message_id, s.b.messages[1].message_id));
}

static void test_address(void **state) {
  said_post(&s, "/debug/mp/collect?api_secret=S",
            STR("{\"client_id\":\"c\",\"events\":[{\"name\":\"a\"}]}"));
  assert_true(s.b.discard && s.b.status == 200);
  assert_true(str_is(s.b.answer_body, "{\"validationMessages\":[]}"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(events, release),
      cmocka_unit_test_teardown(purchase, release),
      cmocka_unit_test_teardown(attributes, release),
      cmocka_unit_test_teardown(many, release),
      cmocka_unit_test_teardown(repetitions, release),
      cmocka_unit_test_teardown(test_address, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
