/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What members and shop back ends ask for, and what staff does.  What is asked with a `key` is done
 * once, for ever: unlike an Idempotency-Key, which is forgotten after a day. */
#include "api/programmes.h"
#include "api/put.h"
#include "loyalty/membership.h"

static bool ask_of(struct call *c, enum membership_act act, struct membership_ask *a,
                   struct err *err) {
  const struct json *b = c->body, *until = b ? json_get(b, "until") : NULL;
  const struct json *price = b ? json_get(b, "price") : NULL;
  *a = (struct membership_ask){.act = act,
                               .programme = call_path(c, "slug"),
                               .actor = c->actor.id,
                               .key = json_get_str(b, "key"),
                               .source = json_get_str(b, "source"),
                               .store = json_get_str(b, "store"),
                               .staff = json_get_str(b, "staff"),
                               .level = json_get_str(b, "level"),
                               .reason = json_get_str(b, "reason"),
                               .until_ms = PROGRAMME_FOREVER,
                               .plan = json_get_str(b, "plan"),
                               .order = json_get_str(b, "order"),
                               .trial = b && json_get_bool(b, "trial", false),
                               .at_once = b && json_get_bool(b, "at_once", false),
                               .service = json_get_str(b, "service"),
                               .quantity = 1};
  const struct json *quantity = b ? json_get(b, "quantity") : NULL;
  if (quantity && !json_int(quantity, &a->quantity)) a->quantity = 0;
  if (price) {
    a->priced = true;
    if (!dec_parse(price->text, &a->price))
      return err_fail(err, ERR_bad_field, "price" ERR_SEP "\"30.00\"");
  }
  return !until || until->type != JSON_STRING ||
         time_parse_until(until->text, ws_tz(tenant_workspace(c->tenant)), &a->until_ms, err);
}

static void put_done(struct jw *w, enum membership_act act, const struct membership_done *d) {
  jw_begin_object(w);
  jw_key(w, "member"), jw_int(w, d->member);
  jw_key(w, "status"), jw_cstr(w, membership_status_names[d->status]);
  jw_key(w, "level"), jw_cstr(w, d->level);
  jw_key(w, "changed"), jw_bool(w, d->changed);
  jw_key(w, "again"), jw_bool(w, d->again);
  jw_key(w, "amount"), put_decimal(w, d->amount);
  jw_key(w, "remaining");
  if (act != MEMBERSHIP_USE || d->remaining < 0)
    jw_null(w);
  else
    jw_int(w, d->remaining);
  put_moment(w, "until", d->until_ms);
  jw_end_object(w);
}

/* What staff does to somebody is in the audit trail; joining and using are every day's business and
 * stand with the member. */
static bool audited(enum membership_act act) {
  return act == MEMBERSHIP_LEAVE || act == MEMBERSHIP_SET_LEVEL || act == MEMBERSHIP_CANCEL ||
         act == MEMBERSHIP_REFUND;
}

static bool audit(struct call *c, const char *name, const struct membership_ask *a,
                  const struct membership_done *d, struct err *err) {
  struct buf detail = BUF_INIT;
  struct jw w;
  jw_init(&w, &detail, 0);
  jw_begin_object(&w);
  jw_key(&w, "member"), jw_int(&w, d->member);
  jw_key(&w, "reason"), jw_str(&w, a->reason);
  jw_end_object(&w);
  bool ok = call_audit(c, name, a->programme, buf_str(&detail), err);
  buf_release(&detail);
  return ok;
}

static bool change(struct call *c, enum membership_act act, const char *name, struct err *err) {
  struct membership_ask a;
  struct membership_done d;
  struct loyalty *l;
  bool makes = act == MEMBERSHIP_JOIN || act == MEMBERSHIP_SUBSCRIBE;
  if (!tenant_loyalty(c->tenant, &l, err) || !ask_of(c, act, &a, err) ||
      !member_subject(c, l, makes && c->body, &a.subject, err) || !membership_do(l, &a, &d, err))
    return false;
  if (audited(act) && d.changed && !audit(c, name, &a, &d, err)) return false;
  put_done(&c->out, act, &d);
  return true;
}

bool api_join_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_JOIN, "member.join", err);
}
bool api_leave_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_LEAVE, "member.leave", err);
}
bool api_set_member_level(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_SET_LEVEL, "member.level", err);
}
bool api_subscribe_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_SUBSCRIBE, "member.subscribe", err);
}
bool api_renew_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_RENEW, "member.renew", err);
}
bool api_cancel_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_CANCEL, "member.cancel", err);
}
bool api_refund_member(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_REFUND, "member.refund", err);
}
bool api_use_member_service(struct call *c, struct err *err) {
  return change(c, MEMBERSHIP_USE, "member.use", err);
}
