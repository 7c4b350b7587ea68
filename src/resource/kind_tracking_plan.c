/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tracking plan: which events and properties clients are to send, and what becomes of others.
 *
 *   kind: tracking_plan
 *   slug: shop
 *   title: {en: The shop, zh: 商城}
 *   unknown_events: flag
 *   events:
 *     order_completed: {on_violation: reject, properties: {amount: {type: number, required: true}}}
 *
 * What it means, and its limits: collect/plan.h. */
#include "collect/plan.h"
#include "resource/resource_int.h"

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct plan *p;
  (void)env;
  if (!plan_new(&d->tree, 1, &p, &at, err)) return document_fail_at(d, at ? at : d->tree, err);
  plan_free(p);
  return true;
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)e, (void)env, (void)err;
  return true; /* it names properties, never values of people */
}

static bool read_plans(struct workspace *w, struct arena *mem, struct plan **ret, struct err *err) {
  const struct json *at, **docs;
  struct resource *r;
  uint32_t n;
  *ret = NULL;
  if (!resource_list(w, STR("tracking_plan"), mem, &r, &n, err)) return false;
  docs = arena_array(mem, const struct json *, n);
  for (uint32_t i = 0; i < n; i++) {
    struct json *doc;
    if (!json_parse(r[i].doc, mem, &doc, err)) return false;
    docs[i] = doc;
  }
  return n == 0 || plan_new(docs, n, ret, &at, err);
}

bool resource_tracking_plan(struct workspace *w, struct plan **ret, struct err *err) {
  struct arena mem;
  arena_init(&mem, "tracking plans");
  bool ok = read_plans(w, &mem, ret, err);
  arena_release(&mem);
  return ok;
}

static const char *const fields[] = {"unknown_events", "names", "events", "attributes", NULL};

const struct kind_def kind_tracking_plan = {.name = "tracking_plan",
                                            .zh = "埋点方案",
                                            .id_prefix = "trk_",
                                            .fields = fields,
                                            .compile = compile,
                                            .allowed = allowed};
