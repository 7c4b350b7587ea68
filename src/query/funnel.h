/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Funnels: how far people get through a series of steps.  docs/QUESTIONS.md is the user's version.
 *
 * A *run* begins at a moment with a row of the first step and takes each next step at the first
 * moment after (or at) the step before that has a row for it, as long as that is within `within` of
 * its first step, inclusive, elapsed time.
 *
 * - One row fills one step of a run.  A row that matches several is taken for the last it can be.
 * - Rows of one moment have no order among them: a run takes step after step from the rows that it
 *   has not used there; of several the one whose last matching step is earliest, then the first
 *   stored.
 * - Optional steps may be left out; a run that took the step after cannot take one any more, and a
 *   row of the next required step is never spent on an optional one.
 * - Strict: a row of any event that matches no step, after the moment of the last step taken and
 *   before that of the next, ends the run where it is.
 * - Any order: a run begins at a row of any step; step k is "k different steps done".
 * - An exclusion between steps f and t (both required) spoils the runs that meet one of its rows
 *   after the moment of f and before that of t, or the end of the window if t is not reached.
 *   Spoiled runs do not exist.  In any-order funnels it ends the run, which keeps what it has.
 * - Held properties: all rows of a run have the same values; a row without a value has no part.  An
 *   exclusion's row with another value does not concern the run, one without a value concerns all.
 * - Of a person's runs the one that gets furthest is counted; of those the one that gets there
 *   first, then the one that began last.
 *
 * Attempts: a person; each of their sessions (rows of any event with no gap longer than `gap`); or
 * each completed run, the next beginning after the last row of the one before, and the best of what
 * is left after the last of them.
 */
#ifndef SHOAL_QUERY_FUNNEL_H
#define SHOAL_QUERY_FUNNEL_H

#include "query/breakdown.h"
#include "query/query.h"

#define FUNNEL_STEPS_MAX    20
#define FUNNEL_EXCLUDES_MAX 10
#define FUNNEL_HOLD_MAX     4
#define FUNNEL_TOP_MAX      100
#define FUNNEL_BINS_MAX     100
#define FUNNEL_SLOTS_MAX    1000
#define FUNNEL_WITHIN       (14 * MS_DAY)
#define FUNNEL_GAP          (30 * MS_MINUTE)

enum funnel_order { FUNNEL_ORDERED, FUNNEL_STRICT, FUNNEL_ANY };
enum funnel_count { FUNNEL_PEOPLE, FUNNEL_SESSIONS, FUNNEL_CONVERSIONS };
enum funnel_by {
  FUNNEL_BY_NONE,
  FUNNEL_BY_FIRST, /* first non-empty value of `prop` on the attempt's rows of any step */
  FUNNEL_BY_LAST,  /* … last … */
  FUNNEL_BY_STEP,  /* value on the row that filled by_step; none when the run did not */
  FUNNEL_BY_EACH,  /* one funnel per value: only rows of that value */
  FUNNEL_BY_GROUP, /* what the caller knows of each person */
};
/* Borders of the histogram: those that people say (1 min, 5 min, 1 h …), as many as fit the times;
 * or `bins` equal bins from the shortest to the longest. */
enum funnel_scale { FUNNEL_DURATIONS, FUNNEL_LINEAR };
enum funnel_trend { FUNNEL_TREND_NONE, FUNNEL_TREND_DAY, FUNNEL_TREND_WEEK, FUNNEL_TREND_MONTH };

struct funnel_step {
  const struct node *rows; /* a resolved event selector */
  bool optional;           /* never the first or the last */
};
struct funnel_exclude {
  const struct node *rows;
  uint32_t after, before; /* steps from 0; after < before; any order: 0 and the last */
};

struct funnel {
  const struct funnel_step *steps;
  uint32_t n_steps; /* 1 … FUNNEL_STEPS_MAX */
  enum funnel_order order;
  enum funnel_count count;
  int64_t within, gap; /* ms */
  const struct funnel_exclude *excludes;
  uint32_t n_excludes;
  const struct str *hold; /* stored names */
  uint32_t n_hold;
  int64_t from, to; /* of a run's first row, inclusive; rows before `from` do not exist */
  int64_t as_of;    /* nor do rows after it */
  const struct tz *tz;
  const struct node *others;      /* the selector `*`: strict and sessions */
  const roaring_bitmap_t *people; /* NULL: everybody */
  enum funnel_by by;
  struct str prop; /* FIRST … EACH */
  /* Set: not its own values, but those of this field of the item whose id it names. */
  const struct item_column *item;
  uint32_t by_step;
  const uint32_t *group_of; /* GROUP: per subject, index into group_names; UINT32_MAX: none */
  uint32_t n_group_of;      /* subjects from here on have none */
  const struct str *group_names;
  uint32_t n_group_names;
  uint32_t top; /* groups that are told apart; the rest is `other` */
  enum funnel_trend trend;
  enum funnel_scale scale;
  uint32_t bins; /* at most; 0: no histogram */
};

/* Of n durations in ms; zeros when n = 0.  Percentiles interpolate between neighbours. */
struct funnel_times {
  uint64_t n;
  double mean, p25, median, p75, p90, p95;
};

struct funnel_cell_step {
  uint64_t reached;          /* attempts that did the step */
  uint64_t dropped;          /* … and no later one; 0 for the last */
  struct funnel_times times; /* from the step taken before it; of the first step n = 0 */
};

struct funnel_group {
  enum breakdown_kind kind;
  struct value value;             /* VALUE: V_NONE = without a value; text in `out` */
  struct funnel_cell_step *steps; /* n_steps */
  struct funnel_times total;      /* from the first to the last step */
  uint64_t *slots;                /* [slot * n_steps + step]: reached; NULL without trend */
};

/* A day, week or month: the funnel asked for runs that begin in it. */
struct funnel_slot {
  int64_t from, to; /* inclusive, within the question's */
  bool incomplete;  /* as_of lies before the end of the last window, so figures may still grow */
};

struct funnel_bin {
  int64_t from, to; /* ms, [from, to); the next begins where it ends */
  uint64_t n;
};

struct funnel_result {
  uint32_t n_steps;
  struct funnel_group all;     /* EACH: the sum of the groups */
  struct funnel_group *groups; /* most attempts first, then by value; `other` last */
  uint32_t n_groups;
  struct funnel_slot *slots;
  uint32_t n_slots;
  struct funnel_bin *bins; /* of the total time of completed attempts */
  uint32_t n_bins;
};

/* People behind a number. */
struct funnel_cell {
  struct breakdown_pick group;
  uint32_t step;
  bool dropped; /* else reached */
  bool timed;   /* only those whose step was in [from, to) ms after their first; not with dropped */
  int64_t from, to;
};

/* The answer lives in `out`.  With `cell` *ret_people (the caller frees it) are the people of that
 * cell; a cell nobody is in is empty.  The answer does not depend on the number of threads.
 * Errors: those of query_run; ERR_funnel_slots. */
bool query_funnel(const struct snapshot *n, const struct funnel *f, struct pool *pool,
                  const struct query_limits *limits, const struct funnel_cell *cell,
                  struct arena *out, struct funnel_result *ret, roaring_bitmap_t **ret_people,
                  struct err *err);

/* ---- the slow twin ---- */

/* One attempt that was counted. */
struct funnel_attempt {
  uint32_t done;                /* bit s: step s */
  int64_t at[FUNNEL_STEPS_MAX]; /* ms, of the steps done */
  struct value group;           /* by a property */
};
/* The attempts of one person's events (query_person_events), read rule by rule.  *ret in `out`. */
bool funnel_naive(const struct funnel *f, const struct person_event *events, uint32_t n,
                  struct arena *out, struct funnel_attempt **ret, uint32_t *ret_n, struct err *err);

/* ---- is one better? ---- */

#define FUNNEL_SAMPLE_MIN 30 /* attempts of each group; and 5 expected of each outcome */

struct funnel_test {
  bool told;              /* false: too few for a judgement */
  double z, p;            /* two-sided */
  double low[2], high[2]; /* Wilson intervals of both rates, 95 % */
  double rate[2];
};
/* Two proportions x[i] of n[i]: z = (p1 − p2) / √(p (1 − p) (1/n1 + 1/n2)), p pooled; the p-value
 * is erfc(|z| / √2) (Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions,
 * 2003, 3.2). Intervals: (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964
 * (Wilson, JASA 22, 1927).  Not told when a group has fewer than FUNNEL_SAMPLE_MIN, or a pooled
 * expectation of successes or failures is below 5. */
void funnel_compare(const uint64_t x[2], const uint64_t n[2], struct funnel_test *ret);

#endif
