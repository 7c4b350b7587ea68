/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the retention: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

/* ---- the question ---- */

static const struct shape periods = {.kind = SHAPE_INT, .min = 1, .max = 366};
static const struct shape period = {.kind = SHAPE_INT, .min = 1, .max = 366};
static const struct shape column_number = {.kind = SHAPE_INT, .min = 0, .max = 366};
static const struct shape top_number = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape first = CHOICE(NULL, "ever|range|each");
static const struct shape grain = CHOICE(NULL, "hour|day|week|month");
static const struct shape mode = CHOICE(NULL, "on|on_or_after|until|every");
static const struct shape clock = CHOICE(NULL, "calendar|rolling");
static const struct shape kind_name = CHOICE(NULL, "retention");
static const struct shape bracket = LIST_MAX(period, 2);
static const struct shape brackets = LIST_MAX(bracket, 100);

static const struct shape measure_name = CHOICE(NULL, "people|events");
static const struct shape_field sum_fields[] = {
    MUST("sum", shape_question_name, "A property with numbers.", "数值属性。"), {0}};
static const struct shape sum_object =
    OBJECT("RetentionSum", sum_fields, "The sum of a property of the returns.",
           "回访事件某个属性的合计。");
static const struct shape *const measure_forms[] = {&measure_name, &sum_object, NULL};
static const struct shape measure = {.kind = SHAPE_ONE_OF, .any_of = measure_forms};

static const struct shape_field by_fields[] = {
    MAY("property", shape_question_name,
        "Of the event that starts it, or of its item (item.brand).",
        "起始事件的属性，或其商品的字段（item.brand）。"),
    MAY("attribute", shape_question_name, "Of the person.", "用户属性。"),
    MAY("class", shape_slug, NULL, NULL),
    MAY("segment", shape_slug, NULL, NULL),
    MAY("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape by = OBJECT("RetentionBreakdown", by_fields,
                                      "By what the retention is broken down.", "按什么细分。");

static const struct shape_field body_fields[] = {
    MAY("kind", kind_name, NULL, NULL),
    MUST("start", shape_question_events, "What people start with: an event selector.",
         "起始事件：事件选择器。"),
    MAY("return", shape_question_events, "What is a return; default any event.",
        "回访事件，默认任意事件。"),
    MAY("first", first,
        "Which start counts: the first ever (default), the first in the range, or that of each "
        "period.",
        "以哪次起始为准：有史以来首次（默认）、范围内首次，或每个时段的首次。"),
    MAY("grain", grain, "Periods of the workspace's calendar; default week.",
        "工作区日历的时段，默认 week。"),
    MAY("periods", periods,
        "Columns after the one of the start; default 24 hours, 30 days, 12 weeks or months.",
        "起始列之后的列数；默认 24 小时、30 日、12 周或 12 个月。"),
    MAY("brackets", brackets, "Instead of periods: columns [first, last] of several periods.",
        "代替 periods：每列为一段时段，给出首末两个序号。"),
    MAY("mode", mode,
        "Back in that period (default), in or after it, by then at least once, or in every one so "
        "far.",
        "当期回访（默认）、当期或之后、截至当期至少一次，或至今每期都回访。"),
    MAY("clock", clock, "Periods of the calendar (default), or from each person's own start.",
        "日历时段（默认），或自各人起始时刻起算。"),
    MAY("measure", measure, "Default people.", "默认 people。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("range", shape_question_range, "Of starts; default all time.",
        "起始所在时间范围，默认不限。"),
    MAY("by", by, NULL, NULL),
    MAY("top", top_number, "Groups told apart; default 10.", "单独列出的组数，默认 10。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_retention_body =
    OBJECT("RetentionQuestion", body_fields, "Who comes back, and when?", "谁会回来，何时回来？");

static const struct shape what = CHOICE(NULL, "retained|lost|members");
static const struct shape_field cell_fields[] = {
    MAY("cohort", shape_text, "A day or moment in it; default all whose cell is complete.",
        "该群组中的某日或某时刻；默认所有该格已完整的群组。"),
    MAY("column", column_number, "Place in `columns`; default 0.", "在 columns 中的位置，默认 0。"),
    MAY("what", what, "Who was counted (default), who was not, or all who started.",
        "计入的人（默认）、未计入的人，或全部起始的人。"),
    MAY_OR_NULL("group", shape_text, "Label of a group; null: without a value.",
                "组的标签；null 表示没有值。"),
    MAY("other", shape_bool, "Of the rest.", "其余各组。"),
    {0}};
static const struct shape cell =
    OBJECT("RetentionPick", cell_fields, "One number of a retention.", "留存中的一个数字。");
static const struct shape_field people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_retention_body, cell), {0}};
const struct shape shape_retention_people_body =
    OBJECT("RetentionPeopleQuestion", people_fields, "Who is behind a number?", "数字背后是谁？");

/* ---- the answer ---- */

static const struct shape_field column_fields[] = {
    MUST("from", shape_count, "Periods after the start.", "起始之后的第几个时段。"),
    MUST("to", shape_count, NULL, NULL),
    {0}};
static const struct shape column =
    OBJECT("RetentionColumn", column_fields, "A column of the table.", "表的一列。");
static const struct shape columns = LIST(column);

static const struct shape_field count_fields[] = {
    MUST("people", shape_count, "Counted.", "计入的人数。"),
    MUST("of", shape_count, "Members of the cohort, or of the cohorts averaged.",
         "群组人数，或参与平均的各群组人数。"),
    MUST_OR_NULL("rate", shape_number, "null: of nobody.", "null 表示没有人。"),
    MAY("events", shape_count, "Returns; unless people are measured.",
        "回访次数（不以人数计量时）。"),
    MAY("sum", shape_decimal, "Of their property, when asked.", "其属性的合计（要求时）。"),
    MAY_OR_NULL("per_person", shape_decimal, "Events or sum per member.", "人均次数或金额。"),
    MUST("incomplete", shape_bool, "Not over yet for everybody who could be in the cohort.",
         "对可能属于该群组的人尚未全部结束。"),
    {0}};
static const struct shape count = OBJECT("RetentionCell", count_fields, "A cell.", "一个单元格。");
static const struct shape counts = LIST(count);

static const struct shape_field cohort_fields[] = {
    MUST("from", shape_text, "First day, or hour.", "首日或首个小时。"),
    MUST("to", shape_text, NULL, NULL),
    MUST("incomplete", shape_bool, "Not over yet: people may join.", "尚未结束：仍可能有人加入。"),
    MUST("size", shape_count, "Members.", "人数。"),
    MUST("cells", counts, "By column, as far as they have begun.", "按列排列，仅含已开始的列。"),
    {0}};
static const struct shape cohort =
    OBJECT("RetentionCohort", cohort_fields, "Who started in a period.", "在某时段起始的人。");
static const struct shape cohorts = LIST(cohort);

static const struct shape group_kind = CHOICE(NULL, "all|value|other");
static const struct shape_field group_fields[] = {
    MUST("kind", group_kind, NULL, NULL),
    MUST_OR_NULL("label", shape_text, "null: all, other, or without a value.",
                 "null 表示全部、其余或没有值。"),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("size", shape_count, "Members of all cohorts.", "各群组人数之和。"),
    MUST("cells", counts, "Averages over complete cells, weighted by members.",
         "已完整单元格按人数加权的平均。"),
    MAY("cohorts", cohorts, "Of a group; those of all stand in the answer.",
        "某一组的各群组；全部的在结果顶层。"),
    {0}};
static const struct shape group =
    OBJECT("RetentionGroup", group_fields, "All, or one group.", "全部或其中一组。");
static const struct shape groups = LIST(group);

static const struct shape_field answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("start", shape_text, "Canonical text.", "规范文本。"),
    MUST("return", shape_text, NULL, NULL),
    MUST("columns", columns, NULL, NULL),
    MUST("all", group, NULL, NULL),
    MUST("cohorts", cohorts, "By time.", "按时间排列。"),
    MUST("groups", groups, "Largest first, the rest last.", "从大到小，其余在最后。"),
    {0}};
const struct shape shape_retention_answer =
    OBJECT("Retention", answer_fields, "Who comes back, and when.", "谁会回来，何时回来。");
