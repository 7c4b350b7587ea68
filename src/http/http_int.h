/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the room: connections, requests, and the life they lead.
 *
 *   connection   HEAD ──head read──▶ BODY ──body read──▶ WORK ──answered──▶ REPLY ──sent──▶ HEAD …
 *                                     │ (refused, inline: no WORK)            └──▶ STREAM ──▶
 * closed └──────────────────────────────────────▶ REPLY
 *
 * Who may touch what:
 * H1  In HEAD, BODY and REPLY a request belongs to the I/O thread of its connection; in WORK to the
 *     worker that runs it (the connection is suspended then), and if that puts it off, to whoever
 *     goes on with it and then to the answerer.  The hand-over is libmicrohttpd's suspend and
 *     resume, each behind a mutex.
 * H2  struct conn is in the server's list, guarded by server->lock, from accept to close.  A
 *     connection's fd is open as long as it is in the list, so the housekeeper may poll it or shut
 * it down under that lock. H3  `gone` and `late` are the fields of a request that the housekeeper
 * writes while others read. H4  Lock order: server->lock, stream->lock, then libmicrohttpd's own.
 * queue_lock stands alone.
 */
#ifndef SHOAL_HTTP_HTTP_INT_H
#define SHOAL_HTTP_HTTP_INT_H

#include <microhttpd.h>
#include <pthread.h>

#include "base/io.h"
#include "base/panic.h"
#include "http/field.h"
#include "http/http.h"
#include "http/path.h"
#include "http/proxy.h"

/* libmicrohttpd's pool of a connection: head, its index, read buffer.  It clears all of it after
 * every request, so more than the longest head needs is paid for by each. */
#define HTTP_CONNECTION_MEMORY (160u << 10)
#define HTTP_DRAIN_MAX                                                                             \
  (1u << 20)                 /* body bytes of a refused request read away before the answer        \
                              */
#define HTTP_SLACK      64   /* connections over a cap that are still told so */
#define HTTP_HEAD_S     20   /* for sending a head, beyond the idle time */
#define HTTP_REFUSED_S  5    /* for a connection over a cap */
#define HTTP_REPLY_RATE 4096 /* bytes a second below which a reader of a reply is cut */
#define HTTP_TICK_MS    100  /* the housekeeper's round */
#define HTTP_FILE_BLOCK (64u << 10)
#define HTTP_BUCKETS    1024 /* of the connection table, by address */
#define HTTP_ID_MAX     64   /* of an id taken over from a trusted proxy */

/* What tests shorten. */
struct http_tuning {
  double heartbeat_s;
  size_t stream_backlog;
  int socket_buffer; /* bytes of SO_SNDBUF; 0 = the system's */
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WORK, STAGE_REPLY, STAGE_STREAM };

struct conn {
  struct conn *prev, *next; /* in its bucket */
  struct addr addr;
  int fd;
  enum stage stage;
  struct mono since;      /* of the stage */
  int64_t until;          /* mono ns; the stage ends by then or the connection is cut */
  struct http_request *q; /* from request line to completion */
  bool quiet;             /* the last round found it left in the middle of a request */
  enum err_code refuse;   /* every request is refused with it; ERR_none = welcome */
};

struct out_header {
  struct out_header *next;
  const char *name, *value;
};

struct body {
  char *p;                /* in memory; malloc */
  size_t n, cap;          /* cap is charged to the server */
  struct io_file *file;   /* open while it is written */
  const char *path;       /* of the file; NULL when there is none or it was taken */
  uint64_t bytes;         /* after inflating */
  uint64_t raw;           /* as sent */
  struct z_stream_s *zip; /* NULL = identity */
  bool zip_ended;
  bool lost; /* it could not be kept, through no fault of its sender: all of it is read away */
};

struct http_request {
  struct http_server *s;
  struct conn *c;
  struct MHD_Connection *mhd;
  struct arena arena;
  struct mono began;
  int64_t deadline; /* mono ns */
  enum { STEP_NEW, STEP_BODY, STEP_WORK, STEP_ANSWERED, STEP_QUEUED } step;
  enum http_method method;
  const char *method_name;
  char id[HTTP_ID_MAX + 1];
  char remote[ADDR_TEXT];
  struct str target, path, query_raw, host;
  struct field *fields;
  uint32_t n_fields;
  struct pair *query;
  uint32_t n_query;
  bool secure, routed, counted, close, dropped;
  bool at_once;    /* a refusal cannot wait for the body */
  bool late, gone; /* atomic: the housekeeper writes (H3) */
  struct http_plan plan;
  struct body body;
  uint64_t drained;

  struct out_header *headers, **headers_end;
  struct MHD_Response *response; /* ours until queued */
  int status;
  uint64_t bytes_out;
  struct http_stream *stream;

  const char *route, *code;
  struct str actor;
  void *user;
  struct http_request *next; /* in the worker queue, or among those to be answered */
  bool later;                /* put off by its handler */
  int met;                   /* atomic: handle has returned, http_go_on was called */
};

struct lane { /* threads on which the application may block, and what waits for them */
  struct http_server *s;
  pthread_cond_t filled;
  struct http_request *queue, **queue_end;
  pthread_t *threads;
  unsigned n_threads;
};
enum { LANE_WORK, LANE_WAIT, LANES };

struct http_server {
  struct http_options o; /* defaults filled in; strings are the arena's */
  struct http_app app;
  struct http_tuning tuning;
  struct clock *clock;
  struct arena arena;
  struct MHD_Daemon *daemon;
  uint16_t port;
  bool tls, loopback;
  struct cidr *proxies;

  pthread_mutex_t lock;
  struct conn *buckets[HTTP_BUCKETS];
  uint32_t open;
  bool stopping; /* atomic */
  int wake[2];   /* pipe: ends the housekeeper's pause */
  pthread_t housekeeper;

  pthread_mutex_t queue_lock;
  struct lane lanes[LANES];
  uint32_t queued; /* in all lanes */
  bool queue_closed;
  /* Requests put off: all of them, and those that can be answered, by a thread of their own. */
  uint32_t put_off;
  struct http_request *ready, **ready_end;
  pthread_cond_t ready_filled;
  pthread_t answerer;
  bool handlers_gone; /* nothing is put off any more */

  uint64_t memory;         /* atomic; bytes of bodies held */
  uint32_t active;         /* atomic; requests between head and completion */
  struct http_stats stats; /* atomic fields; open and queued are kept above */
};

#define stat_add(s, field, n) __atomic_add_fetch(&(s)->stats.field, (n), __ATOMIC_RELAXED)

/* http.c */
bool http_start_tuned(const struct http_options *o, const struct http_tuning *t,
                      const struct http_app *app, struct http_server **ret, struct err *err);

/* conn.c */
int64_t conn_after(struct http_server *s, double seconds); /* mono ns from now */
void conn_stage(struct conn *c, struct http_server *s, enum stage stage, int64_t until);
enum MHD_Result conn_accept(void *server, const struct sockaddr *addr, socklen_t n);
void conn_notify(void *server, struct MHD_Connection *mhd, void **socket_context,
                 enum MHD_ConnectionNotificationCode what);
void conn_cut(struct http_request *q); /* the connection ends; what was sent stays sent */
/* For each connection that has a request, with server->lock held. */
void conn_each(struct http_server *s, void (*f)(struct conn *c));
void *conn_housekeeper(void *server);

/* request.c */
void http_random_id(char out[HTTP_ID_BYTES + 1]);
void *request_begin(void *server, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result request_handle(void *server, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *upload,
                               size_t *n, void **context);
void request_completed(void *server, struct MHD_Connection *mhd, void **context,
                       enum MHD_RequestTerminationCode why);
/* Runs the application; afterwards there is a response, or it was put off. */
void request_run(struct http_request *q);
void request_answer(struct http_request *q); /* of one put off; afterwards there is a response */

/* head.c: reads the head; on refusal the response is set. */
void head_read(struct http_request *q, const char *method);
/* What is refused before its target was read may still say for whom it was. */
void head_try_path(struct http_request *q);
bool head_has_body(const struct http_request *q);   /* announced by Content-Length or chunks */
uint64_t head_length(const struct http_request *q); /* Content-Length; 0 if none */

/* body.c: false = refused, the response is set. */
bool body_begin(struct http_request *q);
bool body_add(struct http_request *q, const char *p, size_t n);
bool body_end(struct http_request *q);
/* Bytes of a refused body that are read away, so that its sender hears the answer. */
uint64_t body_drain_max(const struct http_request *q);
void body_release(struct http_request *q);

/* response.c: what every response has, and errors */
void reply_refuse(struct http_request *q, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct str reply_header(const struct http_request *q, const char *name); /* as added; {NULL,0} */
/* Takes the response; adds the headers of every response. */
void reply_set(struct http_request *q, int status, const char *type, struct MHD_Response *r,
               uint64_t bytes);
void reply_problem(const struct http_request *q, const struct err *err, struct str errors,
                   struct buf *out);
/* 304 when the client has it; true if that was the answer. */
bool reply_unchanged(struct http_request *q, int status);

/* stream.c; stream_tick, _end and _lost with server->lock held */
void stream_detach(struct http_stream *t);
void stream_tick(struct http_stream *t, struct mono now);
void stream_end(struct http_stream *t);  /* orderly, at shutdown */
void stream_lost(struct http_stream *t); /* the client left */

/* worker.c */
void workers_init(struct http_server *s);
void workers_release(struct http_server *s);
void workers_start(struct http_server *s);
void workers_stop(struct http_server *s); /* after the queue is empty */
/* Suspends the connection and hands the request over; false: the queue is full. */
bool worker_push(struct http_request *q);

#endif
