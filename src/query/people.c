/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is known as of a moment: the scan delivers people even when none of their rows is wanted, so
 * no event and no column is read. */
#include <pthread.h>
#include <stdlib.h>

#include "base/vec.h"
#include "query/query.h"

struct known {
  const struct snapshot *snap;
  struct scan_want want;
  roaring_bitmap_t **sets; /* per chunk */
  pthread_mutex_t lock;
  uint32_t err_chunk;
  struct err err;
};

struct ids {
  VEC(uint32_t) v;
  int64_t as_of;
};

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct ids *ids = ctx;
  for (uint32_t i = b->first_continued; i < b->n_people; i++) {
    if (b->first_time[i] <= ids->as_of) vec_push(&ids->v, b->person[i]);
  }
  return true;
}

static bool chunk_people(void *ctx, uint32_t chunk, unsigned worker) {
  struct known *k = ctx;
  struct ids ids = {.as_of = k->want.t_max};
  struct scanner *s = NULL;
  struct err err = {0};
  bool ok = scanner_new(k->snap, &k->want, &s, &err) && scanner_run(s, chunk, on_batch, &ids, &err);
  scanner_free(s);
  if (ok) {
    k->sets[chunk] = roaring_bitmap_of_ptr(ids.v.n, ids.v.p);
    roaring_bitmap_run_optimize(k->sets[chunk]);
  } else {
    pthread_mutex_lock(&k->lock);
    if (chunk < k->err_chunk) {
      k->err_chunk = chunk;
      k->err = err;
    }
    pthread_mutex_unlock(&k->lock);
  }
  vec_free(&ids.v);
  return ok;
}

bool query_people(const struct snapshot *n, int64_t as_of, struct pool *pool,
                  roaring_bitmap_t **ret, struct err *err) {
  uint32_t chunks = scan_chunks(n);
  struct known k = {.snap = n,
                    .want = {.t_max = as_of, .only = UINT32_MAX},
                    .sets = must_calloc(chunks + 1, sizeof *k.sets),
                    .lock = PTHREAD_MUTEX_INITIALIZER,
                    .err_chunk = UINT32_MAX};
  bool ok = true;
  if (pool) ok = pool_run(pool, chunks, chunk_people, &k);
  for (uint32_t i = 0; !pool && ok && i < chunks; i++) {
    ok = chunk_people(&k, i, 0);
  }
  roaring_bitmap_t *all = roaring_bitmap_create();
  for (uint32_t i = 0; i < chunks; i++) {
    if (!k.sets[i]) continue;
    if (ok) roaring_bitmap_or_inplace(all, k.sets[i]);
    roaring_bitmap_free(k.sets[i]);
  }
  free(k.sets);
  if (ok) {
    *ret = all;
    return true;
  }
  roaring_bitmap_free(all);
  *err = k.err;
  return false;
}
