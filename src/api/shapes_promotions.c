/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of promotional prices. */
#include "api/promotions.h"

// clang-format off
static const struct shape item_id = {.kind = SHAPE_TEXT, .min = 1, .max = COUPON_ID_BYTES_MAX};
static const struct shape units = {.kind = SHAPE_INT, .min = 1, .max = QUOTE_QUANTITY_MAX};
static const struct shape type = CHOICE("PromotionType", "flash_sale|member_price|pre_sale");
static const struct shape state = CHOICE("PromotionState", "coming|running|ended|archived");
static const struct shape status = CHOICE("PromotionUseStatus", "reserved|redeemed|released|lapsed");

#define COUNT_FIELDS \
    MUST("held", shape_count, "Units that reservations hold now.", "当前锁定件数。"), \
    MUST("sold", shape_count, "Units, less those returned.", "已售件数，不含已退回。"), \
    MUST("returned", shape_count, NULL, NULL)
#define HEAD_FIELDS \
    MUST("slug", shape_slug, NULL, NULL), \
    MUST("title", shape_title, NULL, NULL), \
    MUST("version", shape_count, NULL, NULL), \
    MUST("type", type, NULL, NULL), \
    MUST("state", state, NULL, NULL), \
    MUST_OR_NULL("from", shape_time, NULL, NULL), \
    MUST_OR_NULL("until", shape_time, "Exclusive.", "不含该时刻。"), \
    MUST("items", shape_count, "Items with a price of their own.", "单独定价的商品数。"), \
    MUST_OR_NULL("stock", shape_count, "Of all items; null: some have no limit.", "全部商品的促销库存，null 表示部分商品不限。"), \
    MUST_OR_NULL("left", shape_count, "Likewise.", "剩余促销库存，null 含义同上。"), \
    COUNT_FIELDS, \
    MUST("off", shape_decimal, "What the prices took off what was sold.", "已售商品的让利金额。"), \
    MUST("off_held", shape_decimal, "What they would take off what is held.", "锁定商品的让利金额。"), \
    MUST_OR_NULL("budget", shape_decimal, NULL, NULL), \
    MUST_OR_NULL("per_person", shape_count, "Units of one person over all items.", "每人在整个活动中的限购件数。")
static const struct shape_field row_fields[] = {HEAD_FIELDS, {0}};
static const struct shape row = OBJECT("PromotionRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field list_fields[] = {MUST("items", rows, NULL, NULL), {0}};
const struct shape shape_promotion_list = OBJECT("PromotionList", list_fields, NULL, NULL);

static const struct shape_field price_fields[] = {
    MUST("item", shape_text, NULL, NULL),
    MUST("price", shape_decimal, "Of one, as the document says.", "文档中的单价。"),
    MUST("pays", shape_decimal, "Of one, in all: less what a deposit grows by.", "单件实付，已扣除定金膨胀部分。"),
    MUST_OR_NULL("deposit", shape_decimal, NULL, NULL),
    MUST_OR_NULL("expands_to", shape_decimal, "What the deposit counts for.", "定金可抵金额。"),
    MUST_OR_NULL("stock", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("left", shape_count, "Not held and not sold; null: no limit.", "剩余件数，null 表示不限。"),
    MUST_OR_NULL("per_person", shape_count, "null: no limit.", "null 表示不限。"),
    COUNT_FIELDS,
    MUST("off", shape_decimal, NULL, NULL), {0}};
static const struct shape price = OBJECT("PromotionItem", price_fields, NULL, NULL);
static const struct shape prices = LIST(price);
static const struct shape_field one_fields[] = {HEAD_FIELDS,
    MUST_OR_NULL("percent_off", shape_decimal, "Off the list price, instead of items.", "按目录价的折扣百分比，代替逐项定价。"),
    MUST("restock", shape_bool, "Returned units are for sale again.", "退回的商品是否恢复促销库存。"),
    MUST_OR_NULL("rest_from", shape_time, NULL, NULL),
    MUST_OR_NULL("rest_until", shape_time, "When the rest of a pre-sale is due.", "预售尾款截止时间。"),
    MUST("prices", prices, NULL, NULL), {0}};
const struct shape shape_promotion_one = OBJECT("Promotion", one_fields, "A promotion and what it has given.", "促销活动及其售卖情况。");

#define USE_FIELDS \
    MUST("promotion", shape_slug, NULL, NULL), \
    MUST("item", shape_text, NULL, NULL), \
    MUST("order", shape_text, NULL, NULL), \
    MUST("status", status, "An end that has come is told at once.", "到期即时体现。"), \
    MUST("units", shape_count, NULL, NULL), \
    MUST("returned", shape_count, "Of these.", "其中已退回件数。"), \
    MUST("price", shape_decimal, "Of one.", "单价。"), \
    MUST("list_price", shape_decimal, "Of one; the price when none is known.", "原单价；未知时同促销价。"), \
    MUST("version", shape_count, NULL, NULL), \
    MUST("at", shape_time, "When it was reserved or sold.", "锁定或售出时间。"), \
    MUST_OR_NULL("reserved_until", shape_time, NULL, NULL)
static const struct shape_field use_fields[] = {USE_FIELDS, {0}};
static const struct shape use = OBJECT("PromotionUse", use_fields, "Units of an item in an order.", "订单中享受促销价的商品。");
const struct shape shape_promotion_uses = LIST(use);
static const struct shape_field buyer_fields[] = {USE_FIELDS,
    MUST_OR_NULL("person", shape_text, "null: they were erased.", "null 表示已被抹除。"), {0}};
static const struct shape buyer = OBJECT("PromotionBuyer", buyer_fields, NULL, NULL);
static const struct shape buyers = LIST(buyer);
static const struct shape_field buyers_fields[] = {
    MUST("items", buyers, "Newest first.", "从新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_promotion_buyers = OBJECT("PromotionBuyers", buyers_fields, NULL, NULL);

static const struct shape_field told_fields[] = {
    MUST("line", shape_text, "Of the cart that was sent.", "所提交购物车的行。"),
    MUST("item", shape_text, NULL, NULL),
    MUST("promotion", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("type", type, NULL, NULL),
    MUST("price", shape_decimal, "Of one.", "单价。"),
    MUST("units", shape_count, "Of the line that get this price.", "该行享受此价格的件数。"),
    MUST_OR_NULL("left", shape_count, "Stock before this line; null: no limit.", "计算该行前的剩余库存，null 表示不限。"),
    MUST_OR_NULL("limit_left", shape_count, "What the person may still buy; null: no limit.", "该用户还可购买的件数，null 表示不限。"),
    MUST_OR_NULL("until", shape_time, NULL, NULL),
    MUST_OR_NULL("deposit", shape_decimal, "Of a pre-sale: paid when ordering, for one.", "预售定金（单件）。"),
    MUST_OR_NULL("expands_to", shape_decimal, "What the deposit counts for.", "定金可抵金额（单件）。"),
    MUST_OR_NULL("rest_from", shape_time, NULL, NULL),
    MUST_OR_NULL("rest_until", shape_time, "When the rest is due.", "尾款截止时间。"),
    MUST("reason", shape_text, "A code: used, price_sold_out, price_limit …", "原因代码，如 used、price_sold_out、price_limit。"),
    MUST("sentence", shape_title, "The reason in words.", "原因说明。"), {0}};
static const struct shape told = OBJECT("PromotionTold", told_fields, "What a promotion does for a line.", "促销对该行的作用。");
const struct shape shape_promotion_tolds = LIST(told);
static const struct shape_field priced_fields[] = {
    MUST("item", shape_text, NULL, NULL),
    MUST_OR_NULL("list_price", shape_decimal, "Of the catalogue; null: it has none.", "目录价，null 表示未填写。"),
    MUST_OR_NULL("price", shape_decimal, "Of one more, now; null: unknown.", "当前购买一件的价格，null 表示未知。"),
    MUST("promotions", shape_promotion_tolds, "Lowest price first.", "从低价到高价。"), {0}};
static const struct shape priced = OBJECT("PromotionPrice", priced_fields, NULL, NULL);
static const struct shape priceds = LIST(priced);
static const struct shape_field page_fields[] = {MUST("items", priceds, "In the order asked.", "按请求中的顺序。"), {0}};
const struct shape shape_promotion_prices = OBJECT("PromotionPrices", page_fields, NULL, NULL);

static const struct shape_field ask_fields[] = {
    MUST("promotion", shape_slug, NULL, NULL),
    MUST("item", item_id, NULL, NULL),
    MAY("units", units, "Default 1.", "默认 1。"),
    MAY("price", shape_decimal, "Of one, as the customer has seen it: another one is refused.", "顾客看到的单价，与实际不符时拒绝。"),
    MAY("list_price", shape_decimal, "Of one; the catalogue's when absent.", "原单价，省略时取目录价。"), {0}};
static const struct shape ask = OBJECT("PromotionAsk", ask_fields, "Units at a promotional price.", "享受促销价的商品。");
const struct shape shape_promotion_asks = LIST_MAX(ask, PROMO_LINES_MAX);
