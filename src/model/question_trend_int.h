/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trend as a document, between reading it, asking and answering. */
#ifndef SHOAL_MODEL_QUESTION_TREND_INT_H
#define SHOAL_MODEL_QUESTION_TREND_INT_H

#include "model/question_int.h"
#include "query/trend.h"

#define TREND_GRAINS       "day|none|minute|hour|week|month|quarter|year|weekday_hour"
#define TREND_FORMULAS_MAX 10

struct trend_asked {
  struct trend f;
  struct trend_series series[TREND_SERIES_MAX];
  struct str titles[TREND_SERIES_MAX], measures[TREND_SERIES_MAX]; /* title: empty, the selector */
  const struct node *formulas[TREND_FORMULAS_MAX];
  struct str formula_titles[TREND_FORMULAS_MAX];
  uint32_t n_formulas, grain; /* grain: its place in TREND_GRAINS */
  roaring_bitmap_t *people;
  struct str by_name[TREND_BY_MAX]; /* of the property or attribute it is broken down by */
};

/* question_trend_read.c.  Lies in out; the caller frees ret->people. */
bool question_trend_read(const struct question_env *e, const struct json *doc, struct arena *out,
                         struct trend_asked **ret, struct err *err);
/* question_trend_put.c: the fields of the answer.  What formulas make may overflow. */
bool question_trend_put(const struct question_env *e, const struct trend_asked *q,
                        const struct trend_result *r, struct arena *out, struct jw *w,
                        struct err *err);

#endif
