/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segment: the people who satisfy an expression.
 *
 *   kind: segment
 *   slug: vip
 *   title: {en: VIP, zh: 贵宾}
 *   expression: sum(order_completed.total, last 365 days) >= $spent
 *   parameters: {spent: {type: number, default: 5000}}
 *   update: live          # when entries and exits are recorded: live, daily 03:00, manual
 */
#include "resource/resource_int.h"

bool segment_update(const struct json *doc, struct segment_update *ret, struct err *err) {
  const struct json *v = json_get(doc, "update");
  struct str s = v && v->type == JSON_STRING ? v->text : STR("live");
  bool good = !v || v->type == JSON_STRING;
  struct segment_update u = {SEGMENT_LIVE, 0};
  if (str_is(s, "manual")) {
    u.mode = SEGMENT_MANUAL;
  } else if (!str_is(s, "live")) {
    unsigned digit[4] = {0};
    good &= s.n == 11 && str_starts(s, STR("daily ")) && s.p[8] == ':';
    for (size_t i = 0; good && i < 4; i++) {
      char c = s.p[6 + i + (i > 1)];
      good = c >= '0' && c <= '9';
      digit[i] = (unsigned)(c - '0');
    }
    u = (struct segment_update){SEGMENT_DAILY,
                                (digit[0] * 10 + digit[1]) * 60 + digit[2] * 10 + digit[3]};
    good &= u.minute < 24 * 60 && digit[2] < 6;
  }
  if (!good) return err_fail(err, ERR_bad_field, "update" ERR_SEP "live, daily HH:MM, manual");
  *ret = u;
  return true;
}

/* Every parameter must be used: a misspelt one would silently do nothing. */
static bool all_used(const struct node *tree, const struct lang_param *params, uint32_t n,
                     struct err *err) {
  for (uint32_t i = 0; i < n; i++)
    if (!lang_names_param(tree, params[i].name))
      return err_fail(err, ERR_no_such_parameter, "%.*s" ERR_SEP "", STRF(params[i].name));
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *v = json_get(d->tree, "expression");
  if (!v) {
    err_fail(err, ERR_missing_field, "segment" ERR_SEP "expression");
    return document_fail_at(d, d->tree, err);
  }
  /* `expression: true` is a valid expression that YAML reads as a truth value. */
  bool literal = v->type == JSON_BOOL;
  if (!literal && v->type != JSON_STRING) {
    err_fail(err, ERR_bad_field, "expression" ERR_SEP "\"…\"");
    return document_fail_at(d, v, err);
  }
  struct str text = literal ? (v->boolean ? STR("true") : STR("false")) : v->text;
  struct lang_param *params;
  struct node *tree;
  uint32_t n_params;
  const struct json *map = json_get(d->tree, "parameters");
  struct segment_update update;
  if (!segment_update(d->tree, &update, err))
    return document_fail_at(d, json_get(d->tree, "update"), err);
  if (!segment_parameters(d->tree, &env->arena, &params, &n_params, err))
    return document_fail_at(d, map, err);
  if (!lang_parse(text, &env->arena, &tree, err) ||
      (map && !all_used(tree, params, n_params, err)) || !lang_bind(tree, params, n_params, err) ||
      !lang_resolve(tree, &env->lang, LT_BOOL, &env->arena, err)) {
    document_place(d, v, err);
    return false;
  }
  e->tree = tree;
  return env_count(env, e, e->tree, err) || document_fail_at(d, v, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  if (e->doc.allow(e->tree, err)) return true;
  document_place(&e->doc, json_get(e->doc.tree, "expression"), err);
  return false;
}

static const char *const fields[] = {"expression", "parameters", "update", NULL};

const struct kind_def kind_segment = {.name = "segment",
                                      .zh = "分群",
                                      .id_prefix = "seg_",
                                      .fields = fields,
                                      .compile = compile,
                                      .allowed = allowed};
