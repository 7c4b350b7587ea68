/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One active webhook: its thread, what it tries, and what comes of it.  Within one life nothing of
 * its document changes. */
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

void hook_nudge(struct hook *h) {
  pthread_mutex_lock(&h->lock);
  h->nudged = true;
  pthread_cond_signal(&h->wake);
  pthread_mutex_unlock(&h->lock);
}

void hook_end(struct hook *h) {
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

bool hook_begin(struct touch *t, const struct resource *r, struct hook **ret, struct err *err) {
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

void hook_stop(struct hook *h) {
  __atomic_store_n(&h->stop, true, __ATOMIC_RELEASE);
  hook_nudge(h);
}

struct str hook_slug(const struct hook *h) {
  return h->slug;
}

uint32_t hook_version(const struct hook *h) {
  return h->version;
}
