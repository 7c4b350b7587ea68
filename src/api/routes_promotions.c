/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of promotional prices. */
#include "api/promotions.h"

// clang-format off
static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
static const struct shape status = CHOICE(NULL, "reserved|redeemed|released|lapsed");
static const struct route_param list_params[] = {
    {"archived", &shape_bool, "Archived ones too.", "包含已归档的。"}, {0}};
static const struct route_param buyer_params[] = {
    {"item", &shape_text, "Only this item.", "仅该商品。"},
    {"status", &status, "Only these; without it reserved and sold ones.", "仅该状态；省略时为锁定与已售。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"}, {0}};
static const struct route_param price_params[] = {
    {"items", &shape_text, "Up to 100, with commas between.", "商品编号，逗号分隔，最多 100 个。"},
    {"person", &shape_text, "Any identity; without it promotions for some people do not count.", "任一身份标识；省略时不含限定人群的促销。"}, {0}};

#define W "/api/w/{workspace}"
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "promotions", .method = HTTP_GET
#define PEOPLE .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .or_scope = SCOPE_REWARDS, .tag = "promotions", .method = HTTP_GET

const struct route promotion_routes[] = {
    {SEES, .path = W "/promotions", .id = "listPromotions", .params = list_params, .response = &shape_promotion_list,
     .title_en = "Promotions and what they have sold", .title_zh = "促销活动及售卖情况", .run = api_list_promotions},
    {SEES, .path = W "/promotions/{slug}", .id = "getPromotion", .response = &shape_promotion_one,
     .title_en = "One promotion with its items", .title_zh = "查看促销活动", .run = api_get_promotion},
    {PEOPLE, .path = W "/promotions/{slug}/buyers", .id = "listPromotionBuyers", .params = buyer_params, .response = &shape_promotion_buyers,
     .title_en = "Who bought at the promotional price", .title_zh = "促销价购买记录", .run = api_promotion_buyers},
    {PEOPLE, .path = W "/promotions/prices", .id = "promotionPrices", .params = price_params, .response = &shape_promotion_prices,
     .title_en = "Prices of items for a person", .title_zh = "某用户的商品价格",
     .help_en = "For product pages: the price of one more, until when, how many are left, and how many this person may still buy.  Nothing is promised until it is reserved.",
     .help_zh = "用于商品页：当前购买一件的价格、截止时间、剩余件数与该用户的剩余限购。锁定之前不作任何保留。", .run = api_promotion_prices},
    {0},
};
