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
    {"mall pool # does not count what its codes say",
     "SELECT p.n FROM mall_pool p LEFT JOIN (SELECT pool, sum(CASE status WHEN 0 THEN 1 ELSE 0 "
     "END) "
     "AS a, sum(CASE status WHEN 1 THEN 1 ELSE 0 END) AS b, sum(CASE status WHEN 2 THEN 1 ELSE 0 "
     "END) AS c, sum(CASE status WHEN 3 THEN 1 ELSE 0 END) AS d, sum(CASE status WHEN 4 THEN 1 "
     "ELSE "
     "0 END) AS e FROM mall_code GROUP BY pool) k ON k.pool = p.n WHERE coalesce(k.a, 0) <> p.free "
     "OR coalesce(k.b, 0) <> p.held OR coalesce(k.c, 0) <> p.given OR coalesce(k.d, 0) <> p.spent "
     "OR "
     "coalesce(k.e, 0) <> p.withdrawn"},
    {"mall order # has not the codes that its state says",
     "SELECT o.n FROM mall_order o LEFT JOIN mall_code c ON c.ord = o.n AND c.pool = o.pool AND "
     "c.status = CASE WHEN o.status = 0 THEN 1 WHEN o.status = 4 THEN 2 ELSE 3 END WHERE o.pool <> "
     "0 "
     "GROUP BY o.n, o.quantity, o.status, o.kept HAVING count(c.n) <> CASE WHEN o.status > 4 AND "
     "o.kept = 0 THEN 0 ELSE o.quantity END"},
    {"mall code # is not of an order that has codes of its pool",
     "SELECT c.n FROM mall_code c LEFT JOIN mall_order o ON o.n = c.ord WHERE c.ord <> 0 AND (o.n "
     "IS "
     "NULL OR o.pool <> c.pool)"},
    {"mall import # has not added what its codes say",
     "SELECT l.n FROM mall_load l LEFT JOIN mall_code c ON c.load = l.n GROUP BY l.n, l.added "
     "HAVING "
     "count(c.n) <> l.added"},
    {"of mall item # a day does not say what its orders do",
     "SELECT item FROM (SELECT day, item, currency, orders, pieces, points, money, cost, awaiting, "
     "back, codes FROM mall_day UNION ALL SELECT day, item, currency, CASE WHEN status BETWEEN 1 "
     "AND 4 "
     "THEN -1 ELSE 0 END, CASE WHEN status BETWEEN 1 AND 4 THEN -quantity ELSE 0 END, CASE WHEN "
     "status BETWEEN 1 AND 4 THEN -points ELSE 0 END, CASE WHEN status BETWEEN 1 AND 4 THEN -money "
     "ELSE 0 END, CASE WHEN status BETWEEN 1 AND 4 OR kept = 1 THEN -cost ELSE 0 END, CASE WHEN "
     "status = 0 THEN -1 ELSE 0 END, CASE WHEN status > 4 THEN -1 ELSE 0 END, CASE WHEN pool <> 0 "
     "AND (status BETWEEN 1 AND 4 OR kept = 1) THEN -quantity ELSE 0 END FROM mall_order) AS x "
     "GROUP "
     "BY day, item, currency HAVING sum(orders) <> 0 OR sum(pieces) <> 0 OR sum(points) <> 0 OR "
     "sum(money) <> 0 OR sum(cost) <> 0 OR sum(awaiting) <> 0 OR sum(back) <> 0 OR sum(codes) <> "
     "0"},
    {"mall order # was ended more than once",
     "SELECT ord FROM mall_act WHERE what IN (5, 6, 7) GROUP BY ord HAVING count(*) > 1"},
};

bool mall_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                 struct err *err) {
  return rows_verify(s, checks, sizeof checks / sizeof *checks, bad, ctx, err);
}
