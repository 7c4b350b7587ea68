/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server as a whole: what is opened in which order, and closed in the opposite one.
 *
 *   lock ─ tenants ─ access ─ secret ─ idempotency ─ live ─ jobs ─ http
 *
 * The data directory is made before anything lies in it; jobs stand on tenants; requests on all. */
#include "api/api.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/api_int.h"
#include "base/panic.h"
#include "job/upload.h"

void api_trouble(struct api *a, const struct err *err, const char *what) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "%s: ", what);
  err_render(err, LANG_EN, &b);
  if (a->o.trouble) a->o.trouble(a->o.trouble_ctx, b.p);
  buf_release(&b);
}

/* ---- what jobs borrow ---- */

static bool lend(void *ctx, struct str slug, struct workspace **ret, void **ret_loan,
                 struct err *err) {
  struct api *a = ctx;
  struct tenant *t;
  if (!tenant_get(a->tenants, slug, &t, err)) return false;
  *ret = tenant_workspace(t);
  *ret_loan = t;
  return true;
}

static void give_back(void *ctx, void *loan) {
  tenant_release(loan);
}

static bool loyalty(void *ctx, void *loan, struct loyalty **ret, struct err *err) {
  (void)ctx;
  return tenant_loyalty(loan, ret, err);
}

static bool incentive(void *ctx, void *loan, struct incentive **ret, struct err *err) {
  (void)ctx;
  return tenant_incentive(loan, ret, err);
}

static bool list(void *ctx, struct arena *out, struct str **ret, uint32_t *ret_n, struct err *err) {
  struct api *a = ctx;
  return tenants_list(a->tenants, out, ret, ret_n, err);
}

/* ---- opening ---- */

static bool take_lock(struct api *a, struct err *err) {
  struct buf path = BUF_INIT;
  bool got = false;
  buf_printf(&path, "%s/server.lock", a->dir);
  bool ok = io_open(io_posix(), path.p, IO_CREATE, &a->lock, err) &&
            io_lock(io_posix(), a->lock, &got, err);
  buf_release(&path);
  return ok && (got || err_fail(err, ERR_server_locked, "%s", a->dir));
}

static bool start_jobs(struct api *a, struct err *err) {
  struct jobs_options o = {
      .host = {.ctx = a, .lend = lend, .give_back = give_back, .loyalty = loyalty, .incentive = incentive, .list = list},
      .clock = a->clock,
      .dir = a->dir,
      .backup = a->o.backup};
  return jobs_start(&o, &a->jobs, err);
}

static void on_trouble(void *ctx, struct str slug, const struct err *why) {
  struct api *a = ctx;
  struct buf b = BUF_INIT;
  buf_printf(&b, "workspace %.*s: ", STRF(slug));
  if (why)
    buf_puts(&b, "takes no events until the disk works again: "), err_render(why, LANG_EN, &b);
  else
    buf_puts(&b, "takes events again");
  if (a->o.trouble) a->o.trouble(a->o.trouble_ctx, b.p);
  buf_release(&b);
}

bool api_open(const struct api_options *o, struct api **ret, struct err *err) {
  struct api *a = must_calloc(1, sizeof *a);
  a->o = *o;
  a->o.ws.trouble = on_trouble;
  a->o.ws.trouble_ctx = a;
  a->dir = must_malloc(strlen(o->dir) + 1);
  strcpy(a->dir, o->dir);
  a->clock = o->ws.clock ? o->ws.clock : clock_system();
  a->started_ms = clock_wall_ms(a->clock);
  a->live = live_new(a);
  a->clients = clients_new(a);
  bool ok = route_check_all(err) && tenants_open(a->dir, &a->o.ws, &a->tenants, err);
  if (ok) tenants_touch(a->tenants, &a->o.touch);
  if (ok) tenants_on_members(a->tenants, live_members, a->live);
  ok = ok && take_lock(a, err) &&
       access_open(a->dir, ACCESS_CREATE, &a->o.access, &a->access, err) &&
       secret_load(a->dir, a->secret, err) && idempotency_open(a, &a->idempotency, err) &&
       uploads_clear_parts(a->dir, io_posix(), err) && start_jobs(a, err);
  if (!ok) {
    api_close(a);
    return false;
  }
  *ret = a;
  return true;
}

bool api_start(struct api *a, const struct http_options *o, struct err *err) {
  const struct http_app app = {.ctx = a,
                               .route = dispatch_route,
                               .handle = dispatch_handle,
                               .answer = dispatch_answer,
                               .refuse = dispatch_refuse,
                               .slow = dispatch_slow};
  must(!a->http);
  return http_start(o, &app, &a->http, err);
}

void api_stop(struct api *a, double seconds) {
  struct http_server *h = a->http;
  if (!h) return;
  live_stop(a->live);
  http_stop(h, seconds);
  a->http = NULL;
}

void api_close(struct api *a) {
  if (!a) return;
  api_stop(a, 0);
  live_stop(a->live);
  jobs_stop(a->jobs);
  idempotency_close(a->idempotency);
  clients_free(a->clients);
  access_close(a->access);
  tenants_close(a->tenants); /* whose threads tell streams of segments */
  live_free(a->live);
  io_close(io_posix(), a->lock);
  memset(a->secret, 0, sizeof a->secret);
  free(a->dir);
  free(a);
}

struct access *api_access(const struct api *a) {
  return a->access;
}
struct tenants *api_tenants(const struct api *a) {
  return a->tenants;
}
struct jobs *api_jobs(const struct api *a) {
  return a->jobs;
}
struct http_server *api_http(const struct api *a) {
  return a->http;
}
struct clock *api_clock(const struct api *a) {
  return a->clock;
}
const char *api_dir(const struct api *a) {
  return a->dir;
}
