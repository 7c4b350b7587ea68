/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders, postings and members while the power fails at any write: afterwards each order has earned
 * once, what was acknowledged is there, levels are those of the growth, gifts were given once, and
 * the log tells of each change once, however much later the next life begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lib/mem_io.h"
#include "loyalty/consumer.h"
#include "loyalty/earn.h"
#include "loyalty/ledger.h"
#include "loyalty/membership.h"
#include "shop.h"

enum { SEEDS = 60, LIVES = 4, USERS = 6, STEPS = 40 };

static const char documents[] =
    "kind: currency\nslug: points\n---\nkind: currency\nslug: coins\ntype: coins\n---\n"
    "kind: programme\nslug: club\ngrowth: points\nlevels:\n  - slug: base\n"
    "  - slug: gold\n    growth: 60\n    gifts: {upgrade: [{points: 5, currency: coins}]}\n"
    "  - slug: black\n    growth: 150\n    gifts: {upgrade: [{points: 5, currency: coins}]}\n---\n"
    "kind: earn_rule\nslug: base\ncurrency: points\non: order_completed\n"
    "reward: {of: amount, points: 1, per: 1}\n";

struct still {
  struct clock clock;
  int64_t ms;
};
static struct mono still_mono(struct clock *c) {
  (void)c;
  return clock_system()->mono(clock_system());
}
static struct wall still_wall(struct clock *c) {
  return (struct wall){((struct still *)c)->ms};
}

struct spent {
  uint32_t user;
  uint64_t i;
  int64_t txn;
};

struct life {
  struct shop x;
  struct earn *e;
  struct still clock;
  struct rng r;
  uint64_t number; /* of orders and keys */
  VEC(struct spent) spent;
};

static void live_open(struct life *f) {
  struct err err;
  shop_open(&f->x);
  must_ok(earn_open(f->x.l, &f->e, &err), &err);
}
static void live_close(struct life *f) {
  earn_close(f->e);
  shop_close(&f->x);
}

static bool user(struct life *f, uint32_t i, uint32_t *ret, struct err *err) {
  char name[8];
  snprintf(name, sizeof name, "u%u", i);
  return loyalty_subject(f->x.l, STR("user_id"), str_from(name), true, ret, err);
}

static bool order(struct life *f, struct err *err) {
  struct ev_batch b;
  char name[8], no[24];
  const struct value paid = {.type = V_NUM, .num = dec_int(10)};
  ev_batch_init(&b);
  for (uint64_t n = 1 + rng_below(&f->r, 3); n > 0; n--) {
    snprintf(name, sizeof name, "u%u", (unsigned)rng_below(&f->r, USERS));
    snprintf(no, sizeof no, "o%llu", (unsigned long long)++f->number);
    const struct value id = {.type = V_STR, .str = str_from(no)};
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(name)),
                 ev_batch_name(&b, STR("order_completed")), f->clock.ms, (struct ev_key){0}, 0);
    ev_batch_put(&b, ev_batch_prop(&b, STR("order_id")), &id);
    ev_batch_put(&b, ev_batch_prop(&b, STR("amount")), &paid);
  }
  bool ok = ws_ingest(f->x.w, &b, NULL, err);
  ev_batch_release(&b);
  return ok;
}

static bool spend(struct life *f, const struct spent *s, struct ledger_posted *ret,
                  struct err *err) {
  char key[24];
  struct ledger_post p = {
      .op = LEDGER_SPEND, .currency = STR("points"), .amount = 3, .actor = STR("till")};
  snprintf(key, sizeof key, "s%llu", (unsigned long long)s->i);
  p.key = str_from(key);
  return user(f, s->user, &p.subject, err) && ledger_do(f->x.l, &p, ret, err);
}

static bool join(struct life *f, struct err *err) {
  struct membership_done d;
  struct membership_ask a = {
      .act = MEMBERSHIP_JOIN, .programme = STR("club"), .actor = STR("till"), .source = STR("pos")};
  return user(f, (uint32_t)rng_below(&f->r, USERS), &a.subject, err) &&
         membership_do(f->x.l, &a, &d, err);
}

/* Whatever fails, fails: the disk may be gone. */
static void step(struct life *f) {
  struct err err;
  bool more;
  uint64_t what = rng_below(&f->r, 100);
  if (what < 35) {
    (void)order(f, &err);
  } else if (what < 55) {
    struct ledger_posted done;
    struct spent s = {(uint32_t)rng_below(&f->r, USERS), ++f->number, 0};
    if (!spend(f, &s, &done, &err)) return;
    s.txn = done.txn;
    vec_push(&f->spent, s);
  } else if (what < 65) {
    (void)join(f, &err);
  } else if (what < 85) {
    (void)consumer_step(earn_consumer(f->e), &more, &err);
  } else if (what < 95) {
    (void)loyalty_tick(f->x.l, &err);
    f->clock.ms += (int64_t)rng_below(&f->r, 60) * MS_MINUTE;
  } else {
    (void)ws_checkpoint(f->x.w, true, &err);
  }
}

static void no_bad(void *ctx, const struct err *what) {
  struct buf text = BUF_INIT;
  (void)ctx;
  err_render(what, LANG_EN, &text);
  fail_msg("%.*s", (int)text.n, text.p);
}

static int64_t number(struct life *f, const char *sql) {
  return shop_number(&f->x, sql);
}

static void once_for_ever(struct life *f) {
  struct err err;
  struct state *s = loyalty_reader(f->x.l);
  must_ok(consumer_settle(earn_consumer(f->e), &err), &err);
  for (int i = 0; i < 3; i++) /* gifts make no others here */
    must_ok(loyalty_tick(f->x.l, &err), &err);
  state_enter(s);
  must_ok(ledger_verify(s, no_bad, NULL, &err), &err);
  state_leave(s);
  int64_t txns = number(f, "SELECT count(*) FROM ledger_txn");
  for (size_t i = 0; i < f->spent.n; i++) {
    struct ledger_posted done;
    must_ok(spend(f, &f->spent.p[i], &done, &err), &err);
    assert_true(done.again && done.txn == f->spent.p[i].txn);
  }
  assert_int_equal(number(f, "SELECT count(*) FROM ledger_txn"), txns);
  int64_t orders = (int64_t)shop_told(&f->x, "order_completed");
  assert_int_equal(number(f, "SELECT count(*) FROM earn_grant"), orders);
  assert_int_equal(number(f, "SELECT coalesce(sum(points), 0) FROM earn_grant"), 10 * orders);
  assert_int_equal(
      number(f, "SELECT count(*) FROM ledger_txn t JOIN ledger_currency c ON c.n = t.currency "
                "WHERE c.slug = 'points' AND t.kind = 1"),
      orders);
  assert_int_equal(number(f, "SELECT coalesce(sum(amount), 0) FROM growth_day WHERE currency = "
                             "'points'"),
                   10 * orders);
  assert_int_equal(
      number(f, "SELECT count(*) FROM (SELECT m.level AS is_, coalesce((SELECT sum(g.amount) FROM "
                "growth_day g WHERE g.holder = m.holder AND g.currency = 'points'), 0) AS "
                "grown FROM member m) AS x WHERE is_ <> CASE WHEN grown >= 150 THEN 'black' WHEN "
                "grown >= 60 THEN 'gold' ELSE 'base' END"),
      0);
  assert_int_equal(number(f, "SELECT count(*) FROM gift WHERE status = 0"), 0);
  assert_int_equal(
      number(f, "SELECT coalesce(sum(t.amount), 0) FROM ledger_txn t JOIN ledger_currency c ON "
                "c.n = t.currency WHERE c.slug = 'coins'"),
      5 * number(f, "SELECT count(*) FROM gift"));
  assert_int_equal(shop_told(&f->x, "points_changed"), txns);
  assert_int_equal(shop_told(&f->x, "member_joined"), number(f, "SELECT count(*) FROM member"));
  assert_int_equal(shop_told(&f->x, "tier_changed"),
                   number(f, "SELECT count(*) FROM member_level"));
}

static void power_fails(void **state) {
  uint64_t cut = 0, orders = 0, spent = 0;
  (void)state;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct life f = {.clock = {{still_wall, still_mono}, INT64_C(1767200000000)}};
    struct err err;
    f.x.o = (struct ws_options){.io = &m->io, .clock = &f.clock.clock};
    rng_init(&f.r, seed, 11, 0);
    shop_make(&f.x);
    must_ok(earn_open(f.x.l, &f.e, &err), &err);
    shop_apply(&f.x, documents);
    must_ok(consumer_adopt(earn_consumer(f.e), &err), &err);
    for (int life = 0; life < LIVES; life++) {
      m->fail_in = (int64_t)rng_below(&f.r, 250);
      m->dead = false;
      for (int i = 0; i < STEPS && !m->dead; i++)
        step(&f);
      cut += m->dead;
      m->fail_in = 0; /* what closing would write is lost too */
      live_close(&f);
      mem_io_crash(m);
      if (rng_below(&f.r, 2)) f.clock.ms += 9 * MS_DAY;
      live_open(&f);
      once_for_ever(&f);
    }
    orders += shop_told(&f.x, "order_completed");
    spent += f.spent.n;
    live_close(&f);
    vec_free(&f.spent);
    mem_io_free(m);
  }
  print_message("# %llu lives cut in the middle; %llu orders, %llu spends acknowledged\n",
                (unsigned long long)cut, (unsigned long long)orders, (unsigned long long)spent);
  assert_true(cut > SEEDS && orders > SEEDS && spent > SEEDS); /* it does test something */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(power_fails)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
