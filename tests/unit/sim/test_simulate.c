/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outside: same seed, same bytes; the size asked for; limits; what may be overwritten;
 * stopping. */
#include <xxhash.h>

#include "support.h"

/* Of all files, names included. */
static uint64_t hash_dir(const char *dir) {
  struct arena a;
  struct str *names;
  struct err err = {0};
  size_t n;
  XXH3_state_t *h = XXH3_createState();
  XXH3_64bits_reset(h);
  arena_init(&a, "test");
  assert_ok(io_list(io_posix(), dir, &a, &names, &n, &err), &err);
  assert_int_equal(n, 8);
  for (size_t i = 0; i < n; i++) {
    struct str s = slurp(dir, names[i].p, &a);
    XXH3_64bits_update(h, names[i].p, names[i].n);
    XXH3_64bits_update(h, s.p, s.n);
  }
  uint64_t ret = XXH3_64bits_digest(h);
  XXH3_freeState(h);
  arena_release(&a);
  return ret;
}

static uint64_t hash_of(struct sim_options o, unsigned threads) {
  char *dir = scratch();
  o.dir = dir;
  make(o, threads);
  uint64_t h = hash_dir(dir);
  scratch_remove(dir);
  return h;
}

static void threads_do_not_show(void **state) {
  struct sim_options o = options(NULL, 60000);
  uint64_t one = hash_of(o, 1);
  assert_int_equal(one, hash_of(o, 2));
  assert_int_equal(one, hash_of(o, 4));
  o.seed = 2;
  assert_int_not_equal(one, hash_of(o, 2));
  o.csv = o.compress = true;
  assert_int_equal(hash_of(o, 1), hash_of(o, 3));
}

/* Several slices: what waits from one to the next must not depend on who made it either. */
static void slices_do_not_show(void **state) {
  struct sim_options o = options(NULL, 1200000);
  o.people = 12000;
  o.csv = true;
  assert_int_equal(hash_of(o, 1), hash_of(o, 4));
}

static uint64_t lines_of(const char *dir, const char *name) {
  struct arena a;
  uint64_t n = 0;
  arena_init(&a, "test");
  struct str s = slurp(dir, name, &a);
  for (size_t i = 0; i < s.n; i++)
    n += s.p[i] == '\n';
  arena_release(&a);
  return n;
}

static void assert_near(uint64_t n, uint64_t asked) {
  if (n < asked * 98 / 100 || n > asked * 102 / 100)
    fail_msg("%llu events where %llu were asked for", (unsigned long long)n,
             (unsigned long long)asked);
}

static void as_many_as_asked(void **state) {
  static const struct {
    uint64_t events, people;
    int32_t days;
  } cases[] = {{10000, 0, 548},   {10000, 1000, 548},   {10000, 3, 548},
               {50000, 0, 7},     {50000, 0, 30},       {80000, 0, 3660},
               {300000, 700, 90}, {200000, 20000, 548}, {40000, 50, 365}};
  char *dir = scratch();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (uint64_t seed = 1; seed <= (cases[i].events < 100000 ? 3 : 1); seed++) {
      struct sim_options o = options(dir, cases[i].events);
      o.people = cases[i].people;
      o.days = cases[i].days;
      o.seed = seed;
      o.csv = seed == 2;
      struct sim_counts n = make(o, 2);
      uint64_t lines = lines_of(dir, o.csv ? "events.csv" : "events.ndjson");
      assert_near(n.events, o.events);
      assert_near(lines - o.csv, o.events);
      if (!o.csv) assert_int_equal(lines, n.events);
      assert_int_equal(n.people, o.people ? o.people : o.events / 50);
      assert_int_equal(lines_of(dir, "people.csv"), n.people + 1);
      assert_int_equal(lines_of(dir, "truth.csv"), n.people + 1);
      assert_true(n.buyers <= n.orders && n.buyers <= n.people);
    }
  scratch_remove(dir);
}

static void refuse(struct sim_options o, enum err_code code) {
  struct sim_counts n = {.events = 77};
  struct err err = {0};
  o.pool = pool_new(1);
  assert_false(simulate(&o, &n, &err));
  assert_int_equal(err.code, code);
  assert_int_equal(n.events, 77);
  pool_free(o.pool);
}

static void limits(void **state) {
  char *dir = scratch();
  struct sim_options good = options(dir, 10000), o = good;
  o.events = 9999, refuse(o, ERR_sim_events);
  o.events = 1000000001, refuse(o, ERR_sim_events);
  o = good, o.people = 1001, refuse(o, ERR_sim_people);
  o = good, o.events = 100000000, o.people = 9999, refuse(o, ERR_sim_people);
  o = good, o.days = 6, refuse(o, ERR_sim_days);
  o.days = 3661, refuse(o, ERR_sim_days);
  o.days = -1, refuse(o, ERR_sim_days);
  o = good, o.end_ms = 0, refuse(o, ERR_sim_end);
  o.end_ms = INT64_MAX, refuse(o, ERR_sim_end);
  o.end_ms = INT64_MIN, refuse(o, ERR_sim_end);
  assert_int_equal(rmdir(dir), 0); /* nothing was written */
  free(dir);
}

static void put_text(const char *dir, const char *name, const char *text) {
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *f = fopen(path, "w");
  fputs(text, f);
  fclose(f);
}

static void others_data_is_safe(void **state) {
  char *dir = scratch();
  struct arena a;
  arena_init(&a, "test");
  put_text(dir, "people.csv", "mine\n");
  refuse(options(dir, 10000), ERR_sim_dir);
  put_text(dir, "README.md", "# My shop\n");
  refuse(options(dir, 10000), ERR_sim_dir);
  assert_true(str_is(slurp(dir, "people.csv", &a), "mine\n"));
  assert_true(str_is(slurp(dir, "README.md", &a), "# My shop\n"));
  arena_release(&a);
  scratch_remove(dir);
}

/* A second run replaces the first, in whatever shape that was. */
static void again(void **state) {
  char *dir = scratch();
  struct sim_options o = options(dir, 10000);
  o.csv = true;
  make(o, 1);
  o.csv = false;
  put_text(dir, "notes.txt", "kept\n");
  make(o, 1);
  char path[4200];
  snprintf(path, sizeof path, "%s/events.csv", dir);
  assert_int_not_equal(access(path, F_OK), 0);
  snprintf(path, sizeof path, "%s/notes.txt", dir);
  assert_int_equal(access(path, F_OK), 0);
  scratch_remove(dir);
}

static bool stop(void *ctx, uint64_t events, uint64_t total) {
  int *calls = ctx;
  assert_true(events <= total);
  return ++*calls < 3;
}

static void stopped(void **state) {
  char *dir = scratch();
  int calls = 0;
  struct sim_options o = options(dir, 300000);
  o.progress = stop;
  o.ctx = &calls;
  refuse(o, ERR_canceled);
  assert_int_equal(calls, 3);
  assert_int_equal(rmdir(dir), 0); /* nothing left behind */
  free(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_do_not_show),
      cmocka_unit_test(slices_do_not_show),
      cmocka_unit_test(as_many_as_asked),
      cmocka_unit_test(limits),
      cmocka_unit_test(others_data_is_safe),
      cmocka_unit_test(again),
      cmocka_unit_test(stopped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
