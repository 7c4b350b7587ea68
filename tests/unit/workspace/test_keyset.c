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
    struct keyfilter_maker *m = keyfilter_maker_new(n, blocked ? n : n - 1);
    assert_int_equal(keyfilter_maker_small(m), blocked);
    for (uint64_t i = 0, some; i < n; i += some) {
      some = 1 + rng_below(&r, n - i);
      keyfilter_maker_add(m, k + i, some);
    }
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

/* ---- merging ---- */

static int by_key(const void *a, const void *b) {
  return key_cmp(*(const struct ev_key *)a, *(const struct ev_key *)b);
}

struct keys {
  struct ev_key *p;
  size_t n, cap;
};

/* A run of n keys: hashes, or such that many crowd into a narrow range; some are in others too. */
static struct keyrun *some_run(const char *dir, uint64_t number, uint64_t n, bool hashes,
                               struct rng *r, struct keys *all) {
  struct keyrun_writer *w;
  struct keyrun *run;
  struct err err;
  struct ev_key *k = must_calloc(n + 1, sizeof *k);
  for (uint64_t i = 0; i < n; i++) {
    k[i] = (struct ev_key){rng_u64(r), rng_u64(r)};
    if (!hashes && rng_chance(r, 0.7)) k[i].hi = UINT64_MAX / 3 + (k[i].hi >> rng_below(r, 64));
    if (!hashes && rng_chance(r, 0.2)) k[i].hi = rng_chance(r, 0.5) ? 0 : UINT64_MAX;
    if (all->n > 0 && rng_chance(r, 0.05)) k[i] = all->p[rng_below(r, all->n)];
    vec_push(all, k[i]);
  }
  qsort(k, n, sizeof *k, by_key);
  must_ok(keyrun_create(io_posix(), dir, number, (struct ev_key){1, 2}, n, n / 2, false, &w, &err),
          &err);
  for (uint64_t i = 0, some; i < n; i += some) {
    some = 1 + rng_below(r, n - i);
    must_ok(keyrun_put(w, k + i, some, &err), &err);
  }
  must_ok(keyrun_finish(w, &err), &err);
  must_ok(keyrun_open(io_posix(), dir, number, (struct ev_key){1, 2}, SIZE_MAX, KEYRUN_PAGED, &run,
                      &err),
          &err);
  must_ok(keyrun_check(run, &err), &err);
  free(k);
  return run;
}

/* Of hashes and of keys that are none, in any number, merging is sorting; a damaged page is found.
 */
static void merging_is_sorting(void **state) {
  struct rng r;
  rng_init(&r, 31, 0, 0);
  for (int round = 0; round < 60; round++) {
    char dir[PATH_BYTES], path[KEYRUN_PATH_MAX];
    struct keys all = {0};
    struct keyrun *in[9], *out;
    struct err err;
    size_t n = 1 + rng_below(&r, 9), kept = 0;
    temp_dir(dir);
    for (size_t i = 0; i < n; i++) {
      uint64_t keys = rng_below(&r, rng_chance(&r, 0.2) ? 30000 : 2000);
      in[i] = some_run(dir, i, keys, round % 3 != 0, &r, &all);
    }
    must_ok(keyrun_merge(io_posix(), dir, 100, (struct ev_key){1, 2}, rng_below(&r, 40000), false,
                         in, n, &err),
            &err);
    must_ok(keyrun_open(io_posix(), dir, 100, (struct ev_key){1, 2}, SIZE_MAX, KEYRUN_PAGED, &out,
                        &err),
            &err);
    must_ok(keyrun_check(out, &err), &err);
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_key);
    for (size_t i = 0; i < all.n; i++)
      if (i == 0 || key_cmp(all.p[i], all.p[kept - 1]) != 0) all.p[kept++] = all.p[i];
    assert_int_equal(out->n, kept);
    uint8_t room[KEYRUN_PAGE_BYTES];
    const uint8_t *page = NULL;
    for (size_t i = 0; i < kept; i++) {
      if (i % KEYRUN_PAGE_KEYS == 0) page = keyrun_page(out, i / KEYRUN_PAGE_KEYS, room);
      struct cursor c = cur_of(page + i % KEYRUN_PAGE_KEYS * 16, 16);
      struct ev_key k = {cur_u64(&c), 0};
      k.lo = cur_u64(&c);
      assert_int_equal(key_cmp(k, all.p[i]), 0);
    }
    for (size_t i = 0; i < kept; i += 1 + kept / 200)
      assert_int_equal(keyrun_find(out, all.p[i]), KEYRUN_THERE);
    keyrun_close(out);
    size_t hurt = rng_below(&r, n);
    if (in[hurt]->n > 0) {
      uint64_t at = KEYRUN_BODY + rng_below(&r, in[hurt]->n * 16);
      keyrun_path(dir, hurt, path);
      FILE *f = fopen(path, "r+b");
      assert_non_null(f);
      fseek(f, (long)at, SEEK_SET);
      int byte = fgetc(f);
      fseek(f, (long)at, SEEK_SET);
      fputc(byte ^ 4, f);
      fclose(f);
      assert_false(
          keyrun_merge(io_posix(), dir, 101, (struct ev_key){1, 2}, 0, false, in, n, &err));
      assert_int_equal(err.code, ERR_corrupt);
    }
    for (size_t i = 0; i < n; i++)
      keyrun_close(in[i]);
    vec_free(&all);
    remove_dir(dir);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(twin_agrees),
      cmocka_unit_test(grows_and_keeps_all),
      cmocka_unit_test(damage_is_noticed),
      cmocka_unit_test(scratch_leaves_nothing),
      cmocka_unit_test(filters_know_their_keys),
      cmocka_unit_test(merging_is_sorting),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
