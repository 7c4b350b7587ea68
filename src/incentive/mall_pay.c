/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request of the mall: from the thread that asks to the writer and back.
 *
 * What expressions say of the person, and whether the coupons that an item gives are still there,
 * is asked before, because the writer does not wait for events.  It is not refused here: the same
 * request again must get its answer, whatever has become of the item since. */
#include <stdio.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/panic.h"
#include "incentive/mall_int.h"
#include "loyalty/coupon.h"
#include "resource/resource.h"

/* ---- the key ---- */

static void put(struct buf *b, struct str s) {
  buf_printf(b, "%zu:%.*s|", s.n, STRF(s));
}

/* The person by its holder: numbers of subjects may be given anew by a repair.  Nobody without one
 * can have been answered before. */
static int64_t hash_of(const struct mall_work *k) {
  const struct mall_ask *a = &k->a;
  struct buf b = BUF_INIT;
  bool named = a->what == MALL_DO_ORDER;
  buf_printf(&b, "%d|%lld|%lld|%u|%d|", a->what, (long long)a->order, (long long)a->quantity,
             named ? holder_find(k->i->l, a->subject) : 0, a->keep);
  put(&b, a->item);
  put(&b, a->store);
  put(&b, a->ref);
  put(&b, a->carrier);
  put(&b, a->tracking);
  put(&b, a->reason);
  if (a->what == MALL_DO_PAY) buf_printf(&b, "%lld|", (long long)a->money);
  if (a->contact) {
    put(&b, a->contact->name);
    put(&b, a->contact->phone);
    put(&b, a->contact->address);
    put(&b, a->contact->note);
  }
  if (a->restock) buf_puts(&b, "restock|");
  int64_t h = (int64_t)XXH3_64bits(buf_str(&b).p, buf_str(&b).n);
  buf_release(&b);
  return h;
}

bool mall_note(struct mall_work *k, int64_t order, struct str note, struct err *err) {
  struct state_stmt *q;
  if (!state_query(k->s,
                   "INSERT INTO mall_act (n, ord, at_ms, what, actor, key, hash, note) VALUES (?1, "
                   "?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   &q, err))
    return false;
  state_bind_int(q, 1, loyalty_number(k->i->l, k->i->mall->acts));
  state_bind_int(q, 2, order);
  state_bind_int(q, 3, k->now);
  state_bind_int(q, 4, k->a.what);
  state_bind_str(q, 5, k->a.actor);
  state_bind_str(q, 6, k->a.key);
  state_bind_int(q, 7, hash_of(k));
  state_bind_str(q, 8, note);
  return state_later(q, err);
}

static bool answered(struct mall_work *k, bool *ret, struct err *err) {
  struct state_stmt *q;
  bool found = false;
  if (!state_query(k->s, "SELECT ord, hash FROM mall_act WHERE actor = ?1 AND key = ?2", &q, err))
    return false;
  state_bind_str(q, 1, k->a.actor);
  state_bind_str(q, 2, k->a.key);
  if (!state_step(q, ret, err)) return false;
  if (!*ret) return true;
  int64_t order = state_int(q, 0);
  bool same = state_int(q, 1) == hash_of(k);
  state_reset(q);
  if (!same) return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(k->a.key));
  k->done.again = true;
  return mall_order_load(k->i, k->s, order, k->mem, &k->done.order, NULL, &found, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct mall_work *k = (struct mall_work *)w;
  bool was;
  arena_reset(k->mem);
  k->s = s;
  k->now = clock_wall_ms(ws_clock(loyalty_workspace(k->i->l)));
  k->done = (struct mall_done){0};
  if (!answered(k, &was, err)) return false;
  if (was) return true;
  return k->a.what == MALL_DO_ORDER ? mall_place(k, err) : mall_act_on(k, err);
}

/* ---- before the writer ---- */

static bool bad(struct err *err, const char *field, const char *must_be) {
  return err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool fits(const struct mall_ask *a, struct err *err) {
  if (a->key.n == 0) return err_fail(err, ERR_missing_field, "order" ERR_SEP "key");
  if (a->key.n > MALL_KEY_MAX || a->actor.n > MALL_KEY_MAX) return bad(err, "key", "≤ 200 B");
  if (a->ref.n > MALL_REF_MAX) return bad(err, "ref", "≤ 120 B");
  if (a->carrier.n > MALL_REF_MAX) return bad(err, "carrier", "≤ 120 B");
  if (a->tracking.n > MALL_REF_MAX) return bad(err, "number", "≤ 120 B");
  if (a->reason.n > MALL_REASON_MAX) return bad(err, "reason", "≤ 300 B");
  if (a->what == MALL_DO_ORDER && a->subject == SUBJECT_NONE)
    return err_fail(err, ERR_unknown_person, "%s", "");
  return true;
}

/* Whether there are coupons to give. */
static void look_at_gift(struct mall_work *k) {
  const struct reward *r = &k->doc->m.reward;
  const struct coupon_doc *d;
  struct loyalty *l = k->i->l;
  if (k->doc->m.hand != MALL_REWARD || r->coupon.n == 0) return;
  if (!coupon_doc_of(l, r->coupon, 0, &d, &k->no_gift)) return;
  if (!d->active)
    err_fail(&k->no_gift, ERR_coupon_closed, "%.*s", STRF(r->coupon));
  else if (k->a.quantity > 0 && k->a.quantity <= MALL_QUANTITY_MAX)
    coupon_some_left(l, d, r->coupons * (uint32_t)k->a.quantity, &k->no_gift);
  coupon_doc_free(l, d);
}

static bool look_at_person(struct mall_work *k, struct err *err) {
  const struct mall_item *m = &k->doc->m;
  struct str texts[MALL_LEVELS_MAX + 1];
  bool holds[MALL_LEVELS_MAX + 1];
  texts[0] = m->audience;
  for (uint32_t i = 0; i < m->n_levels; i++)
    texts[i + 1] = m->levels[i].when;
  if (!incentive_hold_each(k->i, texts, m->n_levels + 1, k->a.subject, holds, err)) return false;
  k->may = holds[0];
  k->level = -1;
  for (uint32_t i = 0; i < m->n_levels && k->level < 0; i++)
    if (holds[i + 1]) k->level = (int32_t)i;
  return true;
}

struct mall_task {
  struct mall_work k; /* first */
  struct arena mem;   /* of the work: `out` is the asking thread's until mall_task_end */
  struct arena *out;
  struct mall_set *set;
  void (*done)(void *ctx);
  void *ctx;
  struct err why;
};

static bool begin_order(struct mall_task *t, struct err *err) {
  struct mall_work *k = &t->k;
  struct resource r;
  if (!mall_set_get(k->i, &t->set, err)) return false;
  k->doc = mall_set_find(t->set, k->a.item);
  if (!k->doc)
    return resource_get(loyalty_workspace(k->i->l), STR("mall_item"), k->a.item, t->out, &r, err) &&
           err_fail(err, ERR_mall_closed, "%.*s", STRF(k->a.item));
  look_at_gift(k);
  return look_at_person(k, err);
}

/* What a reward gives is said by the version that was ordered. */
static bool begin_pay(struct mall_task *t, struct err *err) {
  struct mall_work *k = &t->k;
  struct state *s = loyalty_reader(k->i->l);
  struct mall_order o;
  bool found = false, active;
  state_enter(s);
  bool ok = mall_order_load(k->i, s, k->a.order, t->out, &o, NULL, &found, err);
  state_leave(s);
  if (!ok) return false;
  if (!found) return err_fail(err, ERR_unknown_mall_order, "%lld", (long long)k->a.order);
  if (o.hand != MALL_REWARD) return true;
  struct mall_doc *d = arena_new(t->out, struct mall_doc);
  *d = (struct mall_doc){0};
  k->doc = d;
  return resource_mall_item(loyalty_workspace(k->i->l), o.item, (uint32_t)o.version, t->out, &d->m,
                            &d->version, &active, err);
}

static void release(struct mall_task *t) {
  mall_set_release(t->set);
  arena_release(&t->mem);
}

bool mall_task_new(struct incentive *i, const struct mall_ask *a, struct arena *out,
                   struct mall_task **ret, struct err *err) {
  if (!fits(a, err)) return false;
  struct mall_task *t = arena_new(out, struct mall_task);
  *t = (struct mall_task){.k = {.work = {.run = run}, .i = i, .a = *a, .level = -1}, .out = out};
  t->k.mem = &t->mem;
  arena_init(&t->mem, "mall");
  bool ok = a->what == MALL_DO_ORDER ? begin_order(t, err)
            : a->what == MALL_DO_PAY ? begin_pay(t, err)
                                     : true;
  if (!ok) {
    release(t);
    return false;
  }
  *ret = t;
  return true;
}

static void ran(struct writer_work *w, const struct err *why) {
  struct mall_task *t = (struct mall_task *)w;
  if (why) t->why = *why;
  t->done(t->ctx);
}

void mall_task_run(struct mall_task *t, void (*done)(void *ctx), void *ctx) {
  struct err err;
  t->k.work.done = ran;
  t->done = done;
  t->ctx = ctx;
  if (!loyalty_add(t->k.i->l, &t->k.work, &err)) ran(&t->k.work, &err);
}

static void keep(struct mall_order *o, struct arena *out) {
  struct str *const texts[] = {
      &o->item,         &o->currency,      &o->store,           &o->ref,
      &o->pool,         &o->carrier,       &o->tracking,        &o->reason,
      &o->contact.name, &o->contact.phone, &o->contact.address, &o->contact.note};
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    if (texts[k]->p) *texts[k] = arena_str(out, *texts[k]);
}

bool mall_task_end(struct mall_task *t, struct mall_done *ret, struct err *err) {
  bool ok = t->why.code == ERR_none;
  if (ok) {
    *ret = t->k.done;
    keep(&ret->order, t->out);
  } else {
    *err = t->why;
  }
  release(t);
  return ok;
}

bool mall_do(struct incentive *i, const struct mall_ask *a, struct arena *out,
             struct mall_done *ret, struct err *err) {
  struct mall_task *t;
  if (!mall_task_new(i, a, out, &t, err)) return false;
  (void)loyalty_do(i->l, &t->k.work, &t->why); /* mall_task_end says it */
  return mall_task_end(t, ret, err);
}
