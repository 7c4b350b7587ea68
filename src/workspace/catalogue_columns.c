/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue as columns in memory: what expressions and answers read.
 *
 * One is made when somebody first asks after the catalogue changed, from SQL in pages, so that
 * writers wait for a page and not for a million items; then it is shared by all who ask, until it
 * changes again.  Items that change while it is made may be in it as before or as after; the change
 * that says so makes the next one.
 *
 * A column is a number per item and each different value once: a million items of forty brands cost
 * four megabytes and forty strings, and a condition on the brand is answered forty times.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

#include "workspace/catalogue.h"
#include "workspace_int.h"

#define PAGE_ITEMS 5000

struct made_column {
  struct item_column c;
  struct intern keys; /* of values: type and text */
  VEC(struct value) values;
  VEC(uint32_t) code;
};

struct catalogue {
  _Atomic uint32_t refs;
  uint64_t version;
  struct arena mem;
  struct intern ids, names; /* names: of columns, in their order */
  VEC(struct made_column *) columns;
  struct catalogue_category *categories;
  uint32_t n_categories;
};

static struct made_column *column(struct catalogue *k, struct str name) {
  uint32_t i = intern_find(&k->names, name);
  if (i != INTERN_NONE) return k->columns.p[i];
  if (k->columns.n >= CATALOGUE_COLUMNS_MAX) return NULL;
  struct made_column *m = must_calloc(1, sizeof *m);
  m->c.name = intern_at(&k->names, intern_put(&k->names, name));
  intern_init(&m->keys, "values of items");
  vec_push(&k->columns, m);
  return m;
}

static void put(struct catalogue *k, struct made_column *m, uint32_t item, const struct value *v) {
  char number[DEC_TEXT_BYTES];
  struct buf key = BUF_INIT;
  buf_put_u8(&key, (uint8_t)v->type);
  if (v->type == V_NUM)
    buf_puts(&key, dec_text(dec_normal(v->num), number));
  else if (v->type == V_BOOL)
    buf_put_u8(&key, v->b);
  else
    buf_put_str(&key, v->str);
  uint32_t code = intern_put(&m->keys, buf_str(&key));
  buf_release(&key);
  if (code == m->values.n) {
    struct value own = *v;
    if (v->type == V_STR) own.str = arena_str(&k->mem, v->str);
    vec_push(&m->values, own);
    m->c.types |= (uint8_t)V_MASK(v->type);
  }
  while (m->code.n < item)
    vec_push(&m->code, INTERN_NONE);
  if (m->code.n == item) vec_push(&m->code, code);
}

static void put_text(struct catalogue *k, enum item_field f, uint32_t item, struct str s) {
  struct value v = {.type = V_STR, .str = s};
  if (s.n) put(k, column(k, str_from(item_field_words[f].name)), item, &v);
}

static bool put_doc(struct catalogue *k, uint32_t item, struct str doc, struct arena *tmp,
                    struct err *err) {
  struct json *all;
  if (doc.n <= 2) return true;
  if (!json_parse(doc, tmp, &all, err)) return false;
  for (uint32_t i = 0; i < all->n; i++) {
    const struct json *j = &all->items[i];
    struct value v = {.type = V_STR, .str = j->text};
    if (item_field_of(all->keys[i]) != ITEM_OTHER) continue;
    if (j->type == JSON_BOOL) v = (struct value){.type = V_BOOL, .b = j->boolean};
    if (j->type == JSON_NUMBER) {
      v.type = V_NUM;
      if (!json_dec(j, &v.num)) continue;
    }
    struct made_column *m = column(k, all->keys[i]);
    if (m) put(k, m, item, &v);
  }
  return true;
}

static bool take(struct catalogue *k, const struct catalogue_item *it, struct arena *tmp,
                 struct err *err) {
  uint32_t item = intern_put(&k->ids, it->id);
  struct value price = {.type = V_NUM}, active = {.type = V_BOOL, .b = it->active};
  put_text(k, ITEM_NAME, item, it->name);
  put_text(k, ITEM_CATEGORY, item, it->category);
  put_text(k, ITEM_BRAND, item, it->brand);
  put_text(k, ITEM_KIND, item, it->kind);
  put_text(k, ITEM_ROLE, item, it->role);
  if (it->price.n && dec_parse(it->price, &price.num))
    put(k, column(k, str_from(item_field_words[ITEM_PRICE].name)), item, &price);
  put(k, column(k, str_from(item_field_words[ITEM_ACTIVE].name)), item, &active);
  return put_doc(k, item, it->properties, tmp, err);
}

/* Sizes settle, so that every column has a code for every item. */
static void seal(struct catalogue *k) {
  uint64_t ids = 0;
  for (uint32_t i = 0; i < k->ids.n; i++)
    ids = ids * UINT64_C(0x9e3779b97f4a7c15) + k->ids.hash[i];
  for (size_t i = 0; i < k->columns.n; i++) {
    struct made_column *m = k->columns.p[i];
    while (m->code.n < k->ids.n)
      vec_push(&m->code, INTERN_NONE);
    m->c.ids = &k->ids;
    m->c.code = m->code.p;
    m->c.values = m->values.p;
    m->c.n_values = (uint32_t)m->values.n;
    m->c.hash = XXH3_64bits_withSeed(m->code.p, m->code.n * sizeof *m->code.p, ids);
    for (uint32_t v = 0; v < m->keys.n; v++)
      m->c.hash = m->c.hash * UINT64_C(0x9e3779b97f4a7c15) + m->keys.hash[v];
  }
}

static bool load(struct workspace *w, struct catalogue *k, struct err *err) {
  struct arena tmp;
  struct catalogue_item *items;
  struct str after = STR("");
  struct buf last = BUF_INIT;
  uint32_t n = PAGE_ITEMS;
  bool ok = true;
  arena_init(&tmp, "catalogue");
  for (int f = 0; f < ITEM_FIELDS; f++) /* known before there is an item */
    column(k, str_from(item_field_words[f].name))->c.types = (uint8_t)V_MASK(item_field_words[f].type);
  column(k, STR("tags"))->c.types = V_MASK(V_STR);
  while (ok && n == PAGE_ITEMS) {
    arena_reset(&tmp);
    ok =
        catalogue_items(w, &(struct catalogue_filter){0}, after, PAGE_ITEMS, &tmp, &items, &n, err);
    for (uint32_t i = 0; ok && i < n; i++)
      ok = take(k, &items[i], &tmp, err);
    if (!ok || n == 0) break;
    buf_reset(&last);
    buf_put_str(&last, items[n - 1].id);
    after = buf_str(&last);
  }
  ok = ok && catalogue_categories(w, &k->mem, &k->categories, &k->n_categories, err);
  if (ok) seal(k);
  buf_release(&last);
  arena_release(&tmp);
  return ok;
}

void catalogue_release(struct catalogue *k) {
  if (!k || atomic_fetch_sub(&k->refs, 1) != 1) return;
  for (size_t i = 0; i < k->columns.n; i++) {
    struct made_column *m = k->columns.p[i];
    intern_release(&m->keys);
    vec_free(&m->values);
    vec_free(&m->code);
    free(m);
  }
  vec_free(&k->columns);
  intern_release(&k->ids);
  intern_release(&k->names);
  arena_release(&k->mem);
  free(k);
}

static struct catalogue *newest(struct workspace *w) {
  struct catalogue *k = NULL;
  pthread_mutex_lock(&w->catalogue_lock);
  if (w->catalogue && w->catalogue->version >= atomic_load(&w->catalogue_version)) k = w->catalogue;
  if (k) atomic_fetch_add(&k->refs, 1);
  pthread_mutex_unlock(&w->catalogue_lock);
  return k;
}

/* Two who come together may both make it: waiting for each other, one of them inside a transaction
 * that the other's reading waits for, they would wait for ever. */
bool catalogue_get(struct workspace *w, struct catalogue **ret, struct err *err) {
  struct catalogue *k = newest(w), *old;
  if (!k) {
    k = must_calloc(1, sizeof *k);
    atomic_init(&k->refs, 2);
    k->version = atomic_load(&w->catalogue_version);
    arena_init(&k->mem, "catalogue");
    intern_init(&k->ids, "items");
    intern_init(&k->names, "fields of items");
    if (!load(w, k, err)) {
      atomic_store(&k->refs, 1);
      catalogue_release(k);
      return false;
    }
    pthread_mutex_lock(&w->catalogue_lock);
    old = w->catalogue;
    w->catalogue = k;
    pthread_mutex_unlock(&w->catalogue_lock);
    catalogue_release(old);
  }
  *ret = k;
  return true;
}

const struct item_column *catalogue_column(const struct catalogue *k, struct str name) {
  uint32_t i = intern_find(&k->names, name);
  return i == INTERN_NONE ? NULL : &k->columns.p[i]->c;
}

uint32_t catalogue_columns(const struct catalogue *k) {
  return (uint32_t)k->columns.n;
}

const struct item_column *catalogue_column_at(const struct catalogue *k, uint32_t i) {
  return &k->columns.p[i]->c;
}

struct str catalogue_name(const struct catalogue *k, struct str id) {
  const struct item_column *c = &k->columns.p[ITEM_NAME]->c;
  uint32_t i = intern_find(&k->ids, id);
  return i == INTERN_NONE || c->code[i] == INTERN_NONE ? STR("") : c->values[c->code[i]].str;
}

static const struct catalogue_category *find_category(const struct catalogue *k, struct str name) {
  for (uint32_t i = 0; i < k->n_categories; i++)
    if (str_eq(k->categories[i].id, name)) return &k->categories[i];
  for (uint32_t i = 0; i < k->n_categories; i++)
    if (str_eq(k->categories[i].name, name)) return &k->categories[i];
  return NULL;
}

struct str catalogue_category_name(const struct catalogue *k, struct str id) {
  const struct catalogue_category *c = find_category(k, id);
  return c && str_eq(c->id, id) && !str_eq(c->name, id) ? c->name : STR("");
}

/* What is below a category follows it, deeper than it. */
bool catalogue_under(const struct catalogue *k, struct str name, struct intern *ret,
                     struct str *ret_name) {
  const struct catalogue_category *c = find_category(k, name);
  const struct catalogue_category *end = k->categories + k->n_categories;
  if (!c) return false;
  intern_put(ret, c->id);
  for (const struct catalogue_category *d = c + 1; d < end && d->depth > c->depth; d++)
    intern_put(ret, d->id);
  *ret_name = c->name;
  return true;
}

const struct catalogue_category *catalogue_tree(const struct catalogue *k, uint32_t *ret_n) {
  *ret_n = k->n_categories;
  return k->categories;
}
