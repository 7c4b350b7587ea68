/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the catalogue from SQL, and making the rows that change it.
 *
 * A filter is one statement whatever it asks for: parameters that are empty let everything pass,
 * so texts are never built from data and a catalogue of a million items is walked once at most.
 * The tree is put in order here rather than in SQL: whoever shows it needs each category behind
 * its parent, and rows from outside may name themselves in a circle. */
#include "workspace/catalogue.h"

#include <stdlib.h>

#include "base/vec.h"
#include "workspace_int.h"

#define ITEM_COLUMNS "id, name, category, brand, coalesce(price, ''), kind, role, active, doc"
/* The recursion begins with a column and not with ?2, whose collation PostgreSQL would take for
 * another one. */
#define ITEM_FILTER                                                                                \
  "deleted = 0 AND (?1 = '' OR lower(id) LIKE ?1 ESCAPE '\\' OR lower(name) LIKE ?1 ESCAPE "       \
  "'\\') AND (?2 = '' OR category = ?2 OR category IN (WITH RECURSIVE under(id) AS (SELECT id "    \
  "FROM category WHERE parent = ?2 AND deleted = 0 UNION SELECT c.id FROM category c JOIN under "  \
  "u ON c.parent = u.id WHERE c.deleted = 0) SELECT id FROM under)) "                              \
  "AND (?3 = '' OR brand = ?3) AND (?4 = '' OR kind = ?4) AND (?5 = '' OR role = ?5) AND (?6 < 0 " \
  "OR active = ?6)"

/* "%words%" with its own signs taken literally. */
static struct str pattern(struct str words, struct arena *tmp) {
  if (words.n == 0) return STR("");
  char *p = arena_alloc(tmp, 2 * words.n + 2);
  size_t n = 0;
  p[n++] = '%';
  for (size_t i = 0; i < words.n; i++) {
    char c = words.p[i];
    if (c == '%' || c == '_' || c == '\\') p[n++] = '\\';
    p[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
  }
  p[n++] = '%';
  return str_of(p, n);
}

static void bind(struct state_stmt *q, const struct catalogue_filter *f, struct arena *tmp) {
  state_bind_str(q, 1, pattern(f->words, tmp));
  state_bind_str(q, 2, f->category.n ? f->category : STR(""));
  state_bind_str(q, 3, f->brand.n ? f->brand : STR(""));
  state_bind_str(q, 4, f->kind.n ? f->kind : STR(""));
  state_bind_str(q, 5, f->role.n ? f->role : STR(""));
  state_bind_int(q, 6, f->active ? *f->active : -1);
}

static struct catalogue_item item_of(struct state_stmt *q, struct arena *out) {
  return (struct catalogue_item){.id = arena_str(out, state_str(q, 0)),
                                 .name = arena_str(out, state_str(q, 1)),
                                 .category = arena_str(out, state_str(q, 2)),
                                 .brand = arena_str(out, state_str(q, 3)),
                                 .price = arena_str(out, state_str(q, 4)),
                                 .kind = arena_str(out, state_str(q, 5)),
                                 .role = arena_str(out, state_str(q, 6)),
                                 .active = state_int(q, 7) != 0,
                                 .properties = arena_str(out, state_str(q, 8))};
}

static bool read_page(struct workspace *w, const struct catalogue_filter *f, struct str after,
                      uint32_t limit, struct arena *out, struct catalogue_item *items,
                      uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state,
                   "SELECT " ITEM_COLUMNS " FROM item WHERE " ITEM_FILTER
                   " AND id > ?7 ORDER BY id LIMIT ?8",
                   &q, err))
    return false;
  bind(q, f, out);
  state_bind_str(q, 7, after.n ? after : STR(""));
  state_bind_int(q, 8, limit);
  for (uint32_t n = 0;;) {
    if (!state_step(q, &row, err)) return false;
    if (row) items[n++] = item_of(q, out);
    *ret_n = n;
    if (!row) return true;
  }
}

bool catalogue_items(struct workspace *w, const struct catalogue_filter *f, struct str after,
                     uint32_t limit, struct arena *out, struct catalogue_item **ret,
                     uint32_t *ret_n, struct err *err) {
  struct catalogue_item *items = arena_array(out, struct catalogue_item, limit + 1);
  uint32_t n = 0;
  state_enter(w->state);
  bool ok = read_page(w, f, after, limit, out, items, &n, err);
  state_leave(w->state);
  if (!ok) return false;
  *ret = items;
  *ret_n = n;
  return true;
}

bool catalogue_count(struct workspace *w, const struct catalogue_filter *f, uint64_t *ret,
                     struct err *err) {
  struct state_stmt *q;
  struct arena tmp;
  bool row;
  arena_init(&tmp, "catalogue");
  state_enter(w->state);
  bool ok = state_query(w->state, "SELECT count(*) FROM item WHERE " ITEM_FILTER, &q, err);
  if (ok) bind(q, f, &tmp);
  ok = ok && state_step(q, &row, err);
  if (ok) {
    *ret = (uint64_t)state_int(q, 0);
    state_reset(q);
  }
  state_leave(w->state);
  arena_release(&tmp);
  return ok;
}

bool catalogue_item(struct workspace *w, struct str id, struct arena *out,
                    struct catalogue_item *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  state_enter(w->state);
  bool ok = state_query(w->state, "SELECT " ITEM_COLUMNS " FROM item WHERE id = ?1 AND deleted = 0",
                        &q, err);
  if (ok) state_bind_str(q, 1, id);
  ok = ok && state_step(q, &row, err);
  if (ok && row) {
    *ret = item_of(q, out);
    state_reset(q);
  }
  state_leave(w->state);
  return ok && (row || err_fail(err, ERR_unknown_item, "%.*s", STRF(id)));
}

/* ---- the tree ---- */

struct gathered {
  struct catalogue_category c;
  int64_t position;
  uint32_t first, next; /* child, sibling; number + 1 */
  bool placed;
};

struct tree {
  struct intern ids;
  VEC(struct gathered) all;
};

static struct gathered *gather(struct tree *t, struct str id) {
  uint32_t i = intern_put(&t->ids, id);
  if (i == t->all.n) vec_push(&t->all, ((struct gathered){.c = {.name = STR("")}}));
  return &t->all.p[i];
}

/* Siblings come in their order, so that putting each at the end of its parent's keeps it. */
static bool read_categories(struct workspace *w, struct tree *t, struct arena *out,
                            struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state,
                   "SELECT id, name, parent, position FROM category WHERE deleted = 0 ORDER BY "
                   "position, id",
                   &q, err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct str id = arena_str(out, state_str(q, 0)), name = arena_str(out, state_str(q, 1));
    struct gathered *g = gather(t, id);
    g->c = (struct catalogue_category){.id = id,
                                       .name = name.n ? name : id,
                                       .parent = arena_str(out, state_str(q, 2)),
                                       .listed = true};
    g->position = state_int(q, 3);
  }
  if (!state_query(w->state,
                   "SELECT category, count(*) FROM item WHERE deleted = 0 AND category <> '' "
                   "GROUP BY category ORDER BY category",
                   &q, err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    struct str id = arena_str(out, state_str(q, 0));
    struct gathered *g = gather(t, id);
    if (!g->c.listed) g->c = (struct catalogue_category){.id = id, .name = id};
    g->c.items = (uint64_t)state_int(q, 1);
  }
}

/* Number of the parent, or INTERN_NONE: at the top, because it has none, or none that is listed, or
 * is above itself. */
static uint32_t parent_of(const struct tree *t, uint32_t i) {
  uint32_t first = intern_find(&t->ids, t->all.p[i].c.parent), at = first;
  if (t->all.p[i].c.parent.n == 0 || first == INTERN_NONE || !t->all.p[first].c.listed)
    return INTERN_NONE;
  for (int depth = 1; depth < CATALOGUE_DEPTH_MAX; depth++) {
    if (at == i) return INTERN_NONE;
    at = t->all.p[at].c.parent.n ? intern_find(&t->ids, t->all.p[at].c.parent) : INTERN_NONE;
    if (at == INTERN_NONE) return first;
  }
  return INTERN_NONE;
}

static uint32_t place(struct tree *t, uint32_t i, uint32_t depth, struct catalogue_category *out,
                      uint32_t n) {
  for (; i; i = t->all.p[i - 1].next) {
    t->all.p[i - 1].c.depth = depth;
    out[n++] = t->all.p[i - 1].c;
    n = place(t, t->all.p[i - 1].first, depth + 1, out, n);
  }
  return n;
}

/* Linked from the last to the first, so that each list is in order. */
static uint32_t order(struct tree *t, struct arena *out, struct catalogue_category **ret) {
  uint32_t n = (uint32_t)t->all.n, top = 0;
  uint32_t *above = arena_array(out, uint32_t, n + 1);
  struct catalogue_category *list = arena_array(out, struct catalogue_category, n + 1);
  for (uint32_t i = 0; i < n; i++)
    above[i] = parent_of(t, i);
  for (uint32_t i = n; i-- > 0;) {
    uint32_t *head = above[i] == INTERN_NONE ? &top : &t->all.p[above[i]].first;
    if (above[i] == INTERN_NONE) t->all.p[i].c.parent = STR("");
    t->all.p[i].next = *head;
    *head = i + 1;
  }
  *ret = list;
  return place(t, top, 0, list, 0);
}

bool catalogue_categories(struct workspace *w, struct arena *out, struct catalogue_category **ret,
                          uint32_t *ret_n, struct err *err) {
  struct tree t = {0};
  intern_init(&t.ids, "categories");
  state_enter(w->state);
  bool ok = read_categories(w, &t, out, err);
  state_leave(w->state);
  if (ok) *ret_n = order(&t, out, ret);
  intern_release(&t.ids);
  vec_free(&t.all);
  return ok;
}

/* ---- brands ---- */

static bool read_brands(struct workspace *w, uint32_t limit, struct arena *out,
                        struct catalogue_brand *brands, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state,
                   "SELECT brand, count(*) FROM item WHERE deleted = 0 AND brand <> '' GROUP BY "
                   "brand ORDER BY 2 DESC, 1 LIMIT ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, limit);
  for (uint32_t n = 0;;) {
    if (!state_step(q, &row, err)) return false;
    if (row)
      brands[n++] =
          (struct catalogue_brand){arena_str(out, state_str(q, 0)), (uint64_t)state_int(q, 1)};
    *ret_n = n;
    if (!row) return true;
  }
}

bool catalogue_brands(struct workspace *w, uint32_t limit, struct arena *out,
                      struct catalogue_brand **ret, uint32_t *ret_n, struct err *err) {
  struct catalogue_brand *brands = arena_array(out, struct catalogue_brand, limit + 1);
  uint32_t n = 0;
  state_enter(w->state);
  bool ok = read_brands(w, limit, out, brands, &n, err);
  state_leave(w->state);
  if (!ok) return false;
  *ret = brands;
  *ret_n = n;
  return true;
}

/* ---- rows ---- */

void item_begin(struct ev_batch *b, struct str type, struct str id, struct str event, int64_t now) {
  ev_batch_row(b, ev_batch_id(b, type, id), ev_batch_name(b, event), now, (struct ev_key){0, 0},
               EV_ITEM);
}

void item_put(struct ev_batch *b, struct str property, const struct value *v) {
  ev_batch_put(b, ev_batch_prop(b, property), v);
}

void item_put_text(struct ev_batch *b, const char *property, struct str text) {
  struct value v = {.type = V_STR, .str = text.p ? text : STR("")};
  item_put(b, str_from(property), &v);
}
