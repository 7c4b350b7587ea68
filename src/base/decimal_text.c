/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimals as people write and read them.
 *
 * Reading money is where guessing costs real money, so separators are only taken where they can
 * mean one thing: groups of exactly three digits after a first group of one to three, one kind of
 * separator per number, none after the decimal point.  "12,50" read with a decimal point is
 * therefore not 1250 but an error, and the import can ask whether the file has decimal commas. */
#include <string.h>

#include "base/decimal.h"
#include "base/panic.h"

/* Digits of the magnitude, without leading zeros but at least `least` of them; returns the count.
 */
static unsigned digits_of(i128 m, unsigned least, char out[DEC_TEXT_BYTES]) {
  char reversed[DEC_TEXT_BYTES];
  unsigned n = 0;
  u128 mag = m < 0 ? -(u128)m : (u128)m;
  const uint64_t e18 = UINT64_C(1000000000000000000);
  while (mag > UINT64_MAX) { /* 128-bit divisions are calls: make at most two */
    uint64_t low = (uint64_t)(mag % e18);
    mag /= e18;
    for (unsigned i = 0; i < 18; i++, low /= 10)
      reversed[n++] = (char)('0' + low % 10);
  }
  for (uint64_t v = (uint64_t)mag; v; v /= 10)
    reversed[n++] = (char)('0' + v % 10);
  while (n < least)
    reversed[n++] = '0';
  for (unsigned i = 0; i < n; i++)
    out[i] = reversed[n - 1 - i];
  return n;
}

char *dec_text(struct dec a, char out[DEC_TEXT_BYTES]) {
  char digits[DEC_TEXT_BYTES];
  must(a.scale <= DEC_SCALE_MAX);
  unsigned n = digits_of(a.m, a.scale + 1u, digits), whole = n - a.scale;
  char *p = out;
  if (a.m < 0) *p++ = '-';
  memcpy(p, digits, whole);
  p += whole;
  if (a.scale) {
    *p++ = '.';
    memcpy(p, digits + whole, a.scale);
    p += a.scale;
  }
  *p = 0;
  return out;
}

void dec_format(struct dec a, struct buf *out) {
  char text[DEC_TEXT_BYTES];
  buf_puts(out, dec_text(a, text));
}

void dec_format_grouped(struct dec a, uint8_t places, struct buf *out) {
  char digits[DEC_TEXT_BYTES];
  unsigned missing = 0;
  must(places <= DEC_SCALE_MAX);
  if (places < a.scale)
    must(dec_rescale(a, places, &a)); /* shrinking cannot overflow */
  else
    missing = places - a.scale; /* zeros are text: growing the number could overflow */
  unsigned n = digits_of(a.m, a.scale + 1u, digits), whole = n - a.scale;
  if (a.m < 0) buf_putc(out, '-');
  for (unsigned i = 0; i < whole; i++) {
    if (i && (whole - i) % 3 == 0) buf_putc(out, ',');
    buf_putc(out, digits[i]);
  }
  if (places == 0) return;
  buf_putc(out, '.');
  buf_put(out, digits + whole, a.scale);
  while (missing--)
    buf_putc(out, '0');
}

/* Money ---------------------------------------------------------------------------------------- */

#define MONEY_BYTES_MAX 96

static bool take(struct str *s, const char *prefix) {
  struct str p = str_from(prefix);
  if (!str_starts(*s, p)) return false;
  s->p += p.n;
  s->n -= p.n;
  return true;
}

static bool take_end(struct str *s, const char *suffix) {
  struct str p = str_from(suffix);
  if (!str_ends(*s, p)) return false;
  s->n -= p.n;
  return true;
}

static const char *const blanks[] = {" ", "\t", "\u00a0", "\u202f", "\u2009", "\u3000"};
static const char *const marks[] = {"\u00a5", "\uffe5", "$", "\u20ac", "\u00a3", "\u5143"};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static void take_blanks(struct str *s) {
  for (size_t i = 0; i < COUNT(blanks); i++)
    if (take(s, blanks[i]) || take_end(s, blanks[i])) i = SIZE_MAX; /* from the first again */
}

/* One currency mark, in front or behind. */
static bool take_mark(struct str *s) {
  for (size_t i = 0; i < COUNT(marks); i++)
    if (take(s, marks[i]) || take_end(s, marks[i])) return true;
  return false;
}

static bool take_sign(struct str *s, bool *negative) {
  if (take(s, "-") || take(s, "\u2212") || take_end(s, "-") || take_end(s, "\u2212"))
    *negative = true;
  else if (!take(s, "+"))
    return false;
  return true;
}

/* A separator between digits: its text, or NULL.  The decimal mark is never one. */
static const char *separator_at(struct str s, bool comma) {
  static const char *const known[] = {"'", " ", "\u00a0", "\u202f", "\u2019"};
  if (s.p[0] == (comma ? '.' : ',')) return comma ? "." : ",";
  for (size_t i = 0; i < COUNT(known); i++)
    if (str_starts(s, str_from(known[i]))) return known[i];
  return NULL;
}

/* The number with well-placed separators taken out and its decimal mark a point; what follows the
 * whole digits is copied for dec_parse to judge.  0: not a number. */
static size_t plain_number(struct str s, bool comma, char *out) {
  const char mark = comma ? ',' : '.';
  const char *separator = NULL;
  size_t n = 0, group = 0;
  while (s.n && s.p[0] != mark) {
    const char *here = separator_at(s, comma);
    if (here) {
      if (separator ? strcmp(here, separator) != 0 || group != 3 : group < 1 || group > 3) return 0;
      separator = here;
      group = 0;
      take(&s, here);
      continue;
    }
    if (s.p[0] < '0' || s.p[0] > '9') break;
    out[n++] = s.p[0];
    group++;
    s = str_of(s.p + 1, s.n - 1);
  }
  if (separator && group != 3) return 0;
  if (s.n && s.p[0] == mark) {
    if (n == 0) out[n++] = '0';
    out[n++] = '.';
    s = str_of(s.p + 1, s.n - 1);
  } else if (n == 0) {
    return 0; /* a second sign must not reach dec_parse */
  }
  if (s.n) memcpy(out + n, s.p, s.n);
  return n + s.n;
}

bool dec_parse_money(struct str s, bool comma, struct dec *ret) {
  if (s.n == 0) return false;
  if (!(comma && memchr(s.p, '.', s.n)) && dec_parse(s, ret)) return true;
  bool negative = false, bracketed = false, signed_ = false, marked = false;
  if (s.n > MONEY_BYTES_MAX) return false;
  take_blanks(&s);
  /* Sign, brackets and currency mark come in any order, each once: -¥1, ¥-1, (¥1), ¥(1), 1-, 1 €.
   */
  for (bool again = true; again;) {
    again = false;
    if (!marked && take_mark(&s)) marked = again = true;
    if (!signed_ && !bracketed && take_sign(&s, &negative)) signed_ = again = true;
    if (!signed_ && !bracketed && s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
      s = str_of(s.p + 1, s.n - 2);
      bracketed = negative = again = true;
    }
    take_blanks(&s);
  }
  char text[MONEY_BYTES_MAX + 2];
  size_t n = plain_number(s, comma, text);
  struct dec v;
  if (n == 0 || !dec_parse(str_of(text, n), &v)) return false;
  *ret = (struct dec){negative ? -v.m : v.m, v.scale};
  return true;
}
