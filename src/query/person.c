/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person's events with all their properties: a scan of one subject over every column there is.
 *
 * People may also be asked about as they were at a place of the log, when others were one person
 * than are today; then values as they were said are put together here, for those people. */
#include <stdlib.h>

#include "base/vec.h"
#include "event/batch.h"
#include "person/combine.h"
#include "query/query.h"

struct gather {
  const struct snapshot *snap;
  const struct scan_col_want *cols;
  uint32_t n_cols;
  struct intern *strings;
  struct arena *out;
  uint32_t person;
  VEC(struct person_event) events;
};

static void gather_row(struct gather *g, const struct scan_batch *b, uint32_t i) {
  uint32_t n = 0, at = 0;
  for (uint32_t k = 0; k < g->n_cols; k++) {
    n += (b->cols[k].present[i / 64] >> (i % 64)) & 1;
  }
  struct str *props = arena_array(g->out, struct str, n);
  struct value *values = arena_array(g->out, struct value, n);
  for (uint32_t k = 0; k < g->n_cols; k++) {
    if (!((b->cols[k].present[i / 64] >> (i % 64)) & 1)) continue;
    props[at] = snapshot_prop(g->snap, g->cols[k].prop)->name;
    struct value v = scan_value(&b->cols[k], i, g->strings);
    if (v.type == V_STR) v.str = arena_str(g->out, v.str);
    values[at++] = v;
  }
  vec_push(&g->events, ((struct person_event){.time = b->time[i],
                                              .subject = b->subject ? b->subject[i] : g->person,
                                              .lsn = b->lsn[i],
                                              .event = snapshot_event(g->snap, b->event[i])->name,
                                              .props = props,
                                              .values = values,
                                              .n_props = n}));
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  for (uint32_t i = 0; i < b->n_rows; i++) {
    gather_row(ctx, b, i);
  }
  return true;
}

static bool read_events(const struct snapshot *n, uint32_t subject, int64_t as_of, bool combined,
                        struct arena *out, struct person_event **ret, uint32_t *ret_n,
                        struct err *err) {
  VEC(struct scan_col_want) cols = {0};
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
    if (combined && !ev_attribute(snapshot_prop(n, p)->name)) continue;
    for (unsigned t = V_BOOL; t < V_TYPES; t++) {
      if (!(snapshot_prop(n, p)->types & V_MASK(t))) continue;
      vec_push(&cols, ((struct scan_col_want){p, (enum vtype)t}));
    }
  }
  struct scan_want want = {.all_events = true,
                           .cols = cols.p,
                           .n_cols = (uint32_t)cols.n,
                           .lsn = true,
                           .subjects = true,
                           .combined = combined,
                           .t_max = as_of,
                           .only = subject};
  struct gather g = {
      .snap = n, .cols = cols.p, .n_cols = want.n_cols, .out = out, .person = subject};
  struct scanner *s = NULL;
  bool ok = true;
  if (subject < snapshot_subjects(n)) {
    ok = scanner_new(n, &want, &s, err);
    if (ok) g.strings = scanner_strings(s);
    ok = ok && scanner_run(s, subject >> SCAN_CHUNK_BITS, on_batch, &g, err);
    scanner_free(s);
  }
  if (ok) {
    struct person_event *events = arena_array(out, struct person_event, g.events.n);
    if (g.events.n) memcpy(events, g.events.p, g.events.n * sizeof *events);
    *ret_n = (uint32_t)g.events.n;
    *ret = events;
  }
  vec_free(&g.events);
  vec_free(&cols);
  return ok;
}

bool query_person_events(const struct snapshot *n, uint32_t subject, int64_t as_of,
                         struct arena *out, struct person_event **ret, uint32_t *ret_n,
                         struct err *err) {
  return read_events(n, subject, as_of, true, out, ret, ret_n, err);
}

bool query_person_said(const struct snapshot *n, uint32_t subject, int64_t as_of, struct arena *out,
                       struct person_event **ret, uint32_t *ret_n, struct err *err) {
  return read_events(n, subject, as_of, false, out, ret, ret_n, err);
}

/* ---- putting together ---- */

struct side {
  struct str name;
  bool earliest;
  combine_sides sides;
};
typedef VEC(struct side) all_sides;

static combine_sides *sides_of(all_sides *all, struct str name, bool *ret_earliest) {
  size_t i = 0;
  while (i < all->n && !str_eq(all->p[i].name, name))
    i++;
  if (i == all->n) vec_push(all, ((struct side){name, combine_earliest(name), {0}}));
  *ret_earliest = all->p[i].earliest;
  return &all->p[i].sides;
}

static enum combine_how how_of(const struct person_event *e) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (!ev_attribute(e->props[i]) && e->values[i].type == V_STR)
      return combine_how(e->values[i].str);
  return COMBINE_SET;
}

static void combine_event(struct person_event *e, all_sides *all, const struct persons *people,
                          struct arena *out, struct arena *tmp) {
  enum combine_how how = how_of(e);
  struct str *props = arena_array(out, struct str, e->n_props);
  struct value *values = arena_array(out, struct value, e->n_props);
  uint32_t n = 0;
  for (uint32_t i = 0; i < e->n_props; i++) {
    if (!ev_attribute(e->props[i])) continue;
    bool earliest;
    combine_sides *sides = sides_of(all, e->props[i], &earliest);
    struct combine_said x = {e->subject, how, e->lsn, e->time, e->values[i]};
    combine_say(sides, people, UINT64_MAX, &x);
    struct value v = combine_value(sides, people, UINT64_MAX, earliest, tmp);
    if (v.type == V_STR && sides->n > 1) v.str = arena_str(out, v.str);
    arena_reset(tmp);
    props[n] = e->props[i];
    values[n++] = v.type == V_NONE ? e->values[i] : v;
  }
  e->props = props;
  e->values = values;
  e->n_props = n;
}

/* Attributes were said of more than one of the subjects. */
static bool of_several(const struct person_event *events, uint32_t n) {
  const struct person_event *first = NULL;
  for (uint32_t i = 0; i < n; i++) {
    if (!str_is(events[i].event, EV_SET)) continue;
    if (first && first->subject != events[i].subject) return true;
    first = &events[i];
  }
  return false;
}

void query_combine(struct person_event *events, uint32_t n, const struct persons *people,
                   struct arena *out) {
  all_sides all = {0};
  struct arena tmp;
  if (!of_several(events, n)) return;
  arena_init(&tmp, "attributes of several subjects");
  for (uint32_t i = 0; i < n; i++)
    if (str_is(events[i].event, EV_SET)) combine_event(&events[i], &all, people, out, &tmp);
  for (size_t i = 0; i < all.n; i++)
    vec_free(&all.p[i].sides);
  vec_free(&all);
  arena_release(&tmp);
}
