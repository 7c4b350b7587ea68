/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the funnel: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

/* ---- the question ---- */

static const struct shape step_number = {.kind = SHAPE_INT, .min = 1, .max = 20};
static const struct shape top_number = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape bin_number = {.kind = SHAPE_INT, .min = 0, .max = 100};
static const struct shape bin_scale = CHOICE(NULL, "durations|linear");
static const struct shape order = CHOICE(NULL, "ordered|strict|any");
static const struct shape count = CHOICE(NULL, "people|sessions|conversions");
static const struct shape grain = CHOICE(NULL, "none|day|week|month");
static const struct shape touch = CHOICE(NULL, "first|last|step|each");
static const struct shape kind_name = CHOICE(NULL, "funnel");

static const struct shape_field step_fields[] = {
    MUST("events", shape_question_events, "An event selector: view or add where channel = \"app\".",
         "事件选择器：view or add where channel = \"app\"。"),
    MAY("optional", shape_bool, "May be left out; never the first or last step.",
        "可跳过；首步和末步不能可选。"),
    MAY("title", shape_text, NULL, NULL),
    {0}};
static const struct shape step_object =
    OBJECT("FunnelStep", step_fields, "A step of a funnel.", "漏斗的一步。");
static const struct shape *const step_forms[] = {&shape_question_events, &step_object, NULL};
static const struct shape step = {.kind = SHAPE_ONE_OF, .any_of = step_forms};
static const struct shape steps = LIST_MAX(step, 20);

static const struct shape_field exclude_fields[] = {
    MUST("events", shape_question_events, NULL, NULL),
    MAY("after", step_number, "The step after which it must not happen, from 1; default 1.",
        "在第几步之后不得发生，从 1 起，默认 1。"),
    MAY("before", step_number, "… and before this one; default the last.",
        "……且在第几步之前，默认末步。"),
    {0}};
static const struct shape exclude_object =
    OBJECT("FunnelExclusion", exclude_fields, "What must not happen between two steps.",
           "两步之间不得发生的事件。");
static const struct shape *const exclude_forms[] = {&shape_question_events, &exclude_object, NULL};
static const struct shape exclude = {.kind = SHAPE_ONE_OF, .any_of = exclude_forms};
static const struct shape excludes = LIST_MAX(exclude, 10);
static const struct shape hold = LIST_MAX(shape_question_name, 4);
static const struct shape compared = LIST_MAX(shape_text, 2);

static const struct shape_field by_fields[] = {
    MAY("property", shape_question_name, "Of the events, or of their items (item.brand).",
        "事件属性，或其商品的字段（item.brand）。"),
    MAY("touch", touch, "Which value of the property; default first.",
        "取属性的哪个值，默认 first。"),
    MAY("step", step_number, "With touch step: whose event's value.",
        "touch 为 step 时：取第几步事件的值。"),
    MAY("attribute", shape_question_name, "Of the person.", "用户属性。"),
    MAY("class", shape_slug, NULL, NULL),
    MAY("segment", shape_slug, NULL, NULL),
    MAY("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape by =
    OBJECT("FunnelBreakdown", by_fields, "By what the funnel is broken down.", "按什么细分。");

static const struct shape_field histogram_fields[] = {
    MAY("scale", bin_scale,
        "durations (default): borders people say, such as 1 min, 5 min, 1 h; linear: equal bins.",
        "durations（默认）：以 1 分钟、5 分钟、1 小时这样的时长为界；linear：等宽分组。"),
    MAY("n", bin_number, "At most so many; default 20, 0: none.", "至多几组，默认 20，0 表示不要。"),
    {0}};
static const struct shape histogram =
    OBJECT("FunnelHistogram", histogram_fields, "How times to convert are put into bins.",
           "完成用时如何分组。");
static const struct shape *const histogram_forms[] = {&bin_number, &histogram, NULL};
static const struct shape histogram_bins = {.kind = SHAPE_ONE_OF, .any_of = histogram_forms};

static const struct shape_field body_fields[] = {
    MAY("kind", kind_name, NULL, NULL),
    MUST("steps", steps, "1 to 20 steps.", "1 至 20 步。"),
    MAY("order", order, "Default ordered.", "默认 ordered。"),
    MAY("within", shape_question_span,
        "Elapsed time from the first step, inclusive; default 14 days.",
        "自首步起经过的时间（含端点），默认 14 天。"),
    MAY("hold", hold, "Properties with one value through all steps.",
        "在所有步骤中取值相同的属性。"),
    MAY("exclude", excludes, NULL, NULL),
    MAY("count", count, "What is an attempt; default people.", "以什么为一次尝试，默认 people。"),
    MAY("gap", shape_question_span, "Silence that ends a session; default 30 minutes.",
        "结束一次会话的静默时长，默认 30 分钟。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("range", shape_question_range, "When runs may begin; default all time.",
        "首步所在时间范围，默认不限。"),
    MAY("by", by, NULL, NULL),
    MAY("top", top_number, "Groups told apart; default 10.", "单独列出的组数，默认 10。"),
    MAY("trend", grain, "Also for each period of the first step.",
        "同时按首步所在时间段给出结果。"),
    MAY("bins", histogram_bins,
        "Of the histogram: {scale, n}, or a number: at most so many equal ones.",
        "直方图的分组：{scale, n}；或一个数字：至多几个等宽组。"),
    MAY("compare", compared, "Two labels; default the two largest groups.",
        "要比较的两个组，默认最大的两组。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_funnel_body =
    OBJECT("FunnelQuestion", body_fields, "How far do people get?", "人们走到哪一步？");

static const struct shape reached_or_dropped = CHOICE(NULL, "reached|dropped");
static const struct shape_field cell_fields[] = {
    MAY("step", step_number, "From 1, the default.", "从 1 起，默认 1。"),
    MAY("what", reached_or_dropped, "Default reached.", "默认 reached。"),
    MAY_OR_NULL("group", shape_text, "Label of a group; null: without a value.",
                "组的标签；null 表示没有值。"),
    MAY("other", shape_bool, "Of the rest.", "其余各组。"),
    MAY("from", shape_number,
        "Only those who reached the step at least so many seconds after their first …",
        "仅限距首步至少这么多秒后到达该步的人……"),
    MAY_OR_NULL("to", shape_number, "… and less than so many: a bin of the histogram.",
                "……且少于这么多秒：即直方图的一组。"),
    {0}};
static const struct shape cell =
    OBJECT("FunnelCell", cell_fields, "One number of a funnel.", "漏斗中的一个数字。");
static const struct shape_field people_fields[] = {QUESTION_PEOPLE_FIELDS(shape_funnel_body, cell),
                                                   {0}};
const struct shape shape_funnel_people_body =
    OBJECT("FunnelPeopleQuestion", people_fields, "Who is behind a number?", "数字背后是谁？");

/* ---- the answer ---- */

static const struct shape_field times_fields[] = {
    MUST("n", shape_count, NULL, NULL),    MUST("mean", shape_number, NULL, NULL),
    MUST("p25", shape_number, NULL, NULL), MUST("median", shape_number, NULL, NULL),
    MUST("p75", shape_number, NULL, NULL), MUST("p90", shape_number, NULL, NULL),
    MUST("p95", shape_number, NULL, NULL), {0}};
static const struct shape times =
    OBJECT("Durations", times_fields, "Seconds; percentiles interpolate.", "秒；分位数为插值。");
static const struct shape_field step_answer_fields[] = {
    MUST("reached", shape_count, "Attempts that did the step.", "完成该步的次数。"),
    MUST("dropped", shape_count, "… and no later one.", "……且未到更后的步骤。"),
    MUST("rate", shape_number, "Of the first step.", "占首步的比例。"),
    MUST("step_rate", shape_number, "Of the step before.", "占上一步的比例。"),
    MUST_OR_NULL("seconds", times, "From the step taken before it.", "距上一个完成步骤的时间。"),
    {0}};
static const struct shape step_answer =
    OBJECT("FunnelStepAnswer", step_answer_fields, "One step of the answer.", "结果的一步。");
static const struct shape step_answers = LIST(step_answer);
static const struct shape row = LIST(shape_count);
static const struct shape rows = LIST(row);
static const struct shape group_kind = CHOICE(NULL, "all|value|other");
static const struct shape_field group_fields[] = {
    MUST("kind", group_kind, NULL, NULL),
    MUST_OR_NULL("label", shape_text, "null: all, other, or without a value.",
                 "null 表示全部、其余或没有值。"),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("steps", step_answers, NULL, NULL),
    MUST_OR_NULL("seconds", times, "From the first to the last step.", "首步到末步的时间。"),
    MUST("trend", rows, "Per period: reached of each step.", "各时间段每一步的完成次数。"),
    {0}};
static const struct shape group =
    OBJECT("FunnelGroup", group_fields, "All, or one group.", "全部或其中一组。");
static const struct shape groups = LIST(group);
static const struct shape_field asked_fields[] = {
    MUST("events", shape_text, "Canonical text.", "规范文本。"),
    MUST("title", shape_text, NULL, NULL),
    MUST("optional", shape_bool, NULL, NULL),
    {0}};
static const struct shape asked =
    OBJECT("FunnelStepAsked", asked_fields, "A step as it was understood.", "所理解的步骤。");
static const struct shape asked_list = LIST(asked);
static const struct shape_field period_fields[] = {
    MUST("from", shape_day, NULL, NULL),
    MUST("to", shape_day, NULL, NULL),
    MUST("incomplete", shape_bool, "Its last window is not over yet.", "最后的窗口尚未结束。"),
    {0}};
static const struct shape period =
    OBJECT("FunnelPeriod", period_fields, "When runs began.", "首步所在时间段。");
static const struct shape periods = LIST(period);
static const struct shape_field bin_fields[] = {MUST("from", shape_number, NULL, NULL),
                                                MUST("to", shape_number, NULL, NULL),
                                                MUST("n", shape_count, NULL, NULL),
                                                {0}};
static const struct shape bin =
    OBJECT("DurationBin", bin_fields, "Seconds, the upper end not included.", "秒，不含上端。");
static const struct shape bins = LIST(bin);
static const struct shape_field rate_fields[] = {
    MUST_OR_NULL("label", shape_text, NULL, NULL),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("rate", shape_number, NULL, NULL),
    MUST("low", shape_number, "Of the 95 % interval (Wilson).", "95% 置信区间下限（Wilson）。"),
    MUST("high", shape_number, NULL, NULL),
    {0}};
static const struct shape rate =
    OBJECT("ComparedRate", rate_fields, "A rate and its interval.", "比率及其区间。");
static const struct shape rates = LIST(rate);
static const struct shape_field compare_fields[] = {
    MUST("groups", rates, NULL, NULL),
    MUST("enough", shape_bool, "Large enough to judge: 30 each, 5 expected of each outcome.",
         "样本足够：每组至少 30，每种结果期望至少 5。"),
    MUST_OR_NULL("z", shape_number, "Two-proportion z, pooled.", "双比例 z 值（合并方差）。"),
    MUST_OR_NULL("p", shape_number, "Two-sided.", "双侧。"),
    {0}};
static const struct shape compare = OBJECT(
    "RateComparison", compare_fields, "Is the difference more than chance?", "差异是否超出偶然？");
static const struct shape_field answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("steps", asked_list, NULL, NULL),
    MUST("all", group, NULL, NULL),
    MUST("groups", groups, "Largest first, the rest last.", "从大到小，其余在最后。"),
    MUST("periods", periods, NULL, NULL),
    MUST("histogram", bins, "Of complete attempts.", "已完成的尝试。"),
    MUST_OR_NULL("compare", compare, NULL, NULL),
    {0}};
const struct shape shape_funnel_answer =
    OBJECT("Funnel", answer_fields, "How far people get.", "人们走到哪一步。");
