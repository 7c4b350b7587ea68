/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sets, columns and classes of everybody, once per moment.
 *
 * A page of people, a profile and a search ask the same things of the same moment again and again:
 * who bought last, who is in which class.  Each such thing is a flat run of bytes among the
 * tenant's answers, keyed by what it says in canonical text, so that two callers who wrote the same
 * differently share it, and it goes when the moment goes. */
#include <inttypes.h>
#include <stdio.h>

#include "api/ask.h"
#include "base/panic.h"

/* A scalar as the value it looks like; of a declared parameter its default, as its type. */
static bool parameter_of(struct call *c, struct str name, const struct json *v,
                         struct lang_param *ret, struct err *err) {
  if (v->type == JSON_OBJECT) return segment_parameter(v, name, c->arena, ret, err);
  ret->name = name;
  if (v->type == JSON_BOOL)
    return lang_literal(v->boolean ? STR("true") : STR("false"), LT_BOOL, c->arena, &ret->value);
  if (v->type == JSON_NUMBER && lang_literal(v->text, LT_NUM, c->arena, &ret->value)) return true;
  if (v->type == JSON_STRING)
    return lang_literal(v->text, LT_TIME, c->arena, &ret->value) ||
           lang_literal(v->text, LT_STR, c->arena, &ret->value);
  return err_fail(err, ERR_parameter_missing, "%.*s", STRF(name));
}

bool ask_parameters(struct call *c, struct lang_param **ret, uint32_t *ret_n, struct err *err) {
  const struct json *map = c->body ? json_get(c->body, "parameters") : NULL;
  uint32_t n = map && map->type == JSON_OBJECT ? map->n : 0;
  if (n > LANG_PARAMS_MAX)
    return err_fail(err, ERR_too_many_parameters, "%u" ERR_SEP "%d", n, LANG_PARAMS_MAX);
  struct lang_param *list = arena_array(c->arena, struct lang_param, n);
  for (uint32_t i = 0; i < n; i++)
    if (!parameter_of(c, map->keys[i], &map->items[i], &list[i], err)) return false;
  *ret = list;
  *ret_n = n;
  return true;
}

bool ask_begin(struct call *c, struct ask *ret, struct err *err) {
  *ret = (struct ask){.c = c};
  if (!call_view(c, &ret->v, err) || !call_as_of(c, &ret->as_of, err)) return false;
  if (!ask_parameters(c, &ret->params, &ret->n_params, err)) return false;
  ret->env = view_env(ret->v, &c->limits);
  ret->masked = access_masks(&c->actor, tenant_slug(c->tenant));
  return true;
}

void ask_end(struct ask *a) {
  for (uint32_t i = 0; i < a->n_held; i++)
    answer_release(a->held[i]);
  a->n_held = 0;
}

static bool placed(const char *field, struct err *err) {
  if (str_is(str_from(err->place.source), "expression"))
    snprintf(err->place.source, sizeof err->place.source, "%s", field);
  return false;
}

bool ask_saved(struct ask *a, struct str text, const char *field, struct node **ret,
               struct err *err) {
  struct node *tree;
  if (!lang_parse(text, a->c->arena, &tree, err) ||
      (a->n_params && !lang_bind(tree, a->params, a->n_params, err)) ||
      !lang_resolve(tree, names_env_lang(view_names(a->v)), LT_BOOL, a->c->arena, err))
    return placed(field, err);
  *ret = tree;
  return true;
}

bool ask_condition(struct ask *a, struct str text, const char *field, struct node **ret,
                   struct err *err) {
  return ask_saved(a, text, field, ret, err) &&
         (call_may_ask(a->c, a->v, *ret, err) || placed(field, err));
}

/* ---- kept bytes ---- */

static bool keep(struct ask *a, const struct buf *key, answer_fn *fn, void *ctx, struct str *ret,
                 struct err *err) {
  struct answer *answer;
  must(a->n_held < ASK_HELD_MAX);
  if (key->overflow) return err_fail(err, ERR_too_large, "expression" ERR_SEP "%d", ANSWER_KEY_MAX);
  if (!tenant_cached(a->v, buf_str(key), a->c->limits.cancel, fn, ctx, &answer, err)) return false;
  a->held[a->n_held++] = answer;
  *ret = answer_bytes(answer);
  return true;
}

static void key_of(const struct ask *a, const char *kind, const struct node *tree,
                   struct buf *key) {
  buf_printf(key, "%s\n%" PRId64 "\n", kind, a->as_of);
  if (tree) lang_format(tree, key);
}

struct making {
  struct ask *a;
  const struct node *tree;
  const struct classification *c;
  int64_t as_of;
};

static bool run_one(struct making *m, struct arena *tmp, struct query_output **ret,
                    struct err *err) {
  struct query_expr e = {m->tree, m->a->as_of};
  return expressions_run(&e, 1, view_snapshot(m->a->v), &m->a->env, tmp, ret, err);
}

/* ---- sets ---- */

static bool make_set(void *ctx, struct buf *out, struct err *err) {
  struct making *m = ctx;
  struct arena tmp;
  struct query_output *o = NULL;
  roaring_bitmap_t *set = NULL;
  arena_init(&tmp, "set");
  bool ok = m->tree ? run_one(m, &tmp, &o, err)
                    : query_people(view_snapshot(m->a->v), m->a->as_of, m->a->env.pool, &set, err);
  if (ok) {
    const roaring_bitmap_t *of = m->tree ? o[0].set : set;
    size_t n = roaring_bitmap_portable_size_in_bytes(of);
    if (buf_reserve(out, n)) {
      roaring_bitmap_portable_serialize(of, out->p + out->n);
      out->n += n;
    }
  }
  if (o) query_outputs_release(o, 1);
  if (set) roaring_bitmap_free(set);
  arena_release(&tmp);
  return ok;
}

bool ask_set(struct ask *a, const struct node *tree, roaring_bitmap_t **ret, struct err *err) {
  struct making m = {.a = a, .tree = tree};
  struct buf key = BUF_INIT_MAX(ANSWER_KEY_MAX);
  struct str bytes;
  key_of(a, tree ? "set" : "everyone", tree, &key);
  bool ok = keep(a, &key, make_set, &m, &bytes, err);
  buf_release(&key);
  if (!ok) return false;
  *ret = roaring_bitmap_portable_deserialize_safe(bytes.p, bytes.n);
  answer_release(a->held[--a->n_held]); /* the set is a copy */
  must(*ret);
  return true;
}

/* ---- columns ---- */

struct column_head {
  uint32_t type, scale, n, wide, n_texts, zero[3];
};

static bool needs_wide(const struct query_column *q) {
  for (uint32_t i = 0; i < q->n; i++)
    if (q->present[i / 64] >> (i % 64) & 1 && q->num[i] != (int64_t)q->num[i]) return true;
  return false;
}

static void put_numbers(const struct query_column *q, bool wide, struct buf *out) {
  if (wide) {
    buf_put(out, q->num, (size_t)q->n * sizeof *q->num);
    return;
  }
  if (!buf_reserve(out, (size_t)q->n * 8)) return;
  int64_t *to = (int64_t *)(void *)(out->p + out->n);
  for (uint32_t i = 0; i < q->n; i++)
    to[i] = (int64_t)q->num[i];
  out->n += (size_t)q->n * 8;
}

static void put_texts(const struct query_column *q, struct buf *out) {
  uint32_t end = 0;
  for (uint32_t i = 0; i < q->strings->n; i++) {
    end += (uint32_t)intern_at(q->strings, i).n;
    buf_put(out, &end, sizeof end);
  }
  for (uint32_t i = 0; i < q->strings->n; i++)
    buf_put_str(out, intern_at(q->strings, i));
}

static void put_bool(const roaring_bitmap_t *set, uint32_t n, struct arena *tmp, struct buf *out) {
  uint64_t *bits = arena_array(tmp, uint64_t, (n + 63) / 64 + 1);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    bits[it.current_value / 64] |= UINT64_C(1) << (it.current_value % 64);
  buf_put(out, bits, (size_t)(n + 63) / 64 * 8);
}

static bool make_column(void *ctx, struct buf *out, struct err *err) {
  struct making *m = ctx;
  struct arena tmp;
  struct query_output *o;
  arena_init(&tmp, "column");
  bool ok = run_one(m, &tmp, &o, err);
  if (ok) {
    struct query_column *q = &o[0].column;
    bool yes = o[0].set != NULL, wide = !yes && q->type == LT_NUM && needs_wide(q);
    uint32_t n = snapshot_subjects(view_snapshot(m->a->v));
    struct column_head h = {yes ? LT_BOOL : q->type,
                            yes ? 0 : q->scale,
                            n,
                            wide,
                            !yes && q->type == LT_STR ? q->strings->n : 0,
                            {0}};
    buf_put(out, &h, sizeof h);
    if (yes) {
      put_bool(o[0].set, n, &tmp, out);
    } else {
      must(q->n == n);
      buf_put(out, q->present, (size_t)(n + 63) / 64 * 8);
      if (q->type == LT_NUM) put_numbers(q, wide, out);
      if (q->type == LT_TIME) buf_put(out, q->time, (size_t)n * 8);
      if (q->type == LT_STR) buf_put(out, q->code, (size_t)n * 4), put_texts(q, out);
    }
    query_outputs_release(o, 1);
  }
  arena_release(&tmp);
  return ok;
}

bool ask_column(struct ask *a, const struct node *tree, struct ask_column *ret, struct err *err) {
  struct making m = {.a = a, .tree = tree};
  struct buf key = BUF_INIT_MAX(ANSWER_KEY_MAX);
  struct str bytes;
  key_of(a, "column", tree, &key);
  buf_printf(&key, "\n%d", (int)tree->type);
  bool ok = keep(a, &key, make_column, &m, &bytes, err);
  buf_release(&key);
  if (!ok) return false;
  struct column_head h;
  memcpy(&h, bytes.p, sizeof h);
  size_t words = ((size_t)h.n + 63) / 64 * 8;
  size_t each = h.type == LT_STR ? 4 : h.type == LT_BOOL ? 0 : h.wide ? 16 : 8;
  *ret = (struct ask_column){.type = (enum lang_type)h.type,
                             .scale = (uint8_t)h.scale,
                             .n = h.n,
                             .present = (const uint64_t *)(const void *)(bytes.p + sizeof h),
                             .values = bytes.p + sizeof h + words,
                             .wide = h.wide,
                             .n_texts = h.n_texts};
  const char *after = ret->values + h.n * each;
  ret->ends = (const uint32_t *)(const void *)after;
  ret->bytes = after + (size_t)h.n_texts * 4;
  return true;
}

static bool compiled(struct ask *a, struct node *tree, enum lang_type want, struct err *err) {
  return lang_resolve(tree, names_env_lang(view_names(a->v)), want, a->c->arena, err);
}

bool ask_column_text(struct ask *a, const char *expression, struct ask_column *ret,
                     struct err *err) {
  struct node *tree;
  return lang_parse(str_from(expression), a->c->arena, &tree, err) &&
         compiled(a, tree, LT_ANY, err) && ask_column(a, tree, ret, err);
}

bool ask_attribute(struct ask *a, struct str name, enum lang_type type, struct ask_column *ret,
                   struct err *err) {
  struct node *tree = arena_new(a->c->arena, struct node);
  *tree = (struct node){.kind = N_ATTR, .name = name, .is_attr = true};
  return compiled(a, tree, type, err) && ask_column(a, tree, ret, err);
}

struct str ask_text(const struct ask_column *c, uint32_t code) {
  uint32_t from = code ? c->ends[code - 1] : 0;
  return str_of(c->bytes + from, c->ends[code] - from);
}

struct naive_value ask_value(const struct ask_column *c, uint32_t subject) {
  struct naive_value v = {.missing = true, .type = c->type};
  int64_t narrow;
  if (!ask_has(c, subject)) return v;
  v.missing = false;
  switch (c->type) {
  case LT_NUM:
    v.num.scale = c->scale;
    if (c->wide) {
      memcpy(&v.num.m, c->values + (size_t)subject * 16, 16);
    } else {
      memcpy(&narrow, c->values + (size_t)subject * 8, 8);
      v.num.m = narrow;
    }
    break;
  case LT_TIME:
    memcpy(&v.time, c->values + (size_t)subject * 8, 8);
    break;
  case LT_STR:
    v.str = ask_text(c, ask_code(c, subject));
    break;
  default:
    v.b = true;
  }
  return v;
}

/* ---- classes ---- */

static bool make_classes(void *ctx, struct buf *out, struct err *err) {
  struct making *m = ctx;
  struct arena tmp;
  struct classification_result r;
  arena_init(&tmp, "classes");
  bool ok =
      classification_run(m->c, view_snapshot(m->a->v), &m->a->as_of, 1, &m->a->env, &tmp, &r, err);
  if (ok) {
    buf_put(out, r.class_of, r.n_subjects);
    classification_result_release(&r);
  }
  arena_release(&tmp);
  return ok;
}

bool ask_classes(struct ask *a, struct str slug, struct ask_classes *ret, struct err *err) {
  struct making m = {.a = a};
  struct buf key = BUF_INIT_MAX(ANSWER_KEY_MAX);
  struct str bytes;
  if (!names_env_classification(view_names(a->v), slug, &m.c, err)) return false;
  key_of(a, "classes", NULL, &key);
  buf_put_str(&key, slug);
  bool ok = keep(a, &key, make_classes, &m, &bytes, err);
  buf_release(&key);
  if (!ok) return false;
  *ret = (struct ask_classes){m.c, (const uint8_t *)bytes.p, (uint32_t)bytes.n};
  return true;
}

bool ask_classifications(struct ask *a, struct str **ret, uint32_t *ret_n, struct err *err) {
  struct resource *r;
  uint32_t n, at = 0;
  if (!resource_list(tenant_workspace(a->c->tenant), STR("classification"), a->c->arena, &r, &n,
                     err))
    return false;
  struct str *slugs = arena_array(a->c->arena, struct str, n);
  for (const struct preset *p = classification_presets; p->slug; p++)
    for (uint32_t i = 0; i < n; i++)
      if (str_is(r[i].slug, p->slug) && str_is(r[i].status, "active")) slugs[at++] = r[i].slug;
  uint32_t presets = at;
  for (uint32_t i = 0; i < n; i++) {
    bool known = !str_is(r[i].status, "active");
    for (uint32_t k = 0; k < presets; k++)
      known |= str_eq(slugs[k], r[i].slug);
    if (!known) slugs[at++] = r[i].slug;
  }
  *ret = slugs;
  *ret_n = at;
  return true;
}
