/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Postings that undo an earlier transaction, or part of it: refund, unfreeze, clawback, and
 * reverse, which is whichever fits.  They go by what that transaction used and made, not by what is
 * there now: the same lots get back what was taken of them. */
#include "base/panic.h"
#include "loyalty/ledger_post_int.h"
#include "person/person.h"

/* What is undone, and how much; the currency is its. */
static bool target(struct posting *x, uint32_t *ret, int64_t *ret_amount, struct err *err) {
  const struct ledger_post *p = x->p;
  if (!book_txn_at(x->b, x->s, p->of, ret, err)) return false;
  const struct txn *t = &x->b->txns.p[*ret];
  int64_t left = t->amount - t->returned, amount = p->amount ? p->amount : left;
  if (amount == 0 || amount > left) {
    char have[CURRENCY_TEXT_BYTES], want[CURRENCY_TEXT_BYTES];
    return err_fail(err, ERR_ledger_returned, "%lld" ERR_SEP "%s" ERR_SEP "%s", (long long)t->n,
                    currency_text(&x->c, left, have), currency_text(&x->c, amount, want));
  }
  *ret_amount = amount;
  return true;
}

/* Whoever the transaction took from or gave to, as of now: its person, and others it was one with.
 */
static bool settle_parties(struct posting *x, uint32_t of, struct err *err) {
  struct book *b = x->b;
  const struct txn t = b->txns.p[of];
  uint32_t *places, n, lot, at, use;
  if (t.subject != SUBJECT_NONE && !posting_person(x, t.subject, &places, &n, err)) return false;
  for (int64_t i = 0; i < t.uses + t.lots; i++) {
    int64_t number = t.first_lot + i - t.uses;
    if (i < t.uses) {
      if (!book_use_at(b, x->s, t.first_use + i, &use, err)) return false;
      number = b->uses.p[use].lot;
    }
    if (!book_lot_at(b, x->s, number, &lot, err) ||
        !book_account_at(b, x->s, b->lots.p[lot].account, &at, err) || !posting_settle(x, at, err))
      return false;
  }
  return true;
}

static bool not_of(enum ledger_kind kind, enum ledger_kind op, struct err *err) {
  return err_fail(err, ERR_ledger_not_of, "%s" ERR_SEP "%s", ledger_kind_name(kind),
                  ledger_kind_name(op));
}

/* One part of what a spend took, to its lot; *ret_lapsed grows by what comes back too late. */
static bool return_use(struct posting *x, struct use *u, int64_t part, int64_t *ret_lapsed,
                       struct err *err) {
  struct book *b = x->b;
  uint32_t lot, at;
  u->back += part;
  if (!book_lot_at(b, x->s, u->lot, &lot, err) ||
      !book_account_at(b, x->s, b->lots.p[lot].account, &at, err))
    return false;
  bool late = b->lots.p[lot].expires <= x->now;
  int64_t owed = -b->accounts.p[at].balance[LEDGER_AVAILABLE];
  if (late && x->c.grace)
    return posting_credit(x, at, part, 0, x->now + x->c.grace_days * MS_DAY, err);
  if (!posting_move(x, at, LEDGER_AVAILABLE, part, err)) return false;
  if (late) *ret_lapsed += part;
  posting_give_back(x, at, lot, part, owed);
  return true;
}

static bool return_uses(struct posting *x, uint32_t of, int64_t amount, struct err *err) {
  struct book *b = x->b;
  int64_t lapsed = 0, first = b->txns.p[of].first_use;
  for (int64_t i = b->txns.p[of].uses - 1; i >= 0 && amount > 0; i--) {
    uint32_t k;
    if (!book_use_at(b, x->s, first + i, &k, err)) return false;
    int64_t part = b->uses.p[k].amount - b->uses.p[k].back;
    if (part > amount) part = amount;
    if (part == 0) continue;
    amount -= part;
    if (!return_use(x, book_change_use(b, k), part, &lapsed, err)) return false;
  }
  b->txns.p[x->txn].lapsed = lapsed;
  return amount == 0 ||
         err_fail(err, ERR_corrupt, "state.db" ERR_SEP "uses of ledger transaction %lld",
                  (long long)b->txns.p[of].n);
}

/* Lots that came back after their time expire at once. */
static bool settle_told(struct posting *x, struct err *err) {
  uint32_t n = x->n_told;
  const struct told *all = x->told;
  struct posting y = *x;
  y.told = NULL;
  y.n_told = y.told_cap = 0;
  for (uint32_t i = 0; i < n; i++)
    if (!posting_settle(&y, all[i].account, err)) return false;
  return posting_available(x, x->b->txns.p[x->txn].subject, &x->b->txns.p[x->txn].balance, err);
}

static bool refund(struct posting *x, uint32_t of, int64_t amount, enum ledger_system from,
                   struct err *err) {
  struct book *b = x->b;
  struct txn t = b->txns.p[of];
  int64_t owed = t.debt > t.returned ? t.debt - t.returned : 0;
  int64_t debt = owed < amount ? owed : amount;
  uint32_t own = BOOK_NONE;
  if (debt && !book_owner(b, x->s, t.holder, t.subject, x->currency, true, &own, err)) return false;
  posting_begin(x, x->p->op, t.holder, t.subject, amount);
  b->txns.p[x->txn].debt = debt;
  book_set_returned(b, of, t.returned + amount);
  const struct tz *tz = ws_tz(loyalty_workspace(b->l));
  if (debt && !posting_credit(x, own, debt, 0, currency_expiry(&x->c, tz, x->now), err))
    return false;
  return return_uses(x, of, amount - debt, err) && posting_system(x, from, -amount, err) &&
         posting_end(x, err) && settle_told(x, err);
}

static bool unfreeze(struct posting *x, uint32_t of, int64_t amount, struct err *err) {
  struct book *b = x->b;
  struct txn t = b->txns.p[of];
  posting_begin(x, LEDGER_UNFREEZE, t.holder, t.subject, amount);
  book_set_returned(b, of, t.returned + amount);
  for (int64_t i = t.uses - 1; i >= 0 && amount > 0; i--) {
    uint32_t k, lot, at;
    if (!book_use_at(b, x->s, t.first_use + i, &k, err) ||
        !book_lot_at(b, x->s, b->uses.p[k].lot, &lot, err) ||
        !book_account_at(b, x->s, b->lots.p[lot].account, &at, err))
      return false;
    int64_t part = b->uses.p[k].amount - b->uses.p[k].back;
    int64_t owed = -b->accounts.p[at].balance[LEDGER_AVAILABLE];
    if (part > amount) part = amount;
    if (part == 0) continue;
    amount -= part;
    book_change_use(b, k)->back += part;
    book_change_lot(b, lot)->held -= part;
    if (!posting_move(x, at, LEDGER_FROZEN, -part, err) ||
        !posting_move(x, at, LEDGER_AVAILABLE, part, err))
      return false;
    posting_give_back(x, at, lot, part, owed);
  }
  return posting_end(x, err) && settle_told(x, err);
}

/* Spends what is frozen: the lots that were frozen, whatever their end is now. */
static bool capture(struct posting *x, uint32_t of, int64_t amount, struct err *err) {
  struct book *b = x->b;
  struct txn t = b->txns.p[of];
  int64_t left = amount;
  posting_begin(x, LEDGER_SPEND, t.holder, t.subject, amount);
  book_set_returned(b, of, t.returned + amount);
  for (int64_t i = 0; i < t.uses && left > 0; i++) {
    uint32_t k, lot, at;
    if (!book_use_at(b, x->s, t.first_use + i, &k, err) ||
        !book_lot_at(b, x->s, b->uses.p[k].lot, &lot, err) ||
        !book_account_at(b, x->s, b->lots.p[lot].account, &at, err))
      return false;
    int64_t part = b->uses.p[k].amount - b->uses.p[k].back;
    if (part > left) part = left;
    if (part == 0) continue;
    left -= part;
    book_change_use(b, k)->back += part;
    book_change_lot(b, lot)->held -= part;
    book_new_use(b, x->txn, b->lots.p[lot].n, part);
    if (!posting_move(x, at, LEDGER_FROZEN, -part, err)) return false;
  }
  return posting_system(x, LEDGER_SPENT, amount, err) && posting_end(x, err);
}

/* Of the lots of the granting itself: what is there, then what expired unused. */
static bool claw_own(struct posting *x, const struct txn *t, int64_t *amount, struct err *err) {
  struct book *b = x->b;
  int64_t lapsed = 0;
  for (int64_t i = 0; i<t->lots && * amount> 0; i++) {
    uint32_t lot, at;
    if (!book_lot_at(b, x->s, t->first_lot + i, &lot, err) ||
        !book_account_at(b, x->s, b->lots.p[lot].account, &at, err))
      return false;
    struct lot *c = book_change_lot(b, lot);
    int64_t rest = c->rest < *amount ? c->rest : *amount;
    int64_t gone = c->lapsed < *amount - rest ? c->lapsed : *amount - rest;
    c->rest -= rest;
    c->lapsed -= gone;
    lapsed += gone;
    *amount -= rest + gone;
    if (rest) book_new_use(b, x->txn, c->n, rest);
    if (!posting_move(x, at, c->ready ? LEDGER_PENDING : LEDGER_AVAILABLE, -rest, err))
      return false;
  }
  b->txns.p[x->txn].lapsed = lapsed;
  return posting_system(x, LEDGER_EXPIRED, -lapsed, err);
}

static bool claw_debt(struct posting *x, const struct txn *t, int64_t *amount, struct err *err) {
  int64_t available;
  uint32_t own;
  if (x->c.clawback != CLAWBACK_DEBT || *amount == 0 || t->subject == SUBJECT_NONE) return true;
  if (!posting_available(x, t->subject, &available, err) ||
      !book_owner(x->b, x->s, t->holder, t->subject, x->currency, true, &own, err))
    return false;
  int64_t room = available + x->c.debt, debt = room < *amount ? room : *amount;
  if (debt <= 0) return true;
  *amount -= debt;
  x->b->txns.p[x->txn].debt = debt;
  return posting_move(x, own, LEDGER_AVAILABLE, -debt, err);
}

static bool clawback(struct posting *x, uint32_t of, int64_t amount, enum ledger_system to,
                     struct err *err) {
  struct book *b = x->b;
  struct txn t = b->txns.p[of];
  uint32_t *places = NULL, n = 0;
  int64_t left = amount, other = 0;
  if (t.subject != SUBJECT_NONE && !posting_accounts(x, t.subject, &places, &n, err)) return false;
  posting_begin(x, x->p->op, t.holder, t.subject, amount);
  book_set_returned(b, of, t.returned + amount);
  if (!claw_own(x, &t, &left, err)) return false;
  if (x->c.clawback != CLAWBACK_OWN_LOTS && left > 0) {
    if (!posting_take(x, places, n, left, false, &other, err)) return false;
    left -= other;
  }
  b->txns.p[x->txn].other = other;
  if (!claw_debt(x, &t, &left, err)) return false;
  b->txns.p[x->txn].shortfall = left;
  return posting_system(x, LEDGER_SHORTFALL, -left, err) && posting_system(x, to, amount, err) &&
         posting_end(x, err);
}

/* Was the adjustment one that took?  Then it has uses or debt, and no lots. */
static bool took(const struct txn *t) {
  return t->uses > 0 || t->debt > 0;
}

bool posting_give(struct posting *x, struct err *err) {
  enum ledger_kind op = x->p->op;
  uint32_t of = BOOK_NONE;
  int64_t amount = 0;
  if (!target(x, &of, &amount, err) || !settle_parties(x, of, err)) return false;
  const struct txn *t = &x->b->txns.p[of];
  switch (t->kind) {
  case LEDGER_SPEND:
    if (op == LEDGER_REFUND || op == LEDGER_REVERSE)
      return refund(x, of, amount, LEDGER_SPENT, err);
    break;
  case LEDGER_EARN:
  case LEDGER_GRANT:
    if (op == LEDGER_CLAWBACK || op == LEDGER_REVERSE)
      return clawback(x, of, amount, LEDGER_ISSUED, err);
    break;
  case LEDGER_ADJUST:
    if (op == LEDGER_REVERSE)
      return took(t) ? refund(x, of, amount, LEDGER_ADJUSTED, err)
                     : clawback(x, of, amount, LEDGER_ADJUSTED, err);
    break;
  case LEDGER_FREEZE:
    if (op == LEDGER_UNFREEZE) return unfreeze(x, of, amount, err);
    if (op == LEDGER_SPEND) return capture(x, of, amount, err);
    break;
  default:
    break;
  }
  return not_of(t->kind, op, err);
}
