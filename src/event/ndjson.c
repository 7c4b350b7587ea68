/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One JSON object a line, as fields.
 *
 * The object is walked once; each leaf has a path (keys joined by dots) that is looked up among the
 * paths the mapping names.  What is not found there is kept under its path, if the mapping keeps
 * the rest.  A top-level `properties` object is only an envelope (most tracking tools write one),
 * so its name is left out of the paths of what is in it; a path of the mapping may be written with
 * or without it.
 *
 * Types are JSON's own, unless the mapping gives another.  Null and the empty string mean absent.
 * Arrays are kept as their JSON text, but for a list of objects under items, products or
 * line_items: those are the lines of an order.
 */
#include "event/reader_int.h"

#define ENVELOPE "properties"

enum use_kind { USE_CORE, USE_PROP, USE_ATTR };

struct path_use {
  enum use_kind kind;
  uint32_t at;   /* core field, or step */
  uint32_t next; /* another use of the same path, INTERN_NONE */
};

struct ndjson {
  struct json_parser *parser;
  struct arena arena; /* of one line */
  struct intern paths;
  VEC(uint32_t) first_use; /* by path */
  VEC(struct path_use) uses;
  struct buf canonical;
};

struct ndjson *ndjson_new(void) {
  struct ndjson *j = must_calloc(1, sizeof *j);
  j->parser = json_parser_new();
  arena_init(&j->arena, "JSON line");
  intern_init(&j->paths, "paths");
  j->canonical = (struct buf)BUF_INIT;
  return j;
}

void ndjson_free(struct ndjson *j) {
  if (!j) return;
  json_parser_free(j->parser);
  arena_release(&j->arena);
  intern_release(&j->paths);
  vec_free(&j->first_use);
  vec_free(&j->uses);
  buf_release(&j->canonical);
  free(j);
}

static struct str without_envelope(struct str path) {
  struct str envelope = STR(ENVELOPE ".");
  if (path.n > envelope.n && str_starts(path, envelope))
    return str_of(path.p + envelope.n, path.n - envelope.n);
  return path;
}

static void add_use(struct ndjson *j, struct str path, enum use_kind kind, uint32_t at) {
  uint32_t p = intern_put(&j->paths, without_envelope(path));
  while (j->first_use.n <= p)
    vec_push(&j->first_use, INTERN_NONE);
  struct path_use use = {kind, at, j->first_use.p[p]};
  j->first_use.p[p] = (uint32_t)j->uses.n;
  vec_push(&j->uses, use);
}

void ndjson_index(struct reader *r) {
  for (enum core c = 0; c < CORE_N; c++)
    if (r->plan.core_column[c].n > 0) add_use(r->ndjson, r->plan.core_column[c], USE_CORE, c);
  for (uint32_t i = 0; i < r->plan.props.n; i++)
    add_use(r->ndjson, r->plan.props.p[i].column, USE_PROP, i);
  for (uint32_t i = 0; i < r->plan.attrs.n; i++)
    add_use(r->ndjson, r->plan.attrs.p[i].column, USE_ATTR, i);
}

static const struct json *value_at(const struct json *doc, struct str path) {
  for (uint32_t i = 0; doc->type == JSON_OBJECT && i < doc->n; i++) {
    if (str_eq(doc->keys[i], path)) return &doc->items[i];
    if (path.n > doc->keys[i].n && path.p[doc->keys[i].n] == '.' &&
        str_starts(path, doc->keys[i])) {
      size_t skip = doc->keys[i].n + 1;
      const struct json *v = value_at(&doc->items[i], str_of(path.p + skip, path.n - skip));
      if (v) return v;
    }
  }
  return NULL;
}

const struct json *ndjson_at(const struct json *doc, struct str path) {
  const struct json *v = value_at(doc, path), *inner = json_get(doc, ENVELOPE);
  return v || !inner ? v : value_at(inner, path);
}

struct str ndjson_text(struct reader *r, const struct json *v) {
  switch (v->type) {
  case JSON_STRING:
  case JSON_NUMBER:
    return v->text;
  case JSON_BOOL:
    return v->boolean ? STR("true") : STR("false");
  case JSON_NULL:
    return STR("");
  default: {
    struct buf text = BUF_INIT;
    json_write_tree(v, false, &text);
    struct str kept = arena_str(&r->ndjson->arena, buf_str(&text));
    buf_release(&text);
    return kept;
  }
  }
}

static bool long_value(struct str path, struct err *why) {
  return err_fail(why, ERR_row_long_value, "%.*s" ERR_SEP "%d", STRF(path), VALUE_STR_MAX);
}

static bool native_value(struct reader *r, const struct json *v, struct value *ret) {
  if (v->type == JSON_BOOL) {
    *ret = (struct value){.type = V_BOOL, .b = v->boolean};
    return true;
  }
  if (v->type == JSON_NUMBER && cell_number(v->text, false, &ret->num)) {
    ret->type = V_NUM;
    return true;
  }
  ret->type = V_STR;
  ret->str = ndjson_text(r, v);
  return ret->str.n <= VALUE_STR_MAX;
}

static bool put_step(struct reader *r, struct step *step, const struct json *v, bool attribute,
                     struct err *why) {
  struct put put = {.name = step->name, .prop = &step->prop, .role = step->role};
  bool ok = step->type == V_NONE
                ? native_value(r, v, &put.v)
                : cell_value(step, str_trim(ndjson_text(r, v)), false, &r->misfits, &put.v);
  if (!ok) return long_value(step->column, why);
  if (attribute)
    vec_push(&r->in.attrs, put);
  else
    vec_push(&r->in.props, put);
  return true;
}

static bool use_leaf(struct reader *r, struct str path, const struct json *v, struct err *why) {
  struct ndjson *j = r->ndjson;
  uint32_t p = intern_find(&j->paths, path);
  if (p != INTERN_NONE) {
    for (uint32_t u = j->first_use.p[p]; u != INTERN_NONE; u = j->uses.p[u].next) {
      const struct path_use *use = &j->uses.p[u];
      if (use->kind == USE_CORE)
        r->in.core[use->at] = str_trim(ndjson_text(r, v));
      else if (!put_step(
                   r, use->kind == USE_ATTR ? &r->plan.attrs.p[use->at] : &r->plan.props.p[use->at],
                   v, use->kind == USE_ATTR, why))
        return false;
    }
    return true;
  }
  if (!r->map->keep_rest) return true;
  struct put put = {.name = path, .role = reader_role_of(path)};
  if (path.n == 0 || path.n > NAME_MAX_BYTES)
    return err_fail(why, ERR_row_bad_name, "%d", NAME_MAX_BYTES);
  if (!native_value(r, v, &put.v)) return long_value(path, why);
  if (r->map->kind == MAP_PEOPLE)
    vec_push(&r->in.attrs, put);
  else
    vec_push(&r->in.props, put);
  return true;
}

static bool is_items(const struct reader *r, struct str path, const struct json *v) {
  if (v->type != JSON_ARRAY || v->n == 0 || r->map->kind > MAP_EVENTS) return false;
  if (!str_is(path, "items") && !str_is(path, "products") && !str_is(path, "line_items"))
    return false;
  for (uint32_t i = 0; i < v->n; i++)
    if (v->items[i].type != JSON_OBJECT) return false;
  return true;
}

/* prefix: of the paths in this object, in the line's arena, with the dot. */
static bool walk(struct reader *r, const struct json *o, struct str prefix, struct err *why) {
  for (uint32_t i = 0; i < o->n; i++) {
    const struct json *v = &o->items[i];
    struct str path = o->keys[i];
    if (v->type == JSON_NULL || (v->type == JSON_STRING && v->text.n == 0)) continue;
    if (prefix.n > 0) path = arena_printf(&r->ndjson->arena, "%.*s%.*s", STRF(prefix), STRF(path));
    if (v->type == JSON_OBJECT) {
      bool envelope = prefix.n == 0 && str_is(path, ENVELOPE);
      struct str inner = envelope ? STR("") : arena_printf(&r->ndjson->arena, "%.*s.", STRF(path));
      if (!walk(r, v, inner, why)) return false;
    } else if (is_items(r, path, v)) {
      r->in.items = v;
      r->in.items_name = path;
    } else if (!use_leaf(r, path, v, why)) {
      return false;
    }
    if (r->in.props.n > EV_ROW_PROPS_MAX || r->in.attrs.n > EV_ROW_PROPS_MAX)
      return err_fail(why, ERR_row_many_values, "%d" ERR_SEP "properties", EV_ROW_PROPS_MAX);
  }
  return true;
}

bool ndjson_read(struct reader *r, struct str line, struct ev_key *ret_content, struct err *why) {
  struct ndjson *j = r->ndjson;
  struct json *doc;
  struct err bad = {0};
  arena_reset(&j->arena);
  if (!json_parser_parse(j->parser, line, &j->arena, &doc, &bad))
    return err_fail(why, ERR_row_bad_json, "%s" ERR_SEP "%s",
                    bad.code == ERR_bad_json   ? bad.args[0]
                    : bad.code == ERR_too_deep ? "nested too deep"
                                               : "not UTF-8",
                    bad.code == ERR_bad_json   ? bad.args[1]
                    : bad.code == ERR_too_deep ? "嵌套过深"
                                               : "不是有效的 UTF-8");
  if (doc->type != JSON_OBJECT)
    return err_fail(why, ERR_row_bad_json, "{ } expected" ERR_SEP "应为 { }");
  if (!walk(r, doc, STR(""), why)) return false;
  if (r->in.core[CORE_ROW_ID].n == 0) {
    j->canonical.n = 0;
    json_write_tree(doc, true, &j->canonical);
    *ret_content = reader_content_of(buf_str(&j->canonical));
  }
  return true;
}
