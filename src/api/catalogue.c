/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the catalogue: items page by page, one item, the tree of categories, brands. */
#include "api/catalogue.h"

/* `tags` is a property like the others, its words between commas; people see a list. */
static void put_tags(struct jw *w, const struct json *properties) {
  struct str rest = json_get_str(properties, "tags");
  jw_key(w, "tags"), jw_begin_array(w);
  while (rest.n) {
    struct str tag = str_trim(str_cut(&rest, ','));
    if (tag.n) jw_str(w, tag);
  }
  jw_end_array(w);
}

static void put_or_null(struct jw *w, const char *key, struct str s) {
  jw_key(w, key);
  s.n ? jw_str(w, s) : jw_null(w);
}

void put_item(struct jw *w, const struct catalogue_item *item, const struct json *properties) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, item->id);
  jw_key(w, "name"), jw_str(w, item->name.n ? item->name : item->id);
  put_or_null(w, "category", item->category);
  put_or_null(w, "brand", item->brand);
  put_or_null(w, "price", item->price);
  put_or_null(w, "kind", item->kind);
  put_or_null(w, "role", item->role);
  jw_key(w, "active"), jw_bool(w, item->active);
  put_tags(w, properties);
  jw_key(w, "properties"), jw_begin_object(w);
  for (uint32_t i = 0; i < properties->n; i++) {
    const struct json *v = &properties->items[i];
    /* rows of before the catalogue had columns kept their fields here too */
    if (str_is(properties->keys[i], "tags") || item_field_of(properties->keys[i]) != ITEM_OTHER)
      continue;
    struct buf one = BUF_INIT;
    json_write_tree(v, false, &one);
    jw_key_str(w, properties->keys[i]), jw_raw(w, buf_str(&one));
    buf_release(&one);
  }
  jw_end_object(w);
  jw_end_object(w);
}

static bool put_parsed(struct call *c, const struct catalogue_item *item, struct err *err) {
  struct json *properties;
  if (!json_parse(item->properties, c->arena, &properties, err)) return false;
  put_item(&c->out, item, properties);
  return true;
}

bool answer_item(struct call *c, struct err *err) {
  struct catalogue_item item;
  return catalogue_item(tenant_workspace(c->tenant), call_path(c, "id"), c->arena, &item, err) &&
         put_parsed(c, &item, err);
}

bool api_get_item(struct call *c, struct err *err) {
  return answer_item(c, err);
}

bool api_look_up_items(struct call *c, struct err *err) {
  const struct json *ids = json_get(c->body, "ids");
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < ids->n; i++) {
    struct catalogue_item item;
    struct err why = {0};
    if (catalogue_item(tenant_workspace(c->tenant), ids->items[i].text, c->arena, &item, &why)) {
      if (!put_parsed(c, &item, err)) return false;
    } else if (why.code != ERR_unknown_item) {
      *err = why;
      return false;
    }
  }
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

/* A page begins behind the last id of the one before: items that come and go meanwhile neither
 * repeat nor hide others. */
bool api_list_items(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  bool active = call_query_bool(c, "active", true), given;
  struct catalogue_filter f = {.words = call_query(c, "q"),
                               .category = call_query(c, "category"),
                               .brand = call_query(c, "brand"),
                               .kind = call_query(c, "kind"),
                               .role = call_query(c, "role"),
                               .active = call_query(c, "active").p ? &active : NULL};
  uint32_t limit = call_limit(c), n;
  struct catalogue_item *items;
  struct page_key key;
  uint64_t total;
  if (!call_cursor(c, &key, &given, err) || !catalogue_count(w, &f, &total, err) ||
      !catalogue_items(w, &f, key.text, limit + 1, c->arena, &items, &n, err))
    return false;
  uint32_t shown = n > limit ? limit : n;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < shown; i++)
    if (!put_parsed(c, &items[i], err)) return false;
  jw_end_array(&c->out);
  jw_key(&c->out, "total"), jw_uint(&c->out, total);
  struct page_key next = {.text = shown ? items[shown - 1].id : STR("")};
  call_put_next(c, n > limit ? &next : NULL);
  jw_end_object(&c->out);
  return true;
}

bool api_get_categories(struct call *c, struct err *err) {
  struct catalogue_category *list;
  struct jw *w = &c->out;
  uint32_t n;
  if (!catalogue_categories(tenant_workspace(c->tenant), c->arena, &list, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_str(w, list[i].id);
    jw_key(w, "name"), jw_str(w, list[i].name);
    put_or_null(w, "parent", list[i].parent);
    jw_key(w, "depth"), jw_uint(w, list[i].depth);
    jw_key(w, "listed"), jw_bool(w, list[i].listed);
    jw_key(w, "items"), jw_uint(w, list[i].items);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_get_brands(struct call *c, struct err *err) {
  struct catalogue_brand *list;
  struct jw *w = &c->out;
  uint32_t n;
  if (!catalogue_brands(tenant_workspace(c->tenant), BRANDS_SHOWN, c->arena, &list, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, list[i].name);
    jw_key(w, "items"), jw_uint(w, list[i].items);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_words(struct jw *w, const char *key, const struct item_word *words) {
  jw_key(w, key), jw_begin_array(w);
  for (; words->name; words++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_cstr(w, words->name);
    jw_key(w, "title"), put_title(w, str_from(words->en), str_from(words->zh));
    jw_end_object(w);
  }
  jw_end_array(w);
}

bool api_get_catalogue(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  uint64_t items;
  if (!catalogue_count(tenant_workspace(c->tenant), &(struct catalogue_filter){0}, &items, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_uint(w, items);
  jw_key(w, "items_max"), jw_uint(w, CATALOGUE_ITEMS_MAX);
  jw_key(w, "categories_max"), jw_uint(w, CATALOGUE_CATEGORIES_MAX);
  put_words(w, "kinds", item_kinds);
  put_words(w, "roles", item_roles);
  jw_end_object(w);
  return true;
}
