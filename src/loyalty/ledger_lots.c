/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lots: made by credits, taken from the oldest-expiring on, released and expired by the clock. */
#include <stdlib.h>

#include "loyalty/ledger_post_int.h"

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

void posting_give_back(struct posting *x, uint32_t account, uint32_t lot, int64_t amount,
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

bool posting_take(struct posting *x, const uint32_t *accounts, uint32_t n, int64_t amount,
                  bool hold, int64_t *ret_taken, struct err *err) {
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
