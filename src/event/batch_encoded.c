/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form in which the log keeps batches.
 *
 * Encoded form, versions 2 to 4 (integers are LEB128 varints unless said otherwise; z = zigzag):
 *
 *   "EV" u8 version=2 (3 when a row has EV_SEEN, 4 when one has a who), u8 required features=0
 *   received: ms UTC, 0 = not said (version 1 lacks this field, and is otherwise the same)
 *   four tables (ids, names, props, strings): count, then each length + bytes; all distinct
 *   version 4: whos: count, then each: u8 link, u8 flags, index of the previous id + 1 or 0, count
 *     of ids, their indexes; all distinct
 *   rows n; then one column after the other:
 *     time      z, difference to the row before (the first to 0)
 *     id, name  indexes     flags    version 4: who, 0 = none    props of the row
 *     key       u64 hi, u64 lo, fixed: random bits, which no shorter form holds
 *   values n = sum of props; each: name index, u8 type, payload
 *     V_BOOL u8 0|1    V_STR index    V_TIME z
 *     V_NUM  u8 scale, z m; when |m| needs more than 64 bits: u8 scale|0x80, u64 low, u64 high
 *   version 4: u8 decided 0|1; 1: for each row with a who: subject + 1 if it is another than that
 * of the row with this who before it, else 0; the first of a who is never 0
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
#include <stdlib.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "base/tz.h"
#include "base/utf8.h"
#include "event/batch_int.h"

#define NUM_WIDE      0x80
#define BATCH_VERSION 4          /* 1 had no time of receipt; 3 and 4 only when a row needs them */
#define SUBJECTS_MAX  UINT32_MAX /* subject + 1 */
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

static bool get_who(struct cursor *c, struct ev_batch *b, uint64_t number) {
  uint32_t ids[EV_WHO_IDS_MAX];
  uint8_t link = cur_u8(c), flags = cur_u8(c);
  uint64_t previous = cur_varint(c), n = cur_varint(c);
  bool ok = !c->bad && link < EV_LINKS && flags <= (EV_WHO_SERVER | EV_WHO_REPEATS) &&
            previous <= b->ids.n && n >= 1 && n <= EV_WHO_IDS_MAX;
  for (uint64_t i = 0; ok && i < n; i++) {
    uint64_t id = cur_varint(c);
    ok = !c->bad && id < b->ids.n;
    ids[i] = (uint32_t)id;
  }
  return ok &&
         ev_batch_who(b, ids, (uint32_t)n, (enum ev_link)link,
                      previous ? (uint32_t)previous - 1 : EV_NO_ID, flags) == number &&
         b->whos.p[number - 1].n == n;
}

static const char *get_whos(struct cursor *c, struct ev_batch *b) {
  uint64_t n = cur_count(c, 5);
  for (uint64_t i = 1; i <= n; i++)
    if (!get_who(c, b, i)) return "a set of identities is impossible or repeated";
  return n ? NULL : "it has no set of identities";
}

static const char *get_subjects(struct cursor *c, struct ev_batch *b) {
  uint8_t decided = cur_u8(c);
  const char *why = NULL;
  if (c->bad || decided > 1) return "nobody knows whether its subjects are decided";
  if (!decided) return NULL;
  uint32_t *last = must_malloc((b->whos.n + 1) * sizeof *last);
  for (size_t i = 0; i <= b->whos.n; i++)
    last[i] = EV_NO_SUBJECT;
  for (size_t i = 0; i < b->rows.n && !why; i++) {
    uint32_t who = b->rows.p[i].who;
    uint64_t v = who ? cur_varint(c) : 0;
    if (c->bad || v > SUBJECTS_MAX || (who && v == 0 && last[who] == EV_NO_SUBJECT) ||
        (v && (uint32_t)(v - 1) == last[who]))
      why = "a subject is out of range";
    else if (v)
      last[who] = (uint32_t)(v - 1);
    vec_push(&b->subjects, last[who]);
  }
  free(last);
  return why;
}

static const char *get_rows(struct cursor *c, uint8_t version, struct ev_batch *b) {
  uint64_t n = cur_count(c, (version >= 4 ? 6 : 5) + sizeof(struct ev_key));
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
  for (uint64_t i = 0; version >= 4 && i < n; i++) {
    uint64_t v = cur_varint(c);
    bad |= v > b->whos.n || (v && rows[i].flags & EV_ITEM);
    rows[i].who = (uint32_t)v;
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
  if (!why && version >= 4) why = get_whos(c, b);
  if (!why) why = get_rows(c, version, b);
  if (!why) why = get_vals(c, b);
  if (!why && version >= 4) why = get_subjects(c, b);
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
