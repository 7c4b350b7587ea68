/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns of a list of people, and the list.
 *
 * Each column is evaluated for everybody, once per moment, and a page reads its people's values
 * from it.  The other way, evaluating for the fifty people of a page, looks cheaper and is not: a
 * scan reads blocks of 65,536 rows whoever it wants from them, and the next page would read them
 * again (docs/BENCHMARKS.md). */
#include "api/people_page.h"
#include "event/batch.h"

#define TEXT_COLUMNS 2 /* of the default */

static const struct {
  const char *id, *expression, *type, *en, *zh;
} numbers[] = {
    {"first_seen", ASK_FIRST_SEEN, "time", "First seen", "首次出现"},
    {"last_seen", ASK_LAST_SEEN, "time", "Last seen", "最近出现"},
    {"orders", ASK_ORDERS, "count", "Orders", "订单数"},
    {"revenue", ASK_REVENUE, "money", "Revenue", "净消费"},
};

static bool attribute_types(const struct view *v, struct str name, struct str *ret_canonical,
                            uint8_t *ret) {
  const struct lang_names *names = names_env_lang(view_names(v));
  return names->attr(names->ctx, name, ret_canonical, ret);
}

static enum lang_type type_of(uint8_t types) {
  return types & V_MASK(V_NUM)                                ? LT_NUM
         : types & V_MASK(V_TIME)                             ? LT_TIME
         : types & V_MASK(V_BOOL) && !(types & V_MASK(V_STR)) ? LT_BOOL
                                                              : LT_STR;
}

static bool add_number(struct ask *a, size_t i, struct people_columns *p, struct err *err) {
  struct people_column *c = &p->p[p->n++];
  *c = (struct people_column){.kind = COLUMN_NUMBERS,
                              .id = str_from(numbers[i].id),
                              .en = str_from(numbers[i].en),
                              .zh = str_from(numbers[i].zh),
                              .type = numbers[i].type};
  return ask_column_text(a, numbers[i].expression, &c->values, err);
}

static bool add_class(struct ask *a, struct str slug, struct people_columns *p, struct err *err) {
  struct people_column *c = &p->p[p->n++];
  *c = (struct people_column){.kind = COLUMN_CLASS, .id = slug, .type = "text"};
  if (!ask_classes(a, slug, &c->classes, err)) return false;
  c->en = c->classes.def->title.en;
  c->zh = c->classes.def->title.zh;
  return true;
}

static bool add_attribute(struct ask *a, struct str name, uint8_t types, struct people_columns *p,
                          struct err *err) {
  struct people_column *c = &p->p[p->n++];
  const struct known_name *k = known_name_exact(NAME_ATTR, name);
  if (!k) k = known_name_exact(NAME_PROP, name);
  *c = (struct people_column){.kind = COLUMN_ATTRIBUTE,
                              .id = name,
                              .en = k ? str_from(k->en) : name,
                              .zh = k ? str_from(k->zh) : name,
                              .type = type_word(type_of(types))};
  return ask_attribute(a, name, type_of(types), &c->values, err);
}

static bool is_active(struct ask *a, struct str slug, bool *ret, struct err *err) {
  struct str *slugs;
  uint32_t n;
  if (!ask_classifications(a, &slugs, &n, err)) return false;
  *ret = false;
  for (uint32_t i = 0; i < n; i++)
    *ret |= str_eq(slugs[i], slug);
  return true;
}

static bool add_named(struct ask *a, struct str id, struct people_columns *p, struct err *err) {
  struct str name;
  uint8_t types;
  bool known;
  if (p->n == COLUMNS_MAX) return err_fail(err, ERR_too_large, "columns" ERR_SEP "%d", COLUMNS_MAX);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (str_is(id, numbers[i].id)) return add_number(a, i, p, err);
  if (!is_active(a, id, &known, err)) return false;
  if (known) return add_class(a, id, p, err);
  if (attribute_types(a->v, id, &name, &types)) return add_attribute(a, name, types, p, err);
  err_fail(err, ERR_unknown_column, "%.*s", STRF(id));
  return err_at(err, "/columns", 0, 0, 0);
}

/* Text attributes by how many rows set them, personal ones left out: a list is for looking over
 * people, not for reading their telephone numbers. */
static bool add_best_texts(struct ask *a, struct people_columns *p, struct err *err) {
  const struct snapshot *n = view_snapshot(a->v);
  uint32_t set = snapshot_event_code(n, STR(EV_SET)), best[TEXT_COLUMNS], found = 0;
  if (set == INTERN_NONE) return true;
  for (uint32_t i = 0; i < snapshot_props(n); i++) {
    const struct prop_info *info = snapshot_prop(n, i);
    uint64_t rows = snapshot_event_prop_rows(n, set, i);
    if (rows == 0 || info->types != V_MASK(V_STR) || mask_personal(info->name)) continue;
    uint32_t at = found;
    while (at > 0 && snapshot_event_prop_rows(n, set, best[at - 1]) < rows)
      at--;
    if (at == TEXT_COLUMNS) continue;
    if (found < TEXT_COLUMNS) found++;
    for (uint32_t k = found - 1; k > at; k--)
      best[k] = best[k - 1];
    best[at] = i;
  }
  for (uint32_t i = 0; i < found; i++)
    if (!add_attribute(a, snapshot_prop(n, best[i])->name, V_MASK(V_STR), p, err)) return false;
  return true;
}

static bool add_default(struct ask *a, struct people_columns *p, struct err *err) {
  static const char *const classes[] = {"rfm", "aipl", "lifecycle"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (!add_number(a, i, p, err)) return false;
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
    bool active;
    if (!is_active(a, str_from(classes[i]), &active, err)) return false;
    if (active && !add_class(a, str_from(classes[i]), p, err)) return false;
  }
  return add_best_texts(a, p, err);
}

struct str name_attribute(const struct view *v) {
  static const char *const names[] = {"name", "full_name", "nickname", "customer_name",
                                      "姓名", "昵称",      "会员姓名", "客户姓名"};
  const struct snapshot *n = view_snapshot(v);
  uint32_t set = snapshot_event_code(n, STR(EV_SET));
  for (size_t i = 0; set != INTERN_NONE && i < sizeof names / sizeof names[0]; i++) {
    uint32_t p = snapshot_prop_code(n, str_from(names[i]));
    if (p == INTERN_NONE || !(snapshot_prop(n, p)->types & V_MASK(V_STR))) continue;
    if (snapshot_event_prop_rows(n, set, p)) return snapshot_prop(n, p)->name;
  }
  return (struct str){NULL, 0};
}

bool name_column(struct ask *a, struct ask_column *ret, struct str *ret_attr, struct err *err) {
  *ret = (struct ask_column){.n = 0};
  *ret_attr = name_attribute(a->v);
  return !ret_attr->p || ask_attribute(a, *ret_attr, LT_STR, ret, err);
}

bool people_columns(struct ask *a, const struct json *names, struct people_columns *ret,
                    struct err *err) {
  *ret = (struct people_columns){.n = 0};
  if (!name_column(a, &ret->name, &ret->name_attr, err)) return false;
  if (!names) return add_default(a, ret, err);
  for (uint32_t i = 0; i < names->n; i++)
    if (!add_named(a, names->items[i].text, ret, err)) return false;
  return true;
}

/* ---- writing ---- */

enum { KEY_LSN = 3, KEY_REVISION, KEY_NUMBERS }; /* of a cursor: after as_of and the list's own */

void put_person_head(struct ask *a, uint32_t subject, struct str name) {
  struct jw *w = &a->c->out;
  struct str id = people_external_id(ws_people(tenant_workspace(a->c->tenant)), subject);
  jw_key(w, "id"), jw_str(w, a->masked ? mask_identity(id, a->c->arena) : id);
  jw_key(w, "subject"), jw_uint(w, subject);
  jw_key(w, "name");
  if (name.p)
    jw_str(w, a->masked ? mask_name(name, a->c->arena) : name);
  else
    jw_null(w);
}

static void put_class(struct ask *a, const struct people_column *c, uint32_t subject) {
  struct jw *w = &a->c->out;
  uint8_t k = subject < c->classes.n ? c->classes.of[subject] : QUERY_CLASS_NONE;
  if (k == QUERY_CLASS_NONE)
    jw_null(w);
  else
    jw_str(w, a->c->lang == LANG_ZH ? c->classes.def->classes[k].title.zh
                                    : c->classes.def->classes[k].title.en);
}

static void put_value(struct ask *a, const struct people_column *c, uint32_t subject) {
  struct jw *w = &a->c->out;
  struct naive_value v;
  if (c->kind == COLUMN_CLASS) {
    put_class(a, c, subject);
    return;
  }
  v = ask_value(&c->values, subject);
  if (a->masked && c->kind == COLUMN_ATTRIBUTE && !v.missing) {
    if (v.type == LT_STR)
      v.str = mask_text(c->id, v.str, a->c->arena);
    else if (mask_personal(c->id))
      v.missing = true;
  }
  if (strcmp(c->type, "count") == 0 && !v.missing && v.num.scale == 0)
    jw_int(w, (int64_t)v.num.m);
  else if (strcmp(c->type, "money") == 0 && !v.missing)
    put_money(w, v.num);
  else
    put_naive(w, &v);
}

bool people_begin(struct call *c, struct ask *ret, struct page_key *ret_from, bool *ret_given,
                  struct err *err) {
  *ret = (struct ask){.c = c};
  if (!call_cursor(c, ret_from, ret_given, err)) return false;
  if (*ret_given &&
      (ret_from->n_n != KEY_NUMBERS || !call_view_again(c, (uint64_t)ret_from->n[KEY_LSN],
                                                        (uint64_t)ret_from->n[KEY_REVISION], err)))
    return ret_from->n_n == KEY_NUMBERS ? false : err_fail(err, ERR_bad_cursor, NULL);
  if (!ask_begin(c, ret, err)) return false;
  if (*ret_given) ret->as_of = ret_from->n[0];
  return true;
}

static void put_next(struct ask *a, const int64_t next[2]) {
  struct page_key key = {.n_n = KEY_NUMBERS};
  if (!next) {
    call_put_next(a->c, NULL);
    return;
  }
  key.n[0] = a->as_of;
  key.n[1] = next[0];
  key.n[2] = next[1];
  key.n[KEY_LSN] = (int64_t)view_lsn(a->v);
  key.n[KEY_REVISION] = (int64_t)view_revision(a->v);
  view_keep(a->v);
  call_put_next(a->c, &key);
}

void put_people_page(struct ask *a, const struct people_columns *cols, const uint32_t *subjects,
                     uint32_t n, uint64_t total, const int64_t next[2]) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  put_asof(a->c, a->as_of, a->v);
  jw_key(w, "total"), jw_uint(w, total);
  put_next(a, next);
  jw_key(w, "columns"), jw_begin_array(w);
  for (uint32_t i = 0; i < cols->n; i++) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_str(w, cols->p[i].id);
    jw_key(w, "title"), put_title(w, cols->p[i].en, cols->p[i].zh);
    jw_key(w, "type"), jw_cstr(w, cols->p[i].type);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    struct naive_value name = ask_value(&cols->name, subjects[i]);
    jw_begin_object(w);
    put_person_head(a, subjects[i], name.missing ? (struct str){NULL, 0} : name.str);
    jw_key(w, "values"), jw_begin_array(w);
    for (uint32_t k = 0; k < cols->n; k++)
      put_value(a, &cols->p[k], subjects[i]);
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

void put_set_page(struct ask *a, const struct people_columns *cols, const roaring_bitmap_t *set,
                  const struct page_key *from, bool given) {
  uint32_t want = call_limit(a->c), n = 0;
  uint32_t *subjects = arena_array(a->c->arena, uint32_t, want + 1);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  bool more = !given || (from->n[1] < UINT32_MAX &&
                         roaring_move_uint32_iterator_equalorlarger(&it, (uint32_t)from->n[1] + 1));
  for (; more && it.has_value && n <= want; roaring_advance_uint32_iterator(&it))
    subjects[n++] = it.current_value;
  int64_t next[2] = {n > want ? subjects[want - 1] : 0, 0};
  put_people_page(a, cols, subjects, n > want ? want : n, roaring_bitmap_get_cardinality(set),
                  n > want ? next : NULL);
}
