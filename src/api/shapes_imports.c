/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What uploads, the look at a file, its preview and imports look like in JSON. */
#include "api/jobs_int.h"

static const struct shape any_object = {
    .kind = SHAPE_MAP, .of = &shape_any, .en = "Any fields.", .zh = "任意字段。"};
static const struct shape mapping_text = TEXT_MAX(MAPPING_TEXT_MAX);
static const struct shape source_name = TEXT_MAX(255);
static const struct shape titles = LIST(shape_title);
static const struct shape file_format = CHOICE(NULL, "csv|ndjson");
const struct shape shape_import_status = CHOICE("ImportStatus", "running|done|stopped|failed");

/* ---- upload ---- */

static const struct shape_field upload_fields[] = {
    MUST("id", shape_text, "upl_…", "upl_…"),
    MUST("name", shape_text, "The file's name, made harmless.", "文件名（已去除危险字符）。"),
    MUST("bytes", shape_count, NULL, NULL),
    MUST("expires_at", shape_time, "When it is removed unless it is imported.",
         "若未导入，到期后删除。"),
    {0}};
const struct shape shape_upload =
    OBJECT("Upload", upload_fields, "A file waiting to be imported.", "等待导入的文件。");

/* ---- inspect ---- */

static const struct shape_field looks_fields[] = {
    MUST("type", shape_text, "text, number, time, bool or id.", "text、number、time、bool 或 id。"),
    MUST("format", shape_text, "Of times; else empty.", "时间格式；其他类型为空。"),
    MUST("confidence", shape_number, "Share of values that fit, 0 to 1.",
         "符合该类型的值占比，0 到 1。"),
    MUST_OR_NULL("note", shape_title, "What to look out for.", "需要注意之处。"),
    {0}};
static const struct shape looks = OBJECT("ColumnLooks", looks_fields, NULL, NULL);
static const struct shape_field column_fields[] = {
    MUST("name", shape_text, "Title, number without a header, or path in NDJSON.",
         "列名；无表头时为列号，NDJSON 为路径。"),
    MUST("samples", shape_texts, "The first different values.", "前几个不同的值。"),
    MUST("looks", looks, NULL, NULL),
    {0}};
static const struct shape column = OBJECT("FileColumn", column_fields, NULL, NULL);
static const struct shape columns = LIST(column);
static const struct shape raw_rows = LIST(shape_texts);
static const struct shape_field look_fields[] = {
    MUST("upload", shape_upload, NULL, NULL),
    MUST("format", file_format, NULL, NULL),
    MUST("encoding", shape_text, "utf-8, utf-16 or gb18030.", "utf-8、utf-16 或 gb18030。"),
    MUST("delimiter", shape_text, "A character, \"blank\", or empty for NDJSON.",
         "分隔符、“blank”，NDJSON 为空。"),
    MUST("quote", shape_text, NULL, NULL),
    MUST("header", shape_bool, NULL, NULL),
    MUST("columns", columns, NULL, NULL),
    MUST("rows", raw_rows, "The first 20 rows as they are.", "前 20 行原文。"),
    MUST("mapping", any_object, "The guess; only format fields when nothing could be guessed.",
         "推测的映射；无法推测时只含格式字段。"),
    MUST("yaml", shape_text, "The same as YAML.", "同上，YAML 格式。"),
    MUST("problems", titles, "What a person should confirm.", "需要人工确认之处。"),
    MUST("sources", shape_texts, "Sources imported before with the same columns.",
         "列相同的历史导入来源。"),
    {0}};
const struct shape shape_look =
    OBJECT("FileLook", look_fields, "A file nobody has described.", "对文件的初步判断。");

/* ---- preview ---- */

static const struct shape_field person_fields[] = {
    MUST("type", shape_text, NULL, NULL), MUST("value", shape_text, NULL, NULL), {0}};
static const struct shape person = OBJECT("Identity", person_fields, NULL, NULL);
static const struct shape_field row_fields[] = {
    MUST("line", shape_count, NULL, NULL),
    MUST("ok", shape_bool, NULL, NULL),
    MUST("event", shape_text, "Empty when rejected.", "被拒绝时为空。"),
    MUST_OR_NULL("person", person, NULL, NULL),
    MUST_OR_NULL("time", shape_text, "In the workspace's zone; null = known since ever.",
                 "按工作区时区；null 表示一直以来。"),
    MUST_OR_NULL("amount", shape_decimal, NULL, NULL),
    MUST("props", any_object, NULL, NULL),
    MUST("attributes", any_object, NULL, NULL),
    MUST_OR_NULL("problem", shape_trouble, NULL, NULL),
    MUST("text", shape_text, "Of a rejected row, the row as it is.", "被拒绝的行的原文。"),
    {0}};
static const struct shape row = OBJECT("PreviewRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field reason_fields[] = {MUST("code", shape_text, NULL, NULL),
                                                   MUST("detail", shape_title, NULL, NULL),
                                                   MUST("rows", shape_count, NULL, NULL),
                                                   MUST("first_line", shape_count, NULL, NULL),
                                                   {0}};
static const struct shape reason = OBJECT("RejectReason", reason_fields, NULL, NULL);
static const struct shape reasons = LIST(reason);
static const struct shape_field check_fields[] = {
    MUST("read", shape_count, NULL, NULL),
    MUST("good", shape_count, NULL, NULL),
    MUST("rejected", shape_count, NULL, NULL),
    MUST("complete", shape_bool, "The whole file was read.", "是否读完整个文件。"),
    MUST("reasons", reasons, NULL, NULL),
    MUST("new_people", shape_count, NULL, NULL),
    MUST("known_people", shape_count, NULL, NULL),
    MUST_OR_NULL("duplicates", shape_count, "Rows imported before; null while it is not known.",
                 "以前导入过的行；未知时为 null。"),
    MUST_OR_NULL("time_min", shape_time, NULL, NULL),
    MUST_OR_NULL("time_max", shape_time, NULL, NULL),
    MUST_OR_NULL("amount_sum", shape_decimal, NULL, NULL),
    {0}};
static const struct shape check = OBJECT("PreviewCheck", check_fields, NULL, NULL);
static const struct shape_field preview_fields[] = {MUST("rows", rows, NULL, NULL),
                                                    MUST("check", check, NULL, NULL),
                                                    MUST("mapping", any_object, NULL, NULL),
                                                    MUST("yaml", shape_text, NULL, NULL),
                                                    {0}};
const struct shape shape_preview =
    OBJECT("Preview", preview_fields, "The file as it will be understood.", "文件将被如何理解。");

static const struct shape preview_only = CHOICE(NULL, "all|rejected");
static const struct shape preview_rows = {.kind = SHAPE_INT, .min = 1, .max = 200};
static const struct shape_field preview_body_fields[] = {
    MAY("mapping", any_object, "As an object …", "映射对象……"),
    MAY("yaml", mapping_text, "… or as YAML text.", "……或 YAML 文本。"),
    MAY("rows", preview_rows, "How many rows to show; default 20.", "展示的行数，默认 20。"),
    MAY("only", preview_only, "Which rows to show; default all.", "展示哪些行，默认全部。"),
    {0}};
const struct shape shape_preview_body =
    OBJECT("PreviewRequest", preview_body_fields, "Which column is what.", "各列的含义。");

/* ---- imports ---- */

static const struct shape_field import_body_fields[] = {
    MUST("upload", shape_text, NULL, NULL),
    MAY("mapping", any_object, "As an object …", "映射对象……"),
    MAY("yaml", mapping_text, "… or as YAML text.", "……或 YAML 文本。"),
    MAY("source", source_name, "Name under which rows are recognised again.",
        "来源名，用于识别重复行。"),
    {0}};
const struct shape shape_import_body =
    OBJECT("ImportRequest", import_body_fields, "What to import, and how.", "导入内容与方式。");

static const struct shape_field count_fields[] = {
    MUST("read", shape_count, NULL, NULL),      MUST("imported", shape_count, NULL, NULL),
    MUST("duplicate", shape_count, NULL, NULL), MUST("rejected", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),    MUST("events", shape_count, NULL, NULL),
    MUST("bytes", shape_count, NULL, NULL),     {0}};
static const struct shape counts = OBJECT("ImportCounts", count_fields, NULL, NULL);
static const struct shape_field run_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("source", shape_text, NULL, NULL),
    MUST("file", shape_text, NULL, NULL),
    MUST("status", shape_import_status, NULL, NULL),
    MUST("started_at", shape_time, NULL, NULL),
    MUST_OR_NULL("finished_at", shape_time, NULL, NULL),
    MUST("counts", counts, NULL, NULL),
    MUST("rejects", shape_bool, "Whether its rejected rows can still be looked at.",
         "被拒绝的行是否仍可查看。"),
    MUST_OR_NULL("job", shape_text, NULL, NULL),
    {0}};
static const struct shape run = OBJECT("ImportRun", run_fields, NULL, NULL);
static const struct shape runs = LIST(run);
static const struct shape_field run_page_fields[] = {
    MUST("items", runs, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_import_page =
    OBJECT("ImportPage", run_page_fields, "Imports, newest first.", "导入记录，最新的在前。");

static const struct shape_field reject_fields[] = {MUST("line", shape_count, NULL, NULL),
                                                   MUST("code", shape_text, NULL, NULL),
                                                   MUST("detail", shape_text, NULL, NULL),
                                                   MUST("text", shape_text, NULL, NULL),
                                                   {0}};
static const struct shape reject = OBJECT("RejectedRow", reject_fields, NULL, NULL);
static const struct shape rejects = LIST(reject);
static const struct shape_field reject_page_fields[] = {
    MUST("items", rejects, NULL, NULL), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
const struct shape shape_reject_page = OBJECT(
    "RejectPage", reject_page_fields, "Rejected rows in file order.", "被拒绝的行，按文件顺序。");
