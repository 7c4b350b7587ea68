/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person now, with classes and scores.
 *
 * The plan is prepared with a place for each class and score that the conditions name; for every
 * person the places are filled first (person.c, from their history) and then the plan is asked.
 * Without classes nothing but the plan is touched. */
#include <stdlib.h>

#include "base/panic.h"
#include "model/each_int.h"

#define SCORE_SCALE DEC_SCALE_MAX /* whatever a measure's values have */

struct class_place {
  const struct classification *def;
  uint8_t class_of;
};

struct score_place {
  struct node node; /* score(slug, name) */
  struct query_column column;
  uint64_t present;
  i128 num;
};

struct expressions_each {
  struct arena mem, tmp;
  const struct snapshot *n;
  struct classification_env env;
  expressions_cuts_fn *cuts;
  void *ctx;
  struct timed_trees timed;
  struct query_each *each;
  int64_t as_of;
  VEC(struct query_classes) classes;
  VEC(struct class_place *) class_places;
  VEC(struct query_scores) scores;
  VEC(struct score_place *) score_places;
};

static void add_class(struct expressions_each *e, const struct classification *c, struct str slug,
                      int64_t at) {
  for (size_t i = 0; i < e->classes.n; i++)
    if (str_eq(e->classes.p[i].slug, slug) && e->classes.p[i].as_of == at) return;
  struct class_place *p = arena_new(&e->mem, struct class_place);
  struct str *names = arena_array(&e->mem, struct str, c->n_classes + 1);
  for (uint32_t k = 0; k < c->n_classes; k++)
    names[k] = c->classes[k].name;
  p->def = c;
  vec_push(&e->classes, ((struct query_classes){slug, at, names, c->n_classes, &p->class_of}));
  vec_push(&e->class_places, p);
}

static void add_score(struct expressions_each *e, const struct node *t, struct str slug,
                      int64_t at) {
  for (size_t i = 0; i < e->scores.n; i++)
    if (str_eq(e->scores.p[i].slug, slug) && str_eq(e->scores.p[i].name, t->part) &&
        e->scores.p[i].as_of == at)
      return;
  struct score_place *p = arena_new(&e->mem, struct score_place);
  p->node = *t;
  p->node.before = (struct lang_moment){0};
  p->column = (struct query_column){
      .type = LT_NUM, .scale = SCORE_SCALE, .n = 1, .present = &p->present, .num = &p->num};
  vec_push(&e->scores, ((struct query_scores){slug, t->part, at, &p->column}));
  vec_push(&e->score_places, p);
}

static bool collect(struct expressions_each *e, const struct node *t, int64_t as_of,
                    struct err *err) {
  if (!t) return true;
  if (t->kind == N_AS_OF) as_of = lang_as_of_moment(t, e->env.tz, as_of);
  if (t->kind == N_CLASS || t->kind == N_SCORE) {
    struct str slug = t->canonical.n ? t->canonical : t->name;
    const struct classification *c;
    if (!e->env.find(e->env.ctx, slug, &c, err)) return false;
    if (t->kind == N_CLASS)
      add_class(e, c, slug, lang_class_moment(t, as_of));
    else
      add_score(e, t, slug, lang_class_moment(t, as_of));
  }
  if (!collect(e, t->a, as_of, err) || !collect(e, t->b, as_of, err)) return false;
  for (uint32_t i = 0; i < t->n_kids; i++)
    if (!collect(e, t->kids[i], as_of, err)) return false;
  return true;
}

static bool prepare(struct expressions_each *e, const struct query_expr *exprs, uint32_t n,
                    struct err *err) {
  for (uint32_t i = 0; i < n; i++)
    if (!collect(e, exprs[i].tree, exprs[i].as_of, err)) return false;
  if (!timed_trees(exprs, n, &e->env, &e->timed, err)) return false;
  struct query_input in = {.exprs = exprs,
                           .n_exprs = n,
                           .tz = e->env.tz,
                           .classes = e->classes.p,
                           .n_classes = (uint32_t)e->classes.n,
                           .scores = e->scores.p,
                           .n_scores = (uint32_t)e->scores.n,
                           .watched = e->timed.exprs.p,
                           .n_watched = (uint32_t)e->timed.exprs.n};
  return query_each_new(e->n, &in, e->env.limits, &e->each, err);
}

bool expressions_each_new(const struct query_expr *exprs, uint32_t n_exprs,
                          const struct snapshot *n, const struct classification_env *env,
                          expressions_cuts_fn *cuts, void *ctx, struct expressions_each **ret,
                          struct err *err) {
  struct expressions_each *e = must_calloc(1, sizeof *e);
  arena_init(&e->mem, "each");
  arena_init(&e->tmp, "each person");
  e->n = n;
  e->env = *env;
  e->cuts = cuts;
  e->ctx = ctx;
  e->as_of = n_exprs ? exprs[0].as_of : 0;
  bool ok = prepare(e, exprs, n_exprs, err);
  if (ok)
    *ret = e;
  else
    expressions_each_free(e);
  return ok;
}

void expressions_each_free(struct expressions_each *e) {
  if (!e) return;
  query_each_free(e->each);
  timed_trees_release(&e->timed);
  vec_free(&e->classes);
  vec_free(&e->class_places);
  vec_free(&e->scores);
  vec_free(&e->score_places);
  arena_release(&e->tmp);
  arena_release(&e->mem);
  free(e);
}

static bool fill_scores(struct expressions_each *e, const struct person_model *p, struct err *err) {
  for (size_t i = 0; i < e->scores.n; i++) {
    struct score_place *s = e->score_places.p[i];
    struct naive_value v;
    struct dec d;
    bool exists;
    if (!person_value(p, &s->node, e->scores.p[i].as_of, &e->tmp, &exists, &v, err)) return false;
    s->present = exists && !v.missing;
    if (!s->present) continue;
    if (!dec_rescale(v.num, SCORE_SCALE, &d))
      return err_fail(err, ERR_number_overflow, "score(%.*s)", STRF(e->scores.p[i].slug));
    s->num = d.m;
  }
  return true;
}

static bool fill_places(struct expressions_each *e, uint32_t person, struct err *err) {
  struct person_event *events;
  struct person_model p = {.snapshot = e->n, .env = e->env, .cuts = e->cuts, .ctx = e->ctx};
  arena_reset(&e->tmp);
  if (!query_person_events(e->n, person, e->as_of, &e->tmp, &events, &p.history.n, err))
    return false;
  p.history.events = events;
  p.history.subject = person;
  for (size_t i = 0; i < e->classes.n; i++) {
    struct class_place *c = e->class_places.p[i];
    int64_t at = e->classes.p[i].as_of;
    if (!person_class(&p, c->def, at, &e->tmp, &c->class_of, err)) return false;
    if (p.history.n == 0 || events[0].time > at) c->class_of = QUERY_CLASS_ABSENT;
  }
  return fill_scores(e, &p, err);
}

bool expressions_each_ask(struct expressions_each *e, uint32_t person, struct query_asked *ret,
                          struct err *err) {
  if ((e->classes.n || e->scores.n) && !fill_places(e, person, err)) return false;
  return query_each_ask(e->each, person, ret, err);
}
