/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention: of those who started in a period, how many come back, and when.  docs/QUESTIONS.md is
 * the user's version.
 *
 * A *cohort* is a period (grain) of the workspace's calendar; its members are those whose start
 * moment lies in it.  The start moment is the time of the start row: the person's first row that
 * `start` chooses
 * - EVER:  of all their rows, and only if it lies in the range;
 * - RANGE: in the range;
 * - EACH:  in each period of the range, so that a person is a member of every period they did it
 *          in.
 * Of several such rows of one moment the first stored is the start row.
 *
 * A *return* is a row that `again` chooses, at or after the start moment, up to as_of, and not the
 * start row itself; other rows of the start moment are returns.  It happens u periods after the
 * start, u = 0, 1, …:
 * - CALENDAR: u periods of the calendar after the one that the start moment lies in;
 * - ROLLING:  in [T(u), T(u + 1)), where T(u) is u · 1 h, 24 h or 7 · 24 h after the start moment,
 *             or, of months, the same time of day on the same day u months on (or on the month's
 *             last day).
 * Hours of the calendar count from the first moment of the local day, so a day has 23 to 25 of
 * them, and the last may be short.
 *
 * A column is some periods from … to after the start; column 0 is period 0.  A member is counted in
 * a column that
 * - ON:          they returned in;
 * - ON_OR_AFTER: they returned in or after;
 * - UNTIL:       they returned before the end of, period 0 included;
 * - EVERY:       they returned in, and in every column before but column 0, which counts as done.
 * Events and sums are those of the returns that make it so: ON and EVERY in the column,
 * ON_OR_AFTER from its beginning on, UNTIL up to its end.
 *
 * A cell whose column has not begun at as_of for anybody who could be in the cohort is not there;
 * one whose column is not over for everybody who could be is incomplete.  Averages are over
 * complete cells: the people of all of them by the members of their cohorts.
 */
#ifndef SHOAL_QUERY_RETENTION_H
#define SHOAL_QUERY_RETENTION_H

#include "query/breakdown.h"
#include "query/periods.h"
#include "query/query.h"

#define RETENTION_PERIODS_MAX 366 /* the last period of the last column */
#define RETENTION_COHORTS_MAX 1000
#define RETENTION_TOP_MAX     100
#define RETENTION_CELLS_MAX   1000000 /* cohorts × columns × (1 + groups told apart) */

enum retention_first { RETENTION_EVER, RETENTION_RANGE, RETENTION_EACH };
enum retention_mode { RETENTION_ON, RETENTION_ON_OR_AFTER, RETENTION_UNTIL, RETENTION_EVERY };
enum retention_clock { RETENTION_CALENDAR, RETENTION_ROLLING };
enum retention_measure { RETENTION_PEOPLE, RETENTION_EVENTS, RETENTION_SUM };
enum retention_by {
  RETENTION_BY_NONE,
  RETENTION_BY_PROP,  /* value on the start row */
  RETENTION_BY_GROUP, /* what the caller knows of each person */
};

struct retention_column {
  uint32_t from, to; /* periods after the start, inclusive */
};

struct retention {
  const struct node *start, *again; /* resolved event selectors */
  enum grain grain;                 /* HOUR … MONTH */
  enum retention_first first;
  enum retention_mode mode;
  enum retention_clock clock;
  enum retention_measure measure;
  struct str sum;                         /* SUM: stored name; rows without a number of it add 0 */
  const struct retention_column *columns; /* the first {0, 0}; ascending, apart */
  uint32_t n_columns;
  int64_t from, to; /* of start moments, inclusive */
  int64_t as_of;    /* later rows do not exist */
  const struct tz *tz;
  const roaring_bitmap_t *people; /* NULL: everybody */
  enum retention_by by;
  struct str prop;
  /* Set: not its own values, but those of this field of the item whose id it names. */
  const struct item_column *item;
  const uint32_t *group_of; /* GROUP: per subject, index into group_names; UINT32_MAX: none */
  uint32_t n_group_of;      /* subjects from here on have none */
  const struct str *group_names;
  uint32_t n_group_names;
  uint32_t top; /* groups that are told apart; the rest is `other` */
};

struct retention_cell {
  uint64_t people, of; /* counted, of so many members */
  uint64_t events;     /* EVENTS and SUM */
  struct dec sum;      /* SUM */
  bool incomplete;
};

struct retention_cohort {
  uint64_t size;
  struct retention_cell *cells; /* [0, n_cells) of the period */
};

struct retention_group {
  enum breakdown_kind kind;
  struct value value; /* VALUE: V_NONE = without a value; text in `out` */
  uint64_t size;
  struct retention_cell *cells;     /* n_columns: averages */
  struct retention_cohort *cohorts; /* n_periods */
};

struct retention_period {
  int64_t from, to; /* inclusive; cut by the question's range, not by as_of */
  bool incomplete;  /* not over at as_of: members may come */
  uint32_t n_cells; /* columns that have begun */
};

struct retention_result {
  uint32_t n_columns;
  struct retention_period *periods; /* from the first to the last that can have members */
  uint32_t n_periods;
  struct retention_group all;
  struct retention_group *groups; /* most members first, then by value; `other` last */
  uint32_t n_groups;
};

/* People behind a number. */
struct retention_pick {
  struct breakdown_pick group;
  bool one;       /* cohort, the one that `moment` lies in; else those whose cell is complete */
  int64_t moment; /* MEMBERS that are not of one cohort are those of all */
  uint32_t column;
  enum { RETENTION_RETAINED, RETENTION_LOST, RETENTION_MEMBERS } what;
};

/* The answer lives in `out`.  With `pick` *ret_people (the caller frees it) are those people; a
 * cell nobody is in is empty.  The answer does not depend on the number of threads.
 * Errors: those of query_run; ERR_retention_cohorts, ERR_retention_cells. */
bool query_retention(const struct snapshot *n, const struct retention *f, struct pool *pool,
                     const struct query_limits *limits, const struct retention_pick *pick,
                     struct arena *out, struct retention_result *ret, roaring_bitmap_t **ret_people,
                     struct err *err);

/* ---- the slow twin ---- */

struct retention_naive_cell {
  bool counted;
  uint64_t events;
  struct dec sum;
};
struct retention_member {
  int64_t period, start;              /* first moment of the cohort's period; start moment */
  struct value group;                 /* by a property */
  struct retention_naive_cell *cells; /* n_columns, as far as rows tell: also what has not begun */
};
/* The memberships of one person's events (query_person_events), read rule by rule.  *ret in `out`.
 */
bool retention_naive(const struct retention *f, const struct person_event *events, uint32_t n,
                     struct arena *out, struct retention_member **ret, uint32_t *ret_n,
                     struct err *err);

#endif
