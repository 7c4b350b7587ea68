/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody did, bought and was said to be, newest first. */
#include "api/people_page.h"
#include "event/batch.h"

#define LIST_MAX_ITEMS 500 /* orders, or values of an attribute */

static void put_when(struct jw *w, int64_t ms) {
  if (ms == TIME_MIN)
    jw_null(w);
  else
    put_time(w, ms);
}

static const char *vtype_word(enum vtype t) {
  return t == V_NUM ? "number" : t == V_TIME ? "time" : t == V_BOOL ? "bool" : "text";
}

static bool hidden(const struct ask *a, struct str name, struct value *v) {
  if (!a->masked) return false;
  if (v->type == V_STR) v->str = mask_text(name, v->str, a->c->arena);
  return v->type != V_STR && mask_personal(name);
}

static void put_called(struct ask *a, struct str prop, const struct value *v) {
  const struct lang_names *names = names_env_lang(view_names(a->v));
  struct str called = v->type == V_STR ? names->called(names->ctx, prop, v->str) : STR("");
  if (called.n) jw_key(&a->c->out, "called"), jw_str(&a->c->out, called);
}

static void put_event(struct ask *a, const struct person_event *e) {
  struct jw *w = &a->c->out;
  enum name_kind kind = str_is(e->event, EV_SET) ? NAME_ATTR : NAME_PROP;
  jw_begin_object(w);
  jw_key(w, "time"), put_when(w, e->time);
  jw_key(w, "lsn"), jw_uint(w, e->lsn);
  jw_key(w, "event"), jw_str(w, e->event);
  jw_key(w, "title"), put_name_title(w, NAME_EVENT, e->event);
  jw_key(w, "props"), jw_begin_array(w);
  for (uint32_t i = 0; i < e->n_props; i++) {
    struct value v = e->values[i];
    if (hidden(a, e->props[i], &v)) continue;
    if (kind == NAME_ATTR && value_unsets(&e->values[i])) v = (struct value){.type = V_NONE};
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, e->props[i]);
    jw_key(w, "title"), put_name_title(w, kind, e->props[i]);
    jw_key(w, "value"), put_prop_value(w, &v);
    put_called(a, e->props[i], &v);
    jw_key(w, "type"), jw_cstr(w, vtype_word(v.type));
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

/* The cursor is the last event shown: its time and LSN, which no other of theirs has; and how many
 * of equal ones were shown (a row of an import may make several events of one LSN). */
static bool events(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct page_key from, next;
  struct person_event *e;
  uint32_t subject, n, want = call_limit(c), shown = 0, total = 0, skipped = 0;
  struct str only = call_query(c, "event"), before = call_query(c, "before");
  int64_t bound = INT64_MAX;
  bool given, more = false;
  struct jw *w = &c->out;
  if (before.p && !time_parse_iso(before, view_tz(a->v), &bound, NULL, err)) return false;
  if (!call_cursor(c, &from, &given, err) || !ask_person(a, call_path(c, "id"), &subject, err) ||
      !query_person_events(view_snapshot(a->v), subject, given ? from.n[3] : a->as_of, c->arena, &e,
                           &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = n; i-- > 0;) {
    if ((only.p && !str_eq(e[i].event, only)) || e[i].time >= bound) continue;
    total++;
    int64_t lsn = (int64_t)e[i].lsn;
    if (given && (e[i].time > from.n[0] || (e[i].time == from.n[0] && lsn > from.n[1]))) continue;
    if (given && e[i].time == from.n[0] && lsn == from.n[1] && skipped < from.n[2]) {
      skipped++;
      continue;
    }
    if (shown == want) {
      more = true;
      continue;
    }
    bool same = shown ? next.n[0] == e[i].time && next.n[1] == lsn
                      : given && from.n[0] == e[i].time && from.n[1] == lsn;
    int64_t of_it = same ? (shown ? next.n[2] : from.n[2]) + 1 : 1;
    next = (struct page_key){.n = {e[i].time, lsn, of_it, given ? from.n[3] : a->as_of}, .n_n = 4};
    shown++;
    put_event(a, &e[i]);
  }
  jw_end_array(w);
  call_put_next(c, more ? &next : NULL);
  jw_key(w, "total"), jw_uint(w, total);
  jw_end_object(w);
  return true;
}

bool api_person_events(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && events(&a, err);
  ask_end(&a);
  return ok;
}

/* ---- orders ---- */

static const struct value *prop_of(const struct person_event *e, const char *name,
                                   enum vtype type) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_is(e->props[i], name) && e->values[i].type == type) return &e->values[i];
  return NULL;
}

static bool same_order(const struct person_event *a, const struct person_event *b) {
  const struct value *x = prop_of(a, "order_id", V_STR), *y = prop_of(b, "order_id", V_STR);
  return x && y ? str_eq(x->str, y->str) : !x && !y && a->time == b->time;
}

static void put_text(struct jw *w, const char *key, const struct value *v) {
  jw_key(w, key);
  if (v)
    jw_str(w, v->str);
  else
    jw_null(w);
}

static void put_number(struct jw *w, const char *key, const struct value *v) {
  jw_key(w, key);
  if (v)
    put_decimal(w, v->num);
  else
    jw_null(w);
}

static void put_amount(struct jw *w, const char *key, const struct value *v) {
  jw_key(w, key);
  if (v)
    put_money(w, v->num);
  else
    jw_null(w);
}

/* As the line says; else as the catalogue does. */
static void put_item_name(struct ask *a, const struct person_event *line) {
  const struct lang_names *names = names_env_lang(view_names(a->v));
  const struct value *id = prop_of(line, "item_id", V_STR),
                     *name = prop_of(line, "item_name", V_STR);
  struct str called = id && !name ? names->called(names->ctx, STR("item_id"), id->str) : STR("");
  struct value known = {.type = V_STR, .str = called};
  put_text(&a->c->out, "name", name || called.n == 0 ? name : &known);
}

static void put_items(struct ask *a, const struct person_event *order, const struct person_event *e,
                      uint32_t n) {
  struct jw *w = &a->c->out;
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    if (!str_is(e[i].event, "order_item") || !same_order(order, &e[i])) continue;
    jw_begin_object(w);
    put_text(w, "id", prop_of(&e[i], "item_id", V_STR));
    put_item_name(a, &e[i]);
    put_number(w, "quantity", prop_of(&e[i], "quantity", V_NUM));
    put_amount(w, "price", prop_of(&e[i], "price", V_NUM));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool put_order(struct ask *a, const struct person_event *order, const struct person_event *e,
                      uint32_t n, struct err *err) {
  struct jw *w = &a->c->out;
  struct dec refunded = DEC_ZERO;
  for (uint32_t i = 0; i < n; i++) {
    const struct value *amount = prop_of(&e[i], "amount", V_NUM);
    if (!str_is(e[i].event, "order_refunded") || !amount || !prop_of(&e[i], "order_id", V_STR) ||
        !same_order(order, &e[i]))
      continue;
    if (!dec_add(refunded, amount->num, &refunded))
      return err_fail(err, ERR_number_overflow, "amount");
  }
  jw_begin_object(w);
  put_text(w, "id", prop_of(order, "order_id", V_STR));
  jw_key(w, "time"), put_time(w, order->time);
  put_amount(w, "amount", prop_of(order, "amount", V_NUM));
  jw_key(w, "refunded"), put_money(w, refunded);
  put_items(a, order, e, n);
  jw_end_object(w);
  return true;
}

/* Lines and refunds of an order are looked for among these only, not among all events. */
static uint32_t order_rows(struct person_event *e, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++)
    if (str_is(e[i].event, "order_completed") || str_is(e[i].event, "order_item") ||
        str_is(e[i].event, "order_refunded"))
      e[kept++] = e[i];
  return kept;
}

static bool orders(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct person_event *e;
  struct jw *w = &c->out;
  uint32_t subject, n, total = 0;
  if (!ask_person(a, call_path(c, "id"), &subject, err) ||
      !query_person_events(view_snapshot(a->v), subject, a->as_of, c->arena, &e, &n, err))
    return false;
  n = order_rows(e, n);
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = n; i-- > 0;) {
    if (!str_is(e[i].event, "order_completed")) continue;
    if (total++ < LIST_MAX_ITEMS && !put_order(a, &e[i], e, n, err)) return false;
  }
  jw_end_array(w);
  jw_key(w, "total"), jw_uint(w, total);
  jw_end_object(w);
  return true;
}

bool api_person_orders(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && orders(&a, err);
  ask_end(&a);
  return ok;
}

/* ---- an attribute over time ---- */

static bool attribute(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct str name = call_path(c, "name"), canonical;
  const struct lang_names *names = names_env_lang(view_names(a->v));
  struct person_event *e;
  struct jw *w = &c->out;
  uint32_t subject, n, shown = 0;
  uint8_t types;
  if (!names->attr(names->ctx, name, &canonical, &types))
    return err_fail(err, ERR_unknown_attribute, "%.*s", STRF(name));
  if (!ask_person(a, call_path(c, "id"), &subject, err) ||
      !query_person_events(view_snapshot(a->v), subject, a->as_of, c->arena, &e, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = n; i-- > 0 && shown < LIST_MAX_ITEMS;) {
    if (!str_is(e[i].event, EV_SET)) continue;
    for (uint32_t k = 0; k < e[i].n_props; k++) {
      struct value v = e[i].values[k];
      if (!str_eq(e[i].props[k], canonical) || hidden(a, canonical, &v)) continue;
      if (value_unsets(&e[i].values[k])) v = (struct value){.type = V_NONE};
      jw_begin_object(w);
      jw_key(w, "time"), put_when(w, e[i].time);
      jw_key(w, "value"), put_prop_value(w, &v);
      jw_end_object(w);
      shown++;
    }
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_attribute_history(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && attribute(&a, err);
  ask_end(&a);
  return ok;
}
