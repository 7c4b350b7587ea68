/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger: points, growth value, coins and store credit by double entry.
 *
 *   account      of a holder (a person has those of its holders, holder.h) or of the system, for a
 *                currency, with three balances: available, pending, frozen
 *   transaction  what was done, once for each (actor, key), for ever; its entries sum to zero
 *   lot          what was granted at once, with its expiry; spent oldest-expiring first, whichever
 *                holder of the person has it; a use remembers what a transaction took of a lot
 *
 * An account that is above zero is exactly the rest of its lots; one in debt has no lots that could
 * be spent, and what comes in pays the debt first.  What becomes available or expires by the clock
 * is a transaction of its own (release, expire): made by the sweep, or before by whoever looks.
 *
 * Amounts are whole numbers of the currency's smallest unit (resource/currency.h).
 *
 * The book: within a group of works accounts and lots are changed in memory and written together at
 * its end.  So inside a work balances are asked of the functions here, never of SQL.
 *
 * Threads: as loyalty.h.
 */
#ifndef SHOAL_LOYALTY_LEDGER_H
#define SHOAL_LOYALTY_LEDGER_H

#include "loyalty/loyalty.h"
#include "resource/currency.h"

#define LEDGER_TEXT_MAX 200 /* bytes of key, reason, ref: ERR_ledger_text */
#define LEDGER_NEVER    CURRENCY_NEVER

/* Numbers are stored. */
enum ledger_kind {
  LEDGER_EARN = 1,
  LEDGER_GRANT,
  LEDGER_SPEND,
  LEDGER_REFUND,   /* gives back (part of) a spend, to the lots it took */
  LEDGER_REVERSE,  /* undoes what is left of a spend, earn, grant or adjustment */
  LEDGER_CLAWBACK, /* takes back (part of) an earn or grant */
  LEDGER_TRANSFER,
  LEDGER_FREEZE,
  LEDGER_UNFREEZE, /* (part of) a freeze */
  LEDGER_ADJUST,   /* amount may be negative; above the currency's approval_above only with
                      `approver`: ERR_ledger_approval */
  LEDGER_EXPIRE,   /* these two are nobody's request */
  LEDGER_RELEASE,
  LEDGER_KINDS
};
const char *ledger_kind_name(enum ledger_kind k); /* "earn" … */

enum ledger_bucket { LEDGER_AVAILABLE, LEDGER_PENDING, LEDGER_FROZEN };
/* Owners of system accounts.  All but `issued`, `adjusted` and `shortfall` stay at or above zero.
 */
enum ledger_system {
  LEDGER_ISSUED = -1,
  LEDGER_SPENT = -2,
  LEDGER_EXPIRED = -3,
  LEDGER_SHORTFALL = -4, /* what was clawed back and was not there any more */
  LEDGER_ADJUSTED = -5,
};
#define LEDGER_SYSTEMS 5

/* A request.  All texts are copied. */
struct ledger_post {
  enum ledger_kind op;
  uint32_t subject; /* a subject of the person; not where `of` says whose */
  uint32_t to;      /* transfer: a subject of who gets it */
  struct str currency;
  int64_t amount; /* > 0; adjust: ≠ 0; of another transaction: 0 = all that is left of it */
  struct str actor, key;
  struct str reason, ref;
  struct str approver; /* adjust: who agreed; not the actor */
  uint64_t cause;      /* LSN of the event it follows from; 0 = none */
  int64_t of;          /* refund, reverse, clawback, unfreeze: which transaction; spend: of which
                          freeze, whose lots are spent; else 0 */
  int64_t expires_ms;  /* what is granted: 0 = as the currency says; or LEDGER_NEVER */
  int64_t pending_ms;  /* earn, grant: spendable from then on; 0 = as the currency says; -1 = now */
};

struct ledger_posted {
  int64_t txn; /* its number */
  int64_t at_ms;
  int64_t amount;  /* without sign */
  int64_t balance; /* the person's available one afterwards */
  /* Of a clawback (or the reversal of an earn or grant): what was taken from other lots than its
   * own, became debt, or was nowhere (system account `shortfall`); of a spend: debt. */
  int64_t other, debt, shortfall;
  int64_t lapsed; /* of a refund: came back and had expired; of a clawback: had expired unused */
  bool again;     /* this is the answer to an earlier, same request */
};

/* Inside a work.  All or nothing: on failure the ledger is as before the call.
 * ERR_unknown_resource (currency), ERR_bad_amount, ERR_ledger_limit, ERR_ledger_balance (not
 * enough), ERR_ledger_archived (nothing new is given), ERR_idempotency_conflict,
 * ERR_unknown_transaction, ERR_ledger_not_of (that kind cannot be given back so),
 * ERR_ledger_returned (more than is left), ERR_ledger_transfer, ERR_ledger_approval,
 * ERR_ledger_text, ERR_number_overflow. */
bool ledger_post(struct loyalty *l, struct state *s, const struct ledger_post *p,
                 struct ledger_posted *ret, struct err *err);
/* Reads what these will need at once; for works with many postings. */
bool ledger_fetch(struct loyalty *l, struct state *s, const struct ledger_post *p, uint32_t n,
                  struct err *err);
/* Inside a work: the person's available balance, with what this group did, without what has
 * expired. */
bool ledger_available(struct loyalty *l, struct state *s, uint32_t subject, struct str currency,
                      int64_t *ret, struct err *err);

/* A posting as a work of its own: loyalty_do or loyalty_add of &k->work, then `posted`. */
struct ledger_work {
  struct writer_work work;
  struct loyalty *l;
  struct ledger_post post;
  struct ledger_posted posted;
};
void ledger_work_init(struct ledger_work *k, struct loyalty *l, const struct ledger_post *p);
bool ledger_do(struct loyalty *l, const struct ledger_post *p, struct ledger_posted *ret,
               struct err *err);

/* The document of a currency; in `out`.  Not inside a work.  ERR_unknown_resource. */
bool ledger_currency(struct loyalty *l, struct str slug, struct arena *out, struct currency *ret,
                     struct err *err);

/* ---- adjustments that wait for a second person ---- */

enum ledger_decision { LEDGER_WAITING, LEDGER_APPROVED, LEDGER_REJECTED };
struct ledger_proposal {
  int64_t n, at_ms, decided_ms, amount, txn; /* txn: of an approved one */
  uint32_t subject;
  enum ledger_decision status;
  uint8_t decimals;
  struct str currency, actor, key, reason, ref, decider, note;
};
/* p as for an adjustment; *ret is the proposal's number, also of the same request again. */
bool ledger_propose(struct loyalty *l, const struct ledger_post *p, int64_t *ret, bool *ret_again,
                    struct err *err);
bool ledger_proposal_get(struct loyalty *l, int64_t n, struct arena *out,
                         struct ledger_proposal *ret, struct err *err); /* ERR_unknown_proposal */
bool ledger_proposals_waiting(struct loyalty *l, int64_t *ret, struct err *err); /* how many */
/* Approving posts it; ret->txn is 0 when rejected.  ERR_unknown_proposal, ERR_proposal_over,
 * ERR_proposal_own (approving one's own; who has several names, such as an API key's, is the
 * caller's business), and as ledger_post. */
bool ledger_decide(struct loyalty *l, int64_t n, enum ledger_decision how, struct str decider,
                   struct str note, struct ledger_posted *ret, struct err *err);
/* Newest first, below number `before` (0 = from the newest); those that wait, or `all`. */
bool ledger_proposals(struct loyalty *l, bool all, int64_t before, uint32_t limit,
                      struct arena *out, struct ledger_proposal **ret, uint32_t *ret_n,
                      struct err *err);

/* ---- reading: what is committed; not inside a work ---- */

struct ledger_balance {
  struct str currency;
  uint8_t decimals;
  int64_t available, pending, frozen; /* as of now, also where the sweep has not come yet */
  int64_t expiring, expires_ms;       /* the part that expires next, and when; 0 = none */
};
/* Every currency the person has an account of, by slug. */
bool ledger_balances(struct loyalty *l, uint32_t subject, struct arena *out,
                     struct ledger_balance **ret, uint32_t *ret_n, struct err *err);

struct ledger_line { /* an entry, with its transaction */
  int64_t n, txn, at_ms;
  enum ledger_kind kind;
  enum ledger_bucket bucket;
  int64_t amount, balance; /* of the bucket of the account, afterwards */
  int64_t account, of;
  int system; /* LEDGER_ISSUED …: whose account it is; 0: a person's */
  struct str currency, actor, reason, ref;
  uint8_t decimals;
};
/* Entries of the person's accounts, newest first, below number `before` (0 = from the newest). */
bool ledger_history(struct loyalty *l, uint32_t subject, struct str currency, int64_t before,
                    uint32_t limit, struct arena *out, struct ledger_line **ret, uint32_t *ret_n,
                    struct err *err);

struct ledger_lot {
  int64_t n, txn, granted, rest, held, ready_ms, expires_ms; /* ready_ms 0: now */
};
/* What a person still has, in the order of spending; at most `limit`. */
bool ledger_lots(struct loyalty *l, uint32_t subject, struct str currency, uint32_t limit,
                 struct arena *out, struct ledger_lot **ret, uint32_t *ret_n, struct err *err);

struct ledger_txn {
  int64_t n, at_ms, amount, balance, other, debt, shortfall, lapsed, of, returned;
  int64_t moved; /* of all people together, with its sign; 0: between people, or between buckets */
  uint64_t cause;
  uint32_t subject; /* of whom; SUBJECT_NONE: erased */
  enum ledger_kind kind;
  uint8_t decimals;
  struct str currency, actor, approver, key, reason, ref;
};
/* With its entries (ret_lines NULL: without).  ERR_unknown_transaction. */
bool ledger_txn_get(struct loyalty *l, int64_t n, struct arena *out, struct ledger_txn *ret,
                    struct ledger_line **ret_lines, uint32_t *ret_n, struct err *err);

/* What a transaction did with lots. */
struct ledger_took {
  int64_t lot, txn;     /* txn: the one that granted the lot */
  int64_t amount, back; /* taken of it, and given back since */
  int64_t expires_ms;
};
struct ledger_parts {
  struct ledger_lot *made;
  struct ledger_took *took;
  int64_t *followers; /* the transactions that give it back, oldest first */
  uint32_t n_made, n_took, n_followers;
  bool more; /* than LEDGER_PARTS_MAX of some of these */
};
#define LEDGER_PARTS_MAX 200
bool ledger_txn_parts(struct loyalty *l, int64_t n, struct arena *out, struct ledger_parts *ret,
                      struct err *err);

/* Transactions of all, newest first, behind the one with the number `before` (0 = from the newest).
 * Each answer is read from an index; where the index of an actor or a reason does not say all that
 * is asked, at most LEDGER_FIND_ROWS of it are looked at in one call, which may find fewer than
 * there are: *ret_next is where to go on, 0 when all were looked at. */
#define LEDGER_FIND_ROWS 200000
struct ledger_find {
  struct str currency, actor, reason, ref; /* empty: any */
  enum ledger_kind kind;                   /* 0: any */
  int64_t from_ms, until_ms;               /* [from, until); 0: open */
  int64_t before;
  uint32_t limit;
};
bool ledger_find(struct loyalty *l, const struct ledger_find *f, struct arena *out,
                 struct ledger_txn **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err);

struct ledger_totals {
  struct str currency;
  uint8_t decimals;
  int64_t issued, spent, expired, shortfall, adjusted; /* system accounts, with their sign */
  int64_t available, pending, frozen;                  /* of all people */
  int64_t accounts;
};
bool ledger_totals(struct loyalty *l, struct arena *out, struct ledger_totals **ret,
                   uint32_t *ret_n, struct err *err);

/* ---- upkeep ---- */

#define LEDGER_SWEEP_MAX 128 /* accounts in one work */
/* Makes available and lets expire what is due; until nothing is or `max` accounts were looked at.
 * *ret_done: how many. */
bool ledger_sweep(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err);

/* Asks for violations of every invariant, beside a writer too; `bad` is told each.  For `shoal
 * verify`, and inside state_enter … state_leave. */
bool ledger_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                   struct err *err);

#endif
