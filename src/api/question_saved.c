/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept questions, asked again: as they are, or for another range, other people, another moment. */
#include <string.h>

#include "api/ask.h"
#include "api/questions.h"
#include "model/question.h"

static const struct shape any_object = {
    .kind = SHAPE_MAP, .of = &shape_any, .en = "Any fields.", .zh = "任意字段。"};
static const struct shape who = {.kind = SHAPE_TEXT, .min = 1, .max = 65536};
static const struct shape_field ask_fields[] = {
    MAY("range", shape_any, "In place of the question's own.", "替换问题自身的时间范围。"),
    MAY("who", who, "Only people who also satisfy this.", "仅限同时满足该表达式的人。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_ask_saved_body =
    OBJECT("AskSaved", ask_fields, "How a kept question is asked.", "如何提问已保存的问题。");
static const struct shape_field saved_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("version", shape_count, NULL, NULL),
    MUST("asks", shape_text, "The kind of question.", "问题类型。"),
    MUST("question", any_object, "The document that was asked.", "所提的问题文档。"),
    MUST("answer", any_object, "As the kind's own route answers.", "与该类型接口的回答相同。"),
    {0}};
const struct shape shape_saved_answer = OBJECT(
    "SavedAnswer", saved_fields, "A kept question and its answer.", "已保存的问题及其回答。");

struct saved {
  struct resource r;
  const struct question_kind *kind;
};

/* A given moment is the question's; without one it is now, or what the question itself says. */
static const struct json *asked(const struct question_kind *kind, const struct json *doc,
                                const struct json *body, struct arena *out) {
  const struct json *as_of = json_get(body, "as_of");
  doc = question_filtered(kind, doc, json_get(body, "range"), json_get_str(body, "who"), out);
  return as_of ? question_as_of(doc, as_of->text, out) : doc;
}

static void put_saved(struct call *c, void *ctx) {
  const struct saved *s = ctx;
  struct buf doc = BUF_INIT;
  struct jw *w = &c->out;
  json_write_tree(c->body, false, &doc);
  jw_key(w, "slug"), jw_str(w, s->r.slug);
  jw_key(w, "title"), put_title(w, s->r.title_en, s->r.title_zh);
  jw_key(w, "version"), jw_uint(w, s->r.version);
  jw_key(w, "asks"), jw_cstr(w, s->kind->name);
  jw_key(w, "question"), jw_raw(w, buf_str(&doc));
  buf_release(&doc);
}

/* What is given beside the question, by itself: within the question's own it could end a bracket,
 * and an error of it is none of the question's document. */
static bool check_filters(struct call *c, struct err *err) {
  const struct json *range = json_get(c->body, "range"), *people = json_get(c->body, "who");
  struct ask a;
  if (!range && !people) return true;
  bool ok = ask_begin(c, &a, err);
  if (ok) {
    struct question_env e = {.names = names_env_lang(view_names(a.v)),
                             .env = &a.env,
                             .as_of = a.as_of,
                             .allow = call_allow(c)};
    ok = question_filters_check(&e, range, people, c->arena, err);
  }
  ask_end(&a);
  return ok;
}

/* Too many periods of a given range are that range's; all else is the document's. */
static bool placed(struct saved *s, struct str own, bool range, bool people, struct err *err) {
  struct err_place *at = &err->place;
  if (!at->source[0] || (range && strcmp(at->source, "range") == 0)) return false;
  bool joined = own.n && people && strcmp(at->source, "who") == 0;
  if (joined && at->line == 1 && at->column > 1) at->column--; /* "(own) and (given)" */
  return question_of_document(s->r.slug, err);
}

/* The body becomes the question's document: what is asked, kept and told is that. */
bool api_ask_saved(struct call *c, struct err *err) {
  struct saved *s = arena_new(c->arena, struct saved);
  struct json *doc;
  if (!check_filters(c, err) ||
      !resource_get(tenant_workspace(c->tenant), STR("question"), call_path(c, "slug"), c->arena,
                    &s->r, err) ||
      !json_parse(s->r.doc, c->arena, &doc, err))
    return false;
  s->kind = question_find(json_get_str(doc, "asks"));
  if (!s->kind || str_is(s->r.status, "archived"))
    return err_fail(err, ERR_unknown_resource, "question" ERR_SEP "%.*s" ERR_SEP ERR_SEP "分析",
                    STRF(s->r.slug));
  const struct json *given = c->body;
  c->body = asked(s->kind, json_get(doc, "question"), c->body, c->arena);
  return ask_question(c, s->kind, put_saved, s, err) ||
         placed(s, json_get_str(json_get(doc, "question"), "who"), json_get(given, "range"),
                json_get(given, "who"), err);
}
