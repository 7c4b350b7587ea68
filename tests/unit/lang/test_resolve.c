/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and types: what fits, what is refused and with which words. */
#include "fixture.h"

static const char *const fits[] = {
    "true",
    "vip",
    "unseen",
    "vip = true",
    "not vip",
    "unseen = 1 and unseen = \"x\" and unseen = 2026-01-01",
    "mixed = 1",
    "mixed = \"1\"",
    "mixed exists",
    "age exists",
    "年龄 > 18",
    "city in (\"上海\", \"北京\")",
    "birthday = 1990-05-01",
    "birthday between 1990-01-01 and 1990-12-31",
    "积分 + age * 2 > 10",
    "count > 1 and last > 2 and day = 3",
    "`会员 等级` = \"x\"",
    "did(支付订单 where 金额 > 100 and 渠道 contains \"小程序\")",
    "count(*) > 3",
    "did(直播下单)",
    "max(order_completed.amount) > 3",
    "max(order_completed.time) > 2026-01-01",
    "first(order_completed) < 2026-01-01",
    "last(order_completed.mixed) = \"x\" or last(order_completed.mixed) = 1",
    "distinct(order_item.category) > 2",
    "days_since(last(order_completed)) > 30",
    "coalesce(mixed, 0) = 1",
    "coalesce(mixed, city) = \"x\"",
    "did(* where event = \"支付订单\" and hour < 6 and weekday = 0)",
    "did(* where day = 2026-01-01 and time > 2026-01-01)",
    "did(* where event in (\"order_completed\", \"评价\"))",
    "segment(\"loyal\")",
    "points(gold) > 100 and tier(\"club\") in (\"black\", \"none\") and member(club)",
    "coupons(welcome) = 0 or (points(gold)) as of yesterday > points(gold)",
    "abs(points(gold)) * 2 > 3 and not member(club)",
    "class(rfm) = \"lost\" or class(rfm) in (\"none\", \"at_risk\")",
    "class(rfm) exists",
    "class(rfm, before 2026-01-31) = \"lost\" and class(rfm, before 2026-01-31T10:00) not exists",
    "score(rfm, R) = 5 or score(rfm, spend) > age or score(rfm, r, before 2026-01-31) exists",
    "(age > 1) = (vip or unseen)",
    "did(order_completed where rating > 1)",
    "year(birthday) = 1990",
    "1 = 1",
    "mixed = unseen",
    "age > -积分",
    "sequence(product_viewed where 品类 = \"鞋\" -> 支付订单 within 1 day by product_id, today)",
    "city in list(\"vips\") and age not in list(vips) and user_id in list(vips)",
    "did(order_completed where channel in list(\"vips\"))",
    "nth(2, 支付订单) > 2026-01-01 and nth(-2, 支付订单.渠道) = last(支付订单.渠道)",
    "streak(支付订单) > streak_now(支付订单)",
    "anniversary(birthday) within next 7 days",
    "(class(rfm)) as of 2026-01-31 = \"lost\" and (age) as of yesterday > 3",
    "(mixed) as of yesterday = \"x\" and (mixed) as of yesterday = 1",
    "(segment(\"loyal\") and vip) as of previous month",
    "count(order_item where item.role = \"star\" and item.price >= 500, last 90 days) >= 1",
    "did(* where item.role = \"明星品\" or item.role in (\"traffic\", \"Bundle\"))",
    "did(* where item.category in category(\"c1\") and not item.active)",
    "did(* where category not in category(\"c1\"))",
    "city in category(\"c1\")",
    "did(* where 3 < item.price and item.price between 1 and 2 and item.季节 exists)",
    "did(* where item.季节 in list(\"vips\") and item.季节 contains \"冬\")",
    "sequence(* where item.active -> * where item.price > 3 within 2 days)",
    "sequences(支付订单 -> not 退款 -> 支付订单 by day) / 2 > 1",
};

static void what_fits_resolves_and_formats_the_same(void **state) {
  struct lang_names names = fixture_names();
  for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
    struct arena a;
    struct err err = {0};
    struct buf before = BUF_INIT, after = BUF_INIT;
    struct node *t, *u;
    arena_init(&a, "test");
    const char *text = fits[i];
    assert_true(lang_parse(str_from(text), &a, &t, &err));
    assert_true(lang_parse(str_from(text), &a, &u, &err));
    lang_format(t, &before);
    if (!lang_resolve(t, &names, LT_BOOL, &a, &err)) {
      err_render(&err, LANG_EN, &after);
      fail_msg("%s: %s", text, after.p);
    }
    assert_int_equal(t->type, LT_BOOL);
    lang_format(t, &after);
    assert_string_equal(before.p, after.p);
    assert_true(lang_equal(t, u));
    assert_true(lang_resolve(t, &names, LT_BOOL, &a, &err)); /* again is fine */
    buf_release(&before);
    buf_release(&after);
    arena_release(&a);
  }
}

static const struct {
  const char *text;
  enum err_code code;
  unsigned column, length;
  const char *message, *hint;
} misfits[] = {
    {"agee > 1", ERR_unknown_name, 1, 4, "There is no attribute called “agee”.",
     "Did you mean “age”?"},
    {"vip and zzzzzz", ERR_unknown_name, 9, 6, NULL, ""},
    {"did(order_complete)", ERR_unknown_name, 5, 14, "There is no event called “order_complete”.",
     "Did you mean “order_completed”?"},
    {"did(评价 or 评介 where amount = 1)", ERR_unknown_name, 11, 2, NULL, NULL},
    {"sum(order_completed.amont) > 1", ERR_unknown_name, 21, 5,
     "There is no event property called “amont”.", "Did you mean “amount”?"},
    {"did(order_completed where chanel = \"x\")", ERR_unknown_name, 27, 6, NULL,
     "Did you mean “channel”?"},
    {"did(* where event = \"order_complted\")", ERR_unknown_name, 21, 16, NULL,
     "Did you mean “order_completed”?"},
    {"segment(\"loyol\")", ERR_unknown_name, 1, 16, "There is no segment called “loyol”.",
     "Did you mean “loyal”?"},
    {"points(silver) > 1", ERR_unknown_name, 1, 14, "There is no currency called “silver”.", ""},
    {"points(golt) > 1", ERR_unknown_name, 1, 12, NULL, "Did you mean “gold”?"},
    {"tier(club) > 3", ERR_type_mismatch, 14, 1, NULL, NULL},
    {"points(gold)", ERR_not_boolean, 1, 12, NULL, NULL},
    {"member(club) exists", ERR_needs_type, 1, 12, NULL, NULL},
    {"segment(round)", ERR_reference_cycle, 1, 14, NULL, NULL},
    {"did(* where item.prise > 3)", ERR_unknown_name, 13, 10,
     "There is no field of items called “prise”.", "Did you mean “price”?"},
    {"item.price > 3", ERR_item_outside, 1, 10, NULL, NULL},
    {"did(* where true) and item.price > 3", ERR_item_outside, 23, 10, NULL, NULL},
    {"did(* where item.price > amount)", ERR_item_constant, 13, 10, NULL, NULL},
    {"did(* where amount > item.price)", ERR_item_constant, 22, 10, NULL, NULL},
    {"did(* where item.price * 2 > 3)", ERR_item_constant, 13, 10, NULL, NULL},
    {"did(* where abs(item.price) > 3)", ERR_item_constant, 17, 10, NULL, NULL},
    {"did(* where amount between item.price and 3)", ERR_item_constant, 28, 10, NULL, NULL},
    {"did(* where item.price = \"x\")", ERR_type_mismatch, 26, 3, NULL, NULL},
    {"did(* where item.role = \"stat\")", ERR_unknown_name, 25, 6,
     "There is no role called “stat”.", "Did you mean “star”?"},
    {"did(* where category in category(\"c2\"))", ERR_unknown_name, 13, 26,
     "There is no category called “c2”.", "Did you mean “c1”?"},
    {"did(* where amount in category(\"c1\"))", ERR_needs_type, 13, 6, NULL, NULL},
    {"class(rmf) = \"lost\"", ERR_unknown_name, 1, 10, "There is no classification called “rmf”.",
     "Did you mean “rfm”?"},
    {"class(rfm) = \"lsot\"", ERR_unknown_name, 14, 6, "There is no class called “lsot”.",
     "Did you mean “lost”?"},
    {"\"x\" = class(rfm)", ERR_unknown_name, 1, 3, NULL, NULL},
    {"class(rfm) in (\"lost\", \"champion\")", ERR_unknown_name, 24, 10, NULL,
     "Did you mean “champions”?"},
    {"score(rfm, Q) > 1", ERR_unknown_name, 1, 13, "There is no score called “Q”.", NULL},
    {"score(rfm, spent) > 1", ERR_unknown_name, 1, 17, NULL, "Did you mean “spend”?"},
    {"score(rmf, R) > 1", ERR_unknown_name, 1, 13, "There is no classification called “rmf”.",
     "Did you mean “rfm”?"},
    {"score(rfm, R) = \"5\"", ERR_type_mismatch, 17, 3, NULL, NULL},
    {"score(rfm, R)", ERR_not_boolean, 1, 13, NULL, NULL},
    {"age = \"18\"", ERR_type_mismatch, 7, 4, "age cannot be compared with \"18\".",
     "age holds a number (written 100, without quotes)."},
    {"\"18\" < age", ERR_type_mismatch, 1, 4, "age cannot be compared with \"18\".", NULL},
    {"city = 5", ERR_type_mismatch, 8, 1, NULL, "city holds text (written \"…\", in quotes)."},
    {"city in (\"a\", 5)", ERR_type_mismatch, 15, 1, NULL, NULL},
    {"birthday > \"2026-01-01\"", ERR_type_mismatch, 12, 12, NULL,
     "birthday holds a time (written 2026-01-31)."},
    {"mixed = true", ERR_type_mismatch, 9, 4, NULL, NULL},
    {"age between 1 and \"x\"", ERR_type_mismatch, 19, 3, NULL, NULL},
    {"city > \"a\"", ERR_needs_type, 1, 4, "> needs a number or a time; city is not.", NULL},
    {"city between \"a\" and \"b\"", ERR_needs_type, 1, 4, NULL, NULL},
    {"age contains \"1\"", ERR_needs_type, 1, 3, NULL, NULL},
    {"age + city > 1", ERR_needs_type, 7, 4, NULL, NULL},
    {"-birthday > 1", ERR_needs_type, 2, 8, NULL, NULL},
    {"days_since(age) > 1", ERR_needs_type, 12, 3, NULL, NULL},
    {"sum(order_completed.channel) > 1", ERR_needs_type, 21, 7,
     "sum needs a number (written 100, without quotes); channel is not.", NULL},
    {"max(order_completed.channel) > 1", ERR_needs_type, 21, 7, NULL, NULL},
    {"5 exists", ERR_needs_type, 1, 1, NULL, NULL},
    {"coalesce(age, city) = 1", ERR_type_mismatch, 15, 4, NULL, NULL},
    {"age", ERR_not_boolean, 1, 3, "age alone is not a condition.",
     "Compare it with something, for example age > 0."},
    {"city and vip", ERR_not_boolean, 1, 4, NULL,
     "Compare it with something, for example city = \"…\"."},
    {"not birthday", ERR_not_boolean, 5, 8, NULL,
     "Compare it with something, for example birthday >= 2026-01-01."},
    {"count(*)", ERR_not_boolean, 1, 8, NULL, NULL},
    {"did(* where amount)", ERR_not_boolean, 13, 6, NULL, NULL},
    {"city in list(\"vip\")", ERR_unknown_name, 1, 19, "There is no list called “vip”.",
     "Did you mean “vips”?"},
    {"birthday in list(vips)", ERR_needs_type, 1, 8, NULL, NULL},
    {"usr_id in list(vips)", ERR_unknown_name, 1, 6, NULL, NULL},
    {"user_id = \"x\"", ERR_unknown_name, 1, 7, NULL, NULL},
    {"age > $years", ERR_parameter_missing, 7, 6, "The parameter “$years” needs a value.", NULL},
    {"anniversary(age) within next 7 days", ERR_needs_type, 13, 3, NULL, NULL},
    {"(class(rfm)) as of 2026-01-31 = \"lots\"", ERR_unknown_name, 33, 6, NULL,
     "Did you mean “lost”?"},
    {"(age) as of yesterday", ERR_not_boolean, 1, 21, NULL, NULL},
    {"nth(2, order_completed.channel) > 1", ERR_type_mismatch, 35, 1, NULL, NULL},
    {"sequence(product_viewed -> order_complete)", ERR_unknown_name, 28, 14, NULL,
     "Did you mean “order_completed”?"},
    {"sequence(product_viewed -> order_completed by chanel)", ERR_unknown_name, 47, 6, NULL,
     "Did you mean “channel”?"},
    {"sequence(product_viewed -> order_completed where amount)", ERR_not_boolean, 50, 6, NULL,
     NULL},
    {"sequences(product_viewed -> order_completed)", ERR_not_boolean, 1, 44, NULL, NULL},
    {"did(*, between 2026-02-01 and 2026-01-31)", ERR_window_order, 16, 25, NULL, NULL},
};

static void what_does_not_fit_is_told(void **state) {
  struct lang_names names = fixture_names();
  for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
    struct arena a;
    struct err err = {0};
    struct buf b = BUF_INIT;
    struct node *t = NULL;
    arena_init(&a, "test");
    if (lang_compile(str_from(misfits[i].text), &names, &a, &t, &err))
      fail_msg("accepted: %s", misfits[i].text);
    assert_null(t);
    err_render(&err, LANG_EN, &b);
    if (err.code != misfits[i].code || err.place.column != misfits[i].column ||
        err.place.length != misfits[i].length)
      fail_msg("%s: %s at %u+%u: %s", misfits[i].text, err_name(err.code), err.place.column,
               err.place.length, b.p);
    assert_int_equal(err.place.line, 1);
    if (misfits[i].message) assert_string_equal(b.p, misfits[i].message);
    buf_reset(&b);
    err_render_hint(&err, LANG_EN, &b);
    if (misfits[i].hint) assert_string_equal(b.n ? b.p : "", misfits[i].hint);
    buf_release(&b);
    arena_release(&a);
  }
}

static struct node *compiled(const char *text, const struct lang_names *names, struct arena *a) {
  struct err err = {0};
  struct node *t;
  assert_true(lang_parse(str_from(text), a, &t, &err));
  assert_true(lang_resolve(t, names, LT_ANY, a, &err));
  return t;
}

static void use_decides_types_and_names_are_stored_ones(void **state) {
  struct lang_names names = fixture_names();
  struct arena a;
  arena_init(&a, "test");
  struct node *t = compiled("年龄 > 18", &names, &a);
  assert_true(str_is(t->a->canonical, "age") && str_is(t->a->name, "年龄"));
  assert_int_equal(t->a->type, LT_NUM);
  assert_int_equal(compiled("mixed = \"x\"", &names, &a)->a->type, LT_STR);
  assert_int_equal(compiled("mixed exists", &names, &a)->a->type, LT_ANY);
  assert_int_equal(compiled("age exists", &names, &a)->a->type, LT_NUM);
  assert_int_equal(compiled("mixed", &names, &a)->type, LT_NUM);
  assert_int_equal(compiled("last(order_completed)", &names, &a)->type, LT_TIME);

  t = compiled("last(支付订单.渠道) = \"x\"", &names, &a)->a;
  assert_int_equal(t->agg->prop_type, LT_STR);
  assert_true(str_is(t->agg->prop, "channel") && str_is(t->agg->canonical[0], "order_completed"));
  t = compiled("coalesce(unseen, birthday) = 2026-01-01", &names, &a)->a;
  assert_int_equal(t->kids[0]->type, LT_TIME);
  arena_release(&a);
}

static void measures_shadow_attributes(void **state) {
  struct lang_names names = fixture_names();
  struct arena a;
  arena_init(&a, "test");
  struct node *t = compiled("r = \"x\"", &names, &a);
  assert_int_equal(t->a->kind, N_ATTR);
  names.measure = fixture_measure;
  t = compiled("r > 3 and attr.r = \"x\" and 积分 > 0", &names, &a);
  assert_int_equal(t->kids[0]->a->kind, N_MEASURE);
  assert_int_equal(t->kids[1]->a->kind, N_ATTR);
  assert_int_equal(t->kids[2]->a->index, 1);
  arena_release(&a);
}

static void dates_are_days_of_the_zone(void **state) {
  struct lang_names names = fixture_names();
  struct arena a;
  struct err err = {0};
  arena_init(&a, "test");
  assert_true(tz_load(STR("+08:00"), &names.tz, &err));
  struct lang_moment m = compiled("birthday = 2026-01-31", &names, &a)->b->lit.moment;
  assert_true(m.is_date);
  assert_int_equal(m.ms, INT64_C(1769788800000));
  assert_int_equal(m.ms_last, m.ms + MS_DAY - 1);
  m = compiled("birthday = 2026-01-31T08:30", &names, &a)->b->lit.moment;
  assert_true(!m.is_date && m.ms == m.ms_last &&
              m.ms == INT64_C(1769788800000) + 8 * MS_HOUR + 30 * MS_MINUTE);
  arena_release(&a);
}

/* From text to a bound tree that resolves with the types of its values. */
static void parameters_become_values(void **state) {
  struct lang_names names = fixture_names();
  struct arena a;
  struct err err = {0};
  struct lang_param *p;
  struct node *t;
  struct buf b = BUF_INIT;
  uint32_t n;
  arena_init(&a, "test");
  assert_true(lang_params_parse(STR("age = -30, city = “上海”，since = 2026-01-31, yes = true"), &a,
                                &p, &n, &err));
  assert_int_equal(n, 4);
  assert_true(lang_parse(STR("age > $age and city = $city and birthday < $since and vip = $yes"),
                         &a, &t, &err));
  assert_true(lang_bind(t, p, n, &err) && lang_resolve(t, &names, LT_BOOL, &a, &err));
  lang_format(t, &b);
  assert_string_equal(b.p,
                      "age > -30 and city = \"上海\" and birthday < 2026-01-31 and vip = true");
  assert_true(lang_parse(STR("age > $agee"), &a, &t, &err));
  assert_false(lang_bind(t, p, n, &err));
  buf_reset(&b);
  err_render_hint(&err, LANG_EN, &b);
  assert_string_equal(b.p, "Did you mean “$age”?");
  assert_int_equal(err.place.column, 7);
  static const char *const bad[] = {"",        "age",     "age 3",      "age = ",     "age = b",
                                    "age > 3", "a = 1, ", "a = -\"x\"", "a = 1 b = 2"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(lang_params_parse(str_from(bad[i]), &a, &p, &n, &err));
  buf_release(&b);
  arena_release(&a);
}

/* Lengths, dates and numbers of events are values like any other. */
static void parameters_measure_windows(void **state) {
  static const char *const given =
      "n = 30, twice = 2, from = 2026-01-31, to = 2026-02-28, half = 1.5, none = 0, far = 80000, "
      "text = \"x\"";
  static const struct {
    const char *text, *bound;
  } good[] = {
      {"count(order_completed, last $n days) > $twice", "count(order_completed, last 30 days) > 2"},
      {"did(order_completed, last $twice full weeks)", "did(order_completed, last 2 full weeks)"},
      {"did(order_completed, between $from and $to) and did(order_completed, since $from)",
       "did(order_completed, between 2026-01-31 and 2026-02-28) and "
       "did(order_completed, since 2026-01-31)"},
      {"nth($twice, order_completed) < $from", "nth(2, order_completed) < 2026-01-31"},
      {"anniversary(birthday) within next $n days", "anniversary(birthday) within next 30 days"},
      {"(vip) as of $from", "(vip) as of 2026-01-31"},
      {"sequence(order_completed -> not order_completed within $n days, before $to)",
       "sequence(order_completed -> not order_completed within 30 days, before 2026-02-28)"},
  };
  static const struct {
    const char *text;
    enum err_code code;
  } bad[] = {
      {"did(order_completed, last $half days)", ERR_parameter_value},
      {"did(order_completed, last $none days)", ERR_parameter_value},
      {"did(order_completed, last $far days)", ERR_parameter_value},
      {"did(order_completed, last $text days)", ERR_parameter_value},
      {"did(order_completed, last $from days)", ERR_parameter_value},
      {"did(order_completed, since $n)", ERR_parameter_value},
      {"did(order_completed, between $to and $from)", ERR_window_order},
      {"nth($none, order_completed) < $from", ERR_parameter_value},
      {"anniversary(birthday) within next $far days", ERR_parameter_value},
      {"(vip) as of $text", ERR_parameter_value},
      {"sequence(order_completed -> order_completed within $half hours)", ERR_parameter_value},
      {"did(order_completed, last $other days)", ERR_no_such_parameter},
  };
  struct lang_names names = fixture_names();
  struct arena a;
  struct err err = {0};
  struct lang_param *p;
  struct node *t;
  struct buf b = BUF_INIT;
  uint32_t n;
  arena_init(&a, "test");
  assert_true(lang_params_parse(str_from(given), &a, &p, &n, &err));
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    assert_true(lang_parse(str_from(good[i].text), &a, &t, &err));
    buf_reset(&b);
    lang_format(t, &b);
    assert_string_equal(b.p, good[i].text);
    assert_false(lang_resolve(t, &names, LT_BOOL, &a, &err));
    assert_int_equal(err.code, ERR_parameter_missing);
    assert_true(lang_parse(str_from(good[i].text), &a, &t, &err));
    assert_true(lang_bind(t, p, n, &err) && lang_resolve(t, &names, LT_BOOL, &a, &err));
    buf_reset(&b);
    lang_format(t, &b);
    assert_string_equal(b.p, good[i].bound);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_true(lang_parse(str_from(bad[i].text), &a, &t, &err));
    assert_false(lang_bind(t, p, n, &err) && lang_resolve(t, &names, LT_BOOL, &a, &err));
    assert_int_equal(err.code, bad[i].code);
    assert_true(err.place.line == 1 && err.place.column > 0);
  }
  buf_release(&b);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_fits_resolves_and_formats_the_same),
      cmocka_unit_test(what_does_not_fit_is_told),
      cmocka_unit_test(use_decides_types_and_names_are_stored_ones),
      cmocka_unit_test(parameters_become_values),
      cmocka_unit_test(parameters_measure_windows),
      cmocka_unit_test(measures_shadow_attributes),
      cmocka_unit_test(dates_are_days_of_the_zone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
