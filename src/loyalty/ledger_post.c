/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Posting: the rules of each kind of transaction, on the book.
 *
 *   earn, grant   issued → account           a new lot
 *   spend         account(s) → spent         lots, the oldest-expiring first; then debt
 *   refund        spent → account(s)         the same lots, the last taken first
 *   clawback      account(s), shortfall → issued
 *   transfer      account(s) → account       new lots with the old expiry
 *   freeze        available → frozen         and back
 *   adjust        adjusted ↔ account
 *   release       pending → available        expire: account → expired
 *
 * A posting first lets happen what is due on the accounts it looks at, then checks, then changes.
 * A failure half-way is taken back by the caller (ledger_post). */
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/ledger_post_int.h"
#include "loyalty/membership.h"
#include "person/person.h"

/* ---- whose ---- */

static bool person(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
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

bool posting_available(struct posting *x, uint32_t subject, int64_t *ret, struct err *err) {
  uint32_t *places, n;
  int64_t sum = 0;
  if (subject == SUBJECT_NONE) {
    *ret = 0;
    return true;
  }
  if (!person(x, subject, &places, &n, err)) return false;
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

/* ---- lots ---- */

static void set_due(struct book *b, uint32_t account, int64_t due) {
  if (b->accounts.p[account].due == due) return;
  struct account *a = book_change_account(b, account);
  a->due = due;
  a->due_changed = true;
}

static int64_t due_of(const struct lot *t) {
  return t->ready && t->ready < t->expires ? t->ready : t->expires;
}

static void sooner(struct book *b, uint32_t account, const struct lot *t) {
  if (due_of(t) < b->accounts.p[account].due) set_due(b, account, due_of(t));
}

/* Credits the account: debt is paid first, and the rest is a new lot. */
bool posting_credit(struct posting *x, uint32_t account, int64_t amount, int64_t ready,
                    int64_t expires, struct err *err) {
  struct book *b = x->b;
  int64_t owed = -b->accounts.p[account].balance[LEDGER_AVAILABLE], lot = amount;
  if (!posting_move(x, account, ready ? LEDGER_PENDING : LEDGER_AVAILABLE, amount, err))
    return false;
  if (!ready && owed > 0) lot -= owed < amount ? owed : amount;
  if (lot > 0) {
    uint32_t made = book_new_lot(b, account, x->txn, lot, ready, expires);
    sooner(b, account, &b->lots.p[made]);
  }
  return true;
}

/* Gives back to a lot what was taken of it. */
static void give_back(struct posting *x, uint32_t account, uint32_t lot, int64_t amount,
                      int64_t owed) {
  if (owed > 0) amount -= owed < amount ? owed : amount;
  if (amount == 0) return;
  book_change_lot(x->b, lot)->rest += amount;
  book_list_lot(x->b, lot);
  sooner(x->b, account, &x->b->lots.p[lot]);
}

struct pick {
  int64_t expires, n;
  uint32_t account, lot;
};

static int by_expiry(const void *p, const void *q) {
  const struct pick *a = p, *b = q;
  if (a->expires != b->expires) return a->expires < b->expires ? -1 : 1;
  return (a->n > b->n) - (a->n < b->n);
}

/* Lots that can be spent now, of these accounts, in the order of spending. */
static bool spendable(struct posting *x, const uint32_t *accounts, uint32_t n, struct pick **ret,
                      uint32_t *ret_n, struct err *err) {
  struct book *b = x->b;
  uint32_t k = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!book_lots_of(b, x->s, accounts[i], err)) return false;
    for (uint32_t t = b->accounts.p[accounts[i]].lots; t; t = b->lots.p[t - 1].next)
      k += b->lots.p[t - 1].rest > 0 && b->lots.p[t - 1].ready == 0;
  }
  struct pick *all = arena_array(&b->tmp, struct pick, k);
  k = 0;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t t = b->accounts.p[accounts[i]].lots; t; t = b->lots.p[t - 1].next) {
      const struct lot *lot = &b->lots.p[t - 1];
      if (lot->rest > 0 && lot->ready == 0)
        all[k++] = (struct pick){lot->expires, lot->n, accounts[i], t - 1};
    }
  qsort(all, k, sizeof *all, by_expiry);
  *ret = all;
  *ret_n = k;
  return true;
}

/* Takes up to the amount, or freezes it (`hold`); *ret_taken. */
static bool take(struct posting *x, const uint32_t *accounts, uint32_t n, int64_t amount, bool hold,
                 int64_t *ret_taken, struct err *err) {
  struct pick *picks;
  uint32_t k;
  int64_t left = amount;
  if (!spendable(x, accounts, n, &picks, &k, err)) return false;
  for (uint32_t i = 0; i < k && left > 0; i++) {
    struct lot *t = book_change_lot(x->b, picks[i].lot);
    int64_t part = t->rest < left ? t->rest : left;
    t->rest -= part;
    if (hold) t->held += part;
    left -= part;
    book_new_use(x->b, x->txn, t->n, part);
    if (!posting_move(x, picks[i].account, LEDGER_AVAILABLE, -part, err) ||
        (hold && !posting_move(x, picks[i].account, LEDGER_FROZEN, part, err)))
      return false;
  }
  *ret_taken = amount - left;
  return true;
}

/* ---- what happens by the clock ---- */

static bool settle_kind(struct posting *x, uint32_t account, enum ledger_kind kind,
                        struct err *err) {
  struct book *b = x->b;
  const struct ledger_post *p = x->p;
  bool any = false;
  for (uint32_t t = b->accounts.p[account].lots; t; t = b->lots.p[t - 1].next) {
    const struct lot *lot = &b->lots.p[t - 1];
    bool due = kind == LEDGER_EXPIRE ? lot->expires <= x->now : lot->ready && lot->ready <= x->now;
    if (lot->rest == 0 || !due) continue;
    if (!any) {
      x->p = NULL;
      posting_begin(x, kind, b->accounts.p[account].owner, b->accounts.p[account].subject, 0);
      any = true;
    }
    struct lot *c = book_change_lot(b, t - 1);
    int64_t part = c->rest, owed = -b->accounts.p[account].balance[LEDGER_AVAILABLE];
    enum ledger_bucket from = c->ready ? LEDGER_PENDING : LEDGER_AVAILABLE;
    b->txns.p[x->txn].amount += part;
    if (kind == LEDGER_EXPIRE) {
      c->rest = 0;
      c->lapsed += part;
    } else {
      c->ready = 0;
      if (owed > 0) c->rest -= owed < part ? owed : part;
    }
    if (!posting_move(x, account, from, -part, err) ||
        !(kind == LEDGER_EXPIRE ? posting_system(x, LEDGER_EXPIRED, part, err)
                                : posting_move(x, account, LEDGER_AVAILABLE, part, err)))
      return false;
  }
  bool ok = !any || posting_end(x, err);
  x->p = p;
  return ok;
}

bool posting_settle(struct posting *x, uint32_t account, struct err *err) {
  struct book *b = x->b;
  int64_t due = CURRENCY_NEVER;
  if (b->accounts.p[account].due > x->now) return true;
  if (!book_lots_of(b, x->s, account, err) || !settle_kind(x, account, LEDGER_EXPIRE, err) ||
      !settle_kind(x, account, LEDGER_RELEASE, err))
    return false;
  for (uint32_t t = b->accounts.p[account].lots; t; t = b->lots.p[t - 1].next) {
    const struct lot *lot = &b->lots.p[t - 1];
    if (lot->rest > 0 && due_of(lot) < due) due = due_of(lot);
  }
  set_due(b, account, due);
  return true;
}

bool posting_person(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
                    struct err *err) {
  if (!person(x, subject, ret, ret_n, err)) return false;
  for (uint32_t i = 0; i < *ret_n; i++)
    if (!posting_settle(x, (*ret)[i], err)) return false;
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
  if (!take(x, places, n, amount, false, &taken, err)) return false;
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
  if (!take(x, places, n, amount, true, &taken, err)) return false;
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
  if (!take(x, places, n, amount, false, &taken, err)) return false;
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

/* ---- giving back ---- */

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
  give_back(x, at, lot, part, owed);
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
    give_back(x, at, lot, part, owed);
  }
  return posting_end(x, err) && settle_told(x, err);
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
  if (t.subject != SUBJECT_NONE && !person(x, t.subject, &places, &n, err)) return false;
  posting_begin(x, x->p->op, t.holder, t.subject, amount);
  book_set_returned(b, of, t.returned + amount);
  if (!claw_own(x, &t, &left, err)) return false;
  if (x->c.clawback != CLAWBACK_OWN_LOTS && left > 0) {
    if (!take(x, places, n, left, false, &other, err)) return false;
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

static bool give(struct posting *x, struct err *err) {
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
    break;
  default:
    break;
  }
  return not_of(t->kind, op, err);
}

bool posting_run(struct posting *x, struct err *err) {
  switch (x->p->op) {
  case LEDGER_EARN:
  case LEDGER_GRANT:
    return grant(x, LEDGER_ISSUED, err);
  case LEDGER_SPEND:
    return spend(x, x->p->amount, LEDGER_SPENT, err);
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
    return give(x, err);
  case LEDGER_EXPIRE:
  case LEDGER_RELEASE:
  case LEDGER_KINDS:
    break;
  }
  panic("no request is of kind %d", x->p->op);
}
