/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups that are packed while they fill: submissions of all sizes, some after others that were
 * dropped, noise that does not shrink, disks that fail; read back as the twin has them, and stored
 * as if packed in one go. */
#include "twin.h"

#include "base/clock.h"

static uint64_t seed;

static size_t size_of(struct rng *r) {
  static const size_t most[] = {100, 3000, 20000, LOG_HURRY_BYTES, 100000};
  return rng_chance(r, 0.01) ? (size_t)1500000 : most[rng_below(r, 5)];
}

/* One submission of one to three records; some records are staged and dropped again. */
static uint64_t submit(struct twin *t, struct log *log, struct rng *r) {
  struct err err;
  size_t before = t->recs.n;
  uint32_t n = 1 + (uint32_t)rng_below(r, 3);
  for (uint32_t i = 0; i < n; i++)
    twin_append(t, log, r, size_of(r));
  if (rng_chance(r, 0.2)) {
    log_drop(log);
    t->recs.n = before;
    struct str small = STR("what stands instead");
    assert_true(log_append(log, LOG_EVENTS, 1, small, NULL, &err));
    log_drop(log);
    twin_append(t, log, r, size_of(r));
  }
  return log_submit(log);
}

static struct log *open_large(struct mem_io *m) {
  struct log *log;
  struct err err;
  assert_true(log_open_sized(&m->io, DIR, true, (struct log_sizes){1 << 20, 4 << 20}, &log, &err));
  return log;
}

static void groups_are_read_back(void **state) {
  for (uint64_t life = 0; life < 6; life++) {
    struct mem_io *m = mem_io_new(seed + life);
    struct rng r;
    struct twin t = {0};
    struct err err;
    rng_init(&r, seed, life, 0);
    struct log *log = open_large(m);
    for (int group = 0; group < 30; group++) {
      uint32_t n = 1 + (uint32_t)rng_below(&r, 12);
      uint64_t ticket = 0;
      for (uint32_t i = 0; i < n; i++)
        ticket = submit(&t, log, &r);
      if (!rng_chance(&r, 0.2)) assert_true(log_wait(log, ticket, &err));
      if (rng_chance(&r, 0.1)) {
        assert_true(log_commit(log, &err));
        log_close(log);
        log = open_large(m);
      }
    }
    assert_true(log_commit(log, &err));
    assert_int_equal(twin_check(&t, log, 0, 1), t.recs.n);
    log_close(log);
    log = twin_open(m, false);
    assert_int_equal(twin_check(&t, log, 0, 1), t.recs.n);
    log_close(log);
    twin_free(&t);
    mem_io_free(m);
  }
}

/* What is stored of words fed in twenty pieces: one frame that says its length, a tenth at most
 * larger than packed at once. */
static void one_frame_that_says_its_length(void **state) {
  struct log_ahead *a = log_ahead_new();
  struct log_packer *p = log_packer_new();
  struct buf raw = BUF_INIT, fed = BUF_INIT, once = BUF_INIT, back = BUF_INIT;
  struct log_group_head h = {.records = 20, .lsns = 20}, g = h;
  struct rng r;
  struct err err;
  rng_init(&r, seed, 7, 0);
  for (int i = 0; i < 20; i++) {
    struct buf body = BUF_INIT;
    for (int k = 0; k < 400; k++)
      buf_printf(&body, "page_viewed %llu 上海 sku-%05llu;", (unsigned long long)rng_below(&r, 500),
                 (unsigned long long)rng_below(&r, 20000));
    buf_put_u8(&raw, LOG_EVENTS);
    buf_put_varint(&raw, 1);
    buf_put_varint(&raw, body.n);
    buf_put_str(&raw, buf_str(&body));
    buf_release(&body);
    log_ahead_feed(a, buf_str(&raw));
  }
  assert_true(log_ahead_take(a, &h, buf_str(&raw), &fed));
  log_pack(p, &g, buf_str(&raw), &once);
  assert_int_equal(h.codec, LOG_ZSTD);
  assert_int_equal(h.raw, raw.n);
  assert_int_equal(fed.n, log_group_bytes(&h));
  assert_true(h.stored < g.stored + g.stored / 10);
  assert_true(log_unpack(&h, (const uint8_t *)fed.p + LOG_GROUP_HEAD, &back, "test", 0, &err));
  assert_true(str_eq(buf_str(&back), buf_str(&raw)));
  assert_false(log_ahead_take(a, &h, buf_str(&raw), &fed)); /* it is gone */
  log_ahead_feed(a, str_of(raw.p, LOG_HURRY_BYTES - 1));
  assert_false(log_ahead_take(a, &h, buf_str(&raw), &fed));
  buf_release(&raw);
  buf_release(&fed);
  buf_release(&once);
  buf_release(&back);
  log_packer_free(p);
  log_ahead_free(a);
}

/* The disk fails while a group is written and the next is half packed; what comes after recovery
 * begins with nothing packed. */
static void failures_leave_nothing_packed(void **state) {
  struct rng r;
  struct err err;
  rng_init(&r, seed, 9, 0);
  for (int life = 0; life < 30; life++) {
    struct mem_io *m = mem_io_new(seed + (uint64_t)life);
    struct twin t = {0};
    struct log *log = open_large(m);
    size_t sure = 0;
    for (int i = 0; i < 6; i++)
      submit(&t, log, &r);
    assert_true(log_commit(log, &err));
    sure = t.recs.n;
    for (int i = 0; i < 6; i++)
      submit(&t, log, &r);
    m->fail_in = (int64_t)rng_below(&r, 3);
    bool ok = log_commit(log, &err);
    m->dead = false;
    m->fail_in = -2;
    if (!ok) {
      assert_true(log_recover(log, &err));
      size_t n = 0;
      while (n < t.recs.n && twin_end(&t, n) < log_end(log))
        n++;
      assert_true(n >= sure);
      t.recs.n = n;
    }
    for (int i = 0; i < 6; i++)
      submit(&t, log, &r);
    assert_true(log_commit(log, &err));
    assert_int_equal(twin_check(&t, log, 0, 1), t.recs.n);
    log_close(log);
    twin_free(&t);
    mem_io_free(m);
  }
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_are_read_back),
      cmocka_unit_test(one_frame_that_says_its_length),
      cmocka_unit_test(failures_leave_nothing_packed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
