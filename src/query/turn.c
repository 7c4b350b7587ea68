/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The moments at which time changes answers for everybody at once, and rows that lie ahead.
 *
 * Whatever counts days (today, full weeks, streaks, days_since, anniversaries, as of last month)
 * changes when a day begins.  Around a change of the clock local time is no straight line: the turn
 * is then already at the change, and for windows of months and years also every quarter of an hour
 * while their other end lies near one.  A turn too many costs a pass; one too few would be wrong.
 */
#include "base/vec.h"
#include "lang/lang.h"
#include "query/query.h"

#define SOON_MS (15 * MS_MINUTE) /* offsets of zones are multiples of it */

static bool by_calendar(const struct window *w) {
  return w->kind == W_THIS || w->kind == W_PREVIOUS || w->kind == W_LAST_FULL;
}

static bool by_months(const struct window *w) {
  return w->kind == W_LAST && (w->unit == LU_MONTH || w->unit == LU_YEAR);
}

struct turning {
  const struct tz *tz;
  int64_t as_of;
  bool days;   /* something changes with the day */
  bool within; /* something may change within it, unevenly */
};

static bool uneven(const struct tz *tz, int64_t at) {
  return at > TIME_MIN && tz_offset_s(tz, at - MS_DAY) != tz_offset_s(tz, at + MS_DAY);
}

static void look(struct turning *t, const struct node *n);

static void look_agg(struct turning *t, const struct agg *a) {
  int64_t from, to;
  if (a->where) look(t, a->where);
  t->days |= by_calendar(&a->window) || by_months(&a->window) || a->fn == AGG_STREAK_NOW;
  if (!by_months(&a->window)) return;
  window_bounds(&a->window, t->tz, t->as_of, &from, &to);
  t->within |= uneven(t->tz, from);
}

static void look(struct turning *t, const struct node *n) {
  if (!n) return;
  t->days |= n->kind == N_ANNIVERSARY || (n->kind == N_CALL && n->fn == CALL_DAYS_SINCE) ||
             (n->kind == N_AS_OF && !n->before.text.n);
  if (n->kind == N_AS_OF && lang_as_of_moment(n, t->tz, t->as_of) < t->as_of) return;
  if (n->agg) look_agg(t, n->agg);
  look(t, n->a);
  look(t, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    look(t, n->kids[i]);
}

/* The first moment of (from, to] with another offset than `from`; INT64_MAX: none. */
static int64_t clock_change(const struct tz *tz, int64_t from, int64_t to) {
  int32_t offset = tz_offset_s(tz, from);
  int64_t same = from, other = INT64_MAX;
  for (int64_t at = from; other == INT64_MAX && at < to;) {
    at = to - at > MS_HOUR ? at + MS_HOUR : to;
    if (tz_offset_s(tz, at) != offset)
      other = at;
    else
      same = at;
  }
  while (other != INT64_MAX && other - same > 1) {
    int64_t mid = same + (other - same) / 2;
    *(tz_offset_s(tz, mid) != offset ? &other : &same) = mid;
  }
  return other;
}

int64_t query_turn(const struct node *tree, const struct tz *tz, int64_t as_of) {
  struct turning t = {.tz = tz, .as_of = as_of};
  look(&t, tree);
  if (!t.days) return INT64_MAX;
  int64_t soon = (as_of / SOON_MS + 1) * SOON_MS, next = day_start(tz, day_of(tz, as_of) + 1);
  int64_t change = clock_change(tz, as_of, as_of + MS_DAY);
  if (next <= as_of || t.within) next = soon; /* a day that came twice: its second time */
  return change < next ? change : next;
}

/* ---- rows of later ---- */

struct ahead {
  int64_t as_of, *until;
};

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  const struct ahead *a = ctx;
  (void)err;
  for (uint32_t p = 0; p < b->n_people; p++) {
    int64_t *u = &a->until[b->person[p]];
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      if (b->time[r] <= a->as_of) continue;
      if (b->time[r] < *u) *u = b->time[r];
      break;
    }
  }
  return true;
}

bool query_future(const struct snapshot *n, int64_t as_of, int64_t *until, struct err *err) {
  int64_t min, max;
  struct scanner *s;
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct ahead a = {as_of, until};
  snapshot_time_range(n, &min, &max);
  if (max <= as_of) return true;
  if (!scanner_new(n, &want, &s, err)) return false;
  bool ok = true;
  for (uint32_t c = 0; ok && c < scan_chunks(n); c++)
    ok = scanner_run(s, c, on_batch, &a, err);
  scanner_free(s);
  return ok;
}
