/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Broken bytes and broken disks: torn tails are cut, lost acknowledged records are named (L5, L6,
 * L7), and after power failures at every write every acknowledged record is there, once. */
#include "twin.h"

#include "base/clock.h"

#define FILE_1 DIR "/log-0000000000000001.shl"

static uint64_t seed;

/* n groups of a few records in one file; group_end[i] is the byte behind group i. */
static void make(struct mem_io *m, struct twin *t, int n, size_t *group_end, struct rng *r,
                 bool close) {
  struct err err;
  struct log *log = twin_open(m, true);
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      twin_append(t, log, r, 300);
    assert_true(log_commit(log, &err));
    group_end[i] = log->off;
  }
  t->durable = t->recs.n;
  assert_int_equal(log->files.n, 1);
  log->failed = !close; /* as if the process had died: no seal */
  log_close(log);
}

static void last_group_cut_at_every_byte(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  size_t end[6];
  rng_init(&r, seed, 1, 0);
  struct mem_io *m = mem_io_new(seed);
  make(m, &t, 6, end, &r, false);
  struct mem_inode *node = mem_io_node(m, FILE_1);
  size_t n = node->now_n;
  uint8_t *whole = must_malloc(n);
  memcpy(whole, node->now, n);
  for (size_t cut = end[4]; cut <= end[5]; cut++) {
    /* A short file, and one whose rest was never written. */
    for (int zeros = 0; zeros < 2; zeros++) {
      memset(node->now, 0, n);
      memcpy(node->now, whole, cut);
      node->now_n = zeros ? n : cut;
      struct log *log = twin_open(m, false);
      size_t got = twin_check(&t, log, 0, 1);
      /* A group may end with zeros, which then nobody misses. */
      bool all = node->now_n >= end[5] && memcmp(node->now, whole, end[5]) == 0;
      assert_int_equal(got, all ? 18 : 15);
      log_close(log);
      log = twin_open(m, true);
      assert_int_equal(twin_check(&t, log, 0, 1), got);
      struct twin_rec rec = t.recs.p[15];
      if (got == 15) { /* and it goes on */
        struct buf body = BUF_INIT;
        twin_body(&rec, &body);
        assert_true(log_append(log, rec.kind, rec.n, buf_str(&body), NULL, &err));
        assert_true(log_commit(log, &err));
        assert_int_equal(twin_check(&t, log, 0, 1), 16);
        buf_release(&body);
        assert_int_equal(log->files.n, 2); /* L5 */
        /* leaves only the first file, for the next round */
        for (size_t f = 1; f < log->files.n; f++) {
          char name[LOG_NAME_BYTES];
          log_name(log->files.p[f], name);
          char *path = log_path(DIR, name);
          assert_true(io_unlink(&m->io, path, &err));
          free(path);
        }
      }
      log->failed = true;
      log_close(log);
      mem_room(node, n);
    }
  }
  free(whole);
  twin_free(&t);
  mem_io_free(m);
}

static void every_flipped_byte_is_named(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  size_t end[5];
  rng_init(&r, seed, 2, 0);
  struct mem_io *m = mem_io_new(seed);
  make(m, &t, 5, end, &r, true);
  struct mem_inode *node = mem_io_node(m, FILE_1), *json = mem_io_node(m, DIR "/log.json");
  uint64_t groups, events;
  for (size_t i = 0; i < node->now_n; i++) {
    uint8_t was = node->now[i];
    struct log *log = NULL;
    int bad = 0;
    node->now[i] ^= (uint8_t)(1u << rng_below(&r, 8));
    assert_true(log_verify(&m->io, DIR, &groups, &events, twin_count_bad, &bad, NULL, &err));
    if (i < end[4]) { /* the seal makes even the last group's damage known (L7) */
      assert_false(log_open(&m->io, DIR, false, &log, &err));
      assert_true(err.code == ERR_corrupt || err.code == ERR_unsupported_format);
      assert_true(str_has(str_from(err.args[0]), STR("log-0000000000000001.shl")));
      assert_int_equal(bad, 1);
      assert_int_equal(groups, i < LOG_PAGE ? 0 : 4);
    } else { /* the seal itself and the zeros hold nothing */
      log = twin_open(m, false);
      assert_int_equal(log_end(log), twin_end(&t, t.durable));
      log_close(log);
      assert_int_equal(bad, 0);
      assert_int_equal(groups, 5);
    }
    node->now[i] = was;
  }
  for (size_t i = 0; i < json->now_n; i++) {
    struct log *log;
    uint8_t was = json->now[i];
    json->now[i] ^= (uint8_t)(1u << rng_below(&r, 8));
    assert_false(log_open(&m->io, DIR, true, &log, &err));
    assert_int_equal(err.code, ERR_corrupt);
    json->now[i] = was;
  }
  twin_free(&t);
  mem_io_free(m);
}

/* L6 without a seal: the broken last group is a torn tail, a broken earlier one is not. */
static void a_later_claim_makes_it_corruption(void **state) {
  struct rng r;
  struct err err;
  size_t end[8];
  for (uint64_t round = 0; round < 300; round++) {
    struct twin t = {0};
    rng_init(&r, seed, 3, round);
    struct mem_io *m = mem_io_new(seed);
    make(m, &t, 8, end, &r, false);
    struct mem_inode *node = mem_io_node(m, FILE_1);
    size_t g = rng_below(&r, 8), from = g ? end[g - 1] : LOG_PAGE;
    size_t at = from + rng_below(&r, end[g] - from);
    size_t len = 1 + rng_below(&r, end[7] - at); /* may reach over several groups */
    for (size_t i = at; i < at + len; i++)       /* not the same bytes by chance at either end */
      node->now[i] ^= (uint8_t)(1 + rng_below(&r, 255));
    size_t broken_to = 0; /* the last group hit */
    while (at + len > end[broken_to])
      broken_to++;
    struct log *log = NULL;
    /* Headers alone claim: a hit that leaves the last group's header whole is still known. */
    bool claim = broken_to < 7 || (g < 7 && at + len <= end[6]);
    if (claim) {
      assert_false(log_open(&m->io, DIR, round & 1, &log, &err));
      assert_int_equal(err.code, ERR_corrupt);
    } else {
      bool write = round & 1;
      assert_true(log_open_sized(&m->io, DIR, write, SMALL, &log, &err));
      assert_int_equal(twin_check(&t, log, 0, 1), g * 3);
      log_close(log);
    }
    twin_free(&t);
    mem_io_free(m);
  }
}

static void missing_and_foreign_files_are_named(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  struct log *log;
  rng_init(&r, seed, 4, 0);
  struct mem_io *m = mem_io_new(seed), *other = mem_io_new(seed + 1);
  log = twin_open(m, true);
  while (log->files.n < 4) {
    twin_append(&t, log, &r, 9000);
    assert_true(log_commit(log, &err));
  }
  uint64_t second = log->files.p[1];
  char name[LOG_NAME_BYTES];
  log_name(second, name);
  char *path = log_path(DIR, name);
  log_close(log);
  struct mem_inode *node = mem_io_node(m, path);

  mem_set(&m->now, path, NULL); /* a hole: opening does not read sealed files, iterating notices */
  log = twin_open(m, false);
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  assert_true(log_iter_new(log, 1, &it, &err));
  while (ok && more)
    ok = log_iter_next(it, &rec, &more, &err);
  assert_false(ok);
  assert_int_equal(err.code, ERR_corrupt);
  log_iter_free(it);
  log_close(log);
  uint64_t groups, events;
  int bad = 0;
  assert_true(log_verify(&m->io, DIR, &groups, &events, twin_count_bad, &bad, NULL, &err));
  assert_int_equal(bad, 1);

  struct log *stranger = twin_open(other, true); /* a file of another log in its place */
  log_close(stranger);
  struct mem_inode *foreign = mem_io_node(other, FILE_1);
  mem_io_put(m, path, foreign->now, foreign->now_n);
  assert_false(log_open(&m->io, DIR, false, &log, &err));
  assert_int_equal(err.code, ERR_corrupt);

  mem_set(&m->now, path, node);
  struct mem_inode *json = mem_io_node(m, DIR "/log.json");
  mem_set(&m->now, DIR "/log.json", NULL); /* records without an identity */
  assert_false(log_open(&m->io, DIR, true, &log, &err));
  assert_int_equal(err.code, ERR_corrupt);
  mem_set(&m->now, DIR "/log.json", json);
  log = twin_open(m, false);
  twin_check(&t, log, 0, 1);
  log_close(log);
  free(path);
  twin_free(&t);
  mem_io_free(m);
  mem_io_free(other);
}

/* One life: appends and commits until the disk dies.  Returns false when opening already failed. */
static bool live(struct mem_io *m, struct twin *t, struct rng *r) {
  struct err err;
  struct log *log;
  if (!log_open_sized(&m->io, DIR, true, SMALL, &log, &err)) {
    assert_int_equal(err.code, ERR_io);
    return false;
  }
  /* What is there is all that was acknowledged, and perhaps the group whose fate was unknown. */
  size_t n = twin_check(t, log, 0, 1);
  assert_true(n == t->durable || n == t->recs.n);
  t->recs.n = t->durable = n;
  for (int i = 0; i < 12; i++) {
    for (uint64_t k = 1 + rng_below(r, 3); k > 0; k--)
      twin_append(t, log, r, rng_chance(r, 0.1) ? 40000 : 3000);
    if (!log_commit(log, &err)) {
      assert_int_equal(err.code, ERR_io);
      assert_false(log_append(log, LOG_EVENTS, 1, STR("x"), NULL, &err));
      assert_int_equal(err.code, ERR_log_failed);
      assert_false(log_commit(log, &err));
      break;
    }
    t->durable = t->recs.n;
  }
  log_close(log);
  return true;
}

static void power_fails_at_every_write(void **state) {
  for (uint64_t round = 0; round < 800; round++) {
    struct rng r;
    struct twin t = {0};
    struct mem_io *m = mem_io_new(seed + round);
    rng_init(&r, seed, 5, round);
    for (int lives = 0; lives < 8; lives++) {
      if (rng_chance(&r, 0.75)) m->fail_in = (int64_t)rng_below(&r, 30);
      live(m, &t, &r);
      if (rng_chance(&r, 0.5)) {
        mem_io_crash(m);
      } else { /* only the process dies, or was closed */
        m->dead = false;
        m->fail_in = -2;
      }
    }
    live(m, &t, &r);
    twin_free(&t);
    mem_io_free(m);
  }
}

int main(void) {
  const char *again = getenv("SEED");
  seed = again ? strtoull(again, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(last_group_cut_at_every_byte),
      cmocka_unit_test(every_flipped_byte_is_named),
      cmocka_unit_test(a_later_claim_makes_it_corruption),
      cmocka_unit_test(missing_and_foreign_files_are_named),
      cmocka_unit_test(power_fails_at_every_write),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
