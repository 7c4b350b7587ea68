/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads on which the application may block, and the bounded queue before them.  A full queue is
 * an answer (503), not a wait: a client told to come back costs less than one kept hoping.
 *
 * A place in the queue is taken before the connection is suspended, so that a refusal never has to
 * undo a suspension. */
#include <stdlib.h>

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
  if (!take_place(q)) return false;
  q->step = STEP_WORK;
  conn_stage(q->c, s, STAGE_WORK, q->deadline);
  MHD_suspend_connection(q->mhd);
  pthread_mutex_lock(&s->queue_lock);
  *s->queue_end = q;
  s->queue_end = &q->next;
  pthread_cond_signal(&s->queue_filled);
  pthread_mutex_unlock(&s->queue_lock);
  return true;
}

/* NULL when the queue is closed and empty. */
static struct http_request *pop(struct http_server *s) {
  struct http_request *q;
  pthread_mutex_lock(&s->queue_lock);
  while (!s->queue && !(s->queue_closed && s->queued == 0))
    pthread_cond_wait(&s->queue_filled, &s->queue_lock);
  q = s->queue;
  if (q) {
    s->queue = q->next;
    if (!s->queue) s->queue_end = &s->queue;
    if (--s->queued == 0 && s->queue_closed) pthread_cond_broadcast(&s->queue_filled);
  }
  pthread_mutex_unlock(&s->queue_lock);
  return q;
}

static void *work(void *server) {
  struct http_server *s = server;
  struct http_request *q;
  while ((q = pop(s))) {
    request_run(q);
    q->step = STEP_ANSWERED;
    MHD_resume_connection(q->mhd); /* q belongs to the I/O thread again */
  }
  return NULL;
}

void workers_start(struct http_server *s) {
  s->queue_end = &s->queue;
  s->workers = arena_array(&s->arena, pthread_t, s->o.workers);
  for (s->n_workers = 0; s->n_workers < s->o.workers; s->n_workers++)
    must(pthread_create(&s->workers[s->n_workers], NULL, work, s) == 0);
}

void workers_stop(struct http_server *s) {
  pthread_mutex_lock(&s->queue_lock);
  s->queue_closed = true;
  pthread_cond_broadcast(&s->queue_filled);
  pthread_mutex_unlock(&s->queue_lock);
  for (unsigned i = 0; i < s->n_workers; i++)
    pthread_join(s->workers[i], NULL);
  s->n_workers = 0;
}
