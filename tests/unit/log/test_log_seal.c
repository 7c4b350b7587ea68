/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files written again (L15) and epochs (L14): the same records at the same LSNs, whatever was
 * sealed when, with readers beside it, and with the power failing in the middle. */
#include "twin.h"

#include "base/clock.h"

static uint64_t seed;

static void write_some(struct twin *t, struct log *log, struct rng *r, int commits) {
  struct err err;
  for (int i = 0; i < commits; i++) {
    for (uint64_t k = rng_below(r, 4) + 1; k; k--)
      twin_append(t, log, r, 3000);
    assert_true(log_commit(log, &err));
    t->durable = t->recs.n;
  }
}

static uint32_t seal_all(struct log *log) {
  struct err err;
  uint32_t n = 0;
  for (bool did = true; did; n += did)
    assert_true(log_seal_step(log, &did, &err));
  return n;
}

static void no_damage(struct mem_io *m) {
  struct err err;
  uint64_t groups, events;
  int bad = 0;
  assert_true(log_verify(&m->io, DIR, &groups, &events, twin_count_bad, &bad, NULL, &err));
  assert_int_equal(bad, 0);
}

static void sealing_and_epochs_change_no_record(void **state) {
  uint32_t sealed = 0, epochs = 0;
  for (uint64_t round = 0; round < 20; round++) {
    struct rng r;
    struct twin t = {0};
    struct err err;
    struct mem_io *m = mem_io_new(seed + round);
    rng_init(&r, seed, 5, round);
    struct log *log = twin_open(m, true);
    for (int step = 0; step < 30; step++) {
      uint64_t end = log_end(log);
      switch (rng_below(&r, 6)) {
      case 0:
        log_close(log);
        log = twin_open(m, true);
        break;
      case 1:
        sealed += seal_all(log);
        break;
      case 2:
        assert_true(log_roll(log, &err));
        assert_int_equal(log_end(log), end);
        break;
      case 3:
        if (step % 7) break;
        assert_true(log_begin_epoch(log, &err));
        assert_int_equal(log_end(log), end + (UINT64_C(1) << 48));
        assert_true(log_has(log, end));
        assert_false(log_has(log, end + 1)); /* of the history that was left behind */
        epochs++;
        if (rng_chance(&r, 0.5)) { /* the first group does not fit: the empty file is replaced */
          log_close(log);
          log = twin_open(m, true);
          for (int i = 0; i < 40; i++)
            twin_append(&t, log, &r, 200000);
        }
        write_some(&t, log, &r, 1);
        break;
      default:
        write_some(&t, log, &r, 4);
      }
    }
    write_some(&t, log, &r, 1);
    assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
    for (int k = 0; k < 20; k++) {
      size_t i = rng_below(&r, t.durable);
      twin_check(&t, log, i, t.recs.p[i].lsn + rng_below(&r, t.recs.p[i].n));
    }
    log_close(log);
    log = twin_open(m, false);
    assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
    log_close(log);
    no_damage(m);
    twin_free(&t);
    mem_io_free(m);
  }
  assert_true(sealed > 20 && epochs > 5);
}

static void a_reader_goes_on_while_its_file_is_replaced(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  struct log_record rec;
  struct log_iter *it;
  bool more = true;
  struct mem_io *m = mem_io_new(seed);
  rng_init(&r, seed, 6, 0);
  struct log *log = twin_open(m, true);
  write_some(&t, log, &r, 200);
  struct log *reader = twin_open(m, false);
  assert_true(log_iter_new(reader, 1, &it, &err));
  size_t n = 0;
  for (; n < 10; n++)
    assert_true(log_iter_next(it, &rec, &more, &err) && more);
  assert_true(seal_all(log) > 0);
  for (;; n++) {
    assert_true(log_iter_next(it, &rec, &more, &err));
    if (!more) break;
    assert_int_equal(rec.lsn, t.recs.p[n].lsn);
  }
  assert_int_equal(n, t.durable);
  assert_int_equal(seal_all(log), 0);
  log_iter_free(it);
  log_close(reader);
  log_close(log);
  twin_free(&t);
  mem_io_free(m);
}

/* The power fails at the n-th write, sync or rename of a sealing, for every n until none fails. */
static void power_fails_at_every_step_of_sealing(void **state) {
  bool failed = true;
  int crashes = 0;
  for (int64_t n = 0; failed; n++) {
    struct rng r;
    struct twin t = {0};
    struct err err;
    struct mem_io *m = mem_io_new(seed + (uint64_t)n);
    rng_init(&r, seed, 7, 0);
    struct log *log = twin_open(m, true);
    write_some(&t, log, &r, 120);
    m->fail_in = n;
    failed = false;
    for (bool did = true; did && !failed;)
      failed = !log_seal_step(log, &did, &err);
    if (!failed) m->fail_in = -1; /* it is not the closing that is to fail */
    log_close(log);
    m->fail_in = -1;
    if (failed) {
      crashes++;
      mem_io_crash(m);
    }
    log = twin_open(m, true);
    assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
    seal_all(log);
    assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
    log_close(log);
    no_damage(m);
    twin_free(&t);
    mem_io_free(m);
  }
  assert_true(crashes > 8);
}

/* Every third record gets another body. */
static bool every_third(void *ctx, const struct log_record *rec, struct buf *out, bool *ret_changed,
                        struct err *err) {
  if (rec->lsn % 3 || str_is(rec->body, "gone")) return true;
  buf_puts(out, "gone");
  *ret_changed = true;
  return true;
}

static void rewriting_keeps_lsns(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  struct log_record rec;
  struct log_iter *it;
  bool more;
  uint32_t files;
  struct buf body = BUF_INIT;
  struct mem_io *m = mem_io_new(seed);
  rng_init(&r, seed, 8, 0);
  struct log *log = twin_open(m, true);
  write_some(&t, log, &r, 150);
  assert_true(log_roll(log, &err));
  assert_true(log_rewrite(log, every_third, NULL, &files, &err));
  assert_true(files > 0);
  assert_true(log_rewrite(log, every_third, NULL, &files, &err));
  assert_int_equal(files, 0);
  seal_all(log);
  log_close(log);
  log = twin_open(m, true);
  assert_true(log_iter_new(log, 1, &it, &err));
  for (size_t i = 0;; i++) {
    assert_true(log_iter_next(it, &rec, &more, &err));
    if (!more) break;
    const struct twin_rec *want = &t.recs.p[i];
    twin_body(want, &body);
    assert_int_equal(rec.lsn, want->lsn);
    assert_int_equal(rec.n, want->n);
    assert_int_equal(rec.kind, want->kind);
    if (rec.lsn % 3)
      assert_true(str_eq(rec.body, buf_str(&body)));
    else
      assert_true(str_is(rec.body, "gone"));
  }
  log_iter_free(it);
  log_close(log);
  no_damage(m);
  buf_release(&body);
  twin_free(&t);
  mem_io_free(m);
}

static void a_copy_becomes_another_log(void **state) {
  struct rng r;
  struct twin t = {0};
  struct err err;
  char id[40];
  struct mem_io *m = mem_io_new(seed);
  rng_init(&r, seed, 9, 0);
  struct log *log = twin_open(m, true);
  write_some(&t, log, &r, 100);
  seal_all(log);
  snprintf(id, sizeof id, "%.*s", STRF(log_id(log)));
  log_close(log);
  assert_true(log_new_identity(&m->io, DIR, &err));
  log = twin_open(m, true);
  assert_false(str_is(log_id(log), id));
  assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
  log_close(log);
  no_damage(m);
  twin_free(&t);
  mem_io_free(m);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sealing_and_epochs_change_no_record),
      cmocka_unit_test(a_reader_goes_on_while_its_file_is_replaced),
      cmocka_unit_test(power_fails_at_every_step_of_sealing),
      cmocka_unit_test(rewriting_keeps_lsns),
      cmocka_unit_test(a_copy_becomes_another_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
