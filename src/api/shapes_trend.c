/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of trends and distributions: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

/* ---- common ---- */

static const struct shape top_number = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape group_kind = CHOICE(NULL, "all|value|other");
static const struct shape number = {.kind = SHAPE_NUMBER, .nullable = true};
static const struct shape numbers = LIST(number);
static const struct shape table = LIST(numbers);

/* ---- the trend asked ---- */

static const struct shape grain =
    CHOICE(NULL, "none|minute|hour|day|week|month|quarter|year|weekday_hour");
static const struct shape plain_measure = CHOICE(NULL, "events|people|per_person");
static const struct shape compare = CHOICE(NULL, "none|previous|year");
static const struct shape kind_trend = CHOICE(NULL, "trend");
static const struct shape rolling = {.kind = SHAPE_INT, .min = 1, .max = 366};
static const struct shape over = {.kind = SHAPE_INT, .min = 2, .max = 366};
static const struct shape period_number = {.kind = SHAPE_INT, .min = 1, .max = 10000};
static const struct shape series_number = {.kind = SHAPE_INT, .min = 1, .max = 10};

static const struct shape_field measure_fields[] = {
    MAY("sum", shape_question_name, "Of that property.", "该属性的总和。"),
    MAY("avg", shape_question_name, NULL, NULL),
    MAY("min", shape_question_name, NULL, NULL),
    MAY("max", shape_question_name, NULL, NULL),
    MAY("median", shape_question_name, NULL, NULL),
    MAY("p25", shape_question_name, NULL, NULL),
    MAY("p75", shape_question_name, NULL, NULL),
    MAY("p90", shape_question_name, NULL, NULL),
    MAY("p95", shape_question_name, NULL, NULL),
    MAY("p99", shape_question_name, NULL, NULL),
    MAY("distinct", shape_question_name, "How many different values.", "不同取值的个数。"),
    MAY("sum_per_person", shape_question_name, "The sum ÷ the people with such an event.",
        "总和 ÷ 有此事件的人数。"),
    MAY("stickiness", over, "People of the period ÷ people of the last n periods.",
        "本期人数 ÷ 最近 n 期人数。"),
    {0}};
static const struct shape measure_object =
    OBJECT("TrendMeasure", measure_fields, "One of these.", "取其一。");
static const struct shape *const measure_forms[] = {&plain_measure, &measure_object, NULL};
static const struct shape measure = {.kind = SHAPE_ONE_OF, .any_of = measure_forms};

static const struct shape_field series_fields[] = {
    MUST("events", shape_question_events, "An event selector.", "事件选择器。"),
    MAY("measure", measure, "Default events: how many.", "默认 events：次数。"),
    MAY("title", shape_text, NULL, NULL),
    {0}};
static const struct shape series_object =
    OBJECT("TrendSeries", series_fields, "What is measured.", "度量什么。");
static const struct shape *const series_forms[] = {&shape_question_events, &series_object, NULL};
static const struct shape series = {.kind = SHAPE_ONE_OF, .any_of = series_forms};
static const struct shape series_list = LIST_MAX(series, 10);

static const struct shape_field formula_fields[] = {
    MUST("formula", shape_text, "Arithmetic of the series' letters: A / B * 100.",
         "由各系列字母组成的算式：A / B * 100。"),
    MAY("title", shape_text, NULL, NULL),
    {0}};
static const struct shape formula_object =
    OBJECT("TrendFormula", formula_fields, "A formula over series.", "系列间的公式。");
static const struct shape *const formula_forms[] = {&shape_text, &formula_object, NULL};
static const struct shape formula = {.kind = SHAPE_ONE_OF, .any_of = formula_forms};
static const struct shape formulas = LIST_MAX(formula, 10);

static const struct shape_field by_fields[] = {
    MAY("property", shape_question_name,
        "Of the events, or of their items (item.brand); or event, hour, weekday (0 = Monday).",
        "事件属性，或其商品的字段（item.brand）；或 event、hour、weekday（0 为周一）。"),
    MAY("attribute", shape_question_name, "Of the person.", "用户属性。"),
    MAY("class", shape_slug, NULL, NULL),
    MAY("segment", shape_slug, NULL, NULL),
    MAY("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape by_object =
    OBJECT("TrendBreakdown", by_fields, "By what it is broken down.", "按什么细分。");
static const struct shape by_list = LIST_MAX(by_object, 2);
static const struct shape *const by_forms[] = {&by_object, &by_list, NULL};
static const struct shape by = {.kind = SHAPE_ONE_OF, .any_of = by_forms};

static const struct shape_field body_fields[] = {
    MAY("kind", kind_trend, NULL, NULL),
    MUST("series", series_list, "1 to 10, called A, B …", "1 至 10 个，依次称为 A、B……"),
    MAY("formulas", formulas, NULL, NULL),
    MAY("grain", grain, "Default day; none: one figure; weekday_hour: the 168 hours of a week.",
        "默认 day；none 为单个数字；weekday_hour 为一周的 168 个小时。"),
    MAY("range", shape_question_range, "Default the last 30 days, today included.",
        "默认最近 30 天（含今天）。"),
    MAY("rolling", rolling, "Each figure over the last n periods.", "每个数字统计最近 n 期。"),
    MAY("cumulative", shape_bool, "Each figure from the start of the range.",
        "每个数字自范围起点累计。"),
    MAY("compare", compare, "The periods right before, or a year before.",
        "与上一段或去年同期比较。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("by", by, "One or two.", "一项或两项。"),
    MAY("top", top_number, "Groups told apart; default 10.", "单独列出的组数，默认 10。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_trend_body =
    OBJECT("TrendQuestion", body_fields, "How much happens, period by period?", "各时段发生多少？");

static const struct shape label_or_null = {.kind = SHAPE_ANY};
static const struct shape_field trend_cell_fields[] = {
    MAY("series", series_number, "From 1, the default.", "从 1 起，默认 1。"),
    MAY("period", period_number, "Place in `periods`, from 1; default the whole range.",
        "periods 中的位置，从 1 起；默认整个范围。"),
    MAY("before", shape_bool, "Of what it is compared with.", "所比较的时段。"),
    MAY("group", label_or_null, "Label, null (without a value), or a list of both labels.",
        "标签、null（没有值），或两个标签的列表。"),
    MAY("other", shape_bool, "Of the rest.", "其余各组。"),
    {0}};
static const struct shape trend_cell =
    OBJECT("TrendCell", trend_cell_fields, "One number of a trend.", "趋势中的一个数字。");
static const struct shape_field trend_people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_trend_body, trend_cell), {0}};
const struct shape shape_trend_people_body =
    OBJECT("TrendPeopleQuestion", trend_people_fields, "Who is behind a number?", "数字背后是谁？");

/* ---- the trend's answer ---- */

static const struct shape_field told_series_fields[] = {
    MUST("letter", shape_text, "In formulas.", "公式中的字母。"),
    MUST("events", shape_text, "Canonical text.", "规范文本。"),
    MUST("title", shape_text, NULL, NULL),
    MUST("measure", measure, NULL, NULL),
    {0}};
static const struct shape told_series = OBJECT("TrendSeriesAsked", told_series_fields,
                                               "A series as it was understood.", "所理解的系列。");
static const struct shape told_series_list = LIST(told_series);
static const struct shape_field told_formula_fields[] = {
    MUST("formula", shape_text, NULL, NULL), MUST("title", shape_text, NULL, NULL), {0}};
static const struct shape told_formula = OBJECT(
    "TrendFormulaAsked", told_formula_fields, "A formula as it was understood.", "所理解的公式。");
static const struct shape told_formulas = LIST(told_formula);
static const struct shape_field period_fields[] = {
    MUST("from", shape_text, "A day; a moment where periods are hours or minutes.",
         "日期；粒度为小时或分钟时是时刻。"),
    MUST("to", shape_text, "Its last day, or last millisecond.", "末日，或最后一毫秒。"),
    MUST("incomplete", shape_bool, "It goes on after as_of.", "在 as_of 之后仍未结束。"),
    MAY("weekday", shape_count, "0 = Monday.", "0 为周一。"),
    MAY("hour", shape_count, NULL, NULL),
    MAY("before_from", shape_text, "Of what it is compared with.", "所比较的时段。"),
    MAY("before_to", shape_text, NULL, NULL),
    {0}};
static const struct shape period = OBJECT("TrendPeriod", period_fields, "A period.", "一个时段。");
static const struct shape periods = LIST(period);
static const struct shape labels = LIST(label_or_null);
static const struct shape_field group_fields[] = {
    MUST("kind", group_kind, NULL, NULL),
    MUST_OR_NULL("label", shape_text, "null: all, other, or without a value.",
                 "null 表示全部、其余或没有值。"),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("labels", labels, "One for each thing it is broken down by.", "每个细分维度一个。"),
    MUST("values", table, "Per series, then per formula: a number (or null) per period.",
         "依次为各系列、各公式：每个时段一个数字（或 null）。"),
    MUST("totals", numbers, "Over the whole range.", "整个范围。"),
    MAY("before", table, "With compare.", "有 compare 时。"),
    MAY("totals_before", numbers, NULL, NULL),
    MAY("change", table, "(now − before) ÷ |before|.", "（本期 − 对比期）÷ |对比期|。"),
    MAY("total_change", numbers, NULL, NULL),
    {0}};
static const struct shape group =
    OBJECT("TrendGroup", group_fields, "All, or one group.", "全部或其中一组。");
static const struct shape groups = LIST(group);
static const struct shape_field answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("series", told_series_list, NULL, NULL),
    MUST("formulas", told_formulas, NULL, NULL),
    MUST("grain", grain, NULL, NULL),
    MUST("periods", periods, NULL, NULL),
    MUST("all", group, "Not the sum of the groups: people count once.",
         "并非各组之和：人只计一次。"),
    MUST("groups", groups, "Largest first, the rest last.", "从大到小，其余在最后。"),
    {0}};
const struct shape shape_trend_answer =
    OBJECT("Trend", answer_fields, "How much happens, period by period.", "各时段发生多少。");

/* ---- the distribution asked ---- */

static const struct shape kind_distribution = CHOICE(NULL, "distribution");
static const struct shape plain_amount = CHOICE(NULL, "events|days");
static const struct shape_field amount_fields[] = {
    MAY("sum", shape_question_name, "Of that property, per person.", "每人该属性的总和。"),
    MAY("avg", shape_question_name, NULL, NULL),
    MAY("min", shape_question_name, NULL, NULL),
    MAY("max", shape_question_name, NULL, NULL),
    MAY("distinct", shape_question_name, "How many different values.", "不同取值的个数。"),
    {0}};
static const struct shape amount_object =
    OBJECT("DistributionMeasure", amount_fields, "One of these.", "取其一。");
static const struct shape *const amount_forms[] = {&plain_amount, &amount_object, NULL};
static const struct shape amount = {.kind = SHAPE_ONE_OF, .any_of = amount_forms};
static const struct shape each_bin = CHOICE(NULL, "auto|each");
static const struct shape edges = LIST_MAX(shape_number, 100);
static const struct shape *const bins_forms[] = {&top_number, &each_bin, &edges, NULL};
static const struct shape bins = {.kind = SHAPE_ONE_OF, .any_of = bins_forms};
static const struct shape_field by_people_fields[] = {
    MAY("attribute", shape_question_name, NULL, NULL),
    MAY("class", shape_slug, NULL, NULL),
    MAY("segment", shape_slug, NULL, NULL),
    MAY("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape by_people = OBJECT("DistributionBreakdown", by_people_fields,
                                             "By what is known of people.", "按用户特征细分。");
static const struct shape_field distribution_fields[] = {
    MAY("kind", kind_distribution, NULL, NULL),
    MAY("events", shape_question_events, "Whose number per person; or `value`.",
        "统计每人的哪些事件；或用 value。"),
    MAY("measure", amount, "Default events: how many; days: on how many days.",
        "默认 events：次数；days：活跃天数。"),
    MAY("value", shape_expression, "Any number of the language instead of events.",
        "以表达式语言中的任意数值代替 events。"),
    MAY("zeros", shape_bool, "Also people without such an event.", "包含没有此事件的人。"),
    MAY("bins", bins, "auto (default): at most 20, equal or growing; a number: so many equal ones; each: by value; or edges.",
        "auto（默认）：至多 20 个，等宽或递增；数字：至多这么多个等宽区间；each：逐值；或给出边界。"),
    MAY("range", shape_question_range, "Default the last 30 days, today included.",
        "默认最近 30 天（含今天）。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("by", by_people, NULL, NULL),
    MAY("top", top_number, "Groups told apart; default 10.", "单独列出的组数，默认 10。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_distribution_body =
    OBJECT("DistributionQuestion", distribution_fields, "How many people have how much?",
           "多少人各有多少？");

static const struct shape bin_number = {.kind = SHAPE_INT, .min = 1, .max = 101};
static const struct shape_field bin_cell_fields[] = {
    MAY("bin", bin_number, "From 1; default all.", "从 1 起，默认全部。"),
    MAY_OR_NULL("group", shape_text, "Label of a group; null: without a value.",
                "组的标签；null 表示没有值。"),
    MAY("other", shape_bool, "Of the rest.", "其余各组。"),
    {0}};
static const struct shape bin_cell =
    OBJECT("DistributionCell", bin_cell_fields, "One bin.", "一个区间。");
static const struct shape_field distribution_people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_distribution_body, bin_cell), {0}};
const struct shape shape_distribution_people_body = OBJECT(
    "DistributionPeopleQuestion", distribution_people_fields, "Who is in a bin?", "区间中是谁？");

/* ---- its answer ---- */

static const struct shape_field bin_fields[] = {
    MUST_OR_NULL("from", shape_number, "Included; null: no lower end.", "含；null 表示无下限。"),
    MUST_OR_NULL("to", shape_number, "Not included, unless equal to from; null: no upper end.",
                 "不含（与 from 相等时除外）；null 表示无上限。"),
    {0}};
static const struct shape bin = OBJECT("DistributionBin", bin_fields, "A bin.", "一个区间。");
static const struct shape bin_list = LIST(bin);
static const struct shape_field figures_fields[] = {
    MUST("sum", shape_number, NULL, NULL), MUST("mean", shape_number, NULL, NULL),
    MUST("min", shape_number, NULL, NULL), MUST("p10", shape_number, NULL, NULL),
    MUST("p25", shape_number, NULL, NULL), MUST("median", shape_number, NULL, NULL),
    MUST("p75", shape_number, NULL, NULL), MUST("p90", shape_number, NULL, NULL),
    MUST("p95", shape_number, NULL, NULL), MUST("p99", shape_number, NULL, NULL),
    MUST("max", shape_number, NULL, NULL), {0}};
static const struct shape figures =
    OBJECT("DistributionFigures", figures_fields, "Exact; percentiles interpolate.",
           "精确；分位数为插值。");
static const struct shape counts = LIST(shape_count);
static const struct shape_field spread_fields[] = {
    MUST("kind", group_kind, NULL, NULL),
    MUST_OR_NULL("label", shape_text, NULL, NULL),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("people", shape_count, NULL, NULL),
    MUST_OR_NULL("figures", figures, "null: nobody.", "null 表示无人。"),
    MUST("counts", counts, "People per bin.", "各区间人数。"),
    {0}};
static const struct shape spread =
    OBJECT("DistributionGroup", spread_fields, "All, or one group.", "全部或其中一组。");
static const struct shape spreads = LIST(spread);
static const struct shape_field distribution_answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("of", shape_text, "Canonical text of events or value.", "events 或 value 的规范文本。"),
    MUST_OR_NULL("measure", amount, "null: a value.", "null 表示 value。"),
    MUST("bins", bin_list, NULL, NULL),
    MUST("all", spread, NULL, NULL),
    MUST("groups", spreads, "Most people first, the rest last.", "人数从多到少，其余在最后。"),
    {0}};
const struct shape shape_distribution_answer =
    OBJECT("Distribution", distribution_answer_fields, "How many people have how much.",
           "多少人各有多少。");
