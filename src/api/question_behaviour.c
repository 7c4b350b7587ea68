/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour over HTTP: the document is the body, the kind is the route.  What a
 * question means is the model's business (model/question.h); here are the caller's moment, what
 * they may ask about, the kept answer, and the people behind a number as pages. */
#include "api/ask.h"
#include "api/people_page.h"
#include "api/questions.h"
#include "model/question.h"

static struct question_env env_of(struct ask *a) {
  return (struct question_env){.snapshot = view_snapshot(a->v),
                               .names = names_env_lang(view_names(a->v)),
                               .env = &a->env,
                               .as_of = a->as_of,
                               .allow = call_allow(a->c),
                               .mask = a->masked ? mask_text : NULL};
}

struct asking {
  struct ask *a;
  const struct question_kind *kind;
  question_head_fn *head;
  void *ctx;
};

static bool compute(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                    struct err *err) {
  struct asking *q = ctx;
  struct question_env e = env_of(q->a);
  jw_begin_object(&c->out);
  if (q->head) {
    q->head(c, q->ctx);
    jw_key(&c->out, "answer"), jw_begin_object(&c->out);
  }
  put_asof(c, as_of, v);
  if (!q->kind->ask(&e, c->body, c->arena, &c->out, err)) return false;
  if (q->head) jw_end_object(&c->out);
  jw_end_object(&c->out);
  return true;
}

bool ask_question(struct call *c, const struct question_kind *kind, question_head_fn *head,
                  void *ctx, struct err *err) {
  struct ask a;
  struct asking q = {&a, kind, head, ctx};
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, compute, &q, err);
  ask_end(&a);
  return ok;
}

/* By subject; the cursor holds the last one shown.  The set is computed for each page. */
static bool page(struct ask *a, const struct question_kind *kind, const struct page_key *from,
                 bool given, struct err *err) {
  struct call *c = a->c;
  struct question_env e = env_of(a);
  struct people_columns *cols = arena_new(c->arena, struct people_columns);
  roaring_bitmap_t *set;
  if (!people_columns(a, json_get(c->body, "columns"), cols, err) ||
      !kind->people(&e, json_get(c->body, "question"), json_get(c->body, "cell"), c->arena, &set,
                    err))
    return false;
  put_set_page(a, cols, set, from, given);
  roaring_bitmap_free(set);
  return true;
}

static bool people_of_kind(struct call *c, const struct question_kind *kind, struct err *err) {
  struct ask a;
  struct page_key from;
  bool given;
  bool ok = people_begin(c, &a, &from, &given, err) && page(&a, kind, &from, given, err);
  ask_end(&a);
  return ok;
}

bool api_ask_funnel(struct call *c, struct err *err) {
  return ask_question(c, &question_funnel, NULL, NULL, err);
}

bool api_funnel_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_funnel, err);
}

bool api_ask_paths(struct call *c, struct err *err) {
  return ask_question(c, &question_paths, NULL, NULL, err);
}

bool api_paths_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_paths, err);
}

bool api_ask_overlap(struct call *c, struct err *err) {
  return ask_question(c, &question_overlap, NULL, NULL, err);
}

bool api_overlap_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_overlap, err);
}

bool api_ask_difference(struct call *c, struct err *err) {
  return ask_question(c, &question_difference, NULL, NULL, err);
}

bool api_difference_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_difference, err);
}

bool api_ask_trend(struct call *c, struct err *err) {
  return ask_question(c, &question_trend, NULL, NULL, err);
}

bool api_trend_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_trend, err);
}

bool api_ask_distribution(struct call *c, struct err *err) {
  return ask_question(c, &question_distribution, NULL, NULL, err);
}

bool api_distribution_people(struct call *c, struct err *err) {
  return people_of_kind(c, &question_distribution, err);
}
