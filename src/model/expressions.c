/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expressions that name classes or scores need those classifications evaluated first, as of the
 * moments they speak of.  What is needed is collected over all expressions, each classification is
 * run once for all its moments, and the result is handed to the query as plain vectors.  A
 * classification that (through others) needs itself is refused. */
#include "base/vec.h"
#include "model/model_int.h"

struct need {
  struct str slug;
  VEC(int64_t) as_of;
  VEC(struct str) scores; /* which of its measures are read */
};

struct needs {
  const struct tz *tz;
  VEC(struct need) list;
  int64_t own;
  VEC(int64_t) before; /* moments other than the question's own */
};

static bool add_moment(struct needs *w, struct need *d, int64_t at, bool own, struct err *err) {
  for (size_t i = 0; i < d->as_of.n; i++)
    if (d->as_of.p[i] == at) return true;
  vec_push(&d->as_of, at);
  if (own) return true;
  for (size_t i = 0; i < w->before.n; i++)
    if (w->before.p[i] == at) return true;
  vec_push(&w->before, at);
  return w->before.n <= CLASS_BEFORE_MAX ||
         err_fail(err, ERR_too_many_moments, "%d", CLASS_BEFORE_MAX);
}

static bool add_need(struct needs *w, const struct node *t, int64_t as_of, struct err *err) {
  struct str slug = t->canonical.n ? t->canonical : t->name;
  int64_t at = lang_class_moment(t, as_of);
  size_t i = 0, k = 0;
  while (i < w->list.n && !str_eq(w->list.p[i].slug, slug))
    i++;
  if (i == w->list.n) vec_push(&w->list, ((struct need){.slug = slug}));
  struct need *d = &w->list.p[i];
  if (t->kind == N_SCORE) {
    while (k < d->scores.n && !str_eq(d->scores.p[k], t->part))
      k++;
    if (k == d->scores.n) vec_push(&d->scores, t->part);
  }
  return add_moment(w, d, at, at == w->own, err);
}

static bool collect(struct needs *w, const struct node *t, int64_t as_of, struct err *err) {
  if (!t) return true;
  if (t->kind == N_AS_OF) as_of = lang_as_of_moment(t, w->tz, as_of);
  if ((t->kind == N_CLASS || t->kind == N_SCORE) && !add_need(w, t, as_of, err)) return false;
  if (!collect(w, t->a, as_of, err) || !collect(w, t->b, as_of, err)) return false;
  for (uint32_t i = 0; i < t->n_kids; i++)
    if (!collect(w, t->kids[i], as_of, err)) return false;
  return true;
}

static bool refuse_cycle(const struct class_chain *chain, struct str slug, struct err *err) {
  for (const struct class_chain *c = chain; c; c = c->outer)
    if (str_eq(c->slug, slug)) return err_fail(err, ERR_reference_cycle, "%.*s", STRF(slug));
  return true;
}

/* Who was not known then has no class, which is not the same as being in none. */
static const uint8_t *with_absent(const struct classification_result *r, struct arena *out) {
  uint8_t *of = arena_alloc(out, r->n_subjects + 1);
  roaring_uint32_iterator_t it;
  memset(of, QUERY_CLASS_ABSENT, r->n_subjects);
  roaring_init_iterator(r->people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    of[it.current_value] = r->class_of[it.current_value];
  return of;
}

struct given {
  VEC(struct query_classes) classes;
  VEC(struct query_scores) scores;
};

static void give(struct given *g, const struct need *d, const struct classification *c,
                 const struct str *names, const struct classification_result *r,
                 struct arena *out) {
  vec_push(&g->classes,
           ((struct query_classes){d->slug, r->as_of, names, c->n_classes, with_absent(r, out)}));
  for (size_t s = 0; s < d->scores.n; s++)
    for (uint32_t i = 0; i < c->n_measures; i++)
      if (str_eq(c->measures[i].name, d->scores.p[s]) && measure_per_person(&c->measures[i]))
        vec_push(&g->scores,
                 ((struct query_scores){d->slug, d->scores.p[s], r->as_of, &r->measures[i]}));
}

static bool satisfy(struct given *g, const struct need *d, const struct snapshot *n,
                    const struct classification_env *env, const struct class_chain *chain,
                    struct arena *out, struct err *err) {
  const struct classification *c;
  struct classification_result *r = arena_array(out, struct classification_result, d->as_of.n);
  struct class_chain link = {chain, d->slug};
  if (!refuse_cycle(chain, d->slug, err) || !env->find(env->ctx, d->slug, &c, err) ||
      !classification_run_in(c, n, d->as_of.p, (uint32_t)d->as_of.n, env, &link, out, r, err))
    return false;
  struct str *names = arena_array(out, struct str, c->n_classes);
  for (uint32_t k = 0; k < c->n_classes; k++)
    names[k] = c->classes[k].name;
  for (size_t k = 0; k < d->as_of.n; k++) {
    give(g, d, c, names, &r[k], out);
    classification_result_release(&r[k]);
  }
  return true;
}

static void keep(struct query_input *in, const struct given *g, struct arena *out) {
  struct query_classes *classes = arena_array(out, struct query_classes, g->classes.n);
  struct query_scores *scores = arena_array(out, struct query_scores, g->scores.n);
  if (g->classes.n) memcpy(classes, g->classes.p, g->classes.n * sizeof *classes);
  if (g->scores.n) memcpy(scores, g->scores.p, g->scores.n * sizeof *scores);
  in->classes = classes;
  in->n_classes = (uint32_t)g->classes.n;
  in->scores = scores;
  in->n_scores = (uint32_t)g->scores.n;
}

bool classes_needed(struct query_input *in, const struct snapshot *n,
                    const struct classification_env *env, const struct class_chain *chain,
                    struct arena *out, struct err *err) {
  struct needs w = {.tz = in->tz};
  struct given g = {0};
  bool ok = true;
  for (uint32_t i = 0; ok && i < in->n_exprs; i++) {
    w.own = in->exprs[i].as_of;
    ok = collect(&w, in->exprs[i].tree, w.own, err);
  }
  for (size_t i = 0; ok && i < w.list.n; i++)
    ok = satisfy(&g, &w.list.p[i], n, env, chain, out, err);
  if (ok) keep(in, &g, out);
  for (size_t i = 0; i < w.list.n; i++) {
    vec_free(&w.list.p[i].as_of);
    vec_free(&w.list.p[i].scores);
  }
  vec_free(&w.list);
  vec_free(&w.before);
  vec_free(&g.classes);
  vec_free(&g.scores);
  return ok;
}

bool expressions_run(const struct query_expr *exprs, uint32_t n_exprs, const struct snapshot *n,
                     const struct classification_env *env, struct arena *out,
                     struct query_output **ret, struct err *err) {
  struct query_input in = {.exprs = exprs, .n_exprs = n_exprs, .tz = env->tz};
  return classes_needed(&in, n, env, NULL, out, err) &&
         query_run(n, &in, env->pool, env->limits, out, ret, err);
}
