/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classifications: one mechanism for RFM, AIPL, lifecycle, new/old, payer and value layers and the
 * workspace's own.  A definition has
 *   measures    named expressions, evaluated per person               r:
 * days_since(last(order_completed)) population  who takes part in thresholds (and only they get
 * scores)   f > 0 scores      a measure cut into 1…k by quantile, mean, median or fixed thresholds
 *   references  a measure's mean, median or a fixed number, as a name      r_ref
 *   classes     ordered; the first whose expression holds is the person's class; else `none`
 * Class expressions may use attributes, aggregates, other classes, and the measures, scores and
 * references by name. Equal values always get equal scores.  Quantile thresholds: value x gets
 * score 1 + #{thresholds t_i : x > t_i}, t_i = the smallest value with at least i/k of the
 * population ≤ it (descending: mirrored, small values get high scores).  Fixed thresholds are the
 * first value of the better score: 1 + #{thresholds t_i : x ≥ t_i} (descending: x ≤ t_i).
 */
#ifndef SHOAL_MODEL_CLASSIFICATION_H
#define SHOAL_MODEL_CLASSIFICATION_H

#include "base/json.h"
#include "lang/lang.h"
#include "query/query.h"

#define CLASS_MAX        250 /* classes of one classification */
#define MEASURE_MAX      64
#define CLASS_BEFORE_MAX 16 /* different moments in class(…, before …) of one question */

struct class_text {
  struct str en, zh;
};

struct class_def {
  struct str name; /* slug */
  struct class_text title;
  struct str when; /* expression text */
  int32_t rank;    /* greater is better: what up and down mean in a flow */
  struct node *tree;
};

enum cut_method { CUT_QUANTILE, CUT_MEAN, CUT_MEDIAN, CUT_FIXED };

struct measure_def {
  struct str name;
  enum { MEASURE_VALUE, MEASURE_SCORE, MEASURE_REFERENCE } kind;
  struct str of;     /* VALUE: expression text; others: name of the measure */
  struct node *tree; /* VALUE */
  uint32_t of_index;
  enum cut_method method;
  uint32_t bins; /* SCORE: k */
  bool descending;
  struct dec *fixed; /* SCORE + CUT_FIXED: k − 1 ascending thresholds; REFERENCE + CUT_FIXED: 1 */
  uint32_t n_fixed;
};

/* A number of each person: what score(slug, name) can read. */
static inline bool measure_per_person(const struct measure_def *m) {
  return m->kind == MEASURE_SCORE || (m->kind == MEASURE_VALUE && m->tree->type == LT_NUM);
}

struct classification {
  struct str slug;
  struct class_text title;
  struct measure_def *measures;
  uint32_t n_measures;
  struct str population; /* empty = everyone */
  struct node *population_tree;
  struct class_def *classes;
  uint32_t n_classes;
  const struct json *doc; /* as given */
};

/* From a resource document (docs/CLASSIFICATIONS.md).  Parses and resolves every expression; errors
 * are placed in it. */
bool classification_parse(const struct json *doc, const struct lang_names *names, struct arena *out,
                          struct classification **ret, struct err *err);

struct classification_result {
  const struct classification *def;
  int64_t as_of;
  uint32_t n_subjects;
  const uint8_t
      *class_of; /* per subject; QUERY_CLASS_NONE = none (or not known at as_of: see `people`) */
  roaring_bitmap_t *people; /* everyone known as of then */
  roaring_bitmap_t *population;
  const struct query_column
      *measures; /* n_measures, by index: values, scores (scale 0) and references (same for all) */
  struct dec **thresholds; /* per score measure: k − 1 values actually used; NULL otherwise */
  uint64_t *counts;        /* per class, then none */
};

/* How class(slug) inside expressions is satisfied: gives the classification of a slug. */
struct classification_env {
  void *ctx;
  bool (*find)(void *ctx, struct str slug, const struct classification **ret, struct err *err);
  const struct tz *tz;
  struct pool *pool;
  const struct query_limits *limits;
};

/* Evaluates as of several moments at once (one scan per phase).  Bitmaps are freed by _release. */
bool classification_run(const struct classification *c, const struct snapshot *n,
                        const int64_t *as_of, uint32_t n_as_of,
                        const struct classification_env *env, struct arena *out,
                        struct classification_result *ret, struct err *err);
void classification_result_release(struct classification_result *r);

/* What a classification compares people with as of a moment: the same for everybody. */
struct classification_cuts {
  int64_t as_of;
  struct dec **of; /* per measure: SCORE: bins − 1 thresholds; REFERENCE: its value; VALUE: NULL */
};
/* Only that, without classes, of all moments in shared passes.  A classification without scores and
 * references costs nothing. */
bool classification_cuts(const struct classification *c, const struct snapshot *n,
                         const int64_t *as_of, uint32_t n_as_of,
                         const struct classification_env *env, struct arena *out,
                         struct classification_cuts *ret, struct err *err);

/* Runs any resolved expressions, computing first the classifications that they refer to. */
bool expressions_run(const struct query_expr *exprs, uint32_t n_exprs, const struct snapshot *n,
                     const struct classification_env *env, struct arena *out,
                     struct query_output **ret, struct err *err);

/* Presets: embedded documents (src/model/presets/<slug>.yaml). */
struct preset {
  const char *slug;
  const char *yaml;
};
extern const struct preset classification_presets[]; /* rfm, rfm8, aipl, lifecycle, new_old, payers,
                                                        value, rfm_weak; ends with {NULL} */

#endif
