/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classification: ordered classes over measures (model/classification.h reads the document; this
 * file makes it a resource).  Its expressions refer to segments and other classifications through
 * the same environment as a segment's do, so cycles through both are found. */
#include "resource/resource_int.h"

static bool count(struct entry *e, struct names_env *env, const struct classification *c,
                  struct err *err) {
  for (uint32_t i = 0; i < c->n_measures; i++)
    if (c->measures[i].tree && !env_count(env, e, c->measures[i].tree, err)) return false;
  for (uint32_t i = 0; i < c->n_classes; i++)
    if (!env_count(env, e, c->classes[i].tree, err)) return false;
  return !c->population_tree || env_count(env, e, c->population_tree, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  struct classification *c;
  const struct document *d = &e->doc;
  if (!classification_parse(d->tree, &env->lang, &env->arena, &c, err)) {
    /* Lines are the file's already where the parser took them from the tree. */
    if (str_is(str_from(err->place.source), "expression")) {
      struct json nowhere = {0};
      document_place(d, &nowhere, err);
    } else {
      struct json at = {.line = (uint32_t)err->place.line, .column = err->place.column};
      document_fail_at(d, at.line ? &at : d->tree, err);
    }
    return false;
  }
  if (!count(e, env, c, err)) return document_fail_at(d, d->tree, err);
  e->classes = c;
  return true;
}

static const char *const fields[] = {"measures",   "population", "scores",
                                     "references", "classes",    NULL};

const struct kind_def kind_classification = {.name = "classification",
                                             .zh = "分层",
                                             .id_prefix = "cls_",
                                             .fields = fields,
                                             .compile = compile};
