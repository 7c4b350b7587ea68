/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UTF-8 by the table of well-formed sequences in the Unicode standard (3.9, table 3-7): the lead
 * byte decides the length and the range of the second byte; all later bytes are 80 … BF.  Overlong
 * forms, surrogates and code points past U+10FFFF all fall out of the range of the second byte, so
 * nothing needs to be decoded to be judged.
 *
 * Validation takes eight bytes at a time while they are ASCII, which most of what we import is;
 * long texts are judged by simdjson, which does the same with vectors and tables, ASCII or not. */
#include "base/utf8.h"

#include <string.h>

#include "base/json_int.h"

#define LONG_BYTES 256

/* Length of the well-formed sequence at p, 0 if there is none. */
static unsigned sequence(const unsigned char *p, size_t n) {
  unsigned char c = p[0], low = 0x80, high = 0xBF;
  if (c < 0x80) return 1;
  if (c < 0xC2 || c > 0xF4) return 0;
  unsigned length = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (n < length) return 0;
  if (c == 0xE0) low = 0xA0;
  if (c == 0xED) high = 0x9F;
  if (c == 0xF0) low = 0x90;
  if (c == 0xF4) high = 0x8F;
  if (p[1] < low || p[1] > high) return 0;
  for (unsigned i = 2; i < length; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return length;
}

static bool valid_by_hand(struct str s) {
  const unsigned char *p = (const unsigned char *)s.p;
  size_t n = s.n;
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
  while (n) {
    while (n >= 8) {
      uint64_t w;
      memcpy(&w, p, 8);
      /* No top bit set, and (as all bytes are below 80) no byte that borrows: none is zero. */
      if (((w | (w - ones)) & tops) != 0) break;
      p += 8;
      n -= 8;
    }
    if (n == 0) break;
    unsigned length = *p ? sequence(p, n) : 0;
    if (length == 0) return false;
    p += length;
    n -= length;
  }
  return true;
}

bool utf8_valid(struct str s) {
  if (s.n >= LONG_BYTES) return !memchr(s.p, 0, s.n) && simd_utf8_valid(s.p, s.n);
  return valid_by_hand(s);
}

uint32_t utf8_next(struct str *s) {
  const unsigned char *p = (const unsigned char *)s->p;
  unsigned length = sequence(p, s->n);
  uint32_t cp = p[0];
  if (length == 0) {
    cp = 0xFFFD;
    length = 1;
  } else if (length > 1) {
    cp &= 0x7Fu >> length;
    for (unsigned i = 1; i < length; i++)
      cp = cp << 6 | (p[i] & 0x3F);
  }
  s->p += length;
  s->n -= length;
  return cp;
}

size_t utf8_count(struct str s) {
  size_t n = 0;
  for (; s.n; n++)
    utf8_next(&s);
  return n;
}

size_t utf8_cut(struct str s, size_t max) {
  if (s.n <= max) return s.n;
  /* Back over at most three continuation bytes to a lead whose sequence does not end by max. */
  for (size_t back = 1; back <= 3 && back <= max; back++) {
    unsigned char c = (unsigned char)s.p[max - back];
    if ((c & 0xC0) == 0x80) continue;
    unsigned length = sequence((const unsigned char *)s.p + (max - back), s.n - (max - back));
    return length > back ? max - back : max;
  }
  return max;
}

unsigned utf8_put(uint32_t cp, char out[4]) {
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = 0xFFFD;
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  unsigned length = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (unsigned i = length - 1; i > 0; i--, cp >>= 6)
    out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)(0xF00u >> length | cp);
  return length;
}
