/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of the profile. */
#ifndef SHOAL_API_PROFILE_H
#define SHOAL_API_PROFILE_H

#include "api/ask.h"
#include "base/vec.h"

#define PROFILE_BUCKETS_MAX (CLASS_MAX + 2)

struct profile_bucket {
  struct str en, zh; /* zh empty: a plain label */
  struct str expression;
  uint64_t people, against;
};

struct profile_dimension {
  struct str id, en, zh;
  const char *kind;
  struct profile_bucket buckets[PROFILE_BUCKETS_MAX];
  uint32_t n;
};

struct profiling {
  struct ask *a;
  roaring_bitmap_t *set, *against;
  uint64_t people, against_people;
  VEC(struct profile_dimension *) dimensions;
};

void profile_add(struct profiling *p, struct profile_dimension *d);
/* Which events people did lately: one dimension whose buckets overlap. */
bool profile_behaviours(struct profiling *p, struct err *err);
/* `dimensions` and `standouts`, inside an object. */
void profile_put(struct profiling *p);

#endif
