/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of attribution: shares of a conversion (attribution_share.c), everybody's
 * conversions (attribution.c), removal effects (attribution_markov.c), the answer
 * (attribution_answer.c). */
#ifndef SHOAL_QUERY_ATTRIBUTION_INT_H
#define SHOAL_QUERY_ATTRIBUTION_INT_H

#include "base/intern.h"
#include "base/vec.h"
#include "query/attribution.h"
#include "query/breakdown_int.h"
#include "query/walk.h"

/* A conversion in units is below this, all of them below SHARE_TOTAL_MAX, so that they may be
 * multiplied by weights: 2^70 · 2^54, 2^84 · 2^41. */
#define SHARE_UNITS_MAX ((i128)1000000000 * 1000000000000)
#define SHARE_TOTAL_MAX ((i128)10000000000000 * 1000000000000)
#define SHARE_WEIGHTS   (UINT64_C(1) << 40) /* a full weight where weights are fractions */

/* Shares `units` out by n weights, their sum below 2^54 and above 0: whole parts, then one each to
 * the largest remainders, of equal ones the first. */
void attribution_share(i128 units, const uint64_t *weight, uint32_t n, i128 *ret);

/* Weights of n touches (times ascending) by a model that has them; their sum is above 0. */
void attribution_weights(const struct attribution *a, enum attribution_model model,
                         const int64_t *time, uint32_t n, uint64_t *ret);

/* Steps of journeys between states: 0 is their beginning, 1 … n the channels; counts[from][to] with
 * to = 0 a conversion and to = n + 1 nowhere; (n + 1) × (n + 2).  Gives the weights of channels. */
void attribution_removal(const uint64_t *counts, uint32_t n, struct arena *tmp, uint64_t *ret);

/* ---- what a worker keeps ---- */

struct attribution_sum {
  i128 conversions, value; /* units */
};
struct attribution_step {
  uint32_t from, to; /* 0: beginning or conversion; NOWHERE; else a channel's code + 1 */
};
#define NOWHERE UINT32_MAX

struct attribution_part {
  VEC(struct attribution_sum) sums; /* [code * n_models + model] */
  VEC(uint64_t) touches;            /* within the range, by code */
  VEC(uint64_t) touched;            /* conversions, by code */
  struct intern steps;              /* struct attribution_step */
  VEC(uint64_t) step_n;
  struct attribution_sum none, all;
  uint64_t people; /* who converted */
};

/* A conversion, words: person, touches, lag (two), channels of the first, last and last non-direct
 * touch, number of different channels, these in order of their first touch; or what a person
 * touched within the range: person, VISIT, then from the number of channels as above. */
#define RECORD_VISIT UINT32_MAX
#define RECORD_HEAD  8
struct attribution_records { /* of a chunk */
  uint32_t *p;
  size_t n, cap;
  unsigned worker;
};

struct attribution_found {
  const struct attribution *a;
  struct walk *walk;
  const struct attribution_part *parts;
  const struct attribution_records *chunks;
  uint32_t n_chunks;
  uint8_t scale; /* of units of values; those of conversions: ATTRIBUTION_SCALE */
};
bool attribution_answer(const struct attribution_found *f, const struct attribution_ask *ask,
                        struct arena *out, struct attribution_result *ret,
                        roaring_bitmap_t **ret_people, struct err *err);

#endif
