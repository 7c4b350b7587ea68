/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of coupons. */
#include "api/coupons.h"
#include "api/jobs.h"

// clang-format off
static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
static const struct route_param person_params[] = {
    {"status", &shape_coupon_status, "Only coupons with this status.", "仅该状态的优惠券。"},
    {"kind", &shape_slug, "Only coupons of this kind.", "仅该券种的优惠券。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"}, {0}};
static const struct route_param list_params[] = {
    {"kind", &shape_slug, "The kind; has to be given.", "券种，必填。"},
    {"held", &shape_bool, "true: only what somebody has; false: only codes that nobody has claimed.", "true：仅已归属用户的；false：仅尚未领取的券码。"},
    {"status", &shape_coupon_status, "Only coupons with this status.", "仅该状态的优惠券。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"}, {0}};

#define W "/api/w/{workspace}"
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .tag = "coupons"
#define GIVES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_REWARDS, .tag = "coupons", .waits = true
#define CHANGES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_WRITE, .tag = "coupons", .waits = true
#define KEY_EN "Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused."
#define KEY_ZH "须带 Idempotency-Key，永久有效：相同请求返回首次结果，不同请求会被拒绝。"

const struct route coupon_routes[] = {
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/people/{id}/coupons", .id = "personCoupons", .params = person_params, .response = &shape_coupon_page,
     .title_en = "A person's coupons", .title_zh = "用户的优惠券",
     .help_en = "Of all identities of the person; exact as of the last commit.", .help_zh = "包含该用户全部身份的优惠券，以最近一次提交为准。", .run = api_person_coupons},
    {GIVES, .method = HTTP_POST, .path = W "/people/{id}/coupons", .id = "issueCoupon", .body = &shape_coupon_issue, .response = &shape_coupons_done, .status = 201,
     .title_en = "Issue coupons to a person", .title_zh = "向用户发放优惠券",
     .help_en = "Budget and limits of the kind hold, its audience does not: who issues decides.  {id} is any identity; type:value makes a person whom nobody knows yet.  " KEY_EN,
     .help_zh = "受券种的预算与每人限额约束，不检查适用人群，由发放方决定。{id} 可为任一身份标识；以 type:value 的形式指定尚不存在的用户时会新建该用户。" KEY_ZH, .run = api_issue_coupon},
    {GIVES, .method = HTTP_POST, .path = W "/people/{id}/coupons/claim", .id = "claimCoupon", .body = &shape_coupon_claim, .response = &shape_coupons_done, .status = 201,
     .title_en = "Claim a coupon for a person", .title_zh = "为用户领取优惠券",
     .help_en = "Of a kind that is open, or a code of a pool.  Wrong codes are braked: 10 of a person and 1,000 of a key in 15 minutes.  " KEY_EN,
     .help_zh = "可领取开放领取的券种，或凭券码领取。输错券码有次数限制：15 分钟内每个用户 10 次、每个密钥 1000 次。" KEY_ZH, .run = api_claim_coupon},
    {SEES, .method = HTTP_GET, .path = W "/coupons", .id = "listCoupons", .params = list_params, .response = &shape_held_page,
     .title_en = "Coupons of a kind", .title_zh = "某券种的优惠券", .run = api_list_coupons},
    {SEES, .or_scope = SCOPE_REWARDS, .method = HTTP_GET, .path = W "/coupons/{coupon}", .id = "getCoupon", .response = &shape_coupon_found,
     .title_en = "One coupon", .title_zh = "查看优惠券", .help_en = "By id or code.", .help_zh = "可用编号或券码。", .run = api_get_coupon},
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "coupons", .method = HTTP_GET, .path = W "/coupons/counts/{slug}", .id = "couponCounts", .response = &shape_coupon_counts,
     .title_en = "What a kind has given", .title_zh = "券种发放情况", .run = api_coupon_counts},
    {GIVES, .method = HTTP_POST, .path = W "/coupons/reserve", .id = "reserveCoupons", .body = &shape_coupon_use, .response = &shape_coupons_done,
     .title_en = "Reserve coupons for an order", .title_zh = "为订单锁定优惠券",
     .help_en = "All or none.  The reservation ends by itself.  Reserving again for the same order replaces what was reserved.  With `points` the order pays with points too: they are frozen until it is redeemed, released, or the reservation is over.  " KEY_EN,
     .help_zh = "全部成功或全部不执行。锁定到期自动释放；为同一订单再次锁定会替换原有锁定。带 points 时同时用积分抵扣：积分被冻结，直至核销、释放或到期。" KEY_ZH, .run = api_reserve_coupons},
    {GIVES, .method = HTTP_POST, .path = W "/coupons/redeem", .id = "redeemCoupons", .body = &shape_coupon_use, .response = &shape_coupons_done,
     .title_en = "Redeem coupons in an order", .title_zh = "在订单中核销优惠券",
     .help_en = "All or none; reserved ones keep the limits and validity of their reservation.  Points that the order has reserved are spent with it; `points` brings them without a reservation.  " KEY_EN,
     .help_zh = "全部成功或全部不执行；已锁定的优惠券以锁定时的限额与有效期为准。订单锁定的积分一并消费；也可用 points 直接抵扣而不先锁定。" KEY_ZH, .run = api_redeem_coupons},
    {GIVES, .method = HTTP_POST, .path = W "/coupons/release", .id = "releaseCoupons", .body = &shape_coupon_end, .response = &shape_coupons_done,
     .title_en = "Release reserved coupons", .title_zh = "释放已锁定的优惠券", .help_en = "Of a whole order its points too.  " KEY_EN, .help_zh = "释放整单时积分一并解冻。" KEY_ZH, .run = api_release_coupons},
    {GIVES, .method = HTTP_POST, .path = W "/coupons/reverse", .id = "reverseCoupons", .body = &shape_coupon_end, .response = &shape_coupons_done,
     .title_en = "Give back coupons of a refunded order", .title_zh = "退回已退款订单的优惠券",
     .help_en = "What becomes of them is said by `on_refund` of the version they were issued with: back, back for some days at least, or they stay used.  Of a whole order all points that are left are given back too.  " KEY_EN,
     .help_zh = "处理方式由发放时版本的 on_refund 决定：退回、退回并至少延长若干天有效，或视为已使用。整单退回时剩余积分一并退回。" KEY_ZH, .run = api_reverse_coupons},
    {GIVES, .method = HTTP_POST, .path = W "/coupons/revoke", .id = "revokeCoupons", .body = &shape_coupon_revoke, .response = &shape_coupons_done,
     .title_en = "Revoke coupons", .title_zh = "作废优惠券", .help_en = "Issued or reserved ones, for good.  " KEY_EN, .help_zh = "适用于已发放或已锁定的优惠券，不可恢复。" KEY_ZH, .run = api_revoke_coupons},
    {CHANGES, .method = HTTP_POST, .path = W "/coupons/segment", .id = "issueToSegment", .body = &shape_coupon_segment, .response = &shape_job, .status = 202, .creates = true,
     .title_en = "Issue a coupon to a segment", .title_zh = "向分群发放优惠券",
     .help_en = "A job.  The list of people is taken first and kept; each gets one, also when the job is interrupted.  The share `holdout` of the kind gets none and is written down.",
     .help_zh = "以任务方式执行。先固定名单，每人一张，任务中断后继续也不会重复。券种 holdout 比例的用户不发放，并予以记录。", .run = api_issue_to_segment},
    {CHANGES, .method = HTTP_POST, .path = W "/coupons/pools", .id = "makeCouponPool", .body = &shape_coupon_pool, .response = &shape_job, .status = 202, .creates = true,
     .title_en = "Make a pool of codes", .title_zh = "生成券码池",
     .help_en = "A job: new codes, or those of an uploaded file.  The pool is known by `batch` of the job's result.", .help_zh = "以任务方式执行：生成新券码，或使用已上传文件中的券码。券码池以任务结果中的 batch 标识。", .run = api_make_pool},
    {CHANGES, .method = HTTP_POST, .path = W "/coupons/pools/{id}/export", .id = "exportCouponPool", .response = &shape_job, .status = 202,
     .title_en = "Export the codes of a pool", .title_zh = "导出券码池",
     .help_en = "A job with a CSV file.  Once: a second export is refused.", .help_zh = "以任务方式生成 CSV 文件。仅可导出一次，再次导出会被拒绝。", .run = api_export_pool},
    {0},
};
