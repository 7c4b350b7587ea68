/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trees whose time matters: the conditions and, behind their classes and scores, the
 * definitions of those.  A class of an earlier moment stands still. */
#include "base/vec.h"
#include "model/each_int.h"

static bool add_class(struct timed_trees *t, const struct classification *c, int64_t as_of,
                      struct err *err);

static bool add_inner(struct timed_trees *t, const struct node *n, int64_t as_of, struct err *err) {
  const struct classification *c;
  if (!n) return true;
  if (n->kind == N_AS_OF && lang_as_of_moment(n, t->env->tz, as_of) < as_of) return true;
  if ((n->kind == N_CLASS || n->kind == N_SCORE) && lang_class_moment(n, as_of) == as_of &&
      (!t->env->find(t->env->ctx, n->canonical.n ? n->canonical : n->name, &c, err) ||
       !add_class(t, c, as_of, err)))
    return false;
  if (!add_inner(t, n->a, as_of, err) || !add_inner(t, n->b, as_of, err)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!add_inner(t, n->kids[i], as_of, err)) return false;
  return true;
}

static bool add_tree(struct timed_trees *t, const struct node *n, int64_t as_of, struct err *err) {
  if (!n) return true;
  vec_push(&t->exprs, ((struct query_expr){n, as_of}));
  return add_inner(t, n, as_of, err);
}

static bool add_class(struct timed_trees *t, const struct classification *c, int64_t as_of,
                      struct err *err) {
  for (size_t i = 0; i < t->seen.n; i++)
    if (t->seen.p[i] == c) return true;
  vec_push(&t->seen, c);
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *m = &c->measures[i];
    t->compares |= m->kind != MEASURE_VALUE && m->method != CUT_FIXED;
    if (!add_tree(t, m->tree, as_of, err)) return false;
  }
  if (!add_tree(t, c->population_tree, as_of, err)) return false;
  for (uint32_t i = 0; i < c->n_classes; i++)
    if (!add_tree(t, c->classes[i].tree, as_of, err)) return false;
  return true;
}

bool timed_trees(const struct query_expr *exprs, uint32_t n, const struct classification_env *env,
                 struct timed_trees *ret, struct err *err) {
  *ret = (struct timed_trees){.env = env};
  for (uint32_t i = 0; i < n; i++)
    if (!add_inner(ret, exprs[i].tree, exprs[i].as_of, err)) return false;
  return true;
}

void timed_trees_release(struct timed_trees *t) {
  vec_free(&t->exprs);
  vec_free(&t->seen);
}

static int64_t turn_of(const struct query_expr *e, size_t n, const struct tz *tz) {
  int64_t turn = INT64_MAX;
  for (size_t i = 0; i < n; i++) {
    int64_t at = query_turn(e[i].tree, tz, e[i].as_of);
    if (at < turn) turn = at;
  }
  return turn;
}

bool expressions_run_timed(const struct query_expr *exprs, uint32_t n_exprs,
                           const struct snapshot *n, const struct classification_env *env,
                           struct arena *out, struct expressions_time *t, struct query_output **ret,
                           struct err *err) {
  struct query_input in = {.exprs = exprs, .n_exprs = n_exprs, .tz = env->tz, .until = t->until};
  struct timed_trees trees;
  bool ok = timed_trees(exprs, n_exprs, env, &trees, err);
  in.watched = trees.exprs.p;
  in.n_watched = (uint32_t)trees.exprs.n;
  ok = ok && classes_needed(&in, n, env, NULL, out, err) &&
       query_run(n, &in, env->pool, env->limits, out, ret, err);
  if (ok && n_exprs && !query_future(n, exprs[0].as_of, t->until, err)) {
    query_outputs_release(*ret, n_exprs);
    ok = false;
  }
  if (ok) {
    int64_t inner = turn_of(trees.exprs.p, trees.exprs.n, env->tz);
    t->turn = turn_of(exprs, n_exprs, env->tz);
    if (inner < t->turn) t->turn = inner;
    t->compares = trees.compares;
  }
  timed_trees_release(&trees);
  return ok;
}
