/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calendar of a retention: its cohorts' periods and those after them as edges in time, and the
 * period of a moment by table, since it is asked of every row. */
#include "query/retention_int.h"

/* ---- columns ---- */

static void cut_segments(struct retention_plan *p, struct arena *out) {
  const struct retention *f = p->f;
  uint32_t n = 0, next = 0;
  p->last = f->columns[f->n_columns - 1].to;
  p->segment_of = arena_array(out, uint16_t, p->last + 2);
  p->begin = arena_array(out, uint32_t, 2 * f->n_columns + 1);
  p->column_of = arena_array(out, uint32_t, 2 * f->n_columns + 1);
  p->segment = arena_array(out, uint32_t, f->n_columns);
  p->gapless = true;
  for (uint32_t c = 0; c < f->n_columns; c++) {
    const struct retention_column *k = &f->columns[c];
    p->gapless &= k->from == c && k->to == c;
    if (k->from > next) {
      p->column_of[n] = NO_COLUMN;
      p->begin[n++] = next;
    }
    p->segment[c] = n;
    p->column_of[n] = c;
    p->begin[n++] = k->from;
    next = k->to + 1;
  }
  p->column_of[n] = NO_COLUMN;
  p->begin[n++] = next;
  p->n_segments = n;
  p->words = (n + 63) / 64;
  for (uint32_t s = 0; s < n; s++)
    for (uint32_t u = p->begin[s]; u < (s + 1 < n ? p->begin[s + 1] : p->last + 2); u++)
      p->segment_of[u] = (uint16_t)s;
  p->segment_bit = arena_array(out, uint64_t, p->last + 2);
  for (uint32_t u = 0; p->words == 1 && u < p->last + 2; u++)
    p->segment_bit[u] = UINT64_C(1) << p->segment_of[u];
}

/* ---- edges ---- */

/* When events of the selector lie in time; empty when there are none. */
static void extent(const struct snapshot *n, const struct node *selector, int64_t *ret_min,
                   int64_t *ret_max) {
  const struct agg *a = selector->agg;
  *ret_min = INT64_MAX;
  *ret_max = INT64_MIN;
  for (uint32_t e = 0; e < snapshot_events(n); e++) {
    const struct event_info *info = snapshot_event(n, e);
    bool has = a->any_event && !ev_undone(info->name);
    for (uint32_t i = 0; i < a->n_events; i++)
      has |= str_eq(info->name, a->canonical[i]);
    if (!has) continue;
    if (info->time_min < *ret_min) *ret_min = info->time_min;
    if (info->time_max > *ret_max) *ret_max = info->time_max;
  }
}

static bool too_many(const struct retention *f, int64_t from, int64_t to, struct err *err) {
  char fit[PERIODS_FIT_BYTES];
  periods_fit(f->tz, f->grain, GRAIN_MONTH, from, to, RETENTION_COHORTS_MAX, fit);
  return err_fail(err, ERR_retention_cohorts, "%d" ERR_SEP "%s", RETENTION_COHORTS_MAX, fit);
}

static bool lay_edges(struct retention_plan *p, const struct snapshot *n, struct arena *out,
                      struct err *err) {
  const struct retention *f = p->f;
  int64_t from, to;
  extent(n, f->start, &from, &to);
  if (f->from > from) from = f->from;
  if (f->to < to) to = f->to;
  if (from > to) return true;
  p->edge = arena_array(out, int64_t, EDGES_MAX + 1);
  int64_t edge = period_start(f->tz, f->grain, from);
  for (; edge <= to; edge = period_add(f->tz, f->grain, edge, 1)) {
    if (p->n_periods == RETENTION_COHORTS_MAX) return too_many(f, from, to, err);
    p->edge[p->n_periods++] = edge;
  }
  p->n_edges = p->n_periods;
  for (uint32_t i = 0; i <= p->last; i++, edge = period_add(f->tz, f->grain, edge, 1))
    p->edge[p->n_edges++] = edge;
  return true;
}

/* ---- the table ---- */

static void fill_buckets(struct retention_plan *p, struct arena *out) {
  int64_t shortest = INT64_MAX, base = p->edge[0];
  for (uint32_t i = 1; i < p->n_edges; i++) {
    int64_t length = p->edge[i] - p->edge[i - 1];
    if (length < shortest) shortest = length;
  }
  p->shift = 63 - (uint32_t)__builtin_clzll((uint64_t)shortest);
  if (p->shift > 31) p->shift = 31;
  p->end = (uint64_t)(p->edge[p->n_edges - 1] - base);
  uint32_t n = (uint32_t)(p->end >> p->shift) + 1, at = 0;
  p->buckets = arena_array(out, struct retention_bucket, n);
  for (uint32_t b = 0; b < n; b++) {
    int64_t from = base + ((int64_t)b << p->shift), to = from + (INT64_C(1) << p->shift);
    while (at + 1 < p->n_edges && p->edge[at + 1] <= from)
      at++;
    bool has = at + 1 < p->n_edges && p->edge[at + 1] < to;
    uint32_t edge = has ? (uint32_t)(p->edge[at + 1] - from) : UINT32_MAX;
    p->buckets[b] = (struct retention_bucket){edge, at};
  }
}

/* The last segment, what comes later, is no slot. */
static void make_slots(struct retention_plan *p) {
  int64_t width = p->edge[1] - p->edge[0];
  p->even = p->gapless && p->n_segments <= 64 &&
            slot_div_make(p->edge[0], width, p->n_segments - 1, &p->slots);
  for (uint32_t i = 1; i < p->n_edges; i++)
    p->even &= p->edge[i] - p->edge[i - 1] == width;
}

/* ---- moments ---- */

static int64_t months_after(const struct tz *tz, int64_t start, uint32_t u) {
  struct civil c = civil_of(tz, start);
  int32_t year = 0;
  unsigned month, day;
  day_to_ymd(day_add_months(day_of(tz, start), (int32_t)u), &year, &month, &day);
  c.year = year;
  c.month = (uint8_t)month;
  c.day = (uint8_t)day;
  if (year > 9999) return INT64_MAX;
  return u ? civil_ms(tz, c) : start;
}

static int64_t step_ms(enum grain grain) {
  return grain == GRAIN_HOUR ? MS_HOUR : grain == GRAIN_DAY ? MS_DAY : 7 * MS_DAY;
}

int64_t retention_begin(const struct retention_plan *p, uint32_t period, int64_t start,
                        uint32_t u) {
  const struct retention *f = p->f;
  if (f->clock == RETENTION_CALENDAR) return p->edge[period + u];
  return f->grain == GRAIN_MONTH ? months_after(f->tz, start, u)
                                 : start + (int64_t)u * step_ms(f->grain);
}

static uint32_t months_between(const struct retention_plan *p, int64_t start, int64_t time) {
  const struct tz *tz = p->f->tz;
  struct civil a = civil_of(tz, start), b = civil_of(tz, time);
  int64_t u = (b.year - a.year) * 12 + b.month - a.month;
  if (u > p->last) u = p->last + 1;
  while (u > 0 && time < months_after(tz, start, (uint32_t)u))
    u--;
  while (u <= p->last && time >= months_after(tz, start, (uint32_t)u + 1))
    u++;
  return (uint32_t)u;
}

uint32_t retention_after(const struct retention_plan *p, uint32_t period, int64_t start,
                         int64_t time) {
  const struct retention *f = p->f;
  if (f->clock == RETENTION_ROLLING && f->grain == GRAIN_MONTH)
    return months_between(p, start, time);
  int64_t u = f->clock == RETENTION_ROLLING ? (time - start) / step_ms(f->grain)
                                            : retention_period_of(p, time) - period;
  return u > p->last ? p->last + 1 : (uint32_t)u;
}

/* ---- what is over ---- */

static void tell_periods(struct retention_plan *p, struct arena *out) {
  const struct retention *f = p->f;
  p->periods = arena_array(out, struct retention_period, p->n_periods);
  for (uint32_t i = 0; i < p->n_periods; i++) {
    struct retention_period *k = &p->periods[i];
    int64_t first = p->edge[i] > f->from ? p->edge[i] : f->from;
    k->from = first;
    k->to = p->edge[i + 1] - 1;
    if (f->to < f->as_of && f->to < k->to) k->to = f->to;
    k->incomplete = f->as_of < k->to;
    while (k->n_cells < f->n_columns &&
           retention_begin(p, i, first, f->columns[k->n_cells].from) <= f->as_of)
      k->n_cells++;
  }
}

bool retention_incomplete(const struct retention_plan *p, uint32_t period, uint32_t column) {
  const struct retention *f = p->f;
  int64_t to = p->periods[period].to;
  uint32_t after = f->columns[column].to + 1;
  return f->as_of < retention_begin(p, period, to < f->as_of ? to : f->as_of, after) - 1;
}

bool retention_plan(const struct retention *f, const struct snapshot *n, struct arena *out,
                    struct retention_plan *ret, struct err *err) {
  struct retention_plan *p = ret;
  *p = (struct retention_plan){.f = f};
  cut_segments(p, out);
  if (!lay_edges(p, n, out, err)) return false;
  if (!p->n_periods) return true;
  p->first_start = f->from > p->edge[0] ? f->from : p->edge[0];
  p->last_start = f->to < p->edge[p->n_periods] ? f->to : p->edge[p->n_periods] - 1;
  fill_buckets(p, out);
  make_slots(p);
  tell_periods(p, out);
  return true;
}
