/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Event streams: what is sent arrives in order and nothing else, slow readers are cut, and both
 * ends may end it at any time. */
#include "server.h"

#include "base/rng.h"

static struct http_stream *opened(void) {
  struct http_stream *t = NULL;
  while (!t) {
    pthread_mutex_lock(&app.lock);
    t = app.stream;
    app.stream = NULL;
    pthread_mutex_unlock(&app.lock);
    if (!t) poll(NULL, 0, 2);
  }
  return t;
}

static struct peer listen_to(struct http_stream **ret) {
  struct peer p = peer_open();
  say(&p, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(peer_expect(&p, "\r\n\r\n"));
  assert_non_null(strstr(p.in.p, "Content-Type: text/event-stream"));
  assert_non_null(strstr(p.in.p, "Cache-Control: no-store"));
  *ret = opened();
  return p;
}

static void events_arrive(void **state) {
  struct http_stream *t;
  struct buf all = BUF_INIT;
  struct http_stats stats;
  serve((struct http_options){0});
  struct peer p = listen_to(&t);
  http_stats(app.server, &stats);
  assert_int_equal(stats.streams, 1);
  assert_true(http_stream_send(t, NULL, STR(""), STR("one")));
  assert_true(peer_expect(&p, "data: one\n\n"));
  assert_true(http_stream_send(t, "progress\nevil: x", STR("7\r\n8"), STR("a\nb\r\nc\rd\n")));
  assert_true(peer_expect(
      &p, "event: progressevil: x\nid: 78\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"));
  assert_true(http_stream_send(t, "empty", STR(""), STR("")));
  assert_true(peer_expect(&p, "event: empty\ndata: \n\n"));
  assert_true(http_stream_open(t));
  http_stream_send(t, NULL, STR(""), STR("last"));
  http_stream_close(t);
  assert_true(peer_expect(&p, "data: last\n\n"));
  assert_true(peer_expect(&p, "0\r\n\r\n"));
  /* The connection can be used again. */
  say(&p, "GET /info HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(contains(hear(&p, false), "\"path\""));
  assert_true(wait_for(&app.done, 1));
  http_stats(app.server, &stats);
  assert_int_equal(stats.streams, 0);
  buf_release(&all);
  peer_close(&p);
  stop();
}

#define SENDERS 3
#define EVENTS  2000

static void *send_many(void *arg) {
  struct http_stream *t = app.stream;
  for (int i = 0; i < EVENTS; i++) {
    char text[40];
    snprintf(text, sizeof text, "%d %d", (int)(intptr_t)arg, i);
    if (!http_stream_send(t, NULL, STR(""), str_from(text))) return t;
    if (i % 16 == 0) sched_yield();
  }
  return NULL;
}

/* Several threads on one stream: each one's events come whole and in its order. */
static void many_senders(void **state) {
  pthread_t threads[SENDERS];
  int next[SENDERS] = {0};
  struct http_stream *t;
  serve((struct http_options){0});
  struct peer p = listen_to(&t);
  app.stream = t;
  for (int i = 0; i < SENDERS; i++)
    pthread_create(&threads[i], NULL, send_many, (void *)(intptr_t)i);
  for (int i = 0; i < SENDERS; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    assert_null(wrong);
  }
  http_stream_close(t);
  p.at = 0; /* the head again, then chunks */
  struct answer r = hear(&p, false);
  const char *at = r.body.p;
  for (int k = 0; k < SENDERS * EVENTS; k++) {
    int who, i, n = 0;
    assert_int_equal(sscanf(at, "data: %d %d\n\n%n", &who, &i, &n), 2);
    assert_int_equal(i, next[who]++);
    at += n;
  }
  assert_int_equal(*at, 0);
  buf_release(&r.body);
  peer_close(&p);
  stop();
}

static void heartbeats(void **state) {
  struct http_stream *t;
  serve((struct http_options){0});
  struct peer p = listen_to(&t);
  for (int i = 0; i < 3; i++) {
    clock_forward(&app.clock, HTTP_HEARTBEAT_S + 1);
    assert_true(peer_expect(&p, ":\n\n"));
  }
  http_stream_send(t, NULL, STR(""), STR("x"));
  assert_true(peer_expect(&p, "data: x\n\n"));
  http_stream_close(t);
  peer_close(&p);
  stop();
}

static void a_slow_reader_is_cut(void **state) {
  struct http_stream *t;
  struct arena a;
  int sent = 0;
  arena_init(&a, "test");
  serve_tuned(
      (struct http_options){0},
      (struct http_tuning){.heartbeat_s = 15, .stream_backlog = 65536, .socket_buffer = 4096});
  struct peer p = listen_to(&t);
  struct str text = big(&a, 1000);
  while (sent < 100000 && http_stream_send(t, NULL, STR(""), text))
    sent++;
  assert_true(sent >= 60 && sent < 100000);
  assert_false(http_stream_open(t));
  assert_false(http_stream_send(t, NULL, STR(""), STR("more")));
  assert_true(wait_for(&app.done, 1));
  http_stream_close(t);
  while (peer_more(&p))
    ;
  assert_true(p.in.n < (size_t)sent * 1000);
  peer_close(&p);
  stop();
  arena_release(&a);
}

static void a_listener_that_leaves(void **state) {
  struct http_stream *t;
  serve((struct http_options){0});
  struct peer p = listen_to(&t);
  peer_close(&p);
  assert_true(wait_for(&app.done, 1)); /* found out without sending */
  assert_false(http_stream_open(t));
  assert_false(http_stream_send(t, NULL, STR(""), STR("x")));
  http_stream_close(t);
  stop();
}

static void stopping_ends_streams(void **state) {
  struct http_stream *t, *u;
  serve((struct http_options){0});
  struct peer p = listen_to(&t), r = listen_to(&u);
  peer_close(&r);
  http_stream_send(t, NULL, STR(""), STR("before"));
  stop();
  assert_true(peer_expect(&p, "data: before\n\n"));
  assert_true(peer_expect(&p, "0\r\n\r\n"));
  assert_false(http_stream_send(t, NULL, STR(""), STR("after")));
  http_stream_close(t); /* the owners may come late */
  http_stream_close(u);
  http_stream_close(NULL);
  peer_close(&p);
}

/* Opening, sending, leaving and closing in all orders; the sanitizers watch. */
static void random_lives(void **state) {
  struct rng g;
  uint64_t seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  serve((struct http_options){0});
  for (int i = 0; i < 300; i++) {
    struct http_stream *t;
    struct peer p = listen_to(&t);
    for (uint64_t k = rng_below(&g, 4); k > 0; k--)
      http_stream_send(t, "e", STR("1"), STR("data"));
    bool leaves_first = rng_chance(&g, 0.5);
    if (leaves_first) peer_close(&p);
    if (rng_chance(&g, 0.3)) http_stream_send(t, "e", STR("1"), STR("data"));
    http_stream_close(t);
    if (!leaves_first) peer_close(&p);
  }
  stop();
  assert_int_equal(app.done, 300);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(events_arrive),
      cmocka_unit_test(many_senders),
      cmocka_unit_test(heartbeats),
      cmocka_unit_test(a_slow_reader_is_cut),
      cmocka_unit_test(a_listener_that_leaves),
      cmocka_unit_test(stopping_ends_streams),
      cmocka_unit_test(random_lives),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
