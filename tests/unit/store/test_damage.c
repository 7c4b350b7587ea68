/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every byte of every file counts: flip it, cut the file there, and the store says so, in opening
 * or in the scan, and verify names the place.  Never a crash, never another answer. */
#include "twin.h"

static void small_store(const char *dir) {
  struct store *s = store_must_open(dir, true);
  struct feed f;
  struct err err;
  struct rng r;
  uint64_t lsn = 1;
  rng_init(&r, 20261122, 9, 0);
  feed_init(&f);
  for (int part = 0; part < 2; part++) {
    feed_reset(&f);
    for (uint32_t i = 0; i < 150; i++) {
      char id[32];
      int n = snprintf(id, sizeof id, "order %d-%u", part, i);
      bool order = i % 3 == 0;
      feed_row(&f, i % 5 ? i : 70000 + i, order ? STR("order") : STR("view"),
               i % 40 ? 1700000000000 + i * 1000 : TIME_MIN, 0);
      if (order) {
        feed_put(&f, STR("amount"), (struct value){.type = V_NUM, .num = {i * 25, 2}});
        feed_put(&f, STR("order_id"), (struct value){.type = V_STR, .str = str_of(id, (size_t)n)});
      }
      if (rng_chance(&r, 0.7))
        feed_put(&f, STR("city"),
                 (struct value){.type = V_STR, .str = i % 2 ? STR("上海") : STR("北京")});
      if (i % 7 == 0) feed_put(&f, STR("vip"), (struct value){.type = V_BOOL, .b = i % 2});
      if (i == 30) feed_put(&f, STR("when"), (struct value){.type = V_TIME, .time = 5});
      if (i % 50 == 1)
        feed_put(&f, STR("wide"),
                 (struct value){.type = V_NUM, .num = {dec_pow10(30) + i, (uint8_t)(i % 3)}});
    }
    store_apply(s, &f.b, f.subject_of.p, lsn);
    lsn += 150;
    assert_true(store_flush_all(s, &err));
  }
  feed_release(&f);
  store_close(s);
}

static bool count_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  *(uint64_t *)ctx += b->n_rows;
  return true;
}

/* Opens and scans everything; false with *err on damage. */
static bool read_all(const char *dir, uint64_t *ret_rows, struct err *err) {
  struct store *s;
  if (!store_open(io_posix(), dir, false, NULL, &s, err)) return false;
  struct snapshot *n = store_snapshot(s);
  struct scan_col_want cols[64];
  struct scan_want want = {
      .all_events = true, .cols = cols, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  want.n_cols = every_column(n, cols, 64);
  struct scanner *scan;
  *ret_rows = 0;
  bool ok = scanner_new(n, &want, &scan, err);
  if (ok) {
    for (uint32_t c = 0; ok && c < scan_chunks(n); c++)
      ok = scanner_run(scan, c, count_rows, ret_rows, err);
    scanner_free(scan);
  }
  snapshot_free(n);
  store_close(s);
  return ok;
}

struct complaints {
  unsigned n;
  struct err last;
};
static void complain(void *ctx, const struct err *what) {
  struct complaints *c = ctx;
  c->n++;
  c->last = *what;
}

static void expect_damage(const char *dir, const char *what, size_t at) {
  struct err err;
  struct complaints c = {0};
  uint64_t rows, parts;
  err_clear(&err);
  bool ok = read_all(dir, &rows, &err);
  if (ok || (err.code != ERR_corrupt && err.code != ERR_unsupported_format))
    fprintf(stderr, "%s at %zu: %s %s %s\n", what, at, ok ? "unnoticed" : err_name(err.code),
            err.args[0], err.args[1]);
  assert_false(ok);
  assert_true(err.code == ERR_corrupt || err.code == ERR_unsupported_format);
  err_clear(&err);
  assert_true(store_verify(io_posix(), dir, &parts, &rows, complain, &c, NULL, &err));
  assert_true(c.n > 0);
}

static void write_file(const char *path, const void *p, size_t n) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(p, 1, n, f), n);
  fclose(f);
}

static void damage_each_byte(void **state) {
  char *dir = folder_make();
  struct arena a;
  struct err err;
  struct str *names, bytes;
  size_t n;
  struct rng r;
  uint64_t rows, parts;
  struct complaints none = {0};
  rng_init(&r, 20261122, 10, 0);
  arena_init(&a, "test");
  small_store(dir);
  assert_true(read_all(dir, &rows, &err));
  assert_int_equal(rows, 300);
  assert_true(store_verify(io_posix(), dir, &parts, &rows, complain, &none, NULL, &err));
  assert_true(none.n == 0 && parts == 2 && rows == 300);
  assert_true(io_list(io_posix(), dir, &a, &names, &n, &err));
  assert_int_equal(n, 3);
  for (size_t i = 0; i < n; i++) {
    const char *path = arena_printf(&a, "%s/%.*s", dir, STRF(names[i])).p;
    assert_true(io_read_all(io_posix(), path, 1 << 20, &a, &bytes, &err));
    char *copy = malloc(bytes.n);
    for (size_t at = 0; at < bytes.n; at += 1 + rng_below(&r, 5)) {
      memcpy(copy, bytes.p, bytes.n);
      copy[at] ^= (char)(1 << rng_below(&r, 8));
      write_file(path, copy, bytes.n);
      expect_damage(dir, path, at);
    }
    for (int cut = 0; cut < 40; cut++) {
      size_t to = rng_below(&r, bytes.n);
      write_file(path, bytes.p, to);
      expect_damage(dir, path, to);
    }
    write_file(path, bytes.p, bytes.n);
    free(copy);
  }
  assert_true(read_all(dir, &rows, &err));
  /* a part that the manifest names is missing, or is another one */
  const char *one = arena_printf(&a, "%s/%.*s", dir, STRF(names[1])).p;
  const char *two = arena_printf(&a, "%s/%.*s", dir, STRF(names[2])).p;
  assert_true(io_read_all(io_posix(), one, 1 << 20, &a, &bytes, &err));
  write_file(two, bytes.p, bytes.n);
  expect_damage(dir, "exchanged", 0);
  assert_true(io_unlink(io_posix(), two, &err));
  expect_damage(dir, "missing", 0);
  arena_release(&a);
  folder_remove(dir);
}

/* The place is named: block, people, what. */
static void damage_has_a_place(void **state) {
  char *dir = folder_make();
  struct arena a;
  struct err err;
  struct str *names, bytes;
  size_t n;
  uint64_t rows, parts;
  struct complaints c = {0};
  arena_init(&a, "test");
  small_store(dir);
  assert_true(io_list(io_posix(), dir, &a, &names, &n, &err));
  const char *path = arena_printf(&a, "%s/%.*s", dir, STRF(names[1])).p;
  assert_true(io_read_all(io_posix(), path, 1 << 20, &a, &bytes, &err));
  char *copy = malloc(bytes.n);
  memcpy(copy, bytes.p, bytes.n);
  copy[64 + 8] ^= 1; /* in the first block's people */
  write_file(path, copy, bytes.n);
  assert_true(store_verify(io_posix(), dir, &parts, &rows, complain, &c, NULL, &err));
  assert_int_equal(c.n, 1);
  assert_string_equal(c.last.args[1], "block 0 (people 1-149): checksum of people");
  free(copy);
  arena_release(&a);
  folder_remove(dir);
}

/* Files that no manifest names go when a writer opens, and only then. */
static void orphans(void **state) {
  char *dir = folder_make();
  struct err err;
  uint64_t rows;
  char path[128];
  small_store(dir);
  snprintf(path, sizeof path, "%s/part-00000000000000ff.shp", dir);
  write_file(path, "half a part", 11);
  assert_true(read_all(dir, &rows, &err));
  assert_true(io_exists(io_posix(), path));
  store_close(store_must_open(dir, true));
  assert_false(io_exists(io_posix(), path));
  assert_true(read_all(dir, &rows, &err));
  assert_int_equal(rows, 300);
  folder_remove(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(damage_each_byte),
                                     cmocka_unit_test(damage_has_a_place),
                                     cmocka_unit_test(orphans)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
