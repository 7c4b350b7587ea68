/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by timed.c and each.c. */
#ifndef SHOAL_MODEL_EACH_INT_H
#define SHOAL_MODEL_EACH_INT_H

#include "base/vec.h"
#include "model/each.h"
#include "model/model_int.h"

struct timed_trees {
  const struct classification_env *env;
  VEC(struct query_expr) exprs; /* behind the classes */
  VEC(const struct classification *) seen;
  bool compares;
};
/* Release it in any case. */
bool timed_trees(const struct query_expr *exprs, uint32_t n, const struct classification_env *env,
                 struct timed_trees *ret, struct err *err);
void timed_trees_release(struct timed_trees *t);

#endif
