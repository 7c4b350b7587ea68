/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the effect of a programme: what its sections are made of. */
#ifndef SHOAL_EFFECT_PROGRAMME_INT_H
#define SHOAL_EFFECT_PROGRAMME_INT_H

#include "effect/member_int.h"
#include "effect/member_money.h"

struct programme_effect {
  const struct effect_in *in;
  struct effect_membership ask;
  struct arena *out;
  struct programme p;
  unsigned decimals; /* of money */
  int32_t month;     /* the first of the period */
  uint32_t months;
  int64_t from, until; /* of the period */
  struct lives lives;
  struct member_money money;
  struct rate now[RATES], before[RATES];
  struct matching match;
  struct paper paper;
};

/* member_kept.c: sections of who stays, and of which channels' buyers join. */
void programme_add_retention(struct programme_effect *x);
void programme_add_channels(struct programme_effect *x);
/* member_joined.c: where members join, and who joins twice. */
void programme_add_joined(struct programme_effect *x);

#endif
