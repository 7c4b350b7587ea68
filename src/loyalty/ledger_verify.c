/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The invariants of the ledger, each as a question that has no answer while they hold. */
#include "loyalty/ledger.h"
#include "state/rows.h"

static const struct rows_check checks[] = {
    {"entries of transaction # do not sum to zero",
     "SELECT txn FROM ledger_entry GROUP BY txn HAVING sum(amount) <> 0"},
    {"transaction # does not have the entries it says",
     "SELECT t.n FROM ledger_txn t LEFT JOIN ledger_entry e ON e.txn = t.n GROUP BY t.n, "
     "t.entries, "
     "t.first_entry HAVING count(e.n) <> t.entries OR count(e.n) = 0 OR min(e.n) <> t.first_entry "
     "OR "
     "max(e.n) <> t.first_entry + t.entries - 1"},
    {"entry # is of no transaction",
     "SELECT e.n FROM ledger_entry e LEFT JOIN ledger_txn t ON t.n = e.txn WHERE t.n IS NULL"},
    {"entry # is of no account", "SELECT e.n FROM ledger_entry e LEFT JOIN ledger_account a ON "
                                 "a.n = e.account WHERE a.n IS NULL"},
    {"entry # is of an account of another currency",
     "SELECT e.n FROM ledger_entry e JOIN ledger_account a ON a.n = e.account JOIN ledger_txn t ON "
     "t.n = e.txn WHERE a.currency <> t.currency"},
    {"the available balance of account # is not the sum of its entries",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_entry e ON e.account = a.n AND e.bucket = "
     "0 "
     "GROUP BY a.n, a.available HAVING coalesce(sum(e.amount), 0) <> a.available"},
    {"the pending balance of account # is not the sum of its entries",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_entry e ON e.account = a.n AND e.bucket = "
     "1 "
     "GROUP BY a.n, a.pending HAVING coalesce(sum(e.amount), 0) <> a.pending"},
    {"the frozen balance of account # is not the sum of its entries",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_entry e ON e.account = a.n AND e.bucket = "
     "2 "
     "GROUP BY a.n, a.frozen HAVING coalesce(sum(e.amount), 0) <> a.frozen"},
    {"the balance after entry # is wrong",
     "SELECT n FROM (SELECT n, balance, sum(amount) OVER (PARTITION BY account, bucket ORDER BY n) "
     "AS running FROM ledger_entry) e WHERE balance <> running"},
    {"entry # does not follow the one before of its account",
     "SELECT n FROM (SELECT n, prev, lag(n) OVER (PARTITION BY account ORDER BY n) AS before FROM "
     "ledger_entry) e WHERE prev <> coalesce(before, 0)"},
    {"account # does not know its last entry",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_entry e ON e.account = a.n GROUP BY a.n, "
     "a.last HAVING coalesce(max(e.n), 0) <> a.last"},
    {"account # has another balance than its lots",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_lot t ON t.account = a.n AND t.ready = 0 "
     "WHERE a.owner > 0 GROUP BY a.n, a.available HAVING coalesce(sum(t.rest), 0) <> "
     "CASE WHEN a.available > 0 THEN a.available ELSE 0 END"},
    {"account # has another pending balance than its lots",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_lot t ON t.account = a.n AND t.ready > 0 "
     "GROUP BY a.n, a.pending HAVING coalesce(sum(t.rest), 0) <> a.pending"},
    {"account # has another frozen balance than its lots",
     "SELECT a.n FROM ledger_account a LEFT JOIN ledger_lot t ON t.account = a.n GROUP BY a.n, "
     "a.frozen HAVING coalesce(sum(t.held), 0) <> a.frozen"},
    {"account # has lots that are due before it",
     "SELECT a.n FROM ledger_account a JOIN ledger_lot t ON t.account = a.n WHERE t.rest > 0 AND "
     "(t.expires < a.due OR (t.ready > 0 AND t.ready < a.due)) GROUP BY a.n"},
    {"account # is of no holder", "SELECT a.n FROM ledger_account a LEFT JOIN holder h ON h.n = "
                                  "a.owner WHERE a.owner > 0 AND h.n "
                                  "IS NULL"},
    {"system account # is below zero",
     "SELECT n FROM ledger_account WHERE owner IN (-2, -3) AND available < 0"},
    {"account # is of no currency", "SELECT a.n FROM ledger_account a LEFT JOIN ledger_currency c "
                                    "ON c.n = a.currency WHERE c.n IS NULL"},
    {"lot # is of no account, or of no transaction that made it",
     "SELECT t.n FROM ledger_lot t LEFT JOIN ledger_account a ON a.n = t.account LEFT JOIN "
     "ledger_txn "
     "x ON x.n = t.txn AND t.n BETWEEN x.first_lot AND x.first_lot + x.lots - 1 WHERE a.n IS NULL "
     "OR "
     "x.n IS NULL"},
    {"use # is of no lot, or of no transaction that made it",
     "SELECT u.n FROM ledger_use u LEFT JOIN ledger_lot t ON t.n = u.lot LEFT JOIN ledger_txn x ON "
     "x.n = u.txn AND u.n BETWEEN x.first_use AND x.first_use + x.uses - 1 WHERE t.n IS NULL OR "
     "x.n "
     "IS NULL"},
    {"more was taken of lot # than was granted",
     "SELECT t.n FROM ledger_lot t JOIN ledger_use u ON u.lot = t.n JOIN ledger_txn x ON x.n = "
     "u.txn "
     "AND x.kind <> 8 GROUP BY t.n, t.granted, t.rest, t.held, t.lapsed HAVING t.rest + t.held + "
     "t.lapsed + sum(u.amount - u.back) > t.granted"},
    {"of transaction # something else was returned than it says",
     "SELECT t.n FROM ledger_txn t LEFT JOIN ledger_txn r ON r.of_txn = t.n GROUP BY t.n, "
     "t.returned "
     "HAVING coalesce(sum(r.amount), 0) <> t.returned"},
    {"order use # of points is of no transaction",
     "SELECT c.n FROM checkout c LEFT JOIN ledger_txn h ON h.n = c.hold LEFT JOIN ledger_txn t ON "
     "t.n = c.spend WHERE (c.hold <> 0 AND h.n IS NULL) OR (c.spend <> 0 AND t.n IS NULL) OR "
     "(c.status = 'reserved' AND c.hold = 0) OR (c.status IN ('redeemed', 'returned') AND c.spend "
     "= 0)"},
    {"order use # of points has given back more than its transaction",
     "SELECT c.n FROM checkout c JOIN ledger_txn t ON t.n = c.spend WHERE c.points_back > "
     "t.returned"},
};

bool ledger_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                   struct err *err) {
  return rows_verify(s, checks, sizeof checks / sizeof *checks, bad, ctx, err);
}
