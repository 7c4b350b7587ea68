/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Appending is the only thing the applier does, so each row costs a few stores and no order is
 * kept.  A segment is given away whole when somebody asks for order (run.c), and its arrays come
 * back empty for the next rows. */
#include <stdlib.h>

#include "base/panic.h"
#include "store/mem_int.h"

/* ---- strings ---- */

#define ABREAST    64
#define CODE(slot) ((uint32_t)(slot)-1)
#define TAG(hash)  ((hash)&UINT64_C(0xffffffff00000000))

struct mem_strings *mem_strings_new(void) {
  struct mem_strings *t = must_calloc(1, sizeof *t);
  atomic_init(&t->refs, 1);
  arena_init(&t->bytes, "memtable strings");
  return t;
}

struct mem_strings *mem_strings_ref(struct mem_strings *t) {
  atomic_fetch_add(&t->refs, 1);
  return t;
}

void mem_strings_unref(struct mem_strings *t) {
  if (!t || atomic_fetch_sub(&t->refs, 1) != 1) return;
  for (size_t i = 0; i < t->outgrown.n; i++)
    free(t->outgrown.p[i]);
  vec_free(&t->outgrown);
  arena_release(&t->bytes);
  free(t->at);
  free(t->hash);
  free(t->slot);
  free(t);
}

static void grow_slots(struct mem_strings *t) {
  must(t->slot_cap < (1u << 31));
  uint32_t cap = t->slot_cap ? t->slot_cap * 2 : 1024;
  free(t->slot);
  t->slot = must_calloc(cap, sizeof *t->slot);
  t->slot_cap = cap;
  for (uint32_t code = 0; code < t->n; code++) {
    uint32_t i = (uint32_t)t->hash[code] & (cap - 1);
    while (t->slot[i])
      i = (i + 1) & (cap - 1);
    t->slot[i] = TAG(t->hash[code]) | (code + 1);
  }
}

static void grow_table(struct mem_strings *t) {
  uint32_t cap = t->cap ? t->cap * 2 : 256;
  struct str *at = must_malloc(cap * sizeof *at);
  if (t->n) memcpy(at, t->at, t->n * sizeof *at);
  if (t->at) vec_push(&t->outgrown, t->at); /* readers may stand on it */
  t->at = at;
  t->hash = must_realloc(t->hash, cap, sizeof *t->hash);
  t->cap = cap;
}

static uint32_t put_one(struct mem_strings *t, struct str s, uint64_t hash, size_t *new_bytes) {
  uint32_t mask = t->slot_cap - 1, i = (uint32_t)hash & mask;
  for (uint64_t at; (at = t->slot[i]) != 0; i = (i + 1) & mask)
    if (TAG(at) == TAG(hash) && str_eq(t->at[CODE(at)], s)) return CODE(at);
  if (t->n == t->cap) grow_table(t);
  t->at[t->n] = arena_str(&t->bytes, s);
  t->hash[t->n] = hash;
  t->slot[i] = TAG(hash) | (t->n + 1);
  *new_bytes += s.n + MEM_STRING_BYTES;
  return t->n++;
}

/* A look-up misses the cache three times in a row: slot, table, bytes.  So a few look-ups go side
 * by side, one step of each at a time. */
size_t mem_strings_put(struct mem_strings *t, const struct intern *from, const uint32_t *which,
                       uint32_t n, uint32_t *code) {
  size_t new_bytes = 0;
  for (uint32_t begin = 0, end; begin < n; begin = end) {
    end = n - begin < ABREAST ? n : begin + ABREAST;
    while (t->n + ABREAST > t->slot_cap / 2)
      grow_slots(t);
    uint32_t mask = t->slot_cap - 1;
    for (uint32_t k = begin; k < end; k++)
      __builtin_prefetch(&t->slot[(uint32_t)from->hash[which[k]] & mask]);
    for (uint32_t k = begin; k < end; k++) {
      uint64_t hash = from->hash[which[k]], at = t->slot[(uint32_t)hash & mask];
      if (at && TAG(at) == TAG(hash)) __builtin_prefetch(&t->at[CODE(at)]);
    }
    for (uint32_t k = begin; k < end; k++) {
      uint64_t hash = from->hash[which[k]], at = t->slot[(uint32_t)hash & mask];
      if (at && TAG(at) == TAG(hash)) __builtin_prefetch(t->at[CODE(at)].p);
    }
    for (uint32_t k = begin; k < end; k++)
      code[which[k]] = put_one(t, from->at[which[k]], from->hash[which[k]], &new_bytes);
  }
  return new_bytes;
}

/* ---- segments ---- */

struct segment *segment_new(void) {
  return must_calloc(1, sizeof(struct segment));
}

static size_t value_bytes(enum vtype type) {
  return type == V_STR ? sizeof(uint32_t) : type == V_BOOL ? 1 : sizeof(int64_t);
}

static void col_room(struct mem_col *c, uint32_t cap) {
  c->row = must_realloc(c->row, cap, sizeof *c->row);
  c->values = must_realloc(c->values, cap, value_bytes(c->type));
  if (c->type == V_NUM) c->scale = must_realloc(c->scale, cap, 1);
  c->cap = cap;
}

void mem_col_reserve(struct mem_col *c, uint32_t more) {
  uint32_t cap = c->cap ? c->cap * 2 : 64;
  if (c->cap - c->n >= more) return;
  col_room(c, cap < c->n + more ? c->n + more : cap);
}

struct segment *segment_like(const struct segment *g) {
  struct segment *like = segment_new();
  segment_reserve(like, g->rows + g->rows / 8);
  for (size_t i = 0; i < g->cols.n; i++) {
    const struct mem_col *c = &g->cols.p[i];
    if (c->n) col_room(segment_col(like, c->prop, c->type), c->n + c->n / 8 + 1);
  }
  return like;
}

void segment_free(struct segment *g) {
  if (!g) return;
  for (size_t i = 0; i < g->cols.n; i++) {
    struct mem_col *c = &g->cols.p[i];
    free(c->row);
    free(c->values);
    free(c->scale);
    vec_free(&c->wide);
  }
  vec_free(&g->cols);
  vec_free(&g->col_of);
  free(g->subject);
  free(g->event);
  free(g->time);
  free(g->lsn);
  free(g);
}

size_t segment_memory(const struct segment *g) {
  size_t n = sizeof *g + g->cap * (2 * sizeof(uint32_t) + 2 * sizeof(uint64_t));
  for (size_t i = 0; i < g->cols.n; i++) {
    const struct mem_col *c = &g->cols.p[i];
    n += c->cap * (sizeof *c->row + value_bytes(c->type) + (c->type == V_NUM));
    n += c->wide.cap * sizeof *c->wide.p;
  }
  return n;
}

void segment_reset(struct segment *g) {
  g->rows = 0;
  for (size_t i = 0; i < g->cols.n; i++) {
    struct mem_col *c = &g->cols.p[i];
    c->n = 0;
    c->wide.n = 0;
    c->scale_min = UINT8_MAX;
    c->scale_max = 0;
  }
}

void segment_reserve(struct segment *g, uint32_t more) {
  if (g->cap - g->rows >= more) return;
  uint32_t cap = g->cap ? g->cap * 2 : 1024;
  if (cap < g->rows + more) cap = g->rows + more;
  g->subject = must_realloc(g->subject, cap, sizeof *g->subject);
  g->event = must_realloc(g->event, cap, sizeof *g->event);
  g->time = must_realloc(g->time, cap, sizeof *g->time);
  g->lsn = must_realloc(g->lsn, cap, sizeof *g->lsn);
  g->cap = cap;
}

struct mem_col *segment_col(struct segment *g, uint32_t prop, enum vtype type) {
  size_t at = (size_t)prop * V_TYPES + type;
  while (g->col_of.n <= at)
    vec_push(&g->col_of, 0);
  if (g->col_of.p[at] == 0) {
    vec_push(&g->cols, ((struct mem_col){.prop = prop, .type = type, .scale_min = UINT8_MAX}));
    g->col_of.p[at] = (uint32_t)g->cols.n;
  }
  return &g->cols.p[g->col_of.p[at] - 1];
}

void mem_put_wide(struct mem_col *c, uint32_t i, struct dec v) {
  c->num[i] = (int64_t)c->wide.n;
  c->scale[i] = MEM_WIDE;
  vec_push(&c->wide, v);
}

struct segment *segments_take(struct segments *s) {
  if (s->v.n == 0) return NULL;
  struct segment *g = s->v.p[--s->v.n];
  s->bytes -= segment_memory(g);
  s->taken = true;
  return g;
}

bool segments_keep(struct segments *s, struct segment *g, size_t most) {
  size_t bytes = segment_memory(g);
  if (bytes > most || s->bytes > most - bytes) return false;
  vec_push(&s->v, g);
  s->bytes += bytes;
  return true;
}

struct segment *segments_cool(struct segments *s) {
  struct segment *g = s->taken ? NULL : segments_take(s);
  s->taken = false;
  return g;
}

void segments_release(struct segments *s) {
  for (size_t i = 0; i < s->v.n; i++)
    segment_free(s->v.p[i]);
  vec_free(&s->v);
  s->bytes = 0;
}

/* ---- the whole ---- */

struct memtable *mem_new(struct segment *tail) {
  struct memtable *m = must_calloc(1, sizeof *m);
  atomic_init(&m->refs, 1);
  m->strings = mem_strings_new();
  m->tail = tail;
  catalog_init(&m->catalog);
  return m;
}

struct memtable *mem_ref(struct memtable *m) {
  atomic_fetch_add(&m->refs, 1);
  return m;
}

void mem_unref(struct memtable *m) {
  if (!m || atomic_fetch_sub(&m->refs, 1) != 1) return;
  for (size_t i = 0; i < m->full.n; i++)
    segment_free(m->full.p[i]);
  for (size_t i = 0; i < m->runs.n; i++)
    frozen_unref(m->runs.p[i]);
  segment_free(m->tail);
  vec_free(&m->full);
  vec_free(&m->read);
  vec_free(&m->runs);
  catalog_release(&m->catalog);
  mem_strings_unref(m->strings);
  free(m);
}
