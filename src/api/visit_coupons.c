/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a visitor sees of coupons, and claiming them. */
#include "api/api_int.h"
#include "api/coupons.h"
#include "api/put.h"
#include "api/visit.h"
#include "touch/visit.h"

/* ---- what a kind promises ---- */

static void put_tier(struct jw *w, const struct coupon_kind *k) {
  const struct coupon_tier *best = &k->tiers[k->n_tiers - 1];
  jw_key(w, "amount"), put_decimal(w, best->amount);
  jw_key(w, "percent"), put_decimal(w, dec_normal((struct dec){best->percent_bp, 2}));
  jw_key(w, "spend"), put_decimal(w, best->spend);
  jw_key(w, "quantity"), jw_uint(w, best->quantity);
}

/* Of tiers the highest: "up to". */
static void put_benefit(struct jw *w, const struct coupon_kind *k) {
  jw_key(w, "benefit"), jw_begin_object(w);
  jw_key(w, "type"), jw_cstr(w, coupon_benefit_name(k->benefit));
  if (k->benefit == COUPON_TIERED && k->n_tiers) {
    put_tier(w, k);
  } else {
    jw_key(w, "amount"), put_decimal(w, k->amount);
    jw_key(w, "percent"), put_decimal(w, dec_normal((struct dec){k->percent_bp, 2}));
    jw_key(w, "spend");
    put_decimal(w, k->benefit == COUPON_THRESHOLD ? k->spend : k->minimum_spend);
    jw_key(w, "quantity"), jw_uint(w, k->quantity);
  }
  jw_key(w, "cap"), put_decimal(w, k->max_discount);
  jw_key(w, "free"), jw_bool(w, k->shipping_free);
  jw_end_object(w);
}

static void put_promise(struct jw *w, const struct coupon_kind *k) {
  const struct coupon_texts *t = &k->texts;
  jw_key(w, "title"), put_title(w, t->title_en, t->title_zh);
  jw_key(w, "rules"), put_title(w, t->rules_en, t->rules_zh);
  put_benefit(w, k);
  jw_key(w, "scoped");
  jw_bool(w, k->in.items.n || k->in.categories.n || k->in.brands.n || k->in.roles.n);
}

static bool put_coupon(struct call *c, struct loyalty *l, const struct coupon *x, struct err *err) {
  const struct coupon_doc *d;
  struct jw *w = &c->out;
  if (!coupon_doc_of(l, x->kind, x->version, &d, err)) return false;
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, x->id);
  jw_key(w, "code"), jw_str(w, x->code);
  jw_key(w, "status"), jw_cstr(w, coupon_status_names[x->status]);
  put_promise(w, &d->kind);
  put_bound(w, "from", x->from_ms);
  put_bound(w, "until", x->until_ms);
  put_bound(w, "used_at", x->status == COUPON_IS_REDEEMED ? x->used_ms : INT64_MIN);
  jw_end_object(w);
  coupon_doc_free(l, d);
  return true;
}

/* ---- the list ---- */

static const struct {
  const char *name;
  enum coupon_status of[2];
} groups[] = {{"usable", {COUPON_IS_ISSUED, COUPON_IS_RESERVED}},
              {"used", {COUPON_IS_REDEEMED, COUPON_IS_REDEEMED}},
              {"over", {COUPON_IS_EXPIRED, COUPON_IS_REVOKED}}};

/* One list after the other; *before 0: from the newest, −1: there is no more of it. */
static bool put_some(struct call *c, struct loyalty *l, enum coupon_status status, int64_t *before,
                     struct err *err) {
  struct coupon *all;
  uint32_t n;
  struct coupon_filter f = {.of_person = true,
                            .subject = c->visit.subject,
                            .status = (int)status,
                            .before = *before,
                            .limit = VISIT_PAGE};
  if (*before < 0) return true;
  if (!coupon_list_of(l, &f, c->arena, &all, &n, before, err)) return false;
  if (*before == 0) *before = -1;
  for (uint32_t i = 0; i < n; i++)
    if (!put_coupon(c, l, &all[i], err)) return false;
  return true;
}

bool api_visit_coupons(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct page_key key = {.n_n = 2};
  struct str asked = call_query(c, "group");
  bool given;
  size_t g = 0;
  for (size_t i = 0; asked.n && i < sizeof groups / sizeof *groups; i++)
    if (str_is(asked, groups[i].name)) g = i;
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err)) return false;
  if (!given) key = (struct page_key){.n_n = 2};
  bool one = groups[g].of[0] == groups[g].of[1];
  if (one) key.n[1] = -1;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  if (!put_some(c, l, groups[g].of[0], &key.n[0], err) ||
      !put_some(c, l, groups[g].of[1], &key.n[1], err))
    return false;
  jw_end_array(w);
  call_put_next(c, key.n[0] >= 0 || key.n[1] >= 0 ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* ---- claiming ---- */

/* Whether the person may have one more of the kind, as far as can be said before asking for it. */
static bool room_for(struct call *c, struct loyalty *l, const struct coupon_kind *k, bool *ret,
                     struct err *err) {
  struct coupon *all;
  uint32_t n, has = 0;
  int64_t next;
  struct coupon_filter f = {.of_person = true,
                            .of_kind = true,
                            .kind = k->slug,
                            .subject = c->visit.subject,
                            .status = -1,
                            .limit = VISIT_PAGE};
  *ret = true;
  if (k->per_person_claimed == 0) return true;
  if (!coupon_list_of(l, &f, c->arena, &all, &n, &next, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    has += all[i].status != COUPON_IS_REVOKED;
  *ret = has < k->per_person_claimed;
  return true;
}

struct choosing {
  struct loyalty *l;
  uint32_t audiences; /* asked so far */
};

/* Open, of time, not sold out, for this person, and with room for one more. */
static bool fits(struct call *c, struct choosing *x, const struct coupon_doc *d, bool *ret,
                 struct err *err) {
  const struct tz *tz = ws_tz(tenant_workspace(c->tenant));
  struct err sold_out;
  int64_t from, until, now = clock_wall_ms(c->api->clock);
  *ret = false;
  if (!d->active || d->kind.claim != COUPON_OPEN) return true;
  coupon_window(&d->kind, tz, now, &from, &until);
  if (until <= now || from >= until || !coupon_some_left(x->l, d, 1, &sold_out)) return true;
  if (!room_for(c, x->l, &d->kind, ret, err)) return false;
  if (!*ret || d->kind.audience.n == 0) return true;
  *ret = false;
  if (x->audiences++ >= VISIT_AUDIENCES) return true;
  return coupon_fits_person(c, c->visit.subject, &d->kind, ret, err);
}

static void put_offer(struct call *c, const struct coupon_kind *k) {
  struct jw *w = &c->out;
  int64_t from, until;
  coupon_window(k, ws_tz(tenant_workspace(c->tenant)), clock_wall_ms(c->api->clock), &from, &until);
  jw_begin_object(w);
  jw_key(w, "kind"), jw_str(w, k->slug);
  put_promise(w, k);
  put_bound(w, "from", from);
  put_bound(w, "until", until);
  jw_end_object(w);
}

bool api_visit_open(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct choosing x = {0};
  struct resource *r;
  uint32_t n, looked = 0;
  bool ok = true;
  if (!tenant_loyalty(c->tenant, &x.l, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("coupon"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; ok && i < n && looked < VISIT_OPEN_MAX; i++) {
    const struct coupon_doc *d;
    bool fit = false;
    if (!coupon_doc_of(x.l, r[i].slug, 0, &d, err)) return false;
    looked += d->kind.claim == COUPON_OPEN;
    ok = fits(c, &x, d, &fit, err);
    if (ok && fit) put_offer(c, &d->kind);
    coupon_doc_free(x.l, d);
  }
  jw_end_array(w);
  jw_end_object(w);
  return ok;
}

bool api_visit_claim(struct call *c, struct err *err) {
  struct coupon_answer a;
  struct coupon got;
  struct json *done;
  struct loyalty *l;
  struct str kind = json_get_str(c->body, "kind"), code = json_get_str(c->body, "code");
  if (!visit_may(c, VISIT_CLAIM, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !coupon_claim_for(c, c->visit.subject, visit_actor(c), kind, code, STR("page"), &a, err) ||
      !json_parse(a.json, c->arena, &done, err))
    return false;
  const struct json *list = json_get(done, "coupons");
  if (!list || list->n == 0) return err_fail(err, ERR_internal, "a claim gave nothing");
  if (!coupon_find(l, json_get_str(&list->items[0], "id"), c->arena, &got, err)) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "coupon");
  bool ok = put_coupon(c, l, &got, err);
  jw_end_object(&c->out);
  return ok;
}
