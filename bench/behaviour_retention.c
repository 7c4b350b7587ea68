/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention: the weekly triangle of a year, by any event; and what each month's first buyers spend
 * in the months after.  The first column of the triangle is left out, because a row that is both
 * start and return is no return in Shoal and one in the others' masks. */
#include <stdlib.h>

#include "behaviour.h"

#define COLUMNS  52 /* of weeks: the first and 51 after it */
#define WEEK     (7 * MS_DAY)
#define FROM     INT64_C(1751817600000) /* 2025-07-07 in Shanghai, a Monday */
#define FROM_DAY "2025-07-07"
#define MONTHS   13 /* columns of months */
#define ZONE     (8 * MS_HOUR)

static int64_t cents(const struct json *v) {
  struct dec d = DEC_ZERO;
  must(v && dec_parse(v->text, &d) && dec_rescale(d, 2, &d));
  return (int64_t)d.m;
}

static void canonical(const struct json *answer, struct buf *out) {
  const struct json *cohorts = json_get(answer, "cohorts");
  buf_putc(out, '{');
  for (uint32_t i = 0; i < cohorts->n; i++) {
    const struct json *c = &cohorts->items[i], *cells = json_get(c, "cells");
    bool sums = json_get(&cells->items[0], "sum") != NULL;
    buf_printf(out, "%s\"%.*s\":[%.*s", i ? "," : "", STRF(json_get_str(c, "from")),
               STRF(json_get(c, "size")->text));
    for (uint32_t k = !sums; k < cells->n; k++) {
      buf_printf(out, ",%.*s", STRF(json_get(&cells->items[k], "people")->text));
      if (sums) buf_printf(out, ",%" PRId64, cents(json_get(&cells->items[k], "sum")));
    }
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
}

static void put_from(int32_t day, bool first, struct buf *out) {
  buf_puts(out, first ? "\"" : ",\"");
  day_format(day, out);
  buf_puts(out, "\":[");
}

/* ---- weeks ---- */

/* [cohort][weeks later, 0: members]; as many cohorts as weeks have begun, and one row of nobody
 * between the shares of threads. */
typedef uint64_t triangle[COLUMNS];

static uint32_t weeks_of(const struct raw *r) {
  int64_t as_of = r->bench->as_of;
  return as_of < FROM ? 0 : (uint32_t)((as_of - FROM) / WEEK) + 1;
}

/* As bits of one word: three times as fast as the next, which needs no such bound. */
static void weeks_of_word(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  triangle *count = out;
  uint8_t set = raw_event(r, "$set");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    uint64_t mask = 0;
    for (; i < to && r->person[i] == who; i++)
      if (r->time[i] >= FROM && r->event[i] != set)
        mask |= UINT64_C(1) << (uint64_t)(r->time[i] - FROM) / WEEK;
    if (!mask) continue;
    unsigned first = (unsigned)__builtin_ctzll(mask);
    for (; mask; mask &= mask - 1) {
      unsigned later = (unsigned)__builtin_ctzll(mask) - first;
      if (later < COLUMNS) count[first][later]++;
    }
  }
}

static void weeks_without_end(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  triangle *count = out;
  uint8_t set = raw_event(r, "$set");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    uint64_t first = UINT64_MAX, last = UINT64_MAX;
    for (; i < to && r->person[i] == who; i++) {
      if (r->time[i] < FROM || r->event[i] == set) continue;
      uint64_t week = (uint64_t)(r->time[i] - FROM) / WEEK;
      if (week == last) continue;
      if (first == UINT64_MAX) first = week;
      last = week;
      if (week - first < COLUMNS) count[first][week - first]++;
    }
  }
}

static void weekly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  uint32_t weeks = weeks_of(r);
  size_t each = (weeks + 1) * sizeof(triangle);
  triangle *count = must_calloc(threads, each);
  raw_run(r, pool, threads, weeks <= 64 ? weeks_of_word : weeks_without_end, count, each);
  bool any = false; /* the first cohort is the first that has members */
  buf_putc(out, '{');
  for (uint32_t c = 0; c < weeks; c++) {
    for (unsigned t = 1; t < threads; t++)
      count[c][0] += count[t * (weeks + 1) + c][0];
    if (!count[c][0] && !any) continue;
    put_from((int32_t)((FROM + ZONE) / MS_DAY) + 7 * (int32_t)c, !any, out);
    any = true;
    buf_printf(out, "%" PRIu64, count[c][0]);
    for (uint32_t k = 1; k < COLUMNS && c + k < weeks; k++) {
      for (unsigned t = 1; t < threads; t++)
        count[c][k] += count[t * (weeks + 1) + c][k];
      buf_printf(out, ",%" PRIu64, count[c][k]);
    }
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
  free(count);
}

/* ---- months ---- */

struct month { /* of first buyers */
  uint64_t size, people[MONTHS];
  int64_t sum[MONTHS];
};

static int32_t base_day;   /* of the earliest row */
static uint16_t *month_of; /* by day since then: months since its month */

static void set_months(const struct raw *r) {
  int32_t year, base_year, last = (int32_t)((r->bench->as_of + ZONE) / MS_DAY);
  unsigned month, base_month, mday;
  base_day = (int32_t)((r->earliest + ZONE) / MS_DAY);
  month_of = must_calloc((size_t)(last - base_day) + 1, sizeof *month_of);
  day_to_ymd(base_day, &base_year, &base_month, &mday);
  for (int32_t day = base_day; day <= last; day++) {
    day_to_ymd(day, &year, &month, &mday);
    month_of[day - base_day] =
        (uint16_t)((year - base_year) * 12 + (int32_t)month - (int32_t)base_month);
  }
}

static void monthly_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct month *m = out;
  uint8_t order = raw_event(r, "order_completed");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i], seen = 0, first = UINT32_MAX;
    for (; i < to && r->person[i] == who; i++) {
      if (r->event[i] != order) continue;
      uint32_t month = month_of[(r->time[i] + ZONE) / MS_DAY - base_day];
      if (first == UINT32_MAX) {
        m[first = month].size++;
        continue;
      }
      if (month - first >= MONTHS) continue;
      seen |= 1u << (month - first);
      m[first].sum[month - first] += r->amount[i];
    }
    for (; seen; seen &= seen - 1)
      m[first].people[__builtin_ctz(seen)]++;
  }
}

static void monthly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  int32_t base_year;
  unsigned base_month, mday;
  bool any = false;
  set_months(r);
  day_to_ymd(base_day, &base_year, &base_month, &mday);
  uint32_t months = month_of[(r->bench->as_of + ZONE) / MS_DAY - base_day] + 1u;
  struct month *m = must_calloc((size_t)threads * months, sizeof *m);
  raw_run(r, pool, threads, monthly_share, m, months * sizeof *m);
  buf_putc(out, '{');
  for (uint32_t c = 0; c < months; c++) {
    uint32_t at = base_month - 1 + c; /* since January of the base year */
    for (unsigned t = 1; t < threads; t++)
      m[c].size += m[t * months + c].size;
    if (!m[c].size && !any) continue;
    put_from(day_from_ymd(base_year + (int32_t)at / 12, at % 12 + 1, 1), !any, out);
    any = true;
    buf_printf(out, "%" PRIu64, m[c].size);
    for (uint32_t k = 0; k < MONTHS && c + k < months; k++) {
      for (unsigned t = 1; t < threads; t++) {
        m[c].people[k] += m[t * months + c].people[k];
        m[c].sum[k] += m[t * months + c].sum[k];
      }
      buf_printf(out, ",%" PRIu64 ",%" PRId64, m[c].people[k], m[c].sum[k]);
    }
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
  free(m);
  free(month_of);
}

const struct behaviour_question behaviour_retention[] = {
    {"retention_weekly",
     "{\"start\": \"*\", \"return\": \"*\", \"first\": \"range\", \"grain\": \"week\", "
     "\"periods\": 51, \"range\": {\"from\": \"" FROM_DAY "\"}}",
     &question_retention, canonical, weekly},
    {"retention_value",
     "{\"start\": \"order_completed\", \"return\": \"order_completed\", \"grain\": \"month\", "
     "\"measure\": {\"sum\": \"amount\"}}",
     &question_retention, canonical, monthly},
    {0}};
