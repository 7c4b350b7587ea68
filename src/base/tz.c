/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Civil time arithmetic.
 *
 * Days and dates: Howard Hinnant's days_from_civil and its inverse, which count from 1 March so
 * that the leap day is the last of its year and every month length falls out of one linear formula.
 *
 * From instant to local: find the period, add its offset.  Far instants are folded back by whole
 * 400-year cycles first, so one table of some 800 periods answers for ever and no rule is evaluated
 * at run time.
 *
 * From local to instant: periods, seen in local time, overlap (clocks went back) or leave a gap
 * (clocks went forward).  The first period that ends after the local time decides: if it has begun,
 * that is the answer (the first of two, when ambiguous); if not, the time lies in the gap before
 * it.  This needs no guess-and-correct loop and is right for half-hour changes, midnight changes
 * and skipped days alike. */
#include "base/tz.h"

#include "base/panic.h"
#include "base/tz_int.h"

/* Makes floor division of negative instants an unsigned one, which compiles to a multiplication. */
#define BIAS_DAYS (INT64_C(1) << 20)
#define BIAS_MS   ((uint64_t)(BIAS_DAYS * MS_DAY))

static int32_t floor_day(int64_t local_ms) {
  return (int32_t)((int64_t)(((uint64_t)local_ms + BIAS_MS) / MS_DAY) - BIAS_DAYS);
}

/* Wrapping addition: instants beyond TIME_MIN … TIME_MAX give nonsense, not undefined behaviour. */
static int64_t plus(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* Folds *ms into the table; returns what was taken off. */
static int64_t fold(const struct tz *z, int64_t *ms) {
  if (*ms < z->cycle_from) return 0;
  uint64_t past = (uint64_t)*ms - (uint64_t)z->cycle_from;
  int64_t cycles = (int64_t)(past / TZ_CYCLE_MS * TZ_CYCLE_MS);
  *ms -= cycles;
  return cycles;
}

/* The last period that begins at or before ms (folded). */
static uint32_t period_at(const struct tz *z, int64_t ms) {
  if (ms >= z->from[z->n - 1]) return z->n - 1;
  uint32_t base = 0, n = z->n - 1;
  while (n > 1) { /* from[base] ≤ ms < from[base + n] */
    uint32_t half = n / 2;
    base = z->from[base + half] <= ms ? base + half : base;
    n -= half;
  }
  return base;
}

int32_t tz_offset_s(const struct tz *z, int64_t ms) {
  fold(z, &ms);
  return z->offset_s[period_at(z, ms)];
}

bool tz_one_offset(const struct tz *z, int64_t from, int64_t to, int32_t *ret_s) {
  if (fold(z, &from) != fold(z, &to)) return false;
  uint32_t at = period_at(z, from);
  if (at != period_at(z, to)) return false;
  *ret_s = z->offset_s[at];
  return true;
}

static int64_t local_of(const struct tz *z, int64_t ms) {
  return plus(ms, tz_offset_s(z, ms) * MS_SECOND);
}

enum in_gap { SHIFT_BY_GAP, END_OF_GAP };

static int64_t instant_of(const struct tz *z, int64_t local, enum in_gap in_gap) {
  int64_t folded = fold(z, &local);
  for (uint32_t i = period_at(z, local - TZ_OFFSET_MAX_S * MS_SECOND);; i++) {
    int64_t offset = z->offset_s[i] * MS_SECOND;
    if (i + 1 < z->n && local >= z->from[i + 1] + offset) continue;
    if (i == 0 || local >= z->from[i] + offset) return local - offset + folded;
    if (in_gap == END_OF_GAP) return z->from[i] + folded;
    return local - z->offset_s[i - 1] * MS_SECOND + folded;
  }
}

/* Days ------------------------------------------------------------------------------------------
 */

int32_t day_from_ymd(int32_t y, unsigned m, unsigned d) {
  int64_t year = (int64_t)y - (m <= 2);
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  unsigned yoe = (unsigned)(year - era * 400);
  unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return (int32_t)(era * 146097 + doe - 719468);
}

void day_to_ymd(int32_t day, int32_t *y, unsigned *m, unsigned *d) {
  int64_t z = (int64_t)day + 719468;
  int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  unsigned doe = (unsigned)(z - era * 146097);
  unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  unsigned mp = (5 * doy + 2) / 153;
  *d = doy - (153 * mp + 2) / 5 + 1;
  *m = mp < 10 ? mp + 3 : mp - 9;
  *y = (int32_t)(era * 400 + yoe + (*m <= 2));
}

unsigned day_weekday(int32_t day) {
  /* 1970-01-01 was a Thursday, 3; 2^31 is 2 modulo 7, and the sum stays positive. */
  return (unsigned)(((int64_t)day + (INT64_C(1) << 31) + 1) % 7);
}

int32_t day_week_start(int32_t day) {
  return day - (int32_t)day_weekday(day);
}

int32_t day_month_start(int32_t day) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  return day - (int32_t)(d - 1);
}

static unsigned month_length(int32_t y, unsigned m) {
  static const uint8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  return lengths[m - 1] + (m == 2 && leap);
}

int32_t day_add_months(int32_t day, int32_t n) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  int64_t months = (int64_t)y * 12 + (m - 1) + n;
  int64_t year = months >= 0 ? months / 12 : (months - 11) / 12;
  m = (unsigned)(months - year * 12) + 1;
  unsigned length = month_length((int32_t)year, m);
  return day_from_ymd((int32_t)year, m, d < length ? d : length);
}

int32_t day_of(const struct tz *z, int64_t ms) {
  return floor_day(local_of(z, ms));
}

int64_t day_start(const struct tz *z, int32_t day) {
  return instant_of(z, day * MS_DAY, END_OF_GAP);
}

/* Stays in the period of the last instant while it can; one multiplication per element then. */
void day_of_many(const struct tz *z, const int64_t *ms, size_t n, int32_t *days) {
  int64_t low = 1, high = 0, shift = 0;
  for (size_t i = 0; i < n; i++) {
    int64_t t = ms[i];
    if (__builtin_expect(t < low || t >= high, 0)) {
      int64_t inside = t, folded = fold(z, &inside);
      uint32_t at = period_at(z, inside);
      low = at ? z->from[at] + folded : INT64_MIN;
      high = at + 1 < z->n ? z->from[at + 1] + folded : INT64_MAX;
      shift = z->offset_s[at] * MS_SECOND;
    }
    days[i] = floor_day(plus(t, shift));
  }
}

/* Civil date-times --------------------------------------------------------------------------------
 */

bool civil_valid(struct civil c) {
  return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= month_length(c.year, c.month) && c.hour < 24 && c.minute < 60 && c.second < 60 &&
         c.ms < 1000;
}

struct civil civil_of(const struct tz *z, int64_t ms) {
  int64_t local = local_of(z, ms);
  int32_t day = floor_day(local), year;
  unsigned month, mday, rest = (unsigned)plus(local, -(day * MS_DAY));
  day_to_ymd(day, &year, &month, &mday);
  return (struct civil){
      .year = year,
      .month = (uint8_t)month,
      .day = (uint8_t)mday,
      .hour = (uint8_t)(rest / MS_HOUR),
      .minute = (uint8_t)(rest / MS_MINUTE % 60),
      .second = (uint8_t)(rest / MS_SECOND % 60),
      .ms = (uint16_t)(rest % MS_SECOND),
  };
}

int64_t civil_ms(const struct tz *z, struct civil c) {
  must(civil_valid(c));
  int64_t local = day_from_ymd(c.year, c.month, c.day) * MS_DAY + c.hour * MS_HOUR +
                  c.minute * MS_MINUTE + c.second * MS_SECOND + c.ms;
  return instant_of(z, local, SHIFT_BY_GAP);
}
