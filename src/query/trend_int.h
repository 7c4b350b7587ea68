/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the trend's files: trend.c decides what is asked in how many passes, trend_slots.c makes
 * the periods, trend_pass.c runs one pass, trend_rows.c is its hot half, trend_tally.c the way for
 * rows alone, trend_merge.c joins what the threads counted, trend_answer.c makes the figures. */
#ifndef SHOAL_QUERY_TREND_INT_H
#define SHOAL_QUERY_TREND_INT_H

#include "query/query_int.h"
#include "query/trend.h"

#define TREND_HOURS 168
#define INLINE      static inline __attribute__((always_inline))

/* ---- periods ---- */

struct trend_slots {
  int64_t *from;      /* n + 1, ascending: slot i is [from[i], from[i + 1]) */
  uint32_t n, hidden; /* the first `hidden` are only seen by windows of later ones */
  bool cyclic;        /* 168 hours of the week; from[0] and from[1] are the ends of the range */
  bool empty;         /* the range ends before it begins: no row is in it */
  unsigned shift;     /* hint[(t − from[0]) >> shift]: the slot at that bucket's start */
  uint32_t *hint;
  uint64_t span;
};

/* Both in `out`; `before` is only made when f compares.  ERR_trend_periods. */
bool trend_slots(const struct snapshot *n, const struct trend *f, struct arena *out,
                 struct trend_result *ret, struct trend_slots *now, struct trend_slots *before,
                 struct err *err);
/* One slot. */
void trend_one_slot(int64_t from, int64_t to, struct arena *out, struct trend_slots *ret);
void trend_index_slots(struct trend_slots *s, struct arena *out); /* makes shift, hint, span */

static inline uint32_t slot_at(const struct trend_slots *s, int64_t t) {
  uint64_t u = (uint64_t)t - (uint64_t)s->from[0];
  uint32_t at;
  if (u >= s->span) return 0;
  at = s->hint[u >> s->shift];
  while (t >= s->from[at + 1])
    at++;
  return at;
}

/* ---- what is counted ---- */

struct trend_source { /* a property's columns: one per type it was seen with */
  struct src src[V_TYPES];
  uint8_t tag[V_TYPES], scale;
  uint32_t n;
  const struct item_column *item; /* the codes are of its values; src is of ids alone */
};

/* Series that look at the same rows and values share a lane. */
struct trend_lane_plan {
  uint32_t filter; /* NONE: no row can be chosen */
  uint32_t reach;  /* periods in which a row counts: 1, n, or UINT32_MAX */
  bool rows, people, sums, extremes, values, distinct; /* what is asked of it */
  struct src number;                                   /* of prop */
  uint8_t scale;
  struct trend_source any; /* distinct */
};

/* Of one group; arrays per slot, those not wanted NULL. */
struct trend_lane {
  uint32_t person, total_person; /* the last ones counted */
  int64_t slot, covered;         /* where `person` was counted; up to where in `over` */
  uint64_t *rows, *valued;       /* … with a number */
  uint64_t *people;              /* of the slot alone */
  int64_t *over;                 /* starts less ends of those of a window; n + 1 */
  uint32_t *seen;                /* cyclic: the last person of the slot */
  i128 *sum, *min, *max;
  uint64_t total_people;
};

struct trend_values { /* rows for percentiles */
  VEC(i128) v;
  VEC(uint64_t) at; /* lane << 32 | slot */
};

struct trend_set { /* distinct (lane, slot, value): open addressing, 0 = empty */
  uint64_t *p;
  size_t n, cap;
};
#define TREND_SLOT_BITS 14 /* > log2 of TREND_PERIODS_MAX */

/* ---- groups ---- */

struct trend_key { /* a group */
  struct value value[TREND_BY_MAX];
};
enum trend_mode {
  TREND_OPEN,  /* those that are found, at most `top`: then the pass stops with `many` */
  TREND_RANK,  /* all of them */
  TREND_FIXED, /* those given; the rest is one more */
};
struct trend_groups {
  enum trend_mode mode;
  struct trend_key *keys; /* FIXED: given; else found, text in `out` */
  uint32_t n;
  bool others; /* FIXED: some row was of none of them */
  bool many;
};

/* ---- a pass ---- */

struct trend_part { /* one thread's */
  struct trend_pass *pass;
  struct worker *w;
  uint32_t chunk;
  uint64_t *wanted; /* people of the chunk; NULL: all */
  VEC(struct trend_lane) lanes;
  uint32_t n_groups;                     /* lanes.n = (1 + n_groups) · n_lanes */
  struct intern keys;                    /* struct trend_number_key */
  VEC(uint32_t) group_at;                /* by code of one thing: group + 1, 0 = not met */
  struct intern pairs;                   /* of two: both codes */
  VEC(uint32_t) pair_group;              /* by number in pairs */
  VEC(uint32_t) item_code[TREND_BY_MAX]; /* by number of the id: 1 + its code; 0 = not met */
  VEC(uint64_t) codes;                   /* of the groups, in order (n_by · n_groups) */
  uint32_t person_code[TREND_BY_MAX];
  struct {
    const void *v[V_TYPES];
    const uint64_t *present[V_TYPES];
  } dim[TREND_BY_MAX], any;
  const void *number;
  const uint64_t *has_number;
  struct trend_values values;
  struct trend_set set;
  size_t charged;
  bool overflow;
};

struct trend_number_key { /* of a value that is no text; zeroed, then filled, compared as bytes */
  i128 v;
  uint8_t type, scale;
};

struct trend_pass {
  struct run run;
  struct arena mem;
  struct query_input in;
  const struct trend *f;
  const struct trend_slots *slots;
  struct trend_groups *groups;
  struct intern fixed; /* FIXED: keys as text */
  struct trend_lane_plan lanes[TREND_SERIES_MAX];
  uint32_t lane_of[TREND_SERIES_MAX], n_lanes;
  struct trend_source dims[TREND_BY_MAX];
  struct trend_part *parts;
  roaring_bitmap_t **sets; /* collecting: per chunk */
  uint32_t collect;        /* group + 1, 0 = all */
  uint32_t only_slot;      /* UINT32_MAX: rows of every slot */
  bool stop;               /* atomic: more groups than asked for */
  /* rows alone */
  struct scan_want want;
  struct scan_tally tally;
  struct scanner **scanners;
  uint64_t **tallied;
  uint32_t n_codes;
};

/* What all threads found: lanes of all (first), then of each group; in `out`. */
struct trend_figures {
  const struct trend_lane_plan *plans;
  const uint32_t *lane_of;
  uint32_t n_lanes, n_groups;
  struct trend_merged *lanes;
};

struct trend_merged {
  uint64_t *rows, *valued; /* running sums, n + 1 */
  i128 *sum;               /* too */
  uint64_t *people, *over; /* of the slot; of the window that ends with it */
  i128 *min, *max;         /* of the window; where valued */
  uint64_t *distinct;      /* of the window */
  uint64_t total_people, total_distinct;
  i128 total_min, total_max;
  i128 *values;          /* of the slots one after the other */
  uint64_t *value_begin; /* n + 1 */
};

/* Runs it; collects people into *ret_people when asked (group + 1, 0 = all; NULL: does not). */
struct trend_collect {
  uint32_t group, slot; /* UINT32_MAX: any slot */
  roaring_bitmap_t *set;
};
bool trend_pass(const struct snapshot *n, const struct trend *f, const struct trend_slots *slots,
                struct trend_groups *groups, struct pool *pool, const struct query_limits *limits,
                struct trend_collect *collect, struct arena *out, struct trend_figures *ret,
                struct err *err);

bool trend_batch(void *part, const struct scan_batch *b, struct err *err); /* trend_rows.c */
bool trend_new_lanes(struct trend_part *r, struct err *err);
struct value trend_code_value(const struct trend_part *r, uint32_t dim, uint32_t code);
/* A person counts from `slot` on in every window that has it. */
void trend_cover(struct trend_lane *l, const struct trend_slots *s, uint32_t slot, uint32_t reach);
uint32_t trend_group_of_new(struct trend_part *r, uint32_t code, struct err *err); /* 0: stop */
void trend_person_codes(struct trend_part *r, uint32_t who);
/* trend_plain.c */
bool trend_is_plain(const struct trend_pass *p, const struct trend_lane_plan *l);
bool trend_add_plain(struct trend_part *r, const struct scan_batch *b, uint32_t k, struct err *err);
void trend_key_text(const struct trend_key *k, uint32_t n_by, struct buf *out);

/* trend_tally.c: whether this pass needs rows alone; and a chunk of such a pass. */
bool trend_plan_tally(struct trend_pass *p);
bool trend_tally_chunk(struct trend_pass *p, uint32_t chunk, unsigned worker, struct err *err);
bool trend_sum_tallies(struct trend_pass *p, struct err *err);

/* trend_merge.c */
bool trend_merge(struct trend_pass *p, struct arena *out, struct trend_figures *ret,
                 struct err *err);

/* trend_answer.c: the figures of group g (0 = all) for the visible slots, and their totals. */
bool trend_points(const struct trend *f, const struct trend_slots *slots,
                  const struct trend_figures *figures, uint32_t g, struct arena *out,
                  struct trend_number *points, struct trend_number *totals, struct err *err);
int trend_compare_value(const struct value *a, const struct value *b);

#endif
