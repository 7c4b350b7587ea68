/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person: the value of any expression, the class in any classification, and why they are or are
 * not in a set.  The same answers as expressions_run and classification_run give for everybody,
 * from one person's history; what depends on everybody (thresholds) is asked for through `cuts`.
 */
#ifndef SHOAL_MODEL_PERSON_H
#define SHOAL_MODEL_PERSON_H

#include "model/classification.h"

#define WHY_NODES_MAX   256 /* parts shown of an explanation; deeper ones are not opened */
#define WHY_ACTUALS_MAX 8   /* operands shown of one condition */

struct person_model {
  const struct snapshot *snapshot;
  struct query_history history; /* at least up to any as_of asked for */
  struct classification_env env;
  /* Thresholds from somewhere cheaper than classification_cuts, which they equal.  NULL: none. */
  bool (*cuts)(void *ctx, const struct classification *c, int64_t as_of, struct arena *out,
               struct classification_cuts *ret, struct err *err);
  void *ctx;
};

/* Value of a resolved tree as of a moment; errors as expressions_run. */
bool person_value(const struct person_model *p, const struct node *tree, int64_t as_of,
                  struct arena *out, bool *ret_exists, struct naive_value *ret, struct err *err);
/* Index into c->classes or QUERY_CLASS_NONE. */
bool person_class(const struct person_model *p, const struct classification *c, int64_t as_of,
                  struct arena *out, uint8_t *ret, struct err *err);

/* What is so of one operand of a condition. */
struct why_actual {
  struct naive_value value; /* missing: there is none */
  bool events;              /* value is a number of events */
  struct str attr;   /* of the person: its name, since it may have to be masked; else empty */
  struct str en, zh; /* "5 times, last on 2026-11-20 10:32" */
  int64_t event_at;  /* of the event or change it comes from; INT64_MIN: none */
};

struct why {
  const struct node *node;
  const char *path; /* as of clauses */
  bool holds;
  struct why *kids; /* of and, or, not; of a segment its expression */
  uint32_t n_kids;
  struct why_actual *actuals; /* of conditions without kids, in the order they are written */
  uint32_t n_actuals;
};

/* Each part of a resolved condition, whether it holds for this person, and with what values.  A
 * person not known by then satisfies nothing: root.holds is false. */
bool person_why(const struct person_model *p, const struct node *tree, int64_t as_of,
                struct arena *out, struct why *ret, struct err *err);

#endif
