/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing the book: what the works of a group left in it, each row once.
 *
 * Rows go out many by a statement, of three sizes so that the texts are few.  Changed rows are
 * upserts of the same form: an UPDATE takes one row by statement, or a join whose types two
 * databases see differently.  The moment an account is due is written only when it changed: it is
 * indexed, and an index whose column is named is written. */
#include "base/panic.h"
#include "loyalty/ledger_int.h"

static const int sizes[] = {BOOK_CHUNK, 8, 1};
#define SIZES 3

enum { WRITE_ACCOUNT, WRITE_BALANCE, WRITE_TXN, WRITE_ENTRY, WRITE_LOT, WRITE_USE, WRITES };
static const struct {
  const char *head, *tail;
  int columns;
} writes[WRITES] = {
#define ACCOUNT                                                                                    \
  "INSERT INTO ledger_account (n, owner, currency, available, pending, frozen, last, due) VALUES "
#define BALANCES                                                                                   \
  " ON CONFLICT (n) DO UPDATE SET available = excluded.available, pending = excluded.pending, "    \
  "frozen = excluded.frozen, last = excluded.last"
    [WRITE_ACCOUNT] = {ACCOUNT, BALANCES ", due = excluded.due", 8},
    [WRITE_BALANCE] = {ACCOUNT, BALANCES, 8},
    [WRITE_TXN] = {"INSERT INTO ledger_txn (n, kind, currency, actor, key, hash, at_ms, holder, "
                   "amount, balance, other, debt, shortfall, lapsed, of_txn, returned, cause, "
                   "approver, reason, ref, first_entry, entries, first_lot, lots, first_use, uses) "
                   "VALUES ",
                   "", 26},
    [WRITE_ENTRY] = {"INSERT INTO ledger_entry (n, txn, account, bucket, amount, balance, prev) "
                     "VALUES ",
                     "", 7},
    [WRITE_LOT] = {"INSERT INTO ledger_lot (n, account, txn, granted, rest, held, lapsed, ready, "
                   "expires) VALUES ",
                   " ON CONFLICT (n) DO UPDATE SET rest = excluded.rest, held = excluded.held, "
                   "lapsed = excluded.lapsed, ready = excluded.ready",
                   9},
    [WRITE_USE] = {"INSERT INTO ledger_use (n, txn, lot, amount, back) VALUES ",
                   " ON CONFLICT (n) DO UPDATE SET back = excluded.back", 5},
};

void book_write_texts(struct book *b) {
  for (int w = 0; w < WRITES; w++)
    for (int k = 0; k < SIZES; k++) {
      struct buf *t = &b->write_sql[w * SIZES + k];
      *t = (struct buf)BUF_INIT;
      buf_puts(t, writes[w].head);
      for (int row = 0, p = 1; row < sizes[k]; row++) {
        buf_puts(t, row ? ", (" : "(");
        for (int c = 0; c < writes[w].columns; c++)
          buf_printf(t, "%s?%d", c ? ", " : "", p++);
        buf_putc(t, ')');
      }
      buf_puts(t, writes[w].tail);
    }
}

typedef void bind_fn(struct book *b, struct state_stmt *q, int first, uint32_t i);

/* Rows at the places `list`. */
static bool write_rows(struct book *b, struct state *s, int which, const uint32_t *list, size_t n,
                       bind_fn *bind, struct err *err) {
  struct state_stmt *q;
  for (size_t i = 0; i < n;) {
    int k = 0;
    while ((size_t)sizes[k] > n - i)
      k++;
    if (!state_query(s, b->write_sql[which * SIZES + k].p, &q, err)) return false;
    for (int row = 0; row < sizes[k]; row++, i++)
      bind(b, q, 1 + row * writes[which].columns, list[i]);
    if (!state_later(q, err)) return false;
  }
  return true;
}

#define INT(value) state_bind_int(q, first++, (value))

static void bind_account(struct book *b, struct state_stmt *q, int first, uint32_t i) {
  const struct account *a = &b->accounts.p[i];
  INT(a->n);
  INT(a->owner);
  INT(a->currency);
  for (int k = 0; k < 3; k++)
    INT(a->balance[k]);
  INT(a->last);
  INT(a->due);
}

static void bind_txn(struct book *b, struct state_stmt *q, int first, uint32_t i) {
  const struct txn *t = &b->txns.p[i];
  INT(t->n);
  INT(t->kind);
  INT(t->currency);
  if (t->key.p) {
    INT(t->actor);
    state_bind_str(q, first++, t->key);
  } else {
    state_bind_null(q, first++);
    state_bind_null(q, first++);
  }
  INT(t->hash);
  INT(t->at_ms);
  INT(t->holder);
  INT(t->amount);
  INT(t->balance);
  INT(t->other);
  INT(t->debt);
  INT(t->shortfall);
  INT(t->lapsed);
  INT(t->of);
  INT(t->returned);
  INT(t->cause);
  INT(t->approver);
  state_bind_str(q, first++, t->reason);
  state_bind_str(q, first++, t->ref);
  INT(t->first_entry);
  INT(t->entries);
  INT(t->first_lot);
  INT(t->lots);
  INT(t->first_use);
  INT(t->uses);
}

static void bind_entry(struct book *b, struct state_stmt *q, int first, uint32_t i) {
  const struct entry *e = &b->entries.p[i];
  INT(e->n);
  INT(e->txn);
  INT(e->account);
  INT(e->bucket);
  INT(e->amount);
  INT(e->balance);
  INT(e->prev);
}

static void bind_lot(struct book *b, struct state_stmt *q, int first, uint32_t i) {
  const struct lot *t = &b->lots.p[i];
  INT(t->n);
  INT(t->account);
  INT(t->txn);
  INT(t->granted);
  INT(t->rest);
  INT(t->held);
  INT(t->lapsed);
  INT(t->ready);
  INT(t->expires);
}

static void bind_use(struct book *b, struct state_stmt *q, int first, uint32_t i) {
  const struct use *u = &b->uses.p[i];
  INT(u->n);
  INT(u->txn);
  INT(u->lot);
  INT(u->amount);
  INT(u->back);
}

static bool write_returned(struct book *b, struct state *s, struct err *err) {
  struct state_stmt *q;
  for (size_t i = 0; i < b->txns.n; i++) {
    const struct txn *t = &b->txns.p[i];
    if (!t->there || t->fresh || !t->changed) continue;
    if (!state_query(s, "UPDATE ledger_txn SET returned = ?2 WHERE n = ?1", &q, err)) return false;
    state_bind_int(q, 1, t->n);
    state_bind_int(q, 2, t->returned);
    if (!state_later(q, err)) return false;
  }
  return true;
}

static bool write_names(struct book *b, struct state *s, struct err *err) {
  struct state_stmt *q;
  for (uint32_t i = b->actors_stored; i < b->actors.n; i++) {
    if (!state_query(s, "INSERT INTO ledger_actor (n, name) VALUES (?1, ?2)", &q, err))
      return false;
    state_bind_int(q, 1, (int64_t)i + 1);
    state_bind_str(q, 2, intern_at(&b->actors, i));
    if (!state_later(q, err)) return false;
  }
  for (uint32_t i = b->currencies_stored; i < b->currencies.n; i++) {
    if (!state_query(s, "INSERT INTO ledger_currency (n, slug, decimals) VALUES (?1, ?2, ?3)", &q,
                     err))
      return false;
    state_bind_int(q, 1, (int64_t)i + 1);
    state_bind_str(q, 2, intern_at(&b->currencies, i));
    state_bind_int(q, 3, b->decimals.p[i]);
    if (!state_later(q, err)) return false;
  }
  return true;
}

#define LIST(table, condition)                                                                     \
  ({                                                                                               \
    list_n = 0;                                                                                    \
    for (uint32_t i = 0; i < b->table.n; i++) {                                                    \
      const typeof(*b->table.p) *x = &b->table.p[i];                                               \
      if (condition) list[list_n++] = i;                                                           \
    }                                                                                              \
    list_n;                                                                                        \
  })

bool book_write(struct book *b, struct state *s, struct err *err) {
  size_t room = b->accounts.n + b->lots.n + b->uses.n + b->entries.n + 1, list_n;
  uint32_t *list = arena_array(&b->mem, uint32_t, room);
  size_t n = LIST(accounts, x->there && x->changed && (x->fresh || x->due_changed));
  return write_names(b, s, err) &&
         write_rows(b, s, WRITE_TXN, b->posted.p, b->posted.n, bind_txn, err) &&
         write_rows(b, s, WRITE_ACCOUNT, list, n, bind_account, err) &&
         (n = LIST(accounts, x->there && x->changed && !x->fresh && !x->due_changed),
          write_rows(b, s, WRITE_BALANCE, list, n, bind_account, err)) &&
         (n = LIST(entries, x->n > 0), write_rows(b, s, WRITE_ENTRY, list, n, bind_entry, err)) &&
         (n = LIST(lots, x->there && x->changed),
          write_rows(b, s, WRITE_LOT, list, n, bind_lot, err)) &&
         (n = LIST(uses, x->there && x->changed),
          write_rows(b, s, WRITE_USE, list, n, bind_use, err)) &&
         write_returned(b, s, err);
}
