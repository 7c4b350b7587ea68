/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Posting: the rules of each kind of transaction, on the book.
 *
 *   earn, grant   issued → account           a new lot
 *   spend         account(s) → spent         lots, the oldest-expiring first; then debt
 *   refund        spent → account(s)         the same lots, the last taken first
 *   clawback      account(s), shortfall → issued
 *   transfer      account(s) → account       new lots with the old expiry
 *   freeze        available → frozen         and back, or → spent
 *   adjust        adjusted ↔ account
 *   release       pending → available        expire: account → expired
 *
 * A posting first lets happen what is due on the accounts it looks at, then checks, then changes.
 * A failure half-way is taken back by the caller (ledger_post).  Lots and what happens to them by
 * the clock: ledger_lots.c; what gives back or takes back an earlier transaction: ledger_back.c. */
#include <stdio.h>

#include "base/panic.h"
#include "loyalty/ledger_post_int.h"
#include "loyalty/membership.h"
#include "person/person.h"

/* ---- whose ---- */

bool posting_accounts(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
                      struct err *err) {
  struct loyalty *l = x->b->l;
  uint32_t n = holders_of_person(l, subject, &x->b->tmp, ret), k = 0;
  uint32_t *places = *ret;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at;
    if (!book_owner(x->b, x->s, places[i], SUBJECT_NONE, x->currency, false, &at, err))
      return false;
    if (at != BOOK_NONE) places[k++] = at;
  }
  *ret_n = k;
  return true;
}

bool posting_person(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
                    struct err *err) {
  if (!posting_accounts(x, subject, ret, ret_n, err)) return false;
  for (uint32_t i = 0; i < *ret_n; i++)
    if (!posting_settle(x, (*ret)[i], err)) return false;
  return true;
}

bool posting_available(struct posting *x, uint32_t subject, int64_t *ret, struct err *err) {
  uint32_t *places, n;
  int64_t sum = 0;
  if (subject == SUBJECT_NONE) {
    *ret = 0;
    return true;
  }
  if (!posting_accounts(x, subject, &places, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (__builtin_add_overflow(sum, x->b->accounts.p[places[i]].balance[LEDGER_AVAILABLE], &sum))
      return err_fail(err, ERR_number_overflow, "the balance of a person");
  *ret = sum;
  return true;
}

bool posting_system(struct posting *x, enum ledger_system owner, int64_t amount, struct err *err) {
  uint32_t at;
  if (amount == 0) return true;
  return book_owner(x->b, x->s, owner, SUBJECT_NONE, x->currency, true, &at, err) &&
         book_entry(x->b, x->txn, at, LEDGER_AVAILABLE, amount, err);
}

/* ---- transactions and what is told of them ---- */

void posting_begin(struct posting *x, enum ledger_kind kind, int64_t holder, uint32_t subject,
                   int64_t amount) {
  const struct ledger_post *p = x->p;
  struct book *b = x->b;
  struct txn t = {.kind = kind,
                  .at_ms = x->now,
                  .holder = holder,
                  .subject = subject,
                  .amount = amount,
                  .currency = x->currency};
  if (p) {
    t.actor = book_actor(b, p->actor, true);
    t.key = arena_str(&b->mem, p->key);
    t.reason = arena_str(&b->mem, p->reason);
    t.ref = arena_str(&b->mem, p->ref);
    t.hash = x->hash;
    t.of = p->of;
    t.cause = (int64_t)p->cause;
    t.approver = p->approver.n ? book_actor(b, p->approver, true) : 0;
  }
  x->txn = book_new_txn(b, &t);
  x->n_told = 0;
}

/* The account's available balance changed by the amount, which is told when the transaction is
 * complete: then the balance of the person is known. */
static void note(struct posting *x, uint32_t account, int64_t amount) {
  for (uint32_t i = 0; i < x->n_told; i++)
    if (x->told[i].account == account) {
      x->told[i].amount += amount;
      return;
    }
  if (x->n_told == x->told_cap) {
    uint32_t cap = x->told_cap ? x->told_cap * 2 : 4;
    struct told *more = arena_array(&x->b->tmp, struct told, cap);
    if (x->n_told) memcpy(more, x->told, x->n_told * sizeof *more);
    x->told = more;
    x->told_cap = cap;
  }
  x->told[x->n_told++] = (struct told){.account = account, .amount = amount};
}

bool posting_move(struct posting *x, uint32_t account, enum ledger_bucket bucket, int64_t amount,
                  struct err *err) {
  if (amount == 0) return true;
  if (bucket == LEDGER_AVAILABLE) note(x, account, amount);
  return book_entry(x->b, x->txn, account, bucket, amount, err);
}

static bool tell(struct posting *x, const struct told *what, struct err *err) {
  const struct account *a = &x->b->accounts.p[what->account];
  const struct txn *t = &x->b->txns.p[x->txn];
  char number[24];
  int64_t balance;
  if (what->amount == 0 || a->subject == SUBJECT_NONE) return true;
  if (!posting_available(x, a->subject, &balance, err)) return false;
  a = &x->b->accounts.p[what->account];
  struct ev_batch *e = loyalty_tell(x->b->l, a->subject, "points_changed");
  snprintf(number, sizeof number, "%lld", (long long)t->n);
  tell_text(e, "currency", x->c.slug);
  tell_number(e, "amount", currency_dec(&x->c, what->amount));
  tell_number(e, "balance_after", currency_dec(&x->c, balance));
  tell_text(e, "reason", str_from(ledger_kind_name(t->kind)));
  tell_text(e, "txn", str_from(number));
  tell_text(e, "ref", t->ref);
  return true;
}

/* What counts as growth of programmes: what was earned and has become available, less what was
 * taken back of it; not what was spent, moved or has expired. */
static bool grows(const struct posting *x, const struct txn *t) {
  enum ledger_kind kind = t->kind;
  if (kind == LEDGER_REVERSE) kind = x->b->txns.p[book_txn_place(x->b, t->of)].kind;
  return kind == LEDGER_EARN || kind == LEDGER_GRANT || kind == LEDGER_RELEASE ||
         kind == LEDGER_ADJUST || kind == LEDGER_CLAWBACK;
}

static bool grow(struct posting *x, const struct told *what, struct err *err) {
  const struct account *a = &x->b->accounts.p[what->account];
  if (what->amount == 0 || a->subject == SUBJECT_NONE) return true;
  return membership_grew(x->b->l, x->s, (uint32_t)a->owner, x->c.slug, x->c.decimals, what->amount,
                         err);
}

bool posting_end(struct posting *x, struct err *err) {
  int64_t balance;
  bool growth = grows(x, &x->b->txns.p[x->txn]);
  for (uint32_t i = 0; growth && i < x->n_told; i++)
    if (!grow(x, &x->told[i], err)) return false;
  for (uint32_t i = 0; i < x->n_told; i++)
    if (!tell(x, &x->told[i], err)) return false;
  if (!posting_available(x, x->b->txns.p[x->txn].subject, &balance, err)) return false;
  x->b->txns.p[x->txn].balance = balance;
  return true;
}

/* ---- kinds ---- */

/* The account of the subject itself, made where it has none. */
static bool own_account(struct posting *x, uint32_t subject, uint32_t *ret, struct err *err) {
  uint32_t seat;
  if (!holder_take(x->b->l, subject, x->s, &seat, err)) return false;
  if (!x->currency) x->currency = book_currency(x->b, &x->c, true);
  return book_owner(x->b, x->s, seat, subject, x->currency, true, ret, err);
}

static bool grant(struct posting *x, enum ledger_system from, struct err *err) {
  const struct ledger_post *p = x->p;
  const struct tz *tz = ws_tz(loyalty_workspace(x->b->l));
  int64_t expires = p->expires_ms ? p->expires_ms : currency_expiry(&x->c, tz, x->now), ready = 0;
  uint32_t *places, n, at;
  if (p->op != LEDGER_ADJUST) {
    ready = p->pending_ms ? p->pending_ms : x->c.pending_days * MS_DAY + x->now;
    if (ready <= x->now) ready = 0;
  }
  if (expires <= x->now || expires <= ready) return err_fail(err, ERR_ledger_expiry, NULL);
  if (!posting_person(x, p->subject, &places, &n, err) || !own_account(x, p->subject, &at, err))
    return false;
  posting_begin(x, p->op, x->b->accounts.p[at].owner, p->subject, p->amount);
  return posting_system(x, from, -p->amount, err) &&
         posting_credit(x, at, p->amount, ready, expires, err) && posting_end(x, err);
}

static bool too_poor(struct posting *x, int64_t available, int64_t amount, struct err *err) {
  char have[CURRENCY_TEXT_BYTES], want[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_ledger_balance, "%s" ERR_SEP "%.*s" ERR_SEP "%s",
                  currency_text(&x->c, available, have), STRF(x->c.slug),
                  currency_text(&x->c, amount, want));
}

/* Spend, freeze, transfer and what an adjustment takes: the person has it, or may owe it. */
static bool check_funds(struct posting *x, int64_t amount, int64_t debt, uint32_t **ret,
                        uint32_t *ret_n, struct err *err) {
  int64_t available;
  if (!posting_person(x, x->p->subject, ret, ret_n, err) ||
      !posting_available(x, x->p->subject, &available, err))
    return false;
  return available >= amount - debt || too_poor(x, available, amount, err);
}

static bool spend(struct posting *x, int64_t amount, enum ledger_system to, struct err *err) {
  uint32_t *places, n, own = BOOK_NONE;
  int64_t taken;
  if (!check_funds(x, amount, x->c.debt, &places, &n, err) ||
      !own_account(x, x->p->subject, &own, err))
    return false;
  posting_begin(x, x->p->op, x->b->accounts.p[own].owner, x->p->subject, amount);
  if (!posting_take(x, places, n, amount, false, &taken, err)) return false;
  x->b->txns.p[x->txn].debt = amount - taken;
  return posting_move(x, own, LEDGER_AVAILABLE, taken - amount, err) &&
         posting_system(x, to, amount, err) && posting_end(x, err);
}

static bool freeze(struct posting *x, struct err *err) {
  uint32_t *places, n, own;
  int64_t taken, amount = x->p->amount;
  if (!check_funds(x, amount, 0, &places, &n, err) || !own_account(x, x->p->subject, &own, err))
    return false;
  posting_begin(x, LEDGER_FREEZE, x->b->accounts.p[own].owner, x->p->subject, amount);
  if (!posting_take(x, places, n, amount, true, &taken, err)) return false;
  /* Another account of the person may be in debt: then it has more lots than balance. */
  return taken == amount ? posting_end(x, err) : too_poor(x, taken, amount, err);
}

static bool check_transfer(struct posting *x, struct err *err) {
  const struct people *people = ws_people(loyalty_workspace(x->b->l));
  if (!x->c.transfers)
    return err_fail(err, ERR_ledger_transfer,
                    "%.*s" ERR_SEP "the currency does not allow it" ERR_SEP "该币种不允许",
                    STRF(x->c.slug));
  if (person_of(people, x->p->subject) == person_of(people, x->p->to))
    return err_fail(err, ERR_ledger_transfer,
                    "%.*s" ERR_SEP "both are one person" ERR_SEP "双方是同一用户", STRF(x->c.slug));
  return true;
}

static bool transfer(struct posting *x, struct err *err) {
  uint32_t *places, *theirs, n, n_theirs, own, at;
  int64_t taken, amount = x->p->amount;
  if (!check_transfer(x, err) || !check_funds(x, amount, 0, &places, &n, err) ||
      !posting_person(x, x->p->to, &theirs, &n_theirs, err) ||
      !own_account(x, x->p->subject, &own, err) || !own_account(x, x->p->to, &at, err))
    return false;
  posting_begin(x, LEDGER_TRANSFER, x->b->accounts.p[own].owner, x->p->subject, amount);
  if (!posting_take(x, places, n, amount, false, &taken, err)) return false;
  if (taken < amount) return too_poor(x, taken, amount, err);
  const struct txn *t = &x->b->txns.p[x->txn];
  for (int64_t i = 0, first = t->first_use, uses = t->uses; i < uses; i++) {
    uint32_t use = book_use_place(x->b, first + i);
    uint32_t lot = book_lot_place(x->b, x->b->uses.p[use].lot);
    int64_t part = x->b->uses.p[use].amount, expires = x->b->lots.p[lot].expires;
    if (!posting_credit(x, at, part, 0, expires, err)) return false;
  }
  return posting_end(x, err);
}

static bool adjust(struct posting *x, struct err *err) {
  int64_t amount = x->p->amount;
  return amount < 0 ? spend(x, -amount, LEDGER_ADJUSTED, err) : grant(x, LEDGER_ADJUSTED, err);
}

bool posting_run(struct posting *x, struct err *err) {
  switch (x->p->op) {
  case LEDGER_EARN:
  case LEDGER_GRANT:
    return grant(x, LEDGER_ISSUED, err);
  case LEDGER_SPEND:
    return x->p->of ? posting_give(x, err) : spend(x, x->p->amount, LEDGER_SPENT, err);
  case LEDGER_TRANSFER:
    return transfer(x, err);
  case LEDGER_FREEZE:
    return freeze(x, err);
  case LEDGER_ADJUST:
    return adjust(x, err);
  case LEDGER_REFUND:
  case LEDGER_REVERSE:
  case LEDGER_CLAWBACK:
  case LEDGER_UNFREEZE:
    return posting_give(x, err);
  case LEDGER_EXPIRE:
  case LEDGER_RELEASE:
  case LEDGER_KINDS:
    break;
  }
  panic("no request is of kind %d", x->p->op);
}
