/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done to an order: one work each.  A table says what may be done in which state; whatever
 * gives an order back, gives its points back to the lots they were taken from, and its stock. */
#include <stdio.h>

#include "base/panic.h"
#include "incentive/mall_int.h"
#include "person/person.h"
#include "resource/coupon.h"

#define BIT(x) (1u << (x))

static const struct act {
  unsigned from, hands;       /* bits */
  enum mall_state to;         /* MALL_STATES: as it is */
  const char *event, *states; /* states: as an error says them */
} acts[MALL_WHATS] = {
    [MALL_DO_PAY] = {BIT(MALL_AWAITING), ~0u, MALL_PLACED, "mall_paid", "`awaiting_payment`"},
    [MALL_DO_SHIP] = {BIT(MALL_PLACED) | BIT(MALL_SHIPPED), BIT(MALL_SHIP), MALL_SHIPPED,
                      "mall_shipped", "`placed` (hand: ship)"},
    [MALL_DO_READY] = {BIT(MALL_PLACED), BIT(MALL_PICK_UP), MALL_READY, "mall_ready",
                       "`placed` (hand: pick_up)"},
    [MALL_DO_DONE] = {BIT(MALL_PLACED) | BIT(MALL_SHIPPED) | BIT(MALL_READY), ~0u, MALL_DONE,
                      "mall_done", "`placed`, `shipped`, `ready`"},
    [MALL_DO_CANCEL] = {BIT(MALL_AWAITING) | BIT(MALL_PLACED) | BIT(MALL_READY), ~0u, MALL_CANCELED,
                        "mall_canceled", "`awaiting_payment`, `placed`, `ready`"},
    [MALL_DO_RETURN] = {BIT(MALL_SHIPPED) | BIT(MALL_DONE), ~0u, MALL_RETURNED, "mall_returned",
                        "`shipped`, `done`"},
    [MALL_DO_EXPIRE] = {BIT(MALL_AWAITING), ~0u, MALL_CANCELED, "mall_canceled",
                        "`awaiting_payment`"},
    [MALL_DO_RESTOCK] = {BIT(MALL_CANCELED) | BIT(MALL_RETURNED), ~0u, MALL_STATES,
                         "mall_restocked", "`canceled`, `returned`"},
};

/* ---- whether ---- */

bool mall_may(enum mall_what what, enum mall_state state, enum mall_hand hand) {
  return (acts[what].from & BIT(state)) && (acts[what].hands & BIT(hand));
}

static bool wrong_state(const struct mall_order *o, const char *states, struct err *err) {
  return err_fail(err, ERR_mall_state, "%lld" ERR_SEP "%s" ERR_SEP "%s", (long long)o->n,
                  mall_state_names[o->state], states);
}

static bool pays(const struct mall_work *k, const struct mall_order *o, struct err *err) {
  unsigned decimals = iso_currency_decimals(ws_currency(loyalty_workspace(k->i->l)));
  char want[DEC_TEXT_BYTES], got[DEC_TEXT_BYTES];
  if (k->now >= o->until_ms) return err_fail(err, ERR_mall_late, "%lld", (long long)o->n);
  if (k->a.money == o->money) return true;
  return err_fail(err, ERR_mall_amount, "%lld" ERR_SEP "%s" ERR_SEP "%s", (long long)o->n,
                  dec_text((struct dec){o->money, (uint8_t)decimals}, want),
                  dec_text((struct dec){k->a.money, (uint8_t)decimals}, got));
}

static bool fits(const struct mall_work *k, const struct mall_order *o, struct err *err) {
  const struct act *x = &acts[k->a.what];
  const struct people *p = ws_people(loyalty_workspace(k->i->l));
  if (k->a.subject != SUBJECT_NONE &&
      (o->subject == SUBJECT_NONE || person_of(p, o->subject) != person_of(p, k->a.subject)))
    return err_fail(err, ERR_unknown_mall_order, "%lld", (long long)o->n);
  if (k->a.what == MALL_DO_PAY && o->state == MALL_CANCELED && o->until_ms && o->until_ms <= k->now)
    return err_fail(err, ERR_mall_late, "%lld", (long long)o->n);
  if (k->a.what == MALL_DO_RETURN && o->hand == MALL_REWARD && o->state == MALL_DONE)
    return err_fail(err, ERR_mall_given, "%lld", (long long)o->n);
  if (k->a.unpaid_only && o->state != MALL_AWAITING)
    return wrong_state(o, acts[MALL_DO_PAY].states, err);
  if (!mall_may(k->a.what, o->state, o->hand)) return wrong_state(o, x->states, err);
  /* A code that its person has seen and that cannot be read any more is nobody's else. */
  if (k->a.what == MALL_DO_RESTOCK && (!o->kept || (o->pool_n && o->subject == SUBJECT_NONE)))
    return err_fail(err, ERR_mall_restock, "%lld", (long long)o->n);
  return k->a.what != MALL_DO_PAY || pays(k, o, err);
}

/* ---- giving back ---- */

/* Somebody may have refunded the transaction by itself: then there is nothing left of it. */
static bool refund(struct mall_work *k, struct mall_order *o, struct err *err) {
  struct ledger_posted posted = {0};
  struct err none_left = {0};
  char key[40], ref[40];
  snprintf(key, sizeof key, "back:%lld", (long long)o->n);
  snprintf(ref, sizeof ref, "mall:%lld", (long long)o->n);
  const struct ledger_post p = {.op = LEDGER_REFUND,
                                .of = o->txn,
                                .currency = o->currency,
                                .actor = STR(MALL_NAME),
                                .key = str_from(key),
                                .reason = o->item,
                                .ref = str_from(ref)};
  if (o->txn == 0) return true;
  if (!ledger_post(k->i->l, k->s, &p, &posted, &none_left)) {
    if (none_left.code == ERR_ledger_returned) return true;
    *err = none_left;
    return false;
  }
  o->back_txn = posted.txn;
  return true;
}

static void count_back(struct mall_work *k, uint32_t book, const struct mall_order *o,
                       enum mall_state was) {
  struct mall_row *r = mall_book_change(k->i->mall, book);
  *(was == MALL_AWAITING ? &r->c.held : &r->c.sold) -= o->quantity;
  if (o->kept) {
    r->c.gone += o->quantity;
    return;
  }
  r->c.cost -= o->cost;
  if (r->day == o->day) r->day_taken -= o->quantity;
}

static void count_restocked(struct mall_work *k, uint32_t book, const struct mall_order *o) {
  struct mall_row *r = mall_book_change(k->i->mall, book);
  r->c.gone -= o->quantity;
  r->c.cost -= o->cost;
  if (r->day == o->day) r->day_taken -= o->quantity;
}

/* ---- doing ---- */

/* What somebody may have seen is not given to another, unless that was asked for by name. */
static bool kept_of(const struct mall_ask *a, const struct mall_order *o, enum mall_state was) {
  if (!o->pool_n) return a->keep;
  return was != MALL_AWAITING && (!a->restock || o->subject == SUBJECT_NONE);
}

static void count_paid(struct mall_work *k, uint32_t book, const struct mall_order *o) {
  struct mall_row *r = mall_book_change(k->i->mall, book);
  r->c.held -= o->quantity;
  r->c.sold += o->quantity;
}

static void take_in(struct mall_work *k, struct mall_order *o) {
  const struct mall_ask *a = &k->a;
  enum mall_state was = o->state;
  o->changed_ms = k->now;
  if (a->what == MALL_DO_RESTOCK) {
    o->kept = false;
    return;
  }
  o->state = acts[a->what].to;
  if (a->what == MALL_DO_PAY) {
    o->ref = arena_str(k->mem, a->ref);
    if (o->hand == MALL_REWARD || o->pool_n) o->state = MALL_DONE;
  }
  if (a->what == MALL_DO_SHIP) {
    o->carrier = arena_str(k->mem, a->carrier);
    o->tracking = arena_str(k->mem, a->tracking);
  }
  if (o->state == MALL_CANCELED || o->state == MALL_RETURNED) {
    o->reason = a->what == MALL_DO_EXPIRE ? STR("unpaid") : arena_str(k->mem, a->reason);
    o->kept = kept_of(a, o, was);
  }
}

static struct str note_of(struct mall_work *k, const struct mall_order *o) {
  switch (k->a.what) {
  case MALL_DO_PAY:
    return o->ref;
  case MALL_DO_SHIP:
    return arena_printf(k->mem, "%.*s %.*s", STRF(o->carrier), STRF(o->tracking));
  default:
    return k->a.what == MALL_DO_CANCEL || k->a.what == MALL_DO_RETURN ? o->reason : STR("");
  }
}

bool mall_act_on(struct mall_work *k, struct err *err) {
  struct mall_order *o = &k->done.order;
  int64_t item;
  bool found;
  if (!mall_order_load(k->i, k->s, k->a.order, k->mem, o, &item, &found, err)) return false;
  if (!found) return err_fail(err, ERR_unknown_mall_order, "%lld", (long long)k->a.order);
  if (!fits(k, o, err)) return false;
  uint32_t book = mall_book_at(k->i->mall, item);
  struct mall_order was = *o;
  take_in(k, o);
  bool back = o->state != was.state && (o->state == MALL_CANCELED || o->state == MALL_RETURNED);
  if ((o->pool_n && !mall_codes_follow(k, &was, o, err)) || (back && !refund(k, o, err)) ||
      !mall_order_update(k->s, o, err) || !mall_note(k, o->n, note_of(k, o), err) ||
      (k->a.what == MALL_DO_PAY && !mall_hand_over(k, o, err)))
    return false;
  if (back) count_back(k, book, o, was.state);
  if (k->a.what == MALL_DO_RESTOCK) count_restocked(k, book, o);
  if (k->a.what == MALL_DO_PAY) count_paid(k, book, o);
  mall_day_note(k->i->mall, item, &was, o);
  mall_tell(k->i, o, acts[k->a.what].event);
  if (k->a.what == MALL_DO_PAY && o->state == MALL_DONE) mall_tell(k->i, o, "mall_done");
  return true;
}

/* ---- not paid in time ---- */

struct expire_work {
  struct writer_work work;
  struct incentive *i;
  const int64_t *orders;
  uint32_t n;
};

/* An order that was paid or canceled since it was found is left alone. */
static bool expire(struct incentive *i, struct state *s, int64_t order, struct arena *mem,
                   struct err *err) {
  struct mall_work k = {.i = i, .s = s, .mem = mem};
  struct mall_order o;
  bool found;
  k.now = clock_wall_ms(ws_clock(loyalty_workspace(i->l)));
  if (!mall_order_load(i, s, order, mem, &o, NULL, &found, err)) return false;
  if (!found || o.state != MALL_AWAITING || o.until_ms > k.now) return true;
  k.a = (struct mall_ask){.what = MALL_DO_EXPIRE,
                          .actor = STR(MALL_NAME),
                          .key = arena_printf(mem, "expire:%lld", (long long)order),
                          .subject = SUBJECT_NONE,
                          .order = order};
  return mall_act_on(&k, err);
}

static bool run_expire(struct writer_work *w, struct state *s, struct err *err) {
  struct expire_work *k = (struct expire_work *)w;
  struct arena mem;
  bool ok = true;
  arena_init(&mem, "mall");
  for (uint32_t i = 0; ok && i < k->n; i++)
    ok = expire(k->i, s, k->orders[i], &mem, err);
  arena_release(&mem);
  return ok;
}

static bool due(struct incentive *i, int64_t *ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  bool row = false;
  *ret_n = 0;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT n FROM mall_order WHERE status = 0 AND until_ms <= ?1 ORDER BY "
                        "until_ms LIMIT ?2",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, clock_wall_ms(ws_clock(loyalty_workspace(i->l))));
    state_bind_int(q, 2, MALL_DUE_MAX);
  }
  while (ok && (ok = state_step(q, &row, err)) && row)
    ret[(*ret_n)++] = state_int(q, 0);
  state_leave(s);
  return ok;
}

/* Together; when one of them cannot be, each by itself, so that it keeps nobody. */
bool mall_expire_some(struct incentive *i, uint32_t *ret_n, struct err *err) {
  int64_t orders[MALL_DUE_MAX];
  struct expire_work all = {.work = {.run = run_expire}, .i = i, .orders = orders};
  struct err why = {0};
  if (!due(i, orders, &all.n, err)) return false;
  *ret_n = all.n;
  if (all.n == 0 || loyalty_do(i->l, &all.work, &why)) return true;
  for (uint32_t k = 0; k < *ret_n; k++) {
    struct expire_work one = {.work = {.run = run_expire}, .i = i, .orders = &orders[k], .n = 1};
    why = (struct err){0};
    if (loyalty_do(i->l, &one.work, &why)) continue;
    if (err_class_of(why.code) != ERR_CLASS_SYSTEM && err_class_of(why.code) != ERR_CLASS_CORRUPT)
      continue;
    *err = why;
    return false;
  }
  return true;
}
