/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue: rows flagged EV_ITEM become rows of the SQL table `item`.
 *
 * The newest row wins property by property for what the product uses everywhere (name, category,
 * brand, price): a price list without names must not blank the names.  `doc` holds the newest row's
 * properties whole.  Rows are applied again after a crash; a row older than what an item holds
 * (updated_lsn) changes nothing.
 */
#include "workspace_int.h"

#include "base/json.h"

bool items_has(const struct ev_batch *b) {
  for (size_t i = 0; i < b->rows.n; i++)
    if (b->rows.p[i].flags & EV_ITEM) return true;
  return false;
}

static void put_value(struct jw *j, const struct value *v) {
  struct buf t = BUF_INIT;
  switch (v->type) {
  case V_BOOL:
    jw_bool(j, v->b);
    break;
  case V_NUM:
    jw_dec(j, v->num);
    break;
  case V_STR:
    jw_str(j, v->str);
    break;
  case V_TIME:
    time_format_iso(v->time, &t);
    jw_str(j, buf_str(&t));
    break;
  default:
    jw_null(j);
  }
  buf_release(&t);
}

struct fields {
  struct str name, category, brand;
  char price[DEC_TEXT_BYTES];
};

static void collect(const struct ev_batch *b, const struct ev_row *row, struct fields *f,
                    struct buf *doc) {
  struct jw j;
  *f = (struct fields){0};
  jw_init(&j, doc, 0);
  jw_begin_object(&j);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct str name = intern_at(&b->props, p->name);
    struct value v = ev_value(b, p);
    if (v.type == V_STR && (str_is(name, "item_name") || str_is(name, "name"))) f->name = v.str;
    if (v.type == V_STR && str_is(name, "category")) f->category = v.str;
    if (v.type == V_STR && str_is(name, "brand")) f->brand = v.str;
    if (v.type == V_NUM && str_is(name, "price")) dec_text(v.num, f->price);
    jw_key_str(&j, name);
    put_value(&j, &v);
  }
  jw_end_object(&j);
}

bool items_apply(struct workspace *w, const struct ev_batch *b, uint64_t first_lsn,
                 struct err *err) {
  struct buf doc = BUF_INIT;
  bool ok = true;
  for (size_t i = 0; ok && i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (!(row->flags & EV_ITEM)) continue;
    struct state_stmt *q;
    struct str type, id;
    struct fields f;
    ev_batch_id_parts(b, row->id, &type, &id);
    buf_reset(&doc);
    collect(b, row, &f, &doc);
    ok = state_query(w->state,
                     "INSERT INTO item (id, name, category, brand, price, doc, updated_lsn) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET "
                     "name = CASE WHEN excluded.name = '' THEN item.name ELSE excluded.name END, "
                     "category = CASE WHEN excluded.category = '' THEN item.category "
                     "ELSE excluded.category END, "
                     "brand = CASE WHEN excluded.brand = '' THEN item.brand ELSE excluded.brand "
                     "END, price = coalesce(excluded.price, item.price), doc = excluded.doc, "
                     "updated_lsn = excluded.updated_lsn "
                     "WHERE excluded.updated_lsn >= item.updated_lsn",
                     &q, err);
    if (!ok) break;
    state_bind_str(q, 1, id);
    state_bind_str(q, 2, f.name);
    state_bind_str(q, 3, f.category);
    state_bind_str(q, 4, f.brand);
    if (*f.price)
      state_bind_str(q, 5, str_from(f.price));
    else
      state_bind_null(q, 5);
    state_bind_str(q, 6, buf_str(&doc));
    state_bind_int(q, 7, (int64_t)(first_lsn + i));
    ok = state_exec(q, err);
  }
  buf_release(&doc);
  return ok;
}

static bool read_items(struct workspace *w, struct arena *out, struct ws_item **ret,
                       uint32_t *ret_n, struct err *err) {
  VEC(struct ws_item) items = {0};
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state, "SELECT id, name, category, brand, price FROM item ORDER BY id", &q,
                   err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) {
      vec_free(&items);
      return false;
    }
    if (!row) break;
    struct ws_item it = {.id = arena_str(out, state_str(q, 0)),
                         .name = arena_str(out, state_str(q, 1)),
                         .category = arena_str(out, state_str(q, 2)),
                         .brand = arena_str(out, state_str(q, 3))};
    it.has_price = !state_is_null(q, 4) && dec_parse(state_str(q, 4), &it.price);
    vec_push(&items, it);
  }
  struct ws_item *copy = arena_array(out, struct ws_item, items.n);
  if (items.n) memcpy(copy, items.p, items.n * sizeof *copy);
  *ret = copy;
  *ret_n = (uint32_t)items.n;
  vec_free(&items);
  return true;
}

bool ws_items(struct workspace *w, struct arena *out, struct ws_item **ret, uint32_t *ret_n,
              struct err *err) {
  state_enter(w->state);
  bool ok = read_items(w, out, ret, ret_n, err);
  state_leave(w->state);
  return ok;
}
