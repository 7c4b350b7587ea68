/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A writer killed at every fault point, at every passing of it: the next opening finds a whole
 * prefix of what was applied, goes on from its LSN, and ends with the same rows as if nothing had
 * happened. */
#include <sys/wait.h>

#include "base/fault.h"
#include "twin.h"

#define BATCHES 9
#define ROWS    40

static void apply_batch(struct store *s, uint32_t batch) {
  struct feed f;
  struct rng r;
  rng_init(&r, 20261122, 13, batch);
  feed_init(&f);
  for (uint32_t i = 0; i < ROWS; i++) {
    feed_row(&f, (uint32_t)rng_below(&r, 70000), STR("e"), (int64_t)rng_below(&r, 1000), 0);
    feed_put(&f, STR("n"), (struct value){.type = V_NUM, .num = {(i128)(batch * ROWS + i), 0}});
  }
  store_apply(s, &f.b, f.subject_of.p, 1 + (uint64_t)batch * ROWS);
  feed_release(&f);
}

/* From wherever the store stands to the end, flushing after each batch. */
static bool work(const char *dir, struct err *err) {
  struct store *s;
  if (!store_open(io_posix(), dir, true, NULL, &s, err)) return false;
  uint64_t durable = store_durable_lsn(s);
  uint32_t from = durable ? (uint32_t)((durable - 1) / ROWS) : 0;
  bool ok = true;
  for (uint32_t batch = from; ok && batch < BATCHES; batch++) {
    apply_batch(s, batch);
    if (batch % 3 == 2)
      ok = store_gather(s, err);
    else
      ok = store_flush_all(s, err) && store_compact(s, batch == BATCHES - 1, err);
  }
  store_close(s);
  return ok;
}

static bool add_numbers(void *ctx, const struct scan_batch *b, struct err *err) {
  uint64_t *sums = ctx;
  sums[0] += b->n_rows;
  for (uint32_t i = 0; i < b->n_rows; i++)
    sums[1] += (uint64_t)b->cols[0].num[i];
  return true;
}

/* Exactly the rows below the durable LSN, each once. */
static uint64_t check_prefix(const char *dir) {
  struct store *s = store_must_open(dir, false);
  struct snapshot *n = store_snapshot(s);
  uint64_t rows = store_durable_lsn(s) ? store_durable_lsn(s) - 1 : 0, sums[2] = {0};
  assert_true(rows % ROWS == 0);
  if (rows) {
    struct scan_col_want col = {snapshot_prop_code(n, STR("n")), V_NUM};
    struct scan_want want = {
        .all_events = true, .cols = &col, .n_cols = 1, .t_max = INT64_MAX, .only = UINT32_MAX};
    struct scanner *scan;
    struct err err;
    assert_true(scanner_new(n, &want, &scan, &err));
    for (uint32_t c = 0; c < scan_chunks(n); c++)
      assert_true(scanner_run(scan, c, add_numbers, sums, &err));
    scanner_free(scan);
  }
  assert_true(sums[0] == rows && (rows == 0 || sums[1] == rows * (rows - 1) / 2));
  snapshot_free(n);
  store_close(s);
  return rows;
}

static void killed_anywhere(void **state) {
  static const char *const points[] = {"io_pwrite", "io_sync", "io_rename", "part_written",
                                       "manifest_switched"};
  for (size_t p = 0; p < sizeof points / sizeof *points; p++)
    for (int nth = 1;; nth += 1 + nth / 2) {
      char *dir = folder_make(), arm[64];
      snprintf(arm, sizeof arm, "%s:%d:%s", points[p], nth, nth % 3 ? "kill" : "fail");
      fflush(NULL);
      pid_t child = fork();
      if (child == 0) {
        struct err err;
        setenv("SHOAL_FAULT", arm, 1);
        fault_init();
        _exit(work(dir, &err) ? 0 : 1);
      }
      int status;
      assert_true(waitpid(child, &status, 0) == child);
      bool finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
      assert_true(finished || (WIFSIGNALED(status) && WTERMSIG(status) == 9) ||
                  (WIFEXITED(status) && WEXITSTATUS(status) == 1));
      check_prefix(dir);
      struct err err;
      assert_true(work(dir, &err));
      assert_true(check_prefix(dir) == BATCHES * ROWS);
      folder_remove(dir);
      if (finished) break;
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(killed_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
