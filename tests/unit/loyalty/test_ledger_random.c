/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories of many threads against the slow twin: grants, spends, refunds, reversals,
 * clawbacks, transfers, freezes, adjustments; people who become one and are taken apart; time that
 * passes with and without a sweep; requests made again; openings in between.  Transactions are
 * numbered in the order in which they happened, so the twin does in that order what the threads did
 * at once, and must have been answered the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/rng.h"
#include "ledger_twin.h"

#define ROUNDS  60
#define THREADS 4
#define POSTS   30 /* of a thread, in a round */

struct test_clock {
  struct clock c;
  int64_t ms;
};
static struct wall test_wall(struct clock *c) {
  return (struct wall){((struct test_clock *)c)->ms};
}
static struct mono test_mono(struct clock *c) {
  return clock_system()->mono(c);
}
static struct test_clock now = {{test_wall, test_mono}, INT64_C(1767225600000)};

static const char documents[] =
    "kind: currency\nslug: points\nexpires: {days: 3}\npending_days: 1\n---\n"
    "kind: currency\nslug: coins\ndecimals: 2\ndebt: 5\ntransfers: yes\nclawback: debt\n"
    "expires: {days: 5, end_of: day}\nrefund_expired: {grace_days: 2}\n";

struct deed {
  struct ledger_post p;
  struct ledger_posted r;
  char key[40];
  struct err why;
  bool ok;
};
struct hand {
  struct twin *t;
  struct rng rng;
  uint32_t round, number;
  struct deed deeds[POSTS];
};

static void reopen(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2, .clock = &now.c};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
}

static void invent(struct hand *h, struct deed *d, uint32_t i) {
  static const enum ledger_kind kinds[] = {
      LEDGER_GRANT,  LEDGER_GRANT,    LEDGER_EARN,     LEDGER_EARN,   LEDGER_SPEND,
      LEDGER_SPEND,  LEDGER_SPEND,    LEDGER_TRANSFER, LEDGER_FREEZE, LEDGER_ADJUST,
      LEDGER_REFUND, LEDGER_CLAWBACK, LEDGER_REVERSE,  LEDGER_REFUND, LEDGER_UNFREEZE};
  const struct twin *t = h->t;
  struct rng *r = &h->rng;
  struct ledger_post *p = &d->p;
  snprintf(d->key, sizeof d->key, "%u/%u/%u", h->round, h->number, i);
  *p = (struct ledger_post){.op = kinds[rng_below(r, sizeof kinds / sizeof *kinds)],
                            .actor = rng_chance(r, 0.5) ? STR("key_one") : STR("key_two"),
                            .key = str_from(d->key),
                            .reason = STR("test")};
  int64_t amount = 1 + (int64_t)rng_below(r, TWIN_AMOUNT);
  bool of = p->op == LEDGER_REFUND || p->op == LEDGER_CLAWBACK || p->op == LEDGER_REVERSE ||
            p->op == LEDGER_UNFREEZE;
  if (of) {
    p->of = t->txns.n ? t->txns.p[rng_below(r, t->txns.n)]->r.txn : 12345;
    p->amount = rng_chance(r, 0.4) ? 0 : amount / 3 + 1;
    return;
  }
  p->subject = t->subjects[rng_below(r, TWIN_USERS)];
  p->to = t->subjects[rng_below(r, TWIN_USERS)];
  p->currency = rng_chance(r, 0.5) ? STR("points") : STR("coins");
  p->amount = p->op == LEDGER_ADJUST && rng_chance(r, 0.5) ? -amount : amount;
  if (p->op <= LEDGER_GRANT && rng_chance(r, 0.7)) p->pending_ms = -1;
}

static void *hand_thread(void *ctx) {
  struct hand *h = ctx;
  for (uint32_t i = 0; i < POSTS; i++) {
    struct deed *d = &h->deeds[i];
    invent(h, d, i);
    d->ok = ledger_do(h->t->x->l, &d->p, &d->r, &d->why);
    if (d->ok && rng_chance(&h->rng, 0.2)) { /* a client that did not hear the answer */
      struct ledger_posted again = {0};
      struct err err;
      must_ok(ledger_do(h->t->x->l, &d->p, &again, &err), &err);
      assert_true(again.again && again.txn == d->r.txn && again.balance == d->r.balance);
      struct ledger_post other = d->p;
      other.reason = STR("another");
      assert_false(ledger_do(h->t->x->l, &other, &again, &err));
      assert_int_equal(err.code, ERR_idempotency_conflict);
    }
  }
  return NULL;
}

static void check_answer(struct twin *t, struct deed *d) {
  struct ledger_posted want = {0};
  if (!twin_post(t, &d->p, &want)) fail_msg("%s should be refused", d->key);
  t->txns.p[t->txns.n - 1]->r.txn = d->r.txn;
  if (want.amount != d->r.amount || want.balance != d->r.balance || want.other != d->r.other ||
      want.debt != d->r.debt || want.shortfall != d->r.shortfall || want.lapsed != d->r.lapsed)
    fail_msg("%s (%s): amount %lld %lld balance %lld %lld other %lld %lld debt %lld %lld short "
             "%lld %lld lapsed %lld %lld",
             d->key, ledger_kind_name(d->p.op), (long long)want.amount, (long long)d->r.amount,
             (long long)want.balance, (long long)d->r.balance, (long long)want.other,
             (long long)d->r.other, (long long)want.debt, (long long)d->r.debt,
             (long long)want.shortfall, (long long)d->r.shortfall, (long long)want.lapsed,
             (long long)d->r.lapsed);
}

static int by_txn(const void *p, const void *q) {
  const struct deed *const *a = p, *const *b = q;
  return ((*a)->r.txn > (*b)->r.txn) - ((*a)->r.txn < (*b)->r.txn);
}

static void round_of_threads(struct twin *t, struct rng *r, uint32_t round) {
  static struct hand hands[THREADS];
  struct deed *done[THREADS * POSTS];
  pthread_t threads[THREADS];
  size_t n = 0;
  for (uint32_t i = 0; i < THREADS; i++) {
    memset(&hands[i], 0, sizeof hands[i]);
    hands[i].t = t;
    hands[i].round = round;
    hands[i].number = i;
    rng_init(&hands[i].rng, rng_u64(r), i, 0);
    assert_int_equal(pthread_create(&threads[i], NULL, hand_thread, &hands[i]), 0);
  }
  for (uint32_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    for (uint32_t k = 0; k < POSTS; k++)
      if (hands[i].deeds[k].ok) done[n++] = &hands[i].deeds[k];
  }
  qsort(done, n, sizeof *done, by_txn);
  for (size_t i = 0; i < n; i++)
    check_answer(t, done[i]);
}

/* One at a time the refusals are compared, too. */
static void round_of_one(struct twin *t, struct rng *r, uint32_t round) {
  struct hand h = {.t = t, .round = round, .number = 99};
  rng_init(&h.rng, rng_u64(r), 0, 0);
  for (uint32_t i = 0; i < POSTS; i++) {
    struct deed *d = &h.deeds[i];
    struct ledger_posted ignored;
    invent(&h, d, i);
    d->ok = ledger_do(t->x->l, &d->p, &d->r, &d->why);
    if (d->ok)
      check_answer(t, d);
    else if (twin_post(t, &d->p, &ignored))
      fail_msg("%s (%s) should not be refused: %s %s", d->key, ledger_kind_name(d->p.op),
               err_name(d->why.code), d->why.args[0]);
  }
}

static void check_person(struct twin *t, int who) {
  struct err err;
  struct arena mem;
  struct ledger_balance *all;
  uint32_t n;
  int64_t want[TWIN_COINS][3] = {{0}}, got[TWIN_COINS][3] = {{0}};
  arena_init(&mem, "test");
  must_ok(ledger_balances(t->x->l, t->subjects[who], &mem, &all, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    int c = str_eq(all[i].currency, t->coins[1].slug);
    got[c][0] = all[i].available;
    got[c][1] = all[i].pending;
    got[c][2] = all[i].frozen;
  }
  for (int i = 0; i < TWIN_USERS; i++)
    for (int c = 0; c < TWIN_COINS && twin_same(t, who, i); c++)
      for (int k = 0; k < 3; k++)
        want[c][k] += t->balance[i][c][k];
  /* What is ready pays a debt; before the sweep both stand side by side only within an account. */
  for (int c = 0; c < TWIN_COINS; c++)
    for (int k = 0; k < 3; k++)
      assert_int_equal(want[c][k], got[c][k]);
  arena_release(&mem);
}

static void check_all(struct twin *t) {
  struct err err;
  struct state *s = loyalty_reader(t->x->l);
  state_enter(s);
  must_ok(ledger_verify(s, no_bad, NULL, &err), &err);
  state_leave(s);
  twin_settle(t);
  for (int i = 0; i < TWIN_USERS; i++)
    check_person(t, i);
}

static void move_people(struct twin *t, struct rng *r) {
  struct ws_moved moved;
  struct err err;
  uint32_t a = t->subjects[rng_below(r, TWIN_USERS)], b = t->subjects[rng_below(r, TWIN_USERS)];
  if (rng_chance(r, 0.5))
    ws_unmerge_people(t->x->w, &a, 1, WS_MOVES, STR("test"), &moved, &err);
  else if (a != b)
    ws_merge_people(t->x->w, a, &b, 1, WS_MOVES, STR("test"), &moved, &err);
}

static void pass_time(struct twin *t, struct rng *r) {
  struct err err;
  uint32_t swept;
  now.ms += (int64_t)rng_below(r, 20) * MS_HOUR;
  t->now = now.ms;
  if (rng_chance(r, 0.5)) must_ok(ledger_sweep(t->x->l, 100000, &swept, &err), &err);
}

static void test_histories(void **state) {
  struct twin *t = *state;
  const char *given = getenv("SHOAL_TEST_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  struct rng r;
  print_message("SHOAL_TEST_SEED=%llu\n", (unsigned long long)seed);
  rng_init(&r, seed, 0, 0);
  for (uint32_t round = 0; round < ROUNDS; round++) {
    pass_time(t, &r);
    if (rng_chance(&r, 0.4)) move_people(t, &r);
    if (rng_chance(&r, 0.5))
      round_of_threads(t, &r, round);
    else
      round_of_one(t, &r, round);
    check_all(t);
    if (rng_chance(&r, 0.1)) {
      close_shop(t->x);
      reopen(t->x);
    }
  }
}

/* What was told adds up to what is there. */
static void test_events(void **state) {
  struct twin *t = *state;
  struct err err;
  must_ok(loyalty_settle(t->x->l, &err), &err);
  struct state *s = loyalty_reader(t->x->l);
  struct state_stmt *q;
  bool row;
  state_enter(s);
  must_ok(state_query(s,
                      "SELECT count(*) FROM (SELECT e.txn, e.account FROM ledger_entry e JOIN "
                      "ledger_account a ON a.n = e.account WHERE a.owner > 0 AND e.bucket = 0 "
                      "GROUP BY e.txn, e.account HAVING sum(e.amount) <> 0) x",
                      &q, &err),
          &err);
  must_ok(state_step(q, &row, &err), &err);
  uint64_t want = (uint64_t)state_int(q, 0), rows = 0;
  state_reset(q);
  state_leave(s);
  struct snapshot *n = ws_snapshot(t->x->w);
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (str_is(snapshot_event(n, i)->name, "points_changed")) rows = snapshot_event(n, i)->rows;
  snapshot_free(n);
  assert_int_equal(rows, want);
}

static struct arena documents_mem; /* of the twin's currencies */

static int setup(void **state) {
  static struct shop x;
  static struct twin t;
  struct err err;
  char user[16];
  make_shop(&x, documents);
  close_shop(&x);
  reopen(&x);
  t = (struct twin){.x = &x};
  t.now = now.ms;
  arena_init(&documents_mem, "test");
  must_ok(ledger_currency(x.l, STR("points"), &documents_mem, &t.coins[0], &err), &err);
  must_ok(ledger_currency(x.l, STR("coins"), &documents_mem, &t.coins[1], &err), &err);
  for (int i = 0; i < TWIN_USERS; i++) {
    snprintf(user, sizeof user, "u%d", i);
    t.subjects[i] = subject(&x, user);
  }
  *state = &t;
  return 0;
}

static int teardown(void **state) {
  struct twin *t = *state;
  close_shop(t->x);
  remove_dir(t->x->dir);
  twin_release(t);
  arena_release(&documents_mem);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_histories),
                                     cmocka_unit_test(test_events)};
  return RUN_ON_BOTH(tests, setup, teardown);
}
