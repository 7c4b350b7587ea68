/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a visitor sees of points and memberships. */
#include "api/api_int.h"
#include "api/put.h"
#include "api/visit.h"
#include "loyalty/ledger.h"
#include "loyalty/membership.h"
#include "resource/customer_pages.h"
#include "touch/visit.h"

bool visit_may(const struct call *c, unsigned act, struct err *err) {
  return (c->visit.acts & act) == act || err_fail(err, ERR_visit_act, NULL);
}

struct str visit_actor(const struct call *c) {
  return arena_printf(c->arena, "visit:~%u", c->visit.subject);
}

/* Pages of what only some brands have: shown unasked when a document of the kind is active. */
static const struct {
  const char *page, *kind;
  bool drafts; /* documents of the kind say themselves whether they are active */
} optional[] = {{"tasks", "task", true},     {"check_in", "check_in", true},
                {"badges", "badge", true},   {"draws", "draw", false},
                {"mall", "mall_item", true}, {"leaderboards", "leaderboard", true}};

static bool any_active(struct call *c, const char *kind, bool drafts, bool *ret, struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(tenant_workspace(c->tenant), str_from(kind), c->arena, &r, &n, err))
    return false;
  *ret = n && !drafts;
  for (uint32_t i = 0; i < n && !*ret; i++) {
    struct json *doc;
    struct err ignored;
    *ret = json_parse(r[i].doc, c->arena, &doc, &ignored) && json_get_bool(doc, "active", false);
  }
  return true;
}

static bool put_pages(struct call *c, const struct customer_pages *p, struct err *err) {
  for (uint32_t i = 0; i < p->n_pages; i++) {
    bool shown = true;
    for (size_t k = 0; !p->chosen && k < sizeof optional / sizeof *optional; k++)
      if (str_is(p->pages[i], optional[k].page) &&
          !any_active(c, optional[k].kind, optional[k].drafts, &shown, err))
        return false;
    if (shown) jw_str(&c->out, p->pages[i]);
  }
  return true;
}

bool api_visit(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct workspace *ws = tenant_workspace(c->tenant);
  struct customer_pages p;
  if (!resource_customer_pages(ws, c->arena, &p, err)) return false;
  struct str usual = ws_title(ws);
  jw_begin_object(w);
  jw_key(w, "brand"),
      put_title(w, p.title_en.n ? p.title_en : usual, p.title_zh.n ? p.title_zh : usual);
  jw_key(w, "color"), jw_str(w, p.color);
  jw_key(w, "pages"), jw_begin_array(w);
  if (!put_pages(c, &p, err)) return false;
  jw_end_array(w);
  jw_key(w, "acts"), jw_begin_array(w);
  for (const struct visit_act_def *d = visit_acts; d->name; d++)
    if (c->visit.acts & d->act) jw_cstr(w, d->name);
  jw_end_array(w);
  jw_key(w, "zone"), jw_str(w, tz_name(ws_tz(ws)));
  jw_key(w, "money"), jw_str(w, ws_currency(ws));
  jw_key(w, "expires_at"), put_time(w, c->visit.until_ms);
  jw_end_object(w);
  return true;
}

/* ---- points ---- */

static void put_amount(struct jw *w, const char *name, int64_t v, uint8_t decimals) {
  jw_key(w, name), put_decimal(w, (struct dec){v, decimals});
}

bool api_visit_points(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_balance *all;
  struct currency k;
  uint32_t n;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      !ledger_balances(l, c->visit.subject, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n && i < VISIT_COINS_MAX; i++) {
    const struct ledger_balance *b = &all[i];
    if (!ledger_currency(l, b->currency, c->arena, &k, err)) return false;
    jw_begin_object(w);
    jw_key(w, "currency"), jw_str(w, b->currency);
    jw_key(w, "title"), put_title(w, k.title_en, k.title_zh);
    jw_key(w, "unit"), put_title(w, k.unit_en, k.unit_zh);
    jw_key(w, "type"), jw_cstr(w, currency_type_name(k.type));
    put_amount(w, "available", b->available, b->decimals);
    put_amount(w, "pending", b->pending, b->decimals);
    put_amount(w, "frozen", b->frozen, b->decimals);
    put_amount(w, "expiring", b->expiring, b->decimals);
    put_moment(w, "expires_at", b->expires_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* What a customer calls a change: what can be spent changed, or something is on its way.  That it
 * arrived is not another one. */
static bool is_change(const struct ledger_line *x) {
  return x->kind != LEDGER_RELEASE &&
         (x->bucket == LEDGER_AVAILABLE || x->bucket == LEDGER_PENDING);
}

static void put_changes(struct jw *w, const struct ledger_line *lines, uint32_t n) {
  for (uint32_t i = 0; i < n;) {
    const struct ledger_line *x = &lines[i++];
    int64_t sum = x->amount;
    if (!is_change(x)) continue;
    /* A person may have several accounts: one line for all of them. */
    for (; i < n && lines[i].txn == x->txn; i++)
      if (is_change(&lines[i])) sum += lines[i].amount;
    if (sum == 0) continue;
    jw_begin_object(w);
    jw_key(w, "n"), jw_int(w, x->n);
    put_moment(w, "at", x->at_ms);
    jw_key(w, "kind"), jw_cstr(w, ledger_kind_name(x->kind));
    put_amount(w, "amount", sum, x->decimals);
    jw_end_object(w);
  }
}

bool api_visit_history(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_line *lines;
  struct page_key key = {.n_n = 1};
  uint32_t n;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_history(l, c->visit.subject, call_path(c, "currency"), given ? key.n[0] : 0,
                      VISIT_PAGE + 1, c->arena, &lines, &n, err))
    return false;
  bool more = n > VISIT_PAGE;
  if (more) n = VISIT_PAGE;
  key = (struct page_key){.n = {n ? lines[n - 1].n : 0}, .n_n = 1};
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  put_changes(w, lines, n);
  jw_end_array(w);
  call_put_next(c, more ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* ---- memberships ---- */

static void put_level(struct jw *w, const char *name, const struct programme *p, int32_t i) {
  jw_key(w, name);
  if (i < 0)
    jw_null(w);
  else
    put_title(w, p->levels[i].title.en, p->levels[i].title.zh);
}

static void put_steps(struct jw *w, const struct programme *p) {
  jw_key(w, "levels"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_levels; i++) {
    const struct programme_level *x = &p->levels[i];
    jw_begin_object(w);
    jw_key(w, "title"), put_title(w, x->title.en, x->title.zh);
    jw_key(w, "growth");
    if (x->by_growth)
      put_decimal(w, x->growth);
    else
      jw_null(w);
    jw_key(w, "benefits"), jw_begin_array(w);
    for (uint32_t k = 0; k < x->n_texts; k++)
      put_title(w, x->texts[k].en, x->texts[k].zh);
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_services(struct jw *w, const struct membership_past *past) {
  jw_key(w, "services"), jw_begin_array(w);
  for (uint32_t i = 0; i < past->n_uses; i++) {
    const struct membership_use *u = &past->uses[i];
    jw_begin_object(w);
    jw_key(w, "title"), put_title(w, u->service->title.en, u->service->title.zh);
    jw_key(w, "promise"), put_title(w, u->service->promise.en, u->service->promise.zh);
    jw_key(w, "remaining");
    if (u->remaining < 0)
      jw_null(w);
    else
      jw_int(w, u->remaining);
    put_moment(w, "renews_at", u->renews_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* The name of what growth is counted in; empty where nothing is. */
static void put_growth_title(struct call *c, struct loyalty *l, const struct programme *p) {
  struct currency k;
  struct err ignored;
  jw_key(&c->out, "growth_title");
  if (p->growth.n && ledger_currency(l, p->growth, c->arena, &k, &ignored))
    put_title(&c->out, k.title_en, k.title_zh);
  else
    put_title(&c->out, STR(""), STR(""));
}

static bool put_member(struct call *c, struct loyalty *l, const struct programme *p,
                       const struct membership_view *v, struct err *err) {
  struct jw *w = &c->out;
  struct membership_past past;
  if (!membership_past(l, c->visit.subject, p, c->arena, &past, err)) return false;
  put_level(w, "level", p, v->standing.level);
  jw_key(w, "at"), jw_int(w, v->standing.level);
  put_level(w, "next", p, v->next);
  jw_key(w, "growth"), put_decimal(w, v->growth);
  jw_key(w, "missing");
  if (v->next < 0)
    jw_null(w);
  else
    put_decimal(w, v->missing);
  jw_key(w, "number"), jw_int(w, v->member);
  put_moment(w, "since", v->joined_ms);
  put_moment(w, "period_end", v->standing.period_end);
  put_moment(w, "paid_until", v->paid_until);
  jw_key(w, "ends"), jw_bool(w, v->ends);
  put_services(w, &past);
  return true;
}

static bool put_card(struct call *c, struct loyalty *l, struct str slug, struct err *err) {
  struct jw *w = &c->out;
  struct membership_view v;
  struct programme p;
  uint32_t version;
  bool active, member = membership_get(l, c->visit.subject, slug, c->arena, &p, &v, err);
  if (!member &&
      (err->code != ERR_not_member || !resource_programme(tenant_workspace(c->tenant), slug,
                                                          c->arena, &p, &version, &active, err)))
    return false;
  member = member && v.status == MEMBERSHIP_ACTIVE;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, slug);
  jw_key(w, "title"), put_title(w, p.title.en, p.title.zh);
  jw_key(w, "member"), jw_bool(w, member);
  jw_key(w, "open"), jw_bool(w, p.join == PROGRAMME_OPEN);
  put_growth_title(c, l, &p);
  put_steps(w, &p);
  bool ok = !member || put_member(c, l, &p, &v, err);
  jw_end_object(w);
  return ok;
}

bool api_visit_cards(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct resource *r;
  uint32_t n;
  bool ok = true;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("programme"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; ok && i < n && i < VISIT_CARDS_MAX; i++)
    ok = put_card(c, l, r[i].slug, err);
  jw_end_array(w);
  jw_end_object(w);
  return ok;
}

bool api_visit_join(struct call *c, struct err *err) {
  struct membership_done d;
  struct loyalty *l;
  struct membership_ask a = {.act = MEMBERSHIP_JOIN,
                             .subject = c->visit.subject,
                             .programme = call_path(c, "slug"),
                             .actor = visit_actor(c),
                             .key = str_trim(http_header(c->http, "Idempotency-Key")),
                             .source = STR("page"),
                             .until_ms = PROGRAMME_FOREVER,
                             .quantity = 1};
  if (!visit_may(c, VISIT_JOIN, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !membership_do(l, &a, &d, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "joined"), jw_bool(&c->out, d.changed);
  jw_end_object(&c->out);
  return true;
}
