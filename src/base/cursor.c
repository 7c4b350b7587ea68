/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every read checks what is left first; after the first bad read all further ones yield zero, so a
 * decoder can read a whole structure and ask once. */
#include "base/cursor.h"

static bool take(struct cursor *c, size_t n) {
  if (c->bad || cur_left(c) < n) {
    c->bad = true;
    return false;
  }
  return true;
}

static uint64_t get_le(struct cursor *c, size_t n) {
  if (!take(c, n)) return 0;
  uint64_t v = 0;
  for (size_t i = 0; i < n; i++)
    v |= (uint64_t)c->p[i] << (8 * i);
  c->p += n;
  return v;
}

uint8_t cur_u8(struct cursor *c) {
  return (uint8_t)get_le(c, 1);
}
uint16_t cur_u16(struct cursor *c) {
  return (uint16_t)get_le(c, 2);
}
uint32_t cur_u32(struct cursor *c) {
  return (uint32_t)get_le(c, 4);
}
uint64_t cur_u64(struct cursor *c) {
  return get_le(c, 8);
}

uint64_t cur_varint(struct cursor *c) {
  uint64_t v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (!take(c, 1)) return 0;
    uint8_t b = *c->p++;
    if (shift == 63 && b > 1) break;
    v |= (uint64_t)(b & 0x7f) << shift;
    if (!(b & 0x80)) {
      if (b == 0 && shift) break; /* over-long */
      return v;
    }
  }
  c->bad = true;
  return 0;
}

int64_t cur_zigzag(struct cursor *c) {
  uint64_t v = cur_varint(c);
  return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

uint64_t cur_count(struct cursor *c, size_t min_bytes) {
  uint64_t n = cur_varint(c);
  if (c->bad || n > cur_left(c) / min_bytes) {
    c->bad = true;
    return 0;
  }
  return n;
}

struct str cur_bytes(struct cursor *c, size_t n) {
  if (!take(c, n)) return (struct str){NULL, 0};
  struct str s = {(const char *)c->p, n};
  c->p += n;
  return s;
}

struct str cur_lenstr(struct cursor *c) {
  uint64_t n = cur_varint(c);
  if (n > cur_left(c)) c->bad = true;
  return cur_bytes(c, c->bad ? 0 : (size_t)n);
}
