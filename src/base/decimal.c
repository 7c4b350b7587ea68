/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exact decimals in 128 bits.
 *
 * A value of 36 digits times a value of 36 digits has 72, so products and scaled dividends need
 * more than an i128.  Instead of a general bignum there are only the two shapes that occur: a
 * product kept as four 64-bit limbs and divided by a power of ten that fits one limb (dec_mul), and
 * long division in base ten whose remainder, being below 10^36, can always be multiplied by ten
 * without leaving 128 bits (dec_div).
 *
 * Overflow is about the value, never about how many zeros it is written with: when a result does
 * not fit at its natural scale, trailing zeros are taken off first (`fit`).  So 10^30
 * + 1.000000000000 is an answer, though its natural scale would need 43 digits.
 *
 * Powers of ten come from a table: the divisions by them are the hot part of rescaling. */
#include "base/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

#define E18   INT64_C(1000000000000000000)
#define P(n)  (i128) INT64_C(n)
#define PP(n) ((i128)INT64_C(n) * E18)

static const i128 powers[39] = {
    P(1),
    P(10),
    P(100),
    P(1000),
    P(10000),
    P(100000),
    P(1000000),
    P(10000000),
    P(100000000),
    P(1000000000),
    P(10000000000),
    P(100000000000),
    P(1000000000000),
    P(10000000000000),
    P(100000000000000),
    P(1000000000000000),
    P(10000000000000000),
    P(100000000000000000),
    PP(1),
    PP(10),
    PP(100),
    PP(1000),
    PP(10000),
    PP(100000),
    PP(1000000),
    PP(10000000),
    PP(100000000),
    PP(1000000000),
    PP(10000000000),
    PP(100000000000),
    PP(1000000000000),
    PP(10000000000000),
    PP(100000000000000),
    PP(1000000000000000),
    PP(10000000000000000),
    PP(100000000000000000),
    PP(1000000000000000000),
    PP(1000000000000000000) * 10,
    PP(1000000000000000000) * 100,
};

#define LIMIT (powers[DEC_DIGITS_MAX]) /* |m| stays below */

i128 dec_pow10(unsigned n) {
  must(n <= 38);
  return powers[n];
}

static u128 magnitude(i128 m) {
  return m < 0 ? -(u128)m : (u128)m;
}

/* q, r of a division → q rounded half-even on the magnitude. */
static u128 half_even(u128 q, u128 r, u128 divisor) {
  u128 rest = divisor - r; /* compare r with divisor - r: 2r could overflow */
  return q + (r > rest || (r == rest && (q & 1)));
}

/* The magnitude at this scale as a decimal, taking trailing zeros off while it is too long. */
static bool fit(u128 mag, unsigned scale, bool negative, struct dec *ret) {
  while (mag >= (u128)LIMIT) {
    if (scale == 0 || mag % 10 != 0) return false;
    mag /= 10;
    scale--;
  }
  *ret = (struct dec){negative ? -(i128)mag : (i128)mag, (uint8_t)scale};
  return true;
}

/* Parsing ------------------------------------------------------------------------------------ */

struct digits {
  const char *whole, *fraction;
  size_t n_whole, n_fraction;
  bool negative;
  int64_t exponent; /* clamped: beyond ±10^12 no text is long enough to matter */
};

static inline bool is_digit(char c) {
  return (unsigned char)(c - '0') < 10;
}

static bool split_exponent(const char *p, const char *end, int64_t *ret) {
  bool negative = false;
  if (p < end && (*p == '+' || *p == '-')) negative = *p++ == '-';
  if (p == end) return false;
  int64_t e = 0;
  for (; p < end; p++) {
    if (!is_digit(*p)) return false;
    if (e < INT64_C(1000000000000)) e = e * 10 + (*p - '0');
  }
  *ret = negative ? -e : e;
  return true;
}

static bool split(struct str s, struct digits *d) {
  const char *p = s.p, *end = s.p + s.n;
  *d = (struct digits){0};
  if (p < end && (*p == '-' || *p == '+')) d->negative = *p++ == '-';
  d->whole = p;
  while (p < end && is_digit(*p))
    p++;
  d->n_whole = (size_t)(p - d->whole);
  if (d->n_whole == 0) return false;
  if (p < end && *p == '.') {
    d->fraction = ++p;
    while (p < end && is_digit(*p))
      p++;
    d->n_fraction = (size_t)(p - d->fraction);
    if (d->n_fraction == 0) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) return split_exponent(p + 1, end, &d->exponent);
  return p == end;
}

static inline unsigned digit_at(const struct digits *d, size_t i) {
  return (unsigned)((i < d->n_whole ? d->whole[i] : d->fraction[i - d->n_whole]) - '0');
}

/* How the digits from `from` on compare with half a unit of the digit before: -1, 0, 1. */
static int tail_to_half(const struct digits *d, size_t from, size_t n) {
  if (from >= n) return -1;
  unsigned lead = digit_at(d, from);
  if (lead != 5) return lead < 5 ? -1 : 1;
  for (size_t i = from + 1; i < n; i++)
    if (digit_at(d, i)) return 1;
  return 0;
}

/* Any length, any exponent.  The text is digits × 10^-places; leading zeros do not count. */
static bool parse_long(struct str s, struct dec *ret) {
  struct digits d;
  if (!split(s, &d)) return false;
  size_t n = d.n_whole + d.n_fraction, first = 0;
  int64_t places = (int64_t)d.n_fraction - d.exponent;
  while (first < n && digit_at(&d, first) == 0)
    first++;
  unsigned scale = places <= 0 ? 0 : places > DEC_SCALE_MAX ? DEC_SCALE_MAX : (unsigned)places;
  if (first == n) {
    *ret = (struct dec){0, (uint8_t)scale};
    return true;
  }
  /* `end` is where the digits that count at this scale stop; it may lie before `first`, or past n.
   */
  int64_t end = (int64_t)n - places + scale;
  if (end - (int64_t)first > DEC_DIGITS_MAX + DEC_SCALE_MAX) return false;
  if (end < (int64_t)first) { /* below half of the last place */
    *ret = (struct dec){0, (uint8_t)scale};
    return true;
  }
  size_t keep = (size_t)end;
  u128 m = 0;
  size_t i = first;
  for (; i < keep && i - first < DEC_DIGITS_MAX; i++)
    m = m * 10 + (i < n ? digit_at(&d, i) : 0);
  int tail = tail_to_half(&d, keep, n);
  bool odd = keep > first && keep <= n && (digit_at(&d, keep - 1) & 1);
  bool up = tail > 0 || (tail == 0 && odd);
  /* What follows the 36 digits must, after rounding, be nothing or one more unit of them. */
  unsigned extra = (unsigned)(keep - i);
  u128 low = up;
  for (size_t j = 0; j < extra; j++)
    low += i + j < n ? digit_at(&d, i + j) * (u128)powers[extra - 1 - j] : 0;
  if (extra > scale || (low != 0 && low != (u128)powers[extra])) return false;
  return fit(m + (low != 0), scale - extra, d.negative, ret);
}

bool dec_parse(struct str s, struct dec *ret) {
  /* Up to 19 digits without exponent fit 64 bits: one pass. */
  const char *p = s.p, *end = s.p + s.n;
  if (s.n == 0) return false;
  bool negative = *p == '-';
  p += negative || *p == '+';
  if (end - p > 19) return parse_long(s, ret);
  uint64_t m = 0;
  const char *start = p;
  unsigned digit;
  while (p < end && (digit = (unsigned char)(*p - '0')) < 10) {
    m = m * 10 + digit;
    p++;
  }
  if (p == start) return false;
  unsigned scale = 0;
  if (p < end) {
    if (*p != '.') return parse_long(s, ret);
    const char *fraction = ++p;
    while (p < end && (digit = (unsigned char)(*p - '0')) < 10) {
      m = m * 10 + digit;
      p++;
    }
    scale = (unsigned)(p - fraction);
    if (p < end || scale == 0) return parse_long(s, ret);
  }
  i128 value = m;
  *ret = (struct dec){negative ? -value : value, (uint8_t)scale};
  return true;
}

/* Arithmetic ---------------------------------------------------------------------------------- */

static bool add_at(struct dec a, struct dec b, struct dec *ret) {
  unsigned scale = a.scale > b.scale ? a.scale : b.scale;
  i128 x, y, sum;
  if (__builtin_mul_overflow(a.m, powers[scale - a.scale], &x)) return false;
  if (__builtin_mul_overflow(b.m, powers[scale - b.scale], &y)) return false;
  if (__builtin_add_overflow(x, y, &sum)) return false;
  return fit(magnitude(sum), scale, sum < 0, ret);
}

bool dec_add(struct dec a, struct dec b, struct dec *ret) {
  if (add_at(a, b, ret)) return true;
  return add_at(dec_normal(a), dec_normal(b), ret);
}

bool dec_sub(struct dec a, struct dec b, struct dec *ret) {
  return dec_add(a, (struct dec){-b.m, b.scale}, ret);
}

/* 256-bit product, limbs from the lowest. */
static void multiply_wide(u128 a, u128 b, uint64_t out[4]) {
  uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
  u128 low = (u128)a0 * b0, mid1 = (u128)a1 * b0, mid2 = (u128)a0 * b1, high = (u128)a1 * b1;
  u128 mid = (low >> 64) + (uint64_t)mid1 + (uint64_t)mid2;
  out[0] = (uint64_t)low;
  out[1] = (uint64_t)mid;
  high += (mid1 >> 64) + (mid2 >> 64) + (mid >> 64);
  out[2] = (uint64_t)high;
  out[3] = (uint64_t)(high >> 64);
}

static uint64_t divide_wide(uint64_t v[4], uint64_t divisor) {
  u128 r = 0;
  for (int i = 3; i >= 0; i--) {
    r = r << 64 | v[i];
    v[i] = (uint64_t)(r / divisor);
    r %= divisor;
  }
  return (uint64_t)r;
}

bool dec_mul(struct dec a, struct dec b, struct dec *ret) {
  unsigned scale = (unsigned)a.scale + b.scale;
  bool negative = (a.m < 0) != (b.m < 0);
  i128 product;
  if (scale <= DEC_SCALE_MAX && !__builtin_mul_overflow(a.m, b.m, &product))
    return fit(magnitude(product), scale, negative, ret);

  uint64_t v[4];
  multiply_wide(magnitude(a.m), magnitude(b.m), v);
  if (scale > DEC_SCALE_MAX) {
    uint64_t divisor = (uint64_t)powers[scale - DEC_SCALE_MAX], rest = divide_wide(v, divisor);
    bool up = rest > divisor - rest || (rest == divisor - rest && (v[0] & 1));
    for (int i = 0; up && i < 4; i++)
      up = ++v[i] == 0;
    scale = DEC_SCALE_MAX;
  }
  for (; v[2] || v[3]; scale--)
    if (scale == 0 || divide_wide(v, 10) != 0) return false;
  return fit((u128)v[1] << 64 | v[0], scale, negative, ret);
}

/* Long division: whole part, then `shift` more decimal places, several at a time while they fit. */
/* n · 10^shift / divisor where nothing can overflow, as of nearly all that is divided: two
 * divisions instead of about forty steps.  shift ≤ 18, so n · 10^shift < 2^124. */
static u128 quotient_short(uint64_t n, uint64_t divisor, unsigned shift) {
  u128 factor = (u128)powers[shift], part = n % divisor * factor;
  return half_even(n / divisor * factor + part / divisor, part % divisor, divisor);
}

bool dec_div(struct dec a, struct dec b, uint8_t scale, struct dec *ret) {
  must(b.m != 0 && scale <= DEC_SCALE_MAX);
  bool negative = (a.m < 0) != (b.m < 0);
  u128 n = magnitude(a.m), divisor = magnitude(b.m);
  int shift = scale + b.scale - a.scale;
  if (shift < 0) {
    u128 factor = (u128)powers[-shift];
    /* A divisor that leaves 128 bits is over 200 times the dividend: the answer is 0. */
    if (__builtin_mul_overflow(divisor, factor, &divisor)) {
      *ret = (struct dec){0, scale};
      return true;
    }
    shift = 0;
  }
  if (n <= UINT64_MAX && divisor <= UINT64_MAX && shift <= 18) {
    n = quotient_short((uint64_t)n, (uint64_t)divisor, (unsigned)shift);
    if (n >= (u128)LIMIT) return false;
    *ret = (struct dec){negative ? -(i128)n : (i128)n, scale};
    return true;
  }
  u128 q = n / divisor, r = n % divisor;
  unsigned step = 2; /* r < divisor < 10^38 / 10^step */
  while (step < 18 && divisor < (u128)powers[38 - step - 1])
    step++;
  while (shift > 0) {
    unsigned k = (unsigned)shift < step ? (unsigned)shift : step;
    u128 factor = (u128)powers[k], part = r * factor;
    if (__builtin_mul_overflow(q, factor, &q) || q > (u128)LIMIT) return false;
    q += part / divisor;
    r = part % divisor;
    shift -= (int)k;
  }
  q = half_even(q, r, divisor);
  if (q >= (u128)LIMIT) return false;
  *ret = (struct dec){negative ? -(i128)q : (i128)q, scale};
  return true;
}

bool dec_rescale(struct dec a, uint8_t scale, struct dec *ret) {
  must(scale <= DEC_SCALE_MAX);
  if (scale >= a.scale) {
    i128 m;
    if (__builtin_mul_overflow(a.m, powers[scale - a.scale], &m)) return false;
    if (magnitude(m) >= (u128)LIMIT) return false;
    *ret = (struct dec){m, scale};
    return true;
  }
  u128 divisor = (u128)powers[a.scale - scale], mag = magnitude(a.m);
  u128 q = half_even(mag / divisor, mag % divisor, divisor);
  *ret = (struct dec){a.m < 0 ? -(i128)q : (i128)q, scale};
  return true;
}

int dec_cmp(struct dec a, struct dec b) {
  if (a.scale == b.scale) return (a.m > b.m) - (a.m < b.m);
  if (a.scale > b.scale) return -dec_cmp(b, a);
  i128 x;
  /* Past 128 bits the scaled side is larger than anything the other can be. */
  if (__builtin_mul_overflow(a.m, powers[b.scale - a.scale], &x)) return a.m < 0 ? -1 : 1;
  return (x > b.m) - (x < b.m);
}

/* Dividing 128 bits is a call; hardly a number needs them. */
struct dec dec_normal(struct dec a) {
  int64_t m = (int64_t)a.m;
  if (m == a.m) {
    for (; a.scale > 0 && m % 10 == 0; m /= 10)
      a.scale--;
    a.m = m;
    return a;
  }
  while (a.scale > 0 && a.m % 10 == 0) {
    a.m /= 10;
    a.scale--;
  }
  return a;
}

double dec_to_double(struct dec a) {
  static const double exact[DEC_SCALE_MAX + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                                  1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                                  1e14, 1e15, 1e16, 1e17, 1e18};
  /* Both sides exact, one rounding: IEEE division gives the nearest double. */
  if (magnitude(a.m) <= (u128)1 << 53) return (double)(int64_t)a.m / exact[a.scale];
  /* Written with an exponent instead of a point, so that no locale can misread it. */
  char text[DEC_TEXT_BYTES + 8];
  dec_text((struct dec){a.m, 0}, text);
  size_t n = strlen(text);
  text[n++] = 'e';
  text[n++] = '-';
  text[n++] = (char)('0' + a.scale / 10);
  text[n++] = (char)('0' + a.scale % 10);
  text[n] = 0;
  return strtod(text, NULL);
}
