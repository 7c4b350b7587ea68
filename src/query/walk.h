/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole people, one after the other, as dense arrays of the rows that a question about behaviour
 * looks at: when, which of its selectors the row satisfies, and which values it carries.
 *
 *   walk_new   plans: selectors, bounds and properties become one scan
 *   walk_run   delivers everybody who has rows; call it once
 *   walk_value what a code delivered by some worker stands for; until walk_free
 */
#ifndef SHOAL_QUERY_WALK_H
#define SHOAL_QUERY_WALK_H

#include "query/query.h"

#define WALK_SELECTS_MAX 64 /* a row's selectors are the bits of one word */
#define WALK_PROPS_MAX   16
#define WALK_NUMS_MAX    4

/* Rows with from ≤ time ≤ to that a resolved event selector (lang_parse_events) chooses. */
struct walk_select {
  const struct node *rows;
  int64_t from, to;
};

struct walk_query {
  const struct walk_select *selects; /* bit i of a mask */
  uint32_t n_selects;                /* at most WALK_SELECTS_MAX */
  const struct str *props;           /* stored names of properties whose values are wanted */
  uint32_t n_props;                  /* at most WALK_PROPS_MAX */
  /* Of each property NULL, or the field of items whose value is wanted instead: of the item whose
   * id the property is.  NULL: of none. */
  const struct item_column *const *items;
  const struct str *nums;         /* … of properties whose numbers are to be calculated with */
  uint32_t n_nums;                /* at most WALK_NUMS_MAX */
  bool events;                    /* event codes of rows are wanted */
  const roaring_bitmap_t *people; /* NULL: everybody; must outlive the walk */
  int64_t as_of;                  /* later rows do not exist */
  const struct tz *tz;
};

/* Rows by (time, LSN).  A row with mask 0 means nothing: some ways of reading leave them in.  Codes
 * are of one worker: equal codes are equal values; 0 = no value.  Valid during the call. */
struct walk_person {
  uint32_t subject, n;
  const int64_t *time;
  const uint64_t *mask;
  const uint32_t *const *code; /* [property][row] */
  const i128 *const *num;      /* [number][row] · 10^-walk_scale; 0: the row has no number */
  const uint32_t *event;       /* codes of the snapshot; NULL unless wanted */
};

struct walk;
/* Called from several threads: `worker` tells states apart.  People of a chunk come in ascending
 * order from one worker; chunks in any.  False stops the walk with its error. */
typedef bool walk_fn(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                     struct err *err);

/* Errors of both: those of query_run.  The pool (NULL: this thread alone) must be the one of
 * walk_run. */
bool walk_new(const struct snapshot *n, const struct walk_query *q, struct pool *pool,
              const struct query_limits *limits, struct walk **ret, struct err *err);
bool walk_run(struct walk *w, walk_fn *fn, void *ctx, struct err *err);
void walk_free(struct walk *w);

unsigned walk_workers(const struct walk *w);
uint32_t walk_chunks(const struct walk *w);
/* Memory that the caller takes for its answer counts as the question's: ERR_memory_limit. */
bool walk_charge(struct walk *w, size_t bytes, struct err *err);

/* Text points into the walk. */
struct value walk_value(const struct walk *w, unsigned worker, uint32_t code);
uint32_t walk_empty(const struct walk *w, unsigned worker); /* the code of the text "" */
uint8_t walk_scale(const struct walk *w, uint32_t num);     /* of all values of that number */

#endif
