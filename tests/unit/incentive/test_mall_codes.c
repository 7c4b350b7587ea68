/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes of others: imports line by line and again; who sees a code and who does not; what comes
 * back; the race "one code, nine buyers"; random lives against a twin that knows who has which
 * code, with openings and imports that go on; the power failing; and the same done to many orders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "incentive/mall_bulk.h"
#include "mall_shop.h"

#define HEAD(slug) "kind: mall_item\nslug: " slug "\ntitle: T\nactive: true\nreview: 2026-12-31\n"
#define CARD                                                                                       \
  HEAD("card")                                                                                     \
  "hand: virtual\ncodes: {pool: cards, warn: 3}\nunit_cost: 10\nbudget: 100000\n"                  \
  "price: {points: 1, currency: points}\norder: {most: 3}\n"
#define PAID                                                                                       \
  "---\n" HEAD("paid") "hand: virtual\ncodes: {pool: cards}\nunit_cost: 0\n"                       \
                       "price: {points: 1, currency: points, money: 2}\norder: {most: 3}\n"

static struct mall_loaded load(const char *key, const struct mall_line *lines, uint32_t n) {
  const struct mall_loading x = {
      .pool = STR("cards"), .actor = STR("ann"), .key = str_from(key), .lines = lines, .n = n};
  struct mall_loaded d;
  struct err err;
  must_ok(mall_pool_load(inc, &x, 1000, &mem, &d, &err), &err);
  return d;
}

static struct mall_pool pool_now(void) {
  struct mall_pool p;
  struct err err;
  must_ok(mall_pool_get(inc, STR("cards"), &mem, &p, &err), &err);
  return p;
}

static void counts_are(int64_t free, int64_t held, int64_t given, int64_t spent) {
  struct mall_pool p = pool_now();
  assert_int_equal(p.codes[MALL_CODE_FREE], free);
  assert_int_equal(p.codes[MALL_CODE_HELD], held);
  assert_int_equal(p.codes[MALL_CODE_GIVEN], given);
  assert_int_equal(p.codes[MALL_CODE_SPENT], spent);
}

static void codes_are(int64_t order, uint32_t who, const char *first, const char *pin) {
  struct mall_code *c;
  struct err err;
  uint32_t n;
  must_ok(mall_codes(inc, order, who, &mem, &c, &n, &err), &err);
  assert_true(n >= 1 && str_is(c[0].code, first) && str_is(c[0].pin, pin));
}

static void codes_shut(int64_t order, uint32_t who, enum err_code why) {
  struct mall_code *c;
  struct err err = {0};
  uint32_t n;
  assert_false(mall_codes(inc, order, who, &mem, &c, &n, &err));
  assert_int_equal(err.code, why);
}

#define L(code, pin)                                                                               \
  { STR(code), STR(pin) }

static void test_imports(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x, CARD);
  assert_int_equal(offered(users[0], "card").left, 0);
  assert_true(shown("card").few);
  assert_int_equal(pool_now().n, 0); /* waited for, not filled */
  const struct mall_line lines[] = {L("AAAA-0001", "p1"), L(" AAAA-0002 ", ""),
                                    L("AAAA-0001", "x"),  L("", ""),
                                    L("a\tb", ""),        L("AAAA-0003", "")};
  struct mall_loaded d = load("one", lines, 6);
  assert_int_equal(d.load.added, 3);
  assert_int_equal(d.n_refused, 3);
  assert_true(!d.again && d.refused[0].line == 3 && d.refused[0].why.code == ERR_mall_code_twice);
  assert_true(d.refused[1].line == 4 && d.refused[1].why.code == ERR_mall_code_bad);
  assert_true(d.refused[2].line == 5 && d.refused[2].why.code == ERR_mall_code_bad);
  d = load("one", lines, 6);
  assert_true(d.again && d.load.added == 3 && d.n_refused == 3);
  const struct mall_line more[] = {L("AAAA-0002", ""), L("AAAA-0004", "")};
  d = load("two", more, 2);
  assert_true(d.load.added == 1 && d.n_refused == 1);
  assert_int_equal(d.refused[0].why.code, ERR_mall_code_known);
  counts_are(4, 0, 0, 0);
  assert_int_equal(shown("card").left, 4);
  assert_false(shown("card").few);
  /* A key is for one import, a pool has a name. */
  struct mall_loading bad = {
      .pool = STR("cards"), .actor = STR("ann"), .key = STR("one"), .lines = more, .n = 2};
  struct err err = {0};
  assert_false(mall_pool_load(inc, &bad, 10, &mem, &d, &err));
  assert_int_equal(err.code, ERR_idempotency_conflict);
  bad.pool = STR("Cards");
  err = (struct err){0};
  assert_false(mall_pool_load(inc, &bad, 10, &mem, &d, &err));
  assert_int_equal(err.code, ERR_bad_slug);
  /* Nothing of a code is in SQL to be read. */
  assert_int_equal(
      shop_number(&x, "SELECT count(*) FROM mall_code WHERE length(sealed) IN (9, 12)"), 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_code WHERE length(sealed) IN (50, "
                                   "53)"),
                   4);
  /* Taken out, once. */
  int64_t took;
  must_ok(mall_pool_withdraw(inc, STR("cards"), 2, &took, &err), &err);
  assert_int_equal(took, 1);
  must_ok(mall_pool_withdraw(inc, STR("cards"), 0, &took, &err), &err);
  assert_int_equal(took, 3);
  counts_are(0, 0, 0, 0);
  err = (struct err){0};
  assert_false(mall_pool_withdraw(inc, STR("nothing"), 0, &took, &err));
  assert_int_equal(err.code, ERR_unknown_mall_pool);
  end(&x);
}

static void test_lines(void **state) {
  struct mall_line *l;
  uint32_t *at;
  (void)state;
  arena_reset(&mem);
  uint32_t n = mall_lines_of(STR("\xef\xbb\xbf"
                                 "Code,PIN\r\n\r\nA1,p1\r\n\"B,1\",\"say \"\"hi\"\"\"\n C1 \n"),
                             &mem, &l, &at);
  assert_int_equal(n, 3);
  assert_true(str_is(l[0].code, "A1") && str_is(l[0].pin, "p1") && at[0] == 3);
  assert_true(str_is(l[1].code, "B,1") && str_is(l[1].pin, "say \"hi\"") && at[1] == 4);
  assert_true(str_is(l[2].code, "C1") && l[2].pin.n == 0 && at[2] == 5);
  assert_int_equal(mall_lines_of(STR("卡号\nA1"), &mem, &l, &at), 1);
  assert_int_equal(mall_lines_of(STR("A1\ncode"), &mem, &l, &at), 2); /* only the first line */
}

static void erase(struct shop *x, uint32_t who) {
  struct ws_erased gone;
  struct ws_erase_done ran;
  struct err err;
  must_ok(ws_erase_person(x->w, who, STR("ann"), &gone, &err), &err);
  must_ok(ws_erase_run(x->w, &ran, &err), &err);
}

static void test_orders(void **state) {
  struct shop x = {0};
  struct mall_code *c;
  struct err err;
  uint32_t n;
  (void)state;
  make(&x, CARD PAID);
  const struct mall_line lines[] = {L("AAAA-0001", "p1"), L("AAAA-0002", ""), L("AAAA-0003", ""),
                                    L("短码", "")};
  load("one", lines, 4);
  grant(&x, users[0], 1000, "g0");
  grant(&x, users[1], 1000, "g1");
  struct mall_ask a = order_of(users[0], "card", "1", 1);
  struct mall_done d = did(&a);
  int64_t first = d.order.n;
  assert_int_equal(d.order.state, MALL_DONE);
  codes_are(first, users[0], "AAAA-0001", "p1");
  codes_are(first, SUBJECT_NONE, "AAAA-0001", "p1");
  codes_shut(first, users[1], ERR_unknown_mall_order);
  must_ok(mall_codes_masked(inc, first, &mem, &c, &n, &err), &err);
  assert_true(n == 1 && str_is(c[0].code, "••••0001") && c[0].pin.n == 0);
  /* Money is waited for with a code in hand, which nobody sees. */
  a = order_of(users[1], "paid", "2", 1);
  int64_t paid = did(&a).order.n;
  counts_are(2, 1, 1, 0);
  codes_shut(paid, users[1], ERR_mall_codes_shut);
  a = order_of(users[1], "card", "3", 3);
  refused(&a, ERR_mall_sold_out);
  assert_int_equal(offered(users[1], "card").most, 2);
  struct mall_ask pay = act_of(MALL_DO_PAY, paid, "p");
  pay.money = 200;
  assert_int_equal(did(&pay).order.state, MALL_DONE);
  codes_are(paid, users[1], "AAAA-0002", "");
  /* Not paid: nobody saw it, so somebody else gets it. */
  a = order_of(users[1], "paid", "4", 2);
  did(&a);
  counts_are(0, 2, 2, 0);
  now_ms += MS_DAY;
  tick();
  counts_are(2, 0, 2, 0);
  /* Given back: spent, unless asked for by name. */
  struct mall_ask back = act_of(MALL_DO_RETURN, first, "b");
  assert_true(did(&back).order.kept);
  counts_are(2, 0, 1, 1);
  codes_shut(first, users[0], ERR_mall_codes_shut);
  assert_int_equal(shown("card").counts.gone, 1);
  assert_int_equal(balance(&x, users[0]), 1000);
  struct mall_ask again = act_of(MALL_DO_RESTOCK, first, "r");
  assert_false(did(&again).order.kept);
  assert_true(did(&again).again);
  counts_are(3, 0, 1, 0);
  assert_int_equal(shown("card").counts.gone, 0);
  again.key = STR("r2");
  refused(&again, ERR_mall_restock);
  back = act_of(MALL_DO_RETURN, paid, "b2");
  back.restock = true;
  assert_false(did(&back).order.kept);
  counts_are(4, 0, 0, 0);
  /* Whose person is gone, is gone. */
  a = order_of(users[0], "card", "5", 1);
  first = did(&a).order.n;
  erase(&x, users[0]);
  codes_shut(first, SUBJECT_NONE, ERR_mall_codes_shut);
  must_ok(mall_codes_masked(inc, first, &mem, &c, &n, &err), &err);
  assert_true(n == 1 && str_is(c[0].code, "••••"));
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_code WHERE sealed IS NULL"), 1);
  back = act_of(MALL_DO_RETURN, first, "b3");
  back.restock = true;
  assert_true(did(&back).order.kept); /* nobody could be told it any more */
  counts_are(3, 0, 0, 1);
  /* And it is still known. */
  assert_int_equal(load("three", lines, 4).load.added, 0);
  end(&x);
}

/* ---- races ---- */

struct racer {
  pthread_t t;
  uint32_t who;
  char key[16];
  enum err_code code;
};

static void *race(void *arg) {
  struct racer *r = arg;
  struct arena tmp;
  struct mall_done d;
  struct err err = {0};
  const struct mall_ask a = order_of(r->who, "card", r->key, 1);
  arena_init(&tmp, "racer");
  mall_do(inc, &a, &tmp, &d, &err);
  r->code = err.code;
  arena_release(&tmp);
  return NULL;
}

static void test_one_code_nine_buyers(void **state) {
  struct shop x = {0};
  struct racer r[9];
  int got = 0;
  (void)state;
  make(&x, CARD);
  const struct mall_line lines[] = {L("AAAA-0001", "")};
  load("one", lines, 1);
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(&x, users[i], 1000, key);
  }
  for (int i = 0; i < 9; i++) {
    r[i] = (struct racer){.who = users[i % USERS]};
    snprintf(r[i].key, sizeof r[i].key, "race%d", i);
    assert_int_equal(pthread_create(&r[i].t, NULL, race, &r[i]), 0);
  }
  for (int i = 0; i < 9; i++) {
    pthread_join(r[i].t, NULL);
    got += r[i].code == ERR_none;
    if (r[i].code) assert_int_equal(r[i].code, ERR_mall_sold_out);
  }
  assert_int_equal(got, 1);
  counts_are(0, 0, 1, 0);
  end(&x);
}

/* ---- random lives ---- */

enum { CODES = 1200, ORDERS = 1200 };
static struct {
  struct {
    bool loaded;
    int order; /* index + 1; 0: free */
    bool spent;
  } code[CODES];
  struct {
    int64_t n;
    enum mall_state state;
    bool kept;
    int64_t quantity, until;
    int user;
  } o[ORDERS];
  int n_orders, next_code, loads;
} twin;

static int64_t twin_free(void) {
  int64_t n = 0;
  for (int i = 0; i < twin.next_code; i++)
    n += twin.code[i].loaded && !twin.code[i].order;
  return n;
}

static void code_text(int i, char out[24]) {
  snprintf(out, 24, "CARD-%06d", i);
}

/* New ones, old ones among them. */
static void load_some(struct rng *r) {
  struct mall_line lines[40];
  static char texts[40][24];
  char key[16];
  uint32_t n = 1 + (uint32_t)rng_below(r, 40);
  int64_t added = 0;
  bool seen[CODES] = {false};
  for (uint32_t i = 0; i < n; i++) {
    int k = (int)rng_below(r, (uint64_t)twin.next_code + 30);
    if (k >= CODES) k = CODES - 1;
    code_text(k, texts[i]);
    lines[i] = (struct mall_line){str_from(texts[i]), STR("")};
    if (!twin.code[k].loaded && !seen[k]) added++;
    seen[k] = true;
    twin.code[k].loaded = true;
    if (k >= twin.next_code) twin.next_code = k + 1;
  }
  snprintf(key, sizeof key, "load%d", twin.loads++);
  struct mall_loaded d = load(key, lines, n);
  assert_int_equal(d.load.added, added);
  assert_int_equal(d.n_refused, n - added);
}

static int code_number(struct str text) {
  int n = 0;
  assert_true(text.n == 11 && str_starts(text, STR("CARD-")));
  for (size_t i = 5; i < text.n; i++)
    n = 10 * n + (text.p[i] - '0');
  return n;
}

/* Which codes an order has is the mall's to choose: free ones, and always the same. */
static void learn(int k) {
  struct mall_code *c;
  struct err err;
  uint32_t n;
  must_ok(mall_codes(inc, twin.o[k].n, users[twin.o[k].user], &mem, &c, &n, &err), &err);
  assert_int_equal(n, twin.o[k].quantity);
  for (uint32_t i = 0; i < n; i++) {
    int code = code_number(c[i].code);
    assert_true(twin.code[code].loaded);
    assert_true(twin.code[code].order == 0 || twin.code[code].order == k + 1);
    assert_false(twin.code[code].spent);
    twin.code[code].order = k + 1;
  }
}

static void let_go(int k, bool spent) {
  for (int i = 0; i < twin.next_code; i++)
    if (twin.code[i].order == k + 1) {
      twin.code[i].spent = spent;
      if (!spent) twin.code[i].order = 0;
    }
}

/* Codes of unpaid orders are not known to the twin, only that they are held. */
static int64_t twin_held(void) {
  int64_t n = 0;
  for (int k = 0; k < twin.n_orders; k++)
    if (twin.o[k].state == MALL_AWAITING) n += twin.o[k].quantity;
  return n;
}

static void order_one(struct rng *r, int step) {
  int user = (int)rng_below(r, USERS);
  int64_t q = 1 + (int64_t)rng_below(r, 3);
  bool money = rng_below(r, 3) == 0;
  char key[16];
  struct mall_done d;
  struct err err = {0};
  snprintf(key, sizeof key, "o%d", step);
  struct mall_ask a = order_of(users[user], money ? "paid" : "card", key, q);
  bool ok = mall_do(inc, &a, &mem, &d, &err);
  assert_true(ok == (q <= twin_free() - twin_held()));
  if (!ok) {
    assert_int_equal(err.code, ERR_mall_sold_out);
    return;
  }
  int k = twin.n_orders++;
  twin.o[k].n = d.order.n;
  twin.o[k].user = user;
  twin.o[k].quantity = q;
  twin.o[k].until = d.order.until_ms;
  twin.o[k].state = money ? MALL_AWAITING : MALL_DONE;
  assert_int_equal(d.order.state, twin.o[k].state);
  if (!money) learn(k);
}

static void act_one(struct rng *r, int step) {
  if (!twin.n_orders) return;
  int k = (int)rng_below(r, (uint64_t)twin.n_orders);
  static const enum mall_what whats[] = {MALL_DO_PAY, MALL_DO_PAY, MALL_DO_CANCEL, MALL_DO_RETURN,
                                         MALL_DO_RESTOCK};
  char key[16];
  struct mall_done d;
  struct err err = {0};
  snprintf(key, sizeof key, "a%d", step);
  struct mall_ask a = act_of(whats[rng_below(r, 5)], twin.o[k].n, key);
  enum mall_state was = twin.o[k].state;
  a.money = 200 * twin.o[k].quantity;
  a.restock = a.what == MALL_DO_RETURN && rng_below(r, 2);
  bool may = a.what == MALL_DO_PAY || a.what == MALL_DO_CANCEL ? was == MALL_AWAITING
             : a.what == MALL_DO_RETURN                        ? was == MALL_DONE
                                        : was >= MALL_CANCELED && twin.o[k].kept;
  bool ok = mall_do(inc, &a, &mem, &d, &err);
  assert_true(ok == may);
  if (!ok) return;
  twin.o[k].state = d.order.state;
  twin.o[k].kept = a.what == MALL_DO_RETURN && !a.restock;
  if (a.what == MALL_DO_PAY) learn(k);
  if (a.what == MALL_DO_RETURN || a.what == MALL_DO_RESTOCK) let_go(k, twin.o[k].kept);
  assert_true(mall_do(inc, &a, &mem, &d, &err) && d.again);
}

static void compare(struct shop *x, int step) {
  int64_t given = 0, spent = 0;
  for (int i = 0; i < twin.next_code; i++) {
    given += twin.code[i].order && !twin.code[i].spent;
    spent += twin.code[i].spent;
  }
  counts_are(twin_free() - twin_held(), twin_held(), given, spent);
  for (int k = 0; k < twin.n_orders; k++)
    if (twin.o[k].state == MALL_DONE) learn(k);
  books_agree(x, step);
}

static void random_life(uint64_t seed, int steps) {
  struct shop x = {0};
  struct rng r;
  memset(&twin, 0, sizeof twin);
  rng_init(&r, seed, 5, 0);
  make(&x, CARD PAID);
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(&x, users[i], 1000000, key);
  }
  for (int step = 0; step < steps; step++) {
    arena_reset(&mem);
    uint64_t what = rng_below(&r, 20);
    if (what < 3 && twin.next_code < CODES - 60)
      load_some(&r);
    else if (what < 12)
      order_one(&r, step);
    else
      act_one(&r, step);
    if (step % 97 == 96) {
      now_ms += MS_DAY / 2;
      tick();
      for (int k = 0; k < twin.n_orders; k++)
        if (twin.o[k].state == MALL_AWAITING && twin.o[k].until <= now_ms)
          twin.o[k].state = MALL_CANCELED, twin.o[k].kept = false;
      compare(&x, step);
    }
    if (step % 150 == 149) again(&x);
  }
  compare(&x, steps);
  end(&x);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3; seed++)
    random_life(seed, pg_server ? 200 : 500);
}

/* ---- the power ---- */

static void *buy_many(void *arg) {
  int me = *(int *)arg;
  struct arena tmp;
  arena_init(&tmp, "buyer");
  for (int k = 0; k < 30; k++) {
    char key[24];
    struct mall_done d;
    struct err err = {0};
    snprintf(key, sizeof key, "b%d-%d", me, k);
    struct mall_ask a = order_of(users[me % USERS], k % 3 ? "card" : "paid", key, 1 + k % 2);
    mall_do(inc, &a, &tmp, &d, &err);
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return NULL;
}

static void test_power_fails(void **state) {
  static struct mall_line lines[1300];
  static char texts[1300][24];
  (void)state;
  if (pg_server) return; /* files are not its own */
  for (int i = 0; i < 1300; i++) {
    code_text(i, texts[i]);
    lines[i] = (struct mall_line){str_from(texts[i]), STR("")};
  }
  for (uint64_t seed = 1; seed <= 10; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop x = {.o.io = &m->io};
    const struct mall_loading all = {
        .pool = STR("cards"), .actor = STR("ann"), .key = STR("all"), .lines = lines, .n = 1300};
    struct mall_loaded d;
    struct err err = {0};
    struct rng r;
    pthread_t t[4];
    int me[4];
    make(&x, CARD PAID);
    for (int i = 0; i < USERS; i++) {
      char key[16];
      snprintf(key, sizeof key, "g%d", i);
      grant(&x, users[i], 1000000, key);
    }
    rng_init(&r, seed, 1, 0);
    load("some", lines, 40);
    m->fail_in = (int64_t)(5 + rng_below(&r, 120));
    m->dead = false;
    for (int i = 0; i < 4; i++) {
      me[i] = i;
      assert_int_equal(pthread_create(&t[i], NULL, buy_many, &me[i]), 0);
    }
    (void)mall_pool_load(inc, &all, 10, &mem, &d, &err);
    for (int i = 0; i < 4; i++)
      pthread_join(t[i], NULL);
    close_all(&x);
    mem_io_crash(m);
    shop_open(&x);
    open_all(&x);
    books_agree(&x, (int)seed);
    err = (struct err){0};
    must_ok(mall_pool_load(inc, &all, 10, &mem, &d, &err), &err); /* goes on */
    assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_code"), 1300);
    for (int i = 0; i < 4; i++)
      buy_many(&me[i]);
    books_agree(&x, (int)seed);
    close_all(&x);
    mem_io_free(m);
  }
}

/* ---- many orders ---- */

static struct mall_reach reach(const struct mall_bulk *b) {
  struct mall_reach r;
  struct err err;
  must_ok(mall_bulk_reach(inc, b, &mem, &r, &err), &err);
  return r;
}

static void test_bulk(void **state) {
  struct shop x = {0};
  struct mall_outcome did_it[MALL_BULK_AT_ONCE];
  struct mall_ask asks[MALL_BULK_AT_ONCE];
  char keys[MALL_BULK_AT_ONCE][16];
  int64_t orders[40];
  struct err err = {0};
  (void)state;
  make(&x, HEAD("mug") "hand: virtual\nunit_cost: 0\nprice: {points: 2, currency: points}\n"
                       "---\n" HEAD("box") "hand: pick_up\nunit_cost: 0\n"
                                           "price: {points: 3, currency: points, money: 1}\n");
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(&x, users[i], 10000, key);
  }
  for (int i = 0; i < 40; i++) {
    char key[16];
    snprintf(key, sizeof key, "o%d", i);
    struct mall_ask a = order_of(users[i % USERS], i % 4 ? "mug" : "box", key, 1);
    if (i % 4 == 0) a.store = STR("North");
    orders[i] = did(&a).order.n;
  }
  struct mall_bulk b = {.what = MALL_DO_CANCEL,
                        .find = {.item = STR("mug"), .state = -1, .subject = SUBJECT_NONE}};
  struct mall_reach r = reach(&b);
  assert_true(r.n == 30 && r.pieces == 30 && r.money == 0 && r.people == USERS && !r.more);
  assert_true(r.n_points == 1 && r.points[0].points == 30 * 20);
  b.find.state = MALL_SHIPPED;
  assert_int_equal(reach(&b).n, 0);
  b.what = MALL_DO_READY, b.find.state = -1; /* of what is picked up, and paid */
  assert_int_equal(reach(&b).n, 0);
  b = (struct mall_bulk){.what = MALL_DO_CANCEL, .orders = orders, .n_orders = 40};
  assert_int_equal(reach(&b).n, 40);
  b = (struct mall_bulk){.what = MALL_DO_CANCEL, .find = {.state = -1, .subject = SUBJECT_NONE}};
  struct mall_reach none;
  assert_false(mall_bulk_reach(inc, &b, &mem, &none, &err));
  assert_int_equal(err.code, ERR_mall_bulk_what);
  /* One of them goes elsewhere meanwhile; twice is once. */
  struct mall_ask done = act_of(MALL_DO_DONE, r.orders[0], "d");
  did(&done);
  for (int twice = 0; twice < 2; twice++) {
    for (uint32_t k = 0; k < r.n; k++) {
      snprintf(keys[k], sizeof keys[k], "c:%d", (int)r.orders[k]);
      asks[k] = act_of(MALL_DO_CANCEL, r.orders[k], keys[k]);
    }
    must_ok(mall_do_many(inc, asks, r.n, did_it, &err), &err);
    for (uint32_t k = 0; k < r.n; k++) {
      assert_true(did_it[k].ok == (k > 0));
      assert_true(k == 0 ? did_it[k].why.code == ERR_mall_state : did_it[k].again == (twice == 1));
    }
  }
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_order WHERE status = 5"), 29);
  end(&x);
}

/* ---- days ---- */

static void test_report(void **state) {
  struct shop x = {0};
  struct mall_report r;
  struct err err;
  (void)state;
  make(&x, CARD);
  const struct mall_line lines[] = {L("AAAA-0001", ""), L("AAAA-0002", ""), L("AAAA-0003", "")};
  load("one", lines, 3);
  grant(&x, users[0], 1000, "g0");
  int32_t today = (int32_t)(now_ms / MS_DAY);
  must_ok(mall_report(inc, STR(""), today, today + 5, &mem, &r, &err), &err);
  assert_true(r.n_days == 0 && r.n_items == 0 && r.people == 0);
  struct mall_ask a = order_of(users[0], "card", "1", 2);
  did(&a);
  now_ms += 3 * MS_DAY;
  a = order_of(users[0], "card", "2", 1);
  int64_t n = did(&a).order.n;
  must_ok(mall_report(inc, STR("card"), today - 1, today + 4, &mem, &r, &err), &err);
  assert_true(r.n_days == 6 && r.n_items == 1 && r.people == 1);
  const int64_t pieces[] = {0, 2, 0, 0, 1, 0};
  for (int i = 0; i < 6; i++) {
    assert_int_equal(r.days[i].day, today - 1 + i);
    assert_int_equal(r.days[i].pieces, pieces[i]);
    assert_int_equal(r.days[i].codes, pieces[i]);
    assert_true(str_is(r.days[i].currency, "points") && r.days[i].scale == 1);
  }
  assert_int_equal(r.items[0].points, 30);
  struct mall_ask back = act_of(MALL_DO_RETURN, n, "b");
  did(&back);
  must_ok(mall_report(inc, STR(""), today, today + 3, &mem, &r, &err), &err);
  assert_true(r.items[0].orders == 1 && r.items[0].back == 1 && r.items[0].codes == 3);
  assert_int_equal(r.items[0].cost, 300000); /* the spent code's too */
  end(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_imports), cmocka_unit_test(test_lines),
      cmocka_unit_test(test_orders),  cmocka_unit_test(test_one_code_nine_buyers),
      cmocka_unit_test(test_random),  cmocka_unit_test(test_power_fails),
      cmocka_unit_test(test_bulk),    cmocka_unit_test(test_report)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
