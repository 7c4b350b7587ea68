/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How little could still be paid: the bound that lets the search skip what cannot win.
 *
 * In exact arithmetic every amount and percent is monotone: from a smaller cart (line by line) it
 * leaves a smaller cart, because what it takes is min(amount, left), shared in proportion; the
 * factor it leaves a line with never rises when the cart shrinks.  So "everybody that is alive
 * joins" leaves no more than any choice among them, and following it once, in doubles, is the
 * bound.  It is tight, since most of the time everybody who may join does.
 *
 * Some must not be followed: members of a pool, of whom only so many may be used, and new prices,
 * which compete for units.  They are granted on top: one more discount of d, beside everybody,
 * lowers the end by at most d times a weight, because what comes later takes less from a smaller
 * cart, never more.  A later percent leaves (1 - p) of the effect; a later amount may move it to
 * the line of its scope where the weight is largest.  Of a pool the largest values are granted, as
 * many as may be used.
 *
 * Whole numbers may end below exact ones by the slack of each candidate. */
#include <math.h>
#include <string.h>

#include "loyalty/quote_int.h"

struct quote_bounder {
  const struct quote_problem *p;
  double *line;      /* what is left, following everybody */
  double *weight;    /* of each line: what a unit less here is worth at the end */
  double *all, *any; /* of each line, a unit: what new prices of all units save, and of any */
  bool *emptied;     /* of each candidate that is followed: it took all of its lines */
  double *more;      /* of each line, a unit: what prices of few units add */
  double *value;     /* of each candidate that is granted: its discount beside everybody */
  double *most;      /* the largest values of each pool, falling; those of pool k from room[k] on */
  uint32_t *room, *n_most;
  double epsilon;
};

struct quote_bounder *quote_bounder_new(const struct quote_problem *p) {
  struct quote_bounder *b = arena_new(p->mem, struct quote_bounder);
  uint32_t room = 0;
  b->p = p;
  b->line = arena_array(p->mem, double, p->n_lines);
  b->weight = arena_array(p->mem, double, p->n_lines);
  b->all = arena_array(p->mem, double, p->n_lines);
  b->any = arena_array(p->mem, double, p->n_lines);
  b->more = arena_array(p->mem, double, p->n_lines);
  b->value = arena_array(p->mem, double, p->n);
  b->emptied = arena_array(p->mem, bool, p->n);
  b->room = arena_array(p->mem, uint32_t, p->n_pools + 1);
  b->n_most = arena_array(p->mem, uint32_t, p->n_pools);
  for (uint32_t k = 0; k < p->n_pools; k++) {
    b->room[k] = room;
    room += p->pool[k].most < p->pool[k].size ? p->pool[k].most : p->pool[k].size;
  }
  b->room[p->n_pools] = room;
  b->most = arena_array(p->mem, double, room);
  for (uint32_t i = 0; i < p->n_lines; i++)
    b->epsilon += (double)p->gross[i];
  b->epsilon = 1e-6 + (b->epsilon + (double)p->cart->shipping) * 1e-12;
  return b;
}

/* ---- everybody joins ---- */

/* What the candidate takes from `whole` at most.  A minimum after coupons is asked of what is left
 * in truth, which no later moment exceeds. */
static double wants(const struct quote_candidate *c, double whole, const struct quote_left *left) {
  struct quote_offer o = c->offer;
  if (c->kind->after_coupons) {
    int64_t now = 0;
    for (uint32_t j = 0; j < c->n; j++)
      now += left->line[c->lines[j]];
    if (!quote_offers(c->kind, now, c->quantity, &o)) return 0;
  }
  double d = o.percent_bp ? whole * o.percent_bp / 10000.0 : (double)o.amount;
  if (d > (double)c->max_discount) d = (double)c->max_discount;
  if (d > (double)c->coupon->budget_left) d = (double)c->coupon->budget_left;
  return d < whole ? d : whole;
}

/* The discount of c where it stands; the lines are left with the rest when it is followed. */
static double meet(struct quote_bounder *b, uint32_t i, const struct quote_left *left) {
  const struct quote_candidate *c = &b->p->c[i];
  bool follow = c->pool == QUOTE_NONE;
  double whole = 0;
  b->emptied[i] = follow;
  for (uint32_t j = 0; j < c->n; j++)
    whole += b->line[c->lines[j]];
  if (whole <= 0) return 0;
  double d = wants(c, whole, left), keep = d < whole ? 1 - d / whole : 0;
  b->emptied[i] = follow && d == whole;
  for (uint32_t j = 0; j < c->n && follow; j++)
    b->line[c->lines[j]] *= keep;
  return d;
}

/* ---- and what is granted beside them ---- */

static double heaviest(const struct quote_bounder *b, const uint8_t *lines, uint32_t n) {
  double most = 0;
  for (uint32_t j = 0; j < n; j++)
    if (b->weight[lines[j]] > most) most = b->weight[lines[j]];
  return most;
}

/* Keeps the largest values of a pool, as many as may still be used. */
static void grant(struct quote_bounder *b, uint32_t pool, uint32_t room, double value) {
  double *most = b->most + b->room[pool];
  uint32_t n = b->n_most[pool], at;
  if (room == 0 || (n == room && most[n - 1] >= value)) return;
  if (n < room) b->n_most[pool] = ++n;
  for (at = n - 1; at > 0 && most[at - 1] < value; at--)
    most[at] = most[at - 1];
  most[at] = value;
}

/* What c does to the weights of what comes before it.  Where it took all that was left it would
 * take all of less as well: nothing that comes before it matters to the end. */
static void weigh(struct quote_bounder *b, const struct quote_candidate *c, bool followed,
                  bool emptied, double heavy) {
  if (emptied) heavy = 0;
  bool percent = c->offer.percent_bp && !c->kind->after_coupons && c->max_discount == INT64_MAX &&
                 c->coupon->budget_left == INT64_MAX;
  if (percent && !followed) return; /* without it the weights are larger */
  double keep = 1 - c->offer.percent_bp / 10000.0;
  for (uint32_t j = 0; j < c->n; j++) {
    double *w = &b->weight[c->lines[j]];
    *w = percent && !emptied ? *w * keep : heavy;
  }
}

/* ---- new prices ---- */

static double saves(const struct quote_problem *p, const struct quote_candidate *c, uint8_t i) {
  return (double)(p->cart->lines[i].price - c->price);
}

static double units_left(const struct quote_problem *p, const struct quote_left *left, uint32_t i) {
  return (double)(p->cart->lines[i].quantity - left->taken[i]);
}

/* Every unit gets one new price at most: the lowest of those that hold for all units is followed,
 * which leaves lines no other choice among them goes below. */
static void follow_prices(struct quote_bounder *b, uint32_t at, const struct quote_set *dead,
                          const struct quote_left *left) {
  const struct quote_problem *p = b->p;
  memset(b->all, 0, p->n_lines * sizeof *b->all);
  memset(b->any, 0, p->n_lines * sizeof *b->any);
  for (uint32_t i = at; i < p->n && p->c[i].step == STEP_PRICE; i++) {
    const struct quote_candidate *c = &p->c[i];
    if (set_has(dead, i) || c->pool != QUOTE_NONE) continue;
    for (uint32_t j = 0; j < c->n_pick; j++) {
      double d = saves(p, c, c->pick[j]);
      if (d > b->any[c->pick[j]]) b->any[c->pick[j]] = d;
      if (c->kind->quantity == 0 && d > b->all[c->pick[j]]) b->all[c->pick[j]] = d;
    }
  }
  for (uint32_t i = 0; i < p->n_lines; i++)
    b->line[i] -= units_left(p, left, i) * b->all[i];
}

/* What a price of few units adds to the prices of all: its best units, wherever they are. */
static double adds(struct quote_bounder *b, const struct quote_candidate *c,
                   const struct quote_left *left) {
  double sum = 0, room = c->kind->quantity;
  bool done[QUOTE_LINES_MAX];
  memset(done, 0, c->n_pick * sizeof *done);
  for (uint32_t round = 0; round < c->n_pick && room > 0; round++) {
    double most = 0;
    uint32_t at = 0;
    for (uint32_t j = 0; j < c->n_pick; j++) {
      uint8_t i = c->pick[j];
      double more = (saves(b->p, c, i) - b->all[i]) * b->weight[i];
      if (!done[j] && more > most) most = more, at = j;
    }
    if (most <= 0) break;
    double n = units_left(b->p, left, c->pick[at]);
    if (n > room) n = room;
    done[at] = true, room -= n, sum += n * most;
  }
  return sum;
}

/* The best `room` units, each at the lowest price that any of the coupons has for it. */
static double best_units(struct quote_bounder *b, double room, const struct quote_left *left) {
  const struct quote_problem *p = b->p;
  double sum = 0;
  for (uint32_t i = 0; i < p->n_lines; i++)
    b->more[i] = (b->any[i] - b->all[i]) * b->weight[i];
  while (room > 0) {
    uint32_t at = 0;
    for (uint32_t i = 1; i < p->n_lines; i++)
      if (b->more[i] > b->more[at]) at = i;
    if (b->more[at] <= 0) break;
    double n = units_left(p, left, at);
    if (n > room) n = room;
    sum += n * b->more[at], room -= n, b->more[at] = 0;
  }
  return sum;
}

/* What prices of few units take off beside: each its best units, all together no more than the
 * best units there are. */
static double few_prices(struct quote_bounder *b, uint32_t at, const struct quote_set *dead,
                         const struct quote_left *left) {
  const struct quote_problem *p = b->p;
  double sum = 0, room = 0;
  for (uint32_t i = at; i < p->n && p->c[i].step == STEP_PRICE; i++) {
    const struct quote_candidate *c = &p->c[i];
    if (set_has(dead, i) || c->pool != QUOTE_NONE || !c->kind->quantity) continue;
    double best = adds(b, c, left), most = b->value[i] * heaviest(b, c->pick, c->n_pick);
    sum += best < most ? best : most;
    room += c->kind->quantity;
  }
  if (sum <= 0) return 0;
  double most = best_units(b, room, left);
  return sum < most ? sum : most;
}

/* ---- together ---- */

struct grants { /* what may be taken off beside those that were followed */
  double goods, shipping, either;
};

static struct grants granted(struct quote_bounder *b, uint32_t at, const struct quote_set *dead,
                             const uint32_t *pool_used, const struct quote_left *left) {
  const struct quote_problem *p = b->p;
  struct grants g = {0, 0, 0};
  bool prices = false;
  memset(b->n_most, 0, p->n_pools * sizeof *b->n_most);
  for (uint32_t i = 0; i < p->n_lines; i++)
    b->weight[i] = 1;
  for (uint32_t i = p->n; i-- > at;) {
    const struct quote_candidate *c = &p->c[i];
    if (set_has(dead, i)) continue;
    double heavy = c->step == STEP_SHIPPING ? 1
                   : c->step == STEP_PRICE  ? heaviest(b, c->pick, c->n_pick)
                                            : heaviest(b, c->lines, c->n);
    if (c->pool != QUOTE_NONE)
      grant(b, c->pool, p->pool[c->pool].most - pool_used[c->pool], b->value[i] * heavy);
    else if (c->step == STEP_PRICE)
      prices = true;
    if (c->step == STEP_AMOUNT || c->step == STEP_PERCENT)
      weigh(b, c, c->pool == QUOTE_NONE, b->emptied[i], heavy);
  }
  for (uint32_t k = 0; k < p->n_pools; k++) {
    double *sum = !p->pool[k].ships ? &g.goods : p->pool[k].sells ? &g.either : &g.shipping;
    for (uint32_t j = 0; j < b->n_most[k]; j++)
      *sum += b->most[b->room[k] + j];
  }
  if (prices) g.goods += few_prices(b, at, dead, left);
  return g;
}

int64_t quote_bound(struct quote_bounder *b, uint32_t at, const struct quote_set *dead,
                    const uint32_t *pool_used, const struct quote_left *left) {
  const struct quote_problem *p = b->p;
  double shipping = (double)left->shipping, goods = 0;
  struct grants g = {0, 0, 0};
  bool grants = false;
  for (uint32_t i = 0; i < p->n_lines; i++)
    b->line[i] = (double)left->line[i];
  if (at < p->n && p->c[at].step == STEP_PRICE) follow_prices(b, at, dead, left);
  for (uint32_t i = at; i < p->n; i++) {
    const struct quote_candidate *c = &p->c[i];
    if (set_has(dead, i)) continue;
    grants = grants || c->pool != QUOTE_NONE || c->step == STEP_PRICE;
    goods -= c->slack;
    if (c->step == STEP_PRICE) {
      b->value[i] = (double)c->alone;
    } else if (c->step == STEP_SHIPPING) {
      b->value[i] = wants(c, shipping, left);
      if (c->pool == QUOTE_NONE) shipping -= b->value[i];
    } else {
      b->value[i] = meet(b, i, left);
    }
  }
  for (uint32_t i = 0; i < p->n_lines; i++)
    goods += b->line[i];
  if (grants) g = granted(b, at, dead, pool_used, left);
  /* Neither goods nor shipping ends below nothing, whatever is taken off the other. */
  goods -= g.goods, shipping -= g.shipping;
  double sum = (goods > 0 ? goods : 0) + (shipping > 0 ? shipping : 0) - g.either - b->epsilon;
  return sum > 0 ? (int64_t)ceil(sum) : 0;
}
