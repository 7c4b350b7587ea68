/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people have, on the connection for readers: balances, lots, totals.  What has expired or
 * become available since the sweep came is counted as it is now. */
#include <stdlib.h>

#include "base/vec.h"
#include "loyalty/holder.h"
#include "loyalty/ledger_view_int.h"
#include "person/person.h"

bool view_accounts(struct loyalty *l, struct state *s, uint32_t subject, struct str currency,
                   struct arena *tmp, seen_vec *ret, struct err *err) {
  struct state_stmt *q;
  uint32_t *seats, n = holders_of_person(l, subject, tmp, &seats);
  bool row = true;
  for (uint32_t i = 0; i < n; i++, row = true) {
    if (!state_query(s,
                     "SELECT a.n, a.last, a.due, a.available, a.pending, a.frozen, a.currency FROM "
                     "ledger_account a JOIN ledger_currency c ON c.n = a.currency WHERE a.owner = "
                     "?1 AND (?2 = '' OR c.slug = ?2)",
                     &q, err))
      return false;
    state_bind_int(q, 1, seats[i]);
    state_bind_str(q, 2, currency);
    while (row) {
      if (!state_step(q, &row, err)) return false;
      if (!row) break;
      struct seen a = {.n = state_int(q, 0),
                       .last = state_int(q, 1),
                       .due = state_int(q, 2),
                       .balance = {state_int(q, 3), state_int(q, 4), state_int(q, 5)},
                       .currency = (uint32_t)state_int(q, 6)};
      vec_push(ret, a);
    }
  }
  return true;
}

typedef VEC(struct ledger_lot) lot_vec;

static bool lots_of(struct state *s, int64_t account, lot_vec *ret, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(s,
                   "SELECT n, txn, granted, rest, held, ready, expires FROM ledger_lot WHERE rest "
                   "> 0 AND account = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, account);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct ledger_lot t = {.n = state_int(q, 0),
                           .txn = state_int(q, 1),
                           .granted = state_int(q, 2),
                           .rest = state_int(q, 3),
                           .held = state_int(q, 4),
                           .ready_ms = state_int(q, 5),
                           .expires_ms = state_int(q, 6)};
    vec_push(ret, t);
  }
  return true;
}

/* ---- balances ---- */

/* As the sweep would leave the account: what is ready pays a debt first like anything else. */
static bool settle(struct state *s, struct seen *a, int64_t now, struct ledger_balance *b,
                   struct err *err) {
  lot_vec lots = {0};
  bool ok = lots_of(s, a->n, &lots, err);
  for (size_t i = 0; ok && i < lots.n; i++) {
    const struct ledger_lot *t = &lots.p[i];
    enum ledger_bucket in = t->ready_ms ? LEDGER_PENDING : LEDGER_AVAILABLE;
    bool ready = t->ready_ms && t->ready_ms <= now;
    if (t->expires_ms <= now || ready) a->balance[in] -= t->rest;
    if (t->expires_ms <= now) continue;
    if (ready) a->balance[LEDGER_AVAILABLE] += t->rest;
    if (t->expires_ms == LEDGER_NEVER) continue;
    if (b->expires_ms == 0 || t->expires_ms < b->expires_ms) {
      b->expires_ms = t->expires_ms;
      b->expiring = 0;
    }
    if (t->expires_ms == b->expires_ms) b->expiring += t->rest;
  }
  vec_free(&lots);
  return ok;
}

static int by_slug(const void *p, const void *q) {
  const struct ledger_balance *a = p, *b = q;
  return str_cmp(a->currency, b->currency);
}

static bool balances(struct state *s, seen_vec *accounts, int64_t now, struct arena *out,
                     struct ledger_balance *all, uint32_t *ret_n, struct err *err) {
  uint32_t n = 0, *currencies = arena_array(out, uint32_t, accounts->n + 1);
  bool ok = true;
  for (size_t i = 0; ok && i < accounts->n; i++) {
    struct seen *a = &accounts->p[i];
    uint32_t k = 0;
    while (k < n && currencies[k] != a->currency)
      k++;
    if (k == n) {
      currencies[n++] = a->currency;
      all[k].currency = view_coin(s, a->currency, out, &all[k].decimals, &ok, err);
    }
    ok = ok && settle(s, a, now, &all[k], err);
    all[k].available += a->balance[LEDGER_AVAILABLE];
    all[k].pending += a->balance[LEDGER_PENDING];
    all[k].frozen += a->balance[LEDGER_FROZEN];
  }
  qsort(all, n, sizeof *all, by_slug);
  *ret_n = n;
  return ok;
}

bool ledger_balances(struct loyalty *l, uint32_t subject, struct arena *out,
                     struct ledger_balance **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(l);
  seen_vec accounts = {0};
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(l)));
  state_enter(s);
  bool ok = view_accounts(l, s, subject, STR(""), out, &accounts, err);
  struct ledger_balance *all = arena_array(out, struct ledger_balance, accounts.n + 1);
  ok = ok && balances(s, &accounts, now, out, all, ret_n, err);
  state_leave(s);
  vec_free(&accounts);
  if (ok) *ret = all;
  return ok;
}

/* ---- lots ---- */

static int by_expiry(const void *p, const void *q) {
  const struct ledger_lot *a = p, *b = q;
  if (a->expires_ms != b->expires_ms) return a->expires_ms < b->expires_ms ? -1 : 1;
  return (a->n > b->n) - (a->n < b->n);
}

bool ledger_lots(struct loyalty *l, uint32_t subject, struct str currency, uint32_t limit,
                 struct arena *out, struct ledger_lot **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(l);
  seen_vec accounts = {0};
  lot_vec lots = {0};
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(l)));
  uint32_t n = 0;
  state_enter(s);
  bool ok = view_accounts(l, s, subject, currency, out, &accounts, err);
  for (size_t i = 0; ok && i < accounts.n; i++)
    ok = lots_of(s, accounts.p[i].n, &lots, err);
  state_leave(s);
  struct ledger_lot *all = arena_array(out, struct ledger_lot, lots.n + 1);
  for (size_t i = 0; i < lots.n; i++) {
    if (lots.p[i].expires_ms <= now) continue;
    all[n] = lots.p[i];
    if (all[n].ready_ms <= now) all[n].ready_ms = 0;
    n++;
  }
  qsort(all, n, sizeof *all, by_expiry);
  vec_free(&accounts);
  vec_free(&lots);
  if (ok) *ret = all;
  if (ok) *ret_n = n < limit ? n : limit;
  return ok;
}

/* ---- totals ---- */

static void add_total(struct ledger_totals *t, struct state_stmt *q) {
  int64_t owner = state_int(q, 1), available = state_int(q, 2);
  switch (owner) {
  case LEDGER_ISSUED:
    t->issued = available;
    break;
  case LEDGER_SPENT:
    t->spent = available;
    break;
  case LEDGER_EXPIRED:
    t->expired = available;
    break;
  case LEDGER_SHORTFALL:
    t->shortfall = available;
    break;
  case LEDGER_ADJUSTED:
    t->adjusted = available;
    break;
  default:
    t->available = available;
    t->pending = state_int(q, 3);
    t->frozen = state_int(q, 4);
    t->accounts = state_int(q, 5);
  }
}

bool ledger_totals(struct loyalty *l, struct arena *out, struct ledger_totals **ret,
                   uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  VEC(struct ledger_totals) all = {0};
  int64_t of = 0;
  bool row = true;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT a.currency, CASE WHEN a.owner > 0 THEN 0 ELSE a.owner END AS who, "
                        "CAST(sum(a.available) AS @i64), CAST(sum(a.pending) AS @i64), "
                        "CAST(sum(a.frozen) AS @i64), count(*), c.slug, c.decimals FROM "
                        "ledger_account a JOIN ledger_currency c ON c.n = a.currency GROUP BY "
                        "a.currency, who, c.slug, c.decimals ORDER BY c.slug, who",
                        &q, err);
  while (ok && row) {
    ok = state_step(q, &row, err);
    if (!ok || !row) break;
    if (state_int(q, 0) != of)
      vec_push(&all, ((struct ledger_totals){.currency = arena_str(out, state_str(q, 6)),
                                             .decimals = (uint8_t)state_int(q, 7)}));
    of = state_int(q, 0);
    add_total(&all.p[all.n - 1], q);
  }
  state_leave(s);
  *ret = arena_array(out, struct ledger_totals, all.n + 1);
  if (all.n) memcpy(*ret, all.p, all.n * sizeof *all.p);
  *ret_n = (uint32_t)all.n;
  vec_free(&all);
  return ok;
}
