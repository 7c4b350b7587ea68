/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Growth doubles; one byte beyond n is always kept for the terminating NUL. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

void buf_release(struct buf *b) {
  free(b->p);
  *b = (struct buf){.max = b->max};
}

bool buf_reserve(struct buf *b, size_t extra) {
  if (b->overflow) return false;
  if (extra > b->max - b->n) {
    b->overflow = true;
    return false;
  }
  if (b->cap - b->n > extra) return true;
  size_t want = b->n + extra + 1, cap = b->cap ? b->cap : 64;
  while (cap < want)
    cap *= 2;
  b->p = must_realloc(b->p, cap, 1);
  b->cap = cap;
  return true;
}

void buf_put(struct buf *b, const void *p, size_t n) {
  if (n == 0 || !buf_reserve(b, n)) return;
  memcpy(b->p + b->n, p, n);
  b->n += n;
  b->p[b->n] = 0;
}

void buf_putc(struct buf *b, char c) {
  buf_put(b, &c, 1);
}
void buf_puts(struct buf *b, const char *cstr) {
  buf_put(b, cstr, strlen(cstr));
}
void buf_put_str(struct buf *b, struct str s) {
  buf_put(b, s.p, s.n);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap) {
  va_list again;
  char small[128];
  va_copy(again, ap);
  int n = vsnprintf(small, sizeof small, fmt, ap);
  must(n >= 0);
  if ((size_t)n < sizeof small)
    buf_put(b, small, (size_t)n);
  else if (buf_reserve(b, (size_t)n))
    b->n += (size_t)vsnprintf(b->p + b->n, b->cap - b->n, fmt, again);
  va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(b, fmt, ap);
  va_end(ap);
}

void buf_put_u8(struct buf *b, uint8_t v) {
  buf_put(b, &v, 1);
}

static void put_le(struct buf *b, uint64_t v, size_t n) {
  uint8_t x[8];
  for (size_t i = 0; i < n; i++)
    x[i] = (uint8_t)(v >> (8 * i));
  buf_put(b, x, n);
}
void buf_put_u16(struct buf *b, uint16_t v) {
  put_le(b, v, 2);
}
void buf_put_u32(struct buf *b, uint32_t v) {
  put_le(b, v, 4);
}
void buf_put_u64(struct buf *b, uint64_t v) {
  put_le(b, v, 8);
}

void buf_put_varint(struct buf *b, uint64_t v) {
  uint8_t x[10];
  size_t n = 0;
  do {
    x[n] = (uint8_t)(v & 0x7f);
    v >>= 7;
    if (v) x[n] |= 0x80;
    n++;
  } while (v);
  buf_put(b, x, n);
}

void buf_put_zigzag(struct buf *b, int64_t v) {
  buf_put_varint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

void buf_put_lenstr(struct buf *b, struct str s) {
  buf_put_varint(b, s.n);
  buf_put_str(b, s);
}
