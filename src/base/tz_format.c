/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ISO dates and times in and out.
 *
 * Parsing is one pass over fixed positions, because imports do it for every row; the error sentence
 * is made only after the fact.  Digits beyond milliseconds are cut, not rounded: 23:59:59.9999 must
 * stay on its day. */
#include "base/tz.h"

#include "base/utf8.h"

/* The number of two digits at p; *bad becomes nonzero if they are not. */
static unsigned two(const char *p, unsigned *bad) {
  unsigned tens = (unsigned char)p[0] - (unsigned)'0', ones = (unsigned char)p[1] - (unsigned)'0';
  *bad |= tens > 9 || ones > 9;
  return tens * 10 + ones;
}

static bool parse_date(const char *p, struct civil *c) {
  unsigned bad = 0;
  unsigned year = two(p, &bad) * 100 + two(p + 2, &bad);
  unsigned month = two(p + 5, &bad), day = two(p + 8, &bad);
  bad |= p[4] != '-' || p[7] != '-';
  if (bad) return false;
  *c = (struct civil){.year = (int32_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
  return true;
}

/* hh:mm[:ss[.fraction]]; advances *p. */
static bool parse_clock(const char **p, const char *end, struct civil *c) {
  const char *s = *p;
  unsigned bad = 0;
  if (end - s < 5 || s[2] != ':') return false;
  c->hour = (uint8_t)two(s, &bad);
  c->minute = (uint8_t)two(s + 3, &bad);
  s += 5;
  if (end - s >= 3 && *s == ':') {
    c->second = (uint8_t)two(s + 1, &bad);
    s += 3;
    if (s < end && *s == '.') {
      unsigned weight = 100, ms = 0;
      const char *digits = ++s;
      for (; s < end && *s >= '0' && *s <= '9'; s++, weight /= 10)
        ms += weight * (unsigned)(*s - '0');
      bad |= s == digits;
      c->ms = (uint16_t)ms;
    }
  }
  *p = s;
  return !bad;
}

/* Z, +hh, +hhmm, +hh:mm up to the end. */
static bool parse_offset(const char *p, const char *end, int32_t *ret_s) {
  unsigned bad = 0, h, m = 0;
  if (end - p == 1 && (*p == 'Z' || *p == 'z')) {
    *ret_s = 0;
    return true;
  }
  if (end - p < 3 || (*p != '+' && *p != '-')) return false;
  bool negative = *p == '-';
  h = two(p + 1, &bad);
  p += 3;
  if (p < end && *p == ':' && end - p == 3) p++;
  if (p < end) {
    if (end - p != 2) return false;
    m = two(p, &bad);
  }
  if (bad || h > 18 || m > 59) return false;
  int32_t s = (int32_t)(h * 3600 + m * 60);
  *ret_s = negative ? -s : s;
  return true;
}

static bool parse_iso(struct str s, const struct tz *z, int64_t *ret_ms, bool *ret_is_date) {
  const char *p = s.p, *end = s.p + s.n;
  struct civil c;
  if (s.n < 10 || !parse_date(p, &c)) return false;
  p += 10;
  bool is_date = p == end;
  int64_t ms;
  if (is_date) {
    if (!civil_valid(c)) return false;
    ms = day_start(z, day_from_ymd(c.year, c.month, c.day));
  } else {
    if (*p != 'T' && *p != ' ' && *p != 't') return false;
    p++;
    if (!parse_clock(&p, end, &c) || !civil_valid(c)) return false;
    int32_t offset_s = 0;
    if (p == end)
      ms = civil_ms(z, c);
    else if (parse_offset(p, end, &offset_s))
      ms = civil_ms(tz_utc(), c) - offset_s * MS_SECOND;
    else
      return false;
  }
  if (ms < TIME_MIN || ms > TIME_MAX) return false;
  *ret_ms = ms;
  *ret_is_date = is_date;
  return true;
}

bool time_parse_iso(struct str s, const struct tz *z, int64_t *ret_ms, bool *ret_is_date,
                    struct err *err) {
  bool is_date;
  if (!parse_iso(s, z, ret_ms, &is_date)) {
    struct str shown = str_of(s.p, utf8_cut(s, 60));
    return err_fail(err, ERR_bad_date, "%.*s", STRF(shown));
  }
  if (ret_is_date) *ret_is_date = is_date;
  return true;
}

bool time_parse_until(struct str s, const struct tz *z, int64_t *ret_ms, struct err *err) {
  bool is_date;
  int64_t ms;
  if (!time_parse_iso(s, z, &ms, &is_date, err)) return false;
  if (is_date) ms = day_start(z, day_of(z, ms) + 1);
  *ret_ms = ms < TIME_MAX ? ms : TIME_MAX;
  return true;
}

static char *put_digits(char *p, unsigned v, unsigned n) {
  for (unsigned i = n; i-- > 0; v /= 10)
    p[i] = (char)('0' + v % 10);
  return p + n;
}

static char *put_date(char *p, struct civil c) {
  p = put_digits(p, (unsigned)c.year, 4);
  *p++ = '-';
  p = put_digits(p, c.month, 2);
  *p++ = '-';
  return put_digits(p, c.day, 2);
}

static char *put_clock(char *p, struct civil c) {
  p = put_digits(p, c.hour, 2);
  *p++ = ':';
  p = put_digits(p, c.minute, 2);
  *p++ = ':';
  return put_digits(p, c.second, 2);
}

void time_format_date(const struct tz *z, int64_t ms, struct buf *out) {
  char text[16];
  buf_put(out, text, (size_t)(put_date(text, civil_of(z, ms)) - text));
}

void time_format_minute(const struct tz *z, int64_t ms, struct buf *out) {
  char text[32];
  struct civil c = civil_of(z, ms);
  char *p = put_date(text, c);
  *p++ = ' ';
  p = put_clock(p, c);
  buf_put(out, text, (size_t)(p - text));
}

void time_format_iso(int64_t ms, struct buf *out) {
  char text[32];
  struct civil c = civil_of(tz_utc(), ms);
  char *p = put_date(text, c);
  *p++ = 'T';
  p = put_clock(p, c);
  *p++ = '.';
  p = put_digits(p, c.ms, 3);
  *p++ = 'Z';
  buf_put(out, text, (size_t)(p - text));
}

void day_format(int32_t day, struct buf *out) {
  struct civil c = {0};
  unsigned month, mday;
  day_to_ymd(day, &c.year, &month, &mday);
  c.month = (uint8_t)month;
  c.day = (uint8_t)mday;
  char text[16];
  buf_put(out, text, (size_t)(put_date(text, c) - text));
}
