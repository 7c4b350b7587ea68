/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes: what a JSON value looks like, as data.  One table serves four readers: requests are
 * validated by it, the OpenAPI document is printed from it, answers are checked against it when
 * `check_answers` is on (all tests do), and people read its words on the documentation page.
 *
 *   static const struct shape_field user_fields[] = {
 *     MUST("id", shape_text, "Identifier.", "标识。"),
 *     MAY("name", shape_text, "What to call them.", "称呼。"),
 *     {0}};
 *   const struct shape shape_user =
 *     OBJECT("User", user_fields, "A person who signs in.", "可登录的人。");
 *   const struct shape shape_users = LIST(shape_user);
 */
#ifndef SHOAL_API_SHAPE_H
#define SHOAL_API_SHAPE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

enum shape_kind {
  SHAPE_ANY,     /* any JSON value */
  SHAPE_TEXT,    /* string; min, max = code points */
  SHAPE_SLUG,    /* [a-z][a-z0-9_-]{0,63} */
  SHAPE_DECIMAL, /* string with an exact number */
  SHAPE_TIME,    /* string, ISO 8601 UTC with milliseconds in answers; as_of also takes a date */
  SHAPE_DAY,     /* string, YYYY-MM-DD */
  SHAPE_CHOICE,  /* string out of `choices`, separated by | */
  SHAPE_INT,     /* min, max = range when min < max */
  SHAPE_NUMBER,
  SHAPE_BOOL,
  SHAPE_OBJECT, /* `fields`; others are ERR_unknown_field */
  SHAPE_LIST,   /* of `of`; max = items */
  SHAPE_MAP,    /* object with any keys, values of `of` */
  SHAPE_ONE_OF, /* `any_of`, NULL-ended */
};

struct shape_field;
struct shape {
  enum shape_kind kind;
  const char *name; /* component name in OpenAPI; NULL = written in place */
  const char *en, *zh;
  const struct shape_field *fields;
  const struct shape *of;
  const struct shape *const *any_of;
  const char *choices;
  int64_t min, max;
  bool nullable;
};

struct shape_field {
  const char *name; /* NULL ends the table */
  const struct shape *shape;
  bool required;
  bool nullable;
  const char *en, *zh; /* NULL = the name says it */
};

#define MUST(name_, shape_, en_, zh_)                                                              \
  { (name_), &(shape_), true, false, (en_), (zh_) }
#define MUST_OR_NULL(name_, shape_, en_, zh_)                                                      \
  { (name_), &(shape_), true, true, (en_), (zh_) }
#define MAY(name_, shape_, en_, zh_)                                                               \
  { (name_), &(shape_), false, false, (en_), (zh_) }
#define MAY_OR_NULL(name_, shape_, en_, zh_)                                                       \
  { (name_), &(shape_), false, true, (en_), (zh_) }
#define OBJECT(name_, fields_, en_, zh_)                                                           \
  { .kind = SHAPE_OBJECT, .name = (name_), .fields = (fields_), .en = (en_), .zh = (zh_) }
#define LIST(of_)                                                                                  \
  { .kind = SHAPE_LIST, .of = &(of_) }
#define LIST_MAX(of_, max_)                                                                        \
  { .kind = SHAPE_LIST, .of = &(of_), .max = (max_) }
#define CHOICE(name_, choices_)                                                                    \
  { .kind = SHAPE_CHOICE, .name = (name_), .choices = (choices_) }
#define TEXT_MAX(max_)                                                                             \
  { .kind = SHAPE_TEXT, .max = (max_) }

/* The plain ones. */
extern const struct shape shape_any, shape_text, shape_slug, shape_decimal, shape_time, shape_day,
    shape_int, shape_count /* int ≥ 0 */, shape_number, shape_bool,
    shape_title /* Title {en, zh} */, shape_expression /* text up to LANG_TEXT_MAX */, shape_place,
    shape_texts /* list of text */,
    shape_scalar /* Scalar: value of an attribute or property, null too */,
    shape_problem_place /* ProblemPlace: place of a problem in an expression or a document */;

#define SHAPE_ERRORS_MAX 20 /* reported of one value; the rest of it is not looked at */

/* Checks a request value; `where` names it in messages ("body", a field).  Errors:
 * ERR_unknown_field (with the nearest name), ERR_missing_field, ERR_bad_field; place.source is a
 * JSON pointer to the spot. */
bool shape_check(const struct shape *s, const struct json *v, const char *where, struct err *err);
/* As shape_check, but tells all that is wrong (up to SHAPE_ERRORS_MAX); the last of them is not
 * kept.  True: nothing is. */
typedef void shape_sink(void *ctx, const struct err *what);
bool shape_check_all(const struct shape *s, const struct json *v, const char *where,
                     shape_sink *sink, void *ctx);
/* Checks an answer: times must be written with milliseconds, fields that the shape does not know
 * are errors as in requests. */
bool shape_check_answer(const struct shape *s, const struct json *v, struct err *err);
/* Checks the text of a query parameter: numbers and booleans are written as JSON writes them, lists
 * with commas.  ERR_bad_parameter. */
bool shape_check_text(const struct shape *s, struct str text, const char *name, struct err *err);

/* One JSON Schema object (OpenAPI 3.1); named shapes as $ref. */
struct jw;
void shape_schema(const struct shape *s, enum lang lang, struct jw *w);
/* The schema of a named shape itself, as it stands under components. */
void shape_schema_open(const struct shape *s, enum lang lang, struct jw *w);
/* Calls fn for each named shape that s mentions, s included, and goes on into those for which it
 * returned true: shapes may mention themselves, so the caller remembers which it has seen. */
void shape_walk(const struct shape *s, bool (*fn)(void *ctx, const struct shape *s), void *ctx);

#endif
