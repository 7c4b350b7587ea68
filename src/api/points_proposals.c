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
  bool again;
  if (!points_key(c, &p.key, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_currency(l, p.currency, c->arena, &k, err) ||
      !currency_amount(&k, json_get_str(c->body, "amount"), &p.amount, err) ||
      !subject_named(c, json_get_str(c->body, "person"), &p.subject, err) ||
      !ledger_propose(l, &p, &n, &again, err) ||
      (!again && !points_audit(c, "points.propose", p.currency, 0, n, p.reason, err)))
    return false;
  if (again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_begin_object(&c->out);
  jw_key(&c->out, "proposal"), jw_int(&c->out, n);
  jw_end_object(&c->out);
  return true;
}

static bool put_proposal(struct call *c, struct actor_names *actors,
                         const struct ledger_proposal *p, struct err *err) {
  struct jw *w = &c->out;
  bool mine, known;
  if (!actor_is_oneself(c, p->actor, &mine, &known, err)) return false;
  jw_begin_object(w);
  jw_key(w, "n"), jw_int(w, p->n);
  jw_key(w, "status"), jw_cstr(w, decisions[p->status]);
  jw_key(w, "at"), put_time(w, p->at_ms);
  jw_key(w, "person"), put_holder(c, p->subject);
  jw_key(w, "currency"), jw_str(w, p->currency);
  jw_key(w, "amount"), put_decimal(w, (struct dec){p->amount, p->decimals});
  jw_key(w, "actor"), jw_str(w, p->actor);
  put_actor(c, actors, "actor_name", p->actor);
  jw_key(w, "own"), jw_bool(w, mine);
  jw_key(w, "key"), jw_str(w, p->key);
  jw_key(w, "reason"), jw_str(w, p->reason);
  jw_key(w, "ref"), jw_str(w, p->ref);
  jw_key(w, "decider"), jw_str(w, p->decider);
  put_actor(c, actors, "decider_name", p->decider);
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
  return true;
}

bool api_list_proposals(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_proposal *all;
  struct page_key key = {.n_n = 1};
  struct actor_names actors = {.n = 0};
  uint32_t n, limit = call_limit(c);
  int64_t waiting;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_proposals(l, call_query_bool(c, "all", false), given ? key.n[0] : 0, limit + 1,
                        c->arena, &all, &n, err) ||
      !ledger_proposals_waiting(l, &waiting, err))
    return false;
  bool more = n > limit;
  if (more) n = limit;
  key = (struct page_key){.n = {n ? all[n - 1].n : 0}, .n_n = 1};
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    if (!put_proposal(c, &actors, &all[i], err)) return false;
  jw_end_array(w);
  jw_key(w, "waiting"), jw_int(w, waiting);
  call_put_next(c, more ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* A person who proposed with an API key is the one who made the key. */
static bool somebody_else(struct call *c, struct loyalty *l, int64_t n, struct err *err) {
  struct ledger_proposal p;
  bool own, known;
  if (!ledger_proposal_get(l, n, c->arena, &p, err) ||
      !actor_is_oneself(c, p.actor, &own, &known, err))
    return false;
  if (own) return err_fail(err, ERR_proposal_own, NULL);
  return known || err_fail(err, ERR_proposal_nobody, "%lld", (long long)n);
}

static bool decide(struct call *c, enum ledger_decision how, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_posted d;
  int64_t n;
  struct str note = json_get_str(c->body, "note");
  if (!points_number(c, ERR_unknown_proposal, &n, err) || !tenant_loyalty(c->tenant, &l, err) ||
      (how == LEDGER_APPROVED && !somebody_else(c, l, n, err)) ||
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
