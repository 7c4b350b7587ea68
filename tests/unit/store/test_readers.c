/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers beside a writer: threads with snapshots in the same process, and read-only openings that
 * meet a flush or a compaction half way. */
#include <pthread.h>
#include <stdatomic.h>

#include "twin.h"

#define BATCH 500

static atomic_bool stop;

struct count {
  uint64_t rows, sum;
};
static bool count_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct count *c = ctx;
  c->rows += b->n_rows;
  for (uint32_t i = 0; i < b->n_rows; i++)
    if (bits_test(b->cols[0].present, i)) c->sum += (uint64_t)b->cols[0].num[i];
  return true;
}

/* Rows are numbered 0, 1, 2 … in "n", whole batches at a time: the sum tells whether all are there
 * once. */
static void check_snapshot(const struct snapshot *n) {
  uint32_t prop = snapshot_prop_code(n, STR("n"));
  uint64_t rows = snapshot_rows(n);
  if (prop == INTERN_NONE) return;
  struct scan_col_want col = {prop, V_NUM};
  struct scan_want want = {
      .all_events = true, .cols = &col, .n_cols = 1, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scanner *s;
  struct err err;
  struct count c = {0};
  assert_true(scanner_new(n, &want, &s, &err));
  for (uint32_t i = 0; i < scan_chunks(n); i++)
    assert_true(scanner_run(s, i, count_batch, &c, &err));
  scanner_free(s);
  assert_true(rows % BATCH == 0 && c.rows == rows && c.sum == rows * (rows - 1) / 2);
  assert_true(snapshot_lsn(n) == rows + 1);
}

static void *snapshot_reader(void *store) {
  while (!atomic_load(&stop)) {
    struct snapshot *n = store_snapshot(store);
    check_snapshot(n);
    snapshot_free(n);
  }
  return NULL;
}

static void *opening_reader(void *dir) {
  while (!atomic_load(&stop)) {
    struct store *s;
    struct err err;
    err_clear(&err);
    bool ok = store_open(io_posix(), dir, false, NULL, &s, &err);
    if (!ok) fprintf(stderr, "%s %s %s\n", err_name(err.code), err.args[0], err.args[1]);
    assert_true(ok);
    struct snapshot *n = store_snapshot(s);
    check_snapshot(n);
    snapshot_free(n);
    store_close(s);
  }
  return NULL;
}

static void readers_and_writer(void **state) {
  char *dir = folder_make();
  struct store *s = store_must_open(dir, true);
  struct feed f;
  struct rng r;
  struct err err;
  pthread_t a, b;
  feed_init(&f);
  rng_init(&r, 20261122, 12, 0);
  assert_int_equal(pthread_create(&a, NULL, snapshot_reader, s), 0);
  assert_int_equal(pthread_create(&b, NULL, opening_reader, dir), 0);
  uint64_t n = 0;
  for (int batch = 0; batch < 150; batch++) {
    feed_reset(&f);
    for (uint32_t i = 0; i < BATCH; i++) {
      feed_row(&f, (uint32_t)rng_below(&r, 100000), STR("e"), (int64_t)rng_below(&r, 1000), 0);
      feed_put(&f, STR("n"), (struct value){.type = V_NUM, .num = {(i128)(n + i), 0}});
    }
    store_apply(s, &f.b, f.subject_of.p, n + 1);
    n += BATCH;
    if (rng_chance(&r, 0.5)) assert_true(store_flush_all(s, &err));
    if (rng_chance(&r, 0.3)) assert_true(store_compact(s, rng_chance(&r, 0.3), &err));
  }
  atomic_store(&stop, true);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  struct snapshot *last = store_snapshot(s);
  check_snapshot(last);
  assert_true(snapshot_rows(last) == n);
  store_close(s);
  check_snapshot(last); /* outlives the store */
  snapshot_free(last);
  feed_release(&f);
  folder_remove(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(readers_and_writer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
