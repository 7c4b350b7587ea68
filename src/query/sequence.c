/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does a person's history hold a sequence, and how often: one pass backwards.
 *
 * Backwards because then an absence after the last step is known when the last step is met.  For
 * each step i the pass keeps one number, the earliest time at which steps i … n can still begin
 * (below: `best`).  One is enough: seen from an earlier row, the nearest beginning of the rest is
 * the best for the gap (it is the shortest) and for the absence between (whatever stands before the
 * nearest stands before all others), and nothing else looks at it.  An absence between i and i + 1
 * forgets the beginnings later than itself.
 *
 * Rows of one instant are a group, taken together, because within it any order counts: a group may
 * fill several neighbouring steps, each with a row of its own.  Whether the rows suffice is a
 * matching of steps to rows; of more than n rows that fit a step n are enough, so it is small
 * however large the group.  Absences are strict (neither the instant before nor after), so they
 * need no order within a group either.
 *
 * Counting takes the match that begins latest, forgets all that was open, and goes on before it:
 * the classical choice that packs most disjoint intervals.
 */
#include "query/sequence_int.h"

static int64_t ms_of(uint32_t n, enum lang_unit unit) {
  static const int64_t unit_ms[] = {MS_SECOND, MS_MINUTE, MS_HOUR, MS_DAY, 7 * MS_DAY};
  return n ? n * unit_ms[unit] : INT64_MAX;
}

void seq_def_of(const struct node *n, int64_t as_of, struct seq_def *ret) {
  struct seq_def d = {.as_of = as_of, .count = n->agg->fn == AGG_COUNT};
  uint32_t absent = 0;
  for (uint32_t i = 0; i < n->n_kids; i++) {
    const struct node *s = n->kids[i];
    if (s->negated) {
      absent |= 1u << i;
      continue;
    }
    if (d.n) d.between[d.n - 1] = absent;
    absent = 0;
    d.step[d.n] = 1u << i;
    d.gap[d.n++] = ms_of(s->lit.n, s->lit.unit);
  }
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (!(absent >> i & 1)) continue;
    d.after[d.n_after] = 1u << i;
    d.after_ms[d.n_after++] = ms_of(n->kids[i]->lit.n, n->kids[i]->lit.unit);
  }
  *ret = d;
}

struct back { /* what is known of the rows after the group at hand */
  const struct seq_def *d;
  uint32_t open;                /* steps with a best */
  int64_t best[LANG_STEPS_MAX]; /* when i … n can begin */
  int64_t next[LANG_STEPS_MAX]; /* nearest row of each absence after the last step */
};

struct group {
  const struct seq_row *rows;
  size_t n;
  uint32_t any; /* all masks together */
};

/* May the rest follow, or be absent, after step i at t? */
static bool goes_on(const struct back *b, uint32_t i, int64_t t) {
  const struct seq_def *d = b->d;
  if (i + 1 < d->n) return (b->open >> (i + 1) & 1) && b->best[i + 1] - t <= d->gap[i + 1];
  for (uint32_t k = 0; k < d->n_after; k++) {
    if (d->after_ms[k] == INT64_MAX) {
      if (b->next[k] != INT64_MAX) return false;
      continue;
    }
    int64_t until = t + d->after_ms[k];
    if (until > d->as_of || b->next[k] <= until) return false;
  }
  return true;
}

/* ---- steps to rows of one instant ---- */

struct fit {
  uint32_t row[LANG_STEPS_MAX][LANG_STEPS_MAX]; /* rows that fit a step, d->n at most */
  uint32_t n_rows[LANG_STEPS_MAX];
  uint32_t taken[LANG_STEPS_MAX]; /* by step; UINT32_MAX: none */
};

static void fit_rows(const struct seq_def *d, const struct group *g, struct fit *f) {
  memset(f->n_rows, 0, sizeof f->n_rows);
  for (size_t r = 0; r < g->n; r++) {
    for (uint32_t i = 0; i < d->n; i++) {
      if (!(g->rows[r].mask & d->step[i]) || f->n_rows[i] == d->n) continue;
      f->row[i][f->n_rows[i]++] = (uint32_t)r;
    }
  }
}

/* A row for step i, moving the others of from … to if need be; `asked` are steps on the way. */
static bool place(struct fit *f, uint32_t i, uint32_t from, uint32_t to, uint32_t *asked) {
  *asked |= 1u << i;
  for (uint32_t k = 0; k < f->n_rows[i]; k++) {
    uint32_t holder = from;
    while (holder <= to && f->taken[holder] != f->row[i][k])
      holder++;
    if (holder <= to && ((*asked >> holder & 1) || !place(f, holder, from, to, asked))) continue;
    f->taken[i] = f->row[i][k];
    return true;
  }
  return false;
}

static bool all_placed(struct fit *f, uint32_t from, uint32_t to) {
  memset(f->taken, 0xff, sizeof f->taken);
  for (uint32_t i = from; i <= to; i++) {
    uint32_t asked = 0;
    if (!place(f, i, from, to, &asked)) return false;
  }
  return true;
}

/* The steps that can begin at the instant of the group. */
static uint32_t steps_at(const struct back *b, const struct group *g) {
  const struct seq_def *d = b->d;
  int64_t t = g->rows[0].time;
  uint32_t found = 0, end = d->n; /* end: the nearest step after which the rest goes on */
  struct fit f;
  bool fitted = false;
  for (uint32_t i = d->n; i-- > 0;) {
    if (goes_on(b, i, t)) end = i;
    if (end == d->n || !(g->any & d->step[i])) continue;
    bool fits = end == i;
    if (!fits && g->n > 1) {
      if (!fitted) fit_rows(d, g, &f);
      fitted = true;
      fits = all_placed(&f, i, end);
    }
    if (fits) found |= 1u << i;
  }
  return found;
}

static void remember(struct back *b, const struct group *g, uint32_t found) {
  const struct seq_def *d = b->d;
  int64_t t = g->rows[0].time;
  for (uint32_t i = 0; i + 1 < d->n; i++) {
    if (g->any & d->between[i]) b->open &= ~(2u << i);
  }
  for (uint32_t m = found; m; m &= m - 1) {
    b->best[__builtin_ctz(m)] = t;
  }
  b->open |= found;
}

int64_t seq_matches(const struct seq_def *d, const struct seq_row *rows, size_t n) {
  struct back b = {.d = d};
  int64_t count = 0;
  for (uint32_t k = 0; k < d->n_after; k++) {
    b.next[k] = INT64_MAX;
  }
  while (n > 0) {
    struct group g = {&rows[n - 1], 1, rows[n - 1].mask};
    while (g.n < n && g.rows[-1].time == g.rows[0].time) {
      g.rows--;
      g.n++;
      g.any |= g.rows[0].mask;
    }
    n -= g.n;
    uint32_t found = steps_at(&b, &g);
    if (found & 1) {
      count++;
      if (!d->count) return 1;
      b.open = 0;
    } else {
      remember(&b, &g, found);
    }
    for (uint32_t k = 0; k < d->n_after; k++) {
      if (g.any & d->after[k]) b.next[k] = g.rows[0].time;
    }
  }
  return count;
}
