/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the two files of the naive evaluator. */
#ifndef SHOAL_QUERY_NAIVE_INT_H
#define SHOAL_QUERY_NAIVE_INT_H

#include "query/query.h"

struct naive {
  const struct query_input *in;
  uint32_t subject; /* index into classes, scores and measures */
  uint32_t self;    /* the person's number */
  int64_t as_of;
  const struct person_event *events; /* up to as_of, oldest first */
  uint32_t n;
  const struct person_event *row; /* inside where */
  struct err *err;
  bool every_way; /* sequences by trying everything: for tests */
};

/* false only for overflow; a date literal is the interval time … last. */
struct naive_span {
  struct naive_value v;
  int64_t last;
};
bool naive_eval(struct naive *n, const struct node *e, struct naive_span *ret);
bool naive_holds(struct naive *n, const struct node *e, bool *ret);

bool naive_agg(struct naive *n, const struct node *e, struct naive_span *ret); /* naive.c */
/* N_ITEM: of the item that the row names. */
void naive_item(const struct naive *n, const struct node *e, struct naive_span *ret);
void naive_name(struct naive *n, const struct node *e, struct naive_span *ret);
int naive_order(const struct naive_span *a, const struct naive_span *b);
/* Whether ev is one of agg's events and passes its where; false only for overflow. */
bool naive_passes(struct naive *n, const struct agg *agg, const struct person_event *ev, bool *ret);
void naive_value_of(const struct naive *n, const struct agg *agg, const struct person_event *ev,
                    struct naive_span *ret);
bool naive_sequence(struct naive *n, const struct node *e, struct naive_span *ret);
bool naive_overflow(struct naive *n, const struct node *e);

#endif
