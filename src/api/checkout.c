/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points as money in orders: what a request brings, looking, and returns of lines. */
#include "api/checkout.h"

#include "api/coupons.h"
#include "loyalty/checkout.h"

bool checkout_asked(struct call *c, struct coupon_request *q, struct err *err) {
  const struct json *points = json_get(c->body, "points");
  struct checkout_ask *a = arena_new(c->arena, struct checkout_ask);
  struct loyalty *l;
  if (!points) return true;
  q->points = a;
  return tenant_loyalty(c->tenant, &l, err) && checkout_ask_read(l, points, c->arena, a, err);
}

bool api_order_points(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct loyalty *l;
  struct checkout k;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      !checkout_get(l, call_query(c, "order"), c->arena, &k, err))
    return false;
  checkout_put(&c->out, &k, iso_currency_decimals(ws_currency(w)));
  return true;
}

bool api_return_order_points(struct call *c, struct err *err) {
  const struct json *lines = json_get(c->body, "lines");
  struct checkout_back *back = arena_array(c->arena, struct checkout_back, lines->n + 1);
  struct coupon_request q = {.op = COUPON_OP_RETURN,
                             .order = json_get_str(c->body, "order"),
                             .subject = SUBJECT_NONE,
                             .back = back};
  for (uint32_t i = 0; i < lines->n; i++) {
    int64_t n = 0;
    json_int(json_get(&lines->items[i], "quantity"), &n);
    back[q.n_back++] = (struct checkout_back){json_get_str(&lines->items[i], "line"), (uint32_t)n};
  }
  if (json_get_bool(c->body, "shipping", false))
    back[q.n_back++] = (struct checkout_back){STR(""), 1};
  return coupon_ask(c, &q, err);
}
