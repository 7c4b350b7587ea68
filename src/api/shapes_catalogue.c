/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of the catalogue. */
#include "api/catalogue.h"

#define KINDS "product|article|video|lecture|livestream|tutorial|buyer_show"
#define ROLES "traffic|star|famous|refined|need|high_frequency|bundle|custom|service"

const struct shape shape_item_kind = CHOICE("ItemKind", KINDS);
const struct shape shape_item_role = CHOICE("ItemRole", ROLES);
static const struct shape words = {.kind = SHAPE_TEXT, .min = 1, .max = 1000};
static const struct shape tag = {.kind = SHAPE_TEXT, .min = 1, .max = 100};
static const struct shape tags = LIST_MAX(tag, ITEM_TAGS_MAX);
static const struct shape properties = {.kind = SHAPE_MAP, .of = &shape_scalar};

static const struct shape_field word_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape word = OBJECT(NULL, word_fields, NULL, NULL);
static const struct shape word_list = LIST(word);
static const struct shape_field catalogue_fields[] = {
    MUST("items", shape_count, "In the catalogue.", "目录中的条目数。"),
    MUST("items_max", shape_count, NULL, NULL),
    MUST("categories_max", shape_count, NULL, NULL),
    MUST("kinds", word_list, "Kinds an item may be of.", "条目可选的类型。"),
    MUST("roles", word_list, "Roles an item may have.", "条目可选的角色。"),
    {0}};
const struct shape shape_catalogue = OBJECT(
    "Catalogue", catalogue_fields, "Size and words of the catalogue.", "商品目录的规模与用语。");

static const struct shape_field item_shape_fields[] = {
    MUST("id", shape_text, "What `item_id` of events says.", "事件的 item_id 所指。"),
    MUST("name", shape_text, "The id if it has none.", "无名称时为其编号。"),
    MUST_OR_NULL("category", shape_text, "Id of its category.", "所属类目的编号。"),
    MUST_OR_NULL("brand", shape_text, NULL, NULL),
    MUST_OR_NULL("price", shape_decimal, NULL, NULL),
    MUST_OR_NULL("kind", shape_item_kind, "What it is.", "条目的类型。"),
    MUST_OR_NULL("role", shape_item_role, "What it is there for.", "条目的角色。"),
    MUST("active", shape_bool, "Whether it is on offer.", "是否在售。"),
    MUST("tags", tags, NULL, NULL),
    MUST("properties", properties, "All other properties.", "其他属性。"),
    {0}};
const struct shape shape_item =
    OBJECT("Item", item_shape_fields, "An item of the catalogue.", "商品目录中的条目。");
static const struct shape items = LIST(shape_item);
static const struct shape_field page_fields[] = {
    MUST("items", items, NULL, NULL),
    MUST("total", shape_count, "That fit.", "符合条件的条目数。"),
    MUST_OR_NULL("next", shape_text, NULL, NULL),
    {0}};
static const struct shape item_id = {.kind = SHAPE_TEXT, .min = 1, .max = 1000};
static const struct shape item_ids = {
    .kind = SHAPE_LIST, .of = &item_id, .min = 1, .max = ITEMS_NAMED};
static const struct shape_field items_of_fields[] = {MUST("ids", item_ids, NULL, NULL), {0}};
const struct shape shape_items_of = OBJECT("ItemsOf", items_of_fields, NULL, NULL);
static const struct shape_field items_found_fields[] = {
    MUST("items", items, "Those that are in the catalogue, in the order asked for.",
         "目录中存在的条目，按请求的顺序排列。"),
    {0}};
const struct shape shape_items_found = OBJECT("ItemsFound", items_found_fields, NULL, NULL);
const struct shape shape_item_page = OBJECT("ItemPage", page_fields, "Items.", "条目列表。");

#define CHANGE_FIELDS                                                                              \
  MAY_OR_NULL("name", words, NULL, NULL), MAY_OR_NULL("category", words, NULL, NULL),              \
      MAY_OR_NULL("brand", words, NULL, NULL), MAY_OR_NULL("price", shape_decimal, NULL, NULL),    \
      MAY_OR_NULL("kind", shape_item_kind, NULL, NULL),                                            \
      MAY_OR_NULL("role", shape_item_role, NULL, NULL),                                            \
      MAY_OR_NULL("active", shape_bool, "On offer unless it says false.",                          \
                  "默认在售，除非为 false。"),                                                     \
      MAY_OR_NULL("tags", tags, NULL, NULL),                                                       \
      MAY_OR_NULL("properties", properties, "null takes one away.", "null 表示移除该属性。")

static const struct shape_field change_fields[] = {CHANGE_FIELDS, {0}};
const struct shape shape_item_change =
    OBJECT("ItemChange", change_fields, "What an item should be; null takes a value away.",
           "条目的内容，null 表示移除该值。");
static const struct shape_field change_of_fields[] = {
    MUST("id", words, NULL, NULL), CHANGE_FIELDS, {0}};
static const struct shape change_of = OBJECT("ItemChangeOf", change_of_fields, NULL, NULL);
static const struct shape changes = LIST_MAX(change_of, ITEMS_AT_ONCE);
static const struct shape_field items_change_fields[] = {MUST("items", changes, NULL, NULL), {0}};
const struct shape shape_items_change = OBJECT("ItemsChange", items_change_fields, NULL, NULL);
static const struct shape_field items_changed_fields[] = {
    MUST("items", shape_count, "Taken.", "已接收的条目数。"),
    MUST("lsn", shape_count, "Answers that have seen it have seen them.",
         "已包含该位置的查询结果均包含这些条目。"),
    {0}};
const struct shape shape_items_changed = OBJECT("ItemsChanged", items_changed_fields, NULL, NULL);

static const struct shape_field category_fields[] = {
    MUST("id", shape_text, "What items call it.", "条目所用的类目编号。"),
    MUST("name", shape_text, NULL, NULL),
    MUST_OR_NULL("parent", shape_text, "null = at the top.", "null 表示顶级。"),
    MUST("depth", shape_count, NULL, NULL),
    MUST("listed", shape_bool, "In the tree; false: only items name it.",
         "在类目树中；false 表示仅有条目提及。"),
    MUST("items", shape_count, "That name it themselves.", "直接属于它的条目数。"),
    {0}};
static const struct shape category = OBJECT("Category", category_fields, "A category.", "类目。");
static const struct shape category_list = LIST(category);
static const struct shape_field categories_fields[] = {MUST("items", category_list, NULL, NULL),
                                                       {0}};
const struct shape shape_categories =
    OBJECT("Categories", categories_fields, "The tree, parents before what is below them.",
           "类目树，上级在前。");
static const struct shape_field category_change_fields[] = {
    MUST("id", words, NULL, NULL),
    MAY_OR_NULL("name", words, NULL, NULL),
    MAY_OR_NULL("parent", words, "Id of a category of this tree.", "本树中类目的编号。"),
    {0}};
static const struct shape category_change =
    OBJECT("CategoryChange", category_change_fields, NULL, NULL);
static const struct shape category_changes = LIST_MAX(category_change, CATALOGUE_CATEGORIES_MAX);
static const struct shape_field categories_change_fields[] = {
    MUST("items", category_changes, "All of them; siblings in the order they are shown in.",
         "全部类目，同级按展示顺序。"),
    {0}};
const struct shape shape_categories_change =
    OBJECT("CategoriesChange", categories_change_fields, NULL, NULL);

static const struct shape_field brand_fields[] = {
    MUST("name", shape_text, NULL, NULL), MUST("items", shape_count, NULL, NULL), {0}};
static const struct shape brand = OBJECT(NULL, brand_fields, NULL, NULL);
static const struct shape brand_list = LIST(brand);
static const struct shape_field brands_fields[] = {MUST("items", brand_list, NULL, NULL), {0}};
const struct shape shape_brands = OBJECT("Brands", brands_fields, "Brands.", "品牌。");
