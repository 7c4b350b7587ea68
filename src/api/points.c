/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Postings that a shop's back end asks for.  Each needs an Idempotency-Key, which stays with the
 * transaction for ever (room loyalty): the same request again reads the same answer from it. */
#include "api/points.h"

bool points_key(struct call *c, struct str *ret, struct err *err) {
  *ret = str_trim(http_header(c->http, "Idempotency-Key"));
  return (ret->n > 0 && ret->n <= LEDGER_TEXT_MAX) ||
         err_fail(err, ERR_bad_header, "Idempotency-Key" ERR_SEP "1 … %d bytes", LEDGER_TEXT_MAX);
}

bool points_number(struct call *c, enum err_code code, int64_t *ret, struct err *err) {
  struct str text = call_path(c, "n");
  struct json number = {.type = JSON_NUMBER, .text = text};
  bool digits = text.n > 0 && text.n < 19;
  for (size_t i = 0; i < text.n; i++)
    digits &= text.p[i] >= '0' && text.p[i] <= '9';
  return (digits && json_int(&number, ret)) || err_fail(err, code, "%.*s", STRF(text));
}

bool points_audit(struct call *c, const char *action, struct str currency, int64_t txn,
                  int64_t proposal, struct str reason, struct err *err) {
  struct buf detail = BUF_INIT;
  struct jw w;
  jw_init(&w, &detail, 0);
  jw_begin_object(&w);
  if (txn) jw_key(&w, "txn"), jw_int(&w, txn);
  if (proposal) jw_key(&w, "proposal"), jw_int(&w, proposal);
  jw_key(&w, "reason"), jw_str(&w, reason);
  jw_end_object(&w);
  bool ok = call_audit(c, action, currency, buf_str(&detail), err);
  buf_release(&detail);
  return ok;
}

static void put_posted(struct call *c, const struct ledger_post *p, const struct ledger_posted *d,
                       uint8_t decimals) {
  struct jw *w = &c->out;
  const struct {
    const char *name;
    int64_t v;
  } amounts[] = {{"amount", d->amount}, {"balance", d->balance},     {"other", d->other},
                 {"debt", d->debt},     {"shortfall", d->shortfall}, {"lapsed", d->lapsed}};
  jw_begin_object(w);
  jw_key(w, "txn"), jw_int(w, d->txn);
  jw_key(w, "at"), put_time(w, d->at_ms);
  jw_key(w, "kind"), jw_cstr(w, ledger_kind_name(p->op));
  jw_key(w, "currency"), jw_str(w, p->currency);
  for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
    jw_key(w, amounts[i].name), put_decimal(w, (struct dec){amounts[i].v, decimals});
  jw_end_object(w);
}

/* ---- without a thread that waits ---- */

struct posting_call {
  struct ledger_work k; /* first */
  struct call *c;
  uint8_t decimals;
};

static bool posted(struct call *c, void *ctx, struct err *err) {
  struct posting_call *x = ctx;
  if (x->k.posted.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  put_posted(c, &x->k.post, &x->k.posted, x->decimals);
  return true;
}

static void on_posted(struct writer_work *k, const struct err *why) {
  call_go_on(((struct posting_call *)k)->c, why);
}

static bool post_later(struct call *c, struct loyalty *l, const struct ledger_post *p,
                       uint8_t decimals) {
  struct posting_call *x = arena_new(c->arena, struct posting_call);
  struct err err;
  *x = (struct posting_call){.c = c, .decimals = decimals};
  ledger_work_init(&x->k, l, p);
  x->k.work.done = on_posted;
  call_later(c, posted, x);
  if (!loyalty_add(l, &x->k.work, &err)) call_go_on(c, &err);
  return true;
}

/* What was adjusted by hand, or undone, is in the audit trail too: those wait. */
static bool done(struct call *c, struct ledger_post *p, uint8_t decimals, struct err *err) {
  struct loyalty *l;
  struct ledger_posted d;
  bool by_hand = p->op == LEDGER_ADJUST || p->op == LEDGER_REVERSE || p->op == LEDGER_CLAWBACK;
  p->actor = c->actor.id;
  p->reason = json_get_str(c->body, "reason");
  p->ref = json_get_str(c->body, "ref");
  if (!points_key(c, &p->key, err) || !tenant_loyalty(c->tenant, &l, err)) return false;
  if (!by_hand) return post_later(c, l, p, decimals);
  if (!ledger_do(l, p, &d, err)) return false;
  if (d.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  if (by_hand && !d.again &&
      !points_audit(c, p->op == LEDGER_ADJUST ? "points.adjust" : "points.reverse", p->currency,
                    d.txn, 0, p->reason, err))
    return false;
  put_posted(c, p, &d, decimals);
  return true;
}

/* ---- to a person ---- */

static enum ledger_kind op_of(struct str word) {
  for (int k = LEDGER_EARN; k < LEDGER_KINDS; k++)
    if (str_is(word, ledger_kind_name((enum ledger_kind)k))) return (enum ledger_kind)k;
  return LEDGER_KINDS;
}

/* Absent: as the currency says (0); null: `none`.  What was long ago is over, whenever it was. */
static bool moment(struct call *c, const char *field, int64_t none, int64_t least, int64_t *ret,
                   struct err *err) {
  const struct json *v = json_get(c->body, field);
  if (!v) return true;
  if (v->type != JSON_STRING) {
    *ret = none;
    return true;
  }
  if (!time_parse_iso(v->text, ws_tz(tenant_workspace(c->tenant)), ret, NULL, err)) return false;
  if (*ret <= 0) *ret = least;
  return true;
}

/* Fields that only some kinds have. */
static bool fits(struct call *c, enum ledger_kind op, struct err *err) {
  bool grants = op == LEDGER_EARN || op == LEDGER_GRANT;
  if (!json_get(c->body, "to") != (op != LEDGER_TRANSFER))
    return err_fail(err, ERR_bad_field, "to" ERR_SEP "op: transfer");
  if (json_get(c->body, "expires") && !grants && op != LEDGER_ADJUST)
    return err_fail(err, ERR_bad_field, "expires" ERR_SEP "op: earn, grant, adjust");
  if (json_get(c->body, "pending") && !grants)
    return err_fail(err, ERR_bad_field, "pending" ERR_SEP "op: earn, grant");
  return true;
}

/* type:value makes somebody whom nobody knows yet, where something is given. */
static bool subject_of(struct call *c, struct loyalty *l, enum ledger_kind op, uint32_t *ret,
                       struct err *err) {
  struct str rest = call_path(c, "id"), type = str_cut(&rest, ':');
  bool makes = (op == LEDGER_EARN || op == LEDGER_GRANT) && rest.n && type.n;
  if (coupon_path_subject(c, ret, err)) return true;
  return makes && loyalty_subject(l, type, rest, true, ret, err);
}

/* A shop's key earns, spends and holds; by hand is somebody's of the brand, or a key's that may
 * change documents as well. */
static bool may_adjust(struct call *c, enum ledger_kind op, struct err *err) {
  return op != LEDGER_ADJUST ||
         access_may(&c->actor, call_path(c, "workspace"), ROLE_OPERATOR, SCOPE_WRITE, err);
}

bool api_post_points(struct call *c, struct err *err) {
  struct ledger_post p = {.op = op_of(json_get_str(c->body, "op")),
                          .currency = json_get_str(c->body, "currency")};
  struct currency k;
  struct loyalty *l;
  return may_adjust(c, p.op, err) && fits(c, p.op, err) && points_key(c, &p.key, err) && tenant_loyalty(c->tenant, &l, err) &&
         ledger_currency(l, p.currency, c->arena, &k, err) &&
         currency_amount(&k, json_get_str(c->body, "amount"), &p.amount, err) &&
         moment(c, "expires", LEDGER_NEVER, 1, &p.expires_ms, err) &&
         moment(c, "pending", -1, -1, &p.pending_ms, err) &&
         (p.op != LEDGER_TRANSFER || subject_named(c, json_get_str(c->body, "to"), &p.to, err)) &&
         subject_of(c, l, p.op, &p.subject, err) && done(c, &p, k.decimals, err);
}

/* ---- of another transaction ---- */

static bool give_back(struct call *c, enum ledger_kind op, struct err *err) {
  struct ledger_post p = {.op = op};
  const struct json *amount = json_get(c->body, "amount");
  struct loyalty *l;
  struct ledger_txn t;
  if (!points_key(c, &p.key, err) || !points_number(c, ERR_unknown_transaction, &p.of, err) ||
      !tenant_loyalty(c->tenant, &l, err) ||
      !ledger_txn_get(l, p.of, c->arena, &t, NULL, NULL, err))
    return false;
  const struct currency k = {.slug = t.currency, .decimals = t.decimals};
  if (amount && !currency_amount(&k, amount->text, &p.amount, err)) return false;
  if (amount && p.amount <= 0) /* 0 would be all of it */
    return err_fail(err, ERR_bad_amount, "%.*s" ERR_SEP "%.*s" ERR_SEP "%u", STRF(amount->text),
                    STRF(t.currency), t.decimals);
  p.currency = t.currency;
  return done(c, &p, t.decimals, err);
}

bool api_refund_transaction(struct call *c, struct err *err) {
  return give_back(c, LEDGER_REFUND, err);
}
bool api_reverse_transaction(struct call *c, struct err *err) {
  return give_back(c, LEDGER_REVERSE, err);
}
bool api_claw_back_transaction(struct call *c, struct err *err) {
  return give_back(c, LEDGER_CLAWBACK, err);
}
bool api_unfreeze_transaction(struct call *c, struct err *err) {
  return give_back(c, LEDGER_UNFREEZE, err);
}
