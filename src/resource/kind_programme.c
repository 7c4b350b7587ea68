/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme: membership with levels (docs/MEMBERSHIP.md).
 *
 *   kind: programme
 *   slug: club
 *   title: {en: The club, zh: 会员俱乐部}
 *   join: open                          # paid, {when: …}
 *   growth: growth                      # the currency that is counted
 *   period: {rolling: 12}               # year, {from_upgrade: 12}, lifetime
 *   downgrade: {to: reached, grace_days: 15}
 *   member_day: {month: 8}
 *   levels:                             # from low to high
 *     - {slug: silver, title: {en: Silver, zh: 银卡}}
 *     - slug: gold
 *       growth: 5000
 *       keep: 4000
 *       when: count(order_completed, last 365 days) >= 4
 *       benefits: {points: 1.5, texts: [{en: Free shipping, zh: 包邮}],
 *                  services: [{slug: pickup, quota: 2, per: month, promise: {en: …, zh: …}}]}
 *       gifts: {upgrade: [{coupon: gold-30}, {points: 500, currency: points}]}
 *   enrol: [{on: signed_up, source_from: channel}]   # events that make members
 *   welcome: [{slug: till, sources: [till], gifts: [{coupon: hello}]}]   # the first that fits
 *
 * What it means: resource/programme.h; what is made of it: room loyalty.  Currencies, kinds of
 * coupons and draws that it names are references: they cannot be archived under it. */
#include "resource/programme.h"

#include "resource/launch_int.h"
#include "resource/selector.h"

/* The expression at v; the caller has seen that it is one. */
static bool expression(struct entry *e, struct names_env *env, const struct json *v,
                       struct str text, bool (*allow)(const struct node *, struct err *),
                       struct err *err) {
  struct node *tree;
  if (!lang_compile(text, &env->lang, &env->arena, &tree, err) || (allow && !allow(tree, err))) {
    document_place(&e->doc, v, err);
    return false;
  }
  return allow || env_count(env, e, tree, err) || document_fail_at(&e->doc, v, err);
}

/* Events of membership itself would take in whoever left. */
static bool enrols(struct entry *e, struct names_env *env, const struct programme *p,
                   bool (*allow)(const struct node *, struct err *), struct err *err) {
  static const char *const own[] = {"member_joined", "member_left", "tier_changed"};
  const struct json *list = json_get(e->doc.tree, "enrol");
  for (uint32_t i = 0; i < p->n_enrol; i++) {
    const struct json *v = json_get(&list->items[i], "on");
    const struct node *tree;
    if (!selector_read(p->enrol[i].on, &env->lang, &env->arena, &tree, err) ||
        (allow && !allow(tree, err))) {
      document_place(&e->doc, v, err);
      return false;
    }
    for (size_t k = 0; k < sizeof own / sizeof *own; k++)
      if (selector_names(tree, str_from(own[k])))
        return !err_fail(err, ERR_earn_loop, "%s", own[k]) && document_fail_at(&e->doc, v, err);
    if (!allow && !env_count(env, e, tree, err)) return document_fail_at(&e->doc, v, err);
  }
  return true;
}

static bool expressions(struct entry *e, struct names_env *env, const struct programme *p,
                        bool (*allow)(const struct node *, struct err *), struct err *err) {
  const struct json *levels = json_get(e->doc.tree, "levels");
  if (p->join == PROGRAMME_RULE &&
      !expression(e, env, json_get(json_get(e->doc.tree, "join"), "when"), p->join_when, allow,
                  err))
    return false;
  for (uint32_t i = 0; i < p->n_levels; i++)
    if (p->levels[i].by_rule &&
        !expression(e, env, json_get(&levels->items[i], "when"), p->levels[i].when, allow, err))
      return false;
  if (!enrols(e, env, p, allow, err)) return false;
  const struct json *packs = json_get(e->doc.tree, "welcome");
  for (uint32_t i = 0; i < p->n_packs; i++)
    if (p->packs[i].when.n &&
        !expression(e, env, json_get(&packs->items[i], "when"), p->packs[i].when, allow, err))
      return false;
  return true;
}

static bool refer_gifts(struct entry *e, struct names_env *env, const struct programme_gifts *g,
                        const struct json *list, struct err *err) {
  for (uint32_t k = 0; k < g->n; k++)
    if (!reward_refer(e, env, &g->p[k], &list->items[k], err)) return false;
  return true;
}

static bool references(struct entry *e, struct names_env *env, const struct programme *p,
                       struct err *err) {
  const struct json *levels = json_get(e->doc.tree, "levels");
  if (p->growth.n &&
      !refer_to(e, env, &kind_currency, p->growth, json_get(e->doc.tree, "growth"), err))
    return false;
  for (uint32_t i = 0; i < p->n_levels; i++) {
    const struct json *gifts = json_get(&levels->items[i], "gifts");
    for (int o = 0; o < PROGRAMME_OCCASIONS; o++) {
      const struct programme_gifts *g = &p->levels[i].gifts[o];
      const struct json *list = gifts ? json_get(gifts, programme_occasion_names[o]) : NULL;
      if (!refer_gifts(e, env, g, list, err)) return false;
    }
  }
  const struct json *packs = json_get(e->doc.tree, "welcome");
  for (uint32_t i = 0; i < p->n_packs; i++)
    if (!refer_gifts(e, env, &p->packs[i].gifts, json_get(&packs->items[i], "gifts"), err))
      return false;
  return true;
}

static bool read(const struct entry *e, struct names_env *env, struct programme *ret,
                 struct err *err) {
  const struct json *at = NULL;
  return programme_read(e->doc.tree, &env->arena, ret, &at, err) ||
         document_fail_at(&e->doc, at ? at : e->doc.tree, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  struct programme p;
  return read(e, env, &p, err) && expressions(e, env, &p, NULL, err) && references(e, env, &p, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  struct programme p;
  return read(e, env, &p, err) && expressions((struct entry *)e, env, &p, e->doc.allow, err);
}

bool resource_programme(struct workspace *w, struct str slug, struct arena *out,
                        struct programme *ret, uint32_t *ret_version, bool *ret_active,
                        struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("programme"), slug, out, &r, err) ||
      !json_parse(r.doc, out, &doc, err) || !programme_read(doc, out, ret, &at, err))
    return false;
  *ret_version = r.version;
  *ret_active = !str_is(r.status, "archived");
  return true;
}

static const char *const fields[] = {"join",      "growth",     "period",   "counts",
                                     "downgrade", "member_day", "birthday", "levels",
                                     "plans",     "enrol",      "welcome",  NULL};

const struct kind_def kind_programme = {.name = "programme",
                                        .zh = "会员体系",
                                        .id_prefix = "prg_",
                                        .fields = fields,
                                        .compile = compile,
                                        .allowed = allowed};
