/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What jobs look like in JSON. */
#include "api/jobs_int.h"

static const struct shape text_200 = TEXT_MAX(200);
static const struct shape kind = CHOICE("JobKind", "import|export|question|demo|verify|backup|coupons|mall");
const struct shape shape_job_status = CHOICE("JobStatus", "queued|running|done|failed|canceled");

static const struct shape any_object = {
    .kind = SHAPE_MAP, .of = &shape_any, .en = "Any fields.", .zh = "任意字段。"};

static const struct shape_field file_fields[] = {
    MUST("name", shape_text, "Name of the file.", "文件名。"),
    MUST("bytes", shape_count, "Its size.", "大小（字节）。"),
    MUST("type", shape_text, "Media type.", "媒体类型。"),
    {0}};
static const struct shape file = OBJECT(
    "JobFile", file_fields, "A file a job made; kept for 7 days.", "任务生成的文件，保留 7 天。");
static const struct shape files = LIST(file);

static const struct shape_field trouble_fields[] = {
    MUST("type", shape_text, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("status", shape_int, NULL, NULL),
    MUST("code", shape_text, "Stable; see the list of errors.", "稳定的错误代码，见错误列表。"),
    MUST("detail", shape_text, "A sentence in the language of Accept-Language.",
         "以 Accept-Language 语言书写的说明。"),
    MAY("hint", shape_text, "What to do.", "处理建议。"),
    MAY("place", shape_problem_place, NULL, NULL),
    {0}};
const struct shape shape_trouble =
    OBJECT("Trouble", trouble_fields, "An error inside an answer, as the body of a problem.",
           "应答中的错误，格式与 problem 相同。");

static const struct shape_field job_fields[] = {
    MUST("id", shape_text, "job_…", "job_…"),
    MUST("kind", kind, "What it does.", "任务类型。"),
    MUST("title", shape_title, "In words.", "任务名称。"),
    MUST("status", shape_job_status, "Where it is in its life.", "状态。"),
    MUST_OR_NULL("progress", shape_number, "0 to 1; null while unknown.",
                 "0 到 1，未知时为 null。"),
    MUST("phase", shape_text, "What is being done: waiting, reading, writing …",
         "当前阶段：waiting、reading、writing 等。"),
    MUST("created_at", shape_time, NULL, NULL),
    MUST_OR_NULL("started_at", shape_time, NULL, NULL),
    MUST_OR_NULL("finished_at", shape_time, NULL, NULL),
    MUST("author", shape_text, "Who started it.", "发起人。"),
    MUST("params", any_object, "What was asked for.", "任务参数。"),
    MUST_OR_NULL("result", any_object, "Counts; of a canceled import, of what was kept.",
                 "结果计数；取消的导入则为已保留的部分。"),
    MUST_OR_NULL("problem", shape_trouble, "Why it failed.", "失败原因。"),
    MUST("files", files, NULL, NULL),
    {0}};
const struct shape shape_job =
    OBJECT("Job", job_fields, "Work in the background.  It survives a restart of the server.",
           "后台任务，服务器重启后会继续。");

static const struct shape job_items = LIST(shape_job);
static const struct shape_field page_fields[] = {
    MUST("items", job_items, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_job_page =
    OBJECT("JobPage", page_fields, "Jobs, newest first.", "任务列表，最新的在前。");

static const struct shape what_rows = CHOICE(NULL, "people|events");
static const struct shape export_format = CHOICE(NULL, "csv|ndjson");
static const struct shape columns = LIST_MAX(text_200, 200);
static const struct shape_field export_fields[] = {
    MUST("what", what_rows, NULL, NULL),
    MAY("expression", shape_expression, "Only people who satisfy it.", "仅满足该表达式的用户。"),
    MAY("segment", shape_slug, "Only people of this segment.", "仅该分群的用户。"),
    MAY("as_of", shape_time, "A date (its end) or a date-time; absent = now.",
        "日期（当日结束）或时刻；缺省为现在。"),
    MUST("format", export_format, NULL, NULL),
    MAY("columns", columns,
        "Of people: attributes, classifications, first_seen, last_seen, orders, revenue.  Of "
        "events: "
        "properties.  Absent = all attributes (properties).",
        "用户：属性、分层、first_seen、last_"
        "seen、orders、revenue；事件：事件属性。缺省为全部属性。"),
    {0}};
const struct shape shape_export_body =
    OBJECT("ExportRequest", export_fields, "What to export.", "导出内容。");

static const struct shape what_question = CHOICE(NULL, "count|people|profile|ask");
static const struct shape_field question_fields[] = {
    MUST("what", what_question, NULL, NULL),
    MAY("expression", shape_expression, "Whom; not with ask.", "人群；ask 时不用。"),
    MAY("question", shape_slug, "With ask: a resource of kind question.",
        "ask 时：kind 为 question 的资源。"),
    MAY("as_of", shape_time, "A date (its end) or a date-time; absent = now.",
        "日期（当日结束）或时刻；缺省为现在。"),
    {0}};
const struct shape shape_question_job_body =
    OBJECT("QuestionJobRequest", question_fields,
           "A question whose answer is waited for in the background.", "在后台计算的问题。");

static const struct shape demo_people = {.kind = SHAPE_INT, .min = 200, .max = 1000000};
static const struct shape demo_events = {.kind = SHAPE_INT, .min = 10000, .max = 50000000};
static const struct shape_field demo_fields[] = {
    MAY("people", demo_people, "Default 20,000.", "默认 20,000。"),
    MAY("events", demo_events, "Default 50 per person.", "默认每人 50 个。"),
    {0}};
const struct shape shape_demo_body =
    OBJECT("DemoRequest", demo_fields, "Size of the simulated brand.", "模拟品牌的规模。");
