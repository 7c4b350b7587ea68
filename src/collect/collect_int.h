/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by collect.c (what there is between requests) and take.c (one request). */
#ifndef SHOAL_COLLECT_COLLECT_INT_H
#define SHOAL_COLLECT_COLLECT_INT_H

#include <pthread.h>

#include "collect/collect.h"

/* What one request needs; kept for the next, so that a request costs no allocation. */
struct bench {
  struct bench *next;
  struct normaliser *normal;
  struct ev_batch batch;
  struct buf rows;
};

struct planned { /* plans in force, and how many use them */
  struct plan *plan;
  uint32_t users;
};

struct collect {
  struct workspace *w;
  struct limits *limits;
  struct dead_room *dead;
  struct watch *watch;
  pthread_mutex_t lock; /* of: */
  struct bench *benches;
  struct planned *planned;
  uint64_t plan_number;   /* how many came before it */
  uint64_t plan_revision; /* atomic */
  pthread_mutex_t known;  /* held by requests that depend on what is known (normal.h) */
  struct collect_counts counts[WIRE_PROTOCOLS]; /* atomic */
};

struct bench *collect_bench_take(struct collect *c);
void collect_bench_give(struct collect *c, struct bench *b);
/* The plan in force, which stays until it is left; *ret_number only grows. */
struct planned *collect_plan_enter(struct collect *c, uint64_t *ret_number);
void collect_plan_exit(struct collect *c, struct planned *p);
/* Takes n messages from the allowances of the key and the address. */
bool collect_rates(struct collect *c, const struct collect_key *k, struct str address, uint32_t n,
                   uint32_t *ret_wait_s, struct err *err);

#endif
