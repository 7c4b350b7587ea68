/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes as JSON Schema (2020-12, the dialect of OpenAPI 3.1).  Named shapes are written once under
 * components and referred to; unnamed ones stand where they are used. */
#include "api/shape.h"

static const char *words(const char *en, const char *zh, enum lang lang) {
  return lang == LANG_ZH && zh ? zh : en;
}

static void put_type(struct jw *w, const char *type, bool nullable) {
  jw_key(w, "type");
  if (!nullable) {
    jw_cstr(w, type);
    return;
  }
  jw_begin_array(w);
  jw_cstr(w, type);
  jw_cstr(w, "null");
  jw_end_array(w);
}

static void put_choices(const struct shape *s, bool nullable, struct jw *w) {
  struct str rest = str_from(s->choices);
  put_type(w, "string", nullable);
  jw_key(w, "enum");
  jw_begin_array(w);
  while (rest.n)
    jw_str(w, str_cut(&rest, '|'));
  if (nullable) jw_null(w);
  jw_end_array(w);
}

static void put_bounds(const struct shape *s, const char *least, const char *most, struct jw *w) {
  if (s->min > 0) jw_key(w, least), jw_int(w, s->min);
  if (s->max > 0) jw_key(w, most), jw_int(w, s->max);
}

static void put_range(const struct shape *s, struct jw *w) {
  jw_key(w, "format"), jw_cstr(w, "int64");
  if (s->min >= s->max) return;
  jw_key(w, "minimum"), jw_int(w, s->min);
  if (s->max != INT64_MAX) jw_key(w, "maximum"), jw_int(w, s->max);
}

static void schema(const struct shape *s, bool nullable, const char *about, enum lang lang,
                   bool open, struct jw *w);

static void put_fields(const struct shape *s, enum lang lang, struct jw *w) {
  bool any = false;
  jw_key(w, "properties");
  jw_begin_object(w);
  for (const struct shape_field *f = s->fields; f->name; f++) {
    jw_key(w, f->name);
    schema(f->shape, f->nullable, words(f->en, f->zh, lang), lang, false, w);
    any |= f->required;
  }
  jw_end_object(w);
  if (any) {
    jw_key(w, "required");
    jw_begin_array(w);
    for (const struct shape_field *f = s->fields; f->name; f++)
      if (f->required) jw_cstr(w, f->name);
    jw_end_array(w);
  }
  jw_key(w, "additionalProperties"), jw_bool(w, false);
}

static void put_kind(const struct shape *s, bool nullable, enum lang lang, struct jw *w) {
  static const char *const formats[] = {
      [SHAPE_TIME] = "date-time", [SHAPE_DAY] = "date", [SHAPE_DECIMAL] = "decimal"};
  switch (s->kind) {
  case SHAPE_ANY:
    return;
  case SHAPE_TEXT:
    put_type(w, "string", nullable);
    put_bounds(s, "minLength", "maxLength", w);
    return;
  case SHAPE_SLUG:
    put_type(w, "string", nullable);
    jw_key(w, "pattern"), jw_cstr(w, "^[a-z][a-z0-9_-]{0,63}$");
    return;
  case SHAPE_DECIMAL:
  case SHAPE_TIME:
  case SHAPE_DAY:
    put_type(w, "string", nullable);
    jw_key(w, "format"), jw_cstr(w, formats[s->kind]);
    return;
  case SHAPE_CHOICE:
    put_choices(s, nullable, w);
    return;
  case SHAPE_INT:
    put_type(w, "integer", nullable);
    put_range(s, w);
    return;
  case SHAPE_NUMBER:
    put_type(w, "number", nullable);
    return;
  case SHAPE_BOOL:
    put_type(w, "boolean", nullable);
    return;
  case SHAPE_OBJECT:
    put_type(w, "object", nullable);
    put_fields(s, lang, w);
    return;
  case SHAPE_LIST:
    put_type(w, "array", nullable);
    put_bounds(s, "minItems", "maxItems", w);
    jw_key(w, "items");
    shape_schema(s->of, lang, w);
    return;
  case SHAPE_MAP:
    put_type(w, "object", nullable);
    jw_key(w, "additionalProperties");
    shape_schema(s->of, lang, w);
    return;
  case SHAPE_ONE_OF:
    jw_key(w, "anyOf");
    jw_begin_array(w);
    for (const struct shape *const *o = s->any_of; *o; o++)
      shape_schema(*o, lang, w);
    if (nullable) jw_begin_object(w), jw_key(w, "type"), jw_cstr(w, "null"), jw_end_object(w);
    jw_end_array(w);
    return;
  }
}

static void put_ref(const struct shape *s, struct jw *w) {
  char ref[160] = "#/components/schemas/";
  strncat(ref, s->name, sizeof ref - strlen(ref) - 1);
  jw_key(w, "$ref"), jw_cstr(w, ref);
}

static void schema(const struct shape *s, bool nullable, const char *about, enum lang lang,
                   bool open, struct jw *w) {
  nullable |= s->nullable && !open;
  jw_begin_object(w);
  if (s->name && !open && nullable) {
    jw_key(w, "anyOf");
    jw_begin_array(w);
    jw_begin_object(w), put_ref(s, w), jw_end_object(w);
    jw_begin_object(w), jw_key(w, "type"), jw_cstr(w, "null"), jw_end_object(w);
    jw_end_array(w);
  } else if (s->name && !open) {
    put_ref(s, w);
  } else {
    if (!about) about = words(s->en, s->zh, lang);
    put_kind(s, nullable, lang, w);
  }
  if (about) jw_key(w, "description"), jw_cstr(w, about);
  jw_end_object(w);
}

void shape_schema(const struct shape *s, enum lang lang, struct jw *w) {
  schema(s, false, NULL, lang, false, w);
}

void shape_schema_open(const struct shape *s, enum lang lang, struct jw *w) {
  schema(s, false, NULL, lang, true, w);
}

void shape_walk(const struct shape *s, bool (*fn)(void *ctx, const struct shape *s), void *ctx) {
  if (s->name && !fn(ctx, s)) return;
  if (s->of) shape_walk(s->of, fn, ctx);
  for (const struct shape_field *f = s->fields; f && f->name; f++)
    shape_walk(f->shape, fn, ctx);
  for (const struct shape *const *o = s->any_of; o && *o; o++)
    shape_walk(*o, fn, ctx);
}
