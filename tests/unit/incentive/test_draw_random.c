/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories of draws by people who merge and part, against a twin that counts everything
 * anew; crowds; and the power failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "draw_shop.h"

enum { THREADS = 8 };

/* ---- random histories against a twin ---- */

#define RANDOM                                                                                     \
  HEAD "price: {points: 2, currency: points}\nfree: {per_day: 1, in_all: 4}\n"                     \
       "limits: {per_day: 4, in_all: 30}\nbudget: 300\n"                                           \
       "prizes:\n"                                                                                 \
       "- {slug: a, probability: 0.1, stock: 6, cost: 20, gift: x, falls_to: b}\n"                 \
       "- {slug: b, probability: 0.2, stock: 20, per_person: 3, cost: 5, reward: {points: 1, "     \
       "currency: points}, falls_to: c}\n"                                                         \
       "- {slug: c, probability: 0.5, per_person: 9, cost: 0.5, reward: {points: 0.5, currency: "  \
       "points}}\n"                                                                                \
       "- {slug: e, probability: 0.1, cost: 0, reward: {draw: d, turns: 2}}\n"

static const struct {
  const char *slug;
  int64_t chance, stock, wins, cost; /* cost in ten-thousandths */
  int falls;
} kinds[4] = {{"a", 100000000, 6, 0, 200000, 1},
              {"b", 200000000, 20, 3, 50000, 2},
              {"c", 500000000, -1, 9, 5000, -1},
              {"e", 100000000, -1, 0, 0, -1}};

struct twin_turn {
  int user, prize;
  int64_t day;
  bool free;
  int ticket; /* of whose; -1: none */
};
static struct {
  struct twin_turn t[2000];
  int n, person[USERS];
  int64_t promised[USERS], given[USERS];
  int64_t purse, cost; /* purse: of who turns next, as the ledger says */
} twin;

static bool one_person(int a, int b) {
  return twin.person[a] == twin.person[b];
}

static int64_t count(int user, int prize, int64_t day, int want_free) {
  int64_t n = 0;
  for (int i = 0; i < twin.n; i++)
    n += (user < 0 || one_person(twin.t[i].user, user)) &&
         (prize < 0 || twin.t[i].prize == prize) && (day < 0 || twin.t[i].day == day) &&
         (want_free < 0 || twin.t[i].free == want_free);
  return n;
}

/* Turns that the user was given and nobody used. */
static int64_t twin_left(int user) {
  int64_t left = twin.given[user];
  for (int i = 0; i < twin.n; i++)
    left -= twin.t[i].ticket == user;
  return left;
}
static int twin_ticket(int user) {
  for (int i = 0; i < USERS; i++)
    if (one_person(i, user) && twin_left(i) > 0) return i;
  return -1;
}

/* ERR_none, and what it must be. */
static enum err_code twin_turn(int user, int64_t day, const uint8_t seed[32], const char *nonce,
                               int *ret_prize, bool *ret_free, int *ret_ticket) {
  if (count(user, -1, day, -1) >= 4) return ERR_draw_limit_day;
  if (count(user, -1, -1, -1) >= 30) return ERR_draw_limit;
  *ret_free = count(user, -1, day, 1) < 1 && count(user, -1, -1, 1) < 4;
  *ret_ticket = *ret_free ? -1 : twin_ticket(user);
  if (!*ret_free && *ret_ticket < 0 && twin.purse < 20) return ERR_ledger_balance;
  int64_t number = draw_number(seed, STR("d"), twin.n + 1, str_from(nonce));
  int at = number < 100000000   ? 0
           : number < 300000000 ? 1
           : number < 800000000 ? 2
           : number < 900000000 ? 3
                                : -1;
  while (at >= 0) {
    bool stock = kinds[at].stock >= 0 && count(-1, at, -1, -1) >= kinds[at].stock;
    bool budget = twin.cost + kinds[at].cost > 3000000;
    bool enough = kinds[at].wins && count(user, at, -1, -1) >= kinds[at].wins;
    if (!stock && !budget && !enough) break;
    at = kinds[at].falls;
  }
  *ret_prize = at;
  return ERR_none;
}

static void random_history(uint64_t seed_of_test) {
  struct shop x = {0};
  struct rng r;
  struct draw_row row;
  struct err err;
  bool found;
  make(&x, RANDOM);
  memset(&twin, 0, sizeof twin);
  rng_init(&r, seed_of_test, 1, 0);
  tick();
  state_enter(loyalty_reader(x.l));
  must_ok(draw_row_get(loyalty_reader(x.l), STR("d"), &row, &found, &err), &err);
  state_leave(loyalty_reader(x.l));
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    twin.person[i] = i;
    grant(&x, users[i], 400, key);
  }
  for (int step = 0; step < 260; step++) {
    char key[16], nonce[8];
    struct draw_done d;
    bool is_free = false;
    int prize = -1, ticket = -1, user = (int)rng_below(&r, USERS);
    uint64_t what = rng_below(&r, 20);
    if (what == 0) now_ms += MS_DAY / 2;
    if (what == 1) shop_move(&x, &r, users, twin.person, USERS);
    if (what == 2 && step % 3 == 0) again(&x);
    if (what == 3) {
      promise(&x, users[user], step, 1 + step % 3);
      twin.promised[user] += 1 + step % 3;
    }
    if (what == 4 || what == 5) {
      hand_over(&x);
      for (int i = 0; i < USERS; i++) {
        twin.given[i] += twin.promised[i];
        twin.promised[i] = 0;
      }
    }
    twin.purse = balance(&x, users[user]);
    snprintf(key, sizeof key, "k%d", step);
    snprintf(nonce, sizeof nonce, "%d", (int)rng_below(&r, 1000));
    enum err_code code =
        twin_turn(user, now_ms / MS_DAY, row.seed, nonce, &prize, &is_free, &ticket);
    bool ok = turn(users[user], key, nonce, &d, &err);
    if (!ok) {
      if (err.code != code)
        fail_msg("seed %llu step %d: %s", (unsigned long long)seed_of_test, step,
                 err_name(err.code));
      continue;
    }
    assert_int_equal(code, ERR_none);
    assert_true(str_is(d.turn.prize, prize < 0 ? "" : kinds[prize].slug));
    assert_true(d.turn.free == is_free);
    assert_true((d.turn.ticket != 0) == (ticket >= 0));
    twin.t[twin.n++] = (struct twin_turn){user, prize, now_ms / MS_DAY, is_free, ticket};
    if (prize == 3) twin.promised[user] += 2;
    if (prize >= 0) twin.cost += kinds[prize].cost;
    assert_true(turn(users[user], key, nonce, &d, &err) && d.again);
  }
  assert_int_equal(shown().turns, twin.n);
  int64_t used = 0;
  for (int i = 0; i < twin.n; i++)
    used += twin.t[i].ticket >= 0;
  assert_int_equal(shown().tickets_used, used);
  assert_true(used > 10);
  for (int i = 0; i < USERS; i++) {
    int64_t left = 0;
    for (int j = 0; j < USERS; j++)
      left += one_person(i, j) ? twin_left(j) : 0;
    assert_int_equal(tickets_left(users[i]), left);
  }
  assert_int_equal(dec_cmp(shown().cost, draw_money(twin.cost)), 0);
  list_is_clean(twin.n);
  now_ms += 90 * MS_DAY;
  tick();
  list_is_clean(twin.n);
  end(&x);
}

static void test_random(void **state) {
  (void)state;
  random_history(1);
  random_history(2);
}

/* ---- many at once, and the power ---- */

struct actor {
  struct shop *x;
  int i;
  bool breaks;
  int64_t answers;
};

static void *act(void *arg) {
  struct actor *a = arg;
  struct arena tmp;
  struct rng r;
  rng_init(&r, 7, (uint64_t)a->i, 0);
  arena_init(&tmp, "actor");
  for (int step = 0; step < 40; step++) {
    char key[24];
    struct draw_done d;
    struct err err = {0};
    /* Every second key is one that another thread has too. */
    snprintf(key, sizeof key, "%d-%d", step % 2 ? a->i / 2 : a->i + 100, step);
    const struct draw_ask q = {STR("d"), STR("shop"), str_from(key), STR(""),
                               users[step % 2 ? step % USERS : (int)rng_below(&r, USERS)]};
    if (draw_do(inc, &q, &tmp, &d, &err)) {
      a->answers += !d.again;
    } else if (!a->breaks && err.code != ERR_draw_limit_day && err.code != ERR_ledger_balance) {
      fail_msg("%s", err_name(err.code));
    }
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return NULL;
}

static atomic_bool crowded;
static void *give_all(void *arg) {
  struct actor *a = arg;
  struct err err = {0};
  uint32_t done;
  while (atomic_load(&crowded))
    if (!gifts_hand_over(a->x->l, 10, &done, &err) && !a->breaks)
      fail_msg("%s", err_name(err.code));
  return NULL;
}

static int64_t crowd(struct shop *x, bool breaks) {
  struct actor a[THREADS], giver = {.x = x, .breaks = breaks};
  pthread_t t[THREADS], gives;
  int64_t n = 0;
  atomic_store(&crowded, true);
  assert_int_equal(pthread_create(&gives, NULL, give_all, &giver), 0);
  for (int i = 0; i < THREADS; i++) {
    a[i] = (struct actor){.x = x, .i = i, .breaks = breaks};
    assert_int_equal(pthread_create(&t[i], NULL, act, &a[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    n += a[i].answers;
  }
  atomic_store(&crowded, false);
  pthread_join(gives, NULL);
  return n;
}

#define CROWD                                                                                      \
  HEAD "price: {points: 1, currency: points}\nfree: {in_all: 3}\nlimits: {per_day: 25}\n"          \
       "budget: 40\nprizes:\n"                                                                     \
       "- {slug: a, probability: 0.5, stock: 9, cost: 2, gift: x, falls_to: b}\n"                  \
       "- {slug: b, probability: 0.3, per_person: 4, cost: 1, reward: {points: 0.1, currency: "    \
       "points}}\n"                                                                                \
       "- {slug: c, probability: 0.1, cost: 0, reward: {draw: d}}\n"

static void limits_hold(struct shop *x, int64_t turns) {
  assert_int_equal(shop_number(x, "SELECT count(*) FROM draw_turn"), turns);
  assert_int_equal(shop_number(x, "SELECT coalesce(max(turns), 0) FROM draw"), turns);
  assert_true(shop_number(x, "SELECT count(*) FROM draw_turn WHERE prize = 'a'") <= 9);
  assert_true(shop_number(x, "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM draw_turn "
                             "WHERE prize = 'b' GROUP BY holder) AS t") <= 4);
  assert_true(shop_number(x, "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM draw_turn "
                             "GROUP BY holder) AS t") <= 25);
  assert_true(shop_number(x, "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM draw_turn "
                             "WHERE free = 1 GROUP BY holder) AS t") <= 3);
  assert_true(shop_number(x, "SELECT coalesce(max(cost), 0) FROM draw") <= 400000);
  assert_int_equal(shop_number(x, "SELECT count(*) FROM gift"),
                   shop_number(x, "SELECT count(*) FROM draw_turn WHERE prize IN ('b', 'c')"));
  assert_int_equal(
      shop_number(x, "SELECT CAST(coalesce(sum(given), 0) AS bigint) FROM draw_ticket"),
      shop_number(x, "SELECT count(*) FROM gift WHERE draw = 'd' AND status = 1"));
  assert_int_equal(shop_number(x, "SELECT count(*) FROM draw_ticket k WHERE k.used <> (SELECT "
                                  "count(*) FROM draw_turn t WHERE t.ticket = k.holder)"),
                   0);
  assert_int_equal(shop_told(x, "draw_turns_given"),
                   shop_number(x, "SELECT count(*) FROM gift WHERE draw = 'd' AND status = 1"));
  assert_int_equal(shop_number(x, "SELECT CAST(coalesce(sum(points), 0) AS bigint) FROM draw_turn"),
                   shop_number(x, "SELECT CAST(coalesce(sum(amount), 0) AS bigint) FROM "
                                  "ledger_txn WHERE kind = 3"));
  assert_int_equal(shop_told(x, "prize_drawn"), turns);
}

static void stock_up(struct shop *x) {
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(x, users[i], 150, key);
  }
}

static void test_crowd(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x, CROWD);
  stock_up(&x);
  int64_t n = crowd(&x, false);
  assert_true(n > 60);
  limits_hold(&x, n);
  list_is_clean(n);
  end(&x);
}

static void test_crash(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 10; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop x = {.o.io = &m->io};
    struct rng r;
    make(&x, CROWD);
    stock_up(&x);
    rng_init(&r, seed, 1, 0);
    m->fail_in = (int64_t)(20 + rng_below(&r, 300));
    m->dead = false;
    int64_t n = crowd(&x, true);
    close_all(&x);
    mem_io_crash(m);
    shop_open(&x);
    open_all(&x);
    int64_t turns = shop_number(&x, "SELECT count(*) FROM draw_turn");
    assert_true(turns >= n);
    limits_hold(&x, turns);
    if (turns) list_is_clean(turns);
    close_all(&x);
    mem_io_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_crowd),
                                     cmocka_unit_test(test_crash)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
