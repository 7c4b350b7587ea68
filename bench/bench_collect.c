/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A load client for `shoal serve` on loopback: CONNECTIONS keep-alive connections, each with one
 * request of BATCH events under way, from one thread.
 *
 * Every request is different (its message ids and users are written into a template), so nothing is
 * a repetition.  Packed bodies are made before the clock starts: what is measured is the server and
 * the sending, not zlib in the client.
 *
 * Usage: bench_collect PORT KEY FORM SECONDS [RATE]
 *   FORM  events (/v1/events, 350 bytes each) | segment (/v1/batch) | clickhouse (INSERT …
 *         FORMAT JSONEachRow), with +gzip behind it for packed bodies
 *   RATE  events/s over all; 0 or absent = as fast as answers come
 * Prints one JSON object. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/panic.h"
#include "base/vec.h"

#define CONNECTIONS 64
#define BATCH       100
#define PEOPLE      200000u
#define PACKED      12000u /* different packed bodies; more requests than that use them again … */
#define ANSWER_MAX  4096

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
  struct str *bodies; /* packed ones */
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

/* 350 bytes: what a shop's page says of a look at something. */
static void put_event(struct buf *o, const char *time, uint64_t n) {
  static const char *const names[] = {"product_viewed", "product_added", "page", "coupon_applied"};
  uint32_t user = (uint32_t)(n * 2654435761u) % PEOPLE;
  buf_printf(
      o,
      "{\"event\":\"%s\",\"user_id\":\"u%06u\",\"message_id\":\"b-%08x-%012llu\",\"time\":\"%s\","
      "\"properties\":{\"product_id\":\"p%04u\",\"category\":\"tea/green\",\"price\":%u.50,"
      "\"quantity\":%u,\"page\":\"https://shop.example/products/%04u\",\"referrer\":"
      "\"https://search.example/\",\"campaign\":\"spring\",\"channel\":\"miniprogram\",",
      names[n % 4], user, user, (unsigned long long)n, time, user % 5000, user % 300,
      (unsigned)(n % 3) + 1, user % 5000);
  buf_puts(o, "\"store\":\"hz-003\"}}");
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
      user, user, user, (unsigned long long)n, time, user % 5000, user % 300, user % 5000);
}

static void put_body(struct buf *o) {
  char time[40];
  bool segment = strcmp(b.form, "segment") == 0, rows = strcmp(b.form, "clickhouse") == 0;
  stamp(time, sizeof time);
  buf_puts(o, segment ? "{\"batch\":[" : rows ? "" : "[");
  for (int i = 0; i < BATCH; i++) {
    if (i) buf_putc(o, rows ? '\n' : ',');
    if (segment)
      put_segment(o, time, b.serial++);
    else
      put_event(o, time, b.serial++);
  }
  if (segment)
    buf_printf(o, "],\"sentAt\":\"%s\"}", time);
  else if (!rows)
    buf_putc(o, ']');
}

static struct str pack(const struct buf *plain) {
  uLong n = compressBound(plain->n) + 32;
  z_stream z = {0};
  char *p = must_malloc(n);
  must(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  z.next_in = (Bytef *)plain->p, z.avail_in = (uInt)plain->n;
  z.next_out = (Bytef *)p, z.avail_out = (uInt)n;
  must(deflate(&z, Z_FINISH) == Z_STREAM_END);
  n -= z.avail_out;
  deflateEnd(&z);
  return str_of(p, n);
}

static void make_bodies(void) {
  struct buf plain = BUF_INIT;
  b.bodies = must_calloc(PACKED, sizeof *b.bodies);
  for (; b.n_bodies < PACKED; b.n_bodies++) {
    buf_reset(&plain);
    put_body(&plain);
    b.bodies[b.n_bodies] = pack(&plain);
  }
  buf_release(&plain);
}

static void put_request(struct buf *o) {
  static struct buf body = BUF_INIT;
  bool rows = strcmp(b.form, "clickhouse") == 0;
  struct str text;
  if (b.packed) {
    text = b.bodies[b.next_body++ % b.n_bodies];
  } else {
    buf_reset(&body);
    put_body(&body);
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

static void begin(struct peer *p, int64_t due) {
  put_request(&p->out);
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
  for (int64_t now = start; now < end; now = now_ns()) {
    for (int i = 0; i < CONNECTIONS; i++) {
      int64_t due = gap > 0 ? start + (int64_t)((double)begun * gap) : now;
      if (b.peers[i].busy || due > now) continue;
      begin(&b.peers[i], due);
      begun++;
    }
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
         "\"events_per_s\":%.0f,\"mb_per_s\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"repeated_"
         "bodies\":%s}\n",
         argv[3], b.rate, took, (unsigned long long)b.requests, (unsigned long long)b.failed,
         (double)(b.requests - b.failed) * BATCH / took, (double)b.bytes * 1e-6 / took,
         b.us.p[b.us.n / 2] * 1e-3, b.us.p[b.us.n * 99 / 100] * 1e-3,
         b.packed && b.next_body > b.n_bodies ? "true" : "false");
  return b.failed != 0;
}
