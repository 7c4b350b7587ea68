/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What decoders are made of: moments, forms, base64, gzip, routes; and cutting broken bodies, of
 * which the sound pieces must be what parsing them in a sound body gives. */
#include "said.h"

#include <zlib.h>

#include "base/rng.h"
#include "wire/wire_int.h"

static int64_t moment(const char *json) {
  struct arena a;
  struct json *v;
  struct err err;
  arena_init(&a, "test");
  assert_true(json_parse(str_from(json), &a, &v, &err));
  int64_t ms = wire_time(v, NULL);
  arena_release(&a);
  return ms;
}

static void moments(void **state) {
  assert_int_equal(moment("\"2026-11-21T22:46:18.737Z\""), INT64_C(1795301178737));
  assert_int_equal(moment("\"2026-11-21T22:46:18.737142+00:00\""), INT64_C(1795301178737));
  assert_int_equal(moment("\"2026-11-21T22:46:18.737142999Z\""), INT64_C(1795301178737));
  assert_int_equal(moment("\"2026-11-22 06:46:18.737+08:00\""), INT64_C(1795301178737));
  assert_int_equal(moment("1795301178"), INT64_C(1795301178000));
  assert_int_equal(moment("1795301178.737"), INT64_C(1795301178737));
  assert_int_equal(moment("1795301178737"), INT64_C(1795301178737));
  assert_int_equal(moment("1795301178737142"), INT64_C(1795301178737));
  assert_int_equal(moment("1795301178737142999"), INT64_C(1795301178737));
  assert_int_equal(moment("\"1795301178737\""), INT64_C(1795301178737));
  assert_int_equal(moment("-1.5"), -1500);
  static const char *const none[] = {"null",           "\"\"", "\"soon\"",        "true", "{}",
                                     "\"2026-13-01\"", "1e40", "\"2026-11-21T\"", "1e300"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    assert_true(moment(none[i]) == WIRE_NO_TIME);
}

static void forms(void **state) {
  struct arena a;
  struct str v;
  arena_init(&a, "test");
  assert_true(wire_field(STR("x=1&data=a%2Bb+c%zz&data=2"), "data", &a, &v));
  assert_true(str_is(v, "a+b c%zz"));
  assert_false(wire_field(STR("xdata=1"), "data", &a, &v));
  assert_true(wire_field(STR("data"), "data", &a, &v) && v.n == 0);
  assert_true(wire_base64(STR("aGk_-w=="), false, &a, &v) && v.n == 4);
  assert_true(wire_base64(STR("aG\r\nk="), false, &a, &v) && str_is(v, "hi"));
  assert_true(wire_base64(STR("+ +/"), true, &a, &v) && v.n == 3);
  assert_false(wire_base64(STR("+ +/"), false, &a, &v));
  assert_false(wire_base64(STR("a"), false, &a, &v));
  assert_true(wire_base64((struct str){0}, false, &a, &v) && v.n == 0);
  arena_release(&a);
}

static size_t zip(const void *p, size_t n, uint8_t *out, size_t cap) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_in = (Bytef *)p, z.avail_in = (uInt)n;
  z.next_out = out, z.avail_out = (uInt)cap;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  deflateEnd(&z);
  return cap - z.avail_out;
}

static void inflating(void **state) {
  struct arena a;
  struct str v;
  struct err err;
  size_t big = WIRE_INFLATED_MAX + 1, cap = 1 << 20;
  char *zeros = calloc(1, big);
  uint8_t *out = malloc(cap);
  arena_init(&a, "test");
  size_t n = zip("hello", 5, out, cap);
  n += zip(" world", 6, out + n, cap - n);
  assert_true(wire_inflate(str_of(out, n), &a, &v, &err) && str_is(v, "hello world"));
  for (size_t cut = 2; cut < n; cut++)
    if (cut != zip("hello", 5, (uint8_t *)zeros, 100))
      assert_false(wire_inflate(str_of(out, cut), &a, &v, &err));
  memset(zeros, 0, 100);
  n = zip(zeros, 3 << 20, out, cap);
  assert_false(wire_inflate(str_of(out, n), &a, &v, &err));
  assert_int_equal(err.code, ERR_wire_ratio);
  struct rng r;
  rng_init(&r, 1, 0, 0);
  for (size_t i = 0; i < big; i += 60)
    zeros[i] = (char)rng_u64(&r);
  free(out);
  out = malloc(cap = 8 << 20);
  n = zip(zeros, big, out, cap);
  assert_false(wire_inflate(str_of(out, n), &a, &v, &err));
  assert_int_equal(err.code, ERR_wire_too_large);
  n = zip(zeros, big - 1, out, cap);
  assert_true(wire_inflate(str_of(out, n), &a, &v, &err) && v.n == big - 1);
  arena_release(&a);
  free(zeros);
  free(out);
}

static void routes(void **state) {
  static const struct {
    const char *path, *query, *body;
    int p;
  } cases[] = {{"/v1/batch", "", "", WIRE_SEGMENT},
               {"/v1/import/", "", "", WIRE_SEGMENT},
               {"/segment/v1/b", "", "", WIRE_SEGMENT},
               {"/v1/projects/k/settings", "", "", WIRE_SEGMENT},
               {"/v1/projects//settings", "", "", -1},
               {"/v1/projects/a/b/settings", "", "", -1},
               {"/v1/events", "", "", WIRE_SHOAL},
               {"/shoal/v1/events", "", "", WIRE_SHOAL},
               {"/segment/v1/events", "", "", -1},
               {"/sa.gif", "", "", WIRE_SENSORS},
               {"/config/Android.conf", "", "", WIRE_SENSORS},
               {"/track", "data=x", "", WIRE_MIXPANEL},
               {"/track/", "", "data=x", WIRE_MIXPANEL},
               {"/track", "", "[{\"properties\":{\"token\":1}}]", WIRE_MIXPANEL},
               {"/engage", "", "{\"api_key\":1}", WIRE_POSTHOG},
               {"/batch", "", "\x1f\x8b", WIRE_POSTHOG},
               {"/mixpanel/track", "", "{\"api_key\":1}", WIRE_MIXPANEL},
               {"/posthog/track", "data=1", "", WIRE_POSTHOG},
               {"/", "", "", -1},
               {"", "", "", -1},
               {"/segment", "", "", -1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct wire_request q = {.post = true,
                             .path = str_from(cases[i].path),
                             .query = str_from(cases[i].query),
                             .body = str_from(cases[i].body)};
    enum wire_protocol p = WIRE_PROTOCOLS;
    bool found = wire_route(&q, &p);
    if (found != (cases[i].p >= 0) || (found && (int)p != cases[i].p))
      fail_msg("%s is %d", cases[i].path, found ? (int)p : -1);
  }
}

/* Random events, some of them broken inside: those that are sound come out as they do alone. */
static void put_random(struct rng *r, struct buf *b, bool *ret_sound) {
  static const char *const sound[] = {
      "{\"event\":\"A\",\"user_id\":\"u\"}",
      "{\"event\":\"B{]\\\"\",\"user_id\":\"u\",\"properties\":{\"a\":[1,{\"b\":[]}]}}",
      " {\"event\" : \"C\\\\\", \"user_id\" : 3 }\n"};
  static const char *const broken[] = {"{\"event\":\"A\",\"event\":\"B\"}",
                                       "{\"x\":01}",
                                       "{\"x\":tru}",
                                       "{\"x\":\"\\q\"}",
                                       "{\"x\" 1}",
                                       "nope",
                                       "{\"x\":\"\xff\"}"};
  *ret_sound = rng_below(r, 4) > 0;
  buf_puts(b, *ret_sound ? sound[rng_below(r, 3)] : broken[rng_below(r, 7)]);
}

static void cutting(void **state) {
  struct rng r;
  rng_init(&r, 3, 0, 0);
  for (int round = 0; round < 300; round++) {
    struct said s = {0};
    struct buf body = BUF_INIT, alone = BUF_INIT;
    uint32_t n = 1 + (uint32_t)rng_below(&r, 8), good = 0;
    buf_putc(&body, '[');
    for (uint32_t i = 0; i < n; i++) {
      struct buf one = BUF_INIT;
      bool sound;
      if (i) buf_putc(&body, ',');
      put_random(&r, &one, &sound);
      buf_put_str(&body, buf_str(&one));
      if (sound) {
        said_post(&s, "/v1/events", buf_str(&one));
        buf_puts(&alone, said_text(&s));
        good++;
      }
      buf_release(&one);
    }
    buf_puts(&body, "]");
    said_post(&s, "/v1/events", buf_str(&body));
    if (good) {
      assert_true(s.ok);
      assert_int_equal(s.b.total, n);
      assert_int_equal(s.b.n_messages, good);
      assert_int_equal(s.b.n_rejects, n - good);
      s.text.n = 0;
      for (uint32_t i = 0; i < good; i++)
        said_put_message(&s.text, &s.b.messages[i]);
      assert_string_equal(said_text(&s), alone.p);
    }
    buf_release(&body);
    buf_release(&alone);
    said_release(&s);
  }
}

/* A body cut off anywhere, and with any byte changed: whatever comes out, what was whole before
 * the damage is there when the body is still one that can be cut. */
static void damaged(void **state) {
  static const char body[] =
      "{\"sentAt\":1,\"batch\":[{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\"},"
      "{\"type\":\"track\",\"event\":\"B\",\"userId\":\"u\"}],\"context\":{}}";
  struct rng r;
  rng_init(&r, 5, 0, 0);
  for (int round = 0; round < 3000; round++) {
    struct said s = {0};
    char copy[sizeof body];
    memcpy(copy, body, sizeof body);
    size_t n = round % 2 ? sizeof body - 1 : rng_below(&r, sizeof body);
    if (round % 2) copy[rng_below(&r, sizeof body - 1)] = (char)rng_u64(&r);
    said_post(&s, "/v1/batch", str_of(copy, n));
    if (s.ok)
      for (uint32_t i = 0; i < s.b.n_rejects; i++)
        assert_true(s.b.rejects[i].index < s.b.total || s.b.total == 0);
    said_release(&s);
  }
}

static void limits(void **state) {
  struct said s = {0};
  struct buf body = BUF_INIT;
  buf_puts(&body, "[{\"event\":\"A\",\"user_id\":\"u\",\"properties\":{\"x\":\"");
  for (size_t i = 0; i < WIRE_MESSAGE_MAX; i++)
    buf_putc(&body, 'x');
  buf_puts(&body, "\"},\"set\":{\"y\":1}},{\"event\":\"B\",\"user_id\":\"u\"}]");
  said_post(&s, "/v1/events", buf_str(&body));
  expect_said(&s, "track B user_id=u no_skew\n!wire_message_large\n");
  buf_reset(&body);
  buf_putc(&body, '[');
  for (uint32_t i = 0; i <= WIRE_MESSAGES_MAX; i++)
    buf_puts(&body, i ? ",{\"event\":\"B\",\"user_id\":1}" : "{\"event\":\"B\",\"user_id\":1}");
  buf_putc(&body, ']');
  said_post(&s, "/v1/events", buf_str(&body));
  assert_int_equal(s.b.n_messages, WIRE_MESSAGES_MAX);
  assert_int_equal(s.b.n_rejects, 1);
  assert_int_equal(s.b.rejects[0].why.code, ERR_wire_too_many);
  buf_release(&body);
  said_release(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(moments),   cmocka_unit_test(forms),
                                     cmocka_unit_test(inflating), cmocka_unit_test(routes),
                                     cmocka_unit_test(cutting),   cmocka_unit_test(damaged),
                                     cmocka_unit_test(limits)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
