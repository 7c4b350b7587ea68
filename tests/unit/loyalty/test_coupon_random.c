/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories of coupons: against a naive twin that counts everything anew at every request
 * (people merge and part, keys are repeated, time passes, the workspace is opened again); by many
 * threads; and with the power failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "../../lib/mem_io.h"
#include "moves.h"

enum { USERS = 6, KINDS = 3, COUPONS_MAX = 4000 };

static _Atomic int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;

/* limits of the kinds below, as the twin has them; 0: none */
static const struct {
  const char *slug;
  int64_t issue, budget, claimed, used, day, order;
} kinds[KINDS] = {
    {"a", 40, 0, 3, 0, 2, 1}, {"b", 0, 20000, 9, 4, 0, 2}, {"c", 25, 9000, 2, 1, 0, 1}};

static void make(struct shop *x) {
  now_ms = 1780000000000;
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, "kind: coupon\nslug: a\ntitle: A\nbenefit: {type: amount_off, amount: 10}\n"
                "valid: {hours: 30}\nclaim: open\nbudget: {issue: 40}\n"
                "limits: {claimed: 3, used_per_day: 2}\n"
                "---\nkind: coupon\nslug: b\ntitle: B\nbenefit: {type: amount_off, amount: 10}\n"
                "valid: {hours: 30}\nclaim: open\nbudget: {amount: 200}\n"
                "limits: {claimed: 9, used: 4, per_order: 2}\n"
                "---\nkind: coupon\nslug: c\ntitle: C\nbenefit: {type: amount_off, amount: 10}\n"
                "valid: {hours: 30}\nclaim: open\nbudget: {issue: 25, amount: 90}\n"
                "limits: {claimed: 2, used: 1}\n");
}

/* ---- the twin ---- */

struct twin_coupon {
  struct str id;
  int kind, user, status, order; /* order −1: none */
  int64_t until, used, held, discount;
};
static struct {
  struct twin_coupon c[COUPONS_MAX];
  int n, person[USERS]; /* user → who stands for the person */
} twin;
static struct arena mem;

/* As it is now: what is over by itself is over. */
static struct twin_coupon at(int i) {
  struct twin_coupon c = twin.c[i];
  if (c.status == COUPON_IS_RESERVED && c.held <= now_ms)
    c.status = COUPON_IS_ISSUED, c.order = -1, c.discount = 0, c.used = 0;
  if (c.status == COUPON_IS_ISSUED && c.until <= now_ms) c.status = COUPON_IS_EXPIRED;
  return c;
}

static bool in_use(const struct twin_coupon *c) {
  return c->status == COUPON_IS_RESERVED || c->status == COUPON_IS_REDEEMED;
}

static enum err_code twin_give(int kind, int user, int count) {
  int64_t issued = 0, got = 0;
  for (int i = 0; i < twin.n; i++) {
    struct twin_coupon c = at(i);
    if (c.kind != kind) continue;
    issued++;
    got += c.status != COUPON_IS_REVOKED && twin.person[c.user] == twin.person[user];
  }
  if (kinds[kind].issue && issued + count > kinds[kind].issue) return ERR_coupon_sold_out;
  if (got + count > kinds[kind].claimed) return ERR_coupon_limit_claimed;
  return ERR_none;
}

/* May it enter the order with the discount. */
static enum err_code twin_enter(int at_i, int order, int64_t discount) {
  struct twin_coupon me = at(at_i);
  int64_t spent = 0, used = 0, today = 0, there = 0, day = now_ms - now_ms % MS_DAY;
  if (me.status == COUPON_IS_EXPIRED && twin.c[at_i].status != COUPON_IS_EXPIRED)
    return ERR_coupon_over;
  if (me.status != COUPON_IS_ISSUED) return ERR_coupon_state;
  for (int i = 0; i < twin.n; i++) {
    struct twin_coupon c = at(i);
    if (c.kind != me.kind || i == at_i || !in_use(&c)) continue;
    spent += c.discount;
    there += c.order == order;
    if (twin.person[c.user] != twin.person[me.user]) continue;
    used++;
    today += c.used >= day;
  }
  if (kinds[me.kind].budget && discount && spent + discount > kinds[me.kind].budget)
    return ERR_coupon_budget;
  if (kinds[me.kind].used && used >= kinds[me.kind].used) return ERR_coupon_limit_used;
  if (kinds[me.kind].day && today >= kinds[me.kind].day) return ERR_coupon_limit_day;
  return there >= kinds[me.kind].order ? ERR_coupon_limit_order : ERR_none;
}

static void twin_use(int i, int status, int order, int64_t discount) {
  twin.c[i].status = status;
  twin.c[i].order = order;
  twin.c[i].discount = discount;
  twin.c[i].used = now_ms;
  twin.c[i].held = now_ms + COUPON_HOLD_MS;
}

/* ---- one history against it ---- */

static uint32_t users[USERS];
static char order_name[64][8];

static void learn(struct str json, int kind, int user) {
  struct json *v;
  struct err err;
  must_ok(json_parse(arena_str(&mem, json), &mem, &v, &err), &err);
  const struct json *all = json_get(v, "coupons");
  for (uint32_t i = 0; i < all->n; i++) {
    assert_true(twin.n < COUPONS_MAX);
    twin.c[twin.n++] = (struct twin_coupon){.id = json_get_str(&all->items[i], "id"),
                                            .kind = kind,
                                            .user = user,
                                            .order = -1,
                                            .until = now_ms + 30 * MS_HOUR};
  }
}

static void expect(struct shop *x, struct coupon_request q, enum err_code want, int step,
                   struct str *ret) {
  struct coupon_answer a = {0}, again;
  struct err err = {0};
  q.actor = STR("twin");
  q.key = arena_printf(&mem, "s%d", step);
  bool ok = coupon_do(x->l, &q, &mem, &a, &err);
  if (err.code != want || ok != (want == ERR_none))
    fail_msg("step %d, op %d: %s, the twin says %s", step, q.op, err_name(err.code),
             want ? err_name(want) : "yes");
  if (!ok) return;
  must_ok(coupon_do(x->l, &q, &mem, &again, &err), &err);
  assert_true(again.replayed && str_eq(again.json, a.json));
  *ret = a.json;
}

static void step_use(struct shop *x, struct rng *r, int step) {
  enum coupon_op op = (enum coupon_op)(COUPON_OP_RESERVE + rng_below(r, 5));
  if (twin.n == 0) return;
  int i = (int)rng_below(r, (uint64_t)twin.n), order = (int)rng_below(r, 64);
  struct twin_coupon c = at(i);
  struct str json;
  enum err_code want = ERR_none;
  const struct coupon_use u = {c.id, (int64_t)rng_below(r, 3000)};
  struct coupon_request q = {.op = op, .uses = &u, .n_uses = 1, .subject = SUBJECT_NONE};
  if (c.order >= 0 && rng_below(r, 2)) order = c.order;
  if (op == COUPON_OP_RESERVE || op == COUPON_OP_REDEEM) {
    q.order = str_from(order_name[order]);
    bool held = c.status == COUPON_IS_RESERVED;
    if (held && c.order != order) {
      want = ERR_coupon_other_order;
    } else if (held && op == COUPON_OP_REDEEM) {
      int64_t spent = 0;
      for (int k = 0; k < twin.n; k++) {
        struct twin_coupon o = at(k);
        if (o.kind == c.kind && in_use(&o)) spent += o.discount;
      }
      int64_t more = u.discount - c.discount;
      if (kinds[c.kind].budget && more > 0 && spent + more > kinds[c.kind].budget)
        want = ERR_coupon_budget;
    } else {
      struct twin_coupon saved = twin.c[i];
      if (held) twin.c[i].status = COUPON_IS_ISSUED;
      want = held && c.until <= now_ms ? ERR_coupon_over : twin_enter(i, order, u.discount);
      twin.c[i] = saved;
    }
  } else {
    /* What nobody has told them yet: a reservation or validity that is over until the sweep comes
     * still stands in the row; release and revoke go by the row. */
    int was = twin.c[i].status;
    if (op == COUPON_OP_RELEASE && was != COUPON_IS_RESERVED) want = ERR_coupon_state;
    if (op == COUPON_OP_REVERSE && was != COUPON_IS_REDEEMED) want = ERR_coupon_state;
    if (op == COUPON_OP_REVOKE && was != COUPON_IS_ISSUED && was != COUPON_IS_RESERVED)
      want = ERR_coupon_state;
  }
  expect(x, q, want, step, &json);
  if (want) return;
  if (op == COUPON_OP_RESERVE) twin_use(i, COUPON_IS_RESERVED, order, u.discount);
  if (op == COUPON_OP_REDEEM) twin_use(i, COUPON_IS_REDEEMED, order, u.discount);
  if (op >= COUPON_OP_RELEASE) {
    twin.c[i].status = op == COUPON_OP_REVOKE ? COUPON_IS_REVOKED : COUPON_IS_ISSUED;
    twin.c[i].order = -1, twin.c[i].discount = 0, twin.c[i].used = 0;
  }
}

static void step_give(struct shop *x, struct rng *r, int step) {
  int kind = (int)rng_below(r, KINDS), user = (int)rng_below(r, USERS);
  uint32_t count = 1 + (uint32_t)rng_below(r, 2);
  struct coupon_request q = {.op = count == 1 ? COUPON_OP_CLAIM : COUPON_OP_ISSUE,
                             .kind = str_from(kinds[kind].slug),
                             .subject = users[user],
                             .count = count};
  enum err_code want = twin_give(kind, user, (int)count);
  struct str json;
  expect(x, q, want, step, &json);
  if (!want) learn(json, kind, user);
}

static void sweep(struct shop *x) {
  struct err err;
  must_ok(loyalty_tick(x->l, &err), &err);
  for (int i = 0; i < twin.n; i++)
    twin.c[i] = at(i);
}

static void compare(struct shop *x) {
  for (int i = 0; i < twin.n; i++) {
    struct coupon c;
    struct err err;
    struct twin_coupon t = at(i);
    must_ok(coupon_find(x->l, t.id, &mem, &c, &err), &err);
    assert_int_equal((int)c.status, t.status);
    assert_true(c.discount == t.discount && c.until_ms == t.until);
    assert_true(t.order < 0 ? c.order.n == 0 : str_is(c.order, order_name[t.order]));
  }
  shop_books_agree(x);
}

static void test_twin(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 4; seed++) {
    struct shop x = {0};
    struct rng r;
    char name[8];
    make(&x);
    rng_init(&r, seed, 0, 0);
    twin.n = 0;
    for (int i = 0; i < USERS; i++) {
      snprintf(name, sizeof name, "u%d", i);
      users[i] = shop_subject(&x, name);
      twin.person[i] = i;
    }
    for (int step = 0; step < 700; step++) {
      uint64_t what = rng_below(&r, 100);
      if (what < 25)
        step_give(&x, &r, step);
      else if (what < 85)
        step_use(&x, &r, step);
      else if (what < 90)
        shop_move(&x, &r, users, twin.person, USERS);
      else if (what < 98)
        now_ms += (int64_t)rng_below(&r, 40) * MS_MINUTE;
      else if (what < 99)
        shop_close(&x), shop_open(&x);
      if (rng_below(&r, 8) == 0 || what >= 85) sweep(&x);
    }
    compare(&x);
    shop_close(&x);
    remove_dir(x.dir);
    arena_reset(&mem);
  }
}

/* ---- many at once ---- */

enum { THREADS = 8, ROUNDS = 120 };
struct actor {
  struct shop *x;
  int i;
  bool breaks;     /* the disk will fail at some time */
  int64_t changes; /* acknowledged, not repeated */
};

static bool one(struct actor *a, struct rng *r, struct coupon_request q, int step,
                struct arena *tmp, struct coupon_answer *ret) {
  struct err err = {0};
  q.actor = arena_printf(tmp, "t%d", a->i);
  q.key = arena_printf(tmp, "k%d", step);
  if (!coupon_do(a->x->l, &q, tmp, ret, &err)) return false;
  a->changes += !ret->replayed;
  if (!a->breaks && rng_below(r, 4) == 0) {
    struct coupon_answer again;
    must_ok(coupon_do(a->x->l, &q, tmp, &again, &err), &err);
    assert_true(again.replayed && str_eq(again.json, ret->json));
  }
  return true;
}

static void *act(void *ctx) {
  struct actor *a = ctx;
  struct rng r;
  struct arena tmp;
  rng_init(&r, 77, (uint64_t)a->i, 0);
  arena_init(&tmp, "actor");
  for (int step = 0; step < ROUNDS; step++) {
    struct coupon_answer got;
    arena_reset(&tmp);
    struct coupon_request q = {.op = COUPON_OP_CLAIM,
                               .kind = str_from(kinds[rng_below(&r, KINDS)].slug),
                               .subject = users[rng_below(&r, USERS)],
                               .count = 1};
    struct json *v;
    struct err err;
    if (!one(a, &r, q, step * 3, &tmp, &got)) continue;
    must_ok(json_parse(got.json, &tmp, &v, &err), &err);
    const struct coupon_use u = {json_get_str(&json_get(v, "coupons")->items[0], "id"),
                                 (int64_t)rng_below(&r, 2000)};
    struct coupon_request next = {.op = rng_below(&r, 2) ? COUPON_OP_RESERVE : COUPON_OP_REDEEM,
                                  .uses = &u,
                                  .n_uses = 1,
                                  .subject = SUBJECT_NONE,
                                  .order = str_from(order_name[rng_below(&r, 64)])};
    if (!one(a, &r, next, step * 3 + 1, &tmp, &got)) continue;
    next.op = next.op == COUPON_OP_RESERVE ? COUPON_OP_RELEASE : COUPON_OP_REVERSE;
    if (rng_below(&r, 2)) one(a, &r, next, step * 3 + 2, &tmp, &got);
  }
  arena_release(&tmp);
  return NULL;
}

/* Limits and budgets as SQL counts them; nobody merged. */
static void limits_hold(struct shop *x) {
  char sql[600];
  for (int k = 0; k < KINDS; k++) {
    const struct {
      int64_t limit;
      const char *most, *rest;
    } checks[] = {
        {kinds[k].issue, "SELECT count(*) FROM coupon WHERE kind = ", ""},
        {kinds[k].budget, "SELECT coalesce(sum(discount), 0) FROM coupon WHERE kind = ", ""},
        {kinds[k].claimed,
         "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM coupon WHERE kind = ",
         " AND status <> 'revoked' GROUP BY holder) AS t"},
        {kinds[k].used,
         "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM coupon WHERE kind = ",
         " AND status IN ('reserved', 'redeemed') GROUP BY holder) AS t"},
        {kinds[k].order,
         "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM coupon WHERE kind = ",
         " AND order_ref IS NOT NULL GROUP BY order_ref) AS t"}};
    int64_t n = coupon_book_number(&x->l->coupons, str_from(kinds[k].slug));
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
      snprintf(sql, sizeof sql, "%s%lld%s", checks[i].most, (long long)n, checks[i].rest);
      if (checks[i].limit) assert_true(shop_number(x, sql) <= checks[i].limit);
    }
  }
}

static int64_t told(struct shop *x) {
  static const char *const names[] = {"coupon_issued",   "coupon_claimed",  "coupon_reserved",
                                      "coupon_redeemed", "coupon_released", "coupon_reversed",
                                      "coupon_revoked"};
  uint64_t n = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    n += shop_told(x, names[i]);
  return (int64_t)n;
}

static void meet_all(struct shop *x) {
  char name[8];
  for (int i = 0; i < USERS; i++) {
    snprintf(name, sizeof name, "u%d", i);
    users[i] = shop_subject(x, name);
  }
}

static int64_t crowd(struct shop *x, bool breaks) {
  struct actor a[THREADS];
  pthread_t t[THREADS];
  int64_t changes = 0;
  for (int i = 0; i < THREADS; i++) {
    a[i] = (struct actor){.x = x, .i = i, .breaks = breaks};
    assert_int_equal(pthread_create(&t[i], NULL, act, &a[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    changes += a[i].changes;
  }
  return changes;
}

static void test_crowd(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x);
  meet_all(&x);
  int64_t changes = crowd(&x, false);
  shop_books_agree(&x);
  limits_hold(&x);
  assert_true(changes > 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM coupon_act"), changes);
  assert_int_equal(told(&x), changes); /* every act changed one coupon, and was told once */
  shop_close(&x);
  remove_dir(x.dir);
}

/* ---- power ---- */

static void test_crash(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 12; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop x = {.o.io = &m->io};
    struct rng r;
    make(&x);
    meet_all(&x);
    rng_init(&r, seed, 1, 0);
    m->fail_in = (int64_t)(20 + rng_below(&r, 400));
    m->dead = false;
    int64_t changes = crowd(&x, true);
    shop_close(&x);
    mem_io_crash(m);
    shop_open(&x);
    shop_books_agree(&x);
    limits_hold(&x);
    /* What was acknowledged is there; what was not may be, when its commit was durable. */
    int64_t acts = shop_number(&x, "SELECT count(*) FROM coupon_act");
    assert_true(acts >= changes);
    assert_int_equal(told(&x), acts);
    shop_close(&x);
    mem_io_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_twin), cmocka_unit_test(test_crowd),
                                     cmocka_unit_test(test_crash)};
  arena_init(&mem, "test");
  for (int i = 0; i < 64; i++)
    snprintf(order_name[i], sizeof order_name[i], "o%d", i);
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
