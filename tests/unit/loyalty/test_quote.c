/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quotes: equal to the slow twin over random carts (set SHOAL_SEED, SHOAL_CASES to repeat or to
 * prolong), the rules one by one, what must not change anything, refunds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "quote_naive.h"
#include "quote_random.h"

#define NOW 1000

static struct arena arena;

static int begin(void **state) {
  (void)state;
  arena_init(&arena, "test");
  return 0;
}

static int end(void **state) {
  (void)state;
  arena_release(&arena);
  return 0;
}

static uint64_t number(const char *name, uint64_t otherwise) {
  const char *s = getenv(name);
  return s ? strtoull(s, NULL, 10) : otherwise;
}

static struct quote ask(const struct random_case *c) {
  struct quote q;
  struct err err = {0};
  if (!quote_cart(&c->cart, c->coupons, c->n, tz_utc(), NOW, &arena, &q, &err))
    fail_msg("%s %s", err_name(err.code), err.args[0]);
  return q;
}

/* Everything a quote says of itself. */
static void check_sums(const struct random_case *c, const struct quote *q) {
  int64_t left[QUOTE_LINES_MAX], shipping = q->shipping, discount = 0;
  for (uint32_t i = 0; i < c->cart.n; i++)
    left[i] = c->lines[i].price * c->lines[i].quantity;
  for (uint32_t u = 0; u < q->n_uses; u++) {
    int64_t sum = q->uses[u].shipping;
    for (uint32_t i = 0; i < c->cart.n; i++) {
      assert_true(q->uses[u].share[i] >= 0);
      left[i] -= q->uses[u].share[i], sum += q->uses[u].share[i];
    }
    shipping -= q->uses[u].shipping;
    assert_true(q->uses[u].discount > 0);
    assert_true(sum == q->uses[u].discount);
    discount += sum;
  }
  assert_true(shipping >= 0);
  for (uint32_t i = 0; i < c->cart.n; i++)
    assert_true(left[i] >= 0);
  assert_true(discount == q->discount && q->pay == q->goods + q->shipping - discount);
  assert_true(q->n_uses + q->n_unused == c->n);
}

static void check_refunds(struct rng *r, const struct random_case *c, const struct quote *q) {
  uint32_t done[QUOTE_LINES_MAX] = {0}, next[QUOTE_LINES_MAX];
  int64_t pay = 0, lost[QUOTE_COUPONS_MAX] = {0};
  struct quote_refund f;
  struct err err;
  bool shipping = false;
  for (bool all = false; !all;) {
    int64_t list = 0, sum = 0;
    bool ship = shipping || rng_chance(r, 0.4);
    all = ship;
    for (uint32_t i = 0; i < c->cart.n; i++) {
      uint32_t rest = c->lines[i].quantity - done[i];
      next[i] = done[i] + (uint32_t)rng_below(r, rest + 1);
      list += (next[i] - done[i]) * c->lines[i].price;
      all = all && next[i] == c->lines[i].quantity;
    }
    if (ship && !shipping) list += q->shipping;
    assert_true(quote_refund(&c->cart, q, (struct quote_returned){done, shipping},
                             (struct quote_returned){next, ship}, &arena, &f, &err));
    assert_true(f.pay >= 0);
    pay += f.pay;
    for (uint32_t u = 0; u < q->n_uses; u++) {
      assert_true(f.lost[u] >= 0);
      lost[u] += f.lost[u], sum += f.lost[u];
    }
    assert_true(f.pay + sum == list);
    memcpy(done, next, sizeof done);
    shipping = ship;
  }
  assert_true(pay == q->pay);
  for (uint32_t u = 0; u < q->n_uses; u++)
    assert_true(lost[u] == q->uses[u].discount);
}

static void show(const struct random_case *c) {
  for (uint32_t i = 0; i < c->cart.n; i++)
    print_message("  %s item %s price %lld × %u\n", c->lines[i].id.p, c->lines[i].item.p,
                  (long long)c->lines[i].price, c->lines[i].quantity);
  for (uint32_t i = 0; i < c->n; i++) {
    const struct coupon_kind *k = c->coupons[i].kind;
    print_message(
        "  %s %s %s amount %lld bp %u min %lld after %d group %s/%u excl %d prio %d until "
        "%lld budget %lld uses %u per_order %u\n",
        c->coupons[i].id.p, k->slug.p, coupon_benefit_name(k->benefit), (long long)k->amount.m,
        k->percent_bp, (long long)k->minimum_spend.m, k->after_coupons, k->group.p, k->per_group,
        k->exclusive, k->priority, (long long)c->coupons[i].until_ms,
        (long long)c->coupons[i].budget_left, c->coupons[i].uses_left, k->per_order);
  }
}

static void check_twin(const struct random_case *c, const struct quote *q, uint64_t seed,
                       uint64_t i) {
  struct quote_set naive, used = {0};
  int64_t pay;
  quote_naive(&c->cart, c->coupons, c->n, tz_utc(), NOW, &naive, &pay);
  for (uint32_t u = 0; u < q->n_uses; u++)
    set_add(&used, q->uses[u].coupon);
  assert_true(q->exact);
  if (q->pay == pay && used.w[0] == naive.w[0]) return;
  show(c);
  fail_msg("seed %llu case %llu: pay %lld (twin %lld), used %llx (twin %llx)",
           (unsigned long long)seed, (unsigned long long)i, (long long)q->pay, (long long)pay,
           (unsigned long long)used.w[0], (unsigned long long)naive.w[0]);
}

static void test_twin(void **state) {
  static struct random_case c;
  static const double stacks[] = {0, 0.3, 0.7, 1};
  (void)state;
  uint64_t seed = number("SHOAL_SEED", 20261122), cases = number("SHOAL_CASES", 20000), used = 0;
  print_message("# seed %llu, %llu cases\n", (unsigned long long)seed, (unsigned long long)cases);
  for (uint64_t i = 0; i < cases; i++) {
    struct rng r;
    rng_init(&r, seed, 1, i);
    arena_reset(&arena);
    random_make(&r, 1 + (uint32_t)rng_below(&r, 6), (uint32_t)rng_below(&r, 9), stacks[i % 4],
                &arena, &c);
    struct quote q = ask(&c);
    check_twin(&c, &q, seed, i);
    check_sums(&c, &q);
    check_refunds(&r, &c, &q);
    used += q.n_uses;
  }
  assert_true(used > cases / 2); /* the cases are about something */
}

/* ---- what must not change anything, or only for the better ---- */

static int64_t pays(const struct random_case *c) {
  return ask(c).pay;
}

static void test_metamorphic(void **state) {
  static struct random_case c, d;
  (void)state;
  uint64_t seed = number("SHOAL_SEED", 20261122), cases = number("SHOAL_CASES", 4000) / 2;
  for (uint64_t i = 0; i < cases; i++) {
    struct rng r;
    rng_init(&r, seed, 2, i);
    arena_reset(&arena);
    random_make(&r, 1 + (uint32_t)rng_below(&r, 12), 1 + (uint32_t)rng_below(&r, 10), 0.7, &arena,
                &c);
    struct quote q = ask(&c), p;
    /* Lines and coupons in another order: the same quote, share by share. */
    d = c;
    d.cart.lines = d.lines;
    for (uint32_t k = 0; k < c.n; k++)
      d.coupons[k] = c.coupons[c.n - 1 - k];
    for (uint32_t k = 0; k < c.cart.n; k++)
      d.lines[k] = c.lines[c.cart.n - 1 - k];
    p = ask(&d);
    assert_true(p.pay == q.pay && p.n_uses == q.n_uses);
    for (uint32_t u = 0; u < q.n_uses; u++) {
      assert_true(p.uses[u].coupon == c.n - 1 - q.uses[u].coupon);
      for (uint32_t k = 0; k < c.cart.n; k++)
        assert_true(p.uses[u].share[c.cart.n - 1 - k] == q.uses[u].share[k]);
    }
    /* One coupon less never makes it cheaper. */
    d = c;
    d.cart.lines = d.lines;
    d.n = c.n - 1;
    assert_true(!q.exact || pays(&d) >= q.pay);
  }
}

/* A hundred times the money, amounts of one scope only: a hundred times the payment. */
static void test_scaling(void **state) {
  static struct random_case c;
  (void)state;
  for (uint64_t i = 0; i < 2000; i++) {
    struct rng r;
    rng_init(&r, 5, 3, i);
    arena_reset(&arena);
    random_make(&r, 5, 8, 0.5, &arena, &c);
    for (uint32_t k = 0; k < c.n_kinds; k++) {
      struct coupon_kind *m = &c.kinds[k];
      m->benefit = i % 2 ? COUPON_AMOUNT_OFF : COUPON_THRESHOLD;
      m->spend.m = 500 + 100 * k, m->repeat = 2, m->percent_bp = 0, m->n_tiers = 0;
      m->max_discount = DEC_ZERO;
      m->in = m->out = (struct coupon_set){{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
      m->with_promotions = m->with_member_price = true;
    }
    for (uint32_t k = 0; k < c.n; k++)
      c.coupons[k].budget_left = INT64_MAX;
    int64_t before = pays(&c);
    for (uint32_t k = 0; k < c.n_kinds; k++) {
      struct coupon_kind *m = &c.kinds[k];
      m->amount.m *= 100, m->spend.m *= 100, m->minimum_spend.m *= 100;
    }
    for (uint32_t k = 0; k < c.cart.n; k++)
      c.lines[k].price *= 100;
    c.cart.shipping *= 100;
    assert_true(pays(&c) == 100 * before);
  }
}

/* ---- the rules, one by one ---- */

struct shelf {
  struct quote_line lines[8];
  struct quote_cart cart;
  struct coupon_kind kinds[8];
  struct quote_coupon coupons[8];
  uint32_t n;
};

static void line(struct shelf *s, const char *item, int64_t price, uint32_t quantity) {
  static const struct str ids[] = {{"1", 1}, {"2", 1}, {"3", 1}, {"4", 1},
                                   {"5", 1}, {"6", 1}, {"7", 1}, {"8", 1}};
  s->lines[s->cart.n] = (struct quote_line){
      .id = ids[s->cart.n], .item = str_from(item), .price = price, .quantity = quantity};
  s->cart.n++;
}

/* A coupon of a document: its own fields, in YAML. */
static void coupon(struct shelf *s, const char *slug, const char *yaml) {
  struct buf text = BUF_INIT;
  struct json *doc;
  const struct json *at;
  struct err err = {0};
  buf_printf(&text, "slug: %s\n%s%s\n", slug, yaml,
             strstr(yaml, "valid:") ? "" : "\nvalid: {days: 1}");
  assert_true(yaml_parse(arena_str(&arena, buf_str(&text)), &arena, &doc, &err));
  if (!coupon_kind_read(doc, tz_utc(), 2, &arena, &s->kinds[s->n], &at, &err))
    fail_msg("%s: %s %s", slug, err_name(err.code), err.args[0]);
  s->coupons[s->n] = (struct quote_coupon){.id = s->kinds[s->n].slug,
                                           .kind = &s->kinds[s->n],
                                           .until_ms = 2000,
                                           .budget_left = INT64_MAX,
                                           .uses_left = UINT32_MAX};
  s->n++;
  buf_release(&text);
}

static struct shelf *shelf(void) {
  struct shelf *s = arena_new(&arena, struct shelf);
  s->cart = (struct quote_cart){.lines = s->lines, .decimals = 2};
  return s;
}

static struct quote quote(struct shelf *s) {
  struct quote q;
  struct err err = {0};
  if (!quote_cart(&s->cart, s->coupons, s->n, tz_utc(), NOW, &arena, &q, &err))
    fail_msg("%s", err_name(err.code));
  return q;
}

static void expect_reason(struct shelf *s, uint32_t i, enum quote_reason reason, const char *en) {
  struct quote q = quote(s);
  struct buf text = BUF_INIT;
  for (uint32_t u = 0; u < q.n_unused; u++) {
    if (q.unused[u].coupon != i) continue;
    if (q.unused[u].reason != reason)
      fail_msg("%s, not %s", quote_reason_name(q.unused[u].reason), quote_reason_name(reason));
    quote_reason_text(&q.unused[u], &s->cart, s->coupons, tz_utc(), LANG_EN, &text);
    if (!str_is(buf_str(&text), en)) fail_msg("%.*s", STRF(buf_str(&text)));
    buf_reset(&text);
    quote_reason_text(&q.unused[u], &s->cart, s->coupons, tz_utc(), LANG_ZH, &text);
    assert_true(text.n > 0 && !str_has(buf_str(&text), STR("{")));
    buf_release(&text);
    return;
  }
  fail_msg("it is used");
}

#define ALONE(pay_, yaml)                                                                          \
  do {                                                                                             \
    s->n = 0;                                                                                      \
    coupon(s, "c", yaml);                                                                          \
    struct quote q_ = quote(s);                                                                    \
    if (q_.pay != (pay_)) fail_msg("%s: pays %lld", yaml, (long long)q_.pay);                      \
  } while (0)

static void test_benefits(void **state) {
  (void)state;
  struct shelf *s = shelf();
  line(s, "shirt", 9999, 2);
  line(s, "cap", 3333, 1);
  s->cart.shipping = 1200; /* goods 233.31 */
  ALONE(24531 - 500, "benefit: {type: amount_off, amount: 5}");
  ALONE(1200, "benefit: {type: amount_off, amount: 500}");          /* never more than the goods */
  ALONE(24531 - 2799, "benefit: {type: percent_off, percent: 12}"); /* 27.9972, down */
  ALONE(24531 - 2800, "benefit: {type: percent_off, percent: 12, round: up}");
  ALONE(24531 - 2800, "benefit: {type: percent_off, percent: 12, round: half_up}");
  ALONE(24531 - 1000, "benefit: {type: percent_off, percent: 12, max_discount: 10}");
  ALONE(24531 - 2000, "benefit: {type: threshold, spend: 100, amount: 10, repeat: 3}");
  ALONE(24531 - 1000, "benefit: {type: threshold, spend: 100, amount: 10}");
  ALONE(24531 - 3000,
        "benefit: {type: tiered, tiers: [{spend: 100, amount: 10}, {spend: 200, amount: 30}, "
        "{spend: 300, amount: 60}]}");
  ALONE(24531 - 4666, "benefit: {type: tiered, tiers: [{quantity: 3, percent: 20}]}");
  ALONE(24531 - 1, "benefit: {type: fixed_price, price: 99.98, quantity: 1}");
  ALONE(24531 - 2 * 9998 - 3332, "benefit: {type: fixed_price, price: 0.01}");
  ALONE(24531 - 3333, "benefit: {type: gift, items: [cap]}\nminimum: {spend: 199.98}");
  ALONE(24531, "benefit: {type: gift, items: [cap]}\nminimum: {spend: 199.99}");
  ALONE(24531 - 9999, "benefit: {type: gift, items: [shirt], quantity: 2}\nminimum: {quantity: 2}");
  ALONE(24531 - 1200, "benefit: {type: shipping, free: true}");
  ALONE(24531 - 700, "benefit: {type: shipping, amount: 7}");
  ALONE(24531 - 333, "benefit: {type: percent_off, percent: 10}\nscope: {items: [cap]}");
  ALONE(24531 - 1999,
        "benefit: {type: percent_off, percent: 10}\nscope: {exclude: {items: [cap]}}");
}

static void test_order_of_application(void **state) {
  (void)state;
  struct shelf *s = shelf();
  line(s, "shirt", 10000, 1);
  coupon(s, "percent", "benefit: {type: percent_off, percent: 10}\nstacking: {group: a}");
  coupon(s, "amount", "benefit: {type: amount_off, amount: 20}\nstacking: {group: b}");
  coupon(s, "price", "benefit: {type: fixed_price, price: 90}\nstacking: {group: c}");
  struct quote q = quote(s);
  assert_int_equal(q.n_uses, 3);
  assert_true(q.pay == 6300); /* 100 → 90 → 70 → 63 */
  assert_int_equal(q.uses[0].coupon, 2);
  assert_int_equal(q.uses[2].coupon, 0);
  /* A minimum counts prices before coupons unless it says otherwise. */
  coupon(s, "more",
         "benefit: {type: amount_off, amount: 1}\nminimum: {spend: 100}\nstacking: "
         "{group: d, priority: -1}");
  assert_true(quote(s).pay == 6210);
  s->n--;
  coupon(s, "more",
         "benefit: {type: amount_off, amount: 1}\nminimum: {spend: 100, counts: "
         "after_coupons}\nstacking: {group: d, priority: -1}");
  expect_reason(s, 3, QUOTE_minimum_after,
                "After the other coupons it does not reach its minimum.");
}

static void test_shares(void **state) {
  (void)state;
  struct shelf *s = shelf();
  line(s, "a", 100, 1);
  line(s, "b", 100, 1);
  line(s, "c", 100, 1);
  coupon(s, "c", "benefit: {type: amount_off, amount: 1}");
  struct quote q = quote(s);
  assert_true(q.uses[0].share[0] == 34 && q.uses[0].share[1] == 33 && q.uses[0].share[2] == 33);
}

static void test_ties(void **state) {
  (void)state;
  struct shelf *s = shelf();
  line(s, "a", 5000, 1);
  coupon(s, "x", "benefit: {type: amount_off, amount: 10}");
  coupon(s, "y", "benefit: {type: amount_off, amount: 10}");
  s->coupons[0].until_ms = 9000; /* the later one is kept, although its id is lower */
  assert_int_equal(quote(s).uses[0].coupon, 1);
  expect_reason(s, 0, QUOTE_group, "Of the group “default” no more may be used beside “y”.");
  s->coupons[0].until_ms = 2000;
  assert_int_equal(quote(s).uses[0].coupon, 0);
  /* Two that end early rather than one that ends late. */
  s->n = 0;
  coupon(s, "a", "benefit: {type: amount_off, amount: 10}\nstacking: {group: a}");
  coupon(s, "b", "benefit: {type: amount_off, amount: 10}\nstacking: {group: b}");
  coupon(s, "z", "benefit: {type: amount_off, amount: 20}\nstacking: {exclusive: true}");
  s->coupons[2].until_ms = 9000;
  assert_int_equal(quote(s).n_uses, 2);
  s->coupons[2].until_ms = 2000;
  assert_int_equal(quote(s).n_uses, 1);
}

static void test_reasons(void **state) {
  (void)state;
  struct shelf *s = shelf();
  line(s, "a", 5000, 1);
  coupon(s, "used", "benefit: {type: amount_off, amount: 10}\ntitle: {en: Ten, zh: 十元}");
  struct {
    const char *yaml;
    enum quote_reason reason;
    const char *en;
  } all[] = {
      {"benefit: {type: amount_off, amount: 9}\nminimum: {spend: 60}", QUOTE_minimum,
       "10.00 more is needed to reach 60.00."},
      {"benefit: {type: amount_off, amount: 9}\nminimum: {quantity: 3}", QUOTE_minimum_quantity,
       "2 more pieces are needed to reach 3."},
      {"benefit: {type: amount_off, amount: 9}\nscope: {brands: [X]}", QUOTE_no_item,
       "Nothing in the cart is in its scope."},
      {"benefit: {type: amount_off, amount: 9}\nchannels: [app]", QUOTE_channel,
       "It is not for this channel."},
      {"benefit: {type: amount_off, amount: 9}\nvalid: {days: 1, weekdays: [fri]}", QUOTE_not_now,
       "It is not valid on this weekday or at this hour."}, /* 1970 began on a Thursday */
      {"benefit: {type: amount_off, amount: 9}\nstacking: {group: g, with: [h]}", QUOTE_not_with,
       "It does not combine with “Ten”."},
      {"benefit: {type: amount_off, amount: 9}\nstacking: {exclusive: true}", QUOTE_exclusive,
       "It is used alone or not at all; with “Ten” less is paid."},
      {"benefit: {type: fixed_price, price: 70}\nstacking: {group: g}", QUOTE_nothing,
       "It takes nothing off."},
      {"benefit: {type: shipping, free: true}\nstacking: {group: g}", QUOTE_no_shipping,
       "There is no shipping fee to take off."},
      {"benefit: {type: gift, items: [cup]}\nstacking: {group: g}", QUOTE_no_gift,
       "The gift is not in the cart, or the rest does not reach the minimum: add “cup”."},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    s->n = 1;
    coupon(s, "other", all[i].yaml);
    expect_reason(s, 1, all[i].reason, all[i].en);
  }
  s->coupons[0].until_ms = NOW;
  expect_reason(s, 0, QUOTE_expired, "It expired at 1970-01-01 00:00:01.");
  s->coupons[0].until_ms = 9000, s->coupons[0].budget_left = 999;
  expect_reason(s, 0, QUOTE_budget, "The budget of these coupons is used up.");
  s->coupons[0].budget_left = INT64_MAX, s->coupons[0].blocked = QUOTE_reserved;
  expect_reason(s, 0, QUOTE_reserved, "Another order holds it.");
}

static void test_refused(void **state) {
  (void)state;
  struct shelf *s = shelf();
  struct quote q;
  struct err err = {0};
  line(s, "a", COUPON_MONEY_MAX, 1);
  coupon(s, "c", "benefit: {type: percent_off, percent: 33.33}");
  assert_true(quote(s).discount == COUPON_MONEY_MAX / 10000 * 3333);
  s->lines[0].quantity = 2;
  assert_false(quote_cart(&s->cart, s->coupons, 1, tz_utc(), NOW, &arena, &q, &err));
  assert_int_equal(err.code, ERR_too_large);
  s->lines[0].price = -1;
  assert_false(quote_cart(&s->cart, s->coupons, 1, tz_utc(), NOW, &arena, &q, &err));
  assert_int_equal(err.code, ERR_quote_line);
  s->lines[0].price = 1;
  line(s, "b", 1, 1);
  s->lines[1].id = s->lines[0].id;
  assert_false(quote_cart(&s->cart, s->coupons, 1, tz_utc(), NOW, &arena, &q, &err));
  assert_int_equal(err.code, ERR_quote_twice);
  uint32_t none[2] = {0}, three[2] = {3, 0};
  struct quote_refund f;
  s->cart.n = 1;
  q = quote(s);
  assert_false(quote_refund(&s->cart, &q, (struct quote_returned){none, false},
                            (struct quote_returned){three, false}, &arena, &f, &err));
  assert_int_equal(err.code, ERR_quote_return);
  s->cart.n = 0;
  assert_true(quote(s).pay == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_twin, begin, end),
      cmocka_unit_test_setup_teardown(test_metamorphic, begin, end),
      cmocka_unit_test_setup_teardown(test_scaling, begin, end),
      cmocka_unit_test_setup_teardown(test_benefits, begin, end),
      cmocka_unit_test_setup_teardown(test_order_of_application, begin, end),
      cmocka_unit_test_setup_teardown(test_shares, begin, end),
      cmocka_unit_test_setup_teardown(test_ties, begin, end),
      cmocka_unit_test_setup_teardown(test_reasons, begin, end),
      cmocka_unit_test_setup_teardown(test_refused, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
