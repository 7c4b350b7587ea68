/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What classifications and the answers about them look like. */
#include "api/classification_int.h"

/* ---- shared with other resources ---- */

static const struct shape_field use_fields[] = {MUST("kind", shape_text, NULL, NULL),
                                                MUST("slug", shape_slug, NULL, NULL),
                                                MUST("title", shape_title, NULL, NULL),
                                                {0}};
static const struct shape use = OBJECT("ClassificationUse", use_fields, NULL, NULL);
const struct shape shape_uses = LIST(use);

static const struct shape_field version_fields[] = {
    MUST("version", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),
    MUST("yaml", shape_text, "The document of that version.", "该版本的文档。"),
    {0}};
static const struct shape version = OBJECT("ClassificationVersion", version_fields, NULL, NULL);
static const struct shape version_list = LIST(version);
static const struct shape_field versions_fields[] = {
    MUST("items", version_list, "Newest first.", "最新的在前。"), {0}};
const struct shape shape_versions = OBJECT(NULL, versions_fields, NULL, NULL);

static const struct shape diff_op = CHOICE(NULL, " |+|-");
static const struct shape_field line_fields[] = {
    MUST("op", diff_op, "In both, only in b, only in a.", "两者都有、仅 b 有、仅 a 有。"),
    MUST("text", shape_text, NULL, NULL),
    {0}};
static const struct shape line = OBJECT("ClassificationDiffLine", line_fields, NULL, NULL);
static const struct shape lines = LIST(line);
static const struct shape_field diff_fields[] = {MUST("lines", lines, NULL, NULL), {0}};
const struct shape shape_diff_lines = OBJECT(NULL, diff_fields, NULL, NULL);

/* ---- the definition ---- */

static const struct shape any_object = {.kind = SHAPE_MAP, .of = &shape_any};

static const struct shape_field measure_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("expression", shape_expression, NULL, NULL),
    MUST("sentence", shape_title, NULL, NULL),
    {0}};
static const struct shape measure = OBJECT("ClassMeasure", measure_fields, NULL, NULL);
static const struct shape measures = LIST(measure);

static const struct shape cut_by = CHOICE(NULL, "quantile|mean|median|fixed");
static const struct shape ref_by = CHOICE(NULL, "mean|median|fixed");
static const struct shape_field score_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("of", shape_text, "The measure that is cut.", "被切分的度量。"),
    MUST("by", cut_by, NULL, NULL),
    MUST("bins", shape_count, NULL, NULL),
    MUST("descending", shape_bool, "Small values score high.", "值越小得分越高。"),
    MUST("at", shape_decimals, "Fixed thresholds; empty when they follow from the data.",
         "固定阈值；由数据决定时为空。"),
    {0}};
static const struct shape score = OBJECT("ClassScore", score_fields, NULL, NULL);
static const struct shape scores = LIST(score);

static const struct shape_field reference_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("of", shape_text, NULL, NULL),
    MUST("by", ref_by, NULL, NULL),
    MUST_OR_NULL("value", shape_decimal, "If fixed.", "固定值时给出。"),
    {0}};
static const struct shape reference = OBJECT("ClassReference", reference_fields, NULL, NULL);
static const struct shape references = LIST(reference);

static const struct shape_field class_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("when", shape_expression, NULL, NULL),
    MUST("sentence", shape_title, NULL, NULL),
    MUST("rank", shape_int, "Greater is better: what counts as up in a flow.",
         "越大越好：决定流转中的上升与下降。"),
    {0}};
static const struct shape class_shape = OBJECT("ClassRule", class_fields, NULL, NULL);
static const struct shape class_list = LIST(class_shape);
static const struct shape status = CHOICE(NULL, "draft|active|archived");

static const struct shape_field classification_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST_OR_NULL("description", shape_title, NULL, NULL),
    MUST("version", shape_count, NULL, NULL),
    MUST("status", status, NULL, NULL),
    MUST("preset", shape_bool, "Comes with Shoal.", "系统预置。"),
    MUST("updated_at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),
    MUST("measures", measures, NULL, NULL),
    MUST("scores", scores, NULL, NULL),
    MUST("references", references, NULL, NULL),
    MUST("population", shape_text, "Who takes part in thresholds; empty = everyone.",
         "参与阈值计算的人群；为空表示所有人。"),
    MUST("classes", class_list, "The first that holds is the person's class.",
         "按顺序第一个成立的即为该用户的层。"),
    MUST("doc", any_object, "The canonical document.", "规范化的文档。"),
    MUST("yaml", shape_text, NULL, NULL),
    MUST("used_by", shape_uses, NULL, NULL),
    {0}};
const struct shape shape_classification =
    OBJECT("Classification", classification_fields, "A way to divide people.", "一种分层方式。");
static const struct shape classification_items = LIST(shape_classification);
static const struct shape_field list_fields[] = {MUST("items", classification_items, NULL, NULL),
                                                 {0}};
const struct shape shape_classification_list = OBJECT(NULL, list_fields, NULL, NULL);

static const struct shape yaml_text = TEXT_MAX(RESOURCE_DOC_MAX);
static const struct shape_field body_fields[] = {
    MAY("doc", any_object, "The document as JSON; or", "JSON 形式的文档；或"),
    MAY("yaml", yaml_text, "as YAML text.", "YAML 文本。"),
    {0}};
const struct shape shape_classification_body = OBJECT(
    "ClassificationBody", body_fields, "Exactly one of doc and yaml.", "doc 与 yaml 二选一。");

/* ---- preview ---- */

static const struct shape_field preview_body_fields[] = {
    MUST("slug", shape_slug, "Which one it would replace or become.", "将替换或新建的分层代号。"),
    MAY("doc", any_object, NULL, NULL),
    MAY("yaml", yaml_text, NULL, NULL),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_class_preview_body =
    OBJECT("ClassificationPreviewBody", preview_body_fields, NULL, NULL);

static const struct shape_field preview_class_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("share", shape_rate, NULL, NULL),
    MUST("was", shape_count, "In the class of that name today.", "当前同名层的人数。"),
    {0}};
static const struct shape preview_class = OBJECT(NULL, preview_class_fields, NULL, NULL);
static const struct shape preview_classes = LIST(preview_class);
static const struct shape_field move_fields[] = {
    MUST("from", shape_text, "Class today, or none.", "当前所在层，或 none。"),
    MUST("to", shape_text, "Class then.", "变更后的层。"),
    MUST("people", shape_count, NULL, NULL),
    {0}};
static const struct shape move = OBJECT(NULL, move_fields, NULL, NULL);
static const struct shape moves = LIST(move);
static const struct shape_field threshold_fields[] = {MUST("score", shape_text, NULL, NULL),
                                                      MUST("of", shape_text, NULL, NULL),
                                                      MUST("at", shape_decimals, NULL, NULL),
                                                      {0}};
static const struct shape threshold = OBJECT("ClassThresholds", threshold_fields, NULL, NULL);
static const struct shape thresholds = LIST(threshold);
static const struct shape_field problem_place_fields[] = {
    MUST("source", shape_text, "A JSON pointer into the body, or yaml.",
         "请求体内的 JSON 指针，或 yaml。"),
    MUST("line", shape_count, "Of the YAML text, or within the expression; 0 = not known.",
         "YAML 文本或表达式内的行号；0 表示未知。"),
    MUST("column", shape_count, NULL, NULL),
    MUST("length", shape_count, NULL, NULL),
    {0}};
static const struct shape problem_place = OBJECT(NULL, problem_place_fields, NULL, NULL);
static const struct shape_field problem_fields[] = {MUST("code", shape_text, NULL, NULL),
                                                    MUST("detail", shape_title, NULL, NULL),
                                                    MUST("hint", shape_title, NULL, NULL),
                                                    MUST("place", problem_place, NULL, NULL),
                                                    {0}};
static const struct shape problem = OBJECT("PlacedProblem", problem_fields, NULL, NULL);
static const struct shape problems = LIST(problem);
static const struct shape_field preview_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("classes", preview_classes, "In the proposed order, then none.",
         "按拟定的顺序，最后是未归入。"),
    MUST("moved", shape_count, "People whose class would have another name.",
         "所在层名称会变化的人数。"),
    MUST("matrix", moves, "Only where there is somebody.", "仅列出有人的格。"),
    MUST("thresholds", thresholds, NULL, NULL),
    MUST("problems", problems, "Why the document would be refused; then nothing else is filled.",
         "文档会被拒绝的原因；此时其余字段为空。"),
    {0}};
const struct shape shape_class_preview =
    OBJECT("ClassificationPreview", preview_fields, NULL, NULL);

/* ---- values ---- */

static const struct shape_field value_class_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("share", shape_rate, NULL, NULL),
    MUST("buyers", shape_count, "With an order in 365 days.", "近365天有订单的人数。"),
    MUST("orders", shape_count, "In 365 days.", "近365天订单数。"),
    MUST("revenue", shape_decimal, "Net, 365 days.", "近365天净销售额。"),
    MUST("revenue_share", shape_rate, NULL, NULL),
    MUST("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape value_class = OBJECT("ClassValues", value_class_fields, NULL, NULL);
static const struct shape value_classes = LIST(value_class);
static const struct shape_field ref_value_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("value", shape_decimal, NULL, NULL), {0}};
static const struct shape ref_value = OBJECT(NULL, ref_value_fields, NULL, NULL);
static const struct shape ref_values = LIST(ref_value);

static const struct shape_field cell_class_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("people", shape_count, NULL, NULL), {0}};
static const struct shape cell_class = OBJECT(NULL, cell_class_fields, NULL, NULL);
static const struct shape cell_classes = LIST(cell_class);
static const struct shape_field cell_fields[] = {
    MUST("r", shape_count, NULL, NULL),
    MUST("f", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("orders", shape_count, "In 365 days.", "近365天订单数。"),
    MUST("revenue", shape_decimal, "Net, 365 days.", "近365天净销售额。"),
    MUST_OR_NULL("mean_m", shape_decimal, "Mean of the measure m; null without people or measure.",
                 "度量 m 的均值；无人或无此度量时为 null。"),
    MUST("classes", cell_classes, "Who is in the cell, by class.", "格内人群按层分布。"),
    MUST("expression", shape_expression, NULL, NULL),
    {0}};
static const struct shape grid_cell = OBJECT("RfmCell", cell_fields, NULL, NULL);
static const struct shape grid_cells = LIST(grid_cell);
static const struct shape_field grid_fields[] = {
    MUST("r", shape_text, "Name of the score of the rows.", "行得分的名称。"),
    MUST("f", shape_text, "Name of the score of the columns.", "列得分的名称。"),
    MUST("cells", grid_cells, NULL, NULL),
    {0}};
static const struct shape grid = OBJECT("RfmGrid", grid_fields, NULL, NULL);

static const struct shape_field bin_fields[] = {MUST("from", shape_decimal, "Included.", "包含。"),
                                                MUST_OR_NULL("to", shape_decimal,
                                                             "Not included; null: no upper end.",
                                                             "不包含；null 表示无上限。"),
                                                MUST("people", shape_count, NULL, NULL),
                                                MUST("expression", shape_expression, NULL, NULL),
                                                {0}};
static const struct shape bin = OBJECT("HistogramBin", bin_fields, NULL, NULL);
static const struct shape bins = LIST_MAX(bin, 20);
static const struct shape_field histogram_fields[] = {MUST("measure", shape_text, NULL, NULL),
                                                      MUST("title", shape_title, NULL, NULL),
                                                      MUST("bins", bins, NULL, NULL),
                                                      {0}};
static const struct shape histogram = OBJECT("Histogram", histogram_fields, NULL, NULL);
static const struct shape histograms = LIST(histogram);

static const struct shape_field values_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("classes", value_classes, "In the order of the definition, then none.",
         "按定义的顺序，最后是未归入。"),
    MUST("population", shape_count, NULL, NULL),
    MUST("thresholds", thresholds, "As used as of then.", "该时刻实际使用的阈值。"),
    MUST("references", ref_values, NULL, NULL),
    MUST_OR_NULL("grid", grid, "When there are scores R and F.", "有 R 与 F 得分时给出。"),
    MUST("histogram", histograms, "Of each numeric measure, over the population.",
         "各数值度量在参与人群中的分布。"),
    {0}};
const struct shape shape_class_values = OBJECT("ClassificationValues", values_fields, NULL, NULL);

/* ---- daily, flow ---- */

static const struct shape_field name_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape named = OBJECT("ClassName", name_fields, NULL, NULL);
static const struct shape names = LIST(named);
static const struct shape counts = LIST(shape_count);
static const struct shape count_rows = LIST(counts);

static const struct shape_field daily_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("classes", names, "The columns; the last is none.", "列；最后一列是未归入。"),
    MUST("step_days", shape_count,
         "Days from one point to the next: 1; 7, counted back from the last day, when 93 days or "
         "more are asked for.",
         "相邻两点相隔的天数：1；查询 93 天及以上时为 7，自最后一天往前数。"),
    MUST("days", shape_day_list, "Those as of whose end its events are kept.",
         "仅含所用事件仍在保留期内的日期。"),
    MUST("counts", count_rows, "By day, then by class, as of the end of each day.",
         "按天、按层，截至每天结束。"),
    {0}};
const struct shape shape_class_daily = OBJECT("ClassificationDaily", daily_fields, NULL, NULL);

static const struct shape_field identity_fields[] = {
    MUST("class", shape_text, NULL, NULL),
    MUST("start", shape_count, "= stayed + up + down + lost", "= 留存 + 上升 + 下降 + 流出"),
    MUST("stayed", shape_count, NULL, NULL),
    MUST("up", shape_count, "Left for a better class.", "升到更好的层。"),
    MUST("down", shape_count, "Left for a worse class.", "降到更差的层。"),
    MUST("lost", shape_count, "Left for none.", "不再归入任何层。"),
    MUST("arrived", shape_count, "Came from another class or from none.", "自其他层或未归入转入。"),
    MUST("entered", shape_count, "Were not known at the start.", "期初尚不存在。"),
    MUST("end", shape_count, "= stayed + arrived + entered", "= 留存 + 转入 + 新进"),
    {0}};
static const struct shape identity = OBJECT("FlowIdentity", identity_fields, NULL, NULL);
static const struct shape identities = LIST(identity);
static const struct shape_field flow_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("from", shape_day, "As of the end of this day …", "自这一天结束时……"),
    MUST("to", shape_day, "… to the end of this.", "……到这一天结束时。"),
    MUST("classes", names, "Rows and columns: classes, none, absent (not yet known).",
         "行与列：各层、未归入、尚不存在。"),
    MUST("matrix", count_rows, "From row to column.", "从行到列。"),
    MUST("identity", identities, "Of each class and none.", "各层与未归入。"),
    {0}};
const struct shape shape_class_flow = OBJECT("ClassificationFlow", flow_fields, NULL, NULL);
