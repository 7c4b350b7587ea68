/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the documents of all questions about behaviour have in common. */
#include "api/questions.h"

const struct shape shape_question_events = {.kind = SHAPE_TEXT, .min = 1, .max = 65536};
const struct shape shape_question_span = {.kind = SHAPE_TEXT, .min = 1, .max = 40};
const struct shape shape_question_name = {.kind = SHAPE_TEXT, .min = 1, .max = 255};
const struct shape shape_page_limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};

static const struct shape_field range_fields[] = {
    MAY("from", shape_text, "First day, or a moment.", "首日或时刻。"),
    MAY("to", shape_text, "Last day, or a moment.", "末日或时刻。"),
    {0}};
static const struct shape range_object =
    OBJECT("QuestionRange", range_fields, "A period of the workspace's calendar.",
           "工作区日历中的一段时间。");
static const struct shape *const range_forms[] = {&shape_question_span, &range_object, NULL};
const struct shape shape_question_range = {.kind = SHAPE_ONE_OF, .any_of = range_forms};
