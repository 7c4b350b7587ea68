/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The book: accounts, lots, uses and transactions of a group of works, in memory.
 *
 * Reading and writing one row at a time would be some fifteen statements for a posting, each a
 * round trip where the database is another machine.  Here a group reads what it needs in a few
 * statements, changes it in memory, and writes each changed row once at its end.
 *
 * Every change notes what was before, so that a refused posting leaves nothing behind, be it alone
 * in its work or not. */
#include "base/panic.h"
#include "loyalty/ledger_int.h"
#include "loyalty/loyalty_int.h"

static struct str number_key(const int64_t *n) {
  return str_of(n, sizeof *n);
}

/* ---- numbers to places; a place is made empty ---- */

#define PLACE_OF(b, which, table, number)                                                          \
  ({                                                                                               \
    int64_t place_n_ = (number);                                                                   \
    uint32_t place_i_ = intern_put(&(b)->by_number[which], number_key(&place_n_));                 \
    while ((b)->table.n <= place_i_) {                                                             \
      vec_reserve(&(b)->table, (b)->table.n + 1);                                                  \
      (b)->table.p[(b)->table.n++] = (typeof(*(b)->table.p)){.n = place_n_};                       \
    }                                                                                              \
    place_i_;                                                                                      \
  })

uint32_t book_account_place(struct book *b, int64_t n) {
  return PLACE_OF(b, BY_ACCOUNT, accounts, n);
}
uint32_t book_lot_place(struct book *b, int64_t n) {
  return PLACE_OF(b, BY_LOT, lots, n);
}
uint32_t book_use_place(struct book *b, int64_t n) {
  return PLACE_OF(b, BY_USE, uses, n);
}
uint32_t book_txn_place(struct book *b, int64_t n) {
  return PLACE_OF(b, BY_TXN, txns, n);
}
bool book_known(const struct book *b, unsigned which, int64_t n) {
  return intern_find(&b->by_number[which], number_key(&n)) != INTERN_NONE;
}

uint32_t *book_owned(struct book *b, int64_t owner, uint32_t currency, bool *ret_known) {
  const int64_t pair[2] = {owner, currency};
  uint32_t i = intern_put(&b->by_owner, str_of(pair, sizeof pair));
  *ret_known = i < b->owned.n;
  if (!*ret_known) vec_push(&b->owned, BOOK_NONE);
  return &b->owned.p[i];
}

uint32_t *book_keyed(struct book *b, int64_t actor, struct str key, bool *ret_known) {
  char text[sizeof actor + LEDGER_TEXT_MAX];
  must(key.n <= LEDGER_TEXT_MAX);
  memcpy(text, &actor, sizeof actor);
  if (key.n) memcpy(text + sizeof actor, key.p, key.n);
  uint32_t i = intern_put(&b->keys, str_of(text, sizeof actor + key.n));
  *ret_known = i < b->keyed.n;
  if (!*ret_known) vec_push(&b->keyed, BOOK_NONE);
  return &b->keyed.p[i];
}

/* ---- finding, and reading what nobody foresaw ---- */

static bool fresh_owner(const struct book *b, int64_t owner) {
  const struct seats *s = &b->l->seats;
  return s->fresh.n > 0 && owner >= s->fresh.p[0].holder;
}

static uint32_t make_account(struct book *b, int64_t owner, uint32_t subject, uint32_t currency) {
  uint32_t i = book_account_place(b, b->next_account);
  bool known;
  vec_push(&b->undos, ((struct undo){.what = UNDO_ACCOUNT, .i = i, .account = b->accounts.p[i]}));
  b->accounts.p[i] = (struct account){.n = b->next_account++,
                                      .owner = owner,
                                      .currency = currency,
                                      .subject = subject,
                                      .due = CURRENCY_NEVER,
                                      .there = true,
                                      .lots_known = true,
                                      .fresh = true,
                                      .changed = true};
  *book_owned(b, owner, currency, &known) = i;
  return i;
}

bool book_owner(struct book *b, struct state *s, int64_t owner, uint32_t subject, uint32_t currency,
                bool make, uint32_t *ret, struct err *err) {
  bool known = true;
  uint32_t i = BOOK_NONE;
  if (currency) {
    i = *book_owned(b, owner, currency, &known);
    if (!known && !fresh_owner(b, owner)) {
      if (!book_read_owners(b, s, currency, &owner, 1, err)) return false;
      i = *book_owned(b, owner, currency, &known);
    }
  }
  /* A place of somebody whose posting was taken back may be another's now. */
  const struct account *a = i == BOOK_NONE ? NULL : &b->accounts.p[i];
  if (!a || !a->there || a->owner != owner || a->currency != currency)
    i = make ? make_account(b, owner, subject, currency) : BOOK_NONE;
  *ret = i;
  return true;
}

bool book_account_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err) {
  if (!book_known(b, BY_ACCOUNT, n)) vec_push(&b->want[BY_ACCOUNT], n);
  if (!book_read_wanted(b, s, err)) return false;
  *ret = book_account_place(b, n);
  return b->accounts.p[*ret].there ||
         err_fail(err, ERR_corrupt, "state.db" ERR_SEP "there is no ledger account %lld",
                  (long long)n);
}

bool book_lots_of(struct book *b, struct state *s, uint32_t account, struct err *err) {
  return b->accounts.p[account].lots_known ||
         book_read_open_lots(b, s, &b->accounts.p[account].n, 1, err);
}

bool book_lot_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err) {
  if (!book_known(b, BY_LOT, n)) vec_push(&b->want[BY_LOT], n);
  if (!book_read_wanted(b, s, err)) return false;
  *ret = book_lot_place(b, n);
  return b->lots.p[*ret].there ||
         err_fail(err, ERR_corrupt, "state.db" ERR_SEP "there is no ledger lot %lld", (long long)n);
}

bool book_use_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err) {
  if (!book_known(b, BY_USE, n)) vec_push(&b->want[BY_USE], n);
  if (!book_read_wanted(b, s, err)) return false;
  *ret = book_use_place(b, n);
  return b->uses.p[*ret].there ||
         err_fail(err, ERR_corrupt, "state.db" ERR_SEP "there is no ledger use %lld", (long long)n);
}

bool book_txn_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err) {
  if (!book_known(b, BY_TXN, n)) vec_push(&b->want[BY_TXN], n);
  if (!book_read_wanted(b, s, err)) return false;
  *ret = book_txn_place(b, n);
  return b->txns.p[*ret].there || err_fail(err, ERR_unknown_transaction, "%lld", (long long)n);
}

bool book_key(struct book *b, struct state *s, int64_t actor, struct str key, uint32_t *ret,
              struct err *err) {
  bool known;
  uint32_t i = BOOK_NONE;
  if (actor) {
    i = *book_keyed(b, actor, key, &known);
    if (!known) {
      if (!book_read_keys(b, s, actor, &key, 1, err)) return false;
      i = *book_keyed(b, actor, key, &known);
    }
  }
  const struct txn *t = i == BOOK_NONE ? NULL : &b->txns.p[i];
  *ret = t && t->there && t->actor == actor && str_eq(t->key, key) ? i : BOOK_NONE;
  return true;
}

/* ---- changes ---- */

struct account *book_change_account(struct book *b, uint32_t i) {
  struct account *a = &b->accounts.p[i];
  vec_push(&b->undos, ((struct undo){.what = UNDO_ACCOUNT, .i = i, .account = *a}));
  a->changed = true;
  return a;
}

struct lot *book_change_lot(struct book *b, uint32_t i) {
  struct lot *t = &b->lots.p[i];
  vec_push(&b->undos, ((struct undo){.what = UNDO_LOT, .i = i, .lot = *t}));
  t->changed = true;
  return t;
}

void book_list_lot(struct book *b, uint32_t i) {
  struct lot *t = &b->lots.p[i];
  uint32_t at = book_account_place(b, t->account);
  struct account *a = &b->accounts.p[at];
  if (t->fresh || t->listed) return;
  t->listed = true;
  t->next = a->lots;
  a->lots = i + 1;
}

struct use *book_change_use(struct book *b, uint32_t i) {
  struct use *u = &b->uses.p[i];
  vec_push(&b->undos, ((struct undo){.what = UNDO_USE, .i = i, .use = *u}));
  u->changed = true;
  return u;
}

void book_set_returned(struct book *b, uint32_t txn, int64_t returned) {
  struct txn *t = &b->txns.p[txn];
  vec_push(&b->undos,
           ((struct undo){.what = UNDO_TXN, .i = txn, .txn = {t->returned, t->there, t->changed}}));
  t->returned = returned;
  t->changed = true;
}

uint32_t book_new_txn(struct book *b, const struct txn *t) {
  uint32_t i = book_txn_place(b, b->next_txn);
  bool known;
  vec_push(&b->undos, ((struct undo){.what = UNDO_TXN, .i = i}));
  struct txn *x = &b->txns.p[i];
  *x = *t;
  x->n = b->next_txn++;
  x->first_entry = b->next_entry;
  x->first_lot = b->next_lot;
  x->first_use = b->next_use;
  x->entries = x->lots = x->uses = 0;
  x->there = x->fresh = true;
  x->changed = false;
  if (x->key.p) *book_keyed(b, x->actor, x->key, &known) = i;
  vec_push(&b->posted, i);
  return i;
}

uint32_t book_new_lot(struct book *b, uint32_t account, uint32_t txn, int64_t amount, int64_t ready,
                      int64_t expires) {
  uint32_t i = book_lot_place(b, b->next_lot);
  vec_push(&b->undos, ((struct undo){.what = UNDO_LOT, .i = i}));
  struct account *a = book_change_account(b, account);
  b->lots.p[i] = (struct lot){.n = b->next_lot++,
                              .account = a->n,
                              .txn = b->txns.p[txn].n,
                              .granted = amount,
                              .rest = amount,
                              .ready = ready,
                              .expires = expires,
                              .next = a->lots,
                              .there = true,
                              .fresh = true,
                              .changed = true};
  b->txns.p[txn].lots++;
  a->lots = i + 1;
  return i;
}

void book_new_use(struct book *b, uint32_t txn, int64_t lot, int64_t amount) {
  uint32_t i = book_use_place(b, b->next_use);
  vec_push(&b->undos, ((struct undo){.what = UNDO_USE, .i = i}));
  b->uses.p[i] = (struct use){.n = b->next_use++,
                              .txn = b->txns.p[txn].n,
                              .lot = lot,
                              .amount = amount,
                              .there = true,
                              .fresh = true,
                              .changed = true};
  b->txns.p[txn].uses++;
}

bool book_entry(struct book *b, uint32_t txn, uint32_t account, enum ledger_bucket bucket,
                int64_t amount, struct err *err) {
  struct account *a = book_change_account(b, account);
  int64_t balance;
  if (__builtin_add_overflow(a->balance[bucket], amount, &balance))
    return err_fail(err, ERR_number_overflow, "the balance of account %lld", (long long)a->n);
  vec_push(&b->entries, ((struct entry){.n = b->next_entry,
                                        .txn = b->txns.p[txn].n,
                                        .account = a->n,
                                        .bucket = bucket,
                                        .amount = amount,
                                        .balance = balance,
                                        .prev = a->last}));
  a->balance[bucket] = balance;
  a->last = b->next_entry++;
  b->txns.p[txn].entries++;
  return true;
}

int64_t book_actor(struct book *b, struct str name, bool make) {
  uint32_t i = make ? intern_put(&b->actors, name) : intern_find(&b->actors, name);
  return i == INTERN_NONE ? 0 : (int64_t)i + 1;
}

/* ---- taking back ---- */

struct place book_place(const struct book *b) {
  return (struct place){.undos = b->undos.n,
                        .posted = b->posted.n,
                        .entries = b->entries.n,
                        .next_account = b->next_account,
                        .next_lot = b->next_lot,
                        .next_use = b->next_use,
                        .next_txn = b->next_txn,
                        .next_entry = b->next_entry};
}

static void unlist(struct book *b, uint32_t i) {
  uint32_t account = book_account_place(b, b->lots.p[i].account);
  uint32_t *at = &b->accounts.p[account].lots;
  while (*at != i + 1)
    at = &b->lots.p[*at - 1].next;
  *at = b->lots.p[i].next;
}

/* What was read meanwhile stays: which lots an account has. */
static void take_back(struct book *b, const struct undo *u) {
  struct account *a = &b->accounts.p[u->i];
  struct lot *t = &b->lots.p[u->i];
  uint32_t lots, next;
  bool known, listed;
  switch (u->what) {
  case UNDO_ACCOUNT:
    lots = a->lots;
    known = a->lots_known;
    *a = u->account;
    a->lots = lots;
    a->lots_known = known;
    break;
  case UNDO_LOT:
    if (!u->lot.there) unlist(b, u->i);
    next = t->next;
    listed = t->listed;
    *t = u->lot;
    t->next = next;
    t->listed = listed;
    break;
  case UNDO_USE:
    b->uses.p[u->i] = u->use;
    break;
  case UNDO_TXN:
    b->txns.p[u->i].returned = u->txn.returned;
    b->txns.p[u->i].there = u->txn.there;
    b->txns.p[u->i].changed = u->txn.changed;
    break;
  }
}

/* Numbers given since are given again, to others. */
static void set_numbers(struct book *b, const struct place *p) {
  b->next_account = p->next_account;
  b->next_lot = p->next_lot;
  b->next_use = p->next_use;
  b->next_txn = p->next_txn;
  b->next_entry = p->next_entry;
}

void book_back_to(struct book *b, const struct place *p) {
  while (b->undos.n > p->undos)
    take_back(b, &b->undos.p[--b->undos.n]);
  b->posted.n = p->posted;
  b->entries.n = p->entries;
  set_numbers(b, p);
}

void book_forget(struct book *b, bool committed) {
  if (!committed) set_numbers(b, &b->begun);
  for (int i = 0; i < 4; i++) {
    intern_reset(&b->by_number[i]);
    b->want[i].n = 0;
  }
  intern_reset(&b->by_owner);
  intern_reset(&b->keys);
  b->owned.n = b->keyed.n = b->accounts.n = b->lots.n = b->uses.n = b->txns.n = 0;
  b->posted.n = b->entries.n = b->undos.n = 0;
  arena_reset(&b->mem);
  b->begun = b->marked = book_place(b);
  if (committed) {
    b->actors_stored = b->actors.n;
    b->currencies_stored = b->currencies.n;
  }
}
