/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every rule says of one event, for the question that comes most: why did this person get
 * nothing?
 *
 * The event is read from the log and matched again, with people as they were at its place and with
 * the versions that were in force there; so the answer is what the consumer found, or will find,
 * and not what rules would say today. */
#include <stdlib.h>

#include "loyalty/earn_int.h"
#include "workspace/consumer.h"

static bool has_row(const struct log_record *rec, uint64_t lsn) {
  return rec->kind == LOG_EVENTS && lsn >= rec->lsn && lsn < rec->lsn + rec->n;
}

/* *ret_known false: there is no event of anybody's. */
static bool read_event(struct earn *e, uint64_t lsn, struct arena *out, struct person_event *ret,
                       bool *ret_known, struct err *err) {
  struct log *log = ws_log(e->c.w);
  struct log_iter *it;
  struct log_record rec;
  struct ev_batch batch;
  uint32_t *subjects;
  bool more = false;
  *ret_known = false;
  if (lsn < log_oldest(log) || lsn >= log_end(log)) return true;
  if (!log_iter_new(log, lsn, &it, err)) return false;
  ev_batch_init(&batch);
  bool ok = log_iter_next(it, &rec, &more, err);
  if (ok && more && has_row(&rec, lsn) &&
      (ok = ws_record_rows(e->c.w, &rec, &batch, out, &subjects, err))) {
    size_t row = lsn - rec.lsn;
    *ret_known = row < batch.rows.n && subjects[row] != SUBJECT_NONE;
    if (*ret_known) *ret = earn_event(&batch, row, lsn, subjects[row], out);
  }
  ev_batch_release(&batch);
  log_iter_free(it);
  return ok;
}

static int by_slug(const void *p, const void *q) {
  const struct earn_says *a = p, *b = q;
  return str_cmp(a->rule, b->rule);
}

/* Of a rule whose versions all came later one line is enough. */
static bool is_line(const struct earn_rules *r, uint32_t i, uint64_t lsn) {
  const struct earn_active *a = &r->p[i];
  if (lsn >= a->from_lsn) return lsn < a->until_lsn;
  for (uint32_t k = 0; k < r->n; k++)
    if (k != i && r->p[k].n == a->n && r->p[k].from_lsn < a->from_lsn) return false;
  return true;
}

static void lines(const struct earn_rules *r, const enum earn_verdict *says, const earn_hits *hits,
                  uint64_t lsn, struct arena *out, struct earn_explanation *x) {
  x->rules = arena_array(out, struct earn_says, r->n + 1);
  for (uint32_t i = 0; i < r->n; i++) {
    const struct earn_active *a = &r->p[i];
    if (!is_line(r, i, lsn)) continue;
    struct earn_says *s = &x->rules[x->n++];
    *s = (struct earn_says){.rule = arena_str(out, a->slug),
                            .version = lsn >= a->from_lsn ? a->version : 0,
                            .verdict = lsn >= a->from_lsn ? says[i] : EARN_LATER};
    if (s->verdict == EARN_BROKEN) s->why = a->problem;
    for (size_t k = 0; s->verdict == EARN_FAILS && k < hits->n; k++)
      if (hits->p[k].rule == a && hits->p[k].why) s->why = *hits->p[k].why;
  }
  qsort(x->rules, x->n, sizeof *x->rules, by_slug);
}

static bool ask(struct earn *e, const struct person_event *ev, struct arena *out,
                struct earn_explanation *x, struct err *err) {
  struct earn_rules r;
  struct earn_view v;
  struct arena tmp;
  earn_hits hits = {0};
  if (!rules_at(e, ev->lsn, &r, err)) return false;
  arena_init(&tmp, "earn explain");
  enum earn_verdict *says = arena_array(&tmp, enum earn_verdict, r.n + 1);
  view_open(&v, e->c.w, ev->lsn);
  view_begin(&v);
  bool ok = earn_match_says(&v, r.p, r.n, ev, &tmp, &hits, says, err);
  if (ok) lines(&r, says, &hits, ev->lsn, out, x);
  view_close(&v);
  vec_free(&hits);
  arena_release(&tmp);
  since_release(&r.set);
  return ok;
}

bool earn_explain(struct earn *e, uint64_t lsn, struct arena *out, struct earn_explanation *ret,
                  struct err *err) {
  struct person_event ev;
  struct earn_explanation x = {.subject = SUBJECT_NONE};
  pthread_mutex_lock(&e->c.turn);
  bool ok = rules_update(e, err);
  x.done = lsn < e->c.cursor;
  pthread_mutex_unlock(&e->c.turn);
  ok = ok && read_event(e, lsn, out, &ev, &x.known, err);
  if (ok && x.known) {
    x.event = ev.event;
    x.at_ms = ev.time;
    x.subject = ev.subject;
    ok = ask(e, &ev, out, &x, err);
  }
  if (ok) *ret = x;
  return ok;
}
