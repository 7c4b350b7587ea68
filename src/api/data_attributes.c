/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue of attributes: who has them, and what values they have now (as people have them,
 * not as rows set them). */
#include <stdlib.h>

#include "api/attributes.h"
#include "api/questions.h"
#include "event/batch.h"
#include "query/census.h"

#define TOP_VALUES 12
#define SET_ROWS   2000000 /* rows looked at for the time of the latest change */

static int widest_first(const void *a, const void *b) {
  const struct attribute *x = a, *y = b;
  if (x->people != y->people) return x->people > y->people ? -1 : 1;
  return str_cmp(x->name, y->name);
}

bool attributes_list(struct ask *a, struct attribute **ret, uint32_t *ret_n, struct err *err) {
  const struct snapshot *n = view_snapshot(a->v);
  uint32_t set = snapshot_event_code(n, STR(EV_SET)), found = 0;
  struct attribute *list = arena_array(a->c->arena, struct attribute, snapshot_props(n));
  struct query_expr *e = arena_array(a->c->arena, struct query_expr, snapshot_props(n));
  struct query_output *o;
  for (uint32_t p = 0; set != INTERN_NONE && p < snapshot_props(n); p++) {
    if (snapshot_event_prop_rows(n, set, p) == 0) continue;
    struct node *name = arena_new(a->c->arena, struct node);
    struct node *tree = arena_new(a->c->arena, struct node);
    *name = (struct node){.kind = N_ATTR, .name = snapshot_prop(n, p)->name, .is_attr = true};
    *tree = (struct node){.kind = N_EXISTS, .a = name};
    if (!lang_resolve(tree, names_env_lang(view_names(a->v)), LT_BOOL, a->c->arena, err))
      return false;
    list[found] = (struct attribute){name->name, p, snapshot_prop(n, p)->told, 0};
    e[found++] = (struct query_expr){tree, a->as_of};
  }
  *ret = list;
  *ret_n = found;
  if (found == 0) return true;
  struct query_input in = {.exprs = e, .n_exprs = found, .tz = a->env.tz};
  if (!query_run(n, &in, a->env.pool, a->env.limits, a->c->arena, &o, err)) return false;
  for (uint32_t i = 0; i < found; i++)
    list[i].people = roaring_bitmap_get_cardinality(o[i].set);
  query_outputs_release(o, found);
  qsort(list, found, sizeof *list, widest_first);
  return true;
}

/* ---- values ---- */

struct text_count {
  uint32_t code;
  uint64_t people;
};

static int most_first(const void *a, const void *b) {
  const struct text_count *x = a, *y = b;
  if (x->people != y->people) return x->people > y->people ? -1 : 1;
  return x->code < y->code ? -1 : x->code > y->code;
}

static void put_top(struct ask *a, const struct attribute *attr, const struct ask_column *col) {
  struct jw *w = &a->c->out;
  struct text_count *counts = arena_array(a->c->arena, struct text_count, col->n_texts);
  for (uint32_t i = 0; i < col->n_texts; i++)
    counts[i].code = i;
  for (uint32_t s = 0; s < col->n; s++)
    if (ask_has(col, s)) counts[ask_code(col, s)].people++;
  if (col->n_texts) qsort(counts, col->n_texts, sizeof *counts, most_first);
  for (uint32_t i = 0; i < col->n_texts && i < TOP_VALUES && counts[i].people; i++) {
    struct str text = ask_text(col, counts[i].code);
    if (text.n > 200 || (a->masked && mask_hides(attr->name, text, a->c->arena))) continue;
    jw_begin_object(w);
    jw_key(w, "value"), jw_str(w, text);
    jw_key(w, "people"), jw_uint(w, counts[i].people);
    jw_key(w, "expression"), jw_str(w, equals_text(attr->name, text, a->c->arena));
    jw_end_object(w);
  }
}

struct extent { /* of numbers, else of times */
  struct naive_value min, max;
  struct dec mean;
  bool has_mean;
};

static void extent_of(const struct ask_column *col, struct extent *ret) {
  struct dec sum = DEC_ZERO;
  int64_t n = 0;
  bool fine = true;
  *ret = (struct extent){.min = {.missing = true}, .max = {.missing = true}};
  for (uint32_t s = 0; s < col->n; s++) {
    struct naive_value v = ask_value(col, s);
    if (v.missing) continue;
    bool num = v.type == LT_NUM;
    if (n++ == 0) ret->min = ret->max = v;
    if (num ? v.num.m < ret->min.num.m : v.time < ret->min.time) ret->min = v;
    if (num ? v.num.m > ret->max.num.m : v.time > ret->max.time) ret->max = v;
    if (num) fine = fine && dec_add(sum, v.num, &sum);
  }
  uint8_t scale = col->scale + 4 > DEC_SCALE_MAX ? DEC_SCALE_MAX : (uint8_t)(col->scale + 4);
  ret->has_mean =
      n > 0 && col->type == LT_NUM && fine && dec_div(sum, dec_int(n), scale, &ret->mean);
}

static bool put_attribute(struct ask *a, const struct attribute *attr, uint64_t everyone,
                          int64_t last, struct err *err) {
  struct jw *w = &a->c->out;
  struct ask_column text, ordered;
  struct extent x = {.min = {.missing = true}, .max = {.missing = true}};
  bool hidden = a->masked && mask_personal(attr->name);
  bool has_text = attr->types & V_MASK(V_STR) && !hidden;
  bool has_order = attr->types & (V_MASK(V_NUM) | V_MASK(V_TIME)) && !hidden;
  uint32_t held = a->n_held;
  if (has_text && !ask_attribute(a, attr->name, LT_STR, &text, err)) return false;
  if (has_order) {
    enum lang_type t = attr->types & V_MASK(V_NUM) ? LT_NUM : LT_TIME;
    if (!ask_attribute(a, attr->name, t, &ordered, err)) return false;
    extent_of(&ordered, &x);
  }
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, attr->name);
  jw_key(w, "title"), put_name_title(w, NAME_ATTR, attr->name);
  jw_key(w, "types"), put_types(w, attr->types);
  jw_key(w, "people"), jw_uint(w, attr->people);
  jw_key(w, "coverage"), jw_double(w, everyone ? (double)attr->people / (double)everyone : 0);
  jw_key(w, "top"), jw_begin_array(w);
  if (has_text) put_top(a, attr, &text);
  jw_end_array(w);
  jw_key(w, "min"), put_naive(w, &x.min);
  jw_key(w, "max"), put_naive(w, &x.max);
  jw_key(w, "mean");
  if (x.has_mean)
    put_decimal(w, dec_normal(x.mean));
  else
    jw_null(w);
  jw_key(w, "updated_at");
  if (last == INT64_MIN)
    jw_null(w);
  else
    put_time(w, last);
  jw_end_object(w);
  while (a->n_held > held)
    answer_release(a->held[--a->n_held]); /* there may be more attributes than may be held */
  return true;
}

static bool write_all(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                      struct err *err) {
  struct ask *a = ctx;
  const struct snapshot *n = view_snapshot(v);
  struct attribute *list;
  struct value_census sets = {.n_props = 0};
  uint32_t n_list, set = snapshot_event_code(n, STR(EV_SET));
  roaring_bitmap_t *all;
  if (!attributes_list(a, &list, &n_list, err) || !ask_set(a, NULL, &all, err)) return false;
  uint64_t everyone = roaring_bitmap_get_cardinality(all);
  roaring_bitmap_free(all);
  if (set != INTERN_NONE &&
      !query_value_census(n, set, UINT8_MAX, as_of, SET_ROWS, 0, &c->limits, c->arena, &sets, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n_list; i++) {
    int64_t last = INT64_MIN;
    for (uint32_t k = 0; k < sets.n_props; k++)
      if (sets.props[k].prop == list[i].prop && sets.props[k].last > last)
        last = sets.props[k].last;
    if (!put_attribute(a, &list[i], everyone, last, err)) return false;
  }
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

bool api_list_attributes(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_all, &a, err);
  ask_end(&a);
  return ok;
}
