/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading into the book: lists of numbers, owners or keys, some 64 by a statement.
 *
 * A list is filled up with its last element, so that there are two texts for each question and not
 * one for each length.  What is in the book already is newer than the row, and stays.
 *
 * Keys are looked up one by one (@seek, state/README.md): with a list, PostgreSQL read all
 * transactions of an actor of whom its statistics had not heard yet. */
#include "base/panic.h"
#include "loyalty/ledger_int.h"
#include "loyalty/loyalty_int.h"

#define ACCOUNT                                                                                    \
  "SELECT a.n, a.owner, a.currency, a.available, a.pending, a.frozen, a.last, a.due, h.subject "   \
  "FROM ledger_account a LEFT JOIN holder h ON h.n = a.owner WHERE "
#define LOT                                                                                        \
  "SELECT n, account, txn, granted, rest, held, lapsed, ready, expires FROM ledger_lot WHERE "
#define USE "SELECT n, txn, lot, amount, back FROM ledger_use WHERE "
#define TXN_COLUMNS                                                                                \
  "SELECT t.n, t.kind, t.currency, t.actor, t.key, t.hash, t.at_ms, t.holder, t.amount, "          \
  "t.balance, t.other, t.debt, t.shortfall, t.lapsed, t.of_txn, t.returned, t.first_lot, t.lots, " \
  "t.first_use, t.uses, h.subject FROM "
#define TXN_HOLDER " LEFT JOIN holder h ON h.n = t.holder"

/* Of each two texts: for BOOK_CHUNK and for BOOK_FEW. */
enum { READ_KEYS, READ_TXNS, READ_OWNERS, READ_ACCOUNTS, READ_LOTS, READ_OPEN, READ_USES, READS };
static const struct {
  const char *head;
  int first;        /* parameter of the list */
  const char *tail; /* a list of rows follows; NULL: of values, to the end */
} reads[READS] = {
    [READ_KEYS] = {TXN_COLUMNS "(VALUES ", 2,
                   ") AS k @seek ledger_txn AS t @where t.actor = ?1 AND t.key = k.column1 "
                   "@sought" TXN_HOLDER},
    [READ_TXNS] = {TXN_COLUMNS "ledger_txn t" TXN_HOLDER " WHERE t.n IN (", 1, NULL},
    [READ_OWNERS] = {ACCOUNT "a.currency = ?1 AND a.owner IN (", 2, NULL},
    [READ_ACCOUNTS] = {ACCOUNT "a.n IN (", 1, NULL},
    [READ_LOTS] = {LOT "n IN (", 1, NULL},
    [READ_OPEN] = {LOT "rest > 0 AND account IN (", 1, NULL},
    [READ_USES] = {USE "n IN (", 1, NULL},
};

static struct buf *text_of(struct book *b, int which, bool few) {
  return &b->read_sql[which * 2 + few];
}

void book_texts(struct book *b) {
  for (int w = 0; w < READS; w++)
    for (int few = 0; few < 2; few++) {
      struct buf *t = text_of(b, w, few);
      *t = (struct buf)BUF_INIT;
      int n = few ? BOOK_FEW : BOOK_CHUNK;
      buf_puts(t, reads[w].head);
      const char *tail = reads[w].tail;
      for (int i = 0; i < n; i++)
        buf_printf(t, tail ? "%s(?%d)" : "%s?%d", i ? ", " : "", reads[w].first + i);
      buf_puts(t, tail ? tail : ")");
    }
}

/* The statement for the first of n elements; *ret_n: how many it takes, of *ret_room. */
static bool ask(struct book *b, struct state *s, int which, size_t n, size_t *ret_n,
                size_t *ret_room, struct state_stmt **ret, struct err *err) {
  bool few = n <= BOOK_FEW;
  *ret_room = few ? BOOK_FEW : BOOK_CHUNK;
  *ret_n = n < *ret_room ? n : *ret_room;
  return state_query(s, text_of(b, which, few)->p, ret, err);
}

static void bind_numbers(struct state_stmt *q, int first, const int64_t *v, size_t n, size_t room) {
  for (size_t i = 0; i < room; i++)
    state_bind_int(q, first + (int)i, v[i < n ? i : n - 1]);
}

/* ---- rows ---- */

static uint32_t take_account(struct book *b, struct state_stmt *q) {
  bool known;
  uint32_t i = book_account_place(b, state_int(q, 0));
  struct account *a = &b->accounts.p[i];
  if (a->there) return i;
  *a = (struct account){.n = state_int(q, 0),
                        .owner = state_int(q, 1),
                        .currency = (uint32_t)state_int(q, 2),
                        .balance = {state_int(q, 3), state_int(q, 4), state_int(q, 5)},
                        .last = state_int(q, 6),
                        .due = state_int(q, 7),
                        .subject = holder_subject_at(q, 8),
                        .there = true};
  *book_owned(b, a->owner, a->currency, &known) = i;
  return i;
}

static uint32_t take_lot(struct book *b, struct state_stmt *q) {
  uint32_t i = book_lot_place(b, state_int(q, 0));
  struct lot *t = &b->lots.p[i];
  if (t->there) return i;
  *t = (struct lot){.n = state_int(q, 0),
                    .account = state_int(q, 1),
                    .txn = state_int(q, 2),
                    .granted = state_int(q, 3),
                    .rest = state_int(q, 4),
                    .held = state_int(q, 5),
                    .lapsed = state_int(q, 6),
                    .ready = state_int(q, 7),
                    .expires = state_int(q, 8),
                    .there = true};
  return i;
}

static void take_use(struct book *b, struct state_stmt *q) {
  uint32_t i = book_use_place(b, state_int(q, 0));
  struct use *u = &b->uses.p[i];
  if (u->there) return;
  *u = (struct use){.n = state_int(q, 0),
                    .txn = state_int(q, 1),
                    .lot = state_int(q, 2),
                    .amount = state_int(q, 3),
                    .back = state_int(q, 4),
                    .there = true};
}

static uint32_t take_txn(struct book *b, struct state_stmt *q) {
  uint32_t i = book_txn_place(b, state_int(q, 0));
  bool known;
  struct txn *t = &b->txns.p[i];
  if (t->there) return i;
  *t = (struct txn){.n = state_int(q, 0),
                    .kind = (enum ledger_kind)state_int(q, 1),
                    .currency = (uint32_t)state_int(q, 2),
                    .actor = state_int(q, 3),
                    .key =
                        state_is_null(q, 4) ? (struct str){0} : arena_str(&b->mem, state_str(q, 4)),
                    .hash = state_int(q, 5),
                    .at_ms = state_int(q, 6),
                    .holder = state_int(q, 7),
                    .amount = state_int(q, 8),
                    .balance = state_int(q, 9),
                    .other = state_int(q, 10),
                    .debt = state_int(q, 11),
                    .shortfall = state_int(q, 12),
                    .lapsed = state_int(q, 13),
                    .of = state_int(q, 14),
                    .returned = state_int(q, 15),
                    .first_lot = state_int(q, 16),
                    .lots = state_int(q, 17),
                    .first_use = state_int(q, 18),
                    .uses = state_int(q, 19),
                    .subject = holder_subject_at(q, 20),
                    .there = true};
  if (t->key.p) *book_keyed(b, t->actor, t->key, &known) = i;
  return i;
}

/* ---- questions ---- */

bool book_read_keys(struct book *b, struct state *s, int64_t actor, const struct str *keys,
                    size_t n, struct err *err) {
  struct state_stmt *q;
  size_t part, room;
  bool row, known;
  for (size_t i = 0; i < n; i += part) {
    if (!ask(b, s, READ_KEYS, n - i, &part, &room, &q, err)) return false;
    state_bind_int(q, 1, actor);
    for (size_t k = 0; k < room; k++)
      state_bind_str(q, 2 + (int)k, keys[i + (k < part ? k : part - 1)]);
    do {
      if (!state_step(q, &row, err)) return false;
      if (row) take_txn(b, q);
    } while (row);
    for (size_t k = 0; k < part; k++)
      book_keyed(b, actor, keys[i + k], &known);
  }
  return true;
}

bool book_read_owners(struct book *b, struct state *s, uint32_t currency, const int64_t *owners,
                      size_t n, struct err *err) {
  struct state_stmt *q;
  size_t part, room;
  bool row, known;
  for (size_t i = 0; i < n; i += part) {
    if (!ask(b, s, READ_OWNERS, n - i, &part, &room, &q, err)) return false;
    state_bind_int(q, 1, currency);
    bind_numbers(q, 2, owners + i, part, room);
    do {
      if (!state_step(q, &row, err)) return false;
      if (row) take_account(b, q);
    } while (row);
    for (size_t k = 0; k < part; k++)
      book_owned(b, owners[i + k], currency, &known);
  }
  return true;
}

bool book_read_open_lots(struct book *b, struct state *s, const int64_t *accounts, size_t n,
                         struct err *err) {
  struct state_stmt *q;
  size_t part, room;
  bool row;
  for (size_t i = 0; i < n; i += part) {
    if (!ask(b, s, READ_OPEN, n - i, &part, &room, &q, err)) return false;
    bind_numbers(q, 1, accounts + i, part, room);
    do {
      if (!state_step(q, &row, err)) return false;
      uint32_t k = row ? take_lot(b, q) : 0;
      if (row) book_list_lot(b, k);
    } while (row);
    for (size_t k = 0; k < part; k++) {
      uint32_t at = book_account_place(b, accounts[i + k]);
      b->accounts.p[at].lots_known = true;
    }
  }
  return true;
}

static bool read_numbers(struct book *b, struct state *s, int which, const int64_t *v, size_t n,
                         struct err *err) {
  struct state_stmt *q;
  size_t part, room;
  bool row;
  for (size_t i = 0; i < n; i += part) {
    if (!ask(b, s, which, n - i, &part, &room, &q, err)) return false;
    bind_numbers(q, 1, v + i, part, room);
    do {
      if (!state_step(q, &row, err)) return false;
      if (!row) break;
      if (which == READ_ACCOUNTS) take_account(b, q);
      if (which == READ_LOTS) take_lot(b, q);
      if (which == READ_USES) take_use(b, q);
      if (which == READ_TXNS) take_txn(b, q);
    } while (row);
  }
  return true;
}

bool book_read_wanted(struct book *b, struct state *s, struct err *err) {
  static const int asks[4] = {READ_ACCOUNTS, READ_LOTS, READ_USES, READ_TXNS};
  for (int i = 0; i < 4; i++) {
    size_t n = b->want[i].n;
    b->want[i].n = 0;
    if (!read_numbers(b, s, asks[i], b->want[i].p, n, err)) return false;
  }
  return true;
}

/* ---- at opening ---- */

static bool last_number(struct state *s, const char *sql, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, sql, &q, err) || !state_step(q, &row, err)) return false;
  *ret = (row ? state_int(q, 0) : 0) + 1;
  state_reset(q);
  return true;
}

static bool load_names(struct book *b, struct state *s, struct err *err) {
  struct state_stmt *q;
  bool row, ok = state_query(s, "SELECT name FROM ledger_actor ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    intern_put(&b->actors, state_str(q, 0));
  ok = ok && state_query(s, "SELECT slug, decimals FROM ledger_currency ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    intern_put(&b->currencies, state_str(q, 0));
    vec_push(&b->decimals, (uint8_t)state_int(q, 1));
  }
  b->actors_stored = b->actors.n;
  b->currencies_stored = b->currencies.n;
  return ok;
}

bool book_load(struct book *b, struct state *s, struct err *err) {
  state_enter(s);
  bool ok = last_number(s, "SELECT max(n) FROM ledger_account", &b->next_account, err) &&
            last_number(s, "SELECT max(n) FROM ledger_lot", &b->next_lot, err) &&
            last_number(s, "SELECT max(n) FROM ledger_use", &b->next_use, err) &&
            last_number(s, "SELECT max(n) FROM ledger_txn", &b->next_txn, err) &&
            last_number(s, "SELECT max(n) FROM ledger_entry", &b->next_entry, err) &&
            load_names(b, s, err);
  state_leave(s);
  b->begun = b->marked = book_place(b);
  return ok;
}
