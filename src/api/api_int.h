/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the frame of the room: the server, and a request on its way through it. */
#ifndef SHOAL_API_API_INT_H
#define SHOAL_API_API_INT_H

#include <stdatomic.h>

#include "api/api.h"
#include "api/route.h"
#include "api/tenant.h"

#define SECRET_BYTES        32
#define SESSION_COOKIE      "shoal_session"
#define STREAMS_MAX         512  /* live streams of the server: ERR_too_many_streams */
#define STREAM_PULSE_MS     1000 /* how often a stream says how much comes in */
#define STREAM_CHECK_PULSES 5    /* after so many it looks whether its session still stands */
#define LATENCY_BUCKETS     12
#define ROUTES_MAX          512
#define ANSWER_MAX          ((size_t)64 << 20) /* bytes of one answer: ERR_too_large */

struct latency {
  atomic_uint_fast64_t bucket[LATENCY_BUCKETS + 1]; /* the last one: slower than all */
  atomic_uint_fast64_t count, sum_us, failed;       /* failed: status 500 and above */
};

struct idempotency;
struct live;
struct clients;
struct client;

struct api {
  struct api_options o;
  char *dir;
  struct io_file *lock;
  struct clock *clock;
  struct access *access;
  struct tenants *tenants;
  struct jobs *jobs;
  struct http_server *http;
  struct idempotency *idempotency;
  struct live *live;
  struct clients *clients;      /* those who send events */
  uint8_t secret[SECRET_BYTES]; /* of DIR/server.key: cursors, kept answers */
  int64_t started_ms;
  struct latency latency[ROUTES_MAX]; /* by number of the route in the tables */
};

/* What a call has that its handler does not see. */
#define QUERY_MEMORY_PART 4 /* a question may use this part of the workspace's memory */

struct call_own {
  struct call call;
  uint32_t number; /* of the route */
  struct str path[ROUTE_VALUES_MAX];
  struct buf buf;
  struct view *view;
  struct answer *answer; /* instead of buf */
  struct str etag;       /* with quotes */
  struct str location;
  bool weak, not_modified, authenticated;
  /* Put off (call_later): what follows, and what became of what it waited for. */
  bool (*then)(struct call *c, void *ctx, struct err *err);
  void *then_ctx;
  struct err why;
  struct mono began;
  struct client *client; /* of a request to collect, which has no route: collect_clients.c */
};

/* api.c: something the operator should see; never part of an answer. */
void api_trouble(struct api *a, const struct err *err, const char *what);

/* dispatch.c: the callbacks of the HTTP server */
void dispatch_route(void *ctx, struct http_request *q, struct http_plan *ret);
void dispatch_handle(void *ctx, struct http_request *q);
void dispatch_answer(void *ctx, struct http_request *q);
void dispatch_refuse(void *ctx, struct http_request *q, const struct err *why);
void dispatch_slow(void *ctx, const struct http_request *q, const struct err *why,
                   struct http_slow *ret);

/* authenticate.c */
bool call_authenticate(struct call *c, struct err *err); /* actor of cookie or key; none is fine */
bool call_allowed(struct call *c, struct err *err);      /* CSRF and the route's rule */
void call_sign_in(struct call *c, const struct access_login *l);
struct access_client call_client(const struct call *c);

/* validate.c: query and body against the route; several errors become one with a list, which is
 * written to *ret_list as a JSON array. */
bool call_validate(struct call *c, struct str *ret_list, struct err *err);

/* problem.c */
void problem_reply(struct call *c, const struct err *err, struct str list);

/* secret.c */
bool secret_load(const char *dir, uint8_t ret[SECRET_BYTES], struct err *err);
/* Keyed hash; `what` separates the uses. */
void secret_mac(const struct api *a, const char *what, struct str text, uint8_t *ret, size_t n);

/* idempotency.c */
bool idempotency_open(struct api *a, struct idempotency **ret, struct err *err);
void idempotency_close(struct idempotency *i);
struct idempotent { /* one request that carries the header */
  struct str key;
  uint8_t id[32], hash[32];
};
/* *ret_replay: the kept answer was sent.  Otherwise idempotency_end must follow. */
bool idempotency_begin(struct call *c, struct idempotent *ret, bool *ret_replay, struct err *err);
/* body: of the answer that was made; status 0: there is none, a repetition runs again. */
void idempotency_end(struct call *c, const struct idempotent *i, int status, struct str body);

/* live.c */
struct live *live_new(struct api *a);
void live_stop(struct live *l); /* ends all streams */
void live_free(struct live *l);
uint32_t live_count(struct live *l);
void live_members(void *ctx, struct tenant *t, const struct members_looked *k);

/* collect_clients.c: requests of clients to collect.  They have no route of the table: their paths
 * are those of other products, and their rule is the write key. */
struct clients *clients_new(struct api *a);
void clients_free(struct clients *c); /* writes down what is known of the use of keys */
/* Whether the request is one; then it is planned, or answered. */
bool client_route(struct call_own *own, struct http_plan *plan);
void client_handle(struct call_own *own);
void client_refuse(struct call_own *own, const struct err *why);
void client_refuse_early(struct call_own *own, const struct err *why);
void client_slow(const struct call_own *own, const struct http_request *q, const struct err *why,
                 struct http_slow *ret);
void clients_metrics(struct api *a, struct buf *out); /* text of /metrics */
/* Writes down what is known of the use of keys up to now. */
bool clients_note_use(struct clients *c, struct err *err);

/* metrics.c */
void latency_note(struct latency *l, double seconds, int status);
/* A histogram of Prometheus, if anything was noted. */
void latency_put(struct latency *l, const char *name, const char *label, const char *value,
                 struct buf *b);
void metrics_note(struct api *a, uint32_t route, double seconds, int status);

/* assets.c: files in the program */
struct asset {
  const char *path; /* "assets/index-3fa2.js"; NULL ends the table */
  const char *type;
  const char *etag; /* with quotes */
  const unsigned char *bytes;
  size_t n;
  bool gzipped, immutable; /* immutable: its name has a hash of its content */
};
extern const struct asset assets_console[], assets_docs[];
/* Answers with the asset at `path`, or with index.html where a page of the console may be. */
void console_reply(struct http_request *q, struct str path);
bool asset_reply(struct http_request *q, const struct asset *table, struct str path);

#endif
