/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stored rows break of a tracking plan: the same judgement as new rows get (collect/plan.h),
 * over rows that are there already, whatever plan they came under.  Of what was refused then
 * nothing is stored, so nothing of it is here. */
#ifndef SHOAL_QUERY_BREACHES_H
#define SHOAL_QUERY_BREACHES_H

#include "collect/plan.h"
#include "query/census.h"

#define BREACH_ROWS_MAX 1000000 /* judged in one question */
#define BREACHES_MAX    2000    /* told apart: (event, property, reason) */

struct breach {
  uint32_t event;  /* code */
  struct str prop; /* empty: of the event itself */
  enum plan_reason reason;
  uint64_t rows;
  struct newest_row newest;
  struct str value; /* the newest row's, as breakdown_label writes it; empty when it has none */
};

struct breach_event { /* by event code */
  uint64_t rows, flagged, rejected;
};

struct breaches {
  const struct breach *list; /* most rows first, then by event, property, reason */
  uint32_t n;
  const struct breach_event *events; /* snapshot_events of them */
  uint64_t rows, flagged, rejected;  /* judged; flagged and rejected are different rows */
  bool complete;                     /* false: stopped at rows_max, or kinds beyond BREACHES_MAX */
};

/* Rows with from < time ≤ as_of of the event (a code; INTERN_NONE: of all but the catalogue's).
 * PLAN_PROP is not judged: it was not sent.  Looks at rows_max rows at most, in order of subjects.
 * Texts live in `out`.  ERR_canceled, ERR_query_timeout. */
bool query_breaches(const struct snapshot *n, const struct plan *plan, uint32_t event, int64_t from,
                    int64_t as_of, uint64_t rows_max, const struct query_limits *limits,
                    struct arena *out, struct breaches *ret, struct err *err);

#endif
