/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of leaderboards, and their shapes. */
#include "api/ranks.h"

// clang-format off
static const struct shape state = CHOICE("LeaderboardState", "draft|coming|running|settling|settled|archived");
static const struct shape repeat = CHOICE("LeaderboardRepeat", "once|day|week|month");
static const struct shape ties = CHOICE("LeaderboardTies", "shared|dense|first");
static const struct shape order = CHOICE("LeaderboardOrder", "highest|lowest");
static const struct shape names = CHOICE("LeaderboardNames", "masked|hidden");
static const struct shape_field period_fields[] = {
    MUST("from", shape_time, NULL, NULL),
    MUST("until", shape_time, "Exclusive.", "不含该时刻。"),
    MUST("state", state, NULL, NULL),
    MUST_OR_NULL("as_of", shape_time, "When these standings were made; null: they are not yet.", "榜单计算时间，null 表示尚未计算。"),
    MUST("lsn", shape_count, "What of the log is in them.", "已计入的日志位置。"),
    MUST("people", shape_count, "Listed.", "上榜人数。"),
    MUST("kept", shape_count, "The first so many can be paged through.", "可翻页查看的名次数。"),
    MUST("winners", shape_count, "Who got a prize.", "获奖人数。"),
    MUST("awarded", shape_bool, "All prizes are given.", "奖品已全部发放。"),
    {0}};
static const struct shape period = OBJECT("LeaderboardPeriod", period_fields, NULL, NULL);
static const struct shape periods = LIST(period);

#define HEAD_FIELDS \
    MUST("slug", shape_slug, NULL, NULL), \
    MUST("title", shape_title, NULL, NULL), \
    MUST("version", shape_count, NULL, NULL), \
    MUST("state", state, "Of the newest period that has begun.", "最近一个已开始周期的状态。"), \
    MUST("period", repeat, NULL, NULL), \
    MUST("ties", ties, NULL, NULL), \
    MUST("order", order, NULL, NULL), \
    MUST_OR_NULL("now", period, "The newest period that has begun; null: none has.", "最近一个已开始的周期，null 表示尚未开始。"), \
    MUST("settled", shape_count, "Periods with final standings.", "已结算的周期数。"), \
    MUST("given", shape_count, "Prizes, of all periods.", "各周期累计发奖人次。"), \
    MUST_OR_NULL("problem", shape_title, "Why there are no standings, or old ones.", "榜单无法计算或未更新的原因。")
static const struct shape_field row_fields[] = {HEAD_FIELDS, {0}};
static const struct shape row = OBJECT("LeaderboardRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field list_fields[] = {MUST("items", rows, NULL, NULL), {0}};
static const struct shape list = OBJECT("Leaderboards", list_fields, NULL, NULL);

static const struct shape_field reward_fields[] = {
    MAY("coupon", shape_slug, "Kind of the coupons.", "优惠券种类。"), MAY("count", shape_count, NULL, NULL),
    MAY("points", shape_decimal, NULL, NULL), MAY("currency", shape_slug, NULL, NULL), {0}};
static const struct shape reward = OBJECT("LeaderboardReward", reward_fields, NULL, NULL);
static const struct shape rewards = LIST(reward);
static const struct shape_field prize_fields[] = {
    MUST("from", shape_count, "Ranks, from 1.", "名次，自 1 起。"), MUST("to", shape_count, NULL, NULL), MUST("rewards", rewards, NULL, NULL), {0}};
static const struct shape prize = OBJECT("LeaderboardPrize", prize_fields, NULL, NULL);
static const struct shape prizes = LIST(prize);
static const struct shape_field budget_fields[] = {
    MUST_OR_NULL("times", shape_count, "People; null: no limit.", "人次，null 表示不限。"),
    MUST_OR_NULL("points", shape_decimal, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("coupons", shape_count, "null: no limit.", "null 表示不限。"), {0}};
static const struct shape budget = OBJECT("LeaderboardBudget", budget_fields, NULL, NULL);
static const struct shape_field board_fields[] = {
    HEAD_FIELDS,
    MUST("description", shape_title, "Empty when there is none.", "没有时为空。"),
    MUST("score", shape_text, "Expression of a number; what counts is the period.", "分数表达式，只统计周期内的事件。"),
    MUST("people", shape_text, "Who takes part; empty: everybody.", "参与条件，为空表示所有人。"),
    MUST_OR_NULL("minimum", shape_decimal, "To be listed.", "上榜的最低分数。"),
    MUST("show", shape_count, "Places that customers see.", "顾客可见的名次数。"),
    MUST("names", names, "As customers see them.", "顾客所见的姓名形式。"),
    MUST("settle_minutes", shape_count, "So long after the end late events count.", "结束后仍计入迟到事件的时长（分钟）。"),
    MUST("prizes", prizes, NULL, NULL),
    MUST_OR_NULL("from", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, NULL, NULL),
    MUST_OR_NULL("review", shape_time, NULL, NULL),
    MUST("budget", budget, NULL, NULL),
    MUST("used", budget, "Of the budget, by all periods.", "各周期累计使用的预算。"),
    MUST_OR_NULL("unit_cost", shape_decimal, NULL, NULL),
    MUST("holdout", shape_decimal, "Share of people who are not listed and get nothing.", "不参与的对照组比例。"),
    {0}};
static const struct shape board = OBJECT("Leaderboard", board_fields, NULL, NULL);

#define PLACE_FIELDS \
    MUST("position", shape_count, "From 1, each once.", "排列序号，自 1 起，不重复。"), \
    MUST("rank", shape_count, "As ties share it.", "名次，并列规则见 ties。"), \
    MUST("score", shape_decimal, NULL, NULL), \
    MUST_OR_NULL("at", shape_time, "Of the last event that counts.", "最后一次计分事件的时间。"), \
    MUST_OR_NULL("prize", shape_count, "Index into `prizes`; null: none.", "prizes 的下标，null 表示无奖。"), \
    MUST("given", shape_bool, "The prize was given.", "奖品已发放。"), \
    MUST_OR_NULL("id", shape_text, "null: erased.", "null 表示已被删除。"), \
    MUST_OR_NULL("subject", shape_count, NULL, NULL), \
    MUST_OR_NULL("name", shape_text, NULL, NULL)
static const struct shape_field place_fields[] = {PLACE_FIELDS, {0}};
static const struct shape place = OBJECT("LeaderboardPlace", place_fields, NULL, NULL);
static const struct shape places = LIST(place);
static const struct shape_field standings_fields[] = {
    MUST("period", period, NULL, NULL),
    MUST("items", places, "In order.", "按名次。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape standings = OBJECT("LeaderboardStandings", standings_fields, NULL, NULL);
static const struct shape_field mine_fields[] = {
    MUST("period", period, NULL, NULL),
    MUST("held_out", shape_bool, "Of the people who take no part.", "属于对照组。"),
    MUST("listed", shape_bool, NULL, NULL),
    MUST_OR_NULL("place", place, "null: not listed.", "null 表示未上榜。"),
    MUST("behind", shape_count, "Who stand behind.", "排在其后的人数。"),
    MUST("better_than", shape_decimal, "These as a percentage of those listed.", "排在其后的人数占上榜人数的百分比。"),
    MUST_OR_NULL("gap", shape_decimal, "To the next better score; null: nobody has one.", "与上一个更优分数的差距，null 表示没有更优者。"),
    MUST("above", places, "The nearest last; of final standings those kept in order.", "由远及近；已结算的榜单仅限按名次保留的部分。"),
    MUST("below", places, NULL, NULL),
    {0}};
static const struct shape mine = OBJECT("LeaderboardPerson", mine_fields, NULL, NULL);
static const struct shape_field friend_fields[] = {
    MUST("among", shape_count, "The rank among those asked for.", "在所查人员中的名次。"), PLACE_FIELDS, {0}};
static const struct shape friend = OBJECT("LeaderboardFriend", friend_fields, NULL, NULL);
static const struct shape friends = LIST(friend);
static const struct shape_field among_fields[] = {
    MUST("period", period, NULL, NULL),
    MUST("items", friends, "Those who are listed, in order, each person once; `rank` is that on the board.", "其中上榜的人，按名次排列，每人一行；rank 为整个榜单的名次。"),
    MUST("unknown", shape_count, "Of those asked for, whom nobody knows.", "所查人员中无法识别的数量。"), {0}};
static const struct shape among = OBJECT("LeaderboardAmong", among_fields, NULL, NULL);
static const struct shape anybody = TEXT_MAX(512);
static const struct shape among_people = LIST_MAX(anybody, RANK_AMONG_MAX);
static const struct shape_field among_ask_fields[] = {
    MUST("people", among_people, "Any identities, such as a player's friends or the members of a team.", "任意身份标识，例如某人的好友或某个团队的成员。"), {0}};
static const struct shape among_ask = OBJECT("LeaderboardAmongGiven", among_ask_fields, NULL, NULL);
static const struct shape_field history_fields[] = {
    MUST("items", periods, "Newest first.", "由新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape history = OBJECT("LeaderboardPeriods", history_fields, NULL, NULL);

static const struct shape any_object = {.kind = SHAPE_MAP, .of = &shape_any, .en = "The document.", .zh = "文档。"};
static const struct shape_field ask_fields[] = {MUST("doc", any_object, NULL, NULL), {0}};
static const struct shape ask = OBJECT("LeaderboardPreviewGiven", ask_fields, NULL, NULL);
static const struct shape_field preview_fields[] = {
    MUST("period", period, "Of now; of a stretch to come, one of its length that ends now.", "当前周期；尚未开始的一次性榜单取同样长度、截至现在的一段。"),
    MUST("items", places, "The first ten.", "前十位。"), {0}};
static const struct shape preview = OBJECT("LeaderboardPreview", preview_fields, NULL, NULL);

static const struct shape position = {.kind = SHAPE_INT, .min = 1, .max = UINT32_MAX};
static const struct shape around = {.kind = SHAPE_INT, .min = 0, .max = RANK_AROUND_MAX};
#define PARAM_AT {"at", &shape_time, "A moment of the period to show; the newest that has begun if not given.", "所查周期内的任一时刻，默认最近一个已开始的周期。"}
static const struct route_param standings_params[] = {
    PARAM_AT, {"from", &position, "Position to begin with, from 1.", "起始序号，自 1 起。"}, PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param mine_params[] = {
    PARAM_AT, {"around", &around, "Neighbours on each side; 3 if not given.", "前后各显示的人数，默认 3。"}, {0}};
static const struct route_param among_params[] = {PARAM_AT, {0}};
static const struct route_param page_params[] = {PARAM_LIMIT, PARAM_CURSOR, {0}};

#define W "/api/w/{workspace}/leaderboards"
#define READS .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "leaderboards", .method = HTTP_GET
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .tag = "leaderboards"

const struct route rank_routes[] = {
    {READS, .path = W, .id = "listLeaderboards", .response = &list, .title_en = "Leaderboards", .title_zh = "排行榜列表", .run = api_list_leaderboards},
    {READS, .or_scope = SCOPE_REWARDS, .path = W "/{slug}", .id = "getLeaderboard", .response = &board,
     .title_en = "One leaderboard", .title_zh = "单个排行榜", .run = api_get_leaderboard},
    {SEES, .method = HTTP_POST, .path = W "/preview", .id = "previewLeaderboard", .body = &ask, .response = &preview,
     .title_en = "What a document would list", .title_zh = "预览排行榜文档",
     .help_en = "The first ten, and how many would be listed.  Nothing is stored.", .help_zh = "返回前十位与上榜人数。不保存任何内容。", .run = api_preview_leaderboard},
    {SEES, .method = HTTP_GET, .or_scope = SCOPE_REWARDS, .path = W "/{slug}/standings", .id = "getStandings", .params = standings_params, .response = &standings,
     .title_en = "Standings of a period", .title_zh = "某一周期的榜单",
     .help_en = "Live while the period runs: a second or two behind the events.  `as_of` and `lsn` say what is in it.  Final standings never change.",
     .help_zh = "周期内实时更新，延迟一两秒；as_of 与 lsn 表明已计入的范围。结算后的榜单不再变化。", .run = api_leaderboard_standings},
    {SEES, .method = HTTP_GET, .or_scope = SCOPE_REWARDS, .path = W "/{slug}/people/{id}", .id = "getStanding", .params = mine_params, .response = &mine,
     .title_en = "One person's place", .title_zh = "单个用户的名次",
     .help_en = "With neighbours and what is missing to the next better score.", .help_zh = "含前后名次以及与上一个更优分数的差距。", .run = api_leaderboard_person},
    {SEES, .method = HTTP_POST, .or_scope = SCOPE_REWARDS, .path = W "/{slug}/among", .id = "getStandingsAmong", .params = among_params, .body = &among_ask, .response = &among,
     .title_en = "A few people among themselves", .title_zh = "指定人员之间的名次",
     .help_en = "Friends, a team, the staff of a shop: where they stand beside each other, with ties as the board has them.  Nothing is stored.",
     .help_zh = "好友、团队或门店员工之间的名次，并列规则与榜单一致。不保存任何内容。", .run = api_leaderboard_among},
    {READS, .path = W "/{slug}/periods", .id = "listLeaderboardPeriods", .params = page_params, .response = &history,
     .title_en = "Periods with final standings", .title_zh = "已结算的周期", .run = api_leaderboard_periods},
    {0},
};
