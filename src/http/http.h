/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An HTTP/1.1 server for applications that may block: libmicrohttpd speaks on a few I/O threads,
 * the application answers on worker threads, and neither waits for the other.  No product words.
 *
 *   head read (I/O thread) → app.route says what may follow (body limit, where it goes, deadline)
 *   body read (I/O thread) → memory, or a file in plan.body_dir
 *   app.handle (worker)    → fills the response; the connection is suspended meanwhile
 *   app.answer             → … or does so later, when what it waits for is there (http_later)
 *   response sent (I/O)    → access log
 *
 * What the room itself refuses, always as problem+json with an ERR_http_… code: too many
 * connections (in all, and from one address), heads over HTTP_HEAD_MAX or HTTP_TARGET_MAX, bodies
 * over the plan's limit (413, without reading on), requests older than their deadline (408), a full
 * worker queue (503 with Retry-After), paths that are not clean (NUL, `..`, `//`, bad escapes,
 * invalid UTF-8: 400), methods it does not know (405/501), a Host that is not allowed (421; guards
 * loopback against DNS rebinding), bodies of an unsupported content-encoding (415; gzip is inflated
 * up to the limit). Every response carries X-Request-Id, the security headers (response.c), and
 * Cache-Control: no-store unless the application sets another.  Only what is not HTTP at all is
 * answered by libmicrohttpd itself, with a few words of HTML.
 */
#ifndef SHOAL_HTTP_HTTP_H
#define SHOAL_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define HTTP_HEAD_MAX       65536u       /* headers, and what is not the target of the first line */
#define HTTP_TARGET_MAX     65536u       /* path and query: some clients send events in a GET */
#define HTTP_HEAD_SUM_MAX   98304u       /* both together */
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

/* What the application decides from the head alone; all zero when route is called. */
struct http_plan {
  size_t body_max;      /* bytes after inflating; 0 = no body allowed */
  const char *body_dir; /* NULL = keep in memory; else an unlinked-on-release file in this directory
                         */
  double seconds;       /* whole-request deadline; 0 = the server's */
  bool inline_;         /* handle on the I/O thread (static files): must not block */
  bool waits;           /* mostly waits for others (a disk that many share): by the waiters */
  bool raw;             /* the body as sent, whatever its Content-Encoding says */
};

/* An answer past the request; the room frees both. */
struct http_slow {
  int status;         /* 0 = the room's own; HTTP_DROPPED = none at all */
  const char *type;   /* of the body */
  struct buf headers; /* http_slow_header */
  struct buf body;
};
void http_slow_header(struct http_slow *s, const char *name, struct str value);

struct http_app {
  void *ctx;
  /* On an I/O thread, head only.  Must not block.  May answer at once (http_reply…): the body is
   * then not read.  Not called for requests the room refuses. */
  void (*route)(void *ctx, struct http_request *q, struct http_plan *ret);
  /* Once, with the body.  Must leave a response; none is a 500.  Not called when the body was
   * refused, or when the client left or the deadline passed while it waited for a worker. */
  void (*handle)(void *ctx, struct http_request *q);
  /* Of a request that handle has put off (http_later), after http_go_on: must leave a response.  On
   * one thread for all of them: must not block.  May be NULL if nothing is put off. */
  void (*answer)(void *ctx, struct http_request *q);
  /* The room refuses a request (its head, its body, a full queue, its deadline): the application
   * may add headers, or answer in words of its own.  Of one that was not routed http_user is NULL,
   * and what its head said badly is empty (http_path, http_query).  On an I/O thread or a worker;
   * must not block.  If it leaves no answer the room's follows.  May be NULL. */
  void (*refuse)(void *ctx, struct http_request *q, const struct err *why);
  /* The same for a routed request whose body comes too slowly: words of the application's own for
   * the 408, or none (ret->status stays 0).  On the housekeeper's thread while the I/O thread still
   * reads the body: only what the head said may be read, and nothing of the request be changed or
   * taken from its arena.  Must not block.  May be NULL. */
  void (*slow)(void *ctx, const struct http_request *q, const struct err *why,
               struct http_slow *ret);
  /* After the response was sent or the client left, for every request that was routed; any thread.
   * May be NULL. */
  void (*done)(void *ctx, struct http_request *q);
};

struct http_log { /* one line of the access log */
  const char *id, *method, *remote, *route;
  const char *target;           /* printable ASCII; names of the query, without its values */
  int status;                   /* as sent; 499 when the client left, 408 when it was too slow */
  uint64_t bytes_in, bytes_out; /* of bodies */
  double seconds;
  const char *actor; /* as set by http_note_actor; "" */
  const char *code;  /* error code; "" */
};

struct http_options {
  const char *address;            /* "127.0.0.1", "::1", "0.0.0.0"; NULL = 127.0.0.1 */
  uint16_t port;                  /* 0 = any free one */
  const char *tls_cert, *tls_key; /* PEM files; NULL = plain */
  const char *const *proxies;     /* CIDRs whose X-Forwarded-For/-Proto/-Host are believed */
  uint32_t n_proxies;
  const char *const *hosts; /* allowed Host names without port; n 0 = on loopback localhost and the
                             * address, else any */
  uint32_t n_hosts;
  unsigned io_threads, workers, waiters;     /* 0 = 2, 8, 32; at least 2 I/O threads */
  unsigned queue_max;                        /* requests waiting for either; 0 = 1024 */
  unsigned connections_max, per_address_max; /* 0 = 2048, 256; trusted proxies are not capped by
                                              * address */
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
/* Copies the options (not the clock).  Ignores SIGPIPE for the process and raises its soft limit of
 * open files if the connections need it.  Errors: ERR_http_listen, _bad_address, _bad_proxy,
 * _bad_tls, _few_files; those of reading a file for TLS. */
bool http_start(const struct http_options *o, const struct http_app *app, struct http_server **ret,
                struct err *err);
uint16_t http_port(const struct http_server *s);
bool http_is_tls(const struct http_server *s);
/* Stops listening, ends streams, lets running requests finish for `seconds`, then cuts them: their
 * http_gone turns true.  Waits for every handler to return, so handlers must heed http_gone.
 * Streams the application still holds stay valid, closed.  NULL is fine. */
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
/* Percent-decoded and clean (path.h): begins with /, no empty, . or .. segment, valid UTF-8.  A
 * slash inside a segment stays %2F, a percent sign %25. */
struct str http_path(const struct http_request *q);
const char *http_remote(const struct http_request *q); /* client address, proxies resolved */
bool http_secure(const struct http_request *q);        /* TLS here or at a trusted proxy */
struct str http_host(const struct http_request *q);    /* host[:port] as the client sees it */
struct str http_header(const struct http_request *q, const char *name); /* {NULL,0} if absent */
struct str http_cookie(const struct http_request *q, const char *name); /* as sent; {NULL,0} */
uint32_t http_query_n(const struct http_request *q); /* decoded query parameters in order */
struct str http_query_name(const struct http_request *q, uint32_t i);
struct str http_query_value(const struct http_request *q, uint32_t i);
struct str http_query(const struct http_request *q, const char *name); /* the first; {NULL,0} */
struct str http_query_raw(const struct http_request *q); /* what stands after `?`, as sent */
struct str http_body(const struct http_request *q);      /* in memory; followed by a NUL */
/* The file, whole and closed; NULL if in memory or taken.  Named http-….part: what a crash left
 * under such a name in body_dir may be removed while no server runs. */
const char *http_body_path(const struct http_request *q);
uint64_t http_body_bytes(const struct http_request *q);
/* Takes the body file by renaming it (same file system; not synced): it is no longer removed with
 * the request. */
bool http_body_keep(struct http_request *q, const char *path, struct err *err);
struct arena *http_arena(struct http_request *q); /* lives as long as the request */
/* Turns true when the client left (also when it closed only its sending side), the deadline passed,
 * or the server is cut short: a query's cancel flag.  Read it with __atomic_load_n.  ERR_canceled
 * given to http_reply_error is sent as ERR_http_deadline if it was the deadline. */
const bool *http_gone(const struct http_request *q);
void *http_user(const struct http_request *q);
void http_set_user(struct http_request *q, void *user);
void http_note_route(struct http_request *q, const char *pattern); /* for the log; not copied */
void http_note_actor(struct http_request *q, struct str actor);

/* Inside app.handle, not on an I/O thread: there will be no response when it returns; somebody
 * calls http_go_on once, from any thread, perhaps before handle has returned, and app.answer is
 * called after both.  So a request that waits for others holds no thread.  http_stop waits for it.
 */
void http_later(struct http_request *q);
void http_go_on(struct http_request *q);

/* ---- the response: call header functions first, then exactly one of the others ---- */

/* `name` is the caller's own word; control characters in the value become blanks; an empty value
 * adds nothing.  An ETag on a 200 makes GET and HEAD answer 304 when If-None-Match knows it. */
void http_add_header(struct http_request *q, const char *name, struct str value);
/* HttpOnly; SameSite=Strict; Secure when http_secure.  max_age_s < 0: for the browser's session;
 * 0: removes it.  Bytes that no cookie may hold are sent as %XX. */
void http_set_cookie(struct http_request *q, const char *name, struct str value, int64_t max_age_s,
                     const char *path);
/* The body is copied; gzipped when it pays and is accepted.  type NULL: none. */
void http_reply(struct http_request *q, int status, const char *type, struct str body);
/* Not copied: valid until the server has stopped.  gzipped = body is gzip, inflated for clients
 * that do not accept it. */
void http_reply_static(struct http_request *q, int status, const char *type, struct str body,
                       bool gzipped);
/* With ranges.  download_name NULL = inline, else any text (RFC 6266).  False: no answer yet. */
bool http_reply_file(struct http_request *q, int status, const char *type, const char *path,
                     const char *download_name, struct err *err);
/* No answer at all: the connection ends.  For clients that take any answer for a yes.  Logged as
 * HTTP_DROPPED. */
#define HTTP_DROPPED 444
void http_drop(struct http_request *q);
/* problem+json in the client's language; status and code from errors.def. */
void http_reply_error(struct http_request *q, const struct err *err);
/* The same with a member `errors`: a JSON array of what is wrong in particular. */
void http_reply_error_list(struct http_request *q, const struct err *err, struct str errors);
/* Which language the client asked for (Accept-Language; query `lang` wins). */
enum lang http_lang(const struct http_request *q);

/* ---- event streams (server-sent events) ---- */

/* Answers with text/event-stream and keeps the connection; the caller holds the stream until
 * http_stream_close. */
struct http_stream *http_reply_stream(struct http_request *q);
/* event may be NULL; data one line or several.  Any thread.  False: the client is gone, lags too
 * far, or the server stops (close it). */
bool http_stream_send(struct http_stream *s, const char *event, struct str id, struct str data);
/* Whether anybody still listens: for owners that have nothing to send for long. */
bool http_stream_open(struct http_stream *s);
/* What was sent still goes out, then the connection ends.  NULL is fine. */
void http_stream_close(struct http_stream *s);

#endif
