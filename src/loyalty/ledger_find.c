/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding transactions, and everything that hangs on one.
 *
 * Numbers of transactions are dense, so a stretch of them is a bounded piece of work however few of
 * it are wanted: a search for something rare looks at one stretch and says where it stopped,
 * instead of reading the whole table. */
#include "base/vec.h"
#include "loyalty/ledger_int.h"

/* ---- the list ---- */

static bool number_of(struct state *s, const char *sql, struct str name, int64_t *ret,
                      bool *ret_known, struct err *err) {
  struct state_stmt *q;
  *ret_known = true;
  *ret = 0;
  if (name.n == 0) return true;
  if (!state_query(s, sql, &q, err)) return false;
  state_bind_str(q, 1, name);
  if (!state_step(q, ret_known, err)) return false;
  if (!*ret_known) return true;
  *ret = state_int(q, 0);
  state_reset(q);
  return true;
}

static bool newest(struct state *s, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT coalesce(max(n), 0) FROM ledger_txn", &q, err) ||
      !state_step(q, &row, err))
    return false;
  *ret = row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

#define WANTED                                                                                     \
  "n < ?1 AND n >= ?2 AND (currency = ?3 OR ?3 = 0) AND (kind = ?4 OR ?4 = 0) AND (actor = ?5 OR " \
  "?5 = 0) "
#define NEWEST "ORDER BY n DESC LIMIT ?6"

typedef VEC(int64_t) number_vec;

static bool take_numbers(struct state_stmt *q, number_vec *ret, struct err *err) {
  bool row = true;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (row) vec_push(ret, state_int(q, 0));
  }
  return true;
}

static bool numbers(struct state *s, const struct ledger_find *f, int64_t currency, int64_t actor,
                    number_vec *ret, int64_t *ret_next, struct err *err) {
  struct state_stmt *q;
  int64_t before = f->before, from = 0;
  if (before <= 0) {
    if (!newest(s, &before, err)) return false;
    before++;
  }
  if (f->ref.n == 0 && before > LEDGER_FIND_ROWS) from = before - LEDGER_FIND_ROWS;
  if (!state_query(s,
                   f->ref.n
                       ? "SELECT n FROM ledger_txn WHERE ref = ?7 AND ref <> '' AND " WANTED NEWEST
                       : "SELECT n FROM ledger_txn WHERE " WANTED NEWEST,
                   &q, err))
    return false;
  state_bind_int(q, 1, before);
  state_bind_int(q, 2, from);
  state_bind_int(q, 3, currency);
  state_bind_int(q, 4, f->kind);
  state_bind_int(q, 5, actor);
  state_bind_int(q, 6, (int64_t)f->limit + 1);
  if (f->ref.n) state_bind_str(q, 7, f->ref);
  if (!take_numbers(q, ret, err)) return false;
  bool full = ret->n > f->limit;
  if (full) ret->n = f->limit;
  *ret_next = full ? ret->p[ret->n - 1] : from > 1 ? from : 0;
  return true;
}

bool ledger_find(struct loyalty *l, const struct ledger_find *f, struct arena *out,
                 struct ledger_txn **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err) {
  struct state *s = loyalty_reader(l);
  number_vec list = {0};
  int64_t currency, actor, first, entries, next = 0;
  bool known = false, by_known = false;
  state_enter(s);
  bool ok =
      number_of(s, "SELECT n FROM ledger_currency WHERE slug = ?1", f->currency, &currency, &known,
                err) &&
      number_of(s, "SELECT n FROM ledger_actor WHERE name = ?1", f->actor, &actor, &by_known, err);
  if (ok && known && by_known) ok = numbers(s, f, currency, actor, &list, &next, err);
  struct ledger_txn *all = arena_array(out, struct ledger_txn, list.n + 1);
  for (size_t i = 0; ok && i < list.n; i++)
    ok = view_txn(s, list.p[i], out, &all[i], &first, &entries, err);
  state_leave(s);
  *ret = all;
  *ret_n = (uint32_t)list.n;
  *ret_next = next;
  vec_free(&list);
  return ok;
}

/* ---- the parts of one ---- */

static bool ranges(struct state *s, int64_t n, int64_t ret[4], struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT first_lot, lots, first_use, uses FROM ledger_txn WHERE n = ?1", &q,
                   err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_unknown_transaction, "%lld", (long long)n);
  for (int i = 0; i < 4; i++)
    ret[i] = state_int(q, i);
  state_reset(q);
  return true;
}

/* The first LEDGER_PARTS_MAX of a range. */
static bool of_range(struct state *s, const char *sql, int64_t first, int64_t n,
                     struct state_stmt **ret, bool *more, struct err *err) {
  *more |= n > LEDGER_PARTS_MAX;
  if (n > LEDGER_PARTS_MAX) n = LEDGER_PARTS_MAX;
  if (!state_query(s, sql, ret, err)) return false;
  state_bind_int(*ret, 1, first);
  state_bind_int(*ret, 2, first + n);
  return true;
}

static bool made(struct state *s, int64_t first, int64_t n, struct arena *out,
                 struct ledger_parts *p, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  p->made = arena_array(out, struct ledger_lot, LEDGER_PARTS_MAX);
  if (!of_range(s,
                "SELECT n, txn, granted, rest, held, ready, expires FROM ledger_lot WHERE n >= ?1 "
                "AND n < ?2 ORDER BY n",
                first, n, &q, &p->more, err))
    return false;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    p->made[p->n_made++] = (struct ledger_lot){.n = state_int(q, 0),
                                               .txn = state_int(q, 1),
                                               .granted = state_int(q, 2),
                                               .rest = state_int(q, 3),
                                               .held = state_int(q, 4),
                                               .ready_ms = state_int(q, 5),
                                               .expires_ms = state_int(q, 6)};
  }
  return true;
}

static bool took(struct state *s, int64_t first, int64_t n, struct arena *out,
                 struct ledger_parts *p, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  p->took = arena_array(out, struct ledger_took, LEDGER_PARTS_MAX);
  if (!of_range(s,
                "SELECT u.lot, t.txn, u.amount, u.back, t.expires FROM ledger_use u JOIN "
                "ledger_lot t ON t.n = u.lot WHERE u.n >= ?1 AND u.n < ?2 ORDER BY u.n",
                first, n, &q, &p->more, err))
    return false;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    p->took[p->n_took++] = (struct ledger_took){.lot = state_int(q, 0),
                                                .txn = state_int(q, 1),
                                                .amount = state_int(q, 2),
                                                .back = state_int(q, 3),
                                                .expires_ms = state_int(q, 4)};
  }
  return true;
}

static bool followers(struct state *s, int64_t n, struct arena *out, struct ledger_parts *p,
                      struct err *err) {
  struct state_stmt *q;
  number_vec list = {0};
  bool ok = state_query(s,
                        "SELECT n FROM ledger_txn WHERE of_txn = ?1 AND of_txn <> 0 ORDER BY n "
                        "LIMIT ?2",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, n);
    state_bind_int(q, 2, LEDGER_PARTS_MAX + 1);
    ok = take_numbers(q, &list, err);
  }
  p->more |= list.n > LEDGER_PARTS_MAX;
  p->n_followers = list.n > LEDGER_PARTS_MAX ? LEDGER_PARTS_MAX : (uint32_t)list.n;
  p->followers = arena_array(out, int64_t, p->n_followers + 1);
  for (uint32_t i = 0; i < p->n_followers; i++)
    p->followers[i] = list.p[i];
  vec_free(&list);
  return ok;
}

bool ledger_txn_parts(struct loyalty *l, int64_t n, struct arena *out, struct ledger_parts *ret,
                      struct err *err) {
  struct state *s = loyalty_reader(l);
  struct ledger_parts p = {0};
  int64_t r[4];
  state_enter(s);
  bool ok = ranges(s, n, r, err) && made(s, r[0], r[1], out, &p, err) &&
            took(s, r[2], r[3], out, &p, err) && followers(s, n, out, &p, err);
  state_leave(s);
  if (ok) *ret = p;
  return ok;
}
