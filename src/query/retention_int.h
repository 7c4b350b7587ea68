/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the retention's files: the calendar and its columns (retention_periods.c), people to
 * memberships (retention.c, retention_fast.c), memberships to the answer (retention_answer.c). */
#ifndef SHOAL_QUERY_RETENTION_INT_H
#define SHOAL_QUERY_RETENTION_INT_H

#include "kernel/ops.h"
#include "query/breakdown_int.h"
#include "query/retention.h"

#define SEGMENTS_MAX (2 * (RETENTION_PERIODS_MAX + 1) + 1)
#define BIT_WORDS    ((SEGMENTS_MAX + 63) / 64)
#define EDGES_MAX    (RETENTION_COHORTS_MAX + RETENTION_PERIODS_MAX + 1)
#define NO_COLUMN    UINT32_MAX

enum { START = 1, AGAIN = 2, AGAIN_BIT = 1 }; /* bits of a row's mask */

/* The period of a moment in a bucket of time: buckets are no longer than the shortest period, so
 * one holds at most one edge, and what follows it is the next period. */
struct retention_bucket {
  uint32_t edge;   /* ms into the bucket; UINT32_MAX: there is none */
  uint32_t before; /* the period of moments before the edge */
};

/* Periods after the start are cut into *segments*: the columns, what lies between them, and, last,
 * what comes after them all. */
struct retention_plan {
  const struct retention *f;
  uint32_t n_segments, words; /* words of their bits */
  uint32_t last;              /* the last period of the last column */
  uint16_t *segment_of;       /* [period after the start], last + 2 of them */
  uint64_t *segment_bit;      /* the same as a bit, of 64 segments at most */
  uint32_t *begin;            /* [segment]: its first period */
  uint32_t *column_of;        /* [segment]: NO_COLUMN between columns */
  uint32_t *segment;          /* [column] */
  bool gapless;               /* segment u is period u */
  int64_t *edge;              /* first moments of n_edges − 1 periods and the end of the last */
  uint32_t n_edges;
  struct retention_period *periods; /* of the cohorts: the first of those between the edges */
  uint32_t n_periods;
  int64_t first_start, last_start; /* that a member can have */
  struct retention_bucket *buckets;
  /* Periods as long as each other (no clock changes), and segments that are periods, 64 at most:
   * the segments of a start in the first of them. */
  bool even;
  struct slot_div slots;
  uint32_t shift; /* a bucket is 2^shift ms long */
  uint64_t end;   /* the last edge, in ms after the first */
};

/* Plans and lays out the calendar; `out` must outlive the plan. */
bool retention_plan(const struct retention *f, const struct snapshot *n, struct arena *out,
                    struct retention_plan *ret, struct err *err);

/* Of a moment from edge[0] on; n_edges − 1: after the last of the periods. */
static inline uint32_t retention_period_of(const struct retention_plan *p, int64_t time) {
  uint64_t at = (uint64_t)(time - p->edge[0]);
  if (at > p->end) at = p->end;
  struct retention_bucket b = p->buckets[at >> p->shift];
  return b.before + ((uint32_t)(at & ((UINT64_C(1) << p->shift) - 1)) >= b.edge);
}
/* The first moment of the u-th period after a start in `period`. */
int64_t retention_begin(const struct retention_plan *p, uint32_t period, int64_t start, uint32_t u);
/* The periods after that start that `time` lies in; last + 1 when it is later. */
uint32_t retention_after(const struct retention_plan *p, uint32_t period, int64_t start,
                         int64_t time);
/* Whether the column is not over for somebody who could be in the period's cohort. */
bool retention_incomplete(const struct retention_plan *p, uint32_t period, uint32_t column);

/* ---- sums ---- */

/* A whole number of 192 bits: sums of any number of decimals are exact in whatever order. */
struct wide {
  uint64_t w[3];
};
static inline void wide_add(struct wide *to, const struct wide *v) {
  u128 lo = (u128)to->w[1] << 64 | to->w[0], add = (u128)v->w[1] << 64 | v->w[0], sum = lo + add;
  to->w[2] += v->w[2] + (sum < lo);
  to->w[0] = (uint64_t)sum;
  to->w[1] = (uint64_t)(sum >> 64);
}
static inline struct wide wide_of(i128 v) {
  return (struct wide){{(uint64_t)v, (uint64_t)((u128)v >> 64), v < 0 ? UINT64_MAX : 0}};
}
static inline struct wide wide_minus(const struct wide *a, const struct wide *b) {
  u128 x = (u128)a->w[1] << 64 | a->w[0], y = (u128)b->w[1] << 64 | b->w[0], d = x - y;
  return (struct wide){{(uint64_t)d, (uint64_t)(d >> 64), a->w[2] - b->w[2] - (x < y)}};
}

/* ---- memberships ---- */

struct retention_membership {
  uint32_t person, group, period;
  const uint64_t *bits;    /* segments with returns */
  const uint64_t *events;  /* of those, ascending; EVENTS and SUM */
  const struct wide *sums; /* SUM */
};

/* Of all, or of a group: [period] and [period][segment]. */
struct retention_counts {
  uint64_t *size, *people, *events;
  struct wide *sum;
};
size_t retention_counts_bytes(const struct retention_plan *p);
struct retention_counts retention_counts_new(const struct retention_plan *p, struct arena *mem);
void retention_count(const struct retention_plan *p, struct retention_counts *to,
                     const struct retention_membership *m);
void retention_counts_add(const struct retention_plan *p, struct retention_counts *to,
                          const struct retention_counts *from);

/* What is kept of a membership when groups or people are asked for: two words of (person, group,
 * period, segments with returns), the bits, then events and sums. */
struct retention_records { /* of a chunk */
  uint64_t *p;
  size_t n, cap;
  unsigned worker;
};

/* ---- the plain case ---- */

/* One membership at most, by the calendar, people only, up to 64 segments: in one pass over the
 * rows.  False: there is none. */
bool retention_one(const struct retention_plan *p, const struct walk_person *w, uint32_t *ret_row,
                   uint32_t *ret_period, uint64_t *ret_bits);

/* Every period, by the calendar, people only, without gaps between columns.  Bits by period: */
#define EDGE_WORDS ((EDGES_MAX + 63) / 64)
struct retention_each {
  uint64_t started[EDGE_WORDS]; /* did it in */
  uint64_t seen[EDGE_WORDS];    /* has a return in, of an earlier start */
  uint64_t again[EDGE_WORDS];   /* has a return in, of the start there */
};
void retention_each(const struct retention_plan *p, const struct walk_person *w,
                    struct retention_each *ret);
/* The segments of the membership in `period`. */
void retention_each_bits(const struct retention_plan *p, const struct retention_each *e,
                         uint32_t period, uint64_t *ret_bits);

/* ---- the answer ---- */

struct retention_answer {
  const struct retention_plan *plan;
  struct walk *walk;
  const struct retention_records *chunks;
  uint32_t n_chunks;
  const struct retention_counts *all; /* counted already; NULL: count the records */
};
bool retention_answer(const struct retention_answer *a, const struct retention_pick *pick,
                      struct arena *out, struct retention_result *ret,
                      roaring_bitmap_t **ret_people, struct err *err);

#endif
