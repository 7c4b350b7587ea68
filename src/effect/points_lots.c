/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lots: how old what is open is, and what will expire unused.
 *
 * The forecast is a life table.  Of lots that came to their end it is known how much lapsed, and
 * from the uses, how much was still unused at every age (steps of POINTS_AGE_DAYS).  The share
 * lapsed ÷ unused at an age, of the lots that lived longer than it, is applied to what is still
 * unused of the open lots of that age.  So an old lot, of which those who use points have taken
 * theirs, counts as what it is; the plain share of all granted points would say too little of it.
 */
#include "base/panic.h"
#include "effect/points_int.h"

#define AGE_MS (POINTS_AGE_DAYS * MS_DAY)

struct mature { /* a lot that came to its end */
  int64_t n, at_ms;
  i128 left; /* used, and not said when */
  uint32_t ages;
};

struct reading {
  const struct effect_in *in;
  struct lots *to;
  VEC(struct mature) mature; /* by n */
  i128 rest[POINTS_AGES], used[POINTS_AGES];
  int32_t month; /* this one */
};

static uint32_t age_of(int64_t ms) {
  int64_t a = ms / AGE_MS;
  return a < 0 ? 0 : a >= POINTS_AGES ? POINTS_AGES - 1 : (uint32_t)a;
}

static uint32_t shown_age(uint32_t age) {
  return age < 1 ? 0 : age < 3 ? 1 : age < 6 ? 2 : age < 12 ? 3 : 4;
}

static void open_lot(struct reading *x, i128 rest, int64_t expires, int64_t at_ms) {
  struct lots *t = x->to;
  uint32_t age = age_of(x->in->now - at_ms);
  if (rest == 0) return;
  t->open[shown_age(age)]++;
  t->rest[shown_age(age)] += rest;
  if (expires == LEDGER_NEVER) {
    t->endless += rest;
    return;
  }
  x->rest[age] += rest;
  int32_t day = day_of(x->in->env.tz, expires - 1), k = 0;
  while (k < LOT_AHEAD && day >= day_add_months(x->month, k + 1))
    k++;
  t->ending[k] += rest;
}

static struct lot_cohort *cohort(struct lots *t, int32_t month) {
  size_t i = t->cohorts.n;
  while (i > 0 && t->cohorts.p[i - 1].month > month)
    i--;
  if (i > 0 && t->cohorts.p[i - 1].month == month) return &t->cohorts.p[i - 1];
  vec_push(&t->cohorts, (struct lot_cohort){0});
  memmove(&t->cohorts.p[i + 1], &t->cohorts.p[i], (t->cohorts.n - 1 - i) * sizeof *t->cohorts.p);
  t->cohorts.p[i] = (struct lot_cohort){.month = month};
  return &t->cohorts.p[i];
}

static void mature_lot(struct reading *x, struct state_stmt *q) {
  struct lots *t = x->to;
  int64_t granted = state_int(q, 1), rest = state_int(q, 2), held = state_int(q, 3);
  int64_t expires = state_int(q, 5), at_ms = state_int(q, 6);
  i128 gone = (i128)rest + held, lapsed = state_int(q, 4) + gone;
  struct lot_cohort *c = cohort(t, day_month_start(day_of(x->in->env.tz, at_ms)));
  uint32_t ages = age_of(expires - 1 - at_ms) + 1;
  t->mature++;
  t->granted += granted, c->granted += granted;
  t->lapsed += lapsed, c->lapsed += lapsed;
  c->lots++;
  for (uint32_t a = 0; a < ages; a++) {
    t->unused[a] += lapsed;
    t->lapsing[a] += lapsed;
  }
  vec_push(&x->mature, ((struct mature){state_int(q, 0), at_ms, granted - lapsed, ages}));
  t->overdue += gone;
}

static bool read_lots(struct reading *x, int64_t currency, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(x->in->state,
                   "SELECT l.n, l.granted, l.rest, l.held, l.lapsed, l.expires, t.at_ms FROM "
                   "ledger_lot l JOIN ledger_txn t ON t.n = l.txn WHERE t.currency = ?1 ORDER BY "
                   "l.n",
                   &q, err))
    return false;
  state_bind_int(q, 1, currency);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    int64_t expires = state_int(q, 5);
    if (expires <= x->in->now)
      mature_lot(x, q);
    else
      open_lot(x, (i128)state_int(q, 2) + state_int(q, 3), expires, state_int(q, 6));
  }
  return true;
}

static struct mature *find(struct reading *x, int64_t n) {
  size_t lo = 0, hi = x->mature.n;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (x->mature.p[mid].n < n)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < x->mature.n && x->mature.p[lo].n == n ? &x->mature.p[lo] : NULL;
}

/* What was frozen is not used: it is held, or was given back. */
static bool read_uses(struct reading *x, int64_t currency, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(x->in->state,
                   "SELECT u.lot, u.amount - u.back, t.at_ms FROM ledger_use u JOIN ledger_txn t "
                   "ON t.n = u.txn WHERE t.currency = ?1 AND t.kind <> ?2 AND u.amount > u.back",
                   &q, err))
    return false;
  state_bind_int(q, 1, currency);
  state_bind_int(q, 2, LEDGER_FREEZE);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct mature *m = find(x, state_int(q, 0));
    if (!m) continue;
    uint32_t age = age_of(state_int(q, 2) - m->at_ms);
    x->used[age < m->ages ? age : m->ages - 1] += state_int(q, 1);
    m->left -= state_int(q, 1);
  }
  return true;
}

static bool read_debt(struct reading *x, int64_t currency, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(x->in->state,
                   "SELECT CAST(coalesce(sum(-available), 0) AS @i64) FROM ledger_account WHERE "
                   "currency = ?1 AND owner > 0 AND available < 0",
                   &q, err))
    return false;
  state_bind_int(q, 1, currency);
  if (!state_step(q, &row, err)) return false;
  x->to->debt = row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

/* What a lot paid for a debt has no use: that was at once. */
static void life_table(struct reading *x) {
  i128 later = 0;
  for (size_t i = 0; i < x->mature.n; i++)
    x->used[0] += x->mature.p[i].left;
  for (uint32_t a = POINTS_AGES; a-- > 0;) {
    later += x->used[a];
    x->to->unused[a] += later;
  }
}

static void forecast(struct reading *x) {
  struct lots *t = x->to;
  uint32_t last = 0; /* the oldest age that is known */
  t->forecast = t->mature >= POINTS_MATURE_MIN && t->granted > 0;
  t->will_lapse = t->overdue;
  if (!t->forecast) return;
  for (uint32_t a = 0; a < POINTS_AGES; a++) {
    if (t->unused[a] > 0) last = a;
    if (x->rest[a] == 0 || t->unused[last] == 0) continue;
    i128 lapses = (2 * x->rest[a] * t->lapsing[last] + t->unused[last]) / (2 * t->unused[last]);
    t->lapses[shown_age(a)] += lapses;
    t->will_lapse += lapses;
  }
}

bool lots_read(const struct effect_in *in, int64_t currency, struct lots *ret, struct err *err) {
  struct reading x = {.in = in, .to = ret, .month = day_month_start(day_of(in->env.tz, in->now))};
  bool ok =
      read_lots(&x, currency, err) && read_uses(&x, currency, err) && read_debt(&x, currency, err);
  if (ok) {
    life_table(&x);
    forecast(&x);
  }
  vec_free(&x.mature);
  return ok;
}

void lots_release(struct lots *t) {
  vec_free(&t->cohorts);
}
