/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of overlap and difference: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

static const struct shape set_number = {.kind = SHAPE_INT, .min = 1, .max = 20};
static const struct shape set_numbers = LIST_MAX(set_number, 20);
static const struct shape top = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape overlap_name = CHOICE(NULL, "overlap");
static const struct shape difference_name = CHOICE(NULL, "difference");
static const struct shape what = CHOICE(NULL, "to|from|entered|left|stayed");

static const struct shape_field set_fields[] = {
    MAY("segment", shape_slug, "A segment …", "一个分群……"),
    MAY("expression", shape_expression, "… or an expression.", "……或一个表达式。"),
    MAY("title", shape_text, NULL, NULL),
    {0}};
static const struct shape set_object =
    OBJECT("PeopleSet", set_fields, "A set of people.", "一个人群。");
static const struct shape *const set_forms[] = {&shape_expression, &set_object, NULL};
static const struct shape set = {.kind = SHAPE_ONE_OF, .any_of = set_forms};
static const struct shape sets = LIST_MAX(set, 20);

static const struct shape_field counted_fields[] = {
    MUST("expression", shape_text, NULL, NULL),
    MUST_OR_NULL("segment", shape_slug, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("words", shape_title, "The condition in words.", "用文字表述的条件。"),
    MUST("people", shape_count, NULL, NULL),
    MUST("share", shape_number, "Of everyone.", "占全部的比例。"),
    {0}};
static const struct shape counted =
    OBJECT("CountedSet", counted_fields, "A set and its size.", "人群及其人数。");
static const struct shape counted_list = LIST(counted);

/* ---- overlap ---- */

static const struct shape_field overlap_fields[] = {
    MAY("kind", overlap_name, NULL, NULL),
    MUST("sets", sets, "2 to 20.", "2 至 20 个。"),
    MAY("top", top, "Combinations listed; default 20.", "列出的组合数，默认 20。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_overlap_body = OBJECT(
    "OverlapQuestion", overlap_fields, "How much do sets of people overlap?", "各人群有多少重叠？");
static const struct shape_field overlap_cell_fields[] = {
    MUST("in", set_numbers, "In all of these sets, from 1.", "同时属于这些人群，从 1 起。"),
    MAY("out", set_numbers, "In none of these.", "不属于这些人群。"),
    {0}};
static const struct shape overlap_cell =
    OBJECT("OverlapCell", overlap_cell_fields, "A combination of sets.", "人群的一种组合。");
static const struct shape_field overlap_people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_overlap_body, overlap_cell), {0}};
const struct shape shape_overlap_people_body = OBJECT(
    "OverlapPeopleQuestion", overlap_people_fields, "Who is behind a number?", "数字背后是谁？");

static const struct shape_field pair_fields[] = {
    MUST("people", shape_count, "In both.", "同时属于两者。"),
    MUST("share", shape_number, "Of the row's set.", "占该行人群的比例。"),
    MUST_OR_NULL("lift", shape_number, "Beside what chance would give; null: a set is empty.",
                 "与随机相比的倍数；null 表示有空人群。"),
    MUST("jaccard", shape_number, "Of those in either.", "占两者并集的比例。"),
    {0}};
static const struct shape pair = OBJECT("OverlapPair", pair_fields, "Two sets.", "两个人群。");
static const struct shape pairs = LIST(pair);
static const struct shape matrix = LIST(pairs);
static const struct shape numbers = LIST(shape_count);
static const struct shape_field combination_fields[] = {
    MUST("sets", numbers, "From 1.", "从 1 起。"),
    MUST("people", shape_count, "In just these.", "仅属于这些。"),
    {0}};
static const struct shape combination = OBJECT("OverlapCombination", combination_fields,
                                               "In these sets and no other.", "只属于这些人群。");
static const struct shape combinations = LIST(combination);
static const struct shape_field overlap_answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("everyone", shape_count, "All people, of `who`.", "全部用户（who 之内）。"),
    MUST("sets", counted_list, NULL, NULL),
    MUST("matrix", matrix, "Row by row.", "逐行。"),
    MUST("combinations", combinations, "Largest first.", "从大到小。"),
    MUST("combinations_more", shape_count, "How many are not listed.", "未列出的组合数。"),
    {0}};
const struct shape shape_overlap_answer =
    OBJECT("Overlap", overlap_answer_fields, "How much sets overlap.", "人群的重叠。");

/* ---- difference ---- */

static const struct shape_field difference_fields[] = {
    MAY("kind", difference_name, NULL, NULL),
    MUST("of", set, "Whose members.", "哪个人群。"),
    MAY("range", shape_question_range,
        "From the moment before it begins to its end. Either this or `from`.",
        "从它开始前一刻到它结束。与 from 二选一。"),
    MAY("from", shape_time, "A date (its end) or a moment.", "日期（当日结束）或时刻。"),
    MAY("to", shape_time, "Default as_of.", "默认为 as_of。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_difference_body = OBJECT("DifferenceQuestion", difference_fields,
                                                  "Who came and who left?", "谁进入了，谁离开了？");
static const struct shape_field difference_cell_fields[] = {MAY("what", what, NULL, NULL), {0}};
static const struct shape difference_cell = OBJECT(
    "DifferenceCell", difference_cell_fields, "One number of a difference.", "变化中的一个数字。");
static const struct shape_field difference_people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_difference_body, difference_cell), {0}};
const struct shape shape_difference_people_body =
    OBJECT("DifferencePeopleQuestion", difference_people_fields, "Who is behind a number?",
           "数字背后是谁？");
static const struct shape_field side_fields[] = {MUST("as_of", shape_time, NULL, NULL),
                                                 MUST("people", shape_count, NULL, NULL),
                                                 MUST("everyone", shape_count, NULL, NULL),
                                                 {0}};
static const struct shape side =
    OBJECT("DifferenceSide", side_fields, "The set then.", "该时刻的人群。");
static const struct shape_field difference_answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("of", counted, "As of `to`.", "以 to 为准。"),
    MUST("from", side, NULL, NULL),
    MUST("to", side, NULL, NULL),
    MUST("entered", shape_count, "In it at `to`, not at `from`.", "to 时在内而 from 时不在。"),
    MUST("left", shape_count, "In it at `from`, not at `to`.", "from 时在内而 to 时不在。"),
    MUST("stayed", shape_count, NULL, NULL),
    {0}};
const struct shape shape_difference_answer =
    OBJECT("Difference", difference_answer_fields, "Who came and who left.", "进入与离开的人。");
