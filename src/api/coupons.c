/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes of coupons that a shop's back end asks for.  Each needs an Idempotency-Key, which stays
 * with what it did for ever (room loyalty); the answers are the room's own text. */
#include "api/coupons.h"

#include "api/ask.h"
#include "api/checkout.h"
#include "api/promotions.h"
#include "collect/find.h"
#include "lang/lang.h"

static bool answered(struct call *c, struct coupon_task *t, struct coupon_answer *ret,
                     struct err *err) {
  if (!coupon_task_end(t, ret, err)) return false;
  if (ret->replayed) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  return true;
}

static bool begin(struct call *c, struct coupon_request *q, struct str actor,
                  struct coupon_task **ret, struct err *err) {
  struct loyalty *l;
  q->actor = actor;
  q->key = str_trim(http_header(c->http, "Idempotency-Key"));
  return tenant_loyalty(c->tenant, &l, err) && coupon_task_new(l, q, c->arena, ret, err);
}

static bool asked(struct call *c, void *task, struct err *err) {
  struct coupon_answer a;
  if (!answered(c, task, &a, err)) return false;
  jw_raw(&c->out, a.json);
  return true;
}

/* No thread waits for the commit. */
bool coupon_ask(struct call *c, struct coupon_request *q, struct err *err) {
  struct coupon_task *t;
  if (!begin(c, q, c->actor.id, &t, err)) return false;
  call_later(c, asked, t);
  coupon_task_run(t, call_ready, c);
  return true;
}

/* ---- to a person ---- */

/* type:value of somebody nobody knows yet. */
static bool new_subject(struct call *c, struct loyalty *l, struct str kind, uint32_t *ret,
                        struct err *err) {
  struct str rest = call_path(c, "id"), type = str_cut(&rest, ':');
  const struct coupon_doc *d = NULL;
  if (rest.n == 0 || type.n == 0)
    return err_fail(err, ERR_unknown_person, "%.*s", STRF(call_path(c, "id")));
  /* Nobody is made to be told that there is nothing left. */
  if (kind.n && !coupon_doc_of(l, kind, 0, &d, err)) return false;
  bool ok = !d || coupon_some_left(l, d, 1, err);
  coupon_doc_free(l, d);
  return ok && loyalty_subject(l, type, rest, true, ret, err);
}

static bool subject_of(struct call *c, struct str kind, uint32_t *ret, struct err *err) {
  struct loyalty *l;
  struct err unknown;
  if (!tenant_loyalty(c->tenant, &l, err)) return false;
  if (coupon_path_subject(c, ret, &unknown)) return true;
  return new_subject(c, l, kind, ret, err);
}

/* The end of this minute: whoever was first seen a second ago is somebody, and thresholds of
 * classes are made once a minute. */
static bool satisfies(struct call *c, uint32_t person, struct str audience, bool *ret,
                      struct err *err) {
  struct ask a;
  struct node *tree;
  struct person_model m;
  struct naive_value v;
  bool exists = false;
  if (!call_view_knows(c, person, err)) return false;
  bool ok = ask_begin(c, &a, err);
  if (ok) a.as_of += MS_MINUTE - 1;
  ok = ok && ask_saved(&a, audience, "audience", &tree, err) && ask_history(&a, person, &m, err) &&
       person_value(&m, tree, a.as_of, c->arena, &exists, &v, err);
  *ret = ok && exists && !v.missing && v.b;
  ask_end(&a);
  return ok;
}

bool audience_fits(struct call *c, uint32_t subject, struct str audience, bool *ret,
                   struct err *err) {
  uint32_t person = person_of(ws_people(tenant_workspace(c->tenant)), subject);
  *ret = true;
  return !audience.n || satisfies(c, person, audience, ret, err);
}

bool coupon_fits_person(struct call *c, uint32_t subject, const struct coupon_kind *k, bool *ret,
                        struct err *err) {
  return audience_fits(c, subject, k->audience, ret, err);
}

static bool of_audience(struct call *c, uint32_t subject, struct str kind, struct err *err) {
  struct loyalty *l;
  const struct coupon_doc *d = NULL;
  bool is = true;
  if (!tenant_loyalty(c->tenant, &l, err) || !coupon_doc_of(l, kind, 0, &d, err)) return false;
  bool ok = coupon_fits_person(c, subject, &d->kind, &is, err);
  coupon_doc_free(l, d);
  return ok && (is || err_fail(err, ERR_coupon_not_for_you, "%.*s", STRF(kind)));
}

bool api_issue_coupon(struct call *c, struct err *err) {
  struct coupon_request q = {.op = COUPON_OP_ISSUE,
                             .kind = json_get_str(c->body, "kind"),
                             .source = json_get_str(c->body, "source"),
                             .count = 1};
  const struct json *count = json_get(c->body, "count");
  int64_t n = 1;
  if (count) json_int(count, &n);
  q.count = (uint32_t)n;
  if (!q.source.p) q.source = STR("api");
  return subject_of(c, q.kind, &q.subject, err) && coupon_ask(c, &q, err);
}

static bool kind_or_code(struct str kind, struct str code, struct err *err) {
  return !kind.n != !code.n || err_fail(err, ERR_bad_field, "kind" ERR_SEP "kind / code");
}

/* Of the person's audience, and asked as it has to be. */
static bool claim_of(struct call *c, uint32_t subject, struct str kind, struct str code,
                     struct str source, struct coupon_request *ret, struct err *err) {
  struct coupon_request q = {.op = code.n ? COUPON_OP_CODE : COUPON_OP_CLAIM,
                             .kind = kind,
                             .code = code,
                             .source = source,
                             .subject = subject,
                             .count = code.n ? 0 : 1};
  struct coupon found;
  struct loyalty *l;
  struct err unknown; /* which code is unknown is said, and counted, by the room */
  if (!kind_or_code(kind, code, err) || !tenant_loyalty(c->tenant, &l, err)) return false;
  if (code.n && coupon_find(l, code, c->arena, &found, &unknown)) kind = found.kind;
  *ret = q;
  return !kind.n || of_audience(c, subject, kind, err);
}

bool coupon_claim_for(struct call *c, uint32_t subject, struct str actor, struct str kind,
                      struct str code, struct str source, struct coupon_answer *ret,
                      struct err *err) {
  struct coupon_request q;
  struct coupon_task *t;
  if (!claim_of(c, subject, kind, code, source, &q, err) || !begin(c, &q, actor, &t, err))
    return false;
  coupon_task_wait(t);
  return answered(c, t, ret, err);
}

bool api_claim_coupon(struct call *c, struct err *err) {
  struct str kind = json_get_str(c->body, "kind"), code = json_get_str(c->body, "code"),
             source = json_get_str(c->body, "source");
  struct coupon_request q;
  uint32_t subject;
  if (!source.p) source = code.n ? STR("code") : STR("api");
  return kind_or_code(kind, code, err) && subject_of(c, kind, &subject, err) &&
         claim_of(c, subject, kind, code, source, &q, err) && coupon_ask(c, &q, err);
}

/* ---- in orders ---- */

bool money_field(struct call *c, const struct json *o, const char *field, int64_t *ret,
                 struct err *err) {
  const struct json *v = json_get(o, field);
  unsigned decimals = iso_currency_decimals(ws_currency(tenant_workspace(c->tenant)));
  char least[DEC_TEXT_BYTES], most[DEC_TEXT_BYTES];
  const struct dec max = {COUPON_MONEY_MAX, (uint8_t)decimals};
  struct dec d;
  if (!v) return true;
  bool ok = dec_parse(v->text, &d);
  if (ok) d = dec_normal(d);
  if (ok && d.scale <= decimals && d.m >= 0 && dec_cmp(d, max) <= 0) {
    *ret = coupon_units(d, decimals);
    return true;
  }
  return err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s … %s", field,
                  dec_text((struct dec){0, (uint8_t)decimals}, least), dec_text(max, most));
}

/* `coupons`: [{coupon, discount}] or [id or code]. */
static bool uses(struct call *c, struct coupon_request *q, struct err *err) {
  const struct json *list = json_get(c->body, "coupons");
  struct coupon_use *u = arena_array(c->arena, struct coupon_use, (list ? list->n : 0) + 1);
  for (uint32_t i = 0; list && i < list->n; i++) {
    const struct json *one = &list->items[i];
    bool plain = one->type == JSON_STRING;
    u[i].coupon = plain ? one->text : json_get_str(one, "coupon");
    if (!plain && !money_field(c, one, "discount", &u[i].discount, err)) return false;
  }
  q->uses = u;
  q->n_uses = list ? list->n : 0;
  return true;
}

static bool use(struct call *c, enum coupon_op op, struct err *err) {
  struct coupon_request q = {
      .op = op, .order = json_get_str(c->body, "order"), .subject = SUBJECT_NONE};
  const struct json *minutes = json_get(c->body, "minutes");
  struct str person = json_get_str(c->body, "person");
  int64_t n = 0;
  if (minutes && json_int(minutes, &n)) q.hold_ms = n * MS_MINUTE;
  if (person.n) {
    q.subject = collect_find_any(tenant_workspace(c->tenant), person);
    if (q.subject == SUBJECT_NONE) return err_fail(err, ERR_unknown_person, "%.*s", STRF(person));
  }
  return uses(c, &q, err) && checkout_asked(c, &q, err) && promotions_asked(c, &q, err) &&
         money_field(c, c->body, "order_total", &q.order_total, err) && coupon_ask(c, &q, err);
}

bool api_reserve_coupons(struct call *c, struct err *err) {
  return use(c, COUPON_OP_RESERVE, err);
}
bool api_redeem_coupons(struct call *c, struct err *err) {
  return use(c, COUPON_OP_REDEEM, err);
}
bool api_release_coupons(struct call *c, struct err *err) {
  return use(c, COUPON_OP_RELEASE, err);
}
bool api_reverse_coupons(struct call *c, struct err *err) {
  return use(c, COUPON_OP_REVERSE, err);
}
bool api_revoke_coupons(struct call *c, struct err *err) {
  return use(c, COUPON_OP_REVOKE, err);
}
