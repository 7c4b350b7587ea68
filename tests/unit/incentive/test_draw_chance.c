/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers that Python's hmac gives too, their odds, and the audit list with what is done to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw_shop.h"

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

/* ---- the audit list ---- */

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

int main(void) {
  const struct CMUnitTest pure[] = {cmocka_unit_test(test_number), cmocka_unit_test(test_odds)};
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tampered)};
  arena_init(&mem, "test");
  int failed = cmocka_run_group_tests_name("chance", pure, NULL, NULL);
  failed += RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
