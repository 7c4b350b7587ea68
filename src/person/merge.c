/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merging people, taking apart what was merged, and the records that say so.
 *
 * A record holds the moves themselves (this subject is of that person now), not the wish behind
 * them, so replaying needs no rule but Q1.  What is wished is turned into moves here, in an order
 * in which each step alone keeps Q1: who has a person's number leaves it last.  Nothing is moved
 * before the record is durable; then it is moved by replaying it, the same way as at the next
 * opening. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "person/person_int.h"

static bool living(const struct people *p, uint32_t subject) {
  return subject < p->kept.subjects && !people_erased_of(p, subject);
}

static bool known(const struct people *p, uint32_t subject, struct err *err) {
  return living(p, subject) || err_fail(err, ERR_unknown_person, "~%" PRIu32, subject);
}

static uint32_t size_of(const struct people *p, uint32_t person) {
  uint32_t n = 1;
  for (uint32_t s = persons_next(&p->persons, person); s != person;
       s = persons_next(&p->persons, s))
    n++;
  return n;
}

static void record_put(struct buf *record, uint32_t subject, uint32_t to) {
  if (record->n == 0) buf_put_u8(record, PERSONS_RECORD_VERSION);
  buf_put_varint(record, subject);
  buf_put_varint(record, to);
}

static bool merge_plan(const struct people *p, uint32_t into, const uint32_t *from, uint32_t n,
                       struct buf *record, uint32_t *ret_moved, struct err *err) {
  const struct persons *q = &p->persons;
  if (!known(p, into, err)) return false;
  uint32_t person = persons_of(q, into), all = size_of(p, person), moved = 0;
  VEC(uint32_t) others = {0};
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++) {
    if (from[i] == into) {
      ok = err_fail(err, ERR_merge_self, NULL);
      break;
    }
    ok = known(p, from[i], err);
    if (!ok) break;
    uint32_t other = persons_of(q, from[i]);
    bool again = other == person;
    for (size_t k = 0; k < others.n && !again; k++)
      again = others.p[k] == other;
    if (again) continue;
    vec_push(&others, other);
    all += size_of(p, other);
    if (all > PERSON_SUBJECTS_MAX)
      ok = err_fail(err, ERR_person_subjects, "%d", PERSON_SUBJECTS_MAX);
  }
  for (size_t i = 0; ok && i < others.n; i++) {
    uint32_t last = others.p[i];
    for (uint32_t s = persons_next(q, last);; s = persons_next(q, s)) {
      record_put(record, s, person);
      moved++;
      if (s == last) break;
    }
  }
  vec_free(&others);
  if (ok) *ret_moved = moved;
  return ok;
}

bool people_merge(const struct people *p, uint32_t into, const uint32_t *from, uint32_t n,
                  struct buf *record, uint32_t *ret_moved, struct err *err) {
  people_read_begin(p);
  bool ok = merge_plan(p, into, from, n, record, ret_moved, err);
  people_read_end(p);
  return ok;
}

static bool listed(const uint32_t *subjects, uint32_t n, uint32_t s) {
  for (uint32_t i = 0; i < n; i++)
    if (subjects[i] == s) return true;
  return false;
}

/* The subjects of the person that are listed (or are not) go by the least of their numbers. */
static uint32_t part_put(const struct persons *q, uint32_t person, const uint32_t *subjects,
                         uint32_t n, bool those, struct buf *record) {
  uint32_t least = UINT32_MAX, moved = 0, s = person;
  do {
    if (listed(subjects, n, s) == those && s < least) least = s;
    s = persons_next(q, s);
  } while (s != person);
  record_put(record, least, least);
  do {
    if (listed(subjects, n, s) == those) moved++;
    if (listed(subjects, n, s) == those && s != least) record_put(record, s, least);
    s = persons_next(q, s);
  } while (s != person);
  return moved;
}

static bool unmerge_plan(const struct people *p, const uint32_t *subjects, uint32_t n,
                         struct buf *record, uint32_t *ret_moved, struct err *err) {
  const struct persons *q = &p->persons;
  uint32_t person = n ? persons_of(q, subjects[0]) : 0, named = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!known(p, subjects[i], err)) return false;
    if (persons_of(q, subjects[i]) != person) return err_fail(err, ERR_unmerge_several, NULL);
    named += !listed(subjects, i, subjects[i]);
  }
  *ret_moved = 0;
  if (n == 0 || named == size_of(p, person)) return true;
  /* Who keeps the number stays: then the others leave. */
  *ret_moved = part_put(q, person, subjects, n, !listed(subjects, n, person), record);
  return true;
}

bool people_unmerge(const struct people *p, const uint32_t *subjects, uint32_t n,
                    struct buf *record, uint32_t *ret_moved, struct err *err) {
  people_read_begin(p);
  bool ok = unmerge_plan(p, subjects, n, record, ret_moved, err);
  people_read_end(p);
  return ok;
}

static bool claim_plan(const struct people *p, uint32_t into, uint32_t subject, struct buf *record,
                       uint32_t *ret_moved, struct err *err) {
  const struct persons *q = &p->persons;
  if (!known(p, into, err) || !known(p, subject, err)) return false;
  uint32_t person = persons_of(q, into), from = persons_of(q, subject), moved = 0;
  if (into == subject) return err_fail(err, ERR_merge_self, NULL);
  if (person != from) {
    if (size_of(p, person) >= PERSON_SUBJECTS_MAX)
      return err_fail(err, ERR_person_subjects, "%d", PERSON_SUBJECTS_MAX);
    if (subject == from && persons_next(q, subject) != subject)
      moved = part_put(q, from, &subject, 1, false, record);
    record_put(record, subject, person);
    moved++;
  }
  *ret_moved = moved;
  return true;
}

bool people_claim(const struct people *p, uint32_t into, uint32_t subject, struct buf *record,
                  uint32_t *ret_moved, struct err *err) {
  people_read_begin(p);
  bool ok = claim_plan(p, into, subject, record, ret_moved, err);
  people_read_end(p);
  return ok;
}

/* ---- asking ---- */

uint32_t person_of(const struct people *p, uint32_t subject) {
  people_read_begin(p);
  uint32_t person = persons_of(&p->persons, subject);
  people_read_end(p);
  return person;
}

uint32_t person_subjects(const struct people *p, uint32_t person, uint32_t *out, uint32_t room) {
  people_read_begin(p);
  uint32_t first = persons_of(&p->persons, person), n = 0, s = first;
  do {
    if (n < room) out[n] = s;
    n++;
    s = persons_next(&p->persons, s);
  } while (s != first);
  people_read_end(p);
  return n;
}

size_t people_changes(const struct people *p, uint64_t lsn, struct person_change **ret) {
  people_read_begin(p);
  size_t from = persons_since(&p->persons, lsn), n = p->persons.history.n - from;
  *ret = must_malloc((n + 1) * sizeof **ret);
  if (n) memcpy(*ret, p->persons.history.p + from, n * sizeof **ret);
  people_read_end(p);
  return n;
}
