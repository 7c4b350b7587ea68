/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often people must visit for the whole to have the events asked for.
 *
 * The number of events is linear in the rate of visits, person by person, once her latent rates are
 * drawn; those are summed exactly over everyone (sim_rates_guess).  By how much the guess is wrong
 * is then measured by living through a sample of the people and counting.  Many people come within
 * half a percent after that one step; few are all lived through, more than once, because chance
 * weighs more, and draws are the same at every try.
 *
 * The aim is a little below the number asked for: in a CSV the lines of orders are rows of their
 * own, and so both shapes stay within 2 % of it while holding the same events.
 */
#include "sim/sim_int.h"

#include <math.h>

#define SAMPLE_PEOPLE 12288
#define SAMPLE_BLOCK  256
#define STEPS_MAX     10
#define AIM           0.991
#define GOOD_ENOUGH   0.002
#define NEAR          0.2 /* from here a straight line leads to the aim */
#define BROWSE_MIN    1e-9

struct sums {
  double a, b, events;
};

struct pilot {
  const struct sim *s;
  uint32_t sample; /* people, evenly spread */
  struct sums *sums;
  struct events *scratch; /* by worker */
};

static uint32_t nth(const struct pilot *c, uint32_t i) {
  return (uint32_t)((uint64_t)i * c->s->people / c->sample);
}

static bool guess_block(void *ctx, uint32_t task, unsigned worker) {
  struct pilot *c = ctx;
  uint32_t from = task * SIM_BLOCK;
  for (uint32_t p = from; p < c->s->people && p < from + SIM_BLOCK; p++) {
    struct rates r;
    double a, b;
    sim_rates_of(c->s, p, &r);
    sim_rates_guess(c->s, &r, &a, &b);
    c->sums[task].a += a;
    c->sums[task].b += b;
  }
  return true;
}

static uint64_t live(const struct sim *s, uint32_t p, const struct rates *r,
                     struct events *scratch) {
  uint64_t n = 0;
  bool ordered;
  int64_t t = sim_visit_first(s, r);
  for (uint32_t visit = 0; t >= 0 && t < s->calendar.end_ms; visit++) {
    scratch->n = 0;
    t = sim_visit_run(s, p, r, visit, t, scratch, &ordered);
    for (size_t i = 0; i < scratch->n; i++)
      n += scratch->p[i].time < s->calendar.end_ms;
  }
  return n;
}

static bool live_block(void *ctx, uint32_t task, unsigned worker) {
  struct pilot *c = ctx;
  uint32_t from = task * SAMPLE_BLOCK;
  struct sums *sums = &c->sums[task];
  for (uint32_t i = from; i < c->sample && i < from + SAMPLE_BLOCK; i++) {
    struct rates r;
    double a, b;
    uint32_t p = nth(c, i);
    sim_rates_of(c->s, p, &r);
    sim_rates_guess(c->s, &r, &a, &b);
    sums->a += a;
    sums->b += b;
    sums->events += (double)live(c->s, p, &r, &c->scratch[worker]);
  }
  return true;
}

/* Sums in the order of the blocks, so that threads do not show. */
static struct sums run(struct pilot *c, uint32_t people, uint32_t block,
                       bool (*fn)(void *, uint32_t, unsigned)) {
  struct sums all = {0};
  uint32_t n = (people + block - 1) / block;
  c->sums = must_calloc(n, sizeof *c->sums);
  pool_run(c->s->o->pool, n, fn, c);
  for (uint32_t i = 0; i < n; i++) {
    all.a += c->sums[i].a;
    all.b += c->sums[i].b;
    all.events += c->sums[i].events;
  }
  free(c->sums);
  return all;
}

void sim_calibrate(struct sim *s) {
  unsigned threads = pool_threads(s->o->pool);
  struct pilot c = {.s = s, .sample = s->people < SAMPLE_PEOPLE ? s->people : SAMPLE_PEOPLE};
  c.scratch = must_calloc(threads, sizeof *c.scratch);
  double aim = AIM * (double)s->o->events, best = INFINITY, best_browse = 0;
  struct sums all = run(&c, s->people, SIM_BLOCK, guess_block);
  s->browse = fmax(BROWSE_MIN, (aim - all.a) / all.b);
  for (int i = 0; i < STEPS_MAX && best > GOOD_ENOUGH; i++) {
    struct sums some = run(&c, c.sample, SAMPLE_BLOCK, live_block);
    double wrong = some.events / (some.a + s->browse * some.b);
    double total = wrong * (all.a + s->browse * all.b), off = fabs(total / aim - 1);
    double next = s->browse + (aim - total) / (wrong * all.b);
    if (next <= BROWSE_MIN) next = s->browse / 3;
    bool sampled = c.sample < s->people && off < NEAR;
    if (off < best || sampled) best_browse = sampled ? next : s->browse;
    best = sampled ? 0 : fmin(best, off);
    s->browse = next;
  }
  s->browse = best_browse;
  for (unsigned i = 0; i < threads; i++)
    free(c.scratch[i].p);
  free(c.scratch);
}
