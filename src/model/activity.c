/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many people did anything at all in each of several spans of time.  The same spans as
 * orders.c, but over every event, so nothing is kept per row: a person's rows come in time order,
 * and a mark per span says whether this person was counted already. */
#include <stdlib.h>

#include "event/batch.h"
#include "model/report_int.h"

struct span {
  int64_t from, to;
};

struct shared {
  const struct report_params *p;
  uint32_t n, n_series, n_spans;
  const struct order_series *series;
  struct span *spans;
  struct worker *workers;
};

struct worker {
  const struct shared *sh;
  struct scanner *scan;
  int64_t *people; /* by span */
  uint32_t *seen;  /* by span: person + 1 who was counted last */
  uint32_t *at;    /* by series: the bucket the person's last row lay in or before */
  uint32_t person;
  bool any;
  struct err err;
};

static void mark(struct worker *w, uint32_t span) {
  if (w->seen[span] == w->person + 1) return;
  w->seen[span] = w->person + 1;
  w->people[span]++;
}

static void on_row(struct worker *w, int64_t time) {
  const struct shared *sh = w->sh;
  for (uint32_t i = 0; i < sh->n; i++)
    if (time >= sh->spans[i].from && time <= sh->spans[i].to) mark(w, i);
  uint32_t first = sh->n;
  for (uint32_t k = 0; k < sh->n_series; first += sh->series[k++].n) {
    uint32_t b = w->at[k], n = sh->series[k].n;
    while (b < n && time > sh->spans[first + b].to)
      b++;
    w->at[k] = b;
    if (b < n && time >= sh->spans[first + b].from) mark(w, first + b);
  }
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  for (uint32_t i = 0; i < b->n_people; i++) {
    if (!(i == 0 && b->first_continued && w->any && w->person == b->person[0])) {
      w->person = b->person[i];
      w->any = true;
      memset(w->at, 0, w->sh->n_series * sizeof *w->at);
    }
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      on_row(w, b->time[r]);
  }
  return true;
}

static bool chunk_task(void *ctx, uint32_t chunk, unsigned worker) {
  struct worker *w = &((struct shared *)ctx)->workers[worker];
  w->any = false;
  return scanner_run(w->scan, chunk, on_batch, w, &w->err);
}

static const struct order_period *period_at(const struct shared *sh,
                                            const struct order_period *periods, uint32_t i) {
  const struct order_series *series = sh->series;
  if (i < sh->n) return &periods[i];
  for (i -= sh->n; i >= series->n; series++)
    i -= series->n;
  return &series->p[i];
}

static bool scan(struct shared *sh, struct err *err) {
  const struct snapshot *n = sh->p->snapshot;
  uint32_t n_events = 0;
  uint32_t *events = must_calloc(snapshot_events(n) + 1, sizeof *events);
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (!ev_undone(snapshot_event(n, i)->name)) events[n_events++] = i;
  const struct scan_want want = {
      .events = events, .n_events = n_events, .t_max = sh->p->as_of, .only = UINT32_MAX};
  unsigned threads = pool_threads(sh->p->env.pool);
  bool ok = true;
  for (unsigned i = 0; ok && i < threads; i++) {
    struct worker *w = &sh->workers[i];
    w->sh = sh;
    w->people = must_calloc(sh->n_spans + 1, sizeof *w->people);
    w->seen = must_calloc(sh->n_spans + 1, sizeof *w->seen);
    w->at = must_calloc(sh->n_series + 1, sizeof *w->at);
    ok = scanner_new(n, &want, &w->scan, err);
  }
  if (ok && n_events && !pool_run(sh->p->env.pool, scan_chunks(n), chunk_task, sh)) {
    ok = false;
    for (unsigned i = 0; i < threads; i++)
      if (sh->workers[i].err.code) *err = sh->workers[i].err;
  }
  free(events);
  return ok;
}

bool people_active(const struct report_params *p, const struct order_period *periods, uint32_t n,
                   const struct order_series *series, uint32_t n_series, int64_t *ret_periods,
                   int64_t *const *ret_series, struct err *err) {
  struct shared sh = {.p = p, .series = series, .n = n, .n_series = n_series, .n_spans = n};
  unsigned threads = pool_threads(p->env.pool);
  for (uint32_t k = 0; k < n_series; k++)
    sh.n_spans += series[k].n;
  sh.spans = must_calloc(sh.n_spans + 1, sizeof *sh.spans);
  for (uint32_t i = 0; i < sh.n_spans; i++) {
    const struct order_period *k = period_at(&sh, periods, i);
    sh.spans[i] = (struct span){day_start(p->env.tz, k->from), order_period_end(k, p->env.tz)};
  }
  sh.workers = must_calloc(threads, sizeof *sh.workers);
  bool ok = scan(&sh, err);
  for (unsigned i = 0; i < threads; i++) {
    struct worker *w = &sh.workers[i];
    uint32_t at = 0;
    for (uint32_t k = 0; ok && k < n; k++)
      ret_periods[k] += w->people[at++];
    for (uint32_t k = 0; ok && k < n_series; k++)
      for (uint32_t b = 0; b < series[k].n; b++)
        ret_series[k][b] += w->people[at++];
    scanner_free(w->scan);
    free(w->people);
    free(w->seen);
    free(w->at);
  }
  free(sh.workers);
  free(sh.spans);
  return ok;
}
