/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of prize draws, and their shapes. */
#include "api/draws.h"
#include "incentive/draw.h"

// clang-format off
/* ---- answers ---- */

static const struct shape why = CHOICE("DrawWhy", "stock|budget|person");
static const struct shape state = CHOICE("DrawState", "coming|running|ended|archived");

static const struct shape_field prize_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("probability", shape_decimal, "Exact.", "精确值。"),
    MUST_OR_NULL("stock", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("left", shape_count, "Of the stock; null: no limit.", "剩余库存，null 表示不限。"),
    MUST("given", shape_count, "Given so far, under all versions.", "已发放数，含全部版本。"),
    MUST("drawn", shape_count, "How often chance chose it under this version, given or not.",
         "该版本下抽中的次数（不论是否发放）。"),
    MUST_OR_NULL("per_person", shape_count, "Wins of one person; null: no limit.", "每人可中次数，null 表示不限。"),
    MUST("falls_to", shape_text, "What is given when this cannot be; empty: nothing.",
         "无法发放时改发的奖品，为空表示无奖。"),
    MUST("cost", shape_decimal, "Of one.", "单份成本。"),
    MUST("coupon", shape_text, "Kind of the coupons it is; or empty.", "奖品为优惠券时的券种，否则为空。"),
    MUST("coupons", shape_count, NULL, NULL),
    MUST("points", shape_decimal, "0: no points.", "0 表示不是积分。"),
    MUST("currency", shape_text, NULL, NULL),
    MUST("draw", shape_text, "A draw that it gives turns in; or empty.", "奖品为抽奖次数时的抽奖，否则为空。"),
    MUST("turns", shape_count, NULL, NULL),
    MUST_OR_NULL("gift", shape_title, "A thing that somebody hands over: what and how.",
                 "人工发放的实物：内容与发放方式。"),
    {0}};
static const struct shape prize = OBJECT("DrawPrize", prize_fields, NULL, NULL);
static const struct shape prizes = LIST(prize);

static const struct shape_field day_fields[] = {
    MUST("day", shape_day, NULL, NULL),
    MUST("currency", shape_text, "Of the points; empty: free draws.", "积分的币种，为空表示免费。"),
    MUST("turns", shape_count, NULL, NULL), MUST("wins", shape_count, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL), MUST("cost", shape_decimal, NULL, NULL), {0}};
static const struct shape day = OBJECT("DrawDay", day_fields, NULL, NULL);
static const struct shape days = LIST(day);

#define HEAD_FIELDS                                                                                \
    MUST("slug", shape_slug, NULL, NULL),                                                          \
    MUST("title", shape_title, NULL, NULL),                                                        \
    MUST("version", shape_count, NULL, NULL),                                                      \
    MUST("state", state, NULL, NULL),                                                              \
    MUST("from", shape_time, NULL, NULL),                                                          \
    MUST("until", shape_time, NULL, NULL),                                                         \
    MUST("turns", shape_count, "Draws so far, under all versions.", "已抽次数，含全部版本。"),     \
    MUST("people", shape_count, "Who drew.", "参与人数。"),                                        \
    MUST("wins", shape_count, NULL, NULL),                                                         \
    MUST("waiting", shape_count, "Things won that nobody has handed over yet.", "待发放的实物奖品数。"), \
    MUST("cost", shape_decimal, "Of the prizes given.", "已发放奖品的成本。"),                     \
    MUST("budget", shape_decimal, NULL, NULL)

static const struct shape_field row_fields[] = {HEAD_FIELDS, {0}};
static const struct shape row = OBJECT("DrawRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field list_fields[] = {MUST("items", rows, NULL, NULL), {0}};
static const struct shape list = OBJECT("Draws", list_fields, NULL, NULL);

static const struct shape_field draw_fields[] = {
    HEAD_FIELDS,
    MUST("turns_version", shape_count, "Draws under this version.", "该版本下的抽奖次数。"),
    MUST("commitment", shape_text, "SHA-256 of the seed; empty for a second after the draw was made.",
         "种子的 SHA-256；抽奖创建后约一秒内可能为空。"),
    MUST_OR_NULL("seed", shape_text, "Revealed when the draw is over.", "抽奖结束后公开。"),
    MUST_OR_NULL("revealed_at", shape_time, NULL, NULL),
    MUST("head", shape_text, "End of the chain of turns.", "抽奖记录链的末值。"),
    MUST("goal", shape_text, "The event that the draw is to bring about.", "目标行为的事件名。"),
    MUST("audience", shape_text, "Who may; empty: everybody.", "参与条件，为空表示所有人。"),
    MUST("holdout", shape_decimal, "Share of people who do not take part.", "不参与的对照组比例。"),
    MUST("price", shape_decimal, "Of a draw that is not free; 0: none.", "每次抽奖所需积分，0 表示无。"),
    MUST("currency", shape_text, NULL, NULL),
    MUST_OR_NULL("free_per_day", shape_count, "null: not of this sort; 0 in both: none is free.", "null 表示无此项；两项均为 0 表示没有免费次数。"),
    MUST_OR_NULL("free_in_all", shape_count, NULL, NULL),
    MUST_OR_NULL("limit_per_day", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("limit_in_all", shape_count, "null: no limit.", "null 表示不限。"),
    MUST("tickets_given", shape_count, "Turns that people were given as rewards.", "作为奖励赠送的抽奖次数。"),
    MUST("tickets_used", shape_count, NULL, NULL),
    MUST("none", shape_decimal, "Probability of no prize.", "未中奖的概率。"),
    MUST("prizes", prizes, NULL, NULL),
    MUST("days", days, "The newest 400, oldest first.", "最近 400 天，由旧到新。"),
    {0}};
static const struct shape draw = OBJECT("Draw", draw_fields, "A prize draw with its odds.", "抽奖及其概率。");

#define TURN_FIELDS                                                                                \
    MUST("seq", shape_count, "Of the draw, from 1.", "抽奖序号，自 1 起。"),                        \
    MUST("at", shape_time, NULL, NULL),                                                            \
    MUST("version", shape_count, "Whose odds counted.", "所适用概率的版本。"),                      \
    MUST("number", shape_count, "What chance said: below 1,000,000,000.", "随机数，小于 10 亿。"),  \
    MUST("nonce", shape_text, NULL, NULL),                                                         \
    MUST("drawn", shape_text, "The prize that the number is; empty: none.", "随机数对应的奖品，为空表示未中奖。"), \
    MUST("prize", shape_text, "The prize given; empty: none.", "实际发放的奖品，为空表示无。"),      \
    MUST_OR_NULL("why", why, "Why another than the one drawn.", "与抽中奖品不同的原因。"),          \
    MUST("pseudonym", shape_text, "Of the person in the audit list.", "审计清单中的化名。"),        \
    MUST("chain", shape_text, "Receipt: hash of this turn and all before it.", "凭证：本次及之前所有记录的散列值。")
#define PRICE_FIELDS                                                                               \
    MUST("free", shape_bool, "No points were paid.", "未支付积分。"),                               \
    MUST("ticket", shape_bool, "One of the turns that the person was given.", "使用了获赠的抽奖次数。"), \
    MUST("points", shape_decimal, "Paid.", "支付的积分。"),                                         \
    MUST("currency", shape_text, NULL, NULL)

static const struct shape_field turn_fields[] = {TURN_FIELDS, PRICE_FIELDS, {0}};
static const struct shape turn = OBJECT("DrawTurn", turn_fields, NULL, NULL);
static const struct shape turns = LIST(turn);

static const struct shape_field done_fields[] = {
    TURN_FIELDS, PRICE_FIELDS,
    MUST("title", shape_title, "Of the prize; empty: none.", "奖品名称，为空表示无。"),
    MUST_OR_NULL("balance", shape_decimal, "Of the person afterwards; null: it was free.", "抽奖后的余额，免费时为 null。"),
    MUST("again", shape_bool, "The answer to an earlier, same request.", "此前相同请求的结果。"),
    {0}};
static const struct shape done = OBJECT("DrawDone", done_fields, NULL, NULL);

static const struct shape_field win_fields[] = {
    TURN_FIELDS,
    MUST_OR_NULL("person", shape_text, "null: erased.", "null 表示已被删除。"),
    MUST_OR_NULL("subject", shape_count, NULL, NULL),
    MUST("thing", shape_bool, "Handed over by somebody, not by itself.", "需人工发放。"),
    MUST_OR_NULL("handed_at", shape_time, NULL, NULL),
    MUST("note", shape_text, NULL, NULL),
    {0}};
static const struct shape win = OBJECT("DrawWin", win_fields, NULL, NULL);
static const struct shape wins = LIST(win);
static const struct shape_field wins_fields[] = {
    MUST("items", wins, "Newest first.", "由新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape wins_page = OBJECT("DrawWins", wins_fields, NULL, NULL);

static const struct shape_field mine_fields[] = {
    MUST("may", shape_bool, "As far as time, audience and share go.", "就时间、参与条件与对照组而言是否可参与。"),
    MUST("today", shape_count, NULL, NULL),
    MUST("in_all", shape_count, NULL, NULL),
    MUST_OR_NULL("free_left", shape_count, "By the document; null: no limit.", "规则内的免费次数，null 表示不限。"),
    MUST("tickets_left", shape_count, "Turns given to the person and not used.  They come before points.", "获赠且未使用的抽奖次数，先于积分使用。"),
    MUST_OR_NULL("turns_left", shape_count, "By the limits; null: no limit.", "限额内剩余次数，null 表示不限。"),
    MUST("turns", turns, "Newest first.", "由新到旧。"),
    {0}};
static const struct shape mine = OBJECT("DrawMine", mine_fields, NULL, NULL);

static const struct shape_field line_fields[] = {
    MUST("seq", shape_count, NULL, NULL), MUST("at_ms", shape_count, NULL, NULL), MUST("version", shape_count, NULL, NULL),
    MUST("who", shape_text, NULL, NULL), MUST("nonce", shape_text, NULL, NULL), MUST("number", shape_count, NULL, NULL),
    MUST("drawn", shape_text, NULL, NULL), MUST("prize", shape_text, NULL, NULL), MUST("why", shape_text, NULL, NULL),
    MUST("chain", shape_text, NULL, NULL), {0}};
static const struct shape line = OBJECT("DrawLine", line_fields, NULL, NULL);
static const struct shape lines = LIST(line);
static const struct shape_field audit_fields[] = {
    MUST("head", shape_any, "First line of the list as a file: commitment, seed, odds of each version.",
         "清单文件的首行：承诺值、种子、各版本的概率。"),
    MUST("items", lines, "The lines below it, in order.", "其后各行，按序。"),
    MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape audit = OBJECT("DrawAudit", audit_fields, NULL, NULL);

/* ---- bodies and parameters ---- */

static const struct shape nonce = {.kind = SHAPE_TEXT, .max = DRAW_NONCE_MAX};
static const struct shape note = {.kind = SHAPE_TEXT, .max = DRAW_NOTE_MAX};
static const struct shape_field ask_fields[] = {
    MAY("nonce", nonce, "Chosen by the person: letters, digits, - and _.  It goes into the number.",
        "由用户自选，参与随机数计算：字母、数字、- 与 _。"), {0}};
static const struct shape ask = OBJECT("DrawAsk", ask_fields, NULL, NULL);
static const struct shape_field hand_fields[] = {
    MAY("note", note, "Courier and number, or who took it.", "快递单号或领取人。"), {0}};
static const struct shape hand = OBJECT("DrawHand", hand_fields, NULL, NULL);
static const struct shape_field handed_fields[] = {
    MUST("changed", shape_bool, "false: it was handed over before.", "false 表示此前已发放。"), {0}};
static const struct shape handed = OBJECT("DrawHanded", handed_fields, NULL, NULL);

static const struct route_param draw_params[] = {
    {"version", &shape_count, "The odds of this version; of now if not given.", "查看该版本的概率，默认当前版本。"}, {0}};
static const struct route_param page_params[] = {PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param wins_params[] = {
    {"things", &shape_bool, "Only what is handed over by somebody.", "仅需人工发放的奖品。"}, PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param mine_params[] = {PARAM_LIMIT, {0}};

#define W "/api/w/{workspace}/draws"
#define READS .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "draws", .method = HTTP_GET
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .tag = "draws", .method = HTTP_GET
#define CHANGES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .tag = "draws", .method = HTTP_POST, .waits = true

const struct route draw_routes[] = {
    {READS, .path = W, .id = "listDraws", .response = &list, .title_en = "Prize draws", .title_zh = "抽奖列表", .run = api_list_draws},
    {READS, .or_scope = SCOPE_REWARDS, .path = W "/{slug}", .id = "getDraw", .params = draw_params, .response = &draw,
     .title_en = "One draw: odds and figures", .title_zh = "抽奖的概率与数据",
     .help_en = "Odds are exact, and of the version asked for.  The commitment stands before the first draw; the seed is null until the draw is over.",
     .help_zh = "概率为精确值，按所查版本给出。承诺值在首次抽奖前公布；抽奖结束前种子为 null。", .run = api_get_draw},
    {READS, .path = W "/{slug}/audit", .id = "getDrawAudit", .params = page_params, .response = &audit,
     .title_en = "Audit list of a draw", .title_zh = "抽奖审计清单",
     .help_en = "`head` and `items`, a line each, are the file that `shoal draw verify` checks; anybody can recompute it (docs/DRAWS.md).",
     .help_zh = "head 与 items 各占一行，即 `shoal draw verify` 所校验的文件；任何人均可重新计算（见 docs/DRAWS.zh-CN.md）。", .run = api_draw_audit},
    {SEES, .path = W "/{slug}/wins", .id = "listDrawWins", .params = wins_params, .response = &wins_page,
     .title_en = "Who won", .title_zh = "中奖记录", .run = api_draw_wins},
    {CHANGES, .scope = SCOPE_WRITE, .path = W "/{slug}/wins/{n}/hand", .id = "handOverWin", .body = &hand, .body_optional = true, .response = &handed,
     .title_en = "Note that a thing was handed over", .title_zh = "登记实物奖品已发放",
     .help_en = "{n}: `seq` of the win.", .help_zh = "{n} 为中奖记录的 seq。", .run = api_hand_over_win},
    {SEES, .or_scope = SCOPE_REWARDS, .path = W "/{slug}/people/{id}", .id = "getDrawPerson", .params = mine_params, .response = &mine,
     .title_en = "A person in a draw", .title_zh = "用户的抽奖情况",
     .help_en = "Of all identities of the person.", .help_zh = "包含该用户的全部身份。", .run = api_draw_person},
    {CHANGES, .scope = SCOPE_REWARDS, .path = W "/{slug}/people/{id}/turns", .id = "drawPrize", .body = &ask, .body_optional = true, .response = &done, .status = 201,
     .title_en = "Draw", .title_zh = "抽奖",
     .help_en = "Price, stock, limits and budget in one step: all of it or nothing.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.",
     .help_zh = "价格、库存、限额与预算一步完成，全部成功或全不生效。须带 Idempotency-Key，永久有效：相同请求返回首次结果，不同请求会被拒绝。", .run = api_draw_prize},
    {0},
};
