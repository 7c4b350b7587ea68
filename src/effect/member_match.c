/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What joining did: joiners' change of orders against that of others who bought alike before
 * (member_int.h says who is whom and what the strata are).
 *
 * People are matched by an older span than the one that the change is measured from.  Who joins
 * buys more than others of as many orders in any one span (they are of another sort, and others had
 * a lucky month); matched by the span before joining, the others would fall back to their usual
 * and joining would look better than it is.  What is left of such a thing shows as the placebo: the
 * same comparison between the spans around the one of matching, when nobody had joined.
 *
 * In a stratum the effect is the difference of the mean changes; over strata it is weighted by
 * joiners (the effect on those who joined), with variance Σ w² (s²ⱼ ÷ nⱼ + s²ₒ ÷ nₒ); a stratum of
 * one person on a side takes that side's variance pooled over all matched strata.  A person may be
 * among the others of several months. */
#include <math.h>

#include "base/panic.h"
#include "effect/member_int.h"

#define SPAN (MEMBER_EFFECT_DAYS * MS_DAY)

enum { CHANGE_ORDERS, CHANGE_PAID, CHANGE_PLACEBO, CHANGES };
enum { SIDE_JOINED, SIDE_OTHER, SIDES };
enum { COVARIATES = 3 };

struct sums { /* exact */
  int64_t n;
  i128 sum, squares;
};
struct cell {
  struct sums change[SIDES][CHANGES];
  struct sums covariate[SIDES][COVARIATES];
};
struct cohort {
  int64_t from, until; /* the month */
};
struct seen { /* one person in one cohort */
  struct tally earlier, matching, before, after;
  int32_t recency; /* days to the end of `matching`, at most 365 */
};
struct matchmaker {
  const struct lives *l;
  struct cohort cohorts[MEMBER_COHORTS];
  uint32_t n_cohorts;
  int64_t thirds[2];  /* of what joiners paid before */
  struct cell *cells; /* [cohort][cell] */
};

static void add(struct sums *s, i128 v) {
  s->n++;
  s->sum += v;
  s->squares += v * v;
}

static double mean(const struct sums *s) {
  return s->n ? (double)s->sum / (double)s->n : 0;
}

/* Σ (x − mean)². */
static double spread(const struct sums *s) {
  double v = s->n ? (double)s->squares - (double)s->sum * (double)s->sum / (double)s->n : 0;
  return v > 0 ? v : 0;
}

/* ---- who is what ---- */

static void see(const struct life *l, const struct cohort *c, struct seen *ret) {
  int64_t last = INT64_MIN, match = c->from - SPAN;
  ret->earlier = life_ordered(l, c->from - 3 * SPAN, c->from - 2 * SPAN);
  ret->matching = life_ordered(l, c->from - 2 * SPAN, match);
  ret->before = life_ordered(l, match, c->from);
  ret->after = life_ordered(l, c->until, c->until + SPAN);
  for (uint32_t i = 0; i < l->n_orders && l->orders[i].time < match; i++)
    last = l->orders[i].time;
  int64_t days = last == INT64_MIN ? 365 : (match - last) / MS_DAY;
  ret->recency = days > 365 ? 365 : (int32_t)days;
}

/* Long enough to have been matched. */
static bool known_for(const struct matchmaker *k, uint32_t subject, const struct cohort *c) {
  return k->l->known[subject] < c->from - 2 * SPAN;
}

static int64_t first_joined(const struct life *l) {
  return l->n_spells ? l->spells[0].from : INT64_MAX;
}

static bool joins_in(const struct life *l, const struct cohort *c) {
  return first_joined(l) >= c->from && first_joined(l) < c->until;
}

static bool stays_out(const struct life *l, const struct cohort *c) {
  return first_joined(l) >= c->until + SPAN;
}

static uint32_t stratum(const struct matchmaker *k, const struct seen *s) {
  int64_t n = s->matching.orders;
  i128 paid = s->matching.amount;
  uint32_t f = n < 3 ? (uint32_t)n : n < 5 ? 3 : 4;
  uint32_t m = paid <= 0 ? 0 : paid <= k->thirds[0] ? 1 : paid <= k->thirds[1] ? 2 : 3;
  uint32_t r = s->recency >= 365  ? 5
               : s->recency > 180 ? 4
               : s->recency > 90  ? 3
               : s->recency > 60  ? 2
               : s->recency > 30  ? 1
                                  : 0;
  return (f * MATCH_M + m) * MATCH_R + r;
}

/* ---- gathering ---- */

static int by_size(const void *p, const void *q) {
  const int64_t *a = p, *b = q;
  return (*a > *b) - (*a < *b);
}

static void find_thirds(struct matchmaker *k, struct matching *ret) {
  VEC(int64_t) paid = {0};
  for (uint32_t s = 0; s < k->l->n; s++)
    for (uint32_t c = 0; c < k->n_cohorts; c++) {
      struct seen x;
      if (!joins_in(&k->l->of[s], &k->cohorts[c])) continue;
      ret->joiners++;
      if (!known_for(k, s, &k->cohorts[c])) {
        ret->fresh++;
        continue;
      }
      see(&k->l->of[s], &k->cohorts[c], &x);
      if (x.matching.amount > 0) vec_push(&paid, (int64_t)x.matching.amount);
    }
  if (paid.n) qsort(paid.p, paid.n, sizeof *paid.p, by_size);
  for (size_t i = 0; paid.n && i < 2; i++)
    k->thirds[i] = paid.p[(paid.n - 1) * (i + 1) / 3];
  vec_free(&paid);
}

static void note(struct matchmaker *k, uint32_t cohort, int side, const struct seen *s) {
  struct cell *c = &k->cells[(size_t)cohort * MATCH_CELLS + stratum(k, s)];
  add(&c->change[side][CHANGE_ORDERS], s->after.orders - s->before.orders);
  add(&c->change[side][CHANGE_PAID], s->after.amount - s->before.amount);
  add(&c->change[side][CHANGE_PLACEBO], s->before.orders - s->earlier.orders);
  add(&c->covariate[side][0], s->matching.orders);
  add(&c->covariate[side][1], s->matching.amount);
  add(&c->covariate[side][2], s->recency);
}

static void gather(struct matchmaker *k) {
  for (uint32_t s = 0; s < k->l->n; s++)
    for (uint32_t c = 0; c < k->n_cohorts; c++) {
      const struct life *l = &k->l->of[s];
      struct seen x;
      bool joined = joins_in(l, &k->cohorts[c]);
      if (!known_for(k, s, &k->cohorts[c]) || (!joined && !stays_out(l, &k->cohorts[c]))) continue;
      see(l, &k->cohorts[c], &x);
      note(k, c, joined ? SIDE_JOINED : SIDE_OTHER, &x);
    }
}

/* ---- the estimate ---- */

static bool matched(const struct cell *c) {
  return c->change[SIDE_JOINED][0].n > 0 && c->change[SIDE_OTHER][0].n > 0;
}

/* Variance of a side's mean in a stratum. */
static double mean_variance(const struct sums *s, double pooled) {
  double v = s->n > 1 ? spread(s) / (double)(s->n - 1) : pooled;
  return v / (double)s->n;
}

static struct interval estimate(const struct matchmaker *k, int change, int64_t n, double per) {
  double pooled[SIDES] = {0}, free_[SIDES] = {0}, value = 0, variance = 0;
  size_t cells = (size_t)k->n_cohorts * MATCH_CELLS;
  for (size_t i = 0; i < cells; i++)
    for (int s = 0; s < SIDES && matched(&k->cells[i]); s++) {
      pooled[s] += spread(&k->cells[i].change[s][change]);
      free_[s] += (double)k->cells[i].change[s][change].n - 1;
    }
  for (int s = 0; s < SIDES; s++)
    pooled[s] = free_[s] > 0 ? pooled[s] / free_[s] : 0;
  for (size_t i = 0; i < cells; i++) {
    const struct cell *c = &k->cells[i];
    if (!matched(c)) continue;
    const struct sums *a = &c->change[SIDE_JOINED][change], *b = &c->change[SIDE_OTHER][change];
    double w = (double)a->n / (double)n;
    value += w * (mean(a) - mean(b));
    variance += w * w * (mean_variance(a, pooled[0]) + mean_variance(b, pooled[1]));
  }
  double half = Z_95 * sqrt(variance);
  return (struct interval){value / per, (value - half) / per, (value + half) / per};
}

static void balance(const struct matchmaker *k, int which, int64_t n, struct covariate *ret) {
  struct sums all[SIDES] = {{0}}, in = {0};
  double weighted = 0;
  for (size_t i = 0; i < (size_t)k->n_cohorts * MATCH_CELLS; i++) {
    const struct cell *c = &k->cells[i];
    for (int s = 0; s < SIDES; s++) {
      const struct sums *x = &c->covariate[s][which];
      all[s].n += x->n, all[s].sum += x->sum, all[s].squares += x->squares;
    }
    if (!matched(c)) continue;
    const struct sums *j = &c->covariate[SIDE_JOINED][which];
    in.n += j->n, in.sum += j->sum;
    weighted += (double)j->n / (double)n * mean(&c->covariate[SIDE_OTHER][which]);
  }
  double v = 0;
  for (int s = 0; s < SIDES; s++)
    v += all[s].n > 1 ? spread(&all[s]) / (double)(all[s].n - 1) / 2 : 0;
  double sd = sqrt(v);
  ret->joiners = mean(&all[SIDE_JOINED]);
  ret->others = mean(&all[SIDE_OTHER]);
  ret->matched = weighted;
  ret->smd_before = sd > 0 ? (ret->joiners - ret->others) / sd : 0;
  ret->smd_after = sd > 0 ? (mean(&in) - weighted) / sd : 0;
}

/* The last MEMBER_COHORTS months whose after has passed. */
static void choose_cohorts(struct matchmaker *k, struct matching *ret) {
  const struct tz *tz = k->l->in->env.tz;
  int32_t month = day_month_start(day_of(tz, k->l->in->now));
  while (day_start(tz, day_add_months(month, 1)) + SPAN > k->l->in->now + 1)
    month = day_add_months(month, -1);
  k->n_cohorts = ret->cohorts = MEMBER_COHORTS;
  ret->last = month;
  ret->first = day_add_months(month, 1 - MEMBER_COHORTS);
  for (int i = 0; i < MEMBER_COHORTS; i++) {
    k->cohorts[i].from = day_start(tz, day_add_months(ret->first, i));
    k->cohorts[i].until = day_start(tz, day_add_months(ret->first, i + 1));
  }
}

void match_members(const struct lives *l, struct matching *ret) {
  struct matchmaker k = {.l = l};
  double months = MEMBER_EFFECT_DAYS / 30.0, unit = (double)dec_pow10(l->scale);
  *ret = (struct matching){0};
  choose_cohorts(&k, ret);
  k.cells = must_calloc((size_t)k.n_cohorts * MATCH_CELLS, sizeof *k.cells);
  find_thirds(&k, ret);
  gather(&k);
  for (size_t i = 0; i < (size_t)k.n_cohorts * MATCH_CELLS; i++)
    if (matched(&k.cells[i])) {
      ret->matched += k.cells[i].change[SIDE_JOINED][0].n;
      ret->others += k.cells[i].change[SIDE_OTHER][0].n;
    }
  if (ret->matched) {
    ret->orders = estimate(&k, CHANGE_ORDERS, ret->matched, months);
    ret->paid = estimate(&k, CHANGE_PAID, ret->matched, months * unit);
    ret->placebo = estimate(&k, CHANGE_PLACEBO, ret->matched, months);
    for (int i = 0; i < COVARIATES; i++)
      balance(&k, i, ret->matched, &ret->covariates[i]);
  }
  free(k.cells);
}
