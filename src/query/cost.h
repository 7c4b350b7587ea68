/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a question will cost, guessed from the expression and facts of the snapshot before it is
 * asked: for the hint beside an editor.  Nothing is read. */
#ifndef SHOAL_QUERY_COST_H
#define SHOAL_QUERY_COST_H

#include "lang/tree.h"
#include "store/store.h"

#define COST_CHEAP_MAX    UINT64_C(20000000)  /* units up to which a question is cheap … */
#define COST_MODERATE_MAX UINT64_C(400000000) /* … and moderate; a unit is about a row counted */

enum cost_level { COST_CHEAP, COST_MODERATE, COST_HEAVY };

struct query_cost {
  enum cost_level level;
  uint64_t units;
  uint64_t rows;     /* of the events it names, attributes included, each event once */
  uint32_t columns;  /* different properties and attributes */
  uint32_t distinct; /* counts of different values */
  uint32_t sequences;
  uint32_t references; /* classes and scores: evaluated for everybody first */
};

/* Of a resolved tree, the segments it refers to included. */
void query_cost_of(const struct node *tree, const struct snapshot *n, struct query_cost *ret);
const char *query_cost_name(enum cost_level level); /* cheap, moderate, heavy */

#endif
