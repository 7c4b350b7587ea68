/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panic stops the process at once.  That is safe by design: whatever was acknowledged is in the
 * log, and everything else is derived from it.  So a broken invariant, or a machine without memory,
 * is reported with the place and the process aborts, instead of going on with a state nobody has
 * thought about. */
#include "base/panic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

void *must_malloc(size_t size) {
  void *p = malloc(size ? size : 1);
  if (!p) panic("out of memory (%zu bytes)", size);
  return p;
}

void *must_calloc(size_t n, size_t size) {
  void *p = calloc(n ? n : 1, size ? size : 1);
  if (!p) panic("out of memory (%zu × %zu bytes)", n, size);
  return p;
}

void *must_realloc(void *p, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) panic("size overflow (%zu × %zu)", n, size);
  p = realloc(p, bytes ? bytes : 1);
  if (!p) panic("out of memory (%zu bytes)", bytes);
  return p;
}
