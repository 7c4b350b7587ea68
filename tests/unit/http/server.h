/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small application on a free loopback port, and a client of raw sockets, so that tests can say
 * exactly which bytes go over the wire. */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "base/json.h"
#include "http/http_int.h"

#define PATIENCE_S 30 /* a test that waits longer has failed */

/* A clock that tests put forward. */
struct test_clock {
  struct clock c;
  int64_t ahead_ns; /* atomic */
};
static inline struct wall test_wall(struct clock *c) {
  return clock_system()->wall(clock_system());
}
static inline struct mono test_mono(struct clock *c) {
  struct test_clock *t = (struct test_clock *)c;
  int64_t ahead = __atomic_load_n(&t->ahead_ns, __ATOMIC_RELAXED);
  return (struct mono){clock_system()->mono(clock_system()).ns + ahead};
}
static inline void clock_forward(struct test_clock *t, double seconds) {
  __atomic_add_fetch(&t->ahead_ns, (int64_t)(seconds * 1e9), __ATOMIC_RELAXED);
}

struct app {
  struct test_clock clock;
  struct http_server *server;
  uint16_t port;
  char dir[64];
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int blocked, release;             /* handlers waiting in /block; how many may go on */
  int gone, done, handled, logged;  /* counts */
  struct http_stream *stream;       /* of /events */
  struct http_request *later[1024]; /* put off by /later, in order of arrival */
  int put_off;                      /* how many */
  char line[2000];                  /* last log line */
  char trouble[400];
};

static struct app app;

static inline void tell(int *what, int by) {
  pthread_mutex_lock(&app.lock);
  *what += by;
  pthread_cond_broadcast(&app.changed);
  pthread_mutex_unlock(&app.lock);
}

/* Waits until *what has at least this value. */
static inline bool wait_for(int *what, int least) {
  struct timespec t;
  bool fine = true;
  clock_gettime(CLOCK_REALTIME, &t);
  t.tv_sec += PATIENCE_S;
  pthread_mutex_lock(&app.lock);
  while (*what < least && fine)
    fine = pthread_cond_timedwait(&app.changed, &app.lock, &t) == 0;
  pthread_mutex_unlock(&app.lock);
  return fine;
}

static inline void info(struct http_request *q) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "method"), jw_cstr(&w, http_method_name(http_method(q)));
  jw_key(&w, "path"), jw_str(&w, http_path(q));
  jw_key(&w, "remote"), jw_cstr(&w, http_remote(q));
  jw_key(&w, "host"), jw_str(&w, http_host(q));
  jw_key(&w, "secure"), jw_bool(&w, http_secure(q));
  jw_key(&w, "id"), jw_cstr(&w, http_id(q));
  jw_key(&w, "sid"), jw_str(&w, http_cookie(q, "sid"));
  jw_key(&w, "lang"), jw_cstr(&w, http_lang(q) == LANG_ZH ? "zh" : "en");
  for (uint32_t i = 0; i < http_query_n(q); i++)
    jw_key_str(&w, http_query_name(q, i)), jw_str(&w, http_query_value(q, i));
  jw_end_object(&w);
  http_reply(q, 200, "application/json", buf_str(&b));
  buf_release(&b);
}

static inline void block(struct http_request *q) {
  tell(&app.blocked, 1);
  for (;;) {
    pthread_mutex_lock(&app.lock);
    bool go = app.release > 0;
    if (go) app.release--;
    pthread_mutex_unlock(&app.lock);
    if (go) break;
    if (__atomic_load_n(http_gone(q), __ATOMIC_RELAXED)) {
      struct err err;
      tell(&app.gone, 1);
      err_fail(&err, ERR_canceled, NULL);
      http_reply_error(q, &err);
      return;
    }
    poll(NULL, 0, 5);
  }
  http_reply(q, 200, "text/plain", STR("released"));
}

static inline void upload(struct http_request *q) {
  struct err err = {0};
  struct arena *a = http_arena(q);
  struct str bytes;
  char to[200];
  assert_non_null(http_body_path(q));
  assert_true(io_read_all(io_posix(), http_body_path(q), 64u << 20, a, &bytes, &err));
  assert_int_equal(bytes.n, http_body_bytes(q));
  if (http_query(q, "keep").n) {
    snprintf(to, sizeof to, "%s/%.*s", app.dir, STRF(http_query(q, "keep")));
    assert_true(http_body_keep(q, to, &err));
    assert_null(http_body_path(q));
  }
  http_reply(q, 201, "text/plain", bytes);
}

static inline void file(struct http_request *q) {
  struct err err = {0};
  char path[200], name[200];
  snprintf(path, sizeof path, "%s/%.*s", app.dir, STRF(http_query(q, "f")));
  snprintf(name, sizeof name, "%.*s", STRF(http_query(q, "name")));
  if (http_query(q, "etag").n) http_add_header(q, "ETag", http_query(q, "etag"));
  if (!http_reply_file(q, 200, "text/csv", path, *name ? name : NULL, &err))
    http_reply_error(q, &err);
}

/* The n bytes of /big: numbers, so that they compress and order shows. */
static inline struct str big(struct arena *a, size_t n) {
  char *p = arena_alloc(a, n + 32);
  size_t at = 0;
  for (unsigned i = 0; at < n; i++)
    at += (size_t)snprintf(p + at, 32, "%u,", i * 2654435761u);
  return str_of(p, n);
}

static inline void app_handle(void *ctx, struct http_request *q) {
  struct str p = http_path(q);
  tell(&app.handled, 1);
  http_note_route(q, "/test");
  if (str_is(p, "/info") || str_starts(p, STR("/info/"))) {
    info(q);
  } else if (str_is(p, "/echo")) {
    http_reply(q, 200, "application/octet-stream", http_body(q));
  } else if (str_is(p, "/raw")) {
    http_reply(q, 200, "application/octet-stream", http_body(q));
  } else if (str_is(p, "/query")) {
    http_reply(q, 200, "text/plain", http_query_raw(q));
  } else if (str_is(p, "/drop")) {
    http_drop(q);
  } else if (str_is(p, "/big")) {
    size_t n = (size_t)strtoul(http_query(q, "n").p, NULL, 10);
    http_reply(q, 200, http_query(q, "type").p, big(http_arena(q), n));
  } else if (str_is(p, "/up")) {
    upload(q);
  } else if (str_is(p, "/file")) {
    file(q);
  } else if (str_is(p, "/block")) {
    block(q);
  } else if (str_is(p, "/later")) {
    http_later(q);
    pthread_mutex_lock(&app.lock);
    app.later[app.put_off++] = q;
    pthread_cond_broadcast(&app.changed);
    pthread_mutex_unlock(&app.lock);
  } else if (str_is(p, "/later/at-once")) {
    http_later(q);
    http_go_on(q);
  } else if (str_is(p, "/tag")) {
    http_add_header(q, "ETag", STR("\"v1\""));
    http_add_header(q, "Cache-Control", STR("private"));
    http_reply(q, 200, "application/json", STR("{}"));
  } else if (str_is(p, "/static")) { /* gzip of "hello" */
    static const uint8_t gz[] = {0x1f, 0x8b, 8, 0, 0,    0,    0,    0,    0, 3, 0xcb, 0x48, 0xcd,
                                 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0,    0};
    http_reply_static(q, 200, "text/plain", str_of(gz, sizeof gz), true);
  } else if (str_is(p, "/header")) {
    http_add_header(q, "X-Given", http_query(q, "v"));
    http_set_cookie(q, "sid", http_query(q, "v"), 60, "/");
    http_note_actor(q, STR("u_1"));
    http_reply(q, 204, NULL, STR(""));
  } else if (str_is(p, "/error")) {
    struct err err;
    err_fail(&err, ERR_too_deep, "x" ERR_SEP "3");
    err_at(&err, "question", 2, 5, 3);
    http_add_header(q, "ETag", STR("\"v1\""));
    http_reply_error(q, &err);
  } else if (str_is(p, "/events")) {
    struct http_stream *t = http_reply_stream(q);
    pthread_mutex_lock(&app.lock);
    app.stream = t;
    pthread_mutex_unlock(&app.lock);
  }
}

static inline void app_answer(void *ctx, struct http_request *q) {
  struct err err;
  if (http_query(q, "silent").n) return;
  if (__atomic_load_n(http_gone(q), __ATOMIC_RELAXED)) {
    tell(&app.gone, 1);
    err_fail(&err, ERR_canceled, NULL);
    http_reply_error(q, &err);
    return;
  }
  http_reply(q, 200, "text/plain", http_query_n(q) ? http_query_value(q, 0) : STR("later"));
}

static inline void app_route(void *ctx, struct http_request *q, struct http_plan *ret) {
  struct str p = http_path(q);
  struct err err;
  if (str_is(p, "/echo")) ret->body_max = 100000;
  if (str_is(p, "/raw")) ret->body_max = 16u << 20, ret->raw = true;
  if (str_is(p, "/up")) ret->body_max = 32u << 20, ret->body_dir = app.dir;
  http_set_user(q, &app);
  if (str_is(p, "/block")) ret->seconds = 20;
  if (str_starts(p, STR("/info/inline"))) ret->inline_ = true;
  if (str_is(p, "/block") && http_query(q, "waits").n) ret->waits = true;
  if (str_starts(p, STR("/info/waits"))) ret->waits = true;
  if (str_is(p, "/early")) {
    err_fail(&err, ERR_not_found_file, "x");
    http_reply_error(q, &err);
  }
}

/* Refusals of /raw are in words of the application, or none; early ones have no query yet. */
static inline void app_refuse(void *ctx, struct http_request *q, const struct err *why) {
  if (!str_is(http_path(q), "/raw")) return;
  if (http_header(q, "X-Drop").n) {
    http_drop(q);
    return;
  }
  http_add_header(q, "X-Refused", str_from(err_name(why->code)));
  if (http_query(q, "words").n) http_reply(q, 503, "text/plain", STR("not now"));
  if (http_query(q, "drop").n) http_drop(q);
}

static inline void app_slow(void *ctx, const struct http_request *q, const struct err *why,
                            struct http_slow *ret) {
  if (!str_is(http_path(q), "/raw")) return;
  assert_int_equal(why->code, ERR_http_slow);
  ret->status = http_header(q, "X-Drop").n ? HTTP_DROPPED : 503;
  ret->type = "text/plain";
  http_slow_header(ret, "X-Refused", STR("too\r\nslow"));
  buf_puts(&ret->body, "not now");
}

static inline void app_done(void *ctx, struct http_request *q) {
  tell(&app.done, 1);
}

static inline void app_log(void *ctx, const struct http_log *l) {
  pthread_mutex_lock(&app.lock);
  snprintf(app.line, sizeof app.line, "%s %s %s %d in=%llu out=%llu route=%s actor=%s code=%s",
           l->method, l->target, l->remote, l->status, (unsigned long long)l->bytes_in,
           (unsigned long long)l->bytes_out, l->route, l->actor, l->code);
  app.logged++;
  pthread_cond_broadcast(&app.changed);
  pthread_mutex_unlock(&app.lock);
}

static inline void app_trouble(void *ctx, const char *text) {
  pthread_mutex_lock(&app.lock);
  snprintf(app.trouble, sizeof app.trouble, "%s", text);
  pthread_mutex_unlock(&app.lock);
}

static inline void serve_tuned(struct http_options o, struct http_tuning t) {
  struct http_app a = {.route = app_route,
                       .handle = app_handle,
                       .answer = app_answer,
                       .refuse = app_refuse,
                       .slow = app_slow,
                       .done = app_done};
  struct err err = {0};
  app = (struct app){.clock = {.c = {test_wall, test_mono}}};
  pthread_mutex_init(&app.lock, NULL);
  pthread_cond_init(&app.changed, NULL);
  strcpy(app.dir, "/tmp/shoal-http-XXXXXX");
  assert_non_null(mkdtemp(app.dir));
  o.clock = &app.clock.c;
  o.log = app_log;
  o.trouble = app_trouble;
  assert_true(http_start_tuned(&o, &t, &a, &app.server, &err));
  app.port = http_port(app.server);
}

static inline void serve(struct http_options o) {
  serve_tuned(o, (struct http_tuning){.heartbeat_s = HTTP_HEARTBEAT_S,
                                      .stream_backlog = HTTP_STREAM_BACKLOG});
}

static inline size_t files_in_dir(void) {
  struct arena a;
  struct str *names;
  struct err err = {0};
  size_t n;
  arena_init(&a, "test");
  assert_true(io_list(io_posix(), app.dir, &a, &names, &n, &err));
  arena_release(&a);
  return n;
}

static inline const char *in_dir(const char *name) {
  static char path[200];
  snprintf(path, sizeof path, "%s/%s", app.dir, name);
  return path;
}

static inline void stop(void) {
  char cmd[100];
  http_stop(app.server, 5);
  app.server = NULL;
  snprintf(cmd, sizeof cmd, "rm -r %s", app.dir);
  assert_int_equal(system(cmd), 0);
}

/* ---- the client ---- */

struct peer {
  int fd;
  struct buf in;
  size_t at;
};

struct answer {
  int status;
  char head[16384];
  struct buf body;
  bool close;
};

static inline struct peer peer_open(void) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(app.port)};
  struct timeval t = {.tv_sec = PATIENCE_S};
  struct peer p = {.fd = socket(AF_INET, SOCK_STREAM, 0), .in = BUF_INIT};
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(p.fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
  setsockopt(p.fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
  assert_int_equal(connect(p.fd, (struct sockaddr *)&a, sizeof a), 0);
  return p;
}

static inline void peer_close(struct peer *p) {
  close(p->fd);
  buf_release(&p->in);
}

/* False when the server has closed; the rest is then of no interest. */
static inline bool peer_send(struct peer *p, const void *bytes, size_t n) {
  for (size_t at = 0; at < n;) {
    ssize_t sent = send(p->fd, (const char *)bytes + at, n - at, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += (size_t)sent;
  }
  return true;
}

__attribute__((format(printf, 2, 3))) static inline void say(struct peer *p, const char *fmt, ...) {
  struct buf b = BUF_INIT;
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  peer_send(p, b.p, b.n);
  buf_release(&b);
}

/* More bytes; false at the end of the connection. */
static inline bool peer_more(struct peer *p) {
  buf_reserve(&p->in, 65536);
  ssize_t n = recv(p->fd, p->in.p + p->in.n, 65536, 0);
  if (n <= 0) return false;
  p->in.n += (size_t)n;
  p->in.p[p->in.n] = 0;
  return true;
}

/* Bytes not yet taken, NUL-terminated. */
static inline char *peer_rest(struct peer *p) {
  return p->in.p + p->at;
}

/* Waits for `text` among the bytes not yet taken and takes all up to its end. */
static inline bool peer_expect(struct peer *p, const char *text) {
  for (;;) {
    char *found = p->in.p ? strstr(peer_rest(p), text) : NULL;
    if (found) {
      p->at = (size_t)(found - p->in.p) + strlen(text);
      return true;
    }
    if (!peer_more(p)) return false;
  }
}

static inline bool take(struct peer *p, size_t n, struct buf *to) {
  while (p->in.n - p->at < n)
    if (!peer_more(p)) return false;
  if (to) buf_put(to, peer_rest(p), n);
  p->at += n;
  return true;
}

/* The value of a header of the answer; NULL if it has none. */
static inline const char *header(const struct answer *r, const char *name) {
  static char value[4][4096];
  static int turn;
  size_t n = strlen(name);
  for (const char *at = strstr(r->head, "\r\n"); at && at[2]; at = strstr(at + 2, "\r\n"))
    if (strncasecmp(at + 2, name, n) == 0 && at[2 + n] == ':') {
      turn = (turn + 1) % 4;
      snprintf(value[turn], sizeof value[turn], "%s", at + 3 + n + (at[3 + n] == ' '));
      value[turn][strcspn(value[turn], "\r")] = 0;
      return value[turn];
    }
  return NULL;
}

static inline void chunks(struct peer *p, struct buf *to) {
  for (;;) {
    size_t from = p->at;
    assert_true(peer_expect(p, "\r\n"));
    size_t n = strtoul(p->in.p + from, NULL, 16);
    assert_true(take(p, n, to) && take(p, 2, NULL));
    if (n == 0) return;
  }
}

/* One answer; status 0 if the connection ended instead. */
static inline struct answer hear(struct peer *p, bool no_body) {
  struct answer r = {.body = BUF_INIT};
  size_t from = p->at;
  if (!peer_expect(p, "\r\n\r\n")) return r;
  size_t n = p->at - from;
  assert_true(n < sizeof r.head);
  memcpy(r.head, p->in.p + from, n);
  r.status = atoi(r.head + 9);
  const char *length = header(&r, "Content-Length"), *close_ = header(&r, "Connection");
  r.close = close_ && strcasecmp(close_, "close") == 0;
  if (no_body || r.status == 204 || r.status == 304 || r.status == 100) return r;
  if (length) {
    assert_true(take(p, strtoul(length, NULL, 10), &r.body));
  } else if (header(&r, "Transfer-Encoding")) {
    chunks(p, &r.body);
  }
  return r;
}

/* A whole exchange on a connection of its own; `more` = headers with \r\n and body. */
static inline struct answer ask(const char *request_line, const char *more) {
  struct peer p = peer_open();
  say(&p, "%s HTTP/1.1\r\nHost: localhost\r\n%s", request_line, more ? more : "\r\n");
  struct answer r = hear(&p, strncmp(request_line, "HEAD", 4) == 0);
  peer_close(&p);
  return r;
}

/* A refusal: status, code, and that it is a problem body that says so. */
static inline void refused(struct answer r, int status, const char *code) {
  struct arena a;
  struct json *j;
  struct err err = {0};
  if (r.status != status) print_error("got: %s\n", r.head);
  assert_int_equal(r.status, status);
  assert_string_equal(header(&r, "Content-Type"), "application/problem+json");
  arena_init(&a, "test");
  assert_true(json_parse(buf_str(&r.body), &a, &j, &err));
  if (!str_is(json_get_str(j, "code"), code)) print_error("got: %s\n", r.body.p);
  assert_true(str_is(json_get_str(j, "code"), code));
  assert_true(str_is(json_get_str(j, "type"), "about:blank"));
  assert_true(str_is(json_get_str(j, "request_id"), header(&r, "X-Request-Id")));
  assert_true(json_get_str(j, "title").n > 5 && json_get_str(j, "detail").n > 5);
  arena_release(&a);
  buf_release(&r.body);
}

static inline void says(struct answer r, int status, const char *body) {
  if (r.status != status) print_error("got: %s\n", r.head);
  assert_int_equal(r.status, status);
  assert_string_equal(r.body.p ? r.body.p : "", body);
  buf_release(&r.body);
}

static inline bool contains(struct answer r, const char *text) {
  bool found = r.body.p && strstr(r.body.p, text);
  if (!found) print_error("got: %s%s\n", r.head, r.body.p ? r.body.p : "");
  buf_release(&r.body);
  return found;
}

#endif
