/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checking a value against its shape.
 *
 * The walk goes through shape and value together and keeps the JSON pointer of where it is.  What
 * is wrong goes to a sink, so that a form can mark all its fields at once; who wants only the first
 * error stops there.  For a choice between shapes the walk tries each silently and then repeats the
 * most promising one aloud: the one whose constants (fields with a single choice, such as `kind`)
 * agree with the value, because its complaints are those that help.
 *
 * What must stand somewhere is said in notation (`integer 1 … 500`, `a|b`), which reads the same in
 * every language. */
#include <inttypes.h>
#include <stdio.h>

#include "api/shape.h"
#include "base/tz.h"
#include "base/utf8.h"
#include "lang/lang.h"

static const struct shape_field title_fields[] = {
    MUST("en", shape_text, "In English.", "英文。"),
    MUST("zh", shape_text, "In Chinese.", "中文。"),
    {0},
};
static const struct shape_field place_fields[] = {
    MUST("line", shape_count, "From 1.", "从 1 开始。"),
    MUST("column", shape_count, "From 1, in characters.", "从 1 开始，按字符计。"),
    MUST("length", shape_count, "Characters.", "字符数。"),
    {0},
};

const struct shape shape_any = {.kind = SHAPE_ANY};
const struct shape shape_text = {.kind = SHAPE_TEXT};
const struct shape shape_slug = {.kind = SHAPE_SLUG};
const struct shape shape_decimal = {.kind = SHAPE_DECIMAL};
const struct shape shape_time = {.kind = SHAPE_TIME};
const struct shape shape_day = {.kind = SHAPE_DAY};
const struct shape shape_int = {.kind = SHAPE_INT};
const struct shape shape_count = {.kind = SHAPE_INT, .min = 0, .max = INT64_MAX};
const struct shape shape_number = {.kind = SHAPE_NUMBER};
const struct shape shape_bool = {.kind = SHAPE_BOOL};
const struct shape shape_title =
    OBJECT("Title", title_fields, "A name in both languages.", "两种语言的名称。");
const struct shape shape_expression = {.kind = SHAPE_TEXT, .max = LANG_TEXT_MAX};
const struct shape shape_place =
    OBJECT("Place", place_fields, "A place in an expression.", "表达式中的位置。");
const struct shape shape_texts = LIST(shape_text);
static const struct shape_field problem_place_fields[] = {
    MAY("source", shape_text, NULL, NULL),
    MAY("field", shape_text, "Inside the document that source names: question.steps[1].events.",
        "source 所指文档中的字段，如 question.steps[1].events。"),
    MUST("line", shape_count, NULL, NULL),
    MUST("column", shape_count, NULL, NULL),
    MUST("length", shape_count, NULL, NULL),
    {0}};
const struct shape shape_problem_place =
    OBJECT("ProblemPlace", problem_place_fields, "A place in an expression or a document.",
           "表达式或文档中的位置。");
static const struct shape *const scalar_kinds[] = {&shape_text, &shape_number, &shape_bool, NULL};
const struct shape shape_scalar = {.kind = SHAPE_ONE_OF,
                                   .name = "Scalar",
                                   .any_of = scalar_kinds,
                                   .nullable = true,
                                   .en = "The value of an attribute or a property.",
                                   .zh = "属性或事件属性的值。"};

#define POINTER_MAX 120 /* as much as err_place.source holds */
#define NAMED_MAX   (2 * POINTER_MAX)

struct walk {
  bool answer; /* else a request */
  bool parameter;
  const char *where;
  char at[POINTER_MAX];
  size_t at_n;
  shape_sink *sink; /* NULL: only whether all is well */
  void *ctx;
  uint32_t left; /* errors that may still be told */
  bool bad;
};

static void walk(struct walk *w, const struct shape *s, bool nullable, const struct json *v);

/* ---- saying what is wrong ---- */

static void tell(struct walk *w, struct err *e) {
  w->bad = true;
  if (w->left) w->left--;
  snprintf(e->place.source, sizeof e->place.source, "%.*s", (int)w->at_n, w->at);
  if (w->sink) w->sink(w->ctx, e);
}

static bool is_index(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  return s.n > 0;
}

/* The last field on the way, and what follows it: steps[1], brackets[0][1]. */
static const char *last_name(const struct walk *w, char out[NAMED_MAX]) {
  struct str rest = str_of(w->at, w->at_n);
  size_t n = 0;
  str_cut(&rest, '/');
  while (rest.n) {
    struct str step = str_cut(&rest, '/');
    bool index = is_index(step);
    n = index ? n : 0;
    n += (size_t)snprintf(out + n, NAMED_MAX - n, index ? "[%.*s]" : "%.*s", STRF(step));
  }
  return n ? out : w->where;
}

static void limits_text(const struct shape *s, const char *kind, char out[ERR_ARG_BYTES]) {
  if (s->kind == SHAPE_LIST && s->min == 0 && s->max > 0)
    snprintf(out, ERR_ARG_BYTES, "%s (≤ %" PRId64 ")", kind, s->max);
  else if (s->min < s->max && s->max != INT64_MAX)
    snprintf(out, ERR_ARG_BYTES, "%s %" PRId64 " … %" PRId64, kind, s->min, s->max);
  else if (s->min < s->max)
    snprintf(out, ERR_ARG_BYTES, "%s ≥ %" PRId64, kind, s->min);
  else
    snprintf(out, ERR_ARG_BYTES, "%s", kind);
}

static void must_be(const struct shape *s, char out[ERR_ARG_BYTES]) {
  static const char *const words[] = {
      [SHAPE_ANY] = "JSON",
      [SHAPE_TEXT] = "string",
      [SHAPE_SLUG] = "[a-z][a-z0-9_-]{0,63}",
      [SHAPE_DECIMAL] = "\"580695.10\"",
      [SHAPE_TIME] = "2026-01-31T10:00:00.000Z",
      [SHAPE_DAY] = "2026-01-31",
      [SHAPE_INT] = "integer",
      [SHAPE_NUMBER] = "number",
      [SHAPE_BOOL] = "true|false",
      [SHAPE_OBJECT] = "{…}",
      [SHAPE_LIST] = "[…]",
      [SHAPE_MAP] = "{…}",
      [SHAPE_ONE_OF] = "{…}",
  };
  if (s->kind == SHAPE_CHOICE)
    snprintf(out, ERR_ARG_BYTES, "%s", s->choices);
  else if (s->kind == SHAPE_TEXT || s->kind == SHAPE_INT || s->kind == SHAPE_LIST)
    limits_text(s, words[s->kind], out);
  else
    snprintf(out, ERR_ARG_BYTES, "%s", words[s->kind]);
}

static void wrong(struct walk *w, const struct shape *s) {
  char want[ERR_ARG_BYTES], name[NAMED_MAX];
  struct err e = {0};
  must_be(s, want);
  err_fail(&e, w->parameter ? ERR_bad_parameter : ERR_bad_field, "%s" ERR_SEP "%s",
           last_name(w, name), want);
  tell(w, &e);
}

static void missing(struct walk *w, const struct shape *s, const char *field) {
  char name[NAMED_MAX];
  struct err e = {0};
  err_fail(&e, ERR_missing_field, "%s" ERR_SEP "%s", s->name ? s->name : last_name(w, name), field);
  tell(w, &e);
}

static void unknown(struct walk *w, const struct shape *s, struct str field) {
  struct str names[64] = {{0}};
  char known[ERR_ARG_BYTES] = "", name[NAMED_MAX];
  size_t n = 0, used = 0;
  struct err e = {0};
  for (const struct shape_field *f = s->fields; f->name && n < 64; f++)
    names[n++] = str_from(f->name);
  int near = str_nearest(field, names, n);
  for (size_t i = 0; near < 0 && i < n && used < sizeof known; i++)
    used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", names[i].p);
  err_fail(&e, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s",
           s->name ? s->name : last_name(w, name), STRF(field), near >= 0 ? names[near].p : known);
  tell(w, &e);
}

/* ---- where we are ---- */

/* One step down; a pointer that would not fit stops growing, which only makes the place coarser. */
static size_t step(struct walk *w, struct str key) {
  size_t before = w->at_n, n = w->at_n;
  if (n + 1 >= POINTER_MAX) return before;
  w->at[n++] = '/';
  for (size_t i = 0; i < key.n; i++) {
    bool escaped = key.p[i] == '~' || key.p[i] == '/';
    if (n + 1 + escaped >= POINTER_MAX) return before;
    if (escaped) w->at[n++] = '~';
    w->at[n++] = (char)(!escaped ? key.p[i] : key.p[i] == '~' ? '0' : '1');
  }
  w->at_n = n;
  return before;
}

/* ---- the kinds ---- */

static bool slug(struct str t) {
  if (t.n == 0 || t.n > 64 || t.p[0] < 'a' || t.p[0] > 'z') return false;
  for (size_t i = 1; i < t.n; i++) {
    char c = t.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  }
  return true;
}

static bool choice(const char *choices, struct str t) {
  struct str rest = str_from(choices);
  while (rest.n)
    if (str_eq(str_cut(&rest, '|'), t)) return true;
  return false;
}

static bool iso_time(struct str t, bool answer) {
  struct err e;
  int64_t ms;
  bool date;
  if (!time_parse_iso(t, tz_utc(), &ms, &date, &e)) return false;
  return !answer || (t.n == 24 && t.p[23] == 'Z' && !date);
}

static bool iso_day(struct str t) {
  struct err e;
  int64_t ms;
  bool date;
  return t.n == 10 && time_parse_iso(t, tz_utc(), &ms, &date, &e) && date;
}

static bool text_ok(const struct walk *w, const struct shape *s, struct str t) {
  struct dec d;
  switch (s->kind) {
  case SHAPE_TEXT: {
    size_t n = s->min || s->max ? utf8_count(t) : 0;
    return (int64_t)n >= s->min && (s->max == 0 || (int64_t)n <= s->max);
  }
  case SHAPE_SLUG:
    return slug(t);
  case SHAPE_DECIMAL:
    return dec_parse(t, &d);
  case SHAPE_TIME:
    return iso_time(t, w->answer);
  case SHAPE_DAY:
    return iso_day(t);
  case SHAPE_CHOICE:
    return choice(s->choices, t);
  default:
    return false;
  }
}

static bool int_ok(const struct shape *s, const struct json *v) {
  int64_t n;
  return json_int(v, &n) && (s->min >= s->max || (n >= s->min && n <= s->max));
}

static const struct shape_field *field_of(const struct shape *s, struct str name) {
  for (const struct shape_field *f = s->fields; f->name; f++)
    if (str_is(name, f->name)) return f;
  return NULL;
}

static void walk_object(struct walk *w, const struct shape *s, const struct json *v) {
  for (const struct shape_field *f = s->fields; f->name && w->left; f++)
    if (f->required && !json_get(v, f->name)) missing(w, s, f->name);
  for (uint32_t i = 0; i < v->n && w->left; i++) {
    const struct shape_field *f = field_of(s, v->keys[i]);
    size_t before = step(w, v->keys[i]);
    if (f)
      walk(w, f->shape, f->nullable, &v->items[i]);
    else
      unknown(w, s, v->keys[i]);
    w->at_n = before;
  }
}

static void walk_items(struct walk *w, const struct shape *of, const struct json *v) {
  char index[12];
  for (uint32_t i = 0; i < v->n && w->left; i++) {
    snprintf(index, sizeof index, "%u", i);
    size_t before = step(w, v->type == JSON_OBJECT ? v->keys[i] : str_from(index));
    walk(w, of, false, &v->items[i]);
    w->at_n = before;
  }
}

/* Whether the value could be meant as this shape: right JSON type, and no constant contradicts. */
static bool promising(const struct shape *s, const struct json *v) {
  if (s->kind == SHAPE_LIST) return v->type == JSON_ARRAY;
  if (s->kind == SHAPE_MAP) return v->type == JSON_OBJECT;
  if (s->kind != SHAPE_OBJECT) return v->type != JSON_OBJECT && v->type != JSON_ARRAY;
  if (v->type != JSON_OBJECT) return false;
  for (const struct shape_field *f = s->fields; f->name; f++) {
    if (!f->required || f->shape->kind != SHAPE_CHOICE) continue;
    const struct json *given = json_get(v, f->name);
    if (!given || given->type != JSON_STRING || !choice(f->shape->choices, given->text))
      return false;
  }
  return true;
}

static void walk_one_of(struct walk *w, const struct shape *s, const struct json *v) {
  const struct shape *best = NULL;
  for (const struct shape *const *o = s->any_of; *o; o++) {
    struct walk quiet = *w;
    quiet.sink = NULL;
    quiet.left = 1;
    quiet.bad = false;
    walk(&quiet, *o, false, v);
    if (!quiet.bad) return;
    if (!best && promising(*o, v)) best = *o;
  }
  if (best)
    walk(w, best, false, v);
  else
    wrong(w, s);
}

static bool is_text(enum shape_kind k) {
  return k == SHAPE_TEXT || k == SHAPE_SLUG || k == SHAPE_DECIMAL || k == SHAPE_TIME ||
         k == SHAPE_DAY || k == SHAPE_CHOICE;
}

static bool type_ok(const struct shape *s, const struct json *v) {
  if (is_text(s->kind)) return v->type == JSON_STRING;
  switch (s->kind) {
  case SHAPE_INT:
  case SHAPE_NUMBER:
    return v->type == JSON_NUMBER;
  case SHAPE_BOOL:
    return v->type == JSON_BOOL;
  case SHAPE_LIST:
    return v->type == JSON_ARRAY;
  case SHAPE_OBJECT:
  case SHAPE_MAP:
    return v->type == JSON_OBJECT;
  default:
    return true;
  }
}

static void walk(struct walk *w, const struct shape *s, bool nullable, const struct json *v) {
  if (v->type == JSON_NULL && (nullable || s->nullable)) return;
  bool ok = type_ok(s, v);
  if (ok && is_text(s->kind)) ok = text_ok(w, s, v->text);
  if (ok && s->kind == SHAPE_INT) ok = int_ok(s, v);
  if (ok && s->kind == SHAPE_LIST) ok = v->n >= s->min && (s->max == 0 || (int64_t)v->n <= s->max);
  if (!ok)
    wrong(w, s);
  else if (s->kind == SHAPE_OBJECT)
    walk_object(w, s, v);
  else if (s->kind == SHAPE_LIST || s->kind == SHAPE_MAP)
    walk_items(w, s->of, v);
  else if (s->kind == SHAPE_ONE_OF)
    walk_one_of(w, s, v);
}

/* ---- doors ---- */

static void keep_first(void *ctx, const struct err *what) {
  *(struct err *)ctx = *what;
}

bool shape_check(const struct shape *s, const struct json *v, const char *where, struct err *err) {
  struct walk w = {.where = where, .sink = keep_first, .ctx = err, .left = 1};
  walk(&w, s, false, v);
  return !w.bad;
}

bool shape_check_all(const struct shape *s, const struct json *v, const char *where,
                     shape_sink *sink, void *ctx) {
  struct walk w = {.where = where, .sink = sink, .ctx = ctx, .left = SHAPE_ERRORS_MAX};
  walk(&w, s, false, v);
  return !w.bad;
}

bool shape_check_answer(const struct shape *s, const struct json *v, struct err *err) {
  struct walk w = {.answer = true, .where = "answer", .sink = keep_first, .ctx = err, .left = 1};
  walk(&w, s, false, v);
  return !w.bad;
}

bool shape_check_text(const struct shape *s, struct str text, const char *name, struct err *err) {
  struct walk w = {.parameter = true, .where = name, .sink = keep_first, .ctx = err, .left = 1};
  struct json v = {.type = JSON_STRING, .text = text};
  if (s->kind == SHAPE_LIST) {
    uint32_t n = 0;
    for (struct str rest = text; rest.n; n++)
      if (!shape_check_text(s->of, str_cut(&rest, ','), name, err)) return false;
    if (n < s->min || (s->max && n > s->max)) wrong(&w, s);
    return !w.bad;
  }
  if (s->kind == SHAPE_INT || s->kind == SHAPE_NUMBER) {
    struct dec d;
    v.type = JSON_NUMBER;
    if (!dec_parse(text, &d)) wrong(&w, s);
  } else if (s->kind == SHAPE_BOOL) {
    v.type = JSON_BOOL;
    if (!str_is(text, "true") && !str_is(text, "false")) wrong(&w, s);
  }
  if (!w.bad) walk(&w, s, false, &v);
  return !w.bad;
}
