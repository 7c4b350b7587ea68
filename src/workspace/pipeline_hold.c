/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places of the pipeline taken by others than passages: the applier's, for whoever must not be
 * applied beside, and all of them, for whoever must be alone with the log. */
#include "workspace_int.h"

void pipeline_take_turn(struct workspace *w) {
  struct pipeline *q = &w->q;
  pthread_mutex_lock(&q->mu);
  q->turn_waiting++;
  while (q->applying)
    pthread_cond_wait(&q->turn, &q->mu);
  q->turn_waiting--;
  q->applying = true;
  pthread_mutex_unlock(&q->mu);
}

void pipeline_give_turn(struct workspace *w) {
  struct pipeline *q = &w->q;
  pthread_mutex_lock(&q->mu);
  q->applying = false;
  if (q->turn_waiting) pthread_cond_broadcast(&q->turn);
  if (q->held) pthread_cond_broadcast(&q->drained);
  pipeline_call(w);
  pthread_mutex_unlock(&q->mu);
}

/* Caller has the lock.  What was queued goes on. */
static void let_go(struct workspace *w) {
  struct pipeline *q = &w->q;
  q->held = false;
  pthread_cond_broadcast(&q->drained);
  if (q->turn_waiting) pthread_cond_broadcast(&q->turn);
  pipeline_call(w);
}

bool pipeline_hold(struct workspace *w, struct err *err) {
  struct pipeline *q = &w->q;
  pthread_mutex_lock(&q->mu);
  while (q->held)
    pthread_cond_wait(&q->drained, &q->mu);
  q->held = true;
  while (q->sequencing || q->writing || q->applying || q->ordered.head)
    pthread_cond_wait(&q->drained, &q->mu);
  bool ok = !q->stopped || pipeline_refuse(w, err);
  if (ok)
    q->applying = true;
  else
    let_go(w);
  pthread_mutex_unlock(&q->mu);
  return ok;
}

void pipeline_let_go(struct workspace *w) {
  pthread_mutex_lock(&w->q.mu);
  w->q.applying = false;
  let_go(w);
  if (w->q.reached_waiting) pthread_cond_broadcast(&w->q.reached);
  pthread_mutex_unlock(&w->q.mu);
}
