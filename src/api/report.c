/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Named reports as tables of typed cells (model/report.h): the form in which the console's generic
 * page and programs read any of them. */
#include "model/report.h"
#include "api/report_shapes.h"

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

static const struct shape_field column_fields[] = {MUST("id", shape_text, NULL, NULL),
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
    MUST("report", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL),
    MUST("as_of", shape_time, NULL, NULL),  MUST("lsn", shape_count, NULL, NULL),
    MUST("zone", shape_text, NULL, NULL),   MUST("currency", shape_text, NULL, NULL),
    MUST("sections", sections, NULL, NULL), {0}};
const struct shape shape_report =
    OBJECT("Report", report_fields, "A report as tables.", "表格形式的报表。");

static const struct shape_field item_fields[] = {MUST("name", shape_text, NULL, NULL),
                                                 MUST("title", shape_title, NULL, NULL),
                                                 MUST("help", shape_title, NULL, NULL),
                                                 {0}};
static const struct shape item = OBJECT("ReportInfo", item_fields, NULL, NULL);
static const struct shape items = LIST(item);
static const struct shape_field list_fields[] = {MUST("items", items, NULL, NULL), {0}};
static const struct shape list_shape = OBJECT(NULL, list_fields, NULL, NULL);

static const struct route_param params[] = {
    PARAM_AS_OF,
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

/* ---- shared with the overview and classifications ---- */

struct report_params report_params_of(struct call *c, const struct view *v, int64_t as_of) {
  return (struct report_params){.snapshot = view_snapshot(v),
                                .names = names_env_lang(view_names(v)),
                                .env = view_env(v, &c->limits),
                                .currency = view_currency(v),
                                .as_of = as_of};
}

bool report_day(const struct call *c, const char *name, int32_t *ret, struct err *err) {
  struct str text = call_query(c, name);
  int64_t ms;
  *ret = 0;
  if (!text.p) return true;
  if (!time_parse_iso(text, tz_utc(), &ms, NULL, err)) return err_at(err, name, 0, 0, 0);
  *ret = day_of(tz_utc(), ms);
  return true;
}

void put_cell(struct jw *w, const struct report_cell *cell_, enum cell_type type) {
  if (!cell_->present) {
    jw_null(w);
    return;
  }
  switch (type) {
  case CELL_TEXT:
    jw_str(w, cell_->text);
    break;
  case CELL_TITLE:
    put_title(w, cell_->title.en, cell_->title.zh);
    break;
  case CELL_COUNT:
    jw_int(w, cell_->count);
    break;
  case CELL_MONEY:
  case CELL_DEC:
    put_decimal(w, cell_->dec);
    break;
  case CELL_RATE:
  case CELL_REAL:
  case CELL_DAYS:
    jw_double(w, cell_->real);
    break;
  case CELL_DATE:
    put_day(w, cell_->day);
    break;
  }
}

/* ---- one report ---- */

static const char *type_name(enum cell_type t) {
  static const char *const names[] = {"text", "title", "count", "money", "dec",
                                      "rate", "real",  "days",  "date"};
  return names[t];
}

static void put_section(struct jw *w, const struct report_section *s) {
  static const char *const readers[] = {"any", "person", "json"};
  jw_begin_object(w);
  jw_key(w, "id"), jw_cstr(w, s->id);
  jw_key(w, "title"), put_title(w, s->title.en, s->title.zh);
  jw_key(w, "single"), jw_bool(w, s->single);
  jw_key(w, "reader"), jw_cstr(w, readers[s->reader]);
  jw_key(w, "columns"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->n_columns; i++) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_cstr(w, s->columns[i].id);
    jw_key(w, "title"), put_title(w, s->columns[i].title.en, s->columns[i].title.zh);
    jw_key(w, "type"), jw_cstr(w, type_name(s->columns[i].type));
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "rows"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->n_rows; i++) {
    jw_begin_array(w);
    for (uint32_t k = 0; k < s->n_columns; k++)
      put_cell(w, &s->cells[(size_t)i * s->n_columns + k], s->columns[k].type);
    jw_end_array(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

void put_report(struct call *c, int64_t as_of, const struct view *v, const struct report *r) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "report"), jw_cstr(w, r->name);
  jw_key(w, "title"), put_title(w, r->title.en, r->title.zh);
  put_asof(c, as_of, v);
  jw_key(w, "zone"), jw_str(w, tz_name(view_tz(v)));
  jw_key(w, "currency"), jw_str(w, view_currency(v));
  jw_key(w, "sections"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_sections; i++)
    put_section(w, &r->sections[i]);
  jw_end_array(w);
  jw_end_object(w);
}

static bool compute(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                    struct err *err) {
  const struct report_def *def = ctx;
  struct report_params p = report_params_of(c, v, as_of);
  struct report r;
  p.slug = call_query(c, "classification");
  p.daily = call_query_bool(c, "daily", false);
  p.flow = call_query_bool(c, "flow", false);
  if (!report_day(c, "from", &p.from, err) || !report_day(c, "to", &p.to, err) ||
      !def->run(&p, c->arena, &r, err))
    return false;
  put_report(c, as_of, v, &r);
  return true;
}

static bool unknown(struct str name, struct err *err) {
  struct str names[32];
  size_t n = 0;
  for (; reports[n] && n < 32; n++)
    names[n] = str_from(reports[n]->name);
  int near = str_nearest(name, names, n);
  return err_fail(err, ERR_unknown_report, "%.*s" ERR_SEP "%.*s", STRF(name),
                  STRF(names[near >= 0 ? near : 0]));
}

static bool get(struct call *c, struct err *err) {
  const struct report_def *def = report_find(call_path(c, "name"));
  struct view *v;
  int64_t as_of;
  if (!def) return unknown(call_path(c, "name"), err);
  return call_view(c, &v, err) && call_as_of(c, &as_of, err) &&
         call_cached(c, as_of, v, compute, (void *)(uintptr_t)def, err);
}

const struct route report_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/reports",
     .id = "listReports",
     .tag = "reports",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .response = &list_shape,
     .title_en = "All reports",
     .title_zh = "全部报表",
     .run = list},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/reports/{name}",
     .id = "getReport",
     .tag = "reports",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .params = params,
     .response = &shape_report,
     .title_en = "One report as tables",
     .title_zh = "表格形式的一个报表",
     .help_en = "The same numbers that `shoal report` prints.  A cell's type says how to show it.",
     .help_zh = "与命令 `shoal report` 相同的数字；单元格的类型说明如何展示。",
     .run = get},
    {0}};
