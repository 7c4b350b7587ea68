/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * POST /v1/events: its forms, what it makes of each field, and how it says what is wrong. */
#include "said.h"

#define PATH "/v1/events"

static void forms(void **state) {
  struct said s = {0};
  static const char one[] = "{\"event\":\"A\",\"user_id\":\"u\"}";
  said_post(&s, PATH, str_from(one));
  expect_said(&s, "track A user_id=u no_skew\n");
  said_post(&s, PATH,
            STR("[{\"event\":\"A\",\"user_id\":1},{\"event\":\"B\",\"anonymous_id\":\"a\"}]"));
  expect_said(&s, "track A user_id=1 no_skew\ntrack B anonymous_id=a no_skew\n");
  said_post(&s, PATH,
            STR("\xef\xbb\xbf{\"event\":\"A\",\"user_id\":\"u\"}\r\n\r\n "
                "{\"event\":\"B\",\"user_id\":\"u\"}\n{bad\n"));
  expect_said(&s, "track A user_id=u no_skew\ntrack B user_id=u no_skew\n!wire_message_json\n");
  assert_int_equal(s.b.total, 3);
  said_post(&s, PATH, STR("{\n \"event\": \"A\",\n \"user_id\": \"u\"\n}\n"));
  expect_said(&s, "track A user_id=u no_skew\n");
  assert_true(str_is(s.b.answer_body, "{\"accepted\":1,\"rejected\":0,\"errors\":[]}"));
  said_release(&s);
}

static void fields(void **state) {
  struct said s = {0};
  said_post(
      &s, PATH,
      STR("[{\"event\":\"A\",\"user_id\":\"u\",\"ids\":{\"phone\":138,\"email\":null},\"time\":"
          "1700000000,\"message_id\":7,"
          "\"set\":{\"x\":1},\"set_once\":{\"y\":1},\"add\":{\"n\":1},\"append\":{\"t\":\"a\"},"
          "\"unset\":[\"z\"]},"
          "{\"user_id\":\"u\",\"anonymous_id\":\"a\",\"link\":\"identify\",\"set\":{\"x\":1}},"
          "{\"user_id\":\"u\",\"ids\":{\"phone\":\"1\"},\"link\":\"bind\"},{\"ids\":{\"phone\":"
          "\"1\"},\"link\":\"unbind\"},"
          "{\"user_id\":\"u\",\"link\":\"alias\",\"previous\":{\"anonymous_id\":\"a\"}},"
          "{\"item\":{\"id\":\"p\",\"type\":\"t\",\"price\":1}},{\"item\":{\"id\":2,\"deleted\":"
          "true}}]"));
  expect_said(&s, "track A user_id=u phone=138 @1700000000000 no_skew\n"
                  "set user_id=u phone=138 @1700000000000 traits{\"x\":1} no_skew\n"
                  "set_once user_id=u phone=138 @1700000000000 traits{\"y\":1} no_skew\n"
                  "increment user_id=u phone=138 @1700000000000 traits{\"n\":1} no_skew\n"
                  "append user_id=u phone=138 @1700000000000 traits{\"t\":\"a\"} no_skew\n"
                  "unset user_id=u phone=138 @1700000000000 traits{\"z\":null} no_skew\n"
                  "identify user_id=u anonymous_id=a traits{\"x\":1} no_skew\n"
                  "bind user_id=u phone=1 no_skew\nunbind phone=1 no_skew\n"
                  "alias user_id=u was anonymous_id=a no_skew\n"
                  "item_set [t p] {\"price\":1} no_skew\nitem_delete {} no_skew\n");
  for (uint32_t i = 0; i < 6; i++) {
    assert_int_equal(s.b.messages[i].index, 0);
    assert_true(str_is(s.b.messages[i].message_id, "ev:7"));
  }
  assert_int_equal(s.b.total, 7);
  said_release(&s);
}

static void mistakes(void **state) {
  static const struct {
    const char *body, *code;
  } cases[] = {
      {"{\"user_id\":\"u\"}", "wire_no_event"},
      {"{\"event\":\"\",\"user_id\":\"u\"}", "wire_no_event"},
      {"{\"event\":\"A\"}", "wire_no_id"},
      {"{\"event\":\"A\",\"user_id\":\" \"}", "wire_no_id"},
      {"{\"event\":1,\"user_id\":\"u\"}", "wire_bad_field"},
      {"{\"event\":\"A\",\"user_id\":true}", "wire_bad_field"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"time\":\"yesterday\"}", "wire_bad_field"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"properties\":[]}", "wire_bad_field"},
      {"{\"event\":\"A\",\"userId\":\"u\"}", "wire_unknown_field"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"amount\":1}", "wire_unknown_field"},
      {"{\"event\":\"A\",\"ids\":{\"phone\":[]}}", "wire_bad_field"},
      {"{\"user_id\":\"u\",\"link\":\"marry\"}", "wire_bad_field"},
      {"{\"user_id\":\"u\",\"link\":\"alias\"}", "wire_bad_field"},
      {"{\"user_id\":\"u\",\"unset\":[1]}", "wire_bad_field"},
      {"{\"item\":{\"name\":\"x\"}}", "wire_bad_field"},
      {"{\"item\":{\"id\":1},\"event\":\"A\",\"user_id\":\"u\"}", "wire_bad_field"},
      {"[1]", "wire_not_object"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"time\":1e30}", "wire_bad_field"},
  };
  struct said s = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    said_post(&s, PATH, str_from(cases[i].body));
    assert_true(s.ok);
    assert_int_equal(s.b.n_messages, 0);
    assert_int_equal(s.b.n_rejects, 1);
    if (strcmp(err_name(s.b.rejects[0].why.code), cases[i].code))
      fail_msg("%s: %s", cases[i].body, err_name(s.b.rejects[0].why.code));
    assert_int_equal(s.b.status, 422);
    assert_true(str_has(s.b.answer_body, str_from(cases[i].code)));
  }
  said_release(&s);
}

/* Each reader gets a whole sentence: no English words in a Chinese one. */
static void in_words(void **state) {
  static const struct {
    const char *body, *zh;
  } cases[] = {
      {"{\"event\":\"A\",\"user_id\":true}", "“user_id”必须是字符串或数字。"},
      {"{\"event\":\"A\",\"ids\":{\"phone\":[]}}", "“ids.phone”必须是字符串或数字。"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"properties\":[]}", "“properties”必须是对象。"},
      {"{\"user_id\":\"u\",\"unset\":[1]}", "“unset”必须是由名称组成的数组。"},
      {"{\"event\":\"A\",\"user_id\":\"u\",\"time\":\"yesterday\"}",
       "“time”必须是符合 ISO 8601 的时间（2026-01-31T10:00:00Z），或自 1970 年起的秒数或毫秒数。"},
      {"{\"item\":{\"id\":1},\"event\":\"A\",\"user_id\":\"u\"}",
       "“item”必须是单独发送的，不能与 event、link 或 set 一起出现。"},
      {"{\"event\":\"A\",\"user_id\":tru}\n{}",
       "该事件不是有效的 JSON：此处应为一个值。"},
  };
  struct said s = {0};
  struct buf text = BUF_INIT;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    said_post(&s, PATH, str_from(cases[i].body));
    assert_true(s.b.n_rejects > 0);
    buf_reset(&text);
    err_render(&s.b.rejects[0].why, LANG_ZH, &text);
    if (!str_starts(buf_str(&text), str_from(cases[i].zh))) fail_msg("%.*s", STRF(buf_str(&text)));
    assert_false(str_has(buf_str(&text), STR("。。")));
  }
  buf_release(&text);
  said_release(&s);
}

/* What is refused after decoding is told of too, in the caller's language. */
static void answers(void **state) {
  struct said s = {0};
  said_post(&s, PATH,
            STR("[{\"event\":\"A\",\"user_id\":\"u\"},{\"event\":\"B\"},{\"event\":\"C\",\"user_"
                "id\":\"u\"}]"));
  assert_int_equal(s.b.status, 200);
  assert_true(
      str_starts(s.b.answer_body, STR("{\"accepted\":2,\"rejected\":1,\"errors\":[{\"index\":1,"
                                      "\"code\":\"wire_no_id\",\"message\":\"")));
  struct wire_reject all[2] = {s.b.rejects[0], {.index = 2}};
  err_fail(&all[1].why, ERR_wire_bad_field, "x" ERR_SEP "a y" ERR_SEP "乙");
  s.b.rejects = all;
  s.b.n_rejects = 2;
  wire_answer_rejects(&s.b, LANG_ZH, &s.a);
  assert_true(str_starts(s.b.answer_body, STR("{\"accepted\":1,\"rejected\":2,")));
  assert_true(str_has(s.b.answer_body, STR("“x”必须是乙。")));
  said_release(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(forms), cmocka_unit_test(fields),
                                     cmocka_unit_test(mistakes), cmocka_unit_test(in_words),
                                     cmocka_unit_test(answers)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
