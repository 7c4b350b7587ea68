/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by resolve.c (types) and resolve_name.c (names). */
#ifndef SHOAL_LANG_RESOLVE_INT_H
#define SHOAL_LANG_RESOLVE_INT_H

#include "lang/lang_int.h"

/* A set of types a node may still take; the other side of a comparison decides. */
typedef uint32_t types_t;
#define T(t)      (1u << (t))
#define T_ANY     (T(LT_BOOL) | T(LT_NUM) | T(LT_STR) | T(LT_TIME))
#define T_ORDERED (T(LT_NUM) | T(LT_TIME))

struct resolver {
  const struct lang_names *names;
  struct arena *out, tmp;
  struct err *err;
  bool as_of;    /* inside (…) as of */
  bool in_where; /* inside the where of an aggregate */
};

bool fail_at(struct err *err, struct node_pos at); /* adds the place; false */

/* Names: each sets what it found in the node and tells the possible types. */
bool name_attr(struct resolver *r, struct node *n, types_t *ret);
bool name_prop(struct resolver *r, struct node *n, types_t *ret);
bool name_item(struct resolver *r, struct node *n, types_t *ret);
bool name_agg(struct resolver *r, struct agg *agg, types_t *ret_prop);
bool name_segment(struct resolver *r, struct node *n);
bool name_fact(struct resolver *r, struct node *n); /* n->a is resolved by the caller */
bool name_listed(struct resolver *r, struct node *n); /* N_LISTED: people or values */
bool name_class(struct resolver *r, struct node *n);  /* N_CLASS and N_SCORE */
/* A literal compared with `other`: class and event names must exist. */
bool name_literal(struct resolver *r, const struct node *other, struct node *literal);
bool resolve_moment(struct resolver *r, struct lang_moment *m, struct node_pos at);

#endif
