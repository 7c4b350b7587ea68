/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Item of the points mall: something that points buy (docs/MALL.md).
 *
 *   kind: mall_item
 *   slug: tea-cup
 *   title: {en: Tea cup, zh: 茶杯}
 *   text: {en: Bone china, zh: 骨瓷}
 *   picture: https://cdn.example.com/cup.jpg
 *   category: {en: Home, zh: 家居}
 *   active: true                        # absent or false: a draft
 *   price: {points: 500, currency: points, money: 9.90}   # money: absent = none
 *   levels:                             # lower prices; the first that holds of somebody counts
 *     - {when: tier(club) = "gold", title: {en: Gold, zh: 金卡}, points: 400}
 *   stock: {in_all: 1000, per_day: 50}
 *   limits: {in_all: 5, per_day: 1, per_week: 2, per_month: 3}   # of a person
 *   order: {most: 2, pay_minutes: 30, pay_url: "https://shop.example.com/pay?order={order}"}
 *   audience: count(order_completed) >= 1
 *   from: 2026-03-01
 *   until: 2026-12-31                   # or review: when somebody looks at it again
 *   hand: ship                          # pick_up (stores: […]), virtual; or
 *   # codes: {pool: jd-50, warn: 100}   # of virtual: each piece is a code of a pool
 *   # reward: {coupon: tea-5}           # {points: 10, currency: coins}: handed over at once
 *   unit_cost: 12.5
 *   budget: 12500
 *
 * What it means: resource/mall_item.h; what is made of it: room incentive.  Currencies and kinds of
 * coupons that it names are references: they cannot be archived under it. */
#include "resource/coupon.h"
#include "resource/currency.h"
#include "resource/launch_int.h"
#include "resource/mall_item.h"
#include "resource/resource_int.h"

static unsigned decimals_of(struct workspace *w) {
  return w ? iso_currency_decimals(ws_currency(w)) : 2;
}

static bool expression(struct entry *e, struct names_env *env, const struct json *v,
                       struct str text, bool (*allow)(const struct node *, struct err *),
                       struct err *err) {
  struct node *tree;
  if (text.n == 0) return true;
  if (!lang_compile(text, &env->lang, &env->arena, &tree, err) || (allow && !allow(tree, err))) {
    document_place(&e->doc, v, err);
    return false;
  }
  return allow || env_count(env, e, tree, err) || document_fail_at(&e->doc, v, err);
}

static bool expressions(struct entry *e, struct names_env *env, const struct mall_item *m,
                        bool (*allow)(const struct node *, struct err *), struct err *err) {
  const struct json *levels = json_get(e->doc.tree, "levels");
  if (!expression(e, env, json_get(e->doc.tree, "audience"), m->audience, allow, err)) return false;
  for (uint32_t i = 0; i < m->n_levels; i++)
    if (!expression(e, env, json_get(&levels->items[i], "when"), m->levels[i].when, allow, err))
      return false;
  return true;
}

static bool refer(struct entry *e, struct names_env *env, const char *kind, struct str slug,
                  const struct json *v, struct entry **ret, struct err *err) {
  return env_refer(env, kind_find(str_from(kind)), slug, ret, err) ||
         (!env->inner_failed && document_fail_at(&e->doc, v, err));
}

/* Points have no more decimals than their currency. */
static bool fits(struct entry *e, const struct currency *c, const struct json *o, struct dec points,
                 struct err *err) {
  char text[DEC_TEXT_BYTES];
  int64_t n;
  return currency_amount(c, str_from(dec_text(points, text)), &n, err) ||
         document_fail_at(&e->doc, json_get(o, "points"), err);
}

static bool amounts(struct entry *e, const struct entry *of, const struct mall_item *m,
                    struct err *err) {
  const struct json *levels = json_get(e->doc.tree, "levels"), *at;
  struct currency c;
  struct err wrong; /* that document's own to say */
  if (!currency_read(of->doc.tree, &c, &at, &wrong)) return true;
  if (!fits(e, &c, json_get(e->doc.tree, "price"), m->price.points, err)) return false;
  for (uint32_t i = 0; i < m->n_levels; i++)
    if (!fits(e, &c, &levels->items[i], m->levels[i].points, err)) return false;
  return true;
}

static bool references(struct entry *e, struct names_env *env, const struct mall_item *m,
                       struct err *err) {
  const struct json *reward = json_get(e->doc.tree, "reward");
  struct entry *to;
  if (!refer(e, env, "currency", m->currency, json_get(json_get(e->doc.tree, "price"), "currency"),
             &to, err) ||
      !amounts(e, to, m, err))
    return false;
  return m->hand != MALL_REWARD || reward_refer(e, env, &m->reward, reward, err);
}

static bool read(const struct entry *e, struct names_env *env, struct mall_item *ret,
                 struct err *err) {
  const struct json *at = NULL;
  return mall_item_read(e->doc.tree, env->setup.tz, decimals_of(env->setup.workspace), &env->arena,
                        ret, &at, err) ||
         document_fail_at(&e->doc, at ? at : e->doc.tree, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  struct mall_item m;
  return read(e, env, &m, err) && expressions(e, env, &m, NULL, err) && references(e, env, &m, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  struct mall_item m;
  return read(e, env, &m, err) && expressions((struct entry *)e, env, &m, e->doc.allow, err);
}

bool resource_mall_item(struct workspace *w, struct str slug, uint32_t version, struct arena *out,
                        struct mall_item *ret, uint32_t *ret_version, bool *ret_active,
                        struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  bool found = version ? resource_version_get(w, STR("mall_item"), slug, version, out, &r, err)
                       : resource_get(w, STR("mall_item"), slug, out, &r, err);
  if (!found || !json_parse(r.doc, out, &doc, err) ||
      !mall_item_read(doc, ws_tz(w), decimals_of(w), out, ret, &at, err))
    return false;
  *ret_version = r.version;
  *ret_active = ret->active && !str_is(r.status, "archived");
  return true;
}

static const char *const fields[] = {"text",   "picture", "category",  "active", "price",
                                     "levels", "stock",   "limits",    "order",  "audience",
                                     "from",   "until",   "review",    "reward", "hand",
                                     "stores", "codes",   "unit_cost", "budget", NULL};

const struct kind_def kind_mall_item = {.name = "mall_item",
                                        .zh = "商城商品",
                                        .id_prefix = "mal_",
                                        .fields = fields,
                                        .compile = compile,
                                        .allowed = allowed};
