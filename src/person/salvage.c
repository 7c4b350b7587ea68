/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is written is what was done: each op is mapped, brought into a shape that holds (Q1, D2),
 * applied, and put into the new record; so replaying the new record fits by construction, and where
 * nothing is lost it is the old one, byte by byte. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "person/person_int.h"
#include "person/salvage.h"

void people_numbers_release(struct people_numbers *n) {
  vec_free(&n->now);
  vec_free(&n->before);
  vec_free(&n->erased);
}

uint32_t people_number_now(const struct people_numbers *n, uint64_t before) {
  return before < n->now.n ? n->now.p[before] : SUBJECT_NONE;
}

void people_numbers_again(struct people_numbers *n) {
  n->now.n = n->before.n = 0;
}

static void remember(struct people_numbers *n, uint64_t before, uint32_t now) {
  if (before > SUBJECT_MAX) return;
  while (n->now.n <= before)
    vec_push(&n->now, SUBJECT_NONE);
  while (n->before.n <= now)
    vec_push(&n->before, SUBJECT_NONE);
  n->now.p[before] = now;
  n->before.p[now] = (uint32_t)before;
}

static uint32_t number_before(const struct people_numbers *n, uint32_t now) {
  return now < n->before.n ? n->before.p[now] : SUBJECT_NONE;
}

static size_t place(const struct people_numbers *n, uint32_t before) {
  size_t lo = 0, hi = n->erased.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (n->erased.p[mid] < before)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

bool people_number_is_erased(const struct people_numbers *n, uint32_t before) {
  size_t at = place(n, before);
  return at < n->erased.n && n->erased.p[at] == before;
}

void people_number_erased(struct people_numbers *n, uint32_t before) {
  size_t at = place(n, before);
  if (people_number_is_erased(n, before)) return;
  vec_push(&n->erased, before);
  memmove(&n->erased.p[at + 1], &n->erased.p[at], (n->erased.n - 1 - at) * sizeof before);
  n->erased.p[at] = before;
}

/* ---- allotments ---- */

struct allotment {
  struct people *p;
  struct people_numbers *numbers;
  struct buf *out;
  bool *renumbered;
  struct err *err;
};

/* Names of the erased, of stretches and of what was taken off are numbers. */
static struct str name_of(struct str type, struct str value, uint32_t subject,
                          char number[PEOPLE_TOMB_BYTES]) {
  bool erased = str_is(type, PEOPLE_ERASED);
  if (!erased && !str_is(type, PEOPLE_EPOCH) && !str_is(type, PEOPLE_FREE)) return value;
  int n = snprintf(number, PEOPLE_TOMB_BYTES, "%s%" PRIu32, erased ? "" : "~", subject);
  return str_of(number, (size_t)n);
}

static void put_entry(struct allotment *a, uint32_t subject, uint32_t t, struct str type,
                      struct str value) {
  people_record_put(a->out, subject, type, value);
  people_entry_add(a->p, subject, t, value, people_hash(a->p, t, value));
}

/* Somebody else has the identity: that it was taken off him is lost. */
static bool take_off(struct allotment *a, uint32_t subject) {
  char number[PEOPLE_TOMB_BYTES];
  struct str type = STR(PEOPLE_FREE), value = name_of(type, type, subject, number);
  uint32_t t = people_type(a->p, type);
  if (!people_check_limits(a->p, type, value, t == UINT32_MAX, a->err)) return false;
  if (t == UINT32_MAX) t = people_type_add(a->p, type);
  put_entry(a, subject, t, type, value);
  return true;
}

static bool salvage_entry(struct allotment *a, struct cursor *c, struct str record) {
  struct people *p = a->p;
  uint64_t before = cur_varint(c);
  struct str type = cur_lenstr(c), value = cur_lenstr(c);
  char number[PEOPLE_TOMB_BYTES];
  if (c->bad) return people_record_broken(c, record, "an identity is malformed", a->err);
  uint32_t t = people_type(p, type);
  uint32_t to = people_number_now(a->numbers, before);
  if (str_is(type, PEOPLE_FREE) && to == SUBJECT_NONE) return true; /* of whom is lost */
  if (to == SUBJECT_NONE) to = p->n_subjects;
  value = name_of(type, value, to, number);
  uint32_t known = t == UINT32_MAX ? SUBJECT_NONE : people_find_typed(p, t, value);
  uint32_t whose = known == SUBJECT_NONE ? known : number_before(a->numbers, known);
  if (known != SUBJECT_NONE && (whose == SUBJECT_NONE || whose == before || known == to)) {
    remember(a->numbers, before, known);
    return true;
  }
  if (known != SUBJECT_NONE && !take_off(a, known)) return false;
  if (to < p->n_subjects && people_erased_of(p, to)) return true;
  if (!people_check_limits(p, type, value, t == UINT32_MAX, a->err)) return false;
  if (t == UINT32_MAX) t = people_type_add(p, type);
  if (to != before) *a->renumbered = true;
  put_entry(a, to, t, type, value);
  if (str_is(type, PEOPLE_ERASED)) vec_push(&p->tombs, to);
  remember(a->numbers, before, to);
  return true;
}

bool people_salvage(struct people *p, struct str record, struct people_numbers *numbers,
                    struct buf *out, bool *renumbered, struct err *err) {
  struct allotment a = {p, numbers, out, renumbered, err};
  struct cursor c = cur_of(record.p, record.n);
  bool ok =
      cur_u8(&c) == PEOPLE_RECORD_VERSION || people_record_broken(&c, record, "its version", err);
  buf_reset(out);
  people_write_begin(p);
  while (ok && cur_left(&c) > 0)
    ok = salvage_entry(&a, &c, record);
  if (ok)
    people_keep_all(p);
  else
    people_truncate(p, p->kept);
  for (size_t i = 0; ok && i < p->tombs.n; i++)
    people_mark_erased(p, p->tombs.p[i]);
  p->tombs.n = 0;
  people_write_end(p);
  return ok;
}

bool people_salvage_lost(struct people *p, struct people_numbers *numbers, uint32_t before,
                         struct str type, struct str value, struct buf *record, struct err *err) {
  struct buf one = BUF_INIT, made = BUF_INIT;
  bool renumbered;
  if (type.n == 0) {
    type = STR(PEOPLE_EPOCH);
    value = STR("~");
  }
  people_record_put(&one, before, type, value);
  people_record_put(record, before, type, value);
  bool ok = people_salvage(p, buf_str(&one), numbers, &made, &renumbered, err);
  buf_release(&one);
  buf_release(&made);
  return ok;
}

/* ---- moves ---- */

/* For a goal that is lost: who goes there in one record was one person and stays one. */
struct stand_in {
  uint32_t before, subject;
  bool erased;
};
struct salvaging {
  struct people *p;
  VEC(struct stand_in) stand_ins;
  const struct people_numbers *numbers;
  uint64_t lsn;
  struct buf *out;
  uint32_t lost;
};

static uint32_t now(const struct salvaging *v, uint32_t before) {
  return before == SUBJECT_NONE ? before : people_number_now(v->numbers, before);
}

static bool goes(const struct salvaging *v, uint32_t before, uint32_t subject) {
  return people_number_is_erased(v->numbers, before) || people_erased_of(v->p, subject);
}

static void put_move(struct salvaging *v, uint32_t subject, uint32_t to,
                     const struct move_evidence *e) {
  must(persons_may_move(&v->p->persons, subject, to));
  persons_move(&v->p->persons, v->lsn, subject, to);
  ahead_move(&v->p->identity, subject, to);
  ops_put_move(v->out, subject, to, e);
}

/* Who has a person's number leaves it last: the others get another number before. */
static void renumber_rest(struct salvaging *v, uint32_t person) {
  const struct move_evidence e = {.cause = MOVE_NUMBERED, .a = SUBJECT_NONE, .b = SUBJECT_NONE};
  const struct persons *q = &v->p->persons;
  uint32_t least = SUBJECT_NONE;
  VEC(uint32_t) rest = {0};
  for (uint32_t s = persons_next(q, person); s != person; s = persons_next(q, s)) {
    vec_push(&rest, s);
    if (s < least) least = s;
  }
  if (least != SUBJECT_NONE) put_move(v, least, least, &e);
  for (size_t i = 0; i < rest.n; i++)
    if (rest.p[i] != least) put_move(v, rest.p[i], least, &e);
  vec_free(&rest);
}

static bool is_full(const struct salvaging *v, uint32_t person) {
  uint32_t n = 1;
  for (uint32_t s = persons_next(&v->p->persons, person); s != person && n < PERSON_SUBJECTS_MAX;
       s = persons_next(&v->p->persons, s))
    n++;
  return n >= PERSON_SUBJECTS_MAX;
}

static uint32_t stand_in_for(struct salvaging *v, uint32_t before, uint32_t subject, bool erased) {
  for (size_t i = 0; i < v->stand_ins.n; i++)
    if (v->stand_ins.p[i].before == before && v->stand_ins.p[i].erased == erased)
      return v->stand_ins.p[i].subject;
  struct stand_in x = {before, subject, erased};
  vec_push(&v->stand_ins, x);
  return subject;
}

static void salvage_move(struct salvaging *v, const struct person_op *op) {
  const struct persons *q = &v->p->persons;
  uint32_t s = now(v, op->move.subject), to = now(v, op->move.to);
  struct move_evidence e = op->evidence;
  e.a = now(v, e.a);
  e.b = now(v, e.b);
  v->lost += s == SUBJECT_NONE || to == SUBJECT_NONE;
  if (s == SUBJECT_NONE) return;
  bool erased = goes(v, op->move.subject, s);
  if (to == SUBJECT_NONE || erased != goes(v, op->move.to, to))
    to = stand_in_for(v, op->move.to, s, erased);
  if (to != s && persons_of(q, to) != to) to = persons_of(q, to);
  if (persons_of(q, s) == to && to != s) return;
  if (to != s && !persons_may_move(q, s, to) && is_full(v, to)) {
    v->lost++;
    to = s;
  }
  if (persons_of(q, s) == s) renumber_rest(v, s);
  if (persons_of(q, s) != to) put_move(v, s, to, &e);
}

static void salvage_note(struct salvaging *v, const struct person_op *op) {
  struct move_evidence e = op->evidence;
  e.a = now(v, e.a);
  e.b = now(v, e.b);
  ops_put_note(v->out, op->note, &e);
}

/* ---- the state of devices ---- */

static void map_device(const struct salvaging *v, uint64_t mask, struct device *d) {
  uint32_t n = 0;
  if (mask & DEVICE_F_OWNER) d->owner = now(v, d->owner);
  if (mask & DEVICE_F_ANON) d->anon = now(v, d->anon);
  if (mask & DEVICE_F_STRETCH) d->stretch = now(v, d->stretch);
  if (mask & DEVICE_F_STRAY) d->stray = now(v, d->stray);
  if (!(mask & DEVICE_F_ACCOUNTS)) return;
  for (uint32_t i = 0; i < d->n_accounts; i++) {
    uint32_t account = now(v, d->account[i]);
    if (account == SUBJECT_NONE) continue;
    d->account[n] = account;
    d->seen[n++] = d->seen[i];
  }
  d->n_accounts = (uint8_t)n;
}

static uint32_t own_stretch(struct identity *x, const struct device *d, uint32_t subject) {
  const struct stretch *s = stretch_at(x, subject);
  return subject == d->first || (s && s->first == d->first) ? subject : SUBJECT_NONE;
}

/* A device whose owner is lost is nobody's and begins anew: what was done on it before is claimed
 * by nobody, rather than by the wrong one. */
static void make_whole(struct identity *x, struct device *d) {
  if (d->state != DEVICE_FREE && d->owner == SUBJECT_NONE) {
    d->state = DEVICE_FREE;
    d->anon = d->stretch = d->stray = SUBJECT_NONE;
  }
  d->anon = own_stretch(x, d, d->anon);
  d->stretch = own_stretch(x, d, d->stretch);
  d->stray = own_stretch(x, d, d->stray);
}

static void salvage_device(void *salvaging, struct cursor *c) {
  struct salvaging *v = salvaging;
  struct identity *x = &v->p->identity;
  uint32_t first = now(v, ops_number(c));
  uint64_t mask = cur_varint(c);
  const struct device *at = first == SUBJECT_NONE ? NULL : device_at(x, first);
  struct device before = at ? *at : device_nothing(first), d = before;
  ops_device_fields(c, mask, &d);
  if (c->bad || first == SUBJECT_NONE) return;
  map_device(v, mask, &d);
  make_whole(x, &d);
  struct device *to = at ? device_touch(x, first) : device_make(x, first);
  d.stamp = to->stamp;
  *to = d;
  ops_put_device(v->out, &before, &d);
}

static void salvage_stretch(void *salvaging, struct cursor *c) {
  struct salvaging *v = salvaging;
  struct identity *x = &v->p->identity;
  struct stretch s = {.subject = now(v, ops_number(c))};
  s.first = now(v, ops_number(c));
  s.first_ms = cur_zigzag(c);
  if (c->bad || s.subject == SUBJECT_NONE || s.first == SUBJECT_NONE) return;
  struct stretch *at = stretch_at(x, s.subject);
  bool last = x->stretches.n == 0 || x->stretches.p[x->stretches.n - 1].subject < s.subject;
  if (at ? at->first != s.first : !last) return;
  if (at)
    stretch_set(x, at, s.first_ms);
  else
    stretch_make(x, s.subject, s.first, s.first_ms);
  ops_put_stretch(v->out, &s);
}

static void salvage_state(void *salvaging, struct cursor *c) {
  struct salvaging *v = salvaging;
  struct note n;
  uint8_t kept = 0;
  ops_note(c, &n);
  n.subject = c->bad ? SUBJECT_NONE : now(v, n.subject);
  if (n.subject == SUBJECT_NONE) return;
  for (uint8_t i = 0; i < n.n; i++) {
    uint32_t person = now(v, n.person[i]);
    if (person == SUBJECT_NONE) continue;
    n.person[kept] = person;
    n.hour[kept++] = n.hour[i];
  }
  n.n = kept;
  *note_touch(&v->p->identity, n.subject) = n;
  ops_put_note_state(v->out, &n);
}

static void salvage_rate(void *salvaging, struct cursor *c) {
  struct salvaging *v = salvaging;
  struct rate r = {.subject = now(v, ops_number(c))};
  r.merges = ops_number(c);
  r.day = cur_zigzag(c);
  if (c->bad || r.subject == SUBJECT_NONE) return;
  *rate_touch(&v->p->identity, r.subject) = r;
  ops_put_rate(v->out, &r);
}

static bool salvage_ops(struct salvaging *v, struct person_ops *o, struct err *err) {
  static const struct state_ops how = {salvage_device, salvage_stretch, salvage_state,
                                       salvage_rate};
  struct person_op op;
  uint8_t kind;
  while (person_op_next(o, &op, &kind)) {
    if (op.what == PERSON_MOVES)
      salvage_move(v, &op);
    else if (op.what == PERSON_NOTES)
      salvage_note(v, &op);
    else
      ops_state(&how, v, &o->c, kind);
  }
  return !o->c.bad || persons_broken("a move is malformed", err);
}

bool people_salvage_persons(struct people *p, struct str record, uint64_t lsn, uint64_t next_lsn,
                            const struct people_numbers *numbers, struct buf *out,
                            uint32_t *ret_lost, struct err *err) {
  struct salvaging v = {.p = p, .numbers = numbers, .lsn = lsn, .out = out};
  struct identity *x = &p->identity;
  struct person_ops o;
  buf_reset(out);
  if (!person_ops_begin(record, &o, err)) return false;
  people_write_begin(p);
  must(journal_end(x) == p->kept.journal);
  x->stamp++;
  x->touched.n = 0;
  x->bound = p->kept.subjects;
  size_t before = p->persons.history.n;
  bool ok = persons_in_order(p, lsn, err) && salvage_ops(&v, &o, err);
  if (ok) {
    p->lsn = next_lsn;
    p->kept.journal = journal_end(x);
    journal_keep(x, p->kept.journal);
  } else {
    persons_take_back(&p->persons, before);
    journal_undo(x, p->kept.journal);
    buf_reset(out);
  }
  people_write_end(p);
  vec_free(&v.stand_ins);
  if (ok) *ret_lost = v.lost;
  return ok;
}
