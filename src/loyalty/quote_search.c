/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best combination: branch and bound over "is this candidate used?", in order of application.
 *
 * First the least payment, from a good combination on, pruning what cannot be lower; then, among
 * those that pay it, the one that the rule for ties wants (quote_ties.c).
 *
 * Coupons of one kind are alike, so of them the first ones (those that end first) are used. */
#include <stdlib.h>
#include <string.h>

#include "loyalty/quote_search_int.h"

#define FILL_STEPS 8 /* one takes as long as so many steps */
#define FLIP_STEPS 2
#define PRICES_FEW 3

static struct quote_left row(struct search *s, uint32_t depth) {
  size_t at = (size_t)depth * s->p->n_lines;
  return (struct quote_left){s->line + at, s->taken + at, 0};
}

static bool may_join(const struct search *s, const struct quote_set *dead, uint32_t i) {
  const struct quote_candidate *c = &s->p->c[i];
  if (set_has(dead, i)) return false;
  if (c->previous != QUOTE_NONE && !set_has(&s->used, c->previous)) return false;
  uint32_t group = s->group_used[c->group] + 1, family = s->family_used[c->family] + 1;
  return group <= c->per_group && group <= s->group_most[c->group] && family <= c->per_order &&
         family <= s->family_most[c->family];
}

static void count(struct search *s, const struct quote_candidate *c, int by) {
  s->group_used[c->group] += (uint32_t)by;
  s->family_used[c->family] += (uint32_t)by;
  if (c->pool != QUOTE_NONE) s->pool_used[c->pool] += (uint32_t)by;
}

/* Some combination that pays the least has all of `used`, and perhaps no others. */
static void need_only(struct search *s, const struct quote_set *used) {
  for (int w = 0; w < QUOTE_WORDS; w++)
    s->needed.w[w] &= used->w[w];
}

/* A combination that may end here. */
static void reached(struct search *s, int64_t pay) {
  if (pay > s->best.pay) return;
  if (pay < s->best.pay) s->needed = s->used;
  if (pay == s->best.pay && !s->hunt) {
    need_only(s, &s->used);
    return;
  }
  s->found = s->hunt;
  s->best.pay = pay;
  s->best.used = s->used;
}

static void descend(struct search *s, uint32_t i, uint32_t depth, const struct quote_set *dead,
                    const struct quote_left *left, int64_t pay);

/* With candidate i, if it takes anything off. */
static void with(struct search *s, uint32_t i, uint32_t depth, const struct quote_set *dead,
                 const struct quote_left *left, int64_t pay) {
  const struct quote_candidate *c = &s->p->c[i];
  uint32_t n = s->p->n_lines, group_most = s->group_most[c->group];
  uint32_t family_most = s->family_most[c->family];
  struct quote_left next = row(s, depth + 1);
  struct quote_set all = *dead;
  memcpy(next.line, left->line, n * sizeof *next.line);
  memcpy(next.taken, left->taken, n * sizeof *next.taken);
  next.shipping = left->shipping;
  int64_t d = quote_take(s->p, c, c->coupon->budget_left - s->spent[c->family], &next, NULL);
  if (d == 0) return;
  for (int w = 0; w < QUOTE_WORDS; w++)
    all.w[w] |= c->bars.w[w];
  if (c->per_group < group_most) s->group_most[c->group] = c->per_group;
  if (c->per_order < family_most) s->family_most[c->family] = c->per_order;
  s->spent[c->family] += d;
  set_add(&s->used, i);
  count(s, c, 1);
  reached(s, pay - d);
  descend(s, i + 1, depth + 1, &all, &next, pay - d);
  count(s, c, -1);
  set_drop(&s->used, i);
  s->spent[c->family] -= d;
  s->group_most[c->group] = group_most, s->family_most[c->family] = family_most;
}

static bool search_step(struct search *s) {
  if (s->best.steps < s->steps_max) {
    s->best.steps++;
    return true;
  }
  s->best.exact = false;
  return false;
}

static bool hopeless(struct search *s, uint32_t i, const struct quote_set *dead,
                     const struct quote_left *left) {
  int64_t bound = quote_bound(s->bounder, i, dead, s->pool_used, left);
  if (bound == s->best.pay && !s->hunt) {
    need_only(s, &s->used); /* others may be as good, and are not looked for now */
    return true;
  }
  return bound > s->best.pay;
}

static void descend(struct search *s, uint32_t i, uint32_t depth, const struct quote_set *dead,
                    const struct quote_left *left, int64_t pay) {
  for (; i < s->p->n && !s->found; i++) {
    if (may_join(s, dead, i)) {
      if (!search_step(s) || hopeless(s, i, dead, left)) return;
      with(s, i, depth, dead, left, pay);
    }
    if (s->hunt && set_has(&s->needed, i)) return; /* nothing without it */
  }
}

static struct quote_left fresh(struct search *s) {
  struct quote_left left = row(s, 0);
  left.shipping = s->p->cart->shipping;
  memcpy(left.line, s->p->gross, s->p->n_lines * sizeof *left.line);
  memset(left.taken, 0, s->p->n_lines * sizeof *left.taken);
  return left;
}

/* ---- a combination to begin with ---- */

static int dearest_first(const void *a, const void *b) {
  const struct quote_candidate *x = *(const struct quote_candidate *const *)a;
  const struct quote_candidate *y = *(const struct quote_candidate *const *)b;
  if (x->alone != y->alone) return x->alone > y->alone ? -1 : 1;
  return (x > y) - (x < y);
}

/* Applies those of `chosen` that take something off; those that did are *ret_used. */
static int64_t try_out(struct search *s, const struct quote_set *chosen,
                       struct quote_set *ret_used) {
  struct quote_left left = fresh(s);
  int64_t pay = s->whole;
  *ret_used = (struct quote_set){0};
  for (uint32_t i = 0; i < s->p->n; i++) {
    const struct quote_candidate *c = &s->p->c[i];
    if (!set_has(chosen, i)) continue;
    int64_t d = quote_take(s->p, c, c->coupon->budget_left - s->spent[c->family], &left, NULL);
    if (d == 0) continue;
    s->spent[c->family] += d;
    pay -= d;
    set_add(ret_used, i);
  }
  memset(s->spent, 0, s->p->n_families * sizeof *s->spent);
  return pay;
}

static void choose(struct search *s, uint32_t i) {
  const struct quote_candidate *c = &s->p->c[i];
  set_add(&s->used, i);
  count(s, c, 1);
  if (c->per_group < s->group_most[c->group]) s->group_most[c->group] = c->per_group;
  if (c->per_order < s->family_most[c->family]) s->family_most[c->family] = c->per_order;
}

static void choose_none(struct search *s) {
  const struct quote_problem *p = s->p;
  s->used = (struct quote_set){0};
  memset(s->group_used, 0, p->n_groups * sizeof *s->group_used);
  memset(s->family_used, 0, p->n_families * sizeof *s->family_used);
  memset(s->pool_used, 0, p->n_pools * sizeof *s->pool_used);
  memset(s->group_most, 0xff, p->n_groups * sizeof *s->group_most);
  memset(s->family_most, 0xff, p->n_families * sizeof *s->family_most);
}

/* Those of `first` that may be used together, then the dearest first whoever may still join, none
 * of `out`. */
static int64_t fill(struct search *s, const struct quote_set *first, const struct quote_set *out,
                    struct quote_set *ret_used) {
  struct quote_set dead = *out;
  s->best.steps += FILL_STEPS;
  for (uint32_t k = 0; k < 2 * s->p->n; k++) {
    uint32_t i = k < s->p->n ? k : (uint32_t)(s->by_worth[k - s->p->n] - s->p->c);
    bool turn = k < s->p->n ? set_has(first, i) : !set_has(&s->used, i);
    if (!turn || !may_join(s, &dead, i)) continue;
    choose(s, i);
    for (int w = 0; w < QUOTE_WORDS; w++)
      dead.w[w] |= s->p->c[i].bars.w[w];
  }
  struct quote_set chosen = s->used;
  choose_none(s);
  return try_out(s, &chosen, ret_used);
}

struct climb { /* a combination, and what it pays */
  struct quote_set used;
  int64_t pay;
};

/* With or without coupon i, and what else then goes together: whether that is better. */
static bool turn(struct search *s, uint32_t i, struct climb *at) {
  const struct quote_candidate *c = &s->p->c[i];
  struct climb next;
  struct quote_set first = at->used, out = {0};
  if (set_has(&first, i)) {
    if (c->step != STEP_PRICE) return false; /* the others leave no less for being fewer */
    set_drop(&first, i);
    set_add(&out, i);
  } else {
    for (int w = 0; w < QUOTE_WORDS; w++)
      first.w[w] &= ~c->bars.w[w];
    set_add(&first, i);
  }
  next.pay = fill(s, &first, &out, &next.used);
  if (next.pay >= at->pay) return false;
  *at = next;
  return true;
}

/* Turns one of the first n coupons as long as that pays. */
static void climb(struct search *s, uint32_t n, struct climb *at) {
  for (uint32_t i = 0, since = 0; since < n && at->pay > 0 && s->best.steps < s->steps_max;
       i = (i + 1) % n)
    since = turn(s, i, at) ? 0 : since + 1;
  if (at->pay >= s->best.pay) return;
  s->best.pay = at->pay, s->best.used = s->needed = at->used;
}

/* New price i turned and no other: whether that is better.  What these prices leave bounds what the
 * others can make of it, which spares trying most of them out. */
static bool flip(struct search *s, uint32_t i, uint32_t n, struct climb *at) {
  struct quote_left left = fresh(s);
  struct quote_set first = at->used, out = {0};
  struct climb next;
  if (set_has(&first, i)) {
    set_drop(&first, i);
  } else {
    for (int w = 0; w < QUOTE_WORDS; w++)
      first.w[w] &= ~s->p->c[i].bars.w[w];
    set_add(&first, i);
  }
  for (uint32_t k = 0; k < n; k++)
    if (set_has(&first, k))
      quote_take(s->p, &s->p->c[k], s->p->c[k].coupon->budget_left, &left, NULL);
    else
      set_add(&out, k);
  s->best.steps += FLIP_STEPS;
  if (quote_bound(s->bounder, n, &out, s->pool_used, &left) >= at->pay) return false;
  next.pay = fill(s, &first, &out, &next.used);
  if (next.pay >= at->pay) return false;
  *at = next;
  return true;
}

/* From each of the new prices that save most, alone: they take units from each other, so that the
 * way from one good combination to another leads through worse ones. */
static void climb_prices(struct search *s) {
  struct quote_set others = {0};
  uint32_t n = 0;
  while (n < s->p->n && s->p->c[n].step == STEP_PRICE)
    set_add(&others, n++);
  for (uint32_t k = 0; k < s->p->n && s->best.steps < s->steps_max; k++) {
    uint32_t i = (uint32_t)(s->by_worth[k] - s->p->c);
    struct quote_set first = {0};
    struct climb at;
    if (i >= n) continue;
    set_add(&first, i);
    set_drop(&others, i);
    at.pay = fill(s, &first, &others, &at.used);
    set_add(&others, i);
    for (uint32_t j = 0, since = 0; since < n && at.pay > 0 && s->best.steps < s->steps_max;
         j = (j + 1) % n)
      since = flip(s, j, n, &at) ? 0 : since + 1;
    if (at.pay < s->best.pay) s->best.pay = at.pay, s->best.used = s->needed = at.used;
  }
}

bool search_without(struct search *s, const struct quote_set *out) {
  struct quote_set first = s->best.used, used;
  bool without = true;
  for (int w = 0; w < QUOTE_WORDS; w++) {
    without = without && !(first.w[w] & out->w[w]);
    first.w[w] &= ~out->w[w];
  }
  if (without) return true;
  bool steps = search_step(s);
  struct quote_left left = fresh(s);
  if (steps && hopeless(s, 0, out, &left)) return false;
  if (fill(s, &first, out, &used) == s->best.pay) {
    s->best.used = used;
    return true;
  }
  if (!steps) return false;
  left = fresh(s);
  s->found = false;
  descend(s, 0, 0, out, &left, s->whole);
  return s->found;
}

static uint32_t free_prices(const struct quote_problem *p) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->n && p->c[i].step == STEP_PRICE; i++)
    n += p->c[i].pool == QUOTE_NONE;
  return n;
}

static void look(struct search *s, uint32_t until) {
  struct quote_left left = fresh(s);
  s->steps_max = until;
  s->best.exact = true;
  descend(s, 0, 0, &(struct quote_set){0}, &left, s->whole);
}

/* Where new prices compete, a cart that needs more than a third of the steps begins again from a
 * better combination, for which another third is spent. */
static void least(struct search *s, uint32_t steps) {
  const struct quote_set none = {0};
  struct climb at;
  s->steps_max = steps / 3;
  at.pay = fill(s, &none, &none, &at.used);
  s->best.pay = at.pay, s->best.used = s->needed = at.used;
  if (at.pay > 0) climb(s, s->p->n, &at);
  bool again = free_prices(s->p) >= PRICES_FEW;
  look(s, again ? steps / 3 : steps);
  if (s->best.exact || !again) return;
  s->needed = s->best.used;
  s->steps_max = steps / 3 * 2;
  climb_prices(s);
  look(s, steps);
}

static uint32_t steps_max(const struct quote_problem *p) {
  int64_t steps = QUOTE_WORK_MAX / ((int64_t)p->n_lines * p->n + 1);
  return steps > QUOTE_STEPS_MAX   ? QUOTE_STEPS_MAX
         : steps < QUOTE_STEPS_MIN ? QUOTE_STEPS_MIN
                                   : (uint32_t)steps;
}

void quote_search(struct quote_problem *p, struct quote_found *ret) {
  struct search s = {.p = p, .best = {.exact = true}, .whole = p->cart->shipping};
  size_t cells = ((size_t)p->n + 1) * p->n_lines;
  s.line = arena_array(p->mem, int64_t, cells);
  s.taken = arena_array(p->mem, uint32_t, cells);
  s.spent = arena_array(p->mem, int64_t, p->n_families);
  s.group_used = arena_array(p->mem, uint32_t, p->n_groups);
  s.group_most = arena_array(p->mem, uint32_t, p->n_groups);
  s.family_used = arena_array(p->mem, uint32_t, p->n_families);
  s.family_most = arena_array(p->mem, uint32_t, p->n_families);
  s.pool_used = arena_array(p->mem, uint32_t, p->n_pools);
  s.by_worth = arena_array(p->mem, const struct quote_candidate *, p->n);
  for (uint32_t i = 0; i < p->n; i++)
    s.by_worth[i] = &p->c[i];
  qsort(s.by_worth, p->n, sizeof(void *), dearest_first);
  for (uint32_t i = 0; i < p->n_lines; i++)
    s.whole += p->gross[i];
  choose_none(&s);
  s.bounder = quote_bounder_new(p);
  least(&s, steps_max(p));
  if (!s.best.exact) s.needed = (struct quote_set){0};
  s.steps_max = steps_max(p);
  s.hunt = true;
  search_ties(&s);
  *ret = s.best;
}
