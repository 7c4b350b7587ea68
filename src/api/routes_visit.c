/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the customer pages. */
#include "api/visit.h"

// clang-format off
static const struct route_param group_params[] = {
    {"group", &shape_visit_group, "usable if not given.", "默认 usable。"}, PARAM_CURSOR, {0}};
static const struct route_param board_params[] = {
    {"at", &shape_time, "A moment of the period to show; the newest that has begun if not given.", "所查周期内的任一时刻，默认最近一个已开始的周期。"}, {0}};
static const struct route_param page_params[] = {PARAM_CURSOR, {0}};
static const struct shape any_lang = TEXT_MAX(35);
static const struct route_param lang_params[] = {{"lang", &any_lang, "Language of the page.", "页面语言。"}, {0}};

#define SHOP .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .tag = "visits", .method = HTTP_POST
#define SEES .rule = RULE_VISITOR, .tag = "visits", .method = HTTP_GET
#define ACTS .rule = RULE_VISITOR, .tag = "visits", .method = HTTP_POST, .waits = true
#define PAGE .rule = RULE_PUBLIC, .tag = "visits", .method = HTTP_GET, .type = "text/html; charset=utf-8", .params = lang_params, .run = api_customer_page
#define KEY_EN "Needs an Idempotency-Key: the same request with it gives the first answer again."
#define KEY_ZH "须带 Idempotency-Key：相同请求返回首次结果。"

const struct route visit_routes[] = {
    {SHOP, .scope = SCOPE_REWARDS, .path = "/api/w/{workspace}/people/{id}/visit", .id = "makeVisit", .body = &shape_visit_make, .body_optional = true, .response = &shape_visit_made, .status = 201, .waits = true,
     .title_en = "Make a link to a customer's own pages", .title_zh = "生成顾客页面的访问链接",
     .help_en = "For a shop's back end, when its customer asks: whoever has the link sees this person's points, coupons and membership until it ends.  {id} is any identity; type:value makes a person whom nobody knows yet.",
     .help_zh = "由商城后台在顾客访问时调用：链接有效期内，持有者可查看该用户的积分、优惠券与会员权益。{id} 可为任一身份标识；以 type:value 的形式指定尚不存在的用户时会新建该用户。", .run = api_make_visit},
    {.rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "visits", .method = HTTP_POST, .path = "/api/w/{workspace}/visits/rotate", .id = "rotateVisits", .body = &shape_visit_rotate, .body_optional = true,
     .title_en = "Change the key of visit links", .title_zh = "更换访问链接的签名密钥", .run = api_rotate_visits},
    {PAGE, .path = "/me/{brand}", .id = "customerPages", .title_en = "The customer pages", .title_zh = "顾客页面",
     .help_en = "What a visit's link opens; the token stands behind the # and is not sent here.", .help_zh = "访问链接打开的页面；令牌位于 # 之后，不会发送到此处。"},
    {PAGE, .path = "/me/{brand}/{name}", .id = "customerPage", .title_en = "One customer page", .title_zh = "单个顾客页面"},
    {SEES, .path = "/api/visit", .id = "visit", .response = &shape_visit,
     .title_en = "The visit: brand, pages, what may be done", .title_zh = "访问信息：品牌、页面与可执行的操作",
     .help_en = "These routes take a visit's token as `Authorization: Bearer vst_…` and reach its person only; at most 120 requests a minute, 20 of them changes.",
     .help_zh = "此类接口以 `Authorization: Bearer vst_…` 传入访问令牌，仅限其对应的用户；每分钟最多 120 次请求，其中变更 20 次。", .run = api_visit},
    {SEES, .path = "/api/visit/points", .id = "visitPoints", .response = &shape_visit_points, .title_en = "My balances", .title_zh = "我的余额", .run = api_visit_points},
    {SEES, .path = "/api/visit/points/{currency}", .id = "visitHistory", .params = page_params, .response = &shape_visit_history, .title_en = "My history", .title_zh = "我的明细", .run = api_visit_history},
    {SEES, .path = "/api/visit/coupons", .id = "visitCoupons", .params = group_params, .response = &shape_visit_coupons, .title_en = "My coupons", .title_zh = "我的优惠券", .run = api_visit_coupons},
    {SEES, .path = "/api/visit/coupons/open", .id = "visitOffers", .response = &shape_visit_open, .title_en = "Coupons I can claim", .title_zh = "可领取的优惠券", .run = api_visit_open},
    {ACTS, .path = "/api/visit/coupons/claim", .id = "visitClaim", .body = &shape_visit_claim, .response = &shape_visit_claimed, .status = 201, .title_en = "Claim a coupon", .title_zh = "领取优惠券", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_claim},
    {SEES, .path = "/api/visit/memberships", .id = "visitCards", .response = &shape_visit_cards, .title_en = "My memberships", .title_zh = "我的会员权益", .run = api_visit_cards},
    {ACTS, .path = "/api/visit/memberships/{slug}/join", .id = "visitJoin", .response = &shape_visit_joined, .title_en = "Join a programme", .title_zh = "加入会员计划", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_join},
    {SEES, .path = "/api/visit/leaderboards", .id = "visitBoards", .response = &shape_visit_boards, .title_en = "Leaderboards and my places", .title_zh = "排行榜与我的名次", .run = api_visit_boards},
    {SEES, .path = "/api/visit/leaderboards/{slug}", .id = "visitBoard", .params = board_params, .response = &shape_visit_board, .title_en = "A leaderboard: the first places, mine, and who stands near", .title_zh = "排行榜：前列名次、我的名次与相邻名次", .run = api_visit_board},
    {SEES, .path = "/api/visit/tasks", .id = "visitTasks", .response = &shape_visit_tasks, .waits = true, .title_en = "My tasks", .title_zh = "我的任务", .run = api_visit_tasks},
    {ACTS, .path = "/api/visit/tasks/claim", .id = "visitTaskClaim", .body = &shape_visit_task_claim, .response = &shape_visit_task_claimed, .title_en = "Claim what a task gives", .title_zh = "领取任务奖励", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_task_claim},
    {SEES, .path = "/api/visit/check-ins", .id = "visitCheckIns", .response = &shape_visit_days, .waits = true, .title_en = "My check-ins", .title_zh = "我的签到", .run = api_visit_days},
    {ACTS, .path = "/api/visit/check-ins", .id = "visitCheckIn", .body = &shape_visit_check_in, .response = &shape_visit_checked, .title_en = "Check in today", .title_zh = "今日签到", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_check_in},
    {SEES, .path = "/api/visit/badges", .id = "visitBadges", .response = &shape_visit_badges, .waits = true, .title_en = "My badges", .title_zh = "我的徽章", .run = api_visit_badges},
    {SEES, .path = "/api/visit/draws", .id = "visitDraws", .response = &shape_visit_draws, .title_en = "Draws I may take part in, and what I won", .title_zh = "我的抽奖与中奖记录", .run = api_visit_draws},
    {ACTS, .path = "/api/visit/draws/{slug}/turns", .id = "visitDraw", .body = &shape_visit_draw_ask, .body_optional = true, .response = &shape_visit_drawn, .status = 201, .title_en = "Draw", .title_zh = "抽奖", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_visit_draw},
    {0},
};
