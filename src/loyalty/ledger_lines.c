/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened, on the connection for readers: entries of a person, and one transaction.
 *
 * Entries of an account are a chain, newest first, so a page is walked and not searched; where a
 * person has several accounts their chains are merged by number. */
#include "loyalty/holder.h"
#include "loyalty/ledger_view_int.h"

static struct str name_of(struct state *s, const char *sql, int64_t n, struct arena *out,
                          int64_t *ret_second, bool *ok, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  struct str name = {0};
  *ok = *ok && state_query(s, sql, &q, err);
  if (!*ok) return name;
  state_bind_int(q, 1, n);
  *ok = state_step(q, &row, err);
  if (!*ok || !row) return name;
  name = arena_str(out, state_str(q, 0));
  if (ret_second) *ret_second = state_int(q, 1);
  state_reset(q);
  return name;
}

struct str view_coin(struct state *s, int64_t n, struct arena *out, uint8_t *ret_decimals, bool *ok,
                     struct err *err) {
  int64_t decimals = 0;
  struct str slug = name_of(s, "SELECT slug, decimals FROM ledger_currency WHERE n = ?1", n, out,
                            &decimals, ok, err);
  *ret_decimals = (uint8_t)decimals;
  return slug;
}

static struct str actor_of(struct state *s, int64_t n, struct arena *out, bool *ok,
                           struct err *err) {
  return n ? name_of(s, "SELECT name FROM ledger_actor WHERE n = ?1", n, out, NULL, ok, err)
           : (struct str){0};
}

/* ---- history ---- */

#define LINE                                                                                       \
  "SELECT e.n, e.txn, t.at_ms, t.kind, e.bucket, e.amount, e.balance, e.account, t.of_txn, "       \
  "t.currency, t.actor, t.reason, t.ref, e.prev, a.owner FROM ledger_entry e JOIN ledger_txn t "   \
  "ON t.n = e.txn JOIN ledger_account a ON a.n = e.account WHERE "

static void take_line(struct state_stmt *q, struct arena *out, struct ledger_line *ret,
                      int64_t *ret_currency, int64_t *ret_actor) {
  *ret = (struct ledger_line){.n = state_int(q, 0),
                              .txn = state_int(q, 1),
                              .at_ms = state_int(q, 2),
                              .kind = (enum ledger_kind)state_int(q, 3),
                              .bucket = (enum ledger_bucket)state_int(q, 4),
                              .amount = state_int(q, 5),
                              .balance = state_int(q, 6),
                              .account = state_int(q, 7),
                              .of = state_int(q, 8),
                              .reason = arena_str(out, state_str(q, 11)),
                              .ref = arena_str(out, state_str(q, 12)),
                              .system = state_int(q, 14) < 0 ? (int)state_int(q, 14) : 0};
  *ret_currency = state_int(q, 9);
  *ret_actor = state_int(q, 10);
}

/* One entry of a chain; *ret_prev is where it goes on. */
static bool line_at(struct state *s, int64_t n, struct arena *out, struct ledger_line *ret,
                    int64_t *ret_prev, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  int64_t currency, actor;
  if (!state_query(s, LINE "e.n = ?1", &q, err)) return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  if (!row)
    return err_fail(err, ERR_corrupt, "state.db" ERR_SEP "there is no ledger entry %lld",
                    (long long)n);
  take_line(q, out, ret, &currency, &actor);
  *ret_prev = state_int(q, 13);
  state_reset(q);
  ok = true;
  ret->currency = view_coin(s, currency, out, &ret->decimals, &ok, err);
  if (ok) ret->actor = actor_of(s, actor, out, &ok, err);
  return ok;
}

/* Where the chain of an account goes on below `before`.  Entries of one account are a small part of
 * all, so walking to a page in the middle reads what is above it; the next page begins where this
 * one ended. */
static bool chain_below(struct state *s, int64_t last, int64_t before, int64_t *ret,
                        struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (before == 0 || last < before) {
    *ret = last;
    return true;
  }
  if (!state_query(s,
                   "WITH RECURSIVE chain (n, prev) AS (SELECT n, prev FROM ledger_entry WHERE n = "
                   "?1 UNION ALL SELECT e.n, e.prev FROM chain c JOIN ledger_entry e ON e.n = "
                   "c.prev WHERE c.n >= ?2) SELECT min(n) FROM chain WHERE n < ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, last);
  state_bind_int(q, 2, before);
  if (!state_step(q, &row, err)) return false;
  *ret = row && !state_is_null(q, 0) ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

static bool history(struct state *s, seen_vec *accounts, int64_t before, uint32_t limit,
                    struct arena *out, struct ledger_line *all, uint32_t *ret_n, struct err *err) {
  for (size_t i = 0; i < accounts->n; i++)
    if (!chain_below(s, accounts->p[i].last, before, &accounts->p[i].last, err)) return false;
  uint32_t n = 0;
  for (; n < limit; n++) {
    struct seen *newest = NULL;
    for (size_t i = 0; i < accounts->n; i++)
      if (accounts->p[i].last > (newest ? newest->last : 0)) newest = &accounts->p[i];
    if (!newest) break;
    if (!line_at(s, newest->last, out, &all[n], &newest->last, err)) return false;
  }
  *ret_n = n;
  return true;
}

bool ledger_history(struct loyalty *l, uint32_t subject, struct str currency, int64_t before,
                    uint32_t limit, struct arena *out, struct ledger_line **ret, uint32_t *ret_n,
                    struct err *err) {
  struct state *s = loyalty_reader(l);
  struct ledger_line *all = arena_array(out, struct ledger_line, limit + 1);
  seen_vec accounts = {0};
  state_enter(s);
  bool ok = view_accounts(l, s, subject, currency, out, &accounts, err) &&
            history(s, &accounts, before, limit, out, all, ret_n, err);
  state_leave(s);
  vec_free(&accounts);
  if (ok) *ret = all;
  return ok;
}

/* ---- one transaction ---- */

/* What people had more of afterwards, or less: the other side of the system's entries. */
static bool moved_by(struct state *s, int64_t first, int64_t entries, int64_t *ret,
                     struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT CAST(coalesce(sum(e.amount), 0) AS @i64) FROM ledger_entry e JOIN "
                   "ledger_account a ON a.n = e.account WHERE e.n >= ?1 AND e.n < ?2 AND a.owner < "
                   "0",
                   &q, err))
    return false;
  state_bind_int(q, 1, first);
  state_bind_int(q, 2, first + entries);
  if (!state_step(q, &row, err)) return false;
  *ret = row ? -state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

bool view_txn(struct state *s, int64_t n, struct arena *out, struct ledger_txn *ret,
              int64_t *ret_first, int64_t *ret_entries, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok = true;
  if (!state_query(s,
                   "SELECT t.kind, t.currency, t.actor, t.key, t.at_ms, t.amount, t.balance, "
                   "t.other, t.debt, t.shortfall, t.lapsed, t.of_txn, t.returned, t.cause, "
                   "t.approver, t.reason, t.ref, t.first_entry, t.entries, h.subject FROM "
                   "ledger_txn t LEFT JOIN holder h ON h.n = t.holder WHERE t.n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_unknown_transaction, "%lld", (long long)n);
  int64_t currency = state_int(q, 1), actor = state_int(q, 2), approver = state_int(q, 14);
  *ret = (struct ledger_txn){.n = n,
                             .kind = (enum ledger_kind)state_int(q, 0),
                             .key = arena_str(out, state_str(q, 3)),
                             .at_ms = state_int(q, 4),
                             .amount = state_int(q, 5),
                             .balance = state_int(q, 6),
                             .other = state_int(q, 7),
                             .debt = state_int(q, 8),
                             .shortfall = state_int(q, 9),
                             .lapsed = state_int(q, 10),
                             .of = state_int(q, 11),
                             .returned = state_int(q, 12),
                             .cause = (uint64_t)state_int(q, 13),
                             .reason = arena_str(out, state_str(q, 15)),
                             .ref = arena_str(out, state_str(q, 16)),
                             .subject = holder_subject_at(q, 19)};
  *ret_first = state_int(q, 17);
  *ret_entries = state_int(q, 18);
  state_reset(q);
  ret->currency = view_coin(s, currency, out, &ret->decimals, &ok, err);
  if (ok) ret->actor = actor_of(s, actor, out, &ok, err);
  if (ok) ret->approver = actor_of(s, approver, out, &ok, err);
  return ok && moved_by(s, *ret_first, *ret_entries, &ret->moved, err);
}

bool ledger_txn_get(struct loyalty *l, int64_t n, struct arena *out, struct ledger_txn *ret,
                    struct ledger_line **ret_lines, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(l);
  struct ledger_txn t;
  struct ledger_line *lines = NULL;
  int64_t first, entries = 0, prev;
  state_enter(s);
  bool ok = view_txn(s, n, out, &t, &first, &entries, err);
  if (!ret_lines) entries = 0;
  if (ok) lines = arena_array(out, struct ledger_line, (size_t)entries + 1);
  for (int64_t i = 0; ok && i < entries; i++)
    ok = line_at(s, first + i, out, &lines[i], &prev, err);
  state_leave(s);
  if (!ok) return false;
  *ret = t;
  if (!ret_lines) return true;
  *ret_lines = lines;
  *ret_n = (uint32_t)entries;
  return true;
}
