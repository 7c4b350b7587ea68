/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attributes: rows of $set with the values that hold from then on.
 *
 * The log keeps values, not operations, because values are what questions ask for as of any time
 * and what survives merging and erasing by themselves.  So operations that depend on the value
 * before (once, add, append, union, remove, and unsetting all) are worked out here, from what is
 * known when the request comes: the request holds the workspace's lock for that from reading until
 * its rows are in the order (known.h), so that no two of them work from the same value.  What one
 * request does to a value several times is remembered within it.
 *
 * What takes a value away is a value too: the empty text (value_unsets).  Lists are kept as JSON
 * text: ["a","b"]. */
#include <string.h>

#include "base/panic.h"
#include "collect/normal_int.h"

bool collect_asks_known(const struct wire_batch *in) {
  for (uint32_t i = 0; i < in->n_messages; i++)
    switch (in->messages[i].kind) {
    case WIRE_SET_ONCE:
    case WIRE_INCREMENT:
    case WIRE_APPEND:
    case WIRE_UNION:
    case WIRE_REMOVE:
    case WIRE_DELETE:
      return true;
    default:
      break;
    }
  return false;
}

/* ---- what holds now ---- */

static const struct changed *changed_here(struct making *k, uint32_t prop) {
  for (size_t i = k->n->changed.n; i-- > 0;)
    if (k->n->changed.p[i].id == k->id && k->n->changed.p[i].prop == prop)
      return &k->n->changed.p[i];
  return NULL;
}

/* Only where operations will ask: a plain batch of identifies remembers nothing. */
static void remember(struct making *k, uint32_t prop, const struct value *v) {
  if (!k->rules->known) return;
  struct changed c = {.id = k->id, .prop = prop, .value = *v, .row = (uint32_t)k->out->rows.n - 1};
  if (v->type == V_STR) c.value.str = arena_str(&k->n->mem, v->str);
  vec_push(&k->n->changed, c); /* the latest counts; those of a refused message are dropped */
}

/* The row being made is not before what it replaces: a clock that is late, or a request that waited
 * for its turn, would otherwise take effect in the past, where it has none. */
static void not_before(struct making *k, int64_t since) {
  struct ev_row *row = &k->out->rows.p[k->out->rows.n - 1];
  if (row->time < since) row->time = since;
}

static bool value_now(struct making *k, struct word *w, struct value *ret) {
  const struct collect_known *known = k->rules->known;
  const struct changed *here = changed_here(k, word_at(k, w));
  int64_t since;
  *ret = (struct value){0};
  if (here)
    *ret = here->value, since = k->out->rows.p[here->row].time;
  else if (!known->value(known->ctx, k->n->ids, k->n_ids, w->to, ret, &since, k->why))
    return false;
  not_before(k, since);
  if (value_unsets(ret)) ret->type = V_NONE;
  return true;
}

/* ---- writing ---- */

static bool put_attribute(struct making *k, struct word *w, const struct value *v) {
  if (!put_value(k, w, false, v)) return false;
  remember(k, word_at(k, w), v);
  return true;
}

static bool put_plain(struct making *k) {
  size_t row = k->out->rows.n - 1;
  if (!put_members(k, 0, k->m->traits)) return false;
  for (uint32_t i = 0; k->rules->known && i < k->out->rows.p[row].prop_n; i++) {
    const struct ev_prop *p = &k->out->vals.p[k->out->rows.p[row].prop_begin + i];
    struct value v = ev_value(k->out, p);
    const struct changed *here = changed_here(k, p->name);
    if (here) not_before(k, k->out->rows.p[here->row].time);
    remember(k, p->name, &v);
  }
  return true;
}

/* ---- lists ---- */

/* The elements of a list's text; a value that is none is a list of itself. */
static const struct json *list_of(struct making *k, const struct value *v) {
  struct json *list;
  struct err ignored;
  char text[DEC_TEXT_BYTES];
  if (v->type == V_STR && v->str.n && *v->str.p == '[' &&
      json_parse(v->str, &k->n->mem, &list, &ignored) && list->type == JSON_ARRAY)
    return list;
  list = arena_new(&k->n->mem, struct json);
  *list = (struct json){.type = JSON_ARRAY};
  if (v->type == V_NONE) return list;
  list->items = arena_new(&k->n->mem, struct json);
  list->n = 1;
  list->items[0] = (struct json){.type = JSON_STRING, .text = v->str};
  if (v->type == V_BOOL) list->items[0] = (struct json){.type = JSON_BOOL, .boolean = v->b};
  if (v->type == V_NUM)
    list->items[0] = (struct json){.type = JSON_NUMBER,
                                   .text = arena_str(&k->n->mem, str_from(dec_text(v->num, text)))};
  if (v->type == V_TIME) {
    struct buf iso = BUF_INIT;
    time_format_iso(v->time, &iso);
    list->items[0].text = arena_str(&k->n->mem, buf_str(&iso));
    buf_release(&iso);
  }
  return list;
}

static bool same(const struct json *a, const struct json *b) {
  return a->type == b->type && a->boolean == b->boolean && str_eq(a->text, b->text);
}

static bool in_list(const struct json *list, const struct json *v) {
  for (uint32_t i = 0; i < list->n; i++)
    if (same(&list->items[i], v)) return true;
  return false;
}

static bool change_list(struct making *k, struct word *w, const struct value *now,
                        const struct json *arg) {
  const struct json *old = list_of(k, now);
  struct json one = {.type = JSON_ARRAY, .n = 1, .items = (struct json *)arg};
  const struct json *args = arg->type == JSON_ARRAY ? arg : &one;
  struct json new = {.type = JSON_ARRAY};
  new.items = arena_alloc(&k->n->mem, (old->n + args->n) * sizeof *new.items);
  for (uint32_t i = 0; i < old->n; i++)
    if (k->m->kind != WIRE_REMOVE || !in_list(args, &old->items[i]))
      new.items[new.n++] = old->items[i];
  for (uint32_t i = 0; k->m->kind != WIRE_REMOVE && i < args->n; i++)
    if (k->m->kind == WIRE_APPEND || !in_list(&new, &args->items[i]))
      new.items[new.n++] = args->items[i];
  struct value v = {.type = V_STR, .str = json_text(k, &new)};
  return put_attribute(k, w, &v);
}

/* ---- operations ---- */

static bool add_number(struct making *k, struct word *w, const struct value *now,
                       const struct json *arg) {
  struct value v = {.type = V_NUM, .num = DEC_ZERO}, by;
  if (!value_of(k, arg, V_NUM, &by) || by.type != V_NUM)
    return err_fail(k->why, ERR_collect_bad_number, "%.*s", STRF(w->from));
  if (now->type == V_NUM) v.num = now->num;
  if (!dec_add(v.num, by.num, &v.num))
    return err_fail(k->why, ERR_collect_bad_number, "%.*s", STRF(w->from));
  return put_attribute(k, w, &v);
}

static bool operate(struct making *k, struct word *w, const struct json *arg, bool *ret_fatal) {
  struct value now;
  *ret_fatal = !value_now(k, w, &now);
  if (*ret_fatal) return false;
  switch (k->m->kind) {
  case WIRE_SET_ONCE: {
    struct value v;
    if (now.type) return true;
    if (arg->type == JSON_ARRAY || arg->type == JSON_OBJECT)
      v = (struct value){.type = V_STR, .str = json_text(k, arg)};
    else if (!value_of(k, arg, w->want, &v))
      return true;
    return put_attribute(k, w, &v);
  }
  case WIRE_INCREMENT:
    return add_number(k, w, &now, arg);
  default:
    return change_list(k, w, &now, arg);
  }
}

static bool unset(struct making *k, struct word *w) {
  struct value nothing = {.type = V_STR};
  return put_attribute(k, w, &nothing);
}

static bool delete_all(struct making *k, bool *ret_fatal) {
  const struct collect_known *known = k->rules->known;
  struct str *names;
  uint32_t n;
  *ret_fatal = !known->names(known->ctx, k->n->ids, k->n_ids, &k->n->mem, &names, &n, k->why);
  if (*ret_fatal) return false;
  size_t earlier = k->n->changed.n;
  for (uint32_t i = 0; i < n; i++) {
    struct word *w = attr_word(k, names[i]);
    struct value now;
    *ret_fatal = !value_now(k, w, &now);
    if (*ret_fatal || !unset(k, w)) return false;
  }
  for (size_t i = 0; i < earlier; i++) {
    const struct changed c = k->n->changed.p[i];
    if (c.id != k->id || changed_here(k, c.prop)->row == k->out->rows.n - 1) continue;
    not_before(k, k->out->rows.p[c.row].time);
    if (!unset(k, attr_word(k, intern_at(&k->out->props, c.prop)))) return false;
  }
  return true;
}

static bool each_member(struct making *k, bool *ret_fatal) {
  const struct json *t = k->m->traits;
  for (uint32_t i = 0; t && i < t->n; i++) {
    if (!name_ok(t->keys[i], k->why)) return false;
    struct word *w = attr_word(k, t->keys[i]);
    if (k->m->kind == WIRE_UNSET ? !unset(k, w) : !operate(k, w, &t->items[i], ret_fatal))
      return false;
  }
  return true;
}

/* How the row's values came about, for who must put those of two people together. */
static void put_operation(struct making *k) {
  const struct ev_row *row = &k->out->rows.p[k->out->rows.n - 1];
  bool added = k->m->kind == WIRE_INCREMENT, once = k->m->kind == WIRE_SET_ONCE;
  if (row->prop_n == 0 || !(added || once)) return;
  struct value v = {.type = V_STR, .str = str_from(added ? EV_ADDED : EV_ONCE)};
  ev_batch_put(k->out, ev_batch_prop(k->out, STR(EV_OPERATION)), &v);
}

bool make_profile(struct making *k, bool *ret_fatal) {
  uint32_t set = ev_batch_name(k->out, STR(EV_SET));
  bool ok;
  *ret_fatal = false;
  begin_row(k, set, 0);
  switch (k->m->kind) {
  case WIRE_DELETE:
    must(k->rules->known);
    ok = delete_all(k, ret_fatal);
    break;
  case WIRE_SET_ONCE:
  case WIRE_INCREMENT:
  case WIRE_APPEND:
  case WIRE_UNION:
  case WIRE_REMOVE:
    must(k->rules->known);
    ok = each_member(k, ret_fatal);
    break;
  case WIRE_UNSET:
    ok = each_member(k, ret_fatal);
    break;
  default:
    ok = put_plain(k);
  }
  if (ok) put_operation(k);
  struct ev_row *row = &k->out->rows.p[k->out->rows.n - 1];
  if (row->prop_n == 0) row->flags |= EV_SEEN;
  return ok;
}
