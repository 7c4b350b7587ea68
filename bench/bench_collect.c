/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A load client for `shoal serve` on loopback: CONNECTIONS keep-alive connections, each with one
 * request of BATCH events under way, from one thread.
 *
 * Every request is different, so nothing is a repetition: a connection's request is written once,
 * and users and message ids are written over in it each time, because the client shares the
 * machine's processors.  Packed bodies are made before the clock starts for the same reason, as
 * many as the fastest server would need: BODIES_PER_S.
 *
 * Usage: bench_collect PORT KEY FORM SECONDS [RATE]
 *   FORM  events (/v1/events, 350 bytes each) | segment (/v1/batch) | clickhouse (INSERT …
 *         FORMAT JSONEachRow), with +gzip behind it for packed bodies
 *   RATE  events/s over all; 0 or absent = as fast as answers come
 * Prints one JSON object. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/panic.h"
#include "base/vec.h"

#define CONNECTIONS  64
#define BATCH        100
#define PEOPLE       200000u
#define BODIES_PER_S 7500u /* packed ones; more requests than that use them again … */
#define PACKERS      2
#define ANSWER_MAX   4096

struct peer {
  int fd;
  struct buf out;
  size_t sent, got;
  bool busy;
  int64_t began;
  char in[ANSWER_MAX];
};

static struct {
  uint16_t port;
  const char *key, *form;
  bool packed;
  double seconds, rate;
  struct peer peers[CONNECTIONS];
  size_t user_at[BATCH], id_at[BATCH]; /* in a request that is not packed */
  struct str *bodies;                  /* packed ones */
  uint32_t n_bodies, next_body;
  uint64_t serial, requests, failed, bytes;
  VEC(uint32_t) us; /* of each request */
} b;

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void stamp(char *to, size_t n) {
  struct timespec t;
  struct tm tm;
  clock_gettime(CLOCK_REALTIME, &t);
  gmtime_r(&t.tv_sec, &tm);
  size_t at = strftime(to, n, "%Y-%m-%dT%H:%M:%S", &tm);
  snprintf(to + at, n - at, ".%03ldZ", t.tv_nsec / 1000000);
}

/* 350 bytes: what a shop's page says of a look at something; `flat`: a row of the peer's table. */
static void put_event(struct buf *o, const char *time, uint64_t n, bool flat) {
  static const char *const names[] = {"product_viewed", "product_added", "page", "coupon_applied"};
  uint32_t user = (uint32_t)(n * 2654435761u) % PEOPLE;
  buf_printf(
      o,
      "{\"event\":\"%s\",\"user_id\":\"u%06u\",\"message_id\":\"b-%08x-%012llu\",\"time\":\"%s\",",
      names[n % 4], user, user, (unsigned long long)n, time);
  buf_puts(o, flat ? "" : "\"properties\":{");
  buf_printf(o,
             "\"product_id\":\"p%04u\",\"category\":\"tea/green\",\"price\":%u.50,"
             "\"quantity\":%u,\"url\":\"https://shop.example/products/%04u\",\"referrer\":"
             "\"https://search.example/\",\"campaign\":\"spring\",\"channel\":\"miniprogram\","
             "\"store\":\"hz-003\"",
             user % 5000, 100 + user % 200, (unsigned)(n % 3) + 1, user % 5000);
  buf_puts(o, flat ? "}" : "}}");
}

static void put_segment(struct buf *o, const char *time, uint64_t n) {
  uint32_t user = (uint32_t)(n * 2654435761u) % PEOPLE;
  buf_printf(
      o,
      "{\"type\":\"track\",\"event\":\"Product Viewed\",\"userId\":\"u%06u\",\"anonymousId\":"
      "\"a-%06u\",\"messageId\":\"node-next-1700000000000-%08x-%012llu\",\"timestamp\":\"%s\","
      "\"properties\":{\"product_id\":\"p%04u\",\"category\":\"tea\",\"name\":\"Longjing\","
      "\"price\":%u.5,\"quantity\":1,\"currency\":\"CNY\",\"url\":"
      "\"https://shop.example/products/%04u\"},\"context\":{\"library\":{\"name\":"
      "\"@segment/analytics-node\",\"version\":\"3.1.0\"},\"locale\":\"zh-CN\",\"page\":{\"path\":"
      "\"/products\",\"url\":\"https://shop.example/products\",\"title\":\"Tea\"},\"campaign\":"
      "{\"source\":\"wechat\",\"medium\":\"social\",\"name\":\"spring\"}},\"integrations\":{},"
      "\"_metadata\":{\"nodeVersion\":\"20.20.2\",\"jsRuntime\":\"node\"}}",
      user, user, user, (unsigned long long)n, time, user % 5000, 100 + user % 200, user % 5000);
}

static void put_body(struct buf *o, uint64_t serial) {
  char time[40];
  bool segment = strcmp(b.form, "segment") == 0, rows = strcmp(b.form, "clickhouse") == 0;
  stamp(time, sizeof time);
  buf_puts(o, segment ? "{\"batch\":[" : rows ? "" : "[");
  for (uint64_t i = 0; i < BATCH; i++) {
    if (i) buf_putc(o, rows ? '\n' : ',');
    if (segment)
      put_segment(o, time, serial + i);
    else
      put_event(o, time, serial + i, rows);
  }
  if (segment)
    buf_printf(o, "],\"sentAt\":\"%s\"}", time);
  else if (!rows)
    buf_putc(o, ']');
}

/* One of PACKERS: every body whose number is its own modulo PACKERS. */
static void *pack(void *which) {
  struct libdeflate_compressor *z = libdeflate_alloc_compressor(6);
  struct buf plain = BUF_INIT;
  for (uint32_t i = (uint32_t)(uintptr_t)which; i < b.n_bodies; i += PACKERS) {
    buf_reset(&plain);
    put_body(&plain, b.serial + (uint64_t)i * BATCH);
    size_t room = libdeflate_gzip_compress_bound(z, plain.n);
    char *p = must_malloc(room);
    size_t n = libdeflate_gzip_compress(z, plain.p, plain.n, p, room);
    must(n > 0);
    b.bodies[i] = str_of(must_realloc(p, n, 1), n);
  }
  libdeflate_free_compressor(z);
  buf_release(&plain);
  return NULL;
}

static void make_bodies(void) {
  pthread_t t[PACKERS];
  double a_second = b.rate > 0 ? b.rate / BATCH + 1 : BODIES_PER_S;
  b.n_bodies = (uint32_t)(a_second * b.seconds) + CONNECTIONS;
  b.bodies = must_calloc(b.n_bodies, sizeof *b.bodies);
  for (uintptr_t i = 0; i < PACKERS; i++)
    must(pthread_create(&t[i], NULL, pack, (void *)i) == 0);
  for (int i = 0; i < PACKERS; i++)
    pthread_join(t[i], NULL);
  b.serial += (uint64_t)b.n_bodies * BATCH;
}

static void put_request(struct buf *o) {
  static struct buf body = BUF_INIT;
  bool rows = strcmp(b.form, "clickhouse") == 0;
  struct str text;
  if (b.packed) {
    text = b.bodies[b.next_body++ % b.n_bodies];
  } else {
    buf_reset(&body);
    put_body(&body, b.serial);
    b.serial += BATCH;
    text = buf_str(&body);
  }
  buf_reset(o);
  if (rows)
    buf_puts(o, "POST /?query=INSERT%20INTO%20bench.events%20FORMAT%20JSONEachRow&"
                "date_time_input_format=best_effort HTTP/1.1\r\n");
  else
    buf_printf(o, "POST /v1/%s HTTP/1.1\r\nAuthorization: Bearer %s\r\n",
               strcmp(b.form, "segment") == 0 ? "batch" : "events", b.key);
  buf_printf(o,
             "Host: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n",
             b.packed ? "Content-Encoding: gzip\r\n" : "", text.n);
  buf_put_str(o, text);
}

/* ---- connections ---- */

static void open_peer(struct peer *p, int epoll) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(b.port)};
  int on = 1;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  p->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(p->fd, (struct sockaddr *)&to, sizeof to) != 0) {
    perror("connect");
    exit(1);
  }
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(p->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &e) == 0);
  p->out = (struct buf)BUF_INIT;
}

static void push(struct peer *p) {
  while (p->busy && p->sent < p->out.n) {
    ssize_t n = send(p->fd, p->out.p + p->sent, p->out.n - p->sent, MSG_NOSIGNAL);
    if (n <= 0) return;
    p->sent += (size_t)n;
    b.bytes += (uint64_t)n;
  }
}

static size_t find(const struct buf *in, size_t from, const char *text, size_t skip) {
  const char *at = memmem(in->p + from, in->n - from, text, strlen(text));
  must(at);
  return (size_t)(at - in->p) + strlen(text) + skip;
}

/* Where users and message ids stand: at the same places in every request. */
static void find_places(const struct buf *request) {
  bool segment = strcmp(b.form, "segment") == 0;
  size_t at = 0;
  for (int i = 0; i < BATCH; i++) {
    b.user_at[i] = at = find(request, at, segment ? "\"userId\":\"u" : "\"user_id\":\"u", 0);
    b.id_at[i] = at = find(request, at, segment ? "node-next-1700000000000-" : "\"b-", 9);
  }
}

static void digits(char *to, int n, uint64_t v) {
  while (n--)
    to[n] = (char)('0' + v % 10), v /= 10;
}

static void renew(struct peer *p) {
  if (b.packed || p->out.n == 0) {
    put_request(&p->out);
    if (!b.packed && !b.id_at[0]) find_places(&p->out);
    return;
  }
  for (int i = 0; i < BATCH; i++, b.serial++) {
    digits(p->out.p + b.user_at[i], 6, (uint32_t)(b.serial * 2654435761u) % PEOPLE);
    digits(p->out.p + b.id_at[i], 12, b.serial);
  }
}

static void begin(struct peer *p, int64_t due) {
  renew(p);
  p->sent = p->got = 0;
  p->busy = true;
  p->began = due;
  push(p);
}

/* Whole when head and announced body are there. */
static bool whole(const struct peer *p) {
  const char *end = memmem(p->in, p->got, "\r\n\r\n", 4);
  if (!end) return false;
  const char *length = memmem(p->in, p->got, "Content-Length: ", 16);
  size_t head = (size_t)(end - p->in) + 4;
  if (!length)
    return memmem(p->in, p->got, "chunked", 7) == NULL ||
           memmem(end, p->got - head + 4, "0\r\n\r\n", 5);
  return p->got >= head + strtoul(length + 16, NULL, 10);
}

static bool pull(struct peer *p) {
  for (;;) {
    ssize_t n = recv(p->fd, p->in + p->got, sizeof p->in - 1 - p->got, 0);
    if (n <= 0) {
      if (n == 0 || errno != EAGAIN) {
        fprintf(stderr, "the server ended a connection\n");
        exit(1);
      }
      return false;
    }
    p->got += (size_t)n;
    p->in[p->got] = 0;
    if (p->busy && whole(p)) break;
  }
  uint32_t us = (uint32_t)((now_ns() - p->began) / 1000);
  vec_push(&b.us, us);
  b.requests++;
  if (memcmp(p->in + 9, "200", 3) != 0) {
    if (b.failed++ == 0) fprintf(stderr, "%.600s\n", p->in);
  }
  p->busy = false;
  return true;
}

/* With a rate, requests are due at even times, whether the server keeps up or not, and their time
 * counts from then: a late one is not hidden by the one before it. */
static void run(int epoll) {
  struct epoll_event e[CONNECTIONS];
  int64_t start = now_ns(), end = start + (int64_t)(b.seconds * 1e9);
  double gap = b.rate > 0 ? 1e9 * BATCH / b.rate : 0;
  uint64_t begun = 0;
  int turn = 0; /* all of them take part, whatever the rate */
  for (int64_t now = start; now < end; now = now_ns()) {
    for (int i = 0; i < CONNECTIONS; i++) {
      struct peer *p = &b.peers[(turn + i) % CONNECTIONS];
      int64_t due = gap > 0 ? start + (int64_t)((double)begun * gap) : now;
      if (due > now) break;
      if (p->busy) continue;
      begin(p, due);
      begun++;
    }
    turn = (turn + 1) % CONNECTIONS;
    int n = epoll_wait(epoll, e, CONNECTIONS, gap > 0 ? 1 : 100);
    for (int i = 0; i < n; i++) {
      struct peer *p = e[i].data.ptr;
      if (e[i].events & EPOLLOUT) push(p);
      if (e[i].events & (EPOLLIN | EPOLLHUP)) pull(p);
    }
  }
}

static int order(const void *x, const void *y) {
  uint32_t p = *(const uint32_t *)x, q = *(const uint32_t *)y;
  return p < q ? -1 : p > q;
}

int main(int argc, char **argv) {
  static char form[40];
  if (argc < 5) {
    fprintf(stderr,
            "usage: bench_collect PORT KEY events|segment|clickhouse[+gzip] SECONDS [RATE]\n");
    return 64;
  }
  b.port = (uint16_t)atoi(argv[1]);
  b.key = argv[2];
  snprintf(form, sizeof form, "%s", argv[3]);
  b.packed = strstr(form, "+gzip") != NULL;
  form[strcspn(form, "+")] = 0;
  b.form = form;
  b.seconds = atof(argv[4]);
  b.rate = argc > 5 ? atof(argv[5]) : 0;
  b.serial = (uint64_t)time(NULL) * 100000000u % 900000000000u; /* other ids than in runs before */
  if (b.packed) make_bodies();
  int epoll = epoll_create1(0);
  for (int i = 0; i < CONNECTIONS; i++)
    open_peer(&b.peers[i], epoll);
  int64_t began = now_ns();
  run(epoll);
  double took = (double)(now_ns() - began) * 1e-9;
  if (b.us.n == 0) return 1;
  qsort(b.us.p, b.us.n, sizeof *b.us.p, order);
  printf("{\"form\":\"%s\",\"rate\":%.0f,\"seconds\":%.2f,\"requests\":%llu,\"failed\":%llu,"
         "\"events_per_s\":%.0f,\"mb_per_s\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
         "\"p999_ms\":%.3f,\"worst_ms\":%.3f,\"repeated_bodies\":%s}\n",
         argv[3], b.rate, took, (unsigned long long)b.requests, (unsigned long long)b.failed,
         (double)(b.requests - b.failed) * BATCH / took, (double)b.bytes * 1e-6 / took,
         b.us.p[b.us.n / 2] * 1e-3, b.us.p[b.us.n * 99 / 100] * 1e-3,
         b.us.p[b.us.n * 999 / 1000] * 1e-3, b.us.p[b.us.n - 1] * 1e-3,
         b.packed && b.next_body > b.n_bodies ? "true" : "false");
  return b.failed != 0;
}
