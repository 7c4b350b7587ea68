/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread for each active webhook; it is ended and begun anew when its document or its secrets
 * change, so that within one life nothing of it changes. */
#include "touch/webhook.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include "base/panic.h"
#include "base/thread.h"
#include "resource/resource.h"
#include "touch/webhook_int.h"

#define IDLE_MS      300  /* between two looks for something new */
#define TROUBLE_MS   1000 /* after the database or the log failed */
#define SAVE_ROWS    100000
#define GONE         410 /* of HTTP: nobody wants it any more */
#define JITTER_PARTS 5   /* waits differ by so much of themselves in both directions */

struct hook {
  struct touch *t;
  struct arena mem; /* of slug and doc */
  struct str slug;
  uint32_t version;
  struct webhook_doc doc;
  struct webhook_keys keys;

  pthread_t thread;
  pthread_mutex_t lock; /* guards nudged */
  pthread_cond_t wake;  /* by the monotonic clock */
  bool nudged, stop;    /* stop: atomic; curl looks at it */
  bool again;           /* something may be to be sent again */

  /* the thread's */
  struct webhook_client *client;
  struct webhook_reader reader;
  struct webhook_row row;
  struct arena answers; /* of row.answer */
  uint64_t saved;
};

struct webhooks {
  struct touch *t;
  pthread_mutex_t lock; /* guards all */
  VEC(struct hook *) hooks;
  uint64_t revision;
  bool looked;
};

static bool stopped(const struct hook *h) {
  return __atomic_load_n(&h->stop, __ATOMIC_ACQUIRE);
}

static int64_t now_of(const struct touch *t) {
  return clock_wall_ms(ws_clock(t->w));
}

/* ---- what comes of a try ---- */

static int64_t shaken(int64_t ms) {
  int64_t part = ms / JITTER_PARTS;
  return part > 0 ? ms - part + (int64_t)randombytes_uniform((uint32_t)(2 * part + 1)) : ms;
}

static int64_t wait_after(const struct hook *h, uint32_t tries) {
  int64_t times = 1;
  for (uint32_t i = 1; i < tries && times < WEBHOOK_RETRY_MAX; i++)
    times *= 4;
  if (times > WEBHOOK_RETRY_MAX) times = WEBHOOK_RETRY_MAX;
  return shaken(times * h->t->o.retry_ms);
}

static void note_failure(struct webhook_row *r, const struct webhook_answer *a) {
  r->status = a->status;
  r->answer = a->text.n ? a->text : STR("no answer text");
}

/* The row as it is after the try; *ret_state: what is put into the list, or 0. */
static struct webhook_row judge(const struct hook *h, uint64_t lsn, const struct webhook_answer *a,
                                int64_t now, int *ret_state) {
  struct webhook_row r = h->row;
  *ret_state = 0;
  r.place = lsn;
  if (a->status >= 200 && a->status < 300) {
    *ret_state = WEBHOOK_SENT;
    r.place = lsn + 1;
    r.tries = 0;
    r.began_ms = r.next_ms = 0;
    r.broken = false;
    r.sent++;
    r.sent_ms = now;
    return r;
  }
  note_failure(&r, a);
  if (r.tries == 0) r.began_ms = now;
  r.tries++;
  if (a->status == GONE) r.broken = true;
  if (r.broken) {
    r.next_ms = now + shaken(WEBHOOK_PROBE * h->t->o.retry_ms);
  } else if (r.tries >= h->doc.tries || now - r.began_ms >= WEBHOOK_DAYS * MS_DAY) {
    *ret_state = WEBHOOK_DEAD;
    r.place = lsn + 1;
    r.tries = 0;
    r.began_ms = 0;
    r.broken = true;
    r.next_ms = now + wait_after(h, 1);
  } else {
    r.next_ms = now + wait_after(h, r.tries);
  }
  return r;
}

static bool keep(struct hook *h, const struct webhook_row *r, int state,
                 const struct webhook_event *e, const struct webhook_answer *a, struct err *err) {
  if (!webhook_row_put(h->t, h->slug, r, state, e ? e->lsn : 0, e ? e->name : STR(""),
                       h->row.tries + 1, a, err))
    return false;
  struct arena fresh;
  arena_init(&fresh, "webhook answer");
  h->row = *r;
  h->row.answer = arena_str(&fresh, r->answer);
  arena_release(&h->answers);
  h->answers = fresh;
  h->saved = r->place;
  return true;
}

/* ---- one step: how long to wait after it, in ms ---- */

static void post(struct hook *h, const struct webhook_event *e, struct arena *out,
                 struct webhook_answer *ret) {
  webhook_post(h->client, h->doc.url, e->id, now_of(h->t), e->body, &h->keys, &h->stop, out, ret);
}

static bool send_again(struct hook *h, struct arena *out, bool *ret_did, struct err *err) {
  struct webhook_delivery d;
  struct webhook_event e;
  struct webhook_answer a = {.text = STR("the event is not kept any more")};
  bool found;
  if (!webhook_again(h->t, h->slug, out, &d, ret_did, err)) return false;
  if (!*ret_did) return true;
  if (!webhook_event_at(h->t->w, d.lsn, out, &e, &found, err)) return false;
  if (found) post(h, &e, out, &a);
  return stopped(h) || webhook_again_put(h->t, d.n, a.status >= 200 && a.status < 300, &a, err);
}

/* A place that the log does not have (after a repair, or a restore of an older log) is given up. */
static void find_place(struct hook *h) {
  struct log *log = ws_log(h->t->w);
  if (!log_has(log, h->row.place)) h->row.place = log_end(log);
}

static bool send_next(struct hook *h, struct arena *out, int64_t *ret_wait, struct err *err) {
  struct webhook_event e;
  struct webhook_answer a;
  uint64_t place;
  bool found;
  int state;
  find_place(h);
  place = h->row.place;
  if (!webhook_next(&h->reader, &h->doc, &place, out, &e, &found, err)) return false;
  if (!found) {
    h->row.place = place;
    *ret_wait = IDLE_MS;
    return place - h->saved < SAVE_ROWS || keep(h, &h->row, 0, NULL, NULL, err);
  }
  post(h, &e, out, &a);
  if (stopped(h)) return true;
  struct webhook_row r = judge(h, e.lsn, &a, now_of(h->t), &state);
  if (r.next_ms) webhook_reader_rest(&h->reader);
  return keep(h, &r, state, &e, &a, err);
}

static bool step(struct hook *h, struct arena *out, int64_t *ret_wait, struct err *err) {
  *ret_wait = 0;
  if (h->again) {
    bool did = false;
    if (!send_again(h, out, &did, err)) return false;
    h->again = did;
    return true;
  }
  int64_t wait = h->row.next_ms - now_of(h->t);
  if (wait > 0) {
    *ret_wait = wait;
    return true;
  }
  return send_next(h, out, ret_wait, err);
}

/* ---- the thread ---- */

static void sleep_for(struct hook *h, int64_t ms) {
  struct timespec until;
  pthread_mutex_lock(&h->lock);
  if (!h->nudged && !stopped(h) && ms > 0) {
    clock_gettime(CLOCK_MONOTONIC, &until);
    if (ms > MS_MINUTE) ms = MS_MINUTE;
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_cond_timedwait(&h->wake, &h->lock, &until);
  }
  if (h->nudged) {
    h->nudged = false;
    h->again = true;
    h->row.next_ms = 0;
  }
  pthread_mutex_unlock(&h->lock);
}

static bool begin(struct hook *h, struct err *err) {
  if (!webhook_row_get(h->t, h->slug, log_end(ws_log(h->t->w)), &h->answers, &h->row, err))
    return false;
  h->saved = h->row.place;
  return true;
}

static void *run(void *arg) {
  struct hook *h = arg;
  struct arena out;
  struct err err;
  int64_t wait;
  bool begun = false;
  thread_name("webhook");
  arena_init(&out, "webhook step");
  h->client = webhook_client_new(h->t->o.private_webhooks);
  webhook_reader_init(&h->reader, h->t->w);
  while (!stopped(h)) {
    arena_reset(&out);
    wait = 0;
    if (begun ? !step(h, &out, &wait, &err) : !(begun = begin(h, &err))) wait = TROUBLE_MS;
    sleep_for(h, wait);
  }
  webhook_reader_release(&h->reader);
  webhook_client_free(h->client);
  arena_release(&out);
  return NULL;
}

static void nudge(struct hook *h) {
  pthread_mutex_lock(&h->lock);
  h->nudged = true;
  pthread_cond_signal(&h->wake);
  pthread_mutex_unlock(&h->lock);
}

static void hook_end(struct hook *h) {
  pthread_mutex_lock(&h->lock);
  __atomic_store_n(&h->stop, true, __ATOMIC_RELEASE);
  pthread_cond_signal(&h->wake);
  pthread_mutex_unlock(&h->lock);
  pthread_join(h->thread, NULL);
  sodium_memzero(&h->keys, sizeof h->keys);
  pthread_mutex_destroy(&h->lock);
  pthread_cond_destroy(&h->wake);
  arena_release(&h->mem);
  arena_release(&h->answers);
  free(h);
}

/* ---- documents ---- */

bool webhook_doc_read(const struct resource *r, struct arena *out, struct webhook_doc *ret,
                      struct err *err) {
  const struct json *at;
  struct json *doc;
  return json_parse(arena_str(out, r->doc), out, &doc, err) && webhook_read(doc, ret, &at, err);
}

bool webhook_keys_for(struct touch *t, struct str slug, const struct webhook_doc *d,
                      struct webhook_keys *ret, struct err *err) {
  struct str origin;
  ret->n = 0;
  return !webhook_origin(d->url, &origin) || webhook_keys_of(t, slug, origin, ret, err);
}

/* NULL: it is not to run. */
static bool hook_begin(struct touch *t, const struct resource *r, struct hook **ret,
                       struct err *err) {
  pthread_condattr_t by;
  struct hook *h = must_calloc(1, sizeof *h);
  *ret = NULL;
  arena_init(&h->mem, "webhook");
  bool ok = webhook_doc_read(r, &h->mem, &h->doc, err) &&
            webhook_keys_for(t, r->slug, &h->doc, &h->keys, err);
  if (!ok || !h->doc.active || h->keys.n == 0) {
    arena_release(&h->mem);
    free(h);
    return ok;
  }
  h->t = t;
  h->slug = arena_str(&h->mem, r->slug);
  h->version = r->version;
  h->again = true;
  arena_init(&h->answers, "webhook answer");
  pthread_mutex_init(&h->lock, NULL);
  pthread_condattr_init(&by);
  pthread_condattr_setclock(&by, CLOCK_MONOTONIC);
  pthread_cond_init(&h->wake, &by);
  pthread_condattr_destroy(&by);
  if (pthread_create(&h->thread, NULL, run, h) != 0) panic("cannot start a thread");
  *ret = h;
  return true;
}

static struct hook *hook_of(struct webhooks *w, struct str slug) {
  for (size_t i = 0; i < w->hooks.n; i++)
    if (str_eq(w->hooks.p[i]->slug, slug)) return w->hooks.p[i];
  return NULL;
}

static void end_slug(struct webhooks *w, struct str slug) {
  for (size_t i = 0; i < w->hooks.n; i++)
    if (str_eq(w->hooks.p[i]->slug, slug)) {
      struct hook *h = w->hooks.p[i];
      w->hooks.p[i] = w->hooks.p[--w->hooks.n];
      hook_end(h);
      return;
    }
}

static const struct resource *among(const struct resource *r, uint32_t n, struct str slug,
                                    uint32_t version) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(r[i].slug, slug) && r[i].version == version) return &r[i];
  return NULL;
}

/* With the lock. */
static bool conform(struct webhooks *w, const struct resource *r, uint32_t n, struct err *err) {
  bool ok = true;
  for (size_t i = w->hooks.n; i-- > 0;)
    if (!among(r, n, w->hooks.p[i]->slug, w->hooks.p[i]->version)) end_slug(w, w->hooks.p[i]->slug);
  for (uint32_t i = 0; ok && i < n && w->hooks.n < WEBHOOKS_MAX; i++) {
    struct hook *h = NULL;
    if (hook_of(w, r[i].slug)) continue;
    ok = hook_begin(w->t, &r[i], &h, err);
    if (h) vec_push(&w->hooks, h);
  }
  return ok;
}

static bool adopt(struct webhooks *w, bool force, struct err *err) {
  uint64_t revision = resource_revision(w->t->w);
  struct resource *r;
  struct arena tmp;
  uint32_t n;
  if (w->t->o.idle || (w->looked && !force && revision == w->revision)) return true;
  arena_init(&tmp, "webhooks");
  bool ok = resource_list(w->t->w, STR("webhook"), &tmp, &r, &n, err) && conform(w, r, n, err);
  if (ok) {
    w->looked = true;
    w->revision = revision;
  }
  arena_release(&tmp);
  return ok;
}

bool webhook_adopt(struct touch *t, struct err *err) {
  pthread_mutex_lock(&t->webhooks->lock);
  bool ok = adopt(t->webhooks, false, err);
  pthread_mutex_unlock(&t->webhooks->lock);
  return ok;
}

bool webhooks_open(struct touch *t, struct err *err) {
  (void)err;
  t->webhooks = must_calloc(1, sizeof *t->webhooks);
  t->webhooks->t = t;
  pthread_mutex_init(&t->webhooks->lock, NULL);
  return true;
}

void webhooks_close(struct webhooks *w) {
  if (!w) return;
  for (size_t i = 0; i < w->hooks.n; i++) { /* all at once, so that waits overlap */
    __atomic_store_n(&w->hooks.p[i]->stop, true, __ATOMIC_RELEASE);
    nudge(w->hooks.p[i]);
  }
  for (size_t i = 0; i < w->hooks.n; i++)
    hook_end(w->hooks.p[i]);
  vec_free(&w->hooks);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

bool webhook_runs(struct touch *t, struct str slug) {
  pthread_mutex_lock(&t->webhooks->lock);
  bool runs = t->o.idle || hook_of(t->webhooks, slug) != NULL;
  pthread_mutex_unlock(&t->webhooks->lock);
  return runs;
}

bool webhook_restart(struct touch *t, struct str slug, struct err *err) {
  pthread_mutex_lock(&t->webhooks->lock);
  end_slug(t->webhooks, slug);
  bool ok = adopt(t->webhooks, true, err);
  pthread_mutex_unlock(&t->webhooks->lock);
  return ok;
}

void webhook_nudge(struct touch *t, struct str slug) {
  pthread_mutex_lock(&t->webhooks->lock);
  struct hook *h = hook_of(t->webhooks, slug);
  if (h) nudge(h);
  pthread_mutex_unlock(&t->webhooks->lock);
}
