/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters of a segment: declared with a type and a default in its document, given other values
 * when it is asked.
 *
 *   expression: count(order_completed where channel = $channel) >= $times
 *   parameters:
 *     times: {type: number, default: 3}
 *     channel: {type: text, default: 小程序}
 */
#include "resource/resource_int.h"

static const struct {
  const char *name;
  enum lang_type type;
  const char *en, *zh;
} types[] = {{"number", LT_NUM, "a number", "数字"},
             {"text", LT_STR, "text", "文本"},
             {"time", LT_TIME, "a date such as 2026-01-31", "日期，如 2026-01-31"},
             {"bool", LT_BOOL, "true or false", "true 或 false"}};

static bool value_of(const struct json *v, unsigned type, struct str name, struct arena *out,
                     struct literal *ret, struct err *err) {
  static const struct str yes = {"true", 4}, no = {"false", 5};
  struct str text = v->type == JSON_BOOL ? v->boolean ? yes : no : v->text;
  bool plain = v->type == JSON_BOOL || v->type == JSON_NUMBER || v->type == JSON_STRING;
  if (plain && lang_literal(text, types[type].type, out, ret)) return true;
  return err_fail(err, ERR_parameter_value, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s",
                  STRF(name), STRF(plain ? text : STR("…")), types[type].en, types[type].zh);
}

bool segment_parameter(const struct json *v, struct str name, struct arena *out,
                       struct lang_param *ret, struct err *err) {
  struct str type = json_get_str(v, "type");
  const struct json *value = json_get(v, "default");
  ret->name = name;
  for (unsigned i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (!str_is(type, types[i].name)) continue;
    if (!value) return err_fail(err, ERR_parameter_missing, "%.*s", STRF(name));
    return value_of(value, i, name, out, &ret->value, err);
  }
  return err_fail(err, ERR_bad_field, "parameters.%.*s.type" ERR_SEP "number, text, time, bool",
                  STRF(name));
}

bool segment_parameters(const struct json *doc, struct arena *out, struct lang_param **ret,
                        uint32_t *ret_n, struct err *err) {
  const struct json *map = json_get(doc, "parameters");
  uint32_t n = map && map->type == JSON_OBJECT ? map->n : 0;
  if (map && map->type != JSON_OBJECT)
    return err_fail(err, ERR_bad_field, "parameters" ERR_SEP "{name: {type, default}}");
  if (n > LANG_PARAMS_MAX)
    return err_fail(err, ERR_too_many_parameters, "%u" ERR_SEP "%d", n, LANG_PARAMS_MAX);
  struct lang_param *list = arena_array(out, struct lang_param, n);
  for (uint32_t i = 0; i < n; i++)
    if (!segment_parameter(&map->items[i], map->keys[i], out, &list[i], err)) return false;
  *ret = list;
  *ret_n = n;
  return true;
}

static bool replace(struct lang_param *list, uint32_t n, const struct lang_param *given,
                    struct err *err) {
  for (uint32_t i = 0; i < n; i++) {
    if (!str_eq(list[i].name, given->name)) continue;
    for (unsigned t = 0; t < sizeof types / sizeof types[0]; t++)
      if (types[t].type == list[i].value.type && given->value.type != list[i].value.type)
        return err_fail(err, ERR_parameter_value, "%.*s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%s",
                        STRF(given->name), "…", types[t].en, types[t].zh);
    list[i].value = given->value;
    return true;
  }
  return err_fail(err, ERR_no_such_parameter, "%.*s" ERR_SEP "%.*s", STRF(given->name),
                  STRF(n ? list[0].name : STR("")));
}

bool segment_bound(const struct json *doc, const struct lang_param *given, uint32_t n_given,
                   struct arena *out, struct str *ret, struct err *err) {
  const struct json *e = json_get(doc, "expression");
  struct str text = e && e->type == JSON_BOOL ? (e->boolean ? STR("true") : STR("false"))
                                              : json_get_str(doc, "expression");
  struct lang_param *list;
  struct node *tree;
  uint32_t n;
  if (!json_get(doc, "parameters") && n_given == 0) {
    *ret = text;
    return true;
  }
  if (!segment_parameters(doc, out, &list, &n, err)) return false;
  for (uint32_t i = 0; i < n_given; i++)
    if (!replace(list, n, &given[i], err)) return false;
  if (!lang_parse(text, out, &tree, err) || !lang_bind(tree, list, n, err)) return false;
  struct buf b = BUF_INIT;
  lang_format(tree, &b);
  *ret = arena_str(out, buf_str(&b));
  buf_release(&b);
  return true;
}
