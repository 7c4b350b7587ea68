/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting the parts of a condition: how many satisfy each, how the set narrows from one to the
 * next, and which part costs the most people. */
#ifndef SHOAL_MODEL_CLAUSES_H
#define SHOAL_MODEL_CLAUSES_H

#include "model/classification.h"

#define CLAUSES_MAX 64 /* nodes counted; what does not fit is counted as part of its parent */

struct clause {
  const struct node *node;
  const char *path;    /* "" root, "0", "0.1" … */
  struct clause *kids; /* of `and`, `or`, `not` */
  uint32_t n_kids;
  roaring_bitmap_t *set; /* freed by clauses_release */
  uint64_t people;       /* of this alone */
  uint64_t cumulative;   /* kids of a root `and`: after this and all earlier ones */
  uint64_t without;      /* kids of a root `and`: were only this one dropped */
};

/* The tree (a condition) and its parts as of a moment, from one pass over the data: parts that are
 * `and`, `or` or `not` of others are made of their sets.  The root's set is who satisfies the tree.
 * everyone: who was known by then.  All but sets lives in `out`; errors as expressions_run. */
bool clauses_count(const struct node *tree, int64_t as_of, const struct snapshot *n,
                   const struct classification_env *env, struct arena *out, struct clause *ret,
                   uint64_t *ret_everyone, struct err *err);
void clauses_release(struct clause *c);

#endif
