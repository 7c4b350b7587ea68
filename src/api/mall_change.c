/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done to orders of the mall.  Each request needs an Idempotency-Key, which stays with what
 * it did for ever (room incentive).  No thread waits for the commit, but where the audit trail is
 * written too: what operators do. */
#include "api/mall.h"

#include "api/api_int.h"
#include "api/coupons.h"
#include "api/points.h"
#include "resource/coupon.h"

static struct str text(const struct json *o, const char *name) {
  struct str s = o ? json_get_str(o, name) : STR("");
  return s.p ? s : STR("");
}

static bool answer(struct call *c, struct mall_names *names, const struct mall_done *d) {
  struct jw *w = &c->out;
  if (d->again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_begin_object(w);
  jw_key(w, "order"), jw_begin_object(w);
  put_mall_order(c, &names, &d->order, true);
  jw_end_object(w);
  jw_key(w, "balance"), put_decimal(w, (struct dec){d->order.balance, d->order.scale});
  jw_key(w, "again"), jw_bool(w, d->again);
  jw_end_object(w);
  return true;
}

/* ---- without a thread that waits ---- */

struct waiting {
  struct mall_ask a;
  struct mall_task *task;
  struct mall_names *names;
};

static bool done_later(struct call *c, void *ctx, struct err *err) {
  struct waiting *x = ctx;
  struct mall_done d;
  return mall_task_end(x->task, &d, err) && answer(c, x->names, &d);
}

static void on_done(void *call) {
  call_go_on(call, NULL); /* what became of it is the task's to say */
}

static bool later(struct call *c, const struct mall_ask *a, struct err *err) {
  struct waiting *x = arena_new(c->arena, struct waiting);
  struct incentive *i;
  *x = (struct waiting){.a = *a};
  if (!tenant_incentive(c->tenant, &i, err) || !mall_task_new(i, &x->a, c->arena, &x->task, err))
    return false;
  x->names = mall_names_for(c, i, &x->a);
  call_later(c, done_later, x);
  mall_task_run(x->task, on_done, c);
  return true;
}

/* ---- ordering, paying ---- */

/* A decimal that must be one of so many digits; in units. */
static bool amount(const struct json *o, const char *name, unsigned decimals, int64_t *ret,
                   struct err *err) {
  const struct json *v = json_get(o, name);
  const struct currency money = {.slug = STR("money"), .decimals = (uint8_t)decimals};
  *ret = 0;
  return !v || currency_amount(&money, v->text, ret, err);
}

static unsigned decimals_of(const struct call *c) {
  return iso_currency_decimals(ws_currency(tenant_workspace(c->tenant)));
}

static bool expects(struct call *c, struct mall_ask *a, struct err *err) {
  const struct json *v = json_get(c->body, "expect"), *points;
  if (!v) return true;
  points = json_get(v, "points");
  a->expects = true;
  if (!points || points->text.n > 40 || !dec_parse(points->text, &a->points))
    return err_fail(err, ERR_bad_field, "points" ERR_SEP "100");
  return amount(v, "money", decimals_of(c), &a->money, err);
}

bool mall_body(struct call *c, struct mall_ask *a, struct err *err) {
  const struct json *contact = json_get(c->body, "contact"),
                    *quantity = json_get(c->body, "quantity");
  a->what = MALL_DO_ORDER;
  a->item = json_get_str(c->body, "item");
  a->store = text(c->body, "store");
  a->quantity = 1;
  if (quantity) json_int(quantity, &a->quantity);
  if (contact) {
    struct mall_contact *k = arena_new(c->arena, struct mall_contact);
    *k = (struct mall_contact){text(contact, "name"), text(contact, "phone"),
                               text(contact, "address"), text(contact, "note")};
    a->contact = k;
  }
  return points_key(c, &a->key, err) && expects(c, a, err);
}

bool api_place_mall_order(struct call *c, struct err *err) {
  struct mall_ask a = {.actor = c->actor.id};
  return coupon_path_subject(c, &a.subject, err) && mall_body(c, &a, err) && later(c, &a, err);
}

static bool of_order(struct call *c, enum mall_what what, struct mall_ask *a, struct err *err) {
  *a = (struct mall_ask){.what = what, .actor = c->actor.id, .subject = SUBJECT_NONE};
  return points_key(c, &a->key, err) && points_number(c, ERR_unknown_mall_order, &a->order, err);
}

bool api_pay_mall_order(struct call *c, struct err *err) {
  struct mall_ask a;
  if (!of_order(c, MALL_DO_PAY, &a, err) ||
      !amount(c->body, "money", decimals_of(c), &a.money, err))
    return false;
  a.ref = text(c->body, "ref");
  return later(c, &a, err);
}

/* ---- what operators do: in the audit trail too ---- */

static bool audit(struct call *c, const struct mall_ask *a, const struct mall_done *d,
                  struct err *err) {
  struct buf detail = BUF_INIT;
  struct jw w;
  char action[24];
  if (d->again) return true;
  snprintf(action, sizeof action, "mall.%s", mall_what_names[a->what]);
  jw_init(&w, &detail, 0);
  jw_begin_object(&w);
  jw_key(&w, "order"), jw_int(&w, d->order.n);
  if (a->reason.n) jw_key(&w, "reason"), jw_str(&w, a->reason);
  jw_end_object(&w);
  bool ok = call_audit(c, action, d->order.item, buf_str(&detail), err);
  buf_release(&detail);
  return ok;
}

static bool act(struct call *c, const struct mall_ask *a, struct mall_done *ret, struct err *err) {
  struct incentive *i;
  return tenant_incentive(c->tenant, &i, err) && mall_do(i, a, c->arena, ret, err) &&
         audit(c, a, ret, err);
}

static bool act_and_answer(struct call *c, const struct mall_ask *a, struct err *err) {
  struct mall_done d;
  return act(c, a, &d, err) && answer(c, NULL, &d);
}

bool api_ship_mall_order(struct call *c, struct err *err) {
  struct mall_ask a;
  if (!of_order(c, MALL_DO_SHIP, &a, err)) return false;
  a.carrier = text(c->body, "carrier");
  a.tracking = text(c->body, "number");
  return act_and_answer(c, &a, err);
}

bool api_ready_mall_order(struct call *c, struct err *err) {
  struct mall_ask a;
  return of_order(c, MALL_DO_READY, &a, err) && act_and_answer(c, &a, err);
}

bool api_finish_mall_order(struct call *c, struct err *err) {
  struct mall_ask a;
  return of_order(c, MALL_DO_DONE, &a, err) && act_and_answer(c, &a, err);
}

static bool give_back(struct call *c, enum mall_what what, struct err *err) {
  struct mall_ask a;
  const struct json *restock = c->body ? json_get(c->body, "restock") : NULL;
  if (!of_order(c, what, &a, err)) return false;
  a.reason = text(c->body, "reason");
  a.keep = restock && !restock->boolean;
  a.restock = restock && restock->boolean;
  return act_and_answer(c, &a, err);
}

bool api_cancel_mall_order(struct call *c, struct err *err) {
  return give_back(c, MALL_DO_CANCEL, err);
}
bool api_return_mall_order(struct call *c, struct err *err) {
  return give_back(c, MALL_DO_RETURN, err);
}

bool api_restock_mall_order(struct call *c, struct err *err) {
  struct mall_ask a;
  return of_order(c, MALL_DO_RESTOCK, &a, err) && act_and_answer(c, &a, err);
}

/* ---- many at once ---- */

static void put_outcome(struct call *c, int64_t order, bool ok, const struct err *why) {
  struct jw *w = &c->out;
  struct buf b = BUF_INIT;
  jw_begin_object(w);
  jw_key(w, "order"), jw_int(w, order);
  jw_key(w, "ok"), jw_bool(w, ok);
  jw_key(w, "code");
  if (ok)
    jw_null(w);
  else
    jw_cstr(w, err_name(why->code));
  jw_key(w, "message");
  if (ok) {
    jw_null(w);
  } else {
    err_render(why, c->lang, &b);
    jw_str(w, buf_str(&b));
  }
  jw_end_object(w);
  buf_release(&b);
}

/* One after the other: each is a work of its own, and one that is refused stops none. */
bool api_ship_mall_orders(struct call *c, struct err *err) {
  const struct json *list = json_get(c->body, "parcels");
  struct jw *w = &c->out;
  struct str key;
  if (!points_key(c, &key, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < list->n; k++) {
    const struct json *v = &list->items[k];
    struct mall_ask a = {.what = MALL_DO_SHIP, .actor = c->actor.id, .subject = SUBJECT_NONE};
    struct mall_done d;
    struct err why = {0};
    json_int(json_get(v, "order"), &a.order);
    a.carrier = text(v, "carrier");
    a.tracking = text(v, "number");
    a.key = arena_printf(c->arena, "%.*s:%lld", (int)(key.n < 160 ? key.n : 160), key.p,
                         (long long)a.order);
    bool ok = act(c, &a, &d, &why);
    if (!ok && err_class_of(why.code) == ERR_CLASS_SYSTEM) {
      *err = why;
      return false;
    }
    put_outcome(c, a.order, ok, &why);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}
