/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The workspaces of a server, opened when first asked for.
 *
 * A tenant is made when somebody asks for a workspace that exists, and stays until the end: there
 * are as many as brands, so nothing need ever be taken out of the list, and a pointer found in it
 * is good without further ado.  Opening replays the end of a log, which may take long; it happens
 * under the tenant's own lock, so that others wait only for the workspace that they asked for.  A
 * failed opening leaves the tenant closed and the next request tries again: the lock of a command
 * line import goes away by itself.
 *
 * References are counted only to know when everything may be closed.
 */
#include <stdlib.h>
#include <string.h>

#include "api/tenant_int.h"
#include "base/panic.h"
#include "incentive/task.h"
#include "loyalty/consumer.h"

void cond_init_monotonic(pthread_cond_t *c) {
  pthread_condattr_t a;
  pthread_condattr_init(&a);
  pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
  pthread_cond_init(c, &a);
  pthread_condattr_destroy(&a);
}

bool cond_wait_ms(pthread_cond_t *c, pthread_mutex_t *m, int64_t ms) {
  /* the machine's clock, whatever the workspaces': the condition variable sleeps by it */
  int64_t until = clock_system()->mono(clock_system()).ns + ms * 1000000;
  struct timespec ts = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
  return pthread_cond_timedwait(c, m, &ts) == 0;
}

/* ---- the directory ---- */

bool tenants_open(const char *dir, const struct ws_options *o, struct tenants **ret,
                  struct err *err) {
  struct ws_options options = o ? *o : (struct ws_options){0};
  struct io *io = options.io ? options.io : io_posix();
  if (!ws_init_dir_at(dir, options.state, io, err)) return false;
  struct tenants *ts = must_calloc(1, sizeof *ts);
  ts->dir = must_malloc(strlen(dir) + 1);
  strcpy(ts->dir, dir);
  ts->touch.dir = ts->dir;
  ts->o = options;
  ts->io = io;
  ts->clock = options.clock ? options.clock : clock_system();
  pthread_mutex_init(&ts->creating, NULL);
  pthread_mutex_init(&ts->lock, NULL);
  pthread_cond_init(&ts->released, NULL);
  cond_init_monotonic(&ts->stop);
  upkeep_start(ts);
  *ret = ts;
  return true;
}

static bool any_held(const struct tenants *ts) {
  for (size_t i = 0; i < ts->tenants.n; i++)
    if (ts->tenants.p[i]->refs) return true;
  return false;
}

static void tenant_free(struct tenant *t) {
  struct err ignored; /* what could not be written is in the log */
  view_forget(t, true);
  view_forget_kept(t, true);
  collect_close(t->collect);
  touch_close(t->touch);
  enrol_close(t->enrol);
  earn_close(t->earn);
  incentive_close(t->incentive);
  loyalty_close(t->loyalty);
  members_close(t->members);
  if (t->ws) ws_checkpoint(t->ws, false, &ignored);
  ws_close(t->ws);
  answers_free(t->answers);
  vec_free(&t->subs);
  pthread_mutex_destroy(&t->opening);
  pthread_mutex_destroy(&t->view_lock);
  pthread_cond_destroy(&t->view_made);
  pthread_mutex_destroy(&t->notices);
  pthread_mutex_destroy(&t->health);
  free(t->slug);
  free(t);
}

void tenants_close(struct tenants *ts) {
  if (!ts) return;
  upkeep_stop(ts);
  pthread_mutex_lock(&ts->lock);
  while (any_held(ts))
    pthread_cond_wait(&ts->released, &ts->lock);
  pthread_mutex_unlock(&ts->lock);
  for (size_t i = 0; i < ts->tenants.n; i++)
    tenant_free(ts->tenants.p[i]);
  vec_free(&ts->tenants);
  pthread_mutex_destroy(&ts->creating);
  pthread_mutex_destroy(&ts->lock);
  pthread_cond_destroy(&ts->released);
  pthread_cond_destroy(&ts->stop);
  free(ts->dir);
  free(ts);
}

bool tenants_list(struct tenants *ts, struct arena *out, struct str **ret, uint32_t *ret_n,
                  struct err *err) {
  return ws_list(ts->dir, ts->io, out, ret, ret_n, err);
}

struct clock *tenants_clock(const struct tenants *ts) {
  return ts->clock;
}

const char *tenants_dir(const struct tenants *ts) {
  return ts->dir;
}

struct tenant *tenants_open_at(struct tenants *ts, size_t *i) {
  struct tenant *t = NULL;
  pthread_mutex_lock(&ts->lock);
  while (!t && *i < ts->tenants.n) {
    if (ts->tenants.p[*i]->open) t = ts->tenants.p[*i];
    ++*i;
  }
  pthread_mutex_unlock(&ts->lock);
  return t;
}

/* ---- one workspace ---- */

static struct tenant *tenant_new(struct tenants *ts, struct str slug) {
  struct tenant *t = must_calloc(1, sizeof *t);
  t->ts = ts;
  t->slug = must_malloc(slug.n + 1);
  memcpy(t->slug, slug.p, slug.n);
  t->slug[slug.n] = 0;
  t->answers = answers_new(ANSWER_CACHE_BYTES);
  pthread_mutex_init(&t->opening, NULL);
  pthread_mutex_init(&t->view_lock, NULL);
  pthread_cond_init(&t->view_made, NULL);
  pthread_mutex_init(&t->notices, NULL);
  pthread_mutex_init(&t->health, NULL);
  return t;
}

/* A reference to the tenant of a slug; NULL if there is none yet and `make` is false. */
static struct tenant *find(struct tenants *ts, struct str slug, bool make, bool *ret_open) {
  struct tenant *t = NULL;
  pthread_mutex_lock(&ts->lock);
  for (size_t i = 0; i < ts->tenants.n && !t; i++)
    if (str_is(slug, ts->tenants.p[i]->slug)) t = ts->tenants.p[i];
  if (!t && make) {
    t = tenant_new(ts, slug);
    vec_push(&ts->tenants, t);
  }
  if (t) {
    t->refs++;
    *ret_open = t->open;
  }
  pthread_mutex_unlock(&ts->lock);
  return t;
}

static bool open_once(struct tenant *t, struct err *err) {
  struct tenants *ts = t->ts;
  bool ok = true;
  pthread_mutex_lock(&t->opening);
  if (!t->ws) {
    ok = ws_open(ts->dir, str_from(t->slug), WS_WRITE, &ts->o, &t->ws, err);
    if (ok) t->collect = collect_open(t->ws);
    if (ok && !members_open(t->ws, &t->members, &t->no_members))
      t->trouble = t->no_members; /* all but this goes on */
    if (ok && (!loyalty_open(t->ws, &t->loyalty, &t->no_loyalty) ||
               !incentive_open(t->loyalty, &t->incentive, &t->no_loyalty) ||
               !earn_open(t->loyalty, &t->earn, &t->no_loyalty) ||
               !enrol_open(t->loyalty, &t->enrol, &t->no_loyalty) ||
               !touch_open(t->loyalty, &ts->touch, &t->touch, &t->no_loyalty)))
      t->trouble = t->no_loyalty;
    struct err later; /* then its first step does */
    if (t->enrol) consumer_adopt(enrol_consumer(t->enrol), &later);
    pthread_mutex_lock(&ts->lock);
    t->open = ok;
    pthread_mutex_unlock(&ts->lock);
  }
  pthread_mutex_unlock(&t->opening);
  return ok;
}

bool tenant_get(struct tenants *ts, struct str slug, struct tenant **ret, struct err *err) {
  bool open = false;
  struct tenant *t = find(ts, slug, false, &open);
  if (!t) {
    if (!ws_exists(ts->dir, slug, ts->io))
      return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
    t = find(ts, slug, true, &open);
  }
  if (!open && !open_once(t, err)) {
    tenant_release(t);
    return false;
  }
  *ret = t;
  return true;
}

struct tenant *tenant_ref(struct tenant *t) {
  pthread_mutex_lock(&t->ts->lock);
  t->refs++;
  pthread_mutex_unlock(&t->ts->lock);
  return t;
}

void tenant_release(struct tenant *t) {
  if (!t) return;
  struct tenants *ts = t->ts;
  pthread_mutex_lock(&ts->lock);
  must(t->refs > 0);
  if (--t->refs == 0) pthread_cond_broadcast(&ts->released);
  pthread_mutex_unlock(&ts->lock);
}

/* One at a time: the lock that keeps processes apart does not keep threads apart. */
bool tenants_create(struct tenants *ts, struct str slug, struct str zone, struct str currency,
                    struct tenant **ret, struct err *err) {
  struct tenant *t = NULL;
  pthread_mutex_lock(&ts->creating);
  bool ok = ws_create(ts->dir, slug, zone, currency, &ts->o, err) && tenant_get(ts, slug, &t, err);
  if (ok && !resource_install_presets(t->ws, err)) {
    tenant_release(t);
    ok = false;
  }
  pthread_mutex_unlock(&ts->creating);
  if (ok) *ret = t;
  return ok;
}

struct workspace *tenant_workspace(struct tenant *t) {
  return t->ws;
}
struct str tenant_slug(const struct tenant *t) {
  return str_from(t->slug);
}
uint64_t tenant_lsn(const struct tenant *t) {
  return ws_lsn(t->ws);
}
uint64_t tenant_revision(const struct tenant *t) {
  return ws_revision(t->ws);
}

bool tenant_ailing(struct tenant *t, struct err *ret) {
  pthread_mutex_lock(&t->health);
  bool ails = t->trouble.code != ERR_none;
  if (ails) *ret = t->trouble;
  pthread_mutex_unlock(&t->health);
  struct loyalty_stats x = {0};
  if (t->loyalty) loyalty_stats(t->loyalty, &x);
  if (x.failing) *ret = x.why;
  struct ws_health h;
  ws_health(t->ws, &h);
  if (!h.accepting) *ret = h.why;
  return ails || x.failing || !h.accepting;
}

struct collect *tenant_collect(struct tenant *t) {
  return t->collect;
}

bool tenant_members(struct tenant *t, struct members **ret, struct err *err) {
  if (t->members)
    *ret = t->members;
  else
    *err = t->no_members;
  return t->members != NULL;
}

bool tenant_loyalty(struct tenant *t, struct loyalty **ret, struct err *err) {
  if (t->loyalty)
    *ret = t->loyalty;
  else
    *err = t->no_loyalty;
  return t->loyalty != NULL;
}

bool tenant_incentive(struct tenant *t, struct incentive **ret, struct err *err) {
  if (t->incentive)
    *ret = t->incentive;
  else
    *err = t->no_loyalty;
  return t->incentive != NULL;
}

bool tenant_earn(struct tenant *t, struct earn **ret, struct err *err) {
  if (t->earn)
    *ret = t->earn;
  else
    *err = t->no_loyalty;
  return t->earn != NULL;
}

void tenants_touch(struct tenants *ts, const struct touch_options *o) {
  ts->touch = *o;
  ts->touch.dir = ts->dir;
}

bool tenant_touch(struct tenant *t, struct touch **ret, struct err *err) {
  if (t->touch)
    *ret = t->touch;
  else
    *err = t->no_loyalty;
  return t->touch != NULL;
}

void tenant_rules_changed(struct tenant *t) {
  struct err later; /* the consumer tries again */
  if (t->earn) consumer_adopt(earn_consumer(t->earn), &later);
  if (t->enrol) consumer_adopt(enrol_consumer(t->enrol), &later);
  if (t->incentive) consumer_adopt(task_consumer(incentive_tasks(t->incentive)), &later);
}

void tenants_on_members(struct tenants *ts, tenant_members_fn *fn, void *ctx) {
  ts->on_members = fn;
  ts->on_members_ctx = ctx;
}

void tenant_tell_members(struct tenant *t, const struct members_looked *k) {
  if (k->n_news && t->ts->on_members) t->ts->on_members(t->ts->on_members_ctx, t, k);
}

bool tenant_look_at(struct tenant *t, struct str slug, struct arena *out,
                    struct members_looked *ret, struct err *err) {
  struct members *m;
  if (!tenant_members(t, &m, err) || !members_look_at(m, slug, out, ret, err)) return false;
  tenant_tell_members(t, ret);
  return true;
}

void tenant_answer_stats(struct tenant *t, struct answer_stats *ret) {
  answers_stats(t->answers, ret);
}
