/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour over HTTP: the document is the body, the kind is the route.  What a
 * question means is the model's business (model/question.h); here are the caller's moment, what
 * they may ask about, the kept answer, and the people behind a number as pages. */
#include "api/ask.h"
#include "api/people_page.h"
#include "api/questions.h"
#include "base/panic.h"
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

/* The first page of several that become a file tells the audit trail how many people are in it. */
static bool exported(struct call *c, const struct question_kind *kind, uint64_t people,
                     struct err *err) {
  struct str detail = arena_printf(c->arena, "{\"people\":%llu}", (unsigned long long)people);
  return call_audit(c, "people.exported", str_from(kind->name), detail, err);
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
  bool ok = given || !json_get_bool(c->body, "export", false) ||
            exported(c, kind, roaring_bitmap_get_cardinality(set), err);
  if (ok) put_set_page(a, cols, set, from, given);
  roaring_bitmap_free(set);
  return ok;
}

static bool people_of_kind(struct call *c, const struct question_kind *kind, struct err *err) {
  struct ask a;
  struct page_key from;
  bool given;
  bool ok = people_begin(c, &a, &from, &given, err) && page(&a, kind, &from, given, err);
  ask_end(&a);
  return ok;
}

/* …/questions/{kind} and …/questions/{kind}/people: the routes have the kind in their path. */
static const struct question_kind *kind_of(const struct call *c) {
  struct str path = str_from(c->route->path);
  const struct question_kind *kind = NULL;
  while (path.n && !kind)
    kind = question_find(str_cut(&path, '/'));
  must(kind);
  return kind;
}

bool api_ask_behaviour(struct call *c, struct err *err) {
  return ask_question(c, kind_of(c), NULL, NULL, err);
}

bool api_behaviour_people(struct call *c, struct err *err) {
  return people_of_kind(c, kind_of(c), err);
}
