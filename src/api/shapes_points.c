/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the ledger. */
#include "api/points.h"

// clang-format off
static const struct shape text = TEXT_MAX(LEDGER_TEXT_MAX);
static const struct shape op = CHOICE("PointsOp", "earn|grant|spend|freeze|transfer|adjust");
const struct shape shape_ledger_kind = CHOICE("LedgerKind", "earn|grant|spend|refund|reverse|clawback|transfer|freeze|unfreeze|adjust|expire|release");
static const struct shape bucket = CHOICE("LedgerBucket", "available|pending|frozen");
static const struct shape system_account = CHOICE("LedgerSystem", "issued|spent|expired|shortfall|adjusted");
static const struct shape decision = CHOICE("ProposalStatus", "waiting|approved|rejected");

#define ACTOR \
    MUST("actor", shape_text, "A user (usr_…), an API key (key_…), `earn` for rules, what gave it otherwise (`programme` …), `cli`; empty: the clock.", "用户（usr_…）、API 密钥（key_…）、积分规则为 `earn`、其他来源（如 `programme`）、`cli`；空表示到期自动处理。"), \
    MUST_OR_NULL("actor_name", shape_text, "Of a user or a key; null: neither, or not known any more.", "用户名称或密钥标题；null 表示两者皆非或已无法查到。")

#define BALANCE \
    MUST("currency", shape_text, NULL, NULL), \
    MUST("available", shape_decimal, "What can be spent now; below zero: owed.", "当前可用；小于零表示欠额。"), \
    MUST("pending", shape_decimal, "Granted, and not spendable yet.", "已发放但尚未生效。"), \
    MUST("frozen", shape_decimal, NULL, NULL), \
    MUST("expiring", shape_decimal, "The part that expires next.", "最近一次将过期的数量。"), \
    MUST_OR_NULL("expires_at", shape_time, "When it does; null: nothing expires.", "其过期时间；null 表示没有将过期的部分。")

static const struct shape_field balance_fields[] = {BALANCE, {0}};
static const struct shape balance = OBJECT("Balance", balance_fields, "What a person has of a currency.", "用户某币种的余额。");
static const struct shape balances = LIST(balance);
static const struct shape_field accounts_fields[] = {MUST("items", balances, "By currency.", "按币种排序。"), {0}};
const struct shape shape_accounts = OBJECT("Accounts", accounts_fields, NULL, NULL);

static const struct shape_field lot_fields[] = {
    MUST("n", shape_count, NULL, NULL),
    MUST("txn", shape_count, "The transaction that granted it.", "发放该批次的交易。"),
    MUST("granted", shape_decimal, NULL, NULL),
    MUST("rest", shape_decimal, "Not spent yet.", "尚未使用的部分。"),
    MUST("held", shape_decimal, "Frozen of it.", "其中冻结的部分。"),
    MUST_OR_NULL("ready_at", shape_time, "Spendable from then on; null: now.", "自该时刻起可用；null 表示现在可用。"),
    MUST_OR_NULL("expires_at", shape_time, "null: never.", "null 表示永不过期。"),
    {0}};
static const struct shape lot = OBJECT("Lot", lot_fields, "What was granted at once.", "一次发放的批次。");
static const struct shape lots = LIST(lot);
static const struct shape_field line_fields[] = {
    MUST("n", shape_count, "Its number; later ones are larger.", "分录编号，后来的更大。"),
    MUST("txn", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("kind", shape_ledger_kind, NULL, NULL),
    MUST("bucket", bucket, NULL, NULL),
    MUST("amount", shape_decimal, "Signed.", "带正负号。"),
    MUST("balance", shape_decimal, "Of this bucket of the account afterwards.", "其后该账户此类余额。"),
    MUST("account", shape_count, "A person has one for each identity that something happened to.", "用户每个发生过变动的身份各有一个账户。"),
    MUST_OR_NULL("system", system_account, "Of an account that is nobody's.", "系统账户的名称。"),
    MUST_OR_NULL("of", shape_count, "The transaction that it gives back.", "所退回的交易。"),
    ACTOR,
    MUST("reason", shape_text, NULL, NULL),
    MUST("ref", shape_text, NULL, NULL),
    {0}};
static const struct shape line = OBJECT("LedgerEntry", line_fields, NULL, NULL);
static const struct shape lines = LIST(line);
static const struct shape_field account_fields[] = {
    BALANCE,
    MUST("lots", lots, "In the order of spending; at most 500.", "按使用先后排列，最多 500 个。"),
    MUST("items", lines, "History, newest first.", "历史分录，从新到旧。"),
    MUST_OR_NULL("next", shape_text, NULL, NULL),
    {0}};
const struct shape shape_account = OBJECT("Account", account_fields, NULL, NULL);

static const struct shape_field total_fields[] = {
    MUST("currency", shape_text, NULL, NULL),
    MUST("issued", shape_decimal, "Of the system account, hence below zero.", "系统账户余额，因此为负数。"),
    MUST("spent", shape_decimal, NULL, NULL),
    MUST("expired", shape_decimal, NULL, NULL),
    MUST("adjusted", shape_decimal, NULL, NULL),
    MUST("shortfall", shape_decimal, "Taken back and not there any more.", "追回时已不存在的部分。"),
    MUST("available", shape_decimal, "Of all people.", "全部用户合计。"),
    MUST("pending", shape_decimal, NULL, NULL),
    MUST("frozen", shape_decimal, NULL, NULL),
    MUST("accounts", shape_count, NULL, NULL),
    {0}};
static const struct shape total = OBJECT("LedgerTotal", total_fields, "All of a currency; the amounts sum to zero.", "一个币种的合计，各项之和为零。");
static const struct shape totals = LIST(total);
static const struct shape_field totals_fields[] = {MUST("items", totals, NULL, NULL), {0}};
const struct shape shape_ledger_totals = OBJECT("LedgerTotals", totals_fields, NULL, NULL);

#define POSTED \
    MUST("txn", shape_count, "Number of the transaction.", "交易编号。"), \
    MUST("at", shape_time, NULL, NULL), \
    MUST("kind", shape_ledger_kind, NULL, NULL), \
    MUST("currency", shape_text, NULL, NULL), \
    MUST("amount", shape_decimal, "Without sign.", "不带正负号。"), \
    MUST("balance", shape_decimal, "Available to the person afterwards.", "其后该用户的可用余额。"), \
    MUST("other", shape_decimal, "Of a clawback: taken of other lots than its own.", "追回时从其他批次扣取的部分。"), \
    MUST("debt", shape_decimal, "Became debt; of a refund: paid it.", "形成欠额的部分；退回时为抵偿欠额的部分。"), \
    MUST("shortfall", shape_decimal, "Of a clawback: was nowhere any more.", "追回时已不存在的部分。"), \
    MUST("lapsed", shape_decimal, "Of a refund: came back and had expired; of a clawback: had expired unused.", "退回时已过期的部分；追回时未用而过期的部分。")

static const struct shape_field posted_fields[] = {POSTED, {0}};
const struct shape shape_points_posted = OBJECT("PointsPosted", posted_fields, "A transaction that was made.", "已完成的交易。");
static const struct shape_field took_fields[] = {
    MUST("lot", shape_count, NULL, NULL),
    MUST("txn", shape_count, "The transaction that granted the lot.", "发放该批次的交易。"),
    MUST("amount", shape_decimal, NULL, NULL),
    MUST("back", shape_decimal, "Given back of it since.", "此后退回的部分。"),
    MUST_OR_NULL("expires_at", shape_time, "null: never.", "null 表示永不过期。"),
    {0}};
static const struct shape took = OBJECT("LotTaken", took_fields, NULL, NULL);
static const struct shape tooks = LIST(took);
static const struct shape numbers = LIST(shape_count);
static const struct shape_field txn_fields[] = {
    POSTED,
    MUST("returned", shape_decimal, "Given or taken back of it since.", "此后已退回或追回的部分。"),
    MUST("moved", shape_decimal, "What people had more of afterwards, with its sign; 0: moved between them, or between available, pending and frozen.", "用户总持有量的变化，带正负号；0 表示在用户之间或可用、待生效、冻结之间移动。"),
    MUST_OR_NULL("person", shape_text, "Of whom; null: erased.", "所属用户；null 表示已被抹除。"),
    MUST_OR_NULL("name", shape_text, "What the person is called.", "用户的称呼。"),
    MUST_OR_NULL("of", shape_count, "The transaction that it gives back.", "所退回的交易。"),
    MUST_OR_NULL("cause", shape_count, "LSN of the event that it follows from.", "触发它的事件的 LSN。"),
    ACTOR,
    MUST("approver", shape_text, "Of an adjustment; empty: nobody was needed.", "调整的审批人；空表示无需审批。"),
    MUST_OR_NULL("approver_name", shape_text, NULL, NULL),
    MUST("key", shape_text, NULL, NULL),
    MUST("reason", shape_text, NULL, NULL),
    MUST("ref", shape_text, NULL, NULL),
    MUST("entries", lines, "They sum to zero.", "各分录之和为零。"),
    MUST("made", lots, "Lots that it granted.", "由其发放的批次。"),
    MUST("took", tooks, "What it took of which lots.", "从各批次扣取的部分。"),
    MUST("followers", numbers, "Transactions that give it back, oldest first.", "退回它的交易，从旧到新。"),
    MUST("more", shape_bool, "There are more than 200 of one of these.", "以上某一项超过 200 条，未全部列出。"),
    {0}};
const struct shape shape_transaction = OBJECT("Transaction", txn_fields, NULL, NULL);

static const struct shape_field whom_fields[] = {
    MUST_OR_NULL("id", shape_text, NULL, NULL), MUST("subject", shape_count, NULL, NULL), MUST_OR_NULL("name", shape_text, NULL, NULL), {0}};
static const struct shape whom = {.kind = SHAPE_OBJECT, .fields = whom_fields};
static const struct shape_field row_fields[] = {
    MUST("txn", shape_count, "Number of the transaction.", "交易编号。"),
    MUST("at", shape_time, NULL, NULL),
    MUST("kind", shape_ledger_kind, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST("amount", shape_decimal, "Without sign.", "不带正负号。"),
    MUST("balance", shape_decimal, "Available to the person afterwards.", "其后该用户的可用余额。"),
    MUST("returned", shape_decimal, "Given or taken back of it since.", "此后已退回或追回的部分。"),
    MUST("moved", shape_decimal, "What people had more of afterwards, with its sign; 0: moved between them, or between available, pending and frozen.", "用户总持有量的变化，带正负号；0 表示在用户之间或可用、待生效、冻结之间移动。"),
    MUST_OR_NULL("person", whom, "null: erased.", "null 表示已被抹除。"),
    MUST_OR_NULL("of", shape_count, "The transaction that it gives back.", "所退回的交易。"),
    ACTOR,
    MUST("reason", shape_text, NULL, NULL),
    MUST("ref", shape_text, NULL, NULL),
    {0}};
static const struct shape row = OBJECT("TransactionRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field rows_fields[] = {
    MUST("items", rows, "Newest first.", "从新到旧。"),
    MUST_OR_NULL("next", shape_text, "Also when fewer were found than asked for: not all were looked at yet.", "即使结果少于请求条数，也可能尚未查完。"),
    {0}};
const struct shape shape_transactions = OBJECT("Transactions", rows_fields, NULL, NULL);

static const struct shape_field post_fields[] = {
    MUST("currency", shape_slug, NULL, NULL),
    MUST("op", op, NULL, NULL),
    MUST("amount", shape_decimal, "As \"12.50\", with at most the currency's decimals; above zero, of adjust also below.", "如 “12.50”，小数位不超过币种设置；须大于零，adjust 可为负数。"),
    MAY("reason", text, "adjust needs one.", "adjust 必填。"),
    MAY("ref", text, "Such as the number of an order; nothing personal.", "如订单号，请勿填写个人信息。"),
    MAY("to", shape_text, "transfer: who gets it.", "transfer：受赠人。"),
    MAY_OR_NULL("expires", shape_time, "earn, grant, adjust: the first moment when it is no longer valid; null: never; absent: as the currency says.",
        "earn、grant、adjust：失效时刻；null 表示永不过期；省略则按币种设置。"),
    MAY_OR_NULL("pending", shape_time, "earn, grant: spendable from then on; null: at once; absent: as the currency says.",
        "earn、grant：自该时刻起可用；null 表示立即可用；省略则按币种设置。"),
    {0}};
const struct shape shape_points_post = OBJECT("PointsPost", post_fields, NULL, NULL);
static const struct shape_field part_fields[] = {
    MAY("amount", shape_decimal, "Part of it; absent: all that is left.", "其中一部分；省略则为全部剩余。"),
    MAY("reason", text, NULL, NULL),
    MAY("ref", text, NULL, NULL),
    {0}};
const struct shape shape_points_part = OBJECT("PointsPart", part_fields, NULL, NULL);
static const struct shape_field reverse_fields[] = {
    MAY("reason", text, NULL, NULL), MAY("ref", text, NULL, NULL), {0}};
const struct shape shape_points_reverse = OBJECT("PointsReverse", reverse_fields, NULL, NULL);

static const struct shape_field propose_fields[] = {
    MUST("person", shape_text, "Any identity.", "任一身份标识。"),
    MUST("currency", shape_slug, NULL, NULL),
    MUST("amount", shape_decimal, "Signed.", "带正负号。"),
    MUST("reason", text, NULL, NULL),
    MAY("ref", text, NULL, NULL),
    {0}};
const struct shape shape_points_propose = OBJECT("ProposalAsk", propose_fields, NULL, NULL);
static const struct shape_field made_fields[] = {MUST("proposal", shape_count, "Its number.", "申请编号。"), {0}};
const struct shape shape_proposal_made = OBJECT("ProposalMade", made_fields, NULL, NULL);
static const struct shape_field note_fields[] = {MAY("note", text, NULL, NULL), {0}};
const struct shape shape_proposal_note = OBJECT("ProposalNote", note_fields, NULL, NULL);
static const struct shape_field decided_fields[] = {
    MUST("proposal", shape_count, NULL, NULL),
    MUST("status", decision, NULL, NULL),
    MUST_OR_NULL("txn", shape_count, "The adjustment; null: rejected.", "所做的调整；null 表示已拒绝。"),
    {0}};
const struct shape shape_proposal_decided = OBJECT("ProposalDecided", decided_fields, NULL, NULL);
static const struct shape_field proposal_fields[] = {
    MUST("n", shape_count, NULL, NULL),
    MUST("status", decision, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST_OR_NULL("person", shape_text, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST("amount", shape_decimal, "Signed.", "带正负号。"),
    MUST("actor", shape_text, "Who proposed it.", "申请人。"),
    MUST_OR_NULL("actor_name", shape_text, NULL, NULL),
    MUST("own", shape_bool, "By who asks, or with a key that they made: not theirs to approve.", "由请求者本人或其创建的密钥提交，本人不能批准。"),
    MUST("key", shape_text, NULL, NULL),
    MUST("reason", shape_text, NULL, NULL),
    MUST("ref", shape_text, NULL, NULL),
    MUST("decider", shape_text, "Empty while it waits.", "待处理时为空。"),
    MUST_OR_NULL("decider_name", shape_text, NULL, NULL),
    MUST("note", shape_text, NULL, NULL),
    MUST_OR_NULL("decided_at", shape_time, NULL, NULL),
    MUST_OR_NULL("txn", shape_count, NULL, NULL),
    {0}};
static const struct shape proposal = OBJECT("Proposal", proposal_fields, "An adjustment that needs somebody else's agreement.", "需经他人批准的调整。");
static const struct shape proposals = LIST(proposal);
static const struct shape_field proposals_fields[] = {
    MUST("items", proposals, "Newest first.", "从新到旧。"), MUST("waiting", shape_count, "All that wait.", "全部待处理的申请数。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_proposals = OBJECT("Proposals", proposals_fields, NULL, NULL);
