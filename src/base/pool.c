/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One shared counter hands out tasks; workers sleep on a condition between runs.  Tasks here are
 * chunks of 65,536 people or larger, so a mutex-free counter and one wake-up per run are cheap
 * enough; fair queues per workspace come with the server. */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/panic.h"

struct pool {
  unsigned threads;         /* workers, the caller included */
  pthread_t *tid;           /* threads - 1 */
  pthread_mutex_t run_lock; /* one run at a time */
  pthread_mutex_t lock;
  pthread_cond_t wake, done;
  uint64_t generation; /* of runs; guarded by lock */
  unsigned busy;       /* guarded by lock */
  bool stop;           /* guarded by lock */
  bool (*fn)(void *, uint32_t, unsigned);
  void *ctx;
  uint32_t n;
  atomic_uint next;
  atomic_bool failed;
};

struct start {
  struct pool *pool;
  unsigned worker;
};

static void work(struct pool *p, unsigned worker) {
  while (!atomic_load_explicit(&p->failed, memory_order_relaxed)) {
    uint32_t task = atomic_fetch_add(&p->next, 1);
    if (task >= p->n) return;
    if (!p->fn(p->ctx, task, worker)) atomic_store(&p->failed, true);
  }
}

static void *thread_main(void *arg) {
  struct start *s = arg;
  struct pool *p = s->pool;
  unsigned worker = s->worker;
  uint64_t seen = 0;
  free(s);
  pthread_mutex_lock(&p->lock);
  for (;;) {
    while (!p->stop && p->generation == seen)
      pthread_cond_wait(&p->wake, &p->lock);
    if (p->stop) break;
    seen = p->generation;
    pthread_mutex_unlock(&p->lock);
    work(p, worker);
    pthread_mutex_lock(&p->lock);
    if (--p->busy == 0) pthread_cond_signal(&p->done);
  }
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

struct pool *pool_new(unsigned threads) {
  if (threads == 0) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    threads = n < 1 ? 1 : n > 256 ? 256 : (unsigned)n;
  }
  struct pool *p = must_calloc(1, sizeof *p);
  p->threads = threads;
  pthread_mutex_init(&p->run_lock, NULL);
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->wake, NULL);
  pthread_cond_init(&p->done, NULL);
  p->tid = must_calloc(threads, sizeof *p->tid);
  for (unsigned i = 1; i < threads; i++) {
    struct start *s = must_malloc(sizeof *s);
    *s = (struct start){p, i};
    if (pthread_create(&p->tid[i], NULL, thread_main, s) != 0) panic("cannot start a thread");
  }
  return p;
}

void pool_free(struct pool *p) {
  if (!p) return;
  pthread_mutex_lock(&p->lock);
  p->stop = true;
  pthread_cond_broadcast(&p->wake);
  pthread_mutex_unlock(&p->lock);
  for (unsigned i = 1; i < p->threads; i++)
    pthread_join(p->tid[i], NULL);
  pthread_mutex_destroy(&p->run_lock);
  pthread_mutex_destroy(&p->lock);
  pthread_cond_destroy(&p->wake);
  pthread_cond_destroy(&p->done);
  free(p->tid);
  free(p);
}

unsigned pool_threads(const struct pool *p) {
  return p->threads;
}

bool pool_run(struct pool *p, uint32_t n, bool (*fn)(void *, uint32_t, unsigned), void *ctx) {
  pthread_mutex_lock(&p->run_lock);
  p->fn = fn;
  p->ctx = ctx;
  p->n = n;
  atomic_store(&p->next, 0);
  atomic_store(&p->failed, false);
  bool share = n > 1 && p->threads > 1;
  if (share) {
    pthread_mutex_lock(&p->lock);
    p->busy = p->threads - 1;
    p->generation++;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
  }
  work(p, 0);
  if (share) {
    pthread_mutex_lock(&p->lock);
    while (p->busy)
      pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
  }
  bool ok = !atomic_load(&p->failed);
  pthread_mutex_unlock(&p->run_lock);
  return ok;
}
