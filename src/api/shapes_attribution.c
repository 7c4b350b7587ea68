/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of attribution: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

#define MODELS "first|last|last_non_direct|linear|position|time_decay|markov|shapley"

/* ---- the question ---- */

static const struct shape top = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape percent = {.kind = SHAPE_INT, .min = 0, .max = 100};
static const struct shape count = CHOICE(NULL, "all|first");
static const struct shape counted = CHOICE(NULL, "count");
static const struct shape kind_name = CHOICE(NULL, "attribution");
static const struct shape model = CHOICE(NULL, MODELS);
static const struct shape models = LIST_MAX(model, 8);
static const struct shape *const model_forms[] = {&model, &models, NULL};
static const struct shape model_or_models = {.kind = SHAPE_ONE_OF, .any_of = model_forms};

static const struct shape_field sum_fields[] = {
    MUST("sum", shape_question_name, "A property of the conversion.", "转化事件的属性。"), {0}};
static const struct shape sum =
    OBJECT("AttributionSum", sum_fields, "What conversions are worth.", "转化的价值。");
static const struct shape *const value_forms[] = {&counted, &sum, NULL};
static const struct shape value = {.kind = SHAPE_ONE_OF, .any_of = value_forms};
static const struct shape_field by_fields[] = {
    MUST("property", shape_question_name, "Of the touches, or of their items (item.brand).",
         "触点事件的属性，或其商品的字段（item.brand）。"),
    {0}};
static const struct shape by =
    OBJECT("AttributionBy", by_fields, "What tells channels apart.", "以什么区分渠道。");
static const struct shape_field weight_fields[] = {
    MAY("first", percent, "Percent; default 40.", "百分比，默认 40。"),
    MAY("last", percent, "Percent; default 40.", "百分比，默认 40。"),
    {0}};
static const struct shape weights =
    OBJECT("PositionWeights", weight_fields, "What the first and the last touch get.",
           "首个和末个触点所得。");
static const struct shape direct = LIST_MAX(shape_any, 20);

static const struct shape_field body_fields[] = {
    MAY("kind", kind_name, NULL, NULL),
    MUST("conversion", shape_question_events, "Events that are conversions.", "作为转化的事件。"),
    MUST("touch", shape_question_events, "Events that are touches.", "作为触点的事件。"),
    MUST("by", by, NULL, NULL),
    MAY("value", value, "Default count: each is worth one.", "默认 count：每次转化计一。"),
    MAY("within", shape_question_span,
        "How long before a conversion a touch counts; default 30 days.",
        "转化前多长时间内的触点有效，默认 30 天。"),
    MAY("model", model_or_models, "One or several; default last.", "一个或多个，默认 last。"),
    MAY("direct", direct, "Labels (null: without a value) that last_non_direct passes over.",
        "last_non_direct 跳过的标签（null 表示没有值）。"),
    MAY("weights", weights, NULL, NULL),
    MAY("half_life", shape_question_span, "Of time_decay; default 7 days.",
        "time_decay 的半衰期，默认 7 天。"),
    MAY("count", count, "All conversions, or each person's first.", "全部转化，或每人的首次转化。"),
    MAY("top", top, "Channels told apart; default 20.", "单独列出的渠道数，默认 20。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("range", shape_question_range, "Of conversions; default all time.",
        "转化所在范围，默认不限。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_attribution_body =
    OBJECT("AttributionQuestion", body_fields, "Which touches share in conversions?",
           "哪些触点促成了转化？");

static const struct shape what = CHOICE(NULL, "credit|touched|assisted|touches");
static const struct shape length = {.kind = SHAPE_INT, .min = 1, .max = 11};
static const struct shape lag = {.kind = SHAPE_INT, .min = 1, .max = 9};
static const struct shape_field cell_fields[] = {
    MAY_OR_NULL("group", shape_text, "Label of a channel; null: without a value.",
                "渠道的标签；null 表示没有值。"),
    MAY("other", shape_bool, "Of the rest.", "其余各渠道。"),
    MAY("none", shape_bool, "Conversions without a touch.", "没有触点的转化。"),
    MAY("what", what, "Default credit: who is behind what a model gives.",
        "默认 credit：模型所给份额背后的人。"),
    MAY("model", model, "Default the first asked.", "默认所问的第一个。"),
    MAY("length", length, "Of conversions with so many touches; 11: or more.",
        "触点数为此值的转化；11 表示不少于。"),
    MAY("lag", lag, "Of conversions in this one of `lags`, from 1.", "lags 中的第几项，从 1 起。"),
    {0}};
static const struct shape cell =
    OBJECT("AttributionCell", cell_fields, "One number of an attribution.", "归因中的一个数字。");
static const struct shape_field people_fields[] = {
    QUESTION_PEOPLE_FIELDS(shape_attribution_body, cell), {0}};
const struct shape shape_attribution_people_body =
    OBJECT("AttributionPeopleQuestion", people_fields, "Who is behind a number?", "数字背后是谁？");

/* ---- the answer ---- */

static const struct shape_field credit_fields[] = {
    MUST("conversions", shape_decimal, "All channels' are exactly the total.",
         "所有渠道之和恰好等于总数。"),
    MUST("value", shape_decimal, NULL, NULL),
    MUST("share", shape_number, "Of all value.", "占总价值的比例。"),
    {0}};
static const struct shape credit =
    OBJECT("AttributionCredit", credit_fields, "What a model gives.", "模型所给的份额。");
static const struct shape credits = LIST(credit);
static const struct shape channel_kind = CHOICE(NULL, "value|other|none");
static const struct shape_field channel_fields[] = {
    MUST("kind", channel_kind, "none: conversions without a touch.", "none 为没有触点的转化。"),
    MUST_OR_NULL("label", shape_text, "null: other, none, or touches without a value.",
                 "null 表示其余、无触点或触点没有值。"),
    MAY("name", shape_text, "Of the item or category that the label is the id of.",
        "标签所指商品或类目的名称。"),
    MUST("touches", shape_count, "In the range.", "范围内的触点数。"),
    MUST("people", shape_count, "Whose they are.", "触达的人数。"),
    MUST("touched", shape_count, "Conversions with a touch of it.", "含该渠道触点的转化数。"),
    MUST("assisted", shape_count, "… whose last touch is another's.", "……且末个触点属于其他渠道。"),
    MUST("models", credits, "In the order asked.", "按所问的顺序。"),
    {0}};
static const struct shape channel =
    OBJECT("AttributionChannel", channel_fields, "A channel.", "一个渠道。");
static const struct shape channels = LIST(channel);
static const struct shape_field length_fields[] = {
    MUST("touches", shape_count, NULL, NULL),
    MUST("more", shape_bool, "So many or more.", "不少于此数。"),
    MUST("conversions", shape_count, NULL, NULL),
    {0}};
static const struct shape length_bin =
    OBJECT("PathLength", length_fields, "Conversions by number of touches.", "按触点数的转化。");
static const struct shape lengths = LIST(length_bin);
static const struct shape_field lag_fields[] = {
    MUST("from", shape_number, NULL, NULL),
    MUST_OR_NULL("to", shape_number, "Not included; null: any longer.", "不含；null 表示更长。"),
    MUST("conversions", shape_count, NULL, NULL),
    {0}};
static const struct shape lag_bin =
    OBJECT("TimeLag", lag_fields, "Conversions by seconds from the first touch.",
           "按距首个触点秒数的转化。");
static const struct shape lags = LIST(lag_bin);
static const struct shape_field all_fields[] = {
    MUST("conversions", shape_count, NULL, NULL),
    MUST("value", shape_decimal, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("touched", shape_count, "Conversions with a touch.", "有触点的转化数。"),
    {0}};
static const struct shape all =
    OBJECT("AttributionTotal", all_fields, "All conversions.", "全部转化。");
static const struct shape_field answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("all", all, NULL, NULL),
    MUST("models", models, NULL, NULL),
    MUST("channels", channels, "Most conversions touched first; the rest, then none, last.",
         "按触及的转化从多到少；其余及无触点在最后。"),
    MUST("lengths", lengths, NULL, NULL),
    MUST("lags", lags, NULL, NULL),
    MUST_OR_NULL("seconds", shape_number, "Median time from the first touch.",
                 "距首个触点的中位时长（秒）。"),
    {0}};
const struct shape shape_attribution_answer = OBJECT(
    "Attribution", answer_fields, "Which touches share in conversions.", "哪些触点促成了转化。");
