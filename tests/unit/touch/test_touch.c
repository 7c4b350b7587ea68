/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets that are sealed, addresses that are not posted to, names of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "touch/webhook_int.h"

static struct err err;

static void test_sealed(void **state) {
  char dir[] = "/tmp/shoal-touch-XXXXXX", path[64];
  struct seal a, b;
  struct arena mem;
  struct str open;
  struct stat st;
  (void)state;
  assert_non_null(mkdtemp(dir));
  arena_init(&mem, "test");
  assert_true(seal_load(io_posix(), dir, &a, &err));
  assert_true(seal_load(io_posix(), dir, &b, &err));
  assert_memory_equal(a.key, b.key, sizeof a.key);
  snprintf(path, sizeof path, "%s/secrets.key", dir);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  struct str sealed = seal_close(&a, "visit", STR("open sesame"), &mem);
  assert_int_equal(sealed.n, strlen("open sesame") + SEAL_OVERHEAD);
  assert_null(memmem(sealed.p, sealed.n, "sesame", 6));
  assert_true(seal_open(&b, "visit", sealed, &mem, &open, &err));
  assert_true(str_is(open, "open sesame"));
  struct str again = seal_close(&a, "visit", STR("open sesame"), &mem);
  assert_memory_not_equal(sealed.p, again.p, sealed.n);
  /* of another use, any byte changed, cut, with another key */
  assert_false(seal_open(&a, "webhook", sealed, &mem, &open, &err));
  assert_int_equal(err.code, ERR_secret_unreadable);
  for (size_t i = 0; i < sealed.n; i++) {
    char *p = arena_alloc(&mem, sealed.n);
    memcpy(p, sealed.p, sealed.n);
    p[i] ^= 0x20;
    assert_false(seal_open(&a, "visit", str_of(p, sealed.n), &mem, &open, &err));
    assert_false(seal_open(&a, "visit", str_of(sealed.p, i), &mem, &open, &err));
  }
  b.key[0] ^= 1;
  assert_false(seal_open(&b, "visit", sealed, &mem, &open, &err));
  assert_true(seal_open(&a, "visit", seal_close(&a, "visit", STR(""), &mem), &mem, &open, &err));
  assert_int_equal(open.n, 0);
  unlink(path);
  rmdir(dir);
  arena_release(&mem);
}

static bool is_public(const char *text) {
  struct sockaddr_in a4 = {.sin_family = AF_INET};
  struct sockaddr_in6 a6 = {.sin6_family = AF_INET6};
  if (inet_pton(AF_INET, text, &a4.sin_addr) == 1)
    return webhook_public((const struct sockaddr *)&a4);
  assert_int_equal(inet_pton(AF_INET6, text, &a6.sin6_addr), 1);
  return webhook_public((const struct sockaddr *)&a6);
}

static void test_addresses(void **state) {
  static const char *const inside[] = {"0.0.0.0",
                                       "0.1.2.3",
                                       "10.0.0.1",
                                       "10.255.255.255",
                                       "100.64.0.1",
                                       "100.127.255.255",
                                       "127.0.0.1",
                                       "127.255.0.1",
                                       "169.254.169.254",
                                       "172.16.0.1",
                                       "172.31.255.255",
                                       "192.0.0.1",
                                       "192.0.2.1",
                                       "192.88.99.1",
                                       "192.168.1.1",
                                       "198.18.0.1",
                                       "198.19.255.255",
                                       "198.51.100.1",
                                       "203.0.113.9",
                                       "224.0.0.1",
                                       "240.0.0.1",
                                       "255.255.255.255",
                                       "::",
                                       "::1",
                                       "::ffff:10.0.0.1",
                                       "::ffff:127.0.0.1",
                                       "64:ff9b::a00:1",
                                       "64:ff9b:1::1",
                                       "100::1",
                                       "2001::1",
                                       "2001:db8::1",
                                       "2002:7f00:1::",
                                       "2002:a00:1::",
                                       "fc00::1",
                                       "fd12:3456::1",
                                       "fe80::1",
                                       "ff02::1",
                                       "3fff::1",
                                       "::127.0.0.1"};
  static const char *const outside[] = {
      "1.1.1.1",         "9.255.255.255", "11.0.0.1",       "100.63.255.255",   "100.128.0.1",
      "172.15.0.1",      "172.32.0.1",    "192.167.1.1",    "223.255.255.255",  "198.17.0.1",
      "2606:4700::1111", "2a00:1450::1",  "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"};
  (void)state;
  for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
    if (is_public(inside[i])) fail_msg("%s", inside[i]);
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    if (!is_public(outside[i])) fail_msg("%s", outside[i]);
  assert_false(webhook_public(&(struct sockaddr){.sa_family = AF_UNIX}));
}

static void test_what_is_wanted(void **state) {
  struct webhook_doc d = {.events = {STR("order_completed"), STR("points_*")}, .n_events = 2};
  struct webhook_doc all = {.events = {STR("*")}, .n_events = 1};
  struct str origin;
  (void)state;
  assert_true(webhook_wants(&d, STR("order_completed")));
  assert_true(webhook_wants(&d, STR("points_earned")));
  assert_true(webhook_wants(&d, STR("points_")));
  assert_false(webhook_wants(&d, STR("order_completed_twice")));
  assert_false(webhook_wants(&d, STR("points")));
  assert_true(webhook_wants(&all, STR("anything")));
  struct webhook_doc some = {.events = {STR("a where x > 1")}, .n_events = 1};
  assert_true(webhook_has_where(some.events[0]) && !webhook_has_where(STR("a_where_")));
  assert_false(webhook_wants(&some, STR("a"))); /* its condition is not asked here */
  assert_true(webhook_origin(STR("https://a.example:8443/x?y=1"), &origin));
  assert_true(str_is(origin, "https://a.example:8443"));
  assert_true(webhook_origin(STR("http://[::1]:80"), &origin));
  assert_false(webhook_origin(STR("https://a.example@b.example/"), &origin));
  assert_false(webhook_origin(STR("https://a.example\\@b.example/"), &origin));
  assert_false(webhook_origin(STR("https://a.example/\n"), &origin));
  assert_false(webhook_origin(STR("HTTPS://a.example/"), &origin));
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_sealed),
                                     cmocka_unit_test(test_addresses),
                                     cmocka_unit_test(test_what_is_wanted)};
  return cmocka_run_group_tests(cases, NULL, NULL);
}
