/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arenas: memory with a named lifetime, freed as a whole.
 *
 * A function takes the arena of the lifetime it means: `out` for results, `tmp` for work.
 * Allocation never returns NULL: when the machine has no memory left the process stops with an
 * explanation (panic.h), because everything acknowledged is already in the log.  Ceilings are a
 * different thing: they are checked by whoever charges them and are ERR_memory_limit.
 * Not thread-safe: one arena, one thread at a time.
 */
#ifndef SHOAL_BASE_ARENA_H
#define SHOAL_BASE_ARENA_H

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena_chunk;

struct arena {
  const char *name; /* of the lifetime: "query", "request", "batch" …; static string */
  struct arena_chunk *chunks;
  uint8_t *cur, *end;
  size_t used; /* bytes handed out since the last reset, for charging */
};

void arena_init(struct arena *a, const char *name);
void arena_release(struct arena *a); /* frees all; the arena may be used again */
void arena_reset(struct arena *a);   /* forgets all, keeps the first chunk for reuse */

/* Uninitialised memory aligned to 16 bytes.  size 0 gives a unique non-NULL pointer. */
static inline void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_slow(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
/* Zeroed memory for n elements; n * size is checked for overflow (panic). */
void *arena_calloc(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));

#define ARENA_ALIGN ((size_t)16)

/* Here, because trees and batches ask for a few bytes at a time; sizes that are 0 when rounded (0,
 * and overflow) go the other way. */
static inline void *arena_alloc(struct arena *a, size_t size) {
  size_t want = (size + (ARENA_ALIGN - 1)) & ~(ARENA_ALIGN - 1);
  if (want - 1 >= (size_t)(a->end - a->cur)) return arena_alloc_slow(a, size);
  void *p = a->cur;
  a->used += want;
  a->cur += want;
  return p;
}

#define arena_new(a, type)      ((type *)arena_calloc((a), 1, sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_calloc((a), (n), sizeof(type)))

/* Copies; the result is also NUL-terminated (the NUL is not counted). */
struct str arena_str(struct arena *a, struct str s);
char *arena_cstr(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
