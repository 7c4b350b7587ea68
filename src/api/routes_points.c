/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the ledger. */
#include "api/checkout.h"
#include "api/points.h"

// clang-format off
static const struct route_param page_params[] = {PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param proposal_params[] = {
    {"all", &shape_bool, "Also those that are decided.", "包含已处理的申请。"}, PARAM_LIMIT, PARAM_CURSOR, {0}};

static const struct shape order_given = {.kind = SHAPE_TEXT, .min = 1, .max = 200};
static const struct route_param order_params[] = {{"order", &order_given, "Its number; has to be given.", "订单号，必填。"}, {0}};
static const struct shape ref_given = TEXT_MAX(LEDGER_TEXT_MAX);
static const struct route_param find_params[] = {
    {"currency", &shape_slug, "Only of this currency.", "仅该币种。"},
    {"kind", &shape_ledger_kind, "Only of this kind.", "仅该类型。"},
    {"actor", &ref_given, "As in an answer.", "与响应中的写法一致。"},
    {"reason", &ref_given, "The whole of it; of what was earned, the slug of the rule.", "原因，须完整；赚取的积分为规则标识。"},
    {"ref", &ref_given, "Such as the number of an order; the whole of it.", "如订单号，须完整。"},
    {"from", &shape_time, "From then on.", "时间下限。"},
    {"to", &shape_time, "Before then; a date: until its end.", "时间上限；日期表示截至当日结束。"},
    PARAM_LIMIT, PARAM_CURSOR, {0}};

#define W "/api/w/{workspace}"
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .tag = "points"
#define CHANGES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_REWARDS, .tag = "points", .method = HTTP_POST, .waits = true
#define PROPOSES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_WRITE, .tag = "points", .method = HTTP_POST, .waits = true
#define DECIDES .rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .users_only = true, .tag = "points", .method = HTTP_POST, .waits = true
#define KEY_EN "Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused."
#define KEY_ZH "须带 Idempotency-Key，永久有效：相同请求返回首次结果，不同请求会被拒绝。"

const struct route point_routes[] = {
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/people/{id}/accounts", .id = "personAccounts", .response = &shape_accounts,
     .title_en = "A person's balances", .title_zh = "用户的余额",
     .help_en = "Of all identities of the person; exact as of the last commit.", .help_zh = "包含该用户全部身份的账户，以最近一次提交为准。", .run = api_person_accounts},
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/people/{id}/accounts/{currency}", .id = "personAccount", .params = page_params, .response = &shape_account,
     .title_en = "One account: lots and history", .title_zh = "账户的批次与历史", .run = api_person_account},
    {CHANGES, .path = W "/people/{id}/points", .id = "postPoints", .body = &shape_points_post, .response = &shape_points_posted, .status = 201,
     .title_en = "Post to a person's account", .title_zh = "为用户记账",
     .help_en = "Earn, grant, spend, freeze, transfer or adjust.  {id} is any identity; to earn or to be granted, type:value makes a person whom nobody knows yet.  An adjustment needs the scope `write`; above `approval_above` of the currency it is refused: propose it.  " KEY_EN,
     .help_zh = "可执行 earn、grant、spend、freeze、transfer 或 adjust。{id} 可为任一身份标识；earn 与 grant 以 type:value 的形式指定尚不存在的用户时会新建该用户。调整须有 write 权限；超过币种 approval_above 的调整会被拒绝，请提交调整申请。" KEY_ZH, .run = api_post_points},
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "points", .method = HTTP_GET, .path = W "/ledger/totals", .id = "ledgerTotals", .response = &shape_ledger_totals,
     .title_en = "Totals of the ledger", .title_zh = "账本合计", .run = api_ledger_totals},
    {SEES, .method = HTTP_GET, .path = W "/ledger/transactions", .id = "listTransactions", .params = find_params, .response = &shape_transactions,
     .title_en = "Transactions of everybody", .title_zh = "交易列表",
     .help_en = "Newest first.  Each filter has an index; of several at once (an actor and a kind, a reason and a currency) 200,000 transactions are looked at for an answer, which may have fewer than asked for, and `next` goes on from there.",
     .help_zh = "从新到旧。每个筛选条件均有索引；同时使用多个条件（如操作方与类型、原因与币种）时，每次最多查看 20 万笔交易，结果可能少于请求条数，可用 next 继续。", .run = api_list_transactions},
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/ledger/transactions/{n}", .id = "getTransaction", .response = &shape_transaction,
     .title_en = "One transaction", .title_zh = "查看交易", .run = api_get_transaction},
    {CHANGES, .path = W "/ledger/transactions/{n}/refund", .id = "refundTransaction", .body = &shape_points_part, .response = &shape_points_posted, .status = 201,
     .title_en = "Give back a spend, or part of it", .title_zh = "退回一笔消费", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_refund_transaction},
    {CHANGES, .path = W "/ledger/transactions/{n}/reverse", .id = "reverseTransaction", .body = &shape_points_reverse, .response = &shape_points_posted, .status = 201,
     .title_en = "Undo what is left of a transaction", .title_zh = "冲正一笔交易",
     .help_en = "Of a spend, earn, grant or adjustment.  " KEY_EN, .help_zh = "适用于消费、发放与调整。" KEY_ZH, .run = api_reverse_transaction},
    {CHANGES, .path = W "/ledger/transactions/{n}/clawback", .id = "clawBackTransaction", .body = &shape_points_part, .response = &shape_points_posted, .status = 201,
     .title_en = "Take back a grant, or part of it", .title_zh = "追回一笔发放",
     .help_en = "What was spent of it is taken as `clawback` of the currency says.  " KEY_EN, .help_zh = "其中已消费的部分按币种的 clawback 规则处理。" KEY_ZH, .run = api_claw_back_transaction},
    {CHANGES, .path = W "/ledger/transactions/{n}/unfreeze", .id = "unfreezeTransaction", .body = &shape_points_part, .response = &shape_points_posted, .status = 201,
     .title_en = "Unfreeze what was frozen", .title_zh = "解冻", .help_en = KEY_EN, .help_zh = KEY_ZH, .run = api_unfreeze_transaction},
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/points/order", .id = "orderPoints", .params = order_params, .response = &shape_order_points,
     .title_en = "Points of an order", .title_zh = "订单使用的积分",
     .help_en = "What it has reserved, paid with and got back, line by line.", .help_zh = "该订单已锁定、抵扣与退回的积分，逐行列出。", .run = api_order_points},
    {CHANGES, .path = W "/points/order/return", .id = "returnOrderPoints", .body = &shape_points_return, .response = &shape_coupons_done,
     .title_en = "Give back points of returned lines", .title_zh = "按退货行退回积分",
     .help_en = "Each line's own share, to the lots it came from; however it is divided, all returns together give back all.  A whole order: POST coupons/reverse.  " KEY_EN,
     .help_zh = "按各行分摊退回，回到原批次；无论分几次退，合计与一次全退一致。整单退回请用 POST coupons/reverse。" KEY_ZH, .run = api_return_order_points},
    {SEES, .method = HTTP_GET, .path = W "/ledger/proposals", .id = "listProposals", .params = proposal_params, .response = &shape_proposals,
     .title_en = "Proposed adjustments", .title_zh = "调整申请列表", .run = api_list_proposals},
    {PROPOSES, .path = W "/ledger/proposals", .id = "proposeAdjustment", .body = &shape_points_propose, .response = &shape_proposal_made, .status = 201,
     .title_en = "Propose an adjustment", .title_zh = "提交调整申请",
     .help_en = "It is made when another person approves it, under its own key.  " KEY_EN, .help_zh = "经他人批准后以该申请的幂等键执行。" KEY_ZH, .run = api_propose_adjustment},
    {DECIDES, .path = W "/ledger/proposals/{n}/approve", .id = "approveProposal", .body = &shape_proposal_note, .response = &shape_proposal_decided,
     .title_en = "Approve a proposed adjustment", .title_zh = "批准调整申请",
     .help_en = "Not one's own, nor what one proposed with an API key.", .help_zh = "不能批准自己的申请，包括用自己创建的 API 密钥提交的申请。", .run = api_approve_proposal},
    {DECIDES, .path = W "/ledger/proposals/{n}/reject", .id = "rejectProposal", .body = &shape_proposal_note, .response = &shape_proposal_decided,
     .title_en = "Reject a proposed adjustment", .title_zh = "拒绝调整申请", .run = api_reject_proposal},
    {0},
};
