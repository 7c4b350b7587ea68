/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading times.
 *
 * Hot part: digits to a civil time by hand, then to an instant.  The zone's table is asked once per
 * civil day, not once per row: a small direct-mapped memo keeps the first instant of each day and
 * whether the offset stays the same all through it; on the two days a year when it does not, the
 * zone is asked.  A zone with one offset for ever (UTC) is not asked at all.
 */
#include "event/times_int.h"

/* What is left to read. */
struct scan {
  const char *p, *end;
};

static inline bool digit(const struct scan *s) {
  return s->p < s->end && (unsigned char)(*s->p - '0') < 10;
}

/* One to `most` digits. */
static bool number(struct scan *s, unsigned most, int32_t *ret) {
  int32_t v = 0;
  unsigned n = 0;
  for (; n < most && digit(s); n++)
    v = v * 10 + (*s->p++ - '0');
  *ret = v;
  return n > 0;
}

static bool two(struct scan *s, uint8_t *ret) {
  int32_t v;
  if (!number(s, 2, &v)) return false;
  *ret = (uint8_t)v;
  return true;
}

/* Takes a literal, whatever its case; most calls fail at the first byte. */
#define word(s, lit) word_n((s), "" lit, sizeof("" lit) - 1)
static inline bool word_n(struct scan *s, const char *w, size_t n) {
  if ((size_t)(s->end - s->p) < n || ((*s->p ^ *w) & ~0x20)) return false;
  if (!str_eq_nocase(str_of(s->p, n), str_of(w, n))) return false;
  s->p += n;
  return true;
}

static void blanks(struct scan *s) {
  while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
    s->p++;
}

struct parsed {
  struct civil c;
  bool has_zone, has_instant;
  int32_t offset_s;
  int64_t instant; /* has_instant */
  int8_t half;     /* 0 none, 1 am, 2 pm */
};

/* .123456 after seconds: milliseconds, the rest is cut. */
static void fraction(struct scan *s, struct parsed *t) {
  int32_t ms = 0, scale = 100;
  for (; digit(s); s->p++, scale /= 10)
    ms += (*s->p - '0') * scale;
  t->c.ms = (uint16_t)ms;
}

static bool half_of_day(struct scan *s, struct parsed *t) {
  if (word(s, "am") || word(s, "a.m.") || word(s, "上午") || word(s, "凌晨"))
    t->half = 1;
  else if (word(s, "pm") || word(s, "p.m.") || word(s, "下午") || word(s, "晚上"))
    t->half = 2;
  else
    return false;
  return true;
}

static bool apply_half(struct parsed *t) {
  if (t->half == 0) return true;
  if (t->c.hour == 0 || t->c.hour > 12)
    return t->half == 2 ? t->c.hour > 12 : t->c.hour == 0; /* "14:05 PM" is redundant, not wrong */
  t->c.hour = (uint8_t)(t->c.hour % 12 + (t->half == 2 ? 12 : 0));
  return true;
}

static bool zone(struct scan *s, struct parsed *t) {
  t->has_zone = true;
  t->offset_s = 0;
  if (word(s, "z") || word(s, "utc") || word(s, "gmt")) return true;
  if (s->p == s->end || (*s->p != '+' && *s->p != '-')) return false;
  int32_t sign = *s->p++ == '-' ? -1 : 1, h, m = 0;
  if (!number(s, 2, &h)) return false;
  bool colon = word(s, ":");
  if ((colon || digit(s)) && !number(s, 2, &m)) return false;
  t->offset_s = sign * (h * 3600 + m * 60);
  return h <= 18 && m < 60;
}

/* After a date: nothing, or a time, or a time and a zone. */
static bool rest_of_day(struct scan *s, struct parsed *t) {
  if (!word(s, "T") && !word(s, ",")) word(s, "日");
  blanks(s);
  if (half_of_day(s, t)) blanks(s);
  if (digit(s)) {
    if (!two(s, &t->c.hour)) return false;
    bool han = word(s, "时") || word(s, "点");
    if (!han && !word(s, ":")) return false;
    if (!two(s, &t->c.minute) && !han) return false;
    if (word(s, "分"))
      two(s, &t->c.second);
    else if (word(s, ":") && !two(s, &t->c.second))
      return false;
    word(s, "秒");
    if (word(s, ".") || word(s, ",")) fraction(s, t);
    blanks(s);
    if (t->half == 0 && half_of_day(s, t)) blanks(s);
    if (s->p < s->end && !zone(s, t)) return false;
  }
  return s->p == s->end && apply_half(t);
}

static bool separator(struct scan *s, bool year_before) {
  if (s->p < s->end && (*s->p == '-' || *s->p == '/' || *s->p == '.')) {
    s->p++;
    return true;
  }
  return year_before ? word(s, "年") : word(s, "月");
}

static int32_t full_year(int32_t y) {
  return y >= 100 ? y : y >= 70 ? 1900 + y : 2000 + y;
}

static inline unsigned two_at(const char *p, unsigned *bad) {
  unsigned a = (unsigned char)p[0] - '0', b = (unsigned char)p[1] - '0';
  *bad |= a > 9 || b > 9;
  return a * 10 + b;
}

/* What may follow the seconds of a plain time: .123, then Z or +08:00. */
static bool plain_tail(const char *p, const char *end, struct parsed *t, unsigned *bad) {
  if (end - p >= 4 && *p == '.') {
    unsigned tens = two_at(p + 1, bad), last = (unsigned char)p[3] - '0';
    *bad |= last > 9;
    t->c.ms = (uint16_t)(tens * 10 + last);
    p += 4;
  }
  if (p == end) return true;
  t->has_zone = true;
  if (end - p == 1) return *p == 'Z';
  if (end - p != 6 || (*p != '+' && *p != '-') || p[3] != ':') return false;
  unsigned h = two_at(p + 1, bad), m = two_at(p + 4, bad);
  t->offset_s = (*p == '-' ? -1 : 1) * (int32_t)(h * 3600 + m * 60);
  return h <= 18 && m < 60;
}

/* The shape of most columns, 2026-01-31 10:05:00 with '-' or '/' and ' ' or 'T', perhaps with
 * milliseconds and a zone, read without looking for alternatives.  Leaves *s and *t untouched when
 * it is anything else. */
static bool scan_plain(struct scan *s, struct parsed *t) {
  const char *p = s->p;
  if (s->end - p < 19 || p[4] != p[7] || (p[4] != '-' && p[4] != '/') ||
      (p[10] != ' ' && p[10] != 'T') || p[13] != ':' || p[16] != ':')
    return false;
  unsigned bad = 0;
  unsigned year = two_at(p, &bad) * 100 + two_at(p + 2, &bad);
  struct parsed plain = {.c = {.year = (int32_t)year,
                               .month = (uint8_t)two_at(p + 5, &bad),
                               .day = (uint8_t)two_at(p + 8, &bad),
                               .hour = (uint8_t)two_at(p + 11, &bad),
                               .minute = (uint8_t)two_at(p + 14, &bad),
                               .second = (uint8_t)two_at(p + 17, &bad)}};
  if (!plain_tail(p + 19, s->end, &plain, &bad) || bad) return false;
  *t = plain;
  s->p = s->end;
  return true;
}

static bool scan_date(enum time_kind kind, struct scan *s, struct parsed *t) {
  if (kind == TIME_YMD) {
    const char *from = s->p;
    if (scan_plain(s, t)) return true;
    if (!number(s, 4, &t->c.year) || s->p - from != 4 || !separator(s, true) ||
        !two(s, &t->c.month))
      return false;
    blanks(s);
    if (!separator(s, false) || !two(s, &t->c.day)) return false;
    return rest_of_day(s, t);
  }
  uint8_t a, b;
  if (!two(s, &a) || !separator(s, false) || !two(s, &b) || !separator(s, false)) return false;
  const char *from = s->p;
  if (!number(s, 4, &t->c.year) || (s->p - from != 4 && s->p - from != 2)) return false;
  t->c.year = full_year(t->c.year);
  t->c.day = kind == TIME_DMY ? a : b;
  t->c.month = kind == TIME_DMY ? b : a;
  return rest_of_day(s, t);
}

/* seconds (1), milliseconds (1000 to a second) or days; with a fraction. */
static bool scan_count(enum time_kind kind, struct scan *s, int64_t *ret_ms) {
  int64_t whole = 0, ms = 0;
  bool minus = word(s, "-");
  unsigned n = 0;
  for (; n < 15 && digit(s); n++)
    whole = whole * 10 + (*s->p++ - '0');
  int64_t unit = kind == TIME_UNIX ? MS_SECOND : kind == TIME_EXCEL ? MS_DAY : 1;
  if (n == 0 || whole > TIME_MAX / unit) return false;
  ms = whole * unit;
  if (word(s, ".")) {
    double part = 0, scale = 0.1;
    for (; digit(s); s->p++, scale /= 10)
      part += (*s->p - '0') * scale;
    ms += (int64_t)(part * (double)unit + (kind == TIME_EXCEL ? 500.0 : 0.5));
    if (kind == TIME_EXCEL) /* a spreadsheet's fraction of a day is exact to the second at best */
      ms -= ms % MS_SECOND;
  }
  *ret_ms = minus ? -ms : ms;
  return s->p == s->end;
}

static const char *const month_names[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};

static bool month_name(struct scan *s, uint8_t *ret) {
  for (uint8_t m = 0; m < 12; m++) {
    char brief[4] = {month_names[m][0], month_names[m][1], month_names[m][2], 0};
    if (word_n(s, month_names[m], strlen(month_names[m])) || word_n(s, brief, 3)) {
      *ret = m + 1;
      return true;
    }
  }
  return false;
}

static bool run_step(struct time_step step, struct scan *s, struct parsed *t) {
  int32_t v;
  const char *from = s->p;
  switch (step.op) {
  case 0:
    return s->p < s->end && *s->p++ == step.byte;
  case ' ':
    blanks(s);
    return true;
  case 'Y':
    return number(s, 4, &t->c.year) && s->p - from == 4;
  case 'y':
    return number(s, 2, &v) && (t->c.year = full_year(v));
  case 'm':
    return two(s, &t->c.month);
  case 'd':
    blanks(s);
    return two(s, &t->c.day);
  case 'H':
    return two(s, &t->c.hour);
  case 'M':
    return two(s, &t->c.minute);
  case 'S':
    return two(s, &t->c.second);
  case 'f':
    fraction(s, t);
    return s->p > from;
  case 'p':
    return half_of_day(s, t);
  case 'b':
    return month_name(s, &t->c.month);
  case 'a':
    while (s->p < s->end && ((*s->p | 0x20) >= 'a' && (*s->p | 0x20) <= 'z'))
      s->p++;
    return s->p > from;
  case 'z':
    return zone(s, t);
  case 's': {
    struct scan digits = {s->p, s->p};
    while (digits.end < s->end && *digits.end >= '0' && *digits.end <= '9')
      digits.end++;
    s->p = digits.end;
    t->has_instant = true;
    return scan_count(TIME_UNIX, &digits, &t->instant);
  }
  default:
    return false;
  }
}

static int64_t instant_of(struct time_reader *r, const struct parsed *t) {
  int32_t day = day_from_ymd(t->c.year, t->c.month, t->c.day);
  int64_t in_day =
      t->c.hour * MS_HOUR + t->c.minute * MS_MINUTE + t->c.second * MS_SECOND + t->c.ms;
  if (t->has_zone) return day * MS_DAY + in_day - t->offset_s * MS_SECOND;
  if (r->one_offset) return day * MS_DAY + in_day - r->offset_s * MS_SECOND;
  if (!r->memo_ready) {
    for (size_t i = 0; i < TIME_MEMO_DAYS; i++)
      r->memo[i].day = INT32_MIN;
    r->memo_ready = true;
  }
  size_t slot = (uint32_t)day % TIME_MEMO_DAYS;
  if (r->memo[slot].day != day) {
    int64_t start = day_start(r->tz, day), next = day_start(r->tz, day + 1);
    r->memo[slot].day = day;
    r->memo[slot].start = start;
    r->memo[slot].regular =
        next - start == MS_DAY && tz_offset_s(r->tz, start) == tz_offset_s(r->tz, next - 1);
  }
  return r->memo[slot].regular ? r->memo[slot].start + in_day : civil_ms(r->tz, t->c);
}

bool time_read(struct time_reader *r, struct str text, int64_t *ret_ms) {
  struct scan s = {text.p, text.p + text.n};
  struct parsed t = {.c = {.month = 1, .day = 1}};
  int64_t ms = 0;
  bool ok = true;
  switch (r->kind) {
  case TIME_UNIX:
  case TIME_UNIX_MS:
    ok = scan_count(r->kind, &s, &ms);
    break;
  case TIME_EXCEL:
    ok = scan_count(r->kind, &s, &ms) && ms >= 0;
    t.c.year = 1899, t.c.month = 12, t.c.day = 30;
    if (ok) {
      int32_t day = day_from_ymd(1899, 12, 30) + (int32_t)(ms / MS_DAY);
      unsigned month, dom;
      int64_t in_day = ms % MS_DAY;
      day_to_ymd(day, &t.c.year, &month, &dom);
      t.c.month = (uint8_t)month, t.c.day = (uint8_t)dom;
      t.c.hour = (uint8_t)(in_day / MS_HOUR);
      t.c.minute = (uint8_t)(in_day / MS_MINUTE % 60);
      t.c.second = (uint8_t)(in_day / MS_SECOND % 60);
    }
    break;
  case TIME_PATTERN:
    for (uint32_t i = 0; ok && i < r->n_steps; i++)
      ok = run_step(r->steps[i], &s, &t);
    ok = ok && s.p == s.end && apply_half(&t);
    ms = t.instant;
    break;
  default:
    ok = scan_date(r->kind, &s, &t);
  }
  if (ok && !t.has_instant && r->kind != TIME_UNIX && r->kind != TIME_UNIX_MS) {
    if (!civil_valid(t.c)) return false;
    ms = instant_of(r, &t);
  }
  if (!ok || ms < TIME_MIN || ms > TIME_MAX) return false;
  *ret_ms = ms;
  return true;
}

static bool add_step(struct time_reader *r, char op, char byte) {
  if (r->n_steps == TIME_STEPS_MAX) return false;
  r->steps[r->n_steps++] = (struct time_step){op, byte};
  return true;
}

static bool add_pattern(struct time_reader *r, struct str pattern) {
  for (; pattern.n > 0; pattern.p++, pattern.n--) {
    char c = *pattern.p;
    bool ok;
    if (c != '%') {
      ok = add_step(r, c == ' ' ? ' ' : 0, c);
    } else if (pattern.n < 2) {
      return false;
    } else {
      c = *++pattern.p;
      pattern.n--;
      if (c == 'F')
        ok = add_pattern(r, STR("%Y-%m-%d"));
      else if (c == 'T')
        ok = add_pattern(r, STR("%H:%M:%S"));
      else if (c == 'R')
        ok = add_pattern(r, STR("%H:%M"));
      else if (c == '%')
        ok = add_step(r, 0, '%');
      else if (strchr("YymdHMSfpbazs", c))
        ok = add_step(r, c, 0);
      else if (strchr("eIBhA", c)) /* other letters for the same */
        ok = add_step(r, "dHbba"[strchr("eIBhA", c) - "eIBhA"], 0);
      else
        return false;
    }
    if (!ok) return false;
  }
  return r->n_steps > 0;
}

static const struct {
  const char *word;
  enum time_kind kind;
} words[] = {{"iso", TIME_YMD},    {"ymd", TIME_YMD},   {"dmy", TIME_DMY},
             {"mdy", TIME_MDY},    {"unix", TIME_UNIX}, {"unix_ms", TIME_UNIX_MS},
             {"excel", TIME_EXCEL}};

bool time_reader_init(struct time_reader *r, struct str format, const struct tz *tz) {
  if (format.n == 0 || format.n >= sizeof r->name) return false;
  memcpy(r->name, format.p, format.n);
  r->name[format.n] = 0;
  r->kind = TIME_PATTERN;
  r->tz = tz;
  r->one_offset = tz_one_offset(tz, TIME_MIN, TIME_MAX, &r->offset_s);
  r->n_steps = 0;
  r->memo_ready = false;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_is(format, words[i].word)) {
      r->kind = words[i].kind;
      return true;
    }
  return memchr(format.p, '%', format.n) && add_pattern(r, format);
}
