/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asserts that stay on in production and explain themselves.  Never on user input. */
#ifndef SHOAL_BASE_PANIC_H
#define SHOAL_BASE_PANIC_H

#include <stddef.h>

void panic_at(const char *file, int line, const char *fmt, ...)
    __attribute__((noreturn, cold, format(printf, 3, 4)));

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
#define must(cond)                                                                                 \
  do {                                                                                             \
    if (__builtin_expect(!(cond), 0)) panic_at(__FILE__, __LINE__, "must hold: %s", #cond);        \
  } while (0)

/* malloc family that panics instead of returning NULL; sizes are overflow-checked. */
void *must_malloc(size_t size) __attribute__((malloc, returns_nonnull));
void *must_calloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *must_realloc(void *p, size_t n, size_t size) __attribute__((returns_nonnull));

#endif
