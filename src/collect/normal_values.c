/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON to properties.
 *
 * Types are JSON's own; where the house knows a name's type (an order id is text, a quantity a
 * number, a birthday a time) the value becomes that if it can.  Null and "" mean absent, as in
 * files.  Objects are flattened with dots down to COLLECT_FLAT_DEPTH names; arrays, and what lies
 * deeper, are kept as JSON text without blanks: ["a","b"]. */
#include <string.h>

#include "base/utf8.h"
#include "collect/normal_int.h"

bool name_ok(struct str name, struct err *why) {
  if (name.n >= 1 && name.n <= NAME_MAX_BYTES) return true;
  return err_fail(why, ERR_collect_name_long, "%.*s" ERR_SEP "%d", (int)utf8_cut(name, 60),
                  name.p ? name.p : "", NAME_MAX_BYTES);
}

void begin_row(struct making *k, uint32_t name, unsigned flags) {
  if (!judge_row(k)) k->unplanned = true;
  k->open = true;
  struct ev_key key = k->key;
  if (k->further && (key.hi | key.lo)) key.lo |= 1;
  ev_batch_row(k->out, k->id, name, k->time, key, flags);
  if (k->who) ev_batch_row_who(k->out, k->who);
  k->further = true;
  k->puts = 0;
}

static bool may_put(struct making *k) {
  return k->puts++ < COLLECT_PROPS_MAX ||
         err_fail(k->why, ERR_collect_many_props, "%d", COLLECT_PROPS_MAX);
}

static bool too_long(struct making *k, struct str name) {
  return err_fail(k->why, ERR_collect_value_long, "%.*s" ERR_SEP "%d", (int)utf8_cut(name, 60),
                  name.p, VALUE_STR_MAX);
}

/* Clients repeat values (a page's address, a library's name) from message to message. */
static bool put_str(struct making *k, struct word *w, bool own, struct str s) {
  if (s.n > VALUE_STR_MAX) return too_long(k, w->from);
  uint32_t at = own ? word_own_at(k, w) : word_at(k, w);
  if (w->value_run != k->n->run || !str_eq(w->value, s)) {
    w->value_run = k->n->run;
    w->value_at = intern_put(&k->out->strings, s);
    w->value = intern_at(&k->out->strings, w->value_at);
  }
  ev_batch_put_str(k->out, at, w->value_at);
  return true;
}

bool put_value(struct making *k, struct word *w, bool own, const struct value *v) {
  if (!may_put(k)) return false;
  if (v->type == V_STR) return put_str(k, w, own, v->str);
  ev_batch_put(k->out, own ? word_own_at(k, w) : word_at(k, w), v);
  return true;
}

bool put_text(struct making *k, struct word *w, struct str s) {
  struct value v = {.type = V_STR, .str = s};
  return !s.n || put_value(k, w, false, &v);
}

struct str json_text(struct making *k, const struct json *v) {
  buf_reset(&k->n->text);
  json_write_tree(v, false, &k->n->text);
  return buf_str(&k->n->text);
}

static bool as_number(const struct json *v, struct value *ret) {
  ret->type = V_NUM;
  if (v->type == JSON_NUMBER) return dec_parse(v->text, &ret->num);
  return v->type == JSON_STRING && v->text.n && dec_parse_money(v->text, false, &ret->num);
}

static bool as_time(struct making *k, const struct json *v, struct value *ret) {
  ret->type = V_TIME;
  ret->time = wire_time(v, k->m->zone ? k->m->zone : k->rules->zone);
  return ret->time != WIRE_NO_TIME;
}

bool value_of(struct making *k, const struct json *v, enum vtype want, struct value *ret) {
  switch (v->type) {
  case JSON_STRING:
    if (!v->text.n) return false;
    if (want == V_NUM && as_number(v, ret)) return true;
    if (want == V_TIME && as_time(k, v, ret)) return true;
    break;
  case JSON_NUMBER:
    if (want == V_TIME && as_time(k, v, ret)) return true;
    if (want != V_STR && as_number(v, ret)) return true;
    break;
  case JSON_BOOL:
    *ret = (struct value){.type = V_BOOL, .b = v->boolean};
    return true;
  default:
    return false;
  }
  *ret = (struct value){.type = V_STR, .str = v->text};
  return true;
}

/* ---- objects ---- */

static struct word *word_in(struct making *k, enum scope scope, struct str path) {
  return scope ? prop_word(k, scope, path) : attr_word(k, path);
}

static bool put_as_text(struct making *k, struct word *w, bool own, const struct json *v) {
  struct value text = {.type = V_STR, .str = json_text(k, v)};
  return put_value(k, w, own, &text);
}

static bool flatten(struct making *k, enum scope scope, struct str name, const struct json *o,
                    unsigned depth) {
  struct buf *path = &k->n->path;
  if (depth == 1) {
    buf_reset(path);
    buf_put_str(path, name);
  }
  size_t before = path->n;
  for (uint32_t i = 0; i < o->n; i++) {
    path->n = before;
    buf_putc(path, '.');
    buf_put_str(path, o->keys[i]);
    struct str full = buf_str(path);
    if (!name_ok(full, k->why)) return false;
    struct word *w = word_in(k, scope, full);
    bool taken = false;
    if (scope && !put_role_json(k, w, &o->items[i], &taken)) return false;
    if (!taken && !put_json(k, scope, w, false, &o->items[i], depth + 1)) return false;
  }
  path->n = before;
  return true;
}

bool put_json(struct making *k, enum scope scope, struct word *w, bool own, const struct json *v,
              unsigned depth) {
  struct value value;
  if (v->type == JSON_OBJECT && depth < COLLECT_FLAT_DEPTH)
    return flatten(k, scope, w->from, v, depth);
  if (v->type == JSON_ARRAY || v->type == JSON_OBJECT)
    return v->n == 0 || put_as_text(k, w, own, v);
  return !value_of(k, v, own ? V_NONE : w->want, &value) || put_value(k, w, own, &value);
}

static bool has_member(const struct json *o, struct str name) {
  for (uint32_t i = 0; i < o->n; i++)
    if (str_eq(o->keys[i], name)) return o->items[i].type != JSON_NULL;
  return false;
}

/* A word with a role: into its slot, or, beaten by a better one, under its own name. */
bool put_role_json(struct making *k, struct word *w, const struct json *v, bool *ret_taken) {
  unsigned role = w->role;
  *ret_taken = role != ROLE_NONE;
  if (role == ROLE_NONE || role == ROLE_DROP) return true;
  if (role == ROLE_ITEMS) {
    if (v->type != JSON_ARRAY || k->items) *ret_taken = false;
    if (v->type == JSON_ARRAY && !k->items) k->items = v;
    return true;
  }
  if (role == ROLE_IP) {
    if (v->type == JSON_STRING && v->text.n && !k->ip) k->ip = v;
    return true;
  }
  struct value value;
  if (!value_of(k, v, w->want, &value)) {
    *ret_taken = v->type != JSON_ARRAY && v->type != JSON_OBJECT;
    return true;
  }
  if (w->keep && !put_value(k, w, true, &value)) return false;
  bool had = k->has >> role & 1;
  if (had && k->rank[role] <= w->rank)
    return w->keep || role == ROLE_AGENT || put_value(k, w, true, &value);
  struct word *before = had ? k->slot_word[role] : NULL;
  if (before && !before->keep && before->rank < RANK_CONTEXT && role != ROLE_AGENT &&
      !put_value(k, before, true, &k->slot[role]))
    return false;
  k->has |= UINT64_C(1) << role;
  k->slot[role] = value;
  k->rank[role] = w->rank;
  k->slot_word[role] = w;
  return true;
}

/* All members of an event's properties, an item, or (scope 0) of traits. */
bool put_members(struct making *k, enum scope scope, const struct json *o) {
  for (uint32_t i = 0; o && i < o->n; i++) {
    if (o->items[i].type == JSON_NULL) continue;
    if (!name_ok(o->keys[i], k->why)) return false;
    struct word *w = member_word(k, scope, o->keys[i], i);
    bool taken = false;
    if (scope && w->role && !put_role_json(k, w, &o->items[i], &taken)) return false;
    if (taken) continue;
    bool own = w->changed && has_member(o, w->to);
    if (!put_json(k, scope, w, own, &o->items[i], 1)) return false;
  }
  return true;
}
