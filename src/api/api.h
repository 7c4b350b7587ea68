/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server of Shoal: a data directory, who may use it, its brands, the work in the background,
 * and the HTTP server in front of them.
 *
 *   api_open   DIR/server.db, DIR/server.key, workspaces, jobs
 *   api_start  listens
 *   api_stop   graceful
 *   api_close
 *
 * Threads: open, start, stop and close from one; the getters from any. */
#ifndef SHOAL_API_API_H
#define SHOAL_API_API_H

#include "access/access.h"
#include "api/tenant.h"
#include "base/buf.h"
#include "base/version.h"
#include "http/http.h"
#include "job/job.h"

#define API_STOP_SECONDS 20 /* that running requests may take when the server stops */

struct api;

struct api_options {
  const char *dir;
  struct ws_options ws;
  struct access_options access;
  struct jobs_backup backup;  /* copied, but for the path */
  struct touch_options touch; /* but for dir */
  bool check_answers;         /* every answer against its shape; a mismatch is ERR_answer_shape */
  /* One line in English about something the operator should see; any thread; may be NULL. */
  void (*trouble)(void *ctx, const char *text);
  void *trouble_ctx;
};

/* ERR_no_data_dir, ERR_server_locked (another server has the directory), ERR_bad_route. */
bool api_open(const struct api_options *o, struct api **ret, struct err *err);
bool api_start(struct api *a, const struct http_options *o, struct err *err);
void api_stop(struct api *a, double seconds); /* nothing if not started */
void api_close(struct api *a);                /* stops if need be; NULL is fine */

struct access *api_access(const struct api *a);
struct tenants *api_tenants(const struct api *a);
struct jobs *api_jobs(const struct api *a);
struct http_server *api_http(const struct api *a); /* NULL before api_start */
struct clock *api_clock(const struct api *a);
const char *api_dir(const struct api *a);

/* Appends the OpenAPI document to out: the routes and shapes of this program, no server needed.
 * The same bytes for the same program and language.  Any thread. */
void api_openapi(enum lang lang, struct buf *out);

#endif
