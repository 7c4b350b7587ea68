/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erased subjects.
 *
 * Their entries stay in the table, because readers were promised that bytes do not move, and undo
 * counts on entries being where they were; finding passes them over, and what goes into files is
 * the subject's number instead.  The memory is given back when the program ends: the promise is
 * about disks.  A checkpoint or a record that was written without the identities erases in turn
 * when it is read, so nothing else has to remember who is erased. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "person/person_int.h"

static size_t place_of(const struct people *p, uint32_t subject) {
  size_t lo = 0, hi = p->erased.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (p->erased.p[mid]->subject < subject)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

const struct people_erased *people_erased_of(const struct people *p, uint32_t subject) {
  size_t i = place_of(p, subject);
  return i < p->erased.n && p->erased.p[i]->subject == subject ? p->erased.p[i] : NULL;
}

void people_mark_erased(struct people *p, uint32_t subject) {
  size_t at = place_of(p, subject);
  if (at < p->erased.n && p->erased.p[at]->subject == subject) return;
  struct people_erased *e = must_malloc(sizeof *e);
  e->subject = subject;
  snprintf(e->text, sizeof e->text, "%" PRIu32, subject);
  vec_push(&p->erased, e);
  memmove(&p->erased.p[at + 1], &p->erased.p[at], (p->erased.n - 1 - at) * sizeof e);
  p->erased.p[at] = e;
}

void people_erase(struct people *p, const uint32_t *subjects, uint32_t n) {
  must(p->n_entries == p->kept.entries);
  people_write_begin(p);
  if (n && people_type(p, STR(PEOPLE_ERASED)) == UINT32_MAX) {
    people_type_add(p, STR(PEOPLE_ERASED));
    p->kept.types = (uint32_t)p->types.n;
  }
  for (uint32_t i = 0; i < n; i++)
    if (subjects[i] < p->n_subjects) people_mark_erased(p, subjects[i]);
  people_write_end(p);
}

bool people_erased(const struct people *p, uint32_t subject) {
  people_read_begin(p);
  bool gone = people_erased_of(p, subject) != NULL;
  people_read_end(p);
  return gone;
}

uint32_t people_living(const struct people *p) {
  people_read_begin(p);
  uint32_t n = p->kept.subjects - p->persons.moved;
  for (size_t i = 0; i < p->erased.n; i++)
    n -= persons_of(&p->persons, p->erased.p[i]->subject) == p->erased.p[i]->subject; /* P8 */
  people_read_end(p);
  return n;
}

uint32_t people_entry_filed(const struct people *p, uint32_t entry, char tomb[PEOPLE_TOMB_BYTES],
                            struct str *ret_value) {
  const struct people_entry *e = people_entry_at(p, entry);
  uint32_t subject = p->erased.n ? people_entry_subject(p, entry) : 0;
  if (!p->erased.n || !people_erased_of(p, subject)) {
    *ret_value = people_entry_value(e);
    return e->type;
  }
  int n = entry == subject
              ? snprintf(tomb, PEOPLE_TOMB_BYTES, "%" PRIu32, subject)
              : snprintf(tomb, PEOPLE_TOMB_BYTES, "%" PRIu32 "/%" PRIu32, subject, entry);
  *ret_value = str_of(tomb, (size_t)n);
  uint32_t type = people_type(p, STR(PEOPLE_ERASED));
  must(type != UINT32_MAX);
  return type;
}

bool people_record_erase(struct str record, bool (*gone)(void *ctx, uint32_t subject), void *ctx,
                         struct buf *out, bool *ret_changed, struct err *err) {
  struct cursor c = cur_of(record.p, record.n);
  struct buf fresh = BUF_INIT;
  bool changed = false;
  buf_put_u8(&fresh, cur_u8(&c));
  while (!c.bad && cur_left(&c) > 0) {
    uint64_t subject = cur_varint(&c);
    struct str type = cur_lenstr(&c), value = cur_lenstr(&c);
    char number[12];
    if (!c.bad && !str_is(type, PEOPLE_ERASED) && gone(ctx, (uint32_t)subject)) {
      type = STR(PEOPLE_ERASED);
      value =
          str_of(number, (size_t)snprintf(number, sizeof number, "%" PRIu32, (uint32_t)subject));
      changed = true;
    }
    buf_put_varint(&fresh, subject);
    buf_put_lenstr(&fresh, type);
    buf_put_lenstr(&fresh, value);
  }
  bool ok = !c.bad || err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "A record of new people",
                               "an identity is malformed");
  if (ok && changed) buf_put_str(out, buf_str(&fresh));
  if (ok) *ret_changed = changed;
  buf_release(&fresh);
  return ok;
}
