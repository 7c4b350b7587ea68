/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked for with a key, once for ever: from who asks to the writer and back. */
#include <xxhash.h>

#include "base/json.h"
#include "incentive/task_int.h"

static const struct task_act_def *const defs[] = {
    [TASK_CLAIM] = &task_act_claim,
    [TASK_CHECK_IN] = &task_act_check_in,
};

/* ---- keys ---- */

static int64_t hash_of(const struct task_asking *x) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "%s %u %.*s", x->def->name, x->q.subject, STRF(x->q.slug));
  int64_t h = (int64_t)XXH3_64bits(b.p, b.n);
  buf_release(&b);
  return h;
}

static bool find(struct task_asking *x, struct err *err) {
  struct state_stmt *s;
  if (!state_query(x->k.s, "SELECT hash, answer FROM task_act WHERE actor = ?1 AND ask_key = ?2",
                   &s, err))
    return false;
  state_bind_str(s, 1, x->q.actor);
  state_bind_str(s, 2, x->q.key);
  if (!state_step(s, &x->replayed, err)) return false;
  if (!x->replayed) return true;
  bool same = state_int(s, 0) == hash_of(x);
  x->answer = arena_str(&x->k.mem, state_str(s, 1));
  state_reset(s);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(x->q.key));
}

static bool put(struct task_asking *x, struct err *err) {
  struct task_work *k = &x->k;
  struct state_stmt *s;
  if (!state_query(k->s,
                   "INSERT INTO task_act (n, actor, ask_key, hash, answer, at_ms) VALUES (?1, ?2, "
                   "?3, ?4, ?5, ?6)",
                   &s, err))
    return false;
  state_bind_int(s, 1, loyalty_number(k->t->c.l, k->t->tables[TASK_ACTS]));
  state_bind_str(s, 2, x->q.actor);
  state_bind_str(s, 3, x->q.key);
  state_bind_int(s, 4, hash_of(x));
  state_bind_str(s, 5, x->answer);
  state_bind_int(s, 6, k->now);
  return state_later(s, err);
}

/* ---- inside a work ---- */

static bool act(struct task_asking *x, struct err *err) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  bool ok = x->def->act(x, &w, err);
  x->answer = arena_str(&x->k.mem, buf_str(&b));
  buf_release(&b);
  return ok && task_tallies_put(&x->k, err) && put(x, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct task_asking *x = (struct task_asking *)w;
  task_work_begin(&x->k, s);
  if (!find(x, err)) return false;
  return x->replayed || act(x, err);
}

/* ---- on the thread that asks ---- */

static bool check(const struct task_ask *q, struct err *err) {
  if (q->key.n == 0 || q->key.n > TASK_KEY_MAX)
    return err_fail(err, ERR_coupon_key_needed, "%d", TASK_KEY_MAX);
  return q->subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", "");
}

bool task_asking_new(struct tasks *t, enum task_act act, const struct task_ask *q,
                     struct arena *out, struct task_asking **ret, struct err *err) {
  if (!check(q, err)) return false;
  struct task_asking *x = arena_new(out, struct task_asking);
  *x = (struct task_asking){
      .errand = {.work = {.run = run}}, .k = {.t = t}, .def = defs[act], .q = *q, .out = out};
  if (!x->def->look(x, err)) return false;
  arena_init(&x->k.mem, x->def->name);
  *ret = x;
  return true;
}

void task_asking_run(struct task_asking *x, void (*done)(void *ctx), void *ctx) {
  loyalty_send(x->k.t->c.l, &x->errand, done, ctx);
}

bool task_asking_end(struct task_asking *x, struct task_answer *ret, struct err *err) {
  bool ok = x->errand.why.code == ERR_none;
  if (ok)
    *ret = (struct task_answer){arena_str(x->out, x->answer), x->replayed};
  else
    *err = x->errand.why;
  vec_free(&x->k.tallies);
  arena_release(&x->k.mem);
  return ok;
}

bool task_ask_do(struct tasks *t, enum task_act act, const struct task_ask *q, struct arena *out,
                 struct task_answer *ret, struct err *err) {
  struct task_asking *x;
  if (!task_asking_new(t, act, q, out, &x, err)) return false;
  loyalty_wait(t->c.l, &x->errand);
  return task_asking_end(x, ret, err);
}

void rewards_write(struct jw *w, const struct rewards *r, int64_t times) {
  char text[DEC_TEXT_BYTES];
  for (int64_t i = 0; i < times; i++)
    for (uint32_t k = 0; k < r->n; k++) {
      const struct reward *x = &r->p[k];
      jw_begin_object(w);
      switch (reward_what(x)) {
      case REWARD_COUPONS:
        jw_key(w, "coupon"), jw_str(w, x->coupon);
        jw_key(w, "count"), jw_int(w, x->coupons);
        break;
      case REWARD_TURNS:
        jw_key(w, "draw"), jw_str(w, x->draw);
        jw_key(w, "turns"), jw_int(w, x->turns);
        break;
      default:
        jw_key(w, "points"), jw_str(w, str_from(dec_text(x->points, text)));
        jw_key(w, "currency"), jw_str(w, x->currency);
      }
      jw_end_object(w);
    }
}
