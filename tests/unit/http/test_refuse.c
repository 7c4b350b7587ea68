/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything the room refuses by itself, byte by byte over the wire; and that the server goes on
 * serving afterwards. */
#include "server.h"

static void repeat(struct buf *b, char c, size_t n) {
  for (size_t i = 0; i < n; i++)
    buf_putc(b, c);
}

static void unclean_targets(void **state) {
  static const char *const paths[] = {"/../etc/passwd",
                                      "/info/..",
                                      "/info/../info",
                                      "/./info",
                                      "//info",
                                      "/info//x",
                                      "/%2e%2e/x",
                                      "/info/%2E%2e/",
                                      "/info%00",
                                      "/info%0d%0aX:1",
                                      "/info%",
                                      "/info%4",
                                      "/info%zz",
                                      "/info%ff",
                                      "/info%c0%ae",
                                      "/info/..%5c..%5c",
                                      "/info\\x",
                                      "/info%ed%a0%80",
                                      "/info#x",
                                      "http://localhost/info",
                                      "*",
                                      "info",
                                      "/info/%2e",
                                      "/info%7f",
                                      "/%c0%af../x",
                                      "/info/%252e%252e/..",
                                      "/.",
                                      "/.."};
  serve((struct http_options){0});
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    char line[200];
    snprintf(line, sizeof line, "GET %s", paths[i]);
    refused(ask(line, NULL), 400, "http_bad_path");
  }
  static const char *const queries[] = {"a=%", "a=%zz", "a=%00", "%ff=1", "a=%c3%28"};
  for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
    char line[200];
    snprintf(line, sizeof line, "GET /info?%s", queries[i]);
    refused(ask(line, NULL), 400, "http_bad_query");
  }
  assert_int_equal(app.handled, 0);
  assert_true(
      contains(ask("GET /info/%E9%B1%BC/x.y..z?a=1+2%263", NULL), "\"path\":\"/info/鱼/x.y..z\""));
  stop();
}

static void heads_over_the_limits(void **state) {
  struct buf b = BUF_INIT;
  serve((struct http_options){0});
  buf_puts(&b, "GET /info?a=");
  repeat(&b, 'x', HTTP_TARGET_MAX - 8);
  assert_true(contains(ask(b.p, NULL), "xxxx"));
  buf_putc(&b, 'x');
  refused(ask(b.p, NULL), 414, "http_target_too_long");
  buf_reset(&b);
  buf_puts(&b, "X-Long: ");
  repeat(&b, 'y', HTTP_HEAD_MAX - 200);
  buf_puts(&b, "\r\n\r\n");
  assert_true(contains(ask("GET /info", b.p), "\"path\""));
  buf_reset(&b);
  buf_puts(&b, "X-Long: ");
  repeat(&b, 'y', HTTP_HEAD_MAX + 500);
  buf_puts(&b, "\r\n\r\n");
  refused(ask("GET /info", b.p), 431, "http_head_too_large");
  buf_reset(&b);
  for (int i = 0; i < 1000; i++)
    buf_printf(&b, "X-%d: 1\r\n", i);
  buf_puts(&b, "\r\n");
  assert_true(contains(ask("GET /info", b.p), "\"path\""));
  /* Far over: libmicrohttpd's own words, and no crash. */
  buf_reset(&b);
  buf_puts(&b, "X-Long: ");
  repeat(&b, 'y', 1000000);
  buf_puts(&b, "\r\n\r\n");
  struct answer r = ask("GET /info", b.p);
  assert_true(r.status == 431 || r.status == 0);
  buf_release(&r.body);
  buf_release(&b);
  assert_true(contains(ask("GET /info", NULL), "\"path\""));
  stop();
}

/* Before routing, too, the application is asked; it sees the path where there is a clean one. */
static void before_routing(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  say(&p, "GET /raw HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  struct answer r = hear(&p, false);
  assert_string_equal(header(&r, "X-Refused"), "http_wrong_host");
  refused(r, 421, "http_wrong_host");
  peer_close(&p);
  p = peer_open();
  say(&p, "GET /raw?a=%%zz HTTP/1.1\r\nHost: localhost\r\nX-Drop: 1\r\n\r\n");
  assert_false(peer_more(&p));
  peer_close(&p);
  refused(ask("GET /raw/..", NULL), 400, "http_bad_path");
  assert_int_equal(app.handled, 0);
  assert_int_equal(app.done, 0);
  stop();
}

static void methods_and_hosts(void **state) {
  static const char *const hosts[] = {"shop.example"};
  serve((struct http_options){0});
  refused(ask("BREW /info", NULL), 501, "http_method_unknown");
  struct answer r = ask("TRACE /info", NULL);
  assert_string_equal(header(&r, "Allow"), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  refused(r, 405, "http_method_refused");
  struct peer p = peer_open();
  say(&p, "GET /info HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  refused(hear(&p, false), 421, "http_wrong_host");
  peer_close(&p);
  static const struct {
    const char *host;
    int status;
  } cases[] = {{"localhost", 200},
               {"LOCALHOST:81", 200},
               {"127.0.0.1:9999", 200},
               {"127.0.0.2", 421},
               {"localhost.evil.com", 421},
               {"localhost@evil", 400},
               {"local host", 400},
               {"localhost:99999", 400},
               {"[::1]", 421},
               {"localhost:8x", 400},
               {"", 400}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    p = peer_open();
    say(&p, "GET /info HTTP/1.1\r\nHost: %s\r\n\r\n", cases[i].host);
    r = hear(&p, false);
    if (r.status != cases[i].status) print_error("host %s\n", cases[i].host);
    assert_int_equal(r.status, cases[i].status);
    buf_release(&r.body);
    peer_close(&p);
  }
  p = peer_open();
  say(&p, "GET /info HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
  refused(hear(&p, false), 400, "http_bad_request");
  peer_close(&p);
  p = peer_open();
  say(&p, "GET /info HTTP/1.0\r\n\r\n");
  refused(hear(&p, false), 421, "http_wrong_host");
  peer_close(&p);
  stop();
  serve((struct http_options){.hosts = hosts, .n_hosts = 1});
  refused(ask("GET /info", NULL), 421, "http_wrong_host");
  p = peer_open();
  say(&p, "GET /info HTTP/1.1\r\nHost: Shop.Example:8443\r\n\r\n");
  assert_true(contains(hear(&p, false), "\"host\":\"Shop.Example:8443\""));
  peer_close(&p);
  stop();
}

static void two_lengths(void **state) {
  serve((struct http_options){0});
  refused(ask("POST /echo", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
          400, "http_bad_request");
  refused(ask("POST /echo", "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"), 400,
          "http_bad_request");
  struct answer r = ask("POST /echo", "Content-Length: -3\r\n\r\nabc");
  assert_int_equal(r.status, 400); /* libmicrohttpd's */
  buf_release(&r.body);
  r = ask("POST /echo", "Content-Length: 99999999999999999999999999\r\n\r\nabc");
  assert_true(r.status == 400 || r.status == 413);
  buf_release(&r.body);
  refused(ask("POST /echo", "Transfer-Encoding: gzip\r\n\r\n"), 415, "http_bad_encoding");
  stop();
}

static void bodies_over_the_limit(void **state) {
  struct buf b = BUF_INIT;
  serve((struct http_options){0});
  refused(ask("GET /info", "Content-Length: 2\r\n\r\nab"), 413, "http_no_body");
  refused(ask("POST /echo", "Content-Length: 5000000000\r\n\r\nab"), 413, "http_too_large");
  refused(ask("POST /echo", "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n"), 413,
          "http_too_large");
  /* Small enough to be read away: the connection lives on. */
  struct peer p = peer_open();
  buf_puts(&b, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100001\r\n\r\n");
  repeat(&b, 'z', 100001);
  peer_send(&p, b.p, b.n);
  refused(hear(&p, false), 413, "http_too_large");
  say(&p, "GET /info HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(contains(hear(&p, false), "\"path\""));
  peer_close(&p);
  /* Chunks: the limit is met while reading. */
  buf_reset(&b);
  buf_puts(&b, "Transfer-Encoding: chunked\r\n\r\n186a1\r\n");
  repeat(&b, 'z', 100001);
  buf_puts(&b, "\r\n0\r\n\r\n");
  refused(ask("POST /echo", b.p), 413, "http_too_large");
  /* Without end: read away for a while, then cut. */
  p = peer_open();
  say(&p, "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  buf_reset(&b);
  buf_puts(&b, "10000\r\n");
  repeat(&b, 'z', 65536);
  buf_puts(&b, "\r\n");
  int sent = 0;
  while (sent < 10000 && peer_send(&p, b.p, b.n))
    sent++;
  assert_true(sent < 10000);
  peer_close(&p);
  /* Exactly the limit. */
  buf_reset(&b);
  buf_puts(&b, "Content-Length: 100000\r\n\r\n");
  repeat(&b, 'z', 100000);
  struct answer r = ask("POST /echo", b.p);
  assert_int_equal(r.status, 200);
  assert_int_equal(r.body.n, 100000);
  buf_release(&r.body);
  assert_true(wait_for(&app.done, 2));
  buf_release(&b);
  stop();
}

static struct buf gzip(struct str s) {
  struct buf out = BUF_INIT;
  z_stream z = {0};
  deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  buf_reserve(&out, deflateBound(&z, s.n));
  z.next_in = (Bytef *)s.p;
  z.avail_in = (uInt)s.n;
  z.next_out = (Bytef *)out.p;
  z.avail_out = (uInt)deflateBound(&z, s.n);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.n = z.total_out;
  deflateEnd(&z);
  return out;
}

static struct answer post_gzip(struct str bytes, const char *coding) {
  struct peer p = peer_open();
  say(&p,
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: %s\r\nContent-Length: "
      "%zu\r\n\r\n",
      coding, bytes.n);
  peer_send(&p, bytes.p, bytes.n);
  struct answer r = hear(&p, false);
  peer_close(&p);
  return r;
}

static void gzip_in(void **state) {
  struct arena a;
  arena_init(&a, "test");
  serve((struct http_options){0});
  struct str text = big(&a, 99000);
  struct buf z = gzip(text);
  struct answer r = post_gzip(buf_str(&z), "gzip");
  assert_int_equal(r.status, 200);
  assert_true(str_eq(buf_str(&r.body), text));
  buf_release(&r.body);
  refused(post_gzip(str_of(z.p, z.n - 5), "gzip"), 400, "http_bad_gzip");
  refused(post_gzip(str_of(z.p + 1, z.n - 1), "gzip"), 400, "http_bad_gzip");
  z.p[z.n / 2] ^= 0x55;
  refused(post_gzip(buf_str(&z), "gzip"), 400, "http_bad_gzip");
  buf_release(&z);
  struct buf one = gzip(STR("one,")), two = gzip(STR("two"));
  buf_put_str(&one, buf_str(&two));
  says(post_gzip(buf_str(&one), "x-gzip"), 200, "one,two");
  buf_puts(&one, "garbage");
  refused(post_gzip(buf_str(&one), "gzip"), 400, "http_bad_gzip");
  buf_release(&one);
  buf_release(&two);
  r = post_gzip(STR("abc"), "br");
  assert_string_equal(header(&r, "Accept-Encoding"), "gzip");
  refused(r, 415, "http_bad_encoding");
  says(post_gzip(STR("abc"), "identity"), 200, "abc");
  /* A bomb: 64 MB of zeros in 64 KB. */
  char *zeros = arena_calloc(&a, 64u << 20, 1);
  z = gzip(str_of(zeros, 64u << 20));
  assert_true(z.n < 100000);
  refused(post_gzip(buf_str(&z), "gzip"), 413, "http_too_large");
  buf_release(&z);
  stop();
  arena_release(&a);
}

static void memory_of_all_bodies(void **state) {
  struct buf b = BUF_INIT;
  serve((struct http_options){.memory_max = 150000});
  struct peer hold = peer_open();
  say(&hold, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
  repeat(&b, 'z', 99999);
  peer_send(&hold, b.p, b.n);
  uint64_t held = 0;
  while (held < 99999) {
    held = __atomic_load_n(&app.server->memory, __ATOMIC_RELAXED);
    poll(NULL, 0, 5);
  }
  buf_reset(&b);
  buf_puts(&b, "Content-Length: 90000\r\n\r\n");
  repeat(&b, 'z', 90000);
  struct answer r = ask("POST /echo", b.p);
  assert_string_equal(header(&r, "Retry-After"), "5");
  refused(r, 503, "http_memory");
  say(&hold, "z");
  r = hear(&hold, false);
  assert_int_equal(r.status, 200);
  assert_int_equal(r.body.n, 100000);
  buf_release(&r.body);
  peer_close(&hold);
  assert_true(wait_for(&app.done, 2));
  while (__atomic_load_n(&app.server->memory, __ATOMIC_RELAXED) > 0) /* given back after that */
    poll(NULL, 0, 5);
  r = ask("POST /echo", b.p);
  assert_int_equal(r.status, 200);
  buf_release(&r.body);
  buf_release(&b);
  stop();
}

/* What scanners send: nothing of it may end the server or reach the application. */
static void garbage(void **state) {
  static const char *const bag[] = {
      "\r\n\r\n\r\n",
      "GET\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
      "GET / HTTP/9.9\r\n\r\n",
      "GET /info HTTP/1.1\r\nHost localhost\r\n\r\n",
      "GET /info HTTP/1.1\r\n: x\r\n\r\n",
      "GET /info HTTP/1.1\r\nHost: localhost\r\nX: \x01\x02\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
      ("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
       "chunked\r\n\r\nffffffffffffffff1\r\n"),
      "GET /info?id=1'%20OR%20'1'='1--&x=<script> HTTP/1.1\r\n\r\n"};
  serve((struct http_options){0});
  for (size_t i = 0; i < sizeof bag / sizeof bag[0]; i++) {
    struct peer p = peer_open();
    peer_send(&p, bag[i], strlen(bag[i]));
    shutdown(p.fd, SHUT_WR);
    while (peer_more(&p))
      ;
    if (p.in.n) assert_true(memcmp(p.in.p, "HTTP/1.", 7) == 0 && p.in.p[9] >= '4');
    peer_close(&p);
  }
  assert_int_equal(app.handled, 0);
  assert_string_equal(app.trouble, "");
  assert_true(contains(ask("GET /info", NULL), "\"path\""));
  stop();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(unclean_targets), cmocka_unit_test(heads_over_the_limits),
      cmocka_unit_test(before_routing),  cmocka_unit_test(methods_and_hosts),
      cmocka_unit_test(two_lengths),     cmocka_unit_test(bodies_over_the_limit),
      cmocka_unit_test(gzip_in),         cmocka_unit_test(memory_of_all_bodies),
      cmocka_unit_test(garbage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
