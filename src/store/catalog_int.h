/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names → codes, and what is known of each name: the part of the manifest that plans are made from.
 */
#ifndef SHOAL_STORE_CATALOG_INT_H
#define SHOAL_STORE_CATALOG_INT_H

#include "base/cursor.h"
#include "base/vec.h"
#include "store/store.h"

struct event_fact {
  uint64_t rows;
  int64_t time_min, time_max; /* INT64_MAX, INT64_MIN when there are none */
};

struct prop_fact {
  uint64_t rows[V_TYPES];      /* of V_NONE: how many of the texts unset an attribute */
  u128 abs[DEC_SCALE_MAX + 1]; /* largest |mantissa| seen at each scale */
  uint32_t scales;             /* bits: scales seen */
};

struct pair_count { /* rows of an event that carry a property; empty slot: rows 0 */
  uint64_t key, rows;
};

struct catalog {
  struct intern events, props; /* codes are their numbers */
  VEC(struct event_fact) event;
  VEC(struct prop_fact) prop;
  struct pair_count *pairs;
  uint32_t pair_cap, pair_n;
  uint64_t rows;
  uint32_t subjects; /* highest + 1 */
  int64_t time_min, time_max;
};

void catalog_init(struct catalog *c);
void catalog_release(struct catalog *c);
void catalog_copy(struct catalog *to, const struct catalog *from); /* `to` uninitialised */
uint32_t catalog_event(struct catalog *c, struct str name);        /* finds or adds */
uint32_t catalog_prop(struct catalog *c, struct str name);
void catalog_pair_add(struct catalog *c, uint32_t event, uint32_t prop, uint64_t rows);
uint64_t catalog_pair(const struct catalog *c, uint32_t event, uint32_t prop);
struct prop_info catalog_prop_info(const struct catalog *c, uint32_t prop);

static inline void fact_number(struct prop_fact *f, struct dec d) {
  u128 a = d.m < 0 ? -(u128)d.m : (u128)d.m;
  f->scales |= 1u << d.scale;
  if (a > f->abs[d.scale]) f->abs[d.scale] = a;
}

void catalog_encode(const struct catalog *c, struct buf *out);
/* unsets: the counts of V_NONE follow (catalog_encode writes them).  False: the bytes make no
 * sense. */
bool catalog_decode(struct cursor *c, bool unsets, struct catalog *ret);

#endif
