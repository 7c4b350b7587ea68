/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items of the mall with what is left of them, and sums of their orders. */
#include "api/mall.h"
#include "api/put.h"
#include "api/report_shapes.h"
#include "loyalty/ledger.h"
#include "resource/coupon.h"

void put_mall_money(struct call *c, const char *name, int64_t units) {
  unsigned decimals = iso_currency_decimals(ws_currency(tenant_workspace(c->tenant)));
  jw_key(&c->out, name), put_decimal(&c->out, (struct dec){units, (uint8_t)decimals});
}

static void put_cost(struct jw *w, const char *name, int64_t ten_thousandths) {
  jw_key(w, name);
  if (ten_thousandths < 0)
    jw_null(w);
  else
    put_decimal(w, dec_normal((struct dec){ten_thousandths, 4}));
}

static void put_str(struct jw *w, const char *name, struct str s) {
  jw_key(w, name), jw_str(w, s.p ? s : STR(""));
}

/* ---- items ---- */

static void put_price(struct call *c, const struct mall_item *m) {
  struct jw *w = &c->out;
  jw_key(w, "points"), put_decimal(w, m->price.points);
  put_str(w, "currency", m->currency);
  put_mall_money(c, "money", m->price.money);
  jw_key(w, "levels"), jw_begin_array(w);
  for (uint32_t i = 0; i < m->n_levels; i++) {
    jw_begin_object(w);
    put_str(w, "when", m->levels[i].when);
    put_named(w, "title", &m->levels[i].title);
    jw_key(w, "points"), put_decimal(w, m->levels[i].points);
    put_mall_money(c, "money", m->levels[i].money);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_reward(struct jw *w, const struct mall_item *m) {
  jw_key(w, "reward");
  if (m->hand != MALL_REWARD) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  put_str(w, "coupon", m->reward.coupon);
  jw_key(w, "coupons"), jw_uint(w, m->reward.coupons);
  jw_key(w, "points"), put_decimal(w, m->reward.points);
  put_str(w, "currency", m->reward.currency);
  jw_end_object(w);
}

static void put_codes_of(struct jw *w, const struct mall_shown *x) {
  jw_key(w, "codes");
  if (x->m.pool.n) {
    jw_begin_object(w);
    put_str(w, "pool", x->m.pool);
    jw_key(w, "warn"), jw_int(w, x->m.warn);
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  jw_key(w, "few_codes"), jw_bool(w, x->few);
}

static void put_item(struct call *c, const struct mall_shown *x) {
  const struct mall_item *m = &x->m;
  struct jw *w = &c->out;
  jw_begin_object(w);
  put_str(w, "slug", m->slug);
  put_named(w, "title", &m->title);
  put_named(w, "text", &m->text);
  put_named(w, "category", &m->category);
  put_str(w, "picture", m->picture);
  jw_key(w, "version"), jw_uint(w, x->version);
  jw_key(w, "state"), jw_cstr(w, mall_shelf_names[x->shelf]);
  jw_key(w, "hand"), jw_cstr(w, mall_hand_names[m->hand]);
  put_reward(w, m);
  put_codes_of(w, x);
  put_price(c, m);
  put_left(w, "stock", m->stock);
  put_left(w, "stock_per_day", m->stock_day);
  put_left(w, "left", x->left);
  put_left(w, "left_today", x->left_day);
  jw_key(w, "held"), jw_int(w, x->counts.held);
  jw_key(w, "sold"), jw_int(w, x->counts.sold);
  jw_key(w, "gone"), jw_int(w, x->counts.gone);
  jw_key(w, "waiting"), jw_int(w, x->waiting);
  jw_key(w, "limits"), jw_begin_object(w);
  for (int i = 0; i < MALL_LIMITS; i++)
    put_left(w, mall_limit_names[i], m->limits[i] ? m->limits[i] : -1);
  jw_end_object(w);
  jw_key(w, "most"), jw_int(w, m->quantity);
  jw_key(w, "pay_minutes"), jw_int(w, m->pay_minutes);
  put_str(w, "pay_url", m->pay_url);
  jw_key(w, "stores"), jw_begin_array(w);
  for (uint32_t i = 0; i < m->n_stores; i++)
    jw_str(w, m->stores[i]);
  jw_end_array(w);
  put_str(w, "audience", m->audience);
  put_bound(w, "from", m->from_ms);
  put_bound(w, "until", m->until_ms);
  put_cost(w, "unit_cost", m->unit_cost);
  put_cost(w, "budget", m->budget);
  put_cost(w, "cost", x->counts.cost);
  jw_end_object(w);
}

bool api_list_mall_items(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct mall_shown *all;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) || !mall_items(i, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    put_item(c, &all[k]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_get_mall_item(struct call *c, struct err *err) {
  struct incentive *i;
  struct mall_shown x;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !mall_item_get(i, call_path(c, "slug"), c->arena, &x, err))
    return false;
  put_item(c, &x);
  return true;
}

/* ---- sums ---- */

static void put_sum(struct call *c, const struct mall_sum *x) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  if (x->item.n) {
    put_str(w, "item", x->item);
  } else {
    jw_key(w, "day"), put_day(w, x->day);
  }
  put_str(w, "currency", x->currency);
  jw_key(w, "orders"), jw_int(w, x->orders);
  jw_key(w, "pieces"), jw_int(w, x->pieces);
  jw_key(w, "points"), put_decimal(w, (struct dec){x->points, x->scale});
  put_mall_money(c, "money", x->money);
  put_cost(w, "cost", x->cost);
  jw_key(w, "awaiting"), jw_int(w, x->awaiting);
  jw_key(w, "back"), jw_int(w, x->back);
  jw_key(w, "codes"), jw_int(w, x->codes);
  jw_end_object(w);
}

/* The 30 days up to today unless asked otherwise. */
static bool range(struct call *c, int32_t *from, int32_t *to, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  if (!report_day(c, "from", from, err) || !report_day(c, "to", to, err)) return false;
  if (!call_query(c, "to").n) *to = day_of(ws_tz(ws), clock_wall_ms(ws_clock(ws)));
  if (!call_query(c, "from").n) *from = *to - 29;
  return (*to >= *from && *to - *from < MALL_REPORT_DAYS) ||
         err_fail(err, ERR_bad_parameter, "from" ERR_SEP "to - %d … to", MALL_REPORT_DAYS - 1);
}

bool api_mall_report(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct mall_report r;
  int32_t from, to;
  struct str item = call_query(c, "item");
  if (!range(c, &from, &to, err) || !tenant_incentive(c->tenant, &i, err) ||
      !mall_report(i, item.n ? item : STR(""), from, to, c->arena, &r, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "from"), put_day(w, from);
  jw_key(w, "to"), put_day(w, to);
  jw_key(w, "people"), jw_int(w, r.people);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < r.n_items; k++)
    put_sum(c, &r.items[k]);
  jw_end_array(w);
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t k = 0; k < r.n_days; k++)
    put_sum(c, &r.days[k]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}
