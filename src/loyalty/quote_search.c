/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best combination: branch and bound over "is this candidate used?", in order of application.
 *
 * Twice: first the least payment, pruning what cannot be lower; then, among those that pay it, the
 * one that the rule for ties wants, pruning what cannot pay it and what is already no better than
 * the best (more coupons never make a set better).  One search for both would have to walk through
 * all ties of every payment it passes on its way down.
 *
 * Coupons of one kind are alike, so of them the first ones (those that end first) are used. */
#include <stdlib.h>
#include <string.h>

#include "loyalty/quote_int.h"

struct search {
  struct quote_problem *p;
  struct quote_bounder *bounder;
  int64_t *line;   /* what is left at each depth: n_lines each */
  uint32_t *taken; /* likewise */
  int64_t *spent;  /* of each family */
  uint32_t *group_used, *family_used, *pool_used;
  uint32_t *group_most, *family_most; /* what those used allow; a stack is kept by the caller */
  struct quote_set used;
  struct quote_found best;
  const struct quote_candidate **by_end; /* the latest first, then the highest id */
  bool ties;                             /* the second search */
};

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

/* Whether those used are kept rather than the best: from the latest end on, fewer of an end, then
 * lower ids.  A set is never better than one that it contains. */
static bool better(const struct search *s) {
  for (uint32_t i = 0; i < s->p->n;) {
    uint32_t rank = s->by_end[i]->rank, n = 0, m = 0, at = QUOTE_NONE;
    for (; i < s->p->n && s->by_end[i]->rank == rank; i++) {
      uint32_t c = (uint32_t)(s->by_end[i] - s->p->c);
      bool now = set_has(&s->used, c), best = set_has(&s->best.used, c);
      n += now, m += best;
      if (now != best && at == QUOTE_NONE) at = c;
    }
    if (n != m) return n < m;
    if (at != QUOTE_NONE) return set_has(&s->best.used, at);
  }
  return false;
}

/* A combination that may end here. */
static void reached(struct search *s, int64_t pay) {
  if (s->ties ? pay != s->best.pay || !better(s) : pay >= s->best.pay) return;
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

static bool hopeless(struct search *s, uint32_t i, const struct quote_set *dead,
                     const struct quote_left *left) {
  if (s->ties && !better(s)) return true;
  int64_t bound = quote_bound(s->bounder, i, dead, s->pool_used, left);
  return s->ties ? bound > s->best.pay : bound >= s->best.pay;
}

static void descend(struct search *s, uint32_t i, uint32_t depth, const struct quote_set *dead,
                    const struct quote_left *left, int64_t pay) {
  for (; i < s->p->n; i++) {
    if (!may_join(s, dead, i)) continue;
    if (s->best.steps == QUOTE_STEPS_MAX) {
      s->best.exact = false;
      return;
    }
    s->best.steps++;
    if (hopeless(s, i, dead, left)) return;
    with(s, i, depth, dead, left, pay);
  }
}

static struct quote_left fresh(struct search *s) {
  struct quote_left left = row(s, 0);
  left.shipping = s->p->cart->shipping;
  memcpy(left.line, s->p->gross, s->p->n_lines * sizeof *left.line);
  memset(left.taken, 0, s->p->n_lines * sizeof *left.taken);
  return left;
}

static int dearest_first(const void *a, const void *b) {
  const struct quote_candidate *x = *(const struct quote_candidate *const *)a;
  const struct quote_candidate *y = *(const struct quote_candidate *const *)b;
  if (x->alone != y->alone) return x->alone > y->alone ? -1 : 1;
  return (x > y) - (x < y);
}

/* Applies those of `chosen` that take something off: a combination to begin with. */
static void try_out(struct search *s, const struct quote_set *chosen) {
  struct quote_left left = fresh(s);
  int64_t pay = s->best.pay;
  struct quote_set used = {0};
  for (uint32_t i = 0; i < s->p->n; i++) {
    const struct quote_candidate *c = &s->p->c[i];
    if (!set_has(chosen, i)) continue;
    int64_t d = quote_take(s->p, c, c->coupon->budget_left - s->spent[c->family], &left, NULL);
    if (d == 0) continue;
    s->spent[c->family] += d;
    pay -= d;
    set_add(&used, i);
  }
  memset(s->spent, 0, s->p->n_families * sizeof *s->spent);
  s->best.pay = pay, s->best.used = used;
}

/* The dearest first, whoever may still join: mostly near the best, so much is pruned from the
 * start.  Only one of each kind, which is always among those that may be used. */
static void greedy(struct search *s) {
  const struct quote_candidate **by =
      arena_array(s->p->mem, const struct quote_candidate *, s->p->n);
  struct quote_set chosen = {0}, dead = {0};
  for (uint32_t i = 0; i < s->p->n; i++)
    by[i] = &s->p->c[i];
  qsort(by, s->p->n, sizeof(void *), dearest_first);
  for (uint32_t k = 0; k < s->p->n; k++) {
    uint32_t i = (uint32_t)(by[k] - s->p->c);
    bool first = by[k]->previous == QUOTE_NONE && s->group_used[by[k]->group] == 0 &&
                 s->family_used[by[k]->family] == 0;
    if (!first || set_has(&dead, i)) continue;
    set_add(&chosen, i);
    count(s, by[k], 1);
    for (int w = 0; w < QUOTE_WORDS; w++)
      dead.w[w] |= by[k]->bars.w[w];
  }
  for (uint32_t i = 0; i < s->p->n; i++)
    if (set_has(&chosen, i)) count(s, &s->p->c[i], -1);
  try_out(s, &chosen);
}

static void root(struct search *s) {
  int64_t pay = s->p->cart->shipping;
  for (uint32_t i = 0; i < s->p->n_lines; i++)
    pay += s->p->gross[i];
  if (s->ties) {
    reached(s, pay);
  } else {
    s->best.pay = pay;
    greedy(s);
  }
  struct quote_left left = fresh(s);
  descend(s, 0, 0, &(struct quote_set){0}, &left, pay);
}

static int latest_first(const void *a, const void *b) {
  const struct quote_candidate *x = *(const struct quote_candidate *const *)a;
  const struct quote_candidate *y = *(const struct quote_candidate *const *)b;
  if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
  return str_cmp(y->coupon->id, x->coupon->id);
}

void quote_search(struct quote_problem *p, struct quote_found *ret) {
  struct search s = {.p = p, .best = {.exact = true}};
  size_t cells = ((size_t)p->n + 1) * p->n_lines;
  s.line = arena_array(p->mem, int64_t, cells);
  s.taken = arena_array(p->mem, uint32_t, cells);
  s.spent = arena_array(p->mem, int64_t, p->n_families);
  s.group_used = arena_array(p->mem, uint32_t, p->n_groups);
  s.group_most = arena_array(p->mem, uint32_t, p->n_groups);
  s.family_used = arena_array(p->mem, uint32_t, p->n_families);
  s.family_most = arena_array(p->mem, uint32_t, p->n_families);
  s.pool_used = arena_array(p->mem, uint32_t, p->n_pools);
  s.by_end = arena_array(p->mem, const struct quote_candidate *, p->n);
  for (uint32_t i = 0; i < p->n; i++)
    s.by_end[i] = &p->c[i];
  qsort(s.by_end, p->n, sizeof(void *), latest_first);
  memset(s.group_most, 0xff, p->n_groups * sizeof *s.group_most);
  memset(s.family_most, 0xff, p->n_families * sizeof *s.family_most);
  s.bounder = quote_bounder_new(p);
  root(&s);
  s.ties = true;
  root(&s);
  *ret = s.best;
}
