/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scan asks the disk for: of a fresh opening what decoding touches and little else, of a
 * section that was read before nothing. */
#include "twin.h"

#define PEOPLE 40000

static struct {
  struct io io;
  struct io_ops ops;
  const char *map;
  size_t bytes; /* of the map */
  size_t asked, calls;
  uint8_t *byte; /* of the map: asked for */
} disk;

static bool note_map(struct io *io, struct io_file *f, size_t n, const void **ret,
                     struct err *err) {
  if (!io_posix()->ops->map(io_posix(), f, n, ret, err)) return false;
  disk.map = *ret;
  disk.bytes = n;
  disk.byte = calloc(n, 1);
  return true;
}

static void note_want(struct io *io, const void *p, size_t n) {
  size_t at = (size_t)((const char *)p - disk.map);
  assert_true((const char *)p >= disk.map && at + n <= disk.bytes);
  memset(disk.byte + at, 1, n);
  disk.asked += n;
  disk.calls++;
}

static void disk_init(void) {
  disk.ops = *io_posix()->ops;
  disk.ops.map = note_map;
  disk.ops.map_want = note_want;
  disk.io = (struct io){.ops = &disk.ops, .ctx = io_posix()->ctx};
}

/* 40,000 people with ten events each, every tenth an order with an amount. */
static void fill(const char *dir, struct twin *t) {
  struct store *s;
  struct feed f;
  struct err err;
  struct rng r;
  rng_init(&r, 20261122, 31, 0);
  assert_true(store_open(io_posix(), dir, true, NULL, &s, &err));
  twin_init(t);
  for (uint32_t i = 0; i < PEOPLE * 10; i += 10000) {
    feed_init(&f);
    for (uint32_t k = 0; k < 10000; k++) {
      uint32_t subject = (i + k) / 10;
      struct str event = k % 10 == 3 ? STR("order") : k % 2 ? STR("view") : STR("open");
      int64_t time = (int64_t)rng_below(&r, 1000000000);
      feed_row(&f, subject, event, time, 0);
      twin_add(t, subject, event, time, t->next_lsn + k);
      if (k % 10 != 3) continue;
      struct value v = {.type = V_NUM, .num = {(i128)rng_below(&r, 100000), 2}};
      feed_put(&f, STR("amount"), v);
      twin_add_value(t, STR("amount"), v);
    }
    store_apply(s, &f.b, f.subject_of.p, t->next_lsn);
    t->next_lsn += 10000;
    feed_release(&f);
  }
  assert_true(store_flush_all(s, &err));
  store_close(s);
}

static size_t asks(struct twin *t, const struct snapshot *n, const struct scan_want *want) {
  disk.asked = disk.calls = 0;
  twin_compare(t, n, want);
  return disk.asked;
}

static void only_what_is_wanted_is_asked_for(void **state) {
  char *dir = folder_make();
  struct twin t;
  struct store *s;
  struct err err;
  fill(dir, &t);
  disk_init();
  assert_true(store_open(&disk.io, dir, false, NULL, &s, &err));
  struct snapshot *n = store_snapshot(s);
  uint32_t order = snapshot_event_code(n, STR("order")), none = UINT32_MAX;
  struct scan_col_want amount = {snapshot_prop_code(n, STR("amount")), V_NUM};
  struct scan_want want = {.events = &none, .n_events = 1, .t_max = INT64_MAX, .only = UINT32_MAX};
  size_t people = asks(&t, n, &want);
  assert_true(people > 0 && people < disk.bytes / 10);
  want.events = &order;
  want.no_time = true;
  size_t codes = asks(&t, n, &want);
  assert_true(codes > 0 && codes < disk.bytes / 5);
  want.cols = &amount;
  want.n_cols = 1;
  size_t amounts = asks(&t, n, &want);
  assert_true(amounts > 0 && amounts < disk.bytes / 5);
  want.no_time = false;
  size_t times = asks(&t, n, &want);
  assert_true(times > disk.bytes / 4);
  assert_true(people + codes + amounts + times < disk.bytes); /* LSNs were never wanted */
  assert_int_equal(asks(&t, n, &want), 0);                    /* what was read is at hand */
  assert_int_equal(disk.calls, 0);
  snapshot_free(n);
  store_close(s);
  free(disk.byte);

  /* Everything at once: neighbours in one request, and every byte of every section. */
  assert_true(store_open(&disk.io, dir, false, NULL, &s, &err));
  disk.asked = disk.calls = 0;
  compare_all(&t, s);
  size_t missing = 0;
  for (size_t i = 0; i < disk.bytes; i++)
    missing += !disk.byte[i];
  assert_true(missing < 64 * 1024); /* header, directory, footer */
  assert_true(disk.calls <= (PEOPLE * 10 + 65535) / 65536 + 1);
  store_close(s);
  free(disk.byte);
  twin_release(&t);
  folder_remove(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_is_wanted_is_asked_for)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
