/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What answers look like: headers, languages, compression, ranges, uploads, proxies, the log. */
#include <signal.h>
#include <sys/resource.h>

#include "server.h"

static struct str inflated(struct arena *a, struct str gz, size_t most) {
  z_stream z = {0};
  char *p = arena_alloc(a, most);
  inflateInit2(&z, 31);
  z.next_in = (Bytef *)gz.p;
  z.avail_in = (uInt)gz.n;
  z.next_out = (Bytef *)p;
  z.avail_out = (uInt)most;
  assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
  inflateEnd(&z);
  return str_of(p, z.total_out);
}

static void every_response_is_guarded(void **state) {
  static const char *const lines[] = {"GET /info",  "GET /../x", "POST /error", "GET /early",
                                      "HEAD /info", "GET /tag",  "GET /none",   "GET /info/inline"};
  serve((struct http_options){0});
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    struct answer r = ask(lines[i], NULL);
    assert_string_equal(header(&r, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(header(&r, "X-Frame-Options"), "DENY");
    assert_string_equal(header(&r, "Referrer-Policy"), "same-origin");
    assert_string_equal(header(&r, "Cross-Origin-Opener-Policy"), "same-origin");
    assert_string_equal(header(&r, "Cross-Origin-Resource-Policy"), "same-origin");
    assert_non_null(header(&r, "Permissions-Policy"));
    assert_non_null(header(&r, "Date"));
    assert_non_null(strstr(header(&r, "Content-Security-Policy"), "default-src 'none'"));
    assert_null(header(&r, "Strict-Transport-Security"));
    assert_string_equal(header(&r, "Cache-Control"), i == 5 ? "private" : "no-store");
    assert_int_equal(strlen(header(&r, "X-Request-Id")), HTTP_ID_BYTES);
    buf_release(&r.body);
  }
  assert_string_equal(app.trouble, "a handler left no response");
  refused(ask("GET /none", NULL), 500, "internal");
  refused(ask("GET /early", NULL), 404, "not_found_file");
  stop();
}

static void errors_in_two_languages(void **state) {
  serve((struct http_options){0});
  struct answer r = ask("GET /error", "Accept-Language: zh-CN,en;q=0.5\r\n\r\n");
  assert_null(header(&r, "ETag"));
  assert_non_null(strstr(r.body.p, "\"title\":\"x 嵌套超过 3 层。\""));
  assert_non_null(
      strstr(r.body.p, "\"place\":{\"source\":\"question\",\"line\":2,\"column\":5,\"length\":3}"));
  refused(r, 422, "too_deep");
  assert_true(contains(ask("GET /error", NULL), "nested deeper"));
  assert_true(contains(ask("GET /error?lang=zh", NULL), "嵌套"));
  assert_true(contains(ask("GET /error?lang=en", "Accept-Language: zh\r\n\r\n"), "nested"));
  assert_true(contains(ask("GET /..?lang=zh", NULL), "请求路径不规范"));
  stop();
}

static void head_and_conditions(void **state) {
  serve((struct http_options){0});
  struct answer full = ask("GET /big?n=500&type=text/plain", NULL);
  struct answer r = ask("HEAD /big?n=500&type=text/plain", NULL);
  assert_int_equal(r.status, 200);
  assert_string_equal(header(&r, "Content-Length"), "500");
  assert_int_equal(full.body.n, 500);
  buf_release(&full.body);
  r = ask("GET /tag", "If-None-Match: \"v0\", W/\"v1\"\r\n\r\n");
  assert_int_equal(r.status, 304);
  assert_string_equal(header(&r, "ETag"), "\"v1\"");
  assert_string_equal(header(&r, "Cache-Control"), "private");
  r = ask("HEAD /tag", "If-None-Match: *\r\n\r\n");
  assert_int_equal(r.status, 304);
  says(ask("GET /tag", "If-None-Match: \"v0\"\r\n\r\n"), 200, "{}");
  says(ask("POST /tag", "If-None-Match: \"v1\"\r\n\r\n"), 200, "{}");
  stop();
}

static void gzip_out(void **state) {
  struct arena a;
  arena_init(&a, "test");
  serve((struct http_options){0});
  struct answer r = ask("GET /big?n=50000&type=application/json", "Accept-Encoding: gzip\r\n\r\n");
  assert_string_equal(header(&r, "Content-Encoding"), "gzip");
  assert_string_equal(header(&r, "Vary"), "Accept-Encoding");
  assert_true(r.body.n < 50000);
  assert_true(str_eq(inflated(&a, buf_str(&r.body), 60000), big(&a, 50000)));
  buf_release(&r.body);
  static const struct {
    const char *line, *more;
  } plain[] = {{"GET /big?n=50000&type=application/json", NULL},
               {"GET /big?n=50000&type=application/json", "Accept-Encoding: gzip;q=0\r\n\r\n"},
               {"GET /big?n=50000&type=image/png", "Accept-Encoding: gzip\r\n\r\n"},
               {"GET /big?n=1023&type=application/json", "Accept-Encoding: gzip\r\n\r\n"}};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
    r = ask(plain[i].line, plain[i].more);
    assert_null(header(&r, "Content-Encoding"));
    assert_true(str_eq(buf_str(&r.body), big(&a, i == 3 ? 1023 : 50000)));
    buf_release(&r.body);
  }
  r = ask("GET /static", "Accept-Encoding: gzip\r\n\r\n");
  assert_string_equal(header(&r, "Content-Encoding"), "gzip");
  assert_true(str_is(inflated(&a, buf_str(&r.body), 100), "hello"));
  buf_release(&r.body);
  r = ask("GET /static", NULL);
  assert_null(header(&r, "Content-Encoding"));
  says(r, 200, "hello");
  stop();
  arena_release(&a);
}

static void files_and_ranges(void **state) {
  struct err err;
  serve((struct http_options){0});
  assert_true(io_write_atomic(io_posix(), in_dir("f"), "0123456789", 10, &err));
  assert_true(io_write_atomic(io_posix(), in_dir("empty"), "", 0, &err));
  struct answer r = ask("GET /file?f=f&name=%E8%AE%A2%E5%8D%95.csv", NULL);
  assert_string_equal(header(&r, "Accept-Ranges"), "bytes");
  assert_string_equal(header(&r, "Content-Disposition"),
                      "attachment; filename=\"__.csv\"; filename*=UTF-8''%E8%AE%A2%E5%8D%95.csv");
  says(r, 200, "0123456789");
  r = ask("GET /file?f=f", "Range: bytes=2-4\r\n\r\n");
  assert_string_equal(header(&r, "Content-Range"), "bytes 2-4/10");
  assert_string_equal(header(&r, "Content-Length"), "3");
  says(r, 206, "234");
  says(ask("GET /file?f=f", "Range: bytes=-2\r\n\r\n"), 206, "89");
  says(ask("GET /file?f=f", "Range: bytes=0-1,4-5\r\n\r\n"), 200, "0123456789");
  r = ask("GET /file?f=f", "Range: bytes=10-\r\n\r\n");
  assert_string_equal(header(&r, "Content-Range"), "bytes */10");
  refused(r, 416, "http_bad_range");
  says(ask("GET /file?f=f&etag=%22a%22", "Range: bytes=1-1\r\nIf-Range: \"a\"\r\n\r\n"), 206, "1");
  says(ask("GET /file?f=f&etag=%22a%22", "Range: bytes=1-1\r\nIf-Range: \"b\"\r\n\r\n"), 200,
       "0123456789");
  assert_int_equal(ask("GET /file?f=f&etag=%22a%22", "If-None-Match: \"a\"\r\n\r\n").status, 304);
  says(ask("GET /file?f=empty", NULL), 200, "");
  r = ask("HEAD /file?f=f", NULL);
  assert_string_equal(header(&r, "Content-Length"), "10");
  refused(ask("GET /file?f=absent", NULL), 404, "not_found_file");
  stop();
}

/* A request's file goes right after the application was told of its end. */
static void wait_for_files(size_t n) {
  while (files_in_dir() > n)
    poll(NULL, 0, 5);
  assert_int_equal(files_in_dir(), n);
}

static void uploads_to_files(void **state) {
  struct arena a;
  arena_init(&a, "test");
  serve((struct http_options){.memory_max = 1});
  struct str bytes = big(&a, 3u << 20);
  struct peer p = peer_open();
  say(&p,
      "POST /up HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: %zu\r\n\r\n",
      bytes.n);
  assert_int_equal(hear(&p, true).status, 100);
  peer_send(&p, bytes.p, bytes.n);
  struct answer r = hear(&p, false);
  assert_int_equal(r.status, 201);
  assert_true(str_eq(buf_str(&r.body), bytes));
  buf_release(&r.body);
  peer_close(&p);
  assert_true(wait_for(&app.done, 1));
  wait_for_files(0);
  says(ask("PUT /up?keep=mine", "Content-Length: 4\r\n\r\nkept"), 201, "kept");
  assert_true(wait_for(&app.done, 2));
  wait_for_files(1);
  /* One that leaves in the middle leaves nothing behind. */
  p = peer_open();
  say(&p, "POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
  while (files_in_dir() < 2)
    poll(NULL, 0, 5);
  peer_close(&p);
  assert_true(wait_for(&app.done, 3));
  wait_for_files(1);
  stop();
  arena_release(&a);
}

/* A disk that takes two MiB of five: the sender, who reads nothing before the end, hears why. */
static void an_upload_that_cannot_be_kept(void **state) {
  struct arena a;
  struct rlimit was, less = {2u << 20, RLIM_INFINITY};
  arena_init(&a, "test");
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
  less.rlim_max = was.rlim_max;
  signal(SIGXFSZ, SIG_IGN);
  serve((struct http_options){.memory_max = 1});
  struct str bytes = big(&a, 5u << 20);
  for (int chunked = 0; chunked < 2; chunked++) {
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
    struct peer p = peer_open();
    if (chunked)
      say(&p, "POST /up HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n",
          bytes.n);
    else
      say(&p, "POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", bytes.n);
    peer_send(&p, bytes.p, bytes.n);
    if (chunked) say(&p, "\r\n0\r\n\r\n");
    struct answer r = hear(&p, false);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    refused(r, 500, "io");
    peer_close(&p);
    assert_int_equal(files_in_dir(), 0); /* at once */
  }
  says(ask("PUT /up", "Content-Length: 4\r\n\r\nkept"), 201, "kept");
  stop();
  arena_release(&a);
}

static void what_proxies_say(void **state) {
  static const char *const proxies[] = {"127.0.0.0/8", "10.0.0.0/8"};
  static const char *const hosts[] = {"shop.example"};
  const char *said =
      "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.2\r\nX-Forwarded-Proto: https\r\n"
      "X-Forwarded-Host: shop.example\r\nX-Request-Id: given-id-12345\r\n\r\n";
  serve((struct http_options){.proxies = proxies, .n_proxies = 2, .hosts = hosts, .n_hosts = 1});
  struct answer r = ask("GET /info", said);
  assert_string_equal(header(&r, "X-Request-Id"), "given-id-12345");
  assert_string_equal(header(&r, "Strict-Transport-Security"), "max-age=31536000");
  assert_non_null(strstr(r.body.p, "\"remote\":\"203.0.113.9\""));
  assert_non_null(strstr(r.body.p, "\"secure\":true"));
  assert_true(contains(r, "\"host\":\"shop.example\""));
  refused(ask("GET /info", "X-Forwarded-Host: other.example\r\n\r\n"), 421, "http_wrong_host");
  stop();
  serve((struct http_options){0});
  r = ask("GET /info", said);
  assert_int_equal(strlen(header(&r, "X-Request-Id")), HTTP_ID_BYTES);
  assert_null(header(&r, "Strict-Transport-Security"));
  assert_non_null(strstr(r.body.p, "\"remote\":\"127.0.0.1\""));
  assert_true(contains(r, "\"host\":\"localhost\""));
  stop();
}

static void values_cannot_break_lines(void **state) {
  serve((struct http_options){0});
  struct answer r =
      ask("GET /header?v=a%0d%0aX-Evil:%201%0a%0abody", "Cookie: x=1; sid=s3\r\n\r\n");
  assert_int_equal(r.status, 204);
  assert_null(header(&r, "X-Evil"));
  assert_string_equal(header(&r, "X-Given"), "a  X-Evil: 1  body");
  assert_string_equal(
      header(&r, "Set-Cookie"),
      "sid=a%0D%0AX-Evil:%201%0A%0Abody; Max-Age=60; Path=/; HttpOnly; SameSite=Strict");
  assert_true(wait_for(&app.logged, 1));
  assert_string_equal(app.line,
                      "GET /header?v= 127.0.0.1 204 in=0 out=0 route=/test actor=u_1 code=");
  assert_true(contains(ask("GET /info?q=%E9%B1%BC+1", "Cookie: x=1; sid=s3\r\n\r\n"),
                       "\"sid\":\"s3\",\"lang\":\"en\",\"q\":\"鱼 1\""));
  assert_true(wait_for(&app.logged, 2)); /* each I/O thread logs its own, in no common order */
  refused(ask("POST /info", "Content-Length: 3\r\n\r\nabc"), 413, "http_no_body");
  assert_true(wait_for(&app.logged, 3));
  assert_non_null(strstr(app.line, "POST /info 127.0.0.1 413 in=3 "));
  assert_non_null(strstr(app.line, "route= actor= code=http_no_body"));
  stop();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_response_is_guarded),
      cmocka_unit_test(errors_in_two_languages),
      cmocka_unit_test(head_and_conditions),
      cmocka_unit_test(gzip_out),
      cmocka_unit_test(files_and_ranges),
      cmocka_unit_test(uploads_to_files),
      cmocka_unit_test(an_upload_that_cannot_be_kept),
      cmocka_unit_test(what_proxies_say),
      cmocka_unit_test(values_cannot_break_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
