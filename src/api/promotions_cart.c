/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices of carts, of product pages and of orders: what a person's expression says is
 * asked here, before the writer is. */
#include "api/promotions.h"

#include "api/coupons.h"
#include "api/tenant.h"
#include "base/panic.h"
#include "loyalty/holder.h"
#include "loyalty/quote_json.h"
#include "workspace/catalogue.h"

#define PRICES_ITEMS_MAX 100 /* of one page */

bool promotions_price(struct call *c, struct loyalty *l, uint32_t subject, struct str order,
                      const struct quote_cart *cart, int64_t now, struct promo_hand *hand,
                      struct promo_priced *ret, struct err *err) {
  if (!promo_hand(l, subject, order, cart, now, c->arena, hand, err)) return false;
  for (uint32_t i = 0; i < hand->n; i++) {
    struct promo_try *t = &hand->tries[i];
    if (t->asks && !audience_fits(c, subject, t->doc->p.audience, &t->fits, err)) return false;
  }
  return promo_price_cart(hand, cart, c->arena, ret, err);
}

/* ---- product pages ---- */

static void put_json(struct jw *w, const char *key, struct str v) {
  jw_key(w, key), jw_str(w, v);
}

/* What is not in the catalogue has a price above any promotion's; a share of it is none. */
#define UNKNOWN_PRICE COUPON_MONEY_MAX

static struct quote_cart with_unknown(const struct quote_cart *cart, const bool *known,
                                      struct arena *out) {
  struct quote_cart c = *cart;
  struct quote_line *lines = arena_array(out, struct quote_line, c.n + 1);
  for (uint32_t i = 0; i < c.n; i++) {
    lines[i] = cart->lines[i];
    if (!known[i]) lines[i].price = UNKNOWN_PRICE;
  }
  c.lines = lines;
  return c;
}

/* A cart of one of each, at the catalogue's prices. */
static bool cart_of(struct call *c, struct str items, struct quote_cart *ret, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct buf b = BUF_INIT;
  struct json *doc;
  struct jw j;
  bool *known = arena_array(c->arena, bool, PRICES_ITEMS_MAX + 1);
  uint32_t n = 0;
  bool ok = true;
  jw_init(&j, &b, 0);
  jw_begin_object(&j);
  jw_key(&j, "lines"), jw_begin_array(&j);
  while (items.n && ok) {
    struct str id = str_trim(str_cut(&items, ','));
    struct catalogue_item it;
    struct err unknown;
    if (!id.n) continue;
    bool priced = catalogue_item(w, id, c->arena, &it, &unknown) && it.price.n;
    known[n] = priced;
    ok = ++n <= PRICES_ITEMS_MAX ||
         err_fail(err, ERR_too_large, "items" ERR_SEP "%d", PRICES_ITEMS_MAX);
    jw_begin_object(&j);
    put_json(&j, "item", id);
    if (!priced) put_json(&j, "price", STR("0"));
    jw_end_object(&j);
  }
  jw_end_array(&j), jw_end_object(&j);
  struct str text = arena_str(c->arena, buf_str(&b));
  buf_release(&b);
  if (ok && n == 0) return err_fail(err, ERR_bad_parameter, "items" ERR_SEP "sku-1,sku-2");
  struct quote_cart cart;
  if (!ok || !json_parse(text, c->arena, &doc, err) ||
      !quote_cart_read(doc, w, iso_currency_decimals(ws_currency(w)), c->arena, &cart, err))
    return false;
  *ret = with_unknown(&cart, known, c->arena);
  return true;
}

static void put_amount(struct jw *w, const char *key, int64_t units, unsigned decimals) {
  jw_key(w, key);
  if (units == UNKNOWN_PRICE)
    jw_null(w);
  else
    put_decimal(w, coupon_amount(units, decimals));
}

static void put_price(struct call *c, const struct promo_priced *p, const struct quote_cart *cart,
                      uint32_t at) {
  const struct quote_line *l = &cart->lines[at];
  struct promo_priced told = {.told = arena_array(c->arena, struct promo_told, p->n_told + 1)};
  struct jw *w = &c->out;
  int64_t price = l->price;
  for (uint32_t i = 0; i < p->n_told; i++) {
    bool share = !p->told[i].item && l->price == UNKNOWN_PRICE;
    if (p->told[i].line != at || share) continue;
    told.told[told.n_told++] = p->told[i];
    if (p->told[i].units) price = p->told[i].price;
  }
  jw_begin_object(w);
  jw_key(w, "item"), jw_str(w, l->item);
  put_amount(w, "list_price", l->price, cart->decimals);
  put_amount(w, "price", price, cart->decimals);
  jw_key(w, "promotions"), promo_told_put(w, &told, cart);
  jw_end_object(w);
}

bool api_promotion_prices(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct str person = call_query(c, "person");
  struct promo_hand hand = {0};
  struct promo_priced p;
  struct quote_cart cart;
  struct loyalty *l;
  uint32_t subject = SUBJECT_NONE;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      (person.n && !subject_named(c, person, &subject, err)) ||
      !cart_of(c, call_query(c, "items"), &cart, err))
    return false;
  bool ok =
      promotions_price(c, l, subject, STR(""), &cart, clock_wall_ms(ws_clock(w)), &hand, &p, err);
  if (ok) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "items"), jw_begin_array(&c->out);
    for (uint32_t i = 0; i < cart.n; i++)
      put_price(c, &p, &cart, i);
    jw_end_array(&c->out), jw_end_object(&c->out);
  }
  promo_hand_free(&hand);
  return ok;
}

/* ---- orders ---- */

/* What the catalogue says of the item: its list price, and whether the promotion has it. */
static bool look_up(struct call *c, const struct promotion *p, struct promo_ask *a,
                    struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  const struct promotion_item *it = promotion_item_find(p, a->item);
  struct catalogue_item known;
  struct quote_cart cart;
  struct err unknown;
  struct json *doc;
  struct buf b = BUF_INIT;
  struct jw j;
  bool listed = catalogue_item(w, a->item, c->arena, &known, &unknown) && known.price.n;
  if (it && (a->list >= 0 || !listed)) return true;
  jw_init(&j, &b, 0);
  jw_begin_object(&j);
  jw_key(&j, "lines"), jw_begin_array(&j), jw_begin_object(&j);
  put_json(&j, "item", a->item);
  if (!listed) put_json(&j, "price", STR("0"));
  jw_end_object(&j), jw_end_array(&j), jw_end_object(&j);
  struct str text = arena_str(c->arena, buf_str(&b));
  buf_release(&b);
  if (!json_parse(text, c->arena, &doc, err) ||
      !quote_cart_read(doc, w, p->decimals, c->arena, &cart, err))
    return false;
  a->in_scope = promo_has(p, &cart.lines[0], &it);
  if (a->list < 0 && listed) a->list = cart.lines[0].price;
  return true;
}

static bool may_buy(struct call *c, struct loyalty *l, const struct promotion *p, uint32_t subject,
                    struct err *err) {
  bool fits = true;
  if (p->programme.n && !promo_level_fits(l, p, subject, &fits, err)) return false;
  if (fits && p->audience.n && !audience_fits(c, subject, p->audience, &fits, err)) return false;
  return fits || err_fail(err, ERR_promotion_not_for_you, "%.*s", STRF(p->slug));
}

static bool read_one(struct call *c, const struct json *o, struct promo_ask *a, struct err *err) {
  const struct json *units = json_get(o, "units");
  *a = (struct promo_ask){.promotion = json_get_str(o, "promotion"),
                          .item = json_get_str(o, "item"),
                          .units = 1,
                          .list = -1,
                          .price = -1};
  if (units) json_int(units, &a->units);
  return money_field(c, o, "price", &a->price, err) &&
         money_field(c, o, "list_price", &a->list, err);
}

/* Nobody's expression is asked about what is sold out, unless the person may hold some of it. */
static bool check_all(struct call *c, struct loyalty *l, const struct promo_set *set,
                      struct promo_ask *asks, const struct coupon_request *q, struct err *err) {
  for (uint32_t i = 0; i < q->n_prices; i++) {
    const struct promo_doc *d;
    struct promo_ask *a = &asks[i];
    struct err none;
    uint32_t *holders;
    if (!promo_set_find(l, set, a->promotion, &d, err) || !look_up(c, &d->p, a, err)) return false;
    a->unchecked = !promo_some_left(l, a, 1, &none) && none.code == ERR_promotion_sold_out &&
                   holders_of_person(l, q->subject, c->arena, &holders) == 0;
    if (!a->unchecked && !may_buy(c, l, &d->p, q->subject, err)) return false;
  }
  return true;
}

bool promotions_asked(struct call *c, struct coupon_request *q, struct err *err) {
  const struct json *list = json_get(c->body, "promotions");
  struct promo_set *set;
  struct loyalty *l;
  if (!list) return true;
  struct promo_ask *asks = arena_array(c->arena, struct promo_ask, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++)
    if (!read_one(c, &list->items[i], &asks[i], err)) return false;
  q->prices = asks;
  q->n_prices = list->n;
  bool takes = q->op == COUPON_OP_RESERVE || q->op == COUPON_OP_REDEEM;
  if (!takes || q->subject == SUBJECT_NONE) return true; /* the room refuses what must not be */
  if (!tenant_loyalty(c->tenant, &l, err) || !promo_set_get(l, &set, err)) return false;
  bool ok = check_all(c, l, set, asks, q, err);
  promo_set_release(set);
  return ok;
}
