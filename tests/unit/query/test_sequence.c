/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matcher of sequences against its twin, on histories made to be awkward: few moments, so that
 * many rows share one, and rows that fit several steps at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rng.h"
#include "query/sequence_int.h"

static void random_def(struct rng *r, struct seq_def *d) {
  uint32_t bit = 0;
  *d = (struct seq_def){.n = 1 + (uint32_t)rng_below(r, 4),
                        .count = rng_chance(r, 0.6),
                        .as_of = 6 + (int64_t)rng_below(r, 6)};
  for (uint32_t i = 0; i < d->n; i++) {
    d->step[i] = 1u << bit++;
    d->gap[i] = i && rng_chance(r, 0.6) ? (int64_t)rng_below(r, 4) : INT64_MAX;
    if (i + 1 < d->n && rng_chance(r, 0.3)) d->between[i] = 1u << bit++;
  }
  for (uint32_t k = (uint32_t)rng_below(r, 3); k > 0; k--) {
    d->after[d->n_after] = 1u << bit++;
    d->after_ms[d->n_after++] = rng_chance(r, 0.7) ? (int64_t)rng_below(r, 4) : INT64_MAX;
  }
}

static uint32_t random_rows(struct rng *r, const struct seq_def *d, struct seq_row *rows) {
  uint32_t n = (uint32_t)rng_below(r, 10);
  int64_t t = rng_chance(r, 0.1) ? -3 : 0;
  double density = rng_chance(r, 0.5) ? 0.2 : 0.45;
  for (uint32_t i = 0; i < n; i++) {
    if (rng_chance(r, 0.55)) t += 1 + (int64_t)rng_below(r, 2);
    rows[i] = (struct seq_row){t > d->as_of ? d->as_of : t, 0};
    for (uint32_t b = 0; b < 2 * d->n + 2; b++)
      if (rng_chance(r, density)) rows[i].mask |= 1u << b;
  }
  return n;
}

static void equals_the_twin(void **state) {
  const char *fixed = getenv("SEED");
  uint64_t from = fixed ? strtoull(fixed, NULL, 10) : 1;
  unsigned some = 0, many = 0;
  print_message("# seed %llu\n", (unsigned long long)from);
  for (uint64_t i = 0; i < 200000; i++) {
    struct rng r;
    struct seq_def d;
    struct seq_row rows[16];
    rng_init(&r, from, 7, i);
    random_def(&r, &d);
    uint32_t n = random_rows(&r, &d, rows);
    int64_t fast = seq_matches(&d, rows, n), slow = seq_matches_naive(&d, rows, n);
    if (fast != slow)
      fail_msg("round %llu: %lld matches, the twin says %lld", (unsigned long long)i,
               (long long)fast, (long long)slow);
    some += slow > 0;
    many += slow > 1;
  }
  assert_true(some > 20000 && many > 2000);
}

/* Two rows for two equal steps, one row for neither twice. */
static void a_row_fills_one_step(void **state) {
  struct seq_def d = {.n = 2, .step = {1, 2}, .gap = {INT64_MAX, 0}, .as_of = 9};
  struct seq_row both[] = {{5, 3}, {5, 3}}, swapped[] = {{5, 2}, {5, 1}},
                 apart[] = {{4, 1}, {5, 2}};
  assert_int_equal(seq_matches(&d, both, 1), 0);
  assert_int_equal(seq_matches(&d, both, 2), 1);
  assert_int_equal(seq_matches(&d, swapped, 2), 1);
  assert_int_equal(seq_matches(&d, apart, 2), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_twin),
                                     cmocka_unit_test(a_row_fills_one_step)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
