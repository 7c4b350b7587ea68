/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Question: one about behaviour, kept to be asked again.
 *
 *   kind: question
 *   slug: checkout
 *   title: {en: Checkout, zh: 下单转化}
 *   asks: funnel                        # a kind of question, see docs/QUESTIONS.md
 *   question: {steps: [product_viewed, order_completed], within: 7 days}
 *   view: {chart: trend}                # how a page shows it; any object
 *   schedule: {every: week, day: 1, at: "08:00"}
 *
 * The question is checked as if it were asked now, so whatever it names is a reference: a segment
 * it asks about cannot be archived under it.  An error has the line of the value it is about; one
 * inside an expression its line and column. */
#include <stdio.h>

#include "base/clock.h"
#include "model/question.h"
#include "resource/resource_int.h"

static const struct json *field(const struct json *o, struct str key) {
  for (uint32_t i = 0; o->type == JSON_OBJECT && i < o->n; i++)
    if (str_eq(o->keys[i], key)) return &o->items[i];
  return NULL;
}

static const struct json *item(const struct json *a, struct str number) {
  size_t at = 0;
  for (size_t i = 0; i < number.n && at < UINT32_MAX; i++)
    at = at * 10 + (size_t)(number.p[i] - '0');
  return a->type == JSON_ARRAY && at < a->n ? &a->items[at] : NULL;
}

/* The value that a path such as steps[2].events or by.property is about, as far as there is one. */
static const struct json *value_at(const struct json *v, struct str path) {
  while (path.n) {
    struct str step = str_cut(&path, '.'), name = str_cut(&step, '[');
    const struct json *next = name.n ? field(v, name) : v;
    if (!next) return v;
    v = next;
    while (step.n) {
      next = item(v, str_cut(&step, ']'));
      if (!next) return v;
      v = next;
      if (step.n) str_cut(&step, '[');
    }
  }
  return v;
}

static bool place(const struct document *d, const struct json *question, struct err *err) {
  struct str path = str_from(err->place.source);
  const struct json *v = value_at(question, path);
  char field[sizeof err->place.field];
  snprintf(field, sizeof field, path.n && !str_is(path, "question") ? "question.%.*s" : "question",
           STRF(path));
  if (v->type == JSON_STRING && err->place.line > 0)
    document_place(d, v, err);
  else
    document_fail_at(d, v->line ? v : d->tree, err);
  /* What is missing has no value to be found by. */
  return err_in(err, str_from(field));
}

static bool kind_of(const struct document *d, const struct question_kind **ret, struct err *err) {
  const struct json *v = json_get(d->tree, "asks");
  struct str names[16];
  char words[ERR_ARG_BYTES];
  size_t n = 0;
  if (!v) {
    err_fail(err, ERR_missing_field, "question" ERR_SEP "asks");
    return document_fail_at(d, d->tree, err);
  }
  *ret = v->type == JSON_STRING ? question_find(v->text) : NULL;
  if (*ret) return true;
  for (; question_kinds[n] && n < 16; n++)
    names[n] = str_from(question_kinds[n]->name);
  known_words(v->type == JSON_STRING ? v->text : STR(""), names, n, words);
  return document_refuse(d, v, "asks", words, err);
}

static bool check(const struct entry *e, struct names_env *env,
                  bool (*allow)(const struct node *tree, struct err *err), struct err *err) {
  const struct document *d = &e->doc;
  const struct json *v = json_get(d->tree, "question");
  const struct question_kind *kind;
  struct classification_env classes = names_env_classes(env, NULL);
  struct question_env q = {
      .names = &env->lang, .env = &classes, .as_of = clock_wall_ms(clock_system()), .allow = allow};
  if (!kind_of(d, &kind, err)) return false;
  if (!v) {
    err_fail(err, ERR_missing_field, "question" ERR_SEP "question");
    return document_fail_at(d, d->tree, err);
  }
  if (v->type != JSON_OBJECT) return document_refuse(d, v, "question", "{…}", err);
  err_clear(err);
  return kind->check(&q, v, &env->arena, err) || place(d, v, err);
}

static bool check_schedule(const struct document *d, struct err *err) {
  const struct json *v = json_get(d->tree, "schedule");
  struct question_schedule s;
  if (!v || question_schedule_read(v, &s)) return true;
  return document_refuse(d, v, "schedule", QUESTION_SCHEDULE_FORM, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct json *view = json_get(e->doc.tree, "view");
  if (view && view->type != JSON_OBJECT) return document_refuse(&e->doc, view, "view", "{…}", err);
  return check_schedule(&e->doc, err) && check(e, env, NULL, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  return check(e, env, e->doc.allow, err);
}

static const char *const fields[] = {"asks", "question", "view", "schedule", NULL};

const struct kind_def kind_question = {.name = "question",
                                       .zh = "分析",
                                       .id_prefix = "qst_",
                                       .fields = fields,
                                       .compile = compile,
                                       .allowed = allowed};
