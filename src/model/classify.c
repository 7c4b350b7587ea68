/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evaluating a classification.  Three phases, each one pass for all moments together:
 *   1  measures (values) of everyone                     a scan
 *   2  population, then thresholds, references, scores   no scan unless the population needs events
 *   3  class expressions, with measures and scores in    a scan only if they use events themselves
 * A person's class is the first that holds, so bitmaps are painted from the last class to the
 * first. Moments are taken in groups, so that the measure columns of a group stay within
 * MEASURE_BYTES. */
#include "model/model_int.h"

#define MEASURE_BYTES ((uint64_t)1 << 30)

/* Phase results of one moment. */
struct moment {
  int64_t as_of;
  struct query_column *columns; /* n_measures */
  const struct dec **constants; /* per measure: reference values */
  struct dec **thresholds;
  roaring_bitmap_t *population;
};

struct job {
  const struct classification *c;
  const struct snapshot *n;
  const struct classification_env *env;
  const struct class_chain *chain;
  struct arena *out;
  struct moment *m;
  uint32_t n_moments;
};

static bool run_exprs(const struct job *j, const struct query_expr *e, uint32_t n,
                      const struct query_column *measures, uint32_t n_measures,
                      struct query_output **ret, struct err *err) {
  struct query_input in = {
      .exprs = e, .n_exprs = n, .tz = j->env->tz, .measures = measures, .n_measures = n_measures};
  if (!classes_needed(&in, j->n, j->env, j->chain, j->out, err)) return false;
  return query_run(j->n, &in, j->env->pool, j->env->limits, j->out, ret, err);
}

static bool phase_measures(struct job *j, struct err *err) {
  const struct classification *c = j->c;
  uint32_t n = 0;
  struct query_expr *e =
      arena_array(j->out, struct query_expr, (size_t)c->n_measures * j->n_moments);
  struct query_output *o;
  for (uint32_t t = 0; t < j->n_moments; t++)
    for (uint32_t i = 0; i < c->n_measures; i++)
      if (c->measures[i].kind == MEASURE_VALUE)
        e[n++] = (struct query_expr){c->measures[i].tree, j->m[t].as_of};
  if (n == 0) return true;
  if (!run_exprs(j, e, n, NULL, 0, &o, err)) return false;
  n = 0;
  for (uint32_t t = 0; t < j->n_moments; t++)
    for (uint32_t i = 0; i < c->n_measures; i++)
      if (c->measures[i].kind == MEASURE_VALUE) j->m[t].columns[i] = o[n++].column;
  return true;
}

/* Columns of all moments side by side: moment t's measure i is column t · n_measures + i. */
static struct query_column *all_columns(const struct job *j) {
  uint32_t k = j->c->n_measures;
  struct query_column *all = arena_array(j->out, struct query_column, (size_t)k * j->n_moments);
  for (uint32_t t = 0; t < j->n_moments; t++)
    memcpy(all + (size_t)t * k, j->m[t].columns, k * sizeof *all);
  return all;
}

static const struct node *tree_at(const struct job *j, const struct node *tree, uint32_t t) {
  return tree_with_measures(tree, t * j->c->n_measures, j->m[t].constants, j->c->n_measures,
                            j->out);
}

static bool phase_population(struct job *j, struct err *err) {
  const struct classification *c = j->c;
  if (!c->population_tree) {
    for (uint32_t t = 0; t < j->n_moments; t++)
      if (!query_people(j->n, j->m[t].as_of, j->env->pool, &j->m[t].population, err)) return false;
    return true;
  }
  struct query_expr *e = arena_array(j->out, struct query_expr, j->n_moments);
  struct query_output *o;
  for (uint32_t t = 0; t < j->n_moments; t++)
    e[t] = (struct query_expr){tree_at(j, c->population_tree, t), j->m[t].as_of};
  if (!run_exprs(j, e, j->n_moments, all_columns(j), c->n_measures * j->n_moments, &o, err))
    return false;
  for (uint32_t t = 0; t < j->n_moments; t++) {
    j->m[t].population = o[t].set;
    o[t].set = NULL;
  }
  query_outputs_release(o, j->n_moments);
  return true;
}

static void score_column(const struct job *j, struct moment *m, const struct measure_def *d,
                         const struct dec *thresholds, struct query_column *ret) {
  const struct query_column *of = &m->columns[d->of_index];
  roaring_uint32_iterator_t it;
  i128 *cuts = arena_array(j->out, i128, d->bins);
  cut_prepare(d, thresholds, of->scale, cuts);
  *ret = (struct query_column){.type = LT_NUM, .n = of->n};
  ret->num = arena_alloc(j->out, (size_t)of->n * sizeof(i128));
  ret->present = arena_array(j->out, uint64_t, (of->n + 63) / 64);
  roaring_init_iterator(m->population, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value;
    if (s >= of->n || !(of->present[s >> 6] >> (s & 63) & 1)) continue;
    ret->num[s] = cut_score(d, cuts, of->num[s]);
    ret->present[s >> 6] |= UINT64_C(1) << (s & 63);
  }
}

static bool phase_scores(struct job *j, struct moment *m, struct err *err) {
  const struct classification *c = j->c;
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *d = &c->measures[i];
    struct population_values p;
    struct arena tmp;
    if (d->kind == MEASURE_VALUE) continue;
    arena_init(&tmp, "thresholds");
    population_values(&m->columns[d->of_index], m->population, &tmp, &p);
    bool ok = true;
    if (d->kind == MEASURE_REFERENCE) {
      struct dec *value = arena_new(j->out, struct dec);
      /* Without anybody in the population nothing can be compared; zero keeps the trees whole. */
      reference_value(&p, d, value);
      m->constants[i] = value;
    } else {
      m->thresholds[i] = arena_array(j->out, struct dec, d->bins);
      ok = cut_thresholds(&p, d, m->thresholds[i], err);
      if (ok) score_column(j, m, d, m->thresholds[i], &m->columns[i]);
    }
    arena_release(&tmp);
    if (!ok) return false;
  }
  return true;
}

static void paint(const struct job *j, const struct query_output *o, roaring_bitmap_t *people,
                  struct classification_result *r) {
  const struct classification *c = j->c;
  uint8_t *class_of = arena_alloc(j->out, r->n_subjects + 1);
  uint64_t in_some = 0;
  memset(class_of, QUERY_CLASS_NONE, r->n_subjects);
  for (uint32_t i = c->n_classes; i-- > 0;) {
    roaring_uint32_iterator_t it;
    roaring_init_iterator(o[i].set, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it))
      class_of[it.current_value] = (uint8_t)i;
  }
  r->counts = arena_array(j->out, uint64_t, c->n_classes + 1);
  for (uint32_t s = 0; s < r->n_subjects; s++)
    if (class_of[s] != QUERY_CLASS_NONE) r->counts[class_of[s]]++, in_some++;
  r->counts[c->n_classes] = roaring_bitmap_get_cardinality(people) - in_some;
  r->class_of = class_of;
  r->people = people;
}

static bool phase_classes(struct job *j, struct classification_result *ret, struct err *err) {
  const struct classification *c = j->c;
  uint32_t n = 0;
  struct query_expr *e =
      arena_array(j->out, struct query_expr, (size_t)c->n_classes * j->n_moments);
  struct query_output *o;
  for (uint32_t t = 0; t < j->n_moments; t++)
    for (uint32_t i = 0; i < c->n_classes; i++)
      e[n++] = (struct query_expr){tree_at(j, c->classes[i].tree, t), j->m[t].as_of};
  if (!run_exprs(j, e, n, all_columns(j), c->n_measures * j->n_moments, &o, err)) return false;
  bool ok = true;
  for (uint32_t t = 0; ok && t < j->n_moments; t++) {
    roaring_bitmap_t *people;
    ok = query_people(j->n, j->m[t].as_of, j->env->pool, &people, err);
    if (!ok) break;
    ret[t] = (struct classification_result){
        .def = c, .as_of = j->m[t].as_of, .n_subjects = snapshot_subjects(j->n)};
    paint(j, o + (size_t)t * c->n_classes, people, &ret[t]);
    ret[t].population = j->m[t].population;
    ret[t].measures = j->m[t].columns;
    ret[t].thresholds = j->m[t].thresholds;
    for (uint32_t i = 0; i < c->n_measures; i++)
      if (j->m[t].constants[i]) {
        ret[t].thresholds[i] = arena_new(j->out, struct dec);
        *ret[t].thresholds[i] = *j->m[t].constants[i];
      }
    j->m[t].population = NULL;
  }
  query_outputs_release(o, n);
  return ok;
}

static bool run_group(struct job *j, struct classification_result *ret, struct err *err) {
  bool ok = phase_measures(j, err) && phase_population(j, err);
  for (uint32_t t = 0; ok && t < j->n_moments; t++)
    ok = phase_scores(j, &j->m[t], err);
  ok = ok && phase_classes(j, ret, err);
  for (uint32_t t = 0; t < j->n_moments; t++)
    if (j->m[t].population) roaring_bitmap_free(j->m[t].population);
  return ok;
}

/* As many as keep the columns within MEASURE_BYTES. */
static uint32_t moments_at_once(const struct classification *c, const struct snapshot *n,
                                uint32_t n_as_of) {
  uint64_t per_moment = (uint64_t)snapshot_subjects(n) * sizeof(i128) * (c->n_measures + 1) + 1;
  uint32_t group = (uint32_t)(MEASURE_BYTES / per_moment);
  return c->n_measures == 0 ? n_as_of : group < 1 ? 1 : group;
}

static struct moment *moments_new(const struct classification *c, const int64_t *as_of, uint32_t n,
                                  struct arena *out) {
  struct moment *m = arena_array(out, struct moment, n);
  for (uint32_t t = 0; t < n; t++) {
    m[t].as_of = as_of[t];
    m[t].columns = arena_array(out, struct query_column, c->n_measures);
    m[t].constants = arena_array(out, const struct dec *, c->n_measures);
    m[t].thresholds = arena_array(out, struct dec *, c->n_measures);
  }
  return m;
}

bool classification_run_in(const struct classification *c, const struct snapshot *n,
                           const int64_t *as_of, uint32_t n_as_of,
                           const struct classification_env *env, const struct class_chain *chain,
                           struct arena *out, struct classification_result *ret, struct err *err) {
  uint32_t group = moments_at_once(c, n, n_as_of);
  for (uint32_t from = 0; from < n_as_of; from += group) {
    struct job j = {c, n, env, chain, out, NULL, n_as_of - from < group ? n_as_of - from : group};
    j.m = moments_new(c, as_of + from, j.n_moments, out);
    if (!run_group(&j, ret + from, err)) {
      for (uint32_t i = 0; i < from; i++)
        classification_result_release(&ret[i]);
      return false;
    }
  }
  return true;
}

bool classification_run(const struct classification *c, const struct snapshot *n,
                        const int64_t *as_of, uint32_t n_as_of,
                        const struct classification_env *env, struct arena *out,
                        struct classification_result *ret, struct err *err) {
  struct class_chain self = {NULL, c->slug};
  return classification_run_in(c, n, as_of, n_as_of, env, &self, out, ret, err);
}

static void keep_cuts(const struct classification *c, const struct moment *m, struct arena *out,
                      struct classification_cuts *ret) {
  *ret = (struct classification_cuts){m->as_of, arena_array(out, struct dec *, c->n_measures)};
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *d = &c->measures[i];
    uint32_t n = d->kind == MEASURE_SCORE ? d->bins - 1 : 1;
    const struct dec *of = d->kind == MEASURE_SCORE ? m->thresholds[i] : m->constants[i];
    if (!of) continue;
    ret->of[i] = arena_array(out, struct dec, n + 1);
    memcpy(ret->of[i], of, n * sizeof *of);
  }
}

static bool cuts_group(struct job *j, struct arena *out, struct classification_cuts *ret,
                       struct err *err) {
  bool ok = phase_measures(j, err) && phase_population(j, err);
  for (uint32_t t = 0; ok && t < j->n_moments; t++)
    ok = phase_scores(j, &j->m[t], err);
  for (uint32_t t = 0; t < j->n_moments; t++) {
    if (ok) keep_cuts(j->c, &j->m[t], out, &ret[t]);
    if (j->m[t].population) roaring_bitmap_free(j->m[t].population);
  }
  return ok;
}

bool classification_cuts(const struct classification *c, const struct snapshot *n,
                         const int64_t *as_of, uint32_t n_as_of,
                         const struct classification_env *env, struct arena *out,
                         struct classification_cuts *ret, struct err *err) {
  struct class_chain self = {NULL, c->slug};
  bool any = false, ok = true;
  uint32_t group = moments_at_once(c, n, n_as_of);
  for (uint32_t i = 0; i < c->n_measures; i++)
    any |= c->measures[i].kind != MEASURE_VALUE;
  for (uint32_t t = 0; !any && t < n_as_of; t++)
    ret[t] = (struct classification_cuts){as_of[t], arena_array(out, struct dec *, c->n_measures)};
  for (uint32_t from = 0; any && ok && from < n_as_of; from += group) {
    struct arena tmp;
    arena_init(&tmp, "cuts");
    struct job j = {c, n, env, &self, &tmp, NULL, n_as_of - from < group ? n_as_of - from : group};
    j.m = moments_new(c, as_of + from, j.n_moments, &tmp);
    ok = cuts_group(&j, out, ret + from, err);
    arena_release(&tmp);
  }
  return ok;
}

void classification_result_release(struct classification_result *r) {
  if (r->people) roaring_bitmap_free(r->people);
  if (r->population) roaring_bitmap_free(r->population);
  r->people = r->population = NULL;
}
