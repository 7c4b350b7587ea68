/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of questions: what is asked of a set of people, and what is answered. */
#include "api/questions.h"

static const struct shape seed = {.kind = SHAPE_INT, .min = 0, .max = INT64_C(9007199254740991)};
static const struct shape page_limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
static const struct shape sample_n = {.kind = SHAPE_INT, .min = 1, .max = SAMPLE_MAX};
static const struct shape person_id = {.kind = SHAPE_TEXT, .min = 1, .max = 1024};
static const struct shape column_name = TEXT_MAX(255);
static const struct shape column_names = LIST_MAX(column_name, COLUMNS_MAX);

static const struct shape *const given_forms[] = {&shape_text, &shape_number, &shape_bool,
                                                  &shape_parameter, NULL};
static const struct shape given_value = {.kind = SHAPE_ONE_OF, .any_of = given_forms};
const struct shape shape_given = {.kind = SHAPE_MAP, .of = &given_value, .max = LANG_PARAMS_MAX};

/* ---- counting ---- */

static const struct shape clause_kind = CHOICE(NULL, "and|or|not|clause");
static const struct shape shape_clause;
static const struct shape clauses = LIST(shape_clause);
static const struct shape_field clause_fields[] = {
    MUST("path", shape_text,
         "Place in the tree: '' is the root, '0.1' the second child of the first.",
         "在树中的位置：'' 为根，'0.1' 为第一个子项的第二个子项。"),
    MUST("text", shape_text, "Canonical text.", "规范文本。"),
    MUST("sentence", shape_title, "In words.", "文字说明。"),
    MUST("place", shape_place, "Where it stands in the expression.", "在表达式中的位置。"),
    MUST("kind", clause_kind, NULL, NULL),
    MUST("children", clauses, NULL, NULL),
    MUST("people", shape_count, "People of this clause alone.", "仅满足该条件的人数。"),
    MUST_OR_NULL("cumulative", shape_count,
                 "Children of a root `and`: people left after this and all earlier ones.",
                 "根节点为 and 时：依次应用到此条件后剩余的人数。"),
    MUST_OR_NULL("reach_without", shape_count,
                 "Children of a root `and`: people if only this one were dropped.",
                 "根节点为 and 时：仅去掉该条件后的人数。"),
    {0}};
static const struct shape shape_clause =
    OBJECT("Clause", clause_fields, "A condition and how many satisfy it.", "条件及满足人数。");

static const struct shape_field count_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL),
    MAY("as_of", shape_time, "A date (its last millisecond) or a time; default now.",
        "日期（取当日最后一毫秒）或时间，默认现在。"),
    PARAMETERS,
    MAY("clauses", shape_bool, "Also count every clause.", "同时统计每个条件。"),
    MAY("exact", shape_bool, "Counts are always exact.", "结果始终精确。"),
    {0}};
const struct shape shape_count_body =
    OBJECT("CountQuestion", count_body_fields, "How many people?", "有多少人？");
static const struct shape_field count_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("everyone", shape_count, "People known as of then.", "截至该时刻的全部人数。"),
    MUST("share", shape_number, NULL, NULL),
    MUST("seconds", shape_number, "What the count took.", "计算耗时。"),
    MUST("canonical", shape_text, NULL, NULL),
    MUST("sentence", shape_title, NULL, NULL),
    MUST_OR_NULL("clauses", shape_clause, NULL, NULL),
    {0}};
const struct shape shape_count_answer = OBJECT("Count", count_fields, "How many people.", "人数。");

/* ---- pages of people ---- */

static const struct shape sort = CHOICE(NULL, "id|last_seen|orders|revenue");
static const struct shape_field people_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL),
    MAY("as_of", shape_time, NULL, NULL),
    PARAMETERS,
    MAY("columns", column_names,
        "first_seen, last_seen, orders, revenue, slugs of classifications, names of attributes.",
        "first_seen、last_seen、orders、revenue、分层标识或属性名。"),
    MAY("sort", sort, "Largest first; `id` in the order people were first known.",
        "从大到小；id 按首次出现的顺序。"),
    MAY("limit", page_limit, NULL, NULL),
    MAY("cursor", shape_text, "From `next` of the page before.", "上一页的 next。"),
    {0}};
const struct shape shape_people_body =
    OBJECT("PeopleQuestion", people_body_fields, "Who are they?", "都是谁？");
static const struct shape column_type = CHOICE(NULL, "text|number|time|money|bool|count");
static const struct shape_field column_fields[] = {MUST("id", shape_text, NULL, NULL),
                                                   MUST("title", shape_title, NULL, NULL),
                                                   MUST("type", column_type, NULL, NULL),
                                                   {0}};
static const struct shape shape_people_column =
    OBJECT("PeopleColumn", column_fields, "A column of people.", "人员列表的一列。");
static const struct shape people_columns = LIST(shape_people_column);
static const struct shape people_values = LIST(shape_scalar);
static const struct shape_field people_item_fields[] = {
    MUST("id", shape_text, "External id; masked for those who must not see it.",
         "外部标识；无权查看者看到的是掩码。"),
    MUST("subject", shape_count, "Shoal's number; a person's page is also at ~NUMBER.",
         "内部编号；也可用 ~编号 打开该用户。"),
    MUST_OR_NULL("name", shape_text, NULL, NULL),
    MUST("values", people_values, "One per column.", "与列一一对应。"),
    {0}};
static const struct shape shape_people_item =
    OBJECT("PeopleItem", people_item_fields, "A person.", "一个人。");
static const struct shape people_items = LIST(shape_people_item);
static const struct shape_field people_page_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("total", shape_count, NULL, NULL),
    MUST_OR_NULL("next", shape_text, NULL, NULL),
    MUST("columns", people_columns, NULL, NULL),
    MUST("items", people_items, NULL, NULL),
    {0}};
const struct shape shape_people_page =
    OBJECT("PeoplePage", people_page_fields, "A page of people.", "一页人员。");

static const struct shape_field sample_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL),
    MAY("as_of", shape_time, NULL, NULL),
    PARAMETERS,
    MAY("n", sample_n, "How many; default 20.", "抽取人数，默认 20。"),
    MAY("seed", seed, "The same seed draws the same people.", "相同的种子抽取相同的人。"),
    {0}};
const struct shape shape_sample_body =
    OBJECT("SampleQuestion", sample_body_fields, "Some of them.", "随机抽取若干人。");

/* ---- profile ---- */

static const struct shape_field profile_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL),
    MAY("as_of", shape_time, NULL, NULL),
    PARAMETERS,
    MAY("against", shape_expression, "Compare with; default everyone.", "对照人群，默认所有人。"),
    {0}};
const struct shape shape_profile_body =
    OBJECT("ProfileQuestion", profile_body_fields, "What are they like?", "他们有什么特征？");
static const struct shape *const label_forms[] = {&shape_text, &shape_title, NULL};
static const struct shape label = {.kind = SHAPE_ONE_OF, .any_of = label_forms};
#define BUCKET_FIELDS                                                                                         \
  MUST("label", label, NULL, NULL),                                                                           \
      MUST("expression", shape_text, "Selects the bucket among everyone.", "选出该组的表达式。"),             \
      MUST("people", shape_count, NULL, NULL), MUST("share", shape_number, NULL, NULL),                       \
      MUST("against_share", shape_number, NULL, NULL),                                                        \
      MUST_OR_NULL("lift", shape_number, "share / against_share.", "占比与对照占比之比。"),                   \
      MUST_OR_NULL(                                                                                           \
          "p", shape_number,                                                                                  \
          "That chance alone makes such a difference, adjusted for asking so many questions "                 \
          "(Benjamini–Hochberg); null: too few people.",                                                      \
          "仅由偶然造成此差异的概率，已按多重比较校正（Benjamini–Hochberg）；null " \
          "表示人数太少。"),                                                                                  \
      MUST("sure", shape_bool, "p below 0.05.", "p 小于 0.05。")
static const struct shape_field bucket_fields[] = {BUCKET_FIELDS, {0}};
static const struct shape shape_bucket =
    OBJECT("ProfileBucket", bucket_fields, "Part of a dimension.", "维度的一组。");
static const struct shape buckets = LIST(shape_bucket);
static const struct shape dimension_kind = CHOICE(NULL, "attribute|behaviour|class|number");
static const struct shape_field dimension_fields[] = {MUST("id", shape_text, NULL, NULL),
                                                      MUST("title", shape_title, NULL, NULL),
                                                      MUST("kind", dimension_kind, NULL, NULL),
                                                      MUST("buckets", buckets, NULL, NULL),
                                                      {0}};
static const struct shape shape_dimension =
    OBJECT("ProfileDimension", dimension_fields, "How people spread over something.",
           "人群在某一维度上的分布。");
static const struct shape dimensions = LIST(shape_dimension);
static const struct shape_field standout_fields[] = {
    MUST("dimension", shape_text, "Its id.", "维度的 id。"),
    MUST("title", shape_title, "… and title.", "维度的标题。"),
    BUCKET_FIELDS,
    {0}};
static const struct shape standout =
    OBJECT("ProfileStandout", standout_fields, "What sets them apart most.", "最突出的差异。");
static const struct shape standouts = LIST(standout);
static const struct shape number_type = CHOICE(NULL, "count|money|number|days");
static const struct shape_field number_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST_OR_NULL("mean", shape_decimal, NULL, NULL),
    MUST_OR_NULL("median", shape_decimal, NULL, NULL),
    MUST_OR_NULL("against_mean", shape_decimal, NULL, NULL),
    MUST_OR_NULL("against_median", shape_decimal, NULL, NULL),
    MUST("type", number_type, NULL, NULL),
    {0}};
static const struct shape shape_profile_number =
    OBJECT("ProfileNumber", number_fields, "A number of two sets.", "两个人群的数值对比。");
static const struct shape profile_numbers = LIST(shape_profile_number);
static const struct shape_field profile_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("against_people", shape_count, NULL, NULL),
    MUST("dimensions", dimensions, NULL, NULL),
    MUST("standouts", standouts, "Sure ones, farthest from 1 first; at most 12.",
         "显著且离 1 最远的在前，最多 12 个。"),
    MUST("numbers", profile_numbers, NULL, NULL),
    {0}};
const struct shape shape_profile_answer =
    OBJECT("Profile", profile_fields, "A set against another.", "人群画像对比。");

/* ---- why ---- */

static const struct shape_field explain_body_fields[] = {
    MUST("expression", shape_expression, NULL, NULL),
    MUST("person", person_id, "Any identity, or ~ and the subject.",
         "任一身份标识，或 ~ 加内部编号。"),
    MAY("as_of", shape_time, NULL, NULL),
    PARAMETERS,
    {0}};
const struct shape shape_explain_body =
    OBJECT("ExplainQuestion", explain_body_fields, "Why in, why not?", "为什么在（不在）其中？");
static const struct shape_field actual_fields[] = {
    MUST_OR_NULL("value", shape_scalar, NULL, NULL),
    MUST("type", shape_text, "number, text, time, bool or events.",
         "number、text、time、bool 或 events。"),
    MUST("text", shape_title, "“5 times, last on 2026-11-20 10:32”.",
         "“5 次，最近一次在 2026-11-20 10:32”。"),
    MUST_OR_NULL("event_at", shape_time, NULL, NULL),
    {0}};
static const struct shape shape_actual =
    OBJECT("WhyActual", actual_fields, "What is so.", "实际情况。");
static const struct shape actuals = LIST(shape_actual);
static const struct shape shape_why;
static const struct shape whys = LIST(shape_why);
static const struct shape_field why_fields[] = {MUST("path", shape_text, NULL, NULL),
                                                MUST("text", shape_text, NULL, NULL),
                                                MUST("sentence", shape_title, NULL, NULL),
                                                MUST("place", shape_place, NULL, NULL),
                                                MUST("kind", clause_kind, NULL, NULL),
                                                MUST("holds", shape_bool, NULL, NULL),
                                                MUST("children", whys, NULL, NULL),
                                                MUST("actual", actuals, NULL, NULL),
                                                {0}};
static const struct shape shape_why =
    OBJECT("Why", why_fields, "A condition, whether it holds, and what is so.",
           "条件、是否成立及实际情况。");
static const struct shape_field why_person_fields[] = {MUST("id", shape_text, NULL, NULL), {0}};
static const struct shape why_person = {.kind = SHAPE_OBJECT, .fields = why_person_fields};
static const struct shape_field explain_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),  MUST("lsn", shape_count, NULL, NULL),
    MUST("person", why_person, NULL, NULL), MUST("member", shape_bool, NULL, NULL),
    MUST("tree", shape_why, NULL, NULL),    {0}};
const struct shape shape_explain_answer =
    OBJECT("Explanation", explain_fields, "Why somebody is or is not in a set.",
           "某人在或不在人群中的原因。");

/* ---- vocabulary ---- */

static const struct shape value_type = CHOICE(NULL, "number|text|time|bool");
static const struct shape value_types = LIST(value_type);
static const struct shape_field word_prop_fields[] = {MUST("name", shape_text, NULL, NULL),
                                                      MUST("title", shape_title, NULL, NULL),
                                                      MUST("types", value_types, NULL, NULL),
                                                      MUST("money", shape_bool, "A sum in the workspace's currency.", "是否为工作区币种的金额。"),
                                                      MUST("samples", shape_texts, NULL, NULL),
                                                      {0}};
static const struct shape word_prop =
    OBJECT("VocabularyProperty", word_prop_fields, "A property of an event.", "事件属性。");
static const struct shape word_props = LIST(word_prop);
static const struct shape_field word_event_fields[] = {MUST("name", shape_text, NULL, NULL),
                                                       MUST("title", shape_title, NULL, NULL),
                                                       MUST("rows", shape_count, NULL, NULL),
                                                       MUST("props", word_props, NULL, NULL),
                                                       {0}};
static const struct shape word_event =
    OBJECT("VocabularyEvent", word_event_fields, "An event.", "事件。");
static const struct shape word_events = LIST(word_event);
static const struct shape_field word_attr_fields[] = {
    MUST("name", shape_text, NULL, NULL),     MUST("title", shape_title, NULL, NULL),
    MUST("types", value_types, NULL, NULL),   MUST("people", shape_count, NULL, NULL),
    MUST("samples", shape_texts, NULL, NULL), {0}};
static const struct shape word_attr =
    OBJECT("VocabularyAttribute", word_attr_fields, "An attribute of people.", "用户属性。");
static const struct shape word_attrs = LIST(word_attr);
static const struct shape_field word_segment_fields[] = {
    MUST("slug", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape word_segment = {.kind = SHAPE_OBJECT, .fields = word_segment_fields};
static const struct shape word_segments = LIST(word_segment);
static const struct shape_field word_class_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape word_class = {.kind = SHAPE_OBJECT, .fields = word_class_fields};
static const struct shape word_classes = LIST(word_class);
static const struct shape_field word_classification_fields[] = {
    MUST("slug", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("classes", word_classes, NULL, NULL),
    {0}};
static const struct shape word_classification = {.kind = SHAPE_OBJECT,
                                                 .fields = word_classification_fields};
static const struct shape word_classifications = LIST(word_classification);
static const struct shape word_named = {.kind = SHAPE_OBJECT, .fields = word_segment_fields};
static const struct shape word_nameds = LIST(word_named);
static const struct shape_field word_programme_fields[] = {
    MUST("slug", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("levels", word_nameds, "From the lowest.", "由低到高。"),
    {0}};
static const struct shape word_programme = {.kind = SHAPE_OBJECT, .fields = word_programme_fields};
static const struct shape word_programmes = LIST(word_programme);
static const struct shape_field word_function_fields[] = {MUST("name", shape_text, NULL, NULL),
                                                          MUST("args", shape_text, NULL, NULL),
                                                          MUST("help", shape_title, NULL, NULL),
                                                          {0}};
static const struct shape word_function = {.kind = SHAPE_OBJECT, .fields = word_function_fields};
static const struct shape word_functions = LIST(word_function);
static const struct shape_field vocabulary_fields[] = {
    MUST("lsn", shape_count, NULL, NULL),
    MUST("revision", shape_count, NULL, NULL),
    MUST("events", word_events, NULL, NULL),
    MUST("attributes", word_attrs, NULL, NULL),
    MAY("item_fields", word_props, "Fields of an event's item, as written inside where.",
        "事件所涉商品的字段，按 where 中的写法。"),
    MUST("segments", word_segments, NULL, NULL),
    MUST("classifications", word_classifications, NULL, NULL),
    MUST("currencies", word_nameds, "Of points().", "用于 points()。"),
    MUST("coupons", word_nameds, "Kinds of coupons, of coupons().", "券种，用于 coupons()。"),
    MUST("draws", word_nameds, "Prize draws, which rewards give turns in.", "抽奖，奖励可赠送其抽奖次数。"),
    MUST("programmes", word_programmes, "Of tier() and member().", "用于 tier() 与 member()。"),
    MUST("functions", word_functions, NULL, NULL),
    MUST("keywords", shape_texts, NULL, NULL),
    {0}};
const struct shape shape_vocabulary =
    OBJECT("Vocabulary", vocabulary_fields, "What expressions can speak of.", "表达式可用的词汇。");
