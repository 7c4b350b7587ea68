/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading coupons: exact as of the last commit, from SQL and not from a view of the log. */
#include "api/coupons.h"

#include "api/ask.h"
#include "collect/find.h"

bool subject_named(struct call *c, struct str who, uint32_t *ret, struct err *err) {
  struct people *p = ws_people(tenant_workspace(c->tenant));
  uint32_t subject = collect_find_any(tenant_workspace(c->tenant), who);
  if (subject == SUBJECT_NONE || people_erased(p, subject))
    return err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
  *ret = subject;
  return true;
}

bool coupon_path_subject(struct call *c, uint32_t *ret, struct err *err) {
  return subject_named(c, call_path(c, "id"), ret, err);
}

void put_holder(struct call *c, uint32_t subject) {
  struct people *p = ws_people(tenant_workspace(c->tenant));
  if (subject == SUBJECT_NONE || people_erased(p, subject)) {
    jw_null(&c->out);
    return;
  }
  struct str id = people_external_id(p, person_of(p, subject));
  bool masked = access_masks(&c->actor, tenant_slug(c->tenant));
  jw_str(&c->out, masked ? mask_identity(id, c->arena) : id);
}

static unsigned decimals(const struct call *c) {
  return iso_currency_decimals(ws_currency(tenant_workspace(c->tenant)));
}

static int status_of(struct str word) {
  for (int i = 0; word.n && i <= COUPON_IS_REVOKED; i++)
    if (str_is(word, coupon_status_names[i])) return i;
  return -1;
}

static void put_item(struct call *c, const struct coupon *k, bool whose) {
  jw_begin_object(&c->out);
  coupon_put_fields(&c->out, k, decimals(c));
  if (whose) jw_key(&c->out, "person"), put_holder(c, k->subject);
  jw_end_object(&c->out);
}

static bool page(struct call *c, struct coupon_filter *f, struct err *err) {
  struct loyalty *l;
  struct coupon *all;
  struct page_key key;
  struct page_key next = {.n_n = 1};
  uint32_t n;
  bool given;
  f->status = status_of(call_query(c, "status"));
  f->limit = call_limit(c);
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err)) return false;
  if (given) f->before = key.n[0];
  if (!coupon_list_of(l, f, c->arena, &all, &n, &next.n[0], err)) return false;
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_item(c, &all[i], !f->of_person);
  jw_end_array(w);
  call_put_next(c, next.n[0] ? &next : NULL);
  jw_end_object(w);
  return true;
}

bool api_person_coupons(struct call *c, struct err *err) {
  struct coupon_filter f = {.of_person = true, .kind = call_query(c, "kind")};
  f.of_kind = f.kind.n > 0;
  return coupon_path_subject(c, &f.subject, err) && page(c, &f, err);
}

bool api_list_coupons(struct call *c, struct err *err) {
  struct coupon_filter f = {.of_kind = true, .kind = call_query(c, "kind")};
  if (!f.kind.n) return err_fail(err, ERR_bad_parameter, "kind" ERR_SEP "…");
  if (call_query(c, "held").n)
    f.whose = call_query_bool(c, "held", true) ? COUPON_SOMEBODYS : COUPON_NOBODYS;
  return page(c, &f, err);
}

bool api_get_coupon(struct call *c, struct err *err) {
  struct loyalty *l;
  struct coupon k;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      !coupon_find(l, call_path(c, "coupon"), c->arena, &k, err))
    return false;
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "coupon"), coupon_put(w, &k, decimals(c));
  jw_key(w, "person"), put_holder(c, k.subject);
  jw_end_object(w);
  return true;
}

void put_coupon_counts(struct call *c, struct loyalty *l, struct str slug,
                       const struct coupon_kind *k) {
  struct coupon_counts n;
  coupon_counts_of(l, slug, &n);
  const struct {
    const char *name;
    int64_t v;
  } counts[] = {{"pool", n.pool},         {"issued", n.issued},     {"claimed", n.claimed},
                {"reserved", n.reserved}, {"redeemed", n.redeemed}, {"expired", n.expired},
                {"revoked", n.revoked}};
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "kind"), jw_str(w, slug);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    jw_key(w, counts[i].name), jw_int(w, counts[i].v);
  jw_key(w, "reserved_amount"), put_decimal(w, coupon_amount(n.reserved_amount, decimals(c)));
  jw_key(w, "redeemed_amount"), put_decimal(w, coupon_amount(n.redeemed_amount, decimals(c)));
  jw_key(w, "budget_issue");
  if (k && k->budget_issue)
    jw_uint(w, k->budget_issue);
  else
    jw_null(w);
  jw_key(w, "budget_amount");
  if (k && k->budget_amount.m)
    put_decimal(w, k->budget_amount);
  else
    jw_null(w);
  jw_end_object(w);
}

bool api_coupon_counts(struct call *c, struct err *err) {
  struct loyalty *l;
  const struct coupon_doc *d = NULL;
  struct str slug = call_path(c, "slug");
  if (!tenant_loyalty(c->tenant, &l, err) || !coupon_doc_of(l, slug, 0, &d, err)) return false;
  put_coupon_counts(c, l, slug, &d->kind);
  coupon_doc_free(l, d);
  return true;
}
