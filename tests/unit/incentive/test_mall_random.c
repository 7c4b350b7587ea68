/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random lives of a mall against a twin that counts every order anew for every question: ordering,
 * paying, running out of time, sending, canceling, returning, people who merge and part, new
 * versions of the items, openings; crowds; and the power failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "mall_shop.h"

/* ---- the items, as the documents and as the twin have them ---- */

enum { ITEMS = 3, MOST = 3, PAY_MINUTES = 20 };

struct kind { /* -1: no limit */
  const char *slug, *hand;
  int64_t points, money, stock, per_day, cost, budget, in_all, day, week;
};
static const struct kind first[ITEMS] = {
    {"cup", "ship", 15, 0, 40, 6, 30000, 900000, -1, 3, 5},
    {"lamp", "pick_up", 40, 250, 15, -1, 0, -1, 6, -1, -1},
    {"gift", "virtual", 5, 100, -1, 8, 10000, 600000, -1, 4, -1}};
static struct kind kinds[ITEMS];

static void put_limit(struct buf *b, const char *name, int64_t v) {
  if (v >= 0) buf_printf(b, "%s: %lld, ", name, (long long)v);
}

static void publish(struct shop *x, const struct kind *k) {
  struct buf b = BUF_INIT;
  buf_printf(&b,
             "kind: mall_item\nslug: %s\ntitle: T\nactive: true\nreview: 2026-12-31\nhand: %s\n"
             "price: {points: %lld.%lld, currency: points, money: %lld.%02lld}\n"
             "unit_cost: %lld\norder: {most: %d, pay_minutes: %d}\n",
             k->slug, k->hand, (long long)k->points / 10, (long long)k->points % 10,
             (long long)k->money / 100, (long long)k->money % 100, (long long)k->cost / 10000, MOST,
             PAY_MINUTES);
  if (k->budget >= 0) buf_printf(&b, "budget: %lld\n", (long long)k->budget / 10000);
  buf_printf(&b, "stock: {");
  put_limit(&b, "in_all", k->stock);
  put_limit(&b, "per_day", k->per_day);
  buf_printf(&b, "}\nlimits: {");
  put_limit(&b, "in_all", k->in_all);
  put_limit(&b, "per_day", k->day);
  put_limit(&b, "per_week", k->week);
  buf_printf(&b, "}\n");
  buf_putc(&b, 0);
  shop_apply(x, b.p);
  buf_release(&b);
}

/* ---- the twin ---- */

struct twin_order {
  int user, item;
  int64_t n, day, quantity, points, money, cost, until;
  enum mall_state state;
  bool kept;
};
static struct {
  struct twin_order o[3000];
  int n, person[USERS];
  int64_t purse[USERS]; /* of each seat; a person's is the sum */
} twin;

static bool counts(const struct twin_order *o) {
  return o->state < MALL_CANCELED;
}
static bool takes(const struct twin_order *o) {
  return counts(o) || o->kept;
}
static int64_t taken(int item, int64_t day) {
  int64_t n = 0;
  for (int i = 0; i < twin.n; i++)
    if (twin.o[i].item == item && takes(&twin.o[i]) && (day < 0 || twin.o[i].day == day))
      n += twin.o[i].quantity;
  return n;
}
static int64_t cost_of(int item) {
  int64_t n = 0;
  for (int i = 0; i < twin.n; i++)
    if (twin.o[i].item == item && takes(&twin.o[i])) n += twin.o[i].cost;
  return n;
}
static int64_t has(int user, int item, int64_t since) {
  int64_t n = 0;
  for (int i = 0; i < twin.n; i++)
    if (twin.o[i].item == item && counts(&twin.o[i]) && twin.o[i].day >= since &&
        twin.person[twin.o[i].user] == twin.person[user])
      n += twin.o[i].quantity;
  return n;
}

static enum err_code twin_order(int user, int item, int64_t q, int64_t day, int64_t purse) {
  const struct kind *k = &kinds[item];
  if (q < 1 || q > MOST) return ERR_mall_quantity;
  if (k->stock >= 0 && taken(item, -1) + q > k->stock) return ERR_mall_sold_out;
  if (k->budget >= 0 && cost_of(item) + k->cost * q > k->budget) return ERR_mall_budget;
  if (k->per_day >= 0 && taken(item, day) + q > k->per_day) return ERR_mall_sold_out_day;
  if (k->in_all >= 0 && has(user, item, 0) + q > k->in_all) return ERR_mall_limit;
  if (k->day >= 0 && has(user, item, day) + q > k->day) return ERR_mall_limit;
  if (k->week >= 0 && has(user, item, day_week_start((int32_t)day)) + q > k->week)
    return ERR_mall_limit;
  return k->points * q > purse ? ERR_ledger_balance : ERR_none;
}

static enum err_code twin_act(struct twin_order *o, enum mall_what what, bool keep) {
  bool may = false;
  enum mall_state to = o->state;
  switch (what) {
  case MALL_DO_PAY:
    if (o->state == MALL_CANCELED && o->until && o->until <= now_ms) return ERR_mall_late;
    may = o->state == MALL_AWAITING, to = MALL_PLACED;
    if (may && now_ms >= o->until) return ERR_mall_late;
    break;
  case MALL_DO_SHIP:
    may = o->item == 0 && (o->state == MALL_PLACED || o->state == MALL_SHIPPED), to = MALL_SHIPPED;
    break;
  case MALL_DO_READY:
    may = o->item == 1 && o->state == MALL_PLACED, to = MALL_READY;
    break;
  case MALL_DO_DONE:
    may = o->state >= MALL_PLACED && o->state <= MALL_READY, to = MALL_DONE;
    break;
  case MALL_DO_CANCEL:
    may = o->state == MALL_AWAITING || o->state == MALL_PLACED || o->state == MALL_READY;
    to = MALL_CANCELED;
    break;
  default:
    may = o->state == MALL_SHIPPED || o->state == MALL_DONE, to = MALL_RETURNED;
    break;
  }
  if (!may) return ERR_mall_state;
  o->state = to;
  if (to >= MALL_CANCELED) o->kept = keep;
  return ERR_none;
}

static void twin_expire(void) {
  for (int i = 0; i < twin.n; i++)
    if (twin.o[i].state == MALL_AWAITING && twin.o[i].until <= now_ms)
      twin.o[i].state = MALL_CANCELED;
}

/* ---- one life ---- */

static int64_t granted;

static void change(struct shop *x, struct rng *r) {
  int i = (int)rng_below(r, ITEMS);
  kinds[i].points = 1 + (int64_t)rng_below(r, 40);
  if (kinds[i].stock >= 0) kinds[i].stock += (int64_t)rng_below(r, 12);
  if (kinds[i].day >= 0) kinds[i].day = 1 + (int64_t)rng_below(r, 5);
  if (kinds[i].budget >= 0) kinds[i].budget += 10000 * (int64_t)rng_below(r, 30);
  publish(x, &kinds[i]);
}

static struct mall_ask asking(int user, int item, int64_t q, const char *key) {
  struct mall_ask a = order_of(users[user], kinds[item].slug, key, q);
  if (item == 0) a.contact = &home;
  if (item == 1) a.store = STR("North");
  return a;
}

static void order(struct shop *x, struct rng *r, const char *key, uint64_t seed, int step) {
  int user = (int)rng_below(r, USERS), item = (int)rng_below(r, ITEMS);
  int64_t q = (int64_t)rng_below(r, MOST + 2), day = now_ms / MS_DAY;
  struct mall_ask a = asking(user, item, q, key);
  struct mall_done d;
  struct err err = {0};
  enum err_code code = twin_order(user, item, q, day, balance(x, users[user]));
  struct mall_offer o = offered(users[user], kinds[item].slug);
  bool ok = mall_do(inc, &a, &mem, &d, &err);
  if ((ok ? ERR_none : err.code) != code)
    fail_msg("seed %llu step %d: %s, not %s", (unsigned long long)seed, step,
             ok ? "done" : err_name(err.code), err_name(code));
  if (q >= 1 && q <= MOST) assert_true((q <= o.most) == ok); /* an offer says what an order says */
  if (!ok) return;
  assert_true(mall_do(inc, &a, &mem, &d, &err) && d.again);
  const struct kind *k = &kinds[item];
  twin.o[twin.n++] = (struct twin_order){.user = user,
                                         .item = item,
                                         .n = d.order.n,
                                         .day = day,
                                         .quantity = q,
                                         .points = k->points * q,
                                         .money = k->money * q,
                                         .cost = k->cost * q,
                                         .until = k->money ? now_ms + PAY_MINUTES * MS_MINUTE : 0,
                                         .state = k->money ? MALL_AWAITING : MALL_PLACED};
}

static void act_one(struct rng *r, const char *key, uint64_t seed, int step) {
  static const enum mall_what whats[] = {MALL_DO_PAY,  MALL_DO_PAY,    MALL_DO_SHIP,  MALL_DO_READY,
                                         MALL_DO_DONE, MALL_DO_CANCEL, MALL_DO_RETURN};
  if (twin.n == 0) return;
  int recent = twin.n < 25 ? twin.n : 25;
  struct twin_order *o = &twin.o[twin.n - 1 - (int)rng_below(r, (uint64_t)recent)];
  enum mall_what what = whats[rng_below(r, sizeof whats / sizeof *whats)];
  struct mall_ask a = act_of(what, o->n, key);
  struct mall_done d;
  struct err err = {0};
  a.money = o->money;
  a.keep = (what == MALL_DO_CANCEL || what == MALL_DO_RETURN) && rng_below(r, 4) == 0;
  enum err_code code = twin_act(o, what, a.keep);
  bool ok = mall_do(inc, &a, &mem, &d, &err);
  if ((ok ? ERR_none : err.code) != code)
    fail_msg("seed %llu step %d, order %lld: %s, not %s", (unsigned long long)seed, step,
             (long long)o->n, ok ? "done" : err_name(err.code), err_name(code));
  if (ok) {
    assert_int_equal(d.order.state, o->state);
    assert_true(mall_do(inc, &a, &mem, &d, &err) && d.again);
  }
}

static void compare(struct shop *x, int step) {
  int64_t spent = 0, all = 0;
  for (int i = 0; i < ITEMS; i++) {
    struct mall_counts want = {.cost = cost_of(i)};
    struct mall_shown s = shown(kinds[i].slug);
    for (int k = 0; k < twin.n; k++) {
      const struct twin_order *o = &twin.o[k];
      if (o->item != i) continue;
      if (o->state == MALL_AWAITING) want.held += o->quantity;
      if (o->state >= MALL_PLACED && counts(o)) want.sold += o->quantity;
      if (!counts(o) && o->kept) want.gone += o->quantity;
    }
    assert_memory_equal(&s.counts, &want, sizeof want);
    if (kinds[i].per_day >= 0) {
      int64_t left = kinds[i].per_day - taken(i, now_ms / MS_DAY);
      assert_int_equal(s.left_day, left > 0 ? left : 0);
    }
  }
  for (int k = 0; k < twin.n; k++)
    if (counts(&twin.o[k])) spent += twin.o[k].points;
  for (int i = 0; i < USERS; i++)
    if (twin.person[i] == i || step < 0) all += twin.person[i] == i ? balance(x, users[i]) : 0;
  bool heads = true; /* of each person one user's number is the person's */
  for (int i = 0; i < USERS; i++)
    heads = heads && twin.person[twin.person[i]] == twin.person[i];
  if (heads) assert_int_equal(all, granted - spent);
  books_agree(x, step);
}

static void random_life(uint64_t seed, int steps) {
  struct shop x = {0};
  struct rng r;
  memset(&twin, 0, sizeof twin);
  memcpy(kinds, first, sizeof kinds);
  rng_init(&r, seed, 2, 0);
  make(&x, "kind: currency\nslug: other\ntitle: O\n");
  granted = 0;
  for (int i = 0; i < ITEMS; i++)
    publish(&x, &kinds[i]);
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    twin.person[i] = i;
    grant(&x, users[i], 700, key);
    granted += 700;
  }
  for (int step = 0; step < steps; step++) {
    char key[16];
    uint64_t what = rng_below(&r, 40);
    snprintf(key, sizeof key, "k%d", step);
    if (what < 16)
      order(&x, &r, key, seed, step);
    else if (what < 30)
      act_one(&r, key, seed, step);
    else if (what < 34)
      now_ms += MS_MINUTE * (int64_t)(1 + rng_below(&r, 12));
    else if (what < 36)
      now_ms += MS_DAY / 3;
    else if (what == 36)
      shop_move(&x, &r, users, twin.person, USERS);
    else if (what == 37)
      change(&x, &r);
    else if (what == 38 && step % 4 == 0)
      again(&x);
    else
      tick(), twin_expire();
    if (step % 16 == 0) {
      tick(), twin_expire();
      compare(&x, step);
    }
  }
  tick(), twin_expire();
  compare(&x, -2);
  assert_true(twin.n > steps / 8);
  end(&x);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3; seed++)
    random_life(seed, pg_server ? 250 : 500);
}

/* ---- crowds, and the power ---- */

struct actor {
  pthread_t t;
  int i;
  bool breaks;
  int64_t orders;
};

static bool expected(enum err_code c) {
  return c == ERR_mall_sold_out || c == ERR_mall_sold_out_day || c == ERR_mall_budget ||
         c == ERR_mall_limit || c == ERR_mall_state || c == ERR_mall_late ||
         c == ERR_ledger_balance || c == ERR_unknown_mall_order;
}

static void *act_many(void *arg) {
  struct actor *a = arg;
  struct arena tmp;
  struct rng r;
  rng_init(&r, 11, (uint64_t)a->i, 0);
  arena_init(&tmp, "actor");
  for (int step = 0; step < 40; step++) {
    char key[24];
    struct mall_done d;
    struct err err = {0};
    int item = (int)rng_below(&r, ITEMS);
    /* Every second key is one that another thread has too: the same order of both. */
    bool shared = step % 2 && step % 3;
    snprintf(key, sizeof key, "%d-%d", shared ? a->i / 2 : a->i + 100, step);
    struct mall_ask q =
        asking(shared ? step % USERS : (int)rng_below(&r, USERS), shared ? step % ITEMS : item,
               shared ? 1 : 1 + (int64_t)rng_below(&r, 2), key);
    if (step % 3 == 0 && step) {
      static const enum mall_what whats[] = {MALL_DO_PAY, MALL_DO_CANCEL, MALL_DO_SHIP,
                                             MALL_DO_DONE, MALL_DO_RETURN};
      int64_t n = 1 + (int64_t)rng_below(&r, 60);
      q = act_of(whats[rng_below(&r, 5)], n, key);
      struct mall_file f;
      if (!mall_order_get(inc, n, &tmp, &f, &err)) continue;
      q.money = f.order.money;
    }
    if (mall_do(inc, &q, &tmp, &d, &err))
      a->orders += q.what == MALL_DO_ORDER && !d.again;
    else if (!a->breaks && !expected(err.code))
      fail_msg("%s", err_name(err.code));
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return NULL;
}

static int64_t crowd(bool breaks) {
  struct actor a[THREADS];
  int64_t n = 0;
  for (int i = 0; i < THREADS; i++) {
    a[i] = (struct actor){.i = i, .breaks = breaks};
    assert_int_equal(pthread_create(&a[i].t, NULL, act_many, &a[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(a[i].t, NULL);
    n += a[i].orders;
  }
  return n;
}

static void begin_crowd(struct shop *x) {
  memcpy(kinds, first, sizeof kinds);
  make(x, "kind: currency\nslug: other\ntitle: O\n");
  for (int i = 0; i < ITEMS; i++)
    publish(x, &kinds[i]);
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(x, users[i], 2000, key);
  }
}

/* Nothing oversold, no limit exceeded, whatever the order of things was. */
static void limits_hold(struct shop *x) {
  static const char *const none[] = {
      "SELECT count(*) FROM mall_item WHERE slug = 'cup' AND (held + sold + gone > 40 OR cost > "
      "900000)",
      "SELECT count(*) FROM mall_item WHERE slug = 'lamp' AND held + sold + gone > 15",
      "SELECT count(*) FROM mall_item WHERE slug = 'gift' AND cost > 600000",
      "SELECT count(*) FROM (SELECT 1 AS one FROM mall_order o JOIN mall_item i ON i.n = o.item "
      "WHERE i.slug = 'cup' AND o.status < 5 GROUP BY o.holder HAVING sum(o.quantity) > 3) AS t",
      "SELECT count(*) FROM (SELECT 1 AS one FROM mall_order o JOIN mall_item i ON i.n = o.item "
      "WHERE i.slug = 'lamp' AND o.status < 5 GROUP BY o.holder HAVING sum(o.quantity) > 6) AS t",
      "SELECT count(*) FROM (SELECT 1 AS one FROM mall_order o JOIN mall_item i ON i.n = o.item "
      "WHERE i.slug = 'cup' AND (o.status < 5 OR o.kept = 1) GROUP BY o.day HAVING "
      "sum(o.quantity) > 6) AS t"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    if (shop_number(x, none[i]) != 0) fail_msg("%s", none[i]);
  assert_int_equal(shop_number(x, "SELECT CAST(coalesce(sum(points), 0) AS bigint) FROM mall_order "
                                  "WHERE status < 5"),
                   shop_number(x, "SELECT CAST(coalesce(sum(CASE kind WHEN 3 THEN amount ELSE "
                                  "-amount END), 0) AS bigint) FROM ledger_txn WHERE kind IN (3, "
                                  "4)"));
  assert_int_equal(shop_told(x, "mall_ordered"), shop_number(x, "SELECT count(*) FROM mall_order"));
  assert_int_equal(shop_told(x, "mall_canceled"),
                   shop_number(x, "SELECT count(*) FROM mall_order WHERE status = 5"));
  books_agree(x, -3);
}

static void test_crowd(void **state) {
  struct shop x = {0};
  (void)state;
  begin_crowd(&x);
  int64_t n = crowd(false);
  assert_true(n > 15);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_order"), n);
  limits_hold(&x);
  now_ms += MS_DAY; /* whatever was not paid is given back, once */
  tick();
  tick();
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_order WHERE status = 0"), 0);
  limits_hold(&x);
  end(&x);
}

static void test_power_fails(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 10; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop x = {.o.io = &m->io};
    struct rng r;
    begin_crowd(&x);
    rng_init(&r, seed, 1, 0);
    m->fail_in = (int64_t)(20 + rng_below(&r, 300));
    m->dead = false;
    int64_t n = crowd(true);
    close_all(&x);
    mem_io_crash(m);
    shop_open(&x);
    open_all(&x);
    assert_true(shop_number(&x, "SELECT count(*) FROM mall_order") >= n);
    limits_hold(&x);
    crowd(false); /* and on, with the same keys */
    limits_hold(&x);
    close_all(&x);
    mem_io_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_crowd),
                                     cmocka_unit_test(test_power_fails)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
