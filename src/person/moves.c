/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was decided, as bytes: in the log per group, in the checkpoint for everything.
 *
 * A record holds moves and the state that changed, not the events that led to them, so reading it
 * needs no rule.  Of a device only the fields that changed are there, as they are now: most records
 * say of most devices only that somebody was seen on them a little later; and where a record is
 * lost, the next ones still mean what they say.  The checkpoint uses the same ops. */
#include "person/identity_int.h"

#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "person/person_int.h"

static uint32_t get_subject(struct cursor *c) {
  uint64_t v = cur_varint(c);
  c->bad |= v > SUBJECT_NONE;
  return v ? (uint32_t)(v - 1) : SUBJECT_NONE;
}

static void get_evidence(struct cursor *c, struct move_evidence *ret) {
  ret->a = get_subject(c);
  ret->b = get_subject(c);
  ret->time = cur_zigzag(c);
  ret->key.hi = cur_u64(c);
  ret->key.lo = cur_u64(c);
  c->bad |= ret->time < TIME_MIN || ret->time > TIME_MAX;
}

/* ---- states ---- */

uint32_t ops_number(struct cursor *c) {
  uint64_t v = cur_varint(c);
  c->bad |= v >= SUBJECT_NONE;
  return (uint32_t)v;
}

static void get_accounts(struct cursor *c, struct device *v) {
  v->n_accounts = cur_u8(c);
  c->bad |= v->n_accounts > IDENTITY_ACCOUNTS_MAX;
  for (uint32_t i = 0; !c->bad && i < v->n_accounts; i++) {
    v->account[i] = ops_number(c);
    v->seen[i] = ops_number(c);
  }
}

void ops_device_fields(struct cursor *c, uint64_t mask, struct device *v) {
  c->bad |= mask & ~(uint64_t)DEVICE_F_ALL;
  if (mask & DEVICE_F_OWNER) v->owner = get_subject(c);
  if (mask & DEVICE_F_ANON) v->anon = get_subject(c);
  if (mask & DEVICE_F_STRETCH) v->stretch = get_subject(c);
  if (mask & DEVICE_F_STRAY) v->stray = get_subject(c);
  if (mask & DEVICE_F_STATE) v->state = cur_u8(c);
  c->bad |= v->state > DEVICE_LEFT;
  if (mask & DEVICE_F_ACCOUNTS) get_accounts(c, v);
  if (mask & DEVICE_F_AUTH) v->last_auth = cur_zigzag(c);
  if (mask & DEVICE_F_FROM) v->from = cur_zigzag(c);
  if (mask & DEVICE_F_STRETCH_FIRST) v->stretch_first = cur_zigzag(c);
  if (mask & DEVICE_F_STRETCH_LAST) v->stretch_last = cur_zigzag(c);
  if (mask & DEVICE_F_SHARED) v->shared_until = cur_zigzag(c);
  if (mask & DEVICE_F_FIRST) v->first_ms = cur_zigzag(c);
}

static void apply_device(void *identity, struct cursor *c) {
  struct identity *x = identity;
  uint32_t first = ops_number(c);
  uint64_t mask = cur_varint(c);
  c->bad |= first >= x->bound;
  if (c->bad) return;
  struct device v = device_at(x, first) ? *device_at(x, first) : device_nothing(first);
  ops_device_fields(c, mask, &v);
  if (c->bad) return;
  struct device *at = device_at(x, first) ? device_touch(x, first) : device_make(x, first);
  v.stamp = at->stamp;
  *at = v;
}

static void apply_stretch(void *identity, struct cursor *c) {
  struct identity *x = identity;
  uint32_t subject = ops_number(c), first = ops_number(c);
  int64_t first_ms = cur_zigzag(c);
  c->bad |= subject >= x->bound || first >= x->bound;
  if (c->bad) return;
  struct stretch *s = stretch_at(x, subject);
  if (s && s->first == first)
    stretch_set(x, s, first_ms);
  else if (s || (x->stretches.n && x->stretches.p[x->stretches.n - 1].subject > subject))
    c->bad = true;
  else
    stretch_make(x, subject, first, first_ms);
}

void ops_note(struct cursor *c, struct note *ret) {
  struct note n = {.subject = ops_number(c)};
  uint8_t flags = cur_u8(c);
  n.n = cur_u8(c);
  c->bad |= flags > 3 || n.n > IDENTITY_TOUCH_MAX + 1;
  n.blocked = flags & 1;
  n.frozen = flags >> 1 & 1;
  for (uint32_t i = 0; !c->bad && i < n.n; i++) {
    n.person[i] = ops_number(c);
    n.hour[i] = ops_number(c);
  }
  *ret = n;
}

static void apply_note(void *identity, struct cursor *c) {
  struct identity *x = identity;
  struct note n;
  ops_note(c, &n);
  c->bad |= n.subject >= x->bound;
  if (!c->bad) *note_touch(x, n.subject) = n;
}

static void apply_rate(void *identity, struct cursor *c) {
  struct identity *x = identity;
  struct rate r = {.subject = ops_number(c)};
  r.merges = ops_number(c);
  r.day = cur_zigzag(c);
  c->bad |= r.subject >= x->bound;
  if (!c->bad) *rate_touch(x, r.subject) = r;
}

void ops_state(const struct state_ops *how, void *ctx, struct cursor *c, uint8_t kind) {
  switch (kind) {
  case OP_DEVICE:
    how->device(ctx, c);
    break;
  case OP_STRETCH:
    how->stretch(ctx, c);
    break;
  case OP_STATE:
    how->note(ctx, c);
    break;
  case OP_RATE:
    how->rate(ctx, c);
    break;
  default:
    c->bad = true;
  }
}

bool ops_apply_state(struct identity *x, struct cursor *c, uint8_t kind) {
  static const struct state_ops how = {apply_device, apply_stretch, apply_note, apply_rate};
  ops_state(&how, x, c, kind);
  return !c->bad;
}

/* Passing over state needs its shape only. */
static void pass_device(void *nobody, struct cursor *c) {
  struct device v = device_nothing(0);
  ops_number(c);
  ops_device_fields(c, cur_varint(c), &v);
}

static void pass_numbers(void *nobody, struct cursor *c) {
  ops_number(c);
  ops_number(c);
  cur_zigzag(c);
}

static void pass_note(void *nobody, struct cursor *c) {
  ops_number(c);
  cur_u8(c);
  for (uint64_t n = cur_u8(c); n > 0 && !c->bad; n--) {
    ops_number(c);
    ops_number(c);
  }
}

static void pass_state(struct cursor *c, uint8_t kind) {
  static const struct state_ops how = {pass_device, pass_numbers, pass_note, pass_numbers};
  ops_state(&how, NULL, c, kind);
}

/* ---- records ---- */

bool person_ops_begin(struct str record, struct person_ops *ret, struct err *err) {
  ret->c = cur_of(record.p, record.n);
  ret->version = cur_u8(&ret->c);
  if (ret->c.bad)
    return err_fail(err, ERR_corrupt, "A record of merged people" ERR_SEP "%s", "it is empty");
  return ret->version == PERSONS_RECORD_VERSION || ret->version == PERSONS_RECORD_OPS ||
         err_fail(err, ERR_unsupported_format, "A record of merged people" ERR_SEP "version %u",
                  ret->version);
}

static void get_move(struct person_ops *o, struct person_op *ret) {
  ret->what = PERSON_MOVES;
  ret->move.subject = ops_number(&o->c);
  ret->move.to = ops_number(&o->c);
  ret->evidence = (struct move_evidence){.a = SUBJECT_NONE, .b = SUBJECT_NONE};
  if (o->version < PERSONS_RECORD_OPS) return;
  uint8_t cause = cur_u8(&o->c);
  o->c.bad |= cause >= MOVE_CAUSES;
  ret->evidence.cause = (enum move_cause)cause;
  get_evidence(&o->c, &ret->evidence);
}

static void get_note(struct person_ops *o, struct person_op *ret) {
  uint8_t note = cur_u8(&o->c);
  o->c.bad |= note >= IDENTITY_NOTES;
  ret->what = PERSON_NOTES;
  ret->note = (enum identity_note)note;
  ret->evidence.cause = MOVE_ADMIN;
  get_evidence(&o->c, &ret->evidence);
}

bool person_op_next(struct person_ops *o, struct person_op *ret, uint8_t *ret_kind) {
  if (o->c.bad || cur_left(&o->c) == 0) return false;
  *ret_kind = o->version < PERSONS_RECORD_OPS ? (uint8_t)OP_MOVE : cur_u8(&o->c);
  ret->what = PERSON_STATE;
  if (*ret_kind == OP_MOVE) get_move(o, ret);
  if (*ret_kind == OP_NOTE) get_note(o, ret);
  return !o->c.bad;
}

bool person_ops_next(struct person_ops *o, struct person_op *ret) {
  uint8_t kind;
  if (!person_op_next(o, ret, &kind)) return false;
  if (ret->what == PERSON_STATE) pass_state(&o->c, kind);
  return !o->c.bad;
}

bool persons_broken(const char *what, struct err *err) {
  return err_fail(err, ERR_corrupt, "A record of merged people" ERR_SEP "%s", what);
}

/* The kept partition, by a move of a record at `lsn`. */
static bool show_move(struct people *p, uint64_t lsn, struct person_move m, struct err *err) {
  /* Who was erased since may be known as erased already: the allotment says so (erase.c). */
  if (m.subject >= p->kept.subjects || m.to >= p->kept.subjects)
    return persons_broken("it names nobody", err);
  if (!persons_may_move(&p->persons, m.subject, m.to))
    return persons_broken("a person would have the number of another's subject", err);
  persons_move(&p->persons, lsn, m.subject, m.to);
  return true;
}

bool persons_in_order(const struct people *p, uint64_t lsn, struct err *err) {
  size_t n = p->persons.history.n;
  return n == 0 || p->persons.history.p[n - 1].lsn < lsn ||
         persons_broken("it stands before another", err);
}

static bool apply_ops(struct people *p, uint64_t lsn, struct person_ops *o, struct err *err) {
  struct person_op op;
  uint8_t kind;
  while (person_op_next(o, &op, &kind)) {
    if (op.what == PERSON_MOVES) {
      if (!show_move(p, lsn, op.move, err)) return false;
      ahead_move(&p->identity, op.move.subject, op.move.to);
    } else if (op.what == PERSON_STATE && !ops_apply_state(&p->identity, &o->c, kind)) {
      break;
    }
  }
  return !o->c.bad || persons_broken("a move is malformed", err);
}

bool people_apply_persons(struct people *p, struct str record, uint64_t lsn, uint64_t next_lsn,
                          struct err *err) {
  struct person_ops o;
  struct identity *x = &p->identity;
  if (!person_ops_begin(record, &o, err)) return false;
  people_write_begin(p);
  must(journal_end(x) == p->kept.journal);
  x->stamp++;
  x->touched.n = 0;
  x->bound = p->kept.subjects;
  size_t before = p->persons.history.n;
  bool ok = persons_in_order(p, lsn, err) && apply_ops(p, lsn, &o, err);
  if (ok) {
    p->lsn = next_lsn;
    p->kept.journal = journal_end(x);
    journal_keep(x, p->kept.journal);
  } else {
    persons_take_back(&p->persons, before);
    journal_undo(x, p->kept.journal);
  }
  people_write_end(p);
  return ok;
}

static bool show_record(struct people *p, const struct people_moves *v, struct err *err) {
  struct person_ops o;
  struct person_op op;
  if (!person_ops_begin(v->record, &o, err) || !persons_in_order(p, v->lsn, err)) return false;
  while (person_ops_next(&o, &op))
    if (op.what == PERSON_MOVES && !show_move(p, v->lsn, op.move, err)) return false;
  return !o.c.bad || persons_broken("a move is malformed", err);
}

bool people_keep_moves(struct people *p, const struct people_mark *to, uint64_t lsn,
                       const struct people_moves *v, uint32_t n, struct err *err) {
  bool ok = true;
  people_write_begin(p);
  must(to->entries >= p->kept.entries && to->entries <= p->n_entries && lsn >= p->lsn);
  p->kept = *to;
  p->lsn = lsn;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = show_record(p, &v[i], err);
  journal_keep(&p->identity, to->journal);
  people_write_end(p);
  return ok;
}
