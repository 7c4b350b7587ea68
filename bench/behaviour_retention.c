/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention: the weekly triangle of a year, by any event; and what each month's first buyers spend
 * in the months after.  The first column of the triangle is left out, because a row that is both
 * start and return is no return in Shoal and one in the others' masks. */
#include <stdlib.h>

#include "behaviour.h"

#define WEEKS     52
#define WEEK      (7 * MS_DAY)
#define FROM      INT64_C(1751817600000) /* 2025-07-07 in Shanghai, a Monday */
#define FROM_DAY  "2025-07-07"
#define MONTHS    13 /* columns */
#define MONTH_MAX 64
#define ZONE      (8 * MS_HOUR)
#define BASE_DAY  19723 /* 2024-01-01 */

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

struct weeks {
  uint64_t count[WEEKS][WEEKS]; /* cohort, weeks later; 0: members */
  uint8_t pad[64];
};

static void weekly_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct weeks *w = out;
  uint8_t set = raw_event(r, "$set");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    uint64_t mask = 0;
    for (; i < to && r->person[i] == who; i++)
      if (r->time[i] >= FROM && r->event[i] != set)
        mask |= UINT64_C(1) << (uint64_t)(r->time[i] - FROM) / WEEK;
    if (!mask) continue;
    unsigned first = (unsigned)__builtin_ctzll(mask);
    for (; mask; mask &= mask - 1)
      w->count[first][(unsigned)__builtin_ctzll(mask) - first]++;
  }
}

static void weekly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct weeks *w = must_calloc(threads, sizeof *w);
  raw_run(r, pool, threads, weekly_share, w, sizeof *w);
  buf_putc(out, '{');
  for (unsigned c = 0; c < WEEKS; c++) {
    put_from((int32_t)((FROM + ZONE) / MS_DAY) + 7 * (int32_t)c, c == 0, out);
    for (unsigned k = 0; c + k < WEEKS; k++) {
      for (unsigned t = 1; t < threads; t++)
        w->count[c][k] += w[t].count[c][k];
      buf_printf(out, "%s%" PRIu64, k ? "," : "", w->count[c][k]);
    }
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
  free(w);
}

/* ---- months ---- */

struct months {
  uint64_t size[MONTH_MAX], people[MONTH_MAX][MONTHS];
  int64_t sum[MONTH_MAX][MONTHS];
};

static uint8_t month_of[2000]; /* by day since BASE_DAY */

static void monthly_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct months *m = out;
  uint8_t order = raw_event(r, "order_completed");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i], seen = 0, first = MONTH_MAX;
    for (; i < to && r->person[i] == who; i++) {
      if (r->event[i] != order) continue;
      uint32_t month = month_of[(r->time[i] + ZONE) / MS_DAY - BASE_DAY];
      if (first == MONTH_MAX) {
        m->size[first = month]++;
        continue;
      }
      if (month - first >= MONTHS) continue;
      seen |= 1u << (month - first);
      m->sum[first][month - first] += r->amount[i];
    }
    for (; seen; seen &= seen - 1)
      m->people[first][__builtin_ctz(seen)]++;
  }
}

static void monthly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct months *m = must_calloc(threads, sizeof *m);
  uint32_t last = 0;
  int64_t unit = 100;
  for (uint8_t s =
           snapshot_prop(r->bench->n, snapshot_prop_code(r->bench->n, STR("amount")))->scale;
       s; s--)
    unit /= 10;
  for (int32_t day = BASE_DAY; day < BASE_DAY + 2000; day++) {
    int32_t year;
    unsigned month, mday;
    day_to_ymd(day, &year, &month, &mday);
    month_of[day - BASE_DAY] = (uint8_t)((year - 2024) * 12 + (int32_t)month - 1);
  }
  raw_run(r, pool, threads, monthly_share, m, sizeof *m);
  buf_putc(out, '{');
  last = month_of[(r->bench->as_of + ZONE) / MS_DAY - BASE_DAY];
  bool any = false;
  for (uint32_t c = 0; c <= last; c++) {
    for (unsigned t = 1; t < threads; t++)
      m->size[c] += m[t].size[c];
    if (!m->size[c] && !any) continue;
    put_from(day_from_ymd(2024 + (int32_t)c / 12, c % 12 + 1, 1), !any, out);
    any = true;
    buf_printf(out, "%" PRIu64, m->size[c]);
    for (uint32_t k = 0; k < MONTHS && c + k <= last; k++) {
      for (unsigned t = 1; t < threads; t++) {
        m->people[c][k] += m[t].people[c][k];
        m->sum[c][k] += m[t].sum[c][k];
      }
      buf_printf(out, ",%" PRIu64 ",%" PRId64, m->people[c][k], m->sum[c][k] * unit);
    }
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
  free(m);
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
