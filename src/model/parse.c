/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A classification document to its compiled form.  Expressions of measures see the plain language;
 * the population sees the measures too; classes see measures, scores and references.  That order of
 * scopes is also the order of evaluation (classify.c), so nothing can refer to what is not computed
 * yet. The wrapped names forward to the workspace's and add one scope. */
#include <stdio.h>

#include "model/model_int.h"

#define BINS_MAX 100
#define RANK_MAX 1000000

struct scope {
  const struct lang_names *outer;
  struct classification *c;
  uint32_t visible; /* measures 0 … visible-1 are in scope */
};

static bool outer_event(void *ctx, struct str name, struct str *ret) {
  const struct scope *s = ctx;
  return s->outer->event(s->outer->ctx, name, ret);
}
static bool outer_prop(void *ctx, struct str name, struct str *ret, uint8_t *types) {
  const struct scope *s = ctx;
  return s->outer->prop(s->outer->ctx, name, ret, types);
}
static bool outer_attr(void *ctx, struct str name, struct str *ret, uint8_t *types) {
  const struct scope *s = ctx;
  return s->outer->attr(s->outer->ctx, name, ret, types);
}
static bool outer_segment(void *ctx, struct str slug, struct arena *out, struct node **ret,
                          struct err *err) {
  const struct scope *s = ctx;
  return s->outer->segment(s->outer->ctx, slug, out, ret, err);
}
static bool outer_classes(void *ctx, struct str slug, struct arena *out, struct str **ret,
                          uint32_t *n, struct err *err) {
  const struct scope *s = ctx;
  return s->outer->classes(s->outer->ctx, slug, out, ret, n, err);
}

static bool outer_scores(void *ctx, struct str slug, struct arena *out, struct str **ret,
                         uint32_t *n, struct err *err) {
  const struct scope *s = ctx;
  return s->outer->scores(s->outer->ctx, slug, out, ret, n, err);
}

static bool outer_title(void *ctx, char kind, struct str slug, struct str class_name,
                        struct lang_title *ret) {
  const struct scope *s = ctx;
  return s->outer->title(s->outer->ctx, kind, slug, class_name, ret);
}

static bool scope_measure(void *ctx, struct str name, uint32_t *ret_index,
                          enum lang_type *ret_type) {
  const struct scope *s = ctx;
  for (uint32_t i = 0; i < s->visible; i++) {
    const struct measure_def *m = &s->c->measures[i];
    if (!str_eq(m->name, name)) continue;
    *ret_index = i;
    *ret_type = m->kind == MEASURE_VALUE ? m->tree->type : LT_NUM;
    return true;
  }
  return false;
}

static uint32_t scope_list(void *ctx, char kind, struct arena *out, struct str **ret) {
  const struct scope *s = ctx;
  struct str *names, *all;
  uint32_t n = s->outer->list(s->outer->ctx, kind, out, &names);
  if (kind != 'a') {
    *ret = names;
    return n;
  }
  all = arena_array(out, struct str, n + s->visible);
  for (uint32_t i = 0; i < s->visible; i++)
    all[i] = s->c->measures[i].name;
  if (n) memcpy(all + s->visible, names, n * sizeof *names);
  *ret = all;
  return n + s->visible;
}

static struct lang_names scoped(struct scope *s) {
  return (struct lang_names){.ctx = s,
                             .tz = s->outer->tz,
                             .event = outer_event,
                             .prop = outer_prop,
                             .attr = outer_attr,
                             .segment = outer_segment,
                             .classes = outer_classes,
                             .scores = s->outer->scores ? outer_scores : NULL,
                             .title = s->outer->title ? outer_title : NULL,
                             .measure = scope_measure,
                             .list = scope_list};
}

/* ---- pieces of the document ---- */

struct parse {
  struct scope scope;
  struct lang_names names;
  struct classification *c;
  struct arena *out;
};

static bool fail_at(struct err *err, const struct json *v, const char *path) {
  return err_at(err, path, v ? v->line : 0, v ? v->column : 0, 0);
}

static bool bad(struct err *err, const struct json *v, const char *path, const char *must_be) {
  err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", path, must_be);
  return fail_at(err, v, path);
}

/* The error keeps its own sentence and hint; the place becomes the document's.  A JSON document has
 * no lines, so there the place within the expression stays, and `path` says which expression. */
static bool expression(struct parse *p, const struct json *v, const char *path, enum lang_type want,
                       struct str *ret_text, struct node **ret, struct err *err) {
  if (!v || v->type != JSON_STRING) return bad(err, v, path, "an expression");
  if (!lang_parse(v->text, p->out, ret, err) || !lang_resolve(*ret, &p->names, want, p->out, err))
    return v->line ? fail_at(err, v, path)
                   : err_at(err, path, err->place.line, err->place.column, err->place.length);
  *ret_text = v->text;
  return true;
}

static bool is_name(struct str s) {
  if (s.n == 0 || s.n > 63 ||
      !((s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] >= 'A' && s.p[0] <= 'Z')))
    return false;
  for (size_t i = 1; i < s.n; i++) {
    char ch = s.p[i];
    if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
          ch == '_'))
      return false;
  }
  return true;
}

static bool fresh_name(const struct parse *p, const struct json *v, const char *path,
                       struct str name, struct err *err) {
  if (!is_name(name)) return bad(err, v, path, "a name of letters, digits and _");
  for (uint32_t i = 0; i < p->c->n_measures; i++)
    if (str_eq(p->c->measures[i].name, name)) return bad(err, v, path, "a name used once");
  if (p->c->n_measures == MEASURE_MAX)
    return err_fail(err, ERR_too_large, "measures" ERR_SEP "%d", MEASURE_MAX);
  return true;
}

static bool object_or_absent(const struct json *v, const char *path, struct err *err) {
  return !v || v->type == JSON_OBJECT || bad(err, v, path, "an object of names");
}

static struct class_text title_of(const struct json *v, struct str otherwise) {
  if (v && v->type == JSON_STRING) return (struct class_text){v->text, v->text};
  struct str en = json_get_str(v, "en"), zh = json_get_str(v, "zh");
  if (!en.n) en = zh.n ? zh : otherwise;
  return (struct class_text){en, zh.n ? zh : en};
}

static bool values(struct parse *p, const struct json *o, struct err *err) {
  if (!object_or_absent(o, "measures", err)) return false;
  for (uint32_t i = 0; o && i < o->n; i++) {
    char path[160];
    snprintf(path, sizeof path, "measures.%.*s", STRF(o->keys[i]));
    struct measure_def *m = &p->c->measures[p->c->n_measures];
    if (!fresh_name(p, &o->items[i], path, o->keys[i], err)) return false;
    *m = (struct measure_def){.name = o->keys[i], .kind = MEASURE_VALUE};
    if (!expression(p, &o->items[i], path, LT_ANY, &m->of, &m->tree, err)) return false;
    if (m->tree->type == LT_BOOL || m->tree->type == LT_DURATION)
      return bad(err, &o->items[i], path, "a number, text or time");
    p->c->n_measures++;
  }
  return true;
}

static bool fixed_numbers(struct parse *p, const struct json *v, const char *path,
                          struct measure_def *m, uint32_t want, struct err *err) {
  struct json one;
  if (v && v->type == JSON_NUMBER && want == 1) {
    one = (struct json){.type = JSON_ARRAY,
                        .items = (struct json *)(uintptr_t)v,
                        .n = 1,
                        .line = v->line,
                        .column = v->column};
    v = &one;
  }
  if (!v || v->type != JSON_ARRAY || v->n == 0 || (want && v->n != want) || v->n >= BINS_MAX)
    return bad(err, v, path, want == 1 ? "one number" : "a list of ascending numbers");
  m->fixed = arena_array(p->out, struct dec, v->n);
  m->n_fixed = v->n;
  for (uint32_t i = 0; i < v->n; i++)
    if (!json_dec(&v->items[i], &m->fixed[i]) || (i && dec_cmp(m->fixed[i], m->fixed[i - 1]) <= 0))
      return bad(err, v, path, "a list of ascending numbers");
  return true;
}

static bool known_keys(const struct json *o, const char *path, const char *const *keys,
                       struct err *err) {
  for (uint32_t i = 0; i < o->n; i++) {
    size_t k = 0;
    while (keys[k] && !str_is(o->keys[i], keys[k]))
      k++;
    if (keys[k]) continue;
    struct str names[16];
    for (k = 0; keys[k]; k++)
      names[k] = str_from(keys[k]);
    int near = str_nearest(o->keys[i], names, k);
    err_fail(err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", path, STRF(o->keys[i]),
             near >= 0 ? keys[near] : keys[0]);
    return fail_at(err, &o->items[i], path);
  }
  return true;
}

static bool method_of(const struct json *o, const char *path, enum cut_method *ret,
                      struct err *err) {
  struct str by = json_get_str(o, "by");
  if (str_is(by, "quantile"))
    *ret = CUT_QUANTILE;
  else if (str_is(by, "mean"))
    *ret = CUT_MEAN;
  else if (str_is(by, "median"))
    *ret = CUT_MEDIAN;
  else if (str_is(by, "fixed"))
    *ret = CUT_FIXED;
  else
    return bad(err, json_get(o, "by") ? json_get(o, "by") : o, path,
               "quantile, mean, median or fixed");
  return true;
}

/* A score or a reference: both name a measure and a way to cut it. */
static bool derived(struct parse *p, const struct json *o, const char *path, struct str name,
                    bool score, struct err *err) {
  static const char *const score_keys[] = {"of", "by", "bins", "descending", "thresholds", NULL};
  static const char *const ref_keys[] = {"of", "by", "value", NULL};
  struct measure_def *m = &p->c->measures[p->c->n_measures];
  int64_t bins = 2;
  if (o->type != JSON_OBJECT) return bad(err, o, path, "an object with of and by");
  if (!known_keys(o, path, score ? score_keys : ref_keys, err) ||
      !fresh_name(p, o, path, name, err))
    return false;
  *m = (struct measure_def){
      .name = name, .kind = score ? MEASURE_SCORE : MEASURE_REFERENCE, .of = json_get_str(o, "of")};
  m->descending = json_get_bool(o, "descending", false);
  while (m->of_index < p->c->n_measures && !str_eq(p->c->measures[m->of_index].name, m->of))
    m->of_index++;
  if (m->of_index == p->c->n_measures || p->c->measures[m->of_index].kind != MEASURE_VALUE)
    return bad(err, json_get(o, "of") ? json_get(o, "of") : o, path, "the name of a measure");
  if (p->c->measures[m->of_index].tree->type != LT_NUM)
    return bad(err, json_get(o, "of"), path, "the name of a numeric measure");
  if (!method_of(o, path, &m->method, err)) return false;
  if (!score && m->method == CUT_QUANTILE)
    return bad(err, json_get(o, "by"), path, "mean, median or fixed");
  if (m->method == CUT_FIXED &&
      !fixed_numbers(p, json_get(o, score ? "thresholds" : "value"), path, m, score ? 0 : 1, err))
    return false;
  if (m->method == CUT_FIXED && score) bins = m->n_fixed + 1;
  if (m->method == CUT_QUANTILE &&
      (!json_int(json_get(o, "bins"), &bins) || bins < 2 || bins > BINS_MAX))
    return bad(err, json_get(o, "bins") ? json_get(o, "bins") : o, path, "2 to 100 bins");
  m->bins = (uint32_t)bins;
  p->c->n_measures++;
  return true;
}

static bool all_derived(struct parse *p, const struct json *o, const char *group, bool score,
                        struct err *err) {
  if (!object_or_absent(o, group, err)) return false;
  for (uint32_t i = 0; o && i < o->n; i++) {
    char path[160];
    snprintf(path, sizeof path, "%s.%.*s", group, STRF(o->keys[i]));
    if (!derived(p, &o->items[i], path, o->keys[i], score, err)) return false;
  }
  return true;
}

/* Classes listed first are the better ones unless the document ranks them. */
static bool rank_of(const struct json *o, const char *path, int32_t otherwise, int32_t *ret,
                    struct err *err) {
  const struct json *v = json_get(o, "rank");
  int64_t rank = otherwise;
  if (v && (!json_int(v, &rank) || rank < -RANK_MAX || rank > RANK_MAX))
    return bad(err, v, path, "a rank: a whole number, greater is better");
  *ret = (int32_t)rank;
  return true;
}

static bool classes(struct parse *p, const struct json *list, struct err *err) {
  static const char *const keys[] = {"name", "title", "when", "description", "rank", NULL};
  struct classification *c = p->c;
  if (!list || list->type != JSON_ARRAY || list->n == 0)
    return bad(err, list, "classes", "a list of classes");
  if (list->n > CLASS_MAX) return err_fail(err, ERR_too_large, "classes" ERR_SEP "%d", CLASS_MAX);
  c->classes = arena_array(p->out, struct class_def, list->n);
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *o = &list->items[i];
    struct str name = json_get_str(o, "name");
    char path[160];
    snprintf(path, sizeof path, "classes.%.*s", STRF(name));
    if (o->type != JSON_OBJECT) return bad(err, o, path, "an object with name and when");
    if (!known_keys(o, path, keys, err)) return false;
    if (!is_name(name) || str_is(name, "none"))
      return bad(err, o, path, "a class with a name of letters, digits and _ (not none)");
    for (uint32_t k = 0; k < i; k++)
      if (str_eq(c->classes[k].name, name)) return bad(err, o, path, "a name used once");
    c->classes[i].name = name;
    c->classes[i].title = title_of(json_get(o, "title"), name);
    if (!rank_of(o, path, (int32_t)(list->n - i), &c->classes[i].rank, err)) return false;
    if (!expression(p, json_get(o, "when"), path, LT_BOOL, &c->classes[i].when, &c->classes[i].tree,
                    err))
      return false;
  }
  c->n_classes = list->n;
  return true;
}

bool classification_parse(const struct json *doc, const struct lang_names *names, struct arena *out,
                          struct classification **ret, struct err *err) {
  struct parse p = {.c = arena_new(out, struct classification), .out = out};
  const struct json *population = json_get(doc, "population");
  p.scope = (struct scope){names, p.c, 0};
  p.names = scoped(&p.scope);
  if (doc->type != JSON_OBJECT) return bad(err, doc, "classification", "an object");
  p.c->slug = json_get_str(doc, "slug");
  p.c->title = title_of(json_get(doc, "title"), p.c->slug);
  p.c->doc = doc;
  p.c->measures = arena_array(out, struct measure_def, MEASURE_MAX + 1);
  if (!values(&p, json_get(doc, "measures"), err)) return false;
  p.scope.visible = p.c->n_measures;
  if (population && !expression(&p, population, "population", LT_BOOL, &p.c->population,
                                &p.c->population_tree, err))
    return false;
  if (!all_derived(&p, json_get(doc, "scores"), "scores", true, err) ||
      !all_derived(&p, json_get(doc, "references"), "references", false, err))
    return false;
  p.scope.visible = p.c->n_measures;
  if (!classes(&p, json_get(doc, "classes"), err)) return false;
  *ret = p.c;
  return true;
}
