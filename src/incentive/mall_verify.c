/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of the mall's rows, each as a question that has no answer while it does. */
#include <stdio.h>

#include "base/buf.h"
#include "incentive/mall.h"

static const struct check {
  const char *what, *sql; /* one number: whose */
} checks[] = {
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

static bool run(struct state *s, const struct check *c,
                void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  struct state_stmt *q;
  bool row;
  struct err found;
  if (!state_query(s, c->sql, &q, err)) return false;
  for (;;) {
    char what[ERR_ARG_BYTES];
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    const char *hash = strchr(c->what, '#'); /* where the number stands */
    snprintf(what, sizeof what, "%.*s%lld%s", (int)(hash - c->what), c->what,
             (long long)state_int(q, 0), hash + 1);
    err_clear(&found);
    err_fail(&found, ERR_corrupt, "%s" ERR_SEP "%s", "state.db", what);
    bad(ctx, &found);
  }
}

bool mall_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                 struct err *err) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    if (!run(s, &checks[i], bad, ctx, err)) return false;
  return true;
}
