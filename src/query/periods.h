/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Periods of the workspace's calendar: minutes and hours counted from the start of each civil day
 * (so a day that a change of clocks makes shorter or longer has fewer or more of them), days, weeks
 * from Monday, months, quarters, years. */
#ifndef SHOAL_QUERY_PERIODS_H
#define SHOAL_QUERY_PERIODS_H

#include "base/tz.h"

enum grain {
  GRAIN_NONE,
  GRAIN_MINUTE,
  GRAIN_HOUR,
  GRAIN_DAY,
  GRAIN_WEEK,
  GRAIN_MONTH,
  GRAIN_QUARTER,
  GRAIN_YEAR,
  GRAIN_WEEKDAY_HOUR, /* no periods of the calendar: Monday 0 o'clock … Sunday 23 o'clock */
};

/* The first millisecond of the period that the moment lies in.  The grain is MINUTE … YEAR. */
int64_t period_start(const struct tz *tz, enum grain grain, int64_t ms);
/* The start of the n-th period after the one that starts at `start`; n may be negative. */
int64_t period_add(const struct tz *tz, enum grain grain, int64_t start, int32_t n);
/* The same period of the year before: the same minute, hour or day of the same date, 52 weeks, or
 * the month, quarter or year of that name. */
int64_t period_year_before(const struct tz *tz, enum grain grain, int64_t start);

#define PERIODS_FIT_BYTES 40
/* Of the grains that are coarser than `than`, up to `to`, the names of those in which at most `max`
 * periods meet [from, until], with commas; empty: none. */
void periods_fit(const struct tz *tz, enum grain than, enum grain to, int64_t from, int64_t until,
                 uint32_t max, char out[PERIODS_FIT_BYTES]);

#endif
