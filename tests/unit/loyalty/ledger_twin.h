/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the ledger: lots in one list, everything looked for from the beginning, one
 * request after the other.  Each call does what a transaction does, or says that it is refused. */
#ifndef LEDGER_TWIN_H
#define LEDGER_TWIN_H

#include "ledger_shop.h"

#define TWIN_USERS  10
#define TWIN_COINS  2
#define TWIN_USES   400
#define TWIN_AMOUNT 1000

struct twin_lot {
  int who, coin;
  int64_t rest, held, lapsed, ready, expires;
};
struct twin_use {
  size_t lot;
  int64_t amount, back;
};
struct twin_txn {
  struct ledger_post p;
  struct ledger_posted r;
  enum ledger_kind kind;
  int who, coin;
  int64_t amount, returned, debt;
  size_t first_lot, lots;
  struct twin_use uses[TWIN_USES];
  size_t n;
};
struct twin {
  struct shop *x;
  uint32_t subjects[TWIN_USERS];
  struct currency coins[TWIN_COINS];
  int64_t now;
  int64_t balance[TWIN_USERS][TWIN_COINS][3];
  VEC(struct twin_lot) lots;
  VEC(struct twin_txn *) txns;
};

static bool twin_same(const struct twin *t, int a, int b) {
  const struct people *p = ws_people(t->x->w);
  return person_of(p, t->subjects[a]) == person_of(p, t->subjects[b]);
}

static void twin_settle(struct twin *t) {
  for (int expired = 1; expired >= 0; expired--)
    for (size_t i = 0; i < t->lots.n; i++) {
      struct twin_lot *l = &t->lots.p[i];
      int64_t *b = t->balance[l->who][l->coin], part = l->rest;
      int from = l->ready ? LEDGER_PENDING : LEDGER_AVAILABLE;
      if (part == 0) continue;
      if (expired && l->expires <= t->now) {
        b[from] -= part;
        l->lapsed += part;
        l->rest = 0;
      } else if (!expired && l->ready && l->ready <= t->now) {
        int64_t owed = b[0] < 0 ? -b[0] : 0;
        b[LEDGER_PENDING] -= part;
        b[0] += part;
        l->ready = 0;
        l->rest -= owed < part ? owed : part;
      }
    }
}

static int64_t twin_available(const struct twin *t, int who, int coin) {
  int64_t sum = 0;
  for (int i = 0; i < TWIN_USERS; i++)
    if (twin_same(t, who, i)) sum += t->balance[i][coin][0];
  return sum;
}

static void twin_credit(struct twin *t, struct twin_txn *x, int who, int64_t amount, int64_t ready,
                        int64_t expires) {
  int64_t *b = t->balance[who][x->coin], rest = amount;
  if (!ready && b[0] < 0) rest -= -b[0] < amount ? -b[0] : amount;
  b[ready ? LEDGER_PENDING : LEDGER_AVAILABLE] += amount;
  if (rest == 0) return;
  vec_push(&t->lots, ((struct twin_lot){who, x->coin, rest, 0, 0, ready, expires}));
  x->lots++;
}

static void twin_give_back(struct twin *t, struct twin_lot *l, int64_t amount) {
  int64_t *b = t->balance[l->who][l->coin], owed = b[0] < 0 ? -b[0] : 0;
  b[0] += amount;
  l->rest += amount - (owed < amount ? owed : amount);
}

/* The oldest-expiring lot first; of equal ones the older. */
static int64_t twin_take(struct twin *t, struct twin_txn *x, int who, int64_t amount, bool hold) {
  int64_t taken = 0;
  while (taken < amount) {
    struct twin_lot *best = NULL;
    for (size_t i = 0; i < t->lots.n; i++) {
      struct twin_lot *l = &t->lots.p[i];
      if (l->coin == x->coin && l->rest > 0 && !l->ready && twin_same(t, l->who, who) &&
          (!best || l->expires < best->expires))
        best = l;
    }
    if (!best) break;
    int64_t part = best->rest < amount - taken ? best->rest : amount - taken;
    best->rest -= part;
    t->balance[best->who][x->coin][0] -= part;
    if (hold) best->held += part;
    if (hold) t->balance[best->who][x->coin][LEDGER_FROZEN] += part;
    assert_true(x->n < TWIN_USES);
    x->uses[x->n++] = (struct twin_use){(size_t)(best - t->lots.p), part, 0};
    taken += part;
  }
  return taken;
}

static bool twin_spend(struct twin *t, struct twin_txn *x, int64_t amount) {
  if (twin_available(t, x->who, x->coin) - amount < -t->coins[x->coin].debt) return false;
  x->debt = amount - twin_take(t, x, x->who, amount, false);
  t->balance[x->who][x->coin][0] -= x->debt;
  x->r.debt = x->debt;
  return true;
}

static bool twin_transfer(struct twin *t, struct twin_txn *x, int to) {
  if (twin_same(t, x->who, to) || !t->coins[x->coin].transfers ||
      twin_available(t, x->who, x->coin) < x->amount)
    return false;
  if (twin_take(t, x, x->who, x->amount, false) < x->amount) fail_msg("transfer");
  for (size_t i = 0; i < x->n; i++)
    twin_credit(t, x, to, x->uses[i].amount, 0, t->lots.p[x->uses[i].lot].expires);
  return true;
}

/* Uses, from the last to the first. */
static void twin_return(struct twin *t, struct twin_txn *x, struct twin_txn *of, int64_t amount,
                        bool held) {
  const struct currency *c = &t->coins[of->coin];
  for (size_t i = of->n; i-- > 0 && amount > 0;) {
    struct twin_use *u = &of->uses[i];
    int64_t part = u->amount - u->back < amount ? u->amount - u->back : amount;
    if (part == 0) continue;
    u->back += part;
    amount -= part;
    struct twin_lot *l = &t->lots.p[u->lot];
    bool late = l->expires <= t->now;
    if (held) l->held -= part;
    if (held) t->balance[l->who][l->coin][LEDGER_FROZEN] -= part;
    if (late && c->grace && !held) {
      twin_credit(t, x, l->who, part, 0, t->now + c->grace_days * MS_DAY);
      continue;
    }
    if (late && !held) x->r.lapsed += part;
    twin_give_back(t, l, part);
  }
}

static void twin_refund(struct twin *t, struct twin_txn *x, struct twin_txn *of, int64_t amount) {
  int64_t owed = of->debt > of->returned ? of->debt - of->returned : 0;
  int64_t debt = owed < amount ? owed : amount;
  x->r.debt = debt;
  if (debt)
    twin_credit(t, x, x->who, debt, 0, currency_expiry(&t->coins[x->coin], ws_tz(t->x->w), t->now));
  twin_return(t, x, of, amount - debt, false);
}

static void twin_claw(struct twin *t, struct twin_txn *x, struct twin_txn *of, int64_t amount) {
  const struct currency *c = &t->coins[x->coin];
  for (size_t i = of->first_lot; i < of->first_lot + of->lots; i++) {
    struct twin_lot *l = &t->lots.p[i];
    int64_t rest = l->rest < amount ? l->rest : amount;
    l->rest -= rest;
    t->balance[l->who][l->coin][l->ready ? LEDGER_PENDING : LEDGER_AVAILABLE] -= rest;
    amount -= rest;
    int64_t gone = l->lapsed < amount ? l->lapsed : amount;
    l->lapsed -= gone;
    amount -= gone;
    x->r.lapsed += gone;
  }
  if (c->clawback != CLAWBACK_OWN_LOTS) x->r.other = twin_take(t, x, x->who, amount, false);
  amount -= x->r.other;
  int64_t room = twin_available(t, x->who, x->coin) + c->debt;
  if (c->clawback == CLAWBACK_DEBT && room > 0 && amount > 0)
    x->r.debt = room < amount ? room : amount;
  t->balance[x->who][x->coin][0] -= x->r.debt;
  x->r.shortfall = amount - x->r.debt;
}

static struct twin_txn *twin_find(const struct twin *t, int64_t n) {
  for (size_t i = 0; i < t->txns.n; i++)
    if (t->txns.p[i]->r.txn == n) return t->txns.p[i];
  return NULL;
}

static bool twin_of(struct twin *t, struct twin_txn *x) {
  struct twin_txn *of = twin_find(t, x->p.of);
  if (!of) return false;
  int64_t left = of->amount - of->returned, amount = x->p.amount ? x->p.amount : left;
  bool reverse = x->kind == LEDGER_REVERSE, granted = of->kind <= LEDGER_GRANT;
  if (amount == 0 || amount > left) return false;
  x->who = of->who;
  x->coin = of->coin;
  x->amount = amount;
  if (of->kind == LEDGER_SPEND && (reverse || x->kind == LEDGER_REFUND))
    twin_refund(t, x, of, amount);
  else if (granted && (reverse || x->kind == LEDGER_CLAWBACK))
    twin_claw(t, x, of, amount);
  else if (of->kind == LEDGER_ADJUST && reverse && of->p.amount < 0)
    twin_refund(t, x, of, amount);
  else if (of->kind == LEDGER_ADJUST && reverse)
    twin_claw(t, x, of, amount);
  else if (of->kind == LEDGER_FREEZE && x->kind == LEDGER_UNFREEZE)
    twin_return(t, x, of, amount, true);
  else
    return false;
  of->returned += amount;
  return true;
}

static int twin_who(const struct twin *t, uint32_t subject) {
  int i = 0;
  while (i < TWIN_USERS && t->subjects[i] != subject)
    i++;
  return i;
}

static bool twin_run(struct twin *t, struct twin_txn *x) {
  const struct currency *c = &t->coins[x->coin];
  int64_t expires = currency_expiry(c, ws_tz(t->x->w), t->now);
  int64_t ready = c->pending_days ? t->now + c->pending_days * MS_DAY : 0;
  switch (x->kind) {
  case LEDGER_EARN:
  case LEDGER_GRANT:
    if (x->p.pending_ms < 0) ready = 0;
    twin_credit(t, x, x->who, x->amount, ready, x->p.expires_ms ? x->p.expires_ms : expires);
    return true;
  case LEDGER_ADJUST:
    x->amount = x->p.amount < 0 ? -x->p.amount : x->p.amount;
    if (x->p.amount < 0) return twin_spend(t, x, x->amount);
    twin_credit(t, x, x->who, x->amount, 0, expires);
    return true;
  case LEDGER_SPEND:
    return twin_spend(t, x, x->amount);
  case LEDGER_FREEZE:
    if (twin_available(t, x->who, x->coin) < x->amount) return false;
    if (twin_take(t, x, x->who, x->amount, true) < x->amount) fail_msg("freeze");
    return true;
  case LEDGER_TRANSFER:
    return twin_transfer(t, x, twin_who(t, x->p.to));
  default:
    return twin_of(t, x);
  }
}

/* What the request should be answered; false: refused.  It counts as done. */
static bool twin_post(struct twin *t, const struct ledger_post *p, struct ledger_posted *ret) {
  struct twin_txn *x = must_calloc(1, sizeof *x);
  x->p = *p;
  x->kind = p->op;
  x->amount = p->amount;
  x->first_lot = t->lots.n;
  if (p->currency.n) x->who = twin_who(t, p->subject);
  if (p->currency.n) x->coin = str_eq(p->currency, t->coins[1].slug);
  twin_settle(t);
  if (!twin_run(t, x)) {
    free(x);
    return false;
  }
  twin_settle(t);
  x->r.amount = x->amount;
  x->r.balance = twin_available(t, x->who, x->coin);
  vec_push(&t->txns, x);
  *ret = x->r;
  return true;
}

static void twin_release(struct twin *t) {
  for (size_t i = 0; i < t->txns.n; i++)
    free(t->txns.p[i]);
  vec_free(&t->txns);
  vec_free(&t->lots);
}

#endif
