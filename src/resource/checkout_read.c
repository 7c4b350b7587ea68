/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The `checkout` of a currency's document. */
#include "resource/checkout.h"

#include <stdlib.h>

#include "resource/currency.h"

#define FIELDS                                                                                     \
  "step, max_share, minimum_order, minimum_points, per_order, per_day, with_coupons, shipping, "   \
  "exclude"

struct reading {
  const struct currency *c;
  const struct json **at;
  struct err *err;
  struct arena *out;
};

static bool refuse(struct reading *x, const struct json *at, const char *field,
                   const char *must_be) {
  *x->at = at;
  return err_fail(x->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool only(struct reading *x, const struct json *o, const char *of, const char *form,
                 const char *const *words) {
  if (o->type != JSON_OBJECT) return refuse(x, o, of, form);
  for (uint32_t i = 0; i < o->n; i++) {
    const char *const *w = words;
    while (*w && !str_is(o->keys[i], *w))
      w++;
    if (*w) continue;
    *x->at = &o->items[i];
    return err_fail(x->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", of,
                    STRF(o->keys[i]), form);
  }
  return true;
}

static struct str scalar(const struct json *v) {
  return v->type == JSON_STRING || v->type == JSON_NUMBER ? v->text : (struct str){0};
}

static bool points(struct reading *x, const struct json *o, const char *field, int64_t *ret) {
  const struct json *v = json_get(o, field);
  struct err ignored;
  int64_t n;
  if (!v) return true;
  if (!currency_amount(x->c, scalar(v), &n, &ignored) || n < 1)
    return refuse(x, v, field, "an amount of the currency, as 100 or 2.50");
  *ret = n;
  return true;
}

static bool decimal(struct reading *x, const struct json *o, const char *field, struct dec max,
                    const char *form, struct dec *ret) {
  const struct json *v = json_get(o, field);
  struct dec d;
  if (!v) return true;
  if (!dec_parse(scalar(v), &d) || dec_normal(d).scale > 4 || dec_cmp(d, DEC_ZERO) <= 0 ||
      dec_cmp(d, max) > 0)
    return refuse(x, v, field, form);
  *ret = dec_normal(d);
  return true;
}

static bool yes_no(struct reading *x, const struct json *o, const char *field, bool *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  bool yes = v->type == JSON_BOOL ? v->boolean : str_is(scalar(v), "yes");
  if (v->type != JSON_BOOL && !yes && !str_is(scalar(v), "no"))
    return refuse(x, v, field, "yes, no");
  *ret = yes;
  return true;
}

static int by_text(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool list(struct reading *x, const struct json *o, const char *field,
                 struct coupon_names *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n > CHECKOUT_EXCLUDED_MAX)
    return refuse(x, v, field, "[…], at most 1,000");
  for (uint32_t i = 0; i < v->n; i++)
    if (v->items[i].type != JSON_STRING || v->items[i].text.n == 0 ||
        v->items[i].text.n > COUPON_ID_BYTES_MAX)
      return refuse(x, &v->items[i], field, "1 … 255 B");
  if (!x->out || v->n == 0) return true;
  struct str *all = arena_array(x->out, struct str, v->n);
  for (uint32_t i = 0; i < v->n; i++)
    all[i] = v->items[i].text;
  qsort(all, v->n, sizeof *all, by_text);
  *ret = (struct coupon_names){all, v->n};
  return true;
}

static bool excluded(struct reading *x, const struct json *o, struct checkout_terms *t) {
  static const char *const words[] = {"items", "categories", "brands", NULL};
  const struct json *v = json_get(o, "exclude");
  return !v || (only(x, v, "exclude", "items, categories, brands", words) &&
                list(x, v, "items", &t->items) && list(x, v, "categories", &t->categories) &&
                list(x, v, "brands", &t->brands));
}

bool checkout_terms_read(const struct json *doc, const struct currency *c, struct arena *out,
                         struct checkout_terms *ret, const struct json **ret_at, struct err *err) {
  static const char *const words[] = {"step",      "max_share", "minimum_order", "minimum_points",
                                      "per_order", "per_day",   "with_coupons",  "shipping",
                                      "exclude",   NULL};
  struct checkout_terms t = {.step = 1,
                             .per_order = INT64_MAX,
                             .per_day = INT64_MAX,
                             .max_share = {1, 0},
                             .with_coupons = true};
  struct reading x = {c, ret_at, err, out};
  const struct json *o = json_get(doc, "checkout");
  *ret = t;
  if (!o) return true;
  if (!only(&x, o, "checkout", FIELDS, words) || !points(&x, o, "step", &t.step) ||
      !decimal(&x, o, "max_share", dec_int(1), "0.0001 … 1", &t.max_share) ||
      !decimal(&x, o, "minimum_order", dec_int(1000000000), "money, as 50", &t.minimum_order) ||
      !points(&x, o, "minimum_points", &t.minimum_points) ||
      !points(&x, o, "per_order", &t.per_order) || !points(&x, o, "per_day", &t.per_day) ||
      !yes_no(&x, o, "with_coupons", &t.with_coupons) || !yes_no(&x, o, "shipping", &t.shipping) ||
      !excluded(&x, o, &t))
    return false;
  t.on = dec_cmp(c->worth, DEC_ZERO) > 0;
  *ret = t;
  return true;
}
