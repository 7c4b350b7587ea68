/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked for with a key, once for ever; and claims.
 *
 * A claim counts what the person was given over all its holders, so people who became one are given
 * no more than one person is, however much each had completed. */
#include <xxhash.h>

#include "base/json.h"
#include "incentive/task_int.h"

/* ---- keys ---- */

static int64_t hash_of(const struct task_ask *q, const char *what) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "%s %u %.*s", what, q->subject, STRF(q->slug));
  int64_t h = (int64_t)XXH3_64bits(b.p, b.n);
  buf_release(&b);
  return h;
}

bool task_act_find(struct task_work *k, const struct task_ask *q, const char *what,
                   struct str *answer, bool *ret_known, struct err *err) {
  struct state_stmt *s;
  *ret_known = false;
  if (!state_query(k->s, "SELECT hash, answer FROM task_act WHERE actor = ?1 AND ask_key = ?2", &s,
                   err))
    return false;
  state_bind_str(s, 1, q->actor);
  state_bind_str(s, 2, q->key);
  if (!state_step(s, ret_known, err)) return false;
  if (!*ret_known) return true;
  bool same = state_int(s, 0) == hash_of(q, what);
  *answer = arena_str(&k->mem, state_str(s, 1));
  state_reset(s);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(q->key));
}

bool task_act_put(struct task_work *k, const struct task_ask *q, const char *what,
                  struct str answer, struct err *err) {
  struct state_stmt *s;
  if (!state_query(k->s,
                   "INSERT INTO task_act (n, actor, ask_key, hash, answer, at_ms) VALUES (?1, ?2, "
                   "?3, ?4, ?5, ?6)",
                   &s, err))
    return false;
  state_bind_int(s, 1, loyalty_number(k->t->l, k->t->tables[TASK_ACTS]));
  state_bind_str(s, 2, q->actor);
  state_bind_str(s, 3, q->key);
  state_bind_int(s, 4, hash_of(q, what));
  state_bind_str(s, 5, answer);
  state_bind_int(s, 6, k->now);
  return state_later(s, err);
}

bool task_ask_check(const struct task_ask *q, struct err *err) {
  if (q->key.n == 0 || q->key.n > TASK_KEY_MAX)
    return err_fail(err, ERR_coupon_key_needed, "%d", TASK_KEY_MAX);
  return q->subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", "");
}

void rewards_write(struct jw *w, const struct rewards *r, int64_t times) {
  char text[DEC_TEXT_BYTES];
  for (int64_t i = 0; i < times; i++)
    for (uint32_t k = 0; k < r->n; k++) {
      const struct reward *x = &r->p[k];
      jw_begin_object(w);
      if (x->coupon.n) {
        jw_key(w, "coupon"), jw_str(w, x->coupon);
        jw_key(w, "count"), jw_int(w, x->coupons);
      } else {
        jw_key(w, "points"), jw_str(w, str_from(dec_text(x->points, text)));
        jw_key(w, "currency"), jw_str(w, x->currency);
      }
      jw_end_object(w);
    }
}

/* ---- claims ---- */

struct claiming {
  struct task_work k;
  const struct task_ask *q;
  const struct task *t;
  struct str answer;
  bool replayed;
};

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
static bool claim_one(struct claiming *x, uint32_t doc, const struct task_seats *seats,
                      const struct open_done *d, enum err_code *ret_why, struct err *err) {
  struct task_work *k = &x->k;
  const struct task *t = x->t;
  struct task_tally *tally;
  struct task_dones had;
  if (!task_dones_of(k, doc, seats, d->period, &had, err) ||
      !task_tally_of(k, doc, &tally, err))
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

static void answer(struct claiming *x, int64_t n) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "task"), jw_str(&w, x->t->slug);
  jw_key(&w, "claimed"), jw_int(&w, n);
  jw_key(&w, "rewards"), jw_begin_array(&w);
  rewards_write(&w, &x->t->rewards, n);
  jw_end_array(&w);
  jw_end_object(&w);
  x->answer = arena_str(&x->k.mem, buf_str(&b));
  buf_release(&b);
}

static bool refuse(const struct task *t, enum err_code why, struct err *err) {
  if (why == ERR_task_limit) {
    int64_t most = t->per_person ? t->per_person : t->times;
    return err_fail(err, why, "%.*s" ERR_SEP "%lld", STRF(t->slug), (long long)most);
  }
  return err_fail(err, why, "%.*s", STRF(t->slug));
}

static bool claim_all(struct claiming *x, open_dones *v, struct err *err) {
  struct task_work *k = &x->k;
  struct task_seats seats;
  enum err_code why = ERR_task_nothing;
  uint32_t doc;
  int64_t n = 0;
  task_seats_now(k, x->q->subject, &seats);
  if (!task_doc_find(k->s, TASK_DOC, x->q->slug, &doc, err) ||
      !load_open(k, doc, &seats, v, err))
    return false;
  for (size_t i = 0; i < v->n; i++) {
    enum err_code not = ERR_none;
    if (!claim_one(x, doc, &seats, &v->p[i], &not, err)) return false;
    n += not == ERR_none;
    if (not != ERR_none) why = not;
  }
  if (n == 0) return refuse(x->t, why, err);
  answer(x, n);
  return task_tallies_put(k, err) && task_act_put(k, x->q, "claim", x->answer, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct claiming *x = (struct claiming *)w;
  open_dones v = {0};
  task_work_begin(&x->k, s);
  if (!task_act_find(&x->k, x->q, "claim", &x->answer, &x->replayed, err)) return false;
  if (x->replayed) return true;
  bool ok = claim_all(x, &v, err);
  vec_free(&v);
  return ok;
}

bool task_claim(struct tasks *t, const struct task_ask *q, struct arena *out,
                struct task_answer *ret, struct err *err) {
  struct claiming x = {.k = {.work = {.run = run}, .t = t}, .q = q};
  struct task doc;
  bool active;
  if (!task_ask_check(q, err) || !resource_task(t->w, q->slug, out, &doc, &active, err))
    return false;
  if (!active) return err_fail(err, ERR_task_closed, "%.*s", STRF(q->slug));
  x.t = &doc;
  arena_init(&x.k.mem, "claim");
  bool ok = loyalty_do(t->l, &x.k.work, err);
  if (ok) *ret = (struct task_answer){arena_str(out, x.answer), x.replayed};
  vec_free(&x.k.tallies);
  arena_release(&x.k.mem);
  return ok;
}
