/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row costs one unit to look at, half of one more for each column, four for each count of
 * different values and three for each sequence, which gather what others only count.  A
 * classification is counted as a pass over everything.  The weights are rough on purpose: they sort
 * questions into three kinds, they do not foretell seconds. */
#include "query/cost.h"

#include <stdlib.h>

#include "base/intern.h"
#include "base/panic.h"
#include "event/batch.h"

struct costing {
  const struct snapshot *n;
  struct query_cost *cost;
  uint8_t *seen; /* events */
  struct intern columns;
};

static void see_event(struct costing *c, uint32_t code) {
  if (code == INTERN_NONE || c->seen[code]) return;
  c->seen[code] = 1;
  c->cost->rows += snapshot_event(c->n, code)->rows;
}

static void see_column(struct costing *c, struct str name) {
  if (name.n) intern_put(&c->columns, name);
}

static void see_events(struct costing *c, const struct agg *a) {
  for (uint32_t i = 0; a->any_event && i < snapshot_events(c->n); i++)
    if (!ev_undone(snapshot_event(c->n, i)->name)) see_event(c, i);
  for (uint32_t i = 0; i < a->n_events; i++)
    see_event(c, snapshot_event_code(c->n, a->canonical ? a->canonical[i] : a->events[i]));
}

static void walk(struct costing *c, const struct node *t) {
  if (!t) return;
  if (t->kind == N_ATTR) {
    see_event(c, snapshot_event_code(c->n, STR(EV_SET)));
    see_column(c, t->canonical);
  }
  if (t->kind == N_ITEM) see_column(c, STR("item_id"));
  if (t->kind == N_PROP && t->pseudo == PSEUDO_NONE) see_column(c, t->canonical);
  if (t->kind == N_CLASS || t->kind == N_SCORE) c->cost->references++;
  if (t->kind == N_SEQUENCE) c->cost->sequences++;
  if (t->agg) {
    see_events(c, t->agg);
    if (t->agg->pseudo == PSEUDO_NONE) see_column(c, t->agg->prop);
    if (t->kind == N_AGG && t->agg->fn == AGG_DISTINCT) c->cost->distinct++;
    walk(c, t->agg->where);
  }
  walk(c, t->a);
  walk(c, t->b);
  for (uint32_t i = 0; i < t->n_kids; i++)
    walk(c, t->kids[i]);
}

void query_cost_of(const struct node *tree, const struct snapshot *n, struct query_cost *ret) {
  struct query_cost cost = {.level = COST_CHEAP};
  struct costing c = {.n = n, .cost = &cost};
  c.seen = must_calloc(snapshot_events(n) + 1, 1);
  intern_init(&c.columns, "cost");
  walk(&c, tree);
  cost.columns = c.columns.n;
  cost.units = cost.rows * (2 + cost.columns + 8 * cost.distinct + 6 * cost.sequences) / 2 +
               snapshot_rows(n) * 4 * cost.references;
  if (cost.units > COST_CHEAP_MAX) cost.level = COST_MODERATE;
  if (cost.units > COST_MODERATE_MAX) cost.level = COST_HEAVY;
  intern_release(&c.columns);
  free(c.seen);
  *ret = cost;
}

const char *query_cost_name(enum cost_level level) {
  static const char *const names[] = {"cheap", "moderate", "heavy"};
  return names[level];
}
