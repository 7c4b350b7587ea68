/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exact decimals: value = m · 10^-scale, |m| < 10^36, 0 ≤ scale ≤ 18.
 * Money and points never touch binary floating point.  Rounding is half-even unless said otherwise.
 * Operations that can overflow return false and leave *ret untouched. */
#ifndef SHOAL_BASE_DECIMAL_H
#define SHOAL_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

typedef __int128 i128;
typedef unsigned __int128 u128;

#define DEC_SCALE_MAX  18
#define DEC_DIGITS_MAX 36

struct dec {
  i128 m;
  uint8_t scale;
};

#define DEC_ZERO ((struct dec){0, 0})

i128 dec_pow10(unsigned n); /* 10^n, n ≤ 38 */
static inline struct dec dec_int(int64_t v) {
  return (struct dec){v, 0};
}

/* [+-] digits [. digits] [e[+-]digits]; no blanks, no separators.  Fraction digits past 18 are
 * rounded half-even.  Trailing fraction zeros are kept in the scale ("12.00" has scale 2). False:
 * not a number, or out of range. */
bool dec_parse(struct str s, struct dec *ret);
/* Money as people write it: blanks, ¥ ￥ $ € £, thousands separators, (1.00) or trailing minus as
 * negative, decimal comma when `comma`. */
bool dec_parse_money(struct str s, bool comma, struct dec *ret);

bool dec_add(struct dec a, struct dec b, struct dec *ret);
bool dec_sub(struct dec a, struct dec b, struct dec *ret);
bool dec_mul(struct dec a, struct dec b, struct dec *ret); /* scale = min(18, sa + sb), rounded */
bool dec_div(struct dec a, struct dec b, uint8_t scale,
             struct dec *ret);                                  /* b ≠ 0; rounded to scale */
bool dec_rescale(struct dec a, uint8_t scale, struct dec *ret); /* rounds when shrinking */
int dec_cmp(struct dec a, struct dec b); /* -1 0 1, exact for all values in range */
struct dec dec_normal(struct dec a);     /* same value, smallest scale */
double dec_to_double(struct dec a);      /* nearest; for charts and statistics only */

/* Plain notation with exactly `scale` fraction digits; no exponent. */
void dec_format(struct dec a, struct buf *out);
/* With thousands separators and exactly `places` fraction digits (rounded). */
void dec_format_grouped(struct dec a, uint8_t places, struct buf *out);
#define DEC_TEXT_BYTES 48
char *dec_text(struct dec a, char out[DEC_TEXT_BYTES]); /* as dec_format; returns out */

#endif
