/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the dictionary of events and attributes. */
#include "api/data.h"
#include "api/jobs.h"
#include "api/questions.h"

static const struct shape value_type = CHOICE(NULL, "number|text|time|bool");
static const struct shape value_types = LIST(value_type);
static const struct shape counts = LIST(shape_count);
static const struct shape days = LIST(shape_day);

#define EVENT_FIELDS                                                                               \
  MUST("name", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL),                    \
      MUST("help", shape_title, NULL, NULL),                                                       \
      MUST("standard", shape_bool, "Known to Shoal by itself.", "系统内置事件。"),                 \
      MUST("rows", shape_count, NULL, NULL),                                                       \
      MUST_OR_NULL("people", shape_count, "Who did it.", "做过的人数。"),                          \
      MUST_OR_NULL("first_at", shape_time, NULL, NULL),                                            \
      MUST_OR_NULL("last_at", shape_time, NULL, NULL),                                             \
      MUST("last_day", shape_count, "Rows of the last 24 hours.", "最近 24 小时的行数。"),         \
      MUST("last_week", shape_count, "Rows of the last 7 days.", "最近 7 天的行数。"),             \
      MUST("plan", shape_event_plan, NULL, NULL)

static const struct shape_field event_fields[] = {
    EVENT_FIELDS,
    MUST("trend", counts, "30 days, oldest first.", "30 天，从旧到新。"),
    MUST("props", shape_count, NULL, NULL),
    {0}};
static const struct shape event = OBJECT("EventInfo", event_fields, "An event.", "事件。");
static const struct shape events = LIST(event);
static const struct shape_field events_fields[] = {MUST("items", events, NULL, NULL), {0}};
const struct shape shape_event_list = OBJECT(
    "EventList", events_fields, "All events, those that plans declare and never came at the end.",
    "全部事件；已声明但从未上报的事件排在最后。");

static const struct shape_field top_row_fields[] = {
    MUST("value", shape_text, NULL, NULL), MUST("rows", shape_count, NULL, NULL), {0}};
static const struct shape top_row = {.kind = SHAPE_OBJECT, .fields = top_row_fields};
static const struct shape top_rows = LIST(top_row);
static const struct shape_field type_row_fields[] = {
    MUST("type", value_type, NULL, NULL), MUST("rows", shape_count, NULL, NULL), {0}};
static const struct shape type_row = {.kind = SHAPE_OBJECT, .fields = type_row_fields};
static const struct shape type_rows = LIST(type_row);
static const struct shape_field prop_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("types", value_types, NULL, NULL),
    MUST("rows", shape_count, NULL, NULL),
    MUST("coverage", shape_number, NULL, NULL),
    MUST("top", top_rows, NULL, NULL),
    MUST_OR_NULL("min", shape_text, "A number as text, or a time.", "数字（文本）或时间。"),
    MUST_OR_NULL("max", shape_text, NULL, NULL),
    MUST_OR_NULL("mean", shape_decimal, NULL, NULL),
    MUST("type_rows", type_rows, "Rows of each type, among those looked at.",
         "各类型的行数（在统计范围内）。"),
    MUST_OR_NULL("first_at", shape_time, "Of its oldest row.", "最早出现的时间。"),
    MUST_OR_NULL("last_at", shape_time, "Of its newest row.", "最近出现的时间。"),
    MUST_OR_NULL("distinct", shape_count, "Different values.", "不同取值的数量。"),
    MUST("distinct_exact", shape_bool,
         "False: about 3 % off, or of a part of the rows (see complete).",
         "false 表示有约 3% 的误差，或仅统计了部分行（见 complete）。"),
    MUST("plan", shape_property_plan, NULL, NULL),
    {0}};
static const struct shape prop = OBJECT("PropertyInfo", prop_fields, "A property.", "事件属性。");
static const struct shape props = LIST(prop);
static const struct shape sample_props = {.kind = SHAPE_MAP, .of = &shape_any};
static const struct shape_field sample_fields[] = {MUST_OR_NULL("time", shape_time, NULL, NULL),
                                                   MUST("person", shape_text, NULL, NULL),
                                                   MUST("subject", shape_count, NULL, NULL),
                                                   MUST("props", sample_props, NULL, NULL),
                                                   {0}};
static const struct shape sample = {.kind = SHAPE_OBJECT, .fields = sample_fields};
static const struct shape samples = LIST(sample);
static const struct shape_field event_detail_fields[] = {
    EVENT_FIELDS,
    MUST("props", props, NULL, NULL),
    MUST("days", days, "Oldest first.", "从旧到新。"),
    MUST("counts", counts, "Rows of each day.", "每天的行数。"),
    MUST("samples", samples, "The 20 newest.", "最近 20 条。"),
    MUST("looked", shape_count, "Rows that were looked at for values.", "统计取值时所看的行数。"),
    MUST("complete", shape_bool, "Whether those are all.", "是否为全部行。"),
    MUST("violations", shape_violations, "Of the last 7 days.", "最近 7 天的违规。"),
    {0}};
const struct shape shape_event_detail =
    OBJECT("EventDetail", event_detail_fields, "An event in full.", "事件详情。");

static const struct shape_field top_people_fields[] = {MUST("value", shape_text, NULL, NULL),
                                                       MUST("people", shape_count, NULL, NULL),
                                                       MUST("expression", shape_text, NULL, NULL),
                                                       {0}};
static const struct shape top_people = {.kind = SHAPE_OBJECT, .fields = top_people_fields};
static const struct shape top_people_list = LIST(top_people);
static const struct shape_field attribute_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("types", value_types, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("coverage", shape_number, NULL, NULL),
    MUST("top", top_people_list, NULL, NULL),
    MUST_OR_NULL("min", shape_text, NULL, NULL),
    MUST_OR_NULL("max", shape_text, NULL, NULL),
    MUST_OR_NULL("mean", shape_decimal, NULL, NULL),
    MUST_OR_NULL("updated_at", shape_time, "Latest change that has a time.", "最近一次变更时间。"),
    {0}};
static const struct shape attribute =
    OBJECT("AttributeInfo", attribute_fields, "An attribute of people.", "用户属性。");
static const struct shape attributes = LIST(attribute);
static const struct shape_field attributes_fields[] = {MUST("items", attributes, NULL, NULL), {0}};
const struct shape shape_attribute_list =
    OBJECT("AttributeList", attributes_fields, "All attributes.", "全部用户属性。");

static const struct shape_field run_fields[] = {
    MUST("id", shape_count, NULL, NULL),        MUST("source", shape_text, NULL, NULL),
    MUST("file", shape_text, NULL, NULL),       MUST("status", shape_import_status, NULL, NULL),
    MUST("started_at", shape_time, NULL, NULL), MUST_OR_NULL("finished_at", shape_time, NULL, NULL),
    MUST("rows", shape_count, NULL, NULL),      {0}};
static const struct shape last_import =
    OBJECT("LastImport", run_fields, "The latest import.", "最近一次导入。");
static const struct shape_field source_fields[] = {
    MUST("source", shape_text, NULL, NULL),
    MUST_OR_NULL("last_at", shape_time, "Its latest import.", "最近一次导入。"),
    MUST("rows", shape_count, "Imported so far.", "累计导入行数。"),
    {0}};
static const struct shape source = {.kind = SHAPE_OBJECT, .fields = source_fields};
static const struct shape sources = LIST(source);
static const struct shape_field freshness_fields[] = {
    MUST_OR_NULL("last_event_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_import", last_import, NULL, NULL),
    MUST("events_today", shape_count, "In the workspace's zone.", "按工作区时区。"),
    MUST("sources", sources, NULL, NULL),
    {0}};
const struct shape shape_freshness =
    OBJECT("Freshness", freshness_fields, "How fresh the data is.", "数据新鲜度。");
