/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points with a cart: what a quote says about them, and what a request for an order brings. */
#include "loyalty/checkout.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/quote_json.h"

static struct str text_of(const struct json *doc, const char *key) {
  const struct json *v = json_get(doc, key);
  bool text = v && (v->type == JSON_STRING || v->type == JSON_NUMBER);
  return text ? v->text : (struct str){NULL, 0};
}

struct checkout_wish checkout_wish_of(const struct json *doc) {
  return (struct checkout_wish){text_of(doc, "currency"), text_of(doc, "use_points")};
}

/* "max" is 0, which no amount may be. */
static bool amount_of(const struct currency *c, struct str text, int64_t *ret, struct err *err) {
  *ret = 0;
  if (str_is(text, "max")) return true;
  return currency_amount(c, text, ret, err) &&
         (*ret > 0 || err_fail(err, ERR_bad_amount, "%.*s" ERR_SEP "%.*s" ERR_SEP "%u", STRF(text),
                               STRF(c->slug), c->decimals));
}

bool checkout_ask_read(struct loyalty *l, const struct json *doc, struct arena *out,
                       struct checkout_ask *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  struct quote_cart cart;
  int64_t *pay;
  struct checkout_ask a = {.points = 0};
  if (!checkout_case_of(l, text_of(doc, "currency"), out, &a.c, err) ||
      !amount_of(&a.c.currency, text_of(doc, "amount"), &a.points, err) ||
      !quote_paid_read(doc, w, a.c.decimals, out, &cart, &pay, err))
    return false;
  checkout_lines(&a.c, &cart, pay, cart.shipping, out);
  *ret = a;
  return true;
}

/* ---- quotes ---- */

/* What is left to be paid of each line after the coupons; and whether these bar points. */
static void after_coupons(struct checkout_case *c, const struct quote_cart *cart,
                          const struct quote_coupon *coupons, const struct quote *q,
                          struct arena *out) {
  int64_t *pay = arena_array(out, int64_t, cart->n + 1), shipping = cart->shipping;
  for (uint32_t i = 0; i < cart->n; i++)
    pay[i] = cart->lines[i].price * cart->lines[i].quantity;
  c->barred = q->n_uses > 0 && !c->terms.with_coupons;
  for (uint32_t u = 0; u < q->n_uses; u++) {
    const struct quote_use *x = &q->uses[u];
    c->barred |= !coupons[x->coupon].kind->with_points;
    shipping -= x->shipping;
    for (uint32_t i = 0; i < cart->n; i++)
      pay[i] -= x->share[i];
  }
  checkout_lines(c, cart, pay, shipping, out);
}

/* Coupons beside points: none, when the currency says so. */
static const struct quote_coupon *beside(const struct checkout_case *c,
                                         const struct quote_coupon *coupons, uint32_t n,
                                         struct arena *out) {
  if (c->terms.with_coupons) return coupons;
  struct quote_coupon *barred = arena_array(out, struct quote_coupon, n);
  for (uint32_t i = 0; i < n; i++) {
    barred[i] = coupons[i];
    if (barred[i].blocked == QUOTE_used) barred[i].blocked = QUOTE_points;
  }
  return barred;
}

static bool use(struct checkout_quote *p, const struct quote_cart *cart,
                const struct quote_coupon *coupons, const struct quote *q, int64_t asked,
                struct arena *out) {
  struct checkout_most m;
  after_coupons(&p->c, cart, coupons, q, out);
  checkout_most(&p->c, 0, &p->most);
  checkout_most(&p->c, asked, &m);
  if (m.points == 0) return false;
  checkout_share(&p->c, m.points, m.money);
  p->points = m.points, p->money = m.money;
  return true;
}

bool checkout_quote(struct loyalty *l, uint32_t subject, struct str order,
                    const struct checkout_wish *wish, struct quote_cart *cart,
                    const struct quote_coupon *coupons, uint32_t n, int64_t now_ms,
                    struct arena *out, struct quote *ret_quote, struct checkout_quote *ret,
                    struct err *err) {
  const struct tz *tz = ws_tz(loyalty_workspace(l));
  struct checkout_quote p = {.person = subject != SUBJECT_NONE};
  int64_t asked = 0;
  bool wishes = wish->use.n > 0, given = cart->points;
  if (!checkout_case_if_any(l, wish->currency, out, &p.c, &p.any, err)) {
    if (wishes || wish->currency.n || err->code != ERR_checkout_which) return false;
    p.any = false; /* which of several is not said, and nobody asks */
  }
  if (wishes && !p.any) return err_fail(err, ERR_checkout_off, "points");
  if (wishes && !amount_of(&p.c.currency, wish->use, &asked, err)) return false;
  if (p.any && p.person && !checkout_person(l, subject, order, out, &p.c, err)) return false;
  cart->points = given || wishes;
  const struct quote_coupon *with = wishes ? beside(&p.c, coupons, n, out) : coupons;
  if (!quote_cart(cart, with, n, tz, now_ms, out, ret_quote, err)) return false;
  if (wishes && !use(&p, cart, coupons, ret_quote, asked, out)) {
    /* None can be used after all: then nothing keeps the coupons out. */
    struct checkout_most most = p.most;
    cart->points = given;
    if (!quote_cart(cart, coupons, n, tz, now_ms, out, ret_quote, err)) return false;
    after_coupons(&p.c, cart, coupons, ret_quote, out);
    p.most = most;
  } else if (!wishes && p.any) {
    after_coupons(&p.c, cart, coupons, ret_quote, out);
    checkout_most(&p.c, 0, &p.most);
  }
  *ret = p;
  return true;
}

static void put_amount(struct jw *w, const char *key, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, dec_text((struct dec){units, (uint8_t)decimals}, text));
}

static void put_both(struct jw *w, const char *key, struct str en, struct str zh) {
  jw_key(w, key), jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, en);
  jw_key(w, "zh"), jw_str(w, zh);
  jw_end_object(w);
}

void checkout_quote_put(struct jw *w, const struct checkout_quote *q, int64_t pay) {
  const struct currency *c = &q->c.currency;
  if (!q->any) return;
  jw_key(w, "points"), jw_begin_object(w);
  jw_key(w, "currency"), jw_str(w, c->slug);
  put_both(w, "title", c->title_en, c->title_zh);
  if (q->person) put_amount(w, "balance", q->c.balance, c->decimals);
  put_amount(w, "most", q->most.points, c->decimals);
  put_amount(w, "most_money", q->most.money, q->c.decimals);
  put_amount(w, "step", q->c.terms.step, c->decimals);
  jw_key(w, "limit"), jw_cstr(w, checkout_limit_name(q->most.limit));
  put_both(w, "sentence", str_from(checkout_limit_text(q->most.limit, false)),
           str_from(checkout_limit_text(q->most.limit, true)));
  put_amount(w, "points", q->points, c->decimals);
  put_amount(w, "money", q->money, q->c.decimals);
  put_amount(w, "pay", pay - q->money, q->c.decimals);
  jw_key(w, "lines"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->c.n; i++) {
    const struct checkout_line *x = &q->c.lines[i];
    if (q->points == 0 || x->money == 0) continue;
    jw_begin_object(w);
    jw_key(w, "line"), jw_str(w, x->id);
    put_amount(w, "money", x->money, q->c.decimals);
    put_amount(w, "points", x->points, c->decimals);
    jw_end_object(w);
  }
  jw_end_array(w), jw_end_object(w);
}
