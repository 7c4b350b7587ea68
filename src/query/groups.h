/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events and the people behind them, grouped: by event, by civil day, week or month, or by the
 * value of a property: what `shoal query 'count(…)' --by` asks of the trend (query/trend.h). */
#ifndef SHOAL_QUERY_GROUPS_H
#define SHOAL_QUERY_GROUPS_H

#include "query/query.h"

enum group_by { GROUP_EVENT, GROUP_DAY, GROUP_WEEK, GROUP_MONTH, GROUP_VALUE };

struct groups_query {
  const struct node *rows; /* a resolved count: its events, window and `where` say which rows */
  int64_t as_of;
  enum group_by by;
  struct str prop; /* GROUP_VALUE: the stored name */
  /* Set: not its own values, but those of this field of the item whose id it names. */
  const struct item_column *item;
  bool people; /* count people too; events and times without them are much cheaper */
  const struct tz *tz;
};

/* Rows that have no such value are a group of type V_NONE; since-ever rows have no day and are in
 * no group of time.  Groups without rows are left out. */
struct query_group {
  enum vtype type; /* of the value; V_STR for events; V_TIME: start of the day, week or month */
  union {
    struct str text; /* in `out` */
    struct dec num;
    int64_t time;
    bool yes;
  };
  uint64_t rows, people; /* people: 0 unless asked for */
};

/* Groups of time in order of time; others by rows, most first, then by type and value.  The answer
 * does not depend on the number of threads.  pool NULL: this thread alone.
 * Errors: those of query_run; ERR_trend_periods; ERR_not_a_count when `rows` is something else. */
bool query_groups(const struct snapshot *n, const struct groups_query *q, struct pool *pool,
                  const struct query_limits *limits, struct arena *out, struct query_group **ret,
                  uint32_t *ret_n, struct err *err);

#endif
