/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A simulated brand that issues coupons of several face values, each to people of its own with a
 * holdout: what everybody did is known to the test. */
#ifndef TESTS_EFFECT_DOSE_SHOP_H
#define TESTS_EFFECT_DOSE_SHOP_H

#include "effect_shop.h"
#include "workspace/erase.h"
#include "workspace/persons.h"

#define DOSE_PEOPLE_MAX 3000
#define DOSE_DAYS       30
#define DOSE_RATE       0.5 /* margin */

struct dosed { /* one person, as the test knows them */
  uint32_t subject;
  int dose;
  bool held, gone; /* gone: not in the trial */
  double bought, orders, revenue, margin, discount, before_orders, before_revenue;
};
struct dose_act {
  int64_t at, list, off; /* off: discount of the coupon it uses; cents */
  uint32_t user;
};
struct dose_world {
  struct shop x;
  struct dosed people[DOSE_PEOPLE_MAX];
  uint32_t n, n_acts, order;
  struct dose_act acts[DOSE_PEOPLE_MAX];
  int64_t targeted;
};

static inline void dose_apply(struct dose_world *w, const char *yaml) {
  struct arena mem;
  struct resource_change *changes;
  struct err err;
  uint32_t n;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(yaml)};
  arena_init(&mem, "test");
  must_ok(resource_apply(w->x.w, &src, 1, STR("ann"), false, &mem, &changes, &n, &err), &err);
  arena_release(&mem);
}

/* People of doses 0, 1, … in turn; `before` are their chances of an order in the days before. */
static inline void dose_begin(struct dose_world *w, const char *yaml, uint64_t seed, uint32_t n,
                              int doses, const double *before) {
  struct shop *x = &w->x;
  memset(w, 0, sizeof *w);
  shop_new(x, yaml, "2026-03-01T12:00:00");
  rng_init(&x->r, seed, 0, 0);
  w->n = n;
  w->targeted = x->clock.ms;
  for (uint32_t i = 0; i < n; i++) {
    struct dosed *p = &w->people[i];
    p->dose = (int)(i % (uint32_t)doses);
    row(x, i, "page_viewed", moment(x, "2026-01-03"));
    if (!rng_chance(&x->r, before[p->dose])) continue;
    int64_t cents = 5000 + (int64_t)rng_below(&x->r, 9000);
    order(x, "order_completed", i, w->targeted - (int64_t)rng_below(&x->r, 20) * MS_DAY - 1000,
          ++w->order, cents);
    p->before_orders = 1;
    p->before_revenue = (double)cents / 100;
  }
  send_rows(x);
  for (uint32_t i = 0; i < n; i++)
    w->people[i].subject = subject(x, i);
}

/* Issues a kind to the people [from, until) of a dose; −1: of any. */
static inline void dose_batch(struct dose_world *w, const char *id, const char *kind, int dose,
                              uint32_t from, uint32_t until) {
  uint32_t *all = calloc(w->n, sizeof *all), n = 0;
  struct arena mem;
  struct coupon_batch b;
  struct err err;
  arena_init(&mem, "test");
  for (uint32_t i = from; i < until; i++)
    if (dose < 0 || w->people[i].dose == dose) all[n++] = w->people[i].subject;
  must_ok(coupon_batch_begin(w->x.l, str_from(id), str_from(kind), COUPON_TO_SEGMENT, n, 7, &mem,
                             &b, &err),
          &err);
  while (b.done < b.targets) {
    int64_t k = b.targets - b.done < COUPON_BATCH_STEP ? b.targets - b.done : COUPON_BATCH_STEP;
    must_ok(coupon_batch_people(w->x.l, &b, all + b.done, (uint32_t)k, &err), &err);
  }
  arena_release(&mem);
  free(all);
}

static inline void dose_arms(struct dose_world *w) {
  size_t n;
  int64_t *held =
      table(&w->x, "SELECT h.subject FROM coupon_holdout x JOIN holder h ON h.n = x.holder", 1, &n);
  for (size_t k = 0; k < n; k++)
    for (uint32_t i = 0; i < w->n; i++)
      if (w->people[i].subject == (uint32_t)held[k]) w->people[i].held = true;
  free(held);
}

static inline int dose_by_time(const void *p, const void *q) {
  const struct dose_act *a = p, *b = q;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->user > b->user) - (a->user < b->user);
}

/* Who orders: by chance of the dose, `adds` on top for those who were issued one; nine of ten of
 * them use it.  off: cents by dose; 0: nobody uses one. */
static inline void dose_plan(struct dose_world *w, const double *base, const double *adds,
                             const int64_t *off) {
  struct rng *r = &w->x.r;
  for (uint32_t i = 0; i < w->n; i++) {
    struct dosed *p = &w->people[i];
    if (!rng_chance(r, base[p->dose] + (p->held ? 0 : adds[p->dose]))) continue;
    struct dose_act *a = &w->acts[w->n_acts++];
    *a = (struct dose_act){.user = i, .list = 15000 + (int64_t)rng_below(r, 10000)};
    a->at = w->targeted + 1 + (int64_t)rng_below(r, (uint64_t)(DOSE_DAYS * MS_DAY - 2));
    if (!p->held && rng_chance(r, 0.9)) a->off = off[p->dose];
    p->bought = p->orders = 1;
    p->revenue = (double)(a->list - a->off) / 100;
    p->margin = (double)a->list / 100 * DOSE_RATE;
    p->discount = (double)a->off / 100;
  }
  qsort(w->acts, w->n_acts, sizeof *w->acts, dose_by_time);
}

static inline void dose_redeem(struct dose_world *w, const struct dose_act *a, uint32_t no) {
  struct shop *x = &w->x;
  struct arena mem;
  struct coupon_answer answer;
  struct coupon *c;
  struct err err;
  uint32_t n;
  int64_t next;
  char key[32], ref[32];
  const struct coupon_filter f = {
      .of_person = true, .subject = w->people[a->user].subject, .status = -1, .limit = 10};
  arena_init(&mem, "test");
  must_ok(coupon_list_of(x->l, &f, &mem, &c, &n, &next, &err), &err);
  assert_true(n > 0);
  const struct coupon_use use = {c[0].id, a->off};
  snprintf(key, sizeof key, "r%u", no);
  snprintf(ref, sizeof ref, "o%u", no);
  const struct coupon_request q = {.op = COUPON_OP_REDEEM,
                                   .actor = STR("test"),
                                   .key = str_from(key),
                                   .uses = &use,
                                   .n_uses = 1,
                                   .order = str_from(ref),
                                   .order_total = a->list - a->off,
                                   .subject = w->people[a->user].subject};
  must_ok(coupon_do(x->l, &q, &mem, &answer, &err), &err);
  arena_release(&mem);
}

static inline void dose_happen(struct dose_world *w) {
  struct shop *x = &w->x;
  for (uint32_t i = 0; i < w->n_acts; i++) {
    const struct dose_act *a = &w->acts[i];
    x->clock.ms = a->at;
    order(x, "order_completed", a->user, a->at, ++w->order, a->list - a->off);
    if (a->off) dose_redeem(w, a, w->order);
  }
  send_rows(x);
  x->clock.ms = moment(x, "2026-05-20");
}

static inline void dose_report(struct dose_world *w, struct asking *a, const char *kinds) {
  struct err err;
  const struct effect_doses p = {
      .kinds = str_from(kinds), .days = DOSE_DAYS, .margin_given = true, .margin = {5, 1}};
  ask_begin(a, &w->x);
  must_ok(effect_doses(&a->in, &p, &a->mem, &a->r, &err), &err);
}

#endif
