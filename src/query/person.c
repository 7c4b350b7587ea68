/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person's events with all their properties: a scan of one subject over every column there is.
 */
#include <stdlib.h>

#include "base/vec.h"
#include "query/query.h"

struct gather {
  const struct snapshot *snap;
  const struct scan_want *want;
  struct intern *strings;
  struct arena *out;
  uint32_t person;
  VEC(struct person_event) events;
};

static struct value value_at(const struct gather *g, const struct scan_col *c, uint32_t i) {
  struct value v = {.type = c->type};
  switch (c->type) {
  case V_BOOL:
    v.b = c->bit[i] != 0;
    break;
  case V_NUM:
    v.num = (struct dec){c->wide ? c->wide_num[i] : (i128)c->num[i], c->scale};
    v.num = dec_normal(v.num);
    break;
  case V_STR:
    v.str = arena_str(g->out, intern_at(g->strings, c->code[i]));
    break;
  case V_TIME:
    v.time = c->num[i];
    break;
  case V_NONE:
    break;
  }
  return v;
}

static void gather_row(struct gather *g, const struct scan_batch *b, uint32_t i) {
  uint32_t n = 0, at = 0;
  for (uint32_t k = 0; k < g->want->n_cols; k++) {
    n += (b->cols[k].present[i / 64] >> (i % 64)) & 1;
  }
  struct str *props = arena_array(g->out, struct str, n);
  struct value *values = arena_array(g->out, struct value, n);
  for (uint32_t k = 0; k < g->want->n_cols; k++) {
    if (!((b->cols[k].present[i / 64] >> (i % 64)) & 1)) continue;
    props[at] = snapshot_prop(g->snap, g->want->cols[k].prop)->name;
    values[at++] = value_at(g, &b->cols[k], i);
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

bool query_person_events(const struct snapshot *n, uint32_t subject, int64_t as_of,
                         struct arena *out, struct person_event **ret, uint32_t *ret_n,
                         struct err *err) {
  VEC(struct scan_col_want) cols = {0};
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
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
                           .t_max = as_of,
                           .only = subject};
  struct gather g = {.snap = n, .want = &want, .out = out, .person = subject};
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
