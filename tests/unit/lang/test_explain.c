/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sentences in both languages. */
#include "fixture.h"

static const struct {
  const char *text, *en, *zh;
} cases[] = {
    {"true", "everyone", "所有人"},
    {"sum(支付订单.金额 where 渠道 = \"小程序\", last 90 days) > 300 and not did(product_viewed, "
     "last 30 days)",
     "the total “Amount” of “Order” (“Channel” is “小程序”) in the last 90 days is greater than "
     "300, and did not do “View product” in "
     "the last 30 days",
     "近90天支付订单（渠道为“小程序”）的金额合计大于 300，且近30天没有浏览商品"},
    {"did(product_viewed or product_added, last 7 days)",
     "did “View product” or “Add to cart” in the last 7 days", "近7天有浏览商品或加入购物车"},
    {"age >= 18 and (city = \"上海\" or level in (\"金\", \"黑\"))",
     "“Age” is at least 18, and (“City” is “上海”, or “Level” is one of “金”, “黑”)",
     "年龄不少于 18，且（城市为“上海”，或等级为“金”、“黑”之一）"},
    {"vip and not vip", "“vip” is true, and “vip” is not true", "vip为是，且vip不为是"},
    {"not age > 18", "not (“Age” is greater than 18)", "不满足（年龄大于 18）"},
    {"not age = 18 and city not exists", "“Age” is not 18, and “City” is not known",
     "年龄不等于 18，且城市没有值"},
    {"birthday between 1990-01-01 and 1999-12-31",
     "“Birthday” is between 1990-01-01 and 1999-12-31", "生日在 1990-01-01 到 1999-12-31 之间"},
    {"first(order_completed) >= 2026-01-01",
     "the time of the first “Order” is not before 2026-01-01",
     "首次支付订单的时间不早于 2026-01-01"},
    {"last(order_completed.channel) != \"x\"", "the “Channel” of the last “Order” is not “x”",
     "最近一次支付订单的渠道不为“x”"},
    {"distinct(order_item.category, this month) > 2",
     "the number of different “Category” of “Order line” this month is greater than 2",
     "本月订单明细的不同品类数大于 2"},
    {"distinct(order_completed.day) >= 2", "the number of days with “Order” is at least 2",
     "支付订单的天数不少于 2"},
    {"gap(order_completed) < 30", "the days between the last two “Order” is less than 30",
     "最近两次支付订单相隔的天数小于 30"},
    {"count(*, last 2 full weeks) = 0", "the number of any event in the last 2 full weeks is 0",
     "最近2个整周任意事件的次数等于 0"},
    {"days_since(last(order_completed)) > 30",
     "days since the time of the last “Order” is greater than 30",
     "距最近一次支付订单的时间的天数大于 30"},
    {"score(rfm, R) = 5 and class(rfm, before 2026-01-31) = \"lost\"",
     "R in “rfm” is 5, and the class in “rfm” before 2026-01-31 is “lost”",
     "“rfm”分层的 R等于 5，且2026-01-31 之前“rfm”分层为“lost”"},
    {"points(gold) > 100 and tier(club) = \"black\"",
     "points of “Gold” is greater than 100, and the level in “club” is “black”",
     "“金币”余额大于 100，且“club”等级为“black”"},
    {"member(club) and coupons(welcome) = 0",
     "is a member of “club”, and usable coupons “welcome” is 0",
     "是“club”会员，且可用的“welcome”券数等于 0"},
    {"not member(club)", "is not a member of “club”", "不是“club”会员"},
    {"class(rfm) = \"lost\" or segment(\"loyal\")",
     "the class in “rfm” is “lost”, or is in the segment “loyal”",
     "“rfm”分层为“lost”，或属于分群“loyal”"},
    {"sequence(product_viewed -> order_completed within 1 day -> not order_refunded within 3 days, "
     "last 30 days)",
     "did in sequence “View product”, then “Order” within 1 day, then not “Refund” within 3 days "
     "in the last 30 days",
     "近30天依次发生浏览商品、1天内支付订单、其后3天内没有退款"},
    {"not sequence(product_viewed -> not product_added -> order_completed by channel)",
     "did not do in sequence “View product”, then not “Add to cart”, then “Order”, with the same "
     "“Channel”",
     "没有依次发生浏览商品、其间没有加入购物车、支付订单（渠道相同）"},
    {"sequences(order_completed -> order_completed) > 2",
     "the number of sequences “Order”, then “Order” is greater than 2",
     "依次发生支付订单、支付订单的次数大于 2"},
    {"count(order_item where item.role = \"star\" and item.price >= 500) >= 2",
     "the number of “Order line” (the item's role is “Star item”, and the item's price is at least "
     "500) is at "
     "least 2",
     "订单明细（商品的角色为“明星品”，且商品的价格不少于 500）的次数不少于 2"},
    {"did(* where category in category(\"c1\") and not item.active)",
     "did any event (“Category” is in the category “服饰” or below it, and the item's active is "
     "not true)",
     "有任意事件（品类属于类目“服饰”及其下级，且商品的在售不为是）"},
    {"city in list(\"vips\") and not user_id in list(\"vips\")",
     "“City” is in the list “vips”, and “Id” is not in the list “vips”",
     "城市在名单“vips”中，且编号不在名单“vips”中"},
    {"nth(2, order_completed) > 2026-01-01 and nth(-3, order_completed.amount) > 1",
     "the time of the 2nd “Order” is after 2026-01-01, and the “Amount” of the 3rd from last "
     "“Order” "
     "is greater than 1",
     "第2次支付订单的时间晚于 2026-01-01，且倒数第3次支付订单的金额大于 1"},
    {"streak(order_completed, last 30 days) > streak_now(order_completed)",
     "the longest run of days with “Order” in the last 30 days is greater than the present run of "
     "days with “Order”",
     "近30天支付订单的最长连续天数大于 支付订单的当前连续天数"},
    {"anniversary(birthday) within next 7 days and not anniversary(registered_at) within last 1 "
     "month",
     "the anniversary of “Birthday” is within the next 7 days, and the anniversary of “Registered” "
     "is not within the last 1 month",
     "生日的周年日在未来7天内，且注册时间的周年日不在过去1个月内"},
    {"(vip or age > 3) as of previous month and (age) as of 2026-01-31 > 5",
     "(“vip” is true, or “Age” is greater than 3) as of the end of last month, and (“Age”) as of "
     "2026-01-31 is greater than 5",
     "截至上月末（vip为是，或年龄大于 3），且截至 2026-01-31（年龄）大于 5"},
    {"not segment(\"loyal\")", "is not in the segment “loyal”", "不属于分群“loyal”"},
    {"name contains \"王\"", "“Name” contains “王”", "姓名包含“王”"},
    {"(age + 1) * 2 > 积分", "(“Age” + 1) × 2 is greater than “积分”", "(年龄 + 1) × 2大于 积分"},
    {"did(* where event = \"支付订单\", yesterday)", "did any event (event is “Order”) yesterday",
     "昨天有任意事件（事件为“支付订单”）"},
};

static void sentences_are_these(void **state) {
  struct lang_names names = fixture_names();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct arena a;
    struct err err = {0};
    struct buf b = BUF_INIT;
    struct node *t;
    arena_init(&a, "test");
    assert_true(lang_compile(str_from(cases[i].text), &names, &a, &t, &err));
    lang_explain(t, LANG_EN, &b);
    assert_string_equal(b.p, cases[i].en);
    buf_reset(&b);
    lang_explain(t, LANG_ZH, &b);
    assert_string_equal(b.p, cases[i].zh);
    buf_release(&b);
    arena_release(&a);
  }
}

static bool titles(void *ctx, char kind, struct str slug, struct str class_name,
                   struct lang_title *ret) {
  if (kind == 's' && str_is(slug, "loyal"))
    *ret = (struct lang_title){STR("Loyal members"), STR("忠诚会员")};
  else if (kind == 'c' && class_name.n == 0)
    *ret = (struct lang_title){STR("RFM value"), STR("RFM 价值")};
  else if (kind == 'c' && str_is(class_name, "lost"))
    *ret = (struct lang_title){STR("Lost customers"), STR("流失客户")};
  else
    return false;
  return true;
}

/* What has a title is called by it; a class without one by its name. */
static void titles_are_said(void **state) {
  static const struct {
    const char *text, *en, *zh;
  } said[] = {
      {"not segment(\"loyal\")", "is not in the segment “Loyal members”", "不属于分群“忠诚会员”"},
      {"class(rfm) in (\"lost\", \"champions\", \"none\")",
       "the class in “RFM value” is one of “Lost customers”, “champions”, “none”",
       "“RFM 价值”分层为“流失客户”、“champions”、“未归入”之一"},
      {"score(rfm, R) = 5", "R in “RFM value” is 5", "“RFM 价值”分层的 R等于 5"},
  };
  struct lang_names names = fixture_names();
  names.title = titles;
  for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
    struct arena a;
    struct err err = {0};
    struct buf b = BUF_INIT;
    struct node *t;
    arena_init(&a, "test");
    assert_true(lang_compile(str_from(said[i].text), &names, &a, &t, &err));
    lang_explain(t, LANG_EN, &b);
    assert_string_equal(b.p, said[i].en);
    buf_reset(&b);
    lang_explain(t, LANG_ZH, &b);
    assert_string_equal(b.p, said[i].zh);
    buf_release(&b);
    arena_release(&a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sentences_are_these),
                                     cmocka_unit_test(titles_are_said)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
