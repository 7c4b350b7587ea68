/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of coupons one step at a time, keys, limits, codes; and the race "limit 1, nine
 * claims". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "shop.h"

static _Atomic int64_t now_ms = 1780000000000; /* 2026-05-28 */
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;

static int setup(void **state) {
  static struct shop x;
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x.o.clock = &test_clock;
  shop_make(&x);
  shop_apply(&x, "kind: coupon\nslug: ten\ntitle: Ten\nbenefit: {type: amount_off, amount: 10}\n"
                 "valid: {days: 7}\nclaim: open\nlimits: {claimed: 1}\n");
  shop_apply(&x, "kind: coupon\nslug: few\ntitle: Few\nbenefit: {type: amount_off, amount: 10}\n"
                 "valid: {days: 7}\nclaim: open\nbudget: {issue: 3, amount: 25}\n"
                 "limits: {claimed: 3, used_per_day: 2, per_order: 2}\n");
  shop_apply(&x,
             "kind: coupon\nslug: once\ntitle: Once\nbenefit: {type: amount_off, amount: 5}\n"
             "valid: {days: 3}\nlimits: {used: 1}\non_refund: {coupon: back_for_days, days: 5}\n");
  shop_apply(&x, "kind: coupon\nslug: kept\ntitle: Kept\nbenefit: {type: amount_off, amount: 5}\n"
                 "valid: {days: 3}\non_refund: {coupon: stays_used}\n");
  *state = &x;
  return 0;
}

static int teardown(void **state) {
  struct shop *x = *state;
  shop_books_agree(x);
  shop_close(x);
  remove_dir(x->dir);
  return 0;
}

static char last[65536]; /* the last answer, as text */
static struct arena mem;

static bool ask(struct shop *x, struct coupon_request q, struct err *err) {
  struct coupon_answer a = {0};
  if (!q.actor.p) q.actor = STR("test");
  *err = (struct err){0};
  if (!coupon_do(x->l, &q, &mem, &a, err)) return false;
  snprintf(last, sizeof last, "%.*s", STRF(a.json));
  return true;
}

static void refused(struct shop *x, struct coupon_request q, enum err_code code) {
  struct err err;
  assert_false(ask(x, q, &err));
  if (err.code != code) fail_msg("%s instead of %s", err_name(err.code), err_name(code));
}

/* id (or another field) of the i-th coupon of the last answer. */
static struct str field(uint32_t i, const char *name) {
  struct json *v;
  struct err err;
  must_ok(json_parse(arena_str(&mem, str_from(last)), &mem, &v, &err), &err);
  const struct json *all = json_get(v, "coupons");
  assert_true(i < all->n);
  return json_get_str(&all->items[i], name);
}

static struct str key(void) {
  static int n;
  return arena_printf(&mem, "k%d", n++);
}

static struct coupon_request give(enum coupon_op op, uint32_t subject, const char *kind,
                                  uint32_t count) {
  return (struct coupon_request){
      .op = op, .key = key(), .kind = str_from(kind), .subject = subject, .count = count};
}

static struct coupon_request use(enum coupon_op op, const struct coupon_use *u, uint32_t n,
                                 const char *order) {
  return (struct coupon_request){.op = op,
                                 .key = key(),
                                 .uses = u,
                                 .n_uses = n,
                                 .order = str_from(order),
                                 .order_total = op <= COUPON_OP_REDEEM ? 9900 : 0,
                                 .subject = SUBJECT_NONE};
}

static void test_codes(void **state) {
  char code[COUPON_CODE_TEXT_MAX + 1], key[COUPON_CODE_TEXT_MAX + 1], bad[64];
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  (void)state;
  for (uint32_t length = COUPON_CODE_MIN; length <= COUPON_CODE_MAX; length += 4)
    for (int t = 0; t < 20; t++) {
      coupon_code_new(STR(""), length, code);
      assert_int_equal(strlen(code), length);
      assert_true(coupon_code_sound(str_from(code)));
      for (uint32_t i = 0; i < length; i++) {
        for (int v = 0; v < 32; v++) {
          strcpy(bad, code);
          bad[i] = alphabet[v];
          assert_int_equal(coupon_code_sound(str_from(bad)), bad[i] == code[i]);
        }
        for (uint32_t j = i + 1; j < length; j++) {
          strcpy(bad, code);
          bad[i] = code[j], bad[j] = code[i];
          assert_int_equal(coupon_code_sound(str_from(bad)), code[i] == code[j]);
        }
      }
    }
  for (int t = 0; t < 50; t++) { /* the longest there are, over a prefix with look-alikes */
    coupon_code_new(STR("SOLUTIONUILO"), COUPON_CODE_MAX, code);
    assert_true(coupon_code_key(str_from(code), key) && coupon_code_sound(str_from(key)));
    for (size_t i = 0; i + 1 < strlen(key); i++) {
      char first = key[i] == 'U' ? 'V' : key[i], second = key[i + 1] == 'U' ? 'V' : key[i + 1];
      strcpy(bad, key);
      bad[i] = key[i + 1], bad[i + 1] = key[i];
      assert_int_equal(coupon_code_sound(str_from(bad)), first == second);
    }
  }
  coupon_code_new(STR("AUTUMN"), 8, code);
  assert_true(str_starts(str_from(code), STR("AUTUMN")));
  assert_true(coupon_code_key(STR(" ab-o1 Il "), key));
  assert_string_equal(key, "AB0111");
  assert_false(coupon_code_key(STR("a_b"), key));
  assert_false(coupon_code_key(STR(" - "), key));
}

static void test_life(void **state) {
  struct shop *x = *state;
  uint32_t ann = shop_subject(x, "ann"), ben = shop_subject(x, "ben");
  struct err err;
  struct coupon c;
  must_ok(ask(x, give(COUPON_OP_ISSUE, ann, "once", 2), &err), &err);
  struct coupon_use u[2] = {{field(0, "id"), 500}, {field(1, "code"), 500}};
  struct coupon_request r = use(COUPON_OP_RESERVE, u, 1, "o1");
  r.subject = ben;
  refused(x, r, ERR_coupon_not_yours);
  refused(x, use(COUPON_OP_RESERVE, u, 2, "o1"), ERR_coupon_limit_used);
  must_ok(ask(x, use(COUPON_OP_RESERVE, u, 1, "o1"), &err), &err);
  assert_true(str_is(field(0, "status"), "reserved"));
  refused(x, use(COUPON_OP_RESERVE, u + 1, 1, "o2"), ERR_coupon_limit_used);
  refused(x, use(COUPON_OP_REDEEM, u, 1, "o2"), ERR_coupon_other_order);
  must_ok(ask(x, use(COUPON_OP_RELEASE, NULL, 0, "o1"), &err), &err);
  refused(x, use(COUPON_OP_RELEASE, NULL, 0, "o1"), ERR_coupon_no_order);
  must_ok(ask(x, use(COUPON_OP_RESERVE, u, 1, "o2"), &err), &err);
  now_ms += COUPON_HOLD_MS; /* over by itself, before any sweep: another order may have it */
  must_ok(coupon_find(x->l, u[0].coupon, &mem, &c, &err), &err);
  assert_int_equal(c.status, COUPON_IS_ISSUED);
  must_ok(ask(x, use(COUPON_OP_RESERVE, u, 1, "o3"), &err), &err);
  must_ok(ask(x, use(COUPON_OP_REDEEM, NULL, 0, "o3"), &err), &err);
  assert_true(str_is(field(0, "discount"), "5.00"));
  assert_true(str_is(field(0, "order_total"), "99.00"));
  refused(x, use(COUPON_OP_REDEEM, u, 1, "o3"), ERR_coupon_state);
  refused(x, use(COUPON_OP_REVOKE, u, 1, ""), ERR_coupon_state);
  now_ms += MS_DAY; /* refunded: back, and five days from now at least */
  must_ok(ask(x, use(COUPON_OP_REVERSE, NULL, 0, "o3"), &err), &err);
  must_ok(coupon_find(x->l, u[0].coupon, &mem, &c, &err), &err);
  assert_int_equal(c.status, COUPON_IS_ISSUED);
  assert_true(c.until_ms == now_ms + 5 * MS_DAY);
  must_ok(ask(x, use(COUPON_OP_REVOKE, u, 1, ""), &err), &err);
  now_ms += 3 * MS_DAY; /* the other one is over; the sweep tells it once */
  must_ok(coupon_find(x->l, u[1].coupon, &mem, &c, &err), &err);
  assert_int_equal(c.status, COUPON_IS_EXPIRED);
  refused(x, use(COUPON_OP_REDEEM, u + 1, 1, "o4"), ERR_coupon_over);
  for (int i = 0; i < 2; i++)
    must_ok(loyalty_tick(x->l, &err), &err);
  assert_int_equal(shop_told(x, "coupon_expired"), 1);
  assert_int_equal(shop_told(x, "coupon_reserved"), 3);
  assert_int_equal(shop_told(x, "coupon_released"), 2);
  assert_int_equal(shop_told(x, "coupon_redeemed"), 1);
  assert_int_equal(shop_told(x, "coupon_reversed"), 1);
  assert_int_equal(shop_told(x, "coupon_revoked"), 1);
  must_ok(ask(x, give(COUPON_OP_ISSUE, ann, "kept", 1), &err), &err);
  u[0].coupon = field(0, "id");
  must_ok(ask(x, use(COUPON_OP_REDEEM, u, 1, "o9"), &err), &err);
  must_ok(ask(x, use(COUPON_OP_REVERSE, u, 1, "o9"), &err), &err);
  assert_true(str_is(field(0, "status"), "redeemed"));
  shop_books_agree(x);
}

static void test_keys(void **state) {
  struct shop *x = *state;
  uint32_t cat = shop_subject(x, "cat");
  struct err err;
  struct coupon_request q = give(COUPON_OP_CLAIM, cat, "ten", 1);
  must_ok(ask(x, q, &err), &err);
  char first[sizeof last];
  strcpy(first, last);
  must_ok(ask(x, q, &err), &err);
  assert_string_equal(first, last);
  struct coupon_request other = q;
  other.source = STR("page");
  refused(x, other, ERR_idempotency_conflict);
  other = q, other.actor = STR("somebody");
  refused(x, other, ERR_coupon_limit_claimed);
  q.key = STR("");
  refused(x, q, ERR_coupon_key_needed);
  refused(x, give(COUPON_OP_CLAIM, cat, "once", 1), ERR_coupon_not_open);
  refused(x, give(COUPON_OP_CLAIM, cat, "none", 1), ERR_unknown_resource);
}

/* Money and numbers of a kind; all or nothing. */
static void test_budget(void **state) {
  struct shop *x = *state;
  uint32_t dan = shop_subject(x, "dan");
  struct err err;
  refused(x, give(COUPON_OP_ISSUE, dan, "few", 4), ERR_coupon_sold_out);
  must_ok(ask(x, give(COUPON_OP_ISSUE, dan, "few", 3), &err), &err);
  struct coupon_use u[3] = {{field(0, "id"), 1000}, {field(1, "id"), 1600}, {field(2, "id"), 0}};
  refused(x, give(COUPON_OP_ISSUE, shop_subject(x, "eve"), "few", 1), ERR_coupon_sold_out);
  refused(x, use(COUPON_OP_REDEEM, u, 2, "p1"), ERR_coupon_budget);
  refused(x, use(COUPON_OP_REDEEM, u, 3, "p1"), ERR_coupon_budget);
  u[1].discount = 1500;
  refused(x, use(COUPON_OP_REDEEM, u, 3, "p1"), ERR_coupon_limit_day);
  struct coupon_use twice[2] = {u[0], u[0]};
  refused(x, use(COUPON_OP_REDEEM, twice, 2, "p1"), ERR_coupon_twice);
  assert_int_equal(shop_number(x, "SELECT count(*) FROM coupon WHERE status = 'redeemed' AND "
                                  "order_ref = 'p1'"),
                   0);
  must_ok(ask(x, use(COUPON_OP_REDEEM, u, 2, "p1"), &err), &err);
  refused(x, use(COUPON_OP_REDEEM, u + 2, 1, "p1"), ERR_coupon_limit_day);
  now_ms += MS_DAY;
  u[2].discount = 1;
  refused(x, use(COUPON_OP_REDEEM, u + 2, 1, "p2"), ERR_coupon_budget);
  must_ok(ask(x, use(COUPON_OP_REVERSE, u, 1, ""), &err), &err);
  must_ok(ask(x, use(COUPON_OP_REDEEM, u + 2, 1, "p2"), &err), &err);
  struct coupon_counts n;
  coupon_counts_of(x->l, STR("few"), &n);
  assert_int_equal(n.issued, 3);
  assert_int_equal(n.redeemed, 2);
  assert_int_equal(n.redeemed_amount, 1501);
  shop_books_agree(x);
  shop_close(x);
  shop_open(x);
  coupon_counts_of(x->l, STR("few"), &n);
  assert_int_equal(n.redeemed_amount, 1501);
}

static void test_guesses(void **state) {
  struct shop *x = *state;
  struct coupon_request q = {.op = COUPON_OP_CODE, .subject = shop_subject(x, "fox")};
  for (int i = 0; i < COUPON_GUESSES_PERSON; i++) {
    q.key = key();
    q.code = i ? STR("ABCDEFGH") : STR("U_");
    refused(x, q, i ? ERR_coupon_code_mistyped : ERR_unknown_coupon);
  }
  refused(x, q, ERR_coupon_guessing);
  q.subject = shop_subject(x, "gnu");
  refused(x, q, ERR_coupon_code_mistyped);
  now_ms += COUPON_GUESS_MS;
  q.subject = shop_subject(x, "fox");
  refused(x, q, ERR_coupon_code_mistyped);
}

/* ---- limit 1, nine claims ---- */

enum { CLAIMS = 9 };
struct claimer {
  struct shop *x;
  uint32_t subject;
  int i;
  bool got;
  enum err_code code;
};

static void *claim(void *ctx) {
  struct claimer *c = ctx;
  char text[32];
  struct arena own;
  struct coupon_answer a;
  struct err err = {0};
  arena_init(&own, "claim");
  snprintf(text, sizeof text, "race%u-%d", c->subject, c->i);
  const struct coupon_request q = {.op = COUPON_OP_CLAIM,
                                   .actor = STR("race"),
                                   .key = str_from(text),
                                   .kind = STR("ten"),
                                   .subject = c->subject,
                                   .count = 1};
  c->got = coupon_do(c->x->l, &q, &own, &a, &err);
  c->code = err.code;
  arena_release(&own);
  return NULL;
}

static void race(struct shop *x, uint32_t a, uint32_t b) {
  struct claimer c[CLAIMS];
  pthread_t t[CLAIMS];
  int got = 0;
  for (int i = 0; i < CLAIMS; i++) {
    c[i] = (struct claimer){.x = x, .subject = i % 2 ? a : b, .i = i};
    assert_int_equal(pthread_create(&t[i], NULL, claim, &c[i]), 0);
  }
  for (int i = 0; i < CLAIMS; i++) {
    pthread_join(t[i], NULL);
    got += c[i].got;
    if (!c[i].got) assert_int_equal(c[i].code, ERR_coupon_limit_claimed);
  }
  assert_int_equal(got, 1);
}

static void test_limit_one_nine_claims(void **state) {
  struct shop *x = *state;
  char name[2][16];
  for (int round = 0; round < 20; round++) {
    snprintf(name[0], 16, "a%d", round);
    snprintf(name[1], 16, "b%d", round);
    uint32_t a = shop_subject(x, name[0]), b = shop_subject(x, name[1]);
    struct ws_moved moved;
    struct err err;
    if (round % 2)
      must_ok(ws_merge_people(x->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
    race(x, a, round % 2 ? b : a);
  }
  shop_books_agree(x);
}

/* ---- what a list of a kind has ---- */

static uint32_t listed(struct shop *x, const char *kind, enum coupon_whose whose, uint32_t limit) {
  struct coupon_filter f = {
      .of_kind = true, .kind = str_from(kind), .whose = whose, .status = -1, .limit = limit};
  struct coupon *all;
  struct err err;
  uint32_t n, sum = 0;
  do {
    must_ok(coupon_list_of(x->l, &f, &mem, &all, &n, &f.before, &err), &err);
    for (uint32_t i = 0; i < n; i++)
      if (whose != COUPON_ANYBODYS) assert_int_equal(all[i].holder != 0, whose == COUPON_SOMEBODYS);
    sum += n;
  } while (f.before);
  return sum;
}

static void pool(struct shop *x, const char *kind, const char *id, int64_t n) {
  struct coupon_batch b;
  struct err err;
  must_ok(
      coupon_batch_begin(x->l, str_from(id), str_from(kind), COUPON_TO_POOL, n, 0, &mem, &b, &err),
      &err);
  while (b.done < b.targets)
    must_ok(coupon_batch_codes(x->l, &b, NULL, 2, &err), &err);
}

static void test_lists(void **state) {
  struct shop *x = *state;
  struct coupon_batch *all;
  struct err err;
  uint32_t n, before[] = {listed(x, "kept", COUPON_SOMEBODYS, 5), listed(x, "kept", 0, 5)};
  pool(x, "kept", "cbt_lists_a", 6);
  pool(x, "kept", "cbt_lists_b", 2);
  assert_true(ask(x, give(COUPON_OP_ISSUE, shop_subject(x, "lists"), "kept", 3), &err));
  for (uint32_t limit = 1; limit < 5; limit++) {
    assert_int_equal(listed(x, "kept", COUPON_NOBODYS, limit), 8);
    assert_int_equal(listed(x, "kept", COUPON_SOMEBODYS, limit), before[0] + 3);
    assert_int_equal(listed(x, "kept", COUPON_ANYBODYS, limit), before[1] + 11);
  }
  must_ok(coupon_batches_of(x->l, STR("kept"), 0, 1, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_true(str_is(all[0].id, "cbt_lists_b") && all[0].issued == 2 &&
              all[0].what == COUPON_TO_POOL && all[0].exported_ms == INT64_MIN);
  must_ok(coupon_batches_of(x->l, STR("kept"), all[0].n, 9, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_true(str_is(all[0].id, "cbt_lists_a") && all[0].targets == 6 && all[0].done == 6);
  must_ok(coupon_batches_of(x->l, STR("nothing-of-it"), 0, 9, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_codes),
                                     cmocka_unit_test(test_life),
                                     cmocka_unit_test(test_keys),
                                     cmocka_unit_test(test_budget),
                                     cmocka_unit_test(test_guesses),
                                     cmocka_unit_test(test_lists),
                                     cmocka_unit_test(test_limit_one_nine_claims)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, setup, teardown);
  arena_release(&mem);
  return failed;
}
