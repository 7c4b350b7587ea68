/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The periods of a trend: those that its range meets, cut at its ends; before them the whole ones
 * that rolling windows look back at; and their counterparts for a comparison.  A table of moments
 * leads from a time to its slot in one step, however uneven the calendar is. */
#include "query/trend_int.h"

void trend_index_slots(struct trend_slots *s, struct arena *out) {
  uint64_t room = (uint64_t)s->n * 4 + 256;
  s->span = (uint64_t)s->from[s->n] - (uint64_t)s->from[0];
  while (s->span >> s->shift > room)
    s->shift++;
  uint64_t n = (s->span >> s->shift) + 1;
  s->hint = arena_array(out, uint32_t, n);
  uint32_t at = 0;
  for (uint64_t i = 0; i < n; i++) {
    int64_t t = (int64_t)((uint64_t)s->from[0] + (i << s->shift));
    while (at + 1 < s->n && t >= s->from[at + 1])
      at++;
    s->hint[i] = at;
  }
}

void trend_one_slot(int64_t from, int64_t to, struct arena *out, struct trend_slots *ret) {
  *ret = (struct trend_slots){.from = arena_array(out, int64_t, 2), .n = 1};
  ret->from[0] = from;
  ret->from[1] = to + 1;
  trend_index_slots(ret, out);
}

static void week_slots(int64_t from, int64_t to, struct arena *out, struct trend_slots *ret) {
  trend_one_slot(from, to, out, ret);
  ret->n = TREND_HOURS;
  ret->cyclic = true;
}

/* How many periods before the first one windows look back at. */
static uint32_t looks_back(const struct trend *f) {
  uint32_t most = f->rolling;
  for (uint32_t i = 0; i < f->n_series; i++)
    if (f->series[i].measure == TREND_STICKINESS && f->series[i].over > most)
      most = f->series[i].over;
  return most ? most - 1 : 0;
}

/* n periods from the one that starts at `first`; the first and last visible are cut. */
static void calendar_slots(const struct trend *f, int64_t first, uint32_t n, int64_t from,
                           int64_t to, struct arena *out, struct trend_slots *ret) {
  uint32_t hidden = looks_back(f);
  *ret = (struct trend_slots){.n = hidden + n, .hidden = hidden};
  ret->from = arena_array(out, int64_t, hidden + n + 1);
  int64_t at = period_add(f->tz, f->grain, first, -(int32_t)hidden);
  for (uint32_t i = 0; i < hidden + n; i++) {
    ret->from[i] = i == hidden ? from : at;
    at = period_add(f->tz, f->grain, at, 1);
  }
  ret->from[hidden + n] = to + 1;
  trend_index_slots(ret, out);
}

static bool too_many(const struct trend *f, int64_t from, int64_t to, struct err *err) {
  char fit[PERIODS_FIT_BYTES];
  uint32_t hidden = looks_back(f);
  periods_fit(f->tz, f->grain, GRAIN_YEAR, from, to, TREND_PERIODS_MAX - hidden, fit);
  return err_fail(err, ERR_trend_periods, "%d" ERR_SEP "%s", TREND_PERIODS_MAX, fit);
}

static void tell_periods(const struct trend *f, const struct trend_slots *s, struct arena *out,
                         struct trend_result *ret) {
  ret->n_periods = s->cyclic ? TREND_HOURS : s->n - s->hidden;
  ret->periods = arena_array(out, struct trend_period, ret->n_periods);
  for (uint32_t i = 0; i < ret->n_periods; i++) {
    uint32_t at = s->cyclic ? 0 : s->hidden + i;
    struct trend_period *p = &ret->periods[i];
    *p = (struct trend_period){.from = s->from[at], .to = s->from[at + 1] - 1};
    if (f->grain == GRAIN_NONE || s->cyclic) continue;
    int64_t start = period_start(f->tz, f->grain, p->from);
    p->incomplete = period_add(f->tz, f->grain, start, 1) - 1 > f->as_of;
  }
}

/* ---- what it is compared with ---- */

/* The same local time of a day that many days, or a year, before. */
static int64_t same_time(const struct trend *f, int64_t ms, int32_t days) {
  int32_t day = day_of(f->tz, ms);
  int32_t to = f->compare == TREND_COMPARE_YEAR ? day_add_months(day, -12) : day - days;
  int64_t start = day_start(f->tz, to), next = day_start(f->tz, to + 1);
  int64_t at = start + (ms - day_start(f->tz, day));
  bool ends = ms + 1 == day_start(f->tz, day + 1);
  return ends || at >= next ? next - 1 : at;
}

static void before_range(const struct trend *f, const struct trend_slots *now, struct arena *out,
                         struct trend_slots *ret) {
  int64_t from = now->from[0], to = now->from[1] - 1;
  int32_t days = day_of(f->tz, to) - day_of(f->tz, from) + 1;
  int64_t since = same_time(f, from, days), until = same_time(f, to, days);
  if (now->cyclic)
    week_slots(since, until, out, ret);
  else
    trend_one_slot(since, until, out, ret);
}

static void before_calendar(const struct trend *f, const struct trend_slots *now, uint32_t n,
                            struct arena *out, struct trend_slots *ret) {
  int64_t from = now->from[now->hidden], to = now->from[now->n] - 1;
  int64_t first = period_start(f->tz, f->grain, from);
  int64_t last = period_add(f->tz, f->grain, first, (int32_t)n - 1);
  int64_t past = f->compare == TREND_COMPARE_YEAR ? period_year_before(f->tz, f->grain, first)
                                                  : period_add(f->tz, f->grain, first, -(int32_t)n);
  int64_t past_last = period_add(f->tz, f->grain, past, (int32_t)n - 1);
  int64_t past_end = period_add(f->tz, f->grain, past_last, 1) - 1;
  int64_t past_first_end = period_add(f->tz, f->grain, past, 1) - 1;
  int64_t since = past + (from - first), until = past_last + (to - last);
  if (since > past_first_end) since = past_first_end;
  if (until > past_end || to + 1 == period_add(f->tz, f->grain, last, 1)) until = past_end;
  if (until < since) until = since;
  calendar_slots(f, past, n, since, until, out, ret);
}

bool trend_slots(const struct snapshot *snap, const struct trend *f, struct arena *out,
                 struct trend_result *ret, struct trend_slots *now, struct trend_slots *before,
                 struct err *err) {
  int64_t min, max, from = f->from, to = f->to < f->as_of ? f->to : f->as_of;
  bool calendar = f->grain != GRAIN_NONE && f->grain != GRAIN_WEEKDAY_HOUR;
  uint32_t n = 0, hidden = looks_back(f);
  snapshot_time_range(snap, &min, &max);
  if (from <= TIME_MIN && (calendar || f->compare)) from = min < to ? min : to;
  bool empty = to < from;
  if (empty) to = from;
  if (f->grain == GRAIN_NONE)
    trend_one_slot(from, to, out, now);
  else if (f->grain == GRAIN_WEEKDAY_HOUR)
    week_slots(from, to, out, now);
  if (calendar) {
    int64_t first = period_start(f->tz, f->grain, from);
    for (int64_t at = first; at <= to; at = period_add(f->tz, f->grain, at, 1))
      if (++n + hidden > TREND_PERIODS_MAX) return too_many(f, from, to, err);
    calendar_slots(f, first, n, from, to, out, now);
  }
  now->empty = empty;
  tell_periods(f, now, out, ret);
  if (f->compare == TREND_COMPARE_NONE) return true;
  if (calendar)
    before_calendar(f, now, n, out, before);
  else
    before_range(f, now, out, before);
  before->empty = empty;
  for (uint32_t i = 0; i < ret->n_periods; i++) {
    uint32_t at = before->cyclic ? 0 : before->hidden + i;
    ret->periods[i].before_from = before->from[at];
    ret->periods[i].before_to = before->from[at + 1] - 1;
  }
  return true;
}
