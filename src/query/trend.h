/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trends: how much of something happens, period by period.  docs/QUESTIONS.md is the user's
 * version.
 *
 * A *series* is an event selector and a measure.  Its figure for a period is the measure over the
 * rows of that period: those within [from, to] (and ≤ as_of) that lie in it.  With `rolling` n the
 * figure of a period is the measure over the rows of it and the n − 1 periods before it, also those
 * before `from`; with `cumulative`, over the rows from `from` to the end of the period.  The total
 * is the measure over all rows of [from, to], whatever rolling and cumulative say.
 *
 * - Measures of a property look at the rows on which it is a number (DISTINCT: has any value).  Of
 *   no such row SUM and DISTINCT are 0, all others missing.
 * - PER_PERSON and SUM_PER_PERSON divide by the people who have a row, missing when there are none.
 * - Percentiles are exact: of n sorted values the one at (n − 1) · p/100, between two neighbours in
 *   proportion.
 * - STICKINESS is the people of the period ÷ the people of the last `over` periods; its total is
 *   the sum of the first over the periods ÷ the sum of the second.
 * - Divisions round half-even to 12 fraction digits.
 *
 * Periods are those of the calendar that meet [from, to], cut at its ends; those before the first
 * row of the store are left out.  WEEKDAY_HOUR has 168 slots instead.  NONE: one period.
 *
 * Groups: by up to two things that a row or its person has.  A group is a value of each; the
 * largest `top` are told apart, the rest is `other`.  Large is the total of the first series if it
 * counts people or sums, else the number of its rows.
 */
#ifndef SHOAL_QUERY_TREND_H
#define SHOAL_QUERY_TREND_H

#include "query/breakdown.h"
#include "query/periods.h"
#include "query/query.h"

#define TREND_SERIES_MAX  10
#define TREND_BY_MAX      2
#define TREND_TOP_MAX     100
#define TREND_PERIODS_MAX 10000
#define TREND_ROLLING_MAX 366

enum trend_measure {
  TREND_EVENTS,
  TREND_PEOPLE,
  TREND_PER_PERSON,
  TREND_STICKINESS,
  TREND_SUM,
  TREND_AVG,
  TREND_MIN,
  TREND_MAX,
  TREND_PERCENTILE,
  TREND_DISTINCT,
  TREND_SUM_PER_PERSON,
};

struct trend_series {
  const struct node *rows; /* a resolved event selector */
  enum trend_measure measure;
  struct str prop;  /* SUM …: a stored name */
  uint32_t percent; /* PERCENTILE: 1 … 99 */
  uint32_t over;    /* STICKINESS: 2 … TREND_ROLLING_MAX periods */
};

struct trend_by {
  enum {
    TREND_BY_PROP,
    TREND_BY_EVENT,
    TREND_BY_HOUR,    /* 0 … 23 of the zone */
    TREND_BY_WEEKDAY, /* 0 = Monday */
    TREND_BY_PERSON   /* what the caller knows of each person */
  } kind;
  struct str prop; /* PROP: a stored name */
  /* Set: not its own values, but those of this field of the item whose id it names. */
  const struct item_column *item;
  const uint32_t *group_of; /* PERSON: per subject, index into names; UINT32_MAX: none */
  uint32_t n_group_of;      /* subjects from here on have none */
  const struct str *names;
  uint32_t n_names;
};

enum trend_compare { TREND_COMPARE_NONE, TREND_COMPARE_PREVIOUS, TREND_COMPARE_YEAR };

struct trend {
  const struct trend_series *series;
  uint32_t n_series; /* 1 … TREND_SERIES_MAX */
  struct trend_by by[TREND_BY_MAX];
  uint32_t n_by;
  uint32_t top; /* ≥ 1 */
  enum grain grain;
  int64_t from, to; /* inclusive */
  int64_t as_of;    /* later rows do not exist */
  uint32_t rolling; /* 0 and 1: none; only with MINUTE … YEAR, as are cumulative and STICKINESS */
  bool cumulative;  /* not with rolling or STICKINESS */
  /* The same figures for as many periods right before, or for those a year before; they are cut as
   * the question's own are. */
  enum trend_compare compare;
  const struct tz *tz;
  const roaring_bitmap_t *people; /* NULL: everybody */
};

struct trend_number {
  bool present;
  struct dec v;
};

struct trend_group {
  enum { TREND_ALL, TREND_VALUE, TREND_OTHER } kind;
  struct value value[TREND_BY_MAX];            /* VALUE: V_NONE = without a value; text in `out` */
  struct trend_number *points;                 /* [series * n_periods + period] */
  struct trend_number *totals;                 /* [series] */
  struct trend_number *before, *totals_before; /* compare; else NULL */
};

struct trend_period {
  int64_t from, to; /* inclusive */
  bool incomplete;  /* the period goes on after as_of, so figures may still grow */
  int64_t before_from, before_to;
};

struct trend_result {
  uint32_t n_series, n_periods;
  struct trend_period *periods; /* WEEKDAY_HOUR: 168 times the whole range */
  struct trend_group all;       /* of everything, not the sum of the groups */
  struct trend_group *groups;   /* largest first, then by value; `other` last */
  uint32_t n_groups;
};

/* People behind a number: those with a row of the series in it. */
struct trend_cell {
  uint32_t series;
  bool whole; /* the total, else `period` */
  uint32_t period;
  bool before;  /* of what it is compared with */
  bool grouped; /* else of all */
  bool other;
  struct str label[TREND_BY_MAX]; /* as breakdown_label writes it; empty with `none`: without */
  bool none[TREND_BY_MAX];
};

/* The answer lives in `out` and does not depend on the number of threads.  With `cell` *ret_people
 * (the caller frees it) are the people of that cell; a cell nobody is in is empty.
 * Errors: those of query_run; ERR_trend_periods. */
bool query_trend(const struct snapshot *n, const struct trend *f, struct pool *pool,
                 const struct query_limits *limits, const struct trend_cell *cell,
                 struct arena *out, struct trend_result *ret, roaring_bitmap_t **ret_people,
                 struct err *err);

/* ---- the slow twin ---- */

/* A row of somebody that belongs to some series. */
struct trend_hit {
  uint32_t subject;
  int64_t time;
  uint32_t series;                       /* bits */
  struct value group[TREND_BY_MAX];      /* what it is broken down by */
  struct value number[TREND_SERIES_MAX]; /* the series' property; V_NONE: none */
};
/* One person's (query_person_events), without looking at from and to. */
bool trend_naive_hits(const struct trend *f, uint32_t subject, const struct person_event *events,
                      uint32_t n, struct arena *out, struct trend_hit **ret, uint32_t *ret_n,
                      struct err *err);
/* The measure over the hits with from ≤ time ≤ to for which `in` is set; STICKINESS: over those,
 * divided by the people of [wide, to]. */
struct trend_number trend_naive(const struct trend *f, uint32_t series,
                                const struct trend_hit *hits, const bool *in, uint32_t n,
                                int64_t from, int64_t to, int64_t wide);

#endif
