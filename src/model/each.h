/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conditions that are kept true: everybody in one pass with the time until which the answers hold,
 * and one person at a time in between.  The classes and scores they name are evaluated on the way,
 * as expressions_run does.
 */
#ifndef SHOAL_MODEL_EACH_H
#define SHOAL_MODEL_EACH_H

#include "model/person.h"

struct expressions_time {
  int64_t *until; /* per subject, see query.h; all INT64_MAX before */
  int64_t turn;   /* returned: when everybody has to be asked again */
  bool compares;  /* returned: some class compares people with each other, so anybody's events may
                     change anybody's answer */
};
/* expressions_run of conditions of one as_of. */
bool expressions_run_timed(const struct query_expr *exprs, uint32_t n_exprs,
                           const struct snapshot *n, const struct classification_env *env,
                           struct arena *out, struct expressions_time *t, struct query_output **ret,
                           struct err *err);

/* The same conditions, and numbers and times besides, of one person after the other.  What classes compare people with comes from
 * `cuts` (see struct person_model; ctx lives as long). */
struct expressions_each;
typedef bool expressions_cuts_fn(void *ctx, const struct classification *c, int64_t as_of,
                                 struct arena *out, struct classification_cuts *ret,
                                 struct err *err);
bool expressions_each_new(const struct query_expr *exprs, uint32_t n_exprs,
                          const struct snapshot *n, const struct classification_env *env,
                          expressions_cuts_fn *cuts, void *ctx, struct expressions_each **ret,
                          struct err *err);
void expressions_each_free(struct expressions_each *e); /* NULL is fine */
bool expressions_each_ask(struct expressions_each *e, uint32_t person, struct query_asked *ret,
                          struct err *err);

#endif
