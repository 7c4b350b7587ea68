/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the funnel's files: rows of one attempt in, runs out (funnel_run.c, funnel_fast.c); runs
 * of everybody in, the answer out (funnel_answer.c). */
#ifndef SHOAL_QUERY_FUNNEL_INT_H
#define SHOAL_QUERY_FUNNEL_INT_H

#include "base/vec.h"
#include "query/breakdown_int.h"
#include "query/funnel.h"
#include "query/walk.h"

/* Bits of a mask: steps, then exclusions, then "any event". */
#define BIT(i) (UINT64_C(1) << (i))

struct list {
  uint32_t *row; /* ascending */
  uint32_t n;
};

/* The rows of an attempt, and of one value of the held properties, as lists per bit. */
struct tape {
  const int64_t *time;
  const uint64_t *mask;
  const uint32_t *const *code; /* of the walk */
  struct list step[FUNNEL_STEPS_MAX], exclude[FUNNEL_EXCLUDES_MAX];
  struct list starts;                     /* rows a run may begin at */
  struct list loose[FUNNEL_EXCLUDES_MAX]; /* exclusions' rows without some value of the key */
  struct list barrier;                    /* rows that match no step */
  uint32_t key[WALK_PROPS_MAX];           /* codes of the value of BY_EACH and of the held */
};

struct funnel_run {
  uint32_t done, furthest; /* furthest: index of the last step done; any order: done − 1 */
  uint32_t row[FUNNEL_STEPS_MAX];
  int64_t begun, reached;
};

struct funnel_plan {
  const struct funnel *f;
  uint32_t n_key;   /* the first properties of the walk: that of BY_EACH, then the held */
  uint32_t by_code; /* property of FIRST, LAST, STEP and EACH */
  bool plain;       /* ordered steps and nothing else, best runs of the whole range: funnel_fast */
  bool whole;       /* and a person's rows are one attempt of one value */
  uint64_t step_bits, exclude_bits;
};

struct funnel_key {         /* the rows of an attempt that have the same values */
  uint32_t first, n, begin; /* the row whose values they are; where they stand in `order` */
};
struct funnel_keys { /* one thread's; grows */
  VEC(struct funnel_key) groups;
  VEC(uint32_t) order, slots, group_of;
};
/* Puts those of n rows (ascending) that have a part in some value's runs together by key, ascending
 * within; with BY_EACH the keys of one value are neighbours. */
void funnel_group_rows(const struct funnel_plan *plan, const struct walk_person *p,
                       const uint32_t *rows, uint32_t n, struct arena *mem,
                       struct funnel_keys *keys);
void funnel_keys_release(struct funnel_keys *keys);
/* Whether the row has every value of the key from the given one on. */
bool funnel_key_whole(const struct funnel_plan *plan, const struct walk_person *p, uint32_t row,
                      uint32_t from);

/* The best run that begins in [from, to] and after `after`; false when there is none. */
bool funnel_best(const struct funnel_plan *p, const struct tape *t, int64_t from, int64_t to,
                 int64_t after, struct funnel_run *ret);
/* Which of two runs counts; between runs that are equally good, the one whose first row is first.
 */
bool funnel_better(const struct funnel_run *a, const struct funnel_run *b);
/* The same for a plain plan and the whole range, on rows as they lie: n of them, ascending; `rows`
 * NULL: 0 … n − 1.  False with *ret_special when some row matches two steps, which is not for it.
 */
bool funnel_fast(const struct funnel *f, const int64_t *time, const uint64_t *mask,
                 const uint32_t *rows, uint32_t n, struct funnel_run *ret, bool *ret_special);

/* What is kept of an attempt: one head, then the times of the steps done when it is no slot's. */
struct funnel_record {
  uint32_t person, group, slot, done;
};
#define NO_SLOT UINT32_MAX
struct funnel_records { /* of a chunk */
  uint64_t *p;
  size_t n, cap;
  unsigned worker;
};

struct funnel_answer {
  const struct funnel *f;
  struct walk *walk;
  const struct funnel_records *chunks; /* their groups are renumbered */
  uint32_t n_chunks;
  struct funnel_slot *slots;
  uint32_t n_slots;
};
bool funnel_answer(const struct funnel_answer *a, const struct funnel_cell *cell, struct arena *out,
                   struct funnel_result *ret, roaring_bitmap_t **ret_people, struct err *err);

/* The bins of n sorted times that `scale` asks for, at most `asked`; they hold everybody.  *ret in
 * `out`; none without times or without `asked`. */
void funnel_bins(const uint64_t *ms, uint64_t n, enum funnel_scale scale, uint32_t asked,
                 struct arena *out, struct funnel_bin **ret, uint32_t *ret_n);

#endif
