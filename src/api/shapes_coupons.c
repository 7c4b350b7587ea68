/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of coupons. */
#include "api/checkout.h"
#include "api/promotions.h"
#include "api/coupons.h"

// clang-format off
static const struct shape key_text = TEXT_MAX(COUPON_CODE_TEXT_MAX), source = TEXT_MAX(COUPON_SOURCE_MAX), order = TEXT_MAX(COUPON_ORDER_MAX);
static const struct shape count = {.kind = SHAPE_INT, .min = 1, .max = COUPON_GIVE_MAX};
static const struct shape minutes = {.kind = SHAPE_INT, .min = 1, .max = COUPON_HOLD_MAX_MS / MS_MINUTE};
static const struct shape pool_count = {.kind = SHAPE_INT, .min = 1, .max = COUPON_POOL_MAX};
const struct shape shape_coupon_status = CHOICE(NULL, "issued|reserved|redeemed|expired|revoked");

#define COUPON_FIELDS \
    MUST("id", shape_text, NULL, NULL), \
    MUST("kind", shape_slug, "Slug of its document.", "券种文档的标识。"), \
    MUST("version", shape_count, "Of the document when it was issued: what it is worth.", "发放时文档的版本，决定其优惠内容。"), \
    MUST("code", shape_text, NULL, NULL), \
    MUST("status", shape_coupon_status, "An end that has come is told at once.", "到期即时体现。"), \
    MUST("held", shape_bool, "Somebody has it; false: a code of a pool that nobody has claimed.", "是否已归属某用户；false 表示券码池中尚未领取的券码。"), \
    MUST_OR_NULL("valid_from", shape_time, NULL, NULL), \
    MUST_OR_NULL("valid_until", shape_time, "Exclusive.", "不含该时刻。"), \
    MUST_OR_NULL("issued_at", shape_time, NULL, NULL), \
    MUST_OR_NULL("claimed_at", shape_time, "null: it was given, not taken.", "null 表示由商家发放而非自行领取。"), \
    MUST("source", shape_text, NULL, NULL), \
    MUST_OR_NULL("order", shape_text, "The order that has it.", "占用该券的订单。"), \
    MUST_OR_NULL("used_at", shape_time, "When that order took it.", "该订单占用的时间。"), \
    MUST_OR_NULL("reserved_until", shape_time, NULL, NULL), \
    MUST_OR_NULL("discount", shape_decimal, NULL, NULL), \
    MUST_OR_NULL("order_total", shape_decimal, NULL, NULL)
static const struct shape_field coupon_fields[] = {COUPON_FIELDS, {0}};
static const struct shape coupon = OBJECT("Coupon", coupon_fields, "A coupon that was made.", "一张优惠券。");
static const struct shape coupons = LIST(coupon);
static const struct shape_field page_fields[] = {
    MUST("items", coupons, "Newest first.", "从新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_coupon_page = OBJECT("CouponPage", page_fields, NULL, NULL);
static const struct shape_field held_fields[] = {
    COUPON_FIELDS, MUST_OR_NULL("person", shape_text, "Who has it; null: nobody, or they were erased.", "持有人；null 表示无人持有或已被抹除。"), {0}};
static const struct shape held = OBJECT("CouponHeld", held_fields, "A coupon and who has it.", "一张优惠券及其持有人。");
static const struct shape helds = LIST(held);
static const struct shape_field held_page_fields[] = {
    MUST("items", helds, "Newest first; a page may have fewer than `limit`, even none, and not be the last.", "从新到旧；未到末页时条数也可能少于 limit，甚至为零。"),
    MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_held_page = OBJECT("CouponHeldPage", held_page_fields, NULL, NULL);
static const struct shape_field given_back_fields[] = {
    MUST("points", shape_decimal, NULL, NULL), MUST("money", shape_decimal, "What they had paid.", "其抵扣的金额。"), {0}};
static const struct shape given_back = OBJECT(NULL, given_back_fields, NULL, NULL);
static const struct shape_field done_fields[] = {
    MUST("coupons", coupons, "As they stood after it.", "操作完成后的状态。"),
    MAY("points", shape_order_points, "Of the order, when it uses some.", "该订单使用的积分。"),
    MAY("promotions", shape_promotion_uses, "Promotional units that it changed.", "本次请求更改的促销商品。"),
    MAY("given_back", given_back, "Points that this request gave back.", "本次请求退回的积分。"), {0}};
const struct shape shape_coupons_done = OBJECT("CouponsDone", done_fields, "What a request changed.", "本次请求更改的优惠券。");
static const struct shape_field found_fields[] = {
    MUST("coupon", coupon, NULL, NULL),
    MUST_OR_NULL("person", shape_text, "Who has it; null: nobody, or they were erased.", "持有人；null 表示无人持有或已被抹除。"), {0}};
const struct shape shape_coupon_found = OBJECT("CouponFound", found_fields, NULL, NULL);
static const struct shape_field count_fields[] = {
    MUST("kind", shape_slug, NULL, NULL),
    MUST("pool", shape_count, "Codes that nobody has claimed.", "尚未领取的券码数。"),
    MUST("issued", shape_count, "That somebody got.", "已到用户手中的张数。"),
    MUST("claimed", shape_count, "Of these, taken by the people themselves.", "其中由用户自行领取的张数。"),
    MUST("reserved", shape_count, "Now.", "当前锁定的张数。"),
    MUST("redeemed", shape_count, "Now: less those that were given back.", "当前已核销的张数，不含已退回的。"),
    MUST("expired", shape_count, NULL, NULL),
    MUST("revoked", shape_count, NULL, NULL),
    MUST("reserved_amount", shape_decimal, "Discounts of the reserved.", "已锁定的优惠金额。"),
    MUST("redeemed_amount", shape_decimal, "Discounts of the redeemed.", "已核销的优惠金额。"),
    MUST_OR_NULL("budget_issue", shape_count, NULL, NULL),
    MUST_OR_NULL("budget_amount", shape_decimal, NULL, NULL),
    {0}};
const struct shape shape_coupon_counts = OBJECT("CouponCounts", count_fields, "What a kind has given.", "一个券种的发放情况。");

static const struct shape_field issue_fields[] = {
    MUST("kind", shape_slug, NULL, NULL),
    MAY("count", count, "Default 1.", "默认 1。"),
    MAY("source", source, "Where it comes from; default api.", "来源，默认 api。"),
    {0}};
const struct shape shape_coupon_issue = OBJECT("CouponIssue", issue_fields, NULL, NULL);
static const struct shape_field claim_fields[] = {
    MAY("kind", shape_slug, "A kind with `claim: open`; this or `code`.", "claim 为 open 的券种；与 code 二选一。"),
    MAY("code", key_text, "A code of a pool.", "券码池中的券码。"),
    MAY("source", source, "Where it comes from, such as page.", "来源，如 page。"),
    {0}};
const struct shape shape_coupon_claim = OBJECT("CouponClaim", claim_fields, NULL, NULL);
static const struct shape_field one_fields[] = {
    MUST("coupon", key_text, "Id or code.", "编号或券码。"),
    MUST("discount", shape_decimal, "What it takes off the order, as a quote says.", "该券抵扣的金额，以试算结果为准。"),
    {0}};
static const struct shape one = OBJECT("CouponInOrder", one_fields, NULL, NULL);
static const struct shape ones = LIST_MAX(one, COUPON_USES_MAX);
static const struct shape_field use_fields[] = {
    MUST("order", order, "Its number at the shop.", "商家订单号。"),
    MAY("order_total", shape_decimal, "After all discounts.", "扣除全部优惠后的金额。"),
    MAY("coupons", ones, "All of them, or none if one is refused.  When redeeming: absent means all that are reserved for the order.",
        "全部成功，或因其中一张被拒绝而全部不执行。核销时省略则为该订单锁定的全部优惠券。"),
    MAY("promotions", shape_promotion_asks, "Units at promotional prices, together with the coupons or not at all; needs `person`.  When redeeming: absent means all that are reserved for the order.",
        "享受促销价的商品，与优惠券一并成功或一并不执行，须给出 person。核销时省略则为该订单锁定的全部。"),
    MAY("points", shape_points_ask, "Pays with points of `person` too, together with the coupons or not at all.",
        "同时用 person 的积分抵扣，与优惠券一并成功或一并不执行。"),
    MAY("person", shape_text, "Whose they have to be; needed with `points`.", "须属于该用户；使用积分时必填。"),
    MAY("minutes", minutes, "Of the reservation; default 15.", "锁定时长（分钟），默认 15。"),
    {0}};
const struct shape shape_coupon_use = OBJECT("CouponUse", use_fields, NULL, NULL);
static const struct shape names = LIST_MAX(key_text, COUPON_USES_MAX);
static const struct shape_field end_fields[] = {
    MAY("order", order, "All of this order, or only `coupons` of it.", "该订单的全部优惠券，或仅其中的 coupons。"),
    MAY("coupons", names, "Ids or codes.", "编号或券码。"),
    MAY("promotions", shape_promotion_asks, "When reversing: only these units are returned, and nothing else of the order.",
        "退回时：仅退回这些商品，订单的其余部分不变。"),
    {0}};
const struct shape shape_coupon_end = OBJECT("CouponEnd", end_fields, NULL, NULL);
static const struct shape_field revoke_fields[] = {MUST("coupons", names, "Ids or codes.", "编号或券码。"), {0}};
const struct shape shape_coupon_revoke = OBJECT("CouponRevoke", revoke_fields, NULL, NULL);

static const struct shape_field segment_fields[] = {
    MUST("kind", shape_slug, NULL, NULL),
    MAY("segment", shape_slug, "To whom; this or `expression`.", "目标分群；与 expression 二选一。"),
    MAY("expression", shape_expression, NULL, NULL),
    MAY("as_of", shape_time, "Who is in it at that moment; default now.", "以该时刻的成员为准，默认现在。"),
    {0}};
const struct shape shape_coupon_segment = OBJECT("CouponsToSegment", segment_fields, NULL, NULL);
static const struct shape_field pool_fields[] = {
    MUST("kind", shape_slug, NULL, NULL),
    MAY("count", pool_count, "New codes; this or `upload`.", "新生成的券码数；与 upload 二选一。"),
    MAY("upload", shape_text, "A file with one code a line (of a CSV file the first column).", "每行一个券码的文件（CSV 取首列）。"),
    {0}};
const struct shape shape_coupon_pool = OBJECT("CouponPool", pool_fields, NULL, NULL);
