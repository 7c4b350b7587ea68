/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by attribution.c (people to conversions) and attribution_credit.c (what models give for
 * one). */
#ifndef SHOAL_QUERY_ATTRIBUTION_WORK_INT_H
#define SHOAL_QUERY_ATTRIBUTION_WORK_INT_H

#include "query/attribution_int.h"

#define ATTRIBUTION_UNASKED 2

struct attribution_work { /* of a worker, between conversions */
  VEC(int64_t) time;      /* of the person's touches */
  VEC(uint32_t) code;
  uint32_t closed;    /* touches before this are in a conversion or in `open` */
  VEC(uint32_t) open; /* channels of touches in no conversion: markov */
  /* of the conversion: different channels in order of their first touch */
  VEC(uint32_t) channel;
  VEC(uint64_t) weight; /* of channels */
  VEC(uint64_t) each;   /* of touches */
  VEC(i128) share, value;
  VEC(uint32_t) place; /* by code: 1 + index into channel, when seen is this one's */
  VEC(uint64_t) seen;
  uint64_t now;
  VEC(uint32_t) visit;      /* different channels of the person within the range */
  VEC(uint64_t) visit_seen; /* by code: the number of the person */
  uint64_t visitor;
  VEC(uint8_t) direct; /* by code: yes, no, or not asked yet */
};

struct attributing {
  const struct attribution *a;
  struct walk *walk;
  struct attribution_part *parts;
  struct attribution_work *works;
  struct attribution_records *chunks;
  uint8_t scale;
  i128 up; /* units of one unit of the property */
  bool markov;
};

struct attribution_at { /* where a person is */
  struct attributing *q;
  struct attribution_part *part;
  struct attribution_work *k;
  struct attribution_records *to;
  const struct walk_person *p;
  unsigned worker;
};

struct attribution_worth {
  i128 conversions, value;
};

/* One conversion by touches r0 … r1 - 1, at least one, whose channels are in k->channel: each model
 * gives.  The channel of the last touch that is not direct, or of the last. */
uint32_t attribution_credit(struct attribution_at *t, uint32_t r0, uint32_t r1,
                            struct attribution_worth w);

#endif
