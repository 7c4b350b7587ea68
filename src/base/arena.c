/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chunks double from 4 KiB to 1 MiB; a larger request gets a chunk of its own behind the current
 * one, so that it does not throw away what is left there.  reset keeps the newest chunk: a loop
 * that resets per batch settles on one chunk and stops calling malloc. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

#define CHUNK_MIN ((size_t)4096)
#define CHUNK_MAX ((size_t)1 << 20)
#define ALIGN     ((size_t)16)

struct arena_chunk {
  struct arena_chunk *next;
  size_t size; /* of data */
  alignas(16) uint8_t data[];
};

void arena_init(struct arena *a, const char *name) {
  *a = (struct arena){.name = name};
}

static void free_chunks(struct arena_chunk *c) {
  while (c) {
    struct arena_chunk *next = c->next;
    free(c);
    c = next;
  }
}

void arena_release(struct arena *a) {
  free_chunks(a->chunks);
  arena_init(a, a->name);
}

void arena_reset(struct arena *a) {
  if (!a->chunks) return;
  free_chunks(a->chunks->next);
  a->chunks->next = NULL;
  a->cur = a->chunks->data;
  a->end = a->cur + a->chunks->size;
  a->used = 0;
}

static struct arena_chunk *new_chunk(struct arena *a, size_t size) {
  struct arena_chunk *c = malloc(sizeof *c + size);
  if (!c) panic("out of memory: arena %s, %zu bytes more", a->name ? a->name : "?", size);
  c->size = size;
  return c;
}

static void *alloc_slow(struct arena *a, size_t size) {
  if (size > CHUNK_MAX / 4 && a->chunks) {
    struct arena_chunk *c = new_chunk(a, size);
    c->next = a->chunks->next;
    a->chunks->next = c;
    return c->data;
  }
  size_t want = a->chunks ? a->chunks->size * 2 : CHUNK_MIN;
  if (want > CHUNK_MAX) want = CHUNK_MAX;
  if (want < size) want = size;
  struct arena_chunk *c = new_chunk(a, want);
  c->next = a->chunks;
  a->chunks = c;
  a->cur = c->data + size;
  a->end = c->data + want;
  return c->data;
}

void *arena_alloc(struct arena *a, size_t size) {
  size_t want = (size + (ALIGN - 1)) & ~(ALIGN - 1);
  if (want < size) panic("size overflow in arena %s (%zu)", a->name ? a->name : "?", size);
  if (want == 0) want = ALIGN;
  a->used += want;
  if ((size_t)(a->end - a->cur) >= want) {
    void *p = a->cur;
    a->cur += want;
    return p;
  }
  return alloc_slow(a, want);
}

void *arena_calloc(struct arena *a, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) panic("size overflow (%zu × %zu)", n, size);
  return memset(arena_alloc(a, bytes), 0, bytes);
}

struct str arena_str(struct arena *a, struct str s) {
  return (struct str){arena_cstr(a, s), s.n};
}

char *arena_cstr(struct arena *a, struct str s) {
  char *p = arena_alloc(a, s.n + 1);
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

struct str arena_printf(struct arena *a, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(NULL, 0, fmt, ap);
  va_end(ap);
  must(n >= 0);
  char *p = arena_alloc(a, (size_t)n + 1);
  va_start(ap, fmt);
  vsnprintf(p, (size_t)n + 1, fmt, ap);
  va_end(ap);
  return (struct str){p, (size_t)n};
}
