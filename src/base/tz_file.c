/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TZif files (RFC 8536, versions 2 and later) into a table of periods.
 *
 * The file has explicit transitions and, for the time after them, a footer in the POSIX TZ syntax
 * ("CET-1CEST,M3.5.0,M10.5.0/3").  Offsets are all Shoal wants, so abbreviations and daylight flags
 * are dropped and transitions that keep the offset disappear.  The footer is written out into
 * periods for one 400-year cycle here, once, instead of being evaluated for every instant.
 *
 * Files of version 1 stop in 2038 and files with leap seconds count differently from all our
 * clocks: both are refused. */
#include <stdlib.h>

#include "base/cursor.h"
#include "base/tz_int.h"
#include "base/vec.h"

#define TRANSITIONS_MAX 20000
#define TYPES_MAX       256

struct periods {
  VEC(int64_t) from;
  VEC(int32_t) offset_s;
};

/* From `at` on the offset is offset_s; whatever was said about later times is replaced. */
static void put(struct periods *t, int64_t at, int32_t offset_s) {
  while (t->from.n && t->from.p[t->from.n - 1] >= at) {
    t->from.n--;
    t->offset_s.n--;
  }
  if (t->from.n && t->offset_s.p[t->from.n - 1] == offset_s) return;
  vec_push(&t->from, at);
  vec_push(&t->offset_s, offset_s);
}

/* The footer -------------------------------------------------------------------------------------
 */

struct change { /* one of the two yearly changes */
  char kind;    /* 'J': day 1–365, never 29 February; 'N': day 0–365; 'M': month.week.weekday */
  int a, week, weekday; /* a: day or month */
  int32_t time_s;       /* local, may be negative or beyond a day */
};

struct rule {
  bool dst;
  int32_t std_s, dst_s; /* east of UTC */
  struct change start, end;
};

static bool eat(struct str *s, char c) {
  if (s->n == 0 || s->p[0] != c) return false;
  *s = str_of(s->p + 1, s->n - 1);
  return true;
}

static bool eat_number(struct str *s, int min, int max, int *ret) {
  int v = 0, digits = 0;
  for (; s->n && s->p[0] >= '0' && s->p[0] <= '9' && digits < 4; digits++) {
    v = v * 10 + (s->p[0] - '0');
    *s = str_of(s->p + 1, s->n - 1);
  }
  if (digits == 0 || v < min || v > max) return false;
  *ret = v;
  return true;
}

static bool eat_name(struct str *s) {
  size_t n = 0;
  if (eat(s, '<')) {
    while (n < s->n && s->p[n] != '>')
      n++;
    *s = str_of(s->p + n, s->n - n);
    return n >= 3 && eat(s, '>');
  }
  while (n < s->n && ((s->p[n] | 0x20) >= 'a' && (s->p[n] | 0x20) <= 'z'))
    n++;
  *s = str_of(s->p + n, s->n - n);
  return n >= 3;
}

/* [+-]h[:m[:s]] in seconds. */
static bool eat_time(struct str *s, int hours_max, int32_t *ret) {
  int h, m = 0, sec = 0;
  bool negative = eat(s, '-');
  if (!negative) eat(s, '+');
  if (!eat_number(s, 0, hours_max, &h)) return false;
  if (eat(s, ':') && !eat_number(s, 0, 59, &m)) return false;
  if (eat(s, ':') && !eat_number(s, 0, 59, &sec)) return false;
  int32_t v = h * 3600 + m * 60 + sec;
  *ret = negative ? -v : v;
  return true;
}

static bool eat_change(struct str *s, struct change *c) {
  *c = (struct change){.kind = 'N', .time_s = 2 * 3600};
  if (!eat(s, ',')) return false;
  if (eat(s, 'M')) {
    c->kind = 'M';
    if (!eat_number(s, 1, 12, &c->a) || !eat(s, '.') || !eat_number(s, 1, 5, &c->week) ||
        !eat(s, '.') || !eat_number(s, 0, 6, &c->weekday))
      return false;
  } else if (eat(s, 'J')) {
    c->kind = 'J';
    if (!eat_number(s, 1, 365, &c->a)) return false;
  } else if (!eat_number(s, 0, 365, &c->a)) {
    return false;
  }
  return !eat(s, '/') || eat_time(s, 167, &c->time_s);
}

static bool parse_rule(struct str s, struct rule *r) {
  *r = (struct rule){0};
  if (!eat_name(&s) || !eat_time(&s, 24, &r->std_s)) return false;
  r->std_s = -r->std_s; /* POSIX counts west */
  if (s.n == 0) return true;
  r->dst = true;
  r->dst_s = r->std_s + 3600;
  if (!eat_name(&s)) return false;
  if (s.n && s.p[0] != ',') {
    if (!eat_time(&s, 24, &r->dst_s)) return false;
    r->dst_s = -r->dst_s;
  }
  return eat_change(&s, &r->start) && eat_change(&s, &r->end) && s.n == 0;
}

/* Seconds since 1970 of the change's local moment in year y, read as if local were UTC. */
static int64_t change_local_s(const struct change *c, int32_t y) {
  int32_t day;
  if (c->kind == 'M') {
    int32_t first = day_from_ymd(y, (unsigned)c->a, 1);
    int32_t next = c->a == 12 ? day_from_ymd(y + 1, 1, 1) : day_from_ymd(y, (unsigned)c->a + 1, 1);
    int weekday = (c->weekday + 6) % 7; /* POSIX counts from Sunday, we from Monday */
    day = first + (weekday - (int)day_weekday(first) + 7) % 7 + (c->week - 1) * 7;
    while (day >= next)
      day -= 7;
  } else {
    int32_t first = day_from_ymd(y, 1, 1);
    day = first + (c->kind == 'J' ? c->a - 1 : c->a);
    if (c->kind == 'J' && day >= day_from_ymd(y, 2, 28) + 1)
      day += day_from_ymd(y, 3, 1) - day_from_ymd(y, 2, 28) - 1;
  }
  return (int64_t)day * 86400 + c->time_s;
}

/* Writes the rule out from `last`, the last explicit transition, for a cycle and two years. */
static int64_t extend(struct periods *t, const struct rule *r, int64_t last) {
  if (!r->dst) return INT64_MAX;
  if (last < 0) last = 0; /* a rule without history: nothing before 1970 is claimed by it */
  struct civil at = civil_of(tz_utc(), last);
  for (int32_t y = at.year - 1; y <= at.year + 403; y++) {
    int64_t start = (change_local_s(&r->start, y) - r->std_s) * MS_SECOND;
    int64_t end = (change_local_s(&r->end, y) - r->dst_s) * MS_SECOND;
    bool dst_first = start < end;
    int64_t first = dst_first ? start : end, second = dst_first ? end : start;
    if (first > last) put(t, first, dst_first ? r->dst_s : r->std_s);
    if (second > last) put(t, second, dst_first ? r->std_s : r->dst_s);
  }
  return day_from_ymd(at.year + 2, 1, 1) * MS_DAY;
}

/* The file ----------------------------------------------------------------------------------------
 */

struct header {
  uint8_t version;
  uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t big32(struct cursor *c) {
  return __builtin_bswap32(cur_u32(c));
}

static bool read_header(struct cursor *c, struct header *h, const char **reason) {
  *reason = "not a time zone file";
  if (!str_eq(cur_bytes(c, 4), STR("TZif"))) return false;
  h->version = cur_u8(c);
  cur_bytes(c, 15);
  h->isut = big32(c);
  h->isstd = big32(c);
  h->leap = big32(c);
  h->time = big32(c);
  h->type = big32(c);
  h->chars = big32(c);
  *reason = "counts out of range";
  return !c->bad && h->time <= TRANSITIONS_MAX && h->type <= TYPES_MAX && h->isut <= TYPES_MAX &&
         h->isstd <= TYPES_MAX && h->chars <= 10000 && h->leap <= 1000;
}

static size_t rest_bytes(const struct header *h, size_t leap_bytes) {
  return h->chars + h->leap * leap_bytes + h->isstd + h->isut;
}

/* Transition times, type numbers and types of the version-2 block into periods. */
static bool read_periods(struct cursor *c, const struct header *h, struct periods *t,
                         int64_t *ret_last, const char **reason) {
  struct cursor times = *c;
  cur_bytes(c, (size_t)h->time * 8);
  struct cursor numbers = *c;
  cur_bytes(c, h->time);
  int32_t offset_s[TYPES_MAX] = {0};
  for (uint32_t i = 0; i < h->type; i++) {
    offset_s[i] = (int32_t)big32(c);
    cur_bytes(c, 2);
    if (offset_s[i] < -TZ_OFFSET_MAX_S || offset_s[i] > TZ_OFFSET_MAX_S) {
      *reason = "an offset is out of range";
      return false;
    }
  }
  *reason = "cut short";
  if (c->bad) return false;
  *ret_last = INT64_MIN;
  put(t, INT64_MIN, offset_s[0]);
  int64_t before = INT64_MIN;
  for (uint32_t i = 0; i < h->time; i++) {
    int64_t at = (int64_t)__builtin_bswap64(cur_u64(&times));
    uint8_t type = cur_u8(&numbers);
    *reason = "transitions out of order";
    if (type >= h->type || (i && at <= before)) return false;
    before = at;
    *ret_last = at > TIME_MAX / MS_SECOND ? TIME_MAX : at < 0 ? INT64_MIN : at * MS_SECOND;
    /* zic marks the Big Bang with a transition far before any calendar. */
    if (at < TIME_MIN / MS_SECOND - TZ_OFFSET_MAX_S)
      put(t, INT64_MIN, offset_s[type]);
    else if (at <= TIME_MAX / MS_SECOND)
      put(t, at * MS_SECOND, offset_s[type]);
  }
  return true;
}

static bool read_all(struct str bytes, struct periods *t, int64_t *cycle_from,
                     const char **reason) {
  struct cursor c = cur_of(bytes.p, bytes.n);
  struct header h;
  if (!read_header(&c, &h, reason)) return false;
  *reason = "version 1 files end in 2038";
  if (h.version < '2') return false;
  cur_bytes(&c, (size_t)h.time * 5 + (size_t)h.type * 6 + rest_bytes(&h, 8));
  if (!read_header(&c, &h, reason)) return false;
  *reason = "files with leap seconds are not used";
  if (h.leap) return false;
  *reason = "no local time type";
  if (h.type == 0) return false;
  int64_t last;
  if (!read_periods(&c, &h, t, &last, reason)) return false;
  cur_bytes(&c, rest_bytes(&h, 12));
  *reason = "the footer is damaged";
  struct str footer = cur_bytes(&c, cur_left(&c));
  if (c.bad || footer.n < 2 || footer.p[0] != '\n' || footer.p[footer.n - 1] != '\n') return false;
  footer = str_of(footer.p + 1, footer.n - 2);
  *cycle_from = INT64_MAX;
  if (footer.n == 0) return true;
  struct rule rule;
  if (!parse_rule(footer, &rule)) return false;
  if (t->from.n == 1 && !rule.dst) put(t, INT64_MIN, rule.std_s);
  *cycle_from = extend(t, &rule, last);
  return true;
}

bool tz_read_tzif(struct str bytes, struct tz *z, const char **reason) {
  struct periods t = {0};
  struct tz made = *z;
  bool ok = read_all(bytes, &t, &made.cycle_from, reason);
  made.n = (uint32_t)t.from.n;
  made.from = t.from.p;
  made.offset_s = t.offset_s.p;
  if (ok && tz_validate(&made, reason)) {
    *z = made;
    return true;
  }
  vec_free(&t.from);
  vec_free(&t.offset_s);
  return false;
}

bool tz_validate(const struct tz *z, const char **reason) {
  *reason = "the first period does not begin at the beginning";
  if (z->n == 0 || z->from[0] != INT64_MIN) return false;
  for (uint32_t i = 0; i < z->n; i++) {
    *reason = "periods out of order";
    if (i && z->from[i] <= z->from[i - 1]) return false;
    *reason = "neighbouring periods have one offset";
    if (i && z->offset_s[i] == z->offset_s[i - 1]) return false;
    *reason = "an offset is out of range";
    if (z->offset_s[i] < -TZ_OFFSET_MAX_S || z->offset_s[i] > TZ_OFFSET_MAX_S) return false;
  }
  *reason = "the table does not cover a cycle";
  return z->cycle_from == INT64_MAX || z->from[z->n - 1] >= z->cycle_from + TZ_CYCLE_MS;
}
