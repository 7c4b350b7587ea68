/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mall as one person sees it: by a shop's back end, and on customers' pages, which say nothing
 * that a brand keeps for itself. */
#include "api/coupons.h"
#include "api/mall.h"
#include "api/points.h"
#include "api/put.h"
#include "api/visit.h"
#include "loyalty/ledger.h"

static void put_str(struct jw *w, const char *name, struct str s) {
  jw_key(w, name), jw_str(w, s.p ? s : STR(""));
}

static void put_points(struct jw *w, const struct mall_offer *o, const char *name, int64_t n) {
  jw_key(w, name), put_decimal(w, currency_dec(&o->currency, n));
}

static void put_price(struct call *c, const struct mall_offer *o) {
  struct jw *w = &c->out;
  put_str(w, "currency", o->m.currency);
  jw_key(w, "currency_title"), put_title(w, o->currency.title_en, o->currency.title_zh);
  jw_key(w, "unit"), put_title(w, o->currency.unit_en, o->currency.unit_zh);
  put_points(w, o, "points", o->points);
  put_mall_money(c, "money", o->money);
  put_points(w, o, "full_points", o->full_points);
  put_mall_money(c, "full_money", o->full_money);
  jw_key(w, "level");
  if (o->level >= 0 && o->m.levels[o->level].title.en.n)
    put_title(w, o->m.levels[o->level].title.en, o->m.levels[o->level].title.zh);
  else
    jw_null(w);
  put_points(w, o, "balance", o->balance);
  put_points(w, o, "missing", o->missing);
}

static void put_offer(struct call *c, const struct mall_offer *o) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  put_str(w, "slug", o->m.slug);
  put_named(w, "title", &o->m.title);
  put_named(w, "text", &o->m.text);
  put_named(w, "category", &o->m.category);
  put_str(w, "picture", o->m.picture);
  jw_key(w, "hand"), jw_cstr(w, mall_hand_names[o->m.hand]);
  jw_key(w, "stores"), jw_begin_array(w);
  for (uint32_t i = 0; i < o->m.n_stores; i++)
    jw_str(w, o->m.stores[i]);
  jw_end_array(w);
  put_price(c, o);
  put_left(w, "left", o->left);
  put_left(w, "left_today", o->left_today);
  put_left(w, "left_person", o->left_person);
  jw_key(w, "limits"), jw_begin_object(w);
  for (int i = 0; i < MALL_LIMITS; i++)
    put_left(w, mall_limit_names[i], o->m.limits[i] ? o->m.limits[i] : -1);
  jw_end_object(w);
  jw_key(w, "most"), jw_int(w, o->most);
  jw_key(w, "why");
  if (o->why)
    jw_cstr(w, mall_why_names[o->why]);
  else
    jw_null(w);
  put_bound(w, "from", o->m.from_ms);
  put_bound(w, "until", o->m.until_ms);
  jw_key(w, "pay_minutes"), jw_int(w, o->m.pay_minutes);
  jw_end_object(w);
}

/* ---- for a shop's back end ---- */

bool api_mall_offers(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct mall_offer *all;
  uint32_t subject, n;
  if (!coupon_path_subject(c, &subject, err) || !tenant_incentive(c->tenant, &i, err) ||
      !mall_offers(i, subject, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    put_offer(c, &all[k]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- for a visitor ---- */

bool api_visit_mall(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct mall_offer *all;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !mall_offers(i, c->visit.subject, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    if (all[k].why != MALL_AUDIENCE) put_offer(c, &all[k]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_visit_mall_item(struct call *c, struct err *err) {
  struct incentive *i;
  struct mall_offer o;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !mall_offer_of(i, c->visit.subject, call_path(c, "slug"), c->arena, &o, err))
    return false;
  put_offer(c, &o);
  return true;
}

/* Of points a customer is told the name. */
struct coins {
  struct str slug;
  struct currency k;
};

static void look_up(struct call *c, struct incentive *i, struct str slug, struct coins *k) {
  struct err gone;
  if (slug.n == 0 || str_eq(k->slug, slug)) return;
  k->slug = slug;
  if (!ledger_currency(incentive_loyalty(i), slug, c->arena, &k->k, &gone))
    k->k = (struct currency){.title_en = slug, .title_zh = slug};
}

static void put_order(struct call *c, struct mall_names **names, const struct coins *k,
                      const struct mall_order *o) {
  struct jw *w = &c->out;
  bool known = str_eq(k->slug, o->currency);
  jw_begin_object(w);
  put_mall_order(c, names, o, false);
  jw_key(w, "currency_title");
  put_title(w, known ? k->k.title_en : o->currency, known ? k->k.title_zh : o->currency);
  jw_key(w, "unit");
  put_title(w, known && k->k.unit_en.p ? k->k.unit_en : STR(""),
            known && k->k.unit_zh.p ? k->k.unit_zh : STR(""));
  jw_key(w, "unpaid");
  jw_bool(w, o->state == MALL_CANCELED && o->ref.n == 0 && str_is(o->reason, "unpaid"));
  jw_end_object(w);
}

bool api_visit_mall_orders(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct mall_find f = {.state = -1, .subject = c->visit.subject, .limit = VISIT_PAGE};
  struct mall_names *names = NULL;
  struct coins last = {.slug = STR("")};
  struct page_key key = {.n_n = 1};
  struct incentive *i;
  struct mall_order *o;
  uint32_t n;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !tenant_incentive(c->tenant, &i, err)) return false;
  if (given) f.before = key.n[0];
  if (!mall_orders(i, &f, c->arena, &o, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    look_up(c, i, o[k].currency, &last);
    put_order(c, &names, &last, &o[k]);
  }
  jw_end_array(w);
  key = (struct page_key){.n = {n ? o[n - 1].n : 0}, .n_n = 1};
  call_put_next(c, n == f.limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* ---- what a visitor does ---- */

struct waiting {
  struct mall_ask a;
  struct mall_task *task;
  struct mall_names *names;
  struct coins coins;
};

static bool answered(struct call *c, void *ctx, struct err *err) {
  struct waiting *x = ctx;
  struct jw *w = &c->out;
  struct mall_done d;
  if (!mall_task_end(x->task, &d, err)) return false;
  if (d.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_begin_object(w);
  jw_key(w, "order"), put_order(c, &x->names, &x->coins, &d.order);
  jw_key(w, "balance"), put_decimal(w, (struct dec){d.order.balance, d.order.scale});
  jw_end_object(w);
  return true;
}

static void on_answered(void *call) {
  call_go_on(call, NULL); /* what became of it is the task's to say */
}

static bool later(struct call *c, const struct mall_ask *a, struct err *err) {
  struct waiting *x = arena_new(c->arena, struct waiting);
  struct incentive *i;
  *x = (struct waiting){.a = *a, .coins = {.slug = STR("")}};
  x->a.actor = visit_actor(c);
  x->a.subject = c->visit.subject;
  if (!tenant_incentive(c->tenant, &i, err) || !mall_task_new(i, &x->a, c->arena, &x->task, err))
    return false;
  x->names = mall_names_for(c, i, &x->a);
  look_up(c, i, mall_names_currency(x->names), &x->coins);
  call_later(c, answered, x);
  mall_task_run(x->task, on_answered, c);
  return true;
}

bool api_visit_mall_place(struct call *c, struct err *err) {
  struct mall_ask a = {0};
  return visit_may(c, VISIT_ORDER, err) && mall_body(c, &a, err) && later(c, &a, err);
}

bool api_visit_mall_cancel(struct call *c, struct err *err) {
  struct mall_ask a = {.what = MALL_DO_CANCEL, .unpaid_only = true, .reason = STR("customer")};
  return visit_may(c, VISIT_ORDER, err) && points_key(c, &a.key, err) &&
         points_number(c, ERR_unknown_mall_order, &a.order, err) && later(c, &a, err);
}
