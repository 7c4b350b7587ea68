/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences over one person's rows: what plan, run, twin and tests share.  lang/tree.h says what a
 * sequence is. */
#ifndef SHOAL_QUERY_SEQUENCE_INT_H
#define SHOAL_QUERY_SEQUENCE_INT_H

#include "base/tz.h"
#include "lang/lang.h"

/* Bit i of a row's mask: the row passes kid i of the node. */
struct seq_row {
  int64_t time;
  uint32_t mask;
};

struct seq_def {
  uint32_t n;                       /* steps that are no absences, ≥ 1 */
  uint32_t step[LANG_STEPS_MAX];    /* the bit of each */
  int64_t gap[LANG_STEPS_MAX];      /* ms from the step before; INT64_MAX: any */
  uint32_t between[LANG_STEPS_MAX]; /* bits that must not stand between step i and i + 1 */
  uint32_t n_after;                 /* absences after the last step */
  uint32_t after[LANG_STEPS_MAX];   /* their bits */
  int64_t after_ms[LANG_STEPS_MAX]; /* up to so long after it; INT64_MAX: up to as_of */
  int64_t as_of;
  bool count; /* how many, else whether */
};
void seq_def_of(const struct node *n, int64_t as_of, struct seq_def *ret);

/* How many matches (one when def does not count) in rows by time ascending; linear in n.  Matches
 * are disjoint in time. */
int64_t seq_matches(const struct seq_def *d, const struct seq_row *rows, size_t n);
/* The same by trying every choice of rows. */
int64_t seq_matches_naive(const struct seq_def *d, const struct seq_row *rows, size_t n);

#endif
