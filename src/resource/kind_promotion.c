/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotion: prices below the list price, for a time, a stock and some people (docs/PROMOTIONS.md).
 *
 *   kind: promotion
 *   slug: midnight
 *   title: {en: Midnight sale, zh: 零点秒杀}
 *   type: flash_sale                    # member_price, pre_sale
 *   from: 2026-11-11T00:00:00
 *   until: 2026-11-11T02:00:00
 *   people: {programme: club, level: gold}   # or an expression
 *   items:
 *     - {item: tea-250, price: 9.90, stock: 100, per_person: 1}
 *   per_person: 3                       # units over all items
 *   budget: 20000                       # what the prices take off
 *   restock: true                       # returned units are for sale again
 *
 * What it means: resource/promotion.h; what is made of it: room loyalty.  The programme that it
 * names is a reference: it cannot be archived under it. */
#include "resource/programme.h"
#include "resource/promotion.h"
#include "resource/resource_int.h"

static bool audience(struct entry *e, struct names_env *env, const struct promotion *p,
                     struct err *err) {
  const struct json *v = json_get(e->doc.tree, "people");
  if (p->audience.n == 0) return true;
  if (!lang_compile(p->audience, &env->lang, &env->arena, &e->tree, err)) {
    document_place(&e->doc, v, err);
    return false;
  }
  return env_count(env, e, e->tree, err) || document_fail_at(&e->doc, v, err);
}

static bool programme(struct entry *e, struct names_env *env, const struct promotion *p,
                      struct err *err) {
  const struct json *v = json_get(e->doc.tree, "people"), *at;
  struct programme k;
  struct entry *to;
  if (p->programme.n == 0) return true;
  if (!env_refer(env, kind_find(STR("programme")), p->programme, &to, err))
    return !env->inner_failed && document_fail_at(&e->doc, json_get(v, "programme"), err);
  if (p->level.n == 0) return true;
  if (!programme_read(to->doc.tree, &env->arena, &k, &at, err)) return false;
  if (programme_level_find(&k, p->level) >= 0) return true;
  err_fail(err, ERR_programme_no, "%.*s" ERR_SEP "level" ERR_SEP "%.*s" ERR_SEP "等级",
           STRF(p->programme), STRF(p->level));
  return document_fail_at(&e->doc, json_get(v, "level"), err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  struct workspace *w = env->setup.workspace;
  const struct json *at = NULL;
  struct promotion p;
  if (!promotion_read(e->doc.tree, env->setup.tz,
                      iso_currency_decimals(w ? ws_currency(w) : STR("CNY")), &env->arena, &p, &at,
                      err))
    return document_fail_at(&e->doc, at ? at : e->doc.tree, err);
  return audience(e, env, &p, err) && programme(e, env, &p, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)env;
  if (!e->tree || e->doc.allow(e->tree, err)) return true;
  document_place(&e->doc, json_get(e->doc.tree, "people"), err);
  return false;
}

static const char *const fields[] = {"type",   "from",    "until",       "people",
                                     "items",  "scope",   "percent_off", "per_person",
                                     "budget", "restock", "rest",        NULL};

const struct kind_def kind_promotion = {.name = "promotion",
                                        .zh = "促销价",
                                        .id_prefix = "pmo_",
                                        .fields = fields,
                                        .compile = compile,
                                        .allowed = allowed};
