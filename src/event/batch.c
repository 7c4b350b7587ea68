/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batches: tables of distinct strings, rows that refer to them, and the form in which the log keeps
 * both.
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
#include "event/batch.h"

#include <endian.h>

#include "base/cursor.h"
#include "base/tz.h"
#include "base/utf8.h"

#define ID_SEPARATOR  '\x1f'
#define ID_BYTES_MAX  (NAME_MAX_BYTES + 1 + IDENTITY_MAX_BYTES)
#define NUM_WIDE      0x80
#define BATCH_VERSION 3 /* 1 had no time of receipt; 3 only when a row has a flag of it */
#define FLAGS_2       (EV_SINCE_EVER | EV_ITEM)
#define FLAGS_3       (FLAGS_2 | EV_SEEN)
#define NEVER_PUT     UINT32_MAX

void ev_batch_init(struct ev_batch *b) {
  *b = (struct ev_batch){0};
  intern_init(&b->ids, "batch ids");
  intern_init(&b->names, "batch event names");
  intern_init(&b->props, "batch property names");
  intern_init(&b->strings, "batch strings");
}

void ev_batch_release(struct ev_batch *b) {
  intern_release(&b->ids);
  intern_release(&b->names);
  intern_release(&b->props);
  intern_release(&b->strings);
  vec_free(&b->rows);
  vec_free(&b->vals);
  vec_free(&b->last_put);
}

void ev_batch_reset(struct ev_batch *b) {
  intern_reset(&b->ids);
  intern_reset(&b->names);
  intern_reset(&b->props);
  intern_reset(&b->strings);
  b->rows.n = 0;
  b->vals.n = 0;
  b->received = 0;
  b->last_put.n = 0;
}

uint32_t ev_batch_id(struct ev_batch *b, struct str type, struct str value) {
  char bytes[ID_BYTES_MAX];
  must(type.n >= 1 && type.n <= NAME_MAX_BYTES && value.n >= 1 && value.n <= IDENTITY_MAX_BYTES);
  memcpy(bytes, type.p, type.n);
  bytes[type.n] = ID_SEPARATOR;
  memcpy(bytes + type.n + 1, value.p, value.n);
  return intern_put(&b->ids, str_of(bytes, type.n + 1 + value.n));
}

uint32_t ev_batch_name(struct ev_batch *b, struct str name) {
  must(name.n >= 1 && name.n <= NAME_MAX_BYTES);
  return intern_put(&b->names, name);
}

uint32_t ev_batch_prop(struct ev_batch *b, struct str name) {
  must(name.n >= 1 && name.n <= NAME_MAX_BYTES);
  return intern_put(&b->props, name);
}

void ev_batch_id_parts(const struct ev_batch *b, uint32_t id, struct str *ret_type,
                       struct str *ret_value) {
  struct str rest = intern_at(&b->ids, id);
  *ret_type = str_cut(&rest, ID_SEPARATOR);
  *ret_value = rest;
}

void ev_batch_row(struct ev_batch *b, uint32_t id, uint32_t name, int64_t time, struct ev_key key,
                  uint32_t flags) {
  must(b->rows.n < EV_BATCH_ROWS_MAX);
  must(id < b->ids.n && name < b->names.n && time >= TIME_MIN && time <= TIME_MAX);
  struct ev_row row = {.time = time,
                       .key = key,
                       .id = id,
                       .name = name,
                       .prop_begin = (uint32_t)b->vals.n,
                       .flags = flags};
  vec_push(&b->rows, row);
}

/* Where the last row has `prop` already, or NULL.  last_put is never cleared between rows: an old
 * entry points before the row's first value, or at another name, and so gives itself away. */
static struct ev_prop *row_value(struct ev_batch *b, const struct ev_row *row, uint32_t prop) {
  while (b->last_put.n <= prop)
    vec_push(&b->last_put, NEVER_PUT);
  uint32_t at = b->last_put.p[prop];
  if (at >= row->prop_begin && at < b->vals.n && b->vals.p[at].name == prop) return &b->vals.p[at];
  b->last_put.p[prop] = (uint32_t)b->vals.n;
  return NULL;
}

void ev_batch_put(struct ev_batch *b, uint32_t prop, const struct value *v) {
  must(b->rows.n > 0 && prop < b->props.n);
  struct ev_row *row = &b->rows.p[b->rows.n - 1];
  struct ev_prop p = {.name = prop, .type = (uint8_t)v->type};
  switch (v->type) {
  case V_BOOL:
    p.b = v->b;
    break;
  case V_NUM:
    p.num = v->num;
    break;
  case V_STR:
    must(v->str.n <= VALUE_STR_MAX);
    p.str = intern_put(&b->strings, v->str);
    break;
  case V_TIME:
    p.time = v->time;
    break;
  default:
    panic("a property needs a type");
  }
  struct ev_prop *old = row_value(b, row, prop);
  if (old) {
    *old = p;
    return;
  }
  must(row->prop_n < EV_ROW_PROPS_MAX);
  vec_push(&b->vals, p);
  row->prop_n++;
}

void ev_batch_drop_row(struct ev_batch *b) {
  must(b->rows.n > 0);
  b->vals.n = b->rows.p[--b->rows.n].prop_begin;
}

struct value ev_value(const struct ev_batch *b, const struct ev_prop *p) {
  struct value v = {.type = (enum vtype)p->type};
  switch (v.type) {
  case V_BOOL:
    v.b = p->b;
    break;
  case V_NUM:
    v.num = p->num;
    break;
  case V_STR:
    v.str = intern_at(&b->strings, p->str);
    break;
  case V_TIME:
    v.time = p->time;
    break;
  default:
    panic("a property without a type");
  }
  return v;
}

void ev_batch_without(const struct ev_batch *b, const uint8_t *drop, struct ev_batch *out) {
  ev_batch_reset(out);
  out->received = b->received;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (drop[i]) continue;
    ev_batch_row(out, intern_put(&out->ids, intern_at(&b->ids, row->id)),
                 ev_batch_name(out, intern_at(&b->names, row->name)), row->time, row->key,
                 row->flags);
    for (uint32_t k = 0; k < row->prop_n; k++) {
      const struct ev_prop *p = &b->vals.p[row->prop_begin + k];
      struct value v = ev_value(b, p);
      ev_batch_put(out, ev_batch_prop(out, intern_at(&b->props, p->name)), &v);
    }
  }
}

/* ---- encoding ----
 *
 * Most of a batch is many small numbers, so they are written in place where the buffer has room for
 * the longest of its kind; where it has not, the buffer grows, or says that its ceiling is passed.
 */

#define VARINT_BYTES 10

static inline void put_varint(struct buf *out, uint64_t v) {
  if (!buf_has(out, VARINT_BYTES)) {
    buf_put_varint(out, v);
    return;
  }
  char *p = out->p + out->n;
  for (; v >= 0x80; v >>= 7)
    *p++ = (char)(v | 0x80);
  *p++ = (char)v;
  *p = 0;
  out->n = (size_t)(p - out->p);
}

static inline void put_zigzag(struct buf *out, int64_t v) {
  put_varint(out, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

static inline void put_bytes(struct buf *out, const void *bytes, size_t n) {
  if (!buf_has(out, n)) {
    buf_put(out, bytes, n);
    return;
  }
  memcpy(out->p + out->n, bytes, n);
  out->n += n;
  out->p[out->n] = 0;
}

static inline void put_u8(struct buf *out, uint8_t v) {
  put_bytes(out, &v, 1);
}

static inline void put_lenstr(struct buf *out, struct str s) {
  put_varint(out, s.n);
  if (s.n) put_bytes(out, s.p, s.n);
}

static inline void put_key(struct buf *out, struct ev_key k) {
  const uint64_t le[2] = {htole64(k.hi), htole64(k.lo)};
  put_bytes(out, le, sizeof le);
}

static void put_table(const struct intern *t, struct buf *out) {
  put_varint(out, t->n);
  for (uint32_t i = 0; i < t->n; i++)
    put_lenstr(out, intern_at(t, i));
}

static void put_val(const struct ev_prop *p, struct buf *out) {
  put_varint(out, p->name);
  put_u8(out, p->type);
  switch ((enum vtype)p->type) {
  case V_BOOL:
    put_u8(out, p->b);
    break;
  case V_NUM:
    if (p->num.m == (int64_t)p->num.m) {
      put_u8(out, p->num.scale);
      put_zigzag(out, (int64_t)p->num.m);
    } else {
      put_u8(out, p->num.scale | NUM_WIDE);
      buf_put_u64(out, (uint64_t)(u128)p->num.m);
      buf_put_u64(out, (uint64_t)((u128)p->num.m >> 64));
    }
    break;
  case V_STR:
    put_varint(out, p->str);
    break;
  case V_TIME:
    put_zigzag(out, p->time);
    break;
  default:
    panic("a property without a type");
  }
}

void ev_batch_encode(const struct ev_batch *b, struct buf *out) {
  const struct ev_row *rows = b->rows.p;
  size_t n = b->rows.n;
  uint32_t flags = 0;
  for (size_t i = 0; i < n; i++)
    flags |= rows[i].flags;
  buf_put(out, "EV", 2);
  put_u8(out, flags & ~(uint32_t)FLAGS_2 ? BATCH_VERSION : BATCH_VERSION - 1);
  put_u8(out, 0);
  must(b->received >= 0 && b->received <= TIME_MAX);
  put_varint(out, (uint64_t)b->received);
  put_table(&b->ids, out);
  put_table(&b->names, out);
  put_table(&b->props, out);
  put_table(&b->strings, out);
  put_varint(out, n);
  int64_t before = 0;
  for (size_t i = 0; i < n; before = rows[i++].time)
    put_zigzag(out, rows[i].time - before);
  for (size_t i = 0; i < n; i++)
    put_varint(out, rows[i].id);
  for (size_t i = 0; i < n; i++)
    put_varint(out, rows[i].name);
  for (size_t i = 0; i < n; i++)
    put_varint(out, rows[i].flags);
  for (size_t i = 0; i < n; i++)
    put_varint(out, rows[i].prop_n);
  for (size_t i = 0; i < n; i++) {
    put_key(out, rows[i].key);
  }
  put_varint(out, b->vals.n);
  for (size_t i = 0; i < b->vals.n; i++)
    put_val(&b->vals.p[i], out);
}

/* ---- decoding: each step returns NULL, or what is wrong ---- */

static bool is_text(struct str s, size_t max) {
  return s.n <= max && utf8_valid(s);
}

static bool is_name(struct str s) {
  return s.n > 0 && is_text(s, NAME_MAX_BYTES);
}

static bool is_id(struct str s) {
  struct str value = s, type = str_cut(&value, ID_SEPARATOR);
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
      if (row_value(b, row, p.name)) return "a row has a property twice";
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
