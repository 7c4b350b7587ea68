/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draws, one turn at a time: what they cost and give, turns as rewards, when they are open, and
 * what a document must say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw_shop.h"

/* ---- one at a time ---- */

#define STEPS                                                                                      \
  HEAD "price: {points: 1.5, currency: points}\nfree: {per_day: 1}\n"                              \
       "limits: {per_day: 3, in_all: 5}\nbudget: 100\n"                                            \
       "prizes:\n"                                                                                 \
       "- {slug: phone, probability: 1, stock: 1, cost: 50, gift: by courier, falls_to: tea}\n"    \
       "- {slug: tea, probability: 0, cost: 20, per_person: 1, reward: {points: 3, "               \
       "currency: points}}\n"

static void test_steps(void **state) {
  struct shop x = {0};
  struct draw_mine mine;
  struct err err;
  bool changed;
  uint32_t done;
  (void)state;
  make(&x, STEPS);
  tick();
  struct draw_state s = shown();
  assert_true(s.open);
  assert_int_equal(s.commitment.n, 64);
  assert_int_equal(s.seed.n, 0);
  struct draw_done a = turned(users[0], "1");
  assert_true(str_is(a.turn.prize, "phone") && a.turn.free && a.turn.why == DRAW_AS_DRAWN);
  struct draw_done b = turned(users[0], "1");
  assert_true(b.again && b.turn.n == a.turn.n && str_eq(b.turn.chain, a.turn.chain));
  assert_false(turn(users[0], "1", "other", &b, &err));
  assert_int_equal(err.code, ERR_idempotency_conflict);
  refused(users[0], "2", ERR_ledger_balance);
  grant(&x, users[0], 100, "g");
  b = turned(users[0], "2");
  assert_true(str_is(b.turn.drawn, "phone") && str_is(b.turn.prize, "tea"));
  assert_int_equal(b.turn.why, DRAW_NO_STOCK);
  assert_int_equal(b.turn.points, 15);
  assert_int_equal(b.balance, 85);
  b = turned(users[0], "3"); /* tea once for each */
  assert_true(b.turn.prize.n == 0 && b.turn.why == DRAW_NO_STOCK);
  refused(users[0], "4", ERR_draw_limit_day);
  b = turned(users[1], "5"); /* 50 + 20 + 20 = 90 */
  assert_true(str_is(b.turn.prize, "tea"));
  b = turned(users[2], "6"); /* the budget */
  assert_true(b.turn.prize.n == 0);
  must_ok(gifts_hand_over(x.l, 100, &done, &err), &err);
  assert_int_equal(done, 2);
  must_ok(draw_mine(inc, STR("d"), users[0], 10, &mem, &mine, &err), &err);
  assert_true(mine.may && mine.today == 3 && mine.turns_left == 0 && mine.n_turns == 3);
  assert_true(mine.turns[0].seq == 3 && str_is(mine.turns[2].prize, "phone"));
  now_ms += MS_DAY;
  turned(users[0], "7");
  turned(users[0], "8");
  refused(users[0], "9", ERR_draw_limit);
  s = shown();
  assert_int_equal(s.turns, 7);
  assert_int_equal(s.wins, 3);
  assert_int_equal(s.waiting, 1);
  assert_int_equal(dec_cmp(s.cost, dec_int(90)), 0);
  assert_int_equal(s.prizes[0].left, 0);
  must_ok(draw_hand(inc, STR("d"), 1, STR("ann"), STR("SF123"), &changed, &err), &err);
  assert_true(changed);
  must_ok(draw_hand(inc, STR("d"), 1, STR("ann"), STR("again"), &changed, &err), &err);
  assert_false(changed);
  assert_false(draw_hand(inc, STR("d"), 2, STR("ann"), STR(""), &changed, &err));
  assert_int_equal(err.code, ERR_draw_no_win);
  assert_int_equal(shown().waiting, 0);
  assert_int_equal(shop_told(&x, "prize_drawn"), 7);
  list_is_clean(7);
  end(&x);
}

/* ---- turns as rewards ---- */

#define TICKETS                                                                                    \
  HEAD "free: none\nbudget: 100\nlimits: {in_all: 7}\nprizes:\n"                                   \
       "- {slug: again, probability: 1, stock: 1, cost: 0, reward: {draw: d, turns: 2}}\n"

static void test_tickets(void **state) {
  struct shop x = {0};
  struct ws_moved moved;
  struct draw_mine mine;
  struct err err;
  (void)state;
  make(&x, TICKETS);
  tick();
  must_ok(draw_mine(inc, STR("d"), users[0], 1, &mem, &mine, &err), &err);
  assert_true(mine.free_left == 0 && mine.tickets_left == 0 && mine.turns_left == 7);
  refused(users[0], "1", ERR_draw_no_free);
  promise(&x, users[0], 1, 2);
  refused(users[0], "1", ERR_draw_no_free); /* promised, and not given yet */
  assert_int_equal(hand_over(&x), 1);
  again(&x);
  assert_int_equal(hand_over(&x), 0);
  assert_int_equal(tickets_left(users[0]), 2);
  assert_int_equal(shop_told(&x, "draw_turns_given"), 1);
  struct draw_done a = turned(users[0], "1");
  assert_true(a.turn.ticket && !a.turn.free && a.turn.points == 0 && str_is(a.turn.prize, "again"));
  assert_true(turned(users[0], "1").again);
  assert_int_equal(tickets_left(users[0]), 1);
  assert_int_equal(hand_over(&x), 1); /* the prize */
  assert_int_equal(tickets_left(users[0]), 3);
  /* Somebody who becomes the same person brings and has them. */
  promise(&x, users[1], 2, 1);
  assert_int_equal(hand_over(&x), 1);
  must_ok(ws_merge_people(x.w, users[1], &users[0], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  assert_int_equal(tickets_left(users[1]), 4);
  for (int i = 0; i < 4; i++) {
    char key[8];
    snprintf(key, sizeof key, "m%d", i);
    turned(users[i % 2], key);
  }
  refused(users[0], "2", ERR_draw_no_free);
  struct draw_state s = shown();
  assert_true(s.tickets_given == 5 && s.tickets_used == 5 && s.turns == 5);
  promise(&x, users[0], 3, 3); /* limits hold whatever one was given */
  assert_int_equal(hand_over(&x), 1);
  turned(users[0], "3");
  turned(users[0], "4");
  refused(users[0], "5", ERR_draw_limit);
  /* What comes when the draw is over is of no use, and settled. */
  now_ms += 60 * MS_DAY;
  tick();
  promise(&x, users[2], 4, 1);
  assert_int_equal(hand_over(&x), 1);
  assert_int_equal(tickets_left(users[2]), 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM gift WHERE status = 0"), 0);
  assert_int_equal(shop_told(&x, "draw_turns_given"), 4);
  list_is_clean(7);
  end(&x);
}

/* Nobody here gives turns: they wait for who does. */
static void test_no_giver(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x, TICKETS);
  tick();
  promise(&x, users[0], 1, 1);
  close_all(&x);
  shop_open(&x);
  assert_int_equal(hand_over(&x), 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM gift WHERE status = 0"), 1);
  shop_close(&x);
  shop_open(&x);
  open_all(&x);
  assert_int_equal(hand_over(&x), 1);
  turned(users[0], "1");
  end(&x);
}

static void test_times(void **state) {
  struct shop x = {0};
  struct err err;
  (void)state;
  make(&x, STEPS);
  now_ms = 1777000000000; /* April */
  refused(users[0], "1", ERR_draw_early);
  now_ms = 1780000000000;
  turned(users[0], "2");
  must_ok(resource_archive(x.w, STR("draw"), STR("d"), 0, STR("ann"), &err), &err);
  refused(users[1], "3", ERR_draw_closed);
  tick();
  assert_int_equal(shown().seed.n, 0);
  must_ok(resource_restore(x.w, STR("draw"), STR("d"), STR("ann"), &err), &err);
  turned(users[1], "4");
  now_ms = 1782777600000; /* 30 June, its first moment: the last day counts */
  turned(users[2], "5");
  now_ms += MS_DAY;
  refused(users[3], "6", ERR_draw_over);
  again(&x);
  tick();
  assert_int_equal(shown().seed.n, 64);
  assert_true(turned(users[2], "5").again);
  list_is_clean(3);
  now_ms -= MS_DAY; /* what was revealed stays over */
  refused(users[3], "7", ERR_draw_over);
  end(&x);
}

static void test_documents(void **state) {
  struct shop x = {0};
  static const struct {
    const char *more;
    enum err_code code;
  } cases[] = {
      {"until: 2026-06-30\nholdout: 0.05\nbudget: 1\n", ERR_gate_goal},
      {"goal: g\nholdout: 0.05\nbudget: 1\n", ERR_gate_end},
      {"goal: g\nuntil: 2026-06-30\nbudget: 1\n", ERR_gate_holdout},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\n", ERR_gate_budget},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0\nbudget: 1\n", ERR_bad_field},
      {"goal: g\nuntil: 2026-06-30\nholdout: 51%\nbudget: 1\n", ERR_bad_field},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\nbudget: 1\nfree: {}\n", ERR_bad_field},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\nbudget: 1\naudience: count(*) > 1 and count(*) "
       "> 2 and (count(*) > 3 or count(*) > 4)\n",
       ERR_gate_clauses},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\nbudget: 1\nprice: {points: 1, currency: no}\n",
       ERR_unknown_resource},
  };
  (void)state;
  make(&x, STEPS);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char yaml[1024];
    struct resource_change *change;
    uint32_t n;
    struct err err = {0};
    snprintf(yaml, sizeof yaml,
             "kind: draw\nslug: e\ntitle: E\nfrom: 2026-05-01\n%sprizes:\n- {slug: a, probability: "
             "0.1, cost: 1, gift: x}\n",
             cases[i].more);
    const struct resource_source src = {.name = STR("test"), .text = str_from(yaml)};
    assert_false(resource_apply(x.w, &src, 1, STR("ann"), true, &mem, &change, &n, &err));
    if (err.code != cases[i].code && !(cases[i].code == ERR_unknown_resource && err.code))
      fail_msg("%zu: %s", i, err_name(err.code));
  }
  static const char *const prizes[] = {
      "{slug: a, probability: 0.1, gift: x}",
      "{slug: a, probability: 1.1, cost: 1, gift: x}",
      "{slug: a, probability: 0.0000000001, cost: 1, gift: x}",
      "{slug: a, probability: 0.6, cost: 1, gift: x}\n- {slug: b, probability: 0.5, cost: 1, gift: "
      "x}",
      "{slug: a, probability: 0.6, cost: 1, gift: x, falls_to: b}\n- {slug: b, probability: 0.1, "
      "cost: 1, gift: x, falls_to: a}",
      "{slug: a, probability: 0.6, cost: 1, gift: x, falls_to: c}",
      "{slug: a, probability: 0.6, cost: 1}",
      "{slug: a, probability: 0.6, cost: 1, reward: {draw: nowhere}}",
      "{slug: a, probability: 0.6, cost: 1, reward: {draw: d, turns: 101}}",
      "{slug: a, probability: 0.6, cost: 1, reward: {draw: d, count: 1}}",
      "{slug: a, probability: 0.6, cost: 1, reward: {turns: 1}}",
      "{slug: a, probability: 0.6, cost: 1, reward: {draw: d, points: 1, currency: points}}",
      "{slug: a, probability: 0.6, cost: 1, gift: x}\n- {slug: a, probability: 0.1, cost: 1, gift: "
      "x}",
  };
  for (size_t i = 0; i < sizeof prizes / sizeof *prizes; i++) {
    char yaml[1024];
    struct resource_change *change;
    uint32_t n;
    struct err err = {0};
    snprintf(yaml, sizeof yaml,
             "kind: draw\nslug: e\ntitle: E\nfrom: 2026-05-01\nuntil: 2026-05-02\ngoal: g\n"
             "holdout: 0.05\nbudget: 1\nprizes:\n- %s\n",
             prizes[i]);
    const struct resource_source src = {.name = STR("test"), .text = str_from(yaml)};
    if (resource_apply(x.w, &src, 1, STR("ann"), true, &mem, &change, &n, &err))
      fail_msg("%s", prizes[i]);
  }
  end(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_steps), cmocka_unit_test(test_tickets),
                                     cmocka_unit_test(test_no_giver), cmocka_unit_test(test_times),
                                     cmocka_unit_test(test_documents)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
