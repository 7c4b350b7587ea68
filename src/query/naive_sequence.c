/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of sequences: every choice of rows is tried, every rule asked of every row.  One
 * person's page, whose history may be long, takes the quick matcher over the same rows. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "query/naive_int.h"
#include "query/sequence_int.h"

struct span { /* a match: times of its first and its last step */
  int64_t from, to;
};

struct trial {
  const struct seq_def *d;
  const struct seq_row *rows;
  size_t n, chosen[LANG_STEPS_MAX];
  VEC(struct span) found;
};

static bool none_between(const struct trial *t, uint32_t bits, int64_t after, int64_t before) {
  for (size_t i = 0; i < t->n; i++) {
    if ((t->rows[i].mask & bits) && t->rows[i].time > after && t->rows[i].time < before)
      return false;
  }
  return true;
}

static bool ends_well(const struct trial *t, int64_t last) {
  const struct seq_def *d = t->d;
  for (uint32_t k = 0; k < d->n_after; k++) {
    int64_t until = d->after_ms[k] == INT64_MAX ? d->as_of : last + d->after_ms[k];
    if (until > d->as_of || !none_between(t, d->after[k], last, until + 1)) return false;
  }
  return true;
}

static bool may_follow(const struct trial *t, uint32_t step, size_t row) {
  const struct seq_def *d = t->d;
  if (!(t->rows[row].mask & d->step[step])) return false;
  if (step == 0) return true;
  for (uint32_t k = 0; k < step; k++) {
    if (t->chosen[k] == row) return false;
  }
  int64_t before = t->rows[t->chosen[step - 1]].time, at = t->rows[row].time;
  return at >= before && at - before <= d->gap[step] &&
         none_between(t, d->between[step - 1], before, at);
}

/* True: one is found and no more are wanted. */
static bool try_step(struct trial *t, uint32_t step) {
  if (step > 0 && step == t->d->n) {
    struct span m = {t->rows[t->chosen[0]].time, t->rows[t->chosen[step - 1]].time};
    if (!ends_well(t, m.to)) return false;
    vec_push(&t->found, m);
    return !t->d->count;
  }
  for (size_t i = 0; i < t->n; i++) {
    if (!may_follow(t, step, i)) continue;
    t->chosen[step] = i;
    if (try_step(t, step + 1)) return true;
  }
  return false;
}

/* The most matches that begin after `after`, one after another: most[i] = from row i's time on. */
static int64_t most_disjoint(const struct trial *t) {
  int64_t *most = must_calloc(t->n + 1, sizeof *most);
  for (size_t i = t->n; i-- > 0;) {
    most[i] = most[i + 1];
    for (size_t k = 0; k < t->found.n; k++) {
      if (t->found.p[k].from != t->rows[i].time) continue;
      size_t next = i;
      while (next < t->n && t->rows[next].time <= t->found.p[k].to)
        next++;
      if (1 + most[next] > most[i]) most[i] = 1 + most[next];
    }
  }
  int64_t all = most[0];
  free(most);
  return all;
}

int64_t seq_matches_naive(const struct seq_def *d, const struct seq_row *rows, size_t n) {
  struct trial t = {.d = d, .rows = rows, .n = n};
  try_step(&t, 0);
  int64_t found = d->count ? most_disjoint(&t) : t.found.n > 0;
  vec_free(&t.found);
  return found;
}

/* ---- a person's rows ---- */

struct valued {
  struct seq_row row;
  struct naive_span value;
};

static bool same_value(const struct naive_span *a, const struct naive_span *b) {
  return a->v.type == b->v.type && naive_order(a, b) == 0;
}

/* Which steps the event can fill; an absence at the end looks beyond the window. */
static bool mask_of(struct naive *n, const struct node *e, const struct person_event *ev,
                    uint32_t *ret) {
  int64_t from, to;
  uint32_t positive = e->n_kids;
  window_bounds(&e->agg->window, n->in->tz, n->as_of, &from, &to);
  while (e->kids[positive - 1]->negated)
    positive--;
  *ret = 0;
  if (from > to) return true;
  for (uint32_t i = 0; i < e->n_kids; i++) {
    bool pass;
    if (ev->time < from || (i < positive && ev->time > to)) continue;
    if (!naive_passes(n, e->kids[i]->agg, ev, &pass)) return false;
    if (pass) *ret |= 1u << i;
  }
  return true;
}

bool naive_sequence(struct naive *n, const struct node *e, struct naive_span *ret) {
  VEC(struct valued) all = {0};
  VEC(struct seq_row) rows = {0};
  struct seq_def d;
  bool by = e->agg->prop.n > 0, ok = true;
  int64_t count = 0;
  seq_def_of(e, n->as_of, &d);
  for (uint32_t i = 0; ok && i < n->n; i++) {
    struct valued v = {.row.time = n->events[i].time};
    ok = mask_of(n, e, &n->events[i], &v.row.mask);
    if (!ok || !v.row.mask) continue;
    if (by) naive_value_of(n, e->agg, &n->events[i], &v.value);
    if (!v.value.v.missing) vec_push(&all, v);
  }
  for (size_t i = 0; ok && i < all.n; i++) {
    bool met = false;
    for (size_t k = 0; k < i && by && !met; k++) {
      met = same_value(&all.p[k].value, &all.p[i].value);
    }
    if (met || (!by && i)) continue;
    rows.n = 0;
    for (size_t k = i; k < all.n; k++) {
      if (!by || same_value(&all.p[i].value, &all.p[k].value)) vec_push(&rows, all.p[k].row);
    }
    count += n->every_way ? seq_matches_naive(&d, rows.p, rows.n) : seq_matches(&d, rows.p, rows.n);
  }
  vec_free(&all);
  vec_free(&rows);
  *ret = d.count ? (struct naive_span){.v = {.type = LT_NUM, .num = dec_int(count)}}
                 : (struct naive_span){.v = {.type = LT_BOOL, .b = count > 0}};
  return ok;
}
