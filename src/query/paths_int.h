/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of paths: what rows are nodes (paths_nodes.c), everybody's attempts as records
 * (paths.c), the answer out of them (paths_answer.c). */
#ifndef SHOAL_QUERY_PATHS_INT_H
#define SHOAL_QUERY_PATHS_INT_H

#include "base/intern.h"
#include "base/vec.h"
#include "query/paths.h"
#include "query/walk.h"

#define PATHS_SPLIT (UINT32_C(1) << 31) /* in event_node: the number of a split */

/* One thread's numbers of values, by the walk's code: node + 1. */
struct paths_values {
  VEC(uint32_t) of[PATHS_SPLITS_MAX];
};

struct paths_nodes {
  const struct paths *p;
  VEC(struct paths_node) v; /* keys in `out` */
  struct intern keys;
  struct arena *out;
  uint32_t *event_node; /* by event code: node, or PATHS_SPLIT + split */
  uint32_t title_node[PATHS_ITEMS_MAX];
  uint64_t title_bits, node_bits, start_bit, end_bit; /* of masks */
  uint32_t prop_of[PATHS_SPLITS_MAX];                 /* of the walk */
  struct paths_values *values;                        /* per worker of `walk` */
  struct walk *walk;
};

/* Selectors, properties and fields of items of the walk; `sel`, `props` and `items` are the
 * caller's arrays. */
void paths_plan(const struct paths *p, struct paths_nodes *n, struct walk_query *q,
                struct walk_select *sel, struct str *props, const struct item_column **items);
/* Numbers the nodes there can be; looks at all rows once when values are split. */
bool paths_nodes_init(struct paths_nodes *n, const struct snapshot *snap, const struct paths *p,
                      const struct walk_query *q, struct pool *pool,
                      const struct query_limits *limits, struct arena *out, struct err *err);
/* Before the first row of `walk`. */
void paths_nodes_walk(struct paths_nodes *n, struct walk *walk);
void paths_nodes_release(struct paths_nodes *n);
uint32_t paths_value_node(struct paths_nodes *n, unsigned worker, uint32_t split, uint32_t code);

/* The node of a row that is one. */
static inline uint32_t paths_node_at(struct paths_nodes *n, unsigned worker,
                                     const struct walk_person *p, uint32_t row) {
  uint64_t titled = p->mask[row] & n->title_bits;
  if (titled) return n->title_node[__builtin_ctzll(titled)];
  uint32_t node = n->event_node[p->event[row]];
  if (!(node & PATHS_SPLIT)) return node;
  uint32_t split = node & ~PATHS_SPLIT, code = p->code[n->prop_of[split]][row];
  const uint32_t *of = n->values[worker].of[split].p;
  if (code < n->values[worker].of[split].n && of[code]) return of[code] - 1;
  return paths_value_node(n, worker, split, code);
}

/* An attempt: words person, sequence (of its worker), how; then for each node after the first its
 * ms from the first: one word, or two if the last needs it. */
#define PATHS_HOW_ENDED     1u
#define PATHS_HOW_CONVERTED 2u
#define PATHS_HOW_WIDE      4u
#define PATHS_HOW_N         8 /* shift: number of nodes */
#define PATHS_HEAD          3 /* words */

struct paths_records { /* of a chunk */
  uint32_t *p;
  size_t n, cap;
  unsigned worker;
};

struct paths_found {
  const struct paths *p;
  struct paths_nodes *nodes;
  struct walk *walk;
  struct pool *pool;
  const struct paths_records *chunks;
  uint32_t n_chunks;
  const struct intern *seqs; /* per worker: nodes of a path, as bytes */
};
bool paths_answer(const struct paths_found *f, const struct paths_ask *ask, struct arena *out,
                  struct paths_result *ret, roaring_bitmap_t **ret_people, struct err *err);

/* The key of a value's node, as paths_node says. */
void paths_value_key(struct str event, const struct value *v, struct buf *out);
/* A value among others: equal exactly when the values are. */
void paths_value_ident(const struct value *v, struct buf *out);

#endif
