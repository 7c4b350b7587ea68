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
#include "base/clock.h"
#include "model/question.h"
#include "resource/resource_int.h"

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
  return (question_moment_check(&q, v, err) && kind->check(&q, v, &env->arena, err)) ||
         document_place_in(d, v, "question", err);
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
