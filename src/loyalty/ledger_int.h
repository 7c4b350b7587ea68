/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the ledger: the book, which has in memory what a group of works touches.
 *
 * Things are found by number or by owner through interned keys, and their place in the arrays is
 * the interned one, so it is valid as long as the group.  A place may be empty: the database has
 * none of it (or what the group made was taken back). */
#ifndef SHOAL_LOYALTY_LEDGER_INT_H
#define SHOAL_LOYALTY_LEDGER_INT_H

#include "base/buf.h"
#include <pthread.h>

#include "base/intern.h"
#include "base/vec.h"
#include "loyalty/ledger.h"

#define BOOK_NONE   UINT32_MAX
#define BOOK_CHUNK  64 /* numbers asked for, or rows written, by one statement */
#define BOOK_FEW    4
#define BOOK_READS  14 /* texts of ledger_read.c */
#define BOOK_WRITES 24 /* … of ledger_write.c */

struct account {
  int64_t n, owner, balance[3], last, due;
  uint32_t currency, subject; /* SUBJECT_NONE: of the system */
  uint32_t lots;              /* its first open one, + 1; they are in no order */
  bool there, lots_known, wanted, fresh, changed, due_changed;
};

struct lot {
  int64_t n, account, txn, granted, rest, held, lapsed, ready, expires;
  uint32_t next; /* of the account, + 1 */
  bool there, fresh, changed;
  bool listed; /* read, and with the open ones of its account */
};

struct use {
  int64_t n, txn, lot, amount, back;
  bool there, fresh, changed;
};

struct txn {
  int64_t n, actor, hash, at_ms, holder, amount, balance, other, debt, shortfall, lapsed, of,
      returned, cause, approver, first_entry, entries, first_lot, lots, first_use, uses;
  uint32_t currency, subject;
  enum ledger_kind kind;
  struct str key, reason, ref; /* key of the sweep's own: p is NULL */
  bool there, fresh, changed;
};

struct entry {
  int64_t n, txn, account, amount, balance, prev;
  enum ledger_bucket bucket;
};

/* What was, before a change; taken back from the newest to the oldest. */
struct undo {
  enum { UNDO_ACCOUNT, UNDO_LOT, UNDO_USE, UNDO_TXN } what;
  uint32_t i;
  union {
    struct account account;
    struct lot lot;
    struct use use;
    struct {
      int64_t returned;
      bool there, changed;
    } txn;
  };
};

struct coin {
  struct currency c; /* in book.documents */
  bool read, archived;
};

/* The same for whoever asks on another thread: asking SQL would wait for the writer's group. */
struct coin_docs {
  pthread_mutex_t lock; /* guards all */
  uint64_t revision;
  struct arena mem;
  VEC(struct currency) all;
};

struct place { /* where the book is: taken back as a whole */
  size_t undos, posted, entries;
  int64_t next_account, next_lot, next_use, next_txn, next_entry;
};

struct book {
  struct loyalty *l;
  struct place marked;
  int64_t next_account, next_lot, next_use, next_txn, next_entry;
  struct place begun;

  struct arena mem;           /* the group's */
  struct arena tmp;           /* of a posting */
  struct intern by_number[4]; /* account, lot, use, txn: 8 bytes, place */
  struct intern by_owner;     /* owner and currency: 16 bytes … */
  VEC(uint32_t) owned;        /* … place of the account */
  struct intern keys;         /* actor and key … */
  VEC(uint32_t) keyed;        /* … place of the transaction */
  VEC(struct account) accounts;
  VEC(struct lot) lots;
  VEC(struct use) uses;
  VEC(struct txn) txns;
  VEC(uint32_t) posted; /* places of the group's transactions, in order */
  VEC(struct entry) entries;
  VEC(struct undo) undos;
  VEC(int64_t) want[4]; /* numbers to be read */

  /* Kept from group to group.  Names get a number when a transaction has them first, and keep it
   * should its group fail: the next one writes it. */
  struct intern actors, currencies; /* number - 1 */
  VEC(uint8_t) decimals;            /* of currencies */
  uint32_t actors_stored, currencies_stored;
  struct arena documents;
  struct intern slugs; /* asked for … */
  VEC(struct coin) coins;
  uint64_t revision; /* of the documents */
  struct coin_docs shared;

  struct buf read_sql[BOOK_READS], write_sql[BOOK_WRITES];
};

enum { BY_ACCOUNT, BY_LOT, BY_USE, BY_TXN };

/* ---- ledger_book.c ---- */

/* Places by number, made (empty) where there is none: of what was read, or is to be made. */
uint32_t book_account_place(struct book *b, int64_t n);
uint32_t book_lot_place(struct book *b, int64_t n);
uint32_t book_use_place(struct book *b, int64_t n);
uint32_t book_txn_place(struct book *b, int64_t n);
bool book_known(const struct book *b, unsigned which, int64_t n);
/* What was read or made of an owner and currency, or of an actor and key: a place or BOOK_NONE. */
uint32_t *book_owned(struct book *b, int64_t owner, uint32_t currency, bool *ret_known);
uint32_t *book_keyed(struct book *b, int64_t actor, struct str key, bool *ret_known);

/* These read what is not in the book yet. */
/* The account of an owner, made if `make`; else *ret may be BOOK_NONE. */
bool book_owner(struct book *b, struct state *s, int64_t owner, uint32_t subject, uint32_t currency,
                bool make, uint32_t *ret, struct err *err);
bool book_account_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err);
bool book_lots_of(struct book *b, struct state *s, uint32_t account, struct err *err);
bool book_lot_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err);
bool book_use_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err);
bool book_txn_at(struct book *b, struct state *s, int64_t n, uint32_t *ret, struct err *err);
bool book_key(struct book *b, struct state *s, int64_t actor, struct str key, uint32_t *ret,
              struct err *err);

/* Before a change; the pointer is valid until another of its kind is made or read. */
struct account *book_change_account(struct book *b, uint32_t i);
struct lot *book_change_lot(struct book *b, uint32_t i);
/* With the open ones of its account, which is in the book. */
void book_list_lot(struct book *b, uint32_t i);
struct use *book_change_use(struct book *b, uint32_t i);
void book_set_returned(struct book *b, uint32_t txn, int64_t returned);
/* Lots, uses and entries are of the transaction made last. */
uint32_t book_new_txn(struct book *b, const struct txn *t);
uint32_t book_new_lot(struct book *b, uint32_t account, uint32_t txn, int64_t amount, int64_t ready,
                      int64_t expires);
void book_new_use(struct book *b, uint32_t txn, int64_t lot, int64_t amount);
/* ERR_number_overflow. */
bool book_entry(struct book *b, uint32_t txn, uint32_t account, enum ledger_bucket bucket,
                int64_t amount, struct err *err);
int64_t book_actor(struct book *b, struct str name, bool make); /* 0: not known */

struct place book_place(const struct book *b);
void book_back_to(struct book *b, const struct place *p);
void book_forget(struct book *b, bool committed); /* the group is over */

/* ---- ledger_read.c ---- */
void book_texts(struct book *b);
bool book_load(struct book *b, struct state *reader, struct err *err); /* at opening */
bool book_read_keys(struct book *b, struct state *s, int64_t actor, const struct str *keys,
                    size_t n, struct err *err);
bool book_read_owners(struct book *b, struct state *s, uint32_t currency, const int64_t *owners,
                      size_t n, struct err *err);
bool book_read_wanted(struct book *b, struct state *s, struct err *err);
bool book_read_open_lots(struct book *b, struct state *s, const int64_t *accounts, size_t n,
                         struct err *err);

/* ---- ledger_write.c ---- */
void book_write_texts(struct book *b);
bool book_write(struct book *b, struct state *s, struct err *err);

/* ---- ledger_lines.c ---- */
/* A transaction as it is committed; within state_enter … state_leave.  ERR_unknown_transaction. */
bool view_txn(struct state *s, int64_t n, struct arena *out, struct ledger_txn *ret,
              int64_t *ret_first_entry, int64_t *ret_entries, struct err *err);

/* ---- ledger_coin.c ---- */
void coin_docs_init(struct coin_docs *d);
void coin_docs_release(struct coin_docs *d);
/* Place of the document in b->coins.  ERR_unknown_resource. */
bool book_coin(struct book *b, struct str slug, uint32_t *ret, struct err *err);
uint32_t book_currency(struct book *b, const struct currency *c, bool make); /* 0: not known */
/* The document of a numbered currency.  ERR_unknown_resource. */
bool book_coin_of(struct book *b, uint32_t currency, uint32_t *ret, struct err *err);

/* ---- ledger_ahead.c ---- */
/* Reads what postings will need, in few statements. */
bool book_read_ahead(struct book *b, struct state *s, const struct ledger_post *const *p,
                     uint32_t n, struct err *err);

/* ---- ledger.c: hooks of a group ---- */
bool ledger_open(struct loyalty *l, struct book **ret, struct err *err);
void ledger_close(struct book *b); /* NULL is fine */
bool ledger_begin(struct book *b, struct state *s, struct writer_work *first, struct err *err);
void ledger_mark(struct book *b);
void ledger_undo(struct book *b);

/* ---- ledger_find.c ---- */

enum ledger_find_by {
  LEDGER_BY_KIND,
  LEDGER_BY_ACTOR,
  LEDGER_BY_REASON,
  LEDGER_BY_REF,
  LEDGER_FIND_SQL
};
/* Each is read from an index, in its order: a test asks both databases. */
extern const char *const ledger_find_sql[LEDGER_FIND_SQL];

#endif
