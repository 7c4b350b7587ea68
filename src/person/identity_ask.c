/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked about the machine's state, and what is changed of it by hand. */
#include "base/panic.h"
#include "person/person_int.h"

bool people_blocked(const struct people *p, uint32_t subject) {
  people_read_begin(p);
  const struct note *n = note_at(&p->identity, subject);
  bool is = n && n->blocked;
  people_read_end(p);
  return is;
}

bool people_frozen(const struct people *p, uint32_t person) {
  people_read_begin(p);
  const struct note *n = note_at(&p->identity, person);
  bool is = n && n->frozen;
  people_read_end(p);
  return is;
}

static size_t numbers_bytes(const struct numbers *t) {
  size_t n = t->pages.cap * sizeof *t->pages.p;
  for (size_t i = 0; i < t->pages.n; i++)
    if (t->pages.p[i]) n += sizeof(uint32_t) << NUMBERS_PAGE_BITS;
  return n;
}

static size_t persons_bytes(const struct persons *q) {
  size_t n = q->pages.cap * sizeof *q->pages.p + q->history.cap * sizeof *q->history.p;
  for (size_t i = 0; i < q->pages.n; i++)
    if (q->pages.p[i]) n += sizeof **q->pages.p;
  return n;
}

void people_identity_stats(const struct people *p, struct identity_stats *ret) {
  const struct identity *x = &p->identity;
  struct identity_stats s = {0};
  people_read_begin(p);
  s.devices = (uint32_t)x->devices.n;
  s.stretches = (uint32_t)x->stretches.n;
  for (size_t i = 0; i < x->devices.n; i++)
    s.shared += x->devices.p[i].shared_until != 0;
  for (size_t i = 0; i < x->notes.n; i++) {
    s.blocked += x->notes.p[i].blocked;
    s.frozen += x->notes.p[i].frozen;
  }
  s.bytes = x->devices.cap * sizeof *x->devices.p + x->stretches.cap * sizeof *x->stretches.p +
            x->notes.cap * sizeof *x->notes.p + x->rates.cap * sizeof *x->rates.p +
            x->journal.cap * sizeof *x->journal.p + numbers_bytes(&x->device_of) +
            numbers_bytes(&x->note_of) + numbers_bytes(&x->rate_of) + persons_bytes(&x->ahead);
  people_read_end(p);
  *ret = s;
}

static void put_by_hand(struct buf *record, const struct note *n, enum identity_note what,
                        int64_t at_ms) {
  struct move_evidence e = {.a = n->subject, .b = SUBJECT_NONE, .time = at_ms};
  ops_put_note_state(record, n);
  ops_put_note(record, what, &e);
}

static struct note note_of(const struct people *p, uint32_t subject) {
  const struct note *n = note_at(&p->identity, subject);
  return n ? *n : (struct note){.subject = subject};
}

void people_set_blocked(const struct people *p, uint32_t subject, bool blocked, int64_t at_ms,
                        struct buf *record) {
  people_read_begin(p);
  struct note n = note_of(p, subject);
  people_read_end(p);
  if (n.blocked == blocked) return;
  n.blocked = blocked;
  n.n = 0;
  put_by_hand(record, &n, blocked ? NOTE_BLOCKED : NOTE_UNBLOCKED, at_ms);
}

void people_set_frozen(const struct people *p, uint32_t person, bool frozen, int64_t at_ms,
                       struct buf *record) {
  people_read_begin(p);
  struct note n = note_of(p, person);
  people_read_end(p);
  if (n.frozen == frozen) return;
  n.frozen = frozen;
  put_by_hand(record, &n, frozen ? NOTE_FROZEN : NOTE_THAWED, at_ms);
}

/* ---- invariants ---- */

static bool no(const char **ret_reason, const char *why) {
  *ret_reason = why;
  return false;
}

static bool known(const struct people *p, uint32_t s) {
  return s == SUBJECT_NONE || s < p->n_subjects;
}

static bool devices_right(const struct people *p, const char **ret_reason) {
  struct identity *x = (struct identity *)&p->identity;
  for (size_t i = 0; i < x->devices.n; i++) {
    const struct device *v = &x->devices.p[i];
    if (device_at(x, v->first) != v) return no(ret_reason, "D2: a device is not found");
    if (!known(p, v->first) || !known(p, v->owner) || !known(p, v->anon) || !known(p, v->stretch) ||
        !known(p, v->stray))
      return no(ret_reason, "D2: a device names nobody");
    if (v->state != DEVICE_FREE && v->owner == SUBJECT_NONE)
      return no(ret_reason, "a device without an owner is somebody's");
  }
  for (size_t i = 0; i < x->stretches.n; i++) {
    const struct stretch *s = &x->stretches.p[i];
    if (s->subject >= p->n_subjects || !device_at(x, s->first))
      return no(ret_reason, "D2: a stretch has no device");
    if (i && s[-1].subject >= s->subject) return no(ret_reason, "D2: stretches do not ascend");
  }
  return true;
}

bool identity_validate(const struct people *p, const char **ret_reason) {
  const struct identity *x = &p->identity;
  if (!persons_validate(&x->ahead, ret_reason)) return false;
  if (journal_end(x) == p->kept.journal)
    for (uint32_t s = 0; s < p->n_subjects; s++)
      if (persons_of(&x->ahead, s) != persons_of(&p->persons, s))
        return no(ret_reason, "D1: the two partitions differ");
  return devices_right(p, ret_reason);
}
