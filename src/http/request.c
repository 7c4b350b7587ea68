/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of a request on its I/O thread.  libmicrohttpd calls request_handle when the head is
 * there, for each piece of the body, when the body has ended, and again after the connection was
 * resumed; what to do depends on the step:
 *
 *   NEW ──head──▶ BODY ──end──▶ WORK ──worker──▶ ANSWERED ──queued──▶ QUEUED
 *                   └── refused, or inline ────────────────────────▶
 *
 * A refusal waits for the end of the body where that is near (HTTP_DRAIN_MAX): answering and
 * closing while the client still sends would reset the connection, and many clients lose the answer
 * then.  A body that was welcome and could not be kept (body_drain_max) is read away whole. Clients
 * that ask first (Expect: 100-continue) and those that announce more get the answer
 * at once.  In the middle of a body libmicrohttpd takes no answer, so one of unknown length that
 * goes on past the drain is cut. */
#include <sodium.h>
#include <stdlib.h>

#include "http/http_int.h"

void http_random_id(char out[HTTP_ID_BYTES + 1]) {
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
  uint8_t random[HTTP_ID_BYTES];
  randombytes_buf(random, sizeof random);
  for (size_t i = 0; i < HTTP_ID_BYTES; i++)
    out[i] = digits[random[i] & 31];
  out[HTTP_ID_BYTES] = 0;
}

void *request_begin(void *server, const char *uri, struct MHD_Connection *mhd) {
  struct http_server *s = server;
  struct http_request *q = must_calloc(1, sizeof *q);
  q->s = s;
  q->mhd = mhd;
  q->c = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
  arena_init(&q->arena, "request");
  q->began = s->clock->mono(s->clock);
  q->plan.seconds = s->o.request_seconds;
  q->deadline = q->began.ns + (int64_t)(q->plan.seconds * 1e9);
  q->target = arena_str(&q->arena, str_from(uri));
  q->method_name = "";
  q->headers_end = &q->headers;
  q->route = "";
  q->code = "";
  http_random_id(q->id);
  addr_format(&q->c->addr, q->remote);
  pthread_mutex_lock(&s->lock);
  q->c->q = q;
  pthread_mutex_unlock(&s->lock);
  return q;
}

static void has_answer(struct http_request *q) {
  if (q->status) return;
  reply_refuse(q, ERR_internal, "no answer to %s %.*s", q->method_name, STRF(q->path));
  if (q->s->o.trouble) q->s->o.trouble(q->s->o.log_ctx, "a handler left no response");
}

void request_run(struct http_request *q) {
  if (__atomic_load_n(&q->gone, __ATOMIC_RELAXED)) {
    reply_refuse(q, ERR_canceled, NULL);
    return;
  }
  q->s->app.handle(q->s->app.ctx, q);
  if (!q->later) has_answer(q);
}

void request_answer(struct http_request *q) {
  q->s->app.answer(q->s->app.ctx, q);
  has_answer(q);
}

static enum MHD_Result answer(struct http_request *q) {
  struct MHD_Response *r = q->response;
  double seconds = q->s->o.request_seconds + (double)q->bytes_out / HTTP_REPLY_RATE;
  q->response = NULL;
  q->step = STEP_QUEUED;
  if (q->stream)
    conn_stage(q->c, q->s, STAGE_STREAM, INT64_MAX);
  else
    conn_stage(q->c, q->s, STAGE_REPLY, conn_after(q->s, seconds));
  if (q->stream && __atomic_load_n(&q->s->stopping, __ATOMIC_SEQ_CST)) stream_end(q->stream);
  enum MHD_Result done = MHD_queue_response(q->mhd, (unsigned)q->status, r);
  MHD_destroy_response(r);
  return done;
}

static void route(struct http_request *q) {
  q->routed = true;
  q->s->app.route(q->s->app.ctx, q, &q->plan);
  if (!(q->plan.seconds > 0)) q->plan.seconds = q->s->o.request_seconds;
  q->deadline = q->began.ns + (int64_t)(q->plan.seconds * 1e9);
}

static enum MHD_Result on_head(struct http_request *q, const char *method) {
  q->step = STEP_BODY;
  q->counted = true;
  __atomic_add_fetch(&q->s->active, 1, __ATOMIC_SEQ_CST);
  stat_add(q->s, requests, 1);
  head_read(q, method);
  if (!q->status) {
    q->plan.seconds = 0;
    route(q);
  }
  bool body = head_has_body(q);
  if (!q->status && body) body_begin(q);
  conn_stage(q->c, q->s, STAGE_BODY, q->deadline);
  if (q->status && body &&
      (q->at_once || http_header(q, "Expect").n > 0 || head_length(q) > body_drain_max(q)))
    return answer(q);
  return MHD_YES;
}

static void on_body(struct http_request *q, const char *p, size_t n) {
  stat_add(q->s, bytes_in, n);
  if (!q->status) {
    body_add(q, p, n);
    return;
  }
  q->drained += n;
  if (q->drained > body_drain_max(q)) conn_cut(q);
}

static enum MHD_Result on_end(struct http_request *q) {
  if (!q->status) body_end(q);
  if (q->status) return answer(q);
  if (q->plan.inline_)
    request_run(q);
  else if (worker_push(q))
    return MHD_YES;
  return answer(q);
}

enum MHD_Result request_handle(void *server, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *upload,
                               size_t *n, void **context) {
  struct http_request *q = *context;
  /* libmicrohttpd's lock orders this behind whoever answered; saying it again costs nothing, and
   * the thread sanitizer, which does not see into libraries, can judge everything else. */
  switch (__atomic_load_n(&q->step, __ATOMIC_ACQUIRE)) {
  case STEP_NEW:
    return on_head(q, method);
  case STEP_BODY:
    if (*n == 0) return on_end(q);
    on_body(q, upload, *n);
    *n = 0;
    return MHD_YES;
  case STEP_ANSWERED:
    return answer(q);
  case STEP_WORK:
  case STEP_QUEUED:
    break;
  }
  panic("a request came back in step %d", q->step);
}

/* What the log says of a request without an answer of ours: libmicrohttpd's refusal of a malformed
 * head, a body that was too slow, or a client that left. */
static int final_status(struct http_request *q) {
  const union MHD_ConnectionInfo *info;
  bool late = __atomic_load_n(&q->late, __ATOMIC_RELAXED);
  if (q->dropped) return HTTP_DROPPED;
  if (__atomic_load_n(&q->gone, __ATOMIC_RELAXED) && !late) return 499;
  if (q->status) return q->status;
  if (late) return 408;
  info = MHD_get_connection_info(q->mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
  return info && info->http_status ? (int)info->http_status : 499;
}

static void write_log(struct http_request *q, int status) {
  struct http_server *s = q->s;
  struct http_log l = {.id = q->id,
                       .method = q->method_name,
                       .remote = q->remote,
                       .route = q->route,
                       .status = status,
                       .bytes_in = q->body.raw + q->drained,
                       .bytes_out = q->bytes_out,
                       .seconds = clock_seconds_since(s->clock, q->began),
                       .actor = q->actor.n ? q->actor.p : "",
                       .code = q->code};
  if (!s->o.log) return;
  l.target = target_for_log(q->target, &q->arena).p;
  s->o.log(s->o.log_ctx, &l);
}

void request_completed(void *server, struct MHD_Connection *mhd, void **context,
                       enum MHD_RequestTerminationCode why) {
  struct http_server *s = server;
  struct http_request *q = *context;
  if (!q) return;
  (void)__atomic_load_n(&q->step, __ATOMIC_ACQUIRE); /* as in request_handle */
  *context = NULL;
  if (q->stream) stream_detach(q->stream);
  int64_t until = conn_after(s, s->o.idle_seconds + HTTP_HEAD_S);
  pthread_mutex_lock(&s->lock);
  q->c->q = NULL;
  q->c->stage = STAGE_HEAD;
  q->c->since = s->clock->mono(s->clock);
  q->c->until = until;
  q->c->quiet = false;
  pthread_mutex_unlock(&s->lock);
  int status = final_status(q);
  stat_add(s, status[status / 100 < 6 ? status / 100 : 0], 1);
  if (!q->stream) stat_add(s, bytes_out, q->bytes_out);
  write_log(q, status);
  if (q->routed && s->app.done) s->app.done(s->app.ctx, q);
  if (q->response) MHD_destroy_response(q->response);
  body_release(q);
  arena_release(&q->arena);
  if (q->counted) __atomic_sub_fetch(&s->active, 1, __ATOMIC_SEQ_CST);
  free(q);
}
