/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests that are put off: none holds a thread, each gets its own answer, in whatever order they
 * can be answered, whoever leaves or stops meanwhile. */
#include "base/rng.h"
#include "server.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"

enum { MANY = 300 };

static void go_on(int i) {
  pthread_mutex_lock(&app.lock);
  struct http_request *q = app.later[i];
  pthread_mutex_unlock(&app.lock);
  http_go_on(q);
}

/* Three hundred wait at once with one worker, which serves others meanwhile. */
static void many_at_once(void **state) {
  static struct peer peers[MANY];
  static const char *const proxies[] = {"127.0.0.1"};
  struct rng r;
  int order[MANY];
  rng_init(&r, 5, 0, 0);
  serve((struct http_options){.workers = 1, .proxies = proxies, .n_proxies = 1});
  for (int i = 0; i < MANY; i++) {
    peers[i] = peer_open();
    say(&peers[i], "GET /later?i=%03d HTTP/1.1\r\nHost: localhost\r\n\r\n", i);
  }
  assert_true(wait_for(&app.put_off, MANY));
  struct peer p = peer_open();
  say(&p, GET("/info"));
  assert_true(contains(hear(&p, false), "\"path\""));
  for (int i = 0; i < MANY; i++)
    order[i] = i;
  for (int i = MANY - 1; i > 0; i--) {
    int k = (int)rng_below(&r, (uint64_t)i + 1), t = order[i];
    order[i] = order[k], order[k] = t;
  }
  for (int i = 0; i < MANY; i++)
    go_on(order[i]);
  for (int i = 0; i < MANY; i++) {
    char want[8];
    snprintf(want, sizeof want, "%03d", i);
    says(hear(&peers[i], false), 200, want);
    say(&peers[i], GET("/info")); /* the connection lives on */
    assert_true(contains(hear(&peers[i], false), "\"path\""));
    peer_close(&peers[i]);
  }
  peer_close(&p);
  stop();
}

/* Before its handler has returned; and in a pipeline, where answers keep their order. */
static void at_once(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  for (int i = 0; i < 200; i++)
    say(&p, GET("/later/at-once") GET("/info"));
  for (int i = 0; i < 200; i++) {
    says(hear(&p, false), 200, "later");
    assert_true(contains(hear(&p, false), "\"path\""));
  }
  say(&p, GET("/later/at-once?silent=1"));
  refused(hear(&p, false), 500, "internal");
  assert_string_equal(app.trouble, "a handler left no response");
  peer_close(&p);
  stop();
}

static void a_client_that_leaves(void **state) {
  serve((struct http_options){0});
  struct peer p = peer_open();
  say(&p, GET("/later"));
  assert_true(wait_for(&app.put_off, 1));
  peer_close(&p);
  while (!__atomic_load_n(http_gone(app.later[0]), __ATOMIC_RELAXED))
    poll(NULL, 0, 5);
  assert_int_equal(app.done, 0); /* whoever goes on with it still has it */
  go_on(0);
  assert_true(wait_for(&app.logged, 1));
  assert_non_null(strstr(app.line, " 499 "));
  assert_int_equal(app.gone, 1);
  stop();
}

static void past_its_deadline(void **state) {
  serve((struct http_options){.request_seconds = 30});
  struct peer p = peer_open();
  say(&p, GET("/later"));
  assert_true(wait_for(&app.put_off, 1));
  clock_forward(&app.clock, 31);
  while (!__atomic_load_n(http_gone(app.later[0]), __ATOMIC_RELAXED))
    poll(NULL, 0, 5);
  go_on(0);
  refused(hear(&p, false), 503, "http_deadline");
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

static void stopping(double seconds, bool cut) {
  struct stopping s = {.seconds = seconds};
  struct peer p[3];
  pthread_t t;
  char cmd[100];
  serve((struct http_options){0});
  for (int i = 0; i < 3; i++) {
    p[i] = peer_open();
    say(&p[i], GET("/later"));
  }
  assert_true(wait_for(&app.put_off, 3));
  pthread_create(&t, NULL, stop_server, &s);
  while (!__atomic_load_n(&app.server->stopping, __ATOMIC_SEQ_CST))
    poll(NULL, 0, 5);
  while (cut && !__atomic_load_n(http_gone(app.later[2]), __ATOMIC_RELAXED))
    poll(NULL, 0, 5);
  assert_int_equal(s.stopped, 0); /* it waits for what was put off */
  for (int i = 0; i < 3; i++)
    go_on(i);
  assert_true(wait_for(&s.stopped, 1));
  pthread_join(t, NULL);
  assert_int_equal(app.done, 3);
  assert_int_equal(app.gone, cut ? 3 : 0);
  for (int i = 0; i < 3; i++) {
    if (!cut) says(hear(&p[i], false), 200, "later");
    peer_close(&p[i]);
  }
  snprintf(cmd, sizeof cmd, "rm -r %s", app.dir);
  assert_int_equal(system(cmd), 0);
}

static void stopping_waits(void **state) {
  stopping(1000, false);
}
static void stopping_cuts(void **state) {
  stopping(0.05, true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(many_at_once),         cmocka_unit_test(at_once),
      cmocka_unit_test(a_client_that_leaves), cmocka_unit_test(past_its_deadline),
      cmocka_unit_test(stopping_waits),       cmocka_unit_test(stopping_cuts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
