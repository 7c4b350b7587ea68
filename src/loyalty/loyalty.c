/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, closing, and the relay that sends events to the log.
 *
 * Sending waits for the log's disk, so it has a thread of its own: the writer goes on with the next
 * group meanwhile.  What is committed is sent sooner or later, also after a crash; an opening sends
 * what the process before left. */
#include "loyalty/loyalty.h"

#include <stdlib.h>

#include "base/panic.h"
#include "base/thread.h"
#include "base/utf8.h"
#include "event/identity.h"
#include "loyalty/checkout.h"
#include "loyalty/gift.h"
#include "loyalty/ledger_int.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/membership.h"
#include "loyalty/promo_int.h"
#include "workspace/outbox.h"

#define RELAY_RETRY_S 1
#define RELAY_IDLE_S  1    /* without news, what was sent leaves SQL in a transaction of its own */
#define SWEEP_MAX     5000 /* accounts or members whom time changes, in one tick */

/* ---- what is in step with a group ---- */

static bool begin(void *ctx, struct state *s, struct writer_work *first, struct err *err) {
  struct loyalty *l = ctx;
  return ledger_begin(l->book, s, first, err);
}

static void mark(void *ctx) {
  struct loyalty *l = ctx;
  news_mark(&l->news);
  seats_mark(&l->seats);
  ledger_mark(l->book);
  coupons_mark(&l->coupons);
  promos_mark(l->promos);
  numbers_mark(&l->numbers);
  for (uint32_t i = 0; i < l->n_parts; i++)
    if (l->parts[i].mark) l->parts[i].mark(l->parts[i].ctx);
}

static void undo(void *ctx) {
  struct loyalty *l = ctx;
  news_undo(&l->news);
  seats_undo(&l->seats);
  ledger_undo(l->book);
  coupons_undo(&l->coupons);
  promos_undo(l->promos);
  numbers_undo(&l->numbers);
  for (uint32_t i = 0; i < l->n_parts; i++)
    if (l->parts[i].undo) l->parts[i].undo(l->parts[i].ctx);
}

static bool end(void *ctx, struct state *s, struct err *err) {
  struct loyalty *l = ctx;
  for (uint32_t i = 0; i < l->n_parts; i++)
    if (l->parts[i].end && !l->parts[i].end(l->parts[i].ctx, s, err)) return false;
  return book_write(l->book, s, err) && coupons_end(&l->coupons, s, err) &&
         promos_end(l->promos, s, err) && news_put(&l->news, l->w, err);
}

static void over(void *ctx, bool committed) {
  struct loyalty *l = ctx;
  seats_over(&l->seats, committed);
  book_forget(l->book, committed);
  coupons_over(&l->coupons, committed);
  promos_over(l->promos, committed);
  numbers_over(&l->numbers, committed);
  for (uint32_t i = 0; i < l->n_parts; i++)
    if (l->parts[i].over) l->parts[i].over(l->parts[i].ctx, committed);
  if (committed && l->news.rows) {
    pthread_mutex_lock(&l->lock);
    l->asked++;
    pthread_cond_signal(&l->told);
    pthread_mutex_unlock(&l->lock);
  }
  news_reset(&l->news);
}

/* ---- relay ---- */

static bool wait_told(struct loyalty *l, int seconds) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += seconds;
  return pthread_cond_timedwait(&l->told, &l->lock, &until) == 0;
}

/* Until there is news.  With the lock held. */
static void wait_news(struct loyalty *l) {
  struct err ignored; /* it stays until the next time */
  bool tidy = false;
  while (l->asked == l->answered && !l->closing) {
    if (tidy) {
      pthread_cond_wait(&l->told, &l->lock);
    } else if (!wait_told(l, RELAY_IDLE_S) && l->asked == l->answered && !l->closing) {
      pthread_mutex_unlock(&l->lock);
      ws_outbox_send(l->w, NULL, &ignored);
      pthread_mutex_lock(&l->lock);
      tidy = true;
    }
  }
}

static void *relay_thread(void *arg) {
  struct loyalty *l = arg;
  thread_name("outbox");
  pthread_mutex_lock(&l->lock);
  for (;;) {
    wait_news(l);
    if (l->asked == l->answered) break;
    uint64_t upto = l->asked, rows = 0;
    struct err why = {0};
    pthread_mutex_unlock(&l->lock);
    bool ok = ws_outbox_relay(l->w, &rows, &why);
    pthread_mutex_lock(&l->lock);
    l->events += rows;
    l->failing = !ok;
    l->why = why;
    if (ok) l->answered = upto;
    pthread_cond_broadcast(&l->sent);
    if (!ok && l->closing) break; /* the next opening sends it */
    if (!ok) wait_told(l, RELAY_RETRY_S);
  }
  pthread_mutex_unlock(&l->lock);
  return NULL;
}

bool loyalty_settle(struct loyalty *l, struct err *err) {
  pthread_mutex_lock(&l->lock);
  uint64_t upto = l->asked;
  bool ok = true;
  while (ok && l->answered < upto) {
    pthread_cond_wait(&l->sent, &l->lock);
    if (l->answered < upto && l->failing) {
      *err = l->why;
      ok = false;
    }
  }
  pthread_mutex_unlock(&l->lock);
  return ok;
}

/* ---- opening ---- */

static bool start(struct loyalty *l, struct err *err) {
  const struct writer_hooks hooks = {.name = ws_slug(l->w).p,
                                     .ctx = l,
                                     .begin = begin,
                                     .mark = mark,
                                     .undo = undo,
                                     .end = end,
                                     .over = over};
  if (!state_reader(ws_state(l->w), &l->reader, err) || !seats_load(l, err) ||
      !ledger_open(l, &l->book, err) || !coupons_load(l, err) || !promos_load(l, err) ||
      !loyalty_table(l, "gift", &l->gifts.table, err) ||
      !loyalty_table(l, "checkout", &l->checkouts.table, err) || !memberships_load(l, err))
    return false;
  l->asked = 1; /* what is left of the process before */
  int e = pthread_create(&l->relay, NULL, relay_thread, l);
  if (e != 0) return err_fail_errno(err, ERR_io, e, "a thread for the outbox");
  if (writer_open(ws_state(l->w), &hooks, &l->writer, err)) return true;
  pthread_mutex_lock(&l->lock);
  l->closing = true;
  pthread_cond_signal(&l->told);
  pthread_mutex_unlock(&l->lock);
  pthread_join(l->relay, NULL);
  return false;
}

static void release(struct loyalty *l) {
  state_close(l->reader);
  seats_release(&l->seats);
  ledger_close(l->book);
  coupons_release(&l->coupons);
  promos_release(l);
  memberships_release(&l->members);
  news_release(&l->news);
  pthread_rwlock_destroy(&l->seats.lock);
  pthread_cond_destroy(&l->told);
  pthread_cond_destroy(&l->sent);
  pthread_mutex_destroy(&l->lock);
  free(l);
}

bool loyalty_open(struct workspace *w, struct loyalty **ret, struct err *err) {
  struct loyalty *l = must_calloc(1, sizeof *l);
  l->w = w;
  pthread_rwlock_init(&l->seats.lock, NULL);
  pthread_rwlock_init(&l->coupons.lock, NULL);
  pthread_mutex_init(&l->lock, NULL);
  doc_sets_init(&l->members.docs);
  pthread_cond_init(&l->told, NULL);
  pthread_cond_init(&l->sent, NULL);
  if (!start(l, err)) {
    release(l);
    return false;
  }
  *ret = l;
  return true;
}

void loyalty_close(struct loyalty *l) {
  if (!l) return;
  writer_close(l->writer);
  pthread_mutex_lock(&l->lock);
  l->closing = true;
  pthread_cond_signal(&l->told);
  pthread_mutex_unlock(&l->lock);
  pthread_join(l->relay, NULL);
  release(l);
}

void loyalty_attach(struct loyalty *l, const struct loyalty_part *p) {
  must(l->n_parts < LOYALTY_PARTS_MAX);
  l->parts[l->n_parts++] = *p;
}

bool loyalty_tick(struct loyalty *l, struct err *err) {
  uint32_t done;
  return coupons_tick(l, err) && checkouts_tick(l, err) && promos_tick(l, err) &&
         ledger_sweep(l, SWEEP_MAX, &done, err) && membership_sweep(l, SWEEP_MAX, &done, err) &&
         gifts_hand_over(l, SWEEP_MAX, &done, err);
}

/* ---- asking ---- */

struct workspace *loyalty_workspace(const struct loyalty *l) {
  return l->w;
}
struct state *loyalty_reader(const struct loyalty *l) {
  return l->reader;
}
bool loyalty_do(struct loyalty *l, struct writer_work *k, struct err *err) {
  return writer_do(l->writer, k, err);
}
bool loyalty_add(struct loyalty *l, struct writer_work *k, struct err *err) {
  return writer_add(l->writer, k, err);
}

static void ran(struct writer_work *k, const struct err *why) {
  struct errand *e = (struct errand *)k;
  e->why = why ? *why : (struct err){0};
  e->done(e->ctx);
}

void loyalty_send(struct loyalty *l, struct errand *e, void (*done)(void *ctx), void *ctx) {
  struct err err;
  e->work.done = ran;
  e->done = done;
  e->ctx = ctx;
  if (!loyalty_add(l, &e->work, &err)) ran(&e->work, &err);
}

void loyalty_wait(struct loyalty *l, struct errand *e) {
  e->why = (struct err){0};
  (void)loyalty_do(l, &e->work, &e->why);
}

/* Whom a request may make: what an event could not have come with makes nobody. */
static bool nameable(struct str type, struct str value) {
  bool ok = type.n >= 1 && type.n <= PEOPLE_TYPE_BYTES_MAX && value.n >= 1 &&
            value.n <= IDENTITY_MAX_BYTES && utf8_valid(value) && str_eq(str_trim(value), value);
  for (size_t i = 0; ok && i < type.n; i++)
    ok = (type.p[i] >= 'a' && type.p[i] <= 'z') ||
         (i > 0 && ((type.p[i] >= '0' && type.p[i] <= '9') || type.p[i] == '_'));
  for (size_t i = 0; ok && i < value.n; i++)
    ok = (unsigned char)value.p[i] >= 0x20 && value.p[i] != 0x7f;
  return ok;
}

static bool meet(struct loyalty *l, struct str type, struct str value, struct err *err) {
  struct ev_batch b;
  ev_batch_init(&b);
  ev_batch_row(&b, ev_batch_id(&b, type, value), ev_batch_name(&b, STR(EV_SET)),
               clock_wall_ms(ws_clock(l->w)), (struct ev_key){0}, EV_SEEN);
  bool ok = ws_ingest(l->w, &b, NULL, err);
  ev_batch_release(&b);
  return ok;
}

bool loyalty_subject(struct loyalty *l, struct str type, struct str value, bool make, uint32_t *ret,
                     struct err *err) {
  const struct people *p = ws_people(l->w);
  char form[IDENTITY_MAX_BYTES];
  uint32_t found = people_find(p, type, value);
  if (found == SUBJECT_NONE && value.n <= sizeof form) {
    value = identity_form(type, value, ws_calling_code(l->w), form);
    found = people_find(p, type, value);
  }
  if (found == SUBJECT_NONE && make && nameable(type, value)) {
    if (!meet(l, type, value, err)) return false;
    found = people_find(p, type, value);
  }
  if (found == SUBJECT_NONE)
    return err_fail(err, ERR_unknown_person, "%.*s:%.*s", STRF(type), STRF(value));
  *ret = found;
  return true;
}

void loyalty_stats(struct loyalty *l, struct loyalty_stats *ret) {
  writer_stats(l->writer, &ret->writer);
  pthread_mutex_lock(&l->lock);
  ret->events = l->events;
  ret->failing = l->failing;
  ret->why = l->why;
  pthread_mutex_unlock(&l->lock);
}
