/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pool of worker threads that runs numbered tasks.  Results must not depend on which worker runs
 * which task; `worker` only indexes scratch memory. */
#ifndef SHOAL_BASE_POOL_H
#define SHOAL_BASE_POOL_H

#include <stdbool.h>
#include <stdint.h>

struct pool;

/* threads 0 = number of processors.  threads 1 runs tasks on the caller. */
struct pool *pool_new(unsigned threads);
void pool_free(struct pool *p);
unsigned pool_threads(const struct pool *p); /* workers, the caller included */

/* Runs fn(ctx, task, worker) for task 0 … n-1; the caller works too; returns when all are done.
 * A task returning false stops handing out further tasks (those running finish); the result is
 * whether all returned true.  worker < pool_threads.  One run at a time per pool (others wait). */
bool pool_run(struct pool *p, uint32_t n, bool (*fn)(void *ctx, uint32_t task, unsigned worker),
              void *ctx);

#endif
