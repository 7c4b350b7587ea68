/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens to a tenant without being asked: notices, upkeep, looks at who is in which segment,
 * leaderboards, and earning, on a thread each, because upkeep may merge parts for minutes, a board
 * may ask for everybody's score, and nobody must wait for it.
 *
 * Notices compare two numbers per tenant five times a second instead of being told by every writer:
 * that is the rate limit, and it costs less than any way of telling.
 *
 * Upkeep writes what lies in memory to files when nothing came in for a while, or from time to time
 * if something always does; an opening after a crash then has little to replay.  It never waits for
 * an import.  When it fails (no room on the disk) nothing is lost: the tenant says so and upkeep
 * tries again later.
 */
#include "api/tenant_int.h"
#include "base/panic.h"
#include "base/thread.h"
#include "incentive/rank.h"
#include "loyalty/consumer.h"
#include "touch/webhook.h"
#include "workspace/erase.h"
#include "workspace/retention.h"

/* ---- notices ---- */

bool tenant_subscribe(struct tenant *t, tenant_notice_fn *fn, void *ctx, uint64_t *ret_id,
                      struct err *err) {
  struct subscription s = {.fn = fn, .ctx = ctx, .told = {tenant_lsn(t), tenant_revision(t)}};
  pthread_mutex_lock(&t->notices);
  bool ok = t->subs.n < SUBSCRIBERS_MAX ||
            err_fail(err, ERR_too_many_subscribers, "%s" ERR_SEP "%d", t->slug, SUBSCRIBERS_MAX);
  if (ok) {
    *ret_id = s.id = ++t->last_id;
    vec_push(&t->subs, s);
  }
  pthread_mutex_unlock(&t->notices);
  return ok;
}

void tenant_unsubscribe(struct tenant *t, uint64_t id) {
  pthread_mutex_lock(&t->notices);
  for (size_t i = 0; i < t->subs.n; i++) {
    if (t->subs.p[i].id != id) continue;
    t->subs.p[i] = t->subs.p[--t->subs.n];
    break;
  }
  pthread_mutex_unlock(&t->notices);
}

void notices_send(struct tenant *t) {
  struct tenant_change now = {tenant_lsn(t), tenant_revision(t)};
  pthread_mutex_lock(&t->notices);
  for (size_t i = 0; i < t->subs.n;) {
    struct subscription *s = &t->subs.p[i];
    bool news = s->told.lsn != now.lsn || s->told.revision != now.revision;
    s->told = now;
    if (news && !s->fn(s->ctx, &now))
      *s = t->subs.p[--t->subs.n];
    else
      i++;
  }
  pthread_mutex_unlock(&t->notices);
}

/* ---- upkeep ---- */

static void note_trouble(struct tenant *t, const struct err *why) {
  pthread_mutex_lock(&t->health);
  if (why)
    t->trouble = *why;
  else
    err_clear(&t->trouble);
  pthread_mutex_unlock(&t->health);
}

static int64_t ms(int64_t n) {
  return n * 1000000;
}

static void write_out(struct tenant *t, int64_t now) {
  struct upkeep *u = &t->upkeep;
  struct err err;
  bool done = false;
  if (!ws_checkpoint_try(t->ws, true, &done, &err)) {
    note_trouble(t, &err);
    u->retry_ns = now + ms(TENANT_RETRY_MS);
  } else if (done) {
    note_trouble(t, NULL);
    u->clean_ns = now;
    view_forget(t, true); /* its parts may have been merged */
  }
}

/* Out of the files too, as soon as what lies in memory would be written anyway. */
static void erase_rest(struct tenant *t, int64_t now) {
  struct ws_erase_done done;
  struct err err;
  if (ws_erase_run(t->ws, &done, &err)) {
    view_forget(t, true);
  } else {
    note_trouble(t, &err);
    t->upkeep.retry_ns = now + ms(TENANT_RETRY_MS);
  }
}

static void expire_rest(struct tenant *t, int64_t now) {
  struct ws_retention_done done;
  struct err err;
  if (ws_retention_run(t->ws, &done, &err)) {
    view_forget(t, true);
  } else {
    note_trouble(t, &err);
    t->upkeep.retry_ns = now + ms(TENANT_RETRY_MS);
  }
}

void upkeep_look(struct tenant *t, int64_t now) {
  struct upkeep *u = &t->upkeep;
  uint64_t lsn = tenant_lsn(t);
  if (!u->met) *u = (struct upkeep){.met = true, .lsn = lsn, .moved_ns = now, .clean_ns = now};
  if (lsn != u->lsn) {
    u->lsn = lsn;
    u->moved_ns = now;
  }
  bool idle = now - u->moved_ns >= ms(TENANT_IDLE_MS);
  bool overdue = now - u->clean_ns >= ms(TENANT_BUSY_MS);
  if (!ws_dirty(t->ws))
    u->clean_ns = now;
  else if ((idle || overdue) && now >= u->retry_ns)
    write_out(t, now);
  if (idle && now >= u->retry_ns && ws_erase_waits(t->ws)) erase_rest(t, now);
  if (idle && now >= u->retry_ns && ws_retention_waits(t->ws)) expire_rest(t, now);
  if (idle) view_forget(t, false);
  view_forget_kept(t, false);
}

/* ---- threads ---- */

static bool sleep_ms(struct tenants *ts, int64_t n) {
  pthread_mutex_lock(&ts->lock);
  if (!ts->stopping) cond_wait_ms(&ts->stop, &ts->lock, n);
  bool on = !ts->stopping;
  pthread_mutex_unlock(&ts->lock);
  return on;
}

static void *pulse(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  while (sleep_ms(ts, TENANT_PULSE_MS))
    for (size_t i = 0; (t = tenants_open_at(ts, &i));)
      notices_send(t);
  return NULL;
}

static void *keeper(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  while (sleep_ms(ts, UPKEEP_LOOK_MS))
    for (size_t i = 0; (t = tenants_open_at(ts, &i));)
      upkeep_look(t, ts->clock->mono(ts->clock).ns);
  return NULL;
}

/* Segments: cheap when nothing calls for a look. */
static void look_at_members(struct tenant *t, int64_t now) {
  struct members_looked k;
  struct arena out;
  struct err err;
  if (!t->members || now < t->members_retry_ns) return;
  arena_init(&out, "members");
  if (members_look(t->members, &out, &k, &err)) {
    tenant_tell_members(t, &k);
  } else {
    note_trouble(t, &err);
    t->members_retry_ns = now + ms(MEMBERS_RETRY_MS);
  }
  arena_release(&out);
}

/* What people have and that has come to an end. */
static void look_at_loyalty(struct tenant *t, int64_t now) {
  struct err err;
  if (!t->loyalty || now < t->loyalty_retry_ns) return;
  if (loyalty_tick(t->loyalty, &err) && (!t->incentive || incentive_tick(t->incentive, &err)))
    return;
  note_trouble(t, &err);
  t->loyalty_retry_ns = now + ms(MEMBERS_RETRY_MS);
}

/* Leaderboards: the first standing of a board is everybody's score, and nothing else is to wait. */
static void look_at_ranks(struct tenant *t, int64_t now) {
  struct err err;
  if (!t->incentive || now < t->ranks_retry_ns || rank_look(incentive_ranks(t->incentive), &err))
    return;
  note_trouble(t, &err);
  t->ranks_retry_ns = now + ms(MEMBERS_RETRY_MS);
}

static void *ranker(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  thread_name("ranks");
  thread_background();
  while (sleep_ms(ts, TENANT_MEMBERS_MS))
    for (size_t i = 0; (t = tenants_open_at(ts, &i));)
      look_at_ranks(t, ts->clock->mono(ts->clock).ns);
  return NULL;
}

static void *looker(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  thread_name("members");
  thread_background();
  while (sleep_ms(ts, TENANT_MEMBERS_MS))
    for (size_t i = 0; (t = tenants_open_at(ts, &i));) {
      look_at_members(t, ts->clock->mono(ts->clock).ns);
      look_at_loyalty(t, ts->clock->mono(ts->clock).ns);
    }
  return NULL;
}

/* A clock that a test moves has no pace that anything could be made ahead of. */
static void *viewer(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  thread_name("views");
  thread_prompt();
  bool asked = false, ahead = ts->clock == clock_system();
  while (sleep_ms(ts, asked ? VIEW_AHEAD_MS : VIEW_ASKED_MS / 4)) {
    asked = false;
    for (size_t i = 0; ahead && (t = tenants_open_at(ts, &i));)
      asked |= view_ahead(t);
  }
  return NULL;
}

static void hear_some(struct tenant *t, struct consumer *c, int64_t *retry_ns, int64_t now) {
  struct err err;
  if (now < *retry_ns || consumer_steps(c, EARN_STEPS, &err)) return;
  note_trouble(t, &err);
  *retry_ns = now + ms(EARN_RETRY_MS);
}

/* Webhooks whose documents changed; a failure is tried again with the next look. */
static void touch_some(struct tenant *t) {
  struct err err;
  if (t->touch && !webhook_adopt(t->touch, &err)) note_trouble(t, &err);
}

static void *earner(void *arg) {
  struct tenants *ts = arg;
  struct tenant *t;
  thread_name("earn");
  thread_background();
  while (sleep_ms(ts, TENANT_EARN_MS))
    for (size_t i = 0; (t = tenants_open_at(ts, &i));) {
      int64_t now = ts->clock->mono(ts->clock).ns;
      if (t->earn) hear_some(t, earn_consumer(t->earn), &t->earn_retry_ns, now);
      if (t->enrol) hear_some(t, enrol_consumer(t->enrol), &t->enrol_retry_ns, now);
      touch_some(t);
    }
  return NULL;
}

void upkeep_start(struct tenants *ts) {
  if (pthread_create(&ts->pulse, NULL, pulse, ts) != 0 ||
      pthread_create(&ts->keeper, NULL, keeper, ts) != 0 ||
      pthread_create(&ts->looker, NULL, looker, ts) != 0 ||
      pthread_create(&ts->ranker, NULL, ranker, ts) != 0 ||
      pthread_create(&ts->earner, NULL, earner, ts) != 0 ||
      pthread_create(&ts->viewer, NULL, viewer, ts) != 0)
    panic("cannot start a thread");
}

void upkeep_stop(struct tenants *ts) {
  pthread_mutex_lock(&ts->lock);
  ts->stopping = true;
  pthread_cond_broadcast(&ts->stop);
  pthread_mutex_unlock(&ts->lock);
  pthread_join(ts->pulse, NULL);
  pthread_join(ts->keeper, NULL);
  pthread_join(ts->looker, NULL);
  pthread_join(ts->ranker, NULL);
  pthread_join(ts->earner, NULL);
  pthread_join(ts->viewer, NULL);
}
