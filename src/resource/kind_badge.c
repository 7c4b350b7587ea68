/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Badge: read and checked (badge.h shows a document). */
#include "resource/badge.h"

#include "resource/earn_rule_int.h"
#include "resource/launch_int.h"

static bool read_when(struct reading *r, struct earn_reading *e, const struct json *doc,
                      struct badge *b) {
  bool when = json_get(doc, "when") != NULL, task = json_get(doc, "task") != NULL;
  if (when && task) return reading_refuse(r, json_get(doc, "task"), "task", "when / task");
  if (!when && !task) return !b->active || reading_missing(r, doc, "badge", "when");
  if (!earn_condition(e, doc, "when", &b->when)) {
    *r->at = e->at;
    return false;
  }
  return !task || reading_slug(r, doc, "badge", "task", &b->task);
}

static bool read_picture(struct reading *r, const struct json *doc, struct badge *b) {
  const struct json *v = json_get(doc, "picture");
  if (!v) return true;
  if (v->type != JSON_STRING || v->text.n == 0 || v->text.n > BADGE_PICTURE_MAX)
    return reading_refuse(r, v, "picture", "\"🏅\" / \"https://…\"");
  b->picture = arena_str(r->out, v->text);
  return true;
}

bool badge_read(const struct json *doc, const struct lang_names *names, struct arena *out,
                struct badge *ret, const struct json **ret_at, struct err *err) {
  static const char *const keeps[] = {"forever", "while", NULL};
  struct badge b = {.times = 1};
  struct reading r = {.out = out, .at = ret_at, .err = err};
  struct earn_reading e = {.names = names, .out = out, .at = doc, .err = err};
  unsigned keep = 0;
  *ret_at = NULL;
  if (!reading_slug(&r, doc, "badge", "slug", &b.slug)) return false;
  b.title = (struct bilingual){b.slug, b.slug};
  if (!reading_text_of(&r, doc, "title", &b.title) ||
      !reading_text_of(&r, doc, "description", &b.description) || !read_picture(&r, doc, &b) ||
      !reading_flag(&r, doc, "active", &b.active) || !read_when(&r, &e, doc, &b) ||
      !reading_whole(&r, doc, "times", 1, BADGE_TIMES_MAX, &b.times) ||
      !reading_word(&r, doc, "keep", keeps, &keep))
    return false;
  if (json_get(doc, "times") && !b.task.n)
    return reading_refuse(&r, json_get(doc, "times"), "times", "task");
  b.keeps_while = keep == 1;
  if (b.keeps_while && b.task.n)
    return reading_refuse(&r, json_get(doc, "keep"), "keep", "forever");
  *ret = b;
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct badge b;
  if (!badge_read(d->tree, &env->lang, &env->arena, &b, &at, err)) {
    if (!at) at = d->tree;
    if (err->place.line == 0 || at->type != JSON_STRING) return document_fail_at(d, at, err);
    document_place(d, at, err);
    return false;
  }
  if (b.task.n && !refer_to(e, env, &kind_task, b.task, json_get(d->tree, "task"), err))
    return false;
  return !b.when || env_count(env, e, b.when, err) || document_fail_at(d, d->tree, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at;
  struct badge b;
  return badge_read(e->doc.tree, &env->lang, &env->arena, &b, &at, err) &&
         (!b.when || e->doc.allow(b.when, err) || document_fail_at(&e->doc, e->doc.tree, err));
}

static const char *const fields[] = {"picture", "active", "when", "task", "times", "keep", NULL};

const struct kind_def kind_badge = {.name = "badge",
                                    .zh = "徽章",
                                    .id_prefix = "bdg_",
                                    .fields = fields,
                                    .compile = compile,
                                    .allowed = allowed};
