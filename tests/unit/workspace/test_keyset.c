/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The set of import keys against a twin that is a plain sorted array. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cursor.h"
#include "base/rng.h"
#include "workspace/keyset_int.h"
#include "ws_dir.h"

static const struct keyset_options small = {
    .mem_keys_max = KEYSET_MEM_KEYS_MIN, .filter_bytes_max = (size_t)1 << 20, .scratch = false};

static struct ev_key random_key(struct rng *r, uint64_t range) {
  /* few distinct values, spread over the whole range of hi, with clusters now and then */
  uint64_t v = rng_below(r, range);
  struct ev_key k = {v * UINT64_C(0x9e3779b97f4a7c15), v * UINT64_C(0xd6e8feb86659fd93)};
  if (v % 7 == 0) k.hi >>= 50; /* crowded homes */
  if (v == 3) k = (struct ev_key){0, 0};
  return k;
}

struct twin {
  VEC(struct ev_key) k;
  VEC(bool) fresh;
};

static enum keyset_hit twin_find(const struct twin *t, struct ev_key k) {
  for (size_t i = 0; i < t->k.n; i++)
    if (key_cmp(t->k.p[i], k) == 0) return t->fresh.p[i] ? KEYSET_FRESH : KEYSET_OLD;
  return KEYSET_ABSENT;
}

static void twin_add(struct twin *t, struct ev_key k) {
  vec_push(&t->k, k);
  vec_push(&t->fresh, true);
}

static void twin_begin(struct twin *t) {
  for (size_t i = 0; i < t->fresh.n; i++)
    t->fresh.p[i] = false;
}

static void one_history(uint64_t seed, bool filters) {
  char dir[PATH_BYTES];
  struct err err;
  struct keyset *s;
  struct twin t = {0};
  struct rng r;
  uint64_t lsn = 1;
  struct keyset_options o = small;
  if (!filters) o.filter_bytes_max = 0;
  temp_dir(dir);
  rng_init(&r, seed, 0, 0);
  must_ok(keyset_open(io_posix(), dir, STR("shop"), &o, &s, &err), &err);
  must_ok(keyset_begin(s, &err), &err);
  for (int step = 0; step < 4000; step++) {
    struct ev_key k = random_key(&r, 3000);
    enum keyset_hit want = twin_find(&t, k), got = keyset_find(s, k);
    if (want != got)
      fail_msg("seed %llu step %d: %d, twin %d", (unsigned long long)seed, step, got, want);
    if (got == KEYSET_ABSENT) {
      keyset_add(s, k);
      twin_add(&t, k);
    }
    uint64_t what = rng_below(&r, 1000);
    if (what < 12) {
      keyset_set_lsn(s, ++lsn);
      must_ok(keyset_spill(s, &err), &err);
      assert_true(keyset_runs(s) <= KEYSET_RUNS_MAX);
    } else if (what < 14) {
      must_ok(keyset_begin(s, &err), &err);
      twin_begin(&t);
    } else if (what < 16) { /* close and open: all are old now, and what was not spilled is gone */
      keyset_set_lsn(s, ++lsn);
      must_ok(keyset_spill(s, &err), &err);
      keyset_free(s);
      must_ok(keyset_open(io_posix(), dir, STR("shop"), &o, &s, &err), &err);
      assert_int_equal(keyset_lsn(s), lsn);
      assert_false(keyset_was_damaged(s));
      must_ok(keyset_begin(s, &err), &err);
      twin_begin(&t);
    }
  }
  assert_int_equal(keyset_count(s), t.k.n);
  keyset_free(s);
  vec_free(&t.k);
  vec_free(&t.fresh);
  remove_dir(dir);
}

static void twin_agrees(void **state) {
  for (uint64_t seed = 1; seed <= 6; seed++)
    one_history(seed, seed % 2 == 0);
}

static void grows_and_keeps_all(void **state) {
  struct keytable t = {0};
  const uint64_t n = 300000;
  for (uint64_t i = 1; i <= n; i++)
    assert_true(keytable_add(&t, (struct ev_key){i * UINT64_C(0x9e3779b97f4a7c15), i}));
  for (uint64_t i = 1; i <= n; i++) {
    assert_true(keytable_has(&t, (struct ev_key){i * UINT64_C(0x9e3779b97f4a7c15), i}));
    assert_false(keytable_add(&t, (struct ev_key){i * UINT64_C(0x9e3779b97f4a7c15), i}));
    assert_false(keytable_has(&t, (struct ev_key){i * UINT64_C(0x9e3779b97f4a7c15), i + 1}));
  }
  const struct ev_key *k = t.slot;
  keytable_sorted(&t, t.slot);
  for (uint64_t i = 1; i < n; i++)
    assert_true(key_cmp(k[i - 1], k[i]) < 0);
  keytable_clear(&t);
  assert_int_equal(t.n, 0);
  assert_false(keytable_has(&t, (struct ev_key){UINT64_C(0x9e3779b97f4a7c15), 1}));
  keytable_release(&t);
}

/* Any changed byte of a run or the manifest, and any cut, means: empty, from the start. */
static void damage_is_noticed(void **state) {
  char dir[PATH_BYTES], path[PATH_BYTES + 64];
  struct err err;
  struct keyset *s;
  struct rng r;
  rng_init(&r, 11, 0, 0);
  for (int round = 0; round < 60; round++) {
    temp_dir(dir);
    must_ok(keyset_open(io_posix(), dir, STR("shop"), &small, &s, &err), &err);
    for (uint64_t i = 0; i < 500; i++)
      keyset_add(s, (struct ev_key){rng_u64(&r), rng_u64(&r)});
    keyset_set_lsn(s, 77);
    must_ok(keyset_spill(s, &err), &err);
    keyset_free(s);
    snprintf(path, sizeof path, "%s/%s", dir, round % 2 ? "run-1.keys" : "manifest.keys");
    if (round % 3 == 0)
      cut_file(path, &r);
    else
      flip_byte(path, &r);
    must_ok(keyset_open(io_posix(), dir, STR("shop"), &small, &s, &err), &err);
    assert_true(keyset_was_damaged(s));
    assert_int_equal(keyset_lsn(s), 0);
    assert_int_equal(keyset_count(s), 0);
    keyset_add(s, (struct ev_key){1, 2}); /* and it can be filled again */
    keyset_set_lsn(s, 90);
    must_ok(keyset_spill(s, &err), &err);
    keyset_free(s);
    must_ok(keyset_open(io_posix(), dir, STR("shop"), &small, &s, &err), &err);
    assert_int_equal(keyset_lsn(s), 90);
    assert_int_equal(keyset_find(s, (struct ev_key){1, 2}), KEYSET_OLD);
    keyset_free(s);
    must_ok(keyset_open(io_posix(), dir, STR("other"), &small, &s, &err), &err);
    assert_true(keyset_was_damaged(s)); /* another source's files are not ours */
    keyset_free(s);
    remove_dir(dir);
  }
}

static void scratch_leaves_nothing(void **state) {
  char dir[PATH_BYTES];
  struct err err;
  struct keyset *s;
  struct rng r;
  struct keyset_options o = small;
  struct arena tmp;
  struct str *names;
  size_t n;
  o.scratch = true;
  rng_init(&r, 5, 0, 0);
  temp_dir(dir);
  must_ok(keyset_open(io_posix(), dir, STR("shop"), &o, &s, &err), &err);
  for (int i = 0; i < 20000; i++) {
    keyset_add(s, (struct ev_key){rng_u64(&r), rng_u64(&r)});
    if (keyset_wants_spill(s)) must_ok(keyset_spill(s, &err), &err);
  }
  assert_int_equal(keyset_count(s), 20000);
  assert_true(keyset_bytes(s) > 0 && keyset_bytes(s) < 20000 * 16);
  keyset_free(s);
  arena_init(&tmp, "test");
  must_ok(io_list(io_posix(), dir, &tmp, &names, &n, &err), &err);
  assert_int_equal(n, 0);
  arena_release(&tmp);
  remove_dir(dir);
}

/* Both kinds: every key is known, whatever the order of magnitude; few others are; a form that is
 * cut or claims more than is there is refused. */
static void filters_know_their_keys(void **state) {
  struct rng r;
  rng_init(&r, 11, 0, 0);
  for (int round = 0; round < 24; round++) {
    bool blocked = round % 2;
    uint64_t n = 1 + rng_below(&r, round < 12 ? 100 : 60000);
    struct keytable t = {0};
    struct buf b = BUF_INIT;
    struct keyfilter f;
    while (t.n < n)
      keytable_add(&t, round % 3 ? (struct ev_key){rng_u64(&r), rng_u64(&r)}
                                 : (struct ev_key){rng_u64(&r), rng_below(&r, 2)});
    struct ev_key *k = must_calloc(n, sizeof *k);
    keytable_sorted(&t, k);
    struct keyfilter_maker *m = keyfilter_maker_new(blocked ? n : KEYFILTER_SMALL + n);
    assert_int_equal(keyfilter_maker_small(m), blocked);
    for (uint64_t i = 0; i < n; i++)
      keyfilter_maker_add(m, k[i]);
    keyfilter_maker_finish(m, &b);
    keyfilter_maker_free(m);
    struct cursor c = cur_of(b.p, b.n), cut = cur_of(b.p, rng_below(&r, b.n));
    assert_true(keyfilter_decode(&c, blocked, &f));
    assert_int_equal(cur_left(&c), 0);
    for (uint64_t i = 0; i < n; i += 64) {
      uint32_t some = n - i < 64 ? (uint32_t)(n - i) : 64;
      uint64_t all = some == 64 ? UINT64_MAX : (UINT64_C(1) << some) - 1;
      assert_true(keyfilter_may_have(&f, k[i]));
      assert_true(keyfilter_may_have_many(&f, k + i, some) == all);
    }
    uint32_t passed = 0;
    for (int i = 0; i < 10000; i++)
      passed += keyfilter_may_have(&f, (struct ev_key){rng_u64(&r), rng_u64(&r)});
    assert_true(passed < 150);
    keyfilter_release(&f);
    assert_false(keyfilter_decode(&cut, blocked, &f));
    buf_release(&b);
    keytable_release(&t);
    free(k);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(twin_agrees),
      cmocka_unit_test(grows_and_keeps_all),
      cmocka_unit_test(damage_is_noticed),
      cmocka_unit_test(scratch_leaves_nothing),
      cmocka_unit_test(filters_know_their_keys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
