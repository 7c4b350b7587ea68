/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batches: tables of distinct strings, and rows that refer to them.  The form in which the log
 * keeps both is batch_decode.c's. */
#include "event/batch_int.h"

#include "base/tz.h"

#define ID_BYTES_MAX (NAME_MAX_BYTES + 1 + IDENTITY_MAX_BYTES)
#define NEVER_PUT    UINT32_MAX

/* What Shoal says of a person: what was set, found, granted or has run out. */
static const char *const undone[] = {EV_SET,           EV_ENTERED,       EV_EXITED,
                                     "points_changed", "coupon_issued",  "coupon_released",
                                     "coupon_expired", "coupon_revoked", "tier_changed",
                                     "task_completed", "task_claimed",   "task_reopened",
                                     "badge_awarded",  "badge_ended"};

bool ev_undone(struct str name) {
  for (size_t i = 0; i < sizeof undone / sizeof *undone; i++)
    if (str_is(name, undone[i])) return true;
  return false;
}

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
  vec_free(&b->whos);
  vec_free(&b->who_ids);
  vec_free(&b->subjects);
  vec_free(&b->who_slot);
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
  b->whos.n = 0;
  b->who_ids.n = 0;
  b->subjects.n = 0;
  b->who_slot.n = 0;
}

uint32_t ev_batch_id(struct ev_batch *b, struct str type, struct str value) {
  char bytes[ID_BYTES_MAX];
  must(type.n >= 1 && type.n <= NAME_MAX_BYTES && value.n >= 1 && value.n <= IDENTITY_MAX_BYTES);
  memcpy(bytes, type.p, type.n);
  bytes[type.n] = EV_ID_SEPARATOR;
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
  *ret_type = str_cut(&rest, EV_ID_SEPARATOR);
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

/* last_put is never cleared between rows: an old entry points before the row's first value, or at
 * another name, and so gives itself away. */
struct ev_prop *ev_batch_row_value(struct ev_batch *b, const struct ev_row *row, uint32_t prop) {
  while (b->last_put.n <= prop)
    vec_push(&b->last_put, NEVER_PUT);
  uint32_t at = b->last_put.p[prop];
  if (at >= row->prop_begin && at < b->vals.n && b->vals.p[at].name == prop) return &b->vals.p[at];
  b->last_put.p[prop] = (uint32_t)b->vals.n;
  return NULL;
}

static void put(struct ev_batch *b, const struct ev_prop *p) {
  must(b->rows.n > 0 && p->name < b->props.n);
  struct ev_row *row = &b->rows.p[b->rows.n - 1];
  struct ev_prop *old = ev_batch_row_value(b, row, p->name);
  if (old) {
    *old = *p;
    return;
  }
  must(row->prop_n < EV_ROW_PROPS_MAX);
  vec_push(&b->vals, *p);
  row->prop_n++;
}

void ev_batch_put(struct ev_batch *b, uint32_t prop, const struct value *v) {
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
  put(b, &p);
}

void ev_batch_put_str(struct ev_batch *b, uint32_t prop, uint32_t str) {
  must(str < b->strings.n);
  put(b, &(struct ev_prop){.name = prop, .type = V_STR, .str = str});
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
  for (size_t i = 0; i < b->rows.n; i++)
    if (!drop[i]) ev_batch_copy_row(out, b, i, NULL);
}
