/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * List: values somebody uploaded, to compare with: phone in list("vip-phones").
 *
 *   kind: list
 *   slug: vip-phones
 *   title: {en: VIP phones, zh: 贵宾手机号}
 *   values: ["13800000000", "13900000000"]
 *
 * A value is text; a number in the document counts as it is written.  A value that stands twice
 * counts once.  Values are mostly phones, addresses and ids, so who must not see personal data
 * neither sees nor writes a list (a change is answered with the difference).  As a document it has
 * versions and an audit trail like any other, and the ceiling of a document; larger lists belong in
 * an attribute. */
#include "resource/resource_int.h"

#define VALUES "[\"…\", \"…\"]"

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *v = json_get(d->tree, "values");
  if (!v) {
    err_fail(err, ERR_missing_field, "list" ERR_SEP "values");
    return document_fail_at(d, d->tree, err);
  }
  if (v->type != JSON_ARRAY) return document_refuse(d, v, "values", VALUES, err);
  if (v->n > LIST_VALUES_MAX) {
    err_fail(err, ERR_too_large, "list/%.*s" ERR_SEP "%d values", STRF(d->slug), LIST_VALUES_MAX);
    return document_fail_at(d, v, err);
  }
  struct intern *values = arena_new(&env->arena, struct intern);
  intern_init(values, "list");
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *x = &v->items[i];
    bool good = x->type == JSON_STRING || x->type == JSON_NUMBER;
    if (!good) {
      intern_release(values);
      return document_refuse(d, x, "values", VALUES, err);
    }
    intern_put(values, x->text);
  }
  e->values = values;
  return true;
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  err_fail(err, ERR_masked_attribute, "values");
  return document_fail_at(&e->doc, json_get(e->doc.tree, "values"), err);
}

static const char *const fields[] = {"values", NULL};

const struct kind_def kind_list = {.name = "list",
                                   .zh = "名单",
                                   .id_prefix = "lst_",
                                   .fields = fields,
                                   .compile = compile,
                                   .allowed = allowed};
