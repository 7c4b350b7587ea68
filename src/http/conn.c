/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections: how many there may be, how long each stage may take, and who has left.
 *
 * libmicrohttpd knows one time limit, silence.  A client that sends a byte a minute is never
 * silent, and a suspended connection is not watched at all.  So a housekeeper thread goes round
 * every HTTP_TICK_MS: a stage over its time is ended, and connections whose request is being
 * handled, or that listen to a stream, are polled for the client's leaving.  Ending means
 * shutdown(2): libmicrohttpd then sees the end of the connection on its own thread, and nothing of
 * its state is touched from here.
 *
 * A connection over a cap is still accepted, so that its client can be told why (HTTP_SLACK of
 * them); those over the slack are closed at once.  Addresses of trusted proxies carry many clients
 * and are not capped. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/vec.h"
#include "http/http_int.h"

#define NEVER INT64_MAX

int64_t conn_after(struct http_server *s, double seconds) {
  return s->clock->mono(s->clock).ns + (int64_t)(seconds * 1e9);
}

void conn_stage(struct conn *c, struct http_server *s, enum stage stage, int64_t until) {
  struct mono now = s->clock->mono(s->clock);
  pthread_mutex_lock(&s->lock);
  c->stage = stage;
  c->since = now;
  c->until = until;
  c->quiet = false;
  pthread_mutex_unlock(&s->lock);
}

static struct conn **bucket(struct http_server *s, const struct addr *a) {
  return &s->buckets[addr_hash(a) % HTTP_BUCKETS];
}

/* With the lock held. */
static uint32_t open_from(struct http_server *s, const struct addr *a) {
  uint32_t n = 0;
  for (struct conn *c = *bucket(s, a); c; c = c->next)
    n += memcmp(c->addr.ip, a->ip, sizeof a->ip) == 0;
  return n;
}

static bool capped(struct http_server *s, const struct addr *a) {
  return !cidr_has(s->proxies, s->o.n_proxies, a);
}

enum MHD_Result conn_accept(void *server, const struct sockaddr *sa, socklen_t n) {
  struct http_server *s = server;
  struct addr a;
  if (!addr_from(sa, &a)) return MHD_NO;
  pthread_mutex_lock(&s->lock);
  bool fine = s->open < s->o.connections_max + HTTP_SLACK &&
              (!capped(s, &a) || open_from(s, &a) < s->o.per_address_max + HTTP_SLACK);
  pthread_mutex_unlock(&s->lock);
  if (!fine) stat_add(s, refused, 1);
  return fine ? MHD_YES : MHD_NO;
}

static void opened(struct http_server *s, struct MHD_Connection *mhd, void **socket_context) {
  struct conn *c = must_calloc(1, sizeof *c);
  must(addr_from(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
                 &c->addr));
  c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  if (s->tuning.socket_buffer)
    setsockopt(c->fd, SOL_SOCKET, SO_SNDBUF, &s->tuning.socket_buffer, sizeof(int));
  c->since = s->clock->mono(s->clock);
  struct conn **b = bucket(s, &c->addr);
  pthread_mutex_lock(&s->lock);
  if (s->open >= s->o.connections_max)
    c->refuse = ERR_http_busy;
  else if (capped(s, &c->addr) && open_from(s, &c->addr) >= s->o.per_address_max)
    c->refuse = ERR_http_busy_address;
  c->until = conn_after(s, c->refuse ? HTTP_REFUSED_S : HTTP_HEAD_S);
  c->next = *b;
  if (c->next) c->next->prev = c;
  *b = c;
  s->open++;
  pthread_mutex_unlock(&s->lock);
  stat_add(s, accepted, 1);
  *socket_context = c;
}

static void closed(struct http_server *s, struct conn *c) {
  pthread_mutex_lock(&s->lock);
  if (c->prev)
    c->prev->next = c->next;
  else
    *bucket(s, &c->addr) = c->next;
  if (c->next) c->next->prev = c->prev;
  s->open--;
  pthread_mutex_unlock(&s->lock);
  free(c);
}

void conn_notify(void *server, struct MHD_Connection *mhd, void **socket_context,
                 enum MHD_ConnectionNotificationCode what) {
  if (what == MHD_CONNECTION_NOTIFY_STARTED)
    opened(server, mhd, socket_context);
  else if (*socket_context)
    closed(server, *socket_context);
}

void conn_cut(struct http_request *q) {
  shutdown(q->c->fd, SHUT_RDWR);
}

/* Line breaks would begin another header. */
static void put_clean(struct buf *b, struct str s) {
  for (size_t i = 0; i < s.n; i++)
    buf_putc(b, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i]);
}

void http_slow_header(struct http_slow *s, const char *name, struct str value) {
  buf_printf(&s->headers, "%s: ", name);
  put_clean(&s->headers, value);
  buf_puts(&s->headers, "\r\n");
}

static void ask_slow(struct http_server *s, struct http_request *q, struct http_slow *ret) {
  struct err err;
  err_fail(&err, ERR_http_slow, "%g", q->plan.seconds);
  if (q->user && s->app.slow) s->app.slow(s->app.ctx, q, &err, ret);
  if (ret->status) return;
  ret->status = 408;
  ret->type = "application/problem+json";
  reply_problem(q, &err, STR(""), &ret->body);
}

static const char *phrase(int status) {
  return status == 408   ? "Request Timeout"
         : status == 429 ? "Too Many Requests"
                         : "Service Unavailable";
}

/* Tells a client that sends too slowly, past libmicrohttpd, which cannot answer in the middle of a
 * body.  Nothing else is being sent in this stage.  Under TLS there is no way past the session: the
 * connection just ends. */
static void send_late(struct http_server *s, struct http_request *q, int fd) {
  struct http_slow a = {.headers = BUF_INIT, .body = BUF_INIT};
  struct buf all = BUF_INIT;
  ask_slow(s, q, &a);
  buf_printf(&all,
             "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n"
             "X-Request-Id: %s\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
             "Connection: close\r\nContent-Length: %zu\r\n",
             a.status, phrase(a.status), a.type, q->id, a.body.n);
  buf_put_str(&all, buf_str(&a.headers));
  buf_puts(&all, "\r\n");
  buf_put_str(&all, buf_str(&a.body));
  if (!s->tls && a.status != HTTP_DROPPED &&
      send(fd, all.p, all.n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EBADF)
    panic("a connection in the table has no socket");
  buf_release(&a.headers);
  buf_release(&a.body);
  buf_release(&all);
}

/* With the lock held. */
static void overdue(struct http_server *s, struct conn *c) {
  c->until = NEVER;
  if (c->q) __atomic_store_n(&c->q->late, true, __ATOMIC_RELAXED);
  if (c->stage == STAGE_WORK) {
    __atomic_store_n(&c->q->gone, true, __ATOMIC_RELAXED);
    return;
  }
  if (c->stage == STAGE_BODY) send_late(s, c->q, c->fd);
  shutdown(c->fd, SHUT_RDWR);
}

/* libmicrohttpd waits for edges and does not look again after a short read, so it misses an end
 * that came together with the last bytes: an unfinished request of a client that left would stay
 * until its time is over.  When all bytes are taken and nothing has moved for a round, it is cut.
 */
static void left_unfinished(struct conn *c) {
  char byte;
  bool quiet = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
  if (quiet && c->quiet) shutdown(c->fd, SHUT_RDWR);
  c->quiet = quiet;
}

static void left(struct conn *c) {
  if (c->stage == STAGE_WORK)
    __atomic_store_n(&c->q->gone, true, __ATOMIC_RELAXED);
  else if (c->stage == STAGE_STREAM)
    stream_lost(c->q->stream);
  else
    left_unfinished(c);
}

typedef VEC(struct pollfd) fd_vec;
typedef VEC(struct conn *) conn_vec;

/* With the lock held.  POLLRDHUP is seen even while bytes of a next request wait unread. */
static void find_left(fd_vec *fds, conn_vec *conns) {
  if (fds->n == 0 || poll(fds->p, fds->n, 0) <= 0) return;
  for (size_t i = 0; i < fds->n; i++)
    if (fds->p[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) left(conns->p[i]);
}

static void round_of(struct http_server *s, fd_vec *fds, conn_vec *conns) {
  struct mono now = s->clock->mono(s->clock);
  fds->n = conns->n = 0;
  pthread_mutex_lock(&s->lock);
  for (size_t b = 0; b < HTTP_BUCKETS; b++)
    for (struct conn *c = s->buckets[b]; c; c = c->next) {
      if (now.ns > c->until) overdue(s, c);
      if (c->stage == STAGE_REPLY) continue; /* a failing send tells */
      vec_push(fds, ((struct pollfd){.fd = c->fd, .events = POLLRDHUP}));
      vec_push(conns, c);
      if (c->stage == STAGE_STREAM) stream_tick(c->q->stream, now);
    }
  find_left(fds, conns);
  pthread_mutex_unlock(&s->lock);
}

void *conn_housekeeper(void *server) {
  struct http_server *s = server;
  fd_vec fds = {0};
  conn_vec conns = {0};
  struct pollfd wake = {.fd = s->wake[0], .events = POLLIN};
  while (poll(&wake, 1, HTTP_TICK_MS) <= 0)
    round_of(s, &fds, &conns);
  vec_free(&fds);
  vec_free(&conns);
  return NULL;
}

void conn_each(struct http_server *s, void (*f)(struct conn *c)) {
  pthread_mutex_lock(&s->lock);
  for (size_t b = 0; b < HTTP_BUCKETS; b++)
    for (struct conn *c = s->buckets[b]; c; c = c->next)
      if (c->q) f(c);
  pthread_mutex_unlock(&s->lock);
}
