/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The checkpoint comes back as it was, or not at all. */
#include "people_twin.h"

#include "base/clock.h"

#define FILE_PATH PEOPLE_DIR "/" PEOPLE_FILE

static uint64_t seed;

/* A hundred identities, with further ones for known subjects when `linked`. */
static struct people *make(struct mem_io *m, struct people_twin *t, struct rng *r, bool linked) {
  struct people *p = ptwin_open(m);
  struct err err;
  struct buf record = BUF_INIT;
  people_bind(p, STR("0123456789abcdef"));
  for (int i = 0; i < 120; i++) {
    const char *type;
    char value[600];
    ptwin_random(r, &type, value);
    if (ptwin_find(t, type, value) != SUBJECT_NONE) continue;
    uint32_t subject = t->subjects;
    if (linked && rng_chance(r, 0.3)) subject = (uint32_t)rng_below(r, t->subjects + 1);
    people_record_put(&record, subject, str_from(type), str_from(value));
    ptwin_add(t, subject, type, value);
  }
  assert_true(people_apply(p, buf_str(&record), 4711, &err));
  buf_release(&record);
  return p;
}

static void round_trip(void **state) {
  for (uint64_t round = 0; round < 100; round++) {
    struct rng r;
    struct people_twin t = {0};
    struct err err;
    struct buf record = BUF_INIT;
    uint32_t got;
    struct mem_io *m = mem_io_new(seed);
    rng_init(&r, seed, 1, round);
    struct people *p = make(m, &t, &r, round & 1);
    assert_true(people_checkpoint(p, &err));
    people_close(p);
    p = ptwin_open(m);
    people_bind(p, STR("0123456789abcdef"));
    assert_int_equal(people_lsn(p), 4711);
    ptwin_check(&t, p);
    people_undo(p); /* all of it is kept */
    ptwin_check(&t, p);
    /* it goes on, and the next checkpoint replaces this one */
    assert_true(people_resolve(p, STR("device_id"), STR("d-1"), &record, &got, &err));
    assert_int_equal(got, t.subjects);
    ptwin_add(&t, got, "device_id", "d-1");
    people_keep(p);
    people_set_lsn(p, 4712);
    assert_true(people_checkpoint(p, &err));
    people_close(p);
    p = ptwin_open(m);
    assert_int_equal(people_lsn(p), 4712);
    ptwin_check(&t, p);
    people_bind(p, STR("another log")); /* its positions mean nothing there */
    assert_int_equal(people_lsn(p), 0);
    assert_int_equal(people_count(p), 0);
    people_close(p);
    buf_release(&record);
    vec_free(&t.ids);
    mem_io_free(m);
  }
}

static void damage_counts_as_absent(void **state) {
  for (int linked = 0; linked < 2; linked++) {
    struct rng r;
    struct people_twin t = {0};
    struct err err;
    struct mem_io *m = mem_io_new(seed);
    rng_init(&r, seed, 2, (uint64_t)linked);
    struct people *p = make(m, &t, &r, linked);
    assert_true(people_checkpoint(p, &err));
    people_close(p);
    struct mem_inode *node = mem_io_node(m, FILE_PATH);
    size_t n = node->now_n;
    for (size_t i = 0; i < n; i++) {
      uint8_t was = node->now[i];
      node->now[i] ^= (uint8_t)(1u << rng_below(&r, 8));
      p = ptwin_open(m);
      assert_int_equal(people_count(p), 0);
      assert_int_equal(people_lsn(p), 0);
      people_close(p);
      if (i % 7 == 0) { /* cut there */
        node->now_n = i;
        p = ptwin_open(m);
        assert_int_equal(people_count(p), 0);
        people_close(p);
        node->now_n = n;
      }
      node->now[i] = was;
    }
    node->now_n = n + 1; /* a byte too many */
    p = ptwin_open(m);
    assert_int_equal(people_count(p), 0);
    people_close(p);
    node->now_n = n;
    p = ptwin_open(m);
    ptwin_check(&t, p);
    people_close(p);
    vec_free(&t.ids);
    mem_io_free(m);
  }
}

/* A power failure at any step of writing leaves the old checkpoint or the new one. */
static void replaced_whole_or_not_at_all(void **state) {
  for (uint64_t round = 0; round < 200; round++) {
    struct rng r;
    struct people_twin t = {0};
    struct err err;
    struct buf record = BUF_INIT;
    uint32_t got;
    struct mem_io *m = mem_io_new(seed + round);
    rng_init(&r, seed, 3, round);
    struct people *p = make(m, &t, &r, round & 1);
    assert_true(people_checkpoint(p, &err));
    assert_true(people_resolve(p, STR("phone"), STR("the newest"), &record, &got, &err));
    people_keep(p);
    people_set_lsn(p, 5000);
    m->fail_in = (int64_t)rng_below(&r, 12);
    bool ok = people_checkpoint(p, &err);
    people_close(p);
    mem_io_crash(m);
    p = ptwin_open(m);
    assert_true(people_lsn(p) == 5000 || (!ok && people_lsn(p) == 4711));
    if (people_lsn(p) == 5000) ptwin_add(&t, got, "phone", "the newest");
    ptwin_check(&t, p);
    people_close(p);
    buf_release(&record);
    vec_free(&t.ids);
    mem_io_free(m);
  }
}

/* Several pages and blocks. */
static void large_round_trip(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = ptwin_open(m);
  struct buf record = BUF_INIT;
  struct err err;
  const char *why = "";
  char value[64];
  uint32_t got;
  for (uint32_t i = 0; i < 150000; i++) {
    int n = snprintf(value, sizeof value, "customer-%u", i);
    assert_true(people_resolve(p, STR("user_id"), str_of(value, (size_t)n), &record, &got, &err));
  }
  people_keep(p);
  assert_true(people_checkpoint(p, &err));
  people_close(p);
  p = ptwin_open(m);
  if (!people_validate(p, &why)) fail_msg("%s", why);
  assert_int_equal(people_count(p), 150000);
  assert_int_equal(people_find(p, STR("user_id"), STR("customer-149999")), 149999);
  people_close(p);
  buf_release(&record);
  mem_io_free(m);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(round_trip),
      cmocka_unit_test(damage_counts_as_absent),
      cmocka_unit_test(replaced_whole_or_not_at_all),
      cmocka_unit_test(large_round_trip),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
