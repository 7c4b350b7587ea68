/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stages' rota: who does what next, who is woken for what, and stopping.
 *
 * A thread that is about to work, or to leave, first calls others for the places that are free and
 * have work: one sleeper each, by its semaphore, so that nobody is woken in vain by a broadcast.  A
 * passage that is done is told so by its semaphore too, and its caller leaves without touching the
 * lock again.
 *
 * Who does a stage does it for all, so it lets others go first who only want an answer
 * (thread_patient). */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/thread.h"
#include "seen_int.h"
#include "workspace_int.h"

void pipeline_init(struct pipeline *q) {
  pthread_condattr_t mono;
  *q = (struct pipeline){0};
  q->queued.tail = &q->queued.head;
  q->ordered.tail = &q->ordered.head;
  q->merge_pause_ns = WS_MERGE_PAUSE_MS * INT64_C(1000000);
  pthread_mutex_init(&q->mu, NULL);
  pthread_condattr_init(&mono);
  pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
  pthread_cond_t *all[] = {&q->turn,    &q->room,        &q->empty,        &q->reached,
                           &q->drained, &q->upkeep_wake, &q->prepare_wake, &q->ids_wake};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    pthread_cond_init(all[i], &mono);
  pthread_condattr_destroy(&mono);
}

void pipeline_release(struct pipeline *q) {
  pthread_cond_t *all[] = {&q->turn,    &q->room,        &q->empty,        &q->reached,
                           &q->drained, &q->upkeep_wake, &q->prepare_wake, &q->ids_wake};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    pthread_cond_destroy(all[i]);
  pthread_mutex_destroy(&q->mu);
}

int64_t pipeline_now_ns(void) {
  struct clock *c = clock_system(); /* condition variables sleep by the machine's clock */
  return c->mono(c).ns;
}

bool pipeline_wait_until(pthread_cond_t *c, pthread_mutex_t *mu, int64_t until_ns) {
  struct timespec ts = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
  return pthread_cond_timedwait(c, mu, &ts) != ETIMEDOUT;
}

static void push(struct passages *l, struct passage *p) {
  p->next = NULL;
  *l->tail = p;
  l->tail = &p->next;
}

static struct passage *take_all(struct passages *l) {
  struct passage *first = l->head;
  l->head = NULL;
  l->tail = &l->head;
  return first;
}

/* ---- telling ----
 *
 * Only who sleeps is posted, and once until it has looked; who works looks by itself when it is
 * done.  So a caller that finds its passage at an end knows that nobody will touch it any more,
 * and one that sleeps stays until its post. */

/* The first sleeper of the list from p on. */
static void call(struct passage *p) {
  while (p && (!p->asleep || p->called))
    p = p->next;
  if (!p) return;
  p->called = true;
  sem_post(&p->look);
}

static void look_again(struct passage *p) {
  while (sem_wait(&p->look) != 0)
    must(errno == EINTR);
}

/* True: it sleeps until it is posted.  Else it may be gone when this returns. */
static bool end_asleep(struct pipeline *q, struct passage *p, enum passage_state state) {
  bool post = p->asleep && !p->called;
  q->bytes -= p->bytes;
  q->inside--;
  atomic_store_explicit(&p->state, state, memory_order_release);
  return post;
}

static void end(struct pipeline *q, struct passage *p, enum passage_state state) {
  if (end_asleep(q, p, state)) sem_post(&p->look);
}

static void after_ends(struct pipeline *q) {
  if (q->room_waiting) pthread_cond_broadcast(&q->room);
  if (q->inside == 0) pthread_cond_broadcast(&q->empty);
}

static bool may_apply(const struct workspace *w) {
  const struct pipeline *q = &w->q;
  return !q->applying && !q->turn_waiting && q->ordered.head &&
         q->ordered.head->ticket <= log_end(w->log);
}
static bool may_write(const struct workspace *w) {
  const struct pipeline *q = &w->q;
  return !q->writing && q->ordered.head && q->newest->ticket > log_end(w->log);
}
static bool may_sequence(const struct workspace *w) {
  return !w->q.sequencing && !w->q.stopped && !w->q.held && w->q.queued.head;
}

void pipeline_call(struct workspace *w) {
  struct pipeline *q = &w->q;
  if (may_write(w)) call(q->ordered.head);
  if (may_apply(w)) call(q->ordered.head);
  if (may_sequence(w)) call(q->queued.head);
}

/* ---- stopping ---- */

static void fail_all(struct pipeline *q, struct passage *p, const struct err *why) {
  for (struct passage *next; p; p = next) {
    next = p->next;
    p->why = *why;
    end(q, p, PASSAGE_FAILED);
  }
}

/* What has not come to the log fails, and what the log will not acknowledge any more; what it did
 * or still may goes its way.  Passages that are being sequenced or written are looked at again when
 * that is over. */
static void sweep(struct workspace *w) {
  struct pipeline *q = &w->q;
  struct passage **at = &q->ordered.head;
  if (!q->stopped) return;
  fail_all(q, take_all(&q->queued), &q->why);
  if (!q->writing && log_is_failed(w->log, NULL)) {
    q->newest = NULL;
    while (*at && (*at)->ticket <= log_end(w->log)) {
      q->newest = *at;
      at = &(*at)->next;
    }
    struct passage *lost = *at;
    *at = NULL;
    q->ordered.tail = at;
    fail_all(q, lost, &q->why);
  }
  after_ends(q);
}

static void stop(struct workspace *w, const struct err *why) {
  struct pipeline *q = &w->q;
  if (!q->stopped) {
    q->stopped = true;
    q->why = *why;
    q->failures++;
    q->stopped_ms = clock_wall_ms(w->clock);
  }
  sweep(w);
}

void pipeline_stop(struct workspace *w, const struct err *why) {
  pthread_mutex_lock(&w->q.mu);
  stop(w, why);
  pthread_mutex_unlock(&w->q.mu);
}

bool pipeline_refuse(struct workspace *w, struct err *err) {
  char why[ERR_ARG_BYTES];
  struct buf b = BUF_INIT_MAX(ERR_ARG_BYTES - 1);
  err_render(&w->q.why, LANG_EN, &b);
  snprintf(why, sizeof why, "%.*s", (int)b.n, b.p ? b.p : "");
  buf_release(&b);
  w->q.refused++;
  return err_fail(err, ERR_workspace_stopped, "%.*s" ERR_SEP "%s", STRF(w->slug), why);
}

bool pipeline_check(struct workspace *w, struct err *err) {
  pthread_mutex_lock(&w->q.mu);
  bool ok = !w->q.stopped || pipeline_refuse(w, err);
  pthread_mutex_unlock(&w->q.mu);
  return ok;
}

/* Who comes between the log's failure and our stopping is told its cause as well. */
static void name_cause(struct workspace *w, struct err *why) {
  if (why->code == ERR_log_failed) log_is_failed(w->log, why);
}

/* ---- the stages; each is called with the lock, and lets it go meanwhile ---- */

static void do_sequence(struct workspace *w) {
  struct pipeline *q = &w->q;
  struct passages done = {NULL, &done.head}, failed = {NULL, &failed.head};
  struct passage *p = take_all(&q->queued), *next;
  q->sequencing = true;
  pipeline_call(w);
  pthread_mutex_unlock(&q->mu);
  thread_patient(true);
  for (; p; p = next) {
    next = p->next;
    bool ok = ingest_sequence(w, (struct ingest *)p, &p->why);
    if (!ok) name_cause(w, &p->why);
    push(ok ? &done : &failed, p);
  }
  thread_patient(false);
  pthread_mutex_lock(&q->mu);
  q->sequencing = false;
  for (p = done.head; p; p = next) {
    next = p->next;
    push(&q->ordered, p);
    q->newest = p;
  }
  for (p = failed.head; p; p = next) {
    next = p->next;
    end(q, p, PASSAGE_FAILED);
  }
  sweep(w);
  after_ends(q);
  if (q->held) pthread_cond_broadcast(&q->drained);
}

static void do_write(struct workspace *w) {
  struct pipeline *q = &w->q;
  struct err why;
  uint64_t ticket = q->newest->ticket;
  q->writing = true;
  pipeline_call(w);
  pthread_mutex_unlock(&q->mu);
  bool ok = log_wait(w->log, ticket, &why);
  bool prepare = q->upkeep && log_wants_prepare(w->log);
  if (!ok) name_cause(w, &why);
  pthread_mutex_lock(&q->mu);
  q->writing = false;
  if (prepare) {
    q->prepare_due = true;
    pthread_cond_signal(&q->prepare_wake);
  }
  if (ok)
    sweep(w);
  else
    stop(w, &why);
  if (q->held) pthread_cond_broadcast(&q->drained);
}

static void do_apply(struct workspace *w) {
  struct pipeline *q = &w->q;
  struct err why;
  uint64_t durable = log_end(w->log);
  struct passage *first = q->ordered.head, *last = first, *next;
  while (last->next && last->next->ticket <= durable)
    last = last->next;
  q->ordered.head = last->next;
  if (!q->ordered.head) {
    q->ordered.tail = &q->ordered.head;
    q->newest = NULL;
  }
  last->next = NULL;
  q->applying = true;
  pipeline_call(w);
  pthread_mutex_unlock(&q->mu);
  thread_patient(true);
  bool ok = ingest_apply(w, first, &why);
  bool full = store_wants_flush(w->store);
  bool ids_full = seen_backlog(w->seen) > 0;
  if (full && !q->upkeep && ok) ok = ws_flush(w, &why);
  if (ids_full && !q->upkeep) {
    struct err ignored; /* they stay in memory, and the next group tries again */
    ids_maintain(w, &ignored);
  }
  thread_patient(false);
  pthread_mutex_lock(&q->mu);
  q->applying = false;
  struct passages sleepers = {NULL, &sleepers.head};
  for (; first; first = next) {
    next = first->next;
    if (end_asleep(q, first, PASSAGE_DONE)) push(&sleepers, first);
  }
  if (!ok) stop(w, &why);
  after_ends(q);
  if (q->turn_waiting) pthread_cond_broadcast(&q->turn);
  if (q->held) pthread_cond_broadcast(&q->drained);
  if (q->reached_waiting) pthread_cond_broadcast(&q->reached);
  if (ids_full && q->upkeep) {
    q->ids_due = true;
    pthread_cond_signal(&q->ids_wake);
  }
  if ((full || store_wants_tidy(w->store)) && q->upkeep) {
    q->upkeep_due = true;
    pthread_cond_signal(&q->upkeep_wake);
  }
  /* Waking costs more than anything else here, so the lock is not kept over it. */
  pthread_mutex_unlock(&q->mu);
  for (; sleepers.head; sleepers.head = next) {
    next = sleepers.head->next;
    sem_post(&sleepers.head->look);
  }
  pthread_mutex_lock(&q->mu);
}

/* ---- passing ---- */

/* Memory is bounded: what is inside in bytes, what is applied but not yet in parts, and tables of
 * message ids, which would forget the oldest if they had to hold more. */
static bool has_room(struct workspace *w, size_t bytes) {
  const struct pipeline *q = &w->q;
  if (q->inside && q->bytes + bytes > WS_QUEUE_BYTES) return false;
  return !q->upkeep || (store_unflushed_bytes(w->store) <= w->unflushed_max && ids_has_room(w));
}

/* Caller has the lock. */
static bool await_room(struct workspace *w, size_t bytes, struct err *err) {
  struct pipeline *q = &w->q;
  int64_t until = 0;
  while (!q->stopped && !has_room(w, bytes)) {
    if (!until) until = pipeline_now_ns() + WS_OVERLOAD_WAIT_MS * INT64_C(1000000);
    q->room_waiting++;
    bool more = pipeline_wait_until(&q->room, &q->mu, until);
    q->room_waiting--;
    if (more || q->stopped || has_room(w, bytes)) continue;
    q->refused++;
    return err_fail(err, ERR_overloaded, "%.*s", STRF(w->slug));
  }
  return !q->stopped || pipeline_refuse(w, err);
}

bool pipeline_await_room(struct workspace *w, struct err *err) {
  pthread_mutex_lock(&w->q.mu);
  bool ok = await_room(w, 0, err);
  pthread_mutex_unlock(&w->q.mu);
  return ok;
}

static bool enter(struct workspace *w, struct passage *in, struct err *err) {
  struct pipeline *q = &w->q;
  if (!await_room(w, in->bytes, err)) return false;
  q->inside++;
  q->bytes += in->bytes;
  push(&q->queued, in);
  return true;
}

/* Begins with the lock and ends without.  Writing goes first, because the disk works beside the
 * processors: the one who comes from a write begins the next one himself, without anybody having to
 * be woken for it.  But not when he is the first to be applied: nobody sleeps who could do that. */
static void work_or_wait(struct workspace *w, struct passage *in) {
  struct pipeline *q = &w->q;
  while (atomic_load_explicit(&in->state, memory_order_relaxed) == PASSAGE_WAITS) {
    bool apply = may_apply(w);
    if (may_write(w) && !(apply && q->ordered.head == in)) {
      do_write(w);
    } else if (apply) {
      do_apply(w);
    } else if (may_sequence(w)) {
      do_sequence(w);
    } else {
      in->asleep = true;
      pthread_mutex_unlock(&q->mu);
      look_again(in);
      if (atomic_load_explicit(&in->state, memory_order_acquire) != PASSAGE_WAITS) return;
      pthread_mutex_lock(&q->mu);
      in->asleep = in->called = false;
    }
  }
  pipeline_call(w);
  pthread_mutex_unlock(&q->mu);
}

bool pipeline_pass(struct workspace *w, struct passage *in, struct err *err) {
  atomic_init(&in->state, PASSAGE_WAITS);
  in->asleep = in->called = false;
  sem_init(&in->look, 0, 0);
  pthread_mutex_lock(&w->q.mu);
  bool ok = enter(w, in, err);
  if (ok) {
    work_or_wait(w, in);
    ok = atomic_load_explicit(&in->state, memory_order_acquire) == PASSAGE_DONE;
    if (!ok) *err = in->why;
  } else {
    pthread_mutex_unlock(&w->q.mu);
  }
  sem_destroy(&in->look);
  return ok;
}
