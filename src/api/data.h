/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by the pages of the dictionary. */
#ifndef SHOAL_API_DATA_H
#define SHOAL_API_DATA_H

#include "api/ask.h"
#include "collect/dead.h"
#include "collect/plan.h"
#include "query/breaches.h"
#include "query/census.h"

#define DATA_DAYS       30   /* of trends */
#define DATA_PLAN_DAYS  7    /* that are judged by the tracking plans, and flagged rows counted */
#define REFUSALS_MAX    2000 /* kinds of refusals that are told apart */
#define VIOLATIONS_TOLD 500  /* of one answer */

/* shapes_plan.c */
extern const struct shape shape_event_plan, shape_property_plan, shape_violations,
    shape_plan_preview_body, shape_plan_preview, shape_plan_draft;

/* ---- what the tracking plans say (data_plan.c) ---- */

struct refusal { /* one finding of refused messages that are kept as dead letters */
  struct str event, prop;
  enum plan_reason reason;
  uint64_t letters;
  int64_t newest, newest_ms;
};

struct planned {
  struct plan *plan; /* NULL: there is none */
  struct refusal *refusals;
  uint32_t n_refusals;
  struct dead_kind *kinds; /* of letters; their first argument is the event */
  uint32_t n_kinds;
};
/* The active plans, and what they refused; planned_end in any case. */
bool planned_begin(struct call *c, struct planned *ret, struct err *err);
void planned_end(struct planned *p);

/* {status, flagged, refused} of an event of which so many rows are flagged. */
void put_event_plan(struct jw *w, const struct planned *p, struct str event, uint64_t rows,
                    uint64_t flagged);
/* {status, type, required}; says: what is declared of the event's properties; NULL: it is not. */
void put_property_plan(struct jw *w, const struct planned *p, const struct plan_says *says,
                       uint32_t n, struct str prop, uint64_t rows);
/* Findings of stored rows, with those of refused ones of `event` (NULL: none of them). */
void put_violations(struct ask *a, const struct breaches *b, int64_t from, const struct planned *p,
                    const struct str *event);

/* ---- data.c ---- */

/* name … plan, inside an object.  e NULL: it was never seen. */
void put_event_facts(struct jw *w, struct str name, const struct event_census *e,
                     const struct planned *p);
uint32_t event_props(const struct snapshot *n, uint32_t code);

#endif
