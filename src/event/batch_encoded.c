/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form in which the log keeps batches.
 *
 * Encoded form, versions 2 and 3 (integers are LEB128 varints unless said otherwise; z = zigzag):
 *
 *   "EV" u8 version=2 (3 when a row has EV_SEEN), u8 required features=0
 *   received: ms UTC, 0 = not said (version 1 lacks this field, and is otherwise the same)
 *   four tables (ids, names, props, strings): count, then each length + bytes; all distinct
 *   rows n; then one column after the other:
 *     time      z, difference to the row before (the first to 0)
 *     id, name  indexes     flags    props of the row
 *     key       u64 hi, u64 lo, fixed: random bits, which no shorter form holds
 *   values n = sum of props; each: name index, u8 type, payload
 *     V_BOOL u8 0|1    V_STR index    V_TIME z
 *     V_NUM  u8 scale, z m; when |m| needs more than 64 bits: u8 scale|0x80, u64 low, u64 high
 *
 * Columns rather than rows because the log compresses sealed files, and because a decoder that
 * reads one column in one loop is both shorter and faster.  There are no counts that could disagree
 * with the bytes unnoticed: each is capped by what is left (cur_count), the values must add up,
 * nothing may follow.
 *
 * A decoded batch is as trustworthy as a built one: every index, type, length and range is checked
 * here, once, so that no later reader of rows needs to.
 */
#include <endian.h>

#include "base/cursor.h"
#include "base/tz.h"
#include "base/utf8.h"
#include "event/batch_int.h"

#define NUM_WIDE      0x80
#define BATCH_VERSION 3 /* 1 had no time of receipt; 3 only when a row has a flag of it */
#define FLAGS_2       (EV_SINCE_EVER | EV_ITEM)
#define FLAGS_3       (FLAGS_2 | EV_SEEN)

/* ---- encoding ----
 *
 * Most of a batch is many small numbers, and what they cost is asking for room.  So the place where
 * the next byte goes is kept in a register and not in the buffer, which must be asked only when the
 * longest of a kind might not fit: a third less than asking it each time. */

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

static inline void put_rows(const struct ev_row *rows, size_t n, struct writer *w) {
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
  for (size_t i = 0; i < n; i++)
    put_varint(w, rows[i].prop_n);
  for (size_t i = 0; i < n; i++)
    put_u64s(w, rows[i].key.hi, rows[i].key.lo);
}

void ev_batch_encode(const struct ev_batch *b, struct buf *out) {
  uint32_t flags = 0;
  must(b->received >= 0 && b->received <= TIME_MAX);
  for (size_t i = 0; i < b->rows.n; i++)
    flags |= b->rows.p[i].flags;
  if (!buf_reserve(out, 1)) return;
  struct writer w = {.out = out};
  look(&w);
  put_bytes(&w, "EV", 2);
  put_u8(&w, flags & ~(uint32_t)FLAGS_2 ? BATCH_VERSION : BATCH_VERSION - 1);
  put_u8(&w, 0);
  put_varint(&w, (uint64_t)b->received);
  put_table(&b->ids, &w);
  put_table(&b->names, &w);
  put_table(&b->props, &w);
  put_table(&b->strings, &w);
  put_rows(b->rows.p, b->rows.n, &w);
  put_varint(&w, b->vals.n);
  for (size_t i = 0; i < b->vals.n; i++)
    put_val(&b->vals.p[i], &w);
  out->n = (size_t)(w.p - out->p);
  out->p[out->n] = 0;
}

/* ---- decoding: each step returns NULL, or what is wrong ---- */

static bool is_text(struct str s, size_t max) {
  return s.n <= max && utf8_valid(s);
}

static bool is_name(struct str s) {
  return s.n > 0 && is_text(s, NAME_MAX_BYTES);
}

static bool is_id(struct str s) {
  struct str value = s, type = str_cut(&value, EV_ID_SEPARATOR);
  return type.n < s.n && is_name(type) && value.n > 0 && is_text(value, IDENTITY_MAX_BYTES);
}

static bool is_string(struct str s) {
  return is_text(s, VALUE_STR_MAX);
}

static const char *get_table(struct cursor *c, struct intern *t, bool (*ok)(struct str)) {
  uint64_t n = cur_count(c, 1);
  if (n >= INTERN_NONE) return "a table of names is too long";
  for (uint64_t i = 0; i < n && !c->bad; i++) {
    struct str s = cur_lenstr(c);
    if (c->bad || !ok(s) || intern_put(t, s) != i)
      return "a table of names holds an impossible or repeated entry";
  }
  return NULL;
}

static const char *get_rows(struct cursor *c, uint8_t version, struct ev_batch *b) {
  uint64_t n = cur_count(c, 5 + sizeof(struct ev_key));
  if (n > EV_BATCH_ROWS_MAX) return "too many rows";
  vec_reserve(&b->rows, n);
  struct ev_row *rows = b->rows.p;
  uint64_t before = 0, bad = 0, total = 0;
  for (uint64_t i = 0; i < n; i++) {
    before += (uint64_t)cur_zigzag(c); /* wraps instead of overflowing; checked next */
    rows[i] = (struct ev_row){.time = (int64_t)before};
    bad |= rows[i].time < TIME_MIN || rows[i].time > TIME_MAX;
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t v = cur_varint(c);
    bad |= v >= b->ids.n;
    rows[i].id = (uint32_t)v;
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t v = cur_varint(c);
    bad |= v >= b->names.n;
    rows[i].name = (uint32_t)v;
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t v = cur_varint(c);
    bad |= v & ~(uint64_t)(version >= 3 ? FLAGS_3 : FLAGS_2);
    rows[i].flags = (uint32_t)v;
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t v = cur_varint(c);
    bad |= v > EV_ROW_PROPS_MAX;
    rows[i].prop_begin = (uint32_t)total;
    rows[i].prop_n = (uint32_t)v;
    total += rows[i].prop_n;
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t hi = cur_u64(c);
    rows[i].key = (struct ev_key){hi, cur_u64(c)};
  }
  if (c->bad || bad) return "a row is out of range";
  if (cur_count(c, 3) != total || c->bad) return "rows and values do not add up";
  b->rows.n = n;
  vec_reserve(&b->vals, total);
  return NULL;
}

static bool get_num(struct cursor *c, struct dec *ret) {
  uint8_t scale = cur_u8(c);
  if (scale & NUM_WIDE) {
    uint64_t lo = cur_u64(c);
    ret->m = (i128)((u128)cur_u64(c) << 64 | lo);
  } else {
    ret->m = cur_zigzag(c);
  }
  ret->scale = scale & (NUM_WIDE - 1);
  i128 limit = dec_pow10(DEC_DIGITS_MAX);
  return ret->scale <= DEC_SCALE_MAX && ret->m < limit && ret->m > -limit;
}

static bool get_val(struct cursor *c, const struct ev_batch *b, struct ev_prop *p) {
  uint64_t name = cur_varint(c), v;
  p->name = (uint32_t)name;
  p->type = cur_u8(c);
  if (c->bad || name >= b->props.n) return false;
  switch ((enum vtype)p->type) {
  case V_BOOL:
    v = cur_u8(c);
    p->b = v == 1;
    return v <= 1;
  case V_NUM:
    return get_num(c, &p->num);
  case V_STR:
    v = cur_varint(c);
    p->str = (uint32_t)v;
    return v < b->strings.n;
  case V_TIME:
    p->time = cur_zigzag(c);
    return p->time >= TIME_MIN && p->time <= TIME_MAX;
  default:
    return false;
  }
}

static const char *get_vals(struct cursor *c, struct ev_batch *b) {
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    for (uint32_t k = 0; k < row->prop_n; k++) {
      struct ev_prop p = {0};
      if (!get_val(c, b, &p) || c->bad) return "a value is out of range";
      if (ev_batch_row_value(b, row, p.name)) return "a row has a property twice";
      vec_push(&b->vals, p);
    }
  }
  return NULL;
}

static const char *get_batch(struct cursor *c, uint8_t version, struct ev_batch *b) {
  uint64_t received = version >= 2 ? cur_varint(c) : 0;
  if (received > TIME_MAX) return "its time of receipt is impossible";
  b->received = (int64_t)received;
  const char *why = get_table(c, &b->ids, is_id);
  if (!why) why = get_table(c, &b->names, is_name);
  if (!why) why = get_table(c, &b->props, is_name);
  if (!why) why = get_table(c, &b->strings, is_string);
  if (!why) why = get_rows(c, version, b);
  if (!why) why = get_vals(c, b);
  if (!why && c->bad) why = "it ends early";
  if (!why && cur_left(c) != 0) why = "bytes follow its end";
  return why;
}

bool ev_batch_decode(struct str bytes, struct ev_batch *b, struct err *err) {
  struct cursor c = cur_of(bytes.p, bytes.n);
  ev_batch_reset(b);
  struct str magic = cur_bytes(&c, 2);
  uint8_t version = cur_u8(&c), features = cur_u8(&c);
  if (c.bad || !str_is(magic, "EV") || version == 0)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "an event batch", "no batch begins here");
  if (version > BATCH_VERSION || features)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u, features %u",
                    "an event batch", version, features);
  const char *why = get_batch(&c, version, b);
  if (!why) return true;
  ev_batch_reset(b);
  return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "an event batch", why);
}
