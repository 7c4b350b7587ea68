/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trends: weekly active people by channel, a year and a half of weeks. */
#include <stdlib.h>

#include "behaviour.h"

#define WEEKS    79
#define WEEK     (7 * MS_DAY)
#define FROM     INT64_C(1735488000000) /* 2024-12-30 in Shanghai, a Monday */
#define FROM_DAY "2024-12-30"
#define CHANNELS 64

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

struct weeks {
  uint64_t people[CHANNELS][WEEKS];
  uint32_t last[CHANNELS][WEEKS]; /* who was counted last, + 1 */
};

static void weekly_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct weeks *w = out;
  uint8_t set = raw_event(r, "$set");
  for (uint64_t i = from; i < to; i++) {
    if (r->time[i] < FROM || r->event[i] == set) continue;
    uint64_t week = (uint64_t)(r->time[i] - FROM) / WEEK;
    uint8_t channel = r->channel[i];
    if (w->last[channel][week] == r->person[i] + 1) continue;
    w->last[channel][week] = r->person[i] + 1;
    w->people[channel][week]++;
  }
}

static void weekly(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct weeks *w = must_calloc(threads, sizeof *w);
  bool first = true;
  must(r->n_channels <= CHANNELS);
  raw_run(r, pool, threads, weekly_share, w, sizeof *w);
  buf_putc(out, '{');
  for (uint32_t c = 0; c < r->n_channels; c++) {
    uint64_t any = 0;
    for (unsigned k = 0; k < WEEKS; k++) {
      for (unsigned t = 1; t < threads; t++)
        w->people[c][k] += w[t].people[c][k];
      any |= w->people[c][k];
    }
    if (!any) continue;
    buf_printf(out, "%s\"%.*s\":[", first ? "" : ",", STRF(r->channels[c]));
    for (unsigned k = 0; k < WEEKS; k++)
      buf_printf(out, "%s%" PRIu64, k ? "," : "", w->people[c][k]);
    buf_putc(out, ']');
    first = false;
  }
  buf_putc(out, '}');
  free(w);
}

const struct behaviour_question behaviour_trend[] = {
    {"trend_weekly",
     "{\"series\": [{\"events\": \"*\", \"measure\": \"people\"}], \"grain\": \"week\", \"by\": "
     "{\"property\": \"channel\"}, \"top\": 50, \"range\": {\"from\": \"" FROM_DAY "\"}}",
     &question_trend, canonical, weekly},
    {0}};
