/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A growable byte buffer with a ceiling.  Going past the ceiling drops the write and sets
 * `overflow` (sticky); the owner checks it once at the end and turns it into a named error.  Always
 * NUL-terminated. */
#ifndef SHOAL_BASE_BUF_H
#define SHOAL_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
  char *p; /* NULL until the first write */
  size_t n, cap, max;
  bool overflow;
};

#define BUF_MAX_DEFAULT ((size_t)1 << 31)
#define BUF_INIT                                                                                   \
  { .max = BUF_MAX_DEFAULT }
#define BUF_INIT_MAX(bytes)                                                                        \
  { .max = (bytes) }

void buf_release(struct buf *b);
static inline void buf_reset(struct buf *b) {
  b->n = 0;
  b->overflow = false;
}
/* Room for `extra` more bytes at p + n; false (and overflow) past the ceiling. */
bool buf_reserve(struct buf *b, size_t extra);
/* True when n more bytes may be written at p + n of the buffer without asking it. */
static inline bool buf_has(const struct buf *b, size_t n) {
  return b->cap - b->n > n && b->max - b->n >= n && !b->overflow;
}
void buf_put(struct buf *b, const void *p, size_t n);
void buf_putc(struct buf *b, char c);
void buf_puts(struct buf *b, const char *cstr);
void buf_put_str(struct buf *b, struct str s);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Little-endian fixed and LEB128 variable integers, for file formats. */
void buf_put_u8(struct buf *b, uint8_t v);
void buf_put_u16(struct buf *b, uint16_t v);
void buf_put_u32(struct buf *b, uint32_t v);
void buf_put_u64(struct buf *b, uint64_t v);
void buf_put_varint(struct buf *b, uint64_t v);
void buf_put_zigzag(struct buf *b, int64_t v);
void buf_put_lenstr(struct buf *b, struct str s); /* varint length, bytes */
static inline struct str buf_str(const struct buf *b) {
  return (struct str){b->p, b->n};
}

#endif
