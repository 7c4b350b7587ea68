/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders, refunds and buyers of several spans of time in one pass over order events.  People come
 * with their rows in time order; a person's few order rows are kept until the next person begins,
 * and then counted into every span: single periods may overlap and are searched one by one, the
 * buckets of a series follow each other and are walked along with the rows.  Sums are integers, so
 * it does not matter which worker adds what. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "model/report_int.h"

#define YEAR_DAYS 365

struct sums {
  int64_t orders, refunds, buyers, new_buyers, new_orders, repeat_buyers, year_buyers, year_repeat;
  i128 gmv, refunded, new_gmv;
};

struct span {
  int64_t from, to, year_from; /* ms, inclusive; the year also ends at `to` */
};

struct shared {
  const struct report_params *p;
  const struct order_series *series;
  uint32_t n, n_series, n_spans;
  struct span *spans;           /* of the periods, then of each series */
  uint32_t completed, refunded; /* event codes; INTERN_NONE if unseen */
  uint32_t amount;              /* property code; INTERN_NONE if unseen */
  uint8_t scale;
  struct worker *workers;
};

struct row {
  int64_t time;
  i128 amount;
  bool refund;
};

struct worker {
  struct shared *sh;
  struct scanner *scan;
  struct sums *sums; /* by span */
  uint32_t person;
  bool any;
  VEC(struct row) rows;
  struct err err;
};

/* What one person did in one span. */
struct own {
  int64_t orders;
  i128 amount;
};

static void count_row(struct sums *s, struct own *own, const struct row *r) {
  if (r->refund) {
    s->refunds++;
    s->refunded += r->amount;
    return;
  }
  s->orders++;
  s->gmv += r->amount;
  own->orders++;
  own->amount += r->amount;
}

static void count_person(struct sums *s, const struct own *own, bool new) {
  if (own->orders == 0) return;
  s->buyers++;
  s->repeat_buyers += own->orders > 1;
  if (!new) return;
  s->new_buyers++;
  s->new_orders += own->orders;
  s->new_gmv += own->amount;
}

static void count_year(struct sums *s, int64_t orders) {
  s->year_buyers += orders > 0;
  s->year_repeat += orders > 1;
}

static void person_period(struct worker *w, const struct span *span, struct sums *s,
                          int64_t first) {
  struct own own = {0};
  int64_t year = 0;
  for (size_t i = 0; i < w->rows.n && w->rows.p[i].time <= span->to; i++) {
    const struct row *r = &w->rows.p[i];
    if (r->time >= span->from) count_row(s, &own, r);
    year += !r->refund && r->time >= span->year_from;
  }
  count_person(s, &own, first >= span->from);
  count_year(s, year);
}

/* Both ends of the year slide forward with the buckets. */
static void person_series(struct worker *w, const struct span *span, uint32_t n, struct sums *s,
                          int64_t first) {
  size_t at = 0, head = 0, tail = 0;
  int64_t year = 0;
  while (at < w->rows.n && w->rows.p[at].time < span[0].from)
    at++;
  for (uint32_t b = 0; b < n; b++) {
    struct own own = {0};
    for (; at < w->rows.n && w->rows.p[at].time <= span[b].to; at++)
      if (w->rows.p[at].time >= span[b].from) count_row(&s[b], &own, &w->rows.p[at]);
    for (; head < w->rows.n && w->rows.p[head].time <= span[b].to; head++)
      year += !w->rows.p[head].refund;
    for (; tail < head && w->rows.p[tail].time < span[b].year_from; tail++)
      year -= !w->rows.p[tail].refund;
    count_person(&s[b], &own, first >= span[b].from);
    count_year(&s[b], year);
  }
}

static void person_done(struct worker *w) {
  const struct shared *sh = w->sh;
  int64_t first = TIME_MAX;
  uint32_t at = sh->n;
  if (!w->any || w->rows.n == 0) return;
  for (size_t i = w->rows.n; i-- > 0;)
    if (!w->rows.p[i].refund) first = w->rows.p[i].time;
  for (uint32_t i = 0; i < sh->n; i++)
    person_period(w, &sh->spans[i], &w->sums[i], first);
  for (uint32_t k = 0; k < sh->n_series; at += sh->series[k++].n)
    if (sh->series[k].n) person_series(w, &sh->spans[at], sh->series[k].n, &w->sums[at], first);
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  const struct scan_col *amount = w->sh->amount == INTERN_NONE ? NULL : &b->cols[0];
  for (uint32_t i = 0; i < b->n_people; i++) {
    if (!(i == 0 && b->first_continued && w->any && w->person == b->person[0])) {
      person_done(w);
      w->person = b->person[i];
      w->any = true;
      w->rows.n = 0;
    }
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++) {
      i128 v = 0;
      if (amount && amount->present[r >> 6] >> (r & 63) & 1)
        v = amount->wide ? amount->wide_num[r] : amount->num[r];
      vec_push(&w->rows, ((struct row){b->time[r], v, b->event[r] == w->sh->refunded}));
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
  to->year_buyers += s->year_buyers, to->year_repeat += s->year_repeat;
  to->gmv = (struct dec){to->gmv.m + s->gmv, scale};
  to->refunded = (struct dec){to->refunded.m + s->refunded, scale};
  to->new_gmv = (struct dec){to->new_gmv.m + s->new_gmv, scale};
}

int64_t order_period_end(const struct order_period *k, const struct tz *tz) {
  int64_t end = day_start(tz, k->to + 1) - 1;
  return k->until && k->until < end ? k->until : end;
}

int64_t order_until_before(const struct tz *tz, int64_t as_of, int32_t to, int32_t shift) {
  int32_t today = day_of(tz, as_of);
  int64_t end = day_start(tz, (today < to ? today : to) - shift + 1) - 1;
  int64_t until = day_start(tz, today - shift) + (as_of - day_start(tz, today));
  bool over = today > to || as_of == day_start(tz, today + 1) - 1;
  return over || until > end ? end : until;
}

static void prepare(struct span *span, struct order_period *k, const struct tz *tz) {
  span->from = day_start(tz, k->from);
  span->to = order_period_end(k, tz);
  span->year_from = day_start(tz, k->to - YEAR_DAYS + 1);
  *k = (struct order_period){.from = k->from, .to = k->to, .until = k->until};
}

static struct order_period *period_at(struct order_period *periods, uint32_t n,
                                      const struct order_series *series, uint32_t i) {
  if (i < n) return &periods[i];
  for (i -= n; i >= series->n; series++)
    i -= series->n;
  return &series->p[i];
}

static bool scan_orders(struct shared *sh, struct err *err) {
  const struct report_params *p = sh->p;
  uint32_t events[2], n_events = 0;
  if (sh->completed != INTERN_NONE) events[n_events++] = sh->completed;
  if (sh->refunded != INTERN_NONE) events[n_events++] = sh->refunded;
  const struct scan_col_want col = {sh->amount, V_NUM};
  const struct scan_want want = {.events = events,
                                 .n_events = n_events,
                                 .cols = &col,
                                 .n_cols = sh->amount != INTERN_NONE,
                                 .t_max = p->as_of,
                                 .only = UINT32_MAX};
  unsigned threads = pool_threads(p->env.pool);
  for (unsigned i = 0; i < threads; i++) {
    sh->workers[i].sh = sh;
    sh->workers[i].sums = must_calloc(sh->n_spans, sizeof(struct sums));
    if (!scanner_new(p->snapshot, &want, &sh->workers[i].scan, err)) return false;
  }
  if (n_events == 0 || pool_run(p->env.pool, scan_chunks(p->snapshot), chunk_task, sh)) return true;
  for (unsigned i = 0; i < threads; i++)
    if (sh->workers[i].err.code) *err = sh->workers[i].err;
  return false;
}

bool orders_of(const struct report_params *p, struct order_period *periods, uint32_t n,
               const struct order_series *series, uint32_t n_series, struct err *err) {
  struct shared sh = {.p = p, .series = series, .n = n, .n_series = n_series, .n_spans = n};
  unsigned threads = pool_threads(p->env.pool);
  for (uint32_t k = 0; k < n_series; k++)
    sh.n_spans += series[k].n;
  sh.spans = must_calloc(sh.n_spans, sizeof *sh.spans);
  for (uint32_t i = 0; i < sh.n_spans; i++)
    prepare(&sh.spans[i], period_at(periods, n, series, i), p->env.tz);
  sh.completed = snapshot_event_code(p->snapshot, STR("order_completed"));
  sh.refunded = snapshot_event_code(p->snapshot, STR("order_refunded"));
  sh.amount = snapshot_prop_code(p->snapshot, STR("amount"));
  if (sh.amount != INTERN_NONE && !(snapshot_prop(p->snapshot, sh.amount)->types & V_MASK(V_NUM)))
    sh.amount = INTERN_NONE;
  if (sh.amount != INTERN_NONE) sh.scale = snapshot_prop(p->snapshot, sh.amount)->scale;
  sh.workers = must_calloc(threads, sizeof *sh.workers);
  bool ok = scan_orders(&sh, err);
  for (unsigned i = 0; i < threads; i++) {
    for (uint32_t k = 0; ok && k < sh.n_spans; k++)
      add(period_at(periods, n, series, k), &sh.workers[i].sums[k], sh.scale);
    scanner_free(sh.workers[i].scan);
    vec_free(&sh.workers[i].rows);
    free(sh.workers[i].sums);
  }
  free(sh.workers);
  free(sh.spans);
  return ok;
}
