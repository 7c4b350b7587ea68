/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expressions that name classes need those classifications evaluated first, as of the same moments.
 * What is needed is collected over all expressions, each classification is run once for all its
 * moments, and the result is handed to the query as plain vectors.  A classification that (through
 * others) needs itself is refused. */
#include "model/model_int.h"

struct need {
  struct str slug;
  int64_t *as_of;
  uint32_t n;
};

struct needs {
  struct need *p;
  uint32_t n;
  uint32_t most; /* moments at the most: one per expression */
  struct arena *arena;
};

static void add_need(struct needs *w, struct str slug, int64_t as_of) {
  uint32_t i = 0, k = 0;
  while (i < w->n && !str_eq(w->p[i].slug, slug))
    i++;
  if (i == w->n) {
    struct need *grown = arena_array(w->arena, struct need, w->n + 1);
    if (w->n) memcpy(grown, w->p, w->n * sizeof *grown);
    w->p = grown;
    w->p[w->n++] = (struct need){slug, arena_array(w->arena, int64_t, w->most), 0};
  }
  struct need *d = &w->p[i];
  while (k < d->n && d->as_of[k] != as_of)
    k++;
  if (k == d->n) d->as_of[d->n++] = as_of;
}

static void collect(struct needs *w, const struct node *t, int64_t as_of) {
  if (!t) return;
  if (t->kind == N_CLASS) add_need(w, t->canonical.n ? t->canonical : t->name, as_of);
  collect(w, t->a, as_of);
  collect(w, t->b, as_of);
  for (uint32_t i = 0; i < t->n_kids; i++)
    collect(w, t->kids[i], as_of);
}

static bool refuse_cycle(const struct class_chain *chain, struct str slug, struct err *err) {
  for (const struct class_chain *c = chain; c; c = c->outer)
    if (str_eq(c->slug, slug)) return err_fail(err, ERR_reference_cycle, "%.*s", STRF(slug));
  return true;
}

bool classes_needed(const struct query_expr *exprs, uint32_t n_exprs, const struct snapshot *n,
                    const struct classification_env *env, const struct class_chain *chain,
                    struct arena *out, struct query_classes **ret, uint32_t *ret_n,
                    struct err *err) {
  struct needs w = {.most = n_exprs, .arena = out};
  uint32_t total = 0, at = 0;
  for (uint32_t i = 0; i < n_exprs; i++)
    collect(&w, exprs[i].tree, exprs[i].as_of);
  for (uint32_t i = 0; i < w.n; i++)
    total += w.p[i].n;
  struct query_classes *all = arena_array(out, struct query_classes, total);
  for (uint32_t i = 0; i < w.n; i++) {
    const struct classification *c;
    struct need *d = &w.p[i];
    struct classification_result *r = arena_array(out, struct classification_result, d->n);
    struct class_chain link = {chain, d->slug};
    if (!refuse_cycle(chain, d->slug, err) || !env->find(env->ctx, d->slug, &c, err) ||
        !classification_run_in(c, n, d->as_of, d->n, env, &link, out, r, err))
      return false;
    struct str *names = arena_array(out, struct str, c->n_classes);
    for (uint32_t k = 0; k < c->n_classes; k++)
      names[k] = c->classes[k].name;
    for (uint32_t k = 0; k < d->n; k++) {
      all[at++] = (struct query_classes){d->slug, d->as_of[k], names, c->n_classes, r[k].class_of};
      classification_result_release(&r[k]);
    }
  }
  *ret = all;
  *ret_n = total;
  return true;
}

bool expressions_run(const struct query_expr *exprs, uint32_t n_exprs, const struct snapshot *n,
                     const struct classification_env *env, struct arena *out,
                     struct query_output **ret, struct err *err) {
  struct query_input in = {.exprs = exprs, .n_exprs = n_exprs, .tz = env->tz};
  struct query_classes *classes;
  if (!classes_needed(exprs, n_exprs, n, env, NULL, out, &classes, &in.n_classes, err))
    return false;
  in.classes = classes;
  return query_run(n, &in, env->pool, env->limits, out, ret, err);
}
