/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classification: ordered classes over measures (model/classification.h reads the document; this
 * file makes it a resource).  Its expressions refer to segments and other classifications through
 * the same environment as a segment's do, so cycles through both are found. */
#include <stdio.h>

#include "resource/resource_int.h"

static bool count(struct entry *e, struct names_env *env, const struct classification *c,
                  struct err *err) {
  for (uint32_t i = 0; i < c->n_measures; i++)
    if (c->measures[i].tree && !env_count(env, e, c->measures[i].tree, err)) return false;
  for (uint32_t i = 0; i < c->n_classes; i++)
    if (!env_count(env, e, c->classes[i].tree, err)) return false;
  return !c->population_tree || env_count(env, e, c->population_tree, err);
}

/* The parser names the part of the document ("classes.new") as source and takes line and column
 * from the tree, so they are the file's already; a JSON document has none, and what the parser says
 * is the place within that part. */
static bool place(const struct document *d, struct err *err) {
  struct json at = {.line = (uint32_t)err->place.line, .column = err->place.column};
  char source[2 * sizeof err->place.source];
  if (at.line > 0 && d->tree->line > 0) return document_fail_at(d, &at, err);
  if (!err->place.source[0]) return document_fail_at(d, d->tree, err);
  snprintf(source, sizeof source, "%.*s: %s", STRF(d->source), err->place.source);
  return err_at(err, source, err->place.line, err->place.column, err->place.length);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  struct classification *c;
  const struct document *d = &e->doc;
  if (!classification_parse(d->tree, &env->lang, &env->arena, &c, err)) return place(d, err);
  if (!count(e, env, c, err)) return document_fail_at(d, d->tree, err);
  e->classes = c;
  return true;
}

/* The parser has told where an expression is only while it read it; here the part is named. */
static bool refused(const struct document *d, const char *part, struct str name, struct err *err) {
  char source[80];
  snprintf(source, sizeof source, name.n ? "%s.%.*s" : "%s", part, STRF(name));
  err_at(err, source, err->place.line, err->place.column, err->place.length);
  return d->tree->line > 0 ? document_fail_at(d, d->tree, err) : place(d, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct classification *c = e->classes;
  for (uint32_t i = 0; i < c->n_measures; i++)
    if (c->measures[i].tree && !d->allow(c->measures[i].tree, err))
      return refused(d, "measures", c->measures[i].name, err);
  for (uint32_t i = 0; i < c->n_classes; i++)
    if (!d->allow(c->classes[i].tree, err)) return refused(d, "classes", c->classes[i].name, err);
  if (c->population_tree && !d->allow(c->population_tree, err))
    return refused(d, "population", (struct str){0}, err);
  return true;
}

static const char *const fields[] = {"measures",   "population", "scores",
                                     "references", "classes",    NULL};

const struct kind_def kind_classification = {.name = "classification",
                                             .zh = "分层",
                                             .id_prefix = "cls_",
                                             .fields = fields,
                                             .compile = compile,
                                             .allowed = allowed};
