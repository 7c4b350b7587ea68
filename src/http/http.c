/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starting and stopping.
 *
 * The listening socket is made here and not by libmicrohttpd, which can only say "no": a port in
 * use and a key that does not fit want different help.  Caps on connections are ours too (conn.c);
 * libmicrohttpd divides its own by its threads, so it is set where it never binds.
 *
 * Stopping: nothing new is accepted, streams end, requests under way may finish; then what is left
 * is cut, the workers are joined, and only then may libmicrohttpd stop, for it must not find a
 * suspended connection. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/http_int.h"

#define PEM_MAX    ((size_t)1 << 20)
#define FILES_ELSE 256 /* descriptors the rest of the process needs */
#define TLS_KINDS  "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

static void defaults(struct http_options *o) {
  if (!o->address) o->address = "127.0.0.1";
  if (o->io_threads < 2) o->io_threads = 2;
  if (!o->workers) o->workers = 8;
  if (!o->waiters) o->waiters = 32;
  if (!o->queue_max) o->queue_max = 1024;
  if (!o->connections_max) o->connections_max = 2048;
  if (!o->per_address_max) o->per_address_max = 256;
  if (!(o->idle_seconds > 0)) o->idle_seconds = 75;
  if (!(o->request_seconds > 0)) o->request_seconds = 60;
  if (!o->memory_max) o->memory_max = (size_t)256 << 20;
  if (!o->clock) o->clock = clock_system();
}

static const char *keep(struct arena *a, const char *text) {
  return text ? arena_cstr(a, str_from(text)) : NULL;
}

static const char *const *keep_list(struct arena *a, const char *const *list, uint32_t n) {
  const char **copy = arena_array(a, const char *, n);
  for (uint32_t i = 0; i < n; i++)
    copy[i] = keep(a, list[i]);
  return copy;
}

static bool options(struct http_server *s, const struct http_options *o, struct err *err) {
  s->o = *o;
  defaults(&s->o);
  s->clock = s->o.clock;
  s->o.address = keep(&s->arena, s->o.address);
  s->o.hosts = keep_list(&s->arena, o->hosts, o->n_hosts);
  s->proxies = arena_array(&s->arena, struct cidr, o->n_proxies);
  for (uint32_t i = 0; i < o->n_proxies; i++)
    if (!cidr_parse(str_from(o->proxies[i]), &s->proxies[i]))
      return err_fail(err, ERR_http_bad_proxy, "%s", o->proxies[i]);
  return true;
}

/* Every connection is a descriptor; running out of them would hurt the store, not only us. */
static bool enough_files(struct http_server *s, struct err *err) {
  struct rlimit r;
  rlim_t need = (rlim_t)s->o.connections_max + 2 * HTTP_SLACK + FILES_ELSE;
  must(getrlimit(RLIMIT_NOFILE, &r) == 0);
  if (r.rlim_cur >= need) return true;
  r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
  if (r.rlim_cur == need && setrlimit(RLIMIT_NOFILE, &r) == 0) return true;
  return err_fail(err, ERR_http_few_files, "%llu" ERR_SEP "%u" ERR_SEP "%llu",
                  (unsigned long long)r.rlim_max, s->o.connections_max, (unsigned long long)need);
}

static bool listen_on(struct http_server *s, int *ret_fd, struct err *err) {
  union {
    struct sockaddr sa;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } a = {0};
  socklen_t n = sizeof a.v4;
  struct addr bound;
  int on = 1;
  if (inet_pton(AF_INET, s->o.address, &a.v4.sin_addr) == 1) {
    a.v4.sin_family = AF_INET;
    a.v4.sin_port = htons(s->o.port);
  } else if (inet_pton(AF_INET6, s->o.address, &a.v6.sin6_addr) == 1) {
    a.v6.sin6_family = AF_INET6;
    a.v6.sin6_port = htons(s->o.port);
    n = sizeof a.v6;
  } else {
    return err_fail(err, ERR_http_bad_address, "%s", s->o.address);
  }
  int fd = socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
      bind(fd, &a.sa, n) < 0 || listen(fd, SOMAXCONN) < 0 || getsockname(fd, &a.sa, &n) < 0) {
    int why = errno;
    if (fd >= 0) close(fd);
    return err_fail_errno(err, ERR_http_listen, why, "%s:%u", s->o.address, s->o.port);
  }
  s->port = ntohs(a.sa.sa_family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
  s->loopback = addr_from(&a.sa, &bound) && addr_is_loopback(&bound);
  *ret_fd = fd;
  return true;
}

/* libmicrohttpd's messages: those about the server itself are passed on; those about what some
 * client did are not, or a scanner could fill the log. */
static void on_message(void *server, const char *fmt, va_list ap) {
  static const char *const ours[] = {"Hit process",     "Error accepting",   "Error allocating",
                                     "Call to epoll",   "Failed to create",  "Failed to start",
                                     "Failed to setup", "Failed to initial", "Failed to signal",
                                     "GnuTLS",          "Setting priorities"};
  struct http_server *s = server;
  char text[400];
  bool wanted = false;
  for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
    wanted |= str_starts(str_from(fmt), str_from(ours[i]));
  if (!wanted || !s->o.trouble) return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  vsnprintf(text, sizeof text, fmt, ap);
#pragma GCC diagnostic pop
  text[strcspn(text, "\r\n")] = 0;
  s->o.trouble(s->o.log_ctx, text);
}

/* MHD_quiesce_daemon takes the listening socket out of each worker's epoll set, as the worker does
 * itself when it happens to wake just then.  The worker knows of the race; MHD_quiesce_daemon
 * (0.9.75) panics, in our thread and with no lock held.  It may be called again until it has said
 * yes. */
#define QUIESCE_TRIES 1000
static _Thread_local jmp_buf *quiescing;

static bool is_quiesce_race(const char *reason) {
  return quiescing && reason &&
         str_starts(str_from(reason), STR("Failed to remove listen FD from epoll set"));
}

static void on_panic(void *none, const char *file, unsigned line, const char *reason) {
  if (is_quiesce_race(reason)) longjmp(*quiescing, 1);
  panic("libmicrohttpd %s:%u: %s", file, line, reason ? reason : "no reason given");
}

/* Targets are decoded once, by path.c. */
static size_t leave_escapes(void *none, struct MHD_Connection *mhd, char *s) {
  return strlen(s);
}

static bool start_daemon(struct http_server *s, int fd, struct err *err) {
  struct str cert = {0}, key = {0};
  unsigned flags = MHD_USE_ERROR_LOG | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  struct MHD_OptionItem tls[] = {{MHD_OPTION_END, 0, NULL}, {0}, {0}, {0}};
  if (s->o.tls_cert) {
    if (!io_read_all(io_posix(), s->o.tls_cert, PEM_MAX, &s->arena, &cert, err) ||
        !io_read_all(io_posix(), s->o.tls_key ? s->o.tls_key : s->o.tls_cert, PEM_MAX, &s->arena,
                     &key, err))
      return false;
    flags |= MHD_USE_TLS;
    s->tls = true;
    tls[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)cert.p};
    tls[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key.p};
    tls[2] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)TLS_KINDS};
    tls[3] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
  }
  unsigned most = (s->o.connections_max + 2 * HTTP_SLACK) * s->o.io_threads;
  s->daemon = MHD_start_daemon(
      flags, 0, conn_accept, s, request_handle, s, MHD_OPTION_EXTERNAL_LOGGER, on_message, s,
      MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, s->o.io_threads,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_MEMORY,
      MHD_OPTION_CONNECTION_LIMIT, most, MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)(s->o.idle_seconds + 0.999), MHD_OPTION_NOTIFY_COMPLETED, request_completed, s,
      MHD_OPTION_NOTIFY_CONNECTION, conn_notify, s, MHD_OPTION_URI_LOG_CALLBACK, request_begin, s,
      MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
  if (s->daemon) return true;
  if (s->tls) return err_fail(err, ERR_http_bad_tls, "%s", s->o.tls_cert);
  return err_fail_errno(err, ERR_http_listen, errno, "%s:%u", s->o.address, s->o.port);
}

static void release(struct http_server *s) {
  for (int i = 0; i < 2; i++)
    if (s->wake[i] >= 0) close(s->wake[i]);
  pthread_mutex_destroy(&s->lock);
  pthread_mutex_destroy(&s->queue_lock);
  workers_release(s);
  arena_release(&s->arena);
  free(s);
}

bool http_start_tuned(const struct http_options *o, const struct http_tuning *t,
                      const struct http_app *app, struct http_server **ret, struct err *err) {
  struct http_server *s = must_calloc(1, sizeof *s);
  int fd = -1;
  must(sodium_init() >= 0);
  signal(SIGPIPE, SIG_IGN);
  MHD_set_panic_func(on_panic, NULL);
  arena_init(&s->arena, "http server");
  s->app = *app;
  s->tuning = *t;
  s->wake[0] = s->wake[1] = -1;
  pthread_mutex_init(&s->lock, NULL);
  pthread_mutex_init(&s->queue_lock, NULL);
  workers_init(s);
  if (!options(s, o, err) || !enough_files(s, err) || !listen_on(s, &fd, err)) {
    release(s);
    return false;
  }
  must(pipe2(s->wake, O_CLOEXEC) == 0);
  workers_start(s);
  must(pthread_create(&s->housekeeper, NULL, conn_housekeeper, s) == 0);
  if (!start_daemon(s, fd, err)) {
    close(fd);
    workers_stop(s);
    close(s->wake[1]);
    s->wake[1] = -1;
    pthread_join(s->housekeeper, NULL);
    release(s);
    return false;
  }
  *ret = s;
  return true;
}

bool http_start(const struct http_options *o, const struct http_app *app, struct http_server **ret,
                struct err *err) {
  struct http_tuning t = {.heartbeat_s = HTTP_HEARTBEAT_S, .stream_backlog = HTTP_STREAM_BACKLOG};
  return http_start_tuned(o, &t, app, ret, err);
}

uint16_t http_port(const struct http_server *s) {
  return s->port;
}
bool http_is_tls(const struct http_server *s) {
  return s->tls;
}

static void end_stream(struct conn *c) {
  if (c->stage == STAGE_STREAM) stream_end(c->q->stream);
}

static void cut(struct conn *c) {
  __atomic_store_n(&c->q->gone, true, __ATOMIC_RELAXED);
  if (c->stage == STAGE_STREAM) stream_lost(c->q->stream);
  shutdown(c->fd, SHUT_RDWR);
}

static int quiesce(struct http_server *s) {
  jmp_buf raced;
  for (volatile int tries = 0; tries < QUIESCE_TRIES; tries++) {
    quiescing = setjmp(raced) == 0 ? &raced : NULL;
    if (quiescing) {
      int fd = MHD_quiesce_daemon(s->daemon);
      quiescing = NULL;
      return fd;
    }
    poll(NULL, 0, 1); /* the worker is at it */
  }
  return MHD_quiesce_daemon(s->daemon);
}

void http_stop(struct http_server *s, double seconds) {
  if (!s) return;
  int64_t until = conn_after(s, seconds);
  __atomic_store_n(&s->stopping, true, __ATOMIC_SEQ_CST);
  int fd = quiesce(s);
  /* Refuses from here on, but stays open: libmicrohttpd's threads still take it out of their epoll
   * sets, each when it wakes, and panic if it is gone. */
  if (fd >= 0) shutdown(fd, SHUT_RDWR);
  conn_each(s, end_stream);
  while (__atomic_load_n(&s->active, __ATOMIC_SEQ_CST) > 0 && conn_after(s, 0) < until)
    poll(NULL, 0, 10);
  conn_each(s, cut);
  workers_stop(s);
  /* Again for streams that a worker opened meanwhile. */
  conn_each(s, cut);
  close(s->wake[1]);
  s->wake[1] = -1;
  pthread_join(s->housekeeper, NULL);
  MHD_stop_daemon(s->daemon);
  if (fd >= 0) close(fd);
  release(s);
}

void http_stats(const struct http_server *s, struct http_stats *ret) {
  struct http_server *m = (struct http_server *)s; /* only to take the locks */
  struct http_stats r;
  r.accepted = __atomic_load_n(&s->stats.accepted, __ATOMIC_RELAXED);
  r.requests = __atomic_load_n(&s->stats.requests, __ATOMIC_RELAXED);
  r.refused = __atomic_load_n(&s->stats.refused, __ATOMIC_RELAXED);
  r.bytes_in = __atomic_load_n(&s->stats.bytes_in, __ATOMIC_RELAXED);
  r.bytes_out = __atomic_load_n(&s->stats.bytes_out, __ATOMIC_RELAXED);
  r.streams = __atomic_load_n(&s->stats.streams, __ATOMIC_RELAXED);
  for (int i = 0; i < 6; i++)
    r.status[i] = __atomic_load_n(&s->stats.status[i], __ATOMIC_RELAXED);
  pthread_mutex_lock(&m->lock);
  r.open = s->open;
  pthread_mutex_unlock(&m->lock);
  pthread_mutex_lock(&m->queue_lock);
  r.queued = s->queued;
  pthread_mutex_unlock(&m->queue_lock);
  *ret = r;
}
