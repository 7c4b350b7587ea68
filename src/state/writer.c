/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit.
 *
 * A group is first run without savepoints, because they would be a third of its statements and
 * nearly all refusals (nothing left, too poor, done before) come before the first write.  Where one
 * comes after it, or a write whose outcome was not waited for fails, the whole is rolled back and
 * run again with a savepoint around each; so a work pays for being all or nothing only when there
 * is something to undo. */
#include "state/writer.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/panic.h"
#include "base/thread.h"

struct writer {
  struct state *s;
  struct writer_hooks hooks;
  pthread_t thread;
  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t more;
  struct writer_work *first, **last;
  uint32_t waiting;
  bool closing;
  struct writer_stats stats;
};

/* One group: the works from `first` on; of the n that were run, why[i] says what became of them. */
struct group {
  struct writer_work *first;
  uint32_t n;
  struct err why[WRITER_GROUP_MAX];
};

enum outcome {
  GROUP_COMMITTED, /* but for who was refused */
  GROUP_CAREFUL,   /* rolled back: has to be run with savepoints */
  GROUP_AGAIN,     /* rolled back: the database asks to try again */
  GROUP_FAILED     /* rolled back */
};

static bool hook_begin(struct writer *w, struct group *g, struct err *err) {
  return !w->hooks.begin || w->hooks.begin(w->hooks.ctx, w->s, g->first, err);
}
static bool hook_end(struct writer *w, struct err *err) {
  return !w->hooks.end || w->hooks.end(w->hooks.ctx, w->s, err);
}
static void hook_mark(struct writer *w) {
  if (w->hooks.mark) w->hooks.mark(w->hooks.ctx);
}
static void hook_undo(struct writer *w) {
  if (w->hooks.undo) w->hooks.undo(w->hooks.ctx);
}
static void hook_over(struct writer *w, bool committed) {
  if (w->hooks.over) w->hooks.over(w->hooks.ctx, committed);
}

/* The failure is not the work's: it says nothing of what was asked. */
static bool of_the_group(const struct err *why) {
  return why->code == ERR_state_retry || why->code == ERR_disk_full || why->code == ERR_io ||
         why->code == ERR_state_down || why->code == ERR_state_timeout ||
         why->code == ERR_corrupt || why->code == ERR_internal;
}

static enum outcome run_plain(struct writer *w, struct group *g, struct writer_work *k,
                              struct err *err) {
  uint64_t writes = state_writes(w->s);
  struct err *why = &g->why[g->n];
  hook_mark(w);
  if (k->run(k, w->s, why)) return GROUP_COMMITTED;
  if (why->code == ERR_state_retry) {
    *err = *why;
    return GROUP_AGAIN;
  }
  if (state_writes(w->s) != writes || of_the_group(why)) return GROUP_CAREFUL;
  hook_undo(w);
  return GROUP_COMMITTED;
}

static enum outcome run_careful(struct writer *w, struct group *g, struct writer_work *k,
                                struct err *err) {
  struct err *why = &g->why[g->n];
  hook_mark(w);
  if (!state_savepoint(w->s, err)) return GROUP_FAILED;
  if (k->run(k, w->s, why) && state_settle(w->s, why))
    return state_release(w->s, err) ? GROUP_COMMITTED : GROUP_FAILED;
  if (why->code == ERR_state_retry) {
    *err = *why;
    return GROUP_AGAIN;
  }
  hook_undo(w);
  return state_rollback_to(w->s, err) ? GROUP_COMMITTED : GROUP_FAILED;
}

static enum outcome run_all(struct writer *w, struct group *g, bool careful, struct err *err) {
  struct clock *c = clock_system();
  struct mono from = c->mono(c);
  enum outcome o = GROUP_COMMITTED;
  g->n = 0;
  for (struct writer_work *k = g->first; k && g->n < WRITER_GROUP_MAX && o == GROUP_COMMITTED;
       k = k->next) {
    g->why[g->n] = (struct err){0};
    o = careful ? run_careful(w, g, k, err) : run_plain(w, g, k, err);
    g->n++;
    if (c->mono(c).ns - from.ns > WRITER_GROUP_NS) break;
  }
  return o;
}

static enum outcome transact(struct writer *w, struct group *g, bool careful, struct err *err) {
  g->n = 1; /* whom a failure to begin is told */
  if (!state_begin(w->s, err)) return err->code == ERR_state_retry ? GROUP_AGAIN : GROUP_FAILED;
  enum outcome o = GROUP_FAILED;
  if (hook_begin(w, g, err))
    o = run_all(w, g, careful, err);
  else if (err->code == ERR_state_retry)
    o = GROUP_AGAIN;
  if (o == GROUP_COMMITTED && !(hook_end(w, err) && state_settle(w->s, err)))
    o = err->code == ERR_state_retry ? GROUP_AGAIN : careful ? GROUP_FAILED : GROUP_CAREFUL;
  if (o != GROUP_COMMITTED)
    state_rollback(w->s);
  else if (!state_commit(w->s, err))
    o = err->code == ERR_state_retry ? GROUP_AGAIN : GROUP_FAILED;
  hook_over(w, o == GROUP_COMMITTED);
  return o;
}

static void answer(struct writer *w, struct group *g, enum outcome o, const struct err *why) {
  uint64_t refused = 0;
  for (uint32_t i = 0; i < g->n; i++)
    refused += o == GROUP_COMMITTED && g->why[i].code != ERR_none;
  pthread_mutex_lock(&w->lock);
  w->stats.works += g->n;
  w->stats.refused += refused;
  w->stats.groups += o == GROUP_COMMITTED;
  w->stats.failed += o == GROUP_FAILED ? g->n : 0;
  w->waiting -= g->n;
  pthread_mutex_unlock(&w->lock);
  struct writer_work *k = g->first, *next;
  for (uint32_t i = 0; i < g->n; i++, k = next) {
    const struct err *e = o == GROUP_FAILED ? why : &g->why[i];
    next = k->next; /* done gives the work back */
    k->done(k, e->code != ERR_none ? e : NULL);
  }
}

/* Runs and answers the first works of the group; returns the first that had no room in it. */
static struct writer_work *serve(struct writer *w, struct group *g) {
  struct err err = {0};
  bool careful = false;
  enum outcome o = GROUP_AGAIN;
  for (uint32_t i = 0; i < WRITER_TRIES && (o == GROUP_AGAIN || o == GROUP_CAREFUL); i++) {
    if (i > 0) {
      pthread_mutex_lock(&w->lock);
      w->stats.again++;
      pthread_mutex_unlock(&w->lock);
    }
    err = (struct err){0};
    o = transact(w, g, careful, &err);
    careful |= o == GROUP_CAREFUL;
  }
  if (o != GROUP_COMMITTED) o = GROUP_FAILED;
  struct writer_work *rest = g->first;
  for (uint32_t i = 0; i < g->n; i++)
    rest = rest->next;
  answer(w, g, o, &err);
  return rest;
}

static void *writer_thread(void *ctx) {
  struct writer *w = ctx;
  struct group *g = must_calloc(1, sizeof *g);
  thread_name("sql writer");
  pthread_mutex_lock(&w->lock);
  for (;;) {
    while (!w->first && !w->closing)
      pthread_cond_wait(&w->more, &w->lock);
    if (!w->first) break;
    g->first = w->first;
    w->first = NULL;
    w->last = &w->first;
    pthread_mutex_unlock(&w->lock);
    while (g->first)
      g->first = serve(w, g);
    pthread_mutex_lock(&w->lock);
  }
  pthread_mutex_unlock(&w->lock);
  free(g);
  return NULL;
}

bool writer_open(struct state *s, const struct writer_hooks *hooks, struct writer **ret,
                 struct err *err) {
  struct writer *w = must_calloc(1, sizeof *w);
  w->s = s;
  w->hooks = *hooks;
  w->last = &w->first;
  pthread_mutex_init(&w->lock, NULL);
  pthread_cond_init(&w->more, NULL);
  int e = pthread_create(&w->thread, NULL, writer_thread, w);
  if (e != 0) {
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return err_fail_errno(err, ERR_io, e, "a thread for the database");
  }
  *ret = w;
  return true;
}

void writer_close(struct writer *w) {
  if (!w) return;
  pthread_mutex_lock(&w->lock);
  w->closing = true;
  pthread_cond_signal(&w->more);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  pthread_cond_destroy(&w->more);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

bool writer_add(struct writer *w, struct writer_work *k, struct err *err) {
  pthread_mutex_lock(&w->lock);
  must(!w->closing);
  bool ok = w->waiting < WRITER_WAITING_MAX;
  if (ok) {
    k->next = NULL;
    *w->last = k;
    w->last = &k->next;
    w->waiting++;
    pthread_cond_signal(&w->more);
  }
  pthread_mutex_unlock(&w->lock);
  return ok || err_fail(err, ERR_overloaded, "%s", w->hooks.name);
}

/* ---- waiting ---- */

struct waiter {
  pthread_mutex_t lock;
  pthread_cond_t over;
  bool ready;
  struct err why;
};

static void wait_done(struct writer_work *k, const struct err *why) {
  struct waiter *x = k->waiter;
  pthread_mutex_lock(&x->lock);
  if (why) x->why = *why;
  x->ready = true;
  pthread_cond_signal(&x->over); /* under the lock: x is gone as soon as it is let go */
  pthread_mutex_unlock(&x->lock);
}

bool writer_do(struct writer *w, struct writer_work *k, struct err *err) {
  struct waiter x = {0};
  pthread_mutex_init(&x.lock, NULL);
  pthread_cond_init(&x.over, NULL);
  k->done = wait_done;
  k->waiter = &x;
  bool ok = writer_add(w, k, err);
  if (ok) {
    pthread_mutex_lock(&x.lock);
    while (!x.ready)
      pthread_cond_wait(&x.over, &x.lock);
    pthread_mutex_unlock(&x.lock);
    if (x.why.code != ERR_none) {
      *err = x.why;
      ok = false;
    }
  }
  pthread_cond_destroy(&x.over);
  pthread_mutex_destroy(&x.lock);
  return ok;
}

bool writer_thread_is(const struct writer *w) {
  return pthread_equal(pthread_self(), w->thread);
}

void writer_stats(struct writer *w, struct writer_stats *ret) {
  pthread_mutex_lock(&w->lock);
  *ret = w->stats;
  ret->waiting = w->waiting;
  pthread_mutex_unlock(&w->lock);
}
