/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of the mall's rows, each as a question that has no answer while it does. */
#include "incentive/mall.h"
#include "state/rows.h"

static const struct rows_check checks[] = {
    {"mall item # does not hold what its unpaid orders take",
     "SELECT i.n FROM mall_item i LEFT JOIN mall_order o ON o.item = i.n AND o.status = 0 GROUP BY "
     "i.n, i.held HAVING coalesce(sum(o.quantity), 0) <> i.held"},
    {"mall item # has not sold what its orders say",
     "SELECT i.n FROM mall_item i LEFT JOIN mall_order o ON o.item = i.n AND o.status BETWEEN 1 "
     "AND 4 GROUP BY i.n, i.sold HAVING coalesce(sum(o.quantity), 0) <> i.sold"},
    {"of mall item # something else came back broken than its orders say",
     "SELECT i.n FROM mall_item i LEFT JOIN mall_order o ON o.item = i.n AND o.status > 4 AND "
     "o.kept = 1 GROUP BY i.n, i.gone HAVING coalesce(sum(o.quantity), 0) <> i.gone"},
    {"mall item # has not cost what its orders say",
     "SELECT i.n FROM mall_item i LEFT JOIN mall_order o ON o.item = i.n AND (o.status < 5 OR "
     "o.kept = 1) GROUP BY i.n, i.cost HAVING coalesce(sum(o.cost), 0) <> i.cost"},
    {"mall order # has other points than its transaction",
     "SELECT o.n FROM mall_order o LEFT JOIN ledger_txn t ON t.n = o.txn WHERE (o.points = 0) <> "
     "(o.txn = 0) OR (o.txn <> 0 AND (t.n IS NULL OR t.amount <> o.points))"},
    {"mall order # was given back and its points were not",
     "SELECT o.n FROM mall_order o JOIN ledger_txn t ON t.n = o.txn WHERE o.status > 4 AND "
     "t.returned <> t.amount"},
    {"mall order # gave its points back and was not given back",
     "SELECT n FROM mall_order WHERE back_txn <> 0 AND status < 5"},
    {"mall order # has no step that made it, or more than one",
     "SELECT o.n FROM mall_order o LEFT JOIN mall_act a ON a.ord = o.n AND a.what = 0 GROUP BY o.n "
     "HAVING count(a.n) <> 1"},
    {"mall order # was ended more than once",
     "SELECT ord FROM mall_act WHERE what IN (5, 6, 7) GROUP BY ord HAVING count(*) > 1"},
};

bool mall_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                 struct err *err) {
  return rows_verify(s, checks, sizeof checks / sizeof *checks, bad, ctx, err);
}
