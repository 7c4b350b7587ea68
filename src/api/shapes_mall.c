/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the points mall. */
#include "api/mall.h"
#include "api/points.h"
#include "incentive/mall_bulk.h"
#include "incentive/mall_code.h"

// clang-format off
const struct shape shape_mall_state = CHOICE("MallOrderState", "awaiting_payment|placed|shipped|ready|done|canceled|returned");
static const struct shape shelf = CHOICE("MallItemState", "draft|coming|on_sale|sold_out|over|archived");
static const struct shape hand = CHOICE("MallHand", "reward|ship|pick_up|virtual");
static const struct shape why = CHOICE("MallWhy", "early|over|audience|sold_out|sold_out_today|budget|limit|balance");
static const struct shape what = CHOICE("MallStepWhat", "order|pay|ship|ready|done|cancel|return|expire|restock");

static const struct shape_field codes_of_fields[] = {
    MUST("pool", shape_slug, NULL, NULL), MUST("warn", shape_count, "Few are left when fewer than this are free.", "可用数低于该值时预警。"), {0}};
static const struct shape codes_of = OBJECT("MallCodesOf", codes_of_fields, NULL, NULL);

/* ---- items ---- */

static const struct shape_field limit_fields[] = {
    MUST_OR_NULL("in_all", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("per_day", shape_count, NULL, NULL),
    MUST_OR_NULL("per_week", shape_count, "Weeks begin on Monday.", "每周从周一开始。"),
    MUST_OR_NULL("per_month", shape_count, NULL, NULL),
    {0}};
static const struct shape limits = OBJECT("MallLimits", limit_fields, "Pieces of one person, in calendar days of the workspace.", "每人可兑换件数，按工作区时区的自然日计。");

static const struct shape_field level_fields[] = {
    MUST("when", shape_text, "Of whom it is the price.", "适用人群的条件。"),
    MUST("title", shape_title, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL),
    MUST("money", shape_decimal, NULL, NULL),
    {0}};
static const struct shape level = OBJECT("MallLevel", level_fields, "A lower price.", "优惠价。");
static const struct shape levels = LIST(level);
static const struct shape_field reward_fields[] = {
    MUST("coupon", shape_text, "Kind of the coupons; empty: points.", "券种，为空表示积分。"),
    MUST("coupons", shape_count, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    {0}};
static const struct shape reward = OBJECT("MallReward", reward_fields, "What one of it gives at once.", "每件即时发放的内容。");

static const struct shape_field item_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("text", shape_title, NULL, NULL),
    MUST("category", shape_title, "Empty: none.", "为空表示无分类。"),
    MUST("picture", shape_text, "Address; empty: none.", "图片地址，为空表示无。"),
    MUST("version", shape_count, NULL, NULL),
    MUST("state", shelf, NULL, NULL),
    MUST("hand", hand, "How somebody gets it.", "交付方式。"),
    MUST_OR_NULL("reward", reward, "null: not `reward`.", "交付方式不是 reward 时为 null。"),
    MUST_OR_NULL("codes", codes_of, "The pool whose codes it hands out; null: none.", "发放卡密所用的卡券池，null 表示不涉及。"),
    MUST("few_codes", shape_bool, "On sale, and few codes are left.", "在售且可用卡密不足。"),
    MUST("points", shape_decimal, "Price of one.", "单件积分价。"),
    MUST("currency", shape_text, NULL, NULL),
    MUST("money", shape_decimal, "And so much of the workspace's currency; 0: none.", "另付金额（工作区币种），0 表示无。"),
    MUST("levels", levels, "The first that holds of somebody is their price.", "按顺序取首个满足条件的优惠价。"),
    MUST_OR_NULL("stock", shape_count, "Of all versions; null: no limit.", "总库存，含全部版本；null 表示不限。"),
    MUST_OR_NULL("stock_per_day", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("left", shape_count, "Of the stock; null: no limit.", "剩余库存，null 表示不限。"),
    MUST_OR_NULL("left_today", shape_count, "null: no limit.", "null 表示不限。"),
    MUST("held", shape_count, "Pieces of orders that wait for money.", "待付款订单占用的件数。"),
    MUST("sold", shape_count, "Pieces that are somebody's.", "已兑换件数。"),
    MUST("gone", shape_count, "Pieces that came back and are not sold again.", "退回且不再上架的件数。"),
    MUST("waiting", shape_count, "Orders that somebody has to do something about.", "待处理订单数。"),
    MUST("limits", limits, NULL, NULL),
    MUST("most", shape_count, "Pieces of one order, at most.", "单笔订单最多件数。"),
    MUST("pay_minutes", shape_count, "How long an order waits for money.", "付款时限（分钟）。"),
    MUST("pay_url", shape_text, "Where a customer pays; empty: nowhere.", "顾客付款地址，为空表示无。"),
    MUST("stores", shape_texts, "Where it is picked up; empty: anywhere.", "可自提门店，为空表示不限。"),
    MUST("audience", shape_text, "Who may; empty: everybody.", "兑换条件，为空表示所有人。"),
    MUST_OR_NULL("from", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, NULL, NULL),
    MUST("unit_cost", shape_decimal, "What one costs the brand.", "单件成本。"),
    MUST_OR_NULL("budget", shape_decimal, "What all orders together may cost; null: no limit.", "成本预算，null 表示不限。"),
    MUST("cost", shape_decimal, "Of the orders so far.", "已发生的成本。"),
    {0}};
const struct shape shape_mall_item = OBJECT("MallItem", item_fields, "An item of the points mall, with what is left of it.", "积分商城商品及其库存。");
static const struct shape items = LIST(shape_mall_item);
static const struct shape_field items_fields[] = {MUST("items", items, "By slug; drafts and archived ones too.", "按标识排序，含草稿与已归档。"), {0}};
const struct shape shape_mall_items = OBJECT("MallItems", items_fields, NULL, NULL);

/* ---- an item for somebody ---- */

static const struct shape_field offer_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("text", shape_title, NULL, NULL),
    MUST("category", shape_title, "Empty: none.", "为空表示无分类。"),
    MUST("picture", shape_text, "Address; empty: none.", "图片地址，为空表示无。"),
    MUST("hand", hand, "`ship`: an order needs a contact; `pick_up`: a store.", "ship 须填写联系信息，pick_up 须选择门店。"),
    MUST("stores", shape_texts, "Where it is picked up; empty: anywhere.", "可自提门店，为空表示不限。"),
    MUST("currency", shape_text, NULL, NULL),
    MUST("currency_title", shape_title, NULL, NULL),
    MUST("unit", shape_title, NULL, NULL),
    MUST("points", shape_decimal, "Price of one, for this person.", "该用户的单件积分价。"),
    MUST("money", shape_decimal, "And so much of the workspace's currency; 0: none.", "另付金额（工作区币种），0 表示无。"),
    MUST("full_points", shape_decimal, "The usual price.", "原积分价。"),
    MUST("full_money", shape_decimal, NULL, NULL),
    MUST_OR_NULL("level", shape_title, "Whose lower price it is; null: the usual one, or without a name.", "所享优惠价的名称；null 表示原价或未命名。"),
    MUST("balance", shape_decimal, "What the person can spend.", "该用户的可用余额。"),
    MUST("missing", shape_decimal, "Of the price of one.", "距单件价格所差的积分。"),
    MUST_OR_NULL("left", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("left_today", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("left_person", shape_count, "What the person may still have; null: no limit.", "该用户还可兑换的件数，null 表示不限。"),
    MUST("limits", limits, NULL, NULL),
    MUST("most", shape_count, "How many of it an order may have now.", "当前单笔订单最多可兑换的件数。"),
    MUST_OR_NULL("why", why, "Why none; null: it can be ordered.", "不可兑换的原因，null 表示可兑换。"),
    MUST_OR_NULL("from", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, NULL, NULL),
    MUST("pay_minutes", shape_count, "How long an order waits for money.", "付款时限（分钟）。"),
    {0}};
const struct shape shape_visit_mall_offer = OBJECT("MallOffer", offer_fields, "An item of the mall for one person.", "面向某个用户的商城商品。");
static const struct shape offers = LIST(shape_visit_mall_offer);
static const struct shape_field offers_fields[] = {MUST("items", offers, "On sale, or will be; by slug.", "在售或即将开售，按标识排序。"), {0}};
const struct shape shape_mall_offers = OBJECT("MallOffers", offers_fields, NULL, NULL);
static const struct shape_field visit_fields[] = {MUST("items", offers, "Those for me; by slug.", "我可查看的商品，按标识排序。"), {0}};
const struct shape shape_visit_mall = OBJECT("VisitMall", visit_fields, NULL, NULL);

/* ---- orders ---- */

static const struct shape_field contact_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("phone", shape_text, NULL, NULL),
    MUST("address", shape_text, NULL, NULL), MUST("note", shape_text, NULL, NULL), {0}};
static const struct shape contact = OBJECT("MallContact", contact_fields, NULL, NULL);

#define ORDER_FIELDS                                                                               \
    MUST("n", shape_count, "Number of the order.", "订单编号。"),                                   \
    MUST("title", shape_title, "Of the item, as it was ordered.", "下单时的商品名称。"),            \
    MUST("picture", shape_text, NULL, NULL),                                                       \
    MUST("at", shape_time, NULL, NULL),                                                            \
    MUST("changed_at", shape_time, NULL, NULL),                                                    \
    MUST("state", shape_mall_state, NULL, NULL),                                                   \
    MUST("hand", hand, NULL, NULL),                                                                \
    MUST("quantity", shape_count, NULL, NULL),                                                     \
    MUST("points", shape_decimal, "In all.", "合计积分。"),                                        \
    MUST("money", shape_decimal, "In all, of the workspace's currency.", "合计金额（工作区币种）。"), \
    MUST_OR_NULL("pay_until", shape_time, "null: nothing is to be paid.", "付款截止时间，null 表示无需付款。"), \
    MUST_OR_NULL("pay_url", shape_text, "Where it is paid; null: nothing to pay, or nowhere.", "付款地址，null 表示无需付款或未设置。"), \
    MUST("store", shape_text, "Where it is picked up.", "自提门店。"),                              \
    MUST("carrier", shape_text, NULL, NULL),                                                       \
    MUST("number", shape_text, "Of the parcel.", "运单号。"),                                       \
    MUST("has_codes", shape_bool, "It hands out codes.", "发放卡密。")

#define WHOSE_FIELDS                                                                               \
    MUST("item", shape_slug, NULL, NULL),                                                          \
    MUST("version", shape_count, "Of the item, whose price it is.", "所适用的商品版本。"),          \
    MUST("currency", shape_text, "Of the points.", "积分币种。"),                                   \
    MUST_OR_NULL("person", shape_text, "null: erased.", "null 表示已被删除。"),                     \
    MUST_OR_NULL("subject", shape_count, NULL, NULL),                                              \
    MUST("cost", shape_decimal, NULL, NULL),                                                       \
    MUST_OR_NULL("txn", shape_count, "What took the points.", "扣减积分的交易。"),                  \
    MUST_OR_NULL("back_txn", shape_count, "What gave them back.", "退回积分的交易。"),              \
    MUST("kept", shape_bool, "What came back is not sold again.", "退回后不再上架。"),              \
    MUST_OR_NULL("pool", shape_slug, "Whose codes it has; null: none.", "所用的卡券池，null 表示不涉及。"), \
    MUST("ref", shape_text, "Of the payment.", "付款凭证号。"),                                     \
    MUST("reason", shape_text, "Of a cancellation or return; `unpaid`: not paid in time.", "取消或退货的原因；unpaid 表示超时未付款。"), \
    MUST("has_contact", shape_bool, NULL, NULL),                                                   \
    MUST_OR_NULL("contact", contact, "null: none, or not to be seen by who asks.", "null 表示没有，或查询者无权查看。")

static const struct shape_field order_fields[] = {ORDER_FIELDS, WHOSE_FIELDS, {0}};
static const struct shape order = OBJECT("MallOrder", order_fields, NULL, NULL);
static const struct shape orders = LIST(order);
static const struct shape_field orders_fields[] = {
    MUST("items", orders, "Newest first.", "由新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_mall_orders = OBJECT("MallOrders", orders_fields, NULL, NULL);

static const struct shape_field step_fields[] = {
    MUST("at", shape_time, NULL, NULL),
    MUST("what", what, NULL, NULL),
    MUST("actor", shape_text, "A user (usr_…), an API key (key_…), a visitor (visit:…), `cli`; `mall`: the clock.", "用户（usr_…）、API 密钥（key_…）、顾客（visit:…）、`cli`；`mall` 表示到期自动处理。"),
    MUST_OR_NULL("actor_name", shape_text, "Of a user or a key; null: neither, or not known any more.", "用户名称或密钥标题；null 表示两者皆非或已无法查到。"),
    MUST("note", shape_text, NULL, NULL),
    {0}};
static const struct shape step = OBJECT("MallStep", step_fields, NULL, NULL);
static const struct shape steps = LIST(step);
static const struct shape code_state = CHOICE("MallCodeState", "free|held|given|spent|withdrawn");
static const struct shape_field masked_fields[] = {
    MUST("shown", shape_text, "The end of a long one; the rest is dots.", "较长卡号的末几位，其余以圆点代替。"),
    MUST("state", code_state, NULL, NULL), {0}};
static const struct shape masked = OBJECT("MallCodeMasked", masked_fields, NULL, NULL);
static const struct shape all_masked = LIST(masked);
static const struct shape_field file_fields[] = {
    ORDER_FIELDS, WHOSE_FIELDS,
    MUST("steps", steps, "What was done to it, oldest first.", "处理记录，由旧到新。"),
    MUST("codes", all_masked, "That it has; they are shown by `showMallCodes`.", "订单的卡密（脱敏）；完整内容由 `showMallCodes` 查看。"),
    MUST_OR_NULL("given", shape_bool, "Whether the reward was handed over; null: it gives none.", "权益是否已发放，null 表示不涉及。"),
    {0}};
const struct shape shape_mall_order_file = OBJECT("MallOrderFile", file_fields, NULL, NULL);
static const struct shape_field ordered_fields[] = {
    MUST("order", order, NULL, NULL),
    MUST("balance", shape_decimal, "Of the person after the order.", "下单后的积分余额。"),
    MUST("again", shape_bool, "The answer to an earlier, same request; the order is as it is now.", "此前相同请求的结果，订单为当前状态。"),
    {0}};
const struct shape shape_mall_ordered = OBJECT("MallOrdered", ordered_fields, NULL, NULL);

static const struct shape_field mine_fields[] = {
    ORDER_FIELDS,
    MUST("currency_title", shape_title, NULL, NULL),
    MUST("unit", shape_title, NULL, NULL),
    MUST("unpaid", shape_bool, "Canceled because it was not paid in time.", "因超时未付款而取消。"),
    {0}};
static const struct shape mine = OBJECT("VisitMallOrder", mine_fields, NULL, NULL);
static const struct shape all_mine = LIST(mine);
static const struct shape_field all_mine_fields[] = {
    MUST("items", all_mine, "Newest first.", "由新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_visit_mall_orders = OBJECT("VisitMallOrders", all_mine_fields, NULL, NULL);
static const struct shape_field mine_done_fields[] = {
    MUST("order", mine, NULL, NULL),
    MUST("balance", shape_decimal, "After the order.", "下单后的积分余额。"), {0}};
const struct shape shape_visit_mall_ordered = OBJECT("VisitMallOrdered", mine_done_fields, NULL, NULL);

/* ---- bodies ---- */

static const struct shape quantity = {.kind = SHAPE_INT, .min = 1, .max = MALL_QUANTITY_MAX};
static const struct shape name = TEXT_MAX(MALL_NAME_MAX);
static const struct shape phone = TEXT_MAX(MALL_PHONE_MAX);
static const struct shape address = TEXT_MAX(MALL_ADDRESS_MAX);
static const struct shape note = TEXT_MAX(MALL_NOTE_MAX);
static const struct shape ref = TEXT_MAX(MALL_REF_MAX);
static const struct shape reason = TEXT_MAX(MALL_REASON_MAX);
static const struct shape store = TEXT_MAX(MALL_STORE_BYTES);

static const struct shape_field to_fields[] = {
    MUST("name", name, NULL, NULL), MUST("phone", phone, NULL, NULL), MUST("address", address, NULL, NULL),
    MAY("note", note, NULL, NULL), {0}};
static const struct shape to = OBJECT("MallTo", to_fields, "Where something is sent.", "收件信息。");
static const struct shape_field expect_fields[] = {
    MUST("points", shape_decimal, NULL, NULL), MAY("money", shape_decimal, "0 if not given.", "默认 0。"), {0}};
static const struct shape expect = OBJECT("MallExpect", expect_fields, "What the whole order is to cost; otherwise it is refused.", "预期的订单总价，不符时拒绝下单。");
#define PLACE_FIELDS                                                                               \
    MUST("item", shape_slug, NULL, NULL),                                                          \
    MAY("quantity", quantity, "1 if not given.", "默认 1。"),                                       \
    MAY("contact", to, "Of items that are sent, and only of those.", "仅寄送类商品填写，且必填。"),  \
    MAY("store", store, "Of items that are picked up.", "到店自提类商品填写。"),                    \
    MAY("expect", expect, NULL, NULL)
static const struct shape_field place_fields[] = {PLACE_FIELDS, {0}};
const struct shape shape_mall_place = OBJECT("MallPlace", place_fields, NULL, NULL);
const struct shape shape_visit_mall_place = OBJECT("VisitMallPlace", place_fields, NULL, NULL);

static const struct shape_field pay_fields[] = {
    MUST("money", shape_decimal, "What was paid: all that the order costs in money.", "实付金额，须等于订单应付金额。"),
    MAY("ref", ref, "Of the payment.", "付款凭证号。"), {0}};
const struct shape shape_mall_pay = OBJECT("MallPay", pay_fields, NULL, NULL);
static const struct shape_field ship_fields[] = {
    MAY("carrier", ref, NULL, NULL), MAY("number", ref, "Of the parcel.", "运单号。"), {0}};
const struct shape shape_mall_ship = OBJECT("MallShip", ship_fields, NULL, NULL);
static const struct shape_field parcel_fields[] = {
    MUST("order", shape_count, NULL, NULL), MAY("carrier", ref, NULL, NULL), MAY("number", ref, "Of the parcel.", "运单号。"), {0}};
static const struct shape parcel = OBJECT("MallParcel", parcel_fields, NULL, NULL);
static const struct shape parcels = {.kind = SHAPE_LIST, .of = &parcel, .min = 1, .max = MALL_PARCELS_MAX};
static const struct shape_field parcels_fields[] = {MUST("parcels", parcels, NULL, NULL), {0}};
const struct shape shape_mall_parcels = OBJECT("MallParcels", parcels_fields, NULL, NULL);
static const struct shape_field outcome_fields[] = {
    MUST("order", shape_count, NULL, NULL), MUST("ok", shape_bool, NULL, NULL),
    MUST_OR_NULL("code", shape_text, "Why not.", "失败原因代码。"), MUST_OR_NULL("message", shape_text, NULL, NULL), {0}};
static const struct shape outcome = OBJECT("MallShipOutcome", outcome_fields, NULL, NULL);
static const struct shape outcomes = LIST(outcome);
static const struct shape_field shipped_fields[] = {MUST("items", outcomes, "As asked.", "与请求顺序一致。"), {0}};
const struct shape shape_mall_shipped = OBJECT("MallShipOutcomes", shipped_fields, NULL, NULL);
#define BACK_FIELDS                                                                                \
    MAY("reason", reason, NULL, NULL),                                                             \
    MAY("restock", shape_bool, "false: what comes back is not sold again; true if not given, but for codes that somebody has seen.", "false 表示退回后不再上架；默认 true，但已展示的卡密默认不再发放。")
static const struct shape_field back_fields[] = {BACK_FIELDS, {0}};
const struct shape shape_mall_cancel = OBJECT("MallCancel", back_fields, NULL, NULL);
const struct shape shape_mall_back = OBJECT("MallReturn", back_fields, NULL, NULL);

/* ---- sums ---- */

#define SUM_FIELDS                                                                                 \
    MUST("currency", shape_text, "Of the points.", "积分币种。"),                                   \
    MUST("orders", shape_count, "Placed, and not given back.", "有效订单数（不含待付款、取消与退货）。"), \
    MUST("pieces", shape_count, NULL, NULL),                                                       \
    MUST("points", shape_decimal, NULL, NULL),                                                     \
    MUST("money", shape_decimal, NULL, NULL),                                                      \
    MUST("cost", shape_decimal, "With what came back and is not sold again.", "含退回且不再上架部分的成本。"), \
    MUST("awaiting", shape_count, "Orders that wait for money.", "待付款订单数。"),                 \
    MUST("back", shape_count, "Orders canceled or returned.", "已取消或退货的订单数。"),           \
    MUST("codes", shape_count, "Handed out, with those that came back and are spent.", "已发放的卡密数，含退回作废的。")
static const struct shape_field item_sum_fields[] = {MUST("item", shape_slug, NULL, NULL), SUM_FIELDS, {0}};
static const struct shape item_sum = OBJECT("MallItemSum", item_sum_fields, NULL, NULL);
static const struct shape item_sums = LIST(item_sum);
static const struct shape_field day_sum_fields[] = {MUST("day", shape_day, "When it was ordered.", "下单日期。"), SUM_FIELDS, {0}};
static const struct shape day_sum = OBJECT("MallDaySum", day_sum_fields, NULL, NULL);
static const struct shape day_sums = LIST(day_sum);
static const struct shape_field report_fields[] = {
    MUST("from", shape_day, NULL, NULL), MUST("to", shape_day, NULL, NULL),
    MUST("people", shape_count, "Who ordered, each once.", "兑换人数（去重）。"),
    MUST("items", item_sums, "By item and currency.", "按商品与币种汇总。"),
    MUST("days", day_sums, "By day and currency: every day of them, without orders too; none when nobody ordered.", "按日期与币种汇总，含无订单的日期；期间无任何订单时为空。"),
    {0}};
const struct shape shape_mall_report = OBJECT("MallReport", report_fields, NULL, NULL);

/* ---- codes ---- */

static const struct shape_field pool_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("free", shape_count, "To be handed out.", "可发放。"),
    MUST("held", shape_count, "Of orders that wait for money.", "待付款订单占用。"),
    MUST("given", shape_count, "Handed out.", "已发放。"),
    MUST("spent", shape_count, "Of orders that were given back; handed out to nobody again.", "订单已退回，不再发放。"),
    MUST("withdrawn", shape_count, "Taken out by hand.", "人工停用。"),
    MUST("few", shape_bool, "Something on sale hands them out, and few are free.", "有在售商品使用，且可用卡密不足。"),
    MUST("warn", shape_count, "Few are left when fewer than this are free; 0: no item says.", "可用数低于该值时预警，0 表示未设置。"),
    MUST("items", shape_texts, "Slugs of the items that hand them out; at most 20.", "使用该卡券池的商品标识，最多 20 个。"),
    {0}};
static const struct shape pool = OBJECT("MallPool", pool_fields, "Codes that items of the mall hand out.", "商城商品发放的卡密。");
static const struct shape pools = LIST(pool);
static const struct shape_field pools_fields[] = {MUST("items", pools, "By slug; those that items wait for too.", "按标识排序，含商品已引用但尚未导入的。"), {0}};
const struct shape shape_mall_pools = OBJECT("MallPools", pools_fields, NULL, NULL);
static const struct shape_field load_fields[] = {
    MUST("import", shape_count, "Its number.", "导入编号。"),
    MUST("at", shape_time, NULL, NULL),
    MUST("actor", shape_text, "A user (usr_…), an API key (key_…), `cli`.", "用户（usr_…）、API 密钥（key_…）、`cli`。"),
    MUST_OR_NULL("actor_name", shape_text, "Of a user or a key; null: neither, or not known any more.", "用户名称或密钥标题；null 表示两者皆非或已无法查到。"),
    MUST("lines", shape_count, NULL, NULL),
    MUST("done", shape_count, "Lines that are settled.", "已处理行数。"),
    MUST("added", shape_count, "Codes among them; the others were refused.", "其中新增的卡密数，其余被拒绝。"),
    {0}};
static const struct shape load = OBJECT("MallImport", load_fields, NULL, NULL);
static const struct shape loads = LIST(load);
static const struct shape_field pool_file_fields[] = {
    MUST("pool", pool, NULL, NULL),
    MUST("imports", loads, "Newest first, at most 50.", "由新到旧，最多 50 条。"), {0}};
const struct shape shape_mall_pool = OBJECT("MallPoolFile", pool_file_fields, NULL, NULL);

static const struct shape code_text = TEXT_MAX(MALL_CODE_MAX);
static const struct shape pin_text = TEXT_MAX(MALL_PIN_MAX);
static const struct shape_field code_fields[] = {
    MUST("code", code_text, NULL, NULL), MAY("pin", pin_text, "That some codes have.", "卡密，没有则不填。"), {0}};
static const struct shape code = OBJECT("MallCodeNew", code_fields, NULL, NULL);
static const struct shape new_codes = {.kind = SHAPE_LIST, .of = &code, .min = 1, .max = MALL_CODES_MAX};
static const struct shape_field codes_body_fields[] = {MUST("codes", new_codes, "At most 5,000; more by a file.", "最多 5000 条，更多请使用文件导入。"), {0}};
const struct shape shape_mall_codes_body = OBJECT("MallCodesNew", codes_body_fields, NULL, NULL);
static const struct shape_field refused_fields[] = {
    MUST("line", shape_count, "Which of them, from 1.", "第几条，从 1 开始。"),
    MUST("code", shape_text, "`mall_code_bad`, `mall_code_twice`, `mall_code_known`.", NULL),
    MUST("message", shape_text, NULL, NULL), {0}};
static const struct shape refused = OBJECT("MallCodeRefused", refused_fields, NULL, NULL);
static const struct shape all_refused = LIST(refused);
static const struct shape_field added_fields[] = {
    MUST("import", shape_count, NULL, NULL),
    MUST("added", shape_count, NULL, NULL),
    MUST("refused", all_refused, NULL, NULL),
    MUST("again", shape_bool, "The answer to an earlier, same request.", "此前相同请求的结果。"), {0}};
const struct shape shape_mall_codes_added = OBJECT("MallCodesAdded", added_fields, NULL, NULL);
static const struct shape_field codes_file_fields[] = {
    MUST("upload", shape_text, "A file with one code a line; of CSV the first column is the code, the second its PIN.", "每行一个卡号的文件；CSV 的第一列为卡号，第二列为卡密。"), {0}};
const struct shape shape_mall_codes_file = OBJECT("MallCodesFile", codes_file_fields, NULL, NULL);
static const struct shape_field withdraw_fields[] = {
    MAY("import", shape_count, "Of this import only.", "仅该次导入。"), MAY("reason", reason, NULL, NULL), {0}};
const struct shape shape_mall_withdraw = OBJECT("MallWithdraw", withdraw_fields, NULL, NULL);
static const struct shape_field withdrawn_fields[] = {MUST("codes", shape_count, "That were free.", "停用的卡密数。"), {0}};
const struct shape shape_mall_withdrawn = OBJECT("MallWithdrawn", withdrawn_fields, NULL, NULL);
static const struct shape_field shown_fields[] = {
    MUST("code", shape_text, NULL, NULL), MUST_OR_NULL("pin", shape_text, NULL, NULL), {0}};
static const struct shape shown = OBJECT("MallCode", shown_fields, NULL, NULL);
static const struct shape all_shown = LIST(shown);
static const struct shape_field codes_fields[] = {MUST("codes", all_shown, "One for each piece.", "每件一个。"), {0}};
const struct shape shape_mall_codes = OBJECT("MallCodes", codes_fields, NULL, NULL);

/* ---- many orders ---- */

static const struct shape bulk_what = CHOICE("MallBulkWhat", "ready|done|cancel");
static const struct shape bulk_orders = {.kind = SHAPE_LIST, .of = &shape_count, .min = 1, .max = MALL_BULK_NAMED};
static const struct shape_field bulk_fields[] = {
    MUST("what", bulk_what, NULL, NULL),
    MAY("orders", bulk_orders, "These; or a filter, of which all are meant.", "指定订单；或使用以下筛选条件，须同时满足。"),
    MAY("item", shape_slug, NULL, NULL),
    MAY("state", shape_mall_state, "Every one it is done in, if not given.", "默认为该操作适用的全部状态。"),
    MAY("person", shape_text, "Any identity, or ~ and a subject.", "任一身份标识，或 ~ 加主体编号。"),
    MAY("from", shape_time, "Ordered from then on.", "下单时间下限。"),
    MAY("to", shape_time, "Ordered before then; a date: until its end.", "下单时间上限；日期表示截至当日结束。"),
    MAY("reason", reason, "Of a cancellation.", "取消原因。"),
    MAY("restock", shape_bool, "Of a cancellation; true if not given.", "取消后是否重新上架，默认 true。"),
    {0}};
const struct shape shape_mall_bulk = OBJECT("MallBulk", bulk_fields, NULL, NULL);
static const struct shape_field coin_fields[] = {
    MUST("currency", shape_text, NULL, NULL), MUST("points", shape_decimal, NULL, NULL), {0}};
static const struct shape coin = OBJECT("MallPoints", coin_fields, NULL, NULL);
static const struct shape coins = LIST(coin);
static const struct shape_field reach_fields[] = {
    MUST("orders", shape_count, "Of which it can be done; at most 100,000 at once.", "可执行的订单数，单次最多 100000。"),
    MUST("more", shape_bool, "There are more than that.", "超出单次上限。"),
    MUST("not_so", shape_count, "Named ones that are in another state, or not there.", "所指定订单中状态不符或不存在的数量。"),
    MUST("people", shape_count, NULL, NULL),
    MUST("pieces", shape_count, NULL, NULL),
    MUST("points", coins, "That the orders cost; a cancellation gives them back.", "订单所用积分，取消后退回。"),
    MUST("money", shape_decimal, "That was paid for them; the shop's to give back.", "已付金额，由商城退款。"),
    {0}};
const struct shape shape_mall_reach = OBJECT("MallReach", reach_fields, NULL, NULL);
