/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms and base64, as clients write them rather than as the standards do. */
#include <string.h>

#include "wire/wire_int.h"

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char low = (char)(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* A stray % stays what it is: a client that forgot to encode one is still understood. */
static struct str decoded(struct str s, bool form, struct arena *out) {
  char *to = arena_alloc(out, s.n), *start = to;
  for (size_t i = 0; i < s.n; i++) {
    int high, low;
    if (s.p[i] == '%' && s.n - i > 2 && (high = hex(s.p[i + 1])) >= 0 &&
        (low = hex(s.p[i + 2])) >= 0) {
      *to++ = (char)(high << 4 | low);
      i += 2;
    } else {
      *to++ = form && s.p[i] == '+' ? ' ' : s.p[i];
    }
  }
  return str_of(start, (size_t)(to - start));
}

struct str wire_percent(struct str s, struct arena *out) {
  return decoded(s, false, out);
}

bool wire_field(struct str form, const char *name, struct arena *out, struct str *ret) {
  while (form.n) {
    struct str value = str_cut(&form, '&'), key = str_cut(&value, '=');
    if (!str_is(str_trim(key), name)) continue;
    *ret = decoded(value, true, out);
    return true;
  }
  return false;
}

#define NO_DIGIT 0xff
#define SKIP     0xfe

static uint8_t digit(char c, bool form) {
  if (c >= 'A' && c <= 'Z') return (uint8_t)(c - 'A');
  if (c >= 'a' && c <= 'z') return (uint8_t)(c - 'a' + 26);
  if (c >= '0' && c <= '9') return (uint8_t)(c - '0' + 52);
  if (c == '+' || c == '-' || (form && c == ' ')) return 62;
  if (c == '/' || c == '_') return 63;
  return c == '\r' || c == '\n' ? SKIP : NO_DIGIT;
}

bool wire_base64(struct str s, bool form, struct arena *out, struct str *ret) {
  uint8_t table[256];
  for (unsigned c = 0; c < 256; c++)
    table[c] = digit((char)c, form);
  while (s.n && (s.p[s.n - 1] == '=' || table[(uint8_t)s.p[s.n - 1]] == SKIP))
    s.n--;
  char *to = arena_alloc(out, s.n), *start = to;
  uint32_t bits = 0;
  unsigned held = 0;
  for (size_t i = 0; i < s.n; i++) {
    uint8_t v = table[(uint8_t)s.p[i]];
    if (v == SKIP) continue;
    if (v == NO_DIGIT) return false;
    bits = bits << 6 | v;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    *to++ = (char)(bits >> held);
  }
  if (held == 6) return false; /* one digit alone stands for nothing */
  *ret = str_of(start, (size_t)(to - start));
  return true;
}
