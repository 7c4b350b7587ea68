/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best run of an attempt, for every kind of funnel.
 *
 * Each moment with a row of the first step begins a run, and a run only ever asks "the next row of
 * step s after t": a binary search in the step's own list.  So a start costs steps × log(rows),
 * whatever lies between; a person with a million rows is no danger.  Starts ascend, and nothing
 * that begins after the end of a complete run can beat it. */
#include "query/funnel_int.h"

/* The first place in the list with time ≥ t. */
static uint32_t at_or_after(const struct tape *t, const struct list *l, int64_t when) {
  uint32_t lo = 0, hi = l->n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (t->time[l->row[mid]] < when)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static int64_t time_at(const struct tape *t, const struct list *l, uint32_t i) {
  return i < l->n ? t->time[l->row[i]] : INT64_MAX;
}

static int64_t next_time(const struct tape *t, const struct list *l, int64_t after) {
  return time_at(t, l, at_or_after(t, l, after + 1));
}

/* ---- what ends or spoils a run ---- */

static bool concerns(const struct funnel_plan *p, const struct tape *t, uint32_t row) {
  for (uint32_t i = 0; i < p->n_key; i++)
    if (t->code[i][row] && t->code[i][row] != t->key[i]) return false;
  return true;
}

/* The first row of exclusion e after a moment that concerns this tape. */
static int64_t next_excluded(const struct funnel_plan *p, const struct tape *t, uint32_t e,
                             int64_t after) {
  int64_t own = next_time(t, &t->exclude[e], after);
  const struct list *loose = &t->loose[e];
  for (uint32_t i = at_or_after(t, loose, after + 1); i < loose->n; i++) {
    if (t->time[loose->row[i]] >= own) break;
    if (concerns(p, t, loose->row[i])) return t->time[loose->row[i]];
  }
  return own;
}

static bool spoiled(const struct funnel_plan *p, const struct tape *t, const struct funnel_run *r) {
  const struct funnel *f = p->f;
  for (uint32_t e = 0; e < f->n_excludes; e++) {
    uint32_t from = f->excludes[e].after, to = f->excludes[e].before;
    if (!(r->done & BIT(from))) continue;
    int64_t x = next_excluded(p, t, e, t->time[r->row[from]]);
    if (r->done & BIT(to) ? x < t->time[r->row[to]] : x <= r->begun + f->within && x != INT64_MAX)
      return true;
  }
  return false;
}

/* ---- ordered and strict ---- */

static bool used_here(const struct tape *t, const struct funnel_run *r, uint32_t row) {
  for (uint32_t s = 0; s <= r->furthest; s++)
    if (r->done & BIT(s) && r->row[s] == row) return true;
  return false;
}

/* The row that step s takes at that moment, `not_bits` apart: of those left the one whose last step
 * is earliest. */
static bool take_at(const struct funnel_plan *p, const struct tape *t, struct funnel_run *r,
                    uint32_t s, int64_t when, uint64_t not_bits) {
  const struct list *l = &t->step[s];
  uint32_t best = UINT32_MAX;
  uint64_t best_bits = 0;
  for (uint32_t i = at_or_after(t, l, when); time_at(t, l, i) == when; i++) {
    uint32_t row = l->row[i];
    uint64_t bits = t->mask[row] & p->step_bits;
    if (bits & not_bits || (r->done && used_here(t, r, row))) continue;
    if (best != UINT32_MAX && __builtin_clzll(bits) <= __builtin_clzll(best_bits)) continue;
    best = row;
    best_bits = bits;
  }
  if (best == UINT32_MAX) return false;
  r->done |= (uint32_t)BIT(s);
  r->furthest = s;
  r->row[s] = best;
  r->reached = when;
  return true;
}

/* The required step after s; optional ones lie between. */
static uint32_t required_after(const struct funnel *f, uint32_t s) {
  s++;
  while (f->steps[s].optional)
    s++;
  return s;
}

static bool take_next(const struct funnel_plan *p, const struct tape *t, struct funnel_run *r,
                      int64_t when) {
  uint32_t need = required_after(p->f, r->furthest);
  for (uint32_t s = r->furthest + 1; s <= need; s++)
    if (take_at(p, t, r, s, when, s < need ? BIT(need) : 0)) return true;
  return false;
}

static int64_t next_wanted(const struct funnel_plan *p, const struct tape *t,
                           const struct funnel_run *r) {
  uint32_t need = required_after(p->f, r->furthest);
  int64_t when = INT64_MAX;
  for (uint32_t s = r->furthest + 1; s <= need; s++) {
    int64_t at = next_time(t, &t->step[s], r->reached);
    if (at < when) when = at;
  }
  return when;
}

static void run_ordered(const struct funnel_plan *p, const struct tape *t, int64_t begun,
                        struct funnel_run *r) {
  const struct funnel *f = p->f;
  *r = (struct funnel_run){.begun = begun, .reached = begun};
  take_at(p, t, r, 0, begun, 0);
  while (r->furthest + 1 < f->n_steps) {
    if (take_next(p, t, r, r->reached)) continue;
    int64_t when = next_wanted(p, t, r);
    if (when == INT64_MAX || when > begun + f->within) return;
    if (f->order == FUNNEL_STRICT && next_time(t, &t->barrier, r->reached) < when) return;
    take_next(p, t, r, when);
  }
}

/* ---- any order ---- */

/* Step numbers of r are places: row[k] filled some step as the k-th. */
static void run_any(const struct funnel_plan *p, const struct tape *t, uint32_t first,
                    struct funnel_run *r) {
  const struct funnel *f = p->f;
  uint64_t left = p->step_bits;
  uint32_t n = 0, row = first;
  *r = (struct funnel_run){.begun = t->time[first]};
  while (row != UINT32_MAX) {
    int64_t when = t->time[row];
    if (when > r->begun + f->within) break;
    for (uint32_t e = 0; n && e < f->n_excludes; e++)
      if (next_excluded(p, t, e, r->reached) < when) goto done;
    r->row[n++] = row;
    r->reached = when;
    left &= ~BIT(63 - __builtin_clzll(t->mask[row] & left));
    uint32_t from = row;
    row = UINT32_MAX;
    for (uint64_t m = left; m; m &= m - 1) {
      const struct list *l = &t->step[__builtin_ctzll(m)];
      uint32_t i = at_or_after(t, l, when);
      while (i < l->n && l->row[i] <= from)
        i++;
      if (i < l->n && l->row[i] < row) row = l->row[i];
    }
  }
done:
  r->done = (uint32_t)BIT(n) - 1;
  r->furthest = n - 1;
}

/* ---- the best ---- */

bool funnel_better(const struct funnel_run *a, const struct funnel_run *b) {
  if (a->furthest != b->furthest) return a->furthest > b->furthest;
  if (a->reached != b->reached) return a->reached < b->reached;
  if (a->begun != b->begun) return a->begun > b->begun;
  return a->row[0] < b->row[0];
}

bool funnel_best(const struct funnel_plan *p, const struct tape *t, int64_t from, int64_t to,
                 int64_t after, struct funnel_run *ret) {
  const struct funnel *f = p->f;
  bool any = false;
  if (after >= from) from = after + 1;
  for (uint32_t i = at_or_after(t, &t->starts, from); i < t->starts.n; i++) {
    uint32_t row = t->starts.row[i];
    int64_t begun = t->time[row];
    struct funnel_run r;
    if (begun > to || (any && ret->furthest + 1 == f->n_steps && begun > ret->reached)) break;
    if (i && t->time[t->starts.row[i - 1]] == begun) continue; /* a moment is one start */
    if (f->order == FUNNEL_ANY)
      run_any(p, t, row, &r);
    else
      run_ordered(p, t, begun, &r);
    if (f->order != FUNNEL_ANY && spoiled(p, t, &r)) continue;
    if (!any || funnel_better(&r, ret)) *ret = r;
    any = true;
  }
  return any;
}
