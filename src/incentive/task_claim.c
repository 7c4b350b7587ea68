/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A claim counts what the person was given over all its holders, so people who became one are given
 * no more than one person is, however much each had completed. */
#include "base/json.h"
#include "incentive/task_int.h"

struct open_done {
  int64_t n, nth, period;
  uint32_t holder;
};
typedef VEC(struct open_done) open_dones;

static int by_number(const void *a, const void *b) {
  const struct open_done *x = a, *y = b;
  return x->n < y->n ? -1 : x->n > y->n;
}

static bool load_open(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                      open_dones *ret, struct err *err) {
  struct state_stmt *q;
  bool row, ok = true;
  for (uint32_t i = 0; ok && i < seats->n; i++) {
    if (!state_query(k->s,
                     "SELECT n, nth, period FROM task_done WHERE holder = ?1 AND doc = ?2 AND "
                     "status = 0 ORDER BY n",
                     &q, err))
      return false;
    state_bind_int(q, 1, seats->p[i]);
    state_bind_int(q, 2, doc);
    while ((ok = state_step(q, &row, err)) && row)
      vec_push(ret, ((struct open_done){state_int(q, 0), state_int(q, 1), state_int(q, 2),
                                        seats->p[i]}));
  }
  if (ok && ret->n > 1) qsort(ret->p, ret->n, sizeof *ret->p, by_number);
  return ok;
}

static bool mark_given(struct task_work *k, int64_t n, struct err *err) {
  struct state_stmt *q;
  if (!state_query(k->s, "UPDATE task_done SET status = 1, given_ms = ?2 WHERE n = ?1", &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, k->now);
  return state_later(q, err);
}

/* One of them; *ret_why ≠ ERR_none: not, because. */
static bool claim_one(struct task_asking *x, uint32_t doc, const struct task_seats *seats,
                      const struct open_done *d, enum err_code *ret_why, struct err *err) {
  struct task_work *k = &x->k;
  const struct task *t = &x->task;
  struct task_tally *tally;
  struct task_dones had;
  if (!task_dones_of(k, doc, seats, d->period, &had, err) || !task_tally_of(k, doc, &tally, err))
    return false;
  int64_t given = had.period - had.period_open, all = had.all - had.all_open;
  if (given >= t->times || (t->per_person && all >= t->per_person))
    *ret_why = ERR_task_limit;
  else if (!task_budget_take(tally, &t->launch, &t->rewards))
    *ret_why = ERR_task_budget;
  else
    return mark_given(k, d->n, err) &&
           task_give(k, t, d->n, d->holder, seats->subject, d->nth, err);
  return true;
}

static void answer(struct task_asking *x, int64_t n, struct jw *w) {
  jw_begin_object(w);
  jw_key(w, "task"), jw_str(w, x->task.slug);
  jw_key(w, "claimed"), jw_int(w, n);
  jw_key(w, "rewards"), jw_begin_array(w);
  rewards_write(w, &x->task.rewards, n);
  jw_end_array(w);
  jw_end_object(w);
}

static bool refuse(const struct task *t, enum err_code why, struct err *err) {
  if (why == ERR_task_limit) {
    int64_t most = t->per_person ? t->per_person : t->times;
    return err_fail(err, why, "%.*s" ERR_SEP "%lld", STRF(t->slug), (long long)most);
  }
  return err_fail(err, why, "%.*s", STRF(t->slug));
}

static bool claim_all(struct task_asking *x, open_dones *v, struct jw *w, struct err *err) {
  struct task_work *k = &x->k;
  struct task_seats seats;
  enum err_code why = ERR_task_nothing;
  uint32_t doc;
  int64_t n = 0;
  task_seats_now(k, x->q.subject, &seats);
  if (!task_doc_find(k->s, TASK_DOC, x->q.slug, &doc, err) || !load_open(k, doc, &seats, v, err))
    return false;
  for (size_t i = 0; i < v->n; i++) {
    enum err_code not = ERR_none;
    if (!claim_one(x, doc, &seats, &v->p[i], &not, err)) return false;
    n += not == ERR_none;
    if (not != ERR_none) why = not ;
  }
  if (n == 0) return refuse(&x->task, why, err);
  answer(x, n, w);
  return true;
}

static bool act(struct task_asking *x, struct jw *w, struct err *err) {
  open_dones v = {0};
  bool ok = claim_all(x, &v, w, err);
  vec_free(&v);
  return ok;
}

static bool look(struct task_asking *x, struct err *err) {
  bool active;
  if (!resource_task(x->k.t->c.w, x->q.slug, x->out, &x->task, &active, err)) return false;
  return active || err_fail(err, ERR_task_closed, "%.*s", STRF(x->q.slug));
}

const struct task_act_def task_act_claim = {"claim", look, act};
