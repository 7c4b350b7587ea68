/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything at once: an applier, a thread of upkeep, a thread of checkpoints and readers, over
 * tiny memtables.  Each snapshot, whenever taken, equals the twin of its LSN; LSNs never go back;
 * at the end the directory alone has everything. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "history.h"

#define READERS 2

struct world {
  struct history h;
  struct store *s;
  atomic_bool done;
  atomic_uint looks; /* snapshots compared */
  size_t memtable_bytes;
};

static void *apply_all(void *ctx) {
  struct world *w = ctx;
  for (uint32_t b = 0; b < w->h.n; b++) {
    history_apply(&w->h, w->s, b);
    /* not so far ahead of the others that nothing happens side by side */
    while (store_unflushed_bytes(w->s) > 4 * w->memtable_bytes || atomic_load(&w->looks) < b)
      sched_yield();
  }
  atomic_store(&w->done, true);
  return NULL;
}

static void *do_upkeep(void *ctx) {
  struct world *w = ctx;
  struct rng r;
  struct err err;
  rng_init(&r, 20261122, 21, 1);
  while (!atomic_load(&w->done) || store_wants_flush(w->s)) {
    bool did = false;
    uint64_t before = store_durable_lsn(w->s);
    if (store_wants_flush(w->s)) assert_true(store_flush(w->s, &err));
    assert_true(store_durable_lsn(w->s) >= before);
    store_limit_writes(w->s, rng_chance(&r, 0.2) ? 50000000 : 0);
    store_press(w->s, rng_chance(&r, 0.5));
    if (rng_chance(&r, 0.7)) assert_true(store_compact_step(w->s, &did, &err));
    if (rng_chance(&r, 0.05)) assert_true(store_compact(w->s, rng_chance(&r, 0.5), &err));
    if (rng_chance(&r, 0.05)) assert_true(store_gather(w->s, &err));
    if (!did) sched_yield();
  }
  return NULL;
}

static void *make_checkpoints(void *ctx) {
  struct world *w = ctx;
  struct err err;
  for (int i = 0; !atomic_load(&w->done); i++) {
    uint64_t lsn = store_applied_lsn(w->s);
    assert_true(store_flush_all(w->s, &err));
    assert_true(store_durable_lsn(w->s) >= lsn);
    for (int k = 0; k < 1000 && !atomic_load(&w->done); k++)
      sched_yield();
  }
  return NULL;
}

static void *read_all(void *ctx) {
  struct world *w = ctx;
  uint64_t last = 0;
  while (!atomic_load(&w->done)) {
    uint64_t at_least = store_applied_lsn(w->s);
    struct snapshot *n = store_snapshot(w->s);
    struct store_stats stats;
    assert_true(snapshot_lsn(n) >= at_least && snapshot_lsn(n) >= last);
    last = snapshot_lsn(n);
    uint64_t rows = snapshot_rows(n);
    history_compare(&w->h, n);
    atomic_fetch_add(&w->looks, 1);
    snapshot_free(n);
    store_stats(w->s, &stats);
    assert_true(stats.part_rows + stats.memory_rows >= rows);
  }
  return NULL;
}

static void side_by_side(uint64_t round, uint32_t batches, uint32_t rows, uint32_t people) {
  struct world w = {0};
  struct rng r;
  pthread_t applier, upkeep, checkpoints, readers[READERS];
  struct err err;
  char *dir = folder_make();
  struct store_options o = {.memtable_bytes = (size_t)20000 << round};
  w.memtable_bytes = o.memtable_bytes;
  print_message("# seed 20261122 round %llu\n", (unsigned long long)round);
  rng_init(&r, 20261122, 20, round);
  history_make(&w.h, &r, batches, rows, people);
  assert_true(store_open(io_posix(), dir, true, &o, &w.s, &err));
  assert_int_equal(pthread_create(&applier, NULL, apply_all, &w), 0);
  assert_int_equal(pthread_create(&upkeep, NULL, do_upkeep, &w), 0);
  if (round % 2) assert_int_equal(pthread_create(&checkpoints, NULL, make_checkpoints, &w), 0);
  for (int i = 0; i < READERS; i++)
    assert_int_equal(pthread_create(&readers[i], NULL, read_all, &w), 0);
  pthread_join(applier, NULL);
  pthread_join(upkeep, NULL);
  if (round % 2) pthread_join(checkpoints, NULL);
  for (int i = 0; i < READERS; i++)
    pthread_join(readers[i], NULL);
  struct snapshot *last = store_snapshot(w.s);
  struct store_stats stats;
  history_compare(&w.h, last);
  assert_true(store_flush_all(w.s, &err));
  assert_true(store_durable_lsn(w.s) == w.h.first_lsn[w.h.n]);
  assert_int_equal(store_unflushed_bytes(w.s), 0);
  store_stats(w.s, &stats);
  assert_true(stats.flushes > 0 && stats.failures == 0 && stats.memory_rows == 0 &&
              stats.part_rows == snapshot_rows(last) && stats.write_amplification >= 1);
  store_close(w.s);
  history_compare(&w.h, last); /* outlives the store */
  snapshot_free(last);
  w.s = store_must_open(dir, false);
  last = store_snapshot(w.s);
  history_compare(&w.h, last);
  snapshot_free(last);
  store_close(w.s);
  history_release(&w.h);
  folder_remove(dir);
}

static void everything_at_once(void **state) {
  side_by_side(0, 150, 60, 200);
  side_by_side(1, 120, 200, 20000);
  side_by_side(2, 80, 400, 50);
}

/* Runs of many small snapshots, without any upkeep: few sources, the same rows. */
static void many_snapshots(void **state) {
  struct history h;
  struct rng r;
  char *dir = folder_make();
  rng_init(&r, 20261122, 22, 0);
  history_make(&h, &r, 300, 20, 100);
  struct store *s = store_must_open(dir, true);
  struct snapshot *held[8] = {0};
  struct store_stats stats;
  struct err err;
  for (uint32_t b = 0; b < h.n; b++) {
    history_apply(&h, s, b);
    uint32_t i = (uint32_t)rng_below(&r, 8);
    snapshot_free(held[i]);
    held[i] = store_snapshot(s);
    store_stats(s, &stats);
    assert_true(stats.runs <= 13); /* each larger than all later ones together */
    if (b % 20 == 0) history_compare(&h, held[i]);
    if (b == 150) assert_true(store_flush_all(s, &err));
  }
  for (int i = 0; i < 8; i++) {
    if (held[i]) history_compare(&h, held[i]);
    snapshot_free(held[i]);
  }
  store_close(s);
  history_release(&h);
  folder_remove(dir);
}

/* Many flushes: the number of parts stays within what store.h promises. */
static void places_are_bounded(void **state) {
  struct history h;
  struct rng r;
  char *dir = folder_make();
  rng_init(&r, 20261122, 23, 0);
  history_make(&h, &r, 60, 40, 100);
  struct store *s = store_must_open(dir, true);
  struct store_stats stats;
  struct err err;
  for (uint32_t b = 0; b < h.n; b++) {
    bool did = true;
    history_apply(&h, s, b);
    assert_true(store_flush_all(s, &err));
    while (did)
      assert_true(store_compact_step(s, &did, &err));
    store_stats(s, &stats);
    assert_true(stats.parts <= 1);
  }
  assert_int_equal(stats.flushes, h.n);
  assert_true(stats.bytes_flushed > 0 && stats.bytes_compacted > 0);
  store_close(s);
  history_release(&h);
  folder_remove(dir);
}

static uint64_t tiers(uint64_t rows) {
  uint64_t n = 0;
  for (uint64_t most = 65536; rows >= most; most *= 4)
    n++;
  return n;
}

/* Parts above the small ones: places and write amplification are what store.h says, also while
 * merges wait; returns how often a row was written. */
static double tiers_bounded(bool pressed, int flushes, int batches) {
  char *dir = folder_make();
  struct store *s = store_must_open(dir, true);
  struct store_stats stats;
  struct feed f;
  struct rng r;
  struct err err;
  uint64_t lsn = 1, rows = 0;
  feed_init(&f);
  rng_init(&r, 20261122, 25, 0);
  store_press(s, pressed);
  for (int flush = 0; flush < flushes; flush++) {
    bool did = true;
    for (int b = 0; b < batches; b++) {
      uint32_t n = 20000 + (uint32_t)rng_below(&r, 30000);
      feed_reset(&f);
      for (uint32_t i = 0; i < n; i++)
        feed_row(&f, (uint32_t)rng_below(&r, 1000), STR("e"), (int64_t)rng_below(&r, 1000), 0);
      store_apply(s, &f.b, f.subject_of.p, lsn);
      lsn += n;
      rows += n;
    }
    assert_true(store_flush_all(s, &err));
    while (did)
      assert_true(store_compact_step(s, &did, &err));
    store_stats(s, &stats);
    assert_true(stats.parts <= 1 + 3 * tiers(rows) && stats.part_rows == rows);
    assert_int_equal(store_parts_max(rows), 1 + 3 * (rows < 65536 ? 1 : tiers(rows)));
  }
  /* once by the flush, once as a small part, once per tier */
  assert_true(stats.merges > 1 && stats.write_amplification <= 2.0 + (double)tiers(rows));
  double written = stats.write_amplification;
  uint64_t parts = stats.parts;
  store_press(s, false); /* what waited is done */
  for (bool did = true; did;)
    assert_true(store_compact_step(s, &did, &err));
  store_stats(s, &stats);
  assert_true(stats.parts <= parts && stats.part_rows == rows);
  store_close(s);
  feed_release(&f);
  folder_remove(dir);
  return written;
}

static void tiers_are_bounded(void **state) {
  double small = tiers_bounded(false, 18, 2), small_pressed = tiers_bounded(true, 18, 2);
  double at_once = tiers_bounded(false, 12, 10), pressed = tiers_bounded(true, 12, 10);
  print_message("# written %.2f, %.2f times; pressed %.2f, %.2f times\n", small, at_once,
                small_pressed, pressed);
  assert_true(pressed < at_once);
}

/* A merge that is told to stop leaves everything as it was; later it can be done. */
static void interrupted(void **state) {
  struct history h;
  struct rng r;
  char *dir = folder_make();
  rng_init(&r, 20261122, 24, 0);
  history_make(&h, &r, 3, 500, 100);
  struct store *s = store_must_open(dir, true);
  struct store_stats stats;
  struct err err;
  for (uint32_t b = 0; b < h.n; b++) {
    history_apply(&h, s, b);
    assert_true(store_flush_all(s, &err));
  }
  store_interrupt(s, true);
  err_clear(&err);
  assert_false(store_compact(s, true, &err));
  assert_int_equal(err.code, ERR_canceled);
  store_stats(s, &stats);
  assert_true(stats.parts == 3 && stats.failures == 0);
  store_interrupt(s, false);
  assert_true(store_compact(s, true, &err));
  store_stats(s, &stats);
  assert_int_equal(stats.parts, 1);
  store_close(s);
  history_release(&h);
  folder_remove(dir);
}

/* ---- rows that come in while everything is gathered ---- */

static struct incoming {
  struct io io;
  struct io_ops ops;
  struct history *h;
  struct store *s;
  uint32_t from, end; /* batches to apply as soon as a file of a part is begun */
} incoming;

static bool open_and_apply(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                           struct err *err) {
  if (mode != IO_READ && strstr(path, "/part-"))
    while (incoming.from < incoming.end)
      history_apply(incoming.h, incoming.s, incoming.from++);
  return io_posix()->ops->open(io_posix(), path, mode, ret, err);
}

static void gather_beside(uint32_t round, bool waiting) {
  struct history h;
  struct rng r;
  struct store_options o = {.memtable_bytes = 20000};
  struct store_stats before, after;
  struct err err;
  struct store *s;
  char *dir = folder_make();
  rng_init(&r, 20261122, 26, round);
  history_make(&h, &r, 40, 200, 100);
  incoming = (struct incoming){.h = &h, .ops = *io_posix()->ops};
  incoming.ops.open = open_and_apply;
  incoming.io = (struct io){.ops = &incoming.ops, .ctx = io_posix()->ctx};
  assert_true(store_open(&incoming.io, dir, true, &o, &s, &err));
  incoming.s = s;
  for (uint32_t b = 0; b < 20; b++) {
    history_apply(&h, s, b);
    if (b % 5 == 0 || (b == 19 && !waiting)) assert_true(store_flush_all(s, &err));
  }
  uint64_t lsn = store_applied_lsn(s);
  store_stats(s, &before);
  assert_true(waiting == (before.memory_rows > 0));
  incoming.from = 20;
  incoming.end = h.n;
  assert_true(store_gather(s, &err));
  assert_int_equal(incoming.from, h.n);
  store_stats(s, &after);
  assert_true(after.flushes > before.flushes + 1 && after.parts > 1 && after.sealed == 0);
  assert_true(store_durable_lsn(s) > lsn && store_unflushed_bytes(s) <= o.memtable_bytes);
  assert_int_equal(after.part_rows + after.memory_rows, h.all.rows.n);
  struct snapshot *n = store_snapshot(s);
  history_compare(&h, n);
  snapshot_free(n);
  assert_true(store_flush_all(s, &err));
  store_close(s);
  s = store_must_open(dir, true);
  n = store_snapshot(s);
  history_compare(&h, n);
  snapshot_free(n);
  assert_true(store_gather(s, &err));
  store_stats(s, &after);
  assert_true(after.parts == 1 && after.part_rows == h.all.rows.n);
  store_close(s);
  history_release(&h);
  folder_remove(dir);
}

/* Memtables that are sealed while a gather writes become parts beside it: memory stays bounded. */
static void gathering_leaves_room(void **state) {
  for (uint32_t round = 0; round < 8; round++)
    gather_beside(round, round % 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_at_once), cmocka_unit_test(many_snapshots),
      cmocka_unit_test(places_are_bounded), cmocka_unit_test(tiers_are_bounded),
      cmocka_unit_test(interrupted),        cmocka_unit_test(gathering_leaves_room)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
