/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carts in, quotes out.  A cart of a shop names items; what they are (brand, category and all above
 * it, role, list price) is the catalogue's to say, unless the line says otherwise. */
#include "loyalty/quote_json.h"

#include "resource/resource.h"
#include "workspace/catalogue.h"

struct reading {
  struct workspace *w;
  unsigned decimals;
  struct arena *out;
  struct catalogue_category *tree;
  uint32_t n_tree;
  struct err *err;
};

static bool wrong(struct reading *r, struct str line, const char *what) {
  return err_fail(r->err, ERR_quote_line, "%.*s" ERR_SEP "%s", STRF(line), what);
}

/* Text or number, no more fraction digits than the currency has. */
static bool money(struct reading *r, const struct json *v, struct str line, const char *what,
                  int64_t *ret) {
  struct dec d, most = {COUPON_MONEY_MAX, (uint8_t)r->decimals};
  bool good = (v->type == JSON_STRING || v->type == JSON_NUMBER) && v->text.n <= 24 &&
              dec_parse(v->text, &d);
  if (good) d = dec_normal(d);
  if (!good || d.m < 0 || d.scale > r->decimals || dec_cmp(d, most) > 0)
    return wrong(r, line, what);
  *ret = coupon_units(d, r->decimals);
  return true;
}

static const struct catalogue_category *category_of(const struct reading *r, struct str id) {
  for (uint32_t i = 0; i < r->n_tree; i++)
    if (str_eq(r->tree[i].id, id) || str_eq(r->tree[i].name, id)) return &r->tree[i];
  return NULL;
}

/* A category by id and name, and all above it likewise. */
static void put_categories(struct reading *r, struct str id, struct quote_line *l) {
  struct str *all = arena_array(r->out, struct str, 2 * CATALOGUE_DEPTH_MAX + 1);
  uint32_t n = 0;
  if (id.n) all[n++] = id;
  for (uint32_t depth = 0; id.n && depth < CATALOGUE_DEPTH_MAX; depth++) {
    const struct catalogue_category *k = category_of(r, id);
    if (!k) break;
    all[n++] = k->id;
    if (!str_eq(k->name, k->id) && n < 2 * CATALOGUE_DEPTH_MAX) all[n++] = k->name;
    id = k->parent;
  }
  l->categories = all, l->n_categories = n;
}

static struct str text_or(const struct json *o, const char *key, struct str otherwise) {
  const struct json *v = json_get(o, key);
  return v && v->type == JSON_STRING ? v->text : otherwise;
}

/* All but the price; *it is what the catalogue knows. */
static bool read_names(struct reading *r, const struct json *o, const char *id, uint32_t number,
                       struct quote_line *l, struct catalogue_item *it) {
  struct err unknown;
  int64_t quantity = 1;
  struct str none = {NULL, 0};
  const struct json *n = json_get(o, "quantity");
  l->id = text_or(o, id, none);
  if (!l->id.n) l->id = arena_printf(r->out, "%u", number);
  l->item = text_or(o, "item", none);
  /* An item that the catalogue does not know is none: a cart may hold what was never listed. */
  if (r->w && l->item.n && !catalogue_item(r->w, l->item, r->out, it, &unknown))
    *it = (struct catalogue_item){0};
  l->brand = text_or(o, "brand", it->brand);
  l->role = text_or(o, "role", it->role);
  put_categories(r, text_or(o, "category", it->category), l);
  l->promoted = json_get_bool(o, "promoted", false);
  l->member_price = json_get_bool(o, "member_price", false);
  if (n && (!json_int(n, &quantity) || quantity < 1 || quantity > QUOTE_QUANTITY_MAX))
    return wrong(r, l->id, "quantity");
  l->quantity = (uint32_t)quantity;
  return true;
}

static bool read_line(struct reading *r, const struct json *o, uint32_t number,
                      struct quote_line *l) {
  struct catalogue_item it = {0};
  const struct json *price = json_get(o, "price");
  if (!read_names(r, o, "id", number, l, &it)) return false;
  struct json listed = {.type = JSON_STRING, .text = it.price};
  if (!price && !it.price.n) return wrong(r, l->id, "price");
  return money(r, price ? price : &listed, l->id, "price", &l->price);
}

/* `lines` and `shipping`; with `pay`, lines as an answer has them: what is paid for each. */
static bool read_cart(struct reading *r, const struct json *doc, struct quote_cart *cart,
                      int64_t *pay) {
  const struct json *lines = json_get(doc, "lines"), *shipping = json_get(doc, "shipping");
  struct catalogue_item it;
  if (r->w && !catalogue_categories(r->w, r->out, &r->tree, &r->n_tree, r->err)) return false;
  if (shipping && !money(r, shipping, STR("shipping"), "shipping", &cart->shipping)) return false;
  struct quote_line *all = arena_array(r->out, struct quote_line, lines->n);
  for (uint32_t i = 0; i < lines->n; i++) {
    const struct json *o = &lines->items[i], *paid = json_get(o, "pay");
    it = (struct catalogue_item){0};
    if (!pay ? !read_line(r, o, i + 1, &all[i])
             : !read_names(r, o, "line", i + 1, &all[i], &it) ||
                   !(paid ? money(r, paid, all[i].id, "pay", &pay[i]) : wrong(r, all[i].id, "pay")))
      return false;
  }
  cart->lines = all, cart->n = lines->n;
  return true;
}

static bool check_lines(struct reading *r, const struct json *doc) {
  const struct json *lines = json_get(doc, "lines");
  if (!lines || lines->type != JSON_ARRAY) return wrong(r, STR("lines"), "[…]");
  return lines->n <= QUOTE_LINES_MAX ||
         err_fail(r->err, ERR_too_large, "lines" ERR_SEP "%d", QUOTE_LINES_MAX);
}

bool quote_cart_read(const struct json *doc, struct workspace *w, unsigned decimals,
                     struct arena *out, struct quote_cart *ret, struct err *err) {
  struct reading r = {.w = w, .decimals = decimals, .out = out, .err = err};
  struct quote_cart cart = {.decimals = decimals,
                            .channel = json_get_str(doc, "channel"),
                            .store = json_get_str(doc, "store"),
                            .points = json_get_bool(doc, "points", false)};
  if (!check_lines(&r, doc) || !read_cart(&r, doc, &cart, NULL)) return false;
  *ret = cart;
  return true;
}

bool quote_paid_read(const struct json *doc, struct workspace *w, unsigned decimals,
                     struct arena *out, struct quote_cart *ret, int64_t **ret_pay,
                     struct err *err) {
  struct reading r = {.w = w, .decimals = decimals, .out = out, .err = err};
  struct quote_cart cart = {.decimals = decimals};
  if (!check_lines(&r, doc)) return false;
  int64_t *pay = arena_array(out, int64_t, json_get(doc, "lines")->n + 1);
  if (!read_cart(&r, doc, &cart, pay)) return false;
  i128 sum = cart.shipping;
  for (uint32_t i = 0; i < cart.n; i++) {
    sum += pay[i];
    for (uint32_t j = 0; j < i; j++)
      if (str_eq(cart.lines[i].id, cart.lines[j].id))
        return err_fail(err, ERR_quote_twice, "line" ERR_SEP "%.*s", STRF(cart.lines[i].id));
  }
  if (sum > COUPON_MONEY_MAX)
    return err_fail(err, ERR_too_large, "cart" ERR_SEP "%lld", (long long)COUPON_MONEY_MAX);
  *ret = cart;
  *ret_pay = pay;
  return true;
}

bool quote_try_kinds(struct workspace *w, const struct str *slugs, uint32_t n, int64_t now_ms,
                     struct arena *out, struct quote_coupon **ret, struct err *err) {
  if (n > QUOTE_COUPONS_MAX)
    return err_fail(err, ERR_too_large, "coupons" ERR_SEP "%d", QUOTE_COUPONS_MAX);
  struct quote_coupon *all = arena_array(out, struct quote_coupon, n);
  for (uint32_t i = 0; i < n; i++) {
    struct coupon_kind *k = arena_new(out, struct coupon_kind);
    bool active;
    if (!resource_coupon_kind(w, slugs[i], out, k, &active, err)) return false;
    all[i] = (struct quote_coupon){.id = arena_printf(out, "%u", i + 1),
                                   .kind = k,
                                   .budget_left = INT64_MAX,
                                   .uses_left = UINT32_MAX};
    coupon_window(k, ws_tz(w), now_ms, &all[i].from_ms, &all[i].until_ms);
  }
  *ret = all;
  return true;
}

/* ---- out ---- */

static void put_money(struct jw *w, const char *key, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, dec_text(coupon_amount(units, decimals), text));
}

static void put_both(struct jw *w, const char *key, struct str en, struct str zh) {
  jw_key(w, key), jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, en);
  jw_key(w, "zh"), jw_str(w, zh);
  jw_end_object(w);
}

static void put_coupon(struct jw *w, const struct quote_coupon *c) {
  jw_key(w, "coupon"), jw_str(w, c->id);
  jw_key(w, "kind"), jw_str(w, c->kind->slug);
  put_both(w, "title", c->kind->texts.title_en, c->kind->texts.title_zh);
}

static void put_use(struct jw *w, const struct quote_use *u, const struct quote_cart *cart,
                    const struct quote_coupon *coupons) {
  jw_begin_object(w);
  put_coupon(w, &coupons[u->coupon]);
  put_money(w, "discount", u->discount, cart->decimals);
  put_money(w, "shipping", u->shipping, cart->decimals);
  jw_key(w, "lines"), jw_begin_array(w);
  for (uint32_t i = 0; i < cart->n; i++) {
    if (u->share[i] == 0) continue;
    jw_begin_object(w);
    jw_key(w, "line"), jw_str(w, cart->lines[i].id);
    put_money(w, "discount", u->share[i], cart->decimals);
    jw_end_object(w);
  }
  jw_end_array(w), jw_end_object(w);
}

static void put_unused(struct jw *w, const struct quote_unused *u, const struct quote_cart *cart,
                       const struct quote_coupon *coupons, const struct tz *tz) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  quote_reason_text(u, cart, coupons, tz, LANG_EN, &en);
  quote_reason_text(u, cart, coupons, tz, LANG_ZH, &zh);
  jw_begin_object(w);
  put_coupon(w, &coupons[u->coupon]);
  jw_key(w, "reason"), jw_cstr(w, quote_reason_name(u->reason));
  put_both(w, "sentence", buf_str(&en), buf_str(&zh));
  put_money(w, "alone", u->alone, cart->decimals);
  jw_end_object(w);
  buf_release(&en), buf_release(&zh);
}

static void put_line(struct jw *w, const struct quote *q, const struct quote_cart *cart,
                     uint32_t i) {
  const struct quote_line *l = &cart->lines[i];
  int64_t gross = l->price * l->quantity, discount = 0;
  for (uint32_t u = 0; u < q->n_uses; u++)
    discount += q->uses[u].share[i];
  jw_begin_object(w);
  jw_key(w, "line"), jw_str(w, l->id);
  jw_key(w, "of"), jw_str(w, l->of.n ? l->of : l->id);
  jw_key(w, "item"), jw_str(w, l->item);
  jw_key(w, "promotion");
  if (l->promotion.n)
    jw_str(w, l->promotion);
  else
    jw_null(w);
  put_money(w, "price", l->price, cart->decimals);
  jw_key(w, "quantity"), jw_uint(w, l->quantity);
  put_money(w, "discount", discount, cart->decimals);
  put_money(w, "pay", gross - discount, cart->decimals);
  jw_end_object(w);
}

void quote_put(struct jw *w, const struct quote *q, const struct quote_cart *cart,
               const struct quote_coupon *coupons, const struct tz *tz) {
  put_money(w, "goods", q->goods, cart->decimals);
  put_money(w, "shipping", q->shipping, cart->decimals);
  put_money(w, "discount", q->discount, cart->decimals);
  put_money(w, "pay", q->pay, cart->decimals);
  jw_key(w, "exact"), jw_bool(w, q->exact);
  jw_key(w, "lines"), jw_begin_array(w);
  for (uint32_t i = 0; i < cart->n; i++)
    put_line(w, q, cart, i);
  jw_end_array(w);
  jw_key(w, "used"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->n_uses; i++)
    put_use(w, &q->uses[i], cart, coupons);
  jw_end_array(w);
  jw_key(w, "unused"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->n_unused; i++)
    put_unused(w, &q->unused[i], cart, coupons, tz);
  jw_end_array(w);
}
