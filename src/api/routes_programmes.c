/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of members of programmes, and their shapes. */
#include "api/programmes.h"
#include "loyalty/membership.h"

static const struct shape text = {.kind = SHAPE_TEXT, .max = MEMBERSHIP_TEXT_MAX};
static const struct shape key = {.kind = SHAPE_TEXT, .min = 1, .max = MEMBERSHIP_TEXT_MAX};
static const struct shape status = CHOICE("MemberStatus", "active|left|lapsed");
static const struct shape cause =
    CHOICE("TierCause", "same|kept|grace|upgraded|downgraded|joined|by_hand");
static const struct shape quantity = {.kind = SHAPE_INT, .min = 1, .max = PROGRAMME_QUOTA_MAX};

/* ---- answers ---- */

static const struct shape_field level_fields[] = {
    MUST("slug", shape_slug, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape level =
    OBJECT("MemberLevel", level_fields, "A level of a programme.", "会员等级。");

static const struct shape_field service_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("promise", shape_title, "What is promised; empty when nothing is.", "服务承诺，可为空。"),
    MUST("per", shape_text, "day, month, year, period.", "day、month、year、period。"),
    MUST("used", shape_count, NULL, NULL),
    MUST_OR_NULL("remaining", shape_count, "null: no limit.", "null 表示不限次数。"),
    MUST_OR_NULL("renews_at", shape_time, "When the quota begins anew.", "额度重新计算的时间。"),
    {0}};
static const struct shape service = OBJECT("MemberService", service_fields, NULL, NULL);
static const struct shape services = LIST(service);

static const struct shape_field change_fields[] = {
    MUST("at", shape_time, NULL, NULL),     MUST("from", shape_text, NULL, NULL),
    MUST("to", shape_text, NULL, NULL),     MUST("cause", cause, NULL, NULL),
    MUST("actor", shape_text, NULL, NULL),  MUST("reason", shape_text, NULL, NULL),
    {0}};
static const struct shape tier_change = OBJECT("TierChange", change_fields, NULL, NULL);
static const struct shape tier_changes = LIST(tier_change);

static const struct shape_field gift_fields[] = {
    MUST("at", shape_time, NULL, NULL),
    MUST("occasion", shape_text, "upgrade:…, birthday:…, member_day:…",
         "upgrade:…、birthday:…、member_day:…"),
    MUST("coupon", shape_text, "Kind of the coupon; empty: points or turns.", "优惠券类型，为空表示积分或抽奖次数。"),
    MUST("coupons", shape_count, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL),
    MUST("draw", shape_text, "A draw that turns are given in; or empty.", "赠送次数的抽奖，否则为空。"),
    MUST("turns", shape_count, NULL, NULL),
    MUST("given", shape_bool, "Whether it has been handed over.", "是否已发放。"),
    {0}};
static const struct shape gift = OBJECT("MemberGift", gift_fields, NULL, NULL);
static const struct shape gifts = LIST(gift);

static const struct shape_field term_fields[] = {
    MUST("plan", shape_text, NULL, NULL),    MUST("from", shape_time, NULL, NULL),
    MUST("until", shape_time, NULL, NULL),   MUST("trial", shape_bool, NULL, NULL),
    MUST("price", shape_decimal, NULL, NULL), MUST("order", shape_text, NULL, NULL),
    MUST("refunded", shape_bool, NULL, NULL), MUST("refund", shape_decimal, NULL, NULL),
    {0}};
static const struct shape term = OBJECT("MemberTerm", term_fields, NULL, NULL);
static const struct shape terms = LIST(term);
static const struct shape titles = LIST(shape_title);

static const struct shape_field of_fields[] = {
    MUST("slug", shape_slug, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape of_programme = {.kind = SHAPE_OBJECT, .fields = of_fields};
static const struct shape_field member_fields[] = {
    MUST("programme", of_programme, NULL, NULL),
    MUST("member", shape_count, "Number of the membership that counts.", "生效会员身份的编号。"),
    MUST("memberships", shape_count,
         "Active ones of the person: several when members became one person.",
         "该用户有效的会员身份数；会员合并为一人后可有多个。"),
    MUST("status", status, NULL, NULL),
    MUST_OR_NULL("joined_at", shape_time, NULL, NULL),
    MUST_OR_NULL("left_at", shape_time, NULL, NULL),
    MUST("source", shape_text, NULL, NULL),
    MUST("store", shape_text, NULL, NULL),
    MUST("staff", shape_text, NULL, NULL),
    MUST_OR_NULL("level", level, NULL, NULL),
    MUST_OR_NULL("level_since", shape_time, NULL, NULL),
    MUST_OR_NULL("period_from", shape_time, NULL, NULL),
    MUST_OR_NULL("period_end", shape_time, "null: it never ends.", "null 表示永久。"),
    MUST_OR_NULL("grace_until", shape_time, NULL, NULL),
    MUST("held", shape_bool, "Set by hand: neither rises nor falls.", "人工设定，期间不升不降。"),
    MUST_OR_NULL("held_until", shape_time, NULL, NULL),
    MUST("growth", shape_decimal, "What counts for reaching levels.", "用于升级的成长值。"),
    MUST("keeping", shape_decimal, "What counts for keeping the level.", "用于保级的成长值。"),
    MUST_OR_NULL("next", level, "The next level by growth.", "下一个按成长值升级的等级。"),
    MUST_OR_NULL("missing", shape_decimal, "Growth missing to it.", "距其所差的成长值。"),
    MUST("plan", shape_text, NULL, NULL),
    MUST_OR_NULL("paid_until", shape_time, NULL, NULL),
    MUST_OR_NULL("paid_grace", shape_time, NULL, NULL),
    MUST("ends", shape_bool, "Canceled: ends with the term.", "已取消，到期终止。"),
    MUST("multiplier", shape_decimal, "Of points.", "积分倍数。"),
    MUST("benefits", titles, NULL, NULL),
    MUST("services", services, NULL, NULL),
    MUST("history", tier_changes, "Newest first.", "由新到旧。"),
    MUST("gifts", gifts, "Newest first.", "由新到旧。"),
    MUST("terms", terms, "Newest first.", "由新到旧。"),
    {0}};
static const struct shape member =
    OBJECT("Member", member_fields, "A person in a programme.", "会员。");

static const struct shape memberships_list = LIST(member);
static const struct shape_field memberships_fields[] = {MUST("items", memberships_list, NULL, NULL),
                                                        {0}};
static const struct shape memberships = OBJECT("PersonMemberships", memberships_fields, NULL, NULL);

static const struct shape_field who_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("subject", shape_count, NULL, NULL),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    {0}};
static const struct shape who = {.kind = SHAPE_OBJECT, .fields = who_fields};
static const struct shape_field row_fields[] = {
    MUST("member", shape_count, NULL, NULL),
    MUST("person", shape_text, "~ and the subject that joined; empty: erased.",
         "~ 加入会主体的内部编号，空表示已被抹除。"),
    MUST_OR_NULL("known", who, "Who that is now; null: erased.", "所属用户，null 表示已被抹除。"),
    MUST("status", status, NULL, NULL),
    MUST("level", shape_text, "Slug; empty = none.", "等级标识，为空表示无等级。"),
    MUST("source", shape_text, NULL, NULL),
    MUST("store", shape_text, NULL, NULL),
    MUST("staff", shape_text, NULL, NULL),
    MUST_OR_NULL("joined_at", shape_time, NULL, NULL),
    MUST_OR_NULL("level_since", shape_time, NULL, NULL),
    MUST_OR_NULL("period_end", shape_time, NULL, NULL),
    MUST_OR_NULL("paid_until", shape_time, NULL, NULL),
    {0}};
static const struct shape row = OBJECT("MemberRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field list_fields[] = {
    MUST("items", rows, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape list = OBJECT("MemberPage", list_fields, NULL, NULL);

static const struct shape_field count_fields[] = {MUST("level", shape_text, NULL, NULL),
                                                  MUST("status", status, NULL, NULL),
                                                  MUST("members", shape_count, NULL, NULL),
                                                  {0}};
static const struct shape count = OBJECT("MemberCount", count_fields, NULL, NULL);
static const struct shape counts_list = LIST(count);
static const struct shape_field counts_fields[] = {MUST("items", counts_list, NULL, NULL), {0}};
static const struct shape counts = OBJECT("MemberCounts", counts_fields, NULL, NULL);

static const struct shape_field done_fields[] = {
    MUST("member", shape_count, NULL, NULL),
    MUST("status", status, NULL, NULL),
    MUST("level", shape_text, NULL, NULL),
    MUST("changed", shape_bool, "false: it was so already.", "false 表示本就如此，未作更改。"),
    MUST("again", shape_bool, "The answer to an earlier, same request.",
         "此前相同请求的结果。"),
    MUST("amount", shape_decimal, "Paid, or given back.", "支付或退回的金额。"),
    MUST_OR_NULL("remaining", shape_count, "Uses left.", "剩余次数。"),
    MUST_OR_NULL("until", shape_time, "End of the term, or of the quota's time.",
                 "会员期或额度周期的结束时间。"),
    {0}};
static const struct shape done = OBJECT("MemberDone", done_fields, NULL, NULL);

/* ---- bodies ---- */

#define KEY_EN "The same key again gives the first answer, for ever."
#define KEY_ZH "同一 key 再次请求时返回首次结果，永久有效。"
#define WHENCE                                                                                     \
  MAY("source", text, "Where the person joined.", "入会来源。"), MAY("store", text, NULL, NULL),   \
      MAY("staff", text, NULL, NULL),                                                              \
      MAY("type", text, "Type of the identity, to make an unknown person, e.g. user_id.",          \
          "身份标识类型，用于创建未知用户，如 user_id。")

static const struct shape_field join_fields[] = {WHENCE, MAY("key", key, KEY_EN, KEY_ZH), {0}};
static const struct shape join = OBJECT("MemberJoin", join_fields, NULL, NULL);
static const struct shape_field leave_fields[] = {
    MAY("reason", text, NULL, NULL), MAY("key", key, KEY_EN, KEY_ZH), {0}};
static const struct shape leave = OBJECT("MemberLeave", leave_fields, NULL, NULL);
static const struct shape_field set_fields[] = {
    MUST("level", shape_text, "Slug; empty = none.", "等级标识，为空表示无等级。"),
    MUST("reason", key, NULL, NULL),
    MAY("until", shape_time, "Until then it neither rises nor falls; a date: through that day; for ever if not given.",
        "在此之前不升不降；日期表示截至当日结束；默认永久。"),
    MAY("key", key, KEY_EN, KEY_ZH),
    {0}};
static const struct shape set = OBJECT("MemberLevelSet", set_fields, NULL, NULL);
static const struct shape_field subscribe_fields[] = {
    MUST("plan", shape_slug, NULL, NULL),
    MAY("order", text, "Of the payment; not for a trial.", "支付订单号，试用时不填。"),
    MAY("price", shape_decimal, "What was paid; the plan's if not given.",
        "实付金额，默认取套餐价格。"),
    MAY("trial", shape_bool, NULL, NULL),
    WHENCE,
    MUST("key", key, KEY_EN, KEY_ZH),
    {0}};
static const struct shape subscribe = OBJECT("MemberSubscribe", subscribe_fields, NULL, NULL);
static const struct shape_field renew_fields[] = {
    MAY("plan", shape_slug, "The plan of now if not given.", "默认沿用当前套餐。"),
    MUST("order", text, NULL, NULL),
    MAY("price", shape_decimal, "What was paid; the plan's if not given.",
        "实付金额，默认取套餐价格。"),
    MUST("key", key, KEY_EN, KEY_ZH),
    {0}};
static const struct shape renew = OBJECT("MemberRenew", renew_fields, NULL, NULL);
static const struct shape_field cancel_fields[] = {
    MAY("at_once", shape_bool, "Else at the end of the term.", "否则到期终止。"),
    MAY("reason", text, NULL, NULL), MAY("key", key, KEY_EN, KEY_ZH), {0}};
static const struct shape cancel = OBJECT("MemberCancel", cancel_fields, NULL, NULL);
static const struct shape_field refund_fields[] = {
    MUST("order", text, "That bought the term.", "购买该会员期的订单号。"),
    MAY("reason", text, NULL, NULL), MUST("key", key, KEY_EN, KEY_ZH), {0}};
static const struct shape refund = OBJECT("MemberRefund", refund_fields, NULL, NULL);
static const struct shape_field use_fields[] = {
    MUST("service", shape_slug, NULL, NULL), MAY("quantity", quantity, NULL, NULL),
    MUST("key", key, KEY_EN, KEY_ZH), {0}};
static const struct shape use = OBJECT("MemberUse", use_fields, NULL, NULL);

static const struct route_param list_params[] = {
    {"status", &status, "active if not given.", "默认 active。"},
    {"level", &shape_text, "Only of this level.", "仅该等级。"},
    PARAM_LIMIT,
    PARAM_CURSOR,
    {0}};

// clang-format off
#define READS .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "programmes", .method = HTTP_GET
#define ACTS .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_REWARDS, .tag = "programmes", .method = HTTP_POST, .response = &done
#define WRITES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_WRITE, .tag = "programmes", .method = HTTP_POST, .response = &done
#define ONE "/api/w/{workspace}/programmes/{slug}/members/{id}"

const struct route programme_routes[] = {
    {READS, .path = "/api/w/{workspace}/programmes/{slug}/members", .id = "listMembers", .params = list_params,
     .response = &list, .title_en = "Members of a programme", .title_zh = "会员列表",
     .help_en = "By number.  People who became one have a line for each of their memberships.",
     .help_zh = "按编号排列。合并为一人的会员，每个会员身份各占一行。", .run = api_list_members},
    {READS, .path = "/api/w/{workspace}/programmes/{slug}/counts", .id = "countMembers", .response = &counts,
     .title_en = "Members of each level", .title_zh = "各等级会员数", .run = api_count_members},
    {READS, .or_scope = SCOPE_REWARDS, .path = ONE, .id = "getMember", .response = &member, .title_en = "One member", .title_zh = "查看会员",
     .help_en = "{id}: any identity, or ~ and the subject number.  Level, progress, benefits with what is left of "
                "services, history, gifts, terms.",
     .help_zh = "{id} 为任一身份标识，或 ~ 加内部编号。含等级、进度、权益及服务余量、等级历史、礼遇与会员期。",
     .run = api_get_member},
    {READS, .path = "/api/w/{workspace}/people/{id}/memberships", .id = "personMemberships", .response = &memberships,
     .title_en = "A person's memberships", .title_zh = "用户的会员身份",
     .help_en = "Of every programme that is not archived, also those that the person left.",
     .help_zh = "包含未归档的全部会员计划，以及已退出的会员身份。", .run = api_person_memberships},
    {ACTS, .path = ONE "/join", .id = "joinMember", .body = &join, .title_en = "Take somebody in", .title_zh = "入会",
     .help_en = "Who is a member stays one: `changed` is false.  With `type` an unknown {id} becomes a person.",
     .help_zh = "已是会员时不产生更改（changed 为 false）。填写 type 时，未知的 {id} 会创建为新用户。",
     .run = api_join_member},
    {ACTS, .path = ONE "/leave", .id = "leaveMember", .body = &leave, .title_en = "End a membership", .title_zh = "退会",
     .run = api_leave_member},
    {WRITES, .path = ONE "/level", .id = "setMemberLevel", .body = &set, .title_en = "Set a level by hand",
     .title_zh = "人工设定等级",
     .help_en = "It stays until `until`; then it becomes what is reached.",
     .help_zh = "在 until 之前保持不变，之后按条件重新确定。", .run = api_set_member_level},
    {ACTS, .path = ONE "/subscribe", .id = "subscribeMember", .body = &subscribe, .title_en = "Subscribe to a plan",
     .title_zh = "购买会员套餐",
     .help_en = "From now; while a term or trial runs, renew.  A trial is had once by a person.",
     .help_zh = "自现在起生效；会员期或试用期内请使用续费。每人仅可试用一次。", .run = api_subscribe_member},
    {ACTS, .path = ONE "/renew", .id = "renewMember", .body = &renew, .title_en = "Renew", .title_zh = "续费",
     .help_en = "Another term at the end of the last, also in its days of grace and of a trial.",
     .help_zh = "在最后一个会员期之后顺延，宽限期与试用期内亦可。", .run = api_renew_member},
    {ACTS, .path = ONE "/cancel", .id = "cancelMember", .body = &cancel, .title_en = "Cancel a paid membership",
     .title_zh = "取消付费会员", .run = api_cancel_member},
    {ACTS, .path = ONE "/refund", .id = "refundMember", .body = &refund, .title_en = "Refund a term",
     .title_zh = "会员期退款",
     .help_en = "The last term ends now; `amount` is what its plan's rule gives back: full, or by_day = price × whole "
                "days left ÷ days of the term, rounded down.",
     .help_zh = "最后一个会员期立即终止；amount 为按套餐规则退回的金额：full 为全额，by_day 为价格 × 剩余整日数 ÷ "
                "会员期日数，向下取整。", .run = api_refund_member},
    {ACTS, .path = ONE "/use", .id = "useMemberService", .body = &use, .title_en = "Use a service",
     .title_zh = "核销会员服务",
     .help_en = "Checked and counted in one step: 409 quota_used when there is no room.",
     .help_zh = "检查与扣减一步完成；额度不足时返回 409 quota_used。", .run = api_use_member_service},
    {0},
};
