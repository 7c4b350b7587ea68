/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal coupon quote`: what a cart costs, with kinds of coupons (`coupons` of the cart) or with
 * those that a person has.  The cart and the answer are those of the API. */
#include <stdio.h>

#include "cli/coupons.h"
#include "loyalty/checkout.h"
#include "loyalty/coupon_hand.h"
#include "loyalty/quote_json.h"

#define CART_BYTES_MAX ((size_t)1 << 20)

/* A file, or standard input. */
static bool text_of(struct cli *c, struct str *ret, struct err *err) {
  const char *path = c->n_args > 1 ? c->args[1] : "-";
  if (strcmp(path, "-") != 0)
    return io_read_all(io_posix(), path, CART_BYTES_MAX, &c->arena, ret, err);
  char *text = arena_alloc(&c->arena, CART_BYTES_MAX + 1);
  size_t n = fread(text, 1, CART_BYTES_MAX + 1, stdin);
  if (n > CART_BYTES_MAX)
    return err_fail(err, ERR_too_large, "cart" ERR_SEP "%zu B", CART_BYTES_MAX);
  *ret = str_of(text, n);
  return true;
}

static bool kinds_of(struct cli *c, const struct json *doc, struct str **ret, uint32_t *ret_n,
                     struct err *err) {
  const struct json *v = json_get(doc, "coupons");
  if (!v) return err_fail(err, ERR_missing_field, "cart" ERR_SEP "coupons");
  bool good = v->type == JSON_ARRAY;
  struct str *all = arena_array(&c->arena, struct str, good ? v->n : 0);
  for (uint32_t i = 0; good && i < v->n; i++) {
    good = v->items[i].type == JSON_STRING;
    all[i] = v->items[i].text;
  }
  *ret = all;
  *ret_n = v->n;
  return good || err_fail(err, ERR_bad_field, "coupons" ERR_SEP "[\"…\", \"…\"]");
}

static void print_amount(struct cli *c, const char *what, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  buf_printf(&c->out, "%s  %s\n", what, dec_text(coupon_amount(units, decimals), text));
}

static struct str name_of(const struct cli *c, const struct quote_coupon *k) {
  return c->lang == LANG_ZH ? k->kind->texts.title_zh : k->kind->texts.title_en;
}

static void print_text(struct cli *c, const struct quote *q, const struct quote_cart *cart,
                       const struct quote_coupon *coupons, const struct tz *tz) {
  char text[DEC_TEXT_BYTES];
  print_amount(c, tr(c, "goods", "商品"), q->goods, cart->decimals);
  if (q->shipping) print_amount(c, tr(c, "shipping", "运费"), q->shipping, cart->decimals);
  for (uint32_t i = 0; i < q->n_uses; i++) {
    const struct quote_coupon *k = &coupons[q->uses[i].coupon];
    buf_printf(&c->out, "− %s  %.*s (%.*s)\n",
               dec_text(coupon_amount(q->uses[i].discount, cart->decimals), text),
               STRF(name_of(c, k)), STRF(k->id));
  }
  print_amount(c, tr(c, "to pay", "实付"), q->pay, cart->decimals);
  if (!q->exact)
    buf_puts(&c->out, tr(c, "the best found within the limit\n", "限定步数内找到的最优组合\n"));
  if (q->n_unused) buf_puts(&c->out, tr(c, "not used:\n", "未使用：\n"));
  for (uint32_t i = 0; i < q->n_unused; i++) {
    const struct quote_coupon *k = &coupons[q->unused[i].coupon];
    buf_printf(&c->out, "  %.*s (%.*s)  ", STRF(name_of(c, k)), STRF(k->id));
    quote_reason_text(&q->unused[i], cart, coupons, tz, c->lang, &c->out);
    buf_putc(&c->out, '\n');
  }
}

static void print_points(struct cli *c, const struct checkout_quote *p, int64_t pay) {
  const struct currency *k = &p->c.currency;
  struct str title = c->lang == LANG_ZH ? k->title_zh : k->title_en;
  char text[DEC_TEXT_BYTES], points[CURRENCY_TEXT_BYTES];
  if (!p->any) return;
  if (p->points) {
    buf_printf(&c->out, "− %s  %.*s (%s)\n", dec_text(coupon_amount(p->money, p->c.decimals), text),
               STRF(title), currency_text(k, p->points, points));
    print_amount(c, tr(c, "to pay with points", "抵扣后实付"), pay - p->money, p->c.decimals);
  } else {
    buf_printf(&c->out,
               tr(c, "%.*s: at most %s, worth %s (%s)\n", "%.*s：最多可用 %s，抵扣 %s（%s）\n"),
               STRF(title), currency_text(k, p->most.points, points),
               dec_text(coupon_amount(p->most.money, p->c.decimals), text),
               checkout_limit_text(p->most.limit, c->lang == LANG_ZH));
  }
}

static bool price(struct cli *c, struct loyalty *l, uint32_t subject, const struct json *doc,
                  struct quote_cart *cart, const struct quote_coupon *coupons, uint32_t n,
                  int64_t now, struct err *err) {
  const struct tz *tz = ws_tz(loyalty_workspace(l));
  const struct checkout_wish wish = checkout_wish_of(doc);
  struct checkout_quote points;
  struct quote q;
  struct jw out;
  if (!checkout_quote(l, subject, json_get_str(doc, "order"), &wish, cart, coupons, n, now,
                      &c->arena, &q, &points, err))
    return false;
  if (!c->json) {
    print_text(c, &q, cart, coupons, tz);
    print_points(c, &points, q.pay);
    return true;
  }
  jw_init(&out, &c->out, 0);
  jw_begin_object(&out);
  quote_put(&out, &q, cart, coupons, tz);
  checkout_quote_put(&out, &points, q.pay);
  jw_end_object(&out);
  buf_putc(&c->out, '\n');
  return true;
}

bool coupon_points_of(struct cli *c, struct loyalty *l, struct coupon_request *q, struct err *err) {
  const char *path = cli_get(c, "points"), *person = cli_get(c, "person");
  struct checkout_ask *a = arena_new(&c->arena, struct checkout_ask);
  struct json *doc;
  struct str text;
  if (person && !coupon_subject(l, str_from(person), false, &q->subject, err)) return false;
  if (!path) return true;
  q->points = a;
  return io_read_all(io_posix(), path, CART_BYTES_MAX, &c->arena, &text, err) &&
         json_parse(text, &c->arena, &doc, err) && checkout_ask_read(l, doc, &c->arena, a, err);
}

bool coupon_quote_verb(struct cli *c, struct loyalty *l, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  const char *person = cli_get(c, "person");
  int64_t now = clock_wall_ms(ws_clock(w));
  struct quote_cart cart;
  struct json *doc;
  struct str text;
  if (!text_of(c, &text, err) || !json_parse(text, &c->arena, &doc, err) ||
      !quote_cart_read(doc, w, iso_currency_decimals(ws_currency(w)), &c->arena, &cart, err))
    return false;
  if (!person) {
    struct quote_coupon *coupons;
    struct str *slugs = NULL;
    uint32_t n = 0;
    return kinds_of(c, doc, &slugs, &n, err) &&
           quote_try_kinds(w, slugs, n, now, &c->arena, &coupons, err) &&
           price(c, l, SUBJECT_NONE, doc, &cart, coupons, n, now, err);
  }
  struct coupon_hand hand;
  uint32_t subject;
  if (!coupon_subject(l, str_from(person), false, &subject, err)) return false;
  bool ok = coupon_hand(l, subject, json_get_str(doc, "order"), now, &c->arena, &hand, err) &&
            price(c, l, subject, doc, &cart, hand.coupons, hand.n, now, err);
  coupon_hand_free(l, &hand);
  return ok;
}
