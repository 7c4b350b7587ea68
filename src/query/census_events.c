/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows by event and day.  People come whole and in order, so who has done what is a mark per event
 * with the person's number; each worker adds up its own chunks and integers are summed, so the
 * result does not depend on who did which. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/census.h"

struct shared {
  const struct snapshot *snap;
  const struct tz *tz;
  int64_t as_of;
  int64_t from[CENSUS_DAYS_MAX + 1]; /* starts of days, then the end */
  uint32_t n_days, n_events;
  bool marked;
  struct worker *workers;
};

struct worker {
  struct shared *sh;
  struct scanner *scan;
  struct event_census *events;
  uint64_t *seen_by; /* per event: 1 + the last person who had it */
  struct err err;
};

static void add_day(const struct shared *sh, struct event_census *e, int64_t time) {
  uint32_t low = 0, high = sh->n_days;
  if (time < sh->from[0]) return;
  while (high - low > 1) {
    uint32_t mid = low + (high - low) / 2;
    if (sh->from[mid] <= time)
      low = mid;
    else
      high = mid;
  }
  e->days[low]++;
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  const struct shared *sh = w->sh;
  for (uint32_t i = 0; i < b->n_people; i++) {
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++) {
      struct event_census *e = &w->events[b->event[r]];
      int64_t t = b->time[r];
      e->rows++;
      if (w->seen_by[b->event[r]] != (uint64_t)b->person[i] + 1) {
        w->seen_by[b->event[r]] = (uint64_t)b->person[i] + 1;
        e->people++;
      }
      if (t == TIME_MIN) continue;
      if (t < e->first) e->first = t;
      if (t > e->last) e->last = t;
      e->recent += t > sh->as_of - MS_DAY;
      if (t > sh->as_of - 7 * MS_DAY) {
        e->week++;
        e->marked += sh->marked && b->cols[0].present[r / 64] >> (r % 64) & 1;
      }
      add_day(sh, e, t);
    }
  }
  return true;
}

static bool chunk_task(void *ctx, uint32_t chunk, unsigned worker) {
  struct worker *w = &((struct shared *)ctx)->workers[worker];
  return scanner_run(w->scan, chunk, on_batch, w, &w->err);
}

static bool run_chunks(struct pool *pool, uint32_t n, struct shared *sh) {
  if (pool) return pool_run(pool, n, chunk_task, sh);
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = chunk_task(sh, i, 0);
  return ok;
}

static void add(const struct shared *sh, const struct event_census *from, struct event_census *to) {
  for (uint32_t i = 0; i < sh->n_events; i++) {
    to[i].rows += from[i].rows;
    to[i].people += from[i].people;
    to[i].recent += from[i].recent;
    to[i].week += from[i].week;
    to[i].marked += from[i].marked;
    if (from[i].first < to[i].first) to[i].first = from[i].first;
    if (from[i].last > to[i].last) to[i].last = from[i].last;
    for (uint32_t d = 0; d < sh->n_days; d++)
      to[i].days[d] += from[i].days[d];
  }
}

static struct event_census *fresh(struct event_census *e, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    e[i] = (struct event_census){.first = INT64_MAX, .last = INT64_MIN};
  return e;
}

bool query_event_census(const struct snapshot *n, int64_t as_of, const struct tz *tz,
                        uint32_t n_days, struct str mark, struct pool *pool, struct arena *out,
                        struct event_census **ret, struct err *err) {
  must(n_days >= 1 && n_days <= CENSUS_DAYS_MAX);
  const struct scan_col_want col = {.prop = snapshot_prop_code(n, mark), .type = V_STR};
  bool marked =
      mark.n && col.prop != INTERN_NONE && snapshot_prop(n, col.prop)->types & V_MASK(V_STR);
  struct shared sh = {n, tz, as_of, {0}, n_days, snapshot_events(n), marked, NULL};
  const struct scan_want want = {.all_events = true,
                                 .cols = &col,
                                 .n_cols = marked,
                                 .t_max = as_of,
                                 .only = UINT32_MAX,
                                 .any_order = true};
  unsigned threads = pool ? pool_threads(pool) : 1;
  int32_t last = day_of(tz, as_of);
  for (uint32_t d = 0; d <= n_days; d++)
    sh.from[d] = day_start(tz, last - (int32_t)(n_days - 1 - d));
  sh.workers = must_calloc(threads, sizeof *sh.workers);
  bool ok = true;
  for (unsigned i = 0; ok && i < threads; i++) {
    struct worker *w = &sh.workers[i];
    w->sh = &sh;
    w->events = fresh(must_calloc(sh.n_events + 1, sizeof *w->events), sh.n_events);
    w->seen_by = must_calloc(sh.n_events + 1, sizeof *w->seen_by);
    ok = scanner_new(n, &want, &w->scan, err);
  }
  if (ok && !run_chunks(pool, scan_chunks(n), &sh)) {
    ok = false;
    for (unsigned i = 0; i < threads; i++)
      if (sh.workers[i].err.code) *err = sh.workers[i].err;
  }
  if (ok) *ret = fresh(arena_array(out, struct event_census, sh.n_events), sh.n_events);
  for (unsigned i = 0; i < threads; i++) {
    if (ok) add(&sh, sh.workers[i].events, *ret);
    scanner_free(sh.workers[i].scan);
    free(sh.workers[i].events);
    free(sh.workers[i].seen_by);
  }
  free(sh.workers);
  return ok;
}
