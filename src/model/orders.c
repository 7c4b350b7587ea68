/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders, refunds and buyers of several periods in one pass over order events.  People come with
 * their rows in time order, so one small state per worker suffices: when the first order was, and
 * how many orders lie in each period. Sums are integers, so it does not matter which worker adds
 * what. */
#include <stdlib.h>

#include "base/panic.h"
#include "model/report_int.h"

#define PERIODS_MAX 32

struct sums {
  int64_t orders, refunds, buyers, new_buyers, new_orders, repeat_buyers;
  i128 gmv, refunded, new_gmv;
};

struct shared {
  const struct report_params *p;
  const struct order_period *periods;
  uint32_t n, n_days;
  uint32_t completed, refunded; /* event codes; INTERN_NONE if unseen */
  uint32_t amount;              /* property code; INTERN_NONE if unseen */
  uint8_t scale;
  int64_t from[PERIODS_MAX], to[PERIODS_MAX]; /* ms, inclusive */
  struct worker *workers;
};

struct worker {
  struct shared *sh;
  struct scanner *scan;
  struct sums periods[PERIODS_MAX];
  struct sums *days;
  /* the person at hand */
  uint32_t person;
  bool any;
  int64_t first_order; /* TIME_MAX: none yet */
  int32_t first_day, last_day;
  int64_t in_period[PERIODS_MAX];
  i128 amount_in_period[PERIODS_MAX];
  struct err err;
};

static void person_done(struct worker *w) {
  if (!w->any || w->first_order == TIME_MAX) return;
  for (uint32_t i = 0; i < w->sh->n; i++) {
    struct sums *s = &w->periods[i];
    if (!w->in_period[i]) continue;
    s->buyers++;
    s->repeat_buyers += w->in_period[i] > 1;
    if (w->first_order >= w->sh->from[i]) {
      s->new_buyers++;
      s->new_orders += w->in_period[i];
      s->new_gmv += w->amount_in_period[i];
    }
  }
}

static void person_begin(struct worker *w, uint32_t person) {
  w->person = person;
  w->any = true;
  w->first_order = TIME_MAX;
  w->last_day = INT32_MIN;
  memset(w->in_period, 0, sizeof w->in_period);
  memset(w->amount_in_period, 0, sizeof w->amount_in_period);
}

static void on_day(struct worker *w, int64_t time, bool refund, i128 amount) {
  const struct shared *sh = w->sh;
  if (!sh->n_days || time < sh->from[0] || time > sh->to[0]) {
    if (!refund && w->first_order == time) w->first_day = INT32_MIN;
    return;
  }
  int32_t day = day_of(sh->p->env.tz, time);
  struct sums *d = &w->days[day - sh->periods[0].from];
  if (refund) {
    d->refunds++;
    d->refunded += amount;
    return;
  }
  if (w->first_order == time) w->first_day = day;
  d->orders++;
  d->gmv += amount;
  d->buyers += day != w->last_day;
  if (w->first_day == day) {
    d->new_buyers += day != w->last_day;
    d->new_orders++;
    d->new_gmv += amount;
  }
  w->last_day = day;
}

static void on_row(struct worker *w, int64_t time, bool refund, i128 amount) {
  const struct shared *sh = w->sh;
  if (!refund && w->first_order == TIME_MAX) w->first_order = time;
  for (uint32_t i = 0; i < sh->n; i++) {
    struct sums *s = &w->periods[i];
    if (time < sh->from[i] || time > sh->to[i]) continue;
    if (refund) {
      s->refunds++;
      s->refunded += amount;
    } else {
      s->orders++;
      s->gmv += amount;
      w->in_period[i]++;
      w->amount_in_period[i] += amount;
    }
  }
  on_day(w, time, refund, amount);
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  const struct scan_col *amount = w->sh->amount == INTERN_NONE ? NULL : &b->cols[0];
  for (uint32_t i = 0; i < b->n_people; i++) {
    if (!(i == 0 && b->first_continued && w->any && w->person == b->person[0])) {
      person_done(w);
      person_begin(w, b->person[i]);
    }
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++) {
      i128 v = 0;
      if (amount && amount->present[r >> 6] >> (r & 63) & 1)
        v = amount->wide ? amount->wide_num[r] : amount->num[r];
      on_row(w, b->time[r], b->event[r] == w->sh->refunded, v);
    }
  }
  return true;
}

static bool chunk_task(void *ctx, uint32_t chunk, unsigned worker) {
  struct worker *w = &((struct shared *)ctx)->workers[worker];
  w->any = false;
  bool ok = scanner_run(w->scan, chunk, on_batch, w, &w->err);
  person_done(w);
  w->any = false;
  return ok;
}

static void add(struct order_period *to, const struct sums *s, uint8_t scale) {
  to->orders += s->orders, to->refunds += s->refunds, to->buyers += s->buyers,
      to->new_buyers += s->new_buyers;
  to->new_orders += s->new_orders, to->repeat_buyers += s->repeat_buyers;
  to->gmv = (struct dec){to->gmv.m + s->gmv, scale};
  to->refunded = (struct dec){to->refunded.m + s->refunded, scale};
  to->new_gmv = (struct dec){to->new_gmv.m + s->new_gmv, scale};
}

static void prepare(struct shared *sh, struct order_period *periods, struct order_period *days) {
  const struct tz *tz = sh->p->env.tz;
  for (uint32_t i = 0; i < sh->n; i++) {
    sh->from[i] = day_start(tz, periods[i].from);
    sh->to[i] = day_start(tz, periods[i].to + 1) - 1;
    periods[i] = (struct order_period){.from = periods[i].from, .to = periods[i].to};
  }
  for (uint32_t d = 0; d < sh->n_days; d++)
    days[d] = (struct order_period){.from = periods[0].from + (int32_t)d,
                                    .to = periods[0].from + (int32_t)d};
}

bool orders_of(const struct report_params *p, struct order_period *periods, uint32_t n,
               struct order_period *days, struct err *err) {
  must(n <= PERIODS_MAX);
  struct shared sh = {.p = p,
                      .periods = periods,
                      .n = n,
                      .n_days = days ? (uint32_t)(periods[0].to - periods[0].from + 1) : 0};
  sh.completed = snapshot_event_code(p->snapshot, STR("order_completed"));
  sh.refunded = snapshot_event_code(p->snapshot, STR("order_refunded"));
  sh.amount = snapshot_prop_code(p->snapshot, STR("amount"));
  prepare(&sh, periods, days);
  if (sh.amount != INTERN_NONE && !(snapshot_prop(p->snapshot, sh.amount)->types & V_MASK(V_NUM)))
    sh.amount = INTERN_NONE;
  if (sh.amount != INTERN_NONE) sh.scale = snapshot_prop(p->snapshot, sh.amount)->scale;
  uint32_t events[2], n_events = 0;
  if (sh.completed != INTERN_NONE) events[n_events++] = sh.completed;
  if (sh.refunded != INTERN_NONE) events[n_events++] = sh.refunded;
  if (n_events == 0) return true;
  const struct scan_col_want col = {sh.amount, V_NUM};
  const struct scan_want want = {.events = events,
                                 .n_events = n_events,
                                 .cols = &col,
                                 .n_cols = sh.amount != INTERN_NONE,
                                 .t_max = p->as_of,
                                 .only = UINT32_MAX};
  unsigned threads = pool_threads(p->env.pool);
  sh.workers = must_calloc(threads, sizeof *sh.workers);
  bool ok = true;
  for (unsigned i = 0; ok && i < threads; i++) {
    sh.workers[i].sh = &sh;
    sh.workers[i].days = must_calloc(sh.n_days, sizeof(struct sums));
    ok = scanner_new(p->snapshot, &want, &sh.workers[i].scan, err);
  }
  if (ok && !pool_run(p->env.pool, scan_chunks(p->snapshot), chunk_task, &sh)) {
    ok = false;
    for (unsigned i = 0; i < threads; i++)
      if (sh.workers[i].err.code) *err = sh.workers[i].err;
  }
  for (unsigned i = 0; i < threads; i++) {
    for (uint32_t k = 0; ok && k < n; k++)
      add(&periods[k], &sh.workers[i].periods[k], sh.scale);
    for (uint32_t d = 0; ok && d < sh.n_days; d++)
      add(&days[d], &sh.workers[i].days[d], sh.scale);
    scanner_free(sh.workers[i].scan);
    free(sh.workers[i].days);
  }
  free(sh.workers);
  return ok;
}
