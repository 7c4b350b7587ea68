/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Civil days do the work; what is shorter than a day is elapsed time from its start, cut at its
 * end. */
#include "query/periods.h"

#include <stdio.h>

static int64_t within_day(enum grain grain) {
  return grain == GRAIN_MINUTE ? MS_MINUTE : MS_HOUR;
}

static int32_t start_day(enum grain grain, int32_t day) {
  int32_t year;
  unsigned month, of_month;
  switch (grain) {
  case GRAIN_WEEK:
    return day_week_start(day);
  case GRAIN_MONTH:
    return day_month_start(day);
  case GRAIN_QUARTER:
    day_to_ymd(day, &year, &month, &of_month);
    return day_from_ymd(year, (month - 1) / 3 * 3 + 1, 1);
  case GRAIN_YEAR:
    day_to_ymd(day, &year, &month, &of_month);
    return day_from_ymd(year, 1, 1);
  default:
    return day;
  }
}

int64_t period_start(const struct tz *tz, enum grain grain, int64_t ms) {
  int32_t day = day_of(tz, ms);
  int64_t start = day_start(tz, start_day(grain, day));
  if (grain > GRAIN_HOUR) return start;
  return ms - (ms - start) % within_day(grain);
}

static int64_t next_within(const struct tz *tz, enum grain grain, int64_t start) {
  int64_t next = start + within_day(grain), end = day_start(tz, day_of(tz, start) + 1);
  return next < end ? next : end;
}

int64_t period_add(const struct tz *tz, enum grain grain, int64_t start, int32_t n) {
  int32_t day = day_of(tz, start);
  switch (grain) {
  case GRAIN_WEEK:
    return day_start(tz, day + 7 * n);
  case GRAIN_MONTH:
    return day_start(tz, day_add_months(day, n));
  case GRAIN_QUARTER:
    return day_start(tz, day_add_months(day, 3 * n));
  case GRAIN_YEAR:
    return day_start(tz, day_add_months(day, 12 * n));
  case GRAIN_DAY:
    return day_start(tz, day + n);
  default:
    break;
  }
  for (; n > 0; n--)
    start = next_within(tz, grain, start);
  for (; n < 0; n++)
    start = period_start(tz, grain, start - 1);
  return start;
}

int64_t period_year_before(const struct tz *tz, enum grain grain, int64_t start) {
  int32_t day = day_of(tz, start);
  int64_t before = day_start(tz, grain == GRAIN_WEEK ? day - 364 : day_add_months(day, -12));
  if (grain > GRAIN_HOUR) return before;
  return period_start(tz, grain, before + (start - day_start(tz, day)));
}

static bool fits(const struct tz *tz, enum grain grain, int64_t from, int64_t until, uint32_t max) {
  uint32_t n = 0;
  for (int64_t at = period_start(tz, grain, from); at <= until && n <= max; n++)
    at = period_add(tz, grain, at, 1);
  return n <= max;
}

void periods_fit(const struct tz *tz, enum grain than, enum grain to, int64_t from, int64_t until,
                 uint32_t max, char out[PERIODS_FIT_BYTES]) {
  static const char *const names[] = {"none", "minute", "hour",    "day",
                                      "week", "month",  "quarter", "year"};
  size_t n = 0;
  out[0] = 0;
  for (int g = (int)than + 1; g <= (int)to; g++)
    if (fits(tz, (enum grain)g, from, until, max))
      n += (size_t)snprintf(out + n, PERIODS_FIT_BYTES - n, "%s%s", n ? ", " : "", names[g]);
}
