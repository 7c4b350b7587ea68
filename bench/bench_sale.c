/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A flash sale against `shoal serve` on loopback: PEOPLE people claim a coupon of kind `sale` once
 * each, over CONNECTIONS keep-alive connections, each with one request under way, from one thread.
 *
 * Usage: bench_sale PORT KEY WORKSPACE PEOPLE CONNECTIONS
 * People are user_id p0 … ; the answers are counted by status.  Prints one JSON object, with the
 * latencies of those who got one and of those who did not. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/panic.h"

#define ANSWER_MAX      8192
#define CONNECTIONS_MAX 1000

struct peer {
  int fd;
  struct buf out;
  size_t sent, got;
  int64_t began;
  char in[ANSWER_MAX + 1];
};

static const char *key, *workspace;
static uint32_t people, next, answered;
static uint32_t given, sold_out, other;
static int64_t *won, *lost;

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void push(struct peer *p) {
  while (p->sent < p->out.n) {
    ssize_t n = write(p->fd, p->out.p + p->sent, p->out.n - p->sent);
    if (n < 0 && errno == EAGAIN) return;
    must(n > 0);
    p->sent += (size_t)n;
  }
}

/* False: everybody has asked. */
static bool begin(struct peer *p) {
  static const char body[] = "{\"kind\":\"sale\",\"source\":\"page\"}";
  if (next == people) return false;
  buf_reset(&p->out);
  buf_printf(&p->out,
             "POST /api/w/%s/people/p%u/coupons/claim HTTP/1.1\r\nHost: localhost\r\n"
             "Authorization: Bearer %s\r\nIdempotency-Key: sale-%u\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             workspace, next, key, next, sizeof body - 1, body);
  next++;
  p->sent = p->got = 0;
  p->began = now_ns();
  push(p);
  return true;
}

static bool whole(struct peer *p) {
  p->in[p->got] = '\0';
  const char *end = strstr(p->in, "\r\n\r\n"), *length = strcasestr(p->in, "content-length:");
  if (!end || !length) return false;
  return p->got >= (size_t)(end + 4 - p->in) + strtoul(length + 15, NULL, 10);
}

/* True: an answer is there, and counted. */
static bool pull(struct peer *p) {
  for (;;) {
    ssize_t n = read(p->fd, p->in + p->got, ANSWER_MAX - p->got);
    if (n < 0 && errno == EAGAIN) return false;
    must(n > 0);
    p->got += (size_t)n;
    if (!whole(p)) continue;
    int64_t took = now_ns() - p->began;
    answered++;
    if (strncmp(p->in, "HTTP/1.1 201", 12) == 0) {
      won[given++] = took;
    } else {
      bool out = strstr(p->in, "coupon_sold_out") != NULL;
      if (!out && other == 0) fprintf(stderr, "%s\n", p->in);
      sold_out += out;
      other += !out;
      lost[answered - given - 1] = took;
    }
    return true;
  }
}

static int order(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return a < b ? -1 : a > b;
}

static double at(const int64_t *v, uint32_t n, double q) {
  return n ? (double)v[(uint32_t)((n - 1) * q)] / 1e6 : 0;
}

static void connect_to(struct peer *p, int epoll, uint16_t port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
  int one = 1;
  p->out = (struct buf)BUF_INIT;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  p->fd = socket(AF_INET, SOCK_STREAM, 0);
  must(p->fd >= 0 && connect(p->fd, (struct sockaddr *)&to, sizeof to) == 0);
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  must(fcntl(p->fd, F_SETFL, O_NONBLOCK) == 0);
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &e) == 0);
}

int main(int argc, char **argv) {
  struct epoll_event events[256];
  if (argc != 6) {
    fprintf(stderr, "bench_sale PORT KEY WORKSPACE PEOPLE CONNECTIONS\n");
    return 64;
  }
  key = argv[2], workspace = argv[3], people = (uint32_t)atoi(argv[4]);
  uint32_t n = (uint32_t)atoi(argv[5]);
  must(n >= 1 && n <= CONNECTIONS_MAX && people >= 1);
  struct peer *peers = must_calloc(n, sizeof *peers);
  won = must_calloc(people, sizeof *won), lost = must_calloc(people, sizeof *lost);
  int epoll = epoll_create1(0);
  for (uint32_t i = 0; i < n; i++)
    connect_to(&peers[i], epoll, (uint16_t)atoi(argv[1]));
  int64_t from = now_ns();
  for (uint32_t i = 0; i < n; i++)
    begin(&peers[i]);
  while (answered < people) {
    int k = epoll_wait(epoll, events, 256, 60000);
    must(k > 0);
    for (int i = 0; i < k; i++) {
      struct peer *p = events[i].data.ptr;
      push(p);
      while (p->sent == p->out.n && pull(p) && begin(p))
        ;
    }
  }
  double seconds = (double)(now_ns() - from) / 1e9;
  uint32_t n_lost = answered - given;
  qsort(won, given, sizeof *won, order);
  qsort(lost, n_lost, sizeof *lost, order);
  printf("{\"people\":%u,\"connections\":%u,\"given\":%u,\"sold_out\":%u,\"other\":%u,"
         "\"seconds\":%.3f,\"requests_per_s\":%.0f,\"given_p50_ms\":%.2f,\"given_p99_ms\":%.2f,"
         "\"refused_p50_ms\":%.2f,\"refused_p99_ms\":%.2f}\n",
         people, n, given, sold_out, other, seconds, people / seconds, at(won, given, 0.5),
         at(won, given, 0.99), at(lost, n_lost, 0.5), at(lost, n_lost, 0.99));
  return 0;
}
