/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batches to bytes (batch_encoded_int.h).
 *
 * Most of a batch is many small numbers, and what they cost is asking for room.  So the place where
 * the next byte goes is kept in a register and not in the buffer, which must be asked only when the
 * longest of a kind might not fit: a third less than asking it each time. */
#include <endian.h>
#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "event/batch_encoded_int.h"

#define VARINT_BYTES 10

struct writer {
  char *p, *end; /* end: what may be written without asking */
  struct buf *out;
};

static void look(struct writer *w) {
  struct buf *o = w->out;
  size_t most = o->cap - 1;
  w->p = o->p + o->n;
  w->end = o->p + (most < o->max ? most : o->max);
}

/* Room for n bytes, or `overflow` and none. */
static __attribute__((noinline)) bool more(struct writer *w, size_t n) {
  w->out->n = (size_t)(w->p - w->out->p);
  bool ok = buf_reserve(w->out, n);
  look(w);
  if (!ok) w->end = w->p;
  return ok;
}

static inline bool room(struct writer *w, size_t n) {
  return (size_t)(w->end - w->p) >= n || more(w, n);
}

static inline size_t varint_bytes(uint64_t v) {
  return v < 0x80 ? 1 : (70 - (size_t)__builtin_clzll(v)) / 7;
}

static inline void put_varint(struct writer *w, uint64_t v) {
  if ((size_t)(w->end - w->p) < VARINT_BYTES && !room(w, varint_bytes(v))) return;
  for (; v >= 0x80; v >>= 7)
    *w->p++ = (char)(v | 0x80);
  *w->p++ = (char)v;
}

static inline void put_zigzag(struct writer *w, int64_t v) {
  put_varint(w, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

static inline void put_bytes(struct writer *w, const void *bytes, size_t n) {
  if (!room(w, n)) return;
  memcpy(w->p, bytes, n);
  w->p += n;
}

static inline void put_u8(struct writer *w, uint8_t v) {
  if (room(w, 1)) *w->p++ = (char)v;
}

static inline void put_u64s(struct writer *w, uint64_t a, uint64_t b) {
  const uint64_t le[2] = {htole64(a), htole64(b)};
  put_bytes(w, le, sizeof le);
}

static inline void put_table(const struct intern *t, struct writer *w) {
  put_varint(w, t->n);
  for (uint32_t i = 0; i < t->n; i++) {
    struct str s = intern_at(t, i);
    put_varint(w, s.n);
    if (s.n) put_bytes(w, s.p, s.n);
  }
}

static inline void put_num(struct writer *w, struct dec num) {
  if (num.m == (int64_t)num.m) {
    put_u8(w, num.scale);
    put_zigzag(w, (int64_t)num.m);
  } else {
    put_u8(w, num.scale | NUM_WIDE);
    put_u64s(w, (uint64_t)(u128)num.m, (uint64_t)((u128)num.m >> 64));
  }
}

static inline void put_val(const struct ev_prop *p, struct writer *w) {
  put_varint(w, p->name);
  put_u8(w, p->type);
  switch ((enum vtype)p->type) {
  case V_BOOL:
    put_u8(w, p->b);
    break;
  case V_NUM:
    put_num(w, p->num);
    break;
  case V_STR:
    put_varint(w, p->str);
    break;
  case V_TIME:
    put_zigzag(w, p->time);
    break;
  default:
    panic("a property without a type");
  }
}

static void put_whos(const struct ev_batch *b, struct writer *w) {
  put_varint(w, b->whos.n);
  for (size_t i = 0; i < b->whos.n; i++) {
    const struct ev_who *x = &b->whos.p[i];
    put_u8(w, x->link);
    put_u8(w, x->flags);
    put_varint(w, x->previous == EV_NO_ID ? 0 : (uint64_t)x->previous + 1);
    put_varint(w, x->n);
    for (uint32_t k = 0; k < x->n; k++)
      put_varint(w, b->who_ids.p[x->begin + k]);
  }
}

static void put_subjects(const struct ev_batch *b, const uint32_t *subjects, struct writer *w) {
  uint32_t *last = must_malloc((b->whos.n + 1) * sizeof *last);
  for (size_t i = 0; i <= b->whos.n; i++)
    last[i] = EV_NO_SUBJECT;
  put_u8(w, 1);
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *r = &b->rows.p[i];
    if (!r->who) continue;
    must(subjects[i] != EV_NO_SUBJECT);
    put_varint(w, last[r->who] == subjects[i] ? 0 : (uint64_t)subjects[i] + 1);
    last[r->who] = subjects[i];
  }
  free(last);
}

static inline void put_rows(const struct ev_row *rows, size_t n, bool whos, struct writer *w) {
  int64_t before = 0;
  put_varint(w, n);
  for (size_t i = 0; i < n; before = rows[i++].time)
    put_zigzag(w, rows[i].time - before);
  for (size_t i = 0; i < n; i++)
    put_varint(w, rows[i].id);
  for (size_t i = 0; i < n; i++)
    put_varint(w, rows[i].name);
  for (size_t i = 0; i < n; i++)
    put_varint(w, rows[i].flags);
  for (size_t i = 0; whos && i < n; i++)
    put_varint(w, rows[i].who);
  for (size_t i = 0; i < n; i++)
    put_varint(w, rows[i].prop_n);
  for (size_t i = 0; i < n; i++)
    put_u64s(w, rows[i].key.hi, rows[i].key.lo);
}

static void finish(struct writer *w) {
  w->out->n = (size_t)(w->p - w->out->p);
  w->out->p[w->out->n] = 0;
}

void ev_batch_encode(const struct ev_batch *b, struct buf *out) {
  uint32_t flags = 0;
  bool whos = b->whos.n > 0;
  must(b->received >= 0 && b->received <= TIME_MAX);
  for (size_t i = 0; i < b->rows.n; i++)
    flags |= b->rows.p[i].flags;
  if (!buf_reserve(out, 1)) return;
  struct writer w = {.out = out};
  look(&w);
  put_bytes(&w, "EV", 2);
  put_u8(&w, whos ? 4 : flags & ~(uint32_t)FLAGS_2 ? 3 : 2);
  put_u8(&w, 0);
  put_varint(&w, (uint64_t)b->received);
  put_table(&b->ids, &w);
  put_table(&b->names, &w);
  put_table(&b->props, &w);
  put_table(&b->strings, &w);
  if (whos) put_whos(b, &w);
  put_rows(b->rows.p, b->rows.n, whos, &w);
  put_varint(&w, b->vals.n);
  for (size_t i = 0; i < b->vals.n; i++)
    put_val(&b->vals.p[i], &w);
  if (whos && b->subjects.n)
    put_subjects(b, b->subjects.p, &w);
  else if (whos)
    put_u8(&w, 0);
  finish(&w);
}

void ev_batch_encode_subjects(const struct ev_batch *b, const uint32_t *subjects, struct buf *out) {
  if (out->overflow) return;
  must(b->whos.n && !b->subjects.n && out->n && out->p[out->n - 1] == 0);
  out->n--;
  struct writer w = {.out = out};
  look(&w);
  put_subjects(b, subjects, &w);
  finish(&w);
}
