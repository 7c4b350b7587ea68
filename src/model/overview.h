/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brand on one page, as data: what a period was compared with another, where people stand, and
 * what changed.  Every number that counts people comes with an expression that selects exactly
 * them as of the same moment; other numbers with the people behind them.
 *
 * What is compared.  The period is whole civil days; when its last day is not over as of as_of, the
 * compared span ends the same time after the start of the counterpart of that day, so both spans
 * have the same length.  `previous` is the span right before, `year` the one 364 days earlier,
 * whose weekdays are the same. */
#ifndef SHOAL_MODEL_OVERVIEW_H
#define SHOAL_MODEL_OVERVIEW_H

#include "model/report.h"

#define OVERVIEW_DAYS        30  /* of the default period */
#define OVERVIEW_DAYS_MAX    800 /* ERR_bad_period */
#define OVERVIEW_BY_WEEK     93  /* from so many days on, trends are by week */
#define OVERVIEW_CHANGES_MAX 5

enum overview_compare { COMPARE_PREVIOUS, COMPARE_YEAR, COMPARE_NONE };

struct overview_metric {
  const char *id;
  struct class_text title, help;
  enum cell_type type;
  enum { BETTER_NONE, BETTER_UP, BETTER_DOWN } better;
  bool counts_people;           /* value = number of people that `expression` selects */
  struct report_cell value;     /* absent: nothing to divide by */
  struct report_cell previous;  /* absent also without comparison */
  struct report_cell change;    /* real: relative, of a rate the difference */
  double *trend, *before_trend; /* per bucket, NaN = none; before_trend NULL without comparison */
  struct str expression;
};

struct overview_class {
  struct str name; /* "none" is the last */
  struct class_text title;
  int64_t people, previous; /* previous -1: no comparison */
  double share;             /* NaN without people */
  struct dec revenue;       /* net, of the last 365 days */
  struct str expression;
};
struct overview_bar {
  struct str slug;
  struct class_text title;
  struct overview_class *classes;
  uint32_t n;
};

/* A change of money and what it is made of: the parts add up to now - was, but for rounding. */
struct overview_money {
  struct dec was, now;
  struct {
    struct class_text title;
    struct dec amount;
  } parts[3];
  uint32_t n_parts; /* 0: it cannot be split */
};

struct overview_change {
  const char *id;
  struct class_text title, detail;
  const struct overview_money *money; /* what `detail` says in figures; NULL: not about money */
  int64_t people;                     /* = how many `expression` selects */
  struct dec revenue;                 /* theirs, net, of the last 365 days: what is at stake */
  struct report_cell change;          /* real */
  struct str expression;
  enum { TONE_GOOD, TONE_BAD, TONE_NEUTRAL } tone;
};

struct overview {
  int32_t from, to, complete_to; /* complete_to: the last day of the period that is over */
  bool compared;
  int32_t before_from, before_to;
  int64_t before_until; /* ms, inclusive */
  int64_t
      classes_at; /* as of when the previous class counts are; the day after begins 1 ms later */
  int64_t people, events;
  int64_t last_event; /* TIME_MIN: no events */
  bool by_week;
  int32_t *bucket_day; /* first day of each */
  uint32_t *bucket_days;
  uint32_t n_buckets;
  struct overview_metric *metrics;
  uint32_t n_metrics;
  struct overview_bar *aipl, *lifecycle, *rfm; /* NULL: no such classification */
  struct overview_change changes[OVERVIEW_CHANGES_MAX];
  uint32_t n_changes;
};

/* Period: p->from … p->to, or the last OVERVIEW_DAYS up to as_of when both are 0.  Everything is in
 * `out`.  ERR_bad_period. */
bool overview_run(const struct report_params *p, enum overview_compare compare, struct arena *out,
                  struct overview *ret, struct err *err);

#endif
