/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the reports of room effect. */
#include "api/effects.h"
#include "api/report_shapes.h"
#include "effect/effect.h"

// clang-format off
static const struct shape shape_grain = CHOICE(NULL, "day|week|month");
static const struct shape shape_outcome_days = {.kind = SHAPE_INT, .min = 1, .max = COUPON_EFFECT_DAYS_MAX};

#define FROM {"from", &shape_day, "First day.", "首日。"}
#define TO {"to", &shape_day, "Last day.", "末日。"}

static const struct route_param points_params[] = {
    {"grain", &shape_grain, "Periods; default month.", "时间粒度，默认按月。"}, FROM, TO, {0}};
static const struct route_param coupon_params[] = {
    FROM, TO, {"days", &shape_outcome_days, "Days of outcome from the moment of targeting; default 30.", "自投放时刻起的观察天数，默认 30。"},
    {"margin", &shape_decimal, "Margin as a share of list price, for items without a cost; default 0.3.", "毛利率（占标价），用于没有成本的商品，默认 0.3。"},
    {"classification", &shape_slug, "Also by class, as of the moment of targeting.", "另按投放时刻所在的层给出。"}, {0}};
static const struct route_param doses_params[] = {
    {"kinds", &shape_text, "Kinds of coupons, with commas between, at most 20; default: the latest with a holdout.", "券种，逗号分隔，最多 20 个；默认取最近有留出组的券种。"},
    {"from", &shape_day, "Batches that began on this day or later.", "批次开始日不早于此日。"},
    {"to", &shape_day, "Batches that began on this day or earlier.", "批次开始日不晚于此日。"},
    {"days", &shape_outcome_days, "Days of outcome from the moment of targeting; default 30.", "自投放时刻起的观察天数，默认 30。"},
    {"margin", &shape_decimal, "Margin as a share of list price, for items without a cost; default 0.3.", "毛利率（占标价），用于没有成本的商品，默认 0.3。"},
    {"classification", &shape_slug, "Also by class, as of the moment of targeting.", "另按投放时刻所在的层给出。"}, {0}};
static const struct route_param membership_params[] = {FROM, TO, {0}};

#define W "/api/w/{workspace}/reports"
#define SEES .method = HTTP_GET, .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "reports", .response = &shape_report

const struct route effect_routes[] = {
    {SEES, .path = W "/points/{currency}", .id = "getPointsEffect", .params = points_params, .title_en = "The economy of a currency", .title_zh = "积分经济",
     .help_en = "What was issued, spent and expired, what is owed, its age and what will expire, and alarms; exact as of the last commit.  docs/EFFECTS.md has the formulas.",
     .help_zh = "发放、消费、过期与未兑付，批次年龄与预计过期，以及告警；以最近一次提交为准。公式见 docs/EFFECTS.md。", .run = api_points_effect},
    {SEES, .path = W "/coupon/{kind}", .id = "getCouponEffect", .params = coupon_params, .title_en = "The effect of a kind of coupons", .title_zh = "优惠券效果",
     .help_en = "Day by day, and against the people from whom the kind was held out: incremental orders, revenue and profit with intervals, subsidy that went to natural buyers.",
     .help_zh = "按日数据，以及与留出组对比：增量订单、销售额与利润及其区间，自然购买者占用的补贴。", .run = api_coupon_effect},
    {SEES, .path = W "/coupons/doses", .id = "getDosesEffect", .params = doses_params, .title_en = "Dose and response of coupons", .title_zh = "优惠券力度与效果",
     .help_en = "Kinds of different face values side by side, each against its own holdout: incremental orders, revenue and profit a head with intervals, a rising fitted curve, the profit of one more unit of subsidy, the dose that pays most, and whether the doses may be compared with one another.",
     .help_zh = "不同面额的券种各自与留出组对比：人均增量订单、销售额与利润及其区间，单调拟合曲线，每多补贴 1 元的利润，最划算的一档，以及各档之间是否可比。", .run = api_doses_effect},
    {SEES, .path = W "/membership/{programme}", .id = "getMembershipEffect", .params = membership_params, .title_en = "The effect of a membership programme", .title_zh = "会员效果",
     .help_en = "Orders per month of members and of others, the effect of joining by matched difference in differences, retention, joining by channel and source, fees and benefits.",
     .help_zh = "会员与非会员的购买频次，匹配双重差分估计的入会效果，留存，各渠道与来源的入会，会费与权益成本。", .run = api_membership_effect},
    {0},
};
