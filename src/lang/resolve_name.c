/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in a tree: what each stands for, or which one was perhaps meant.
 *
 * Measures shadow attributes, because inside a classification they are what one talks about;
 * attr.name says the attribute all the same.  Literals that name something (a class compared with
 * class(…), an event compared with the pseudo-property) are checked like names: a misspelt class
 * would otherwise be a condition that is silently never true.
 */
#include "lang/resolve_int.h"

static types_t types_of_mask(uint8_t mask) {
  types_t t = 0;
  if (mask & V_MASK(V_BOOL)) t |= T(LT_BOOL);
  if (mask & V_MASK(V_NUM)) t |= T(LT_NUM);
  if (mask & V_MASK(V_STR)) t |= T(LT_STR);
  if (mask & V_MASK(V_TIME)) t |= T(LT_TIME);
  return t ? t : T_ANY; /* never seen: any use is fine */
}

static types_t types_of_pseudo(enum pseudo p) {
  switch (p) {
  case PSEUDO_TIME:
  case PSEUDO_DAY:
    return T(LT_TIME);
  case PSEUDO_EVENT:
    return T(LT_STR);
  default:
    return T(LT_NUM);
  }
}

bool fail_at(struct err *err, struct node_pos at) {
  return err_at(err, LANG_SOURCE, at.line, at.column, at.length);
}

static bool unknown(struct resolver *r, struct node_pos at, struct str name, char kind,
                    const char *en, const char *zh) {
  struct str *list = NULL;
  uint32_t n = r->names->list ? r->names->list(r->names->ctx, kind, &r->tmp, &list) : 0;
  return fail_unknown(r->err, at, name, en, zh, list, n);
}

bool name_attr(struct resolver *r, struct node *n, types_t *ret) {
  const struct lang_names *names = r->names;
  enum lang_type type;
  uint8_t mask = 0;
  n->kind = N_ATTR; /* also when resolved before, under other names */
  if (!n->is_attr && names->measure && names->measure(names->ctx, n->name, &n->index, &type)) {
    if (r->as_of) {
      err_fail(r->err, ERR_as_of_measure, "%.*s", STRF(err_text(&r->tmp, n->name)));
      return fail_at(r->err, n->pos);
    }
    n->kind = N_MEASURE;
    n->canonical = n->name;
    *ret = type == LT_ANY ? T_ANY : T(type);
    return true;
  }
  if (!names->attr(names->ctx, n->name, &n->canonical, &mask))
    return unknown(r, n->pos, n->name, 'a', "attribute", "用户属性");
  *ret = types_of_mask(mask);
  return true;
}

static bool find_prop(struct resolver *r, struct str name, struct node_pos at,
                      struct str *ret_canonical, types_t *ret) {
  uint8_t mask = 0;
  if (!r->names->prop(r->names->ctx, name, ret_canonical, &mask))
    return unknown(r, at, name, 'p', "event property", "事件属性");
  *ret = types_of_mask(mask);
  return true;
}

bool name_prop(struct resolver *r, struct node *n, types_t *ret) {
  if (n->pseudo == PSEUDO_NONE) return find_prop(r, n->name, n->pos, &n->canonical, ret);
  n->canonical = n->name;
  *ret = types_of_pseudo(n->pseudo);
  return true;
}

bool name_item(struct resolver *r, struct node *n, types_t *ret) {
  const struct lang_names *names = r->names;
  if (!r->in_where) {
    err_fail(r->err, ERR_item_outside, "%.*s", STRF(err_text(&r->tmp, n->name)));
    return fail_at(r->err, n->pos);
  }
  n->item = names->item ? names->item(names->ctx, n->name) : NULL;
  if (!n->item) return unknown(r, n->pos, n->name, 'i', "field of items", "商品字段");
  n->canonical = n->item->name;
  *ret = types_of_mask(n->item->types);
  return true;
}

static bool find_event(struct resolver *r, struct str name, struct node_pos at, struct str *ret) {
  return r->names->event(r->names->ctx, name, ret) || unknown(r, at, name, 'e', "event", "事件");
}

bool name_agg(struct resolver *r, struct agg *agg, types_t *ret_prop) {
  struct str *canonical = arena_array(r->out, struct str, agg->n_events);
  for (uint32_t i = 0; i < agg->n_events; i++) {
    struct node_pos at = agg->event_pos ? agg->event_pos[i] : (struct node_pos){1, 1, 1};
    if (!find_event(r, agg->events[i], at, &canonical[i])) return false;
  }
  agg->canonical = canonical;
  *ret_prop = T_ANY;
  if (agg->prop.n == 0) return true;
  if (agg->pseudo != PSEUDO_NONE) {
    *ret_prop = types_of_pseudo(agg->pseudo);
    return true;
  }
  return find_prop(r, agg->prop_written, agg->prop_pos, &agg->prop, ret_prop);
}

static void name_title(struct resolver *r, char kind, struct str slug, struct str class_name,
                       struct node *n) {
  const struct lang_names *names = r->names;
  if (names->title) names->title(names->ctx, kind, slug, class_name, &n->title);
}

bool name_segment(struct resolver *r, struct node *n) {
  const struct lang_names *names = r->names;
  if (!names->segment) return unknown(r, n->pos, n->name, 's', "segment", "分群");
  if (names->segment(names->ctx, n->name, r->out, &n->a, r->err)) {
    n->canonical = n->name;
    name_title(r, 's', n->name, STR(""), n);
    return true;
  }
  if (r->err->code == ERR_unknown_name && r->err->place.line == 0)
    return unknown(r, n->pos, n->name, 's', "segment", "分群");
  /* Inside the segment's own text its place says more than ours. */
  return r->err->place.line ? false : fail_at(r->err, n->pos);
}

/* Found by its name, it is told by its name. */
static bool find_category(struct resolver *r, struct node *n) {
  const struct lang_names *names = r->names;
  struct str name;
  if (!names->category || !names->category(names->ctx, n->name, r->out, &n->list, &name))
    return unknown(r, n->pos, n->name, 'k', "category", "类目");
  n->title = (struct lang_title){name, name};
  n->canonical = n->name;
  return true;
}

static bool find_list(struct resolver *r, struct node *n, struct str identity) {
  const struct lang_names *names = r->names;
  if (names->values && names->values(names->ctx, n->name, identity, r->out, &n->list, r->err))
    return true;
  if (!names->values || (r->err->code == ERR_unknown_name && r->err->place.line == 0))
    return unknown(r, n->pos, n->name, 'l', "list", "名单");
  return r->err->place.line ? false : fail_at(r->err, n->pos);
}

/* user_id in list("…"): the name may be a type of identity, an attribute, or both, as `phone` is:
 * a shop sends it as who somebody is, another as what it knows of them, and whoever uploads a list
 * of numbers means the people in either case.  attr.phone is the attribute only. */
bool name_listed(struct resolver *r, struct node *n) {
  const struct lang_names *names = r->names;
  struct node *a = n->a;
  uint8_t types = 0;
  if (n->category) return find_category(r, n);
  bool identity = a->kind == N_ATTR && !a->is_attr && names->identity &&
                  names->identity(names->ctx, a->name, &a->title);
  if (!find_list(r, n, identity ? a->name : STR(""))) return false;
  name_title(r, 'l', n->name, STR(""), n);
  n->canonical = n->name;
  n->either = identity && names->attr(names->ctx, a->name, &a->canonical, &types) &&
              types_of_mask(types) & (T(LT_STR) | T(LT_NUM));
  if (identity && !n->either) {
    a->canonical = a->name;
    a->type = LT_STR;
  }
  return true;
}

static bool find_classes(struct resolver *r, const struct node *n, struct str **ret,
                         uint32_t *ret_n) {
  const struct lang_names *names = r->names;
  if (names->classes && names->classes(names->ctx, n->name, &r->tmp, ret, ret_n, r->err))
    return true;
  if (!names->classes || (r->err->code == ERR_unknown_name && r->err->place.line == 0))
    return unknown(r, n->pos, n->name, 'c', "classification", "分层");
  return r->err->place.line ? false : fail_at(r->err, n->pos);
}

static bool find_score(struct resolver *r, const struct node *n) {
  const struct lang_names *names = r->names;
  struct str *scores = NULL;
  uint32_t count = 0;
  if (names->scores && !names->scores(names->ctx, n->name, &r->tmp, &scores, &count, r->err))
    return r->err->place.line ? false : fail_at(r->err, n->pos);
  for (uint32_t i = 0; i < count; i++)
    if (str_eq(scores[i], n->part)) return true;
  return fail_unknown(r->err, n->pos, n->part, "score", "得分", scores, count);
}

bool name_class(struct resolver *r, struct node *n) {
  struct str *classes;
  uint32_t count;
  n->canonical = n->name;
  name_title(r, 'c', n->name, STR(""), n);
  return find_classes(r, n, &classes, &count) && (n->kind == N_CLASS || find_score(r, n)) &&
         (!n->before.text.n || resolve_moment(r, &n->before, n->pos));
}

static bool is_event_name(const struct node *n) {
  return (n->kind == N_PROP && n->pseudo == PSEUDO_EVENT) ||
         (n->kind == N_AGG && n->agg->pseudo == PSEUDO_EVENT && n->agg->prop.n > 0);
}

/* A kind or role, by its name or title: one that there is not would be silently nobody's. */
static bool item_word(struct resolver *r, const struct node *item, struct node *literal) {
  enum item_field f = item_field_of(item->canonical);
  const struct item_word *words = f == ITEM_KIND ? item_kinds : item_roles, *w;
  struct str known[16];
  uint32_t n = 0;
  if (f != ITEM_KIND && f != ITEM_ROLE) return true;
  if (literal->name.n == 0) literal->name = literal->lit.str;
  w = item_word_find(words, literal->name);
  for (const struct item_word *k = words; k->name; k++)
    known[n++] = str_from(k->name);
  if (!w)
    return fail_unknown(r->err, literal->pos, literal->name,
                        f == ITEM_KIND ? "kind of item" : "role",
                        f == ITEM_KIND ? "商品类型" : "商品角色", known, n);
  literal->lit.str = str_from(w->name);
  literal->title = (struct lang_title){str_from(w->en), str_from(w->zh)};
  return true;
}

bool name_literal(struct resolver *r, const struct node *other, struct node *literal) {
  if (literal->kind != N_LITERAL || literal->lit.type != LT_STR) return true;
  while (other->kind == N_AS_OF)
    other = other->a;
  if (is_event_name(other)) {
    if (literal->name.n == 0) literal->name = literal->lit.str;
    return find_event(r, literal->name, literal->pos, &literal->lit.str);
  }
  if (other->kind == N_ITEM) return item_word(r, other, literal);
  if (other->kind != N_CLASS) return true;
  if (str_is(literal->lit.str, "none")) {
    literal->title = (struct lang_title){STR("none"), STR("未归入")};
    return true;
  }
  struct str *classes;
  uint32_t count;
  if (!find_classes(r, other, &classes, &count)) return false;
  for (uint32_t i = 0; i < count; i++)
    if (str_eq(literal->lit.str, classes[i])) {
      name_title(r, 'c', other->name, classes[i], literal);
      return true;
    }
  return fail_unknown(r->err, literal->pos, literal->lit.str, "class", "层级", classes, count);
}

bool resolve_moment(struct resolver *r, struct lang_moment *m, struct node_pos at) {
  const struct tz *tz = r->names->tz ? r->names->tz : tz_utc();
  bool is_date;
  if (lang_moment_param(m).n) {
    err_fail(r->err, ERR_parameter_missing, "%.*s", STRF(err_text(&r->tmp, lang_moment_param(m))));
    return fail_at(r->err, at);
  }
  if (!time_parse_iso(m->text, tz, &m->ms, &is_date, r->err)) return fail_at(r->err, at);
  m->ms_last = m->is_date ? day_start(tz, day_of(tz, m->ms) + 1) - 1 : m->ms;
  return true;
}
