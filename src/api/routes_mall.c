/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the points mall. */
#include "api/jobs_int.h"
#include "api/mall.h"

// clang-format off
static const struct route_param order_params[] = {
    {"item", &shape_slug, "Of this item only.", "仅该商品。"},
    {"state", &shape_mall_state, "In this state only.", "仅该状态。"},
    {"person", &shape_text, "Of this person only: any identity, or ~ and a subject.", "仅该用户：任一身份标识，或 ~ 加主体编号。"},
    {"from", &shape_time, "Ordered from then on.", "下单时间下限。"},
    {"to", &shape_time, "Ordered before then; a date: until its end.", "下单时间上限；日期表示截至当日结束。"},
    PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param report_params[] = {
    {"item", &shape_slug, "Of this item only.", "仅该商品。"},
    {"from", &shape_day, "The 30 days up to `to` if not given; at most 400 days.", "起始日期，默认截至 `to` 的 30 天；最长 400 天。"},
    {"to", &shape_day, "Today if not given.", "结束日期，默认今天。"}, {0}};
static const struct route_param mine_params[] = {PARAM_CURSOR, {0}};

#define W "/api/w/{workspace}/mall"
#define READS .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "mall", .method = HTTP_GET
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .or_scope = SCOPE_REWARDS, .tag = "mall", .method = HTTP_GET
#define CHANGES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_REWARDS, .tag = "mall", .method = HTTP_POST, .waits = true
#define ACTS .response = &shape_mall_ordered
#define MINE .rule = RULE_VISITOR, .tag = "visits", .method = HTTP_GET
#define DOES .rule = RULE_VISITOR, .tag = "visits", .method = HTTP_POST, .waits = true
#define KEY_EN "Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused."
#define KEY_ZH "须带 Idempotency-Key，永久有效：相同请求不会重复执行并返回订单当前状态，不同请求会被拒绝。"

const struct route mall_routes[] = {
    {READS, .path = W "/items", .id = "listMallItems", .response = &shape_mall_items, .title_en = "Items of the points mall", .title_zh = "积分商城商品", .run = api_list_mall_items},
    {READS, .path = W "/items/{slug}", .id = "getMallItem", .response = &shape_mall_item, .title_en = "One item, with what is left", .title_zh = "商品详情与库存", .run = api_get_mall_item},
    {READS, .path = W "/report", .id = "mallReport", .params = report_params, .response = &shape_mall_report,
     .title_en = "What the mall sold", .title_zh = "商城兑换报表",
     .help_en = "Of orders made on these days: those given back since are in `back` alone.", .help_zh = "按下单日期统计，之后取消或退货的订单只计入 back。", .run = api_mall_report},
    {SEES, .path = W "/orders", .id = "listMallOrders", .params = order_params, .response = &shape_mall_orders,
     .title_en = "Orders of the mall", .title_zh = "商城订单列表",
     .help_en = "Contacts are null for those who see people masked.", .help_zh = "对仅可查看脱敏数据的用户，联系信息为 null。", .run = api_list_mall_orders},
    {SEES, .path = W "/orders/{n}", .id = "getMallOrder", .response = &shape_mall_order_file, .title_en = "One order, and what was done to it", .title_zh = "订单详情与处理记录", .run = api_get_mall_order},
    {SEES, .path = W "/people/{id}", .id = "mallOffers", .response = &shape_mall_offers,
     .title_en = "The mall for a person", .title_zh = "面向某个用户的商城",
     .help_en = "Every item on sale with this person's price, how many they may have, and why not.", .help_zh = "列出全部在售商品，以及该用户的价格、可兑换件数或不可兑换的原因。", .run = api_mall_offers},
    {CHANGES, .path = W "/people/{id}/orders", .id = "placeMallOrder", .body = &shape_mall_place, ACTS, .status = 201,
     .title_en = "Order for a person", .title_zh = "为用户下单",
     .help_en = "Price, stock, limits, budget and points in one step: all of it or nothing.  What costs money too waits for it (`payMallOrder`) with its points taken and its stock held; not paid in time, both are given back.  " KEY_EN,
     .help_zh = "价格、库存、限额、预算与积分一步完成，全部成功或全不生效。需另付金额的订单等待付款（`payMallOrder`），期间积分已扣、库存已占；超时未付则一并退回。" KEY_ZH, .run = api_place_mall_order},
    {CHANGES, .path = W "/orders/{n}/pay", .id = "payMallOrder", .body = &shape_mall_pay, ACTS,
     .title_en = "The money of an order was paid", .title_zh = "登记订单已付款", .help_en = "The amount must be the order's.  " KEY_EN, .help_zh = "金额须与订单应付金额一致。" KEY_ZH, .run = api_pay_mall_order},
    {CHANGES, .path = W "/orders/{n}/ship", .id = "shipMallOrder", .body = &shape_mall_ship, .body_optional = true, ACTS,
     .title_en = "An order was sent", .title_zh = "订单发货", .help_en = "Again: corrects carrier and number.  " KEY_EN, .help_zh = "再次调用可更正承运商与运单号。" KEY_ZH, .run = api_ship_mall_order},
    {CHANGES, .path = W "/orders/ship", .id = "shipMallOrders", .body = &shape_mall_parcels, .response = &shape_mall_shipped,
     .title_en = "Many orders were sent", .title_zh = "批量发货", .help_en = "Each by itself: one that is refused stops none.  " KEY_EN, .help_zh = "逐单处理，单笔失败不影响其他订单。" KEY_ZH, .run = api_ship_mall_orders},
    {CHANGES, .path = W "/orders/bulk", .id = "bulkMallOrders", .body = &shape_mall_bulk, .response = &shape_job, .status = 202, .creates = true,
     .title_en = "The same done to many orders", .title_zh = "批量处理订单",
     .help_en = "A job: each order once, also when it is interrupted; one that is refused stops none, and is in `rejects.csv`.  Cancellations give the points back.",
     .help_zh = "以任务方式执行：每单仅处理一次，中断后可继续；单笔失败不影响其他订单，并列入 rejects.csv。取消时退回积分。", .run = api_mall_bulk},
    {CHANGES, .path = W "/orders/bulk/preview", .id = "previewMallBulk", .body = &shape_mall_bulk, .response = &shape_mall_reach,
     .title_en = "What doing it to many orders would mean", .title_zh = "预览批量处理的影响", .run = api_mall_bulk_preview},
    {CHANGES, .path = W "/orders/{n}/codes", .id = "showMallCodes", .response = &shape_mall_codes,
     .title_en = "Show the codes of an order", .title_zh = "查看订单的卡密",
     .help_en = "Of an order that is done, to be shown to its person and to nobody else.  Every call is in the audit trail.", .help_zh = "仅适用于已完成的订单，内容只应提供给订单所属用户。每次查看均记入审计日志。", .run = api_show_mall_codes},
    {CHANGES, .path = W "/orders/{n}/restock", .id = "restockMallOrder", ACTS,
     .title_en = "Sell again what came back", .title_zh = "退回商品重新上架",
     .help_en = "Of an order whose pieces were kept off the shelf.  Codes that its person has seen may be used already.  " KEY_EN,
     .help_zh = "适用于退回后未重新上架的订单。用户已查看过的卡密可能已被使用，请谨慎操作。" KEY_ZH, .run = api_restock_mall_order},
    {READS, .path = W "/pools", .id = "listMallPools", .response = &shape_mall_pools, .title_en = "Pools of codes", .title_zh = "卡券池列表", .run = api_list_mall_pools},
    {READS, .path = W "/pools/{slug}", .id = "getMallPool", .response = &shape_mall_pool, .title_en = "A pool of codes, and its imports", .title_zh = "卡券池及其导入记录", .run = api_get_mall_pool},
    {CHANGES, .path = W "/pools/{slug}/codes", .id = "addMallCodes", .body = &shape_mall_codes_body, .response = &shape_mall_codes_added,
     .title_en = "Add codes to a pool", .title_zh = "向卡券池添加卡密",
     .help_en = "The pool is made by its first import.  A code is in the workspace once: those that are there already are refused, line by line.  " KEY_EN,
     .help_zh = "首次导入时创建卡券池。同一卡号在工作区内只能存在一次，重复的逐条拒绝。" KEY_ZH, .run = api_add_mall_codes},
    {CHANGES, .path = W "/pools/{slug}/import", .id = "importMallCodes", .body = &shape_mall_codes_file, .response = &shape_job, .status = 202, .creates = true,
     .title_en = "Import a file of codes into a pool", .title_zh = "以文件导入卡密",
     .help_en = "A job, of at most 1,000,000 lines; refused ones are in `rejects.csv`, by line.", .help_zh = "以任务方式执行，最多 1000000 行；被拒绝的行按行号列入 rejects.csv。", .run = api_import_mall_codes},
    {CHANGES, .path = W "/pools/{slug}/withdraw", .id = "withdrawMallCodes", .body = &shape_mall_withdraw, .body_optional = true, .response = &shape_mall_withdrawn,
     .title_en = "Take free codes out of a pool", .title_zh = "停用未发放的卡密",
     .help_en = "For good: of one import, or all.", .help_zh = "不可恢复；可限定某次导入，默认全部未发放的卡密。", .run = api_withdraw_mall_codes},
    {CHANGES, .path = W "/orders/{n}/ready", .id = "readyMallOrder", ACTS, .title_en = "An order can be picked up", .title_zh = "订单可自提", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_ready_mall_order},
    {CHANGES, .path = W "/orders/{n}/done", .id = "finishMallOrder", ACTS, .title_en = "An order is done", .title_zh = "订单完成", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_finish_mall_order},
    {CHANGES, .path = W "/orders/{n}/cancel", .id = "cancelMallOrder", .body = &shape_mall_cancel, .body_optional = true, ACTS,
     .title_en = "Cancel an order", .title_zh = "取消订单",
     .help_en = "Before it is sent or handed over.  The points go back to the lots they came from; money is the shop's to give back.  " KEY_EN,
     .help_zh = "适用于发货或交付之前。积分退回原批次，已付金额由商城退款。" KEY_ZH, .run = api_cancel_mall_order},
    {CHANGES, .path = W "/orders/{n}/return", .id = "returnMallOrder", .body = &shape_mall_back, .body_optional = true, ACTS,
     .title_en = "An order came back", .title_zh = "订单退货",
     .help_en = "After it was sent or handed over; what was handed over at once (coupons, points) is not returned.  The points go back to the lots they came from; money is the shop's to give back.  " KEY_EN,
     .help_zh = "适用于发货或交付之后；即时发放的权益（优惠券、积分）不可退货。积分退回原批次，已付金额由商城退款。" KEY_ZH, .run = api_return_mall_order},
    {MINE, .path = "/api/visit/mall", .id = "visitMall", .response = &shape_visit_mall, .title_en = "The points mall", .title_zh = "积分商城",
     .help_en = "Items that are for me, with my price, how many I may have, and why not.", .help_zh = "我可查看的商品，以及我的价格、可兑换件数或不可兑换的原因。", .run = api_visit_mall},
    {MINE, .path = "/api/visit/mall/{slug}", .id = "visitMallItem", .response = &shape_visit_mall_offer, .title_en = "One item of the mall", .title_zh = "商城商品", .run = api_visit_mall_item},
    {MINE, .path = "/api/visit/mall/orders", .id = "visitMallOrders", .params = mine_params, .response = &shape_visit_mall_orders, .title_en = "My orders in the mall", .title_zh = "我的兑换订单", .run = api_visit_mall_orders},
    {DOES, .path = "/api/visit/mall/orders", .id = "visitMallPlace", .body = &shape_visit_mall_place, .response = &shape_visit_mall_ordered, .status = 201, .title_en = "Order in the mall", .title_zh = "兑换商品", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_mall_place},
    {MINE, .path = "/api/visit/mall/orders/{n}/codes", .id = "visitMallCodes", .response = &shape_mall_codes, .title_en = "The codes of my order", .title_zh = "我的订单卡密", .run = api_visit_mall_codes},
    {DOES, .path = "/api/visit/mall/orders/{n}/cancel", .id = "visitMallCancel", .response = &shape_visit_mall_ordered, .title_en = "Cancel an order that is not paid", .title_zh = "取消未付款的订单", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_mall_cancel},
    {0},
};
