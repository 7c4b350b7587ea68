/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the ledger: one posting under way. */
#ifndef SHOAL_LOYALTY_LEDGER_POST_INT_H
#define SHOAL_LOYALTY_LEDGER_POST_INT_H

#include "loyalty/ledger_int.h"
#include "loyalty/loyalty_int.h"

struct told {
  uint32_t account;
  int64_t amount;
};

struct posting {
  struct book *b;
  struct state *s;
  const struct ledger_post *p; /* NULL: the sweep's */
  struct currency c;
  uint32_t currency; /* its number; 0: no transaction yet */
  int64_t now, hash;
  uint32_t txn; /* place of the one being made */
  struct told *told;
  uint32_t n_told, told_cap;
};

/* ledger_check.c: what a request says. */
/* What is about another transaction; a spend may be out of a freeze. */
bool ledger_follows(const struct ledger_post *p);
int64_t ledger_hash(const struct ledger_post *p);
bool ledger_check_texts(const struct ledger_post *p, struct err *err);
bool ledger_check_adjust(const struct ledger_post *p, const struct currency *c, struct err *err);
bool ledger_check_amount(const struct ledger_post *p, const struct currency *c, struct err *err);
/* ERR_ledger_archived. */
bool ledger_check_open(const struct ledger_post *p, const struct coin *k, struct err *err);

bool posting_run(struct posting *x, struct err *err);
/* ledger_back.c: refund, reverse, clawback and unfreeze. */
bool posting_give(struct posting *x, struct err *err);

/* ledger_lots.c */
/* Lets happen what is due on an account. */
bool posting_settle(struct posting *x, uint32_t account, struct err *err);
/* Takes up to the amount of lots of these accounts, or freezes it (`hold`); *ret_taken. */
bool posting_take(struct posting *x, const uint32_t *accounts, uint32_t n, int64_t amount,
                  bool hold, int64_t *ret_taken, struct err *err);
/* Gives back to a lot what was taken of it, after the debt of the account, which was `owed`. */
void posting_give_back(struct posting *x, uint32_t account, uint32_t lot, int64_t amount,
                       int64_t owed);
/* Credits the account: debt is paid first, and the rest is a new lot. */
bool posting_credit(struct posting *x, uint32_t account, int64_t amount, int64_t ready,
                    int64_t expires, struct err *err);

/* Places of the person's accounts. */
bool posting_accounts(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
                      struct err *err);
/* … settled. */
bool posting_person(struct posting *x, uint32_t subject, uint32_t **ret, uint32_t *ret_n,
                    struct err *err);
bool posting_available(struct posting *x, uint32_t subject, int64_t *ret, struct err *err);

/* Parts of a transaction: begin, entries, end. */
void posting_begin(struct posting *x, enum ledger_kind kind, int64_t holder, uint32_t subject,
                   int64_t amount);
bool posting_system(struct posting *x, enum ledger_system owner, int64_t amount, struct err *err);
bool posting_move(struct posting *x, uint32_t account, enum ledger_bucket bucket, int64_t amount,
                  struct err *err);
bool posting_end(struct posting *x, struct err *err);

#endif
