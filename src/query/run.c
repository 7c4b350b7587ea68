/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hot half: one pass over the snapshot for all expressions.
 *
 * Chunks of 65,536 people are the tasks of the pool.  A worker goes tile by tile through the people
 * of a batch of rows: mark what each filter lets through (mask.c), accumulate (accum.c), evaluate
 * the expressions of those who are complete, write the results (emit.c).
 * Only a person cut by the end of the batch waits for the next one. When few people have a wanted
 * row, all others get at once what the expressions say of somebody without rows, and only those few
 * are accumulated and evaluated: a question about orders costs what buyers cost. Deadline,
 * cancellation and memory are looked at once per batch; a batch is a millisecond or so.
 */
#include <stdlib.h>

#include "lang/lang.h"
#include "query/query_int.h"

#define MEMORY_DEFAULT ((size_t)4 << 30)

/* Of many filters a tile is so small that what is between rows and answers stays in the second
 * cache. */
#define MANY_FILTERS 32
#define MANY_ROWS    8192

bool charge_add(struct charge *c, size_t bytes, struct err *err) {
  size_t used = __atomic_add_fetch(&c->used, bytes, __ATOMIC_RELAXED);
  if (used <= c->limit) return true;
  __atomic_sub_fetch(&c->used, bytes, __ATOMIC_RELAXED);
  return err_fail(err, ERR_memory_limit, "query" ERR_SEP "%zu MiB", c->limit >> 20);
}

bool query_may_go_on(struct run *run, struct err *err) {
  const struct query_limits *l = &run->limits;
  if (l->cancel && __atomic_load_n(l->cancel, __ATOMIC_RELAXED))
    return err_fail(err, ERR_canceled, NULL);
  if (l->seconds > 0 && clock_seconds_since(l->clock, run->started) > l->seconds)
    return err_fail(err, ERR_query_timeout, "%g", l->seconds);
  return true;
}

bool worker_may_go_on(struct worker *w, struct err *err) {
  struct run *run = w->run;
  if (!query_may_go_on(run, err)) return false;
  size_t strings = w->vm.strings->bytes.used + (size_t)w->vm.strings->n * 32;
  if (strings > w->strings_charged) {
    if (!charge_add(&run->charge, strings - w->strings_charged, err)) return false;
    w->strings_charged = strings;
  }
  return true;
}

void run_failed(struct run *run, uint32_t chunk, const struct err *err) {
  pthread_mutex_lock(&run->lock);
  if (chunk < run->err_chunk) {
    run->err_chunk = chunk;
    run->err = *err;
  }
  pthread_mutex_unlock(&run->lock);
}

bool query_overflowed(const struct node *node, struct err *err) {
  struct buf text = BUF_INIT;
  lang_format(node, &text);
  err_fail(err, ERR_number_overflow, "%.*s", STRF(buf_str(&text)));
  buf_release(&text);
  return err_at(err, "expression", node->pos.line, node->pos.column, node->pos.length);
}

/* A batch of those people who have wanted rows.  The others' rows are none, so the rows of two
 * neighbours here are adjacent as before.  A person cut by an end of the batch stays whatever he
 * has. */
static const struct scan_batch *busy_people(struct worker *w, const struct scan_batch *b) {
  uint32_t n = 0, end = b->n_people - b->last_continues;
  for (uint32_t i = 0; i < b->n_people; i++) {
    w->busy_person[n] = b->person[i];
    w->busy_begin[n] = b->row_begin[i];
    w->busy_first[n] = b->first_time[i];
    n += (b->row_begin[i + 1] > b->row_begin[i]) | (i >= end) | (i == 0 && b->first_continued);
  }
  w->busy_begin[n] = b->row_begin[b->n_people];
  w->busy = *b;
  w->busy.n_people = n;
  w->busy.person = w->busy_person;
  w->busy.row_begin = w->busy_begin;
  w->busy.first_time = w->busy_first;
  return &w->busy;
}

/* How many people from p0 on make a tile. */
uint32_t run_tile_people(const struct run *run, const struct scan_batch *b, uint32_t p0) {
  uint32_t max = b->n_people - p0 < TILE ? b->n_people - p0 : TILE, n = max;
  uint32_t rows = b->row_begin[p0 + n] - b->row_begin[p0];
  if (rows <= run->tile_rows) return n;
  for (n = 1; n < max && b->row_begin[p0 + n + 1] - b->row_begin[p0] <= run->tile_rows;)
    n++;
  return n;
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  if (!worker_may_go_on(w, err)) return false;
  if (w->idle && b->n_rows < b->n_people) {
    emit_idle(w, b, b->n_people - b->last_continues);
    b = busy_people(w, b);
  }
  if (w->apart) b = apart_batch(w, b);
  w->batch = w->vm.batch = b;
  mask_begin(w);
  for (uint32_t p0 = 0, n; p0 < b->n_people; p0 += n) {
    n = run_tile_people(w->run, b, p0);
    mask_rows(w, b->row_begin[p0], b->row_begin[p0 + n]);
    if (!accum_tile(w, p0, n, err)) return false;
    if (w->run->in->until) watch_tile(w, p0, n);
    bool cut = b->last_continues && p0 + n == b->n_people;
    if (n > cut) emit_tile(w, p0, n - cut);
    if (w->vm.overflow) return query_overflowed(w->vm.overflow, err);
  }
  return true;
}

static bool run_chunk(void *ctx, uint32_t chunk, unsigned worker) {
  struct run *run = ctx;
  struct err err = {0};
  bool ok = run->workers[worker] || worker_new(run, &run->workers[worker], &err);
  if (ok) {
    struct worker *w = run->workers[worker];
    run->chunk_worker[chunk] = worker;
    w->vm.overflow = NULL;
    ok = (!w->apart || apart_chunk(w, chunk, &err)) &&
         scanner_run(w->scanner, chunk, on_batch, w, &err);
    if (ok) emit_chunk(w, chunk);
  }
  if (ok) return true;
  run_failed(run, chunk, &err);
  return false;
}

static bool run_all(struct run *run, struct pool *pool) {
  if (pool) return pool_run(pool, run->chunks, run_chunk, run);
  for (uint32_t i = 0; i < run->chunks; i++) {
    if (!run_chunk(run, i, 0)) return false;
  }
  return true;
}

/* A small workspace is not to pay for the scratch of a large one. */
static uint32_t whole_tiles(uint64_t n, uint32_t max) {
  return n < max ? (uint32_t)(n + TILE) / TILE * TILE : max;
}

void run_prepare(struct run *run, const struct pool *pool) {
  run->chunks = scan_chunks(run->snap);
  run->batch_rows = whole_tiles(snapshot_rows(run->snap), SCAN_BATCH_ROWS);
  run->chunk_people = whole_tiles(snapshot_subjects(run->snap), CHUNK_PEOPLE);
  run->tile_rows = run->limits.tile_rows                ? run->limits.tile_rows
                   : run->plan.filters.n < MANY_FILTERS ? SCAN_BATCH_ROWS
                                                        : MANY_ROWS;
  run->err_chunk = UINT32_MAX;
  run->n_workers = pool ? pool_threads(pool) : 1;
  run->workers = must_calloc(run->n_workers, sizeof *run->workers);
  pthread_mutex_init(&run->lock, NULL);
}

void run_release(struct run *run) {
  for (unsigned i = 0; i < run->n_workers; i++) {
    worker_free(run->workers[i]);
  }
  free(run->workers);
  pthread_mutex_destroy(&run->lock);
}

static bool run_planned(struct run *run, struct pool *pool, struct arena *out, struct err *err) {
  if (run->plan.filters.n >= MANY_FILTERS || run->limits.tile_rows) plan_window(&run->plan);
  if (run->plan.windows) plan_apart(&run->plan);
  run_prepare(run, pool);
  bool ok = outputs_new(run, out, err);
  if (ok && !run_all(run, pool)) {
    *err = run->err;
    ok = false;
  }
  ok = ok && outputs_finish(run, out, err);
  if (!ok) outputs_drop(run);
  run_release(run);
  return ok;
}

bool run_start(struct run *run, const struct snapshot *n, const struct query_input *in,
               const struct query_limits *limits, struct arena *mem, struct err *err) {
  run->snap = n;
  run->in = in;
  if (limits) run->limits = *limits;
  if (!run->limits.clock) run->limits.clock = clock_system();
  run->started = run->limits.clock->mono(run->limits.clock);
  run->charge.limit = run->limits.memory ? run->limits.memory : MEMORY_DEFAULT;
  return plan_init(&run->plan, n, in, mem, err);
}

bool query_run(const struct snapshot *n, const struct query_input *in, struct pool *pool,
               const struct query_limits *limits, struct arena *out, struct query_output **ret,
               struct err *err) {
  struct run run = {0};
  struct arena mem;
  arena_init(&mem, "query plan");
  bool ok = run_start(&run, n, in, limits, &mem, err);
  if (ok) {
    ok = run_planned(&run, pool, out, err);
    plan_release(&run.plan);
  }
  arena_release(&mem);
  if (ok) *ret = run.outputs;
  return ok;
}
