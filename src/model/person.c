/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values and classes of one person.
 *
 * A classification is evaluated as classify.c does it for everybody: measures, population, scores
 * against thresholds, then the first class that holds.  Each column has one entry, this person's;
 * thresholds and references come from `cuts`, since they are facts about everybody. */
#include "model/person.h"
#include "base/vec.h"
#include "model/model_int.h"

struct one_classes { /* class vectors and scores of one person for the nodes of a tree */
  VEC(struct query_classes) classes;
  VEC(struct query_scores) scores;
};

struct asking {
  const struct person_model *p;
  int64_t as_of;
  const struct class_chain *chain;
  struct arena *out;
  struct err *err;
};

static bool class_in(const struct asking *a, const struct classification *c, uint8_t *ret);
static bool measures_of(const struct asking *a, const struct classification *c,
                        struct query_column *columns);

static bool known(const struct asking *a) {
  const struct query_history *h = &a->p->history;
  return h->n > 0 && h->events[0].time <= a->as_of;
}

static bool add_class(const struct asking *a, const struct classification *c, struct str slug,
                      struct one_classes *all) {
  uint8_t *class_of = arena_new(a->out, uint8_t);
  if (!class_in(a, c, class_of)) return false;
  if (!known(a)) *class_of = QUERY_CLASS_ABSENT;
  struct str *names = arena_array(a->out, struct str, c->n_classes);
  for (uint32_t k = 0; k < c->n_classes; k++)
    names[k] = c->classes[k].name;
  vec_push(&all->classes, ((struct query_classes){slug, a->as_of, names, c->n_classes, class_of}));
  return true;
}

static bool add_scores(const struct asking *a, const struct classification *c, struct str slug,
                       struct one_classes *all) {
  struct query_column *columns = arena_array(a->out, struct query_column, c->n_measures);
  if (known(a) && !measures_of(a, c, columns)) return false;
  for (uint32_t i = 0; i < c->n_measures; i++) {
    if (!measure_per_person(&c->measures[i])) continue;
    if (!known(a)) columns[i] = (struct query_column){.type = LT_NUM};
    vec_push(&all->scores,
             ((struct query_scores){slug, c->measures[i].name, a->as_of, &columns[i]}));
  }
  return true;
}

/* What a class or score node reads, as of its moment. */
static bool add_need(const struct asking *a, const struct node *t, struct one_classes *all) {
  struct str slug = t->canonical.n ? t->canonical : t->name;
  struct asking inner = *a;
  struct class_chain link = {a->chain, slug};
  const struct classification *c;
  inner.chain = &link;
  inner.as_of = lang_class_moment(t, a->as_of);
  for (size_t i = 0; t->kind == N_CLASS && i < all->classes.n; i++)
    if (str_eq(all->classes.p[i].slug, slug) && all->classes.p[i].as_of == inner.as_of) return true;
  for (size_t i = 0; t->kind == N_SCORE && i < all->scores.n; i++)
    if (str_eq(all->scores.p[i].slug, slug) && all->scores.p[i].as_of == inner.as_of) return true;
  for (const struct class_chain *k = a->chain; k; k = k->outer)
    if (str_eq(k->slug, slug)) return err_fail(a->err, ERR_reference_cycle, "%.*s", STRF(slug));
  if (!a->p->env.find(a->p->env.ctx, slug, &c, a->err)) return false;
  return t->kind == N_CLASS ? add_class(&inner, c, slug, all) : add_scores(&inner, c, slug, all);
}

static bool collect(const struct asking *a, const struct node *t, struct one_classes *all) {
  if (!t) return true;
  if (t->kind == N_AS_OF) {
    struct asking then = *a;
    then.as_of = lang_as_of_moment(t, a->p->env.tz, a->as_of);
    return collect(&then, t->a, all);
  }
  if ((t->kind == N_CLASS || t->kind == N_SCORE) && !add_need(a, t, all)) return false;
  if (!collect(a, t->a, all) || !collect(a, t->b, all)) return false;
  for (uint32_t i = 0; i < t->n_kids; i++)
    if (!collect(a, t->kids[i], all)) return false;
  return true;
}

static bool value_in(const struct asking *a, const struct node *tree,
                     const struct query_column *measures, uint32_t n_measures, bool *ret_exists,
                     struct naive_value *ret) {
  struct one_classes all = {0};
  bool ok = collect(a, tree, &all);
  struct query_input in = {.tz = a->p->env.tz,
                           .classes = all.classes.p,
                           .n_classes = (uint32_t)all.classes.n,
                           .scores = all.scores.p,
                           .n_scores = (uint32_t)all.scores.n,
                           .measures = measures,
                           .n_measures = n_measures};
  ok = ok && query_one_value(&a->p->history, tree, a->as_of, &in, ret_exists, ret, a->err);
  vec_free(&all.classes);
  vec_free(&all.scores);
  return ok;
}

static struct query_column column_of(const struct naive_value *v, struct arena *out) {
  struct query_column c = {.type = v->type, .n = 1};
  c.present = arena_new(out, uint64_t);
  *c.present = !v->missing && (v->type != LT_BOOL || v->b);
  if (v->type == LT_NUM) {
    c.scale = v->num.scale;
    c.num = arena_new(out, i128);
    *c.num = v->num.m;
  } else if (v->type == LT_TIME) {
    c.time = arena_new(out, int64_t);
    *c.time = v->time;
  } else if (v->type == LT_STR) {
    c.code = arena_new(out, uint32_t);
    c.strings = arena_new(out, struct intern);
    c.strings->at = arena_new(out, struct str);
    *c.strings->at = v->str;
    c.strings->n = 1;
  }
  return c;
}

static struct naive_value score_of(const struct measure_def *d, const struct query_column *of,
                                   const struct dec *thresholds, struct arena *out) {
  struct naive_value v = {.type = LT_NUM, .missing = true};
  if (!*of->present) return v;
  i128 *cuts = arena_array(out, i128, d->bins);
  cut_prepare(d, thresholds, of->scale, cuts);
  v.missing = false;
  v.num = dec_int(cut_score(d, cuts, *of->num));
  return v;
}

static bool cuts_of(const struct asking *a, const struct classification *c,
                    struct classification_cuts *ret) {
  if (a->p->cuts) return a->p->cuts(a->p->ctx, c, a->as_of, a->out, ret, a->err);
  return classification_cuts(c, a->p->snapshot, &a->as_of, 1, &a->p->env, a->out, ret, a->err);
}

static bool measures_of(const struct asking *a, const struct classification *c,
                        struct query_column *columns) {
  struct classification_cuts cuts;
  struct naive_value v;
  bool exists, in = true;
  if (!cuts_of(a, c, &cuts)) return false;
  for (uint32_t i = 0; i < c->n_measures; i++) {
    if (c->measures[i].kind != MEASURE_VALUE) continue;
    if (!value_in(a, c->measures[i].tree, NULL, 0, &exists, &v)) return false;
    columns[i] = column_of(&v, a->out);
  }
  if (c->population_tree) {
    if (!value_in(a, c->population_tree, columns, c->n_measures, &exists, &v)) return false;
    in = !v.missing && v.b;
  }
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *d = &c->measures[i];
    if (d->kind == MEASURE_VALUE) continue;
    v = (struct naive_value){.type = LT_NUM, .missing = true};
    if (d->kind == MEASURE_REFERENCE)
      v = (struct naive_value){.type = LT_NUM, .num = cuts.of[i][0]};
    else if (in)
      v = score_of(d, &columns[d->of_index], cuts.of[i], a->out);
    columns[i] = column_of(&v, a->out);
  }
  return true;
}

static bool class_in(const struct asking *a, const struct classification *c, uint8_t *ret) {
  *ret = QUERY_CLASS_NONE;
  if (!known(a)) return true;
  struct query_column *columns = arena_array(a->out, struct query_column, c->n_measures);
  if (!measures_of(a, c, columns)) return false;
  for (uint32_t i = 0; i < c->n_classes; i++) {
    struct naive_value v;
    bool exists;
    if (!value_in(a, c->classes[i].tree, columns, c->n_measures, &exists, &v)) return false;
    if (v.missing || !v.b) continue;
    *ret = (uint8_t)i;
    return true;
  }
  return true;
}

bool person_value(const struct person_model *p, const struct node *tree, int64_t as_of,
                  struct arena *out, bool *ret_exists, struct naive_value *ret, struct err *err) {
  struct asking a = {p, as_of, NULL, out, err};
  return value_in(&a, tree, NULL, 0, ret_exists, ret);
}

bool person_class(const struct person_model *p, const struct classification *c, int64_t as_of,
                  struct arena *out, uint8_t *ret, struct err *err) {
  struct class_chain self = {NULL, c->slug};
  struct asking a = {p, as_of, &self, out, err};
  return class_in(&a, c, ret);
}
