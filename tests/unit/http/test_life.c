/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections and requests in time: keep-alive, pipelines, caps, queues, deadlines, clients that
 * leave, stopping.  Waiting is for events, never for the clock; the clock is put forward. */
#include "server.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"

static void keep_alive_and_pipelines(void **state) {
  struct buf b = BUF_INIT;
  serve((struct http_options){.workers = 3});
  struct peer p = peer_open();
  for (int i = 0; i < 200; i++)
    buf_printf(&b,
               "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n%04d"
               "GET /info/inline?i=%d HTTP/1.1\r\nHost: localhost\r\n\r\n",
               i, i);
  peer_send(&p, b.p, b.n);
  for (int i = 0; i < 200; i++) {
    char want[40];
    snprintf(want, sizeof want, "%04d", i);
    says(hear(&p, false), 200, want);
    snprintf(want, sizeof want, "\"i\":\"%d\"", i);
    assert_true(contains(hear(&p, false), want));
  }
  /* A refusal in the pipeline does not end it. */
  say(&p, GET("/a/../b") GET("/info"));
  refused(hear(&p, false), 400, "http_bad_path");
  assert_true(contains(hear(&p, false), "\"path\""));
  say(&p, "GET /info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert_true(contains(hear(&p, false), "\"path\""));
  assert_false(peer_more(&p));
  peer_close(&p);
  buf_release(&b);
  stop();
}

/* 1,000 connections at once against a cap of 300: those within are served, some over it are told,
 * the rest are closed; afterwards the server is as before. */
static void a_thousand_connections(void **state) {
  static struct peer peers[1000];
  static const char *const proxies[] = {"127.0.0.1"};
  struct http_stats stats;
  int served = 0, told = 0, cut = 0;
  serve((struct http_options){.connections_max = 300, .proxies = proxies, .n_proxies = 1});
  for (int i = 0; i < 1000; i++)
    peers[i] = peer_open();
  for (int i = 0; i < 1000; i++)
    say(&peers[i], GET("/info"));
  for (int i = 0; i < 1000; i++) {
    struct answer r = hear(&peers[i], false);
    served += r.status == 200;
    cut += r.status == 0;
    if (r.status == 503) {
      told++;
      assert_string_equal(header(&r, "Retry-After"), "5");
      assert_true(r.close);
      refused(r, 503, "http_busy");
    } else {
      buf_release(&r.body);
    }
  }
  assert_int_equal(served, 300);
  /* A place in the slack may be used again; and an answer may be lost when the connection is reset
   * before it is read. */
  assert_in_range(told, 1, 700);
  assert_int_equal(served + told + cut, 1000);
  http_stats(app.server, &stats);
  assert_in_range(stats.open, 300, 300 + HTTP_SLACK);
  for (int i = 0; i < 1000; i++)
    peer_close(&peers[i]);
  do {
    http_stats(app.server, &stats);
    poll(NULL, 0, 5);
  } while (stats.open > 0);
  assert_true(contains(ask("GET /info", NULL), "\"path\""));
  stop();
}

static void one_address_has_its_cap(void **state) {
  struct peer peers[10];
  serve((struct http_options){.per_address_max = 4});
  for (int i = 0; i < 10; i++) {
    peers[i] = peer_open();
    say(&peers[i], GET("/info"));
    struct answer r = hear(&peers[i], false);
    assert_int_equal(r.status, i < 4 ? 200 : 429);
    if (i < 4)
      buf_release(&r.body);
    else
      refused(r, 429, "http_busy_address");
  }
  for (int i = 0; i < 10; i++)
    peer_close(&peers[i]);
  stop();
}

static void a_full_queue_says_so(void **state) {
  struct peer peers[3];
  struct http_stats stats;
  serve((struct http_options){.workers = 1, .queue_max = 2});
  for (int i = 0; i < 3; i++) {
    peers[i] = peer_open();
    say(&peers[i], GET("/block"));
    if (i == 0) assert_true(wait_for(&app.blocked, 1));
  }
  do {
    http_stats(app.server, &stats);
    poll(NULL, 0, 5);
  } while (stats.queued < 2);
  struct answer r = ask("GET /info", NULL);
  assert_string_equal(header(&r, "Retry-After"), "5");
  refused(r, 503, "http_queue_full");
  assert_true(contains(ask("GET /info/inline", NULL), "inline"));
  tell(&app.release, 3);
  for (int i = 0; i < 3; i++) {
    says(hear(&peers[i], false), 200, "released");
    peer_close(&peers[i]);
  }
  stop();
}

/* Busy workers do not hold up what is the waiters', nor the other way round; one bound holds for
 * both. */
static void two_lanes(void **state) {
  struct peer peers[4];
  struct http_stats stats;
  serve((struct http_options){.workers = 1, .waiters = 1, .queue_max = 2});
  peers[0] = peer_open();
  say(&peers[0], GET("/block"));
  assert_true(wait_for(&app.blocked, 1));
  assert_true(contains(ask("GET /info/waits", NULL), "\"path\""));
  peers[1] = peer_open();
  say(&peers[1], GET("/block?waits=1"));
  assert_true(wait_for(&app.blocked, 2));
  for (int i = 2; i < 4; i++) {
    peers[i] = peer_open();
    say(&peers[i], i == 2 ? GET("/info") : GET("/info/waits"));
  }
  do {
    http_stats(app.server, &stats);
    poll(NULL, 0, 5);
  } while (stats.queued < 2);
  refused(ask("GET /info/waits", NULL), 503, "http_queue_full");
  tell(&app.release, 2);
  for (int i = 0; i < 4; i++) {
    if (i < 2)
      says(hear(&peers[i], false), 200, "released");
    else
      assert_true(contains(hear(&peers[i], false), "\"path\""));
    peer_close(&peers[i]);
  }
  stop();
}

static void a_client_that_leaves(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  say(&p, GET("/block"));
  assert_true(wait_for(&app.blocked, 1));
  assert_int_equal(app.gone, 0);
  peer_close(&p);
  assert_true(wait_for(&app.gone, 1));
  assert_true(wait_for(&app.logged, 1));
  assert_non_null(strstr(app.line, " 499 "));
  /* Also with the next request already waiting in the pipe. */
  p = peer_open();
  say(&p, GET("/block") GET("/info"));
  assert_true(wait_for(&app.blocked, 2));
  peer_close(&p);
  assert_true(wait_for(&app.gone, 2));
  stop();
}

/* Waiting for a worker counts too: the handler is not even begun. */
static void deadlines(void **state) {
  serve((struct http_options){.workers = 1});
  struct peer a = peer_open(), b = peer_open();
  struct http_stats stats;
  say(&a, GET("/block"));
  assert_true(wait_for(&app.blocked, 1));
  say(&b, GET("/block"));
  do {
    http_stats(app.server, &stats);
    poll(NULL, 0, 5);
  } while (stats.queued < 1);
  clock_forward(&app.clock, 19);
  assert_int_equal(app.gone, 0);
  clock_forward(&app.clock, 2);
  assert_true(wait_for(&app.gone, 1));
  refused(hear(&a, false), 503, "http_deadline");
  refused(hear(&b, false), 503, "http_deadline");
  assert_int_equal(app.blocked, 1);
  /* The connection lives on. */
  say(&a, GET("/info"));
  assert_true(contains(hear(&a, false), "\"path\""));
  peer_close(&a);
  peer_close(&b);
  stop();
}

static void slow_bodies_and_heads(void **state) {
  serve((struct http_options){0});
  struct peer body = peer_open(), head = peer_open(), silent = peer_open();
  say(&body,
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nAccept-Language: zh\r\nContent-Length: 9\r\n\r\n");
  say(&head, "GET /info HTTP/1.1\r\nHo");
  while (__atomic_load_n(&app.server->active, __ATOMIC_SEQ_CST) < 1)
    poll(NULL, 0, 5);
  for (int i = 0; i < 5; i++) { /* a byte now and then is no silence */
    clock_forward(&app.clock, 3);
    say(&body, "x");
    say(&head, "s");
  }
  clock_forward(&app.clock, 10);
  assert_false(peer_more(&head));
  assert_false(peer_more(&silent));
  clock_forward(&app.clock, 40);
  struct answer r = hear(&body, false);
  assert_non_null(strstr(r.body.p, "60 秒"));
  refused(r, 408, "http_slow");
  assert_false(peer_more(&body));
  assert_true(wait_for(&app.logged, 2));
  assert_int_equal(app.handled, 0);
  peer_close(&body);
  peer_close(&head);
  peer_close(&silent);
  stop();
}

/* The application's words for a body that is too slow, or none. */
static void slow_bodies_in_other_words(void **state) {
  serve((struct http_options){0});
  struct peer told = peer_open(), dropped = peer_open();
  say(&told, "POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
  say(&dropped, "POST /raw HTTP/1.1\r\nHost: localhost\r\nX-Drop: 1\r\nContent-Length: 9\r\n\r\nx");
  while (__atomic_load_n(&app.server->active, __ATOMIC_SEQ_CST) < 2)
    poll(NULL, 0, 5);
  clock_forward(&app.clock, 70);
  struct answer r = hear(&told, false);
  assert_int_equal(r.status, 503);
  assert_non_null(strstr(r.head, "X-Refused: too  slow\r\n"));
  assert_string_equal(r.body.p, "not now");
  buf_release(&r.body);
  assert_false(peer_more(&told));
  assert_false(peer_more(&dropped));
  peer_close(&told);
  peer_close(&dropped);
  stop();
}

/* A reader that takes nothing holds its connection only as long as its answer is worth. */
static void slow_readers(void **state) {
  serve_tuned(
      (struct http_options){0},
      (struct http_tuning){.heartbeat_s = 15, .stream_backlog = 1000, .socket_buffer = 4096});
  struct peer p = peer_open();
  int small = 4096;
  setsockopt(p.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  say(&p, GET("/big?n=4000000&type=image/png"));
  assert_true(wait_for(&app.handled, 1));
  while (p.in.n < 1)
    assert_true(peer_more(&p));
  clock_forward(&app.clock, 60 + 4000000.0 / HTTP_REPLY_RATE + 1);
  assert_true(wait_for(&app.done, 1));
  peer_close(&p);
  stop();
}

struct stopping {
  double seconds;
  int stopped;
};

static void *stop_server(void *arg) {
  struct stopping *s = arg;
  http_stop(app.server, s->seconds);
  tell(&s->stopped, 1);
  return NULL;
}

static void remove_dir(void) {
  char cmd[100];
  snprintf(cmd, sizeof cmd, "rm -r %s", app.dir);
  assert_int_equal(system(cmd), 0);
}

static void stopping_lets_requests_finish(void **state) {
  struct stopping s = {.seconds = 1000};
  pthread_t t;
  struct sockaddr_in a = {.sin_family = AF_INET};
  serve((struct http_options){0});
  struct peer busy = peer_open(), idle = peer_open();
  say(&idle, GET("/info"));
  assert_true(contains(hear(&idle, false), "\"path\""));
  say(&busy, GET("/block"));
  assert_true(wait_for(&app.blocked, 1));
  pthread_create(&t, NULL, stop_server, &s);
  while (!__atomic_load_n(&app.server->stopping, __ATOMIC_SEQ_CST))
    poll(NULL, 0, 5);
  say(&idle, GET("/info"));
  refused(hear(&idle, false), 503, "http_stopping");
  a.sin_port = htons(app.port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = -1;
  do { /* soon nobody listens any more */
    if (fd >= 0) close(fd);
    fd = socket(AF_INET, SOCK_STREAM, 0);
  } while (connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
  close(fd);
  assert_int_equal(s.stopped, 0);
  tell(&app.release, 1);
  says(hear(&busy, false), 200, "released");
  assert_true(wait_for(&s.stopped, 1));
  pthread_join(t, NULL);
  assert_int_equal(app.done, 2);
  peer_close(&busy);
  peer_close(&idle);
  remove_dir();
}

static void stopping_cuts_what_takes_too_long(void **state) {
  struct stopping s = {.seconds = 0.05};
  pthread_t t;
  struct peer peers[20];
  serve((struct http_options){.workers = 4});
  for (int i = 0; i < 20; i++) {
    peers[i] = peer_open();
    say(&peers[i], i % 2 ? GET("/block")
                         : "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
  }
  assert_true(wait_for(&app.blocked, 4));
  while (__atomic_load_n(&app.server->active, __ATOMIC_SEQ_CST) < 20)
    poll(NULL, 0, 5);
  pthread_create(&t, NULL, stop_server, &s);
  assert_true(wait_for(&s.stopped, 1));
  pthread_join(t, NULL);
  assert_int_equal(app.done, 20);
  assert_int_equal(app.gone, app.blocked);
  for (int i = 0; i < 20; i++)
    peer_close(&peers[i]);
  remove_dir();
}

static void wrong_options(void **state) {
  struct http_app a = {.route = app_route, .handle = app_handle};
  struct http_server *s = NULL;
  struct err err = {0};
  static const char *const proxies[] = {"10.0.0.0/8", "nonsense"};
  assert_false(http_start(&(struct http_options){.address = "localhost"}, &a, &s, &err));
  assert_int_equal(err.code, ERR_http_bad_address);
  assert_false(
      http_start(&(struct http_options){.proxies = proxies, .n_proxies = 2}, &a, &s, &err));
  assert_int_equal(err.code, ERR_http_bad_proxy);
  assert_string_equal(err.args[0], "nonsense");
  assert_false(http_start(&(struct http_options){.connections_max = 2000000000}, &a, &s, &err));
  assert_int_equal(err.code, ERR_http_few_files);
  serve((struct http_options){0});
  assert_false(http_start(&(struct http_options){.port = app.port}, &a, &s, &err));
  assert_int_equal(err.code, ERR_http_listen);
  assert_false(http_start(&(struct http_options){.tls_cert = "/nonexistent"}, &a, &s, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  assert_true(io_write_atomic(io_posix(), in_dir("pem"), "no certificate", 14, &err));
  assert_false(http_start(&(struct http_options){.tls_cert = in_dir("pem")}, &a, &s, &err));
  assert_int_equal(err.code, ERR_http_bad_tls);
  assert_null(s);
  stop();
  http_stop(NULL, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keep_alive_and_pipelines),
      cmocka_unit_test(a_thousand_connections),
      cmocka_unit_test(one_address_has_its_cap),
      cmocka_unit_test(a_full_queue_says_so),
      cmocka_unit_test(two_lanes),
      cmocka_unit_test(a_client_that_leaves),
      cmocka_unit_test(deadlines),
      cmocka_unit_test(slow_bodies_and_heads),
      cmocka_unit_test(slow_bodies_in_other_words),
      cmocka_unit_test(slow_readers),
      cmocka_unit_test(stopping_lets_requests_finish),
      cmocka_unit_test(stopping_cuts_what_takes_too_long),
      cmocka_unit_test(wrong_options),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
