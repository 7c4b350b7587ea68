/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earning as a consumer of the log.  People are as of the row that is looked at; when a step fails,
 * they are put back to where the cursor stands. */
#include "loyalty/earn.h"

#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"

static struct earn *earn_of(const struct consumer *c) {
  return (struct earn *)c;
}

static bool update(struct consumer *c, struct err *err) {
  return rules_update(earn_of(c), err);
}

static bool listens(const struct consumer *c) {
  return earn_of(c)->rules.n > 0;
}

static bool hears(const struct consumer *c, struct str event) {
  const struct earn_rules *r = &earn_of(c)->rules;
  for (uint32_t k = 0; k < r->n; k++)
    if (earn_listens(&r->p[k], event)) return true;
  return false;
}

static void begin(struct consumer *c) {
  view_begin(&earn_of(c)->view);
}

static bool row(struct consumer *c, struct consumer_step *x, const struct person_event *ev,
                struct err *err) {
  struct earn *e = earn_of(c);
  view_move(&e->view, ev->lsn);
  return earn_match(&e->view, e->rules.p, e->rules.n, ev, &x->out, &e->hits, err);
}

static void reached(struct consumer *c, struct consumer_step *x) {
  view_move(&earn_of(c)->view, x->cursor);
}

static size_t hits(const struct consumer *c) {
  return earn_of(c)->hits.n;
}

static bool effect(struct consumer *c, struct consumer_step *x, struct err *err) {
  struct earn *e = earn_of(c);
  return earn_post(e, e->hits.p, e->hits.n, x->cursor, err);
}

static void end(struct consumer *c, bool ok) {
  struct earn *e = earn_of(c);
  e->hits.n = 0;
  if (ok)
    view_end(&e->view);
  else
    view_back(&e->view, c->cursor);
}

static const struct consumer_def def = {.name = EARN_CONSUMER,
                                        .place = "SELECT lsn FROM earn_place",
                                        .rows_max = EARN_STEP_ROWS,
                                        .hits_max = EARN_STEP_HITS,
                                        .save_lsns = EARN_SAVE_LSNS,
                                        .update = update,
                                        .listens = listens,
                                        .hears = hears,
                                        .begin = begin,
                                        .row = row,
                                        .reached = reached,
                                        .hits = hits,
                                        .effect = effect,
                                        .end = end};

bool earn_open(struct loyalty *l, struct earn **ret, struct err *err) {
  struct earn *e = must_calloc(1, sizeof *e);
  if (!consumer_open(&e->c, &def, l, err)) {
    free(e);
    return false;
  }
  view_open(&e->view, e->c.w, e->c.cursor);
  *ret = e;
  return true;
}

void earn_close(struct earn *e) {
  if (!e) return;
  since_release(&e->rules.set);
  view_close(&e->view);
  vec_free(&e->hits);
  consumer_close(&e->c);
  free(e);
}

struct consumer *earn_consumer(struct earn *e) {
  return &e->c;
}

uint32_t earn_active_rules(struct earn *e) {
  return atomic_load(&e->active);
}
