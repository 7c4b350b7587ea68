/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes to batches (batch_encoded_int.h); each step returns NULL, or what is wrong.
 *
 * A decoded batch is as trustworthy as a built one: every index, type, length and range is checked
 * here, once, so that no later reader of rows needs to.
 */
#include <endian.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/tz.h"
#include "base/utf8.h"
#include "event/batch_encoded_int.h"

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
