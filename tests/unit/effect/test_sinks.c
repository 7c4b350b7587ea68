/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What documents may give a day, by each way a budget is written, and that it is told when it is
 * more than what is spent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "effect/sinks.h"
#include "effect_shop.h"

static const char documents[] =
    "kind: currency\nslug: points\ntitle: {en: Points, zh: 积分}\ndecimals: 2\nexpires: {days: "
    "400}\n---\n"
    "kind: currency\nslug: growth\ntype: growth\n---\n"
    "kind: currency\nslug: coins\nworth: 0.1\ncheckout: {}\n---\n"
    "kind: coupon\nslug: tea\nbenefit: {type: amount_off, amount: 5}\nvalid: {days: 30}\n---\n"
    "kind: mall_item\nslug: mug\nactive: true\nprice: {points: 500, currency: points}\nhand: "
    "ship\nunit_cost: 0\nuntil: 2030-01-01\n";

#define NOW  "2026-06-01T00:00:00"
#define GATE "active: true\nunit_cost: 1\nholdout: 5%\n"
#define TEN  "from: 2026-06-01\nuntil: 2026-06-10\n"  /* days */
#define TASK "kind: task\nslug: t\ngoal: {on: order_completed, count: 1}\n" GATE
#define DRAW                                                                                       \
  "kind: draw\nslug: d\ngoal: order_completed\nfrom: 2026-06-01\nuntil: 2026-06-10\nholdout: "     \
  "0.05\n"

static struct arena mem;

static void judge(struct shop *x, const char *yaml, struct resource_change **ret, uint32_t *ret_n) {
  struct err err;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(yaml)};
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), true, &mem, ret, ret_n, &err), &err);
}

/* "points 500, coins 2.5", "points any". */
static void gives(struct shop *x, const char *yaml, const char *want) {
  struct resource_change *c;
  struct issues may;
  struct buf b = BUF_INIT;
  struct err err;
  uint32_t n;
  judge(x, yaml, &c, &n);
  must_ok(resource_issues(c->kind, c->doc, ws_tz(x->w), x->clock.ms, &mem, &may, &err), &err);
  for (uint32_t i = 0; i < may.n; i++) {
    char text[DEC_TEXT_BYTES];
    buf_printf(&b, "%s%.*s %s", i ? ", " : "", STRF(may.p[i].currency),
               may.p[i].unlimited
                   ? "any"
                   : dec_text(dec_normal((struct dec){may.p[i].a_day, ISSUE_SCALE}), text));
  }
  if (!str_is(buf_str(&b), want)) fail_msg("%s\n%.*s, not %s", yaml, STRF(buf_str(&b)), want);
  buf_release(&b);
}

static void test_budgets(void **state) {
  struct shop x;
  (void)state;
  arena_init(&mem, "test");
  shop_new(&x, documents, NOW);
  static const char *const cases[][2] = {
      {TASK TEN "rewards: [{points: 50, currency: points}]\nbudget: {points: 5000}\n",
       "points 500"},
      {TASK TEN "rewards: [{points: 50, currency: points}]\nbudget: {points: 5049}\n",
       "points 500"},
      {TASK TEN "rewards: [{points: 50, currency: points}]\nbudget: {times: 30, points: 5000}\n",
       "points 150"},
      {TASK TEN "rewards: [{points: 7, currency: points}, {coupon: tea, count: 2}]\nbudget: "
                "{coupons: 41}\n",
       "points 14"},
      {TASK TEN "rewards: [{points: 7, currency: points}, {coupon: tea}]\nbudget: {times: 0}\n",
       ""},
      {TASK TEN "rewards: [{points: 30, currency: points}, {points: 10, currency: coins}]\nbudget: "
                "{points: 4000}\n",
       "points 300, coins 100"},
      /* a budget that is none of what it gives */
      {TASK TEN "rewards: [{points: 7, currency: points}]\nbudget: {coupons: 5}\n", "points any"},
      {TASK TEN "rewards: [{coupon: tea}]\nbudget: {coupons: 5}\n", ""},
      /* without a beginning from now; a date of review is an end */
      {TASK "until: 2026-06-05\nrewards: [{points: 1, currency: points}]\nbudget: {points: 1}\n",
       "points 0.2"},
      {TASK "review: 2026-06-03\nrewards: [{points: 1, currency: points}]\nbudget: {points: 1}\n",
       "points 0.5"},
      {TASK
       "until: 2026-06-01T01:00:00\nrewards: [{points: 1, currency: points}]\nbudget: {points: "
       "9}\n",
       "points 9"},
      {TASK "until: 2026-05-31\nrewards: [{points: 1, currency: points}]\nbudget: {points: 9}\n",
       ""},
      {"kind: task\nslug: t\ngoal: {on: order_completed, count: 1}\nrewards: [{points: 1, "
       "currency: "
       "points}]\nbudget: {points: 9}\nuntil: 2027-01-01\n",
       ""}, /* a draft */
      {TASK TEN "rewards: [{points: 100000000000000, currency: points}]\nbudget: {times: "
                "1000000000000}\n",
       "points 922337203685477.5807"},
      {"kind: check_in\nslug: c\n" GATE TEN
       "days: [[{points: 5, currency: points}], [{points: 10, currency: points}, {points: 1, "
       "currency: coins}]]\nmilestones: [{days: 30, rewards: [{points: 60, currency: points}]}]\n"
       "budget: {times: 100}\n",
       "points 120, coins 10"},
      {"kind: leaderboard\nslug: l\n" GATE
       "from: 2026-06-01\nuntil: 2026-06-28\nscore: count(order_completed)\nperiod: week\nprizes: "
       "[{ranks: 1, rewards: [{points: 100, currency: points}]}, {ranks: 2-10, rewards: [{points: "
       "20, currency: points}]}]\nbudget: {points: 1000000}\n",
       "points 40"},
      {"kind: leaderboard\nslug: l\n" GATE
       "from: 2026-06-01\nuntil: 2026-06-28\nscore: count(order_completed)\nperiod: day\nprizes: "
       "[{ranks: 1-2, rewards: [{points: 100, currency: points}]}]\nbudget: {times: 15}\n",
       "points 50"},
      {"kind: earn_rule\nslug: e\ncurrency: points\non: order_completed\nreward: {points: "
       "1}\ncaps: "
       "{budget: 300}\n" TEN,
       "points 30"},
      {"kind: earn_rule\nslug: e\ncurrency: points\non: order_completed\nreward: {points: 1}\n" TEN,
       ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    gives(&x, cases[i][0], cases[i][1]);
  shop_free(&x);
  arena_release(&mem);
}

static void test_draws(void **state) {
  struct shop x;
  (void)state;
  arena_init(&mem, "test");
  shop_new(&x, documents, NOW);
  static const char *const cases[][2] = {
      /* 200 turns cost 1000, 100 of them give 100 */
      {DRAW "budget: 1000\nprizes: [{slug: a, probability: 0.5, cost: 10, reward: {points: 100, "
            "currency: points}}]\n",
       "points 1000"},
      {DRAW
       "budget: 1000\nprizes: [{slug: a, probability: 0.5, cost: 10, stock: 7, reward: {points: "
       "100, currency: points}}]\n",
       "points 70"},
      {DRAW "budget: 1000\nprizes: [{slug: a, probability: 0.5, cost: 0, reward: {points: 100, "
            "currency: points}}]\n",
       "points any"},
      {DRAW "budget: 1000\nprizes: [{slug: a, probability: 0.5, cost: 0, stock: 10, reward: "
            "{points: 100, currency: points}}]\n",
       "points 100"},
      {DRAW "budget: 1000\nprizes: [{slug: a, probability: 0.5, cost: 10, gift: a mug}]\n", ""},
      /* every turn is paid: 200 of them bring in 8000 */
      {DRAW "budget: 1000\nprice: {points: 40, currency: points}\nprizes: [{slug: a, probability: "
            "0.5, cost: 10, reward: {points: 100, currency: points}}]\n",
       "points 200"},
      {DRAW "budget: 1000\nprice: {points: 50, currency: points}\nprizes: [{slug: a, probability: "
            "0.5, cost: 10, reward: {points: 100, currency: points}}]\n",
       ""},
      {DRAW "budget: 1000\nprice: {points: 50, currency: points}\nfree: {per_day: 1}\nprizes: "
            "[{slug: a, probability: 0.5, cost: 10, reward: {points: 100, currency: points}}]\n",
       "points 1000"},
      {DRAW "budget: 1000\nprice: {points: 60, currency: points}\nprizes: [{slug: a, probability: "
            "0.5, cost: 0, reward: {points: 100, currency: points}}]\n",
       ""},
      {DRAW "budget: 1000\nprice: {points: 40, currency: points}\nprizes: [{slug: a, probability: "
            "0.5, cost: 0, reward: {points: 100, currency: points}}]\n",
       "points any"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    gives(&x, cases[i][0], cases[i][1]);
  shop_free(&x);
  arena_release(&mem);
}

static void post(struct shop *x, enum ledger_kind op, uint32_t who, int64_t amount, int64_t of,
                 int64_t *ret) {
  static int key;
  struct ledger_posted d;
  struct err err;
  char text[16];
  snprintf(text, sizeof text, "k%d", ++key);
  const struct ledger_post p = {.op = op,
                                .subject = of ? SUBJECT_NONE : who,
                                .amount = amount,
                                .of = of,
                                .currency = STR("points"),
                                .actor = STR("test"),
                                .key = str_from(text)};
  must_ok(ledger_do(x->l, &p, &d, &err), &err);
  if (ret) *ret = d.txn;
}

/* The sentences, a line each. */
static void told(struct shop *x, const char *yaml, const char *want) {
  struct resource_change *c;
  struct sink_warning *list;
  struct buf b = BUF_INIT;
  struct err err;
  uint32_t n, found;
  judge(x, yaml, &c, &n);
  must_ok(sink_warnings(x->w, ws_state(x->w), c, n, x->clock.ms, &mem, &list, &found, &err), &err);
  for (uint32_t i = 0; i < found; i++) {
    buf_printf(&b, "%.*s: ", STRF(list[i].slug));
    err_render(&list[i].what, LANG_EN, &b);
    buf_putc(&b, '\n');
    if (str_is(list[i].currency, "points")) {
      assert_int_equal(list[i].ways.items, 1);
      assert_false(list[i].ways.checkout);
    }
    if (str_is(list[i].currency, "coins")) assert_true(list[i].ways.checkout);
  }
  if (!str_is(buf_str(&b), want)) fail_msg("%.*s, not %s", STRF(buf_str(&b)), want);
  buf_release(&b);
}

#define GIVES_50  TASK TEN "rewards: [{points: 1, currency: points}]\nbudget: {points: 500}\n"
#define GIVES_ANY TASK TEN "rewards: [{points: 1, currency: points}]\nbudget: {coupons: 5}\n"

static void test_sinks(void **state) {
  struct shop x;
  int64_t spend;
  (void)state;
  arena_init(&mem, "test");
  shop_new(&x, documents, "2026-01-01T00:00:00");
  uint32_t who = subject(&x, 1);
  post(&x, LEDGER_GRANT, who, 10000000, 0, NULL);
  post(&x, LEDGER_SPEND, who, 9000000, 0, NULL); /* 90000.00, 151 days before the documents */
  x.clock.ms = moment(&x, NOW);
  told(&x, GIVES_50,
       "t: It could give 50 a day of \"Points\"; in the last 90 days none were spent.\n");
  told(&x, GIVES_ANY,
       "t: Nothing in its budget limits how much of \"Points\" it gives; in the last "
       "90 days 0 a day were spent.\n");
  post(&x, LEDGER_SPEND, who, 449999, 0, &spend); /* 4499.99 of 4500 */
  told(&x, GIVES_50,
       "t: It could give 50 a day of \"Points\"; in the last 90 days 50 a day were "
       "spent.\n"); /* 49.9998 */
  post(&x, LEDGER_SPEND, who, 1, 0, NULL);
  told(&x, GIVES_50, "");
  told(&x, GIVES_ANY,
       "t: Nothing in its budget limits how much of \"Points\" it gives; in the last "
       "90 days 50 a day were spent.\n");
  post(&x, LEDGER_REFUND, who, 225000, spend, NULL); /* what comes back was not spent */
  told(&x, GIVES_50,
       "t: It could give 50 a day of \"Points\"; in the last 90 days 25 a day were "
       "spent.\n");
  /* others: never spent by nature, nothing posted, two documents at once */
  told(&x, TASK TEN "rewards: [{points: 9, currency: growth}]\nbudget: {times: 500}\n", "");
  told(&x,
       GIVES_50 "---\nkind: segment\nslug: s\nexpression: did(order_completed)\n---\n"
                "kind: earn_rule\nslug: e\ncurrency: coins\non: order_completed\nreward: "
                "{points: 1}\ncaps: {budget: 25}\n" TEN,
       "t: It could give 50 a day of \"Points\"; in the last 90 days 25 a day were spent.\n"
       "e: It could give 2.5 a day of \"coins\"; in the last 90 days none were spent.\n");
  shop_free(&x);
  arena_release(&mem);
}

/* A young currency is measured by the days it has. */
static void test_young(void **state) {
  struct shop x;
  (void)state;
  arena_init(&mem, "test");
  shop_new(&x, documents, "2026-05-29T00:00:00");
  uint32_t who = subject(&x, 1);
  post(&x, LEDGER_GRANT, who, 100000, 0, NULL);
  post(&x, LEDGER_SPEND, who, 12000, 0, NULL);
  x.clock.ms = moment(&x, NOW);
  told(&x, GIVES_50,
       "t: It could give 50 a day of \"Points\"; in the last 3 days 40 a day were "
       "spent.\n");
  post(&x, LEDGER_SPEND, who, 3000, 0, NULL);
  told(&x, GIVES_50, "");
  shop_free(&x);
  arena_release(&mem);
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_budgets), cmocka_unit_test(test_draws),
                                     cmocka_unit_test(test_sinks), cmocka_unit_test(test_young)};
  return RUN_ON_BOTH(cases, NULL, NULL);
}
