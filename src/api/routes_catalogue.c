/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the catalogue. */
#include "api/catalogue.h"

static const struct shape words = {.kind = SHAPE_TEXT, .min = 1, .max = 1000};
static const struct route_param item_params[] = {
    {"q", &words, "Part of an id or name.", "编号或名称的一部分。"},
    {"category", &words, "Of this category or one below it.", "属于该类目或其下级。"},
    {"brand", &words, "Of this brand.", "属于该品牌。"},
    {"kind", &shape_item_kind, "Of this kind.", "属于该类型。"},
    {"role", &shape_item_role, "In this role.", "承担该角色。"},
    {"active", &shape_bool, "On offer or not.", "是否在售。"},
    PARAM_LIMIT,
    PARAM_CURSOR,
    {0}};

#define ITEMS "/api/w/{workspace}/catalogue/items"
#define READS .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "catalogue"
#define WRITES                                                                                     \
  .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_WRITE, .tag = "catalogue"

const struct route catalogue_routes[] = {
    {READS, .method = HTTP_GET, .path = "/api/w/{workspace}/catalogue", .id = "getCatalogue",
     .response = &shape_catalogue, .title_en = "The catalogue", .title_zh = "商品目录概况",
     .run = api_get_catalogue},
    {READS, .method = HTTP_GET, .path = ITEMS, .id = "listItems", .params = item_params,
     .response = &shape_item_page, .title_en = "Items", .title_zh = "条目列表",
     .help_en = "By id; those that fit every parameter given.",
     .help_zh = "按编号排序，须同时满足所给的全部条件。", .run = api_list_items},
    {WRITES, .method = HTTP_POST, .path = ITEMS, .id = "changeItems", .body = &shape_items_change,
     .response = &shape_items_changed, .title_en = "Add or change many items",
     .title_zh = "批量新增或修改条目",
     .help_en = "At most 1,000 at once.  Properties that are not given stay.  All or none; "
                "repeating it changes nothing.",
     .help_zh =
         "一次最多 1000 条。未给出的属性保持不变。全部成功或全部不生效，重复提交不产生更改。",
     .run = api_post_items},
    {READS, .method = HTTP_POST, .path = ITEMS "/lookup", .id = "lookUpItems",
     .body = &shape_items_of, .response = &shape_items_found, .title_en = "Items by their ids",
     .title_zh = "按编号批量查询条目", .help_en = "At most 100; unknown ones are left out.",
     .help_zh = "一次最多 100 个，不存在的编号不返回。", .run = api_look_up_items},
    {READS, .method = HTTP_GET, .path = ITEMS "/{id}", .id = "getItem", .response = &shape_item,
     .title_en = "One item", .title_zh = "查看条目", .run = api_get_item},
    {WRITES, .method = HTTP_PUT, .path = ITEMS "/{id}", .id = "putItem", .body = &shape_item_change,
     .response = &shape_item, .title_en = "Make an item this", .title_zh = "写入条目",
     .help_en = "What is not given is taken away.", .help_zh = "未给出的属性会被移除。",
     .run = api_put_item},
    {WRITES, .method = HTTP_PATCH, .path = ITEMS "/{id}", .id = "patchItem",
     .body = &shape_item_change, .response = &shape_item, .title_en = "Change an item",
     .title_zh = "修改条目", .help_en = "What is not given stays; null takes a value away.",
     .help_zh = "未给出的属性保持不变，null 表示移除。", .run = api_patch_item},
    {WRITES, .method = HTTP_DELETE, .path = ITEMS "/{id}", .id = "deleteItem",
     .title_en = "Remove an item", .title_zh = "移除条目",
     .help_en = "Events that name it stay; they show its id again.",
     .help_zh = "提及它的事件不受影响，重新显示其编号。", .run = api_delete_item},
    {READS, .method = HTTP_GET, .path = "/api/w/{workspace}/catalogue/categories",
     .id = "getCategories", .response = &shape_categories, .title_en = "The tree of categories",
     .title_zh = "类目树", .run = api_get_categories},
    {WRITES, .method = HTTP_PUT, .path = "/api/w/{workspace}/catalogue/categories",
     .id = "putCategories", .body = &shape_categories_change, .response = &shape_categories,
     .title_en = "Make the tree this", .title_zh = "写入类目树",
     .help_en = "Categories that are not given leave the tree; items that name them stay.",
     .help_zh = "未给出的类目移出类目树，提及它的条目不受影响。", .run = api_put_categories},
    {READS, .method = HTTP_GET, .path = "/api/w/{workspace}/catalogue/brands", .id = "getBrands",
     .response = &shape_brands, .title_en = "Brands", .title_zh = "品牌列表",
     .help_en = "The 500 with the most items.", .help_zh = "条目最多的 500 个品牌。",
     .run = api_get_brands},
    {0}};
