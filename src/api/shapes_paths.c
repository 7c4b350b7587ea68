/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of paths: docs/QUESTIONS.md describes what each field means. */
#include "api/questions.h"

/* ---- the question ---- */

static const struct shape depth = {.kind = SHAPE_INT, .min = 1, .max = 20};
static const struct shape top = {.kind = SHAPE_INT, .min = 1, .max = 1000};
static const struct shape top_nodes = {.kind = SHAPE_INT, .min = 1, .max = 50};
static const struct shape top_values = {.kind = SHAPE_INT, .min = 1, .max = 100};
static const struct shape count = CHOICE(NULL, "people|occurrences");
static const struct shape kind_name = CHOICE(NULL, "paths");
static const struct shape split = {.kind = SHAPE_MAP, .of = &shape_question_name};

static const struct shape_field item_fields[] = {
    MUST("events", shape_question_events, NULL, NULL),
    MAY("title", shape_text, "These events are one node of this name; default: each its own.",
        "这些事件合为一个以此命名的节点；默认每种事件各为一个节点。"),
    {0}};
static const struct shape item_object =
    OBJECT("PathItem", item_fields, "Events that are nodes of paths.", "作为路径节点的事件。");
static const struct shape *const item_forms[] = {&shape_question_events, &item_object, NULL};
static const struct shape item = {.kind = SHAPE_ONE_OF, .any_of = item_forms};
static const struct shape items = LIST_MAX(item, 20);
static const struct shape *const events_forms[] = {&shape_question_events, &item_object, &items,
                                                   NULL};
static const struct shape events = {.kind = SHAPE_ONE_OF, .any_of = events_forms};

static const struct shape_field body_fields[] = {
    MAY("kind", kind_name, NULL, NULL),
    MAY("from", shape_question_events,
        "What paths begin with; default the first event of a session.",
        "路径的起点；默认为会话的第一个事件。"),
    MAY("to", shape_question_events, "What paths end with; without `from` they are read backwards.",
        "路径的终点；没有 from 时从终点向前回溯。"),
    MAY("events", events, "Which events are nodes; default all but $set.",
        "哪些事件是节点；默认除 $set 外的所有事件。"),
    MAY("split", split, "An event's name → property, or item.FIELD: a node per value.",
        "事件名 → 属性或 item.字段：每个取值一个节点。"),
    MAY("gap", shape_question_span, "Silence that ends a session; default 30 minutes.",
        "结束一次会话的静默时长，默认 30 分钟。"),
    MAY("within", shape_question_span, "A window over sessions, instead of them.",
        "以跨会话的时间窗口代替会话。"),
    MAY("depth", depth, "Levels; default 5.", "层数，默认 5。"),
    MAY("collapse", shape_bool, "Equal neighbours are one; default true.",
        "相邻的相同节点合为一个，默认 true。"),
    MAY("count", count, "Default people.", "默认 people。"),
    MAY("top", top, "Paths told apart; default 50.", "单独列出的路径数，默认 50。"),
    MAY("top_nodes", top_nodes, "Nodes told apart per level; default 20.",
        "每层单独列出的节点数，默认 20。"),
    MAY("top_values", top_values, "Values told apart per split event; default 10.",
        "每个拆分事件单独列出的取值数，默认 10。"),
    MAY("min_share", shape_number, "Nodes and paths with less of all are grouped; 0 … 1.",
        "占比低于此值的节点和路径归入其余，0 … 1。"),
    MAY("converted", shape_bool, "Only paths that reached `to`.", "只看到达终点的路径。"),
    MAY("who", shape_expression, "Only these people.", "仅限这些人。"),
    MAY("range", shape_question_range, "Only events in it; default all time.",
        "只看其中的事件，默认不限。"),
    MAY("as_of", shape_time, NULL, NULL),
    {0}};
const struct shape shape_paths_body =
    OBJECT("PathsQuestion", body_fields, "What do people do before and after?",
           "人们之前和之后做了什么？");

static const struct shape keys = LIST_MAX(shape_text, 20);
static const struct shape_field cell_fields[] = {
    MAY("level", depth, "Of a node, or of a link's first node; default 1.",
        "节点或连线起点所在的层，默认 1。"),
    MAY("node", shape_text, "Key of a node.", "节点的键。"),
    MAY("ended", shape_bool, "With `node`: only those who ended there.",
        "与 node 合用：仅限止于此处的人。"),
    MAY("from", shape_text, "Key of a link's first node.", "连线起点的键。"),
    MAY("to", shape_text, "… and of its second.", "连线终点的键。"),
    MAY("path", keys, "Keys of a path.", "一条路径的各个键。"),
    MAY("other", shape_bool, "Of the paths not listed.", "未列出的路径。"),
    MAY("converted", shape_bool, "Only those who reached `to`.", "仅限到达终点的人。"),
    {0}};
static const struct shape cell =
    OBJECT("PathsCell", cell_fields, "One number of paths.", "路径中的一个数字。");
static const struct shape_field people_fields[] = {QUESTION_PEOPLE_FIELDS(shape_paths_body, cell),
                                                   {0}};
const struct shape shape_paths_people_body =
    OBJECT("PathsPeopleQuestion", people_fields, "Who is behind a number?", "数字背后是谁？");

/* ---- the answer ---- */

static const struct shape node_kind = CHOICE(NULL, "event|title|value|values_other|other");
#define NODE                                                                                       \
  MUST("key", shape_text, "Unique in the answer.", "在结果中唯一。"),                              \
      MUST("kind", node_kind, NULL, NULL),                                                         \
      MUST_OR_NULL("event", shape_text, "null: several.", "null 表示多个。"),                      \
      MUST_OR_NULL("label", shape_text, "Name or value; null: without a value, or several.",       \
                   "名称或取值；null 表示没有值或多个。"),                                         \
      MAY("name", shape_text, "Of the item or category whose id the label is.",                    \
          "label 所指商品或类目的名称。")
static const struct shape_field cell_node_fields[] = {
    NODE,
    MUST("count", shape_count, "People, or occurrences.", "人数或次数。"),
    MUST("share", shape_number, "Of all.", "占全部的比例。"),
    MUST("ended", shape_count, "Whose path has nothing after it.", "路径止于此处的数量。"),
    {0}};
static const struct shape cell_node =
    OBJECT("PathNodeCount", cell_node_fields, "A node of a level.", "某层的一个节点。");
static const struct shape cell_nodes = LIST(cell_node);
static const struct shape_field level_fields[] = {
    MUST("level", shape_count, "From 1.", "从 1 起。"),
    MUST("nodes", cell_nodes, "Most first, the rest last.", "从多到少，其余在最后。"),
    {0}};
static const struct shape level = OBJECT("PathLevel", level_fields, "A level.", "一层。");
static const struct shape levels = LIST(level);
static const struct shape_field link_fields[] = {
    MUST("level", shape_count, "Of the first node.", "起点所在的层。"),
    MUST("from", shape_text, "Key.", "键。"),
    MUST("to", shape_text, "Key, on the next level.", "键，在下一层。"),
    MUST("count", shape_count, NULL, NULL),
    MUST("share", shape_number, NULL, NULL),
    MUST("seconds", shape_number, "Median time between the two.", "两者之间的中位时长（秒）。"),
    {0}};
static const struct shape link =
    OBJECT("PathLink", link_fields, "From a level to the next.", "从一层到下一层。");
static const struct shape links = LIST(link);
static const struct shape_field node_fields[] = {NODE, {0}};
static const struct shape node = OBJECT("PathNode", node_fields, "A node.", "节点。");
static const struct shape nodes = LIST(node);
static const struct shape_field path_fields[] = {
    MUST("nodes", nodes, NULL, NULL),
    MUST("count", shape_count, NULL, NULL),
    MUST("share", shape_number, NULL, NULL),
    MUST("converted", shape_count, "Reached `to`.", "到达终点。"),
    MUST_OR_NULL("seconds", shape_number, "Median time from the first to the last node.",
                 "首尾节点之间的中位时长（秒）。"),
    {0}};
static const struct shape path = OBJECT("Path", path_fields, "A path.", "一条路径。");
static const struct shape paths = LIST(path);
static const struct shape_field other_fields[] = {
    MUST("paths", shape_count, "How many different ones.", "不同路径的数量。"),
    MUST("count", shape_count, NULL, NULL),
    MUST("share", shape_number, NULL, NULL),
    {0}};
static const struct shape other =
    OBJECT("OtherPaths", other_fields, "The paths not listed.", "未列出的路径。");
static const struct shape_field all_fields[] = {
    MUST("count", shape_count, "What shares are of.", "占比的基数。"),
    MUST("people", shape_count, NULL, NULL),
    MUST("occurrences", shape_count, NULL, NULL),
    MUST("converted", shape_count, "Reached `to`.", "到达终点。"),
    {0}};
static const struct shape all = OBJECT("PathsTotal", all_fields, "All paths.", "全部路径。");
static const struct shape_field answer_fields[] = {
    MUST("as_of", shape_time, NULL, NULL), MUST("lsn", shape_count, NULL, NULL),
    MUST("all", all, NULL, NULL),          MUST("levels", levels, NULL, NULL),
    MUST("links", links, NULL, NULL),      MUST("paths", paths, "Most first.", "从多到少。"),
    MUST("other", other, NULL, NULL),      {0}};
const struct shape shape_paths_answer =
    OBJECT("Paths", answer_fields, "What people do before and after.", "人们之前和之后做了什么。");
