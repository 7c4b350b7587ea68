/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of what was observed beside what is declared. */
#include "api/data.h"

#define STATUS "none|declared|unseen|undeclared"

static const struct shape status = CHOICE("PlanStatus", STATUS);
static const struct shape_field event_fields[] = {
    MUST("status", status,
         "none: there is no tracking plan; unseen: declared, and never came; undeclared: came, and "
         "no plan names it.",
         "none：未设置埋点方案；unseen：已声明但从未上报；undeclared：已上报但未声明。"),
    MUST("flagged", shape_count, "Rows of the last 7 days that came with a flag.",
         "最近 7 天带违规标记入库的行数。"),
    MUST("refused", shape_count, "Dead letters that are kept of it, refused by the plans.",
         "因不符合方案被拒收、仍保留的死信数。"),
    {0}};
const struct shape shape_event_plan =
    OBJECT("EventPlan", event_fields, "What tracking plans say of it.", "埋点方案的要求。");

static const struct shape type = CHOICE("PlanType", "any|text|number|bool|time");
static const struct shape_field property_fields[] = {
    MUST("status", status, "As of events; none also where the event itself is not declared.",
         "含义同事件；事件本身未声明时也为 none。"),
    MUST_OR_NULL("type", type, "As declared.", "声明的类型。"),
    MUST("required", shape_bool, NULL, NULL),
    {0}};
const struct shape shape_property_plan =
    OBJECT("PropertyPlan", property_fields, "What tracking plans say of it.", "埋点方案的要求。");

static const struct shape reason =
    CHOICE("PlanReason", "unknown event|unknown|missing|type|value|small|large");
static const struct shape_field violation_fields[] = {
    MUST("event", shape_text, NULL, NULL),
    MUST("property", shape_text, "Empty: of the event itself.", "为空表示事件本身。"),
    MUST("reason", reason, NULL, NULL),
    MUST("rows", shape_count, "Stored rows of the period.", "期间内已入库的行数。"),
    MUST_OR_NULL("newest_at", shape_time, "Of the newest such row.", "最近一行的时间。"),
    MUST_OR_NULL("example", shape_text, "What that row has there; masked by role.",
                 "该行的取值，按角色脱敏。"),
    MUST_OR_NULL("person", shape_text, "Whose row it is; masked by role.",
                 "该行所属的人，按角色脱敏。"),
    MUST("refused", shape_count, "Dead letters with this finding.", "含此问题的死信数。"),
    MUST_OR_NULL("letter", shape_int, "The newest of them.", "其中最新的一封。"),
    MUST_OR_NULL("refused_at", shape_time, NULL, NULL),
    {0}};
static const struct shape violation = OBJECT(
    "Violation", violation_fields, "One way in which rows break the plans.", "一种违规情形。");
static const struct shape violations = LIST(violation);
static const struct shape_field violations_fields[] = {
    MUST("from", shape_time, "Rows since then are judged.", "自此时起的行参与判断。"),
    MUST("rows", shape_count, "Judged.", "参与判断的行数。"),
    MUST("flagged", shape_count, "Of them, rows to be flagged.", "其中应标记的行数。"),
    MUST("rejected", shape_count, "Of them, rows that would be refused today.",
         "其中按当前方案应拒收的行数。"),
    MUST("complete", shape_bool, "False: there were more rows than are judged at once.",
         "false 表示行数超过单次判断的上限，仅判断了部分。"),
    MUST("items", violations, "Most rows first; at most 500.", "按行数从多到少，最多 500 种。"),
    {0}};
const struct shape shape_violations =
    OBJECT("Violations", violations_fields,
           "Stored rows judged by the plans as they are now, and what was refused.",
           "按当前方案重新判断的已入库数据，以及被拒收的消息。");

static const struct shape document = {.kind = SHAPE_MAP,
                                      .of = &shape_any,
                                      .en = "Fields of a tracking plan.",
                                      .zh = "埋点方案的字段。"};
static const struct shape days = {.kind = SHAPE_INT, .min = 1, .max = DATA_PLAN_DAYS};
static const struct shape_field preview_body_fields[] = {
    MUST("document", document, NULL, NULL),
    MAY("slug", shape_slug, "It stands in the place of this plan.", "代替此方案参与判断。"),
    MAY("days", days, "Default 1: the last 24 hours.", "默认 1，即最近 24 小时。"),
    {0}};
const struct shape shape_plan_preview_body =
    OBJECT("PlanPreviewAsk", preview_body_fields, NULL, NULL);

static const struct shape_field preview_event_fields[] = {MUST("name", shape_text, NULL, NULL),
                                                          MUST("rows", shape_count, NULL, NULL),
                                                          MUST("flagged", shape_count, NULL, NULL),
                                                          MUST("rejected", shape_count, NULL, NULL),
                                                          {0}};
static const struct shape preview_event = OBJECT(NULL, preview_event_fields, NULL, NULL);
static const struct shape preview_events = LIST(preview_event);
static const struct shape_field preview_fields[] = {
    MUST("to", shape_time, NULL, NULL),
    MUST("events", preview_events, "Those with rows that break it.", "含违规行的事件。"),
    MUST("violations", shape_violations, NULL, NULL),
    {0}};
const struct shape shape_plan_preview =
    OBJECT("PlanPreview", preview_fields, "What the plan would have found.", "方案预览结果。");

static const struct shape_field draft_fields[] = {
    MUST("document", document,
         "Types as seen; required: on every row of an event with at least 20.",
         "类型取自实际数据；事件不少于 20 行且每行都有的属性标为必填。"),
    MUST("events", shape_count, NULL, NULL),
    MUST("rows", shape_count, "Looked at.", "参与统计的行数。"),
    MUST("complete", shape_bool, "False: there are more rows than are looked at.",
         "false 表示仅统计了部分行。"),
    {0}};
const struct shape shape_plan_draft = OBJECT(
    "PlanDraft", draft_fields, "A plan made from what was observed.", "由实际数据生成的方案。");
