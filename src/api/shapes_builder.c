/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of expressions as forms (lang/builder.h): parsed, checked and formatted. */
#include "api/questions.h"

static const struct shape column_name = TEXT_MAX(255);
static const struct shape plain_text = TEXT_MAX(65536);
static const struct shape literal_type = CHOICE(NULL, "text|number|time|bool");
static const struct shape test_op =
    CHOICE(NULL, "=|!=|<|<=|>|>=|in|not in|contains|not contains|exists|not exists|between");
static const struct shape compare_op = CHOICE(NULL, "=|!=|<|<=|>|>=");
static const struct shape between_op = CHOICE(NULL, "=|!=|<|<=|>|>=|between");
static const struct shape set_op = CHOICE(NULL, "=|!=|in|not in");
static const struct shape value_list = LIST_MAX(plain_text, 1000);
static const struct shape event_names = LIST_MAX(column_name, 100);

static const struct shape window_unit =
    CHOICE("TimeUnit", "second|minute|hour|day|week|month|year");
static const struct shape window_n = {.kind = SHAPE_INT, .min = 1, .max = 1000000000};
static const struct shape moment_text = TEXT_MAX(32);
static const struct shape window_ever = CHOICE(NULL, "all");
static const struct shape window_units = CHOICE(NULL, "last|last_full");
static const struct shape window_one = CHOICE(NULL, "this|previous");
static const struct shape window_since = CHOICE(NULL, "since");
static const struct shape window_before = CHOICE(NULL, "before");
static const struct shape window_between = CHOICE(NULL, "between");
static const struct shape_field ever_fields[] = {MUST("kind", window_ever, NULL, NULL), {0}};
static const struct shape_field units_fields[] = {MUST("kind", window_units, NULL, NULL),
                                                  MUST("n", window_n, NULL, NULL),
                                                  MUST("unit", window_unit, NULL, NULL),
                                                  {0}};
static const struct shape_field one_fields[] = {
    MUST("kind", window_one, NULL, NULL), MUST("unit", window_unit, NULL, NULL), {0}};
static const struct shape_field since_time_fields[] = {
    MUST("kind", window_since, NULL, NULL), MUST("from", moment_text, NULL, NULL), {0}};
static const struct shape_field before_fields[] = {
    MUST("kind", window_before, NULL, NULL), MUST("to", moment_text, NULL, NULL), {0}};
static const struct shape_field between_fields[] = {MUST("kind", window_between, NULL, NULL),
                                                    MUST("from", moment_text, NULL, NULL),
                                                    MUST("to", moment_text, NULL, NULL),
                                                    {0}};
static const struct shape in_ever = OBJECT(NULL, ever_fields, NULL, NULL),
                          in_units = OBJECT(NULL, units_fields, NULL, NULL),
                          in_one = OBJECT(NULL, one_fields, NULL, NULL),
                          in_since = OBJECT(NULL, since_time_fields, NULL, NULL),
                          in_before = OBJECT(NULL, before_fields, NULL, NULL),
                          in_between = OBJECT(NULL, between_fields, NULL, NULL);
static const struct shape *const window_forms[] = {&in_ever,   &in_units,   &in_one, &in_since,
                                                   &in_before, &in_between, NULL};
static const struct shape shape_window = {.kind = SHAPE_ONE_OF,
                                          .name = "BuilderWindow",
                                          .any_of = window_forms,
                                          .en = "When.",
                                          .zh = "时间窗口。"};

static const struct shape_field filter_fields[] = {MUST("prop", column_name, NULL, NULL),
                                                   MUST("op", test_op, NULL, NULL),
                                                   MUST("type", literal_type, NULL, NULL),
                                                   MUST("values", value_list, NULL, NULL),
                                                   {0}};
static const struct shape shape_filter =
    OBJECT("BuilderFilter", filter_fields, "A test of an event.", "对事件属性的判断。");
static const struct shape filters = LIST_MAX(shape_filter, 100);

static const struct shape number_text = TEXT_MAX(64);
static const struct shape_field times_fields[] = {MUST("op", between_op, NULL, NULL),
                                                  MUST("n", number_text, NULL, NULL),
                                                  MAY("m", number_text, NULL, NULL),
                                                  {0}};
static const struct shape times = {.kind = SHAPE_OBJECT, .fields = times_fields};

static const struct shape kind_did = CHOICE(NULL, "did");
static const struct shape_field did_fields[] = {
    MUST("kind", kind_did, NULL, NULL),
    MUST("not", shape_bool, NULL, NULL),
    MUST("events", event_names, "`*` alone is any event.", "单独的 * 表示任意事件。"),
    MUST("where", filters, "Joined by and.", "以 and 连接。"),
    MUST_OR_NULL("count", times, NULL, NULL),
    MUST("window", shape_window, NULL, NULL),
    {0}};
static const struct shape builder_did =
    OBJECT("BuilderDid", did_fields, "Did something, or how often.", "做过某事及次数。");

static const struct shape kind_aggregate = CHOICE(NULL, "aggregate");
static const struct shape aggregate_fn =
    CHOICE(NULL, "sum|avg|min|max|distinct|gap|streak|streak_now");
static const struct shape_field aggregate_fields[] = {
    MUST("kind", kind_aggregate, NULL, NULL),
    MUST("fn", aggregate_fn, NULL, NULL),
    MUST("events", event_names, NULL, NULL),
    MAY("prop", column_name, "Not of gap, streak, streak_now.", "gap、streak、streak_now 没有。"),
    MUST("where", filters, NULL, NULL),
    MUST("op", between_op, NULL, NULL),
    MUST("value", number_text, NULL, NULL),
    MAY("value2", number_text, NULL, NULL),
    MUST("window", shape_window, NULL, NULL),
    {0}};
static const struct shape builder_aggregate = OBJECT(
    "BuilderAggregate", aggregate_fields, "A sum or other number of events.", "事件汇总值。");

static const struct shape kind_value = CHOICE(NULL, "value");
static const struct shape value_fn = CHOICE(NULL, "first|last|nth");
static const struct shape nth = {.kind = SHAPE_INT, .min = -1000, .max = 1000};
static const struct shape_field value_fields[] = {
    MUST("kind", kind_value, NULL, NULL),
    MUST("fn", value_fn, NULL, NULL),
    MAY("nth", nth, "Of nth; from the last if negative.", "nth 的序号，负数从最后数起。"),
    MUST("events", event_names, NULL, NULL),
    MAY("prop", column_name, "Without it, the time of the event.", "缺省为事件的时间。"),
    MUST("where", filters, NULL, NULL),
    MUST("window", shape_window, NULL, NULL),
    MUST("op", test_op, NULL, NULL),
    MUST("type", literal_type, NULL, NULL),
    MUST("values", value_list, NULL, NULL),
    {0}};
static const struct shape builder_value =
    OBJECT("BuilderValue", value_fields, "What the first, last or nth event says.",
           "首次、末次或第 n 次事件的值。");

static const struct shape kind_compare = CHOICE(NULL, "compare");
static const struct shape measure_fn =
    CHOICE(NULL, "count|sum|avg|min|max|distinct|first|last|nth|gap|streak|streak_now");
static const struct shape_field measure_fields[] = {MUST("fn", measure_fn, NULL, NULL),
                                                    MAY("nth", nth, NULL, NULL),
                                                    MUST("events", event_names, NULL, NULL),
                                                    MAY("prop", column_name, NULL, NULL),
                                                    MUST("where", filters, NULL, NULL),
                                                    MUST("window", shape_window, NULL, NULL),
                                                    {0}};
static const struct shape builder_measure =
    OBJECT("BuilderMeasure", measure_fields, "A number or value of events.", "事件的一个数值。");
static const struct shape_field compare_fields[] = {MUST("kind", kind_compare, NULL, NULL),
                                                    MUST("a", builder_measure, NULL, NULL),
                                                    MUST("op", compare_op, NULL, NULL),
                                                    MUST("b", builder_measure, NULL, NULL),
                                                    {0}};
static const struct shape builder_compare =
    OBJECT("BuilderCompare", compare_fields, "Two of them compared.", "两个数值相比。");

static const struct shape kind_sequence = CHOICE(NULL, "sequence");
static const struct shape step_unit = CHOICE(NULL, "second|minute|hour|day|week");
static const struct shape_field bound_fields[] = {
    MUST("n", window_n, NULL, NULL), MUST("unit", step_unit, NULL, NULL), {0}};
static const struct shape bound = {.kind = SHAPE_OBJECT, .fields = bound_fields};
static const struct shape_field step_fields[] = {
    MUST("not", shape_bool, "None of these events here.", "此处没有这些事件。"),
    MUST("events", event_names, NULL, NULL),
    MUST("where", filters, NULL, NULL),
    MUST_OR_NULL("within", bound, "After the step before.", "距上一步。"),
    {0}};
static const struct shape builder_step =
    OBJECT("BuilderStep", step_fields, "A step of a sequence.", "序列中的一步。");
static const struct shape builder_steps = LIST_MAX(builder_step, 16);
static const struct shape_field sequence_fields[] = {
    MUST("kind", kind_sequence, NULL, NULL),
    MUST("not", shape_bool, NULL, NULL),
    MUST("steps", builder_steps, NULL, NULL),
    MAY("by", column_name, "The same value in all steps.", "各步的值相同。"),
    MUST_OR_NULL("count", times, NULL, NULL),
    MUST("window", shape_window, NULL, NULL),
    {0}};
static const struct shape builder_sequence =
    OBJECT("BuilderSequence", sequence_fields, "Things done one after another.", "依次做过的事。");

static const struct shape kind_anniversary = CHOICE(NULL, "anniversary");
static const struct shape anniversary_when = CHOICE(NULL, "next|last");
static const struct shape_field anniversary_fields[] = {
    MUST("kind", kind_anniversary, NULL, NULL), MUST("name", column_name, NULL, NULL),
    MUST("when", anniversary_when, NULL, NULL), MUST("n", window_n, NULL, NULL),
    MUST("unit", window_unit, NULL, NULL),      {0}};
static const struct shape builder_anniversary =
    OBJECT("BuilderAnniversary", anniversary_fields, "A yearly return of a day.", "周年日。");

static const struct shape kind_list = CHOICE(NULL, "list");
static const struct shape_field in_list_fields[] = {
    MUST("kind", kind_list, NULL, NULL),
    MUST("name", column_name, "An attribute or a type of identity.", "用户属性或标识类型。"),
    MUST("slug", column_name, NULL, NULL),
    MUST("not", shape_bool, NULL, NULL),
    {0}};
static const struct shape builder_in_list =
    OBJECT("BuilderList", in_list_fields, "In an uploaded list.", "在名单中。");

static const struct shape kind_attribute = CHOICE(NULL, "attribute");
static const struct shape_field attribute_fields[] = {
    MUST("kind", kind_attribute, NULL, NULL), MUST("name", column_name, NULL, NULL),
    MUST("op", test_op, NULL, NULL),          MUST("type", literal_type, NULL, NULL),
    MUST("values", value_list, NULL, NULL),   {0}};
static const struct shape builder_attribute =
    OBJECT("BuilderAttribute", attribute_fields, "A test of an attribute.", "用户属性条件。");

static const struct shape kind_since = CHOICE(NULL, "since");
static const struct shape since_fn = CHOICE(NULL, "first|last");
static const struct shape_field since_fields[] = {MUST("kind", kind_since, NULL, NULL),
                                                  MUST("fn", since_fn, NULL, NULL),
                                                  MUST("events", event_names, NULL, NULL),
                                                  MUST("where", filters, NULL, NULL),
                                                  MUST("op", compare_op, NULL, NULL),
                                                  MUST("days", number_text, NULL, NULL),
                                                  {0}};
static const struct shape builder_since =
    OBJECT("BuilderSince", since_fields, "Days since an event.", "距某事件的天数。");

static const struct shape kind_class = CHOICE(NULL, "class");
static const struct shape_field class_fields[] = {MUST("kind", kind_class, NULL, NULL),
                                                  MUST("slug", column_name, NULL, NULL),
                                                  MUST("op", set_op, NULL, NULL),
                                                  MUST("values", value_list, NULL, NULL),
                                                  {0}};
static const struct shape builder_class =
    OBJECT("BuilderClass", class_fields, "In a class.", "属于某一层级。");

static const struct shape kind_segment = CHOICE(NULL, "segment");
static const struct shape_field segment_fields[] = {MUST("kind", kind_segment, NULL, NULL),
                                                    MUST("slug", column_name, NULL, NULL),
                                                    MUST("not", shape_bool, NULL, NULL),
                                                    {0}};
static const struct shape builder_segment =
    OBJECT("BuilderSegment", segment_fields, "In a segment.", "属于某一分群。");

static const struct shape kind_fact = CHOICE(NULL, "fact");
static const struct shape fact_fn = CHOICE(NULL, "points|coupons|tier");
static const struct shape_field fact_fields[] = {MUST("kind", kind_fact, NULL, NULL),
                                                 MUST("fn", fact_fn, NULL, NULL),
                                                 MUST("slug", column_name, NULL, NULL),
                                                 MUST("op", test_op, NULL, NULL),
                                                 MUST("type", literal_type, NULL, NULL),
                                                 MUST("values", value_list, NULL, NULL),
                                                 {0}};
static const struct shape builder_fact =
    OBJECT("BuilderFact", fact_fields, "Points, usable coupons or the level of a person.",
           "用户的积分余额、可用券数或会员等级。");

static const struct shape kind_member = CHOICE(NULL, "member");
static const struct shape_field is_member_fields[] = {MUST("kind", kind_member, NULL, NULL),
                                                      MUST("slug", column_name, NULL, NULL),
                                                      MUST("not", shape_bool, NULL, NULL),
                                                      {0}};
static const struct shape builder_member =
    OBJECT("BuilderMember", is_member_fields, "A member of a programme.", "会员计划的会员。");

static const struct shape kind_code = CHOICE(NULL, "code");
static const struct shape_field code_fields[] = {
    MUST("kind", kind_code, NULL, NULL), MUST("text", shape_expression, NULL, NULL), {0}};
static const struct shape builder_code =
    OBJECT("BuilderCode", code_fields, "What the form cannot show.", "表单无法表示的条件。");

static const struct shape group_op = CHOICE(NULL, "and|or");
static const struct shape shape_builder;
static const struct shape builder_items = LIST_MAX(shape_builder, 1000);
static const struct shape_field group_fields[] = {MUST("op", group_op, NULL, NULL),
                                                  MAY("not", shape_bool, NULL, NULL),
                                                  MUST("items", builder_items, NULL, NULL),
                                                  {0}};
static const struct shape builder_group =
    OBJECT("BuilderGroup", group_fields, "Several conditions.", "一组条件。");
static const struct shape *const builder_forms[] = {&builder_group,     &builder_did,
                                                    &builder_aggregate, &builder_attribute,
                                                    &builder_since,     &builder_class,
                                                    &builder_segment,   &builder_code,
                                                    &builder_value,     &builder_compare,
                                                    &builder_sequence,  &builder_anniversary,
                                                    &builder_in_list,   &builder_fact,
                                                    &builder_member,    NULL};
static const struct shape shape_builder = {.kind = SHAPE_ONE_OF,
                                           .name = "Builder",
                                           .any_of = builder_forms,
                                           .en = "An expression as a form.",
                                           .zh = "表单形式的表达式。"};

static const struct shape_field parse_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL), PARAMETERS, {0}};
const struct shape shape_parse_body = OBJECT("ParseQuestion", parse_body_fields, NULL, NULL);
static const struct shape expression_type = CHOICE(NULL, "bool|number|text|time");
static const struct shape_field parse_fields[] = {
    MUST("canonical", shape_text, NULL, NULL),
    MUST("sentence", shape_title, NULL, NULL),
    MUST_OR_NULL("tree", shape_builder, "Only of a condition.", "仅条件表达式有。"),
    MUST("type", expression_type, NULL, NULL),
    {0}};
const struct shape shape_parse_answer =
    OBJECT("ParsedExpression", parse_fields, "An expression understood.", "解析后的表达式。");
static const struct shape_field check_error_fields[] = {
    MUST("code", shape_text, NULL, NULL),
    MUST("message", shape_title, NULL, NULL),
    MUST_OR_NULL("hint", shape_title, NULL, NULL),
    MUST("place", shape_place, NULL, NULL),
    {0}};
static const struct shape check_error =
    OBJECT("CheckError", check_error_fields, "Something wrong.", "一处错误。");
static const struct shape check_errors = LIST(check_error);
static const struct shape cost_level = CHOICE(NULL, "cheap|moderate|heavy");
static const struct shape_field cost_fields[] = {
    MUST("level", cost_level, NULL, NULL),
    MUST("rows", shape_count, "Of the events it names.", "涉及事件的行数。"),
    MUST("columns", shape_count, NULL, NULL),
    MUST("distinct", shape_count, NULL, NULL),
    MUST("sequences", shape_count, NULL, NULL),
    MUST("reason", shape_title, NULL, NULL),
    {0}};
static const struct shape check_cost =
    OBJECT("ExpressionCost", cost_fields, "What asking it would cost.", "查询开销的估计。");
static const struct shape_field check_fields[] = {MUST("errors", check_errors,
                                                       "By place; empty when it can be asked.",
                                                       "按位置排列；无误时为空。"),
                                                  MUST_OR_NULL("type", expression_type, NULL, NULL),
                                                  MUST_OR_NULL("cost", check_cost, NULL, NULL),
                                                  {0}};
const struct shape shape_checked =
    OBJECT("CheckedExpression", check_fields, "What is wrong and what it costs.", "错误与开销。");
static const struct shape_field format_body_fields[] = {
    MUST("tree", shape_builder, NULL, NULL), PARAMETERS, {0}};
const struct shape shape_format_body = OBJECT("FormatQuestion", format_body_fields, NULL, NULL);
static const struct shape_field format_fields[] = {
    MUST("expression", shape_text, NULL, NULL), MUST("sentence", shape_title, NULL, NULL), {0}};
const struct shape shape_format_answer =
    OBJECT("FormattedExpression", format_fields, "A form as text.", "表单对应的表达式。");
