/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index against its twin: allotting, finding, undoing, replaying; limits and damaged records.
 */
#include "people_twin.h"

#include "base/clock.h"

static uint64_t seed;

static void random_histories_equal_the_twin(void **state) {
  for (uint64_t round = 0; round < 60; round++) {
    struct rng r;
    struct people_twin t = {0};
    struct err err;
    struct buf record = BUF_INIT;
    struct mem_io *m = mem_io_new(seed);
    struct people *p = ptwin_open(m), *replica = ptwin_open(m);
    uint64_t lsn = 1;
    struct people_twin kept;
    size_t kept_ids = 0;
    uint32_t kept_subjects = 0;
    rng_init(&r, seed, 1, round);
    for (int step = 0; step < 1500; step++) {
      const char *type;
      char value[600];
      uint32_t got, want;
      ptwin_random(&r, &type, value);
      switch (rng_below(&r, 50)) {
      case 0: /* the commit went well: the record is replayed elsewhere */
        people_keep(p);
        people_set_lsn(p, ++lsn);
        if (record.n) assert_true(people_apply(replica, buf_str(&record), lsn, &err));
        if (record.n) assert_true(people_apply(replica, buf_str(&record), lsn, &err)); /* again */
        buf_reset(&record);
        kept_ids = t.ids.n;
        kept_subjects = t.subjects;
        break;
      case 1: /* it failed */
        people_undo(p);
        buf_reset(&record);
        t.ids.n = kept_ids;
        t.subjects = kept_subjects;
        if (step % 10 == 0) ptwin_check(&t, p);
        break;
      case 2: /* a further identity for someone known, as the identity issue will write it */
        if (record.n || !t.subjects || ptwin_find(&t, type, value) != SUBJECT_NONE) break;
        if (t.ids.n != kept_ids || round % 3 == 0) break;
        want = (uint32_t)rng_below(&r, t.subjects);
        people_record_put(&record, want, str_from(type), str_from(value));
        assert_true(people_apply(p, buf_str(&record), ++lsn, &err));
        assert_true(people_apply(replica, buf_str(&record), lsn, &err));
        ptwin_add(&t, want, type, value);
        kept_ids = t.ids.n;
        buf_reset(&record);
        break;
      case 3:
        kept = ptwin_upto(&t, kept_ids, kept_subjects);
        assert_int_equal(people_find_any(p, str_from(value)), ptwin_find_any(&kept, value));
        break;
      case 4:
        kept = ptwin_upto(&t, kept_ids, kept_subjects);
        assert_int_equal(people_find(p, str_from(type), str_from(value)),
                         ptwin_find(&kept, type, value));
        break;
      default:
        want = ptwin_find(&t, type, value);
        size_t before = record.n;
        assert_true(people_resolve(p, str_from(type), str_from(value), &record, &got, &err));
        assert_int_equal(got, want == SUBJECT_NONE ? t.subjects : want);
        assert_true((record.n > before) == (want == SUBJECT_NONE));
        if (want == SUBJECT_NONE) ptwin_add(&t, got, type, value);
      }
    }
    kept = ptwin_upto(&t, kept_ids, kept_subjects); /* what is pending is nobody's business */
    ptwin_check(&kept, p);
    assert_int_equal(people_pending(p), t.subjects - kept_subjects);
    people_undo(p);
    t.ids.n = kept_ids;
    t.subjects = kept_subjects;
    ptwin_check(&t, p);
    ptwin_check(&t, replica);
    people_close(p);
    people_close(replica);
    buf_release(&record);
    vec_free(&t.ids);
    mem_io_free(m);
  }
}

/* Groups in flight: the oldest becomes durable, or everything from some group on fails; a
 * checkpoint in between holds what was kept and nothing else. */
static void groups_in_flight(void **state) {
  for (uint64_t round = 0; round < 40; round++) {
    struct rng r;
    struct people_twin t = {0}, kept;
    struct err err;
    struct mem_io *m = mem_io_new(seed);
    struct people *p = ptwin_open(m);
    struct buf record = BUF_INIT;
    struct flight {
      struct people_mark mark;
      size_t ids;
      uint32_t subjects;
    } now = {0};
    VEC(struct flight) flights = {0};
    struct flight done = {0};
    uint64_t lsn = 1;
    rng_init(&r, seed, 3, round);
    people_bind(p, STR("log"));
    for (int step = 0; step < 400; step++) {
      const char *type;
      char value[600];
      uint32_t got;
      for (uint64_t k = rng_below(&r, 6); k > 0; k--) {
        ptwin_random(&r, &type, value);
        uint32_t want = ptwin_find(&t, type, value);
        assert_true(people_resolve(p, str_from(type), str_from(value), &record, &got, &err));
        assert_int_equal(got, want == SUBJECT_NONE ? t.subjects : want);
        if (want == SUBJECT_NONE) ptwin_add(&t, got, type, value);
      }
      now = (struct flight){people_mark(p), t.ids.n, t.subjects};
      vec_push(&flights, now);
      for (uint64_t k = rng_below(&r, 3); k > 0 && flights.n; k--) {
        done = flights.p[0];
        memmove(flights.p, flights.p + 1, --flights.n * sizeof *flights.p);
        people_keep_to(p, &done.mark, ++lsn);
      }
      if (flights.n && rng_chance(&r, 0.1)) { /* from some group on they failed */
        flights.n = rng_below(&r, flights.n);
        now = flights.n ? flights.p[flights.n - 1] : done;
        people_undo_to(p, &now.mark);
        t.ids.n = now.ids;
        t.subjects = now.subjects;
      }
      if (step % 40 == 0) {
        kept = ptwin_upto(&t, done.ids, done.subjects);
        ptwin_check(&kept, p);
        assert_true(people_checkpoint(p, &err));
        struct people *again = ptwin_open(m);
        assert_int_equal(people_lsn(again), people_lsn(p));
        ptwin_check(&kept, again);
        people_close(again);
      }
    }
    people_close(p);
    buf_release(&record);
    vec_free(&flights);
    vec_free(&t.ids);
    mem_io_free(m);
  }
}

/* Many pages and blocks, the table growing all the time, and everything taken back. */
static void many_people_and_back(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = ptwin_open(m);
  struct buf record = BUF_INIT;
  struct err err;
  const char *why;
  char value[64];
  uint32_t got;
  for (uint32_t i = 0; i < 200000; i++) {
    int n = snprintf(value, sizeof value, "customer-%u", i);
    assert_true(people_resolve(p, STR("user_id"), str_of(value, (size_t)n), &record, &got, &err));
    assert_int_equal(got, i);
    if (i == 70000) {
      people_keep(p);
      buf_reset(&record);
    }
  }
  assert_true(people_validate(p, &why));
  people_undo(p);
  assert_true(people_validate(p, &why));
  assert_int_equal(people_count(p), 70001);
  assert_int_equal(people_find(p, STR("user_id"), STR("customer-70000")), 70000);
  assert_int_equal(people_find(p, STR("user_id"), STR("customer-70001")), SUBJECT_NONE);
  people_close(p);
  buf_release(&record);
  mem_io_free(m);
}

/* Batches give what one look-up after the other gives, numbers and records, also when identities
 * and types are new and repeat within a batch, and when one is refused. */
static void many_equal_one_by_one(void **state) {
  struct mem_io *m = mem_io_new(seed), *m2 = mem_io_new(seed);
  struct people *one = ptwin_open(m), *many = ptwin_open(m2);
  struct rng r;
  rng_init(&r, seed, 4, 0);
  for (int round = 0; round < 400; round++) {
    struct people_id ids[150];
    char values[150][600];
    uint32_t want[150], got[150], n = (uint32_t)rng_below(&r, 150);
    struct buf a = BUF_INIT, b = BUF_INIT;
    struct err err, err2;
    for (uint32_t i = 0; i < n; i++) {
      const char *type;
      ptwin_random(&r, &type, values[i]);
      if (rng_chance(&r, 0.002)) values[i][0] = 0;
      ids[i] = (struct people_id){str_from(type), str_from(values[i])};
      got[i] = SUBJECT_NONE;
    }
    bool ok = true, ok2 = people_resolve_many(many, ids, n, &b, got, &err2);
    for (uint32_t i = 0; ok && i < n; i++) {
      ok = people_resolve(one, ids[i].type, ids[i].value, &a, &want[i], &err);
      if (ok) assert_int_equal(got[i], want[i]);
    }
    assert_int_equal(ok, ok2);
    if (!ok) assert_int_equal(err.code, err2.code);
    assert_true(str_eq(buf_str(&a), buf_str(&b)));
    if (rng_chance(&r, 0.2)) {
      people_undo(one);
      people_undo(many);
    } else if (rng_chance(&r, 0.5)) {
      people_keep(one);
      people_keep(many);
    }
    people_find_many(many, ids, n, got);
    for (uint32_t i = 0; i < n; i++)
      assert_int_equal(got[i], people_find(one, ids[i].type, ids[i].value));
    buf_release(&a);
    buf_release(&b);
  }
  people_close(one);
  people_close(many);
  mem_io_free(m);
  mem_io_free(m2);
}

static void limits_have_names(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = ptwin_open(m);
  struct buf record = BUF_INIT, small = BUF_INIT_MAX(40);
  struct err err;
  char big[600], type[16];
  uint32_t got = 77;
  memset(big, 'x', sizeof big);
  assert_false(people_resolve(p, STR("user_id"), STR(""), &record, &got, &err));
  assert_int_equal(err.code, ERR_bad_identity);
  assert_false(people_resolve(p, STR(""), STR("1"), &record, &got, &err));
  assert_int_equal(err.code, ERR_bad_identity);
  assert_false(people_resolve(p, STR("user_id"), str_of(big, PEOPLE_VALUE_BYTES_MAX + 1), &record,
                              &got, &err));
  assert_int_equal(err.code, ERR_too_large);
  assert_false(
      people_resolve(p, str_of(big, PEOPLE_TYPE_BYTES_MAX + 1), STR("1"), &record, &got, &err));
  assert_int_equal(err.code, ERR_too_large);
  assert_false(people_resolve(p, STR("user_id"), str_of(big, 500), &small, &got, &err));
  assert_int_equal(err.code, ERR_too_large);
  assert_int_equal(got, 77);
  assert_int_equal(people_count(p) + record.n + p->types.n, 0);
  assert_true(people_resolve(p, str_of(big, PEOPLE_TYPE_BYTES_MAX),
                             str_of(big, PEOPLE_VALUE_BYTES_MAX), &record, &got, &err));
  for (int i = 1; i < PEOPLE_TYPES_MAX; i++) {
    snprintf(type, sizeof type, "type-%d", i);
    assert_true(people_resolve(p, str_from(type), STR("1"), &record, &got, &err));
  }
  assert_false(people_resolve(p, STR("one_more"), STR("1"), &record, &got, &err));
  assert_int_equal(err.code, ERR_identity_types);
  p->limit = people_pending(p) + 1;
  assert_true(people_resolve(p, STR("type-3"), STR("last"), &record, &got, &err));
  assert_false(people_resolve(p, STR("type-3"), STR("too many"), &record, &got, &err));
  assert_int_equal(err.code, ERR_subject_limit);
  assert_true(people_resolve(p, STR("type-3"), STR("last"), &record, &got, &err)); /* known */
  people_undo(p);
  assert_int_equal(people_count(p) + p->types.n, 0);
  people_close(p);
  buf_release(&record);
  buf_release(&small);
  mem_io_free(m);
}

/* Random bytes and flipped records: refused as a whole, or a record that says something else. */
static void damaged_records_leave_nothing(void **state) {
  struct rng r;
  struct mem_io *m = mem_io_new(seed);
  rng_init(&r, seed, 3, 0);
  for (int round = 0; round < 3000; round++) {
    struct people *p = ptwin_open(m);
    struct buf record = BUF_INIT;
    struct err err;
    const char *why = "";
    uint32_t got;
    assert_true(people_resolve(p, STR("user_id"), STR("known"), &record, &got, &err));
    people_keep(p);
    buf_reset(&record);
    for (uint32_t i = 1; i < 6; i++) {
      char value[16];
      int n = snprintf(value, sizeof value, "new-%u", i);
      people_record_put(&record, i, STR("phone"), str_of(value, (size_t)n));
    }
    record.p[rng_below(&r, record.n)] ^= (char)(1u << rng_below(&r, 8));
    if (rng_chance(&r, 0.2)) record.n = rng_below(&r, record.n);
    if (!people_apply(p, buf_str(&record), 9, &err)) {
      assert_true(err.code == ERR_corrupt || err.code == ERR_unsupported_format);
      assert_int_equal(people_count(p), 1);
      assert_int_equal(p->types.n, 1);
      assert_int_equal(people_lsn(p), 0);
    }
    if (!people_validate(p, &why)) fail_msg("%s", why);
    buf_release(&record);
    people_close(p);
  }
  mem_io_free(m);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_histories_equal_the_twin),
      cmocka_unit_test(groups_in_flight),
      cmocka_unit_test(many_people_and_back),
      cmocka_unit_test(many_equal_one_by_one),
      cmocka_unit_test(limits_have_names),
      cmocka_unit_test(damaged_records_leave_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
