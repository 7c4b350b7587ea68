/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Named reports as tables of typed cells (model/report.h): the form in which the console's generic
 * page and programs read any of them. */
#include "api/report_shapes.h"
#include "model/report.h"

const struct shape shape_cell_type =
    CHOICE("CellType", "text|title|count|money|dec|rate|real|days|date");
const struct shape shape_rate = {.kind = SHAPE_NUMBER, .nullable = true};
const struct shape shape_day_list = LIST(shape_day);
const struct shape shape_decimals = LIST(shape_decimal);

static const struct shape *const cell_kinds[] = {&shape_text, &shape_number, &shape_title, NULL};
static const struct shape cell = {.kind = SHAPE_ONE_OF, .any_of = cell_kinds, .nullable = true};
static const struct shape row = LIST(cell);
static const struct shape rows = LIST(row);
static const struct shape reader = CHOICE(NULL, "any|person|json");

static const struct shape_field column_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("type", shape_cell_type, NULL, NULL),
    {0}};
static const struct shape column = OBJECT("Column", column_fields, NULL, NULL);
static const struct shape columns = LIST(column);

static const struct shape_field section_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("single", shape_bool, "One row, read as a list of facts.", "只有一行，按事实列表阅读。"),
    MUST("reader", reader, "A grid is a matrix for people and rows for programs.",
         "同一网格：给人看是矩阵，给程序是行。"),
    MUST("columns", columns, NULL, NULL),
    MUST("rows", rows, "Cells by column; money and exact numbers are strings.",
         "按列排列的单元格；金额与精确小数为字符串。"),
    {0}};
static const struct shape section = OBJECT("Section", section_fields, NULL, NULL);
static const struct shape sections = LIST(section);

static const struct shape_field report_fields[] = {
    MUST("report", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("zone", shape_text, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST("sections", sections, NULL, NULL),
    {0}};
static const struct shape report_shape =
    OBJECT("Report", report_fields, "A report as tables.", "表格形式的报表。");

static const struct shape_field item_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("help", shape_title, NULL, NULL),
    {0}};
static const struct shape item = OBJECT("ReportInfo", item_fields, NULL, NULL);
static const struct shape items = LIST(item);
static const struct shape_field list_fields[] = {MUST("items", items, NULL, NULL), {0}};
static const struct shape list_shape = OBJECT(NULL, list_fields, NULL, NULL);

static const struct route_param params[] = {
    {"as_of", &shape_time, "Date or time; now if absent.", "日期或时刻；缺省为当前。"},
    {"from", &shape_day, "First day of the period.", "统计期首日。"},
    {"to", &shape_day, "Last day of the period.", "统计期末日。"},
    {"classification", &shape_slug, "Another classification than the report's own.",
     "改用其他分层。"},
    {"daily", &shape_bool, "Also counts for each day.", "附每日人数。"},
    {"flow", &shape_bool, "Also who went where.", "附流转。"},
    {0}};

static bool list(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "items");
  jw_begin_array(w);
  for (size_t i = 0; reports[i]; i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_cstr(w, reports[i]->name);
    jw_key(w, "title"), put_title(w, reports[i]->title.en, reports[i]->title.zh);
    jw_key(w, "help"), put_title(w, reports[i]->help.en, reports[i]->help.zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}
