/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A disk that fails at each of its operations in turn, during a flush and during a compaction: the
 * store says so, shows the same rows, holds no file open that it does not use, leaves no file that
 * no manifest names, and does the same work when asked again. */
#include "history.h"

struct bad_disk {
  struct io io;
  struct io_ops ops;
  const struct io *good;
  uint32_t fail_at; /* the operation that fails, counted from 1; 0 = none */
  bool stays;       /* so do all later ones */
  uint32_t count, open;
};

static struct bad_disk disk;

static bool strikes(const char *path, struct err *err) {
  disk.count++;
  if (disk.fail_at == 0 || (disk.stays ? disk.count < disk.fail_at : disk.count != disk.fail_at))
    return false;
  err_fail(err, ERR_disk_full, "%s", path);
  return true;
}

static bool bad_open(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                     struct err *err) {
  if (mode != IO_READ && strikes(path, err)) return false;
  bool ok = disk.good->ops->open((struct io *)disk.good, path, mode, ret, err);
  disk.open += ok;
  return ok;
}
static void bad_close(struct io *io, struct io_file *f) {
  disk.open--;
  disk.good->ops->close((struct io *)disk.good, f);
}
static bool bad_pwrite(struct io *io, struct io_file *f, const void *p, size_t n, uint64_t off,
                       struct err *err) {
  return !strikes("write", err) &&
         disk.good->ops->pwrite((struct io *)disk.good, f, p, n, off, err);
}
static bool bad_sync(struct io *io, struct io_file *f, struct err *err) {
  return !strikes("sync", err) && disk.good->ops->sync((struct io *)disk.good, f, err);
}
static bool bad_sync_dir(struct io *io, const char *path, struct err *err) {
  return !strikes(path, err) && disk.good->ops->sync_dir((struct io *)disk.good, path, err);
}
static bool bad_rename(struct io *io, const char *from, const char *to, struct err *err) {
  return !strikes(from, err) && disk.good->ops->rename((struct io *)disk.good, from, to, err);
}

static void disk_init(void) {
  disk = (struct bad_disk){.good = io_posix()};
  disk.ops = *disk.good->ops;
  disk.ops.open = bad_open;
  disk.ops.close = bad_close;
  disk.ops.pwrite = bad_pwrite;
  disk.ops.sync = bad_sync;
  disk.ops.sync_dir = bad_sync_dir;
  disk.ops.rename = bad_rename;
  disk.io = (struct io){.ops = &disk.ops, .ctx = disk.good->ctx};
}

static uint32_t files_of_parts(const char *dir) {
  struct arena a;
  struct str *names;
  size_t n;
  struct err err;
  uint32_t parts = 0;
  arena_init(&a, "test");
  assert_true(io_list(io_posix(), dir, &a, &names, &n, &err));
  for (size_t i = 0; i < n; i++)
    parts += str_starts(names[i], STR("part-"));
  arena_release(&a);
  return parts;
}

static void compare(const struct history *h, struct store *s) {
  struct snapshot *n = store_snapshot(s);
  history_compare(h, n);
  snapshot_free(n);
}

enum what { FLUSH, COMPACT, GATHER };

static bool work(struct store *s, enum what what, struct err *err) {
  err_clear(err);
  return what == FLUSH     ? store_flush_all(s, err)
         : what == COMPACT ? store_compact(s, true, err)
                           : store_gather(s, err);
}

/* Returns whether the failure was reached. */
static bool once(uint32_t fail_at, bool stays, enum what what) {
  struct history h;
  struct rng r;
  struct store *s;
  struct err err;
  struct store_stats before, after;
  char *dir = folder_make();
  disk_init();
  rng_init(&r, 20261122, 31, fail_at);
  history_make(&h, &r, 6, 200, 300);
  assert_true(store_open(&disk.io, dir, true, NULL, &s, &err));
  for (uint32_t b = 0; b < 4; b++) {
    history_apply(&h, s, b);
    assert_true(store_flush_all(s, &err));
  }
  history_apply(&h, s, 4);
  store_stats(s, &before);
  uint64_t durable = store_durable_lsn(s);
  assert_int_equal(disk.open, before.parts);
  disk.count = 0;
  disk.fail_at = fail_at;
  disk.stays = stays;
  bool failed = !work(s, what, &err);
  assert_int_equal(failed, disk.count >= fail_at);
  compare(&h, s);
  if (failed) {
    assert_int_equal(err.code, ERR_disk_full);
    store_stats(s, &after);
    assert_true(store_durable_lsn(s) == durable && after.parts == before.parts &&
                after.unflushed_bytes == before.unflushed_bytes && after.failures == 1 &&
                after.memory_rows == before.memory_rows);
    assert_int_equal(disk.open, before.parts);
    history_apply(&h, s, 5); /* goes on */
    compare(&h, s);
  }
  disk.fail_at = 0;
  assert_true(work(s, what, &err));
  compare(&h, s);
  store_stats(s, &after);
  assert_int_equal(files_of_parts(dir), after.parts);
  assert_int_equal(disk.open, after.parts);
  assert_true(store_flush_all(s, &err));
  store_close(s);
  assert_int_equal(disk.open, 0);
  s = store_must_open(dir, true);
  compare(&h, s);
  assert_true(store_durable_lsn(s) == h.first_lsn[failed ? 6 : 5]);
  store_close(s);
  history_release(&h);
  folder_remove(dir);
  return failed;
}

static void at_each_operation(bool stays, enum what what) {
  uint32_t n = 1;
  while (once(n, stays, what))
    n++;
  assert_true(n > 7); /* a part and a manifest: open, write, sync, sync of the folder, rename */
}

static void flush_fails_once(void **state) {
  at_each_operation(false, FLUSH);
}
static void flush_keeps_failing(void **state) {
  at_each_operation(true, FLUSH);
}
static void compaction_fails_once(void **state) {
  at_each_operation(false, COMPACT);
}
static void compaction_keeps_failing(void **state) {
  at_each_operation(true, COMPACT);
}
static void gathering_fails_once(void **state) {
  at_each_operation(false, GATHER);
}
static void gathering_keeps_failing(void **state) {
  at_each_operation(true, GATHER);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(flush_fails_once),      cmocka_unit_test(flush_keeps_failing),
      cmocka_unit_test(compaction_fails_once), cmocka_unit_test(compaction_keeps_failing),
      cmocka_unit_test(gathering_fails_once),  cmocka_unit_test(gathering_keeps_failing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
