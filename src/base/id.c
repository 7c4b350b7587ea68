/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ids are random rather than counted: they say nothing about how many there are, two servers never
 * make the same one, and one cannot be guessed from another.  Base32, because it survives being
 * read aloud, double-clicked and put into file names of systems that ignore case. */
#include "base/id.h"

#include <sodium.h>

#include "base/panic.h"

#define RANDOM_MAX 64

struct str base32_text(const void *p, size_t n, struct arena *out) {
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
  const uint8_t *in = p;
  size_t chars = (n * 8 + 4) / 5, done = 0;
  char *text = arena_alloc(out, chars + 1);
  uint32_t bits = 0, have = 0;
  for (size_t i = 0; i < n; i++) {
    bits = bits << 8 | in[i];
    for (have += 8; have >= 5; have -= 5)
      text[done++] = digits[bits >> (have - 5) & 31];
  }
  if (have) text[done++] = digits[bits << (5 - have) & 31];
  must(done == chars);
  text[done] = 0;
  return str_of(text, done);
}

struct str id_random(const char *prefix, size_t n, struct arena *out) {
  uint8_t random[RANDOM_MAX];
  must(n <= sizeof random);
  must(sodium_init() >= 0);
  randombytes_buf(random, n);
  struct str text = base32_text(random, n, out);
  sodium_memzero(random, sizeof random);
  return arena_printf(out, "%s%.*s", prefix, STRF(text));
}

struct str id_new(const char *prefix, struct arena *out) {
  return id_random(prefix, ID_BYTES, out);
}
