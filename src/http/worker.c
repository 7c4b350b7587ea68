/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads on which the application may block, and the bounded queue before them.  A full queue is
 * an answer (503), not a wait: a client told to come back costs less than one kept hoping.
 *
 * There are two lanes.  Workers are few, because what they do takes processors and memory.  Waiters
 * are many: what they do is short, and then they wait for a disk together; the more of them wait at
 * a time, the more one turn of that disk does (with eight, events taken per second were eight
 * requests' per two syncs, whatever the processors could do).
 *
 * A request whose handler only has to wait for others need not hold even a waiter: it is put off
 * (http_later), and one thread answers those that can be answered, many in a row, because they
 * become so together.
 *
 * A place in the queue is taken before the connection is suspended, so that a refusal never has to
 * undo a suspension. */
#include <stdlib.h>

#include "base/thread.h"
#include "http/http_int.h"

static bool take_place(struct http_request *q) {
  struct http_server *s = q->s;
  pthread_mutex_lock(&s->queue_lock);
  bool closed = s->queue_closed, free_place = !closed && s->queued < s->o.queue_max;
  if (free_place) s->queued++;
  pthread_mutex_unlock(&s->queue_lock);
  if (closed)
    reply_refuse(q, ERR_http_stopping, NULL);
  else if (!free_place)
    reply_refuse(q, ERR_http_queue_full, "%u", s->o.queue_max);
  return free_place;
}

bool worker_push(struct http_request *q) {
  struct http_server *s = q->s;
  struct lane *l = &s->lanes[q->plan.waits ? LANE_WAIT : LANE_WORK];
  if (!take_place(q)) return false;
  q->step = STEP_WORK;
  conn_stage(q->c, s, STAGE_WORK, q->deadline);
  MHD_suspend_connection(q->mhd);
  pthread_mutex_lock(&s->queue_lock);
  *l->queue_end = q;
  l->queue_end = &q->next;
  pthread_cond_signal(&l->filled);
  pthread_mutex_unlock(&s->queue_lock);
  return true;
}

static void tell_all(struct http_server *s) {
  for (int i = 0; i < LANES; i++)
    pthread_cond_broadcast(&s->lanes[i].filled);
}

/* NULL when the queue is closed and empty. */
static struct http_request *pop(struct lane *l) {
  struct http_server *s = l->s;
  struct http_request *q;
  pthread_mutex_lock(&s->queue_lock);
  while (!l->queue && !(s->queue_closed && s->queued == 0))
    pthread_cond_wait(&l->filled, &s->queue_lock);
  q = l->queue;
  if (q) {
    l->queue = q->next;
    if (!l->queue) l->queue_end = &l->queue;
    if (--s->queued == 0 && s->queue_closed) tell_all(s);
  }
  pthread_mutex_unlock(&s->queue_lock);
  return q;
}

static void answered(struct http_request *q) {
  struct MHD_Connection *mhd = q->mhd;
  __atomic_store_n(&q->step, STEP_ANSWERED, __ATOMIC_RELEASE); /* see request_handle */
  MHD_resume_connection(mhd); /* q belongs to the I/O thread again */
}

/* ---- put off ---- */

/* Of the two who have to have been here, the second hands it over. */
static void meet(struct http_request *q) {
  struct http_server *s = q->s;
  if (__atomic_fetch_add(&q->met, 1, __ATOMIC_ACQ_REL) == 0) return;
  pthread_mutex_lock(&s->queue_lock);
  bool first = !s->ready;
  q->next = NULL;
  *s->ready_end = q;
  s->ready_end = &q->next;
  if (first) pthread_cond_signal(&s->ready_filled);
  pthread_mutex_unlock(&s->queue_lock);
}

void http_later(struct http_request *q) {
  must(q->step == STEP_WORK && !q->later && q->s->app.answer);
  q->later = true;
  pthread_mutex_lock(&q->s->queue_lock);
  q->s->put_off++;
  pthread_mutex_unlock(&q->s->queue_lock);
}

void http_go_on(struct http_request *q) {
  meet(q);
}

/* All that can be answered; NULL when there will be no more. */
static struct http_request *take_ready(struct http_server *s) {
  pthread_mutex_lock(&s->queue_lock);
  while (!s->ready && !(s->handlers_gone && s->put_off == 0))
    pthread_cond_wait(&s->ready_filled, &s->queue_lock);
  struct http_request *first = s->ready;
  s->ready = NULL;
  s->ready_end = &s->ready;
  for (struct http_request *q = first; q; q = q->next)
    s->put_off--;
  pthread_mutex_unlock(&s->queue_lock);
  return first;
}

static void *answer(void *server) {
  struct http_request *q, *next;
  while ((q = take_ready(server)))
    for (; q; q = next) {
      next = q->next;
      request_answer(q);
      answered(q);
    }
  return NULL;
}

/* ---- at work ---- */

static void *work(void *lane) {
  struct http_request *q;
  thread_prompt();
  while ((q = pop(lane))) {
    request_run(q);
    if (q->later)
      meet(q);
    else
      answered(q);
  }
  return NULL;
}

void workers_init(struct http_server *s) {
  for (int i = 0; i < LANES; i++) {
    struct lane *l = &s->lanes[i];
    l->s = s;
    l->queue_end = &l->queue;
    pthread_cond_init(&l->filled, NULL);
  }
  s->ready_end = &s->ready;
  pthread_cond_init(&s->ready_filled, NULL);
}

void workers_release(struct http_server *s) {
  for (int i = 0; i < LANES; i++)
    pthread_cond_destroy(&s->lanes[i].filled);
  pthread_cond_destroy(&s->ready_filled);
}

void workers_start(struct http_server *s) {
  const unsigned n[LANES] = {[LANE_WORK] = s->o.workers, [LANE_WAIT] = s->o.waiters};
  for (int i = 0; i < LANES; i++) {
    struct lane *l = &s->lanes[i];
    l->threads = arena_array(&s->arena, pthread_t, n[i]);
    for (l->n_threads = 0; l->n_threads < n[i]; l->n_threads++)
      must(pthread_create(&l->threads[l->n_threads], NULL, work, l) == 0);
  }
  must(pthread_create(&s->answerer, NULL, answer, s) == 0);
}

void workers_stop(struct http_server *s) {
  pthread_mutex_lock(&s->queue_lock);
  s->queue_closed = true;
  tell_all(s);
  pthread_mutex_unlock(&s->queue_lock);
  for (int i = 0; i < LANES; i++) {
    for (unsigned k = 0; k < s->lanes[i].n_threads; k++)
      pthread_join(s->lanes[i].threads[k], NULL);
    s->lanes[i].n_threads = 0;
  }
  pthread_mutex_lock(&s->queue_lock);
  s->handlers_gone = true;
  pthread_cond_signal(&s->ready_filled);
  pthread_mutex_unlock(&s->queue_lock);
  pthread_join(s->answerer, NULL);
}
