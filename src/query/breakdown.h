/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers told apart by a value: the largest groups one by one, the rest together. */
#ifndef SHOAL_QUERY_BREAKDOWN_H
#define SHOAL_QUERY_BREAKDOWN_H

#include "base/buf.h"
#include "event/value.h"

enum breakdown_kind { BREAKDOWN_ALL, BREAKDOWN_VALUE, BREAKDOWN_OTHER };

/* The part of an answer that a number stands in. */
struct breakdown_pick {
  bool grouped; /* else of all */
  bool other;
  struct str label; /* of the group as breakdown_label writes it; empty with V_NONE: none */
  bool none;
};

/* A group's value as text: numbers as written, times as ISO, true and false. */
void breakdown_label(const struct value *v, struct buf *out);
/* Whether a group is the one picked; of a pick that is grouped. */
bool breakdown_picks(const struct breakdown_pick *p, enum breakdown_kind kind,
                     const struct value *v);

#endif
