/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small makings shared by the decoders. */
#include "wire/make.h"

#include <xxhash.h>

#include "base/panic.h"

/* ---- ids of messages ---- */

static void put_hex(char *to, uint64_t v) {
  for (int i = 15; i >= 0; i--, v >>= 4)
    to[i] = "0123456789abcdef"[v & 15];
}

struct str wire_hash(struct arena *out, const char *prefix, struct str bytes) {
  size_t n = strlen(prefix);
  char *text = arena_alloc(out, n + 33);
  XXH128_hash_t h = XXH3_128bits(bytes.p, bytes.n);
  memcpy(text, prefix, n);
  text[n] = ':';
  put_hex(text + n + 1, h.high64);
  put_hex(text + n + 17, h.low64);
  return str_of(text, n + 33);
}

struct str wire_hash_tree(struct arena *out, const char *prefix, const struct json *o,
                          const char *omit) {
  struct buf text = BUF_INIT;
  struct str name = str_from(omit);
  json_write_tree(omit ? wire_without(out, o, &name, 1) : o, true, &text);
  struct str id = wire_hash(out, prefix, buf_str(&text));
  buf_release(&text);
  return id;
}

struct str wire_hash_once(struct decoding *d, const char *prefix, const struct json *o,
                          uint32_t index) {
  struct buf text = BUF_INIT;
  json_write_tree(o, true, &text);
  buf_put_u64(&text, (uint64_t)d->q->received);
  if (d->q->id.n) buf_put(&text, d->q->id.p, d->q->id.n);
  buf_put_u32(&text, index);
  struct str id = wire_hash(d->out, prefix, buf_str(&text));
  buf_release(&text);
  return id;
}

/* ---- text ---- */

static char *append(char *to, struct str s) {
  if (s.n) memcpy(to, s.p, s.n);
  return to + s.n;
}

struct str wire_join(struct arena *out, struct str a, struct str b, struct str c) {
  char *text = arena_alloc(out, a.n + b.n + c.n);
  append(append(append(text, a), b), c);
  return str_of(text, a.n + b.n + c.n);
}

struct str wire_library(struct arena *out, struct str name, struct str version) {
  if (!name.n || !version.n) return name;
  return wire_join(out, name, STR("/"), version);
}

/* ---- objects ---- */

struct wire_object_made *wire_object_new(struct arena *out, uint32_t cap) {
  struct wire_object_made *m = arena_new(out, struct wire_object_made);
  m->cap = cap;
  m->o.type = JSON_OBJECT;
  m->o.keys = arena_alloc(out, cap * sizeof *m->o.keys);
  m->o.items = arena_alloc(out, cap * sizeof *m->o.items);
  return m;
}

void wire_object_put(struct wire_object_made *m, struct str key, const struct json *v) {
  must(m->o.n < m->cap);
  m->o.keys[m->o.n] = key;
  m->o.items[m->o.n++] = *v;
}

struct json wire_string(struct str s) {
  return (struct json){.type = JSON_STRING, .text = s};
}

const struct json *wire_without(struct arena *out, const struct json *o, const struct str *names,
                                size_t n) {
  if (!o) return NULL;
  struct wire_object_made *made = wire_object_new(out, o->n);
  for (uint32_t i = 0; i < o->n; i++) {
    size_t k = 0;
    while (k < n && !str_eq(o->keys[i], names[k]))
      k++;
    if (k == n) wire_object_put(made, o->keys[i], &o->items[i]);
  }
  return &made->o;
}

const struct json *wire_members(const struct json *v) {
  return v && v->type == JSON_OBJECT && v->n ? v : NULL;
}

const struct json *wire_names(struct arena *out, const struct json *v) {
  static const struct json yes = {.type = JSON_BOOL, .boolean = true};
  if (!v || (v->type != JSON_ARRAY && v->type != JSON_OBJECT) || !v->n) return NULL;
  struct wire_object_made *made = wire_object_new(out, v->n);
  for (uint32_t i = 0; i < v->n; i++) {
    struct str name = v->type == JSON_OBJECT ? v->keys[i] : wire_text(&v->items[i]);
    if (name.n && !wire_get(&made->o, name)) wire_object_put(made, name, &yes);
  }
  return made->o.n ? &made->o : NULL;
}
