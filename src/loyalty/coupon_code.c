/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes that people type.
 *
 * The alphabet is Crockford's base32, in which nothing looks like anything else once O, I and L are
 * read as what they look like.  A character is five bits, an element of GF(32); the check character
 * makes the sum of all characters times a power of a generator zero.  The powers of 31 places in a
 * row are all different, so one wrong character changes the sum (no power is zero), and two that
 * changed places change it by (difference of characters) × (difference of powers), neither of which
 * is zero.  A sum modulo 32 could not do that: it has divisors of zero. */
#include <sodium.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times x in GF(2)[x] / (x^5 + x^2 + 1), of which x is a generator. */
static unsigned shift(unsigned v) {
  v <<= 1;
  return v & 32 ? v ^ 0x25 : v;
}

/* Of a key.  U is in no code, but may be in a prefix: it counts as V. */
static int value_of(char c) {
  if (c == 'U') c = 'V';
  for (int i = 0; i < 32; i++)
    if (alphabet[i] == c) return i;
  return -1;
}

/* Horner from the first character; the check stands at the power 0. */
static bool sum_of(const char *p, size_t n, unsigned *ret) {
  unsigned sum = 0;
  for (size_t i = 0; i < n; i++) {
    int v = value_of(p[i]);
    if (v < 0) return false;
    sum = shift(sum) ^ (unsigned)v;
  }
  *ret = sum;
  return true;
}

void coupon_code_new(struct str prefix, uint32_t length, char out[COUPON_CODE_TEXT_MAX + 1]) {
  uint8_t bits[COUPON_CODE_MAX];
  char key[COUPON_CODE_TEXT_MAX + 1];
  unsigned sum = 0;
  must(prefix.n <= COUPON_PREFIX_MAX && length >= 2 && length <= COUPON_CODE_MAX);
  if (prefix.n) memcpy(out, prefix.p, prefix.n);
  char *p = out + prefix.n;
  randombytes_buf(bits, length);
  for (uint32_t i = 0; i + 1 < length; i++)
    p[i] = alphabet[bits[i] & 31];
  p[length - 1] = '\0';
  must(coupon_code_key(str_from(out), key) && sum_of(key, strlen(key), &sum));
  p[length - 1] = alphabet[shift(sum)];
  p[length] = '\0';
}

bool coupon_code_key(struct str typed, char out[COUPON_CODE_TEXT_MAX + 1]) {
  size_t n = 0;
  for (size_t i = 0; i < typed.n; i++) {
    char c = typed.p[i];
    if (c == ' ' || c == '-' || c == '\t') continue;
    if (c >= 'a' && c <= 'z') c = (char)(c - 32);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) || n == COUPON_CODE_TEXT_MAX)
      return false;
    out[n++] = c;
  }
  out[n] = '\0';
  return n > 0;
}

bool coupon_code_sound(struct str key) {
  unsigned sum;
  return key.n >= 2 && sum_of(key.p, key.n, &sum) && sum == 0;
}
