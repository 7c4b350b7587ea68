/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An HTTP/1.1 server for applications that may block: libmicrohttpd speaks on a few I/O threads,
 * the application answers on worker threads, and neither waits for the other.  No product words.
 *
 *   head read (I/O thread) → app.route says what may follow (body limit, where it goes, deadline)
 *   body read (I/O thread) → memory, or a file in plan.body_dir
 *   app.handle (worker)    → fills the response; the connection is suspended meanwhile
 *   response sent (I/O)    → access log
 *
 * What the room itself refuses, always as problem+json with an ERR_http_… code: too many
 * connections (in all, and from one address), heads over HTTP_HEAD_MAX, bodies over the plan's
 * limit (413, without reading on), requests older than their deadline (408), a full worker queue
 * (503 with Retry-After), paths that are not clean (NUL, `..`, `//`, bad escapes, invalid UTF-8:
 * 400), methods it does not know (405/501), a Host that is not allowed (421; guards loopback
 * against DNS rebinding), bodies of an unsupported content-encoding (415; gzip is inflated up to
 * the limit). Every response carries X-Request-Id and the security headers (see http.c).
 */
#ifndef SHOAL_HTTP_HTTP_H
#define SHOAL_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define HTTP_HEAD_MAX       65536u       /* request line and headers */
#define HTTP_TARGET_MAX     16384u       /* path and query */
#define HTTP_ID_BYTES       24           /* request ids */
#define HTTP_STREAM_BACKLOG (256u << 10) /* bytes an event stream may lag; then it is cut */
#define HTTP_HEARTBEAT_S    15
#define HTTP_GZIP_MIN       1024u /* smaller bodies are sent as they are */

enum http_method {
  HTTP_GET,
  HTTP_HEAD,
  HTTP_POST,
  HTTP_PUT,
  HTTP_PATCH,
  HTTP_DELETE,
  HTTP_OPTIONS
};
const char *http_method_name(enum http_method m);

struct http_request;
struct http_stream;

/* What the application decides from the head alone. */
struct http_plan {
  size_t body_max; /* bytes after inflating; 0 = no body allowed */
  const char
      *body_dir;  /* NULL = keep in memory; else an unlinked-on-release file in this directory */
  double seconds; /* whole-request deadline; 0 = the server's */
  bool inline_;   /* handle on the I/O thread (static files): must not block */
};

struct http_app {
  void *ctx;
  /* On an I/O thread, head only.  Must not block.  May answer at once (http_reply…): the body is
   * then not read. */
  void (*route)(void *ctx, struct http_request *q, struct http_plan *ret);
  /* Once, with the body.  Must leave a response; none is a 500. */
  void (*handle)(void *ctx, struct http_request *q);
  /* After the response was sent or the client left; any thread.  May be NULL. */
  void (*done)(void *ctx, struct http_request *q);
};

struct http_log {                                    /* one line of the access log */
  const char *id, *method, *target, *remote, *route; /* target without its query's values */
  int status;
  uint64_t bytes_in, bytes_out;
  double seconds;
  const char *actor; /* as set by http_note_actor; "" */
  const char *code;  /* error code; "" */
};

struct http_options {
  const char *address;            /* "127.0.0.1", "::1", "0.0.0.0" */
  uint16_t port;                  /* 0 = any free one */
  const char *tls_cert, *tls_key; /* PEM files; NULL = plain */
  const char *const *proxies;     /* CIDRs whose X-Forwarded-For/-Proto/-Host are believed */
  uint32_t n_proxies;
  const char *const *hosts; /* allowed Host names without port; n 0 = on loopback
                               localhost and the address, else any */
  uint32_t n_hosts;
  unsigned io_threads, workers;              /* 0 = 2, 8 */
  unsigned queue_max;                        /* requests waiting for a worker; 0 = 1024 */
  unsigned connections_max, per_address_max; /* 0 = 2048, 256 */
  double idle_seconds, request_seconds;      /* 0 = 75, 60 */
  size_t memory_max;                         /* bodies held in memory, all requests; 0 = 256 MiB */
  struct clock *clock;                       /* NULL = system */
  void (*log)(void *ctx, const struct http_log *l); /* any thread; may be NULL */
  void *log_ctx;
  /* The server's own troubles in English, one line (no more file descriptors, a handler without an
   * answer); never what a client did.  With log_ctx; any thread; may be NULL. */
  void (*trouble)(void *ctx, const char *text);
};

struct http_server;
bool http_start(const struct http_options *o, const struct http_app *app, struct http_server **ret,
                struct err *err);
uint16_t http_port(const struct http_server *s);
bool http_is_tls(const struct http_server *s);
/* Stops listening, ends streams, lets running requests finish for `seconds`, then cuts them. */
void http_stop(struct http_server *s, double seconds);

/* Counters for /metrics; monotonic except `open`, `queued`, `streams`. */
struct http_stats {
  uint64_t accepted, requests, refused, bytes_in, bytes_out, status[6]; /* status[s / 100] */
  uint32_t open, queued, streams;
};
void http_stats(const struct http_server *s, struct http_stats *ret);

/* ---- the request; strings live until done ---- */

enum http_method http_method(const struct http_request *q);
const char *http_id(const struct http_request *q);
struct str http_path(const struct http_request *q);    /* percent-decoded, clean, begins with / */
const char *http_remote(const struct http_request *q); /* client address, proxies resolved */
bool http_secure(const struct http_request *q);        /* TLS here or at a trusted proxy */
struct str http_host(const struct http_request *q);    /* host[:port] as the client sees it */
struct str http_header(const struct http_request *q, const char *name); /* {NULL,0} if absent */
struct str http_cookie(const struct http_request *q, const char *name);
uint32_t http_query_n(const struct http_request *q); /* decoded query parameters in order */
struct str http_query_name(const struct http_request *q, uint32_t i);
struct str http_query_value(const struct http_request *q, uint32_t i);
struct str http_query(const struct http_request *q, const char *name); /* the first; {NULL,0} */
struct str http_body(const struct http_request *q);                    /* in memory */
const char *http_body_path(const struct http_request *q);              /* file; NULL if in memory */
uint64_t http_body_bytes(const struct http_request *q);
/* Takes the body file: it is no longer removed with the request. */
bool http_body_keep(struct http_request *q, const char *path, struct err *err);
struct arena *http_arena(struct http_request *q);    /* lives as long as the request */
const bool *http_gone(const struct http_request *q); /* turns true when the client left or the
                                                        deadline passed: a query's cancel flag */
void *http_user(const struct http_request *q);
void http_set_user(struct http_request *q, void *user);
void http_note_route(struct http_request *q, const char *pattern); /* for the log; not copied */
void http_note_actor(struct http_request *q, struct str actor);

/* ---- the response: call header functions first, then exactly one of the others ---- */

void http_add_header(struct http_request *q, const char *name, struct str value);
void http_set_cookie(struct http_request *q, const char *name, struct str value, int64_t max_age_s,
                     const char *path); /* HttpOnly; SameSite=Strict; Secure when http_secure */
void http_reply(struct http_request *q, int status, const char *type, struct str body); /* copied;
                                                          gzipped when it pays and is accepted */
void http_reply_static(struct http_request *q, int status, const char *type, struct str body,
                       bool gzipped); /* not copied; gzipped = body is gzip, inflated for clients
                                         that do not accept it */
bool http_reply_file(struct http_request *q, int status, const char *type, const char *path,
                     const char *download_name, /* NULL = inline; RFC 6266 */
                     struct err *err);          /* with ranges */
void http_reply_error(struct http_request *q,
                      const struct err *err); /* problem+json in the language of
                 Accept-Language; status and code from errors.def */
/* Which language the client asked for (Accept-Language; query `lang` wins). */
enum lang http_lang(const struct http_request *q);

/* ---- event streams (server-sent events) ---- */

/* Answers with text/event-stream and keeps the connection; the caller holds the stream until
 * http_stream_close. */
struct http_stream *http_reply_stream(struct http_request *q);
/* event may be NULL; data one line or several.  Any thread.  False: the client is gone (close it).
 */
bool http_stream_send(struct http_stream *s, const char *event, struct str id, struct str data);
void http_stream_close(struct http_stream *s);

#endif
