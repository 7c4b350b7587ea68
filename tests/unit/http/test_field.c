/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Header fields and addresses: tables of what each text means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "http/field.h"
#include "http/proxy.h"

static void cookies(void **state) {
  struct str f = STR("a=1; sid=x=y; b=\"q\";c;sid=2");
  assert_true(str_is(cookie_get(f, STR("a")), "1"));
  assert_true(str_is(cookie_get(f, STR("sid")), "x=y"));
  assert_true(str_is(cookie_get(f, STR("b")), "\"q\""));
  assert_non_null(cookie_get(f, STR("c")).p);
  assert_null(cookie_get(f, STR("d")).p);
  assert_null(cookie_get(f, STR("si")).p);
  assert_null(cookie_get(STR(""), STR("a")).p);
  struct buf b = BUF_INIT;
  cookie_put(STR("a b;\r\n\"%é"), &b);
  assert_string_equal(b.p, "a%20b%3B%0D%0A%22%25%C3%A9");
  buf_release(&b);
}

static void gzip_is_accepted(void **state) {
  static const char *const yes[] = {"gzip",   "br, gzip;q=0.5", "*", "GZIP", "*;q=0, gzip",
                                    "x-gzip", "gzip; q=1.000"};
  static const char *const no[] = {"",      "br",      "gzip;q=0", "gzip;q=0.000, *",
                                   "*;q=0", "gzipped", "gzip;q=x"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    assert_true(accepts_gzip(str_from(yes[i])));
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    assert_false(accepts_gzip(str_from(no[i])));
}

static void languages(void **state) {
  static const char *const zh[] = {
      "zh",    "zh-CN", "zh-CN,zh;q=0.9,en;q=0.8", "fr, zh;q=0.1", "en;q=0.3,zh-Hans;q=0.4",
      "ZH_cn", "zh,en"};
  static const char *const en[] = {"",       "en",  "fr",   "en-US,en;q=0.9,zh;q=0.8",
                                   "zh;q=0", "zhx", "en,zh"};
  for (size_t i = 0; i < sizeof zh / sizeof *zh; i++)
    assert_int_equal(accepts_language(str_from(zh[i])), LANG_ZH);
  for (size_t i = 0; i < sizeof en / sizeof *en; i++)
    assert_int_equal(accepts_language(str_from(en[i])), LANG_EN);
}

static void tags(void **state) {
  assert_true(etag_matches(STR("\"a\""), STR("\"a\"")));
  assert_true(etag_matches(STR("\"x\", W/\"a\""), STR("\"a\"")));
  assert_true(etag_matches(STR("\"x,y\",\"a\""), STR("W/\"a\"")));
  assert_true(etag_matches(STR(" * "), STR("\"a\"")));
  assert_false(etag_matches(STR("\"a"), STR("\"a\"")));
  assert_false(etag_matches(STR("a"), STR("\"a\"")));
  assert_false(etag_matches(STR("\"ab\", \"\""), STR("\"a\"")));
}

static void ranges(void **state) {
  static const struct {
    const char *field;
    uint64_t size;
    enum range want;
    uint64_t from, n;
  } cases[] = {{"bytes=0-0", 10, RANGE_PART, 0, 1},
               {"bytes=2-", 10, RANGE_PART, 2, 8},
               {"bytes=-3", 10, RANGE_PART, 7, 3},
               {"bytes=-30", 10, RANGE_PART, 0, 10},
               {"bytes=5-99", 10, RANGE_PART, 5, 5},
               {"bytes= 1 - 2 ", 10, RANGE_PART, 1, 2},
               {"bytes=10-", 10, RANGE_BAD, 0, 0},
               {"bytes=-0", 10, RANGE_BAD, 0, 0},
               {"bytes=0-", 0, RANGE_BAD, 0, 0},
               {"bytes=3-2", 10, RANGE_NONE, 0, 0},
               {"bytes=0-1,3-4", 10, RANGE_NONE, 0, 0},
               {"lines=0-1", 10, RANGE_NONE, 0, 0},
               {"bytes=a-b", 10, RANGE_NONE, 0, 0},
               {"bytes=", 10, RANGE_NONE, 0, 0},
               {"bytes=-", 10, RANGE_NONE, 0, 0},
               {"", 10, RANGE_NONE, 0, 0},
               {"bytes=0-99999999999999999999999999", 10, RANGE_PART, 0, 10},
               {"bytes=99999999999999999999999999-", 10, RANGE_BAD, 0, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t from = 0, n = 0;
    assert_int_equal(range_parse(str_from(cases[i].field), cases[i].size, &from, &n),
                     cases[i].want);
    assert_int_equal(from, cases[i].from);
    assert_int_equal(n, cases[i].n);
  }
}

static void downloads_with_names(void **state) {
  static const struct {
    const char *name, *want;
  } cases[] = {
      {"orders.csv", "attachment; filename=\"orders.csv\""},
      {"订单.csv", "attachment; filename=\"__.csv\"; filename*=UTF-8''%E8%AE%A2%E5%8D%95.csv"},
      {"a\"b\\c/d", "attachment; filename=\"a_b_c_d\"; filename*=UTF-8''a%22b_c_d"},
      {"x\r\nSet-Cookie: a", "attachment; filename=\"x__Set-Cookie: a\"; "
                             "filename*=UTF-8''x__Set-Cookie%3A%20a"},
      {"\xff", "attachment; filename=\"_\"; filename*=UTF-8''%EF%BF%BD"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf b = BUF_INIT;
    disposition_put(str_from(cases[i].name), &b);
    assert_string_equal(b.p, cases[i].want);
    buf_release(&b);
  }
}

static void types(void **state) {
  assert_true(type_is_text(STR("text/html; charset=utf-8")));
  assert_true(type_is_text(STR("application/json")));
  assert_true(type_is_text(STR("application/problem+json")));
  assert_true(type_is_text(STR("image/svg+xml")));
  assert_false(type_is_text(STR("text/event-stream")));
  assert_false(type_is_text(STR("image/png")));
  assert_false(type_is_text(STR("")));
}

static void networks(void **state) {
  struct cidr c;
  struct addr a;
  static const struct {
    const char *cidr, *addr;
    bool has;
  } cases[] = {{"10.0.0.0/8", "10.255.1.2", true},
               {"10.0.0.0/8", "11.0.0.1", false},
               {"10.1.2.3", "10.1.2.3", true},
               {"10.1.2.3", "10.1.2.4", false},
               {"0.0.0.0/0", "203.0.113.9", true},
               {"0.0.0.0/0", "2001:db8::1", false},
               {"2001:db8::/33", "2001:db8:7fff::1", true},
               {"2001:db8::/33", "2001:db8:8000::1", false},
               {"::/0", "2001:db8::1", true},
               {"192.168.4.0/22", "192.168.7.255", true},
               {"192.168.4.0/22", "192.168.8.0", false},
               {"10.0.0.0/8", "::ffff:10.1.1.1", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(cidr_parse(str_from(cases[i].cidr), &c));
    assert_true(addr_parse(str_from(cases[i].addr), &a));
    assert_int_equal(cidr_has(&c, 1, &a), cases[i].has);
  }
  static const char *const bad[] = {"",       "/8", "10.0.0.0/",   "10.0.0.0/33", "10.0.0/8",
                                    "::/129", "x",  "10.0.0.0/8x", "10.0.0.0/-1", "010.0.0.0/8 "};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(cidr_parse(str_from(bad[i]), &c));
}

static void clients_behind_proxies(void **state) {
  struct cidr trusted[3];
  assert_true(cidr_parse(STR("10.0.0.0/8"), &trusted[0]));
  assert_true(cidr_parse(STR("127.0.0.1"), &trusted[1]));
  assert_true(cidr_parse(STR("2001:db8::/32"), &trusted[2]));
  static const struct {
    const char *peer, *field, *want;
  } cases[] = {{"10.0.0.1", "203.0.113.9", "203.0.113.9"},
               {"203.0.113.1", "198.51.100.1", "203.0.113.1"}, /* not trusted: not believed */
               {"10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"},
               {"10.0.0.1", "6.6.6.6, 203.0.113.9, 10.1.1.1", "203.0.113.9"},
               {"10.0.0.1", "10.2.2.2", "10.2.2.2"},
               {"10.0.0.1", "", "10.0.0.1"},
               {"10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"},
               {"10.0.0.1", "unknown, 203.0.113.9", "203.0.113.9"},
               {"10.0.0.1", "203.0.113.9:4711", "203.0.113.9"},
               {"2001:db8::5", "[2001:4860::1]:80", "2001:4860::1"},
               {"2001:db8::5", "2001:4860::1", "2001:4860::1"},
               {"127.0.0.1", ",,", "127.0.0.1"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct addr a;
    char text[ADDR_TEXT];
    assert_true(addr_parse(str_from(cases[i].peer), &a));
    a = proxy_client(a, str_from(cases[i].field), trusted, 3);
    addr_format(&a, text);
    assert_string_equal(text, cases[i].want);
  }
}

static void ids(void **state) {
  assert_true(token_is_id(STR("abc-DEF_9"), 64));
  assert_false(token_is_id(STR("short"), 64));
  assert_false(token_is_id(STR("has space in it"), 64));
  assert_false(token_is_id(STR("abcdefghij"), 9));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cookies),
      cmocka_unit_test(gzip_is_accepted),
      cmocka_unit_test(languages),
      cmocka_unit_test(tags),
      cmocka_unit_test(ranges),
      cmocka_unit_test(downloads_with_names),
      cmocka_unit_test(types),
      cmocka_unit_test(networks),
      cmocka_unit_test(clients_behind_proxies),
      cmocka_unit_test(ids),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
