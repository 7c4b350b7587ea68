/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of a programme: who stays, and of which channels' buyers join. */
#include <stdlib.h>

#include "base/panic.h"
#include "effect/programme_int.h"

#define KEPT_COHORTS 12
#define CHANNELS_MAX 20

/* ---- retention ---- */

static const int32_t kept_months[] = {1, 3, 6, 12};
enum { KEPT = sizeof kept_months / sizeof *kept_months };

struct kept {
  int64_t joined, still[KEPT], bought[KEPT];
};

/* The same day so many months later. */
static int64_t months_later(const struct tz *tz, int64_t ms, int32_t n) {
  int32_t day = day_of(tz, ms);
  return ms - day_start(tz, day) + day_start(tz, day_add_months(day, n));
}

static void count_kept(const struct programme_effect *x, int32_t first, struct kept *k) {
  const struct tz *tz = x->in->env.tz;
  for (uint32_t s = 0; s < x->lives.n; s++) {
    const struct life *l = &x->lives.of[s];
    int64_t joined = l->n_spells ? l->spells[0].from : INT64_MAX;
    if (joined == INT64_MAX || joined < day_start(tz, first)) continue;
    int32_t month = day_month_start(day_of(tz, joined)), i = 0;
    while (i < KEPT_COHORTS && day_add_months(first, i) != month)
      i++;
    if (i == KEPT_COHORTS) continue;
    k[i].joined++;
    for (int m = 0; m < KEPT; m++) {
      int64_t at = months_later(tz, joined, kept_months[m]);
      k[i].still[m] += life_member_at(l, at);
      k[i].bought[m] +=
          life_ordered(l, months_later(tz, joined, kept_months[m] - 1), at).orders > 0;
    }
  }
}

void programme_add_retention(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"month", T("joined in", "入会月份"), CELL_DATE},
      {"joined", T("members", "人数"), CELL_COUNT},
      {"kept_1", T("still a member after 1 month", "1 个月后仍在会"), CELL_RATE},
      {"kept_3", T("3 months", "3 个月"), CELL_RATE},
      {"kept_6", T("6 months", "6 个月"), CELL_RATE},
      {"kept_12", T("12 months", "12 个月"), CELL_RATE},
      {"bought_1", T("bought in the 1st month", "第 1 个月有购买"), CELL_RATE},
      {"bought_3", T("3rd month", "第 3 个月"), CELL_RATE},
      {"bought_6", T("6th month", "第 6 个月"), CELL_RATE},
      {"bought_12", T("12th month", "第 12 个月"), CELL_RATE}};
  const struct tz *tz = x->in->env.tz;
  struct kept k[KEPT_COHORTS] = {{0}};
  int32_t first = day_add_months(day_month_start(day_of(tz, x->in->now)), 1 - KEPT_COHORTS);
  struct report_section *s =
      paper_add(&x->paper, "retention", TEXT_OF("Retention of members", "会员留存"), columns, 10,
                KEPT_COHORTS);
  count_kept(x, first, k);
  for (uint32_t i = 0; i < KEPT_COHORTS; i++) {
    int32_t month = day_add_months(first, (int32_t)i);
    put_day_cell(paper_at(s, i, 0), month);
    put_count_cell(paper_at(s, i, 1), k[i].joined);
    for (uint32_t m = 0; m < KEPT; m++) {
      /* Those who joined on its last day have had the time too. */
      if (day_start(tz, day_add_months(month, kept_months[m] + 1)) > x->in->now + 1) continue;
      put_rate_cell(paper_at(s, i, 2 + m), (double)k[i].still[m], (double)k[i].joined);
      put_rate_cell(paper_at(s, i, 2 + KEPT + m), (double)k[i].bought[m], (double)k[i].joined);
    }
  }
}

/* ---- joining ---- */

struct channel {
  uint32_t code;
  int64_t buyers, joined;
};

static int most_buyers(const void *p, const void *q) {
  const struct channel *a = p, *b = q;
  if (a->buyers != b->buyers) return a->buyers > b->buyers ? -1 : 1;
  return (a->code > b->code) - (a->code < b->code);
}

/* Who bought in the period as a non-member, by the channel of the first such order; joined: until
 * the end of the period. */
static void count_channels(const struct programme_effect *x, struct channel *c) {
  for (uint32_t s = 0; s < x->lives.n; s++) {
    const struct life *l = &x->lives.of[s];
    uint32_t i = 0;
    while (i < l->n_orders && (l->orders[i].time < x->from || life_member_at(l, l->orders[i].time)))
      i++;
    if (i == l->n_orders || l->orders[i].time >= x->until) continue;
    struct channel *k = &c[l->orders[i].channel];
    k->buyers++;
    for (uint32_t j = 0; j < l->n_spells; j++)
      if (l->spells[j].from > l->orders[i].time && l->spells[j].from < x->until) {
        k->joined++;
        break;
      }
  }
}

void programme_add_channels(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"channel", T("channel of the order", "下单渠道"), CELL_TEXT},
      {"buyers", T("non-members who bought", "下单的非会员"), CELL_COUNT},
      {"joined", T("… who then joined", "随后入会"), CELL_COUNT},
      {"rate", T("join rate", "入会率"), CELL_RATE}};
  uint32_t n = x->lives.channels.n + 1, live = 0;
  struct channel *c = arena_array(x->out, struct channel, n);
  for (uint32_t i = 0; i < n; i++)
    c[i].code = i;
  count_channels(x, c);
  qsort(c, n, sizeof *c, most_buyers);
  while (live < n && live < CHANNELS_MAX && c[live].buyers)
    live++;
  struct report_section *s = paper_add(
      &x->paper, "channels", TEXT_OF("Join rate by channel", "各渠道入会率"), columns, 4, live);
  for (uint32_t i = 0; i < live; i++) {
    if (c[i].code)
      put_text_cell(paper_at(s, i, 0),
                    arena_str(x->out, intern_at(&x->lives.channels, c[i].code - 1)));
    put_count_cell(paper_at(s, i, 1), c[i].buyers);
    put_count_cell(paper_at(s, i, 2), c[i].joined);
    put_rate_cell(paper_at(s, i, 3), (double)c[i].joined, (double)c[i].buyers);
  }
}
