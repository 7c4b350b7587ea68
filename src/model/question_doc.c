/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields of a question's document.
 *
 * The API has checked the shape already, the command line and saved documents have not, so every
 * reader here checks what it reads.  An error inside an expression keeps its line and column and
 * gets the field as its source. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/question_int.h"

bool question_bad(const char *path, const char *must_be, struct err *err) {
  err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", path, must_be);
  return err_at(err, path, 0, 0, 0);
}

bool question_excludes(const char *path, const char *other, struct err *err) {
  err_fail(err, ERR_field_excludes, "%s" ERR_SEP "%s", path, other);
  return err_at(err, path, 0, 0, 0);
}

bool question_needs(const char *path, const char *other, struct err *err) {
  err_fail(err, ERR_field_needs, "%s" ERR_SEP "%s", path, other);
  return err_at(err, path, 0, 0, 0);
}

bool question_placed(const char *path, struct err *err) {
  if (str_is(str_from(err->place.source), "expression"))
    snprintf(err->place.source, sizeof err->place.source, "%s", path);
  return false;
}

static bool listed(struct str rest, char between, struct str word, uint32_t *ret_at) {
  for (uint32_t i = 0; rest.n; i++) {
    if (!str_eq(str_cut(&rest, between), word)) continue;
    *ret_at = i;
    return true;
  }
  return false;
}

bool question_fields(const struct json *doc, const char *path, const char *known, struct err *err) {
  uint32_t at;
  if (!doc || doc->type != JSON_OBJECT) return question_bad(path, "{…}", err);
  for (uint32_t i = 0; i < doc->n; i++) {
    if (listed(str_from(known), ',', doc->keys[i], &at)) continue;
    char key[sizeof err->place.source];
    bool top = strcmp(path, "question") == 0;
    snprintf(key, sizeof key, "%s%s%.*s", top ? "" : path, top ? "" : ".",
             (int)utf8_cut(doc->keys[i], 64), doc->keys[i].p);
    err_fail(err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", path, STRF(doc->keys[i]),
             known);
    return err_at(err, key, 0, 0, 0);
  }
  return true;
}

bool question_choice(const struct json *v, const char *path, const char *choices, uint32_t *ret,
                     struct err *err) {
  *ret = 0;
  if (!v) return true;
  return (v->type == JSON_STRING && listed(str_from(choices), '|', v->text, ret)) ||
         question_bad(path, choices, err);
}

bool question_count(const struct json *v, const char *path, uint32_t min, uint32_t max,
                    uint32_t otherwise, uint32_t *ret, struct err *err) {
  int64_t n = otherwise;
  char range[40];
  if (v && (!json_int(v, &n) || n < min || n > max)) {
    snprintf(range, sizeof range, "%u … %u", min, max);
    return question_bad(path, range, err);
  }
  *ret = (uint32_t)n;
  return true;
}

bool question_bool(const struct json *of, const char *key, const char *path, bool otherwise,
                   bool *ret, struct err *err) {
  const struct json *v = json_get(of, key);
  *ret = v && v->type == JSON_BOOL ? v->boolean : otherwise;
  return !v || v->type == JSON_BOOL || question_bad(path, "true / false", err);
}

bool question_title(const struct json *of, const char *path, struct str *ret, struct err *err) {
  const struct json *v = json_get(of, "title");
  char field[64];
  snprintf(field, sizeof field, "%s.title", path);
  *ret = v ? v->text : (struct str){NULL, 0};
  if (!v) return true;
  if (v->type != JSON_STRING) return question_bad(field, "\"…\"", err);
  size_t n = utf8_count(v->text);
  if (n <= QUESTION_TITLE_MAX) return true;
  err_fail(err, ERR_text_too_long, "%s" ERR_SEP "%zu" ERR_SEP "%d", field, n, QUESTION_TITLE_MAX);
  return err_at(err, field, 0, 0, 0);
}

bool question_limited(const char *path, struct err *err) {
  switch (err->code) {
  case ERR_trend_periods:
  case ERR_retention_cohorts:
  case ERR_retention_cells:
  case ERR_funnel_slots:
    return err_at(err, path, 0, 0, 0);
  default:
    return false;
  }
}

bool question_of_document(struct str slug, struct err *err) {
  struct err_place at = err->place;
  char source[sizeof at.source], field[sizeof at.field];
  snprintf(source, sizeof source, "question/%.*s", STRF(slug));
  bool whole = !at.source[0] || strcmp(at.source, "question") == 0;
  struct str in = str_from(whole ? "" : at.source);
  snprintf(field, sizeof field, "question%s%.*s", whole ? "" : ".",
           (int)utf8_cut(in, sizeof field - sizeof "question."), in.p);
  err_at(err, source, at.line, at.column, at.length);
  return err_in(err, str_from(field));
}

bool question_span(const struct json *v, const char *path, int64_t otherwise, int64_t *ret,
                   struct err *err) {
  static const struct {
    const char *word;
    int64_t ms;
  } units[] = {{"s", MS_SECOND},  {"second", MS_SECOND}, {"seconds", MS_SECOND},
               {"m", MS_MINUTE},  {"minute", MS_MINUTE}, {"minutes", MS_MINUTE},
               {"h", MS_HOUR},    {"hour", MS_HOUR},     {"hours", MS_HOUR},
               {"d", MS_DAY},     {"day", MS_DAY},       {"days", MS_DAY},
               {"w", 7 * MS_DAY}, {"week", 7 * MS_DAY},  {"weeks", 7 * MS_DAY}};
  *ret = otherwise;
  if (!v) return true;
  if (v->type != JSON_STRING) return question_bad(path, "\"7 days\"", err);
  struct str s = str_trim(v->text);
  int64_t n = 0;
  size_t i = 0;
  for (; i < s.n && i < 12 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
    n = n * 10 + (s.p[i] - '0');
  struct str unit = str_trim(str_of(s.p + i, s.n - i));
  for (size_t k = 0; i && k < sizeof units / sizeof units[0]; k++) {
    if (!str_is(unit, units[k].word)) continue;
    if (n > QUESTION_SPAN_MAX / units[k].ms) break;
    *ret = n * units[k].ms;
    return true;
  }
  return question_bad(path, "\"7 days\", \"30m\" (≤ 3650 d)", err);
}

static bool date(const struct question_env *e, const struct json *v, const char *path, bool last,
                 int64_t *ret, struct err *err) {
  bool is_date;
  if (!v) return true;
  if (v->type != JSON_STRING) return question_bad(path, "YYYY-MM-DD", err);
  if (!time_parse_iso(v->text, e->env->tz, ret, &is_date, err)) return err_at(err, path, 0, 0, 0);
  if (is_date && last) *ret = day_start(e->env->tz, day_of(e->env->tz, *ret) + 1) - 1;
  return true;
}

/* The language knows windows inside aggregates. */
static bool window(const struct question_env *e, struct str text, const char *path,
                   struct arena *out, int64_t *ret_from, int64_t *ret_to, struct err *err) {
  struct str count = arena_printf(out, "count(*, %.*s)", STRF(text));
  struct node *tree;
  if (!lang_parse(count, out, &tree, err) || !lang_resolve(tree, e->names, LT_ANY, out, err) ||
      tree->kind != N_AGG || tree->agg->window.kind == W_ALL)
    return question_bad(path, "{from, to} / \"last 30 days\"", err);
  window_bounds(&tree->agg->window, e->env->tz, e->as_of, ret_from, ret_to);
  return true;
}

bool question_range(const struct question_env *e, const struct json *v, const char *path,
                    struct arena *out, int64_t *ret_from, int64_t *ret_to, struct err *err) {
  *ret_from = TIME_MIN;
  *ret_to = e->as_of;
  if (!v) return true;
  if (v->type == JSON_STRING) return window(e, v->text, path, out, ret_from, ret_to, err);
  if (v->type != JSON_OBJECT) return question_bad(path, "{from, to} / \"last 30 days\"", err);
  char from[40], to[40];
  snprintf(from, sizeof from, "%s.from", path);
  snprintf(to, sizeof to, "%s.to", path);
  if (!question_fields(v, path, "from,to", err) ||
      !date(e, json_get(v, "from"), from, false, ret_from, err) ||
      !date(e, json_get(v, "to"), to, true, ret_to, err))
    return false;
  if (*ret_from > *ret_to && json_get(v, "to")) return question_bad(path, "from ≤ to", err);
  if (*ret_to > e->as_of) *ret_to = e->as_of;
  return true;
}

bool question_recent(const struct question_env *e, const struct json *v, const char *path,
                     struct arena *out, int64_t *ret_from, int64_t *ret_to, struct err *err) {
  if (!question_range(e, v, path, out, ret_from, ret_to, err)) return false;
  if (!v) *ret_from = day_start(e->env->tz, day_of(e->env->tz, *ret_to) - QUESTION_DAYS + 1);
  return true;
}

static bool allowed(const struct question_env *e, const struct node *tree, struct err *err) {
  return !e->allow || e->allow(tree, err);
}

bool question_events(const struct question_env *e, struct str text, const char *path,
                     struct arena *out, const struct node **ret, struct err *err) {
  struct node *tree;
  if (!lang_parse_events(text, out, &tree, err) ||
      !lang_resolve(tree, e->names, LT_ANY, out, err) || !allowed(e, tree, err))
    return question_placed(path, err);
  *ret = tree;
  return true;
}

bool question_selector(const struct question_env *e, const struct json *v, const char *path,
                       struct arena *out, const struct node **ret, struct err *err) {
  const struct json *text = v->type == JSON_STRING ? v : json_get(v, "events");
  char field[64];
  snprintf(field, sizeof field, v->type == JSON_STRING ? "%s" : "%s.events", path);
  if (!text || text->type != JSON_STRING) return question_bad(field, "\"view or add\"", err);
  return question_events(e, text->text, field, out, ret, err);
}

/* Said by the language, which knows what else might have been meant. */
static bool unknown_prop(const struct question_env *e, struct str name, const char *path,
                         struct arena *out, struct err *err) {
  struct node *tree;
  struct str text = arena_printf(out, "did(* where `%.*s` exists)", STRF(name));
  bool quoted = !memchr(name.p, '`', name.n);
  if (!quoted || lang_compile(text, e->names, out, &tree, err))
    err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "property" ERR_SEP ERR_SEP "属性", STRF(name));
  return err_at(err, path, 0, 0, 0);
}

bool question_prop(const struct question_env *e, const struct json *v, const char *path,
                   struct arena *out, struct str *ret, struct err *err) {
  uint8_t types;
  if (!v || v->type != JSON_STRING || v->text.n == 0) return question_bad(path, "\"…\"", err);
  struct node *named = arena_new(out, struct node);
  *named = (struct node){.kind = N_PROP, .name = v->text, .pos = {1, 1, 1}};
  if (!e->names->prop(e->names->ctx, v->text, ret, &types))
    return unknown_prop(e, v->text, path, out, err);
  named->canonical = *ret;
  return allowed(e, named, err) || question_placed(path, err);
}

bool question_number(const struct question_env *e, const struct json *v, const char *path,
                     const char *what, struct arena *out, struct str *ret, struct err *err) {
  uint8_t types;
  struct str stored;
  if (!question_prop(e, v, path, out, ret, err)) return false;
  if (!e->names->prop(e->names->ctx, v->text, &stored, &types) || !types || types & V_MASK(V_NUM))
    return true;
  err_fail(err, ERR_needs_type, "%s" ERR_SEP "a number" ERR_SEP "数字" ERR_SEP "%.*s", what,
           STRF(v->text));
  return err_at(err, path, 0, 0, 0);
}

bool question_dimension(const struct question_env *e, const struct json *v, const char *path,
                        struct arena *out, struct str *ret, const struct item_column **ret_item,
                        struct err *err) {
  uint8_t types;
  struct str field = v && v->type == JSON_STRING ? v->text : STR("");
  *ret_item = NULL;
  if (!str_starts(field, STR("item.")) || e->names->prop(e->names->ctx, field, ret, &types))
    return question_prop(e, v, path, out, ret, err);
  field.p += 5, field.n -= 5;
  *ret_item = e->names->item ? e->names->item(e->names->ctx, field) : NULL;
  if (*ret_item) {
    *ret = STR("item_id");
    return true;
  }
  err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "field of items" ERR_SEP ERR_SEP "商品字段",
           STRF(field));
  return err_at(err, path, 0, 0, 0);
}

bool question_condition(const struct question_env *e, struct str text, const char *path,
                        struct arena *out, struct node **ret, struct err *err) {
  return (lang_compile(text, e->names, out, ret, err) && allowed(e, *ret, err)) ||
         question_placed(path, err);
}

bool question_who(const struct question_env *e, const struct json *v, const char *path,
                  struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct query_output *o;
  struct node *tree;
  *ret = NULL;
  if (!v) return true;
  if (v->type != JSON_STRING) return question_bad(path, "\"…\"", err);
  struct query_expr expr = {.as_of = e->as_of};
  if (!question_condition(e, v->text, path, out, &tree, err)) return false;
  if (!e->snapshot) return true;
  expr.tree = tree;
  if (!expressions_run(&expr, 1, e->snapshot, e->env, out, &o, err))
    return question_placed(path, err);
  *ret = roaring_bitmap_copy(o[0].set);
  query_outputs_release(o, 1);
  return true;
}

bool question_filters_check(const struct question_env *e, const struct json *range,
                            const struct json *who, struct arena *tmp, struct err *err) {
  roaring_bitmap_t *set = NULL;
  int64_t from, to;
  if (!question_range(e, range, "range", tmp, &from, &to, err) ||
      !question_who(e, who, "who", tmp, &set, err))
    return false;
  if (set) roaring_bitmap_free(set);
  return true;
}

static void set_field(struct json *o, const char *key, struct json v) {
  for (uint32_t i = 0; i < o->n; i++) {
    if (!str_is(o->keys[i], key)) continue;
    o->items[i] = v;
    return;
  }
  o->keys[o->n] = str_from(key);
  o->items[o->n++] = v;
}

/* A copy with room for two more fields. */
static struct json *copy_of(const struct json *doc, struct arena *out) {
  struct json *o = arena_new(out, struct json);
  *o = *doc;
  o->keys = arena_array(out, struct str, doc->n + 2);
  o->items = arena_array(out, struct json, doc->n + 2);
  if (doc->n) {
    memcpy(o->keys, doc->keys, doc->n * sizeof *o->keys);
    memcpy(o->items, doc->items, doc->n * sizeof *o->items);
  }
  return o;
}

static void drop_fields(struct json *o, const char *fields) {
  uint32_t n = 0, at;
  for (uint32_t i = 0; i < o->n; i++) {
    if (listed(str_from(fields), ',', o->keys[i], &at)) continue;
    o->keys[n] = o->keys[i];
    o->items[n++] = o->items[i];
  }
  o->n = n;
}

const struct json *question_filtered(const struct question_kind *kind, const struct json *doc,
                                     const struct json *range, struct str who, struct arena *out) {
  struct json *o = copy_of(doc, out);
  struct str own = json_get_str(doc, "who");
  if (range && kind->when) drop_fields(o, kind->when), set_field(o, "range", *range);
  if (own.n && who.n) who = arena_printf(out, "(%.*s) and (%.*s)", STRF(own), STRF(who));
  if (who.n) set_field(o, "who", (struct json){.type = JSON_STRING, .text = who});
  return o;
}

bool question_moment_check(const struct question_env *e, const struct json *doc, struct err *err) {
  int64_t ms;
  return date(e, json_get(doc, "as_of"), "as_of", false, &ms, err);
}

const struct json *question_as_of(const struct json *doc, struct str as_of, struct arena *out) {
  struct json *o = copy_of(doc, out);
  set_field(o, "as_of", (struct json){.type = JSON_STRING, .text = as_of});
  return o;
}
