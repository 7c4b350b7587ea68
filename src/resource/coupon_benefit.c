/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a coupon gives.  Every type has its own keys; one that belongs to another type is refused
 * rather than ignored, because an operator who wrote it believes that it counts. */
#include "resource/coupon_int.h"

static const char *const names[] = {"amount_off",  "percent_off", "threshold", "tiered",
                                    "fixed_price", "gift",        "shipping",  NULL};
static const char *const roundings[] = {"down", "up", "half_up", "half_even", NULL};

const char *coupon_benefit_name(enum coupon_benefit b) {
  return names[b];
}

const char *coupon_rounding_name(enum coupon_rounding r) {
  return roundings[r];
}

#define COMMON "type"
static const char *const fields[COUPON_BENEFITS][8] = {
    [COUPON_AMOUNT_OFF] = {COMMON, "amount", NULL},
    [COUPON_PERCENT_OFF] = {COMMON, "percent", "max_discount", "round", NULL},
    [COUPON_THRESHOLD] = {COMMON, "spend", "amount", "repeat", NULL},
    [COUPON_TIERED] = {COMMON, "tiers", "max_discount", "round", NULL},
    [COUPON_FIXED_PRICE] = {COMMON, "price", "quantity", NULL},
    [COUPON_GIFT] = {COMMON, "items", "quantity", NULL},
    [COUPON_SHIPPING] = {COMMON, "amount", "free", NULL}};

static bool needs(struct coupon_reading *r, const struct json *o, const char *field) {
  return json_get(o, field) || coupon_missing(r, o, "benefit", field);
}

/* ---- tiers ---- */

static bool read_tier(struct coupon_reading *r, const struct json *o, struct coupon_tier *ret) {
  static const char *const known[] = {"spend", "quantity", "amount", "percent", NULL};
  int64_t quantity = 0;
  if (!coupon_object(r, o, "tiers", known)) return false;
  bool spend = json_get(o, "spend"), amount = json_get(o, "amount");
  if (spend == (json_get(o, "quantity") != NULL))
    return coupon_refuse(r, o, "tiers", "{spend | quantity, amount | percent}");
  if (amount == (json_get(o, "percent") != NULL))
    return coupon_refuse(r, o, "tiers", "{spend | quantity, amount | percent}");
  if (!coupon_money(r, o, "spend", true, &ret->spend) ||
      !coupon_whole(r, o, "quantity", 1, COUPON_UNITS_MAX, &quantity) ||
      !coupon_money(r, o, "amount", true, &ret->amount) ||
      !coupon_percent(r, o, "percent", 1, 10000, &ret->percent_bp))
    return false;
  ret->quantity = (uint32_t)quantity;
  return true;
}

/* Both what is asked and what is given rise, so "the highest tier reached" is the best one. */
static bool rises(const struct coupon_tier *a, const struct coupon_tier *b) {
  bool asks = a->quantity ? b->quantity > a->quantity : dec_cmp(b->spend, a->spend) > 0;
  bool gives = a->percent_bp ? b->percent_bp > a->percent_bp : dec_cmp(b->amount, a->amount) > 0;
  return asks && gives && (a->quantity > 0) == (b->quantity > 0) &&
         (a->percent_bp > 0) == (b->percent_bp > 0);
}

static bool read_tiers(struct coupon_reading *r, const struct json *o) {
  const struct json *v = json_get(o, "tiers");
  struct coupon_kind *k = r->k;
  if (v->type != JSON_ARRAY || v->n == 0)
    return coupon_refuse(r, v, "tiers", "[{spend: …, amount: …}, …]");
  if (v->n > COUPON_TIERS_MAX) {
    *r->at = v;
    return err_fail(r->err, ERR_too_large, "tiers" ERR_SEP "%d", COUPON_TIERS_MAX);
  }
  k->tiers = arena_array(r->out, struct coupon_tier, v->n);
  for (uint32_t i = 0; i < v->n; i++) {
    if (!read_tier(r, &v->items[i], &k->tiers[i])) return false;
    if (i > 0 && !rises(&k->tiers[i - 1], &k->tiers[i]))
      return coupon_refuse(r, &v->items[i], "tiers", "rising, all of one form");
    k->n_tiers++;
  }
  if (json_get(o, "max_discount") && k->tiers[0].percent_bp == 0)
    return coupon_refuse(r, json_get(o, "max_discount"), "max_discount", "{percent: …}");
  return true;
}

/* ---- types ---- */

static bool read_amount(struct coupon_reading *r, const struct json *o, const char *field) {
  return needs(r, o, field) &&
         coupon_money(r, o, field, r->k->benefit != COUPON_FIXED_PRICE, &r->k->amount);
}

static bool read_threshold(struct coupon_reading *r, const struct json *o) {
  struct coupon_kind *k = r->k;
  int64_t repeat = 1;
  if (!needs(r, o, "spend") || !coupon_money(r, o, "spend", true, &k->spend) ||
      !read_amount(r, o, "amount") || !coupon_whole(r, o, "repeat", 1, COUPON_REPEAT_MAX, &repeat))
    return false;
  k->repeat = (uint32_t)repeat;
  if (dec_cmp(k->amount, k->spend) > 0)
    return coupon_refuse(r, json_get(o, "amount"), "amount", "≤ spend");
  return true;
}

static bool read_shipping(struct coupon_reading *r, const struct json *o) {
  if (!coupon_bool(r, o, "free", &r->k->shipping_free)) return false;
  if (r->k->shipping_free == (json_get(o, "amount") != NULL))
    return coupon_refuse(r, o, "benefit", "{type: shipping, free: true | amount: …}");
  return r->k->shipping_free || read_amount(r, o, "amount");
}

static bool read_units(struct coupon_reading *r, const struct json *o, int64_t otherwise) {
  if (!coupon_whole(r, o, "quantity", 1, COUPON_UNITS_MAX, &otherwise)) return false;
  r->k->quantity = (uint32_t)otherwise;
  return true;
}

static bool read_type(struct coupon_reading *r, const struct json *o) {
  switch (r->k->benefit) {
  case COUPON_AMOUNT_OFF:
    return read_amount(r, o, "amount");
  case COUPON_PERCENT_OFF:
    return needs(r, o, "percent") && coupon_percent(r, o, "percent", 1, 10000, &r->k->percent_bp);
  case COUPON_THRESHOLD:
    return read_threshold(r, o);
  case COUPON_TIERED:
    return needs(r, o, "tiers") && read_tiers(r, o);
  case COUPON_FIXED_PRICE:
    return read_amount(r, o, "price") && read_units(r, o, 0);
  case COUPON_GIFT:
    return needs(r, o, "items") && coupon_list(r, o, "items", COUPON_SCOPE_MAX, &r->k->gifts) &&
           read_units(r, o, 1);
  case COUPON_SHIPPING:
    return read_shipping(r, o);
  case COUPON_BENEFITS:
    break;
  }
  return coupon_missing(r, o, "benefit", "type");
}

bool coupon_read_benefit(struct coupon_reading *r, const struct json *doc) {
  const struct json *o = json_get(doc, "benefit");
  unsigned type = COUPON_BENEFITS, rounding = COUPON_DOWN;
  if (!o) return coupon_missing(r, NULL, "coupon", "benefit");
  if (o->type != JSON_OBJECT) return coupon_refuse(r, o, "benefit", "{type: …}");
  if (!needs(r, o, "type") ||
      !coupon_word(r, o, "type", names,
                   "amount_off / percent_off / threshold / tiered / fixed_price / gift / shipping",
                   &type))
    return false;
  r->k->benefit = (enum coupon_benefit)type;
  if (!coupon_object(r, o, "benefit", fields[type]) || !read_type(r, o) ||
      !coupon_money(r, o, "max_discount", true, &r->k->max_discount) ||
      !coupon_word(r, o, "round", roundings, "down / up / half_up / half_even", &rounding))
    return false;
  r->k->rounding = (enum coupon_rounding)rounding;
  return true;
}
