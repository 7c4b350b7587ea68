/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by explain.c (conditions), explain_value.c (names, values), explain_agg.c (aggregates,
 * windows) and explain_sequence.c. */
#ifndef SHOAL_LANG_EXPLAIN_INT_H
#define SHOAL_LANG_EXPLAIN_INT_H

#include "event/names.h"
#include "lang/lang_int.h"

struct explain {
  enum lang lang;
  struct buf *out;
};

void say(struct explain *x, const char *en, const char *zh);
/* A name by its title in the language, when Shoal knows it; English titles are quoted. */
void say_name(struct explain *x, enum name_kind kind, struct str canonical, struct str written);
void say_prop(struct explain *x, enum pseudo pseudo, struct str canonical, struct str written);
/* What people call it; a slug only where nobody gave it a title. */
void say_identity(struct explain *x, const struct node *n); /* a name that is a type of identity */
struct str say_titled(const struct explain *x, const struct node *n, struct str name);
void say_fact(struct explain *x, const struct node *n);
void say_value(struct explain *x, const struct node *n);
void say_condition(struct explain *x, const struct node *n);
void say_as_of(struct explain *x, const struct node *n, bool negated);
void say_did(struct explain *x, const struct agg *a, bool negated);
void say_aggregate(struct explain *x, const struct agg *a);
void say_events(struct explain *x, const struct agg *a); /* with their where */
/* 30 days / 30天, 30 full days / 30个整天, or with the parameter that will say how many. */
void say_length(struct explain *x, struct str param, uint32_t n, enum lang_unit unit, bool full);
void say_window(struct explain *x, const struct window *w);
void say_sequence(struct explain *x, const struct node *n, bool negated);

#endif
