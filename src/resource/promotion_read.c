/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading documents of promotional prices. */
#include <stdio.h>
#include <stdlib.h>

#include "resource/promotion.h"
#include "resource/reading_int.h"

struct promotion_reading {
  struct reading r;
  const struct tz *tz;
  struct promotion *p;
};

static const char *const types[] = {"flash_sale", "member_price", "pre_sale", NULL};

const char *promotion_type_name(enum promotion_type t) {
  return types[t];
}

/* ---- values ---- */

/* No more fraction digits than the currency has. */
static bool read_money(struct promotion_reading *x, const struct json *o, const char *field,
                       bool positive, int64_t *ret) {
  const struct json *v = json_get(o, field);
  const struct dec most = {COUPON_MONEY_MAX, (uint8_t)x->p->decimals};
  const struct dec least = {positive, (uint8_t)x->p->decimals};
  char range[96], from[DEC_TEXT_BYTES], to[DEC_TEXT_BYTES];
  struct dec d;
  if (!v) return true;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= x->p->decimals && dec_cmp(d, least) >= 0 && dec_cmp(d, most) <= 0;
  }
  if (ok) {
    *ret = coupon_units(d, x->p->decimals);
    return true;
  }
  snprintf(range, sizeof range, "%s … %s", dec_text(least, from), dec_text(most, to));
  return reading_refuse(&x->r, v, field, range);
}

static int names_order(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool read_names(struct promotion_reading *x, const struct json *o, const char *field,
                       struct coupon_names *ret) {
  const struct json *list;
  uint32_t n = 0;
  if (!reading_list(&x->r, o, field, COUPON_SCOPE_MAX, &list)) return false;
  if (!list) return true;
  struct str *p = arena_array(x->r.out, struct str, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *v = &list->items[i];
    if (v->type != JSON_STRING || v->text.n == 0 || v->text.n > COUPON_ID_BYTES_MAX)
      return reading_refuse(&x->r, v, field, "\"…\", 1 … 255 B");
    p[i] = arena_str(x->r.out, v->text);
  }
  qsort(p, list->n, sizeof *p, names_order);
  for (uint32_t i = 0; i < list->n; i++)
    if (n == 0 || !str_eq(p[n - 1], p[i])) p[n++] = p[i];
  *ret = (struct coupon_names){p, n};
  return true;
}

/* ---- when ---- */

static bool read_times(struct promotion_reading *x, const struct json *doc) {
  struct promotion *p = x->p;
  bool ends = p->type != PROMOTION_MEMBER_PRICE;
  if (ends && !json_get(doc, "from")) return reading_missing(&x->r, doc, "promotion", "from");
  if (ends && !json_get(doc, "until")) return reading_missing(&x->r, doc, "promotion", "until");
  if (!reading_moment(&x->r, doc, "from", x->tz, false, &p->from_ms) ||
      !reading_moment(&x->r, doc, "until", x->tz, true, &p->until_ms))
    return false;
  return p->from_ms < p->until_ms ||
         reading_refuse(&x->r, json_get(doc, "until"), "until", "> from");
}

static bool read_rest(struct promotion_reading *x, const struct json *doc) {
  static const char *const known[] = {"from", "until", NULL};
  const struct json *v = json_get(doc, "rest");
  struct promotion *p = x->p;
  if (!v) return true;
  if (p->type != PROMOTION_PRE_SALE) return reading_refuse(&x->r, v, "rest", "type: pre_sale");
  if (!reading_object(&x->r, v, "rest", known)) return false;
  if (!json_get(v, "from")) return reading_missing(&x->r, v, "rest", "from");
  if (!json_get(v, "until")) return reading_missing(&x->r, v, "rest", "until");
  if (!reading_moment(&x->r, v, "from", x->tz, false, &p->rest_from_ms) ||
      !reading_moment(&x->r, v, "until", x->tz, true, &p->rest_until_ms))
    return false;
  return p->rest_from_ms < p->rest_until_ms ||
         reading_refuse(&x->r, json_get(v, "until"), "until", "> from");
}

/* ---- what ---- */

static bool read_deposit(struct promotion_reading *x, const struct json *v,
                         struct promotion_item *it) {
  const struct json *deposit = json_get(v, "deposit"), *grows = json_get(v, "expands_to");
  it->pays = it->price;
  if ((deposit || grows) && x->p->type != PROMOTION_PRE_SALE)
    return reading_refuse(&x->r, deposit ? deposit : grows, "deposit", "type: pre_sale");
  if (grows && !deposit) return reading_missing(&x->r, v, "items", "deposit");
  if (!deposit) return true;
  if (!read_money(x, v, "deposit", true, &it->deposit)) return false;
  if (it->deposit > it->price) return reading_refuse(&x->r, deposit, "deposit", "≤ price");
  it->expands_to = it->deposit;
  if (!read_money(x, v, "expands_to", true, &it->expands_to)) return false;
  if (it->expands_to < it->deposit || it->expands_to > it->price)
    return reading_refuse(&x->r, grows, "expands_to", "deposit … price");
  it->pays = it->price - (it->expands_to - it->deposit);
  return true;
}

static bool read_item(struct promotion_reading *x, const struct json *v,
                      struct promotion_item *it) {
  static const char *const known[] = {"item",    "price",      "stock", "per_person",
                                      "deposit", "expands_to", NULL};
  const struct json *id = json_get(v, "item"), *stock = json_get(v, "stock");
  *it = (struct promotion_item){.stock = -1};
  if (!reading_object(&x->r, v, "items", known)) return false;
  if (!id) return reading_missing(&x->r, v, "items", "item");
  if (id->type != JSON_STRING || id->text.n == 0 || id->text.n > COUPON_ID_BYTES_MAX)
    return reading_refuse(&x->r, id, "item", "\"…\", 1 … 255 B");
  if (!json_get(v, "price")) return reading_missing(&x->r, v, "items", "price");
  it->item = arena_str(x->r.out, id->text);
  if (stock && stock->type != JSON_NULL &&
      !reading_whole(&x->r, v, "stock", 0, PROMOTION_STOCK_MAX, &it->stock))
    return false;
  return read_money(x, v, "price", false, &it->price) &&
         reading_whole(&x->r, v, "per_person", 1, PROMOTION_PER_PERSON_MAX, &it->per_person) &&
         read_deposit(x, v, it);
}

static int items_order(const void *a, const void *b) {
  return str_cmp(((const struct promotion_item *)a)->item,
                 ((const struct promotion_item *)b)->item);
}

static bool read_items(struct promotion_reading *x, const struct json *doc) {
  const struct json *list;
  struct promotion *p = x->p;
  if (!reading_list(&x->r, doc, "items", PROMOTION_ITEMS_MAX, &list)) return false;
  if (!list) return true;
  if (list->n == 0) return reading_refuse(&x->r, list, "items", "[{item: …, price: …}]");
  p->items = arena_array(x->r.out, struct promotion_item, list->n);
  for (uint32_t i = 0; i < list->n; i++)
    if (!read_item(x, &list->items[i], &p->items[i])) return false;
  qsort(p->items, list->n, sizeof *p->items, items_order);
  for (uint32_t i = 1; i < list->n; i++)
    if (str_eq(p->items[i - 1].item, p->items[i].item))
      return reading_refuse(&x->r, list, "items", "each item once");
  p->n_items = list->n;
  return true;
}

/* Basis points of 0.01 … 99.99 percent. */
static bool read_percent(struct promotion_reading *x, const struct json *doc) {
  const struct json *v = json_get(doc, "percent_off");
  const struct dec least = {1, 2}, most = {9999, 2};
  struct dec d;
  if (!v) return true;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) d = dec_normal(d);
  ok = ok && d.scale <= 2 && dec_cmp(d, least) >= 0 && dec_cmp(d, most) <= 0;
  if (!ok) return reading_refuse(&x->r, v, "percent_off", "0.01 … 99.99");
  x->p->percent_bp = (uint32_t)(d.m * dec_pow10(2U - d.scale));
  return true;
}

static bool read_scope(struct promotion_reading *x, const struct json *doc) {
  static const char *const known[] = {"categories", "brands", NULL};
  const struct json *v = json_get(doc, "scope"), *percent = json_get(doc, "percent_off");
  struct promotion *p = x->p;
  if (!read_percent(x, doc)) return false;
  if (!percent && v) return reading_missing(&x->r, doc, "promotion", "percent_off");
  if (!percent) return p->n_items > 0 || reading_missing(&x->r, doc, "promotion", "items");
  if (p->n_items || p->type != PROMOTION_MEMBER_PRICE)
    return reading_refuse(&x->r, percent, "percent_off", "type: member_price, no items");
  return !v ||
         (reading_object(&x->r, v, "scope", known) &&
          read_names(x, v, "categories", &p->categories) && read_names(x, v, "brands", &p->brands));
}

/* ---- who, how many ---- */

static bool read_people(struct promotion_reading *x, const struct json *doc) {
  static const char *const known[] = {"programme", "level", NULL};
  const struct json *v = json_get(doc, "people");
  if (!v || v->type != JSON_OBJECT)
    return reading_expression(&x->r, doc, "people", &x->p->audience);
  return reading_object(&x->r, v, "people", known) &&
         reading_slug(&x->r, v, "people", "programme", &x->p->programme) &&
         (!json_get(v, "level") || reading_slug(&x->r, v, "people", "level", &x->p->level));
}

static bool read_bounds(struct promotion_reading *x, const struct json *doc) {
  const struct json *restock = json_get(doc, "restock");
  struct promotion *p = x->p;
  if (restock && restock->type != JSON_BOOL)
    return reading_refuse(&x->r, restock, "restock", "true / false");
  p->restock = !restock || restock->boolean;
  return reading_whole(&x->r, doc, "per_person", 1, PROMOTION_PER_PERSON_MAX, &p->per_person) &&
         read_money(x, doc, "budget", true, &p->budget);
}

bool promotion_read(const struct json *doc, const struct tz *z, unsigned decimals,
                    struct arena *out, struct promotion *ret, const struct json **ret_at,
                    struct err *err) {
  struct promotion p = {.decimals = decimals, .from_ms = TIME_MIN, .until_ms = TIME_MAX};
  struct promotion_reading x = {.r = {.out = out, .at = ret_at, .err = err}, .tz = z, .p = &p};
  unsigned type = 0;
  *ret_at = NULL;
  if (!reading_slug(&x.r, doc, "promotion", "slug", &p.slug)) return false;
  if (!json_get(doc, "type")) return reading_missing(&x.r, doc, "promotion", "type");
  p.title = (struct bilingual){p.slug, p.slug};
  if (!reading_word(&x.r, doc, "type", types, &type)) return false;
  p.type = (enum promotion_type)type;
  if (!reading_text_of(&x.r, doc, "title", &p.title) || !read_times(&x, doc) ||
      !read_rest(&x, doc) || !read_items(&x, doc) || !read_scope(&x, doc) ||
      !read_people(&x, doc) || !read_bounds(&x, doc))
    return false;
  *ret = p;
  return true;
}

/* ---- asking ---- */

const struct promotion_item *promotion_item_find(const struct promotion *p, struct str item) {
  const struct promotion_item key = {.item = item};
  if (p->n_items == 0) return NULL;
  return bsearch(&key, p->items, p->n_items, sizeof key, items_order);
}

int64_t promotion_percent_off(int64_t list, uint32_t percent_bp) {
  i128 paid = (i128)list * (10000 - (int64_t)percent_bp);
  return (int64_t)((paid + 5000) / 10000);
}
