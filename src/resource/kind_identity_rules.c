/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identity rules: which types of identities there are and when several are one person.
 *
 *   kind: identity_rules
 *   slug: identity                 # a workspace has one
 *   title: {en: Identities, zh: 身份规则}
 *   types: {loyalty_no: {class: strong, priority: 45, limit: 1}}
 *   devices: {sticky_days: 7}
 *
 * What it means, and its limits: person/identity.h.  It counts for events that come after it was
 * applied; what was decided before stands in the log (docs/decisions/0014). */
#include "resource/resource_int.h"

#define SLUG "identity"

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at = NULL;
  struct identity_rules r;
  struct arena tmp;
  (void)env;
  if (!str_is(d->slug, SLUG)) {
    const struct json *slug = json_get(d->tree, "slug");
    return document_refuse(d, slug ? slug : d->tree, "slug", SLUG, err);
  }
  arena_init(&tmp, "identity rules");
  bool ok = identity_rules_read(d->tree, &tmp, &r, &at, err);
  arena_release(&tmp);
  return ok || document_fail_at(d, at ? at : d->tree, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)e, (void)env, (void)err;
  return true; /* no expression in it */
}

bool resource_identity_rules(struct workspace *w, struct arena *out, struct identity_rules *ret,
                             struct err *err) {
  struct resource *r;
  const struct json *at;
  struct json *doc;
  uint32_t n;
  identity_rules_default(ret);
  if (!resource_list(w, STR("identity_rules"), out, &r, &n, err)) return false;
  return n == 0 ||
         (json_parse(r[0].doc, out, &doc, err) && identity_rules_read(doc, out, ret, &at, err));
}

static const char *const fields[] = {"types", "reject", "devices", "breakers", NULL};

const struct kind_def kind_identity_rules = {.name = "identity_rules",
                                             .zh = "身份规则",
                                             .id_prefix = "idr_",
                                             .fields = fields,
                                             .compile = compile,
                                             .allowed = allowed};
