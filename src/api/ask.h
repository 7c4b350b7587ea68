/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asking about people within a call: expressions compiled in the caller's workspace, and sets and
 * columns of everybody that are computed once per moment and shared by all calls.
 *
 * Sets, columns and classes are kept as bytes among the tenant's answers (at most ANSWER_KEPT_MAX
 * each: about a million people a column); what is too large to keep is computed again. */
#ifndef SHOAL_API_ASK_H
#define SHOAL_API_ASK_H

#include "api/route.h"
#include "event/names.h"
#include "model/mask.h"
#include "model/person.h"

#define ASK_HELD_MAX 96 /* answers one call may lean on */

struct ask {
  struct call *c;
  struct view *v;
  int64_t as_of;
  struct classification_env env;
  bool masked;           /* personal data must not be shown */
  const int64_t *months; /* moments that will be asked about together: one pass makes their
                            thresholds */
  uint32_t n_months;
  struct lang_param *params; /* `parameters` of the body: values of $names in its expressions */
  uint32_t n_params;
  struct answer *held[ASK_HELD_MAX];
  uint32_t n_held;
};

/* View and moment of the call (as_of of query or body).  ask_end releases what was leaned on. */
bool ask_begin(struct call *c, struct ask *ret, struct err *err);
void ask_end(struct ask *a);

/* `parameters` of the body; ERR_too_many_parameters, ERR_parameter_missing. */
bool ask_parameters(struct call *c, struct lang_param **ret, uint32_t *ret_n, struct err *err);

/* A condition the caller wrote; errors are placed in `field` of the request.  ERR_masked_attribute
 * (mask_allows). */
bool ask_condition(struct ask *a, struct str text, const char *field, struct node **ret,
                   struct err *err);
/* A condition of a saved definition, or made by the server: who may not see personal data may still
 * count whom an operator chose by it. */
bool ask_saved(struct ask *a, struct str text, const char *field, struct node **ret,
               struct err *err);
/* Who satisfies it; NULL tree: everybody known by then.  The caller frees the set. */
bool ask_set(struct ask *a, const struct node *tree, roaring_bitmap_t **ret, struct err *err);

/* One value per subject. */
struct ask_column {
  enum lang_type type;
  uint8_t scale;
  uint32_t n;
  const uint64_t *present;
  const char *values; /* n × 8 bytes (numbers and times), 16 (wide numbers), 4 (codes of text) */
  bool wide;
  const uint32_t *ends; /* of texts in `bytes` */
  const char *bytes;
  uint32_t n_texts;
};
/* Of an expression that is no condition (numbers, text, times) or is one (bool: present = true). */
bool ask_column(struct ask *a, const struct node *tree, struct ask_column *ret, struct err *err);
bool ask_column_text(struct ask *a, const char *expression, struct ask_column *ret,
                     struct err *err);
/* The attribute's latest value; missing where it has another type. */
bool ask_attribute(struct ask *a, struct str name, enum lang_type type, struct ask_column *ret,
                   struct err *err);
struct naive_value ask_value(const struct ask_column *c, uint32_t subject);
static inline bool ask_has(const struct ask_column *c, uint32_t subject) {
  return subject < c->n && c->present[subject / 64] >> (subject % 64) & 1;
}
static inline uint32_t ask_code(const struct ask_column *c, uint32_t subject) {
  return ((const uint32_t *)(const void *)c->values)[subject];
}
struct str ask_text(const struct ask_column *c, uint32_t code);

/* Class of each subject: n bytes, QUERY_CLASS_NONE = none. */
struct ask_classes {
  const struct classification *def;
  const uint8_t *of;
  uint32_t n;
};
bool ask_classes(struct ask *a, struct str slug, struct ask_classes *ret, struct err *err);
/* Active classifications by slug: presets in their order, then the workspace's own. */
bool ask_classifications(struct ask *a, struct str **ret, uint32_t *ret_n, struct err *err);

/* The person of a path or field: any identity, or ~ and a subject.  ERR_unknown_person, also for
 * those who are not in the view yet. */
bool ask_person(struct ask *a, struct str who, uint32_t *ret, struct err *err);
/* The subject that the identity is of, whoever it is one person with. */
bool ask_subject(struct ask *a, struct str who, uint32_t *ret, struct err *err);
/* Their history up to as_of, with thresholds shared by all calls. */
bool ask_history(struct ask *a, uint32_t subject, struct person_model *ret, struct err *err);

/* Expressions behind the columns that every list of people has. */
#define ASK_FIRST_SEEN "first(*)"
#define ASK_LAST_SEEN  "last(*)"
#define ASK_ORDERS     "count(order_completed)"
#define ASK_REVENUE    "sum(order_completed.amount) - sum(order_refunded.amount)"

/* ---- words (titles.c) ---- */

/* Title of an event, property or attribute: Shoal's, else the name itself. */
void put_name_title(struct jw *w, enum name_kind kind, struct str name);
/* {en, zh} of an expression in words. */
void put_sentence(struct jw *w, const struct node *tree);
void put_canonical(struct jw *w, const struct node *tree);
void put_types(struct jw *w, uint8_t types); /* ["number", "text"] */
const char *type_word(enum lang_type t);
/* An attribute or property compared with a text: `city = "上海"`. */
struct str equals_text(struct str name, struct str value, struct arena *out);
void put_node_place(struct jw *w, const struct node *tree);
/* A value as JSON: numbers as text, times as ISO. */
void put_naive(struct jw *w, const struct naive_value *v);
void put_prop_value(struct jw *w, const struct value *v);
void put_money(struct jw *w, struct dec v); /* as a string, with two fraction digits at least */

/* ---- masking (mask.c; model/mask.h) ---- */

/* For resource_source: what the caller may write; NULL = everything. */
bool (*call_allow(const struct call *c))(const struct node *tree, struct err *err);
/* mask_allows for a call: true for those who see personal data, and for the very expression of an
 * active segment. */
bool call_may_ask(struct call *c, const struct view *v, const struct node *tree, struct err *err);

#endif
