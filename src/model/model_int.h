/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the model room. */
#ifndef SHOAL_MODEL_MODEL_INT_H
#define SHOAL_MODEL_MODEL_INT_H

#include "model/classification.h"

/* A chain of the classifications being evaluated, innermost first: how a cycle through class() is
 * seen. */
struct class_chain {
  const struct class_chain *outer;
  struct str slug;
};

bool classification_run_in(const struct classification *c, const struct snapshot *n,
                           const int64_t *as_of, uint32_t n_as_of,
                           const struct classification_env *env, const struct class_chain *chain,
                           struct arena *out, struct classification_result *ret, struct err *err);

/* Fills in->classes and in->scores with what the N_CLASS and N_SCORE nodes of its expressions ask
 * for.  Results live in `out`. */
bool classes_needed(struct query_input *in, const struct snapshot *n,
                    const struct classification_env *env, const struct class_chain *chain,
                    struct arena *out, struct err *err);

/* A copy of a resolved tree in which measure index i reads column i + offset, and measures with a
 * value in `constants` (n of them, NULL entries are none) have become that number. */
struct node *tree_with_measures(const struct node *tree, uint32_t offset,
                                const struct dec *const *constants, uint32_t n, struct arena *out);

/* ---- cuts.c: thresholds over a population ---- */

struct population_values {
  i128 *v; /* ascending mantissas of the people in the population who have a value */
  uint64_t n;
  uint8_t scale;
};
void population_values(const struct query_column *column, const roaring_bitmap_t *population,
                       struct arena *out, struct population_values *ret);
/* k − 1 thresholds; a value's score is cut_score.  Quantiles, mean (k = 2), median (k = 2). */
bool cut_thresholds(const struct population_values *p, const struct measure_def *m, struct dec *ret,
                    struct err *err);
/* The thresholds as mantissas at the scale of the column that is scored: k − 1 values. */
void cut_prepare(const struct measure_def *m, const struct dec *thresholds, uint8_t scale,
                 i128 *ret);
uint32_t cut_score(const struct measure_def *m, const i128 *thresholds, i128 value);
/* Mean, median or the fixed number; false when the population is empty. */
bool reference_value(const struct population_values *p, const struct measure_def *m,
                     struct dec *ret);

#endif
