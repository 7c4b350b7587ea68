/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GET /metrics in the text format of Prometheus.
 *
 * For this machine, or for a key with the scope admin.  A proxy on this machine makes everybody
 * look local, so a request that says it was forwarded does not count as local. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "api/api_int.h"
#include "api/tenant_int.h"
#include "base/panic.h"
#include "loyalty/consumer.h"
#include "person/identity.h"
#include "workspace/outbox.h"

/* Upper bounds in seconds; from an answer out of the cache to a question over everything. */
static const double bounds[LATENCY_BUCKETS] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                               0.1,   0.25,   0.5,   1,    5,     30};

void latency_note(struct latency *l, double seconds, int status) {
  int i = 0;
  while (i < LATENCY_BUCKETS && seconds > bounds[i])
    i++;
  atomic_fetch_add_explicit(&l->bucket[i], 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&l->count, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&l->sum_us, (uint64_t)(seconds * 1e6), memory_order_relaxed);
  if (status >= 500) atomic_fetch_add_explicit(&l->failed, 1, memory_order_relaxed);
}

void metrics_note(struct api *a, uint32_t route, double seconds, int status) {
  if (route < ROUTES_MAX) latency_note(&a->latency[route], seconds, status);
}

void latency_put(struct latency *l, const char *name, const char *label, const char *value,
                 struct buf *b) {
  uint64_t sum = 0;
  if (atomic_load(&l->count) == 0) return;
  for (int k = 0; k < LATENCY_BUCKETS; k++) {
    sum += atomic_load(&l->bucket[k]);
    buf_printf(b, "%s_bucket{%s=\"%s\",le=\"%g\"} %" PRIu64 "\n", name, label, value, bounds[k],
               sum);
  }
  sum += atomic_load(&l->bucket[LATENCY_BUCKETS]);
  buf_printf(b, "%s_bucket{%s=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, label, value, sum);
  buf_printf(b, "%s_sum{%s=\"%s\"} %.6f\n", name, label, value,
             (double)atomic_load(&l->sum_us) * 1e-6);
  buf_printf(b, "%s_count{%s=\"%s\"} %" PRIu64 "\n", name, label, value, sum);
}

static void head(struct buf *b, const char *name, const char *type, const char *help) {
  buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, double v) {
  head(b, name, type, help);
  buf_printf(b, "%s %.17g\n", name, v);
}

static void put_http(struct api *a, struct buf *b) {
  struct http_stats s;
  http_stats(a->http, &s);
  one(b, "shoal_http_connections_accepted_total", "counter", "Connections accepted.",
      (double)s.accepted);
  one(b, "shoal_http_connections_open", "gauge", "Connections open now.", s.open);
  one(b, "shoal_http_requests_total", "counter", "Requests received.", (double)s.requests);
  one(b, "shoal_http_refused_total", "counter",
      "Requests refused by the server itself: limits, malformed input.", (double)s.refused);
  one(b, "shoal_http_queue", "gauge", "Requests waiting for a worker.", s.queued);
  one(b, "shoal_http_streams", "gauge", "Event streams open.", s.streams);
  one(b, "shoal_http_received_bytes_total", "counter", "Bytes of request bodies.",
      (double)s.bytes_in);
  one(b, "shoal_http_sent_bytes_total", "counter", "Bytes of response bodies.",
      (double)s.bytes_out);
  head(b, "shoal_http_responses_total", "counter", "Responses by class of status.");
  for (int i = 1; i < 6; i++)
    buf_printf(b, "shoal_http_responses_total{class=\"%dxx\"} %" PRIu64 "\n", i, s.status[i]);
}

static void put_latency(struct api *a, struct buf *b) {
  const struct route *r;
  head(b, "shoal_request_seconds", "histogram", "Time in the handler, by route.");
  for (uint32_t i = 0; i < ROUTES_MAX && (r = route_at(i)); i++)
    latency_put(&a->latency[i], "shoal_request_seconds", "route", r->id, b);
  head(b, "shoal_request_failures_total", "counter", "Requests that ended in a 5xx, by route.");
  for (uint32_t i = 0; i < ROUTES_MAX && (r = route_at(i)); i++)
    if (atomic_load(&a->latency[i].count))
      buf_printf(b, "shoal_request_failures_total{route=\"%s\"} %" PRIu64 "\n", r->id,
                 (uint64_t)atomic_load(&a->latency[i].failed));
}

struct gauge {
  const char *name, *type, *help;
};

static const struct gauge gauges[] = {
    {"shoal_workspace_events", "gauge", "Rows of a workspace."},
    {"shoal_workspace_people", "gauge", "People of a workspace."},
    {"shoal_identities_blocked", "gauge",
     "Identities that count for nothing, by rules or by hand."},
    {"shoal_people_frozen", "gauge", "People who merge no more, by rules or by hand."},
    {"shoal_workspace_lsn", "counter", "Log position up to which rows can be asked for."},
    {"shoal_workspace_bytes", "gauge", "Bytes of columns on disk."},
    {"shoal_workspace_ailing", "gauge", "1 while upkeep fails (full disk …)."},
    {"shoal_workspace_accepting", "gauge", "0 while the workspace takes no events."},
    {"shoal_workspace_failures_total", "counter", "Times it stopped because a write failed."},
    {"shoal_workspace_recoveries_total", "counter", "Times it went on by itself."},
    {"shoal_merge_failing", "gauge", "1 while parts cannot be merged: questions get slower."},
    {"shoal_merge_failures_total", "counter", "Merges of parts that failed; tried again."},
    {"shoal_ingest_refused_total", "counter", "Batches refused: stopped or overloaded."},
    {"shoal_ingest_queue_bytes", "gauge", "Encoded bytes of batches on their way in."},
    {"shoal_log_durable_lsn", "counter", "Log position up to which everything is synced."},
    {"shoal_log_groups_total", "counter", "Commit groups written since the start."},
    {"shoal_log_syncs_total", "counter", "Syncs of the log since the start."},
    {"shoal_log_bytes_total", "counter", "Bytes of commit groups written since the start."},
    {"shoal_outbox_waiting", "gauge", "Batches of events of changed state not yet in the log."},
    {"shoal_outbox_events_total", "counter", "Events of changed state sent since the start."},
    {"shoal_outbox_failing", "gauge", "1 while they cannot be sent; tried again."},
    {"shoal_state_requests_total", "counter",
     "Requests that changed points, coupons … or meant to."},
    {"shoal_state_refused_total", "counter", "Those that were refused."},
    {"shoal_state_failed_total", "counter", "Those whose commit failed."},
    {"shoal_state_groups_total", "counter", "Transactions that they shared."},
    {"shoal_state_again_total", "counter", "Transactions run again."},
    {"shoal_state_waiting", "gauge", "Requests that wait for the writer."},
    {"shoal_earn_lag_lsn", "gauge", "Rows of the log that earning has not come to yet."},
    {"shoal_earn_matches_total", "counter",
     "Events that rules of earning matched since the start."},
    {"shoal_unflushed_bytes", "gauge", "Memory of rows that are not in parts yet."},
    {"shoal_message_ids", "gauge", "Message ids known, by which repetitions are found."},
    {"shoal_message_ids_memory_bytes", "gauge", "Memory of message ids."},
    {"shoal_message_ids_disk_bytes", "gauge", "Disk of message ids."},
    {"shoal_message_window_seconds", "gauge", "How far back message ids are known."},
    {"shoal_message_window_asked_seconds", "gauge", "How far back they should be known."},
    {"shoal_duplicate_messages_total", "counter", "Messages not stored again since the start."},
    {"shoal_answers_hits_total", "counter", "Answers given from memory."},
    {"shoal_answers_misses_total", "counter", "Answers computed."},
    {"shoal_answers_waits_total", "counter", "Answers another request was computing already."},
    {"shoal_answers_bytes", "gauge", "Bytes of answers kept."},
};
#define GAUGES (sizeof gauges / sizeof gauges[0])

struct brand {
  struct str slug;
  double value[GAUGES];
};

struct stopped {
  uint32_t blocked, frozen;
};

/* What the rules stop by themselves somebody should look at: an alarm on these tells when. */
static struct stopped count_stopped(const struct people *p) {
  struct people_watched *v;
  struct stopped n = {0};
  uint32_t all = people_watched(p, &v);
  for (uint32_t i = 0; i < all; i++) {
    n.blocked += v[i].blocked;
    n.frozen += v[i].frozen;
  }
  free(v);
  return n;
}

/* Only of workspaces that somebody uses: looking must not open them all. */
static bool measure(struct tenant *t, struct brand *ret, struct err *err) {
  struct answer_stats s;
  struct view *v;
  struct err ignored;
  if (!tenant_view(t, &v, err)) return false;
  const struct snapshot *n = view_snapshot(v);
  struct ws_health h;
  struct loyalty *l;
  struct loyalty_stats x = {0};
  if (tenant_loyalty(t, &l, &ignored)) loyalty_stats(l, &x);
  struct earn *e;
  struct consumer_stats earned = {0};
  if (tenant_earn(t, &e, &ignored)) consumer_stats(earn_consumer(e), &earned);
  ws_health(tenant_workspace(t), &h);
  uint64_t waiting = 0;
  (void)ws_outbox_waiting(tenant_workspace(t), &waiting, &ignored);
  tenant_answer_stats(t, &s);
  struct stopped stopped = count_stopped(ws_people(tenant_workspace(t)));
  const double values[GAUGES] = {(double)snapshot_rows(n),
                                 (double)people_living(ws_people(tenant_workspace(t))),
                                 stopped.blocked,
                                 stopped.frozen,
                                 (double)view_lsn(v),
                                 (double)snapshot_bytes(n),
                                 tenant_ailing(t, &ignored),
                                 h.accepting,
                                 (double)h.failures,
                                 (double)h.recoveries,
                                 h.merge_failing,
                                 (double)h.merge_failures,
                                 (double)h.refused,
                                 (double)h.queued_bytes,
                                 (double)h.durable,
                                 (double)h.log.groups,
                                 (double)h.log.syncs,
                                 (double)h.log.stored_bytes,
                                 (double)waiting,
                                 (double)x.events,
                                 x.failing,
                                 (double)x.writer.works,
                                 (double)x.writer.refused,
                                 (double)x.writer.failed,
                                 (double)x.writer.groups,
                                 (double)x.writer.again,
                                 x.writer.waiting,
                                 (double)earned.lag,
                                 (double)earned.hits,
                                 (double)store_unflushed_bytes(ws_store(tenant_workspace(t))),
                                 (double)h.ids.ids,
                                 (double)h.ids.memory,
                                 (double)h.ids.disk,
                                 (double)h.ids.window_ms / 1000,
                                 (double)h.ids.asked_window_ms / 1000,
                                 (double)h.ids.duplicates,
                                 (double)s.hits,
                                 (double)s.misses,
                                 (double)s.waits,
                                 (double)s.bytes};
  memcpy(ret->value, values, sizeof values);
  view_release(v);
  return true;
}

static bool put_workspaces(struct call *c, struct buf *b, struct err *err) {
  struct str *slugs;
  struct tenant *t;
  uint32_t n, used = 0;
  if (!tenants_list(c->api->tenants, c->arena, &slugs, &n, err)) return false;
  struct brand *brands = arena_array(c->arena, struct brand, n);
  for (size_t i = 0; used < n && (t = tenants_open_at(c->api->tenants, &i));) {
    brands[used].slug = tenant_slug(t);
    if (!measure(t, &brands[used++], err)) return false;
  }
  one(b, "shoal_workspaces", "gauge", "Workspaces in the data directory.", n);
  one(b, "shoal_workspaces_open", "gauge", "Workspaces open now.", used);
  for (size_t g = 0; g < GAUGES; g++) {
    head(b, gauges[g].name, gauges[g].type, gauges[g].help);
    for (uint32_t i = 0; i < used; i++)
      buf_printf(b, "%s{workspace=\"%.*s\"} %.17g\n", gauges[g].name, STRF(brands[i].slug),
                 brands[i].value[g]);
  }
  return true;
}

static void put_process(struct api *a, struct buf *b) {
  struct jobs_stats j;
  struct rusage u;
  jobs_stats(a->jobs, &j);
  head(b, "shoal_jobs", "gauge", "Jobs not yet over.");
  buf_printf(b, "shoal_jobs{status=\"queued\"} %u\nshoal_jobs{status=\"running\"} %u\n", j.waiting,
             j.running);
  head(b, "shoal_jobs_total", "counter", "Jobs that ended since the start.");
  buf_printf(b,
             "shoal_jobs_total{status=\"done\"} %" PRIu64
             "\nshoal_jobs_total{status=\"failed\"} %" PRIu64
             "\nshoal_jobs_total{status=\"canceled\"} %" PRIu64 "\n",
             j.done, j.failed, j.canceled);
  must(getrusage(RUSAGE_SELF, &u) == 0);
  one(b, "shoal_resident_max_bytes", "gauge", "Largest resident memory of the process.",
      (double)u.ru_maxrss * 1024);
  one(b, "shoal_cpu_seconds_total", "counter", "Processor time used.",
      (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
          (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6);
  one(b, "shoal_start_time_seconds", "gauge", "When the server started.",
      (double)a->started_ms / 1000);
  head(b, "shoal_build_info", "gauge", "Version of the program.");
  buf_printf(b, "shoal_build_info{version=\"%s\"} 1\n", SHOAL_VERSION);
}

static bool local(const struct call *c) {
  struct str remote = str_from(http_remote(c->http));
  if (http_header(c->http, "X-Forwarded-For").p || http_header(c->http, "Forwarded").p)
    return false;
  return str_starts(remote, STR("127.")) || str_is(remote, "::1");
}

static bool may(struct call *c, struct err *err) {
  if (local(c)) return true;
  if (!call_authenticate(c, err)) return false;
  if (c->actor.kind == ACTOR_KEY && (c->actor.scopes & SCOPE_ADMIN)) return true;
  if (access_role(&c->actor, STR("*")) == ROLE_OWNER) return true;
  return err_fail(err, c->actor.kind == ACTOR_NONE ? ERR_unauthenticated : ERR_metrics_forbidden,
                  NULL);
}

static bool run_metrics(struct call *c, struct err *err) {
  struct buf b = BUF_INIT;
  if (!may(c, err)) return false;
  put_http(c->api, &b);
  put_latency(c->api, &b);
  put_process(c->api, &b);
  clients_metrics(c->api, &b);
  bool ok = put_workspaces(c, &b, err);
  if (ok) {
    http_reply(c->http, 200, c->route->type, buf_str(&b));
    c->replied = true;
  }
  buf_release(&b);
  return ok;
}

const struct route metrics_routes[] = {
    {.method = HTTP_GET,
     .path = "/metrics",
     .id = "metrics",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .type = "text/plain; version=0.0.4; charset=utf-8",
     .title_en = "Figures for Prometheus",
     .title_zh = "Prometheus 指标",
     .help_en = "For requests from this machine that no proxy forwarded, for keys with the scope "
                "admin, and for owners of everything.",
     .help_zh =
         "仅限本机直接发出（未经代理转发）的请求、具有 admin 权限范围的密钥，以及全部工作区的"
         "所有者。",
     .run = run_metrics},
    {0},
};
