/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies in the store, by event and by property: for the dictionary and for completion. */
#ifndef SHOAL_QUERY_CENSUS_H
#define SHOAL_QUERY_CENSUS_H

#include "query/query.h"

/* ---- events: one pass over all rows, and one column at most ---- */

#define CENSUS_DAYS_MAX 366

struct event_census {
  uint64_t rows;       /* with time ≤ as_of */
  uint64_t people;     /* who have such a row */
  uint64_t recent;     /* rows of the 24 hours before as_of */
  uint64_t week;       /* … of the 7 days before */
  uint64_t marked;     /* … of those days that carry `mark` as a text */
  int64_t first, last; /* times; first > last when there are none (since-ever rows do not count) */
  uint64_t days[CENSUS_DAYS_MAX]; /* rows of the last n_days civil days, oldest first */
};
/* ret: snapshot_events entries in `out`, by code.  1 ≤ n_days ≤ CENSUS_DAYS_MAX; the last is the
 * day of as_of.  mark: a property whose rows are counted; empty: none.  pool NULL: this thread
 * alone.  The numbers do not depend on the number of threads. */
bool query_event_census(const struct snapshot *n, int64_t as_of, const struct tz *tz,
                        uint32_t n_days, struct str mark, struct pool *pool, struct arena *out,
                        struct event_census **ret, struct err *err);

/* ---- values: properties of one event, or of all ---- */

#define CENSUS_TOP          12
#define CENSUS_SLOTS_MAX    250000 /* events × columns; columns beyond are not looked at */
#define CENSUS_DISTINCT_MAX 4096   /* texts told apart per property; later ones are not counted */

#define CENSUS_SKETCHES_MAX                                                                        \
  2000 /* columns whose different values are counted, of one event; 32 KiB each */

struct census_top {
  struct str value;
  uint64_t rows;
};

struct prop_census {    /* one (event, property, type) that occurred */
  uint32_t event, prop; /* codes */
  enum vtype type; /* V_NONE: all the texts of the attribute unset it; 0 rows, `last` is told */
  uint64_t rows;
  struct census_top *top; /* texts, most frequent first */
  uint32_t n_top;
  struct dec min, max, sum; /* numbers; sum invalid when `overflow` */
  int64_t time_min, time_max;
  uint64_t yes; /* bools */
  bool overflow;
  int64_t first, last; /* times of its rows; first > last: only since-ever ones */
  uint64_t distinct;   /* different values: exact, or about 3 % off; 0 = not counted */
  bool distinct_exact;
};

struct newest_row {
  uint32_t subject;
  int64_t time;
  uint64_t lsn;
};

struct value_census {
  struct prop_census *props; /* by event, property, type */
  uint32_t n_props;
  uint64_t rows;              /* looked at */
  const uint64_t *event_rows; /* of them, by event code */
  bool complete;              /* false: stopped at rows_max */
  struct newest_row *newest;  /* newest first */
  uint32_t n_newest;
};

/* event: a code, or INTERN_NONE for all.  types: V_MASKs of the columns to look at.  newest: how
 * many of the newest rows to tell (≤ 100). Looks at rows_max rows at most, in order of subjects.
 * ERR_canceled, ERR_query_timeout. */
bool query_value_census(const struct snapshot *n, uint32_t event, uint8_t types, int64_t as_of,
                        uint64_t rows_max, uint32_t newest, const struct query_limits *limits,
                        struct arena *out, struct value_census *ret, struct err *err);

#endif
