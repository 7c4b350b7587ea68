/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trends: weekly active people by channel, a year and a half of weeks (or as
 * many as have begun). */
#include <stdlib.h>

#include "behaviour.h"

#define WEEK     (7 * MS_DAY)
#define FROM     INT64_C(1735488000000) /* 2024-12-30 in Shanghai, a Monday */
#define FROM_DAY "2024-12-30"

/* {channel: people of each week}; without a channel: "".  The others do not make the line of all.
 */
static void canonical(const struct json *answer, struct buf *out) {
  const struct json *groups = json_get(answer, "groups");
  buf_putc(out, '{');
  for (uint32_t g = 0; g < groups->n; g++) {
    const struct json *values = &json_get(&groups->items[g], "values")->items[0];
    buf_printf(out, "%s\"%.*s\":[", g ? "," : "", STRF(json_get_str(&groups->items[g], "label")));
    for (uint32_t i = 0; i < values->n; i++)
      buf_printf(out, "%s%.*s", i ? "," : "", STRF(values->items[i].text));
    buf_putc(out, ']');
  }
  buf_putc(out, '}');
}

struct cell {
  uint32_t people;
  uint32_t last; /* who was counted last, + 1 */
};

static uint32_t weeks_of(const struct raw *r) {
  int64_t as_of = r->bench->as_of;
  return as_of < FROM ? 0 : (uint32_t)((as_of - FROM) / WEEK) + 1;
}

/* Cells by channel and week, as many as there are of both. */
static void weekly_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct cell *cells = out;
  uint8_t set = raw_event(r, "$set");
  uint32_t weeks = weeks_of(r);
  for (uint64_t i = from; i < to; i++) {
    if (r->time[i] < FROM || r->event[i] == set) continue;
    uint64_t week = (uint64_t)(r->time[i] - FROM) / WEEK;
    struct cell *c = &cells[r->channel[i] * weeks + week];
    if (c->last == r->person[i] + 1) continue;
    c->last = r->person[i] + 1;
    c->people++;
  }
}

static void weekly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  uint32_t weeks = weeks_of(r);
  size_t n = (size_t)r->n_channels * weeks;
  struct cell *cells = must_calloc(threads * n, sizeof *cells);
  bool first = true;
  raw_run(r, pool, threads, weekly_share, cells, n * sizeof *cells);
  buf_putc(out, '{');
  for (uint32_t c = 0; c < r->n_channels; c++) {
    struct cell *line = &cells[(size_t)c * weeks];
    uint64_t any = 0;
    for (uint32_t k = 0; k < weeks; k++) {
      for (unsigned t = 1; t < threads; t++)
        line[k].people += line[t * n + k].people;
      any |= line[k].people;
    }
    if (!any) continue;
    buf_printf(out, "%s\"%.*s\":[", first ? "" : ",", STRF(r->channels[c]));
    for (uint32_t k = 0; k < weeks; k++)
      buf_printf(out, "%s%u", k ? "," : "", line[k].people);
    buf_putc(out, ']');
    first = false;
  }
  buf_putc(out, '}');
  free(cells);
}

const struct behaviour_question behaviour_trend[] = {
    {"trend_weekly",
     "{\"series\": [{\"events\": \"*\", \"measure\": \"people\"}], \"grain\": \"week\", \"by\": "
     "{\"property\": \"channel\"}, \"top\": 50, \"range\": {\"from\": \"" FROM_DAY "\"}}",
     &question_trend, canonical, weekly},
    {0}};
