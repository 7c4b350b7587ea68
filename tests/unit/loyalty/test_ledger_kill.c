/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process that grants and spends is killed at random moments, again and again on the same
 * workspace, with days between its lives: whatever it was answered is there once, and so is its
 * event. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/rng.h"
#include "ledger_shop.h"

#define LIVES   8
#define THREADS 4
#define USERS   20

static const char documents[] = "kind: currency\nslug: points\nexpires: {days: 30}\n";

struct heard { /* through the pipe, whole or not at all */
  uint32_t life, thread, i;
  int64_t txn, balance;
};

struct child {
  struct shop *x;
  uint32_t life, thread;
  int out;
};

static bool ask(struct shop *x, uint32_t life, uint32_t thread, uint32_t i,
                struct ledger_posted *ret, struct err *err) {
  char key[40], user[16];
  snprintf(key, sizeof key, "%u-%u-%u", life, thread, i);
  snprintf(user, sizeof user, "u%u", (thread * 7 + i) % USERS);
  const struct ledger_post p = {.op = i % 3 == 2 ? LEDGER_SPEND : LEDGER_GRANT,
                                .subject = subject(x, user),
                                .currency = STR("points"),
                                .amount = i % 3 == 2 ? 5 : 10,
                                .actor = STR("key_test"),
                                .key = str_from(key)};
  return ledger_do(x->l, &p, ret, err);
}

static void *child_thread(void *ctx) {
  struct child *c = ctx;
  for (uint32_t i = 0;; i++) {
    struct ledger_posted r;
    struct err err;
    if (!ask(c->x, c->life, c->thread, i, &r, &err)) continue;
    struct heard h = {c->life, c->thread, i, r.txn, r.balance};
    if (write(c->out, &h, sizeof h) != sizeof h) _exit(1);
  }
  return NULL;
}

static void live(struct shop *x, uint32_t life, int out) {
  struct child c[THREADS];
  pthread_t t[THREADS];
  open_shop(x);
  for (uint32_t i = 0; i < THREADS; i++) {
    c[i] = (struct child){x, life, i, out};
    if (pthread_create(&t[i], NULL, child_thread, &c[i]) != 0) _exit(1);
  }
  pause();
}

typedef VEC(struct heard) heard_vec;

static void kill_one(struct shop *x, uint32_t life, struct rng *r, heard_vec *all) {
  int pipes[2];
  struct heard h;
  assert_int_equal(pipe(pipes), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    close(pipes[0]);
    live(x, life, pipes[1]);
  }
  close(pipes[1]);
  size_t until = all->n + 1 + rng_below(r, 400);
  bool killed = false;
  while (read(pipes[0], &h, sizeof h) == sizeof h) {
    vec_push(all, h);
    if (all->n >= until && !killed) kill(pid, SIGKILL);
    killed |= all->n >= until;
  }
  close(pipes[0]);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static int64_t one(struct state *s, const char *sql) {
  struct state_stmt *q;
  struct err err;
  bool row;
  state_enter(s);
  must_ok(state_query(s, sql, &q, &err), &err);
  must_ok(state_step(q, &row, &err), &err);
  int64_t n = state_int(q, 0);
  state_reset(q);
  state_leave(s);
  return n;
}

static void check(struct shop *x, const heard_vec *all) {
  struct err err;
  struct state *s = loyalty_reader(x->l);
  state_enter(s);
  must_ok(ledger_verify(s, no_bad, NULL, &err), &err);
  state_leave(s);
  int64_t before = one(s, "SELECT count(*) FROM ledger_txn");
  assert_true((size_t)before >= all->n);
  for (size_t i = 0; i < all->n; i++) {
    const struct heard *h = &all->p[i];
    struct ledger_posted r;
    must_ok(ask(x, h->life, h->thread, h->i, &r, &err), &err);
    assert_true(r.again && r.txn == h->txn && r.balance == h->balance);
  }
  assert_int_equal(one(s, "SELECT count(*) FROM ledger_txn"), before);
  must_ok(loyalty_settle(x->l, &err), &err);
  struct snapshot *n = ws_snapshot(x->w);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (str_is(snapshot_event(n, i)->name, "points_changed")) rows = snapshot_event(n, i)->rows;
  snapshot_free(n);
  assert_int_equal(rows, before);
}

static void test_killed(void **state) {
  static struct shop x;
  struct rng r;
  heard_vec all = {0};
  (void)state;
  rng_init(&r, (uint64_t)clock_wall_ms(clock_system()), 0, 0);
  make_shop(&x, documents);
  close_shop(&x);
  for (uint32_t life = 0; life < LIVES; life++) {
    kill_one(&x, life, &r, &all);
    shop_clock.ahead_ms += rng_below(&r, 2) ? 9 * MS_DAY : 0; /* longer than ids of messages last */
    if (life % 3 != 0) continue; /* else the next one finds what the killed one left */
    open_shop(&x);
    check(&x, &all);
    close_shop(&x);
  }
  open_shop(&x);
  check(&x, &all);
  close_shop(&x);
  remove_dir(x.dir);
  vec_free(&all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed)};
  return RUN_ON_BOTH(tests, NULL, NULL);
}
