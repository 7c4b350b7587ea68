/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions: how many people have how much of something, of a value per person (a column of
 * query_run).  docs/QUESTIONS.md is the user's version.
 *
 * Bins are [from, to); values, mean and percentiles are exact decimals; the mean rounds to 12
 * fraction digits, percentiles are those of the trend.
 *
 * - NICE: equal bins of width 1, 2 or 5 · 10^k, at most n_bins, from the smallest value to the
 *   99th percentile; what lies above is one more bin without an upper end, so that a few large
 *   values do not press all others into one bin.
 * - EDGES: those given, and what lies before the first and from the last on.
 * - AUTO: those of NICE; but where one of them holds more than half of the people and no value is
 *   below nought, edges that grow (1, 2, 3, 5 · 10^k, or fewer of them, at most n_bins) if the
 * fullest of those bins holds fewer.  They begin where all but the smallest fortieth of what is
 * above nought lies, with a bin from nought if anything is below that.
 * - EACH: one per value, ascending, at most DISTRIBUTION_BINS_MAX, the rest in a last one.
 */
#ifndef SHOAL_QUERY_DISTRIBUTION_H
#define SHOAL_QUERY_DISTRIBUTION_H

#include "query/query.h"

#define DISTRIBUTION_BINS_MAX    100
#define DISTRIBUTION_TOP_MAX     100
#define DISTRIBUTION_PERCENTILES 7 /* 10, 25, 50, 75, 90, 95, 99 */
extern const uint32_t distribution_percents[DISTRIBUTION_PERCENTILES];

struct distribution {
  const struct query_column *values; /* LT_NUM */
  const roaring_bitmap_t *people;    /* NULL: everybody who has a value */
  enum { DISTRIBUTION_NICE, DISTRIBUTION_EDGES, DISTRIBUTION_EACH, DISTRIBUTION_AUTO } bins;
  uint32_t n_bins;         /* NICE, AUTO: 1 … DISTRIBUTION_BINS_MAX */
  const struct dec *edges; /* EDGES: ascending, 1 … DISTRIBUTION_BINS_MAX */
  uint32_t n_edges;
  const uint32_t *group_of; /* per subject, index into group_names; UINT32_MAX: none; NULL: no
                               groups are asked for */
  uint32_t n_group_of;
  const struct str *group_names;
  uint32_t n_group_names;
  uint32_t top; /* groups that are told apart; the rest is `other` */
};

struct distribution_bin {
  bool below, above;   /* no lower end, no upper end */
  struct dec from, to; /* equal: that value alone */
};

struct distribution_group {
  enum { DISTRIBUTION_ALL, DISTRIBUTION_VALUE, DISTRIBUTION_OTHER } kind;
  bool none;       /* VALUE: without a group */
  struct str name; /* VALUE */
  uint64_t people;
  uint64_t *counts;               /* per bin */
  struct dec sum, mean, min, max; /* with people > 0, as are: */
  struct dec percentiles[DISTRIBUTION_PERCENTILES];
};

struct distribution_result {
  struct distribution_bin *bins;
  uint32_t n_bins;
  struct distribution_group all;
  struct distribution_group *groups; /* most people first, then by name; `other` last */
  uint32_t n_groups;
};

struct distribution_cell {
  bool whole; /* everybody of the group, else of one bin */
  uint32_t bin;
  bool grouped, other, none;
  struct str name;
};

/* The answer lives in `out`.  With `cell` *ret_people (the caller frees it) are the people of it;
 * a cell nobody is in is empty.  ERR_number_overflow. */
bool query_distribution(const struct distribution *d, const struct distribution_cell *cell,
                        struct arena *out, struct distribution_result *ret,
                        roaring_bitmap_t **ret_people, struct err *err);

/* The slow twin: how many of n values lie in the bin, and their sum and p-th percentile (n ≥ 1). */
uint64_t distribution_naive_count(const struct dec *values, uint32_t n,
                                  const struct distribution_bin *bin);
struct dec distribution_naive_sum(const struct dec *values, uint32_t n);
struct dec distribution_naive_percentile(const struct dec *values, uint32_t n, uint32_t p);

#endif
