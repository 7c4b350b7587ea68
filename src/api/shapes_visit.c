/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the customer pages. */
#include "api/visit.h"

#include "loyalty/coupon.h"
#include "touch/visit.h"

// clang-format off
static const struct shape act = CHOICE("VisitAct", "claim|join|check_in|draw|order");
static const struct shape acts = LIST_MAX(act, 8);
static const struct shape page = CHOICE("CustomerPage", "points|coupons|card|tasks|check_in|badges|draws|mall|leaderboards");
static const struct shape pages = LIST(page);
static const struct shape lang = CHOICE(NULL, "zh|en");
static const struct shape minutes = {.kind = SHAPE_INT, .min = 1, .max = VISIT_MINUTES_MAX};
static const struct shape_field make_fields[] = {
    MAY("minutes", minutes, "How long the link works; 15 if not given.", "链接有效时长（分钟），默认 15。"),
    MAY("acts", acts, "What may be done besides looking; everything if not given, nothing if empty.", "除查看外允许的操作，默认全部，空列表表示仅可查看。"),
    MAY("page", page, "The page that opens; the first if not given.", "打开的页面，默认为第一个。"),
    MAY("lang", lang, "Of the browser if not given.", "默认取浏览器语言。"),
    {0}};
const struct shape shape_visit_make = OBJECT("VisitMake", make_fields, NULL, NULL);
static const struct shape_field made_fields[] = {
    MUST("url", shape_text, "What the customer opens; whoever has it can open the pages.", "供顾客打开的链接，持有链接即可访问。"),
    MUST("token", shape_text, NULL, NULL),
    MUST("expires_at", shape_time, NULL, NULL),
    {0}};
const struct shape shape_visit_made = OBJECT("VisitMade", made_fields, "A link to a customer's own pages.", "顾客页面的访问链接。");
static const struct shape_field rotate_fields[] = {
    MAY("at_once", shape_bool, "Links made before stop working now; else when their time is over.", "此前的链接立即失效，否则到期失效。"), {0}};
const struct shape shape_visit_rotate = OBJECT("VisitRotate", rotate_fields, NULL, NULL);

static const struct shape_field visit_fields[] = {
    MUST("brand", shape_title, NULL, NULL),
    MUST("color", shape_text, "#rrggbb; empty: none was chosen.", "#rrggbb，为空表示未设置。"),
    MUST("pages", pages, "In this order.", "按此顺序显示。"),
    MUST("acts", acts, NULL, NULL),
    MUST("zone", shape_text, NULL, NULL),
    MUST("money", shape_text, "Currency of amounts.", "金额的币种。"),
    MUST("expires_at", shape_time, NULL, NULL),
    {0}};
const struct shape shape_visit = OBJECT("Visit", visit_fields, NULL, NULL);

static const struct shape_field coin_fields[] = {
    MUST("currency", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("unit", shape_title, NULL, NULL),
    MUST("type", shape_text, "points, growth, coins, credit.", "points、growth、coins、credit。"),
    MUST("available", shape_decimal, NULL, NULL),
    MUST("pending", shape_decimal, NULL, NULL),
    MUST("frozen", shape_decimal, NULL, NULL),
    MUST("expiring", shape_decimal, NULL, NULL),
    MUST_OR_NULL("expires_at", shape_time, NULL, NULL),
    {0}};
static const struct shape coin = OBJECT("VisitBalance", coin_fields, NULL, NULL);
static const struct shape coins = LIST(coin);
static const struct shape_field points_fields[] = {MUST("items", coins, NULL, NULL), {0}};
const struct shape shape_visit_points = OBJECT("VisitPoints", points_fields, NULL, NULL);
static const struct shape_field change_fields[] = {
    MUST("n", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("kind", shape_text, "earn, grant, spend, refund, expire …", "earn、grant、spend、refund、expire 等。"),
    MUST("amount", shape_decimal, "Signed.", "带正负号。"),
    {0}};
static const struct shape change = OBJECT("VisitChange", change_fields, NULL, NULL);
static const struct shape changes = LIST(change);
static const struct shape_field history_fields[] = {MUST("items", changes, "Newest first.", "从新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_visit_history = OBJECT("VisitHistory", history_fields, NULL, NULL);

static const struct shape_field benefit_fields[] = {
    MUST("type", shape_text, "As in the kind's document.", "与券种文档一致。"),
    MUST("amount", shape_decimal, "Off; the price where it is fixed; of tiers the highest.", "优惠金额；固定价时为价格；阶梯时为最高一档。"),
    MUST("percent", shape_decimal, "Off.", "减免百分比。"),
    MUST("spend", shape_decimal, "To be spent; 0 = anything.", "消费门槛，0 表示无门槛。"),
    MUST("quantity", shape_count, NULL, NULL),
    MUST("cap", shape_decimal, "Most that is taken off; 0 = no limit.", "最高优惠，0 表示不限。"),
    MUST("free", shape_bool, "Shipping costs nothing.", "免运费。"),
    {0}};
static const struct shape benefit = OBJECT("VisitBenefit", benefit_fields, NULL, NULL);
#define PROMISE \
    MUST("title", shape_title, NULL, NULL), \
    MUST("rules", shape_title, NULL, NULL), \
    MUST("benefit", benefit, NULL, NULL), \
    MUST("scoped", shape_bool, "Only for some goods.", "仅限部分商品。"), \
    MUST_OR_NULL("from", shape_time, NULL, NULL), \
    MUST_OR_NULL("until", shape_time, NULL, NULL)
static const struct shape_field coupon_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("code", shape_text, NULL, NULL),
    MUST("status", shape_text, "issued, reserved, redeemed, expired, revoked.", "issued、reserved、redeemed、expired、revoked。"),
    PROMISE,
    MUST_OR_NULL("used_at", shape_time, NULL, NULL),
    {0}};
static const struct shape coupon = OBJECT("VisitCoupon", coupon_fields, NULL, NULL);
static const struct shape coupons = LIST(coupon);
static const struct shape_field coupons_fields[] = {MUST("items", coupons, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_visit_coupons = OBJECT("VisitCoupons", coupons_fields, NULL, NULL);
const struct shape shape_visit_group = CHOICE("VisitGroup", "usable|used|over");
static const struct shape_field offer_fields[] = {MUST("kind", shape_text, NULL, NULL), PROMISE, {0}};
static const struct shape offer = OBJECT("VisitOffer", offer_fields, NULL, NULL);
static const struct shape offers = LIST(offer);
static const struct shape_field open_fields[] = {MUST("items", offers, NULL, NULL), {0}};
const struct shape shape_visit_open = OBJECT("VisitOffers", open_fields, NULL, NULL);
static const struct shape code = {.kind = SHAPE_TEXT, .min = 1, .max = COUPON_CODE_TEXT_MAX};
static const struct shape_field claim_fields[] = {MAY("kind", shape_slug, NULL, NULL), MAY("code", code, NULL, NULL), {0}};
const struct shape shape_visit_claim = OBJECT("VisitClaim", claim_fields, "One of them.", "二者择一。");
static const struct shape_field claimed_fields[] = {MUST("coupon", coupon, NULL, NULL), {0}};
const struct shape shape_visit_claimed = OBJECT("VisitClaimed", claimed_fields, NULL, NULL);

static const struct shape titles = LIST(shape_title);
static const struct shape_field step_fields[] = {
    MUST("title", shape_title, NULL, NULL),
    MUST_OR_NULL("growth", shape_decimal, "What reaches it; null: not by growth.", "达到所需的成长值，null 表示不按成长值。"),
    MUST("benefits", titles, NULL, NULL),
    {0}};
static const struct shape step = OBJECT("VisitLevel", step_fields, NULL, NULL);
static const struct shape steps = LIST(step);
static const struct shape_field service_fields[] = {
    MUST("title", shape_title, NULL, NULL),
    MUST("promise", shape_title, NULL, NULL),
    MUST_OR_NULL("remaining", shape_count, "null: no limit.", "null 表示不限次数。"),
    MUST_OR_NULL("renews_at", shape_time, NULL, NULL),
    {0}};
static const struct shape service = OBJECT("VisitService", service_fields, NULL, NULL);
static const struct shape services = LIST(service);
static const struct shape_field card_fields[] = {
    MUST("slug", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("member", shape_bool, NULL, NULL),
    MUST("open", shape_bool, "Whoever wants to can join.", "可自行加入。"),
    MUST("growth_title", shape_title, NULL, NULL),
    MUST("levels", steps, "From the lowest to the highest.", "从低到高。"),
    MAY_OR_NULL("level", shape_title, NULL, NULL),
    MAY("at", shape_int, "Its place among the levels; -1: none.", "所在等级的序号，-1 表示无等级。"),
    MAY_OR_NULL("next", shape_title, NULL, NULL),
    MAY("growth", shape_decimal, NULL, NULL),
    MAY_OR_NULL("missing", shape_decimal, "To the next level.", "距下一等级所差。"),
    MAY("number", shape_count, NULL, NULL),
    MAY_OR_NULL("since", shape_time, NULL, NULL),
    MAY_OR_NULL("period_end", shape_time, NULL, NULL),
    MAY_OR_NULL("paid_until", shape_time, NULL, NULL),
    MAY("ends", shape_bool, NULL, NULL),
    MAY("services", services, NULL, NULL),
    {0}};
static const struct shape card = OBJECT("VisitCard", card_fields, NULL, NULL);
static const struct shape cards = LIST(card);
static const struct shape_field cards_fields[] = {MUST("items", cards, NULL, NULL), {0}};
const struct shape shape_visit_cards = OBJECT("VisitCards", cards_fields, NULL, NULL);
static const struct shape_field joined_fields[] = {MUST("joined", shape_bool, "false: was a member already.", "false 表示已是会员。"), {0}};
const struct shape shape_visit_joined = OBJECT("VisitJoined", joined_fields, NULL, NULL);

/* ---- leaderboards ---- */

static const struct shape board_state = CHOICE("VisitBoardState", "running|settling|settled");
static const struct shape board_repeat = CHOICE("VisitBoardRepeat", "once|day|week|month");
static const struct shape_field my_place_fields[] = {
    MUST("position", shape_count, "From 1, each once.", "排列序号，自 1 起，不重复。"),
    MUST("rank", shape_count, NULL, NULL),
    MUST("score", shape_decimal, NULL, NULL),
    MUST("better_than", shape_decimal, "Who stand behind, as a percentage of those listed.", "排在其后的人数占上榜人数的百分比。"),
    MUST_OR_NULL("gap", shape_decimal, "To the next better score; null: nobody has one.", "与上一个更优分数的差距，null 表示没有更优者。"),
    MUST_OR_NULL("prize", shape_count, "Index into `prizes`, as it stands; null: none.", "按当前名次可得的奖品下标，null 表示无奖。"),
    {0}};
static const struct shape my_place = OBJECT("VisitMyPlace", my_place_fields, NULL, NULL);
#define BOARD_HEAD \
    MUST("slug", shape_text, NULL, NULL), \
    MUST("title", shape_title, NULL, NULL), \
    MUST("description", shape_title, "Empty when there is none.", "没有时为空。"), \
    MUST("repeats", board_repeat, NULL, NULL), \
    MUST("from", shape_time, NULL, NULL), \
    MUST("until", shape_time, "Exclusive.", "不含该时刻。"), \
    MUST("state", board_state, NULL, NULL), \
    MUST("as_of", shape_time, "When these standings were made.", "榜单计算时间。"), \
    MUST("people", shape_count, "Listed.", "上榜人数。"), \
    MUST_OR_NULL("me", my_place, "null: not listed.", "null 表示未上榜。")
static const struct shape_field board_row_fields[] = {BOARD_HEAD, {0}};
static const struct shape board_row = OBJECT("VisitBoardRow", board_row_fields, NULL, NULL);
static const struct shape board_rows = LIST(board_row);
static const struct shape_field boards_fields[] = {MUST("items", board_rows, NULL, NULL), {0}};
const struct shape shape_visit_boards = OBJECT("VisitBoards", boards_fields, NULL, NULL);
static const struct shape_field board_place_fields[] = {
    MUST("rank", shape_count, NULL, NULL),
    MUST("score", shape_decimal, NULL, NULL),
    MUST_OR_NULL("name", shape_text, "Masked; null: not shown.", "脱敏后的姓名，null 表示不显示。"),
    MUST("me", shape_bool, NULL, NULL),
    {0}};
static const struct shape board_place = OBJECT("VisitBoardPlace", board_place_fields, NULL, NULL);
static const struct shape board_places = LIST(board_place);
static const struct shape_field board_prize_fields[] = {
    MUST("from", shape_count, "Ranks, from 1.", "名次，自 1 起。"), MUST("to", shape_count, NULL, NULL), MUST("rewards", shape_visit_rewards, NULL, NULL), {0}};
static const struct shape board_prize = OBJECT("VisitBoardPrize", board_prize_fields, NULL, NULL);
static const struct shape board_prizes = LIST(board_prize);
static const struct shape_field board_fields[] = {
    BOARD_HEAD,
    MUST("prizes", board_prizes, NULL, NULL),
    MUST("top", board_places, "As many as the board shows.", "榜单公布的名次。"),
    MUST("above", board_places, "The nearest last.", "由远及近。"),
    MUST("below", board_places, NULL, NULL),
    {0}};
const struct shape shape_visit_board = OBJECT("VisitBoard", board_fields, NULL, NULL);
