/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adjustments that somebody else has to agree to. */
#include "api/points.h"

static const char *const decisions[] = {"waiting", "approved", "rejected"};

bool api_propose_adjustment(struct call *c, struct err *err) {
  struct ledger_post p = {.op = LEDGER_ADJUST,
                          .actor = c->actor.id,
                          .currency = json_get_str(c->body, "currency"),
                          .reason = json_get_str(c->body, "reason"),
                          .ref = json_get_str(c->body, "ref")};
  struct currency k;
  struct loyalty *l;
  int64_t n;
  if (!points_key(c, &p.key, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_currency(l, p.currency, c->arena, &k, err) ||
      !currency_amount(&k, json_get_str(c->body, "amount"), &p.amount, err) ||
      !subject_named(c, json_get_str(c->body, "person"), &p.subject, err) ||
      !ledger_propose(l, &p, &n, err) ||
      !points_audit(c, "points.propose", p.currency, 0, n, p.reason, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "proposal"), jw_int(&c->out, n);
  jw_end_object(&c->out);
  return true;
}

static void put_proposal(struct call *c, const struct ledger_proposal *p) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "n"), jw_int(w, p->n);
  jw_key(w, "status"), jw_cstr(w, decisions[p->status]);
  jw_key(w, "at"), put_time(w, p->at_ms);
  jw_key(w, "person"), put_holder(c, p->subject);
  jw_key(w, "currency"), jw_str(w, p->currency);
  jw_key(w, "amount"), put_decimal(w, (struct dec){p->amount, p->decimals});
  jw_key(w, "actor"), jw_str(w, p->actor);
  jw_key(w, "key"), jw_str(w, p->key);
  jw_key(w, "reason"), jw_str(w, p->reason);
  jw_key(w, "ref"), jw_str(w, p->ref);
  jw_key(w, "decider"), jw_str(w, p->decider);
  jw_key(w, "note"), jw_str(w, p->note);
  jw_key(w, "decided_at");
  if (p->decided_ms)
    put_time(w, p->decided_ms);
  else
    jw_null(w);
  jw_key(w, "txn");
  if (p->txn)
    jw_int(w, p->txn);
  else
    jw_null(w);
  jw_end_object(w);
}

bool api_list_proposals(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_proposal *all;
  struct page_key key = {.n_n = 1};
  uint32_t n, limit = call_limit(c);
  bool given;
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_proposals(l, call_query_bool(c, "all", false), given ? key.n[0] : 0, limit + 1,
                        c->arena, &all, &n, err))
    return false;
  bool more = n > limit;
  if (more) n = limit;
  key = (struct page_key){.n = {n ? all[n - 1].n : 0}, .n_n = 1};
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_proposal(c, &all[i]);
  jw_end_array(w);
  call_put_next(c, more ? &key : NULL);
  jw_end_object(w);
  return true;
}

static bool decide(struct call *c, enum ledger_decision how, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_posted d;
  int64_t n;
  struct str note = json_get_str(c->body, "note");
  if (!points_number(c, ERR_unknown_proposal, &n, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_decide(l, n, how, c->actor.id, note, &d, err) ||
      !points_audit(c, how == LEDGER_APPROVED ? "points.approve" : "points.reject", STR("ledger"),
                    d.txn, n, note, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "proposal"), jw_int(w, n);
  jw_key(w, "status"), jw_cstr(w, decisions[how]);
  jw_key(w, "txn");
  if (d.txn)
    jw_int(w, d.txn);
  else
    jw_null(w);
  jw_end_object(w);
  return true;
}

bool api_approve_proposal(struct call *c, struct err *err) {
  return decide(c, LEDGER_APPROVED, err);
}
bool api_reject_proposal(struct call *c, struct err *err) {
  return decide(c, LEDGER_REJECTED, err);
}
