/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draws: numbers that Python's hmac gives too, their odds, one turn at a time, the audit list and
 * what is done to it, random histories of people who merge and part against a twin that counts
 * everything anew, crowds, and the power failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "../../lib/mem_io.h"
#include "../loyalty/shop.h"
#include "base/rng.h"
#include "incentive/draw_int.h"

enum { USERS = 6, THREADS = 8 };

static struct arena mem;
static struct incentive *inc;
static uint32_t users[USERS];
static int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;

#define HEAD                                                                                       \
  "kind: draw\nslug: d\ntitle: D\ngoal: order_completed\nfrom: 2026-05-01\nuntil: 2026-06-30\n"    \
  "holdout: 0.01\n"

/* ---- chance ---- */

static void test_number(void **state) {
  uint8_t seed[32];
  char hash[DRAW_HASH_TEXT];
  (void)state;
  for (int i = 0; i < 32; i++)
    seed[i] = (uint8_t)i;
  draw_commitment(seed, hash);
  assert_string_equal(hash, "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
  assert_int_equal(draw_number(seed, STR("spring"), 1, STR("")), 364582560);
  assert_int_equal(draw_number(seed, STR("spring"), 2, STR("lucky-7")), 807416828);
  assert_int_equal(draw_number(seed, STR("spring"), 3, STR("A_")), 528360384);
}

/* Fixed seeds: the sums are what they are.  99.9 % of fair ones of 5 degrees of freedom are below
 * 20.5; with ten of them none is above. */
static void test_odds(void **state) {
  static const int64_t chances[5] = {1000000, 50000000, 123456789, 200000000, 300000000};
  enum { TURNS = 40000 };
  struct draw_prize prizes[5] = {0};
  struct draw d = {.prizes = prizes, .n_prizes = 5};
  (void)state;
  for (int i = 0; i < 5; i++)
    prizes[i].chance = chances[i];
  for (uint8_t s = 1; s <= 10; s++) {
    uint8_t seed[32] = {s};
    int64_t n[6] = {0};
    double chi = 0;
    for (int64_t seq = 1; seq <= TURNS; seq++)
      n[draw_prize_at(&d, draw_number(seed, STR("d"), seq, STR("x"))) + 1]++;
    for (int i = 0; i < 6; i++) {
      double share = i ? (double)chances[i - 1] / 1e9 : 0.325543211, e = TURNS * share;
      chi += ((double)n[i] - e) * ((double)n[i] - e) / e;
    }
    assert_true(chi < 20.5);
  }
  assert_int_equal(draw_prize_at(&d, 0), 0);
  assert_int_equal(draw_prize_at(&d, 999999), 0);
  assert_int_equal(draw_prize_at(&d, 1000000), 1);
  assert_int_equal(draw_prize_at(&d, 674456788), 4);
  assert_int_equal(draw_prize_at(&d, 674456789), -1);
}

/* ---- a shop ---- */

static void open_all(struct shop *x) {
  struct err err;
  must_ok(incentive_open(x->l, &inc, &err), &err);
}
static void close_all(struct shop *x) {
  incentive_close(inc);
  inc = NULL;
  shop_close(x);
}
static void again(struct shop *x) {
  close_all(x);
  shop_open(x);
  open_all(x);
}
static void tick(void) {
  struct err err;
  must_ok(incentive_tick(inc, &err), &err);
}

/* Somebody who takes part in draw "d". */
static uint32_t take_part(struct shop *x, int i) {
  struct draw d = {.slug = STR("d"), .holdout_bp = 100};
  char name[24];
  uint32_t s = SUBJECT_NONE;
  for (int k = 0; k < 20; k++) {
    snprintf(name, sizeof name, "u%d-%d", i, k);
    s = shop_subject(x, name);
    if (!draw_held_out(&d, s)) return s;
  }
  fail_msg("nobody takes part");
  return s;
}

static void make(struct shop *x, const char *yaml) {
  now_ms = 1780000000000; /* 2026-05-28 */
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, "kind: currency\nslug: points\ntitle: P\ntype: points\ndecimals: 1\n");
  shop_apply(x, yaml);
  open_all(x);
  for (int i = 0; i < USERS; i++)
    users[i] = take_part(x, i);
}
static void end(struct shop *x) {
  close_all(x);
  remove_dir(x->dir);
}

static void grant(struct shop *x, uint32_t who, int64_t units, const char *key) {
  const struct ledger_post p = {.op = LEDGER_GRANT,
                                .subject = who,
                                .currency = STR("points"),
                                .amount = units,
                                .actor = STR("ann"),
                                .key = str_from(key)};
  struct ledger_posted posted;
  struct err err;
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
}

static int64_t balance(struct shop *x, uint32_t who) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  must_ok(ledger_balances(x->l, who, &mem, &b, &n, &err), &err);
  return n ? b[0].available : 0;
}

static bool turn(uint32_t who, const char *key, const char *nonce, struct draw_done *ret,
                 struct err *err) {
  const struct draw_ask a = {STR("d"), STR("shop"), str_from(key), str_from(nonce), who};
  return draw_do(inc, &a, &mem, ret, err);
}
static struct draw_done turned(uint32_t who, const char *key) {
  struct draw_done d;
  struct err err;
  must_ok(turn(who, key, "n", &d, &err), &err);
  return d;
}
static void refused(uint32_t who, const char *key, enum err_code code) {
  struct draw_done d;
  struct err err = {0};
  assert_false(turn(who, key, "n", &d, &err));
  if (err.code != code) fail_msg("%s", err_name(err.code));
}
static struct draw_state shown(void) {
  struct draw_state s;
  struct err err;
  must_ok(draw_get(inc, STR("d"), 0, &mem, &s, &err), &err);
  return s;
}

/* ---- the audit list ---- */

static struct buf list_text(void) {
  struct buf out = BUF_INIT;
  struct draw_state s = shown();
  struct draw *versions;
  struct draw_turn *t;
  uint32_t *numbers, n;
  struct err err;
  struct jw w;
  must_ok(draw_versions(inc, STR("d"), &mem, &versions, &numbers, &n, &err), &err);
  jw_init(&w, &out, 0);
  draw_head_line(&s, versions, numbers, n, &w);
  buf_putc(&out, '\n');
  for (int64_t after = 0;;) {
    must_ok(draw_turns(inc, STR("d"), after, 7, &mem, &t, &n, &err), &err);
    for (uint32_t i = 0; i < n; i++) {
      jw_init(&w, &out, 0);
      draw_turn_line(&t[i], &w);
      buf_putc(&out, '\n');
    }
    if (n == 0) return out;
    after = t[n - 1].seq;
  }
}

static void say(void *ctx, const char *what) {
  *(const char **)ctx = what;
}

static struct draw_verdict verdict(struct str text, const char **what) {
  struct draw_verify *v = draw_verify_new(say, (void *)what);
  struct draw_verdict r;
  struct err err;
  *what = "";
  while (text.n) {
    size_t n = 0;
    while (text.p[n] != '\n')
      n++;
    must_ok(draw_verify_line(v, str_of(text.p, n), &err), &err);
    text = str_of(text.p + n + 1, text.n - n - 1);
  }
  draw_verify_end(v, &r);
  draw_verify_free(v);
  return r;
}

static void list_is_clean(int64_t turns) {
  struct buf b = list_text();
  const char *what;
  struct draw_verdict v = verdict(buf_str(&b), &what);
  if (v.bad) fail_msg("%s", what);
  assert_int_equal(v.turns, turns);
  assert_true(v.complete);
  buf_release(&b);
}

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

/* As a task promises them. */
struct promising {
  struct writer_work work;
  struct shop *x;
  uint32_t who;
  int64_t n, turns;
};
static bool run_promising(struct writer_work *w, struct state *s, struct err *err) {
  struct promising *k = (struct promising *)w;
  struct gift g = {.origin = STR("task"),
                   .origin_n = k->n,
                   .occasion = STR("done"),
                   .reason = STR("t"),
                   .reward = {.draw = STR("d"), .turns = (uint32_t)k->turns, .points = DEC_ZERO},
                   .at_ms = now_ms};
  return holder_take(k->x->l, k->who, s, &g.holder, err) && gift_put(k->x->l, s, &g, err);
}
static void promise(struct shop *x, uint32_t who, int64_t n, int64_t turns) {
  struct promising k = {{.run = run_promising}, x, who, n, turns};
  struct err err;
  must_ok(loyalty_do(x->l, &k.work, &err), &err);
}
static uint32_t hand_over(struct shop *x) {
  struct err err;
  uint32_t done;
  must_ok(gifts_hand_over(x->l, 1000, &done, &err), &err);
  return done;
}
static int64_t tickets_left(uint32_t who) {
  struct draw_mine mine;
  struct err err;
  must_ok(draw_mine(inc, STR("d"), who, 1, &mem, &mine, &err), &err);
  return mine.tickets_left;
}

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
      {"until: 2026-06-30\nholdout: 0.05\nbudget: 1\n", ERR_launch_missing}, /* goal */
      {"goal: g\nholdout: 0.05\nbudget: 1\n", ERR_launch_missing},
      {"goal: g\nuntil: 2026-06-30\nbudget: 1\n", ERR_launch_missing},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\n", ERR_launch_missing},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0\nbudget: 1\n", ERR_bad_field},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\nbudget: 1\nfree: {}\n", ERR_bad_field},
      {"goal: g\nuntil: 2026-06-30\nholdout: 0.05\nbudget: 1\naudience: count(*) > 1 and count(*) "
       "> 2 and (count(*) > 3 or count(*) > 4)\n",
       ERR_launch_clauses},
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

/* A list that was touched is found out. */
static void test_tampered(void **state) {
  struct shop x = {0};
  char key[16];
  const char *what;
  (void)state;
  make(&x, HEAD "budget: 1000\nprizes:\n"
                "- {slug: a, probability: 0.4, stock: 3, cost: 1, gift: x, falls_to: b}\n"
                "- {slug: b, probability: 0.3, cost: 1, gift: x}\n");
  for (int i = 0; i < 20; i++) {
    snprintf(key, sizeof key, "%d", i);
    turned(users[i % USERS], key);
  }
  now_ms += 60 * MS_DAY;
  tick();
  struct buf b = list_text();
  struct draw_verdict v = verdict(buf_str(&b), &what);
  assert_true(v.bad == 0 && v.revealed && v.complete);
  struct str t = buf_str(&b);
  size_t tried = 0;
  for (size_t i = 1; i + 1 < t.n; i++) { /* any digit of a turn */
    if (t.p[i] < '0' || t.p[i] > '8' || i % 13) continue;
    struct buf c = BUF_INIT;
    struct draw_verify *y = draw_verify_new(NULL, NULL);
    struct err err;
    buf_put(&c, t.p, t.n);
    c.p[i]++;
    bool whole = true;
    for (size_t from = 0, k = 0; k < c.n && whole; k++)
      if (c.p[k] == '\n') {
        whole = draw_verify_line(y, str_of(c.p + from, k - from), &err);
        from = k + 1;
      }
    draw_verify_end(y, &v);
    if (whole && v.bad == 0 && v.complete) fail_msg("not found out: byte %zu", i);
    draw_verify_free(y);
    buf_release(&c);
    tried++;
  }
  assert_true(tried > 50);
  buf_release(&b);
  end(&x);
}

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

static void move(struct shop *x, struct rng *r) {
  int a = (int)rng_below(r, USERS), b = (int)rng_below(r, USERS), heir = -1;
  struct ws_moved moved;
  struct err err;
  if (a == b) return;
  int gone = twin.person[b];
  if (!one_person(a, b)) {
    must_ok(ws_merge_people(x->w, users[a], &users[b], 1, WS_MOVES, STR("ann"), &moved, &err),
            &err);
    for (int i = 0; i < USERS; i++)
      if (twin.person[i] == gone) twin.person[i] = twin.person[a];
    return;
  }
  must_ok(ws_unmerge_people(x->w, &users[b], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  for (int i = 0; i < USERS; i++) /* b leaves alone */
    if (i != b && twin.person[i] == gone && heir < 0) heir = i;
  for (int i = 0; i < USERS; i++)
    if (i != b && twin.person[i] == gone) twin.person[i] = heir;
  twin.person[b] = b;
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
    if (what == 1) move(&x, &r);
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
  const struct CMUnitTest pure[] = {cmocka_unit_test(test_number), cmocka_unit_test(test_odds)};
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_steps),     cmocka_unit_test(test_tickets),
      cmocka_unit_test(test_no_giver),  cmocka_unit_test(test_times),
      cmocka_unit_test(test_documents), cmocka_unit_test(test_tampered),
      cmocka_unit_test(test_random),    cmocka_unit_test(test_crowd),
      cmocka_unit_test(test_crash)};
  arena_init(&mem, "test");
  int failed = cmocka_run_group_tests_name("chance", pure, NULL, NULL);
  failed += RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
