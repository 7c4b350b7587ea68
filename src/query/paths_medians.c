/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long links and paths take: durations of all records by link and path, of which the middle one
 * is sought.  Chunks put theirs side by side: each first takes its share of every bucket. */
#include "query/median.h"
#include "query/paths_answer_int.h"

/* The part of each bucket that the chunk's durations take. */
static void take_shares(struct paths_answering *g, const struct paths_records *c,
                        struct paths_tally *t) {
  size_t links = (size_t)g->depth * g->width * g->width, buckets = links + g->ret->n_paths;
  struct paths_record r;
  memset(t->here, 0, buckets * sizeof *t->here);
  memset(t->own, 0, g->n_seqs * sizeof *t->own);
  for (const uint32_t *w = c->p, *end = c->p + c->n; w < end;) {
    w = paths_next(g, c, w, &r);
    t->own[r.seq]++;
  }
  for (uint32_t s = 0; s < g->n_seqs; s++) {
    if (!t->own[s]) continue;
    for (uint32_t l = 0; l + 1 < paths_length(g, s); l++)
      t->here[g->links[(size_t)s * g->depth + l]] += t->own[s];
    if (g->rank[s] != PATHS_NO) t->here[links + g->rank[s]] += t->own[s];
  }
  for (size_t b = 0; b < buckets; b++)
    if (t->here[b])
      t->here[b] = atomic_fetch_add_explicit(&g->next[b], t->here[b], memory_order_relaxed);
}

/* Puts the chunk's durations where its share of each bucket is. */
static bool put_durations(void *ctx, uint32_t chunk, unsigned worker) {
  struct paths_answering *g = ctx;
  const struct paths_records *c = &g->f->chunks[chunk];
  size_t links = (size_t)g->depth * g->width * g->width;
  uint64_t *here = g->tallies[worker].here;
  struct paths_record r;
  take_shares(g, c, &g->tallies[worker]);
  for (const uint32_t *w = c->p, *end = c->p + c->n; w < end;) {
    w = paths_next(g, c, w, &r);
    const uint32_t *own = g->links + (size_t)r.seq * g->depth;
    uint64_t before = 0;
    for (uint32_t l = 0; l + 1 < r.n; l++) {
      uint64_t at = paths_ms_at(&r, l + 1);
      g->ms[here[own[l]]++] = at - before;
      before = at;
    }
    if (g->rank[r.seq] != PATHS_NO) g->ms[here[links + g->rank[r.seq]]++] = before;
  }
  return true;
}

static bool seek_median(void *ctx, uint32_t bucket, unsigned worker) {
  struct paths_answering *g = ctx;
  uint64_t n = g->begin[bucket + 1] - g->begin[bucket];
  if (n) g->median[bucket] = query_median(g->ms + g->begin[bucket], n);
  return true;
}

bool paths_medians(struct paths_answering *g, unsigned workers, struct err *err) {
  size_t links = (size_t)g->depth * g->width * g->width, buckets = links + g->ret->n_paths;
  g->begin = arena_array(&g->tmp, uint64_t, buckets + 1);
  g->next = (_Atomic uint64_t *)arena_array(&g->tmp, uint64_t, buckets + 1);
  g->median = arena_array(&g->tmp, double, buckets);
  for (uint32_t s = 0; s < g->n_seqs; s++) {
    for (uint32_t l = 0; l + 1 < paths_length(g, s); l++)
      g->begin[g->links[(size_t)s * g->depth + l] + 1] += g->all.attempts[s];
    if (g->rank[s] != PATHS_NO) g->begin[links + g->rank[s] + 1] += g->all.attempts[s];
  }
  for (size_t b = 0; b < buckets; b++) {
    g->begin[b + 1] += g->begin[b];
    atomic_store_explicit(&g->next[b], g->begin[b], memory_order_relaxed);
  }
  size_t words = g->begin[buckets] + (workers + 3) * buckets + workers * (g->n_seqs / 2 + 1);
  if (!walk_charge(g->f->walk, words * 8, err)) return false;
  for (unsigned i = 0; i < workers; i++) {
    g->tallies[i].here = arena_array(&g->tmp, uint64_t, buckets);
    g->tallies[i].own = arena_array(&g->tmp, uint32_t, g->n_seqs);
  }
  g->ms = arena_alloc(&g->tmp, g->begin[buckets] * sizeof *g->ms);
  paths_each(g, g->f->n_chunks, put_durations);
  paths_each(g, (uint32_t)buckets, seek_median);
  return true;
}
