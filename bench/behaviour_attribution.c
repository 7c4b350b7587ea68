/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribution: orders shared out equally among the visits and clicks of the 30 days before, by
 * channel. */
#include <math.h>
#include <stdlib.h>

#include "base/vec.h"
#include "behaviour.h"

#define WITHIN (30 * MS_DAY)

static const char *const touches[] = {"page_viewed", "application_opened", "promotion_clicked",
                                      "message_clicked"};

/* Whole conversions: what a channel gets differs in the sixth digit between exact shares and
 * floating point; and the conversions it touched. */
static void canonical(const struct json *answer, struct buf *out) {
  const struct json *channels = json_get(answer, "channels");
  buf_putc(out, '{');
  for (uint32_t i = 0; i < channels->n; i++) {
    const struct json *c = &channels->items[i];
    struct dec credit = DEC_ZERO;
    struct str label = json_get_str(c, "label");
    must(dec_parse(json_get_str(&json_get(c, "models")->items[0], "conversions"), &credit));
    if (!label.p) label = STR("(none)");
    buf_printf(out, "%s\"%.*s\":[%.0f,%.*s]", i ? "," : "", STRF(label),
               round(dec_to_double(credit)), STRF(json_get(c, "touched")->text));
  }
  buf_putc(out, '}');
}

struct sums { /* by channel; 0: without a touch, which the data has on every row that is one */
  double credit[256];
  uint64_t touched[256];
};

/* Counts of the window by channel, moved along. */
static void share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct sums *s = out;
  bool is_touch[256] = {0};
  uint8_t order = raw_event(r, "order_completed");
  VEC(int64_t) time = {0};
  VEC(uint8_t) channel = {0};
  for (int i = 0; i < 4; i++)
    is_touch[raw_event(r, touches[i])] = true;
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i], n[256] = {0};
    size_t first = 0;
    time.n = channel.n = 0;
    for (; i < to && r->person[i] == who; i++) {
      if (is_touch[r->event[i]]) {
        vec_push(&time, r->time[i]);
        vec_push(&channel, r->channel[i]);
        n[r->channel[i]]++;
      }
      if (r->event[i] != order) continue;
      for (; first < time.n && r->time[i] - time.p[first] > WITHIN; first++)
        n[channel.p[first]]--;
      double all = (double)(time.n - first);
      for (uint32_t c = 1; all > 0 && c <= r->n_channels; c++) {
        s->credit[c] += n[c] / all;
        s->touched[c] += n[c] > 0;
      }
      s->touched[0] += all == 0;
    }
  }
  vec_free(&time);
  vec_free(&channel);
}

static void naive(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct sums *s = must_calloc(threads, sizeof *s);
  raw_run(r, pool, threads, share, s, sizeof *s);
  for (unsigned i = 1; i < threads; i++)
    for (unsigned c = 0; c < 256; c++) {
      s->credit[c] += s[i].credit[c];
      s->touched[c] += s[i].touched[c];
    }
  s->credit[0] = (double)s->touched[0];
  bool any = false;
  buf_putc(out, '{');
  for (unsigned c = 0; c < 256; c++) {
    if (!s->touched[c]) continue;
    buf_printf(out, "%s\"%.*s\":[%.0f,%" PRIu64 "]", any ? "," : "",
               STRF(c ? r->channels[c] : STR("(none)")), round(s->credit[c]), s->touched[c]);
    any = true;
  }
  buf_putc(out, '}');
  free(s);
}

const struct behaviour_question behaviour_attribution[] = {
    {"attribution",
     "{\"conversion\": \"order_completed\", \"touch\": \"page_viewed or application_opened or "
     "promotion_clicked or message_clicked\", \"by\": {\"property\": \"channel\"}, \"model\": "
     "\"linear\", \"within\": \"30 days\", \"top\": 100}",
     &question_attribution, canonical, naive},
    {0}};
