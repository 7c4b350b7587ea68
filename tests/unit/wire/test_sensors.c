/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sensors Analytics: encodings, message types, identities, times, ids of messages, answers. */
#include <zlib.h>

#include "said.h"
#include "wire/sensors_int.h"

#define T "\"time\":1795300000123"

static struct said s;

static int release(void **state) {
  said_release(&s);
  return 0;
}

static struct str gzipped(struct str text) {
  uint8_t *out = arena_alloc(&s.a, text.n + 100);
  z_stream z = {.next_in = (Bytef *)(uintptr_t)text.p,
                .avail_in = (uInt)text.n,
                .next_out = out,
                .avail_out = (uInt)text.n + 100};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  deflateEnd(&z);
  return str_of(out, z.total_out);
}

/* One message, as the web's image sends it. */
static const char *one(const char *message) {
  struct str form = form_of(&s, "data", message);
  said_get(&s, arena_cstr(&s.a, arena_printf(&s.a, "/sa.gif?project=p&%.*s", STRF(form))));
  return said_text(&s);
}

static const char simple[] =
    "{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"x\"," T ",\"properties\":{\"n\":1}}";
#define SIMPLE "track A distinct_id=x @1795300000123 {\"n\":1}\n"

static void encodings(void **state) {
  struct str b64 = base64_of(&s, STR(simple)), list, form;
  /* image, ajax and beacon differ in nothing we look at */
  assert_string_equal(one(simple), SIMPLE);
  said_post(&s, "/sa.gif", form_of(&s, "data", simple));
  expect_said(&s, SIMPLE);
  s.q.content_type = STR("text/plain;charset=UTF-8");
  said_post(&s, "/sa", form_of(&s, "data", simple));
  expect_said(&s, SIMPLE);
  /* a list, an object where a list is said, an array where an object is, none */
  form = arena_printf(&s.a, "[%s,%s]", simple, simple);
  said_post(&s, "/sa", form_of(&s, "data_list", arena_cstr(&s.a, form)));
  expect_said(&s, SIMPLE SIMPLE);
  assert_int_equal(s.b.total, 2);
  said_post(&s, "/sa", form_of(&s, "data_list", simple));
  expect_said(&s, SIMPLE);
  said_post(&s, "/sa", form_of(&s, "data", arena_cstr(&s.a, form)));
  expect_said(&s, SIMPLE SIMPLE);
  said_post(&s, "/sa", STR("data_list=W10%3D"));
  expect_said(&s, "");
  /* gzip, said or not, in any order of fields */
  struct str packed = base64_of(&s, gzipped(STR(simple)));
  form = arena_printf(&s.a, "gzip=1&data_list=%.*s", STRF(url_of(&s, packed)));
  said_post(&s, "/sa", form);
  expect_said(&s, SIMPLE);
  form = arena_printf(&s.a, "crc=1&data_list=%.*s&gzip=0", STRF(url_of(&s, packed)));
  said_post(&s, "/sa", form);
  expect_said(&s, SIMPLE);
  /* what happens on the way: no padding, + turned to blanks, line breaks */
  while (b64.n && b64.p[b64.n - 1] == '=')
    b64.n--;
  said_post(&s, "/sa", arena_printf(&s.a, "data=%.*s", STRF(b64)));
  expect_said(&s, SIMPLE);
  char *broken = arena_alloc(&s.a, 2 * b64.n), *to = broken;
  for (size_t i = 0; i < b64.n; i++) {
    if (i % 20 == 19) *to++ = '\r', *to++ = '\n';
    *to++ = b64.p[i];
  }
  list = str_of(broken, (size_t)(to - broken));
  said_post(&s, "/sa", arena_printf(&s.a, "data=%.*s", STRF(list)));
  expect_said(&s, SIMPLE);
  /* JSON as it is, the whole body compressed */
  said_post(&s, "/sa", STR(simple));
  expect_said(&s, SIMPLE);
  form = form_of(&s, "data", simple);
  said_post(&s, "/sa", gzipped(form));
  expect_said(&s, SIMPLE);
  /* a mini program that does not batch: everything in the query */
  said_post(&s, arena_cstr(&s.a, arena_printf(&s.a, "/sa?%.*s", STRF(form))), (struct str){0});
  expect_said(&s, SIMPLE);
}

/* Text whose base64 has plus signs, unencoded in a form: they arrive as blanks. */
static void plus_signs(void **state) {
  const char *text =
      "{\"type\":\"track\",\"event\":\"\xe5\x95\x86\xe5\x93\x81>>>???\",\"distinct_id\":"
      "\"~~~>>>~~~\"," T "}";
  struct str b64 = base64_of(&s, str_from(text));
  assert_non_null(memchr(b64.p, '+', b64.n));
  char crc[40];
  snprintf(crc, sizeof crc, "&crc=%d", sensors_crc(b64));
  said_post(&s, "/sa", arena_printf(&s.a, "data=%.*s%s", STRF(b64), crc));
  expect_said(&s, "track \xe5\x95\x86\xe5\x93\x81>>>??? distinct_id=~~~>>>~~~ @1795300000123\n");
  assert_int_equal(s.b.crc_wrong, 0);
}

static void crc(void **state) {
  assert_int_equal(sensors_crc(STR("")), 0);
  assert_int_equal(sensors_crc(STR("hello")), 99162322);
  assert_int_equal(sensors_crc(STR("hello world, this is long")),
                   sensors_crc(STR("hello+world,+this+is+long")));
  struct str b64 = base64_of(&s, STR(simple)), form = url_of(&s, b64);
  int32_t right = sensors_crc(b64);
  said_post(&s, "/sa", arena_printf(&s.a, "data=%.*s&ext=crc%%3D%d", STRF(form), right));
  expect_said(&s, SIMPLE);
  assert_int_equal(s.b.crc_wrong, 0);
  said_post(&s, "/sa", arena_printf(&s.a, "crc=%d&gzip=0&data=%.*s", right, STRF(form)));
  assert_int_equal(s.b.crc_wrong, 0);
  said_post(&s, "/sa", arena_printf(&s.a, "crc=%d&gzip=0&data=%.*s", right ^ 1, STRF(form)));
  assert_int_equal(s.b.crc_wrong, 1);
  expect_said(&s, SIMPLE); /* counted, and parsed all the same */
  said_post(&s, "/sa", arena_printf(&s.a, "crc=x&data=%.*s", STRF(form)));
  assert_int_equal(s.b.crc_wrong, 1);
}

static void encrypted(void **state) {
  said_post(&s, "/sa", form_of(&s, "gzip=13&data_list", "nonsense"));
  expect_said(&s, "");
  assert_int_equal(s.b.encrypted, 1);
  assert_int_equal(s.b.status, 200);
  struct str form =
      form_of(&s, "gzip=9&data_list",
              "[{\"ekey\":\"k\",\"pkv\":1,\"payloads\":[\"a\",\"b\"],\"flush_time\":1}]");
  said_post(&s, "/sa", form);
  expect_said(&s, "");
  assert_int_equal(s.b.encrypted, 2);
}

static void types(void **state) {
#define M(type, more) "{\"type\":\"" type "\",\"distinct_id\":\"x\"," T more "}"
  assert_string_equal(one(M("profile_set", ",\"properties\":{\"a\":1}")),
                      "set distinct_id=x @1795300000123 traits{\"a\":1}\n");
  assert_string_equal(one(M("profile_set_once", ",\"properties\":{\"a\":1}")),
                      "set_once distinct_id=x @1795300000123 traits{\"a\":1}\n");
  assert_string_equal(one(M("profile_increment", ",\"properties\":{\"a\":1}")),
                      "increment distinct_id=x @1795300000123 traits{\"a\":1}\n");
  assert_string_equal(one(M("profile_append", ",\"properties\":{\"a\":[\"b\"]}")),
                      "append distinct_id=x @1795300000123 traits{\"a\":[\"b\"]}\n");
  assert_string_equal(one(M("profile_unset", ",\"properties\":{\"a\":true}")),
                      "unset distinct_id=x @1795300000123 traits{\"a\":true}\n");
  assert_string_equal(one(M("profile_delete", "")), "delete distinct_id=x @1795300000123\n");
  assert_string_equal(one("{\"type\":\"item_set\",\"item_type\":\"sku\",\"item_id\":7," T
                          ",\"properties\":{\"a\":1}}"),
                      "item_set [sku 7] @1795300000123 {\"a\":1}\n");
  assert_string_equal(
      one("{\"type\":\"item_delete\",\"item_type\":\"sku\",\"item_id\":\"7\"," T "}"),
      "item_delete [sku 7] @1795300000123\n");
  assert_string_equal(one(M("detail_set", "")), "");
  assert_int_equal(s.b.total, 1);
  assert_string_equal(one(M("detail_delete", "")), "");
  assert_string_equal(one(M("track", "")), "!wire_no_event\n");
  assert_string_equal(one(M("dance", "")), "!wire_unknown_type\n");
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\"," T "}"), "!wire_no_id\n");
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":null," T "}"),
                      "!wire_no_id\n");
  assert_string_equal(one("{\"type\":\"item_set\",\"item_type\":\"sku\"," T "}"),
                      "!wire_bad_field\n");
  assert_string_equal(one("[1," M("profile_delete", "") "]"),
                      "delete distinct_id=x @1795300000123\n!wire_not_object\n");
  assert_string_equal(one("{\"type\":"), "!wire_json\n");
  assert_int_equal(s.b.status, 200); /* whatever it was */
  said_post(&s, "/sa", STR("data=%%%"));
  expect_said(&s, "!wire_bad_field\n");
  said_post(&s, "/sa", STR("hello"));
  expect_said(&s, "!wire_bad_field\n");
  assert_true(str_is(s.b.rejects[0].text, "hello"));
}

static void web_identities(void **state) {
  /* anonymous, then with a login, whose cookie stays */
  assert_string_equal(
      one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"c\",\"anonymous_id\":\"c\","
          "\"identities\":{\"$identity_cookie_id\":\"c\",\"$identity_anonymous_id\":\"c\"},"
          "\"lib\":{\"$lib\":\"js\",\"$lib_version\":\"1.2\"}," T "}"),
      "track A cookie_id=c anonymous_id=c @1795300000123 js/1.2 repeats client\n");
  assert_string_equal(
      one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"M\",\"login_id\":\"M\","
          "\"anonymous_id\":\"c\",\"identities\":{\"$identity_cookie_id\":\"c\","
          "\"$identity_login_id\":\"M\"},\"lib\":{\"$lib\":\"js\"}," T "}"),
      "track A cookie_id=c user_id=M anonymous_id=c @1795300000123 js repeats client\n");
  /* the login itself */
  assert_string_equal(
      one("{\"type\":\"track_signup\",\"event\":\"$SignUp\",\"distinct_id\":\"M\",\"login_id\":"
          "\"M\","
          "\"anonymous_id\":\"c\",\"original_id\":\"c\",\"identities\":{\"$identity_login_id\":"
          "\"M\","
          "\"$identity_cookie_id\":\"c\"}," T ",\"properties\":{\"a\":1}}"),
      "signup $SignUp user_id=M cookie_id=c anonymous_id=c was anonymous_id=c @1795300000123 "
      "{\"a\":1} repeats client\n");
}

static void server_identities(void **state) {
  /* untyped; said to be a login id; not said to be one */
  assert_string_equal(one(simple), SIMPLE);
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":123," T
                          ",\"properties\":{\"$is_login_id\":true}}"),
                      "track A user_id=123 @1795300000123 {\"$is_login_id\":true}\n");
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"x\"," T
                          ",\"properties\":{\"$is_login_id\":false}}"),
                      "track A distinct_id=x @1795300000123 {\"$is_login_id\":false}\n");
  assert_string_equal(one("{\"type\":\"track_signup\",\"event\":\"$SignUp\",\"distinct_id\":\"M\","
                          "\"original_id\":\"d\",\"lib\":{\"$lib\":\"Node\"}," T "}"),
                      "signup $SignUp user_id=M anonymous_id=d was distinct_id=d @1795300000123 "
                      "Node\n");
  assert_string_equal(one("{\"type\":\"track_signup\",\"event\":\"$SignUp\",\"distinct_id\":\"M\","
                          "\"original_id\":\"M\"," T "}"),
                      "signup $SignUp user_id=M @1795300000123\n");
}

static void bind_and_unbind(void **state) {
  assert_string_equal(
      one("{\"type\":\"track_id_bind\",\"event\":\"$BindID\",\"distinct_id\":\"m\",\"identities\":{"
          "\"$identity_mp_id\":\"m\",\"$identity_mp_wx12_openid\":\"o\","
          "\"$identity_mp_unionid\":\"u\"},\"lib\":{\"$lib\":\"MiniProgram\"}," T "}"),
      "bind $BindID mp_id=m wx_openid:wx12=o wx_unionid=u @1795300000123 MiniProgram repeats "
      "client\n");
  /* only the pair; that no login is named is no log-out */
  assert_string_equal(
      one("{\"type\":\"track_id_unbind\",\"event\":\"$UnbindID\",\"distinct_id\":\"M\","
          "\"identities\":{\"$identity_mobile\":\"13800000000\"},\"lib\":{\"$lib\":\"js\"}," T "}"),
      "unbind $UnbindID phone=13800000000 @1795300000123 js client\n");
}

static void declared_keys(void **state) {
  static const char *const pairs[][2] = {
      {"$identity_login_id", "user_id"},
      {"$identity_mobile", "phone"},
      {"$identity_email", "email"},
      {"$identity_mp_unionid", "wx_unionid"},
      {"$identity_mp_wxab_openid", "wx_openid:wxab"},
      {"$identity_wecom_ww1_external_user_id", "wecom_ext:ww1"},
      {"$identity_wecom_ww1_member_id", "wecom_member:ww1"},
      {"$identity_ali_userid", "alipay_id"},
      {"$identity_ali_unionid", "alipay_unionid"},
      {"$identity_ali_app_openid", "alipay_openid:app"},
      {"$identity_taobao_ouid", "taobao_ouid"},
      {"$identity_taobao_app_openid", "taobao_openid:app"},
      {"$identity_qq_app_openid", "qq_openid:app"},
      {"$identity_baidu_app_openid", "baidu_openid:app"},
      {"$identity_cookie_id", "cookie_id"},
      {"$identity_xhs_mp_id", "xhs_mp_id"},
      {"$identity_harmony_uuid", "harmony_uuid"},
  };
  static const char *const none[] = {"$identity_member",
                                     "identity_mobile",
                                     "$identity_",
                                     "$identity_mp__openid",
                                     "$identity_wecom_ww1_group_id",
                                     "$identity_mp_openid"};
  struct str type;
  if (!s.a.name) arena_init(&s.a, "said");
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    assert_true(sensors_id_type(str_from(pairs[i][0]), &s.a, &type));
    assert_true(str_is(type, pairs[i][1]));
  }
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    assert_false(sensors_id_type(str_from(none[i]), &s.a, &type));
}

static void other_keys_stay_properties(void **state) {
  assert_string_equal(
      one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"c\",\"identities\":{"
          "\"$identity_cookie_id\":\"c\",\"my_key\":\"v\",\"gone\":null}," T
          ",\"properties\":{\"a\":1}}"),
      "track A cookie_id=c @1795300000123 {\"a\":1,\"my_key\":\"v\"}\n");
  /* several values of a key; numbers; blanks around */
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"identities\":{"
                          "\"$identity_mobile\":[\" 1 \",2,null,1],\"$identity_email\":\"\"}," T
                          "}"),
                      "track A phone=1 phone=2 @1795300000123\n");
}

/* More identities than a message may have: what is too many is told as a property. */
static void many_identities(void **state) {
  struct buf t = BUF_INIT;
  buf_puts(&t, "{\"type\":\"track\",\"event\":\"A\"," T ",\"identities\":{");
  for (unsigned i = 0; i < WIRE_IDS_MAX + 3; i++)
    buf_printf(&t, "%s\"$identity_mp_wx%u_openid\":\"o%u\"", i ? "," : "", i, i);
  buf_puts(&t, "}}");
  one(t.p);
  assert_int_equal(s.b.n_messages, 1);
  assert_int_equal(s.b.messages[0].n_ids, WIRE_IDS_MAX);
  assert_int_equal(s.b.messages[0].properties->n, 3);
  assert_non_null(json_get(s.b.messages[0].properties, "$identity_mp_wx34_openid"));
  buf_release(&t);
}

static void joined_login(void **state) {
  /* loginWithKey of old SDKs, and servers of IDM 3 */
  assert_string_equal(
      one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"$identity_mobile+138\","
          "\"login_id\":\"$identity_mobile+138\",\"anonymous_id\":\"c\"," T "}"),
      "track A phone=138 anonymous_id=c @1795300000123 repeats client\n");
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":"
                          "\"$identity_email+a+b@x.org\"," T "}"),
                      "track A email=a+b@x.org @1795300000123\n");
  assert_string_equal(one("{\"type\":\"track\",\"event\":\"A\",\"login_id\":\"a+b\"," T "}"),
                      "track A user_id=a+b @1795300000123\n");
  assert_string_equal(
      one("{\"type\":\"track\",\"event\":\"A\",\"login_id\":\"$identity_mobile+\"," T "}"),
      "track A user_id=$identity_mobile+ @1795300000123\n");
}

static void times(void **state) {
#define E "{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"x\""
  assert_string_equal(one(E ",\"time\":1795300000123,\"_flush_time\":1795300000456}"),
                      "track A distinct_id=x @1795300000123 ^1795300000456\n");
  /* may be of any age, and is right */
  assert_string_equal(one(E ",\"time\":1,\"time_free\":true}"),
                      "track A distinct_id=x @1000 no_skew\n");
  assert_string_equal(one(E ",\"time\":1795300000123,\"time_free\":null}"),
                      "track A distinct_id=x @1795300000123\n");
  /* local, in the zone the client is in, or the workspace's */
  assert_string_equal(one(E ",\"time\":\"2024-06-01 08:00:00.123\",\"properties\":{"
                            "\"$timezone_offset\":-480}}"),
                      "track A distinct_id=x @1717200000123 {\"$timezone_offset\":-480}\n");
  assert_string_equal(one(E ",\"time\":\"2024-06-01 08:00:00.123\",\"properties\":{"
                            "\"$timezone_offset\":210}}"),
                      "track A distinct_id=x @1717241400123 {\"$timezone_offset\":210}\n");
  assert_string_equal(one(E ",\"time\":\"2024-06-01 08:00:00.123\"}"),
                      "track A distinct_id=x @1717228800123\n");
  assert_true(tz_load(STR("+08:00"), &s.q.zone, &s.err));
  assert_string_equal(one(E ",\"time\":\"2024-06-01 08:00:00.123\"}"),
                      "track A distinct_id=x @1717200000123\n");
  assert_string_equal(one(E "}"), "track A distinct_id=x\n");
}

static struct str id_of(const char *message) {
  one(message);
  assert_int_equal(s.b.n_messages, 1);
  return s.b.messages[0].message_id;
}

static void repetitions(void **state) {
#define TRACKED(project, time, track, flush)                                                       \
  "{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"x\"" project ",\"time\":" time            \
  ",\"_track_id\":" track ",\"_flush_time\":" flush "}"
  struct str a = id_of(TRACKED("", "1795300000123", "5", "1"));
  assert_true(str_starts(a, STR("sa:")) && a.n == 35);
  /* sent again: only when it was sent differs */
  assert_true(str_eq(a, id_of(TRACKED("", "1795300000123", "5", "2"))));
  assert_true(str_eq(a, id_of(TRACKED(",\"project\":\"p\"", "1795300000123", "5", "2"))));
  assert_false(str_eq(a, id_of(TRACKED(",\"project\":\"q\"", "1795300000123", "5", "1"))));
  assert_false(str_eq(a, id_of(TRACKED("", "1795300000124", "5", "1"))));
  assert_false(str_eq(a, id_of(TRACKED("", "1795300000123", "-5", "1"))));
  /* without a track id, all of the message is its id, in any order */
  struct str b = id_of("{\"type\":\"profile_set\",\"distinct_id\":\"x\"," T
                       ",\"properties\":{\"a\":1,\"b\":2},\"_flush_time\":1}");
  assert_true(str_starts(b, STR("sh:")) && b.n == 35);
  assert_true(str_eq(b, id_of("{\"_flush_time\":2,\"distinct_id\":\"x\"," T
                              ",\"properties\":{\"b\":2,\"a\":1},\"type\":\"profile_set\"}")));
  assert_false(str_eq(b, id_of("{\"type\":\"profile_set\",\"distinct_id\":\"x\"," T
                               ",\"properties\":{\"a\":1,\"b\":3},\"_flush_time\":1}")));
}

static void keys(void **state) {
  struct str form = form_of(&s, "data", simple);
  said_post(&s, "/sa?project=shop&token=t1", form);
  assert_int_equal(s.b.n_keys, 2);
  assert_true(str_is(s.b.keys[0], "shop") && str_is(s.b.keys[1], "t1"));
  form = form_of(&s, "data",
                 "{\"type\":\"track\",\"event\":\"A\",\"distinct_id\":\"x\",\"project\":\"own\","
                 "\"token\":\"t2\"}");
  said_post(&s, "/sa?project=shop&token=t1", form);
  assert_int_equal(s.b.n_keys, 4);
  assert_true(str_is(s.b.keys[0], "own") && str_is(s.b.keys[1], "t2"));
}

static struct str dry_run(void *ctx, const char *name) {
  return str_eq_nocase(str_from(name), STR("Dry-Run")) ? STR("true") : (struct str){0};
}

static void answers(void **state) {
  struct str form = form_of(&s, "data", simple);
  one(simple);
  assert_true(s.b.status == 200 && s.b.answer == WIRE_ANSWER_PIXEL && !s.b.discard);
  said_post(&s, "/sa.gif", form);
  assert_true(s.b.status == 200 && s.b.answer == WIRE_ANSWER_EMPTY);
  s.q.header = dry_run;
  said_post(&s, "/debug", form);
  assert_true(s.b.status == 200 && s.b.discard);
  expect_said(&s, SIMPLE);
  s.q.header = NULL;
  said_post(&s, "/debug", form);
  assert_false(s.b.discard);
  said_get(&s, "/config/Android.conf?v=1");
  assert_true(s.b.discard && s.b.status == 200 && str_is(s.b.answer_body, "{}"));
  said_get(&s, "/config/visualized/Web.conf");
  assert_true(s.b.discard && s.b.status == 200);
  said_get(&s, "/mp_login?code=1&appid=2");
  assert_true(s.b.discard && s.b.status == 404);
}

static int status_of(enum err_code code) {
  struct wire_batch b = {0};
  struct err why = {.code = code};
  wire_answer_error(WIRE_SENSORS, &why, &s.a, &b);
  assert_int_equal(b.answer, WIRE_ANSWER_EMPTY);
  return b.status;
}

static void refusals(void **state) {
  if (!s.a.name) arena_init(&s.a, "said");
  assert_int_equal(status_of(ERR_wire_gzip), 200);      /* 400 would come back forever */
  assert_int_equal(status_of(ERR_wire_too_large), 200); /* so would 413 */
  assert_int_equal(status_of(ERR_disk_full), 503);
  assert_int_equal(status_of(ERR_memory_limit), 503);
  s.q.referer = STR("https://servicewechat.com/wx1/1/page-frame.html");
  assert_true(wire_hangs_up(&s.q, WIRE_SENSORS));
  assert_false(wire_hangs_up(&s.q, WIRE_SEGMENT));
  s.q.referer = STR("https://shop.example.org/");
  assert_false(wire_hangs_up(&s.q, WIRE_SENSORS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(encodings, release),
      cmocka_unit_test_teardown(plus_signs, release),
      cmocka_unit_test_teardown(crc, release),
      cmocka_unit_test_teardown(encrypted, release),
      cmocka_unit_test_teardown(types, release),
      cmocka_unit_test_teardown(web_identities, release),
      cmocka_unit_test_teardown(server_identities, release),
      cmocka_unit_test_teardown(bind_and_unbind, release),
      cmocka_unit_test_teardown(declared_keys, release),
      cmocka_unit_test_teardown(other_keys_stay_properties, release),
      cmocka_unit_test_teardown(many_identities, release),
      cmocka_unit_test_teardown(joined_login, release),
      cmocka_unit_test_teardown(times, release),
      cmocka_unit_test_teardown(repetitions, release),
      cmocka_unit_test_teardown(keys, release),
      cmocka_unit_test_teardown(answers, release),
      cmocka_unit_test_teardown(refusals, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
