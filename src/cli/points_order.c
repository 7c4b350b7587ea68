/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal points order`, `shoal points return`: points that pay for orders. */
#include "base/id.h"
#include "cli/coupons.h"
#include "cli/points.h"
#include "loyalty/checkout.h"
#include "loyalty/coupon.h"

static void line(struct cli *c, const struct json *l) {
  struct str id = json_get_str(l, "line");
  int64_t quantity = 0, returned = 0;
  json_int(json_get(l, "quantity"), &quantity);
  json_int(json_get(l, "returned"), &returned);
  if (!id.n) id = str_from(tr(c, "shipping", "运费"));
  buf_printf(&c->out,
             tr(c, "  %.*s  pay %.*s  %.*s for %.*s  returned %lld / %lld\n",
                "  %.*s  应付 %.*s  %.*s 抵 %.*s  已退 %lld / %lld\n"),
             STRF(id), STRF(json_get_str(l, "pay")), STRF(json_get_str(l, "points")),
             STRF(json_get_str(l, "money")), (long long)returned, (long long)quantity);
}

void points_of_order(struct cli *c, const struct json *p) {
  const struct json *lines = p ? json_get(p, "lines") : NULL;
  if (!p) return;
  buf_printf(&c->out, "%.*s  %.*s  %.*s  %.*s = %.*s", STRF(json_get_str(p, "order")),
             STRF(json_get_str(p, "currency")), STRF(json_get_str(p, "status")),
             STRF(json_get_str(p, "points")), STRF(json_get_str(p, "money")));
  buf_printf(&c->out, tr(c, "  given back %.*s = %.*s\n", "  已退 %.*s = %.*s\n"),
             STRF(json_get_str(p, "points_back")), STRF(json_get_str(p, "money_back")));
  for (uint32_t i = 0; lines && i < lines->n; i++)
    line(c, &lines->items[i]);
}

static bool print(struct cli *c, struct str json, bool inside, struct err *err) {
  struct json *tree;
  if (c->json) {
    buf_printf(&c->out, "%.*s\n", STRF(json));
    return true;
  }
  if (!json_parse(json, &c->arena, &tree, err)) return false;
  points_of_order(c, inside ? json_get(tree, "points") : tree);
  return true;
}

bool points_order(struct cli *c, struct loyalty *l, struct err *err) {
  struct checkout k;
  struct buf b = BUF_INIT;
  struct jw w;
  if (!checkout_get(l, str_from(c->args[1]), &c->arena, &k, err)) return false;
  jw_init(&w, &b, 0);
  checkout_put(&w, &k, iso_currency_decimals(ws_currency(loyalty_workspace(l))));
  bool ok = print(c, arena_str(&c->arena, buf_str(&b)), false, err);
  buf_release(&b);
  return ok;
}

/* LINE=QUANTITY…; =1 is shipping. */
bool points_return(struct cli *c, struct loyalty *l, struct err *err) {
  const char *key = cli_get(c, "key");
  struct checkout_back *back = arena_array(&c->arena, struct checkout_back, c->n_args);
  struct coupon_request q = {.op = COUPON_OP_RETURN,
                             .actor = STR("cli"),
                             .key = key ? str_from(key) : id_new("key_", &c->arena),
                             .subject = SUBJECT_NONE,
                             .order = str_from(c->args[1]),
                             .back = back};
  struct coupon_answer a;
  for (int i = 2; i < c->n_args; i++) {
    struct str rest = str_from(c->args[i]), id = str_cut(&rest, '=');
    struct json number = {.type = JSON_NUMBER, .text = rest};
    int64_t n;
    if (!json_int(&number, &n) || n < 1 || n > QUOTE_QUANTITY_MAX)
      return err_fail(err, ERR_bad_field, "%.*s" ERR_SEP "LINE=1 … %d", STRF(id),
                      QUOTE_QUANTITY_MAX);
    back[q.n_back++] = (struct checkout_back){id, (uint32_t)n};
  }
  return coupon_do(l, &q, &c->arena, &a, err) && print(c, a.json, true, err);
}
