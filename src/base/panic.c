/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panic stops the process at once.  That is safe by design: whatever was acknowledged is in the
 * log, and everything else is derived from it.  So a broken invariant, or a machine without memory,
 * is reported with the place and the process aborts, instead of going on with a state nobody has
 * thought about.
 *
 * Large blocks (hash tables, columns in memory) are asked for in huge pages: touching one for the
 * first time then costs a fault per 2 MiB instead of 512, and a look-up somewhere in a large table
 * misses no translation. */
#include "base/panic.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_BYTES ((size_t)4 << 20)
#define PAGE_BYTES  ((uintptr_t)4096)

void panic_at(const char *file, int line, const char *fmt, ...) {
  va_list ap;
  fprintf(stderr, "shoal: panic at %s:%d: ", file, line);
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
  fputs("\nWhat was acknowledged is in the log; start again to recover. Please report this "
        "message.\n",
        stderr);
  abort();
}

/* Advice only: where there are no huge pages nothing changes. */
static void *advise(void *p, size_t bytes) {
  if (bytes < LARGE_BYTES) return p;
  uintptr_t from = ((uintptr_t)p + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
  uintptr_t to = ((uintptr_t)p + bytes) & ~(PAGE_BYTES - 1);
  madvise((void *)from, to - from, MADV_HUGEPAGE);
  return p;
}

void *must_malloc(size_t size) {
  void *p = malloc(size ? size : 1);
  if (!p) panic("out of memory (%zu bytes)", size);
  return advise(p, size);
}

void *must_calloc(size_t n, size_t size) {
  void *p = calloc(n ? n : 1, size ? size : 1);
  if (!p) panic("out of memory (%zu × %zu bytes)", n, size);
  return advise(p, n * size);
}

void *must_realloc(void *p, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) panic("size overflow (%zu × %zu)", n, size);
  p = realloc(p, bytes ? bytes : 1);
  if (!p) panic("out of memory (%zu bytes)", bytes);
  return advise(p, bytes);
}
