/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changing the catalogue: rows for the log, ingested and durable when the request is answered, and
 * visible to whoever asks next.
 *
 * PUT is a deletion and what is given, in one batch: so the log says in its own words that nothing
 * of before is left.  What is null becomes an empty text, which takes a property away. */
#include "api/api_int.h"
#include "api/catalogue.h"

#include "base/intern.h"

static bool bad(struct err *err, const char *field, const char *en, const char *zh) {
  return err_fail(err, ERR_bad_item, "%s" ERR_SEP "%s" ERR_SEP "%s", field, en, zh);
}

static bool check_id(struct str id, struct err *err) {
  if (id.n && id.n <= IDENTITY_MAX_BYTES && str_eq(str_trim(id), id)) return true;
  return bad(err, "id", "an id of 1 to 255 bytes without blanks around it",
             "长度为 1 至 255 字节、首尾无空白的编号");
}

static bool put_tags(struct ev_batch *b, const struct json *tags, struct arena *tmp,
                     struct err *err) {
  struct buf text = BUF_INIT;
  for (uint32_t i = 0; i < tags->n; i++) {
    struct str tag = str_trim(tags->items[i].text);
    if (str_has(tag, STR(","))) {
      buf_release(&text);
      return bad(err, "tags", "words without commas", "不含逗号的词");
    }
    if (text.n && tag.n) buf_putc(&text, ',');
    buf_put_str(&text, tag);
  }
  item_put_text(b, "tags", arena_str(tmp, buf_str(&text)));
  buf_release(&text);
  return true;
}

static bool put_properties(struct ev_batch *b, const struct json *all, struct err *err) {
  for (uint32_t i = 0; i < all->n; i++) {
    const struct json *v = &all->items[i];
    struct str name = all->keys[i];
    struct value value = {.type = V_STR, .str = v->type == JSON_STRING ? v->text : STR("")};
    if (name.n == 0 || name.n > NAME_MAX_BYTES || item_field_of(name) != ITEM_OTHER ||
        str_is(name, "tags"))
      return bad(err, "properties", "properties other than the item's own fields",
                 "商品自有字段之外的属性");
    if (v->type == JSON_BOOL) value = (struct value){.type = V_BOOL, .b = v->boolean};
    if (v->type == JSON_NUMBER) {
      value.type = V_NUM;
      if (!json_dec(v, &value.num))
        return bad(err, "properties", "numbers of at most 36 digits", "不超过 36 位的数字");
    }
    if (value.type == V_STR && value.str.n > VALUE_STR_MAX)
      return bad(err, "properties", "values of at most 64 KiB", "不超过 64 KiB 的值");
    item_put(b, name, &value);
  }
  return true;
}

/* A change as the puts of a row that is begun. */
static bool put_fields(struct call *c, struct ev_batch *b, const struct json *change,
                       struct err *err) {
  for (uint32_t i = 0; i < change->n; i++) {
    const struct json *v = &change->items[i];
    struct str key = change->keys[i];
    struct value value = {.type = V_STR, .str = v->type == JSON_STRING ? v->text : STR("")};
    if (str_is(key, "id")) continue;
    if (v->type != JSON_NULL && str_is(key, "tags")) {
      if (!put_tags(b, v, c->arena, err)) return false;
      continue;
    }
    if (str_is(key, "properties")) {
      if (v->type == JSON_OBJECT && !put_properties(b, v, err)) return false;
      continue;
    }
    if (v->type == JSON_BOOL) value = (struct value){.type = V_BOOL, .b = v->boolean};
    if (str_is(key, "price") && value.str.n) {
      value.type = V_NUM;
      if (!dec_parse(v->text, &value.num) || value.num.m < 0)
        return bad(err, "price", "a price of 0 or more", "不小于 0 的价格");
    }
    item_put(b, key, &value);
  }
  return true;
}

/* Whether `more` items fit; those that are there already are counted as if they came. */
static bool room_for(struct call *c, uint32_t more, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct catalogue_item known;
  struct err ignored;
  uint64_t n;
  if (!catalogue_count(w, &(struct catalogue_filter){0}, &n, err)) return false;
  if (n + more <= CATALOGUE_ITEMS_MAX) return true;
  if (more == 1 && catalogue_item(w, call_path(c, "id"), c->arena, &known, &ignored)) return true;
  return err_fail(err, ERR_too_many_items, "%d", CATALOGUE_ITEMS_MAX);
}

static int64_t now_of(struct call *c) {
  struct clock *clock = ws_clock(tenant_workspace(c->tenant));
  return clock->wall(clock).ms;
}

static bool write_item(struct call *c, bool replace, struct err *err) {
  struct str id = call_path(c, "id");
  struct ev_batch b;
  if (!check_id(id, err) || !room_for(c, 1, err)) return false;
  ev_batch_init(&b);
  int64_t now = now_of(c);
  if (replace) item_begin(&b, STR(ITEM_TYPE), id, STR(EV_ITEM_DELETE), now);
  item_begin(&b, STR(ITEM_TYPE), id, STR(EV_ITEM_SET), now);
  bool ok = put_fields(c, &b, c->body, err) &&
            ws_ingest(tenant_workspace(c->tenant), &b, NULL, err) &&
            call_audit(c, "item.changed", id, STR(""), err);
  ev_batch_release(&b);
  return ok && answer_item(c, err);
}

bool api_put_item(struct call *c, struct err *err) {
  return write_item(c, true, err);
}

bool api_patch_item(struct call *c, struct err *err) {
  struct catalogue_item item;
  return catalogue_item(tenant_workspace(c->tenant), call_path(c, "id"), c->arena, &item, err) &&
         write_item(c, false, err);
}

bool api_delete_item(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct str id = call_path(c, "id");
  struct catalogue_item item;
  struct ev_batch b;
  if (!catalogue_item(w, id, c->arena, &item, err)) return false;
  ev_batch_init(&b);
  item_begin(&b, STR(ITEM_TYPE), id, STR(EV_ITEM_DELETE), now_of(c));
  bool ok = ws_ingest(w, &b, NULL, err) && call_audit(c, "item.removed", id, STR(""), err);
  ev_batch_release(&b);
  return ok;
}

static bool audit_count(struct call *c, const char *action, uint32_t n, struct err *err) {
  struct str detail = arena_printf(c->arena, "{\"count\":%u}", n);
  return call_audit(c, action, tenant_slug(c->tenant), detail, err);
}

bool api_post_items(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  const struct json *items = json_get(c->body, "items");
  struct ws_receipt receipt = {0};
  struct ev_batch b;
  int64_t now = now_of(c);
  if (!room_for(c, items->n, err)) return false;
  ev_batch_init(&b);
  bool ok = true;
  for (uint32_t i = 0; ok && i < items->n; i++) {
    struct str id = json_get_str(&items->items[i], "id");
    ok = check_id(id, err);
    if (ok) item_begin(&b, STR(ITEM_TYPE), id, STR(EV_ITEM_SET), now);
    ok = ok && put_fields(c, &b, &items->items[i], err);
  }
  ok = ok && (items->n == 0 || (ws_ingest_from(w, &b, NULL, &receipt, err) &&
                                audit_count(c, "items.changed", items->n, err)));
  ev_batch_release(&b);
  if (!ok) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_uint(&c->out, items->n);
  jw_key(&c->out, "lsn"), jw_uint(&c->out, receipt.end);
  jw_end_object(&c->out);
  return true;
}

/* ---- the tree ---- */

/* Levels above `i`, itself included; 0 = it is above itself. */
static uint32_t depth_of(const struct json *list, const struct intern *ids, uint32_t i) {
  for (uint32_t depth = 1; depth <= CATALOGUE_DEPTH_MAX; depth++) {
    struct str parent = json_get_str(&list->items[i], "parent");
    if (parent.n == 0) return depth;
    i = intern_find(ids, parent);
    if (i == INTERN_NONE) return depth;
  }
  return 0;
}

static bool check_tree(const struct json *list, struct intern *ids, struct err *err) {
  for (uint32_t i = 0; i < list->n; i++) {
    struct str id = json_get_str(&list->items[i], "id");
    if (!check_id(id, err)) return false;
    if (intern_put(ids, id) != i)
      return bad(err, "items", "categories of different ids", "编号互不相同的类目");
  }
  for (uint32_t i = 0; i < list->n; i++) {
    struct str parent = json_get_str(&list->items[i], "parent");
    if (parent.n && intern_find(ids, parent) == INTERN_NONE)
      return bad(err, "parent", "a category of the same tree", "同一棵树中的类目");
    if (depth_of(list, ids, i) == 0)
      return err_fail(err, ERR_category_cycle, "%.*s" ERR_SEP "%d", STRF(intern_at(ids, i)),
                      CATALOGUE_DEPTH_MAX);
  }
  return true;
}

static void put_tree(struct ev_batch *b, const struct json *list, const struct intern *ids,
                     const struct catalogue_category *old, uint32_t n_old, int64_t now) {
  for (uint32_t i = 0; i < n_old; i++)
    if (old[i].listed && intern_find(ids, old[i].id) == INTERN_NONE)
      item_begin(b, STR(CATEGORY_TYPE), old[i].id, STR(EV_ITEM_DELETE), now);
  for (uint32_t i = 0; i < list->n; i++) {
    struct value position = {.type = V_NUM, .num = dec_int(i)};
    item_begin(b, STR(CATEGORY_TYPE), intern_at(ids, i), STR(EV_ITEM_SET), now);
    item_put_text(b, "name", json_get_str(&list->items[i], "name"));
    item_put_text(b, "parent", json_get_str(&list->items[i], "parent"));
    item_put(b, STR("position"), &position);
  }
}

bool api_put_categories(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  const struct json *list = json_get(c->body, "items");
  struct catalogue_category *old;
  struct intern ids;
  struct ev_batch b;
  uint32_t n_old;
  intern_init(&ids, "categories");
  ev_batch_init(&b);
  bool ok = check_tree(list, &ids, err) && catalogue_categories(w, c->arena, &old, &n_old, err);
  if (ok) put_tree(&b, list, &ids, old, n_old, now_of(c));
  ok = ok && (b.rows.n == 0 || ws_ingest(w, &b, NULL, err)) &&
       audit_count(c, "categories.changed", list->n, err);
  ev_batch_release(&b);
  intern_release(&ids);
  return ok && api_get_categories(c, err);
}
