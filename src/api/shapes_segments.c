/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of segments. */
#include "api/jobs.h"
#include "api/questions.h"
#include "members/members.h"

static const struct shape status = CHOICE(NULL, "active|archived");
static const struct shape *const title_forms[] = {&shape_text, &shape_title, NULL};
static const struct shape title_given = {.kind = SHAPE_ONE_OF, .any_of = title_forms};
static const struct shape *const description_forms[] = {&shape_text, &shape_title, NULL};
static const struct shape description_given = {.kind = SHAPE_ONE_OF, .any_of = description_forms};
static const struct shape trend_point = {.kind = SHAPE_INT, .nullable = true};
static const struct shape trend = LIST(trend_point);
static const struct shape counts = LIST(shape_count);
static const struct shape days = LIST(shape_day);

static const struct shape update = TEXT_MAX(16);

static const struct shape parameter_type = CHOICE(NULL, "number|text|time|bool");
static const struct shape *const default_forms[] = {&shape_text, &shape_number, &shape_bool, NULL};
static const struct shape default_value = {.kind = SHAPE_ONE_OF, .any_of = default_forms};
static const struct shape_field parameter_fields[] = {
    MUST("type", parameter_type, NULL, NULL), MUST("default", default_value, NULL, NULL), {0}};
const struct shape shape_parameter = OBJECT("SegmentParameter", parameter_fields,
                                            "What $name stands for.", "$名称 的类型与默认值。");
static const struct shape parameters = {
    .kind = SHAPE_MAP, .of = &shape_parameter, .max = LANG_PARAMS_MAX};

#define SEGMENT_FIELDS                                                                             \
  MUST("slug", shape_slug, NULL, NULL), MUST("title", shape_title, NULL, NULL),                    \
      MUST_OR_NULL("description", shape_title, NULL, NULL),                                        \
      MUST("expression", shape_text, NULL, NULL), MUST("version", shape_count, NULL, NULL),        \
      MUST("status", status, NULL, NULL), MUST("created_at", shape_time, NULL, NULL),              \
      MUST("updated_at", shape_time, NULL, NULL), MUST("author", shape_text, NULL, NULL),          \
      MUST("sentence", shape_title, "The expression in words.", "表达式的文字说明。"),             \
      MUST("update", update,                                                                       \
           "When it is recorded who enters and leaves: live, daily HH:MM or manual.",              \
           "何时记录进入与离开：live（实时）、daily HH:MM（每日定时）或 manual（手动）。"),        \
      MUST("events", shape_bool,                                                                   \
           "Whether entries and exits become events segment_entered and segment_exited.",          \
           "进入与离开是否同时成为事件 segment_entered 与 segment_exited。"),                      \
      MAY("parameters", parameters, "Of the $names in the expression.", "表达式中 $名称 的定义。")

static const struct shape_field row_fields[] = {
    SEGMENT_FIELDS,
    MUST_OR_NULL("people", shape_count, "Size as of the answer.", "当前人数。"),
    MUST_OR_NULL("share", shape_number, NULL, NULL),
    MUST("trend", trend, "Sizes at the last ms of the 14 days before, then now; null when unknown.",
         "前 14 天每天末的人数，最后为现在；未知时为 null。"),
    MUST("used_by", shape_count, NULL, NULL),
    {0}};
static const struct shape segment_row =
    OBJECT("SegmentRow", row_fields, "A segment with its size.", "分群及人数。");
static const struct shape segment_rows = LIST(segment_row);
static const struct shape_field list_fields[] = {MUST("as_of", shape_time, NULL, NULL),
                                                 MUST("lsn", shape_count, NULL, NULL),
                                                 MUST("items", segment_rows, NULL, NULL),
                                                 {0}};
const struct shape shape_segment_list =
    OBJECT("SegmentList", list_fields, "Segments.", "分群列表。");

static const struct shape_field use_fields[] = {MUST("kind", shape_text, NULL, NULL),
                                                MUST("slug", shape_slug, NULL, NULL),
                                                MUST("title", shape_title, NULL, NULL),
                                                {0}};
static const struct shape use = OBJECT("Use", use_fields, "Who refers to it.", "引用方。");
static const struct shape uses = LIST(use);
static const struct shape_field recorded_fields[] = {
    MUST("people", shape_count, "By what was recorded.", "按记录计算的人数。"),
    MUST("at", shape_time, "The last look that changed anything.", "最近一次有变化的时间。"),
    MUST_OR_NULL("problem", shape_trouble, "Why it cannot be kept up to date; its members stay.",
                 "无法更新的原因；成员保持不变。"),
    {0}};
static const struct shape recorded =
    OBJECT("SegmentRecorded", recorded_fields, "Its recorded members.", "已记录的成员。");
static const struct shape_field detail_fields[] = {
    SEGMENT_FIELDS,
    MUST("used_by", uses, NULL, NULL),
    MUST_OR_NULL("recorded", recorded,
                 "null until the first look, or when the records cannot be read (see /healthz).",
                 "首次计算之前，或记录无法读取时（见 /healthz）为 null。"),
    {0}};
const struct shape shape_segment_detail =
    OBJECT("Segment", detail_fields, "A named set of people.", "已命名的分群。");
static const struct shape_field body_fields[] = {
    MUST("title", title_given, "One text, or {en, zh}.", "一段文字，或 {en, zh}。"),
    MAY("description", description_given, "One text, or {en, zh}.", "一段文字，或 {en, zh}。"),
    MUST("expression", shape_expression, NULL, NULL),
    MAY("parameters", parameters, "Of the $names in the expression.", "表达式中 $名称 的定义。"),
    MAY("update", update, "live (default), daily HH:MM in the workspace's zone, or manual.",
        "live（默认）、daily HH:MM（工作区时区）或 manual。"),
    MAY("events", shape_bool,
        "true: who enters or leaves by event or time gets an event segment_entered or "
        "segment_exited; default false.",
        "true：因事件或时间而进出的人会得到事件 segment_entered 或 segment_exited；默认 false。"),
    {0}};
const struct shape shape_segment_body =
    OBJECT("SegmentInput", body_fields, "What a segment is made of.", "分群的定义。");

static const struct shape_field version_fields[] = {
    MUST("version", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("expression", shape_text, NULL, NULL),
    MAY("parameters", parameters, "Of the $names in the expression.", "表达式中 $名称 的定义。"),
    {0}};
static const struct shape version =
    OBJECT("SegmentVersion", version_fields, "One version.", "一个版本。");
static const struct shape versions = LIST(version);
static const struct shape_field versions_fields[] = {MUST("items", versions, NULL, NULL), {0}};
const struct shape shape_segment_versions =
    OBJECT("SegmentVersions", versions_fields, "Newest first.", "从新到旧。");

static const struct shape line_op = CHOICE(NULL, " |+|-");
static const struct shape_field line_fields[] = {
    MUST("op", line_op, NULL, NULL), MUST("text", shape_text, NULL, NULL), {0}};
static const struct shape diff_line = {.kind = SHAPE_OBJECT, .fields = line_fields};
static const struct shape diff_lines = LIST(diff_line);
static const struct shape_field diff_people_fields[] = {
    MUST("a", shape_count, NULL, NULL),
    MUST("b", shape_count, NULL, NULL),
    MUST("both", shape_count, NULL, NULL),
    MAY("entered_expression", shape_text, "In b and not in a.", "在 b 而不在 a 中。"),
    {0}};
static const struct shape diff_people = {.kind = SHAPE_OBJECT, .fields = diff_people_fields};
static const struct shape_field diff_fields[] = {
    MUST("lines", diff_lines, NULL, NULL),
    MUST_OR_NULL("people", diff_people, "As of now; null when a version no longer compiles.",
                 "按当前数据；若某版本已无法解析则为 null。"),
    {0}};
const struct shape shape_segment_diff =
    OBJECT("SegmentDiff", diff_fields, "From version a to b.", "版本 a 到 b 的变化。");

static const struct shape_field trend_fields[] = {
    MUST("days", days, "The last so many, as far as its events are kept.",
         "最近若干天，以其事件的保留期限为限。"),
    MUST("people", counts, "At the end of each day.", "每天末的人数。"),
    {0}};
const struct shape shape_segment_trend =
    OBJECT("SegmentTrend", trend_fields, "Size day by day.", "每日人数。");

const struct shape shape_member_cause =
    CHOICE(NULL, "event|time|definition|identity|late|baseline");
static const struct shape_field mover_fields[] = {
    MUST_OR_NULL("id", shape_text, "null: erased.", "null 表示已删除。"),
    MUST("subject", shape_count, NULL, NULL),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    {0}};
static const struct shape mover = {.kind = SHAPE_OBJECT, .fields = mover_fields};
static const struct shape_field move_fields[] = {
    MUST("at", shape_time, "The moment as of which it was found.", "发现变化的时点。"),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("version", shape_count, "Of the segment.", "分群版本。"),
    MUST("entered", shape_bool, "false: left.", "false 表示离开。"),
    MUST("cause", shape_member_cause, NULL, NULL),
    MUST("person", mover, NULL, NULL),
    {0}};
static const struct shape move =
    OBJECT("SegmentMove", move_fields, "Somebody entered or left.", "进入或离开的记录。");
static const struct shape moves = LIST(move);
static const struct shape_field moves_fields[] = {
    MUST("items", moves, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_segment_changes =
    OBJECT("SegmentChanges", moves_fields, "Newest look first.", "从最近一次变化开始。");

static const struct shape by_cause = {.kind = SHAPE_MAP, .of = &shape_count};
static const struct shape_field day_fields[] = {
    MUST("day", shape_day, NULL, NULL),
    MUST("people", shape_count, "At its end, or now.", "当日结束（或当前）的人数。"),
    MUST("entered", shape_count, NULL, NULL),
    MUST("exited", shape_count, NULL, NULL),
    MUST("entered_by", by_cause, "By cause; causes without anybody are left out.",
         "按原因统计；没有人的原因省略。"),
    MUST("exited_by", by_cause, NULL, NULL),
    {0}};
static const struct shape history_day = {.kind = SHAPE_OBJECT, .fields = day_fields};
static const struct shape history_days = LIST(history_day);
static const struct shape_field history_fields[] = {
    MUST("days", history_days, "Oldest first, from its first look on.", "从首次计算起，由旧到新。"),
    {0}};
const struct shape shape_segment_history =
    OBJECT("SegmentHistory", history_fields, "What was recorded, day by day.", "每日记录。");

static const struct shape_field look_fields[] = {
    MUST("at", shape_time, NULL, NULL),      MUST("lsn", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL), MUST("entered", shape_count, NULL, NULL),
    MUST("exited", shape_count, NULL, NULL), {0}};
const struct shape shape_segment_look =
    OBJECT("SegmentLook", look_fields, "What a look found.", "本次计算的结果。");
