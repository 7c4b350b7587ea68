/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the customer pages: tasks, check-ins, badges, draws. */
#include "api/visit.h"

#include "incentive/draw.h"

// clang-format off
static const struct shape reward_kind = CHOICE(NULL, "points|coupon|turns");
static const struct shape_field reward_fields[] = {
    MUST("kind", reward_kind, NULL, NULL),
    MUST("count", shape_decimal, "Points, or how many coupons.", "积分数或券的张数。"),
    MUST("title", shape_title, "Of the currency or the coupons.", "积分或优惠券的名称。"),
    {0}};
static const struct shape reward = OBJECT("VisitReward", reward_fields, NULL, NULL);
static const struct shape rewards = LIST(reward);
const struct shape shape_visit_rewards = LIST(reward);

static const struct shape_field task_fields[] = {
    MUST("task", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("description", shape_title, "Empty when there is none.", "没有时为空。"),
    MUST("progress", shape_decimal, "Towards the next completion; at most `reach`.", "距下次完成的进度，不超过 reach。"),
    MUST("reach", shape_decimal, NULL, NULL),
    MUST("period", shape_text, "once, daily, weekly, monthly, repeated.", "once、daily、weekly、monthly、repeated。"),
    MUST_OR_NULL("period_until", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, "When the task ends.", "任务结束时间。"),
    MUST("done", shape_count, "Completions of this period.", "本周期完成次数。"),
    MUST("left", shape_int, "Completions still possible in it.", "本周期还可完成的次数。"),
    MUST("claimable", shape_count, "Completions to be claimed.", "可领取的次数。"),
    MUST("given", shape_count, "Rewarded so far.", "已领取的次数。"),
    MUST("open", shape_bool, "May be done now.", "当前可以做。"),
    MUST("locked", shape_bool, "Waits for another task.", "须先完成另一任务。"),
    MUST_OR_NULL("after", shape_title, "That task.", "该任务的名称。"),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
static const struct shape task = OBJECT("VisitTask", task_fields, NULL, NULL);
static const struct shape tasks = LIST(task);
static const struct shape_field tasks_fields[] = {MUST("items", tasks, NULL, NULL), {0}};
const struct shape shape_visit_tasks = OBJECT("VisitTasks", tasks_fields, NULL, NULL);
static const struct shape_field claim_fields[] = {MUST("task", shape_slug, NULL, NULL), {0}};
const struct shape shape_visit_task_claim = OBJECT("VisitTaskClaim", claim_fields, NULL, NULL);
static const struct shape_field claimed_fields[] = {
    MUST("claimed", shape_count, "Completions.", "领取的完成次数。"),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
const struct shape shape_visit_task_claimed = OBJECT("VisitTaskClaimed", claimed_fields, NULL, NULL);

static const struct shape days = LIST(shape_day);
static const struct shape plan = LIST(rewards);
static const struct shape_field milestone_fields[] = {
    MUST("days", shape_count, "Days in a row.", "连续天数。"),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
static const struct shape milestone = OBJECT("VisitMilestone", milestone_fields, NULL, NULL);
static const struct shape milestones = LIST(milestone);
static const struct shape_field check_in_fields[] = {
    MUST("check_in", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("description", shape_title, NULL, NULL),
    MUST("today", shape_day, "Of the shop's calendar.", "按商家时区。"),
    MUST("done", shape_bool, "Has checked in today.", "今天已签到。"),
    MUST("open", shape_bool, "Can check in now.", "现在可以签到。"),
    MUST("streak", shape_count, "Days in a row, up to today or yesterday.", "截至今天或昨天的连续天数。"),
    MUST("total", shape_count, "Days in all.", "累计天数。"),
    MUST("days", days, "The newest 62, the latest first.", "最近 62 个签到日，由新到旧。"),
    MUST("plan", plan, "Of the first day in a row, the second …, then from the first again.", "连续第 1 天、第 2 天……的奖励，循环进行。"),
    MUST("milestones", milestones, NULL, NULL),
    {0}};
static const struct shape check_in = OBJECT("VisitCheckIn", check_in_fields, NULL, NULL);
static const struct shape check_ins = LIST(check_in);
static const struct shape_field check_ins_fields[] = {MUST("items", check_ins, NULL, NULL), {0}};
const struct shape shape_visit_days = OBJECT("VisitCheckIns", check_ins_fields, NULL, NULL);
static const struct shape_field in_fields[] = {MUST("check_in", shape_slug, NULL, NULL), {0}};
const struct shape shape_visit_check_in = OBJECT("VisitCheckInRequest", in_fields, NULL, NULL);
static const struct shape_field checked_fields[] = {
    MUST("streak", shape_count, "Days in a row with today.", "含今天的连续天数。"),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
const struct shape shape_visit_checked = OBJECT("VisitCheckedIn", checked_fields, NULL, NULL);

static const struct shape_field badge_fields[] = {
    MUST("title", shape_title, NULL, NULL),
    MUST("description", shape_title, NULL, NULL),
    MUST("picture", shape_text, "An emoji or the address of a picture.", "表情或图片地址。"),
    MUST("has", shape_bool, NULL, NULL),
    MUST_OR_NULL("since", shape_time, NULL, NULL),
    {0}};
static const struct shape badge = OBJECT("VisitBadge", badge_fields, NULL, NULL);
static const struct shape badges = LIST(badge);
static const struct shape_field badges_fields[] = {MUST("items", badges, NULL, NULL), {0}};
const struct shape shape_visit_badges = OBJECT("VisitBadges", badges_fields, NULL, NULL);

static const struct shape_field prize_fields[] = {
    MUST("title", shape_title, NULL, NULL),
    MUST("probability", shape_decimal, "Exact.", "精确值。"),
    MUST_OR_NULL("left", shape_count, "null: no limit.", "null 表示不限。"),
    {0}};
static const struct shape prize = OBJECT("VisitPrize", prize_fields, NULL, NULL);
static const struct shape prizes = LIST(prize);
static const struct shape_field turn_fields[] = {
    MUST("seq", shape_count, "Of the draw, from 1.", "抽奖序号，自 1 起。"),
    MUST("at", shape_time, NULL, NULL),
    MUST_OR_NULL("prize", shape_title, "null: none.", "null 表示未中奖。"),
    MUST_OR_NULL("gift", shape_title, "A thing: how it is handed over.", "实物奖品的发放方式。"),
    MUST("handed", shape_bool, "The prize is on its way or was handed over.", "奖品已发放。"),
    MUST("number", shape_count, "What chance said: below 1,000,000,000.", "随机数，小于 10 亿。"),
    MUST("chain", shape_text, "Receipt: hash of this turn and all before it.", "凭证：本次及之前所有记录的散列值。"),
    {0}};
static const struct shape turn = OBJECT("VisitTurn", turn_fields, NULL, NULL);
static const struct shape turns = LIST(turn);
static const struct shape_field price_fields[] = {
    MUST("amount", shape_decimal, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("available", shape_decimal, "Of the visitor.", "本人可用余额。"),
    {0}};
static const struct shape price = OBJECT("VisitPrice", price_fields, NULL, NULL);
static const struct shape_field draw_fields[] = {
    MUST("draw", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("until", shape_time, NULL, NULL),
    MUST("open", shape_bool, "Can be taken part in now.", "现在可以参与。"),
    MUST_OR_NULL("free_left", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("turns_left", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("price", price, "Of a draw that is not free; null: only free ones.", "非免费抽奖的价格，null 表示仅限免费。"),
    MUST("prizes", prizes, NULL, NULL),
    MUST("none", shape_decimal, "Probability of no prize.", "未中奖的概率。"),
    MUST("commitment", shape_text, "Hash of the seed, published before the first draw.", "种子的散列值，在首次抽奖前公布。"),
    MUST_OR_NULL("seed", shape_text, "null until the draw is over.", "抽奖结束前为 null。"),
    MUST("turns", turns, "Newest first, at most 20.", "由新到旧，最多 20 条。"),
    {0}};
static const struct shape draw = OBJECT("VisitDraw", draw_fields, NULL, NULL);
static const struct shape draws = LIST(draw);
static const struct shape_field draws_fields[] = {MUST("items", draws, NULL, NULL), {0}};
const struct shape shape_visit_draws = OBJECT("VisitDraws", draws_fields, NULL, NULL);
static const struct shape nonce = {.kind = SHAPE_TEXT, .max = DRAW_NONCE_MAX};
static const struct shape_field ask_fields[] = {
    MAY("nonce", nonce, "Chosen by the person: letters, digits, - and _.  It goes into the number.", "由用户自选，参与随机数计算：字母、数字、- 与 _。"), {0}};
const struct shape shape_visit_draw_ask = OBJECT("VisitDrawRequest", ask_fields, NULL, NULL);
static const struct shape_field drawn_fields[] = {MUST("turn", turn, NULL, NULL), {0}};
const struct shape shape_visit_drawn = OBJECT("VisitDrawn", drawn_fields, NULL, NULL);
