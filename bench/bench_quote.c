/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quotes of carts with 20 lines and 30 coupons, in one thread.
 *
 *   bench_quote [CARTS] [SEED]      default 2000 1
 *
 * Mixes, from what shops have to the worst there can be:
 *   shop      one coupon of each of four groups, shipping beside
 *   wallet    five kinds, six coupons each, three of a kind in an order
 *   groups    six groups of five, one of each
 *   stack     thirty kinds, every benefit and scope, all of which go with each other
 *   percents  the same, percents only
 *   too much  the same, amounts that are more than the cart together
 * By the clock and by the processor's time of the thread alone (own), since others use the machine.
 * Then the twin that tries every set, with the first 14 of the coupons, beside the quote of the
 * same 14; both must agree. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../tests/unit/loyalty/quote_naive.h"
#include "../tests/unit/loyalty/quote_random.h"
#include "base/clock.h"

#define LINES   20u
#define COUPONS 30u
#define NAIVE   14u
#define NOW     1000

static double now(void) {
  struct clock *k = clock_system();
  return (double)k->mono(k).ns / 1e3;
}

/* Of this thread alone: what a quote takes when nobody else wants the processor. */
static double processor(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void of_mix(struct rng *r, int mix, struct arena *mem, struct random_case *c) {
  static const struct str groups[] = {{"g0", 2}, {"g1", 2}, {"g2", 2},
                                      {"g3", 2}, {"g4", 2}, {"g5", 2}};
  random_make(r, LINES, COUPONS, 1, mem, c);
  for (uint32_t i = 0; i < LINES; i++)
    c->lines[i].price = 1000 + (int64_t)rng_below(r, 30000);
  for (uint32_t i = 0; i < COUPONS; i++) {
    struct coupon_kind *k = &c->kinds[i];
    struct quote_coupon *q = &c->coupons[i];
    *q = (struct quote_coupon){.id = q->id,
                               .kind = k,
                               .until_ms = 2000 + (int64_t)rng_below(r, 20),
                               .budget_left = INT64_MAX,
                               .uses_left = UINT32_MAX};
    k->group = k->slug, k->per_group = 9;
    if (k->benefit == COUPON_AMOUNT_OFF || k->benefit == COUPON_THRESHOLD)
      k->amount.m = 300 + (int64_t)rng_below(r, 5000);
    if (k->percent_bp > 2000) k->percent_bp = 200 + (uint32_t)rng_below(r, 1500);
    if (mix == 0) k->group = groups[k->benefit == COUPON_SHIPPING ? 4 : i % 4], k->per_group = 1;
    if (mix == 1) q->kind = &c->kinds[i % 5], c->kinds[i % 5].per_order = 3;
    if (mix == 2) k->group = groups[i % 6], k->per_group = 1;
    if (mix == 4) {
      k->benefit = COUPON_PERCENT_OFF, k->n_tiers = 0;
      k->percent_bp = 100 + (uint32_t)rng_below(r, 1500);
    }
    if (mix == 5) {
      k->benefit = COUPON_AMOUNT_OFF, k->percent_bp = 0, k->n_tiers = 0;
      k->max_discount = DEC_ZERO;
      k->amount.m = 20000 + (int64_t)rng_below(r, 50000);
    }
  }
}

static int by_number(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static struct quote quote_of(struct random_case *c, struct arena *mem) {
  struct quote q;
  struct err err;
  if (quote_cart(&c->cart, c->coupons, c->n, tz_utc(), NOW, mem, &q, &err)) return q;
  fprintf(stderr, "bench: %s\n", err_name(err.code));
  exit(1);
}

static void run(int mix, const char *name, uint32_t carts, uint64_t seed) {
  static struct random_case c;
  struct arena mem;
  double *us = malloc(carts * sizeof *us), *own = malloc(carts * sizeof *own),
         *steps = malloc(carts * sizeof *steps), twin = 0, same = 0;
  uint64_t exact = 0, used = 0, compared = 0;
  arena_init(&mem, "bench");
  for (uint32_t i = 0; i < carts; i++) {
    struct rng r;
    rng_init(&r, seed, (uint64_t)mix, i);
    arena_reset(&mem);
    of_mix(&r, mix, &mem, &c);
    double from = now(), begun = processor();
    struct quote q = quote_of(&c, &mem);
    us[i] = now() - from, own[i] = processor() - begun;
    exact += q.exact, used += q.n_uses;
    steps[i] = q.steps;
    if (i >= 20) continue;
    struct quote_set set;
    int64_t pay;
    c.n = NAIVE;
    from = now();
    q = quote_of(&c, &mem);
    same += now() - from;
    from = now();
    quote_naive(&c.cart, c.coupons, c.n, tz_utc(), NOW, &set, &pay);
    twin += now() - from;
    compared++;
    if (q.pay == pay && q.exact) continue;
    fprintf(stderr, "bench: the twin disagrees\n");
    exit(1);
  }
  qsort(us, carts, sizeof *us, by_number);
  qsort(own, carts, sizeof *own, by_number);
  qsort(steps, carts, sizeof *steps, by_number);
  printf("%-9s %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f %8.0f %8.0f %8.0f %7.2f%% %6.1f %10.1f %12.1f\n",
         name, us[carts / 2], us[carts - 1 - carts / 100], us[carts - 1], own[carts / 2],
         own[carts - 1 - carts / 100], own[carts - 1], steps[carts / 2],
         steps[carts - 1 - carts / 100], steps[carts - 1], 100.0 * (double)exact / carts,
         (double)used / carts, same / (double)compared, twin / (double)compared);
  arena_release(&mem);
  free(us);
  free(own);
  free(steps);
}

int main(int argc, char **argv) {
  uint32_t carts = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 2000;
  uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  static const char *const names[] = {"shop", "wallet", "groups", "stack", "percents", "too much"};
  printf("%u lines, %u coupons, %u carts, seed %llu; microseconds\n", LINES, COUPONS, carts,
         (unsigned long long)seed);
  printf("%-9s %8s %8s %8s %8s %8s %8s %8s %8s %8s %8s %6s %10s %12s\n", "mix", "p50", "p99", "max",
         "own p50", "p99", "max", "steps", "p99", "max", "exact", "used", "14 coupons", "twin, 14");
  for (int mix = 0; mix < 6; mix++)
    run(mix, names[mix], carts, seed);
  return 0;
}
