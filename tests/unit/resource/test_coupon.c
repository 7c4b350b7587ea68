/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents of coupons: what they mean, what is refused and where, and when a coupon is valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "resource/coupon.h"
#include "resource/coupon_words.h"
#include "resource/resource_int.h"

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

static const struct tz *zone(const char *name) {
  const struct tz *z;
  struct err err;
  assert_true(tz_load(str_from(name), &z, &err));
  return z;
}

static struct json *tree(const char *yaml) {
  struct json *t;
  struct err err;
  assert_true(yaml_parse(str_from(yaml), &arena, &t, &err));
  return t;
}

static struct coupon_kind read(const char *yaml) {
  struct coupon_kind k;
  const struct json *at;
  struct err err = {0};
  bool ok = coupon_kind_read(tree(yaml), zone("Asia/Shanghai"), 2, &arena, &k, &at, &err);
  if (!ok) {
    struct buf m = BUF_INIT;
    err_render(&err, LANG_EN, &m);
    print_error("%s\n%s\n", yaml, m.p);
    buf_release(&m);
  }
  assert_true(ok);
  return k;
}

#define HEAD  "kind: coupon\nslug: c\n"
#define VALID "valid: {days: 7}\n"
#define OFF   "benefit: {type: amount_off, amount: 5}\n"

static void test_defaults(void **state) {
  (void)state;
  struct coupon_kind k = read(HEAD OFF VALID);
  assert_int_equal(k.benefit, COUPON_AMOUNT_OFF);
  assert_int_equal(coupon_units(k.amount, k.decimals), 500);
  assert_true(str_is(k.slug, "c") && str_is(k.group, "default") && str_is(k.texts.title_zh, "c"));
  assert_true(k.with_any && k.with_promotions && k.with_member_price && k.with_points);
  assert_true(!k.exclusive && !k.after_coupons && !k.rolling);
  assert_int_equal(k.per_order, 1);
  assert_int_equal(k.per_group, 1);
  assert_int_equal(k.per_person_claimed, 0);
  assert_int_equal(k.claim, COUPON_ISSUED);
  assert_int_equal(read(HEAD OFF VALID "claim: open\n").per_person_claimed, 1);
}

static void test_everything(void **state) {
  (void)state;
  struct coupon_kind k = read(
      HEAD "title: {en: E, zh: 中}\n"
           "benefit: {type: tiered, tiers: [{spend: 100, percent: 5}, {spend: '200.50', percent: "
           "12.25}], max_discount: 60, round: half_even}\n"
           "scope: {items: [b, a, b], categories: [c], brands: [d], roles: [e], exclude: {items: "
           "[x]}}\n"
           "minimum: {spend: 0.01, quantity: 2, counts: after_coupons}\n"
           "valid: {from: 2026-11-01, until: 2026-11-11, days: 3, starts: claim, delay_days: 1, "
           "counting: rolling, weekdays: [mon, sun], times: ['08:00-10:30', '22:00-24:00']}\n"
           "budget: {issue: 100, amount: 99.90}\n"
           "limits: {claimed: 2, used: 3, used_per_day: 4, per_order: 5}\n"
           "stacking: {group: g, exclusive: true, per_group: 6, with: [h], priority: -7}\n"
           "combines: {promotions: false, member_price: false, points: false}\n"
           "audience: count(order_completed) = 0\nchannels: [app]\nstores: [s1]\nclaim: code\n"
           "code: {prefix: FALL26, length: 10}\ncost_share: {brand: 33.33, platform: 66.67}\n"
           "holdout: 7.5\ntexts: {title: {en: T}, rules: {en: R, zh: 规则}}\n");
  assert_int_equal(k.n_tiers, 2);
  assert_int_equal(k.tiers[1].percent_bp, 1225);
  assert_int_equal(coupon_units(k.tiers[1].spend, 2), 20050);
  assert_int_equal(k.rounding, COUPON_HALF_EVEN);
  assert_int_equal(k.in.items.n, 2);
  assert_true(coupon_names_have(&k.in.items, STR("a")) &&
              !coupon_names_have(&k.in.items, STR("x")));
  assert_true(coupon_names_have(&k.out.items, STR("x")) && k.after_coupons);
  assert_int_equal(coupon_units(k.minimum_spend, 2), 1);
  assert_int_equal(k.weekdays, 0x41);
  assert_int_equal(k.hours[1].until, 1440);
  assert_int_equal(k.budget_issue, 100);
  assert_int_equal(k.per_person_used_per_day, 4);
  assert_int_equal(k.per_order, 5);
  assert_true(k.exclusive && !k.with_any && !k.with_points && k.priority == -7);
  assert_true(str_is(k.code_prefix, "FALL26") && k.code_length == 10 && k.n_shares == 2);
  assert_int_equal(k.holdout_bp, 750);
  assert_true(str_is(k.texts.title_zh, "T") && str_is(k.texts.rules_zh, "规则"));
}

struct wrong {
  const char *text; /* after HEAD */
  enum err_code code;
  const char *field; /* an argument of the error */
};

static void test_refused(void **state) {
  static const struct wrong all[] = {
      {VALID, ERR_missing_field, "benefit"},
      {OFF, ERR_missing_field, "valid"},
      {OFF "valid: {}\n", ERR_bad_field, "valid"},
      {OFF "valid: {from: 2026-01-02, until: 2026-01-01}\n", ERR_bad_field, "until"},
      {OFF "valid: {until: soon}\n", ERR_bad_date, "soon"},
      {OFF "valid: {days: 0}\n", ERR_bad_field, "days"},
      {OFF "valid: {days: 3661}\n", ERR_bad_field, "days"},
      {OFF "valid: {days: 1, hours: 1}\n", ERR_bad_field, "hours"},
      {OFF "valid: {until: 2026-01-01, counting: rolling}\n", ERR_missing_field, "days"},
      {OFF "valid: {days: 1, times: ['10:00-09:00']}\n", ERR_bad_field, "times"},
      {OFF "valid: {days: 1, times: ['10:00-12:00', '11:00-13:00']}\n", ERR_bad_field, "times"},
      {OFF "valid: {days: 1, times: ['10:60-12:00']}\n", ERR_bad_field, "times"},
      {OFF "valid: {days: 1, weekdays: [monday]}\n", ERR_bad_field, "weekdays"},
      {"benefit: {type: free}\n" VALID, ERR_bad_field, "type"},
      {"benefit: {}\n" VALID, ERR_missing_field, "type"},
      {"benefit: {type: amount_off}\n" VALID, ERR_missing_field, "amount"},
      {"benefit: {type: amount_off, amount: 0}\n" VALID, ERR_bad_field, "amount"},
      {"benefit: {type: amount_off, amount: -1}\n" VALID, ERR_bad_field, "amount"},
      {"benefit: {type: amount_off, amount: 1.005}\n" VALID, ERR_bad_field, "amount"},
      {"benefit: {type: amount_off, amount: 1e30}\n" VALID, ERR_bad_field, "amount"},
      {"benefit: {type: amount_off, amount: 1.00000000000000000000000001}\n" VALID, ERR_bad_field,
       "amount"},
      {"benefit: {type: amount_off, amount: 1, percent: 3}\n" VALID, ERR_unknown_field, "percent"},
      {"benefit: {type: percent_off, percent: 100.01}\n" VALID, ERR_bad_field, "percent"},
      {"benefit: {type: percent_off, percent: 0}\n" VALID, ERR_bad_field, "percent"},
      {"benefit: {type: percent_off, percent: 5, round: away}\n" VALID, ERR_bad_field, "round"},
      {"benefit: {type: threshold, spend: 10, amount: 11}\n" VALID, ERR_bad_field, "amount"},
      {"benefit: {type: threshold, spend: 10, amount: 1, repeat: 1001}\n" VALID, ERR_bad_field,
       "repeat"},
      {"benefit: {type: tiered, tiers: []}\n" VALID, ERR_bad_field, "tiers"},
      {"benefit: {type: tiered, tiers: [{spend: 1, amount: 1}, {spend: 1, amount: 2}]}\n" VALID,
       ERR_bad_field, "tiers"},
      {"benefit: {type: tiered, tiers: [{spend: 1, amount: 1}, {spend: 2, percent: 2}]}\n" VALID,
       ERR_bad_field, "tiers"},
      {"benefit: {type: tiered, tiers: [{amount: 1}]}\n" VALID, ERR_bad_field, "tiers"},
      {"benefit: {type: tiered, tiers: [{spend: 5, amount: 1}], max_discount: 1}\n" VALID,
       ERR_bad_field, "max_discount"},
      {"benefit: {type: gift, items: [a], quantity: 0}\n" VALID, ERR_bad_field, "quantity"},
      {"benefit: {type: shipping}\n" VALID, ERR_bad_field, "benefit"},
      {"benefit: {type: shipping, free: true, amount: 1}\n" VALID, ERR_bad_field, "benefit"},
      {OFF VALID "scope: {item: [a]}\n", ERR_unknown_field, "item"},
      {OFF VALID "scope: {items: []}\n", ERR_bad_field, "items"},
      {OFF VALID "scope: {items: [1]}\n", ERR_bad_field, "items"},
      {OFF VALID "scope: {exclude: {exclude: {}}}\n", ERR_unknown_field, "exclude"},
      {OFF VALID "minimum: {counts: later}\n", ERR_bad_field, "counts"},
      {OFF VALID "limits: {per_order: 0}\n", ERR_bad_field, "per_order"},
      {OFF VALID "stacking: {group: A}\n", ERR_bad_field, "group"},
      {OFF VALID "stacking: {with: [A]}\n", ERR_bad_field, "with"},
      {OFF VALID "stacking: {exclusive: 1}\n", ERR_bad_field, "exclusive"},
      {OFF VALID "claim: always\n", ERR_bad_field, "claim"},
      {OFF VALID "code: {length: 7}\n", ERR_bad_field, "length"},
      {OFF VALID "code: {prefix: abc}\n", ERR_bad_field, "prefix"},
      {OFF VALID "cost_share: {a: 50, b: 49}\n", ERR_bad_field, "cost_share"},
      {OFF VALID "holdout: 51\n", ERR_bad_field, "holdout"},
      {OFF VALID "texts: {title: ''}\n", ERR_bad_field, "title"},
      {OFF VALID "audience: 5\n", ERR_bad_field, "audience"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct buf text = BUF_INIT;
    struct coupon_kind k;
    const struct json *at;
    struct err err = {0};
    bool named = false;
    buf_printf(&text, HEAD "%s", all[i].text);
    struct json *t;
    assert_true(yaml_parse(buf_str(&text), &arena, &t, &err));
    if (coupon_kind_read(t, tz_utc(), 2, &arena, &k, &at, &err))
      fail_msg("accepted: %s", all[i].text);
    for (unsigned a = 0; a < err.n_args; a++)
      named = named || str_is(str_from(err.args[a]), all[i].field);
    if (err.code != all[i].code || !named)
      fail_msg("%s: %s (%s, %s)", all[i].text, err_name(err.code), err.args[0], err.args[1]);
    buf_release(&text);
  }
}

static void test_money_of_currencies(void **state) {
  (void)state;
  struct coupon_kind k;
  const struct json *at;
  struct err err;
  struct json *t = tree(HEAD "benefit: {type: amount_off, amount: 5.5}\n" VALID);
  assert_int_equal(iso_currency_decimals(STR("JPY")), 0);
  assert_int_equal(iso_currency_decimals(STR("KWD")), 3);
  assert_int_equal(iso_currency_decimals(STR("CLF")), 4);
  assert_int_equal(iso_currency_decimals(STR("CNY")), 2);
  assert_false(coupon_kind_read(t, tz_utc(), 0, &arena, &k, &at, &err));
  assert_true(at == json_get(json_get(t, "benefit"), "amount"));
  assert_true(coupon_kind_read(t, tz_utc(), 3, &arena, &k, &at, &err));
  assert_int_equal(coupon_units(k.amount, 3), 5500);
}

static int64_t at(const struct tz *z, const char *text) {
  int64_t ms;
  struct err err;
  assert_true(time_parse_iso(str_from(text), z, &ms, NULL, &err));
  return ms;
}

static void check_window(const char *valid, const char *start, const char *from,
                         const char *until) {
  const struct tz *z = zone("Asia/Shanghai");
  struct buf text = BUF_INIT;
  int64_t a, b;
  buf_printf(&text, HEAD OFF "valid: {%s}\n", valid);
  struct coupon_kind k = read(arena_cstr(&arena, buf_str(&text)));
  coupon_window(&k, z, at(z, start), &a, &b);
  if (a != at(z, from) || b != at(z, until)) fail_msg("%s from %s", valid, start);
  buf_release(&text);
}

static void test_windows(void **state) {
  (void)state;
  check_window("days: 7", "2026-11-01T23:59:00", "2026-11-01T23:59:00", "2026-11-08");
  check_window("days: 7, counting: rolling", "2026-11-01T23:59:00", "2026-11-01T23:59:00",
               "2026-11-08T23:59:00");
  check_window("hours: 48", "2026-11-01T10:00:00", "2026-11-01T10:00:00", "2026-11-03T10:00:00");
  check_window("days: 1, delay_days: 1", "2026-11-01T10:00:00", "2026-11-02", "2026-11-03");
  check_window("until: 2026-11-11", "2026-11-01T10:00:00", "2026-11-01T10:00:00", "2026-11-12");
  check_window("until: 2026-11-11T20:00:00, days: 30", "2026-11-01", "2026-11-01",
               "2026-11-11T20:00:00");
  check_window("from: 2026-11-11, days: 2", "2026-11-01", "2026-11-11", "2026-11-13");
}

static void test_hours(void **state) {
  (void)state;
  const struct tz *z = zone("Asia/Shanghai");
  struct coupon_kind k = read(HEAD OFF "valid: {days: 9, weekdays: [tue], times: ['10:00-12:00', "
                                       "'22:00-24:00']}\n");
  /* 2026-11-03 is a Tuesday. */
  assert_true(coupon_hour_fits(&k, z, at(z, "2026-11-03T10:00:00")));
  assert_true(coupon_hour_fits(&k, z, at(z, "2026-11-03T23:59:59.999")));
  assert_false(coupon_hour_fits(&k, z, at(z, "2026-11-03T12:00:00")));
  assert_false(coupon_hour_fits(&k, z, at(z, "2026-11-03T09:59:59")));
  assert_false(coupon_hour_fits(&k, z, at(z, "2026-11-04T10:00:00")));
}

/* As a resource: versions, the place of what is wrong, the audience as an expression. */
static void test_resource(void **state) {
  (void)state;
  struct state *s;
  struct err err = {0};
  struct documents docs;
  struct resource_change *c = NULL;
  assert_true(state_open("", true, &s, &err));
  struct env_setup setup = {.state = s, .tz = tz_utc()};
#define APPLY(text)                                                                                \
  (err_clear(&err),                                                                                \
   documents_parse(&(struct resource_source){STR("a.yaml"), STR(text)}, 1, &arena, &docs, &err) && \
       apply_documents(&setup, &docs, STR("ann"), false, &arena, &c, &err))
  assert_true(APPLY(HEAD OFF VALID "audience: age > 30\n"));
  assert_int_equal(c->new_version, 1);
  assert_true(APPLY(HEAD OFF VALID "audience: segment(\"vip\")\n---\nkind: segment\nslug: "
                                   "vip\nexpression: age > 3\n"));
  assert_false(store_archive(s, STR("segment"), STR("vip"), 0, STR("ann"), &(bool){0}, &err));
  assert_int_equal(err.code, ERR_in_use);
  assert_false(APPLY(HEAD OFF VALID "minimum:\n  spend: 1.001\n"));
  assert_int_equal(err.code, ERR_bad_field);
  assert_int_equal(err.place.line, 6);
  assert_int_equal(err.place.column, 10);
  assert_false(APPLY(HEAD OFF VALID "audience: age >\n"));
  assert_int_equal(err.code, ERR_syntax_end);
  assert_int_equal(err.place.line, 5);
  assert_false(APPLY(HEAD OFF VALID "audience: segment(\"none\")\n"));
  assert_int_equal(err.code, ERR_unknown_name);
  assert_false(APPLY(HEAD OFF VALID "colour: red\n"));
  assert_int_equal(err.code, ERR_unknown_field);
  state_close(s);
}

/* ---- in words ---- */

static void says(const char *yaml, const char *en, const char *zh) {
  const struct coupon_kind k = read(yaml);
  for (int i = 0; i < 2; i++) {
    struct buf b = BUF_INIT;
    coupon_kind_words(&k, zone("Asia/Shanghai"), NULL, i ? LANG_ZH : LANG_EN, &b);
    buf_putc(&b, '\0');
    assert_string_equal(b.p, i ? zh : en);
    buf_release(&b);
  }
}

static void test_words(void **state) {
  (void)state;
  says(HEAD "benefit: {type: threshold, spend: 200, amount: 30, repeat: 2}\n"
            "scope: {categories: [coats], exclude: {brands: [Acme]}}\n"
            "valid: {days: 7, starts: claim, until: 2026-11-30}\nclaim: open\n",
       "30 off every 200 spent on coats except Acme, up to 2 times; valid for 7 days from being "
       "claimed, until 2026-11-30; at most 1 a person; open to claim.",
       "coats（Acme除外）：每满 200 减 30，最多 2 次；领取当天起 7 天有效，最晚至 "
       "2026-11-30；每人限领 1 张；开放领取。");
  says(
      HEAD "benefit: {type: percent_off, percent: 12, max_discount: 50}\nminimum: {spend: 100}\n"
           "valid: {from: 2026-11-01, until: 2026-11-11T20:00, weekdays: [sat, sun], times: "
           "[\"10:00-12:00\"]}\nlimits: {used: 3}\nchannels: [app]\n",
      "12% off, at most 50 from 100 spent; valid from 2026-11-01 until 2026-11-11 20:00, only Sat, "
      "Sun 10:00–12:00; a person uses at most 3; only in app; issued by the shop.",
      "满 100 享 8.8 折，最多减 50；自 2026-11-01 至 2026-11-11 20:00，仅限周六、周日 "
      "10:00–12:00；每人限用 3 张；限渠道：app；由商家发放。");
  says(
      HEAD "benefit: {type: tiered, tiers: [{quantity: 2, percent: 10}, {quantity: 3, percent: "
           "20}]}\nvalid: {hours: 48}\nclaim: code\naudience: age > 3\n",
      "10% off from 2 items, 20% off from 3 items; valid for 48 hours from being issued; at most 1 "
      "a person; claimed with a code by a certain audience.",
      "满 2 件 9 折，满 3 件 8 折；发放后 48 小时有效；每人限领 1 张；凭券码领取（限适用人群）。");
  says(HEAD "benefit: {type: fixed_price, price: 9.9, quantity: 1}\nscope: {roles: [star]}\n"
            "valid: {days: 1, delay_days: 1, counting: rolling}\n",
       "9.9 a piece, 1 at most on Star item; valid 1 day after being issued, for 1 times 24 hours; "
       "issued "
       "by the shop.",
       "明星品：一口价 9.9，最多 1 件；发放 1 天后生效，生效后 1 × 24 小时有效；由商家发放。");
  says(HEAD "benefit: {type: gift, items: [a, b, c, d]}\nminimum: {quantity: 2}\n" VALID,
       "1 free of a, b, c and others, 4 items in all from 2 items; valid for 7 days from being "
       "issued; issued by the shop.",
       "满 2 件可用，赠 1 件：a、b、c等 4 件商品；发放当天起 7 天有效；由商家发放。");
  says(
      HEAD "benefit: {type: shipping, amount: 8}\nminimum: {spend: 99, quantity: 2}\n" VALID,
      "8 off shipping from 99 spent and 2 items; valid for 7 days from being issued; issued by the "
      "shop.",
      "满 99 且满 2 件可用，运费减 8；发放当天起 7 天有效；由商家发放。");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_defaults, begin, end),
      cmocka_unit_test_setup_teardown(test_everything, begin, end),
      cmocka_unit_test_setup_teardown(test_refused, begin, end),
      cmocka_unit_test_setup_teardown(test_money_of_currencies, begin, end),
      cmocka_unit_test_setup_teardown(test_windows, begin, end),
      cmocka_unit_test_setup_teardown(test_hours, begin, end),
      cmocka_unit_test_setup_teardown(test_resource, begin, end),
      cmocka_unit_test_setup_teardown(test_words, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
