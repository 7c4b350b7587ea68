/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The expression language: text → tree → names and types; and back to text and to sentences. */
#ifndef SHOAL_LANG_LANG_H
#define SHOAL_LANG_LANG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tz.h"
#include "lang/tree.h"

#define LANG_TEXT_MAX   65536 /* bytes of an expression */
#define LANG_DEPTH_MAX  200
#define LANG_NODES_MAX  20000
#define LANG_PARAMS_MAX 32
#define LANG_ERRORS_MAX 20 /* told of one text by whoever asks for all */
#define LANG_NTH_MAX    1000
#define LANG_STEPS_MAX  16 /* of a sequence, absences included */

/* What names mean.  All strings given back live at least as long as the arena of the tree.
 * segment, classes, scores, measure, values, identity, item, category and list may be NULL: there
 * are none.
 * ERR_unknown_name without a place is filled in by the language (place, nearest name); its
 * arguments are {0} name, {1} kind in English, {2} nearest, {3} kind in Chinese. */
struct lang_names {
  void *ctx;
  const struct tz *tz; /* workspace zone */
  /* True when the event/property/attribute is known; ret_canonical is its stored name; types a set
   * of V_MASK (0 = known but never seen: any use is fine). */
  bool (*event)(void *ctx, struct str name, struct str *ret_canonical);
  bool (*prop)(void *ctx, struct str name, struct str *ret_canonical, uint8_t *ret_types);
  bool (*attr)(void *ctx, struct str name, struct str *ret_canonical, uint8_t *ret_types);
  /* The resolved tree of a segment, in `out`; reference cycles are the resolver's to refuse
   * (ERR_reference_cycle).  False with ERR_unknown_name if there is none. */
  bool (*segment)(void *ctx, struct str slug, struct arena *out, struct node **ret,
                  struct err *err);
  /* Class names of a classification, without "none". */
  bool (*classes)(void *ctx, struct str slug, struct arena *out, struct str **ret, uint32_t *ret_n,
                  struct err *err);
  /* Names of the scores and numeric measures of a classification: what score(slug, …) takes. */
  bool (*scores)(void *ctx, struct str slug, struct arena *out, struct str **ret, uint32_t *ret_n,
                 struct err *err);
  /* What people call a segment ('s'), a list ('l'), a classification ('c') or, where class_name is
   * not empty, a class of it; valid as long as ctx.  False: by its name only.  May be NULL. */
  bool (*title)(void *ctx, char kind, struct str slug, struct str class_name,
                struct lang_title *ret);
  /* The values of the list of a slug.  `identity` is empty, or the name of an identity type: then
   * its people are set: who has one of these identities, in whatever form the list writes it.  May
   * be NULL: there are no lists. */
  bool (*values)(void *ctx, struct str slug, struct str identity, struct arena *out,
                 const struct lang_list **ret, struct err *err);
  /* A type of identity and what people call it; may be NULL: none is. */
  bool (*identity)(void *ctx, struct str name, struct lang_title *ret);
  /* A field of the items of the catalogue; NULL: there is none of that name. */
  const struct item_column *(*item)(void *ctx, struct str name);
  /* What people call the thing that a value of this property names (an item by item_id, a
   * category); empty: nothing but that.  May be NULL. */
  struct str (*called)(void *ctx, struct str prop, struct str value);
  /* A category, by id or name, and all below it; false: there is none. */
  bool (*category)(void *ctx, struct str name, struct arena *out, const struct lang_list **ret,
                   struct str *ret_name);
  /* Whether there is a currency ('y'), a kind of coupon ('o'), a programme ('m') or a task ('t') of
   * this slug, and what people call it.  May be NULL: every slug counts as known. */
  bool (*fact)(void *ctx, char kind, struct str slug, struct lang_title *ret);
  /* Measures and scores in scope (NULL unless inside a classification). */
  bool (*measure)(void *ctx, struct str name, uint32_t *ret_index, enum lang_type *ret_type);
  /* Candidates for "did you mean": kind 'e' events, 'p' properties, 'a' attributes (and measures),
   * 's' segments, 'c' classifications, 'l' lists, 'i' fields of items, 'k' categories; kinds of
   * `fact`. */
  uint32_t (*list)(void *ctx, char kind, struct arena *out, struct str **ret);
};

/* Text to tree.  Errors: ERR_syntax and others with place {source "expression", line, column,
 * length}. */
bool lang_parse(struct str text, struct arena *out, struct node **ret, struct err *err);
/* An event selector: what stands in the brackets of a count, without a window:
 * `view or buy where amount > 5`, `*`.  Gives the tree of that count; errors as lang_parse. */
bool lang_parse_events(struct str text, struct arena *out, struct node **ret, struct err *err);
/* Decides names and types in place; want = LT_BOOL for segments, LT_ANY for measures. */
bool lang_resolve(struct node *tree, const struct lang_names *names, enum lang_type want,
                  struct arena *out, struct err *err);
/* Puts values in the place of $name everywhere in a parsed tree, before lang_resolve (which refuses
 * what is left: ERR_parameter_missing).  ERR_no_such_parameter for a name that is not among them.
 */
bool lang_bind(struct node *tree, const struct lang_param *params, uint32_t n, struct err *err);
bool lang_names_param(const struct node *tree, struct str name); /* whether $name stands in it */
/* "days = 30, city = \"上海\"" as parameters. */
bool lang_params_parse(struct str text, struct arena *out, struct lang_param **ret, uint32_t *ret_n,
                       struct err *err);
/* The value a text (without quotes) says as that type; false if it does not. */
bool lang_literal(struct str text, enum lang_type type, struct arena *out, struct literal *ret);
/* Both, for a boolean expression. */
bool lang_compile(struct str text, const struct lang_names *names, struct arena *out,
                  struct node **ret, struct err *err);

/* All that is wrong with a text, by place: the first error of each clause, at most `max` (≤
 * LANG_ERRORS_MAX is sensible).  *ret_n = 0: nothing, and *ret is its tree, bound and resolved;
 * else *ret is NULL. */
void lang_check(struct str text, const struct lang_names *names, const struct lang_param *params,
                uint32_t n_params, struct arena *out, struct err *errs, uint32_t max,
                uint32_t *ret_n, struct node **ret);

/* Canonical text, one line; parse(format(t)) equals t (lang_equal). */
void lang_format(const struct node *tree, struct buf *out);
void lang_format_events(const struct node *count, struct buf *out); /* of a selector */
bool lang_equal(const struct node *a, const struct node *b); /* ignoring positions and resolution */
/* One sentence. */
void lang_explain(const struct node *tree, enum lang lang, struct buf *out);

/* What completion and hover say, from the table the parser uses.  i from 0; false (NULL) past the
 * last. */
struct lang_help {
  const char *name, *args, *en, *zh;
};
bool lang_function_help(size_t i, struct lang_help *ret);
const char *lang_keyword(size_t i);

/* The line of text at the error's place with a caret line under it (East Asian widths right). */
void lang_caret(struct str text, const struct err *err, struct buf *out);

/* Bounds of a resolved window seen from as_of, both inclusive, ms; empty when *from > *to.
 * *to never exceeds as_of. */
void window_bounds(const struct window *w, const struct tz *tz, int64_t as_of, int64_t *ret_from,
                   int64_t *ret_to);
/* The moment that a resolved class(…) or score(…) is about, in a question as of as_of; never later.
 */
int64_t lang_class_moment(const struct node *n, int64_t as_of);

/* The moment that a resolved N_AS_OF is about, in a question as of as_of; never later. */
int64_t lang_as_of_moment(const struct node *n, const struct tz *tz, int64_t as_of);
/* The days that the next or last anniversary of a resolved N_ANNIVERSARY may fall on. */
void lang_anniversary_days(const struct node *n, const struct tz *tz, int64_t as_of,
                           int32_t *ret_from, int32_t *ret_to);
/* Whether an anniversary of `day` falls on one of these days, at most a year apart. */
bool lang_anniversary_falls(int32_t day, int32_t from, int32_t to);

#endif
