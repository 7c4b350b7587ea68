/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merging, taking apart and claiming against a twin that keeps one number per subject; replay,
 * checkpoints, damaged records. */
#include "people_twin.h"

#include "base/clock.h"

static uint64_t seed;

#define SUBJECTS 60

static void put_subjects(struct people *p, uint32_t n) {
  struct buf record = BUF_INIT;
  struct err err;
  for (uint32_t i = 0; i < n; i++) {
    char value[16];
    uint32_t got;
    snprintf(value, sizeof value, "u%u", i);
    assert_true(people_resolve(p, STR("user_id"), str_from(value), &record, &got, &err));
    assert_int_equal(got, i);
  }
  people_keep(p);
  buf_release(&record);
}

static struct people *some_people(struct mem_io *m) {
  struct people *p = ptwin_open(m);
  people_bind(p, STR("log"));
  put_subjects(p, SUBJECTS);
  people_set_lsn(p, 1);
  return p;
}

static uint32_t least_of(const uint32_t *person, uint32_t of) {
  for (uint32_t s = 0; s < SUBJECTS; s++)
    if (person[s] == of) return s;
  return SUBJECT_NONE;
}

static void twin_merge(uint32_t *person, uint32_t into, const uint32_t *from, uint32_t n) {
  uint32_t to = person[into];
  for (uint32_t i = 0; i < n; i++) {
    uint32_t of = person[from[i]];
    for (uint32_t s = 0; s < SUBJECTS; s++)
      if (person[s] == of) person[s] = to;
  }
}

static void twin_split(uint32_t *person, const bool *named, uint32_t of) {
  bool all = true;
  for (uint32_t s = 0; s < SUBJECTS; s++)
    all &= person[s] != of || named[s];
  if (all) return;
  for (uint32_t s = 0; s < SUBJECTS; s++)
    if (person[s] == of && named[s] != named[of]) person[s] = UINT32_MAX; /* leaves */
  uint32_t least = least_of(person, UINT32_MAX);
  for (uint32_t s = 0; s < SUBJECTS; s++)
    if (person[s] == UINT32_MAX) person[s] = least;
}

static void same_persons(const struct people *p, const uint32_t *person) {
  const char *why = "";
  uint32_t list[SUBJECTS], persons = 0;
  if (!people_validate(p, &why)) fail_msg("%s", why);
  for (uint32_t s = 0; s < SUBJECTS; s++) {
    uint32_t mine = 0, ids = 0;
    struct str type, value;
    char want[16];
    assert_int_equal(person_of(p, s), person[s]);
    for (uint32_t k = 0; k < SUBJECTS; k++)
      mine += person[k] == person[s];
    assert_int_equal(person_subjects(p, s, list, SUBJECTS), mine);
    assert_int_equal(list[0], person[s]);
    for (uint32_t i = 0; i < mine; i++)
      assert_int_equal(person[list[i]], person[s]);
    while (people_identity(p, s, ids, &type, &value)) {
      snprintf(want, sizeof want, "u%u", list[ids++]);
      assert_true(str_is(value, want));
    }
    assert_int_equal(ids, mine);
    snprintf(want, sizeof want, "u%u", s);
    assert_int_equal(people_find_person(p, str_from(want)), person[s]);
    assert_int_equal(people_find_any(p, str_from(want)), s);
    persons += person[s] == s;
  }
  assert_int_equal(people_living(p), persons);
}

/* One random wish, done to the people and the twin; the record is left in `record`. */
static void random_step(struct rng *r, const struct people *p, uint32_t *person,
                        struct buf *record) {
  uint32_t moved = 0, into = (uint32_t)rng_below(r, SUBJECTS), from[3], n = 0;
  struct err err;
  buf_reset(record);
  switch (rng_below(r, 3)) {
  case 0:
    for (uint64_t k = 1 + rng_below(r, 3); n < k; n++)
      do
        from[n] = (uint32_t)rng_below(r, SUBJECTS);
      while (from[n] == into);
    assert_true(people_merge(p, into, from, n, record, &moved, &err));
    twin_merge(person, into, from, n);
    break;
  case 1: {
    bool named[SUBJECTS] = {false};
    uint32_t list[SUBJECTS];
    for (uint32_t s = 0; s < SUBJECTS; s++) {
      if (person[s] != person[into] || !(s == into || rng_chance(r, 0.4))) continue;
      named[s] = true;
      list[n++] = s;
    }
    assert_true(people_unmerge(p, list, n, record, &moved, &err));
    twin_split(person, named, person[into]);
    break;
  }
  default: {
    bool named[SUBJECTS] = {false};
    uint32_t subject = (uint32_t)rng_below(r, SUBJECTS);
    if (subject == into) return;
    assert_true(people_claim(p, into, subject, record, &moved, &err));
    if (person[subject] == person[into]) return;
    named[subject] = true;
    twin_split(person, named, person[subject]);
    person[subject] = person[into];
  }
  }
  assert_int_equal(moved > 0, record->n > 0);
}

static void random_histories_equal_the_twin(void **state) {
  for (uint64_t round = 0; round < 40; round++) {
    struct rng r;
    struct err err;
    struct buf record = BUF_INIT;
    struct mem_io *m = mem_io_new(seed), *elsewhere = mem_io_new(seed);
    struct people *p = some_people(m), *replica = some_people(elsewhere);
    uint32_t person[SUBJECTS];
    uint64_t lsn = 1;
    for (uint32_t s = 0; s < SUBJECTS; s++)
      person[s] = s;
    rng_init(&r, seed, 7, round);
    for (int step = 0; step < 150; step++) {
      random_step(&r, p, person, &record);
      if (record.n == 0) continue;
      lsn += 1 + rng_below(&r, 3);
      assert_true(people_apply_persons(p, buf_str(&record), lsn, lsn + 1, &err));
      assert_true(people_apply_persons(replica, buf_str(&record), lsn, lsn + 1, &err));
      if (step % 10 == 0) same_persons(p, person);
      if (step % 37 != 0) continue;
      assert_true(people_checkpoint(p, &err)); /* and goes on from the file */
      struct person_change *before, *after;
      size_t n = people_changes(p, 0, &before), n_after;
      people_close(p);
      p = ptwin_open(m);
      n_after = people_changes(p, 0, &after);
      assert_int_equal(n, n_after);
      for (size_t i = 0; i < n; i++)
        assert_true(before[i].lsn == after[i].lsn && before[i].subject == after[i].subject &&
                    before[i].from == after[i].from && before[i].to == after[i].to);
      free(before);
      free(after);
    }
    same_persons(p, person);
    same_persons(replica, person);
    /* back to the beginning */
    persons_take_back(&p->persons, 0);
    assert_int_equal(p->persons.moved, 0);
    const char *why = "";
    if (!persons_validate(&p->persons, &why)) fail_msg("%s", why);
    for (uint32_t s = 0; s < SUBJECTS; s++)
      assert_int_equal(person_of(p, s), s);
    people_close(p);
    people_close(replica);
    buf_release(&record);
    mem_io_free(m);
    mem_io_free(elsewhere);
  }
}

static void apply(struct people *p, struct buf *record, uint64_t lsn) {
  struct err err;
  assert_true(people_apply_persons(p, buf_str(record), lsn, lsn + 1, &err));
  buf_reset(record);
}

static void what_makes_no_sense_is_refused(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = some_people(m);
  struct buf record = BUF_INIT;
  struct err err;
  uint32_t moved = 77, gone = 9;
  people_erase(p, &gone, 1);
  assert_false(people_merge(p, 1, (uint32_t[]){1}, 1, &record, &moved, &err));
  assert_int_equal(err.code, ERR_merge_self);
  assert_false(people_merge(p, 1, (uint32_t[]){SUBJECTS}, 1, &record, &moved, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  assert_false(people_merge(p, 1, (uint32_t[]){9}, 1, &record, &moved, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  assert_false(people_claim(p, 9, 1, &record, &moved, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  assert_false(people_unmerge(p, (uint32_t[]){1, 2}, 2, &record, &moved, &err));
  assert_int_equal(err.code, ERR_unmerge_several);
  assert_int_equal(record.n, 0);
  assert_int_equal(moved, 77);
  assert_true(people_merge(p, 1, (uint32_t[]){2, 3, 2}, 3, &record, &moved, &err));
  assert_int_equal(moved, 2);
  apply(p, &record, 5);
  assert_true(people_merge(p, 1, (uint32_t[]){3}, 1, &record, &moved, &err)); /* again */
  assert_int_equal(record.n, 0);
  assert_int_equal(moved, 0);
  assert_true(people_unmerge(p, (uint32_t[]){1, 2, 3}, 3, &record, &moved, &err));
  assert_int_equal(record.n, 0);
  assert_int_equal(people_living(p), SUBJECTS - 3);
  people_close(p);
  buf_release(&record);
  mem_io_free(m);
}

static void too_many_are_refused(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = ptwin_open(m);
  struct buf record = BUF_INIT;
  struct err err;
  uint32_t moved, *from = must_malloc(PERSON_SUBJECTS_MAX * sizeof *from);
  put_subjects(p, PERSON_SUBJECTS_MAX + 1);
  for (uint32_t i = 0; i < PERSON_SUBJECTS_MAX; i++)
    from[i] = i + 1;
  assert_false(people_merge(p, 0, from, PERSON_SUBJECTS_MAX, &record, &moved, &err));
  assert_int_equal(err.code, ERR_person_subjects);
  assert_int_equal(record.n, 0);
  assert_true(people_merge(p, 0, from, PERSON_SUBJECTS_MAX - 1, &record, &moved, &err));
  apply(p, &record, 3);
  assert_false(people_claim(p, 0, PERSON_SUBJECTS_MAX, &record, &moved, &err));
  assert_int_equal(err.code, ERR_person_subjects);
  people_close(p);
  free(from);
  buf_release(&record);
  mem_io_free(m);
}

static void refused(struct people *p, const char *bytes, size_t n, uint64_t lsn) {
  struct err err;
  assert_false(people_apply_persons(p, str_of(bytes, n), lsn, lsn + 1, &err));
  assert_int_equal(p->persons.history.n, 2);
}

static void damaged_records_change_nothing(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = some_people(m);
  struct buf record = BUF_INIT;
  struct err err;
  uint32_t moved;
  assert_true(people_merge(p, 1, (uint32_t[]){2, 3}, 2, &record, &moved, &err));
  apply(p, &record, 5);
  refused(p, "", 0, 9);
  refused(p, "\2\4\5", 3, 9);     /* a version that is not known */
  refused(p, "\1\4\5\6", 4, 9);   /* half a move */
  refused(p, "\1\4\5\3\2", 5, 9); /* 2 is no person */
  refused(p, "\1\4\5\1\7", 5, 9); /* 1 would leave 2 and 3 behind */
  refused(p, "\1\4\x7f", 3, 9);   /* nobody */
  refused(p, "\1\4\5", 3, 5);     /* it stands before another */
  for (size_t cut = 0; cut < 4; cut++) {
    char good[] = "\1\4\5\6\5";
    if (cut % 2) refused(p, good, cut + 1, 9);
  }
  people_close(p);
  buf_release(&record);
  mem_io_free(m);
}

/* A file without changes is what it was before there were persons. */
static void files_of_the_unmerged_have_no_feature(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct people *p = some_people(m);
  struct err err;
  struct arena tmp;
  struct str bytes;
  struct buf record = BUF_INIT;
  uint32_t moved;
  arena_init(&tmp, "test");
  assert_true(people_checkpoint(p, &err));
  assert_true(io_read_all(&m->io, PEOPLE_DIR "/" PEOPLE_FILE, 1 << 20, &tmp, &bytes, &err));
  assert_int_equal(bytes.p[12], 0);
  assert_true(people_merge(p, 1, (uint32_t[]){2}, 1, &record, &moved, &err));
  apply(p, &record, 5);
  assert_true(people_checkpoint(p, &err));
  assert_true(io_read_all(&m->io, PEOPLE_DIR "/" PEOPLE_FILE, 1 << 20, &tmp, &bytes, &err));
  assert_int_equal(bytes.p[12], PEOPLE_FEATURE_PERSONS);
  people_close(p);
  arena_release(&tmp);
  buf_release(&record);
  mem_io_free(m);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_histories_equal_the_twin),
      cmocka_unit_test(what_makes_no_sense_is_refused),
      cmocka_unit_test(too_many_are_refused),
      cmocka_unit_test(damaged_records_change_nothing),
      cmocka_unit_test(files_of_the_unmerged_have_no_feature),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
