/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue's consumer: rows flagged EV_ITEM become rows of the SQL tables `item` and
 * `category`.
 *
 * The newest row wins property by property: a price list without names must not blank the names.
 * An empty text takes a property away, an item_delete the whole item.  Rows are applied again
 * after a crash; a row older than what an item holds (updated_lsn) changes nothing, and a deleted
 * item keeps its row for the sake of that.  Rows that say what is known already change nothing
 * either, so that a catalogue sent again every night costs no question its kept answer.
 *
 * Items and categories beyond their ceilings stay in the log and out of the catalogue: what is in
 * it depends on the rows alone and on their order, not on who asks.
 */
#include "workspace_int.h"

#include "base/json.h"
#include "event/item_words.h"
#include "workspace/catalogue.h"

bool items_has(const struct ev_batch *b) {
  for (size_t i = 0; i < b->rows.n; i++)
    if (b->rows.p[i].flags & EV_ITEM) return true;
  return false;
}

/* One row being applied. */
struct applying {
  struct workspace *w;
  const struct ev_batch *b;
  const struct ev_row *row;
  int64_t lsn;
  struct arena tmp;
  bool changed;
};

struct held {                   /* of an item in SQL */
  struct str text[ITEM_FIELDS]; /* price as text, "" = none; active as "0" or "1" */
  struct str doc;
  bool row, deleted;
  int64_t lsn;
};

static const enum item_field columns[] = {ITEM_NAME, ITEM_CATEGORY, ITEM_BRAND, ITEM_PRICE,
                                          ITEM_KIND, ITEM_ROLE,     ITEM_ACTIVE};
#define COLUMNS (sizeof columns / sizeof columns[0])

static bool load(struct applying *a, struct str id, struct held *ret, struct err *err) {
  struct state_stmt *q;
  *ret = (struct held){.text[ITEM_ACTIVE] = STR("1"), .doc = STR("{}")};
  if (!state_query(a->w->state,
                   "SELECT name, category, brand, price, kind, role, active, doc, deleted, "
                   "updated_lsn FROM item WHERE id = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &ret->row, err)) return false;
  if (!ret->row) return true;
  ret->deleted = state_int(q, 8) != 0;
  ret->lsn = state_int(q, 9);
  for (size_t i = 0; !ret->deleted && i < COLUMNS; i++)
    ret->text[columns[i]] =
        state_is_null(q, (int)i) ? STR("") : arena_str(&a->tmp, state_str(q, (int)i));
  if (!ret->deleted) ret->doc = arena_str(&a->tmp, state_str(q, 7));
  state_reset(q);
  return true;
}

static bool save(struct applying *a, struct str id, const struct held *h, bool deleted,
                 struct err *err) {
  struct state_stmt *q;
  if (!state_query(a->w->state,
                   "INSERT INTO item (id, name, category, brand, price, kind, role, active, doc, "
                   "deleted, updated_lsn) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
                   "ON CONFLICT (id) DO UPDATE SET name = excluded.name, category = "
                   "excluded.category, brand = excluded.brand, price = excluded.price, kind = "
                   "excluded.kind, role = excluded.role, active = excluded.active, doc = "
                   "excluded.doc, deleted = excluded.deleted, updated_lsn = excluded.updated_lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  for (size_t i = 0; i < COLUMNS; i++) {
    struct str t = h->text[columns[i]];
    if (columns[i] == ITEM_ACTIVE)
      state_bind_int(q, (int)i + 2, str_is(t, "1"));
    else if (columns[i] == ITEM_PRICE && t.n == 0)
      state_bind_null(q, (int)i + 2);
    else
      state_bind_str(q, (int)i + 2, t);
  }
  state_bind_str(q, 9, h->doc);
  state_bind_int(q, 10, deleted);
  state_bind_int(q, 11, a->lsn);
  a->changed = true;
  return state_exec(q, err);
}

/* The text of a field that has a column, {NULL, 0} when the value does not fit it. */
static struct str field_text(struct applying *a, enum item_field f, const struct value *v) {
  const struct item_word *word;
  struct dec d = v->num;
  char text[DEC_TEXT_BYTES];
  if (f == ITEM_ACTIVE) return item_active(v) ? STR("1") : STR("0");
  if (f == ITEM_PRICE) {
    if (v->type != V_NUM && !(v->type == V_STR && dec_parse_money(v->str, false, &d)))
      return (struct str){NULL, 0};
    return arena_str(&a->tmp, str_from(dec_text(d, text)));
  }
  if (v->type == V_NUM) return arena_str(&a->tmp, str_from(dec_text(dec_normal(d), text)));
  if (v->type != V_STR) return (struct str){NULL, 0};
  if (f != ITEM_KIND && f != ITEM_ROLE) return v->str;
  word = item_word_find(f == ITEM_KIND ? item_kinds : item_roles, v->str);
  return word ? str_from(word->name) : (struct str){NULL, 0};
}

static bool empty(const struct value *v) {
  return v->type == V_STR && v->str.n == 0;
}

/* Whether the row says this property, as one without a column. */
static bool said(const struct applying *a, struct str key) {
  for (uint32_t i = 0; i < a->row->prop_n; i++)
    if (str_eq(intern_at(&a->b->props, a->b->vals.p[a->row->prop_begin + i].name), key))
      return true;
  return false;
}

/* Properties without a column, in the order in which they first came. */
static bool merge_doc(struct applying *a, struct held *h, const uint8_t *other, struct err *err) {
  struct json *old;
  struct buf doc = BUF_INIT;
  struct jw j;
  if (!json_parse(h->doc, &a->tmp, &old, err)) return false;
  jw_init(&j, &doc, 0);
  jw_begin_object(&j);
  for (uint32_t i = 0; i < old->n; i++) {
    if (said(a, old->keys[i]) || item_field_of(old->keys[i]) != ITEM_OTHER) continue;
    struct buf one = BUF_INIT;
    json_write_tree(&old->items[i], false, &one);
    jw_key_str(&j, old->keys[i]), jw_raw(&j, buf_str(&one));
    buf_release(&one);
  }
  for (uint32_t i = 0; i < a->row->prop_n; i++) {
    const struct ev_prop *p = &a->b->vals.p[a->row->prop_begin + i];
    struct value v = ev_value(a->b, p);
    if (!other[i] || empty(&v)) continue;
    jw_key_str(&j, intern_at(&a->b->props, p->name)), value_put_json(&j, &v);
  }
  jw_end_object(&j);
  h->doc = arena_str(&a->tmp, buf_str(&doc));
  buf_release(&doc);
  return true;
}

static bool merge(struct applying *a, struct held *h, struct err *err) {
  uint8_t *other = arena_array(&a->tmp, uint8_t, a->row->prop_n + 1);
  for (uint32_t i = 0; i < a->row->prop_n; i++) {
    const struct ev_prop *p = &a->b->vals.p[a->row->prop_begin + i];
    struct value v = ev_value(a->b, p);
    enum item_field f = item_field_of(intern_at(&a->b->props, p->name));
    if (f == ITEM_OTHER) {
      other[i] = 1;
      continue;
    }
    struct str text = empty(&v) ? f == ITEM_ACTIVE ? STR("1") : STR("") : field_text(a, f, &v);
    if (text.p) h->text[f] = text;
  }
  return merge_doc(a, h, other, err);
}

static bool same(const struct held *x, const struct held *y) {
  for (int f = 0; f < ITEM_FIELDS; f++)
    if (!str_eq(x->text[f], y->text[f])) return false;
  return str_eq(x->doc, y->doc);
}

/* Live rows of a table, counted once and then kept by who adds and removes. */
static bool count(struct workspace *w, const char *sql, int64_t *known, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (*known >= 0) return true;
  if (!state_query(w->state, sql, &q, err) || !state_step(q, &row, err)) return false;
  *known = state_int(q, 0);
  state_reset(q);
  return true;
}

static bool apply_item(struct applying *a, struct str id, bool gone, struct err *err) {
  struct held was, now;
  int64_t *n = &a->w->items_n;
  if (!load(a, id, &was, err)) return false;
  bool alive = was.row && !was.deleted;
  if ((was.row && was.lsn > a->lsn) || (gone && !alive)) return true;
  if (!count(a->w, "SELECT count(*) FROM item WHERE deleted = 0", n, err)) return false;
  if (gone) {
    *n -= 1;
    return save(a, id, &(struct held){.text[ITEM_ACTIVE] = STR("1"), .doc = STR("{}")}, true, err);
  }
  if (!alive && *n >= CATALOGUE_ITEMS_MAX) return true;
  now = was;
  if (!merge(a, &now, err)) return false;
  if (alive && same(&was, &now)) return true;
  *n += !alive;
  return save(a, id, &now, false, err);
}

/* ---- categories ---- */

struct held_category {
  struct str name, parent;
  int64_t position, lsn;
  bool row, deleted;
};

static bool load_category(struct applying *a, struct str id, struct held_category *ret,
                          struct err *err) {
  struct state_stmt *q;
  *ret = (struct held_category){.name = STR(""), .parent = STR("")};
  if (!state_query(a->w->state,
                   "SELECT name, parent, position, deleted, updated_lsn FROM category "
                   "WHERE id = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &ret->row, err)) return false;
  if (!ret->row) return true;
  ret->deleted = state_int(q, 3) != 0;
  ret->lsn = state_int(q, 4);
  if (!ret->deleted) {
    ret->name = arena_str(&a->tmp, state_str(q, 0));
    ret->parent = arena_str(&a->tmp, state_str(q, 1));
    ret->position = state_int(q, 2);
  }
  state_reset(q);
  return true;
}

static bool save_category(struct applying *a, struct str id, const struct held_category *c,
                          bool deleted, struct err *err) {
  struct state_stmt *q;
  if (!state_query(a->w->state,
                   "INSERT INTO category (id, name, parent, position, deleted, updated_lsn) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET name = "
                   "excluded.name, parent = excluded.parent, position = excluded.position, "
                   "deleted = excluded.deleted, updated_lsn = excluded.updated_lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_str(q, 2, c->name);
  state_bind_str(q, 3, c->parent);
  state_bind_int(q, 4, c->position);
  state_bind_int(q, 5, deleted);
  state_bind_int(q, 6, a->lsn);
  a->changed = true;
  return state_exec(q, err);
}

static void merge_category(struct applying *a, struct held_category *c) {
  for (uint32_t i = 0; i < a->row->prop_n; i++) {
    const struct ev_prop *p = &a->b->vals.p[a->row->prop_begin + i];
    struct str name = intern_at(&a->b->props, p->name);
    struct value v = ev_value(a->b, p);
    if (str_is(name, "position") && v.type == V_NUM) c->position = (int64_t)dec_to_double(v.num);
    if (v.type != V_STR) continue;
    if (str_is(name, "name")) c->name = v.str;
    if (str_is(name, "parent")) c->parent = v.str;
  }
}

static bool apply_category(struct applying *a, struct str id, bool gone, struct err *err) {
  struct held_category was, now;
  int64_t *n = &a->w->categories_n;
  if (!load_category(a, id, &was, err)) return false;
  bool alive = was.row && !was.deleted;
  if ((was.row && was.lsn > a->lsn) || (gone && !alive)) return true;
  if (!count(a->w, "SELECT count(*) FROM category WHERE deleted = 0", n, err)) return false;
  if (gone) {
    *n -= 1;
    return save_category(a, id, &(struct held_category){.name = STR(""), .parent = STR("")}, true,
                         err);
  }
  if (!alive && *n >= CATALOGUE_CATEGORIES_MAX) return true;
  now = was;
  merge_category(a, &now);
  if (alive && str_eq(was.name, now.name) && str_eq(was.parent, now.parent) &&
      was.position == now.position)
    return true;
  *n += !alive;
  return save_category(a, id, &now, false, err);
}

static bool apply_rows(struct applying *a, uint64_t first_lsn, struct err *err) {
  for (size_t i = 0; i < a->b->rows.n; i++) {
    struct str type, id;
    a->row = &a->b->rows.p[i];
    if (!(a->row->flags & EV_ITEM)) continue;
    a->lsn = (int64_t)(first_lsn + i);
    arena_reset(&a->tmp);
    ev_batch_id_parts(a->b, a->row->id, &type, &id);
    bool gone = str_is(intern_at(&a->b->names, a->row->name), EV_ITEM_DELETE);
    if (!(str_is(type, CATEGORY_TYPE) ? apply_category(a, id, gone, err)
                                      : apply_item(a, id, gone, err)))
      return false;
  }
  return true;
}

bool items_apply(struct workspace *w, const struct ev_batch *b, uint64_t first_lsn,
                 struct err *err) {
  struct applying a = {.w = w, .b = b};
  arena_init(&a.tmp, "items");
  bool ok = apply_rows(&a, first_lsn, err);
  arena_release(&a.tmp);
  /* A transaction that fails takes counted rows back. */
  if (!ok) w->items_n = w->categories_n = -1;
  if (a.changed) w->items_changed = true;
  return ok;
}

void items_settled(struct workspace *w, bool committed) {
  if (!committed) w->items_n = w->categories_n = -1;
  if (committed && w->items_changed) {
    atomic_fetch_add(&w->catalogue_version, 1);
    ws_revise(w);
  }
  w->items_changed = false;
}
