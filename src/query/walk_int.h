/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between walk.c (plan, threads) and walk_batch.c (hot: batches to people). */
#ifndef SHOAL_QUERY_WALK_INT_H
#define SHOAL_QUERY_WALK_INT_H

#include "query/query_int.h"
#include "query/walk.h"

/* A property has a column per type it was seen with. */
struct walk_source {
  struct src src[V_TYPES];
  uint8_t tag[V_TYPES], scale;
  uint32_t n;
  const struct item_column *item; /* the codes are of its values; src is of ids alone */
};

struct walk_key { /* of a value that is no text; zeroed, then filled, then compared as bytes */
  i128 v;
  uint8_t type, scale;
};

/* One thread's. */
struct walker {
  struct walk *walk;
  struct worker *w;
  walk_fn *fn;
  void *ctx;
  unsigned number;
  uint32_t chunk;
  uint64_t *wanted; /* people of the chunk; NULL: all */
  /* rows of the batch that are delivered */
  const int64_t *time;
  const uint32_t *begin; /* per person of the batch, + 1 */
  const uint32_t *row;   /* of the batch; NULL: all of them */
  const uint32_t *event; /* NULL unless wanted */
  int64_t *time_mem;
  uint32_t *begin_mem, *row_mem, *event_mem;
  uint64_t *mask;
  uint32_t *code[WALK_PROPS_MAX];
  i128 *num[WALK_NUMS_MAX];
  VEC(uint32_t) item_code[WALK_PROPS_MAX]; /* by number of the id: 1 + its code; 0 = not met */
  const uint32_t *at[WALK_PROPS_MAX];      /* of the person being delivered */
  const i128 *num_at[WALK_NUMS_MAX];
  struct intern keys; /* struct walk_key */
  uint32_t empty;
  struct { /* the person whom the end of a batch cut */
    int64_t *time;
    uint64_t *mask;
    uint32_t *code[WALK_PROPS_MAX], *event;
    i128 *num[WALK_NUMS_MAX];
    uint32_t n, cap;
  } cut;
};

struct walk {
  struct run run;
  struct arena mem;
  struct query_input in;
  struct walk_query q;
  struct pool *pool;
  uint32_t filter[WALK_SELECTS_MAX]; /* NONE: no row can be chosen */
  struct walk_source props[WALK_PROPS_MAX];
  struct src nums[WALK_NUMS_MAX];
  uint8_t scales[WALK_NUMS_MAX];
  /* Without conditions and with one span, a row's mask depends on its event alone. */
  bool plain;
  uint64_t *event_mask; /* by event code */
  struct span span;
  bool all_time; /* no row that exists lies outside the span */
  struct walker *walkers;
};

bool walk_batch(void *walker, const struct scan_batch *b, struct err *err);

#endif
