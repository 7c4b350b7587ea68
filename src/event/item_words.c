/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A closed list of kinds and roles, because playbooks and reports speak of them: a role that every
 * brand spells differently is a tag, and tags are properties like any other.  Files say them in
 * Chinese as often as in English, so titles are read too. */
#include "event/item_words.h"

const struct item_word item_kinds[] = {
    {"product", "Product", "商品"},
    {"article", "Article", "文章"},
    {"video", "Video", "视频"},
    {"lecture", "Lecture", "讲座"},
    {"livestream", "Livestream", "直播"},
    {"tutorial", "Tutorial", "教程"},
    {"buyer_show", "Buyer show", "买家秀"},
    {NULL, NULL, NULL},
};

const struct item_word item_roles[] = {
    {"traffic", "Traffic item", "引流品"}, {"star", "Star item", "明星品"},
    {"famous", "Famous item", "名品"},     {"refined", "Refined item", "精品"},
    {"need", "Need item", "刚需品"},       {"high_frequency", "High-frequency item", "高频品"},
    {"bundle", "Bundle", "组合品"},        {"custom", "Custom item", "定制品"},
    {"service", "Service", "服务"},        {NULL, NULL, NULL},
};

const struct item_word *item_word_find(const struct item_word *words, struct str s) {
  for (const struct item_word *w = words; w->name; w++)
    if (str_eq_nocase(s, str_from(w->name)) || str_eq_nocase(s, str_from(w->en)) ||
        str_is(s, w->zh))
      return w;
  return NULL;
}

const struct item_field_word item_field_words[ITEM_FIELDS] = {
    [ITEM_NAME] = {"name", "Name", "名称", V_STR},
    [ITEM_CATEGORY] = {"category", "Category", "类目", V_STR},
    [ITEM_BRAND] = {"brand", "Brand", "品牌", V_STR},
    [ITEM_PRICE] = {"price", "Price", "价格", V_NUM},
    [ITEM_KIND] = {"kind", "Kind", "类型", V_STR},
    [ITEM_ROLE] = {"role", "Role", "角色", V_STR},
    [ITEM_ACTIVE] = {"active", "On offer", "在售", V_BOOL},
};

enum item_field item_field_of(struct str property) {
  if (str_is(property, "item_name") || str_is(property, "title")) return ITEM_NAME;
  for (int f = 0; f < ITEM_FIELDS; f++)
    if (str_is(property, item_field_words[f].name)) return (enum item_field)f;
  return ITEM_OTHER;
}

struct value item_column_value(const struct item_column *c, const struct value *id) {
  struct value none = {.type = V_NONE};
  uint32_t at = id->type == V_STR ? intern_find(c->ids, id->str) : INTERN_NONE;
  return at == INTERN_NONE || c->code[at] == INTERN_NONE ? none : c->values[c->code[at]];
}

bool item_active(const struct value *v) {
  static const char *const no[] = {"false", "no", "off", "0", "否", "下架", "停用"};
  if (v->type == V_BOOL) return v->b;
  if (v->type == V_NUM) return v->num.m != 0;
  for (size_t i = 0; v->type == V_STR && i < sizeof no / sizeof no[0]; i++)
    if (str_eq_nocase(v->str, str_from(no[i]))) return false;
  return true;
}
