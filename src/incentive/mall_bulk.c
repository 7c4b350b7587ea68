/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many orders at once.  What may be done is asked of the table of what one may do (mall_act.c), so
 * that a reach promises what an act then does; between the two an order may have gone elsewhere,
 * and is told as refused. */
#include "incentive/mall_bulk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/mall_int.h"
#include "person/person.h"

typedef VEC(int64_t) number_vec;
typedef VEC(uint32_t) people_vec;

struct reaching {
  struct incentive *i;
  const struct mall_bulk *b;
  struct arena *out;
  struct mall_reach r;
  number_vec orders;
  people_vec people;
};

#define COLUMNS                                                                                    \
  "SELECT o.n, o.status, o.hand, o.quantity, o.currency, o.scale, o.points, o.money, o.holder, "   \
  "h.subject FROM mall_order o JOIN holder h ON h.n = o.holder "

static bool add_points(struct reaching *x, struct str currency, uint8_t scale, int64_t points,
                       struct err *err) {
  uint32_t k = 0;
  while (k < x->r.n_points && !str_eq(x->r.points[k].currency, currency))
    k++;
  if (k == MALL_BULK_COINS_MAX) return true;
  if (k == x->r.n_points) {
    x->r.points[k] =
        (struct mall_coin_sum){.currency = arena_str(x->out, currency), .scale = scale};
    x->r.n_points++;
  }
  return !__builtin_add_overflow(x->r.points[k].points, points, &x->r.points[k].points) ||
         err_fail(err, ERR_number_overflow, "points");
}

/* A row of COLUMNS. */
static bool take(struct reaching *x, struct state_stmt *q, struct err *err) {
  const struct people *p = ws_people(loyalty_workspace(x->i->l));
  if (!mall_may(x->b->what, (enum mall_state)state_int(q, 1), (enum mall_hand)state_int(q, 2))) {
    x->r.not_so++;
    return true;
  }
  if (x->orders.n == MALL_BULK_MAX) {
    x->r.more = true;
    return true;
  }
  uint32_t subject = holder_subject_at(q, 9);
  vec_push(&x->orders, state_int(q, 0));
  vec_push(&x->people, subject == SUBJECT_NONE ? UINT32_MAX - (uint32_t)state_int(q, 8)
                                               : person_of(p, subject));
  x->r.pieces += state_int(q, 3);
  x->r.money += state_int(q, 1) == MALL_AWAITING ? 0 : state_int(q, 7);
  return add_points(x, state_str(q, 4), (uint8_t)state_int(q, 5), state_int(q, 6), err);
}

/* ---- those that are named ---- */

static int number_order(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static bool named(struct reaching *x, struct state *s, struct err *err) {
  int64_t *all = arena_array(x->out, int64_t, x->b->n_orders + 1);
  memcpy(all, x->b->orders, x->b->n_orders * sizeof *all);
  qsort(all, x->b->n_orders, sizeof *all, number_order);
  for (uint32_t k = 0; k < x->b->n_orders; k++) {
    struct state_stmt *q;
    bool row = false;
    if (k && all[k] == all[k - 1]) continue;
    if (!state_query(s, COLUMNS "WHERE o.n = ?1", &q, err)) return false;
    state_bind_int(q, 1, all[k]);
    if (!state_step(q, &row, err)) return false;
    x->r.not_so += !row;
    bool ok = !row || take(x, q, err);
    if (row) state_reset(q);
    if (!ok) return false;
  }
  return true;
}

/* ---- those of a filter ---- */

static bool in_state(struct reaching *x, struct state *s, enum mall_state state, int64_t item,
                     int64_t holder, struct err *err) {
  const struct mall_find *f = &x->b->find;
  struct state_stmt *q;
  bool row = true, ok = true;
  char sql[900];
  int n = 4, at = snprintf(sql, sizeof sql,
                           COLUMNS "WHERE o.status = ?1 AND o.at_ms >= ?2 AND o.at_ms < ?3");
  if (item) at += snprintf(sql + at, sizeof sql - (size_t)at, " AND o.item = ?%d", n++);
  if (holder) at += snprintf(sql + at, sizeof sql - (size_t)at, " AND o.holder = ?%d", n++);
  snprintf(sql + at, sizeof sql - (size_t)at, " ORDER BY o.n LIMIT ?%d", n);
  if (!state_query(s, sql, &q, err)) return false;
  state_bind_int(q, 1, state);
  state_bind_int(q, 2, f->from);
  state_bind_int(q, 3, f->until ? f->until : INT64_MAX);
  n = 4;
  if (item) state_bind_int(q, n++, item);
  if (holder) state_bind_int(q, n++, holder);
  state_bind_int(q, n, MALL_BULK_MAX + 1);
  while (ok && row) {
    ok = state_step(q, &row, err);
    if (ok && row) ok = take(x, q, err);
  }
  if (!ok) state_reset(q);
  return ok;
}

static bool filtered(struct reaching *x, struct state *s, struct err *err) {
  const struct mall_find *f = &x->b->find;
  struct mall_counts ignored;
  uint32_t *holders, n = 1;
  int64_t item = 0;
  if (f->item.n) {
    mall_book_told(x->i->mall, f->item, &ignored, &item);
    if (item == 0) return true; /* nobody ordered it */
  }
  if (f->subject != SUBJECT_NONE) n = holders_of_person(x->i->l, f->subject, x->out, &holders);
  for (int state = 0; state < MALL_STATES; state++) {
    bool some = false;
    for (int hand = 0; hand < MALL_HANDS; hand++)
      some |= mall_may(x->b->what, (enum mall_state)state, (enum mall_hand)hand);
    if (!some || (f->state >= 0 && f->state != state)) continue;
    for (uint32_t k = 0; k < n; k++)
      if (!in_state(x, s, (enum mall_state)state, item, f->subject != SUBJECT_NONE ? holders[k] : 0,
                    err))
        return false;
  }
  x->r.not_so = 0; /* a filter means those of which it can be done */
  return true;
}

/* ---- what it means ---- */

static int person_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void sum_up(struct reaching *x) {
  struct mall_reach *r = &x->r;
  if (x->people.n) qsort(x->people.p, x->people.n, sizeof *x->people.p, person_order);
  for (size_t k = 0; k < x->people.n; k++)
    r->people += k == 0 || x->people.p[k] != x->people.p[k - 1];
  if (x->orders.n) qsort(x->orders.p, x->orders.n, sizeof *x->orders.p, number_order);
  r->n = (uint32_t)x->orders.n;
  r->orders = arena_array(x->out, int64_t, x->orders.n + 1);
  for (uint32_t k = 0; k < r->n; k++)
    r->orders[k] = x->orders.p[k];
}

bool mall_bulk_reach(struct incentive *i, const struct mall_bulk *b, struct arena *out,
                     struct mall_reach *ret, struct err *err) {
  struct reaching x = {.i = i, .b = b, .out = out};
  struct state *s = loyalty_reader(i->l);
  const struct mall_find *f = &b->find;
  if (b->what != MALL_DO_READY && b->what != MALL_DO_DONE && b->what != MALL_DO_CANCEL)
    return err_fail(err, ERR_bad_field, "what" ERR_SEP "ready, done, cancel");
  if (!b->n_orders && f->item.n == 0 && f->state < 0 && f->subject == SUBJECT_NONE &&
      f->from == 0 && f->until == 0)
    return err_fail(err, ERR_mall_bulk_what, NULL);
  x.r.points = arena_array(out, struct mall_coin_sum, MALL_BULK_COINS_MAX);
  state_enter(s);
  bool ok = b->n_orders ? named(&x, s, err) : filtered(&x, s, err);
  state_leave(s);
  if (ok) sum_up(&x);
  vec_free(&x.orders);
  vec_free(&x.people);
  if (ok) *ret = x.r;
  return ok;
}

/* ---- doing it ---- */

struct together { /* what waits for its commits */
  pthread_mutex_t lock;
  pthread_cond_t changed;
  uint32_t left;
};

static void one_done(void *ctx) {
  struct together *t = ctx;
  pthread_mutex_lock(&t->lock);
  if (--t->left == 0) pthread_cond_signal(&t->changed);
  pthread_mutex_unlock(&t->lock);
}

bool mall_do_many(struct incentive *i, const struct mall_ask *asks, uint32_t n,
                  struct mall_outcome *ret, struct err *err) {
  struct together t = {.left = n};
  struct mall_task *tasks[MALL_BULK_AT_ONCE];
  struct arena mem;
  bool ok = true;
  must(n <= MALL_BULK_AT_ONCE);
  arena_init(&mem, "mall bulk");
  pthread_mutex_init(&t.lock, NULL);
  pthread_cond_init(&t.changed, NULL);
  for (uint32_t k = 0; k < n; k++) {
    ret[k] = (struct mall_outcome){0};
    ret[k].ok = mall_task_new(i, &asks[k], &mem, &tasks[k], &ret[k].why);
    if (ret[k].ok)
      mall_task_run(tasks[k], one_done, &t);
    else
      one_done(&t);
  }
  pthread_mutex_lock(&t.lock);
  while (t.left)
    pthread_cond_wait(&t.changed, &t.lock);
  pthread_mutex_unlock(&t.lock);
  for (uint32_t k = 0; k < n; k++) {
    struct mall_done d;
    if (ret[k].ok) ret[k].ok = mall_task_end(tasks[k], &d, &ret[k].why);
    if (ret[k].ok) ret[k].again = d.again;
    if (ret[k].ok || err_class_of(ret[k].why.code) != ERR_CLASS_SYSTEM) continue;
    *err = ret[k].why;
    ok = false;
  }
  pthread_cond_destroy(&t.changed);
  pthread_mutex_destroy(&t.lock);
  arena_release(&mem);
  return ok;
}
