/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding transactions, and everything that hangs on one.
 *
 * Lists stand in the order of time.  Of currencies and kinds there are few, and an index has the
 * transactions of each pair in that order: the newest of all are among the newest of each pair.  An
 * actor and a reason have an index of their own; what else is wanted of them is looked for in a
 * bounded stretch, and the answer says where it stopped. */
#include <stdlib.h>

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

typedef VEC(int64_t) number_vec;

static bool take_numbers(struct state_stmt *q, number_vec *ret, struct err *err) {
  bool row = true;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (row) vec_push(ret, state_int(q, 0));
  }
  return true;
}

struct txn_place { /* in the order of lists: by time, then by number */
  int64_t at_ms, n;
};
typedef VEC(struct txn_place) txn_places;

#define CHUNK 2000 /* rows looked at by one statement */

struct finding {
  struct state *s;
  const struct ledger_find *f;
  int64_t currency, actor; /* 0: any */
  struct txn_place below;
  txn_places found;
  bool more;
};

static bool begin(struct finding *x, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  x->below = (struct txn_place){x->f->until_ms ? x->f->until_ms : INT64_MAX, 0};
  if (x->f->before <= 0) return true;
  if (!state_query(x->s, "SELECT at_ms FROM ledger_txn WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, x->f->before);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true; /* of a list that ended there */
  if (state_int(q, 0) < x->below.at_ms)
    x->below = (struct txn_place){state_int(q, 0), x->f->before};
  state_reset(q);
  return true;
}

static bool take(struct finding *x, struct state_stmt *q, uint32_t *ret_n,
                 struct txn_place *ret_last, struct err *err) {
  bool row = true;
  *ret_n = 0;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct txn_place p = {state_int(q, 1), state_int(q, 0)};
    *ret_last = p;
    (*ret_n)++;
    if (state_int(q, 2)) vec_push(&x->found, p);
  }
  return true;
}

#define SPAN   "at_ms >= ?1 AND (at_ms, n) < (?2, ?3) "
#define NEWEST "ORDER BY at_ms DESC, n DESC LIMIT ?4"

static void bind_span(struct state_stmt *q, const struct finding *x, int64_t limit) {
  state_bind_int(q, 1, x->f->from_ms ? x->f->from_ms : INT64_MIN);
  state_bind_int(q, 2, x->below.at_ms);
  state_bind_int(q, 3, x->below.n);
  state_bind_int(q, 4, limit);
}

/* Parameters: 1 … 4 of SPAN and NEWEST, 5 currency, 6 kind, 7 actor, 8 what the index is of. */
#define FITS                                                                                       \
  "CASE WHEN (currency = ?5 OR ?5 = 0) AND (kind = ?6 OR ?6 = 0) AND (actor = ?7 OR ?7 = 0) THEN " \
  "1 ELSE 0 END"

const char *const ledger_find_sql[LEDGER_FIND_SQL] = {
    "SELECT n, at_ms, 1 FROM ledger_txn WHERE currency = ?5 AND kind = ?6 AND " SPAN NEWEST,
    "SELECT n, at_ms, " FITS
    " FROM ledger_txn WHERE actor = ?8 AND kind >= 0 AND " SPAN NEWEST,
    "SELECT n, at_ms, " FITS " FROM ledger_txn WHERE reason = ?8 AND reason <> '' AND " SPAN NEWEST,
    "SELECT n, at_ms, " FITS " FROM ledger_txn WHERE ref = ?8 AND ref <> '' AND " SPAN NEWEST};

/* What an index says in part: it is looked along, and what fits is kept. */
static bool by_part(struct finding *x, enum ledger_find_by by, int64_t number, struct str text,
                    struct err *err) {
  bool more = x->currency || x->f->kind || (x->actor && by != LEDGER_BY_ACTOR);
  int64_t chunk = more ? CHUNK : (int64_t)x->f->limit + 1;
  struct state_stmt *q;
  uint32_t n = 0;
  for (int64_t looked = 0; looked < LEDGER_FIND_ROWS; looked += n) {
    struct txn_place last = x->below;
    if (!state_query(x->s, ledger_find_sql[by], &q, err)) return false;
    bind_span(q, x, chunk);
    state_bind_int(q, 5, x->currency);
    state_bind_int(q, 6, x->f->kind);
    state_bind_int(q, 7, x->actor);
    if (text.p)
      state_bind_str(q, 8, text);
    else
      state_bind_int(q, 8, number);
    if (!take(x, q, &n, &last, err)) return false;
    if (n < chunk || x->found.n > x->f->limit) return true;
    x->below = last;
  }
  x->more = true;
  if (x->found.n == 0 || x->found.p[x->found.n - 1].n != x->below.n)
    vec_push(&x->found, ((struct txn_place){x->below.at_ms, -x->below.n})); /* where it stopped */
  return true;
}

/* Of one currency and kind; all of them together are everything. */
static bool of_kind(struct finding *x, int64_t currency, int kind, struct err *err) {
  struct state_stmt *q;
  struct txn_place last;
  uint32_t n;
  if (!state_query(x->s, ledger_find_sql[LEDGER_BY_KIND], &q, err)) return false;
  bind_span(q, x, (int64_t)x->f->limit + 1);
  state_bind_int(q, 5, currency);
  state_bind_int(q, 6, kind);
  return take(x, q, &n, &last, err);
}

static bool currencies_in(struct state *s, number_vec *ret, struct err *err) {
  struct state_stmt *q;
  return state_query(s, "SELECT n FROM ledger_currency ORDER BY n", &q, err) &&
         take_numbers(q, ret, err);
}

static bool by_kind(struct finding *x, struct err *err) {
  number_vec all = {0};
  bool ok = true;
  if (x->currency)
    vec_push(&all, x->currency);
  else
    ok = currencies_in(x->s, &all, err);
  for (size_t i = 0; ok && i < all.n; i++)
    for (int kind = LEDGER_EARN; ok && kind < LEDGER_KINDS; kind++)
      if (x->f->kind == 0 || x->f->kind == (enum ledger_kind)kind)
        ok = of_kind(x, all.p[i], kind, err);
  vec_free(&all);
  return ok;
}

static int newest_first(const void *a, const void *b) {
  const struct txn_place *x = a, *y = b;
  int64_t m = x->n < 0 ? -x->n : x->n, n = y->n < 0 ? -y->n : y->n;
  if (x->at_ms != y->at_ms) return x->at_ms < y->at_ms ? 1 : -1;
  return m < n ? 1 : m > n ? -1 : 0;
}

/* The first `limit`, and where to go on. */
static void page(struct finding *x, number_vec *ret, int64_t *ret_next) {
  *ret_next = 0;
  if (x->found.n) qsort(x->found.p, x->found.n, sizeof *x->found.p, newest_first);
  for (size_t i = 0; i < x->found.n; i++) {
    int64_t n = x->found.p[i].n;
    if (ret->n == x->f->limit) {
      *ret_next = ret->p[ret->n - 1];
      return;
    }
    if (n > 0) vec_push(ret, n);
    if (x->more && i + 1 == x->found.n) *ret_next = n < 0 ? -n : n;
  }
}

static bool numbers(struct state *s, const struct ledger_find *f, int64_t currency, int64_t actor,
                    number_vec *ret, int64_t *ret_next, struct err *err) {
  struct finding x = {.s = s, .f = f, .currency = currency, .actor = actor};
  bool ok = begin(&x, err);
  if (ok && f->ref.n)
    ok = by_part(&x, LEDGER_BY_REF, 0, f->ref, err);
  else if (ok && f->reason.n)
    ok = by_part(&x, LEDGER_BY_REASON, 0, f->reason, err);
  else if (ok && actor)
    ok = by_part(&x, LEDGER_BY_ACTOR, actor, (struct str){0}, err);
  else if (ok)
    ok = by_kind(&x, err);
  if (ok) page(&x, ret, ret_next);
  vec_free(&x.found);
  return ok;
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
