/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clients with habits of their own need: bodies as they were sent, long targets, refusals in
 * the application's words, and no answer at all. */
#include "server.h"

static void bodies_as_sent(void **state) {
  static const uint8_t gz[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7};
  serve((struct http_options){0});
  struct peer p = peer_open();
  say(&p,
      "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: "
      "%zu\r\n\r\n",
      sizeof gz);
  peer_send(&p, gz, sizeof gz);
  struct answer r = hear(&p, false);
  assert_int_equal(r.status, 200);
  assert_int_equal(r.body.n, sizeof gz);
  assert_memory_equal(r.body.p, gz, sizeof gz);
  buf_release(&r.body);
  say(&p, "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: br\r\nContent-Length: "
          "2\r\n\r\nhi");
  assert_true(contains(hear(&p, false), "hi"));
  peer_close(&p);
  stop();
}

static void chunks_and_expect(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  for (int i = 0; i < 2; i++) {
    say(&p,
        "POST /raw HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    say(&p, "2;x=y\r\nde\r\n0\r\n\r\n");
    assert_true(contains(hear(&p, false), "abcde"));
  }
  say(&p,
      "POST /raw HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  assert_int_equal(hear(&p, true).status, 100);
  say(&p, "body");
  assert_true(contains(hear(&p, false), "body"));
  peer_close(&p);
  stop();
}

static void sixteen_megabytes(void **state) {
  struct buf b = BUF_INIT;
  serve((struct http_options){0});
  for (unsigned i = 0; b.n < (16u << 20); i++)
    buf_printf(&b, "%u,", i * 2654435761u);
  b.n = 16u << 20;
  struct peer p = peer_open();
  say(&p, "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", b.n);
  assert_true(peer_send(&p, b.p, b.n));
  struct answer r = hear(&p, false);
  assert_int_equal(r.status, 200);
  assert_int_equal(r.body.n, b.n);
  assert_memory_equal(r.body.p, b.p, b.n);
  buf_release(&r.body);
  peer_close(&p);
  p = peer_open();
  say(&p, "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", b.n + 1);
  r = hear(&p, false);
  assert_string_equal(header(&r, "X-Refused"), "http_too_large");
  refused(r, 413, "http_too_large");
  peer_close(&p);
  buf_release(&b);
  stop();
}

static void long_targets_with_long_headers(void **state) {
  struct buf b = BUF_INIT, more = BUF_INIT;
  serve((struct http_options){0});
  buf_puts(&b, "GET /query?data=%7B+");
  while (b.n < HTTP_TARGET_MAX)
    buf_putc(&b, 'x');
  buf_puts(&more, "Cookie: ");
  while (more.n < HTTP_HEAD_SUM_MAX - HTTP_TARGET_MAX - 100)
    buf_putc(&more, 'y');
  buf_puts(&more, "\r\n\r\n");
  struct answer r = ask(b.p, more.p);
  assert_int_equal(r.status, 200);
  assert_int_equal(r.body.n, b.n - strlen("GET /query?"));
  assert_memory_equal(r.body.p, "data=%7B+xxx", 12);
  buf_reset(&more);
  buf_puts(&more, "Cookie: ");
  while (more.n < HTTP_HEAD_SUM_MAX - HTTP_TARGET_MAX + 500)
    buf_putc(&more, 'y');
  buf_puts(&more, "\r\n\r\n");
  refused(ask(b.p, more.p), 431, "http_head_too_large");
  buf_release(&r.body);
  buf_release(&more);
  buf_release(&b);
  stop();
}

static void refusals_in_the_application_s_words(void **state) {
  serve((struct http_options){0});
  struct answer r = ask("POST /raw?words=1", "Content-Length: 99999999\r\n\r\n");
  assert_int_equal(r.status, 503);
  assert_string_equal(header(&r, "X-Refused"), "http_too_large");
  assert_true(contains(r, "not now"));
  refused(ask("POST /echo", "Content-Length: 99999999\r\n\r\n"), 413, "http_too_large");
  stop();
}

static void no_answer(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  say(&p, "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
  assert_true(contains(hear(&p, false), "hi"));
  say(&p,
      "GET /drop HTTP/1.1\r\nHost: localhost\r\n\r\nGET /info HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_int_equal(hear(&p, false).status, 0);
  assert_int_equal(p.in.n, p.at); /* not a byte */
  peer_close(&p);
  assert_true(wait_for(&app.done, 2));
  assert_non_null(strstr(app.line, " 444 "));
  p = peer_open();
  say(&p, "POST /raw?drop=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
  assert_int_equal(hear(&p, false).status, 0);
  assert_int_equal(p.in.n, p.at);
  peer_close(&p);
  assert_true(contains(ask("GET /info", NULL), "\"path\""));
  stop();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bodies_as_sent),
      cmocka_unit_test(chunks_and_expect),
      cmocka_unit_test(sixteen_megabytes),
      cmocka_unit_test(long_targets_with_long_headers),
      cmocka_unit_test(refusals_in_the_application_s_words),
      cmocka_unit_test(no_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
