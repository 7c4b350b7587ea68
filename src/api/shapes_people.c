/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of one person's pages. */
#include "api/questions.h"

static const struct shape_field identity_fields[] = {
    MUST("type", shape_text, NULL, NULL), MUST("value", shape_text, NULL, NULL), {0}};
static const struct shape identity =
    OBJECT("Identity", identity_fields, "What somebody is known as.", "身份标识。");
static const struct shape identities = LIST(identity);

static const struct shape_field match_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("subject", shape_count, NULL, NULL),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    MUST("match", identity, "What matched; of a name the type is the attribute's name.",
         "命中的标识；按姓名命中时类型为属性名。"),
    MUST_OR_NULL("last_seen", shape_time, NULL, NULL),
    MUST("orders", shape_count, NULL, NULL),
    MUST("revenue", shape_decimal, NULL, NULL),
    {0}};
static const struct shape match =
    OBJECT("PersonMatch", match_fields, "Somebody found.", "搜索结果。");
static const struct shape matches = LIST(match);
static const struct shape_field matches_fields[] = {
    MUST("items", matches, NULL, NULL),
    MUST("complete", shape_bool,
         "False when the search ended at its limit before all were looked at.",
         "为 false 表示达到搜索上限，未查完全部。"),
    {0}};
const struct shape shape_person_matches =
    OBJECT("PersonMatches", matches_fields, "People found.", "搜索到的人。");

static const struct shape_field erase_reach_fields[] = {
    MUST("identities", shape_count, "Identities that would go.", "将消失的身份标识个数。"),
    MUST("events", shape_count, "Of what they did.", "行为条数。"),
    MUST("changes", shape_count, "Changes of attributes.", "属性变更条数。"),
    MUST("orders", shape_count, NULL, NULL),
    MUST("amount", shape_decimal, "Of the orders, refunds not taken off.",
         "订单金额合计（未扣退款）。"),
    MUST_OR_NULL("first_event_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_event_at", shape_time, NULL, NULL),
    MUST("log_bytes", shape_count, "Of the workspace: at most so much log is written again.",
         "工作区日志字节数：最多重写这么多。"),
    MUST("column_bytes", shape_count, "Likewise of columns.", "工作区列存字节数，同上。"),
    {0}};
const struct shape shape_erase_reach =
    OBJECT("PersonEraseReach", erase_reach_fields, "What erasing somebody would take.",
           "抹除用户的影响范围。");

static const struct shape_field erased_fields[] = {
    MUST("lsn", shape_count, "Of the log record that says so.", "对应日志记录的 LSN。"),
    MUST("identities", shape_count, "Identities that are gone.", "已消失的身份标识个数。"),
    MUST("files", shape_count, "Reject files, uploads and files of jobs removed with them.",
         "一并删除的拒绝文件、上传文件与任务文件个数。"),
    {0}};
const struct shape shape_person_erased =
    OBJECT("PersonErased", erased_fields, "Somebody was erased.", "已抹除一名用户。");

static const struct shape some_identity = {.kind = SHAPE_TEXT, .min = 1, .max = 512};
static const struct shape some_identities = {
    .kind = SHAPE_LIST, .of = &some_identity, .min = 1, .max = 100};
static const struct shape_field merge_fields[] = {
    MUST("people", some_identities, "Who becomes one with the person, by any identity.",
         "要并入的用户，可用任一身份标识。"),
    MAY("force", shape_bool,
        "Although they would have more identities of a type than a person may.",
        "即使合并后某类身份标识超过上限也执行。"),
    MAY("dry_run", shape_bool, "Only say what would change.", "仅返回影响范围，不做更改。"),
    {0}};
const struct shape shape_people_merge =
    OBJECT("PeopleMerge", merge_fields, "People to be made one.", "要合并的用户。");
static const struct shape_field unmerge_fields[] = {
    MUST("identities", some_identities, "Identities of the person that leave together.",
         "要一起拆出的该用户身份标识。"),
    MAY("dry_run", shape_bool, "Only say what would change.", "仅返回影响范围，不做更改。"),
    {0}};
const struct shape shape_people_unmerge =
    OBJECT("PeopleUnmerge", unmerge_fields, "What is taken apart.", "要拆分的内容。");
static const struct shape value_type = CHOICE(NULL, "number|text|time|bool");
static const struct shape_field attribute_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("value", shape_scalar, NULL, NULL),
    MUST("type", value_type, NULL, NULL),
    MUST_OR_NULL("since", shape_time, "null: since ever.", "null 表示一直如此。"),
    MUST("history", shape_count, "Values so far.", "历史取值个数。"),
    {0}};
static const struct shape attribute =
    OBJECT("PersonAttribute", attribute_fields, "An attribute's latest value.", "属性的最新值。");
static const struct shape attributes = LIST(attribute);
static const struct shape_field numbers_fields[] = {
    MUST("orders", shape_count, NULL, NULL),
    MUST("refunds", shape_count, NULL, NULL),
    MUST("revenue", shape_decimal, "Net of refunds.", "扣除退款。"),
    MUST_OR_NULL("aov", shape_decimal, "Amount per order.", "客单价。"),
    MUST_OR_NULL("days_since_last_order", shape_count, NULL, NULL),
    MUST_OR_NULL("first_order_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_order_at", shape_time, NULL, NULL),
    MUST("events", shape_count, NULL, NULL),
    {0}};
static const struct shape numbers =
    OBJECT("PersonNumbers", numbers_fields, "A person in numbers.", "用户数据概览。");
static const struct shape_field past_fields[] = {
    MUST("at", shape_time, NULL, NULL), MUST("class", shape_text, NULL, NULL), {0}};
static const struct shape past = {.kind = SHAPE_OBJECT, .fields = past_fields};
static const struct shape history = LIST(past);
static const struct shape_field class_fields[] = {
    MUST("classification", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("class", shape_text, "`none` is in no class.", "none 表示不属于任何层级。"),
    MUST("class_title", shape_title, NULL, NULL),
    MUST_OR_NULL("since", shape_time,
                 "First end of month of the unbroken row; null: longer than a year.",
                 "连续处于该层级的最早月末；null 表示超过一年。"),
    MUST("history", history, "At the ends of the last 12 months, then now.",
         "最近 12 个月末及现在。"),
    {0}};
static const struct shape class_ =
    OBJECT("PersonClass", class_fields, "A person's class.", "用户所在层级。");
static const struct shape classes = LIST(class_);
static const struct shape_field segment_fields[] = {
    MUST("slug", shape_slug, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape segment = {.kind = SHAPE_OBJECT, .fields = segment_fields};
static const struct shape segments = LIST(segment);
static const struct shape_field person_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("id", shape_text, NULL, NULL),
    MUST("subject", shape_count, NULL, NULL),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    MUST("identities", identities, NULL, NULL),
    MUST_OR_NULL("first_seen", shape_time, NULL, NULL),
    MUST_OR_NULL("last_seen", shape_time, NULL, NULL),
    MUST("attributes", attributes, NULL, NULL),
    MUST("numbers", numbers, NULL, NULL),
    MUST("classes", classes, NULL, NULL),
    MUST("segments", segments, "Those they are in.", "所属分群。"),
    {0}};
const struct shape shape_person = OBJECT("Person", person_fields, "One person.", "一个用户。");

static const struct shape_field prop_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("value", shape_scalar, NULL, NULL),
    MUST("type", value_type, NULL, NULL),
    MAY("called", shape_text, "Name of the item or category it is the id of.",
        "其所指商品或类目的名称。"),
    {0}};
static const struct shape prop =
    OBJECT("EventProperty", prop_fields, "A property of an event.", "事件属性值。");
static const struct shape props = LIST(prop);
static const struct shape_field event_fields[] = {
    MUST_OR_NULL("time", shape_time, "null: since ever.", "null 表示一直如此。"),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("event", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("props", props, NULL, NULL),
    {0}};
static const struct shape event =
    OBJECT("PersonEvent", event_fields, "Something somebody did.", "用户的一次行为。");
static const struct shape events = LIST(event);
static const struct shape_field events_fields[] = {MUST("items", events, NULL, NULL),
                                                   MUST_OR_NULL("next", shape_text, NULL, NULL),
                                                   MUST("total", shape_count, NULL, NULL),
                                                   {0}};
const struct shape shape_person_events =
    OBJECT("PersonEvents", events_fields, "Newest first.", "从新到旧。");

static const struct shape_field item_fields[] = {
    MUST_OR_NULL("id", shape_text, NULL, NULL),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    MUST_OR_NULL("quantity", shape_decimal, NULL, NULL),
    MUST_OR_NULL("price", shape_decimal, NULL, NULL),
    {0}};
static const struct shape item = OBJECT("OrderItem", item_fields, "An order line.", "订单明细。");
static const struct shape items = LIST(item);
static const struct shape_field order_fields[] = {MUST_OR_NULL("id", shape_text, NULL, NULL),
                                                  MUST("time", shape_time, NULL, NULL),
                                                  MUST_OR_NULL("amount", shape_decimal, NULL, NULL),
                                                  MUST("refunded", shape_decimal, NULL, NULL),
                                                  MUST("items", items, NULL, NULL),
                                                  {0}};
static const struct shape order = OBJECT("Order", order_fields, "An order.", "订单。");
static const struct shape orders = LIST(order);
static const struct shape_field orders_fields[] = {
    MUST("items", orders, "Newest first, at most 500.", "从新到旧，最多 500 条。"),
    MUST("total", shape_count, NULL, NULL),
    {0}};
const struct shape shape_person_orders =
    OBJECT("PersonOrders", orders_fields, "What somebody bought.", "用户订单。");

static const struct shape_field moment_fields[] = {
    MUST_OR_NULL("time", shape_time, "null: since ever.", "null 表示一直如此。"),
    MUST("value", shape_scalar, "null: taken away.", "null 表示被清除。"),
    {0}};
static const struct shape moment = {.kind = SHAPE_OBJECT, .fields = moment_fields};
static const struct shape moments = LIST(moment);
static const struct shape_field history_fields[] = {
    MUST("items", moments, "Newest first, at most 500.", "从新到旧，最多 500 条。"), {0}};
const struct shape shape_attribute_history = OBJECT(
    "AttributeHistory", history_fields, "Values of an attribute over time.", "属性历史取值。");
