/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A load generator on one thread: keep-alive connections to loopback, each with one request under
 * way, over epoll.  Connections come from several addresses of 127.0.0.0/8, because a server caps
 * each.  What it costs itself is part of every figure (load_cpu): it shares the machine. */
#ifndef SHOAL_BENCH_HTTP_LOAD_H
#define SHOAL_BENCH_HTTP_LOAD_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/panic.h"

#define LOAD_ANSWER_MAX  8192
#define LOAD_PER_ADDRESS 200
#define LOAD_CONNECTIONS 4000

struct load_peer {
  int fd;
  struct buf out;
  size_t sent, got;
  int64_t began;
  uint64_t what; /* the caller's, of the request under way */
  bool idle;
  char in[LOAD_ANSWER_MAX + 1];
};

struct load {
  /* Writes the next request of the peer into out (reset before); false: no more. */
  bool (*ask)(struct load_peer *p);
  /* A whole answer stands in p->in. */
  void (*heard)(struct load_peer *p, int status, int64_t took_ns);
  struct load_peer *peers;
  uint32_t n, busy;
};

static inline int64_t load_now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Seconds of processor that this process has used. */
static inline double load_cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static inline void load_push(struct load_peer *p) {
  while (p->sent < p->out.n) {
    ssize_t n = write(p->fd, p->out.p + p->sent, p->out.n - p->sent);
    if (n < 0 && errno == EAGAIN) return;
    must(n > 0);
    p->sent += (size_t)n;
  }
}

static inline void load_begin(struct load *l, struct load_peer *p) {
  buf_reset(&p->out);
  if (!p->idle) l->busy--;
  p->idle = !l->ask(p);
  if (p->idle) return;
  l->busy++;
  p->sent = p->got = 0;
  p->began = load_now_ns();
  load_push(p);
}

static inline bool load_whole(struct load_peer *p) {
  p->in[p->got] = '\0';
  const char *end = strstr(p->in, "\r\n\r\n"), *length;
  if (!end || !(length = strcasestr(p->in, "content-length:"))) return false;
  return p->got >= (size_t)(end + 4 - p->in) + strtoul(length + 15, NULL, 10);
}

static inline void load_pull(struct load *l, struct load_peer *p) {
  while (!p->idle && p->sent == p->out.n) {
    ssize_t n = read(p->fd, p->in + p->got, LOAD_ANSWER_MAX - p->got);
    if (n < 0 && errno == EAGAIN) return;
    must(n > 0);
    p->got += (size_t)n;
    if (!load_whole(p)) continue;
    l->heard(p, atoi(p->in + 9), load_now_ns() - p->began);
    load_begin(l, p);
  }
}

static inline void load_connect(struct load_peer *p, int epoll, uint16_t port) {
  static uint32_t made; /* also of runs before: a server forgets them when it comes to it */
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)}, from = to;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
  int one = 1;
  p->out = (struct buf)BUF_INIT;
  p->idle = true;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  from.sin_port = 0;
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + made++ / LOAD_PER_ADDRESS);
  p->fd = socket(AF_INET, SOCK_STREAM, 0);
  must(p->fd >= 0 && bind(p->fd, (struct sockaddr *)&from, sizeof from) == 0 &&
       connect(p->fd, (struct sockaddr *)&to, sizeof to) == 0);
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  must(fcntl(p->fd, F_SETFL, O_NONBLOCK) == 0);
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &e) == 0);
}

/* Until nobody asks any more. */
static inline void load_run(struct load *l, uint16_t port, uint32_t n) {
  struct epoll_event events[256];
  int epoll = epoll_create1(0);
  must(n >= 1 && n <= LOAD_CONNECTIONS);
  l->peers = must_calloc(n, sizeof *l->peers);
  l->n = n;
  for (uint32_t i = 0; i < n; i++)
    load_connect(&l->peers[i], epoll, port);
  for (uint32_t i = 0; i < n; i++)
    load_begin(l, &l->peers[i]);
  while (l->busy > 0) {
    int k = epoll_wait(epoll, events, 256, 60000);
    must(k > 0);
    for (int i = 0; i < k; i++) {
      struct load_peer *p = events[i].data.ptr;
      if (p->idle) continue;
      load_push(p);
      load_pull(l, p);
    }
  }
  close(epoll);
}

static inline void load_close(struct load *l) {
  for (uint32_t i = 0; i < l->n; i++) {
    close(l->peers[i].fd);
    buf_release(&l->peers[i].out);
  }
  free(l->peers);
  l->peers = NULL;
  l->n = 0;
}

#endif
