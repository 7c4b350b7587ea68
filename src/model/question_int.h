/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kinds of questions read from their documents (question_doc.c), know of people
 * (question_groups.c) and calculate with figures (question_formula.c). */
#ifndef SHOAL_MODEL_QUESTION_INT_H
#define SHOAL_MODEL_QUESTION_INT_H

#include "model/question.h"
#include "query/breakdown.h"
#include "query/trend.h"

#define QUESTION_SPAN_MAX (3650 * MS_DAY) /* the longest window or gap */
#define QUESTION_DAYS     30              /* of a recent range, the day of as-of included */

/* ERR_bad_field, ERR_missing_field, ERR_unknown_field, with `path` as source. */
bool question_bad(const char *path, const char *must_be, struct err *err);
/* ERR_field_excludes, ERR_field_needs: of two fields that may not, or must, stand together. */
bool question_excludes(const char *path, const char *other, struct err *err);
bool question_needs(const char *path, const char *other, struct err *err);
/* An error of the language happened in this field; always false. */
bool question_placed(const char *path, struct err *err);
/* doc is an object whose keys are among `known`, separated by commas. */
bool question_fields(const struct json *doc, const char *path, const char *known, struct err *err);
/* The number of a word among choices separated by |; absent: 0. */
bool question_choice(const struct json *v, const char *path, const char *choices, uint32_t *ret,
                     struct err *err);
bool question_count(const struct json *v, const char *path, uint32_t min, uint32_t max,
                    uint32_t otherwise, uint32_t *ret, struct err *err);
/* The bool `key` of an object; absent: `otherwise`. */
bool question_bool(const struct json *of, const char *key, const char *path, bool otherwise,
                   bool *ret, struct err *err);
/* The field `title` of an object at `path`; absent: NULL.  ERR_text_too_long. */
bool question_title(const struct json *of, const char *path, struct str *ret, struct err *err);
/* Errors of too many periods are about this field; always false, others stay as they are. */
bool question_limited(const char *path, struct err *err);
/* "7 days", "30m", "1 hour": seconds s, minutes m, hours h, days d, weeks w; elapsed ms. */
bool question_span(const struct json *v, const char *path, int64_t otherwise, int64_t *ret,
                   struct err *err);
/* {"from": date, "to": date} of the workspace's calendar, either may be absent, or a window of the
 * language as text; absent: all time.  Inclusive ms.  One that ends before it begins is refused. */
bool question_range(const struct question_env *e, const struct json *v, const char *path,
                    struct arena *out, int64_t *ret_from, int64_t *ret_to, struct err *err);
/* … absent: the last QUESTION_DAYS days. */
bool question_recent(const struct question_env *e, const struct json *v, const char *path,
                     struct arena *out, int64_t *ret_from, int64_t *ret_to, struct err *err);
bool question_events(const struct question_env *e, struct str text, const char *path,
                     struct arena *out, const struct node **ret, struct err *err);
/* A selector of events: text, or the text `events` of an object, whose fields the caller knows. */
bool question_selector(const struct question_env *e, const struct json *v, const char *path,
                       struct arena *out, const struct node **ret, struct err *err);
/* What something can be broken down by: a property's stored name, or `item.FIELD`: then *ret is the
 * property that says which item, *ret_item the field.  A property of that very name goes before. */
bool question_dimension(const struct question_env *e, const struct json *v, const char *path,
                        struct arena *out, struct str *ret, const struct item_column **ret_item,
                        struct err *err);
/* A property's stored name. */
bool question_prop(const struct question_env *e, const struct json *v, const char *path,
                   struct arena *out, struct str *ret, struct err *err);
/* … of a property that has numbers, or nothing yet, for the sake of `what` (sum, avg …). */
bool question_number(const struct question_env *e, const struct json *v, const char *path,
                     const char *what, struct arena *out, struct str *ret, struct err *err);
/* An expression that is true or false of a person. */
bool question_condition(const struct question_env *e, struct str text, const char *path,
                        struct arena *out, struct node **ret, struct err *err);
/* Who satisfies an expression; absent, or without a snapshot (check): NULL, everybody.  The caller
 * frees the set. */
bool question_who(const struct question_env *e, const struct json *v, const char *path,
                  struct arena *out, roaring_bitmap_t **ret, struct err *err);

/* A set of people: "expression" | {"segment": slug} | {"expression": text, "title": text}. */
struct question_set {
  struct node *tree;
  struct str text, segment, title; /* segment, title: empty without */
};
bool question_set_read(const struct question_env *e, const struct json *v, const char *path,
                       struct arena *out, struct question_set *ret, struct err *err);
/* expression, segment, title, words (the condition in both languages), people and share, inside an
 * object. */
void question_set_put(struct jw *w, const struct question_set *s, uint64_t people, uint64_t of);
/* n sets in one pass, each as of its own moment and only of `who` (NULL: everybody); the caller
 * releases the outputs. */
bool question_sets_run(const struct question_env *e, const struct question_set *sets,
                       const int64_t *as_of, uint32_t n, const roaring_bitmap_t *who,
                       struct arena *out, struct query_output **ret, struct err *err);
/* How many are known as of then, of `who`. */
bool question_population(const struct question_env *e, int64_t as_of, const roaring_bitmap_t *who,
                         uint64_t *ret, struct err *err);

/* People told apart by an attribute, a class, a segment or any expression. */
struct question_groups {
  const uint32_t *of; /* per subject: index into names; UINT32_MAX: without */
  uint32_t n_of;
  const struct str *names;
  uint32_t n_names;
};
/* Nobody without a snapshot (check).  by: {"attribute": name} | {"class": slug} | {"segment": slug}
 * | {"expression": text} */
bool question_groups(const struct question_env *e, const struct json *by, const char *path,
                     struct arena *out, struct question_groups *ret, struct err *err);

/* "group": a label or null (without a value), "other": true; neither: of all.  `by`: whether there
 * are groups.  ERR_field_needs. */
bool question_pick(const struct json *cell, bool by, struct breakdown_pick *ret, struct err *err);
/* ERR_unknown_group: the answer has no such group; false. */
bool question_no_group(const struct breakdown_pick *p, struct err *err);
/* The fields kind and label, or the label alone, of a group by the property or attribute `name`, as
 * the asker may see it. */
void question_put_group(const struct question_env *e, enum breakdown_kind kind,
                        const struct value *v, struct str name, struct jw *w);
/* What people call what this value of a property names, as the key `name`, if they call it
 * anything. */
void question_put_name(const struct question_env *e, struct str property, struct str value,
                       struct jw *w);
void question_put_label(const struct question_env *e, enum breakdown_kind kind,
                        const struct value *v, struct str name, struct jw *w);

/* A formula over the series A, B …; ret is for question_formula_value.  ERR_bad_field, those of
 * lang_parse. */
bool question_formula(struct str text, const char *path, uint32_t n_series, struct arena *out,
                      const struct node **ret, struct err *err);
/* Its value where that of series i is series[i * step].  ERR_number_overflow. */
bool question_formula_value(const struct node *formula, const struct trend_number *series,
                            uint32_t step, struct trend_number *ret, struct err *err);

#endif
