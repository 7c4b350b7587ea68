/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chunks double from 4 KiB to 1 MiB; a larger request gets a chunk of its own behind the current
 * one, so that it does not throw away what is left there.  reset keeps the newest chunk: a loop
 * that resets per batch settles on one chunk and stops calling malloc.
 *
 * Chunks of 4 MiB and more, a column of a million people, are kept for the next question when they
 * are released, up to 64 MiB in the process: memory fresh from the kernel has to be zeroed by it
 * first, and that was a third of a question that the values themselves took less of. */
#include "base/arena.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/panic.h"

#define CHUNK_MIN ((size_t)4096)
#define CHUNK_MAX ((size_t)1 << 20)
#define HUGE_PAGE ((size_t)1 << 21)
#define HUGE_FROM (2 * HUGE_PAGE)
#define SPARE_MAX ((size_t)64 << 20)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__ /* use after release is to be seen */
#undef SPARE_MAX
#define SPARE_MAX 0
#endif

struct arena_chunk {
  struct arena_chunk *next;
  size_t size; /* of data */
  alignas(16) uint8_t data[];
};

static struct {
  pthread_mutex_t lock;
  struct arena_chunk *list;
  size_t bytes;
} spare = {.lock = PTHREAD_MUTEX_INITIALIZER};

void arena_init(struct arena *a, const char *name) {
  *a = (struct arena){.name = name};
}

static bool keep_spare(struct arena_chunk *c) {
  pthread_mutex_lock(&spare.lock);
  bool keep = c->size <= SPARE_MAX && spare.bytes <= SPARE_MAX - c->size;
  if (keep) {
    c->next = spare.list;
    spare.list = c;
    spare.bytes += c->size;
  }
  pthread_mutex_unlock(&spare.lock);
  return keep;
}

/* One that is large enough and not twice as large as needed; NULL if there is none. */
static struct arena_chunk *take_spare(size_t size) {
  pthread_mutex_lock(&spare.lock);
  struct arena_chunk **at = &spare.list, *c;
  while (*at && ((*at)->size < size || (*at)->size / 2 > size))
    at = &(*at)->next;
  if ((c = *at)) {
    *at = c->next;
    spare.bytes -= c->size;
  }
  pthread_mutex_unlock(&spare.lock);
  return c;
}

static void free_chunks(struct arena_chunk *c) {
  while (c) {
    struct arena_chunk *next = c->next;
    if (c->size < HUGE_FROM || !keep_spare(c)) free(c);
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

/* A column of a million people is touched once from end to end: a fault per 2 MiB instead of per
 * 4 KiB.  Only whole huge pages within the chunk are meant, and the kernel may say no. */
static void want_huge_pages(void *p, size_t n) {
  uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
  uintptr_t to = ((uintptr_t)p + n) & ~(uintptr_t)(HUGE_PAGE - 1);
  if (to > from) madvise((void *)from, to - from, MADV_HUGEPAGE);
}

static struct arena_chunk *new_chunk(struct arena *a, size_t size) {
  struct arena_chunk *c = size >= HUGE_FROM ? take_spare(size) : NULL;
  if (c) return c;
  c = malloc(sizeof *c + size);
  if (!c) panic("out of memory: arena %s, %zu bytes more", a->name ? a->name : "?", size);
  if (size >= HUGE_FROM) want_huge_pages(c, sizeof *c + size);
  c->size = size;
  return c;
}

void *arena_alloc_slow(struct arena *a, size_t size) {
  size_t want = (size + (ARENA_ALIGN - 1)) & ~(ARENA_ALIGN - 1);
  if (want < size) panic("size overflow in arena %s (%zu)", a->name ? a->name : "?", size);
  if (want == 0) want = ARENA_ALIGN;
  a->used += want;
  if ((size_t)(a->end - a->cur) >= want) {
    void *p = a->cur;
    a->cur += want;
    return p;
  }
  if (want > CHUNK_MAX / 4 && a->chunks) {
    struct arena_chunk *c = new_chunk(a, want);
    c->next = a->chunks->next;
    a->chunks->next = c;
    return c->data;
  }
  size_t room = a->chunks ? a->chunks->size * 2 : CHUNK_MIN;
  if (room > CHUNK_MAX) room = CHUNK_MAX;
  if (room < want) room = want;
  struct arena_chunk *c = new_chunk(a, room);
  c->next = a->chunks;
  a->chunks = c;
  a->cur = c->data + want;
  a->end = c->data + room;
  return c->data;
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
