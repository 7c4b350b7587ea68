/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key, once given, is given for ever: through power that fails at any operation, and through
 * failures that are not crashes.  Half a file is never taken for a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/key_file.h"
#include "lib/mem_io.h"

#define PATH "d/server.key"
#define N    32

static struct mem_io *fs(uint64_t seed) {
  struct mem_io *m = mem_io_new(seed);
  struct err err;
  assert_true(io_mkdirs(&m->io, "d", &err));
  return m;
}

static bool load(struct mem_io *m, uint8_t *key, struct err *err) {
  return key_file_load(&m->io, "d", "server.key", key, N, err);
}

static void test_made_once(void **state) {
  (void)state;
  struct mem_io *m = fs(1);
  uint8_t a[N] = {0}, b[N] = {0}, zero[N] = {0};
  struct err err;
  assert_true(load(m, a, &err));
  assert_memory_not_equal(a, zero, N);
  assert_true(load(m, b, &err));
  assert_memory_equal(a, b, N);
  mem_io_free(m);
}

/* Every operation of making it fails once, with the power or without: either nobody was given a
 * key, or it is there afterwards. */
static void failing(bool power) {
  for (int64_t at = 0, gave = 0; gave < 20; at++)
    for (uint64_t seed = 0; seed < 20; seed++) {
      struct mem_io *m = fs(seed);
      uint8_t a[N], b[N], c[N];
      struct err err = {0};
      m->fail_in = at;
      bool given = load(m, a, &err);
      gave += given;
      if (!given) assert_int_equal(err.code, ERR_io);
      m->fail_in = -1;
      m->dead = false;
      if (power) mem_io_crash(m);
      assert_true(load(m, b, &err));
      if (given) assert_memory_equal(a, b, N);
      mem_io_crash(m);
      assert_true(load(m, c, &err));
      assert_memory_equal(b, c, N);
      mem_io_free(m);
    }
}
static void test_power_fails(void **state) {
  (void)state;
  failing(true);
}
static void test_disk_fails(void **state) {
  (void)state;
  failing(false);
}

/* What older versions left when they were killed between making the file and writing it. */
static void test_empty_is_made_anew(void **state) {
  (void)state;
  struct mem_io *m = fs(2);
  uint8_t a[N], b[N];
  struct err err;
  mem_io_put(m, PATH, "", 0);
  assert_true(load(m, a, &err));
  mem_io_crash(m);
  assert_true(load(m, b, &err));
  assert_memory_equal(a, b, N);
  mem_io_free(m);
}

static void test_damage_has_a_name(void **state) {
  (void)state;
  char text[2 * N + 2];
  memset(text, 'a', sizeof text);
  const size_t sizes[] = {1, 2 * N - 2, 2 * N - 1, 2 * N + 1, 2 * N + 2};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct mem_io *m = fs(3);
    uint8_t key[N] = {7};
    struct err err = {0};
    struct str now;
    struct arena tmp;
    mem_io_put(m, PATH, text, sizes[i]);
    assert_false(load(m, key, &err));
    assert_int_equal(err.code, ERR_corrupt);
    assert_int_equal(key[0], 7);
    arena_init(&tmp, "test");
    assert_true(io_read_all(&m->io, PATH, 4096, &tmp, &now, &err));
    assert_int_equal(now.n, sizes[i]);
    arena_release(&tmp);
    mem_io_free(m);
  }
}

static void test_for_its_owner_only(void **state) {
  (void)state;
  char dir[] = "/tmp/shoal-key-XXXXXX", path[64];
  struct stat st;
  struct err err;
  uint8_t key[N];
  assert_non_null(mkdtemp(dir));
  snprintf(path, sizeof path, "%s/k", dir);
  assert_true(key_file_load(io_posix(), dir, "k", key, N, &err));
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_true(io_unlink(io_posix(), path, &err) && io_unlink(io_posix(), dir, &err));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_made_once),         cmocka_unit_test(test_power_fails),
      cmocka_unit_test(test_disk_fails),        cmocka_unit_test(test_empty_is_made_anew),
      cmocka_unit_test(test_damage_has_a_name), cmocka_unit_test(test_for_its_owner_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
