/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: building reports, statistics, and what people ordered. */
#ifndef SHOAL_EFFECT_EFFECT_INT_H
#define SHOAL_EFFECT_EFFECT_INT_H

#include "base/vec.h"
#include "effect/effect.h"
#include "query/trend.h"
#include "query/walk.h"

#define T(en_, zh_)                                                                                \
  {                                                                                                \
    {(en_), sizeof(en_) - 1}, {                                                                    \
      (zh_), sizeof(zh_) - 1                                                                       \
    }                                                                                              \
  }
#define TEXT_OF(en_, zh_) ((struct class_text)T(en_, zh_))

/* ---- paper.c: sections ---- */

#define PAPER_SECTIONS 16
#define PAPER_SAYS     40

struct paper {
  struct report *r;
  struct arena *out;
  struct {
    struct class_text text;
    bool warns;
  } says[PAPER_SAYS];
  uint32_t n_says;
};
void paper_begin(struct paper *p, struct report *r, const char *name, struct class_text title,
                 const struct effect_in *in, struct arena *out);
/* Rows of absent cells. */
struct report_section *paper_add(struct paper *p, const char *id, struct class_text title,
                                 const struct report_column *columns, uint32_t n_columns,
                                 uint32_t n_rows);
/* One row, shown as facts. */
struct report_section *paper_facts(struct paper *p, const char *id, struct class_text title,
                                   const struct report_column *columns, uint32_t n_columns);
static inline struct report_cell *paper_at(struct report_section *s, uint32_t row,
                                           uint32_t column) {
  return &s->cells[(size_t)row * s->n_columns + column];
}
/* How something was found, or (warn) why it was not: the section `said`, made by paper_end. */
void paper_say(struct paper *p, bool warn, struct class_text text);
void paper_end(struct paper *p);

/* Both take the same arguments in the same order. */
struct class_text class_textf(struct arena *out, const char *en, const char *zh, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

void put_count_cell(struct report_cell *c, int64_t v);
void put_dec_cell(struct report_cell *c, struct dec v);
void put_real_cell(struct report_cell *c, double v); /* absent if it is not finite */
void put_rate_cell(struct report_cell *c, double part, double whole); /* absent when whole is ≤ 0 */
void put_text_cell(struct report_cell *c, struct str v);
void put_title_cell(struct report_cell *c, struct class_text v);
void put_day_cell(struct report_cell *c, int32_t day);

/* ---- stat.c: means, and what they are certain to ---- */

#define Z_95 1.959963984540054 /* two-sided 95 % of the normal distribution */
#define Z_90 1.6448536269514722

struct sample { /* of any numbers: Welford's sums, mergeable */
  double n, mean, m2;
};
void sample_add(struct sample *s, double x);
void sample_merge(struct sample *to, const struct sample *from);
double sample_variance(const struct sample *s); /* unbiased; 0 below two */

struct interval {
  double value, low, high;
};
/* a − b with the interval of Welch's normal approximation. */
struct interval sample_difference(const struct sample *a, const struct sample *b, double z);

/* ---- slice.c: days in SQL ----
 *
 * Rows are grouped by (ms + offset) / width, which is of one day of the zone. */
struct slices {
  int64_t offset, width;
};
void day_slices(const struct tz *tz, int64_t from, int64_t to, struct slices *ret);
int32_t slice_day(const struct tz *tz, const struct slices *s, int64_t slice);

/* What is not given (0) is as first … last.  ERR_effect_range. */
bool day_range(int32_t *from, int32_t *to, int32_t first, int32_t last, struct err *err);

/* ---- orders.c: what people ordered ---- */

struct bought {
  int64_t time;
  i128 amount;      /* paid, less what was given back of it since; · 10^-scale of the facts */
  double cost;      /* of its lines by the catalogue, less those given back … */
  double costed;    /* … and list price of the lines that have a cost there */
  double listed;    /* list price of all its lines */
  uint32_t channel; /* a code of the walk; 0: none */
  bool gone;        /* cancelled, or given back whole: not an order */
};
struct move { /* into the programme, or out of it */
  int64_t time;
  bool joins;
  uint32_t source; /* of joining: a code of the walk; 0: not said */
};
struct buyer {
  uint32_t subject;            /* the person's number */
  const struct bought *orders; /* by time */
  const struct move *moves;    /* as they happened */
  uint32_t n, n_moves;
  const struct walk *walk; /* walk_value(walk, worker, channel) and source */
};
/* Everybody who has any of it; from several threads, a person once. */
typedef bool buyer_fn(void *ctx, unsigned worker, const struct buyer *b, struct err *err);
struct orders_query {
  struct str programme; /* whose joining and leaving is wanted; empty: none */
  bool costs;           /* lines and what they cost are wanted */
};
struct orders_facts {
  uint8_t scale;          /* of amounts */
  bool has_cost;          /* the catalogue has a property `cost` */
  uint64_t lines, costed; /* order lines, and those of items with a cost */
};
bool orders_walk(const struct effect_in *in, const struct orders_query *q, buyer_fn *fn, void *ctx,
                 struct orders_facts *ret, struct err *err);
/* Sum of `amount` over an event's rows, period by period; periods without a row before them may be
 * left out at the beginning. */
bool money_by_period(const struct effect_in *in, const char *event, enum grain grain, int64_t from,
                     int64_t to, struct arena *out, struct trend_result *ret, struct err *err);

#endif
