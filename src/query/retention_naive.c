/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the retention: the rules of retention.h, read one after the other over one
 * person's events.  No walk, no tables, no segments: every cell of every membership looks at every
 * event. */
#include "base/panic.h"
#include "query/retention.h"

struct row {
  const struct person_event *e;
  int64_t time;
  bool start, again;
};

/* ---- the calendar ---- */

/* The first moment of the period of the calendar that `time` lies in, and of the one after. */
static int64_t begin_of(const struct retention *f, int64_t time) {
  int32_t day = day_of(f->tz, time);
  int64_t begin = day_start(f->tz, day);
  switch (f->grain) {
  case GRAIN_HOUR:
    return time - (time - begin) % MS_HOUR;
  case GRAIN_DAY:
    return begin;
  case GRAIN_WEEK:
    return day_start(f->tz, day_week_start(day));
  default:
    return day_start(f->tz, day_month_start(day));
  }
}

static int64_t end_of(const struct retention *f, int64_t time) {
  int32_t day = day_of(f->tz, time);
  int64_t next = begin_of(f, time) + MS_HOUR, tomorrow = day_start(f->tz, day + 1);
  switch (f->grain) {
  case GRAIN_HOUR:
    return next < tomorrow ? next : tomorrow;
  case GRAIN_DAY:
    return tomorrow;
  case GRAIN_WEEK:
    return day_start(f->tz, day_week_start(day) + 7);
  default:
    return day_start(f->tz, day_add_months(day_month_start(day), 1));
  }
}

/* The same time of day u months on. */
static int64_t months_on(const struct retention *f, int64_t start, int32_t u) {
  struct civil c = civil_of(f->tz, start);
  int32_t month = c.year * 12 + c.month - 1 + u;
  int32_t first = day_from_ymd(month / 12, (unsigned)month % 12 + 1, 1);
  int32_t length = day_add_months(first, 1) - first;
  c.year = month / 12;
  c.month = (uint8_t)(month % 12 + 1);
  if (c.day > length) c.day = (uint8_t)length;
  return u ? civil_ms(f->tz, c) : start;
}

/* How many periods after the start a later moment is. */
static uint32_t periods_after(const struct retention *f, int64_t start, int64_t time) {
  uint32_t u = 0;
  if (f->clock == RETENTION_CALENDAR) {
    for (int64_t end = end_of(f, start); time >= end; end = end_of(f, end))
      u++;
  } else if (f->grain == GRAIN_MONTH) {
    while (time >= months_on(f, start, (int32_t)u + 1))
      u++;
  } else {
    int64_t step = f->grain == GRAIN_HOUR ? MS_HOUR : f->grain == GRAIN_DAY ? MS_DAY : 7 * MS_DAY;
    for (int64_t end = start + step; time >= end; end += step)
      u++;
  }
  return u;
}

/* ---- one membership ---- */

static struct value value_of(const struct row *r, struct str prop) {
  for (uint32_t i = 0; i < r->e->n_props; i++)
    if (str_eq(r->e->props[i], prop)) return r->e->values[i];
  return (struct value){.type = V_NONE};
}

static struct value by_of(const struct retention *f, const struct row *r) {
  struct value v = value_of(r, f->prop);
  return f->item ? item_column_value(f->item, &v) : v;
}

/* Whether a return u periods after the start is one of those a column is about. */
static bool concerns(const struct retention *f, uint32_t column, uint32_t u) {
  const struct retention_column *c = &f->columns[column];
  switch (f->mode) {
  case RETENTION_ON_OR_AFTER:
    return u >= c->from;
  case RETENTION_UNTIL:
    return u <= c->to;
  default:
    return u >= c->from && u <= c->to;
  }
}

static bool returned(const struct retention *f, const struct row *rows, uint32_t n, uint32_t start,
                     uint32_t column) {
  for (uint32_t i = 0; i < n; i++)
    if (rows[i].again && i != start && rows[i].time >= rows[start].time &&
        concerns(f, column, periods_after(f, rows[start].time, rows[i].time)))
      return true;
  return false;
}

static bool is_counted(const struct retention *f, const struct row *rows, uint32_t n,
                       uint32_t start, uint32_t column) {
  if (f->mode != RETENTION_EVERY) return returned(f, rows, n, start, column);
  for (uint32_t c = 1; c <= column; c++)
    if (!returned(f, rows, n, start, c)) return false;
  return true;
}

static bool tell_cell(const struct retention *f, const struct row *rows, uint32_t n, uint32_t start,
                      uint32_t column, struct retention_naive_cell *ret, struct err *err) {
  *ret = (struct retention_naive_cell){.counted = is_counted(f, rows, n, start, column)};
  for (uint32_t i = 0; ret->counted && i < n; i++) {
    if (!rows[i].again || i == start || rows[i].time < rows[start].time ||
        !concerns(f, column, periods_after(f, rows[start].time, rows[i].time)))
      continue;
    struct value v = value_of(&rows[i], f->sum);
    ret->events++;
    if (f->measure == RETENTION_SUM && v.type == V_NUM && !dec_add(ret->sum, v.num, &ret->sum))
      return err_fail(err, ERR_number_overflow, "sum(%.*s)", STRF(f->sum));
  }
  return true;
}

/* ---- starts ---- */

/* Whether the row is a start row, given that rows before it were or not. */
static bool is_start(const struct retention *f, const struct row *rows, uint32_t i) {
  const struct row *r = &rows[i];
  if (!r->start || r->time < f->from || r->time > f->to) return false;
  for (uint32_t k = 0; k < i; k++) {
    if (!rows[k].start) continue;
    bool in_range = rows[k].time >= f->from;
    if (f->first == RETENTION_EVER || (f->first == RETENTION_RANGE && in_range)) return false;
    if (in_range && begin_of(f, rows[k].time) == begin_of(f, r->time)) return false;
  }
  return true;
}

static bool satisfies(const struct retention *f, const struct node *selector,
                      const struct person_event *e, bool *ret, struct err *err) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = f->tz};
  struct query_rows got;
  if (!query_one_rows(&h, selector->agg, f->as_of, &in, &got, err)) return false;
  *ret = got.n > 0;
  return true;
}

bool retention_naive(const struct retention *given, const struct person_event *events, uint32_t n,
                     struct arena *out, struct retention_member **ret, uint32_t *ret_n,
                     struct err *err) {
  struct retention f = *given;
  struct row *rows = arena_array(out, struct row, n);
  struct retention_member *members = arena_array(out, struct retention_member, n);
  uint32_t n_members = 0;
  if (f.to > f.as_of) f.to = f.as_of;
  for (uint32_t i = 0; i < n; i++) {
    rows[i] = (struct row){.e = &events[i], .time = events[i].time};
    if (!satisfies(&f, f.start, &events[i], &rows[i].start, err) ||
        !satisfies(&f, f.again, &events[i], &rows[i].again, err))
      return false;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!is_start(&f, rows, i)) continue;
    struct retention_member *m = &members[n_members++];
    *m = (struct retention_member){.period = begin_of(&f, rows[i].time),
                                   .start = rows[i].time,
                                   .cells =
                                       arena_array(out, struct retention_naive_cell, f.n_columns)};
    if (f.by == RETENTION_BY_PROP) m->group = by_of(&f, &rows[i]);
    for (uint32_t c = 0; c < f.n_columns; c++)
      if (!tell_cell(&f, rows, n, i, c, &m->cells[c], err)) return false;
  }
  *ret = members;
  *ret_n = n_members;
  return true;
}
