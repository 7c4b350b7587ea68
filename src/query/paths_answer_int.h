/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by paths_answer.c (what is told apart, counts), paths_medians.c and paths_people.c. */
#ifndef SHOAL_QUERY_PATHS_ANSWER_INT_H
#define SHOAL_QUERY_PATHS_ANSWER_INT_H

#include <stdatomic.h>

#include "query/paths_int.h"

#define PATHS_NO UINT32_MAX

struct paths_tally { /* of a worker; `last` arrays: the person counted there last */
  uint64_t *seqs, *converted, *attempts, *nodes, *ended, *links;
  uint32_t *last_seq, *last_converted, *last_node, *last_ended, *last_link;
  uint64_t *here; /* of a chunk: where the next duration of a bucket goes */
  uint32_t *own;  /* … and how often each sequence comes */
  uint64_t people, all_converted, other;
  uint32_t last, last_all_converted, last_other;
};

struct paths_answering {
  const struct paths_found *f;
  struct paths_result *ret;
  struct arena *out, tmp;
  struct intern index;                    /* sequences of all workers */
  uint32_t **seq_of;                      /* per worker */
  uint32_t n_seqs, depth, width, n_nodes; /* width: cells per level */
  /* [seq * depth + level] */
  uint32_t *nodes; /* level * n_nodes + node */
  uint32_t *cells; /* level * width + cell */
  uint32_t *links; /* of the cells of this level and the next */
  uint32_t *rank;  /* per sequence: its path, or PATHS_NO */
  struct paths_tally *tallies, all;
  bool all_units;         /* attempts count, not people */
  uint64_t *begin, *ms;   /* durations by bucket: links, then paths */
  _Atomic uint64_t *next; /* where the next one of a bucket goes */
  double *median;
};

static inline uint32_t paths_length(const struct paths_answering *g, uint32_t seq) {
  return (uint32_t)(intern_at(&g->index, seq).n / sizeof(uint32_t));
}

static inline uint32_t paths_node_of(const struct paths_answering *g, uint32_t seq,
                                     uint32_t level) {
  uint32_t node;
  memcpy(&node, intern_at(&g->index, seq).p + level * sizeof node, sizeof node);
  return node;
}

static inline struct str paths_key_of(const struct paths_answering *g, uint32_t node) {
  return g->ret->nodes[node].key;
}

struct paths_record { /* out of its words: paths_int.h */
  uint32_t person, seq, n;
  bool ended, converted;
  const uint32_t *ms;
  bool wide;
};

static inline const uint32_t *paths_next(const struct paths_answering *g,
                                         const struct paths_records *c, const uint32_t *w,
                                         struct paths_record *ret) {
  uint32_t how = w[2], n = how >> PATHS_HOW_N;
  bool wide = how & PATHS_HOW_WIDE;
  *ret = (struct paths_record){.person = w[0],
                               .seq = g->seq_of[c->worker][w[1]],
                               .n = n,
                               .ended = how & PATHS_HOW_ENDED,
                               .converted = how & PATHS_HOW_CONVERTED,
                               .ms = w + PATHS_HEAD,
                               .wide = wide};
  return w + PATHS_HEAD + (n - 1) * (wide ? 2 : 1);
}

/* ms from the first node to node i. */
static inline uint64_t paths_ms_at(const struct paths_record *r, uint32_t i) {
  if (i == 0) return 0;
  return r->wide ? r->ms[2 * i - 2] | (uint64_t)r->ms[2 * i - 1] << 32 : r->ms[i - 1];
}

/* fn of each i < n with g, on all threads. */
bool paths_each(struct paths_answering *g, uint32_t n, bool (*fn)(void *, uint32_t, unsigned));
/* g->median by bucket: links, then paths. */
bool paths_medians(struct paths_answering *g, unsigned workers, struct err *err);
/* The caller frees. */
roaring_bitmap_t *paths_people_of(struct paths_answering *g, const struct paths_ask *ask);

#endif
