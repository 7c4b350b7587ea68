/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The writing half of moves.c: ops, in the order in which they are read there. */
#include "person/identity_int.h"
#include "person/person_int.h"

static void put_subject(struct buf *out, uint32_t s) {
  buf_put_varint(out, s == SUBJECT_NONE ? 0 : (uint64_t)s + 1);
}

static void begin(struct buf *out) {
  if (out->n == 0) buf_put_u8(out, PERSONS_RECORD_OPS);
}

static void put_evidence(struct buf *out, const struct move_evidence *e) {
  put_subject(out, e->a);
  put_subject(out, e->b);
  buf_put_zigzag(out, e->time);
  buf_put_u64(out, e->key.hi);
  buf_put_u64(out, e->key.lo);
}

void ops_put_move(struct buf *out, uint32_t subject, uint32_t to, const struct move_evidence *e) {
  begin(out);
  buf_put_u8(out, OP_MOVE);
  buf_put_varint(out, subject);
  buf_put_varint(out, to);
  buf_put_u8(out, (uint8_t)e->cause);
  put_evidence(out, e);
}

void ops_put_note(struct buf *out, enum identity_note n, const struct move_evidence *e) {
  begin(out);
  buf_put_u8(out, OP_NOTE);
  buf_put_u8(out, (uint8_t)n);
  put_evidence(out, e);
}

static bool accounts_differ(const struct device *a, const struct device *b) {
  return a->n_accounts != b->n_accounts ||
         memcmp(a->account, b->account, a->n_accounts * sizeof *a->account) != 0 ||
         memcmp(a->seen, b->seen, a->n_accounts * sizeof *a->seen) != 0;
}

static uint32_t differs(const struct device *a, const struct device *b) {
  return (a->owner != b->owner ? DEVICE_F_OWNER : 0u) | (a->anon != b->anon ? DEVICE_F_ANON : 0u) |
         (a->stretch != b->stretch ? DEVICE_F_STRETCH : 0u) |
         (a->stray != b->stray ? DEVICE_F_STRAY : 0u) |
         (a->state != b->state ? DEVICE_F_STATE : 0u) |
         (accounts_differ(a, b) ? DEVICE_F_ACCOUNTS : 0u) |
         (a->last_auth != b->last_auth ? DEVICE_F_AUTH : 0u) |
         (a->from != b->from ? DEVICE_F_FROM : 0u) |
         (a->stretch_first != b->stretch_first ? DEVICE_F_STRETCH_FIRST : 0u) |
         (a->stretch_last != b->stretch_last ? DEVICE_F_STRETCH_LAST : 0u) |
         (a->shared_until != b->shared_until ? DEVICE_F_SHARED : 0u) |
         (a->first_ms != b->first_ms ? DEVICE_F_FIRST : 0u);
}

static void put_accounts(struct buf *out, const struct device *v) {
  buf_put_u8(out, v->n_accounts);
  for (uint32_t i = 0; i < v->n_accounts; i++) {
    buf_put_varint(out, v->account[i]);
    buf_put_varint(out, v->seen[i]);
  }
}

void ops_put_device(struct buf *out, const struct device *a, const struct device *b) {
  uint32_t mask = differs(a, b);
  begin(out);
  buf_put_u8(out, OP_DEVICE);
  buf_put_varint(out, b->first);
  buf_put_varint(out, mask);
  if (mask & DEVICE_F_OWNER) put_subject(out, b->owner);
  if (mask & DEVICE_F_ANON) put_subject(out, b->anon);
  if (mask & DEVICE_F_STRETCH) put_subject(out, b->stretch);
  if (mask & DEVICE_F_STRAY) put_subject(out, b->stray);
  if (mask & DEVICE_F_STATE) buf_put_u8(out, b->state);
  if (mask & DEVICE_F_ACCOUNTS) put_accounts(out, b);
  if (mask & DEVICE_F_AUTH) buf_put_zigzag(out, b->last_auth);
  if (mask & DEVICE_F_FROM) buf_put_zigzag(out, b->from);
  if (mask & DEVICE_F_STRETCH_FIRST) buf_put_zigzag(out, b->stretch_first);
  if (mask & DEVICE_F_STRETCH_LAST) buf_put_zigzag(out, b->stretch_last);
  if (mask & DEVICE_F_SHARED) buf_put_zigzag(out, b->shared_until);
  if (mask & DEVICE_F_FIRST) buf_put_zigzag(out, b->first_ms);
}

void ops_put_stretch(struct buf *out, const struct stretch *s) {
  begin(out);
  buf_put_u8(out, OP_STRETCH);
  buf_put_varint(out, s->subject);
  buf_put_varint(out, s->first);
  buf_put_zigzag(out, s->first_ms);
}

void ops_put_note_state(struct buf *out, const struct note *n) {
  begin(out);
  buf_put_u8(out, OP_STATE);
  buf_put_varint(out, n->subject);
  buf_put_u8(out, (uint8_t)(n->blocked | n->frozen << 1));
  buf_put_u8(out, n->n);
  for (uint32_t i = 0; i < n->n; i++) {
    buf_put_varint(out, n->person[i]);
    buf_put_varint(out, n->hour[i]);
  }
}

void ops_put_rate(struct buf *out, const struct rate *r) {
  begin(out);
  buf_put_u8(out, OP_RATE);
  buf_put_varint(out, r->subject);
  buf_put_varint(out, r->merges);
  buf_put_zigzag(out, r->day);
}
