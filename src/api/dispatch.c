/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request on its way:
 *
 *   head  ─▶ route, or an asset, or 404/405                         I/O thread
 *            (uploads: also who asks, and whether they may)
 *   body  ─▶ who asks ─▶ may they ─▶ workspace ─▶ parameters and body
 *         ─▶ replay of an earlier answer, or the handler ─▶ answer, checked if asked for   worker
 *
 * Before all that, paths to which clients send events go their own way (collect_clients.c).
 *
 * Authentication reads SQL and so belongs to the worker; only uploads are looked at before their
 * body, because receiving four gigabytes to say no is worse than a short wait of one I/O thread. */
#include <inttypes.h>
#include <stdio.h>

#include "api/api_int.h"
#include "base/panic.h"

/* ---- the head ---- */

static bool under_api(struct str path) {
  return str_starts(path, STR("/api/")) || str_is(path, "/api");
}

static void no_route(struct call *c, struct str path, bool other_method) {
  struct err err;
  struct buf allow = BUF_INIT;
  if (other_method) {
    route_allow(path, &allow);
    http_add_header(c->http, "Allow", buf_str(&allow));
    err_fail(&err, ERR_method_not_allowed, "%s" ERR_SEP "%.*s" ERR_SEP "%.*s",
             http_method_name(http_method(c->http)), STRF(path), STRF(buf_str(&allow)));
  } else {
    err_fail(&err, ERR_no_route, "%.*s", STRF(path));
  }
  buf_release(&allow);
  problem_reply(c, &err, STR(""));
}

static struct call_own *own_new(struct api *a, struct http_request *q) {
  struct call_own *own = arena_new(http_arena(q), struct call_own);
  own->call =
      (struct call){.api = a, .http = q, .arena = http_arena(q), .lang = http_lang(q), .own = own};
  return own;
}

/* The directory into which the body of an upload goes; the caller may write to the workspace. */
static bool upload_plan(struct call *c, struct http_plan *plan, struct err *err) {
  struct str slug = call_path(c, "workspace");
  if (!call_allowed(c, err)) return false;
  if (!ws_exists(c->api->dir, slug, c->api->o.ws.io))
    return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
  plan->body_dir = arena_printf(c->arena, "%s/w/%.*s/uploads", c->api->dir, STRF(slug)).p;
  return io_mkdirs(io_posix(), plan->body_dir, err);
}

void dispatch_route(void *ctx, struct http_request *q, struct http_plan *plan) {
  struct api *a = ctx;
  struct str path = http_path(q);
  struct call_own *own = own_new(a, q);
  struct call *c = &own->call;
  struct err err;
  bool other;
  const struct route *r = route_find(http_method(q), path, c->arena, own->path, &other);
  http_set_user(q, own);
  if (!r && !under_api(path) && client_route(own, plan)) return;
  if (!r) {
    http_note_route(q, under_api(path) || other ? "" : "console");
    if (under_api(path) || other)
      no_route(c, path, other);
    else
      console_reply(q, path);
    return;
  }
  c->route = r;
  own->number = route_number(r);
  http_note_route(q, r->path);
  plan->waits = r->waits;
  plan->seconds = r->seconds > 0 ? r->seconds : API_SECONDS;
  plan->body_max = r->body || r->upload ? (r->body_max ? r->body_max : API_BODY_MAX) : 0;
  if (r->upload && !upload_plan(c, plan, &err)) problem_reply(c, &err, STR(""));
}

/* ---- the answer ---- */

static bool check_answer(struct call *c, struct str body, struct err *err) {
  struct json *v;
  struct err why;
  if (!c->api->o.check_answers || !c->route->response) return true;
  if (!json_parse(body, c->arena, &v, &why))
    return err_fail(err, ERR_answer_shape, "%s" ERR_SEP "not JSON", c->route->id);
  if (shape_check_answer(c->route->response, v, &why)) return true;
  return err_fail(err, ERR_answer_shape, "%s" ERR_SEP "%.60s: %s %.40s", c->route->id,
                  why.place.source, err_name(why.code), why.args[1]);
}

static void send_etag(struct call *c) {
  struct call_own *own = c->own;
  if (!own->etag.n) return;
  http_add_header(c->http, "ETag",
                  own->weak ? arena_printf(c->arena, "W/%.*s", STRF(own->etag)) : own->etag);
  http_add_header(c->http, "Cache-Control", STR("private, no-cache"));
}

/* In one place, so that no answer about rows can be without. */
static void send_lsn(struct call *c) {
  if (c->own->view)
    http_add_header(c->http, LSN_HEADER,
                    arena_printf(c->arena, "%" PRIu64, view_lsn(c->own->view)));
}

static bool send_answer(struct call *c, int *ret_status, struct str *ret_body, struct err *err) {
  struct call_own *own = c->own;
  struct str body = own->answer ? answer_bytes(own->answer) : buf_str(&own->buf);
  if (own->buf.overflow)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%zu", c->route->id, ANSWER_MAX);
  *ret_status = c->status ? c->status : route_status(c->route);
  *ret_body = body;
  send_lsn(c);
  if (own->not_modified) {
    send_etag(c);
    http_reply(c->http, 304, NULL, STR(""));
    return true;
  }
  if (c->route->response && body.n == 0)
    return err_fail(err, ERR_internal, "%s gave no answer", c->route->id);
  if (!check_answer(c, body, err)) return false;
  send_etag(c);
  if (!own->etag.n) http_add_header(c->http, "Cache-Control", STR("no-store"));
  http_reply(c->http, *ret_status, c->route->response ? "application/json" : NULL, body);
  return true;
}

/* ---- the worker ---- */

static bool enter_workspace(struct call *c, struct err *err) {
  if (c->route->rule != RULE_WORKSPACE) return true;
  if (!tenant_get(c->api->tenants, call_path(c, "workspace"), &c->tenant, err)) return false;
  c->limits.memory = ws_memory(tenant_workspace(c->tenant)) / QUERY_MEMORY_PART;
  return true;
}

static bool run(struct call *c, int *ret_status, struct str *ret_body, struct err *err) {
  if (!c->route->run(c, err)) return false;
  return c->replied || c->own->then || send_answer(c, ret_status, ret_body, err);
}

static bool run_once(struct call *c, struct err *err) {
  struct idempotent once;
  struct str body = {0};
  bool replayed;
  int status = 0;
  if (!c->route->creates || !http_header(c->http, "Idempotency-Key").p)
    return run(c, &status, &body, err);
  if (!idempotency_begin(c, &once, &replayed, err)) return false;
  if (replayed) return true;
  bool ok = run(c, &status, &body, err);
  must(!c->own->then);
  idempotency_end(c, &once, ok ? status : 0, body);
  return ok;
}

static void release(struct call *c) {
  answer_release(c->own->answer);
  view_release(c->own->view);
  tenant_release(c->tenant);
  buf_release(&c->own->buf);
}

static void finish(struct call *c, bool ok, const struct err *err, struct str list) {
  struct api *a = c->api;
  if (!ok) problem_reply(c, err, list);
  metrics_note(a, c->own->number, clock_seconds_since(a->clock, c->own->began),
               ok ? 200 : err_http_status(err->code));
  release(c);
}

/* ---- put off ---- */

void call_later(struct call *c, bool (*then)(struct call *c, void *ctx, struct err *err),
                void *ctx) {
  c->own->then = then;
  c->own->then_ctx = ctx;
  http_later(c->http);
}

void call_go_on(struct call *c, const struct err *why) {
  if (why) c->own->why = *why;
  http_go_on(c->http);
}

void call_ready(void *call) {
  call_go_on(call, NULL);
}

void dispatch_answer(void *ctx, struct http_request *q) {
  struct call_own *own = http_user(q);
  struct call *c = &own->call;
  struct str body;
  int status;
  struct err err = own->why;
  bool ok = err.code == ERR_none && own->then(c, own->then_ctx, &err) &&
            send_answer(c, &status, &body, &err);
  finish(c, ok, &err, STR(""));
}

/* ---- at work ---- */

void dispatch_handle(void *ctx, struct http_request *q) {
  struct call_own *own = http_user(q);
  struct call *c = &own->call;
  struct api *a = ctx;
  struct str list = STR("");
  struct err err = {0};
  if (own->client) {
    client_handle(own);
    return;
  }
  own->began = a->clock->mono(a->clock);
  c->limits = (struct query_limits){
      .seconds = c->route->seconds > 0 ? c->route->seconds : API_SECONDS,
      .cancel = http_gone(q),
      .clock = a->clock,
  };
  own->buf = (struct buf)BUF_INIT_MAX(ANSWER_MAX);
  jw_init(&c->out, &own->buf, 0);
  bool ok = call_allowed(c, &err) && enter_workspace(c, &err) && call_validate(c, &list, &err) &&
            run_once(c, &err);
  if (!ok || !own->then) finish(c, ok, &err, list);
}

void dispatch_refuse(void *ctx, struct http_request *q, const struct err *why) {
  struct call_own *own = http_user(q);
  if (!own && !under_api(http_path(q)))
    client_refuse_early(own_new(ctx, q), why);
  else if (own && own->client)
    client_refuse(own, why);
}

void dispatch_slow(void *ctx, const struct http_request *q, const struct err *why,
                   struct http_slow *ret) {
  const struct call_own *own = http_user(q);
  if (own->client) client_slow(own, q, why, ret);
}
