/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena, str, buf, cursor, intern, rng, pool, io, err. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/io.h"
#include "base/pool.h"
#include "base/rng.h"
#include "base/str.h"

static void arena_keeps_what_it_gave(void **state) {
  struct arena a;
  struct rng r;
  uint8_t *p[500];
  size_t n[500];
  arena_init(&a, "test");
  rng_init(&r, 7, 0, 0);
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 500; i++) {
      n[i] = rng_below(&r, i % 50 == 0 ? 600000 : 300);
      p[i] = arena_alloc(&a, n[i]);
      assert_int_equal((uintptr_t)p[i] % 16, 0);
      memset(p[i], i & 0xff, n[i]);
    }
    for (int i = 0; i < 500; i++)
      for (size_t k = 0; k < n[i]; k++)
        assert_int_equal(p[i][k], i & 0xff);
    arena_reset(&a);
    assert_int_equal(a.used, 0);
  }
  struct str s = arena_printf(&a, "%d-%s", 42, "鱼群");
  assert_true(str_is(s, "42-鱼群"));
  arena_release(&a);
}

/* Large pieces come back for the next arena of whatever size; nobody is given another's. */
static void arenas_share_large_pieces_in_turn(void **state) {
  struct arena a[4];
  struct rng r;
  uint64_t *p[4] = {0};
  size_t n[4] = {0};
  rng_init(&r, 8, 0, 0);
  for (int i = 0; i < 4; i++)
    arena_init(&a[i], "test");
  for (uint64_t round = 0; round < 60; round++) {
    unsigned k = (unsigned)rng_below(&r, 4);
    for (size_t i = 0; i < n[k]; i += 512)
      assert_true(p[k][i] == n[k] * 4 + k);
    arena_release(&a[k]);
    n[k] = ((size_t)1 << 18) + rng_below(&r, (size_t)1 << 21); /* 2 … 18 MiB */
    if (rng_chance(&r, 0.5)) arena_alloc(&a[k], 100);
    p[k] = arena_alloc(&a[k], n[k] * 8);
    for (size_t i = 0; i < n[k]; i += 512)
      p[k][i] = n[k] * 4 + k;
    p[k][n[k] - 1] = round;
  }
  for (int i = 0; i < 4; i++)
    arena_release(&a[i]);
}

static void str_cuts_trims_and_finds(void **state) {
  struct str rest = STR("a,b,,c"), part = str_cut(&rest, ',');
  assert_true(str_is(part, "a"));
  assert_true(str_is(str_cut(&rest, ','), "b"));
  assert_true(str_is(str_cut(&rest, ','), ""));
  assert_true(str_is(str_cut(&rest, ','), "c"));
  assert_int_equal(rest.n, 0);
  assert_true(str_is(str_trim(STR(" \t x y\r\n")), "x y"));
  assert_true(str_has(STR("haystack"), STR("sta")) && !str_has(STR("hay"), STR("hays")));
  assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
  assert_true(str_eq_nocase(STR("AbC"), STR("aBc")));
}

static void nearest_name_suggests_only_near_ones(void **state) {
  const struct str c[] = {STR("order_completed"), STR("order_item"), STR("支付订单"), STR("ab")};
  assert_int_equal(str_nearest(STR("order_complted"), c, 4), 0);
  assert_int_equal(str_nearest(STR("Order_Itme"), c, 4), 1);
  assert_int_equal(str_nearest(STR("支付定单"), c, 4), 2);
  assert_int_equal(str_nearest(STR("xyz"), c, 4), -1);
  assert_int_equal(str_nearest(STR(""), c, 4), -1);
}

static void buf_stops_at_its_ceiling(void **state) {
  struct buf b = BUF_INIT_MAX(100);
  for (int i = 0; i < 10; i++)
    buf_puts(&b, "0123456789");
  assert_int_equal(b.n, 100);
  assert_false(b.overflow);
  buf_putc(&b, 'x');
  assert_true(b.overflow);
  assert_int_equal(b.n, 100);
  assert_int_equal(strlen(b.p), 100);
  buf_release(&b);
  struct buf big = BUF_INIT;
  buf_printf(&big, "%0500d", 7);
  assert_int_equal(big.n, 500);
  buf_release(&big);
}

static void cursor_reads_back_and_refuses_the_rest(void **state) {
  struct rng r;
  rng_init(&r, 11, 0, 0);
  for (int round = 0; round < 3000; round++) {
    struct buf b = BUF_INIT;
    uint64_t u = rng_u64(&r) >> rng_below(&r, 64);
    int64_t z = (int64_t)(rng_u64(&r) >> rng_below(&r, 64)) * (rng_chance(&r, .5) ? 1 : -1);
    buf_put_u8(&b, (uint8_t)u);
    buf_put_u16(&b, (uint16_t)u);
    buf_put_u32(&b, (uint32_t)u);
    buf_put_u64(&b, u);
    buf_put_varint(&b, u);
    buf_put_zigzag(&b, z);
    buf_put_lenstr(&b, STR("鱼"));
    struct cursor c = cur_of(b.p, b.n);
    assert_int_equal(cur_u8(&c), (uint8_t)u);
    assert_int_equal(cur_u16(&c), (uint16_t)u);
    assert_int_equal(cur_u32(&c), (uint32_t)u);
    assert_int_equal(cur_u64(&c), u);
    assert_int_equal(cur_varint(&c), u);
    assert_int_equal(cur_zigzag(&c), z);
    assert_true(str_is(cur_lenstr(&c), "鱼"));
    assert_false(c.bad);
    assert_int_equal(cur_u8(&c), 0);
    assert_true(c.bad);
    struct cursor cut = cur_of(b.p, rng_below(&r, b.n));
    cur_u8(&cut), cur_u16(&cut), cur_u32(&cut), cur_u64(&cut), cur_varint(&cut), cur_zigzag(&cut);
    cur_lenstr(&cut);
    assert_true(cut.bad);
    buf_release(&b);
  }
  static const uint8_t overlong[] = {0x80, 0x00},
                       huge[] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
  struct cursor c = cur_of(overlong, 2);
  cur_varint(&c);
  assert_true(c.bad);
  c = cur_of(huge, 10);
  cur_varint(&c);
  assert_true(c.bad);
}

static void intern_gives_one_number_per_string(void **state) {
  struct intern t;
  intern_init(&t, "test");
  char s[32];
  for (int round = 0; round < 3; round++) {
    for (uint32_t i = 0; i < 20000; i++) {
      snprintf(s, sizeof s, "key-%u", i * 7);
      assert_int_equal(intern_put(&t, str_from(s)), i);
    }
    for (uint32_t i = 0; i < 20000; i++) {
      snprintf(s, sizeof s, "key-%u", i * 7);
      assert_int_equal(intern_find(&t, str_from(s)), i);
      assert_int_equal(intern_put(&t, str_from(s)), i);
      assert_true(str_is(intern_at(&t, i), s));
    }
    assert_int_equal(intern_find(&t, STR("absent")), INTERN_NONE);
    assert_int_equal(intern_put(&t, STR("")), 20000);
    intern_reset(&t);
    assert_int_equal(intern_find(&t, STR("key-0")), INTERN_NONE);
  }
  intern_release(&t);
}

static void rng_has_the_moments_it_promises(void **state) {
  struct rng a, b;
  rng_init(&a, 1, 2, 3);
  rng_init(&b, 1, 2, 3);
  for (int i = 0; i < 100; i++)
    assert_true(rng_u64(&a) == rng_u64(&b));
  rng_init(&b, 1, 2, 4);
  assert_true(rng_u64(&a) != rng_u64(&b));
  double normal = 0, square = 0, gamma = 0, small = 0, expo = 0, pois = 0, big = 0;
  const int n = 200000;
  for (int i = 0; i < n; i++) {
    double x = rng_normal(&a);
    normal += x, square += x * x;
    gamma += rng_gamma(&a, 3.5);
    small += rng_gamma(&a, 0.3);
    expo += rng_exp(&a);
    pois += (double)rng_poisson(&a, 4);
    big += (double)rng_poisson(&a, 75);
  }
  assert_true(normal / n > -.02 && normal / n < .02 && square / n > .97 && square / n < 1.03);
  assert_true(gamma / n > 3.46 && gamma / n < 3.54 && small / n > .29 && small / n < .31);
  assert_true(expo / n > .98 && expo / n < 1.02);
  assert_true(pois / n > 3.96 && pois / n < 4.04 && big / n > 74.7 && big / n < 75.3);
}

static atomic_uint task_runs[1000];
static bool count_task(void *ctx, uint32_t task, unsigned worker) {
  assert_true(worker < *(unsigned *)ctx);
  atomic_fetch_add(&task_runs[task], 1);
  return true;
}
static bool fail_at_ten(void *ctx, uint32_t task, unsigned worker) {
  return task != 10;
}

static void pool_runs_each_task_once(void **state) {
  for (unsigned threads = 1; threads <= 4; threads++) {
    struct pool *p = pool_new(threads);
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 1000; i++)
        atomic_store(&task_runs[i], 0);
      uint32_t n = (uint32_t)(round * 20);
      assert_true(pool_run(p, n, count_task, &threads));
      for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(atomic_load(&task_runs[i]), i < n);
    }
    assert_false(pool_run(p, 1000, fail_at_ten, NULL));
    assert_true(pool_run(p, 5, fail_at_ten, NULL));
    pool_free(p);
  }
}

static void io_replaces_atomically_and_names_errors(void **state) {
  struct io *io = io_posix();
  struct err err;
  struct arena a;
  char dir[] = "/tmp/shoal-io-XXXXXX", path[128], deep[128];
  arena_init(&a, "test");
  assert_non_null(mkdtemp(dir));
  snprintf(path, sizeof path, "%s/file", dir);
  snprintf(deep, sizeof deep, "%s/x/y/z", dir);
  assert_true(io_write_atomic(io, path, "one", 3, &err));
  assert_true(io_write_atomic(io, path, "second", 6, &err));
  struct str s;
  assert_true(io_read_all(io, path, 100, &a, &s, &err));
  assert_true(str_is(s, "second"));
  struct io_file *m = NULL;
  const void *map = NULL;
  assert_true(io_open(io, path, IO_READ, &m, &err) && io_map(io, m, 6, &map, &err));
  io_map_want(io, (const char *)map + 3, 2);
  io_map_want(io, map, 0);
  assert_true(memcmp(map, "second", 6) == 0 && !io_map_lost(io, map));
  io_unmap(io, map, 6);
  io_close(io, m);
  assert_false(io_read_all(io, path, 5, &a, &s, &err));
  assert_int_equal(err.code, ERR_too_large);
  assert_false(io_read_all(io, deep, 5, &a, &s, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  assert_true(io_mkdirs(io, deep, &err));
  assert_false(io_read_all(io, deep, 5, &a, &s, &err));
  assert_int_equal(err.code, ERR_io);
  struct io_file *f = NULL, *g = NULL;
  bool got;
  assert_true(io_open(io, path, IO_CREATE, &f, &err) && io_open(io, path, IO_CREATE, &g, &err));
  assert_true(io_lock(io, f, &got, &err) && got);
  assert_true(io_lock(io, g, &got, &err) && !got);
  io_close(io, f);
  assert_true(io_lock(io, g, &got, &err) && got);
  io_close(io, g);
  assert_false(io_open(io, path, IO_CREATE_NEW, &f, &err));
  struct str *names;
  size_t n;
  assert_true(io_list(io, dir, &a, &names, &n, &err));
  assert_int_equal(n, 2);
  assert_true(str_is(names[0], "file") && str_is(names[1], "x"));
  assert_true(io_list(io, "/tmp/shoal-surely-absent", &a, &names, &n, &err));
  assert_int_equal(n, 0);
  snprintf(deep, sizeof deep, "rm -r %s", dir);
  assert_int_equal(system(deep), 0);
  arena_release(&a);
}

static void errors_render_in_both_languages(void **state) {
  struct err err;
  struct buf b = BUF_INIT;
  err_fail(&err, ERR_memory_limit, "%s" ERR_SEP "%d MB", "query", 12);
  err_render(&err, LANG_EN, &b);
  assert_string_equal(b.p, "query needs more memory than its limit of 12 MB.");
  buf_reset(&b);
  err_render(&err, LANG_ZH, &b);
  assert_non_null(strstr(b.p, "12 MB"));
  buf_reset(&b);
  char longer[400];
  for (int i = 0; i < 399; i += 3)
    memcpy(longer + i, "鱼", 3);
  err_fail(&err, ERR_bad_date, "%.399s", longer);
  err_render(&err, LANG_EN, &b);
  assert_non_null(strstr(b.p, "鱼…\""));
  buf_release(&b);
  /* Every template asks only for arguments that exist, in both languages alike. */
  for (int code = 1; code < ERR_count_; code++) {
    assert_true(err_exit_code((enum err_code)code) >= 64 &&
                err_exit_code((enum err_code)code) <= 78);
    assert_true(err_http_status((enum err_code)code) >= 400);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_keeps_what_it_gave),
      cmocka_unit_test(arenas_share_large_pieces_in_turn),
      cmocka_unit_test(str_cuts_trims_and_finds),
      cmocka_unit_test(nearest_name_suggests_only_near_ones),
      cmocka_unit_test(buf_stops_at_its_ceiling),
      cmocka_unit_test(cursor_reads_back_and_refuses_the_rest),
      cmocka_unit_test(intern_gives_one_number_per_string),
      cmocka_unit_test(rng_has_the_moments_it_promises),
      cmocka_unit_test(pool_runs_each_task_once),
      cmocka_unit_test(io_replaces_atomically_and_names_errors),
      cmocka_unit_test(errors_render_in_both_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
