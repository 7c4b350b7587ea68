/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the ledger: exact as of the last commit, from SQL and not from a view of the log. */
#include "api/people_page.h"
#include "api/points.h"
#include "api/put.h"

static void put_amount(struct jw *w, const char *name, int64_t v, uint8_t decimals) {
  jw_key(w, name), put_decimal(w, (struct dec){v, decimals});
}

static void put_number(struct jw *w, const char *name, int64_t n) {
  jw_key(w, name);
  if (n)
    jw_int(w, n);
  else
    jw_null(w);
}

static void put_balance(struct jw *w, const struct ledger_balance *b) {
  jw_key(w, "currency"), jw_str(w, b->currency);
  put_amount(w, "available", b->available, b->decimals);
  put_amount(w, "pending", b->pending, b->decimals);
  put_amount(w, "frozen", b->frozen, b->decimals);
  put_amount(w, "expiring", b->expiring, b->decimals);
  put_moment(w, "expires_at", b->expires_ms);
}

bool api_person_accounts(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_balance *all;
  uint32_t subject, n;
  if (!coupon_path_subject(c, &subject, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_balances(l, subject, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    put_balance(w, &all[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- one account ---- */

static void put_line(struct call *c, struct actor_names *actors, const struct ledger_line *x) {
  struct jw *w = &c->out;
  static const char *const buckets[] = {"available", "pending", "frozen"};
  static const char *const systems[] = {"", "issued", "spent", "expired", "shortfall", "adjusted"};
  jw_begin_object(w);
  jw_key(w, "n"), jw_int(w, x->n);
  jw_key(w, "txn"), jw_int(w, x->txn);
  put_moment(w, "at", x->at_ms);
  jw_key(w, "kind"), jw_cstr(w, ledger_kind_name(x->kind));
  jw_key(w, "bucket"), jw_cstr(w, buckets[x->bucket]);
  put_amount(w, "amount", x->amount, x->decimals);
  put_amount(w, "balance", x->balance, x->decimals);
  jw_key(w, "account"), jw_int(w, x->account);
  jw_key(w, "system");
  if (x->system)
    jw_cstr(w, systems[-x->system]);
  else
    jw_null(w);
  put_number(w, "of", x->of);
  jw_key(w, "actor"), jw_str(w, x->actor);
  put_actor(c, actors, "actor_name", x->actor);
  jw_key(w, "reason"), jw_str(w, x->reason);
  jw_key(w, "ref"), jw_str(w, x->ref);
  jw_end_object(w);
}

static void put_lines(struct call *c, struct actor_names *actors, const char *name,
                      const struct ledger_line *lines, uint32_t n) {
  jw_key(&c->out, name), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_line(c, actors, &lines[i]);
  jw_end_array(&c->out);
}

static void put_lots(struct jw *w, const char *name, const struct ledger_lot *lots, uint32_t n,
                     uint8_t decimals) {
  jw_key(w, name), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "n"), jw_int(w, lots[i].n);
    jw_key(w, "txn"), jw_int(w, lots[i].txn);
    put_amount(w, "granted", lots[i].granted, decimals);
    put_amount(w, "rest", lots[i].rest, decimals);
    put_amount(w, "held", lots[i].held, decimals);
    put_moment(w, "ready_at", lots[i].ready_ms);
    put_moment(w, "expires_at", lots[i].expires_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* Who never had any of a currency has nothing of it; a currency that never was is an error. */
static bool balance_of(struct call *c, struct loyalty *l, uint32_t subject,
                       struct ledger_balance *ret, struct err *err) {
  struct str slug = call_path(c, "currency");
  struct ledger_balance *all;
  struct currency k;
  uint32_t n;
  if (!ledger_balances(l, subject, c->arena, &all, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(all[i].currency, slug)) {
      *ret = all[i];
      return true;
    }
  if (!ledger_currency(l, slug, c->arena, &k, err)) return false;
  *ret = (struct ledger_balance){.currency = slug, .decimals = k.decimals};
  return true;
}

bool api_person_account(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_balance b;
  struct ledger_lot *lots;
  struct ledger_line *lines;
  struct page_key key = {.n_n = 1};
  struct actor_names actors = {.n = 0};
  uint32_t subject, n_lots, n, limit = call_limit(c);
  bool given;
  if (!call_cursor(c, &key, &given, err) || !coupon_path_subject(c, &subject, err) ||
      !tenant_loyalty(c->tenant, &l, err) || !balance_of(c, l, subject, &b, err) ||
      !ledger_lots(l, subject, b.currency, POINTS_LOTS_MAX, c->arena, &lots, &n_lots, err) ||
      !ledger_history(l, subject, b.currency, given ? key.n[0] : 0, limit + 1, c->arena, &lines, &n,
                      err))
    return false;
  bool more = n > limit;
  if (more) n = limit;
  key = (struct page_key){.n = {n ? lines[n - 1].n : 0}, .n_n = 1};
  jw_begin_object(w);
  put_balance(w, &b);
  put_lots(w, "lots", lots, n_lots, b.decimals);
  put_lines(c, &actors, "items", lines, n);
  call_put_next(c, more ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* ---- one transaction, and all ---- */

static void put_parts(struct jw *w, const struct ledger_parts *p, uint8_t decimals) {
  put_lots(w, "made", p->made, p->n_made, decimals);
  jw_key(w, "took"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_took; i++) {
    jw_begin_object(w);
    jw_key(w, "lot"), jw_int(w, p->took[i].lot);
    jw_key(w, "txn"), jw_int(w, p->took[i].txn);
    put_amount(w, "amount", p->took[i].amount, decimals);
    put_amount(w, "back", p->took[i].back, decimals);
    put_moment(w, "expires_at", p->took[i].expires_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "followers"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_followers; i++)
    jw_int(w, p->followers[i]);
  jw_end_array(w);
  jw_key(w, "more"), jw_bool(w, p->more);
}

/* What the person is called; null: nobody, or without a name. */
static bool put_name(struct call *c, uint32_t subject, struct err *err) {
  struct people *p = ws_people(tenant_workspace(c->tenant));
  struct naive_value name = {.missing = true};
  struct ask_column names;
  struct str attr;
  struct ask a;
  bool ok = ask_begin(c, &a, err) && name_column(&a, &names, &attr, err);
  if (ok && subject != SUBJECT_NONE && !people_erased(p, subject))
    name = ask_value(&names, person_of(p, subject));
  jw_key(&c->out, "name");
  if (!ok || name.missing)
    jw_null(&c->out);
  else
    jw_str(&c->out, a.masked ? mask_name(name.str, c->arena) : name.str);
  ask_end(&a);
  return ok;
}

bool api_get_transaction(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_txn t;
  struct ledger_parts parts;
  struct actor_names actors = {.n = 0};
  struct ledger_line *lines;
  int64_t number;
  uint32_t n;
  if (!points_number(c, ERR_unknown_transaction, &number, err) ||
      !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_txn_get(l, number, c->arena, &t, &lines, &n, err) ||
      !ledger_txn_parts(l, number, c->arena, &parts, err))
    return false;
  const struct {
    const char *name;
    int64_t v;
  } amounts[] = {{"amount", t.amount},     {"balance", t.balance},     {"other", t.other},
                 {"debt", t.debt},         {"shortfall", t.shortfall}, {"lapsed", t.lapsed},
                 {"returned", t.returned}, {"moved", t.moved}};
  jw_begin_object(w);
  jw_key(w, "txn"), jw_int(w, t.n);
  put_moment(w, "at", t.at_ms);
  jw_key(w, "kind"), jw_cstr(w, ledger_kind_name(t.kind));
  jw_key(w, "currency"), jw_str(w, t.currency);
  for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
    put_amount(w, amounts[i].name, amounts[i].v, t.decimals);
  jw_key(w, "person"), put_holder(c, t.subject);
  if (!put_name(c, t.subject, err)) return false;
  put_number(w, "of", t.of);
  put_number(w, "cause", (int64_t)t.cause);
  jw_key(w, "actor"), jw_str(w, t.actor);
  put_actor(c, &actors, "actor_name", t.actor);
  jw_key(w, "approver"), jw_str(w, t.approver);
  put_actor(c, &actors, "approver_name", t.approver);
  jw_key(w, "key"), jw_str(w, t.key);
  jw_key(w, "reason"), jw_str(w, t.reason);
  jw_key(w, "ref"), jw_str(w, t.ref);
  put_lines(c, &actors, "entries", lines, n);
  put_parts(w, &parts, t.decimals);
  jw_end_object(w);
  return true;
}

bool api_ledger_totals(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_totals *all;
  uint32_t n;
  if (!tenant_loyalty(c->tenant, &l, err) || !ledger_totals(l, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    const struct ledger_totals *t = &all[i];
    const struct {
      const char *name;
      int64_t v;
    } amounts[] = {{"issued", t->issued},       {"spent", t->spent},
                   {"expired", t->expired},     {"adjusted", t->adjusted},
                   {"shortfall", t->shortfall}, {"available", t->available},
                   {"pending", t->pending},     {"frozen", t->frozen}};
    jw_begin_object(w);
    jw_key(w, "currency"), jw_str(w, t->currency);
    for (size_t k = 0; k < sizeof amounts / sizeof *amounts; k++)
      put_amount(w, amounts[k].name, amounts[k].v, t->decimals);
    jw_key(w, "accounts"), jw_int(w, t->accounts);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}
