/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a cart would cost: with kinds of coupons, for whoever designs them, before anybody has one;
 * and with the coupons that a person has.  Nothing is reserved. */
#include "api/coupons.h"
#include "api/promotions.h"
#include "api/route.h"
#include "api/tenant.h"
#include "loyalty/checkout.h"
#include "loyalty/coupon_hand.h"
#include "loyalty/quote_json.h"

static const struct shape id = {.kind = SHAPE_TEXT, .min = 1, .max = 255};
static const struct shape amount = {.kind = SHAPE_TEXT, .min = 1, .max = 32};
static const struct shape quantity = {.kind = SHAPE_INT, .min = 1, .max = QUOTE_QUANTITY_MAX};
static const struct shape_field line_fields[] = {
    MAY("id", id, "Of the line; its number when absent.", "行编号，省略时为序号。"),
    MAY("item", id, "Item of the catalogue, which says what the line does not.",
        "商品编号，未给出的属性取自商品目录。"),
    MAY("price", shape_decimal, "Of one, promotions and member price included; the list price when absent.",
        "单价，已含活动与会员价；省略时取目录价。"),
    MAY("quantity", quantity, "1 when absent.", "数量，默认 1。"),
    MAY("category", id, NULL, NULL),
    MAY("brand", id, NULL, NULL),
    MAY("role", id, NULL, NULL),
    MAY("promoted", shape_bool, "It carries a promotion already.", "是否已参加活动。"),
    MAY("member_price", shape_bool, "Its price is a member's.", "是否为会员价。"),
    {0}};
static const struct shape line =
    OBJECT("QuoteLineGiven", line_fields, "A line of a cart.", "购物车中的一行。");
static const struct shape lines = LIST_MAX(line, QUOTE_LINES_MAX);
static const struct shape kinds = LIST_MAX(shape_slug, QUOTE_COUPONS_MAX);
static const struct shape_field given_fields[] = {
    MUST("lines", lines, "The cart.", "购物车。"),
    MUST("coupons", kinds, "Kinds, one for each coupon at hand.", "优惠券种类，每张一项。"),
    MAY("shipping", shape_decimal, "Fee; none when absent.", "运费，默认无。"),
    MAY("channel", id, "Where the order is made.", "下单渠道。"),
    MAY("store", id, "Which store makes it.", "下单门店。"),
    MAY("points", shape_bool, "Points are used in the order too.", "是否同时使用积分。"),
    MAY("use_points", amount, "Pays with points too: max, or so many at most.", "同时用积分抵扣：max 或最多使用的数量。"),
    MAY("currency", shape_slug, "Of the points; absent: the only one that is money at checkout.", "抵扣使用的币种，只有一种可用时可省略。"),
    MAY("at", shape_time, "When, now when absent; the coupons are issued at that moment.",
        "计算时刻，默认为当前；视为在该时刻发券。"),
    {0}};
static const struct shape given = OBJECT("QuoteGiven", given_fields, "A cart and kinds of coupons.",
                                         "购物车与优惠券种类。");

static const struct shape order_id = {.kind = SHAPE_TEXT, .min = 1, .max = COUPON_ORDER_MAX};
static const struct shape_field own_fields[] = {
    MUST("lines", lines, "The cart.", "购物车。"),
    MAY("order", order_id, "Coupons that it has reserved are free for it.", "订单号，该订单已锁定的优惠券视为可用。"),
    MAY("shipping", shape_decimal, "Fee; none when absent.", "运费，默认无。"),
    MAY("channel", id, "Where the order is made.", "下单渠道。"),
    MAY("store", id, "Which store makes it.", "下单门店。"),
    MAY("points", shape_bool, "Points are used in the order too.", "是否同时使用积分。"),
    MAY("use_points", amount, "Pays with points too: max, or so many at most.", "同时用积分抵扣：max 或最多使用的数量。"),
    MAY("currency", shape_slug, "Of the points; absent: the only one that is money at checkout.", "抵扣使用的币种，只有一种可用时可省略。"),
    {0}};
static const struct shape own =
    OBJECT("QuoteOwnGiven", own_fields, "A cart of a person.", "某用户的购物车。");

static const struct shape_field share_fields[] = {
    MUST("line", shape_text, NULL, NULL), MUST("discount", shape_decimal, NULL, NULL), {0}};
static const struct shape share = OBJECT(NULL, share_fields, NULL, NULL);
static const struct shape shares = LIST(share);
static const struct shape_field use_fields[] = {
    MUST("coupon", shape_text, "Its id; of kinds the number in the request, from 1.", "优惠券编号；试算种类时为请求中的序号，从 1 起。"),
    MUST("kind", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("discount", shape_decimal, "What it takes off, shipping included.", "优惠金额，含运费。"),
    MUST("shipping", shape_decimal, "Of that, off the shipping fee.", "其中的运费优惠。"),
    MUST("lines", shares, "Its shares of the lines.", "在各行的分摊。"),
    {0}};
static const struct shape use = OBJECT("QuoteUse", use_fields, "A coupon that is used.", "使用的优惠券。");
static const struct shape uses = LIST(use);
static const struct shape_field unused_fields[] = {
    MUST("coupon", shape_text, "Its id; of kinds the number in the request, from 1.", "优惠券编号；试算种类时为请求中的序号，从 1 起。"),
    MUST("kind", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("reason", shape_text, "A code: minimum, group, kept …", "原因代码，如 minimum、group、kept。"),
    MUST("sentence", shape_title, "The reason in words.", "原因说明。"),
    MUST("alone", shape_decimal, "What it would take off as the only one.", "单独使用可优惠的金额。"),
    {0}};
static const struct shape unused =
    OBJECT("QuoteUnused", unused_fields, "A coupon that is not used.", "未使用的优惠券。");
static const struct shape unuseds = LIST(unused);
static const struct shape_field told_fields[] = {
    MUST("line", shape_text, "A line of the cart, or a part of it that has a price of its own.", "购物车的行，或其中单独计价的部分。"),
    MUST("of", shape_text, "The line of the cart that was sent.", "所提交购物车的行。"),
    MUST("item", shape_text, NULL, NULL),
    MUST_OR_NULL("promotion", shape_text, "Whose price it has.", "所享受的促销活动。"),
    MUST("price", shape_decimal, NULL, NULL),
    MUST("quantity", shape_count, NULL, NULL),
    MUST("discount", shape_decimal, NULL, NULL),
    MUST("pay", shape_decimal, "For all of the line.", "整行应付。"),
    {0}};
static const struct shape told =
    OBJECT("QuoteLine", told_fields, "A line and what is paid for it.", "一行及其应付金额。");
static const struct shape tolds = LIST(told);
static const struct shape_field point_share_fields[] = {
    MUST("line", shape_text, "Empty: shipping.", "为空表示运费。"), MUST("money", shape_decimal, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL), {0}};
static const struct shape point_share = OBJECT(NULL, point_share_fields, NULL, NULL);
static const struct shape point_shares = LIST(point_share);
static const struct shape point_limit =
    CHOICE(NULL, "all|asked|balance|max_share|per_order|per_day|minimum_order|minimum_points|coupons|excluded");
static const struct shape_field points_fields[] = {
    MUST("currency", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MAY("balance", shape_decimal, "What the person has, with what the order has reserved.", "该用户的可用余额，含该订单已锁定的部分。"),
    MUST("most", shape_decimal, "So many can be used after the coupons.", "优惠券之后最多可用的积分。"),
    MUST("most_money", shape_decimal, "What these are worth.", "最多可抵扣的金额。"),
    MUST("step", shape_decimal, "Used in multiples of it.", "须按其整数倍使用。"),
    MUST("limit", point_limit, "What keeps it from being more.", "限制因素。"),
    MUST("sentence", shape_title, "The same in words.", "限制因素说明。"),
    MUST("points", shape_decimal, "Used here, as `use_points` asks.", "本次按 use_points 使用的积分。"),
    MUST("money", shape_decimal, "What they take off.", "抵扣金额。"),
    MUST("pay", shape_decimal, "What remains to be paid.", "抵扣后应付。"),
    MUST("lines", point_shares, "Their shares of the lines.", "在各行的分摊。"),
    {0}};
static const struct shape quote_points =
    OBJECT("QuotePoints", points_fields, "Points as money in a quote.", "试算中的积分抵扣。");
static const struct shape_field quote_fields[] = {
    MUST("goods", shape_decimal, "Before coupons.", "券前商品金额。"),
    MUST("shipping", shape_decimal, "Before coupons.", "券前运费。"),
    MUST("discount", shape_decimal, NULL, NULL),
    MUST("pay", shape_decimal, "After coupons, before points.", "券后、积分抵扣前应付。"),
    MUST("exact", shape_bool, "Nothing better exists; false: the best found within the limit.",
         "是否已证明为最优；false 表示在限定步数内找到的最优。"),
    MUST("lines", tolds, NULL, NULL),
    MUST("promotions", shape_promotion_tolds, "What promotions do for the lines, and why not.", "各促销活动对各行的作用及未享受的原因。"),
    MUST("used", uses, "In order of application.", "按使用顺序。"),
    MUST("unused", unuseds, "In the order of the request.", "按请求中的顺序。"),
    MAY("points", quote_points, "When a currency is money at checkout.", "有币种可用于抵扣时给出。"),
    {0}};
static const struct shape quoted =
    OBJECT("Quote", quote_fields, "What is paid, with which coupons, and why not with the others.",
           "应付金额、使用的优惠券，以及其余优惠券未使用的原因。");

static bool moment(struct call *c, struct workspace *w, int64_t *ret, struct err *err) {
  struct clock *clock = ws_clock(w);
  struct str at = json_get_str(c->body, "at");
  *ret = clock->wall(clock).ms;
  return !at.n || time_parse_iso(at, ws_tz(w), ret, NULL, err);
}

static void put_quote(struct call *c, const struct quote *q, const struct promo_priced *p,
                      const struct quote_cart *sent, const struct quote_coupon *coupons,
                      const struct checkout_quote *points) {
  jw_begin_object(&c->out);
  jw_key(&c->out, "promotions"), promo_told_put(&c->out, p, sent);
  quote_put(&c->out, q, &p->cart, coupons, ws_tz(tenant_workspace(c->tenant)));
  checkout_quote_put(&c->out, points, q->pay);
  jw_end_object(&c->out);
}

static bool api_quote_kinds(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  const struct json *list = json_get(c->body, "coupons");
  struct str *slugs = arena_array(c->arena, struct str, list->n);
  const struct checkout_wish wish = checkout_wish_of(c->body);
  struct quote_coupon *coupons;
  struct checkout_quote points;
  struct promo_hand prices = {0};
  struct promo_priced priced;
  struct quote_cart cart;
  struct loyalty *l;
  struct quote q;
  int64_t now;
  for (uint32_t i = 0; i < list->n; i++)
    slugs[i] = list->items[i].text;
  if (!tenant_loyalty(c->tenant, &l, err) || !moment(c, w, &now, err) ||
      !quote_cart_read(c->body, w, iso_currency_decimals(ws_currency(w)), c->arena, &cart, err) ||
      !quote_try_kinds(w, slugs, list->n, now, c->arena, &coupons, err))
    return false;
  bool ok = promotions_price(c, l, SUBJECT_NONE, STR(""), &cart, now, &prices, &priced, err) &&
            checkout_quote(l, SUBJECT_NONE, STR(""), &wish, &priced.cart, coupons, list->n, now,
                           c->arena, &q, &points, err);
  if (ok) put_quote(c, &q, &priced, &cart, coupons, &points);
  promo_hand_free(&prices);
  return ok;
}

static bool api_quote_person(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct loyalty *l;
  const struct checkout_wish wish = checkout_wish_of(c->body);
  struct str order = json_get_str(c->body, "order");
  struct checkout_quote points;
  struct promo_hand prices = {0};
  struct promo_priced priced;
  struct coupon_hand hand;
  struct quote_cart cart;
  struct quote q;
  uint32_t subject;
  int64_t now = clock_wall_ms(ws_clock(w));
  if (!tenant_loyalty(c->tenant, &l, err) || !coupon_path_subject(c, &subject, err) ||
      !quote_cart_read(c->body, w, iso_currency_decimals(ws_currency(w)), c->arena, &cart, err))
    return false;
  bool ok = coupon_hand(l, subject, order, now, c->arena, &hand, err) &&
            promotions_price(c, l, subject, order, &cart, now, &prices, &priced, err) &&
            checkout_quote(l, subject, order, &wish, &priced.cart, hand.coupons, hand.n, now,
                           c->arena, &q, &points, err);
  if (ok) put_quote(c, &q, &priced, &cart, hand.coupons, &points);
  promo_hand_free(&prices);
  coupon_hand_free(l, &hand);
  return ok;
}

const struct route coupon_quote_routes[] = {
    {.method = HTTP_POST, .path = "/api/w/{workspace}/coupons/quote", .id = "quoteKinds",
     .tag = "coupons", .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ,
     .or_scope = SCOPE_REWARDS,
     .body = &given, .response = &quoted, .title_en = "Try a cart with kinds of coupons",
     .title_zh = "用优惠券种类试算购物车",
     .help_en = "The combination with which the customer pays least, and why every other coupon is "
                "not in it.  Nothing is stored.",
     .help_zh = "返回顾客实付最少的合法组合，以及其余每张券未使用的原因。不保存任何内容。",
     .run = api_quote_kinds},
    {.method = HTTP_POST, .path = "/api/w/{workspace}/people/{id}/coupons/quote", .id = "quotePerson",
     .tag = "coupons", .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE,
     .or_scope = SCOPE_REWARDS,
     .body = &own, .response = &quoted, .title_en = "Price a cart with a person's coupons",
     .title_zh = "用某用户的优惠券计算购物车",
     .help_en = "The combination of the person's coupons with which they pay least, by what is left of "
                "budgets and limits now, and why every other coupon is not in it.  The newest 200 "
                "coupons are looked at.  Nothing is promised until it is reserved.",
     .help_zh = "按当前剩余的预算与限额，返回该用户实付最少的优惠券组合，以及其余每张券未使用的原因。"
                "最多计算最近的 200 张券。锁定之前不作任何保留。",
     .run = api_quote_person},
    {0}};
