/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GET /api/w/{workspace}/live: what changes, as it changes.
 *
 *   tenant's notices ─┐
 *   looks at segments ┤
 *   jobs' notices ────┼─▶ stream ─▶ client
 *   keeper thread ────┘   now and then: is anybody listening, and may they still?
 *
 * A stream lives longer than its request, so what it needs of the actor is copied.  Notices come on
 * threads of other rooms and only append to a stream; ending one takes locks of those rooms and is
 * therefore left to the keeper. */
#include <pthread.h>
#include <stdlib.h>

#include "api/jobs.h"
#include "api/live_int.h"
#include "api/tenant_int.h"
#include "base/panic.h"

struct live {
  struct api *api;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  pthread_t keeper;
  bool keeping, stopping;
  struct stream *streams;
  uint32_t n;
};

/* ---- what is sent ---- */

static void send_change(struct stream *s, const char *event, const struct tenant_change *now) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "lsn"), jw_uint(&w, now->lsn);
  jw_key(&w, "revision"), jw_uint(&w, now->revision);
  jw_key(&w, "at"), put_time(&w, clock_wall_ms(s->live->api->clock));
  jw_end_object(&w);
  http_stream_send(s->http, event, STR(""), buf_str(&b));
  buf_release(&b);
}

static bool on_fresh(void *ctx, const struct tenant_change *now) {
  send_change(ctx, "fresh", now);
  return true;
}

static void on_job(void *ctx, const struct job *job) {
  struct stream *s = ctx;
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  put_job(&w, job, s->lang);
  http_stream_send(s->http, "job", STR(""), buf_str(&b));
  buf_release(&b);
}

void live_members(void *ctx, struct tenant *t, const struct members_looked *k) {
  struct live *l = ctx;
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "at"), put_time(&w, k->at_ms);
  jw_key(&w, "lsn"), jw_uint(&w, k->lsn);
  jw_key(&w, "segments"), jw_begin_array(&w);
  for (uint32_t i = 0; i < k->n_news; i++) {
    jw_begin_object(&w);
    jw_key(&w, "slug"), jw_str(&w, k->news[i].slug);
    jw_key(&w, "people"), jw_uint(&w, k->news[i].people);
    jw_key(&w, "entered"), jw_uint(&w, k->news[i].entered);
    jw_key(&w, "exited"), jw_uint(&w, k->news[i].exited);
    jw_end_object(&w);
  }
  jw_end_array(&w);
  jw_end_object(&w);
  pthread_mutex_lock(&l->lock);
  for (struct stream *s = l->streams; s; s = s->next)
    if (s->tenant == t && s->follows) http_stream_send(s->http, "segments", STR(""), buf_str(&b));
  pthread_mutex_unlock(&l->lock);
  buf_release(&b);
}

/* ---- ends ---- */

static void stream_free(struct stream *s) {
  if (s->end) s->end(s);
  if (s->fresh_id) tenant_unsubscribe(s->tenant, s->fresh_id);
  if (s->job_id) jobs_unsubscribe(s->live->api->jobs, s->job_id);
  http_stream_close(s->http);
  tenant_release(s->tenant);
  arena_release(&s->arena);
  free(s);
}

/* A session may stand while the grant was taken away. */
static bool stands(struct stream *s) {
  struct access *a = s->live->api->access;
  struct actor now = s->actor;
  struct access_user user;
  struct arena tmp;
  struct err err;
  if (!http_stream_open(s->http) || !access_still(a, &s->actor, &err)) return false;
  if (now.kind != ACTOR_USER) return true;
  arena_init(&tmp, "stream");
  bool ok = access_user_get(a, now.id, &tmp, &user, &err);
  if (ok) {
    now.grants = user.grants;
    now.n_grants = user.n_grants;
    ok = access_may(&now, tenant_slug(s->tenant), ROLE_VIEWER, SCOPE_READ, &err);
  }
  arena_release(&tmp);
  return ok;
}

static struct stream *take_ended(struct live *l, bool all) {
  struct stream *ended = NULL, *kept = NULL, *s = l->streams, *next;
  for (; s; s = next) {
    next = s->next;
    struct stream **to = all || !stands(s) ? &ended : &kept;
    s->next = *to;
    *to = s;
    l->n -= to == &ended;
  }
  l->streams = kept;
  return ended;
}

static void free_all(struct stream *s) {
  while (s) {
    struct stream *next = s->next;
    stream_free(s);
    s = next;
  }
}

static void pulse_all(struct live *l) {
  for (struct stream *s = l->streams; s; s = s->next)
    if (s->pulse) s->pulse(s);
}

static void *keep(void *ctx) {
  struct live *l = ctx;
  uint32_t pulses = 0;
  pthread_mutex_lock(&l->lock);
  while (!l->stopping) {
    cond_wait_ms(&l->wake, &l->lock, STREAM_PULSE_MS);
    pulse_all(l);
    if (++pulses < STREAM_CHECK_PULSES && !l->stopping) continue;
    pulses = 0;
    struct stream *ended = take_ended(l, l->stopping);
    pthread_mutex_unlock(&l->lock);
    free_all(ended);
    pthread_mutex_lock(&l->lock);
  }
  pthread_mutex_unlock(&l->lock);
  return NULL;
}

/* ---- the room of streams ---- */

struct live *live_new(struct api *a) {
  struct live *l = must_calloc(1, sizeof *l);
  l->api = a;
  pthread_mutex_init(&l->lock, NULL);
  cond_init_monotonic(&l->wake);
  return l;
}

/* A place among the streams, or none: also while stopping. */
static bool take_place(struct live *l, struct err *err) {
  bool ok = true;
  pthread_mutex_lock(&l->lock);
  if (l->stopping)
    ok = err_fail(err, ERR_not_ready, "it is stopping");
  else if (l->n >= STREAMS_MAX)
    ok = err_fail(err, ERR_too_many_streams, "%d", STREAMS_MAX);
  else
    l->n++;
  if (ok && !l->keeping) l->keeping = pthread_create(&l->keeper, NULL, keep, l) == 0;
  if (ok && !l->keeping) {
    l->n--;
    ok = err_fail(err, ERR_internal, "no thread for streams");
  }
  pthread_mutex_unlock(&l->lock);
  return ok;
}

void live_stop(struct live *l) {
  pthread_mutex_lock(&l->lock);
  l->stopping = true;
  bool joins = l->keeping;
  l->keeping = false;
  pthread_cond_broadcast(&l->wake);
  pthread_mutex_unlock(&l->lock);
  if (joins) pthread_join(l->keeper, NULL);
  pthread_mutex_lock(&l->lock);
  struct stream *rest = take_ended(l, true);
  pthread_mutex_unlock(&l->lock);
  free_all(rest);
}

void live_free(struct live *l) {
  live_stop(l);
  pthread_cond_destroy(&l->wake);
  pthread_mutex_destroy(&l->lock);
  free(l);
}

uint32_t live_count(struct live *l) {
  pthread_mutex_lock(&l->lock);
  uint32_t n = l->n;
  pthread_mutex_unlock(&l->lock);
  return n;
}

/* ---- the route ---- */

static struct actor actor_copy(const struct actor *a, struct arena *out) {
  struct actor c = *a;
  c.id = arena_str(out, a->id);
  c.label = arena_str(out, a->label);
  c.session = arena_str(out, a->session);
  c.name = c.address = c.csrf = (struct str){0};
  struct access_grant *g = arena_array(out, struct access_grant, a->n_grants);
  for (uint32_t i = 0; i < a->n_grants; i++)
    g[i] = (struct access_grant){arena_str(out, a->grants[i].workspace), a->grants[i].role};
  c.grants = g;
  return c;
}

bool live_begin(struct call *c, struct stream **ret, struct err *err) {
  struct live *l = c->api->live;
  if (!take_place(l, err)) return false;
  struct stream *s = must_calloc(1, sizeof *s);
  s->live = l;
  s->lang = c->lang;
  s->tenant = tenant_ref(c->tenant);
  arena_init(&s->arena, "stream");
  s->actor = actor_copy(&c->actor, &s->arena);
  s->http = http_reply_stream(c->http);
  c->replied = true;
  *ret = s;
  return true;
}

bool live_follow(struct stream *s, struct err *err) {
  struct jobs *jobs = s->live->api->jobs;
  s->follows = true;
  return tenant_subscribe(s->tenant, on_fresh, s, &s->fresh_id, err) &&
         jobs_subscribe(jobs, tenant_slug(s->tenant), on_job, s, &s->job_id, err);
}

void live_join(struct stream *s, bool ok) {
  struct live *l = s->live;
  pthread_mutex_lock(&l->lock);
  ok = ok && !l->stopping;
  if (ok) {
    s->next = l->streams;
    l->streams = s;
  } else {
    l->n--;
  }
  pthread_mutex_unlock(&l->lock);
  if (!ok) stream_free(s);
}

static bool run_live(struct call *c, struct err *err) {
  struct stream *s;
  if (!live_begin(c, &s, err)) return false;
  const struct tenant_change now = {tenant_lsn(c->tenant), tenant_revision(c->tenant)};
  send_change(s, "hello", &now);
  struct err why;
  /* The answer has begun: without a subscription the stream ends, and the client comes back. */
  live_join(s, live_follow(s, &why));
  return true;
}

const struct route live_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/live",
     .id = "live",
     .tag = "workspaces",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .type = "text/event-stream",
     .title_en = "What changes, as it changes",
     .title_zh = "实时变化",
     .help_en =
         "Server-sent events: `hello` {lsn, revision, at} at once, `fresh` {lsn, revision, at} "
         "when rows "
         "or resources came, `segments` {at, lsn, segments: [{slug, people, entered, exited}]} "
         "when "
         "people entered or left, `job` with a Job when one moves (at most two a second each).  "
         "The "
         "stream ends when the session, key or grant does.  One connection for this and what "
         "clients send: collect/live with `changes`.",
     .help_zh =
         "服务器推送事件：连接后立即发送 `hello` {lsn, revision, at}；有新数据或资源变更时发送 "
         "`fresh` {lsn, revision, at}；有人进入或离开分群时发送 `segments` {at, lsn, segments: "
         "[{slug, people, entered, exited}]}；任务进展时发送 "
         "`job`（每个任务每秒至多两次）。会话、密钥或"
         "授权失效时，推送随之结束。如还需客户端发送的内容，可用 collect/live 的 `changes` "
         "合为一条连接。",
     .run = run_live},
    {0},
};
