/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People told apart by what is known of them: any of the four ways is an expression with one value
 * per person, and its values are the groups. */
#include <stdio.h>

#include "base/panic.h"
#include "base/vec.h"
#include "model/question_int.h"

struct naming {
  struct arena *out;
  struct intern index;
  VEC(struct str) names;
};

static uint32_t name_of(struct naming *m, struct str s) {
  uint32_t i = intern_put(&m->index, s);
  if (i == m->names.n) vec_push(&m->names, arena_str(m->out, s));
  return i;
}

static uint32_t name_value(struct naming *m, const struct query_column *c, uint32_t i) {
  char number[DEC_TEXT_BYTES];
  struct buf b = BUF_INIT;
  uint32_t at;
  switch (c->type) {
  case LT_STR:
    return name_of(m, intern_at(c->strings, c->code[i]));
  case LT_TIME:
    time_format_iso(c->time[i], &b);
    at = name_of(m, buf_str(&b));
    buf_release(&b);
    return at;
  default:
    dec_text(dec_normal((struct dec){c->num[i], c->scale}), number);
    return name_of(m, str_from(number));
  }
}

static void of_column(struct naming *m, const struct query_column *c, uint32_t *of) {
  for (uint32_t i = 0; i < c->n; i++)
    if (c->present[i / 64] >> (i % 64) & 1) of[i] = name_value(m, c, i);
}

/* Everybody is inside or outside. */
static void of_set(struct naming *m, const roaring_bitmap_t *set, uint32_t *of, uint32_t n) {
  uint32_t yes = name_of(m, STR("true")), no = name_of(m, STR("false"));
  for (uint32_t i = 0; i < n; i++)
    of[i] = roaring_bitmap_contains(set, i) ? yes : no;
}

static bool tree_of(const struct question_env *e, const struct json *by, const char *path,
                    struct arena *out, struct node **ret, struct err *err) {
  struct str attribute = json_get_str(by, "attribute"), text = json_get_str(by, "expression");
  struct str slug = json_get_str(by, "class"), segment = json_get_str(by, "segment");
  struct node *tree = arena_new(out, struct node);
  *tree = (struct node){.kind = N_ATTR, .name = attribute, .is_attr = true, .pos = {1, 1, 1}};
  if (slug.p) text = arena_printf(out, "class(\"%.*s\")", STRF(slug));
  if (segment.p) text = arena_printf(out, "segment(\"%.*s\")", STRF(segment));
  bool given = (attribute.p != NULL) + (text.p != NULL) == 1 && by->n <= 2;
  if (!given)
    return question_bad(path, "{property} / {attribute} / {class} / {segment} / {expression}", err);
  if ((!text.p || lang_parse(text, out, &tree, err)) &&
      lang_resolve(tree, e->names, LT_ANY, out, err) && (!e->allow || e->allow(tree, err))) {
    *ret = tree;
    return true;
  }
  /* Only what the asker wrote has lines and columns to point at. */
  bool own = text.p && !slug.p && !segment.p;
  char field[64];
  snprintf(field, sizeof field, "%s.%s", path,
           slug.p      ? "class"
           : segment.p ? "segment"
           : text.p    ? "expression"
                       : "attribute");
  return err_at(err, field, own ? err->place.line : 0, own ? err->place.column : 0,
                own ? err->place.length : 0);
}

bool question_groups(const struct question_env *e, const struct json *by, const char *path,
                     struct arena *out, struct question_groups *ret, struct err *err) {
  struct query_output *o;
  struct node *tree = NULL;
  if (!tree_of(e, by, path, out, &tree, err)) return false;
  *ret = (struct question_groups){0};
  if (!e->snapshot) return true;
  struct query_expr expr = {tree, e->as_of};
  if (!expressions_run(&expr, 1, e->snapshot, e->env, out, &o, err))
    return question_placed(path, err);
  uint32_t n = snapshot_subjects(e->snapshot);
  uint32_t *of = arena_alloc(out, (size_t)n * sizeof *of);
  memset(of, 0xff, (size_t)n * sizeof *of);
  struct naming m = {.out = out};
  intern_init(&m.index, "groups of people");
  if (o[0].set)
    of_set(&m, o[0].set, of, n);
  else
    of_column(&m, &o[0].column, of);
  struct str *names = arena_array(out, struct str, m.names.n);
  if (m.names.n) memcpy(names, m.names.p, m.names.n * sizeof *names);
  *ret = (struct question_groups){of, n, names, (uint32_t)m.names.n};
  vec_free(&m.names);
  intern_release(&m.index);
  query_outputs_release(o, 1);
  return true;
}

bool question_pick(const struct json *cell, bool by, struct breakdown_pick *ret, struct err *err) {
  const struct json *group = json_get(cell, "group");
  if (group && group->type != JSON_NULL && group->type != JSON_STRING)
    return question_bad("cell.group", "\"…\" / null", err);
  bool other;
  if (!question_bool(cell, "other", "cell.other", false, &other, err)) return false;
  if (group && other) return question_excludes("cell.group", "cell.other", err);
  if ((group || other) && !by)
    return question_needs(group ? "cell.group" : "cell.other", "by", err);
  *ret = (struct breakdown_pick){
      .grouped = group || other, .other = other, .none = group && group->type == JSON_NULL};
  if (group && !ret->none) ret->label = group->text;
  return true;
}

bool question_no_group(const struct breakdown_pick *p, struct err *err) {
  err_fail(err, ERR_unknown_group, "%.*s",
           STRF(p->other  ? STR("other")
                : p->none ? STR("null")
                          : p->label));
  return err_at(err, p->other ? "cell.other" : "cell.group", 0, 0, 0);
}

void question_put_name(const struct question_env *e, struct str property, struct str value,
                       struct jw *w) {
  struct str name =
      e->names->called && property.n ? e->names->called(e->names->ctx, property, value) : STR("");
  if (name.n) jw_key(w, "name"), jw_str(w, name);
}

void question_put_label(const struct question_env *e, enum breakdown_kind kind,
                        const struct value *v, struct str name, struct jw *w) {
  jw_key(w, "label");
  if (kind != BREAKDOWN_VALUE || v->type == V_NONE) {
    jw_null(w);
    return;
  }
  struct buf b = BUF_INIT;
  struct arena tmp;
  arena_init(&tmp, "label");
  breakdown_label(v, &b);
  jw_str(w, e->mask ? e->mask(name, buf_str(&b), &tmp) : buf_str(&b));
  question_put_name(e, name, buf_str(&b), w);
  arena_release(&tmp);
  buf_release(&b);
}

void question_put_group(const struct question_env *e, enum breakdown_kind kind,
                        const struct value *v, struct str name, struct jw *w) {
  static const char *const kinds[] = {"all", "value", "other"};
  jw_key(w, "kind"), jw_cstr(w, kinds[kind]);
  question_put_label(e, kind, v, name, w);
}
