/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotions as they stand: documents beside what they have given, exact as of the last commit. */
#include "api/promotions.h"

#include "api/coupons.h"
#include "resource/resource.h"

struct showing {
  struct call *c;
  struct loyalty *l;
  unsigned decimals;
  int64_t now;
};

static bool begin(struct call *c, struct showing *ret, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  *ret = (struct showing){
      .c = c, .decimals = iso_currency_decimals(ws_currency(w)), .now = clock_wall_ms(ws_clock(w))};
  return tenant_loyalty(c->tenant, &ret->l, err);
}

static const char *state_of(const struct showing *x, const struct promotion *p, bool active) {
  if (!active) return "archived";
  if (x->now < p->from_ms) return "coming";
  return x->now < p->until_ms ? "running" : "ended";
}

static void put_money(struct showing *x, const char *key, bool there, int64_t units) {
  jw_key(&x->c->out, key);
  if (there)
    put_decimal(&x->c->out, coupon_amount(units, x->decimals));
  else
    jw_null(&x->c->out);
}

static void put_count(struct showing *x, const char *key, bool there, int64_t n) {
  jw_key(&x->c->out, key);
  if (there)
    jw_int(&x->c->out, n);
  else
    jw_null(&x->c->out);
}

static void put_moment(struct showing *x, const char *key, bool there, int64_t ms) {
  jw_key(&x->c->out, key);
  if (there)
    put_time(&x->c->out, ms);
  else
    jw_null(&x->c->out);
}

static void put_counts(struct showing *x, const struct promo_counts *n) {
  put_count(x, "held", true, n->held);
  put_count(x, "sold", true, n->sold);
  put_count(x, "returned", true, n->returned);
}

static void put_head(struct showing *x, const struct promotion *p, uint32_t version, bool active) {
  struct jw *w = &x->c->out;
  struct promo_counts n;
  int64_t stock = 0, left = 0;
  bool limited = p->n_items > 0;
  promo_counts_of(x->l, p->slug, STR(""), &n);
  for (uint32_t i = 0; i < p->n_items; i++) {
    struct promo_counts of;
    promo_counts_of(x->l, p->slug, p->items[i].item, &of);
    limited &= p->items[i].stock >= 0;
    stock += p->items[i].stock;
    left += promo_left(&p->items[i], &of);
  }
  jw_key(w, "slug"), jw_str(w, p->slug);
  jw_key(w, "title"), put_title(w, p->title.en, p->title.zh);
  jw_key(w, "version"), jw_uint(w, version);
  jw_key(w, "type"), jw_cstr(w, promotion_type_name(p->type));
  jw_key(w, "state"), jw_cstr(w, state_of(x, p, active));
  put_moment(x, "from", p->from_ms > TIME_MIN, p->from_ms);
  put_moment(x, "until", p->until_ms < TIME_MAX, p->until_ms);
  put_count(x, "items", true, p->n_items);
  put_count(x, "stock", limited, stock);
  put_count(x, "left", limited, left);
  put_counts(x, &n);
  put_money(x, "off", true, n.sold_off);
  put_money(x, "off_held", true, n.held_off);
  put_money(x, "budget", p->budget > 0, p->budget);
  put_count(x, "per_person", p->per_person > 0, p->per_person);
}

static void put_item(struct showing *x, const struct promotion *p,
                     const struct promotion_item *it) {
  struct jw *w = &x->c->out;
  struct promo_counts n;
  promo_counts_of(x->l, p->slug, it->item, &n);
  jw_begin_object(w);
  jw_key(w, "item"), jw_str(w, it->item);
  put_money(x, "price", true, it->price);
  put_money(x, "pays", true, it->pays);
  put_money(x, "deposit", it->deposit > 0, it->deposit);
  put_money(x, "expands_to", it->deposit > 0, it->expands_to);
  put_count(x, "stock", it->stock >= 0, it->stock);
  put_count(x, "left", it->stock >= 0, promo_left(it, &n));
  put_count(x, "per_person", it->per_person > 0, it->per_person);
  put_counts(x, &n);
  put_money(x, "off", true, n.sold_off);
  jw_end_object(w);
}

static bool read_doc(struct call *c, const struct resource *r, struct promotion *ret,
                     struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  const struct json *at;
  struct json *doc;
  return json_parse(r->doc, c->arena, &doc, err) &&
         promotion_read(doc, ws_tz(w), iso_currency_decimals(ws_currency(w)), c->arena, ret, &at,
                        err);
}

bool api_list_promotions(struct call *c, struct err *err) {
  struct showing x;
  struct resource *all;
  struct jw *w = &c->out;
  bool archived = call_query_bool(c, "archived", false);
  uint32_t n;
  if (!begin(c, &x, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("promotion"), c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    bool active = !str_is(all[i].status, "archived");
    struct promotion p;
    if (!active && !archived) continue;
    if (!read_doc(c, &all[i], &p, err)) return false;
    jw_begin_object(w);
    put_head(&x, &p, all[i].version, active);
    jw_end_object(w);
  }
  jw_end_array(w), jw_end_object(w);
  return true;
}

static void put_rest(struct showing *x, const struct promotion *p) {
  struct jw *w = &x->c->out;
  jw_key(w, "percent_off");
  if (p->percent_bp)
    put_decimal(w, dec_normal((struct dec){p->percent_bp, 2}));
  else
    jw_null(w);
  jw_key(w, "restock"), jw_bool(w, p->restock);
  put_moment(x, "rest_from", p->rest_until_ms > 0, p->rest_from_ms);
  put_moment(x, "rest_until", p->rest_until_ms > 0, p->rest_until_ms);
  jw_key(w, "prices"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_items; i++)
    put_item(x, p, &p->items[i]);
  jw_end_array(w);
}

bool api_get_promotion(struct call *c, struct err *err) {
  struct showing x;
  struct resource r;
  struct promotion p;
  if (!begin(c, &x, err) ||
      !resource_get(tenant_workspace(c->tenant), STR("promotion"), call_path(c, "slug"), c->arena,
                    &r, err) ||
      !read_doc(c, &r, &p, err))
    return false;
  jw_begin_object(&c->out);
  put_head(&x, &p, r.version, !str_is(r.status, "archived"));
  put_rest(&x, &p);
  jw_end_object(&c->out);
  return true;
}

static int status_of(struct str word) {
  for (int i = 0; word.n && i <= PROMO_LAPSED; i++)
    if (str_is(word, promo_status_names[i])) return i;
  return -1;
}

bool api_promotion_buyers(struct call *c, struct err *err) {
  struct showing x;
  struct resource r;
  struct promo_use *all;
  struct page_key key, next = {.n_n = 1};
  struct promo_filter f = {.promotion = call_path(c, "slug"),
                           .item = call_query(c, "item"),
                           .status = status_of(call_query(c, "status")),
                           .limit = call_limit(c)};
  struct jw *w = &c->out;
  uint32_t n;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !begin(c, &x, err) ||
      !resource_get(tenant_workspace(c->tenant), STR("promotion"), f.promotion, c->arena, &r, err))
    return false;
  if (given) f.before = key.n[0];
  if (!promo_uses_of(x.l, &f, c->arena, &all, &n, &next.n[0], err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    promo_use_fields(w, &all[i], x.decimals);
    jw_key(w, "person"), put_holder(c, all[i].subject);
    jw_end_object(w);
  }
  jw_end_array(w);
  call_put_next(c, next.n[0] ? &next : NULL);
  jw_end_object(w);
  return true;
}
