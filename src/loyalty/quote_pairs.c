/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who goes with whom: what the search and its bound need to know before the first step. */
#include <stdlib.h>
#include <string.h>

#include "loyalty/quote_int.h"

static bool same_family(const struct quote_candidate *a, const struct quote_candidate *b) {
  return str_eq(a->kind->slug, b->kind->slug);
}

static bool admits(const struct coupon_kind *k, struct str group) {
  return k->with_any || coupon_names_have(&k->with, group);
}

static uint32_t order_limit(const struct quote_candidate *c) {
  return c->coupon->uses_left < c->kind->per_order ? c->coupon->uses_left : c->kind->per_order;
}

enum quote_reason quote_bars(const struct quote_candidate *a, const struct quote_candidate *b) {
  const struct coupon_kind *k = a->kind, *l = b->kind;
  if (a->kind->exclusive) return QUOTE_exclusive;
  if (b->kind->exclusive) return QUOTE_excluded;
  if (same_family(a, b) && (order_limit(a) == 1 || order_limit(b) == 1)) return QUOTE_per_order;
  if (str_eq(k->group, l->group))
    return k->per_group == 1 || l->per_group == 1 ? QUOTE_group : QUOTE_used;
  return admits(k, l->group) && admits(l, k->group) ? QUOTE_used : QUOTE_not_with;
}

static void numbers(struct quote_problem *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    struct quote_candidate *c = &p->c[i];
    c->group = c->family = c->previous = QUOTE_NONE;
    for (uint32_t j = i; j-- > 0;) {
      const struct quote_candidate *b = &p->c[j];
      if (c->group == QUOTE_NONE && str_eq(b->kind->group, c->kind->group)) c->group = b->group;
      if (c->family == QUOTE_NONE && same_family(b, c)) c->family = b->family;
      if (c->previous == QUOTE_NONE && same_family(b, c) &&
          b->coupon->version == c->coupon->version)
        c->previous = j;
    }
    if (c->group == QUOTE_NONE) c->group = p->n_groups++;
    if (c->family == QUOTE_NONE) c->family = p->n_families++;
    c->per_group = c->kind->per_group;
    c->per_order = order_limit(c);
  }
}

static void pairs(struct quote_problem *p) {
  for (uint32_t i = 0; i < p->n; i++)
    for (uint32_t j = 0; j < i; j++)
      if (quote_bars(&p->c[i], &p->c[j]) != QUOTE_used)
        set_add(&p->c[i].bars, j), set_add(&p->c[j].bars, i);
}

/* ---- pools: sets of which the bound need not grant all ---- */

static bool bars_all(const struct quote_candidate *c, const struct quote_set *s) {
  for (int w = 0; w < QUOTE_WORDS; w++)
    if (s->w[w] & ~c->bars.w[w]) return false;
  return true;
}

/* Cliques of pairs that bar each other, found greedily: of each at most one is used.  Exclusive
 * ones bar everybody and would take others out of the cliques where they belong. */
static void cliques(struct quote_problem *p) {
  struct quote_set *member = arena_array(p->mem, struct quote_set, p->n);
  bool *exclusive = arena_array(p->mem, bool, p->n);
  for (uint32_t i = 0; i < p->n; i++) {
    uint32_t k = 0;
    while (k < p->n_pools &&
           (exclusive[k] != p->c[i].kind->exclusive || !bars_all(&p->c[i], &member[k])))
      k++;
    if (k == p->n_pools) {
      exclusive[k] = p->c[i].kind->exclusive;
      p->pool[p->n_pools++] = (struct quote_pool){.most = 1};
    }
    set_add(&member[k], i);
    p->pool[k].size++;
    p->c[i].pool = k;
  }
  for (uint32_t i = 0; i < p->n; i++)
    if (p->pool[p->c[i].pool].size == 1) p->c[i].pool = QUOTE_NONE;
}

/* A group or family of which fewer may be used than there are, for those in no clique. */
static void counted(struct quote_problem *p, bool families) {
  uint32_t n = families ? p->n_families : p->n_groups;
  struct quote_pool *of = arena_array(p->mem, struct quote_pool, n);
  uint32_t *number = arena_array(p->mem, uint32_t, n);
  for (uint32_t i = 0; i < p->n; i++) {
    const struct quote_candidate *c = &p->c[i];
    uint32_t g = families ? c->family : c->group;
    uint32_t limit = families ? c->per_order : c->per_group;
    if (c->pool != QUOTE_NONE) continue;
    if (limit > of[g].most) of[g].most = limit;
    of[g].size++;
  }
  memset(number, 0xff, n * sizeof *number);
  for (uint32_t i = 0; i < p->n; i++) {
    struct quote_candidate *c = &p->c[i];
    uint32_t g = families ? c->family : c->group;
    if (c->pool != QUOTE_NONE || of[g].size <= of[g].most) continue;
    if (number[g] == QUOTE_NONE) {
      number[g] = p->n_pools;
      p->pool[p->n_pools++] = of[g];
    }
    c->pool = number[g];
  }
}

/* ---- ranks: the order of ends, for ties ---- */

static int by_end(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void ranks(struct quote_problem *p) {
  int64_t *ends = arena_array(p->mem, int64_t, p->n);
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->n; i++)
    ends[i] = p->c[i].coupon->until_ms;
  qsort(ends, p->n, sizeof *ends, by_end);
  for (uint32_t i = 0; i < p->n; i++)
    if (n == 0 || ends[n - 1] != ends[i]) ends[n++] = ends[i];
  for (uint32_t i = 0; i < p->n; i++) {
    const int64_t *at = bsearch(&p->c[i].coupon->until_ms, ends, n, sizeof *ends, by_end);
    p->c[i].rank = (uint32_t)(at - ends);
  }
}

/* ---- rounding ---- */

/* By how much whole numbers may end below exact arithmetic because of this coupon.  Sharing a
 * discount among n lines moves at most n/4 units from lines to others (largest remainder), which
 * matters only when later coupons tell these lines apart; rounding a percent up adds a unit. */
static void slack(struct quote_problem *p) {
  struct quote_set *cover = arena_array(p->mem, struct quote_set, p->n_lines);
  for (uint32_t i = p->n; i-- > 0;) {
    struct quote_candidate *c = &p->c[i];
    if (c->step != STEP_AMOUNT && c->step != STEP_PERCENT) continue;
    for (uint32_t j = 1; j < c->n && c->slack == 0; j++)
      if (memcmp(&cover[c->lines[j]], &cover[c->lines[0]], sizeof *cover) != 0)
        c->slack = c->n / 4.0;
    if (c->step == STEP_PERCENT && c->kind->rounding != COUPON_DOWN) c->slack += 1;
    for (uint32_t j = 0; j < c->n; j++)
      set_add(&cover[c->lines[j]], i);
  }
}

void quote_pairs(struct quote_problem *p) {
  p->pool = arena_array(p->mem, struct quote_pool, 2 * (size_t)p->n + 1);
  numbers(p);
  pairs(p);
  cliques(p);
  counted(p, false);
  counted(p, true);
  for (uint32_t i = 0; i < p->n; i++) {
    struct quote_pool *pool = p->c[i].pool == QUOTE_NONE ? NULL : &p->pool[p->c[i].pool];
    if (pool) *(p->c[i].step == STEP_SHIPPING ? &pool->ships : &pool->sells) = true;
  }
  ranks(p);
  slack(p);
}
