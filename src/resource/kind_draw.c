/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draw: prizes by chance, with odds that are published (docs/DRAWS.md).
 *
 *   kind: draw
 *   slug: spring
 *   title: {en: Spring draw, zh: 春日抽奖}
 *   goal: order_completed               # the behaviour it is to bring about
 *   from: 2026-03-01
 *   until: 2026-03-31
 *   audience: count(order_completed) >= 1
 *   price: {points: 100, currency: points}
 *   free: {per_day: 1}                  # {in_all: 3}, none
 *   limits: {per_day: 5, in_all: 50}
 *   budget: 20000
 *   holdout: 0.05
 *   prizes:
 *     - {slug: phone, title: {en: A phone, zh: 手机}, probability: 0.0001, stock: 3, cost: 3999,
 *        per_person: 1, gift: {en: Sent by courier, zh: 快递寄送}, falls_to: tea}
 *     - {slug: tea, probability: 0.2, cost: 5, reward: {coupon: tea-5}}
 *     - {slug: again, probability: 0.3, cost: 0, reward: {draw: spring}}
 *
 * What it means: resource/draw.h; what is made of it: room incentive.  Currencies, kinds
 * of coupons and other draws that it names are references: they cannot be archived under it. */
#include "resource/draw.h"

#include "resource/issue_int.h"
#include "resource/launch_int.h"

static bool audience(struct entry *e, struct names_env *env, const struct draw *d,
                     struct err *err) {
  const struct json *v = json_get(e->doc.tree, "audience");
  if (d->audience.n == 0) return true;
  if (!lang_compile(d->audience, &env->lang, &env->arena, &e->tree, err)) {
    document_place(&e->doc, v, err);
    return false;
  }
  return (launch_few(launch_clauses(e->tree), err) && env_count(env, e, e->tree, err)) ||
         document_fail_at(&e->doc, v, err);
}

static bool references(struct entry *e, struct names_env *env, const struct draw *d,
                       struct err *err) {
  const struct json *list = json_get(e->doc.tree, "prizes");
  if (d->currency.n && !refer_to(e, env, &kind_currency, d->currency,
                                 json_get(json_get(e->doc.tree, "price"), "currency"), err))
    return false;
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    const struct reward *r = &d->prizes[i].reward;
    if (!d->prizes[i].has_reward || str_eq(r->draw, d->slug)) continue; /* "once more" */
    if (!reward_refer(e, env, r, json_get(&list->items[i], "reward"), err)) return false;
  }
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at = NULL;
  struct draw d;
  if (!draw_read(e->doc.tree, env->setup.tz, &env->arena, &d, &at, err))
    return document_fail_at(&e->doc, at ? at : e->doc.tree, err);
  return audience(e, env, &d, err) && references(e, env, &d, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)env;
  if (!e->tree || e->doc.allow(e->tree, err)) return true;
  document_place(&e->doc, json_get(e->doc.tree, "audience"), err);
  return false;
}

bool resource_draw(struct workspace *w, struct str slug, uint32_t version, struct arena *out,
                   struct draw *ret, uint32_t *ret_version, bool *ret_active, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  bool found = version ? resource_version_get(w, STR("draw"), slug, version, out, &r, err)
                       : resource_get(w, STR("draw"), slug, out, &r, err);
  if (!found || !json_parse(r.doc, out, &doc, err) || !draw_read(doc, ws_tz(w), out, ret, &at, err))
    return false;
  *ret_version = r.version;
  *ret_active = !str_is(r.status, "archived");
  return true;
}

/* ---- what it may give ---- */

#define TURNS_MOST INT64_C(1000000000000)

static i128 share(int64_t chance, i128 turns) {
  return (chance * turns + DRAW_WHOLE - 1) / DRAW_WHOLE;
}

/* How many turns the budget pays for by the odds; −1: any number. */
static i128 turns_of(const struct draw *d) {
  i128 each = 0; /* of DRAW_WHOLE turns */
  for (uint32_t i = 0; i < d->n_prizes; i++)
    each += issue_units(d->prizes[i].cost) * d->prizes[i].chance;
  if (each == 0) return -1;
  i128 n = issue_units(d->launch.money) * DRAW_WHOLE / each;
  return n < TURNS_MOST ? n : TURNS_MOST;
}

/* Where every turn is paid, only what it gives beyond its price is more than there was. */
static i128 beyond_price(const struct draw *d, i128 turns, i128 units) {
  i128 price = issue_units(d->price), each = 0;
  if (d->free_given && !d->free_none) return units;
  if (units >= 0) return turns < 0 || units <= turns * price ? 0 : units - turns * price;
  for (uint32_t i = 0; i < d->n_prizes; i++)
    if (str_eq(d->prizes[i].reward.currency, d->currency))
      each += issue_units(d->prizes[i].reward.points) * d->prizes[i].chance;
  return each <= price * DRAW_WHOLE ? 0 : units;
}

static bool issue(const struct json *doc, struct issuing *x, struct err *err) {
  struct giving g = {0};
  const struct json *at;
  struct draw d;
  if (!draw_read(doc, x->tz, x->out, &d, &at, err)) return false;
  const i128 turns = turns_of(&d);
  for (uint32_t i = 0; i < d.n_prizes; i++) {
    const struct draw_prize *z = &d.prizes[i];
    if (!z->reward.currency.n || z->chance == 0) continue;
    struct giving_part *p = giving_part(&g, z->reward.currency, x->out);
    i128 n = turns < 0 ? z->stock : share(z->chance, turns);
    if (z->stock >= 0 && n > z->stock) n = z->stock;
    p->units = n < 0 || p->units < 0 ? -1 : p->units + n * issue_units(z->reward.points);
  }
  for (uint32_t i = 0; i < g.n; i++) {
    bool same = str_eq(g.p[i].currency, d.currency);
    issue_total(x, &d.launch, g.p[i].currency,
                same ? beyond_price(&d, turns, g.p[i].units) : g.p[i].units);
  }
  return true;
}

static const char *const fields[] = {"goal",   "from",   "until",   "audience", "price", "free",
                                     "limits", "budget", "holdout", "prizes",   NULL};

const struct kind_def kind_draw = {.name = "draw",
                                   .zh = "抽奖",
                                   .id_prefix = "drw_",
                                   .fields = fields,
                                   .compile = compile,
                                   .allowed = allowed,
                                   .issue = issue};
