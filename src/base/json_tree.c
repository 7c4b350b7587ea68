/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading and comparing trees.
 *
 * Repeated keys are looked for in every object of every imported line, so small objects (all of
 * them, in practice) get a one-word filter: a key whose bit is still free cannot have been there
 * before.  Large ones are sorted, which no choice of keys can make slow. */
#include <stdlib.h>

#include "base/json_int.h"
#include "base/panic.h"

#define SMALL_OBJECT 64

bool json_is_number(struct str s) {
  const char *p = s.p, *end = s.p + s.n;
  if (p < end && *p == '-') p++;
  const char *whole = p;
  while (p < end && *p >= '0' && *p <= '9')
    p++;
  if (p == whole || (*whole == '0' && p - whole > 1)) return false;
  if (p < end && *p == '.') {
    const char *fraction = ++p;
    while (p < end && *p >= '0' && *p <= '9')
      p++;
    if (p == fraction) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    const char *exponent = p;
    while (p < end && *p >= '0' && *p <= '9')
      p++;
    if (p == exponent) return false;
  }
  return p == end;
}

struct numbered {
  struct str key;
  uint32_t i;
};

static int by_key(const void *a, const void *b) {
  const struct numbered *x = a, *y = b;
  int c = str_cmp(x->key, y->key);
  return c ? c : (x->i > y->i) - (x->i < y->i);
}

static struct numbered *sorted_keys(const struct str *keys, uint32_t n) {
  struct numbered *sorted = must_malloc((n + (size_t)1) * sizeof *sorted);
  for (uint32_t i = 0; i < n; i++)
    sorted[i] = (struct numbered){keys[i], i};
  qsort(sorted, n, sizeof *sorted, by_key);
  return sorted;
}

uint32_t json_repeated_key(const struct str *keys, uint32_t n) {
  if (n <= SMALL_OBJECT) {
    uint64_t seen = 0;
    for (uint32_t i = 0; i < n; i++) {
      struct str k = keys[i];
      unsigned char first = k.n ? (unsigned char)k.p[0] : 0,
                    last = k.n ? (unsigned char)k.p[k.n - 1] : 0;
      uint64_t bit = UINT64_C(1) << ((first * 7 + last * 3 + k.n * 13) & 63);
      for (uint32_t j = 0; (seen & bit) && j < i; j++)
        if (str_eq(keys[j], k)) return i;
      seen |= bit;
    }
    return n;
  }
  uint32_t found = n;
  struct numbered *sorted = sorted_keys(keys, n);
  for (uint32_t i = 1; i < n; i++)
    if (str_eq(sorted[i].key, sorted[i - 1].key) && sorted[i].i < found) found = sorted[i].i;
  free(sorted);
  return found;
}

const struct json *json_get(const struct json *o, const char *key) {
  if (!o || o->type != JSON_OBJECT) return NULL;
  struct str wanted = str_from(key);
  for (uint32_t i = 0; i < o->n; i++)
    if (str_eq(o->keys[i], wanted)) return &o->items[i];
  return NULL;
}

struct str json_get_str(const struct json *o, const char *key) {
  const struct json *v = json_get(o, key);
  return v && v->type == JSON_STRING ? v->text : (struct str){NULL, 0};
}

bool json_get_bool(const struct json *o, const char *key, bool otherwise) {
  const struct json *v = json_get(o, key);
  return v && v->type == JSON_BOOL ? v->boolean : otherwise;
}

bool json_dec(const struct json *v, struct dec *ret) {
  return v && v->type == JSON_NUMBER && dec_parse(v->text, ret);
}

bool json_int(const struct json *v, int64_t *ret) {
  struct dec d;
  if (!json_dec(v, &d)) return false;
  d = dec_normal(d);
  if (d.scale || d.m < INT64_MIN || d.m > INT64_MAX) return false;
  *ret = (int64_t)d.m;
  return true;
}

static void write_value(struct jw *w, const struct json *v, bool sorted) {
  switch (v->type) {
  case JSON_NULL:
    jw_null(w);
    break;
  case JSON_BOOL:
    jw_bool(w, v->boolean);
    break;
  case JSON_NUMBER:
    jw_raw(w, v->text);
    break;
  case JSON_STRING:
    jw_str(w, v->text);
    break;
  case JSON_ARRAY:
    jw_begin_array(w);
    for (uint32_t i = 0; i < v->n; i++)
      write_value(w, &v->items[i], sorted);
    jw_end_array(w);
    break;
  case JSON_OBJECT: {
    struct numbered *order = sorted ? sorted_keys(v->keys, v->n) : NULL;
    jw_begin_object(w);
    for (uint32_t i = 0; i < v->n; i++) {
      uint32_t at = order ? order[i].i : i;
      jw_key_str(w, v->keys[at]);
      write_value(w, &v->items[at], sorted);
    }
    jw_end_object(w);
    free(order);
    break;
  }
  }
}

void json_write_tree(const struct json *v, bool sorted, struct buf *out) {
  struct jw w;
  jw_init(&w, out, 0);
  write_value(&w, v, sorted);
}
