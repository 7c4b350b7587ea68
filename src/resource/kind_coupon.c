/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coupon: what a shop promises to take off, to whom, when, and with what else (docs/COUPONS.md).
 *
 *   kind: coupon
 *   slug: autumn-30
 *   title: {en: 30 off 200, zh: 满200减30}
 *   benefit: {type: threshold, spend: 200, amount: 30}
 *   scope: {categories: [coats], exclude: {brands: [Acme]}}
 *   valid: {days: 7, starts: claim, until: 2026-11-30}
 *   budget: {issue: 10000, amount: 200000}
 *   limits: {claimed: 1, used_per_day: 1}
 *   stacking: {group: shop, with: [platform, shipping]}
 *   audience: count(order_completed) = 0
 *   claim: open
 *
 * What it means: resource/coupon.h; what is made of it: room loyalty. */
#include "resource/coupon.h"

#include <string.h>

#include "resource/resource_int.h"

static struct str currency(const struct names_env *env) {
  struct workspace *w = env->setup.workspace;
  return w ? ws_currency(w) : STR("CNY");
}

static bool compile_audience(struct entry *e, struct names_env *env, struct str text,
                             struct err *err) {
  const struct document *d = &e->doc;
  const struct json *v = json_get(d->tree, "audience");
  if (!lang_compile(text, &env->lang, &env->arena, &e->tree, err)) {
    document_place(d, v, err);
    return false;
  }
  return env_count(env, e, e->tree, err) || document_fail_at(d, v, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at = NULL;
  struct coupon_kind k;
  if (!coupon_kind_read(d->tree, env->setup.tz, iso_currency_decimals(currency(env)), &env->arena,
                        &k, &at, err))
    return document_fail_at(d, at ? at : d->tree, err);
  return k.audience.n == 0 || compile_audience(e, env, k.audience, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)env;
  if (!e->tree || e->doc.allow(e->tree, err)) return true;
  document_place(&e->doc, json_get(e->doc.tree, "audience"), err);
  return false;
}

bool resource_coupon_kind(struct workspace *w, struct str slug, struct arena *out,
                          struct coupon_kind *ret, bool *ret_active, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("coupon"), slug, out, &r, err) || !json_parse(r.doc, out, &doc, err) ||
      !coupon_kind_read(doc, ws_tz(w), iso_currency_decimals(ws_currency(w)), out, ret, &at, err))
    return false;
  *ret_active = !str_is(r.status, "archived");
  return true;
}

/* ---- money ---- */

unsigned iso_currency_decimals(struct str code) {
  static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
  static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
  if (code.n != 3) return 2;
  if (str_has(STR(none), code)) return 0;
  if (str_has(STR(three), code)) return 3;
  return str_is(code, "CLF") || str_is(code, "UYW") ? 4 : 2;
}

int64_t coupon_units(struct dec amount, unsigned decimals) {
  return (int64_t)(amount.m * dec_pow10(decimals - amount.scale));
}

struct dec coupon_amount(int64_t units, unsigned decimals) {
  return (struct dec){units, (uint8_t)decimals};
}

static const char *const fields[] = {"benefit", "scope",    "minimum",  "valid",     "budget",
                                     "limits",  "stacking", "combines", "audience",  "channels",
                                     "stores",  "claim",    "code",     "on_refund", "cost_share",
                                     "holdout", "texts",    NULL};

const struct kind_def kind_coupon = {.name = "coupon",
                                     .zh = "优惠券",
                                     .id_prefix = "cpk_",
                                     .fields = fields,
                                     .compile = compile,
                                     .allowed = allowed};
