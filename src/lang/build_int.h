/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by build.c and build_agg.c: a node while it is being built. */
#ifndef SHOAL_LANG_BUILD_INT_H
#define SHOAL_LANG_BUILD_INT_H

#include "lang/grammar.h"
#include "lang/lang_int.h"

/* Every node of a parsed tree is the head of one of these. */
struct parse_node {
  struct node node;
  uint32_t depth;
  bool quoted; /* N_ATTR: in back quotes, so never a pseudo-property */
};

struct node *node_make(struct parse *p, enum node_kind kind, struct node_pos pos);
/* Counts kid into the depth of n. */
void node_holds(struct parse *p, struct node *n, const struct node *kid);
void node_take(struct parse *p, struct node *n, struct node_list kids); /* as n's kids */

/* build_agg.c: parts of an aggregate.  prop may be NULL. */
void agg_events(struct parse *p, struct agg *agg, const struct target *t);
void agg_prop(struct agg *agg, const struct token *prop);
void agg_where(struct parse *p, struct node *n, struct node *where);

#endif
