/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Windows of time as bounds seen from an as-of.
 *
 * Two families.  Rolling ones count elapsed time (30 days are 30 × 24 h even when a clock change
 * lies in between); only months and years go by the calendar, keeping the local time of day and
 * clamping to the month's last day.  Calendar ones count whole days, weeks (Monday first), months
 * or years of the workspace zone, and take their edges from day_start, so a day of 23 or 25 hours
 * is one day.
 *
 * Bounds are inclusive: (as-of − n, as-of] begins one millisecond after as-of − n.
 */
#include "lang/lang.h"

/* Days outside years 1 … 9999 are clamped: nothing happened there. */
static int64_t start_of(const struct tz *tz, int32_t day) {
  const int32_t first = -719162; /* 0001-01-01 */
  return day <= first ? TIME_MIN : day_start(tz, day);
}

static int32_t add_months(int32_t day, int64_t months) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  return y * INT64_C(12) + m + months <= 12 ? INT32_MIN : day_add_months(day, (int32_t)months);
}

/* First day of the period that holds `day`, moved by n periods. */
static int32_t period_start(int32_t day, enum lang_unit unit, int64_t n) {
  int32_t y;
  unsigned m, d;
  switch (unit) {
  case LU_WEEK:
    return (int32_t)(day_week_start(day) + 7 * n);
  case LU_MONTH:
    return add_months(day_month_start(day), n);
  case LU_YEAR:
    day_to_ymd(day, &y, &m, &d);
    return y + n < 1 ? INT32_MIN : day_from_ymd((int32_t)(y + n), 1, 1);
  default:
    return (int32_t)(day + n);
  }
}

static int64_t rolling_start(const struct tz *tz, const struct window *w, int64_t as_of) {
  static const int64_t unit_ms[] = {MS_SECOND, MS_MINUTE, MS_HOUR, MS_DAY, 7 * MS_DAY};
  if (w->unit < LU_MONTH) return as_of - w->n * unit_ms[w->unit] + 1;
  struct civil c = civil_of(tz, as_of);
  int32_t day = add_months(day_from_ymd(c.year, c.month, c.day),
                           -(int64_t)w->n * (w->unit == LU_YEAR ? 12 : 1));
  if (day == INT32_MIN) return TIME_MIN;
  unsigned month, of_month;
  day_to_ymd(day, &c.year, &month, &of_month);
  c.month = (uint8_t)month;
  c.day = (uint8_t)of_month;
  return civil_ms(tz, c) + 1;
}

void window_bounds(const struct window *w, const struct tz *tz, int64_t as_of, int64_t *ret_from,
                   int64_t *ret_to) {
  int64_t from = TIME_MIN, to = as_of;
  int32_t today = day_of(tz, as_of);
  switch (w->kind) {
  case W_ALL:
    break;
  case W_LAST:
    from = rolling_start(tz, w, as_of);
    break;
  case W_LAST_FULL:
    from = start_of(tz, period_start(today, w->unit, -(int64_t)w->n));
    to = start_of(tz, period_start(today, w->unit, 0)) - 1;
    break;
  case W_THIS:
    from = start_of(tz, period_start(today, w->unit, 0));
    break;
  case W_PREVIOUS:
    from = start_of(tz, period_start(today, w->unit, -1));
    to = start_of(tz, period_start(today, w->unit, 0)) - 1;
    break;
  case W_SINCE:
    from = w->from.ms;
    break;
  case W_BEFORE:
    to = w->from.ms - 1;
    break;
  case W_BETWEEN:
    from = w->from.ms;
    to = w->to.ms_last;
    break;
  }
  *ret_from = from < TIME_MIN ? TIME_MIN : from;
  *ret_to = to > as_of ? as_of : to;
}

int64_t lang_as_of_moment(const struct node *n, const struct tz *tz, int64_t as_of) {
  struct window previous = {.kind = W_PREVIOUS, .unit = n->lit.unit};
  int64_t from, to = n->before.ms_last;
  if (!n->before.text.n) window_bounds(&previous, tz, as_of, &from, &to);
  return to < as_of ? to : as_of;
}

static int32_t add_units(int32_t day, enum lang_unit unit, int32_t n) {
  switch (unit) {
  case LU_WEEK:
    return day + 7 * n;
  case LU_MONTH:
    return day_add_months(day, n);
  case LU_YEAR:
    return day_add_months(day, 12 * n);
  default:
    return day + n;
  }
}

void lang_anniversary_days(const struct node *n, const struct tz *tz, int64_t as_of,
                           int32_t *ret_from, int32_t *ret_to) {
  int32_t today = day_of(tz, as_of), units = (int32_t)n->lit.n;
  *ret_from = n->lit.b ? add_units(today, n->lit.unit, -units) : today;
  *ret_to = n->lit.b ? today : add_units(today, n->lit.unit, units);
}

bool lang_anniversary_falls(int32_t day, int32_t from, int32_t to) {
  int32_t year, first, last;
  unsigned month, of_month, ignored;
  day_to_ymd(day, &year, &month, &of_month);
  day_to_ymd(from, &first, &ignored, &ignored);
  day_to_ymd(to, &last, &ignored, &ignored);
  for (int32_t y = first; y <= last; y++) {
    int32_t at = day_from_ymd(y, month, month == 2 && of_month == 29 ? 28 : of_month);
    if (month == 2 && of_month == 29 && day_from_ymd(y, 3, 1) - at == 2) at++;
    if (y > year && at >= from && at <= to) return true;
  }
  return false;
}

int64_t lang_class_moment(const struct node *n, int64_t as_of) {
  return n->before.text.n && n->before.ms - 1 < as_of ? n->before.ms - 1 : as_of;
}
