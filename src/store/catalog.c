/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue.  Codes are given in order of appearance and never taken back; a code that was
 * given in memory only and lost with it was never in a file, so replay may give it to another name.
 *
 * The scale and width of a numeric property follow from one fact per scale: the largest mantissa
 * seen.  Facts of this kind commute, so replay and any order of batches give the same.
 *
 * Encoded (varints, z = zigzag): events n; each lenstr name, rows, z time_min, z time_max.
 * properties n; each lenstr name, rows of 4 types, scales mask, per scale u64 low, u64 high.  pairs
 * n, ascending; each event, prop, rows. rows, subjects, z time_min, z time_max; per property texts
 * that unset. */
#include "store/catalog_int.h"

#include <stdlib.h>

#include "base/panic.h"

void catalog_init(struct catalog *c) {
  *c = (struct catalog){.time_min = INT64_MAX, .time_max = INT64_MIN};
  intern_init(&c->events, "catalogue events");
  intern_init(&c->props, "catalogue properties");
}

void catalog_release(struct catalog *c) {
  intern_release(&c->events);
  intern_release(&c->props);
  vec_free(&c->event);
  vec_free(&c->prop);
  free(c->pairs);
  c->pairs = NULL;
}

void catalog_copy(struct catalog *to, const struct catalog *from) {
  catalog_init(to);
  for (uint32_t i = 0; i < from->events.n; i++) {
    uint32_t code = catalog_event(to, intern_at(&from->events, i)); /* may move to->event */
    to->event.p[code] = from->event.p[i];
  }
  for (uint32_t i = 0; i < from->props.n; i++) {
    uint32_t code = catalog_prop(to, intern_at(&from->props, i));
    to->prop.p[code] = from->prop.p[i];
  }
  if (from->pair_cap) {
    to->pairs = must_malloc(from->pair_cap * sizeof *to->pairs);
    memcpy(to->pairs, from->pairs, from->pair_cap * sizeof *to->pairs);
  }
  to->pair_cap = from->pair_cap;
  to->pair_n = from->pair_n;
  to->rows = from->rows;
  to->subjects = from->subjects;
  to->time_min = from->time_min;
  to->time_max = from->time_max;
}

uint32_t catalog_event(struct catalog *c, struct str name) {
  uint32_t code = intern_put(&c->events, name);
  if (code == c->event.n)
    vec_push(&c->event, ((struct event_fact){.time_min = INT64_MAX, .time_max = INT64_MIN}));
  return code;
}

uint32_t catalog_prop(struct catalog *c, struct str name) {
  uint32_t code = intern_put(&c->props, name);
  if (code == c->prop.n) vec_push(&c->prop, ((struct prop_fact){0}));
  return code;
}

static struct pair_count *pair_slot(struct pair_count *pairs, uint32_t cap, uint64_t key) {
  uint64_t h = key * UINT64_C(0x9e3779b97f4a7c15);
  for (uint32_t i = (uint32_t)(h >> 32) & (cap - 1);; i = (i + 1) & (cap - 1))
    if (pairs[i].rows == 0 || pairs[i].key == key) return &pairs[i];
}

static uint64_t pair_key(uint32_t event, uint32_t prop) {
  return (uint64_t)event << 32 | prop;
}

void catalog_pair_add(struct catalog *c, uint32_t event, uint32_t prop, uint64_t rows) {
  if (rows == 0) return;
  if (c->pair_n >= c->pair_cap / 2) {
    uint32_t cap = c->pair_cap ? c->pair_cap * 2 : 64;
    struct pair_count *pairs = must_calloc(cap, sizeof *pairs);
    for (uint32_t i = 0; i < c->pair_cap; i++)
      if (c->pairs[i].rows) *pair_slot(pairs, cap, c->pairs[i].key) = c->pairs[i];
    free(c->pairs);
    c->pairs = pairs;
    c->pair_cap = cap;
  }
  struct pair_count *p = pair_slot(c->pairs, c->pair_cap, pair_key(event, prop));
  if (p->rows == 0) c->pair_n++;
  p->key = pair_key(event, prop);
  p->rows += rows;
}

uint64_t catalog_pair(const struct catalog *c, uint32_t event, uint32_t prop) {
  return c->pair_cap ? pair_slot(c->pairs, c->pair_cap, pair_key(event, prop))->rows : 0;
}

static unsigned digits(u128 v) {
  unsigned n = 0;
  for (; v; v /= 10)
    n++;
  return n;
}

/* The finest scale seen, but never so fine that the largest number would need more than 36 digits:
 * a column that holds both 10^35 and 10^-18 gives up the last digits of the latter rather than
 * failing. */
struct prop_info catalog_prop_info(const struct catalog *c, uint32_t prop) {
  const struct prop_fact *f = &c->prop.p[prop];
  struct prop_info info = {.name = intern_at(&c->props, prop)};
  memcpy(info.rows, f->rows, sizeof info.rows);
  for (int t = V_BOOL; t < V_TYPES; t++)
    if (f->rows[t]) info.types |= (uint8_t)V_MASK(t);
  info.told = info.types;
  if (f->rows[V_NONE] >= f->rows[V_STR]) info.told &= (uint8_t)~V_MASK(V_STR);
  if (!f->scales) return info;
  unsigned scale = 31u - (unsigned)__builtin_clz(f->scales), whole = 0;
  for (unsigned s = 0; s <= DEC_SCALE_MAX; s++) {
    unsigned d = digits(f->abs[s]);
    if (d > s && d - s > whole) whole = d - s;
  }
  if (scale > DEC_DIGITS_MAX - whole) scale = DEC_DIGITS_MAX - whole;
  info.scale = (uint8_t)scale;
  for (unsigned s = 0; s <= scale; s++)
    if (f->abs[s] > (u128)INT64_MAX / (u128)dec_pow10(scale - s)) info.wide = true;
  for (unsigned s = scale + 1; s <= DEC_SCALE_MAX; s++)
    if (f->abs[s] / (u128)dec_pow10(s - scale) >= INT64_MAX) info.wide = true;
  return info;
}

static int pair_order(const void *a, const void *b) {
  uint64_t x = ((const struct pair_count *)a)->key, y = ((const struct pair_count *)b)->key;
  return x < y ? -1 : x > y;
}

static void encode_pairs(const struct catalog *c, struct buf *out) {
  struct pair_count *p = must_calloc(c->pair_n + 1, sizeof *p);
  uint32_t n = 0;
  for (uint32_t i = 0; i < c->pair_cap; i++)
    if (c->pairs[i].rows) p[n++] = c->pairs[i];
  qsort(p, n, sizeof *p, pair_order);
  buf_put_varint(out, n);
  for (uint32_t i = 0; i < n; i++) {
    buf_put_varint(out, p[i].key >> 32);
    buf_put_varint(out, p[i].key & UINT32_MAX);
    buf_put_varint(out, p[i].rows);
  }
  free(p);
}

void catalog_encode(const struct catalog *c, struct buf *out) {
  buf_put_varint(out, c->events.n);
  for (uint32_t i = 0; i < c->events.n; i++) {
    buf_put_lenstr(out, intern_at(&c->events, i));
    buf_put_varint(out, c->event.p[i].rows);
    buf_put_zigzag(out, c->event.p[i].time_min);
    buf_put_zigzag(out, c->event.p[i].time_max);
  }
  buf_put_varint(out, c->props.n);
  for (uint32_t i = 0; i < c->props.n; i++) {
    const struct prop_fact *f = &c->prop.p[i];
    buf_put_lenstr(out, intern_at(&c->props, i));
    for (int t = 1; t < V_TYPES; t++)
      buf_put_varint(out, f->rows[t]);
    buf_put_varint(out, f->scales);
    for (unsigned s = 0; s <= DEC_SCALE_MAX; s++) {
      if (!(f->scales >> s & 1)) continue;
      buf_put_u64(out, (uint64_t)f->abs[s]);
      buf_put_u64(out, (uint64_t)(f->abs[s] >> 64));
    }
  }
  encode_pairs(c, out);
  buf_put_varint(out, c->rows);
  buf_put_varint(out, c->subjects);
  buf_put_zigzag(out, c->time_min);
  buf_put_zigzag(out, c->time_max);
  for (uint32_t i = 0; i < c->props.n; i++)
    buf_put_varint(out, c->prop.p[i].rows[V_NONE]);
}

static bool decode_events(struct cursor *in, struct catalog *c) {
  uint64_t n = cur_count(in, 4);
  for (uint64_t i = 0; i < n && !in->bad; i++) {
    if (catalog_event(c, cur_lenstr(in)) != i) return false;
    struct event_fact *f = &c->event.p[i];
    f->rows = cur_varint(in);
    f->time_min = cur_zigzag(in);
    f->time_max = cur_zigzag(in);
  }
  return !in->bad;
}

static bool decode_props(struct cursor *in, struct catalog *c) {
  static const u128 limit = (u128)1 << 120; /* just above 10^36 */
  uint64_t n = cur_count(in, 6);
  for (uint64_t i = 0; i < n && !in->bad; i++) {
    if (catalog_prop(c, cur_lenstr(in)) != i) return false;
    struct prop_fact *f = &c->prop.p[i];
    for (int t = 1; t < V_TYPES; t++)
      f->rows[t] = cur_varint(in);
    uint64_t scales = cur_varint(in);
    if (scales >> (DEC_SCALE_MAX + 1)) return false;
    f->scales = (uint32_t)scales;
    for (unsigned s = 0; s <= DEC_SCALE_MAX; s++) {
      if (!(f->scales >> s & 1)) continue;
      uint64_t low = cur_u64(in);
      f->abs[s] = (u128)cur_u64(in) << 64 | low;
      if (f->abs[s] > limit) return false;
    }
  }
  return !in->bad;
}

static bool decode_pairs(struct cursor *in, struct catalog *c) {
  uint64_t n = cur_count(in, 3), before = 0;
  for (uint64_t i = 0; i < n && !in->bad; i++) {
    uint64_t event = cur_varint(in), prop = cur_varint(in), rows = cur_varint(in);
    if (event >= c->events.n || prop >= c->props.n || rows == 0) return false;
    uint64_t key = pair_key((uint32_t)event, (uint32_t)prop);
    if (i && key <= before) return false;
    before = key;
    catalog_pair_add(c, (uint32_t)event, (uint32_t)prop, rows);
  }
  return !in->bad;
}

bool catalog_decode(struct cursor *in, bool unsets, struct catalog *ret) {
  struct catalog c;
  catalog_init(&c);
  bool ok = decode_events(in, &c) && decode_props(in, &c) && decode_pairs(in, &c);
  c.rows = cur_varint(in);
  uint64_t subjects = cur_varint(in);
  c.subjects = (uint32_t)subjects;
  c.time_min = cur_zigzag(in);
  c.time_max = cur_zigzag(in);
  for (uint32_t i = 0; ok && unsets && i < c.props.n; i++)
    c.prop.p[i].rows[V_NONE] = cur_varint(in);
  if (!ok || in->bad || subjects > UINT32_MAX) {
    catalog_release(&c);
    return false;
  }
  *ret = c;
  return true;
}
