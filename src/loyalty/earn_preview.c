/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a rule would have granted: the consumer's matching over the newest part of the log, with
 * caps and refunds kept in memory, and nothing written.
 *
 * It begins with nothing used up, so a cap of a month whose beginning lies before is not yet drawn
 * on, and a refund of an order before the beginning finds nothing. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"
#include "workspace/consumer.h"

struct given {
  struct dec base, refunded;
  int64_t points, back, at_ms;
  uint32_t subject, before; /* the grant of the same order before it, + 1 */
};
struct early { /* a refund that waits for its order */
  struct dec left;
  bool done;
  uint32_t subject, before; /* of the same order, + 1 */
};
struct order {
  uint32_t last, early; /* its grants and early refunds, + 1 */
};

struct preview {
  struct earn *e;
  struct earn_active rule;
  struct earn_preview *ret;
  struct earn_view view;
  int64_t from, until, budget;
  struct intern used;  /* span, day and subject … */
  VEC(int64_t) points; /* … so many */
  struct intern refs;
  VEC(struct order) orders; /* by ref */
  VEC(struct given) given;
  VEC(struct early) early;
  int64_t *by_subject;
  uint32_t n_subjects;
  struct arena out, tmp;
  struct ev_batch batch;
};

/* ---- caps ---- */

static int64_t *cell(struct preview *p, unsigned span, int64_t day, uint32_t subject) {
  struct {
    int64_t day;
    uint32_t span, subject;
  } key = {day, span, subject};
  uint32_t i = intern_put(&p->used, str_of((const char *)&key, sizeof key));
  while (p->points.n <= i)
    vec_push(&p->points, 0);
  return &p->points.p[i];
}

static void cut(int64_t *points, int64_t left) {
  if (left < 0) left = 0;
  if (*points > left) *points = left;
}

/* Valid until the next call. */
static struct order *order_of(struct preview *p, struct str ref) {
  uint32_t i = intern_put(&p->refs, ref);
  while (p->orders.n <= i)
    vec_push(&p->orders, ((struct order){0}));
  return &p->orders.p[i];
}

static int64_t capped(struct preview *p, const struct earn_hit *h, const int64_t days[EARN_SPANS]) {
  const struct earn_rule *r = &p->rule.rule;
  int64_t points = h->raw;
  if (r->has_cap[EARN_CAP_EVENT]) cut(&points, p->rule.cap[EARN_CAP_EVENT]);
  if (r->has_cap[EARN_CAP_ORDER] && h->ref.n) {
    int64_t used = 0;
    for (uint32_t i = order_of(p, h->ref)->last; i; i = p->given.p[i - 1].before)
      used += p->given.p[i - 1].points - (r->caps_give_back ? p->given.p[i - 1].back : 0);
    cut(&points, p->rule.cap[EARN_CAP_ORDER] - used);
  }
  for (unsigned i = 0; i < EARN_SPANS; i++) {
    int64_t used = 0;
    if (!r->has_cap[EARN_CAP_DAY + i]) continue;
    for (uint32_t k = 0; k < h->n_others; k++)
      used += *cell(p, i, days[i], h->others[k]);
    cut(&points, p->rule.cap[EARN_CAP_DAY + i] - used);
  }
  if (r->has_cap[EARN_CAP_BUDGET]) cut(&points, p->rule.cap[EARN_CAP_BUDGET] - p->budget);
  return points;
}

static void use(struct preview *p, uint32_t subject, const int64_t days[EARN_SPANS],
                int64_t points) {
  p->budget += points;
  for (unsigned i = 0; i < EARN_SPANS; i++)
    if (p->rule.rule.has_cap[EARN_CAP_DAY + i]) *cell(p, i, days[i], subject) += points;
}

/* ---- one hit ---- */

static bool among(const struct earn_hit *h, uint32_t subject) {
  for (uint32_t i = 0; i < h->n_others; i++)
    if (h->others[i] == subject) return true;
  return false;
}

/* Takes what it can of `left` (NULL: all of it) for this grant. */
static void take_back(struct preview *p, struct given *g, struct dec *left) {
  const struct earn_rule *r = &p->rule.rule;
  int64_t kept = 0, days[EARN_SPANS];
  struct dec open, rest;
  if (left && g->base.m > 0) {
    if (!dec_sub(g->base, g->refunded, &open)) return;
    if (dec_cmp(*left, open) < 0) open = *left;
    if (!dec_add(g->refunded, open, &g->refunded) || !dec_sub(*left, open, left) ||
        !dec_sub(g->base, g->refunded, &rest) ||
        !earn_left(g->points, rest, g->base, r->rounding, &kept))
      return;
  }
  int64_t back = g->points - kept - g->back;
  g->back += back;
  p->ret->taken_back += back;
  p->by_subject[g->subject] -= back;
  earn_spans(ws_tz(p->e->c.w), g->at_ms, days);
  if (r->caps_give_back) use(p, g->subject, days, -back);
}

/* What finds too little to take back waits for its order, as in the consumer (earn_back.c). */
static void refund(struct preview *p, const struct earn_hit *h) {
  bool all = p->rule.rule.refund == EARN_ALL;
  struct dec left = h->base;
  bool any = false;
  p->ret->refunds++;
  if (h->ref.n == 0 || (!all && left.m <= 0)) return;
  struct order *o = order_of(p, h->ref);
  for (uint32_t i = o->last; i; i = p->given.p[i - 1].before) {
    struct given *g = &p->given.p[i - 1];
    if (!among(h, g->subject)) continue;
    any = true;
    take_back(p, g, all ? NULL : &left);
  }
  if (all ? any : left.m == 0) return;
  vec_push(&p->early, ((struct early){.subject = h->subject, .left = left, .before = o->early}));
  o->early = (uint32_t)p->early.n;
}

static void catch_up(struct preview *p, const struct earn_hit *h, const struct order *o,
                     struct given *g) {
  bool all = p->rule.rule.refund == EARN_ALL;
  for (uint32_t i = o->early; i; i = p->early.p[i - 1].before) {
    struct early *x = &p->early.p[i - 1];
    if (x->done || !among(h, x->subject)) continue;
    take_back(p, g, all ? NULL : &x->left);
    x->done = all || x->left.m == 0;
  }
}

static void grant(struct preview *p, const struct earn_hit *h, const int64_t days[EARN_SPANS]) {
  struct earn_preview *ret = p->ret;
  int64_t points = capped(p, h, days);
  ret->matched++;
  ret->grants += points > 0;
  ret->points += points;
  p->by_subject[h->subject] += points;
  use(p, h->subject, days, points);
  if (days[0] >= ret->first_day && days[0] < ret->first_day + (int32_t)ret->n_days)
    ret->by_day[days[0] - ret->first_day] += points;
  if (h->ref.n == 0 || points == 0) return;
  struct order *o = order_of(p, h->ref);
  vec_push(&p->given, ((struct given){.base = h->base,
                                      .refunded = DEC_ZERO,
                                      .points = points,
                                      .at_ms = h->at_ms,
                                      .subject = h->subject,
                                      .before = o->last}));
  o->last = (uint32_t)p->given.n;
  catch_up(p, h, o, &p->given.p[p->given.n - 1]);
}

static void take(struct preview *p, const struct earn_hit *h) {
  int64_t days[EARN_SPANS];
  if (h->subject >= p->n_subjects) return;
  earn_spans(ws_tz(p->e->c.w), h->at_ms, days);
  if (h->why) {
    if (p->ret->errors++ == 0) p->ret->first_error = *h->why;
  } else if (h->refund) {
    refund(p, h);
  } else {
    grant(p, h, days);
  }
}

/* ---- the log ---- */

static bool take_rows(struct preview *p, const struct log_record *rec, struct err *err) {
  uint32_t *subjects;
  earn_hits hits = {0};
  bool ok = true;
  arena_reset(&p->tmp);
  if (!ws_record_rows(p->e->c.w, rec, &p->batch, &p->tmp, &subjects, err)) return false;
  for (size_t i = 0; ok && i < p->batch.rows.n; i++) {
    const struct ev_row *row = &p->batch.rows.p[i];
    p->ret->rows++;
    if (subjects[i] == SUBJECT_NONE || row->time < p->from || row->time > p->until ||
        !earn_listens(&p->rule, intern_at(&p->batch.names, row->name)))
      continue;
    hits.n = 0;
    arena_reset(&p->out);
    view_trim(&p->view);
    view_move(&p->view, rec->lsn + i);
    struct person_event ev = earn_event(&p->batch, i, rec->lsn + i, subjects[i], &p->out);
    ok = earn_match(&p->view, &p->rule, 1, &ev, &p->out, &hits, err);
    for (size_t k = 0; ok && k < hits.n; k++)
      take(p, &hits.p[k]);
  }
  vec_free(&hits);
  return ok;
}

static bool read_log(struct preview *p, uint64_t from, uint64_t end, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  if (from >= end) return true;
  if (!log_iter_new(ws_log(p->e->c.w), from, &it, err)) return false;
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more && rec.lsn < end)
    if (rec.kind == LOG_EVENTS) ok = take_rows(p, &rec, err);
  log_iter_free(it);
  return ok;
}

static void rank(struct preview *p) {
  const struct people *people = ws_people(p->e->c.w);
  struct earn_preview *ret = p->ret;
  for (uint32_t s = 0; s < p->n_subjects; s++) {
    uint32_t person = person_of(people, s);
    if (person == s || person >= p->n_subjects) continue;
    p->by_subject[person] += p->by_subject[s];
    p->by_subject[s] = 0;
  }
  for (uint32_t s = 0; s < p->n_subjects; s++) {
    int64_t points = p->by_subject[s];
    uint32_t at = ret->n_top;
    if (points <= 0) continue;
    ret->people++;
    while (at > 0 && ret->top[at - 1].points < points)
      at--;
    if (at == EARN_PREVIEW_TOP) continue;
    if (ret->n_top < EARN_PREVIEW_TOP) ret->n_top++;
    for (uint32_t k = ret->n_top - 1; k > at; k--)
      ret->top[k] = ret->top[k - 1];
    ret->top[at] = (struct earn_top){s, points};
  }
}

static bool run(struct preview *p, struct err *err) {
  struct log *log = ws_log(p->e->c.w);
  uint64_t end = ws_lsn(p->e->c.w), from = log_oldest(log);
  bool all = end - from <= EARN_PREVIEW_ROWS || !log_has(log, end - EARN_PREVIEW_ROWS);
  if (!all) from = end - EARN_PREVIEW_ROWS;
  p->ret->complete = all;
  p->n_subjects = people_count(ws_people(p->e->c.w));
  p->by_subject = must_calloc(p->n_subjects + 1, sizeof *p->by_subject);
  intern_init(&p->used, "preview caps");
  intern_init(&p->refs, "preview orders");
  ev_batch_init(&p->batch);
  arena_init(&p->tmp, "preview rows");
  view_open(&p->view, p->e->c.w, from);
  view_begin(&p->view);
  bool ok = read_log(p, from, end, err);
  if (ok) rank(p);
  view_close(&p->view);
  arena_release(&p->tmp);
  ev_batch_release(&p->batch);
  intern_release(&p->used);
  intern_release(&p->refs);
  vec_free(&p->points);
  vec_free(&p->orders);
  vec_free(&p->early);
  vec_free(&p->given);
  free(p->by_subject);
  return ok;
}

bool earn_preview(struct earn *e, const struct json *doc, uint32_t days,
                  bool (*allow)(const struct node *tree, struct err *err), struct arena *out,
                  struct earn_preview *ret, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(e->c.w));
  int32_t today = day_of(ws_tz(e->c.w), now);
  struct earn_preview made = {.first_day = today - (int32_t)days + 1, .n_days = days};
  struct snapshot *snap = ws_snapshot(e->c.w);
  struct names_env *names = NULL;
  struct preview p = {.e = e,
                      .ret = &made,
                      .from = day_start(ws_tz(e->c.w), made.first_day),
                      .until = now,
                      .rule = {.until_lsn = UINT64_MAX, .slug = STR("preview")}};
  made.by_day = arena_array(out, int64_t, days);
  memset(made.by_day, 0, days * sizeof *made.by_day);
  arena_init(&p.out, "preview");
  bool ok = names_env_new(e->c.w, snap, &names, err) &&
            rules_compile(e, doc, names, out, &p.rule, err) &&
            (!allow || earn_rule_allowed(&p.rule.rule, allow, err));
  if (ok) {
    p.rule.rule.history = true;
    made.decimals = p.rule.decimals;
    ok = run(&p, err);
  }
  arena_release(&p.out);
  names_env_free(names);
  snapshot_free(snap);
  if (ok) *ret = made;
  return ok;
}
